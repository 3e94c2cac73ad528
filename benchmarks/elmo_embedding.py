"""Section 9-5: tokens a second through a frozen biLM, `BiLM.embed` beside the straightforward way.

The straightforward way is Keras' `RNN` over the cell, batches of 32 sentences
in the order given, and the character CNN on all 50 characters of every token.
Sizes: the small published model (2 x 1024, projection 128, 2,048 CNN features,
random weights) and the classroom biLM. Text: English Wikipedia and news.

    python benchmarks/elmo_embedding.py --repeats 3

Each run is a process of its own; compiling and loading are not timed.
"""

import argparse
from functools import partial

import measure

COMMON = """
import itertools, json, os, sys, time
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
now = lambda: (time.perf_counter(), sum(os.times()[:2]))
def done(start, sentences, check):
    wall, cpu = (b - a for a, b in zip(start, now()))
    tokens = sum(map(len, sentences))
    print(json.dumps({"wall": wall, "cpu": cpu, "tokens": tokens, "check": float(check)}))
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    for size, few, many in (("small", 128, 4096), ("classroom", 512, 8192)):
        runs = ((PLAIN, "straightforward", few), (OURS, "ours", few), (OURS, "ours", many))
        methods = {
            f"{name}, {n} sentences": partial(measure.python, COMMON + code, size, n)
            for code, name, n in runs
        }
        report(size, measure.interleaved(methods, options.repeats))


def report(size: str, figures: dict[str, measure.Run]) -> None:
    speeds = {name: run.result["tokens"] / run.wall for name, run in figures.items()}
    base = next(iter(speeds.values()))
    print(f"\n{size}\n{'method':<34}{'tokens/s':>10}{'ratio':>8}{'peak MB':>10}{'first token':>14}")
    for name, run in figures.items():
        print(
            f"{name:<34}{speeds[name]:>10,.0f}{speeds[name] / base:>8.1f}{run.peak:>10.0f}"
            f"{run.result['check']:>14.5f}"
        )


if __name__ == "__main__":
    main()
