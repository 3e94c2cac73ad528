"""Section 9-3: FastText, words made of n-grams of letters, syllables or jamo."""

from wordemb_keras.fasttext import subwords
from wordemb_keras.fasttext.model import FastText

__all__ = ["FastText", "subwords"]
