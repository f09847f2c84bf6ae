#!/bin/sh
# Runs before azd provisions. Seconds since 1970 rise with every deployment, a roll-back included, on every machine.
set -eu
azd env set DEPLOY_REVISION "$(date -u +%s)"
[ -n "${BUDGET_START:-}" ] || azd env set BUDGET_START "$(date -u +%Y-%m-01)"
