r"""Section 9-5: two language models, one reading forward and one backward (F5.02).

Token vectors x_1 ... x_T come from the character CNN. The forward model reads
them from the left and learns to predict the next word, the backward model
reads from the right and learns to predict the word before. They share the
token vectors and nothing else: no layer of one ever sees the other. (In a
bidirectional RNN the second layer reads both directions of the first, and the
word to be predicted would leak in.)

Layer 0 is the token vector twice; layer k is [forward_k, backward_k]. ELMo is a
weighted sum of these layers (`ScalarMix`).

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), sections 3.1 and 3.2
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

import os
from collections.abc import Iterable, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from wordemb_keras import checks
from wordemb_keras.elmo import corpus
from wordemb_keras.elmo import weights as files
from wordemb_keras.elmo.characters import MAX_CHARACTERS, add_borders, token_counts
from wordemb_keras.elmo.encoder import CharacterEncoder
from wordemb_keras.elmo.lstm import ProjectedLSTM
from wordemb_keras.elmo.sentences import counted
from wordemb_keras.elmo.whole_numbers import NotQuantized


@keras.saving.register_keras_serializable(package="wordemb_keras")
class BiLM(NotQuantized, keras.Model):
    """The bidirectional language model of ELMo.

    The same sentence always gives the same vectors, whatever was read before and
    whatever else is in the batch. The original implementations carry the LSTM
    state of each batch row from one call to the next: `stateful=True` does too.

    Args:
        units: numbers of memory in each LSTM.
        projection_dim: numbers of output of each LSTM, and of the token vectors.
        n_layers: LSTM layers in each direction, at least 1.
        filters: `(width, number of filters)` pairs of the character CNN.
        char_dim: length of the character vectors.
        n_highway: highway layers of the character CNN.
        activation: `"relu"` or `"tanh"`, in the character CNN.
        max_characters: ids for each token.
        use_projection: see `CharacterEncoder`.
        cell_clip, proj_clip: limits of memory and output. `None`: none.
        use_skip_connections: from the second layer on, add a layer's input to
            its output.
        dropout: share of each layer's inputs that is set to zero in training.
        stateful: carry the state from call to call; `reset_states()` clears it.
        portable: compute with operations that LiteRT and ONNX have too, for `model.export`: every
            token goes through the character CNN, not every distinct word once. The same numbers,
            slower. It can be set on a model that is there: `bilm.portable = True`.

    Input shape:
        Character ids `(batch_size, tokens, max_characters)`, without borders.

    Output shape:
        `(batch_size, n_layers + 1, tokens, 2 * projection_dim)`; zeros where
        there is no token. Its mask has the shape `(batch_size, tokens)`; in a row without
        tokens the first place counts, a vector of zeros.

    Example:

    >>> from wordemb_keras.elmo import BiLM, character_ids
    >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    >>> bilm(character_ids([["bank", "account"], ["bank"]])).shape
    TensorShape([2, 3, 2, 8])

    Reference:

    - [Peters et al., 2018](https://arxiv.org/abs/1802.05365)
    """

    def __init__(
        self,
        *,
        units: int = 256,
        projection_dim: int = 64,
        n_layers: int = 2,
        filters: Sequence[Sequence[int]] = ((1, 32), (2, 32), (3, 64), (4, 128)),
        char_dim: int = 16,
        n_highway: int = 1,
        activation: str = "relu",
        max_characters: int = MAX_CHARACTERS,
        use_projection: bool | None = None,
        cell_clip: float | None = 3.0,
        proj_clip: float | None = 3.0,
        use_skip_connections: bool = True,
        dropout: float = 0.0,
        stateful: bool = False,
        portable: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.units = checks.integer("units", units)
        self.projection_dim = checks.integer("projection_dim", projection_dim)
        self.n_layers = checks.integer("n_layers", n_layers)
        # begin, one byte, end
        self.max_characters = checks.integer("max_characters", max_characters, least=3)
        self.cell_clip = checks.optional_positive("cell_clip", cell_clip)
        self.proj_clip = checks.optional_positive("proj_clip", proj_clip)
        self.use_skip_connections = checks.boolean("use_skip_connections", use_skip_connections)
        self.dropout = checks.not_negative("dropout", dropout)
        self.stateful = checks.boolean("stateful", stateful)
        self.supports_jit = False  # finding the distinct words has no fixed shape
        self.encoder = CharacterEncoder(
            self.projection_dim,
            filters=_checked_filters(filters),
            char_dim=checks.integer("char_dim", char_dim),
            n_highway=checks.integer("n_highway", n_highway, least=0),
            activation=activation,
            use_projection=use_projection,
            dtype=self.dtype_policy,
            name="encoder",
        )
        self.forward_layers = [self._lstm(f"forward_{k}") for k in range(self.n_layers)]
        self.backward_layers = [self._lstm(f"backward_{k}") for k in range(self.n_layers)]
        self.drop = keras.layers.Dropout(self.dropout, dtype=self.dtype_policy)
        self.portable = portable
        self.build((None, None, self.max_characters))  # all shapes are known

    @property
    def portable(self) -> bool:
        """Whether it computes with operations that LiteRT and ONNX have too."""
        return self._portable

    @portable.setter
    def portable(self, value: bool) -> None:
        self._portable = checks.boolean("portable", value)
        for lstm in (*self.forward_layers, *self.backward_layers):
            lstm.portable = self._portable

    @property
    def input_dtype(self) -> str:
        """As in `CharacterEncoder`: ids may come as floats."""
        return "float32"

    def build(self, input_shape: tuple) -> None:
        self.encoder.build(input_shape)
        for lstm in (*self.forward_layers, *self.backward_layers):
            lstm.build((None, None, self.projection_dim))
        self._carried: Any = self._new_states() if self.stateful else None
        self.built = True

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        tokens, forward, backward = self.read(inputs, training=training)
        pairs = [(tokens, tokens), *zip(forward, backward, strict=True)]
        layers = ops.stack([ops.concatenate(pair, axis=-1) for pair in pairs], axis=1)
        mask = ops.cast(inputs[..., 0] > 0, layers.dtype)
        mask = ops.expand_dims(mask, (1, 3))  # `[:, None, :, None]` is no operation of LiteRT
        return layers[:, :, 1:-1] * mask  # without the borders

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return counted(ops.greater(inputs[..., 0], 0))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.n_layers + 1, input_shape[1], 2 * self.projection_dim)

    def get_config(self) -> dict[str, Any]:
        own = ("units", "projection_dim", "n_layers", "max_characters", "cell_clip", "proj_clip")
        own += ("use_skip_connections", "dropout", "stateful", "portable")  # type: ignore[assignment]
        cnn = ("filters", "char_dim", "n_highway", "activation", "use_projection")
        return {
            **super().get_config(),
            **{name: getattr(self, name) for name in own},
            **{name: getattr(self.encoder, name) for name in cnn},
        }

    # --- the parts, for those who train it or look inside ----------------------------------

    def read(self, ids: Any, *, training: bool | None = None) -> tuple[Any, list, list]:
        """Everything both models compute, with the borders of the sentences.

        Args:
            ids: character ids `(batch_size, tokens, max_characters)`.
            training: whether dropout is on.

        Returns:
            Token vectors `(batch_size, tokens + 2, projection_dim)` and two
            lists, forward and backward, of one such tensor for each LSTM layer.
            Place t of `backward` belongs to token t, as in `forward`.
        """
        ids = add_borders(ops.cast(ids, "int32"))
        lengths = token_counts(ids)
        tokens = self.token_vectors(ids)
        states = None if self._carried is None else self._carried_rows(ops.shape(ids)[0])
        forward, backward, states = self.contextualize(
            tokens, lengths, states=states, training=training
        )
        if self._carried is not None:
            self._keep(states)
        return tokens, forward, backward

    def token_vectors(self, ids: Any) -> Any:
        """Layer 0: `(..., max_characters)` to `(..., projection_dim)`.

        Each distinct word is encoded once: text repeats its words, and the
        character CNN is the dearest part of ELMo.
        """
        import tensorflow as tf

        if self.portable:
            return self.encoder(ids)
        flat = tf.reshape(ids, (-1, ids.shape[-1]))
        words, places = tf.raw_ops.UniqueV2(x=flat, axis=[0])
        words = tf.ensure_shape(words, (None, self.max_characters))
        vectors = tf.gather(self.encoder(words), places)
        return tf.reshape(vectors, (*ops.shape(ids)[:-1], self.projection_dim))

    def contextualize(
        self, tokens: Any, lengths: Any, *, states: Any = None, training: bool | None = None
    ) -> tuple[list, list, Any]:
        """The LSTMs of both directions over token vectors.

        Args:
            tokens: `(batch_size, steps, projection_dim)`, borders included.
            lengths: `(batch_size,)`, steps that are real.
            states: what an earlier call returned. `None`: start from zeros,
                and return no states.
            training: whether dropout is on.

        Returns:
            forward, backward (see `read`) and the new states.
        """
        import tensorflow as tf

        n = self.n_layers
        before, after = (None, None) if states is None else (states[:n], states[n:])
        turned = tf.reverse_sequence(tokens, lengths, seq_axis=1)
        forward, news = self.stack(self.forward_layers, tokens, lengths, before, training)
        backward, more = self.stack(self.backward_layers, turned, lengths, after, training)
        backward = [tf.reverse_sequence(layer, lengths, seq_axis=1) for layer in backward]
        return forward, backward, None if states is None else news + more

    def stack(
        self, layers: list, x: Any, lengths: Any, states: Any, training: bool | None
    ) -> tuple[list, list]:
        """One direction over vectors in its reading order: outputs of each layer, new states."""
        outputs, news = [], []
        for k, lstm in enumerate(layers):
            inputs = self.drop(x, training=training)
            if states is None:
                x = lstm(inputs, training=training)
            else:
                x, new = lstm(inputs, lengths=lengths, initial_state=states[k])
                news.append(new)
            if self.use_skip_connections and k > 0:
                x = x + inputs
            outputs.append(x)
        return outputs, news

    def reset_states(self) -> None:
        """Forget what was read before (`stateful=True`)."""
        for pair in self._carried or []:
            for variable in pair:
                variable.assign(np.zeros((0, variable.shape[1]), variable.dtype.as_numpy_dtype))

    # --- uses that have files of their own --------------------------------------------------

    def embed(
        self,
        sentences: Iterable[Sequence[str] | str],
        *,
        batch_tokens: int = 4096,
        cache: str | os.PathLike | None = None,
        verbose: int = 1,
    ) -> list[np.ndarray]:
        """ELMo's layers for every sentence, in the order given.

        Always stateless, without dropout. Strings are split with `split_text`, and
        all text is brought to NFC.

        Args:
            sentences: strings or token lists, in a list, array, tensor or pandas column.
            batch_tokens: tokens computed together, padding included. Smaller
                needs less memory. A longer sentence is read in pieces of so many,
                its states carried: the same numbers.
            cache: a folder. The result is kept there under a key of the weights and
                the text, and read (memory-mapped, read-only) when both come again.
                A damaged file is computed and written anew.
            verbose: 0 is silent, 1 shows a progress bar.

        Returns:
            For each sentence a float32 array `(n_layers + 1, tokens, 2 * projection_dim)`.

        Raises:
            ValueError: a sentence holds an empty token or is a missing value (the
                message says which), or one string is given in place of a list.

        Example:

        >>> from wordemb_keras.elmo import BiLM
        >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
        >>> [layers.shape for layers in bilm.embed(["bank account", "은행"], verbose=0)]
        [(3, 2, 8), (3, 1, 8)]
        """
        return corpus.embed(
            self, sentences, batch_tokens=batch_tokens, cache=cache, verbose=verbose
        )

    @classmethod
    def from_allennlp(
        cls,
        options: str | os.PathLike,
        weights: str | os.PathLike | None = None,
        **kwargs: Any,
    ) -> "BiLM":
        """A `BiLM` with the sizes and weights of the two files, as AllenNLP and bilm-tf have them.

        Args:
            options: path of the JSON file. Or a folder with `options.json` and one HDF5 file, as
                simple_elmo has them and `train` writes them; `weights` is then left out. Or the
                address of a published pair, which must have been fetched (`from_pretrained`).
            weights: path of the HDF5 file.
            **kwargs: for `BiLM`, for example `stateful=True` or `dropout=0.1`; the sizes are those
                of the files.

        Raises:
            FileNotFoundError: a file is missing. `DatasetNotFoundError`, if it is a published one;
                the message says how to get it.
            ValueError: a file or folder is of another kind, an option or an array is missing or
                wrong, or an array has not the shape that the options ask for, or a
                keyword asks for another size. The message names the file and the option or array.
        """
        return files.load(cls, options, weights, **kwargs)

    @classmethod
    def from_pretrained(cls, name: str = "classroom", **kwargs: Any) -> "BiLM":
        """A trained `BiLM` by name.

        Args:
            name: `"classroom"` (comes with this package), `"small"` (54 MB) or
                `"original"` (374 MB); the latter two must have been fetched:
                `wordemb data fetch elmo_small`.
            **kwargs: for `BiLM`.

        Raises:
            ValueError: there is no such name.
            DatasetNotFoundError: it is not on this computer; the message says how to get it.
        """
        return files.load(cls, *files.find(name), **kwargs)

    def save_allennlp(
        self, options: str | os.PathLike, weights: str | os.PathLike, *, dtype: str = "float32"
    ) -> None:
        """Write a biLM as the two files that AllenNLP reads.

        AllenNLP always reads a projection after the character CNN: for a biLM without
        one the identity is written, which changes no vector. It refuses biLMs without
        skip connections; `from_allennlp` takes them.

        Args:
            options: path of the JSON file to write.
            weights: path of the HDF5 file to write.
            dtype: `"float32"`, or `"float16"` for half the size (about three digits).

        Raises:
            ValueError: an array holds NaN or infinity, or numbers too large for float16.
        """
        files.save(self, options, weights, dtype=dtype)

    # --- helpers ----------------------------------------------------------------------------

    def _lstm(self, name: str) -> ProjectedLSTM:
        return ProjectedLSTM(
            self.units,
            self.projection_dim,
            cell_clip=self.cell_clip,
            proj_clip=self.proj_clip,
            dtype=self.dtype_policy,
            name=name,
        )

    def _new_states(self) -> list:
        """(output, memory) of every LSTM; as many rows as the largest batch so far."""
        import tensorflow as tf

        def variable(n: int) -> Any:
            empty = np.zeros((0, n), self.compute_dtype)
            return tf.Variable(empty, trainable=False, shape=(None, n))

        sizes = (self.projection_dim, self.units)
        return [[variable(n) for n in sizes] for _ in range(2 * self.n_layers)]

    def _carried_rows(self, batch_size: Any) -> list:
        """The kept states of the first rows; zeros for rows that are new."""

        def rows(variable: Any) -> Any:
            known = variable[:batch_size]
            return ops.pad(known, [[0, batch_size - ops.shape(known)[0]], [0, 0]])

        return [[rows(variable) for variable in pair] for pair in self._carried]

    def _keep(self, states: list) -> None:
        for pair, news in zip(self._carried, states, strict=True):
            for variable, new in zip(pair, news, strict=True):
                variable.assign(ops.concatenate([new, variable[ops.shape(new)[0] :]], axis=0))


def _checked_filters(filters: Any) -> list[list[int]]:
    """The filters as pairs of `int`, at least one."""
    try:
        pairs = [
            [checks.integer("filters", width), checks.integer("filters", n)] for width, n in filters
        ]
    except (TypeError, ValueError):
        pairs = []
    if pairs:
        return pairs
    raise ValueError(
        "`filters` must be pairs (width, number of filters) of positive integers, such as "
        f"[(1, 32), (2, 64)]. Received: filters={filters!r:.60} (of type {type(filters).__name__})"
    )
