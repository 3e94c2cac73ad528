"""`GloVe.fit`: what Keras promises, from both trainers; stopping and going on."""

import _thread
import itertools
import json
import math
import signal
import threading
import time
import warnings
from pathlib import Path

import keras
import numpy as np
import pytest

from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.glove import GloVe, StayNear, hogwild

ROOT = Path(__file__).parents[2]
HOOKS = ("train_begin", "train_end", "epoch_begin", "epoch_end")
HOOKS += ("train_batch_begin", "train_batch_end", "test_begin", "test_end")


def count(words=520, seed=0):
    """Three times three tiles of 256 words, so that a step need not be an epoch."""
    rng, rank = np.random.default_rng(seed), np.arange(1, words + 1)
    matrix = rng.poisson(30 / (rank[:, None] * rank) + 0.01)
    return Cooccurrence(matrix + matrix.T, [f"말{k}" for k in range(words)])


COUNTED = count()


def arrays(model):
    tables = (model.words, model.contexts, model.word_biases, model.context_biases)
    variables = [*(table.embeddings for table in tables), *model.optimizer.variables]
    return [variable.value.numpy() for variable in variables]


def assert_equal(one, other):
    for a, b in zip(arrays(one), arrays(other), strict=True):
        np.testing.assert_array_equal(a, b)


def glove(**options):
    return GloVe(len(COUNTED), 4, **{"seed": 1, **options})


@pytest.fixture(params=["hogwild", "keras"])
def fit(request, monkeypatch, eagerly):
    """`fit` with one of the trainers, three steps an epoch, always in the same order.

    TensorFlow runs without a graph here, because making one takes a second for each model; one
    test below says that a graph changes nothing.
    """
    steps = 3
    pairs = -(-COUNTED.n_pairs // steps)
    monkeypatch.setattr(hogwild, "_STEP_PAIRS", pairs)

    def run(model, x=COUNTED, **options):
        how = {"threads": 1} if request.param == "hogwild" else {"batch_size": pairs}
        return model.fit(x, **{"trainer": request.param, "verbose": 0, **how, **options})

    run.trainer, run.steps = request.param, steps
    return run


class Events(keras.callbacks.Callback):
    """Writes down what it hears, and the sum of the weights at that moment."""

    def __init__(self):
        super().__init__()
        self.heard, self.weights = [], []
        for name in HOOKS:
            setattr(self, f"on_{name}", lambda *args, name=name, **kwargs: self.hear(name, args))

    def hear(self, name, args):
        number = args[0] if args and isinstance(args[0], int) else None
        self.heard.append((name, number))
        self.weights.append(float(np.abs(self.model.vectors).sum()))


# --- the battery: every callback of Keras, the same from both trainers ---------------------------


def test_the_same_events_in_the_same_order(fit):
    events = Events()
    fit(glove(), epochs=2, initial_epoch=1, validation_data=COUNTED, callbacks=[events])
    batches = [
        (f"train_batch_{when}", step) for step in range(fit.steps) for when in ("begin", "end")
    ]
    inner = [("test_begin", None), ("test_end", None)]
    assert events.heard == [
        ("train_begin", None),
        ("epoch_begin", 1),
        *batches,
        *inner,
        ("epoch_end", 1),
        ("train_end", None),
    ]


def test_a_graph_changes_nothing():
    both, how = [], {"trainer": "keras", "batch_size": 9000, "epochs": 2, "verbose": 0}
    for eagerly in (True, False):
        model, events = glove(), Events()
        model.compile(run_eagerly=eagerly)
        history = model.fit(COUNTED, validation_data=COUNTED, callbacks=[events], **how).history
        both.append((events, history, model))
    (eager, losses, model), (graph, other_losses, other) = both
    assert eager.heard == graph.heard and losses.keys() == other_losses.keys()
    for name in losses:
        assert losses[name] == pytest.approx(other_losses[name], rel=1e-4)
    for a, b in zip(arrays(model), arrays(other), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_batch_callbacks_come_before_and_after_their_step(fit):
    events = Events()
    fit(glove(), callbacks=[events])
    seen = dict(zip(events.heard, events.weights, strict=True))
    for step in range(fit.steps):
        assert seen["train_batch_begin", step] != seen["train_batch_end", step]
        if step:
            assert seen["train_batch_begin", step] == seen["train_batch_end", step - 1]


def test_who_listens_to_batches_changes_nothing(fit):
    watched, alone = glove(), glove()
    fit(watched, epochs=2, callbacks=[Events()])
    fit(alone, epochs=2)
    assert_equal(watched, alone)


def test_iterations_count_the_steps(fit):
    for callbacks in ([], [Events()]):
        model = glove()
        fit(model, epochs=2, callbacks=callbacks)
        assert int(model.optimizer.iterations.value) == 2 * fit.steps


def test_a_history(fit):
    model = glove()
    seen = []
    look = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(
            (logs["loss"], model.evaluate(COUNTED, verbose=0))
        )
    )
    history = fit(model, epochs=4, callbacks=look)
    assert isinstance(history, keras.callbacks.History) and model.history is history
    assert history.epoch == [0, 1, 2, 3]
    assert [loss for loss, _ in seen] == history.history["loss"]
    # the mean over the epoch lies between the losses before and after it
    for (_, before), (mean, after) in itertools.pairwise(seen):
        assert after < mean < before


def test_backup_and_restore_resumes(fit, tmp_path):
    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise RuntimeError("the power fails")

    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path / "backup")

    whole, model = glove(), glove()
    fit(whole, epochs=4)
    with pytest.raises(RuntimeError, match="power"):
        fit(model, epochs=4, callbacks=[backup(), Stop()])
    resumed = glove()
    history = fit(resumed, epochs=4, callbacks=[backup()])
    assert history.epoch == [2, 3]
    if fit.trainer == "hogwild":  # whose order depends on the number of the epoch
        assert_equal(resumed, whole)


