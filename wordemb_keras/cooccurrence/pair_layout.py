"""What pair files look like (section 9-2): names, the form of a cell, the mark of the format.

Those who write them (`pair_counting`, `pair_folder`) and those who read them (`pair_files`) must
agree on it.
"""

import zlib

import numpy as np

FORMAT = "wordemb_keras pair files 1"
CELL = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])

ABOUT = "about.json"
VOCABULARY = "vocabulary.txt"
UNFINISHED = "unfinished"


def cells_name(number: int) -> str:
    """The file with the cells of a part."""
    return f"{number:05d}.npy"


def checksum_of_cells(cells: np.ndarray) -> int:
    """CRC-32 of the records."""
    return zlib.crc32(cells.view(np.uint8).data) if len(cells) else 0
