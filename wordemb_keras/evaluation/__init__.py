"""How good are vectors? Word similarity, analogies, neighbours, typos (sections 9-2, 9-3)."""

from wordemb_keras.evaluation import typos
from wordemb_keras.evaluation.corrections import Correction, corrections
from wordemb_keras.evaluation.neighbors import (
    UnknownWordError,
    analogy,
    keyed_vectors,
    neighbors,
)
from wordemb_keras.evaluation.questions import SETS
from wordemb_keras.evaluation.recovery import TypoRecovery, typo_recovery
from wordemb_keras.evaluation.scores import Answers, Evaluation, analogies, word_similarity
from wordemb_keras.evaluation.texts import TextVectors, text_vectors
from wordemb_keras.evaluation.typos import Typo, sample_typos

__all__ = [
    "SETS",
    "Answers",
    "Correction",
    "Evaluation",
    "TextVectors",
    "Typo",
    "TypoRecovery",
    "UnknownWordError",
    "analogies",
    "analogy",
    "corrections",
    "keyed_vectors",
    "neighbors",
    "sample_typos",
    "text_vectors",
    "typo_recovery",
    "typos",
    "word_similarity",
]
