"""Files on the command line: checked before the work begins; `-` is standard input."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from wordemb_keras.cli.common import say
from wordemb_keras.files import not_there

NO_NAME = "The name of a file is needed. Received: '' (a variable that is not set?)."


class InputFile(click.Path):
    """A file to read; `-` is standard input where the command allows it.

    What can be seen at once is said at once: not there (and what is called alike), a folder,
    empty.
    """

    name = "file"

    def __init__(self, *, allow_dash: bool = False):
        super().__init__(allow_dash=allow_dash)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check a path."""
        if value == "-" and self.allow_dash:
            return value
        if not value:
            self.fail(NO_NAME, param, ctx)
        path = Path(value)
        if path.is_dir():
            self.fail(f"{value} is a folder. Name a file in it{_some_of(path)}.", param, ctx)
        if not path.exists():
            self.fail(not_there(path, self.names()), param, ctx)
        if path.is_file() and path.stat().st_size == 0:
            self.fail(f"{value} is empty. Was it saved, or copied to its end?", param, ctx)
        return value

    def names(self) -> list[str]:
        """What may be named instead of a file."""
        return []


class VectorsFile(InputFile):
    """A file of word vectors, a cache that `vectors convert` made, or the name of a dataset."""

    name = "vectors"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check a path, unless it is the name of a dataset."""
        if value and Path(value).is_dir():  # of a cache, or with an array and its words
            return value
        if not Path(value).exists() and value in self.names():
            return value
        return super().convert(value, param, ctx)

    def names(self) -> list[str]:
        """The datasets."""
        from wordemb_keras import datasets

        return datasets.names()


class OutputFile(click.Path):
    """A file to write, checked before the work begins and not after it.

    Args:
        suffixes: endings it may have. Default: any.
    """

    name = "file"

    def __init__(self, *suffixes: str):
        super().__init__()
        self.suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check a path."""
        path = Path(value)
        if not value:
            self.fail(NO_NAME, param, ctx)
        if value == "-":
            self.fail("- is not possible here. Name a file.", param, ctx)
        if path.is_dir():
            self.fail(f"{value} is a folder. Name a file in it.", param, ctx)
        if self.suffixes and path.suffix not in self.suffixes:
            endings = " or ".join(self.suffixes)
            self.fail(f"{value} must end in {endings}.", param, ctx)
        folder = next(each for each in path.absolute().parents if each.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            self.fail(f"{value} cannot be written in {folder}. Choose another folder.", param, ctx)
        if path.exists() and any(_is_same(path, other) for other in _inputs(ctx)):
            self.fail(f"{value} is the file to read. Choose another name.", param, ctx)
        return value


class OutputFolder(click.Path):
    """A folder to write into; it is made if it is not there."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check a path."""
        path = Path(value)
        if path.exists() and not path.is_dir():
            self.fail(f"{value} is a file. Name a folder.", param, ctx)
        return value


@contextlib.contextmanager
def text_path(path: str) -> Iterator[str]:
    """The path itself; for `-` that of a temporary file with what standard input brings."""
    if path != "-":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "standard_input"
        with copy.open("wb") as file:
            shutil.copyfileobj(_standard_input(), file)
        if not copy.stat().st_size:
            raise click.UsageError("Standard input is empty: pipe a text in, or name a file.")
        yield str(copy)


def message_text(words: tuple[str, ...]) -> str:
    """The words of a message as typed; for `-` what standard input brings.

    That should be UTF-8; a Windows console may send its code page.
    """
    if words != ("-",):
        return " ".join(words)
    data = _standard_input().read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(sys.stdin.encoding or "utf-8", errors="replace")


def _standard_input() -> Any:
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        say(f"Type the text; a line with {end} ends it.")
    return sys.stdin.buffer


def _some_of(folder: Path) -> str:
    names = sorted(each.name for each in folder.iterdir() if each.is_file())[:3]
    return f", for example {folder / names[0]}" if names else ""


def _is_same(path: Path, other: Any) -> bool:
    return isinstance(other, str) and Path(other).exists() and path.samefile(other)


def _inputs(ctx: click.Context | None) -> list[Any]:
    """The values of the arguments: click knows them before it looks at the options."""
    return [] if ctx is None else list(ctx.params.values())