def test_model_checkpoints_hold_trained_weights(fit, tmp_path):
    model, saved = glove(), tmp_path / "{epoch}-{batch}.weights.h5"
    save = keras.callbacks.ModelCheckpoint(saved, save_freq=1, save_weights_only=True)
    fit(model, callbacks=[save])
    found = []
    for batch in range(fit.steps):
        other = glove()
        other.optimizer.build(other.trainable_variables)  # or Keras skips what it has saved
        other.load_weights(tmp_path / f"1-{batch + 1}.weights.h5")
        found.append(other.vectors)
    assert (found[0] != glove().vectors).any() and (found[0] != found[1]).any()
    np.testing.assert_array_equal(found[-1], model.vectors)


def test_a_checkpoint_of_each_epoch_and_a_table_of_the_logs(fit, tmp_path):
    model = glove()
    fit(
        model,
        epochs=2,
        callbacks=[
            keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras"),
            keras.callbacks.CSVLogger(tmp_path / "log.csv"),
        ],
    )
    assert (tmp_path / "1.keras").exists()
    loaded = keras.saving.load_model(tmp_path / "2.keras")
    np.testing.assert_array_equal(loaded.vectors, model.vectors)
    assert (tmp_path / "log.csv").read_text(encoding="utf-8").startswith("epoch,loss")


@pytest.mark.parametrize("hook", ["on_train_begin", "on_epoch_begin", "on_train_batch_begin"])
def test_a_callback_that_edits_weights_is_heard(fit, hook):
    edited, alone = glove(), glove()

    def edit(*args):
        edited.words.embeddings.assign(edited.words.embeddings * 0 + 0.25)

    callback = keras.callbacks.Callback()
    setattr(callback, hook, lambda *args, **kwargs: edit())
    fit(edited, callbacks=[callback])
    fit(alone)
    assert (edited.vectors != alone.vectors).any()
    alone.words.embeddings.assign(alone.words.embeddings * 0 + 0.25)
    if hook != "on_train_batch_begin":
        again = glove()
        again.words.embeddings.assign(again.words.embeddings * 0 + 0.25)
        fit(again)
        np.testing.assert_array_equal(edited.vectors, again.vectors)


