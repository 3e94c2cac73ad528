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
    "lab": "wordemb_keras.cli.lab:lab",
    "matrix": "wordemb_keras.cli.matrix:matrix",
    "notebooks": "wordemb_keras.cli.notebooks:notebooks",
    "projector": "wordemb_keras.cli.projector:projector",
    "run": "wordemb_keras.cli.notebooks:run",
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
