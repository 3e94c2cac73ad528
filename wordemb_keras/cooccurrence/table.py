"""Co-occurrence counts (section 9-2): which words stand near which.

`X[i, k]` is how often word k lies in the window around word i, and

    P(k|i) = X[i, k] / X[i],    X[i] = sum over k of X[i, k]

GloVe is trained on X alone; the text is read once and not needed again.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), section 3.
"""

import json
import math
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts, Parts, checksum_of, tiled
from wordemb_keras.cooccurrence.stanford import is_symmetric, read_records
from wordemb_keras.cooccurrence.windows import How, frequent_words, windowed_counts
from wordemb_keras.files import atomic_write, load_arrays
from wordemb_keras.text.checks import check_lines
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence.encoding import EncodedText

_FORMAT = "wordemb_keras co-occurrence 1"


class Cooccurrence(Counts):
    """Co-occurrence counts of words, as a sparse matrix that knows its words.

    `Cooccurrence.build` counts a text; the constructor takes counts made elsewhere.

    Args:
        matrix: SciPy sparse matrix or array of shape `(words, words)` with finite counts >= 0;
            row i and column i belong to `vocabulary.words[i]`. It is copied.
        vocabulary: a `Vocabulary`, or a list of words.
        settings: how the counts were made, for the record (a dict of plain values). A matrix with
            words of one side only must say `{"symmetric": False}`.

    Attributes:
        matrix: `scipy.sparse.csr_matrix` of float64, columns sorted in each row.
        vocabulary: the `Vocabulary`; its `words` are in the order of the rows.
        settings: `window`, `weighting`, `symmetric`, `tokens` (read) and `skipped` (tokens left
            out as too rare or outside the vocabulary); with `subsample` also that, its `seed` and
            `thinned` (tokens it took out).

    Raises:
        ValueError: the matrix is not square, has another size than the vocabulary, holds a
            negative or infinite count, or only one half of a symmetric table.

    Example:

    The chapter's three sentences, and its probabilities P(k|i):

    >>> sentences = ["I like deep learning", "I like NLP", "I enjoy flying"]
    >>> X = Cooccurrence.build((s.split() for s in sentences), window=1, verbose=0)
    >>> X.table(["I", "like", "enjoy", "NLP"])
           I  like  enjoy  NLP
    I      0     2      1    0
    like   2     0      0    1
    enjoy  1     0      0    0
    NLP    0     1      0    0
    >>> X.probability("like", given="I")  # 2 of the 3 words next to I
    0.6666666666666666
    >>> X.ratio("like", "I", "NLP")  # P(like|I) / P(like|NLP)
    0.6666666666666666
    """

    def __init__(
        self,
        matrix: Any,
        vocabulary: Vocabulary | Iterable[str],
        *,
        settings: Mapping[str, Any] | None = None,
    ):
        own = _own_copy(matrix)
        known = _as_vocabulary(vocabulary)
        _check_shape(own, len(known.words))
        _check_no_triangle(own, settings or {})
        self._set(own, known, settings or {})

    def _set(self, matrix: "csr_matrix", vocabulary: Vocabulary, settings: Mapping) -> None:
        self.matrix, self.vocabulary, self.settings = matrix, vocabulary, dict(settings)
        self._rows = {word: row for row, word in enumerate(vocabulary.words)}
        self._row_sums = np.asarray(matrix.sum(axis=1)).ravel()

    @classmethod
    def _made(
        cls, matrix: "csr_matrix", vocabulary: Vocabulary, settings: Mapping
    ) -> "Cooccurrence":
        """Of a matrix made here, which need not be copied: it may be half of the memory."""
        counted = cls.__new__(cls)
        counted._set(matrix, vocabulary, settings)
        return counted

    @classmethod
    def build(
        cls,
        source: Any,
        *,
        window: int = 10,
        weighting: str = "inverse_distance",
        symmetric: bool = True,
        min_count: int = 1,
        max_vocabulary: int | None = None,
        vocabulary: Vocabulary | Iterable[str] | None = None,
        ignore_missing: bool = False,
        subsample: float | None = None,
        seed: int = 0,
        memory_limit: int | None = None,
        verbose: int | str = 1,
    ) -> "Cooccurrence":
        """Count the words of a text, read once; no window reaches into the next sentence.

        Words that are left out (too rare, or outside a given vocabulary) are taken out of their
        sentence first, so the window closes over them, as in GloVe's and Word2Vec's own programs.

        Args:
            source: iterable of token lists (a generator will do), or the path of a UTF-8 text
                file with a sentence a line and spaces between its tokens (several times as fast).
                Tokens may be bytes in UTF-8, as `tf.data` gives them.
            window: how many words to each side; 10 as in the paper.
            weighting: `"inverse_distance"` adds 1/distance for each pair, what GloVe trains on;
                `"count"` adds 1, the chapter's table. With `window=1` they are the same.
            symmetric: `True`: words on both sides count. `False`: only the words before it are in
                the window of a word.
            min_count: leave out words seen less often. For a text of a million words and more, 5
                is usual: rarer words learn next to nothing.
            max_vocabulary: keep at most so many words, the most frequent.
            vocabulary: count these words, in this order, and not those of the text.
            ignore_missing: with `vocabulary`: leave out words that it misses, instead of raising.
            subsample: thin out frequent words as word2vec does; its t, 1e-3 to 1e-5. An occurrence
                of a word with the share f of the text stays with probability sqrt(t/f) + t/f.
                Default: every occurrence counts.
            seed: of that chance. The same seed, the same counts.
            memory_limit: bytes to work in. Counting goes piece by piece, sorted pieces spill to
                temporary files and are merged; the counts are the same to the last bit. The
                words of the text and the resulting matrix come on top. Default: no limit.
            verbose: 0 for no progress bars.

        Raises:
            ValueError: an argument out of range, a source without words, words that
                `vocabulary` misses, or a token that is no string, empty, `"[UNK]"`, or holds a
                tab or a line end. An error of your own generator comes through as it is.
        """
        how = How.checked(
            window=window,
            weighting=weighting,
            symmetric=symmetric,
            subsample=subsample,
            seed=seed,
        )
        min_count = checks.integer("min_count", min_count)
        max_vocabulary = checks.optional_integer("max_vocabulary", max_vocabulary)
        memory_limit = checks.optional_integer("memory_limit", memory_limit)
        from wordemb_keras.cooccurrence.encoding import EncodedText

        with EncodedText(source, verbose=verbose, memory_limit=memory_limit) as text:
            if vocabulary is None:
                known, ignore_missing = frequent_words(text, min_count, max_vocabulary), True
            else:
                known = _as_vocabulary(vocabulary)
            rows = _rows_of_words(text, known, ignore_missing)
            matrix, thinned = windowed_counts(
                text,
                rows,
                words=len(known.words),
                how=how,
                memory_limit=memory_limit,
                verbose=verbose,
            )
            skipped = int(text.counts[rows < 0].sum())
            settings = how.settings(tokens=text.tokens, skipped=skipped, thinned=thinned)
        return cls._made(matrix, known, settings)

    @classmethod
    def load(cls, path: str | os.PathLike) -> "Cooccurrence":
        """Read what `save` wrote.

        Raises:
            ValueError: not such a file.
        """
        from scipy.sparse import csr_matrix

        try:
            arrays = load_arrays(path)
            about = json.loads(arrays["about"].tobytes())
            if about["format"] != _FORMAT:
                raise KeyError(about["format"])
        except (ValueError, KeyError) as error:
            raise ValueError(f"{path} was not written by `Cooccurrence.save`: {error}") from error
        words = about["words"]
        counts = dict(zip(words, arrays["counts"].tolist(), strict=True)) if about["counts"] else {}
        matrix = csr_matrix(
            (arrays["data"], arrays["indices"], arrays["indptr"]), shape=(len(words),) * 2
        )
        vocabulary = Vocabulary(words, counts=counts, unknown=about["unknown"])
        return cls._made(matrix, vocabulary, about["settings"])

    @classmethod
    def from_stanford(cls, path: str | os.PathLike, vocab: Any) -> "Cooccurrence":
        """Counts of GloVe's C program: `cooccurrence.bin`, or `cooccurrence.shuf.bin`.

        Args:
            path: the file.
            vocab: the `vocab.txt` that the program counted with; or its words, as a `Vocabulary`
                or a list, in the order of its lines.

        Raises:
            ValueError: the file was cut or was counted with another vocabulary.

        Example:

        >>> import pathlib, struct, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "cooccurrence.bin"
        >>> cells = [(1, 2, 1.5), (2, 1, 1.5)]
        >>> _ = path.write_bytes(b"".join(struct.pack("<iid", *cell) for cell in cells))
        >>> Cooccurrence.from_stanford(path, ["the", "영화"]).count("the", "영화")
        1.5
        """
        is_path = isinstance(vocab, str | os.PathLike)
        vocabulary = Vocabulary.load(vocab) if is_path else _as_vocabulary(vocab)
        matrix = read_records(Path(path), len(vocabulary.words))
        settings = {"weighting": "inverse_distance", "symmetric": is_symmetric(matrix)}
        return cls(matrix, vocabulary, settings=settings)

    def save(self, path: str | os.PathLike) -> None:
        """Write an `.npz` file (no pickle inside); an interrupted save leaves the old file."""
        words, counts = self.vocabulary.words, self.vocabulary.counts
        about = {
            "format": _FORMAT,
            "words": words,
            "unknown": self.vocabulary.unknown,
            "counts": bool(counts),
            "settings": self.settings,
        }
        text = json.dumps(about, ensure_ascii=False).encode("utf-8")
        with atomic_write(path, "wb") as file:
            np.savez(
                file,
                data=self.matrix.data,
                indices=self.matrix.indices,
                indptr=self.matrix.indptr,
                counts=np.array([counts.get(word, 0) for word in words], np.int64),
                about=np.frombuffer(text, np.uint8),
            )

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
        return f"<Cooccurrence of {len(self)} words, {self.matrix.nnz} cells; {made}>"

    def count(self, i: str, k: str) -> float:
        """X[i, k]: how often word k was in the window of word i."""
        return float(self.matrix[self._row("i", i), self._row("k", k)])

    def probability(self, k: str, *, given: str) -> float:
        """P(k|i): of the words around word i, the share that is word k.

        Raises:
            ValueError: nothing was ever counted around the given word.
        """
        around = self._row_sums[self._row("given", given)]
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

        >>> X = Cooccurrence([[0, 3], [3, 2]], ["밥", "물"])
        >>> X.ppmi().toarray().round(3)  # log(3 * 8 / (3 * 5)); 2 * 8 / (5 * 5) is below 1
        array([[0.  , 0.47],
               [0.47, 0.  ]])
        """
        cells = self.matrix.tocoo()
        columns = np.asarray(self.matrix.sum(axis=0)).ravel()
        chance = self._row_sums[cells.row] * columns[cells.col] / columns.sum()
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
            power: 1 as in LSA; with 0.5 or 0 similar words usually come out better.

        Returns:
            float32 `(words, dim)`, in the order of `vocabulary.words`; the same on every run.

        Raises:
            ValueError: `dim` is no integer between 1 and the number of words less one, or no two
                words are together oftener than by chance.

        Reference: S. Deerwester et al. (1990), Indexing by Latent Semantic Analysis; O. Levy, Y.
        Goldberg, I. Dagan (2015), [Improving Distributional Similarity](
        https://aclanthology.org/Q15-1016/), section 3.3 (power)

        Example:

        >>> X = Cooccurrence.build([["ice", "cold"], ["snow", "cold"], ["fire", "hot"]], verbose=0)
        >>> vectors = dict(zip(X.vocabulary.words, X.svd(2), strict=True))
        >>> bool(np.allclose(vectors["ice"], vectors["snow"]))
        True
        """
        from scipy.sparse.linalg import svds

        dim = checks.integer("dim", dim, most=len(self) - 1)
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
        cells = self.matrix[rows][:, rows].toarray()
        if probabilities:
            sums = self._row_sums[rows][:, None]
            cells = np.divide(cells, sums, out=np.zeros_like(cells), where=sums > 0)
        elif np.array_equal(cells, np.round(cells)):
            cells = cells.astype(np.int64)
        return pd.DataFrame(cells, index=words, columns=words)

    def _row(self, argument: str, word: str) -> int:
        row = self._rows.get(unicodedata.normalize("NFC", word))
        if row is None:
            raise KeyError(f"`{argument}` must be a word that was counted. Received: {word!r}")
        return row


