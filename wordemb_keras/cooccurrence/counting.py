"""The compiled counter behind `cooccurrence` (section 9-2): pairs of word ids, counted.

A window of text is a handful of (row, column) pairs. They are sorted with two passes of
counting sort, first by column and then by row, which takes no comparison and no hash table;
equal pairs are then neighbours and one more pass adds them up. `plain` says the same in two loops.

Every sum is an **integer**, so it is the same in any order: counting in pieces, by several
threads, spilling to disk and merging cannot change a bit of the result. What is added up
depends on the weighting:

    count             1 for each pair
    inverse distance  lcm(1..window) / d for a pair at distance d, divided by lcm(1..window) at
                      the end; for windows above 22 that number leaves no room for the sums, and
                      how often each distance was seen is counted apart instead

Reference: D. E. Knuth, The Art of Computer Programming 3, 5.2.5 (sorting by distribution)
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numba
import numpy as np

from wordemb_keras.cooccurrence.encoding import BORDER
from wordemb_keras.cooccurrence.runs import RUN, RunMerger

# lcm(1..22) = 232,792,560, so 63 bits hold cells of 4e10 pairs; lcm(1..23) is 23 times as much
_WIDEST_SUMMED = 22
_IN_MEMORY_PAIRS = 4_000_000  # pairs sorted at once when memory is not limited
_BYTES_A_PAIR = 64  # measured peak of `count_pairs`, its result and one merge


class Weighting(NamedTuple):
    """How pairs at the distances 1..window count.

    Attributes:
        weights: int64, `(window,)`: what a pair adds.
        unit: the sum that stands for a count of 1.0; 0 where distances are counted apart.
    """

    weights: np.ndarray
    unit: int

    @classmethod
    def of(cls, window: int, weighting: str) -> "Weighting":
        """The weights of `"count"` or `"inverse_distance"`.

        Example:

        >>> Weighting.of(4, "inverse_distance")
        Weighting(weights=array([12,  6,  4,  3]), unit=12)
        >>> Weighting.of(3, "count")
        Weighting(weights=array([1, 1, 1]), unit=1)
        """
        if weighting == "count":
            return cls(np.ones(window, np.int64), 1)
        if window > _WIDEST_SUMMED:
            return cls(np.ones(window, np.int64), 0)
        unit = math.lcm(*range(1, window + 1))
        return cls(np.array([unit // d for d in range(1, window + 1)], np.int64), unit)

    def cells(self, keys: np.ndarray) -> np.ndarray:
        """For each key of a run its cell, row * number of words + column."""
        return keys if self.unit else keys // len(self.weights)


def count_pairs(
    ids: np.ndarray, start: int, words: int, weighting: Weighting, *, symmetric: bool
) -> np.ndarray:
    """One sorted run with the pairs of the words at `ids[start:]` and those before them.

    Args:
        ids: int32 array; `BORDER` between sentences, `GAP` for a word that is left out.
        start: the words before it are looked at, but were counted already.
        words: number of different words, so that ids lie in `[0, words)`.
        weighting: what a pair adds.
        symmetric: put (i, j) and (j, i) together under the smaller id; the lower half is the
            mirror image. Otherwise the row is a word and the column a word before it.

    Returns:
        Record array (`RUN`). Its keys are cells; or, where distances are counted apart,
        cell * window + distance - 1.
    """
    window = len(weighting.weights)
    # row * window + distance and column * window + distance are packed into 32 bits
    if words * window >= 2**31:
        raise ValueError(
            f"`window` times the number of words must stay below 2**31. Received: window={window} "
            f"and {words} words. Raise `min_count` or set `max_vocabulary`."
        )
    by_column, column_ends = _scatter_by_column(ids, start, words, window, symmetric)
    by_row, row_ends = _scatter_by_row(by_column, column_ends, words, window)
    del by_column
    if weighting.unit:
        keys, sums = _add_up(by_row, row_ends, words, weighting.weights)
    else:
        keys, sums = _add_up_apart(by_row, row_ends, words, window)
    run = np.empty(len(keys), RUN)
    run["key"], run["sum"] = keys, sums
    return run


def available_cpus() -> int:
    """CPUs this process may use, or NUMBA_NUM_THREADS if that is set."""
    return int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


def pairs_at_once(memory_limit: int | None, threads: int) -> int:
    """How many pairs each of the threads may sort in one piece; one more piece is being merged."""
    if memory_limit is None:
        return _IN_MEMORY_PAIRS
    pieces = threads + (threads > 1)
    return max(1000, min(_IN_MEMORY_PAIRS, memory_limit // (_BYTES_A_PAIR * pieces)))


def counts_of(
    blocks: Iterable[np.ndarray], weighting: Weighting
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Cells and their counts (float64), from merged runs; every cell comes once, in order."""
    window = len(weighting.weights)
    held = np.empty(0, RUN)
    for block in blocks:
        if weighting.unit:
            yield block["key"], block["sum"] / weighting.unit
            continue
        # the last cell of a block may go on in the next one
        block = np.concatenate([held, block])
        last = block["key"][-1] // window * window if len(block) else 0
        cut = int(np.searchsorted(block["key"], last))
        held = block[cut:].copy()
        if cut:
            yield _join(block["key"][:cut], block["sum"][:cut], window)
    if len(held):
        yield _join(held["key"], held["sum"], window)


