"""Whose each file is, as its path says: the platform's id, else the folder, else the name.

    Kim Minsu_8812_assignsubmission_file_/hw.ipynb   Moodle: Kim Minsu, 8812
    kimminsu_10234_55821_ch9_2_glove-1.ipynb         Canvas: kimminsu, 10234
    kimminsu_LATE_10234_55821_hw.ipynb               Canvas, late
    김민수/아무 이름.ipynb, 김민수.zip               the folder, or the zip in it
    ch9_2_glove_김민수.ipynb                         what is left of the file name

Files in different folders are never one student's, unless one folder lies in the other. Several
files in one folder are one student's, unless their names are those of different people, as in
the folder of a section, or name nobody and lie in the folder of the class.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from wordemb_keras.course.assignments.collect.submissions import CANVAS, MOODLE, is_notebook

_COPY = re.compile(r"(?:[ _-]*(?:\(\d+\)|copy\d*|의 사본|사본))+$|(?<=\w)-\d{1,2}$", re.IGNORECASE)
_COPY_OF = re.compile(r"^(?:copy of |사본 - )", re.IGNORECASE)
# Words of file and folder names that name nobody.
_NOBODY = re.compile(
    r"assignments?|homeworks?|submissions?|submitted|notebooks?|untitled|answers?|solutions?|"
    r"files?|folders?|class(?:es)?|sections?|groups?|teams?|weeks?|final|last|new|old|draft|backup|"
    r"hw|ch|ver|v|week|copy|late|test|work|과제물?|숙제|제출물?|제출|답안?|최종본?|수정본?|진짜|"
    r"분반|학기|주차|조|반|폴더|파일|노트북|사본|복사본|의|차|장|late",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Owner:
    """Whose a file is.

    Args:
        label: a name that no other student of the class has.
        identity: the id of the learning platform, or an empty string.
        name: the name as the path has it.
        source: what tells this student from others: the id, or the folder and the name in it.
        late: whether the platform's file name says so.
    """

    label: str
    identity: str
    name: str
    source: tuple[str, ...]
    late: bool = False


def owners(
    paths: Sequence[str], tasks: Sequence[str], named: Sequence[str] | None = None
) -> list[Owner]:
    """Whose each file of a class is.

    Args:
        paths: of the files, in NFC, with `/` between folders.
        tasks: the name of each file's assignment, such as `ch9_2_glove`.
        named: the paths that a platform may have named: of the zips that files lay in, else theirs.

    Example:

    >>> [o.label for o in owners(["Kim/hw.ipynb", "Lee/hw.ipynb"], ["ch9_2"] * 2)]
    ['Kim', 'Lee']
    >>> [o.label for o in owners(["kim_17_1_a.ipynb", "kim_18_2_a.ipynb"], ["ch9_2"] * 2)]
    ['kim (17)', 'kim (18)']
    """
    platform = [_moodle(path) for path in paths]
    named = paths if named is None else named
    canvas = _canvas({path for path, known in zip(named, platform, strict=True) if not known})
    found: list[Owner | None] = [
        known or canvas.get(path) for path, known in zip(named, platform, strict=True)
    ]
    rest = [n for n, owner in enumerate(found) if owner is None]
    by_folder = _by_folder([paths[n] for n in rest], [tasks[n] for n in rest])
    for n, owner in zip(rest, by_folder, strict=True):
        found[n] = owner
    return _told_apart([owner for owner in found if owner is not None])


def name_of(path: str, task: str) -> str:
    """What is left of a file name without the assignment's name and signs of a copy.

    Example:

    >>> name_of("반 1/ch9_2_glove_김민수.ipynb", "ch9_2_glove")
    '김민수'
    >>> name_of("김민수/ch9_2_glove (1).ipynb", "ch9_2_glove")
    ''
    """
    name = _COPY_OF.sub("", stem_of(path))
    name = re.sub(re.escape(task), " ", _COPY.sub("", name), flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", name).strip(" _-.·")


def stem_of(path: str) -> str:
    """A file name without its ending, be it `.ipynb` or `.ipynb.txt`."""
    stem = re.sub(r"\.ipynb\.\w+$", "", PurePosixPath(path).name, flags=re.IGNORECASE)
    return re.sub(r"(?<=.)(?:\.tar)?\.[A-Za-z]\w{0,5}$", "", stem, flags=re.IGNORECASE)


def own_name(stem: str, of_platform: bool) -> str:
    """What the student called the file, without what Canvas put before it."""
    return CANVAS.sub("", stem) if of_platform else stem


def people(name: str) -> str:
    """What in a name may name a person: words without those of tasks, copies and numbers.

    Example:

    >>> people("김민수_과제 (최종)"), people("hw_final 2"), people("20231234 kim")
    ('김민수', '', '20231234 kim')
    """
    words = re.findall(r"[^\W\d_]+|\d+", name)
    return " ".join(
        word
        for word in words
        if not _NOBODY.fullmatch(word) and not (word.isdigit() and len(word) < 5)
    )


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: Hangul of 2 to 4 syllables, a capital, a long number.

    Example:

    >>> is_person("김민수 과제"), is_person("Kim"), is_person("20231234"), is_person("hw")
    (True, True, True, False)
    """
    return bool(re.search(r"\b(?:[가-힣]{2,4}|[A-Z][^\W\d_]+|\d{5,})\b", people(name)))


def _moodle(path: str) -> Owner | None:
    for part in PurePosixPath(path).parts:  # the platform's own, whatever the file is called
        if found := MOODLE.search(part):
            name = part[: found.start()]
            return Owner(name, found[1], name, ("id", found[1], name))
    return None


