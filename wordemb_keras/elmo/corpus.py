r"""Section 9-5: ELMo's layers for a whole corpus, quickly.

A frozen biLM gives a sentence the same layers every time, so they are computed
once. Three things make it quick, none changes a number: every distinct word
goes through the character CNN once for the whole corpus, sentences of like
length share a batch, and results can be kept on disk. A text longer than a
batch is read in pieces, each direction from its own end.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.3 (a frozen biLM)
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops
from tqdm import tqdm

from wordemb_keras import checks
from wordemb_keras.elmo.characters import BORDERS, character_ids
from wordemb_keras.elmo.sentences import iter_sentences
from wordemb_keras.files import atomic_write, load_array

_BLOCK = 4096  # sentences that are sorted by length together
_FEW = 512  # tokens of a batch, padding included, that NumPy reads before the graph is built


def embed(
    bilm: Any,
    sentences: Iterable[Sequence[str] | str],
    *,
    batch_tokens: int = 4096,
    cache: str | os.PathLike | None = None,
    verbose: int = 1,
) -> list[np.ndarray]:
    """ELMo's layers for every sentence, in the order given: `BiLM.embed`."""
    if cache is None:
        return list(iter_embed(bilm, sentences, batch_tokens=batch_tokens, verbose=verbose))
    if Path(cache).is_file():
        raise ValueError(f"`cache` must be a folder. Received: cache={cache!r}, which is a file")
    rows = list(iter_sentences(sentences))
    file = Path(cache) / f"{_key(bilm, rows)}.npy"
    lengths = [len(tokens) for tokens in rows]
    shape = (sum(lengths), bilm.n_layers + 1, 2 * bilm.projection_dim)
    table = _kept(file, shape)
    if table is None:
        _write(file, iter_embed(bilm, rows, batch_tokens=batch_tokens, verbose=verbose), shape)
        table = load_array(file)
    ends = np.cumsum(lengths)
    return [table[end - n : end].swapaxes(0, 1) for n, end in zip(lengths, ends, strict=True)]


def iter_embed(
    bilm: Any,
    sentences: Iterable[Sequence[str] | str],
    *,
    batch_tokens: int = 4096,
    max_words: int = 200_000,
    verbose: int = 1,
) -> Iterator[np.ndarray]:
    """As `embed`, one sentence after the other: for more text than memory holds.

    Args:
        bilm: the model.
        sentences: as in `embed`, also from a generator.
        batch_tokens: see `embed`.
        max_words: token vectors kept; when there are more, it starts anew.
        verbose: 0 is silent, 1 shows a progress bar.
    """
    batch_tokens = checks.integer("batch_tokens", batch_tokens)
    words = _TokenVectors(bilm, max_words)
    reader = _reader(bilm)
    source = iter_sentences(sentences)
    with tqdm(desc="ELMo", unit=" tokens", unit_scale=True, disable=not verbose) as bar:
        while block := list(islice(source, _BLOCK)):
            done: list[Any] = [None] * len(block)
            words.learn(block)
            for places in _batches([len(tokens) for tokens in block], batch_tokens):
                batch = words.batch([block[place] for place in places])
                layers = reader.layers(*batch, longest=batch_tokens)
                for row, place in zip(layers, places, strict=True):
                    done[place] = row[:, 1 : len(block[place]) + 1].copy()
                bar.update(sum(len(block[place]) for place in places))
            yield from done


def fingerprint(bilm: Any) -> str:
    """A name for what decides the vectors: weights, sizes and the precision of the computation.

    Freezing the biLM, its dropout, `stateful` and `portable` do not change it.
    """
    other = ("name", "dtype", "trainable", "dropout", "stateful", "portable")
    config = {k: v for k, v in bilm.get_config().items() if k not in other}
    config["compute_dtype"] = bilm.compute_dtype
    digest = hashlib.sha256(json.dumps(config, sort_keys=True).encode())
    for weight in bilm.weights:
        digest.update(np.ascontiguousarray(weight.numpy()).tobytes())
    return digest.hexdigest()[:16]


