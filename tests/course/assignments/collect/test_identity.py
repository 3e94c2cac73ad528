"""Whose each file is, without a class list."""

import pytest

from wordemb_keras.course.assignments.collect.identity import owners

TASK = "ch9_7_toy"


def labels(*paths, tasks=None):
    return [owner.label for owner in owners(paths, tasks or [TASK] * len(paths))]


@pytest.mark.parametrize(
    "path, student",
    [
        ("김민수.ipynb", "김민수"),
        ("ch9_7_toy_김민수.ipynb", "김민수"),
        ("김민수_ch9_7_toy의 사본.ipynb", "김민수"),
        ("반 1/김 민수/ch9_7_toy (1).ipynb", "김 민수"),
        ("Copy of ch9_7_toy.ipynb", "Copy of ch9_7_toy"),
        ("kim_LATE_10_20_ch9_7_toy.ipynb", "kim"),
        ("Kim Minsu_8812_assignsubmission_file/ch9_7_toy.ipynb", "Kim Minsu"),
        ("Kim Minsu_8812_assignsubmission_file_/hw_3_4_x.ipynb", "Kim Minsu"),
        ("김민수.ipynb.txt", "김민수"),
    ],
)
def test_one_file(path, student):
    assert labels(path) == [student]


LAYOUTS = {  # files, and the students who are in them
    "one folder a student, any file name": {"Kim/hw.ipynb": "Kim", "Lee/Answer9.ipynb": "Lee"},
    "in a folder more": {"Kim/week 9/a.ipynb": "Kim", "Lee/week 9/a.ipynb": "Lee"},
    "sections of a class": {
        "반 1/김민수.ipynb": "김민수 (반 1)",
        "반 1/이영희.ipynb": "이영희",
        "반 2/김민수.ipynb": "김민수 (반 2)",
        "반 2/박.ipynb": "박",
    },
    "sections, folders in them": {"반 1/Kim/hw.ipynb": "Kim", "반 2/Lee/hw.ipynb": "Lee"},
    "sections, small letters": {
        "A/kim.ipynb": "kim",
        "A/lee.ipynb": "lee",
        "B/park.ipynb": "park",
        "B/choi.ipynb": "choi",
    },
    "Canvas, one name and two ids": {
        "kim_17_1_ch9_7_toy.ipynb": "kim (17)",
        "kim_LATE_18_2_ch9_7_toy.ipynb": "kim (18)",
    },
    "Canvas, handed in twice": {"kim_17_1_a.ipynb": "kim", "kim_17_2_a-1.ipynb": "kim"},
    "like Canvas, but it is not": {
        "과제_9_2_김민수.ipynb": "과제_9_2_김민수",
        "과제_9_2_이영희.ipynb": "과제_9_2_이영희",
    },
    "numbers after a name": {
        "kim_3_4_hw.ipynb": "kim_3_4_hw",
        "lee_3_4_hw.ipynb": "lee_3_4_hw",
    },
    "Moodle": {
        "Kim_81_assignsubmission_file/hw.ipynb": "Kim (81)",
        "Kim_82_assignsubmission_file/hw.ipynb": "Kim (82)",
    },
    "the same name twice": {"Kim/ch9_7_toy.ipynb": "Kim", "old/Kim.ipynb": "Kim (old)"},
    "two files of one": {
        "Kim/hw.ipynb": "Kim",
        "Kim/hw_final.ipynb": "Kim",
        "Lee/x.ipynb": "Lee",
        "Park/y.ipynb": "Park",
    },
    "a folder in a student's": {
        "Kim/hw.ipynb": "Kim",
        "Kim/new/hw.ipynb": "Kim",
        "Lee/hw.ipynb": "Lee",
    },
    "two folders in a student's": {
        "Kim/a/hw.ipynb": "Kim/a",
        "Kim/b/hw.ipynb": "Kim/b",
        "Lee/hw.ipynb": "Lee",
    },
    "the term is no id": {"NLP_2026_1_a.ipynb": "NLP_2026_1_a", "kim.ipynb": "kim"},
    "files that name nobody": {
        "ch9_7_toy.ipynb": "ch9_7_toy",
        "ch9_7_toy (1).ipynb": "ch9_7_toy (1)",
        "김민수 - ch9_7_toy.ipynb": "김민수",
    },
    "files that name nobody, in one folder": {
        "9-2 과제/hw 1.ipynb": "9-2 과제/hw 1",
        "9-2 과제/hw 2.ipynb": "9-2 과제/hw 2",
    },
    "files that name nobody, in sections": {
        "반 1/hw.ipynb": "반 1/hw",
        "반 1/hw (1).ipynb": "반 1/hw (1)",
        "반 2/hw.ipynb": "반 2",
    },
    "one folder around all": {"NLP/kim.ipynb": "kim", "NLP/lee.ipynb": "lee"},
    "student numbers": {"20231234/hw.ipynb": "20231234", "20235678/hw.ipynb": "20235678"},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_two_students_are_one(layout):
    assert labels(*LAYOUTS[layout]) == list(LAYOUTS[layout].values())


def test_a_terms_folder_for_each_student():
    paths = ["김민수/hw1.ipynb", "김민수/hw2.ipynb", "이영희/hw1.ipynb", "이영희/두번째.ipynb"]
    tasks = ["ch9_1_x", "ch9_2_y", "ch9_1_x", "ch9_2_y"]
    assert labels(*paths, tasks=tasks) == ["김민수", "김민수", "이영희", "이영희"]
