"""Whatever holds word vectors, behind the interface of a `VectorFile`."""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from wordemb_keras.formats.base import Array, ArrayVectors, VectorFile
from wordemb_keras.formats.fasttext_bin import FastTextBinary
from wordemb_keras.text.hangul import compose, is_syllable


def as_vectors(source: Any, **options: Any) -> VectorFile:
    """A reader of anything that holds word vectors.

    Args:
        source: a path, an open reader, a dataset name (`"glove.6B.50d"`), a
            gensim model or its `KeyedVectors` (FastText with n-grams), a
            `GloVe` or `FastText` of this package, a dict from word to vector,
            or a pair `(words, array)`. A `FastText` file in jamo answers in syllables.
        **options: for `open_vectors`, where the source is a file.

    Raises:
        ValueError: none of these.

    Example:

    >>> as_vectors({"nice": [1.0, 2.0]}).find(["nice"])
    {'nice': array([1., 2.], dtype=float32)}
    """
    if isinstance(source, str | os.PathLike):
        from wordemb_keras.formats import open_vectors

        reader = open_vectors(source, **options)
        if isinstance(reader, FastTextBinary) and _is_jamo(reader):
            from wordemb_keras.fasttext.model import FastText

            return _of_model(FastText.load(source, unit="jamo"), name=reader.path)
        return reader
    if options:
        raise ValueError(f"Only a file takes these options. Received: {sorted(options)}")
    if isinstance(source, VectorFile):
        return source
    if isinstance(source, Mapping) and source:
        rows = [np.asarray(row) for row in source.values()]
        if len({row.shape for row in rows}) > 1:
            raise ValueError("`source` is a dict whose vectors differ in length; all must have one")
        return ArrayVectors(source, np.stack(rows), name="dict")
    if isinstance(source, tuple) and len(source) == 2:
        return ArrayVectors(source[0], np.asarray(source[1]), name="(words, array)")
    return _of_model(source)


class ModelVectors(ArrayVectors):
    """A trained model whose unknown words may have n-gram vectors."""

    format = "model"

    def __init__(self, words: Any, vectors: Any, *, name: str, subwords: Any = None):
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


def _is_jamo(reader: FastTextBinary) -> bool:
    """Whether words are taken apart in it, so that none would be found as it is written."""
    names, _ = next(reader.batches(), ([], None))
    together = "".join(names)
    return not any(map(is_syllable, together)) and any(map(is_syllable, compose(together)))


def _of_model(model: Any, *, name: str | None = None) -> VectorFile:
    name = name or type(model).__name__
    if type(model).__module__.startswith("wordemb_keras.fasttext"):
        return ModelVectors(model.words, model.wv.vectors, name=name, subwords=model.vector)
    if hasattr(model, "word_vectors") and isinstance(getattr(model, "dictionary", None), dict):
        words = sorted(model.dictionary, key=model.dictionary.__getitem__)  # a glove_python.Glove
        return ModelVectors(words, model.word_vectors, name=name)
    if callable(getattr(model, "keyed_vectors", None)):  # a GloVe
        model = model.keyed_vectors()
    keyed = getattr(model, "wv", model)
    if not hasattr(keyed, "index_to_key") or not hasattr(keyed, "vectors"):
        raise ValueError(
            "`source` must be a path, a dataset name, a reader from `open_vectors`, a gensim model "
            "or KeyedVectors, a model of this package, a dict or a pair (words, array). "
            f"Received: {model!r} (of type {name})"
        )
    subwords = keyed.get_vector if hasattr(keyed, "vectors_ngrams") else None
    return ModelVectors(keyed.index_to_key, keyed.vectors, name=name, subwords=subwords)
