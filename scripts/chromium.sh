#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests: CHROMIUM_PATH, one that is installed, or Debian's package.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

find_chromium() {
    local candidate
    for candidate in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do
        if [ -n "$candidate" ] && have "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

find_chromium && exit 0
install_packages chromium || die "the browser tests need Chromium. Debian, Ubuntu: apt-get install chromium; or set CHROMIUM_PATH to a Chrome or Chromium"
find_chromium || die "chromium is installed, but not on the path; set CHROMIUM_PATH"
