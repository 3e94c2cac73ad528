# %% [markdown] lang="ko"
# # 과제 9-5. 엘모 (ELMo)
#
# ELMo는 문장이 바뀌면 같은 단어에도 다른 벡터를 줍니다.
# 이 과제에서는 글자를 번호로 바꾸는 일부터 층을 섞는 일까지, 한 단계씩 직접 만듭니다.
# 마지막에는 이 패키지에 들어 있는 작은 교실용 모델을 씁니다.
#
# - `raise NotImplementedError()`를 지우고 그 자리에 답을 쓰세요.
# - 답을 쓴 다음, 바로 아래의 **확인** 칸을 실행하세요. 틀린 곳이 있으면 말로 알려 줍니다.
# - 확인은 쉬운 예만 보고 점수를 주지 않습니다. **채점** 칸은 비어 있습니다. 채점할 때 여러 가지 다른 예로 시험하고, 맞은 만큼 점수를 줍니다. 지우지 마세요.
# - 함수는 결과를 `return`으로 돌려줍니다. 받은 인자를 바꾸지 말고, 결과를 반올림하지 마세요.

# %% [markdown] lang="en"
# # Assignment 9-5. ELMo
#
# With ELMo the same word gets another vector in another sentence.
# In this assignment you go from characters to the mix of the layers, one step at a time.
# At the end you use the small classroom model that comes with this package.
#
# - Delete `raise NotImplementedError()` and write your answer in its place.
# - Then run the **Check** cell right below. If something is wrong, it tells you in words.
# - The check looks at easy examples only and gives no points. The **Grading** cells are empty. Grading tries many other examples there; what comes out right gives its part of the points. Do not delete them.
# - A function gives its result back with `return`. Do not change what it is given, and do not round results.

# %%
# 준비: 먼저 이 칸을 실행하세요 · Setup: run this cell first
import keras
import numpy as np

from wordemb_keras import BiLM
from wordemb_keras.course.assignments.examples import Examples
from wordemb_keras.elmo import character_ids

examples = Examples("LANGUAGE")  # "ko" 또는 · or "en"

# %% [markdown] lang="ko"
# ## 문제 1. 손으로 만드는 ELMo 벡터
#
# 세 층에서 나온 한 단어의 출력입니다. 숫자가 하나씩이라 손으로 계산할 수 있습니다.
#
# | 층 | 순방향 | 역방향 | $s_j$ |
# |---|---|---|---|
# | 0 | 4 | 4 | 0 |
# | 1 | 6 | 2 | $\ln 2$ |
# | 2 | 0 | 12 | 0 |
#
# 층의 가중치는 $s_j$의 소프트맥스입니다. $e^{\ln 2} = 2$라는 것을 쓰세요. $\gamma$는 3입니다.
#
# $$w_j = \frac{e^{s_j}}{\sum_k e^{s_k}} \qquad ELMo = \gamma \sum_j w_j h_j$$
#
# 코드를 쓰지 말고, 종이에 계산해서 답해 보세요.
#
# 1. `joined`: 층마다 순방향과 역방향을 이 순서로 이어 붙인 벡터 $h_j$ 세 개
# 2. `weights`: 가중치 $w_j$ 세 개
# 3. `mixed`: 가중치를 곱해 모두 더한 벡터
# 4. `elmo_vector`: $\gamma$까지 곱한 벡터

# %% [markdown] lang="en"
# ## Question 1. An ELMo vector by hand
#
# This is the output of three layers for one word. There is only one number each, so you can calculate by hand.
#
# | layer | forward | backward | $s_j$ |
# |---|---|---|---|
# | 0 | 4 | 4 | 0 |
# | 1 | 6 | 2 | $\ln 2$ |
# | 2 | 0 | 12 | 0 |
#
# The weights of the layers are the softmax of the $s_j$. Remember that $e^{\ln 2} = 2$. Let $\gamma$ be 3.
#
# $$w_j = \frac{e^{s_j}}{\sum_k e^{s_k}} \qquad ELMo = \gamma \sum_j w_j h_j$$
#
# Write no code. Take a sheet of paper.
#
# 1. `joined`: for each layer the vector $h_j$, forward joined with backward in this order
# 2. `weights`: the three weights $w_j$
# 3. `mixed`: the sum of all layers, each times its weight
# 4. `elmo_vector`: the vector after the multiplication by $\gamma$

# %% answer="mix_by_hand"
# 문제 1 · Question 1 [mix_by_hand]
# None 자리에 답을 적으세요 · write your answers in place of None
joined = None  # 예 · for example: [[1, 2], [3, 4], [5, 6]]
weights = None
mixed = None
elmo_vector = None
### BEGIN SOLUTION
joined = [[4, 4], [6, 2], [0, 12]]
weights = [1 / 4, 2 / 4, 1 / 4]
mixed = [4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]
elmo_vector = [12, 15]
### END SOLUTION

