"""`wordemb run`, `wordemb notebooks`: the chapter, executed in a clone, or copied out."""

from pathlib import Path

import click

from wordemb_keras.cli.common import Command, say
from wordemb_keras.cli.files import OutputFolder


@click.command(cls=Command)
@click.argument("folder", type=OutputFolder())
@click.option(
    "--lang",
    "--language",
    "lang",
    type=click.Choice(["ko", "en"]),
    default="ko",
    show_default=True,
    help="Their language.",
)
def notebooks(folder: str, lang: str) -> None:
    """Copy the chapter's notebooks into FOLDER, to open them with Jupyter.

    A file that is there already, such as a notebook you have worked in, is never changed.

    Example: wordemb notebooks mycourse --lang en
    """
    from wordemb_keras.course.published import copy_notebooks

    copied, kept = copy_notebooks(Path(folder), lang)
    for path in copied:
        click.echo(path)
    for path in kept:
        say(f"{path} was kept as it is. For a new copy, move it away and run this again.")


@click.command(cls=Command)
@click.argument("section", required=False)
@click.option("--force", is_flag=True, help="Run again what has not changed, too.")
@click.option("--publish", is_flag=True, help="Copy the results to notebooks/ko and en.")
def run(section: str | None, force: bool, publish: bool) -> None:
    """Execute the chapter's notebooks; write them and HTML pages to build/chapter.

    SECTION is 9-1, 9-2, ... Without it all run.

    Example: wordemb run 9-4
    """
    from wordemb_keras.course import execution

    try:
        results = execution.run(section, force=force)
    except execution.NotebookError as error:
        raise click.ClickException(str(error)) from error
    if publish:
        execution.publish()
    click.echo("\n" + execution.table(results))
    pages = execution.ROOT / "build" / "chapter"
    click.echo(f"\nPages: {pages / 'ko'} and {pages / 'en'}")
