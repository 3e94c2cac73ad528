"""A class graded: in parallel, each submission in a process of its own, cached.

Whatever is in a submission becomes a row of the table; only the grader's own
mistakes (no such file, a broken source) end the command.

Student code runs in a closed room (`run/rooms.py`), and never in this process, which holds the
hidden cells and the right answers.
"""

import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author import judge
from wordemb_keras.course.assignments.author.build import graded_version, student_version
from wordemb_keras.course.assignments.author.markers import key_of, question_of
from wordemb_keras.course.assignments.author.source import Assignment, find
from wordemb_keras.course.assignments.collect.jobs import Job, language_of, sort_out, which
from wordemb_keras.course.assignments.collect.lateness import Lateness, Penalty
from wordemb_keras.course.assignments.collect.repair import NotANotebookError, parse, repair
from wordemb_keras.course.assignments.collect.roster import Student
from wordemb_keras.course.assignments.collect.submissions import Submission, collect
from wordemb_keras.course.assignments.run.execution import Execution
from wordemb_keras.course.assignments.run.launcher import Limits
from wordemb_keras.course.assignments.run.rooms import Room, choose
from wordemb_keras.course.assignments.score.feedback import file_names, page
from wordemb_keras.course.assignments.score.points import Mark, points_of, restored
from wordemb_keras.course.assignments.score.rows import Row
from wordemb_keras.course.assignments.score.similarity import write_similar
from wordemb_keras.course.assignments.score.tables import (
    read_marks,
    readable,
    write_cases,
    write_scores,
    write_sheet,
)
from wordemb_keras.course.assignments.score.upload import to_upload
from wordemb_keras.files import atomic_write


@dataclass(frozen=True)
class Graded:
    """A graded class.

    Args:
        assignment: what was graded.
        rows: one a student, by name.
        kept: how many rows an earlier run had left unchanged.
        seconds: of the whole run.
        scores: the CSV file.
        feedback: the folder of the pages.
        sheet: the CSV file for marks by hand.
        troubles: what is wrong with whose a file is.
        upload: a zip of the pages as the learning platform takes it back, if there is one.
    """

    assignment: Assignment
    rows: list[Row]
    kept: int
    seconds: float
    scores: Path
    feedback: Path
    sheet: Path
    troubles: list[str]
    upload: Path | None


