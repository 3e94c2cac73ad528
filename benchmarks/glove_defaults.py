"""Which x_max for how much text, and which steps? The evidence behind the defaults of `GloVe`.

    python benchmarks/glove_defaults.py [--seeds 3]

A quarter, a half and all of the natural English text (0.53 million tokens), and corpus C1 (0.86
million, the last third of it stemmed and without stop words). Window 5, 1/distance, words seen
five times, 100 numbers, 20 epochs. A row is the mean over seeds, ± their standard deviation:

    WordSim-353  rank correlation with people, on the pairs that the quarter knows: the same pairs
                 for every size (`all pairs`: on the pairs that this size knows)
    SimLex-999   the same for the other list of pairs
    analogies    share of right answers among the questions that the quarter can ask
    neighbours   of the ten nearest words in glove.6B.50d (6 billion tokens), how many are among
                 the ten nearest here; among the 2,000 most frequent words of the quarter

A rank correlation over n pairs is itself uncertain by about 1 / sqrt(n - 1), which is printed
below; differences below that say little, however close the seeds are.

The second table keeps x_max at 10 and changes AdaGrad: what its sums of squares start at (Keras:
0.1, Stanford's program: 1) and the learning rate (paper: 0.05). `cost` is `evaluate` at the end.
"""

import argparse
import tempfile
from pathlib import Path

import keras
import measure
import numpy as np
from gensim.test.utils import datapath

from wordemb_keras import Cooccurrence, GloVe, datasets, open_vectors, text
from wordemb_keras.evaluation import analogies, word_similarity

X_MAX = (1, 3, 10, 30, 100)
STEPS = ((0.1, 0.05), (1.0, 0.05), (1.0, 0.075), (1.0, 0.1))  # start, learning rate
FREQUENT = 2_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = read_texts(folder)
        tests = same_questions(count(texts["quarter"]).vocabulary, folder)
        print_head(tests)
        for size, sentences in texts.items():
            counts = count(sentences)
            for x_max in X_MAX:
                scores = [
                    examine(GloVe(len(counts), 100, x_max=x_max, seed=seed), counts, tests)
                    for seed in range(options.seeds)
                ]
                print_row(size, sum(map(len, sentences)), x_max, scores)
        print_head(tests, "start, rate")
        for size in ("whole", "C1"):
            counts = count(texts[size])
            for steps in STEPS:
                scores, costs = [], []
                for seed in range(options.seeds):
                    model = GloVe(len(counts), 100, seed=seed)
                    model.compile(keras.optimizers.Adagrad(steps[1], steps[0]))
                    scores.append(examine(model, counts, tests))
                    costs.append(model.evaluate(counts, verbose=0))
                row = "{}, {}".format(*steps)
                print_row(size, sum(map(len, texts[size])), row, scores)
                print(f"{'':20}cost {np.mean(costs):.5f}", flush=True)


def read_texts(folder):
    english = [text.english_tokens(sentence) for sentence in datasets.read_sentences("english")]
    measure.write_c1(folder / "c1.txt")
    c1 = (folder / "c1.txt").read_text(encoding="utf-8").splitlines()
    return {
        "quarter": english[: len(english) // 4],
        "half": english[: len(english) // 2],
        "whole": english,
        "C1": [line.split() for line in c1],
    }


def count(sentences):
    return Cooccurrence.build(
        sentences, window=5, weighting="inverse_distance", min_count=5, verbose=0
    )


def same_questions(vocabulary, folder):
    """The pairs, the analogies and the neighbours that the smallest text knows."""
    known = set(vocabulary.words)

    def keep(name, columns):
        lines = Path(datapath(name)).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if line.startswith(":") or known.issuperset(columns(line))]
        (folder / name).write_text("\n".join(kept), encoding="utf-8")
        return folder / name

    with open_vectors(datasets.locate("glove.6B.50d").path) as glove:
        found = glove.find(vocabulary.words[:FREQUENT])
    return {
        "pairs": keep("wordsim353.tsv", lambda line: line.lower().split("\t")[:2]),
        "simlex": keep("simlex999.txt", lambda line: line.lower().split("\t")[:2]),
        "analogies": keep("questions-words.txt", lambda line: line.lower().split()),
        "words": list(found),
        "neighbours": nearest(np.array(list(found.values()))),
    }


def nearest(vectors, count=10):
    """Row numbers of the nearest rows by cosine, shape (rows, count)."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -2)
    return np.argpartition(-cosines, count, axis=1)[:, :count]


def examine(model, counts, tests):
    model.fit(counts, epochs=20, threads=1, verbose=0)
    keyed = model.keyed_vectors()
    here, there = nearest(keyed[tests["words"]]), tests["neighbours"]
    found = np.mean([len(np.intersect1d(a, b)) for a, b in zip(here, there, strict=True)])
    return [
        word_similarity(keyed, tests["pairs"]).score,
        word_similarity(keyed).score,
        word_similarity(keyed, tests["simlex"]).score,
        100 * analogies(keyed, tests["analogies"]).score,
        found,
    ]


def print_head(tests, changed="x_max"):
    pairs, simlex = (
        sum(line.count("\t") == 2 for line in tests[name].read_text(encoding="utf-8").splitlines())
        for name in ("pairs", "simlex")
    )
    questions = tests["analogies"].read_text(encoding="utf-8").splitlines()
    asked = sum(not line.startswith(":") for line in questions)
    print(f"WordSim-353: {pairs} pairs, uncertain by {1 / np.sqrt(pairs - 1):.2f}; ", end="")
    print(f"SimLex-999: {simlex}, by {1 / np.sqrt(simlex - 1):.2f}; analogies: {asked}; ", end="")
    print(f"neighbours of {len(tests['words'])} words")
    columns = ("WordSim-353", "all pairs", "SimLex-999", "analogies %", "neighbours")
    print(f"{'text':8}{'tokens':>8}{changed:>12}" + "".join(f"{name:>15}" for name in columns))


def print_row(size, tokens, changed, scores):
    cells = zip(np.mean(scores, axis=0), np.std(scores, axis=0), strict=True)
    row = "".join(f"{f'{mean:.3f} ± {spread:.3f}':>15}" for mean, spread in cells)
    print(f"{size:8}{tokens:>8}{changed:>12}{row}", flush=True)


if __name__ == "__main__":
    main()
