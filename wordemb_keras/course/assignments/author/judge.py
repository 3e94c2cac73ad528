"""A solution compared with the model solution, in the process of the grader.

Both come as plain data (`Case.record`). Whole numbers must be equal, other numbers
equal but for rounding; a list may be a tuple or an array. Each case has its points,
its rule in both languages, and words for what is wrong.

Points: each case counts the same. Where the first case of a function fails, the others
of that function give nothing, so that `return []` earns nothing for empty input.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RELATIVE = 1e-5  # single precision passes, four decimals do not
TYPED = 1e-9  # what was typed by hand
ABSOLUTE = 1e-6  # of the largest number of a result: what is left where terms cancel

Problem = tuple[str, dict[str, str]]  # its kind, and words by language


@dataclass(frozen=True)
class CaseResult:
    """One case of one question, as it can be stored and counted.

    Args:
        question: its id.
        case: the name of the generator.
        passed: whether every run of it was right.
        points: what it gives; 0 also where the first case of its function fails.
        maximum: what it could give.
        rule: what the case is about, by language: `{"ko": ..., "en": ...}`.
        why: what is wrong, by language; empty where it passes.
        kind: one word for statistics: `"raises"`, `"blank"`, `"shape"`, `"values"`, ...
        seen: a digest of what the solution gave where that is wrong; equal for two solutions
            that are wrong in the same way.
    """

    question: str
    case: str
    passed: bool
    points: float
    maximum: float
    rule: dict[str, str]
    why: dict[str, str]
    kind: str
    seen: str = ""


def judge(
    question: str,
    points: float,
    expected: list[dict[str, Any]],
    found: list[dict[str, Any]] | None,
    lost: str = "",
) -> list[CaseResult]:
    """Compare a solution with the model solution, case by case.

    Args:
        question: its id.
        points: of all cases together.
        expected: the record of each case (`cases.Case.record`), of the model solution.
        found: those of the solution, for the same inputs; those that are missing did not run.
        lost: why they are missing.

    Returns:
        A result for each case.
    """
    own = {record["case"]: record["calls"] for record in found or []}
    maximum = points / len(expected)
    problems: list[Problem | None] = []
    for record in expected:
        calls = own.get(record["case"])
        if calls is None:
            problems.append(_lost(lost))
        elif len(calls) != len(record["calls"]):
            problems.append(_lost("the report is not whole"))
        else:
            pairs = zip(record["calls"], calls, strict=True)
            problems.append(next((p for e, f in pairs if (p := _problem(e, f))), None))
    first: dict[str, bool] = {}  # whether the first case of each function passes
    results = []
    for record, problem in zip(expected, problems, strict=True):
        used = list(dict.fromkeys(call["name"] for call in record["calls"]))
        for name in used:
            first.setdefault(name, problem is None)
        gained = maximum if problem is None and all(first[name] for name in used) else 0.0
        kind, why = problem or ("", {})
        results.append(
            CaseResult(
                question,
                record["case"],
                problem is None,
                gained,
                maximum,
                record["rule"],
                why,
                kind,
                _seen(own.get(record["case"])) if problem else "",
            )
        )
    return results


def score(results: Iterable[CaseResult]) -> float:
    """The points of a question, to two decimals."""
    return round(sum(result.points for result in results), 2)


def as_outputs(results: list[CaseResult], language: str) -> list[dict[str, Any]]:
    """What a hidden cell shows: its cases in words, one a line.

    Args:
        results: of one question.
        language: `"ko"` or `"en"`.
    """
    lines = [
        f"{'✓' if r.passed else '✗'} {r.rule[language]} {r.why.get(language, '')}".rstrip()
        for r in results
    ]
    return [{"output_type": "stream", "name": "stdout", "text": "\n".join(lines) + "\n"}]


def difference(
    expected: Any, found: Any, *, order: bool = True, typed: bool = False
) -> Problem | None:
    """What is wrong with a result, in words; None where it is right.

    Whole numbers must be equal, other numbers equal but for rounding. A list may be a
    tuple or an array, a whole number may be a float.

    Args:
        expected: from `plain`.
        found: likewise.
        order: False where only the contents of a list count.
        typed: whether it was typed by hand, and not returned by a function.

    Example:

    >>> from wordemb_keras.course.assignments.calls import plain
    >>> difference([1, 2.5], [1.0, 2.5000001]) is None
    True
    >>> difference(100_000, plain((100, 0)), typed=True)[0], difference([[1, 2]], [1, 2])[0]
    ('tuple', 'shape')
    """
    if not order and isinstance(found, dict) and "set" in found:
        found = found["set"]
    if typed and found is None:
        return "blank", {"ko": "아직 답이 없습니다.", "en": "No answer yet."}
    if found is None and expected is not None:
        ko = "아무것도 돌려주지 않습니다. print가 아니라 return을 쓰세요."
        return "none", {"ko": ko, "en": "It gives nothing back. Write return, not print."}
    wanted, got = _kind(expected), _kind(found)
    if typed and wanted == "number" and got == "list" and len(found) > 1 and _all_whole(found):
        ko = "쉼표를 쓰면 튜플이 됩니다. 100,000은 100000이나 100_000으로, 0,5는 0.5로 쓰세요."
        en = "A comma makes a tuple. Write 100000 or 100_000, not 100,000, and 0.5, not 0,5."
        return "tuple", {"ko": ko, "en": en}
    if typed and wanted == "number" and got == "text":
        ko = "따옴표 없이 수로 적으세요."
        return "type", {"ko": ko, "en": "Write a number, without quotes."}
    if wanted != got:
        names = _KINDS[wanted], _KINDS.get(got, {"ko": str(got), "en": str(got)})
        ko = f"나와야 하는 것: {names[0]['ko']}. 나온 것: {names[1]['ko']}."
        return "type", {"ko": ko, "en": f"It must be {names[0]['en']}, not {names[1]['en']}."}
    if wanted == "list":
        shapes = shape(expected), shape(found)
        if shapes[0] != shapes[1]:
            ko = f"나와야 하는 모양: {shapes[0]}, 나온 모양: {shapes[1]}."
            return "shape", {"ko": ko, "en": f"The shape must be {shapes[0]}, not {shapes[1]}."}
        if not order:
            expected, found = sorted(expected, key=_key), sorted(found, key=_key)
    relative = TYPED if typed else RELATIVE
    if not _equal(expected, found, relative, 0.0 if typed else ABSOLUTE * _largest(expected)):
        return "values", {"ko": "값이 다릅니다.", "en": "The values differ."}
    return None


def no_function(name: str) -> dict[str, str]:
    """What is wrong where a function's name stands for something else, by language."""
    return {
        "ko": f"`{name}`는 함수가 아닙니다. 같은 이름의 변수를 만들지 않았나요?",
        "en": f"`{name}` is not a function. Did you make a variable of that name?",
    }


