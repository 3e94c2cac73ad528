"""Which rows of a fastText table belong to a word: gensim's compiled n-grams and hash.

`wordemb_keras.fasttext.plain` says the same in Python that reads like the definition; tests
compare the two.

Reference: [fastText, Dictionary::computeSubwords](
https://github.com/facebookresearch/fastText/blob/main/src/dictionary.cc)
"""

import functools
from typing import Any


def ngram_buckets(raw: bytes, min_n: int, max_n: int, buckets: int) -> list[int]:
    """The bucket of each n-gram of a word in UTF-8, in fastText's order.

    Args:
        raw: the word, without `<` and `>`. A word cut in the middle of a character, as
            Facebook's files hold some, is no UTF-8 and is cut here, byte by byte.
        min_n: characters in the shortest n-grams; 0 is as good as 1.
        max_n: characters in the longest; 0 for none.
        buckets: rows for n-grams.

    Example:

    >>> ngram_buckets("app".encode(), 3, 3, 2_000_000)  # <ap app pp>
    [206650, 1074092, 1503497]
    """
    min_n = max(min_n, 1)
    if buckets < 1 or max_n < min_n:
        return []
    ngrams_of, hash_of = _compiled()
    try:
        ngrams = ngrams_of(raw.decode("utf-8"), min_n, max_n)
    except UnicodeDecodeError:
        ngrams = _ngrams(b"<" + raw + b">", min_n, max_n)
    return [value % buckets for value in map(hash_of, ngrams)]


@functools.cache  # an import in the function above would take a tenth of its time
def _compiled() -> tuple[Any, Any]:
    """The n-grams of a word, and the hash of one, as gensim has them."""
    from gensim.models.fasttext_inner import compute_ngrams_bytes, ft_hash_bytes

    return compute_ngrams_bytes, ft_hash_bytes


def _ngrams(marked: bytes, min_n: int, max_n: int) -> list[bytes]:
    """Runs of characters: a byte 10xxxxxx goes on with the character before it."""
    begins = [i for i, byte in enumerate(marked) if byte & 0xC0 != 0x80] + [len(marked)]
    characters = len(begins) - 1
    return [
        marked[begins[i] : begins[i + n]]
        for i in range(characters)
        for n in range(min_n, min(max_n, characters - i) + 1)
        if n > 1 or 0 < i < characters - 1
    ]
