#!/usr/bin/env bash
# Runs a command against a real server that lives only as long as the command.
#
#   scripts/with-server.sh COMMAND [ARGUMENT…]
#
# The server is the built binary, on a free port of 127.0.0.1, with an empty temporary data folder and the demonstration
# memory. The command gets GROUNDSTATE_URL and GROUNDSTATE_KEY (an administrator key made for this run), and starts once
# /readyz is good and the whole demonstration memory is in. The exit status is the command's.
#
# GS_BIN            the binary; default: the debug build
# GS_DEMO=no        start with an empty memory
# GROUNDSTATE_ENCODER_DIR    as everywhere; default: what scripts/weights.sh fetched
# GS_SERVER_LOG     where the server's output goes; default: deleted at the end, its tail shown on failure
# Other GROUNDSTATE_ settings (GROUNDSTATE_DATABASE_URL, GROUNDSTATE_REDIS_URL …) reach the server as they are.
# With GROUNDSTATE_URL and GROUNDSTATE_KEY set, no server is started: the command runs against that one.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ "$#" -gt 0 ] || die "a command is needed; see the head of scripts/with-server.sh"
if [ -n "${GROUNDSTATE_URL:-}" ] && [ -n "${GROUNDSTATE_KEY:-}" ]; then
    exec "$@"
fi

BIN="${GS_BIN:-$TARGET/debug/groundstate}"
[ -x "$BIN" ] || die "\`$BIN\` is missing; \`cargo build --bin groundstate\` makes it, GS_BIN names another"
BIN="$(cd "$(dirname "$BIN")" && pwd)/$(basename "$BIN")"
GROUNDSTATE_ENCODER_DIR="$(bash "$ROOT/scripts/weights.sh")"
export GROUNDSTATE_ENCODER_DIR
# A debug build on a busy machine may need longer than the default for the guardrails of one answer, and what is not evaluated in
# time counts as violated.
if [ -z "${GS_BIN:-}" ]; then export GROUNDSTATE_GUARDRAIL_BUDGET_MS="${GROUNDSTATE_GUARDRAIL_BUDGET_MS:-20000}"; fi

HOME_DIR="$(mktemp -d "${TMPDIR:-/tmp}/groundstate-server.XXXXXX")"
LOG="${GS_SERVER_LOG:-$HOME_DIR/server.log}"
case "$LOG" in /*) ;; *) LOG="$PWD/$LOG" ;; esac
server=
command=

finish() {
    local code=$?
    trap - EXIT INT TERM
    if [ -n "$command" ]; then kill "$command" 2>/dev/null || true; fi
    if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
        kill -TERM "$server" 2>/dev/null || true
        local waited=0
        while kill -0 "$server" 2>/dev/null && [ "$waited" -lt 100 ]; do
            sleep 0.1
            waited=$((waited + 1))
        done
        if kill -0 "$server" 2>/dev/null; then
            say "with-server: the server did not stop within 10 s of SIGTERM and was killed"
            kill -KILL "$server" 2>/dev/null || true
            [ "$code" -ne 0 ] || code=1
        fi
    fi
    if [ "$code" -ne 0 ] && [ -f "$LOG" ]; then
        say "--- the end of the server's output ---"
        tail -n 30 "$LOG" >&2
    fi
    rm -rf "$HOME_DIR"
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

start_server() {
    local port="$1" flags=()
    if [ "${GS_DEMO:-yes}" != no ]; then flags+=(--demo); fi
    mkdir -p "$HOME_DIR/data"
    # Its own working folder, so that no configuration file of a developer is read.
    (
        cd "$HOME_DIR"
        unset GROUNDSTATE_URL GROUNDSTATE_KEY
        export GROUNDSTATE_LISTEN="127.0.0.1:$port" GROUNDSTATE_DATA_DIR="$HOME_DIR/data" GROUNDSTATE_BOOTSTRAP_KEY="$KEY"
        exec "$BIN" serve ${flags[@]+"${flags[@]}"}
    ) >"$LOG" 2>&1 &
    server=$!
}

# ask PATH [BODY]: the status line's success, asked with the key; the body on standard output.
ask() {
    GROUNDSTATE_KEY="$KEY" python3 - "$URL$1" "${2:-}" <<'PY'
import os, sys, urllib.request

address, body = sys.argv[1], sys.argv[2]
headers = {"Authorization": f"Bearer {os.environ['GROUNDSTATE_KEY']}", "Content-Type": "application/json"}
# No proxy: the address is this machine's.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    with opener.open(urllib.request.Request(address, body.encode() or None, headers), timeout=10) as answer:
        sys.stdout.buffer.write(answer.read())
except OSError:
    sys.exit(1)
PY
}

# wait_for SECONDS WHAT COMMAND…: repeats the command until it succeeds; 1 when the server ended, dies when the time is up.
wait_for() {
    local deadline=$((SECONDS + $1)) what="$2"
    shift 2
    until "$@"; do
        kill -0 "$server" 2>/dev/null || return 1
        [ "$SECONDS" -lt "$deadline" ] || die "the server did not become ready in time: $what"
        sleep 0.2
    done
}

ready() { ask /readyz >/dev/null; }
# All of it: what was read first can be searched before the rest is.
demo_is_in_memory() { ask /v1/jobs | python3 -c 'import json, sys; jobs = json.load(sys.stdin)["data"]; sys.exit(not jobs or any(job["status"] != "succeeded" for job in jobs))' 2>/dev/null; }

KEY="gs_$(random_token)"
for attempt in 1 2 3; do
    PORT="$(free_port)"
    URL="http://127.0.0.1:$PORT"
    start_server "$PORT"
    if wait_for 120 "/readyz" ready; then break; fi
    # Somebody may have taken the port between our asking for a free one and the server's opening it.
    if [ "$attempt" -eq 3 ] || ! grep -qi 'in use' "$LOG"; then die "the server ended before it was ready"; fi
done
if [ "${GS_DEMO:-yes}" != no ]; then
    wait_for 180 "the demonstration memory" demo_is_in_memory || die "the server ended while it read the demonstration memory"
fi

code=0
GROUNDSTATE_URL="$URL" GROUNDSTATE_KEY="$KEY" GS_BIN="$BIN" "$@" &
command=$!
wait "$command" || code=$?
command=
kill -0 "$server" 2>/dev/null || { say "with-server: the server ended while the command ran" && code=1; }
exit "$code"
