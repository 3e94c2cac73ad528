"""Writing files so that an interrupted run loses nothing that was there before."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any


@contextlib.contextmanager
def atomic_write(path: str | os.PathLike, mode: str = "w") -> Iterator[IO[Any]]:
    r"""Open a temporary file beside `path` and rename it to `path` at the end.

    If the block raises, the temporary file is removed and whatever stood under
    `path` stays as it was. Text is written as UTF-8 with `"\n"` line ends.

    Args:
        path: the final name. Its folder is created if it is missing.
        mode: `"w"` for text or `"wb"` for bytes.

    Example:

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.txt"
    >>> with atomic_write(path) as file:
    ...     _ = file.write("안녕")
    >>> path.read_text(encoding="utf-8")
    '안녕'
    """
    if mode not in ("w", "wb"):
        raise ValueError(f'`mode` must be "w" or "wb". Received: mode={mode!r}')
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text: dict[str, Any] = {} if mode == "wb" else {"encoding": "utf-8", "newline": "\n"}
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, mode, **text) as file:
            yield file
        _give_usual_permissions(temporary)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def where_not_utf8(path: str | os.PathLike) -> str:
    """An error message for a text file that is not UTF-8: which line, and what to do."""
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return (
                    f"{path}, line {number}: not UTF-8 ({error.reason} at byte {error.start} of "
                    "the line). Save the file as UTF-8, or read it with its own encoding and pass "
                    "token lists."
                )
    return f"{path} is not UTF-8"


def _give_usual_permissions(path: str) -> None:
    """`mkstemp` makes private files; a result should be as readable as any other."""
    umask = os.umask(0)
    os.umask(umask)
    Path(path).chmod(0o666 & ~umask)
