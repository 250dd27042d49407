#!/usr/bin/env bash
# `make run`: from a fresh clone to a running server with the demonstration memory. Every step is skipped when it is done.
#
#   scripts/run.sh [ARGUMENT…]    arguments go to `groundstate serve`
#
# GROUNDSTATE_LISTEN       default 127.0.0.1:8080
# GROUNDSTATE_DATA_DIR     default .groundstate in the checkout, where the other commands look too
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

bash "$ROOT/scripts/toolchain.sh"
GROUNDSTATE_ENCODER_DIR="$(bash "$ROOT/scripts/weights.sh")"
export GROUNDSTATE_ENCODER_DIR
export GROUNDSTATE_DATA_DIR="${GROUNDSTATE_DATA_DIR:-$CACHE}"
bash "$ROOT/scripts/web.sh" build
say "server: cargo build --release (the first build takes several minutes)"
(cd "$ROOT" && cargo build --release --locked --bin groundstate)
mkdir -p "$GROUNDSTATE_DATA_DIR"
exec "$TARGET/release/groundstate" serve --demo "$@"
