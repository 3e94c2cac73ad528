"""Adding up sorted runs of counted pairs, in memory and on disk (section 9-2).

A run is an array of (key, sum) with rising keys. Two runs are merged as in merge sort, and the
sums of equal keys added. The sums are integers, so the order of merging cannot change a bit.

Reference: D. E. Knuth, The Art of Computer Programming 3, 5.4 (merging runs on disk)
"""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import numba
import numpy as np

RUN = np.dtype([("key", np.int64), ("sum", np.int64)])

_NOTHING = np.empty(0, RUN)
_BLOCK = 1 << 18  # records handed on or read from disk at a time, if memory is not short
_SMALLEST_BLOCK = 1 << 9


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
            for run in self._memory:
                yield from (run[at : at + _BLOCK] for at in range(0, len(run), _BLOCK))
            return
        if self._memory or len(self._disk) > 1:
            self._merge_disk()
        yield from _read_blocks(self._disk[0], self._block(1))

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

    def _block(self, files: int) -> int:
        """How many records of each of the files may be in memory at a time."""
        share = (self.memory_limit or 0) // (4 * RUN.itemsize * files)
        return max(_SMALLEST_BLOCK, min(_BLOCK, share))

    def _bytes_in_memory(self) -> int:
        return sum(run.nbytes for run in self._memory)

    def _spill(self) -> None:
        while len(self._memory) > 1:
            self._merge_last_two()
        self._disk.append(_to_disk(self._memory))
        self._memory.clear()

    def _merge_disk(self) -> None:
        size = self._block(len(self._disk))
        sources = [_read_blocks(file, size) for file in self._disk]
        merged = _to_disk(_merge_many([*sources, iter(list(self._memory))]))
        self.close()
        self._memory.clear()
        self._disk.append(merged)


def merge_sorted(runs: list[np.ndarray]) -> np.ndarray:
    """Merge a few runs in memory, two at a time."""
    while len(runs) > 1:
        pairs = [runs[k : k + 2] for k in range(0, len(runs), 2)]
        runs = [_merge(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return runs[0]


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


# --- runs on disk -------------------------------------------------------------------------------


def _to_disk(blocks: Iterable[np.ndarray]) -> IO[bytes]:
    """Write a sorted run to a nameless file, which is gone when it is closed."""
    file = tempfile.TemporaryFile(prefix="wordemb_run_")  # noqa: SIM115
    for block in blocks:
        file.write(block.tobytes())
    file.flush()
    return file


def _read_blocks(file: IO[bytes], size: int) -> Iterator[np.ndarray]:
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
        yield merge_sorted(ready)
