"""The compiled counter behind `cooccurrence` (section 9-2): pairs of word ids, counted and merged.

A window of text is a handful of (row, column) pairs. They are sorted with two passes of
counting sort, first by column and then by row, which takes no comparison and no hash table;
equal pairs are then neighbours and one more pass adds them up.

Every sum is an **integer**. A pair at distance d adds `unit / d`, where `unit` is the least
common multiple of 1..window (GloVe's weighting), or 1 (plain counts). Integers add up to the
same total in any order, so counting in pieces, spilling to disk and merging cannot change a bit
of the result.

Reference: D. E. Knuth, The Art of Computer Programming 3, 5.2.5 (sorting by distribution) and
5.4 (merging runs on disk).
"""

import math
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import numba
import numpy as np

from wordemb_keras.cooccurrence.encoding import BORDER

RUN = np.dtype([("key", np.int64), ("sum", np.int64)])  # key = row * number of words + column

_NOTHING = np.empty(0, RUN)
_EXACT_WINDOW = 22  # lcm(1..22) = 232,792,560; beyond it the unit would eat the room for the sums
_IN_MEMORY_PAIRS = 8_000_000  # pairs sorted at once when memory is not limited
_BYTES_A_PAIR = 64  # measured peak of `count_pairs`, its result and one merge
_DISK_BLOCK = 1 << 18  # records read from a run on disk at a time, if memory is not short
_SMALLEST_BLOCK = 1 << 9


def distance_weights(window: int, weighting: str) -> tuple[np.ndarray, int]:
    """Integer weight of each distance 1..window, and the unit that stands for 1.0.

    Example:

    >>> distance_weights(4, "inverse_distance")
    (array([12,  6,  4,  3]), 12)
    >>> distance_weights(3, "count")
    (array([1, 1, 1]), 1)
    """
    if weighting == "count":
        return np.ones(window, np.int64), 1
    unit = math.lcm(*range(1, window + 1)) if window <= _EXACT_WINDOW else 1 << 32
    return np.array([round(unit / d) for d in range(1, window + 1)], np.int64), unit


class RunMerger:
    """Adds up sorted runs of (key, sum), in memory or, past a limit, on disk.

    Args:
        memory_limit: bytes for runs in memory; `None` for no limit.

    `add` takes runs, `blocks` gives the merged result in order, a block at a time, and may be
    read more than once. `close` (or `with`) deletes what lies on disk.
    """

    def __init__(self, memory_limit: int | None = None):
        self.memory_limit = memory_limit
        self._memory: list[np.ndarray] = []
        self._disk: list[IO[bytes]] = []

    def add(self, run: np.ndarray) -> None:
        """Take one sorted run; merge it with its neighbours while they are of like size."""
        self._memory.append(run)
        while len(self._memory) > 1 and len(self._memory[-2]) < 2 * len(self._memory[-1]):
            self._merge_last_two()
        if self.memory_limit is not None and self._bytes_in_memory() > self.memory_limit:
            self._spill()

    def blocks(self) -> Iterator[np.ndarray]:
        """Merged runs in key order; every key occurs once."""
        while len(self._memory) > 1:
            self._merge_last_two()
        if not self._disk:
            yield from self._memory
            return
        if self._memory or len(self._disk) > 1:
            self._merge_disk()
        yield from _read_blocks(self._disk[0])

    def close(self) -> None:
        """Delete the runs on disk."""
        for file in self._disk:
            file.close()
        self._disk.clear()

    def __enter__(self) -> "RunMerger":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def _merge_last_two(self) -> None:
        right, left = self._memory.pop(), self._memory.pop()
        self._memory.append(_merge(left, right))

    def _bytes_in_memory(self) -> int:
        return sum(run.nbytes for run in self._memory)

    def _spill(self) -> None:
        while len(self._memory) > 1:
            self._merge_last_two()
        self._disk.append(_to_disk(self._memory))
        self._memory.clear()

    def _merge_disk(self) -> None:
        share = (self.memory_limit or 0) // (4 * RUN.itemsize * len(self._disk))
        size = max(_SMALLEST_BLOCK, min(_DISK_BLOCK, share))
        sources = [_read_blocks(file, size) for file in self._disk]
        merged = _to_disk(_merge_many([*sources, iter(list(self._memory))]))
        self.close()
        self._memory.clear()
        self._disk.append(merged)