# %% check="mix_by_hand"
# 확인 · Check [mix_by_hand]
examples.value(
    "joined",
    like=[[0, 0], [0, 0], [0, 0]],
    ko="층마다 벡터 하나입니다.",
    en="One vector for each layer.",
)
examples.value("weights", like=[0, 0, 0], ko="층마다 하나입니다.", en="One for each layer.")
examples.value("mixed", "elmo_vector", like=[0, 0])
examples.hold(
    np.isclose(np.sum(weights), 1),
    "가중치를 모두 더하면 1입니다. 지수의 합으로 나누었나요?",
    "The weights add up to 1. Did you divide by the sum of the exponentials?",
)
examples.hold(
    np.allclose(np.multiply(mixed, 3), elmo_vector),
    "elmo_vector는 mixed에 감마(3)를 곱한 것입니다.",
    "elmo_vector is mixed times gamma (3).",
)
examples.passed()

# %% hidden="mix_by_hand" points=3
# 채점 · Grading [mix_by_hand]
### BEGIN HIDDEN TESTS
typed(
    "joined",
    "순방향을 앞에, 역방향을 뒤에 이어 붙입니다.",
    "Forward comes first, backward behind it.",
)
typed(
    "weights", "e의 거듭제곱 셋을 그 합으로 나눕니다.", "Three powers of e, divided by their sum."
)
typed("mixed", "층마다 가중치를 곱해 모두 더합니다.", "Each layer times its weight, all added up.")
typed("elmo_vector", "감마를 곱합니다.", "It is multiplied by gamma.")
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 2. 단어를 문자 번호로
#
# biLM은 단어를 UTF-8 **바이트**로 읽습니다. 단어 하나는 언제나 번호 `length`개가 됩니다.
#
# | 자리 | 번호 |
# |---|---|
# | 맨 앞: 단어의 시작 | 259 |
# | 바이트 $b$ | $b + 1$ |
# | 바이트 바로 뒤: 단어의 끝 | 260 |
# | 남는 자리 | 261 |
#
# 예를 들어 cat의 바이트는 99, 97, 116입니다. `length`가 6이면 259, 100, 98, 117, 260, 261이 됩니다.
#
# - 한글 한 글자는 세 바이트입니다. `word.encode("utf-8")`이 바이트를 줍니다.
# - 긴 단어는 앞에서부터 `length - 2`바이트만 남깁니다. 시작과 끝의 자리는 언제나 있어야 합니다.

# %% [markdown] lang="en"
# ## Question 2. A word as character ids
#
# A biLM reads a word as UTF-8 **bytes**. One word always becomes `length` numbers.
#
# | place | number |
# |---|---|
# | first: begin of the word | 259 |
# | a byte $b$ | $b + 1$ |
# | right behind the bytes: end of the word | 260 |
# | places that are left | 261 |
#
# For example, the bytes of cat are 99, 97 and 116. With a `length` of 6 they become 259, 100, 98, 117, 260, 261.
#
# - One Hangul syllable is three bytes. `word.encode("utf-8")` gives the bytes.
# - Of a long word keep the first `length - 2` bytes only. There must always be a place for the begin and the end.


# %% answer="byte_ids"
# 문제 2 · Question 2 [byte_ids]
def byte_ids(word, length=50):
    """단어의 문자 번호 length개 · The length character ids of a word."""
    ### BEGIN SOLUTION
    inside = [byte + 1 for byte in word.encode("utf-8")[: length - 2]]
    ids = [259, *inside, 260]
    return ids + [261] * (length - len(ids))
    ### END SOLUTION


# %% check="byte_ids"
# 확인 · Check [byte_ids]
examples.call(
    "byte_ids",
    "dog",
    7,
    gives=[259, 101, 112, 104, 260, 261, 261],
    ko="맨 앞에 259, 바이트에는 1씩 더하고, 바로 뒤에 260, 남는 자리는 261입니다.",
    en="First 259, 1 added to each byte, 260 right behind, 261 in the places that are left.",
)
examples.call(
    "byte_ids",
    "dog",
    gives=50,
    then=lambda made: len(list(made)),
    ko="length를 주지 않으면 번호는 50개입니다.",
    en="Without a length there must be 50 numbers.",
)
examples.passed()


# %% hidden="byte_ids" points=3
# 채점 · Grading [byte_ids]
### BEGIN HIDDEN TESTS
def word(rng, length, letters="abcdefXYZ0189-'!"):
    return "".join(rng.choice(list(letters), size=length))


