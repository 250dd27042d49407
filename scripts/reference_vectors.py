#!/usr/bin/env python3
"""Reference vectors for the encoder's parity test, computed without the encoder's code.

A BERT forward pass in float64 NumPy, written from the paper and the checkpoint's tensor names, so that
it shares no line with the implementation under test.

    pip install numpy safetensors tokenizers
    scripts/reference_vectors.py .groundstate/models/all-MiniLM-L6-v2 \
        > planner/tests/it/fixtures/reference_vectors.json

Each case is one passage with byte spans. A span that is the whole passage is pooled over the special
tokens too (as sentence-transformers does); any other span over its own tokens.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS, HEADS, DIMENSION, EPSILON = 6, 12, 384, 1e-12

# Passage, and the substrings of it that are spans (None: all of it).
CASES = [
    ("What is the capital of France?", [None]),
    ("a", [None]),
    ("The quick brown fox jumps over the lazy dog.", [None, "brown fox"]),
    ("Water boils at 100 °C at sea level. At 3,000 m it boils at 90 °C.",
     ["Water boils at 100 °C at sea level.", "At 3,000 m it boils at 90 °C."]),
    ("Die Größe der Stadt überraschte alle: naïve Schätzungen lagen weit daneben.", [None]),
    ("東京は日本の首都です。", [None]),
    ("Refunds are paid within 14 days. They go to the card that was charged. Shipping is not refunded.",
     ["Refunds are paid within 14 days.", "They go to the card that was charged.", "Shipping is not refunded."]),
    ("An answer is a sequence of statements, and each statement is taken from memory as it stands; what is "
     "optimised is which statements are said and in which order, so that the energy of the whole is least.", [None]),
]


def layer_norm(x, weights, name):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + EPSILON) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def linear(x, weights, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def gelu(x):
    return x * 0.5 * (1.0 + np.vectorize(math.erf)(x / math.sqrt(2.0)))


def softmax(x):
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def heads(x):
    return x.reshape(len(x), HEADS, DIMENSION // HEADS).transpose(1, 0, 2)


def forward(ids, weights):
    """Last hidden state, tokens × 384."""
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = x + weights["embeddings.token_type_embeddings.weight"][0]
    x = layer_norm(x, weights, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (heads(linear(x, weights, f"{at}.attention.self.{n}")) for n in ("query", "key", "value"))
        scores = softmax(query @ key.transpose(0, 2, 1) / math.sqrt(DIMENSION // HEADS))
        context = (scores @ value).transpose(1, 0, 2).reshape(len(ids), DIMENSION)
        x = layer_norm(x + linear(context, weights, f"{at}.attention.output.dense"), weights, f"{at}.attention.output.LayerNorm")
        inner = gelu(linear(x, weights, f"{at}.intermediate.dense"))
        x = layer_norm(x + linear(inner, weights, f"{at}.output.dense"), weights, f"{at}.output.LayerNorm")
    return x


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def rounded(x):
    return [float(f"{value:.6f}") for value in x]


def case(text, wanted, tokenizer, weights):
    encoded = tokenizer.encode(text)
    states = forward(np.array(encoded.ids), weights)
    spans = []
    for part in wanted:
        first = 0 if part is None else text.index(part)
        last = len(text) if part is None else first + len(part)
        rows = [row for row, (start, end) in enumerate(encoded.offsets) if start < last and first < end]
        pooled = unit((states if part is None else states[rows]).mean(0))
        spans.append({
            "start": len(text[:first].encode()), "end": len(text[:last].encode()),
            "ids": [encoded.ids[row] for row in rows],
            "pooled": rounded(pooled),
            "states": [{"token": token, "state": rounded(unit(states[rows[token]]))} for token in [len(rows) // 2]],
        })
    return {"text": text, "spans": spans}


def main():
    folder = Path(sys.argv[1])
    weights = {name: tensor.astype(np.float64) for name, tensor in load_file(folder / "model.safetensors").items()}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    cases = [case(text, spans, tokenizer, weights) for text, spans in CASES]
    print("[\n" + ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in cases) + "\n]")


if __name__ == "__main__":
    main()
