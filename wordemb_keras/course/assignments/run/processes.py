"""Processes and their descendants: which there are, and their end."""

import contextlib

import psutil


class Died(Exception):
    """A worker ended or had to be ended; the message says why, in a few words."""


def tree(pid: int) -> list[psutil.Process]:
    """A process and its descendants; empty where it has ended.

    Args:
        pid: the process.
    """
    try:
        process = psutil.Process(pid)
        if not runs(process):
            return []
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def runs(process: psutil.Process) -> bool:
    """Whether it has not ended, not even as a zombie that nobody has asked for yet."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def end(processes: list[psutil.Process]) -> None:
    """Kill them; wait until they are gone."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=1)
