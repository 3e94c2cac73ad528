"""Vectors as packages on the index carry them: an array in a .npy, words in a .parquet."""

from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras.files import load_array
from wordemb_keras.formats.base import DEFAULTS, ArrayVectors, VectorFileError
from wordemb_keras.formats.options import Options


def find_pair(path: Path) -> tuple[Path, Path] | None:
    """The only .npy and the only .parquet of a folder (or beside a .npy), if it is so."""
    folder = path if path.is_dir() else path.parent
    if path.is_file() and path.suffix not in (".npy", ".parquet"):
        return None
    arrays, tables = sorted(folder.glob("*.npy")), sorted(folder.glob("*.parquet"))
    return (arrays[0], tables[0]) if len(arrays) == len(tables) == 1 else None


def open_pair(array: Path, table: Path, options: Options = DEFAULTS) -> ArrayVectors:
    """Map the array into memory and read the words.

    Raises:
        VectorFileError: one of the files is damaged, or they do not fit together.
        ImportError: pyarrow, which reads the words, is not installed.
    """
    vectors = load_mapped(array)
    file = _parquet(table)
    count = file.metadata.num_rows  # before they are read: a damaged file may promise any number
    fits = vectors.ndim == 2 and len(vectors) == count and vectors.shape[1] > 0
    if not fits or vectors.dtype.kind != "f":
        raise VectorFileError(
            f"{array} holds an array of shape {vectors.shape} ({vectors.dtype}) and {table} "
            f"{count} words: they do not belong together"
        )
    words = _first_column(file, table)
    reader = ArrayVectors(words[: options.limit], vectors[: options.limit], name=str(array))
    reader.format, reader.options = "npy and parquet", options
    return reader


def load_mapped(path: Path) -> np.ndarray:
    """A .npy file, mapped, never unpickled; `VectorFileError` if it is damaged."""
    try:
        return load_array(path)
    except (ValueError, OSError) as error:
        raise VectorFileError(f"{path} cannot be read: {error}") from error


def _parquet(table: Path) -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ImportError(
            "Reading a .parquet of words needs pyarrow: pip install 'wordemb-keras[glove]'"
        ) from error
    try:
        return pq.ParquetFile(table)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise VectorFileError(f"{table} is no readable Parquet table: {error}") from error


def _first_column(file: Any, table: Path) -> list[str]:
    import pyarrow as pa

    try:
        column = next(iter(file.read().itercolumns()), pa.chunked_array([[]]))
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise VectorFileError(f"{table}: its first column must be words, it is {column.type}")
        if column.null_count or len(column) != file.metadata.num_rows:
            raise VectorFileError(
                f"{table}: {column.null_count} words are missing (null) and {len(column)} of "
                f"{file.metadata.num_rows} are there"
            )
        return column.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise VectorFileError(f"{table} is no readable Parquet table: {error}") from error
    except UnicodeDecodeError as error:
        raise VectorFileError(f"{table}: a word is not UTF-8 ({error}): damaged") from error
