r"""Section 9-5: the character CNN, layer 0 of ELMo, a vector for any word (F5.03).

For a word with character vectors C and filters of widths 1, 2, 3, ...

    y_k = activation(max over positions of (C * filter_k + b_k))     one number a filter
    x   = g * relu(x W_transform + b) + (1 - g) * x,  g = sigmoid(x W_carry + b)   highway
    token vector = x W_proj + b_proj

A filter is a detector of a character sequence; the maximum says whether it is
anywhere in the word. `dog` and `doggy` set off many of the same filters.

Reference: [Kim et al., 2016](https://arxiv.org/abs/1508.06615);
[Srivastava et al., 2015](https://arxiv.org/abs/1505.00387) (highways)
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from wordemb_keras import checks
from wordemb_keras.elmo.characters import N_CHARACTERS
from wordemb_keras.elmo.initializers import random
from wordemb_keras.elmo.whole_numbers import NotQuantized

_ACTIVATIONS = {"relu": ops.relu, "tanh": ops.tanh}
_NOTHING = N_CHARACTERS  # the id that fills a word up to its 50 characters


@keras.saving.register_keras_serializable(package="wordemb_keras")
class Highway(NotQuantized, keras.layers.Layer):
    """A dense layer and, around it, a way straight through; a gate decides for each number.

    The names are those of the published weights: their `carry` gate multiplies
    the transformed part.

    Input shape:
        `(batch_size, dim)`.

    Output shape:
        The same.

    Example: with a shut gate (a bias far below 0) the input goes straight through.

    >>> import numpy as np
    >>> highway = Highway()
    >>> x = np.array([[1.0, -2.0]], "float32")
    >>> y = highway(x)
    >>> _ = highway.b_carry.assign([-100.0, -100.0])
    >>> highway(x).numpy()
    array([[ 1., -2.]], dtype=float32)

    Reference:

    - [Srivastava et al., 2015](https://arxiv.org/abs/1505.00387)
    """

    def build(self, input_shape: tuple) -> None:
        n = input_shape[-1]
        self.W_carry = self.add_weight(name="W_carry", shape=(n, n), initializer=random())
        # A gate that starts near 0.1 lets the word through almost unchanged.
        started = keras.initializers.Constant(-2.0)
        self.b_carry = self.add_weight(name="b_carry", shape=(n,), initializer=started)
        self.W_transform = self.add_weight(name="W_transform", shape=(n, n), initializer=random())
        self.b_transform = self.add_weight(name="b_transform", shape=(n,), initializer="zeros")
        self.built = True

    def call(self, inputs: Any) -> Any:
        gate = ops.sigmoid(ops.matmul(inputs, self.W_carry) + self.b_carry)
        new = ops.relu(ops.matmul(inputs, self.W_transform) + self.b_transform)
        return gate * new + (1 - gate) * inputs


@keras.saving.register_keras_serializable(package="wordemb_keras")
class CharacterEncoder(NotQuantized, keras.layers.Layer):
    """Words, given as character ids, to vectors that know no context.

    Args:
        projection_dim: length of the vectors.
        filters: `(width, number of filters)` pairs.
        char_dim: length of the character vectors.
        n_highway: number of highway layers.
        activation: `"relu"` or `"tanh"`, after the maximum.
        use_projection: multiply by a last matrix. Default: only where the number
            of filters is not `projection_dim`.

    Input shape:
        `(..., max_characters)` integers from `character_ids` or `CharacterIds`.

    Output shape:
        `(..., projection_dim)`; zeros where the ids are zeros (no token).

    Example:

    >>> from wordemb_keras.elmo import CharacterEncoder, character_ids
    >>> encoder = CharacterEncoder(4, filters=[(1, 8), (2, 8)])
    >>> encoder(character_ids([["a", "newword"]])).shape
    TensorShape([1, 2, 4])

    Reference:

    - [Kim et al., 2016](https://arxiv.org/abs/1508.06615)
    """

    def __init__(
        self,
        projection_dim: int,
        *,
        filters: Sequence[Sequence[int]] = ((1, 32), (2, 32), (3, 64), (4, 128)),
        char_dim: int = 16,
        n_highway: int = 1,
        activation: str = "relu",
        use_projection: bool | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if activation not in _ACTIVATIONS:
            raise ValueError(
                f'`activation` must be "relu" or "tanh". Received: activation={activation!r}'
            )
        self.projection_dim = projection_dim
        self.filters = [[int(width), int(n)] for width, n in filters]
        self.char_dim = char_dim
        self.n_highway = n_highway
        self.activation = activation
        self.n_filters = sum(n for _, n in self.filters)
        differ = self.n_filters != projection_dim
        given = differ if use_projection is None else use_projection
        self.use_projection = checks.boolean("use_projection", given)
        if differ and not self.use_projection:
            raise ValueError(
                "`use_projection=False` needs as many filters as `projection_dim`. "
                f"Received: {self.n_filters} filters, projection_dim={projection_dim}"
            )

    @property
    def input_dtype(self) -> str:
        """Ids may come as floats, as from `keras.Input`; bfloat16 has too few digits for them."""
        return "float32"

    def build(self, input_shape: tuple) -> None:
        widest = max(width for width, _ in self.filters)
        if input_shape[-1] is not None and input_shape[-1] < widest:
            raise ValueError(
                f"`filters` must not be wider than a word has characters ({input_shape[-1]}). "
                f"Received: a filter of width {widest}"
            )
        n = self.n_filters
        self.char_embed = self._weight(
            "char_embed", (N_CHARACTERS, self.char_dim), random("uniform")
        )
        self.kernels, self.biases = [], []
        for i, (width, count) in enumerate(self.filters):
            self.kernels.append(self._weight(f"W_cnn_{i}", (width, self.char_dim, count)))
            self.biases.append(self._weight(f"b_cnn_{i}", (count,), "zeros"))
        self.highways = [
            Highway(dtype=self.dtype_policy, name=f"highway_{i}") for i in range(self.n_highway)
        ]
        for highway in self.highways:
            highway.build((None, n))
        if self.use_projection:
            self.W_proj = self._weight("W_proj", (n, self.projection_dim))
            self.b_proj = self._weight("b_proj", (self.projection_dim,), "zeros")
        self.built = True

    def call(self, inputs: Any) -> Any:
        ids = ops.cast(inputs, "int32")
        flat = ops.reshape(ids, (-1, inputs.shape[-1]))  # (words, max_characters)
        x = self._convolve(self._trim(flat))  # (words, filters)
        for highway in self.highways:
            x = highway(x)
        if self.use_projection:
            x = ops.matmul(x, self.W_proj) + self.b_proj
        x = x * ops.cast(flat[:, :1] > 0, x.dtype)
        return ops.reshape(x, (*ops.shape(inputs)[:-1], self.projection_dim))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (*input_shape[:-1], self.projection_dim)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "projection_dim": self.projection_dim,
            "filters": self.filters,
            "char_dim": self.char_dim,
            "n_highway": self.n_highway,
            "activation": self.activation,
            "use_projection": self.use_projection,
        }

    def _convolve(self, ids: Any) -> Any:
        """`(words, characters)` to `(words, n_filters)`."""
        if ids.shape[0] == 0:
            return ops.zeros((0, self.n_filters), self.compute_dtype)  # Keras 3.13 refuses to
        characters = ops.take(self.char_embed, ops.maximum(ids - 1, 0), axis=0)
        activation = _ACTIVATIONS[self.activation]
        pieces = []
        for kernel, bias in zip(self.kernels, self.biases, strict=True):
            response = ops.conv(characters, kernel, padding="valid")  # (words, positions, n)
            # Without `initial` Keras refuses a batch of no words at all.
            highest = ops.max(response, axis=1, initial=float("-inf"))
            pieces.append(activation(highest + bias))
        return ops.concatenate(pieces, axis=-1)

    def _trim(self, ids: Any) -> Any:
        """Leave out columns in which every word is over: exact, and most of the work.

        A filter gives the same response at every place that holds nothing but
        padding. One such place (as wide as the widest filter) is kept, so the
        maximum stays what it was over all 50 characters.
        """
        used = ops.max(
            ops.sum(ops.cast((ids > 0) & (ids != _NOTHING), "int32"), axis=-1), initial=0
        )
        widest = max(width for width, _ in self.filters)
        return ids[:, : ops.minimum(used + widest, ids.shape[-1])]

    def _weight(self, name: str, shape: tuple, initializer: Any = None) -> Any:
        return self.add_weight(name=name, shape=shape, initializer=initializer or random())
