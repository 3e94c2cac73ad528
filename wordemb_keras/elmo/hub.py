r"""Section 9-5: the chapter's ELMo from TensorFlow Hub, on TensorFlow 2 and Keras 3 (F5.07).

The chapter's `hub.Module`, `tf.Session` and `K.set_session` are TensorFlow 1. Its listing today,
line by line (a test runs these very lines):

    import keras
    import numpy as np
    import pandas as pd
    import tensorflow as tf

    from wordemb_keras.elmo import HubModule, text_batch

    # hub.Module(url, trainable=True); a session and its initialisation are not needed any more
    elmo = HubModule("https://tfhub.dev/google/elmo/3")

    data = pd.read_csv("spam.csv", encoding="latin-1")
    y_data = list(data["v1"].map({"ham": 0, "spam": 1}))
    X_data = list(data["v2"])

    print(len(X_data))
    n_of_train = int(len(X_data) * 0.8)
    n_of_test = int(len(X_data) - n_of_train)
    print(n_of_train)
    print(n_of_test)

    X_train = text_batch(X_data[:n_of_train])  # np.asarray(...); Keras takes no `<U` arrays
    y_train = np.asarray(y_data[:n_of_train])
    X_test = text_batch(X_data[n_of_train:])
    y_test = np.asarray(y_data[n_of_train:])

    def ELMoEmbedding(x):  # signature "default"; tf.squeeze would break on a single text
        return elmo(tf.reshape(tf.cast(x, tf.string), (-1,)))

    input_text = keras.Input(shape=(1,), dtype="string")
    embedding_layer = keras.layers.Lambda(ELMoEmbedding, output_shape=(elmo.dim,))(input_text)
    hidden_layer = keras.layers.Dense(256, activation="relu")(embedding_layer)
    output_layer = keras.layers.Dense(1, activation="sigmoid")(hidden_layer)

    model = keras.Model(inputs=[input_text], outputs=output_layer)
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])

    history = model.fit(X_train, y_train, epochs=1, batch_size=60)

    print("\n 테스트 정확도: %.4f" % (model.evaluate(X_test, y_test)[1]))

A saved `Lambda` cannot be loaded back. `HubELMo` can, and it trains the weights of the layers,
which the gradient does not reach inside the module.

The module carries its LSTM state from call to call, so the same text may get
slightly different vectors; the native `ELMoEmbedding` does not.

Reference: [google/elmo](https://tfhub.dev/google/elmo/3)
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

import os
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import keras

from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.hub_folder import URL, first_line, folder_of, not_usable
from wordemb_keras.elmo.layers import ELMoBase, ELMoEmbedding, only
from wordemb_keras.elmo.sentences import counted
from wordemb_keras.elmo.utf8 import refused

# bilm-tf, with which google/elmo was made, keeps its LSTM states in variables of so many rows. A
# larger batch is an error inside the graph.
_MOST_ROWS = 128


class HubModule:
    """A module with the signatures of google/elmo, loaded once for all who use it.

    As long as someone holds it, the same folder gives the same object, under whatever handle.
    Gradients never enter it: those of its TensorFlow 1 loops cannot be computed in TensorFlow 2.
    A text without tokens gives zeros. Batches of more than 128 rows are read in parts, one after
    the other, as that many calls.

    Args:
        handle: the address of google/elmo on tfhub.dev or on Kaggle Models (downloaded, or taken
            from the folder `TFHUB_CACHE_DIR`), another address that tensorflow_hub knows, or a
            folder with the unpacked module, of TensorFlow 1 (`tfhub_module.pb`) or 2.

    Attributes:
        folder: where it lies.
        module: what `tf.saved_model.load` gave.
        dim: numbers in a vector, 1024 for google/elmo.
        lstm_names: the outputs that hold the LSTM layers.

    Raises:
        ImportError: `tensorflow_hub` is not installed, and the module must be downloaded.
        OSError: the module is neither here nor to be had from the network, or is damaged.
        ValueError: it has not the signatures of google/elmo.
        tf.errors.InvalidArgumentError: in a call, text that is not UTF-8 or not in NFC, or an
            empty token before another one.
    """

    folder: str
    module: Any
    dim: int
    lstm_names: list[str]

    _loaded: WeakValueDictionary = WeakValueDictionary()

    def __new__(cls, handle: str | os.PathLike = URL) -> "HubModule":
        folder = folder_of(handle)
        graph = Path(folder, "saved_model.pb")
        key = folder, graph.stat().st_mtime_ns if graph.is_file() else None
        found = cls._loaded.get(key)
        if found is None:
            found = super().__new__(cls)
            found._load(folder, os.fspath(handle))
            cls._loaded[key] = found
        return found

    def _load(self, folder: str, handle: str) -> None:
        import tensorflow as tf

        # TensorFlow 1 modules hold two graphs: with no tag for use, with "train" for dropout.
        tags: list | None = [] if Path(folder, "tfhub_module.pb").is_file() else None
        try:
            with only("ERROR"):  # not a warning for every reference variable of TensorFlow 1
                module = tf.saved_model.load(folder, tags=tags)
        except Exception as error:  # a half-unpacked folder fails with whatever breaks first
            raise OSError(not_usable(handle, error)) from error
        signatures = getattr(module, "signatures", {})
        if not {"default", "tokens"} <= set(signatures):
            raise ValueError(
                '`handle` must name a module with the signatures "default" and "tokens", as '
                f"google/elmo has. Received: handle={handle!r} with the signatures "
                f"{sorted(signatures)}"
            )
        outputs = signatures["tokens"].structured_outputs
        names = [name for name in outputs if name.startswith("lstm_outputs")]
        self.folder, self.module = folder, module
        self.dim = outputs["elmo"].shape[-1]
        self.lstm_names = sorted(names, key=lambda name: (len(name), name))  # 10 behind 2
        # In functions of their own: under a tape a call would else prepare its own gradient, and
        # fail at that for loops of TensorFlow 1, though nobody asks for it.
        texts, table = tf.TensorSpec((None,), tf.string), tf.TensorSpec((None, None), tf.string)
        # Without AutoGraph: no `if` hangs on a tensor, and it takes as long as the rest.
        graph = partial(tf.function, autograph=False)
        self._of_texts = graph(self._default, input_signature=[texts])
        self._of_tokens = graph(self._layers, input_signature=[table])

    def __call__(self, texts: Any) -> Any:
        """ELMo's sentence vectors, the signature `"default"`: `(n,)` strings to `(n, dim)`."""
        return self._of_texts(texts)

    def layers(self, tokens: Any) -> Any:
        """All layers, the signature `"tokens"`.

        Args:
            tokens: strings `(n, longest)`, filled up with `""` at the end.

        Returns:
            `(n, 1 + LSTM layers, longest, dim)`, zeros where there is no token.
        """
        return self._of_tokens(tokens)

    def _default(self, texts: Any) -> Any:
        import tensorflow as tf

        with tf.control_dependencies(refused(texts[:, tf.newaxis])):
            texts = tf.identity(texts)
        # The module splits at spaces only, this package at all white space of ASCII.
        texts = tf.strings.strip(tf.strings.regex_replace(texts, r"[ \t\n\v\f\r]+", " "))

        def read(texts: Any) -> Any:
            empty = texts == ""
            filled = tf.where(empty, ".", texts)  # the module divides by the number of tokens
            found = self.module.signatures["default"](text=filled)["default"]
            return tf.where(empty[:, tf.newaxis], 0.0, found)

        return tf.ensure_shape(_in_parts(read, texts, (None, None)), (None, self.dim))

    def _layers(self, tokens: Any) -> Any:
        import tensorflow as tf

        width = tf.shape(tokens)[1]
        tokens = tf.pad(tokens, [[0, 0], [0, tf.cast(width == 0, tf.int32)]])
        with tf.control_dependencies(refused(tokens)):
            tokens = tf.identity(tokens)

        def read(tokens: Any) -> Any:
            real = tokens != ""
            counts = tf.reduce_sum(tf.cast(real, tf.int32), axis=1)
            # One token at least: a module need not expect an empty text.
            first = tf.range(tf.shape(tokens)[1]) == 0
            filled = tf.where((counts == 0)[:, tf.newaxis] & first, ".", tokens)
            found = self.module.signatures["tokens"](
                tokens=filled, sequence_len=tf.maximum(counts, 1)
            )
            words = found["word_emb"]
            layers = [tf.concat([words, words], -1), *(found[name] for name in self.lstm_names)]
            return tf.where(real[:, tf.newaxis, :, tf.newaxis], tf.stack(layers, axis=1), 0.0)

        found = _in_parts(read, tokens, (None, None, None, None))[:, :, :width]
        return tf.ensure_shape(found, (None, 1 + len(self.lstm_names), None, self.dim))


