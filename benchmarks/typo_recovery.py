"""Korean typos: Word2Vec, FastText on syllables, FastText on jamo (section 9-3).

For frequent words of the NSMC film reviews, how often is the word that was meant
among the first 1, 5 or 10 neighbours of its typo? The n-gram lengths of both
FastText models are chosen on one half of the words, on the first 50,000 reviews;
the table reports the other half, on all reviews. Both models have the same
number of rows, dimensions, epochs and learning rate.

The shorter the n-grams, the more spelling and the less meaning a vector holds. So
"sentiment" stands guard: a review is the mean of its word vectors, and a linear
(ridge) classifier is trained on four fifths of the reviews and tested on the rest.
Chosen are the lengths that find most originals among the first five, of those
that lose at most two points of sentiment to the best of their unit.

    python benchmarks/typo_recovery.py            # choose, then report: about 10 minutes
    python benchmarks/typo_recovery.py --report   # the report only, with the defaults

Needs ratings_train.txt (or .txt.gz) in a folder of the variable WORDEMB_DATA.
"""

import argparse
import re
import time
from collections import Counter

import numpy as np

from wordemb_keras import datasets
from wordemb_keras.evaluation import sample_typos, typo_recovery
from wordemb_keras.evaluation.typos import KOREAN_KINDS
from wordemb_keras.fasttext import FastText
from wordemb_keras.fasttext.arguments import JAMO_LENGTHS, SYLLABLE_LENGTHS
from wordemb_keras.text import korean_tokens

CANDIDATES = {
    "syllable": [(1, 1), (1, 2), (1, 3), (1, 4), (2, 3)],
    "jamo": [(1, 2), (1, 3), (1, 4), (2, 4), (3, 3), (3, 5)],
}
SHORT = 50_000
ALLOWED_LOSS = 0.02
SAME = {"vector_size": 100, "bucket": 50_000, "alpha": 0.05, "workers": 1, "seed": 1}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--report", action="store_true", help="do not choose, only report")
    arguments.add_argument("--words", type=int, default=2_000, help="frequent words to mistype")
    arguments = arguments.parse_args()
    reviews, labels = read_reviews()
    development, test = make_typos(reviews, arguments.words)
    lengths = {"syllable": SYLLABLE_LENGTHS, "jamo": JAMO_LENGTHS}
    if not arguments.report:
        lengths = choose(reviews[:SHORT], labels[:SHORT], development)
    print(f"\nReport: {len(test)} typos, {len(reviews)} reviews")
    row("word", None, reviews, labels, test)
    for unit, chosen in lengths.items():
        row(unit, chosen, reviews, labels, test)


def read_reviews():
    table = datasets.read_labelled("nsmc_train")
    reviews = [korean_tokens(review) for review in table["text"]]
    return reviews, table["label"].to_numpy()


def make_typos(reviews, number):
    """Typos of frequent Hangul words, none ever typed by a reviewer; half of them for testing."""
    counts = Counter(word for review in reviews for word in review)
    short = Counter(word for review in reviews[:SHORT] for word in review)
    frequent = [word for word, _ in counts.most_common() if re.fullmatch("[가-힣]{2,}", word)]
    frequent = [word for word in frequent if short[word] >= 5][:number]
    typos = sample_typos(frequent, known=counts, seed=0)
    return typos[::2], typos[1::2]


def choose(reviews, labels, typos):
    print(f"Choosing: {len(typos)} typos, {len(reviews)} reviews")
    best = {}
    for unit, candidates in CANDIDATES.items():
        scores = {lengths: row(unit, lengths, reviews, labels, typos) for lengths in candidates}
        enough = max(accuracy for _, accuracy in scores.values()) - ALLOWED_LOSS
        allowed = [lengths for lengths in candidates if scores[lengths][1] >= enough]
        best[unit] = max(allowed, key=lambda lengths: scores[lengths][0])
        print(f"chosen for {unit}: n from {best[unit][0]} to {best[unit][1]}")
    return best


def row(unit, lengths, reviews, labels, typos):
    """Train, measure, print a line; returns the share among the first five, and the accuracy."""
    min_n, max_n = lengths or (None, None)
    model = FastText(unit, min_n=min_n, max_n=max_n, **SAME)
    start = time.perf_counter()
    model.fit(reviews, epochs=5, verbose=0)
    seconds = time.perf_counter() - start
    recovery = typo_recovery(model, typos)
    shares = "  ".join(f"{n}: {recovery.within(n):6.1%}" for n in (1, 5, 10))
    kinds = "  ".join(f"{kind} {recovery.within(5, kind=kind):4.0%}" for kind in KOREAN_KINDS)
    name = f"{unit} {min_n}-{max_n}" if lengths else f"{unit} (Word2Vec)"
    accuracy = sentiment(model, reviews, labels)
    print(
        f"{name:16} first {shares} | first 5 by kind: {kinds} "
        f"| sentiment {accuracy:.1%} | {seconds:3.0f} s",
        flush=True,
    )
    return recovery.within(5), accuracy


def sentiment(model, reviews, labels):
    """Accuracy of a ridge classifier on mean vectors, on the last fifth."""
    index = {word: i for i, word in enumerate(model.words)}
    means = np.zeros((len(reviews), model.vector_size + 1))
    for i, review in enumerate(reviews):
        known = [index[word] for word in review if word in index]
        if known:
            means[i, :-1] = model.wv.vectors[known].mean(axis=0)
    means[:, -1] = 1  # the intercept
    train = len(reviews) * 4 // 5
    x, y = means[:train], 2.0 * labels[:train] - 1
    weights = np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ y)
    return np.mean((means[train:] @ weights > 0) == labels[train:])


if __name__ == "__main__":
    main()
