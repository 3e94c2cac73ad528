"""The commands `wordemb assignments ...`: build, check, grade, report, publish."""

import sys
from pathlib import Path

import click

from wordemb_keras.cli.common import Group, bars, say
from wordemb_keras.cli.files import InputFile, OutputFile


@click.group(cls=Group)
def assignments() -> None:
    """Assignments: hand out, check, grade.

    An instructor builds and grades, a student checks.

    Example: wordemb assignments build
    """


@assignments.command()
@click.argument("section", required=False)
@click.option("--output", type=click.Path(path_type=Path), help="Where ko/ and en/ go.")
@click.option(
    "--course",
    type=click.Path(path_type=Path),
    help="Your own folder outside the repository: sources and solutions are copied there first.",
)
def build(section: str | None, output: Path | None, course: Path | None) -> None:
    """Write student versions, Korean and English, without solutions and hidden tests.

    SECTION is 9-1, 9-2, ... Without it all are built.

    Example: wordemb assignments build 9-2
    """
    _need_nbgrader()
    from wordemb_keras.course.assignments.author.build import build, write_course

    if course:
        write_course(course)
        output = output or course
    source = course / "source" if course else None
    for path in build(section, output=output, source=source):
        click.echo(path)
    if course:
        say(f"From now on the commands find it by the variable WORDEMB_COURSE={course.resolve()}")


@assignments.command()
@click.argument("file", type=InputFile())
def check(file: str) -> None:
    """Run the visible checks of a notebook and say what they say.

    The exit status is 1 while a check does not pass.

    Example: wordemb assignments check ch9_2_glove.ipynb
    """
    from wordemb_keras.course.assignments.check import SAYS, check
    from wordemb_keras.course.assignments.collect.jobs import language_of
    from wordemb_keras.course.assignments.collect.repair import parse

    words = SAYS[language_of(parse(Path(file).read_bytes()))]
    results = check(Path(file))
    for number, result in enumerate(results, start=1):
        mark = "✓" if result.state == "passed" else "…" if result.state == "written" else "✗"
        text = f"{mark} {words['question']} {number} [{result.question}] {words[result.state]}"
        click.echo(f"{text} {result.message}".rstrip())
    if not all(result.passed for result in results):
        sys.exit(1)


@assignments.command()
@click.argument("submissions", nargs=-1, required=True)
@click.option("-o", "--out", type=OutputFile(".csv"), required=True, help="The table, a CSV.")
@click.option("--assignment", help="Which, such as 9-2. Default: what most files are.")
@click.option("--roster", type=InputFile(), help="The class list, a CSV: everyone gets a row.")
@click.option("--id-column", help="Its column of ids. Default: id, 학번, Identifier, ...")
@click.option("--name-column", help="Its column of names. Default: name, 이름, Full name, ...")
@click.option("--due", help="The deadline, by your clock: '2026-11-20 23:59'.")
@click.option("--penalty", help="For lateness: '10%/day', '5%/hour up to 50%', '20%'.")
@click.option("--marks", type=InputFile(), help="The sheet with marks by hand.")
@click.option(
    "--columns",
    type=click.Choice(["plain", "canvas", "lms"]),
    default="plain",
    help="Column names for a learning platform.",
)
@click.option("--jobs", type=click.IntRange(1), help="Submissions at a time. Default: CPU cores.")
@click.option("--seconds", default=120.0, show_default=True, help="CPU time, one submission.")
@click.option("--cell-seconds", default=20.0, show_default=True, help="CPU time, one cell.")
@click.option("--memory", default=2048, show_default=True, help="For one submission, in MB.")
@click.option("--force", is_flag=True, help="Grade again what has not changed, too.")
@click.option(
    "--isolation",
    type=click.Choice(["auto", "bubblewrap", "namespaces", "docker", "podman", "plain"]),
    default="auto",
    show_default=True,
    help="The closed room in which submissions run.",
)
@click.option("--fresh", is_flag=True, help="A fresh process each; slower, shares nothing.")
def grade(
    submissions: tuple[str, ...],
    out: str,
    assignment: str | None,
    roster: str | None,
    id_column: str | None,
    name_column: str | None,
    due: str | None,
    penalty: str | None,
    marks: str | None,
    columns: str,
    jobs: int | None,
    seconds: float,
    cell_seconds: float,
    memory: int,
    force: bool,
    isolation: str,
    fresh: bool,
) -> None:
    """Grade a class: files, folders, patterns or zips of notebooks.

    Writes the table, a feedback page a student, and a sheet for the answers
    that are marked by hand.

    Exit status 1: it is not clear whose a file is. That is told before grading,
    and the table has it.

    The students' code runs in a closed room: as nobody, without network, without
    a view of your files, of other submissions or of the hidden tests. See
    docs/instructors.md.

    Example: wordemb assignments grade class.zip --out scores.csv
    """
    _need_nbgrader()
    from wordemb_keras.course.assignments.collect.lateness import Penalty, read_due
    from wordemb_keras.course.assignments.collect.roster import read_roster
    from wordemb_keras.course.assignments.run.launcher import Limits
    from wordemb_keras.course.assignments.score.grade import grade

    if (id_column or name_column) and not roster:
        raise click.UsageError("--id-column and --name-column are columns of --roster.")
    columns_of = {"id_column": id_column, "name_column": name_column}
    done = grade(
        submissions,
        Path(out),
        assignment=assignment,
        roster=read_roster(Path(roster), **columns_of) if roster else None,
        due=read_due(due) if due else None,
        penalty=Penalty.read(penalty) if penalty else None,
        tell=say,
        marks=Path(marks) if marks else None,
        columns=columns,
        jobs=jobs,
        share=not fresh,
        isolation=isolation,
        limits=Limits(cell_seconds, seconds, memory),
        force=force,
        progress=bool(bars()),
    )
    for row in done.rows:
        if row.status != "ok":
            click.echo(f"{row.student}: {row.status}")
    count = f"{len(done.rows)} students, {done.kept} unchanged"
    click.echo(f"\n{done.assignment.name}: {count}, {done.seconds:.1f} s")
    click.echo(f"Scores:        {done.scores}")
    click.echo(f"Feedback:      {done.feedback}")
    if done.upload:
        click.echo(f"To upload:     {done.upload}")
    click.echo(f"Marks by hand: {done.sheet}")
    if done.troubles:
        sys.exit(1)


