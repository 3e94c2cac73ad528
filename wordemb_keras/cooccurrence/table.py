"""Co-occurrence counts (section 9-2): which words stand near which.

A text is counted, a file is read, and out comes a matrix that knows its words; what it can be
asked is in `cooccurrence.matrix`. GloVe is trained on the counts alone: the text is read once and
not needed again.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), section 3.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.matrix import CountMatrix, as_vocabulary, check_numbers
from wordemb_keras.cooccurrence.stanford import is_symmetric, read_records
from wordemb_keras.cooccurrence.windows import How, frequent_words, windowed_counts
from wordemb_keras.files import atomic_write, load_arrays
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence.encoding import EncodedText

_FORMAT = "wordemb_keras co-occurrence 1"


class Cooccurrence(CountMatrix):
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
        ignore_missing = checks.boolean("ignore_missing", ignore_missing)
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
                known = as_vocabulary(vocabulary)
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
            ValueError: not such a file, or a damaged one.
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
        try:
            parts = (arrays["data"], arrays["indices"], arrays["indptr"])
            matrix = csr_matrix(parts, shape=(len(words),) * 2)
            matrix.check_format(full_check=True)
            check_numbers(matrix)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path} is damaged: {error}. Count the text anew") from error
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
        vocabulary = Vocabulary.load(vocab) if is_path else as_vocabulary(vocab)
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
