# %% [markdown] lang="ko"
# # 과제 9-3. 패스트텍스트 (FastText)
#
# FastText는 단어를 조각으로 자르고, 조각의 벡터를 모아 단어의 벡터를 만듭니다.
# 이 과제에서는 그 과정을 한 단계씩 직접 만듭니다.
#
# - `raise NotImplementedError()`를 지우고 그 자리에 답을 쓰세요.
# - 답을 쓴 다음, 바로 아래의 **확인** 셀을 실행하세요. 틀린 곳이 있으면 말로 알려 줍니다.
# - **채점** 셀은 비어 있습니다. 채점할 때 다른 데이터로 시험하는 코드가 들어갑니다. 지우지 마세요.

# %% [markdown] lang="en"
# # Assignment 9-3. FastText
#
# FastText cuts a word into pieces and makes the vector of the word from the vectors of its pieces.
# In this assignment you build this yourself, one step at a time.
#
# - Delete `raise NotImplementedError()` and write your answer in its place.
# - Then run the **Check** cell right below. If something is wrong, it tells you in words.
# - The **Grading** cells are empty. They are filled with other data when your work is graded. Do not delete them.

# %%
import numpy as np

from wordemb_keras import FastText, datasets, hangul, text
from wordemb_keras.evaluation import Typo, sample_typos, typo_recovery

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
units = []  # 예 · for example: ["<ca", "cat", "at>", "<cat>"]
count = 0
korean = []
### BEGIN SOLUTION
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 5 + 4 + 3 + 2  # <river>는 7글자 · <river> has 7 characters
korean = ["<무지", "무지개", "지개>"]
### END SOLUTION

# %% check="cut_by_hand" points=1
# 확인 · Check [cut_by_hand]
assert len(list(units)) == 6, (
    "units에는 조각 다섯 개와 단어 전체, 모두 여섯 개가 있어야 합니다. 앞뒤의 < 와 >를 잊지 않았나요? · "
    "units must hold six entries: five pieces and the whole word. Did you put < and > around it?"
)
assert all(len(piece) == 3 for piece in list(units)[:5]), (
    "units의 처음 다섯 개는 < 와 >를 포함해 세 글자여야 합니다. · "
    "The first five entries of units must have three characters, < and > included."
)
assert np.ndim(count) == 0 and float(count) > 5, (
    "count는 정수입니다. n이 3일 때만 이미 다섯 개이니 5보다 커야 합니다. · "
    "count is a whole number. With n = 3 alone there are five, so it must be larger than 5."
)
assert len(list(korean)) > 0 and all(len(piece) == 3 for piece in korean), (
    "korean의 조각은 < 와 >를 포함해 모두 세 글자여야 합니다. · "
    "Every piece in korean must have three characters, < and > included."
)

# %% hidden="cut_by_hand" points=2
# 채점 · Grading [cut_by_hand]
### BEGIN HIDDEN TESTS
river_pieces = ["<ri", "riv", "ive", "ver", "er>"]
assert sorted(str(piece) for piece in units) == sorted([*river_pieces, "<river>"]), (
    "units: <ri, riv, ive, ver, er> 다섯 개와 <river> · "
    "units: the five pieces <ri, riv, ive, ver, er> and <river>"
)
assert count == 14, (
    "<river>는 7글자이므로 5 + 4 + 3 + 2 = 14개 · <river> has 7 characters: 5 + 4 + 3 + 2 = 14"
)
assert sorted(str(piece) for piece in korean) == sorted(["<무지", "무지개", "지개>"]), (
    "korean: <무지, 무지개, 지개> · korean: <무지, 무지개, 지개>"
)
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


# %% check="ngrams" points=1
# 확인 · Check [ngrams]
pieces = ngrams("apple")
assert pieces is not None, (
    "함수가 아무것도 돌려주지 않았습니다. return을 썼나요? · "
    "The function returned nothing. Is there a return?"
)
pieces = [str(piece) for piece in pieces]
assert "<ap" in pieces and "le>" in pieces, (
    "조각 <ap 와 le> 가 없습니다. 자르기 전에 단어의 앞에 <, 뒤에 >를 붙이세요. · "
    "The pieces <ap and le> are missing. Put < in front of the word and > behind it before you cut."
)
assert {len(piece) for piece in pieces} == {3, 4, 5, 6}, (
    "조각의 길이는 3, 4, 5, 6이어야 합니다. range의 끝은 들어가지 않는다는 것을 기억하세요. · "
    "The pieces must have 3, 4, 5 and 6 characters. Remember that range leaves out its end."
)
assert len(pieces) == 14, (
    f"<apple>의 조각은 5 + 4 + 3 + 2 = 14개인데 {len(pieces)}개가 나왔습니다. · "
    f"<apple> has 5 + 4 + 3 + 2 = 14 pieces, you have {len(pieces)}."
)

