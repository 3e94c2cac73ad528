"""Section 9-3: files whose words are in jamo, by whichever door they come."""

import gzip
import json
import zipfile

import numpy as np
import pytest

from wordemb_keras.evaluation import neighbors
from wordemb_keras.fasttext import FastText
from wordemb_keras.formats import as_vectors, convert, info, open_vectors, write_vectors
from wordemb_keras.formats.base import VectorFileError
from wordemb_keras.pretrained import build_embedding_matrix
from wordemb_keras.text.hangul import decompose

WORDS = ["영화", "배우", "값", "ㅋㅋ", "the"]
NUMBERS = np.arange(10, dtype=np.float32).reshape(5, 2) + 1


@pytest.fixture(scope="module")
def model():
    sentences = [["남동생", "이", "학교"], ["여동생", "은", "집"]] * 20
    model = FastText("jamo", vector_size=4, min_count=1, workers=1)
    return model.fit(sentences, epochs=1, verbose=0)


def written(folder, empty="_", name="jamo.vec"):
    path = folder / name
    words = [decompose(word, empty=empty) for word in WORDS]
    lines = [f"{w} {a:g} {b:g}" for w, (a, b) in zip(words, NUMBERS, strict=True)]
    path.write_text("\n".join([f"{len(words)} 2", *lines, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize("empty", ["_", "-", ""])
def test_the_sign_for_no_final_is_seen_from_the_words(tmp_path, empty):
    with open_vectors(written(tmp_path, empty)) as reader:
        assert [word for word, _ in reader] == WORDS
        assert reader.find(["배우", "값", "없다"])["배우"].tolist() == [3, 4]
        assert reader.format == "word2vec text, in jamo"
    with open_vectors(written(tmp_path, empty), empty=empty) as reader:
        assert [word for word, _ in reader] == WORDS


def test_every_door_gives_the_same(tmp_path):
    plain = written(tmp_path)
    (tmp_path / "jamo.vec.gz").write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(tmp_path / "jamo.zip", "w") as archive:
        archive.write(plain, "jamo.vec")
    write_vectors(tmp_path / "jamo.bin", plain, format="binary")
    cache = convert(written(tmp_path, name="other.vec"), tmp_path / "cache")
    paths = [plain, tmp_path / "jamo.vec.gz", tmp_path / "jamo.zip", tmp_path / "jamo.bin", cache]
    for source in [*paths, *map(open_vectors, paths), *map(as_vectors, paths)]:
        matrix = build_embedding_matrix(source, ["", "영화", "ㅋㅋ", "값"])
        assert np.asarray(matrix).tolist() == [[0, 0], [1, 2], [7, 8], [5, 6]]
    assert info(plain)["words"] == WORDS


def test_unknown_words_get_the_vectors_of_their_jamo(model, tmp_path):
    model.save(tmp_path / "model.bin")
    (tmp_path / "model.bin.gz").write_bytes(gzip.compress((tmp_path / "model.bin").read_bytes()))
    for path in (tmp_path / "model.bin", tmp_path / "model.bin.gz"):
        for source in (path, open_vectors(path), as_vectors(path)):
            matrix = build_embedding_matrix(source, ["", "학교", "남동셍"], oov="subwords")
            np.testing.assert_allclose(matrix[1], model["학교"], rtol=1e-5)
            np.testing.assert_allclose(matrix[2], model["남동셍"], rtol=1e-5)


def test_jamo_may_be_asked_as_people_type_them(tmp_path):
    for empty in ("_", "-", ""):
        reader = open_vectors(written(tmp_path, empty))
        for asked in ("ㅇㅕㅇㅎㅗㅏ", "ㅇㅕㅇㅎㅘ", "ㅇㅕㅇㅎㅘ_", "ㅇㅕㅇ_ㅎㅘ_"):
            assert reader.find([asked])[asked].tolist() == [1, 2]
        assert reader.find(["ㅋㅋ"])["ㅋㅋ"].tolist() == [7, 8]
    assert neighbors(written(tmp_path), "ㅇㅕㅇㅎㅘ", topn=4)[0][0] == "배우"


def test_what_is_in_syllables_stays(tmp_path):
    path = tmp_path / "plain.vec"
    path.write_text("3 1\nㅋㅋ 1\n영화 2\nㅇㅕㅇㅎㅘ_ 3\n", encoding="utf-8")
    assert [word for word, _ in open_vectors(path)] == ["ㅋㅋ", "영화", "ㅇㅕㅇㅎㅘ_"]
    with pytest.raises(ValueError, match=r"`empty` must be one sign.*Received: empty='--'"):
        open_vectors(path, empty="--")


def test_a_cache_understands_typed_jamo_as_its_file_does(tmp_path):
    path = written(tmp_path)
    before = open_vectors(path).find(["ㅇㅕㅇㅎㅘ", "ㅋㅋ"])
    convert(path)
    assert info(path)["cached"]
    folder = path.with_name(f"{path.name}.wordemb")
    assert json.loads((folder / "meta.json").read_text(encoding="utf-8"))["is_joined"]
    after = open_vectors(path).find(["ㅇㅕㅇㅎㅘ", "ㅋㅋ"])
    assert {word: row.tolist() for word, row in after.items()} == {
        word: row.tolist() for word, row in before.items()
    }
    assert neighbors(path, "ㅂㅐㅇㅜ", topn=1) == neighbors(path, "배우", topn=1)
    assert [word for word, _ in open_vectors(path)] == WORDS


def test_a_sign_behind_every_syllable_is_named_and_the_step_works(tmp_path):
    """hgtk.text.decompose("영화") is ㅇㅕㅇᴥㅎㅘᴥ."""
    path = tmp_path / "hgtk.txt"
    path.write_text("ㅇㅕㅇᴥㅎㅘᴥ 1 2\nㄱㅏㅄᴥ 3 4\nthe 5 6\n", encoding="utf-8")
    with pytest.raises(VectorFileError, match="'ᴥ' behind every syllable"):
        open_vectors(path)
    path.write_text(path.read_text(encoding="utf-8").replace("ᴥ", ""), encoding="utf-8")
    assert [word for word, _ in open_vectors(path)] == ["영화", "값", "the"]


def test_words_that_end_in_punctuation_have_no_sign_behind_every_syllable(tmp_path):
    """감! and 밥!: closed syllables alone do not tell what stands behind open ones."""
    path = tmp_path / "f"
    path.write_text("ㄱㅏㅁ! 1 2\nㅂㅏㅂ! 3 4\n", encoding="utf-8")
    assert [word for word, _ in open_vectors(path)] == ["감!", "밥!"]