def grade(
    places: Iterable[str | Path],
    out: Path,
    *,
    assignment: str | None = None,
    source: Path | None = None,
    jobs: int | None = None,
    share: bool = True,
    isolation: str = "auto",
    limits: Limits | None = None,
    marks: Path | None = None,
    columns: str = "plain",
    force: bool = False,
    progress: bool = True,
    seed: int | None = None,
    roster: list[Student] | None = None,
    due: datetime | None = None,
    penalty: Penalty | None = None,
    tell: Callable[[str], None] = lambda trouble: None,
) -> Graded:
    """Grade a class; write scores, feedback pages and the sheet for marks by hand.

    Args:
        places: files, folders, patterns and zips with notebooks.
        out: the CSV file; `feedback/` and the sheet appear beside it.
        assignment: which, such as `"9-2"`. Default: what most of the notebooks are.
        source: the folder of the sources. Default: that of the clone.
        jobs: submissions at a time. Default: the number of CPU cores.
        share: import once and fork, where the system can; see `launcher.Launcher`.
        isolation: the room in which submissions run; see `rooms.choose`.
        limits: time and memory of one submission.
        marks: a filled-in sheet.
        columns: see `tables.write_scores`.
        force: grade again what has not changed, too.
        progress: show a bar.
        seed: of the generated cases. Default: that of the last run beside `out`, so that a
            grade can be repeated; a new one where there is none, and with `force`.
        roster: the class list, from `roster.read_roster`; every student on it gets a row.
        due: the deadline, by your clock.
        penalty: what lateness costs.
        tell: called with each trouble about whose a file is, before anything is graded, and
            with each mark that was given to an earlier answer.

    Raises:
        FileNotFoundError: there is nothing to grade.
        ValueError: a mark is wrong, or the assignment cannot be told.
    """
    started = time.perf_counter()
    places = list(places)
    feedback = out.parent.resolve() / "feedback"  # our own pages were not handed in
    files = [f for f in collect(places) if not Path(f.file).resolve().is_relative_to(feedback)]
    every = find(source=source)
    chosen = which(files, find(assignment, source=source) if assignment else every)
    given = read_marks(marks, chosen) if marks else {}
    handed_in = sort_out(files, chosen, among=every, roster=roster)
    troubles = [f"{job.student}: {trouble}" for job in handed_in for trouble in job.troubles]
    lost = {student for student, _ in given} - {job.student for job in handed_in}
    troubles += [f"{student}: a mark by hand, but no such student" for student in sorted(lost)]
    for trouble in troubles:
        tell(trouble)
    lateness, limits = Lateness(due, penalty), limits or Limits()
    hidden = [chosen.path.parents[1], out.parent, *(p for p in map(Path, places) if p.is_dir())]
    room = choose(isolation, hidden=hidden, memory=2 * limits.memory)
    with _Class(chosen, out, given, limits, room, share, force, seed, lateness) as pupils:
        rows = pupils.grade(handed_in, jobs or os.cpu_count() or 1, progress)
        rows.sort(key=lambda row: row.student)
        for trouble in _of_other_answers(given, rows):
            troubles.append(trouble)
            tell(trouble)
        sheet = out.with_name(f"{out.stem}_by_hand.csv")
        write_scores(out, rows, chosen, columns=columns)
        write_sheet(sheet, rows, chosen)
        write_cases(out.with_name(f"{out.stem}_cases.csv"), rows, seed=pupils.seed)
        write_similar(out.with_name(f"{out.stem}_similar.csv"), rows, chosen)
        upload = to_upload(pupils.feedback, rows, pupils.pages)
        seconds = time.perf_counter() - started
        return Graded(
            chosen, rows, pupils.kept, seconds, out, pupils.feedback, sheet, troubles, upload
        )


