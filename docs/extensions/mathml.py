"""Formulas as MathML: every browser of today draws it itself, without a script or a font."""

from docutils import nodes
from latex2mathml.converter import convert


def visit_inline(translator, node):
    """`$x$` within a line."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def visit_block(translator, node):
    """`$$x$$` on its own; a wide one scrolls in its box."""
    formula = convert(node.astext(), display="block")
    translator.body.append(f'<div class="formula">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app):
    """Called by Sphinx."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
