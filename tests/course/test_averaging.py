"""Section 9-4: the small classifier in NumPy is the one that Keras trains."""

import keras
import numpy as np
import pytest

from wordemb_keras.course.averaging import Classifier, log_loss, shares

IDS = np.array([[1, 2, 0], [3, 0, 0], [2, 4, 4], [1, 3, 0]])
LABELS = np.array([1, 0, 1, 0])


def test_a_text_is_the_mean_of_its_words():
    table = np.array([[9.0, 9], [1, 0], [0, 1], [2, 2], [0, 4]])
    means = shares(IDS, 5) @ table
    assert np.allclose(means, [[0.5, 0.5], [2, 2], [0, 3], [1.5, 1]])
    assert shares(np.array([[0, 0]]), 5).nnz == 0  # no word at all


def test_the_first_step_by_hand():
    """At weights of zero every p is 1/2; Adam's first step is the rate, against the gradient."""
    model = Classifier(np.eye(3), rate=0.1)
    model.weights[:] = 0
    texts = shares(np.array([[1], [2]]), 3)
    model.fit(texts, [1, 0], validation=(texts, [1, 0]), epochs=1)
    assert np.allclose(model.weights, [0, 0.1, -0.1], atol=1e-5)
    assert np.array_equal(model.table, np.eye(3))  # their gradient is s times the weights: zero
    assert log_loss([1, 0], model(texts)) < np.log(2)


@pytest.mark.parametrize("trainable", [True, False])
def test_keras_trains_the_same_model(trainable):
    table = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    ours = Classifier(table, trainable=trainable, seed=3)
    texts = shares(IDS, 6)
    vectors = keras.layers.Dense(3, use_bias=False, trainable=trainable)  # shares times the table
    model = keras.Sequential([keras.Input((6,)), vectors, keras.layers.Dense(1, "sigmoid")])
    model.set_weights([table, ours.weights[:, None], ours.bias])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", run_eagerly=True)
    for _ in range(8):
        model.train_on_batch(texts.toarray(), LABELS)
    ours.fit(texts, LABELS, validation=(texts, LABELS), epochs=8)
    assert np.allclose(ours(texts), np.asarray(model(texts.toarray()))[:, 0], atol=1e-5)
    assert np.allclose(ours.table, model.layers[0].get_weights()[0], atol=1e-5)
    assert np.array_equal(ours.table[5], table[5])  # no text has the last word


def test_keras_trains_the_same_model_from_integers():
    table = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    ours = Classifier(table, trainable=False, seed=3)
    layers = [
        keras.layers.Embedding(6, 3, mask_zero=True, trainable=False),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential([keras.Input((3,), dtype="int32"), *layers])
    model.set_weights([table, ours.weights[:, None], ours.bias])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", run_eagerly=True)
    for _ in range(8):
        model.train_on_batch(IDS, LABELS)
    texts = shares(IDS, 6)
    ours.fit(texts, LABELS, validation=(texts, LABELS), epochs=8)
    assert np.allclose(ours(texts), np.asarray(model(IDS))[:, 0], atol=1e-5)


def test_the_epoch_with_the_smallest_validation_loss_is_kept():
    texts, others = shares(IDS, 5), shares(IDS[:, ::-1], 5)
    turned = 1 - LABELS  # what is learned makes the validation loss larger
    model = Classifier(np.eye(5), seed=1)
    long = model.fit(texts, LABELS, validation=(others, turned), epochs=30)
    short = Classifier(np.eye(5), seed=1).fit(texts, LABELS, validation=(others, turned), epochs=1)
    assert np.allclose(long(texts), short(texts))
