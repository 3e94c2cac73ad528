"""The chapter's notebooks: built from one source, executed, turned into pages.

A source in `notebooks/source/` is a Python file in percent format. Code cells
are shared; a prose cell says its language, and the two languages follow each
other:

    # %% [markdown] lang="ko"
    # %% [markdown] lang="en"

In a code cell a comment says both, `# 한국어 · English`, and each notebook keeps its own half.
A cell whose tag is `check` holds only assertions: it is folded, and the facts that it shows
(`facts="F1.01"`) stand in its metadata.

`build` gives one language's notebook. `run` executes the code once and puts the
outputs into both.

Reference: [Jupytext, the percent format](
https://jupytext.readthedocs.io/en/latest/formats-scripts.html)
"""

import hashlib
import os
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course import pages, quiz
from wordemb_keras.datasets import search_path
from wordemb_keras.files import atomic_write

LANGUAGES = ("ko", "en")
SUMMARY = "application/vnd.wordemb.summary+json"
ROOT = Path(__file__).parents[2]

_SETUP = """\
# 준비 · Setup: 패키지가 없으면 설치합니다 · installs the package if it is missing.
import importlib.util
import os

REPOSITORY = "{repository}"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow: 오류만 · errors only

if importlib.util.find_spec("wordemb_keras") is None:
    import subprocess
    import sys
    import tempfile
    from importlib.metadata import distributions
    from pathlib import Path

    # 저장소를 받은 폴더 안이면 거기서 설치합니다 · inside a clone, install from there.
    here = [Path.cwd(), *Path.cwd().parents]
    clones = [folder for folder in here if (folder / "wordemb_keras" / "__init__.py").is_file()]
    address = clones[0].as_uri() if clones else f"git+{{REPOSITORY}}"
    if not clones and not REPOSITORY:

        class Missing(ModuleNotFoundError):
            def _render_traceback_(self):
                return [str(self)]

        raise Missing(
            "wordemb_keras가 없습니다. 받은 강의 폴더 안에서 이 노트북을 여세요. · "
            "wordemb_keras is missing. Open this notebook inside the course folder you were given."
        )
    # numpy와 tensorflow는 그대로 둡니다 · numpy and tensorflow stay as they are.
    kept = [d for d in distributions() if d.name in ("numpy", "tensorflow", "keras")]
    constraints = Path(tempfile.mkdtemp()) / "constraints.txt"
    constraints.write_text("\\n".join(f"{{d.name}}=={{d.version}}" for d in kept))
    package = f"wordemb-keras[notebooks] @ {{address}}"
    pip = [sys.executable, "-m", "pip", "install", "-q", "-c", str(constraints), package]
    subprocess.run(pip, check=True)"""

_LINK = re.compile(r"\]\(([^)]+)\)")
_BOTH = re.compile(r"#[ ]([^#\n]*[가-힣][^#\n]*?) · ([^\n]+)$", re.MULTILINE)

_QUIZ = re.compile(r'quiz\.show\("([\d-]+)", "\w+"\)')

# What folds a cell: the tag on the pages, the other two in Jupyter and Colab.
FOLDED: dict[str, Any] = {
    "tags": ["hide-input"],
    "jupyter": {"source_hidden": True},
    "cellView": "form",
}


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


def sources(section: str | None = None, *, folder: Path | None = None) -> list[Path]:
    """The notebook sources, in order.

    Args:
        section: only those whose name starts so: `"9-1"`, `"9_1"`, `"ch9_1"` or a full name.
        folder: where to look. Default: `notebooks/source` of the clone.

    Raises:
        FileNotFoundError: there is no such folder, or no such section in it.
    """
    folder = folder or ROOT / "notebooks" / "source"
    found = sorted(folder.glob("ch*.py"))
    if not found:
        raise FileNotFoundError(
            f"No notebook sources in {folder}: they are in the repository, not in the installed "
            "package. Copies to open with Jupyter: wordemb notebooks mycourse."
        )
    if section is None:
        return found
    stem = section.replace("-", "_").removeprefix("ch")
    chosen = [path for path in found if path.stem.startswith(f"ch{stem}")]
    if not chosen:
        known = ", ".join(path.stem for path in found)
        raise FileNotFoundError(f"No notebook for section {section!r}. There are: {known}")
    return chosen


