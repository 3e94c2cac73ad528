"""The instructor's page followed word for word on a made class, with troubles hidden in it.

A class in Moodle's layout with a grading worksheet as class list: right answers, wrong ones
from `notebooks/assignments/variants`, blank files, and the troubles of `TROUBLES`. Then
the commands and the recipes of sections 1 to 6 of docs/instructors.md run as they stand there,
in a folder with `submissions.zip` and `students.csv`. At the end each trouble must be named in
`grades/scores.csv`, in its column, in the row of its student.

    python benchmarks/class_of_100.py                          100 students, 9-2
    python benchmarks/class_of_100.py --page docs/instructors.ko.md --students 20
"""

import argparse
import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROOT = Path(__file__).parent.parent
IN_TIME, TWO_DAYS_LATE = (2026, 11, 20, 18, 0, 0), (2026, 11, 22, 10, 0, 0)

# What is hidden: a word for it, the column that must name it, and what must stand there.
TROUBLES = {
    "nothing": ("status", "handed in nothing"),
    "python file": ("status", "no notebook: hw.py"),
    "word file": ("status", "no notebook: hw.docx"),
    "renamed": ("status", "named hw.ipynb.txt, read as a notebook"),
    "empty zip": ("status", "no notebook: hw.zip (nothing in it)"),
    "no json": ("status", "not a notebook (not JSON"),
    "stranger": ("status", "not on the class list"),
    "another's name": ("status", "a file in the name of"),
    "second claim": ("status", "a second claim to be"),
    "late": ("hours late", "34.0"),
    "endless loop": ("status", "time limit"),
    "cheat": ("suspicious", "np.isclose"),
    "changed test": ("repairs", "changed test cell restored"),
}


def names(students: int) -> list[str]:
    """Korean and English names, some of them twice."""
    family, given = (
        "김이박최정강조윤장임",
        ["민수", "영희", "철수", "지우", "서연", "하준", "도윤", "수아", "예린", "시우"],
    )
    korean = [f + g for g in given for f in family]
    english = [f"{g} {f}" for f in ("Kim", "Lee", "Park") for g in ("Ann", "Ben", "Cho", "Dan")]
    every = [name for pair in zip(korean, english * 9, strict=False) for name in pair]
    return every[:students]


