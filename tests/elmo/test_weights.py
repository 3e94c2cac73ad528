"""Section 9-5: the published weights, exactly; files of AllenNLP in and out."""

import json
import os
import re
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras import datasets
from wordemb_keras.elmo import BiLM, ProjectedLSTM, character_ids

TOLERANCE = 1e-5
PAIR = ("options.json", "weights.hdf5")


@pytest.fixture(scope="module")
def fixture():
    for folder in os.environ.get("WORDEMB_DATA", "").split(os.pathsep):
        if folder and (Path(folder) / "elmo_fixture").is_dir():
            return Path(folder) / "elmo_fixture"
    pytest.skip("needs the reference model: set WORDEMB_DATA to the folder with elmo_fixture")


@pytest.fixture(scope="module")
def rows(fixture):
    """Three rows of ten sentences."""
    text = (fixture / "lm_embeddings_sentences.json").read_text(encoding="utf-8")
    return [[sentence.split() for sentence in row] for row in json.loads(text)]


@pytest.fixture(scope="module")
def expected(fixture):
    """expected[row][sentence]: the top layer, (tokens, 32)."""

    def read(k):
        with h5py.File(fixture / f"lm_embeddings_{k}.hdf5") as file:
            return [np.concatenate(file[str(i)][()], axis=-1) for i in range(10)]

    return [read(k) for k in range(3)]


def load(folder, **kwargs):
    return BiLM.from_allennlp(folder / "options.json", folder / "lm_weights.hdf5", **kwargs)


def test_all_thirty_sentences_with_the_state_carried(fixture, rows, expected):
    shape = tf.TensorSpec((None, None, 50), tf.int32)
    bilm = tf.function(load(fixture, stateful=True), input_signature=[shape])
    for i in range(10):
        got = np.asarray(bilm(character_ids([row[i] for row in rows])))
        for k in range(3):
            n = len(rows[k][i])
            assert np.abs(got[k, 2, :n] - expected[k][i]).max() < TOLERANCE
            assert not got[k, :, n:].any()


def test_the_state_carried_outside_a_graph(fixture, rows, expected):
    bilm = load(fixture, stateful=True)
    for i in range(2):
        got = np.asarray(bilm(character_ids([row[i] for row in rows[1:2]])))
        assert np.abs(got[0, 2] - expected[1][i]).max() < TOLERANCE


def test_the_first_sentences_without_state(fixture, rows, expected):
    bilm = load(fixture)
    first = [row[0] for row in rows]
    called = np.asarray(bilm(character_ids(first)))
    for found in (called, bilm.embed(first, verbose=0), bilm.embed(first[::-1], verbose=0)[::-1]):
        for k in range(3):
            top = found[k][2][: len(first[k])]
            assert np.abs(top - expected[k][0]).max() < TOLERANCE


def test_saved_and_read_again(fixture, rows, tmp_path):
    bilm = load(fixture)
    bilm.save_allennlp(tmp_path / "options.json", tmp_path / "weights.hdf5")
    again = BiLM.from_allennlp(tmp_path / "options.json", tmp_path / "weights.hdf5")
    ids = character_ids([rows[0][0][:5]])
    assert np.array_equal(bilm(ids), again(ids))
    assert json.loads((tmp_path / "options.json").read_text(encoding="utf-8")) == json.loads(
        (fixture / "options.json").read_text(encoding="utf-8")
    )
    with h5py.File(fixture / "lm_weights.hdf5") as a, h5py.File(tmp_path / "weights.hdf5") as b:
        arrays = []
        a.visititems(lambda name, item: arrays.append(name) if hasattr(item, "shape") else None)
        assert len(arrays) == 33
        assert all(np.array_equal(a[name], b[name]) for name in arrays)


