"""What every reader of vectors has in common: batches, iteration, find, a report.

A reader of a new format writes one method, `_read`, that yields rows as they
stand in the file. Unicode normalisation, duplicates and stopping early are done here.
"""

import contextlib
import itertools
import unicodedata
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.formats.options import Options

Array = np.ndarray[Any, Any]
Batch = tuple[list[str], Array]


DEFAULTS = Options()
_REPLACING = ("replace", "backslashreplace")


class VectorFileError(ValueError):
    """A vector file is damaged, is something else, or needs an argument to be read.

    The message names the file, the line, row or byte, and the likely cause.
    """


@dataclass
class ReadReport:
    """What the last pass over a file met.

    Attributes:
        rows: rows walked over (not only those that were wanted).
        duplicates: rows whose word came before; the first one counts.
        invalid_utf8: words that are not UTF-8 (of those that were decoded).
        skipped: rows left out because of `errors="skip"`.
        complete: whether the pass reached the end of the file.
    """

    rows: int = 0
    duplicates: int = 0
    invalid_utf8: int = 0
    skipped: int = 0
    complete: bool = False


class VectorFile:
    """Words and their vectors, read in a stream. Made by `open_vectors`.

    Attributes:
        path: the file, as text for people.
        format: what it was recognised as, for example `"word2vec text"`.
        dim: numbers in a vector.
        count: rows, if the file says so, or None.
        report: a `ReadReport` of the last pass.

    Every pass starts at the beginning of the file; words come out in NFC.
    """

    format = "vectors"
    _why_not_finite = "training that made it went wrong, or the file is damaged"
    is_joined = False  # whether its words are syllables that were jamo in a file
    is_mapped = False  # whether rows can be had without walking over the others
    verbose = 0  # 1: a progress bar while a file is read
    row_name = "row"  # what is counted in messages

    def __init__(self, path: str, *, dim: int, count: int | None, options: Options = DEFAULTS):
        self.path, self.dim, self.options, self.report = path, dim, options, ReadReport()
        # A promise of more rows than `limit` may be that of the file an excerpt was made of.
        is_kept = count is None or options.limit is None or count <= options.limit
        self.count = count if is_kept else None

    def batches(self, words: Iterable[str] | None = None) -> Generator[Batch]:
        """Yield lists of words with their vectors, `(n, dim)` float32, in file order.

        Args:
            words: only these; the pass stops when all are found. Default: all words.

        Raises:
            VectorFileError: the file is damaged.
            ValueError: `words` is a string or holds something else than strings.
        """
        wanted = None if words is None else frozenset(asked_for(words))
        self.report = report = ReadReport()
        seen: set[str] = set()
        with contextlib.closing(self._read(self._as_in_the_file(wanted))) as rows_read:
            while wanted is None or len(seen) < len(wanted):
                batch = next(rows_read, None)
                if batch is None:
                    report.complete = True
                    if wanted and not seen:
                        self._check_first_rows()
                    return
                names, rows = batch
                if self.options.spaces is not None:
                    names = [name.replace(" ", self.options.spaces) for name in names]
                self._check_finite(names, rows)
                keep = self._first_ones(names, wanted, seen)
                if keep:
                    all_kept = len(keep) == len(names)
                    yield [names[i] for i in keep], rows if all_kept else rows[keep]

    def find(self, words: Iterable[str]) -> dict[str, Array]:
        """Vectors of these words; words that the file does not have are left out.

        Only rows that are wanted are parsed, and reading stops when all are found.

        Args:
            words: iterable of str.

        Returns:
            dict from word (NFC) to its float32 vector of shape `(dim,)`.
        """
        return {
            name: row
            for names, rows in self.batches(words)
            for name, row in zip(names, rows, strict=True)
        }

    def as_answered(self, word: str) -> str:
        """The word as this source writes it in its answers: in NFC."""
        return nfc(word)

    def subword_vector(self, word: str) -> Array | None:
        """A vector made from the word's n-grams; None where a source has no n-grams."""
        return None

    @property
    def has_subwords(self) -> bool:
        """Whether unknown words can get a vector from their n-grams."""
        return False

    def close(self) -> None:
        """Release what is held open; most readers hold nothing between passes."""

    def __iter__(self) -> Iterator[tuple[str, Array]]:
        for names, rows in self.batches():
            yield from zip(names, rows, strict=True)

    def __enter__(self) -> "VectorFile":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        count = "unknown number" if self.count is None else f"{self.count:,}"
        return f"<{self.format} {self.path}: {count} of vectors with {self.dim} numbers>"

    # --- for the readers --------------------------------------------------------------------

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        raise NotImplementedError

    def _as_in_the_file(self, wanted: frozenset[str] | None) -> frozenset[str] | None:
        """The words to look for; all rows if a sign in them may stand for a space."""
        sign = self.options.spaces
        return None if wanted and sign is not None and any(sign in w for w in wanted) else wanted

    def _check_first_rows(self) -> None:
        """Read the first rows as iteration does: a broken file holds no wanted word either."""
        report = self.report
        with contextlib.closing(self._read(None)) as rows_read:
            for names, rows in itertools.islice(rows_read, 1):
                self._check_finite(names, rows)
        self.report = report

    def _check_finite(self, names: list[str], rows: Array) -> None:
        if (bad := checks.first_not_finite(rows)) is not None:
            raise self._error(
                f"the vector of {names[bad][:40]!r} holds a number that is not finite; "
                f"{self._why_not_finite}"
            )

    def _first_ones(self, names: list[str], wanted: Any, seen: set[str]) -> list[int]:
        new = set(names)
        if len(new) == len(names) and seen.isdisjoint(new) and (wanted is None or new <= wanted):
            seen |= new
            return list(range(len(names)))
        keep = []
        for i, name in enumerate(names):
            if wanted is not None and name not in wanted:
                continue
            if name in seen:
                self.report.duplicates += 1
            else:
                seen.add(name)
                keep.append(i)
        return keep

    def _decode(self, raw: bytes, number: int) -> str | None:
        """A word in NFC; None if it is to be skipped."""
        try:
            return nfc(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.report.invalid_utf8 += 1
            if self.options.errors in _REPLACING:
                return nfc(raw.decode("utf-8", errors=self.options.errors))
            if self.options.errors == "skip":
                self.report.skipped += 1
                return None
            raise self._error(
                f"the word {raw[:60]!r} is not UTF-8. It was cut or written in another encoding: "
                'open the file with `errors="replace"` or `errors="skip"`',
                f"{self.row_name} {number}",
            ) from error

    def _wanted_word(self, raw: bytes, wanted: frozenset[str] | None, number: int) -> str | None:
        """As `_decode`, but words that are not wanted are no reason to stop or to skip."""
        if wanted is None:
            return self._decode(raw, number)
        try:
            word = raw.decode("utf-8")
            if not raw.isascii():
                word = nfc(word)
        except UnicodeDecodeError:
            self.report.invalid_utf8 += 1
            if self.options.errors not in _REPLACING:
                return None
            word = nfc(raw.decode("utf-8", errors=self.options.errors))
        return word if word in wanted else None

    def _error(self, message: str, place: str = "") -> VectorFileError:
        return VectorFileError(f"{self.path}{', ' if place else ''}{place}: {message}")


class ArrayVectors(VectorFile):
    """Vectors that are an array already, in memory or mapped from a file.

    Args:
        words: sequence of str.
        vectors: array of shape `(len(words), dim)`.
        name: what to call it in messages.

    Raises:
        ValueError: the words have no order, or are no strings; the array has not a row of numbers
            for each of them, has masked cells, or is a table with other labels.

    Example:

    >>> vectors = ArrayVectors(["nice", "great"], np.eye(2))
    >>> vectors.find(["great", "absent"])
    {'great': array([0., 1.], dtype=float32)}
    """

    format = "array"
    is_mapped = True

    def __init__(self, words: Iterable[str], vectors: Any, *, name: str = "arrays"):
        self.words = _listed(words)
        self.vectors = _rows_for(self.words, vectors)
        _check_array(self.words, self.vectors)
        super().__init__(name, dim=int(self.vectors.shape[1]), count=len(self.words))

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        for start in range(0, len(self.words), 4096):
            names = [nfc(word) for word in self.words[start : start + 4096]]
            self.report.rows += len(names)
            picked = [i for i, name in enumerate(names) if wanted is None or name in wanted]
            if picked:
                rows = self.vectors[start : start + 4096][picked]
                with np.errstate(over="ignore"):  # an infinity is an error that names the word
                    yield [names[i] for i in picked], np.asarray(rows, np.float32)


def asked_for(words: Iterable[str]) -> list[str]:
    """The words that somebody looks for, in NFC.

    Raises:
        ValueError: it is one string, or holds something else than strings.

    Example:

    >>> asked_for(["nice", "great"])
    ['nice', 'great']
    """
    if isinstance(words, str | bytes):
        raise ValueError(
            f"`words` must be a list of words, not a string: `[{words!r:.60}]`. "
            f"Received: {words!r:.60}"
        )
    words = list(words)
    for word in words:
        if not isinstance(word, str):
            step = ". Bytes become words with `.decode('utf-8')`" if isinstance(word, bytes) else ""
            raise ValueError(
                f"`words` must hold strings only. Received: {word!r:.60} (of type "
                f"{type(word).__name__}){step}"
            )
    return list(map(nfc, words))


def _listed(words: Any) -> list[Any]:
    """Words in the order of the rows."""
    step = ""
    if isinstance(words, str | bytes):
        step = "must be a list of words, not a string"
    elif isinstance(words, set | frozenset):
        step = "must be in the order of the rows, and a set has none"
    elif isinstance(words, Mapping):
        step = "must be a list in the order of the rows: `sorted(words, key=words.get)` of a dict"
    if step:
        raise ValueError(
            f"`words` {step}. Received: {words!r:.60} (of type {type(words).__name__})"
        )
    return list(words)


def _rows_for(words: list[Any], vectors: Any) -> Array:
    """The vectors as an array, if there is a row for each word."""
    kind = type(vectors).__name__
    if np.ma.is_masked(vectors):
        raise ValueError(
            "`vectors` must have no masked cells: `vectors.filled(0)` puts a number there. "
            f"Received: {np.ma.count_masked(vectors)} of them"
        )
    if kind == "DataFrame":
        labels = list(vectors.index)
        if labels != words and any(isinstance(label, str) for label in labels):
            raise ValueError(
                "`vectors` is a table whose labels are not `words` in their order: give "
                f"`(table.index, table.to_numpy())`. Received: {labels[:3]} for {words[:3]}"
            )
    try:
        rows = np.asanyarray(vectors)
    except ValueError:  # lists of different lengths
        rows = np.empty(())
    if rows.ndim != 2 or len(words) != len(rows):
        step = " `vectors.toarray()` is a full array." if hasattr(vectors, "toarray") else ""
        raise ValueError(
            "`vectors` must have one row for each word, all of one length. "
            f"Received: {len(words)} words and vectors of shape {rows.shape}, {kind}.{step}"
        )
    return rows


def _check_array(words: list[Any], vectors: Any) -> None:
    for place, word in enumerate(words):
        if not isinstance(word, str):
            step = ". Bytes become words with `.decode('utf-8')`" if isinstance(word, bytes) else ""
            raise ValueError(
                f"The words of vectors must be strings. Received at place {place}: {word!r:.60} "
                f"(of type {type(word).__name__}){step}"
            )
    if np.shape(vectors)[1] == 0:
        raise ValueError("`vectors` must have at least one number for each word. Received: none")
    if np.asarray(vectors[:1]).dtype.kind not in "fiu":
        raise ValueError(
            "`vectors` must hold numbers (`vectors.astype('float32')`). "
            f"Received: an array of {np.asarray(vectors[:1]).dtype}"
        )


def nfc(text: str) -> str:
    """The composed form: 한 as one character, however it was typed."""
    return unicodedata.normalize("NFC", text)
