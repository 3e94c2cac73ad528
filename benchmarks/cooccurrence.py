"""Counting co-occurrences: ours against a dict loop, SciPy, Stanford's programs, and `cat`.

    python benchmarks/cooccurrence.py [--stanford FOLDER] [--repeats 5]

Corpus C1 (0.86 million tokens), window 5, min_count 5, inverse distance, from a
text file to the finished counts; and `cat`, which only copies the file. "1 thread" is
ours on one CPU, with the same counts. FOLDER holds Stanford's `vocab_count` and
`cooccur`; without it they are left out, and the output says so.
"""

import argparse
import tempfile
from pathlib import Path

import measure

TIMER = """
import json, resource, sys, time
def done(start, cpu, **result):
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = {"wall": time.perf_counter() - start, "cpu": usage.ru_utime + usage.ru_stime - cpu}
    print(json.dumps({**seconds, **result}))
def now():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime
path, window, min_count = sys.argv[1], 5, 5
"""

OURS = """
from wordemb_keras.cooccurrence import Cooccurrence
import tempfile, pathlib
small = pathlib.Path(tempfile.mkdtemp(), "x.txt")
small.write_text("a b c d\\na b\\n", encoding="utf-8")
Cooccurrence.build(small, weighting="inverse_distance", verbose=0)  # load the compiled code
start = now()
X = Cooccurrence.build(
    path, window=window, min_count=min_count, weighting="inverse_distance", verbose=0
)
done(*start, cells=X.matrix.nnz, total=float(X.matrix.sum()))
"""

READ = """
from collections import Counter, defaultdict
def encode():
    with open(path, encoding="utf-8") as file:
        sentences = [line.split() for line in file]
    counts = Counter(word for sentence in sentences for word in sentence)
    ids = {w: i for i, (w, n) in enumerate(counts.most_common()) if n >= min_count}
    return [[ids[w] for w in s if w in ids] for s in sentences], len(ids)
"""

DICT_LOOP = """
start = now()
sentences, size = encode()
X = defaultdict(float)
for s in sentences:
    for i, a in enumerate(s):
        for d in range(1, min(window, i) + 1):
            X[a, s[i - d]] += 1 / d
            X[s[i - d], a] += 1 / d
done(*start, cells=len(X), total=sum(X.values()))
"""

SCIPY = """
import numpy as np
from scipy.sparse import coo_matrix
start = now()
sentences, size = encode()
lengths = np.array([len(s) for s in sentences])
ids = np.concatenate([np.array(s, np.int32) for s in sentences])
border = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
rows, columns, values = [], [], []
for d in range(1, window + 1):
    same = border[d:] == border[:-d]
    a, b = ids[d:][same], ids[:-d][same]
    rows.append(np.minimum(a, b)); columns.append(np.maximum(a, b))
    values.append(np.full(len(a), 1 / d))
parts = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
upper = coo_matrix(parts, shape=(size, size)).tocsr()
X = (upper + upper.T).tocsr()
done(*start, cells=X.nnz, total=float(X.sum()))
"""


def stanford(folder: Path, corpus: Path, work: Path) -> measure.Run:
    vocabulary = work / "vocabulary.txt"
    return measure.program(
        f"{folder}/vocab_count -verbose 0 -min-count 5 < {corpus} > {vocabulary}",
        f"{folder}/cooccur -verbose 0 -window-size 5 -symmetric 1 -memory 4 "
        f"-vocab-file {vocabulary} -overflow-file {work}/overflow < {corpus} > {work}/counts.bin",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stanford", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "c1.txt"
        tokens = measure.write_c1(corpus)
        methods = {
            "wordemb_keras": lambda: measure.python(TIMER + OURS, corpus),
            "1 thread": lambda: measure.python(TIMER + OURS, corpus, NUMBA_NUM_THREADS="1"),
            "cat": lambda: measure.program(f"cat {corpus} > {folder}/copy"),
            "SciPy COO sum": lambda: measure.python(TIMER + READ + SCIPY, corpus),
            "dict loop": lambda: measure.python(TIMER + READ + DICT_LOOP, corpus),
        }
        if options.stanford:
            methods["Stanford C"] = lambda: stanford(options.stanford, corpus, Path(folder))
        else:
            print("Stanford's programs are left out: give their folder with --stanford")
        figures = measure.interleaved(methods, options.repeats)
        if options.stanford:
            cells = (Path(folder) / "counts.bin").stat().st_size // 16
            figures["Stanford C"].result.update(cells=cells)
    ours = figures["wordemb_keras"]
    print(f"\n{tokens:,} tokens, medians of {options.repeats} interleaved runs")
    print(f"{'method':<15}{'tokens/s':>12}{'CPU s':>8}{'peak MB':>9}{'ours is':>9}  cells")
    for name, run in figures.items():
        speed, times = f"{tokens / run.wall:,.0f}", f"{run.wall / ours.wall:.2f}x"
        cells = f"{run.result.get('cells', 0):,}" if name != "cat" else "-"
        print(f"{name:<15}{speed:>12}{run.cpu:>8.2f}{run.peak:>9.0f}{times:>9}  {cells}")
    cat = figures["cat"].cpu
    print(f"ours takes {ours.cpu / cat:,.0f} times the CPU time of cat ({1000 * cat:.0f} ms)")


if __name__ == "__main__":
    main()
