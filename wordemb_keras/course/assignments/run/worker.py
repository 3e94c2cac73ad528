"""The process in which one submission runs, and the process that it is forked from.

    python -m wordemb_keras.course.assignments.run.worker             one submission, over stdin
                                                                      and stdout
    python -m wordemb_keras.course.assignments.run.worker serve FD    imports and rehearses, then
                                                                      forks a worker for each socket
                                                                      that it gets

A worker leads a process group of its own, limits its memory and the files it may write, and
gets each cell and each call when it is its turn. No hidden cell is ever in its memory. Each
reply carries the number that came with the question, so that one prepared beforehand is seen.
"""

import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
from typing import Any

from wordemb_keras.course.assignments.run.channel import Channel

FILE_SIZE = 256 * 2**20
_UNFORKABLE = frozenset(("tensorflow", "torch", "jax"))  # once they have computed something
_DUMPABLE, _SUBREAPER = 4, 36  # PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, <sys/prctl.h>


def work(channel: Channel, shell: Any = None) -> None:
    """Run the cells and calls that come, one reply each, until the channel closes.

    Args:
        channel: to the supervisor.
        shell: one that has been warmed up. Default: a new one.
    """
    from wordemb_keras.course.assignments.run.integrity import Integrity
    from wordemb_keras.course.assignments.run.shell import Shell

    own = os.getpid()
    settings = channel.receive()
    if settings is None:
        return
    os.chdir(settings["folder"])
    _silence()
    _import(settings["imports"])
    shell = shell or Shell()
    integrity = Integrity(shell)
    _limit(settings["memory"])
    channel.send({"ready": own})
    while (message := channel.receive()) is not None:
        reply = _answer(message, shell, integrity)
        if os.getpid() != own:  # a fork made by the cell must not answer in our place
            os._exit(0)
        try:
            channel.send({**reply, "nonce": message["nonce"]})
        except (TypeError, ValueError) as error:  # an output that is no JSON
            shell.recorder.outputs = []
            shell.recorder.error(type(error).__name__, str(error), [])
            channel.send({"outputs": shell.recorder.outputs, "cut": 0, "nonce": message["nonce"]})


def _answer(message: dict[str, Any], shell: Any, integrity: Any) -> dict[str, Any]:
    if message.get("check") or "calls" in message:
        integrity.restore()
    if "cell" in message:
        outputs = shell.run(message["cell"])
        integrity.remember()
        return {"outputs": outputs, "cut": shell.recorder.cut}
    if "calls" in message:
        return {"results": shell.call(message["calls"], message["given"], message["hide"])}
    return {"changed": integrity.changed()}


def serve(control: socket.socket) -> None:
    """Import and rehearse, then fork a worker for every socket that comes over `control`.

    The given cells of an assignment run once before any submission, so that what they load and
    compile is there for all. Not with TensorFlow: after its first operation it has threads, which
    a fork would not have. Where only the cells bring it in, a new server goes without them.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers are reaped at once
    shield()
    gc.disable()  # what is imported stays: to look through it takes a tenth of the imports' time
    with control.makefile("rb") as reader, control.makefile("wb") as writer:
        channel = Channel(reader, writer)
        settings = channel.receive() or {"imports": [], "rehearsal": []}
        _import(settings["imports"])
        rehearsal = [] if _UNFORKABLE.intersection(sys.modules) else settings["rehearsal"]
        shell = _warm(rehearsal)
        forkable = not rehearsal or not _UNFORKABLE.intersection(sys.modules)
        channel.send({"ready": os.getpid(), "forkable": forkable})
    gc.collect()
    gc.freeze()  # shared pages stay shared
    gc.enable()
    while True:
        message, handles, *_ = socket.recv_fds(control, 1, 1)
        if not message:
            break
        worker = os.fork()
        if worker == 0:
            control.close()
            _forked(socket.socket(fileno=handles[0]), shell)
        os.close(handles[0])
        control.sendall(worker.to_bytes(8, "big"))


def shield() -> None:
    """Linux: no other process reads our memory, and orphans of our children become ours."""
    _prctl(_DUMPABLE, 0)
    _prctl(_SUBREAPER, 1)


def main() -> None:
    """Start as a worker or as a server."""
    if sys.argv[1:2] == ["serve"]:
        return serve(socket.socket(fileno=int(sys.argv[2])))
    handles = os.dup(0), os.dup(1)
    _close_in_forks(*handles)
    work(Channel(os.fdopen(handles[0], "rb"), os.fdopen(handles[1], "wb")))
    os._exit(0)


def _forked(connection: socket.socket, shell: Any) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        _prctl(_DUMPABLE, 1)  # or its own files in /proc would be closed to it
        _close_in_forks(connection.fileno())
        work(Channel(connection.makefile("rb"), connection.makefile("wb")), shell)
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


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _import(lines: list[str]) -> None:
    """Run import lines; one that fails will fail again, visibly, in its cell."""
    for line in lines:
        with contextlib.suppress(Exception):
            exec(line, {})


def _warm(cells: list[str]) -> Any:
    """A shell that has run cells and forgotten them.

    It has shown an error, too: that loads what shows errors, half a second's worth.
    """
    from wordemb_keras.course.assignments.run.shell import Shell

    shell = Shell()
    for cell in [*cells, "1 / 0"]:
        shell.run(cell)
    shell.ipython.reset(new_session=True)
    return shell


def _silence() -> None:
    """File descriptors 0, 1 and 2 lead nowhere; Python's streams are replaced cell by cell."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nowhere, handle)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123


def _limit(memory: int) -> None:
    """Limits of the system, where it has them; the supervisor watches besides."""
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


if __name__ == "__main__":
    main()
