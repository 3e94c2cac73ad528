"""The chapter's notebooks: built from one source, each in two languages.

A source in `notebooks/source/` is a Python file in percent format. Code cells
are shared; a prose cell says its language, and the two languages follow each
other:

    # %% [markdown] lang="ko"
    # %% [markdown] lang="en"

In a code cell a comment says both, `# 한국어 · English`, and each notebook keeps its own half.
A cell whose tag is `check` holds only assertions: it is folded, and the facts that it shows
(`facts="F1.01"`) stand in its metadata. A cell whose tag is `opening`, right after the title, draws
the first picture: it becomes the end of the folded set-up cell, so that a notebook begins with
the question, the idea and the picture. It imports what it needs.

`build` gives one language's notebook; `execution.py` runs the code once for both.

Reference: [Jupytext, the percent format](
https://jupytext.readthedocs.io/en/latest/formats-scripts.html)
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordemb_keras.course import pages

LANGUAGES = ("ko", "en")
SUMMARY = "application/vnd.wordemb.summary+json"
ROOT = Path(__file__).parents[2]

_SETUP = """\
# 준비 · Setup: 패키지가 없으면 설치합니다 · installs the package if it is missing.
import importlib.util

REPOSITORY = "{repository}"

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
    subprocess.run(pip, check=True)

from wordemb_keras import quiet

quiet.tensorflow()  # 텐서플로우의 로그를 숨깁니다 · hides the log of TensorFlow"""

_LINK = re.compile(r"\]\(([^)]+)\)")
_BOTH = re.compile(r"#[ ]([^#\n]*[가-힣][^#\n]*?) · ([^\n]+)$", re.MULTILINE)

# What folds a cell: the tag on the pages, the other two in Jupyter and Colab.
FOLDED: dict[str, Any] = {
    "tags": ["hide-input"],
    "jupyter": {"source_hidden": True},
    "cellView": "form",
}


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
    """A notebook of cells: the set-up cell after the title, badges, ids from contents.

    A code cell with the tag `opening` after the title becomes the end of the set-up cell.

    Args:
        cells: nbformat cells, the title first.
        path: where the notebook lies in the repository, for the badges.
        setup: False where the cells have the badges and the set-up cell already.

    Returns:
        An nbformat `NotebookNode`; the same cells give the same bytes.
    """
    import nbformat.v4

    cells = [*cells]
    if setup:
        code = _SETUP.format(repository=repository())
        if any("opening" in cell.metadata.get("tags", []) for cell in cells[1:2]):
            code += f"\n\n# 첫 그림 · The first picture\n{cells.pop(1).source}"
        cells.insert(1, nbformat.v4.new_code_cell(code, metadata=FOLDED))
    if setup and (badges := _badges(path)):
        cells.insert(0, nbformat.v4.new_markdown_cell(badges))
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


def repository() -> str:
    """The one setting: the address of this repository (pyproject.toml); empty while it has none.

    Raises:
        ValueError: it is no address that everybody can read from.
    """
    path = ROOT / "pyproject.toml"
    if not path.is_file():
        return ""
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    given = settings.get("tool", {}).get("wordemb", {}).get("repository", "")
    address = given.removesuffix("/").removesuffix(".git")
    if address and not address.startswith("https://"):
        raise ValueError(
            "`repository` in pyproject.toml must be an address such as "
            f"https://github.com/NAME/wordemb_keras. Received: {given!r}"
        )
    return address


def _badges(path: str) -> str:
    """Links that open a notebook in Colab, Binder and Codespaces; empty but for GitHub."""
    address = repository().partition("https://github.com/")[2]
    if not address:
        return ""
    colab, binder = "https://colab.research.google.com", "https://mybinder.org"
    links = {
        f"Colab]({colab}/assets/colab-badge.svg": f"{colab}/github/{address}/blob/main/{path}",
        f"Binder]({binder}/badge_logo.svg": f"{binder}/v2/gh/{address}/main?labpath={path}",
        "Codespaces](https://github.com/codespaces/badge.svg": f"https://codespaces.new/{address}",
    }
    return " ".join(f"[![Open in {image})]({target})" for image, target in links.items())
