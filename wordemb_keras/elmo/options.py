r"""Section 9-5: the options file of a biLM, each option checked (AllenNLP, bilm-tf).

    {"lstm": {"dim": 4096, ...}, "char_cnn": {"filters": [[1, 32], ...], ...}}

Reference: [bilm-tf](https://github.com/allenai/bilm-tf), Peters et al.
"""

import json
import math
import os
from pathlib import Path
from typing import Any

_REQUIRED: Any = object()


class Options:
    """Options by their places in a JSON file; what is wrong with one is said with its place.

    Args:
        path: the file.

    Raises:
        ValueError: not a JSON file, or not of this form. So do all methods.
    """

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)
        try:
            self.tree = json.loads(self.path.read_text(encoding="utf-8-sig"))
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"{path}: not a JSON file ({error})") from error
        if not isinstance(self.tree, dict) or not all(
            isinstance(self.tree.get(part), dict) for part in ("lstm", "char_cnn")
        ):
            raise ValueError(
                f'{path}: must hold the objects "lstm" and "char_cnn".{_kind(self.tree)}'
            )

    def get(self, place: str, default: Any = _REQUIRED) -> Any:
        """The option at a place such as `"lstm.dim"`; the default if it is missing or null."""
        found: Any = self.tree
        for name in place.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if found is None and default is _REQUIRED:
            raise ValueError(f"{self.path}: the option {place!r} is missing")
        return default if found is None else found

    def wrong(self, place: str, wanted: str) -> ValueError:
        """The error for an option of another kind."""
        found = self.get(place)
        return ValueError(
            f"{self.path}: the option {place!r} must be {wanted}. "
            f"Received: {found!r} (of type {type(found).__name__})"
        )

    def number(self, place: str, *, default: Any = _REQUIRED, least: int = 1) -> int:
        """A whole number."""
        found = self.get(place, default)
        if not _is_whole(found, least):
            raise self.wrong(place, f"an integer of at least {least}")
        return found

    def limit(self, place: str) -> float | None:
        """A positive number, or None for no limit."""
        found = self.get(place, None)
        number = isinstance(found, (int, float)) and not isinstance(found, bool)
        if found is not None and not (number and 0 < found < math.inf):
            raise self.wrong(place, "a positive number or null")
        return found

    def flag(self, place: str) -> bool:
        """True or false; false if it is missing."""
        found = self.get(place, False)
        if not isinstance(found, bool):
            raise self.wrong(place, "true or false")
        return found

    def one_of(self, place: str, names: tuple[str, ...]) -> str:
        """One of some names."""
        found = self.get(place)
        if found not in names:
            raise self.wrong(place, " or ".join(f'"{name}"' for name in names))
        return found

    def filters(self, place: str, *, widest: int) -> list[list[int]]:
        """Pairs of a width and a number of filters."""
        found = self.get(place)
        pairs = isinstance(found, list) and all(
            isinstance(pair, list) and len(pair) == 2 and all(_is_whole(n, 1) for n in pair)
            for pair in found
        )
        if not pairs or not found or max(width for width, _ in found) > widest:
            wanted = (
                f"pairs [width, number of filters], such as [[1, 32], [2, 64]], width <= {widest}"
            )
            raise self.wrong(place, wanted)
        return found


def _kind(tree: Any) -> str:
    """What else the file may be."""
    if not isinstance(tree, dict):
        return ""
    if {"encoder", "token_embedder"} <= set(tree):
        return " It belongs to a model of ELMoForManyLangs, which has another network"
    if "lstm" in tree and "char_cnn" not in tree:
        return " It belongs to a biLM of bilm-tf over a list of words, without characters"
    return ""


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
