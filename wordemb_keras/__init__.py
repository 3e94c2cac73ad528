"""Word embeddings, from one-hot vectors to ELMo, for TensorFlow 2 and Keras 3.

Names are listed in `__init__.pyi` and loaded on first use, so that
`import wordemb_keras` stays quick and brings in no TensorFlow.

Example:

>>> import wordemb_keras as we
>>> we.Vocabulary(["good", "bad"]).encode(["good", "unseen", "bad"])
[2, 1, 3]
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__version__ = "0.2.0"
