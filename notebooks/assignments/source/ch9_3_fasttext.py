# %% [markdown] lang="ko"
# # 과제 9-3. 패스트텍스트 (FastText)
#
# FastText는 단어를 조각으로 자르고, 조각의 벡터를 모아 단어의 벡터를 만듭니다.
# 이 과제에서는 그 과정을 한 단계씩 직접 만듭니다.
#
# - `raise NotImplementedError()`를 지우고 그 자리에 답을 쓰세요.
# - 답을 쓴 다음, 바로 아래의 **확인** 칸을 실행하세요. 틀린 곳이 있으면 말로 알려 줍니다.
# - 확인은 쉬운 예만 보고 점수를 주지 않습니다. **채점** 칸은 비어 있습니다. 채점할 때 여러 가지 다른 예로 시험하고, 맞은 만큼 점수를 줍니다. 지우지 마세요.
# - 함수는 결과를 `return`으로 돌려줍니다. 받은 인자를 바꾸지 말고, 결과를 반올림하지 마세요.

# %% [markdown] lang="en"
# # Assignment 9-3. FastText
#
# FastText cuts a word into pieces and makes the vector of the word from the vectors of its pieces.
# In this assignment you build this yourself, one step at a time.
#
# - Delete `raise NotImplementedError()` and write your answer in its place.
# - Then run the **Check** cell right below. If something is wrong, it tells you in words.
# - The check looks at easy examples only and gives no points. The **Grading** cells are empty. Grading tries many other examples there; what comes out right gives its part of the points. Do not delete them.
# - A function gives its result back with `return`. Do not change what it is given, and do not round results.

# %%
# 준비: 먼저 이 칸을 실행하세요 · Setup: run this cell first
import numpy as np

from wordemb_keras import FastText, datasets, hangul, text
from wordemb_keras.course.assignments.examples import Examples
from wordemb_keras.evaluation import sample_typos, typo_recovery

examples = Examples("LANGUAGE")  # "ko" 또는 · or "en"

# %% [markdown] lang="ko"
# ## 문제 1. 손으로 잘라 보기
#
# 단어의 앞에 `<`를, 뒤에 `>`를 붙입니다. 그다음 n글자씩 자릅니다.
# 예를 들어 cat은 `<cat>`이 되고, n이 3이면 조각은 `<ca`, `cat`, `at>` 세 개입니다.
#
# 코드를 쓰지 말고, 종이에 써서 답해 보세요.
#
# 1. `units`: river의 3글자 조각 전부와, 맨 끝에 단어 전체 하나. 단어 전체에도 `<`와 `>`를 붙입니다.
# 2. `count`: n이 3, 4, 5, 6일 때 river의 조각은 모두 몇 개인가요? 단어 전체는 세지 않습니다.
# 3. `korean`: 무지개의 3글자 조각 전부. 단어 전체는 넣지 않습니다.

# %% [markdown] lang="en"
# ## Question 1. Cut by hand
#
# Put `<` in front of the word and `>` behind it. Then cut it into runs of n letters.
# For example, cat becomes `<cat>`. With n = 3 its pieces are `<ca`, `cat` and `at>`.
#
# Write no code. Take a sheet of paper.
#
# 1. `units`: all pieces of river with 3 letters and, at the end, the whole word. The whole word has its `<` and `>`, too.
# 2. `count`: how many pieces does river have with n = 3, 4, 5 and 6 together? Do not count the whole word.
# 3. `korean`: all pieces of 무지개 (rainbow) with 3 letters. Leave out the whole word.

# %% answer="cut_by_hand"
# 문제 1 · Question 1 [cut_by_hand]
# None 자리에 답을 적으세요 · write your answers in place of None
units = None  # 예 · for example: ["<ca", "cat", "at>", "<cat>"]
count = None
korean = None
### BEGIN SOLUTION
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 5 + 4 + 3 + 2  # <river>는 7글자 · <river> has 7 characters
korean = ["<무지", "무지개", "지개>"]
### END SOLUTION

