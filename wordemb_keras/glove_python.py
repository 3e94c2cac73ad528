"""`Corpus` and `Glove` with the calls of the chapter's listing (section 9-2).

The package `glove_python_binary` no longer installs. With only the import changed, its listing
runs here:

    from wordemb_keras.glove_python import Corpus, Glove

What differs from the original:

- **The model is the chapter's**, equation 8: a word has two vectors and two biases.
  `word_vectors` is their sum w + w~, and `word_biases` the sum b + b~. The original has one table
  for both roles. Each cell of a triangular matrix is used both ways, X_ij = X_ji.
- The step is textbook AdaGrad (see `wordemb_keras.glove.hogwild`); the original divides by the sum
  of squares from before the step and starts that sum at 1.
- Counts are exact, where the original adds up in float32.
- `fit` stops with an error when the loss is no longer finite.
- `transform_paragraph` and `most_similar_paragraph` are not here. For the vector of a text take
  the mean of its words' vectors.
- `save` and `load` use NumPy's `.npz` without pickle, so a file from elsewhere can do no harm.

Reference: M. Kula, [glove-python](https://github.com/maciejkula/glove-python)
"""

import json
import os
import unicodedata
from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.windows import How, windowed_counts
from wordemb_keras.files import atomic_write, load_arrays

if TYPE_CHECKING:
    from scipy.sparse import coo_matrix

    from wordemb_keras.formats import VectorFile


class Corpus:
    """Builds the co-occurrence matrix of a corpus.

    Args:
        dictionary: dict from word to id, 0 to n - 1. Default: ids by first appearance.

    Attributes:
        dictionary: dict from word to id.
        matrix: `scipy.sparse.coo_matrix` of float64, strictly upper triangular, rows sorted.

    Example:

    >>> corpus = Corpus()
    >>> corpus.fit([["나는", "밥을", "먹는다"], ["나는", "물을", "마신다"]], window=2)
    >>> corpus.dictionary
    {'나는': 0, '밥을': 1, '먹는다': 2, '물을': 3, '마신다': 4}
    >>> corpus.matrix.toarray()[0]
    array([0. , 1. , 0.5, 1. , 0.5])
    """

    def __init__(self, dictionary: Mapping[str, int] | None = None):
        self.dictionary = _composed(dictionary or {})
        self._given = dictionary is not None
        self.matrix: coo_matrix | None = None
        if sorted(self.dictionary.values()) != list(range(len(self.dictionary))):
            raise ValueError(
                "`dictionary` must number its words 0, 1, 2, ... without a gap. "
                f"Received: {dict(list(self.dictionary.items())[:5])}"
            )

    def fit(
        self, corpus: Iterable[list[str]], window: int = 10, ignore_missing: bool = False
    ) -> None:
        """Count pairs of different words; a pair at distance d adds 1/d.

        Args:
            corpus: iterable of token lists, read once.
            window: how many words to each side.
            ignore_missing: with a given dictionary: skip words it does not have; they keep their
                place in the window.

        Raises:
            KeyError: the given dictionary misses a word.
            ValueError: `window` is not a positive integer, or the corpus holds no word.
        """
        from scipy.sparse import triu

        from wordemb_keras.cooccurrence.encoding import GAP, EncodedText

        window = checks.integer("window", window)
        with EncodedText(corpus, verbose=0) as text:
            if text.tokens == 0:
                raise ValueError("`corpus` must hold at least one word. Received: none")
            if not self._given:
                self.dictionary = {word: number for number, word in enumerate(text.words)}
            ids = [self.dictionary.get(word, GAP) for word in text.words]
            if GAP in ids and not ignore_missing:
                missing = text.words[ids.index(GAP)]
                raise KeyError(f"{missing!r} is not in `dictionary`; or pass `ignore_missing=True`")
            counts, _ = windowed_counts(
                text,
                np.array(ids, np.int32),
                words=len(self.dictionary),
                how=How(window, "inverse_distance", symmetric=True),
                keep_gaps=True,
                verbose=0,
            )
        self.matrix = triu(counts, k=1, format="csr").tocoo()

    def save(self, filename: str | os.PathLike) -> None:
        """Write dictionary and matrix; `Corpus.load` reads them."""
        matrix = self.matrix
        if matrix is None:
            raise ValueError("`Corpus.fit` must be called before `save`")
        arrays = {"row": matrix.row, "col": matrix.col, "data": matrix.data}
        _save(filename, {"kind": "corpus", "dictionary": self.dictionary}, arrays)

    @classmethod
    def load(cls, filename: str | os.PathLike) -> "Corpus":
        """Read what `save` wrote."""
        from scipy.sparse import coo_matrix

        about, arrays = _load(filename, "corpus")
        corpus = cls(about["dictionary"])
        corpus._given = False
        shape = (len(corpus.dictionary),) * 2
        corpus.matrix = coo_matrix((arrays["data"], (arrays["row"], arrays["col"])), shape=shape)
        return corpus


