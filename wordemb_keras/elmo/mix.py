r"""Section 9-5: the ELMo vector, a weighted sum of the biLM's layers (F5.04).

    ELMo_t = gamma * sum_j softmax(s)_j h_{t,j}

The task learns the weights s (which layers help) and gamma (how large the
vectors should be). All s start at 0: the plain mean of the layers.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.2, equation 1
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

from typing import Any

import keras
from keras import ops

from wordemb_keras import checks


@keras.saving.register_keras_serializable(package="wordemb_keras")
class ScalarMix(keras.layers.Layer):
    """Weighs the layers of a biLM, adds them up and scales the sum.

    Several mixes may stand on one biLM, one for each place that uses ELMo.

    Args:
        layer_norm: first bring each layer to mean 0 and variance 1, taken over
            all real tokens and dimensions of the batch together (AllenNLP's
            `do_layer_norm`).

    Input shape:
        `(batch_size, layers, tokens, dim)`.

    Output shape:
        `(batch_size, tokens, dim)`. The mask `(batch_size, tokens)` goes through
        unchanged, and vectors outside it are zero. Under a policy of half
        precision the sums are computed in float32.

    Example: two layers, one token. softmax([log 3, 0]) is (0.75, 0.25).

    >>> import numpy as np
    >>> mix = ScalarMix()
    >>> layers = np.array([[[[1.0, 0.0]], [[0.0, 1.0]]]], "float32")
    >>> mix(layers).numpy()
    array([[[0.5, 0.5]]], dtype=float32)
    >>> mix.set_weights([np.log([3.0, 1.0]), np.array(2.0)])
    >>> mix(layers).numpy().round(4)
    array([[[1.5, 0.5]]], dtype=float32)

    Reference:

    - [Peters et al., 2018](https://arxiv.org/abs/1802.05365), equation 1
    """

    def __init__(self, *, layer_norm: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.layer_norm = checks.boolean("layer_norm", layer_norm)
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        if len(input_shape) != 4 or input_shape[1] is None:
            raise ValueError(
                "`ScalarMix` needs (batch_size, layers, tokens, dim) with the layers known. "
                f"Received: shape={tuple(input_shape)}"
            )
        whole: dict[str, Any] = {"autocast": False}  # `call` computes with all their digits
        self.s = self.add_weight(name="s", shape=input_shape[1:2], initializer="zeros", **whole)
        self.gamma = self.add_weight(name="gamma", shape=(), initializer="ones", **whole)
        self.built = True

    @property
    def layer_weights(self) -> Any:
        """softmax(s): how much each layer counts, `(layers,)`, adding up to 1."""
        return ops.convert_to_numpy(ops.softmax(ops.convert_to_tensor(self.s)))

    def call(self, inputs: Any, mask: Any = None) -> Any:
        layers = in_full(inputs)
        if mask is not None:
            # `[:, None, :, None]` is no operation of LiteRT
            mask = ops.expand_dims(ops.cast(mask, layers.dtype), (1, 3))
        if self.layer_norm:
            # A place of nothing but zeros stands for an empty text. It counts in a later mean,
            # but it is no token, and stays zero.
            real = ops.cast(ops.any(layers != 0, axis=(1, 3), keepdims=True), layers.dtype)
            mask = real if mask is None else mask * real
            layers = _normalize(layers, mask)
        weights = ops.cast(ops.softmax(self.s), layers.dtype)
        mixed = ops.tensordot(layers, weights, axes=[[1], [0]])
        mixed = mixed * ops.cast(self.gamma, layers.dtype)
        return ops.cast(mixed if mask is None else mixed * mask[:, 0], self.compute_dtype)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return mask

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], *input_shape[2:])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "layer_norm": self.layer_norm}


def in_full(x: Any) -> Any:
    """Half precision as float32: sums over a batch would overflow in float16."""
    return ops.cast(x, keras.backend.result_type(x.dtype, "float32"))


def _normalize(layers: Any, mask: Any) -> Any:
    """One mean and one variance for each layer, over the whole batch."""
    axes = (0, 2, 3)
    count = ops.maximum(ops.sum(mask), 1) * layers.shape[-1]
    mean = ops.sum(layers * mask, axis=axes, keepdims=True) / count
    variance = ops.sum(((layers - mean) * mask) ** 2, axis=axes, keepdims=True) / count
    return (layers - mean) / ops.sqrt(variance + 1e-12)
