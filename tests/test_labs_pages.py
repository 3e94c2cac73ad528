"""The laboratories as pages: one file each, in both languages, and everything pressed in a browser.

What they compute is tested in `test_labs.py`.
"""

import html
import json
import re
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from wordemb_keras.cli import main
from wordemb_keras.course import labs, notebooks

LABS = labs.folder()


@pytest.mark.parametrize("name", labs.NAMES)
def test_both_languages_say_the_same_things(name):
    korean, english = (labs.words(name, language) for language in labs.LANGUAGES)
    assert korean.keys() == english.keys() and korean["say"].keys() == english["say"].keys()
    page = "".join((LABS / file).read_text("utf-8") for file in ("page.html", f"{name}.html"))
    holes = set(re.findall(r"\{\{(\w+)\}\}", page))
    made = {"language", "style", "links", "languages", "body", "words", "data", "script"}
    assert holes - made == korean.keys() - {"say", "short"}
    code = (LABS / f"{name}.js").read_text("utf-8")
    assert [key for key in korean["say"] if f'"{key}"' not in code] == []
    for key, text in korean["say"].items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(
            re.findall(r"\{\w+\}", english["say"][key])
        ), key


@pytest.mark.parametrize("name", labs.NAMES)
@pytest.mark.parametrize("language", labs.LANGUAGES)
def test_a_page_is_one_file_below_a_megabyte(name, language):
    page = labs.page(name, language)
    assert len(page.encode()) < 1_000_000
    assert f'<html lang="{language}">' in page and "default-src 'none'" in page
    assert not re.findall(r"<(?:link|img|iframe|script [^>]*src)\b", page)
    # What leads away is a link to press; an SVG element names its kind by an address, too.
    code = page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(
        r"\bfetch\(|XMLHttpRequest|\bimport\b.*from|\bimport\(|url\(|@import", code
    )
    for address in re.findall(r'href="([^"]+)"', page):
        assert re.fullmatch(r"\w+\.(ko|en)\.html", address)


def test_in_the_site_a_page_leads_to_its_notebook():
    for name, notebook in labs.NOTEBOOKS.items():
        page = labs.page(name, "ko", site=True)
        assert f'href="../ko/{notebook}.html"' in page and 'href="../ko/index.html"' in page
        assert (notebooks.ROOT / "notebooks" / "ko" / f"{notebook}.ipynb").is_file()


def test_modules_are_joined_once_and_names_stay_apart(tmp_path):
    (tmp_path / "a.js").write_text("export const one = 1;\n", encoding="utf-8")
    (tmp_path / "b.js").write_text(
        'import { one } from "./a.js";\nexport const two = one + 1;\n', encoding="utf-8"
    )
    page = 'import { one } from "./a.js";\nimport { two } from "./b.js";\nuse(one, two);\n'
    (tmp_path / "page.js").write_text(page, encoding="utf-8")
    joined = labs.script(tmp_path / "page.js")
    assert joined == "const one = 1;\nconst two = one + 1;\nuse(one, two);\n"
    (tmp_path / "page.js").write_text(page + "const one = 3;\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.js: a name stands for two things: one"):
        labs.script(tmp_path / "page.js")


BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)
# All pages stand in frames of one page, as wide as a phone; a script presses everything there.
DRIVER = """
const use = (element, type, value) => {
  if (value !== undefined) element.value = value;
  element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
};
function press(page) {
  for (const range of page.querySelectorAll("input[type=range]")) {
    for (const value of [range.min, range.max]) use(range, "input", value);
  }
  for (const select of page.querySelectorAll("select")) {
    for (const option of [...select.options].slice(0, 4)) use(select, "input", option.value);
  }
  const buttons = [...page.querySelectorAll("button, summary, input[type=checkbox]")];
  for (const button of buttons) if (button.isConnected) button.click();
  for (const element of page.querySelectorAll("[tabindex='0']")) {
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "+", "-", "End", "Home", "x"]) {
      element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  }
  for (const field of page.querySelectorAll("input[type=text]")) {
    for (const value of ["", "zzz", "값없음", "the", "<b>&", "😀ㅋㅋ"]) {
      use(field, "input", value);
      if (field.form) use(field.form, "submit");
    }
  }
}
onload = async () => {
  const frames = [...document.querySelectorAll("iframe")];
  const waits = () => frames.some((frame) => !frame.contentDocument.documentElement.dataset.ready);
  for (let k = 0; k < 100 && waits(); k++) await new Promise((done) => setTimeout(done, 100));
  const results = frames.map((frame) => {
    const page = frame.contentDocument;
    const result = { name: frame.name };
    try { press(page); } catch (error) { result.thrown = String(error); }
    const root = page.documentElement;
    result.ready = root.dataset.ready ?? "no";
    result.error = root.dataset.error ?? "";
    result.requests = frame.contentWindow.performance.getEntriesByType("resource").length;
    result.wide = Math.max(0, root.scrollWidth - root.clientWidth);
    result.bare = [...page.querySelectorAll("button, input, select")].filter((each) => (
      !each.textContent.trim() && !each.labels?.length && !each.ariaLabel)).length;
    return result;
  });
  document.body.textContent = `<<${JSON.stringify(results)}>>`;
};
"""


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium or Chrome")
def test_the_pages_in_a_browser(tmp_path):
    """Everything pressed: no error, nothing asked of a network, no sideways scrolling."""
    names = [(name, language) for name in labs.NAMES for language in labs.LANGUAGES]
    frames = "".join(
        f'<iframe name="{name}.{language}" width="400" height="800" '
        f'srcdoc="{html.escape(labs.page(name, language))}"></iframe>'
        for name, language in names
    )
    path = tmp_path / "all.html"
    path.write_text(f"<body><script>{DRIVER}</script>{frames}</body>", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    options += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=20000"]
    done = subprocess.run(
        [BROWSER, *options, "--dump-dom", path.as_uri()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    found = re.search(r"&lt;&lt;(.*)&gt;&gt;", done.stdout)
    assert found, done.stderr[-2000:]
    for result in json.loads(html.unescape(found[1])):
        name = result.pop("name")
        assert result == {"ready": "yes", "error": "", "requests": 0, "wide": 0, "bare": 0}, name


# --- opening them -------------------------------------------------------------------------------


def test_the_command_writes_both_languages_and_opens_one(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    folder = tmp_path / "실험실"
    run = CliRunner().invoke(main, ["lab", "glove", "--lang", "en", "--folder", str(folder)])
    assert run.exit_code == 0, run.output
    page = folder / "glove.en.html"
    assert run.output.strip() == str(page.resolve()) and opened == [page.resolve().as_uri()]
    assert {p.name for p in folder.iterdir()} == {
        f"{name}.{language}.html" for name in labs.NAMES for language in labs.LANGUAGES
    }
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    run = CliRunner().invoke(main, ["lab", "glove", "--folder", str(folder)])
    assert "No browser was found here: open this file in one." in run.output