class Glove:
    """Trains vectors on a co-occurrence matrix.

    Args:
        no_components: numbers in a vector.
        learning_rate: of AdaGrad.
        alpha: exponent of the weighting f.
        max_count: x_max of the weighting f. On some million words 10 is better than 100.
        max_loss: largest |f(X) diff| that a step may use.
        random_state: None, an integer or a NumPy generator.

    Attributes:
        word_vectors: float array of shape `(words, no_components)`.
        word_biases: float array of shape `(words,)`.
        dictionary: dict from word to id, after `add_dictionary`.
        inverse_dictionary: dict from id to word.

    Example:

    >>> corpus = Corpus()
    >>> corpus.fit([["ice", "is", "cold"], ["snow", "is", "cold"], ["fire", "burns"]], window=5)
    >>> glove = Glove(no_components=10, learning_rate=0.05, random_state=2)
    >>> glove.fit(corpus.matrix, epochs=300, no_threads=1)  # so few words need many
    >>> glove.add_dictionary(corpus.dictionary)
    >>> [word for word, cosine in glove.most_similar("ice", number=2)]
    ['snow']
    """

    def __init__(
        self,
        no_components: int = 30,
        learning_rate: float = 0.05,
        alpha: float = 0.75,
        max_count: float = 100,
        max_loss: float = 10.0,
        random_state: Any = None,
    ):
        self.no_components = checks.integer("no_components", no_components)
        self.learning_rate = checks.positive("learning_rate", learning_rate)
        self.alpha = checks.positive("alpha", alpha)
        self.max_count = checks.positive("max_count", max_count)
        self.max_loss = checks.positive("max_loss", max_loss)
        self.random_state = random_state
        self.word_vectors: np.ndarray | None = None
        self.word_biases: np.ndarray | None = None
        self.dictionary: dict[str, int] | None = None
        self.inverse_dictionary: dict[int, str] | None = None

    def fit(self, matrix: Any, epochs: int = 5, no_threads: int = 2, verbose: bool = False) -> None:
        """Train, from the start each time it is called.

        A matrix of another size has other words: the dictionary is dropped then.

        Args:
            matrix: upper-triangular `coo_matrix`, from `Corpus`.
            epochs: how often to go over all pairs. 0 leaves the random first vectors.
            no_threads: threads; with 1 and an integer `random_state` the result repeats exactly.
            verbose: show a bar with the mean of f(X) diff^2.

        Raises:
            ValueError: the matrix is not square, not in COO format, or holds no counts.
            FloatingPointError: the loss is no longer a finite number.
        """
        from tqdm import tqdm

        from wordemb_keras.glove.hogwild import Hogwild, astray, is_sound

        _check_matrix(matrix)
        epochs = checks.integer("epochs", epochs, least=0)
        threads = checks.integer("no_threads", _cast(no_threads))
        rng = np.random.default_rng(_seed(self.random_state))
        trainer = Hogwild(
            self._pairs(matrix),
            matrix.shape[0],
            self.no_components,
            threads=threads,
            seed=int(rng.integers(2**31)),
            max_error=2 * self.max_loss,
            verbose=verbose,
        )
        tables = (trainer.words, trainer.contexts)
        for table in tables:  # AdaGrad's sums start where Keras starts them
            table.vectors[:] = (rng.random(table.vectors.shape) - 0.5) / self.no_components
            table.vector_squares[:] = table.bias_squares[:] = 0.1
        with tqdm(range(epochs), "training", unit=" epochs", disable=not verbose) as bar:
            for epoch in bar:
                for _, loss in trainer.epoch(epoch, self.learning_rate):
                    if not is_sound(loss):
                        raise FloatingPointError(astray(loss, epoch, self.learning_rate))
                    bar.set_postfix(loss=f"{loss:.5f}")
        words, contexts = tables
        if self.word_vectors is not None and len(self.word_vectors) != matrix.shape[0]:
            self.dictionary = self.inverse_dictionary = None  # it named the rows of another matrix
        self.word_vectors = words.vectors.astype(np.float64) + contexts.vectors
        self.word_biases = words.biases[:, 0].astype(np.float64) + contexts.biases[:, 0]

    def add_dictionary(self, dictionary: Mapping[str, int]) -> None:
        """Name the rows, so that `most_similar` can be asked.

        Raises:
            ValueError: called before `fit`, more words than vectors, or a row that is not there.
        """
        if self.word_vectors is None:
            raise ValueError("Model must be fit before adding a dictionary")
        dictionary = _composed(dictionary)
        if len(dictionary) > len(self.word_vectors):
            raise ValueError(
                "Dictionary length must be smaller or equal to the number of word vectors. "
                f"Received: {len(dictionary)} words, {len(self.word_vectors)} vectors"
            )
        rows = range(len(self.word_vectors))
        wrong = [word for word, row in dictionary.items() if row not in rows]
        if wrong or len(set(dictionary.values())) < len(dictionary):
            pairs = {word: dictionary[word] for word in (wrong or list(dictionary))[:3]}
            raise ValueError(
                "`dictionary` must give each word a row of its own, from 0 to "
                f"{len(self.word_vectors) - 1}. Received: {pairs}"
            )
        self.dictionary = dictionary
        self.inverse_dictionary = {number: word for word, number in self.dictionary.items()}

    def most_similar(self, word: str, number: int = 5) -> list[tuple[str, float]]:
        """The nearest words by cosine, without the word itself: `number - 1` of them.

        Raises:
            ValueError: called before `fit` or `add_dictionary`.
            KeyError: the word is not in the dictionary.
        """
        if self.word_vectors is None:
            raise ValueError("Model must be fit before querying")
        if self.dictionary is None:
            raise ValueError("No word dictionary supplied. Call `add_dictionary` first")
        number = checks.integer("number", number, least=0)
        word = unicodedata.normalize("NFC", word) if isinstance(word, str) else word
        if word not in self.dictionary:
            raise KeyError(f"Word not in dictionary. Received: word={word!r}")
        names, rows = list(self.dictionary), list(self.dictionary.values())
        cosines = _cosines(self.word_vectors[rows], self.word_vectors[self.dictionary[word]])
        order = [k for k in np.argsort(-cosines, kind="stable") if names[k] != word]
        return [(names[k], float(cosines[k])) for k in order[: max(0, number - 1)]]

    @classmethod
    def load_stanford(cls, filename: str | os.PathLike) -> "Glove":
        """Read vectors in Stanford's text format (any vector file will do); it has no biases."""
        from wordemb_keras.formats import open_vectors

        reader = open_vectors(filename)
        words, rows = [], []
        for names, vectors in reader.batches():
            words.extend(names)
            rows.append(vectors)
        glove = cls(no_components=reader.dim)
        glove.word_vectors = np.concatenate(rows).astype(np.float64)
        glove.word_biases = np.zeros(len(words))
        glove.add_dictionary({word: number for number, word in enumerate(words)})
        return glove

    def save(self, filename: str | os.PathLike) -> None:
        """Write arguments, vectors and dictionary; `Glove.load` reads them."""
        vectors, biases = self.word_vectors, self.word_biases
        if vectors is None or biases is None:
            raise ValueError("`Glove.fit` must be called before `save`")
        names = ("no_components", "learning_rate", "alpha", "max_count", "max_loss")
        about = {"kind": "glove", "dictionary": self.dictionary}
        about["arguments"] = {name: getattr(self, name) for name in names}
        _save(filename, about, {"word_vectors": vectors, "word_biases": biases})

    @classmethod
    def load(cls, filename: str | os.PathLike) -> "Glove":
        """Read what `save` wrote."""
        about, arrays = _load(filename, "glove")
        glove = cls(**about["arguments"])
        glove.word_vectors, glove.word_biases = arrays["word_vectors"], arrays["word_biases"]
        if about["dictionary"] is not None:
            glove.add_dictionary(about["dictionary"])
        return glove

    def vector_file(self) -> "VectorFile":
        """The words and their vectors, for all that takes vectors: see `as_vectors`."""
        from wordemb_keras.formats.sources import ModelVectors

        if self.word_vectors is None or self.dictionary is None:
            raise ValueError("Words have vectors after `fit` and `add_dictionary`: call both first")
        words, rows = list(self.dictionary), list(self.dictionary.values())
        return ModelVectors(words, self.word_vectors[rows], name=type(self).__name__)

    def _pairs(self, matrix: "coo_matrix") -> Any:
        """The cells of a triangle are used both ways; another matrix is taken as it is."""
        from scipy.sparse import coo_matrix

        from wordemb_keras.glove.pairs import matrix_parts

        row, column, counts = matrix.row, matrix.col, matrix.data
        if (row <= column).all() or (row >= column).all():
            beside = row != column
            mirror = (counts[beside], (column[beside], row[beside]))
            matrix = matrix + coo_matrix(mirror, shape=matrix.shape)
        return matrix_parts(matrix.tocsr(), x_max=self.max_count, alpha=self.alpha)


