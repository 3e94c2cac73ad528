r"""Section 9-5: text that a running model can see to be wrong, but cannot mend.

ELMo reads bytes. `text_batch` brings text into one form (UTF-8, composed characters, NFC); a
tensor may come past it, from a file of another encoding or from a Mac, where 가 is two or three
letters. The same word would then silently be another one.

Reference: [Unicode, normal forms](https://www.unicode.org/reports/tr15/)
"""

import functools
import sys
import unicodedata
from typing import Any


def refused(tokens: Any) -> list:
    """Operations that stop a running model; the message says what is wrong with its text.

    Args:
        tokens: strings `(batch_size, tokens)`.
    """
    import tensorflow as tf

    real = tokens != ""
    gap = tf.logical_and(real[:, 1:], tf.logical_not(real[:, :-1]))
    whole = tf.strings.unicode_transcode(tokens, "UTF-8", "UTF-8", errors="replace") == tokens
    wrong = {
        'An empty token ("") stands before another one. It may only fill up a row at its end.': gap,
        "Text must be UTF-8. Of a file with other bytes: tf.strings.unicode_transcode(text, "
        '"ISO-8859-1", "UTF-8").': tf.logical_not(whole),
        "Text must be in NFC, with composed characters: `text_batch(texts)`.": (
            tf.strings.regex_full_match(tokens, f"(?s).*(?:{not_nfc()}).*")
        ),
    }
    return [
        tf.debugging.Assert(tf.logical_not(tf.reduce_any(found)), [message])
        for message, found in wrong.items()
    ]


@functools.cache
def not_nfc() -> str:
    r"""A pattern (RE2, as TensorFlow has it) for what NFC would put into another form.

    Characters that NFC replaces, and letters that it joins with the mark behind them. Not found
    are marks in the wrong order, and a mark that NFC joins with its letter over another mark.
    """
    replaced: list[str] = []
    joined: dict[str, list[str]] = {}
    # Those that have a decomposition; Hangul syllables follow a rule, and have none.
    for character in filter(unicodedata.decomposition, map(chr, range(sys.maxunicode + 1))):
        if unicodedata.normalize("NFC", character) != character:
            replaced.append(character)
        elif len(pieces := unicodedata.normalize("NFD", character)) > 1:
            letter = unicodedata.normalize("NFC", pieces[:-1])
            joined.setdefault(pieces[-1], []).append(letter)
    open_syllables = map(chr, range(0xAC00, 0xD7A4, 28))  # without a consonant at the end
    return "|".join(
        [
            _any_of(replaced),
            r"[\x{1100}-\x{1112}][\x{1161}-\x{1175}]",  # a consonant and a vowel
            _any_of(open_syllables) + r"[\x{11a8}-\x{11c2}]",
            *(_any_of(letters) + _any_of([mark]) for mark, letters in joined.items()),
        ]
    )


def _any_of(characters: Any) -> str:
    return "[" + "".join(rf"\x{{{ord(character):x}}}" for character in characters) + "]"
