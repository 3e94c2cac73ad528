"""Section 9-4: a matrix from a large vector file, ours beside `cat` and the usual ways.

Two files are made once from the GloVe 6B vectors of the package index: text of
400,000 x 100 (339 MB) and a word2vec `.bin` of 400,000 x 300 (484 MB); the
further numbers of a row are made from its 50 true ones. `korean.txt` has the same
numbers and Hangul words, which are three bytes a syllable. Each method runs in a
process of its own on a file that the page cache holds; imports are not timed.

    python benchmarks/vector_files.py --peers      with the chapter's loop, gensim, pandas
"""

import argparse
import gzip
import multiprocessing
import shutil
import tempfile
import zipfile
from pathlib import Path

import measure
import numpy as np

WORDS = 400_000

TIMER = """
import json, os, sys, time
path, n = sys.argv[1], int(sys.argv[2])
wanted = open(sys.argv[3], encoding="utf-8").read().split("\\n")
word_index = {word: i for i, word in enumerate(wanted[:n - 1] + ["notinthefile"], start=1)}
now = lambda: (time.perf_counter(), sum(os.times()[:2]))
def done(start, cpu, matrix, dim):
    wall, used = (b - a for a, b in zip((start, cpu), now()))
    found = int(matrix.any(axis=1).sum())
    print(json.dumps({"wall": wall, "cpu": used, "found": found, "shape": matrix.shape}))
"""

OURS = """
import numpy as np
from wordemb_keras.pretrained import build_embedding_matrix
start = now()
matrix = build_embedding_matrix(path, word_index)
done(*start, np.asarray(matrix), matrix.shape[1])
"""

CHAPTER = """
import numpy as np
start = now()
table = {}
with open(path, encoding="utf-8") as file:
    for line in file:
        fields = line.split()
        table[fields[0]] = np.asarray(fields[1:], dtype="float32")
matrix = np.zeros((len(word_index) + 1, 100), "float32")
for word, i in word_index.items():
    if table.get(word) is not None:
        matrix[i] = table[word]
done(*start, matrix, 100)
"""

GENSIM = """
import numpy as np
from gensim.models import KeyedVectors
start = now()
binary = path.endswith(".bin")
keyed = KeyedVectors.load_word2vec_format(path, binary=binary, no_header=not binary)
matrix = np.zeros((len(word_index) + 1, keyed.vector_size), "float32")
for word, i in word_index.items():
    if word in keyed:
        matrix[i] = keyed[word]
done(*start, matrix, keyed.vector_size)
"""

PANDAS = """
import csv
import numpy as np, pandas as pd
start = now()
types = {i: "float32" for i in range(1, 101)}
table = pd.read_csv(path, sep=" ", header=None, index_col=0, quoting=csv.QUOTE_NONE,
                    keep_default_na=False, na_values=[], dtype=types)
rows = table.reindex(list(word_index)).fillna(0).to_numpy("float32")
matrix = np.concatenate([np.zeros((1, rows.shape[1]), "float32"), rows])
done(*start, matrix, rows.shape[1])
"""

UNPACK = """
import gzip, zipfile
start = now()
opened = gzip.open(path) if path.endswith(".gz") else zipfile.ZipFile(path).open("vectors.txt")
while opened.read(1 << 20):
    pass
import numpy as np
done(*start, np.zeros((1, 1)), 1)
"""


def make_files(folder: Path) -> None:
    """Write the two files, and 20,000 words from all over them."""
    from wordemb_keras import datasets
    from wordemb_keras.formats import open_vectors

    pairs = list(open_vectors(datasets.locate("glove.6B.50d").path))
    words, rows = [word for word, _ in pairs], np.stack([row for _, row in pairs])
    wide = np.concatenate([rows, rows[:, ::-1] * 0.5 + 0.1], axis=1)
    form = " ".join(["%s", *["%.5g"] * 100]) + "\n"
    with (folder / "glove.txt").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(form % (word, *row) for word, row in zip(words, wide.tolist(), strict=True))
    hangul = list(map(hangul_word, range(len(words))))
    with (folder / "korean.txt").open("w", encoding="utf-8", newline="\n") as file:
        rows = zip(hangul, wide.tolist(), strict=True)
        file.writelines(form % (word, *row) for word, row in rows)
    wider = np.tile(wide, 3).astype("<f4")
    with (folder / "vectors.bin").open("wb") as file:
        file.write(f"{len(words)} 300\n".encode())
        for word, row in zip(words, wider, strict=True):
            file.write(word.encode() + b" " + row.tobytes() + b"\n")
    chosen = np.random.default_rng(0).permutation(len(words))[:20_000]
    (folder / "wanted.txt").write_text("\n".join(words[i] for i in chosen), encoding="utf-8")
    korean = "\n".join(hangul[i] for i in chosen)
    (folder / "korean_wanted.txt").write_text(korean, encoding="utf-8")