def test_an_edit_after_the_last_epoch_stays(fit):
    model = glove()
    zero = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: model.words.embeddings.assign(model.words.embeddings * 0)
    )
    fit(model, callbacks=[zero])
    assert not model.words.embeddings.value.numpy().any()


def test_early_stopping_restores_the_best_weights(fit):
    model, best = glove(), []
    rates = [0.05, 0.0, 5.0, 5.0, 5.0]  # learns, stands still, gets worse
    history = fit(
        model,
        epochs=5,
        callbacks=[
            keras.callbacks.LearningRateScheduler(lambda epoch, _: rates[epoch]),
            keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: best.append(model.vectors)),
            keras.callbacks.EarlyStopping("loss", patience=1, restore_best_weights=True),
        ],
    )
    assert len(history.epoch) == 3
    np.testing.assert_array_equal(model.vectors, best[1])


def test_learning_rates_are_heeded(fit):
    model, before = glove(), glove()
    fit(model, callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.0)])
    np.testing.assert_array_equal(model.vectors, before.vectors)
    plateau = keras.callbacks.ReduceLROnPlateau("loss", factor=0.1, min_delta=1e9, patience=0)
    model = glove()
    history = fit(model, epochs=3, callbacks=[plateau])
    np.testing.assert_allclose(history.history["learning_rate"], [0.05, 0.05, 0.005], rtol=1e-6)