def test_what_is_trained_here_has_the_form_that_the_reader_of_allennlp_asks_for(tmp_path):
    bilm = BiLM(units=6, projection_dim=4, filters=[(1, 3), (2, 5)], char_dim=7, n_highway=2)
    bilm.save_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5", dtype="float16")
    shapes = {}
    with h5py.File(tmp_path / "w.hdf5") as file:
        file.visititems(lambda name, item: shapes.update({name: getattr(item, "shape", None)}))
        assert file["char_embed"].dtype == np.float16
    cell = "RNN_{}/RNN/MultiRNNCell/Cell{}/LSTMCell/"
    expected = {
        "char_embed": (261, 7),
        "CNN/W_cnn_0": (1, 1, 7, 3),
        "CNN/W_cnn_1": (1, 2, 7, 5),
        "CNN/b_cnn_1": (5,),
        "CNN_high_1/W_carry": (8, 8),
        "CNN_high_1/b_transform": (8,),
        "CNN_proj/W_proj": (8, 4),
        "CNN_proj/b_proj": (4,),
        cell.format(0, 1) + "W_0": (8, 24),
        cell.format(1, 0) + "B": (24,),
        cell.format(1, 1) + "W_P_0": (6, 4),
    }
    assert expected.items() <= shapes.items()
    lstm = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["lstm"]
    assert lstm == {
        "use_skip_connections": True,
        "projection_dim": 4,
        "cell_clip": 3.0,
        "proj_clip": 3.0,
        "dim": 6,
        "n_layers": 2,
    }
    again = BiLM.from_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5")
    assert np.allclose(again.get_weights()[0], bilm.get_weights()[0], atol=1e-3)


def test_a_model_without_projection_comes_back(tmp_path):
    bilm = BiLM(units=6, projection_dim=8, filters=[(1, 3), (2, 5)], cell_clip=None)
    bilm.save_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5")
    with h5py.File(tmp_path / "w.hdf5") as file:  # the reader of AllenNLP asks for one
        assert np.array_equal(file["CNN_proj/W_proj"], np.eye(8))
        assert np.array_equal(file["CNN_proj/b_proj"], np.zeros(8))
    again = BiLM.from_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5", dropout=0.1)
    assert not again.encoder.use_projection and again.cell_clip is None and again.dropout == 0.1
    ids = character_ids([["안녕", "bank"]])
    assert np.array_equal(again(ids), bilm(ids))


# --- other kinds of models --------------------------------------------------------------------


def test_a_folder_with_both_files(pair, tmp_path):
    simple = tmp_path / "simple_elmo"  # options.json, model.hdf5, vocab.txt
    simple.mkdir()
    shutil.copy(pair[0], simple / "options.json")
    shutil.copy(pair[1], simple / "model.hdf5")
    (simple / "vocab.txt").write_text("<S>\n</S>\n<UNK>\n", encoding="utf-8")
    ids = character_ids([["안녕", "bank"]])
    expected = BiLM.from_allennlp(*pair)(ids)
    assert np.array_equal(BiLM.from_allennlp(simple)(ids), expected)
    shutil.copy(pair[1], simple / "second.hdf5")
    with pytest.raises(ValueError, match=r"one HDF5 file.*It holds model.hdf5, options.json, sec"):
        BiLM.from_allennlp(simple)
    with pytest.raises(ValueError, match="weights=None"):
        BiLM.from_allennlp(pair[0])


def test_weights_of_a_subclass_that_no_file_knows_start_at_random(pair):
    class WithHead(BiLM):
        def build(self, input_shape):
            self.head = ProjectedLSTM(4, 3)
            self.head.build((None, None, 5))
            super().build(input_shape)

    bilm, expected = WithHead.from_allennlp(*pair), BiLM.from_allennlp(*pair)
    kernel, _, projection = bilm.head.get_weights()
    assert np.unique(kernel).size > 100 and np.unique(projection).size > 10
    ids = character_ids([["river", "bank"]])
    assert np.array_equal(bilm(ids), expected(ids))


def test_lstms_without_a_projection(tmp_path):
    bilm = BiLM(units=6, projection_dim=6, filters=[(1, 3), (2, 5)], cell_clip=0.5, proj_clip=None)
    for lstm in (*bilm.forward_layers, *bilm.backward_layers):
        lstm.cell.projection.assign(np.eye(6))
    bilm.save_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5")
    change(tmp_path / "o.json", "lstm", proj_clip=0.01)  # of what is not projected nothing is cut
    with h5py.File(tmp_path / "w.hdf5", "r+") as file:
        for way in (0, 1):
            for k in (0, 1):
                del file[f"RNN_{way}/RNN/MultiRNNCell/Cell{k}/LSTMCell/W_P_0"]
    ids = character_ids([["안녕", "bank"]])
    again = BiLM.from_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5")
    assert np.array_equal(again(ids), bilm(ids))
    change(tmp_path / "o.json", "lstm", projection_dim=4)
    with pytest.raises(ValueError, match=r"LSTMs without a projection .*dim=6, projection_dim=4"):
        BiLM.from_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5")


def test_a_character_cnn_without_the_projection_that_is_asked_for(pair):
    with h5py.File(pair[1], "r+") as file:
        del file["CNN_proj"]
    with pytest.raises(ValueError, match=r"without a projection .*one of 8 filters to 4 numbers"):
        BiLM.from_allennlp(*pair)


