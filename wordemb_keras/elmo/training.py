r"""Section 9-5: training a biLM on a text of your own (F5.02).

The forward model predicts the next token of every prefix, the backward model
the token before every suffix; the loss is the mean of both,

    -1/N sum_t (log p(t_{k+1} | t_1 ... t_k) + log p(t_{k-1} | t_k ... t_N))

with the character CNN and the softmax shared. Perplexity is exp(loss): as hard
as guessing among so many equally likely words.

Where this differs from the published training: each sentence is read alone, from a state
of zeros (bilm-tf reads on, from sentence to sentence, in cuts of 20 words); batches hold
sentences of like length; the optimizer is Adam, not AdaGrad; the sample of wrong words has
1,024, not 8,192.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.1
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from wordemb_keras.distribute import DistributedFit, sum_over_replicas
from wordemb_keras.elmo.backup import Backup, cut_log
from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.characters import BORDERS, CharacterIds
from wordemb_keras.elmo.sentences import iter_sentences
from wordemb_keras.elmo.softmax import WordSoftmax
from wordemb_keras.files import where_not_utf8
from wordemb_keras.text.vocabulary import Vocabulary

_BUCKETS = (4, 8, 12, 16, 24, 32, 48, 64, 96, 128)


class LanguageModel(DistributedFit):
    """A biLM and the softmax with which it learns. `fit` takes what `batches` gives.

    Training shows the loss (by a sample, unless `n_negatives=None`);
    validation shows the exact loss over all words, and the perplexity.

    Args:
        bilm: the `BiLM` to be trained. Its `dtype` policy is the model's too.
        vocabulary: a `Vocabulary` of the words to predict, frequent ones first.
            Others are read (by their characters) and predicted as unknown.
        n_negatives: wrong words in each step's sample, see `WordSoftmax`.

    Raises:
        ValueError: in training, where the biLM is frozen.

    Input shape:
        Tokens `(batch_size, tokens)`, strings filled up with `""`.

    Output shape:
        A loss for every prediction, `(predictions,)`.

    Example:

    >>> sentences = [["the", "bank", "opens"], ["the", "river", "bank"]]
    >>> model = LanguageModel(
    ...     BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)]),
    ...     Vocabulary.build(sentences),
    ... )
    >>> model.compile(optimizer="adam")
    >>> history = model.fit(batches(sentences), epochs=2, shuffle=False, verbose=0)
    >>> sorted(model.evaluate(batches(sentences), return_dict=True, verbose=0))
    ['loss', 'perplexity']
    """

    def __init__(
        self, bilm: BiLM, vocabulary: Vocabulary, *, n_negatives: int | None = 1024, **kwargs: Any
    ):
        super().__init__(**{"dtype": bilm.dtype_policy, **kwargs})
        self.bilm = bilm
        self.vocabulary = vocabulary
        self.ids = CharacterIds(bilm.max_characters)
        begin, end = BORDERS
        # 0 unknown, 1 end, 2 begin, then the words: about the order of frequency.
        self.classes = keras.layers.StringLookup(vocabulary=[end, begin, *vocabulary.words])
        self.softmax = WordSoftmax(self.classes.vocabulary_size(), n_negatives=n_negatives)
        self.softmax.build((None, bilm.projection_dim))
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.supports_jit = False  # strings
        self.built = True

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """As every Keras model; the optimizer's state is made at once, so a backup fits."""
        super().compile(*args, **kwargs)
        if self.optimizer is not None:
            self.optimizer.build(self.trainable_variables)

    @classmethod
    def open(cls, folder: str | os.PathLike, **kwargs: Any) -> "LanguageModel":
        """What `train` has written to a folder, with its softmax.

        Args:
            folder: a finished training.
            **kwargs: see `LanguageModel`, for example `n_negatives`.

        Raises:
            FileNotFoundError: the folder holds no finished training.
            ValueError: a file in it cannot be read.
        """
        folder = Path(folder)
        state = Backup(folder / "backup").find()
        if state is None or not (folder / "weights.hdf5").is_file():
            raise FileNotFoundError(
                f"{folder} must hold a finished training: options.json, weights.hdf5, "
                "vocabulary.txt and the folder backup. `train` writes them"
            )
        bilm = BiLM.from_allennlp(folder / "options.json", folder / "weights.hdf5")
        model = cls(bilm, Vocabulary.load(folder / "vocabulary.txt"), **kwargs)
        Backup(folder / "backup").load(model)
        return model

    def next_words(self, text: str | Sequence[str], number: int = 5) -> list[tuple[str, float]]:
        """The words that most likely follow, with their probabilities.

        Args:
            text: the beginning of a sentence, a string or tokens; `""` asks for first words.
            number: how many words.

        Returns:
            Words and probabilities, likely ones first. `</S>` is the end of the
            sentence, `[UNK]` any word that is not in the vocabulary.
        """
        return self._likely(text, number, forward=True)

    def previous_words(self, text: str | Sequence[str], number: int = 5) -> list[tuple[str, float]]:
        """As `next_words`, for the word before the end of a sentence: the backward model."""
        return self._likely(text, number, forward=False)

    def perplexity(
        self, sentences: str | os.PathLike | Iterable[Sequence[str] | str], **kwargs: Any
    ) -> float:
        """The exact perplexity of a text, both directions together.

        Args:
            sentences: see `batches`.
            **kwargs: see `batches`.
        """
        import tensorflow as tf

        losses = tf.function(lambda tokens: self(tokens, training=False), reduce_retracing=True)
        found = [losses(tokens).numpy() for tokens in batches(sentences, **kwargs)]
        return float(np.exp(np.mean(np.concatenate(found), dtype=np.float64)))

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """The losses of both directions, one after the other."""
        import tensorflow as tf

        # One of several replicas may be left without a sentence: it reads one without tokens.
        nothing = tf.cast(tf.shape(inputs)[0] == 0, tf.int32)
        inputs = tf.pad(inputs, [[0, nothing], [0, 0]], constant_values="")
        _, forward, backward = self.bilm.read(self.ids(inputs), training=training)
        classes, real = self._targets(inputs)  # (batch_size, tokens + 2), borders included
        both = real[:, 1:]  # a pair of neighbours is real if its right one is
        seen = [
            tf.boolean_mask(forward[-1][:, :-1], both),
            tf.boolean_mask(backward[-1][:, 1:], both),
        ]
        wanted = [tf.boolean_mask(classes[:, 1:], both), tf.boolean_mask(classes[:, :-1], both)]
        vectors = self.bilm.drop(tf.concat(seen, 0), training=training)
        return self.softmax(vectors, tf.concat(wanted, 0), training=training)

    def train_step(self, data: Any) -> dict[str, Any]:
        """One step of gradient descent on the mean loss."""
        import tensorflow as tf

        if not self.bilm.trainable_weights:
            raise ValueError(
                "`bilm` must be trainable. Received: a frozen biLM (an `ELMoEmbedding` with "
                "`fine_tune=False` freezes it). Set `bilm.trainable = True` and compile again"
            )
        tokens, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            losses = self(tokens, training=True)
            # The mean over all replicas, each of which has its own number of predictions.
            count = sum_over_replicas(tf.cast(tf.size(losses), losses.dtype))
            loss = ops.sum(losses) / count
            scaled = self.optimizer.scale_loss(loss)  # for float16
        gradients = tape.gradient(scaled, self.trainable_variables)
        self.optimizer.apply([tf.convert_to_tensor(g) for g in gradients], self.trainable_variables)
        self.loss_tracker.update_state(losses)
        return {"loss": self.loss_tracker.result()}

    def test_step(self, data: Any) -> dict[str, Any]:
        """The exact loss of every prediction, and the perplexity."""
        tokens, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        mean = self.loss_tracker
        mean.update_state(self(tokens, training=False))
        loss = sum_over_replicas(mean.total.value) / sum_over_replicas(mean.count.value)
        return {"loss": loss, "perplexity": ops.exp(loss)}

    @property
    def metrics(self) -> list[Any]:
        """The mean loss over the predictions of an epoch."""
        return [self.loss_tracker]

    def _likely(self, text: str | Sequence[str], number: int, *, forward: bool) -> list:
        (tokens,) = iter_sentences([text])
        ids = self.ids(ops.convert_to_tensor([tokens or [""]], "string"))
        _, *both = self.bilm.read(ids, training=False)
        # Place 0 is the begin of the sentence. The next word is told from the last one, the
        # previous word from the first one; of an empty text from a border.
        vector = both[0][-1][0, len(tokens)] if forward else both[1][-1][0, 1]
        chances = self.softmax.probabilities(vector[None]).numpy()[0]
        words = self.classes.get_vocabulary()
        return [(words[k], float(chances[k])) for k in np.argsort(-chances)[:number]]

    def _targets(self, tokens: Any) -> tuple[Any, Any]:
        """Class of every token and border `(batch_size, tokens + 2)`, and which are real."""
        import tensorflow as tf

        begin, end = BORDERS
        lengths = tf.reduce_sum(tf.cast(tokens != "", tf.int32), axis=1)[:, tf.newaxis]
        bordered = tf.pad(tokens, [[0, 0], [1, 1]], constant_values="")
        place = tf.range(tf.shape(bordered)[1])[tf.newaxis]
        bordered = tf.where(place == 0, begin, tf.where(place == lengths + 1, end, bordered))
        return self.classes(bordered), (place <= lengths + 1) & (lengths > 0)


