"""N-grams and their hash, as one would explain them: two functions to read in a minute (9-3).

    apple, n = 3:   <ap  app  ppl  ple  le>        app -> 527074092 -> row 1,074,092 of 2,000,000

Training and lookup use gensim's compiled version of both (`formats/ngrams.py`); the tests hold
it to this one, bit by bit.

Reference: Bojanowski et al., [Enriching Word Vectors with Subword Information](
https://arxiv.org/abs/1607.04606), section 3.2; [FNV hash](
http://www.isthe.com/chongo/tech/comp/fnv/), variant 1a
"""


def ngrams(word: str, min_n: int, max_n: int) -> list[str]:
    """All runs of `min_n` to `max_n` characters of `<word>`, in fastText's order.

    Example:

    >>> ngrams("apple", 3, 3)
    ['<ap', 'app', 'ppl', 'ple', 'le>']
    """
    marked = f"<{word}>"
    found = []
    for start in range(len(marked)):
        for n in range(min_n, max_n + 1):
            run = marked[start : start + n]
            # At the end of the word the runs are cut short: those came up before.
            # `<` and `>` alone are in every word, so they would say nothing.
            if len(run) == n and not (n == 1 and start in (0, len(marked) - 1)):
                found.append(run)
    return found


def fnv1a(text: str) -> int:
    """The hash of fastText: 32-bit FNV-1a over the UTF-8 bytes of a text.

    Example:

    >>> fnv1a("app"), fnv1a("안녕")
    (527074092, 1804144425)
    """
    value = 2166136261  # FNV's offset basis
    for byte in text.encode("utf-8"):
        # Facebook's C++ takes a byte for a signed number: from 128 on (all of Hangul) it is
        # negative, and as 32 bits its upper 24 are 1. Without this, every Korean n-gram of a
        # model file would be looked up in a wrong row.
        if byte >= 128:
            byte |= 0xFFFFFF00
        value ^= byte
        value = value * 16777619 % 2**32  # FNV's prime
    return value
