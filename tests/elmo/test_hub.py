"""Section 9-5: the chapter's ELMo through TensorFlow Hub, as it was published (F5.07)."""

import hashlib
import re
import shutil
import sys
import textwrap
import unicodedata
import urllib.error

import keras
import numpy as np
import pytest
import tensorflow as tf
import tensorflow_hub

from wordemb_keras.elmo import (
    BiLM,
    ELMoEmbedding,
    HubELMo,
    HubModule,
    elmo_hub_lambda,
    elmo_layer,
    hub,
    mean_of_tokens,
    text_batch,
)

pytestmark = pytest.mark.xdist_group("hub")  # one worker makes the modules

URL = "https://tfhub.dev/google/elmo/3"
TEXTS = ["the river bank", "안녕 은행", "", "a bank account 🙂 ㅋㅋ"]
LABELS = np.array([0, 1, 0, 1])


def make_bilm(**kwargs):
    """The biLM of the modules."""
    sizes = {"units": 8, "projection_dim": 3, "filters": [(1, 4), (2, 4)], "char_dim": 4}
    bilm = BiLM(**{**sizes, **kwargs})
    rng = np.random.default_rng(0)
    bilm.set_weights([rng.normal(0, 0.5, w.shape) for w in bilm.weights])
    return bilm


@pytest.fixture(scope="module")
def bilm():
    return make_bilm()


@pytest.fixture(scope="module")
def old(tf1_module):
    return HubModule(tf1_module)


@pytest.fixture(scope="module")
def new(tf2_module):
    return HubModule(tf2_module)


@pytest.fixture
def fresh(old):
    """The module of TensorFlow 1 as if it had just been loaded: LSTM states of zeros."""
    names = [op.name for op in old.module.graph.get_operations() if op.name.endswith("/Assign")]
    states = [name for name in names if re.search("state_[hc]/Assign$", name)]
    assert len(states) == 8  # of the first graph; two directions, two layers, h and c
    old.module.prune([], [old.module.graph.get_operation_by_name(name) for name in states])()
    return old


def trained(layer, **compiled):
    """The chapter's network around the layer, after one epoch."""
    text = keras.Input((1,), dtype="string")
    hidden = keras.layers.Dense(8, activation="relu")(layer(text))
    model = keras.Model(text, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", **compiled)
    model.optimizer.build(model.trainable_variables)  # or Keras traces the model twice
    model.fit(text_batch(TEXTS), LABELS, batch_size=3, verbose=0)  # the last batch is one text
    return model


# --- the module as it was published -------------------------------------------------------------


def test_the_module_is_what_tensorflow_hub_calls_one(tf1_module):
    loaded = tensorflow_hub.load(str(tf1_module))
    assert loaded._is_hub_module_v1
    outputs = loaded.signatures["default"](text=tf.constant(TEXTS[:2]))
    assert set(outputs) == {"word_emb", "lstm_outputs1", "lstm_outputs2", "elmo", "default"}
    # Why `HubModule` is needed:
    with pytest.raises(AttributeError, match="outer_context"), tf.GradientTape():
        loaded.signatures["default"](text=tf.constant(TEXTS[:2]))
    kinds = {node.op for node in loaded.graph.as_graph_def().node}
    assert {"VariableV2", "VarHandleOp", "HashTableV2", "Enter", "LookupTableFindV2"} <= kinds


def test_the_outputs_are_those_of_the_bilm(fresh, tf1_module, bilm):
    expected = np.asarray(ELMoEmbedding(bilm, output="layers")(TEXTS))
    assert np.allclose(HubELMo(tf1_module, output="layers")(TEXTS), expected, atol=1e-6)


def test_the_sentence_vector_is_that_of_the_bilm(fresh, bilm):
    expected = ELMoEmbedding(bilm, output="default")(TEXTS)
    assert np.allclose(fresh(tf.constant(TEXTS)), expected, atol=1e-6)


def test_the_module_carries_its_state(fresh, tf1_module):
    layer, texts = HubELMo(tf1_module, output="elmo"), ["the river bank", "안녕 은행"]
    carried = ELMoEmbedding(make_bilm(stateful=True))
    first, second = layer(texts), layer(texts)
    assert np.allclose(first, carried(texts), atol=1e-6)
    assert np.allclose(second, carried(texts), atol=1e-6)
    assert not np.allclose(first, second, atol=1e-3)


def test_more_rows_than_the_module_has_states_for(old, fresh):
    with pytest.raises(tf.errors.InvalidArgumentError):
        old.module.signatures["default"](text=tf.constant(["a"] * 129))
    for n in (1, 128, 129, 300):
        vectors = fresh(tf.constant(["river bank"] * (n - 1) + [""])).numpy()
        assert vectors.shape == (n, 6) and np.isfinite(vectors).all() and not vectors[-1].any()
        assert old.layers(tf.constant([["river", "bank"]] * n)).shape == (n, 3, 2, 6)
    assert old(tf.constant([], tf.string)).shape == (0, 6)
    assert old.layers(tf.zeros((2, 0), tf.string)).shape == (2, 3, 0, 6)


def test_an_empty_text_gives_zeros(old):
    raw = old.module.signatures["default"](text=tf.constant(["", "a"]))["default"]
    assert np.isnan(raw[0]).all()
    for empty in ([""], [" \t\n"], ["", "a\tb"]):
        assert not old(tf.constant(empty))[0].numpy().any()
    assert np.isfinite(old(tf.constant(["", "a\tb"]))).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (unicodedata.normalize("NFD", "은행"), "must be in NFC"),
        (b"caf\xe9", "must be UTF-8"),
    ],
)
def test_the_module_refuses_text_that_would_be_other_words(old, new, text, message):
    for module in (old, new):
        with pytest.raises(tf.errors.InvalidArgumentError, match=message):
            module(tf.constant(["fine", text]))
        with pytest.raises(tf.errors.InvalidArgumentError, match=message):
            module.layers(tf.constant([["fine", text]]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="before another one"):
        old.layers(tf.constant([["a", "", "b"]]))


@pytest.mark.parametrize("make", [HubELMo, elmo_hub_lambda])
@pytest.mark.parametrize("run_eagerly", [False, True])
def test_no_gradient_enters_the_module(tf1_module, make, run_eagerly):
    model = trained(make(tf1_module), run_eagerly=run_eagerly)
    model.run_eagerly = True  # the graph has been seen
    assert model.predict(text_batch(TEXTS[:1]), verbose=0).shape == (1, 1)
    assert len(model.trainable_weights) == (6 if make is HubELMo else 4)


def test_under_a_tape_the_mix_learns(tf1_module):
    layer = HubELMo(tf1_module)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(TEXTS) ** 2)
    gradients = tape.gradient(loss, layer.trainable_weights)
    assert all(np.abs(gradient).max() > 0 for gradient in gradients)


