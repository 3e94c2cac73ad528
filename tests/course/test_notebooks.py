"""The chapter as notebooks: built, paired, executed, complete."""

import re
from pathlib import Path

import nbformat
import pytest

from wordemb_keras.course import execution, notebooks, pages

ROOT = notebooks.ROOT
SOURCES = notebooks.sources()


def names(source):
    return source.stem


@pytest.fixture(scope="module")
def executed(tmp_path_factory, forked_kernels):
    """Run one notebook in a temporary folder.

    On the samples that come with the package, where each assertion is made of them, too: more
    text proves nothing more. (`wordemb run` reads all that is there.)
    """
    output = tmp_path_factory.mktemp("chapter")

    def run(source):
        with pytest.MonkeyPatch.context() as patch:
            if '"sample"' not in source.read_text(encoding="utf-8"):  # no cell asks which data
                patch.delenv("WORDEMB_DATA", raising=False)
            results = execution.run(source.stem, output=output)
        made = {
            language: nbformat.read(output / language / f"{source.stem}.ipynb", as_version=4)
            for language in notebooks.LANGUAGES
        }
        return results[0], made, output

    return run


@pytest.fixture
def real_kernels(monkeypatch):
    """Kernels as every user's, not forked ones."""
    from jupyter_client import launcher
    from jupyter_client.provisioning import local_provisioner

    monkeypatch.setattr(local_provisioner, "launch_kernel", launcher.launch_kernel)


# --- every notebook ---------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES, ids=names)
def test_it_runs_without_a_warning(executed, source):
    result, made, _ = executed(source)
    assert result.fresh and result.data and result.numbers
    for notebook in made.values():
        nbformat.validate(notebook)
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        streams = "".join(output.get("text", "") for output in outputs)
        assert outputs and "warning" not in streams.lower()
        for output in outputs:
            if output.get("name") == "stderr":  # progress is all that may go there
                lines = output["text"].splitlines()
                assert all("%|" in line or line.startswith("Compiling") for line in lines), lines


@pytest.mark.parametrize("source", SOURCES, ids=names)
@pytest.mark.parametrize("language", notebooks.LANGUAGES)
def test_it_was_published_with_the_whole_data(source, language):
    """What readers see comes from a run to the last cell, on more than the samples.

    They are the cells of today: see `test_committed_notebooks_equal_a_fresh_build`.
    """
    path = ROOT / "notebooks" / language / f"{source.stem}.ipynb"
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not any(output.output_type == "error" for output in outputs)
    (data,) = [
        o.data[notebooks.SUMMARY]["data"] for o in outputs if notebooks.SUMMARY in o.get("data", {})
    ]
    assert data and "sample" not in data


@pytest.mark.parametrize("source", SOURCES, ids=names)
def test_both_languages_say_the_same(source):
    assert notebooks.prose_problems(source) == []


@pytest.mark.parametrize("source", SOURCES, ids=names)
@pytest.mark.parametrize("language", notebooks.LANGUAGES)
def test_committed_notebooks_equal_a_fresh_build(source, language):
    path = ROOT / "notebooks" / language / f"{source.stem}.ipynb"
    committed = nbformat.read(path, as_version=4)
    assert all(cell.execution_count for cell in committed.cells if cell.cell_type == "code")
    for cell in committed.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    fresh = notebooks.build(source, language)
    assert nbformat.writes(committed) == nbformat.writes(fresh), "run: make notebooks"


def test_a_build_is_the_same_every_time(fresh_process):
    code = """
import nbformat
from wordemb_keras.course import notebooks
for source in notebooks.sources():
    print(nbformat.writes(notebooks.build(source, "ko")))"""
    here = [nbformat.writes(notebooks.build(source, "ko")) for source in SOURCES]
    assert fresh_process(code) == "\n".join(here).strip()


