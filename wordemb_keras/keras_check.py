"""Keras as this package needs it, checked where it is imported: version 3, on TensorFlow.

Text is read in TensorFlow's graphs, so the layers of section 9-5 and GloVe cannot run on another
backend; there they would fail late, with messages about anything else.

Reference: [Keras 3, configuring the backend](https://keras.io/getting_started/)
"""

import keras


def check() -> None:
    """Look at the Keras that is installed, and at its backend.

    Raises:
        ImportError: Keras 2, or a backend other than TensorFlow; the message says what to do.
    """
    if int(keras.__version__.partition(".")[0]) < 3:
        raise ImportError(
            f"wordemb_keras needs Keras 3, and Keras {keras.__version__} is installed. Run "
            "`pip install --upgrade keras tensorflow`, then restart Python (the notebook's kernel)."
        )
    if keras.config.backend() != "tensorflow":
        raise ImportError(
            f"This part of wordemb_keras needs Keras on TensorFlow, and Keras is set to "
            f"{keras.config.backend()}. Restart Python (the notebook's kernel) with the variable "
            "KERAS_BACKEND set to tensorflow."
        )


check()
