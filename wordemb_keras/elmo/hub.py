r"""Section 9-5: the chapter's ELMo from TensorFlow Hub, on TensorFlow 2 and Keras 3 (F5.07).

The chapter's `hub.Module`, `tf.Session` and `K.set_session` are TensorFlow 1.
Today a module is loaded with `hub.load` and called through its signatures.
What the module `google/elmo` needs beyond that:

- gradients do not go through it: they are stopped, and a mix of our own
  (`ScalarMix`) is trained in place of the module's;
- `tf.squeeze` in the chapter's listing breaks on a batch of one text: the
  input is reshaped to `(batch_size,)` here;
- a saved `Lambda` cannot be loaded back: `HubELMo` can.

The module carries its LSTM state from call to call, so the same text may get
slightly different vectors; the native `ELMoEmbedding` does not.

Reference: [google/elmo](https://tfhub.dev/google/elmo/3)
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

import hashlib
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import keras

from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.layers import ELMoBase, ELMoEmbedding

URL = "https://tfhub.dev/google/elmo/3"


def load_module(handle: str | os.PathLike = URL) -> Any:
    """The hub module behind a handle.

    Args:
        handle: a URL (downloaded, or taken from the folder `TFHUB_CACHE_DIR`)
            or a local folder with a SavedModel.

    Raises:
        ImportError: `tensorflow_hub` is not installed, and the handle is a URL.
        OSError: the module is neither here nor to be had from the network.
        ValueError: it has not the signatures of google/elmo.
    """
    handle = os.fspath(handle).rstrip("/")  # a slash at the end would change the cache key
    module = _load(_in_cache(handle) or handle)
    signatures = getattr(module, "signatures", {})
    if not {"default", "tokens"} <= set(signatures):
        raise ValueError(
            '`handle` must name a module with the signatures "default" and "tokens", as '
            f"google/elmo has. Received: handle={handle!r} with the signatures {sorted(signatures)}"
        )
    return module


def elmo_hub_lambda(handle: str | os.PathLike = URL, **kwargs: Any) -> keras.layers.Lambda:
    """The chapter's `Lambda` layer around ELMo's sentence vector.

    It works, but a model with it can be saved and not loaded. `HubELMo` is the
    layer to keep.

    Args:
        handle: see `load_module`.
        **kwargs: for `keras.layers.Lambda`, for example `name`.

    Input shape:
        Strings `(batch_size,)` or `(batch_size, 1)`.

    Output shape:
        `(batch_size, dim)`, 1024 numbers for google/elmo.
    """
    import tensorflow as tf

    module = load_module(handle)
    default = module.signatures["default"]

    def elmo(texts: Any) -> Any:
        outputs = default(text=tf.reshape(texts, (-1,)))
        return tf.stop_gradient(outputs["default"])

    elmo.module = module  # type: ignore[attr-defined]  # the module lives as long as the layer
    width = default.structured_outputs["default"].shape[-1]
    layer = keras.layers.Lambda(elmo, output_shape=(width,), **kwargs)
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
        handle: see `load_module`. Of a local folder the full path is kept.
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
        module = load_module(self.handle)
        outputs = module.signatures["tokens"].structured_outputs
        names = [name for name in outputs if name.startswith("lstm_outputs")]
        self.lstm_names = sorted(names, key=lambda name: (len(name), name))  # 10 behind 2
        self.dim = outputs["elmo"].shape[-1]
        self._module = module
        self.mix.build((None, 1 + len(self.lstm_names), None, self.dim))
        self.built = True

    def layers_of(self, tokens: Any, *, training: bool | None = None) -> tuple[Any, Any]:
        import tensorflow as tf

        mask = tokens != ""
        # One token at least: a module may not expect a batch of nothing but empty texts.
        filled = tf.pad(tokens, [[0, 0], [0, tf.cast(tf.shape(tokens)[1] == 0, tf.int32)]])
        counts = tf.reduce_sum(tf.cast(mask, tf.int32), axis=1)
        outputs = self._module.signatures["tokens"](tokens=filled, sequence_len=counts)
        words = outputs["word_emb"]
        layers = [tf.concat([words, words], -1), *(outputs[name] for name in self.lstm_names)]
        stacked = tf.stack(layers, axis=1)[:, :, : tf.shape(tokens)[1]]
        real = tf.where(mask[:, tf.newaxis, :, tf.newaxis], stacked, 0.0)
        real = tf.ensure_shape(real, (None, 1 + len(self.lstm_names), None, self.dim))
        return tf.stop_gradient(real), mask

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        if not self.built:
            self.build(input_shape)
        return self._shape(input_shape, 1 + len(self.lstm_names), self.dim)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "handle": self.handle}


def elmo_layer(
    handle: str | os.PathLike = URL,
    *,
    bilm: BiLM | None = None,
    output: str = "default",
    **kwargs: Any,
) -> ELMoBase:
    """The hub module if it can be had, otherwise the native biLM, and a warning that says so.

    Args:
        handle: see `load_module`.
        bilm: what stands in. Default: `BiLM.from_pretrained("classroom")`.
        output: see `ELMoEmbedding`.
        **kwargs: `layer_norm`, `dropout`, `name`, for either layer.
    """
    layer = HubELMo(handle, output=output, **kwargs)
    try:
        layer.build(())
    except (OSError, ImportError) as error:
        warnings.warn(
            f"The hub module {os.fspath(handle)} cannot be loaded "
            f"({_first_line(error.__cause__ or error)}). The native biLM stands in for it.",
            stacklevel=2,
        )
        return ELMoEmbedding(bilm or BiLM.from_pretrained(), output=output, **kwargs)
    return layer


def _in_cache(handle: str) -> str | None:
    """Where the cache of tensorflow_hub has the module, with or without a slash in its key."""
    usual = Path(tempfile.gettempdir()) / "tfhub_modules"
    cache = Path(os.environ.get("TFHUB_CACHE_DIR") or usual)
    for key in (handle, f"{handle}/"):
        folder = cache / hashlib.sha1(key.encode("utf-8"), usedforsecurity=False).hexdigest()
        if (folder / "saved_model.pb").is_file():
            return os.fspath(folder)
    return None


def _load(handle: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tensorflow_hub uses pkg_resources
            import tensorflow_hub as hub
    except ImportError as error:
        if not Path(handle).is_dir():
            raise ImportError(
                "Hub modules need tensorflow_hub. Install it: "
                "pip install tensorflow-hub 'setuptools<82'"
            ) from error
        import tensorflow as tf

        return tf.saved_model.load(handle)
    try:
        return hub.load(handle)
    except (OSError, RuntimeError, ValueError) as error:  # a ValueError: not a SavedModel
        raise OSError(
            f"`handle` must be a module that can be reached. Received: handle={handle!r} "
            f"({_first_line(error)}). Download it elsewhere, and give its folder as the handle."
        ) from error


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
