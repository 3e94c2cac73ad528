# %% [markdown] lang="ko"
# # 과제 9-5. 엘모 (ELMo)
#
# ELMo는 문장이 바뀌면 같은 단어에도 다른 벡터를 줍니다.
# 이 과제에서는 글자를 번호로 바꾸는 일부터 층을 섞는 일까지, 한 단계씩 직접 만듭니다.
# 마지막에는 이 패키지에 들어 있는 작은 교실용 모델을 씁니다.
#
# - `raise NotImplementedError()`를 지우고 그 자리에 답을 쓰세요.
# - 답을 쓴 다음, 바로 아래의 **확인** 셀을 실행하세요. 틀린 곳이 있으면 말로 알려 줍니다.
# - **채점** 셀은 비어 있습니다. 채점할 때 다른 데이터로 시험하는 코드가 들어갑니다. 지우지 마세요.

# %% [markdown] lang="en"
# # Assignment 9-5. ELMo
#
# With ELMo the same word gets another vector in another sentence.
# In this assignment you go from characters to the mix of the layers, one step at a time.
# At the end you use the small classroom model that comes with this package.
#
# - Delete `raise NotImplementedError()` and write your answer in its place.
# - Then run the **Check** cell right below. If something is wrong, it tells you in words.
# - The **Grading** cells are empty. They are filled with other data when your work is graded. Do not delete them.

# %%
import keras
import numpy as np

from wordemb_keras import BiLM
from wordemb_keras.elmo import character_ids

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
joined = []  # 예 · for example: [[1, 2], [3, 4], [5, 6]]
weights = []
mixed = []
elmo_vector = []
### BEGIN SOLUTION
joined = [[4, 4], [6, 2], [0, 12]]
weights = [1 / 4, 2 / 4, 1 / 4]
mixed = [4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]
elmo_vector = [12, 15]
### END SOLUTION

# %% check="mix_by_hand" points=1
# 확인 · Check [mix_by_hand]
assert np.shape(joined) == (3, 2), (
    "joined에는 층마다 벡터 하나, 모두 세 개가 있습니다. 벡터 하나는 숫자 두 개입니다. · "
    "joined holds one vector for each of the three layers. Each vector has two numbers."
)
assert np.shape(weights) == (3,) and np.isclose(np.sum(weights), 1), (
    "가중치는 세 개이고 모두 더하면 1입니다. 지수의 합으로 나누었나요? · "
    "There are three weights and they add up to 1. Did you divide by the sum of the exponentials?"
)
assert np.shape(mixed) == (2,) and np.shape(elmo_vector) == (2,), (
    "mixed와 elmo_vector는 숫자 두 개짜리 벡터입니다. · mixed and elmo_vector have two numbers each."
)
assert np.allclose(np.multiply(mixed, 3), elmo_vector), (
    "elmo_vector는 mixed에 감마(3)를 곱한 것입니다. · elmo_vector is mixed times gamma (3)."
)

# %% hidden="mix_by_hand" points=2
# 채점 · Grading [mix_by_hand]
### BEGIN HIDDEN TESTS
assert np.allclose(joined, [[4, 4], [6, 2], [0, 12]]), "joined: [4, 4], [6, 2], [0, 12]"
assert np.allclose(weights, [0.25, 0.5, 0.25], atol=1e-3), "weights: 1/4, 2/4, 1/4"
assert np.allclose(mixed, [4, 5], atol=1e-2), "mixed: [1 + 3 + 0, 1 + 1 + 3] = [4, 5]"
assert np.allclose(elmo_vector, [12, 15], atol=1e-2), "elmo_vector: [12, 15]"
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


# %% check="byte_ids" points=1
# 확인 · Check [byte_ids]
ids = byte_ids("dog", 7)
assert np.shape(ids) == (7,), (
    f"length가 7이면 번호도 7개여야 합니다. 나온 모양: {np.shape(ids)} · "
    f"With a length of 7 there must be 7 numbers. The shape is {np.shape(ids)}."
)
ids = [int(number) for number in ids]
assert ids[0] == 259, (
    f"맨 앞은 단어의 시작 259입니다. 나온 값: {ids[0]} · "
    f"First comes 259, the begin of the word. You have {ids[0]}."
)
assert ids[1:4] == [101, 112, 104], (
    f"dog의 바이트는 100, 111, 103입니다. 1씩 더하세요. 나온 값: {ids[1:4]} · "
    f"The bytes of dog are 100, 111 and 103. Add 1 to each. You have {ids[1:4]}."
)
assert ids[4:] == [260, 261, 261], (
    f"바이트 바로 뒤에 끝 260이 오고, 남는 자리는 261입니다. 나온 값: {ids[4:]} · "
    f"260 comes right behind the bytes, 261 fills the places left. You have {ids[4:]}."
)
assert len(byte_ids("dog")) == 50, (
    "length를 주지 않으면 번호는 50개입니다. · Without a length there must be 50 numbers."
)

