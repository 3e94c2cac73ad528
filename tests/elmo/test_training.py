"""Section 9-5: the two language models learn to predict their neighbours (F5.02)."""

import csv
import math
import re
import shutil
import signal
import unicodedata

import keras
import numpy as np
import pytest
import tensorflow as tf

from wordemb_keras import Vocabulary
from wordemb_keras.elmo import BiLM, ELMoEmbedding
from wordemb_keras.elmo.backup import Backup
from wordemb_keras.elmo.softmax import WordSoftmax
from wordemb_keras.elmo.training import LanguageModel, batches, train

pytestmark = pytest.mark.xdist_group("training")  # one worker trains what is opened again

# One word decides the next one, and the one before: a language that can be learnt fully.
SENTENCES = [["a", "b", "c"], ["하나", "둘", "셋"], ["x", "y"]] * 8
TINY = {"units": 16, "projection_dim": 8, "n_layers": 1, "filters": [(2, 16)], "n_highway": 0}


def make(sentences=SENTENCES, **kwargs):
    return LanguageModel(BiLM(**TINY), Vocabulary.build(sentences), **kwargs)


@pytest.fixture(scope="module")
def compiled():
    """A model that learns from all words, and its weights before the first step."""
    keras.utils.set_random_seed(0)
    model = make(n_negatives=None)
    model.compile(keras.optimizers.Adam(0.03, global_clipnorm=5.0))
    return model, [variable.numpy() for variable in model.variables]


@pytest.fixture
def model(compiled):
    """As new, but its graphs are kept: each takes seconds to make."""
    for variable, value in zip(compiled[0].variables, compiled[1], strict=True):
        variable.assign(value)
    return compiled[0]


# --- the softmax ------------------------------------------------------------------------------


def test_exact_losses_by_the_formula_in_pieces():
    rng = np.random.default_rng(0)
    softmax = WordSoftmax(7)
    softmax.build((None, 3))
    softmax.set_weights([rng.normal(size=(7, 3)), rng.normal(size=7)])
    x = rng.normal(size=(2500, 3)).astype("float32")  # more than two pieces
    wanted = rng.integers(0, 7, 2500)
    W, b = softmax.get_weights()
    scores = x @ W.T + b
    expected = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(2500), wanted]
    assert np.allclose(softmax(x, wanted), expected, atol=1e-5)
    assert softmax(x[:0], wanted[:0]).shape == (0,)


def test_the_sample_prefers_frequent_words():
    keras.utils.set_random_seed(0)
    n = 1000
    softmax = WordSoftmax(n, n_negatives=50)
    softmax.build((None, 2))

    @tf.function
    def wrong_words():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(softmax(np.ones((1, 2), "float32"), np.array([5]), training=True))
        return tf.convert_to_tensor(tape.gradient(loss, softmax.bias.value)) > 0

    drawn = sum(wrong_words().numpy().astype(int) for _ in range(100))
    # P(r) = log((r + 2) / (r + 1)) / log(n + 1): half of the draws are below about sqrt(n)
    assert drawn[:10].sum() > 4 * drawn[500:510].sum()
    assert drawn[5] == 0  # the right word is no wrong one


def test_sampled_and_exact_training_agree_where_all_words_are_in_the_sample():
    softmax = WordSoftmax(7, n_negatives=7)
    x, wanted = np.random.default_rng(0).normal(size=(4, 3)).astype("float32"), np.arange(4)
    assert np.allclose(softmax(x, wanted, training=True), softmax(x, wanted), atol=1e-5)


# --- what is predicted ------------------------------------------------------------------------


def test_targets_by_hand():
    model = make([["a", "b"], ["a"]])
    classes, real = model._targets(tf.constant([["a", "b"], ["b", ""], ["new", ""]]))
    # 0 unknown, 1 end, 2 begin, 3 a, 4 b
    assert classes.numpy()[0].tolist() == [2, 3, 4, 1]
    assert classes.numpy()[1, :3].tolist() == [2, 4, 1]
    assert classes.numpy()[2, :3].tolist() == [2, 0, 1]
    assert real.numpy().sum(axis=1).tolist() == [4, 3, 3]


