"""From a text in numbers to counts (section 9-2): which words, which occurrences, which windows.

Frequent words may be thinned out, as in word2vec: an occurrence of a word that makes up the share
f of the text stays with the probability

    sqrt(t / f) + t / f

A word that is left out, for good or by chance, is taken out of its sentence first, so the window
closes over it, as in the programs of GloVe and word2vec.

Reference: T. Mikolov et al. (2013), [Distributed Representations of Words and Phrases and their
Compositionality](https://arxiv.org/abs/1310.4546), section 2.3 (the formula above is the one of
their program)
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordemb_keras import checks
from wordemb_keras.text.checks import check_lines, check_signs
from wordemb_keras.text.vocabulary import UNKNOWN, Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence.encoding import EncodedText
    from wordemb_keras.cooccurrence.runs import RunMerger

WEIGHTINGS = ("count", "inverse_distance")

_SMALLEST_PIECE = 1 << 16  # words; below it a second thread gains nothing
_MOST_THREADS = 4  # beyond it the one that merges what they count is the slowest


class How(NamedTuple):
    """How windows are counted: see `Cooccurrence.build`."""

    window: int
    weighting: str
    symmetric: bool
    subsample: float | None = None
    seed: int = 0

    @classmethod
    def checked(
        cls, *, window: Any, weighting: Any, symmetric: Any, subsample: Any, seed: Any
    ) -> "How":
        """Each argument checked, and of Python's own type.

        Raises:
            ValueError: an argument out of range.
        """
        seed = checks.integer("seed", seed, least=0)
        symmetric = checks.boolean("symmetric", symmetric)
        return cls(
            checks.integer("window", window),
            checks.choice("weighting", weighting, WEIGHTINGS),
            bool(symmetric),
            None if subsample is None else checks.positive("subsample", subsample),
            0 if subsample is None else seed,  # without chance, all seeds are one
        )

    def settings(self, *, tokens: int, skipped: int, thinned: int) -> dict[str, Any]:
        """For the record: what was asked and what came of it."""
        asked, came = self._asdict(), {"tokens": tokens, "skipped": skipped, "thinned": thinned}
        if self.subsample is None:
            del asked["subsample"], asked["seed"], came["thinned"]
        return {**asked, **came}


class Thinning:
    """Which occurrences stay: decided by seed and place in the text, whoever asks.

    Args:
        counts: how often each word is seen, `(words,)`.
        subsample: the t of the formula; `None`: all stay.
        seed: another seed, other occurrences.

    Example:

    >>> thin = Thinning(np.array([90, 10]), 0.1, seed=0)
    >>> thin.shares.round(3)  # sqrt(.1 / .9) + .1 / .9, and all of the other word
    array([0.444, 1.   ])
    """

    def __init__(self, counts: np.ndarray, subsample: float | None, seed: int = 0):
        self.shares = None
        if subsample is not None:
            ratio = subsample * counts.sum() / np.maximum(counts, 1)
            self.shares = np.minimum(1.0, np.sqrt(ratio) + ratio)
            self.key = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]

    def keeps(self, rows: np.ndarray, first: int) -> np.ndarray:
        """For each token (its row) whether it stays; `first` is the place of the first one."""
        if self.shares is None:
            return np.ones(len(rows), bool)
        # SplitMix64 of the place: so a piece of a text decides as the whole text would
        mixed = np.arange(first + 1, first + 1 + len(rows), dtype=np.uint64)
        mixed = self.key + mixed * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        chance = (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)
        return chance * 2.0**-53 < self.shares[rows]


def frequent_words(text: Any, min_count: int, max_vocabulary: int | None) -> Vocabulary:
    """Words by falling count, ties by first appearance.

    Args:
        text: has `words`, `counts` and `tokens`, as an `EncodedText` has.
        min_count: see `Cooccurrence.build`.
        max_vocabulary: see `Cooccurrence.build`.

    Raises:
        ValueError: no word is frequent enough, or one cannot be kept in a file.
    """
    order = np.argsort(-text.counts, kind="stable")
    kept = order[text.counts[order] >= min_count][:max_vocabulary]
    if len(kept) == 0:
        found = f"{text.tokens} tokens, {len(text.words)} different words"
        raise ValueError(
            "`source` must hold at least one word that is seen `min_count` times. "
            f"Received: min_count={min_count}, {found}"
        )
    counts = {text.words[k]: int(text.counts[k]) for k in kept}
    check_signs("`source`", counts, UNKNOWN)
    check_lines("`source`", counts)
    return Vocabulary(counts, counts=counts)


def windowed_counts(
    text: "EncodedText",
    rows: np.ndarray,
    *,
    words: int,
    how: How,
    memory_limit: int | None = None,
    keep_gaps: bool = False,
    verbose: int | str = 1,
) -> tuple["csr_matrix", int]:
    """The counts of a text as a matrix, and how many tokens were thinned out; see `add_counts`."""
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence import counting
    from wordemb_keras.cooccurrence.runs import RunMerger

    seen = np.bincount(rows[rows >= 0], text.counts[rows >= 0], words)
    with RunMerger(memory_limit and memory_limit // 4) as merger:
        thinned = add_counts(
            merger,
            text,
            rows,
            words=words,
            how=how,
            thinning=Thinning(seen, how.subsample, how.seed),
            memory_limit=memory_limit,
            keep_gaps=keep_gaps,
            verbose=verbose,
        )
        weighting = counting.Weighting.of(how.window, how.weighting)
        arrays = counting.to_csr(merger, words, weighting, symmetric=how.symmetric)
    return csr_matrix(arrays, shape=(words, words)), thinned


def add_counts(
    merger: "RunMerger",
    text: "EncodedText",
    rows: np.ndarray,
    *,
    words: int,
    how: How,
    thinning: Thinning,
    first: int = 0,
    memory_limit: int | None = None,
    threads: int | None = None,
    keep_gaps: bool = False,
    verbose: int | str = 1,
) -> int:
    """Count piece by piece, a few at a time.

    Args:
        merger: takes the sorted pairs.
        text: what is counted.
        rows: the row of each of its words, or `GAP`.
        words: number of rows.
        how: how it is counted.
        thinning: which tokens stay.
        first: the place of the text's first token in a longer text.
        memory_limit: bytes to work in.
        threads: how many pieces at a time. Default: as many as CPUs, at most 4.
        keep_gaps: a word that is left out still takes up its place (as in glove-python).
        verbose: 0 for no bar.

    Returns:
        How many tokens were thinned out.
    """
    from tqdm import tqdm

    from wordemb_keras.cooccurrence import counting
    from wordemb_keras.cooccurrence.encoding import GAP

    threads = threads or min(_MOST_THREADS, counting.available_cpus())
    weighting = counting.Weighting.of(how.window, how.weighting)
    size = max(1, counting.pairs_at_once(memory_limit, threads) // how.window)
    size = min(size, max(_SMALLEST_PIECE, -(-text.length // threads)))  # work for every thread
    thinned, place = 0, first

    def pieces() -> Iterator[tuple[np.ndarray, int, int]]:
        """Ids, where those begin that are not counted yet, and how many tokens were read."""
        nonlocal thinned, place
        before = np.empty(0, np.int32)  # the window of a piece's first words
        for block in text.blocks(size):
            tokens = block >= 0
            ids = np.where(tokens, rows[block], block)
            if how.subsample is not None:
                ids, dropped = _thinned(ids, tokens, thinning, place)
                thinned += dropped
            read = int(np.count_nonzero(tokens))
            place += read
            ids = ids if keep_gaps else ids[ids != GAP]
            ids = np.concatenate([before, ids])
            yield ids, len(before), read
            before = ids[-how.window :]

    def count(piece: tuple[np.ndarray, int, int]) -> tuple[np.ndarray, int]:
        ids, start, read = piece
        return counting.count_pairs(ids, start, words, weighting, symmetric=how.symmetric), read

    with tqdm(total=text.tokens, desc="counting", unit=" tokens", disable=not verbose) as bar:
        for run, read in _in_order(count, pieces(), threads):
            merger.add(run)
            bar.update(read)
    return thinned


def _thinned(
    ids: np.ndarray, tokens: np.ndarray, thinning: Thinning, place: int
) -> tuple[np.ndarray, int]:
    """Ids with `GAP` for what chance takes out, and how many those are."""
    from wordemb_keras.cooccurrence.encoding import GAP

    here = np.flatnonzero(tokens)
    known = ids[here] >= 0
    drops = known & ~thinning.keeps(np.where(known, ids[here], 0), place)
    ids = ids.copy()
    ids[here[drops]] = GAP
    return ids, int(np.count_nonzero(drops))


def _in_order(work: Any, items: Iterator[Any], threads: int) -> Iterator[Any]:
    """The results in the order of the items; as many are worked on at a time as there are threads.

    The work lets go of Python's lock (`nogil`), and its sums are integers: the result is that of
    one thread to the last bit.
    """
    if threads == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Any] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > threads:  # one is merged while the others are counted
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