def shape(value: Any) -> tuple[int, ...]:
    """The shape of nested lists, as far as all parts agree.

    Example:

    >>> shape([[1, 2, 3], [4, 5, 6]]), shape([[1], [2, 3]]), shape(7)
    ((2, 3), (2,), ())
    """
    if not isinstance(value, list):
        return ()
    inner = [shape(item) for item in value]
    common = inner[0] if inner else ()
    for other in inner:
        same = [a == b for a, b in zip(common, other, strict=False)]
        common = common[: [*same, False].index(False)]
    return (len(value), *common)


_FUNCTION = {
    "ko": "함수(괄호를 빠뜨렸나요?)",
    "en": "a function (did you forget the brackets?)",
}
_KINDS = {
    **dict.fromkeys(("function", "method", "builtin_function_or_method"), _FUNCTION),
    "number": {"ko": "수 하나", "en": "one number"},
    "list": {"ko": "여러 값을 담은 배열이나 리스트", "en": "an array or a list"},
    "text": {"ko": "문자열", "en": "a string"},
    "dict": {"ko": "딕셔너리", "en": "a dictionary"},
    "set": {"ko": "집합", "en": "a set"},
    "none": {"ko": "None", "en": "None"},
}


def _problem(expected: Mapping[str, Any], found: Any) -> Problem | None:
    """What is wrong with one call."""
    try:
        raised, wanted = found.get("raises"), expected.get("raises")
        if raised and "NotImplementedError" in raised[:1]:
            return "blank", {"ko": "아직 답이 없습니다.", "en": "No answer yet."}
        if raised and "NameError" in raised and found["text"] == f"NameError: {expected['name']}":
            ko = f"`{expected['name']}`라는 이름이 없습니다."
            return "name", {"ko": ko, "en": f"There is no name `{expected['name']}`."}
        if raised and found["text"] == f"TypeError: {expected['name']} is not a function":
            return "name", no_function(expected["name"])
        if raised and (not wanted or wanted[0] not in raised):
            text = str(found.get("text"))[:300]
            return "raises", {"ko": f"오류가 났습니다: {text}", "en": f"It raises {text}"}
        if wanted:
            if raised:
                return None
            ko = f"{wanted[0]}를 내야 합니다."
            return "no error", {"ko": ko, "en": f"It must raise {wanted[0]}."}
        if json.dumps(expected["after"]) != json.dumps(found["after"]):
            ko = "받은 인자를 바꾸었습니다. 새로 만들어 돌려주세요."
            return "changed", {"ko": ko, "en": "It changes what it was given. Make new ones."}
        if json.dumps(expected["value"]) == json.dumps(found["value"]):
            return None  # most right answers, to the last digit: compared in C
        return difference(
            expected["value"],
            found["value"],
            order=expected["order"],
            typed=bool(expected.get("typed")),
        )
    except Exception:  # a forged report may be anything
        return _lost("the report is not whole")


