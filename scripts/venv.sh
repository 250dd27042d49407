#!/usr/bin/env bash
# Prints the Python of a virtual environment under .groundstate that has exactly what the given requirements file pins.
#
#   python="$(scripts/venv.sh evals/openai/python/requirements.txt)"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ -f "${1:-}" ] || die "the first argument is a requirements file"
VENV="$CACHE/venv/$(basename "$(cd "$(dirname "$1")" && pwd)")"
WANTED="$(sha256_of "$1")-$(python3 -c 'import sys; print(sys.version_info[:3], sys.executable)')"

if [ "$(cat "$VENV/.requirements" 2>/dev/null)" != "$WANTED" ]; then
    rm -rf "$VENV"
    # Debian splits ensurepip off into a package of its own.
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages python3-venv || die "python3 cannot make virtual environments. Debian: apt-get install python3-venv"
    fi
    say "python: virtual environment with $(tr '\n' ' ' <"$1")"
    python3 -m venv "$VENV"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$1" >&2
    printf '%s\n' "$WANTED" >"$VENV/.requirements"
fi
echo "$VENV/bin/python"
