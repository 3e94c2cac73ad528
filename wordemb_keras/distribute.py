"""Training on several machines with Keras' `fit`: what Keras 3 lacks for that (sections 9-2, 9-5).

Under `MultiWorkerMirroredStrategy` the `fit` of Keras 3 fails with "Attempt to convert a value
(PerReplica...)": it takes batches and results apart in ways that work on one machine only (Keras
issue 20585). `GloVe` and `LanguageModel` are `DistributedFit` models, whose `fit` and `evaluate`
do without. Every machine runs the same program; `TF_CONFIG` tells each its place:

    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model = GloVe(len(counts), 100, seed=1)
    model.fit(counts, trainer="keras", epochs=25, callbacks=[
        keras.callbacks.BackupAndRestore(backup_folder("shared/backup"), double_checkpoint=True)])

Give `GloVe` a seed, or call `keras.utils.set_random_seed`: all must shuffle alike.

Reference: [Multi-worker training](
https://www.tensorflow.org/tutorials/distribute/multi_worker_with_keras);
[Keras issue 20585](https://github.com/keras-team/keras/issues/20585)
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from wordemb_keras import keras_check  # noqa: F401  # before any model is defined


class DistributedFit(keras.Model):
    """A Keras model that trains under `MirroredStrategy` and `MultiWorkerMirroredStrategy`.

    For models that have all their weights and metrics from the start, and whose steps return
    numbers that are the same on all workers, or those of `self.metrics`.
    """

    train_function: Any
    test_function: Any

    def make_train_function(self, force: bool = False) -> None:
        """Keras calls this in `fit`."""
        if not self._on_several_machines():
            super().make_train_function(force)
        elif self.train_function is None or force:
            self.train_function = self._on_all_workers(self.train_step)

    def make_test_function(self, force: bool = False) -> None:
        """Keras calls this in `evaluate`."""
        if not self._on_several_machines():
            super().make_test_function(force)
        elif self.test_function is None or force:
            self.test_function = self._on_all_workers(self.test_step)

    def _maybe_symbolic_build(self, *args: Any, **kwargs: Any) -> None:
        """Keras would add up the batches of all replicas to see their shape; nothing to build."""

    def _on_several_machines(self) -> bool:
        return isinstance(self.distribute_strategy, tf.distribute.MultiWorkerMirroredStrategy)

    def _on_all_workers(self, step: Any) -> Any:
        strategy = self.distribute_strategy

        @tf.function(reduce_retracing=True)
        def run(iterator: Any) -> dict[str, Any]:
            logs = strategy.run(step, args=(next(iterator),))
            return {name: strategy.experimental_local_results(v)[0] for name, v in logs.items()}

        return run


def sum_over_replicas(value: Any) -> Any:
    """The sum of a tensor or variable over all replicas, to be called in a step."""
    context, value = tf.distribute.get_replica_context(), tf.identity(value)
    return value if context.num_replicas_in_sync == 1 else context.all_reduce("SUM", value)


def backup_folder(folder: str | os.PathLike) -> str:
    """The folder to give to `BackupAndRestore`, so that all workers go on from the same epoch.

    A worker that dies takes the others with it: all are started again, and must agree on where
    they were. So the first worker's state counts: it writes to the folder itself. Each of the
    others starts from a copy of that, in a temporary folder where it keeps its own afterwards.

    Args:
        folder: the same for all workers, who must see the same files there.

    Returns:
        `folder` for the first worker, or where there is only one; a temporary folder for others.

    Example:

    >>> backup_folder("backup")  # no TF_CONFIG: one worker
    'backup'
    """
    task = json.loads(os.environ.get("TF_CONFIG", "{}")).get("task", {})
    if task.get("index", 0) == 0:
        return os.fspath(folder)
    own = tempfile.mkdtemp(prefix="wordemb_backup_")
    if Path(folder).is_dir():
        shutil.copytree(folder, own, dirs_exist_ok=True)
    return own
