"""A table as the compiled trainer wants it (section 9-2): all that a step needs in one row.

    [ vector | bias and 1 | zeros ][ the same places: AdaGrad's sums of squares ]

With the 1 at the place where the other table has its bias, a product of two rows is
w.w~ + b * 1 + 1 * b~, and the gradient of a bias comes out of the same loop as the vector's.
"""

import numpy as np

from wordemb_keras.glove.lanes import LANES, LINE


class Rows:
    """One of the two tables, and where its parts lie.

    Args:
        count: number of rows.
        dim: numbers in a vector.
        bias_first: whether the bias comes before the 1. The two tables differ in that.

    Attributes:
        cells: float32 array `(count, 2 * half)`, what the compiled loop works on.
        vectors: the part of it with the vectors, `(count, dim)`; to be read and written.
        biases: the same for the biases, `(count, 1)`.
        vector_squares: the sums of squares of `vectors`.
        bias_squares: those of `biases`.

    Example:

    >>> rows = Rows(2, 3, bias_first=True)
    >>> rows.vectors[:], rows.biases[:] = 5, 7
    >>> rows.cells[0, :6]
    array([5., 5., 5., 7., 1., 0.], dtype=float32)
    """

    def __init__(self, count: int, dim: int, *, bias_first: bool):
        half = -(-(dim + 2) // LANES) * LANES
        bias, one = (dim, dim + 1) if bias_first else (dim + 1, dim)
        self.cells = _on_lines(count, 2 * half)
        self.cells[:, one] = 1
        # Padding has gradients of 0; a sum of 1 makes a quiet 1/sqrt(1). The constant 1 has some,
        # and stays 1: a step over sqrt(1e30) is lost in rounding.
        self.cells[:, half:] = 1
        self.cells[:, half + one] = 1e30
        self.vectors = self.cells[:, :dim]
        self.biases = self.cells[:, bias : bias + 1]
        self.vector_squares = self.cells[:, half : half + dim]
        self.bias_squares = self.cells[:, half + bias : half + bias + 1]


def _on_lines(rows: int, columns: int) -> np.ndarray:
    """Zeros that start where a cache line starts."""
    # NumPy's own start 16 bytes after one: then every other register read would lie on two lines.
    spare = LINE // 4
    memory = np.zeros(rows * columns + spare, np.float32)
    first = -memory.ctypes.data // 4 % spare
    return memory[first : first + rows * columns].reshape(rows, columns)
