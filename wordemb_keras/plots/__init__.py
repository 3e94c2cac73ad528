"""The chapter's pictures. Loaded on first use: the projector needs no Matplotlib."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
