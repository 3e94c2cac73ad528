"""What a trainer needs of counts (section 9-2), whether memory holds them or a folder does.

Counts know their words, how many pairs there are, and give the pairs in parts: one part for a
matrix in memory, one for each file of a folder. `GloVe` asks for nothing else.

A part comes **tile by tile**: first all pairs of words 0 to 255 with words 0 to 255, then those
of words 0 to 255 with words 256 to 511, and so on. Two times 256 rows of 100 dimensions are
0.4 MB, which a core's cache holds while the tile is trained on.
"""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from wordemb_keras.text.vocabulary import Vocabulary

TILE = 256  # words


class Cells(NamedTuple):
    """Counted pairs, tile by tile; a pair and its mirror image are two."""

    rows: np.ndarray  # int32, (pairs,)
    columns: np.ndarray  # int32, (pairs,)
    counts: np.ndarray  # float64, (pairs,), all above 0
    starts: np.ndarray  # int64, (tiles + 1,): where each tile starts, and the end


class Parts:
    """A few parts of which each is read when it is asked for: `parts[k]`, or a loop.

    Args:
        sizes: number of pairs of each part.
        read: gives the part of a number.

    Example:

    >>> parts = Parts([1, 2], lambda number: "ab"[number])
    >>> len(parts), parts.sizes, list(parts)
    (2, [1, 2], ['a', 'b'])
    """

    def __init__(self, sizes: Sequence[int], read: Callable[[int], Any]):
        self.sizes, self._read = list(sizes), read

    def __len__(self) -> int:
        return len(self.sizes)

    def __getitem__(self, number: int) -> Any:
        return self._read(range(len(self.sizes))[number])

    def __iter__(self) -> Iterator[Any]:
        return map(self._read, range(len(self.sizes)))


class Counts(ABC):
    """Counts of pairs of words: `Cooccurrence` in memory, `PairFiles` in a folder.

    Attributes:
        vocabulary: the `Vocabulary`; its `words` are in the order of the rows.
        settings: how they were counted.
    """

    vocabulary: "Vocabulary"
    settings: dict[str, Any]

    @abstractmethod
    def parts(self) -> Parts:
        """The pairs as `Cells`, part by part. A cell of 0 is no pair; mirror images are pairs."""

    @property
    @abstractmethod
    def checksum(self) -> str:
        """Text that other counts would hardly have, other words with the same counts neither."""

    @property
    def n_pairs(self) -> int:
        """How many pairs there are to train on."""
        return sum(self.parts().sizes)

    def __len__(self) -> int:
        """Number of words."""
        return len(self.vocabulary.words)


def tile_starts(rows: np.ndarray, columns: np.ndarray, tile: int = TILE) -> np.ndarray:
    """Where each tile starts, of cells sorted by tile; one more at the end.

    Example:

    >>> tile_starts(np.array([0, 1, 0, 3]), np.array([1, 0, 2, 3]), tile=2)
    array([0, 2, 3, 4])
    """
    if len(rows) == 0:
        return np.zeros(1, np.int64)
    down, across = rows // tile, columns // tile
    new = np.flatnonzero((across[1:] != across[:-1]) | (down[1:] != down[:-1])) + 1
    return np.concatenate([[0], new, [len(rows)]]).astype(np.int64)


def tiled(matrix: Any, tile: int = TILE) -> Cells:
    """The cells above 0 of a SciPy sparse matrix, tile by tile."""
    cells = matrix.tocoo()
    present = np.flatnonzero(cells.data > 0)  # a stored 0 is no pair: its logarithm is infinite
    rows = cells.row[present].astype(np.int32)
    columns = cells.col[present].astype(np.int32)
    order = np.argsort(_numbers(columns, tile), kind="stable")
    order = order[np.argsort(_numbers(rows, tile)[order], kind="stable")]
    rows, columns = rows[order], columns[order]
    return Cells(rows, columns, cells.data[present][order], tile_starts(rows, columns, tile))


def checksum_of(words: Sequence[str], *arrays: np.ndarray | str) -> str:
    """CRC-32 of the words and of what was counted, in hexadecimal."""
    total = 0
    for array in arrays:
        if isinstance(array, str):
            total = zlib.crc32(array.encode("ascii"), total)
        elif array.size:  # an empty array has no bytes to look at
            total = zlib.crc32(np.ascontiguousarray(array).data.cast("B"), total)
    return f"{zlib.crc32(chr(10).join(words).encode('utf-8')):08x}{total:08x}"


def _numbers(indices: np.ndarray, tile: int) -> np.ndarray:
    """Tiles in 16 bits where they fit, because NumPy then sorts them several times as fast."""
    numbers = indices // tile
    return numbers.astype(np.uint16) if numbers.max(initial=0) < 2**16 else numbers