def elmo_hub_lambda(handle: str | os.PathLike = URL, **kwargs: Any) -> keras.layers.Lambda:
    """The chapter's `Lambda` layer around ELMo's sentence vector.

    It works, but a model with it can be saved and not loaded. `HubELMo` is the
    layer to keep.

    Args:
        handle: see `HubModule`.
        **kwargs: for `keras.layers.Lambda`, for example `name`.

    Input shape:
        Strings `(batch_size,)` or `(batch_size, 1)`.

    Output shape:
        `(batch_size, dim)`, 1024 numbers for google/elmo.
    """
    module = HubModule(handle)

    def elmo(texts: Any) -> Any:
        import tensorflow as tf

        return module(tf.reshape(texts, (-1,)))

    layer = keras.layers.Lambda(elmo, output_shape=(module.dim,), **kwargs)
    layer.supports_jit = False  # strings
    return layer


@keras.saving.register_keras_serializable(package="wordemb_keras")
class HubELMo(ELMoBase):
    """ELMo from a hub module, with a mix of its own that the task learns.

    It saves the handle and its own weights, not the module (20 kB in place of
    some hundred MB), and loads the module again when it is built.

    To load a saved model in another program, import this class first, so that Keras knows it:

        from wordemb_keras import HubELMo
        model = keras.saving.load_model("model.keras")

    Args:
        handle: see `HubModule`. Of a local folder the full path is kept.
        tokens: the input is tokens, see `ELMoEmbedding`.
        output: `"elmo"`, `"default"` or `"layers"`, see `ELMoEmbedding`.
        layer_norm: see `ScalarMix`.
        dropout: share of the mixed numbers set to zero in training.

    Input shape:
        As `ELMoEmbedding`: `fit` and `predict` always get `text_batch(texts)`.

    Output shape:
        As `ELMoEmbedding`, with 1024 numbers for google/elmo.
    """

    def __init__(self, handle: str | os.PathLike = URL, *, output: str = "default", **kwargs: Any):
        super().__init__(output=output, **kwargs)
        self.handle = os.fspath(Path(handle).absolute() if Path(handle).is_dir() else handle)

    def build(self, input_shape: tuple) -> None:
        self.module = HubModule(self.handle)
        self.n_layers = 1 + len(self.module.lstm_names)
        self.mix.build((None, self.n_layers, None, self.module.dim))
        self.built = True

    def layers_of(self, tokens: Any, *, training: bool | None = None) -> tuple[Any, Any]:
        return self.module.layers(tokens), counted(tokens != "")

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        if not self.built:
            self.build(input_shape)
        return self._shape(input_shape, self.n_layers, self.module.dim)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "handle": self.handle}


