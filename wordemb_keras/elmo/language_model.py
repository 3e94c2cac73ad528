r"""Section 9-5: a biLM that predicts words, forward and backward (F5.02).

The forward model predicts the next token of every prefix, the backward model
the token before every suffix; the loss is the mean of both,

    -1/N sum_t (log p(t_{k+1} | t_1 ... t_k) + log p(t_{k-1} | t_k ... t_N))

with the character CNN and the softmax shared. Perplexity is exp(loss): as hard
as guessing among so many equally likely words.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.1
"""

import functools
import hashlib
import os
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from wordemb_keras import checks
from wordemb_keras.distribute import DistributedFit, sum_over_replicas
from wordemb_keras.elmo.backup import Backup
from wordemb_keras.elmo.batches import batches
from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.characters import BORDERS, CharacterIds, add_borders, token_counts
from wordemb_keras.elmo.sentences import iter_sentences
from wordemb_keras.elmo.softmax import WordSoftmax
from wordemb_keras.text.vocabulary import UNKNOWN, Vocabulary


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
        ValueError: `vocabulary` is of another type, or one of its words is a sign of the model;
            in training, where the biLM is frozen.

    Input shape:
        Tokens `(batch_size, tokens)`, strings filled up with `""`.

    Output shape:
        A loss for every prediction, `(predictions,)`.

    Example:

    >>> sentences = [["the", "bank", "opens"], ["the", "river", "bank"]]
    >>> model = LanguageModel(
    ...     BiLM(units=16, projection_dim=4, n_layers=1, filters=[(1, 4)]),
    ...     Vocabulary.build(sentences),
    ... )
    >>> model.compile(optimizer="adam")
    >>> data = batches(sentences)
    >>> history = model.fit(data, epochs=2, shuffle=False, verbose=0)
    >>> sorted(model.evaluate(data, return_dict=True, verbose=0))
    ['loss', 'perplexity']
    """

    def __init__(
        self, bilm: BiLM, vocabulary: Vocabulary, *, n_negatives: int | None = 1024, **kwargs: Any
    ):
        super().__init__(**{"dtype": bilm.dtype_policy, **kwargs})
        self.bilm = bilm
        self.vocabulary = _checked(vocabulary)
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

        The weights are those of the folder `backup`, of its last epoch. Where `weights.hdf5` holds
        others, a warning says so: that of a training which was taken up again and not finished,
        or a file from elsewhere.

        Args:
            folder: a finished training.
            **kwargs: see `LanguageModel`, for example `n_negatives`.

        Raises:
            FileNotFoundError: the folder holds no finished training.
            ValueError: a file in it cannot be read, or is of another training.
        """
        folder = Path(folder)
        backup = Backup(folder / "backup")
        state = backup.find()
        if state is None or not (folder / "weights.hdf5").is_file():
            raise FileNotFoundError(
                f"{folder} must hold a finished training: options.json, weights.hdf5, "
                "vocabulary.txt and the folder backup. `train` writes them"
            )
        bilm = BiLM.from_allennlp(folder / "options.json", folder / "weights.hdf5")
        vocabulary = Vocabulary.load(folder / "vocabulary.txt")
        counted, found = backup.arguments().get("vocabulary"), fingerprint(vocabulary)
        if found != counted:
            raise ValueError(
                f"{folder / 'vocabulary.txt'} must hold the words of the training, {counted}. "
                f"Received: {found}. Take the file from there again"
            )
        model, before = cls(bilm, vocabulary, **kwargs), bilm.get_weights()
        backup.load(model)
        if not all(map(np.array_equal, before, bilm.get_weights())):
            warnings.warn(
                f"{folder / 'weights.hdf5'} holds other weights than {state[0]}. The model has "
                "the latter, with which its softmax was trained. "
                "`BiLM.from_allennlp(folder)` reads the former",
                stacklevel=2,
            )
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
        found = [self._exact_losses(tokens).numpy() for tokens in batches(sentences, **kwargs)]
        return float(np.exp(np.mean(np.concatenate(found), dtype=np.float64)))

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """The losses of both directions, one after the other."""
        import tensorflow as tf

        # One of several replicas may be left without a sentence: it reads one without tokens.
        nothing = tf.cast(tf.shape(inputs)[0] == 0, tf.int32)
        inputs = tf.pad(inputs, [[0, nothing], [0, 0]], constant_values="")
        forward, backward = self._read(inputs, training=training)
        classes, real = self._targets(inputs)  # (batch_size, tokens + 2), borders included
        both = real[:, 1:]  # a pair of neighbours is real if its right one is
        seen = [tf.boolean_mask(forward, both), tf.boolean_mask(backward, both)]
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

    @functools.cached_property
    def _exact_losses(self) -> Any:
        """All exact losses of a batch of tokens; a graph is made once for all shapes."""
        import tensorflow as tf

        shape = tf.TensorSpec((None, None), tf.string)
        return tf.function(
            lambda tokens: self(tokens, training=False), input_signature=[shape], autograph=False
        )

    def _likely(self, text: str | Sequence[str], number: int, *, forward: bool) -> list:
        number = checks.integer("number", number)
        (tokens,) = iter_sentences([text])
        batch = ops.convert_to_tensor([tokens or [""]], "string")
        ways = self._read(batch, training=False)
        # Place 0 of the forward way is the begin of the sentence, of the backward way its first
        # token: the next word is told from the last one, the previous word from the first one.
        # Of an empty text both from a border.
        vector = ways[0][0, len(tokens)] if forward else ways[1][0, 0]
        chances = self.softmax.probabilities(vector[None]).numpy()[0]
        words = self.classes.get_vocabulary()
        return [(str(words[k]), float(chances[k])) for k in np.argsort(-chances)[:number]]

    def _read(self, tokens: Any, *, training: bool | None) -> tuple[Any, Any]:
        """The top layers, `(batch_size, tokens + 1, projection_dim)`: what predicts a token.

        Neither direction reads the last border of its way: nothing is predicted from it.
        """
        import tensorflow as tf

        bilm = self.bilm
        ids = add_borders(self.ids(tokens))
        vectors, lengths = bilm.token_vectors(ids), token_counts(ids) - 1
        turned = tf.reverse_sequence(vectors[:, 1:], lengths, seq_axis=1)
        ways = (bilm.forward_layers, vectors[:, :-1]), (bilm.backward_layers, turned)
        forward, backward = (bilm.stack(*way, lengths, None, training)[0][-1] for way in ways)
        return forward, tf.reverse_sequence(backward, lengths, seq_axis=1)

    def _targets(self, tokens: Any) -> tuple[Any, Any]:
        """Class of every token and border `(batch_size, tokens + 2)`, and which are real."""
        import tensorflow as tf

        begin, end = BORDERS
        lengths = tf.reduce_sum(tf.cast(tokens != "", tf.int32), axis=1)[:, tf.newaxis]
        bordered = tf.pad(tokens, [[0, 0], [1, 1]], constant_values="")
        place = tf.range(tf.shape(bordered)[1])[tf.newaxis]
        bordered = tf.where(place == 0, begin, tf.where(place == lengths + 1, end, bordered))
        return self.classes(bordered), (place <= lengths + 1) & (lengths > 0)


def _checked(vocabulary: Any) -> Vocabulary:
    """The vocabulary, if it is one whose words are no signs of the classes."""
    if not isinstance(vocabulary, Vocabulary):
        raise ValueError(
            f"`vocabulary` must be a `Vocabulary`. Received: {vocabulary!r:.60} (of type "
            f"{type(vocabulary).__name__}). `Vocabulary(words)` makes one of a list"
        )
    for sign in (*BORDERS, UNKNOWN):
        if sign in vocabulary.word_index:
            raise ValueError(
                f"The words to predict must not be <S>, </S> or {UNKNOWN}, which are added to each "
                f"sentence or stand for unknown words. Received: {sign!r} as a word. Take these "
                "signs out of the text"
            )
    return vocabulary


def fingerprint(vocabulary: Vocabulary) -> str:
    """What tells one vocabulary from another, for the note of a training."""
    digest = hashlib.sha256("\n".join(vocabulary.words).encode("utf-8")).hexdigest()
    return f"{len(vocabulary.words)} words, sha256 {digest[:16]}"
