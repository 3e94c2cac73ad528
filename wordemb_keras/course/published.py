"""The notebooks as published, also where the package was installed and nothing was cloned."""

from pathlib import Path

from wordemb_keras import checks
from wordemb_keras.course.notebooks import LANGUAGES
from wordemb_keras.files import atomic_write, shipped


def published(language: str) -> list[Path]:
    """The executed notebooks of one language, in the order of the chapter.

    Args:
        language: `"ko"` or `"en"`.

    Raises:
        FileNotFoundError: the installation has lost them.

    Example:

    >>> [path.name[:5] for path in published("ko")]
    ['ch9_1', 'ch9_2', 'ch9_3', 'ch9_4', 'ch9_5']
    """
    checks.choice("language", language, LANGUAGES)
    folder = shipped("notebooks") / language
    if found := sorted(folder.glob("ch*.ipynb")):
        return found
    raise FileNotFoundError(f"There are no notebooks in {folder}. Install the package again.")


def copy_notebooks(folder: Path, language: str) -> tuple[list[Path], list[Path]]:
    """Copy the notebooks into a folder. A file that is there already is never changed.

    Args:
        folder: it is made if it is not there.
        language: `"ko"` or `"en"`.

    Returns:
        The copies, and those files that were there already with another content and were kept.

    Example:

    >>> from tempfile import mkdtemp
    >>> new = Path(mkdtemp(), "course")
    >>> copied, kept = copy_notebooks(new, "en")
    >>> len(copied), kept
    (5, [])
    >>> _ = copied[0].write_text("my own notes")
    >>> copied, kept = copy_notebooks(new, "en")
    >>> len(copied), kept[0].read_text()
    (0, 'my own notes')
    """
    copied, kept = [], []
    for notebook in published(language):
        target, content = folder / notebook.name, notebook.read_bytes()
        if not target.exists():
            with atomic_write(target, "wb") as file:
                file.write(content)
            copied.append(target)
        elif target.read_bytes() != content:
            kept.append(target)
    return copied, kept
