"""`wordemb doctor`: what is installed, found and wrong, on one screen, for a report of a bug."""

import importlib.util
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import click

from wordemb_keras.cli.common import Command
from wordemb_keras.cli.options import json_option, print_json

_PACKAGES = ("tensorflow", "keras", "numpy", "gensim", "numba", "scipy", "pandas", "matplotlib")


@click.command(cls=Command)
@json_option
def doctor(as_json: bool) -> None:
    """Versions, Keras' backend, fonts, data and graphics card, and what is wrong.

    Put what it prints into a report of a bug. The exit code is 1 if something is wrong.

    Example: wordemb doctor
    """
    lines = [*_versions(), _backend(), _font(), *_data(), _devices()]
    problems = [f"{name}: {problem}" for name, _, problem in lines if problem]
    if as_json:
        print_json([{"name": name, "found": found, "to_mend": p} for name, found, p in lines])
    else:
        for name, found, _ in lines:
            click.echo(f"{name:<14} {found}")
        click.echo("\nNothing is wrong." if not problems else "\nTo mend:")
        for problem in problems:
            click.echo(f"- {problem}")
    if problems:
        raise SystemExit(1)


def _versions() -> Iterator[tuple[str, str, str]]:
    from wordemb_keras import __version__

    yield "wordemb_keras", __version__, ""
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    wrong = "" if supported else "use Python 3.11, 3.12 or 3.13"
    yield "python", f"{platform.python_version()}, {platform.platform()}", wrong
    for name in _PACKAGES:
        try:
            yield name, version(name), ""
        except PackageNotFoundError:
            optional = name == "matplotlib"
            advice = "" if optional else f"run `pip install {name}`"
            yield name, 'not installed (pip install "wordemb-keras[plots]")', advice


def _backend() -> tuple[str, str, str]:
    """Keras on TensorFlow; importing it is the only way to know."""
    try:
        from wordemb_keras import keras_check  # noqa: F401
    except ImportError as error:
        return "backend", "not usable", str(error)
    import keras

    return "backend", keras.config.backend(), ""


def _font() -> tuple[str, str, str]:
    if importlib.util.find_spec("matplotlib") is None:
        return "Korean font", "not looked for: no matplotlib", ""
    import warnings

    from wordemb_keras.plots.style import korean_font

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = korean_font()
    advice = "" if found else "run `pip install koreanize-matplotlib`"
    return "Korean font", found or "none", advice


def _data() -> Iterator[tuple[str, str, str]]:
    from wordemb_keras import datasets

    folders = os.environ.get("WORDEMB_DATA", "")
    yield "WORDEMB_DATA", folders or "not set", ""
    for folder in filter(None, folders.split(os.pathsep)):
        if not os.path.isdir(folder):  # noqa: PTH112
            yield "folder", folder, "WORDEMB_DATA names a folder that is not there"
    cache = datasets.cache_folder()
    parent = next(p for p in [cache, *cache.parents] if p.exists())
    writable = os.access(parent, os.W_OK)
    advice = "" if writable else "it cannot be written to: set WORDEMB_CACHE to another folder"
    yield "cache", str(cache), advice
    here = []
    for name in datasets.names():
        try:
            origin = datasets.locate(name).origin
        except (OSError, ValueError):
            continue
        here.append(f"{name} (sample)" if origin == "sample" else name)
    yield "data", ", ".join(here), ""


def _devices() -> tuple[str, str, str]:
    try:
        import tensorflow as tf
    except ImportError as error:
        return "GPU", "unknown", f"TensorFlow cannot be imported: {error}"
    found = [device.name for device in tf.config.list_physical_devices("GPU")]
    return "GPU", ", ".join(found) or "none (none is needed)", ""