def _cosines(vectors: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Of each row of `(words, dim)` with a vector; 0 where one of them is zero."""
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    return np.divide(vectors @ query, lengths, out=np.zeros(len(vectors)), where=lengths > 0)


def _composed(dictionary: Mapping[str, int]) -> dict[str, int]:
    """The words in NFC, the ids as Python's integers.

    Raises:
        ValueError: it is no dict from strings to whole numbers.
    """
    if not isinstance(dictionary, Mapping):
        raise ValueError(
            "`dictionary` must be a dict from word to id. Received: "
            f"{dictionary!r:.60} (of type {type(dictionary).__name__})"
        )
    for word, number in dictionary.items():
        whole = isinstance(number, Integral) and not isinstance(number, bool)
        if not isinstance(word, str) or not whole:
            raise ValueError(
                "`dictionary` must lead from words to ids, which are integers. "
                f"Received: {{{word!r:.60}: {number!r:.60}}}"
            )
    return {unicodedata.normalize("NFC", word): int(number) for word, number in dictionary.items()}


def _seed(random_state: Any) -> Any:
    """An integer from an old NumPy `RandomState`; anything else goes to `default_rng`."""
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(2**31 - 1))
    if isinstance(random_state, np.random.Generator):
        return random_state
    return checks.seed(random_state, name="random_state")


def _cast(number: Any) -> Any:
    """As the original, which calls `int` on it: "4" is 4."""
    return int(number) if isinstance(number, str) and number.strip().isdecimal() else number


def _check_matrix(matrix: Any) -> None:
    shape = getattr(matrix, "shape", None)
    if shape is None or len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(f"Coocurrence matrix must be square. Received: shape={shape}")
    if getattr(matrix, "format", None) != "coo":
        raise ValueError(
            "Coocurrence matrix must be in the COO format (`matrix.tocoo()`). "
            f"Received: {type(matrix).__name__}"
        )
    if not np.isfinite(matrix.data).all() or (matrix.data < 0).any() or not (matrix.data > 0).any():
        raise ValueError("`matrix` must hold finite counts >= 0, and at least one above 0")


def _save(path: str | os.PathLike, about: dict, arrays: dict[str, Any]) -> None:
    text = json.dumps(about, ensure_ascii=False).encode("utf-8")
    with atomic_write(path, "wb") as file:
        np.savez(file, about=np.frombuffer(text, np.uint8), **arrays)


def _load(path: str | os.PathLike, kind: str) -> tuple[dict, dict[str, np.ndarray]]:
    try:
        arrays = load_arrays(path)
        about = json.loads(arrays.pop("about").tobytes())
        found = about["kind"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} was not written by `save` here. Files of the original package are pickles, "
            "which can run any code and are not read."
        ) from error
    if found != kind:
        raise ValueError(f"{path} holds a {found}, not a {kind}")
    return about, arrays
