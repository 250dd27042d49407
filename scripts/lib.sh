# shellcheck shell=bash
# Shared by the scripts in this folder: `. "$(dirname "$0")/lib.sh"`. Sourcing has no effect but definitions.
#
# Settings of the scripts are variables that begin with GS_. Those that begin with GROUNDSTATE_ are the server's, which refuses
# names that it does not know.
#
# Everything that these scripts fetch, build beside cargo's own output or start lies under $ROOT/.groundstate, which git
# ignores and `make clean` removes.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# Read by the scripts that source this file.
# shellcheck disable=SC2034
CACHE="$ROOT/.groundstate"

# Where cargo puts what it builds. Cargo reads a relative CARGO_TARGET_DIR from the working folder, which differs between scripts.
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
case "$TARGET" in
/*) ;;
*)
    TARGET="$ROOT/$TARGET"
    export CARGO_TARGET_DIR="$TARGET"
    ;;
esac

say() { printf '%s\n' "$*" >&2; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The SHA-256 of a file in hexadecimal: coreutils on Linux, Perl's shasum on macOS.
sha256_of() {
    if have sha256sum; then
        sha256sum "$1" | cut -d ' ' -f 1
    else
        shasum -a 256 "$1" | cut -d ' ' -f 1
    fi
}

# A TCP port on 127.0.0.1 that nothing listens on now. Another process may take it before the caller does: callers retry.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# 32 random bytes as 43 base64url characters.
random_token() {
    python3 -c 'import secrets; print(secrets.token_urlsafe(32))'
}

# install_packages NAME...: Debian packages, when this is a Debian and we may. Returns 1, silently, where we may not.
install_packages() {
    have apt-get || return 1
    local elevate=()
    if [ "$(id -u)" -ne 0 ]; then
        # -n: never ask for a password in the middle of a build.
        have sudo && sudo -n true 2>/dev/null || return 1
        elevate=(sudo -n)
    fi
    say "installing with apt-get: $*"
    local log
    log="$(mktemp)"
    # The lists may be missing (fresh container) or old, so a failed install is tried once more after an update.
    if "${elevate[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 ||
        { "${elevate[@]}" apt-get update >"$log" 2>&1 &&
            "${elevate[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; }; then
        rm -f "$log"
        return 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}