def test_the_list_of_facts_says_where_each_is_shown():
    lines = (ROOT / "notebooks" / "facts.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if not line.startswith("#")]
    fresh = [f"{fact}  {'; '.join(places)}" for fact, places in notebooks.facts().items()]
    assert listed == fresh, "write the lines that `notebooks.facts()` gives into facts.txt"
    assert len(fresh) == 40


@pytest.mark.parametrize("source", SOURCES, ids=names)
def test_no_cell_is_longer_than_a_screen(source):
    cells = notebooks.build(source, "ko").cells
    code = [cell.source for cell in cells if cell.cell_type == "code"][1:]  # without the set-up
    assert max(len(cell.splitlines()) for cell in code) <= 30


EXAM = {  # the words that the exam asks for: each stands once in bold, with its English
    "OOV": "Out Of Vocabulary",
    "n-gram": "",
    "희귀 단어": "rare word",
    "노이즈": "noise",
    "은닉 상태": "hidden state",
    "문자 임베딩": "character embedding",
    "가중합": "weighted sum",
    "ELMo 표현": "representation",
    "조건부 확률": "conditional probability",
    "불용어": "stopword",
    "희소 벡터": "sparse vector",
    "카운트 기반": "count based",
    "예측 기반": "prediction based",
}


def test_each_word_of_the_exam_stands_once_in_bold_with_its_english():
    cells = [cell for source in SOURCES for cell in notebooks.build(source, "ko").cells]
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for word, english in EXAM.items():
        found = re.findall(rf"\*\*{word}\*\*(?:\(([^)]+)\))?", prose)
        assert found == [english], f"{word}: {found}"


@pytest.mark.parametrize("source", SOURCES, ids=names)
def test_the_solutions_of_the_exercises_run(source):
    """Each is complete in itself; both languages have the same ones."""
    solutions = {
        language: [
            block
            for cell in notebooks.build(source, language).cells
            if cell.cell_type == "markdown" and "<details>" in cell.source
            for block in re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
        ]
        for language in notebooks.LANGUAGES
    }
    plain = [[re.sub(r"#.*", "#", b) for b in each] for each in solutions.values()]
    assert plain[0] == plain[1] and len(plain[0]) == 3
    for block in solutions["ko"]:
        assert "assert" in block
        exec(block, {})


# --- the builder ------------------------------------------------------------------------

SOURCE = """\
# %% [markdown] lang="ko"
# # 제목 $x^2$

# %% [markdown] lang="en"
# # Title $x^2$

# %% tags=["check"] facts="F1.01 F1.02"
print("안녕")  # 인사 · a greeting
"""


@pytest.fixture
def write_source(tmp_path):
    def write(text, name="ch9_7_toy"):
        folder = tmp_path / "notebooks" / "source"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return folder / f"{name}.py"

    return write


def test_each_language_gets_its_prose_and_the_same_code(write_source):
    source = write_source(SOURCE)
    ko, en = (notebooks.build(source, language) for language in ("ko", "en"))
    assert ko.cells[0].source == "# 제목 $x^2$" and en.cells[0].source == "# Title $x^2$"
    assert ko.cells[-1].source == 'print("안녕")  # 인사'
    assert en.cells[-1].source == 'print("안녕")  # a greeting'
    assert len({c.id for c in ko.cells}) == len(ko.cells)


def test_checks_are_folded_and_know_their_facts(write_source):
    setup, check = notebooks.build(write_source(SOURCE), "ko").cells[1:]
    assert check.metadata["facts"] == ["F1.01", "F1.02"]
    assert check.metadata["tags"] == ["hide-input", "check"]
    for cell in (setup, check):
        assert cell.metadata["jupyter"] == {"source_hidden": True}
        assert cell.metadata["cellView"] == "form"
    html = pages.page(notebooks.build(write_source(SOURCE), "ko"), "ko", "제목")
    assert html.count("<summary>코드 보기</summary>") == 2


def test_the_first_picture_is_drawn_by_the_folded_set_up_cell(write_source):
    opening = '# %% tags=["opening"]\nprint("그림")\n\n# %% tags=["check"]'
    source = write_source(SOURCE.replace('# %% tags=["check"]', opening, 1))
    title, setup, check = notebooks.build(source, "en").cells
    assert title.source.startswith("# Title") and check.source.startswith("print")
    assert setup.source.endswith('# The first picture\nprint("그림")')
    assert setup.metadata["tags"] == ["hide-input"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('lang="en"\n# # Title', 'lang="en"\n# ## Title', "other headings"),
        ("Title $x^2$", "Title $x^3$", "other formulas"),
        ("Title $x^2$", "Title $x^2$ [a](b.md)", "other links"),
        ('# %% [markdown] lang="en"\n# # Title $x^2$\n', "", "no sibling"),
        (' lang="en"', "", "prose without lang"),
    ],
)
def test_prose_that_does_not_match_is_found(write_source, old, new, problem):
    assert notebooks.prose_problems(write_source(SOURCE)) == []
    found = notebooks.prose_problems(write_source(SOURCE.replace(old, new)))
    assert problem in " ".join(found)


def test_the_badges_need_an_address(write_source, monkeypatch):
    source = write_source(SOURCE)
    assert "colab.research" not in nbformat.writes(notebooks.build(source, "ko"))
    monkeypatch.setattr(notebooks, "repository", lambda: "https://github.com/someone/some")
    built = notebooks.build(source, "ko")
    for address in (
        "https://colab.research.google.com/github/someone/some/blob/main/notebooks/ko/ch9_7_toy.ipynb",
        "https://mybinder.org/v2/gh/someone/some/main?labpath=notebooks/ko/ch9_7_toy.ipynb",
        "https://codespaces.new/someone/some",
    ):
        assert f"]({address})" in built.cells[0].source
    assert 'REPOSITORY = "https://github.com/someone/some"' in built.cells[2].source


def test_the_address_of_the_repository(monkeypatch, tmp_path):
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)

    def set_to(address):
        text = f'[tool.wordemb]\nrepository = "{address}"\n'
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        return notebooks.repository()

    assert set_to("https://github.com/someone/some.git") == "https://github.com/someone/some"
    assert set_to("https://example.org/some/") == "https://example.org/some"
    assert notebooks._badges("notebooks/ko/ch9_7_toy.ipynb") == ""  # they open GitHub alone
    with pytest.raises(ValueError, match="must be an address such as https://"):
        set_to("git@github.com:someone/some.git")


