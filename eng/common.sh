# Shared by the scripts at the root; sourced, never run.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=$root/.setup
cache=${XDG_CACHE_HOME:-${HOME:-$state}/.cache}/serverless

say() { printf '%s\n' "$@" >&2; }
die() { say "$@"; exit 1; }

# Runs a command with its output in a log. What it leaves running (compiler servers) must not inherit a lock: 9 is closed.
# On failure the lines that matter are shown: those with an error in them or, if there are none, the last ones.
quietly() {
  local log=$1 errors; shift
  "$@" >"$log" 2>&1 </dev/null 9>&- && return 0
  errors=$(grep -E '(^|[^a-z])error( |:)' "$log" | sed "s#$root/##g" | sort -u | head -40) || true
  printf '%s\n' "${errors:-$(tail -20 "$log")}" >&2
  return 1
}

# Takes a lock until the script ends or calls unlock. Without flock (macOS) two at once are not kept apart.
lock() { mkdir -p "$(dirname "$1")"; exec 9>"$1"; ! command -v flock >/dev/null || flock 9; }
unlock() { exec 9>&-; }

command_line=local/cli/bin/Release/net10.0/serverless.dll
rooms=(streams durable models kafka sinks pipelines local eng)

# True if something that the command line is built from is newer than its last build. Folders count: a deleted file changes its folder.
command_line_is_stale() {
  [ -e "$root/$command_line" ] && [ -e "$state/built" ] || return 0
  local room present=()
  for room in "${rooms[@]}"; do [ ! -d "$root/$room" ] || present+=("$root/$room"); done
  [ -n "$(find "${present[@]}" "$root"/Directory.* "$root/global.json" \
    \( -name bin -o -name obj -o -name node_modules -o -name native -o -name __pycache__ \) -prune -o \
    \( -type d -o -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.json' -o -name '*.txt' \) \
    -newer "$state/built" -print -quit)" ]
}

# Builds a project or the solution in Release under the build lock; $1 is a path from the root.
build() {
  local project
  mkdir -p "$state"
  # Made now, since a folder that gains its obj during the build would look changed after it.
  while read -r project; do mkdir -p "${project%/*}/obj" "${project%/*}/bin"; done < <(find "$root" -name '*.csproj' -not -path '*/node_modules/*')
  touch "$state/building"
  (cd "$root" && quietly "$state/build.log" dotnet build "$1" -c Release -v quiet -clp:NoSummary) || return 1
  [ ! -e "$root/$command_line" ] || mv "$state/building" "$state/built"
}
