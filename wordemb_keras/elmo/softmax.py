r"""Section 9-5: predicting the next word out of many thousands, exactly or by a sample.

    loss = -log p(word | context),   p = softmax(h W^T + b)

The exact loss needs the scores of all words. In training it is enough to tell
the right word from a sample of wrong ones. The sample is log-uniform: with the
words sorted by frequency, rank r is drawn with

    P(r) = log((r + 2) / (r + 1)) / log(number of words + 1)

which is near the frequencies of a real text; the scores are corrected for it.

Reference: [Jean et al., 2015](https://arxiv.org/abs/1412.2007);
[Jozefowicz et al., 2016](https://arxiv.org/abs/1602.02410)
"""

from typing import Any

import keras
from keras import ops

from wordemb_keras import checks

_ROWS = 1024  # rows of scores that are in memory together when all words are scored


@keras.saving.register_keras_serializable(package="wordemb_keras")
class WordSoftmax(keras.layers.Layer):
    """The losses of word predictions, one for each row. Both directions share it.

    Args:
        n_classes: number of words, sorted by falling frequency (for the sample).
        n_negatives: wrong words in the sample. `None`: training uses all words too.

    Input shape:
        Vectors `(rows, dim)` and the indices of the right words `(rows,)`.

    Output shape:
        `(rows,)`, natural logarithms.

    Example: with weights of zero every word is as likely as any other.

    >>> import numpy as np
    >>> softmax = WordSoftmax(8, n_negatives=None)
    >>> softmax.build((None, 3))
    >>> softmax.set_weights([np.zeros((8, 3)), np.zeros(8)])
    >>> loss = softmax(np.ones((2, 3), "float32"), np.array([0, 5]))
    >>> np.exp(loss).round(4).tolist()
    [8.0, 8.0]
    """

    def __init__(self, n_classes: int, *, n_negatives: int | None = 1024, **kwargs: Any):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.n_classes = checks.integer("n_classes", n_classes)
        self.n_negatives = checks.optional_integer("n_negatives", n_negatives)

    def build(self, input_shape: tuple) -> None:  # noqa: D102
        dim = input_shape[-1]
        small = keras.initializers.RandomNormal(stddev=dim**-0.5)
        self.kernel = self.add_weight(name="kernel", shape=(self.n_classes, dim), initializer=small)
        self.bias = self.add_weight(name="bias", shape=(self.n_classes,), initializer="zeros")
        self.built = True

    def call(self, inputs: Any, classes: Any, training: bool | None = None) -> Any:  # noqa: D102
        negatives = self.n_negatives
        if training and negatives is not None and negatives < self.n_classes:
            return self._sampled(inputs, classes, negatives)
        return self._of_all(inputs, classes) if training else self._in_pieces(inputs, classes)

    def probabilities(self, vectors: Any) -> Any:
        """The probability of every class for each vector, `(rows, n_classes)`."""
        return ops.softmax(ops.matmul(vectors, ops.transpose(self.kernel)) + self.bias)

    def get_config(self) -> dict[str, Any]:  # noqa: D102
        own = {"n_classes": self.n_classes, "n_negatives": self.n_negatives}
        return {**super().get_config(), **own}

    def _sampled(self, vectors: Any, classes: Any, negatives: int) -> Any:
        import tensorflow as tf

        return tf.nn.sampled_softmax_loss(
            ops.convert_to_tensor(self.kernel),
            ops.convert_to_tensor(self.bias),
            ops.cast(classes, "int64")[:, None],
            vectors,
            num_sampled=negatives,
            num_classes=self.n_classes,
        )

    def _of_all(self, vectors: Any, classes: Any) -> Any:
        scores = ops.matmul(vectors, ops.transpose(self.kernel)) + self.bias
        return keras.losses.sparse_categorical_crossentropy(classes, scores, from_logits=True)

    def _in_pieces(self, vectors: Any, classes: Any) -> Any:
        """As `_of_all`, for a vocabulary whose scores of all rows would not fit into memory."""
        import tensorflow as tf

        classes = tf.cast(classes, tf.int32)
        starts = tf.range(0, tf.shape(vectors)[0], _ROWS)

        def losses(at: Any) -> Any:
            found = self._of_all(vectors[at : at + _ROWS], classes[at : at + _ROWS])
            return tf.RaggedTensor.from_tensor(found[tf.newaxis])

        pieces = tf.map_fn(
            tf.autograph.experimental.do_not_convert(losses),  # nothing in it hangs on a tensor
            starts,
            fn_output_signature=tf.RaggedTensorSpec((1, None), tf.float32),
        )
        return pieces.flat_values
