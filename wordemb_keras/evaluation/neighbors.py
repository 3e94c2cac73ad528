"""The nearest words by cosine, straight from a file of vectors (sections 9-2 to 9-4).

    cos(a, b) = a . b / (|a| |b|)

The file is walked through and only the best are kept, so it may be larger than memory.
"""

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.formats import VectorFile, as_vectors
from wordemb_keras.formats.base import nfc
from wordemb_keras.text.hangul import decompose

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

_MOST_COMPARED = 50_000  # words, the frequent ones: about a second


class UnknownWordError(ValueError):
    """A word has no vector; the message names words that are spelled alike."""


def neighbors(
    source: Any, word: str, *, topn: int = 10, verbose: int = 0
) -> list[tuple[str, float]]:
    """The words nearest to a word, by cosine.

    Args:
        source: anything that `as_vectors` takes: a path, a dataset name, a model.
        word: the word. If the source does not have it, its n-grams stand in where the source
            has them (FastText).
        topn: how many.
        verbose: 1 shows a progress bar while a file is read.

    Returns:
        List of (word, cosine), nearest first, without the word itself.

    Raises:
        UnknownWordError: no vector for this word.
        ValueError: `topn` is not positive, or the vector is zero and so has no direction.
        VectorFileError: the file is damaged, or no file of vectors.

    Example:

    >>> vectors = {"king": [2.0, 1.0], "queen": [1.0, 1.0], "apple": [-1.0, 1.0]}
    >>> [(word, round(cosine, 2)) for word, cosine in neighbors(vectors, "king")]
    [('queen', 0.95), ('apple', -0.32)]
    """
    topn = checks.integer("topn", topn)
    with as_vectors(source) as reader:
        vector = vector_of(reader, nfc(word))
        return _nearest(reader, vector, [word], topn, verbose)


def analogy(
    source: Any,
    positive: str | Sequence[str],
    negative: str | Sequence[str] = (),
    topn: int = 10,
    *,
    verbose: int = 0,
) -> list[tuple[str, float]]:
    """The words nearest to a sum of words: king - man + woman.

    Every vector is made 1 long first, so that no word outweighs another (3CosAdd).

    Args:
        source: see `neighbors`.
        positive: words that are added: `["king", "woman"]`.
        negative: words that are taken away: `["man"]`.
        topn: how many.
        verbose: see `neighbors`.

    Returns:
        List of (word, cosine), nearest first, without the words of the question.

    Raises:
        UnknownWordError: no vector for one of the words.
        ValueError: no word at all, `topn` is not positive, or the sum is zero.

    Reference: O. Levy, Y. Goldberg (2014), [Linguistic Regularities in Sparse and Explicit Word
    Representations](https://aclanthology.org/W14-1618/)

    Example:

    >>> vectors = {"man": [3, 1], "king": [3, 2], "woman": [1, 3], "queen": [1, 4], "boy": [5, 1]}
    >>> analogy(vectors, ["king", "woman"], ["man"], topn=1)[0][0]
    'queen'
    """
    topn = checks.integer("topn", topn)
    added, taken = _word_list("positive", positive), _word_list("negative", negative)
    if not added and not taken:
        raise ValueError("`positive` and `negative` must name at least one word. Received: none")
    with as_vectors(source) as reader:
        total = np.zeros(reader.dim, np.float32)
        for word, sign in [*((word, 1) for word in added), *((word, -1) for word in taken)]:
            vector = vector_of(reader, word)
            total += sign * vector / np.linalg.norm(vector)
        if not np.linalg.norm(total) > 1e-6:  # what is left of numbers that cancel out
            raise ValueError(f"The sum of {added} without {taken} is zero, so nothing is near it")
        return _nearest(reader, total, [*added, *taken], topn, verbose)


def _nearest(
    reader: VectorFile, vector: np.ndarray, asked: Sequence[str], topn: int, verbose: int
) -> list[tuple[str, float]]:
    """The best so far and a batch of the file at a time."""
    left_out = {reader.as_answered(nfc(word)) for word in asked}
    reader.verbose = verbose
    names: list[str] = []
    cosines = np.empty(0, np.float32)
    for batch, rows in reader.batches():
        names += batch
        cosines = np.concatenate([cosines, _cosines(rows, vector)])
        best = np.argsort(-cosines, kind="stable")[: topn + len(left_out)]
        names, cosines = [names[i] for i in best], cosines[best]
    found = zip(names, cosines.tolist(), strict=True)
    return [(name, cosine) for name, cosine in found if name not in left_out][:topn]


