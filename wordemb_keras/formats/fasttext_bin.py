"""Facebook's fastText `.bin`, mapped into memory: only the rows that are used are read.

    magic, version, 12 training arguments, t | words with counts | input matrix | output matrix

The input matrix has a row for every word and behind them one for every bucket of n-grams. The
vector of a word is the mean of its own row and the rows of its n-grams; for a word that is not
in the file, of its n-grams alone. What people bring, and the answer here:

| file | answer |
|---|---|
| a classifier (`supervised`) | its words; its labels are no words |
| `.ftz`, quantised, also pruned | rows are decoded; n-grams that were pruned are left out |
| `</s>`, Facebook's end of a line | its own row alone, as Facebook's tool answers |
| two words that are one in NFC | the first, the others are counted as duplicates |
| words in NFD | in NFC, with the n-grams that the file has them under; so for unknown words |
| written by floret | read if it is of floret's mode `fasttext`, otherwise named |

It is the only parser of these files: `open_vectors` and `FastText.load` stand on it.

Reference: [fastText, FastText::saveModel](
https://github.com/facebookresearch/fastText/blob/main/src/fasttext.cc)
"""

import mmap
import struct
import tempfile
import unicodedata
from collections.abc import Generator
from typing import Any, Literal, NamedTuple

import numpy as np

from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile, VectorFileError
from wordemb_keras.formats.ngrams import ngram_buckets
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.options import MAX_DIM, Options
from wordemb_keras.formats.quantised import QuantisedRows

Form = Literal["NFC", "NFD"]

_END_OF_SENTENCE = b"</s>"
MAGIC = struct.pack("<i", 793712314)
HEADER = struct.Struct("<14i d")  # magic, version, 12 arguments of the training, t
OLD_HEADER = struct.Struct("<12i d")  # files of 2016: no magic, no version
FLORET_HEADER = struct.Struct("<16i d")  # two more arguments behind maxn: mode, hashCount
COUNTS = struct.Struct("<3i q")  # entries, words, labels; tokens
PRUNED = struct.Struct("<q")  # not in files of 2016
COUNT = struct.Struct("<q")  # behind each word and its zero byte; then a byte: word or label?
MATRIX = struct.Struct("<2q")  # rows, dimensions; before it, but for 2016, a byte: quantised?
_CLASSIFIER = 3  # of the argument `model`
_LONGEST_WORD = 1 << 16


class Arguments(NamedTuple):
    """How a model was trained, in the order of the file, under Facebook's names."""

    dim: int
    ws: int
    epoch: int
    min_count: int
    neg: int
    word_ngrams: int
    loss: int  # 1: hierarchical softmax, 2: negative sampling, 3: softmax, 4: one against all
    model: int  # 1: CBOW, 2: skip-gram, 3: classifier
    bucket: int
    minn: int
    maxn: int
    lr_update_rate: int
    t: float