# --- checks -------------------------------------------------------------------------------------


def _rows_of_words(text: "EncodedText", vocabulary: Vocabulary, ignore_missing: bool) -> np.ndarray:
    """For each word of the text its row, or `GAP`."""
    from wordemb_keras.cooccurrence.encoding import GAP

    index = vocabulary.word_index
    rows = [index[word] - vocabulary.offset if word in index else GAP for word in text.words]
    missing = [word for word, row in zip(text.words, rows, strict=True) if row == GAP]
    if missing and not ignore_missing:
        raise ValueError(
            f"`vocabulary` must hold every word of `source`. Received: {len(missing)} of "
            f"{len(rows)} words are missing, for example {missing[:3]}. Pass `ignore_missing=True` "
            "to leave them out."
        )
    if len(missing) == len(rows):
        raise ValueError("`vocabulary` must hold a word of `source`. Received: none of them")
    return np.array(rows, np.int32)


def _as_vocabulary(vocabulary: Vocabulary | Iterable[str]) -> Vocabulary:
    if not isinstance(vocabulary, Vocabulary):
        vocabulary = Vocabulary(vocabulary)
    check_lines("`vocabulary`", vocabulary.words)
    return vocabulary


def _own_copy(matrix: Any) -> "csr_matrix":
    """The counts as a CSR matrix that shares nothing with what came in; equal cells added up."""
    from scipy.sparse import csr_matrix, issparse

    if isinstance(matrix, Counts):
        raise ValueError(f"`matrix` must be a table of numbers. Received: counts, {matrix!r}")
    dtype = np.dtype(getattr(matrix, "dtype", np.float64))
    if issparse(matrix) and dtype.kind not in "buif":
        raise ValueError(f"`matrix` must hold real numbers. Received: dtype={dtype}")
    if not issparse(matrix):
        matrix = np.asarray(matrix)
        if matrix.ndim != 2 or matrix.dtype.kind not in "buif":
            raise ValueError(
                "`matrix` must be a table of real numbers with two axes. Received: "
                f"shape={matrix.shape}, dtype={matrix.dtype}"
            )
    own = csr_matrix(matrix, dtype=np.float64, copy=True)
    if not np.isfinite(own.data).all() or (own.data < 0).any():
        bad = own.data[~(np.isfinite(own.data) & (own.data >= 0))][0]
        raise ValueError(f"`matrix` must hold finite counts >= 0. Received: a count of {bad}")
    own.sum_duplicates()
    own.eliminate_zeros()
    return own


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
