"""What is to be graded: one file a student, and what is wrong with whose it is.

Every student of the class list has a job, also who handed in nothing. A person who is not on
the list, two claims to one student and a file in the name of another are troubles: they are
told before grading, and nothing is decided silently.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from wordemb_keras.course.assignments.author.markers import find_marker
from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.collect.identity import (
    Owner,
    is_person,
    name_of,
    own_name,
    owners,
    people,
    stem_of,
)
from wordemb_keras.course.assignments.collect.repair import NotANotebookError, parse
from wordemb_keras.course.assignments.collect.roster import Roster, Student
from wordemb_keras.course.assignments.collect.submissions import Submission, is_notebook

# Handed in by somebody even where it lies in no folder of a student's; a `.csv` may be anything.
_ARCHIVES = (".zip", ".rar", ".7z", ".egg", ".alz", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_HANDED_IN = (".py", ".docx", ".doc", ".hwp", ".hwpx", ".pdf", ".html", *_ARCHIVES)


@dataclass
class Job:
    """One student's file to grade.

    Args:
        student: a name that no other job has.
        identity: the id of the class list, else of the platform, else an empty string.
        number: the platform's number for the student, where it is known.
        submission: the file; None where nothing was handed in.
        notes: remarks, such as a second file that was left aside.
        problem: why there is nothing to grade; empty where there is.
        troubles: what is wrong with whose it is.
        settled: False where the points belong to nobody before somebody decides.
        late: whether the platform's file name says so.
        when: seconds since 1970 when it was handed in.
    """

    student: str
    identity: str = ""
    number: str = ""
    submission: Submission | None = None
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    troubles: list[str] = field(default_factory=list)
    settled: bool = True
    late: bool = False
    when: float = 0.0


@dataclass(frozen=True)
class _File:
    """A file, whose it is, and the name of its assignment (None: it does not say)."""

    submission: Submission
    owner: Owner
    task: str | None

    @property
    def when(self) -> float:
        """When it was handed in: the platform's stamp is on the zip, not on what is in it."""
        outer = self.submission.inside
        return outer.when if outer and self.owner.identity else self.submission.when


@dataclass
class _Claim:
    """Files that say, from one place, whose they are; and what is wrong with that."""

    files: list[_File] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def is_of(self, assignment: Assignment) -> bool:
        return any(
            f.submission.is_notebook and f.task in (None, assignment.name) for f in self.files
        )


def language_of(raw: Mapping[str, Any]) -> str:
    """The language of a notebook: as it says itself, else as its prose is.

    Args:
        raw: from `repair.parse`.

    Example:

    >>> language_of({"metadata": {}, "cells": [{"cell_type": "markdown", "source": "과제"}]})
    'ko'
    """
    own = raw["metadata"].get("wordemb")
    if isinstance(own, dict) and own.get("language") in ("ko", "en"):
        return own["language"]
    prose = "".join(c["source"] for c in raw["cells"] if c.get("cell_type") == "markdown")
    letters = re.findall(r"[가-힣]|[A-Za-z]", prose)
    korean = sum(not letter.isascii() for letter in letters)
    return "ko" if korean > len(letters) / 3 else "en"


def which(files: list[Submission], assignments: list[Assignment]) -> Assignment:
    """The assignment that the files are of; a few of another one do not matter.

    Args:
        files: all of the class.
        assignments: those it may be.

    Raises:
        ValueError: no file says what it is, or they are of several, as in a term's folders.
    """
    if len(assignments) == 1:
        return assignments[0]
    by_name = {assignment.name: assignment for assignment in assignments}
    tasks = filter(None, (_task(file, assignments) for file in files))
    votes = Counter(task for task in tasks if task in by_name).most_common()
    known = ", ".join(by_name)
    if not votes:
        raise ValueError(f"Which assignment are these of? Add --assignment with one of: {known}")
    if len(votes) > 1 and votes[1][1] * 2 > votes[0][1]:
        counts = ", ".join(f"{name} ({count} files)" for name, count in votes)
        raise ValueError(f"These are of several assignments: {counts}. Add --assignment with one")
    return by_name[votes[0][0]]


def sort_out(
    files: list[Submission],
    assignment: Assignment,
    *,
    among: Iterable[Assignment] = (),
    roster: list[Student] | None = None,
) -> list[Job]:
    """One job a student: the newest file of this assignment, or why there is none.

    Args:
        files: all of the class.
        assignment: the one that is graded.
        among: all that a file may be of.
        roster: the class list, where there is one.
    """
    tasks = [assignment, *(other for other in among if other.name != assignment.name)]
    known = None if roster is None else Roster(roster)
    found = _owned(files, tasks, known)
    if known is None:
        jobs = [_job(own[0].owner.label, own, assignment) for own in _grouped(found).values()]
        _same_identity(jobs)
        _in_the_name_of(jobs, {people(job.student): job for job in jobs})
    else:
        jobs = _by_roster(found, assignment, known)
    return jobs


# --- files ----------------------------------------------------------------------------------


