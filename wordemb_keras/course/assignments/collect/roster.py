"""Which assignment a class handed in, in which language, and one file a student."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from wordemb_keras.course.assignments.author.markers import find_marker
from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.collect.repair import NotANotebookError, parse
from wordemb_keras.course.assignments.collect.submissions import Submission, name_of, owners


@dataclass(frozen=True)
class Job:
    """One student's file to grade.

    Args:
        student: the name, in NFC.
        identity: the id of the learning platform, or an empty string.
        submission: the file.
        notes: remarks, such as a second file that was left aside.
        problem: why there is nothing to grade; empty where there is.
    """

    student: str
    identity: str
    submission: Submission
    notes: tuple[str, ...] = ()
    problem: str = ""


def language_of(raw: Mapping[str, Any]) -> str:
    """The language of a notebook: as it says itself, else as its prose is.

    Example:

    >>> language_of({"metadata": {}, "cells": [{"cell_type": "markdown", "source": "과제"}]})
    'ko'
    """
    metadata = raw.get("metadata")
    own = metadata.get("wordemb") if isinstance(metadata, dict) else None
    if isinstance(own, dict) and own.get("language") in ("ko", "en"):
        return own["language"]
    cells = [cell for cell in raw.get("cells", []) if isinstance(cell, dict)]
    prose = "".join(str(c.get("source")) for c in cells if c.get("cell_type") == "markdown")
    letters = re.findall(r"[가-힣]|[A-Za-z]", prose)
    korean = sum(not letter.isascii() for letter in letters)
    return "ko" if korean > len(letters) / 3 else "en"


def which(files: list[Submission], assignments: list[Assignment]) -> Assignment:
    """The assignment that most files are of.

    Args:
        files: all of the class.
        assignments: those it may be.

    Raises:
        ValueError: no file says what it is.
    """
    if len(assignments) == 1:
        return assignments[0]
    by_name = {assignment.name: assignment for assignment in assignments}
    votes = Counter(filter(None, (_belongs(file, assignments) for file in files)))
    if not votes:
        known = ", ".join(by_name)
        raise ValueError(f"Which assignment are these of? Add --assignment with one of: {known}")
    return by_name[votes.most_common(1)[0][0]]


def _belongs(file: Submission, assignments: list[Assignment]) -> str | None:
    """The name of a file's assignment: in its metadata, else by its question markers."""
    try:
        raw = parse(file.content)
    except NotANotebookError:
        return None
    metadata = raw.get("metadata")
    own = metadata.get("wordemb") if isinstance(metadata, dict) else None
    if isinstance(own, dict) and isinstance(own.get("assignment"), str):
        return own["assignment"]
    found = set()
    for cell in raw["cells"]:
        source = cell.get("source", "") if isinstance(cell, dict) else ""
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if marker := find_marker(text):
            found.add(marker[1])
    shared = {a.name: len(found & {q.id for q in a.questions}) for a in assignments}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else None


def sort_out(files: list[Submission], assignment: Assignment) -> list[Job]:
    """One file a student: the newest; what is of another assignment says so.

    Args:
        files: all of the class.
        assignment: the one that is graded.

    Returns:
        One job a student.
    """
    students: dict[str, list[tuple[Submission, str, str | None]]] = {}
    belong = [_belongs(file, [assignment]) for file in files]
    paths = [file.path for file in files]
    names = [name_of(p, b or assignment.name) for p, b in zip(paths, belong, strict=True)]
    for file, other, (student, identity) in zip(files, belong, owners(paths, names), strict=True):
        students.setdefault(student, []).append((file, identity, other))
    jobs = []
    for student, own in students.items():
        ours = [item for item in own if item[2] in (None, assignment.name)]
        if not ours:
            file, identity, other = own[0]
            jobs.append(Job(student, identity, file, problem=f"another assignment: {other}"))
            continue
        file, identity, _ = max(ours, key=lambda item: (item[0].when, item[0].file))
        same = len({item[0].content for item in ours}) == 1
        notes: tuple[str, ...] = ()
        if len(ours) > 1:
            which = "all the same" if same else f"the newest graded: {PurePath(file.file).name}"
            notes = (f"{len(ours)} files, {which}",)
        jobs.append(Job(student, identity, file, notes))
    return jobs