def batches(
    sentences: str | os.PathLike | Iterable[Sequence[str] | str],
    *,
    batch_tokens: int = 2048,
    max_tokens: int = 64,
    shuffle: int = 0,
    seed: int | None = None,
) -> Any:
    """A `tf.data.Dataset` of token batches in which all sentences have about the same length.

    Args:
        sentences: a UTF-8 text file with a sentence a line (read anew each
            epoch), or strings or token lists in a list, array or pandas column.
            All text is brought to NFC.
        batch_tokens: tokens in a batch, padding included.
        max_tokens: a longer sentence is cut into pieces of so many tokens; no
            token is lost.
        shuffle: sentences in the pool that the next one is drawn from. 0: keep the order.
        seed: for the shuffling.

    Returns:
        Batches of strings `(batch_size, tokens)`, filled up with `""`.

    Raises:
        ValueError: there is no token at all, or a number is out of range.

    Example:

    >>> for batch in batches(["a b c", "d", "e f"], max_tokens=2):
    ...     print(batch.numpy().tolist())
    [[b'a', b'b'], [b'c', b''], [b'd', b''], [b'e', b'f']]
    """
    import tensorflow as tf

    if max_tokens < 1 or batch_tokens < 1:
        raise ValueError(
            "`batch_tokens` and `max_tokens` must be positive integers. "
            f"Received: batch_tokens={batch_tokens}, max_tokens={max_tokens}"
        )
    sentences = _kept(sentences)  # read once each epoch
    limits = [*(n for n in _BUCKETS if n < max_tokens), max_tokens]
    sizes = [max(1, batch_tokens // n) for n in limits]
    count = _count_batches(_pieces(sentences, max_tokens), limits, sizes)
    if not count:
        where = "`sentences`" if isinstance(sentences, list) else os.fspath(sentences)
        raise ValueError(f"{where} must hold at least one token. Received: none")
    spec = tf.TensorSpec((None,), tf.string)
    data = tf.data.Dataset.from_generator(
        lambda: _pieces(sentences, max_tokens), output_signature=spec
    )
    if shuffle:
        data = data.shuffle(shuffle, seed=seed)
    data = data.bucket_by_sequence_length(
        lambda tokens: tf.shape(tokens)[0],
        bucket_boundaries=[n + 1 for n in limits],
        bucket_batch_sizes=[*sizes, 1],
    )
    options = tf.data.Options()  # several machines: each reads all and takes its share
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    data = data.with_options(options)
    return data.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2)


def train(
    sentences: str | os.PathLike | Iterable[Sequence[str] | str],
    folder: str | os.PathLike,
    *,
    bilm: BiLM | None = None,
    vocabulary: Vocabulary | None = None,
    validation: str | os.PathLike | Iterable[Sequence[str] | str] | None = None,
    max_words: int = 50_000,
    min_count: int = 2,
    epochs: int = 5,
    batch_tokens: int = 2048,
    max_tokens: int = 64,
    n_negatives: int | None = 1024,
    learning_rate: Any = 1e-3,
    clipnorm: float = 10.0,
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
        max_words: see `vocabulary`.
        min_count: see `vocabulary`.
        epochs: how often all sentences are read, all calls together.
        batch_tokens: see `batches`.
        max_tokens: see `batches`.
        n_negatives: see `WordSoftmax`.
        learning_rate: of Adam, a number or a Keras schedule.
        clipnorm: the gradient of all weights together is cut to this length.
        backup_steps: save the state every so many batches too, or `"epoch"`.
        seed: for the first weights, dropout, samples and shuffling.
        verbose: 0 silent, 1 Keras' bar, 2 a line an epoch.

    Returns:
        The `LanguageModel` (its `bilm` is what you want) and Keras' `History`.

    Raises:
        FloatingPointError: the loss is no number any more; says what to lower.
        ValueError: there are no sentences; no word comes `min_count` times; the folder
            holds a training of so many epochs already; or it holds one that was
            started with other arguments (only `epochs`, `backup_steps` and `verbose`
            may change), or whose state is damaged or deleted.
    """
    keras.utils.set_random_seed(seed)
    folder = Path(folder)
    backup = Backup(folder / "backup", save_freq=backup_steps)
    _check_unfinished(folder, backup.find(), epochs)
    sentences = _kept(sentences)
    if vocabulary is None:
        vocabulary = _build_vocabulary(sentences, max_tokens, min_count, max_words)
    if bilm is None:
        bilm = BiLM(**{"dropout": 0.1, **_bilm_arguments(backup.arguments())})
    model = LanguageModel(bilm, vocabulary, n_negatives=n_negatives)
    optimizer = keras.optimizers.Adam(learning_rate, global_clipnorm=clipnorm)
    model.compile(optimizer=optimizer, jit_compile=False)
    cut = {"batch_tokens": batch_tokens, "max_tokens": max_tokens}
    data = batches(sentences, shuffle=20_000, seed=seed, **cut)
    check = None if validation is None else batches(validation, **cut)
    arguments = {
        **cut,
        **{f"bilm.{k}": v for k, v in model.bilm.get_config().items() if k != "name"},
        "vocabulary": f"{len(vocabulary.words)} words, sha256 {_sha256(vocabulary)}",
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
            f"{folder} holds a finished training of {found[1]} epochs. Received: epochs={epochs}. "
            "Ask for more epochs to go on with it, name another folder, or delete this one"
        )


def _build_vocabulary(sentences: Any, max_tokens: int, min_count: int, size: int) -> Vocabulary:
    words = _pieces(sentences, max_tokens)
    vocabulary = Vocabulary.build(words, min_count=min_count, max_size=size)
    if not vocabulary.words:
        raise ValueError(
            f"`sentences` must hold words that come at least min_count={min_count} times. "
            "Received: a text without one. Give more text, or min_count=1"
        )
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


def _count_batches(pieces: Iterator[list[str]], limits: list[int], sizes: list[int]) -> int:
    """How many batches there will be, so that Keras' bar can show how far it is."""
    lengths = np.array([len(tokens) for tokens in pieces], np.int64)
    in_bucket = np.bincount(np.searchsorted(limits, lengths), minlength=len(limits))
    return int(np.sum(-(-in_bucket // sizes)))


def _pieces(
    sentences: str | os.PathLike | Iterable[Sequence[str] | str], max_tokens: int
) -> Iterator[list[str]]:
    """Token lists of at most `max_tokens` tokens; sentences without tokens are left out."""
    if isinstance(sentences, (str, os.PathLike)):
        with Path(sentences).open(encoding="utf-8-sig") as file:
            try:
                yield from _pieces(file, max_tokens)
            except UnicodeDecodeError as error:
                raise ValueError(where_not_utf8(sentences)) from error
        return
    for tokens in iter_sentences(sentences):
        for start in range(0, len(tokens), max_tokens):
            yield tokens[start : start + max_tokens]


def _kept(sentences: Any) -> str | os.PathLike | list[list[str]]:
    """The path of a file, or lists that can be read more than once (also from a generator)."""
    if isinstance(sentences, (str, os.PathLike)):
        return sentences
    return list(iter_sentences(sentences))


def _sha256(vocabulary: Vocabulary) -> str:
    return hashlib.sha256("\n".join(vocabulary.words).encode("utf-8")).hexdigest()[:16]
