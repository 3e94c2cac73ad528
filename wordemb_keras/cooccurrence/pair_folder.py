"""The folder of pair files while it is made (section 9-2): all of it, or nothing.

    folder/
      unfinished/<hash of the plan>/
        plan.json           what is counted and how
        words-*, pairs-*    what the tasks have done so far
        vocabulary.txt, 00000.npy ...   the result
        about.json          written when the result is complete

Then the result moves up, file by file, about.json last: it is the sign that all is there. Before
that moment nothing outside `unfinished` has been touched. The hash is of everything that the
result depends on, so what another plan has left behind is never taken for this one's.

Reference: J. Gray, A. Reuter (1993), Transaction Processing, chapter 10 (a log, then the change)
"""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

from wordemb_keras.cooccurrence.pair_layout import ABOUT, FORMAT, UNFINISHED, VOCABULARY, cells_name
from wordemb_keras.files import atomic_write

_WORKPLACE = re.compile(r"[0-9a-f]{16}")  # what a plan's own folder is called
_NOT_IN_THE_RESULT = ("memory_limit",)  # changes the pieces, not the counts


class PairFolder:
    """The place of one counting; nothing is written before `open`.

    Args:
        folder: where the result goes.
        plan: what is counted and how, plain values; the same plan goes on where it was stopped.

    Attributes:
        work: where the tasks write; tasks that run elsewhere must see it.
        finished: whether the result is there already.

    Raises:
        ValueError: the folder holds something else, or another counting.
    """

    def __init__(self, folder: Path, plan: dict[str, Any]):
        self.folder, self.plan = folder, plan
        text = json.dumps([FORMAT, plan], sort_keys=True, ensure_ascii=False)
        name = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self.work = folder / UNFINISHED / name
        self.finished = self._look()

    def open(self) -> bool:
        """Make the workplace; `True` if the result in it is complete and has only to move up."""
        self.work.mkdir(parents=True, exist_ok=True)
        with atomic_write(self.work / "plan.json") as file:
            json.dump(self.plan, file, ensure_ascii=False, indent=1)
        return (self.work / ABOUT).exists()

    def complete(self, about: dict[str, Any]) -> None:
        """Say that the result in the workplace is complete."""
        with atomic_write(self.work / ABOUT) as file:
            json.dump({**about, "plan": self.plan}, file, ensure_ascii=False, indent=1)

    def move_up(self) -> None:
        """Move the result to its place and delete the workplace; may be repeated."""
        self._look()  # someone may have put files here meanwhile
        for name in _result(self.work):
            if (self.work / name).exists():  # otherwise it has moved before
                (self.work / name).replace(self.folder / name)
        (self.work / ABOUT).replace(self.folder / ABOUT)
        self.clean()

    def clean(self) -> None:
        """Delete the workplaces; no other plan can come to its end in this folder now."""
        unfinished = self.folder / UNFINISHED
        for work in _inside(unfinished):
            if _WORKPLACE.fullmatch(work.name):
                shutil.rmtree(work, ignore_errors=True)
        if unfinished.is_dir() and not _inside(unfinished):
            shutil.rmtree(unfinished, ignore_errors=True)

    def _look(self) -> bool:
        """Whether the result is there; raises if the folder is not ours."""
        if self.folder.exists() and not self.folder.is_dir():
            raise ValueError(f"`folder` must be a folder. Received: the file {self.folder}")
        before = _plan_of(self.folder / ABOUT)
        if before is not None:
            self._check_same(before)
            return True
        moved = _result(self.work) if (self.work / ABOUT).exists() else []
        strangers = [each for each in _inside(self.folder) if each.name not in (UNFINISHED, *moved)]
        strangers += [
            each
            for each in _inside(self.folder / UNFINISHED)
            if not (_WORKPLACE.fullmatch(each.name) and each.is_dir())
        ]
        if strangers:
            names = ", ".join(str(each.relative_to(self.folder)) for each in strangers[:3])
            raise ValueError(
                f"`folder` must be new, empty, or hold this counting. Received: {self.folder} "
                f"holds {names}{', ...' if len(strangers) > 3 else ''}. Nothing in it was changed. "
                "Name another folder"
            )
        return False

    def _check_same(self, before: dict[str, Any]) -> None:
        for name, value in self.plan.items():
            if name in _NOT_IN_THE_RESULT:
                continue
            if before.get(name) != value:
                raise ValueError(
                    f"`folder` {self.folder} belongs to another counting: its {name} is "
                    f"{before.get(name)!r}, here it is {value!r}. Name another folder, "
                    "or delete this one"
                )


def _inside(folder: Path) -> list[Path]:
    """What lies in a folder, without what systems put there unasked."""
    if not folder.is_dir():
        return []
    unasked = ("desktop.ini", "Thumbs.db")
    found = (e for e in folder.iterdir() if e.name[0] != "." and e.name not in unasked)
    return sorted(found)


def _result(work: Path) -> list[str]:
    """The names of the files that move up, about.json left out."""
    about = json.loads((work / ABOUT).read_text(encoding="utf-8"))
    return [VOCABULARY, *(cells_name(k) for k in range(len(about["files"])))]


def _plan_of(about: Path) -> dict[str, Any] | None:
    """The plan in an about.json; `None` if there is none, or it is some other program's."""
    if not about.exists():
        return None
    try:
        found = json.loads(about.read_text(encoding="utf-8"))
        return found["plan"] if found["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        return None
