"""What a `# 확인` cell of an assignment does: try an example, say in words what is wrong.

    examples.call("one_hot", [2, 0], 3, gives=[[0, 0, 1], [1, 0, 0]], ko="...", en="...")

The usual slips are answered in words wherever they happen: a renamed function, print in
place of return, `100,000` and `0,5` (tuples), a number where an array was asked. The language of
the notebook comes first.
"""

import difflib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wordemb_keras.course.assignments.author.judge import difference, no_function
from wordemb_keras.course.assignments.calls import composed, plain

PASSED = {"ko": "확인을 통과했습니다", "en": "check passed"}


class NotYet(AssertionError):
    """An example does not come out right; the message says why."""

    def _render_traceback_(self) -> list[str]:
        """A notebook shows the words only."""
        return [f"✗ {self}"]


class Examples:
    """Examples of one notebook.

    Args:
        language: `"ko"` or `"en"`, the one that comes first.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def call(
        self,
        name: str,
        *arguments: Any,
        gives: Any,
        ko: str = "",
        en: str = "",
        order: bool = True,
        then: Callable[[Any], Any] | None = None,
        **options: Any,
    ) -> None:
        """Call a function of the student and compare what it returns.

        Args:
            name: of the function.
            *arguments: its arguments.
            gives: what it must return.
            ko: a hint in Korean.
            en: a hint in English.
            order: False where the result may come in any order.
            then: what to look at, where the result itself is no plain data.
            **options: its keyword arguments.

        Raises:
            NotYet: it is not there, or it returns something else.
        """
        function = self._function(name, sys._getframe(1).f_globals)
        before = plain(arguments)
        asked = f"{name}({', '.join(map(_short, before))})"
        result = function(*arguments, **options)
        try:
            found = plain(result if then is None or result is None else then(result))
        except Exception:  # what came back is not what `then` can look at
            kind = type(result).__name__
            self._say(f"{asked}: 나온 것: {kind}. {ko}", f"{asked}: It gives {kind}. {en}")
        self._compare(asked, plain(gives), found, {"ko": ko, "en": en}, order)
        if plain(arguments) != before:
            self._say(
                f"{name}이(가) 받은 인자를 바꾸었습니다. 새로 만들어 돌려주세요.",
                f"{name} changes what it was given. Make new ones.",
            )

    def made(self, name: str, *arguments: Any) -> Any:
        """What a function of the student returns, for a check that looks at it from several sides.

        Args:
            name: of the function.
            *arguments: its arguments.

        Raises:
            NotYet: it is not there, or it returns nothing.
        """
        result = self._function(name, sys._getframe(1).f_globals)(*arguments)
        if problem := difference(0, result) if result is None else None:
            self._say(*(f"{name}: {words}" for words in problem[1].values()))
        return list(result) if isinstance(result, Iterator) else result

    def value(self, *names: str, like: Any, ko: str = "", en: str = "") -> None:
        """Look whether values typed by hand are of the right kind; not whether they are right.

        Args:
            *names: of the variables.
            like: any value of that kind and shape; a list of one stands for any length.
            ko: a hint in Korean.
            en: a hint in English.

        Raises:
            NotYet: one is missing, or of another kind.
        """
        known = sys._getframe(1).f_globals
        for name in names:
            if name not in known:
                self._missing(name, known)
            found, expected = composed(plain(known[name])), plain(like)
            if isinstance(found, dict) and "set" in found:
                found = found["set"]
            if isinstance(found, list) and isinstance(expected, list) and len(expected) == 1:
                expected = expected * max(len(found), 1)
            if problem := difference(_blank(expected), _blank(found), typed=True):
                leaf = problem[0] == "values"
                words = dict(_LEAVES) if leaf else problem[1]
                self._say(f"{name}: {words['ko']} {ko}", f"{name}: {words['en']} {en}")

    def hold(self, condition: Any, ko: str, en: str) -> None:
        """What must be true of the answers, in words where it is not.

        Raises:
            NotYet: it is not true.
        """
        if not condition:
            self._say(ko, en)

    def passed(self) -> None:
        """The last line of a check."""
        print(f"✓ {self._both(PASSED['ko'], PASSED['en'])}")

    def _compare(
        self, asked: str, expected: Any, found: Any, hint: Mapping[str, str], order: bool
    ) -> None:
        problem = difference(expected, found, order=order)
        if problem is None:
            return
        kind, words = problem
        values = {
            "ko": f"나와야 하는 값: {_short(expected)}, 나온 값: {_short(found)}.",
            "en": f"It must be {_short(expected)}, yours is {_short(found)}.",
        }
        texts = [
            " ".join(
                [
                    f"{asked}:",
                    *([] if kind == "values" else [words[language]]),
                    *([] if kind == "none" else [values[language]]),
                    hint[language],
                ]
            )
            for language in ("ko", "en")
        ]
        self._say(*texts)

    def _function(self, name: str, names: Mapping[str, Any]) -> Callable[..., Any]:
        function: Any = names.get(name)
        if not callable(function):
            if name in names:
                self._say(**no_function(name))
            self._missing(name, names)
        return function

    def _missing(self, name: str, names: Mapping[str, Any]) -> None:
        # Of the notebook: what is imported was not written by the student.
        own = [n for n, v in names.items() if callable(v) and len(n) > 2 and not n.startswith("_")]
        own = [n for n in own if getattr(names[n], "__module__", None) == names.get("__name__")]
        near = difflib.get_close_matches(name, own, n=1)
        near = near or [n for n in own if n in name or name in n]
        ko = f"`{name}`라는 이름이 없습니다. 위의 답 칸을 실행했나요?"
        en = f"There is no name `{name}`. Did you run the cell above?"
        if near:
            ko += f" `{near[0]}`는 있습니다. 함수의 이름을 바꾸지 마세요."
            en += f" There is `{near[0]}`. Do not rename the function."
        self._say(ko, en)

    def _say(self, ko: str, en: str) -> None:
        raise NotYet(self._both(ko.strip(), en.strip()))

    def _both(self, ko: str, en: str) -> str:
        return f"{ko} · {en}" if self._language == "ko" else f"{en} · {ko}"


_LEAVES = {
    "ko": "안에 든 값의 종류를 보세요. 숫자에는 따옴표가 없고 단어에는 있습니다.",
    "en": "Look at the values in it: numbers have no quotes, words have.",
}


def _blank(value: Any) -> Any:
    """The form only: numbers become 0, texts become empty."""
    if isinstance(value, list):
        return [_blank(item) for item in value]
    return 0 if isinstance(value, bool | int | float) else "" if isinstance(value, str) else value


def _short(value: Any) -> str:
    """Plain data as Python writes it, cut where it is long."""
    if isinstance(value, dict) and "dict" in value:
        text = "{" + ", ".join(f"{_short(k)}: {_short(v)}" for k, v in value["dict"]) + "}"
    elif isinstance(value, dict):
        text = str(value.get("type") or value.get("set"))
    elif isinstance(value, list):
        text = "[" + ", ".join(map(_short, value)) + "]"
    elif isinstance(value, float):
        text = f"{value:.6g}"
    else:
        text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}..."
