"""Text to sentences, sentences to tokens (sections 9-2 to 9-5).

The first two of the chapter's three steps, none of which needs the whole text in memory:

    text -> sentences -> tokens -> indices        (the last: `vocabulary.py`)

Reference: [sentencex](https://github.com/wikimedia/sentencex)
"""

import re
from collections.abc import Iterator

_PARENTHESISED = re.compile(r"\([^)]*\)")
_ENGLISH_WORD = re.compile(r"[a-z0-9]+")


def sentences(text: str, *, language: str = "en") -> Iterator[str]:
    r"""Split a text into sentences, one after the other.

    Every line is a paragraph of its own: no sentence runs over a line end.
    The rules come from the [sentencex](https://github.com/wikimedia/sentencex)
    library, which knows abbreviations such as `Dr.` and `U.S.`

    Args:
        text: the text.
        language: a language code, for example `"en"` or `"ko"`.

    Example:

    >>> list(sentences("Dr. Kim came. Did you?\nYes"))
    ['Dr. Kim came.', 'Did you?', 'Yes']
    """
    import sentencex

    for paragraph in text.splitlines():
        for sentence in sentencex.segment(language, paragraph):
            if sentence := sentence.strip():
                yield sentence


def english_tokens(sentence: str) -> list[str]:
    """Tokens of the chapter's English pipeline.

    Sounds in parentheses such as `(Laughter)` go, letters become small, and
    only runs of `a-z` and `0-9` stay.

    Example:

    >>> english_tokens("(Applause) It's 2024, folks!")
    ['it', 's', '2024', 'folks']
    """
    return _ENGLISH_WORD.findall(_PARENTHESISED.sub(" ", sentence).lower())
