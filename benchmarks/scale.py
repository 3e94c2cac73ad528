"""One machine, any size: counting and training through files, while the corpus grows.

    python benchmarks/scale.py [--times 1 3 10 30] [--epochs 2] [--shuffle]

The corpus is C1 (0.86 million tokens) and, where that runs out, lines generated from its words:
each word drawn by its frequency in C1, lines as long as C1's. Drawn words meet more different
neighbours than words of real text do, so the counts are more than those of real text of that
size. The vocabulary is C1's 16,104 words throughout, so the tables of vectors do not grow.
Window 5, 1/distance, 100 numbers, x_max 10, memory limit 64 MB.

Each figure is of a process of its own. "files" is `PairFiles.build` and `GloVe.fit` on them;
"memory" is the same through `Cooccurrence`. The peak is that of the whole process; Python with
TensorFlow alone is shown as "nothing". A plot goes to build/scale.png.

--shuffle compares the cost reached in 20 epochs on C1: tiles shuffled over the whole matrix
(memory), and within 8 or 64 files taken in a random order; three seeds each.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import measure
import numpy as np

WORDS = 16_104

SETUP = """
import json, pathlib, resource, sys, tempfile, time
import keras
from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.glove import GloVe
from wordemb_keras.cooccurrence.pair_files import PairFiles
corpus, folder, epochs, words = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
how = {"window": 5, "weighting": "inverse_distance", "max_vocabulary": words, "verbose": 0}
with tempfile.TemporaryDirectory() as small:  # load the compiled code
    path = pathlib.Path(small, "x.txt")
    path.write_text("a b c d\\na b\\n" * 20, encoding="utf-8")
    few = Cooccurrence.build(path, **how)
    GloVe(4, 100, seed=1).fit(few, verbose=0)
    PairFiles.build([path, path], small + "/counts", **how)
start = time.perf_counter()
def done(**result):
    print(json.dumps({"wall": time.perf_counter() - start, **result}))
def train(counts):
    model = GloVe(len(counts), 100, x_max=10, seed=1)
    loss = model.fit(counts, epochs=epochs, verbose=0).history["loss"][-1]
    done(loss=loss)
