r"""Section 9-5: spam or ham, from the vectors of a biLM (F5.06, F5.07).

    message -> tokens -> ELMo layers (layers, tokens, dim)
            -> largest value over the tokens, for each layer and dimension
            -> next to it the mean of static word vectors (F5.05)
            -> Dense(256, relu) -> Dense(1, sigmoid)

The biLM stays frozen, so the features are computed once and the head trains in
seconds. Pooling, static vectors, standardisation and epochs were chosen by five
folds of the 4,457 messages before the test part (`benchmarks/spam.py --choose`).

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), sections 3.2 and 3.3;
[Almeida et al., 2011](https://doi.org/10.1145/2034691.2034742), the messages
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import keras
import numpy as np

from wordemb_keras import datasets
from wordemb_keras.datasets.download import cannot_keep
from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.files import load_arrays, usual_permissions

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray[Any, Any]

POOLINGS: dict[str, Any] = {"max": np.max, "mean": np.mean, "min": np.min}
EPOCHS = 10
# What notebook 9-5 has time for: a third of the passes of `MessageFeatures`, at twice the rate.
WORD2VEC: dict[str, Any] = {
    "vector_size": 100,
    "min_count": 2,
    "sg": 1,
    "epochs": 10,
    "alpha": 0.05,
}
_TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")


class Parts(NamedTuple):
    """The messages of the chapter (F5.06); each a table with `text` and `label` (1 is spam)."""

    training: "pd.DataFrame"
    validation: "pd.DataFrame"
    test: "pd.DataFrame"


class Score(NamedTuple):
    """How good predictions are.

    Attributes:
        accuracy: share of messages that are right.
        recall: share of the spam that was found.
        false_alarms: share of the ham that was called spam.
    """

    accuracy: float
    recall: float
    false_alarms: float


def read_parts() -> Parts:
    """The chapter's split: the first 80 % for training, the rest is the test.

    The parts are given: the last ninth of the training messages is the chapter's
    validation part, which makes 3,957, 500 and 1,115 messages of the real data.
    The settings of this file were not chosen on it, but by five folds of the first
    two parts together.

    Example:

    >>> parts = read_parts()
    >>> len(parts.training) > len(parts.test) > len(parts.validation) > 0
    True
    """
    table = datasets.read_labelled("sms_spam")
    n_training = int(len(table) * 0.8)
    n_validation = n_training * 500 // 4457
    cuts = [n_training - n_validation, n_training]
    return Parts(*(table.iloc[a:b] for a, b in zip([0, *cuts], [*cuts, len(table)], strict=True)))


def tokens(text: str) -> list[str]:
    """Words and signs, each a token; a message without any becomes one full stop.

    Example:

    >>> tokens("WINNER!! Don't miss £1000")
    ['WINNER', '!', '!', "Don't", 'miss', '£', '1000']
    """
    return _TOKEN.findall(text) or ["."]


class MessageFeatures:
    """Texts to rows of numbers: pooled ELMo layers, and the mean of static word vectors.

    Args:
        bilm: a trained `BiLM`, or None for static vectors only.
        pooling: how a layer's tokens become one vector: some of `"max"`, `"mean"`, `"min"`.
        static: whether `fit` also learns word vectors (word2vec skip-gram with
            100 numbers) from its messages, and their mean is added.
        seed: for the word vectors.

    Example:

    >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    >>> features = MessageFeatures(bilm, static=False).fit(["are you free?", "FREE prize!"])
    >>> features(["free tonight"]).shape  # 3 layers of 2 * 4 numbers
    (1, 24)
    """

    def __init__(
        self,
        bilm: BiLM | None,
        *,
        pooling: Sequence[str] = ("max",),
        static: bool = True,
        seed: int = 0,
    ):
        unknown = set(pooling) - set(POOLINGS)
        if unknown or (bilm is not None and not pooling) or (bilm is None and not static):
            raise ValueError(
                f"`pooling` must hold some of {sorted(POOLINGS)}, and without a `bilm` `static` "
                f"must be True. Received: pooling={pooling!r}, bilm={bilm!r}, static={static}"
            )
        self.bilm, self.pooling, self.static, self.seed = bilm, tuple(pooling), static, seed
        self.words: dict[str, Array] = {}
        self.mean: Any = 0.0
        self.deviation: Any = 1.0

    def fit(self, texts: Iterable[str], *, verbose: int = 0) -> "MessageFeatures":
        """Learn the word vectors, and mean and spread of each number, from training messages."""
        self.fit_transform(texts, verbose=verbose)
        return self

    def fit_transform(self, texts: Iterable[str], *, verbose: int = 0) -> Array:
        """`fit`, and the rows of these messages: the biLM reads them only once."""
        texts = list(texts)
        if self.static:
            self.words = _word_vectors(texts, self.seed)
        rows = self._rows(texts, verbose)
        self.mean, self.deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-3
        return self._standardised(rows)

    def __call__(self, texts: Iterable[str], *, verbose: int = 0) -> Array:
        """Rows `(messages, features)`, standardised with what `fit` saw, float32."""
        return self._standardised(self._rows(texts, verbose))

    def _rows(self, texts: Iterable[str], verbose: int) -> Array:
        found = [tokens(text) for text in texts]
        columns = []
        if self.bilm is not None:
            layers = self.bilm.embed(found, verbose=verbose)
            columns.append(np.stack([pool(each, self.pooling) for each in layers]))
        if self.static:
            columns.append(np.stack([self._static_mean(each) for each in found]))
        return np.concatenate(columns, axis=1)

    def _standardised(self, rows: Array) -> Array:
        return np.clip((rows - self.mean) / self.deviation, -10, 10).astype(np.float32)

    def _static_mean(self, found: list[str]) -> Array:
        known = [self.words[token.lower()] for token in found if token.lower() in self.words]
        return np.mean(known, axis=0) if known else np.zeros(_STATIC_DIM, np.float32)


def pool(layers: Array, pooling: Sequence[str] = ("max",)) -> Array:
    """One vector of a text: `(layers, tokens, dim)` to `(len(pooling) * layers * dim,)`.

    Example:

    >>> pool(np.array([[[1, 5], [3, 2]]])).tolist()
    [3, 5]
    """
    return np.concatenate([POOLINGS[how](layers, axis=1).ravel() for how in pooling])


def build_head(n_features: int, *, dropout: float = 0.5, seed: int = 0) -> keras.Model:
    """The chapter's classifier (F5.07), with dropout, compiled.

    Args:
        n_features: length of a row of features.
        dropout: share of numbers set to zero in training, before both layers.
        seed: for the first weights and the dropout.
    """
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((n_features,)),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer="adam",
        loss="binary_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=64,  # a step takes a millisecond: half the time was Python
    )
    return model


def train_head(
    rows: Array, labels: Any, *, epochs: int = EPOCHS, seed: int = 0, verbose: int = 0
) -> keras.Model:
    """Train `build_head` on rows of features, with the chapter's batches of 60."""
    model = build_head(rows.shape[1], seed=seed)
    model.fit(rows, np.asarray(labels), batch_size=60, epochs=epochs, verbose=verbose)
    return model


