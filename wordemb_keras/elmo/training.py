r"""Section 9-5: training a biLM on a text of your own, in a folder that opens again (F5.02).

`LanguageModel` has the loss, `batches` gives the text, `train` puts them together.

Where this differs from the published training: each sentence is read alone, from a state
of zeros (bilm-tf reads on, from sentence to sentence, in cuts of 20 words); batches hold
sentences of like length; the optimizer is Adam, not AdaGrad; the sample of wrong words has
1,024, not 8,192.

On processors without AVX-512, `TF_ENABLE_ONEDNN_OPTS=1` in the environment, set before Python
starts, makes it quicker: TensorFlow leaves these matrix products off there.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.1
"""

import os
from collections.abc import Iterable, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

import keras

from wordemb_keras import checks
from wordemb_keras.elmo.backup import Backup, cut_log
from wordemb_keras.elmo.batches import batches, kept, pieces
from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.language_model import LanguageModel, fingerprint
from wordemb_keras.text.checks import check_lines
from wordemb_keras.text.vocabulary import Vocabulary

__all__ = ["LanguageModel", "batches", "train"]


def train(
    sentences: str | os.PathLike | Iterable[Sequence[str] | str],
    folder: str | os.PathLike,
    *,
    bilm: BiLM | None = None,
    vocabulary: Vocabulary | None = None,
    validation: str | os.PathLike | Iterable[Sequence[str] | str] | None = None,
    max_words: int | None = 50_000,
    min_count: int = 2,
    epochs: int = 5,
    batch_tokens: int = 2048,
    max_tokens: int = 64,
    n_negatives: int | None = 1024,
    learning_rate: Any = 1e-3,
    clipnorm: float | None = 10.0,
    backup_steps: int | str = "epoch",
    seed: int = 0,
    verbose: int = 1,
) -> tuple[LanguageModel, keras.callbacks.History]:
    """Train a biLM and write it to a folder; started again after a kill, it goes on.

    The folder gets `options.json` and `weights.hdf5` (`BiLM.from_allennlp`
    reads them, and so does AllenNLP), `vocabulary.txt` and `log.csv`, a line
    for each epoch. `backup` holds the state of the last epoch: with it
    `LanguageModel.open` predicts words, and `train` goes on where more `epochs`
    are asked for. Who needs neither may delete it.

    Args:
        sentences: see `batches`.
        folder: where the results go.
        bilm: the model to train. Default: the one that the folder holds, or else
            `BiLM(dropout=0.1)`, 0.8 million numbers.
        vocabulary: the words to predict. Default: the `max_words` most frequent
            ones that come at least `min_count` times.
        validation: sentences whose exact perplexity is shown after each epoch.
        max_words: see `vocabulary`; `None` takes all.
        min_count: see `vocabulary`.
        epochs: how often all sentences are read, all calls together.
        batch_tokens: see `batches`.
        max_tokens: see `batches`.
        n_negatives: see `WordSoftmax`.
        learning_rate: of Adam, a number or a Keras schedule.
        clipnorm: the gradient of all weights together is cut to this length. `None`: it is not.
        backup_steps: save the state every so many batches too, or `"epoch"`.
        seed: for the first weights, dropout, samples and shuffling.
        verbose: 0 silent, 1 Keras' bar, 2 a line an epoch.

    Returns:
        The `LanguageModel` (its `bilm` is what you want) and Keras' `History`.

    Raises:
        FloatingPointError: the loss is no number any more; says what to lower.
        ValueError: a number is out of range; there are no sentences; no word comes `min_count`
            times; a word to predict holds a tab or a line end; the folder holds a training of so
            many epochs already; or it holds one that was started with other arguments (only
            `epochs`, `backup_steps` and `verbose` may change), or whose state is damaged or
            deleted.
    """
    epochs = checks.integer("epochs", epochs)
    batch_tokens = checks.integer("batch_tokens", batch_tokens)
    max_tokens = checks.integer("max_tokens", max_tokens)
    n_negatives = checks.optional_integer("n_negatives", n_negatives)
    clipnorm = checks.optional_positive("clipnorm", clipnorm)
    if isinstance(learning_rate, Real):  # not a schedule
        learning_rate = checks.positive("learning_rate", learning_rate)
    max_words = checks.optional_integer("max_words", max_words)
    seed = checks.integer("seed", seed, least=0, most=2**32 - 1)
    keras.utils.set_random_seed(seed)
    folder = Path(folder)
    backup = Backup(folder / "backup", save_freq=backup_steps)
    _check_unfinished(folder, backup.find(), epochs)
    sentences = kept(sentences)
    if vocabulary is None:
        vocabulary = _build_vocabulary(sentences, max_tokens, min_count, max_words)
    if bilm is None:
        bilm = BiLM(**{"dropout": 0.1, **_bilm_arguments(backup.arguments())})
    model = LanguageModel(bilm, vocabulary, n_negatives=n_negatives)
    check_lines("`vocabulary`", vocabulary.words)  # it is saved after the last epoch
    optimizer = keras.optimizers.Adam(learning_rate, global_clipnorm=clipnorm)
    model.compile(optimizer=optimizer, jit_compile=False)
    cut = {"batch_tokens": batch_tokens, "max_tokens": max_tokens}
    data = batches(sentences, shuffle=20_000, seed=seed, **cut)
    check = None if validation is None else _validation_batches(validation, cut)
    arguments = {
        **cut,
        **{f"bilm.{k}": v for k, v in model.bilm.get_config().items() if k != "name"},
        "vocabulary": fingerprint(vocabulary),
        "validation": validation is not None,
        "n_negatives": n_negatives,
        "learning_rate": keras.saving.serialize_keras_object(learning_rate),
        "clipnorm": clipnorm,
        "seed": seed,
    }
    done = backup.restore(model, arguments)
    cut_log(folder / "log.csv", done)
    history = model.fit(
        data,
        validation_data=check,
        initial_epoch=done,
        epochs=epochs,
        shuffle=False,  # `batches` has done it
        callbacks=[
            _FiniteLoss(),
            keras.callbacks.CSVLogger(folder / "log.csv", append=True),
            backup,
        ],
        verbose=verbose,
    )
    vocabulary.save(folder / "vocabulary.txt")
    model.bilm.save_allennlp(folder / "options.json", folder / "weights.hdf5")
    return model, history


