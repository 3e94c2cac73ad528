"""Section 9-5: the weighted sum of layers, checked by hand (F5.04)."""

import keras
import numpy as np
import pytest

from wordemb_keras.elmo import ScalarMix, mean_of_tokens

rng = np.random.default_rng(0)


def test_the_four_steps_by_hand():
    # two directions side by side, three layers, one token
    layers = np.array([[1, 1, 1, 1], [1, 0, 0, 2], [0, 3, 1, 0]], "float32")
    mix = ScalarMix()
    x = layers[None, :, None]
    mix.build(x.shape)
    assert np.allclose(mix.layer_weights, 1 / 3)
    assert np.allclose(mix(x)[0, 0], [2 / 3, 4 / 3, 2 / 3, 1])
    mix.set_weights([np.log([0.5, 0.25, 0.25]), np.array(2.0)])
    assert np.allclose(mix.layer_weights, [0.5, 0.25, 0.25])
    # 2 * (0.5 * (1 1 1 1) + 0.25 * (1 0 0 2) + 0.25 * (0 3 1 0))
    assert np.allclose(mix(x)[0, 0], [1.5, 2.5, 1.5, 2.0])


def test_layer_norm_is_over_the_whole_masked_batch():
    x = rng.normal(2, 3, (2, 3, 4, 5)).astype("float32")
    mask = np.array([[1, 1, 1, 0], [1, 0, 0, 0]], bool)
    mix = ScalarMix(layer_norm=True)
    got = np.asarray(mix(x, mask=mask))
    expected = 0
    for layer in x.swapaxes(0, 1).astype(float):
        real = layer[mask]  # (tokens, dim)
        expected = expected + (layer - real.mean()) / real.std() / 3
    assert np.allclose(got[mask], expected[mask], atol=1e-5)
    assert not got[~mask].any()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("layer_norm", [False, True])
def test_half_precision_is_summed_in_float32(dtype, layer_norm):
    x = rng.normal(100, 300, (8, 3, 50, 16)).astype("float32")  # the sums exceed 65504
    half = ScalarMix(layer_norm=layer_norm, dtype=f"mixed_{dtype}")
    got = half(x, mask=np.ones((8, 50), bool))
    assert keras.backend.standardize_dtype(got.dtype) == dtype
    expected = np.asarray(ScalarMix(layer_norm=layer_norm)(x))
    difference = np.abs(np.asarray(keras.ops.cast(got, "float32")) - expected).max()
    assert difference < 0.02 * np.abs(expected).max()
    many = keras.ops.full((1, 5000, 1), 30.0, dtype)  # their sum is 150,000
    assert float(mean_of_tokens(many, np.ones((1, 5000), bool))[0, 0]) == 30


def test_what_is_behind_the_mask_does_not_matter():
    x = rng.normal(size=(2, 3, 4, 5)).astype("float32")
    mask = np.array([[1, 1, 1, 0], [1, 0, 0, 0]], bool)
    other = np.where(mask[:, None, :, None], x, 99).astype("float32")
    mix = ScalarMix(layer_norm=True)
    assert np.allclose(mix(x, mask=mask), mix(other, mask=mask), atol=1e-5)


def test_it_learns_which_layer_helps():
    x = rng.normal(size=(64, 3, 1, 4)).astype("float32")
    model = keras.Sequential([keras.Input((3, 1, 4)), ScalarMix()])
    model.compile(keras.optimizers.Adam(0.2), "mse")
    model.fit(x, 2 * x[:, 1], epochs=30, batch_size=64, verbose=0)
    assert model.layers[0].layer_weights.argmax() == 1
    assert model.layers[0].layer_weights[1] > 0.9
    assert 1.5 < float(model.layers[0].gamma.numpy()) < 2.5


def test_config_and_errors():
    assert ScalarMix.from_config(ScalarMix(layer_norm=True).get_config()).layer_norm
    with pytest.raises(ValueError, match="layers, tokens, dim"):
        ScalarMix()(np.zeros((2, 3, 4), "float32"))


def test_the_mean_of_no_tokens_is_zero():
    vectors = np.ones((1, 3, 2), "float32")
    assert np.asarray(mean_of_tokens(vectors, np.zeros((1, 3), bool))).tolist() == [[0, 0]]
    assert np.asarray(mean_of_tokens(vectors[:, :0], np.zeros((1, 0), bool))).tolist() == [[0, 0]]
