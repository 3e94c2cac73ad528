"""Section 9-4: pretrained vectors in a Keras `Embedding`."""

from wordemb_keras.pretrained.coverage import Coverage
from wordemb_keras.pretrained.matrix import EmbeddingMatrix, build_embedding_matrix

__all__ = ["Coverage", "EmbeddingMatrix", "build_embedding_matrix"]