def _check_unfinished(folder: Path, found: tuple[Path, int] | None, epochs: int) -> None:
    if not (folder / "weights.hdf5").exists():
        return
    if found is None:
        raise ValueError(
            f"{folder} holds a finished training without its state (the folder backup), which "
            "cannot go on. Name another folder, or delete this one"
        )
    if found[1] >= epochs:
        raise ValueError(
            f"{folder} holds a finished training, epochs={found[1]}. Received: epochs={epochs}. "
            "Ask for more epochs to go on with it, name another folder, or delete this one"
        )


def _validation_batches(validation: Any, cut: dict[str, int]) -> Any:
    """Its batches; an error names it, not `sentences`."""
    validation = kept(validation)
    if isinstance(validation, list) and not any(validation):
        raise ValueError("`validation` must hold at least one token, or be None. Received: none")
    return batches(validation, **cut)


def _build_vocabulary(
    sentences: Any, max_tokens: int, min_count: int, max_size: int | None
) -> Vocabulary:
    words = pieces(sentences, max_tokens)
    vocabulary = Vocabulary.build(words, min_count=min_count, max_size=max_size)
    if not vocabulary.words:
        raise ValueError(
            f"`sentences` must hold words that come at least min_count={min_count} times. "
            "Received: a text without one. Give more text, or `min_count=1`"
        )
    check_lines("`sentences`", vocabulary.words)
    return vocabulary


def _bilm_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """The sizes of the biLM that a training was started with."""
    found = {name[5:]: value for name, value in arguments.items() if name.startswith("bilm.")}
    found.pop("trainable", None)
    return found


class _FiniteLoss(keras.callbacks.Callback):
    """Stop at once when the loss is no number: everything after it would be lost time."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        loss = (logs or {}).get("loss", 0.0)
        if not abs(loss) < float("inf"):
            raise FloatingPointError(
                f"The loss is {loss} at batch {batch}. Lower `learning_rate` or `clipnorm`."
            )
