"""Sphinx settings of the course's pages, the same for both languages (`build.py` sets which)."""

import sys
from pathlib import Path

from wordemb_keras import __version__

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS / "extensions"))

project = "wordemb_keras"
release = __version__
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "markdown_docstrings",
    "mathml",
    "korean_search",
]
language = "en"
locale_dirs = ["../locale"]  # next to the staged sources
root_doc = "index"
exclude_patterns = ["files/**"]
templates_path = ["templates"]
highlight_language = "text"

# Pages: Markdown and notebooks that have run already.
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_update_mathjax = False
nb_execution_mode = "off"
nb_output_stderr = "remove"  # progress bars
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # their default comes from a CDN

# API: docstrings as Keras writes them.
autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False
autodoc_class_signature = "mixed"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
add_module_names = False
toc_object_entries_show_parents = "hide"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = ["Input shape", "Output shape", "What differs from the original"]

# HTML that asks no other host for anything.
_korean = (
    "'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', "
    "'NanumBarunGothic', 'NanumGothic', 'UnDotum'"
)
_fonts = {
    "font-stack": f"system-ui, -apple-system, 'Segoe UI', Roboto, {_korean}, sans-serif",
    "font-stack--monospace": "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', "
    f"'D2Coding', 'NanumGothicCoding', 'Noto Sans Mono CJK KR', {_korean}, monospace",
}
html_theme = "furo"
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": _fonts,
    "dark_css_variables": _fonts,
    "top_of_page_buttons": [],
}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/languages.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
_TITLES = {"ko": "워드 임베딩, 케라스로", "en": "Word embeddings in Keras"}
_PROMPTS = {"ko": ("{type} 보기", "{type} 숨기기"), "en": ("Show {type}", "Hide {type}")}


def _for_language(app, config):
    """What the language decides; `-D language=ko` is known only now."""
    config.html_title = _TITLES[config.language]
    config.nb_code_prompt_show, config.nb_code_prompt_hide = (
        prompt.replace("{type}", "코드" if config.language == "ko" else "the code")
        for prompt in _PROMPTS[config.language]
    )


def setup(app):
    """Called by Sphinx."""
    app.connect("config-inited", _for_language, priority=100)
