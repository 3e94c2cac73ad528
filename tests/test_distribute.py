"""Keras training on several devices and machines: two real processes that talk over loopback."""

import json
import shutil
import socket
from pathlib import Path

import pytest

from wordemb_keras.distribute import backup_folder

PROGRAM = """
import json, os, signal
import numpy as np, tensorflow as tf

# What is optimised in a graph is not the point, and half the price of making one.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
if "TF_CONFIG" in os.environ:
    strategies = [tf.distribute.MultiWorkerMirroredStrategy()]
else:  # one device, and two of them
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    two = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    strategies = [tf.distribute.get_strategy(), two]

import keras
from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.distribute import backup_folder
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.training import LanguageModel, batches
from wordemb_keras.glove import GloVe
from wordemb_keras.text import Vocabulary

class Die(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if os.environ.get("DIES_IN_EPOCH") == str(epoch):
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

rng = np.random.default_rng(0)
X = Cooccurrence(rng.integers(1, 30, (29, 29)), [f"말{k}" for k in range(29)])
sentences = [[f"말{k}" for k in rng.integers(0, 9, rng.integers(1, 5))] for _ in range(41)]
for strategy in strategies:
    keras.utils.set_random_seed(1)
    with strategy.scope():
        glove = GloVe(29, 5, seed=1)
    backup = keras.callbacks.BackupAndRestore(backup_folder("backup"), double_checkpoint=True)
    found = glove.fit(  # the third batch has one pair, and a replica none
        X, trainer="keras", batch_size=420, epochs=3, verbose=0, callbacks=[backup, Die()])
    with strategy.scope():  # few weights, simple steps: every process has to make its graph
        bilm = BiLM(units=8, projection_dim=4, n_layers=1, filters=[(1, 4)], n_highway=0)
        model = LanguageModel(bilm, Vocabulary.build(sentences), n_negatives=None)
        model.compile(keras.optimizers.SGD(0.1, momentum=0.9, global_clipnorm=1.0))
    read = model.fit(batches(sentences, batch_tokens=20), epochs=2, verbose=0, shuffle=False)
    print("RESULT", json.dumps({
        "glove": found.history["loss"], "epochs": found.epoch, "bilm": read.history["loss"],
        "after": [glove.evaluate(X, verbose=0), *model.evaluate(batches(sentences), verbose=0)]},
        default=float))  # Keras 3.13 gives tensors
"""


def results(process):
    process.wait()
    found = [line for line in process.output().splitlines() if line.startswith("RESULT ")]
    assert found, process.errors()[-3000:]
    return [json.loads(line.removeprefix("RESULT ")) for line in found]


def two_workers(start, **of_the_second):
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        cluster = {"worker": [f"127.0.0.1:{s.getsockname()[1]}" for s in (one, other)]}
    places = [{"cluster": cluster, "task": {"type": "worker", "index": k}} for k in (0, 1)]
    first, second = (json.dumps(place) for place in places)
    return start(TF_CONFIG=first), start(TF_CONFIG=second, **of_the_second)


def follows(found, alone):
    """The same sums in another order. After a restart GloVe's pairs come in another order too."""
    assert found["bilm"] == pytest.approx(alone["bilm"], rel=1e-3)
    assert found["after"] == pytest.approx(alone["after"], rel=2e-2)


def test_two_devices_and_two_machines_one_of_which_dies(tmp_path, start_fresh_keras):
    """The second is killed in epoch 2: the first cannot go on alone; started again, both do."""

    def start(folder=tmp_path, **environment):
        return start_fresh_keras(PROGRAM, folder, CUDA_VISIBLE_DEVICES="-1", **environment)

    survivor, dead = two_workers(start, DIES_IN_EPOCH="1")
    assert dead.wait() != 0
    # Meanwhile the survivor finds out, which takes it 10 seconds.
    (tmp_path / "here").mkdir()
    alone, two_devices = results(start(tmp_path / "here"))
    follows(two_devices, alone)
    assert two_devices["glove"] == pytest.approx(alone["glove"], rel=1e-3)
    assert two_devices["after"][0] == pytest.approx(alone["after"][0], rel=1e-3)
    assert survivor.wait() != 0
    note = (tmp_path / "backup" / "training_metadata.json").read_text(encoding="utf-8")
    assert json.loads(note)["epoch"] == 1
    for (found,) in map(results, two_workers(start)):
        follows(found, alone)
        assert found["epochs"] == [1, 2]
        assert found["glove"] == pytest.approx(alone["glove"][1:], rel=2e-2)
    assert not (tmp_path / "backup").exists()


def test_all_go_on_from_the_state_of_the_first(tmp_path, monkeypatch):
    shared = tmp_path / "backup"
    shared.mkdir()
    (shared / "latest.weights.h5").write_bytes(b"first")
    assert backup_folder(shared) == str(shared)
    monkeypatch.setenv("TF_CONFIG", json.dumps({"task": {"type": "worker", "index": 0}}))
    assert backup_folder(shared) == str(shared)
    monkeypatch.setenv("TF_CONFIG", json.dumps({"task": {"type": "worker", "index": 1}}))
    for folder, found in ((shared, ["latest.weights.h5"]), (tmp_path / "none", [])):
        own = Path(backup_folder(folder))
        assert own != folder and [file.name for file in own.iterdir()] == found
        shutil.rmtree(own)