def test_every_neighbour_is_predicted_once_in_each_direction():
    model = make([["a", "b"], ["a"]])
    losses = model(tf.constant([["a", "b"], ["b", ""]]))
    # three predictions each way in the first sentence (with a border), two in the second
    assert losses.shape == (2 * (3 + 2),)


def test_no_prediction_sees_its_answer():
    """Changing the last word must not change what the forward model says before it."""
    model = make([["a", "b", "c", "d"]])
    read = [model(tf.constant([["a", "b", last]])).numpy() for last in ("c", "d")]
    # forward: a | begin, b | begin a are the same; backward: begin | a b c is not
    assert np.allclose(read[0][:2], read[1][:2], atol=1e-6)
    assert not np.isclose(read[0][4], read[1][4], atol=1e-6)
    # backward: end tells c or d from nothing else, so only the class differs, not the vector
    assert len(read[0]) == 8


def test_a_uniform_model_has_the_perplexity_of_its_vocabulary(model):
    model.softmax.set_weights([0 * w for w in model.softmax.get_weights()])
    result = model.evaluate(batches(SENTENCES), return_dict=True, verbose=0)
    assert math.isclose(result["perplexity"], model.classes.vocabulary_size(), rel_tol=1e-4)


def test_perplexity_is_the_mean_over_tokens_not_over_batches(model):
    small = model.evaluate(batches(SENTENCES, batch_tokens=4), return_dict=True, verbose=0)
    large = model.evaluate(batches(SENTENCES), return_dict=True, verbose=0)
    assert math.isclose(small["loss"], large["loss"], rel_tol=1e-4)


# --- the pipeline -----------------------------------------------------------------------------


def test_batches_hold_every_token_once():
    sentences = [[f"w{i}_{k}" for k in range(1 + i % 9)] for i in range(50)] + [[]]
    data = batches(sentences, batch_tokens=16, max_tokens=6, shuffle=10, seed=1)
    seen = [batch.numpy() for batch in data]
    assert len(seen) == int(data.cardinality())
    tokens = sorted(t.decode() for batch in seen for t in batch.ravel() if t)
    assert tokens == sorted(t for s in sentences for t in s)
    assert all(batch.size <= 16 and batch.shape[1] <= 6 for batch in seen)
    again = [
        b.numpy().tolist()
        for b in batches(sentences, batch_tokens=16, max_tokens=6, shuffle=10, seed=1)
    ]
    assert again == [batch.tolist() for batch in seen]