# %% check="cut_by_hand"
# 확인 · Check [cut_by_hand]
examples.value(
    "units",
    like=[""] * 6,
    ko="조각 다섯 개와 단어 전체, 모두 여섯 개입니다. < 와 >를 붙였나요?",
    en="Five pieces and the whole word make six. Did you put < and > around it?",
)
examples.value("count", like=0)
examples.value("korean", like=[""])
examples.hold(
    sorted(map(len, units))[:5] == [3] * 5,
    "units의 조각 다섯 개는 < 와 >를 포함해 세 글자여야 합니다.",
    "Five entries of units must have three characters, < and > included.",
)
examples.hold(
    count > 5,
    "n이 3일 때만 이미 다섯 개이니 count는 5보다 커야 합니다.",
    "With n = 3 alone there are five, so count must be larger than 5.",
)
examples.passed()

# %% hidden="cut_by_hand" points=3
# 채점 · Grading [cut_by_hand]
### BEGIN HIDDEN TESTS
typed(
    "units",
    "세 글자 조각 다섯 개와 <river>입니다.",
    "Five pieces of three letters and <river>.",
    order=False,
)
typed("count", "<river>는 7글자입니다.", "<river> has 7 characters.")
typed("korean", "<무지개>를 세 글자씩 자릅니다.", "Cut <무지개> into pieces of three.", order=False)
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 2. 조각을 만드는 함수
#
# 이제 같은 일을 하는 함수를 만듭니다. `min_n`글자부터 `max_n`글자까지의 조각을 모두 목록에 담으세요.
#
# - `max_n`글자 조각도 들어갑니다.
# - 같은 조각이 두 번 나오면 두 번 적습니다. 예를 들어 banana에는 `ana`가 두 번 나옵니다.
# - 단어 전체를 따로 더하지 않습니다.
# - 목록의 순서는 상관없습니다. 대문자와 소문자는 다른 글자입니다.

# %% [markdown] lang="en"
# ## Question 2. A function that makes the pieces
#
# Now write a function that does the same. It returns a list of all pieces of `min_n` to `max_n` characters.
#
# - Pieces of `max_n` characters belong to it.
# - A piece that occurs twice is listed twice. In banana, for example, `ana` occurs twice.
# - The whole word is not added as an extra.
# - The order of the list does not matter. Capital and small letters are different letters.


# %% answer="ngrams"
# 문제 2 · Question 2 [ngrams]
def ngrams(word, min_n=3, max_n=6):
    """단어의 글자 조각 목록 · The list of character n-grams of a word."""
    ### BEGIN SOLUTION
    marked = f"<{word}>"
    pieces = []
    for n in range(min_n, max_n + 1):
        for start in range(len(marked) - n + 1):
            pieces.append(marked[start : start + n])
    return pieces
    ### END SOLUTION


# %% check="ngrams"
# 확인 · Check [ngrams]
examples.call(
    "ngrams",
    "cat",
    3,
    4,
    gives=["<ca", "cat", "at>", "<cat", "cat>"],
    order=False,
    ko="자르기 전에 단어의 앞에 <, 뒤에 >를 붙이세요. max_n글자 조각도 들어갑니다.",
    en="Put < in front of the word and > behind it before you cut. Pieces of max_n characters belong to it.",
)
examples.call(
    "ngrams",
    "apple",
    gives=14,
    then=lambda made: len(list(made)),
    ko="<apple>의 조각은 5 + 4 + 3 + 2 = 14개입니다.",
    en="<apple> has 5 + 4 + 3 + 2 = 14 pieces.",
)
examples.passed()

# %% hidden="ngrams" points=3
# 채점 · Grading [ngrams]
### BEGIN HIDDEN TESTS
LETTERS = list("abcdeABCXYZ가나다라무지개ㅋㅠ😀-0')")


def word(rng, length, letters=LETTERS):
    return "".join(rng.choice(letters, size=length))


@case(
    "min_n글자부터 max_n글자까지의 조각을 모두 담습니다.",
    "All pieces of min_n to max_n characters.",
)
def pieces(rng, answer):
    answer.ngrams(word(rng, 7), 3, 5, order=False)
    answer.ngrams(word(rng, 5), 2, 4, order=False)


@case("길이가 한 가지뿐이어도 됩니다.", "One length only.")
def one_length(rng, answer):
    n = int(rng.integers(2, 6))
    answer.ngrams(word(rng, 6), n, n, order=False)
    answer.ngrams("cat", 5, 5, order=False)
    answer.ngrams(word(rng, 14), 9, 9, order=False)


