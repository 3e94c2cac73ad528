r"""Section 9-4: many seeds of one small classifier: the mean of word vectors, one sigmoid.

Both steps are sums, so a word has one score and a message the mean of them:

    p = sigmoid(mean_i(E[w_i]) · v + b) = sigmoid(sum_w share_w (E[w] · v) + b)

where `share_w` says how much of the message is the word w. The gradient of the mean log loss:

    d = (p - y) / n          (messages,)
    s = shares^T d           (words,)
    dE = s v^T,  dv = E^T s,  db = sum(d)

This is `Embedding(mask_zero=True)`, `GlobalAveragePooling1D`, `Dense(1, "sigmoid")` under Adam.
With a frozen table Keras gives the same numbers; so it does where the table is a `Dense` over the
shares. (Under an `Embedding` that learns, Keras on TensorFlow squares the gradient of each
occurrence of a word by itself; here it is the square of their sum, as in the paper.) A run on
forty messages takes a hundredth of a second, where Keras takes one to set up: so a notebook can
afford twenty seeds, and error bars.

Reference: [Kingma and Ba, 2015](https://arxiv.org/abs/1412.6980), algorithm 1
"""

from typing import Any

import numpy as np
from scipy import sparse

Array = np.ndarray[Any, Any]


def shares(ids: Array, size: int) -> Any:
    """How much of each text each word is; padding (0) counts nowhere.

    Args:
        ids: word indices `(texts, length)`; a text without any has a row of zeros.
        size: of the vocabulary.

    Returns:
        A SciPy CSR matrix `(texts, size)` of float32, whose rows add up to 1.

    Example:

    >>> shares(np.array([[2, 1, 2, 2], [1, 0, 0, 0]]), 3).toarray().tolist()
    [[0.0, 0.25, 0.75], [0.0, 1.0, 0.0]]
    """
    text, place = np.nonzero(ids)
    counts = sparse.csr_matrix((np.ones(len(text)), (text, ids[text, place])), (len(ids), size))
    lengths = np.maximum(np.asarray(counts.sum(axis=1)), 1)
    return counts.multiply(1 / lengths).tocsr().astype(np.float32)


class Classifier:
    """Mean of word vectors, then one sigmoid; trained with Adam.

    Args:
        table: a vector for each word, `(size, dim)`; it is copied.
        trainable: whether the vectors learn, too. The sigmoid always does.
        rate: learning rate.
        seed: of the sigmoid's first weights and the order of the texts.

    Example:

    >>> texts = shares(np.array([[1, 2], [2, 3]]), 4)
    >>> model = Classifier(np.eye(4), seed=1).fit(texts, [1, 0], validation=(texts, [1, 0]))
    >>> (model(texts) > 0.5).tolist()
    [True, False]
    """

    def __init__(self, table: Any, *, trainable: bool = True, rate: float = 0.05, seed: int = 0):
        self.table = np.array(table, np.float32)
        self.trainable, self.rate = trainable, rate
        self.rng = np.random.default_rng(seed)
        limit = np.sqrt(6 / (self.table.shape[1] + 1))  # as Keras starts a Dense(1)
        self.weights = self.rng.uniform(-limit, limit, self.table.shape[1]).astype(np.float32)
        self.bias = np.zeros(1, np.float32)

    def __call__(self, texts: Any) -> Array:
        """The probability of class 1, `(texts,)`."""
        return _sigmoid(texts @ (self.table @ self.weights) + self.bias)

    def fit(
        self,
        texts: Any,
        labels: Any,
        *,
        validation: tuple[Any, Any],
        epochs: int = 40,
        batch_size: int = 200,
    ) -> "Classifier":
        """Train, and keep the epoch with the smallest loss on the validation texts.

        Args:
            texts: shares of the training texts.
            labels: 0 or 1, `(texts,)`.
            validation: shares and labels of other texts.
            epochs: how often all texts are read.
            batch_size: texts of one step.
        """
        labels = np.asarray(labels, np.float32)
        # Words that no training text has never move: Adam's sums for them stay zero.
        seen = np.flatnonzero(np.asarray(texts.sum(axis=0))[0])
        rows, texts = self.table[seen], texts[:, seen]
        parts = [self.weights, self.bias, *([rows] if self.trainable else [])]
        adam, best, kept = _Adam(parts, self.rate), np.inf, [part.copy() for part in parts]
        for _ in range(epochs):
            order = self.rng.permutation(len(labels))
            for start in range(0, len(order), batch_size):
                batch = order[start : start + batch_size]
                adam.step(self._gradients(rows, texts[batch], labels[batch])[: len(parts)])
            self.table[seen] = rows
            if (loss := log_loss(validation[1], self(validation[0]))) < best:
                best, kept = loss, [part.copy() for part in parts]
        for part, value in zip(parts, kept, strict=True):
            part[...] = value
        self.table[seen] = rows
        return self

    def _gradients(self, rows: Array, texts: Any, labels: Array) -> list[Array]:
        """Of weights, bias and the rows of the table, in this order."""
        p = _sigmoid(texts @ (rows @ self.weights) + self.bias)
        d = (p - labels) / len(labels)
        s = texts.T @ d
        of_rows = [np.outer(s, self.weights)] if self.trainable else []
        return [s @ rows, d.sum(keepdims=True), *of_rows]


def log_loss(labels: Any, chances: Array) -> float:
    """The mean log loss; chances of 0 and 1 count as 1e-7 and its complement, as in Keras.

    Example:

    >>> round(log_loss([1, 0], np.array([0.5, 0.5])), 3)
    0.693
    """
    chances = np.clip(chances, 1e-7, 1 - 1e-7)
    return float(-np.log(np.where(np.asarray(labels) == 1, chances, 1 - chances)).mean())


class _Adam:
    """Changes arrays in place."""

    def __init__(self, parts: list[Array], rate: float):
        self.parts, self.rate, self.steps = parts, rate, 0
        self.sums = [(np.zeros_like(part), np.zeros_like(part)) for part in parts]

    def step(self, gradients: list[Array]) -> None:
        self.steps += 1
        # The first steps' sums are small because they began at zero: divide that out.
        unbiased = np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        rate = np.float32(self.rate * unbiased)
        for part, g, (m, v) in zip(self.parts, gradients, self.sums, strict=True):
            m += np.float32(0.1) * (g - m)
            v += np.float32(0.001) * (g * g - v)
            part -= rate * m / (np.sqrt(v) + np.float32(1e-7))


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))