def test_a_rate_changed_between_batches_is_heeded(fit):
    class Off(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.optimizer.learning_rate = 0.0

    events, model = Events(), glove()
    fit(model, callbacks=[Off(), events])
    seen = dict(zip(events.heard, events.weights, strict=True))
    assert seen["train_batch_end", 0] == seen["train_batch_end", 1] == seen["epoch_end", 0]
    assert seen["train_batch_begin", 0] != seen["train_batch_end", 0]


def test_terminate_on_nan_stops_quietly_with_the_weights_of_the_last_epoch(fit):
    model, other = glove(), glove()

    class Break(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                biases = self.model.word_biases.embeddings
                biases.assign(biases * np.nan)

        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                other.history_of_it = logs

    fit(other)
    history = fit(model, epochs=3, callbacks=[Break(), keras.callbacks.TerminateOnNaN()])
    assert len(history.epoch) == 2 and math.isnan(history.history["loss"][-1])
    np.testing.assert_array_equal(model.vectors, other.vectors)


def test_the_rest_of_keras_callbacks(fit, tmp_path):
    board = keras.callbacks.TensorBoard(tmp_path / "board", update_freq="batch")
    heard = []
    lambdas = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: heard.append(batch)
    )
    fit(glove(), callbacks=keras.callbacks.CallbackList([board, lambdas]))
    assert heard == [0, 1, 2]
    assert any(path.is_file() for path in (tmp_path / "board").rglob("*"))
    keras.callbacks.RemoteMonitor()  # needs a server; hears epochs alone, as CSVLogger does


def test_averages_of_weights_are_for_the_keras_trainer():
    model = glove()
    model.compile(keras.optimizers.Adagrad(0.05, use_ema=True))
    with pytest.raises(ValueError, match=r'uses `use_ema`\. Use `trainer="keras"`'):
        model.fit(COUNTED, trainer="hogwild", verbose=0)
    swap = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    assert model.fit(COUNTED, callbacks=[swap], batch_size=5000, verbose=0).epoch == [0]


def test_validation(fit):
    model, other = glove(), count(seed=5)
    history = fit(model, epochs=2, validation_data=other, validation_freq=2)
    assert history.history["val_loss"] == [pytest.approx(model.evaluate(other, verbose=0))]
    pairs = model.dataset(other, shuffle=False)
    history = fit(model, validation_data=pairs)
    assert history.history["val_loss"] == [pytest.approx(model.evaluate(other, verbose=0))]
    with pytest.raises(ValueError, match=r"`validation_split`.*validation_data=counts"):
        fit(model, validation_split=0.1)
    for name in ("y", "sample_weight"):
        with pytest.raises(ValueError, match=f"does not take `{name}`. Counts bring"):
            fit(model, **{name: np.ones(3)})


def test_shuffle(fit):
    models = [glove(seed=seed) for seed in (1, 1, 2)]
    for table in ("words", "contexts", "word_biases", "context_biases"):
        for model in models[1:]:
            getattr(model, table).set_weights(getattr(models[0], table).get_weights())
    for model in models:
        fit(model, shuffle=False)
    np.testing.assert_array_equal(models[0].vectors, models[2].vectors)  # no seed in the order
    shuffled = glove()
    fit(shuffled)
    assert (shuffled.vectors != models[0].vectors).any()


def test_stop_training_in_the_middle_of_an_epoch(fit):
    class Enough(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    model, first = glove(), glove()
    fit(model, epochs=9, callbacks=[Enough()])
    assert int(model.optimizer.iterations.value) == 2
    assert (model.vectors != first.vectors).any()


# --- who trains ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["train_step", "compute_loss", "call"])
def test_a_subclass_is_not_bypassed(method):
    heard = []

    def override(self, *args, **kwargs):
        heard.append(method)
        return getattr(GloVe, method)(self, *args, **kwargs)

    model = type("Mine", (GloVe,), {method: override})(len(COUNTED), 4, seed=1)
    with pytest.raises(ValueError, match=f"it has a `{method}` of its own"):
        model.fit(COUNTED, trainer="hogwild")
    model.fit(COUNTED, verbose=0)
    assert heard


def test_who_cannot_be_compiled_is_trained_by_keras():
    def changed(name):
        model = glove()
        if name == "frozen":
            model.contexts.trainable = False
        if name == "LoRA":
            model.words.enable_lora(1)
        if name == "added":
            model.add_loss(lambda: 0.0)
        if name == "steps_per_execution":
            model.compile(steps_per_execution=2)
        if name == "run_eagerly":
            model.compile(run_eagerly=True)
        return model

    for name in ("frozen", "LoRA", "steps_per_execution", "run_eagerly"):
        with pytest.raises(ValueError, match=name):
            changed(name).fit(COUNTED, trainer="hogwild")
    model = changed("frozen")
    before = model.keyed_vectors(COUNTED.vocabulary, part="contexts").vectors
    model.compile()
    model.fit(COUNTED, verbose=0)
    after = model.keyed_vectors(part="contexts").vectors
    np.testing.assert_array_equal(before, after)


def test_a_gpu_changes_nothing(monkeypatch):
    import tensorflow as tf

    monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind=None: ["GPU:0"])
    model = glove()
    model.fit(COUNTED, threads=1, verbose=0)  # Keras' trainer would refuse `threads`


# --- stopping and going on ----------------------------------------------------------------------


def test_two_fits_are_one_long_fit():
    whole, halves = glove(), glove()
    whole.fit(COUNTED, epochs=6, threads=1, verbose=0)
    halves.fit(COUNTED, epochs=3, threads=1, verbose=0)
    halves.fit(COUNTED, initial_epoch=3, epochs=6, threads=1, verbose=0)
    assert_equal(whole, halves)


@pytest.mark.parametrize("hook", ["on_epoch_begin", "on_train_batch_end"])
def test_ctrl_c_keeps_the_last_epoch(monkeypatch, hook):
    monkeypatch.setattr(hogwild, "_STEP_PAIRS", 2000)
    model, other = glove(), glove()

    def interrupt(*args, **kwargs):
        if model.history.epoch == [0, 1]:
            raise KeyboardInterrupt

    callback = keras.callbacks.Callback()
    setattr(callback, hook, interrupt)
    with pytest.raises(KeyboardInterrupt):
        model.fit(COUNTED, epochs=5, threads=1, verbose=0, callbacks=[callback])
    other.fit(COUNTED, epochs=2, threads=1, verbose=0)
    assert_equal(model, other)


def test_a_real_interrupt():
    model = glove()
    model.fit(COUNTED, verbose=0)
    timer = threading.Timer(0.5, _thread.interrupt_main)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run may ignore it
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            model.fit(COUNTED, epochs=10**6, threads=2, verbose=0)
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
    assert np.isfinite(model.evaluate(COUNTED, verbose=0))


def test_a_checkpoint_goes_on_to_the_same_weights(tmp_path):
    how = {"threads": 1, "verbose": 0, "validation_data": COUNTED}
    whole = glove()
    history = whole.fit(COUNTED, epochs=6, **how)
    path = tmp_path / "glove.npz"
    glove().fit(COUNTED, epochs=4, **how, checkpoint=path)
    model = glove()
    continued = model.fit(COUNTED, epochs=6, **how, checkpoint=path)
    assert_equal(model, whole)
    assert continued.epoch == list(range(6))
    for name in ("loss", "val_loss"):
        assert continued.history[name] == history.history[name]
    done = glove()
    done.fit(COUNTED, epochs=6, **how, checkpoint=path)
    assert_equal(done, whole)


def test_a_checkpoint_with_a_schedule_can_be_run_again(tmp_path):
    def halve():
        return keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)

    path, whole, model = tmp_path / "glove.npz", glove(), glove()
    whole.fit(COUNTED, epochs=4, threads=1, verbose=0, callbacks=[halve()])
    how = {"threads": 1, "verbose": 0, "checkpoint": path}
    model.fit(COUNTED, epochs=2, callbacks=[halve()], **how)
    model.fit(COUNTED, epochs=3, callbacks=[halve()], **how)  # the same model, its rate lowered
    fresh = glove()  # a new process: the rate of the beginning
    fresh.fit(COUNTED, epochs=4, callbacks=[halve()], **how)
    assert_equal(fresh, whole)
    other = glove()
    other.compile(keras.optimizers.Adagrad(0.2))
    with pytest.raises(ValueError, match=r"its learning_rate is 0\.05.*here it is 0\.2"):
        other.fit(COUNTED, epochs=5, **how)


