"""Cells run as a notebook runs them, their outputs collected as a notebook keeps them.

An IPython shell without a front end: magics, `display`, figures, top-level
`await` and tracebacks are those of a notebook. What a cell prints is kept up to
`KEPT` characters; the rest is counted.
"""

import inspect
import io
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from wordemb_keras.course.assignments.calls import definitions, perform, text_of

KEPT = 200_000
MOST = 500  # outputs of one cell
BUNDLE = 4_000_000  # bytes of one figure or table; what is larger is named only


class Recorder:
    """The outputs of one cell, in the order in which they came."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.written = 0

    def stream(self, name: str, text: str) -> None:
        """What a cell prints."""
        room = KEPT - self.written
        self.written += len(text)
        if room <= 0:
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text[:room]
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": text[:room]})

    def bundle(self, kind: str, data: dict) -> None:
        """A value or a figure; what is too large, or one too many, is left out."""
        if len(self.outputs) >= MOST:
            self.written += KEPT
            return
        size = sum(len(str(value)) for value in data.values())
        if size > BUNDLE:
            data = {"text/plain": f"... {size} bytes left out ..."}
            self.written += size
        output: dict[str, Any] = {"output_type": kind, "data": _plain(data), "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = None
        self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """The error that ended a cell."""
        self.outputs.append(
            {
                "output_type": "error",
                "ename": name,
                "evalue": value[:KEPT],
                "traceback": [line[:KEPT] for line in traceback[-200:]],
            }
        )

    @property
    def cut(self) -> int:
        """Characters that were not kept."""
        return max(0, self.written - KEPT)


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the cell that runs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, shell: "Shell") -> None:
        self.name = name
        self._shell = shell

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.recorder.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True


class Shell:
    """An IPython shell whose outputs come back as notebook outputs."""

    def __init__(self) -> None:
        from traitlets.config import Config

        self.recorder = Recorder()
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.cache_size = 0  # results of cells are not kept in Out
        self.ipython = _shell_class(self).instance(config=config)
        self._run_cell = self.ipython.run_cell  # the original, whatever a cell does to the shell

    @property
    def names(self) -> dict[str, Any]:
        """The namespace of the notebook."""
        return self.ipython.user_ns

    def call(
        self, calls: list[dict[str, Any]], given: str, hide: Iterable[str]
    ) -> list[dict[str, Any]]:
        """Call functions of the notebook with the inputs of one case.

        Args:
            calls: see `calls.perform`.
            given: definitions that they need.
            hide: names of the visible checks, which a solution must not read.
        """
        for name in hide:
            self.names.pop(name, None)
        known = definitions(given)
        return [perform(self.names, call, known) for call in calls]

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run one cell.

        Args:
            source: its text.

        Returns:
            nbformat outputs as dictionaries.
        """
        self.recorder = Recorder()
        with redirect_stdout(_Stream("stdout", self)), redirect_stderr(_Stream("stderr", self)):
            result = self._run_cell(source, store_history=True, silent=False)
        error = result.error_before_exec or result.error_in_exec
        if error and not any(o["output_type"] == "error" for o in self.recorder.outputs):
            self.recorder.error(type(error).__name__, text_of(error), [])
        return self.recorder.outputs


def _shell_class(owner: Shell) -> Any:
    from IPython.core.compilerop import CachingCompiler
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type

    class Publisher(DisplayPublisher):
        def publish(self, data: Any, *_: Any, **__: Any) -> None:
            owner.recorder.bundle("display_data", data)

        def clear_output(self, wait: bool = False) -> None:
            owner.recorder.outputs.clear()

    class Hook(DisplayHook):
        def __call__(self, result: Any = None) -> None:
            self.check_for_underscore()
            if result is not None and not self.quiet():
                data, _ = self.compute_format_data(result)
                self.update_user_ns(result)
                owner.recorder.bundle("execute_result", data)

    class Compiler(CachingCompiler):
        def cache(self, *args: Any, **kwargs: Any) -> str:
            """A traceback asks `inspect` for the module of each frame, and a cell is in none.

            It would look through the 5,000 modules of TensorFlow each time; now it knows.
            """
            name = super().cache(*args, **kwargs)
            inspect.modulesbyfile[inspect.getabsfile(None, name)] = name  # type: ignore
            return name

    class NotebookShell(InteractiveShell):
        display_pub_class = Type(Publisher)
        displayhook_class = Type(Hook)
        compiler_class = Type(Compiler)

        def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
            lines = "\n".join(stb).splitlines()
            owner.recorder.error(etype.__name__, text_of(evalue), lines)

        def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, Any]:
            """Nothing is stored: IPython would write each traceback a second time."""
            return {}

        def ask_exit(self) -> None:
            raise SystemExit

        def enable_gui(self, gui: Any = None) -> None:
            """A notebook's figures need no event loop."""

    return NotebookShell


def _plain(data: dict) -> dict:
    """JSON can carry text only; pictures are base64 text already, bytes become it."""
    from base64 import b64encode

    return {
        str(mime): b64encode(value).decode() if isinstance(value, bytes) else value
        for mime, value in data.items()
    }
