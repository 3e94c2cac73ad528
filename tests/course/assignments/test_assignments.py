"""The assignments of the chapter: built, solvable, and their tests tested."""

import io
import json
import re
import shutil
import subprocess
import tarfile
import tomllib

import nbformat
import pytest
from click.testing import CliRunner

from wordemb_keras.cli.assignments import assignments
from wordemb_keras.course import notebooks
from wordemb_keras.course.assignments.author import build, publish, source, variants
from wordemb_keras.course.assignments.author.markers import find_marker
from wordemb_keras.course.assignments.run import launcher, rooms, suspicion
from wordemb_keras.course.assignments.score import grade, tables

FOLDER = source.folder()
SOURCES = sorted((FOLDER / "source").glob("ch*.py"))


needs_sources = pytest.mark.skipif(
    not SOURCES, reason="no sources: `wordemb assignments publish` leaves them out"
)


def names(path):
    return path.stem if path else "none"


every = pytest.mark.parametrize(
    "path", SOURCES or [pytest.param(None, marks=needs_sources)], ids=names
)
languages = pytest.mark.parametrize("language", notebooks.LANGUAGES)


# --- every assignment of the chapter --------------------------------------------------------


@every
def test_it_has_its_questions(path):
    assignment = source.read(path)
    written = [question for question in assignment.questions if question.written]
    assert len(written) == 1
    assert 5 <= len(assignment.questions) <= 7
    for question in assignment.questions:
        text = (FOLDER / "source" / path.name).read_text(encoding="utf-8")
        assert f"문제 {question.number} · Question {question.number} [{question.id}]" in text


@every
def test_both_languages_say_the_same(path):
    assert notebooks.prose_problems(path) == []


@every
@languages
def test_a_student_version_holds_no_solution_and_no_hidden_test(path, language):
    assignment = source.read(path)
    notebook = build.student_version(assignment, language)
    nbformat.validate(notebook)
    text = nbformat.writes(notebook)
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text
    shown = {line.strip() for cell in notebook.cells for line in cell.source.splitlines()}
    for secret in secrets(assignment):
        assert secret not in shown, secret


def secrets(assignment):
    """Lines of solutions and hidden tests that are nowhere else in the source."""
    open_lines, secret, inside = set(), set(), False
    for cell in assignment.cells:
        for line in cell.source.splitlines():
            if "### BEGIN" in line:
                inside = True
            elif "### END" in line:
                inside = False
            elif inside or (cell.metadata.get("written") and not find_marker(line)):
                secret.add(line.strip())
            else:
                open_lines.add(line.strip())
    return {line for line in secret - open_lines if len(line) > 12}


@every
@languages
def test_committed_versions_equal_a_fresh_build(path, language):
    committed = FOLDER / language / f"{path.stem}.ipynb"
    fresh = nbformat.writes(build.student_version(source.read(path), language)) + "\n"
    assert committed.read_text(encoding="utf-8") == fresh, "run: wordemb assignments build"


@every
def test_every_question_has_many_wrong_solutions_and_some_right_ones(path):
    assignment = source.read(path)
    imports = assignment.imports()
    found = variants.solutions(assignment, FOLDER / "variants" / path.name)
    for question in assignment.questions:
        if not question.written:
            kinds = [kind for kind, *_ in found[question.id]]
            assert kinds.count("wrong") >= 25, question.id
            assert kinds.count("right") >= 2, question.id
            for _, why, text in found[question.id]:  # no usual solution is suspicious
                seen = suspicion.spotted(text, imports)
                assert not seen or (why == "the library" and "imports wordemb" in seen[0])


@every
def test_wrong_solutions_are_caught_and_right_ones_accepted(path):
    """Every eighth wrong one; `wordemb assignments report` tries them all."""
    file = FOLDER / "variants" / path.name
    found = variants.outcomes(source.read(path), file, seed=3, every=8)
    assert [outcome for outcome in found if not outcome.as_it_should_be] == []


@every
def test_the_model_solution_gets_all_points(path, tmp_path):
    """Through the real thing: files, graded as any student's."""
    assignment = source.read(path)
    nbformat.write(build.answered_version(assignment, language="ko"), tmp_path / "right.ipynb")
    nbformat.write(build.student_version(assignment, "en"), tmp_path / "blank.ipynb")
    done = grade.grade([tmp_path], tmp_path / "out" / "scores.csv", jobs=1, progress=False)
    assert done.assignment.name == assignment.name
    by_student = {row.student: row for row in done.rows}
    row = by_student["right"]
    for question in assignment.questions:
        assert row.scores[question.id] == (None if question.written else question.maximum)
    assert row.status == "ok" and len(row.to_mark) == 1
    assert by_student["blank"].total == 0
    assert by_student["blank"].status == "ok"


