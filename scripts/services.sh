#!/usr/bin/env bash
# A private Postgres and a private Redis for the tests, on free ports of 127.0.0.1.
#
#   scripts/services.sh start           start both (or find them running) and print the lines of `env`
#   scripts/services.sh env             print `export GROUNDSTATE_TEST_POSTGRES_URL=… GROUNDSTATE_TEST_REDIS_URL=…`
#   scripts/services.sh status          say what runs; exit 1 when not both do
#   scripts/services.sh stop            stop both and delete their data
#   scripts/services.sh run COMMAND…    start, run the command with both addresses in its environment, stop what was started
#
#   eval "$(scripts/services.sh start)"
#
# Missing servers are installed with apt-get where that is allowed; elsewhere the script says what to install. A Postgres
# already set in GROUNDSTATE_TEST_POSTGRES_URL and a Redis in GROUNDSTATE_TEST_REDIS_URL are used by `run` as they are.
#
# Postgres runs with `fsync = off`. fsync protects against a machine that loses power, not against a process that dies: what
# was written survives the death of groundstate, and of Postgres itself, in the kernel's cache. No test cuts the power, so
# the suite gives up nothing and runs several times faster. GS_TEST_FSYNC=on turns it on again.
#
# Postgres refuses to run as root, and a checkout is often below a folder that other users may not enter. So both servers live
# in a folder of their own under /tmp, which belongs to an unprivileged user; .groundstate/test-services only says where.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

STATE="$CACHE/test-services"
HOME_FILE="$STATE/home"
ENV_FILE="$STATE/env"

# as_owner COMMAND…: as the user that owns the servers.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u "$OWNER" -- "$@")
    else
        "$@"
    fi
}

choose_owner() {
    OWNER="$(id -un)"
    if [ "$(id -u)" -eq 0 ]; then
        have runuser || die "Postgres does not run as root, and \`runuser\` (util-linux) is missing"
        OWNER=nobody
        if id postgres >/dev/null 2>&1; then OWNER=postgres; fi
    fi
}

# The folder with initdb, postgres and pg_ctl: newest first among the usual places. Debian keeps them off the path.
postgres_folder() {
    local folder
    for folder in "${GS_POSTGRES_BIN:-}" \
        $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
        "$(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)")" \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/local/pgsql/bin; do
        if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ]; then
            echo "$folder"
            # Not a bare `return`: within an EXIT trap that is the status from before the trap.
            return 0
        fi
    done
    return 1
}

require_servers() {
    local missing=()
    postgres_folder >/dev/null || missing+=(postgresql)
    have redis-server || missing+=(redis-server)
    if [ "${#missing[@]}" -gt 0 ]; then
        install_packages "${missing[@]}" || die "missing: ${missing[*]}. Install them (Debian, Ubuntu: apt-get install ${missing[*]}; macOS: brew install postgresql@16 redis), or set GROUNDSTATE_TEST_POSTGRES_URL and GROUNDSTATE_TEST_REDIS_URL to servers for tests only"
    fi
    POSTGRES_BIN="$(postgres_folder)" || die "postgresql is installed, but initdb was not found; set GS_POSTGRES_BIN to its folder"
    have redis-server || die "redis-server is installed, but not on the path"
}

# alive FILE NAME: the process whose number the file's first line holds runs and is what we started, not a later namesake.
alive() {
    local process command
    process="$(head -n 1 "$1" 2>/dev/null)" || return 1
    case "$process" in '' | *[!0-9]*) return 1 ;; esac
    command="$(ps -o command= -p "$process" 2>/dev/null)" || return 1
    case "$command" in *"$2"*) return 0 ;; *) return 1 ;; esac
}

services_home() { cat "$HOME_FILE" 2>/dev/null || true; }

running() {
    local home
    home="$(services_home)"
    [ -n "$home" ] && [ -f "$ENV_FILE" ] && alive "$home/postgres/postmaster.pid" postgres && alive "$home/redis/redis.pid" redis-server
}

start_postgres() {
    local home="$1" attempt
    POSTGRES_PASSWORD="$(random_token)"
    mkdir "$home/socket"
    printf '%s\n' "$POSTGRES_PASSWORD" >"$home/password"
    if [ "$(id -u)" -eq 0 ]; then chown -R "$OWNER" "$home"; fi
    as_owner "$POSTGRES_BIN/initdb" --pgdata "$home/postgres" --username groundstate --pwfile "$home/password" --auth scram-sha-256 \
        --encoding UTF8 --locale C --no-sync >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2 && die "initdb failed"; }
    for attempt in 1 2 3; do
        POSTGRES_PORT="$(free_port)"
        as_owner tee "$home/postgres/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $POSTGRES_PORT
unix_socket_directories = '$home/socket'
max_connections = 300
shared_buffers = 64MB
fsync = ${GS_TEST_FSYNC:-off}
full_page_writes = ${GS_TEST_FSYNC:-off}
log_min_messages = warning
CONF
        # In a container of its own the number of a dead server may be taken: -w waits until this one answers.
        if as_owner "$POSTGRES_BIN/pg_ctl" start --pgdata "$home/postgres" --log "$home/postgres.log" --wait --timeout 60 >"$home/start.log" 2>&1 9>&-; then
            return 0
        fi
        say "services: postgres did not start (attempt $attempt)"
    done
    cat "$home/start.log" "$home/postgres.log" >&2
    return 1
}

