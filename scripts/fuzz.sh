#!/usr/bin/env bash
# Fuzzes every target for a while, one after another: SECONDS_EACH (600), UNIT_SECONDS (10), TARGETS (all), MERGE=1 to keep in
# fuzz/corpus what each run found that covers something new. Ends with 1 at the first crash, hang or overdraft of memory.
# Needs cargo-fuzz (`cargo install cargo-fuzz --locked`) and a toolchain with the sanitizers' run-time (nightly has it);
# RUSTC_BOOTSTRAP=1 with FUZZ_TOOLCHAIN=stable and SANITIZER=none does without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../fuzz"

TOOLCHAIN="${FUZZ_TOOLCHAIN:-nightly}"
SANITIZER="${SANITIZER:-address}"
BUILD="${FUZZ_TARGET_DIR:-target}"
TARGETS="${TARGETS:-$(cargo "+$TOOLCHAIN" fuzz list | tr '\n' ' ')}"
cargo fuzz --version >/dev/null 2>&1 || { echo "error: cargo install cargo-fuzz --locked" >&2; exit 1; }

for target in $TARGETS; do
	found="$BUILD/found/$target"
	mkdir -p "$found"
	echo "== $target, ${SECONDS_EACH:-600} seconds"
	run=(cargo "+$TOOLCHAIN" fuzz run --sanitizer "$SANITIZER" --target-dir "$BUILD" "$target")
	"${run[@]}" "$found" "corpus/$target" -- -max_total_time="${SECONDS_EACH:-600}" -timeout="${UNIT_SECONDS:-10}" -rss_limit_mb=2048 \
		-malloc_limit_mb=512 -print_final_stats=1
	if [ -n "${MERGE:-}" ]; then
		"${run[@]}" "corpus/$target" "$found" -- -merge=1
	fi
done
