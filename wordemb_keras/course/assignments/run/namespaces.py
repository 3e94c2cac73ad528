"""A closed room made with the kernel's own calls, then a program started in it.

    python -I -S namespaces.py PLAN PROGRAM ARGUMENTS...

The steps of bubblewrap: new namespaces (mounts, processes, network, ...; of users, too, where
we are not root), a new root in memory into which the folders of the plan are bound read-only,
the old root let go, all capabilities dropped. Root becomes nobody; anyone else is nobody by
the map of user ids. Needs Linux 5.12 (`mount_setattr` makes a whole tree read-only at once).

References: `man 7 namespaces`, `man 2 mount_setattr`, `man 2 pivot_root`.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

# <sched.h>, <sys/mount.h>, <linux/mount.h>, <sys/prctl.h>
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
NOSUID, NODEV, NOEXEC, BIND, REC, PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, AT_RECURSIVE, AT_FDCWD = 1, 2, 0x8000, -100
MOUNT_SETATTR, PIVOT_ROOT = 442, {"x86_64": 155, "aarch64": 41}
PDEATHSIG, CAPBSET_DROP, NO_NEW_PRIVS = 1, 24, 38
ROOT = "/tmp"  # where the new root is put together

libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> None:
    """A call of the C library that must not fail."""
    if getattr(libc, name)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Put a file system, or a folder as one, over a folder."""
    call("mount", source.encode(), target.encode(), kind.encode(), flags, data.encode())


def main() -> None:
    """Make the room and start the program in it."""
    plan, program = json.loads(sys.argv[1]), sys.argv[2:]
    user, group = os.getuid(), os.getgid()
    root = user == 0
    flags = NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | (0 if root else NEWUSER)
    call("unshare", flags)
    if not root:
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{plan['nobody']} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{plan['nobody']} {group} 1", "ascii")
    child = os.fork()  # only a child is in the new namespace of processes, as number 1
    if child:
        for handle in (0, 1):
            os.close(handle)
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 255)
    furnish(plan)
    drop(plan["nobody"], root=root)
    os.execv(program[0], program)


def furnish(plan: dict[str, Any]) -> None:
    """The new root with what the plan shows, in place of the old one."""
    handles = {path: os.open(path, os.O_PATH) for path in plan["shown"]}  # /tmp is covered soon
    mount("none", "/", "", REC | PRIVATE)
    mount("tmpfs", ROOT, "tmpfs", NOSUID | NODEV, "mode=0755")
    for path, handle in handles.items():
        place(ROOT + path, folder=Path(f"/proc/self/fd/{handle}").is_dir())
        mount(f"/proc/self/fd/{handle}", ROOT + path, "", BIND | REC)
        os.close(handle)
    for path, to in plan["links"].items():
        Path(ROOT + path).parent.mkdir(parents=True, exist_ok=True)
        Path(ROOT + path).symlink_to(to)
    for path in plan["hidden"]:
        mount("tmpfs", ROOT + path, "tmpfs", NOSUID | NODEV, "size=4k,mode=0555")
    for folder in ("/proc", "/dev", plan["scratch"]):
        Path(ROOT + folder).mkdir(parents=True, exist_ok=True)
    attributes = (ctypes.c_uint64 * 4)(ATTR_RDONLY | ATTR_NOSUID, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    pointer = ctypes.byref(attributes)
    call("syscall", MOUNT_SETATTR, AT_FDCWD, ROOT.encode(), AT_RECURSIVE, pointer, size)
    mount("proc", ROOT + "/proc", "proc", NOSUID | NODEV | NOEXEC)
    devices(ROOT + "/dev")
    room = f"size={plan['size']},mode=1777"
    mount("tmpfs", ROOT + plan["scratch"], "tmpfs", NOSUID | NODEV, room)
    os.chdir(ROOT)
    call("syscall", PIVOT_ROOT[os.uname().machine], b".", b".")  # the old root lies over the new
    call("umount2", b".", DETACH)
    os.chdir(plan["scratch"])


def devices(folder: str) -> None:
    """The few files of /dev that programs need, and shared memory."""
    mount("tmpfs", folder, "tmpfs", NOSUID, "size=64m,mode=0755")
    for name in ("null", "zero", "full", "random", "urandom"):
        place(f"{folder}/{name}", folder=False)
        mount(f"/dev/{name}", f"{folder}/{name}", "", BIND)
    for name, to in {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1"}.items():
        Path(folder, name).symlink_to(to)
    with contextlib.suppress(OSError):  # terminals, which `!ls` in a notebook asks for
        Path(folder, "pts").mkdir()
        options = "newinstance,ptmxmode=0666,mode=0620"
        mount("devpts", f"{folder}/pts", "devpts", NOSUID | NOEXEC, options)
        Path(folder, "ptmx").symlink_to("pts/ptmx")
    Path(folder, "shm").mkdir()
    Path(folder, "shm").chmod(0o1777)


def drop(nobody: int, *, root: bool) -> None:
    """No capability is left after the next `exec`, and none can come back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for capability in range(64):
        libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    if root:
        os.setgroups([])
        os.setresgid(nobody, nobody, nobody)
        os.setresuid(nobody, nobody, nobody)
    call("prctl", NO_NEW_PRIVS, 1, 0, 0, 0)
    call("prctl", PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def place(target: str, *, folder: bool) -> None:
    """Something to mount on: a folder for a folder, an empty file for a file."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    if folder:
        Path(target).mkdir(exist_ok=True)
    else:
        Path(target).touch()


if __name__ == "__main__":
    main()
