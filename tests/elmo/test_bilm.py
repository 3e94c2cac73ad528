"""Section 9-5: the biLM against the formulas, written once more in plain NumPy."""

import json

import keras
import numpy as np
import pytest

from wordemb_keras.elmo import (
    BiLM,
    CharacterEncoder,
    ProjectedLSTM,
    ProjectedLSTMCell,
    character_ids,
    corpus,
    token_ids,
)
from wordemb_keras.elmo.corpus import fingerprint, iter_embed

pytestmark = pytest.mark.xdist_group("bilm")  # one worker makes the graphs of the biLM

SENTENCES = [
    ["I", "opened", "a", "bank", "account", "ㅋㅋ"],
    ["은행"],
    ["the", "river", "bank", "the", "river"],
]
SMALL = {"units": 12, "projection_dim": 4, "filters": [(1, 3), (2, 4), (5, 3)], "char_dim": 5}


def make(seed=0, scale=3.0, **kwargs):
    """A biLM with weights large enough for both clips to bite."""
    bilm = BiLM(**{**SMALL, "cell_clip": 0.4, "proj_clip": 0.5, **kwargs})
    rng = np.random.default_rng(seed)
    bilm.set_weights([rng.normal(0, scale / np.sqrt(w.shape[-1]), w.shape) for w in bilm.weights])
    return bilm


@pytest.fixture(scope="module")
def bilm():
    """For tests that only read: its graphs are made once."""
    return make()


# --- the formulas of the paper, one token at a time, in float64 ------------------------------


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def clip(x, limit):
    return x if limit is None else np.clip(x, -limit, limit)


def word_vector(bilm, token):
    e = bilm.encoder
    w = {v.path.split("/", 2)[-1]: v.numpy().astype(float) for v in e.weights}
    characters = w["char_embed"][token_ids(token) - 1]  # all 50
    activation = np.tanh if e.activation == "tanh" else lambda x: np.maximum(x, 0)
    pieces = []
    for i, (width, _) in enumerate(e.filters):
        windows = [characters[p : p + width] for p in range(50 - width + 1)]
        scores = [np.einsum("wd,wdn->n", window, w[f"W_cnn_{i}"]) for window in windows]
        pieces.append(activation(np.max(scores, axis=0) + w[f"b_cnn_{i}"]))
    x = np.concatenate(pieces)
    for i in range(e.n_highway):
        name = f"highway_{i}/"
        g = sigmoid(x @ w[name + "W_carry"] + w[name + "b_carry"])
        t = np.maximum(x @ w[name + "W_transform"] + w[name + "b_transform"], 0)
        x = g * t + (1 - g) * x
    return x @ w["W_proj"] + w["b_proj"] if e.use_projection else x


def read_lstm(bilm, cell, vectors):
    W, b, P = (v.numpy().astype(float) for v in (cell.kernel, cell.bias, cell.projection))
    h, c, out = np.zeros(P.shape[1]), np.zeros(P.shape[0]), []
    for x in vectors:
        i, j, f, o = np.split(np.concatenate([x, h]) @ W + b, 4)
        c = clip(sigmoid(f + 1) * c + sigmoid(i) * np.tanh(j), bilm.cell_clip)
        h = clip((sigmoid(o) * np.tanh(c)) @ P, bilm.proj_clip)
        out.append(h)
    return np.array(out)


def elmo_layers(bilm, tokens):
    x = np.array([word_vector(bilm, token) for token in ["<S>", *tokens, "</S>"]])
    directions = []
    for lstms, turn in ((bilm.forward_layers, 1), (bilm.backward_layers, -1)):
        outputs = [x[::turn]]
        for k, lstm in enumerate(lstms):
            new = read_lstm(bilm, lstm.cell, outputs[-1])
            outputs.append(new + outputs[-1] if bilm.use_skip_connections and k else new)
        directions.append([output[::turn][1:-1] for output in outputs])
    return np.array([np.concatenate(pair, -1) for pair in zip(*directions, strict=True)])