def _task(file: Submission, assignments: list[Assignment]) -> str | None:
    """The name of a file's assignment: in its metadata, else by its question markers."""
    if not file.is_notebook:
        return None
    try:
        raw = parse(file.content)
    except NotANotebookError:
        return None
    own = raw["metadata"].get("wordemb")
    if isinstance(own, dict) and isinstance(own.get("assignment"), str):
        return own["assignment"]
    found = {marker[1] for cell in raw["cells"] if (marker := find_marker(cell["source"]))}
    shared = {a.name: len(found & {q.id for q in a.questions}) for a in assignments}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else None


def _owned(
    files: list[Submission], assignments: list[Assignment], roster: Roster | None
) -> list[_File]:
    """The files that somebody handed in; attachments beside a notebook and the like left out."""
    tasks = [_task(file, assignments) for file in files]
    names = [task or assignments[0].name for task in tasks]
    named = [(file.inside or file).path for file in files]
    found = owners([file.path for file in files], names, named)
    every = [_File(*item) for item in zip(files, found, tasks, strict=True)]
    have = {f.owner.source for f in every if f.submission.is_notebook}
    return [
        file
        for file in every
        if file.submission.is_notebook
        or (file.owner.source not in have and _handed_in(file, roster))
    ]


def _handed_in(file: _File, roster: Roster | None) -> bool:
    """Whether a file that is no notebook is what somebody handed in: a name tells, or a folder."""
    path = PurePosixPath(file.submission.path)
    if file.owner.source[0] != "name" or is_notebook(path.name):
        return True
    if roster is not None:
        return bool(roster.named(path.stem)) or is_person(path.stem)
    suffix = path.suffix.lower()
    return suffix in _HANDED_IN or (suffix == ".txt" and is_person(path.stem))


def _grouped(files: Iterable[_File]) -> dict[tuple[str, ...], list[_File]]:
    groups: dict[tuple[str, ...], list[_File]] = {}
    for file in files:
        groups.setdefault(file.owner.source, []).append(file)
    return groups


def _job(student: str, own: list[_File], assignment: Assignment, identity: str = "") -> Job:
    """The newest notebook of this assignment among one student's files."""
    number = own[0].owner.identity
    identity = identity or number
    notebooks = [file for file in own if file.submission.is_notebook]
    if not notebooks:
        named = ", ".join(
            PurePosixPath(f.submission.path).name
            + (f" ({f.submission.problem})" if f.submission.problem else "")
            for f in own
        )
        return Job(student, identity, number, own[0].submission, problem=f"no notebook: {named}")
    ours = [file for file in notebooks if file.task in (None, assignment.name)]
    if not ours:
        file, other = notebooks[0].submission, notebooks[0].task
        return Job(student, identity, number, file, problem=f"another assignment: {other}")
    # What says that it is of this assignment comes before what says nothing.
    chosen = max(ours, key=lambda f: (bool(f.task), f.when, f.submission.when, f.submission.path))
    notes = []
    name = PurePosixPath(chosen.submission.path).name
    if not name.lower().endswith(".ipynb"):
        notes.append(f"named {name}, read as a notebook")
    if len(ours) > 1:
        notes.append(f"{len(ours)} files, {_why_this(chosen, ours)}")
    return Job(
        student,
        identity,
        number,
        chosen.submission,
        notes,
        late=chosen.owner.late,
        when=chosen.when,
    )


def _why_this(chosen: _File, ours: list[_File]) -> str:
    """Of several files, why this one is graded."""
    name = PurePosixPath(chosen.submission.path).name
    if len({file.submission.content for file in ours}) == 1:
        return "all the same"
    newest = max(ours, key=lambda f: (f.when, f.submission.when, f is chosen))
    if newest is chosen:
        return f"the newest graded: {name}"
    try:
        parse(newest.submission.content)
        why = "has no question of it"
    except NotANotebookError:
        why = "cannot be read"
    return f"the newest {why}: {PurePosixPath(newest.submission.path).name}, graded: {name}"


# --- without a class list -------------------------------------------------------------------


def _same_identity(jobs: list[Job]) -> None:
    """Two names with one id of the platform."""
    known: dict[str, list[Job]] = {}
    for job in jobs:
        if job.identity:
            known.setdefault(job.identity, []).append(job)
    for identity, claims in known.items():
        if len(claims) > 1:
            for job in claims:
                others = ", ".join(other.student for other in claims if other is not job)
                job.troubles.append(f"claims the id {identity}, as does {others}")
                job.settled = False


def _in_the_name_of(jobs: list[Job], by_name: Mapping[str, Job]) -> None:
    """A file in one student's folder that carries another student's name."""
    for job in jobs:
        if job.submission is not None:
            path = PurePosixPath(job.submission.path)
            named = people(own_name(stem_of(path.name), bool(job.identity)))
            other = by_name.get(named)
            if named and other not in (None, job) and named != people(job.student):
                job.troubles.append(f"a file in the name of {named}: {path.name}")


# --- with a class list ----------------------------------------------------------------------


