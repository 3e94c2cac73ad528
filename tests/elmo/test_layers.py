"""Section 9-5: ELMo as a Keras layer, and through TensorFlow Hub (F5.04, F5.05, F5.07)."""

import hashlib
import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras.elmo import (
    BiLM,
    ELMoEmbedding,
    HubELMo,
    ScalarMix,
    character_ids,
    elmo_hub_lambda,
    elmo_layer,
    mean_of_tokens,
    text_batch,
)

TEXTS = ["the river bank", "안녕 은행", "", "a bank account 🙂 ㅋㅋ"]
LABELS = np.array([0, 1, 0, 1])


def make_bilm(seed=0, n_layers=2):
    bilm = BiLM(units=8, projection_dim=3, n_layers=n_layers, filters=[(1, 4), (2, 4)], char_dim=4)
    rng = np.random.default_rng(seed)
    bilm.set_weights([rng.normal(0, 0.5, w.shape) for w in bilm.weights])
    return bilm


@pytest.fixture(scope="module")
def bilm():
    return make_bilm()


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """A SavedModel with the signatures of google/elmo."""
    folder = tmp_path_factory.mktemp("hub") / "module"
    layer = ELMoEmbedding(make_bilm())
    layer.bilm.embed(["used before"], verbose=0)
    layer(["used before"])
    layer.export_saved_model(folder)
    return folder


def chapter_model(layer, shape=(1,)):
    """The chapter's network: text, ELMo, Dense(256), Dense(1)."""
    text = keras.Input(shape, dtype="string")
    hidden = keras.layers.Dense(256, activation="relu")(layer(text))
    model = keras.Model(text, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)  # or Keras traces the model twice
    return model


# --- the native layer -------------------------------------------------------------------------


def test_the_three_outputs_belong_together(bilm):
    layers = np.asarray(ELMoEmbedding(bilm, output="layers")(TEXTS))
    elmo = ELMoEmbedding(bilm)(TEXTS)
    pooled = ELMoEmbedding(bilm, output="default")(TEXTS)
    tokens = [text.split() for text in TEXTS]
    assert np.allclose(layers, bilm(character_ids(tokens)), atol=1e-6)
    assert np.allclose(elmo, layers.mean(axis=1), atol=1e-6)
    assert elmo._keras_mask.numpy().sum(axis=1).tolist() == [3, 2, 0, 5]
    assert np.allclose(pooled[1], elmo[1, :2].numpy().mean(axis=0), atol=1e-6)
    assert np.asarray(pooled)[2].tolist() == [0] * 6  # a text without tokens


def test_texts_columns_and_tokens_give_the_same(bilm):
    layer = ELMoEmbedding(bilm, output="default")
    expected = layer(TEXTS)
    assert np.array_equal(layer(np.array(TEXTS)), expected)
    assert np.array_equal(layer(np.array(TEXTS, object)[:, None]), expected)
    assert np.array_equal(layer([text.split() for text in TEXTS]), expected)
    assert np.array_equal(layer(tf.constant(TEXTS)[:, None]), expected)
    assert np.allclose(layer(TEXTS[:1]), expected[:1], atol=1e-6)  # a batch of one


def test_the_model_of_the_chapter_trains(bilm):
    layer = ELMoEmbedding(bilm, output="default")
    model = chapter_model(layer)
    before = [np.array(w) for w in bilm.get_weights()]
    history = model.fit(text_batch(TEXTS * 4), np.tile(LABELS, 4), epochs=8, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]
    assert model.predict(text_batch(TEXTS), verbose=0).shape == (4, 1)
    assert [w.shape for w in layer.trainable_weights] == [(3,), ()]
    assert all(map(np.array_equal, before, bilm.get_weights()))
    assert np.any(layer.mix.s.numpy() != 0)


def test_a_frozen_bilm_stays_frozen(bilm):
    layer = ELMoEmbedding(bilm, output="default")
    model = chapter_model(layer)
    assert len(model.trainable_weights) == 6  # the mix and two Dense layers
    model.trainable = False
    assert not model.trainable_weights
    model.trainable = True
    assert len(model.trainable_weights) == 6
    layer.fine_tune = True
    assert len(layer.trainable_weights) == len(bilm.weights) + 2
    layer.fine_tune = False
    assert ELMoEmbedding(bilm, trainable=False).trainable_weights == []


