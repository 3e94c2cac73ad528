"""Generated cases: what passes, what does not, and what the words say."""

import json

import numpy as np
import pandas as pd
import pytest

from wordemb_keras.course.assignments.author.cases import collect, generate
from wordemb_keras.course.assignments.author.judge import (
    as_outputs,
    difference,
    judge,
    score,
)
from wordemb_keras.course.assignments.calls import (
    Given,
    Made,
    decode,
    definitions,
    encode,
    plain,
)
from wordemb_keras.course.assignments.examples import Examples, NotYet

CASES = """
@case("평균입니다.", "It is the mean.")
def means(rng, answer):
    answer.mean(list(rng.normal(size=5)))

@case("빈 목록이면 0입니다.", "0 for an empty list.", repeat=1)
def empty(rng, answer):
    answer.mean([])

@case("작은 수입니다.", "Small numbers.")
def small(rng, answer):
    answer.mean(list(1e-4 * rng.normal(size=3)))
"""


def right(values):
    return sum(values) / len(values) if values else 0.0


def results(solution, *, name="mean", cases=CASES, seed=0, model=right):
    expected = collect({name: model}, cases, seed)
    return judge("q", 3, expected, collect({name: solution}, cases, seed))


def kinds(solution, **options):
    return [result.kind for result in results(solution, **options)]


def test_a_right_solution_passes_in_whatever_form():
    assert score(results(right)) == 3
    for solution in (
        lambda values: np.float32(np.mean(values) if values else 0),
        lambda values: pd.Series(values, dtype=float).mean() if values else 0,
        lambda values: np.array(right(values)),
    ):
        assert kinds(solution) == ["", "", ""]


def test_each_case_has_its_points_and_its_words():
    found = results(lambda values: sum(values) / len(values))  # no empty list
    assert [result.points for result in found] == [1, 0, 1]
    assert found[1].rule == {"ko": "빈 목록이면 0입니다.", "en": "0 for an empty list."}
    assert found[1].why["en"] == "It raises ZeroDivisionError: division by zero"
    assert found[1].why["ko"].startswith("오류가 났습니다")
    (stream,) = as_outputs(found, "ko")
    assert "✗ 빈 목록이면 0입니다. 오류가 났습니다" in stream["text"]
    assert score(found) == 2


def test_nothing_is_earned_where_the_first_case_fails():
    assert kinds(lambda values: 0.0) == ["values", "", "values"]
    assert score(results(lambda values: 0.0)) == 0


@pytest.mark.parametrize(
    "solution, kind",
    [
        (lambda values: round(right(values), 4), "values"),
        (lambda values: values.sort() or right(values), "changed"),
        (lambda values: print(right(values)), "none"),
        (lambda values: [right(values)], "type"),
        (lambda values: str(right(values)), "type"),
        (lambda values: 1 / 0, "raises"),
        (lambda values: (_ for _ in ()).throw(SystemExit()), "raises"),
        (lambda values: (_ for _ in ()).throw(NotImplementedError()), "blank"),
    ],
)
def test_what_is_wrong_is_named(solution, kind):
    assert kind in kinds(solution)


def test_a_missing_function_is_named():
    expected = collect({"mean": right}, CASES, 0)
    first = judge("q", 3, expected, collect({}, CASES, 0))[0]
    assert first.kind == "name" and first.why["en"] == "There is no name `mean`."


def test_a_variable_in_place_of_a_function_is_named():
    expected = collect({"mean": right}, CASES, 0)
    first = judge("q", 3, expected, collect({"mean": 4.5}, CASES, 0))[0]
    assert first.kind == "name" and first.why["en"].startswith("`mean` is not a function.")


def test_an_error_that_is_asked_for():
    cases = '@case("", "")\ndef f(rng, answer):\n    answer.get({}, "x")'
    get = {"name": "get", "cases": cases, "model": lambda table, key: table[key]}
    assert kinds(lambda table, key: table[key], **get) == [""]
    assert kinds(lambda table, key: None, **get) == ["no error"]
    assert kinds(lambda table, key: int(key), **get) == ["raises"]


def test_state_that_stays_is_seen():
    kept = []

    def mean(values):
        kept.extend(values)
        return right(kept)

    assert kinds(mean)[0] == "values"


def test_inputs_come_from_the_seed():
    one, two, other = (json.dumps(collect({"mean": right}, CASES, seed)) for seed in (1, 1, 2))
    assert one == two != other


def test_a_report_that_is_forged_or_missing_earns_nothing():
    expected = collect({"mean": right}, CASES, 0)
    forged = [{"case": "means", "calls": [{"value": 0}] * 3}, {"case": "empty", "calls": []}]
    for found in (None, [], forged):
        assert score(judge("q", 3, expected, found)) == 0


@pytest.mark.parametrize(
    "expected, found, kind",
    [
        (320_000, 5000 * 64, None),
        (320_000, np.float64(3.2e5), None),
        (320_000, 5000 * 64 + 1, "values"),
        (320_000, 320_000.5, "values"),
        (100_000, (100, 000), "tuple"),
        (0.125, 0.12, "values"),
        (["가", "b"], ["\u1100\u1161", " B"], None),
        ([1, 2], 3, "type"),
        ([1, 2], [[1, 2]], "shape"),
        (1, None, "blank"),
    ],
)
def test_what_is_typed_by_hand_compares_as_typed(expected, found, kind):
    names = [{"x": expected}, {"x": found}]
    results = judge("q", 1, *(collect(n, 'typed("x", "", "")', 0) for n in names))
    assert results[0].kind == (kind or "")


