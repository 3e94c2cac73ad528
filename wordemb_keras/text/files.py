"""Text files of the user's own: sentences as token lists (sections 9-2 to 9-4).

    "Kings rule. Queens too."  ->  ["kings", "rule"], ["queens", "too"]

A file is read anew on every walk and never as a whole, so it may be larger than memory.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from wordemb_keras.files import where_not_utf8
from wordemb_keras.text.korean import korean_tokens
from wordemb_keras.text.tokens import english_tokens, sentences

TOKENS = ("spaces", "english", "korean")
LONGEST = 10_000

_NOT_A_SPACE = re.compile(r"[^ \t\n\r\v\f]+")  # the white space that `Cooccurrence.build` knows


class TokenFile:
    r"""The sentences of a UTF-8 text file as token lists, as often as one walks through it.

    Args:
        path: the file.
        tokens: `"spaces"`: each line is a sentence, its words are separated by spaces and
            nothing is changed. `"english"`: running text, split into sentences and small words
            of letters and digits. `"korean"`: running text, split into sentences and morphemes
            (needs `kiwipiepy`).

    A sentence of more than 10,000 tokens comes in pieces of that length.

    Raises:
        ValueError: `tokens` is none of these; while walking: a line is not UTF-8.
        ImportError: `kiwipiepy` is not installed.

    Example:

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "my.txt"
    >>> _ = path.write_text("Kings rule. Queens too.\n", encoding="utf-8")
    >>> list(TokenFile(path)), list(TokenFile(path, tokens="english"))
    ([['Kings', 'rule.', 'Queens', 'too.']], [['kings', 'rule'], ['queens', 'too']])
    """

    def __init__(self, path: str | os.PathLike, *, tokens: str = "spaces"):
        if tokens not in TOKENS:
            raise ValueError(f"`tokens` must be one of {TOKENS}. Received: tokens={tokens!r}")
        # From the root: the program may go to another folder between two walks.
        self.path, self.tokens = Path(path).absolute(), tokens
        self._split = _splitter(tokens)

    def __iter__(self) -> Iterator[list[str]]:
        for line in _lines(self.path):
            for sentence in self._split(line):
                yield from pieces(sentence)


def pieces(sentence: list[str]) -> Iterator[list[str]]:
    """A sentence in parts of at most 10,000 tokens: gensim leaves out, unsaid, what is beyond.

    Example:

    >>> [len(part) for part in pieces(["a"] * 10_005)]
    [10000, 5]
    """
    for start in range(0, len(sentence), LONGEST):
        yield sentence[start : start + LONGEST]


def _lines(path: Path) -> Iterator[str]:
    """Lines in NFC; white space that is no line end stays in its line."""
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        try:
            for line in file:
                yield unicodedata.normalize("NFC", line)
        except UnicodeDecodeError as error:
            raise ValueError(where_not_utf8(path)) from error


def _splitter(tokens: str) -> Callable[[str], Iterator[list[str]]]:
    if tokens == "spaces":
        return lambda line: iter([_NOT_A_SPACE.findall(line)])
    if tokens == "english":
        return lambda line: map(english_tokens, sentences(line))
    try:
        from kiwipiepy import Kiwi
    except ImportError as error:
        raise ImportError(
            "Korean morphemes need a package: pip install kiwipiepy. Without it "
            '`tokens="spaces"` splits at spaces.'
        ) from error
    kiwi = Kiwi()
    return lambda line: (
        korean_tokens(sentence, kiwi=kiwi) for sentence in sentences(line, language="ko")
    )