@case("같은 조각이 두 번 나오면 두 번 적습니다.", "A piece that occurs twice is listed twice.")
def repeats(rng, answer):
    answer.ngrams("ha" * int(rng.integers(2, 5)), 2, 3, order=False)
    answer.ngrams(word(rng, 9, ["ㅋ", "ㅠ"]), 2, 4, order=False)
    answer.ngrams("banana", 3, 3, order=False)


@case(
    "짧은 단어의 조각입니다. 없으면 빈 목록입니다.",
    "Pieces of short words; an empty list where there are none.",
)
def short(rng, answer):
    answer.ngrams(word(rng, 1), 3, 6, order=False)
    answer.ngrams(word(rng, 2), 5, 6, order=False)
    answer.ngrams(word(rng, 2), 4, 9, order=False)


@case(
    "min_n과 max_n을 주지 않으면 3과 6입니다. 긴 단어도 됩니다.",
    "3 and 6 where nothing is given; long words as well.",
)
def defaults(rng, answer):
    answer.ngrams(word(rng, 15), order=False)
    answer.ngrams(word(rng, 4), order=False)
    answer.ngrams(word(rng, 8), 2, order=False)


@case(
    "한글, 이모지, 기호, 대문자도 한 글자씩 그대로 자릅니다.",
    "Hangul, emoji, signs and capitals are characters like all others.",
)
def characters(rng, answer):
    answer.ngrams("무지개" + word(rng, 2, ["😀", "👍"]), 2, 3, order=False)
    answer.ngrams("Co-OP " + word(rng, 3, list("aA!<>")), 3, 5, order=False)
    answer.ngrams("<b>", 2, 3, order=False)
    answer.ngrams(f" {word(rng, 3)} ", 2, 3, order=False)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 음절을 자모로 풀기
#
# 한글 음절은 초성, 중성, 종성으로 되어 있습니다. 유니코드는 '가'(`0xAC00`)부터 '힣'까지 11,172개의 음절에
# 이 순서대로 번호를 붙였습니다. 초성 19개, 중성 21개, 종성 28개(없음 포함)입니다.
#
# $$\text{code} = 44032 + (i \times 21 + m) \times 28 + f$$
#
# $i$, $m$, $f$는 초성, 중성, 종성의 번호이고 0부터 셉니다. 44032는 `0xAC00`입니다.
# 이 식을 거꾸로 풀면 번호 세 개가 나옵니다. 아래의 표에서 자모를 찾으세요. 종성 표의 0번은 종성이 없다는 뜻의 `_`입니다.
#
# 단어를 받아 자모로 푼 문자열을 돌려주는 함수를 만드세요.
#
# - 음절 하나는 언제나 세 글자가 됩니다. 자연 → `ㅈㅏ_ㅇㅕㄴ`
# - 한글 음절이 아닌 글자(ㅋ, A, 7, !)는 그대로 둡니다.

# %% [markdown] lang="en"
# ## Question 3. Syllables to jamo
#
# A Hangul syllable has an initial, a medial and a final. Unicode numbers the 11,172 syllables
# from 가 (`0xAC00`) to 힣 in this order. There are 19 initials, 21 medials and 28 finals (none included).
#
# $$\text{code} = 44032 + (i \times 21 + m) \times 28 + f$$
#
# $i$, $m$ and $f$ are the numbers of initial, medial and final, counted from 0. 44032 is `0xAC00`.
# Turn the formula around to get the three numbers. Look the jamo up in the tables below. Entry 0 of the finals is `_`: no final.
#
# Write a function that takes a word and returns a string of jamo.
#
# - One syllable always becomes three characters. 자연 → `ㅈㅏ_ㅇㅕㄴ`
# - A character that is no Hangul syllable (ㅋ, A, 7, !) stays as it is.

# %%
initials = hangul.INITIALS
medials = hangul.MEDIALS
finals = "_" + hangul.FINALS
print(len(initials), initials)
print(len(medials), medials)
print(len(finals), finals)


# %% answer="to_jamo"
# 문제 3 · Question 3 [to_jamo]
def to_jamo(word):
    """음절을 자모 세 글자로 푼 문자열 · The word with each syllable as three jamo."""
    ### BEGIN SOLUTION
    result = ""
    for character in word:
        code = ord(character) - 0xAC00
        if 0 <= code < 19 * 21 * 28:
            i, m, f = code // (21 * 28), code // 28 % 21, code % 28
            result += initials[i] + medials[m] + finals[f]
        else:
            result += character
    return result
    ### END SOLUTION


