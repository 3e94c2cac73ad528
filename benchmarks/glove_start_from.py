"""Vectors of a large text, trained on with a small one: what moves, what stays, what it is worth.

    python benchmarks/glove_start_from.py TEXT VECTORS [--epochs 25]

TEXT is a UTF-8 text of one subject, a paragraph a line; every other line is held out. VECTORS are
of a large general text. The model has all words of VECTORS and those that TEXT has five times;
window 10, 1/distance. Trained are: vectors from chance, from VECTORS (`start_from`), and from
VECTORS with `StayNear`. Printed are

    cosine       of a word's vector before and after, by how often the training half has the word
    neighbours   how many of the ten nearest words are the same before and after
    held out     the mean of f(X) diff^2 on the other half of TEXT
    WordSim-353  what the vectors know of words in general
    new words    their nearest words
"""

import argparse
from pathlib import Path

import numpy as np

from wordemb_keras import Cooccurrence, GloVe, open_vectors, text
from wordemb_keras.evaluation import word_similarity
from wordemb_keras.glove import StayNear

BINS = ((0, 0), (1, 9), (10, 99), (100, 999), (1000, 10**9))
SHOWN = 5


def halves(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    tokens = [text.english_tokens(line) for line in lines if line.strip()]
    return tokens[::2], tokens[1::2]


def unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def nearest(vectors, rows, topn=10):
    """Rows of the nearest words of each row, itself left out."""
    cosines = unit(vectors)[rows] @ unit(vectors).T
    cosines[np.arange(len(rows)), rows] = -1
    return np.argsort(-cosines, axis=1)[:, :topn]


def changes(before, after, known, seen):
    print(f"{'seen':>12}{'words':>8}{'cosine':>9}{'neighbours':>12}")
    cosines = (unit(before) * unit(after)).sum(1)
    for low, high in BINS:
        rows = np.flatnonzero(known & (seen >= low) & (seen <= high))
        some = np.random.default_rng(0).permutation(rows)[:500]
        pairs = zip(nearest(before, some), nearest(after, some), strict=True)
        same = np.mean([len(set(a) & set(b)) for a, b in pairs])
        name = "never" if high == 0 else f"{low}-{high}" if high < 10**9 else f"{low} and more"
        print(f"{name:>12}{len(rows):>8,}{cosines[rows].mean():>9.3f}{same:>12.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", nargs="?")
    parser.add_argument("vectors", nargs="?")
    parser.add_argument("--epochs", type=int, default=25)
    options = parser.parse_args()
    if options.vectors is None:
        print("left out: give a text and a file of vectors (see --help)")
        return
    train, held_out = halves(options.text)
    how = {"ignore_missing": True, "verbose": 0}
    reader = open_vectors(options.vectors)
    large = [word for names, _ in reader.batches() for word in names]
    own = Cooccurrence.build(train, min_count=5, verbose=0).vocabulary
    words = [*large, *(word for word in own.words if word not in set(large))]
    counts = Cooccurrence.build(train, vocabulary=words, **how)
    other = Cooccurrence.build(held_out, vocabulary=words, **how)
    seen = np.zeros(len(words), int)
    place = {word: row for row, word in enumerate(words)}
    for sentence in train:
        for word in sentence:
            if word in place:
                seen[place[word]] += 1
    known = np.arange(len(words)) < len(large)
    print(f"{sum(map(len, train)):,} tokens; {len(large):,} words known before, ", end="")
    print(f"{int(known[seen > 0].sum()):,} of them in the text; {int((~known).sum()):,} new words")
    found = reader.find(large)
    before = np.zeros((len(words), reader.dim), np.float32)
    before[: len(large)] = [found[word] for word in large]
    ways = {"from chance": None, "start_from": 0, "start_from, StayNear(pull=0.1)": 0.1}
    for name, pull in ways.items():
        model = GloVe(len(words), reader.dim, seed=1)
        source = None if pull is None else options.vectors
        near = [StayNear(options.vectors, pull=pull)] if pull else []
        model.fit(
            counts, epochs=options.epochs, start_from=source, callbacks=near, threads=1, verbose=0
        )
        cost, cost_other = (model.evaluate(each, verbose=0) for each in (counts, other))
        people = word_similarity(model.keyed_vectors()).score
        print(f"\n{name}: cost {cost:.4f}, held out {cost_other:.4f}, WordSim-353 {people:.3f}")
        if pull is None:
            continue
        after = model.vectors
        changes(before, after, known, seen)
        new = np.array([k for k in np.flatnonzero(~known) if len(words[k]) > 3])
        for row in new[np.argsort(-seen[new])][:SHOWN]:
            names = [words[k] for k in nearest(after, np.array([row]), SHOWN)[0]]
            print(f"    {words[row]} ({seen[row]} times): {', '.join(names)}")


if __name__ == "__main__":
    main()
