"""The course as pages: one Sphinx site for each language, and a page to choose between them.

    python docs/build.py            what `make docs` calls; the pages appear in build/docs

What a reader of the repository sees is what the site is made of: the executed notebooks (they are
not run again), README, the instructors' page, and the docstrings. They are copied to one flat
folder a language, with their links turned to where things lie there. Both folders have the same
page names, so that every page has a link to itself in the other language.

Reference: [Sphinx](https://www.sphinx-doc.org), [MyST-NB](https://myst-nb.readthedocs.io)
"""

import argparse
import gc
import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from wordemb_keras.course import labs

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
LANGUAGES = ("ko", "en")
PAGES = {  # the name of a page: the file it is made of, in Korean and in English
    "index": ("docs/ko/index.md", "docs/en/index.md"),
    "api": ("docs/ko/api.md", "docs/en/api.md"),
    "readme": ("README.ko.md", "README.md"),
    "commands": ("docs/commands.ko.md", "docs/commands.md"),
    "vocabularies": ("docs/vocabularies.ko.md", "docs/vocabularies.md"),
    "instructors": ("docs/instructors.ko.md", "docs/instructors.md"),
    "cluster": ("docs/cluster.ko.md", "docs/cluster.md"),
    "files": ("docs/files.ko.md", "docs/files.md"),
    "benchmarks": ("benchmarks/README.md", "benchmarks/README.md"),
    "data": ("data/README.md", "data/README.md"),
    "labs": ("docs/ko/labs.md", "docs/en/labs.md"),
}
DOWNLOAD = {"ko": "이 노트북 내려받기", "en": "Download this notebook"}
SUMMARY = "application/vnd.wordemb.summary+json"

