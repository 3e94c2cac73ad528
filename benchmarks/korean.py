"""Korean vectors: jamo, syllables, gensim's own, on similarity, typos and sentiment (section 9-3).

    python benchmarks/korean.py train        # the peers of the model that ships: 4 CPU minutes
    python benchmarks/korean.py similarity
    python benchmarks/korean.py typos
    python benchmarks/korean.py sentiment    # 7 CPU minutes

All models read the 150,000 training reviews of NSMC, cut and repeated as the model that ships
was trained (`data/train_fasttext_korean.py`), with as many numbers a vector and as many rows:

    jamo       `FastText.from_pretrained("korean")`
    syllable   ours, n-grams of 1 to 2 syllables
    gensim     gensim's FastText, n-grams of 3 to 6 characters, its defaults for the rest
    word2vec   gensim's Word2Vec

`similarity` takes the test sets of Park et al. that are at hand and says which are not. `typos`
takes the two halves of `typo_recovery.py`: on one the costs of `corrections` were chosen, the
other is reported, with 500 of its words for each further kind of typo. `sentiment` trains on
20,000 labelled reviews, chooses on 5,000 others, and reports 10,000 of the *test* reviews, as
they are and with typos put in, over three seeds.

Needs NSMC, `WS353_korean.csv` and `word_analogy_korean.txt` in folders of WORDEMB_DATA
(`wordemb data list`).
"""

import argparse
import itertools
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
import typo_recovery as typo_recovery_script
from scipy.stats import spearmanr

from wordemb_keras import FastText, datasets
from wordemb_keras.evaluation import (
    analogies,
    sample_typos,
    text_vectors,
    typo_recovery,
    word_similarity,
)
from wordemb_keras.evaluation.corrections import CANDIDATES, EDITS, FREQUENCY, Ranking
from wordemb_keras.evaluation.questions import read_pairs
from wordemb_keras.evaluation.typos import KOREAN_KINDS, MORE_KOREAN_KINDS, Typo, korean_typos
from wordemb_keras.formats import as_vectors
from wordemb_keras.text import Vocabulary, korean_tokens

CUT = {"scripts": True, "runs": 2}  # as the model that ships reads text
SIZE = {"vector_size": 100, "min_count": 5, "window": 5, "alpha": 0.05, "seed": 1}
BUCKETS = 60_000
EPOCHS = 5
LABELLED, VALIDATION, TEST = 20_000, 5_000, 10_000
SHARES = (0.0, 0.1, 0.3)  # of the words of a test review that get a typo


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("part", choices=["train", "similarity", "typos", "sentiment"])
    arguments.add_argument("--folder", type=Path, default=Path("build/korean"))
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--only", help="one of the models")
    args = arguments.parse_args()
    if args.part == "train":
        train(args.folder, args.workers, args.only)
        return
    parts = {"similarity": similarity, "typos": typos, "sentiment": sentiment}
    parts[args.part](models(args.folder, args.only))


def train(folder, workers, only):
    from gensim.models import FastText as GensimFastText
    from gensim.models import Word2Vec

    reviews, _ = read("nsmc_train")
    folder.mkdir(parents=True, exist_ok=True)
    same = {**SIZE, "workers": workers, "sg": 1}
    if only in (None, "syllable"):
        syllable = FastText("syllable", bucket=BUCKETS, **same)
        syllable.fit(reviews, epochs=EPOCHS).save(folder / "syllable.bin")
    if only in (None, "gensim"):
        gensim = GensimFastText(reviews, bucket=BUCKETS, epochs=EPOCHS, **same)
        gensim.wv.save(str(folder / "gensim.kv"))
    if only in (None, "word2vec"):
        Word2Vec(reviews, epochs=EPOCHS, **same).wv.save(str(folder / "word2vec.kv"))


def models(folder, only):
    from gensim.models import KeyedVectors

    made = {"jamo": lambda: FastText.from_pretrained("korean")}
    if (folder / "syllable.bin").exists():
        made["syllable"] = lambda: FastText.load(folder / "syllable.bin")
    for name in ("gensim", "word2vec"):
        if (folder / f"{name}.kv").exists():
            made[name] = lambda name=name: KeyedVectors.load(str(folder / f"{name}.kv"))
    missing = {"syllable", "gensim", "word2vec"} - set(made)
    if missing:
        print(f"not trained, left out: {', '.join(sorted(missing))}")
    return {name: make() for name, make in made.items() if only in (None, name)}


def read(name):
    """Reviews cut into words, and their labels."""
    table = datasets.read_labelled(name)
    reviews = [korean_tokens(review, **CUT) for review in table["text"]]
    return reviews, table["label"].to_numpy()


