"""The chapter's notebooks executed: once for both languages, with a page each.

What a notebook says of itself (`notebooks.summary`) becomes the table at the end of a run.

Reference: [nbclient](https://nbclient.readthedocs.io)
"""

import hashlib
import os
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course import notebooks, pages, quiz
from wordemb_keras.course.notebooks import LANGUAGES, ROOT, SUMMARY
from wordemb_keras.datasets import search_path
from wordemb_keras.files import atomic_write

_QUIZ = re.compile(r'quiz\.show\("([\d-]+)", "\w+"\)')


class NotebookError(Exception):
    """A notebook failed; the message has the cell and its traceback."""


@dataclass(frozen=True)
class Result:
    """What a run says of one notebook.

    Args:
        name: of the notebook.
        seconds: that its code took.
        data: what it ran on.
        numbers: its key numbers.
        fresh: False where an earlier run of the very same code was kept.
    """

    name: str
    seconds: float
    data: str
    numbers: dict[str, Any]
    fresh: bool


def run(
    section: str | None = None,
    *,
    output: Path | None = None,
    force: bool = False,
    folder: Path | None = None,
    timeout: int = 600,
) -> list[Result]:
    """Execute notebooks; write them and one HTML page each, in both languages.

    A line is printed when a notebook starts and when it ends. What has not
    changed since the last run (source, package, data folders) is kept.

    Args:
        section: see `notebooks.sources`; None runs all.
        output: where to write. Default: `build/chapter` of the clone.
        force: run again what has not changed, too.
        folder: see `notebooks.sources`.
        timeout: seconds that one cell may take.

    Raises:
        NotebookError: a cell failed; its traceback is in the message.
    """
    output = output or ROOT / "build" / "chapter"
    chosen = notebooks.sources(section, folder=folder)
    results = []
    for number, source in enumerate(chosen, start=1):
        print(f"[{number}/{len(chosen)}] {source.stem} ", end="", flush=True)
        result = _run_one(source, output, force=force, timeout=timeout)
        note = "" if result.fresh else ", unchanged, kept"
        print(f" {result.seconds:.1f} s{note}", flush=True)
        results.append(result)
    return results


def table(results: Iterable[Result]) -> str:
    """The end of a run: notebook, seconds, data, key numbers."""
    rows = [("notebook", "seconds", "data", "key numbers")]
    for result in results:
        numbers = ", ".join(f"{name} {value}" for name, value in result.numbers.items())
        rows.append((result.name, f"{result.seconds:.1f}", result.data, numbers))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join([*map(str.ljust, row[:3], widths), row[3]]).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def publish(output: Path | None = None, *, folder: Path | None = None) -> None:
    """Copy executed notebooks from `output` into `notebooks/ko` and `notebooks/en`."""
    import nbformat

    output = output or ROOT / "build" / "chapter"
    target = (folder or ROOT / "notebooks" / "source").parent
    for language in LANGUAGES:
        for source in notebooks.sources(folder=folder):
            name = f"{source.stem}.ipynb"
            executed = nbformat.read(output / language / name, as_version=4)
            del executed.metadata["wordemb"]
            with atomic_write(target / language / name) as file:
                file.write(nbformat.writes(executed) + "\n")


# --- execution ------------------------------------------------------------------------------


def _run_one(source: Path, output: Path, *, force: bool, timeout: int) -> Result:
    import nbformat

    key = _key(source)
    executed_path = output / "en" / f"{source.stem}.ipynb"
    if not force and executed_path.is_file():
        earlier = nbformat.read(executed_path, as_version=4)
        if earlier.metadata.get("wordemb", {}).get("key") == key:
            return _result(source.stem, earlier, fresh=False)
    started = time.perf_counter()
    executed = notebooks.build(source, "en")
    _execute(executed, source, timeout)
    seconds = round(time.perf_counter() - started, 1)
    for language in LANGUAGES:  # English comes last: its file says that all is done
        notebook = notebooks.build(source, language)
        for cell, ran in zip(_code(notebook), _code(executed), strict=True):
            cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
            if section_asked := _QUIZ.fullmatch(cell.source):
                cell.outputs = quiz.outputs(section_asked[1], language)
        notebook.metadata["wordemb"] = {"key": key, "seconds": seconds}
        _write(notebook, output / language / source.stem, language)
    return _result(source.stem, notebook, fresh=True)


def _code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _execute(notebook: Any, source: Path, timeout: int) -> None:
    """Run all cells in a fresh kernel, a dot for each."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    done = 0

    def show(cell: Any, cell_index: int, **_: Any) -> None:
        nonlocal done
        done += cell.cell_type == "code"
        if sys.stdout.isatty():
            print(f"\r{source.stem}: cell {done}/{total} ", end="", flush=True)
        else:
            print(".", end="", flush=True)

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        extra_arguments=["--log-level=40"],
        resources={"metadata": {"path": str(source.parent)}},
        coalesce_streams=True,
        record_timing=False,
        on_cell_executed=show,
    )
    try:
        client.execute(env={**os.environ, **environment()})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise NotebookError(f"{source.name} failed.\n{error}") from error


def environment() -> dict[str, str]:
    """The kernel runs in another folder; it must find the same package and the same data."""
    return {
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(":;"),
        "WORDEMB_DATA": os.pathsep.join(str(path.resolve()) for path in search_path()),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def _key(source: Path) -> str:
    """Changes whenever a new run could come out differently."""
    digest = hashlib.sha256(source.read_bytes())
    parts = [*sorted((ROOT / "wordemb_keras").rglob("*.py")), ROOT / "requirements.txt"]
    for path in parts:
        digest.update(path.read_bytes() if path.is_file() else b"")
    digest.update(notebooks.repository().encode())
    digest.update(environment()["WORDEMB_DATA"].encode())
    return digest.hexdigest()


def _result(name: str, notebook: Any, *, fresh: bool) -> Result:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    found = [output["data"][SUMMARY] for output in outputs if SUMMARY in output.get("data", {})]
    last: dict[str, Any] = found[-1] if found else {"data": "", "numbers": {}}
    seconds = notebook.metadata["wordemb"]["seconds"]
    return Result(name, seconds, last["data"], dict(last["numbers"]), fresh)


def _write(notebook: Any, stem: Path, language: str) -> None:
    import nbformat

    with atomic_write(stem.with_suffix(".html")) as file:
        file.write(pages.page(notebook, language, stem.name))
    with atomic_write(stem.with_suffix(".ipynb")) as file:
        file.write(nbformat.writes(notebook) + "\n")
