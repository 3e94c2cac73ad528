"""A mutation fuzzer for the readers of vector files.

Small good files of every format are damaged at random and read. Whatever comes,
a reader may only succeed or raise `VectorFileError`, within bounded memory; what it
finds is what it gives row by row. A short run is part of the tests; a long one:

    python tests/formats/fuzz.py --rounds 1000000 --seed 1
"""

import argparse
import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tempfile
import time
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wordemb_keras.fasttext import FastText
from wordemb_keras.formats import VectorFileError, convert, fasttext_int8, open_vectors
from wordemb_keras.text.hangul import decompose

WORDS = ["the", "안녕", "ㅋㅋ", "a\u0085b", "x\u00a0y", "😀", "great", "</s>", "naïve", "7"]
KOREAN = ["영화", "강아지", "ㅋㅋ", "great", "한국어"]
NUMBERS = np.linspace(-1.5, 2, 4 * len(WORDS)).reshape(-1, 4).astype("<f4")
MEMORY = 60e6  # bytes that Python may allocate for any of these files
MEASURED = 20  # memory is measured in one round of so many, as it takes most of the time
POLICIES = ("strict", "replace", "skip")


def text(header: bool, end: str = "\n", extra: str = "") -> bytes:
    lines = [f"{len(WORDS)} 4"] if header else []
    lines += [" ".join([w, *map(str, row.tolist())]) for w, row in zip(WORDS, NUMBERS, strict=True)]
    return (end.join(lines) + end + extra).encode()


def binary(dtype: str = "<f4", newline: bytes = b"\n") -> bytes:
    rows = [
        w.encode() + b" " + row.astype(dtype).tobytes() + newline
        for w, row in zip(WORDS, NUMBERS, strict=True)
    ]
    return f"{len(WORDS)} 4\n".encode() + b"".join(rows)


def jamo(sign: str) -> bytes:
    """A model in jamo, written with this sign where a syllable has no final consonant."""
    words = [decompose(word) if sign == "_" else decompose(word, empty=sign) for word in KOREAN]
    rows = zip(words, NUMBERS, strict=False)
    return "".join(f"{w} {' '.join(map(str, row.tolist()))}\n" for w, row in rows).encode()


def fasttext(old: bool = False, buckets: int = 20, words: list[str] | None = None) -> bytes:
    """A fastText `.bin`, written from the description of its format."""
    words = WORDS if words is None else words
    #       dim ws epoch minCount neg wordNgrams loss model bucket minn maxn lrUpdateRate
    head = struct.pack("<12i d", 4, 5, 5, 1, 5, 1, 2, 2, buckets, 2, 3, 100, 1e-4)
    head = head if old else struct.pack("<2i", 793712314, 12) + head
    head += struct.pack("<3i q", len(words), len(words), 0, 99)
    head += b"" if old else struct.pack("<q", -1)
    entries = b"".join(w.encode() + b"\0" + struct.pack("<q b", 3, 0) for w in words)
    table = np.arange(4 * (len(words) + buckets), dtype="<f4") / 8
    flag = b"" if old else b"\0"
    matrices = flag + struct.pack("<2q", len(words) + buckets, 4) + table.tobytes()
    return head + entries + matrices + flag + struct.pack("<2q", 0, 4)


def pair() -> dict[str, bytes]:
    """The vectors as a `.npy`, the words as a `.parquet`."""
    array, table = io.BytesIO(), io.BytesIO()
    np.save(array, NUMBERS)
    pq.write_table(pa.table({"word": WORDS}), table)
    return {"vectors.npy": array.getvalue(), "words.parquet": table.getvalue()}


def safetensors() -> bytes:
    """A static embedding table as its format is described: a header of JSON, then numbers."""
    about = {"dtype": "F32", "shape": list(NUMBERS.shape), "data_offsets": [0, NUMBERS.nbytes]}
    header = json.dumps({"embeddings": about}).encode()
    return struct.pack("<Q", len(header)) + header + NUMBERS.tobytes()