_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_BADGE = re.compile(r"\[!\[([^\]]*)\]\(https?://[^)]*\)\]\(([^)]*)\)")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_MODULE = re.compile(r"^api/(\S+)$", re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Stage, build both languages, add the page to choose between them.

    One after the other in one process: loading TensorFlow and reading the package's source takes
    as long as making the pages, and is done once.
    """
    parser = argparse.ArgumentParser(description="Build the course as pages.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "docs")
    output = parser.parse_args(arguments).output.resolve()
    sources = output.with_name(f"{output.name}-source")
    for folder in (output, sources):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / "locale", sources / "locale")
    for language in LANGUAGES:
        stage(language, sources / language)
        if status := _sphinx(language, sources / language, output / language):
            print(f"The build of {language} failed", file=sys.stderr)
            return status
    shutil.copy(DOCS / "landing.html", output / "index.html")
    labs.write(output / "labs", site=True)
    print(f"Open {_shown(output / 'index.html')}")
    return 0


def stage(language: str, folder: Path) -> None:
    """Copy what one language's site is made of into `folder`, links turned."""
    for page, file in pages(language).items():
        source = ROOT / file

        def turn(text: str, source: Path = source) -> str:
            return turn_links(text, source, language, folder)

        if source.suffix == ".ipynb":
            _write(folder / f"{page}.ipynb", notebook(source, language, turn, folder))
        else:
            _write(folder / f"{page}.md", turn(source.read_text(encoding="utf-8")))
    _write(folder / "glossary.md", glossary(language))
    for module in modules(language):
        _write(folder / "api" / f"{module}.md", api_page(module))


def pages(language: str) -> dict[str, str]:
    """Page names and the files they are made of, relative to the repository."""
    column = LANGUAGES.index(language)
    fixed = {page: files[column] for page, files in PAGES.items()}
    folder = ROOT / "notebooks" / language
    notebooks = {p.stem: p.relative_to(ROOT).as_posix() for p in sorted(folder.glob("ch*.ipynb"))}
    return fixed | notebooks


def modules(language: str) -> list[str]:
    """The modules that a language's `api.md` lists, such as `glove` or `elmo.training`."""
    return _MODULE.findall((ROOT / pages(language)["api"]).read_text(encoding="utf-8"))


def glossary(language: str) -> str:
    """The terms of the chapter in both languages, from `docs/glossary.tsv`, as a page."""
    lines = (DOCS / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    terms = [line.split("\t") for line in lines]  # Korean, English, section, what it is in both
    korean = language == "ko"
    order = sorted(terms, key=lambda term: term[0] if korean else term[1].lower())
    heads = ("용어", "영어", "절", "뜻") if korean else ("term", "Korean", "section", "meaning")
    rows = [
        (ko, en, section, in_ko) if korean else (en, ko, section, in_en)
        for ko, en, section, in_ko, in_en in order
    ]
    title = "용어집" if korean else "Glossary"
    table = [f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * 4, *rows)]
    return f"# {title}\n\n" + "\n".join(table) + "\n"


def api_page(module: str) -> str:
    """A page with the docstrings of a module."""
    directive = f".. automodule:: wordemb_keras.{module}\n   :members:\n   :show-inheritance:"
    return f"# {module}\n\n```{{eval-rst}}\n{directive}\n```\n"


def notebook(path: Path, language: str, turn: Callable[[str], str], folder: Path) -> str:
    """A notebook as a page: title first, the set-up cell folded, the file itself to download."""
    content: Any = nbformat.read(path, as_version=4)
    cells = content.cells
    if not cells[0].source.startswith("# "):  # badges
        cells[0], cells[1] = cells[1], cells[0]
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = turn(cell.source)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(SUMMARY, None)  # its text stays
            if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    _copy(path, folder / "files" / path.name)
    cells[0].source += f"\n\n{_download(DOWNLOAD[language], path.name)}"
    return nbformat.writes(content)


def turn_links(text: str, source: Path, language: str, folder: Path) -> str:
    """Turn the links of a Markdown text to where the site has what they lead to.

    A page of this language becomes a page; one of the other language leads to the other site;
    the body of a laboratory, `labs/NAME.html`, leads to the laboratory; any other file is copied
    and can be downloaded. A picture from outside becomes a plain link.

    Args:
        text: Markdown; code in it stays as it is.
        source: the file it comes from.
        language: of the site.
        folder: where the site's sources are staged.

    Raises:
        FileNotFoundError: a link leads nowhere.
    """

    def turn(match: re.Match[str]) -> str:
        picture, label, target = match.groups()
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        path, mark, anchor = target.partition("#")
        file = (source.parent / path).resolve()
        if not file.exists():
            raise FileNotFoundError(f"{source}: the link {target} leads nowhere")
        name = file.relative_to(ROOT).as_posix()
        for site in (language, *LANGUAGES):
            for page, origin in pages(site).items():
                if name == origin and site == language:
                    return f"[{label}]({page}{file.suffix}{mark}{anchor})"
                if name == origin:
                    return f'<a href="../{site}/{page}.html{mark}{anchor}">{label}</a>'
        if file.parent == labs.folder() and file.stem in labs.NAMES:
            return f'<a href="../labs/{file.stem}.{language}.html">{label}</a>'
        if file.is_dir():
            return label
        _copy(file, folder / "files" / name)
        if picture:
            return f"![{label}](files/{name})"
        return _download(with_code(label).replace("`", ""), name)

    def with_code(text: str) -> str:
        return re.sub(r"\0(\d+)\0", lambda match: parts[int(match[1])], text)

    parts = _CODE.split(_BADGE.sub(r"[\1](\2)", text))  # text and code in turn
    marked = "".join(f"\0{n}\0" if n % 2 else part for n, part in enumerate(parts))
    return with_code(_LINK.sub(turn, marked))  # a label may hold code


def _sphinx(language: str, source: Path, output: Path) -> int:
    from sphinx import locale
    from sphinx.cmd.build import build_main

    command = ["-b", "html", "--fail-on-warning", "--keep-going", "--quiet", "-c", str(DOCS)]
    command += ["-D", f"language={language}", "-d", str(source.parent / f"{language}-doctrees")]
    locale.translators.clear()  # or a second language only adds to the words of the first
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other packages; Sphinx's own are no Python warnings
        return build_main([*command, str(source), str(output)])


def _download(label: str, name: str) -> str:
    return f"{{download}}`{label} <files/{name}>`"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    gc.disable()  # a third of the time went into looking for garbage among the pages' nodes
    sys.exit(main())
