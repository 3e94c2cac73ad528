"""Section 9-5: spam or ham (F5.06 to F5.08), our biLMs beside simple baselines.

    python benchmarks/spam.py --choose     settings, by five folds of the training messages
    python benchmarks/spam.py              the table: classroom biLM, five seeds of the head
    python benchmarks/spam.py --scratch    five biLMs trained from nothing, minutes each

Settings are chosen with `--choose`, which never sees the test messages and tries
one change at a time; the other two report test accuracy. "without twins" leaves
out of the test what also stands among the training messages, word for word.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from wordemb_keras import datasets
from wordemb_keras.course import spam
from wordemb_keras.elmo import BiLM
from wordemb_keras.text import Vocabulary

SEEDS = range(5)
FOLDS = 5
RATES = ("recall", "false_alarms")


class Method(NamedTuple):
    """`run(training texts, labels, other texts, seed)` gives the others' predictions."""

    name: str
    run: Callable[[Any, Any, Any, int], Any]
    seeds: range = range(1)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--choose", action="store_true")
    arguments.add_argument("--scratch", action="store_true")
    arguments.add_argument("--only", default="", help="methods whose name holds this")
    args = arguments.parse_args()
    parts = spam.read_parts()
    print(f"{datasets.locate('sms_spam').path}: {[len(part) for part in parts]} messages")
    if args.choose:
        choose(pd.concat(parts[:2]))
        choose_fine_tuning(parts)
    else:
        methods = scratch() if args.scratch else shipped()
        table([m for m in methods if args.only in m.name], pd.concat(parts[:2]), parts.test)


# --- the methods ------------------------------------------------------------------------------


def shipped() -> Iterator[Method]:
    """Baselines, and features of the frozen classroom biLM under the same head."""
    yield Method("always ham", lambda x, y, other, seed: np.zeros(len(other)))
    yield Method(
        "TF-IDF, words", tf_idf(analyzer="word", token_pattern=r"\w+", lowercase=False, C=100)
    )
    yield Method("TF-IDF, characters", tf_idf(analyzer="char_wb", ngram_range=(2, 5), C=100))
    yield Method("mean GloVe 50d + head", mean_glove, SEEDS)
    yield Method("mean word2vec + head", frozen(lambda seed: None), SEEDS)
    yield Method("trained Embedding", trained_embedding, SEEDS)
    yield Method("untrained biLM + head", frozen(untrained, static=False), SEEDS)
    classroom = BiLM.from_pretrained("classroom")
    yield Method("classroom biLM + head", frozen(lambda seed: classroom, static=False), SEEDS)
    yield Method("classroom biLM, word2vec + head", frozen(lambda seed: classroom), SEEDS)


def scratch() -> Iterator[Method]:
    """A biLM a seed, trained on the training messages and nothing else."""
    yield Method("biLM from nothing + head", from_nothing(static=False), SEEDS)
    yield Method("biLM from nothing, word2vec + head", from_nothing(static=True), SEEDS)


def tf_idf(*, C: float, lowercase: bool = True, **options: Any) -> Callable:
    def run(texts: Any, labels: Any, other: Any, seed: int) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        vectorizer = TfidfVectorizer(sublinear_tf=True, lowercase=lowercase, **options)
        model = make_pipeline(vectorizer, LogisticRegression(C=C, max_iter=1000))
        return model.fit(texts, labels).predict_proba(other)[:, 1]

    return run


def frozen(make: Callable[[int], BiLM | None], **options: Any) -> Callable:
    """Features of a biLM that is not trained further, computed once for all seeds."""
    known: dict[Any, tuple] = {}

    def run(texts: Any, labels: Any, other: Any, seed: int) -> Any:
        bilm = make(seed)
        key = (id(bilm), len(texts), texts.index[0], other.index[0], seed * (bilm is None))
        if key not in known:
            features = spam.MessageFeatures(bilm, seed=seed, **options)
            known[key] = (features.fit_transform(texts), features(other), bilm)
        rows, other_rows, _ = known[key]
        return spam.probabilities(spam.train_head(rows, labels, seed=seed), other_rows)

    return run


