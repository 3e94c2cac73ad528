"""How good are the vectors? Word similarity and analogies, with the unknown words counted (9-2).

    similarity    Spearman's rank correlation of cosines and people's judgements
    analogies     a is to b as c is to the word nearest to b - a + c  (3CosAdd, by cosine)

Two published numbers can only be compared if both say what they did with words they do not know,
and with capitals. Here a result carries that, and each question counts as right, wrong or skipped.

Reference: L. Finkelstein et al. (2002), WordSim-353; F. Hill et al. (2015), [SimLex-999](
https://aclanthology.org/J15-4004/); T. Mikolov et al. (2013), [analogies](
https://arxiv.org/abs/1301.3781); O. Levy, Y. Goldberg (2014), [3CosAdd](
https://aclanthology.org/W14-1618/)
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordemb_keras import checks
from wordemb_keras.evaluation.neighbors import first_vectors
from wordemb_keras.evaluation.questions import listed, name_of, read_analogies, read_pairs
from wordemb_keras.formats.sources import HandsOverVectors

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN_POLICIES = ("skip", "zero")

_SCORES_AT_ONCE = 1 << 24  # cosines in memory at a time: 64 MB
_SYNTACTIC = ("gram", "syn")  # how Google's and Park's syntactic sections begin


class Answers(NamedTuple):
    """How the questions of a section were answered."""

    right: int
    wrong: int
    skipped: int

    @property
    def score(self) -> float:
        """Share of right answers among those that were used; not a number if there are none."""
        used = self.right + self.wrong
        return self.right / used if used else math.nan


@dataclass(frozen=True)
class Evaluation:
    """A score and what it rests on.

    Attributes:
        name: the test set.
        measure: what `score` is: `"Spearman"` (rank correlation with people's judgements, -1 to
            1) or `"accuracy"` (share of analogies whose first answer is right, 0 to 1).
        score: the number; not a number where too little could be used.
        used: questions in the score.
        skipped: questions left out because a word is unknown.
        unknown: the policy, `"skip"` or `"zero"`.
        folded: whether words that differ in capitals only were taken as one.
        sections: for analogies, the `Answers` of each section.
    """

    name: str
    measure: str
    score: float
    used: int
    skipped: int
    unknown: str
    folded: bool = True
    sections: dict[str, Answers] = field(default_factory=dict)

    def __str__(self) -> str:
        capitals = "folded" if self.folded else "kept"
        how = f"{self.skipped} skipped (unknown words: {self.unknown}; capitals: {capitals})"
        if math.isnan(self.score):
            return f"{self.name}: no {self.measure}, {self.used} questions could be used, {how}"
        return f"{self.name}: {self.measure} {self.score:.3f} on {self.used} questions, {how}"

    def table(self) -> "pd.DataFrame":
        """Sections of analogies and their sums, as the papers print them.

        Rows: the sections, then `semantic` and `syntactic` if there are sections of both kinds
        (the names of syntactic ones begin with `gram` or `syn`), then `total`. Columns: `right`,
        `wrong`, `skipped`, `accuracy`.
        """
        import pandas as pd

        rows = {**self.sections, **self.sums()}
        table = pd.DataFrame.from_dict(rows, orient="index", columns=list(Answers._fields))
        return table.assign(accuracy=[answers.score for answers in rows.values()])

    def sums(self) -> dict[str, Answers]:
        """The last rows of `table`."""
        kinds: dict[str, list[Answers]] = {"semantic": [], "syntactic": []}
        for name, answers in self.sections.items():
            kinds["syntactic" if name.startswith(_SYNTACTIC) else "semantic"].append(answers)
        if not all(kinds.values()):
            kinds = {}
        kinds["total"] = list(self.sections.values())
        return {kind: Answers(*map(sum, zip(*of, strict=True))) for kind, of in kinds.items() if of}


def word_similarity(
    vectors: Any, pairs: Any = "wordsim353", *, unknown: str = "skip", fold_case: bool = True
) -> Evaluation:
    """Compare cosines of word pairs with people's judgements.

    Args:
        vectors: anything that `as_vectors` takes: a model (`GloVe`, `FastText`, gensim's), its
            `KeyedVectors`, a path, a dict. A model in jamo is asked in syllables.
        pairs: `"wordsim353"`, `"simlex999"`, a set of `datasets` (`"wordsim353_ko"`), or the path
            of a UTF-8 file with word, word, number a line (tabs, commas or spaces between).
        unknown: a pair with an unknown word is left out (`"skip"`), or counts as similarity 0
            (`"zero"`).
        fold_case: take words that differ in capitals only as one, the first of the vectors.

    Returns:
        `Evaluation`; the score is Spearman's rank correlation. With fewer than two pairs to
        compare, or cosines that are all the same, it is not a number.

    Raises:
        ValueError: `unknown` is no policy, a vector holds a NaN, or the file is not UTF-8 or has
            a line that is no pair.
        FileNotFoundError: there is no such file and no such set; the message names what is
            spelled alike.

    Example:

    >>> from gensim.models import KeyedVectors
    >>> vectors = KeyedVectors(2)
    >>> vectors.add_vectors(["tiger", "cat", "book"], [[1, 0], [1, 1], [0, 1]])
    >>> print(word_similarity(vectors))  # tiger-cat and tiger-tiger
    wordsim353: Spearman 1.000 on 2 questions, 351 skipped (unknown words: skip; capitals: folded)
    """
    known, pairs = _Known(vectors, unknown, fold_case), listed(pairs)
    questions = read_pairs(pairs)
    cosines, judged = [], []
    for first, second, score in questions:
        rows = known.rows([first, second])
        if rows is None and unknown == "skip":
            continue
        cosines.append(0.0 if rows is None else float(known.unit[rows[0]] @ known.unit[rows[1]]))
        judged.append(score)
    used, skipped = len(judged), len(questions) - len(judged)
    score = _spearman(cosines, judged)
    return Evaluation(name_of(pairs), "Spearman", score, used, skipped, unknown, fold_case)


def analogies(
    vectors: Any,
    questions: Any = "analogies",
    *,
    unknown: str = "skip",
    fold_case: bool = True,
    verbose: int | str = 0,
) -> Evaluation:
    """Answer questions such as "Athens is to Greece as Oslo is to ...?".

    The answer is the word nearest to b - a + c by cosine, the three words of the question left
    out (3CosAdd).

    Args:
        vectors: anything that `as_vectors` takes: a model (`GloVe`, `FastText`, gensim's), its
            `KeyedVectors`, a path, a dict. A model in jamo is asked in syllables.
        questions: `"analogies"` (Google's 19,544), a set of `datasets` (`"analogies_ko"`,
            `"glove_questions"`), the path of a UTF-8 file with four words a line and, if it has
            any, sections that start with `: name`; or several files, or a folder of `.txt`.
        unknown: a question with an unknown word is left out (`"skip"`), or counts as wrong
            (`"zero"`).
        fold_case: see `word_similarity`.
        verbose: 1 shows a progress bar.

    Returns:
        `Evaluation`; the score is the share answered right. Its `table()` has the sections.

    Raises:
        ValueError: `unknown` is no policy, a vector holds a NaN, or the file is not UTF-8 or has
            a line that is no question.
        FileNotFoundError: see `word_similarity`.

    Example:

    >>> from gensim.models import KeyedVectors
    >>> vectors = KeyedVectors(2)
    >>> words = ["man", "king", "woman", "queen", "boy", "girl"]
    >>> vectors.add_vectors(words, [[3, 1], [3, 2], [1, 3], [1, 4], [5, 1], [0, 1]])
    >>> analogies(vectors).table().loc[["family", "total"]]
            right  wrong  skipped  accuracy
    family      3      3      500       0.5
    total       3      3    19538       0.5
    """
    from tqdm import tqdm

    known, questions = _Known(vectors, unknown, fold_case), listed(questions)
    sections = read_analogies(questions)
    answered: dict[str, Answers] = {}
    for name, asked in tqdm(sections.items(), unit=" sections", disable=not verbose):
        rows = [found for words in asked if (found := known.rows(words)) is not None]
        right, missing = _right(known.unit, np.array(rows, np.int64)), len(asked) - len(rows)
        skipped = missing if unknown == "skip" else 0
        answered[name] = Answers(right, len(asked) - right - skipped, skipped)
    total = Answers(*map(sum, zip(*answered.values(), strict=True)))
    used = total.right + total.wrong
    return Evaluation(
        name_of(questions),
        "accuracy",
        total.score,
        used,
        total.skipped,
        unknown,
        fold_case,
        answered,
    )


class _Known:
    """Words in NFC, and their vectors with length 1; of words that are the same, the first.

    A vector of zeros points nowhere: its word counts as unknown.
    """

    def __init__(self, vectors: Any, unknown: str, fold_case: bool):
        checks.choice("unknown", unknown, UNKNOWN_POLICIES)
        words, table = _in_memory(vectors)
        self.fold_case = fold_case
        rows = np.asarray(table, np.float32)
        if (bad := checks.first_not_finite(rows)) is not None:
            raise ValueError(
                "`vectors` must be finite numbers. Received: a NaN or an infinity in the vector of "
                f"{words[bad]!r}"
            )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        self._rows: dict[str, int] = {}
        first: list[int] = []
        for row, word in enumerate(words):
            if not isinstance(word, str) or lengths[row] == 0:
                continue
            if (spelled := self._spelled(word)) not in self._rows:
                self._rows[spelled] = len(first)
                first.append(row)
        self.unit = rows[first] / lengths[first]

    def rows(self, words: Iterable[str]) -> list[int] | None:
        """Their rows, or `None` if one is unknown."""
        found = [self._rows.get(self._spelled(word)) for word in words]
        return None if None in found else [row for row in found if row is not None]

    def _spelled(self, word: str) -> str:
        word = unicodedata.normalize("NFC", word)
        return unicodedata.normalize("NFC", word.casefold()) if self.fold_case else word


def _right(unit: np.ndarray, questions: np.ndarray) -> int:
    """How many questions a, b, c, d `(questions, 4)` have d as their answer."""
    if len(questions) == 0:
        return 0
    right, size = 0, max(1, _SCORES_AT_ONCE // len(unit))
    for start in range(0, len(questions), size):
        a, b, c, d = questions[start : start + size].T
        cosines = (unit[b] - unit[a] + unit[c]) @ unit.T  # as good as cosines: one length a row
        for asked in (a, b, c):
            cosines[np.arange(len(a)), asked] = -np.inf
        right += int(np.count_nonzero(cosines.argmax(axis=1) == d))
    return right


def _spearman(cosines: list[float], judged: list[float]) -> float:
    from scipy.stats import spearmanr

    if len(set(cosines)) < 2 or len(set(judged)) < 2:  # no order, so no correlation
        return math.nan
    return float(spearmanr(cosines, judged).statistic)


def _in_memory(vectors: Any) -> tuple[Sequence[Any], np.ndarray]:
    """Words, in syllables where a model writes jamo, and their vectors."""
    if hasattr(vectors, "keyed_vectors"):
        vectors = vectors.keyed_vectors()
    keyed: Any = (
        vectors if isinstance(vectors, HandsOverVectors) else getattr(vectors, "wv", vectors)
    )
    if hasattr(keyed, "index_to_key"):
        return keyed.index_to_key, np.asarray(keyed.vectors, np.float32)
    return first_vectors(keyed)