def test_the_listing_of_the_chapter_runs(tf1_module, tmp_path, monkeypatch, capsys):
    start = hub.__doc__.index("    import keras")
    listing = textwrap.dedent(hub.__doc__[start : hub.__doc__.index("\n\nA saved")])
    (tmp_path / hashlib.sha1(URL.encode()).hexdigest()).symlink_to(tf1_module)
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    rows = ["ham,are you free at £5?", "spam,WINNER! Claim now", "ham,ok"]
    text = "\n".join(["v1,v2", *rows * 4]) + "\n"
    (tmp_path / "spam.csv").write_text(text, encoding="latin-1")
    names = {}
    exec(compile(listing, "listing", "exec"), names)
    names["model"].run_eagerly = True  # the graph has been seen
    assert names["model"].predict(names["X_test"], verbose=0).shape == (3, 1)
    printed = capsys.readouterr().out
    assert re.search(r"12\n9\n3\n", printed) and re.search(r"테스트 정확도: [01]\.\d{4}", printed)


# --- one module for all -------------------------------------------------------------------------


def test_all_who_use_a_module_share_it(tf1_module, old, tmp_path, monkeypatch):
    link = tmp_path / "link"
    link.symlink_to(tf1_module)
    monkeypatch.chdir(tf1_module.parent)
    for handle in (str(tf1_module), f"{tf1_module}/", "module", link):
        assert HubModule(handle) is old
    layers = [HubELMo(tf1_module), HubELMo(link, output="layers")]
    for layer in layers:
        layer.build(())
    assert layers[0].module is layers[1].module is old


ADDRESSES = [
    URL,
    f"{URL}/",
    f"{URL}?tf-hub-format=compressed",
    "https://www.kaggle.com/models/google/elmo/tensorFlow1/elmo/3",
    "https://kaggle.com/models/google/elmo/frameworks/TensorFlow1/variations/elmo/versions/3",
]


@pytest.mark.parametrize("key", [ADDRESSES[0], ADDRESSES[1], ADDRESSES[3]])
def test_every_spelling_finds_the_module_in_the_cache(key, old, tf1_module, tmp_path, monkeypatch):
    (tmp_path / hashlib.sha1(key.encode()).hexdigest()).symlink_to(tf1_module)
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path))
    for address in ADDRESSES:
        assert HubModule(address) is old
    assert hashlib.sha1(URL.encode()).hexdigest() == "58051eb9ff2f7c649b7c541acc518dac54e786ca"