# %% hidden="ngrams" points=2
# 채점 · Grading [ngrams]
### BEGIN HIDDEN TESTS
ngram_cases = [
    (("cat", 3, 3), ["<ca", "cat", "at>"]),
    (("banana", 3, 3), ["<ba", "ban", "ana", "nan", "ana", "na>"]),
    (("GloVe", 4, 5), ["<Glo", "GloV", "loVe", "oVe>", "<GloV", "GloVe", "loVe>"]),
    (("무지개", 2, 3), ["<무", "무지", "지개", "개>", "<무지", "무지개", "지개>"]),
    (("a", 3, 6), ["<a>"]),
    (("no", 5, 6), []),
    (("co-op", 5, 5), ["<co-o", "co-op", "o-op>"]),
]
for arguments, expected in ngram_cases:
    found = sorted(str(piece) for piece in ngrams(*arguments))
    assert found == sorted(expected), f"ngrams{arguments}: {found}"
assert len(list(ngrams("electrofishing"))) == 14 + 13 + 12 + 11, "ngrams('electrofishing')"
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


# %% check="to_jamo" points=1
# 확인 · Check [to_jamo]
jamo = to_jamo("연")
assert isinstance(jamo, str) and len(jamo) == 3, (
    f"음절 하나는 세 글자의 문자열이 되어야 합니다. 나온 값: {jamo!r} · "
    f"One syllable must become a string of three characters. You have: {jamo!r}"
)
assert not any("\u1100" <= character <= "\u11ff" for character in jamo), (
    "모양은 같지만 다른 글자입니다(첫가끝 자모). 위의 표에 있는 자모를 쓰세요. · "
    "These look the same but are other characters (conjoining jamo). Use those of the tables above."
)
assert jamo == "ㅇㅕㄴ", (
    f"연은 ㅇㅕㄴ이 되어야 하는데 {jamo!r}가 나왔습니다. 나머지와 몫을 차례로 확인하세요. · "
    f"연 must become ㅇㅕㄴ, you have {jamo!r}. Check the quotients and remainders one by one."
)
assert to_jamo("자연어처리") == "ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_", (
    f"종성이 없으면 그 자리에 _를 넣습니다. 나온 값: {to_jamo('자연어처리')!r} · "
    f"Where there is no final, write _. You have: {to_jamo('자연어처리')!r}"
)

# %% hidden="to_jamo" points=2
# 채점 · Grading [to_jamo]
### BEGIN HIDDEN TESTS
for written, expected in {
    "가": "ㄱㅏ_",
    "힣": "ㅎㅣㅎ",
    "닭값": "ㄷㅏㄺㄱㅏㅄ",
    "제품ㅋㅋ": "ㅈㅔ_ㅍㅜㅁㅋㅋ",
    "FastText 2024년!": "FastText 2024ㄴㅕㄴ!",
    "漢字ㅠㅠ": "漢字ㅠㅠ",
    "와😀！": "ㅇㅘ_😀！",
    "": "",
}.items():
    assert to_jamo(written) == expected, f"to_jamo({written!r}): {to_jamo(written)!r}"
every_syllable = "".join(map(chr, range(0xAC00, 0xAC00 + 11172)))
assert to_jamo(every_syllable) == hangul.decompose(every_syllable), (
    "11,172개의 음절 · all syllables"
)
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


# %% check="word_vector" points=1
# 확인 · Check [word_vector]
small_table = {
    "<ca": np.array([2.0, 0.0]),
    "cat": np.array([4.0, 2.0]),
    "at>": np.array([0.0, 4.0]),
}
vector = word_vector(["<ca", "cat", "at>"], small_table)
assert np.shape(vector) == (2,), (
    f"벡터는 숫자 2개여야 합니다. 나온 모양: {np.shape(vector)}. 평균의 axis를 확인하세요. · "
    f"The vector must have 2 numbers. Its shape is {np.shape(vector)}. Look at the axis of the mean."
)
assert not np.allclose(vector, [6, 6]), (
    "더하기만 했습니다. 평균을 내려면 조각의 수로 나누세요. · "
    "That is the sum. Divide by the number of pieces to get the mean."
)
assert np.allclose(vector, [2, 2]), (
    f"[2, 0], [4, 2], [0, 4]의 평균은 [2, 2]입니다. 나온 값: {vector} · "
    f"The mean of [2, 0], [4, 2] and [0, 4] is [2, 2]. You have: {vector}"
)
vector = word_vector(["<ca", "cab", "at>"], small_table)
assert np.allclose(vector, [1, 2]), (
    f"표에 없는 조각 cab은 더하지도 세지도 않습니다. [1, 2]여야 하는데 {vector}가 나왔습니다. · "
    f"The piece cab is not in the table: do not add it, do not count it. Not [1, 2] but: {vector}"
)


