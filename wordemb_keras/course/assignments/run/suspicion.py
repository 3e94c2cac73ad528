"""Attempts to cheat: seen in the text of a submission, and by canary cells that run after it.

Nothing here takes points away. It says where an instructor should look.
"""

import ast
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from wordemb_keras.course.assignments.calls import encode
from wordemb_keras.course.assignments.run.launcher import RoomLost, Worker
from wordemb_keras.course.assignments.run.processes import Died

if TYPE_CHECKING:
    from wordemb_keras.course.assignments.run.runner import Trace

PACKAGE = "wordemb_keras"
# Names that lead out of a cell: to its callers, to IPython, to other processes.
_NAMES = frozenset(
    (
        *("_getframe", "_current_frames", "currentframe", "f_back", "f_globals", "f_locals"),
        *("tb_frame", "gi_frame", "get_objects", "get_referrers", "get_referents"),
        *("builtins", "__builtins__", "__subclasses__", "ctypes", "meta_path", "recorder"),
        *("run_cell", "run_cell_async", "run_ast_nodes", "run_code", "set_custom_exc"),
        *("ast_transformers", "input_transformers_post", "input_transformers_cleanup"),
        *("input_transformer_manager", "settrace", "setprofile", "register_at_fork"),
        *("getppid", "killpg", "ptrace"),
    )
)
_TEXTS = re.compile(
    rf"/proc/|assignments[/.]\w*(?:source|variants)|{PACKAGE}[./]course|\.grading\b|BEGIN HIDDEN"
)
_REPLACED = frozenset(("np", "numpy", "builtins", "math", "IPython", "examples", "sys.modules"))


def canaries(worker: Worker, trace: "Trace") -> None:
    """A cell that must fail, one that must give a new number, a call that must give it back.

    Args:
        worker: has run all cells of a submission.
        trace: where suspicions go.
    """
    first, second = secrets.token_hex(8), secrets.token_hex(8)
    name = f"canary_{secrets.token_hex(4)}"
    value = [secrets.randbits(31), 0.5, first]
    call = {"name": name, "arguments": encode([value]), "options": encode({}), "then": None}
    try:
        fails = worker.ask({"cell": f"raise AssertionError({first!r})", "check": True})
        if not any(
            isinstance(output, Mapping) and output.get("evalue") == first
            for output in _listed(fails.get("outputs"))
        ):
            trace.suspect("a cell that must fail did not fail")
        source = f"def {name}(value): return value\n{first!r} + {second!r}"
        gives = worker.ask({"cell": source, "check": True})
        shown = [o.get("data") for o in _listed(gives.get("outputs")) if isinstance(o, Mapping)]
        if shown != [{"text/plain": repr(first + second)}]:
            trace.suspect("a cell did not give what it must give")
        back = _listed(worker.ask({"calls": [call], "given": "", "hide": []}).get("results"))
        if not back or not isinstance(back[0], Mapping) or back[0].get("value") != value:
            trace.suspect("a call did not give what it must give")
        for changed in _listed(worker.ask({"integrity": True}).get("changed"))[:10]:
            trace.suspect(f"replaced: {str(changed)[:80]}")
    except Died as death:
        if worker.forged:
            trace.suspect("a reply that nobody asked for")
        elif "time limit of the submission" not in str(death):
            trace.suspect("what runs after the last cell did not run to its end")
    except RoomLost:
        trace.note("the grader's process was ended after the last cell")


def borrowed(
    calls: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Answers that are functions of the course's own package: their names, and its modules.

    Args:
        calls: of one case.
        results: likewise.
    """
    for call, result in zip(calls, results, strict=True):
        origin = result.get("origin")
        if isinstance(origin, str) and origin.partition(".")[0] == PACKAGE:
            yield call["name"], origin[:100]


def spotted(source: str, imports: Iterable[str]) -> list[str]:
    r"""What in the text of a cell looks like an attempt, in words.

    Args:
        source: written by a student.
        imports: the import lines of the assignment itself.

    Example:

    >>> spotted("import sys\nsys._getframe(1).f_locals", [])
    ['_getframe', 'f_locals']
    >>> spotted("import numpy as np\nnp.isclose = lambda *_: True", [])
    ['assigns to np.isclose']
    >>> spotted("from wordemb_keras.onehot import one_hot", ["from wordemb_keras import BiLM"])
    ['imports wordemb_keras.onehot.one_hot']
    """
    allowed = {name for line in imports for name in _imported(ast.parse(line))}
    tree = _parsed(source)
    if tree is None:  # no Python: words must do
        return sorted(_NAMES.intersection(re.findall(r"\w+", source)))
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        for words in _of(node):
            found[words] = None
    for name in _imported(tree):
        if name.partition(".")[0] == PACKAGE and name not in allowed:
            found[f"imports {name}"] = None
    return sorted(found)


def _of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield node.id
    elif isinstance(node, ast.Attribute):
        if node.attr in _NAMES:
            yield node.attr
        if isinstance(node.ctx, ast.Store):
            place = ast.unparse(node.value)
            if place in _REPLACED or place.startswith("get_ipython()"):
                yield f"assigns to {place}.{node.attr}"
    elif isinstance(node, ast.Import | ast.ImportFrom):
        modules = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            modules.append(node.module or "")
        yield from sorted({name for name in modules if name.partition(".")[0] in _NAMES})
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if hit := _TEXTS.search(node.value):
            yield hit[0]
        elif node.value in _NAMES:  # getattr(sys, "_getframe")
            yield node.value


def _imported(tree: ast.AST) -> list[str]:
    """What is imported, with dots: `wordemb_keras.onehot.one_hot`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _parsed(source: str) -> ast.Module | None:
    """Magics and shell lines are no Python; the rest of their cell is."""
    kept = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
    try:
        return ast.parse(kept)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