# --- the builder ----------------------------------------------------------------------------

SOURCE = """\
# %% [markdown] lang="ko"
# # 과제

# %% [markdown] lang="en"
# # Assignment

# %% answer="double"
# 문제 1 · Question 1 [double]
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="double" points=1
# 확인 · Check [double]
_two = 2
assert double(_two) == 4, "2의 두 배는 4입니다 · Twice 2 is 4"

# %% hidden="double" points=2
# 채점 · Grading [double]
### BEGIN HIDDEN TESTS
@case("두 배", "Twice")
def secret(rng, answer):
    answer.double(int(rng.integers(3, 100)))
### END HIDDEN TESTS

# %% [markdown] written="why" points=3 lang="ko"
# **문제 2 · Question 2 [why]**
#
# 모범 답안

# %% [markdown] written="why" points=3 lang="en"
# **문제 2 · Question 2 [why]**
#
# A model answer
"""

VARIANTS = """\
# %% wrong="double" why="adds two"
def double(x):
    return x + 2

# %% wrong="double" why="not caught"
def double(x):
    return x * 2

# %% wrong="double" why="reads what the check has left behind"
def double(x):
    return 2 * x if _two else 0

# %% edits="double"
[("2 * x", "3 * x", "three times")]

# %% right="double" why="x + x"
def double(x):
    return x + x
"""


@pytest.fixture
def toy(tmp_path):
    path = tmp_path / "source" / "ch9_7_toy.py"
    path.parent.mkdir()
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_a_build_is_the_same_every_time(toy, tmp_path):
    written = build.build(source=toy.parent, output=tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "ko/ch9_7_toy.ipynb",
        "en/ch9_7_toy.ipynb",
    ]
    first = [path.read_bytes() for path in written]
    build.build(source=toy.parent, output=tmp_path)
    assert [path.read_bytes() for path in written] == first


