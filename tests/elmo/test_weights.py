"""Section 9-5: the published weights, exactly; files of AllenNLP in and out."""

import json
import os
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras import datasets
from wordemb_keras.elmo import BiLM, character_ids

TOLERANCE = 1e-5


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
    alone = [np.asarray(bilm(character_ids([tokens])))[0] for tokens in first]
    for found in (alone, bilm.embed(first, verbose=0), bilm.embed(first[::-1], verbose=0)[::-1]):
        for k in range(3):
            assert np.abs(found[k][2] - expected[k][0]).max() < TOLERANCE


def test_saved_and_read_again(fixture, rows, tmp_path):
    bilm = load(fixture)
    bilm.save_allennlp(tmp_path / "options.json", tmp_path / "weights.hdf5")
    again = BiLM.from_allennlp(tmp_path / "options.json", tmp_path / "weights.hdf5")
    ids = character_ids([rows[0][0]])
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


# --- broken files -----------------------------------------------------------------------------


@pytest.fixture
def pair(tmp_path):
    bilm = BiLM(units=6, projection_dim=4, filters=[(1, 3), (2, 5)])
    options, weights = tmp_path / "options.json", tmp_path / "weights.hdf5"
    bilm.save_allennlp(options, weights)
    return options, weights


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


def test_published_models_that_are_not_here_say_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", "")
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path))
    with pytest.raises(datasets.DatasetNotFoundError, match="wordemb data fetch elmo_original"):
        BiLM.from_pretrained("original")
    with pytest.raises(ValueError, match='"classroom", "small" or "original"'):
        BiLM.from_pretrained("large")
