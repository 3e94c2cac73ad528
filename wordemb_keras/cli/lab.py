"""`wordemb lab`: open a laboratory in the browser."""

import webbrowser
from pathlib import Path

import click

from wordemb_keras.cli.common import Command
from wordemb_keras.cli.files import OutputFolder


@click.command(cls=Command)
@click.argument("name", type=click.Choice(["jamo", "map", "glove", "elmo"]))
@click.option(
    "--lang", "--language", "lang", type=click.Choice(["ko", "en"]), default="ko", show_default=True
)
@click.option("--folder", type=OutputFolder(), help="Where the pages go. Default: the cache.")
@click.option(
    "--open/--no-open", "start", default=True, help="Open it in the browser, or only say where."
)
def lab(name: str, lang: str, folder: str | None, start: bool) -> None:
    """Open a laboratory: a page to play with, offline.

    jamo: a Korean word or typo, its pieces, its neighbours. map: 5,000 words of GloVe. glove:
    from windows to steps of AdaGrad. elmo: four steps from layers to a vector.

    Example: wordemb lab jamo
    """
    from wordemb_keras import datasets
    from wordemb_keras.course import labs

    target = Path(folder) if folder else datasets.cache_folder() / "labs"
    labs.write(target)
    page = (target / f"{name}.{lang}.html").resolve()
    click.echo(page)
    if start and not webbrowser.open(page.as_uri()):
        click.echo("No browser was found here: open this file in one.", err=True)