def _canvas(paths: Collection[str]) -> dict[str, Owner]:
    """Of those file names that Canvas made; its second number is each file's own.

    `과제_9_2_김민수.ipynb` has two numbers as well, but they are those of every file; those of
    `NLP_2026_1_과제.zip` are a term's.
    """
    found = {path: m for path in paths if (m := CANVAS.match(PurePosixPath(path).name))}
    numbers = Counter(m[4] for m in found.values())
    return {
        path: Owner(m[1], m[3], m[1], ("id", m[3], m[1]), bool(m[2]))
        for path, m in found.items()
        if people(m[1])
        and numbers[m[4]] == 1
        and not (re.fullmatch(r"9|20\d\d", m[3]) and len(m[4]) == 1)
    }


def _by_folder(paths: list[str], tasks: list[str]) -> list[Owner]:
    """Owners by folder, and by file name where a folder is that of several people or of none."""
    folders = [PurePosixPath(path).parts[:-1] for path in paths]
    wrapping = _common(folders)
    holding = {f for f, path in zip(folders, paths, strict=True) if _may_count(path)}
    own = [_outermost(folder, len(wrapping), holding) for folder in folders]
    names = [name_of(path, task) for path, task in zip(paths, tasks, strict=True)]
    inside: dict[tuple[str, ...], list[int]] = {folder: [] for folder in own}
    for n, folder in enumerate(own):
        if _may_count(paths[n]):
            inside[folder].append(n)
    alone = sum(len(files) == 1 for files in inside.values()) * 2 >= len(inside) > 1
    repeated = Counter(name for files in inside.values() for name in {names[n] for n in files})
    singles = {
        folder
        for folder, files in inside.items()
        if len(folder) > len(wrapping)
        and _is_one(
            folder[len(wrapping) :],
            {people(names[n]) for n in files if is_person(names[n]) or repeated[names[n]] == 1},
            len({tasks[n] for n in files}) == len(files),
            alone,
        )
    }
    nameless = Counter(
        (folder, tasks[n])
        for folder, files in inside.items()
        for n in files
        if not people(names[n])
    )
    made = []
    for path, task, folder, name in zip(paths, tasks, own, names, strict=True):
        label, source = name, ("name", *folder, name)
        if folder in singles or not people(name):
            label = _telling(folder, singles) or name or stem_of(path)
        if folder in singles:
            source = ("folder", *folder)
        elif not people(name) and nameless[folder, task] > 1:
            # `hw.ipynb` and `hw (1).ipynb` beside each other are of two students of a class
            source = ("name", *folder, stem_of(path))
            label = "/".join([label, stem_of(path)] if folder else [stem_of(path)])
        made.append(Owner(label, "", label, source))
    return made


def _common(folders: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The folders around everything."""
    first = folders[0] if folders else ()
    depth = 0
    while depth < len(first) and all(f[: depth + 1] == first[: depth + 1] for f in folders):
        depth += 1
    return first[:depth]


def _may_count(path: str) -> bool:
    return is_notebook(path) or path.lower().endswith(".zip")


def _outermost(
    folder: tuple[str, ...], wrapping: int, holding: set[tuple[str, ...]]
) -> tuple[str, ...]:
    """The folder around it that holds a notebook itself: what lies deeper is the same student's."""
    for depth in range(wrapping + 1, len(folder)):
        if folder[:depth] in holding and people(folder[depth - 1]):
            return folder[:depth]
    return folder


def _is_one(folder: tuple[str, ...], named: set[str], each_its_task: bool, alone: bool) -> bool:
    """Whether the notebooks of a folder are one student's.

    Args:
        folder: its path.
        named: what their names say of people; names that every folder has are left out.
        each_its_task: whether each is of another assignment.
        alone: whether most folders of the class hold one file.
    """
    named = named - {""}
    if not any(map(people, folder)):  # "반 1": the names in it tell
        return not named and each_its_task
    if len(named) <= 1 or (alone and is_person(folder[-1])):
        return True
    if sum(map(is_person, named)) > 1:
        return each_its_task and is_person(folder[-1])
    return each_its_task or alone


def _telling(folder: tuple[str, ...], others: set[tuple[str, ...]]) -> str:
    """The outermost part of a folder's path that names somebody and that no other folder has."""
    alone = [
        (part, any(map(people, folder[:depth])))
        for depth, part in enumerate(folder)
        if people(part) and sum(other[: depth + 1] == folder[: depth + 1] for other in others) <= 1
    ]
    persons = [part for part, _ in alone if is_person(part)]
    first = [part for part, is_inner in alone if not is_inner]
    whole = "/".join(part for part in folder if people(part)) or "/".join(folder)
    return next(iter([*persons, *first]), whole)


def _told_apart(found: list[Owner]) -> list[Owner]:
    """Labels that are used once: the id, or the folder, behind a name that two have."""
    sources: dict[str, set[tuple[str, ...]]] = {}
    for owner in found:
        sources.setdefault(owner.label, set()).add(owner.source)
    made = []
    for owner in found:
        label = owner.label
        folder = owner.source[1:-1] if owner.source[0] == "name" else owner.source[1:]
        if len(sources[label]) > 1 and owner.source != ("folder", label):
            label = f"{label} ({owner.identity or '/'.join(folder) or '.'})"
        made.append(Owner(label, owner.identity, owner.name, owner.source, owner.late))
    return made
