"""The command `wordemb`. Each command calls one function of the package.

Built on [click](https://click.palletsprojects.com). Heavy modules are imported
inside the commands, so that `wordemb --help` answers at once.
"""

import sys

import click

LARGE = 50_000_000  # bytes: from here on a download is asked about first


class _Group(click.Group):
    """Errors that a user can mend are shown as one message, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # `wordemb data list | head`: click ends quietly
            raise
        except (OSError, ValueError, ImportError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wordemb-keras")
def main() -> None:
    """Word embeddings, from one-hot vectors to ELMo.

    Example: wordemb run 9-1
    """
    for stream in (sys.stdout, sys.stderr):
        # Korean on a console whose code page lacks it: question marks instead of a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command()
@click.argument("section", required=False)
@click.option("--force", is_flag=True, help="Run again what has not changed, too.")
@click.option("--publish", is_flag=True, help="Copy the results to notebooks/ko and en.")
def run(section: str | None, force: bool, publish: bool) -> None:
    """Execute the chapter's notebooks; write them and HTML pages to build/chapter.

    SECTION is 9-1, 9-2, ... Without it all run.

    Example: wordemb run 9-4
    """
    from wordemb_keras import notebooks

    try:
        results = notebooks.run(section, force=force)
    except notebooks.NotebookError as error:
        raise click.ClickException(str(error)) from error
    if publish:
        notebooks.publish()
    click.echo("\n" + notebooks.table(results))
    pages = notebooks.ROOT / "build" / "chapter"
    click.echo(f"\nPages: {pages / 'ko'} and {pages / 'en'}")


@main.group()
def data() -> None:
    """The datasets of the chapter: which are here, and how to get the others.

    Example: wordemb data list
    """


@data.command("list")
def data_list() -> None:
    """All datasets: size, licence, and whether they are on this computer.

    Example: wordemb data list
    """
    from wordemb_keras import datasets

    for name in datasets.names():
        dataset = datasets.info(name)
        try:
            origin = datasets.locate(name).origin
            state = "a sample stands in" if origin == "sample" else f"here, from {origin}"
        except datasets.DatasetNotFoundError:
            state = "not here"
        size = datasets.describe_size(dataset.size) if dataset.files else "in a package"
        click.echo(f"{name:<16} {dataset.section:<13} {size:>12}  {state}")
        click.echo(f"{'':<16} {dataset.about} · {dataset.licence}")


@data.command("path")
@click.argument("name")
def data_path(name: str) -> None:
    """Print the files of a dataset.

    Example: wordemb data path english
    """
    from wordemb_keras import datasets

    for path in datasets.locate(name).paths:
        click.echo(path)


@data.command("fetch")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask before a large download.")
def data_fetch(name: str, yes: bool) -> None:
    """Download a dataset into the cache and check it.

    Example: wordemb data fetch sms_spam
    """
    from wordemb_keras import datasets

    dataset = datasets.info(name)
    size = dataset.size
    here = _canonical_here(name)
    if not here and dataset.files and (size is None or size > LARGE) and not yes:
        about = f"{dataset.about}: {datasets.describe_size(size)}, licence {dataset.licence}"
        click.confirm(f"{about}. Download it?", abort=True)
    for path in datasets.fetch(name).paths:
        click.echo(path)


def _canonical_here(name: str) -> bool:
    from wordemb_keras import datasets

    try:
        return datasets.locate(name).origin in ("search path", "cache")
    except datasets.DatasetNotFoundError:
        return False


@main.group()
def vectors() -> None:
    """Files of word vectors: what they are, and a form that opens at once.

    Example: wordemb vectors info glove.6B.100d.txt
    """


@vectors.command("info")
@click.argument("file")
@click.option("--member", help="Which file of a .zip.")
def vectors_info(file: str, member: str | None) -> None:
    """Print the format, the size and the first words of a file.

    Example: wordemb vectors info glove.6B.zip --member glove.6B.50d.txt
    """
    from wordemb_keras import formats

    for name, value in formats.info(file, member=member).items():
        click.echo(f"{name}: {value}")


@vectors.command("convert")
@click.argument("file")
@click.option("--member", help="Which file of a .zip.")
@click.option("--float16", is_flag=True, help="Half the size, three decimal digits.")
def vectors_convert(file: str, member: str | None, float16: bool) -> None:
    """Write a memory-mapped form beside the file; from then on it opens in milliseconds.

    Example: wordemb vectors convert GoogleNews-vectors-negative300.bin.gz
    """
    from wordemb_keras import formats

    dtype = "float16" if float16 else "float32"
    click.echo(formats.convert(file, member=member, dtype=dtype, verbose=1))