# %% check="to_jamo"
# 확인 · Check [to_jamo]
examples.call(
    "to_jamo",
    "연",
    gives="ㅇㅕㄴ",
    ko="음절 하나는 세 글자입니다. 위의 표에 있는 자모를 쓰고, 나머지와 몫을 차례로 확인하세요.",
    en="A syllable is three characters. Use the jamo of the tables above; check quotients and remainders.",
)
examples.call(
    "to_jamo",
    "자연어처리",
    gives="ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_",
    ko="종성이 없으면 그 자리에 _를 넣습니다.",
    en="Where there is no final, write _.",
)
examples.passed()

# %% hidden="to_jamo" points=3
# 채점 · Grading [to_jamo]
### BEGIN HIDDEN TESTS
FIRST, COUNT = 0xAC00, 19 * 21 * 28


def syllables(rng, length):
    return "".join(chr(FIRST + int(n)) for n in rng.integers(0, COUNT, size=length))


@case("종성이 있는 음절과 없는 음절입니다.", "Syllables with a final and without one.")
def some(rng, answer):
    answer.to_jamo(syllables(rng, 6))
    answer.to_jamo("".join(chr(FIRST + 28 * int(n)) for n in rng.integers(0, 399, size=4)))


@case("겹받침과 쌍자음도 자모 하나입니다.", "Double finals and double initials are one jamo.")
def double(rng, answer):
    answer.to_jamo("".join(rng.permutation(list("닭값삶까뚜빼쏘찌읽않없"))))


@case("한글 음절이 아닌 글자는 그대로 둡니다.", "What is no Hangul syllable stays as it is.")
def others(rng, answer):
    signs = list("ㅋㅎㅠA7!_ 漢字😀é가힣")
    answer.to_jamo("".join(rng.permutation(signs)))
    answer.to_jamo(syllables(rng, 2) + "ㅋㅋ" + syllables(rng, 1) + "z")
    answer.to_jamo("FastText 2024")
    answer.to_jamo(f" {syllables(rng, 1)}  {syllables(rng, 1)}\t{syllables(rng, 1)} \n")


@case(
    "처음과 끝의 음절, 그 바로 앞과 뒤의 글자입니다.",
    "The first and the last syllable, and the characters around them.",
)
def borders(rng, answer):
    answer.to_jamo("".join(rng.permutation(list("가힣각힢깋"))))
    answer.to_jamo("\uabff\ud7a4\ud7fb\u9fff\u3131\u3163")


@case("빈 문자열은 빈 문자열이 됩니다.", "An empty string stays empty.", repeat=1)
def empty(rng, answer):
    answer.to_jamo("")


@case("11,172개의 음절 모두입니다.", "All 11,172 syllables.", repeat=1)
def every(rng, answer):
    answer.to_jamo("".join(map(chr, range(FIRST, FIRST + COUNT))))


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 4. 조각의 평균이 단어의 벡터
#
# 조각 $g_1, \dots, g_K$ 가운데 표에 있는 것만 골라 그 벡터의 **평균**을 냅니다.
#
# $$v = \frac{1}{K} \sum_{k=1}^{K} z_{g_k}$$
#
# `table`은 조각에서 벡터로 가는 사전입니다.
#
# - $K$는 표에 **있는** 조각의 수입니다. 표에 없는 조각은 건너뛰고 세지 않습니다.
# - 목록에 같은 조각이 두 번 있으면 두 번 더하고 두 번 셉니다.
# - 표에 있는 조각이 하나도 없으면 `KeyError`를 냅니다. `raise KeyError(...)`라고 쓰면 됩니다.
# - `table` 안의 벡터를 바꾸지 마세요.
#
# 실제 FastText에서는 모든 조각이 벡터를 얻습니다. 조각을 해시로 바꾸어 표의 어느 행이든 찾아가기 때문입니다. 여기서는 사전으로 간단하게 합니다.

