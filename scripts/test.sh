#!/usr/bin/env bash
# `make test`: everything that has to hold, in stages, on this machine alone.
#
#   scripts/test.sh              all stages
#   scripts/test.sh STAGE…       the named ones, in the order given; `scripts/test.sh --list` names them
#
# A failing stage does not hide the ones after it, except where they could only fail too. The table at the end says where
# the time went; its last line is `stages: N passed, N failed, N skipped`, and the exit status is 0 only when none failed.
set -uo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT" || exit 1

STAGES=(toolchain scripts format web weights clippy rust doc binary browser openai handbook)

# A stage that could only fail when the other one did.
needs() {
    case "$1" in
    clippy | rust | doc | binary) echo "toolchain web" ;;
    browser | openai | handbook) echo "binary weights" ;;
    esac
}

stage_toolchain() { bash scripts/toolchain.sh; }

stage_scripts() {
    if have shellcheck || install_packages shellcheck; then
        shellcheck scripts/*.sh evals/openai/run.sh .ci/run
    else
        say "scripts: no shellcheck here (Debian: apt-get install shellcheck); checked for syntax only"
        local script
        for script in scripts/*.sh .ci/run; do bash -n "$script"; done
    fi
    # Compiled in memory: nothing is written beside the sources.
    find scripts evals -name '*.py' -exec python3 -c '
import sys
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as source:
        compile(source.read(), path, "exec")
' {} +
    PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover --start-directory evals --pattern 'test_*.py'
}

stage_format() { cargo fmt --all --check; }

stage_web() {
    bash scripts/web.sh install
    (
        cd web
        npm run --silent lint
        npm run --silent test
        npm run --silent check:api
    )
    bash scripts/web.sh build
}

stage_weights() { bash scripts/weights.sh; }

stage_clippy() { cargo clippy --workspace --all-targets --locked -- -D warnings; }

stage_rust() {
    local encoder
    encoder="$(bash scripts/weights.sh)"
    # Without it each matrix product reads /proc/cpuinfo (server/src/main.rs).
    export RAYON_NUM_THREADS="${RAYON_NUM_THREADS:-$(getconf _NPROCESSORS_ONLN)}"
    if cargo nextest --version >/dev/null 2>&1; then
        GROUNDSTATE_ENCODER_DIR="$encoder" bash scripts/services.sh run cargo nextest run --workspace --locked ${CI:+--profile ci}
    else
        say "rust: cargo-nextest is not installed (cargo install cargo-nextest --locked); using cargo test"
        GROUNDSTATE_ENCODER_DIR="$encoder" bash scripts/services.sh run cargo test --workspace --locked --lib --bins --tests
    fi
}

stage_doc() {
    cargo test --workspace --locked --doc
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps --quiet
}

stage_binary() { cargo build --locked --bin groundstate; }

stage_browser() {
    CHROMIUM_PATH="$(bash scripts/chromium.sh)"
    export CHROMIUM_PATH
    (cd web && bash "$ROOT/scripts/with-server.sh" npm run --silent e2e)
}

stage_openai() { bash scripts/with-server.sh bash evals/openai/run.sh; }

stage_handbook() { bash scripts/with-server.sh python3 evals/handbook.py; }

chosen=("${STAGES[@]}")
if [ "${1:-}" = --list ]; then
    printf '%s\n' "${STAGES[@]}"
    exit 0
elif [ "$#" -gt 0 ]; then
    chosen=("$@")
fi
for stage in "${chosen[@]}"; do
    declare -F "stage_$stage" >/dev/null || die "no stage \`$stage\`; scripts/test.sh --list names them"
done

report=""
failed=" "
passed_count=0 failed_count=0 skipped_count=0
run_stage() {
    local stage="$1" started=$SECONDS code word needed
    for needed in $(needs "$stage"); do
        case "$failed" in *" $needed "*)
            skipped_count=$((skipped_count + 1))
            report+="$(printf '%-10s %-8s needs %s' "$stage" skipped "$needed")"$'\n'
            failed+="$stage "
            return 0
            ;;
        esac
    done
    printf '\n=== %s ===\n' "$stage"
    # Not under `if` or `||`: there, bash ignores `set -e` and a failure in the middle of a stage would pass.
    (
        set -e
        "stage_$stage"
    )
    code=$?
    if [ "$code" -eq 0 ]; then
        word=passed
        passed_count=$((passed_count + 1))
    else
        word=FAILED
        failed_count=$((failed_count + 1))
        failed+="$stage "
    fi
    report+="$(printf '%-10s %-8s %5d s' "$stage" "$word" $((SECONDS - started)))"$'\n'
}

for stage in "${chosen[@]}"; do run_stage "$stage"; done

printf '\n=== where the time went ===\n%s' "$report"
printf 'total %21d s\n' "$SECONDS"
printf 'stages: %d passed, %d failed, %d skipped\n' "$passed_count" "$failed_count" "$skipped_count"
[ "$failed_count" -eq 0 ] && [ "$skipped_count" -eq 0 ]