class FastTextBinary(VectorFile):
    """Reader of fastText `.bin` and `.ftz` files; see `open_vectors`.

    A compressed file is unpacked into a temporary file first, because the rows
    of the n-grams are needed out of order.

    Attributes:
        arguments: an `Arguments`.
        raw_words: the words as bytes, in the order of their rows.
        word_counts: how often each was in the text.
        tokens: length of the text.
        table: the input matrix, read like an array: word rows, then n-gram rows.
    """

    format = "fastText binary"

    def __init__(self, source: Source, *, options: Options = DEFAULTS):
        self.path, self.options = str(source), options
        self._data = _mapped(source)
        self._is_new = self._data[:4] == MAGIC
        try:
            place = self._read_words(self._read_header())
            self.table, end = self._read_table(place)
            self._check_rows(place)
            self._output, end = self._read_table(end)
            if end != len(self._data):
                raise self._damaged(end, f"{len(self._data) - end} bytes too many")
        except VectorFileError:
            self.close()
            raise
        count = min(len(self.raw_words), options.limit or len(self.raw_words))
        super().__init__(self.path, dim=self.arguments.dim, count=count, options=options)
        if isinstance(self.table, QuantisedRows):
            self.format = "fastText binary, quantised"
        self._form: Form | None = None

    @property
    def has_subwords(self) -> bool:
        """Whether the model was trained with n-grams, and some are left."""
        return self.arguments.bucket > 0 and self.arguments.maxn > 0 and self._pruned != {}

    @property
    def is_classifier(self) -> bool:
        """Whether it was trained on labels: its words have vectors, but no neighbours' rows."""
        return self.arguments.model == _CLASSIFIER

    @property
    def is_quantised(self) -> bool:
        """Whether its rows are approximate."""
        return isinstance(self.table, QuantisedRows)

    @property
    def form(self) -> Form:
        """`"NFD"` if the words of the file are decomposed, so that its n-grams are; or `"NFC"`."""
        if self._form is None:
            self._form = _normal_form(self.raw_words)
        return self._form

    def subword_vector(self, word: str) -> Array | None:
        """The mean of the word's n-gram rows; None for a word too short to have one."""
        word = unicodedata.normalize(self.form, word)
        buckets = self._buckets(word.encode("utf-8", errors="replace"))
        return self._mean(self._rows_of(buckets), repr(word)) if buckets else None

    def word_buckets(self, number: int) -> list[int]:
        """The buckets of the n-grams that belong to a word of the file, by its row."""
        raw = self.raw_words[number]
        is_alone = raw == _END_OF_SENTENCE and self._version >= 12
        return [] if is_alone else self._buckets(raw)

    def _buckets(self, raw: bytes) -> list[int]:
        """The buckets that a word in bytes (it may be no UTF-8) has n-grams in."""
        if not self.has_subwords:
            return []
        arguments = self.arguments
        buckets = ngram_buckets(raw, arguments.minn, arguments.maxn, arguments.bucket)
        if self._pruned is not None:
            buckets = [each for each in buckets if each in self._pruned]
        return buckets

    def _rows_of(self, buckets: list[int]) -> list[int]:
        if self._pruned is not None:
            buckets = [self._pruned[each] for each in buckets]
        return [self._first_ngram + each for each in buckets]

    @property
    def ngram_buckets(self) -> Array:
        """The buckets that have a row: all, or those that pruning has left."""
        if self._pruned is None:
            return np.arange(self.arguments.bucket if self.has_subwords else 0)
        return np.array(sorted(self._pruned), np.int64)

    def ngram_table(self) -> Array:
        """A row for each of `ngram_buckets`, `(n, dim)` float32."""
        return np.array(self.table[self._rows_of(self.ngram_buckets.tolist())], np.float32)

    def output(self) -> Array | None:
        """The output matrix `(words, dim)` that training goes on from; None if there is none."""
        has_one = not self.is_classifier and not self.is_quantised
        if not has_one or self._output.shape[0] != len(self.raw_words):
            return None
        return np.array(self._output)

    def close(self) -> None:
        """Let go of the file: on Windows it can be deleted only then."""
        self.table = self._output = np.empty((0, 1), np.float32)  # the map cannot go before them
        self._data.close()

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        words = self.raw_words[: self.count]
        for start in range(0, len(words), 1024):
            names, rows = [], []
            for i, raw in enumerate(words[start : start + 1024], start=start):
                self.report.rows += 1
                word = self._wanted_word(raw, wanted, i + 1)
                if word is not None:
                    names.append(word)
                    rows.append(
                        self._mean([i, *self._rows_of(self.word_buckets(i))], f"word {i + 1}")
                    )
            if names:
                yield names, np.stack(rows)

    def _mean(self, rows: list[int], place: str) -> Array:
        if self._data.closed:
            raise ValueError(f"{self.path} was closed. Open it again with `open_vectors`")
        with np.errstate(over="ignore", invalid="ignore"):
            vector = self.table[rows].mean(axis=0, dtype=np.float32)
        if not np.isfinite(vector).all():
            raise self.not_finite(place)
        return vector

    def not_finite(self, place: str) -> VectorFileError:
        """The error about a NaN or an infinity."""
        return self._error("its vector holds a number that is not finite: damaged", place)

    # --- the parts of the file ----------------------------------------------------------------

    def _read_header(self) -> int:
        form = HEADER if self._is_new else OLD_HEADER
        values = self._unpack(form, 0)
        if self._is_new and self._is_of_floret():
            form = FLORET_HEADER
            values = self._unpack(form, 0)
            if values[13] == 2:
                raise self._error(
                    "a model of floret in its mode `floret`, which has no rows for words. spaCy "
                    "reads the table that floret saves of it (`save_floret_vectors`)"
                )
            values = values[:13] + values[15:]
        self._version = values[1] if self._is_new else 0
        self.arguments = arguments = Arguments(*values[2:] if self._is_new else values)
        minn, maxn, bucket = arguments.minn, arguments.maxn, arguments.bucket
        if not 1 <= arguments.dim <= MAX_DIM:
            raise self._damaged(0, f"it promises {arguments.dim} numbers a row")
        if minn < 0 or not 0 <= maxn <= 1000 or bucket < 0:
            raise self._damaged(0, f"it promises n-grams of {minn} to {maxn} in {bucket} rows")
        if self._version == 11 and self.is_classifier:
            self.arguments = arguments._replace(maxn=0)  # that version used no n-grams there
        return form.size

    def _is_of_floret(self) -> bool:
        """Whether two more arguments stand in the header: else the counts make no sense."""
        sensible = [self._are_counts(form.size) for form in (HEADER, FLORET_HEADER)]
        return sensible == [False, True]

    def _are_counts(self, place: int) -> bool:
        if place + COUNTS.size > len(self._data):
            return False
        entries, words, labels, tokens = COUNTS.unpack_from(self._data, place)
        return min(words, labels) >= 0 and 0 < entries == words + labels and tokens >= 0

    def _read_words(self, place: int) -> int:
        entries, words, labels, self.tokens = self._unpack(COUNTS, place)
        place += COUNTS.size
        if min(entries, words, labels) < 0 or entries != words + labels:
            raise self._damaged(place, f"{entries} entries, {words} words, {labels} labels")
        pruned = self._unpack(PRUNED, place)[0] if self._is_new else -1
        place += PRUNED.size * self._is_new
        data, self._labels = self._data, labels
        self.raw_words: list[bytes] = []
        self.word_counts: list[int] = []
        for number in range(entries):
            end = data.find(b"\0", place, place + _LONGEST_WORD)
            if end < 0 or end + 10 > len(data):
                raise self._damaged(place, f"it ends in word {number + 1} of {entries}")
            if number < words:  # the labels stand behind the words
                self.raw_words.append(data[place:end])
                self.word_counts.append(count := COUNT.unpack_from(data, end + 1)[0])
                if count < 0:
                    raise self._damaged(end + 1, f"word {number + 1} occurs {count} times")
            place = end + 10  # zero byte, count (8 bytes), type (1 byte)
        return self._read_pruned(place, pruned)

    def _read_pruned(self, place: int, count: int) -> int:
        """Of a pruned model: bucket -> the row that is left of it. -1: it is not pruned."""
        self._pruned: dict[int, int] | None = None
        if count < 0:
            return place
        if place + 8 * count > len(self._data):
            raise self._damaged(place, f"it ends in the list of {count} n-grams that were kept")
        pairs = np.frombuffer(self._data[place : place + 8 * count], "<i4").reshape(count, 2)
        self._pruned = dict(pairs.tolist())
        if any(not 0 <= row < count for row in self._pruned.values()):
            raise self._damaged(place, "an n-gram that was kept has no row")
        return place + 8 * count

    def _read_table(self, place: int) -> tuple[Any, int]:
        """A matrix and the place behind it."""
        if self._is_new:
            is_quantised = self._unpack(struct.Struct("<?"), place)[0]
            place += 1
            if is_quantised:
                table = QuantisedRows(self._data, place, self._damaged)
                return table, table.end
        rows, dim = self._unpack(MATRIX, place)
        if dim != self.arguments.dim or rows < 0:
            raise self._damaged(place, f"a table of {rows} x {dim}, not x {self.arguments.dim}")
        place += MATRIX.size
        whole = (len(self._data) - place) // (4 * dim)
        if whole < rows:
            raise self._damaged(place, f"{whole} of {rows} rows of the table are there")
        end = place + 4 * rows * dim
        return np.frombuffer(self._data, "<f4", rows * dim, place).reshape(rows, dim), end

    def _check_rows(self, place: int) -> None:
        """The rows of n-grams are the last ones; before them are those of the words."""
        rows, dim = self.table.shape
        words, arguments = len(self.raw_words), self.arguments
        ngrams = arguments.bucket if self._pruned is None else len(self._pruned)
        self._first_ngram = rows - ngrams
        good = rows >= words
        if self.has_subwords:  # whoever wrote rows for the labels too put them before the n-grams
            good = self._first_ngram in (words, words + self._labels)
        if not good or dim != arguments.dim:
            promised = f"{words + ngrams} x {arguments.dim}"
            raise self._damaged(place, f"its table is {rows} x {dim}, not {promised}")

    def _unpack(self, form: struct.Struct, place: int) -> tuple:
        if place + form.size > len(self._data):
            raise self._damaged(place, "it ends too early")
        return form.unpack_from(self._data, place)

    def _damaged(self, place: int, what: str) -> VectorFileError:
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


def _normal_form(words: list[bytes]) -> Form:
    """NFD if words that differ in the two forms are all decomposed."""
    found: Form = "NFC"
    for raw in words:
        if raw.isascii():
            continue
        word = raw.decode("utf-8", errors="replace")
        if not unicodedata.is_normalized("NFD", word):
            return "NFC"
        if not unicodedata.is_normalized("NFC", word):
            found = "NFD"
    return found


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