def _word_list(name: str, words: str | Sequence[str]) -> list[str]:
    """One word, or several, in NFC."""
    words = [words] if isinstance(words, str) else list(words)
    for word in words:
        if not isinstance(word, str):
            raise ValueError(f"`{name}` must be words. Received: {word!r:.60}")
    return [nfc(word) for word in words]


def vector_of(reader: VectorFile, word: str) -> np.ndarray:
    """The vector of a word, from its n-grams if need be; see `neighbors` for what it raises."""
    vector = reader.find([word]).get(word)
    if vector is None and reader.has_subwords and word.strip():  # spaces are no word
        vector = reader.subword_vector(word)
    if vector is None:
        raise UnknownWordError(_unknown(reader, word))
    if not vector.any():
        raise ValueError(f"The vector of {word!r} in {reader.path} is zero, so nothing is near it")
    return vector


def close_words(word: str, words: Sequence[str], *, most: int = 3) -> list[str]:
    """Words that are spelled alike: other capitals first, then by letters and jamo.

    Args:
        word: the word that was looked for.
        words: where to look, frequent words first; only 50,000 of them are compared letter by
            letter.
        most: how many to return.

    Example:

    >>> close_words("King", ["queen", "king", "kings"])
    ['king', 'kings']
    >>> close_words("남동쉥", ["남동생", "사과"])
    ['남동생']
    """
    lower = word.casefold()
    same = [other for other in words if other != word and other.casefold() == lower]
    compared = words[:_MOST_COMPARED]
    spelled = {decompose(other.casefold()): other for other in reversed(compared)}
    alike = difflib.get_close_matches(decompose(lower), spelled, n=most + len(same))
    return list(dict.fromkeys([*same, *(spelled[key] for key in alike)]))[:most]


def keyed_vectors(source: Any, *, limit: int | None = None, verbose: int = 0) -> "KeyedVectors":
    """Vectors in memory, as gensim's `KeyedVectors`: for analogies and `evaluation`.

    Args:
        source: anything that `as_vectors` takes.
        limit: read only so many, the first of a file: in files by frequency the frequent ones.
        verbose: 1 shows a progress bar while a file is read.

    Example:

    >>> keyed_vectors({"king": [2.0, 1.0], "queen": [1.0, 1.0]}).most_similar("king")[0][0]
    'queen'
    """
    from gensim.models import KeyedVectors

    words, rows = first_vectors(source, limit=limit, verbose=verbose)
    vectors = KeyedVectors(rows.shape[1])
    vectors.add_vectors(words, rows)
    return vectors


def first_vectors(
    source: Any, *, limit: int | None = None, verbose: int = 0
) -> tuple[list[str], np.ndarray]:
    """Words and their vectors in memory, `(words, dim)` float32; see `keyed_vectors`.

    Raises:
        ValueError: `limit` is not positive, or the source holds nothing.
    """
    limit = checks.optional_integer("limit", limit)
    words: list[str] = []
    parts = []
    with as_vectors(source) as reader:
        reader.verbose = verbose
        for names, rows in reader.batches():
            words += names
            parts.append(rows)
            if limit is not None and len(words) >= limit:
                break
        if not parts:
            raise ValueError(f"{reader.path} holds no vectors")
    return words[:limit], np.concatenate(parts)[:limit]


def _cosines(rows: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Cosine of each row and the vector; 0 for a row of zeros."""
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
    products = rows @ vector
    return np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)


def _unknown(reader: VectorFile, word: str) -> str:
    words = [name for names, _ in reader.batches() for name in names]
    message = f"{word!r} is not among the {len(words):,} words of {reader.path}"
    if reader.has_subwords:
        message += ", and is too short for an n-gram"
    close = close_words(word, words)
    if close:
        return f"{message}. Close to it: {', '.join(close)}"
    return f"{message}, and no word is spelled like it. Some that are there: {', '.join(words[:5])}"
