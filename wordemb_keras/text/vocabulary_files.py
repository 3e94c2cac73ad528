r"""Files that hold a vocabulary: what stands in each, before a word is told from a sign.

| file | what stands in it |
|---|---|
| what `Vocabulary.save` wrote | words and their counts |
| a list | a word a line; the first line is index 0 |
| `vocab.txt` of GloVe's C program | `word count` a line, frequent words first |
| `.json` | a `word_index`, a list, a Keras 2 tokenizer (`tokenizer.to_json()`) |
| `tokenizer.json` of Hugging Face | words and added signs with their indices |
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from wordemb_keras.files import where_not_utf8
from wordemb_keras.text.checks import PADDING

HEADER = "# wordemb_keras vocabulary"

_WORD_AND_COUNT = re.compile(r"([^ ]+) (\d+)")
_NUMBERS = re.compile(r"[^ \t]+(?:[ \t]+[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?){2,}[ \t]*")


@dataclass
class Listing:
    """What a vocabulary file says: a list or a mapping to indices, its signs, its counts.

    `only_these`: no other entry is a sign, whatever it looks like (GloVe has a word `<unk>`).
    `has_unknown`: False if it says itself that it has no sign for unknown words.
    """

    entries: list[Any] | Mapping[Any, Any]
    unknown: str | None = None
    padding: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    only_these: bool = False
    has_unknown: bool = True


def read_listing(path: Path) -> Listing:
    r"""The entries of a vocabulary file.

    Args:
        path: one of the kinds above; `.json` is told by its ending, the others by what they hold.

    Raises:
        ValueError: none of these; the message names the file and the line.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "vocab.txt"
    >>> _ = path.write_text("the 12\n영화 3\n", encoding="utf-8")
    >>> listing = read_listing(path)
    >>> listing.entries, listing.counts
    (['', '[UNK]', 'the', '영화'], {'the': 12, '영화': 3})
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")  # `read_text` would turn "\r" into "\n"
    except UnicodeDecodeError as error:
        raise ValueError(where_not_utf8(path)) from error
    if path.suffix.lower() == ".json":
        return _of_json(text, path)
    if "\r" in text and "\n" not in text:
        raise ValueError(
            f"{path} has the line ends of an old Mac, a carriage return alone. Save it with line "
            "feeds (LF), as every editor can"
        )
    # Only "\n" ends a line: words hold U+0085 and U+2028, at which `splitlines` would cut them.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if lines and lines[0].partition("\t")[0] == HEADER:
        return _of_ours(lines, path)
    if counted := _counted(lines, path):
        return _of_counts(counted, path)
    _check_lines(lines, path)
    return Listing(lines)


# --- text -----------------------------------------------------------------------------------------


def _of_ours(lines: list[str], path: Path) -> Listing:
    unknown = lines[0].partition("\t")[2]
    counts, words = {}, []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        word, tab, count = line.partition("\t")
        if not tab or not (count.isdecimal() or count == ""):
            raise ValueError(f"{path}, line {number}: expected word<TAB>count, found {line!r}")
        words.append(word)
        if count:
            counts[word] = int(count)
    signs = [PADDING, unknown] if unknown else [PADDING]
    return Listing([*signs, *words], unknown or None, PADDING, counts, only_these=True)


def _counted(lines: list[str], path: Path) -> list[tuple[str, int]]:
    """The words and counts of lines that are mostly `word count`; empty if they are not."""
    found = [_WORD_AND_COUNT.fullmatch(line) for line in lines]
    if 2 * sum(map(bool, found)) <= len(lines):
        return []
    if None in found:
        number = found.index(None) + 1
        raise ValueError(
            f"{path}, line {number}: expected a word, a space and its count, as in most lines. "
            f"Received: {lines[number - 1][:60]!r}. If these are words that hold a space, save "
            "them as a list in a .json"
        )
    return [(each[1], int(each[2])) for each in found if each]


def _of_counts(counted: list[tuple[str, int]], path: Path) -> Listing:
    """GloVe's `vocab_count` sorts by frequency; numbers that rise are something else."""
    for number, ((before, more), (word, count)) in enumerate(pairwise(counted), start=2):
        if count > more:
            raise ValueError(
                f"{path}, line {number}: expected a word and its count, frequent words first. "
                f"Received: {word!r} {count} after {before!r} {more}. If the numbers are indices, "
                "save them as a dict in a .json"
            )
    unknown = "[UNK]"  # the numbers that `Vocabulary(words)` gives
    words = [word for word, _ in counted if word != unknown]
    return Listing([PADDING, unknown, *words], unknown, PADDING, dict(counted), only_these=True)