@case("로마자 단어입니다.", "Words in Latin letters.")
def latin(rng, answer):
    answer.byte_ids(word(rng, int(rng.integers(2, 7))), int(rng.integers(10, 16)))
    answer.byte_ids("NLP", 9)


@case(
    "한글 한 글자는 세 바이트이고, 이모지와 악센트도 바이트로 읽습니다.",
    "A Hangul syllable is three bytes; emoji and accents are bytes, too.",
)
def other_letters(rng, answer):
    answer.byte_ids(word(rng, 3, "가나다라무지개힣"), int(rng.integers(12, 20)))
    answer.byte_ids(word(rng, 3, "é漢😀ㅋñ"), 20)
    answer.byte_ids(word(rng, 3, "éñüa"), 11)
    answer.byte_ids("a" + word(rng, 2, "가é😀") + "z", 18)


@case("자리가 꼭 맞으면 남는 자리가 없습니다.", "No place is left where it just fits.")
def fits(rng, answer):
    n = int(rng.integers(3, 9))
    answer.byte_ids(word(rng, n), n + 2)
    answer.byte_ids(word(rng, n), n + 3)


@case(
    "긴 단어는 앞에서부터 length - 2바이트만 남깁니다.",
    "Of a long word the first length - 2 bytes stay.",
)
def long(rng, answer):
    answer.byte_ids(word(rng, 20), int(rng.integers(4, 15)))
    answer.byte_ids(word(rng, 6, "가나다라마바"), int(rng.integers(6, 12)))
    answer.byte_ids(word(rng, 5), 3)
    answer.byte_ids(word(rng, 4), 2)
    answer.byte_ids(word(rng, 90), int(rng.integers(60, 80)))


@case("length를 주지 않으면 50입니다.", "50 where no length is given.")
def default(rng, answer):
    answer.byte_ids(word(rng, 5))
    answer.byte_ids(word(rng, 70))
    answer.byte_ids(word(rng, 16, "자연어처리") + word(rng, 3))


@case(
    "같은 글자가 되풀이되어도, 한 글자여도 됩니다.",
    "Letters may come again, and there may be one only.",
)
def again(rng, answer):
    answer.byte_ids("ha" * int(rng.integers(2, 5)), 12)
    answer.byte_ids(word(rng, 1), 5)
    answer.byte_ids("ㅋ" * int(rng.integers(2, 4)), 12)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 층을 섞기
#
# 문제 1에서 손으로 한 일을 함수로 만드세요. 이번에는 단어가 여러 개입니다.
#
# $$w_j = \frac{e^{s_j}}{\sum_k e^{s_k}} \qquad ELMo_t = \gamma \sum_j w_j h_{t,j}$$
#
# - `layers`의 모양은 (층, 단어, 차원)입니다. 층은 세 개가 아닐 수도 있습니다.
# - `s`는 층마다 하나씩, 아직 소프트맥스를 하지 **않은** 수입니다.
# - 결과의 모양은 (단어, 차원)입니다.
# - `s`에는 1000처럼 큰 수도 옵니다. $e^{1000}$은 컴퓨터가 담을 수 없습니다. 모든 $s_j$에서 가장 큰 $s_j$를 먼저 빼세요. 가중치는 달라지지 않습니다.
# - 받은 `layers`와 `s`를 바꾸지 마세요.

# %% [markdown] lang="en"
# ## Question 3. Mix the layers
#
# Turn what you did by hand in question 1 into a function. Now there are several words.
#
# $$w_j = \frac{e^{s_j}}{\sum_k e^{s_k}} \qquad ELMo_t = \gamma \sum_j w_j h_{t,j}$$
#
# - `layers` has the shape (layers, words, dim). There may be more or fewer than three layers.
# - `s` has one number for each layer. The softmax has **not** been taken yet.
# - The result has the shape (words, dim).
# - A number in `s` can be as large as 1000, and no computer can hold $e^{1000}$. First subtract the largest of all $s_j$ from every $s_j$. The weights stay the same.
# - Do not change the `layers` and the `s` that you are given.


# %% answer="elmo_vectors"
# 문제 3 · Question 3 [elmo_vectors]
def elmo_vectors(layers, s, gamma):
    """ELMo 벡터 (단어, 차원) · ELMo vectors (words, dim)."""
    ### BEGIN SOLUTION
    exponentials = np.exp(np.array(s) - np.max(s))
    weights = exponentials / exponentials.sum()
    return gamma * np.tensordot(weights, layers, axes=1)
    ### END SOLUTION


