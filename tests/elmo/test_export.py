"""Section 9-5: models that begin at character ids, written for other programs and run there."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras.elmo import BiLM, ProjectedLSTM, ScalarMix, character_ids

SENTENCES = [["the", "river", "bank"], ["안녕", "은행"], []]


@pytest.fixture(scope="module")
def bilm():
    # One layer: a second adds loops of the same kind, for which the converters take twice the time.
    sizes = {"units": 8, "projection_dim": 3, "filters": [(1, 4), (2, 4)], "char_dim": 4}
    return randomised(BiLM(**sizes, n_layers=1, max_characters=12))


def randomised(bilm):
    rng = np.random.default_rng(0)
    bilm.set_weights([rng.normal(0, 0.5, w.shape) for w in bilm.weights])
    return bilm


@pytest.fixture(scope="module")
def batches():
    """Batches of other sizes and lengths, with an empty text."""
    ids = character_ids(SENTENCES, max_characters=12)
    return [ids, ids[1:2], np.pad(ids, [(0, 0), (0, 4), (0, 0)])]


@pytest.fixture(scope="module")
def model(bilm):
    ids = keras.Input((None, 12), dtype="int32")
    bilm.portable = False
    pooled = keras.layers.GlobalAveragePooling1D()(ScalarMix(layer_norm=True)(bilm(ids)))
    return keras.Model(ids, keras.layers.Dense(1)(pooled))


@pytest.fixture(scope="module")
def expected(model, batches):
    """What the model gives when every distinct word is encoded once."""
    found = [np.asarray(model(batch)) for batch in batches]
    assert all(np.isfinite(scores).all() for scores in found)
    return found


@pytest.fixture
def portable(bilm):
    bilm.portable = True
    yield bilm
    bilm.portable = False


def close(found, expected):
    return all(np.allclose(a, b, atol=1e-5) for a, b in zip(found, expected, strict=True))


def test_the_portable_way_gives_the_same_numbers(model, portable, batches, expected):
    assert close([np.asarray(model(batch)) for batch in batches], expected)
    assert all(lstm.portable for lstm in portable.forward_layers)
    again = randomised(BiLM.from_config({**portable.get_config(), "n_layers": 2}))
    assert again.portable and again.backward_layers[1].portable
    found = [np.asarray(again(batch)) for batch in batches]
    again.portable = False
    assert close(found, [np.asarray(again(batch)) for batch in batches])


def test_a_saved_model(model, portable, batches, expected, tmp_path):
    model.export(tmp_path / "model", verbose=False)
    saved = tf.saved_model.load(str(tmp_path / "model"))
    assert close([saved.serve(tf.constant(batch)) for batch in batches], expected)


def in_litert(path, batch):
    interpreter = tf.lite.Interpreter(str(path))
    assert not any("Flex" in op["op_name"] for op in interpreter._get_ops_details())
    (entry,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
    interpreter.resize_tensor_input(entry["index"], batch.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(entry["index"], batch)
    interpreter.invoke()
    return interpreter.get_tensor(result["index"])


BUILTINS = {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]}  # without Flex, or an error
ignore = pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated")


@ignore
def test_litert_without_flex(model, portable, batches, expected, tmp_path):
    path = tmp_path / "model.tflite"
    model.export(str(path), format="litert", verbose=False, target_spec=BUILTINS)
    assert close([in_litert(path, batch) for batch in batches], expected)


@ignore
def test_litert_with_int8_weights(portable, tmp_path):
    """What `quantize` advises; LiteRT leaves matrices of under 1,024 numbers as they are."""
    steps, features = keras.Input((None, 32)), np.random.default_rng(0).normal(size=(2, 5, 32))
    model = keras.Model(steps, ProjectedLSTM(32, 16, portable=True)(steps))
    sizes = {}
    for name, options in {
        "full": {},
        "int8": {"optimizations": [tf.lite.Optimize.DEFAULT]},
    }.items():
        path = tmp_path / f"{name}.tflite"
        model.export(str(path), format="litert", verbose=False, target_spec=BUILTINS, **options)
        sizes[name] = path.stat().st_size
        found = in_litert(path, features.astype("float32"))
        assert np.allclose(found, model(features), atol=0.05)
    assert sizes["int8"] < 0.6 * sizes["full"]


def test_onnx(model, portable, batches, expected, tmp_path):
    pytest.importorskip("tf2onnx", reason="needs tf2onnx: pip install 'wordemb-keras[onnx]'")
    onnxruntime = pytest.importorskip("onnxruntime", reason="needs onnxruntime")
    path = tmp_path / "model.onnx"
    model.export(path, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(str(path))
    name = session.get_inputs()[0].name
    assert close([session.run(None, {name: batch})[0] for batch in batches], expected)


def test_quantize_refuses(model, bilm):
    before = bilm.get_weights()
    for each in (bilm, bilm.encoder, bilm.forward_layers[0], model):
        with pytest.raises(ValueError, match=r"no quantized form\. Received: mode='int8'"):
            each.quantize("int8")
    assert all(map(np.array_equal, before, bilm.get_weights()))


def test_what_quantize_advises(bilm):
    ids = keras.Input((None, 12), dtype="int32")
    pooled = keras.layers.GlobalAveragePooling1D()(ScalarMix()(bilm(ids)))
    model = keras.Model(ids, keras.layers.Dense(2, name="dense")(pooled))
    model.quantize("int8", filters="dense")
    assert keras.backend.standardize_dtype(model.get_layer("dense").kernel.dtype) == "int8"
    assert np.isfinite(model(character_ids(SENTENCES, max_characters=12))).all()