# %% hidden="byte_ids" points=2
# 채점 · Grading [byte_ids]
### BEGIN HIDDEN TESTS
for word, length, expected in [
    ("안녕", 10, [259, 237, 150, 137, 236, 134, 150, 260, 261, 261]),
    ("안녕", 6, [259, 237, 150, 137, 236, 260]),
    ("NLP", 5, [259, 79, 77, 81, 260]),
    ("book", 5, [259, 99, 112, 112, 260]),
    ("é!", 8, [259, 196, 170, 34, 260, 261, 261, 261]),
    ("ab", 3, [259, 98, 260]),
]:
    found = [int(number) for number in byte_ids(word, length)]
    assert found == expected, f"byte_ids({word!r}, {length}): {found}"
for word in ["supercalifragilistic" * 5, "자연어처리" * 4, "ㅋㅋ", "😀"]:
    found = [int(number) for number in byte_ids(word)]
    assert found == character_ids([[word]])[0, 0].tolist(), f"byte_ids({word!r}): {found}"
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


# %% check="elmo_vectors" points=1
# 확인 · Check [elmo_vectors]
three_layers = np.array(
    [[[4.0, 4.0], [0.0, 8.0]], [[6.0, 2.0], [2.0, 2.0]], [[0.0, 12.0], [4.0, 0.0]]]
)
three_s = np.array([0.0, np.log(2), 0.0])
vectors = elmo_vectors(three_layers, three_s, 3.0)
assert np.shape(vectors) == (2, 2), (
    f"단어 2개, 차원 2이므로 모양은 (2, 2)입니다. 나온 모양: {np.shape(vectors)} · "
    f"Two words of two numbers have the shape (2, 2). You have {np.shape(vectors)}."
)
assert not np.allclose(vectors, [[10 / 3 * 3, 18], [6, 10]]), (
    "층을 똑같이 섞었습니다. s의 소프트맥스로 가중치를 주세요. · "
    "All layers count the same. Use the softmax of s as weights."
)
assert not np.allclose(vectors, [[4, 5], [2, 3]]), (
    "감마를 곱하지 않았습니다. · You did not multiply by gamma."
)
assert np.allclose(vectors, [[12, 15], [6, 9]]), (
    "[[12, 15], [6, 9]]가 나와야 합니다. 첫 단어는 문제 1의 단어입니다. "
    f"나온 값: {np.asarray(vectors).tolist()} · "
    "The result must be [[12, 15], [6, 9]]. The first word is that of question 1. "
    f"You have: {np.asarray(vectors).tolist()}"
)

# %% hidden="elmo_vectors" points=2
# 채점 · Grading [elmo_vectors]
### BEGIN HIDDEN TESTS
generator = np.random.default_rng(95)
for n_layers, n_words, dim in [(2, 5, 3), (3, 1, 4), (4, 4, 4), (1, 2, 3)]:
    stack = generator.normal(size=(n_layers, n_words, dim))
    scores = generator.normal(size=n_layers)
    shares = [float(np.exp(score)) for score in scores]
    shares = [share / sum(shares) for share in shares]
    expected = np.zeros((n_words, dim))
    for share, layer in zip(shares, stack, strict=True):
        expected += share * layer
    kept, kept_scores = stack.copy(), scores.copy()
    for gamma in (1.0, 0.5, -2.0):
        found = elmo_vectors(stack, scores, gamma)
        assert np.shape(found) == (n_words, dim), f"모양 · shape: {np.shape(found)}"
        assert np.allclose(found, gamma * expected), f"gamma={gamma}"
    assert np.array_equal(stack, kept), "layers가 바뀌었습니다 · layers were changed"
    assert np.array_equal(scores, kept_scores), "s가 바뀌었습니다 · s was changed"
pair = np.array([[[1.0, 2.0]], [[5.0, -2.0]]])
found = elmo_vectors(pair, np.array([1000.0, 1000.0 + np.log(3)]), 2.0)
assert np.allclose(found, [[8.0, -2.0]]), f"s=1000: {found}"
found = elmo_vectors(pair, np.array([-3000.0, 0.0]), 1.0)
assert np.allclose(found, [[5.0, -2.0]]), f"s=-3000: {found}"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 4. 문장 벡터: 진짜 단어만 평균 내기
#
# 길이가 다른 문장을 한 배열에 담으려면 뒤를 패딩으로 채웁니다. `mask`는 진짜 단어의 자리에서 `True`입니다.
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


# %% check="sentence_vectors" points=1
# 확인 · Check [sentence_vectors]
two_sentences = np.array(
    [[[2.0, 0.0], [4.0, 6.0], [9.0, 9.0]], [[1.0, 2.0], [1.0, 4.0], [4.0, 3.0]]]
)
real_words = np.array([[True, True, False], [True, True, True]])
pooled = sentence_vectors(two_sentences, real_words)
assert np.shape(pooled) == (2, 2), (
    f"문장 2개, 차원 2이므로 모양은 (2, 2)입니다. 나온 모양: {np.shape(pooled)} · "
    f"Two sentences of two numbers have the shape (2, 2). You have {np.shape(pooled)}."
)
assert np.allclose(pooled[1], [2, 3]), (
    f"패딩이 없는 둘째 문장의 평균은 [2, 3]입니다. 나온 값: {pooled[1]} · "
    f"The second sentence has no padding and its mean is [2, 3]. You have: {pooled[1]}"
)
assert np.allclose(pooled[0], [3, 3]), (
    "첫 문장은 진짜 단어가 두 개입니다. 패딩 [9, 9]는 더하지도 세지도 않아서 [3, 3]이 됩니다. "
    f"나온 값: {pooled[0]} · "
    "The first sentence has two real words. The padding [9, 9] is not added and not counted: [3, 3]. "
    f"You have: {pooled[0]}"
)

