"""The class list: who should have handed in, and which of them a path names.

A CSV with a column of ids and a column of names, as Excel, Moodle or Canvas write it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wordemb_keras.course.assignments.collect.lateness import read_time
from wordemb_keras.course.assignments.collect.spreadsheets import read_lines

IDS = ("identifier", "id", "student id", "학번", "학생 번호", "id number", "sis user id", "번호")
NAMES = ("name", "이름", "성명", "full name", "student", "student name", "학생", "학생 이름")
TIMES = ("last modified (submission)", "submitted", "submitted at", "제출 시각", "제출 시간")
_FIRST, _LAST = ("first name", "이름"), ("last name", "surname", "성")  # Moodle's list
_SHORTEST = 4  # of an id within a longer name; shorter ones stand alone


@dataclass(frozen=True)
class Student:
    """One line of the class list.

    Args:
        identity: the id; may be empty.
        name: the name.
        line: of the file.
        submitted: when the platform got the submission, where the list says so.
    """

    identity: str
    name: str
    line: int
    submitted: datetime | None = None

    @property
    def label(self) -> str:
        """What to call the student."""
        return self.name or self.identity

    @property
    def full(self) -> str:
        """Name and id."""
        return f"{self.name} ({self.identity})" if self.name and self.identity else self.label


def read_roster(
    path: Path, *, id_column: str | None = None, name_column: str | None = None
) -> list[Student]:
    """Read a class list.

    Args:
        path: the CSV.
        id_column: the heading of the ids. Default: found among the usual ones.
        name_column: the heading of the names, likewise.

    Raises:
        ValueError: a column is not there, a line has neither id nor name, a time can be read in two
            ways, or an id is there twice; the message has the line.
    """
    usual = {_plain(name) for name in (id_column, name_column) if name}
    usual = usual or {_plain(name) for name in (*IDS, *NAMES, *_FIRST, *_LAST)}
    lines = read_lines(path, lambda cells: not usual.isdisjoint(map(_plain, cells)))
    titles = [cell.strip() for cell in lines[0][1]] if lines else []
    head = [_plain(title) for title in titles]
    at_id = _column(path, head, id_column, IDS, "--id-column")
    at_name = _column(path, head, name_column, NAMES, "--name-column")
    first, last = (_column(path, head, None, names, "") for names in (_FIRST, _LAST))
    in_two = name_column is None and first is not None and last is not None
    if at_id is None and at_name is None and not in_two:
        raise ValueError(
            f"{path}, line {lines[0][0] if lines else 1}: no column of ids or names in "
            f"{', '.join(titles) or 'an empty file'}. Say which: --id-column, --name-column"
        )
    at_time = _column(path, head, None, TIMES, "")
    students = []
    for line, cells in lines[1:]:
        identity, name = _cell(cells, at_id), _cell(cells, at_name)
        if in_two:
            name = _full_name(_cell(cells, first), _cell(cells, last))
        identity = _identity(path, line, identity)
        if _is_canvas_own(name, cells):
            continue
        if not identity and not name:
            raise ValueError(f"{path}, line {line}: neither id nor name")
        try:
            submitted = read_time(_cell(cells, at_time))
        except ValueError as error:
            raise ValueError(f"{path}, line {line}: {error}") from None
        students.append(Student(identity, name, line, submitted))
    _no_doubles(path, students)
    return students


class Roster:
    """Finds students of a class list in paths.

    Args:
        students: from `read_roster`.

    Example:

    >>> roster = Roster([Student("20231234", "김민수", 2), Student("20235678", "Kim, Minsu", 3)])
    >>> [student.line for student in roster.named("ch9_2_20231234 김민수 과제")]
    [2]
    >>> [student.line for student in roster.named("kimminsu")], roster.named("김민수정")
    ([3], [])
    """

    def __init__(self, students: Sequence[Student]) -> None:
        self.students = list(students)
        self._by_id = {s.identity.lower(): s for s in students if s.identity}
        self._forms = {s: _forms(s.name) for s in students}
        self._patterns = {identity: _alone(identity) for identity in self._by_id}

    def by_id(self, identity: str) -> Student | None:
        """The student with exactly this id."""
        return self._by_id.get(identity.lower())

    def ids_in(self, text: str) -> list[Student]:
        """The students whose ids stand in a file or folder name, such as `김민수20231234`."""
        whole = text.strip().lower()
        return [
            student
            for identity, student in self._by_id.items()
            if identity == whole
            or (len(identity) >= _SHORTEST and self._patterns[identity].search(whole))
        ]

    def names_in(self, text: str) -> list[Student]:
        """The students whose names stand in a file or folder name; a longer name counts alone."""
        words = _words(text)
        runs: dict[Student, tuple[int, int]] = {}
        for student, forms in self._forms.items():
            for start in range(len(words)):
                for end in range(start + 1, min(len(words), start + 5) + 1):
                    if "".join(words[start:end]) in forms:
                        runs[student] = max(
                            runs.get(student, (0, 0)), (start, end), key=lambda r: r[1] - r[0]
                        )
        return [
            student
            for student, (start, end) in runs.items()
            if not any(
                other[0] <= start and end <= other[1] and other[1] - other[0] > end - start
                for other in runs.values()
            )
        ]

    def named(self, text: str) -> list[Student]:
        """All students whom a file or folder name names, by id or by name."""
        by_id = self.ids_in(text)
        names = self.names_in(text)
        if by_id and set(by_id) & set(names):  # of two with one name the id tells
            names = [s for s in names if s in by_id or not _same_name(s, by_id)]
        return list(dict.fromkeys([*by_id, *names]))


def _alone(identity: str) -> re.Pattern[str]:
    """An id within a longer name: no other digit beside digits, no letter beside letters."""
    beside = r"\d" if identity.isdigit() else "[0-9a-z]"
    return re.compile(rf"(?<!{beside}){re.escape(identity)}(?!{beside})")


def _same_name(student: Student, others: Iterable[Student]) -> bool:
    return any(_forms(student.name) & _forms(other.name) for other in others)


def _forms(name: str) -> set[str]:
    """How a name may be written: `Kim, Minsu` is `minsu kim`, `kimminsu` and `minsukim`."""
    words = _words(name)
    korean = [word for word in words if re.search("[가-힣]", word)]
    latin = [word for word in words if word not in korean]  # 김민수 (Minsu Kim)
    return {"".join(own[n:] + own[:n]) for own in (words, korean, latin) for n in range(len(own))}


def _words(text: str) -> list[str]:
    """Words of letters, in NFC and small; those that name nobody are left out in Hangul."""
    text = unicodedata.normalize("NFC", text).casefold()
    # 최종현 and 이수정 are people: only what ends or begins no name is cut off.
    text = re.sub(
        r"(?<=[가-힣]{2})(과제물?|숙제|제출물?|최종본?|수정본|사본)(?![가-힣])", " ", text
    )
    text = re.sub(r"(?<![가-힣])(과제|숙제|제출)(?=[가-힣])", " ", text)
    return re.findall(r"[^\W\d_]+", text)


def _column(
    path: Path, head: list[str], asked: str | None, usual: tuple[str, ...], option: str
) -> int | None:
    if asked is not None:
        if _plain(asked) not in head:
            raise ValueError(f"{path}: {option} {asked!r} is none of: {', '.join(head)}")
        return head.index(_plain(asked))
    return next((head.index(name) for name in map(_plain, usual) if name in head), None)


def _plain(heading: str) -> str:
    """A heading without spaces: Korean lists like `학  번`."""
    return re.sub(r"[\s_]+", "", heading).lower()


def _cell(cells: list[str], column: int | None) -> str:
    return " ".join(cells[column].split()) if column is not None and column < len(cells) else ""


def _is_canvas_own(name: str, cells: list[str]) -> bool:
    """Whether a line of Canvas' gradebook is of no student: points, the test student, posting."""
    posting = not name and any(cell.strip().lower() == "manual posting" for cell in cells)
    return posting or name.lower() in ("points possible", "student, test")


def _full_name(first: str, last: str) -> str:
    korean = re.search(r"[가-힣]", first + last)
    return f"{last}{first}" if korean else f"{first} {last}".strip()


def _identity(path: Path, line: int, identity: str) -> str:
    """An id as text; what a spreadsheet did to it is undone or named."""
    if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+", identity):
        raise ValueError(
            f"{path}, line {line}: the id {identity} was shortened by a spreadsheet. Make the "
            "column text, fill it in again and save"
        )
    identity = identity.strip("'=\"")
    return re.sub(r"\.0+$", "", re.sub(r"^Participant\s+", "", identity))


def _no_doubles(path: Path, students: list[Student]) -> None:
    seen: dict[str, Student] = {}
    for student in students:
        key = student.identity.lower() or f"name {student.name}"
        if key in seen:
            what = f"the id {student.identity}" if student.identity else f"the name {student.name}"
            raise ValueError(
                f"{path}, line {student.line}: {what} is there twice, first in line "
                f"{seen[key].line}"
            )
        seen[key] = student