@pytest.mark.parametrize(
    "kwargs",
    [
        {},
        {"use_skip_connections": False, "activation": "tanh", "n_highway": 2},
        {"cell_clip": None, "proj_clip": None, "n_layers": 3, "n_highway": 0},
        {"projection_dim": 10},  # as many as there are filters: no projection
    ],
    ids=["skip and clips", "plain", "no clips, three layers", "no projection"],
)
def test_parity_with_the_formulas(kwargs):
    bilm = make(**kwargs)
    got = np.asarray(bilm(character_ids(SENTENCES)))
    for row, tokens in zip(got, SENTENCES, strict=True):
        assert np.allclose(row[:, : len(tokens)], elmo_layers(bilm, tokens), atol=2e-5)
        assert not row[:, len(tokens) :].any()


def test_the_clips_of_this_test_do_bite():
    bilm = make()
    top = elmo_layers(bilm, SENTENCES[0])[1]
    assert np.isclose(np.abs(top).max(), 0.5)
    free = make(cell_clip=None, proj_clip=None)
    assert not np.allclose(elmo_layers(free, SENTENCES[0])[1], top)


# --- properties -----------------------------------------------------------------------------


def test_batch_and_padding_change_nothing(bilm):
    together = np.asarray(bilm(character_ids([*SENTENCES, []])))
    for row, tokens in zip(together, SENTENCES, strict=False):
        alone = np.asarray(bilm(character_ids([tokens])))[0]
        assert np.allclose(row[:, : len(tokens)], alone, atol=1e-6)
    assert not together[3].any()


def test_the_same_sentence_gives_the_same_vectors_whatever_came_before(bilm):
    first = np.asarray(bilm(character_ids(SENTENCES[:1])))
    bilm(character_ids(SENTENCES[2:]))
    assert np.array_equal(bilm(character_ids(SENTENCES[:1])), first)


def test_stateful_reads_on_where_it_stopped():
    stateful, plain = make(stateful=True), make(use_skip_connections=True)
    pieces = [character_ids([["the", "bank"], ["a"]]), character_ids([["x"], ["b", "c", "d"]])]
    first, second = (np.asarray(stateful(ids)) for ids in pieces)
    assert np.allclose(first, plain(pieces[0]), atol=1e-6)
    assert not np.allclose(second, plain(pieces[1]), atol=1e-3)
    # the forward model reads on as if both sentences, with their borders, were one
    joined = ["the", "bank", "</S>", "<S>", "x"]
    whole = elmo_layers(plain, joined)
    assert np.allclose(second[0, 2, 0, :4], whole[2, 4, :4], atol=2e-5)
    stateful.reset_states()
    assert np.allclose(stateful(pieces[0]), first, atol=1e-6)


def test_stateful_keeps_the_rows_of_a_smaller_batch():
    stateful = make(stateful=True)
    stateful(character_ids([["a"], ["b"]]))
    stateful(character_ids([["c"]]))  # row 1 waits
    got = np.asarray(stateful(character_ids([["d"], ["e"]])))[1]
    other = make(stateful=True)
    other(character_ids([["z"], ["b"]]))
    expected = np.asarray(other(character_ids([["y"], ["e"]])))[1]
    assert np.allclose(got, expected, atol=1e-6)


def test_no_layer_of_one_direction_sees_the_other(bilm):  # F5.02
    a, b = (
        np.asarray(bilm(character_ids([tokens])))[0]
        for tokens in (["the", "bank", "opens"], ["the", "bank", "floods"])
    )
    assert np.allclose(a[:, :2, :4], b[:, :2, :4], atol=1e-6)  # forward: the past only
    assert not np.allclose(a[1:, :2, 4:], b[1:, :2, 4:], atol=1e-3)  # backward: the future
    assert np.allclose(a[0, :2], b[0, :2], atol=1e-6)  # layer 0 knows no context


def test_context_changes_the_vector_of_bank(bilm):  # F5.01
    account, river = bilm.embed(["a bank account", "the river bank"], verbose=0)
    assert np.allclose(account[0, 1], river[0, 2], atol=1e-6)
    assert not np.allclose(account[2, 1], river[2, 2], atol=1e-2)


