#!/usr/bin/env bash
# The official openai clients, Python and Node, against the server at GROUNDSTATE_URL with GROUNDSTATE_KEY.
# scripts/with-server.sh starts one:  scripts/with-server.sh bash evals/openai/run.sh
set -euo pipefail
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
: "${GROUNDSTATE_URL:?the address of a running server}" "${GROUNDSTATE_KEY:?a key for it}"
# The addresses are this machine's: a proxy of the environment must not get the key.
export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost

failed=0
python="$(bash "$HERE/../../scripts/venv.sh" "$HERE/python/requirements.txt")"
echo "openai $("$python" -c 'import openai; print(openai.__version__)') for Python"
"$python" "$HERE/python/clients.py" || failed=1

if [ ! -d "$HERE/node/node_modules/openai" ] || [ "$HERE/node/package-lock.json" -nt "$HERE/node/node_modules" ]; then
    (cd "$HERE/node" && npm ci --no-audit --no-fund --loglevel=error)
    touch "$HERE/node/node_modules"
fi
echo "openai $(node -p 'require(process.argv[1]).version' "$HERE/node/node_modules/openai/package.json") for Node"
node "$HERE/node/clients.mjs" || failed=1
exit "$failed"