# %% [markdown] lang="en"
# ## Question 4. The vector of a word is the mean of its pieces
#
# From the pieces take $g_1, \dots, g_K$, those that are in the table. Their **mean** is the vector of the word.
#
# $$v = \frac{1}{K} \sum_{k=1}^{K} z_{g_k}$$
#
# `table` is a dictionary from a piece to its vector.
#
# - $K$ is the number of pieces that **are** in the table. Other pieces are skipped and not counted.
# - A piece that is in the list twice is added twice and counted twice.
# - If no piece is in the table, raise a `KeyError`: write `raise KeyError(...)`.
# - Do not change the vectors in `table`.
#
# In the real FastText every piece gets a vector, because a hash leads it to some row of the table. Here a dictionary keeps it simple.


# %% answer="word_vector"
# 문제 4 · Question 4 [word_vector]
def word_vector(pieces, table):
    """표에 있는 조각들의 평균 벡터 · The mean vector of the pieces in the table."""
    ### BEGIN SOLUTION
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(f"no piece is known: {pieces}")
    return np.mean(known, axis=0)
    ### END SOLUTION


# %% check="word_vector"
# 확인 · Check [word_vector]
_table = {
    "<ca": np.array([2.0, 0.0]),
    "cat": np.array([4.0, 2.0]),
    "at>": np.array([0.0, 4.0]),
}
examples.call(
    "word_vector",
    ["<ca", "cat", "at>"],
    _table,
    gives=[2.0, 2.0],
    ko="[2, 0], [4, 2], [0, 4]의 평균입니다. 더한 다음 조각의 수로 나누세요.",
    en="It is the mean of [2, 0], [4, 2] and [0, 4]: add them and divide by their number.",
)
examples.call(
    "word_vector",
    ["<ca", "cab", "at>"],
    _table,
    gives=[1.0, 2.0],
    ko="표에 없는 조각 cab은 더하지도 세지도 않습니다.",
    en="The piece cab is not in the table: do not add it, do not count it.",
)
examples.passed()

# %% hidden="word_vector" points=3
# 채점 · Grading [word_vector]
### BEGIN HIDDEN TESTS
PIECES = ["<ba", "ban", "ana", "na>", "무지", "지개", "ㅋㅋ", "😀>", "Ana", "ba", "na", "<무지"]


def table_of(rng, dim, size=6, *, scale=1.0):
    chosen = rng.permutation(PIECES)[:size].tolist()
    return {piece: scale * rng.normal(size=dim) for piece in chosen}


@case("표에 있는 조각의 평균입니다.", "The mean of pieces that are in the table.")
def mean(rng, answer):
    table = table_of(rng, int(rng.integers(3, 6)))
    answer.word_vector(list(table)[:4], table)
    answer.word_vector(list(table)[:2], table)


@case(
    "표에 없는 조각은 건너뛰고 세지 않습니다.",
    "Pieces that are not in the table are skipped and not counted.",
)
def unknown(rng, answer):
    table = table_of(rng, 3, 4)
    answer.word_vector(rng.permutation(PIECES).tolist(), table)
    answer.word_vector(["??", *list(table)[:2], "x", "y", "z"], table)


@case(
    "두 번 나온 조각은 두 번 더하고 두 번 셉니다.",
    "A piece that comes twice is added twice and counted twice.",
)
def repeats(rng, answer):
    table = table_of(rng, 4)
    known = list(table)
    answer.word_vector([known[0], known[1], known[0]], table)
    answer.word_vector(rng.choice(known[:3], size=8).tolist(), table)
    answer.word_vector([known[1], known[1], known[0]], table)


@case(
    "조각 하나, 숫자 하나짜리 벡터, 긴 벡터도 됩니다.",
    "One piece, vectors of one number, and long vectors.",
)
def sizes(rng, answer):
    table = table_of(rng, 1)
    answer.word_vector(list(table)[:3], table)
    answer.word_vector(["no", next(iter(table))], table)
    table = table_of(rng, 50)
    answer.word_vector(list(table)[2:], table)


@case(
    "정수 벡터의 평균도 반올림하지 않습니다. 0뿐인 벡터도 벡터입니다.",
    "The mean of whole numbers is not rounded, nor is a small one. A vector of zeros counts, too.",
)
def numbers(rng, answer):
    table = {piece: rng.integers(-9, 9, size=3) for piece in PIECES[:5]}
    answer.word_vector([*PIECES[:5], PIECES[0], PIECES[2]], table)
    table = table_of(rng, 3, scale=1e-5)
    answer.word_vector(list(table)[:3], table)
    table = table_of(rng, 3, scale=1e6)
    answer.word_vector(list(table)[:3], table)
    zeros = {"<ba": np.zeros(2), "ban": np.array([1.0, -2.0]), "na>": np.array([-1.0, 2.0])}
    answer.word_vector(["<ba", "ban"], zeros)
    answer.word_vector(["na>", "<ba", "ban"], zeros)


