"""The course as pages: built once, every link followed, nothing asked of another host."""

import gc
import importlib.util
import inspect
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import wordemb_keras
from wordemb_keras.course import notebooks
from wordemb_keras.course.notebooks import LANGUAGES, ROOT

pytest.importorskip("myst_nb", reason="needs the packages of the extra `docs`")
bs4 = pytest.importorskip("bs4")


def load(name):
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / "docs" / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load("build.py")

# --- the whole site -----------------------------------------------------------------------


@pytest.fixture
def no_collector():
    """Looking for garbage among the nodes of all pages takes a third of the time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_the_site(tmp_path, capfd, monkeypatch):
    """One test, so that it is built once (some 20 seconds); a warning of Sphinx fails the build.

    The docstrings are the same in both languages: one module is enough for Korean, built first.
    """
    whole, seen = build.api_page, set()

    def api_page(module):
        again = module in seen
        seen.add(module)
        return whole(module) if again or module == "onehot" else f"# {module}\n"

    monkeypatch.setattr(build, "api_page", api_page)
    site = tmp_path.resolve() / "docs"
    status, (out, err) = build.main(["--output", str(site)]), capfd.readouterr()
    assert status == 0, out + err
    assert err == ""
    parsed = {
        path: bs4.BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }
    no_link_is_broken(parsed)
    no_other_host_is_asked_for_anything(parsed, site)
    both_languages_have_the_same_pages(parsed, site)
    every_notebook_is_a_page_with_its_outputs(parsed, site)
    the_navigation_is_in_the_language_of_the_page(parsed, site)
    every_public_name_is_documented(parsed, site)


def addresses(page):
    for tag in page.find_all(True):
        for attribute in ("href", "src", "poster", "srcset"):
            if tag.get(attribute):
                yield tag.name, tag[attribute]


def no_link_is_broken(parsed):
    broken = []
    anchors = {path: {tag["id"] for tag in page.select("[id]")} for path, page in parsed.items()}
    for path, page in parsed.items():
        for tag, address in addresses(page):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or tag == "use":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            there = target.is_file()
            if there and anchor and target in parsed:
                there = anchor in anchors[target]
            if not there:
                broken.append((path.name, address))
    assert broken == []


def no_other_host_is_asked_for_anything(parsed, site):
    for path, page in parsed.items():
        outside = [
            (tag, address)
            for tag, address in addresses(page)
            if tag != "a" and re.match(r"(https?:)?//", address)
        ]
        assert outside == [], path.name
        # The quizzes use MathJax where a page has it; no page loads it.
        loads = re.compile(r"mathjax[\w./@-]*\.js", re.IGNORECASE)
        assert not any(loads.search(str(script)) for script in page.find_all("script"))
    asks = re.compile(r"(?:url\(|@import|fetch\(|import\()\s*[\"']?(?:https?:)?//")
    for path in site.rglob("*"):
        if path.suffix in (".css", ".js"):
            assert not asks.search(path.read_text(encoding="utf-8")), path.name


def both_languages_have_the_same_pages(parsed, site):
    names = [
        {
            path.relative_to(site / language)
            for path in parsed
            if path.is_relative_to(site / language)
        }
        for language in LANGUAGES
    ]
    assert names[0] == names[1] and len(names[0]) > 20
    for language in LANGUAGES:
        for path, page in parsed.items():
            if path.is_relative_to(site / language):
                assert page.html["lang"] == language
                assert page.select_one(".languages a")["lang"] != language
    listed = [
        [link["href"] for link in parsed[site / language / "index.html"].select(".sidebar-tree a")]
        for language in LANGUAGES
    ]
    assert listed[0] == listed[1]


def every_notebook_is_a_page_with_its_outputs(parsed, site):
    for language in LANGUAGES:
        notebooks = sorted((ROOT / "notebooks" / language).glob("ch*.ipynb"))
        assert notebooks
        for notebook in notebooks:
            page = parsed[site / language / f"{notebook.stem}.html"]
            assert page.select(".cell_output pre, .cell_output table, .cell_output img")
            assert page.select_one("a.download")["href"].endswith(notebook.name)
            prose = " ".join(p.get_text() for p in page.select("article p"))
            assert "$" not in prose  # formulas are drawn
    assert parsed[site / "ko" / "ch9_2_glove.html"].select("article math")


def the_navigation_is_in_the_language_of_the_page(parsed, site):
    words = parsed[site / "ko" / "ch9_2_glove.html"].get_text()
    assert all(word in words for word in ("맨 위로", "이 쪽의 내용", "다음", "노트북"))
    assert "Back to top" not in words
    assert "Back to top" in parsed[site / "en" / "ch9_2_glove.html"].get_text()


def every_public_name_is_documented(parsed, site):
    stub = (ROOT / "wordemb_keras" / "__init__.pyi").read_text(encoding="utf-8")
    known = {tag["id"] for page in parsed.values() for tag in page.select("[id^=wordemb_keras]")}
    modules = str(parsed[site / "en" / "py-modindex.html"])
    for room, name in re.findall(r"^from \.(\w*) import (\w+)", stub, re.MULTILINE):
        found = getattr(wordemb_keras, name)
        if inspect.ismodule(found):
            assert f"module-{found.__name__}" in modules, name
        else:  # told where it is defined, or on the page of its room
            assert {f"{found.__module__}.{name}", f"wordemb_keras.{room}.{name}"} & known, name


def test_the_glossary_has_every_term_in_both_languages():
    lines = (ROOT / "docs" / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    terms = [line.split("\t") for line in lines]
    assert all(len(term) == 5 and all(term) for term in terms)
    assert len({term[0] for term in terms}) == len(terms) >= 40
    prose = {
        section: "".join(
            cell.source
            for language in LANGUAGES
            for source in notebooks.sources(section)
            for cell in notebooks.build(source, language).cells
        )
        for section in {term[2] for term in terms}
    }
    for korean, _, section, *_ in terms:  # the notebook of that section uses the word
        assert korean in prose[section], korean
    for language in LANGUAGES:
        assert build.glossary(language).count("\n|") == len(terms) + 2


# --- its parts ----------------------------------------------------------------------------


def test_both_languages_list_the_same_modules():
    assert build.modules("ko") == build.modules("en")
    for module in build.modules("en"):
        path = ROOT / "wordemb_keras" / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file(), module


@pytest.mark.parametrize(
    ("markdown", "turned"),
    [
        ("[9-1](notebooks/en/ch9_1_word_embedding.ipynb#a)", "[9-1](ch9_1_word_embedding.ipynb#a)"),
        ("[한국어](README.ko.md)", '<a href="../ko/readme.html">한국어</a>'),
        ("![map](docs/word_map.png)", "![map](files/docs/word_map.png)"),
        (
            "[the `text`](wordemb_keras/text/tokens.py)",
            "{download}`the text <files/wordemb_keras/text/tokens.py>`",
        ),
        ("[a](https://b.c) `[d](e.md)`", "[a](https://b.c) `[d](e.md)`"),
        ("[![Open](https://a.b/c.svg)](https://a.b/d)", "[Open](https://a.b/d)"),
        ("the [folder](data)", "the folder"),
    ],
)
def test_links_are_turned_to_the_site(markdown, turned, tmp_path):
    assert build.turn_links(markdown, ROOT / "README.md", "en", tmp_path) == turned


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.md leads nowhere"):
        build.turn_links("[a](nothing.md)", ROOT / "README.md", "en", tmp_path)


def test_markdown_docstrings_become_what_sphinx_reads():
    docstring = """\
