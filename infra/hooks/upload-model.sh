#!/bin/sh
# Runs after azd has provisioned: uploads the model's first version and puts it in force, unless the store has one in force.
# Whoever deploys has the role for it (AZURE_PRINCIPAL_ID); a new role takes some minutes to be known everywhere.
set -eu
cd "$(dirname "$0")/../.."
folder=${MODEL_FOLDER:-pipelines/CardFraud/models/1}
model=${MODEL_NAME:-card-fraud}
version=$(basename "$folder")
store="--artifacts $MODELS_ENDPOINT --container $MODELS_CONTAINER"

attempt=1
# shellcheck disable=SC2086
until ./serverless models list $store >/dev/null; do
  [ "$attempt" -lt 10 ] || {
    echo "The model store does not answer. With PRIVATE_NETWORK=true name your address in ALLOWED_ADDRESSES and provision again." >&2
    exit 1
  }
  attempt=$((attempt + 1))
  sleep 30
done

# shellcheck disable=SC2086
if ./serverless models list $store | grep -q 'in force'; then
  echo "A version of the model is in force already."
else
  ./serverless models push "$folder" $store
  ./serverless models activate "$model" "$version" $store
fi