def untrained(seed: int) -> BiLM:
    """The shape of the classroom biLM, with random weights."""
    import keras

    keras.utils.set_random_seed(seed)
    return BiLM.from_config(BiLM.from_pretrained("classroom").get_config())


_SCRATCH: dict[int, BiLM] = {}


def from_nothing(*, static: bool) -> Callable:
    def run(texts: Any, labels: Any, other: Any, seed: int) -> Any:
        if seed not in _SCRATCH:
            _SCRATCH[seed] = learn(texts, seed)
        features = spam.MessageFeatures(_SCRATCH[seed], static=static, seed=seed)
        rows = features.fit_transform(texts)
        return spam.probabilities(spam.train_head(rows, labels, seed=seed), features(other))

    return run


def learn(texts: Any, seed: int) -> BiLM:
    """A biLM of 0.8 million numbers, six times through the messages."""
    import tempfile

    from wordemb_keras.elmo.training import train

    start = time.perf_counter()
    sentences = [spam.tokens(text) for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        model, history = train(sentences, folder, epochs=6, n_negatives=None, seed=seed, verbose=0)
    seconds = time.perf_counter() - start
    print(f"biLM {seed}: {seconds:.0f} s, loss {history.history['loss'][-1]:.3f}", flush=True)
    return model.bilm


def mean_glove(texts: Any, labels: Any, other: Any, seed: int) -> Any:
    rows, other_rows = glove_rows(texts, other)
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    model = spam.train_head((rows - mean) / deviation, labels, seed=seed)
    return spam.probabilities(model, (other_rows - mean) / deviation)


def glove_rows(*parts: Any) -> list[Any]:
    """The mean of the GloVe vectors of each text, for several groups of texts."""
    from wordemb_keras import build_embedding_matrix

    order = sorted({t.lower() for part in parts for text in part for t in spam.tokens(text)})
    index = {word: i for i, word in enumerate(order, start=1)}
    matrix = build_embedding_matrix("glove.6B.50d", index)
    return [
        np.stack(
            [matrix[[index[t.lower()] for t in spam.tokens(text)]].mean(axis=0) for text in part]
        )
        for part in parts
    ]


def trained_embedding(texts: Any, labels: Any, other: Any, seed: int) -> Any:
    """An `Embedding` of its own, mean over the words, the chapter's head."""
    import keras

    keras.utils.set_random_seed(seed)
    tokens = [[[t.lower() for t in spam.tokens(text)] for text in part] for part in (texts, other)]
    vocabulary = Vocabulary.build(tokens[0])
    x, other_x = (vocabulary.pad(part, length=40) for part in tokens)
    model = keras.Sequential(
        [
            keras.layers.Embedding(len(vocabulary), 32, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x, np.asarray(labels), batch_size=60, epochs=5, verbose=0)
    return spam.probabilities(model, other_x)


# --- choosing and reporting -------------------------------------------------------------------

CHOSEN: dict[str, Any] = {
    "pooling": ("max",),
    "static": ("word2vec",),
    "epochs": 10,
    "standardised": True,
}
OTHERS: dict[str, tuple] = {  # what else was tried, one change at a time
    "pooling": (("mean",), ("max", "mean"), ("max", "min")),
    "static": ((), ("glove",), ("word2vec", "glove")),
    "epochs": (1, 5, 20),
    "standardised": (False,),
}


def choose(known: pd.DataFrame) -> None:
    """Accuracy and log loss over five folds of the training messages, three seeds of the head."""
    folds = np.random.default_rng(0).integers(FOLDS, size=len(known))
    for name, kind in (
        ("words", {"analyzer": "word", "token_pattern": r"\w+"}),
        ("characters", {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    ):
        for lowercase in (True, False):
            for C in (10, 100):
                run = tf_idf(C=C, lowercase=lowercase, **kind)
                print(f"TF-IDF {name}, {lowercase=}, {C=}: {over_folds(known, folds, run)}")
    classroom = BiLM.from_pretrained("classroom")
    layers = classroom.embed([spam.tokens(text) for text in known["text"]], verbose=0)
    changes = [(name, value) for name, values in OTHERS.items() for value in values]
    for name, value in [("as chosen", ""), *changes]:
        options = CHOSEN if name == "as chosen" else {**CHOSEN, name: value}
        pooled = np.stack([spam.pool(each, options["pooling"]) for each in layers])
        run = head_over(pooled, known, options)
        print(f"biLM, {name} {value}: {over_folds(known, folds, run, seeds=range(3))}", flush=True)
    for static in ((), ("word2vec",)):  # what notebook 9-5 compares
        for C in (0.001, 0.01, 0.1):
            run = logistic_over(pooled_max(layers), known, static, C)
            print(f"biLM {static}, logistic regression, {C=}: {over_folds(known, folds, run)}")


def head_over(pooled: Any, known: pd.DataFrame, options: dict[str, Any]) -> Callable:
    """A method as those above, over features that are there already."""
    place = {index: row for row, index in enumerate(known.index)}

    def run(texts: Any, labels: Any, other: Any, seed: int) -> Any:
        inside, outside = ([place[i] for i in part.index] for part in (texts, other))
        rows, other_rows = [pooled[inside]], [pooled[outside]]
        if "word2vec" in options["static"]:
            for part, found in zip((rows, other_rows), word2vec(texts, other, seed), strict=True):
                part.append(found)
        if "glove" in options["static"]:
            for part, found in zip((rows, other_rows), glove_rows(texts, other), strict=True):
                part.append(found)
        x, other_x = (np.concatenate(parts, axis=1) for parts in (rows, other_rows))
        if options["standardised"]:
            mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-3
            x, other_x = (np.clip((part - mean) / deviation, -10, 10) for part in (x, other_x))
        model = spam.train_head(x.astype("float32"), labels, epochs=options["epochs"], seed=seed)
        return spam.probabilities(model, other_x.astype("float32"))

    return run


def pooled_max(layers: list[Any]) -> Any:
    return np.stack([spam.pool(each) for each in layers])


def logistic_over(pooled: Any, known: pd.DataFrame, static: tuple, C: float) -> Callable:
    """Logistic regression over the largest values, with or without word2vec, standardised."""
    from gensim.models import Word2Vec
    from sklearn.linear_model import LogisticRegression

    place = {index: row for row, index in enumerate(known.index)}

    def run(texts: Any, labels: Any, other: Any, seed: int) -> Any:
        parts = [pooled[[place[i] for i in part.index]] for part in (texts, other)]
        if static:
            tokens = [
                [[t.lower() for t in spam.tokens(x)] for x in part] for part in (texts, other)
            ]
            words = Word2Vec(tokens[0], **spam.WORD2VEC, seed=seed, workers=1).wv
            means = [np.stack([words.get_mean_vector(x) for x in part]) for part in tokens]
            parts = [np.concatenate(both, axis=1) for both in zip(parts, means, strict=True)]
        mean, deviation = parts[0].mean(axis=0), parts[0].std(axis=0) + 1e-3
        x, other_x = (np.clip((part - mean) / deviation, -10, 10) for part in parts)
        return LogisticRegression(C=C, max_iter=1000).fit(x, labels).predict_proba(other_x)[:, 1]

    return run


def choose_fine_tuning(parts: spam.Parts) -> None:
    """Frozen or fine-tuned, in one Keras model, on the validation messages; three seeds."""
    for rate in (None, 1e-4):
        accuracy, loss, start = [], [], time.perf_counter()
        for seed in range(3):
            chances = one_model(*parts[0][["text", "label"]].values.T, parts[1]["text"], rate, seed)
            truth, chances = parts[1]["label"].to_numpy(), np.clip(chances, 1e-6, 1 - 1e-6)
            accuracy.append(spam.score(truth, chances).accuracy)
            loss.append(-np.mean(np.log(np.where(truth == 1, chances, 1 - chances))))
        name = "frozen" if rate is None else f"fine-tuned, rate {rate:g}"
        seconds = (time.perf_counter() - start) / 3
        print(f"one model, {name}: accuracy {np.mean(accuracy):.4f}", end="")
        print(f"  log loss {np.mean(loss):.4f}  {seconds:.0f} s", flush=True)


def one_model(texts: Any, labels: Any, other: Any, rate: float | None, seed: int) -> Any:
    """`ELMoEmbedding` under the chapter's head: the head first, then, at `rate`, all together."""
    import keras

    from wordemb_keras import elmo

    keras.utils.set_random_seed(seed)
    layer = elmo.ELMoEmbedding(BiLM.from_pretrained("classroom"), output="elmo")
    strings = keras.Input((None,), dtype="string")
    x = keras.layers.GlobalAveragePooling1D()(layer(strings))
    x = keras.layers.Dense(256, activation="relu")(keras.layers.Dropout(0.5)(x))
    model = keras.Model(strings, keras.layers.Dense(1, activation="sigmoid")(x))
    batches = token_batches(texts, labels).shuffle(100, seed=seed)
    other_batches = token_batches(other, np.zeros(len(other)))
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(batches, epochs=10 if rate is None else 3, verbose=0)
    if rate is not None:
        layer.fine_tune = True
        model.compile(optimizer=keras.optimizers.Adam(rate), loss="binary_crossentropy")
        model.fit(batches, epochs=3, verbose=0)
    return model.predict(other_batches, verbose=0)[:, 0]


def token_batches(texts: Any, labels: Any) -> Any:
    """Batches of 60 messages, each filled up to its longest with empty strings."""
    import tensorflow as tf

    tokens = tf.ragged.constant([spam.tokens(text)[:60] for text in texts])
    data = tf.data.Dataset.from_tensor_slices((tokens, np.asarray(labels, "float32")))
    return data.batch(60).map(lambda x, y: (x.to_tensor(), y[:, None]))


_WORD2VEC: dict[Any, tuple] = {}


def word2vec(texts: Any, other: Any, seed: int) -> tuple:
    """The same for every choice, so it is made once for each fold and seed."""
    key = (seed, tuple(other.index))
    if key not in _WORD2VEC:
        words = spam.MessageFeatures(None, seed=seed)
        _WORD2VEC[key] = words.fit_transform(texts), words(other)
    return _WORD2VEC[key]


def over_folds(known: Any, folds: Any, run: Callable, seeds: range = range(1)) -> str:
    accuracy, loss = [], []
    for seed in seeds:
        labels, chances = known["label"].to_numpy(), np.zeros(len(known))
        for fold in range(FOLDS):
            inside, outside = known[folds != fold], known[folds == fold]
            chances[folds == fold] = run(inside["text"], inside["label"], outside["text"], seed)
        chances = np.clip(chances, 1e-6, 1 - 1e-6)
        accuracy.append(spam.score(labels, chances).accuracy)
        loss.append(-np.mean(np.log(np.where(labels == 1, chances, 1 - chances))))
    return f"accuracy {np.mean(accuracy):.4f}  log loss {np.mean(loss):.4f}"


def table(methods: list[Method], known: pd.DataFrame, test: pd.DataFrame) -> None:
    own = ~test["text"].isin(set(known["text"])).to_numpy()
    print(f"{own.sum()} of {len(test)} test messages are without twins\n")
    head = ("accuracy: mean, worst, best", "spam found", "false alarms", "without twins", "s")
    print(f"{'method':<36}{head[0]:<29}{head[1]:>10}{head[2]:>14}{head[3]:>15}{head[4]:>7}")
    for method in methods:
        start, scores, without = time.perf_counter(), [], []
        for seed in method.seeds:
            said = method.run(known["text"], known["label"], test["text"], seed)
            scores.append(spam.score(test["label"], said))
            without.append(spam.score(test["label"][own], said[own]).accuracy)
        accuracy = [each.accuracy for each in scores]
        spread = f"{np.mean(accuracy):.4f}  {min(accuracy):.4f}  {max(accuracy):.4f}"
        found, alarms = (np.mean([getattr(s, n) for s in scores]) for n in RATES)
        seconds = (time.perf_counter() - start) / len(method.seeds)
        print(
            f"{method.name:<36}{spread:<29}{found:>10.3f}{alarms:>14.4f}"
            f"{np.mean(without):>15.4f}{seconds:>7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
