"""Feedback pages in a zip that the learning platform takes back as it is.

Moodle   "Upload multiple feedback files in a zip": the folders of its own download
         Kim Minsu_8812_assignsubmission_file_/feedback.html
Canvas   "Upload Submissions": the file names of its own download
         kimminsu_10234_55821_feedback.html
"""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from wordemb_keras.course.assignments.collect.submissions import CANVAS, MOODLE
from wordemb_keras.course.assignments.score.rows import Row
from wordemb_keras.files import atomic_write

PAGE = "feedback.html"


def to_upload(folder: Path, rows: Iterable[Row], pages: Mapping[str, str]) -> Path | None:
    """Write the zip beside the folder of the pages.

    Args:
        folder: of the pages.
        rows: one a student. Who has no page, and whose it is not clear, is left out.
        pages: the file name of each student's page.

    Returns:
        The zip; None where the submissions came from no platform.
    """
    wanted = {
        name: folder / pages[row.student]
        for row in rows
        if row.graded and row.settled and row.number and (name := place(row.path, row.number))
    }
    target = folder.with_name(f"{folder.name}.zip")
    if not wanted:
        target.unlink(missing_ok=True)
        return None
    with atomic_write(target, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        for name, page in sorted(wanted.items()):
            entry = zipfile.ZipInfo(name)  # the same pages make the same zip
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, page.read_bytes())
    return target


def place(path: str, number: str) -> str | None:
    """Where the platform wants the page of a submission, None where it came from none.

    Args:
        path: of the submission, which may have lain in a zip.
        number: the platform's number for the student.

    Example:

    >>> place("Kim Minsu_8812_assignsubmission_file_/hw.ipynb", "8812")
    'Kim Minsu_8812_assignsubmission_file_/feedback.html'
    >>> place("submissions/kimminsu_10234_55821_hw.ipynb", "10234")
    'kimminsu_10234_55821_feedback.html'
    >>> place("kimminsu_10234_55822_hw/week_9_2_hw.ipynb", "10234")
    'kimminsu_10234_55822_feedback.html'
    """
    for part in PurePosixPath(path).parts:
        if found := MOODLE.search(part):
            return f"{part[: found.start()]}_{found[1]}_assignsubmission_file_/{PAGE}"
    named = filter(None, map(CANVAS.match, PurePosixPath(path).parts))
    return next((f"{found[0]}{PAGE}" for found in named if found[3] == number), None)
