"""Training behind `FastText`: gensim's trainer, with a loss and a sensible table size (9-3).

gensim reports no loss for FastText. So a fixed sample of word pairs is kept,
and after each epoch their mean loss is computed,

    -log s(h . v_c) - sum_n log s(-h . v_n)

with the same random words n each time: falling numbers mean learning.

Reference: Mikolov et al., [Distributed Representations of Words and Phrases](
https://arxiv.org/abs/1310.4546), equation 4
"""

import copy
import os
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from wordemb_keras.fasttext.arguments import default_lengths
from wordemb_keras.fasttext.subwords import choose_buckets
from wordemb_keras.text.checks import check_signs, checked_token, not_strings, not_utf8
from wordemb_keras.text.files import pieces

_MOST_SAMPLED = 4_000  # sentences
_PAIRS = 1_000


def train(
    sentences: Iterable[Iterable[str]],
    settings: Any,
    *,
    epochs: int,
    model: Any = None,
    verbose: int,
) -> tuple[Any, list[float]]:
    """Train a gensim model.

    Args:
        sentences: tokenised sentences.
        settings: a `FastText`, whose arguments are used.
        epochs: how often to go through the sentences.
        model: a gensim model to go on with; a copy of it is trained, so that it stays as it is
            where training fails. Default: a new one.
        verbose: 0: silent, 1: a progress bar.

    Returns:
        The gensim model, and the mean loss after each epoch.
    """
    from tqdm import tqdm

    corpus = SpelledSentences(sentences, settings.spelling.spell)
    if model is None:
        model = _untrained(settings, epochs)
        _build_vocabulary(model, corpus, settings)
    else:
        model = copy.deepcopy(model)
        _extend_vocabulary(model, corpus, settings)
    loss = PairLoss(model, corpus.sample, seed=settings.seed)
    total = epochs * model.corpus_count
    with tqdm(total=total, disable=not verbose, unit=" sentences", unit_scale=True) as bar:
        corpus.bar = bar
        watch = _Watch(loss, corpus, epochs)
        model.train(corpus, total_examples=model.corpus_count, epochs=epochs, callbacks=[watch])
        bar.update(total - bar.n)
    return model, watch.losses


class SpelledSentences:
    """Sentences as the model reads them; each different word is spelled once.

    The first walk keeps an even sample of up to 4,000 sentences in `sample` and,
    of a list, the spelled sentences; anything else is spelled again on each walk.
    Later walks move `bar`, if there is one. They run in a thread of gensim, which an
    error would end while `train` waits for it: `check` raises what went wrong.
    """

    def __init__(self, sentences: Iterable[Iterable[str]], spell: Callable[[str], str]):
        if isinstance(sentences, str | os.PathLike):
            raise ValueError(
                f"`sentences` must be lists of words. Received: {str(sentences)[:60]!r}. For a "
                "text file give `TokenFile(path)` of `wordemb_keras.text.files`."
            )
        once_only = iter(sentences) is sentences
        self.sentences = list(sentences) if once_only else sentences
        self.spelled = _Spelling(spell)
        self.kept: list[list[str]] | None = None
        self.sample: list[list[str]] = []
        self.bar: Any = None
        self._walked = 0  # how many sentences there were on the first walk
        self._error: Exception | None = None

    def check(self) -> None:
        """Raise what the last walk ran into.

        Raises:
            ValueError: it found fewer sentences than the first; or whatever stopped it.
        """
        if self._error is not None:
            raise self._error

    def __iter__(self) -> Iterator[list[str]]:
        if self.bar is None:
            return self._first_walk()
        return self._later_walk()

    def _first_walk(self) -> Iterator[list[str]]:
        """Every `step`-th sentence is a sample; when they are too many, every second one goes."""
        step, self.sample, number = 1, [], 0
        self.kept = [] if isinstance(self.sentences, list) else None
        for number, words in enumerate(self._walk(), start=1):
            if (number - 1) % step == 0:
                self.sample.append(words)
            if len(self.sample) > _MOST_SAMPLED:
                step, self.sample = 2 * step, self.sample[::2]
            if self.kept is not None:
                self.kept.append(words)
            yield words
        self._walked = number

    def _later_walk(self) -> Iterator[list[str]]:
        walk, number = self._walk() if self.kept is None else self.kept, 0
        try:
            for number, words in enumerate(walk, start=1):
                yield words
                if number % 1_000 == 0:
                    self.bar.update(1_000)
        except Exception as error:
            self._error = error
            return
        if number < self._walked:
            self._error = ValueError(
                "`sentences` must give the same sentences each time one walks through them: they "
                f"are read once for the words and once an epoch. Received: {self._walked} of them "
                f"the first time, {number} later. Give a list, or `TokenFile(path)` of "
                "`wordemb_keras.text.files` for a text file."
            )

    def _walk(self) -> Iterator[list[str]]:
        for number, sentence in enumerate(self.sentences, start=1):
            yield from pieces(self._spell(sentence, number))

    def _spell(self, sentence: Iterable[str], number: int) -> list[str]:
        if isinstance(sentence, str):
            raise ValueError(
                "`sentences` must be lists of words. Received a string where a sentence should "
                f"be: {sentence[:40]!r}. Split it first: `sentence.split()`."
            )
        where = f"Sentence {number} of `sentences`"
        if isinstance(sentence, set | frozenset | dict):  # without an order, or without its values
            kind = f"{sentence!r:.60} (of type {type(sentence).__name__})"
            raise ValueError(not_strings(where, kind))
        try:
            words = [self.spelled[word] for word in sentence]
        except TypeError as error:
            raise ValueError(not_strings(where, error)) from error
        except UnicodeEncodeError as error:
            raise ValueError(not_utf8(where, error)) from error
        check_signs(where, words, None)
        return words