# %% check="elmo_vectors"
# 확인 · Check [elmo_vectors]
examples.call(
    "elmo_vectors",
    np.array([[[4.0, 4.0], [0.0, 8.0]], [[6.0, 2.0], [2.0, 2.0]], [[0.0, 12.0], [4.0, 0.0]]]),
    np.array([0.0, np.log(2), 0.0]),
    3.0,
    gives=[[12.0, 15.0], [6.0, 9.0]],
    ko="첫 단어는 문제 1의 단어입니다. s의 소프트맥스로 가중치를 주고 감마를 곱하세요.",
    en="The first word is that of question 1. Use the softmax of s as weights, multiply by gamma.",
)
examples.passed()


# %% hidden="elmo_vectors" points=3
# 채점 · Grading [elmo_vectors]
### BEGIN HIDDEN TESTS
def material(rng, n_layers, n_words, dim, *, scale=1.0):
    return scale * rng.normal(size=(n_layers, n_words, dim)), rng.normal(size=n_layers)


@case(
    "s의 소프트맥스로 층을 섞고 감마를 곱합니다.",
    "Layers are mixed by the softmax of s and multiplied by gamma.",
)
def mixes(rng, answer):
    answer.elmo_vectors(*material(rng, 3, 4, 5), 1.0)
    answer.elmo_vectors(*material(rng, 3, 2, 4), float(rng.uniform(2, 5)))


@case("층은 세 개가 아닐 수도 있습니다.", "There need not be three layers.")
def layers(rng, answer):
    for n_layers in (1, 2, int(rng.integers(4, 8))):
        answer.elmo_vectors(*material(rng, n_layers, 5, 3), 0.5)


@case(
    "단어 하나, 차원 하나, 층과 단어와 차원의 수가 같은 때도 있습니다.",
    "One word, one number, and equal numbers of layers, words and dimensions.",
)
def shapes(rng, answer):
    for sizes in ((3, 1, 4), (2, 3, 1), (4, 4, 4), (2, 1, 1), (2, 30, 2)):
        answer.elmo_vectors(*material(rng, *sizes), 2.0)


@case(
    "감마는 음수나 0일 수도 있고 정수일 수도 있습니다.",
    "gamma may be negative, 0 or a whole number.",
)
def gammas(rng, answer):
    stack, s = material(rng, 3, 2, 3)
    for gamma in (0.0, -float(rng.uniform(0.5, 2)), 7, 1e-3):
        answer.elmo_vectors(stack, s, gamma)


@case("아주 큰 s도 계산합니다.", "Very large s can be calculated.")
def large(rng, answer):
    stack, _ = material(rng, 3, 2, 3)
    s = rng.integers(-12, 12, size=3) / 4  # exact in single precision, with 1000 added as well
    answer.elmo_vectors(stack, s + 1000, 1.0)
    answer.elmo_vectors(stack, 800 * rng.permutation([1.0, 1.5, 0.2]), 2.0)
    answer.elmo_vectors(stack, s - 3000, 1.0)
    answer.elmo_vectors(stack, np.array([-3000.0, 0.0, -1.0]), 1.0)
    answer.elmo_vectors(np.ones((3, 2, 2)) * [[[2e5]], [[1]], [[1]]], np.array([0.0, 9, 8]), 1.0)


@case(
    "s가 모두 같으면 평균이고, 작은 값도 반올림하지 않습니다.",
    "Equal s give the mean; small values are not rounded.",
)
def equal(rng, answer):
    stack, _ = material(rng, 3, 3, 2, scale=1e-5)
    answer.elmo_vectors(stack, np.zeros(3), 1.0)
    answer.elmo_vectors(stack, np.full(3, 2.5), 1.0)
    answer.elmo_vectors(rng.integers(-9, 9, size=(2, 3, 2)), np.array([1, 2]), 2)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 4. 문장 벡터: 진짜 단어만 평균 내기
#
# 길이가 다른 문장을 한 배열에 담으려면 남는 자리를 패딩으로 채웁니다. `mask`는 진짜 단어의 자리에서 `True`입니다.
# 패딩은 뒤뿐 아니라 어느 자리에나 올 수 있습니다.
# 문장의 벡터는 **진짜 단어**의 벡터만 평균 낸 것입니다.
#
# $$v = \frac{\sum_t m_t h_t}{\sum_t m_t}$$
#
# - `vectors`의 모양은 (문장, 단어, 차원), `mask`의 모양은 (문장, 단어)입니다.
# - 결과의 모양은 (문장, 차원)입니다.
# - 패딩 자리의 벡터는 0이 아닐 수 있습니다.
# - 단어가 하나도 없는 문장도 있습니다. 그 벡터는 모두 0입니다. 0으로 나누지 않게 조심하세요.
# - 받은 `vectors`를 바꾸지 마세요.

