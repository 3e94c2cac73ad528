"""A notebook as one HTML page that needs no network: formulas as MathML, folded cells, alt texts.

Reference: [nbconvert](https://nbconvert.readthedocs.io),
[latex2mathml](https://github.com/roniemartinez/latex2mathml)
"""

import copy
import functools
import re
from typing import Any

# The page template of nbconvert writes no alternative text; its own key for it is `alt`. And it
# folds nothing: cells with the tag `hide-input` become a box to open.
_PAGE = """\
{%- extends 'index.html.j2' -%}
{%- block html_head_css -%}
{{ super() }}
<style>
/* A font with mathematics in it: sums and brackets get the size they need. */
math { font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", "Noto Sans Math",
  "DejaVu Math TeX Gyre", math; font-size: 1.2em; }
/* Korean breaks between words; what is wider than a phone scrolls in its own box. */
body { word-break: keep-all; overflow-wrap: anywhere; }
.jp-RenderedHTMLCommon table, math[display="block"] { display: block; max-width: 100%;
  overflow-x: auto; }
table { overflow-wrap: normal; }
/* Printed lines go on below between words, not in the middle of one. */
.jp-RenderedText pre { word-break: normal; overflow-wrap: anywhere; }
.jp-RenderedImage { overflow-x: auto; }
.jp-RenderedImage img { max-width: 100%; height: auto; }
@media (max-width: 600px) {
  math { font-size: 1em; }
  .jp-RenderedHTMLCommon table { font-size: 12px; }
  .jp-RenderedHTMLCommon :is(td, th) { padding: 0.3em 0.4em; }
}
</style>
{%- endblock html_head_css -%}
{%- block data_png scoped -%}
{%- set alt = output | get_metadata('alt', 'image/png') -%}
{%- set width = output | get_metadata('width', 'image/png') -%}
{#- A phone shrinks a picture to about half; a wider one scrolls: its words can be read. -#}
{%- set least = ((width or 0) * 0.54) | int -%}
{%- set told = '<img alt="' ~ (alt | escape_html) ~ '" style="min-width: ' ~ least ~ 'px" ' -%}
{%- if alt -%}{{ super() | replace('<img ', told, 1) }}
{%- else -%}{{ super() }}{%- endif -%}
{%- endblock data_png -%}
{%- block input_group -%}
{%- if 'hide-input' in cell.metadata.get('tags', []) -%}
<details class="folded"><summary>{{ folded }}</summary>{{ super() }}</details>
{%- else -%}{{ super() }}{%- endif -%}
{%- endblock input_group -%}"""

_FOLDED = {"ko": "코드 보기", "en": "Show the code"}

# What may scroll can be reached with the keyboard.
_SCROLLS = re.compile(
    r'<div\b[^>]*\bclass="[^"]*\bjp-(?:Cell-inputWrapper|OutputArea-output)[ "][^>]*(?=>)'
)
_REFERENCE = re.compile(r"&#(\d{5});")  # nbconvert writes the letters of Korean headings so
_FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$", re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


def page(notebook: Any, language: str, title: str) -> str:
    """A notebook as one HTML page that needs no network: formulas become MathML."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = with_mathml(cell.source)
        elif cell.cell_type == "code":  # without progress bars
            cell.outputs = [o for o in cell.get("outputs", []) if o.get("name") != "stderr"]
    html, _ = _exporter(language).from_notebook_node(notebook, {"metadata": {"name": title}})
    html = _REFERENCE.sub(lambda number: chr(int(number[1])), html)
    html = _SCROLLS.sub(r'\g<0> tabindex="0"', html)
    return re.sub(r'<script[^>]*\bsrc=""[^>]*>\s*</script>', "", html)


@functools.lru_cache
def _exporter(language: str) -> Any:
    """Its template is compiled once."""
    from jinja2 import DictLoader
    from nbconvert.filters import Highlight2HTML

    page = _PAGE.replace("{{ folded }}", _FOLDED[language])
    exporter = html_exporter(
        language_code=language,
        extra_loaders=[DictLoader({"alt.html.j2": page})],
        template_file="alt.html.j2",
    )
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python"))
    exporter.register_filter("clean_html", lambda text: text)  # the notebooks are our own
    return exporter


def html_exporter(**options: Any) -> Any:
    """An exporter to HTML, without a network and without what takes most of its time.

    Args:
        **options: as for `nbconvert.HTMLExporter`.
    """
    from nbconvert import HTMLExporter
    from nbconvert.exporters.templateexporter import TemplateExporter

    class Page(HTMLExporter):
        """Does not parse the whole page once more, which only mends images."""

        def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
            resources = self._init_resources(resources)
            return TemplateExporter.from_notebook_node(self, nb, resources, **options)

    # Checked once, behind all preprocessors, not behind each of them.
    return Page(require_js_url="", mathjax_url="", optimistic_validation=True, **options)


def with_mathml(markdown: str) -> str:
    """Markdown with its formulas as MathML, which a page shows without a network."""
    from latex2mathml.converter import convert

    def replace(match: re.Match[str]) -> str:
        block, inline = match.groups()
        mathml = convert(block or inline, display="block" if block else "inline")
        return mathml.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")

    # Code spans keep their dollars.
    parts = re.split(r"(```.*?```|`[^`\n]*`)", markdown, flags=re.DOTALL)
    return "".join(p if p.startswith("`") else _FORMULA.sub(replace, p) for p in parts)


def formulas(markdown: str) -> list[str]:
    """The formulas of a Markdown text as they are written; code spans hold none.

    Example:

    >>> formulas("$x^2$ and `$HOME`")
    ['$x^2$']
    """
    return [found[0] for found in _FORMULA.finditer(_CODE.sub("", markdown))]
