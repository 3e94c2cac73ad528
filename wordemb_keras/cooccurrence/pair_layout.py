"""What pair files look like (section 9-2): the form of a cell, the tiles, the mark of the format.

Those who write them (`pair_counting`), those who read them (`pair_files`) and those who train on
them (`glove.pairs`) must agree on it.
"""

import numpy as np

FORMAT = "wordemb_keras pair files 1"
CELL = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])
TILE = 256  # words; two times 256 rows of 100 dimensions are 0.4 MB, which a core's cache holds