def test_models_of_another_kind_are_named(pair, tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    for name in ("encoder.pkl", "token_embedder.pkl"):
        (many / name).write_bytes(b"\x80\x02}q\x00")
    (many / "config.json").write_text('{"encoder": {}, "token_embedder": {}}', encoding="utf-8")
    with pytest.raises(ValueError, match="a model of ELMoForManyLangs"):
        BiLM.from_allennlp(many)
    with pytest.raises(ValueError, match="a model of ELMoForManyLangs"):
        BiLM.from_allennlp(many / "config.json", pair[1])
    with pytest.raises(ValueError, match=r"encoder.pkl: not a readable HDF5 .*a file of PyTorch"):
        BiLM.from_allennlp(pair[0], many / "encoder.pkl")
    trained = tmp_path / "bilm-tf"
    trained.mkdir()
    shutil.copy(pair[0], trained / "options.json")
    (trained / "checkpoint").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"checkpoints of bilm-tf.*dump_weights.py"):
        BiLM.from_allennlp(trained)
    words = tmp_path / "words.json"
    words.write_text('{"lstm": {}, "n_tokens_vocab": 793471}', encoding="utf-8")
    with pytest.raises(ValueError, match="bilm-tf over a list of words"):
        BiLM.from_allennlp(words, pair[1])


# --- broken files -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    bilm = BiLM(units=6, projection_dim=4, filters=[(1, 3), (2, 5)])
    bilm.save_allennlp(folder / "options.json", folder / "weights.hdf5")
    return folder


@pytest.fixture
def pair(written, tmp_path):
    return [Path(shutil.copy(written / name, tmp_path)) for name in PAIR]


def change(options, part, **values):
    content = json.loads(options.read_text(encoding="utf-8"))
    for name, value in values.items():
        content[part][name] = value
        if value is None:
            del content[part][name]
    options.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("part", "values", "message"),
    [
        ("lstm", {"dim": 7}, r"weights.hdf5: the array 'RNN_0/.*W_0' has the shape \(8, 24\)"),
        ("lstm", {"n_layers": 3}, "the array 'RNN_0/.*Cell2/.*' is missing"),
        ("lstm", {"n_layers": 1}, "the array 'RNN_0/.*Cell1/.*' has no place"),
        ("char_cnn", {"n_highway": 2}, "the array 'CNN_high_1/W_carry' is missing"),
        ("char_cnn", {"filters": [[1, 3], [2, 4]]}, "the array 'CNN/W_cnn_1' has the shape"),
        ("lstm", {"projection_dim": None}, "json: the option 'lstm.projection_dim' is missing"),
        ("lstm", {"dim": "6"}, r"'lstm.dim' must be an integer .*Received: '6' \(of type str\)"),
        (
            "lstm",
            {"cell_clip": "3"},
            "options.json: the option 'lstm.cell_clip' must be a positive",
        ),
        ("lstm", {"use_skip_connections": 1}, "'lstm.use_skip_connections' must be true or false"),
        ("char_cnn", {"activation": "gelu"}, 'option .*activation\' must be "relu" or "tanh"'),
        ("char_cnn", {"filters": "x"}, r"'char_cnn.filters' must be pairs .*Received: 'x'"),
        ("char_cnn", {"filters": [1, 2]}, r"'char_cnn.filters' must be pairs .*Received: \[1, 2\]"),
        ("char_cnn", {"filters": []}, r"'char_cnn.filters' must be pairs .*Received: \[\]"),
        ("char_cnn", {"filters": [[60, 1]]}, "'char_cnn.filters' must be pairs .* width <= 50"),
        ("char_cnn", {"n_characters": 100}, "'char_cnn.n_characters' must be 262"),
        ("char_cnn", {"embedding": 16}, "the option 'char_cnn.embedding.dim' is missing"),
    ],
)
def test_options_that_do_not_fit(pair, part, values, message):
    change(pair[0], part, **values)
    with pytest.raises(ValueError, match=message):
        BiLM.from_allennlp(*pair)


