"""FastText training: this package against bare gensim and Facebook's fastText (section 9-3).

All three train skip-gram with the same settings on the same English text, one
after the other, again and again; the table gives the median. "words/s" counts
every word of the text once an epoch. "WordSim" is the Spearman correlation of
the cosines with WordSim-353 (gensim's copy; pairs with a rare word are built
from n-grams by all three).

    python benchmarks/fasttext_training.py [--rounds 3] [--words 200000]

Facebook's fastText is compared if `import fasttext` works, for example after
`pip install '.[bench]'`. This package never needs it.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import gensim.models
import numpy as np
from gensim.test.utils import datapath
from scipy.stats import spearmanr

from wordemb_keras import datasets
from wordemb_keras.fasttext import FastText
from wordemb_keras.text import english_tokens

try:
    import fasttext as facebook
except ImportError:
    facebook = None

SAME = {"vector_size": 100, "window": 5, "min_count": 5, "negative": 5, "alpha": 0.05}
NGRAMS = {"min_n": 3, "max_n": 6}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--words", type=int, default=200_000)
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--workers", type=int, default=1)
    arguments = arguments.parse_args()
    sentences = read_sentences(arguments.words)
    words = sum(map(len, sentences))
    bucket = FastText(**SAME, **NGRAMS).fit(sentences, epochs=1, verbose=0).wv.bucket
    print(f"{words} words, {arguments.epochs} epochs, {bucket} buckets, {arguments.workers} worker")

    same = (sentences, arguments.epochs, arguments.workers, bucket)
    trainers = {"gensim": bare_gensim, "wordemb_keras": ours}
    if facebook:
        trainers["Facebook"] = facebooks(sentences)
    else:
        print("Facebook's fastText is not installed: left out")
    runs = {name: [] for name in trainers}
    for round in range(arguments.rounds):  # every second one backwards: nobody is always first
        for name in list(trainers)[:: -1 if round % 2 else 1]:
            runs[name].append(timed(trainers[name], *same))

    print(f"{'':14} {'seconds':>8} {'CPU s':>8} {'words/s':>9} {'per CPU s':>9} {'WordSim':>8}")
    for name, results in runs.items():
        wall, cpu, quality = map(statistics.median, zip(*results, strict=True))
        work = words * arguments.epochs
        rates = f"{work / wall:9.0f} {work / cpu:9.0f}"
        print(f"{name:14} {wall:8.1f} {cpu:8.1f} {rates} {quality:8.3f}")
    ours_cpu, gensims_cpu = ([run[1] for run in runs[n]] for n in ("wordemb_keras", "gensim"))
    for how, of in (("median", statistics.median), ("least disturbed round", min)):
        print(f"CPU time over bare gensim's, {how}: {of(ours_cpu) / of(gensims_cpu) - 1:+.1%}")


def read_sentences(words):
    sentences, total = [], 0
    for sentence in datasets.read_sentences("english"):
        sentences.append(english_tokens(sentence))
        total += len(sentences[-1])
        if total >= words:
            break
    return sentences


def ours(sentences, epochs, workers, bucket):
    model = FastText(**SAME, **NGRAMS, bucket=bucket, workers=workers, seed=1)
    return model.fit(sentences, epochs=epochs, verbose=1)


def bare_gensim(sentences, epochs, workers, bucket):
    model = gensim.models.FastText(
        sentences, epochs=epochs, sg=1, bucket=bucket, workers=workers, seed=1, **SAME, **NGRAMS
    )
    return model.wv


def facebooks(sentences):
    """Facebook's tool reads a file, which is not part of the time."""
    path = Path(tempfile.mkdtemp()) / "text.txt"
    path.write_text("\n".join(map(" ".join, sentences)), encoding="utf-8")

    def train(_, epochs, workers, bucket):
        model = facebook.train_unsupervised(
            str(path), model="skipgram", dim=100, ws=5, minCount=5, neg=5, lr=0.05, t=1e-3,
            minn=3, maxn=6, bucket=bucket, epoch=epochs, thread=workers, verbose=0,
        )  # fmt: skip
        return {word: model.get_word_vector(word) for word in wordsim_words()}

    return train


def timed(train, *arguments):
    wall, cpu = time.perf_counter(), time.process_time()
    vectors = train(*arguments)
    return time.perf_counter() - wall, time.process_time() - cpu, wordsim(vectors)


def wordsim_pairs():
    lines = Path(datapath("wordsim353.tsv")).read_text(encoding="utf-8").splitlines()
    fields = (line.lower().split("\t") for line in lines if not line.startswith("#"))
    return [(first, second, float(score)) for first, second, score in fields]


def wordsim_words():
    return {word for first, second, _ in wordsim_pairs() for word in (first, second)}


def wordsim(vectors):
    pairs = wordsim_pairs()
    cosines = [cosine(vectors[first], vectors[second]) for first, second, _ in pairs]
    return spearmanr(cosines, [score for _, _, score in pairs]).statistic


def cosine(a, b):
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


if __name__ == "__main__":
    main()
