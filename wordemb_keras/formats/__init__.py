"""Vector files of every kind, opened with one call (section 9-4).

| format | what stands in a row |
|---|---|
| GloVe text | the word and its numbers, separated by spaces |
| word2vec text, fastText `.vec` | the same below a line `count dim` |
| word2vec `.bin` | the word, a space, raw float32 (or float16) |
| fastText `.bin` | words, a table of word and n-gram vectors, training arguments |
| a cache made by `convert` | arrays mapped into memory |
| a `.npy` and a `.parquet` | an array, and words |

Each may be inside .gz, .bz2, .xz or .zip. What a file is is seen from its
content. Reading streams: no format needs more memory than a block of rows and
the vectors that were asked for.

Reference: Pennington et al., [GloVe](https://nlp.stanford.edu/projects/glove/);
Mikolov et al., [word2vec](https://code.google.com/archive/p/word2vec/)
"""

import itertools
import os
from pathlib import Path
from typing import Any

from wordemb_keras.datasets import find_file
from wordemb_keras.formats.arrays import find_pair, open_pair
from wordemb_keras.formats.base import ArrayVectors, ReadReport, VectorFile, VectorFileError
from wordemb_keras.formats.cache import CacheVectors, cache_folder, fresh_cache, write_cache
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.recognise import open_file
from wordemb_keras.formats.sources import as_vectors
from wordemb_keras.formats.writers import write_vectors

__all__ = [
    "ArrayVectors",
    "ReadReport",
    "VectorFile",
    "VectorFileError",
    "as_vectors",
    "convert",
    "info",
    "open_vectors",
    "write_vectors",
]


def open_vectors(
    path: str | os.PathLike,
    *,
    member: str | None = None,
    dim: int | None = None,
    dtype: str | None = None,
    errors: str = "strict",
    cache: bool = True,
) -> VectorFile:
    r"""Open a file of word vectors; its format and compression are recognised.

    Args:
        path: the file, the folder of a cache, or the name of a dataset (`"glove.6B.50d"`).
        member: which file of a .zip. Default: the only one that holds vectors.
        dim: numbers in a row, where a text without header leaves doubt.
        dtype: type of the numbers of a `.bin` (`"float16"`), where the rows leave doubt.
        errors: what to do with a word that is not UTF-8. `"strict"`: stop;
            `"replace"`: put U+FFFD for the bad bytes; `"skip"`: leave the row out
            (in text files also rows with bad numbers). All are counted.
        cache: use the cache that `convert` made of this file, if it is fresh.

    Returns:
        A `VectorFile`: `.dim`, `.count`, `.find(words)`, iteration over `(word, vector)`.

    Raises:
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
    path, found = find_file(path)
    member = member or found
    if path.is_dir() and not (path / "meta.json").exists():
        pair = find_pair(path)
        if pair is None:
            raise VectorFileError(
                f"{path} is a folder that holds no vectors this package can read. Name the file"
            )
        return open_pair(*pair)
    if path.is_dir():
        return CacheVectors(path)
    if (pair := find_pair(path)) is not None:
        return open_pair(*pair)
    if cache and (folder := fresh_cache(path, member)) is not None:
        return CacheVectors(folder, name=f"{path} (cached)")
    return open_file(path, member=member, dim=dim, dtype=dtype, errors=errors)


def convert(
    path: str | os.PathLike,
    folder: str | os.PathLike | None = None,
    *,
    member: str | None = None,
    dtype: str = "float32",
    errors: str = "strict",
    verbose: int = 0,
) -> Path:
    """Turn a vector file into a cache that is mapped into memory.

    The next `open_vectors(path)` uses it. If the file changes, the cache is
    noticed to be stale (by size and SHA-256) and left aside with a warning.

    Args:
        path: the file.
        folder: where to write. Default: beside the file, `FILE.wordemb`, where
            `open_vectors` looks for it. A cache elsewhere is opened by its own path.
        member: which file of a .zip.
        dtype: `"float32"`, or `"float16"` for half the size and three decimal digits.
        errors: see `open_vectors`.
        verbose: 1 shows a progress bar.

    Returns:
        The folder of the cache.

    Raises:
        VectorFileError: the file cannot be read, or is one that needs no cache.
        ValueError: `dtype` is something else.
    """
    if dtype not in ("float32", "float16"):
        raise ValueError(f'`dtype` must be "float32" or "float16". Received: dtype={dtype!r}')
    path, found = find_file(path)
    member = member or found
    target = cache_folder(path, member) if folder is None else Path(folder)
    with open_vectors(path, member=member, errors=errors, cache=False) as reader:
        if reader.has_subwords or isinstance(reader, CacheVectors | ArrayVectors):
            raise VectorFileError(f"{path} ({reader.format}) is mapped into memory as it is")
        reader.verbose = verbose
        write_cache(reader, path, target, dtype, member)
    return target


def info(path: str | os.PathLike, *, member: str | None = None) -> dict[str, Any]:
    """What a vector file is, from its first rows; nothing is read to the end.

    Args:
        path: the file.
        member: which file of a .zip.

    Returns:
        dict with `path`, `format`, `compression`, `bytes`, `count` (None if the
        file does not say), `dim`, `subwords`, `words` (the first five), `cached`.

    Raises:
        VectorFileError: see `open_vectors`.
    """
    path, found = find_file(path)
    with open_vectors(path, member=member or found, errors="replace") as reader:
        first = [word for word, _ in itertools.islice(reader, 5)]
        return {
            "path": reader.path,
            "format": reader.format,
            "compression": Source(path).compression if path.is_file() else None,
            "bytes": path.stat().st_size if path.is_file() else None,
            "count": reader.count,
            "dim": reader.dim,
            "subwords": reader.has_subwords,
            "words": first,
            "cached": isinstance(reader, CacheVectors),
        }