# %% hidden="sentence_vectors" points=2
# 채점 · Grading [sentence_vectors]
### BEGIN HIDDEN TESTS
generator = np.random.default_rng(54)
batch = generator.normal(size=(5, 4, 3))
lengths = [3, 0, 4, 1, 2]
real_places = np.arange(4)[None] < np.array(lengths)[:, None]
kept, kept_places = batch.copy(), real_places.copy()
expected = np.zeros((5, 3))
for row, n in enumerate(lengths):
    for place in range(n):
        expected[row] += batch[row, place] / n
with np.errstate(all="ignore"):
    found = np.asarray(sentence_vectors(batch, real_places), dtype=float)
assert found.shape == (5, 3), f"모양 · shape: {found.shape}"
assert np.isfinite(found).all(), "빈 문장은 0 · an empty sentence is 0"
assert np.allclose(found, expected), f"{found.tolist()}"
assert np.array_equal(batch, kept), "vectors가 바뀌었습니다 · vectors were changed"
assert np.array_equal(real_places, kept_places), "mask가 바뀌었습니다 · mask was changed"
found = sentence_vectors(np.full((1, 2, 5), 7.0), np.array([[False, False]]))
assert np.allclose(found, np.zeros((1, 5))), "빈 문장 하나 · one empty sentence"
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
for sentence in ["bank account", "We sat on the bank"]:
    (layers_of_sentence,) = bilm.embed([sentence], verbose=0)
    print(f"{sentence!r}: (layers, words, dim) = {layers_of_sentence.shape}")

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


# %% check="word_cosines" points=1
# 확인 · Check [word_cosines]
classroom = BiLM.from_pretrained("classroom")
by_river, for_money = "We sat on the bank of the river", "He opened a bank account"
cosines = word_cosines(classroom, by_river, for_money, "bank")
assert np.shape(cosines) == (3,), (
    f"이 모델은 층이 셋이므로 코사인도 세 개입니다. 나온 모양: {np.shape(cosines)} · "
    f"This model has three layers, so there are three cosines. The shape is {np.shape(cosines)}."
)
assert np.all(np.abs(cosines) < 1.001), (
    f"코사인은 -1과 1 사이입니다. 벡터의 길이로 나누었나요? 나온 값: {cosines} · "
    f"A cosine lies between -1 and 1. Did you divide by the lengths? You have: {cosines}"
)
assert np.isclose(cosines[0], 1, atol=1e-3), (
    f"0번 층은 문맥을 모르므로 bank의 코사인은 1이어야 합니다. 단어의 자리를 확인하세요. 나온 값: {cosines[0]} · "
    f"Layer 0 knows no context: the cosine of bank must be 1. Check the places. You have: {cosines[0]}"
)
assert np.all(np.array(cosines)[1:] < 0.99), (
    f"1번과 2번 층에서는 두 bank의 벡터가 다릅니다. 두 문장을 모두 썼나요? 나온 값: {cosines} · "
    f"In layers 1 and 2 the two banks differ. Did you use both sentences? You have: {cosines}"
)

# %% hidden="word_cosines" points=2
# 채점 · Grading [word_cosines]
### BEGIN HIDDEN TESTS
keras.utils.set_random_seed(95)
for n_layers, first, second, word in [
    (1, "the old banks near this bank", "bank of the north", "bank"),
    (2, "은행 앞 은행나무 길", "강가 은행나무 그리고 새 은행", "은행"),
]:
    tiny = BiLM(units=8, projection_dim=4, n_layers=n_layers, filters=[(1, 4), (2, 4)])
    for variable in tiny.weights:  # 큰 가중치라야 문맥이 드러납니다 · large, to make context count
        variable.assign(2.5 * variable)
    expected = []
    rows = [
        np.asarray(tiny(character_ids([sentence.split(" ")])))[
            0, :, sentence.split(" ").index(word)
        ]
        for sentence in (first, second)
    ]
    for a, b in zip(*rows, strict=True):
        expected.append(float(np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b))))
    found = word_cosines(tiny, first, second, word)
    assert np.shape(found) == (n_layers + 1,), f"모양 · shape: {np.shape(found)}"
    assert np.allclose(found, expected, atol=2e-3), f"{found}, {expected}"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 결과를 읽고 설명하기
#
# bank가 강둑을 뜻하는 문장 여섯 개와 은행을 뜻하는 문장 여섯 개가 있습니다.
# 아래 셀은 bank의 벡터를 둘씩 짝지어 층마다 코사인의 평균을 냅니다.
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