def test_a_killed_run_goes_on(tmp_path, start_fresh_keras):
    code = """
from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.glove import GloVe
counted = Cooccurrence.load("x.npz")
GloVe(len(counted), 4, seed=1).fit(
    counted, epochs=10**6, threads=1, verbose=0, checkpoint="c.npz")
"""
    path = tmp_path / "c.npz"
    COUNTED.save(tmp_path / "x.npz")
    process = start_fresh_keras(code, tmp_path)
    while not path.exists() and process.running:
        time.sleep(0.05)
    process.kill()
    process.wait()
    with np.load(path) as stored:
        epochs = len(json.loads(stored["about"].tobytes())["logs"]) + 2
    continued, whole = glove(), glove()
    continued.fit(COUNTED, epochs=epochs, threads=1, verbose=0, checkpoint=path)
    whole.fit(COUNTED, epochs=epochs, threads=1, verbose=0)
    assert_equal(continued, whole)


def test_a_checkpoint_of_another_run(tmp_path):
    path = tmp_path / "glove.npz"
    glove().fit(COUNTED, epochs=1, verbose=0, checkpoint=path)
    with pytest.raises(ValueError, match="belongs to another run: its seed is 1, here it is 2"):
        glove(seed=2).fit(COUNTED, epochs=1, verbose=0, checkpoint=path)
    with pytest.raises(ValueError, match="its checksum of the counts"):
        glove().fit(count(seed=1), epochs=1, verbose=0, checkpoint=path)
    with pytest.raises(ValueError, match="its shuffle is True, here it is False"):
        glove().fit(COUNTED, epochs=1, verbose=0, checkpoint=path, shuffle=False)
    path.write_bytes(b"no")
    with pytest.raises(ValueError, match="is not a GloVe checkpoint"):
        glove().fit(COUNTED, epochs=1, verbose=0, checkpoint=path)


def test_a_checkpoint_knows_what_it_started_from(tmp_path):
    path, how = tmp_path / "glove.npz", {"threads": 1, "verbose": 0}
    one, other = {"말1": np.ones(4)}, {"말1": np.full(4, 2.0)}
    glove().fit(COUNTED, epochs=1, start_from=one, checkpoint=path, **how)
    for start_from in (None, other, {"말2": np.ones(4)}):
        with pytest.raises(ValueError, match="belongs to another run: its start_from is"):
            glove().fit(COUNTED, epochs=2, start_from=start_from, checkpoint=path, **how)
    model, whole = glove(), glove()
    model.fit(COUNTED, epochs=2, start_from=dict(one), checkpoint=path, **how)
    assert_equal(model, whole.fit(COUNTED, epochs=2, start_from=one, **how).model)


