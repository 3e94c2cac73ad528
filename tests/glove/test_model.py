"""The GloVe model: loss and gradient by formula, both trainers, saving, stopping, continuing."""

import zlib
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from gensim.models import KeyedVectors
from scipy.sparse import csr_matrix

from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.glove import GloVe, pairs_dataset, weighting
from wordemb_keras.text import Vocabulary

ROOT = Path(__file__).parents[2]
WORDS = ["물", "얼음", "수증기", "고체", "기체", "ㅋㅋ"]


def small():
    rng = np.random.default_rng(0)
    upper = np.triu(rng.integers(0, 30, (6, 6)))
    return Cooccurrence(upper + upper.T, WORDS)


def large(words=80, seed=0):
    rng = np.random.default_rng(seed)
    matrix = rng.poisson(3000 / (np.arange(1, words + 1)[:, None] * np.arange(1, words + 1)))
    return Cooccurrence(matrix + matrix.T, [f"말{k}" for k in range(words)])


def all_pairs(counted, x_max=10.0):
    cells = counted.matrix.tocoo()
    cells.eliminate_zeros()
    return cells.row, cells.col, np.log(cells.data), weighting(cells.data, x_max=x_max)


def arrays(model):
    tables = (model.words, model.contexts, model.word_biases, model.context_biases)
    return [t.embeddings.value.numpy().astype(float) for t in tables]


def numpy_loss_and_gradients(model, counted):
    w, c, b, d = arrays(model)
    i, j, log_x, f_x = all_pairs(counted)
    diff = (w[i] * c[j]).sum(1) + b[i, 0] + d[j, 0] - log_x
    gradients = [np.zeros_like(table) for table in (w, c, b, d)]
    error = (2 * f_x * diff)[:, None]
    for gradient, rows, value in zip(
        gradients, (i, j, i, j), (error * c[j], error * w[i], error, error), strict=True
    ):
        np.add.at(gradient, rows, value)
    return (f_x * diff**2).sum(), gradients


# --- the formulas -------------------------------------------------------------------------------


def test_weighting():  # F2.09
    np.testing.assert_allclose(
        weighting([0, 1, 10, 100, 999], x_max=100)[:3], [0, 10**-1.5, 10**-0.75]
    )
    assert weighting([100, 999], x_max=100).tolist() == [1, 1]
    x = np.linspace(0, 300, 50)
    assert (np.diff(weighting(x)) >= 0).all()


def test_scores_loss_and_gradients_are_the_formulas():  # F2.10
    counted = small()
    model = GloVe(6, 4, seed=1)
    i, j, log_x, f_x = all_pairs(counted)
    loss, gradients = numpy_loss_and_gradients(model, counted)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(f_x.astype("float32") * (model((i, j)) - log_x) ** 2)
    assert float(total) == pytest.approx(loss, rel=1e-5)
    found = tape.gradient(total, [v.value for v in model.trainable_variables])
    for mine, expected in zip(found, gradients, strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-4, atol=1e-5)
    assert model.evaluate(counted, verbose=0) == pytest.approx(loss / len(i), rel=1e-5)


def test_the_gradient_is_the_one_tensorflow_finds():
    model = GloVe(30, 5, seed=2)
    i, j = np.random.default_rng(0).integers(0, 30, (2, 9000))
    with tf.GradientTape(persistent=True) as tape:
        mine = tf.reduce_sum(model((i, j)) ** 3)
        w, c, b, d = (
            t.embeddings
            for t in (model.words, model.contexts, model.word_biases, model.context_biases)
        )
        plain = tf.reduce_sum(tf.gather(w, i) * tf.gather(c, j), -1)
        plain += tf.gather(b, i)[:, 0] + tf.gather(d, j)[:, 0]
        plain = tf.reduce_sum(plain**3)
    variables = [v.value for v in model.trainable_variables]
    assert float(mine) == pytest.approx(float(plain), rel=1e-4)
    for a, e in zip(tape.gradient(mine, variables), tape.gradient(plain, variables), strict=True):
        np.testing.assert_allclose(a, tf.convert_to_tensor(e), rtol=1e-3, atol=1e-6)


def test_one_keras_step_is_adagrad_on_the_sum(eagerly):
    counted, model = small(), GloVe(6, 4, seed=1)
    before = arrays(model)
    _, gradients = numpy_loss_and_gradients(model, counted)
    model.fit(counted, trainer="keras", verbose=0)
    for new, old, g in zip(arrays(model), before, gradients, strict=True):
        np.testing.assert_allclose(new, old - 0.05 * g / np.sqrt(0.1 + g**2 + 1e-7), atol=1e-5)


