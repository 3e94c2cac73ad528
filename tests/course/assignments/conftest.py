"""A small assignment, and a student's file with the right answers."""

import json

import pytest

from wordemb_keras.course.assignments.author import build, source

SOURCE = '''\
# %% [markdown] lang="ko"
# # 과제 $x^2$

# %% [markdown] lang="en"
# # Assignment $x^2$

# %%
# 준비 · Setup
import math

import numpy as np

# %% answer="double"
# 문제 1 · Question 1 [double]
def double(x):
    """두 배 · Twice"""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="double" points=1
# 확인 · Check [double]
assert double(2) == 4, "2의 두 배는 4입니다 · Twice 2 is 4"

# %% hidden="double" points=2
# 채점 · Grading [double]
### BEGIN HIDDEN TESTS
@case("7의 두 배", "Twice 7")
def seven(rng, answer):
    answer.double(7)
### END HIDDEN TESTS

# %% answer="root"
# 문제 2 · Question 2 [root]
def root(x):
    """제곱근 · The square root"""
    ### BEGIN SOLUTION
    return math.sqrt(x)
    ### END SOLUTION

# %% check="root" points=1
# 확인 · Check [root]
assert root(4) == 2, "4의 제곱근은 2입니다 · The root of 4 is 2"

# %% hidden="root" points=2
# 채점 · Grading [root]
### BEGIN HIDDEN TESTS
@case("제곱근", "The root")
def roots(rng, answer):
    answer.root(rng.uniform(1, 9))
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3
# 왜 그런가요?

# %% [markdown] lang="en"
# ## Question 3
# Why is that so?

# %% [markdown] written="why" points=3 lang="ko"
# **문제 3 · Question 3 [why]**
#
# 그래서 그렇습니다.

# %% [markdown] written="why" points=3 lang="en"
# **문제 3 · Question 3 [why]**
#
# Because it is.
'''

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "root": "def root(x):\n    return math.sqrt(x)",
    "why": "그렇습니다. 왜냐하면 그렇기 때문입니다.",
}


@pytest.fixture(scope="session")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy") / "source"
    folder.mkdir()
    (folder / "ch9_7_toy.py").write_text(SOURCE, encoding="utf-8")
    return source.find(source=folder)[0]


@pytest.fixture(scope="session")
def right(toy):
    """The right answers, as the file of a student."""
    return json.loads(json.dumps(build.answered_version(toy, RIGHT, "ko")))


@pytest.fixture(scope="session")
def write():
    """Write a notebook; its folders, too."""

    def write(notebook, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")

    return write
