"""`cooccurrence.bin` of GloVe's C program: a record for each pair of words that was counted.

    int32 i | int32 j | float64 count          i and j are lines of vocab.txt, from 1 on

Reference: [GloVe, cooccur.c](https://github.com/stanfordnlp/GloVe/blob/master/src/cooccur.c)
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

RECORD = np.dtype([("i", "<i4"), ("j", "<i4"), ("count", "<f8")])


def read_records(path: Path, words: int) -> "csr_matrix":
    """The counts as a matrix `(words, words)`; a pair that comes twice is added up.

    Raises:
        ValueError: the file was cut, is something else, or was counted with another vocabulary.
    """
    from scipy.sparse import csr_matrix

    size = path.stat().st_size
    if size == 0 or size % RECORD.itemsize:
        raise ValueError(
            f"{path} has {size} bytes, which are no whole records of {RECORD.itemsize}: it is "
            "empty, was cut, or is no cooccurrence.bin of GloVe's C program"
        )
    records = np.memmap(path, RECORD, "r")
    i, j, count = (np.asarray(records[name]) for name in ("i", "j", "count"))
    wrong = (np.minimum(i, j) < 1) | (np.maximum(i, j) > words) | ~np.isfinite(count) | (count < 0)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"{path}, record {first + 1}: words {i[first]} and {j[first]} with the count "
            f"{count[first]:g}; `vocab` has {words} words. Give the vocab.txt that it was counted "
            "with; if that is right, the file is damaged or no cooccurrence.bin"
        )
    return csr_matrix((count, (i - 1, j - 1)), shape=(words, words))  # the C program counts from 1


def is_symmetric(matrix: "csr_matrix") -> bool:
    """Whether words on both sides were counted; sums in another order differ in the last digits."""
    difference = abs(matrix - matrix.T)
    return bool(difference.nnz == 0 or difference.max() <= 1e-9 * matrix.max())