# --- similarity and analogies ---------------------------------------------------------------


def similarity(models):
    for name in ("wordsim353_ko", "analogies_ko", "simlex999_ko"):
        try:
            datasets.locate(name)
        except (ValueError, FileNotFoundError) as error:
            print(f"{name} skipped: {str(error)[:60]}...")
            continue
        for model, vectors in models.items():
            if name.startswith("analogies"):
                show_analogies(model, vectors, name)
            else:
                show_pairs(model, vectors, name)


def show_pairs(model, vectors, name):
    known = word_similarity(vectors, name)
    line = f"{name:14} {model:9} known words only: {known.score:.3f} ({known.used} pairs)"
    pairs = read_pairs(name)
    rows = vectors_of(vectors, {word for pair in pairs for word in pair[:2]})
    both = [pair for pair in pairs if pair.first in rows and pair.second in rows]
    cosines = [cosine(rows[pair.first], rows[pair.second]) for pair in both]
    score = spearmanr(cosines, [pair.score for pair in both]).statistic
    print(f"{line}, all with a vector: {score:.3f} ({len(both)} pairs)", flush=True)


def show_analogies(model, vectors, name):
    found = analogies(vectors, name)
    shares = ", ".join(f"{kind} {answers.score:.1%}" for kind, answers in found.sums().items())
    print(f"{name:14} {model:9} {shares} ({found.used} used, {found.skipped} skipped)", flush=True)


def vectors_of(source, words):
    """Vectors of words, unknown ones from their n-grams where there are any."""
    reader = as_vectors(source)
    rows = reader.find(words)
    if reader.has_subwords:
        unknown = {word: reader.subword_vector(word) for word in words if word not in rows}
        rows |= {word: row for word, row in unknown.items() if row is not None}
    return rows


def cosine(a, b):
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


# --- typos ----------------------------------------------------------------------------------


def typos(models):
    reviews, _ = typo_recovery_script.read_reviews()
    counts = Counter(word for review in reviews for word in review)
    development, test = typo_recovery_script.make_typos(reviews, 2_000)
    words = [typo.original for typo in test][:500]  # of the half that nothing was chosen on
    sets = {"keyboard": test}
    for kind in MORE_KOREAN_KINDS:
        sets[kind] = sample_typos(words, known=counts, kinds=(kind,), seed=0)
    sets["joined"] = joined(words, reviews, counts)
    print({name: f"{len(typos)} typos" for name, typos in sets.items()}, flush=True)
    for model, vectors in models.items():
        if model == "jamo":
            choose_costs(vectors, development)
        for how, costs in (
            ("by cosine", {}),
            ("corrections", {"edits": EDITS, "frequency": FREQUENCY}),
        ):
            shares = {name: f"{first(vectors, typos, costs):.1%}" for name, typos in sets.items()}
            print(f"{model:9} {how:12} first hit: {shares}", flush=True)


def first(vectors, typos, costs):
    is_known = getattr(vectors, "is_known", lambda word: word in vectors.key_to_index)
    known = [typo for typo in typos if is_known(typo.original)]
    # A word that is not in the vocabulary cannot be found: it counts as not found.
    return typo_recovery(vectors, known, **costs).within(1) * len(known) / len(typos)


def choose_costs(vectors, typos):
    """What each pair of costs finds first; the candidates of a typo are looked up once."""
    ranking = Ranking(vectors, edits=1, candidates=CANDIDATES)
    asked = [typo for typo in typos if ranking.row(typo.original) is not None]
    found = [(ranking.row(typo.original), ranking.best(typo.typo)) for typo in asked]
    for edits in (0.05, 0.1, 0.2, 0.4):
        shares = {}
        for frequency in (0.0, 0.02, 0.05, 0.1):
            right = 0
            for row, answers in found:
                best = max(
                    answers,
                    key=lambda a: a.cosine - edits * a.distance - frequency * np.log(1 + a.row),
                )
                right += best.row == row
            shares[frequency] = f"{right / len(typos):.1%}"
        print(f"choose: edits {edits}, frequency: {shares}", flush=True)


def joined(words, reviews, counts):
    """A space left out: the word and what most often follows it, if nobody wrote them so."""
    wanted, behind = set(words), {}
    for review in reviews:
        for word, after in itertools.pairwise(review):
            if word in wanted and re.fullmatch("[가-힣]+", after):
                behind.setdefault(word, Counter())[after] += 1
    found = []
    for word in words:
        for after, _ in behind.get(word, Counter()).most_common():
            if word + after not in counts:
                found.append(Typo(word + after, word, "joined"))
                break
    return found


# --- sentiment ------------------------------------------------------------------------------


