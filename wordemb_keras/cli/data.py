"""`wordemb data`: the datasets of the chapter."""

from typing import Any

import click

from wordemb_keras.cli.common import Group
from wordemb_keras.cli.options import json_option, print_json

LARGE = 50_000_000  # bytes: from here on a download is asked about first


@click.group(cls=Group)
def data() -> None:
    """The datasets of the chapter: which are here, and how to get the others.

    Example: wordemb data list
    """


@data.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All datasets: size, licence, and whether they are on this computer.

    Example: wordemb data list
    """
    from wordemb_keras import datasets

    rows = [_row(name) for name in datasets.names()]
    if as_json:
        print_json(rows)
        return
    states = {None: "not here", "sample": "a sample stands in"}
    for row in rows:
        state = states.get(row["origin"], f"here, from {row['origin']}")
        shown = datasets.describe_size(row["bytes"]) if row["files"] else "in a package"
        click.echo(f"{row['name']:<24} {row['section']:<13} {shown:>12}  {state}")
        click.echo(f"{'':<24} {row['about']} · {row['licence']}")


def _row(name: str) -> dict[str, Any]:
    """What is known of a dataset."""
    from wordemb_keras import datasets

    dataset = datasets.info(name)
    try:
        origin = datasets.locate(name).origin
    except datasets.DatasetNotFoundError:
        origin = None
    return {
        "name": name,
        "section": dataset.section,
        "about": dataset.about,
        "licence": dataset.licence,
        "files": [file.filename for file in dataset.files],
        "bytes": dataset.size,
        "origin": origin,
    }


@data.command()
@click.argument("name")
def path(name: str) -> None:
    """Print the files of a dataset.

    Example: wordemb data path english
    """
    from wordemb_keras import datasets

    for each in datasets.locate(name).paths:
        click.echo(each)


@data.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask before a large download.")
def fetch(name: str, yes: bool) -> None:
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
    for each in datasets.fetch(name).paths:
        click.echo(each)


def _canonical_here(name: str) -> bool:
    from wordemb_keras import datasets

    try:
        return datasets.locate(name).origin in ("search path", "cache")
    except datasets.DatasetNotFoundError:
        return False
