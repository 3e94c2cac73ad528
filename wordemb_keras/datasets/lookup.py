"""Finding a dataset on this computer, and downloading it when asked to."""

import importlib.util
import os
import sys
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wordemb_keras.datasets.checksums import checksum, noted_checksum
from wordemb_keras.datasets.download import DownloadError, cannot_keep, download, unpack
from wordemb_keras.datasets.registry import Dataset, RemoteFile, describe_size, info, names
from wordemb_keras.files import not_there, shipped


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

    A file whose checksum is known is compared with it, once per change of its size or time.

    Raises:
        DatasetNotFoundError: it is not here, or is not what was fetched or published; the
            message says how to get it.
        ValueError: no dataset has this name.

    Warns:
        UserWarning: a file in a folder of `WORDEMB_DATA` is not what was published, or a folder
            cannot be read.
    """
    dataset = info(name)
    for origin, folders in (("search path", search_path()), ("cache", [cache_folder()])):
        found = [_find(file.filename, folders) for file in dataset.files]
        paths = tuple(path for path in found if path)
        if paths and len(paths) == len(found):
            return _checked(Location(name, paths, origin), dataset)
    if paths := _package_paths(dataset):
        return Location(name, paths, f"package {dataset.package}")
    if location := _in_archive(dataset):
        return _checked(location, dataset)
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
    """The folders of `WORDEMB_DATA`, in order, with a warning for one that cannot be read."""
    folders = os.environ.get("WORDEMB_DATA", "").split(os.pathsep)
    found = [Path(folder).expanduser() for folder in folders if folder]
    for folder in found:
        if problem := _problem(folder):
            _say_once(f"The variable WORDEMB_DATA names {folder}, and {problem}.")
    return found


def cache_folder() -> Path:
    """Where downloads are kept: `WORDEMB_CACHE`, or the user's usual cache."""
    if folder := os.environ.get("WORDEMB_CACHE"):
        return Path(folder).expanduser()
    import pooch

    return Path(pooch.os_cache("wordemb_keras"))


def sample_folder() -> Path:
    """The samples and models of this project."""
    return shipped("data")


@cache
def _say_once(message: str) -> None:
    """A warning, however often its cause is met, about the caller's line and not ours."""
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("wordemb_keras."):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)


def _problem(folder: Path) -> str | None:
    """Why nothing can be found in a folder; None if it can be read."""
    try:
        with os.scandir(folder):
            return None
    except (FileNotFoundError, NotADirectoryError):
        return "there is no such folder"
    except (OSError, ValueError) as error:  # no rights, a drive that is gone, a zero byte
        return f"it cannot be read ({getattr(error, 'strerror', None) or error})"


def _find(filename: str, folders: list[Path]) -> Path | None:
    """The file itself, with or without `.gz`, directly or one folder deeper."""
    names = (filename, f"{filename}.gz", filename.removesuffix(".gz"))
    for folder in folders:
        try:
            deeper = (path for name in names for path in sorted(folder.glob(f"*/{name}")))
            for path in (*(folder / name for name in names), *deeper):
                if path.is_file():
                    return path
        except (OSError, ValueError) as error:
            # One folder of several: `search_path` has said so, unless it is one inside it.
            if _problem(folder) is None:
                _say_once(f"Not all of {folder} can be read ({error}).")
    return None


def _in_archive(dataset: Dataset) -> Location | None:
    """The .zip that a dataset of one file comes in: slower to read than the file itself."""
    file = dataset.files[0] if len(dataset.files) == 1 else None
    for origin, folders in (("search path", search_path()), ("cache", [cache_folder()])):
        if file and file.archive and (path := _find(file.archive, folders)):
            return Location(dataset.name, (path,), origin, file.filename)
    return None


def _checked(location: Location, dataset: Dataset) -> Location:
    """The location, if its files are what was published or, where nobody said that, fetched.

    Other bytes in the user's own folder are the user's business, and are said. In the cache they
    are a download that was cut or changed.
    """
    for path, file in zip(location.paths, dataset.files, strict=True):
        try:
            published = _published(path, file, location)
            expected = published or noted_checksum(path)
            unzip = published is not None and path.suffix == ".gz" and file.filename != path.name
            if not expected or checksum(path, cache_folder(), unzip=unzip) == expected:
                continue
            found = checksum(path, cache_folder(), unzip=unzip)
        except (OSError, EOFError, zlib.error) as error:
            _say_once(f"{path} could not be checked ({error}).")
            continue
        if published and location.origin == "search path":
            _say_once(
                f"{path} is not the file that was published: its sha256 is {found}, published is "
                f"{published}. It may be cut, saved anew, or another version."
            )
            continue
        known = "published is" if published else "noted was"
        raise DatasetNotFoundError(
            f"{path} has changed since it was fetched: its sha256 is {found}, {known} {expected}. "
            f"Fetch it again with: wordemb data fetch {location.name}"
        )
    return location


def _published(path: Path, file: RemoteFile, location: Location) -> str | None:
    """The published checksum, if it is that of this file and not of what it came in or holds."""
    downloaded = file.archive or file.filename
    if file.archive and not location.member:
        return None
    return file.sha256 if path.name in (Path(downloaded).name, f"{downloaded}.gz") else None


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
    looked = ", ".join(map(_described, [*search_path(), cache_folder()]))
    missing = f"The dataset {dataset.name!r} is not on this computer (looked in {looked})."
    if not dataset.files:
        return f"{missing} It comes with a package: pip install {dataset.package}"
    return (
        f"{missing} Download it ({describe_size(dataset.size)}, licence {dataset.licence}) with: "
        f"wordemb data fetch {dataset.name}\nOr without a network here: download "
        f"{' and '.join(map(_what_to_download, dataset.files))} elsewhere, put that into a "
        "folder and name the folder in the variable WORDEMB_DATA."
    )


def _described(folder: Path) -> str:
    problem = _problem(folder)
    return f"{folder}, {problem}" if problem and "read" in problem else str(folder)


def _what_to_download(file: RemoteFile) -> str:
    """The address, and the name under which the file is looked for."""
    if file.archive:
        return f"{file.url} (as it is, or {file.filename} unpacked from it)"
    renamed = "" if file.url.endswith(f"/{file.filename}") else f" (as {file.filename})"
    return f"{file.url}{renamed}"