def test_a_text_file_is_read_line_by_line(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("\ufeff안녕 bank\n\nriver\n", encoding="utf-8")
    (batch,) = batches(file)
    assert [t.decode() for t in batch.numpy().ravel()] == ["안녕", "bank", "river", ""]


def test_no_text_and_bad_numbers():
    with pytest.raises(ValueError, match="at least one token"):
        batches([[]])
    with pytest.raises(ValueError, match="max_tokens=0"):
        batches(SENTENCES, max_tokens=0)
    for wrong in (-1, True, "no"):
        with pytest.raises(ValueError, match="`shuffle` must be an integer of at least 0"):
            batches(SENTENCES, shuffle=wrong)
    with pytest.raises(ValueError, match="`seed` must be"):
        batches(SENTENCES, shuffle=9, seed=-1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"epochs": 0}, "`epochs` must be a positive integer"),
        ({"epochs": 1.5}, "`epochs` must be a positive integer"),
        ({"batch_tokens": 2.5}, "`batch_tokens` must be a positive integer"),
        ({"n_negatives": 0}, "`n_negatives` must be"),
        ({"validation": []}, "`validation` must hold at least one token"),
        ({"clipnorm": float("nan")}, "`clipnorm` must be a finite number greater than 0"),
        ({"learning_rate": -1.0}, "`learning_rate` must be a finite number greater than 0"),
    ],
)
def test_a_training_with_wrong_numbers_leaves_no_folder_behind(wrong, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        train(SENTENCES, tmp_path, bilm=BiLM(**TINY), verbose=0, **{"epochs": 1, **wrong})
    assert not (tmp_path / "weights.hdf5").exists()


def test_a_file_without_text_is_named(tmp_path):
    (tmp_path / "blank.txt").write_text("\n \n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"blank\.txt must hold at least one token"):
        batches(tmp_path / "blank.txt")


# --- training ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A finished training that has learnt the language, in a graph."""
    folder = tmp_path_factory.mktemp("trained")
    arguments = {"epochs": 2, "learning_rate": 0.03, "n_negatives": None, "verbose": 0}
    train(SENTENCES * 15, folder, bilm=BiLM(**TINY), batch_tokens=64, **arguments)
    return folder


@pytest.fixture
def finished(trained, tmp_path):
    return shutil.copytree(trained, tmp_path / "model")


def test_it_learns_the_language(trained, model):
    model.set_weights(LanguageModel.open(trained).get_weights())
    # Only the first word is open: three choices in 11 predictions of 3 sentences, 3 ** (3 / 11)
    perplexity = model.evaluate(batches(SENTENCES), return_dict=True, verbose=0)["perplexity"]
    assert 3 ** (3 / 11) - 0.01 < perplexity < 1.6


def test_it_learns_by_samples_too():
    keras.utils.set_random_seed(0)
    model, data = make(n_negatives=4), batches(SENTENCES)
    model.compile(keras.optimizers.Adam(0.02))
    model.fit(data.repeat(30), shuffle=False, verbose=0)
    model.run_eagerly = True  # the graph has been seen
    perplexity = model.evaluate(data, return_dict=True, verbose=0)["perplexity"]
    assert perplexity < model.classes.vocabulary_size() / 2  # a model that knows nothing: all


def test_train_writes_a_bilm_and_goes_on_after_a_kill(tmp_path, monkeypatch, eagerly):
    arguments = {
        "validation": SENTENCES[:3],
        "epochs": 2,
        "n_negatives": None,
        "learning_rate": 0.02,
        "verbose": 0,
    }

    def run():
        return train(SENTENCES, tmp_path, bilm=BiLM(**TINY), **arguments)

    class Killed(Exception):
        pass

    def die(self, epoch, logs=None):
        if epoch == 1:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("wordemb_keras.elmo.training._FiniteLoss.on_epoch_begin", die)
        with pytest.raises(Killed):
            run()
    assert (tmp_path / "backup").is_dir()
    resumed, history = run()
    assert history.epoch == [1]
    with (tmp_path / "log.csv").open(encoding="utf-8") as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["0", "1"]
    assert resumed.optimizer.iterations.numpy() == 2 * int(batches(SENTENCES).cardinality())
    files = [tmp_path / name for name in ("options.json", "weights.hdf5")]
    again = BiLM.from_allennlp(*files)
    assert np.allclose(again.get_weights()[0], resumed.bilm.get_weights()[0], atol=1e-6)
    assert Vocabulary.load(tmp_path / "vocabulary.txt").words[0] in "abc하나둘셋"


KILLED = """
import os, signal
from pathlib import Path
import tensorflow as tf
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo import backup, training

tf.config.run_functions_eagerly(True)
when, place = os.environ["WHEN"], Path("model")


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


class Watched(training._FiniteLoss):
    def on_epoch_begin(self, epoch, logs=None):
        print(epoch, flush=True)

    def on_train_batch_end(self, batch, logs=None):
        if when == "middle" and self.model.optimizer.iterations >= 3:
            die()


training._FiniteLoss = Watched
if when == "saving":  # half of the file is there
    whole = training.LanguageModel.save_weights

    def half(self, path, overwrite=True):
        whole(self, path, overwrite=overwrite)
        if self.optimizer.iterations >= 4:
            path.write_bytes(path.read_bytes()[:1000])
            die()

    training.LanguageModel.save_weights = half
elif when == "result":
    BiLM.save_allennlp = die
sentences = [["a", "b"], ["x"]] * 8  # two batches an epoch
training.train(
    iter(sentences), place, epochs=3, verbose=0, batch_tokens=32,
    bilm=BiLM(units=8, projection_dim=4, n_layers=1, filters=[(1, 4)], n_highway=0),
)
"""


def test_it_goes_on_after_sigkill(tmp_path, start_fresh_keras):
    def run(when):
        return start_fresh_keras(KILLED, tmp_path, WHEN=when)

    for when, epochs in (("middle", "0 1"), ("saving", "1"), ("result", "1 2")):
        killed = run(when)
        assert killed.wait() == -signal.SIGKILL, f"{when}: {killed.errors()}"
        assert killed.output().split() == epochs.split()
        assert not (tmp_path / "model" / "weights.hdf5").exists()
    done = run("never")
    assert done.wait() == 0, done.errors()
    assert done.output() == ""  # no epoch was left
    with (tmp_path / "model" / "log.csv").open(encoding="utf-8") as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["0", "1", "2"]
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == [
        *("backup", "log.csv", "options.json", "vocabulary.txt", "weights.hdf5")
    ]


def test_a_finished_folder_is_not_written_over(finished):
    before = (finished / "weights.hdf5").read_bytes()
    with pytest.raises(ValueError, match=r"training, epochs=2\. Received: epochs=2\. Ask for more"):
        train(SENTENCES, finished, bilm=BiLM(**TINY), epochs=2, verbose=0)
    assert (finished / "weights.hdf5").read_bytes() == before


# --- a training that is opened again ----------------------------------------------------------


def test_an_opened_model_says_what_follows(trained):
    model = LanguageModel.open(trained)
    word, chance = model.next_words("a b")[0]
    assert word == "c" and chance > 0.9
    assert model.next_words(["하나", "둘"], 1)[0][0] == "셋"
    assert model.next_words("x y", 1)[0][0] == "</S>"
    assert {word for word, _ in model.next_words("", 3)} == {"a", "하나", "x"}
    assert model.previous_words("b c", 1)[0][0] == "a"
    assert {word for word, _ in model.previous_words("", 3)} == {"c", "셋", "y"}
    for number in (0, -1, 2.5):
        with pytest.raises(ValueError, match="`number` must be a positive integer"):
            model.next_words("a", number)
    everything = model.next_words("a", number=99)
    assert len(everything) == 11 and math.isclose(sum(p for _, p in everything), 1, abs_tol=1e-5)


def test_the_perplexity_is_computed_again(trained):
    model = LanguageModel.open(trained)
    model.compile("adam", run_eagerly=True)
    again = model.evaluate(batches(SENTENCES), return_dict=True, verbose=0)["perplexity"]
    assert math.isclose(model.perplexity(SENTENCES), again, rel_tol=1e-4)
    # a sentence alone: the product of its chances, in both directions
    chances = [model.next_words("", 99), model.next_words("x", 99), model.next_words("x y", 99)]
    chances += [model.previous_words("", 99), model.previous_words("y", 99)]
    chances.append(model.previous_words("x y", 99))
    wanted = ["x", "y", "</S>", "y", "x", "<S>"]
    logs = [math.log(dict(found)[word]) for found, word in zip(chances, wanted, strict=True)]
    assert math.isclose(model.perplexity(["x y"]), math.exp(-sum(logs) / 6), rel_tol=1e-4)


def test_more_epochs_with_the_sizes_of_the_folder(finished, eagerly):
    arguments = {"learning_rate": 0.03, "n_negatives": None, "verbose": 0, "batch_tokens": 64}
    before = LanguageModel.open(finished).perplexity(SENTENCES)
    model, history = train(SENTENCES, finished, epochs=3, **arguments)
    assert history.epoch == [2] and model.bilm.units == TINY["units"]
    assert LanguageModel.open(finished).perplexity(SENTENCES) < before


def test_a_folder_without_its_state_is_named(finished):
    shutil.rmtree(finished / "backup")
    with pytest.raises(FileNotFoundError, match="must hold a finished training"):
        LanguageModel.open(finished)
    with pytest.raises(ValueError, match="without its state"):
        train(SENTENCES, finished, bilm=BiLM(**TINY), epochs=9, verbose=0)


def test_other_weights_or_words_beside_the_state_are_told(finished):
    before = LanguageModel.open(finished).next_words("a b", 1)
    BiLM(**TINY).save_allennlp(finished / "options.json", finished / "weights.hdf5")
    with pytest.warns(UserWarning, match=r"weights\.hdf5 holds other weights than .*000002"):
        assert LanguageModel.open(finished).next_words("a b", 1) == before
    words = Vocabulary.load(finished / "vocabulary.txt").words
    Vocabulary(words[::-1]).save(finished / "vocabulary.txt")
    with pytest.raises(ValueError, match=r"vocabulary\.txt must hold the words of the training, 8"):
        LanguageModel.open(finished)


def test_foreign_files_beside_the_state(finished):
    arguments = {"epochs": 3, "learning_rate": 0.03, "n_negatives": None, "batch_tokens": 64}
    (finished / "backup" / "epoch-best.weights.h5").write_text("x", encoding="utf-8")
    (finished / "log.csv").write_text("epoch,loss\nzero,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"log\.csv must be the log of this.*Move it away"):
        train(SENTENCES * 15, finished, verbose=0, **arguments)
    (finished / "backup" / "arguments.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"arguments\.json: .* must hold names and values"):
        train(SENTENCES * 15, finished, verbose=0, **arguments)


def test_a_text_in_which_no_word_comes_twice(tmp_path, eagerly):
    with pytest.raises(ValueError, match=r"at least min_count=2 times.*or `min_count=1`"):
        train([["each", "word", "once"]], tmp_path, verbose=0)
    model, _ = train([["once"]], tmp_path, bilm=BiLM(**TINY), min_count=1, epochs=1, verbose=0)
    assert model.vocabulary.words == ["once"]


@pytest.mark.parametrize("token", ["\n", "a\tb"])
def test_a_word_that_no_file_can_hold_is_told_before_the_first_step(tmp_path, monkeypatch, token):
    monkeypatch.setattr(LanguageModel, "fit", lambda *_, **__: pytest.fail("it trains"))
    with pytest.raises(ValueError, match=rf"`sentences` holds the token {re.escape(repr(token))}"):
        train([["a", token]] * 4, tmp_path, bilm=BiLM(**TINY), verbose=0)
    words = Vocabulary(["a", token])
    with pytest.raises(ValueError, match="`vocabulary` holds the token"):
        train([["a"]], tmp_path, bilm=BiLM(**TINY), vocabulary=words, verbose=0)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("sign", ["<S>", "</S>", "[UNK]"])
def test_words_that_are_signs_of_the_model_are_told(tmp_path, sign):
    with pytest.raises(ValueError, match=rf"must not be <S>, </S> or \[UNK\].*{re.escape(sign)}"):
        LanguageModel(BiLM(**TINY), Vocabulary(["a", sign], unknown=None))
    with pytest.raises(ValueError, match=r"\[UNK\].*[Oo]ut"):
        train([["a", sign]] * 4, tmp_path, bilm=BiLM(**TINY), verbose=0)
    assert not any(tmp_path.iterdir())


def test_a_list_of_words_is_no_vocabulary(tmp_path):
    with pytest.raises(ValueError, match=r"`vocabulary` must be .*of type list.*Vocabulary\(wo"):
        train([["a"]], tmp_path, bilm=BiLM(**TINY), vocabulary=["a", "b"], verbose=0)


@pytest.fixture(scope="module")
def first_epoch(tmp_path_factory, eager):
    """A training from seed 7 that was stopped after its first epoch: its folder, and its biLM."""

    def stop(*_):
        raise KeyboardInterrupt

    folder = tmp_path_factory.mktemp("stopped")
    keras.utils.set_random_seed(7)
    bilm = BiLM(**TINY)
    with eager(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(BiLM, "save_allennlp", stop)
        with pytest.raises(KeyboardInterrupt):
            train(SENTENCES, folder, bilm=bilm, epochs=1, verbose=0)
    return folder, bilm


@pytest.fixture
def stopped(first_epoch, tmp_path):
    return shutil.copytree(first_epoch[0], tmp_path / "model")


def test_more_epochs_are_no_other_training(stopped, eagerly):
    _, history = train(SENTENCES, stopped, bilm=BiLM(**TINY), epochs=2, verbose=0)
    assert history.epoch == [1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0.1}, r"`learning_rate` must be .*, 0.001, .*learning_rate=0.1\. Name"),
        ({"units": 17}, r"`bilm.units` must be .*, 16, .*units=17"),
        (
            {"vocabulary": Vocabulary(["x"])},
            r"`vocabulary` must be .*8 words, .*vocabulary='1 words",
        ),
    ],
)
def test_it_does_not_go_on_with_other_arguments(stopped, change, message):
    sizes = {name: change[name] for name in change if name in TINY}
    options = {name: change[name] for name in change if name not in TINY}
    with pytest.raises(ValueError, match=message):
        train(SENTENCES, stopped, bilm=BiLM(**{**TINY, **sizes}), epochs=3, verbose=0, **options)


@pytest.mark.parametrize("name", ["epoch-000001.weights.h5", "arguments.json"])
def test_a_damaged_state_is_named(stopped, name):
    file = stopped / "backup" / name
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(
        ValueError, match=rf"{name}: .* cannot be read .* Delete the folder .*backup"
    ):
        train(SENTENCES, stopped, bilm=BiLM(**TINY), epochs=2, verbose=0)


def test_the_state_can_be_saved_between_epochs(tmp_path):
    with pytest.raises(ValueError, match="save_freq=0"):
        train(SENTENCES, tmp_path, backup_steps=0)
    saved = []

    class Watched(LanguageModel):
        def save_weights(self, *args, **kwargs):
            saved.append(int(self.optimizer.iterations.numpy()))
            super().save_weights(*args, **kwargs)

    model = Watched(BiLM(**TINY), Vocabulary.build(SENTENCES))
    model.compile("adam", run_eagerly=True)
    backup = Backup(tmp_path / "backup", save_freq=2)
    assert backup.restore(model, {}) == 0
    model.fit(batches(SENTENCES, batch_tokens=32), shuffle=False, verbose=0, callbacks=[backup])
    steps = int(model.optimizer.iterations.numpy())
    assert steps > 2 and saved == [*range(2, steps + 1, 2), steps]
    assert backup.find() == (tmp_path / "backup" / "epoch-000001.weights.h5", 1)


def test_numbers_of_numpy_are_as_good_as_those_of_python(stopped, eagerly):
    whole = {"batch_tokens": 2048, "max_tokens": 64, "n_negatives": 1024, "backup_steps": 2}
    numbers = {name: np.int64(value) for name, value in (whole | {"seed": 0, "epochs": 2}).items()}
    limit = np.float64(10)
    _, history = train(SENTENCES, stopped, bilm=BiLM(**TINY), clipnorm=limit, verbose=0, **numbers)
    assert history.epoch == [1]


def test_a_frozen_bilm_is_not_trained_and_the_same_seed_gives_the_same_model(
    first_epoch, tmp_path, eagerly
):
    keras.utils.set_random_seed(7)
    bilm = BiLM(**TINY)
    ELMoEmbedding(bilm)
    with pytest.raises(ValueError, match=r"`bilm` must be trainable.*bilm.trainable = True"):
        train(SENTENCES, tmp_path, bilm=bilm, epochs=1, verbose=0)
    bilm.trainable = True
    train(SENTENCES, tmp_path, bilm=bilm, epochs=1, verbose=0)
    for weight, other in zip(bilm.get_weights(), first_epoch[1].get_weights(), strict=True):
        assert np.allclose(weight, other, atol=1e-6)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_it_trains_in_half_precision(tmp_path, policy, eagerly):
    bilm = BiLM(**TINY, dtype=policy)
    arguments = {"epochs": 5, "learning_rate": 0.05, "n_negatives": None, "verbose": 0}
    model, history = train([["a", "b"]] * 8, tmp_path, bilm=bilm, **arguments)
    scaled = isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (policy == "mixed_float16")
    loss = history.history["loss"]
    assert np.isfinite(loss).all() and loss[-1] < 0.7 * loss[0]


def test_tokens_are_put_into_one_form():
    decomposed = unicodedata.normalize("NFD", "하나")
    (batch,) = batches([[decomposed], np.array([decomposed, "둘"])])
    assert [token.decode() for token in batch.numpy().ravel()] == ["하나", "", "하나", "둘"]


def test_a_loss_that_is_no_number_stops_the_training(tmp_path, eagerly):
    bilm = BiLM(**TINY)
    bilm.weights[0].assign(np.full(bilm.weights[0].shape, np.nan))
    with pytest.raises(FloatingPointError, match="Lower `learning_rate` or `clipnorm`"):
        train(SENTENCES, tmp_path, bilm=bilm, epochs=1, verbose=0)
