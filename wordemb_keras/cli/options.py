"""Arguments and options that several commands have."""

from collections.abc import Callable
from typing import Any

import click

from wordemb_keras.cli.common import bars
from wordemb_keras.cli.files import InputFile

Decorated = Callable[..., Any]


def text_options(command: Decorated) -> Decorated:
    """TEXT, and how it is cut into tokens."""
    command = click.option(
        "--tokens",
        type=click.Choice(["spaces", "english", "korean"]),
        default="spaces",
        show_default=True,
        help="spaces: a sentence a line, words between spaces. english: running text, to small "
        "letters and digits. korean: running text, to morphemes (needs kiwipiepy).",
    )(command)
    return text_argument(command)


def text_argument(command: Decorated) -> Decorated:
    """TEXT, a file or `-`."""
    return click.argument("text", type=InputFile(allow_dash=True), is_eager=True)(command)


def neighbors_options(command: Decorated) -> Decorated:
    """WORD, and how many neighbours."""
    command = click.option("-n", "--topn", default=10, show_default=True, help="How many.")(command)
    return click.argument("word")(command)


def show_neighbors(source: Any, word: str, topn: int) -> None:
    """A neighbour a line: cosine, tab, word."""
    from wordemb_keras.evaluation.neighbors import neighbors

    for name, cosine in neighbors(source, word, topn=topn, verbose=bars()):
        click.echo(f"{cosine:.4f}\t{name}")