# %% [markdown] lang="en"
# ## Question 4. Sentence vectors: the mean of the real words
#
# To put sentences of different length into one array, we fill them up with padding. `mask` is `True` where there is a real word.
# Padding may come in any place, not only at the end.
# The vector of a sentence is the mean of its **real words** only.
#
# $$v = \frac{\sum_t m_t h_t}{\sum_t m_t}$$
#
# - `vectors` has the shape (sentences, words, dim), `mask` has the shape (sentences, words).
# - The result has the shape (sentences, dim).
# - The vectors of the padding need not be 0.
# - A sentence may have no word at all. Its vector is all 0. Take care not to divide by 0.
# - Do not change the `vectors` that you are given.


# %% answer="sentence_vectors"
# 문제 4 · Question 4 [sentence_vectors]
def sentence_vectors(vectors, mask):
    """문장마다 진짜 단어의 평균 (문장, 차원) · Mean of the real words (sentences, dim)."""
    ### BEGIN SOLUTION
    real = np.asarray(mask, dtype=float)[:, :, None]
    counts = real.sum(axis=1)
    return (vectors * real).sum(axis=1) / np.maximum(counts, 1)
    ### END SOLUTION


# %% check="sentence_vectors"
# 확인 · Check [sentence_vectors]
examples.call(
    "sentence_vectors",
    np.array([[[2.0, 0.0], [4.0, 6.0], [9.0, 9.0]], [[1.0, 2.0], [1.0, 4.0], [4.0, 3.0]]]),
    np.array([[True, True, False], [True, True, True]]),
    gives=[[3.0, 3.0], [2.0, 3.0]],
    ko="첫 문장은 진짜 단어가 두 개입니다. 패딩 [9, 9]는 더하지도 세지도 않습니다.",
    en="The first sentence has two real words. The padding [9, 9] is not added and not counted.",
)
examples.passed()


# %% hidden="sentence_vectors" points=3
# 채점 · Grading [sentence_vectors]
### BEGIN HIDDEN TESTS
def batch(rng, lengths, dim, *, longest=None, scale=1.0):
    """Vectors with something in every place, and a mask with padding at the end."""
    longest = longest or max(*lengths, 1)
    vectors = scale * rng.normal(size=(len(lengths), longest, dim))
    return vectors, np.arange(longest)[None] < np.array(lengths)[:, None]


@case("문장마다 진짜 단어의 평균입니다.", "The mean of the real words of each sentence.")
def means(rng, answer):
    answer.sentence_vectors(*batch(rng, rng.integers(1, 6, size=4).tolist(), 3))
    answer.sentence_vectors(*batch(rng, [3, 1, 2], 4, longest=6))
    vectors, mask = batch(rng, [4, 3], 2)
    vectors[0, 1], vectors[0, 2] = 0, vectors[0, 0]  # zeros are a word, too, and one comes twice
    answer.sentence_vectors(vectors, mask)


@case("패딩이 없는 문장들입니다.", "Sentences without padding.")
def full(rng, answer):
    answer.sentence_vectors(*batch(rng, [4, 4, 4], 2))
    answer.sentence_vectors(*batch(rng, [3, 3, 3], 3))


@case(
    "단어가 하나도 없는 문장의 벡터는 모두 0입니다.", "A sentence without words has a vector of 0."
)
def empty(rng, answer):
    lengths = rng.permutation([0, 3, 1, 0]).tolist()
    answer.sentence_vectors(*batch(rng, lengths, 3))
    answer.sentence_vectors(*batch(rng, [0], 4, longest=2))
    answer.sentence_vectors(*batch(rng, [0, 0], 2, longest=3))


@case(
    "mask는 어느 자리에서나 False일 수 있습니다.",
    "The mask may be False in any place.",
)
def anywhere(rng, answer):
    vectors, _ = batch(rng, [5, 5, 5], 3)
    answer.sentence_vectors(vectors, rng.random(size=(3, 5)) < 0.5)
    answer.sentence_vectors(
        vectors, np.array([[0, 1, 1, 0, 1], [0, 0, 0, 0, 1], [1, 0, 1, 0, 1]]) > 0
    )


@case(
    "문장 하나, 단어 하나, 숫자 하나, 문장이 많은 때도 있습니다.",
    "One sentence, one word, one number, and many sentences.",
)
def shapes(rng, answer):
    answer.sentence_vectors(*batch(rng, [2], 3, longest=4))
    answer.sentence_vectors(*batch(rng, [1, 1], 2))
    answer.sentence_vectors(*batch(rng, [2, 3, 1], 1))
    answer.sentence_vectors(*batch(rng, rng.integers(0, 9, size=20).tolist(), 2))
    answer.sentence_vectors(*batch(rng, [40, 3, 0], 2))


