"""`wordemb matrix`: the vectors of a vocabulary as an array (section 9-4)."""

from pathlib import Path
from typing import Any

import click

from wordemb_keras.cli.common import Command, bars
from wordemb_keras.cli.files import InputFile, OutputFile
from wordemb_keras.cli.options import vectors_options


@click.command(cls=Command)
@vectors_options()
@click.argument("vocabulary", type=InputFile(), is_eager=True)
@click.option("-o", "--output", required=True, type=OutputFile(".npy"), help="For np.load.")
@click.option(
    "--oov",
    type=click.Choice(["zeros", "mean", "random", "subwords"]),
    default="zeros",
    show_default=True,
    help="The row of a word without a vector.",
)
@click.option(
    "--fallback",
    "fallbacks",
    multiple=True,
    type=click.Choice(["lower", "upper", "capitalize", "nfkc", "no_accents"]),
    help="Another spelling to look up before that; may come several times.",
)
@click.option("--unknown", help="The sign for unknown words, if it looks like a word (UNK).")
@click.option("--padding", help="The sign for padding, if it looks like a word.")
@click.option("--seed", type=int, help="For --oov random.")
def matrix(
    vectors: str,
    vocabulary: str,
    output: str,
    oov: str,
    fallbacks: tuple[str, ...],
    unknown: str | None,
    padding: str | None,
    seed: int | None,
    reading: dict[str, Any],
) -> None:
    """The vectors of a vocabulary, a row for each index, and what has none.

    VOCABULARY is what `Vocabulary.save` wrote; a word_index or a tokenizer as .json; GloVe's
    vocab.txt; or a text with a word a line, of which the first is row 0: it is left empty, for
    padding. The rows are for keras.layers.Embedding.

    Example: wordemb matrix glove.6B.50d words.txt -o matrix.npy --fallback lower
    """
    import numpy as np

    from wordemb_keras.files import atomic_write
    from wordemb_keras.pretrained.matrix import build_embedding_matrix

    rows = build_embedding_matrix(
        vectors,
        Path(vocabulary),
        unknown=unknown,
        padding=padding,
        oov=oov,
        fallbacks=fallbacks,
        seed=seed,
        verbose=bars(),
        **reading,
    )
    with atomic_write(output, "wb") as file:
        np.save(file, np.asarray(rows))
    click.echo(rows.coverage)
    click.echo(f"{output}: {rows.shape[0]:,} rows of {rows.shape[1]} numbers, float32")
