"""A matrix of counts that knows its words (section 9-2), and what it can be asked.

`X[i, k]` is how often word k lies in the window around word i, and

    P(k|i) = X[i, k] / X[i],    X[i] = sum over k of X[i, k]

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), section 3.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts, Parts, checksum_of, tiled
from wordemb_keras.text.checks import check_lines
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix


class CountMatrix(Counts):
    """The part of `Cooccurrence` that knows nothing of texts and files. See there.

    Example:

    >>> X = CountMatrix([[0, 3], [3, 2]], ["밥", "물"])
    >>> X.count("밥", "물"), X.probability("물", given="물")
    (3.0, 0.4)
    """

    def __init__(
        self,
        matrix: Any,
        vocabulary: Vocabulary | Iterable[str],
        *,
        settings: Mapping[str, Any] | None = None,
    ):
        known = as_vocabulary(vocabulary)
        own = _own_copy(matrix, known.words)
        _check_shape(own, len(known.words))
        _check_no_triangle(own, settings or {})
        self._set(own, known, settings or {})

    def _set(self, matrix: "csr_matrix", vocabulary: Vocabulary, settings: Mapping) -> None:
        self.matrix, self.vocabulary, self.settings = matrix, vocabulary, dict(settings)
        self._rows = {word: row for row, word in enumerate(vocabulary.words)}

    def parts(self) -> Parts:
        """One part: memory holds the matrix anyway."""
        return Parts([int(np.count_nonzero(self.matrix.data))], lambda number: tiled(self.matrix))

    @property
    def checksum(self) -> str:
        """See `Counts`."""
        matrix = self.matrix
        return checksum_of(self.vocabulary.words, matrix.indptr, matrix.indices, matrix.data)

    def __repr__(self) -> str:
        made = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f"<{type(self).__name__} of {len(self)} words, {self.matrix.nnz} cells; {made}>"

    def count(self, i: str, k: str) -> float:
        """X[i, k]: how often word k was in the window of word i."""
        return float(self.matrix[self._row("i", i), self._row("k", k)])

    def probability(self, k: str, *, given: str) -> float:
        """P(k|i): of the words around word i, the share that is word k.

        Raises:
            ValueError: nothing was ever counted around the given word.
        """
        around = self.matrix[self._row("given", given)].sum()
        if around == 0:
            raise ValueError(f"`given` must have neighbours: nothing was counted around {given!r}")
        return self.count(given, k) / float(around)

    def ratio(self, k: str, i: str, j: str) -> float:
        """P(k|i) / P(k|j): large if k goes with i, near 0 if with j, near 1 if with both or none.

        If k was never near j it is infinite, and not a number if k was near neither.
        """
        above, below = self.probability(k, given=i), self.probability(k, given=j)
        if below == 0:
            return math.nan if above == 0 else math.inf
        return above / below

    def ppmi(self) -> "csr_matrix":
        """Positive pointwise mutual information: how much oftener than by chance, in logarithms.

            PPMI[i, k] = max(0, log(X[i, k] X / (X[i] X[k])))      X: the sum of all counts

        Returns:
            `csr_matrix` `(words, words)`; cells that were never counted are 0.

        Reference: O. Levy, Y. Goldberg (2014), [Neural Word Embedding as Implicit Matrix
        Factorization](https://papers.nips.cc/paper/5477-neural-word-embedding-as-implicit-matrix-factorization)

        Example:

        >>> X = CountMatrix([[0, 3], [3, 2]], ["밥", "물"])
        >>> X.ppmi().toarray().round(3)  # log(3 * 8 / (3 * 5)); 2 * 8 / (5 * 5) is below 1
        array([[0.  , 0.47],
               [0.47, 0.  ]])
        """
        cells = self.matrix.tocoo()  # a copy
        cells.eliminate_zeros()  # of a matrix that was changed: log 0, and 0 / 0
        rows, columns = (np.asarray(self.matrix.sum(axis=axis)).ravel() for axis in (1, 0))
        chance = rows[cells.row] * columns[cells.col] / columns.sum()
        ppmi = cells.copy()
        ppmi.data = np.maximum(0.0, np.log(cells.data / chance))
        ppmi = ppmi.tocsr()
        ppmi.eliminate_zeros()
        return ppmi

    def svd(self, dim: int, *, power: float = 1.0) -> np.ndarray:
        """Vectors from a truncated SVD of `ppmi`: the counting side of the chapter, as LSA does.

            PPMI ~ U S V',    vectors = U S^power

        Args:
            dim: numbers in a vector, fewer than there are words.
            power: 1 as in LSA; with 0.5 or 0 similar words usually come out better. Not below 0.

        Returns:
            float32 `(words, dim)`, in the order of `vocabulary.words`; the same on every run.

        Raises:
            ValueError: `dim` is no integer between 1 and the number of words less one, `power` is
                no finite number of at least 0, or no two words are together oftener than by chance.

        Reference: S. Deerwester et al. (1990), Indexing by Latent Semantic Analysis; O. Levy, Y.
        Goldberg, I. Dagan (2015), [Improving Distributional Similarity](
        https://aclanthology.org/Q15-1016/), section 3.3 (power)

        Example:

        >>> from wordemb_keras import Cooccurrence
        >>> X = Cooccurrence.build([["ice", "cold"], ["snow", "cold"], ["fire", "hot"]], verbose=0)
        >>> vectors = dict(zip(X.vocabulary.words, X.svd(2), strict=True))
        >>> bool(np.allclose(vectors["ice"], vectors["snow"]))
        True
        """
        from scipy.sparse.linalg import svds

        dim = checks.integer("dim", dim, most=len(self) - 1)
        power = checks.not_negative("power", power)
        ppmi = self.ppmi()
        if ppmi.nnz == 0:
            raise ValueError("No two words are together oftener than by chance: nothing to learn")
        # a fixed start and a fixed sign: otherwise both are left to chance
        start = np.random.default_rng(0).standard_normal(len(self))
        left, values, _ = svds(ppmi, dim, v0=start, return_singular_vectors="u")
        left, values = left[:, ::-1], values[::-1]
        largest = left[np.abs(left).argmax(axis=0), np.arange(dim)]
        return (left * np.sign(largest) * values**power).astype(np.float32)

    def table(
        self, words: Sequence[str] | None = None, *, probabilities: bool = False
    ) -> "pd.DataFrame":
        """A labelled table of the counts, for a few words.

        Args:
            words: the rows and columns, in this order. Default: all of them.
            probabilities: show P(column|row); rows then sum to 1 over the whole vocabulary.

        Raises:
            ValueError: the table would have more than a million cells.
        """
        import pandas as pd

        words = self.vocabulary.words if words is None else list(words)
        if len(words) > 1000:
            raise ValueError(
                f"`words` must be at most 1000 for a table. Received: {len(words)} words. "
                "Name the ones to show, or use `.matrix`."
            )
        rows = [self._row("words", word) for word in words]
        counted = self.matrix[rows]
        cells = counted[:, rows].toarray()
        if probabilities:
            sums = np.asarray(counted.sum(axis=1)).reshape(-1, 1)
            cells = np.divide(cells, sums, out=np.zeros_like(cells), where=sums > 0)
        elif np.array_equal(cells, np.round(cells)):
            cells = cells.astype(np.int64)
        return pd.DataFrame(cells, index=words, columns=words)

    def _row(self, argument: str, word: str) -> int:
        known = isinstance(word, str)
        row = self._rows.get(unicodedata.normalize("NFC", word)) if known else None
        if row is None:
            raise KeyError(f"`{argument}` must be a word that was counted. Received: {word!r}")
        return row


def as_vocabulary(vocabulary: Vocabulary | Iterable[str]) -> Vocabulary:
    """The words of the rows, of which each can be kept in a file.

    Raises:
        ValueError: words without an order, or a dict that does not number them 0, 1, 2, ...
    """
    if isinstance(vocabulary, set | frozenset):
        raise ValueError(
            "`vocabulary` must have an order, as a list has. Received: a set; `sorted(vocabulary)`"
        )
    if hasattr(vocabulary, "get_vocabulary") or not isinstance(vocabulary, Iterable | Vocabulary):
        raise ValueError(
            "`vocabulary` must be a `Vocabulary` or a list of words. Received: "
            f"{vocabulary!r:.60} (of type {type(vocabulary).__name__}). Of a layer: "
            "`layer.get_vocabulary(include_special_tokens=False)`"
        )
    if isinstance(vocabulary, Mapping):
        at = {row: word for word, row in vocabulary.items()}
        if len(at) != len(vocabulary) or set(at) != set(range(len(at))):
            raise ValueError(
                "`vocabulary`, if it is a dict, must number its words 0, 1, 2, ... Received: "
                f"{dict(list(vocabulary.items())[:3])}. Words in the order of a dict: "
                "`list(vocabulary)`"
            )
        vocabulary = [at[row] for row in range(len(at))]
    if not isinstance(vocabulary, Vocabulary):
        vocabulary = Vocabulary(vocabulary)
    check_lines("`vocabulary`", vocabulary.words)
    return vocabulary


# --- checks of a matrix that was made elsewhere --------------------------------------------------


def _own_copy(matrix: Any, words: Sequence[str]) -> "csr_matrix":
    """The counts as a CSR matrix that shares nothing with what came in; equal cells added up."""
    from scipy.sparse import csr_matrix, issparse

    if isinstance(matrix, Counts):
        raise ValueError(f"`matrix` must be a table of numbers. Received: counts, {matrix!r}")
    _check_labels(matrix, words)
    if np.ma.is_masked(matrix):
        raise ValueError("`matrix` must have no masked cells. `matrix.filled(0)` makes them 0")
    if issparse(matrix) and matrix.dtype.kind not in "buif":
        raise ValueError(f"`matrix` must hold real numbers. Received: dtype={matrix.dtype}")
    if not issparse(matrix):
        matrix = np.asarray(matrix)
        if matrix.ndim != 2 or matrix.dtype.kind not in "buif":
            raise ValueError(
                "`matrix` must be a table of real numbers with two axes. Received: "
                f"shape={matrix.shape}, dtype={matrix.dtype}"
            )
    # astype first: SciPy adds up equal cells in the type of the matrix, 200 + 100 = 44 in uint8
    own = csr_matrix(matrix.astype(np.float64), copy=True)
    check_numbers(own)
    own.sum_duplicates()
    own.eliminate_zeros()
    return own


def check_numbers(own: "csr_matrix") -> None:
    """Counts are finite and not negative.

    Raises:
        ValueError: one is not.
    """
    if not np.isfinite(own.data).all() or (own.data < 0).any():
        bad = own.data[~(np.isfinite(own.data) & (own.data >= 0))][0]
        raise ValueError(f"`matrix` must hold finite counts >= 0. Received: a count of {bad}")


def _check_labels(matrix: Any, words: Sequence[str]) -> None:
    """A table of pandas names its rows and columns: they must be the words, in their order."""
    for axis in ("index", "columns"):
        labels = getattr(matrix, axis, None)
        if labels is None or not hasattr(labels, "tolist"):
            continue
        found = [
            unicodedata.normalize("NFC", each) if isinstance(each, str) else each
            for each in labels.tolist()
        ]
        if any(isinstance(each, str) for each in found) and found != list(words):
            raise ValueError(
                f"`matrix.{axis}` must be the words of `vocabulary`, in their order. Received: "
                f"{found[:3]}, where the words begin with {list(words[:3])}. "
                "`matrix.loc[words, words]` puts them in order"
            )


def _check_shape(matrix: "csr_matrix", words: int) -> None:
    if matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"`matrix` must be square. Received: matrix.shape={matrix.shape}")
    if matrix.shape[0] != words:
        raise ValueError(
            f"`vocabulary` must name each row of `matrix`. Received: {words} words for "
            f"{matrix.shape[0]} rows"
        )


def _check_no_triangle(matrix: "csr_matrix", settings: Mapping[str, Any]) -> None:
    """Half of a symmetric table, as glove-python and Stanford's programs keep it, is no table."""
    if settings.get("symmetric") is False or matrix.nnz == 0:
        return
    cells = matrix.tocoo()
    upper, lower = bool((cells.row < cells.col).any()), bool((cells.row > cells.col).any())
    if upper != lower:
        raise ValueError(
            f"`matrix` must hold X[i, k] and X[k, i]. Received: one triangle only, the "
            f"{'upper' if upper else 'lower'} one. If that is half of a symmetric table, give "
            "`matrix + matrix.T` (and halve the diagonal first if it counts a pair of equal words "
            "twice). If words on one side only were counted, say so: "
            '`settings={"symmetric": False}`'
        )