def test_the_setup_cell_keeps_numpy_and_tensorflow(write_source, monkeypatch, tmp_path):
    import importlib.util
    import subprocess
    from importlib.metadata import version

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebooks, "repository", lambda: "https://github.com/someone/some")
    (setup,) = [c for c in notebooks.build(write_source(SOURCE), "ko").cells if "pip" in c.source]
    called = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: called.append(command))
    exec(setup.source, {})
    assert called == []  # the package is here: nothing to do
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    exec(setup.source, {})
    (command,) = called
    kept = Path(command[command.index("-c") + 1]).read_text(encoding="utf-8").splitlines()
    assert f"numpy=={version('numpy')}" in kept and f"tensorflow=={version('tensorflow')}" in kept
    assert command[-1] == "wordemb-keras[notebooks] @ git+https://github.com/someone/some"


def test_the_setup_cell_installs_from_a_clone_or_says_what_to_do(
    write_source, monkeypatch, tmp_path
):
    import importlib.util
    import subprocess

    monkeypatch.setattr(notebooks, "repository", lambda: "")
    (setup,) = [c for c in notebooks.build(write_source(SOURCE), "ko").cells if "pip" in c.source]
    called = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: called.append(command))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (tmp_path / "notebooks").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "notebooks")
    with pytest.raises(ModuleNotFoundError, match="Open this notebook inside the course") as told:
        exec(setup.source, {})
    (line,) = told.value._render_traceback_()
    assert "\n" not in line
    (tmp_path / "wordemb_keras").mkdir()
    (tmp_path / "wordemb_keras" / "__init__.py").touch()
    exec(setup.source, {})
    assert called[0][-1] == f"wordemb-keras[notebooks] @ {tmp_path.as_uri()}"


def test_sections_are_found_by_what_people_type(tmp_path):
    assert len({notebooks.sources(s)[0] for s in ("9-1", "9_1", "ch9_1", SOURCES[0].stem)}) == 1
    with pytest.raises(FileNotFoundError, match="There are: ch9_1"):
        notebooks.sources("8-1")


# --- the runner -------------------------------------------------------------------------


@pytest.mark.xdist_group("notebooks")
def test_a_failing_cell_is_reported_with_its_traceback(write_source, tmp_path):
    source = write_source(SOURCE + "\n# %%\n1 / 0\n")
    with pytest.raises(execution.NotebookError, match=r"ch9_7_toy\.py failed(.|\n)*ZeroDivision"):
        execution.run("9-7", output=tmp_path / "out", folder=source.parent)
    assert not (tmp_path / "out").exists()


@pytest.mark.xdist_group("notebooks")
def test_run_write_keep_publish(write_source, tmp_path, capsys, real_kernels):
    code = (
        "\n# %%\nfrom wordemb_keras.course import notebooks as n\n\nn.summary('toy (here)', n=3)\n"
    )
    source = write_source(SOURCE + code)
    output = tmp_path / "out"
    (first,) = execution.run(output=output, folder=source.parent)
    assert (first.data, first.numbers, first.fresh) == ("toy (here)", {"n": 3}, True)
    (second,) = execution.run(output=output, folder=source.parent)
    assert not second.fresh and second.seconds == first.seconds
    assert "unchanged, kept" in capsys.readouterr().out
    last_line = execution.table([second]).splitlines()[-1]
    assert re.fullmatch(r"ch9_7_toy +[\d.]+ +toy \(here\) +n 3", last_line)

    page = (output / "ko" / "ch9_7_toy.html").read_text(encoding="utf-8")
    assert "안녕" in page and "제목" in page and '<html lang="ko">' in page
    assert "<math" in page and "$x^2$" not in page
    assert not re.search(r'<(script|link)[^>]+(src|href)="http', page)  # works offline

    execution.publish(output, folder=source.parent)
    published = nbformat.read(tmp_path / "notebooks" / "ko" / "ch9_7_toy.ipynb", as_version=4)
    assert "wordemb" not in published.metadata
    assert "안녕" in published.cells[2].outputs[0].text
    source.write_text(SOURCE, encoding="utf-8")
    assert execution.run(output=output, folder=source.parent)[0].fresh


def test_a_page_says_in_words_what_a_picture_shows():
    import base64

    from bs4 import BeautifulSoup

    from wordemb_keras import plots

    png, metadata = plots.lines({"": [2, 1]}, title='손실 <"loss">')._repr_png_()
    shown = nbformat.v4.new_output(
        "display_data",
        data={"image/png": base64.b64encode(png).decode()},
        metadata={"image/png": metadata},
    )
    cell = nbformat.v4.new_code_cell("plots.lines(...)", outputs=[shown])
    html = pages.page(nbformat.v4.new_notebook(cells=[cell]), "ko", "그림")
    (image,) = BeautifulSoup(html, "html.parser").find_all("img")
    assert image["alt"] == '손실 <"loss">. 2 → 1.' and image["width"] == "576"