def test_order_counts_unless_it_does_not():
    assert difference(["a", "b"], ["b", "a"])[0] == "values"
    assert difference(["a", "b"], ["b", "a"], order=False) is None
    assert difference(["a", "a"], plain({"a"}), order=False)[0] == "shape"
    assert difference(plain({"a": 1, "b": 2}), plain({"b": 2.0, "a": 1})) is None
    assert difference([float("inf")], plain(np.array([np.inf]))) is None
    assert difference([float("inf")], plain(np.array([1e300])))[0] == "values"


# --- the visible check ----------------------------------------------------------------------


def said(language, answer, check):
    names = {"examples": Examples(language)}
    exec(answer, names)
    try:
        exec(check, names)
    except NotYet as error:
        return str(error)
    return ""


CALL = 'examples.call("double", [1, 2], gives=[2, 4], ko="두 배입니다.", en="It is twice.")'
LOOK = 'examples.call("double", 1, gives=2, then=lambda two: two[0], ko="둘입니다.", en="Two.")'
MADE = 'assert examples.made("double", [1]) == [2]'


@pytest.mark.parametrize(
    "answer, check, ko, en",
    [
        ("def doubles(x): pass", CALL, "함수의 이름을 바꾸지 마세요", "Do not rename the function"),
        (
            "def double(x): print([2 * n for n in x])",
            CALL,
            "print가 아니라 return을 쓰세요",
            "Write return, not print",
        ),
        ("def double(x): return 6", CALL, "나온 것: 수 하나", "must be an array or a list"),
        (
            "def double(x): return x + x",
            CALL,
            "모양: (2,), 나온 모양: (4,)",
            "The shape must be (2,)",
        ),
        ("count = 100,000", 'examples.value("count", like=0)', "100_000", "A comma makes a tuple"),
        ("share = 0,5", 'examples.value("share", like=0)', "0,5는 0.5로", "0.5, not 0,5"),
        ("share = [0.5]", 'examples.value("share", like=0)', "나온 것: 여러 값", "not an array"),
        (
            "count = len",
            'examples.value("count", like=0)',
            "괄호를 빠뜨렸나요",
            "forget the brackets",
        ),
        ("def twice_double(x): pass", CALL, "`twice_double`는 있습니다", "Do not rename"),
        ("def double(x): return 1", LOOK, "나온 것: int. 둘", "It gives int. Two"),
        ("def dbl(x): pass", MADE, "함수의 이름을 바꾸지 마세요", "Do not rename the function"),
        ("def double(x): print(x)", MADE, "return을 쓰세요", "Write return, not print"),
        ("count = None", 'examples.value("count", like=0)', "아직 답이 없습니다", "No answer yet"),
        ("pieces = 3", 'examples.value("pieces", like=[""])', "나온 것: 수 하나", "not one number"),
    ],
)
def test_the_usual_slips_are_answered_in_words(answer, check, ko, en):
    korean, english = said("ko", answer, check), said("en", answer, check)
    assert korean.index(ko) < korean.index(en)
    assert english.index(en) < english.index(ko)


def test_a_check_that_passes_says_so(capsys):
    assert said("en", "def double(x): return [2 * n for n in x]", CALL) == ""
    assert said("ko", "", "examples.passed()") == ""
    assert "✓ 확인을 통과했습니다 · check passed" in capsys.readouterr().out


def test_a_changed_argument_is_seen_in_the_check_already():
    answer = "def double(x):\n    x[:] = [2 * n for n in x]\n    return list(x)"
    assert "changes what it was given" in said("en", answer, CALL)


# --- what goes to a submission, and what comes back -----------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        None,
        [1, 1.0, True, "한", float("inf")],
        (1, [2, (3,)]),
        {"a": {1: (2,)}, 3: None},
        {"x"},
        np.zeros((0, 3), "float32"),
        np.array([[1, 2]], "int8"),
        np.array(["가", "ab"]),
        np.array([True, False]),
        np.float32(0.1),
    ],
    ids=str,  # the same in every process: a set has one member
)
def test_inputs_keep_their_types(value):
    text = json.dumps(encode(value))
    made = decode(json.loads(text), {})
    assert type(made) is type(value) and plain(made) == plain(value)
    assert getattr(made, "dtype", None) == getattr(value, "dtype", None)
    assert getattr(made, "shape", None) == getattr(value, "shape", None)


def test_an_iterator_goes_along_once():
    made = decode(encode(iter([1, 2])), {})
    assert next(made) == 1 and list(made) == [2]


def test_what_cannot_go_along_says_what_to_do():
    with pytest.raises(TypeError, match="cannot pass a object; define it with @given"):
        encode([object()])


GIVEN = """
SECRET = 7

@given
class Table:
    def __init__(self, rows):
        self.rows = rows

@given
def part(key):
    return lambda made: made[key]

@case("", "")
def looks(rng, answer):
    answer.read(Table({"a": SECRET}), then=part("a"))
"""


def test_definitions_go_along_and_nothing_else():
    made = generate(GIVEN, 0)
    assert "class Table" in made.given and "SECRET" not in made.given
    assert made.cases[0].calls[0]["then"] == encode(Made("part", ("a",)))
    assert decode(encode(Given("part")), definitions(made.given))("a")({"a": 1}) == 1
    (record,) = collect({"read": lambda table: {"a": table.rows["a"] + 1}}, GIVEN, 0)
    assert record["calls"][0]["value"] == 8