@case(
    "패딩에 아주 큰 값이 있어도 되고, 작은 값도 반올림하지 않습니다.",
    "Padding may hold very large values; small values are not rounded.",
)
def values(rng, answer):
    vectors, mask = batch(rng, [2, 3, 1], 3, longest=4)
    vectors[~mask] = 1e6 * rng.normal(size=(int((~mask).sum()), 3))
    answer.sentence_vectors(vectors, mask)
    answer.sentence_vectors(*batch(rng, [2, 3, 1], 3, scale=1e-5))
    answer.sentence_vectors(*batch(rng, [2, 3, 1], 3, scale=1e4))
    answer.sentence_vectors(rng.integers(-9, 9, size=(2, 4, 3)), batch(rng, [4, 2], 1)[1])


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 5. 라이브러리로 문맥 재기
#
# `bilm.embed([문장, ...], verbose=0)`은 문장마다 모든 층의 벡터를 돌려줍니다. 모양은 (층, 단어, 차원)입니다.
# 문장은 빈칸으로 나누어 단어가 됩니다. 아래 예를 실행해 보세요.

# %% [markdown] lang="en"
# ## Question 5. Measure context with the library
#
# `bilm.embed([sentence, ...], verbose=0)` returns the vectors of all layers for each sentence, of shape (layers, words, dim).
# A sentence is split into words at its spaces. Run the example below.

# %%
bilm = BiLM.from_pretrained("classroom")
two_sentences = ["bank account", "We sat on the bank"]
for sentence, found in zip(two_sentences, bilm.embed(two_sentences, verbose=0), strict=True):
    print(f"{sentence!r}: (layers, words, dim) = {found.shape}")

# %% [markdown] lang="ko"
# 두 문장에 같은 단어가 한 번씩 나옵니다. 두 자리의 벡터가 얼마나 비슷한지 **층마다** 재는 함수를 만드세요.
#
# $$\cos(a, b) = \frac{a \cdot b}{|a| \, |b|}$$
#
# - 결과는 코사인의 목록입니다. 층마다 하나씩, 0번 층부터 차례로 담습니다.
# - 단어의 자리는 문장마다 다를 수 있습니다. 단어 전체가 같아야 합니다. banks는 bank가 아닙니다.
# - 층의 수는 모델마다 다릅니다.

# %% [markdown] lang="en"
# Two sentences have one word in common, once in each. Write a function that measures **for each layer** how similar the vectors at these two places are.
#
# $$\cos(a, b) = \frac{a \cdot b}{|a| \, |b|}$$
#
# - The result is a list of cosines, one for each layer, beginning with layer 0.
# - The place of the word may differ. The whole word must be equal: banks is not bank.
# - Models differ in their number of layers.


# %% answer="word_cosines"
# 문제 5 · Question 5 [word_cosines]
def word_cosines(bilm, first, second, word):
    """층마다 두 자리의 코사인 · The cosine of the two places, for each layer."""
    ### BEGIN SOLUTION
    places = [sentence.split(" ").index(word) for sentence in (first, second)]
    layers = bilm.embed([first, second], verbose=0)
    a, b = (found[:, place] for found, place in zip(layers, places, strict=True))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return (a * b).sum(axis=1) / lengths
    ### END SOLUTION


# %% check="word_cosines"
# 확인 · Check [word_cosines]
_river, _money = "We sat on the bank of the river", "He opened a bank account"
_made = examples.made("word_cosines", bilm, _river, _money, "bank")
examples.hold(
    np.shape(_made) == (3,),
    f"이 모델은 층이 셋이므로 코사인도 세 개입니다. 나온 모양: {np.shape(_made)}. return을 썼는지도 보세요.",
    f"This model has three layers, so there are three cosines, not {np.shape(_made)}. Is there a return?",
)
examples.hold(
    np.all(np.abs(_made) < 1.001),
    f"코사인은 -1과 1 사이입니다. 벡터의 길이로 나누었나요? 나온 값: {_made}",
    f"A cosine lies between -1 and 1. Did you divide by the lengths? Yours: {_made}",
)
examples.hold(
    np.isclose(_made[0], 1, atol=1e-3),
    f"0번 층은 문맥을 모르므로 bank의 코사인은 1이어야 합니다. 단어의 자리를 확인하세요. 나온 값: {_made[0]}",
    f"Layer 0 knows no context: the cosine of bank must be 1. Check the places. Yours: {_made[0]}",
)
examples.hold(
    np.all(np.array(_made)[1:] < 0.99),
    f"1번과 2번 층에서는 두 bank의 벡터가 다릅니다. 두 문장을 모두 썼나요? 나온 값: {_made}",
    f"In layers 1 and 2 the two banks differ. Did you use both sentences? Yours: {_made}",
)
examples.passed()


