r"""Section 9-5: backpropagation through time for the projected LSTM, written out.

TensorFlow derives the gradient of a loop step by step: in every step it multiplies with a
transposed matrix, and adds the gradient of all weights to a sum. Written out, only what a step
needs of the next one stays in the loop. With dz_t the gradient before the gates of step t,

    dh_{t-1} = dz_t W_h^T                                in the loop, from the last step on
    dW = [X, H_{-1}]^T dZ,  db = sum dZ,  dX = dZ W_x^T  after it, one product for all steps

The numbers are those of the derived gradient (to rounding), in less time. `ProjectedLSTM` takes
this way in training.

Reference: [Werbos, 1990](https://doi.org/10.1109/5.58337); [Sak et al., 2014](https://arxiv.org/abs/1402.1128)
"""

from typing import Any


def read(
    steps: Any,
    state: list[Any],
    weights: list[Any],
    *,
    cell_clip: float | None,
    proj_clip: float | None,
) -> Any:
    """The outputs of a projected LSTM from its first step to its last.

    Args:
        steps: `(steps, batch_size, features)`.
        state: output `(batch_size, projection_dim)` and memory `(batch_size, units)`.
        weights: kernel, bias and projection, as in `ProjectedLSTMCell`.
        cell_clip: see `ProjectedLSTMCell`.
        proj_clip: see `ProjectedLSTMCell`.

    Returns:
        `(steps, batch_size, projection_dim)`.
    """
    import tensorflow as tf

    @tf.custom_gradient
    def walk(x: Any, h: Any, c: Any, W: Any, b: Any, P: Any) -> tuple[Any, Any]:
        rows = tf.reshape(x, (-1, x.shape[-1]))  # all steps below each other
        W_x, W_h = W[: x.shape[-1]], W[x.shape[-1] :]
        from_inputs = tf.reshape(rows @ W_x + b, (*tf.unstack(tf.shape(x)[:2]), b.shape[0]))
        kept = _forward(from_inputs, h, c, W_h, P, cell_clip, proj_clip)

        def gradient(d_outputs: Any) -> tuple[Any, ...]:
            dh, dc, dz, dp = _backward(d_outputs, kept, W_h, P, cell_clip, proj_clip)
            before = tf.concat([h[tf.newaxis], outputs[:-1]], 0)
            before = tf.reshape(before, (-1, h.shape[-1]))
            dW = [tf.matmul(part, dz, transpose_a=True) for part in (rows, before)]
            into_projection = kept["o"].concat() * kept["tanh c"].concat()
            dP = tf.matmul(into_projection, dp, transpose_a=True)
            dx = tf.reshape(tf.matmul(dz, W_x, transpose_b=True), tf.shape(x))
            return dx, dh, dc, tf.concat(dW, 0), tf.reduce_sum(dz, 0), dP

        outputs = kept["h"].stack()
        return outputs, gradient

    # As tensors, of the layer's precision: of variables the decorator makes arguments of its own.
    return walk(steps, *state, *map(tf.convert_to_tensor, weights))


_KEPT = ("h", "i", "j", "f", "o", "c before", "c", "tanh c")


def _forward(
    from_inputs: Any, h: Any, c: Any, W_h: Any, P: Any, cell_clip: Any, proj_clip: Any
) -> dict[str, Any]:
    """What every step has computed, as one TensorArray for each of `_KEPT`."""
    import tensorflow as tf

    n = tf.shape(from_inputs)[0]
    inputs = tf.TensorArray(h.dtype, n).unstack(from_inputs)

    def step(t: Any, h: Any, c: Any, *kept: Any) -> tuple:
        i, j, f, o = tf.split(inputs.read(t) + h @ W_h, 4, axis=-1)
        i, j, f, o = tf.sigmoid(i), tf.tanh(j), tf.sigmoid(f + 1), tf.sigmoid(o)
        before, c = c, _clip(f * c + i * j, cell_clip)
        tanh_c = tf.tanh(c)
        h = _clip((o * tanh_c) @ P, proj_clip)
        news = (h, i, j, f, o, before, c, tanh_c)
        return t + 1, h, c, *(a.write(t, new) for a, new in zip(kept, news, strict=True))

    # Read twice: in the loop, and for the products after it.
    empty = [tf.TensorArray(h.dtype, n, clear_after_read=False) for _ in _KEPT]
    _, _, _, *kept = tf.while_loop(
        lambda t, *_: t < n, step, (tf.constant(0), h, c, *empty), maximum_iterations=n
    )
    return dict(zip(_KEPT, kept, strict=True))


def _backward(
    d_outputs: Any, kept: dict[str, Any], W_h: Any, P: Any, cell_clip: Any, proj_clip: Any
) -> tuple[Any, Any, Any, Any]:
    """Gradients of the first state; and of all steps, before the gates and before the clip of h."""
    import tensorflow as tf

    n, dtype = tf.shape(d_outputs)[0], d_outputs.dtype
    from_above = tf.TensorArray(dtype, n).unstack(d_outputs)
    W_h, P = tf.transpose(W_h), tf.transpose(P)  # once; a transposed product takes twice the time

    def step(t: Any, dh: Any, dc: Any, dz_kept: Any, dp_kept: Any) -> tuple:
        h, i, j, f, o, before, c, tanh_c = (kept[name].read(t) for name in _KEPT)
        dp = _unclip(from_above.read(t) + dh, h, proj_clip)
        dm = dp @ P
        dc = _unclip(dc + _tanh_gradient(tanh_c, dm * o), c, cell_clip)
        dz = [
            _sigmoid_gradient(i, dc * j),
            _tanh_gradient(j, dc * i),
            _sigmoid_gradient(f, dc * before),
            _sigmoid_gradient(o, dm * tanh_c),
        ]
        dz = tf.concat(dz, axis=-1)
        return t - 1, dz @ W_h, dc * f, dz_kept.write(t, dz), dp_kept.write(t, dp)

    nothing = [tf.zeros(tf.shape(kept[name].read(0)), dtype) for name in ("h", "c")]
    empty = [tf.TensorArray(dtype, n) for _ in range(2)]
    _, dh, dc, dz, dp = tf.while_loop(
        lambda t, *_: t >= 0, step, (n - 1, *nothing, *empty), maximum_iterations=n
    )
    return dh, dc, dz.concat(), dp.concat()


def _sigmoid_gradient(y: Any, dy: Any) -> Any:
    import tensorflow as tf

    return tf.raw_ops.SigmoidGrad(y=y, dy=dy)  # dy * y * (1 - y), in one pass


def _tanh_gradient(y: Any, dy: Any) -> Any:
    import tensorflow as tf

    return tf.raw_ops.TanhGrad(y=y, dy=dy)  # dy * (1 - y * y)


def _clip(x: Any, limit: float | None) -> Any:
    import tensorflow as tf

    return x if limit is None else tf.clip_by_value(x, -limit, limit)


def _unclip(gradient: Any, clipped: Any, limit: float | None) -> Any:
    """No gradient goes back to what was cut off."""
    import tensorflow as tf

    if limit is None:
        return gradient
    return tf.where(tf.abs(clipped) < limit, gradient, tf.zeros_like(gradient))
