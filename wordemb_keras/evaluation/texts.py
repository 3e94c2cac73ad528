"""A vector for a whole text: the mean of its words' vectors, and the texts nearest to it.

    v(text) = 1/n * sum of v(word), over the n words that have a vector

It knows nothing of word order, and still is what recommenders and classifiers are first measured
against. How many of its words a text owes its vector to is said with it.

Reference: Iyyer et al., [Deep Unordered Composition Rivals Syntactic Methods for Text
Classification](https://aclanthology.org/P15-1162/)
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.formats import VectorFile, as_vectors
from wordemb_keras.formats.base import nfc


@dataclass(frozen=True)
class TextVectors:
    """What `text_vectors` made.

    Attributes:
        vectors: `(texts, dim)` float32; zeros for a text without any known word.
        coverage: `(texts,)`, the share of each text's words that have a vector; 0 for no words.
        missing: how often each word without a vector occurs.
        words: the vectors of the words, to ask for other texts with.
        tokens: how texts are cut into words.
    """

    vectors: np.ndarray
    coverage: np.ndarray
    missing: Counter[str]
    words: dict[str, np.ndarray]
    tokens: Callable[[str], Sequence[str]]

    def nearest(self, text: int | str | Sequence[str], *, topn: int = 5) -> list[tuple[int, float]]:
        """The texts nearest to one of them, or to another one, by cosine.

        Args:
            text: the number of one of the texts, or a new text of words that occur in them.
            topn: how many.

        Returns:
            List of (number of the text, cosine), nearest first, without the text itself and
            without texts that have no vector.

        Raises:
            ValueError: the text has no word with a vector, so it is near to nothing.
            IndexError: there is no text of this number.
        """
        topn = checks.integer("topn", topn)
        own = None
        if isinstance(text, int | np.integer):
            own = range(len(self.vectors))[text]
            vector = self.vectors[own]
        else:
            found = [self.words[w] for w in _cut(text, self.tokens, "`text`") if w in self.words]
            vector = np.mean(found, axis=0) if found else np.zeros(self.vectors.shape[1])
        if not vector.any():
            raise ValueError(f"`text` has no word with a vector. Received: {text!r:.80}")
        lengths = np.linalg.norm(self.vectors, axis=1)
        products = self.vectors @ (vector / np.linalg.norm(vector)).astype(np.float32)
        cosines = np.full(len(lengths), -np.inf)
        np.divide(products, lengths, out=cosines, where=lengths > 0)
        if own is not None:
            cosines[own] = -np.inf
        order = np.argsort(-cosines, kind="stable")[:topn]
        return [(int(i), float(cosines[i])) for i in order if np.isfinite(cosines[i])]

    def __str__(self) -> str:
        empty = int((self.coverage == 0).sum())
        lines = [
            f"{len(self.vectors):,} texts, {self.coverage.mean() if len(self.coverage) else 0:.1%} "
            f"of a text's words have a vector on average; {empty:,} texts have none"
        ]
        if self.missing:
            most = ", ".join(word for word, _ in self.missing.most_common(8))
            lines.append(f"  {len(self.missing):,} words without a vector: {most}")
        return "\n".join(lines)


def text_vectors(
    source: Any,
    texts: Iterable[str | Sequence[str]],
    *,
    tokens: Callable[[str], Sequence[str]] = str.split,
    subwords: bool = True,
    verbose: int = 0,
    **options: Any,
) -> TextVectors:
    """The mean vector of each text.

    Args:
        source: anything that `as_vectors` takes: a path, a dataset name, a model.
        texts: strings, which `tokens` cuts into words, or lists of words.
        tokens: `str.split`, `english_tokens`, `korean_tokens` or a function of your own.
        subwords: whether words that the source does not have get a vector from their n-grams,
            where it has n-grams (FastText).
        verbose: 1 shows a progress bar while a file is read.
        **options: for `open_vectors`, if the source is a file.

    Returns:
        A `TextVectors`: `.vectors`, `.coverage`, `.missing`, `.nearest(text)`.

    Raises:
        ValueError: a text is neither, as the NaN of an empty cell; it is named with its number.
        VectorFileError: the file is damaged.

    Example:

    >>> vectors = {"good": [1.0, 0.0], "film": [1.0, 1.0], "rain": [0.0, 1.0]}
    >>> found = text_vectors(vectors, ["good film", "rain again", "film"])
    >>> found.vectors.tolist(), found.coverage.tolist()
    ([[1.0, 0.5], [0.0, 1.0], [1.0, 1.0]], [1.0, 0.5, 1.0])
    >>> [number for number, cosine in found.nearest("good")]
    [0, 2, 1]
    """
    if isinstance(texts, str):
        raise ValueError(f"`texts` must be several texts. Received one: {texts[:40]!r}")
    cut = [_cut(text, tokens, f"Text {i} of `texts`") for i, text in enumerate(texts, start=1)]
    different = dict.fromkeys(word for words in cut for word in words)
    reader = as_vectors(source, **options)
    reader.verbose = verbose
    try:
        known = reader.find(different)
        if subwords and reader.has_subwords:
            known |= _from_ngrams(reader, [word for word in different if word not in known])
    finally:
        if reader is not source:
            reader.close()
    vectors = np.zeros((len(cut), reader.dim), np.float32)
    coverage = np.zeros(len(cut))
    for i, words in enumerate(cut):
        rows = [known[word] for word in words if word in known]
        if rows:
            vectors[i] = np.mean(rows, axis=0)
            coverage[i] = len(rows) / len(words)
    missing = Counter(word for words in cut for word in words if word not in known)
    return TextVectors(vectors, coverage, missing, known, tokens)


def _from_ngrams(reader: VectorFile, words: list[str]) -> dict[str, np.ndarray]:
    found = {word: reader.subword_vector(word) for word in words}
    return {word: vector for word, vector in found.items() if vector is not None}


def _cut(text: Any, tokens: Callable[[str], Sequence[str]], name: str) -> list[str]:
    """The words of a text in NFC."""
    is_list = isinstance(text, Sequence | np.ndarray) and not isinstance(text, bytes)
    words = tokens(text) if isinstance(text, str) else text
    if not is_list or not all(isinstance(word, str) for word in words):
        raise ValueError(
            f"{name} must be a string or a list of words. Received: {text!r:.40} (of type "
            f"{type(text).__name__}). Empty cells of a table are NaN: leave them out with "
            "`dropna`"
        )
    return [nfc(word) for word in words]