class _Spelling(dict):
    """Word -> the word as the model spells it, worked out at first use."""

    def __init__(self, spell: Callable[[str], str]):
        super().__init__()
        self.spell = spell

    def __missing__(self, word: str) -> str:
        checked_token(word).encode("utf-8")  # n-grams are hashed as bytes, files hold bytes
        self[word] = spelled = self.spell(word)
        return spelled


class PairLoss:
    """Mean loss on a fixed sample of neighbouring words.

    Args:
        model: a gensim FastText model with its vocabulary built.
        sentences: the sample to draw pairs from.
        seed: for the draws.
    """

    def __init__(self, model: Any, sentences: list[list[str]], *, seed: int):
        self.model = model
        pairs = list(_draw_pairs(model, sentences, random.Random(seed)))
        self.targets = np.array([target for _, target in pairs], dtype=np.int64)
        shape = (len(pairs), model.negative)
        draws = np.random.default_rng(seed).integers(int(model.cum_table[-1]) + 1, size=shape)
        self.noise = np.searchsorted(model.cum_table, draws)  # (pairs, negative)
        self._index_rows([words for words, _ in pairs])

    def __call__(self) -> float:
        """The mean loss now, in nats; NaN if the sample holds no two neighbours."""
        if not len(self.targets):
            return float("nan")
        output = self.model.syn1neg
        hidden = self._hidden()  # (pairs, vector_size)
        true = np.einsum("pd,pd->p", hidden, output[self.targets])
        false = np.einsum("pd,pnd->pn", hidden, output[self.noise])
        return float(np.mean(np.logaddexp(0, -true) + np.logaddexp(0, false).sum(axis=1)))

    def _index_rows(self, inputs: list[list[int]]) -> None:
        """For each pair the rows of its input: words first, then n-grams."""
        wv = self.model.wv
        words = [np.array(words, dtype=np.int64) for words in inputs]
        ngrams = [np.concatenate([wv.buckets_word[i] for i in ws]).astype(int) for ws in words]
        self.words, self.word_starts, n_words = _flat(words)
        self.ngrams, self.ngram_starts, n_ngrams = _flat(ngrams)
        self.counts = (n_words + n_ngrams)[:, None]
        self.with_ngrams = n_ngrams > 0

    def _hidden(self) -> np.ndarray:
        wv = self.model.wv
        total = np.add.reduceat(wv.vectors_vocab[self.words], self.word_starts)
        if self.with_ngrams.any():
            starts = self.ngram_starts[self.with_ngrams]
            total[self.with_ngrams] += np.add.reduceat(wv.vectors_ngrams[self.ngrams], starts)
        return total / self.counts