def test_the_address_that_is_downloaded(old, tf1_module, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(
        tensorflow_hub, "resolve", lambda handle: asked.append(handle) or str(tf1_module)
    )
    for address in (*ADDRESSES, "https://example.org/another/module/1"):
        assert HubModule(address) is old
    assert asked == [URL] * len(ADDRESSES) + ["https://example.org/another/module/1"]


def test_a_folder_is_kept_with_its_full_path(tf1_module, monkeypatch):
    monkeypatch.chdir(tf1_module.parent)
    assert HubELMo("module").get_config()["handle"] == str(tf1_module)
    assert HubELMo(URL).handle == URL


# --- what stands in -----------------------------------------------------------------------------


def damage(name, size):
    def of(folder):
        path = folder / name
        path.write_bytes(path.read_bytes()[:size]) if size else path.unlink()

    return of


DATA, INDEX = "variables/variables.data-00000-of-00001", "variables/variables.index"


@pytest.mark.parametrize(
    ("year", "break_it"),
    [
        ("tf1_module", damage("saved_model.pb", 0)),
        ("tf1_module", damage("saved_model.pb", 5000)),
        ("tf1_module", damage(INDEX, 0)),
        ("tf1_module", damage(DATA, 0)),
        ("tf1_module", damage(DATA, 100)),
        ("tf2_module", damage(INDEX, 0)),
        ("tf2_module", damage(DATA, 100)),
        ("tf1_module", lambda folder: [f.unlink() for f in folder.rglob("*") if f.is_file()]),
    ],
)
def test_a_half_unpacked_folder(year, break_it, bilm, tmp_path, request, monkeypatch):
    folder = tmp_path / "module"
    shutil.copytree(request.getfixturevalue(year), folder)
    break_it(folder)
    with pytest.raises(OSError, match=r"reached and is whole.*unpack all of it") as caught:
        HubModule(folder)

    def fail(handle):  # as just now: to load most of a module takes a second
        assert handle == str(folder)
        raise caught.value

    monkeypatch.setattr(hub, "HubModule", fail)
    with pytest.warns(UserWarning, match=r"cannot be loaded .* native biLM, stands in"):
        layer = elmo_layer(folder, bilm=bilm)
    assert isinstance(layer, ELMoEmbedding) and layer.bilm is bilm


def test_a_folder_that_is_not_there(tmp_path, bilm):
    with pytest.warns(UserWarning, match="no such folder.*The biLM given"):
        assert isinstance(elmo_layer(tmp_path / "nothing", bilm=bilm), ELMoEmbedding)
    with pytest.warns(UserWarning, match='The biLM "classroom" of this package'):
        layer = elmo_layer(tmp_path / "nothing", output="elmo", tokens=True)
    assert layer.tokens and layer.bilm.units == BiLM.from_pretrained().units
    with pytest.raises(OSError, match="`handle` must be a module"):
        elmo_hub_lambda(tmp_path / "nothing")


def test_without_a_network(tmp_path, bilm, monkeypatch):
    def fail(handle):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tensorflow_hub, "resolve", fail)
    with pytest.warns(UserWarning, match=r"elmo/3 cannot .*no route to host.*stands in"):
        assert isinstance(elmo_layer(bilm=bilm), ELMoEmbedding)


def test_without_tensorflow_hub(tf1_module, old, tmp_path, bilm, monkeypatch):
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "tensorflow_hub", None)
    assert HubModule(tf1_module) is old  # a folder needs none
    with pytest.warns(UserWarning, match="tensorflow_hub.*stands in"):
        assert isinstance(elmo_layer(URL, bilm=bilm), ELMoEmbedding)
    with pytest.raises(ImportError, match="pip install tensorflow-hub 'setuptools<82'"):
        HubModule(URL)


def test_another_module_is_refused(tmp_path):
    tf.saved_model.save(tf.Module(), str(tmp_path / "other"))
    for use in (HubModule, lambda handle: HubELMo(handle)(TEXTS), elmo_layer):
        with pytest.raises(ValueError, match=r'signatures "default" and "tokens".*signatures \[\]'):
            use(tmp_path / "other")


# --- our own exports, in the format of today ----------------------------------------------------


