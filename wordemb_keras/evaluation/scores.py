"""How good are the vectors? Word similarity and analogies, with the unknown words counted (9-2).

Two published numbers can only be compared if both say what they did with words they do not know.
Here a result always carries its policy and how many questions it rests on. Similarity is the
cosine; the work is done by gensim's `KeyedVectors`.

Reference: L. Finkelstein et al. (2002), WordSim-353; F. Hill et al. (2015), [SimLex-999](
https://aclanthology.org/J15-4004/); T. Mikolov et al. (2013), [analogies](
https://arxiv.org/abs/1301.3781)
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wordemb_keras.files import not_there, where_not_utf8

UNKNOWN_POLICIES = ("skip", "zero")

# The test sets that come with gensim, behind `gensim.test.utils.datapath`.
SETS = {
    "wordsim353": "wordsim353.tsv",
    "simlex999": "simlex999.txt",
    "analogies": "questions-words.txt",
}


@dataclass(frozen=True)
class Evaluation:
    """A score and what it rests on.

    Attributes:
        name: the test set.
        measure: what `score` is: `"Spearman"` (rank correlation with people's judgements, -1 to
            1) or `"accuracy"` (share of analogies whose first answer is right, 0 to 1).
        score: the number; not a number where nothing could be used.
        used: questions in the score.
        skipped: questions left out because a word is unknown.
        unknown: the policy, `"skip"` or `"zero"`.
        sections: for analogies, accuracy of each section with a question that was used.
    """

    name: str
    measure: str
    score: float
    used: int
    skipped: int
    unknown: str
    sections: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.measure} {self.score:.3f} on {self.used} questions, "
            f"{self.skipped} skipped (unknown words: {self.unknown})"
        )


def word_similarity(
    vectors: Any, pairs: str | os.PathLike = "wordsim353", *, unknown: str = "skip"
) -> Evaluation:
    """Compare cosines of word pairs with people's judgements.

    Args:
        vectors: gensim `KeyedVectors`, a gensim model, or a `GloVe` trained on counts.
        pairs: `"wordsim353"`, `"simlex999"`, or the path of a UTF-8 file with
            word<TAB>word<TAB>number a line.
        unknown: a pair with an unknown word is left out (`"skip"`), or counts as similarity 0
            (`"zero"`).

    Returns:
        `Evaluation`; the score is Spearman's rank correlation.

    Raises:
        ValueError: `unknown` is no policy, the file holds no pairs or is not UTF-8, or fewer than
            two pairs have two known words.
        FileNotFoundError: there is no such file and no such set; the message names what is
            spelled alike.

    Example:

    >>> from gensim.models import KeyedVectors
    >>> vectors = KeyedVectors(2)
    >>> vectors.add_vectors(["tiger", "cat", "book"], [[1, 0], [1, 1], [0, 1]])
    >>> print(word_similarity(vectors))  # tiger-cat and tiger-tiger
    wordsim353: Spearman 1.000 on 2 questions, 351 skipped (unknown words: skip)
    """
    keyed, path = _checked(vectors, pairs, unknown)
    questions = [line for line in _lines(path) if _is_pair(line)]
    if not questions:
        raise ValueError(f"{path} holds no pairs: a line must be word<TAB>word<TAB>number")
    try:
        _, spearman, percent = keyed.evaluate_word_pairs(
            str(path), restrict_vocab=len(keyed), dummy4unknown=unknown == "zero"
        )
    except ValueError as error:
        few = "None" if "No valid similarity judgements" in str(error) else "Only one"
        raise ValueError(
            f"`vectors` must know both words of at least two pairs. {few} of the "
            f"{len(questions)} pairs of {path.name} could be used"
        ) from error
    skipped = round(len(questions) * percent / 100) if unknown == "skip" else 0
    used = len(questions) - skipped
    return Evaluation(_name(pairs), "Spearman", float(spearman.statistic), used, skipped, unknown)


def analogies(
    vectors: Any, questions: str | os.PathLike = "analogies", *, unknown: str = "skip"
) -> Evaluation:
    """Answer questions such as "Athens is to Greece as Oslo is to ...?".

    The answer is the word nearest to b - a + c by cosine, the three words of the question left
    out (3CosAdd). Upper and lower case are the same.

    Args:
        vectors: gensim `KeyedVectors`, a gensim model, or a `GloVe` trained on counts.
        questions: `"analogies"` (Google's 19,544), or the path of a UTF-8 file with four words a
            line and sections that start with `: name`.
        unknown: a question with an unknown word is left out (`"skip"`), or counts as wrong
            (`"zero"`).

    Returns:
        `Evaluation`; the score is the share answered right.

    Raises:
        ValueError: `unknown` is no policy, or the file is not UTF-8 or begins without a section.
        FileNotFoundError: see `word_similarity`.
    """
    keyed, path = _checked(vectors, questions, unknown)
    lines = _lines(path)
    if not lines or not lines[0].startswith(":"):
        raise ValueError(f"{path}, line 1: a section must come first, for example `: capitals`")
    total = sum(len(line.split()) == 4 for line in lines if not line.startswith(":"))
    score, sections = keyed.evaluate_word_analogies(
        str(path), restrict_vocab=len(keyed), dummy4unknown=unknown == "zero"
    )
    answered = {s["section"]: (len(s["correct"]), len(s["incorrect"])) for s in sections}
    used = sum(answered.pop("Total accuracy"))
    shares = {
        name: right / (right + wrong) for name, (right, wrong) in answered.items() if right + wrong
    }
    score = float(score) if used else float("nan")
    return Evaluation(_name(questions), "accuracy", score, used, total - used, unknown, shares)


def _checked(vectors: Any, source: str | os.PathLike, unknown: str) -> tuple[Any, Path]:
    """KeyedVectors and the path of the test set."""
    from gensim.test.utils import datapath

    if unknown not in UNKNOWN_POLICIES:
        raise ValueError(f"`unknown` must be one of {UNKNOWN_POLICIES}. Received: {unknown!r}")
    if hasattr(vectors, "keyed_vectors"):
        vectors = vectors.keyed_vectors()
    keyed = getattr(vectors, "wv", vectors)
    if not hasattr(keyed, "evaluate_word_pairs"):
        raise ValueError(
            "`vectors` must be gensim `KeyedVectors` or a model that has them. "
            f"Received: {vectors!r:.60} (of type {type(vectors).__name__}). For a file or a dict: "
            "`wordemb_keras.evaluation.neighbors.keyed_vectors`"
        )
    path = Path(datapath(SETS[str(source)]) if str(source) in SETS else source)
    if not path.exists():
        raise FileNotFoundError(not_there(path, SETS))
    return keyed, path


def _name(source: str | os.PathLike) -> str:
    return str(source) if str(source) in SETS else Path(source).name


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(where_not_utf8(path)) from error


def _is_pair(line: str) -> bool:
    """What gensim takes for a pair: two words and a number, tabs between them."""
    parts = line.split("\t")
    try:
        return len(parts) == 3 and not line.startswith("#") and float(parts[2]) is not None
    except ValueError:
        return False
