"""Reading the datasets: sentences of a corpus, labelled texts."""

import bz2
import contextlib
import gzip
import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wordemb_keras.datasets.lookup import Location, cache_folder, locate
from wordemb_keras.datasets.registry import info
from wordemb_keras.files import atomic_write
from wordemb_keras.text.tokens import sentences

if TYPE_CHECKING:
    import pandas as pd


def read_sentences(name: str = "english") -> Iterator[str]:
    """Sentences of an English corpus, one after the other.

    Args:
        name: `"english"` (offline) or `"ted_en"` (the chapter's).

    Example:

    >>> next(read_sentences())[:47]
    'Anarchism is a political philosophy that advoca'
    """
    readers = {"english": _wikipedia_and_news, "ted_en": _ted_talks}
    if name not in readers:
        raise ValueError(f"`name` must be one of {', '.join(readers)}. Received: name={name!r}")
    for passage in readers[name](locate(name)):
        yield from sentences(passage)


def read_labelled(name: str) -> "pd.DataFrame":
    """Labelled texts as a table with the columns `text` and `label`.

    Labels are 1 for spam or a positive review and 0 for ham or a negative one.
    Of the shopping reviews 4 and 5 stars are positive (there are none with 3).

    Args:
        name: `"sms_spam"`, `"nsmc_train"`, `"nsmc_test"` or `"naver_shopping"`.

    Raises:
        ValueError: no such dataset; or the file is damaged or another one, and the message names
            it.

    Example:

    >>> read_labelled("sms_spam").columns.tolist()
    ['text', 'label']
    """
    readers = {
        "sms_spam": _read_spam,
        "nsmc_train": _read_reviews,
        "nsmc_test": _read_reviews,
        "naver_shopping": _read_stars,
    }
    if name not in readers:
        raise ValueError(f"`name` must be one of {', '.join(readers)}. Received: name={name!r}")
    path = locate(name).path
    try:
        table = readers[name](path)
        if table.empty:
            raise ValueError("it holds no rows")
        return table
    except (KeyError, ValueError) as error:  # pandas' own are of the second kind
        expected = info(name).files[0].filename
        raise ValueError(f"{path}: this is not the file {expected} ({error})") from error


def _open_text(path: Path, encoding: str = "utf-8") -> IO[str]:
    openers = {".gz": gzip.open, ".bz2": bz2.open}
    return openers.get(path.suffix, open)(path, "rt", encoding=encoding)  # type: ignore[operator]


def _wikipedia_and_news(location: Location) -> Iterator[str]:
    wikipedia, news = location.paths
    yield from _plain(wikipedia).split("\n")
    with _open_text(news) as file:
        yield from file


def _plain(wikipedia: Path) -> str:
    """The articles without their markup: four seconds of work, kept where downloads are."""
    import gensim

    made_by = (Path(__file__).read_bytes(), gensim.__version__, wikipedia.stat().st_size)
    digest = hashlib.sha256(repr(made_by).encode()).hexdigest()
    kept = cache_folder() / f"wikipedia-{digest[:16]}.txt"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return kept.read_text(encoding="utf-8")
    text = "\n".join(_articles(wikipedia))
    with contextlib.suppress(OSError), atomic_write(kept) as file:  # or it is done again
        file.write(text)
    return text


def _articles(wikipedia: Path) -> Iterator[str]:
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki

    with bz2.open(wikipedia) as file:
        for _, article, _ in extract_pages(file, filter_namespaces=("0",)):
            if not article.startswith("#REDIRECT"):
                yield _without_markup(filter_wiki(article))


def _without_markup(article: str) -> str:
    """Drop what gensim leaves of MediaWiki: bold, italics, list marks, headings, tables."""
    lines = article.replace("'''", "").replace("''", "").splitlines()
    return "\n".join(
        line.lstrip("*#:; ") for line in lines if not line.startswith(("=", "|", "!", "{"))
    )


def _ted_talks(location: Location) -> Iterator[str]:
    from xml.etree import ElementTree

    with _open_text(location.path) as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag == "content":
                yield element.text or ""
            element.clear()


def _read_spam(path: Path) -> "pd.DataFrame":
    import pandas as pd

    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="latin-1")
    _check_values("the label", table["v1"], ("ham", "spam"))
    labels = table["v1"].map({"ham": 0, "spam": 1}).astype("int64")
    return pd.DataFrame({"text": table["v2"], "label": labels})


def _read_reviews(path: Path) -> "pd.DataFrame":
    import pandas as pd

    read = partial(pd.read_csv, sep="\t", quoting=3, keep_default_na=False, encoding="utf-8")
    table = read(path).rename(columns={"document": "text"})
    return table[["text", "label"]]


def _read_stars(path: Path) -> "pd.DataFrame":
    import pandas as pd

    read = partial(pd.read_csv, sep="\t", quoting=3, keep_default_na=False, encoding="utf-8")
    table = read(path, names=["stars", "text"], dtype=str)
    _check_values("stars", table["stars"], tuple("12345"))
    return pd.DataFrame({"text": table["text"], "label": (table["stars"] > "3").astype("int64")})


def _check_values(what: str, column: "pd.Series", known: tuple[str, ...]) -> None:
    others = ~column.isin(known).to_numpy()
    if others.any():
        row = int(others.argmax())
        raise ValueError(f"{what} {column.iloc[row]!r:.40} in row {row + 1}")