One `line` of P(k|i), see [a
paper](https://a.b/c).

    y = x_1 * x_2

| a | b |
|---|---|
| `c d` | 안녕 |

Args:
    word: `str`로, n_ too.
    **kwargs: for Keras.

Returns:
    dict with `count`: a number.

Example:

>>> "a|b"
"""
    assert load("extensions/markdown_docstrings.py").convert(docstring.splitlines()) == [
        r"One :py:obj:`line` of P(k\|i), see `a paper <https://a.b/c>`__.",
        "",
        "::",
        "",
        "    y = x_1 * x_2",
        "",
        ".. list-table::",
        "   :header-rows: 1",
        "",
        "   * - a",
        "     - b",
        "   * - ``c d``",
        "     - 안녕",
        "",
        "Args:",
        r"    word: :py:obj:`str`\ 로, n\_ too.",
        "    **kwargs: for Keras.",
        "",
        "Returns:",
        "    : dict with :py:obj:`count`: a number.",
        "",
        "",
        ".. rubric:: Example",
        "",
        "",
        '>>> "a|b"',
    ]


def test_a_korean_word_is_found_with_its_particles():
    search = load("extensions/korean_search.py").SearchKorean({})
    assert search.split("단어를 GloVe는 안녕") == ["단어를", "GloVe는", "안녕", "단어"]


def test_pictures_keep_their_words(tmp_path):
    from nbformat import v4

    shown = v4.new_output(
        "display_data", {"image/png": ""}, metadata={"image/png": {"alt": "손실"}}
    )
    cells = [v4.new_markdown_cell("# 제목"), v4.new_code_cell("1", outputs=[shown])]
    path = tmp_path / "ch9.ipynb"
    path.write_text(build.nbformat.writes(v4.new_notebook(cells=cells)), encoding="utf-8")
    page = build.nbformat.reads(build.notebook(path, "ko", str, tmp_path / "out"), as_version=4)
    assert page.cells[1].metadata["mystnb"] == {"image": {"alt": "손실"}}
