"""`wordemb vectors`: files of word vectors."""

from typing import Any

import click

from wordemb_keras.cli.common import Group, bars
from wordemb_keras.cli.files import OutputFile
from wordemb_keras.cli.options import json_option, print_json, vectors_options


@click.group(cls=Group)
def vectors() -> None:
    """Files of word vectors: what they are, other formats, a form that opens at once.

    Example: wordemb vectors info glove.6B.100d.txt
    """


@vectors.command()
@vectors_options("file")
@json_option
def info(file: str, as_json: bool, reading: dict[str, Any]) -> None:
    """Print the format, the size and the first words of a file.

    Example: wordemb vectors info glove.6B.zip --member glove.6B.50d.txt
    """
    from wordemb_keras import formats

    found = formats.info(file, **reading)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")


@vectors.command()
@vectors_options("file")
@click.option("--float16", is_flag=True, help="Half the size, three decimal digits.")
@click.option("-o", "--output", type=OutputFile(), help="Write this file instead.")
@click.option(
    "--format",
    type=click.Choice(["word2vec", "glove", "binary"]),
    default="word2vec",
    show_default=True,
    help="Of the file: text with a header, text without, binary.",
)
def convert(
    file: str, float16: bool, output: str | None, format: str, reading: dict[str, Any]
) -> None:
    """Write a memory-mapped form beside the file; from then on it opens in milliseconds.

    With -o write a file in another format, for other programs.

    Example: wordemb vectors convert GoogleNews-vectors-negative300.bin.gz
             wordemb vectors convert vectors.txt -o vectors.bin --format binary
    """
    from wordemb_keras import formats

    if output is None:
        dtype = "float16" if float16 else "float32"
        reading["file_dtype"] = reading.pop("dtype", None)  # `dtype` is that of the cache there
        click.echo(formats.convert(file, dtype=dtype, verbose=bars(), **reading))
        return
    if float16:
        raise click.UsageError("--float16 is for the memory-mapped form: leave out -o.")
    with formats.open_vectors(file, **reading) as reader:
        reader.verbose = bars()
        rows = formats.write_vectors(output, reader, format=format)
    click.echo(f"{output}: {rows:,} words, {reader.dim} numbers each")
