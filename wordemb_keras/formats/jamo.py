"""Files whose words are in jamo (section 9-3): asked and answered in syllables.

    asked 영화 -> looked up ㅇㅕㅇㅎㅘ_ -> answered 영화

The file is wrapped where it is opened, so that whoever reads it, from a path, an open reader or
a .gz, gets one answer; the vector of an unknown word is made from n-grams of its jamo.
"""

from collections.abc import Generator, Iterable
from typing import Any

from wordemb_keras.formats.base import (
    Array,
    Batch,
    ReadReport,
    VectorFile,
    VectorFileError,
    asked_for,
    nfc,
)
from wordemb_keras.formats.fasttext_int8 import Int8FastText
from wordemb_keras.text import hangul

_SAMPLE = 2_000  # words that are looked at


def in_syllables(reader: VectorFile, *, empty: str | None = None) -> VectorFile:
    """The reader itself or, if its words are in jamo, one that joins them.

    Args:
        reader: a reader of words as they stand in the file.
        empty: the sign for "no final"; `""` if the file writes none. Default: None, seen from
            the first words.

    Example:

    >>> import numpy as np
    >>> from wordemb_keras.formats.base import ArrayVectors
    >>> reader = in_syllables(ArrayVectors(["ㅇㅕㅇㅎㅘ-"], np.array([[1, 2]])))
    >>> reader.find(["영화"])
    {'영화': array([1., 2.], dtype=float32)}
    """
    if isinstance(reader, Int8FastText):  # it says what its words are written in
        if empty not in (None, reader.empty):
            raise VectorFileError(
                f"{reader.path} says that its sign for no final is {reader.empty!r}; leave `empty` "
                f"out. Received: {empty!r}"
            )
        return JamoVectors(reader, reader.empty) if reader.unit == "jamo" else reader
    if reader.is_joined:
        return JamoVectors(reader, empty or "")
    words = _first_words(reader)
    if sign := hangul.sign_behind_all(words):
        raise VectorFileError(
            f"{reader.path}: its words are in jamo with {sign!r} behind every syllable (as hgtk "
            "writes them); take the sign out of the words, in a text in UTF-8 by "
            f'Path(new).write_text(Path(old).read_text(encoding="utf-8").replace({sign!r}, ""), '
            'encoding="utf-8")'
        )
    if empty is None:
        empty = hangul.find_empty(words)
    elif any(map(hangul.is_syllable, "".join(words))):
        empty = None  # a cache, for example, whose words were joined when it was made
    return reader if empty is None else JamoVectors(reader, empty)


class JamoVectors(VectorFile):
    """A reader around a reader: spells what is asked in jamo, joins what is found.

    Args:
        reader: gives words in jamo, or in syllables that were joined when a cache was made.
        empty: see `in_syllables`.
    """

    is_joined = True

    def __init__(self, reader: VectorFile, empty: str):
        hangul.decompose("", empty=empty)  # its check
        self.reader, self.empty, self._is_joined = reader, empty, reader.is_joined
        super().__init__(reader.path, dim=reader.dim, count=reader.count, options=reader.options)
        self.is_mapped = self._is_joined and reader.is_mapped
        self.format = reader.format if self._is_joined else f"{reader.format}, in jamo"

    def batches(self, words: Iterable[str] | None = None) -> Generator[Batch]:
        """As for every `VectorFile`; words go in and come out in syllables.

        Jamo as they are typed (ㅇㅕㅇㅎㅘ) are taken for their syllables where the file does not
        hold them as they are.
        """
        if words is None:
            yield from self._all()
            return
        exact: dict[str, list[str]] = {}  # as the file writes it -> the words asked for
        typed: dict[str, list[str]] = {}
        for word in dict.fromkeys(asked_for(words)):
            exact.setdefault(self._spell(word), []).append(word)
            if hangul.is_typed(word):
                typed.setdefault(self._spell(self._joined(word)), []).append(word)
        found: set[str] = set()
        late: dict[str, Array] = {}
        for names, rows in self.reader.batches([*exact, *typed]):
            picked = [(word, i) for i, name in enumerate(names) for word in exact.get(name, ())]
            late |= {word: rows[i] for i, name in enumerate(names) for word in typed.get(name, ())}
            found.update(word for word, _ in picked)
            if picked:
                yield [word for word, _ in picked], rows[[i for _, i in picked]]
        for word, row in late.items():
            if word not in found:
                yield [word], row[None]

    def as_answered(self, word: str) -> str:
        """The word in NFC; jamo as they are typed in syllables."""
        return self._joined(word) if hangul.is_typed(word) else nfc(word)

    def subword_vector(self, word: str) -> Array | None:
        """A vector from the n-grams of the word's jamo."""
        return self.reader.subword_vector(self._spell(self.as_answered(word)))

    @property
    def has_subwords(self) -> bool:
        """Whether unknown words can get a vector from their n-grams."""
        return self.reader.has_subwords

    def close(self) -> None:
        """Close the reader inside."""
        self.reader.close()

    @property
    def report(self) -> ReadReport:
        """Of the reader inside."""
        return self.reader.report

    @report.setter
    def report(self, report: ReadReport) -> None:
        self.reader.report = report

    @property
    def verbose(self) -> int:
        """Of the reader inside."""
        return self.reader.verbose

    @verbose.setter
    def verbose(self, verbose: int) -> None:
        self.reader.verbose = verbose

    def _all(self) -> Generator[Batch]:
        seen: set[str] = set()
        for names, rows in self.reader.batches():
            if self._is_joined:
                yield names, rows
                continue
            joined = [hangul.compose(name, empty=self.empty) for name in names]
            keep = self._first_ones(joined, None, seen)  # without a sign, two may be joined alike
            if keep:
                yield [joined[i] for i in keep], rows[keep]

    def _spell(self, word: str) -> str:
        if self._is_joined:
            return nfc(word)
        return hangul.decompose(word, empty=self.empty)

    def _joined(self, typed: str) -> str:
        return hangul.join_typed(nfc(typed), empty=hangul.EMPTY + self.empty)


def _first_words(reader: VectorFile) -> list[str]:
    """Some words from the beginning; none where it is damaged, which reading will say better."""
    source: Any = getattr(reader, "source", None)
    if source is not None and not _may_hold_jamo(source.head()):
        return []
    try:
        names, _ = next(reader.batches(), ([], None))
    except VectorFileError:
        names = []
    reader.report = ReadReport()
    return names[:_SAMPLE]


def _may_hold_jamo(head: bytes) -> bool:
    """Whether U+3131 to U+3163 may be in it; saves parsing a block of numbers."""
    return b"\xe3\x84" in head or b"\xe3\x85" in head
