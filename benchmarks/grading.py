"""Grading a class: start-up shared by all submissions, beside a fresh process for each.

A class of one assignment: four of ten right, four with wrong solutions from
`notebooks/assignments/variants`, two blank. The same files are graded twice,
each time without a cache: once with workers forked from a process that has
imported what the assignment imports, once with a new Python process each.

    python benchmarks/grading.py                        100 students, 9-5 (TensorFlow)
    python benchmarks/grading.py --assignment 9-1 --students 10 --fresh 10
"""

import argparse
import os
import tempfile
from collections import Counter
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def write_class(folder: Path, assignment, students: int) -> None:
    """Notebooks as students hand them in; no two files are equal."""
    import jupytext
    import nbformat

    from wordemb_keras.course.assignments.author import build, source

    variants = source.folder() / "variants" / f"{assignment.name}.py"
    wrong = [c for c in jupytext.read(variants, fmt="py:percent").cells if "wrong" in c.metadata]
    right = build.model_answers(assignment)
    for number in range(students):
        answers = [right, right, {}, None, None][number % 5]
        if answers is None:
            variant = wrong[(7 * number) % len(wrong)]
            answers = {**right, variant.metadata["wrong"]: variant.source}
        notebook = build.answered_version(assignment, answers, ("ko", "en")[number % 2])
        notebook.cells[0].source += f"\n\n{number}"
        nbformat.write(notebook, folder / f"{assignment.name}_student{number:03}.ipynb")


def measure(folder: Path, assignment, *, students: int, share: bool, jobs: int) -> float:
    """Seconds for the whole class, and what came of it."""
    from wordemb_keras.course.assignments.score import grade

    with tempfile.TemporaryDirectory() as out:
        files = sorted(folder.glob("*.ipynb"))[:students]
        done = grade.grade(
            files,
            Path(out) / "scores.csv",
            assignment=assignment.name,
            share=share,
            jobs=jobs,
        )
    points = sorted(Counter(f"{row.total:g}" for row in done.rows).items())
    how = "start-up shared" if share else "a fresh process each"
    each = done.seconds / students
    print(f"{how:<22} {students:>4} students {done.seconds:8.1f} s {each:7.2f} s a student")
    print("  students by points: " + ", ".join(f"{total}: {n}" for total, n in points))
    return each


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assignment", default="9-5")
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--fresh", type=int, default=10, help="students graded in fresh processes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()

    from wordemb_keras.course.assignments.author import source

    assignment = source.find(arguments.assignment)[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_class(folder, assignment, arguments.students)
        print(f"{assignment.name}, {arguments.jobs} at a time")
        options = {"jobs": arguments.jobs}
        shared = measure(folder, assignment, students=arguments.students, share=True, **options)
        fresh = min(arguments.fresh, arguments.students)
        if fresh:
            apart = measure(folder, assignment, students=fresh, share=False, **options)
            print(f"a fresh process each takes {apart / shared:.1f} times as long")


if __name__ == "__main__":
    main()
