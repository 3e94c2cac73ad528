"""Facebook's fastText `.bin`, mapped into memory: only the rows that are used are read.

    magic, version, 12 training arguments, t | words with counts | input matrix | output matrix

The input matrix has a row for every word and one for every bucket of n-grams.
The vector of a word is the mean of its own row and the rows of its n-grams;
for a word that is not in the file, of its n-grams alone.

Reference: [fastText, FastText::saveModel](
https://github.com/facebookresearch/fastText/blob/main/src/fasttext.cc)
"""

import mmap
import struct
import tempfile
from collections.abc import Generator
from typing import Any

import numpy as np

from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile, VectorFileError
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.options import MAX_DIM, Options

_END_OF_SENTENCE = b"</s>"
MAGIC = struct.pack("<i", 793712314)
HEADER = struct.Struct("<14i d")  # magic, version, 12 arguments of the training, t
OLD_HEADER = struct.Struct("<12i d")  # files of 2016: no magic, no version
COUNTS = struct.Struct("<3i q")  # entries, words, labels; tokens
PRUNED = struct.Struct("<q")  # not in files of 2016
MATRIX = struct.Struct("<2q")  # rows, dimensions; before it, but for 2016, a byte: quantised?


class FastTextBinary(VectorFile):
    """Reader of fastText `.bin` files; see `open_vectors`.

    A compressed file is unpacked into a temporary file first, because the rows
    of the n-grams are needed out of order.
    """

    format = "fastText binary"

    def __init__(self, source: Source, *, options: Options = DEFAULTS):
        self.path, self.options = str(source), options
        self._data = _mapped(source)
        self._is_new = self._data[:4] == MAGIC
        try:
            place = self._read_header()
            place = self._read_words(place)
            self._rows = self._map_matrix(place)
        except VectorFileError:
            self._data.close()
            raise
        count = min(len(self._words), options.limit or len(self._words))
        super().__init__(str(source), dim=self._dim, count=count, options=options)

    @property
    def has_subwords(self) -> bool:
        """Whether the model was trained with n-grams."""
        return self._buckets > 0 and self._max_n > 0

    def subword_vector(self, word: str) -> Array | None:
        """The mean of the word's n-gram rows; None for a word too short to have one."""
        rows = self._ngram_rows(word.encode("utf-8", errors="replace"))
        return self._mean(rows, repr(word)) if rows else None

    def close(self) -> None:
        """Let go of the file: on Windows it can be deleted only then."""
        self._rows = np.empty((0, self._dim), np.float32)  # the map cannot go before its arrays
        self._data.close()

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        words = self._words[: self.count]
        for start in range(0, len(words), 1024):
            raws = words[start : start + 1024]
            names, rows = [], []
            for i, raw in enumerate(raws, start=start):
                self.report.rows += 1
                word = self._wanted_word(raw, wanted, i + 1)
                if word is not None:
                    names.append(word)
                    rows.append(self._vector(i, raw))
            if names:
                yield names, np.stack(rows)

    def _vector(self, i: int, raw: bytes) -> Array:
        alone = raw == _END_OF_SENTENCE and self._version >= 12  # as in Facebook's .vec files
        rows = [i] if alone else [i, *self._ngram_rows(raw)]
        return self._mean(rows, f"word {i + 1}")

    def _mean(self, rows: list[int], place: str) -> Array:
        if self._data.closed:
            raise ValueError(f"{self.path} was closed. Open it again with `open_vectors`")
        with np.errstate(over="ignore", invalid="ignore"):
            vector = self._rows[rows].mean(axis=0, dtype=np.float32)
        if not np.isfinite(vector).all():
            raise self._error("its vector holds a number that is not finite: damaged", place)
        return vector

    def _ngram_rows(self, raw: bytes) -> list[int]:
        """Rows of the n-grams of a word, in bytes as fastText does it (words may be no UTF-8)."""
        if not self.has_subwords:
            return []
        marked = b"<" + raw + b">"
        begins = [i for i, byte in enumerate(marked) if byte & 0xC0 != 0x80] + [len(marked)]
        characters, first = len(begins) - 1, len(self._words) + self._labels
        return [
            first + _fnv1a(marked[begins[i] : begins[i + n]]) % self._buckets
            for i in range(characters)
            for n in range(max(self._min_n, 1), min(self._max_n, characters - i) + 1)
            if n > 1 or 0 < i < characters - 1
        ]

    # --- the parts of the file ----------------------------------------------------------------

    def _read_header(self) -> int:
        form = HEADER if self._is_new else OLD_HEADER
        values = self._unpack(form, 0)
        # dim ws epoch minCount neg wordNgrams loss model bucket minn maxn lrUpdateRate t
        arguments = values[2:] if self._is_new else values
        self._version = values[1] if self._is_new else 0
        self._dim, self._buckets, self._min_n, self._max_n = (arguments[i] for i in (0, 8, 9, 10))
        if not (1 <= self._dim <= MAX_DIM and self._buckets >= 0 and self._max_n <= 1000):
            raise self._damaged(0, f"it promises {self._dim} numbers a row")
        if self._version == 11 and arguments[7] == 3:
            self._max_n = 0  # classifiers of that version used no n-grams
        return form.size

    def _read_words(self, place: int) -> int:
        entries, words, labels, _ = self._unpack(COUNTS, place)
        place += COUNTS.size
        if min(entries, words, labels) < 0 or entries != words + labels:
            raise self._damaged(place, f"{entries} entries, {words} words, {labels} labels")
        pruned = self._unpack(PRUNED, place)[0] if self._is_new else 0
        place += 8 * self._is_new
        data, self._words, self._labels = self._data, [], labels
        for number in range(entries):
            end = data.find(b"\0", place, place + (1 << 16))
            if end < 0 or end + 10 > len(data):
                raise self._damaged(place, f"it ends in word {number + 1} of {entries}")
            if number < words:
                self._words.append(data[place:end])
            place = end + 10  # zero byte, count (8 bytes), type (1 byte)
        return place + 8 * max(0, pruned)

    def _map_matrix(self, place: int) -> Array:
        if self._is_new:
            if self._unpack(struct.Struct("<?"), place)[0]:
                raise self._error("a quantised model (.ftz); only unquantised .bin files are read")
            place += 1
        rows, dim = self._unpack(MATRIX, place)
        place += MATRIX.size
        promised = len(self._words) + self._labels + self._buckets
        if dim != self._dim or rows < len(self._words) or (self._max_n > 0 and rows != promised):
            raise self._damaged(place, f"its table is {rows} x {dim}, not {promised} x {self._dim}")
        whole = (len(self._data) - place) // (4 * dim)
        if whole < rows:
            raise self._damaged(place, f"{whole} of {rows} rows of the table are there")
        return np.frombuffer(self._data, "<f4", rows * dim, place).reshape(rows, dim)

    def _unpack(self, form: struct.Struct, place: int) -> tuple:
        if place + form.size > len(self._data):
            raise self._damaged(place, "it ends too early")
        return form.unpack_from(self._data, place)

    def _damaged(self, place: int, what: str) -> Exception:
        return self._error(f"a damaged fastText .bin, {what}. Copy it again", f"byte {place}")


