"""What a submission has changed of Python, NumPy, IPython and the checks themselves.

Before each check and each call the originals are put back. Points of generated cases do not
depend on it, as their results are compared in another process; but whoever replaces
`np.isclose` has tried, and the instructor should know.
"""

import builtins
import contextlib
import math
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from wordemb_keras.course.assignments import calls, examples
from wordemb_keras.course.assignments.author import judge
from wordemb_keras.course.assignments.run import channel, shell

MOST = 10  # names in one answer
_MODULES = {"builtins": builtins, "np": np, "np.linalg": np.linalg, "math": math}
_OURS = (calls, judge, examples, channel, shell)
_CLASSES = (examples.Examples, channel.Channel, shell.Shell, shell.Recorder)
_MISSING = object()


class Integrity:
    """What there was before the first cell.

    Args:
        owner: the shell that will run the cells.
    """

    def __init__(self, owner: shell.Shell) -> None:
        self._owner = owner
        self._before = [
            (label, place, name, thing)
            for label, place in self._places()
            for name, thing in list(vars(place).items())
            if callable(thing) and name != "_"
        ]
        self._changed: dict[str, None] = {}
        self._examples: examples.Examples | None = None
        self._told: dict[str, Any] = {}  # what `examples` was made with

    def remember(self) -> None:
        """Keep `examples` as the first cells have made it."""
        now = self._owner.names.get("examples")
        if self._examples is None and type(now) is examples.Examples:
            self._examples, self._told = now, dict(vars(now))

    def restore(self) -> None:
        """Put back what has been replaced; remember its name."""
        for label, place, name, thing in self._before:
            if vars(place).get(name, _MISSING) is not thing:
                self._changed[f"{label}.{name}"] = None
                with contextlib.suppress(Exception):
                    setattr(place, name, thing)
        self._restore_examples()
        own = vars(self._owner.ipython)
        for name in [n for n in own if callable(getattr(type(self._owner.ipython), n, None))]:
            if _made_in_a_cell(own[name]):
                self._changed[f"get_ipython().{name}"] = None
                del own[name]

    def changed(self) -> list[str]:
        """The names of what was replaced, and of hooks that a cell has set."""
        self.restore()
        found = [*self._changed, *(name for name, hook in self._hooks() if _made_in_a_cell(hook))]
        if self._owner.ipython.custom_exceptions:
            found.append("a handler of exceptions")
        return list(dict.fromkeys(found))[:MOST]

    def _restore_examples(self) -> None:
        """What the checks ask has a common name: a list of that name is no attempt to cheat."""
        self.remember()
        now = self._owner.names.get("examples")
        if self._examples is None:
            return
        if type(now) is examples.Examples and vars(now).keys() == self._told.keys():
            return  # the set-up cell, run once more
        if hasattr(now, "call"):  # it imitates, or something was set in it
            self._changed["examples"] = None
        vars(self._examples).clear()
        vars(self._examples).update(self._told)
        self._owner.names["examples"] = self._examples

    def _places(self) -> Iterator[tuple[str, Any]]:
        """Modules and classes in which a cell has no business to replace anything."""
        yield from _MODULES.items()
        yield from ((module.__name__.rpartition(".")[2], module) for module in _OURS)
        kinds = (*_CLASSES, *type(self._owner.ipython).__mro__[:2])
        yield from ((kind.__name__, kind) for kind in kinds)

    def _hooks(self) -> Iterator[tuple[str, Any]]:
        """Where Python and IPython let code hook in; libraries do so as well."""
        ipython = self._owner.ipython
        for name, hooks in ipython.events.callbacks.items():
            yield from ((f"the event {name}", hook) for hook in hooks)
        manager = ipython.input_transformer_manager
        for kind in ("cleanup_transforms", "line_transforms", "token_transformers"):
            yield from (("an input transformer", hook) for hook in getattr(manager, kind, ()))
        yield from (("an input transformer", h) for h in ipython.input_transformers_post)
        yield from (("an AST transformer", hook) for hook in ipython.ast_transformers)
        yield from (("an import hook", hook) for hook in (*sys.meta_path, *sys.path_hooks))
        yield from (("sys.settrace", sys.gettrace()), ("sys.setprofile", sys.getprofile()))
        yield from (("sys.displayhook", sys.displayhook), ("sys.excepthook", sys.excepthook))


def _made_in_a_cell(hook: Any) -> bool:
    """Functions and classes of a notebook belong to `__main__`, methods to their object."""
    hook = getattr(hook, "__self__", None) or hook if callable(hook) else hook
    modules = (getattr(hook, "__module__", None), type(hook).__module__)
    return "__main__" in modules
