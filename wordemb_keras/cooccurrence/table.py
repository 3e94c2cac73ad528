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
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts, Parts, checksum_of, tiled
from wordemb_keras.files import atomic_write
from wordemb_keras.text.checks import check_signs
from wordemb_keras.text.vocabulary import UNKNOWN, Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence.counting import RunMerger
    from wordemb_keras.cooccurrence.encoding import EncodedText

WEIGHTINGS = ("count", "inverse_distance")

_FORMAT = "wordemb_keras co-occurrence 1"


class Cooccurrence(Counts):
    """Co-occurrence counts of words, as a sparse matrix that knows its words.

    `Cooccurrence.build` counts a text; the constructor takes counts made elsewhere.

    Args:
        matrix: SciPy sparse matrix or array of shape `(words, words)` with finite counts >= 0;
            row i and column i belong to `vocabulary.words[i]`.
        vocabulary: a `Vocabulary`, or a list of words.
        settings: how the counts were made, for the record (a dict of plain values).

    Attributes:
        matrix: `scipy.sparse.csr_matrix` of float64, columns sorted in each row.
        vocabulary: the `Vocabulary`; its `words` are in the order of the rows.
        settings: `window`, `weighting`, `symmetric`, `tokens` (read) and `skipped` (tokens left
            out as too rare or outside the vocabulary).

    Raises:
        ValueError: the matrix is not square, has another size than the vocabulary, or holds a
            negative or infinite count.

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
        from scipy.sparse import csr_matrix

        self.vocabulary = _as_vocabulary(vocabulary)
        self.matrix: csr_matrix = csr_matrix(matrix, dtype=np.float64)
        self.settings = dict(settings or {})
        _check_matrix(self.matrix, len(self.vocabulary.words))
        self.matrix.sum_duplicates()
        self._rows = {word: row for row, word in enumerate(self.vocabulary.words)}
        self._row_sums = np.asarray(self.matrix.sum(axis=1)).ravel()

    @classmethod
    def build(
        cls,
        source: Any,
        *,
        window: int = 5,
        weighting: str = "count",
        symmetric: bool = True,
        min_count: int = 1,
        max_vocabulary: int | None = None,
        vocabulary: Vocabulary | Iterable[str] | None = None,
        ignore_missing: bool = False,
        memory_limit: int | None = None,
        verbose: int | str = 1,
    ) -> "Cooccurrence":
        """Count the words of a text, read once; no window reaches into the next sentence.

        Words that are left out (too rare, or outside a given vocabulary) are taken out of their
        sentence first, so the window closes over them, as in GloVe's and Word2Vec's own programs.

        Args:
            source: iterable of token lists (a generator will do), or the path of a UTF-8 text
                file with a sentence a line and spaces between its tokens (several times as fast).
            window: how many words to each side.
            weighting: `"count"` adds 1 for each pair, the chapter's table; `"inverse_distance"`
                adds 1/distance, what GloVe trains on.
            symmetric: `True`: words on both sides count. `False`: only the words before it are in
                the window of a word.
            min_count: leave out words seen less often.
            max_vocabulary: keep at most so many words, the most frequent.
            vocabulary: count these words, in this order, and not those of the text.
            ignore_missing: with `vocabulary`: leave out words that it misses, instead of raising.
            memory_limit: bytes to work in. Counting goes piece by piece, sorted pieces spill to
                temporary files and are merged; the counts are the same to the last bit. The
                words of the text and the resulting matrix come on top. Default: no limit.
            verbose: 0 for no progress bars.

        Raises:
            ValueError: an argument out of range, a source without words, words that
                `vocabulary` misses, or a token that is no string, empty or `"[UNK]"`.
        """
        how = {**checked_settings(window, weighting), "symmetric": bool(symmetric)}
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
            matrix = windowed_counts(
                text,
                rows,
                words=len(known.words),
                memory_limit=memory_limit,
                verbose=verbose,
                **how,
            )
            seen = {"tokens": text.tokens, "skipped": int(text.counts[rows < 0].sum())}
        return cls(matrix, known, settings={**how, **seen})

    @classmethod
    def load(cls, path: str | os.PathLike) -> "Cooccurrence":
        """Read what `save` wrote.

        Raises:
            ValueError: not such a file.
        """
        from scipy.sparse import csr_matrix

        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = dict(stored)
            about = json.loads(arrays["about"].tobytes())
            if about["format"] != _FORMAT:
                raise KeyError(about["format"])
        except (ValueError, KeyError, OSError, EOFError) as error:
            if isinstance(error, FileNotFoundError):
                raise
            raise ValueError(f"{path} was not written by `Cooccurrence.save`: {error}") from error
        words = about["words"]
        counts = dict(zip(words, arrays["counts"].tolist(), strict=True)) if about["counts"] else {}
        matrix = csr_matrix(
            (arrays["data"], arrays["indices"], arrays["indptr"]), shape=(len(words),) * 2
        )
        vocabulary = Vocabulary(words, counts=counts, unknown=about["unknown"])
        return cls(matrix, vocabulary, settings=about["settings"])

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


# --- counting -----------------------------------------------------------------------------------


def frequent_words(text: Any, min_count: int, max_vocabulary: int | None) -> Vocabulary:
    """Words by falling count, ties by first appearance.

    Args:
        text: has `words`, `counts` and `tokens`, as an `EncodedText` has.
        min_count: see `Cooccurrence.build`.
        max_vocabulary: see `Cooccurrence.build`.
    """
    order = np.argsort(-text.counts, kind="stable")
    kept = order[text.counts[order] >= min_count][:max_vocabulary]
    if len(kept) == 0:
        found = f"{text.tokens} tokens, {len(text.words)} different words"
        raise ValueError(
            "`source` must hold at least one word that is seen `min_count` times. "
            f"Received: min_count={min_count}, {found}"
        )
    counts = {text.words[k]: int(text.counts[k]) for k in kept}
    check_signs("`source`", counts, UNKNOWN)
    return Vocabulary(counts, counts=counts)


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


def windowed_counts(
    text: "EncodedText",
    rows: np.ndarray,
    *,
    words: int,
    symmetric: bool,
    memory_limit: int | None = None,
    **how: Any,
) -> "csr_matrix":
    """The counts of a text as a matrix; `how` is for `add_counts`."""
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence import counting

    with counting.RunMerger(memory_limit and memory_limit // 4) as merger:
        unit = add_counts(
            merger,
            text,
            rows,
            words=words,
            symmetric=symmetric,
            memory_limit=memory_limit,
            **how,
        )
        arrays = counting.to_csr(merger, words, unit, symmetric=symmetric)
    return csr_matrix(arrays, shape=(words, words))


def add_counts(
    merger: "RunMerger",
    text: "EncodedText",
    rows: np.ndarray,
    *,
    words: int,
    window: int,
    weighting: str,
    symmetric: bool,
    memory_limit: int | None = None,
    keep_gaps: bool = False,
    verbose: int | str = 1,
) -> int:
    """Count piece by piece; the last words of a piece are the window of the next one's first.

    Returns:
        The integer that stands for a count of 1.0, see `counting.distance_weights`.
    """
    from tqdm import tqdm

    from wordemb_keras.cooccurrence import counting
    from wordemb_keras.cooccurrence.encoding import GAP

    weights, unit = counting.distance_weights(window, weighting)
    size = max(1, counting.pairs_at_once(memory_limit) // window)
    before = np.empty(0, np.int32)
    with tqdm(total=text.tokens, desc="counting", unit=" tokens", disable=not verbose) as bar:
        for block in text.blocks(size):
            ids = np.where(block < 0, block, rows[block])
            ids = ids if keep_gaps else ids[ids != GAP]
            ids = np.concatenate([before, ids])
            merger.add(counting.count_pairs(ids, len(before), words, weights, symmetric=symmetric))
            before = ids[-window:]
            bar.update(int(np.count_nonzero(block >= 0)))
    return unit


# --- checks -------------------------------------------------------------------------------------


def _as_vocabulary(vocabulary: Vocabulary | Iterable[str]) -> Vocabulary:
    return vocabulary if isinstance(vocabulary, Vocabulary) else Vocabulary(vocabulary)


def _check_matrix(matrix: "csr_matrix", words: int) -> None:
    if matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"`matrix` must be square. Received: matrix.shape={matrix.shape}")
    if matrix.shape[0] != words:
        raise ValueError(
            f"`vocabulary` must name each row of `matrix`. Received: {words} words for "
            f"{matrix.shape[0]} rows"
        )
    if not np.isfinite(matrix.data).all() or (matrix.data < 0).any():
        bad = matrix.data[~(np.isfinite(matrix.data) & (matrix.data >= 0))][0]
        raise ValueError(f"`matrix` must hold finite counts >= 0. Received: a count of {bad}")


def checked_settings(window: Any, weighting: Any) -> dict[str, Any]:
    """How windows are counted, each argument checked and of Python's own type."""
    return {
        "window": checks.integer("window", window),
        "weighting": checks.choice("weighting", weighting, WEIGHTINGS),
    }
