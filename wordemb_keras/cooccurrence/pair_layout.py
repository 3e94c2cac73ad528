"""What pair files look like (section 9-2): the form of a cell, the mark of the format.

Those who write them (`pair_counting`) and those who read them (`pair_files`) must agree on it.
"""

import numpy as np

FORMAT = "wordemb_keras pair files 1"
CELL = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])
