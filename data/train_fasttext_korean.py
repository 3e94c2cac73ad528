"""Train the jamo model that ships as `FastText.from_pretrained("korean")` (section 9-3).

    export WORDEMB_DATA=DIR
    python data/train_fasttext_korean.py choose
    python data/train_fasttext_korean.py train --write

Both read the 150,000 *training* reviews of NSMC, never the test reviews; `train` also the 1,344
of `ko_reviews_sample.tsv`. `choose` compares how
reviews are cut, the lengths of the n-grams and the size of the table, on the first 50,000
reviews: typos of half of the frequent words (`benchmarks/typo_recovery.py` reports the other
half), every second pair of the Korean WordSim-353, and the sentiment of the last fifth of these
reviews. `train` trains the choice on all of them, and says what its quantised file loses.

One run of `train` takes two to three minutes of one CPU. Two threads do not give the same
numbers twice; `--workers 1` does.
"""

import argparse
import re
import shutil
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from wordemb_keras import FastText, datasets
from wordemb_keras.evaluation import sample_typos, typo_recovery
from wordemb_keras.evaluation.questions import read_pairs
from wordemb_keras.text import korean_tokens

FILE = Path(__file__).resolve().parent / "fasttext_korean.safetensors"
TOKENS = {"spaces": {}, "signs": {"scripts": True, "runs": 2}}  # of `korean_tokens`
CHOSEN = ("signs", (2, 4), 100, 60_000)
CANDIDATES = [
    ("spaces", (2, 4), 64, 60_000),
    ("signs", (2, 4), 64, 60_000),
    ("signs", (1, 4), 64, 60_000),
    ("signs", (2, 5), 64, 60_000),
    ("signs", (3, 5), 64, 60_000),
    ("signs", (2, 4), 64, 100_000),
    ("signs", (2, 4), 100, 60_000),
]
SHORT = 50_000  # reviews of `choose`
EPOCHS = 5  # of `train`


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("stage", choices=["choose", "train"])
    arguments.add_argument("--workers", type=int, default=2, help="threads of `train`")
    arguments.add_argument("--folder", type=Path, default=Path("build/fasttext_korean"))
    arguments.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    args = arguments.parse_args()
    table = datasets.read_labelled("nsmc_train")
    reviews, labels = table["text"].tolist(), table["label"].to_numpy()
    if args.stage == "choose":
        choose(reviews, labels)
    else:
        train(reviews, args)


def choose(reviews: list[str], labels: np.ndarray) -> None:
    """A line for each candidate."""
    counts = Counter(word for review in reviews for word in korean_tokens(review))
    short = Counter(word for review in reviews[:SHORT] for word in korean_tokens(review))
    frequent = [word for word, _ in counts.most_common() if re.fullmatch("[가-힣]{2,}", word)]
    frequent = [word for word in frequent if short[word] >= 5][:2_000]
    typos = sample_typos(frequent, known=counts, seed=0)[::2]
    for how, lengths, dim, bucket in CANDIDATES:
        cut = [korean_tokens(review, **TOKENS[how]) for review in reviews[:SHORT]]
        start = time.process_time()
        model = untrained(lengths, dim, bucket, workers=1).fit(cut, epochs=2, verbose=0)
        seconds = time.process_time() - start
        found = typo_recovery(model, typos)
        print(
            f"{how:6} {lengths[0]}-{lengths[1]} dim {dim} bucket {bucket}: "
            f"first {found.within(1):.1%}, first 5 {found.within(5):.1%}, "
            f"similarity {similarity(model):.3f}, "
            f"sentiment {sentiment(model, cut, labels[:SHORT]):.1%}, {seconds:.0f} s",
            flush=True,
        )


def untrained(lengths: tuple[int, int], dim: int, bucket: int, *, workers: int) -> FastText:
    (min_n, max_n), sizes = lengths, {"vector_size": dim, "bucket": bucket}
    return FastText("jamo", min_n=min_n, max_n=max_n, workers=workers, seed=1, **sizes)


def similarity(model: FastText) -> float:
    """Rank correlation on every second pair of WordSim-353, unknown words from their n-grams."""
    pairs = read_pairs("wordsim353_ko")[::2]
    cosines = [model.similarity(pair.first, pair.second) for pair in pairs]
    return spearmanr(cosines, [pair.score for pair in pairs]).statistic


def sentiment(model: FastText, cut: list[list[str]], labels: np.ndarray) -> float:
    """Accuracy of a ridge classifier on the mean vector of a review, on the last fifth."""
    known = dict(zip(model.words, model.wv.vectors, strict=True))
    means = np.zeros((len(cut), model.vector_size + 1))
    means[:, -1] = 1  # the intercept
    for row, words in zip(means, cut, strict=True):
        if found := [known[word] for word in words if word in known]:
            row[:-1] = np.mean(found, axis=0)
    end = len(cut) * 4 // 5
    x, y = means[:end], 2.0 * labels[:end] - 1
    weights = np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ y)
    return float(np.mean((means[end:] @ weights > 0) == labels[end:]))


def train(reviews: list[str], args: argparse.Namespace) -> None:
    """The model on all training reviews."""
    how, lengths, dim, bucket = CHOSEN
    # NSMC speaks of films only: 제품 and 배송 of the chapter's examples come with the samples.
    samples = pd.read_csv(FILE.with_name("ko_reviews_sample.tsv"), sep="\t", quoting=3)
    reviews = [*reviews, *samples["document"]]
    cut = [korean_tokens(review, **TOKENS[how]) for review in reviews]
    print(f"{len(cut):,} reviews, {sum(map(len, cut)):,} tokens", flush=True)
    start = time.process_time()
    model = untrained(lengths, dim, bucket, workers=args.workers)
    model.fit(cut, epochs=EPOCHS, verbose=1)
    seconds = time.process_time() - start
    losses = ", ".join(f"{loss:.3f}" for loss in model.history["loss"])
    print(f"{len(model.words):,} words, loss {losses}, {seconds:.0f} CPU seconds", flush=True)
    args.folder.mkdir(parents=True, exist_ok=True)
    file = args.folder / FILE.name
    model.save(file)
    model.save(file.with_suffix(".bin"))  # unquantised, to compare with
    report(model, file)
    if args.write:
        shutil.copyfile(file, FILE)


def report(model: FastText, file: Path) -> None:
    """What the file takes, and how many of the ten nearest words are the same as before."""
    start = time.perf_counter()
    small = FastText.load(file)
    seconds = time.perf_counter() - start
    words = np.random.default_rng(0).choice(model.words, 1_000, replace=False).tolist()
    unknown = [f"{word}{word}" for word in words if not model.is_known(f"{word}{word}")]
    for kind, asked in (("known", words), ("unknown", unknown)):
        same = [len(nearest(model, word) & nearest(small, word)) for word in asked]
        print(f"{len(asked):,} {kind} words: {np.mean(same) / 10:.2%} of the ten nearest are kept")
    size = file.stat().st_size / 1e6
    print(f"{size:.2f} MB, loads in {seconds:.1f} s (gensim was imported before)", flush=True)


def nearest(model: FastText, word: str) -> set[str]:
    return {near for near, _ in model.most_similar(word, topn=10)}


if __name__ == "__main__":
    main()