def test_the_pipeline():
    counted = small()
    seen = [
        {(int(a), int(b)) for (i, j), *_ in data for a, b in zip(i, j, strict=True)}
        for data in [pairs_dataset(counted, batch_size=7, seed=1)] * 2
    ]
    cells = {(int(i), int(j)) for i, j in zip(*all_pairs(counted)[:2], strict=True)}
    assert seen == [cells, cells]
    data = pairs_dataset(counted, batch_size=100, seed=1)
    orders = [next(iter(data))[0][0].numpy().tolist() for _ in range(2)]
    assert orders[0] != orders[1]
    again = pairs_dataset(counted, batch_size=100, seed=1)
    assert [next(iter(again))[0][0].numpy().tolist() for _ in range(2)] == orders
    assert int(data.cardinality()) == 1


# --- training -----------------------------------------------------------------------------------


def test_both_trainers_reach_the_same_loss(eager):
    counted = large(200)
    losses = []
    for trainer in ("hogwild", "keras"):
        model = GloVe(200, 10, seed=1)
        model.fit(
            counted,
            epochs=30,
            trainer=trainer,
            verbose=0,
            batch_size=None if trainer == "hogwild" else 1000,
        )
        with eager():
            losses.append(model.evaluate(counted, verbose=0))
    assert losses[1] == pytest.approx(losses[0], rel=0.1)


def test_any_optimizer_and_any_pairs(eager):
    counted, model = large(), GloVe(80, 8, seed=1)
    model.compile(optimizer=keras.optimizers.Adam(0.1))
    with eager():
        start = model.evaluate(counted, verbose=0)
    pairs = pairs_dataset(counted, batch_size=2048, seed=0)
    history = model.fit(pairs, epochs=8, shuffle=False, verbose=0)
    assert len(history.history["loss"]) == 8
    i, j, log_x, f_x = all_pairs(counted)
    with eager():
        assert model.evaluate(counted, verbose=0) < 0.05 * start
        model.fit((i, j), log_x, sample_weight=f_x, batch_size=1024, verbose=0)
        assert model.predict((i[:5], j[:5]), verbose=0).shape == (5,)


def test_which_trainer(eagerly):
    counted, model = small(), GloVe(6, 4, seed=1)
    model.compile(optimizer=keras.optimizers.Adagrad(0.05, clipnorm=1.0))
    with pytest.raises(ValueError, match=r'its optimizer uses `clipnorm`.*trainer="keras"'):
        model.fit(counted, trainer="hogwild", verbose=0)
    model.fit(counted, verbose=0)
    with pytest.raises(ValueError, match="it does not take `validation_split`"):
        model.fit(counted, trainer="hogwild", validation_split=0.1)
    model.compile(optimizer="adam")
    with pytest.raises(ValueError, match="Adam, not Adagrad"):
        model.fit(counted, trainer="hogwild", verbose=0)


# --- what comes out -----------------------------------------------------------------------------


def test_save_and_load_in_a_new_process(tmp_path, fresh_keras):
    counted, model = small(), GloVe(6, 4, seed=1)
    model.fit(counted, epochs=3, threads=1, verbose=0)
    model.save(tmp_path / "glove.keras")
    code = """
import keras, zlib
from wordemb_keras import GloVe
model = keras.saving.load_model("glove.keras")
print(zlib.crc32(model.vectors.tobytes()), *model.vocabulary.words)
print(float(model.optimizer.learning_rate.value))
from wordemb_keras.cooccurrence import Cooccurrence
model.fit(Cooccurrence.load("x.npz"), initial_epoch=3, epochs=5, threads=1, verbose=0)
print(zlib.crc32(model.vectors.tobytes()))
"""
    counted.save(tmp_path / "x.npz")
    first = zlib.crc32(model.vectors.tobytes())
    model.fit(counted, initial_epoch=3, epochs=5, threads=1, verbose=0)
    then = zlib.crc32(model.vectors.tobytes())
    lines = fresh_keras(code).splitlines()
    assert lines[0].split() == [str(first), *WORDS]
    assert lines[1:] == ["0.05000000074505806", str(then)]


def test_keyed_vectors():
    counted, model = small(), GloVe(6, 4, seed=1)
    with pytest.raises(ValueError, match="`vocabulary` must name the rows"):
        model.keyed_vectors()
    model.fit(counted, verbose=0)
    vectors = model.keyed_vectors()
    assert isinstance(vectors, KeyedVectors)
    assert vectors.index_to_key == WORDS
    w, c, _, _ = arrays(model)
    np.testing.assert_allclose(vectors["얼음"], w[1] + c[1], rtol=1e-5)
    assert len(vectors.most_similar("얼음", topn=3)) == 3
    with pytest.raises(ValueError, match=r"each of the 6 rows\. Received: 1 words"):
        model.keyed_vectors(Vocabulary(["a"]))


