"""Korean text as people write it, cut into tokens (sections 9-2 and 9-3).

    "영화가 진짜 재밌다ㅋㅋㅋㅋ"
    at spaces                           영화가 | 진짜 | 재밌다ㅋㅋㅋㅋ
    runs=2, scripts=True                영화가 | 진짜 | 재밌다 | ㅋㅋ
    kiwi, split="particles"             영화 | 가 | 진짜 | 재밌다ㅋㅋㅋㅋ
    kiwi                                영화 | 가 | 진짜 | 재밌 | 다 | ㅋㅋㅋㅋ

All jamo come out as compatibility jamo, those that a keyboard types: kiwi writes the ending of
간 as a conjoining one, which looks the same and is another character. Signs that nobody sees
(U+200B, a byte order mark, the Hangul filler) part words or go; 영화 with one of them in it would
be another word.

Reference: [kiwipiepy](https://github.com/bab2min/kiwipiepy)
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wordemb_keras import checks
from wordemb_keras.text import hangul

SPLITS = ("morphemes", "particles", "no_particles")

# A number, or a run of Hangul, of bare jamo, of other letters, of other signs.
_SCRIPTS = re.compile(r"\d+(?:[.,:]\d+)*|[가-힣]+|[ㄱ-ㆎ]+|[^\W\d_가-힣ㄱ-ㆎ]+|[^\w\s]+|_+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# A sign with what belongs to it: 👍🏽 has a colour, ❤️ a variant, 👨‍👩‍👧 is joined of three.
_SIGN = "[\U0001f1e6-\U0001f1ff]{2}|[^\\w\\s](?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[^\\w\\s])*"
_RUN = re.compile(rf"([ㄱ-ㆎ]|{_SIGN})\1+")
# Nobody sees these. A joiner in an emoji is left: it stands between two signs.
_UNSEEN = re.compile("[\u00ad\u200c\u200e\u200f\u2060\ufeff]|(?<=\\w)\u200d|\u200d(?=\\w)")
_BLANK = str.maketrans("\u200b\u3164\uffa0\u115f\u1160", "     ")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class _Choices:
    """The choices of `korean_tokens`, checked once for many texts."""

    kiwi: Any = None
    split: str = "morphemes"
    spacing: bool = False
    scripts: bool = False
    runs: int | None = None
    numbers: str | None = None

    def __post_init__(self) -> None:
        checks.choice("split", self.split, SPLITS)
        checks.boolean("spacing", self.spacing)
        checks.boolean("scripts", self.scripts)
        checks.optional_integer("runs", self.runs)
        if self.numbers is not None and not isinstance(self.numbers, str):
            raise ValueError(
                "`numbers` must be None or what stands for every number, such as '0'. "
                f"Received: numbers={self.numbers!r} (of type {type(self.numbers).__name__})"
            )
        if self.kiwi is None and (self.spacing or self.split != "morphemes"):
            name = "spacing" if self.spacing else "split"
            raise ValueError(
                f"`{name}` needs kiwi: `from kiwipiepy import Kiwi`, then "
                f"`korean_tokens(sentence, kiwi=Kiwi(), {name}={getattr(self, name)!r})`"
            )

    def clean(self, text: str) -> str:
        """The text before it is cut."""
        text = hangul.compatible(text)
        if not text.isascii():
            text = _UNSEEN.sub("", text.translate(_BLANK))
        if self.runs is not None:
            text = _RUN.sub(self._shorter, text)
        return self.kiwi.space(text) if self.spacing else text

    def _shorter(self, run: re.Match[str]) -> str:
        return run[1] * min(self.runs or 0, len(run[0]) // len(run[1]))

    def words(self, text: str, morphemes: Any = None) -> list[str]:
        """The tokens of a cleaned text, from what kiwi found in it."""
        if morphemes is None:
            words = text.split()
        elif self.split == "morphemes":
            words = [hangul.compatible(morpheme.form) for morpheme in morphemes]
        else:
            words = list(_particles_apart(text, morphemes, keep=self.split == "particles"))
        if self.scripts:
            words = [part for word in words for part in _SCRIPTS.findall(word)]
        if self.numbers is not None:
            words = [_NUMBER.sub(lambda _: str(self.numbers), word) for word in words]
        return [word for word in words if word]


def korean_tokens(
    sentence: str,
    *,
    kiwi: Any = None,
    split: str = "morphemes",
    spacing: bool = False,
    scripts: bool = False,
    runs: int | None = None,
    numbers: str | None = None,
) -> list[str]:
    """Korean words or morphemes of a text.

    Splitting at white space needs nothing installed and is what FastText's syllables and jamo
    work on. Text from macOS file names and some web pages arrives as single jamo (NFD); NFC puts
    the syllables together first.

    Args:
        sentence: the sentence, or a whole review.
        kiwi: a `kiwipiepy.Kiwi()` for morphemes (`pip install kiwipiepy`, no
            Java needed). Default: None, split at white space.
        split: what kiwi cuts. `"morphemes"`: into all of them. `"particles"`: only particles
            (조사) are cut off, 영화가 is 영화 and 가. `"no_particles"`: they are left out.
        spacing: let kiwi mend the spaces between words first.
        scripts: cut where Hangul, bare jamo, other letters, numbers and signs meet: iPhone을 is
            iPhone and 을.
        runs: how many equal jamo or signs in a row are kept, for ㅋㅋㅋㅋ and !!!!. Default: all.
        numbers: what stands for every number, such as `"0"`. Default: it stays.

    Raises:
        ValueError: a choice is none of these or needs kiwi; the sentence is no text, as the NaN
            of an empty cell.

    Example:

    >>> korean_tokens("이 영화 진짜 재밌다ㅋㅋ")
    ['이', '영화', '진짜', '재밌다ㅋㅋ']
    >>> korean_tokens("iPhone15를 2번 샀다ㅠㅠㅠㅠ!!!", scripts=True, runs=2, numbers="0")
    ['iPhone', '0', '를', '0', '번', '샀다', 'ㅠㅠ', '!!']
    """
    choices = _Choices(kiwi, split, spacing, scripts, runs, numbers)
    text = choices.clean(_checked(sentence, "`sentence`"))
    return choices.words(text, None if kiwi is None else kiwi.tokenize(text))


def korean_token_lists(texts: Iterable[str], **choices: Any) -> Iterator[list[str]]:
    """`korean_tokens` of many texts, one after the other; kiwi uses all CPUs.

    Args:
        texts: any iterable of str, for example a column of a table; it is read as far as
            tokens are asked for, a little ahead with kiwi.
        **choices: see `korean_tokens`.

    Yields:
        A list of tokens for each text, in the same order.

    Raises:
        ValueError: see `korean_tokens`; a text that is none is named with its number.

    Example:

    >>> list(korean_token_lists(["재밌다ㅋㅋㅋㅋ", "별로"], runs=2))
    [['재밌다ㅋㅋ'], ['별로']]
    """
    if isinstance(texts, str):
        raise ValueError(f"`texts` must be several texts. Received one: {texts[:40]!r}")
    return _lists(texts, _Choices(**choices))


def _lists(texts: Iterable[str], choices: _Choices) -> Iterator[list[str]]:
    numbered = enumerate(texts, start=1)
    cleaned = (choices.clean(_checked(text, f"Text {i} of `texts`")) for i, text in numbered)
    if choices.kiwi is None:
        yield from map(choices.words, cleaned)
        return
    waiting: deque[str] = deque()  # given to kiwi, which reads ahead, and not yet answered

    def read() -> Iterator[str]:
        for text in cleaned:
            waiting.append(text)
            yield text

    for morphemes in choices.kiwi.tokenize(read()):
        yield choices.words(waiting.popleft(), morphemes)


def _checked(text: Any, name: str) -> str:
    if isinstance(text, str):
        return text
    raise ValueError(
        f"{name} must be a string. Received: {text!r:.40} (of type {type(text).__name__}). Empty "
        'cells of a table are NaN: leave them out with `table.dropna(subset=["text"])`'
    )


def _particles_apart(text: str, morphemes: Any, *, keep: bool) -> Iterator[str]:
    """The words of a text, cut before and behind their particles."""
    particles = [
        (each.start, each.start + each.len)
        for each in morphemes
        # In 난 (나는) the particle is part of a syllable and cannot be cut off.
        if each.tag.startswith("J") and text[each.start : each.start + each.len] == each.form
    ]
    particles.reverse()
    for word in _WORD.finditer(text):
        place, end = word.span()
        while particles and particles[-1][0] < end:
            first, last = particles.pop()
            yield text[place:first]
            if keep:
                yield text[first:last]
            place = last
        yield text[place:end]