def _flat(lists: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lists of rows end to end, where each starts, and how long it is."""
    lengths = np.array([len(rows) for rows in lists], dtype=np.int64)
    joined = np.concatenate(lists) if lists else np.zeros(0, dtype=np.int64)
    return joined, np.cumsum(lengths) - lengths, lengths


def _draw_pairs(
    model: Any, sentences: list[list[str]], generator: random.Random
) -> Iterator[tuple[list[int], int]]:
    """(input words, word to predict): one neighbour for skip-gram, all of them for CBOW."""
    index = model.wv.key_to_index
    known = [[index[w] for w in words if w in index] for words in sentences]
    known = [ids for ids in known if len(ids) > 1]
    for k in range(_PAIRS if known else 0):
        ids = known[k % len(known)]
        centre = generator.randrange(len(ids))
        reach = range(max(0, centre - model.window), min(len(ids), centre + model.window + 1))
        beside = [ids[place] for place in reach if place != centre]
        inputs = [generator.choice(beside)] if model.sg else beside
        yield inputs, ids[centre]


class _Watch:
    """Called by gensim around each epoch: computes the loss and writes it on the bar."""

    def __init__(self, loss: PairLoss, corpus: SpelledSentences, epochs: int):
        self.loss, self.corpus, self.bar, self.epochs = loss, corpus, corpus.bar, epochs
        self.losses: list[float] = []

    def on_train_begin(self, model: Any) -> None:
        self.bar.set_description(f"epoch 1/{self.epochs}")

    def on_epoch_begin(self, model: Any) -> None:
        pass

    def on_epoch_end(self, model: Any) -> None:
        self.corpus.check()
        if not len(self.loss.targets):
            return
        self.losses.append(loss := self.loss())
        chance = (1 + model.negative) * np.log(2)  # the loss of a model that knows nothing
        if not loss < 10 * chance:
            raise FloatingPointError(
                f"Training diverged: the loss after epoch {len(self.losses)} is {loss:.4g}, chance "
                f"is {chance:.4g}. Lower `alpha`, the learning rate. Received: alpha={model.alpha}"
            )
        epoch = min(len(self.losses) + 1, self.epochs)
        self.bar.set_description(f"epoch {epoch}/{self.epochs}, loss {loss:.4f}")

    def on_train_end(self, model: Any) -> None:
        pass


def _untrained(settings: Any, epochs: int) -> Any:
    from gensim.models import FastText

    from wordemb_keras.fasttext.table import SubwordTable

    names = ("vector_size", "window", "min_count", "sg", "negative", "alpha", "workers", "seed")
    arguments = {name: getattr(settings, name) for name in names}
    model = FastText(**arguments, epochs=epochs, bucket=1, **settings.options)
    model.wv = SubwordTable(settings.vector_size, 1, 0, 0, spelling=settings.spelling)
    return model


def _build_vocabulary(model: Any, corpus: SpelledSentences, settings: Any) -> None:
    """Steps of gensim's `build_vocab`, the n-gram table chosen once the words are known."""
    model.corpus_total_words, model.corpus_count = model.scan_vocab(corpus)
    different = len(model.raw_vocab)
    model.prepare_vocab()
    if not model.wv.index_to_key:
        raise ValueError(
            f"`min_count`={settings.min_count} leaves none of the {different} different words. "
            "Give more text, or lower `min_count`."
        )
    _size_table(model.wv, settings)
    model.prepare_weights()


def _extend_vocabulary(model: Any, corpus: SpelledSentences, settings: Any) -> None:
    """The same for a model that goes on: its words keep their rows, its table its size."""
    for name in ("alpha", "workers", "seed"):  # no file keeps these
        setattr(model, name, getattr(settings, name))
    model.min_alpha_yet_reached = model.alpha
    before = len(model.wv.index_to_key)
    model.corpus_total_words, model.corpus_count = model.scan_vocab(corpus)
    counts = model.raw_vocab
    model.prepare_vocab(update=True, keep_raw_vocab=True, min_count=settings.min_count)
    known = model.wv.index_to_key[:before]
    if len(model.wv.index_to_key) == before and not any(word in counts for word in known):
        raise ValueError(
            f"None of the {len(counts)} different words is known, and `min_count`="
            f"{settings.min_count} leaves none of them: there is nothing to learn from. Give more "
            "text, or lower `min_count`."
        )
    model.raw_vocab = {}
    model.prepare_weights(update=True)


def _size_table(vectors: Any, settings: Any) -> None:
    words = vectors.index_to_key
    vectors.min_n, vectors.max_n = settings.min_n, settings.max_n
    if settings.min_n is None:
        vectors.min_n, vectors.max_n = default_lengths(settings.unit, words)
    if vectors.max_n < vectors.min_n:
        vectors.bucket = 0  # gensim's sign for "no n-grams"
    else:
        vectors.bucket = settings.bucket or choose_buckets(words, vectors.min_n, vectors.max_n)
    vectors.vectors_ngrams = None  # to be drawn in the new size
