"""What the README prints is what its code prints; its links lead somewhere."""

import doctest
import re

import pytest

from wordemb_keras.course.notebooks import ROOT

PAGES = [
    "README.md",
    "README.ko.md",
    "docs/vocabularies.md",
    "docs/vocabularies.ko.md",
    "data/README.md",
    "benchmarks/README.md",
    "docs/cluster.md",
    "docs/cluster.ko.md",
    "docs/files.md",
    "docs/files.ko.md",
    "docs/instructors.md",
    "docs/instructors.ko.md",
]


@pytest.mark.parametrize("name", PAGES[:4])
def test_the_listing_prints_what_it_says(name):
    page = (ROOT / name).read_text(encoding="utf-8")
    listings = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(listings, {}, name, name, 0)
    assert test.examples
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    assert doctest.DocTestRunner(optionflags=options).run(test).failed == 0


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    page = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("pair", [PAGES[:2], PAGES[2:4]])
def test_both_languages_have_the_same_parts(pair):
    parts = [
        re.findall(r"^(#+) |^```(\w*)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in pair
    ]
    assert parts[0] == parts[1]
