"""Which word a typo stands for: the nearest words, put in order by their spelling (section 9-3).

A vector finds a hundred words that a typo may stand for. Among them, what decides is how few
keys went wrong, and then how frequent a word is, as in the noisy channel of spelling checkers:

    score(w | typo) = cosine(typo, w) - edits * distance(typo, w) - frequency * log(rank of w)

The distance counts keys of the keyboard: one missing, one too many, another one, or two in the
wrong order ("optimal string alignment", from RapidFuzz). Words stand in a vocabulary by frequency,
so that the rank is that of w in it: its logarithm falls as that of the frequency does (Zipf).

Reference: Kernighan et al., [A Spelling Correction Program Based on a Noisy Channel Model](
https://aclanthology.org/C90-2036/); Damerau, [A technique for computer detection and correction
of spelling errors](https://doi.org/10.1145/363958.363994)
"""

from typing import Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from wordemb_keras import checks
from wordemb_keras.text.hangul import keystrokes

# Chosen on the half of the typos that no table reports: `benchmarks/typo_recovery.py`.
EDITS = 0.2
FREQUENCY = 0.05
CANDIDATES = 100


class Correction(NamedTuple):
    """A word that may have been meant, its score, what that is made of, and its row."""

    word: str
    score: float
    cosine: float
    distance: int
    row: int


def corrections(
    model: Any,
    word: str,
    *,
    topn: int = 5,
    edits: float = EDITS,
    frequency: float = FREQUENCY,
    candidates: int = CANDIDATES,
) -> list[Correction]:
    """The words that a typo most likely stands for.

    Args:
        model: a `wordemb_keras.FastText`, a gensim model or its `KeyedVectors`; its words stand
            in the order of their frequency.
        word: what was typed. A word that is known is answered with itself first.
        topn: how many; so many are looked at, even if `candidates` are fewer.
        edits: what a wrong key costs.
        frequency: what it costs to be e times less frequent.
        candidates: how many of the nearest words are looked at.

    Returns:
        List of `Correction(word, score, cosine, distance, row)`, the best first.

    Raises:
        KeyError: the model has no vector for the word.
        ValueError: no model that holds words and vectors, or an argument out of its range.

    Example:

    >>> from wordemb_keras import FastText
    >>> sentences = [["빠른", "배송", "좋아요"], ["배송", "빠르고", "좋아요"]] * 50
    >>> model = FastText("jamo", vector_size=8, workers=1, seed=1).fit(sentences, verbose=0)
    >>> [(found.word, found.distance) for found in corrections(model, "조아여", topn=2)]
    [('좋아요', 2), ('배송', 5)]
    """
    most = max(checks.integer("topn", topn), checks.integer("candidates", candidates))
    ranking = Ranking(model, edits=edits, frequency=frequency, candidates=most)
    return ranking.best(word)[:topn]


class Ranking:
    """The order in which the words of a model are answers to a typo.

    Args:
        model: see `corrections`.
        edits: see `corrections`; 0 and `frequency` 0: by cosine alone.
        frequency: see `corrections`.
        candidates: see `corrections`.
    """

    def __init__(
        self, model: Any, *, edits: float = 0.0, frequency: float = 0.0, candidates: int = 1
    ):
        self.edits = checks.not_negative("edits", edits)
        self.frequency = checks.not_negative("frequency", frequency)
        self.candidates = checks.integer("candidates", candidates)
        self.vectors = getattr(model, "wv", model)
        if not hasattr(self.vectors, "key_to_index"):
            raise ValueError(
                "`model` must be a trained `FastText`, a gensim model or its `KeyedVectors`. Of a "
                "file, `FastText.load(path)` makes one, of anything else that holds vectors "
                "`wordemb_keras.evaluation.keyed_vectors(source)`. "
                f"Received: {model!r:.60} (of type {type(model).__name__})"
            )
        self.spell = getattr(model, "spell", lambda word: word)
        self.join = getattr(getattr(model, "spelling", None), "join", lambda key: key)
        table = self.vectors.vectors
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        self._unit = table / np.where(lengths > 0, lengths, 1)

    def row(self, word: str) -> int | None:
        """The row of a word of the vocabulary."""
        return self.vectors.key_to_index.get(self.spell(word))

    def cosines(self, typo: str) -> np.ndarray | None:
        """Of each word with the typo, `(vocabulary_size,)`; None if that has no vector."""
        try:
            vector = self.vectors.get_vector(self.spell(typo))
        except KeyError:
            return None
        length = np.linalg.norm(vector)
        return self._unit @ (vector / length) if length else None  # too short for any n-gram

    def best(self, typo: str) -> list[Correction]:
        """The nearest words in their new order, the word itself before them if it is known."""
        cosines, own = self.cosines(typo), self.row(typo)
        if cosines is None:
            raise KeyError(f"Key {typo!r} not present: the model has no vector for it")
        return sorted(self.ordered(typo, cosines), key=lambda each: each.row != own)

    def ordered(self, typo: str, cosines: np.ndarray) -> list[Correction]:
        """The words of the highest cosines in their new order."""
        number = min(self.candidates, len(cosines))
        nearest = np.argpartition(-cosines, number - 1)[:number].tolist()
        keys = keystrokes(typo)
        found = [
            self._correction(keys, row, float(cosines[row]))
            for row in nearest
            if self.vectors.index_to_key[row] is not None  # gensim's, where a file had a word twice
        ]
        return sorted(found, key=lambda each: (-each.score, each.distance))

    def _correction(self, keys: str, row: int, cosine: float) -> Correction:
        word = self.join(self.vectors.index_to_key[row])
        distance = OSA.distance(keys, keystrokes(word))  # one slip a place
        score = cosine - self.edits * distance - self.frequency * np.log(1 + row)
        return Correction(word, float(score), cosine, distance, row)
