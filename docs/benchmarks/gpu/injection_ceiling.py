#!/usr/bin/env python3
"""What a head for injections could reach with this encoder if it had the evaluation's own rows to learn from: a measurement, and
nothing of it is kept.

Rows are dealt to folds; each fold is judged by a network that learned from the others. The network is the encoder, its last layers
as free to change as `--free` says, with a head of the shipped kind: learned queries over the token states, their mean and the first
state, one hidden layer. Real training rows are further from the evaluation than these folds are from one another, so a head that is
shipped stays below. Texts are read whole, in floating point, up to 256 tokens; seed 1.

    python3 docs/benchmarks/gpu/injection_ceiling.py ENCODER FILE [--free 0 2 6] [--folds 5] [--epochs 6] [--device cuda|cpu]

ENCODER is a folder with `config.json`, `tokenizer.json` and `model.safetensors`, FILE has JSON lines with `text`, `label` and `set`.
"""

import argparse
import gzip
import json
import pathlib
import random

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

SEED, BATCH, QUERIES, HIDDEN, LONGEST = 1, 64, 8, 256, 256
# Peak steps of AdamW for the head and for what is free of the encoder; both rise over a twentieth of the training, then fall.
HEAD_RATE, ENCODER_RATE, WARM, DECAY = 5e-4, 5e-5, 0.05, 0.01


class Network(nn.Module):
    def __init__(self, folder, free):
        super().__init__()
        config = BertConfig(**json.loads((folder / "config.json").read_text()))
        weights = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()
                   if tensor.is_floating_point()}
        self.encoder = BertModel(config, add_pooling_layer=False)
        missing = self.encoder.load_state_dict(weights, strict=False).missing_keys
        assert not missing, missing
        layers = self.encoder.encoder.layer
        for part in [self.encoder.embeddings, *layers[: len(layers) - free]]:
            part.requires_grad_(False)
        width = config.hidden_size
        self.queries = nn.Linear(width, QUERIES)
        self.judge = nn.Sequential(
            nn.Linear((QUERIES + 2) * width, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, 1))

    def forward(self, ids, mask):
        states = self.encoder(ids, attention_mask=mask).last_hidden_state
        there = mask.unsqueeze(-1)
        mean = (states * there).sum(1) / there.sum(1)
        shares = self.queries(states).masked_fill(there == 0, -1e4).softmax(1)
        read = torch.einsum("btq,btd->bqd", shares, states).flatten(1)
        return self.judge(torch.cat([states[:, 0], mean, read], -1)).squeeze(-1).float()


def batch(rows, device):
    longest = max(len(row["ids"]) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row["ids"])] = torch.tensor(row["ids"])
        mask[at, : len(row["ids"])] = 1
    return ids.to(device), mask.to(device)


def fit(rows, folder, free, epochs, device):
    torch.manual_seed(SEED)
    network = Network(folder, free).to(device).train()
    head = [*network.queries.parameters(), *network.judge.parameters()]
    body = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    rates = [(head, HEAD_RATE), (body, ENCODER_RATE)]
    optimiser = torch.optim.AdamW([{"params": group, "lr": rate} for group, rate in rates if group], weight_decay=DECAY)
    order = random.Random(SEED)
    steps = epochs * (len(rows) // BATCH)
    scale = lambda step: min((step + 1) / (WARM * steps), 1 - step / (steps + 1))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, scale)
    for _ in range(epochs):
        rows = order.sample(rows, len(rows))
        for at in range(0, len(rows) - BATCH + 1, BATCH):
            some = rows[at : at + BATCH]
            targets = torch.tensor([float(row["label"]) for row in some], device=device)
            with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
                logits = network(*batch(some, device))
            optimiser.zero_grad()
            functional.binary_cross_entropy_with_logits(logits, targets).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return network.eval()


@torch.no_grad()
def judged(network, rows, device):
    return [score for at in range(0, len(rows), 256) for score in network(*batch(rows[at : at + 256], device)).tolist()]


def average_precision(labels, scores):
    found = total = 0.0
    for seen, (_, label) in enumerate(sorted(zip(scores, labels), reverse=True), 1):
        if label:
            found += 1
            total += found / seen
    return total / sum(labels)


def recall(labels, scores, share):
    """Recall where at most this share of the benign rows lies above."""
    benign = sorted((score for score, label in zip(scores, labels) if not label), reverse=True)
    threshold = benign[int(share * len(benign))]
    return sum(label and score > threshold for score, label in zip(scores, labels)) / sum(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=pathlib.Path)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--free", type=int, nargs="+", default=[0, 2, 6], help="last layers of the encoder that learn")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    read = gzip.open if options.file.suffix == ".gz" else open
    with read(options.file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row, encoding in zip(rows, tokenizer.encode_batch([row["text"] for row in rows])):
        row["ids"] = encoding.ids
    random.Random(SEED).shuffle(rows)
    labels = [row["label"] for row in rows]
    folds = range(options.folds)
    print(f"{len(rows)} rows, {sum(labels)} of them attacks, {options.folds} folds, {options.epochs} epochs", flush=True)
    for free in options.free:
        scores = [0.0] * len(rows)
        for fold in folds:
            mine = range(fold, len(rows), options.folds)
            others = [row for at, row in enumerate(rows) if at % options.folds != fold]
            network = fit(others, options.encoder, free, options.epochs, options.device)
            for at, score in zip(mine, judged(network, [rows[at] for at in mine], options.device)):
                scores[at] = score
        print(f"{free} layers free: AUPRC {average_precision(labels, scores):.3f}, recall at 1 % FPR "
              f"{recall(labels, scores, 0.01):.3f}, at 5 % {recall(labels, scores, 0.05):.3f}", flush=True)


if __name__ == "__main__":
    main()
