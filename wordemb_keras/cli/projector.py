"""`wordemb projector`: a cloud of word vectors in TensorBoard."""

import time
from typing import Any

import click

from wordemb_keras.cli.common import Command, bars, say
from wordemb_keras.cli.files import OutputFolder
from wordemb_keras.cli.options import vectors_options


@click.command(cls=Command)
@vectors_options(limit=10_000)
@click.option(
    "--folder",
    type=OutputFolder(),
    default="projector",
    show_default=True,
    help="Where the files are written.",
)
@click.option("--port", type=click.IntRange(0, 65535), help="Default: 6006, or the next free one.")
@click.option("--start/--no-start", default=True, help="Start TensorBoard, or only write.")
def projector(
    vectors: str, folder: str, port: int | None, start: bool, reading: dict[str, Any]
) -> None:
    """Show vectors as a cloud in TensorBoard's Embedding Projector.

    Ctrl-C ends it. The .tsv files can be loaded at projector.tensorflow.org, too.

    Example: wordemb projector vectors.txt
    """
    from wordemb_keras.formats import as_vectors
    from wordemb_keras.plots.projector import serve, write_projector

    with as_vectors(vectors, **reading) as reader:
        count = write_projector(reader, folder, limit=reading["limit"], verbose=bars())
    click.echo(f"{folder}: vectors.tsv, metadata.tsv, projector_config.pbtxt; {count:,} words")
    if not start:
        return
    say("TensorBoard is starting ...")
    click.echo(f"Open {serve(folder, port=port)} in a browser. Ctrl-C ends it.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:  # the usual way to end it
        say("\nStopped. The files are still there.")
