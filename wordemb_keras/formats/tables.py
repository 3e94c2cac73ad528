"""Static embedding tables: `model.safetensors` with `tokenizer.json` beside it (2024 and later).

Model2Vec and sentence-transformers (`StaticEmbedding`) distil a transformer into one
row for each token of its tokenizer.

A token that begins a word counts as the word: `▁안녕` of SentencePiece and `Ġthe` of
byte-level BPE are `안녕` and `the`; what goes on a word is written as WordPiece
writes it, `##녕`.

Reference: [Model2Vec](https://github.com/MinishLab/model2vec)
"""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile, VectorFileError, nfc
from wordemb_keras.formats.options import MAX_DIM, Options
from wordemb_keras.formats.safetensors import FLOATS, INTEGERS, SafeTensors

TOKENIZER = "tokenizer.json"
_BATCH = 4096


class TableVectors(VectorFile):
    """Reader of a static embedding table; see `open_vectors`."""

    format = "static embedding table"
    is_mapped = True

    def __init__(self, file: SafeTensors, *, options: Options = DEFAULTS):
        self.path = str(file.path)
        table = self._table_of(file.arrays)
        self._kind = file.arrays[table]["dtype"]
        self._rows = file.map(table, 2, FLOATS)
        most = max(about["shape"][0] for about in file.arrays.values() if about["shape"])
        words = self._words_of(file.path.with_name(TOKENIZER), most)
        # Model2Vec may keep a row for several tokens, and a weight for each token.
        self._places = self._optional(file, "mapping", len(words), INTEGERS)
        self._weights = self._optional(file, "weights", len(words), FLOATS)
        self._check_rows(words)
        self._words = words[: options.limit]
        dim = self._rows.shape[1]
        super().__init__(self.path, dim=dim, count=len(self._words), options=options)

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        for start in range(0, len(self._words), _BATCH):
            tokens = self._words[start : start + _BATCH]
            self.report.rows += len(tokens)
            picked = [
                (start + i, token)
                for i, token in enumerate(tokens)
                if token and (wanted is None or token in wanted)
            ]
            if picked:
                yield [token for _, token in picked], self._vectors([i for i, _ in picked])

    def _vectors(self, tokens: list[int]) -> Array:
        places = tokens if self._places is None else self._places[tokens]
        rows = self._numbers(np.asarray(self._rows[places]), self._kind)
        if self._weights is not None:
            weights = np.asarray(self._weights[tokens], np.float32)
            rows = rows * weights[:, None]
        return rows

    @staticmethod
    def _numbers(rows: Array, kind: str) -> Array:
        if kind == "BF16":  # the upper half of a float32
            return (rows.astype(np.uint32) << 16).view(np.float32)
        with np.errstate(over="ignore"):
            return rows.astype(np.float32)

    # --- the parts of the file ------------------------------------------------------------------

    def _table_of(self, tensors: dict[str, Any]) -> str:
        tables = [name for name, about in tensors.items() if len(about["shape"]) == 2]
        if len(tables) != 1 or len(tensors) > 3:
            raise self._error(
                f"it holds {len(tensors)} arrays, {len(tables)} of them tables: the weights of a "
                "network. A static embedding table (Model2Vec, StaticEmbedding) holds one. Give "
                "`(words, array)` for the table of a network"
            )
        return tables[0]

    def _optional(
        self, file: SafeTensors, name: str, words: int, types: dict[str, str]
    ) -> Array | None:
        if name not in file.arrays or len(file.arrays[name]["shape"]) != 1:
            return None
        found = file.map(name, 1, types)
        if len(found) < words:
            raise self._error(f"its {name} are {len(found)} for {words} tokens: damaged")
        return self._numbers(found, file.arrays[name]["dtype"]) if name == "weights" else found

    def _check_rows(self, words: list[str]) -> None:
        rows, dim = self._rows.shape
        last = len(words) - 1 if self._places is None else int(np.max(self._places[: len(words)]))
        first = 0 if self._places is None else int(np.min(self._places[: len(words)]))
        if dim > MAX_DIM or first < 0 or last >= rows:
            raise self._error(
                f"its table has {rows} rows of {dim} numbers and {TOKENIZER} {len(words)} tokens: "
                "they are of different models, or a file was cut"
            )

    def _words_of(self, path: Path, most: int) -> list[str]:
        if not path.is_file():
            raise self._error(
                f"its words are in {TOKENIZER}, which is not beside it: download that, too, into "
                "the same folder"
            )
        try:
            words = _words(json.loads(path.read_bytes()), most)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise VectorFileError(f"{path} is no tokenizer that is known: {error!r}") from error
        if not words:
            raise VectorFileError(f"{path} has no tokens")
        return words


def find_table(folder: Path) -> Path | None:
    """The only `.safetensors` with a tokenizer beside it, in a folder or one folder below."""
    found = [
        path
        for pattern in ("*.safetensors", "*/*.safetensors")
        for path in sorted(folder.glob(pattern))
        if path.with_name(TOKENIZER).is_file()
    ]
    return found[0] if len(found) == 1 else None


def _words(tokenizer: dict[str, Any], most: int) -> list[str]:
    """For each place its token as a word, `""` where there is none; at most `most` places."""
    model = tokenizer["model"]
    vocabulary = model["vocab"]
    if isinstance(vocabulary, list):  # Unigram: pairs of a piece and its score
        tokens = {piece: place for place, (piece, _) in enumerate(vocabulary)}
    else:
        tokens = dict(vocabulary)
    for added in tokenizer.get("added_tokens") or []:
        tokens.setdefault(added["content"], added["id"])
    if bad := [i for i in tokens.values() if type(i) is not int or not 0 <= i < most]:
        raise ValueError(f"index {bad[0]!r} of a table with {most} rows: of another model?")
    if not all(isinstance(token, str) for token in tokens):
        raise ValueError("a token that is no text")
    words = [""] * (1 + max(tokens.values(), default=-1))
    spell = _spelling(tokens, model.get("type"))
    for token, place in tokens.items():
        words[place] = nfc(spell(token))
    return words


def _spelling(tokens: dict[str, int], kind: str | None) -> Any:
    """How a token is written as a word, by the sign that its tokenizer puts before words."""
    if kind == "BPE" and any(token.startswith("Ġ") for token in tokens):
        return _of_bytes
    if any(token.startswith("▁") for token in tokens):
        return lambda token: token[1:] if token[:1] == "▁" and token[1:] else _continued(token)
    return lambda token: token


def _continued(token: str) -> str:
    """Signs like `<s>` and `[PAD]` are themselves; a piece that goes on a word gets `##`."""
    special = token == "▁" or (token[:1] + token[-1:] in ("<>", "[]") and len(token) > 2)
    return token if special else f"##{token}"


def _of_bytes(token: str) -> str:
    """Byte-level BPE writes each byte as a visible sign; `Ġ` is the space before a word."""
    if not all(sign in _BYTES for sign in token):
        return token
    text = bytes(_BYTES[sign] for sign in token).decode("utf-8", errors="replace")
    return text[1:] if text[:1] == " " and text[1:] else _continued(text)


def _byte_signs() -> dict[str, int]:
    """GPT-2's table: printable bytes stand for themselves, the others for signs from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    signs = {chr(byte): byte for byte in printable}
    return signs | {chr(256 + place): byte for place, byte in enumerate(others)}


_BYTES = _byte_signs()
