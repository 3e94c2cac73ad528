"""What a feedback page says, in the student's language: remarks, notes, errors in words."""

import re
from collections import Counter
from typing import Any

from wordemb_keras.course.assignments.author.judge import CaseResult
from wordemb_keras.course.assignments.author.source import Assignment

_OF_ITS_CASE = ("values", "shape", "type", "no error", "changed")  # kinds that say little alone
WORDS = {
    "ko": {
        "question": "문제",
        "score": "점수",
        "remark": "알림",
        "total": "합계",
        "by_hand": "교수자가 채점합니다",
        "blank": "답이 없습니다",
        "right": "맞았습니다",
        "stopped": "답 칸이 오류로 멈추었습니다",
        "hidden": "채점할 때의 예는 공개하지 않습니다.",
        "notes": "처리 내용",
        "late": "늦게 낸 감점",
        "check": "확인 칸",
        "grading": "채점 칸",
        "comment": "교수자의 말",
    },
    "en": {
        "question": "Question",
        "score": "Score",
        "remark": "Remark",
        "total": "Total",
        "by_hand": "marked by your instructor",
        "blank": "no answer",
        "right": "right",
        "stopped": "the answer cell stops with an error",
        "hidden": "The examples used in grading are not shown.",
        "notes": "What was done",
        "late": "Handed in late",
        "check": "check",
        "grading": "grading",
        "comment": "Your instructor's comment",
    },
}

# What the grader says of a file, for the page of a Korean student; the table has it in English.
KOREAN = {
    r"kernel read as python3": "커널을 python3로 읽음",
    r"metadata found again by the question marker": "문제 표시로 칸을 다시 찾음",
    r"metadata found again by the cell id": "칸의 번호로 칸을 다시 찾음",
    r"(\w+) cell made (\w+) again": r"\1 칸을 \2 칸으로 되돌림",
    r"split answer cell joined": "나뉜 답 칸을 합침",
    r"text below a blank answer": "빈 답 칸 아래에 글이 있음",
    r", the last of (\d+) different ones graded": r", 서로 다른 \1개 가운데 마지막을 채점함",
    r"copied answer cell": "답 칸이 여러 개임",
    r"deleted answer cell put back, blank": "지워진 답 칸을 빈 칸으로 되살림",
    r"no answer cell": "답 칸이 없음",
    r"picture missing in the file": "파일에 없는 그림이 있음",
    r"deleted test cell put back": "지워진 테스트 칸을 되살림",
    r"changed test cell restored": "바뀐 테스트 칸을 되돌림",
    r"copied test cell removed": "복사된 테스트 칸을 지움",
    r"given code cell changed": "주어진 코드 칸이 바뀜",
    r"the original runs before it": "원래 칸을 먼저 실행함",
    r"given code cell deleted, put back": "지워진 코드 칸을 되살림",
    r"time limit of the submission": "제출물 전체의 시간 제한",
    r"time limit": "시간 제한",
    r"memory limit": "메모리 제한",
    r"more than (\d+) processes": r"프로세스가 \1개를 넘음",
    r"its process ended(?: \(os\._exit or a crash\))?": "프로세스가 끝나 버림",
    r"(\d+) process\(es\) outlived their cell, ended": r"남은 프로세스 \1개를 끝냄",
    r"output cut in": "너무 긴 출력을 자름:",
    r"million characters more": "백만 자가 더 있음",
    r"(\d+) files, the newest graded": r"파일 \1개 가운데 가장 새것을 채점함",
    r"(\d+) files, the newest cannot be read: (\S.*?), graded": (
        r"파일 \1개 가운데 가장 새것(\2)을 읽을 수 없어 다른 것을 채점함"
    ),
    r"(\d+) files, the newest has no question of it: (\S.*?), graded": (
        r"파일 \1개 가운데 가장 새것(\2)에 이 과제의 문제가 없어 다른 것을 채점함"
    ),
    r"(\d+) files, all the same": r"같은 파일이 \1개 있음",
    r"named (\S.*), read as a notebook": r"파일 이름은 \1이지만 노트북으로 읽음",
    r"\bin (a cell of no question)": r"(\1)",
    r"a cell of no question": "문제가 아닌 칸",
    r"not run": "실행하지 않음",
    r"the grader's process was ended, repeated": "채점 프로세스가 끊겨 다시 실행함",
    r"the grader's process was ended after the last cell": "마지막 칸 뒤에 채점 프로세스가 끊김",
    r"the grader's process was ended": "채점 프로세스가 끊김",
    r"a forged reply": "꾸며 낸 답신",
    r"the report is not whole": "결과를 읽지 못함",
}


