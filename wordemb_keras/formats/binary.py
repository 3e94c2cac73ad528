r"""word2vec `.bin`: a header line, then for each row the word, a space and raw numbers.

    400000 300\n
    the <1200 bytes>\n          (the line feed is left out by some writers)

The length of a word is known only when its space is found, so the rows are
walked one by one; everything else is done for a block of rows at once.

Reference: [word2vec](https://code.google.com/archive/p/word2vec/), distance.c
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile
from wordemb_keras.formats.matching import PADDING, PrefixFilter, decomposed, first_tokens
from wordemb_keras.formats.opening import Source
from wordemb_keras.formats.options import MAX_DIM, Options

BLOCK_BYTES = 1 << 20
MAX_WORD_BYTES = 1 << 16
_FEW = 1000  # rows that are all walked to find the layout; of more the first 20
DTYPES = ("<f4", "<f2", "<f8", ">f4", ">f8")


@dataclass(frozen=True)
class Layout:
    """How the rows of a binary file are written."""

    header: int  # bytes of the header line
    count: int
    dim: int
    dtype: str
    newline: bool  # whether a line feed ends each row


class BinaryVectors(VectorFile):
    """Reader of word2vec `.bin` files; see `open_vectors`."""

    format = "word2vec binary"

    def __init__(self, source: Source, layout: Layout, *, options: Options = DEFAULTS):
        super().__init__(str(source), dim=layout.dim, count=layout.count, options=options)
        self._is_excerpt = self.count is None
        if options.limit is not None:
            layout = replace(layout, count=min(layout.count, options.limit))
        self.source, self.layout = source, layout
        self.dtype = np.dtype(layout.dtype)
        self._row_bytes = layout.dim * self.dtype.itemsize
        if not 1 <= layout.dim <= MAX_DIM:
            raise self._error(f"the header promises {layout.dim} numbers a row; it is damaged")
        self._check_size()
        self._why_not_finite = (
            f"the file is damaged, or its numbers are not {self.dtype.name}: give `dtype`"
        )
        # One match a row, in C: its word and all its bytes; last, what is no whole row.
        self._stride = 1 + self._row_bytes + int(layout.newline)
        pattern = rb"(?s)([^ ]*+) .{%d}|.++" % (self._stride - 1)
        self._row_pattern = re.compile(pattern)

    def _check_size(self) -> None:
        """Compare the header with the size of the file; nothing is allocated on its word."""
        size, promised = self.source.size, self.layout.count
        smallest = promised * (1 + self._row_bytes) + self.layout.header
        if not self._is_excerpt and size is not None and smallest > size + int(self.layout.newline):
            at_most = (size - self.layout.header) // (1 + self._row_bytes)
            raise self._error(
                f"the header promises {promised} rows of {self.dim} numbers and the file has room "
                f"for at most {at_most}: it was cut, or is damaged, or no word2vec .bin"
            )

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        tokens = None if wanted is None else first_tokens(wanted)
        matching = None
        if tokens is not None:
            composed = [token.encode("utf-8", "replace") for token in tokens]
            matching = PrefixFilter([*composed, *decomposed(tokens)])
        first, report = 1, self.report  # of this pass: another may begin before it ends
        for buffer, starts, spaces in self._blocks():
            report.rows = first - 1 + len(starts)
            picked = np.arange(len(starts))
            if matching is not None:
                picked = matching.candidates(buffer, starts, spaces)
            names, places = [], []
            begins, ends = starts[picked].tolist(), spaces[picked].tolist()
            for i, begin, end in zip(picked.tolist(), begins, ends, strict=True):
                raw = bytes(buffer[begin:end])
                word = self._wanted_word(raw, wanted, first + i)
                if word is not None:
                    names.append(word)
                    places.append(end + 1)
            first += len(starts)
            if names:
                yield names, self._vectors(buffer, places)

    def _vectors(self, buffer: bytearray, places: list[int]) -> Array:
        windows = np.ndarray(
            (len(buffer) - self._row_bytes + 1,), f"V{self._row_bytes}", buffer, 0, (1,)
        )
        rows = windows[places].view(self.dtype).reshape(len(places), self.dim)
        with np.errstate(over="ignore", invalid="ignore"):
            rows = rows.astype(np.float32, copy=False)
        return rows

    def _blocks(self) -> Iterator[tuple[bytearray, Array, Array]]:
        """Whole rows: buffer, where each word starts and where the space after it is."""
        stride = self._stride
        buffer = bytearray(max(BLOCK_BYTES, 2 * (stride + MAX_WORD_BYTES)) + PADDING)
        kept, rows, total = 0, 0, 0
        with self.source.open(verbose=self.verbose) as stream:
            stream.fill(memoryview(bytearray(self.layout.header)))
            while rows < self.layout.count:
                room = memoryview(buffer)[kept : len(buffer) - PADDING - 1]
                read = stream.fill(room)
                filled, at_end, total = kept + read, read < len(room), total + read
                room.release()
                if at_end and self.layout.newline:
                    buffer[filled] = 10  # the last row may lack its line feed
                    filled += 1
                starts, spaces = self._walk(buffer, filled, stride, self.layout.count - rows)
                self._check_rows(buffer, starts, spaces, stride, rows)
                rows += len(starts)
                if len(starts):
                    yield buffer, starts, spaces
                at = int(spaces[-1]) + stride if len(spaces) else 0
                if self._is_excerpt and at_end and not bytes(buffer[at:filled]).strip():
                    return
                if rows < self.layout.count and (at_end or not len(starts)):
                    raise self._broken(rows, at_end, total + self.layout.header)
                kept = filled - at
                buffer[:kept] = buffer[at:filled]
            if self.options.limit is None:
                self._check_rest(buffer, kept, stream)

    def _walk(self, buffer: bytearray, filled: int, stride: int, most: int) -> tuple[Array, Array]:
        """Where the words of at most `most` whole rows start, and the spaces after them."""
        words = self._row_pattern.findall(buffer, 0, filled)[:most]
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        spaces = np.cumsum(lengths) + stride * np.arange(len(words))
        if words and (spaces[-1] + stride > filled or buffer[spaces[-1]] != 32):
            lengths, spaces = lengths[:-1], spaces[:-1]  # the rest, which is no whole row
        return spaces - lengths, spaces

    def _check_rows(
        self, buffer: bytearray, starts: Array, spaces: Array, stride: int, before: int
    ) -> None:
        bad = spaces - starts > MAX_WORD_BYTES
        if self.layout.newline:
            bad |= np.frombuffer(buffer, np.uint8)[spaces + stride - 1] != 10
        if bad.any():
            row = before + int(np.flatnonzero(bad)[0]) + 1
            raise self._error("the row does not end where it should: damaged", f"row {row}")

    def _broken(self, rows: int, at_end: bool, size: int) -> Exception:
        if at_end:
            return self._error(
                f"the file ends at byte {size} inside row {rows + 1}: {rows} of the promised "
                f"{self.layout.count} rows are whole. It was cut, for example by a broken download"
            )
        return self._error(f"no word of at most {MAX_WORD_BYTES} bytes: damaged", f"row {rows + 1}")

    def _check_rest(self, buffer: bytearray, kept: int, stream: Any) -> None:
        if bytes(buffer[:kept]).strip() or stream.fill(memoryview(bytearray(1))):
            raise self._error(
                f"there are bytes after the promised {self.layout.count} rows: the header is "
                "wrong, or the numbers are of another size (see `dtype`)"
            )


def guess_layout(head: bytes, whole: bool, *, dtype: str | None = None) -> Layout | None:
    """Find out the size of the numbers and whether rows end in a line feed, from some rows.

    Args:
        head: the first bytes of the file.
        whole: whether that is all of it.
        dtype: the type of the numbers, if it is known.

    Returns:
        The layout, float32 if no row tells, or None if the header is none.
    """
    line, found, _ = head[:64].partition(b"\n")
    fields = [] if line.startswith(b" ") else line.split()
    if not found or len(fields) != 2 or not all(map(bytes.isdigit, fields)):
        return None
    count, dim = int(fields[0]), int(fields[1])
    types = DTYPES if dtype is None else (dtype,)
    layouts = [Layout(len(line) + 1, count, dim, t, end) for t in types for end in (True, False)]
    return max(layouts, key=lambda layout: _fit(head, whole, layout))  # the first of equal ones


def is_filled(head: bytes, whole: bool, layout: Layout) -> bool:
    """Whether binary rows fill a small file to its last byte, which no text does by chance."""
    return whole and 0 < layout.count <= _FEW and _fit(head, whole, layout)[:2] == (True, True)


def _fit(head: bytes, whole: bool, layout: Layout) -> tuple[bool, bool, int]:
    """How well some rows fit: whether their ends do, whether the numbers do, how many are good.

    The ends come first: a file that a layout fills to its last byte is of this layout, however
    odd its numbers.
    """
    row_bytes = layout.dim * np.dtype(layout.dtype).itemsize
    to_the_end = whole and layout.count <= _FEW
    rows = layout.count if to_the_end else min(layout.count, 20)
    at, good, sensible = layout.header, 0, True
    for _ in range(rows):
        space = head.find(b" ", at, at + 1000)
        end = space + 1 + row_bytes
        newline = layout.newline and not (whole and end == len(head))  # the last may lack it
        if space < 0 or end + newline > len(head):
            return not whole, sensible and good > 0, good  # the head ends, or the file was cut
        if b"\n" in head[at:space] or (newline and head[end] != 10):
            return False, False, good
        sensible = sensible and _plausible(head[space + 1 : end], layout.dtype)
        at, good = end + newline, good + sensible
    fits = not to_the_end or not head[at:].strip()
    return fits, sensible, good


def _plausible(numbers: bytes, dtype: str) -> bool:
    with np.errstate(invalid="ignore"):  # signalling NaNs
        values = np.abs(np.frombuffer(numbers, dtype).astype(np.float64))
    if not np.isfinite(values).all() or values.max(initial=0) >= 1e6:
        return False
    # Numbers of another size or byte order are often tiny: their exponents are at random.
    tiny = (values > 0) & (values < 1e-9)
    return 2 * int(tiny.sum()) <= len(values)
