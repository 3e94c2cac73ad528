"""Text: sentences, tokens, vocabularies, Hangul, text files (sections 9-2 to 9-5)."""

from wordemb_keras.text import hangul
from wordemb_keras.text.korean import korean_token_lists, korean_tokens
from wordemb_keras.text.tokens import english_tokens, sentences
from wordemb_keras.text.vocabulary import UNKNOWN, Vocabulary

__all__ = [
    "UNKNOWN",
    "Vocabulary",
    "english_tokens",
    "hangul",
    "korean_token_lists",
    "korean_tokens",
    "sentences",
]
