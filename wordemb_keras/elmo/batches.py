r"""Section 9-5: the text that a biLM learns from, in batches of sentences of like length.

A batch holds about the same number of tokens whatever the length of its sentences, so that a step
always takes about the same time and memory. Sentences of like length share a batch: of padding,
nothing is learnt.

Reference: [tf.data, bucket_by_sequence_length](https://www.tensorflow.org/api_docs/python/tf/data/Dataset#bucket_by_sequence_length)
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.elmo.sentences import iter_sentences
from wordemb_keras.files import where_not_utf8

_BUCKETS = (4, 8, 12, 16, 24, 32, 48, 64, 96, 128)


def batches(
    sentences: str | os.PathLike | Iterable[Sequence[str] | str],
    *,
    batch_tokens: int = 2048,
    max_tokens: int = 64,
    shuffle: int = 0,
    seed: int | None = None,
) -> Any:
    """A `tf.data.Dataset` of token batches in which all sentences have about the same length.

    Args:
        sentences: a UTF-8 text file with a sentence a line (read anew each
            epoch), or strings or token lists in a list, array or pandas column.
            All text is brought to NFC.
        batch_tokens: tokens in a batch, padding included.
        max_tokens: a longer sentence is cut into pieces of so many tokens; no
            token is lost.
        shuffle: sentences in the pool that the next one is drawn from. 0: keep the order.
        seed: for the shuffling.

    Returns:
        Batches of strings `(batch_size, tokens)`, filled up with `""`.

    Raises:
        ValueError: there is no token at all, or a number is out of range.

    Example:

    >>> for batch in batches(["a b c", "d", "e f"], max_tokens=2):
    ...     print(batch.numpy().tolist())
    [[b'a', b'b'], [b'c', b''], [b'd', b''], [b'e', b'f']]
    """
    import tensorflow as tf

    batch_tokens = checks.integer("batch_tokens", batch_tokens)
    max_tokens = checks.integer("max_tokens", max_tokens)
    shuffle, seed = checks.integer("shuffle", shuffle, least=0), checks.seed(seed)
    sentences = kept(sentences)  # read once each epoch
    limits = [*(n for n in _BUCKETS if n < max_tokens), max_tokens]
    sizes = [max(1, batch_tokens // n) for n in limits]
    count = _count_batches(pieces(sentences, max_tokens), limits, sizes)
    if not count:
        where = "`sentences`" if isinstance(sentences, list) else os.fspath(sentences)
        raise ValueError(f"{where} must hold at least one token. Received: none")
    spec = tf.TensorSpec((None,), tf.string)
    data = tf.data.Dataset.from_generator(
        lambda: pieces(sentences, max_tokens), output_signature=spec
    )
    if shuffle:
        data = data.shuffle(shuffle, seed=seed)
    data = data.bucket_by_sequence_length(
        tf.autograph.experimental.do_not_convert(lambda tokens: tf.shape(tokens)[0]),
        bucket_boundaries=[n + 1 for n in limits],
        bucket_batch_sizes=[*sizes, 1],
    )
    options = tf.data.Options()  # several machines: each reads all and takes its share
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    data = data.with_options(options)
    return data.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2)


def pieces(
    sentences: str | os.PathLike | Iterable[Sequence[str] | str], max_tokens: int
) -> Iterator[list[str]]:
    """Token lists of at most `max_tokens` tokens; sentences without tokens are left out."""
    if isinstance(sentences, (str, os.PathLike)):
        with Path(sentences).open(encoding="utf-8-sig") as file:
            try:
                yield from pieces(file, max_tokens)
            except UnicodeDecodeError as error:
                raise ValueError(where_not_utf8(sentences)) from error
        return
    for tokens in iter_sentences(sentences):
        for start in range(0, len(tokens), max_tokens):
            yield tokens[start : start + max_tokens]


def kept(sentences: Any) -> str | os.PathLike | list[list[str]]:
    """The path of a file, or lists that can be read more than once (also from a generator)."""
    if isinstance(sentences, (str, os.PathLike)):
        return sentences
    return list(iter_sentences(sentences))


def _count_batches(pieces: Iterator[list[str]], limits: list[int], sizes: list[int]) -> int:
    """How many batches there will be, so that Keras' bar can show how far it is."""
    lengths = np.array([len(tokens) for tokens in pieces], np.int64)
    in_bucket = np.bincount(np.searchsorted(limits, lengths), minlength=len(limits))
    return int(np.sum(-(-in_bucket // sizes)))