def build(source: Path, language: str) -> Any:
    """One language's notebook, without outputs; the same source gives the same bytes.

    Args:
        source: a file in percent format.
        language: `"ko"` or `"en"`.

    Returns:
        An nbformat `NotebookNode`; cell ids come from the contents.
    """
    import jupytext
    import nbformat.v4

    parsed = jupytext.read(source, fmt="py:percent")
    cells = []
    for cell in parsed.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("lang") == language:
            prose = cell.source.replace("LANG/", f"{language}/")
            cells.append(nbformat.v4.new_markdown_cell(prose))
        elif cell.cell_type == "code":
            code = in_language(cell.source, language).replace('"LANG"', f'"{language}"')
            cells.append(nbformat.v4.new_code_cell(code, metadata=_metadata(cell.metadata)))
    notebook = assemble(cells, f"notebooks/{language}/{source.stem}.ipynb")
    for cell in notebook.cells:
        cell.source = (
            in_language(cell.source, language) if cell.cell_type == "code" else cell.source
        )
    return notebook


def in_language(code: str, language: str) -> str:
    """Code whose comments `# 한국어 · English` keep one language's half.

    Example:

    >>> in_language("x = 1  # 하나 · one", "en")
    'x = 1  # one'
    """
    half = 1 if language == "ko" else 2
    return _BOTH.sub(lambda comment: f"# {comment[half].strip()}", code)