def test_the_cell_in_keras_own_rnn_gives_the_same():
    lstm = ProjectedLSTM(6, 3, cell_clip=0.2)
    x = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    y = lstm(x)
    rnn = keras.layers.RNN(lstm.cell, return_sequences=True)
    assert np.allclose(rnn(x), y, atol=1e-6)
    assert ProjectedLSTMCell.from_config(lstm.cell.get_config()).cell_clip == 0.2
    assert ProjectedLSTM.from_config(lstm.get_config()).cell.units == 6


def test_the_state_of_a_row_is_the_one_after_its_own_last_step():
    lstm = ProjectedLSTM(6, 3)
    x = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    _, (h, c) = lstm(x, lengths=np.array([5, 2]))
    _, (h1, c1) = lstm(x[1:, :2], lengths=np.array([2]))
    assert np.allclose(h[1], h1[0], atol=1e-6) and np.allclose(c[1], c1[0], atol=1e-6)
    later, _ = lstm(x[1:, 2:], lengths=np.array([3]), initial_state=[h1, c1])
    assert np.allclose(later, lstm(x[1:])[:, 2:], atol=1e-6)


@pytest.mark.parametrize(("units", "dim", "portable"), [(6, 3, False), (7, 7, True)])
def test_a_mask_under_xla(units, dim, portable):
    import tensorflow as tf

    lstm = ProjectedLSTM(units, dim, portable=portable)
    x = np.random.default_rng(0).normal(size=(4, 7, 5)).astype("float32")
    mask = np.ones((4, 7), bool)
    mask[0, 4:] = mask[1, :2] = mask[2, 3] = False
    expected = lstm(x, mask=mask)
    compiled = tf.function(lambda x, mask: lstm(x, mask=mask), jit_compile=True)
    assert np.allclose(compiled(x, mask), expected, atol=1e-6)
    assert np.array_equal(lstm(x, mask=mask.astype("int32")), expected)


def test_a_word_never_seen_has_a_vector_near_its_relatives():  # F5.03
    encoder = CharacterEncoder(64, filters=[(3, 64)], n_highway=0)
    dog, doggy, xylem = np.asarray(encoder(character_ids([["dog", "doggy", "xylem"]])))[0]

    def cosine(a, b):
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    assert cosine(dog, doggy) > cosine(dog, xylem)


def test_the_encoder_alone():
    encoder = CharacterEncoder(4, filters=[(1, 2), (3, 2)])
    ids = character_ids([["a", "b"], ["a"]])
    vectors = np.asarray(encoder(ids))
    assert vectors.shape == (2, 2, 4) == encoder.compute_output_shape((2, 2, 50))
    assert np.array_equal(vectors[0, 0], vectors[1, 0]) and not vectors[1, 1].any()
    assert CharacterEncoder.from_config(encoder.get_config()).filters == [[1, 2], [3, 2]]


@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_the_encoder_takes_ids_as_floats(dtype):
    encoder = CharacterEncoder(4, filters=[(1, 2), (3, 2)], dtype=dtype)
    ids = character_ids([["a", "은행"], ["a"]])
    expected = keras.ops.cast(encoder(ids), "float32")
    found = keras.Sequential([keras.Input((None, 50)), encoder])(ids)
    assert np.array_equal(keras.ops.cast(found, "float32"), expected)


def test_gradients_reach_every_weight():
    import tensorflow as tf

    bilm = make(scale=0.5, cell_clip=None, proj_clip=None)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(bilm(character_ids(SENTENCES)) ** 2)
    gradients = tape.gradient(loss, bilm.trainable_weights)
    assert all(np.abs(tf.convert_to_tensor(g)).max() > 0 for g in gradients)


def test_dropout_works_in_training_only():
    bilm = make(dropout=0.5)
    ids = character_ids(SENTENCES)
    assert np.array_equal(bilm(ids), bilm(ids))
    assert not np.allclose(bilm(ids, training=True), bilm(ids, training=True))


def test_a_mask_comes_along_and_half_precision_runs():
    bilm = make(dtype="mixed_bfloat16")
    out = bilm(character_ids(SENTENCES))
    assert out.dtype == "bfloat16" and bilm.weights[0].dtype == "float32"
    assert out._keras_mask.numpy().sum(axis=1).tolist() == [6, 1, 5]