def test_embedding():
    counted, model = small(), GloVe(6, 4, seed=1)
    model.fit(counted, verbose=0)
    layer, vocabulary = model.embedding(), counted.vocabulary
    ids = np.array([vocabulary.encode(["얼음", "모름"]) + [0]])
    found = layer(ids).numpy()[0]
    np.testing.assert_allclose(found[0], model.vectors[1])
    assert not found[1:].any()
    assert layer.compute_mask(ids).numpy().tolist() == [[True, True, False]]
    assert not layer.trainable_weights
    assert model.embedding(trainable=True).trainable_weights


def test_embedding_for_another_vocabulary():
    """The indices are those of the vocabulary, the rows are found by their words."""
    counted, model = small(), GloVe(6, 4, seed=1)
    model.fit(counted, verbose=0)
    word = counted.vocabulary.words[1]
    for vocabulary in ({word: 3}, ["", "[UNK]", "없는말", word]):
        layer = model.embedding(vocabulary)
        assert layer.input_dim == 4
        np.testing.assert_allclose(layer(np.array([3]))[0], model.vectors[1])
    unnamed = GloVe(2, 4, seed=1)
    np.testing.assert_allclose(
        unnamed.embedding({"b": 2, "a": 1})(np.array([1, 2])), unnamed.vectors
    )


def test_the_two_tables_apart():
    counted, model = small(), GloVe(6, 4, seed=1)
    model.fit(counted, verbose=0)
    w, c, _, _ = arrays(model)
    np.testing.assert_array_equal(model.keyed_vectors(part="words").vectors, w)
    np.testing.assert_array_equal(model.embedding(part="contexts").get_weights()[0][2:], c)
    with pytest.raises(ValueError, match='`part` must be "sum", "words" or "contexts"'):
        model.keyed_vectors(part="w")


def test_quantizing_is_for_the_layer_that_is_used():
    counted, model = small(), GloVe(6, 4, seed=1)
    model.fit(counted, verbose=0)
    kept = model.vectors
    with pytest.raises(ValueError, match=r"cannot be quantized.*layer\.quantize"):
        model.quantize("int8")
    np.testing.assert_array_equal(model.vectors, kept)
    layer = model.embedding()
    layer.quantize("int8")  # the advice works
    np.testing.assert_allclose(layer(np.array([3]))[0], kept[1], atol=0.02 * np.abs(kept).max())
    model.words.quantize("int8")
    for wrong in (
        lambda: model.vectors,
        lambda: model.embedding(),
        lambda: model.fit(counted, verbose=0),
        lambda: model.evaluate(counted, verbose=0),
    ):
        with pytest.raises(ValueError, match="cannot be quantized"):
            wrong()


def test_lora_is_part_of_the_vectors():
    model = GloVe(6, 4, seed=1)
    before = model.vectors
    model.words.enable_lora(1, b_initializer="ones")
    assert (model.vectors != before).any()
    ids = np.arange(6)
    expected = model.words(ids).numpy() + model.contexts(ids).numpy()
    np.testing.assert_allclose(model.vectors, expected, rtol=1e-6)


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"vocabulary_size": 0}, "a positive integer"),
        ({"embedding_dim": -1}, "a positive integer"),
        ({"embedding_dim": 2.5}, "a positive integer"),
        ({"x_max": 0}, "a finite number greater than 0"),
        ({"alpha": 0}, "a finite number greater than 0"),
        ({"x_max": np.nan}, "a finite number greater than 0"),
    ],
)
def test_bad_models(options, wanted):
    name = next(iter(options))
    with pytest.raises(ValueError, match=f"`{name}` must be {wanted}. Received: {name}="):
        GloVe(**{"vocabulary_size": 5, **options})


def test_bad_seeds_and_types():
    with pytest.raises(
        ValueError, match=r"`seed` must be an integer of at least 0, or None.*'a' \(of type str\)"
    ):
        GloVe(5, 4, seed="a")
    with pytest.raises(
        ValueError, match=r"`embedding_dim` must be a positive integer.*of type str"
    ):
        GloVe(5, "4")
    with pytest.raises(ValueError, match='`dtype` must be "float32"'):
        GloVe(5, 4, dtype="mixed_float16")


@pytest.mark.parametrize(
    "options",
    [{"loss": "mse"}, {"metrics": ["mae"]}, {"weighted_metrics": ["mae"]}, {"jit_compile": True}],
)
def test_what_compile_would_ignore_is_refused(options):
    """XLA has no sparse matrices, and the loss is the paper's."""
    model = GloVe(5, 4)
    with pytest.raises(ValueError, match=f"`{next(iter(options))}` must be left out"):
        model.compile("adagrad", **options)
    assert not model.supports_jit and not model.jit_compile
    model.compile("adagrad", run_eagerly=True)
    assert model.run_eagerly