class _TokenVectors:
    """Layer 0 of every word met so far, computed once."""

    def __init__(self, bilm: Any, max_words: int):
        self.bilm, self.max_words = bilm, max_words
        self._clear()

    def _clear(self) -> None:
        self.index: dict[str, int] = {}
        self.table = np.zeros((1, self.bilm.projection_dim), np.float32)  # row 0: no token

    def learn(self, block: list[list[str]]) -> None:
        """Encode what is new; the borders go with the first words, a call of the CNN less."""
        words = {*BORDERS, *(token for tokens in block for token in tokens)}
        new = words - self.index.keys()
        if self.index and new and len(self.index) + len(new) > self.max_words:
            self._clear()
            new = words
        self._add(sorted(new, key=lambda token: (len(token.encode("utf-8", "ignore")), token)))

    def batch(self, rows: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
        """Token vectors with borders, and lengths."""
        begin, end = (self.index[border] for border in BORDERS)
        lengths = np.array([len(tokens) + 2 for tokens in rows], np.int32)
        places = np.zeros((len(rows), max(map(len, rows)) + 2), np.int64)
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


class _Reader:
    """The LSTMs of a biLM as graphs for inputs of any length.

    Without XLA: 400 messages in five fixed lengths took 2-4 times as long with it, and
    20 s in place of 6 s with its compilation.
    """

    def __init__(self, bilm: Any):
        import tensorflow as tf

        self.bilm = bilm
        tokens = tf.TensorSpec((None, None, bilm.projection_dim), tf.float32)
        lengths = tf.TensorSpec((None,), tf.int32)
        sizes = (bilm.projection_dim, bilm.units)
        state = [tf.TensorSpec((None, n), bilm.compute_dtype) for n in sizes]
        states = [state] * bilm.n_layers
        graph = partial(tf.function, autograph=False)  # no `if` on a tensor: a third of a second
        self.both_ways = graph(self._both_ways, input_signature=[tokens, lengths])
        self.one_way = [
            graph(partial(self._one_way, layers), input_signature=[tokens, states])
            for layers in (bilm.forward_layers, bilm.backward_layers)
        ]

    def layers(self, tokens: np.ndarray, lengths: np.ndarray, longest: int) -> np.ndarray:
        """`(sentences, steps, dim)` to `(sentences, n_layers + 1, steps, 2 * dim)`."""
        if tokens.shape[1] > longest:  # a sentence alone in its batch
            return self._in_pieces(tokens, longest)
        if tokens.shape[0] * tokens.shape[1] <= _FEW and self.bilm.compute_dtype == "float32":
            return self._without_graph(tokens, lengths)
        return self.both_ways(tokens, lengths).numpy()

    def _without_graph(self, tokens: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """A few sentences in NumPy: building the graph takes half a second, reading them less."""
        steps, ends = np.arange(tokens.shape[1]), lengths[:, np.newaxis]
        # The place in a sentence that is read from its own end; turning twice changes nothing.
        turn = np.where(steps < ends, ends - 1 - steps, steps)[:, np.newaxis, :, np.newaxis]
        tokens = tokens[:, np.newaxis]  # (sentences, layers, steps, dim), as what comes out
        forward = self._stack(self.bilm.forward_layers, tokens)
        turned = np.take_along_axis(tokens, turn, axis=2)
        backward = self._stack(self.bilm.backward_layers, turned)
        return np.concatenate([forward, np.take_along_axis(backward, turn, axis=2)], axis=-1)

    def _stack(self, layers: list, tokens: np.ndarray) -> np.ndarray:
        """`BiLM.stack` in NumPy: one direction, the tokens below its LSTMs."""
        found = [tokens[:, 0]]
        for k, lstm in enumerate(layers):
            outputs = lstm.in_numpy(found[-1])
            skips = self.bilm.use_skip_connections and k > 0
            found.append(outputs + found[-1] if skips else outputs)
        return np.stack(found, axis=1)

    def _in_pieces(self, tokens: np.ndarray, longest: int) -> np.ndarray:
        """As the whole sentence at once: neither direction needs more than what it has read."""
        n, shape = self.bilm.projection_dim, (len(tokens), self.bilm.n_layers + 1)
        found = np.empty((*shape, tokens.shape[1], 2 * n), np.float32)
        forward = self.one_way[0], tokens, found[..., :n]
        backward = self.one_way[1], tokens[:, ::-1], found[:, :, ::-1, n:]
        for read, turned, half in (forward, backward):
            states = [lstm.zero_state(len(tokens)) for lstm in self.bilm.forward_layers]
            for start in range(0, tokens.shape[1], longest):
                piece = slice(start, start + longest)
                half[:, :, piece], states = read(turned[:, piece], states)
        return found

    def _both_ways(self, tokens: Any, lengths: Any) -> Any:
        forward, backward, _ = self.bilm.contextualize(tokens, lengths, training=False)
        ways = [_stacked(tokens, outputs) for outputs in (forward, backward)]
        return ops.concatenate(ways, axis=-1)

    def _one_way(self, layers: list, tokens: Any, states: list) -> tuple[Any, list]:
        lengths = ops.full(ops.shape(tokens)[:1], ops.shape(tokens)[1])
        outputs, states = self.bilm.stack(layers, tokens, lengths, states, False)
        return _stacked(tokens, outputs), states


def _reader(bilm: Any) -> _Reader:
    """Kept with the model, in a plain list past its own bookkeeping, which would save it too."""
    kept = bilm.__dict__.setdefault("_reader", [])
    if not kept:
        kept.append(_Reader(bilm))
    return kept[0]


def _stacked(tokens: Any, outputs: list) -> Any:
    """Layer 0 and the others of one direction, `(sentences, n_layers + 1, steps, dim)`."""
    stacked = ops.stack([ops.cast(tokens, outputs[0].dtype), *outputs], axis=1)
    return ops.cast(stacked, "float32")


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


def _key(bilm: Any, rows: list[list[str]]) -> str:
    digest = hashlib.sha256()
    for tokens in rows:
        digest.update(json.dumps(tokens).encode())
    return f"{fingerprint(bilm)}-{digest.hexdigest()[:16]}"


def _kept(file: Path, shape: tuple[int, ...]) -> np.ndarray | None:
    """The table in the cache; None if there is none, or a damaged one."""
    try:
        table = load_array(file)
    except (FileNotFoundError, ValueError):
        return None
    return table if table.shape == shape and table.dtype == np.float32 else None


def _write(file: Path, found: Iterator[np.ndarray], shape: tuple[int, ...]) -> None:
    """An `.npy` file (tokens, layers, dim), written as the sentences come."""
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    with atomic_write(file, "wb") as out:
        np.lib.format.write_array_header_1_0(out, header)
        for layers in found:
            out.write(np.ascontiguousarray(layers.swapaxes(0, 1), "<f4").tobytes())
