"""Starting from vectors that are there already (section 9-2): `GloVe.fit(start_from=...)`.

Vectors of a large text know more of most words than a small text of one's own can teach. A model
that starts from them learns the words of that text, and what it does not mention stays as it was.
`StayNear` also holds back the words that it does mention, as mittens does with the penalty

    mu * sum over i of |w_i + w~_i - r_i|^2

where r are the vectors to start from: after each epoch every vector goes a part of the way back.

Reference: N. Dingwall, C. Potts (2018), [Mittens: An Extension of GloVe for Learning
Domain-Specialized Representations](https://aclanthology.org/N18-2034/)
"""

from typing import Any

import keras
import numpy as np

from wordemb_keras import checks


def known_rows(source: Any, words: list[str], dim: int) -> tuple[np.ndarray, np.ndarray]:
    """The words that a source of vectors knows.

    Args:
        source: anything that holds word vectors, see `as_vectors`.
        words: the words of the rows.
        dim: numbers in a vector.

    Returns:
        Their rows `(n,)` and their vectors `(n, dim)`, float32.

    Raises:
        ValueError: vectors of another length, or none of the words.

    Example:

    >>> known_rows({"눈": [1.0, 2.0], "비": [3.0, 4.0]}, ["해", "비"], 2)
    (array([1]), array([[3., 4.]], dtype=float32))
    """
    from wordemb_keras.formats.sources import as_vectors

    reader = as_vectors(source)
    if reader.dim != dim:
        raise ValueError(
            f"`start_from` must have vectors of `embedding_dim` numbers, {dim}. Received: vectors "
            f"of {reader.dim} numbers"
        )
    found = reader.find(words)
    rows = [row for row, word in enumerate(words) if word in found]
    if not rows:
        raise ValueError(
            f"`start_from` must know a word of the counts. Received: vectors that know none of "
            f"{len(words)}, for example {words[:3]}"
        )
    return np.array(rows), np.stack([found[words[row]] for row in rows]).astype(np.float32)


class StayNear(keras.callbacks.Callback):
    """Keeps word vectors near given ones: after each epoch, a part of the way back.

    Words that the source does not know are free.

    Args:
        source: the vectors, as `start_from`.
        pull: which part of the way, from 0 (none) to 1 (the vectors do not move at all).

    Raises:
        ValueError: `pull` is out of range, or the source does not fit the model.

    Example:

    >>> from wordemb_keras import Cooccurrence, GloVe
    >>> X = Cooccurrence.build([["눈", "온다"], ["비", "온다"]] * 9, window=1, verbose=0)
    >>> before = {"눈": np.ones(4), "온다": np.full(4, 2.0)}
    >>> moved = []
    >>> for pull in (0.0, 0.5, 1.0):
    ...     model, near = GloVe(len(X), 4, seed=1), StayNear(before, pull=pull)
    ...     _ = model.fit(X, epochs=5, start_from=before, callbacks=[near], threads=1, verbose=0)
    ...     moved.append(float(np.abs(model.keyed_vectors()["눈"] - 1).max()))
    >>> moved[0] > moved[1] > 1e-3 > 1e-6 > moved[2]  # all of the way back, but for rounding
    True
    """

    def __init__(self, source: Any, *, pull: float = 0.1):
        super().__init__()
        self.source, self.pull = source, checks.positive("pull", pull) if pull else 0.0
        if self.pull > 1:
            raise ValueError(f"`pull` must be at most 1. Received: pull={pull}")

    def on_train_begin(self, logs: Any = None) -> None:
        """Find the words."""
        model: Any = self.model
        if model.vocabulary is None:
            raise ValueError(
                "`StayNear` must know the words of the rows: train on a `Cooccurrence`, not on "
                "pairs, or set `model.vocabulary` before"
            )
        words = model.vocabulary.words
        self._rows, self._vectors = known_rows(self.source, words, model.embedding_dim)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Let w and w~ share the way back."""
        tables = [table.embeddings for table in (self.model.words, self.model.contexts)]
        words, contexts = (np.array(table.value.numpy()) for table in tables)
        way = self.pull * (self._vectors - words[self._rows] - contexts[self._rows]) / 2
        for table, values in zip(tables, (words, contexts), strict=True):
            values[self._rows] += way
            table.assign(values)