def test_half_precision_elsewhere_does_not_reach_it(eagerly):
    counted, before = large(), keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = GloVe(80, 8, seed=1)
        losses = model.fit(counted, epochs=5, trainer="keras", batch_size=2048, verbose=0)
    finally:
        keras.config.set_dtype_policy(before)
    assert model.compute_dtype == model.words.compute_dtype == "float32"
    assert losses.history["loss"][-1] < 0.5 * losses.history["loss"][0]


def test_sizes_of_numpy():
    assert GloVe(np.int64(5), np.int64(4)).vectors.shape == (5, 4)


def test_bad_fits():
    counted, model = small(), GloVe(6, 4)
    with pytest.raises(
        ValueError, match="`vocabulary_size` must be the number of words counted, 6"
    ):
        GloVe(5, 4).fit(counted)
    with pytest.raises(ValueError, match="`trainer` must be one of"):
        model.fit(counted, trainer="gpu")
    with pytest.raises(ValueError, match="`epochs` must be a positive integer"):
        model.fit(counted, epochs=0)
    with pytest.raises(ValueError, match="`threads` must be a positive integer"):
        model.fit(counted, threads=0)
    with pytest.raises(ValueError, match="`batch_size` has no meaning"):
        model.fit(counted, batch_size=10)
    with pytest.raises(ValueError, match="`threads` and `checkpoint` belong to the compiled"):
        model.fit(counted, trainer="keras", threads=2)
    with pytest.raises(ValueError, match="`checkpoint` needs a `Cooccurrence`"):
        model.fit(pairs_dataset(counted), checkpoint="x.npz")
    with pytest.raises(ValueError, match="at least one count above 0"):
        model.fit(Cooccurrence(np.zeros((6, 6)), WORDS))


@pytest.mark.parametrize("text", ["my.txt", ["한 문장", "또 한 문장"], [["한", "문장"]]])
def test_text_must_be_counted_first(text):
    with pytest.raises(ValueError, match=r"`x` must be counts.*Cooccurrence.build"):
        GloVe(6, 4).fit(text)


@pytest.mark.parametrize("matrix", [np.ones((6, 6)), csr_matrix(np.ones((6, 6)))])
def test_a_matrix_must_know_its_words(matrix):
    with pytest.raises(ValueError, match=r"know their words.*Cooccurrence\(matrix, words\)"):
        GloVe(6, 4).fit(matrix)


def test_large_seeds():
    with pytest.raises(ValueError, match="`seed` must be an integer of at least 0, at most"):
        GloVe(6, 4, seed=2**70)
    GloVe(6, 4, seed=2**32 - 1)


def test_counts_are_no_size():
    with pytest.raises(ValueError, match=r"`vocabulary_size` must be .*len\(counts\)"):
        GloVe(small(), 4)


# --- arguments that would go unheard -------------------------------------------------------------


def test_a_weight_is_of_a_count():
    for wrong in (-1.0, np.nan):
        with pytest.raises(ValueError, match="`x` must be counts of at least 0"):
            weighting([1.0, wrong])


@pytest.mark.parametrize("wrong", [{"batch_size": 0}, {"batch_size": 2.5}, {"shuffle": "no"}])
def test_arguments_of_dataset_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=f"`{next(iter(wrong))}` must be"):
        GloVe(3, 2).dataset(small(), **wrong)


@pytest.mark.parametrize("name", ["epsilon", "initial_accumulator_value"])
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_sums_of_squares_that_make_no_sense(name, value):
    with pytest.raises(ValueError, match=f"`{name}` must be a finite number of at least 0"):
        GloVe(3, 2).compile(keras.optimizers.Adagrad(0.05, **{name: value}))


def test_a_matrix_or_a_text_is_no_counts():
    model, counted = GloVe(3, 2), small()
    for wrong in (np.eye(3), csr_matrix(np.eye(3)), "text.txt", [["a", "b"]]):
        for use in (model.fit, model.evaluate):
            with pytest.raises(ValueError, match="`x` must be counts"):
                use(wrong, verbose=0)
        with pytest.raises(ValueError, match="`validation_data` must be counts"):
            GloVe(len(counted), 2).fit(counted, validation_data=wrong, verbose=0)
    with pytest.raises(ValueError, match=r"`x` must be counts.*None"):
        model.fit(None)
    with pytest.raises(ValueError, match="`cooccurrence` must be counts"):
        pairs_dataset(np.eye(3))


@pytest.mark.parametrize(
    "wrong", [{"batch_size": 0}, {"batch_size": 1.5}, {"shuffle": "no"}, {"checkpoint": ""}]
)
def test_arguments_of_fit_that_are_none(wrong):
    with pytest.raises(ValueError, match=f"`{next(iter(wrong))}`"):
        GloVe(len(small()), 2).fit(small(), verbose=0, **wrong)