# %% hidden="word_cosines" points=3
# 채점 · Grading [word_cosines]
### BEGIN HIDDEN TESTS
@given
class Model:
    """What a BiLM shows of itself, in NumPy: a token layer, and layers that know the neighbours."""

    def __init__(self, seed, *, n_layers=2, projection_dim=3):
        self.n_layers, self.projection_dim = n_layers, projection_dim
        self._seed = seed

    def __call__(self, ids, training=False):
        """Character ids (sentences, words, 50) -> (sentences, layers, words, 2 projection_dim)."""
        ids = np.asarray(ids)
        real = (ids > 0).any(axis=2)[..., None]  # a batch has padding behind short sentences
        tokens = real * np.stack([np.stack([self._token(word) for word in row]) for row in ids])
        layers, half = [tokens], self.projection_dim
        for number in range(1, self.n_layers + 1):
            below, above = layers[-1], np.tanh(layers[-1]) + 0.1 * number
            above[:, 1:, :half] += below[:, :-1, :half] * 0.7
            above[:, :-1, half:] -= below[:, 1:, half:] * 0.4
            layers.append(above * real)
        return np.stack(layers, axis=1).astype("float32")

    def embed(self, sentences, *, batch_tokens=4096, cache=None, verbose=1):
        """An array (layers, words, 2 projection_dim) for each sentence."""
        from wordemb_keras.elmo import character_ids

        if isinstance(sentences, str):
            raise ValueError("sentences: a list of sentences, not one string")
        rows = [line.split() if isinstance(line, str) else list(line) for line in sentences]
        return [self(character_ids([row]))[0][:, : len(row)] for row in rows]

    def _token(self, ids):
        import zlib

        key = zlib.crc32(np.asarray(ids, "int32").tobytes())
        return np.random.default_rng([self._seed, key]).normal(size=2 * self.projection_dim)


def model(rng, **settings):
    return Model(int(rng.integers(2**31)), **settings)


LINES = [
    ("We sat on the bank of the river", "He opened a bank account", "bank"),
    ("the old banks near this bank", "bank of the north", "bank"),
    ("은행 앞 은행나무 길", "강가 은행나무 그리고 새 은행", "은행"),
    ("play", "a play about a player who plays", "play"),
    (", left , right", "turn right ! and then - left", "left"),
    ("the NEW bank opened", "New Bank near the BIG bank", "bank"),
    ("the bank opens", "two banks near the bank", "bank"),
    ("left bank, right bank", "the (bank) at the bank of a river", "bank"),
]


def ask(rng, answer, line, **settings):
    first, second, word = LINES[line]
    if rng.random() < 0.5:
        first, second = second, first
    answer.word_cosines(model(rng, **settings), first, second, word)


@case("층마다 두 자리의 코사인입니다.", "The cosine of both places, for each layer.")
def cosines(rng, answer):
    ask(rng, answer, 0)


@case(
    "단어 전체가 같아야 합니다. banks는 bank가 아닙니다.",
    "The whole word must be equal: banks is not bank.",
)
def whole_words(rng, answer):
    ask(rng, answer, 1)
    ask(rng, answer, 2)
    ask(rng, answer, 5)
    ask(rng, answer, 7)
    for order in (1, -1):
        answer.word_cosines(model(rng), *LINES[6][:2][::order], "bank")


@case(
    "층의 수와 벡터의 길이는 모델마다 다릅니다.",
    "Models differ in layers and in the length of vectors.",
)
def models(rng, answer):
    ask(rng, answer, 0, n_layers=1, projection_dim=2)
    ask(rng, answer, 4, n_layers=int(rng.integers(3, 6)), projection_dim=5)


@case(
    "단어가 문장의 처음이나 끝에 있거나, 단어 하나뿐인 문장일 수도 있습니다.",
    "The word may come first or last, or be the whole sentence.",
)
def places(rng, answer):
    ask(rng, answer, 3)
    answer.word_cosines(model(rng), "새 은행", "은행 옆", "은행")


@case(
    "같은 문장이면 코사인은 모두 1입니다. 반올림하지 않습니다.",
    "Equal sentences give 1 in all layers. Nothing is rounded.",
)
def same(rng, answer):
    bilm = model(rng)
    answer.word_cosines(bilm, LINES[0][0], LINES[0][0], "bank")
    answer.word_cosines(bilm, "on the left bank", "on the right bank", "bank")


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 결과를 읽고 설명하기
#
# bank가 강둑을 뜻하는 문장 여섯 개와 은행을 뜻하는 문장 여섯 개가 있습니다.
# 아래 칸은 bank의 벡터를 둘씩 짝지어 층마다 코사인의 평균을 냅니다.
#
# - `same meaning`: bank의 뜻이 같은 두 문장
# - `other meaning`: bank의 뜻이 다른 두 문장

