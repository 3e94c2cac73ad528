"""Files that people hold: each a few bytes of its kind, and what `open_vectors` says of it.

The table of docs/files.md has these kinds in this order (`test_kinds.py` compares them).
"""

import bz2
import gzip
import io
import json
import lzma
import pickle
import runpy
import struct
import tarfile
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

fuzz = runpy.run_path(str(Path(__file__).with_name("fuzz.py")))
WORDS = ["the", "안녕", "great"]
ROWS = np.array([[0.5, -1], [2, 0.25], [1.5, 3]], np.float32)


class Kind(NamedTuple):
    """Files by name; the first one is opened, or the folder if it is `.`."""

    files: dict[str, bytes]
    says: str  # of a file that is read its format, of another a part of the message
    read: bool = False


def lines(separator=" ", form="{}", words=WORDS, end="\n", extra=""):
    numbers = [[form.format(number) for number in row.tolist()] for row in ROWS]
    rows = [separator.join([word, *row]) for word, row in zip(words, numbers, strict=True)]
    return (extra + end.join(rows) + end).encode()


def binary(dtype="<f4"):
    rows = zip(WORDS, ROWS, strict=True)
    return b"3 2\n" + b"".join(
        w.encode() + b" " + r.astype(dtype).tobytes() + b"\n" for w, r in rows
    )


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def safetensors(**arrays):
    """The format as its description has it: the length of a JSON header, the header, numbers."""
    header, data = {}, b""
    for name, (kind, array) in arrays.items():
        raw = np.ascontiguousarray(array).tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": offsets}
        data += raw
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    return struct.pack("<Q", len(text)) + text + data


def tokenizer(tokens=WORDS, kind="WordPiece"):
    vocabulary = {token: place for place, token in enumerate(tokens)}
    if kind == "Unigram":
        vocabulary = [[token, -1.5] for token in tokens]
    added = [{"id": 0, "content": tokens[0], "special": True}]
    return json.dumps(
        {"added_tokens": added, "model": {"type": kind, "vocab": vocabulary}}
    ).encode()


def stanford(sums=ROWS):
    """W as glove.c has it: words, then contexts, each with its bias at the end."""
    bias = np.full((3, 1), 7.0)
    table = np.concatenate([np.hstack([sums / 4, bias]), np.hstack([sums * 0.75, bias])])
    return table.astype("<f8").tobytes()


def cooccurrence(cells=((1, 2, 2.5), (2, 1, 2.5), (1, 3, 0.5))):
    return b"".join(struct.pack("<iid", *cell) for cell in cells)


def zipped(**members):
    return fuzz["zipped"](**{name.replace("__", "/"): data for name, data in members.items()})


def zip_of(*names):
    return fuzz["zipped"](**{name: b"x" for name in names})


def with_password():
    """The bit that says so, in the header of the file and in the directory."""
    data = bytearray(zipped(vectors=lines()))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def tar():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("vectors.txt"))
    return file.getvalue()


def keras_tokenizer():
    config = {"num_words": None, "word_index": json.dumps({"the": 1, "안녕": 2})}
    return json.dumps({"class_name": "Tokenizer", "config": config}).encode()


VOCAB = b"the 1061396\n\xec\x95\x88\xeb\x85\x95 593677\ngreat 5\n"
TABLE = {"embeddings": ("F32", ROWS)}
PICKLED = {"the": [0.5, 1.0], "great": [2.0, 3.0]}

