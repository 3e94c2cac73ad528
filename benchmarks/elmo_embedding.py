"""Section 9-5: tokens a second through a frozen biLM, `BiLM.embed` beside the straightforward way.

The straightforward way is Keras' `RNN` over the cell, batches of 32 sentences
in the order given, and the character CNN on all 50 characters of every token.
Sizes: the small published model (2 x 1024, projection 128, 2,048 CNN features,
random weights) and the classroom biLM. Text: English Wikipedia and news.

    python benchmarks/elmo_embedding.py --repeats 3
    python benchmarks/elmo_embedding.py --allennlp FOLDER --torch PYTHON

The second also runs AllenNLP's own ELMo with the same weights and sentences:
its cache of the character CNN for every distinct word, sentences sorted by
length in batches of 128. It carries the LSTM states from batch to batch, which
is its design; here they are reset, and its vectors are those of `embed`.

Each run is a process of its own; compiling and loading are not timed.
"""

import argparse
import tempfile
from functools import partial

import measure

TIMER = """
import json, os, sys, time
now = lambda: (time.perf_counter(), sum(os.times()[:2]))
def done(start, sentences, check):
    wall, cpu = (b - a for a, b in zip(start, now()))
    tokens = sum(map(len, sentences))
    print(json.dumps({"wall": wall, "cpu": cpu, "tokens": tokens, "check": float(check)}))
"""

MODEL = """
import itertools
import keras, numpy as np
from wordemb_keras import datasets
from wordemb_keras.elmo import BiLM, CharacterEncoder, character_ids
sentences = map(str.split, datasets.read_sentences())
short = (tokens for tokens in sentences if len(tokens) <= 60)
sentences = list(itertools.islice(short, int(sys.argv[2])))
keras.utils.set_random_seed(0)
published = {"units": 1024, "projection_dim": 128, "n_layers": 2,
             "filters": [(1, 32), (2, 32), (3, 64), (4, 128), (5, 256), (6, 512), (7, 1024)]}
bilm = BiLM(**published) if sys.argv[1] == "small" else BiLM.from_pretrained("classroom")
"""

OURS = """
bilm.embed(sentences[:64], verbose=0)  # compiles
start = now()
layers = bilm.embed(sentences, verbose=0)
done(start, sentences, np.abs(layers[0][2, 0]).sum())
"""

PLAIN = """
import tensorflow as tf
from wordemb_keras.elmo.characters import add_borders, token_counts
class AllCharacters(CharacterEncoder):
    def _trim(self, ids):
        return ids
encoder = AllCharacters.from_config(bilm.encoder.get_config())
encoder.build((None, None, bilm.max_characters))
encoder.set_weights(bilm.encoder.get_weights())
lstms = [keras.layers.RNN(lstm.cell, return_sequences=True)
         for lstm in (*bilm.forward_layers, *bilm.backward_layers)]
@tf.function(input_signature=[tf.TensorSpec((None, None, bilm.max_characters), tf.int32)])
def read(ids):
    ids = add_borders(ids)
    lengths = token_counts(ids)
    mask, x = tf.sequence_mask(lengths), encoder(ids)
    outputs = []
    for first, second, turn in ((*lstms[:2], False), (*lstms[2:], True)):
        y = tf.reverse_sequence(x, lengths, 1) if turn else x
        y = first(y, mask=mask)
        y = y + second(y, mask=mask)
        outputs.append(tf.reverse_sequence(y, lengths, 1) if turn else y)
    return tf.concat(outputs, -1)
read(character_ids(sentences[:32]))
start = now()
tops = [read(character_ids(sentences[i:i + 32])).numpy() for i in range(0, len(sentences), 32)]
done(start, sentences, np.abs(tops[0][0, 1]).sum())
"""

FILES = """
bilm.save_allennlp(sys.argv[3] + "/options.json", sys.argv[3] + "/weights.hdf5")
json.dump(sentences, open(sys.argv[3] + "/sentences.json", "w"))
print("{}")
"""