# %% [markdown] lang="en"
# ## Question 6. Read the result and explain it
#
# In six sentences bank is the side of a river, in six others it keeps money.
# The cell below pairs the vectors of bank and takes the mean cosine in each layer.
#
# - `same meaning`: two sentences in which bank means the same
# - `other meaning`: two sentences in which bank means different things

# %%
bank_sentences = """
We sat on the bank of the river .
He swam across the stream to the far bank .
They pulled the canoe up on the bank .
A narrow path follows the left bank of the river .
She fished from the bank all morning .
Reeds cover the bank on both sides of the water .
She borrowed money from the bank .
The bank raised its interest rates again .
He opened an account at the bank .
The bank refused to give the company a loan .
He works for a large bank in New York .
The bank sold its shares to foreign investors .
""".strip().split("\n")
meaning = np.repeat([0, 1], 6)
same = (meaning[:, None] == meaning) & ~np.eye(12, dtype=bool)
other = meaning[:, None] != meaning
embedded = bilm.embed(bank_sentences, verbose=0)
at_bank = [line.split().index("bank") for line in bank_sentences]
banks = np.stack([found[:, at] for found, at in zip(embedded, at_bank, strict=True)], axis=1)
banks /= np.linalg.norm(banks, axis=2, keepdims=True)  # (layers, sentences, dim)
for number, rows in enumerate(banks):
    table = rows @ rows.T
    print(
        f"layer {number}   same meaning {table[same].mean():.3f}"
        f"   other meaning {table[other].mean():.3f}"
    )

# %% [markdown] lang="ko"
# 표를 읽고 다음 물음에 답하세요. 여섯 문장 안팎이면 충분합니다.
#
# 1. 0번 층의 값은 왜 모두 1인가요?
# 2. 1번과 2번 층의 값은 무엇을 말해 주나요? 숫자를 들어 말하세요.
# 3. GloVe로 같은 실험을 하면 표는 어떤 모양이 될까요?
# 4. 차이가 크지 않습니다. 이 모델이 bank의 두 뜻을 구별한다고 말하려면 무엇을 더 해 보아야 할까요?
# 5. biLM의 순방향 모델과 역방향 모델은 왜 층을 섞지 않고 따로 훈련할까요?

# %% [markdown] lang="en"
# Read the table and answer these questions. About six sentences are enough.
#
# 1. Why are all values of layer 0 equal to 1?
# 2. What do the values of layers 1 and 2 tell you? Give numbers.
# 3. What would the table look like with GloVe?
# 4. The gap is not large. What else would you have to do before you say that this model tells the two meanings of bank apart?
# 5. Why are the forward and the backward model of a biLM trained separately, without mixing their layers?

# %% [markdown] written="reading_layers" points=3 lang="ko"
# **문제 6 · Question 6 [reading_layers]**
#
# 1. 0번 층은 문자만 읽는 층이라 문맥을 모릅니다. bank의 글자는 언제나 같으므로 벡터도 같습니다.
# 2. 1번과 2번 층에서는 같은 단어의 벡터가 문장마다 다릅니다. 뜻이 같은 쌍은 약 0.75와 0.79, 뜻이 다른 쌍은 약 0.70과 0.75로, 뜻이 같을 때 조금 더 비슷합니다.
# 3. GloVe는 단어마다 벡터가 하나이므로 모든 값이 1입니다. 0번 층과 같은 모양입니다.
# 4. 문장 열두 개는 너무 적습니다. 더 많은 문장과 다른 단어로 재고, 차이가 우연보다 큰지 보아야 합니다. 단어의 자리나 문장의 길이 때문이 아닌지도 확인해야 합니다.
# 5. 언어 모델은 다음 단어나 앞 단어를 맞히며 배웁니다. 첫 층의 두 방향을 섞으면 둘째 층이 맞혀야 할 단어를 이미 보게 됩니다.

# %% [markdown] written="reading_layers" points=3 lang="en"
# **문제 6 · Question 6 [reading_layers]**
#
# 1. Layer 0 reads characters only and knows no context. The letters of bank are always the same, and so is the vector.
# 2. In layers 1 and 2 the same word has different vectors in different sentences. Pairs with the same meaning have about 0.75 and 0.79, pairs with different meanings about 0.70 and 0.75. So equal meanings are a little more alike.
# 3. GloVe has one vector for each word, so all values are 1. The table looks like layer 0.
# 4. Twelve sentences are too few. We should measure more sentences and other words, and see whether the gap is larger than chance. We should also make sure that it does not come from the place of the word or the length of the sentence.
# 5. A language model learns by predicting the next word or the word before. If the first layers of both directions were mixed, the second layer would already have seen the word it must predict.
