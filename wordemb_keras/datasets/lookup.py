"""Finding a dataset on this computer, and downloading it when asked to."""

import importlib.util
import os
import sys
import warnings
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wordemb_keras.datasets.download import (
    DownloadError,
    cannot_keep,
    change_since_noted,
    download,
    unpack,
)
from wordemb_keras.datasets.registry import Dataset, RemoteFile, describe_size, info, names
from wordemb_keras.files import not_there


class DatasetNotFoundError(FileNotFoundError):
    """The dataset is not on this computer; the message says how to get it."""


@dataclass(frozen=True)
class Location:
    """Where a dataset was found.

    Args:
        name: the name of the dataset.
        paths: its files.
        origin: `"search path"`, `"cache"`, `"package NAME"` or `"sample"`.
        member: if the path is that of a .zip: the file inside it (`open_vectors(path,
            member=member)` reads it as it is, `fetch` unpacks it into the cache).
    """

    name: str
    paths: tuple[Path, ...]
    origin: str
    member: str | None = None

    @property
    def path(self) -> Path:
        """The file, where there is just one (the first of several)."""
        return self.paths[0]

    def __str__(self) -> str:
        sample = "the small sample of this project" if self.origin == "sample" else self.origin
        return f"{self.name} ({sample})"


def locate(name: str) -> Location:
    """Find a dataset on this computer.

    Args:
        name: one of `names()`.

    Returns:
        The first hit of the look-up order as a `Location`.

    Raises:
        DatasetNotFoundError: it is not here, or was changed since it was fetched; the message
            says how to get it.
        ValueError: no dataset has this name.
    """
    dataset = info(name)
    for origin, folders in (("search path", search_path()), ("cache", [cache_folder()])):
        found = [_find(file.filename, folders) for file in dataset.files]
        paths = tuple(path for path in found if path)
        if paths and len(paths) == len(found):
            return _unchanged(Location(name, paths, origin))
    if paths := _package_paths(dataset):
        return Location(name, paths, f"package {dataset.package}")
    if location := _in_archive(dataset):
        return _unchanged(location)
    if dataset.sample:
        return Location(name, (sample_folder() / dataset.sample,), "sample")
    raise DatasetNotFoundError(_how_to_get(dataset))


def find_file(source: str | os.PathLike) -> tuple[Path, str | None]:
    """A file that is there, or else the file of the dataset of this name.

    Args:
        source: path of a file or folder, or one of `names()`.

    Returns:
        The path, and the member to read where the dataset is inside a .zip (else None).

    Raises:
        FileNotFoundError: neither is there; the message names what is spelled alike.

    Example:

    >>> find_file("glove.6b.100d")
    Traceback (most recent call last):
    FileNotFoundError: glove.6b.100d is not there (looked in ...). Did you mean glove.6B.100d or ...
    """
    name = os.fspath(source)
    if not name:
        raise FileNotFoundError("A name is needed, of a file or a dataset. Received: ''")
    if Path(name).exists():
        return Path(name), None
    if name in names():
        location = locate(name)
        return location.path, location.member
    raise FileNotFoundError(not_there(name, names()))


def fetch(name: str) -> Location:
    """Download a dataset into the cache, unless its canonical files are here already.

    The size and the licence are printed first. What arrives is checked against
    the known checksum, and only then takes its final name. Where nobody has
    published a checksum, the one that came is printed and noted beside the file,
    and `locate` compares the file with it from then on. A .zip that is here is unpacked.

    Raises:
        DownloadError: no network, no space, other bytes than expected, or a damaged
            archive. The message says where to put the file by hand.
        DatasetNotFoundError: the data comes with a package that is not installed.
    """
    dataset = info(name)
    try:
        location = locate(name)
        if location.member:
            return _unpacked(location, dataset.files[0])
        if location.origin in ("search path", "cache") or not dataset.files:
            return location
    except DatasetNotFoundError:
        if not dataset.files:
            raise
    print(f"{name}: {describe_size(dataset.size)}, licence {dataset.licence}", file=sys.stderr)
    return Location(name, tuple(download(file, cache_folder()) for file in dataset.files), "cache")