class _Class:
    """What the submissions of one run share."""

    def __init__(
        self,
        assignment: Assignment,
        out: Path,
        marks: Mapping[tuple[str, str], Mark],
        limits: Limits,
        room: Room,
        share: bool,
        force: bool,
        seed: int | None,
        lateness: Lateness,
    ) -> None:
        self.assignment, self.marks, self.limits = assignment, marks, limits
        self.lateness = lateness
        self.force, self.kept = force, 0
        # Two sections graded into one folder have pages of their own: names repeat.
        own = assignment.name if out.stem == "scores" else f"{assignment.name}_{out.stem}"
        self.feedback = out.parent / "feedback" / own
        self.cache = out.parent / ".grading"
        self.version = _package_digest()
        self.seed = _seed(self.cache / f"{assignment.name}.seed", seed, renew=force)
        self._execution = Execution(assignment, limits, seed=self.seed, room=room, share=share)
        self.pages: dict[str, str] = {}
        self._lock = threading.Lock()  # nbgrader's preprocessors were not made for threads
        self._releases: dict[str, Any] = {}

    def __enter__(self) -> "_Class":
        return self

    def __exit__(self, *_: object) -> None:
        self._execution.close()

    def grade(self, jobs: list[Job], workers: int, progress: bool) -> list[Row]:
        from tqdm import tqdm

        self.pages = file_names(job.student for job in jobs)
        pool = ThreadPoolExecutor(max(1, min(workers, len(jobs))))
        try:
            waiting = [pool.submit(self._one, job) for job in jobs]
            done = as_completed(waiting)
            bar = tqdm(done, total=len(jobs), desc="grading", unit="file", disable=not progress)
            return [future.result() for future in bar]
        except BaseException:
            self._execution.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _one(self, job: Job) -> Row:
        """One submission; whatever goes wrong with it is its status."""
        page = self.feedback / self.pages[job.student]
        try:
            if not job.problem and job.submission is not None:
                row, html = self._graded(job, job.submission, parse(job.submission.content))
                _write(page, html)
                return row
            problem = job.problem
        except NotANotebookError as error:
            problem = f"not a notebook ({error})"
        except Exception as error:
            problem = f"could not be graded ({type(error).__name__}: {error})"
        page.unlink(missing_ok=True)  # of an earlier file, which counts no more
        row = self._row(job)
        given = self._marks(job)  # for an answer on paper, say
        row.scores = {
            q.id: given[q.id].points if q.id in given else 0.0 for q in self.assignment.questions
        }
        row.problems.insert(0, problem)
        row.graded, row.penalty = False, 0.0
        return row

    def _marks(self, job: Job) -> dict[str, Mark]:
        """The marks by hand of one student, by question."""
        return {q: mark for (student, q), mark in self.marks.items() if student == job.student}

    def _row(self, job: Job) -> Row:
        """What is known before anything runs."""
        hours = self.lateness.hours(job.when, said_late=job.late)
        submitted = datetime.fromtimestamp(job.when) if job.when else None
        return Row(
            job.student,
            job.submission.file if job.submission else "",
            job.submission.path if job.submission else "",
            job.identity,
            job.number,
            problems=list(job.troubles),
            remarks=list(job.notes),
            settled=job.settled,
            submitted=submitted.isoformat(" ", "seconds") if submitted else "",
            hours_late=round(hours, 2),
            penalty=self.lateness.points(hours, self.assignment.maximum),
        )

    def _graded(self, job: Job, file: Submission, raw: dict[str, Any]) -> tuple[Row, str]:
        """The row and the page, kept as long as nothing that they depend on changes."""
        marks = self._marks(job)
        row, key = self._row(job), self._key(file.content)
        marked = _digest(key, repr(row), repr(sorted(marks.items(), key=str)))
        row_file, page_file = self.cache / f"{marked}.json", self.cache / f"{marked}.html"
        if not self.force and row_file.is_file() and page_file.is_file():
            with self._lock:
                self.kept += 1
            stored = json.loads(row_file.read_text(encoding="utf-8"))
            return Row(**stored), page_file.read_text(encoding="utf-8")
        html = self._scored(row, self._run(key, raw), marks)
        _write(page_file, html)
        _write(row_file, json.dumps(asdict(row), ensure_ascii=False))
        return row, html

    def _run(self, key: str, raw: dict[str, Any]) -> dict[str, Any]:
        """Repaired, restored, executed: what takes time. Kept by content."""
        import nbformat

        file = self.cache / f"{key}.run.json"
        if not self.force and file.is_file():
            return json.loads(file.read_text(encoding="utf-8"))
        language = language_of(raw)
        release, graded = self._versions(language)
        repaired = repair(raw, release)
        notebook = restored(repaired.notebook, graded)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        started = time.perf_counter()
        trace = self._execution.run(code)
        seconds = time.perf_counter() - started
        expected = self._execution.expected()  # last: at the start all threads import at once
        judged: list[judge.CaseResult] = []
        for cell, outputs in zip(code, trace.outputs, strict=True):
            if (key_of(cell) or "").endswith("-hidden"):
                question, points = question_of(str(key_of(cell))), cell.metadata.nbgrader.points
                found, lost = trace.found.get(question), trace.lost.get(question, "")
                results = judge.judge(question, points, expected[question], found, lost)
                outputs = judge.as_outputs(results, language)
                judged += results
            cell.outputs = [nbformat.from_dict(output) for output in outputs]
        run = {
            "notebook": notebook,
            "seed": self.seed,
            "cases": [asdict(result) for result in judged],
            "repairs": repaired.notes,
            "remarks": trace.notes,
            "suspicious": trace.suspicious,
            "seconds": round(seconds, 2),
            "language": language,
        }
        _write(file, json.dumps(run, ensure_ascii=False))
        return run

    def _scored(self, row: Row, run: dict[str, Any], marks: dict[str, Mark]) -> str:
        """Fill in a row; returns the page."""
        import nbformat

        notebook = nbformat.from_dict(run["notebook"])
        cases = [judge.CaseResult(**result) for result in run["cases"]]
        blank = self._blank(run["language"])
        notes = [*row.remarks, *run["remarks"], *run["repairs"]]
        row.scores = points_of(notebook, self.assignment, cases, marks, blank)
        row.remarks += run["remarks"]
        row.repairs, row.suspicious = run["repairs"], run["suspicious"]
        row.answers = _texts(notebook, blank)
        code = {q.id for q in self.assignment.questions if not q.written}
        row.code = {str(k): c.source for c in notebook.cells if (k := key_of(c)) in code}
        row.cases, row.seconds = run["cases"], run["seconds"]
        return page(
            notebook,
            self.assignment,
            row.scores,
            student=row.student,
            notes="; ".join(notes),
            language=run["language"],
            cases=cases,
            answered=row.answers,
            penalty=row.penalty,
            comments={question: mark.comment for question, mark in marks.items()},
        )

    def _versions(self, language: str) -> tuple[Any, Any]:
        """What students got in this language, and the same with the hidden tests in it."""
        with self._lock:
            if language not in self._releases:
                self._releases[language] = (
                    student_version(self.assignment, language),
                    graded_version(self.assignment, language),
                )
        return self._releases[language]

    def _blank(self, language: str) -> dict[str, str]:
        """The text answers as they were handed out, by question."""
        written = {q.id for q in self.assignment.questions if q.written}
        cells = {key_of(cell): cell.source for cell in self._versions(language)[0].cells}
        return {question: cells[question] for question in written}

    def _key(self, content: bytes) -> str:
        limits = repr(self.limits)
        return _digest(
            hashlib.sha256(content).hexdigest(),
            self.assignment.digest,
            self.version,
            limits,
            str(self.seed),
        )


