"""The process in which one submission runs, and the process that it is forked from.

Two ways to start, one protocol (a length of four bytes, then JSON):

    python -m wordemb_keras.course.assignments.run.worker             talks over stdin and stdout
    python -m wordemb_keras.course.assignments.run.worker serve FD    imports first, then forks a
                                                           worker for each socket it gets

A worker leads a process group of its own, limits its memory and the files it
may write, and gets each cell when it is that cell's turn: no hidden test is in
its memory before. It imports nothing of the grader.
"""

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys
from typing import Any, BinaryIO

FILE_SIZE = 256 * 2**20
LARGEST = 64 * 2**20  # of one message
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, <sys/prctl.h>


class Channel:
    """Messages over a pair of binary streams."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader, self._writer = reader, writer

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        content = json.dumps(message).encode()
        self._writer.write(len(content).to_bytes(4, "big") + content)
        self._writer.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next message; None at the end, or where what came is no message."""
        head = self._reader.read(4)
        size = int.from_bytes(head, "big") if head and len(head) == 4 else 0
        if not 0 < size <= LARGEST:
            return None
        content = self._reader.read(size)
        try:
            message = json.loads(content) if content and len(content) == size else None
        except ValueError:
            return None
        return message if isinstance(message, dict) else None


def work(channel: Channel) -> None:
    """Run the cells that come, one reply each, until the channel closes."""
    from wordemb_keras.course.assignments.run.shell import Shell

    own = os.getpid()
    settings = channel.receive()
    if settings is None:
        return
    os.chdir(settings["folder"])
    _silence()
    _import(settings["imports"])
    shell = Shell()
    _limit(settings["memory"])
    channel.send({"ready": own})
    while (message := channel.receive()) is not None:
        outputs = shell.run(message["source"], keep=not message["hidden"])
        if os.getpid() != own:  # a fork made by the cell must not answer in our place
            os._exit(0)
        reply = {"outputs": outputs, "cut": shell.recorder.cut}
        try:
            channel.send(reply)
        except (TypeError, ValueError) as error:  # an output that is no JSON
            shell.recorder.outputs = []
            shell.recorder.error(type(error).__name__, str(error), [])
            channel.send({"outputs": shell.recorder.outputs, "cut": 0})


def serve(control: socket.socket) -> None:
    """Import, then fork a worker for every socket that comes over `control`."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers are reaped at once
    _adopt_orphans()
    _preload(Channel(control.makefile("rb"), control.makefile("wb")))
    gc.collect()
    gc.freeze()  # shared pages stay shared
    worker = 0
    while True:
        message, handles, *_ = socket.recv_fds(control, 1, 1)
        if not message:
            break
        worker = os.fork()
        if worker == 0:
            control.close()
            _forked(socket.socket(fileno=handles[0]))
        os.close(handles[0])
        control.sendall(worker.to_bytes(8, "big"))
    if worker:  # the grader is gone: nobody watches the last worker any more
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker, signal.SIGKILL)


def main() -> None:
    """Start as a worker or as a server."""
    if sys.argv[1:2] == ["serve"]:
        return serve(socket.socket(fileno=int(sys.argv[2])))
    handles = os.dup(0), os.dup(1)
    _close_in_forks(*handles)
    _adopt_orphans()
    work(Channel(os.fdopen(handles[0], "rb"), os.fdopen(handles[1], "wb")))
    os._exit(0)


def _forked(connection: socket.socket) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        _adopt_orphans()
        _close_in_forks(connection.fileno())
        work(Channel(connection.makefile("rb"), connection.makefile("wb")))
    finally:
        os._exit(0)


def _close_in_forks(*handles: int) -> None:
    """A fork made by a student's cell would hold the connection open after our own end."""

    def close() -> None:
        for handle in handles:
            with contextlib.suppress(OSError):
                os.close(handle)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=close)


def _preload(channel: Channel) -> None:
    _import((channel.receive() or {"imports": []})["imports"])
    channel.send({"ready": os.getpid()})


def _import(lines: list[str]) -> None:
    """Run import lines; one that fails will fail again, visibly, in its cell."""
    for line in lines:
        with contextlib.suppress(Exception):
            exec(line, {})


def _silence() -> None:
    """File descriptors 0, 1 and 2 lead nowhere; Python's streams are replaced cell by cell."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nowhere, handle)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123


def _limit(memory: int) -> None:
    """Limits of the system, where it has them; the grader watches besides."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            mapped = int(file.read().split()[0]) * resource.getpagesize()
        # Libraries reserve address space that they never use: four times leaves them room.
        most = mapped + 4 * memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _adopt_orphans() -> None:
    """Linux: a grandchild whose parent ended becomes ours, so that it can be found."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


if __name__ == "__main__":
    main()
