"""Section 9-2: GloVe. Loaded on first use: the compiled trainer alone needs no TensorFlow."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