"""

NOTHING = "done()"
COUNT_FILES = """
counts = PairFiles.build(corpus, folder, memory_limit=2**26, **how)
done(tokens=counts.settings["tokens"], pairs=sum(counts.sizes), files=len(counts.sizes))
"""
COUNT_MEMORY = """
counts = Cooccurrence.build(corpus, **how)
wall = time.perf_counter() - start
counts.save(folder + ".npz")
print(json.dumps({"wall": wall, "tokens": counts.settings["tokens"], "pairs": counts.matrix.nnz}))
"""
TRAIN_FILES = "train(PairFiles(folder))"
TRAIN_MEMORY = """
counts = Cooccurrence.load(folder + ".npz")
start = time.perf_counter()
train(counts)
"""

SHUFFLE = """
import json, sys
from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.glove import GloVe
from wordemb_keras.cooccurrence.pair_files import PairFiles
corpus, folder, files, epochs, seed = sys.argv[1:3] + [int(a) for a in sys.argv[3:]]
how = {"window": 5, "weighting": "inverse_distance", "min_count": 5, "verbose": 0}
whole = Cooccurrence.build(corpus, **how)
counts = PairFiles.build(corpus, folder, files=files, **how) if files else whole
model = GloVe(len(counts), 100, x_max=10, seed=seed)
model.fit(counts, epochs=epochs, verbose=0)
print(json.dumps({"cost": model.evaluate(whole, verbose=0)}))
"""


def grow(c1, times, target):
    """C1, and lines of drawn words until there are `times` as many tokens."""
    lines = [line.split() for line in c1.read_text(encoding="utf-8").splitlines()]
    words, counts = np.unique([word for line in lines for word in line], return_counts=True)
    lengths, share = np.array([len(line) for line in lines if line]), counts / counts.sum()
    rng, missing = np.random.default_rng(0), (times - 1) * int(counts.sum())
    shutil.copy(c1, target)
    with target.open("a", encoding="utf-8", newline="\n") as file:
        while missing > 0:
            size = rng.choice(lengths, 10_000)
            size = size[: int(np.searchsorted(np.cumsum(size), missing)) + 1]
            drawn = words[np.searchsorted(np.cumsum(share), rng.random(size.sum()), "right") - 1]
            for line in np.split(drawn, np.cumsum(size)[:-1]):
                file.write(" ".join(line) + "\n")
            missing -= int(size.sum())


def sizes(options, work, c1):
    """A row of figures for each size."""
    corpus, rows = work / "corpus.txt", []
    nothing = measure.python(SETUP + NOTHING, corpus, work / "none", 1, WORDS)
    print(f"nothing: {nothing.peak:.0f} MB")
    for times in options.times:
        grow(c1, times, corpus)
        folder = work / f"counts{times}"

        def run(code, epochs=options.epochs, folder=folder):
            return measure.python(SETUP + code, corpus, folder, epochs, WORDS)

        row = {"times": times}
        for name, count, train in (
            ("files", COUNT_FILES, TRAIN_FILES),
            ("memory", COUNT_MEMORY, TRAIN_MEMORY),
        ):
            counted, trained = run(count), run(train)
            row["tokens"] = counted.result["tokens"]
            row[name] = {
                "pairs": counted.result["pairs"],
                "files": counted.result.get("files", 0),
                "counting": counted.result["tokens"] / counted.wall,
                "counting MB": counted.peak,
                "training": counted.result["pairs"] * options.epochs / trained.wall,
                "training MB": trained.peak,
                "loss": trained.result["loss"],
            }
        rows.append(row)
        shutil.rmtree(folder)
        Path(f"{folder}.npz").unlink()
        report(row)
    return rows


def report(row):
    for name in ("files", "memory"):
        of = row[name]
        print(
            f"{row['times']:>3}x {row['tokens'] / 1e6:>5.1f} M tokens, {of['pairs'] / 1e6:>6.1f} M "
            f"pairs, {name:<6} ({of['files']:>2} files): counting "
            f"{of['counting'] / 1e6:.2f} M tokens/s, {of['counting MB']:>5.0f} MB; training "
            f"{of['training'] / 1e6:.2f} M pairs/s, {of['training MB']:>5.0f} MB; "
            f"loss {of['loss']:.4f}",
            flush=True,
        )


def plot(rows, path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (speed, memory) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    tokens = [row["tokens"] / 1e6 for row in rows]
    for name, style in (("files", "-"), ("memory", "--")):
        for what, color in (("counting", "tab:blue"), ("training", "tab:orange")):
            look = {"linestyle": style, "color": color, "marker": "o", "label": f"{what}, {name}"}
            speed.plot(tokens, [row[name][what] / 1e6 for row in rows], **look)
            memory.plot(tokens, [row[name][f"{what} MB"] for row in rows], **look)
    speed.set(title="Speed", ylabel="million tokens or pairs a second")
    memory.set(title="Peak memory of the process", ylabel="MB")
    for axes in (speed, memory):
        axes.set(xscale="log", xlabel="million tokens", ylim=(0, None))
        axes.set_xticks(tokens, [f"{t:.1f}" for t in tokens])
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    memory.legend()
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=120)
    print(f"plot: {path}")


def shuffle(work, c1, epochs=20):
    print(f"\ncost after {epochs} epochs on C1, three seeds")
    base = 0.0
    for files in (0, 8, 64):
        costs = [
            measure.python(SHUFFLE, c1, work / f"s{files}", files, epochs, seed).result["cost"]
            for seed in (1, 2, 3)
        ]
        base = base or float(np.mean(costs))
        name = f"{files} files" if files else "memory"
        shown = " ".join(f"{cost:.5f}" for cost in costs)
        print(f"{name:<9} {shown}  mean {np.mean(costs) / base - 1:+.1%}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, nargs="+", default=[1, 3, 10, 30])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--shuffle", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        c1 = work / "c1.txt"
        measure.write_c1(c1)
        if options.shuffle:
            shuffle(work, c1)
        else:
            build = Path(__file__).resolve().parent.parent / "build"
            plot(sizes(options, work, c1), build / "scale.png")


if __name__ == "__main__":
    main()
