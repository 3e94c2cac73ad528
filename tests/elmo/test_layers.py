"""Section 9-5: ELMo as a Keras layer (F5.04, F5.05)."""

import gc
import unicodedata

import keras
import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras.elmo import (
    BiLM,
    ELMoEmbedding,
    ScalarMix,
    character_ids,
    mean_of_tokens,
    text_batch,
)

TEXTS = ["the river bank", "안녕 은행", "", "a bank account 🙂 ㅋㅋ"]
LABELS = np.array([0, 1, 0, 1])


def make_bilm(seed=0):
    sizes = {"units": 8, "projection_dim": 3, "filters": [(1, 4), (2, 4)], "char_dim": 4}
    bilm = BiLM(**sizes, n_layers=1)
    rng = np.random.default_rng(seed)
    bilm.set_weights([rng.normal(0, 0.5, w.shape) for w in bilm.weights])
    return bilm


@pytest.fixture(scope="module")
def bilm():
    return make_bilm()


def chapter_model(layer, shape=(1,), **compiled):
    """The chapter's network: text, ELMo, Dense(256), Dense(1)."""
    text = keras.Input(shape, dtype="string")
    hidden = keras.layers.Dense(256, activation="relu")(layer(text))
    model = keras.Model(text, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", **compiled)
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
    assert elmo._keras_mask.numpy().sum(axis=1).tolist() == [3, 2, 1, 5]  # an empty text is one
    assert np.allclose(pooled[1], elmo[1, :2].numpy().mean(axis=0), atol=1e-6)
    assert np.asarray(pooled)[2].tolist() == [0] * 6  # a text without tokens


def test_the_mean_of_lists_and_of_integers():
    for kind in (int, float):
        vectors = [[[kind(1)], [kind(2)], [kind(9)]], [[kind(3)], [kind(5)], [kind(6)]]]
        for given in (vectors, np.array(vectors)):
            mean = np.asarray(mean_of_tokens(given, [[True, True, False], [False, False, False]]))
            assert mean.tolist() == [[1.5], [0.0]] and mean.dtype.kind == "f"


def test_texts_columns_and_tokens_give_the_same(bilm):
    layer = ELMoEmbedding(bilm, output="default")
    expected = layer(TEXTS)
    assert np.array_equal(layer(np.array(TEXTS)), expected)
    assert np.array_equal(layer(np.array(TEXTS, object)[:, None]), expected)
    assert np.allclose(layer([text.split() for text in TEXTS]), expected, atol=1e-6)
    assert np.array_equal(layer(tf.constant(TEXTS)[:, None]), expected)
    assert np.allclose(layer(TEXTS[:1]), expected[:1], atol=1e-6)  # a batch of one


def test_the_model_of_the_chapter_trains(bilm):
    layer = ELMoEmbedding(bilm, output="default")
    model = chapter_model(layer, metrics=["accuracy"])
    before = [np.array(w) for w in bilm.get_weights()]
    history = model.fit(text_batch(TEXTS * 4), np.tile(LABELS, 4), epochs=8, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]
    model.run_eagerly = True  # the graph has been seen
    assert model.predict(text_batch(TEXTS), verbose=0).shape == (4, 1)
    assert [w.shape for w in layer.trainable_weights] == [(2,), ()]
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
    bilm = make_bilm()
    layer = ELMoEmbedding(bilm, output="default", fine_tune=True, dropout=0.5)
    before = [np.array(w) for w in bilm.get_weights()]
    chapter_model(layer, run_eagerly=True).fit(text_batch(TEXTS), LABELS, verbose=0)
    assert len(layer.trainable_weights) == len(bilm.weights) + 2
    assert not any(map(np.array_equal, before, bilm.get_weights()))


# Keras says that the fixed layer trains nothing of its biLM; that is what is asserted.
@pytest.mark.filterwarnings("ignore:Gradients do not exist for variables:UserWarning")
def test_a_shared_bilm_is_trained_through_the_layers_that_fine_tune_it(tmp_path):
    bilm = make_bilm()
    tuned = ELMoEmbedding(bilm, output="default", fine_tune=True, name="tuned")
    fixed = ELMoEmbedding(bilm, output="default", name="fixed")
    assert bilm.trainable  # the second layer has not frozen the first one's
    before = [np.array(w) for w in bilm.get_weights()]
    chapter_model(fixed, run_eagerly=True).fit(text_batch(TEXTS), LABELS, verbose=0)
    assert all(map(np.array_equal, before, bilm.get_weights()))

    text = keras.Input((), dtype="string")
    both = keras.layers.Concatenate()([tuned(text), fixed(text)])
    model = keras.Model(text, keras.layers.Dense(1, activation="sigmoid")(both))
    model.save(tmp_path / "two.keras")
    again = keras.models.load_model(tmp_path / "two.keras")
    assert np.allclose(again(text_batch(TEXTS)), model(text_batch(TEXTS)), atol=1e-6)
    assert again.get_layer("tuned").bilm is again.get_layer("fixed").bilm
    for each in (model, again):
        assert each.get_layer("tuned").bilm.trainable
        each.compile("adam", "binary_crossentropy", run_eagerly=True)
        each.fit(text_batch(TEXTS), LABELS, verbose=0)
        assert not np.allclose(each.get_layer("tuned").bilm.get_weights()[0], before[0])
    tuned.fine_tune = False
    assert not bilm.trainable and not bilm.trainable_weights


def test_in_half_precision(policy="mixed_float16"):
    keras.utils.set_random_seed(0)
    bilm = BiLM(units=8, projection_dim=3, n_layers=1, filters=[(1, 4)], dtype=policy)
    layer = ELMoEmbedding(bilm, output="default", fine_tune=True, layer_norm=True, dtype=policy)
    model = keras.Sequential([keras.Input((), dtype="string"), layer, keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.optimizer.build(model.trainable_variables)  # or Keras traces the model twice
    history = model.fit(text_batch(TEXTS * 4), np.tile(LABELS, 4), epochs=10, verbose=0)
    loss = history.history["loss"]
    assert np.isfinite(loss).all() and loss[-1] < loss[0]


def test_the_mask_reaches_the_next_layer(bilm):
    text = keras.Input((), dtype="string")
    elmo = ELMoEmbedding(bilm)(text)
    model = keras.Model(text, keras.layers.LSTM(3)(elmo))
    together, alone = model(text_batch(TEXTS)), model(text_batch(TEXTS[1:2]))
    assert np.allclose(together[1], alone[0], atol=1e-6)


def test_several_mixes_on_one_bilm(bilm, eagerly):
    text = keras.Input((), dtype="string")
    layers = ELMoEmbedding(bilm, output="layers")(text)
    mixes = [ScalarMix(name="below"), ScalarMix(name="above", layer_norm=True)]
    model = keras.Model(text, [mix(layers) for mix in mixes])
    below, above = model.predict(text_batch(TEXTS), verbose=0)
    assert below.shape == above.shape == (4, 5, 6)
    assert np.allclose(below, ELMoEmbedding(bilm)(TEXTS), atol=1e-6)


def test_beside_a_static_embedding(bilm, eagerly):  # F5.05
    text = keras.Input((), dtype="string")
    lookup = keras.layers.TextVectorization(vocabulary=["bank", "river", "은행"], standardize=None)
    static = keras.layers.Embedding(5, 2, mask_zero=True)(lookup(text))
    both = keras.layers.Concatenate()([static, ELMoEmbedding(bilm)(text)])
    assert keras.Model(text, both).predict(text_batch(TEXTS), verbose=0).shape == (4, 5, 8)


def test_saved_and_loaded_in_a_fresh_process(bilm, tmp_path, fresh_keras):
    model = chapter_model(ELMoEmbedding(bilm, output="default", layer_norm=True, dropout=0.1))
    model.save(tmp_path / "spam.keras")
    model.run_eagerly = True
    np.save(tmp_path / "p.npy", model.predict(text_batch(TEXTS), verbose=0))
    printed = fresh_keras(
        "import keras, numpy as np\n"
        "from wordemb_keras.elmo import text_batch\n"
        "model = keras.models.load_model('spam.keras')\n"
        f"p = model.predict(text_batch({TEXTS!r}), verbose=0)\n"
        "print(np.abs(p - np.load('p.npy')).max() < 1e-6, len(model.trainable_weights))"
    )
    assert printed == "True 6"  # the mix (2) and two Dense layers; the biLM stays frozen


# --- what comes in -----------------------------------------------------------------------------


def test_what_is_split_is_chosen_and_not_guessed(bilm):
    both = ELMoEmbedding(bilm)([["New York"], ["a", "b"]])
    alone = ELMoEmbedding(bilm)([["New York"]])
    assert alone.shape == (1, 1, 6) and np.allclose(alone[0, 0], both[0, 0], atol=1e-6)
    assert ELMoEmbedding(bilm)(np.array([["New York"]])).shape == (1, 2, 6)  # a column of texts
    of_tokens = ELMoEmbedding(bilm, tokens=True)
    assert np.allclose(of_tokens(np.array([["New York"]])), alone, atol=1e-6)
    assert np.allclose(of_tokens(tf.constant([["New York"]])), alone, atol=1e-6)
    for table in (np.array([["New", "York"]]), tf.constant([["New", "York"]])):
        with pytest.raises(ValueError, match="`tokens=True`"):
            ELMoEmbedding(bilm)(table)
    with pytest.raises(ValueError, match="With `tokens=True`"):
        of_tokens(["New York"])


def test_a_model_for_tokens(bilm, tmp_path):
    tokens = keras.Input((None,), dtype="string")
    model = keras.Model(tokens, ELMoEmbedding(bilm, tokens=True)(tokens))
    rows = [["New York", "bank"], ["은행"]]
    expected = ELMoEmbedding(bilm)(rows)
    assert np.allclose(model(text_batch(rows)), expected, atol=1e-6)
    assert np.allclose(model.predict(tf.ragged.constant(rows), verbose=0), expected, atol=1e-6)
    model.save(tmp_path / "tokens.keras")
    again = keras.models.load_model(tmp_path / "tokens.keras")
    again.run_eagerly = True
    assert np.allclose(again.predict(text_batch(rows), verbose=0), expected, atol=1e-6)
    assert again.layers[-1].tokens


def test_ragged_tensors_and_no_texts(bilm):
    rows = [["a", "river"], [], ["bank"]]
    expected = ELMoEmbedding(bilm)(rows)
    assert np.allclose(ELMoEmbedding(bilm)(tf.ragged.constant(rows)), expected, atol=1e-6)
    assert expected._keras_mask.numpy().tolist() == [[True, True], [True, False], [True, False]]
    assert ELMoEmbedding(bilm)([]).shape == (0, 1, 6)
    assert ELMoEmbedding(bilm, output="default")([]).shape == (0, 6)
    assert ELMoEmbedding(bilm, output="layers")([]).shape == (0, 2, 1, 6)


@pytest.mark.parametrize("layer_norm", [False, True])
def test_an_empty_text_is_one_vector_of_zeros(bilm, layer_norm):
    for nothing in (["", "a bank"], ["", " \n"], [""]):
        elmo = ELMoEmbedding(bilm, layer_norm=layer_norm)(nothing)
        assert elmo.shape[1] >= 1 and not np.asarray(elmo)[0].any()
        assert elmo._keras_mask.numpy()[0].tolist() == [True] + [False] * (elmo.shape[1] - 1)
        pooled = keras.layers.GlobalAveragePooling1D()(elmo)
        default = ELMoEmbedding(bilm, output="default", layer_norm=layer_norm)(nothing)
        assert not np.asarray(pooled)[0].any() and not np.asarray(default)[0].any()
        assert np.allclose(pooled, default, atol=1e-6)


def test_one_empty_text_does_not_spoil_a_model(bilm, eagerly):
    text = keras.Input((), dtype="string")
    pooled = keras.layers.GlobalAveragePooling1D()(ELMoEmbedding(bilm)(text))
    model = keras.Model(text, keras.layers.Dense(1)(pooled))
    model.compile("adam", "mse")
    texts = [*["river bank"] * 7, ""] * 4
    model.fit(text_batch(texts), np.ones(32), verbose=0)
    assert np.isfinite(model.predict(text_batch(texts), verbose=0)).all()
    ids = keras.Input((None, 50), dtype="int32")  # the same for a model that begins at characters
    pooled = keras.layers.GlobalAveragePooling1D()(ScalarMix(layer_norm=True)(bilm(ids)))
    pooled = keras.Model(ids, pooled).predict(character_ids([["a", "b"], []]), verbose=0)
    assert np.isfinite(pooled).all() and not pooled[1].any()


def test_a_batch_of_one_empty_text_into_an_lstm(bilm):
    text = keras.Input((), dtype="string")
    model = keras.Model(text, keras.layers.LSTM(3)(ELMoEmbedding(bilm)(text)))
    alone, among = model(text_batch([""])), model(text_batch(["a river bank", ""]))
    assert np.isfinite(alone).all() and np.allclose(alone[0], among[1], atol=1e-6)


def test_an_empty_token_before_another_is_refused(bilm):
    layer = ELMoEmbedding(bilm, tokens=True)
    for row in (["", "bank"], ["a", "", "bank"]):
        with pytest.raises(ValueError, match=r"non-empty.*'' .* sentence 0"):
            layer([row])
        with pytest.raises(tf.errors.InvalidArgumentError, match="before another one"):
            layer(tf.constant([row]))


def test_korean_in_nfd_is_never_read_as_it_is(bilm):
    decomposed = unicodedata.normalize("NFD", "은행 계좌")
    layer = ELMoEmbedding(bilm)
    assert np.array_equal(layer([decomposed]), layer(["은행 계좌"]))
    text = keras.Input((), dtype="string")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"must be in NFC.*text_batch"):
        keras.Model(text, layer(text)).predict(np.array([decomposed], object), verbose=0)


def test_a_sequential_model_without_an_input(bilm):
    model = keras.Sequential([ELMoEmbedding(bilm, output="default"), keras.layers.Dense(1)])
    model.compile("adam", "mse", run_eagerly=True)
    model.fit(text_batch(TEXTS), LABELS, verbose=0)
    assert model.predict(np.array(TEXTS[:2], object), verbose=0).shape == (2, 1)
    for texts in (TEXTS, np.array(TEXTS, object)[:, None]):  # what Keras itself refuses
        with pytest.raises(ValueError, match=r"Unrecognized data type|Invalid dtype"):
            model.predict(texts, verbose=0)


def test_errors(bilm):
    with pytest.raises(ValueError, match='`output` must be "elmo", "default" or "layers"'):
        ELMoEmbedding(bilm, output="mean")
    with pytest.raises(ValueError, match="`bilm` must be a `BiLM`"):
        ELMoEmbedding("classroom")
    with pytest.raises(ValueError, match="sentence 1"):
        ELMoEmbedding(bilm)(["a", 3])


# --- trainable or not, and copies ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["fine_tune", "tokens", "layer_norm"])
def test_a_string_is_no_truth(bilm, name):
    for wrong in ("no", "False", 0, None):
        with pytest.raises(ValueError, match=f"`{name}` must be True or False"):
            ELMoEmbedding(bilm, **{name: wrong})
    assert getattr(ELMoEmbedding(bilm, **{name: np.False_}), name) is False


@pytest.mark.parametrize("name", ["use_skip_connections", "stateful", "portable", "use_projection"])
def test_a_string_is_no_truth_to_a_bilm(name):
    with pytest.raises(ValueError, match=f"`{name}` must be True or False"):
        BiLM(units=8, projection_dim=3, filters=[(1, 4), (2, 4)], **{name: "no"})


def test_whether_a_bilm_learns_does_not_hang_on_what_is_collected():
    bilm = make_bilm()
    fixed = ELMoEmbedding(bilm)
    tuned = ELMoEmbedding(bilm, fine_tune=True)
    del tuned
    gc.collect()
    ELMoEmbedding(bilm)
    assert bilm.trainable
    del fixed
    gc.collect()
    other = ELMoEmbedding(bilm, fine_tune=True)
    other.fine_tune = False  # the layer that is gone has never stopped
    assert bilm.trainable


def test_a_part_that_is_frozen_in_a_bilm_stays_frozen():
    bilm = make_bilm()
    bilm.encoder.trainable = False
    rest = len(bilm.trainable_weights)
    tuned = ELMoEmbedding(bilm, fine_tune=True)
    ELMoEmbedding(bilm)
    assert not bilm.encoder.trainable and len(bilm.trainable_weights) == rest
    assert len(tuned.trainable_weights) == rest  # without the mix, which is not built
    tuned.fine_tune = False
    assert not bilm.trainable_weights


def test_a_clone_shares_a_bilm_of_its_own():
    bilm = make_bilm()
    text = keras.Input((), dtype="string")
    pair = [
        ELMoEmbedding(bilm, output="default", fine_tune=tune, name=name)(text)
        for name, tune in (("tuned", True), ("fixed", False))
    ]
    model = keras.Model(text, keras.layers.Dense(1)(keras.layers.Concatenate()(pair)))
    expected = model(text_batch(TEXTS))
    clones = [keras.models.clone_model(model) for _ in range(2)]
    bilms = {id(bilm)}
    for clone in clones:
        assert clone.get_layer("tuned").bilm is clone.get_layer("fixed").bilm
        bilms.add(id(clone.get_layer("tuned").bilm))
        clone.set_weights(model.get_weights())
        assert np.allclose(clone(text_batch(TEXTS)), expected, atol=1e-6)
        assert len(clone.trainable_weights) == len(model.trainable_weights)
    assert len(bilms) == 3  # neither the first one nor that of the other clone
