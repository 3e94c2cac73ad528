"""The one door for files of vectors: a path or the name of a dataset, and its reader behind it.

What a file is, is decided here in this order: a cache, an array with its words beside it, a
folder with a table, the fresh cache of a file, and then by the first bytes (`recognise.py`).
"""

import itertools
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from wordemb_keras import checks
from wordemb_keras.datasets import find_file
from wordemb_keras.formats.arrays import find_pair, open_pair
from wordemb_keras.formats.base import VectorFile, VectorFileError
from wordemb_keras.formats.cache import (
    CacheVectors,
    cache_folder,
    fresh_cache,
    open_cache,
    write_cache,
)
from wordemb_keras.formats.jamo import in_syllables
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.options import Options
from wordemb_keras.formats.recognise import open_file
from wordemb_keras.formats.tables import find_table


def open_vectors(
    path: str | os.PathLike,
    *,
    member: str | None = None,
    dim: int | None = None,
    dtype: str | None = None,
    errors: str = "strict",
    spaces: str | None = None,
    empty: str | None = None,
    limit: int | None = None,
    cache: bool = True,
) -> VectorFile:
    r"""Open a file of word vectors; its format and compression are recognised.

    Args:
        path: the file, the folder of a cache, or the name of a dataset (`"glove.6B.50d"`).
        member: which file of a .zip. Default: the only one that holds vectors.
        dim: numbers in a row of a text, where its rows leave doubt; needed if it is 1.
        dtype: type of the numbers of a `.bin` (`"float16"`, `">f4"`), where the rows leave doubt.
        errors: what to do with a word that is not UTF-8. `"strict"`: stop;
            `"replace"`: put U+FFFD for the bad bytes; `"skip"`: leave the row out
            (in text files also rows with bad numbers). All are counted.
        spaces: what to put for a space inside a word, for example `"_"`. Default: it stays.
        empty: the sign that a model in jamo writes for a syllable without a final
            consonant: `"_"`, `"-"`, or `""` for none. Default: seen from its words. Such a
            file is asked and answered in syllables.
        limit: read only so many rows, the first ones. An excerpt (`head -n 1000`)
            whose header promises more is opened with it.
        cache: use the cache that `convert` made of this file, if it is fresh and was
            made with these options.

    Returns:
        A `VectorFile`: `.dim`, `.count`, `.find(words)`, iteration over `(word, vector)`.

    Raises:
        ValueError: an option is none of these.
        VectorFileError: the file is damaged or something else; the message says
            where and why. A subclass of `ValueError`.
        FileNotFoundError: there is no such file and no such dataset; the message
            names what is spelled alike.

    Example:

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "tiny.txt"
    >>> _ = path.write_text("nice 1 2\n안녕 3 4\n. . 5 6\n", encoding="utf-8")
    >>> vectors = open_vectors(path)
    >>> vectors.dim
    2
    >>> vectors.find(["안녕", "absent"])
    {'안녕': array([3., 4.], dtype=float32)}
    >>> [word for word, vector in vectors]
    ['nice', '안녕', '. .']
    """
    options = Options(member, dim, dtype, errors, spaces, empty, limit)  # before any file
    return in_syllables(_open(path, options, cache=cache), empty=empty)


def _open(path: str | os.PathLike, options: Options, *, cache: bool) -> VectorFile:
    """As `open_vectors`; words as they stand in the file."""
    path, found = find_file(path)
    if found and options.member is None:
        options = replace(options, member=found)
    if (path / "meta.json").exists():
        return open_cache(path, options)
    if (pair := find_pair(path)) is not None:
        return open_pair(*pair, options)
    if path.is_dir() and (table := find_table(path)) is not None:
        path = table
    if path.is_dir():
        raise VectorFileError(
            f"{path} is a folder that holds no vectors this package can read. Name the file"
        )
    if cache and (reader := fresh_cache(path, options)) is not None:
        return reader
    return open_file(path, options)


def convert(
    path: str | os.PathLike,
    folder: str | os.PathLike | None = None,
    *,
    dtype: str = "float32",
    file_dtype: str | None = None,
    verbose: int = 0,
    **options: Any,
) -> Path:
    """Turn a vector file into a cache that is mapped into memory.

    The next `open_vectors(path)` uses it, if it asks for the same. If the file changes,
    the cache is noticed to be stale (by size and SHA-256) and left aside with a warning.

    Args:
        path: the file.
        folder: where to write. Default: beside the file, `FILE.wordemb`, where
            `open_vectors` looks for it. A cache elsewhere is opened by its own path.
        dtype: `"float32"`, or `"float16"` for half the size and three decimal digits.
        file_dtype: type of the numbers in the file; the `dtype` of `open_vectors`.
        verbose: 1 shows a progress bar.
        **options: the others of `open_vectors`; they are noted in the cache.

    Returns:
        The folder of the cache.

    Raises:
        VectorFileError: the file cannot be read, or is one that needs no cache, or has
            a number that is too large for `dtype`.
        ValueError: an option is something else.
    """
    checks.choice("dtype", dtype, ("float32", "float16"))
    with open_vectors(path, dtype=file_dtype, cache=False, **options) as reader:
        if reader.has_subwords or reader.is_mapped:
            raise VectorFileError(f"{path} ({reader.format}) is mapped into memory as it is")
        file, member = find_file(path)
        target = cache_folder(file, options.get("member") or member) if folder is None else folder
        reader.verbose = verbose
        write_cache(reader, file, Path(target), dtype)
    return Path(target)


def info(path: str | os.PathLike, **options: Any) -> dict[str, Any]:
    """What a vector file is, from its first rows; nothing is read to the end.

    Args:
        path: the file.
        **options: for `open_vectors`; `errors` is `"replace"` unless given.

    Returns:
        dict with `path`, `format`, `compression`, `bytes`, `count` (None if the
        file does not say), `dim`, `subwords`, `words` (the first five), `cached`.

    Raises:
        VectorFileError: see `open_vectors`.
    """
    with open_vectors(path, **{"errors": "replace", **options}) as reader:
        first = [word for word, _ in itertools.islice(reader, 5)]
        file, _ = find_file(path)
        return {
            "path": reader.path,
            "format": reader.format,
            "compression": Source(file).compression if file.is_file() else None,
            "bytes": file.stat().st_size if file.is_file() else None,
            "count": reader.count,
            "dim": reader.dim,
            "subwords": reader.has_subwords,
            "words": first,
            "cached": isinstance(getattr(reader, "reader", reader), CacheVectors),
        }
