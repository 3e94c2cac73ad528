"""A repository to show everyone: the course without its solutions, and without its history.

What `git archive` leaves out by `.gitattributes` stays out: sources, model solutions, hidden
tests, variants. Every file is then looked through for them, whatever its name.
"""

import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wordemb_keras.course import notebooks
from wordemb_keras.course.assignments.author.build import build
from wordemb_keras.course.assignments.author.source import find, folder, role_of

SHORT = 12  # letters: shorter lines tell nothing
FEW = 3  # lines: a solution of fewer could be anyone's
_MARKED = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n.*?### END", re.DOTALL)


def publish(target: Path) -> list[Path]:
    """Make or renew a repository that holds no solution.

    It has what is committed here, the student notebooks built anew, and one commit each time.

    Args:
        target: an empty folder outside this repository, or one that was published before.

    Returns:
        Its files.

    Raises:
        ValueError: the folder cannot be used, or a file would show a solution; the message says
            which. Nothing is written then.
        OSError: git fails, or there is none; with its words.
    """
    target = target.expanduser().resolve()
    _check(target)
    packed = _git(notebooks.ROOT, "archive", "--worktree-attributes", "HEAD")
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(made, filter="data")
        build(output=made / "notebooks" / "assignments")
        files = [path for path in sorted(made.rglob("*")) if path.is_file()]
        shown = [f"{path.relative_to(made)} shows {what}" for path, what in leaks(files)]
        if shown:
            raise ValueError("Not published: " + "; ".join(shown))
        target.mkdir(parents=True, exist_ok=True)
        if not (target / ".git").is_dir():
            _git(target, "init", "--quiet", "--initial-branch=main")
        _git(target, "var", "GIT_AUTHOR_IDENT")  # nobody to commit: before anything is written
        _git(target, "rm", "-r", "--quiet", "--ignore-unmatch", ".")
        shutil.copytree(made, target, dirs_exist_ok=True)
    _git(target, "add", "--all")
    if _git(target, "status", "--porcelain"):
        _git(target, "commit", "--quiet", "--message", "The course, without its solutions")
    return [target / path.relative_to(made) for path in files]


def leaks(files: list[Path]) -> list[tuple[Path, str]]:
    """Files in which a solution or a hidden test can be read, and which.

    Args:
        files: of any kind; of notebooks and JSON every text in them, of binary files nothing.
    """
    secrets = dict(_secrets())
    found = []
    for path in files:
        lines = _lines(_text(path))
        for name, telling in secrets.items():
            if len(lines & telling) >= 0.8 * len(telling):
                found.append((path, name))
                break
    return found


def _check(target: Path) -> None:
    if target.is_relative_to(notebooks.ROOT):
        raise ValueError(f"{target} lies inside the repository. Choose a folder outside it.")
    if not target.exists() or not any(target.iterdir()):
        return
    if not (target / ".git").is_dir() or _git(target, "status", "--porcelain"):
        raise ValueError(f"{target} is not empty. Choose another folder, or commit what is in it.")
    for path in _git(target, "log", "--all", "--format=", "--name-only").decode().splitlines():
        if path.startswith(("notebooks/assignments/source/", "notebooks/assignments/variants/")):
            raise ValueError(f"The history of {target} holds {path}. Choose a new folder.")


def _secrets() -> Iterator[tuple[str, set[str]]]:
    """What nobody may read, by name: the lines of it that stand nowhere else in its source.

    Wrong solutions may look like anything; they lie in one file with right ones.
    """
    import jupytext

    for assignment in find():
        given: set[str] = set()
        hidden: dict[str, set[str]] = {}
        for cell in assignment.cells:
            role = role_of(cell)
            whole = role == "written"
            kept = "" if whole else _MARKED.sub("", cell.source)
            given |= _lines(kept)
            if role:
                told = cell.source if whole else "\n".join(_MARKED.findall(cell.source))
                hidden.setdefault(f"{cell.metadata[role]} ({role})", set()).update(_lines(told))
        variants = folder() / "variants" / f"{assignment.name}.py"
        if variants.is_file():
            for number, cell in enumerate(jupytext.read(variants, fmt="py:percent").cells):
                if "right" in cell.metadata:
                    hidden[f"{cell.metadata['right']} (right, {number})"] = _lines(cell.source)
        for name, lines in hidden.items():
            telling = {line for line in lines - given if len(line) >= SHORT}
            if len(telling) >= FEW:
                yield f"{assignment.name}, {name}", telling


def _lines(text: str) -> set[str]:
    return {_collapsed(line) for line in text.splitlines()}


def _text(path: Path) -> str:
    content = path.read_bytes()
    if b"\0" in content[:8000]:  # binary, by git's own rule
        return ""
    text = content.decode("utf-8", "replace")
    if path.suffix not in (".ipynb", ".json"):
        return text
    try:
        return "\n".join(_strings(json.loads(text)))
    except ValueError:
        return text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _collapsed(line: str) -> str:
    return " ".join(line.split())


def _git(place: Path, *words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=place, capture_output=True)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise OSError(f"git {words[0]} in {place}: {said}")
    return done.stdout