def test_half_precision_reads_ids_that_come_as_floats():
    """bfloat16 has no 259 or 261, the signs of a word's begin and of padding."""
    bilm, ids = make(dtype="mixed_bfloat16"), character_ids([["the", "bank"], ["은행"]])
    given = keras.Input((None, ids.shape[-1]))  # float32 is Keras' default
    assert np.array_equal(keras.Model(given, bilm(given))(ids), bilm(ids))


def test_saved_and_loaded_in_a_fresh_keras(tmp_path, fresh_keras):
    bilm = make(use_skip_connections=False, n_highway=2)
    bilm.save(tmp_path / "bilm.keras")
    np.save(tmp_path / "out.npy", np.asarray(bilm(character_ids(SENTENCES))))
    printed = fresh_keras(
        "import keras, numpy as np\n"
        "from wordemb_keras.elmo import character_ids\n"
        "bilm = keras.models.load_model('bilm.keras')\n"
        f"out = np.asarray(bilm(character_ids({SENTENCES!r})))\n"
        "print(np.abs(out - np.load('out.npy')).max())"
    )
    assert printed == "0.0"


# --- whole corpora ----------------------------------------------------------------------------


@pytest.mark.parametrize("few", [0, 512], ids=["graph", "NumPy"])
def test_embed_gives_each_sentence_in_its_place(bilm, few, monkeypatch):
    monkeypatch.setattr(corpus, "_FEW", few)
    sentences = [*SENTENCES, [], ["x"] * 40, "안녕 river\tbank"]
    found = bilm.embed(sentences, batch_tokens=30, verbose=0)
    for layers, tokens in zip(found, [*sentences[:-1], ["안녕", "river", "bank"]], strict=True):
        assert layers.shape == (3, len(tokens), 8) and layers.dtype == np.float32
        if tokens:
            assert np.allclose(layers, bilm(character_ids([tokens]))[0], atol=1e-6)


def test_embed_puts_text_into_one_form(bilm):
    composed, decomposed = bilm.embed(["\uac00", "\u1100\u1161"], verbose=0)  # 가, twice
    assert np.array_equal(composed, decomposed)
    (tokens,) = bilm.embed([["\u1100\u1161"]], verbose=0)
    assert np.allclose(composed, tokens, atol=1e-6)


def test_a_sentence_longer_than_a_batch_is_read_in_pieces(bilm):
    sentences = [[f"w{i % 17}" for i in range(n)] for n in (100, 5, 31)]
    whole = bilm.embed(sentences, verbose=0)
    for size in (1, 30, 33, 101):
        pieces = bilm.embed(sentences, batch_tokens=size, verbose=0)
        for a, b in zip(pieces, whole, strict=True):
            assert np.allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("few", [0, 512], ids=["graph", "NumPy"])