def test_fine_tuning_changes_the_bilm():
    bilm = make_bilm(n_layers=1)
    layer = ELMoEmbedding(bilm, output="default", fine_tune=True, dropout=0.5)
    before = [np.array(w) for w in bilm.get_weights()]
    chapter_model(layer).fit(text_batch(TEXTS), LABELS, verbose=0)
    assert len(layer.trainable_weights) == len(bilm.weights) + 2
    assert not any(map(np.array_equal, before, bilm.get_weights()))


def test_a_shared_bilm_is_trained_through_the_layers_that_fine_tune_it(tmp_path):
    bilm = make_bilm(n_layers=1)
    tuned = ELMoEmbedding(bilm, output="default", fine_tune=True, name="tuned")
    fixed = ELMoEmbedding(bilm, output="default", name="fixed")
    assert bilm.trainable  # the second layer has not frozen the first one's
    before = [np.array(w) for w in bilm.get_weights()]
    chapter_model(fixed).fit(text_batch(TEXTS), LABELS, verbose=0)
    assert all(map(np.array_equal, before, bilm.get_weights()))

    text = keras.Input((), dtype="string")
    both = keras.layers.Concatenate()([tuned(text), fixed(text)])
    model = keras.Model(text, keras.layers.Dense(1, activation="sigmoid")(both))
    model.save(tmp_path / "two.keras")
    again = keras.models.load_model(tmp_path / "two.keras")
    expected = model.predict(text_batch(TEXTS), verbose=0)
    assert np.allclose(again.predict(text_batch(TEXTS), verbose=0), expected, atol=1e-6)
    assert again.get_layer("tuned").bilm is again.get_layer("fixed").bilm
    for each in (model, again):
        assert each.get_layer("tuned").bilm.trainable
        each.compile("adam", "binary_crossentropy")
        each.fit(text_batch(TEXTS), LABELS, verbose=0)
        assert not np.allclose(each.get_layer("tuned").bilm.get_weights()[0], before[0])
    tuned.fine_tune = False
    assert not bilm.trainable and not bilm.trainable_weights


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_in_half_precision(policy):
    keras.utils.set_random_seed(0)
    bilm = BiLM(units=8, projection_dim=3, filters=[(1, 4), (2, 4)], dtype=policy)
    layer = ELMoEmbedding(bilm, output="default", fine_tune=True, layer_norm=True, dtype=policy)
    model = keras.Sequential([keras.Input((), dtype="string"), layer, keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    history = model.fit(text_batch(TEXTS * 4), np.tile(LABELS, 4), epochs=20, verbose=0)
    loss = history.history["loss"]
    assert np.isfinite(loss).all() and loss[-1] < loss[0]


def test_the_mask_reaches_the_next_layer(bilm):
    text = keras.Input((), dtype="string")
    elmo = ELMoEmbedding(bilm)(text)
    model = keras.Model(text, keras.layers.LSTM(3)(elmo))
    together = model.predict(text_batch(TEXTS), verbose=0)
    alone = model.predict(text_batch(TEXTS[1:2]), verbose=0)
    assert np.allclose(together[1], alone[0], atol=1e-6)


def test_several_mixes_on_one_bilm(bilm):
    text = keras.Input((), dtype="string")
    layers = ELMoEmbedding(bilm, output="layers")(text)
    mixes = [ScalarMix(name="below"), ScalarMix(name="above", layer_norm=True)]
    model = keras.Model(text, [mix(layers) for mix in mixes])
    below, above = model.predict(text_batch(TEXTS), verbose=0)
    assert below.shape == above.shape == (4, 5, 6)
    assert np.allclose(below, ELMoEmbedding(bilm)(TEXTS), atol=1e-6)


def test_beside_a_static_embedding(bilm):  # F5.05
    text = keras.Input((), dtype="string")
    lookup = keras.layers.TextVectorization(vocabulary=["bank", "river", "은행"], standardize=None)
    static = keras.layers.Embedding(5, 2, mask_zero=True)(lookup(text))
    both = keras.layers.Concatenate()([static, ELMoEmbedding(bilm)(text)])
    assert keras.Model(text, both).predict(text_batch(TEXTS), verbose=0).shape == (4, 5, 8)


def test_saved_and_loaded_in_a_fresh_process(bilm, tmp_path, fresh_process):
    model = chapter_model(ELMoEmbedding(bilm, output="default", layer_norm=True, dropout=0.1))
    model.save(tmp_path / "spam.keras")
    np.save(tmp_path / "p.npy", model.predict(text_batch(TEXTS), verbose=0))
    printed = fresh_process(
        "import keras, numpy as np\n"
        "from wordemb_keras.elmo import text_batch\n"
        "model = keras.models.load_model('spam.keras')\n"
        f"p = model.predict(text_batch({TEXTS!r}), verbose=0)\n"
        "print(np.abs(p - np.load('p.npy')).max() < 1e-6, len(model.trainable_weights))"
    )
    assert printed == "True 6"  # the mix (2) and two Dense layers; the biLM stays frozen


def test_a_text_of_nothing_but_white_space(bilm):
    out = ELMoEmbedding(bilm)([" ", "\n"])
    assert out.shape == (2, 0, 6)
    assert not np.asarray(ELMoEmbedding(bilm, output="default")([" ", "\n"])).any()


def test_errors(bilm):
    with pytest.raises(ValueError, match="`output` must be one of elmo, default, layers"):
        ELMoEmbedding(bilm, output="mean")
    with pytest.raises(ValueError, match="`bilm` must be a `BiLM`"):
        ELMoEmbedding("classroom")
    with pytest.raises(ValueError, match="row 1"):
        ELMoEmbedding(bilm)(["a", 3])


# --- through tensorflow_hub -------------------------------------------------------------------


def test_the_module_has_the_signatures_of_google_elmo(module, bilm):
    loaded = tf.saved_model.load(str(module))
    default = loaded.signatures["default"](text=tf.constant(TEXTS))
    names = {"word_emb", "lstm_outputs1", "lstm_outputs2", "elmo", "default"}
    assert set(default) == names
    assert default["word_emb"].shape == (4, 5, 3) and default["lstm_outputs2"].shape == (4, 5, 6)
    assert np.allclose(default["default"], ELMoEmbedding(bilm, output="default")(TEXTS), atol=1e-6)
    tokens = loaded.signatures["tokens"](
        tokens=tf.constant([["the", "bank", "x"], ["은행", "ignored", ""]]),
        sequence_len=tf.constant([3, 1]),
    )
    expected = ELMoEmbedding(bilm)([["the", "bank", "x"], ["은행"]])
    assert np.allclose(tokens["elmo"], expected, atol=1e-6)


def test_the_lambda_of_the_chapter(module, bilm):
    layer = elmo_hub_lambda(module, name="elmo")
    expected = ELMoEmbedding(bilm, output="default")(TEXTS)
    assert np.allclose(layer(text_batch(TEXTS)), expected, atol=1e-6)
    assert layer(tf.constant([["one text"]])).shape == (1, 6)
    model = chapter_model(layer, shape=())
    model.fit(text_batch(TEXTS), LABELS, batch_size=3, verbose=0)  # the last batch holds one text
    assert model.predict(text_batch(TEXTS[:1]), verbose=0).shape == (1, 1)


def test_a_stateful_bilm_is_not_exported(tmp_path):
    layer = ELMoEmbedding(BiLM(units=4, projection_dim=2, filters=[(1, 2)], stateful=True))
    with pytest.raises(ValueError, match=r'stateful=True.*"stateful": False'):
        layer.export_saved_model(tmp_path / "module")


@pytest.mark.parametrize("output", ["elmo", "default", "layers"])
def test_the_hub_layer_equals_the_native_one(module, bilm, output):
    got = HubELMo(module, output=output)(TEXTS)
    assert np.allclose(got, ELMoEmbedding(bilm, output=output)(TEXTS), atol=1e-6)


def test_the_hub_layer_trains_its_own_mix_and_comes_back(module, tmp_path, fresh_process):
    layer = HubELMo(module)
    model = chapter_model(layer)
    model.fit(text_batch(TEXTS * 4), np.tile(LABELS, 4), epochs=3, verbose=0)
    assert np.any(layer.mix.s.numpy() != 0)
    model.save(tmp_path / "hub.keras")
    np.save(tmp_path / "p.npy", model.predict(text_batch(TEXTS), verbose=0))
    assert (tmp_path / "hub.keras").stat().st_size < 60_000  # the handle, not the module
    printed = fresh_process(
        "import keras, numpy as np\n"
        "import wordemb_keras.elmo as elmo\n"
        "model = keras.models.load_model('hub.keras')\n"
        f"p = model.predict(elmo.text_batch({TEXTS!r}), verbose=0)\n"
        "print(np.abs(p - np.load('p.npy')).max() < 1e-6)"
    )
    assert printed == "True"


def test_a_url_from_the_cache_of_tensorflow_hub(module, tmp_path, monkeypatch, bilm):
    url = "https://tfhub.dev/google/elmo/3"
    name = hashlib.sha1(url.encode()).hexdigest()
    assert name == "58051eb9ff2f7c649b7c541acc518dac54e786ca"
    shutil.copytree(module, tmp_path / name)
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path))
    layer = elmo_layer(url + "/")  # with a slash too
    assert isinstance(layer, HubELMo)
    assert np.allclose(layer(TEXTS), ELMoEmbedding(bilm, output="default")(TEXTS), atol=1e-6)
    with_slash = hashlib.sha1(f"{url}/".encode()).hexdigest()
    (tmp_path / name).rename(tmp_path / with_slash)
    assert isinstance(elmo_layer(url), HubELMo)


