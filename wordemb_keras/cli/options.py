"""Arguments, options and output that several commands have."""

import functools
import json
import math
from collections.abc import Callable
from typing import Any

import click

from wordemb_keras.cli.files import InputFile, VectorsFile

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


def vectors_options(name: str = "vectors", *, limit: int | None = None) -> Decorated:
    """VECTORS, and how it is read: every command that opens vectors has these options.

    The command gets them as one dict, `reading`, for `as_vectors` and what calls it. It holds
    only what was typed, as the library has its own defaults.

    Args:
        name: what the argument is called.
        limit: the default of `--limit`.
    """
    options = [
        click.option("--member", help="Which file of a .zip."),
        click.option("--dim", type=int, help="Numbers in a row of a text, if that is in doubt."),
        click.option("--dtype", help="Type of the numbers of a .bin: float16, float64, >f4, ..."),
        click.option(
            "--errors",
            type=click.Choice(["strict", "replace", "skip"]),
            help="For words that are not UTF-8 and bad rows: stop (strict), or go on.",
        ),
        click.option("--spaces", help="What to put for a space inside a word, for example _."),
        click.option("--empty", help="A jamo model's sign for a syllable without a final: _ or -."),
        click.option(
            "--limit",
            type=int,
            default=limit,
            show_default=limit is not None,
            help="Read only so many rows, the first ones.",
        ),
    ]

    def decorate(command: Decorated) -> Decorated:
        @functools.wraps(command)
        def with_reading(*args: Any, **given: Any) -> Any:
            reading = {option: given.pop(option) for option in _READING}
            reading = {option: value for option, value in reading.items() if value is not None}
            return command(*args, reading=reading, **given)

        for option in reversed(options):
            with_reading = option(with_reading)
        return click.argument(name, type=VectorsFile(), is_eager=True)(with_reading)

    return decorate


_READING = ("member", "dim", "dtype", "errors", "spaces", "empty", "limit")


def neighbors_options(command: Decorated) -> Decorated:
    """WORD, and how its neighbours are shown."""
    return click.argument("word")(topn_option(command))


def topn_option(command: Decorated) -> Decorated:
    """How many neighbours, and in which form."""
    topn = click.option("-n", "--topn", default=10, show_default=True, help="How many.")
    return topn(json_option(command))


def json_option(command: Decorated) -> Decorated:
    """`--json`, for a command that a script may want to read; it is called `as_json`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
    return option(command)


def print_json(value: Any) -> None:
    """A value as JSON. What is no number there (JSON has no NaN) is null."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(each) for each in value]
        if isinstance(value, float) and not math.isfinite(value):
            return None
        return value

    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def show_neighbors(found: list[tuple[str, float]], as_json: bool) -> None:
    """A neighbour a line: cosine, tab, word."""
    if as_json:
        print_json([{"word": word, "cosine": float(cosine)} for word, cosine in found])
        return
    for word, cosine in found:
        click.echo(f"{cosine:.4f}\t{word}")
