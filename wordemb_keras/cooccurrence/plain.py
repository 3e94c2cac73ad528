"""Counting neighbours in two loops and a dict (section 9-2): what the compiled counter must give.

    X[i, k] = sum over the places where word k stands at distance d <= window from word i
              of 1 ("count") or of 1 / d ("inverse_distance")

Fractions are exact, so that the tests can ask the fast counter for the same last bit.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), sections 3 and 4.2
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction


def count_pairs(
    sentences: Iterable[Sequence[str]],
    *,
    window: int = 10,
    weighting: str = "inverse_distance",
    symmetric: bool = True,
) -> dict[tuple[str, str], float]:
    """X as a dict from (word, word in its window) to the count.

    Args:
        sentences: token lists; no window reaches into the next one.
        window: how many words to each side.
        weighting: `"count"` or `"inverse_distance"`.
        symmetric: `False`: only the words before a word are in its window.

    Example:

    >>> count_pairs([["I", "like", "NLP"]], window=2, symmetric=False)
    {('like', 'I'): 1.0, ('NLP', 'like'): 1.0, ('NLP', 'I'): 0.5}
    """
    counts: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for words in sentences:
        for place, word in enumerate(words):
            for distance in range(1, min(window, place) + 1):
                before = words[place - distance]
                share = Fraction(1, distance if weighting == "inverse_distance" else 1)
                counts[word, before] += share
                if symmetric:  # a word is in the window of the one before it, too
                    counts[before, word] += share
    return {pair: float(count) for pair, count in counts.items()}
