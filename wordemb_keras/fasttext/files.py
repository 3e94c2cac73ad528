"""Files of FastText models: Facebook's `.bin` and `.vec`, and our small one (section 9-3).

    .bin           header, words with counts, vectors of words and n-grams, output vectors
    .vec           "words dimensions", then a word and its numbers a line: no n-grams
    .safetensors   vectors of words and n-grams in int8 (`formats/fasttext_int8.py`)

`formats` reads all, here as everywhere; gensim writes the `.bin`.

Reference: [fastText, FastText::saveModel](
https://github.com/facebookresearch/fastText/blob/main/src/fasttext.cc)
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras.fasttext.spelling import Spelling, check_unit
from wordemb_keras.files import atomic_write
from wordemb_keras.formats import VectorFile, fasttext_int8, open_vectors
from wordemb_keras.formats.fasttext_bin import MAGIC, FastTextBinary
from wordemb_keras.formats.jamo import JamoVectors
from wordemb_keras.formats.text import TextVectors
from wordemb_keras.text.hangul import EMPTY

PRETRAINED = {"korean": "fasttext_korean.safetensors"}  # in the folder of the samples


def read(
    path: str | os.PathLike, *, unit: str | None, empty: str | None
) -> tuple[Any, Any, Spelling]:
    """Read a `.bin`, `.ftz`, `.vec` or `.safetensors` file.

    Args:
        path: the file, or the name of a dataset.
        unit: see `FastText.load`.
        empty: see `FastText.load`.

    Returns:
        The gensim model (None where it cannot be trained on), its vectors, and how they are
        spelled.

    Raises:
        VectorFileError: none of these, or damaged; the message says where. A `ValueError`.
        FileNotFoundError: there is no such file; the message names what is spelled alike.
    """
    from wordemb_keras.fasttext import table

    # Facebook's files hold words cut in the middle of a character: their bytes stay readable.
    opened = open_vectors(path, empty=empty, errors="backslashreplace", cache=False)
    with opened:
        reader = opened.reader if isinstance(opened, JamoVectors) else opened
        spelling = _spelling(opened, reader, unit)
        if isinstance(reader, FastTextBinary):
            return *table.of_binary(reader, spelling), spelling
        if isinstance(reader, fasttext_int8.Int8FastText):
            return None, table.of_int8(reader, spelling), spelling
        if not (isinstance(reader, TextVectors) and reader.has_header):
            raise ValueError(
                f"{reader.path} is not a fastText file but {reader.format}. A .bin starts with "
                f"the bytes {MAGIC.hex(' ')}, a .vec with a line of two numbers; `open_vectors` "
                "in wordemb_keras.formats reads other kinds"
            )
        batches = list(reader.batches())
        words = [word for names, _ in batches for word in names]
        nothing = np.zeros((0, reader.dim), np.float32)
        rows = np.concatenate([nothing, *(rows for _, rows in batches)])
        return None, table.keyed(words, rows), spelling


def _spelling(opened: VectorFile, reader: VectorFile, unit: str | None) -> Spelling:
    """How the words of a file are written: as it shows, if `unit` does not say."""
    if isinstance(reader, fasttext_int8.Int8FastText):
        if check_unit(unit or reader.unit) != reader.unit:
            raise ValueError(
                f"{reader.path} says that its unit is {reader.unit!r}; leave `unit` out. "
                f"Received: unit={unit!r}"
            )
        return Spelling(reader.unit, empty=reader.empty, form=reader.form)
    if isinstance(opened, JamoVectors) and unit in (None, "jamo"):
        return Spelling("jamo", empty=opened.empty)
    unit = check_unit(unit or ("syllable" if reader.has_subwords else "word"))
    form = reader.form if isinstance(reader, FastTextBinary) else "NFC"
    return Spelling(unit, empty=EMPTY, form=form)


def write(
    path: str | os.PathLike, words: list[str], model: Any, table: Any, spelling: Spelling
) -> None:
    """Write a model in the format that the name of the file asks for; see `FastText.save`."""
    suffix = Path(path).suffix
    if suffix == ".vec":
        write_vec(path, words, table.vectors)
    elif suffix == ".bin" and model is not None:
        write_bin(path, model)
    elif suffix == ".safetensors" and has_whole_table(table):
        write_int8(path, table, spelling)
    else:
        raise ValueError(
            "`path` must end in .bin or .safetensors (with n-grams) or in .vec (words only). A "
            "model loaded from a .vec has no n-grams to save, one from a .ftz not all of them, "
            "one from a .ftz, a classifier or a .safetensors no output vectors for a .bin. "
            f"Received: path={os.fspath(path)!r}"
        )


def write_bin(path: str | os.PathLike, model: Any) -> None:
    """Write a gensim FastText model as Facebook's `.bin`."""
    from gensim.models.fasttext import save_facebook_model

    for word in model.wv.index_to_key:
        if "\0" in word:
            raise ValueError(f"A .bin file ends words with a zero byte, so it cannot hold {word!r}")
    with atomic_write(path, "wb") as file:
        save_facebook_model(model, file)


def has_whole_table(table: Any) -> bool:
    """Whether there are n-grams, and none were pruned: a `.safetensors` can hold them."""
    return getattr(table, "bucket", 0) > 0 and table.kept is None


def write_int8(path: str | os.PathLike, table: Any, spelling: Spelling) -> None:
    """Write words and n-grams as int8, a quarter of their size: asked as before, not trained on."""
    fasttext_int8.write(
        path,
        table.index_to_key,
        table.vectors,
        table.vectors_ngrams,
        unit=spelling.unit,
        empty=spelling.empty,
        form=spelling.form,
        lengths=(max(table.min_n, 1), table.max_n),
    )


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