def test_a_checkpoint_of_an_earlier_version_goes_on(tmp_path):
    """It does not tell how the pairs were shuffled and what the run started from."""
    path, how = tmp_path / "glove.npz", {"threads": 1, "verbose": 0}
    glove().fit(COUNTED, epochs=1, checkpoint=path, **how)
    with np.load(path) as stored:
        arrays = dict(stored)
    about = json.loads(arrays["about"].tobytes())
    del about["shuffle"], about["start_from"]
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    np.savez(path, **arrays)
    assert glove().fit(COUNTED, epochs=2, checkpoint=path, **how).epoch == [0, 1]


# --- learning rates -----------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [1e30, 1000.0])
def test_a_diverging_run_stops_with_advice_and_keeps_the_weights(fit, rate):
    model, before = glove(), glove()
    for each in (model, before):
        each.compile(keras.optimizers.Adagrad(rate))
        each.optimizer.build(each.trainable_variables)
    for callbacks in ([], [Events()]):
        with pytest.raises(FloatingPointError, match=r"in epoch 1\. Lower the learning rate"):
            fit(model, epochs=3, callbacks=callbacks)
        assert_equal(model, before)


def test_a_loss_that_breaks_in_a_later_epoch(fit):
    rates = keras.callbacks.LearningRateScheduler(lambda epoch, rate: (0.05, 1e30)[epoch])
    model = glove()
    with pytest.raises(FloatingPointError, match=r"in epoch 2\. .*it was 1e\+30"):
        fit(model, epochs=2, callbacks=rates)
    assert np.isfinite(model.evaluate(COUNTED, verbose=0))


@pytest.mark.parametrize("rate", [0.0, -0.05, float("nan"), float("inf")])
def test_learning_rates_that_make_no_sense(fit, rate):
    with pytest.raises(ValueError, match="`learning_rate` must be a finite number greater than 0"):
        glove().compile(keras.optimizers.Adagrad(rate))
    model = glove()
    model.optimizer.learning_rate = rate
    if rate != 0:  # what a schedule may come down to
        with pytest.raises(ValueError, match="`learning_rate` must be a finite number of at least"):
            fit(model)


def test_no_warning_of_numpy(fit):
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        fit(glove(), callbacks=[Events()])


# --- starting from vectors ----------------------------------------------------------------------


def test_words_of_the_text_move_and_others_stay(fit):
    words = [f"말{k}" for k in range(6)]
    vectors = {word: np.full(4, 0.1 * k, np.float32) for k, word in enumerate(words[:5])}
    few = np.zeros((6, 6))
    few[0, 1] = few[1, 0] = few[5, 1] = 3.0  # 말2, 말3 and 말4 are not in the text
    model = GloVe(6, 4, seed=1)
    fit(model, Cooccurrence(few, words), epochs=3, start_from=vectors)
    found = model.keyed_vectors()
    for word in words[2:5]:
        np.testing.assert_allclose(found[word], vectors[word], rtol=1e-6)
    assert np.abs(found["말1"] - vectors["말1"]).max() > 0.01
    assert np.abs(model.keyed_vectors(part="words")["말3"] - 0.15).max() < 1e-6  # half of it


def test_stay_near(fit):
    vectors = {word: np.ones(4, np.float32) for word in COUNTED.vocabulary.words[:9]}
    moved = []
    for pull in (0, 0.5, 1):
        model = glove()
        near = [StayNear(vectors, pull=pull)]
        fit(model, epochs=3, start_from=vectors, callbacks=near)
        moved.append(np.abs(model.vectors[:9] - 1).max())
    assert moved[0] > 2 * moved[1] > moved[2]
    assert moved[2] < 1e-6
    with pytest.raises(ValueError, match="`pull` must be at most 1"):
        StayNear(vectors, pull=2)