def _by_roster(files: list[_File], assignment: Assignment, roster: Roster) -> list[Job]:
    """A job for each student of the list, and one for whatever is of nobody on it."""
    by_number = any(roster.by_id(f.owner.identity) for f in files if f.owner.identity)
    claims: dict[Student, dict[tuple[str, ...], _Claim]] = {s: {} for s in roster.students}
    nobodys: dict[tuple[str, ...], _Claim] = {}
    for file in files:
        student, source, trouble = _whose(file, roster, by_number)
        claim = (nobodys if student is None else claims[student]).setdefault(source, _Claim())
        claim.files.append(file)
        if trouble and trouble not in claim.troubles:
            claim.troubles.append(trouble)
    strangers = list(nobodys.values())
    labels = Counter(student.label for student in roster.students)
    jobs = []
    for student, sources in claims.items():
        label = student.label if labels[student.label] == 1 else student.full
        every = list(sources.values())
        ours = [claim for claim in every if claim.is_of(assignment)] or every
        clean = [claim for claim in ours if not claim.troubles]
        named = [c for c in clean if student in roster.names_in(c.files[0].owner.name)]
        counted = next((c for c in (ours, clean, named) if len(c) == 1), [])
        if counted:
            job = _job(label, counted[0].files, assignment, student.identity)
            job.troubles += counted[0].troubles
            if student.submitted is not None:
                job.when = student.submitted.timestamp()
            rivals = [claim for claim in ours if claim is not counted[0]]
        elif ours:
            paths = ", ".join(claim.files[0].submission.path for claim in ours)
            problem = f"two claims to one id, none is counted: {paths}"
            job = Job(label, student.identity, problem=problem, troubles=[problem])
            rivals = ours
        else:
            job, rivals = Job(label, student.identity, problem="handed in nothing"), []
        job.number = student.identity if by_number else job.number
        jobs.append(job)
        for claim in rivals:
            claim.troubles.insert(0, f"a second claim to be {student.full}")
        strangers += rivals
    return jobs + [
        _stranger(claim, assignment, {job.student for job in jobs}) for claim in strangers
    ]


def _stranger(claim: _Claim, assignment: Assignment, taken: set[str]) -> Job:
    """Graded, but for nobody, before somebody decides."""
    owner, path = claim.files[0].owner, claim.files[0].submission.path
    job = _job(owner.label if owner.label not in taken else path, claim.files, assignment)
    job.identity, job.settled, job.troubles = "", False, claim.troubles
    return job


def _whose(
    file: _File, roster: Roster, by_number: bool
) -> tuple[Student | None, tuple[str, ...], str]:
    """Whose a file is by the class list, from where it claims so, and what is wrong with it."""
    owner = file.owner
    *folders, last = PurePosixPath(file.submission.path).parts
    stem = own_name(stem_of(last), owner.source[0] == "id")
    source, by_stem = owner.source, False
    if owner.identity:
        found = _of_the_platform(owner, roster, by_number)
    else:
        depth = next((n for n, part in enumerate(folders) if roster.named(part)), None)
        by_stem = depth is None
        found = roster.named(stem if depth is None else folders[depth])
        source = ("file", *folders) if depth is None else ("folder", *folders[: depth + 1])
    in_stem = roster.named(stem)
    if len(found) > 1 and not by_stem and len(both := [s for s in found if s in in_stem]) == 1:
        found = both  # of two with one name the id in the file's name tells
    if not found:
        who = f"{owner.name} ({owner.identity})" if owner.identity else owner.label
        return None, owner.source, f"not on the class list: {who}"
    if len(found) > 1:
        return None, ("path", file.submission.path), _several(found, stem, roster, by_stem)
    student = found[0]
    if by_stem:
        trouble = _odd_name(stem, file, student, roster)
        return student, ("path", file.submission.path) if trouble else source, trouble
    others = [] if student in in_stem else in_stem
    if others:
        who = ", ".join(other.full for other in others)
        return student, source, f"a file in the name of {who}: {last}"
    others = roster.names_in(owner.name) if owner.identity else []
    if others and student not in others:
        who = ", ".join(other.full for other in others)
        return student, source, f"the id of {student.full}, the name of {who}"
    return student, source, ""


def _of_the_platform(owner: Owner, roster: Roster, by_number: bool) -> list[Student]:
    """By the platform's number where the list has it, else by name."""
    if student := roster.by_id(owner.identity):
        return [student]
    if by_number:  # the list has these numbers, and not this one
        return []
    return roster.named(owner.name)


def _several(found: list[Student], stem: str, roster: Roster, by_stem: bool) -> str:
    who = " or ".join(student.full for student in found)
    by_id = roster.ids_in(stem) if by_stem else []
    if len(by_id) == 1:
        others = ", ".join(s.full for s in found if s not in by_id)
        return f"claims the id of {by_id[0].full} in the name of {others}"
    return f"may be of {who}"


def _odd_name(stem: str, file: _File, student: Student, roster: Roster) -> str:
    """An id of the class list beside a name that is not its student's."""
    if not student.name or student in roster.names_in(stem):
        return ""
    name = name_of(stem, file.task or "ch9_")
    rest = people(re.sub(re.escape(student.identity), " ", name, flags=re.IGNORECASE))
    return f"claims the id of {student.full} in the name of {rest}" if is_person(rest) else ""
