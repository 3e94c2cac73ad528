"""Counts that GloVe's C program made."""

import struct

import pytest

from wordemb_keras.cooccurrence import Cooccurrence


@pytest.fixture
def written(tmp_path):
    """Three words in vocab.txt, and cells of cooccurrence.bin: numbers from 1 on."""
    (tmp_path / "vocab.txt").write_text("the 9\n영화 5\n<unk> 2\n", encoding="utf-8")

    def write(*cells):
        path = tmp_path / "cooccurrence.bin"
        path.write_bytes(b"".join(struct.pack("<iid", *cell) for cell in cells))
        return path, tmp_path / "vocab.txt"

    return write


def test_records_become_counts(written):
    counts = Cooccurrence.from_stanford(*written((1, 2, 1.5), (2, 1, 1.5), (3, 3, 4.0)))
    assert counts.matrix.toarray().tolist() == [[0, 1.5, 0], [1.5, 0, 0], [0, 0, 4]]
    assert counts.vocabulary.words == ["the", "영화", "<unk>"]
    assert counts.vocabulary.counts["the"] == 9
    assert counts.settings["symmetric"]
    left = Cooccurrence.from_stanford(*written((1, 2, 1.5), (1, 2, 1.0)))
    assert left.count("the", "영화") == 2.5
    assert not left.settings["symmetric"]


def test_a_file_that_does_not_fit(written):
    path, vocab = written((1, 2, 1.5), (4, 1, 1.0))
    with pytest.raises(ValueError, match=r"record 2: words 4 and 1 .* has 3 words"):
        Cooccurrence.from_stanford(path, vocab)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(ValueError, match="29 bytes, which are no whole records of 16"):
        Cooccurrence.from_stanford(path, vocab)
