"""Files of FastText models: Facebook's `.bin` and `.vec` (section 9-3).

    .bin   header, words with counts, vectors of words and n-grams, output vectors
    .vec   "words dimensions", then a word and its numbers a line: no n-grams

gensim reads and writes the `.bin`. Before it does, the file is walked through
here, because on a damaged one gensim reads for ever or asks for terabytes.

Reference: [fastText, FastText::saveModel](
https://github.com/facebookresearch/fastText/blob/main/src/fasttext.cc)
"""

import mmap
import os
import re
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras.datasets import find_file
from wordemb_keras.files import atomic_write
from wordemb_keras.formats.fasttext_bin import (
    COUNTS,
    HEADER,
    MAGIC,
    MATRIX,
    OLD_HEADER,
    PRUNED,
    looks_like_fasttext,
)
from wordemb_keras.text.hangul import compose, is_syllable

_VEC_HEADER = re.compile(rb"\s*(\d+) +(\d+)\s*\n")


def read(path: str | os.PathLike) -> tuple[Any, Any]:
    """Read a `.bin` or `.vec` file.

    Returns:
        The gensim model (None for a `.vec`), and its vectors.

    Raises:
        ValueError: neither of the two, or damaged; the message says where.
        FileNotFoundError: there is no such file; the message names what is spelled alike.
    """
    path, _ = find_file(path)
    with path.open("rb") as file:
        start = file.read(200)
    if _VEC_HEADER.match(start):
        return None, _read_vec(path)
    if looks_like_fasttext(start):
        check_bin(path)
        return _read_bin(path)
    raise ValueError(
        f"{path} is not a fastText file: a .bin starts with the bytes {MAGIC.hex(' ')}, a .vec "
        f"with a line of two numbers. Its first bytes are {start[:16]!r}. "
        "`wordemb_keras.open_vectors` and `wordemb glove neighbors` read other kinds; unpack a .gz "
        "or .zip first."
    )


def write_bin(path: str | os.PathLike, model: Any) -> None:
    """Write a gensim FastText model as Facebook's `.bin`."""
    from gensim.models.fasttext import save_facebook_model

    for word in model.wv.index_to_key:
        if "\0" in word:
            raise ValueError(f"A .bin file ends words with a zero byte, so it cannot hold {word!r}")
    with atomic_write(path, "wb") as file:
        save_facebook_model(model, file)


def write_vec(path: str | os.PathLike, words: Iterable[str], vectors: np.ndarray) -> None:
    """Write words and vectors as text, numbers with all digits that float32 has.

    Raises:
        ValueError: a word holds a space or a line end, which the format cannot carry.
    """
    with atomic_write(path) as file:
        file.write(f"{vectors.shape[0]} {vectors.shape[1]}\n")
        for word, row in zip(words, vectors, strict=True):
            if word == "" or any(mark in word for mark in " \n\r"):
                raise ValueError(
                    f"A .vec file separates by spaces and line ends, so it cannot hold {word!r}. "
                    "Save as .bin, or leave such words out."
                )
            file.write(f"{word} {' '.join(f'{x:.9g}' for x in row)}\n")


def guess_unit(vectors: Any) -> str:
    """The unit of a model, told from its words.

    Jamo words hold no syllable, and put together they do. A model of text
    without any Hangul is the same in syllables and jamo.
    """
    words = vectors.index_to_key
    if not any(map(_has_syllable, words)) and any(_has_syllable(compose(w)) for w in words):
        return "jamo"
    return "syllable" if getattr(vectors, "bucket", 0) else "word"


def check_bin(path: Path) -> None:
    """Walk through a `.bin` file and compare what it promises with its size.

    Raises:
        ValueError: what is wrong, and at which byte.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        new = data[:4] == MAGIC
        form = HEADER if new else OLD_HEADER
        arguments = _unpack(path, form, data, 0)[2 if new else 0 :]
        dimensions, bucket = arguments[0], arguments[8]
        if dimensions < 1 or bucket < 0:
            raise _damaged(path, 8 * new, f"{dimensions} dimensions and {bucket} buckets")
        place, entries = _after_words(path, data, form.size, new)
        for name, rows in (("input", entries + bucket), ("output", None)):
            place = _after_matrix(path, data, place, name, rows, dimensions, new)
        if place != len(data):
            raise _damaged(path, place, f"{len(data) - place} bytes too many")


def _after_words(path: Path, data: mmap.mmap, place: int, new: bool) -> tuple[int, int]:
    """The place behind the words, and how many there are."""
    entries, words, labels, _ = _unpack(path, COUNTS, data, place)
    if labels or entries != words:
        raise ValueError(
            f"{path} is a fastText classifier ({labels} labels). Only word vectors are read: "
            "train with `skipgram` or `cbow`, or use Facebook's tool for this file."
        )
    place += COUNTS.size
    pruned = _unpack(path, PRUNED, data, place)[0] if new else 0
    place += PRUNED.size * new
    for number in range(entries):
        end = data.find(b"\0", place)
        if end < 0 or end + 10 > len(data):
            raise _damaged(path, place, f"it ends in word {number} of {entries}")
        place = end + 10  # zero byte, count (8 bytes), type (1 byte)
    return place + 8 * max(0, pruned), entries


def _after_matrix(
    path: Path, data: mmap.mmap, place: int, name: str, rows: int | None, dimensions: int, new: bool
) -> int:
    if new and _unpack(path, struct.Struct("<?"), data, place)[0]:
        raise ValueError(f"{path} is compressed (.ftz). Only uncompressed .bin files are read.")
    place += new
    found_rows, found_dimensions = _unpack(path, MATRIX, data, place)
    if found_dimensions != dimensions or found_rows < 0 or (rows or found_rows) != found_rows:
        shape = f"{found_rows} x {found_dimensions}"
        raise _damaged(path, place, f"the {name} table is {shape}, promised {rows} x {dimensions}")
    place += MATRIX.size
    whole = (len(data) - place) // (4 * dimensions)
    if whole < found_rows:
        raise _damaged(path, place, f"{whole} of {found_rows} rows of the {name} table are there")
    return place + 4 * found_rows * dimensions


def _unpack(path: Path, form: struct.Struct, data: mmap.mmap, place: int) -> tuple:
    if place + form.size > len(data):
        raise _damaged(path, place, "it ends too early")
    return form.unpack_from(data, place)


def _damaged(path: Path, place: int, what: str) -> ValueError:
    return ValueError(f"{path}, byte {place}: a damaged fastText .bin file, {what}. Copy it again.")


def _read_bin(path: Path) -> tuple[Any, Any]:
    from gensim.models.fasttext import load_facebook_model

    try:
        model = load_facebook_model(path)
    except Exception as error:  # counts or words that contradict one another, whatever they cause
        raise ValueError(
            f"{path}: a damaged fastText .bin file, {error}. Copy it again."
        ) from error
    return model, model.wv


def _read_vec(path: Path) -> Any:
    from gensim.models import KeyedVectors

    try:
        # Facebook's files hold words cut in the middle of a character: keep them as \\xed.
        return KeyedVectors.load_word2vec_format(path, unicode_errors="backslashreplace")
    except (ValueError, EOFError, IndexError) as error:
        raise ValueError(
            f"{path} starts as a .vec file but does not go on as one: {str(error)[:60]}. "
            "A word2vec .bin starts alike; `open_vectors` in wordemb_keras.formats reads it."
        ) from error


def _has_syllable(word: str) -> bool:
    return any(is_syllable(character) for character in word)