def test_the_export_has_the_signatures_of_google_elmo(new, bilm):
    default = new.module.signatures["default"](text=tf.constant(TEXTS))
    assert set(default) == {"word_emb", "lstm_outputs1", "lstm_outputs2", "elmo", "default"}
    assert default["word_emb"].shape == (4, 5, 3) and default["lstm_outputs2"].shape == (4, 5, 6)
    assert np.allclose(default["default"], ELMoEmbedding(bilm, output="default")(TEXTS), atol=1e-6)
    mask = np.arange(5) < np.array([[3], [2], [0], [5]])
    assert np.allclose(default["default"], mean_of_tokens(default["elmo"], mask), atol=1e-6)
    tokens = new.module.signatures["tokens"](
        tokens=tf.constant([["the", "bank", "x"], ["은행", "ignored", ""]]),
        sequence_len=tf.constant([3, 1]),
    )
    expected = ELMoEmbedding(bilm)([["the", "bank", "x"], ["은행"]])
    assert np.allclose(tokens["elmo"], expected, atol=1e-6)


def test_the_signature_for_tokens_refuses_what_the_layer_refuses(new):
    signature = new.module.signatures["tokens"]
    nfd = unicodedata.normalize("NFD", "은행")
    for row, message in [
        (["fine", nfd], "must be in NFC"),
        (["fine", b"caf\xe9"], "must be UTF-8"),
        (["", "fine"], "before another one"),
    ]:
        with pytest.raises(tf.errors.InvalidArgumentError, match=message):
            signature(tokens=tf.constant([row]), sequence_len=tf.constant([2]))
    signature(tokens=tf.constant([["fine", nfd]]), sequence_len=tf.constant([1]))  # not read


def test_an_export_of_a_layer_for_tokens_in_half_precision(tmp_path):
    layer = ELMoEmbedding(make_bilm(n_layers=1, dtype="mixed_float16"), tokens=True)
    layer.export_saved_model(tmp_path / "module")
    module = HubModule(tmp_path / "module")
    rows = [["the", "river", "bank"], ["은행"]]
    expected = np.asarray(keras.ops.cast(layer(rows), "float32"))
    found = HubELMo(tmp_path / "module", tokens=True, output="elmo")(rows)
    assert np.allclose(found, expected, atol=1e-2)
    texts = tf.constant([" ".join(row) for row in rows])
    default = module.module.signatures["default"](text=texts)
    assert {output.dtype for output in default.values()} == {tf.float32}
    assert np.allclose(default["elmo"], expected, atol=1e-2)


def test_a_stateful_bilm_is_not_exported(tmp_path):
    layer = ELMoEmbedding(BiLM(units=4, projection_dim=2, filters=[(1, 2)], stateful=True))
    with pytest.raises(ValueError, match=r'stateful=True.*"stateful": False'):
        layer.export_saved_model(tmp_path / "module")


@pytest.mark.parametrize("output", ["elmo", "default", "layers"])
def test_the_hub_layer_equals_the_native_one(tf2_module, bilm, output):
    got = HubELMo(tf2_module, output=output)(TEXTS)
    expected = ELMoEmbedding(bilm, output=output)(TEXTS)
    assert np.allclose(got, expected, atol=1e-6)
    assert getattr(got, "_keras_mask", None) is None or np.array_equal(
        got._keras_mask, expected._keras_mask
    )


def test_the_lambda_equals_the_native_layer(tf2_module, bilm):
    layer = elmo_hub_lambda(tf2_module, name="elmo")
    expected = ELMoEmbedding(bilm, output="default")(TEXTS)
    assert np.allclose(layer(text_batch(TEXTS)), expected, atol=1e-6)
    assert layer(tf.constant([["one text"]])).shape == (1, 6)


def test_the_hub_layer_trains_its_own_mix_and_comes_back(tf2_module, tmp_path, fresh_keras):
    layer = HubELMo(tf2_module)
    model = trained(layer, run_eagerly=True)
    assert np.any(layer.mix.s.numpy() != 0)
    model.save(tmp_path / "hub.keras")
    np.save(tmp_path / "p.npy", model.predict(text_batch(TEXTS), verbose=0))
    assert (tmp_path / "hub.keras").stat().st_size < 60_000  # the handle, not the module
    printed = fresh_keras(
        "import keras, numpy as np\n"
        "import wordemb_keras.elmo as elmo\n"
        "model = keras.models.load_model('hub.keras')\n"
        f"p = model.predict(elmo.text_batch({TEXTS!r}), verbose=0)\n"
        "print(np.abs(p - np.load('p.npy')).max() < 1e-6)"
    )
    assert printed == "True"


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
    assert HubModule(tmp_path / "deep").lstm_names == [f"lstm_outputs{k}" for k in range(1, 11)]
