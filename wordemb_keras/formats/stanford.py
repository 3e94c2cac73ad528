"""`vectors.bin` of GloVe's C program: float64 without a header, its words in `vocab.txt` beside it.

The program writes its memory as it stands: for each word its `d` numbers and its
bias, then the same for each word as context. What it writes as text, and what is
read here, is their sum without the biases, eq. (8) and section 4.2 of the paper:

    vector of word i  =  W[i, :d] + W[V + i, :d]            size = 2 V (d + 1) 8 bytes

Reference: [GloVe, glove.c, save_params](https://github.com/stanfordnlp/GloVe/blob/master/src/glove.c)
"""

from collections.abc import Generator
from pathlib import Path

import numpy as np

from wordemb_keras.cooccurrence.stanford import RECORD
from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile, VectorFileError
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.options import MAX_DIM, Options

_BATCH = 4096


class StanfordVectors(VectorFile):
    """Reader of such a `vectors.bin`; see `open_vectors`."""

    format = "GloVe binary"
    is_mapped = True

    def __init__(self, path: Path, words: list[bytes], *, options: Options = DEFAULTS):
        dim = path.stat().st_size // (16 * len(words)) - 1
        self._words = words[: options.limit]
        super().__init__(str(path), dim=dim, count=len(self._words), options=options)
        self._table = np.memmap(path, "<f8", "r", shape=(2, len(words), dim + 1))

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        for start in range(0, len(self._words), _BATCH):
            names, places = [], []
            for place, raw in enumerate(self._words[start : start + _BATCH], start=start):
                self.report.rows += 1
                name = self._wanted_word(raw, wanted, place + 1)
                if name is not None:
                    names.append(name)
                    places.append(place)
            if names:
                yield names, self._vectors(places)

    def _vectors(self, places: list[int]) -> Array:
        word, context = self._table[:, places, : self.dim]  # without the biases
        with np.errstate(over="ignore", invalid="ignore"):
            return (word + context).astype(np.float32)


def open_stanford(source: Source, head: bytes, options: Options) -> VectorFile | None:
    """The reader, if a file is of this kind; None if it is not.

    Raises:
        VectorFileError: it is, and its words are missing or do not fit, or it is gradsq.bin.
    """
    size = source.size
    if size is None or size % 16 or not _are_doubles(head):
        return None
    vocab = source.path.with_name("vocab.txt")
    if not vocab.is_file():
        raise _error(source, "its words are in the program's vocab.txt: put that beside it")
    words = _read_words(vocab)
    cells = size // 16  # of the words, and as many of the contexts
    if not words or cells % len(words) or not 2 <= cells // len(words) <= MAX_DIM + 1:
        raise _error(
            source,
            f"{vocab} has {len(words)} words, which do not fit {size} bytes (2 * words * (dim + 1) "
            "* 8): one of the two was cut, or they are of different trainings",
        )
    if options.dim not in (None, cells // len(words) - 1):
        raise _error(source, f"`dim` is {options.dim} and it has {cells // len(words) - 1}")
    if np.frombuffer(head, "<f8", len(head) // 8).min() >= 1:
        raise _error(source, "gradsq.bin, its sums of squared gradients: open vectors.bin")
    return StanfordVectors(source.path, words, options=options)


def is_cooccurrence(head: bytes, size: int | None) -> bool:
    """Whether these are records of `cooccurrence.bin`: two word numbers from 1 on, and a count."""
    records = np.frombuffer(head, RECORD, min(len(head) // RECORD.itemsize, 1000))
    if len(records) == 0 or (size is not None and size % RECORD.itemsize):
        return False
    counts = records["count"]
    numbers = np.minimum(records["i"], records["j"])
    return bool((numbers >= 1).all() and (counts > 0).all() and (counts < 1e12).all())


def _are_doubles(head: bytes) -> bool:
    """Whether the bytes make sense as float64: finite, small, and not all next to zero."""
    values = np.abs(np.frombuffer(head, "<f8", len(head) // 8))
    if len(values) == 0 or not np.isfinite(values).all() or values.max() > 1e6:
        return False
    return bool(np.median(values) > 1e-6)  # two float32 in one float64 give some 1e-10


def _read_words(path: Path) -> list[bytes]:
    """The words of lines `word count`."""
    lines = path.read_bytes().split(b"\n")
    return [line.rsplit(b" ", 1)[0] for line in lines if line.strip(b" \r")]


def _error(source: Source, what: str) -> VectorFileError:
    return VectorFileError(f"{source} looks like a binary file of GloVe's C program; {what}")
