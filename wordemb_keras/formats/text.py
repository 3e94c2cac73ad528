"""Text vector files: `word 0.1 0.2 ...` a line, with a header (word2vec) or without (GloVe).

Only the space and the line feed separate: words may hold no-break spaces,
U+0085 or other signs at which `str.split()` would cut. A row ends with `dim`
numbers and everything before them is the word, so a word may hold spaces too
(glove.840B has `. . .`).

Reference: [GloVe](https://nlp.stanford.edu/projects/glove/)
"""

import sys
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

import numpy as np

from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile
from wordemb_keras.formats.matching import PADDING, PrefixFilter, decomposed, first_tokens
from wordemb_keras.formats.numbers import NotANumber, parse_numbers, parse_rows
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.options import Options
from wordemb_keras.formats.rows import DECIMAL, INTEGER, Rows

BOM = b"\xef\xbb\xbf"
FIRST_BYTES = 1 << 20  # of the first block, which is often all that is looked at
BLOCK_BYTES = 1 << 22  # of the others: a block costs Python as much whether it is large or small
PIECE_BYTES = 1 << 19  # read and searched for line feeds together, still in the processor's cache
MAX_LINE_BYTES = 1 << 26


class Block(NamedTuple):
    """Whole lines: `buffer[starts[i]:ends[i]]` is line number `first_line + i`."""

    buffer: bytearray
    starts: Array
    ends: Array
    first_line: int


Row = tuple[str, bytes, int]  # a word, its numbers as text, the line