# ELMo needs only PyTorch, NumPy, h5py and overrides of all that AllenNLP imports.
ALLENNLP = """
import types
from unittest.mock import MagicMock
import torch
folder, files = sys.argv[1:]
for name in '''_jsonnet base58 cached_path cached_path.cache_file cached_path.common
        cached_path.file_lock cached_path.meta dill huggingface_hub lmdb more_itertools spacy
        spacy.cli spacy.cli.download spacy.language spacy.tokens torchvision tqdm transformers
        transformers.data transformers.data.data_collator'''.split():
    sys.modules[name] = MagicMock()
sys.modules["cached_path"].cached_path = lambda path, **_: path
sys.path.insert(0, folder)
modules = sys.modules["allennlp.modules"] = types.ModuleType("allennlp.modules")
modules.__path__ = [folder + "/allennlp/modules"]  # without all that its __init__ imports
from allennlp.modules.elmo import _ElmoBiLm
torch.set_num_threads(os.cpu_count())
bilm = _ElmoBiLm(files + "/options.json", files + "/weights.hdf5").eval()
sentences = json.load(open(files + "/sentences.json"))
@torch.no_grad()
def embed(sentences):
    words = sorted({token for tokens in sentences for token in tokens})
    bilm.create_cached_cnn_embeddings(["padding", *words])
    index = {word: i for i, word in enumerate(words, start=1)}
    layers = [None] * len(sentences)
    order = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))
    for places in (order[i:i + 128] for i in range(0, len(order), 128)):
        rows = [torch.tensor([index[token] for token in sentences[place]]) for place in places]
        bilm._elmo_lstm.reset_states()
        read = bilm(None, torch.nn.utils.rnn.pad_sequence(rows, batch_first=True))
        for place, row in zip(places, torch.stack(read["activations"], 1).numpy()):
            layers[place] = row[:, 1:len(sentences[place]) + 1].copy()
    return layers
embed(sentences[:64])
start = now()
layers = embed(sentences)
done(start, sentences, abs(layers[0][2, 0]).sum())
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--allennlp", help="folder that holds `allennlp/`: the wheel, unpacked")
    parser.add_argument("--torch", help="a Python with torch, numpy, h5py and overrides")
    options = parser.parse_args()
    peer = options.allennlp and options.torch
    if not peer:
        print("AllenNLP is left out. With it: --allennlp FOLDER --torch PYTHON (see --help)")
    for size, few, many in (("small", 128, 4096), ("classroom", 512, 8192)):
        runs = ((PLAIN, "straightforward", few), (OURS, "ours", few), (OURS, "ours", many))
        methods = {
            f"{name}, {n} sentences": partial(measure.python, TIMER + MODEL + code, size, n)
            for code, name, n in runs
        }
        with tempfile.TemporaryDirectory() as files:
            if peer:
                measure.python(TIMER + MODEL + FILES, size, many, files)
                methods[f"AllenNLP, {many} sentences"] = partial(
                    measure.python,
                    TIMER + ALLENNLP,
                    options.allennlp,
                    files,
                    interpreter=options.torch,
                    OMP_WAIT_POLICY="PASSIVE",  # spinning threads are slow on a shared machine
                )
            report(size, measure.interleaved(methods, options.repeats))


def report(size: str, figures: dict[str, measure.Run]) -> None:
    speeds = {name: run.result["tokens"] / run.wall for name, run in figures.items()}
    checks = {name: run.result["check"] for name, run in figures.items()}
    first = next(iter(figures))
    print(f"\n{size}\n{'method':<34}{'tokens/s':>10}{'ratio':>8}{'peak MB':>10}", end="")
    print(f"{'first token':>14}{'difference':>12}")
    for name, run in figures.items():
        print(
            f"{name:<34}{speeds[name]:>10,.0f}{speeds[name] / speeds[first]:>8.1f}{run.peak:>10.0f}"
            f"{checks[name]:>14.5f}{checks[name] - checks[first]:>12.0e}"
        )


if __name__ == "__main__":
    main()