def test_what_a_student_sees(toy):
    cells = build.student_version(source.read(toy), "ko").cells
    answer, check, hidden, written = cells[-4:]
    assert answer.source == (
        "# 문제 1 · Question 1 [double]\ndef double(x):\n"
        "    # 여기에 코드를 쓰세요 · Your code here\n    raise NotImplementedError()"
    )
    assert check.metadata.nbgrader.points == 1 and not check.metadata.editable
    assert "secret" not in hidden.source and hidden.metadata.nbgrader.points == 2
    assert written.source.endswith("여기에 답을 쓰세요 · Write your answer here")


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("points=2", "", "needs points"),
        ('check="double"', 'check="triple"', "needs"),
        ("[double]\ndef", "[x]\ndef", "first line"),
        ("### BEGIN HIDDEN TESTS\n", "", "HIDDEN TESTS"),
        ('hidden="double"', 'check="double"', "twice"),
    ],
)
def test_a_source_that_is_not_whole_says_so(toy, old, new, message):
    toy.write_text(SOURCE.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        source.read(toy)


def test_variants_that_get_through_are_reported(toy, tmp_path):
    path = tmp_path / "variants.py"
    path.write_text(VARIANTS, encoding="utf-8")
    found = variants.outcomes(source.read(toy), path)
    bad = [outcome.why for outcome in found if not outcome.as_it_should_be]
    assert bad == ["not caught"]
    last = variants.table([("toy", found)]).splitlines()[-1]
    assert last.split() == ["toy", "double", "4", "3", "3", "1", "1"]
    (missing,) = [o for o in found if o.why == "reads what the check has left behind"]
    assert missing.check == "" and missing.cases[0].why["en"].startswith("It raises NameError")


def test_an_edit_that_does_not_fit_says_so(toy, tmp_path):
    path = tmp_path / "variants.py"
    path.write_text('# %% edits="double"\n[("4 * x", "3 * x", "three times")]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="three times"):
        variants.outcomes(source.read(toy), path)


# --- the commands ---------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(assignments, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    "language, answers, status, said",
    [
        ("ko", {}, 1, ["✗ 문제 1 [double] 아직 답이 없습니다.", "… 문제 2 [why] 글로 쓰는"]),
        ("en", {"double": "def double(x): return x"}, 1, ["Not yet. 2의 두 배는 4입니다"]),
        (
            "en",
            {"double": "def double(x): return x +"},
            1,
            ["SyntaxError: invalid syntax (line 2)"],
        ),
        ("ko", {"double": "def double(x): return examples"}, 1, ["맨 위의 준비 칸이 없거나"]),
        ("en", {"double": "def double(x): return x + x"}, 0, ["✓ Question 1 [double] The check"]),
    ],
)
def test_check_says_in_words_what_is_wrong(toy, tmp_path, language, answers, status, said):
    file = tmp_path / "mine.ipynb"
    nbformat.write(build.answered_version(source.read(toy), answers, language), file)
    result = run("check", file)
    assert result.exit_code == status, result.output
    for words in said:
        assert words in result.output


def test_check_needs_no_nbgrader_and_no_source(toy, tmp_path, fresh_process):
    file = tmp_path / "mine.ipynb"
    nbformat.write(build.answered_version(source.read(toy), language="en"), file)
    toy.unlink()
    code = f"""
import pathlib, sys
sys.modules["nbgrader"] = sys.modules["jupytext"] = None
from wordemb_keras.course.assignments.check import check
print([result.state for result in check(pathlib.Path({str(file)!r}))])"""
    assert fresh_process(code) == "['passed', 'written']"


def test_the_module_is_light(fresh_process):
    code = """
import sys
import wordemb_keras.cli.assignments
heavy = ["nbgrader", "nbformat", "jupytext", "IPython", "tensorflow", "psutil"]
print([name for name in heavy if name in sys.modules])"""
    assert fresh_process(code) == "[]"


@pytest.mark.parametrize(
    "options, words",
    [
        (["--id-column", "Nr"], "columns of --roster"),
        (["--penalty", "ten"], "10%/day"),
        (["--due", "20.11."], "2026-11-20 23:59"),
    ],
)
def test_options_of_grade_are_checked_before_anything_runs(tmp_path, options, words):
    result = run("grade", tmp_path / "class.zip", "--out", tmp_path / "scores.csv", *options)
    assert result.exit_code and words in result.output
    assert not list(tmp_path.iterdir())


def test_solutions_are_released_without_hidden_tests(toy, tmp_path):
    written = build.release_solutions(source=toy.parent, output=tmp_path / "out")
    assert [path.name for path in written] == ["ch9_7_toy_solutions.ipynb"] * 2
    korean, english = (path.read_text(encoding="utf-8") for path in written)
    assert "return 2 * x" in korean and "모범 답안" in korean and "A model answer" in english
    assert "secret" not in korean + english


@needs_sources
def test_the_three_commands(tmp_path):
    built = run("build", "9-1", "--output", tmp_path)
    assert built.exit_code == 0, built.output
    handed_in = tmp_path / "ko" / "ch9_1_word_embedding.ipynb"
    assert str(handed_in) in built.output
    out = tmp_path / "scores.csv"
    graded = run("grade", handed_in, "--out", out, "--jobs", 1)
    assert graded.exit_code == 0, graded.output
    assert "1 students, 0 unchanged" in graded.output
    assert json.loads(handed_in.read_text(encoding="utf-8"))["metadata"]["wordemb"] == {
        "assignment": "ch9_1_word_embedding",
        "language": "ko",
    }
    assert re.search(r"^ko,,0,", out.read_text(encoding="utf-8-sig"), re.MULTILINE)


# --- no solution where students look --------------------------------------------------------


@needs_sources
def test_a_course_of_ones_own_outside_the_repository(tmp_path, monkeypatch):
    built = run("build", "9-1", "--course", tmp_path)
    assert built.exit_code == 0, built.output
    assert f"WORDEMB_COURSE={tmp_path}" in built.output
    assert (tmp_path / "en" / "ch9_1_word_embedding.ipynb").is_file()
    assert len(list((tmp_path / "variants").iterdir())) == 5
    monkeypatch.setenv("WORDEMB_COURSE", str(tmp_path))
    assert source.find("9-1")[0].path == tmp_path / "source" / "ch9_1_word_embedding.py"
    inside = run("build", "9-1", "--course", FOLDER)
    assert inside.exit_code != 0


@needs_sources
def test_what_is_published_shows_no_solution():
    """What `git archive` packs of this repository; wheel, site and image are parts of that."""
    if shutil.which("git") is None or not (notebooks.ROOT / ".git").exists():
        pytest.skip("needs git and a clone")
    assert publish.leaks([SOURCES[0]])[0][1].startswith("ch9_1_word_embedding")
    archive = ["git", "archive", "--worktree-attributes", "HEAD"]
    packed = subprocess.run(archive, cwd=notebooks.ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archived:
        names = [member.name for member in archived if member.isfile()]
    assert "notebooks/assignments/ko/ch9_2_glove.ipynb" in names
    assert publish.leaks([p for name in names if (p := notebooks.ROOT / name).is_file()]) == []


def test_what_is_packed_is_published_elsewhere_too():
    """The wheel takes no assignments, the source package no solutions, the image neither."""
    settings = tomllib.loads((notebooks.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    targets = settings["tool"]["hatch"]["build"]["targets"]
    taken = [*targets["wheel"]["packages"], *targets["wheel"]["force-include"]]
    assert not [place for place in taken if "notebooks/assignments/".startswith(f"{place}/")]
    assert {f"notebooks/assignments/{kind}" for kind in ("source", "variants")} <= set(
        targets["sdist"]["exclude"]
    )
    image = (notebooks.ROOT / "docs" / "grading.Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (.*) \S+$", image, re.MULTILINE)
    assert copied and not [line for line in copied if "notebooks" in line or "." in line.split()]


@pytest.fixture
def course(toy, tmp_path, monkeypatch):
    """A small repository with an assignment and its solutions in it."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    root, git = tmp_path / "root", {"GIT_CONFIG_GLOBAL": "/dev/null"}
    for who in ("AUTHOR", "COMMITTER"):
        git |= {f"GIT_{who}_NAME": "T", f"GIT_{who}_EMAIL": "t@example.org"}
    for name, value in git.items():
        monkeypatch.setenv(name, value)
    (root / "notebooks" / "assignments").mkdir(parents=True)
    shutil.copytree(toy.parent, root / "notebooks" / "assignments" / "source")
    shutil.copy(notebooks.ROOT / ".gitattributes", root)
    monkeypatch.delenv("WORDEMB_COURSE", raising=False)
    monkeypatch.setattr(notebooks, "ROOT", root)
    commit(root)
    return root


def commit(root):
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "made"]):
        subprocess.run(["git", *words], cwd=root, check=True)


def log(folder):
    done = subprocess.run(["git", "log", "--oneline"], cwd=folder, capture_output=True, check=True)
    return done.stdout.splitlines()


def test_a_repository_is_published_without_solutions_and_history(course, tmp_path):
    target = tmp_path / "public"
    done = run("publish", target)
    assert done.exit_code == 0 and "none shows a solution" in done.output, done.output
    files = [p.relative_to(target).as_posix() for p in target.rglob("*.*") if p.is_file()]
    assert "notebooks/assignments/ko/ch9_7_toy.ipynb" in files
    assert not [name for name in files if "source" in name] and len(log(target)) == 1
    assert run("publish", target).exit_code == 0 and len(log(target)) == 1  # nothing new
    (course / "new.md").write_text("new", encoding="utf-8")
    commit(course)
    assert run("publish", target).exit_code == 0 and len(log(target)) == 2
    (target / "mine.txt").write_text("not committed", encoding="utf-8")
    assert "is not empty" in run("publish", target).output


def test_git_must_know_who_commits(course, tmp_path, monkeypatch):
    """What git advises is then enough: nothing half-made stands in the way."""
    settings = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.useConfigOnly"}
    with monkeypatch.context() as patch:
        patch.delenv("GIT_AUTHOR_EMAIL")
        patch.delenv("GIT_COMMITTER_EMAIL")
        for name, value in {**settings, "GIT_CONFIG_VALUE_0": "true"}.items():
            patch.setenv(name, value)
        refused = run("publish", tmp_path / "public")
    assert refused.exit_code == 1 and "git config --global user.email" in refused.output
    assert run("publish", tmp_path / "public").exit_code == 0


def test_what_would_show_a_solution_is_not_published(course, tmp_path):
    inside = run("publish", course / "public")
    assert inside.exit_code == 1 and "inside the repository" in inside.output
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(course), str(clone)], check=True)
    assert "history" in run("publish", clone).output
    told = (course / "notebooks" / "assignments" / "source" / "ch9_7_toy.py").read_text("utf-8")
    (course / "notes.md").write_text(told.replace("# %%", "    "), encoding="utf-8")
    commit(course)
    refused = run("publish", tmp_path / "public")
    assert refused.exit_code == 1 and ": notes.md shows ch9_7_toy" in refused.output
    assert not (tmp_path / "public").exists()


def test_the_command_offers_what_there_is():
    options = {option.name: option for option in assignments.commands["grade"].params}
    assert tuple(options["isolation"].type.choices) == rooms.NAMES
    assert tuple(options["columns"].type.choices) == tables.COLUMNS
    limits = launcher.Limits()
    for name in ("cell_seconds", "seconds", "memory"):
        assert options[name].default == getattr(limits, name)
