#!/usr/bin/env bash
# A CUDA 13.0 toolkit for building the `cuda` feature where no CUDA is installed, from PyPI wheels.
#
#   scripts/cuda-toolkit.sh DIR [shim|link]
#   . DIR/env.sh && cargo build --release --features cuda
#
# shim (default): small generated archives open the driver and cuBLAS on first use, so that one binary
#                 starts anywhere and falls back to the CPU where no device answers.
# link:           ordinary dynamic linking; the binary needs the CUDA libraries to start.
#
# 13.0 and no newer: a 580 driver refuses what newer compilers emit. About 270 MB. The environment in
# DIR/env.sh must stay the same between builds: cargo rebuilds every kernel when CUDA_HOME or NVCC change.
set -euo pipefail

dir=$(realpath -m "${1:?usage: $0 DIR [shim|link]}")
mode=${2:-shim}
here=$(dirname "$(realpath "$0")")
root=$(dirname "$here")
capability=${CUDA_COMPUTE_CAP:-90}

wheels=(
  nvidia-cuda-nvcc==13.0.88 nvidia-nvvm==13.0.88 nvidia-cuda-crt==13.0.88
  nvidia-cuda-runtime==13.0.96 nvidia-cuda-cccl==13.0.85
)
case "$mode" in
  shim) ;;
  link) wheels+=(nvidia-cublas==13.1.0.3 nvidia-curand==10.4.0.35 nvidia-cuda-nvrtc==13.0.88) ;;
  *) echo "unknown mode '$mode': shim or link" >&2; exit 2 ;;
esac

stamp="$dir/.done-$mode-$capability"
if [ -e "$stamp" ]; then
  echo "CUDA toolkit already in $dir ($mode)"
  exit 0
fi

rm -rf "$dir/pip" "$dir"/.done-*
mkdir -p "$dir"
python3 -m pip install --quiet --no-deps --no-compile --disable-pip-version-check \
  --root-user-action=ignore --target "$dir/pip" "${wheels[@]}"

toolkit="$dir/pip/nvidia/cu13"
ln -sfn lib "$toolkit/lib64"
mkdir -p "$toolkit/lib/stubs"
if [ "$mode" = link ]; then
  for library in "$toolkit"/lib/lib{cublas,cublasLt,cudart,curand,nvrtc}.so.*; do
    ln -sfn "$(basename "$library")" "${library%%.so.*}.so"
  done
  python3 "$here/cuda-toolkit/stub.py" "$toolkit"
else
  # The shim's function names are read from the sources of the very cudarc that will be compiled.
  cudarc=$(cd "$root" && cargo metadata --locked --format-version 1 --all-features | python3 -c '
import json, os, sys
packages = [p for p in json.load(sys.stdin)["packages"] if p["name"] == "cudarc"]
print(os.path.dirname(packages[0]["manifest_path"]))')
  python3 "$here/cuda-toolkit/shim.py" "$toolkit" "$dir/shim" "$cudarc/src"
  cp -P "$dir"/shim/*.a "$toolkit/lib/"
fi

cat > "$dir/env.sh" <<ENV
export CUDA_HOME='$toolkit' CUDA_PATH='$toolkit' PATH='$toolkit/bin':"\$PATH"
export CUDA_COMPUTE_CAP=$capability CUDARC_CUDA_VERSION=13000
export NVCC='$here/cuda-toolkit/nvcc-fast'
ENV
touch "$stamp"
"$toolkit/bin/nvcc" --version | tail -n 2
