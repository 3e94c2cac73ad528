"""A submission made whole before it is graded; every repair is named.

What happens in a class: metadata lost on the way through another editor, an
answer cell copied or split, a test cell edited, copied or deleted, the set-up
cell deleted, a code cell turned into text. A cell is known by its visible
marker, else by its metadata, else by its id.

References: jupyter/nbgrader issues 1083, 1682, 1941 (copied and deleted cells).
"""

import ast
import base64
import contextlib
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from wordemb_keras.course.assignments.author.markers import (
    find_marker,
    grade_id,
    key_of,
    question_of,
)

STUB = "raise NotImplementedError"
MOST_CELLS = 2000
_NOT_USED = "(사용하지 않은 사본 · copy, not used)"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class NotANotebookError(ValueError):
    """The file holds no notebook; the message says what is wrong with it."""


@dataclass
class Repaired:
    """A submission with exactly one cell of each kind, and what was done to get there."""

    notebook: Any
    notes: list[str] = field(default_factory=list)


def parse(content: bytes) -> dict[str, Any]:
    """A notebook file, of whatever editor and nbformat version.

    Args:
        content: the bytes of the file.

    Returns:
        The notebook; each cell has a `source`, one string, and `metadata`, a dictionary.

    Raises:
        NotANotebookError: it is no JSON, or JSON without cells or with far too many.
    """
    import json

    if not content.strip():
        raise NotANotebookError("empty file")
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:  # UnicodeDecodeError is one, too
        raise NotANotebookError(f"not JSON: {error}") from None
    except RecursionError:
        raise NotANotebookError("JSON nested too deeply") from None
    sheets = raw.get("worksheets") if isinstance(raw, dict) else None  # nbformat 3
    if isinstance(sheets, list):
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        raw["cells"] = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
        raise NotANotebookError("JSON, but it has no cells")
    if len(raw["cells"]) > MOST_CELLS:
        raise NotANotebookError(f"{len(raw['cells'])} cells, more than {MOST_CELLS}")
    cells = [_as_one(cell) for cell in raw["cells"] if isinstance(cell, dict)]
    return {**raw, "cells": cells, "metadata": _as_dict(raw.get("metadata"))}


def repair(raw: Mapping[str, Any], release: Any) -> Repaired:
    """Give a submission the structure that nbgrader needs.

    Args:
        raw: from `parse`.
        release: the student version, from `build.student_version`.

    Returns:
        The notebook: answers as the student wrote them, one test cell of each in its
        place, all metadata; and the repairs in words.
    """
    return _Repair(raw, release).run()


