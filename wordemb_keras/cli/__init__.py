"""The command `wordemb`. Each command calls one or two functions of the package.

Built on [click](https://click.palletsprojects.com). A group of commands is imported
when it is used, and heavy modules inside its commands, so that `wordemb --help`
answers at once.

Exit codes: 0 all is well, 1 it failed, 2 wrong arguments, 130 stopped with Ctrl-C.
"""

import click

from wordemb_keras import __version__
from wordemb_keras.cli.common import LazyGroup

GROUPS = {
    "assignments": "wordemb_keras.cli.assignments:assignments",
    "data": "wordemb_keras.cli.data:data",
    "doctor": "wordemb_keras.cli.doctor:doctor",
    "elmo": "wordemb_keras.cli.elmo:elmo",
    "fasttext": "wordemb_keras.cli.fasttext:fasttext",
    "glove": "wordemb_keras.cli.glove:glove",
    "matrix": "wordemb_keras.cli.matrix:matrix",
    "projector": "wordemb_keras.cli.projector:projector",
    "vectors": "wordemb_keras.cli.vectors:vectors",
}


@click.group(cls=LazyGroup, lazy=GROUPS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="wordemb-keras")
def main() -> None:
    """Word embeddings, from one-hot vectors to ELMo.

    Example: wordemb run 9-1
             wordemb glove train my.txt -o vectors.txt
             wordemb glove neighbors vectors.txt king
    """


@main.command()
@click.argument("section", required=False)
@click.option("--force", is_flag=True, help="Run again what has not changed, too.")
@click.option("--publish", is_flag=True, help="Copy the results to notebooks/ko and en.")
def run(section: str | None, force: bool, publish: bool) -> None:
    """Execute the chapter's notebooks; write them and HTML pages to build/chapter.

    SECTION is 9-1, 9-2, ... Without it all run.

    Example: wordemb run 9-4
    """
    from wordemb_keras.course import notebooks

    try:
        results = notebooks.run(section, force=force)
    except notebooks.NotebookError as error:
        raise click.ClickException(str(error)) from error
    if publish:
        notebooks.publish()
    click.echo("\n" + notebooks.table(results))
    pages = notebooks.ROOT / "build" / "chapter"
    click.echo(f"\nPages: {pages / 'ko'} and {pages / 'en'}")