create_database() {
    PGPASSWORD="$POSTGRES_PASSWORD" as_owner "$POSTGRES_BIN/createdb" --host 127.0.0.1 --port "$POSTGRES_PORT" --username groundstate groundstate_test
}

start_redis() {
    local home="$1" attempt
    REDIS_PASSWORD="$(random_token)"
    for attempt in 1 2 3; do
        REDIS_PORT="$(free_port)"
        as_owner mkdir -p "$home/redis"
        # The password goes by file, not by argument: other users of the machine can list arguments.
        as_owner tee "$home/redis.conf" >/dev/null <<CONF
bind 127.0.0.1
port $REDIS_PORT
requirepass $REDIS_PASSWORD
daemonize yes
dir $home/redis
pidfile $home/redis/redis.pid
logfile $home/redis/redis.log
save ""
appendonly no
CONF
        as_owner redis-server "$home/redis.conf" >/dev/null 9>&- || true
        if answers_redis "$REDIS_PORT" "$REDIS_PASSWORD"; then return 0; fi
        say "services: redis did not start (attempt $attempt)"
    done
    cat "$home/redis/redis.log" >&2 || true
    return 1
}

# answers_redis PORT PASSWORD: asks until it answers PING, ten seconds at most.
answers_redis() {
    REDIS_PASSWORD="$2" python3 - "$1" <<'PY'
import os, socket, sys, time

request = f"AUTH {os.environ['REDIS_PASSWORD']}\r\nPING\r\n".encode()
deadline = time.monotonic() + 10
while time.monotonic() < deadline:
    try:
        with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2) as connection:
            connection.sendall(request)
            answer = b""
            while answer.count(b"\r\n") < 2:
                answer += connection.recv(4096) or sys.exit(1)
            sys.exit(0 if answer == b"+OK\r\n+PONG\r\n" else 1)
    except OSError:
        time.sleep(0.1)
sys.exit(1)
PY
}

stop() {
    local home
    home="$(services_home)"
    if [ -n "$home" ] && [ -d "$home" ]; then
        choose_owner
        if alive "$home/redis/redis.pid" redis-server; then
            local process
            process="$(head -n 1 "$home/redis/redis.pid")"
            kill "$process" 2>/dev/null || true
        fi
        if alive "$home/postgres/postmaster.pid" postgres && POSTGRES_BIN="$(postgres_folder)"; then
            as_owner "$POSTGRES_BIN/pg_ctl" stop --pgdata "$home/postgres" --mode immediate --wait --timeout 30 >/dev/null 2>&1 || true
        fi
        case "$home" in
        */groundstate-services.*) rm -rf "$home" ;;
        *) say "services: \`$home\` is not a folder of ours; left alone" ;;
        esac
    fi
    rm -f "$HOME_FILE" "$ENV_FILE"
}

# Sets STARTED, so that only who started the servers stops them, even when interrupted half-way.
start() {
    STARTED=no
    running && return 0
    stop # what a killed run may have left
    require_servers
    choose_owner
    local home
    home="$(mktemp -d /tmp/groundstate-services.XXXXXX)"
    mkdir -p "$STATE"
    STARTED=yes
    printf '%s\n' "$home" >"$HOME_FILE"
    if ! { start_postgres "$home" && create_database && start_redis "$home"; }; then
        stop
        die "the test services did not start; see above"
    fi
    (
        umask 077
        printf 'export GROUNDSTATE_TEST_POSTGRES_URL=%s\nexport GROUNDSTATE_TEST_REDIS_URL=%s\n' \
            "postgres://groundstate:$POSTGRES_PASSWORD@127.0.0.1:$POSTGRES_PORT/groundstate_test" \
            "redis://:$REDIS_PASSWORD@127.0.0.1:$REDIS_PORT/0" >"$ENV_FILE"
    )
    say "services: postgres on port $POSTGRES_PORT, redis on port $REDIS_PORT"
}

status() {
    local home
    home="$(services_home)"
    if running; then
        say "services: postgres and redis run, data in $home"
    else
        say "services: not running"
        return 1
    fi
}

# run COMMAND…: services that were running before are left running after.
run() {
    [ "$#" -gt 0 ] || die "run needs a command"
    local code=0
    if [ -z "${GROUNDSTATE_TEST_POSTGRES_URL:-}" ] || [ -z "${GROUNDSTATE_TEST_REDIS_URL:-}" ]; then
        STARTED=no
        trap 'if [ "$STARTED" = yes ]; then stop; fi' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM
        with_lock start
        # shellcheck source=/dev/null
        . "$ENV_FILE"
    fi
    "$@" || code=$?
    return "$code"
}

# with_lock FUNCTION: two starts at once would otherwise each make servers, and one pair would never be stopped.
with_lock() {
    mkdir -p "$STATE"
    if have flock; then
        exec 9>"$STATE/lock"
        flock 9
    fi
    "$@"
    if have flock; then exec 9>&-; fi
}

case "${1:-}" in
start) with_lock start && cat "$ENV_FILE" ;;
stop) with_lock stop ;;
env)
    running || die "the test services do not run; scripts/services.sh start"
    cat "$ENV_FILE"
    ;;
status) status ;;
run) shift && run "$@" ;;
*) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
esac