def write_class(folder: Path, assignment, students: int) -> dict[str, str]:
    """Write `submissions.zip` and `students.csv`.

    Args:
        folder: where.
        assignment: from `source.read`.
        students: how many; at least as many as there are troubles.

    Returns:
        The label that the table gives each trouble's student.
    """
    import jupytext

    from wordemb_keras.course.assignments.author import build, source

    variants = source.folder() / "variants" / f"{assignment.name}.py"
    cells = jupytext.read(variants, fmt="py:percent").cells if variants.is_file() else []
    wrong = [cell for cell in cells if "wrong" in cell.metadata]
    right = {language: build.model_answers(assignment, language) for language in ("ko", "en")}
    first = next(iter(right["ko"]))

    def notebook(number: int, kind: str) -> str:
        language = ("ko", "en")[number % 2]
        answers = dict(right[language])
        if not kind and number % 5 == 2:
            answers = {}
        elif not kind and number % 5 > 2 and wrong:
            variant = wrong[7 * number % len(wrong)]
            answers[variant.metadata["wrong"]] = variant.source
        elif kind == "endless loop":
            answers[first] += "\nwhile True:\n    pass"
        elif kind == "cheat":
            answers[first] += "\nimport numpy as np\nnp.isclose = lambda *_, **__: True"
        made = build.answered_version(assignment, answers, language)
        made.cells[0].source += f"\n\n{number}"
        if kind == "changed test":
            locked = [c for c in made.cells if c.metadata.get("nbgrader", {}).get("locked")]
            locked[0].source = "print('always right')"
        return json.dumps(made, ensure_ascii=False)

    people = list(enumerate(names(students), start=8001))
    seen: dict[str, int] = {}
    for _, name in people:
        seen[name] = seen.get(name, 0) + 1
    kinds = dict(
        zip(
            [number for number, _ in people[3::4]] + [n for n, _ in people[2::4]],
            [kind for kind in TROUBLES if kind != "stranger"],
            strict=False,
        )
    )
    labels = {}
    with zipfile.ZipFile(folder / "submissions.zip", "w", zipfile.ZIP_DEFLATED) as archive:

        def put(path: str, content: str | bytes, when: tuple = IN_TIME) -> None:
            archive.writestr(zipfile.ZipInfo(path, when), content)

        for number, name in people:
            kind = kinds.get(number, "")
            if kind:
                labels[kind] = name if seen[name] == 1 else f"{name} ({number})"
            stored = unicodedata.normalize("NFD" if number % 3 == 0 else "NFC", name)
            place = f"{stored}_{number}_assignsubmission_file_"
            text = notebook(number, kind)
            if kind == "python file":
                put(f"{place}/hw.py", "print('hello')")
            elif kind == "word file":
                put(f"{place}/hw.docx", b"PK\x03\x04")
            elif kind == "renamed":
                put(f"{place}/hw.ipynb.txt", text)
            elif kind == "empty zip":
                empty = io.BytesIO()
                zipfile.ZipFile(empty, "w").close()
                put(f"{place}/hw.zip", empty.getvalue())
            elif kind == "no json":
                put(f"{place}/hw.ipynb", "<html>Please log in</html>")
            elif kind == "another's name":
                other = next(n for _, n in people if seen[n] == 1 and n != name)
                put(f"{place}/{assignment.name}_{other}.ipynb", text)
            elif kind == "late":
                put(f"{place}/hw.ipynb", text, TWO_DAYS_LATE)
            elif kind != "nothing":
                put(f"{place}/hw.ipynb", text)
            if kind == "second claim":
                labels[kind] = "Bob Moss"
                put(f"Bob Moss_{number}_assignsubmission_file_/hw.ipynb", notebook(number + 5, ""))
        put("Zoe Hill_9999_assignsubmission_file_/hw.ipynb", notebook(9999, ""))
        labels["stranger"] = "Zoe Hill"
    with (folder / "students.csv").open("w", encoding="cp949", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Identifier", "Full name", "Status"])
        table.writerows([f"Participant {number}", name, "-"] for number, name in people)
    return labels


def steps(page: Path) -> list[tuple[str, str]]:
    """What sections 1 to 6 of the page say to run: its language and its text."""
    text = page.read_text(encoding="utf-8")
    sections = text[text.index("\n## 1.") : text.index("\n## ", text.index("\n## 6.") + 4)]
    found = re.findall(r"^```(python)?\n(.*?)^```", sections, re.DOTALL | re.MULTILINE)
    return [
        (language or "shell", code)
        for language, code in found
        if language or code.startswith("wordemb")
    ]


def follow(folder: Path, page: Path) -> None:
    """Run the steps; between grading and marking somebody marks the answers in words."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    names: dict = {}
    for language, code in steps(page):
        started = time.perf_counter()
        if language == "python":
            before = Path.cwd()
            os.chdir(folder)
            try:
                prepare_recipe(code)
                exec(compile(code, str(page), "exec"), names)
            finally:
                os.chdir(before)
            print(f"{time.perf_counter() - started:7.1f} s  {code.splitlines()[-1][:80]}")
            continue
        for line in code.strip().splitlines():
            if "--marks" in line:
                mark(folder / "grades" / "scores_by_hand.csv")
            command = [sys.executable, "-m", "wordemb_keras", *shlex.split(line)[1:]]
            if " check " in line:
                student = ROOT / "notebooks" / "assignments" / "en" / shlex.split(line)[-1]
                (folder / student.name).write_bytes(student.read_bytes())
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                encoding="utf-8",
            )
            seconds = time.perf_counter() - started
            print(f"{seconds:7.1f} s  exit {done.returncode}  {line[:80]}")
            expected = 1 if " grade " in line or " check " in line else 0
            if done.returncode != expected:
                raise SystemExit(done.stdout + done.stderr)


def mark(sheet: Path) -> None:
    """Half of the points for every answer in words."""
    import pandas as pd

    table = pd.read_csv(sheet)
    table.assign(points=table["maximum"] / 2, comment="좋습니다").to_csv(sheet, index=False)


def prepare_recipe(code: str) -> None:
    """The tables of the other assignments, which the gradebook wants."""
    if "range(1, 6)" in code:
        for n in range(1, 6):
            Path(f"grades/9-{n}.csv").write_bytes(Path("grades/scores.csv").read_bytes())


def found(scores: Path, labels: dict[str, str]) -> dict[str, bool]:
    """Whether the table names each trouble where it should."""
    with scores.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    print(f"{len(rows)} rows")
    result = {}
    for kind, (column, words) in TROUBLES.items():
        cell = rows.get(labels[kind], {}).get(column, "no such row")
        result[kind] = words in cell or (column == "hours late" and cell == f"{float(words):g}")
        mark = "named" if result[kind] else "MISSED"
        print(f"{mark:<7} {kind:<15} {labels[kind]:<16} {column}: {cell[:90]}")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assignment", default="9-2")
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "instructors.md")
    arguments = parser.parse_args()

    from wordemb_keras.course.assignments.author import source

    assignment = source.find(arguments.assignment)[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        labels = write_class(folder, assignment, arguments.students)
        follow(folder, arguments.page)
        result = found(folder / "grades" / "scores.csv", labels)
        print(f"{sum(result.values())} of {len(result)} troubles named")
        if not all(result.values()):
            sys.exit(1)


if __name__ == "__main__":
    main()