def int8(words: list[str], rows: np.ndarray, unit: str = "syllable") -> bytes:
    """A FastText model as `FastText.save` makes it small; its first two rows are the n-grams."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "m.safetensors"
        settings = {"unit": unit, "empty": "_", "form": "NFC", "lengths": (2, 2)}
        fasttext_int8.write(file, words, rows, rows[:2], **settings)
        return file.read_bytes()


def tokenizer() -> bytes:
    model = {"type": "WordPiece", "vocab": {word: place for place, word in enumerate(WORDS)}}
    return json.dumps({"added_tokens": [], "model": model}).encode()


def stanford() -> bytes:
    """`vectors.bin` of GloVe's C program: words and contexts, each with a bias at the end."""
    half = np.hstack([NUMBERS / 2, np.ones((len(WORDS), 1))]).astype("<f8").tobytes()
    return half + half


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def corpus() -> dict[str, bytes]:
    """The good files."""
    plain = {
        "glove": text(header=False, extra=". . 1 2 3 4\ngreat 1 2 3 4"),
        "tabs": text(header=True).replace(b" ", b"\t").replace(b"10\t4", b"10 4"),
        "columns": text(header=False).replace(b" ", b"   "),
        "binary_swapped": binary(">f4"),
        "glove_crlf_bom": b"\xef\xbb\xbf" + text(header=False, end="\r\n"),
        "word2vec": text(header=True),
        "vec": text(header=True, end=" \n"),
        "binary": binary(),
        "binary_half": binary("<f2", b""),
        "fasttext": fasttext(),
        "fasttext_old": fasttext(old=True),
    }
    glove = plain["glove"]
    packed = {
        "gz": gzip.compress(glove),
        "bz2": bz2.compress(plain["word2vec"]),
        "xz": lzma.compress(plain["binary"]),
        "zip": zipped(readme=b"no vectors here\n", vectors=glove),
        "gz_fasttext": gzip.compress(plain["fasttext"]),
    }
    return {**plain, **packed}


DATA = Path(__file__).parent.parent / "data"
# Words in jamo, which are found as syllables; int8; classifiers, one quantised and pruned.
OTHERS = {
    **{"jamo": jamo("_"), "jamo_dash": jamo("-"), "jamo_none": jamo("")},
    "int8": int8(WORDS, NUMBERS),
    "int8_jamo": int8([decompose(word) for word in KOREAN], NUMBERS[: len(KOREAN)], "jamo"),
    **{f"classifier{s}": (DATA / f"ko_classifier{s}").read_bytes() for s in (".bin", ".ftz")},
}