def count_pairs(
    ids: np.ndarray, start: int, words: int, weights: np.ndarray, *, symmetric: bool
) -> np.ndarray:
    """One sorted run with the pairs of the words at `ids[start:]` and those before them.

    Args:
        ids: int32 array; `BORDER` between sentences, `GAP` for a word that is left out.
        start: the words before it are looked at, but were counted already.
        words: number of different words, so that ids lie in `[0, words)`.
        weights: integer weight of each distance, from `distance_weights`.
        symmetric: put (i, j) and (j, i) together under the smaller id; the lower half is the
            mirror image. Otherwise the row is a word and the column a word before it.

    Returns:
        Record array (`RUN`).
    """
    window = len(weights)
    if words * window >= 2**31:
        raise ValueError(
            f"`window` times the number of words must stay below 2**31. Received: window={window} "
            f"and {words} words. Raise `min_count` or set `max_vocabulary`."
        )
    by_column, column_ends = _scatter_by_column(ids, start, words, window, symmetric)
    by_row, row_ends = _scatter_by_row(by_column, column_ends, words, window)
    del by_column
    keys, sums = _add_up(by_row, row_ends, words, weights)
    run = np.empty(len(keys), RUN)
    run["key"], run["sum"] = keys, sums
    return run


def pairs_at_once(memory_limit: int | None) -> int:
    """How many pairs to sort in one piece."""
    if memory_limit is None:
        return _IN_MEMORY_PAIRS
    return max(1000, min(_IN_MEMORY_PAIRS, memory_limit // _BYTES_A_PAIR))


def to_csr(
    merger: RunMerger, words: int, unit: int, *, symmetric: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The arrays `(data, indices, indptr)` of the sorted CSR matrix, mirrored if symmetric."""
    sizes = np.zeros(words + 1, np.int64)
    for block in merger.blocks():
        _row_sizes(block["key"], words, symmetric, sizes)
    indptr = np.cumsum(sizes)
    data, indices = np.empty(indptr[-1], np.float64), np.empty(indptr[-1], np.int32)
    cursor = indptr[:-1].copy()
    for block in merger.blocks():
        _place(block["key"], block["sum"], words, unit, symmetric, cursor, data, indices)
    return data, indices, indptr


# --- compiled -----------------------------------------------------------------------------------


@numba.njit(cache=True, nogil=True)
def _scatter_by_column(ids, start, words, window, symmetric):
    """Packed (row, distance), all those of column 0 first, then column 1, ..."""
    ends = np.zeros(words + 1, np.int64)
    for center in range(start, ids.size):
        for place in range(center - 1, max(-1, center - window - 1), -1):
            if ids[center] < 0 or ids[place] == BORDER:
                break
            if ids[place] >= 0:
                column = max(ids[center], ids[place]) if symmetric else ids[place]
                ends[column + 1] += 1
    ends = np.cumsum(ends)
    cursor = ends[:-1].copy()
    packed = np.empty(ends[-1], np.uint32)
    for center in range(start, ids.size):
        for place in range(center - 1, max(-1, center - window - 1), -1):
            if ids[center] < 0 or ids[place] == BORDER:
                break
            if ids[place] >= 0:
                column = max(ids[center], ids[place]) if symmetric else ids[place]
                row = min(ids[center], ids[place]) if symmetric else ids[center]
                packed[cursor[column]] = row * window + (center - place - 1)
                cursor[column] += 1
    return packed, ends


@numba.njit(cache=True, nogil=True)
def _scatter_by_row(packed, column_ends, words, window):
    """The same pairs as packed (column, distance), by row; columns stay sorted in each row."""
    ends = np.zeros(words + 1, np.int64)
    for k in range(packed.size):
        ends[packed[k] // np.uint32(window) + 1] += 1
    ends = np.cumsum(ends)
    cursor = ends[:-1].copy()
    result = np.empty(packed.size, np.uint32)
    for column in range(words):
        for k in range(column_ends[column], column_ends[column + 1]):
            row = packed[k] // np.uint32(window)
            distance = packed[k] - row * np.uint32(window)
            result[cursor[row]] = column * window + distance
            cursor[row] += 1
    return result, ends


@numba.njit(cache=True, nogil=True)
def _add_up(packed, row_ends, words, weights):
    """Add the weights of equal pairs, which lie side by side."""
    window = np.uint32(weights.size)
    distinct = 0
    for row in range(words):
        last = np.int64(-1)
        for k in range(row_ends[row], row_ends[row + 1]):
            column = np.int64(packed[k] // window)
            distinct += column != last
            last = column
    keys, sums = np.empty(distinct, np.int64), np.empty(distinct, np.int64)
    at = -1
    for row in range(words):
        last = np.int64(-1)
        for k in range(row_ends[row], row_ends[row + 1]):
            column = np.int64(packed[k] // window)
            if column != last:
                at += 1
                keys[at], sums[at] = row * np.int64(words) + column, 0
                last = column
            sums[at] += weights[packed[k] - np.uint32(column) * window]
    return keys, sums


@numba.njit(cache=True, nogil=True)
def _merge(left, right):
    """Two sorted runs into one; sums of equal keys are added."""
    merged = np.empty(left.size + right.size, left.dtype)
    a, b, n = 0, 0, 0
    while a < left.size or b < right.size:
        if b == right.size or (a < left.size and left[a].key <= right[b].key):
            record = left[a]
            a += 1
        else:
            record = right[b]
            b += 1
        if n and merged[n - 1].key == record.key:
            merged[n - 1].sum += record.sum
        else:
            merged[n].key, merged[n].sum = record.key, record.sum
            n += 1
    return merged[:n].copy()


@numba.njit(cache=True, nogil=True)
def _row_sizes(keys, words, symmetric, sizes):
    """Count the cells of each row into `sizes[row + 1]`, mirrored cells too."""
    for key in keys:
        row, column = key // words, key % words
        sizes[row + 1] += 1
        if symmetric and row != column:
            sizes[column + 1] += 1


@numba.njit(cache=True, nogil=True)
def _place(keys, sums, words, unit, symmetric, cursor, data, indices):
    """Write cells and their mirror images; keys rise, so every row fills from left to right."""
    for k in range(keys.size):
        row, column = keys[k] // words, keys[k] % words
        value = sums[k] / unit
        if symmetric and row == column:
            value *= 2.0  # each of the two words is in the window of the other
        data[cursor[row]], indices[cursor[row]] = value, column
        cursor[row] += 1
        if symmetric and row != column:
            data[cursor[column]], indices[cursor[column]] = value, row
            cursor[column] += 1


# --- runs on disk -------------------------------------------------------------------------------


def _to_disk(blocks: Iterable[np.ndarray]) -> IO[bytes]:
    """Write a sorted run to a nameless file, which is gone when it is closed."""
    file = tempfile.TemporaryFile(prefix="wordemb_run_")  # noqa: SIM115
    for block in blocks:
        file.write(block.tobytes())
    file.flush()
    return file


def _read_blocks(file: IO[bytes], size: int = _DISK_BLOCK) -> Iterator[np.ndarray]:
    """Read a run from its start, a block at a time."""
    file.seek(0)
    while data := file.read(size * RUN.itemsize):
        yield np.frombuffer(bytearray(data), RUN)  # writable, as the runs in memory are


def _merge_many(sources: list[Iterator[np.ndarray]]) -> Iterator[np.ndarray]:
    """Merge many sorted runs, holding one block of each.

    No key after a block can be smaller than its last key; so everything up to the smallest of
    the last keys is complete and can be added up.
    """
    heads = [next(source, _NOTHING) for source in sources]
    while any(len(head) for head in heads):
        limit = min(head["key"][-1] for head in heads if len(head))
        ready = []
        for k, head in enumerate(heads):
            cut = int(np.searchsorted(head["key"], limit, side="right"))
            ready.append(head[:cut])
            heads[k] = head[cut:] if cut < len(head) else next(sources[k], _NOTHING)
        yield _merge_sorted(ready)


def _merge_sorted(runs: list[np.ndarray]) -> np.ndarray:
    """Merge a few runs in memory, two at a time."""
    while len(runs) > 1:
        pairs = [runs[k : k + 2] for k in range(0, len(runs), 2)]
        runs = [_merge(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return runs[0]