def test_a_folder_is_kept_with_its_full_path(module, monkeypatch):
    monkeypatch.chdir(module.parent)
    assert HubELMo("module").get_config()["handle"] == str(module)
    assert HubELMo("https://tfhub.dev/google/elmo/3").handle == "https://tfhub.dev/google/elmo/3"


def test_layers_come_in_the_order_of_their_numbers(tmp_path):
    class Module(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec((None, None), tf.string, name="tokens"),
                tf.TensorSpec((None,), tf.int32, name="sequence_len"),
            ]
        )
        def tokens(self, tokens, sequence_len):
            one = tf.cast(tokens != "", tf.float32)[..., None]
            return {f"lstm_outputs{k}": k * one for k in range(1, 11)} | {
                "elmo": one,
                "word_emb": one[..., :0],
            }

        @tf.function(input_signature=[tf.TensorSpec((None,), tf.string, name="text")])
        def default(self, text):
            return {"default": tf.zeros((tf.shape(text)[0], 1))}

    deep = Module()
    signatures = {"tokens": deep.tokens, "default": deep.default}
    tf.saved_model.save(deep, str(tmp_path / "deep"), signatures=signatures)
    layer = HubELMo(tmp_path / "deep")
    layer.build(())
    assert layer.lstm_names == [f"lstm_outputs{k}" for k in range(1, 11)]


