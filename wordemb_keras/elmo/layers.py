r"""Section 9-5: ELMo as one Keras layer, strings in, vectors out (F5.04).

    text -> tokens -> characters -> biLM -> weighted sum of its layers (-> mean over the tokens)

The layer needs no vocabulary: it is saved in a `.keras` file with all its
weights and works on any text after loading.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from weakref import WeakSet, ref

import keras
from keras import ops

from wordemb_keras import checks
from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.characters import CharacterIds
from wordemb_keras.elmo.mix import ScalarMix, in_full
from wordemb_keras.elmo.sentences import (
    SplitText,
    StringLayer,
    TokenMask,
    as_tensor,
    counted,
)
from wordemb_keras.elmo.whole_numbers import NotQuantized

_OUTPUTS = ("elmo", "default", "layers")


class ELMoBase(NotQuantized, StringLayer):
    """What `ELMoEmbedding` and `HubELMo` share: text in, the mix, the outputs."""

    def __init__(
        self,
        *,
        tokens: bool = False,
        output: str = "elmo",
        layer_norm: bool = False,
        dropout: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(autocast=False, **kwargs)
        self.tokens = checks.boolean("tokens", tokens)
        self.output_kind = checks.choice("output", output, _OUTPUTS)
        self.layer_norm = checks.boolean("layer_norm", layer_norm)
        self.dropout = dropout
        self.supports_jit = False  # strings
        self.split = SplitText(tokens=tokens)
        self.token_mask = TokenMask(tokens=tokens)
        self.mix = ScalarMix(layer_norm=layer_norm, dtype=self.dtype_policy, name="mix")
        self.drop = keras.layers.Dropout(dropout, dtype=self.dtype_policy)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        import tensorflow as tf

        if not isinstance(inputs, keras.KerasTensor) and not tf.is_tensor(inputs):
            inputs = as_tensor(inputs, tokens=self.tokens)
        return super().__call__(inputs, *args, **kwargs)

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        tokens = self.split(inputs)
        layers, mask = self.layers_of(tokens, training=training)
        if self.output_kind == "layers":
            return ops.cast(layers, self.mix.compute_dtype)
        elmo = self.drop(self.mix(layers, mask=mask), training=training)
        return elmo if self.output_kind == "elmo" else mean_of_tokens(elmo, mask)

    def layers_of(self, tokens: Any, *, training: bool | None = None) -> tuple[Any, Any]:
        """All layers `(batch_size, layers, tokens, dim)`, and the mask `(batch_size, tokens)`."""
        raise NotImplementedError

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        if self.output_kind == "default":
            return None
        return self.token_mask(inputs)  # a layer, since `inputs` may be symbolic

    def compute_output_spec(self, inputs: Any, training: bool | None = None) -> keras.KerasTensor:
        self.split.compute_output_spec(inputs)  # refuses other shapes
        shape = self.compute_output_shape(inputs.shape)
        return keras.KerasTensor(shape, dtype=self.mix.compute_dtype)

    def _shape(self, input_shape: tuple, n_layers: int, dim: int) -> tuple:
        batch_size, tokens = self.split.compute_output_shape(input_shape)
        shapes = {
            "elmo": (batch_size, tokens, dim),
            "default": (batch_size, dim),
            "layers": (batch_size, n_layers, tokens, dim),
        }
        return shapes[self.output_kind]

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "tokens": self.tokens,
            "output": self.output_kind,
            "layer_norm": self.layer_norm,
            "dropout": self.dropout,
        }


@keras.saving.register_keras_serializable(package="wordemb_keras")
class ELMoEmbedding(ELMoBase):
    """Text to ELMo vectors, with weights that the task learns.

    To load a saved model in another program, import this class first, so that Keras knows it:

        from wordemb_keras import ELMoEmbedding
        model = keras.saving.load_model("model.keras")

    Args:
        bilm: a `BiLM`. Several of these layers may share one: it is then trainable
            from the first that fine-tunes it to the last that stops doing so, and
            learns through those alone.
        tokens: the input is tokens, not texts to be split.
        output: `"elmo"`, a vector for each token; `"default"`, their mean, one
            vector for each text (zeros for a text without tokens); `"layers"`,
            all layers before the mix.
        fine_tune: train the biLM too. Otherwise only the mix is trained (one
            weight for each layer, and gamma); no gradient goes on. Sets `bilm.trainable`.
        layer_norm: see `ScalarMix`.
        dropout: share of the mixed numbers set to zero in training (0.5 in the
            paper).

    Input shape:
        Strings `(batch_size,)` or `(batch_size, 1)`, split at white space. With
        `tokens=True` strings `(batch_size, tokens)` filled up with `""` at the end.

        Called directly, the layer takes what `iter_sentences` takes: lists of
        strings, lists of token lists, arrays, RaggedTensors and pandas columns.
        `fit` and `predict` of a Keras model take a one-dimensional object array of
        strings, a tensor or (with `tokens=True`) a RaggedTensor, and stop at anything
        else before they come to this layer: give them `text_batch(texts)`, always. It
        gives text the one shape a model should see (one model called with `(n,)` and
        then with `(n, 1)` fails in Keras), and NFC, which a graph can ask for and not
        make.

    Output shape:
        `"elmo"`: `(batch_size, tokens, 2 * projection_dim)` with a mask.
        `"default"`: `(batch_size, 2 * projection_dim)`.
        `"layers"`: `(batch_size, n_layers + 1, tokens, 2 * projection_dim)`.
        A text without tokens is one vector of zeros, which the mask counts.

    Example:

    >>> from wordemb_keras.elmo import BiLM, ELMoEmbedding
    >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    >>> layer = ELMoEmbedding(bilm)
    >>> layer(["bank account", "은행"]).shape
    TensorShape([2, 2, 8])
    >>> [weight.name for weight in layer.trainable_weights]
    ['s', 'gamma']

    Reference:

    - [Peters et al., 2018](https://arxiv.org/abs/1802.05365)
    """

    def __init__(self, bilm: BiLM, *, fine_tune: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(bilm, BiLM):
            raise ValueError(
                f"`bilm` must be a `BiLM`. Received: bilm={bilm!r} (of type "
                f'{type(bilm).__name__}). `BiLM.from_pretrained("classroom")` gives one.'
            )
        self.bilm = bilm
        self.ids = CharacterIds(bilm.max_characters)
        self.fine_tune = fine_tune

    @property
    def fine_tune(self) -> bool:
        """Whether the biLM is trained too."""
        return self._fine_tune

    @fine_tune.setter
    def fine_tune(self, value: bool) -> None:
        self._fine_tune = value = checks.boolean("fine_tune", value)
        # Held for good: whether a biLM learns must not hang on when a layer that nobody uses any
        # more is collected.
        shared = _shared(self.bilm)
        shared.tuners = [layer for layer in shared.tuners if layer is not self] + [self] * value
        self._set_bilm()

    @property
    def trainable(self) -> bool:
        """Whether the mix is trained. `model.trainable = True` does not wake a frozen biLM."""
        return keras.layers.Layer.trainable.fget(self)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        keras.layers.Layer.trainable.fset(self, value)  # it also sets all layers inside
        self._set_bilm()

    def build(self, input_shape: tuple) -> None:
        dim = 2 * self.bilm.projection_dim
        self.mix.build((None, self.bilm.n_layers + 1, None, dim))
        self.built = True

    def layers_of(self, tokens: Any, *, training: bool | None = None) -> tuple[Any, Any]:
        ids = self.ids(tokens)
        layers = self.bilm(ids, training=bool(training) and self.fine_tune)
        if not self.fine_tune:  # the biLM may be trainable for another layer
            layers = ops.stop_gradient(layers)
        return layers, counted(tokens != "")

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return self._shape(input_shape, self.bilm.n_layers + 1, 2 * self.bilm.projection_dim)

    def get_config(self) -> dict[str, Any]:
        bilm = _BiLMConfig(keras.saving.serialize_keras_object(self.bilm))
        # Keras marks an object that comes again, but on a copy of its first config, which is lost.
        bilm["shared_object_id"] = id(self.bilm)
        bilm.layer = self
        return {**super().get_config(), "bilm": bilm, "fine_tune": self.fine_tune}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "ELMoEmbedding":
        return cls(**{**config, "bilm": _copy_of_bilm(config["bilm"])})

    def export_saved_model(self, folder: str | os.PathLike) -> None:
        """Write a TensorFlow SavedModel with the signatures of the hub module google/elmo.

        `default` takes `text`, strings split at white space; `tokens` takes
        `tokens` and `sequence_len`. Both give `word_emb`, `lstm_outputs1`,
        `lstm_outputs2`, ..., `elmo` and `default`, in float32. Both refuse text that is not UTF-8
        or not in NFC, and an empty token before another one.

        Raises:
            ValueError: the biLM is stateful: in a SavedModel it could not be reset.
        """
        import tensorflow as tf

        if self.bilm.stateful:
            raise ValueError(
                "A stateful biLM cannot be exported. Received: bilm.stateful=True. Make a copy "
                'without: `BiLM.from_config({**bilm.get_config(), "stateful": False})`, then '
                "`set_weights(bilm.get_weights())`"
            )
        if not self.built:
            self.build(())
        module = tf.Module()
        module.layer = self

        # Without AutoGraph: no `if` hangs on a tensor, and rewriting the layers takes a second.
        graph = partial(tf.function, autograph=False)

        @graph(input_signature=[tf.TensorSpec((None,), tf.string, name="text")])
        def default(text: Any) -> dict[str, Any]:
            return self._module_outputs(SplitText()(text))  # whatever the layer itself takes

        @graph(
            input_signature=[
                tf.TensorSpec((None, None), tf.string, name="tokens"),
                tf.TensorSpec((None,), tf.int32, name="sequence_len"),
            ]
        )
        def tokens(tokens: Any, sequence_len: Any) -> dict[str, Any]:
            real = tf.sequence_mask(sequence_len, tf.shape(tokens)[1])
            return self._module_outputs(SplitText(tokens=True)(tf.where(real, tokens, "")))

        signatures = {"default": default, "tokens": tokens}
        with only("WARNING"):  # not "Assets written to"
            tf.saved_model.save(module, os.fspath(folder), signatures=signatures)

    def _set_bilm(self) -> None:
        """A biLM is trainable if one of the layers that share it fine-tunes it.

        One that is trainable already keeps the parts that somebody has frozen in it. One that is
        not is set, past `__setattr__`, which skips an equal value: parts of a loaded one differ.
        """
        trainable = any(layer.trainable for layer in _shared(self.bilm).tuners)
        if not (trainable and self.bilm.trainable):
            keras.layers.Layer.trainable.fset(self.bilm, trainable)

    def _module_outputs(self, tokens: Any) -> dict[str, Any]:
        layers, mask = self.layers_of(tokens, training=False)
        elmo = self.mix(layers, mask=mask)
        names = [f"lstm_outputs{k}" for k in range(1, self.bilm.n_layers + 1)]
        outputs = {
            "word_emb": layers[:, 0, :, : self.bilm.projection_dim],
            **{name: layers[:, k] for k, name in enumerate(names, start=1)},
            "elmo": elmo,
            "default": mean_of_tokens(elmo, mask),
        }
        # As in google/elmo, whatever the biLM computes with.
        return {name: ops.cast(output, "float32") for name, output in outputs.items()}


@contextmanager
def only(level: str) -> Iterator[None]:
    """TensorFlow says nothing below this level."""
    import tensorflow as tf

    logger = tf.get_logger()
    before = logger.level
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.setLevel(before)


class _BiLMConfig(dict):
    """The config of a biLM that knows its layer, until it becomes a plain one in a file."""

    layer: ELMoEmbedding


def _copy_of_bilm(config: dict[str, Any]) -> BiLM:
    """A new biLM; `clone_model` gets one for all the layers that share one.

    `load_model` has a list of the shared objects; `clone_model` has none, and asks one layer after
    the other for a copy, each of them once. So a layer that asks again begins a new model.
    """
    if not isinstance(config, _BiLMConfig):
        return keras.saving.deserialize_keras_object(config)
    shared = _shared(config.layer.bilm)
    found = None if config.layer in shared.copied else shared.last_copy()
    if found is None:
        found = keras.saving.deserialize_keras_object(dict(config))
        shared.last_copy, shared.copied = ref(found), WeakSet()
    shared.copied.add(config.layer)
    return found


class _Shared:
    """What a biLM knows of the layers on it; no list, since Keras looks into those to save them."""

    def __init__(self) -> None:
        self.tuners: list[ELMoEmbedding] = []  # those that fine-tune it
        self.last_copy: Callable[[], BiLM | None] = lambda: None
        self.copied: WeakSet[ELMoEmbedding] = WeakSet()  # those whose copies have that one


def _shared(bilm: BiLM) -> _Shared:
    return bilm.__dict__.setdefault("_shared", _Shared())


def mean_of_tokens(vectors: Any, mask: Any) -> Any:
    """Mean over the real tokens; a text without tokens gives zeros, not 0 / 0.

    Args:
        vectors: `(batch_size, tokens, dim)`.
        mask: `(batch_size, tokens)`, true for real tokens.

    Example:

    >>> import numpy as np
    >>> vectors = np.array([[[2.0], [4.0], [9.0]], [[1.0], [1.0], [1.0]]])
    >>> mask = np.array([[True, True, False], [False, False, False]])
    >>> np.asarray(mean_of_tokens(vectors, mask)).tolist()
    [[3.0], [0.0]]
    """
    vectors = ops.convert_to_tensor(vectors)
    full = in_full(vectors)
    mask = ops.cast(mask, full.dtype)[..., None]
    mean = ops.sum(full * mask, axis=1) / ops.maximum(ops.sum(mask, axis=1), 1)
    # A mean of integers is none.
    return ops.cast(mean, keras.backend.result_type(vectors.dtype, float))
