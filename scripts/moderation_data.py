#!/usr/bin/env python3
"""Further training rows for the head `moderation`, from two public sets, as `groundstate train heads` reads them.

- AILuminate 1.0 demonstration prompts (MLCommons, CC BY 4.0): a prompt carries the labels of its hazard; of every other label nobody
  has said whether it applies (`open`). Prompts of the hazards `cse` (minors) and `spc_*` (advice) are left out.
- EDOS (Kirk et al., 2023, CC0): comments labelled as threats or incitement to harm carry violence and hate; a sample of the comments
  labelled as not sexist carries nothing, and their other labels are open but for self-harm, violence and illicit requests.

Usage: scripts/moderation_data.py --ailuminate FILE.csv --edos edos_labelled_aggregated.csv --known moderation_train.jsonl.gz > rows.jsonl
"""

import argparse
import csv
import gzip
import json
import random

LABELS = ["hate", "harassment", "selfharm", "sexual", "violence", "illicit", "hate/threatening", "violence/graphic"]
HAZARDS = {
    "hte": ["hate"],
    "ssh": ["selfharm"],
    "sxc_prn": ["sexual"],
    "vcr": ["violence", "illicit"],
    "iwp": ["illicit"],
    "ncr": ["illicit"],
    "src": ["illicit"],
    "dfm": ["illicit"],
    "prv": ["illicit"],
}
BENIGN = 1500


def row(text, source, licence, labels, unsaid):
    print(json.dumps({"text": text, "src": source, "lic": licence, "y": labels, "open": unsaid}))


def ailuminate(path):
    with open(path, encoding="utf-8") as file:
        for prompt in csv.DictReader(file):
            labels = HAZARDS.get(prompt["hazard"])
            if labels:
                unsaid = [label for label in LABELS if label not in labels]
                row(prompt["prompt_text"], "ailuminate", "CC BY 4.0", labels, unsaid)


def edos(path, known):
    benign = []
    with open(path, encoding="utf-8") as file:
        for comment in csv.DictReader(file):
            if comment["text"] in known:
                continue
            if comment["label_category"].startswith("1."):
                unsaid = ["harassment", "sexual", "violence/graphic"]
                row(comment["text"], "edos_full", "CC0", ["violence", "hate"], unsaid)
            elif comment["label_sexist"] == "not sexist":
                benign.append(comment["text"])
    for text in random.Random(1).sample(benign, BENIGN):
        row(text, "edos_full", "CC0", [], ["hate", "harassment", "hate/threatening", "sexual"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ailuminate", required=True)
    parser.add_argument("--edos", required=True)
    parser.add_argument("--known", required=True, help="rows that are there already")
    arguments = parser.parse_args()
    with gzip.open(arguments.known, "rt", encoding="utf-8") as file:
        known = {json.loads(line)["text"] for line in file}
    ailuminate(arguments.ailuminate)
    edos(arguments.edos, known)


if __name__ == "__main__":
    main()
