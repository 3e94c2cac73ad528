"""Section 9-5: `quantize("int8")` on layers that have no such form: they refuse.

Keras' `Model.quantize` passes over layers that have no method of their own, or none that it
reaches: the model would be called quantized, and its largest part would be as before.

Reference: [Keras, Model.quantize](https://keras.io/api/models/model_training_apis/)
"""

from typing import Any


class NotQuantized:
    """A layer whose weights stay floating-point numbers, and which says so when asked."""

    def quantize(self, mode: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Not for this layer.

        Raises:
            ValueError: always; the message says what there is.
        """
        raise ValueError(
            f"{type(self).__name__} has no quantized form. Received: mode={mode!r}. Choose other "
            'layers, for example model.quantize("int8", filters="dense"). Of a model that begins '
            'at character ids, model.export("model.tflite", format="litert", optimizations='
            "[tf.lite.Optimize.DEFAULT]) writes int8 weights (with `bilm.portable = True`). "
            'BiLM.save_allennlp(..., dtype="float16") halves the file of a biLM'
        )