class _Repair:
    def __init__(self, raw: Mapping[str, Any], release: Any) -> None:
        self.notes: dict[str, list[str]] = {}
        self.release = release
        self.known = {
            cell.metadata.nbgrader.grade_id: cell
            for cell in release.cells
            if "nbgrader" in cell.metadata
        }
        self.cells = _cells(raw)
        self.kernel = raw["metadata"].get("kernelspec")
        self.by_metadata = [key_of(cell) for cell in self.cells]

    def run(self) -> Repaired:
        import nbformat.v4

        self._kernel()
        self._identify()
        for key, origin in self.known.items():
            if origin.metadata.nbgrader.solution:
                self._one_answer(key, origin)
        self._given()
        self._tests()
        _name_cells(self.cells)
        made = nbformat.v4.new_notebook(cells=self.cells, metadata=self.release.metadata)
        notes = [f"{what}: {', '.join(where)}" for what, where in self.notes.items()]
        return Repaired(made, notes)

    def note(self, what: str, where: str) -> None:
        if where not in self.notes.setdefault(what, []):
            self.notes[what].append(where)

    def _kernel(self) -> None:
        name = self.kernel.get("name") if isinstance(self.kernel, dict) else None
        if name not in (None, "python3"):
            self.note("kernel read as python3", str(name)[:50])

    # --- which cell is which --------------------------------------------------------------

    def _identify(self) -> None:
        """Give each known cell its metadata back; mark how it was known."""
        ids = {cell.id: key for key, cell in self.known.items()}
        keys = []
        for cell, by_metadata in zip(self.cells, self.by_metadata, strict=True):
            marker = find_marker(cell.source)
            by_marker = grade_id(*marker) if marker else None
            candidates = (by_marker, by_metadata, ids.get(cell.get("id")))
            keys.append(next((c for c in candidates if c in self.known), None))
            cell.metadata = {}
            cell.marked = by_marker == keys[-1]
        code: dict[str | None, list[str]] = {}
        for cell, key in zip(self.cells, keys, strict=True):
            if cell.cell_type == "code":
                code.setdefault(key, []).append(cell.source)
        for cell, key, by_metadata in zip(self.cells, keys, self.by_metadata, strict=True):
            if key is None or self._is_note(cell, key, code.get(key, [])):
                continue
            self._set(cell, key)
            if by_metadata != key:
                how = "the question marker" if cell.marked else "the cell id"
                self.note(f"metadata found again by {how}", question_of(key))

    def _is_note(self, cell: Any, key: str, code: list[str]) -> bool:
        """Whether a text cell with a marker is only about the code, which stands in `code`."""
        origin = self.known[key]
        if not code or cell.cell_type == "code" or origin.cell_type != "code":
            return False
        blank = all(_same(source, origin.source) for source in code)
        return not (blank and _defined(cell.source) & _defined(origin.source))

    def _set(self, cell: Any, key: str) -> None:
        origin = self.known[key]
        cell.metadata = copy.deepcopy(origin.metadata)
        if cell.cell_type != origin.cell_type:
            self.note(f"{cell.cell_type} cell made {origin.cell_type} again", key)
            cell.cell_type = origin.cell_type
            _fit(cell)

    def _places(self, key: str) -> list[int]:
        return [n for n, cell in enumerate(self.cells) if key_of(cell) == key]

    # --- answers --------------------------------------------------------------------------

    def _one_answer(self, key: str, origin: Any) -> None:
        self._join_parts(key)
        places = self._places(key)
        if not places:
            self._missing_answer(key, origin)
            return
        kept = self._choose(key, places, origin)
        self._join_following(key, kept, origin)
        cell = self.cells[kept]
        if _same(cell.source, origin.source):
            cell.source = origin.source  # nbgrader knows a blank answer by its checksum
        elif cell.cell_type == "markdown" and _lacks_a_picture(cell):
            self.note("picture missing in the file", key)

    def _join_parts(self, key: str) -> None:
        """A split cell: JupyterLab gives both halves the metadata, only one has the marker."""
        places = self._places(key)
        heads = [n for n in places if self.cells[n].marked] or places[:1]
        parts = [n for n in places if n not in heads and not self.cells[n].marked]
        for part in reversed(parts):
            head = max((n for n in heads if n < part), default=None)
            if head is None:
                continue
            self._append(key, head, part)

    def _join_following(self, key: str, place: int, origin: Any) -> None:
        """A half without metadata stands right below; text below a text answer is of it."""
        if origin.cell_type == "markdown":
            self._join_text(key, place, origin)
            return
        while place + 1 < len(self.cells):
            following = self.cells[place + 1]
            if key_of(following) or following.cell_type != "code":
                return
            if not _is_rest(self.cells[place].source, following.source):
                return
            self._append(key, place, place + 1)

    def _join_text(self, key: str, place: int, origin: Any) -> None:
        """All text up to the next cell that was given; the student's code in between stays."""
        end = place + 1
        while end < len(self.cells) and not self._is_given(self.cells[end]):
            if _is_own_text(self.cells[end]):
                self._append(key, place, end)
            else:
                end += 1
        below = self.cells[place + 1 : end]
        if _same(self.cells[place].source, origin.source) and any(map(_holds_no_code, below)):
            self.note("text below a blank answer", key)

    def _is_given(self, cell: Any) -> bool:
        """Whether it is the assignment's, also where a student wrote something into it."""
        given = [one for one in self.release.cells if "nbgrader" not in one.metadata]
        heads = {_first_line(one.source) for one in given}
        ids = {one.id for one in given}
        return bool(key_of(cell)) or cell.id in ids or _first_line(cell.source) in heads

    def _append(self, key: str, head: int, part: int) -> None:
        first, second = self.cells[head], self.cells[part]
        _take_pictures(first, second)
        gap = "\n" if first.cell_type == "code" else "\n\n"  # a paragraph of its own
        first.source = first.source.rstrip("\n") + gap + second.source.lstrip("\n")
        del self.cells[part]
        self.note("split answer cell joined", key)

    def _choose(self, key: str, places: list[int], origin: Any) -> int:
        """Of several copies the last that is an answer; it takes the place of the first."""
        if len(places) == 1:
            return places[0]
        written = [n for n in places if not _same(self.cells[n].source, origin.source)]
        if origin.cell_type == "code":  # a copied cell may only try what another one defines
            asked = _defined(origin.source)
            found = {n: len(asked & _defined(self.cells[n].source)) for n in written}
            written = [n for n in written if found[n] == max(found.values())]
        finished = [n for n in written if STUB not in self.cells[n].source]
        written = finished or written
        chosen = (written or places)[-1]
        different = len({self.cells[n].source.strip() for n in written})
        why = f", the last of {different} different ones graded" if different > 1 else ""
        self.note(f"copied answer cell{why}", key)
        _swap(self.cells[places[0]], self.cells[chosen])
        for n in reversed(places[1:]):
            if _same(self.cells[n].source, origin.source) or not self.cells[n].source.strip():
                del self.cells[n]
            else:
                self.cells[n] = _shown_only(self.cells[n].source)
        return places[0]

    def _missing_answer(self, key: str, origin: Any) -> None:
        if origin.metadata.nbgrader.grade:  # a text answer: nbgrader needs the cell
            self._insert(self._place_for(key), copy.deepcopy(origin))
            self.note("deleted answer cell put back, blank", key)
        else:
            self.note("no answer cell", key)

    # --- tests and given cells ------------------------------------------------------------

    def _tests(self) -> None:
        """One cell for each test, after its answer; its text is nbgrader's to restore."""
        for key, origin in self.known.items():
            if not origin.metadata.nbgrader.locked:
                continue
            places = self._places(key)
            test = self.cells[places[0]] if places else copy.deepcopy(origin)
            if not places:
                self.note("deleted test cell put back", key)
            elif any(not _same(self.cells[n].source, origin.source) for n in places):
                self.note("changed test cell restored", key)
            if len(places) > 1:
                self.note("copied test cell removed", key)
            earliest = self._place_for(key)
            place = max(places[0], earliest) if places else earliest
            for n in reversed(places):
                del self.cells[n]
                place -= n < place
            self._insert(place, test)

    def _given(self) -> None:
        """Code that the assignment gives runs as given; a student's changed copy runs after it."""
        given = [
            cell
            for cell in self.release.cells
            if cell.cell_type == "code" and "nbgrader" not in cell.metadata
        ]
        for number, origin in enumerate(given, start=1):
            code = [cell for cell in self.cells if cell.cell_type == "code"]
            if any(_same(cell.source, origin.source) for cell in code):
                continue
            changed = [n for n, cell in enumerate(self.cells) if cell.get("id") == origin.id]
            changed = [n for n in changed if not key_of(self.cells[n])]
            place = changed[0] if changed else self._place_of_given(origin)
            self._insert(place, copy.deepcopy(origin))
            what = "changed, the original runs before it" if changed else "deleted, put back"
            self.note(f"given code cell {what}", str(number))

    def _place_of_given(self, origin: Any) -> int:
        """Before the first cell that comes later in the student version."""
        order = [cell.id for cell in self.release.cells]
        later = self.release.cells[order.index(origin.id) + 1 :]
        for cell in later:
            for n, own in enumerate(self.cells):
                same_key = "nbgrader" in cell.metadata and key_of(own) == key_of(cell)
                if same_key or (cell.cell_type == "code" and _same(own.source, cell.source)):
                    return n
        return len(self.cells)

    def _place_for(self, key: str) -> int:
        """Right after the cells that must come before this one, else before the next known."""
        order = list(self.known)
        question = question_of(key)
        earlier = [k for k in order[: order.index(key)] if question_of(k) == question]
        places = [n for k in earlier for n in self._places(k)]
        if places:
            return max(places) + 1
        for later in order[order.index(key) + 1 :]:
            if found := self._places(later):
                return found[0]
        return len(self.cells)

    def _insert(self, place: int, cell: Any) -> None:
        cell.setdefault("marked", True)
        self.cells.insert(place, cell)


