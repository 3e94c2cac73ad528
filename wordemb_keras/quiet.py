"""TensorFlow without the log of its own start, in every version.

`TF_CPP_MIN_LOG_LEVEL=3` asks for silence. From 2.21 on TensorFlow writes a few lines before it
reads the variable, on every import. They come from C++, straight into the process's standard
error, so that only the stream itself can hold them back.

Reference: [tensorflow issue 100442](https://github.com/tensorflow/tensorflow/issues/100442)
"""

import contextlib
import faulthandler
import importlib.abc
import importlib.util
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

# `I0000 00:00:1795711469.438074 15091 cudart_stub.cc:31] ...`, `2026-11-26 10:00:00.1: I ...]`
_LOG_LINE = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog"
    rb"|[IWE]\d{4} \d\d:\d\d:.*\]"
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+: [IWE] .*\]"
)


def tensorflow() -> None:
    """Ask TensorFlow for silence, and see to it that its import obeys.

    To be called before TensorFlow is imported; it does not import it. Who has set
    `TF_CPP_MIN_LOG_LEVEL` to less than 3 sees every line.

    Example:

    >>> tensorflow()
    >>> os.environ["TF_CPP_MIN_LOG_LEVEL"]
    '3'
    """
    level = os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    waiting = any(isinstance(finder, _Finder) for finder in sys.meta_path)
    if level == "3" and "tensorflow" not in sys.modules and not waiting:
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    """Finds TensorFlow as everybody does, once, and lets it start without its log."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            start = spec.loader.exec_module

            def quietly(module: Any) -> None:
                with _without_log():
                    start(module)

            spec.loader.exec_module = quietly  # type: ignore[method-assign]
        return spec


@contextlib.contextmanager
def _without_log() -> Iterator[None]:
    """Hold back what is written to standard error; all but log lines comes afterwards.

    If the process crashes meanwhile (a processor without AVX), nothing could come afterwards: a
    traceback says so.
    """
    try:
        kept = os.dup(2)
    except OSError:  # a program without a console, as pythonw
        yield
        return
    traced = faulthandler.is_enabled()
    faulthandler.enable(kept)
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            if traced:
                faulthandler.enable(2)  # by its number: in a notebook `sys.stderr` has none
            else:
                faulthandler.disable()
            os.close(kept)
            written.seek(0)
            for line in written:
                if not _LOG_LINE.match(line):
                    os.write(2, line)