@case("아는 조각이 하나도 없으면 KeyError를 냅니다.", "It raises KeyError where no piece is known.")
def nothing(rng, answer):
    table = table_of(rng, 3, 3)
    answer.word_vector([piece for piece in PIECES if piece not in table][:2], table)
    answer.word_vector(["x"], table)
    answer.word_vector(["<ba"], {})


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 5. 라이브러리로 오타 찾기
#
# 이제 이 패키지의 `FastText`를 씁니다. `model.most_similar(단어, topn=n)`은 가장 가까운 단어 n개를
# (단어, 코사인) 쌍의 목록으로 돌려줍니다. 처음 보는 오타를 넣어도 됩니다.
#
# 오타의 이웃 `topn`개 안에 원래 단어가 **있는 비율**을 구하는 함수를 만드세요.
#
# - `pairs`는 (오타, 원래 단어) 쌍의 목록입니다.
# - 결과는 0과 1 사이의 수입니다. 쌍 네 개 중 하나를 찾았으면 0.25입니다.
# - 모델이 답을 못 하면 `KeyError`가 납니다. 조각이 없는 모델이 그렇습니다. 이때는 **못 찾은 것**으로 셉니다.

# %% [markdown] lang="en"
# ## Question 5. Finding typos with the library
#
# Now use the `FastText` of this package. `model.most_similar(word, topn=n)` returns the n nearest words
# as a list of (word, cosine) pairs. You may ask it about a typo it has never seen.
#
# Write a function for the **share** of typos that have the right word among their first `topn` neighbours.
#
# - `pairs` is a list of (typo, right word) pairs.
# - The result is a number between 0 and 1. One found out of four pairs is 0.25.
# - A model that has no answer raises a `KeyError`. Models without pieces do. Count this as **not found**.


