r"""Section 9-5: the LSTM with a projection that ELMo's language models are made of.

One step, for input x, output h and memory c (gates in the order i, j, f, o):

    i, j, f, o = split([x, h] W + b)
    c = clip(sigmoid(f + 1) c + sigmoid(i) tanh(j))
    h = clip((sigmoid(o) tanh(c)) W_projection)

A large memory remembers much, a small output keeps the matrices small: the
published model has 4,096 numbers of memory and 512 of output.

Reference: [Sak et al., 2014](https://arxiv.org/abs/1402.1128), section 2
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

from typing import Any

import keras
import numpy as np
from keras import ops

from wordemb_keras import checks
from wordemb_keras.elmo import backprop
from wordemb_keras.elmo.initializers import random
from wordemb_keras.elmo.whole_numbers import NotQuantized


@keras.saving.register_keras_serializable(package="wordemb_keras")
class ProjectedLSTMCell(NotQuantized, keras.layers.Layer):
    """One step of an LSTM whose output is projected to fewer numbers.

    Args:
        units: numbers of memory.
        projection_dim: numbers of output, which is also what the next step sees.
        cell_clip: the memory stays within plus and minus this. `None`: no limit.
        proj_clip: the same for the output.

    `keras.layers.RNN` takes this cell too; `ProjectedLSTM` is the quicker way.

    Example:

    >>> import keras, numpy as np
    >>> rnn = keras.layers.RNN(ProjectedLSTMCell(8, 3))
    >>> rnn(np.ones((2, 5, 4), "float32")).shape
    TensorShape([2, 3])
    """

    def __init__(
        self,
        units: int,
        projection_dim: int,
        *,
        cell_clip: float | None = 3.0,
        proj_clip: float | None = 3.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.units = checks.integer("units", units)
        self.projection_dim = checks.integer("projection_dim", projection_dim)
        self.cell_clip = cell_clip
        self.proj_clip = proj_clip
        self.state_size = [projection_dim, units]
        self.output_size = projection_dim

    def build(self, input_shape: tuple) -> None:
        shape = (input_shape[-1] + self.projection_dim, 4 * self.units)
        self.kernel = self.add_weight(name="W_0", shape=shape, initializer=random())
        self.bias = self.add_weight(name="B", shape=shape[1:], initializer="zeros")
        shape = (self.units, self.projection_dim)
        self.projection = self.add_weight(name="W_P_0", shape=shape, initializer=random())
        self.built = True

    def call(self, inputs: Any, states: Any, training: bool | None = None) -> Any:
        h, c = states
        z = ops.matmul(ops.concatenate([inputs, h], axis=-1), self.kernel) + self.bias
        i, j, f, o = ops.split(z, 4, axis=-1)
        c = ops.sigmoid(f + 1) * c + ops.sigmoid(i) * ops.tanh(j)  # 1 added: start by remembering
        c = _clip(c, self.cell_clip)
        h = _clip(ops.matmul(ops.sigmoid(o) * ops.tanh(c), self.projection), self.proj_clip)
        return h, [h, c]

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "units": self.units,
            "projection_dim": self.projection_dim,
            "cell_clip": self.cell_clip,
            "proj_clip": self.proj_clip,
        }


@keras.saving.register_keras_serializable(package="wordemb_keras")
class ProjectedLSTM(NotQuantized, keras.layers.Layer):
    """`ProjectedLSTMCell` along a sequence, from left to right.

    Args:
        units, projection_dim, cell_clip, proj_clip: see `ProjectedLSTMCell`.
        portable: read with operations that LiteRT has too. Slower in training.

    Input shape:
        `(batch_size, steps, features)`. Steps that a mask hides leave the state as it is. The
        mask goes on to the next layer.

    Output shape:
        `(batch_size, steps, projection_dim)`. With `lengths`, also the state of
        each row after its own last step: `(batch_size, projection_dim)` and
        `(batch_size, units)`. What comes out behind the end of a row means
        nothing: mask it. `lengths` are for rows with padding at the end.

    Example:

    >>> import numpy as np
    >>> lstm = ProjectedLSTM(8, 3)
    >>> x = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    >>> y, (h, c) = lstm(x, lengths=np.array([5, 2]))
    >>> np.allclose(h, [y[0, 4], y[1, 1]])
    True
    """

    def __init__(
        self,
        units: int,
        projection_dim: int,
        *,
        cell_clip: float | None = 3.0,
        proj_clip: float | None = 3.0,
        portable: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.portable = checks.boolean("portable", portable)
        self.supports_masking = True
        self.cell = ProjectedLSTMCell(
            units,
            projection_dim,
            cell_clip=cell_clip,
            proj_clip=proj_clip,
            dtype=self.dtype_policy,
            name="cell",
        )

    def build(self, input_shape: tuple) -> None:
        self.cell.build((input_shape[0], input_shape[2]))
        self.built = True

    def call(
        self,
        inputs: Any,
        lengths: Any = None,
        initial_state: Any = None,
        mask: Any = None,
        training: bool | None = None,
    ) -> Any:
        state = self.zero_state(ops.shape(inputs)[0]) if initial_state is None else initial_state
        state = [ops.cast(s, self.compute_dtype) for s in state]
        if training and lengths is None and mask is None:
            return self._learn(inputs, state)
        outputs, memories = self._walk(inputs, state, mask, keep_memories=lengths is not None)
        if lengths is None:
            return outputs
        last = [_at(outputs, lengths), _at(memories, lengths)]
        started = ops.expand_dims(ops.convert_to_tensor(lengths) > 0, 1)
        return outputs, [ops.where(started, new, old) for new, old in zip(last, state, strict=True)]

    def in_numpy(self, inputs: np.ndarray) -> np.ndarray:
        """`call` on an array, without TensorFlow: no graph, and no cost of an operation.

        Args:
            inputs: float32 `(batch_size, steps, features)`; the state is zeros, there is no mask.

        Returns:
            The outputs, `(batch_size, steps, projection_dim)`.
        """
        cell = self.cell
        kernel, bias, projection = (w.numpy() for w in (cell.kernel, cell.bias, cell.projection))
        first, again = np.split(kernel, [inputs.shape[2]])  # for the inputs, for its own outputs
        z = inputs @ first + bias  # all steps at once: only the outputs have to wait
        h, c = (np.zeros((len(inputs), n), inputs.dtype) for n in cell.state_size)
        outputs = np.empty((*inputs.shape[:2], cell.projection_dim), inputs.dtype)
        for t in range(inputs.shape[1]):
            i, j, f, o = np.split(z[:, t] + h @ again, 4, axis=-1)
            c = _cut(_sigmoid(f + 1) * c + _sigmoid(i) * np.tanh(j), cell.cell_clip)
            outputs[:, t] = h = _cut((_sigmoid(o) * np.tanh(c)) @ projection, cell.proj_clip)
        return outputs

    def zero_state(self, batch_size: Any) -> list[Any]:
        """The state before the first step: output and memory, both zeros."""
        return [ops.zeros((batch_size, n), self.compute_dtype) for n in self.cell.state_size]

    # Keras finds these by name: an argument of `call` and `_shape`.
    def compute_output_shape(
        self, inputs_shape: tuple, lengths_shape: Any = None, initial_state_shape: Any = None
    ) -> Any:
        outputs = (*inputs_shape[:2], self.cell.projection_dim)
        if lengths_shape is None:
            return outputs
        return outputs, [(inputs_shape[0], n) for n in self.cell.state_size]

    def get_config(self) -> dict[str, Any]:
        own = ("units", "projection_dim", "cell_clip", "proj_clip")
        cell = {name: getattr(self.cell, name) for name in own}
        return {**super().get_config(), **cell, "portable": self.portable}

    def _learn(self, inputs: Any, state: list[Any]) -> Any:
        """As `_walk`, with a gradient that is written out."""
        cell = self.cell
        limits = {"cell_clip": cell.cell_clip, "proj_clip": cell.proj_clip}
        weights = [cell.kernel, cell.bias, cell.projection]
        outputs = backprop.read(ops.transpose(inputs, (1, 0, 2)), state, weights, **limits)
        return ops.transpose(outputs, (1, 0, 2))

    def _walk(
        self, inputs: Any, state: list[Any], mask: Any, *, keep_memories: bool
    ) -> tuple[Any, Any]:
        """Outputs `(batch_size, steps, projection_dim)`, and the memories where they are asked for.

        A plain loop. The biLM gives it no mask: its padding stands at the end, and
        cannot reach back to the tokens before it.
        """
        import tensorflow as tf

        by_step = tf.transpose(inputs, (1, 0, 2))
        steps, sizes = tf.shape(by_step)[0], self.cell.state_size[: 1 + keep_memories]
        if self.portable:  # LiteRT has no lists of tensors of a batch size it does not know
            kept = [tf.zeros((steps, tf.shape(inputs)[0], n), inputs.dtype) for n in sizes]
            read, write, stacked = by_step.__getitem__, _write_row, lambda rows: rows
        else:
            read = tf.TensorArray(inputs.dtype, steps).unstack(by_step).read
            kept = [tf.TensorArray(inputs.dtype, steps) for _ in sizes]
            write, stacked = tf.TensorArray.write, tf.TensorArray.stack
        if mask is not None:  # step by step too: XLA knows no width of a slice that begins at `t`
            mask = tf.expand_dims(tf.transpose(tf.cast(mask, tf.bool)), 2)

        def step(t: Any, h: Any, c: Any, *kept: Any) -> tuple:
            _, news = self.cell(read(t), [h, c])
            if mask is not None:
                news = [tf.where(mask[t], s, old) for s, old in zip(news, (h, c), strict=True)]
            return t + 1, *news, *(write(a, t, s) for a, s in zip(kept, news, strict=False))

        start = (tf.constant(0), *state, *kept)
        _, _, _, *kept = tf.while_loop(
            lambda t, *_: t < steps, step, start, maximum_iterations=steps
        )
        outputs, *memories = (tf.transpose(stacked(a), (1, 0, 2)) for a in kept)
        outputs.set_shape((*inputs.shape[:2], self.cell.projection_dim))
        return outputs, memories[0] if memories else None


def _clip(x: Any, limit: float | None) -> Any:
    return x if limit is None else ops.clip(x, -limit, limit)


def _cut(x: np.ndarray, limit: float | None) -> np.ndarray:
    return x if limit is None else np.clip(x, -limit, limit)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return (1 + np.tanh(x / 2)) / 2  # no x is too large for it


def _write_row(rows: Any, t: Any, row: Any) -> Any:
    """`rows[t] = row`, as TensorFlow has it."""
    import tensorflow as tf

    return tf.tensor_scatter_nd_update(rows, tf.reshape(t, (1, 1)), row[tf.newaxis])


def _at(sequences: Any, lengths: Any) -> Any:
    """The last real step of every row: `(batch, steps, n)` to `(batch, n)`."""
    last = ops.maximum(ops.cast(lengths, "int32") - 1, 0)
    return ops.squeeze(ops.take_along_axis(sequences, last[:, None, None], axis=1), axis=1)
