"""Where the module of a handle lies: a folder, the cache of tensorflow_hub, or the network."""

import hashlib
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

URL = "https://tfhub.dev/google/elmo/3"

# tfhub.dev has led to Kaggle Models since November 2023: the same module under several addresses.
_KAGGLE = "https://www.kaggle.com/models/google/elmo"
_ADDRESS = re.compile(
    r"https?://(?:tfhub\.dev/google/elmo|(?:www\.)?kaggle\.com/models/google/elmo/"
    r"(?:frameworks/)?tensorflow1/(?:variations/)?elmo(?:/versions)?)/(?P<version>\d+)",
    re.IGNORECASE,
)
_SPELLINGS = (
    "https://tfhub.dev/google/elmo/{}",
    f"{_KAGGLE}/tensorFlow1/elmo/{{}}",
    f"{_KAGGLE}/TensorFlow1/elmo/{{}}",
    f"{_KAGGLE}/frameworks/tensorFlow1/variations/elmo/versions/{{}}",
    f"{_KAGGLE}/frameworks/TensorFlow1/variations/elmo/versions/{{}}",
)


def folder_of(handle: str | os.PathLike) -> str:
    """The folder with the module of a handle; what is nowhere here is downloaded.

    Raises:
        ImportError: `tensorflow_hub` is not installed, and the module must be downloaded.
        OSError: the module is neither here nor to be had from the network.
    """
    name = os.fspath(handle)
    if Path(name).is_dir():
        return os.path.realpath(name)
    if "://" not in name:
        raise OSError(not_usable(name, FileNotFoundError("there is no such folder")))
    name = name.partition("?")[0].rstrip("/")  # a slash at the end would change the cache key
    cached = next((folder for folder in _cached(name) if folder.is_dir()), None)
    if cached is not None:
        return os.path.realpath(cached)
    found = _ADDRESS.fullmatch(name)
    return os.path.realpath(_download(_SPELLINGS[0].format(found["version"]) if found else name))


def _cached(name: str) -> Iterator[Path]:
    """Where the cache may have a module: its keys are the SHA-1 of the address as it was given."""
    usual = Path(tempfile.gettempdir()) / "tfhub_modules"
    cache = Path(os.environ.get("TFHUB_CACHE_DIR") or usual)
    found = _ADDRESS.fullmatch(name)
    spellings = [s.format(found["version"]) for s in _SPELLINGS] if found else []
    for key in (name, *spellings):
        for each in (key, f"{key}/"):
            yield cache / hashlib.sha1(each.encode("utf-8"), usedforsecurity=False).hexdigest()


def _download(address: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tensorflow_hub uses pkg_resources
            import tensorflow_hub as hub
    except ImportError as error:
        raise ImportError(
            "To download a hub module, tensorflow_hub is needed. Install it: "
            "pip install tensorflow-hub 'setuptools<82'"
        ) from error
    try:
        return hub.resolve(address)
    except Exception as error:  # of the network, of the server, of an archive: many kinds
        raise OSError(not_usable(address, error)) from error


def not_usable(handle: str, error: Exception) -> str:
    """What is said of a handle that cannot be used, and what to do."""
    return (
        "`handle` must be a module that can be reached and is whole. "
        f"Received: handle={handle!r} ({first_line(error)}). Download it elsewhere, unpack all "
        "of it, and give its folder as the handle"
    )


def first_line(error: BaseException) -> str:
    """The kind of an error and the first line of what it says."""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
