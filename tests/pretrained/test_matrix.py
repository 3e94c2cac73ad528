"""Section 9-4: from vectors to a matrix, a layer, and models that are saved and loaded."""

import copy
import json
import os
import pickle
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from gensim.models import KeyedVectors
from gensim.models.fasttext import load_facebook_vectors
from gensim.test.utils import datapath

from wordemb_keras.formats import VectorFileError, as_vectors, open_vectors
from wordemb_keras.pretrained import build_embedding_matrix
from wordemb_keras.text import Vocabulary

# The chapter's seven sentences have sixteen indices, padding included (F4.03).
WORDS = ["nice", "great", "best", "amazing", "stop", "lies", "pitiful", "nerd"]
WORDS += ["excellent", "work", "supreme", "quality", "bad", "highly", "respectable"]
WORD_INDEX = {word: index for index, word in enumerate(WORDS, start=1)}


@pytest.fixture
def glove(tmp_path):
    """A text file with a vector for every word, in another order, among others."""
    chance = np.random.default_rng(0)
    path = tmp_path / "glove.txt"
    lines = [
        f"{word} {' '.join(f'{number:.5f}' for number in chance.normal(size=100))}\n"
        for word in ["the", *reversed(WORDS), "안녕"]
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def in_file(path, word):
    lines = dict(line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return np.array(lines[word].split(" "), np.float32)


# --- the matrix --------------------------------------------------------------------------------


def test_the_matrix_of_the_chapter(glove):
    """F4.07: (16, 100), row 2 is `great`, row 0 is zero."""
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    assert matrix.shape == (16, 100)
    assert matrix.dtype == np.float32
    np.testing.assert_array_equal(matrix[2], in_file(glove, "great"))
    assert not matrix[0].any()
    assert np.asarray(matrix).sum(axis=1).shape == (16,)
    assert matrix.coverage.fraction == 1


def test_numpy_takes_it_for_an_array(glove):
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    plain = np.asarray(matrix)
    assert type(plain) is type(matrix[2]) is type(matrix * 2) is np.ndarray
    np.testing.assert_array_equal(np.sum(matrix, axis=0), plain.sum(axis=0))
    np.testing.assert_array_equal(matrix != 0, plain != 0)
    assert np.array(matrix, dtype=np.float64).dtype == np.float64
    assert np.asarray(matrix, copy=False) is matrix.rows
    assert np.array(matrix) is not matrix.rows
    assert pd.DataFrame(matrix).shape == tf.constant(matrix).shape == (16, 100)
    assert len(matrix) == len(list(matrix)) == 16
    assert matrix.any(axis=1).tolist() == [False, *[True] * 15]
    with pytest.raises(AttributeError, match="no attribute 'weights'"):
        _ = matrix.weights


def test_arithmetic_in_place_keeps_what_it_is_for(glove):
    """`matrix /= n` made a plain array of it, without `.layer`."""
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    before = matrix.rows.copy()
    matrix /= np.float64(2)
    np.testing.assert_allclose(matrix.layer().get_weights()[0], before / 2)
    matrix[1] = 0
    assert not matrix[1].any() and matrix.coverage.fraction == 1


def test_a_missing_word_leaves_its_row_as_it_was(glove):
    """F4.08."""
    matrix = build_embedding_matrix(glove, {"nice": 1, "없는단어": 2, "안녕": 3})
    assert not matrix[2].any()
    assert matrix.coverage.missing == ["없는단어"]
    np.testing.assert_array_equal(matrix[3], in_file(glove, "안녕"))


def test_every_kind_of_source_gives_the_same_matrix(glove):
    keyed = KeyedVectors.load_word2vec_format(glove, no_header=True)
    table = (keyed.index_to_key, keyed.vectors)
    by_word = {word: keyed[word] for word in keyed.index_to_key}
    first = build_embedding_matrix(str(glove), WORD_INDEX)
    with open_vectors(glove) as reader:
        for source in (glove, reader, keyed, table, by_word):
            np.testing.assert_array_equal(build_embedding_matrix(source, WORD_INDEX), first)


def test_every_kind_of_vocabulary(glove):
    layer = keras.layers.TextVectorization(standardize=None)
    layer.adapt(["great great 안녕 nice nice nice"])
    lookup = keras.layers.StringLookup(vocabulary=["nice", "great"], mask_token="")
    no_sign = keras.layers.StringLookup(
        vocabulary=["nice", "great"], mask_token="", num_oov_indices=0
    )
    for vocabulary, words in [
        (Vocabulary(["nice", "great"]), {2: "nice", 3: "great"}),
        (Vocabulary(["nice", "great"], unknown=None), {1: "nice", 2: "great"}),
        ({"<OOV>": 1, "nice": 2}, {2: "nice"}),
        (["", "nice", "great"], {1: "nice", 2: "great"}),
        (layer, {2: "nice", 3: "great", 4: "안녕"}),
        (layer.get_vocabulary(), {2: "nice", 3: "great", 4: "안녕"}),
        (lookup, {2: "nice", 3: "great"}),
        (no_sign, {1: "nice", 2: "great"}),
    ]:
        matrix = build_embedding_matrix(glove, vocabulary)
        assert len(matrix) == max(words) + 1
        assert np.flatnonzero(matrix.any(axis=1)).tolist() == sorted(words)
        for index, word in words.items():
            np.testing.assert_array_equal(matrix[index], in_file(glove, word))
        assert matrix.coverage.missing == []


def test_wrong_arguments(glove):
    with pytest.raises(ValueError, match="`oov` must be one of"):
        build_embedding_matrix(glove, {"nice": 1}, oov="zero")
    with pytest.raises(ValueError, match="`fallbacks`"):
        build_embedding_matrix(glove, {"nice": 1}, fallbacks=["stem"])
    with pytest.raises(ValueError, match=r"a \.vec holds whole words"):
        build_embedding_matrix(glove, {"nice": 1}, oov="subwords")
    with pytest.raises(ValueError, match="must return 100 finite numbers"):
        build_embedding_matrix(glove, {"없다": 1}, oov=lambda word: [1.0])


# --- words that are not there ------------------------------------------------------------------

SMALL = {"nice": [1.0, 3.0], "great": [3.0, 7.0], "Paris": [5.0, 5.0], "cafe": [0.5, 0.5]}


def test_mean_and_random_rows():
    """By hand: the mean of (1, 3) and (3, 7) is (2, 5), their spread (1, 2)."""
    vocabulary = Vocabulary(["nice", "great", *(f"w{i}" for i in range(5000))])
    mean = build_embedding_matrix(SMALL, vocabulary, oov="mean")
    assert mean[4].tolist() == mean[1].tolist() == [2, 5]  # 1 is the unknown sign
    assert mean[0].tolist() == [0, 0]
    random = build_embedding_matrix(SMALL, vocabulary, oov="random", seed=1)
    np.testing.assert_allclose(random[4:].mean(axis=0), [2, 5], atol=0.15)
    np.testing.assert_allclose(random[4:].std(axis=0), [1, 2], atol=0.15)
    again = build_embedding_matrix(SMALL, vocabulary, oov="random", seed=1)
    np.testing.assert_array_equal(random, again)


def test_random_rows_are_the_same_in_another_process(fresh_process):
    code = """
from wordemb_keras.pretrained import build_embedding_matrix
vectors = {"a": [1., 2.], "b": [3., 1.]}
matrix = build_embedding_matrix(vectors, ["", "a", "b", "없다"], oov="random", seed=7)
print(matrix[3].tolist())
"""
    assert fresh_process(code, PYTHONHASHSEED="1") == fresh_process(code, PYTHONHASHSEED="2")


def test_a_function_for_missing_words():
    def half(word):
        return [0.5, 0.5] if word == "known" else None

    matrix = build_embedding_matrix(SMALL, ["", "known", "unknown"], oov=half)
    assert matrix[1:].tolist() == [[0.5, 0.5], [0, 0]]
    assert matrix.coverage.filled == {"known": "half", "unknown": "zeros"}


def test_fallbacks_are_tried_in_the_order_given():
    source = {"paris": [1.0], "PARIS": [2.0], "cafe": [3.0], "abc": [4.0]}
    words = ["", "Paris", "Café", "ＡＢＣ", "Zürich"]
    rules = ["upper", "lower", lambda word: word.lower().replace("é", "e"), "nfkc"]
    matrix = build_embedding_matrix(source, words, fallbacks=rules)
    assert matrix[1:, 0].tolist() == [2, 3, 0, 0]  # ＡＢＣ -> ABC is not abc
    assert matrix.coverage.respelled["Paris"] == ("upper", "PARIS")
    assert matrix.coverage.missing == ["ＡＢＣ", "Zürich"]
    matrix = build_embedding_matrix(source, ["", "paris", "Paris"], fallbacks=["lower"])
    assert matrix[1:, 0].tolist() == [1, 1]
    assert matrix.coverage.found == ["paris"]


def test_no_accents_keeps_hangul():
    matrix = build_embedding_matrix(
        {"한글": [1.0], "cafe": [2.0]}, ["", "한글", "café"], fallbacks=["no_accents"]
    )
    assert matrix[1:, 0].tolist() == [1, 2]


def test_ngram_vectors_for_unknown_words():
    path = datapath("crime-and-punishment.bin")
    facebook = load_facebook_vectors(path)
    words = Vocabulary(["улице", "преступлениями", "안녕"])
    for source in (path, facebook):
        matrix = build_embedding_matrix(source, words, oov="subwords")
        for word, index in words.word_index.items():
            np.testing.assert_allclose(matrix[index], facebook[word], atol=1e-6)
        assert set(matrix.coverage.filled.values()) == {"subwords"}
        assert not matrix[1].any()


@pytest.mark.parametrize("unit", ["jamo", "syllable"])
def test_our_own_fasttext_model(unit):
    from wordemb_keras.fasttext import FastText

    sentences = [["남동생", "이", "학교", "에", "간다"], ["여동생", "은", "집", "에", "있다"]] * 20
    model = FastText(unit=unit, vector_size=8, min_count=1, workers=1)
    model.fit(sentences, epochs=1, verbose=0)
    words = {"학교": 1, "남동셍": 2, "간다": 3}
    matrix = build_embedding_matrix(model, words, oov="subwords")
    for word, index in words.items():
        np.testing.assert_allclose(matrix[index], model.vector(word), atol=1e-6)
    assert matrix.coverage.missing == ["남동셍"]


def test_decomposed_words_of_a_vocabulary_are_found():
    import unicodedata

    word = unicodedata.normalize("NFD", "한글")
    assert build_embedding_matrix({"한글": [1.0]}, {word: 1})[1].tolist() == [1]


# --- coverage ----------------------------------------------------------------------------------


def test_the_report_counts_the_text_and_lists_the_frequent_words_first():
    counts = {"nice": 6, "rare": 1, "common": 2, "great": 1}
    vocabulary = Vocabulary(counts, counts=counts)
    coverage = build_embedding_matrix(SMALL, vocabulary).coverage
    assert coverage.missing == ["common", "rare"]
    assert (coverage.fraction, coverage.token_fraction) == (0.5, 0.7)
    assert str(coverage) == (
        "2 of 4 words have a vector (50.0%), 70.0% of the text\n"
        "  missing, row filled with zeros: 2 (common, rare)"
    )
    table = coverage.to_pandas()
    assert table.columns.tolist() == ["word", "count", "status", "how"]
    assert table["count"].tolist() == [6, 1, 2, 1]
    assert table["status"].tolist() == ["found", "found", "missing", "missing"]


def test_the_report_counts_duplicates_of_the_source(tmp_path):
    path = tmp_path / "twice.txt"
    path.write_text("nice 1 2\nnice 3 4\nof 5 6\n", encoding="utf-8")
    coverage = build_embedding_matrix(path, ["", "nice", "없다"]).coverage
    assert coverage.report.duplicates == 1
    assert "in the source: 1 duplicates" in str(coverage)


def test_a_copy_knows_its_coverage():
    """Pickled for another process (joblib, multiprocessing), too."""
    matrix = build_embedding_matrix(SMALL, {"nice": 1, "없다": 2})
    for copied in (pickle.loads(pickle.dumps(matrix)), copy.deepcopy(matrix)):
        assert isinstance(copied, type(matrix))
        assert copied.coverage.missing == ["없다"]
        np.testing.assert_array_equal(copied, matrix)


def test_no_word_found_is_said_with_words_of_both_sides(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("the 1 2\ncat 3 4\n", encoding="utf-8")
    expected = r"None of the 2 words .*'The', 'Cat'; of the vectors: 'the', 'cat'.*lower"
    for source in (path, {"the": [1.0], "cat": [2.0]}):
        for oov in ("zeros", "mean", "random"):
            with pytest.warns(UserWarning, match=expected):
                build_embedding_matrix(source, {"The": 1, "Cat": 2}, oov=oov)
    matrix = build_embedding_matrix(path, {"The": 1, "Cat": 2}, fallbacks="lower")
    assert matrix[1:].tolist() == [[1, 2], [3, 4]]


def test_a_broken_file_raises_what_it_raises_from_iteration(tmp_path):
    """Looking for words reads leniently, and no word is found in a file that is no vectors."""
    path = tmp_path / "v.txt"
    path.write_text("the 1 2\ncat 3 x\n", encoding="utf-8")
    with pytest.raises(VectorFileError) as strict:
        list(open_vectors(path))
    with pytest.raises(VectorFileError) as found:
        build_embedding_matrix(path, {"dog": 1})
    assert str(found.value) == str(strict.value)


# --- Keras for real ----------------------------------------------------------------------------

TEXTS = ["nice great best amazing", "stop lies", "pitiful nerd", "excellent work", "bad"]
LABELS = np.array([1, 0, 0, 1, 0], "float32")


def raw_text_model(glove, *, reader=None, **layer):
    """Strings in, one probability out: the whole way as one model."""
    vectorise = keras.layers.TextVectorization(standardize=None, output_sequence_length=4)
    vectorise.adapt(TEXTS)
    matrix = build_embedding_matrix(glove, vectorise)
    model = keras.Sequential(
        [
            keras.Input((), dtype="string"),
            vectorise,
            matrix.layer(**layer),
            reader or keras.layers.LSTM(3),
            keras.layers.Dense(1, "sigmoid", dtype="float32"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model, matrix


def test_a_frozen_layer_has_no_trainable_weights_before_and_after_loading(glove, tmp_path):
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    for trainable, weights in ((False, 0), (True, 1)):
        model = keras.Sequential([keras.Input((4,)), matrix.layer(trainable=trainable)])
        path = tmp_path / "layer.keras"
        model.save(path)
        loaded = keras.models.load_model(path)
        assert len(model.trainable_weights) == len(loaded.trainable_weights) == weights
        np.testing.assert_array_equal(loaded.get_weights()[0], np.asarray(matrix))


def test_the_config_holds_no_matrix_and_any_keras_can_read_it(glove, tmp_path):
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    layer = matrix.layer(name="words")
    assert type(layer) is keras.layers.Embedding
    assert len(json.dumps(keras.saving.serialize_keras_object(layer))) < 1500
    path = tmp_path / "small.keras"
    keras.Sequential([keras.Input((4,)), layer]).save(path)
    with zipfile.ZipFile(path) as archive:
        assert b"wordemb" not in archive.read("config.json")


def test_training_moves_a_fine_tuned_layer_only(glove):
    for trainable in (False, True):
        pool = keras.layers.GlobalAveragePooling1D()
        model, matrix = raw_text_model(glove, reader=pool, trainable=trainable)
        model.run_eagerly = True  # to make a graph takes a second
        model.fit(tf.constant(TEXTS), LABELS, epochs=2, verbose=0)
        moved = not np.array_equal(model.layers[1].get_weights()[0], np.asarray(matrix))
        assert moved == trainable


def test_raw_strings_saved_and_loaded_in_a_process_without_this_package(
    glove, tmp_path, fresh_keras
):
    model, _ = raw_text_model(glove)
    path = tmp_path / "model.keras"
    model.save(path)
    data = tf.data.Dataset.from_tensor_slices(TEXTS).batch(2)
    here = model.predict(data, verbose=0)[:, 0]
    code = f"""
import keras, sys, tensorflow as tf
model = keras.models.load_model("model.keras")
data = tf.data.Dataset.from_tensor_slices({TEXTS!r}).batch(2)
print(model.predict(data, verbose=0)[:, 0].tolist())
if "wordemb_keras" in sys.modules: raise SystemExit(1)
"""
    there = json.loads(fresh_keras(code))
    np.testing.assert_allclose(there, here, atol=1e-6)


def test_exported_as_a_saved_model(glove, tmp_path):
    model, _ = raw_text_model(glove)
    model.export(str(tmp_path / "exported"), verbose=False)
    served = tf.saved_model.load(str(tmp_path / "exported"))
    expected = model(tf.constant(TEXTS))
    np.testing.assert_allclose(served.serve(tf.constant(TEXTS)), expected, atol=1e-6)


def test_the_mask_reaches_an_lstm(glove):
    """Padding at the end changes nothing, unless the layer does not mask it."""
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    lstm = keras.layers.LSTM(3)
    short, padded = np.array([[1, 2]]), np.array([[1, 2, 0, 0]])
    for mask_zero in (True, False):
        layer = matrix.layer(mask_zero=mask_zero)
        a, b = np.asarray(lstm(layer(short))), np.asarray(lstm(layer(padded)))
        assert np.allclose(a, b, atol=1e-6) == mask_zero


class Subclassed(keras.Model):
    def __init__(self, matrix):
        super().__init__()
        self.embedding = matrix.layer()
        self.pool = keras.layers.GlobalAveragePooling1D()
        self.out = keras.layers.Dense(1, "sigmoid")

    def call(self, indices):
        return self.out(self.pool(self.embedding(indices)))


@pytest.mark.parametrize("kind", ["sequential", "functional", "subclassed"])
def test_all_three_ways_to_make_a_model(glove, kind):
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    parts = [
        matrix.layer(),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, "sigmoid"),
    ]
    if kind == "sequential":
        model = keras.Sequential(parts)
    elif kind == "functional":
        inputs = keras.Input((4,), dtype="int32")
        outputs = inputs
        for part in parts:
            outputs = part(outputs)
        model = keras.Model(inputs, outputs)
    else:
        model = Subclassed(matrix)
    model.compile("adam", "binary_crossentropy", run_eagerly=True)
    encoded = np.array([[1, 2, 3, 4], [5, 6, 0, 0]])
    losses = model.fit(encoded, np.array([1.0, 0.0]), epochs=3, verbose=0).history["loss"]
    assert np.isfinite(losses).all()
    assert losses[-1] < losses[0]
    assert len(model.trainable_weights) == 2  # Dense only


def test_mixed_precision_and_jit_compile(glove):
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    layer = matrix.layer(trainable=True, dtype="mixed_float16")
    assert layer(np.array([[1]])).dtype == tf.float16
    np.testing.assert_array_equal(layer.get_weights()[0], np.asarray(matrix))
    outputs = [
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, "sigmoid", dtype="float32"),
    ]
    model = keras.Sequential([keras.Input((4,), dtype="int32"), layer, *outputs])
    model.compile("adam", "binary_crossentropy", jit_compile=True)
    encoded = np.array([[1, 2, 3, 4], [5, 6, 0, 0]])
    losses = model.fit(encoded, np.array([1.0, 0.0]), epochs=3, verbose=0).history["loss"]
    assert np.isfinite(losses).all()


def test_the_chapter_s_weights_argument_takes_the_matrix(glove):
    matrix = build_embedding_matrix(glove, WORD_INDEX)
    layer = keras.layers.Embedding(16, 100, weights=[matrix], trainable=False)
    np.testing.assert_array_equal(layer(np.array([2]))[0], matrix[2])


def test_a_rule_may_be_alone_and_may_have_no_other_spelling():
    source, words = {"great": [1.0]}, ["", "Great", "no"]
    for rules in ({"Great": "great"}.get, str.lower, ["lower"]):
        assert build_embedding_matrix(source, words, fallbacks=rules).tolist() == [[0], [1], [0]]
    assert build_embedding_matrix(source, ["", "great"], fallbacks=None).tolist() == [[0], [1]]
    with pytest.raises(ValueError, match=r"must return a word or None\. Received for 'Great': 5"):
        build_embedding_matrix(source, words, fallbacks=lambda word: len(word))


@pytest.mark.parametrize(
    "oov, words",
    {
        "one for all": (np.zeros(1), "One vector for all: `lambda word: vector`"),
        "text": (lambda word: "abc", "Received for 'no': 'abc'"),
        "ragged": (lambda word: [1, [2]], r"Received for 'no': \[1, \[2\]\]"),
    }.values(),
)
def test_what_is_no_vector_of_a_missing_word(oov, words):
    with pytest.raises(ValueError, match=words):
        build_embedding_matrix({"great": [1.0]}, ["", "great", "no"], oov=oov)


def test_counts_of_pandas_and_a_reader_of_ones_own():
    counts = pd.Series({"a": 1, "b": 5})
    matrix = build_embedding_matrix({"great": [1.0]}, ["", "great", "a", "b"], counts=counts)
    assert matrix.coverage.missing == ["b", "a"]
    reader = as_vectors({"great": [1.0]})
    reader.verbose = 1
    build_embedding_matrix(reader, ["", "great"])
    assert reader.verbose == 1


def test_an_int8_table_takes_no_nan():
    matrix = build_embedding_matrix({"great": [1.0]}, ["", "great"], quantize="int8")
    with pytest.raises(ValueError, match="finite numbers only"):
        matrix[1] = [np.nan]