# %% hidden="word_vector" points=2
# 채점 · Grading [word_vector]
### BEGIN HIDDEN TESTS
def new_piece_table():
    return {
        "<ba": np.array([1.0, 2.0, 4.0]),
        "ana": np.array([0.5, -1.0, 0.0]),
        "na>": np.array([2.0, 0.0, 1.5]),
    }


piece_table = new_piece_table()
repeated = ["<ba", "ban", "ana", "nan", "ana", "na>"]
for _ in range(2):
    assert np.allclose(word_vector(repeated, piece_table), [1.0, 0.0, 1.375]), "banana"
assert all(np.array_equal(piece_table[g], v) for g, v in new_piece_table().items()), (
    "table이 바뀌었습니다 · table was changed"
)
assert repeated == ["<ba", "ban", "ana", "nan", "ana", "na>"], "pieces"
assert np.allclose(word_vector(["x", "ana"], piece_table), [0.5, -1.0, 0.0]), "하나만 · one only"
assert np.allclose(word_vector(["무지개"], {"무지개": np.array([-3.0])}), [-3.0]), (
    "길이 1 · length 1"
)
try:
    word_vector(["xyz", "yz>"], piece_table)
except KeyError:
    pass
else:
    raise AssertionError("아는 조각이 없으면 KeyError · no known piece: KeyError")
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


# %% check="found_share" points=1
# 확인 · Check [found_share]
little_text = [
    ["빠른", "배송", "최고"],
    ["좋은", "제품", "추천"],
    ["재미", "없는", "영화"],
    ["예쁜", "포장", "감사"],
    ["늦은", "답변", "실망"],
] * 20
little = FastText("jamo", vector_size=8, min_count=1, workers=1, seed=1)
little = little.fit(little_text, epochs=1, verbose=0)
little_pairs = [("베송", "배송"), ("제푼", "제품"), ("영하", "영화"), ("빠름", "감사")]
share = found_share(little, little_pairs, topn=5)
assert share is not None and np.ndim(share) == 0, (
    "결과는 수 하나여야 합니다. return을 썼나요? · The result must be one number. Is there a return?"
)
assert share > 0, (
    "하나도 찾지 못했습니다. most_similar는 (단어, 코사인) 쌍을 돌려줍니다. 단어끼리 비교하세요. · "
    "Nothing was found. most_similar returns (word, cosine) pairs. Compare words with words."
)
assert share <= 1, (
    f"비율은 1을 넘지 않습니다. 쌍의 수로 나누세요. 나온 값: {share} · "
    f"A share is at most 1. Divide by the number of pairs. You have: {share}"
)
right_share = typo_recovery(little, [Typo(a, b, "") for a, b in little_pairs]).within(5)
assert np.isclose(share, right_share), (
    f"비율은 {right_share}인데 {share}가 나왔습니다. 오타의 이웃을 물었나요? 쌍을 모두 세었나요? · "
    f"The share is {right_share}, you have {share}. Did you ask for the neighbours of the typo? "
    "Did you count all pairs?"
)


# %% hidden="found_share" points=2
# 채점 · Grading [found_share]
### BEGIN HIDDEN TESTS
class KnownNeighbours:
    """이웃이 정해진 모델 · a model whose neighbours are fixed."""

    neighbours = {
        "aple": ["ape", "apple", "maple", "able", "ample", "april"],
        "grap": ["grab", "graph", "gap", "trap", "grape", "drape", "wrap"],
        "bananna": ["bananas", "bandana", "cabana", "nana", "anna", "havana"],
        "apple": ["aple"],
    }

    def most_similar(self, word, *, topn=10):
        if word not in self.neighbours:
            raise KeyError(word)
        names = self.neighbours[word][:topn]
        return [(name, 0.9 - 0.1 * place) for place, name in enumerate(names)]


fixed = KnownNeighbours()
asked = [("aple", "apple"), ("xqz", "apple"), ("grap", "grape"), ("bananna", "banana"), ("", "b")]
for topn, expected in {1: 0, 2: 0.2, 4: 0.2, 5: 0.4, 10: 0.4}.items():
    assert np.isclose(found_share(fixed, asked, topn=topn), expected), f"topn={topn}"
assert np.isclose(found_share(fixed, asked), 0.4), "topn=5"
assert np.isclose(found_share(fixed, [("grap", "wrap"), ("aple", "april")], topn=6), 0.5), "topn=6"
assert np.isclose(found_share(fixed, [("aple", "ape"), ("aple", "apple")], topn=3), 1), "모두 · all"
assert np.isclose(found_share(fixed, [("xqz", "apple")], topn=3), 0), "KeyError"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 결과를 읽고 설명하기
#
# 아래 셀은 리뷰 1,344개로 모델 세 개를 훈련합니다. 설정은 모두 같고 조각만 다릅니다.
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