def test_files_of_another_kind(pair, tmp_path):
    options, weights = pair
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    with pytest.raises(ValueError, match="text: not a readable HDF5 file"):
        BiLM.from_allennlp(options, tmp_path / "text")
    with pytest.raises(ValueError, match="text: not a JSON file"):
        BiLM.from_allennlp(tmp_path / "text", weights)
    with pytest.raises(ValueError, match=r"a folder\. Name the JSON file in it"):
        BiLM.from_allennlp(tmp_path, weights)
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match=r'list.json: must hold the objects "lstm" and "char_cnn"'):
        BiLM.from_allennlp(tmp_path / "list.json", weights)
    with pytest.raises(FileNotFoundError, match="No such file"):
        BiLM.from_allennlp(options, tmp_path / "nothing.hdf5")
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ValueError, match="not a readable HDF5 file"):
        BiLM.from_allennlp(options, weights)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        (
            "CNN/W_cnn_0",
            np.zeros((2, 1, 16, 3)),
            r"shape \(2, 1, 16, 3\), .* asks for \(1, 1, 16, 3\)",
        ),
        ("CNN/b_cnn_0", np.array([b"a"] * 3), "must hold numbers. Received: .S1"),
        ("CNN/b_cnn_0", np.array([1, np.nan, 1]), "holds NaN or infinity"),
        ("CNN/b_cnn_0", np.array([1, 1e300, 1]), r"holds 1e\+300, too large for float32"),
    ],
)
def test_arrays_that_do_not_fit(pair, name, array, message):
    with h5py.File(pair[1], "r+") as file:
        del file[name]
        file[name] = array
    with pytest.raises(ValueError, match=f"weights.hdf5: the array '{name}' .*{message}"):
        BiLM.from_allennlp(*pair)


@pytest.mark.parametrize("size", [{"units": 16}, {"n_layers": 1}, {"filters": [(1, 8)]}], ids=str)
def test_a_size_that_is_not_that_of_the_files_is_told_by_its_name(pair, size):
    ((name, value),) = size.items()
    with pytest.raises(ValueError, match=rf"`{name}` must be .*{name}={re.escape(repr(value))}"):
        BiLM.from_allennlp(*pair, **size)


def test_too_large_for_float16_is_an_error_and_nothing_is_written(tmp_path):
    bilm = BiLM(units=6, projection_dim=4, filters=[(1, 3), (2, 5)])
    bilm.encoder.b_proj.assign([0, 0, -1e5, 0])
    with pytest.raises(ValueError, match=r"'CNN_proj/b_proj' holds 1e\+05, too large for float16"):
        bilm.save_allennlp(tmp_path / "o.json", tmp_path / "w.hdf5", dtype="float16")
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file(pair):
    before = pair[1].read_bytes()
    with pytest.raises(ValueError, match='`dtype` must be "float16" or "float32"'):
        BiLM(units=6, projection_dim=4).save_allennlp(*pair, dtype="int8")
    assert pair[1].read_bytes() == before


# --- by name ----------------------------------------------------------------------------------


def test_published_models_once_fetched_just_work(pair, tmp_path, monkeypatch):
    names = [file.filename for file in datasets.info("elmo_small").files]
    folder = tmp_path / "models"
    folder.mkdir()
    for source, name in zip(pair, names, strict=True):
        shutil.copy(source, folder / name)
    monkeypatch.setenv("WORDEMB_DATA", str(folder))
    assert BiLM.from_pretrained("small").units == 6


def test_the_address_of_a_published_model(pair, tmp_path, monkeypatch):
    files = datasets.info("elmo_small").files
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("WORDEMB_DATA", "")
    with pytest.raises(datasets.DatasetNotFoundError, match="wordemb data fetch elmo_small"):
        BiLM.from_allennlp(*(file.url for file in files))
    folder = tmp_path / "models"
    folder.mkdir()
    for source, file in zip(pair, files, strict=True):
        shutil.copy(source, folder / file.filename)
    monkeypatch.setenv("WORDEMB_DATA", str(folder))
    assert BiLM.from_allennlp(*(file.url for file in files)).units == 6
    other = [f"https://example.org/{name}" for name in ("options.json", "weights.hdf5")]
    with pytest.raises(ValueError, match=r"one published pair.*options='https://example.*fetched"):
        BiLM.from_allennlp(*other)
    with pytest.raises(ValueError, match="one published pair"):  # of two models
        BiLM.from_allennlp(files[0].url, datasets.info("elmo_original").files[1].url)


def test_published_models_that_are_not_here_say_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", "")
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path))
    with pytest.raises(datasets.DatasetNotFoundError, match="wordemb data fetch elmo_original"):
        BiLM.from_pretrained("original")
    with pytest.raises(ValueError, match='"classroom", "small" or "original"'):
        BiLM.from_pretrained("large")
