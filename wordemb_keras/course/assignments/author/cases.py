"""Generated cases: the model solution and a student's get the same inputs and are compared.

A hidden cell holds generators of inputs and no right answer:

    @case("같은 번호가 두 번 나옵니다.", "An index comes twice.")
    def repeats(rng, answer):
        answer.one_hot(rng.integers(0, 4, size=9), 4)

    typed("zeros_after", "8번부터 셉니다.", "Count from number 8.")    # a value, not a function

They run in the process of the grader, once for a class. To a submission go the names of
functions and their inputs, as plain data (`calls.py`), one case at a time. What cannot be
plain data is made there, by a definition that goes along and tells nothing of the answer:

    @given
    class Model: ...                                # answer.found_share(Model(table), pairs)

    @given
    def part(key):                                  # answer.memory_table(lines, then=part("words"))
        return lambda made: made[key]

`judge.py` compares what comes back with what the model solution gave for the same inputs. So
neither the hidden cell nor the model solution nor a comparison is ever within reach of a
submission, and forging a reply takes the right answers.
"""

import ast
import functools
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wordemb_keras.course.assignments.calls import Given, definitions, encode, perform

REPEAT = 3  # times that each case runs, with new inputs


@dataclass(frozen=True)
class Case:
    """One kind of input.

    Args:
        name: of its generator.
        rule: what it is about, by language: `{"ko": ..., "en": ...}`.
        calls: what to call with what, see `calls.perform`.
    """

    name: str
    rule: dict[str, str]
    calls: list[dict[str, Any]]

    def record(self, results: list[dict[str, Any]]) -> dict[str, Any]:
        """The case with what came of its calls, as `judge` reads it."""
        kept = ("name", "order", "typed")
        calls = [
            {**{key: call[key] for key in kept}, **result}
            for call, result in zip(self.calls, results, strict=False)
        ]
        return {"case": self.name, "rule": self.rule, "calls": calls}


@dataclass(frozen=True)
class Cases:
    """The cases of one question.

    Args:
        given: definitions that go along.
        cases: in the order of the hidden cell.
    """

    given: str
    cases: list[Case]


class Answer:
    """Stands for a solution while inputs are made: every call is kept."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **options: self.call(name, *arguments, **options)

    def call(
        self, name: str, *arguments: Any, order: bool = True, then: Any = None, **options: Any
    ) -> None:
        """Call a function of the solution.

        Args:
            name: of the function.
            *arguments: its arguments; they must be the same afterwards.
            order: False where the result may come in any order.
            then: a given function: what to look at, where the result itself is no plain data.
            **options: its keyword arguments.
        """
        self.calls.append(
            {
                "name": name,
                "order": order,
                "typed": False,
                "arguments": encode(list(arguments)),
                "options": encode(options),
                "then": encode(then),
            }
        )

    def value(self, name: str, *, order: bool = True) -> None:
        """Look at a value that was typed by hand (see `calls.composed`).

        Args:
            name: of the variable.
            order: False where it may come in any order.
        """
        self.calls.append({"name": name, "order": order, "typed": True})


@functools.lru_cache(maxsize=64)  # a class has one seed
def generate(source: str, seed: int) -> Cases:
    """The cases of a hidden cell, with their inputs.

    Args:
        source: the hidden cell.
        seed: of the inputs.

    Raises:
        TypeError: a case passes what is no plain data and is not `@given`.
    """
    cases = []
    for name, ko, en, repeat, make in _generators(source):
        answer = Answer()
        for run in range(repeat):
            make(np.random.default_rng([seed, zlib.crc32(name.encode()), run]), answer)
        cases.append(Case(name, {"ko": ko, "en": en}, answer.calls))
    return Cases(_given(source), cases)


def collect(names: Mapping[str, Any], source: str, seed: int) -> list[dict[str, Any]]:
    """Run the cases of a hidden cell on a solution in this process: on our own, in `variants`.

    Args:
        names: the namespace of the solution.
        source: the hidden cell.
        seed: of the inputs.

    Returns:
        The record of each case.
    """
    made = generate(source, seed)
    given = definitions(made.given)
    return [
        case.record([perform(names, call, given) for call in case.calls]) for case in made.cases
    ]


def _generators(source: str) -> list[tuple[str, str, str, int, Callable[..., None]]]:
    """The generators of a hidden cell, in order, in a namespace of their own."""
    found: list[tuple[str, str, str, int, Callable[..., None]]] = []

    def case(ko: str, en: str, *, repeat: int = REPEAT) -> Callable[..., Any]:
        def keep(make: Callable[..., None]) -> Callable[..., None]:
            found.append((make.__name__, ko, en, repeat, make))
            return make

        return keep

    def typed(name: str, ko: str, en: str, *, order: bool = True) -> None:
        look = lambda rng, answer: answer.value(name, order=order)  # noqa: E731
        found.append((name, f"{name}: {ko}", f"{name}: {en}", 1, look))

    def given(thing: Any) -> Given:
        return Given(thing.__name__)

    names = {"__name__": "cases", "np": np, "case": case, "typed": typed, "given": given}
    exec(compile(source, "<cases>", "exec"), names)
    return found


def _given(source: str) -> str:
    """The definitions under `@given`, without that line."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and any(
            isinstance(mark, ast.Name) and mark.id == "given" for mark in node.decorator_list
        ):
            node.decorator_list = []
            found.append(ast.unparse(node))
    return "\n\n".join(found)