def _mapped(source: Source) -> Any:
    if source.compression is None:
        with source.path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    with tempfile.TemporaryFile() as file, source.open() as stream:
        buffer = bytearray(1 << 20)
        while read := stream.fill(memoryview(buffer)):
            file.write(memoryview(buffer)[:read])
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _fnv1a(ngram: bytes) -> int:
    """32-bit FNV-1a with signed bytes, as in fastText; `subwords.fnv1a` explains it."""
    value = 2166136261
    for byte in ngram:
        value = ((value ^ (byte | 0xFFFFFF00 if byte > 127 else byte)) * 16777619) & 0xFFFFFFFF
    return value


def looks_like_fasttext(head: bytes) -> bool:
    """By the magic number, or (files of 2016) by training arguments that make sense."""
    if head.startswith(MAGIC):
        return True
    if len(head) < OLD_HEADER.size:
        return False
    dim, ws, epoch, _, neg, _, loss, model, bucket, minn, maxn, *_ = OLD_HEADER.unpack_from(head)
    small = 0 < dim < 10_000 and 0 < ws < 1000 and 0 < epoch < 10_000 and 0 <= neg < 1000
    return (
        small
        and loss in (1, 2, 3)
        and model in (1, 2, 3)
        and bucket >= 0
        and 0 <= minn <= maxn + 20
    )