def _metadata(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of a code cell: checks are folded in Jupyter, in Colab and on the pages."""
    tags = list(given.get("tags", []))
    kept: dict[str, Any] = {"facts": given["facts"].split()} if "facts" in given else {}
    if "check" in tags:
        kept.update(FOLDED, tags=[*FOLDED["tags"], *tags])
    elif tags:
        kept["tags"] = tags
    return kept


def assemble(cells: list[Any], path: str, *, setup: bool = True) -> Any:
    """A notebook of cells: the set-up cell after the title, a Colab badge, ids from contents.

    Args:
        cells: nbformat cells, the title first.
        path: where the notebook lies in the repository, for the badge.
        setup: False where the cells have the badge and the set-up cell already.

    Returns:
        An nbformat `NotebookNode`; the same cells give the same bytes.
    """
    import nbformat.v4

    cells = [*cells]
    if setup:
        code = _SETUP.format(repository=_repository())
        cells.insert(1, nbformat.v4.new_code_cell(code, metadata=FOLDED))
    if setup and (badge := _badge(path)):
        cells.insert(0, nbformat.v4.new_markdown_cell(badge))
    seen: Counter[str] = Counter()
    for cell in cells:
        content = f"{cell.cell_type}\n{cell.source}"
        cell.id = hashlib.sha1(f"{seen[content]}\n{content}".encode()).hexdigest()[:8]
        seen[content] += 1
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def prose_problems(source: Path) -> list[str]:
    """Where the two languages of a source do not match: headings, formulas, links, order.

    Returns:
        One sentence a problem, with the file name and the beginning of the cell.
    """
    import jupytext

    cells = jupytext.read(source, fmt="py:percent").cells
    problems, waiting = [], None
    for cell in cells:
        language = cell.metadata.get("lang") if cell.cell_type == "markdown" else None
        if cell.cell_type == "markdown" and language not in LANGUAGES:
            problems.append(f"{source.name}: prose without lang: {cell.source[:40]!r}")
        elif language == "en" and waiting is not None:
            problems += _differences(source.name, waiting.source, cell.source)
            waiting = None
        elif language == "en" or waiting is not None:
            lonely = cell if waiting is None else waiting
            problems.append(f"{source.name}: no sibling for {lonely.source[:40]!r}")
            waiting = None
        if language == "ko":
            waiting = cell
    if waiting is not None:
        problems.append(f"{source.name}: no sibling for {waiting.source[:40]!r}")
    return problems


def facts(*, folder: Path | None = None) -> dict[str, list[str]]:
    """Where each fact of the chapter is shown: notebook and section, from the cells' metadata.

    Only cells that assert something count.

    Args:
        folder: see `sources`.

    Returns:
        Fact to places such as `"9-2 §3. Co-occurrence probability"`.
    """
    shown: dict[str, list[str]] = {}
    for source in sources(folder=folder):
        heading = ""
        for cell in build(source, "en").cells:
            if cell.cell_type == "markdown":
                found = re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
                heading = found[-1] if found else heading
            elif "assert" in cell.source:
                for fact in cell.metadata.get("facts", []):
                    place = f"{source.stem[2:5].replace('_', '-')} §{heading}"
                    if place not in shown.setdefault(fact, []):
                        shown[fact].append(place)
    return dict(sorted(shown.items()))


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
        section: see `sources`; None runs all.
        output: where to write. Default: `build/chapter` of the clone.
        force: run again what has not changed, too.
        folder: see `sources`.
        timeout: seconds that one cell may take.

    Raises:
        NotebookError: a cell failed; its traceback is in the message.
    """
    output = output or ROOT / "build" / "chapter"
    chosen = sources(section, folder=folder)
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
        for source in sources(folder=folder):
            name = f"{source.stem}.ipynb"
            executed = nbformat.read(output / language / name, as_version=4)
            del executed.metadata["wordemb"]
            with atomic_write(target / language / name) as file:
                file.write(nbformat.writes(executed) + "\n")


def summary(data: Any, **numbers: Any) -> None:
    """The last cell of a notebook: what it ran on and its key numbers.

    Shown to the reader and collected for the table at the end of a run.

    Args:
        data: the dataset location, or several in a list.
        **numbers: name and value.
    """
    from IPython.display import display

    places = data if isinstance(data, list | tuple) else [data]
    content = {"data": "; ".join(map(str, places)), "numbers": numbers}
    lines = [f"data: {content['data']}", *(f"{name}: {value}" for name, value in numbers.items())]
    display({SUMMARY: content, "text/plain": "\n".join(lines)}, raw=True)


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
    executed = build(source, "en")
    _execute(executed, source, timeout)
    seconds = round(time.perf_counter() - started, 1)
    for language in LANGUAGES:  # English comes last: its file says that all is done
        notebook = build(source, language)
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
    digest.update(_repository().encode())
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


# --- prose ----------------------------------------------------------------------------------


def _differences(name: str, korean: str, english: str) -> list[str]:
    checks = {
        "headings": lambda prose: re.findall(r"^#+ ", prose, re.MULTILINE),
        "formulas": lambda prose: sorted(pages.formulas(prose)),
        "links": lambda prose: sorted(_LINK.findall(prose)),
    }
    return [
        f"{name}: other {what} in {korean[:40]!r} than in {english[:40]!r}"
        for what, parts in checks.items()
        if parts(korean) != parts(english)
    ]


def _repository() -> str:
    """The one setting: where this repository can be reached (pyproject.toml)."""
    path = ROOT / "pyproject.toml"
    if not path.is_file():
        return ""
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    return settings.get("tool", {}).get("wordemb", {}).get("repository", "")


def _badge(path: str) -> str:
    repository = _repository().removeprefix("https://github.com/")
    if not repository:
        return ""
    colab = "https://colab.research.google.com"
    target = f"{colab}/github/{repository}/blob/main/{path}"
    return f"[![Open in Colab]({colab}/assets/colab-badge.svg)]({target})"
