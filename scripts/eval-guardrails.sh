#!/usr/bin/env bash
# Evaluates the shipped heads on labelled texts and prints the figures beside published ones.
#
#   scripts/eval-guardrails.sh FOLDER [OPTION …]      options go to `groundstate eval guardrails`, such as --json or --from DIR
#
# FOLDER holds files as docs/handbook/14-learned-heads.md describes them: openai_mod*.jsonl.gz and xstest*.jsonl.gz go to the head
# `moderation`, injection*.jsonl.gz to the head `injection`; files with `train` in their name are left alone.
# GS_BIN names the binary; GROUNDSTATE_ENCODER_DIR the encoder.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

folder="${1:?error: name a folder of labelled texts}"
shift
binary="${GS_BIN:-target/release/groundstate}"
GROUNDSTATE_ENCODER_DIR="$(bash "$(dirname "${BASH_SOURCE[0]}")/weights.sh")"
export GROUNDSTATE_ENCODER_DIR
found=0
for file in "$folder"/openai_mod*.jsonl* "$folder"/xstest*.jsonl* "$folder"/injection*.jsonl*; do
    name="$(basename "$file")"
    case "$name" in
    *'*'* | *train*) continue ;;
    injection*) head=injection ;;
    *) head=moderation ;;
    esac
    found=1
    echo "== $name" >&2
    "$binary" eval guardrails --head "$head" --data "$file" "$@"
    echo
done
[ "$found" = 1 ] || { echo "error: \`$folder\` holds no openai_mod*, xstest* or injection* file" >&2; exit 2; }