def _check_lines(lines: list[str], path: Path) -> None:
    for sign in ",;|":
        fields = [line.rpartition(sign)[2].strip() for line in lines[1:] if sign in line]
        if fields and 2 * sum(map(str.isdecimal, fields)) > len(lines[1:]):
            raise ValueError(
                f"{path}: a table of words and numbers with {sign!r} between. If the numbers are "
                "indices, save them as a dict in a .json, else save the words alone, one a line. "
                f"Received in line 2: {lines[1][:60]!r}"
            )
    for number, line in enumerate(lines, start=1):
        if _NUMBERS.fullmatch(line):
            raise ValueError(
                f"{path}, line {number}: not a vocabulary: numbers follow the word, as in a file "
                f"of vectors, which `open_vectors` reads. Received: {line[:60]!r}"
            )
        if "\t" in line or (not line and number > 1):
            raise ValueError(
                f"{path}, line {number}: expected one word a line. Received: {line[:60]!r}. For "
                "words with an index of their own save the `word_index` as a .json"
            )


# --- JSON -----------------------------------------------------------------------------------------


def _of_json(text: str, path: Path) -> Listing:
    found = _parsed(text, path)
    if isinstance(found, str):  # `json.dump(tokenizer.to_json(), file)`: JSON in a JSON string
        found = _parsed(found, path)
    if isinstance(found, dict) and isinstance(found.get("word_index"), dict):
        return _of_tokenizer(found)
    if isinstance(found, dict) and isinstance(found.get("config"), dict):
        config = found["config"]
        if isinstance(index := config.get("word_index"), str):  # JSON once more
            config["word_index"] = _parsed(index, path)
        if isinstance(config.get("word_index"), dict):
            return _of_tokenizer(config)
    if isinstance(found, dict) and isinstance(found.get("model"), dict):
        try:
            return _of_hugging_face(found, path)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path} is a damaged tokenizer: {error!r:.100}") from error
    if isinstance(found, list) or (isinstance(found, dict) and _is_index(found.values())):
        return Listing(found)
    raise ValueError(
        f'{path} must hold a `word_index` such as {{"nice": 1, "great": 2}}, a list of words, or a '
        f"tokenizer. Received: {str(found)[:60]}"
    )


def _of_tokenizer(config: dict[str, Any]) -> Listing:
    """A `word_index` and the `oov_token` beside it, which is null where there is none."""
    unknown = config.get("oov_token")
    says_none = unknown is None and "oov_token" in config
    return Listing(config["word_index"], unknown, has_unknown=not says_none)


def _is_index(values: Iterable[Any]) -> bool:
    """Numbers of any kind, to be checked like those of a dict; or words, the wrong way round."""
    return all(isinstance(value, int | float | str) for value in values)


def _of_hugging_face(found: dict[str, Any], path: Path) -> Listing:
    """The words of the model, and the signs that were added to them, with their indices."""
    model = found["model"]
    vocabulary = model.get("vocab")
    unknown = model.get("unk_token")
    if isinstance(vocabulary, list):  # Unigram: pairs of word and score, the place is the index
        words = [entry[0] if isinstance(entry, list) and entry else entry for entry in vocabulary]
        if isinstance(place := model.get("unk_id"), int) and 0 <= place < len(words):
            unknown = words[place]
        entries = {word: index for index, word in enumerate(words)}
        if len(entries) < len(words):
            return Listing(words, unknown)  # the check of lists names what stands there twice
    elif isinstance(vocabulary, dict):
        entries = dict(vocabulary)
    else:
        raise ValueError(
            f"{path} is a tokenizer of the type {model.get('type')!r} without a list of words"
        )
    for sign in found.get("added_tokens") or []:
        entries[sign["content"]] = sign["id"]
    if unknown is not None and not isinstance(unknown, str):
        raise TypeError(f"unk_token {unknown!r}")
    padding = (found.get("padding") or {}).get("pad_token")
    return Listing(entries, unknown, padding if padding in entries else None)


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_twins)
    except _TwinError as error:
        raise ValueError(f"{path} names {error.args[0]!r} twice in one object") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is no JSON: {error}") from error


class _TwinError(ValueError):
    """A name stands twice in one object, of which `json` would silently keep the last."""


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _TwinError(name)
            seen.add(name)
    return found