def remark(cases: list[CaseResult], language: str, stopped: str = "") -> str:
    """What a student should know of one question: a line for each case that fails.

    Args:
        cases: what its generated cases said.
        language: `"ko"` or `"en"`.
        stopped: the error that ended the answer cell.
    """
    words = WORDS[language]
    failed = [case for case in cases if not case.passed]
    kinds = {case.kind for case in failed}
    if kinds == {"blank"} and len(failed) == len(cases):
        return words["blank"]
    if kinds == {"name"} and stopped:  # that is why there is no such name
        return f"{words['stopped']}: {stopped}"
    reasons = Counter(case.why[language] for case in failed)
    lines = []
    for case in failed:  # one reason for several cases, such as a missing name, stands once
        why = case.why[language]
        alone = reasons[why] > 1 and case.kind not in _OF_ITS_CASE
        lines.append(said(why if alone else f"{case.rule[language]} {why}", language))
    return "\n".join(dict.fromkeys(lines)) or words["right"]


def said(note: str, language: str) -> str:
    """What the grader noted, in the student's language.

    Example:

    >>> said("no answer cell: double; time limit (4 s)", "ko")
    '답 칸이 없음: double; 시간 제한 (4 s)'
    """
    if language == "ko":
        for english, korean in KOREAN.items():
            note = re.sub(english, korean, note)
    return note


def in_words(notes: str, assignment: Assignment, language: str) -> str:
    """Notes in which a question has its number in place of its id.

    Args:
        notes: what the grader noted.
        assignment: whose questions they name.
        language: `"ko"` or `"en"`.
    """
    words = WORDS[language]
    numbers = {question.id: question.number for question in assignment.questions}
    parts = {"-check": f" ({words['check']})", "-hidden": f" ({words['grading']})"}

    def name(found: re.Match[str]) -> str:
        named = f"{words['question']} {numbers[found[2]]}{parts.get(found[3], '')}"
        return f"({named})" if found[1] and language == "ko" else f"{found[1] or ''}{named}"

    ids = "|".join(map(re.escape, numbers))
    pattern = rf"(?<![\w-])(in )?({ids})(-check|-hidden)?(?![\w-])"
    return re.sub(pattern, name, said(notes, language))


def message_of(error: Any) -> str:
    """The message of an error: a check's own words, else the kind of error before them.

    What a check says in two languages is said in that of the notebook.

    Args:
        error: an nbformat output of type `"error"`.
    """
    value = " ".join(str(error["evalue"]).split())
    if error["ename"] == "NotYet":
        value = one_language(f"✗ {value}").removeprefix("✗ ")
    value = value[:500]
    value = re.sub(r"\(<[^<>]*>, (line \d+)\)$", r"(\1)", value)  # the name of the cell is noise
    if error["ename"] in ("AssertionError", "NotYet", "NotRun") and value:
        return value
    return f"{error['ename']}: {value}".rstrip(": ")


def one_language(line: str) -> str:
    """What a visible check says in both languages, in the first one: that of the notebook.

    Example:

    >>> one_language("✓ 확인을 통과했습니다 · check passed"), one_language("a · b")
    ('✓ 확인을 통과했습니다', 'a · b')
    """
    parts = line.rstrip("\n").split(" · ")
    if line[:2] not in ("✓ ", "✗ ") or len(parts) % 2:
        return line
    return " · ".join(parts[: len(parts) // 2]) + line[len(line.rstrip("\n")) :]
