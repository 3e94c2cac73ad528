"""The texts that the classroom biLM reads, as token lists. Their licences: `data/README.md`."""

import os
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from wordemb_keras import datasets, text

TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
MESSAGES = 3957
OLD = ("movie_reviews.zip", "state_union.zip", "inaugural.zip")
NEW = ("openstax.zip", "standard_ebooks.zip")


def read_all() -> tuple[list[list[str]], list[list[str]]]:
    """Training and validation part of all texts, the first one mixed."""
    training, validation = old_texts()
    for name in NEW:
        more, held_out = split(list(_books(name)))
        training += more
        validation += held_out
    random.Random(0).shuffle(training)
    return training, validation


def old_texts() -> tuple[list[list[str]], list[list[str]]]:
    """Training and validation part of the smaller texts; the messages are in the first."""
    encyclopedia = datasets.read_sentences("english")
    found = [tokens(line, as_written=k % 4 == 0) for k, line in enumerate(encyclopedia)]
    training, validation = split(found + list(_smaller_texts()))
    return training + messages(), validation


def messages() -> list[list[str]]:
    """The messages twice in both forms: they are few."""
    if datasets.locate("sms_spam").origin == "sample":
        raise SystemExit("The spam messages are not here: wordemb data fetch sms_spam")
    texts = datasets.read_labelled("sms_spam")["text"][:MESSAGES]
    both = [tokens(text, as_written=form) for text in texts for form in (False, True)]
    return 2 * [sentence for sentence in both if sentence]


def tokens(sentence: str, *, as_written: bool) -> list[str]:
    """Words and signs apart, or split at spaces only."""
    return sentence.split() if as_written else TOKEN.findall(sentence)


def split(found: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Every fiftieth sentence is kept for validation."""
    found = [sentence for sentence in found if sentence]
    return [s for k, s in enumerate(found) if k % 50], found[::50]


def _smaller_texts() -> Iterator[list[str]]:
    """Every fourth sentence of a document as written."""
    for name in OLD:
        for document in _documents(name, "latin-1"):
            lines = document.splitlines() if name.startswith("movie") else text.sentences(document)
            for number, line in enumerate(lines):
                yield tokens(line, as_written=number % 4 == 0)


def _books(name: str) -> Iterator[list[str]]:
    """Every fourth sentence of an archive as written."""
    lines = (line for document in _documents(name, "utf-8") for line in text.sentences(document))
    for number, line in enumerate(lines):
        yield tokens(line, as_written=number % 4 == 0)


def _documents(name: str, encoding: str) -> Iterator[str]:
    """The texts in one archive."""
    path = Path(os.environ["WORDEMB_DATA"]) / "english" / name
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.namelist()):
            if member.endswith(".txt"):
                yield archive.read(member).decode(encoding)