KINDS: dict[str, Kind] = {
    # --- read ---
    "GloVe text": Kind({"f": lines()}, "GloVe text", True),
    "word2vec text, fastText .vec": Kind({"f": lines(extra="3 2\n")}, "word2vec text", True),
    "text by tabs": Kind({"f": lines("\t")}, "by tabs", True),
    "text in columns": Kind({"f": lines("  ", "{: .3f}")}, "by several spaces", True),
    "word2vec .bin": Kind({"f": binary()}, "word2vec binary", True),
    "word2vec .bin, float16 or float64": Kind({"f": binary("<f8")}, "word2vec binary", True),
    "word2vec .bin, highest byte first": Kind({"f": binary(">f4")}, "word2vec binary", True),
    "GloVe's vectors.bin with vocab.txt": Kind(
        {"vectors.bin": stanford(), "vocab.txt": VOCAB}, "GloVe binary", True
    ),
    "fastText .bin": Kind({"f": fuzz["fasttext"]()}, "fastText binary", True),
    "fastText .bin of 2016": Kind({"f": fuzz["fasttext"](old=True)}, "fastText binary", True),
    "fastText in int8, our .safetensors": Kind(
        {"f": fuzz["int8"](WORDS, np.repeat(ROWS, 2, axis=1))}, "fastText, int8", True
    ),
    "in .gz": Kind({"f": gzip.compress(lines())}, "GloVe text", True),
    "in .bz2": Kind({"f": bz2.compress(lines())}, "GloVe text", True),
    "in .xz": Kind({"f": lzma.compress(lines())}, "GloVe text", True),
    "in .zip": Kind({"f": zipped(readme=b"hello\n", vectors=lines())}, "GloVe text", True),
    "an array and its words, .npy and .parquet": Kind(
        {".": b"", **fuzz["pair"]()}, "npy and parquet", True
    ),
    "static embedding table": Kind(
        {"model.safetensors": safetensors(**TABLE), "tokenizer.json": tokenizer()},
        "static embedding table",
        True,
    ),
    "static embedding table in a folder": Kind(
        {
            ".": b"",
            "0_StaticEmbedding/model.safetensors": safetensors(weight=("F16", ROWS.astype("<f2"))),
            "0_StaticEmbedding/tokenizer.json": tokenizer(["▁the", "▁안녕", "▁great"], "Unigram"),
        },
        "static embedding table",
        True,
    ),
    # --- words or counts, no vectors ---
    "GloVe's vocab.txt": Kind({"vocab.txt": VOCAB}, "a vocabulary without vectors"),
    "a list of words": Kind({"f": "the\n안녕\n".encode()}, "a list of words"),
    "a saved Keras 2 Tokenizer": Kind({"f": keras_tokenizer()}, "Tokenizer of Keras 2"),
    "GloVe's cooccurrence.bin": Kind({"f": cooccurrence()}, "Cooccurrence.from_stanford reads"),
    "GloVe's gradsq.bin": Kind(
        {"gradsq.bin": stanford(ROWS * 0 + 8), "vocab.txt": VOCAB}, "squared gradients"
    ),
    "GloVe's vectors.bin alone": Kind({"f": stanford()}, "put that beside it"),
    "counts of Cooccurrence.save": Kind(
        {"f": zip_of("data.npy", "indptr.npy", "about.npy")}, "Cooccurrence.load reads them"
    ),
    "a table of counts": Kind({"f": b"the 1000 30\ncat 500 20\n"}, "a table of counts"),
    "pairs with counts": Kind({"f": b"the cat 5\nthe dog 3\n"}, "pairs of words"),
    # --- numbers without words ---
    "a matrix of numbers": Kind({"f": b"0.5 1.0\n-2.0 3.5\n"}, "a matrix of numbers"),
    "a NumPy array": Kind({"f.npy": npy(ROWS)}, "a NumPy array"),
    "NumPy arrays, .npz": Kind({"f": zip_of("a.npy", "b.npy")}, "numpy.load"),
    "gensim's .npy without its model": Kind(
        {"my.kv.vectors.npy": npy(ROWS)}, "its words|they are in my.kv"
    ),
    # --- text written otherwise ---
    "CSV": Kind({"f": lines(",")}, "separated by commas"),
    "CSV with a header": Kind({"f": lines(",", extra="word,x,y\n")}, "names the columns"),
    "words in quotes": Kind({"f": lines(words=['"the"', '"안녕"', '"great"'])}, "in quotes"),
    "decimal commas": Kind({"f": b"the 0,5 1,0\ngreat 2,5 3,0\n"}, "decimal comma"),
    "numbers in brackets": Kind({"f": b"the [0.5, 1.0]\ngreat [2.0, 3.0]\n"}, "brackets"),
    "lines that end in a carriage return": Kind(
        {"f": b"the 0.5 1\rgreat 2 0.25\r"}, "a carriage return alone"
    ),
    "a minus that is none, U+2212": Kind(
        {"f": "the \u22120.5 1\ngreat \u22122 0.25\n".encode()},
        "'\u22120.5' stands where a number should",
    ),
    "jamo with a sign behind every syllable": Kind(
        {"f": "ㅇㅕㅇᴥㅎㅘᴥ 1.5 2\nㄱㅏㅄᴥ 3 4\n".encode()}, "'ᴥ' behind every syllable"
    ),
    "rows that begin with their number": Kind(
        {"f": b"0 the 0.5 1\n1 of 2 3.5\n2 and 1 2\n"}, "begin with their number"
    ),
    "a first line that numbers the columns": Kind(
        {"f": b"word 0 1\nthe 0.5 1\ncat 2 3.5\n"}, "numbers its columns"
    ),
    "a count behind each word": Kind(
        {"f": b"the 900 0.5 1\nof 70 2 3.5\ncat 3 1 2\n"}, "a count behind each"
    ),
    "sparse rows, 9:0.25": Kind({"f": b"2 900\nthe 9:0.25 15:1\ncat 1:2.5\n"}, "sparse vectors"),
    "vectors over several lines": Kind({"f": b"the 0.5\n 1.5\ncat 2\n 3\n"}, "have no word"),
    "spaces that are none for a program": Kind({"f": lines("\u00a0")}, "put simple spaces"),
    "words as Python's bytes, b'the'": Kind(
        {"f": lines(words=["b'the'", "b'of'", "b'cat'"])}, "Python's bytes"
    ),
    "Korean text in CP949": Kind({"f": lines().decode().encode("cp949")}, "CP949"),
    "Japanese text in Shift-JIS": Kind(
        {"f": "猫 1.5 2\n犬 3.5 4\n".encode("shift-jis")}, r"words are not UTF-8.*Shift-JIS"
    ),
    "text in UTF-16": Kind({"f": lines().decode().encode("utf-16")}, "UTF-16"),
    "text in UTF-32": Kind({"f": lines().decode().encode("utf-32")}, "UTF-32"),
    "JSON": Kind({"f": json.dumps(PICKLED).encode()}, "JSON"),
    "a notebook": Kind({"f": b'{"cells": [], "nbformat": 4}'}, "a notebook"),
    "the settings of a model, config.json": Kind(
        {"f": b'{"model_type": "bert"}'}, "settings of a model"
    ),
    "prose": Kind({"f": b"Dear diary,\ntoday it rained.\n"}, "do not end in numbers"),
    # --- models ---
    "a pickle, gensim's .model": Kind({"f": pickle.dumps(PICKLED, 4)}, "can run code"),
    "a pickle of protocol 0 or 1": Kind({"f": pickle.dumps(PICKLED, 0)}, "can run code"),
    "a NumPy array of Python objects": Kind(
        {"f": npy(np.array(PICKLED, dtype=object))}, "objects .a dict.., which is a pickle"
    ),
    "joblib, zlib": Kind({"f": zlib.compress(pickle.dumps(PICKLED))}, "compressed with zlib"),
    "HDF5, Keras .h5": Kind({"f": b"\x89HDF\r\n\x1a\n" + b"\0" * 40}, "HDF5"),
    "Keras .keras": Kind({"f": zip_of("config.json", "model.weights.h5")}, "a Keras model"),
    "PyTorch .pt": Kind({"f": zip_of("archive/data.pkl", "archive/data/0")}, "weights_only=True"),
    "ONNX": Kind({"f": b"\x08\x08\x12\x07pytorch\x1a\x03\x31.0\x3a\x05\0\0\0\0\0"}, "ONNX"),
    "TensorFlow SavedModel": Kind(
        {"f": b"\x08\x01\x12\x10\x0a\x05serve" + b"\0" * 40}, "SavedModel"
    ),
    "TensorFlow Lite": Kind({"f": b"\x1c\0\0\0TFL3" + b"\0" * 40}, "TensorFlow Lite"),
    "GGUF": Kind({"f": b"GGUF\x03\0\0\0" + b"\0" * 40}, "GGUF"),
    "safetensors of a network": Kind(
        {"f": safetensors(a=("F32", ROWS), b=("F32", ROWS))}, "the weights of a network"
    ),
    "a table of floret": Kind({"f": b"2 2 3 6 1 0 < >\n0 0.5 1\n1 2 3\n"}, "a table of floret"),
    "a FAISS index": Kind({"f": b"IxFI\2\0\0\0" + b"\0" * 40}, "FAISS"),
    "safetensors without tokenizer.json": Kind(
        {"f": safetensors(**TABLE)}, "its words are in tokenizer.json"
    ),
    "tokenizer.json": Kind({"f": tokenizer()}, "the tokenizer of a model"),
    # --- tables, documents, archives ---
    "SQLite": Kind({"f": b"SQLite format 3\0" + b"\0" * 84}, "sqlite3"),
    "LMDB": Kind({"data.mdb": b"\0" * 16 + b"\xde\xc0\xef\xbe\1" + b"\0" * 90}, "LMDB"),
    "Arrow, Feather": Kind({"f": b"ARROW1\0\0" + b"\0" * 40}, "pandas.read_feather"),
    "Avro": Kind({"f": b"Obj\1\4\x14avro.codec" + b"\0" * 40}, "Avro"),
    "data of R": Kind({"f": b"RDX3\nX\n\0\0\0\3" + b"\0" * 40}, "data of R"),
    "data of MATLAB": Kind({"f": b"MATLAB 5.0 MAT-file" + b"\0" * 40}, "data of MATLAB"),
    "Parquet alone": Kind({"f": fuzz["pair"]()["words.parquet"]}, "a Parquet table"),
    "Excel": Kind({"f": zip_of("[Content_Types].xml", "xl/workbook.xml")}, "an Excel table"),
    "Word": Kind({"f": zip_of("[Content_Types].xml", "word/document.xml")}, "a Word document"),
    "HWP": Kind({"f": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40}, "HWP"),
    "HWPX, OpenDocument": Kind({"f": zip_of("mimetype", "Contents/header.xml")}, "HWPX"),
    "PDF": Kind({"f": b"%PDF-1.7\n"}, "a PDF"),
    "RTF": Kind({"f": b"{\\rtf1\\ansi the 0.5}"}, "an RTF document"),
    "a picture or a sound": Kind({"f": b"\x89PNG\r\n\x1a\n" + b"\0" * 40}, "a picture"),
    "a .zip with a password": Kind({"f": with_password()}, "with a password"),
    "a .zip with several files of vectors": Kind(
        {"f": zipped(a=lines(), b=lines())}, r"Choose one with `member`: \['a', 'b'\]"
    ),
    "an empty .zip": Kind({"f": zipped()}, "without any file"),
    "7-Zip, RAR": Kind({"f": b"7z\xbc\xaf\x27\x1c\0\4"}, "7-Zip"),
    "tar": Kind({"f": gzip.compress(tar())}, "a tar archive"),
    "zstd": Kind({"f": b"\x28\xb5\x2f\xfd\0\0"}, "zstd"),
    "LZ4, lzip, .Z": Kind({"f": b"\x04\x22\x4d\x18" + b"\0" * 20}, "compressed with LZ4"),
    "compressed twice": Kind({"f": gzip.compress(gzip.compress(lines()))}, "compressed twice"),
    # --- not the file itself ---
    "a web page": Kind({"f": b"<!DOCTYPE html><html>404"}, "a web page"),
    "a Git LFS pointer": Kind({"f": b"version https://git-lfs.github.com/spec/v1\n"}, "lfs pull"),
    "a torrent": Kind({"f": b"d8:announce35:udp://tracker"}, "a torrent"),
    "a Windows shortcut": Kind({"f": b"L\0\0\0\1\x14\2\0" + b"\0" * 40}, "a Windows shortcut"),
    "what macOS keeps beside a file, ._NAME": Kind(
        {"f": b"\0\5\x16\7\0\2\0\0" + b"\0" * 40}, "what macOS keeps"
    ),
    "a program": Kind({"f": b"\x7fELF\x02\x01\x01" + b"\0" * 60}, "a program for Linux"),
    "an empty file": Kind({"f": b""}, "is empty"),
    "zero bytes": Kind({"f": b"\0" * 5000}, "zero bytes"),
}


def write(kind: Kind, folder: Path) -> Path:
    """Write the files of a kind; the path to open."""
    for name, data in kind.files.items():
        if name != ".":
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    return folder / next(iter(kind.files))
