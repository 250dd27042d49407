#!/usr/bin/env bash
# `make build-cuda`: the release binary with the encoder and the relaxed descent on an NVIDIA GPU. It builds on a machine
# without a GPU too. The binary opens CUDA's libraries when it starts and falls back to the CPU when there are none.
#
# The compiler and headers come from scripts/cuda-toolkit.sh (Python wheels, no system installation). An installed CUDA
# toolkit is used instead when CUDA_HOME names one.
#
# The build has a folder of its own, since the feature and CUDA's settings would rebuild half of the ordinary one.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TARGET="$TARGET/cuda"
if [ -z "${CUDA_HOME:-}" ]; then
    TOOLKIT="$CACHE/cuda"
    if [ ! -f "$TOOLKIT/env.sh" ]; then
        (cd "$ROOT" && bash scripts/cuda-toolkit.sh "$TOOLKIT" shim)
    fi
    # shellcheck source=/dev/null
    . "$TOOLKIT/env.sh"
fi
[ -x "$CUDA_HOME/bin/nvcc" ] || die "no nvcc in \`$CUDA_HOME/bin\`"
bash "$ROOT/scripts/web.sh" build
(cd "$ROOT" && cargo build --release --locked --bin groundstate --features cuda --target-dir "$TARGET")
say "build-cuda: $TARGET/release/groundstate; \`groundstate doctor\` says which device it chose"