def elmo_layer(
    handle: str | os.PathLike = URL,
    *,
    bilm: BiLM | None = None,
    output: str = "default",
    **kwargs: Any,
) -> ELMoBase:
    """The hub module if it can be used, otherwise the native biLM, and a warning that says so.

    Args:
        handle: see `HubModule`.
        bilm: what stands in. Default: `BiLM.from_pretrained("classroom")`.
        output: see `ELMoEmbedding`.
        **kwargs: `tokens`, `layer_norm`, `dropout`, `name`, for either layer.

    Raises:
        ValueError: the handle names a module of another kind.
    """
    layer = HubELMo(handle, output=output, **kwargs)
    try:
        layer.build(())
    except (OSError, ImportError) as error:
        which = "The biLM given" if bilm is not None else 'The biLM "classroom" of this package'
        warnings.warn(
            f"The hub module {os.fspath(handle)} cannot be loaded "
            f"({first_line(error.__cause__ or error)}). {which}, a native biLM, stands in for it.",
            stacklevel=2,
        )
        return ELMoEmbedding(bilm or BiLM.from_pretrained(), output=output, **kwargs)
    return layer


def _in_parts(read: Callable[[Any], Any], rows: Any, shape: tuple) -> Any:
    """What `read` gives for the rows, in parts of at most `_MOST_ROWS`, never none at all."""
    import tensorflow as tf

    n = tf.shape(rows)[0]
    rows = tf.pad(rows, [[0, tf.cast(n == 0, tf.int32)], *[[0, 0]] * (len(rows.shape) - 1)])
    parts = (tf.maximum(n, 1) + _MOST_ROWS - 1) // _MOST_ROWS

    def step(part: Any, found: Any) -> tuple[Any, Any]:
        start = part * _MOST_ROWS
        return part + 1, found.write(part, read(rows[start : start + _MOST_ROWS]))

    found = tf.TensorArray(tf.float32, parts, infer_shape=False, element_shape=shape)
    # One part after the other: each leaves the module's states to the next.
    _, found = tf.while_loop(
        lambda part, _: part < parts, step, (tf.constant(0), found), parallel_iterations=1
    )
    return tf.stop_gradient(found.concat()[:n])