def hangul_word(number: int) -> str:
    """A word of its own for each number, one to four syllables long, the ends alike."""
    digits = [number % 399]
    while number := number // 399:
        digits.append(number % 399)
    return "".join(chr(0xAC00 + 28 * digit) for digit in digits) + "다" * (digits[0] % 2)


def pack(text: Path) -> tuple[Path, Path]:
    packed, archive = text.with_suffix(".txt.gz"), text.with_suffix(".zip")
    with text.open("rb") as file, gzip.open(packed, "wb", compresslevel=1) as out:
        shutil.copyfileobj(file, out, 1 << 20)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.write(text, "vectors.txt")
    return packed, archive


def cat(path: Path) -> measure.Run:
    return measure.program(f"cat {path} > /dev/null")


def report(title: str, figures: dict, cat_name: str = "cat") -> None:
    base = figures[cat_name].wall
    print(f"\n{title}\n{'method':<26}{'seconds':>9}{'CPU s':>8}{'peak MB':>9}{'x ' + cat_name:>9}")
    for name, run in figures.items():
        ratio = f"{run.wall / base:.1f}"
        print(f"{name:<26}{run.wall:>9.3f}{run.cpu:>8.2f}{run.peak:>9.0f}{ratio:>9}")


def methods_for(path: Path, words: Path, peers: bool) -> tuple[dict, dict]:
    """Quick methods, and peers, which take so long that they run once."""
    quick = {"cat": lambda: cat(path)}
    slow = {}
    for n in (16, 20_000):
        quick[f"ours, {n:,} words"] = lambda n=n: measure.python(TIMER + OURS, path, n, words)
    codes = {"gensim": GENSIM}
    if path.suffix == ".txt":
        codes |= {"pandas": PANDAS, "the chapter's loop": CHAPTER}
    if peers:
        for name, code in codes.items():
            slow[f"{name}, 16 words"] = lambda code=code: measure.python(
                TIMER + code, path, 16, words
            )
    return quick, slow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--peers", action="store_true", help="takes three minutes more")
    parser.add_argument("--folder", type=Path, help="keep the files here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        # In a process of its own: Linux counts a parent's memory as its children's peak.
        maker = multiprocessing.get_context("spawn").Process(target=make_files, args=(folder,))
        maker.start()
        maker.join()
        wanted, korean = folder / "wanted.txt", folder / "korean_wanted.txt"
        files = {"glove.txt": wanted, "korean.txt": korean, "vectors.bin": wanted}
        for path, words in ((folder / name, words) for name, words in files.items()):
            quick, slow = methods_for(path, words, options.peers and words is wanted)
            for method in quick.values():
                method()  # the page cache, and compiled Python files
            figures = measure.interleaved(quick, options.repeats) | measure.interleaved(slow, 1)
            report(f"{path.name}, {path.stat().st_size / 1e6:.0f} MB", figures)
        compressed(folder / "glove.txt", wanted)
        converted(folder / "vectors.bin", wanted, options.repeats)


def compressed(text: Path, wanted: Path) -> None:
    for path in pack(text):
        methods = {
            "decompression alone": lambda p=path: measure.python(TIMER + UNPACK, p, 16, wanted),
            "ours, 16 words": lambda p=path: measure.python(TIMER + OURS, p, 16, wanted),
        }
        figures = measure.interleaved(methods, 3)
        report(f"{path.name}, {path.stat().st_size / 1e6:.0f} MB", figures, "decompression alone")


def converted(path: Path, wanted: Path, repeats: int) -> None:
    from wordemb_keras.formats import convert

    cache = convert(path, path.with_name("converted.wordemb"))
    methods = {"cat": lambda: cat(path)}
    for n in (16, 20_000):
        name = f"ours, converted, {n:,}"
        methods[name] = lambda n=n: measure.python(TIMER + OURS, cache, n, wanted)
    report("the same .bin, after `convert`", measure.interleaved(methods, repeats))


if __name__ == "__main__":
    main()
