"""`wordemb fasttext`: vectors of n-grams, syllables and jamo (section 9-3)."""

import click

from wordemb_keras.cli.common import Group, bars, say
from wordemb_keras.cli.files import InputFile, OutputFile, text_path
from wordemb_keras.cli.options import neighbors_options, show_neighbors, text_options


@click.group(cls=Group)
def fasttext() -> None:
    """FastText: vectors also for words never seen, and for typos.

    Example: wordemb fasttext train my.txt --unit jamo -o model.bin
             wordemb fasttext neighbors model.bin 남동쉥
    """


@fasttext.command()
@text_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=OutputFile(".bin", ".vec"),
    help=".bin: everything. .vec: text, without n-grams.",
)
@click.option(
    "--unit",
    type=click.Choice(["word", "syllable", "jamo"]),
    default="syllable",
    show_default=True,
    help="What a word is cut into. jamo is for Korean with typos.",
)
@click.option("--dim", "vector_size", default=100, show_default=True, help="Numbers in a vector.")
@click.option("--window", default=5, show_default=True, help="Words to each side.")
@click.option("--min-count", default=5, show_default=True, help="Leave out words seen less often.")
@click.option("--min-n", type=int, help="Shortest n-gram. Default: by the text.")
@click.option("--max-n", type=int, help="Longest n-gram.")
@click.option("--epochs", default=5, show_default=True)
@click.option("--threads", "workers", default=4, show_default=True, help="Only 1 repeats exactly.")
@click.option("--seed", default=1, show_default=True)
def train(
    text: str,
    tokens: str,
    output: str,
    unit: str,
    vector_size: int,
    window: int,
    min_count: int,
    min_n: int | None,
    max_n: int | None,
    epochs: int,
    workers: int,
    seed: int,
) -> None:
    """Train on a UTF-8 text and write the model.

    Example: wordemb fasttext train my.txt --unit jamo -o model.bin
    """
    from wordemb_keras.fasttext.model import FastText
    from wordemb_keras.text.files import TokenFile

    model = FastText(
        unit,
        vector_size=vector_size,
        window=window,
        min_count=min_count,
        min_n=min_n,
        max_n=max_n,
        workers=workers,
        seed=seed,
    )
    with text_path(text) as path:
        model.fit(TokenFile(path, tokens=tokens), epochs=epochs, verbose=bars())
    model.save(output)
    losses = model.history["loss"]  # none where no two words of a sentence are known
    last = f"; last loss {losses[-1]:.4f}" if losses else ""
    click.echo(f"{output}: {len(model.words):,} words by {unit}{last}")


@fasttext.command()
@click.argument("model", type=InputFile(), is_eager=True)
@neighbors_options
def neighbors(model: str, word: str, topn: int, as_json: bool) -> None:
    """The words nearest to WORD by cosine; WORD may be unknown, or a typo.

    Example: wordemb fasttext neighbors model.bin 남동쉥
    """
    from wordemb_keras import evaluation
    from wordemb_keras.fasttext.model import FastText

    loaded = FastText.load(model)
    if word in loaded and not loaded.is_known(word):
        say(f"{word} is not in the vocabulary: its vector comes from its n-grams.")
    show_neighbors(evaluation.neighbors(loaded, word, topn=topn, verbose=bars()), as_json)