# %% answer="found_share"
# 문제 5 · Question 5 [found_share]
def found_share(model, pairs, topn=5):
    """이웃 topn개 안에서 원래 단어를 찾은 비율 · Share of typos whose word is among topn."""
    ### BEGIN SOLUTION
    found = 0
    for typo, right in pairs:
        try:
            neighbours = [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            neighbours = []
        found += right in neighbours
    return found / len(pairs)
    ### END SOLUTION


# %% check="found_share"
# 확인 · Check [found_share]
class _Model:
    """이웃이 정해진 모델 · a model whose neighbours are fixed."""

    def most_similar(self, word, *, topn=10):
        near = {"베송": ["배송", "포장"], "제푼": ["재미", "제품"], "영하": ["답변", "영상"]}[word]
        return [(name, 0.9 - 0.1 * place) for place, name in enumerate(near[:topn])]


_pairs = [("베송", "배송"), ("제푼", "제품"), ("영하", "영화"), ("빠름", "빠른")]
examples.call(
    "found_share",
    _Model(),
    _pairs,
    topn=2,
    gives=0.5,
    ko="쌍 네 개 중 두 개를 찾았습니다. 빠름은 KeyError가 나므로 못 찾은 것으로 셉니다.",
    en="Two of four pairs are found. 빠름 raises KeyError and counts as not found.",
)
examples.call(
    "found_share",
    _Model(),
    _pairs,
    topn=1,
    gives=0.25,
    ko="이웃을 하나만 보면 제품은 찾지 못합니다.",
    en="With one neighbour only, 제품 is not found.",
)
examples.passed()

# %% hidden="found_share" points=3
# 채점 · Grading [found_share]
### BEGIN HIDDEN TESTS
WORDS = [
    "배송",
    "배",
    "제품",
    "제품들",
    "영화",
    "apple",
    "apples",
    "Apple",
    "ape",
    "감사",
    "ㅋㅋ",
    "좋은",
    "최고",
]


@given
class Model:
    """Ten neighbours for each word it knows; a word that it does not know is a KeyError."""

    def __init__(self, near):
        self._near = near

    def most_similar(self, word, topn=10):
        near = self._near[word][:topn]
        return [(name, 0.95 - 0.15 * place) for place, name in enumerate(near)]  # below 0, too


TYPOS = ["베송", "제푼", "영하", "aple", "감샤", "조은"]


def neighbours(rng):
    return {typo: rng.permutation(WORDS)[:10].tolist() for typo in TYPOS}


def pairs_of(rng, near, places):
    """Typos whose right word is the neighbour at this place; None: none of its neighbours."""
    found = []
    for typo, place in zip(TYPOS, places, strict=False):
        words = near[typo]
        right = next(w for w in WORDS if w not in words) if place is None else words[place]
        found.append((typo, right))
    return [found[n] for n in rng.permutation(len(found))]


@case(
    "이웃 topn개 안에 있는 쌍의 비율입니다.",
    "The share of pairs whose word is among topn neighbours.",
)
def share(rng, answer):
    near = neighbours(rng)
    pairs = pairs_of(rng, near, [0, 1, 3, None, None, 2])
    answer.found_share(Model(near), pairs, topn=4)
    answer.found_share(Model(near), pairs, 4)


@case(
    "바로 topn번째 이웃은 들어가고 그다음은 들어가지 않습니다.",
    "The neighbour at place topn belongs to it, the next does not.",
)
def border(rng, answer):
    near = neighbours(rng)
    topn = int(rng.integers(1, 9))
    answer.found_share(
        Model(near), pairs_of(rng, near, [topn - 1, topn, topn - 1, None, 0]), topn=topn
    )
    answer.found_share(Model(near), pairs_of(rng, near, [0, 1, 0, 2, 1, 9]), topn=1)
    answer.found_share(Model(near), pairs_of(rng, near, [9, 8, None]), topn=10)


@case("topn을 주지 않으면 5입니다.", "5 neighbours where topn is not given.")
def default(rng, answer):
    near = neighbours(rng)
    answer.found_share(Model(near), pairs_of(rng, near, [4, 5, 4, 5, 4, None]))


@case(
    "KeyError가 나는 쌍은 못 찾은 것으로 셉니다.",
    "A pair that raises KeyError counts as not found.",
)
def unknown(rng, answer):
    near = neighbours(rng)
    pairs = [("없는말", "배송"), *pairs_of(rng, near, [0, None, 1]), ("xqz", "apple"), ("", "배")]
    answer.found_share(Model(near), [pairs[n] for n in rng.permutation(len(pairs))], topn=5)
    answer.found_share(Model(near), [("없는말", "배송")], topn=5)


@case("모두 찾으면 1, 하나도 못 찾으면 0입니다.", "1 where all are found, 0 where none is.")
def ends(rng, answer):
    near = neighbours(rng)
    answer.found_share(Model(near), pairs_of(rng, near, [0, 2, 1]), topn=3)
    answer.found_share(Model(near), pairs_of(rng, near, [None, 7, None, 9]), topn=3)
    answer.found_share(Model(near), pairs_of(rng, near, [0]), topn=1)


@case(
    "같은 오타나 같은 단어가 여러 쌍에 나와도 쌍마다 셉니다. 비율은 반올림하지 않습니다.",
    "Every pair counts, also where typos or words come again. The share is not rounded.",
)
def again(rng, answer):
    near = neighbours(rng)
    pairs = pairs_of(rng, near, [0, None, 1, None, 0, None])
    answer.found_share(Model(near), [*pairs, *pairs[:1], *pairs[:1]], topn=5)
    answer.found_share(Model(near), pairs * 2 + pairs[:1], topn=2)
    typo, words = TYPOS[int(rng.integers(6))], near[TYPOS[0]]
    answer.found_share(Model(near), [(typo, near[typo][0]), (typo, near[typo][8])], topn=3)
    answer.found_share(Model(near), [(TYPOS[0], words[9]), (TYPOS[0], words[1])], topn=3)
    answer.found_share(Model(near), [(typo, typo), (typo, near[typo][2])], topn=3)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 결과를 읽고 설명하기
#
# 아래 칸은 리뷰 1,344개로 모델 세 개를 훈련합니다. 설정은 모두 같고 조각만 다릅니다.
#
# - `word`: 조각이 없습니다. Word2Vec과 같습니다.
# - `syllable`: 음절 1~2개짜리 조각을 씁니다.
# - `jamo`: 자모 2~4개짜리 조각을 씁니다.
#
# 그다음 오타를 만들어, 이웃 1개, 5개, 10개 안에서 원래 단어를 찾은 비율을 적습니다.

# %% [markdown] lang="en"
# ## Question 6. Read the result and explain it
#
# The cell below trains three models on 1,344 reviews. All settings are equal. Only the pieces differ.
#
# - `word`: no pieces, as in Word2Vec.
# - `syllable`: pieces of 1 to 2 syllables.
# - `jamo`: pieces of 2 to 4 jamo.
#
# Then it makes typos and writes down how often the right word is among the first 1, 5 and 10 neighbours.

# %%
sample = datasets.sample_folder() / "ko_reviews_sample.tsv"
rows = sample.read_text(encoding="utf-8").split("\n")[1:]
reviews = [text.korean_tokens(row.split("\t")[1]) for row in rows if row]
settings = {"vector_size": 20, "min_count": 3, "workers": 1, "seed": 1}
models = {
    unit: FastText(unit, **settings).fit(reviews, epochs=5, verbose=0)
    for unit in ("word", "syllable", "jamo")
}
words = [w for w in models["jamo"].words if len(w) > 1 and all(map(hangul.is_syllable, w))]
typos = sample_typos(words, known=set(models["jamo"].words), seed=9)
print(f"{len(typos)} typos:", ", ".join(f"{t.original}→{t.typo}" for t in typos[:6]), "...")
for unit, model in models.items():
    recovered = typo_recovery(model, typos)
    print(f"{unit:9}", *(f"first {n}: {recovered.within(n):6.1%}" for n in (1, 5, 10)), sep="   ")

# %% [markdown] lang="ko"
# 표를 읽고 다음 물음에 답하세요. 다섯 문장 안팎이면 충분합니다.
#
# 1. 세 모델의 순서는 어떤가요? 표의 숫자를 들어 말하세요.
# 2. `word` 모델의 비율이 0인 까닭은 무엇인가요?
# 3. 자모 모델은 왜 음절 모델보다 오타에 강한가요? 제품 → 제푼을 예로 들어, 공통으로 남는 조각을 비교하세요.
# 4. 조각이 벡터를 정하면 나쁜 점도 있습니다. 하나만 들어 보세요.

# %% [markdown] lang="en"
# Read the table and answer these questions. About five sentences are enough.
#
# 1. In which order do the three models come? Give numbers from the table.
# 2. Why is the share of the `word` model 0?
# 3. Why does the jamo model stand up to typos better than the syllable model? Take 제품 → 제푼 and compare the pieces that both words share.
# 4. When pieces decide the vector, there is a price, too. Name one disadvantage.

# %% [markdown] written="why_jamo" points=3 lang="ko"
# **문제 6 · Question 6 [why_jamo]**
#
# 1. 처음 5개 안에서 찾은 비율을 보면 자모 모델이 약 69%로 가장 높고, 음절 모델이 약 43%, `word` 모델이 0%입니다. 처음 1개와 10개에서도 순서가 같습니다.
# 2. `word` 모델은 조각이 없어서 훈련 때 본 단어만 압니다. 오타는 본 적이 없는 단어이므로 벡터가 없습니다.
# 3. 제품과 제푼은 음절 조각 다섯 개 가운데 `<제`와 `제` 두 개만 함께 가집니다. 자모로 풀면 ㅁ 하나만 달라집니다. 조각 열여덟 개 가운데 열두 개가 그대로 남으므로 벡터도 가깝습니다.
# 4. 철자는 비슷하지만 뜻이 다른 단어끼리도 벡터가 가까워집니다. 예를 들어 영화와 영하가 그렇습니다.

# %% [markdown] written="why_jamo" points=3 lang="en"
# **문제 6 · Question 6 [why_jamo]**
#
# 1. Among the first 5 neighbours the jamo model finds about 69 %, the syllable model about 43 %, and the `word` model 0 %. The order is the same for the first 1 and the first 10.
# 2. The `word` model has no pieces, so it knows only the words of its training text. It has never seen the typo and has no vector for it.
# 3. Of their five syllable pieces, 제품 and 제푼 share only two, `<제` and `제`. In jamo only ㅁ is different. Twelve of eighteen pieces stay the same, so the vectors are close.
# 4. Words that are spelled alike but mean different things get similar vectors, too. 영화 (film) and 영하 (below zero) are an example.