def _seen(calls: Any) -> str:
    """A digest of what a case gave; rounding leaves it as it is."""
    try:
        given = [[call.get("raises", [""])[0], _rounded(call.get("value"))] for call in calls]
        text = json.dumps(given, ensure_ascii=False)
    except Exception:  # a forged report may be anything
        return ""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return f"{value:.4g}" if isinstance(value, int | float) else value


def _lost(why: str) -> Problem:
    return "not run", {"ko": f"실행되지 않았습니다: {why}", "en": f"It did not run: {why}"}


def _kind(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool | int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "list"
    return next((name for name in ("dict", "set") if name in value), str(value.get("type")))


def _equal(expected: Any, found: Any, relative: float, slack: float) -> bool:
    if isinstance(expected, bool | int | float):
        if not isinstance(found, bool | int | float):
            return False
        if isinstance(expected, int) or not math.isfinite(expected):
            return found == expected
        return abs(found - expected) <= max(relative * abs(expected), slack)
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(_equal(e, f, relative, slack) for e, f in zip(expected, found, strict=True))
        )
    if isinstance(expected, dict) and isinstance(found, dict):
        if "dict" in expected and "dict" in found:
            own = {_key(key): value for key, value in found["dict"]}
            return len(own) == len(expected["dict"]) and all(
                _key(k) in own and _equal(v, own[_key(k)], relative, slack)
                for k, v in expected["dict"]
            )
        return expected.keys() == found.keys() and all(
            _equal(expected[k], found[k], relative, slack) for k in expected
        )
    return type(expected) is type(found) and expected == found


def _largest(value: Any) -> float:
    if isinstance(value, float):
        return abs(value) if math.isfinite(value) else 0.0
    parts = value.values() if isinstance(value, dict) else value
    return max(map(_largest, parts), default=0.0) if isinstance(value, list | dict) else 0.0


def _key(value: Any) -> str:
    """To sort and to compare by; 1 and 1.0 and True are one key."""
    if isinstance(value, bool | float) and math.isfinite(value) and value == int(value):
        value = int(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _all_whole(values: list[Any]) -> bool:
    return all(isinstance(value, int) and not isinstance(value, bool) for value in values)