def test_without_the_module_the_native_bilm_stands_in_and_says_so(tmp_path, bilm):
    with pytest.warns(UserWarning, match="cannot be loaded .* native biLM stands in"):
        layer = elmo_layer(tmp_path / "nothing", bilm=bilm)
    assert isinstance(layer, ELMoEmbedding) and layer(TEXTS).shape == (4, 6)
    (tmp_path / "empty").mkdir()
    with pytest.warns(UserWarning, match="native biLM stands in"):
        assert isinstance(elmo_layer(tmp_path / "empty", bilm=bilm), ELMoEmbedding)
    with pytest.raises(OSError, match="`handle` must be a module"):
        elmo_hub_lambda(tmp_path / "nothing")


def test_another_module_is_refused(tmp_path):
    tf.saved_model.save(tf.Module(), str(tmp_path / "other"))
    with pytest.raises(ValueError, match=r'signatures "default" and "tokens".*signatures \[\]'):
        HubELMo(tmp_path / "other")(TEXTS)


def test_the_mean_is_the_one_of_the_module(module):
    outputs = tf.saved_model.load(str(module)).signatures["default"](text=tf.constant(TEXTS))
    mask = np.arange(5) < np.array([[3], [2], [0], [5]])
    assert np.allclose(outputs["default"], mean_of_tokens(outputs["elmo"], mask), atol=1e-6)