class TextVectors(VectorFile):
    """Reader of text vector files; see `open_vectors`."""

    row_name = "line"

    def __init__(self, source: Source, *, dim: int, count: int | None, options: Options = DEFAULTS):
        super().__init__(str(source), dim=dim, count=count, options=options)
        self.source = source
        self.has_header = count is not None
        self.format = "word2vec text" if self.has_header else "GloVe text"
        self._some_words_hold_spaces: bool | None = None  # not yet looked at

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        prefixes = None if wanted is None else first_tokens(wanted)
        known = {word.encode("utf-8", "replace"): word for word in prefixes or ()}
        matching = None if prefixes is None else PrefixFilter([*known, *decomposed(prefixes)])
        for block in self._blocks():
            rows = list(self._lines(block, prefixes, known, matching))
            if rows:
                yield from self._parse(rows)

    def _blocks(self) -> Iterator[Block]:
        """Blocks without the byte order mark, the header and blank lines' counting."""
        first, limit = True, self.options.limit or sys.maxsize
        count, report = 0, self.report  # of this pass: another may begin before it ends
        with self.source.open(verbose=self.verbose) as stream:
            for block in read_lines(stream, self._error):
                if first:
                    block.starts[0] += len(BOM) * block.buffer.startswith(BOM)
                    first, skip = False, int(self.has_header)
                    buffer, starts, ends, line = block
                    block = Block(buffer, starts[skip:], ends[skip:], line + skip)
                rows = np.flatnonzero(block.ends - block.starts > 1)
                if count + len(rows) >= limit:
                    last = rows[limit - count - 1] + 1
                    report.rows = limit
                    yield Block(
                        block.buffer, block.starts[:last], block.ends[:last], block.first_line
                    )
                    return
                report.rows = count = count + len(rows)
                yield block
        if self.count is not None and count < self.count:
            raise self._error(
                f"the first line promises {self.count} rows and the file has "
                f"{count}: it was cut, for example by a broken download. If it is an "
                f"excerpt on purpose, open it with `limit={count}`"
            )

    def _lines(
        self,
        block: Block,
        prefixes: frozenset[str] | None,
        known: dict[bytes, str],
        matching: PrefixFilter | None,
    ) -> Iterator[Row]:
        """The lines that are wanted, cut into word and numbers."""
        buffer, starts, ends, first = block
        lines = range(len(starts))
        if matching is not None:
            picked = matching.candidates(buffer, starts, ends)
            starts, ends, lines = starts[picked], ends[picked], picked.tolist()
        with memoryview(buffer) as view:
            for i, start, end in zip(lines, starts.tolist(), ends.tolist(), strict=True):
                row = bytes(view[start:end])
                raw, _, numbers = row.partition(b" ")
                if not numbers or numbers[-1] in b" \r":
                    raw, _, numbers = row.rstrip(b" \r").partition(b" ")
                name = known.get(raw)
                # A word in ASCII is written in one way, so it is known or not wanted.
                if name is None and (prefixes is None or not raw.isascii()):
                    name = self._wanted_word(raw, prefixes, first + i)
                if name is not None:
                    yield name, numbers, first + i

    def _uncommon(self, name: str, tail: bytes, line: int) -> Row | None:
        """A row whose word holds spaces; None for a blank line or a bad row."""
        if not tail and not name.strip("\r"):
            return None
        extra = tail.count(b" ") + bool(tail) - self.dim
        if extra < 0:
            self._bad(self._too_few(name, tail), line)
            return None
        *more, numbers = tail.split(b" ", extra)
        if b"  " not in tail and self._is_number(more[-1]):
            found = self.dim + extra
            self._bad(f"{found} numbers where {self.dim} were expected, after {name[:40]!r}", line)
            return None
        rest = self._decode(b" ".join(more), line)
        return None if rest is None else (f"{name} {rest}", numbers, line)

    def _is_number(self, field: bytes) -> bool:
        """Whether what stands before the expected numbers is one more of them.

        An integer may also end a word (`May 1`). That is believed only where words
        hold spaces elsewhere in the file too, which is looked up when it is needed.
        """
        if DECIMAL.fullmatch(field):
            return True
        if not INTEGER.fullmatch(field):
            return False
        if self._some_words_hold_spaces is None:
            fresh = TextVectors(self.source, dim=self.dim, count=self.count, options=self.options)
            self._some_words_hold_spaces = any(map(fresh._has_spaced_word, fresh._blocks()))
        return not self._some_words_hold_spaces

    def _has_spaced_word(self, block: Block) -> bool:
        """Whether a row has more fields than a word and its numbers, and that is no number."""
        buffer, starts, ends, _ = block
        spaces = np.cumsum(np.frombuffer(buffer, np.uint8) == 32)
        for i in np.flatnonzero(spaces[ends - 1] - spaces[starts] > self.dim).tolist():
            fields = bytes(buffer[starts[i] : ends[i]]).rstrip(b" \r").rsplit(b" ", self.dim)
            *word, last = fields[0].split(b" ")
            if word and not (DECIMAL.fullmatch(last) or INTEGER.fullmatch(last)):
                return True
        return False

    def _too_few(self, name: str, tail: bytes) -> str:
        found = tail.count(b" ") + bool(tail)
        where = f"{found} numbers after the word where {self.dim} were expected"
        if name.isdecimal() and tail == str(self.dim).encode():
            return (
                f"{where}: '{name} {self.dim}' is the header of word2vec, which can be the first "
                "line only. Delete this line (two files in one, or a line was put before it?)"
            )
        tabs = "; its fields are separated by tabs, only spaces do" if "\t" in name else ""
        return (
            f"{where}{tabs}. "
            f"The file was cut or its rows differ in length. The line begins {name[:40]!r}"
        )

    def _parse(self, rows: list[Row]) -> Iterator[Batch]:
        """Parse the numbers of many rows at once; one by one if any row is not as usual."""
        words = [word for word, _, _ in rows]
        numbers = parse_rows([text for _, text, _ in rows], self.dim)
        if numbers is not None:
            yield words, numbers
            return
        good = [found for row in rows if (found := self._parse_row(*row)) is not None]
        if good:
            yield [word for word, _ in good], np.stack([numbers for _, numbers in good])

    def _parse_row(self, name: str, numbers: bytes, line: int) -> tuple[str, Array] | None:
        """The word, which may hold spaces, and its numbers; None for a blank line or a bad row."""
        if numbers.count(b" ") != self.dim - 1 or not numbers:
            if (row := self._uncommon(name, numbers, line)) is None:
                return None
            name, numbers, _ = row
        try:
            return name, parse_numbers(numbers)
        except NotANumber as error:
            what = f"the vector of {name[:40]!r} holds {error.text[:40]!r}, no number"
            self._bad(what, line)
            return None

    def _bad(self, message: str, line: int) -> None:
        """Count a bad row if the policy is to skip, otherwise raise."""
        if self.options.errors != "skip":
            raise self._error(message, f"line {line}")
        self.report.skipped += 1


