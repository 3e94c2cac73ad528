"""Files that hold no word vectors: what each is, and what to do with it.

A file is known by its first bytes. Names are short enough to be looked up, and
every next step is one that works without running code from the file.
"""

import pickletools
import re
import zipfile
from pathlib import Path

_GIVE = "give `(words, array)` instead of a file"
_KEYED = "if you trust it, load it with gensim's KeyedVectors.load and give the object"
_PICKLE = (
    "a pickle (gensim's .model and .kv files are), which can run code when it is opened; "
    f"{_KEYED}; the .npy files saved beside it are needed too"
)
_UTF16 = "text in UTF-16; save it as UTF-8 (in Notepad: Save as, Encoding)"
_OFFICE = "save its table as text, or copy the words and numbers out of it"

# Where in the file, which bytes, what that is.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x93NUMPY", f"a NumPy array, which has no words; {_GIVE}"),
    (0, b"\x89HDF", "an HDF5 file (Keras or ELMo weights?); load the model and take the layer's"),
    (0, b"PAR1", "a Parquet table; give the folder that holds it and the .npy with the vectors"),
    (0, b"ARROW1", f"an Arrow (Feather) table; read it with pandas.read_feather and {_GIVE}"),
    (0, b"\xff\xff\xff\xff", f"an Arrow stream; read it with pyarrow.ipc.open_stream and {_GIVE}"),
    (0, b"Obj\x01", f"an Avro table; read it with the program that wrote it and {_GIVE}"),
    (16, b"\xde\xc0\xef\xbe", f"an LMDB database; read it with the program that wrote it, {_GIVE}"),
    (0, b"SQLite format 3\0", f"an SQLite database; read its table with sqlite3 and {_GIVE}"),
    (0, b"GGUF", "a GGUF language model; its vectors are those of word pieces inside a network"),
    (4, b"TFL3", "a TensorFlow Lite model; take the vectors from the model it was made of"),
    (0, b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19", f"a PyTorch file of the old kind; {_GIVE}"),
    (0, b"%PDF", "a PDF document; copy its text out of it"),
    (0, b"Rar!", "a RAR archive; unpack it first"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (0, b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first (zstd -d)"),
    (0, b"\x04\x22\x4d\x18", "compressed with LZ4; unpack it first (lz4 -d)"),
    (0, b"\x1f\x9d", "compressed with `compress` (.Z); unpack it first (gzip -d)"),
    (0, b"LZIP", "compressed with lzip; unpack it first (lzip -d)"),
    (0, b"\x1f\x8b", "compressed twice; unpack the outer layer first"),
    (0, b"BZh", "compressed twice; unpack the outer layer first"),
    (0, b"\xfd7zXZ\x00", "compressed twice; unpack the outer layer first"),
    (0, b"PK\x03\x04", "compressed twice; unpack the outer layer first"),
    (0, b"PK\x05\x06", "a .zip without any file; make it or download it again"),
    (0, b"PK\x07\x08", "a part of a .zip in several parts; put the parts together first"),
    (257, b"ustar", "a tar archive; unpack it first (tar -xf)"),
    (0, b"\x7fELF", "a program for Linux; the vectors are another file"),
    (0, b"MZ", "a program for Windows; the vectors are another file"),
    (0, b"\xcf\xfa\xed\xfe", "a program for macOS; the vectors are another file"),
    (0, b"\xca\xfe\xba\xbe", "a program for Java or macOS; the vectors are another file"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"an old Office or a HWP document; {_OFFICE}"),
    (0, b"HWP Document File", f"a HWP document; {_OFFICE}"),
    (0, b"{\\rtf", f"an RTF document; {_OFFICE}"),
    (0, b"\x89PNG", "a picture; the vectors are another file"),
    (0, b"\xff\xd8\xff", "a picture; the vectors are another file"),
    (0, b"GIF8", "a picture; the vectors are another file"),
    (0, b"RIFF", "a sound or a picture; the vectors are another file"),
    (0, b"\0\x05\x16\x07", "what macOS keeps beside a file (._NAME); open NAME itself"),
    (0, b"L\0\0\0\x01\x14\x02\0", "a Windows shortcut; open the file it points to"),
    (0, b"IxF", f"a FAISS index; rebuild the array with `index.reconstruct_n` and {_GIVE}"),
    (0, b"RDX", f"data of R; write them in R with write.table(..., quote=FALSE), or {_GIVE}"),
    (0, b"MATLAB 5.0", f"data of MATLAB; read them with scipy.io.loadmat and {_GIVE}"),
    (0, b"\xff\xfe\0\0", "text in UTF-32; save it as UTF-8"),
    (0, b"\0\0\xfe\xff", "text in UTF-32; save it as UTF-8"),
    (0, b"\xff\xfe", _UTF16),
    (0, b"\xfe\xff", _UTF16),
    (0, b"version https://git-lfs", "a Git LFS pointer, not the file itself; run `git lfs pull`"),
    (0, b"d8:announce", "a torrent, not the file itself; download the file with it"),
)

_OBJECTS = re.compile(rb"\x93NUMPY.{4,6}\{'descr': '[|]O'", re.DOTALL)
_AN_ARRAY_OF_OBJECTS = (
    "a NumPy array of Python objects (a dict?), which is a pickle and can run code when it is "
    "opened; where it was made, write the vectors with `wordemb_keras.write_vectors(file, vectors)`"
)
_WEB_PAGE = "a web page, probably an error message saved as a file; open it in a browser"
# "buckets dim minn maxn hashes seed < >", then rows of numbers named 0, 1, 2, ...
_FLORET = re.compile(rb"\d+ \d+ \d+ \d+ [1-4] \d+ \S+ \S+ ?\r?\n0 ")
_OF_FLORET = (
    "a table of floret, which has a row for each bucket of n-grams and none for words; spaCy reads "
    "it (python -m spacy init vectors LANG FILE OUT --mode floret)"
)
_BEGINNINGS = (
    (b"<!doctype", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"<head", _WEB_PAGE),
    (b"<?xml", "XML, perhaps an error message saved as a file; open it in an editor"),
    (b"<error", "XML, perhaps an error message saved as a file; open it in an editor"),
)

_JSON = (
    (rb'"class_name"\s*:\s*"Tokenizer"', "a saved Tokenizer of Keras 2, which is a vocabulary; "
     "`build_embedding_matrix(vectors, Path(file))` takes it as one"),
    (rb'"nbformat"|"cell_type"', "a notebook; the vectors are another file"),
    (rb'"added_tokens"|"pre_tokenizer"', "the tokenizer of a model; open the .safetensors beside "
     "it"),
    (rb'"model_type"|"architectures"|"config_class"', "the settings of a model; open its vectors, "
     "the .safetensors beside it"),
)  # fmt: skip
_A_JSON = f"JSON; read it with json.load and give the dict from word to numbers, or {_GIVE}"

_ZIPS = (
    (lambda names: any(n.startswith("xl/") for n in names), f"an Excel table; {_OFFICE}"),
    (lambda names: any(n.startswith("word/") for n in names), f"a Word document; {_OFFICE}"),
    (lambda names: "mimetype" in names, f"an office document (OpenDocument, HWPX, ...); {_OFFICE}"),
    (lambda names: "model.weights.h5" in names, "a Keras model; load it with "
     "keras.saving.load_model, take the weights of its Embedding layer and the words of its "
     "vocabulary"),
    (lambda names: any(n.endswith("data.pkl") for n in names), "a PyTorch file; load it with "
     f"torch.load(file, weights_only=True) and {_GIVE}"),
    (lambda names: "about.npy" in names and "indptr.npy" in names, "counts that Cooccurrence.save "
     "wrote, no vectors; Cooccurrence.load reads them, and GloVe trains vectors on them"),
    (lambda names: names and all(n.endswith(".npy") for n in names), "NumPy arrays (.npz); read "
     f"them with numpy.load and {_GIVE}"),
    (lambda names: "META-INF/MANIFEST.MF" in names, "a Java archive; the vectors are another file"),
)  # fmt: skip


def known_stranger(path: Path, head: bytes) -> str | None:
    """What a file is that can hold no vectors, by bytes that no vector file begins with.

    Args:
        path: the file; only its name is used, for a hint about files that come in pairs.
        head: its first bytes, unpacked.

    Returns:
        What it is and what to do, as the end of a sentence; None if it is none of these.
    """
    beginning = head[:512].lstrip().lower()
    for start, what in _BEGINNINGS:
        if beginning.startswith(start):
            return what
    if _FLORET.match(head):
        return _OF_FLORET
    if _OBJECTS.match(head):
        return _AN_ARRAY_OF_OBJECTS
    if head.startswith(b"\x93NUMPY") and (owner := _gensim_owner(path)):
        return f"the numbers of a gensim model without its words; they are in {owner}: {_KEYED}"
    is_text = b"\0" not in head[:4096] and b"\xff" not in head[:4]
    for offset, magic, what in _MAGIC:
        # A text may begin with the word MZ or GIF8; only some signs are found in texts.
        if head.startswith(magic, offset) and not (is_text and magic.isalnum()):
            return what
    if head[:1] == b"\x80" and head[1:2] in (b"\2", b"\3", b"\4", b"\5"):
        return _PICKLE
    return None


def zip_stranger(archive: zipfile.ZipFile) -> str | None:
    """What a .zip is that is no archive of texts, or why Python cannot unpack it."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        return "a .zip with a password; unpack it first"
    if any(member.compress_type not in (0, 8, 12, 14) for member in members):
        return "a .zip compressed in a way that Python does not know; unpack it first"
    return next((what for test, what in _ZIPS if test(names)), None)


def likely_stranger(head: bytes, whole: bool) -> str:
    """What a file probably is in which no vectors were recognised; empty if nobody knows."""
    text = head.lstrip()
    if not text:
        return "only blank lines; download or copy it again"
    if not head.strip(b"\0"):
        return "nothing but zero bytes, a download that never came; download it again"
    if (what := _of_json(text)) or (what := _of_protobuf(head)):
        return what
    if is_old_pickle(head, whole):
        return _PICKLE
    if head[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        return (
            "compressed with zlib (a file of joblib?); a pickle may be inside, which can run code"
        )
    pairs = head[: 2 * (min(len(head), 4096) // 2)]
    zeros = sorted((pairs[0::2].count(0), pairs[1::2].count(0)))
    if zeros[0] == 0 and 4 * zeros[1] > len(pairs):  # half of each sign of an English text
        return _UTF16
    return ""


def is_old_pickle(head: bytes, whole: bool) -> bool:
    """Whether this is a pickle of protocol 0 or 1, which begins with no sign of its own.

    Nothing is unpickled: the instructions are only listed. A file of which there is more than
    `head` must be a list of instructions as far as it is seen.
    """
    number, last = 0, 0
    try:
        for number, (code, _, place) in enumerate(pickletools.genops(head)):
            last = place or 0
            if code.name == "STOP":
                return number > 0 and not head[last + 1 :].strip()
            if number == 5000:
                return True
    except Exception:
        return number > 50 and not whole and last > len(head) - 100_000
    return False


def _gensim_owner(path: Path) -> str | None:
    """`x.model` for `x.model.wv.vectors.npy`, which gensim saves beside it."""
    found = re.match(r"(.+?)(\.wv|\.trainables)?\.(vectors\w*|syn\w+)\.npy$", path.name)
    return found[1] if found else None


def _of_json(text: bytes) -> str | None:
    if not re.match(rb'\{\s*["}]|\[\s*([\[{"]|[-\d.eE]+\s*,)', text):
        return None
    return next((what for pattern, what in _JSON if re.search(pattern, text)), _A_JSON)


def _of_protobuf(head: bytes) -> str | None:
    """ONNX: field 1 (the version, a number), then field 2 (who made it, a short text)."""
    if re.match(rb"\x08[\x01-\x14]\x12[\x01-\x40][\w. -]+", head) and b"\x3a" in head[:200]:
        return f"an ONNX model; take the vectors from the model it was made of, or {_GIVE}"
    if head.startswith(b"\x08\x01\x12") and b"serve" in head:
        return "a TensorFlow SavedModel; load it, take the vectors from the layer that has them"
    return None
