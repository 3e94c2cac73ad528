"""The pieces of a word that FastText learns from (section 9-3).

A word is written between `<` and `>` and cut into all runs of `min_n` to
`max_n` characters. Each run has a vector, and so has the word as a whole; the
vector of the word is their mean:

    apple, n = 3:   <ap  app  ppl  ple  le>   and   <apple>

The vectors of the runs live in a table of fixed size. A run finds its row, its
bucket, by a hash of its UTF-8 bytes, so different runs may share one. Both the
runs and the hash (`plain.py`) are exactly those of Facebook's fastText and of gensim.

Reference: Bojanowski et al., [Enriching Word Vectors with Subword Information](
https://arxiv.org/abs/1607.04606), section 3.2
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from wordemb_keras import checks
from wordemb_keras.fasttext.plain import fnv1a, ngrams
from wordemb_keras.fasttext.spelling import spell, unspell

__all__ = [
    "Explanation",
    "Piece",
    "bucket_of",
    "character_ngrams",
    "choose_buckets",
    "fnv1a",
    "shared_ngrams",
    "spell",
    "subwords",
    "unspell",
]

MOST_BUCKETS = 100_000  # 40 MB at 100 numbers a row


def character_ngrams(
    word: str, min_n: int = 3, max_n: int = 6, *, unit: str = "syllable"
) -> list[str]:
    """All runs of `min_n` to `max_n` characters of `<word>`, in fastText's order.

    The two marks alone are left out (they would be in every word).

    Args:
        word: the word.
        min_n: length of the shortest runs, in characters.
        max_n: length of the longest runs. 0: none.
        unit: `"jamo"` takes Hangul syllables apart first.

    Returns:
        List of str.

    Raises:
        ValueError: an argument is out of range.

    Example:

    >>> character_ngrams("apple", 3, 3)
    ['<ap', 'app', 'ppl', 'ple', 'le>']
    >>> character_ngrams("자연어처리", 3, 3)
    ['<자연', '자연어', '연어처', '어처리', '처리>']
    >>> character_ngrams("자연어처리", 3, 3, unit="jamo")[:3]
    ['<ㅈㅏ', 'ㅈㅏ_', 'ㅏ_ㅇ']
    """
    _check_lengths(min_n, max_n)
    return ngrams(spell(word, unit), min_n, max_n)


def subwords(word: str, min_n: int = 3, max_n: int = 6, *, unit: str = "syllable") -> list[str]:
    """The chapter's units of a word: its n-grams and, last, the whole word with its marks.

    Args:
        word: the word.
        min_n: see `character_ngrams`.
        max_n: see `character_ngrams`.
        unit: see `character_ngrams`.

    Example:

    >>> subwords("apple", 3, 3)
    ['<ap', 'app', 'ppl', 'ple', 'le>', '<apple>']
    """
    return [*character_ngrams(word, min_n, max_n, unit=unit), f"<{spell(word, unit)}>"]


def shared_ngrams(
    first: str, second: str, min_n: int = 3, max_n: int = 6, *, unit: str = "syllable"
) -> list[str]:
    """The n-grams that two words have in common, each once, in the order of the first word.

    Example:

    >>> shared_ngrams("apple", "appple", 3, 4)
    ['<ap', '<app', 'app', 'ppl', 'pple', 'ple', 'ple>', 'le>']
    >>> shared_ngrams("제품", "제푼", 3, 3)
    []
    >>> shared_ngrams("제품", "제푼", 3, 3, unit="jamo")
    ['<ㅈㅔ', 'ㅈㅔ_', 'ㅔ_ㅍ', '_ㅍㅜ']
    """
    others = set(character_ngrams(second, min_n, max_n, unit=unit))
    own = dict.fromkeys(character_ngrams(first, min_n, max_n, unit=unit))
    return [ngram for ngram in own if ngram in others]


def bucket_of(ngram: str, buckets: int) -> int:
    """The row of an n-gram in a table of so many buckets: different n-grams may share one.

    Example:

    >>> bucket_of("app", 2_000_000)
    1074092
    """
    return fnv1a(ngram) % checks.integer("buckets", buckets)


def choose_buckets(words: Iterable[str], min_n: int, max_n: int) -> int:
    """A table size for these (spelled) words: four rows for each different n-gram.

    fastText always takes 2,000,000 rows, which at 100 numbers a row is 800 MB
    however small the text. With four rows for an n-gram, one never seen (in a
    typo) meets a trained row by chance only 22 % of the time: 1 - exp(-1/4).

    Args:
        words: the words of the vocabulary, as `spell` gives them.
        min_n: see `character_ngrams`.
        max_n: see `character_ngrams`.

    Returns:
        The number of rows, at most 100,000.

    Example:

    >>> choose_buckets(["apple", "appple"], 3, 3)  # <ap app ppp ppl ple le>
    24
    """
    from gensim.models.fasttext_inner import compute_ngrams_bytes

    different: set[bytes] = set()
    for word in words:
        different.update(compute_ngrams_bytes(word, min_n, max_n))
    return max(1, min(MOST_BUCKETS, 4 * len(different)))


class Piece(NamedTuple):
    """One piece of a word.

    `share` is its part of the word's vector, measured along that vector; the
    shares of all pieces add up to 1. A piece that is not `seen` is in no word of
    the vocabulary: its row holds the random start, or another n-gram's vector.
    `bucket` is None for the word as a whole.
    """

    text: str
    seen: bool
    bucket: int | None
    share: float


@dataclass(frozen=True)
class Explanation:
    """What a vector is made of; `print` shows it as a table.

    Attributes:
        word: the word asked about.
        known: whether it was in the vocabulary.
        pieces: list of `Piece(text, seen, bucket, share)`.
    """

    word: str
    known: bool
    pieces: list[Piece]

    def __str__(self) -> str:
        seen = sum(piece.seen for piece in self.pieces)
        state = "known" if self.known else "unknown"
        lines = [f"{self.word}: {state}, {seen} of {len(self.pieces)} pieces seen in training"]
        for piece in sorted(self.pieces, key=lambda piece: -piece.share):
            lines.append(f"{piece.share:7.1%}  {piece.text}{'' if piece.seen else '  (not seen)'}")
        return "\n".join(lines)


def _check_lengths(min_n: int, max_n: int) -> None:
    if min_n < 1 or max_n < 0:
        raise ValueError(
            "`min_n` must be at least 1 and `max_n` at least 0 (0: no n-grams). "
            f"Received: min_n={min_n}, max_n={max_n}"
        )