def probabilities(model: keras.Model, rows: Array) -> Array:
    """The probability of spam of each row, `(rows,)`."""
    return np.asarray(model(rows, training=False))[:, 0]


def score(labels: Any, predictions: Any) -> Score:
    """Compare predictions (classes, or probabilities cut at one half) with the labels.

    Example:

    >>> score([1, 1, 0, 0], [0.9, 0.2, 0.1, 0.7])
    Score(accuracy=0.5, recall=0.5, false_alarms=0.5)
    """
    truth, said = np.asarray(labels) == 1, np.asarray(predictions) > 0.5
    return Score(
        float((truth == said).mean()), float(said[truth].mean()), float(said[~truth].mean())
    )


def classify(text: str, *, verbose: int = 1) -> tuple[str, float]:
    """Whether a message is spam, by the classroom biLM.

    The first call trains the head on the training and validation messages that
    are here (a minute) and keeps it in the cache folder.

    Args:
        text: the message.
        verbose: 1 shows the progress of that training.

    Returns:
        `"spam"` or `"ham"`, and the probability of spam.

    Raises:
        ValueError: the text is no string, or empty.
        OSError: the cache folder cannot be written to; the message says what to set.
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"`text` must be a string that is not empty. Received: {text!r}")
    bilm = BiLM.from_pretrained("classroom")
    folder = datasets.cache_folder() / "spam" / _key(bilm)
    if not folder.is_dir():
        _train_and_keep(bilm, folder, verbose)
    features, model = _load(bilm, folder)
    chance = float(probabilities(model, features([text]))[0])
    return ("spam" if chance > 0.5 else "ham"), chance


_STATIC_DIM = 100


def _word_vectors(texts: list[str], seed: int) -> dict[str, Array]:
    from gensim.models import Word2Vec

    sentences = [[token.lower() for token in tokens(text)] for text in texts]
    model = Word2Vec(
        sentences, vector_size=_STATIC_DIM, min_count=2, sg=1, epochs=30, seed=seed, workers=1
    )
    return {word: model.wv[word] for word in model.wv.index_to_key}


def _key(bilm: BiLM) -> str:
    """Names what the kept head depends on: messages, biLM, this version."""
    import hashlib

    from wordemb_keras import __version__
    from wordemb_keras.elmo.corpus import fingerprint

    messages = datasets.locate("sms_spam").path.read_bytes()
    parts = (hashlib.sha256(messages).hexdigest(), fingerprint(bilm), __version__)
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def _train_and_keep(bilm: BiLM, folder: Path, verbose: int) -> None:
    import pandas as pd

    try:  # before the work, not after it
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))
    except OSError as error:
        raise OSError(cannot_keep(folder.parent, error)) from error
    try:
        parts = read_parts()
        known = pd.concat([parts.training, parts.validation])
        features = MessageFeatures(bilm)
        rows = features.fit_transform(known["text"], verbose=verbose)
        model = train_head(rows, known["label"], verbose=verbose)
        words = sorted(features.words)
        np.savez(
            made / "features.npz",
            words=np.array(words),
            vectors=np.stack([features.words[word] for word in words]),
            mean=features.mean,
            deviation=features.deviation,
        )
        model.save(made / "head.keras")
        usual_permissions(made)
        made.replace(folder)
    except OSError:
        if not folder.is_dir():  # another process may have been first
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _load(bilm: BiLM, folder: Path) -> tuple[MessageFeatures, keras.Model]:
    features = MessageFeatures(bilm)
    kept = load_arrays(folder / "features.npz")
    features.words = dict(zip(kept["words"].tolist(), kept["vectors"], strict=True))
    features.mean, features.deviation = kept["mean"], kept["deviation"]
    return features, keras.models.load_model(folder / "head.keras")