# --- helpers --------------------------------------------------------------------------------


def _seed(file: Path, seed: int | None, *, renew: bool) -> int:
    """The seed asked for, else the recorded one, else a new one; recorded."""
    if seed is None:
        known = file.is_file() and not renew
        seed = int(file.read_text(encoding="ascii")) if known else secrets.randbits(31)
    _write(file, str(seed))
    return seed


def _of_other_answers(marks: Mapping[tuple[str, str], Mark], rows: list[Row]) -> Iterator[str]:
    """Marks that were given to another answer than the one that is there now."""
    answers = {row.student: row.answers for row in rows}
    for (student, question), mark in marks.items():
        now = answers.get(student, {}).get(question, "")
        if mark.answer and student in answers and _kept(mark.answer) != _kept(now):
            yield f"{student}: the mark for {question} was given to another answer, read it again"


def _kept(answer: str) -> str:
    """What every spreadsheet keeps of a text: Excel in Korean writes `?` for what cp949 lacks."""
    return "".join(answer.encode("cp949", "ignore").decode("cp949").replace("?", "").split())


def _texts(notebook: Any, blank: Mapping[str, str]) -> dict[str, str]:
    """The text answers that are not blank, to be read in a spreadsheet, without the marker."""
    cells = {key_of(cell): cell.source for cell in notebook.cells}
    return {
        question: readable(cells[question].replace(given.partition("\n")[0], "", 1).strip())
        for question, given in blank.items()
        if cells[question].strip() != given.strip()
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _package_digest() -> str:
    """Changes whenever the package does, and with it what grading may say."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[3].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write(text.encode("utf-8", "replace").decode("utf-8"))
