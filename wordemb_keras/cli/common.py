"""What the commands share: groups loaded on use, errors for people, progress bars."""

import contextlib
import difflib
import errno
import importlib
import inspect
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import click

from wordemb_keras import quiet

# What a user can mend is shown as one message; anything else is a bug and keeps its traceback.
MENDABLE = (OSError, ValueError, ImportError, FloatingPointError, MemoryError)

NEXT_STEPS = {
    errno.ENOENT: "Check the path.",
    errno.EISDIR: "Name a file.",
    errno.EACCES: "Close it in other programs, change its permissions, or choose another place.",
    errno.EROFS: "Choose another folder.",
    errno.EFBIG: "Choose another disk; FAT32 holds 4 GB a file.",
    errno.ENOSPC: "Make room and run it again.",
    errno.EDQUOT: "Make room and run it again.",
}

_MARKED = re.compile(r"`(\w+)(?:=\"?([^\"`]*)\"?)?`")  # `limit`, `errors="skip"`


class Stopped(click.ClickException):
    """Ctrl-C, with the exit code that shells give it."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("Stopped. No half-written file is left behind.")

    def show(self, file: Any = None) -> None:
        """The `^C` of the terminal and a progress bar keep their line."""
        click.echo(f"\n{self.message}", err=True)


class Command(click.Command):
    """A command whose errors speak of its options: `--min-count`, not `min_count`."""

    def __init__(self, name: str | None = None, *, help: str | None = None, **kwargs: Any):
        super().__init__(name, help=_with_example(help), **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        names = {str(parameter.name): _as_typed(parameter) for parameter in self.params}
        first = next(iter(names.values()), "")  # TEXT, VECTORS: what the library calls its source
        source = dict.fromkeys(("source", "sentences", "text", "x"), first)
        options = {**source, **names}
        with errors_for_people(options), warnings.catch_warnings():
            warnings.showwarning = lambda text, *_, **__: say(
                f"Warning: {_as_options(text, options)}"
            )
            return super().invoke(ctx)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def __init__(self, name: str | None = None, *, help: str | None = None, **kwargs: Any):
        super().__init__(name, help=_with_example(help), **kwargs)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple:
        """The command that was typed; a misspelt one is answered with the one it is like."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            close = difflib.get_close_matches(args[0], self.list_commands(ctx), 1)
            if not close or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {close[0]!r}?", ctx) from error


class LazyGroup(Group):
    """The group at the top: other groups are imported when they are used.

    Args:
        lazy: for each group `"module:name"`. One whose module is not there is left out.
        **kwargs: as for `click.Group`.
    """

    def __init__(self, *, lazy: dict[str, str], **kwargs: Any):
        super().__init__(**kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        here = [name for name in self.lazy if self.get_command(ctx, name) is not None]
        return sorted([*super().list_commands(ctx), *here])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name; `None` if there is none."""
        if name not in self.lazy:
            return super().get_command(ctx, name)
        module, _, attribute = self.lazy[name].partition(":")
        try:
            return getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            if error.name and module.startswith(error.name):
                return None
            raise

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run what was typed."""
        quiet.tensorflow()
        for stream in (sys.stdout, sys.stderr):
            # Korean on a console whose code page lacks it: question marks instead of a crash.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_, **__: say(f"Warning: {message}")
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, also one that comes from elsewhere."""
        with errors_for_people({}):
            return super().invoke(ctx)


@contextlib.contextmanager
def errors_for_people(options: dict[str, str]) -> Iterator[None]:
    """Turn errors that a user can mend into one message, and Ctrl-C into exit code 130.

    Args:
        options: names of the library's arguments, and what to call them instead.
    """
    try:
        yield
    except (click.ClickException, BrokenPipeError):  # of `... | head`: click ends quietly
        raise
    except KeyboardInterrupt as error:
        raise Stopped from error
    except click.Abort as error:  # at a question: Ctrl-C, or "no"
        if isinstance(error.__context__, KeyboardInterrupt):
            raise Stopped from error
        raise
    except Exception as error:
        if not isinstance(error, MENDABLE) and not _next_step(error):
            raise
        raise click.ClickException(_message(error, options)) from error


def _with_example(text: str | None) -> str:
    """The lines of the example stay as they are: click wraps what has no such mark."""
    return inspect.cleandoc(text or "").replace("\nExample:", "\n\b\nExample:")


def _as_typed(parameter: click.Parameter) -> str:
    """`--min-count` of an option, `TEXT` of an argument."""
    if isinstance(parameter, click.Argument):
        return str(parameter.name).upper()
    return max(parameter.opts, key=len)


def _next_step(error: Exception) -> str:
    """What to do about an error of another library that does not say so itself."""
    text = str(error)
    if isinstance(error, ImportError) and error.name in ("jax", "openvino", "torch"):
        return "Keras is set to use it. Set the variable KERAS_BACKEND to tensorflow"
    if text.startswith("Unable to import backend"):  # a misspelt one
        return "Set the variable KERAS_BACKEND to tensorflow"
    if text.startswith("cannot cache function"):  # Numba: package and home are read-only
        return "Set the variable NUMBA_CACHE_DIR to a folder that can be written to"
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return "Not enough memory: close other programs, or ask for fewer words or smaller vectors"
    return ""


def _message(error: Exception, options: dict[str, str]) -> str:
    text = str(error)
    if step := _next_step(error):
        text = re.sub(r"^\{\{.*?\}\} | on /job:.*", "", text, flags=re.DOTALL)  # TensorFlow's frame
        text = f"{text}. {step}.".lstrip(". ")
    elif isinstance(error, UnicodeDecodeError):
        text = f"The file is not UTF-8 ({text}). Save it as UTF-8."
    elif isinstance(error, OSError) and error.strerror:
        what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        text = f"{what}. {NEXT_STEPS.get(error.errno or 0, '')}".strip()
    return _as_options(text, options)


def _as_options(text: object, options: dict[str, str]) -> str:
    """A message with the options of the command for the arguments that it names."""
    return _MARKED.sub(lambda found: _typed(found, options), str(text))


def _typed(found: re.Match[str], options: dict[str, str]) -> str:
    """`errors="skip"` as one types it, --errors skip, if the command has this option."""
    name, value = found.groups()
    option = options.get(name, "")
    if value is None:
        return option or found[0]
    return f"{option} {value}" if option.startswith("--") else found[0]


# --- on a terminal, and elsewhere ---------------------------------------------------------------


def bars() -> int:
    """`verbose` for tqdm's bars: on a terminal only."""
    return int(sys.stderr.isatty())


def keras_bars() -> int:
    """`verbose` for Keras: a bar on a terminal, elsewhere a line for each epoch."""
    return 1 if sys.stdout.isatty() else 2


def say(text: str) -> None:
    """A remark for people, beside the output."""
    click.echo(text, err=True)