def to_csr(
    merger: RunMerger, words: int, weighting: Weighting, *, symmetric: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The arrays `(data, indices, indptr)` of the sorted CSR matrix, mirrored if symmetric."""
    sizes = np.zeros(words + 1, np.int64)
    for cells, _ in counts_of(merger.blocks(), weighting):
        _row_sizes(cells, words, symmetric, sizes)
    indptr = np.cumsum(sizes)
    data, indices = np.empty(indptr[-1], np.float64), np.empty(indptr[-1], np.int32)
    cursor = indptr[:-1].copy()
    for cells, counts in counts_of(merger.blocks(), weighting):
        _place(cells, counts, words, symmetric, cursor, data, indices)
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
def _add_up_apart(packed, row_ends, words, window):
    """How often each pair is seen at each distance; the distances of a cell in rising order."""
    keys, sums = np.empty(packed.size, np.int64), np.empty(packed.size, np.int64)
    tally, seen, at = np.zeros(window, np.int64), np.empty(window, np.int64), 0
    for row in range(words):
        k, end = row_ends[row], row_ends[row + 1]
        while k < end:
            column, different = packed[k] // np.uint32(window), 0
            while k < end and packed[k] // np.uint32(window) == column:
                distance = np.int64(packed[k] - column * np.uint32(window))
                if tally[distance] == 0:
                    seen[different] = distance
                    different += 1
                tally[distance] += 1
                k += 1
            cell = row * np.int64(words) + np.int64(column)
            for distance in np.sort(seen[:different]):
                keys[at], sums[at] = cell * window + distance, tally[distance]
                tally[distance] = 0
                at += 1
    return keys[:at].copy(), sums[:at].copy()


@numba.njit(cache=True, nogil=True)
def _join(keys, sums, window):
    """Cells, and for each the sum over d of (how often at distance d) / d, rounded once."""
    cells, counts = np.empty(keys.size, np.int64), np.empty(keys.size, np.float64)
    digits, used, k = np.empty(5, np.int64), 0, 0
    while k < keys.size:
        cell = keys[k] // window
        digits[:] = 0  # before the point, and four of 30 bits after it
        while k < keys.size and keys[k] // window == cell:
            distance = keys[k] - cell * window + 1
            rest = sums[k]
            for place in range(5):  # long division; distance < 2^31, so the shift stays in 63 bits
                digits[place] += rest // distance
                rest = (rest % distance) << 30
            k += 1
        for place in range(4, 0, -1):
            digits[place - 1] += digits[place] >> 30
            digits[place] &= (1 << 30) - 1
        # the digits have more than 53 bits: what each addition rounds off is kept in `low`
        high, low, scale = np.float64(digits[0]), 0.0, 1.0
        for place in range(1, 5):
            scale *= 2.0**-30
            term = digits[place] * scale
            total = high + term
            low += term - (total - high)
            high = total
        cells[used], counts[used] = cell, high + low
        used += 1
    return cells[:used].copy(), counts[:used].copy()


@numba.njit(cache=True, nogil=True)
def _row_sizes(cells, words, symmetric, sizes):
    """Count the cells of each row into `sizes[row + 1]`, mirrored cells too."""
    for cell in cells:
        row, column = cell // words, cell % words
        sizes[row + 1] += 1
        if symmetric and row != column:
            sizes[column + 1] += 1


@numba.njit(cache=True, nogil=True)
def _place(cells, counts, words, symmetric, cursor, data, indices):
    """Write cells and their mirror images; cells rise, so every row fills from left to right."""
    for k in range(cells.size):
        row, column = cells[k] // words, cells[k] % words
        value = counts[k]
        if symmetric and row == column:
            value *= 2.0  # each of the two words is in the window of the other
        data[cursor[row]], indices[cursor[row]] = value, column
        cursor[row] += 1
        if symmetric and row != column:
            data[cursor[column]], indices[cursor[column]] = value, row
            cursor[column] += 1