class SpacedVectors(TextVectors):
    """Rows whose fields are separated by tabs, or by any number of spaces; a line at a time."""

    def __init__(
        self, source: Source, rows: Rows, *, count: int | None, options: Options = DEFAULTS
    ):
        super().__init__(source, dim=rows.dim, count=count, options=options)
        self._by_tabs = rows.separator == "\t"
        self.format += ", by tabs" if self._by_tabs else ", by several spaces"

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        for buffer, starts, ends, first in self._blocks():
            rows = []
            for line, (start, end) in enumerate(zip(starts, ends, strict=True), start=first):
                row = bytes(buffer[start:end]).strip(b" \r\n")
                if row and (found := self._row(row, wanted, line)) is not None:
                    rows.append(found)
            if rows:
                yield from self._parse(rows)

    def _row(self, row: bytes, wanted: frozenset[str] | None, line: int) -> Row | None:
        """The word before the first tab, or before the last `dim` fields, and its numbers."""
        if self._by_tabs:
            raw, _, rest = row.partition(b"\t")
            numbers = rest.split()
        else:
            raw, *numbers = row.rsplit(None, self.dim)
        name = self._wanted_word(raw.strip(), wanted, line)
        if name is None:
            return None
        too_many = not self._by_tabs and DECIMAL.fullmatch(raw.split()[-1])
        if len(numbers) != self.dim or too_many:
            found = "more" if too_many or len(numbers) > self.dim else len(numbers)
            self._bad(f"{found} numbers where {self.dim} were expected, after {name[:40]!r}", line)
            return None
        return name, b" ".join(numbers), line


def read_lines(stream: Any, error: Any) -> Iterator[Block]:
    """Cut a stream into blocks of whole lines; the buffer is used again for the next block."""
    buffer, kept, line = bytearray(FIRST_BYTES + PADDING), 0, 1
    flags = np.empty(PIECE_BYTES, bool)
    while True:
        size = len(buffer) - PADDING
        filled, ends = _fill(stream, buffer, kept, size, flags)
        at_end = filled < size
        if at_end and filled > (ends[-1] + 1 if len(ends) else 0):
            ends = np.append(ends, filled)  # the last line has no line feed
        if len(ends):
            yield Block(buffer, np.concatenate(([0], ends[:-1] + 1)), ends, line)
        if at_end:
            return
        used = int(ends[-1]) + 1 if len(ends) else 0
        kept, line = filled - used, line + len(ends)
        rest = buffer[used:filled]
        if size < BLOCK_BYTES or kept > size // 2:
            if size > MAX_LINE_BYTES:
                raise error(
                    f"longer than {MAX_LINE_BYTES >> 20} MB, no vector file", f"line {line}"
                )
            buffer = bytearray(max(BLOCK_BYTES, 2 * size) + PADDING)
        buffer[:kept] = rest


def _fill(stream: Any, buffer: bytearray, kept: int, size: int, flags: Array) -> tuple[int, Array]:
    """Fill a buffer from `kept` to `size`, or to the end; how far, and where its line feeds are."""
    found, filled = [np.empty(0, np.int64)], kept
    while filled < size:
        with memoryview(buffer)[filled : min(filled + PIECE_BYTES, size)] as room:
            read, wanted = stream.fill(room), len(room)
        found.append(newlines(np.frombuffer(buffer, np.uint8, read, filled), flags) + filled)
        filled += read
        if read < wanted:
            break
    return filled, np.concatenate(found)


def newlines(characters: Array, flags: Array) -> Array:
    r"""Positions of the line feeds: a bit a character, then only the words of 64 that have one.

    Args:
        characters: `(n,)` uint8.
        flags: bool, at least `n`, written over; new memory each time would cost more than the
            search, as the system hands it out page by page.

    Example:

    >>> newlines(np.frombuffer(b"a 1\nbc 2\n", np.uint8), np.empty(10, bool)).tolist()
    [3, 8]
    """
    is_newline = np.equal(characters, 10, out=flags[: len(characters)])
    bits = np.packbits(is_newline, bitorder="little")
    if len(bits) % 8:
        bits = np.append(bits, np.zeros(-len(bits) % 8, np.uint8))
    words = bits.view("<u8")
    filled = np.flatnonzero(words != 0)
    found = words[filled]
    if (found & (found - np.uint64(1))).any():  # two in one word: short lines
        return np.flatnonzero(is_newline)
    # One bit is left of each word: the ones of the number before it count the places below.
    return filled * 64 + np.bitwise_count(found - np.uint64(1))
