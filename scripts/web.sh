#!/usr/bin/env bash
# Builds the web part into web/dist, from where the server's build embeds it. Does nothing when it is up to date.
#
#   scripts/web.sh install    `npm ci`, when the lock file changed since the last one
#   scripts/web.sh build      install, then build, when a source is newer than the last build
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WEB="$ROOT/web"
STAMP="$WEB/node_modules/.groundstate-lock"

install() {
    local wanted
    wanted="$(sha256_of "$WEB/package-lock.json")"
    if [ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ]; then return 0; fi
    say "web: npm ci"
    (cd "$WEB" && npm ci --no-audit --no-fund --loglevel=error >&2)
    mkdir -p "$(dirname "$STAMP")"
    printf '%s\n' "$wanted" >"$STAMP"
}

# Something that the build reads is newer than what it wrote.
stale() {
    [ -f "$WEB/dist/index.html" ] || return 0
    [ -n "$(find "$WEB" \( -name node_modules -o -name dist -o -name e2e \) -prune -o -type f -newer "$WEB/dist/index.html" -print | head -n 1)" ]
}

build() {
    install
    if stale; then
        say "web: build"
        (cd "$WEB" && npm run --silent build >&2)
    fi
}

[ -f "$WEB/package-lock.json" ] || die "web/package-lock.json is missing"
case "${1:-build}" in
install) install ;;
build) build ;;
*) die "unknown argument \`$1\`; see the head of scripts/web.sh" ;;
esac