def sentiment(models):
    reviews, labels = read("nsmc_train")
    order = np.random.default_rng(0).permutation(len(reviews))[: LABELLED + VALIDATION]
    reviews, labels = [reviews[i] for i in order], labels[order]
    asked, wanted = read("nsmc_test")
    asked, wanted = asked[:TEST], wanted[:TEST]
    tests = {share: with_typos(asked, share) for share in SHARES}
    for name, vectors in models.items():
        print(f"linear    {name:9} {linear(vectors, reviews, labels, tests, wanted)}", flush=True)
    for name, vectors in {**models, "untrained": None}.items():
        runs = [layer(vectors, reviews, labels, tests, wanted, seed) for seed in range(3)]
        means = {
            f"{share:.0%} typos": f"{np.mean([run[share] for run in runs]):.1%} "
            f"+- {np.std([run[share] for run in runs], ddof=1):.1%}"
            for share in SHARES
        }
        print(f"Embedding {name:9} {means}", flush=True)


def with_typos(reviews, share):
    """A share of the Hangul words, chosen by chance, with one typo of any kind."""
    chance = random.Random(0)
    kinds = [*KOREAN_KINDS, "swapped", "heard"]

    def mistyped(word):
        if not re.fullmatch("[가-힣]{2,}", word) or chance.random() >= share:
            return word
        made = [typo for kind in kinds if (typo := korean_typos(word, kind))]
        return chance.choice(chance.choice(made)) if made else word

    return [[mistyped(word) for word in review] for review in reviews]


def linear(vectors, reviews, labels, tests, wanted):
    """Ridge on the mean vectors; its penalty is chosen on the validation reviews."""
    x = with_one(text_vectors(vectors, reviews).vectors)
    y = 2.0 * labels - 1
    fits = {}
    for penalty in (1, 10, 100, 1000):
        a, b = x[:LABELLED], y[:LABELLED]
        fits[penalty] = np.linalg.solve(a.T @ a + penalty * np.eye(a.shape[1]), a.T @ b)
    rest = slice(LABELLED, None)
    best = max(fits.values(), key=lambda w: np.mean((x[rest] @ w > 0) == labels[rest]))
    shown = {}
    for share, mistyped in tests.items():
        scores = with_one(text_vectors(vectors, mistyped).vectors) @ best
        shown[f"{share:.0%} typos"] = f"{np.mean((scores > 0) == wanted):.1%}"
    return shown


def with_one(rows):
    return np.hstack([rows, np.ones((len(rows), 1))]).astype(np.float64)


def layer(vectors, reviews, labels, tests, wanted, seed):
    """Mean of an `Embedding` layer, frozen, and two dense layers; stopped on validation.

    Its vocabulary holds the words of the test reviews, too: a model with n-grams has a row for a
    typo, another one zeros, and a layer without vectors has none but the one for unknown words.
    """
    import keras

    keras.utils.set_random_seed(seed)
    known = reviews if vectors is None else [*reviews, *(r for t in tests.values() for r in t)]
    counts = Counter(word for review in known for word in review)
    vocabulary = Vocabulary(w for w, n in counts.items() if vectors is not None or n > 1)
    if vectors is None:
        embedding = keras.layers.Embedding(len(vocabulary), SIZE["vector_size"], mask_zero=True)
    else:
        from wordemb_keras import build_embedding_matrix

        has_subwords = as_vectors(vectors).has_subwords
        oov = "subwords" if has_subwords else "zeros"
        matrix = build_embedding_matrix(vectors, vocabulary, oov=oov)
        embedding = matrix.layer(trainable=False, mask_zero=True)
    model = keras.Sequential(
        [
            embedding,
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(2e-3), "binary_crossentropy", metrics=["accuracy"])
    x = padded(reviews, vocabulary)
    stop = keras.callbacks.EarlyStopping(
        "val_accuracy", mode="max", patience=2, restore_best_weights=True
    )
    model.fit(
        x[:LABELLED],
        labels[:LABELLED],
        validation_data=(x[LABELLED:], labels[LABELLED:]),
        **{"epochs": 5, "batch_size": 256, "callbacks": [stop], "verbose": 0},
    )
    return {
        share: model.evaluate(padded(t, vocabulary), wanted, batch_size=1024, verbose=0)[1]
        for share, t in tests.items()
    }


def padded(reviews, vocabulary, length=40):
    rows = np.zeros((len(reviews), length), np.int32)
    for row, review in zip(rows, reviews, strict=True):
        indices = vocabulary.encode(review[:length]) or [1]
        row[: len(indices)] = indices
    return rows


if __name__ == "__main__":
    main()
