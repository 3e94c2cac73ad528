r"""Section 9-5: ELMo's layers for a whole corpus, quickly.

A frozen biLM gives a sentence the same layers every time, so they are computed
once. Three things make it quick, none changes a number: every distinct word
goes through the character CNN once for the whole corpus, sentences of like
length share a batch, and results can be kept on disk.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.3 (a frozen biLM)
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras.elmo.characters import BORDERS, character_ids, check_tokens, split_text
from wordemb_keras.files import atomic_write

if TYPE_CHECKING:
    from wordemb_keras.elmo.bilm import BiLM

_BLOCK = 4096  # sentences that are sorted by length together


def embed(
    bilm: "BiLM",
    sentences: Iterable[Sequence[str] | str],
    *,
    batch_tokens: int = 4096,
    cache: str | os.PathLike | None = None,
    verbose: int = 1,
) -> list[np.ndarray]:
    """All layers of the biLM for every sentence, in the order given.

    Always stateless, without dropout. Strings are split with `split_text`.

    Args:
        bilm: the model.
        sentences: token lists or strings.
        batch_tokens: tokens computed together, padding included. Smaller
            needs less memory.
        cache: a folder. The result is kept there under a key of the weights and
            the text, and read (memory-mapped, read-only) when both come again.
        verbose: 0 is silent, 1 shows a progress bar.

    Returns:
        For each sentence a float32 array `(n_layers + 1, tokens, 2 * projection_dim)`.

    Raises:
        ValueError: a sentence holds an empty token or none is given as a list.

    Example:

    >>> from wordemb_keras.elmo import BiLM
    >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    >>> [layers.shape for layers in bilm.embed(["bank account", "은행"], verbose=0)]
    [(3, 2, 8), (3, 1, 8)]
    """
    if cache is None:
        return list(iter_embed(bilm, sentences, batch_tokens=batch_tokens, verbose=verbose))
    rows = _tokenized(sentences)
    file = Path(cache) / f"{_key(bilm, rows)}.npy"
    lengths = [len(tokens) for tokens in rows]
    if not file.is_file():
        found = iter_embed(bilm, rows, batch_tokens=batch_tokens, verbose=verbose)
        _write(file, found, (sum(lengths), bilm.n_layers + 1, 2 * bilm.projection_dim))
    table = np.load(file, mmap_mode="r", allow_pickle=False)
    ends = np.cumsum(lengths)
    return [table[end - n : end].swapaxes(0, 1) for n, end in zip(lengths, ends, strict=True)]


def iter_embed(
    bilm: "BiLM",
    sentences: Iterable[Sequence[str] | str],
    *,
    batch_tokens: int = 4096,
    max_words: int = 200_000,
    verbose: int = 1,
) -> Iterator[np.ndarray]:
    """As `embed`, one sentence after the other: for more text than memory holds.

    Args:
        bilm: the model.
        sentences: token lists or strings, also from a generator.
        batch_tokens: tokens computed together, padding included.
        max_words: token vectors kept; when there are more, it starts anew.
        verbose: 0 is silent, 1 shows a progress bar.
    """
    from tqdm import tqdm

    if batch_tokens < 1:
        raise ValueError(
            f"`batch_tokens` must be a positive integer. Received: batch_tokens={batch_tokens}"
        )
    _check_not_one_string(sentences)
    words = _TokenVectors(bilm, max_words)
    run = _compiled(bilm)
    source = iter(sentences)
    with tqdm(desc="ELMo", unit=" tokens", unit_scale=True, disable=not verbose) as bar:
        while block := _tokenized(islice(source, _BLOCK)):
            done: list[Any] = [None] * len(block)
            words.learn(block)
            for places in _batches([len(tokens) for tokens in block], batch_tokens):
                layers = run(*words.batch([block[place] for place in places]))
                for row, place in zip(layers.numpy(), places, strict=True):
                    done[place] = row[:, 1 : len(block[place]) + 1].copy()
                bar.update(sum(len(block[place]) for place in places))
            yield from done


def fingerprint(bilm: "BiLM") -> str:
    """A name for the weights and sizes of a biLM: equal weights, equal name."""
    digest = hashlib.sha256()
    config = {k: v for k, v in bilm.get_config().items() if k not in ("name", "dtype", "stateful")}
    digest.update(json.dumps(config, sort_keys=True, default=str).encode())
    for weight in bilm.weights:
        digest.update(np.ascontiguousarray(weight.numpy()).tobytes())
    return digest.hexdigest()[:16]


class _TokenVectors:
    """Layer 0 of every word met so far, computed once."""

    def __init__(self, bilm: "BiLM", max_words: int):
        self.bilm, self.max_words = bilm, max_words
        self._clear()

    def _clear(self) -> None:
        self.index: dict[str, int] = {}
        self.table = np.zeros((1, self.bilm.projection_dim), np.float32)  # row 0: no token
        self._add(list(BORDERS))

    def learn(self, block: list[list[str]]) -> None:
        new = {token for tokens in block for token in tokens if token not in self.index}
        if new and len(self.index) + len(new) > self.max_words:
            self._clear()
            new = {token for tokens in block for token in tokens} - set(BORDERS)
        self._add(sorted(new, key=lambda token: (len(token.encode("utf-8", "ignore")), token)))

    def batch(self, rows: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
        """Token vectors with borders, and lengths."""
        begin, end = (self.index[border] for border in BORDERS)
        lengths = np.array([len(tokens) + 2 for tokens in rows], np.int32)
        places = np.zeros((len(rows), lengths.max()), np.int64)
        for row, tokens in zip(places, rows, strict=True):
            row[: len(tokens) + 2] = [begin, *(self.index[token] for token in tokens), end]
        return self.table[places], lengths

    def _add(self, words: list[str]) -> None:
        """Words of like length together: the CNN then skips what lies behind them."""
        n = self.bilm.max_characters
        parts = [self.table]
        for start in range(0, len(words), 1024):
            ids = character_ids([words[start : start + 1024]], max_characters=n)[0]
            parts.append(np.asarray(self.bilm.encoder(ids), np.float32))
        self.index.update((word, i) for i, word in enumerate(words, start=len(self.table)))
        self.table = np.concatenate(parts)


def _compiled(bilm: "BiLM") -> Any:
    """The LSTMs as one graph for batches of any shape, kept with the model.

    In a plain list, past the model's own bookkeeping, which would save it too.
    """
    import tensorflow as tf

    kept = bilm.__dict__.setdefault("_embed_graph", [])
    if kept:
        return kept[0]
    shape = (None, None, bilm.projection_dim)

    @tf.function(
        input_signature=[tf.TensorSpec(shape, tf.float32), tf.TensorSpec((None,), tf.int32)]
    )
    def run(tokens: Any, lengths: Any) -> Any:
        forward, backward, _ = bilm.contextualize(tokens, lengths, training=False)
        tokens = tf.cast(tokens, forward[0].dtype)
        pairs = [(tokens, tokens), *zip(forward, backward, strict=True)]
        layers = tf.stack([tf.concat(pair, -1) for pair in pairs], axis=1)
        return tf.cast(layers, tf.float32)

    kept.append(run)
    return run


def _batches(lengths: list[int], batch_tokens: int) -> Iterator[list[int]]:
    """Places of sentences of like length; (longest + 2) * sentences stays within the limit."""
    batch: list[int] = []
    for place in np.argsort(lengths, kind="stable").tolist():
        if batch and (lengths[place] + 2) * (len(batch) + 1) > batch_tokens:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _tokenized(sentences: Iterable[Sequence[str] | str]) -> list[list[str]]:
    _check_not_one_string(sentences)
    rows = ((split_text(s) if isinstance(s, str) else s) for s in sentences)
    return [check_tokens(tokens, number) for number, tokens in enumerate(rows)]


def _check_not_one_string(sentences: Any) -> None:
    if isinstance(sentences, str):
        raise ValueError(
            "`sentences` must be a list of sentences, not one string. "
            f"Received: sentences={sentences[:40]!r}. Put it in brackets: [sentence]"
        )


def _key(bilm: "BiLM", rows: list[list[str]]) -> str:
    digest = hashlib.sha256()
    for tokens in rows:
        digest.update(json.dumps(tokens).encode())
    return f"{fingerprint(bilm)}-{digest.hexdigest()[:16]}"


def _write(file: Path, found: Iterator[np.ndarray], shape: tuple[int, ...]) -> None:
    """An `.npy` file (tokens, layers, dim), written as the sentences come."""
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    with atomic_write(file, "wb") as out:
        np.lib.format.write_array_header_1_0(out, header)
        for layers in found:
            out.write(np.ascontiguousarray(layers.swapaxes(0, 1), "<f4").tobytes())
