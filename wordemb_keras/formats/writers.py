"""Writing vector files that other tools read: word2vec text, GloVe text, word2vec `.bin`."""

import contextlib
import os
from typing import Any

from wordemb_keras import checks
from wordemb_keras.files import atomic_write
from wordemb_keras.formats.base import Array, VectorFile
from wordemb_keras.formats.sources import as_vectors
from wordemb_keras.text.checks import not_utf8

FORMATS = ("word2vec", "glove", "binary")


def write_vectors(
    path: str | os.PathLike, source: Any, *, format: str = "word2vec", spaces: str | None = None
) -> int:
    """Write words and vectors to a file; it appears under its name when it is complete.

    Text holds the shortest decimals that read back as the same float32.

    Args:
        path: the file to write.
        source: `(words, array)`, a dict, an open reader, a path, or a gensim model.
        format: `"word2vec"` (text with a header), `"glove"` (text without) or `"binary"`.
        spaces: what to put for a space inside a word, for example `"_"`. By
            default such a word is refused, as most readers would misread its row.

    Returns:
        The number of rows written.

    Raises:
        ValueError: a word is empty or holds a space or a line end; a number is not finite.

    Example:

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "tiny.txt"
    >>> write_vectors(path, {"안녕": [0.5, 1], "great": [-2, 0.25]})
    2
    >>> print(path.read_text(encoding="utf-8"), end="")
    2 2
    안녕 0.5 1
    great -2 0.25
    """
    if format not in FORMATS:
        raise ValueError(f"`format` must be one of {FORMATS}. Received: format={format!r}")
    reader = as_vectors(source)
    count = 0
    opened_here = contextlib.nullcontext() if reader is source else reader
    with opened_here, atomic_write(path, "wb") as file:
        if format != "glove":
            file.write(f"{_count(reader)} {reader.dim}\n".encode())
        for names, rows in reader.batches():
            _check_finite(names, rows)
            make = _binary_row if format == "binary" else _text_row
            raw = (_word_bytes(name, spaces) for name in names)
            file.write(b"".join(make(word, row) for word, row in zip(raw, rows, strict=True)))
            count += len(names)
    return count


def _count(reader: VectorFile) -> int:
    """Duplicates and skipped rows are not written, so the header's number must be counted."""
    return sum(len(names) for names, _ in reader.batches())


def _word_bytes(word: str, spaces: str | None) -> bytes:
    word = word if spaces is None else word.replace(" ", spaces)
    if not word or " " in word or "\n" in word or word.startswith("\ufeff"):
        raise ValueError(
            "A word must not be empty, hold a space or line end, or begin with a byte order mark. "
            f'Received: {word!r}. For spaces give `spaces`, for example spaces="_"'
        )
    try:
        return word.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(not_utf8("`source`", error)) from error


def _text_row(word: bytes, row: Array) -> bytes:
    numbers = (number.removesuffix(b".0") for number in row.astype("S32").tolist())
    return word + b" " + b" ".join(numbers) + b"\n"


def _binary_row(word: bytes, row: Array) -> bytes:
    return word + b" " + row.astype("<f4").tobytes() + b"\n"


def _check_finite(names: list[str], rows: Array) -> None:
    if (bad := checks.first_not_finite(rows)) is not None:
        raise ValueError(f"The vector of {names[bad]!r} holds a number that is not finite")
