"""How well a model sees through typos (section 9-3).

It is asked for the neighbours of each typo, and how often the word that was meant is among the
first 1, 5 or 10 is counted: by cosine, or in the order of `corrections.py`.

Reference: Piktus et al., [Misspelling Oblivious Word Embeddings](
https://arxiv.org/abs/1905.09755), which measures the same for English
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wordemb_keras.evaluation.corrections import CANDIDATES, Ranking
from wordemb_keras.evaluation.typos import Typo, has_bare_jamo


@dataclass(frozen=True)
class TypoRecovery:
    """What `typo_recovery` measured.

    Attributes:
        typos: the typos asked about.
        ranks: for each, the place of the original among the neighbours of the
            typo (1 is the nearest); None where the model has no answer.
    """

    typos: list[Typo]
    ranks: list[int | None]

    @property
    def answered(self) -> int:
        """How many typos the model has a vector for."""
        return sum(rank is not None for rank in self.ranks)

    def within(self, n: int, *, kind: str | None = None, bare: bool | None = None) -> float:
        """Share of the typos whose original is among the first `n` neighbours.

        A typo without an answer counts as not found.

        Args:
            n: how many neighbours.
            kind: only typos of this kind.
            bare: True: only typos with a jamo that is in no syllable (남ㅁ동생), which no word
                is taken for; False: only the others (나동생), which look like a word. The first
                are easier to see through.
        """
        asked = self._ranks(kind, bare)
        return sum(rank is not None and rank <= n for rank in asked) / max(1, len(asked))

    def _ranks(self, kind: str | None, bare: bool | None) -> list[int | None]:
        return [
            rank
            for rank, typo in zip(self.ranks, self.typos, strict=True)
            if kind in (None, typo.kind) and bare in (None, has_bare_jamo(typo.typo))
        ]

    def __str__(self) -> str:
        lines = [f"{len(self.ranks)} typos, {self.answered} answered; {self._shares(None)}"]
        for bare, name in ((True, "with bare jamo"), (False, "without")):
            number = len(self._ranks(None, bare))
            if 0 < number < len(self.ranks):
                lines.append(f"  {number} {name}; {self._shares(bare)}")
        return "\n".join(lines)

    def _shares(self, bare: bool | None) -> str:
        return ", ".join(f"first {n}: {self.within(n, bare=bare):.1%}" for n in (1, 5, 10))


def typo_recovery(
    model: Any,
    typos: Iterable[Typo],
    *,
    edits: float = 0.0,
    frequency: float = 0.0,
    candidates: int = CANDIDATES,
) -> TypoRecovery:
    """How near to each typo a model puts the word that was meant.

    Args:
        model: a `wordemb_keras.FastText`, a gensim model or its `KeyedVectors`.
        typos: from `sample_typos`.
        edits: see `corrections`. Default: 0, by cosine alone.
        frequency: see `corrections`. Default: 0.
        candidates: how many of the nearest words `edits` and `frequency` put in a new order.

    Returns:
        A `TypoRecovery`. Word2Vec and GloVe have no vector for a typo that
        they never saw: their share is 0 by construction.

    Raises:
        ValueError: an original is not in the vocabulary: it could never be found.
    """
    typos = list(typos)
    ranking = Ranking(model, edits=edits, frequency=frequency, candidates=candidates)
    return TypoRecovery(typos, [_rank(ranking, typo) for typo in typos])


def _rank(ranking: Ranking, typo: Typo) -> int | None:
    """1 + how many words are nearer to the typo than the original is."""
    place = ranking.row(typo.original)
    if place is None:
        raise ValueError(
            f"`typos` must be made from words of the vocabulary. Received: {typo.original!r}, "
            "which the model does not know"
        )
    cosines = ranking.cosines(typo.typo)
    if cosines is None:
        return None
    if (own := ranking.row(typo.typo)) is not None:  # a word is not its own neighbour
        cosines[own] = -np.inf
    rank = 1 + int((cosines > cosines[place]).sum())
    if rank > ranking.candidates or not (ranking.edits or ranking.frequency):
        return rank
    found = ranking.ordered(typo.typo, cosines)
    return 1 + [each.row for each in found].index(place)
