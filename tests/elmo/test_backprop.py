"""Section 9-5: the written-out gradient of the projected LSTM is the derived one."""

import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras.elmo import ProjectedLSTM


@pytest.mark.parametrize("limit", [None, 0.3])  # 0.3 cuts about half of the numbers
@pytest.mark.parametrize("steps", [1, 6])
def test_the_written_gradient_is_the_derived_one(limit, steps):
    rng = np.random.default_rng(0)
    lstm = ProjectedLSTM(7, 3, cell_clip=limit, proj_clip=limit)
    lstm.build((None, None, 5))
    lstm.set_weights([rng.normal(0, 0.7, w.shape) for w in lstm.weights])
    shapes = {"inputs": (4, steps, 5), "h": (4, 3), "c": (4, 7), "weighs": (4, steps, 3)}
    x, h, c, weighs = (tf.constant(rng.normal(0, 0.5, s), tf.float32) for s in shapes.values())

    def gradients(training):
        with tf.GradientTape() as tape:
            tape.watch([x, h, c])
            outputs = lstm(x, initial_state=[h, c], training=training)
            loss = tf.reduce_sum(outputs * weighs)
        return [outputs, *tape.gradient(loss, [x, h, c, *(w.value for w in lstm.weights)])]

    if limit:
        assert np.mean(np.abs(gradients(True)[0]) == np.float32(limit)) > 0.2
    for written, derived in zip(gradients(True), gradients(False), strict=True):
        assert np.abs(derived).max() > 0
        assert np.allclose(written, derived, atol=2e-6)


def test_no_row_and_half_precision():
    lstm = ProjectedLSTM(7, 3, dtype="mixed_float16")
    assert lstm(np.zeros((0, 4, 5), "float32"), training=True).shape == (0, 4, 3)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(lstm(np.ones((2, 4, 5), "float32"), training=True))
    gradient = tape.gradient(loss, lstm.trainable_weights[0].value)
    assert gradient.dtype == "float32" and np.isfinite(gradient).all() and np.any(gradient)
