"""Train the biLM that ships as `BiLM.from_pretrained("classroom")` and measure its perplexity.

    WORDEMB_DATA=DIR python data/train_elmo_classroom.py --folder build/elmo_classroom

`WORDEMB_DATA` holds `english/movie_reviews.zip`, `english/state_union.zip` and
`english/inaugural.zip` (from https://www.nltk.org/nltk_data/) and the spam messages
(`wordemb data path sms_spam`). Wikipedia and news text come with gensim. Started
again after a kill, it goes on with the epoch it was in; `--write` puts the two
files into `data/` once it is done.

Of the spam messages only the first 3,957 are read, without their labels: the
next 500 choose settings in section 9-5, and the last 1,115 are its test part.
"""

import argparse
import json
import os
import random
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parent
TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
MESSAGES = 3957
CORPORA = ("movie_reviews.zip", "state_union.zip", "inaugural.zip")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--folder", type=Path, default=Path("build/elmo_classroom"))
    arguments.add_argument("--epochs", type=int, default=2)
    arguments.add_argument("--write", action="store_true", help="write data/elmo_classroom_*")
    args = arguments.parse_args()

    training, validation = split(list(sentences()))
    training += messages()
    random.Random(0).shuffle(training)  # `train` mixes only within 20,000 sentences
    print(f"training: {len(training):,} sentences, {sum(map(len, training)):,} tokens", flush=True)
    print(f"validation: {len(validation):,} sentences, {sum(map(len, validation)):,} tokens")
    model, seconds = fit(training, validation, args.folder, args.epochs)
    report(model, validation, args.folder, seconds)
    if args.write:
        files = [DATA / f"elmo_classroom_{name}" for name in ("options.json", "weights.hdf5")]
        model.bilm.save_allennlp(*files, dtype="float16")
        print(f"wrote {files[1]}: {files[1].stat().st_size / 1e6:.1f} MB")


def sentences() -> Iterator[list[str]]:
    """Token lists. Words and signs apart; every fourth sentence of the running texts as written."""
    from wordemb_keras import datasets, text

    running = datasets.read_sentences("english")
    for number, sentence in enumerate(running):
        yield tokens(sentence, as_written=number % 4 == 0)
    for name in CORPORA:
        for document in documents(name):
            lines = document.splitlines() if name.startswith("movie") else text.sentences(document)
            for number, line in enumerate(lines):
                yield tokens(line, as_written=number % 4 == 0)


def documents(name: str) -> Iterator[str]:
    """The texts in one archive of NLTK."""
    path = Path(os.environ["WORDEMB_DATA"]) / "english" / name
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.namelist()):
            if member.endswith(".txt"):
                yield archive.read(member).decode("latin-1")


def messages() -> list[list[str]]:
    """The messages twice in both forms: they are few."""
    from wordemb_keras import datasets

    if datasets.locate("sms_spam").origin == "sample":
        raise SystemExit("The spam messages are not here: wordemb data fetch sms_spam")
    texts = datasets.read_labelled("sms_spam")["text"][:MESSAGES]
    both = [tokens(text, as_written=form) for text in texts for form in (False, True)]
    return 2 * [sentence for sentence in both if sentence]


def tokens(sentence: str, *, as_written: bool) -> list[str]:
    return sentence.split() if as_written else TOKEN.findall(sentence)


def split(found: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Every fiftieth sentence is kept for validation."""
    found = [sentence for sentence in found if sentence]
    return [s for k, s in enumerate(found) if k % 50], found[::50]


def fit(training: list, validation: list, folder: Path, epochs: int) -> tuple:
    import keras

    from wordemb_keras.elmo import BiLM
    from wordemb_keras.elmo.training import batches, train

    filters = [(1, 32), (2, 32), (3, 64), (4, 128), (5, 128)]
    bilm = BiLM(units=512, projection_dim=128, filters=filters, dropout=0.1)
    print(f"biLM: {bilm.count_params():,} numbers", flush=True)
    steps = epochs * int(batches(training).cardinality())
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps - 200, warmup_target=2e-3, warmup_steps=200, alpha=0.01
    )
    start = time.perf_counter()
    model, _ = train(
        training,
        folder,
        bilm=bilm,
        validation=validation,
        max_words=25_000,
        epochs=epochs,
        learning_rate=schedule,
        clipnorm=1.0,
        backup_steps=200,
        verbose=2,
    )
    return model, time.perf_counter() - start


def report(model, validation: list, folder: Path, seconds: float) -> None:
    """Perplexity of the held-out sentences, over all words that the softmax knows."""
    from wordemb_keras.elmo.training import batches

    known = set(model.vocabulary.words)
    flat = [token for sentence in validation for token in sentence]
    result = {
        "parameters": model.bilm.count_params(),
        "vocabulary": len(known),
        "unknown": round(sum(token not in known for token in flat) / len(flat), 4),
        "perplexity": round(
            model.evaluate(batches(validation), return_dict=True, verbose=0)["perplexity"], 2
        ),
        "seconds": round(seconds),
    }
    print(json.dumps(result))
    (folder / "result.json").write_text(json.dumps(result) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
