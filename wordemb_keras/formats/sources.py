"""Whatever holds word vectors, behind the interface of a `VectorFile`.

A model hands its vectors over itself, with a method `vector_file()` that returns a `VectorFile`;
`GloVe`, `FastText` and `glove_python.Glove` have it, and so may a class of your own. Nothing here
knows a model: only gensim's objects, which are not ours to extend, get an adapter.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np

from wordemb_keras.formats.base import Array, ArrayVectors, VectorFile
from wordemb_keras.formats.door import open_vectors
from wordemb_keras.formats.jamo import in_syllables


@runtime_checkable
class HandsOverVectors(Protocol):
    """A model that gives its words and vectors."""

    def vector_file(self) -> VectorFile:
        """The words and vectors, as a file of them would give them: NFC, Hangul in syllables."""


def as_vectors(source: Any, **options: Any) -> VectorFile:
    """A reader of anything that holds word vectors.

    Args:
        source: a path, an open reader, a dataset name (`"glove.6B.50d"`), a model with a method
            `vector_file()` (`GloVe`, `FastText`, `glove_python.Glove`), a gensim model or its
            `KeyedVectors` (FastText with n-grams), a dict from word to vector, or a pair
            `(words, array)`.
        **options: for `open_vectors`, where the source is a file.

    Raises:
        ValueError: none of these.

    Example:

    >>> as_vectors({"nice": [1.0, 2.0]}).find(["nice"])
    {'nice': array([1., 2.], dtype=float32)}
    """
    if isinstance(source, str | os.PathLike):
        return open_vectors(source, **options)
    if options:
        raise ValueError(f"Only a file takes these options. Received: {sorted(options)}")
    if isinstance(source, VectorFile):
        return source
    if isinstance(source, Mapping) and source:
        return in_syllables(ArrayVectors(list(source), np.stack(_rows_of(source)), name="dict"))
    if isinstance(source, tuple) and len(source) == 2:
        return in_syllables(ArrayVectors(*source, name="(words, array)"))
    if isinstance(source, HandsOverVectors) and not isinstance(source, type):
        return source.vector_file()
    return in_syllables(_of_gensim(source))


class ModelVectors(ArrayVectors):
    """A trained model's words and vectors; its unknown words may have n-gram vectors.

    Args:
        words: sequence of str.
        vectors: array of shape `(len(words), dim)`.
        name: what to call it in messages.
        subwords: from a word that is not in `words` to its vector, a `KeyError` if it has none.
            Default: None, the model has no n-grams.
    """

    format = "model"

    def __init__(
        self,
        words: Iterable[str],
        vectors: Any,
        *,
        name: str,
        subwords: Callable[[str], Any] | None = None,
    ):
        super().__init__(words, vectors, name=name)
        self._subwords = subwords

    @property
    def has_subwords(self) -> bool:
        """Whether unknown words can get a vector from their n-grams."""
        return self._subwords is not None

    def subword_vector(self, word: str) -> Array | None:
        """The model's vector for an unknown word; None if it has no n-gram."""
        if self._subwords is None:
            return None
        try:
            vector = np.asarray(self._subwords(word), np.float32)
        except KeyError:
            return None
        return vector if vector.any() else None


def _rows_of(source: Mapping[Any, Any]) -> list[Array]:
    """The vectors of a dict, `(dim,)` each."""
    rows: list[Array] = []
    for word, numbers in source.items():
        try:
            row = np.asarray(numbers)
        except ValueError:  # lists in a list
            row = np.empty(())
        is_vector = row.ndim == 1 and row.dtype.kind in "fiu" and not np.ma.is_masked(numbers)
        if not is_vector or len(row) != len((rows or [row])[0]):
            raise ValueError(
                "`source` is a dict, so each word must lead to a vector of numbers, all of one "
                f"length. Received for {word!r}: {numbers!r:.60}"
            )
        rows.append(row)
    return rows


def _of_gensim(model: Any) -> VectorFile:
    """A gensim model, or its `KeyedVectors`, where a key may be None: a row without a word."""
    name = type(model).__name__
    keyed = getattr(model, "wv", model)
    if not hasattr(keyed, "index_to_key") or not hasattr(keyed, "vectors"):
        raise ValueError(
            "`source` must be a path, a dataset name, a reader from `open_vectors`, a gensim model "
            "or KeyedVectors, a model with a method `vector_file()`, a dict or a pair (words, "
            "array), of a table `(table.index, table.to_numpy())`. "
            f"Received: {model!r:.100} (of type {name})"
        )
    words, vectors = keyed.index_to_key, keyed.vectors
    if None in words:  # gensim leaves these holes where a file held a word twice
        rows = [i for i, word in enumerate(words) if word is not None]
        words, vectors = [words[i] for i in rows], vectors[rows]
    has_ngrams = getattr(keyed, "bucket", 0) > 0
    subwords = keyed.get_vector if has_ngrams else None
    return ModelVectors(words, vectors[: len(words)], name=name, subwords=subwords)