def test_embed_is_stateless_even_for_a_stateful_model(few, monkeypatch):
    monkeypatch.setattr(corpus, "_FEW", few)
    bilm = make(stateful=True)
    first = bilm.embed(SENTENCES, verbose=0)
    bilm(character_ids(SENTENCES))
    again = bilm.embed(SENTENCES, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


def test_the_word_table_may_overflow(bilm):
    few = list(iter_embed(bilm, iter(SENTENCES), max_words=3, verbose=0))
    for a, b in zip(few, bilm.embed(SENTENCES, verbose=0), strict=True):
        assert np.allclose(a, b, atol=1e-6)


def test_features_on_disk(bilm, tmp_path, eager):
    first = bilm.embed(SENTENCES, cache=tmp_path, verbose=0)
    (file,) = tmp_path.iterdir()
    written = file.stat().st_mtime_ns
    again = bilm.embed(SENTENCES, cache=tmp_path, verbose=0)
    assert file.stat().st_mtime_ns == written
    for a, b, c in zip(first, again, bilm.embed(SENTENCES, verbose=0), strict=True):
        assert np.array_equal(a, b) and np.array_equal(a, c)
    with eager():
        make(seed=1).embed(SENTENCES, cache=tmp_path, verbose=0)  # other weights
    bilm.embed(SENTENCES[:1], cache=tmp_path, verbose=0)  # other text
    assert len(list(tmp_path.iterdir())) == 3


def test_the_key_of_the_cache():
    bilm = make()
    key = fingerprint(bilm)
    assert key == fingerprint(make(dropout=0.5, stateful=True)) != fingerprint(make(seed=1))
    bilm.trainable = False
    assert fingerprint(bilm) == key
    others = [{"dtype": "mixed_bfloat16"}, {"cell_clip": 0.5}, {"use_skip_connections": False}]
    assert len({key, *(fingerprint(make(**other)) for other in others)}) == 4


def test_a_damaged_file_of_the_cache_is_written_anew(bilm, tmp_path):
    expected = bilm.embed(SENTENCES, verbose=0)
    bilm.embed(SENTENCES, cache=tmp_path, verbose=0)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damage in (whole[:-7], b"", b"hello"):
        file.write_bytes(damage)
        found = bilm.embed(SENTENCES, cache=tmp_path, verbose=0)
        assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
        assert file.read_bytes() == whole


def test_errors_name_the_argument():
    with pytest.raises(ValueError, match=r"`units` must be a positive integer.*units=0"):
        BiLM(units=0)
    with pytest.raises(ValueError, match='`activation` must be "relu" or "tanh"'):
        BiLM(activation="gelu")
    with pytest.raises(ValueError, match="use_projection=False"):
        BiLM(use_projection=False, projection_dim=3)
    for wrong in ([], (1, 32), [(0, 4)], [(1.7, 4)], [(True, 4)], None, "ab"):
        with pytest.raises(ValueError, match=r"`filters` must be pairs .*Received: filters="):
            BiLM(filters=wrong)
    with pytest.raises(ValueError, match="a filter of width 60"):
        BiLM(filters=[(60, 4)])
    with pytest.raises(ValueError, match="not one string"):
        make().embed("one string", verbose=0)
    with pytest.raises(ValueError, match=r"`cache` must be a folder.*test_bilm"):
        make().embed(SENTENCES, cache=__file__, verbose=0)
    with pytest.raises(ValueError, match="batch_tokens=0"):
        make().embed(SENTENCES, batch_tokens=0, verbose=0)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("cell_clip", (-3, 0, True, "3", np.inf)),
        ("proj_clip", (-3, 0, True, "3", np.nan)),
        ("char_dim", (0, 1.5)),
        ("n_highway", (-1, True)),
        ("max_characters", (2, 7.0)),
        ("dropout", (-0.1, np.nan, "no")),
    ],
)
def test_sizes_that_the_reader_of_options_would_refuse(name, values):
    for value in values:
        with pytest.raises(ValueError, match=rf"`{name}` must be .* Received: {name}="):
            make(**{name: value})


def test_numbers_of_numpy_are_kept_as_those_of_python(tmp_path):
    sizes = {"units": 8, "projection_dim": 3, "n_layers": 1, "char_dim": 4, "n_highway": 1}
    numbers = {name: np.int64(value) for name, value in (sizes | {"max_characters": 20}).items()}
    clips = {"cell_clip": np.float32(3), "proj_clip": np.int64(2), "dropout": np.float32(0.5)}
    bilm = BiLM(filters=np.array([[1, 4], [2, 4]]), **numbers, **clips)
    config = bilm.get_config()
    assert json.loads(json.dumps(config))["filters"] == [[1, 4], [2, 4]]
    assert {type(config[name]) for name in numbers} == {int}
    assert {type(config[name]) for name in clips} == {float}
    bilm.save_allennlp(tmp_path / "options.json", tmp_path / "weights.hdf5")
    again = BiLM.from_allennlp(tmp_path)
    assert again.max_characters == 20 and again.cell_clip == 3.0 and again.proj_clip == 2.0


def test_a_pair_is_written_whole_or_not_at_all(tmp_path):
    bilm = make()
    bilm.cell_clip = object()
    with pytest.raises(TypeError, match="JSON"):
        bilm.save_allennlp(tmp_path / "options.json", tmp_path / "weights.hdf5")
    assert not any(tmp_path.iterdir())