# --- cells ----------------------------------------------------------------------------------


def _as_one(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell of any editor: nbformat 3 has `input`, and the lines may be a list."""
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return {**cell, "source": text, "metadata": _as_dict(cell.get("metadata"))}


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _cells(raw: Mapping[str, Any]) -> list[Any]:
    """Clean nbformat cells: source, pictures and metadata of the raw ones, no outputs."""
    import nbformat.v4

    makers = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    cells = []
    for origin in raw["cells"]:
        cell = makers.get(str(origin.get("cell_type")), nbformat.v4.new_raw_cell)(
            origin["source"].replace("\r\n", "\n").removesuffix("\n")
        )
        cell.metadata = nbformat.from_dict(origin["metadata"])
        if cell.cell_type == "markdown" and (pictures := _pictures(origin.get("attachments"))):
            cell.attachments = nbformat.from_dict(pictures)
        cell.id = str(origin.get("id") or cell.metadata.get("id") or cell.id)
        cells.append(cell)
    return cells


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """What was pasted into a text cell, by name: the pictures that a page may show."""
    found: dict[str, dict[str, str]] = {}
    for name, bundle in _as_dict(attachments).items():
        for kind in PICTURES:
            data = _as_dict(bundle).get(kind)
            text = "".join(map(str, data)) if isinstance(data, list) else str(data or "")
            text = "".join(text.split())
            with contextlib.suppress(ValueError):
                if text and base64.b64decode(text, validate=True):
                    found.setdefault(name, {kind: text})
    return found


def _lacks_a_picture(cell: Any) -> bool:
    """Whether it names one that is not with it: text copied to another cell leaves them behind."""
    names = tuple(cell.get("attachments", ()))
    places = re.finditer(r"[(<\"']attachment:", cell.source)
    rests = (cell.source[place.end() :] for place in places)
    return any(not unquote(rest[:1000]).startswith(names or "\n") for rest in rests)


def _take_pictures(first: Any, second: Any) -> None:
    """The pictures of a cell that is joined to another; each keeps a name of its own."""
    own = first.get("attachments", {})
    for name, picture in second.get("attachments", {}).items():
        free, number = name, 2
        while own.get(free, picture) != picture:
            free, number = f"{number}-{name}", number + 1
        if free != name:
            second.source = second.source.replace(f"attachment:{name}", f"attachment:{free}")
        own[free] = picture
    if own:
        first.attachments = own


def _swap(one: Any, other: Any) -> None:
    """Exchange what two cells hold."""
    for name in ("source", "attachments"):
        first, second = one.pop(name, None), other.pop(name, None)
        for cell, value in ((one, second), (other, first)):
            if value is not None:
                cell[name] = value


def _name_cells(cells: list[Any]) -> None:
    """Valid ids, each once."""
    seen = set()
    for number, cell in enumerate(cells):
        cell.pop("marked", None)
        if cell.id in seen or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell.id):
            cell.id = f"cell-{number}"
        seen.add(cell.id)


def _fit(cell: Any) -> None:
    """The fields of a code cell, or none of them."""
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _same(one: str, other: str) -> bool:
    """Equal but for white space at line ends."""

    def lines(text: str) -> list[str]:
        return [line.rstrip() for line in text.strip().splitlines()]

    return lines(one) == lines(other)


def _is_rest(head: str, rest: str) -> bool:
    """Whether a cell is the second half of a split one: it cannot stand alone."""
    halves = not _parses(head) or (rest[:1] in (" ", "\t") and not _parses(rest))
    return halves and _parses(f"{head}\n{rest}")


def _defined(source: str) -> set[str]:
    """The names that a cell defines; none where it is no Python, but for its magics."""
    lines = source.splitlines()
    try:
        body = ast.parse("\n".join(n for n in lines if not n.lstrip().startswith(("%", "!")))).body
    except SyntaxError:
        return set()
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            stored = (n for n in ast.walk(node) if isinstance(n, ast.Name))
            names.update(n.id for n in stored if isinstance(n.ctx, ast.Store))
    return names


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        # Magics are no Python, but whole.
        return any(line.lstrip().startswith(("%", "!")) for line in source.splitlines())
    return True


def _first_line(source: str) -> str:
    return source.strip().partition("\n")[0].rstrip()


def _is_own_text(cell: Any) -> bool:
    """Whether it is text to read, and no copy of an answer that was left aside."""
    text = cell.source.strip()
    return cell.cell_type == "markdown" and bool(text) and not text.startswith(_NOT_USED)


def _holds_no_code(cell: Any) -> bool:
    """Whether a code cell, not an empty one, holds comments, a string or prose."""
    if cell.cell_type == "markdown" or not cell.source.strip():
        return False
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return not _parses(cell.source)
    return all(isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant) for n in body)


def _shown_only(source: str) -> Any:
    import nbformat.v4

    text = f"{_NOT_USED}\n\n```python\n{source}\n```"
    return nbformat.v4.new_markdown_cell(text)
