"""Section 9-5: does a vector tell the meanings of a word apart? Sentences, and a test.

`meanings.tsv` has the sentences: of each word two meanings, written for this course. In those of
*bank* both meanings are nouns, and what stands before and after the word is alike on both sides.
Those of *play* are noun and verb: the word before it tells which, so grammar is enough.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 5.3
"""

from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from wordemb_keras.elmo.bilm import BiLM

Array = np.ndarray[Any, Any]
SHUFFLES = 200


class Sentences(NamedTuple):
    """The sentences of one word.

    Attributes:
        tokens: one token list each.
        meaning: 0 or 1, `(sentences,)`.
        names: of the two meanings.
    """

    tokens: list[list[str]]
    meaning: Array
    names: list[str]


def read(word: str) -> Sentences:
    """The sentences of a word in its two meanings.

    Raises:
        ValueError: there are none of this word.

    Example:

    >>> found = read("bank")
    >>> found.names, len(found.tokens) == len(found.meaning)
    (['river · 강둑', 'money · 은행'], True)
    """
    text = (files("wordemb_keras.course") / "meanings.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    of_word = [row for row in rows if row[0] == word]
    if not of_word:
        known = ", ".join(dict.fromkeys(row[0] for row in rows))
        raise ValueError(f"`word` must be one of: {known}. Received: word={word!r}")
    names = list(dict.fromkeys(row[1] for row in of_word))
    tokens = [row[2].split() for row in of_word]
    return Sentences(tokens, np.array([names.index(row[1]) for row in of_word]), names)


def vectors(word: str, bilm: BiLM) -> tuple[Array, Sentences]:
    """The vectors of a word in its sentences.

    Args:
        word: see `read`.
        bilm: reads the sentences.

    Returns:
        `(sentences, layers, dim)`, one vector of the word for each sentence and layer, and the
        sentences.

    Example:

    >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    >>> found, sentences = vectors("play", bilm)
    >>> found.shape == (len(sentences.tokens), 3, 8)
    True
    """
    found = read(word)
    layers = bilm.embed(found.tokens, verbose=0)
    pairs = zip(layers, found.tokens, strict=True)
    return np.stack([each[:, tokens.index(word)] for each, tokens in pairs]), found


def sides(vectors: Array, meaning: Array) -> Array:
    """On which side each sentence lies, judged without it: positive is the second meaning.

    Each sentence in turn is left out; the others give a mean vector for each meaning.

    Args:
        vectors: `(sentences, dim)`.
        meaning: 0 or 1, `(sentences,)`.

    Returns:
        Signed distances from the middle of the two means, `(sentences,)`.

    Example:

    >>> sides(np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([0, 0, 1, 1])) > 0
    array([False, False,  True,  True])
    """
    vectors = np.asarray(vectors, np.float64)
    own = meaning[:, None] == [0, 1]  # (sentences, 2)
    sums = own.T @ vectors - own[..., None] * vectors[:, None]  # without itself
    means = sums / (own.sum(axis=0) - own)[..., None]  # (sentences, 2, dim)
    axes = means[:, 1] - means[:, 0]
    along = np.sum((vectors - means.mean(axis=1)) * axes, axis=1)
    return along / np.maximum(np.linalg.norm(axes, axis=1), 1e-12)


def right_ones(vectors: Array, meaning: Array) -> int:
    """How many sentences lie on the side of their own meaning."""
    return int(((sides(vectors, meaning) > 0) == meaning).sum())


def compare(vectors: Array, meaning: Array) -> dict[str, Any]:
    """How well vectors tell two meanings apart, as one row of a table.

    Args:
        vectors: `(sentences, dim)`.
        meaning: 0 or 1, `(sentences,)`.

    Returns:
        `inside` and `across`: mean cosines within and between the meanings, the mean of all
        vectors taken away first; `right`: see `right_ones`; `by chance`: how often shuffled
        meanings do as well.
    """
    if np.allclose(vectors, vectors[0], atol=1e-4):
        return {"inside": "same", "across": "same", "right": "-", "by chance": "-"}
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    cosine = centred @ centred.T
    same = meaning[:, None] == meaning
    right = right_ones(vectors, meaning)
    shuffled = np.random.default_rng(0).permuted(np.tile(meaning, (SHUFFLES, 1)), axis=1)
    return {
        "inside": round(float(cosine[same & ~np.eye(len(vectors), dtype=bool)].mean()), 3),
        "across": round(float(cosine[~same].mean()), 3),
        "right": f"{right} of {len(vectors)}",
        "by chance": float(np.mean([right_ones(vectors, m) >= right for m in shuffled])),
    }