# Files that come in pairs: the one that is opened first.
PAIRS = {
    ".": pair(),
    "model.safetensors": {"model.safetensors": safetensors(), "tokenizer.json": tokenizer()},
    "vectors.bin": {
        "vectors.bin": stanford(),
        "vocab.txt": "".join(f"{w} 9\n" for w in WORDS).encode(),
    },
}
MODELS = {
    ".bin": fasttext(),
    ".2016.bin": fasttext(old=True),
    ".vec": text(header=True, end=" \n"),
    ".safetensors": OTHERS["int8_jamo"],
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to four random changes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        to = min(len(changed), at + chance.choice([1, 1, 2, 8, 40]))
        junk = [b"", b" ", b"\n", b"\0", b"\xff\xfe", b"9" * 12, b"nan", b"1e999", b"\x80" * 9]
        kind = chance.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            changed[at:to] = b""
        elif kind == 2:
            changed[at:at] = chance.choice(junk)
        elif kind == 3:
            changed[at:to] = changed[at:to] * 2
        elif chance.random() < 0.3:
            del changed[at:]
    return bytes(changed)


def read_everything(path: Path, chance: random.Random, *, finds_all: bool = True) -> str:
    """Find and iterate; the name of what happened.

    `finds_all`: every word that is read is found, too.
    """
    try:
        options = {"errors": chance.choice(POLICIES), "limit": chance.choice([None, None, 3])}
        with open_vectors(path, **options) as vectors:
            wanted = [*WORDS, *KOREAN, ". .", "absent"]
            found = vectors.find(wanted)
            rows = list(vectors)
            vectors.subword_vector("안녕하세요")
    except VectorFileError as error:
        return refused(error, path)
    if any(row.shape != (vectors.dim,) or row.dtype != np.float32 for _, row in rows):
        return "wrong shape"
    if not all(np.isfinite(row).all() for _, row in rows):
        return "not finite"
    same = {word: row for word, row in rows if word in wanted}
    agree = found.keys() == same.keys() if finds_all else found.keys() <= same.keys()
    agree = agree and all(np.array_equal(same[word], row) for word, row in found.items())
    return "read" if agree else f"found {list(found)} and read {[word for word, _ in rows]}"


def refused(error: Exception, path: Path) -> str:
    """`"refused"`, if the message names the file and repeats no unsafe advice."""
    message = str(error)
    good = path.name in message and "allow_pickle" not in message
    return "refused" if good else f"bad message: {message}"


def damage_file(folder: Path, name: str, data: bytes, chance: random.Random) -> str:
    path = folder / f"{name}.dat"
    path.write_bytes(mutated(data, chance))
    return read_everything(path, chance)


def damage_cache(folder: Path, chance: random.Random) -> str:
    """Convert a good file and damage one of the cache's files."""
    path = folder / "source.txt"
    path.write_bytes(text(header=False))
    cache = convert(path, folder / "source.wordemb")
    part = chance.choice(sorted(cache.iterdir()))
    part.write_bytes(mutated(part.read_bytes(), chance))
    # A changed hash hides its word: to notice it would mean to read all words at each opening.
    return read_everything(cache, chance, finds_all=part.name != "hashes.npy")


def damage_pair(folder: Path, chance: random.Random) -> str:
    """Numbers and words in two files, one of them damaged."""
    opened = chance.choice(sorted(PAIRS))
    pair = folder / f"pair{opened}.dat"
    pair.mkdir(exist_ok=True)
    for name, data in PAIRS[opened].items():
        (pair / name).write_bytes(data)
    part = pair / chance.choice(sorted(PAIRS[opened]))
    part.write_bytes(mutated(part.read_bytes(), chance))
    return read_everything(pair / opened, chance)


def damage_model(folder: Path, chance: random.Random) -> str:
    """Facebook's `.bin` and `.vec` as models, with `FastText.load`."""
    suffix = chance.choice(sorted(MODELS))
    path = folder / f"model{suffix}"
    path.write_bytes(mutated(MODELS[suffix], chance))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a changed number may be huge
            model = FastText.load(path)
    except ValueError as error:
        return refused(error, path)
    return "read" if model.words else "no words"


def fuzz(folder: Path, *, seed: int, rounds: int = 10**9, seconds: float = 1e9) -> dict[str, int]:
    """Damage and read until rounds or seconds are over; how often each thing happened.

    Raises:
        AssertionError: neither read nor refused; the message gives the round.
    """
    files, outcomes, start = sorted((corpus() | OTHERS).items()), {}, time.monotonic()
    for number in range(rounds):
        if time.monotonic() - start > seconds:
            break
        outcome, peak = one_round(folder, files, seed, number)
        if outcome not in ("read", "refused") or peak > MEMORY:
            raise AssertionError(f"seed {seed}, round {number}: {outcome}, {peak} bytes")
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes


def one_round(
    folder: Path, files: list[tuple[str, bytes]], seed: int, number: int
) -> tuple[str, int]:
    """What happened to the file of this round, and the most memory it took, if measured."""
    others = {5: damage_pair, 7: damage_model, 9: damage_cache}
    chance = random.Random(f"{seed}-{number}")
    name, data = files[number % len(files)]
    measured = number % MEASURED == number // MEASURED % MEASURED and number > len(files)
    if measured:  # not in the first rounds, which import modules
        tracemalloc.start()
    try:
        if number % 10 in others:
            name = others[number % 10].__name__
            outcome = others[number % 10](folder, chance)
        else:
            outcome = damage_file(folder, name, data, chance)
        return outcome, tracemalloc.get_traced_memory()[1]
    except Exception as error:
        raise AssertionError(f"seed {seed}, round {number} ({name}): {error!r}") from error
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--rounds", type=int, default=10_000)
    arguments = vars(parser.parse_args())
    with tempfile.TemporaryDirectory() as made:
        print(fuzz(Path(made), **arguments))