@assignments.command()
@click.argument("scores", type=InputFile())
@click.option("--assignment", help="Which, such as 9-2. Default: whose questions are in it.")
@click.option(
    "--language", "--lang", type=click.Choice(["ko", "en"]), default="en", show_default=True
)
def statistics(scores: str, assignment: str | None, language: str) -> None:
    """What to explain again: difficulty, discrimination, the most frequent wrong answers.

    SCORES is the table that `grade` wrote; the page appears beside it.

    Example: wordemb assignments statistics grades/scores.csv
    """
    _need_nbgrader()
    from wordemb_keras.course.assignments.author.source import find, folder
    from wordemb_keras.course.assignments.score import statistics

    table = Path(scores)
    results = statistics.read_cases(table.with_name(f"{table.stem}_cases.csv"))
    chosen = statistics.assignment_of(results, find(assignment))
    page = table.with_name(f"{table.stem}_statistics.html")
    variants = folder() / "variants" / f"{chosen.name}.py"
    statistics.write_page(page, results, chosen, variants, language=language)
    click.echo(page)


@assignments.group(cls=Group)
def release() -> None:
    """Hand something out after the deadline.

    Example: wordemb assignments release solutions 9-2
    """


@release.command()
@click.argument("section", required=False)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("solutions"),
    show_default=True,
    help="Where ko/ and en/ go.",
)
def solutions(section: str | None, output: Path) -> None:
    """Write the notebooks with the model solutions in them; hidden tests stay hidden.

    Example: wordemb assignments release solutions 9-2
    """
    _need_nbgrader()
    from wordemb_keras.course.assignments.author.build import release_solutions

    for path in release_solutions(section, output=output):
        click.echo(path)


@assignments.command()
@click.argument("section", required=False)
@click.option("--seed", default=0, show_default=True, help="Of the generated cases.")
def report(section: str | None, seed: int) -> None:
    """Test the tests: how many wrong solutions they catch, how many right ones they accept.

    The exit status is 1 where one gets through or a right one is refused.

    Example: wordemb assignments report 9-2
    """
    _need_nbgrader()
    from wordemb_keras.course.assignments.author.source import find, folder
    from wordemb_keras.course.assignments.author.variants import outcomes, table

    results = [
        (a.name, outcomes(a, folder() / "variants" / f"{a.name}.py", seed=seed))
        for a in find(section)
    ]
    click.echo(table(results))
    bad = [(name, o) for name, found in results for o in found if not o.as_it_should_be]
    for name, outcome in bad:
        what = outcome.check or outcome.hidden or "not caught"
        say(f"{name}, {outcome.question}, {outcome.kind}: {outcome.why} ({what})")
    if bad:
        sys.exit(1)


@assignments.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def publish(folder: Path) -> None:
    """Make a repository to show everyone: no solution, no hidden test, no history.

    FOLDER is new, or was published before: then it gets one commit more. It has what is
    committed here. Every file is looked through first; nothing is committed if one shows a
    solution. Then push it.

    Example: wordemb assignments publish ~/course-for-all
    """
    _need_nbgrader()
    from wordemb_keras.course.assignments.author.publish import publish

    files = publish(folder)
    click.echo(f"{folder}: {len(files)} files, none shows a solution")


def _need_nbgrader() -> None:
    from importlib.util import find_spec

    if find_spec("nbgrader") is None:
        raise click.ClickException("This needs nbgrader: pip install wordemb-keras[assignments]")