def test_vectors_that_do_not_fit():
    near = StayNear({"말1": np.ones(4)})
    with pytest.raises(ValueError, match="`StayNear` must know the words of the rows"):
        model = glove()
        model.fit(model.dataset(COUNTED), shuffle=False, callbacks=[near], verbose=0)
    with pytest.raises(ValueError, match=r"`embedding_dim` numbers, 4\. Received: .* of 2 numbers"):
        glove().fit(COUNTED, start_from={"말1": [1.0, 2.0]})
    with pytest.raises(ValueError, match="must know a word of the counts"):
        glove().fit(COUNTED, start_from={"없음": np.ones(4)})


def test_the_callers_arrays_stay_as_they_are():
    start, matrix = np.ones((3, 4), np.float32), np.array([[0.0, 2, 1], [2, 0, 0], [1, 0, 5]])
    kept = matrix.copy()
    counted = Cooccurrence(matrix, list("abc"))
    model = GloVe(3, 4, seed=1)
    model.fit(counted, epochs=2, start_from=(list("abc"), start), threads=1, verbose=0)
    assert (start == 1).all() and (matrix == kept).all()
    found = model.vectors
    found[:] = 7
    model.keyed_vectors(part="words").vectors[:] = 7
    assert not (model.vectors == 7).any()


# --- an optimizer of something else -------------------------------------------------------------


def dense():
    layer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    layer.compile(keras.optimizers.Adagrad(0.05))
    return layer


@pytest.mark.parametrize("other", [glove, lambda: GloVe(len(COUNTED), 3), dense])
@pytest.mark.parametrize("trainer", ["hogwild", "keras"])
def test_an_optimizer_belongs_to_one_model(other, trainer):
    """Its sums of squares are those of the other's weights."""
    owner, model = other(), glove()
    owner.optimizer.build(owner.trainable_variables)
    before = model.vectors
    model.compile(owner.optimizer)
    with pytest.raises(ValueError, match=r"`optimizer` keeps sums for other variables.*new one"):
        model.fit(COUNTED, trainer=trainer, verbose=0)
    np.testing.assert_array_equal(model.vectors, before)


def test_the_optimizer_of_the_model_itself_may_be_given_again():
    model = glove()
    model.fit(COUNTED, epochs=1, verbose=0)
    model.compile(model.optimizer)
    model.fit(COUNTED, epochs=1, verbose=0)


# --- other words --------------------------------------------------------------------------------


def test_counts_of_other_words_are_refused():
    model = glove()
    model.fit(COUNTED, verbose=0)
    words = COUNTED.vocabulary.words
    turned = Cooccurrence(COUNTED.matrix[::-1, ::-1], words[::-1])
    message = r"row 0 is '말0'\. Received: counts in which it is '말519'.*start_from=model"
    with pytest.raises(ValueError, match=message):
        model.fit(turned)
    with pytest.raises(ValueError, match=message):
        model.evaluate(turned, verbose=0)
    with pytest.raises(ValueError, match="`validation_data` must count the words"):
        model.fit(COUNTED, validation_data=turned)
    text = [["말0", "없음", "말1"]]
    few = Cooccurrence.build(text, verbose=0)
    same = r"vocabulary=%s\.vocabulary, ignore_missing=True\)`"
    message = r"must count.* there are 520\. Received: counts of 3 words\. Count with.*"
    with pytest.raises(ValueError, match=f"`validation_data` {message}{same % 'x'}"):
        glove().fit(COUNTED, validation_data=few, verbose=0)
    with pytest.raises(ValueError, match=f"`x` {message}{same % 'model'}"):
        model.evaluate(few, verbose=0)
    for vocabulary in (COUNTED.vocabulary, model.vocabulary):  # the advice works
        few = Cooccurrence.build(text, vocabulary=vocabulary, ignore_missing=True, verbose=0)
        assert model.fit(COUNTED, validation_data=few, verbose=0).history["val_loss"]
    assert model.evaluate(few, verbose=0) > 0
    other = glove()
    other.fit(turned, start_from=model, verbose=0)  # the advice works