def search_path() -> list[Path]:
    """The folders of `WORDEMB_DATA`, in order, with a warning for one that is not there."""
    folders = os.environ.get("WORDEMB_DATA", "").split(os.pathsep)
    found = [Path(folder).expanduser() for folder in folders if folder]
    for folder in found:
        if not folder.is_dir():
            _say_once(f"The variable WORDEMB_DATA names {folder}, and there is no such folder.")
    return found


def cache_folder() -> Path:
    """Where downloads are kept: `WORDEMB_CACHE`, or the user's usual cache."""
    if folder := os.environ.get("WORDEMB_CACHE"):
        return Path(folder).expanduser()
    import pooch

    return Path(pooch.os_cache("wordemb_keras"))


def sample_folder() -> Path:
    """The samples of this project: inside the installed package, or beside it in a clone."""
    package = Path(__file__).parent.parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


@cache
def _say_once(message: str) -> None:
    """A warning, however often its cause is met."""
    warnings.warn(message, stacklevel=4)


def _find(filename: str, folders: list[Path]) -> Path | None:
    """The file itself, with or without `.gz`, directly or one folder deeper."""
    names = (filename, f"{filename}.gz", filename.removesuffix(".gz"))
    for folder in folders:
        deeper = (path for name in names for path in sorted(folder.glob(f"*/{name}")))
        for path in (*(folder / name for name in names), *deeper):
            if path.is_file():
                return path
    return None


def _in_archive(dataset: Dataset) -> Location | None:
    """The .zip that a dataset of one file comes in: slower to read than the file itself."""
    file = dataset.files[0] if len(dataset.files) == 1 else None
    for origin, folders in (("search path", search_path()), ("cache", [cache_folder()])):
        if file and file.archive and (path := _find(file.archive, folders)):
            return Location(dataset.name, (path,), origin, file.filename)
    return None


def _unchanged(location: Location) -> Location:
    """The location, if its files are still what their notes say."""
    for path in location.paths:
        if change := change_since_noted(path):
            raise DatasetNotFoundError(
                f"{change}. Fetch it again with: wordemb data fetch {location.name}"
            )
    return location


def _unpacked(location: Location, file: RemoteFile) -> Location:
    try:
        return Location(location.name, (unpack(location.path, file, cache_folder()),), "cache")
    except zipfile.BadZipFile as error:
        raise DownloadError(str(error)) from error
    except OSError as error:
        raise DownloadError(cannot_keep(cache_folder(), error)) from error


def _package_paths(dataset: Dataset) -> tuple[Path, ...]:
    """The package's files, found without importing the package."""
    spec = importlib.util.find_spec(dataset.package) if dataset.package else None
    if spec is None or spec.origin is None:
        return ()
    paths = tuple(Path(spec.origin).parent / name for name in dataset.package_files)
    return paths if all(path.is_file() for path in paths) else ()


def _how_to_get(dataset: Dataset) -> str:
    looked = ", ".join(str(folder) for folder in [*search_path(), cache_folder()])
    missing = f"The dataset {dataset.name!r} is not on this computer (looked in {looked})."
    if not dataset.files:
        return f"{missing} It comes with a package: pip install {dataset.package}"
    return (
        f"{missing} Download it ({describe_size(dataset.size)}, licence {dataset.licence}) with: "
        f"wordemb data fetch {dataset.name}\nOr without a network here: download "
        f"{' and '.join(map(_what_to_download, dataset.files))} elsewhere, put that into a "
        "folder and name the folder in the variable WORDEMB_DATA."
    )


def _what_to_download(file: RemoteFile) -> str:
    """The address, and the name under which the file is looked for."""
    if file.archive:
        return f"{file.url} (as it is, or {file.filename} unpacked from it)"
    renamed = "" if file.url.endswith(f"/{file.filename}") else f" (as {file.filename})"
    return f"{file.url}{renamed}"
