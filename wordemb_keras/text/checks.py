"""What may be a token, a word of a vocabulary, or the sign for unknown words (section 9-1).

The checks behind `Vocabulary`, the counting and the training: each names the
argument or the sentence, and what came.
"""

import re
import unicodedata
from collections.abc import Container, Iterable

PADDING = ""

_UNWRITABLE = re.compile("[\t\n\r\ud800-\udfff]")


def not_strings(where: str, found: object) -> str:
    """The message about a sentence that is no list of strings."""
    return f"{where} must be a list of strings. Received: {found}"


def not_utf8(where: str, error: UnicodeEncodeError) -> str:
    """The message about a string that UTF-8 cannot write."""
    return (
        f"{where} holds {error.object!r:.60}, with half of a surrogate pair, which UTF-8 cannot "
        "write. Read the text with its true encoding, or leave such words out."
    )


def checked_token(token: object) -> str:
    """The token, if it is a string; a `TypeError` otherwise."""
    if not isinstance(token, str):
        raise TypeError(stranger(token))
    return token


def stranger(token: object) -> str:
    """What a token that is no string is called in messages."""
    return f"the token {token!r:.60} (of type {type(token).__name__})"


def check_signs(where: str, words: Container[str], unknown: str | None) -> None:
    """Tokens of a text may not be the signs that a vocabulary keeps for itself.

    Raises:
        ValueError: an empty token, or one that is the sign for unknown words.
    """
    if PADDING in words:
        raise ValueError(f"{where} holds an empty token ''. Leave empty tokens out.")
    if unknown is not None and unknown in words:
        raise ValueError(
            f"{where} holds the token {unknown!r}, which is the sign for unknown words. Leave it "
            "out, or choose another sign: `unknown` of `Vocabulary`."
        )


def check_lines(where: str, words: Iterable[str]) -> None:
    """Words must fit into a line of a file: of a vocabulary, of counts, of vectors.

    Raises:
        ValueError: a tab, a line end, or half of a surrogate pair, which UTF-8 cannot write.
    """
    for word in words:
        if _UNWRITABLE.search(word):
            raise ValueError(
                f"{where} holds the token {word!r:.60}, which no line of a file can hold: leave "
                "tabs, line ends and broken surrogates out of the tokens."
            )


def checked_tokens(tokens: Iterable[str]) -> Iterable[str]:
    """A string is an iterable of characters, which is never what was meant."""
    if isinstance(tokens, str):
        raise ValueError(
            "A sentence must be a list of tokens, not a string. "
            f"Received: {tokens[:40]!r}. Split it first, for example with `english_tokens`."
        )
    return tokens


def checked_word(word: str, unknown: str | None) -> str:
    """A word of a vocabulary in NFC.

    Raises:
        ValueError: no string, empty, or the sign for unknown words.
    """
    normal = unicodedata.normalize("NFC", word) if isinstance(word, str) else PADDING
    if normal in (PADDING, unknown):
        raise ValueError(
            "`words` must be non-empty strings without the padding and unknown signs. "
            f"Received: {word!r} (of type {type(word).__name__})"
        )
    return normal


def checked_sign(unknown: str) -> str:
    """The sign for unknown words in NFC.

    Raises:
        ValueError: no string, empty, or one that a line of a vocabulary file cannot carry.
    """
    if not isinstance(unknown, str) or not unknown or any(mark in unknown for mark in "\t\n\r"):
        raise ValueError(
            "`unknown` must be None or a sign that is not empty and holds no tab or line end. "
            f"Received: unknown={unknown!r} (of type {type(unknown).__name__})"
        )
    return unicodedata.normalize("NFC", unknown)
