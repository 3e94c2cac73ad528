"""A morpheme analyser: loading its model takes four seconds."""

import pytest


@pytest.fixture(scope="session")
def kiwi():
    return pytest.importorskip("kiwipiepy", reason="needs the extra `korean`").Kiwi()
