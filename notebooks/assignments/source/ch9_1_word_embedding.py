# %% [markdown] lang="ko"
# # 과제 9-1. 워드 임베딩
#
# 문제는 여섯 개이고, 모두 합해 20점입니다. 앞 문제에서 배운 것을 뒤 문제에서 씁니다.
# 하지만 한 문제를 못 풀어도 다음 문제를 풀 수 있습니다.
#
# 1. 답을 쓰는 칸은 `# 문제`로 시작합니다. `raise NotImplementedError()`를 지우고 답을 쓰세요.
# 2. 그다음 바로 아래의 `# 확인` 칸을 실행하세요. 무엇이 틀렸는지 말로 알려 줍니다.
# 3. `# 확인`은 쉬운 예만 보고 점수를 주지 않습니다. 채점할 때는 여러 가지 다른 예로 시험하고, 맞은 만큼 점수를 줍니다.
# 4. 함수는 결과를 `return`으로 돌려줍니다. 받은 인자를 바꾸지 말고, 결과를 반올림하지 마세요.
#
# `# 문제`로 시작하는 줄은 지우지 마세요. 채점할 때 필요합니다.

# %% [markdown] lang="en"
# # Assignment 9-1. Word embedding
#
# There are six questions with 20 points in all. Later questions use what earlier ones teach.
# But if you cannot solve one, you can still solve the next.
#
# 1. A cell for your answer starts with `# 문제`. Delete `raise NotImplementedError()` and write your answer.
# 2. Then run the `# 확인` cell right below it. It tells you in words what is wrong.
# 3. `# 확인` looks at easy examples only and gives no points. Grading tries many other examples; what comes out right gives its part of the points.
# 4. A function gives its result back with `return`. Do not change what it is given, and do not round results.
#
# Do not delete the line that starts with `# 문제`. Grading needs it.

# %%
# 준비: 먼저 이 칸을 실행하세요 · Setup: run this cell first
import numpy as np
import pandas as pd

from wordemb_keras import Vocabulary, onehot, text
from wordemb_keras.course.assignments.examples import Examples

examples = Examples("LANGUAGE")  # "ko" 또는 · or "en"

# %% [markdown] lang="ko"
# ## 문제 1. 손으로 계산하기 (3점)
#
# 단어가 여섯 개 있습니다. 번호는 0번부터 붙였습니다.
#
# | 단어 | I | like | deep | learning | NLP | flying |
# |---|---|---|---|---|---|---|
# | 번호 | 0 | 1 | 2 | 3 | 4 | 5 |
#
# 종이에 계산하고 답만 적으세요.
#
# - `vector`: 'learning'의 원-핫 벡터. 숫자의 리스트로 적으세요.
# - `dot`: 'learning'과 'NLP'의 원-핫 벡터를 내적한 값.
#
# 이제 단어가 5,000개라고 합시다. 번호는 0번부터 4,999번까지입니다.
#
# - `zeros_after`: 7번 단어의 원-핫 벡터에서 1 **뒤에** 오는 0의 개수.
# - `one_hot_numbers`: 토큰 20개를 원-핫 벡터로 저장할 때 숫자의 개수(0도 셉니다).
# - `dense_numbers`: 토큰 20개를 길이 64의 밀집 벡터로 저장할 때 숫자의 개수.
# - `parameters`: `Embedding(5000, 64)` 층의 파라미터 개수.

# %% [markdown] lang="en"
# ## Question 1. By hand (3 points)
#
# Here are six words. Their numbers start at 0.
#
# | word | I | like | deep | learning | NLP | flying |
# |---|---|---|---|---|---|---|
# | number | 0 | 1 | 2 | 3 | 4 | 5 |
#
# Calculate on paper and write down the answers only.
#
# - `vector`: the one-hot vector of learning, as a list of numbers.
# - `dot`: the dot product of the one-hot vectors of learning and NLP.
#
# Now say there are 5,000 words. Their numbers go from 0 to 4,999.
#
# - `zeros_after`: how many zeros come **after** the 1 in the one-hot vector of word 7.
# - `one_hot_numbers`: how many numbers it takes to store 20 tokens as one-hot vectors (count the zeros, too).
# - `dense_numbers`: how many numbers it takes to store 20 tokens as dense vectors of length 64.
# - `parameters`: how many parameters the layer `Embedding(5000, 64)` has.

# %% answer="by_hand"
# 문제 1 · Question 1 [by_hand]
# None 자리에 답을 적으세요 · write your answers in place of None
vector = None
dot = None
zeros_after = None
one_hot_numbers = None
dense_numbers = None
parameters = None
### BEGIN SOLUTION
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4_992
one_hot_numbers = 100_000
dense_numbers = 1_280
parameters = 320_000
### END SOLUTION

# %% check="by_hand"
# 확인 · Check [by_hand]
examples.value(
    "vector", like=[0, 0, 0, 0, 0, 0], ko="단어가 여섯 개입니다.", en="There are six words."
)
examples.value("dot", "zeros_after", "one_hot_numbers", "dense_numbers", "parameters", like=0)
examples.hold(
    dense_numbers < one_hot_numbers,
    "밀집 벡터가 원-핫 벡터보다 숫자를 적게 씁니다. 두 답을 다시 보세요.",
    "Dense vectors take fewer numbers than one-hot vectors. Look at both answers again.",
)
examples.passed()

# %% hidden="by_hand" points=3
# 채점 · Grading [by_hand]
### BEGIN HIDDEN TESTS
typed(
    "vector", "1은 3번 자리, 곧 넷째 자리에 옵니다.", "The 1 belongs at number 3, the fourth place."
)
typed("dot", "서로 다른 원-핫 벡터의 내적입니다.", "It is of two different one-hot vectors.")
typed("zeros_after", "8번부터 4,999번까지 셉니다.", "Count from number 8 to number 4,999.")
typed("one_hot_numbers", "토큰마다 숫자 5,000개입니다.", "Each token takes 5,000 numbers.")
typed("dense_numbers", "토큰마다 숫자 64개입니다.", "Each token takes 64 numbers.")
typed("parameters", "5,000행 64열의 표입니다.", "It is a table of 5,000 rows and 64 columns.")
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 2. 원-핫 벡터, 그리고 표에서 찾기 (4점)
#
# 함수 두 개를 만드세요. `onehot` 모듈은 쓰지 않습니다.
#
# `one_hot(indices, vocabulary_size)`은 번호마다 원-핫 벡터를 하나씩 만듭니다.
# 번호가 세 개이고 단어가 네 개이면 결과는 3행 4열입니다.
#
# `lookup(indices, table)`은 `table`에서 번호에 해당하는 행을 가져옵니다.
# `table`은 NumPy 배열이고, 단어마다 한 행입니다.
#
# 두 함수 사이에는 이런 관계가 있습니다. 원-핫 벡터를 표에 곱하면 그 단어의 행이 나옵니다.
#
# $$\mathrm{onehot}(i) \, W = W_i$$
#
# 번호가 여러 문장으로 묶여 있어도 `lookup`은 동작해야 합니다.
# `indices`의 모양이 `(문장 수, 길이)`이면 결과의 모양은 `(문장 수, 길이, 벡터 길이)`입니다.

# %% [markdown] lang="en"
# ## Question 2. One-hot vectors and lookup (4 points)
#
# Write two functions. Do not use the module `onehot`.
#
# `one_hot(indices, vocabulary_size)` makes a one-hot vector for each index.
# With three indices and four words, the result has 3 rows and 4 columns.
#
# `lookup(indices, table)` takes the rows of these indices from `table`.
# `table` is a NumPy array with one row for each word.
#
# The two belong together. A one-hot vector times the table gives the row of that word.
#
# $$\mathrm{onehot}(i) \, W = W_i$$
#
# `lookup` must also work if the indices come as several sentences.
# If `indices` has the shape `(sentences, length)`, the result has the shape `(sentences, length, vector length)`.


# %% answer="one_hot_and_lookup"
# 문제 2 · Question 2 [one_hot_and_lookup]
def one_hot(indices, vocabulary_size):
    """번호마다 원-핫 벡터 하나. 결과의 모양은 (번호 수, vocabulary_size)
    One one-hot vector an index. Shape of the result: (number of indices, vocabulary_size)
    """
    ### BEGIN SOLUTION
    vectors = np.zeros((len(indices), vocabulary_size))
    for row, index in enumerate(indices):
        vectors[row, index] = 1
    return vectors
    ### END SOLUTION


def lookup(indices, table):
    """번호에 해당하는 table의 행. indices는 한 문장일 수도, 여러 문장일 수도 있습니다.
    The rows of table at these indices. indices may be one sentence or several.
    """
    ### BEGIN SOLUTION
    return table[np.asarray(indices)]
    ### END SOLUTION


# %% check="one_hot_and_lookup"
# 확인 · Check [one_hot_and_lookup]
examples.call(
    "one_hot",
    [2, 0],
    3,
    gives=[[0, 0, 1], [1, 0, 0]],
    ko="행마다 자기 번호 자리만 1입니다. 번호는 0부터 셉니다.",
    en="Each row is 1 at its own index only. Indices start at 0.",
)
_table = np.array([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])
examples.call(
    "lookup",
    [2, 0],
    _table,
    gives=[[2.0, 2.5], [0.0, 0.5]],
    ko="2번 행과 0번 행을 이 순서로 돌려줍니다.",
    en="Row 2 and row 0, in this order.",
)
examples.passed()


# %% hidden="one_hot_and_lookup" points=4
# 채점 · Grading [one_hot_and_lookup]
### BEGIN HIDDEN TESTS
@case("one_hot: 행마다 자기 번호 자리만 1입니다.", "one_hot: each row is 1 at its own index only.")
def places(rng, answer):
    size = int(rng.integers(5, 9))
    answer.one_hot(rng.permutation(size)[: size - 2].tolist(), size)
    answer.one_hot([0, 2, size - 1], size)


@case(
    "one_hot: 같은 번호가 두 번 나오면 행도 두 번 나옵니다. 순서도 그대로입니다.",
    "one_hot: an index that comes twice gives two rows. The order stays.",
)
def repeats(rng, answer):
    answer.one_hot([3, 1, 3, *rng.integers(0, 4, size=6).tolist()], 4 + int(rng.integers(3)))


@case(
    "one_hot: 번호가 하나여도 결과는 1행짜리 표입니다.",
    "one_hot: one index gives a table with one row.",
)
def one_index(rng, answer):
    size = int(rng.integers(2, 7))
    answer.one_hot([size - 1], size)
    answer.one_hot([0], size)
    answer.one_hot([0], 1)


@case(
    "one_hot: 큰 번호 뒤의 단어도 자리가 있고, 번호는 NumPy 배열일 수도 있습니다.",
    "one_hot: words after the largest index have a place; the indices may be a NumPy array.",
)
def large(rng, answer):
    answer.one_hot(rng.integers(0, 20, size=5), 300 + int(rng.integers(100)))


@case(
    "lookup: 번호마다 자기 번호의 행이 이 순서로 옵니다.",
    "lookup: each index gives its own row, in this order.",
)
def rows(rng, answer):
    table = rng.normal(size=(7, 3))
    answer.lookup(rng.permutation(7)[:5].tolist(), table)
    answer.lookup(np.array([0, 6, 6, 0]), table)


@case(
    "lookup: 여러 문장이면 결과의 모양은 (문장 수, 길이, 벡터 길이)입니다.",
    "lookup: several sentences give the shape (sentences, length, vector length).",
)
def sentences(rng, answer):
    table = rng.normal(size=(5, 4))
    answer.lookup(rng.integers(0, 5, size=(3, 2)).tolist(), table)
    answer.lookup(rng.integers(0, 5, size=(4, 4)), table)
    answer.lookup([[int(rng.integers(5))]], table)


@case(
    "lookup: 한 토큰, 숫자 하나짜리 벡터, 단어가 많은 표도 됩니다.",
    "lookup: one token, vectors of one number and tables of many words work, too.",
)
def sizes(rng, answer):
    answer.lookup([2], rng.normal(size=(3, 6)))
    answer.lookup([1, 0, 1], rng.normal(size=(2, 1)))
    answer.lookup([0, 199, 57, 57], rng.normal(size=(200, 3)))


@case(
    "lookup: 표의 값을 그대로 가져옵니다. 반올림하거나 0으로 바꾸지 않습니다.",
    "lookup: values come as they are, not rounded and not set to 0.",
)
def values(rng, answer):
    table = rng.normal(size=(4, 3)) * [1e-6, 1.0, 1e6]
    answer.lookup([0, 3, 1], table[:, :1])
    answer.lookup([0, 3, 1], table)
    answer.lookup([[0, 2], [2, 1]], rng.integers(-99, 99, size=(3, 2)))
    answer.lookup([2, 0], rng.uniform(1, 99, size=(3, 2)))


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 문장을 번호로 바꾸고 길이를 맞추기 (4점)
#
# 신경망에 넣으려면 모든 문장의 길이가 같아야 합니다. 규칙은 네 가지입니다.
#
# 1. `word_index`에 있는 단어는 그 번호로 바꿉니다. 글자를 바꾸지 말고 그대로 찾습니다. NLP와 nlp는 다른 단어입니다.
# 2. 없는 단어는 **1**로 바꿉니다. 1번은 '모르는 단어'의 자리입니다.
# 3. `length`보다 짧은 문장은 **뒤를 0으로** 채웁니다. 0번은 '채움'의 자리입니다.
# 4. `length`보다 긴 문장은 **뒤를 잘라 냅니다**.
#
# 예를 봅시다. `word_index = {"I": 2, "like": 3, "NLP": 4}`이고 `length`는 4입니다.
#
# - `["I", "like", "NLP"]` → `[2, 3, 4, 0]`
# - `["I", "hate", "NLP"]` → `[2, 1, 4, 0]`
#
# 함수가 받은 `sentences`와 `word_index`는 바꾸지 마세요. 다른 곳에서 또 쓸 수 있습니다.

# %% [markdown] lang="en"
# ## Question 3. Sentences to numbers, all of one length (4 points)
#
# A network needs sentences that all have one length. There are four rules.
#
# 1. A word in `word_index` becomes its number. Look words up as they are written: NLP and nlp are different words.
# 2. A word that is not there becomes **1**. Number 1 is the place of unknown words.
# 3. A sentence shorter than `length` is filled up with **zeros at the end**. Number 0 is the place of padding.
# 4. A sentence longer than `length` is **cut at the end**.
#
# An example with `word_index = {"I": 2, "like": 3, "NLP": 4}` and a `length` of 4:
#
# - `["I", "like", "NLP"]` → `[2, 3, 4, 0]`
# - `["I", "hate", "NLP"]` → `[2, 1, 4, 0]`
#
# Do not change the `sentences` and the `word_index` that come in. They may be needed elsewhere.


# %% answer="encode_and_pad"
# 문제 3 · Question 3 [encode_and_pad]
def encode_and_pad(sentences, word_index, length):
    """토큰 리스트의 리스트를 번호로. 결과의 모양은 (문장 수, length)
    Lists of tokens to numbers. Shape of the result: (number of sentences, length)
    """
    ### BEGIN SOLUTION
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens[:length]]
        rows.append(indices + [0] * (length - len(indices)))
    return np.array(rows)
    ### END SOLUTION


# %% check="encode_and_pad"
# 확인 · Check [encode_and_pad]
_words = {"I": 2, "like": 3, "NLP": 4}
examples.call(
    "encode_and_pad",
    [["I", "like", "NLP"]],
    _words,
    4,
    gives=[[2, 3, 4, 0]],
    ko="짧은 문장은 뒤를 0으로 채웁니다.",
    en="A short sentence gets zeros at the end.",
)
examples.call(
    "encode_and_pad",
    [["I", "hate"], ["NLP", "I", "like", "like", "I"]],
    _words,
    4,
    gives=[[2, 1, 0, 0], [4, 2, 3, 3]],
    ko="모르는 단어 hate는 1이 되고, 긴 문장은 뒤를 잘라 냅니다.",
    en="The unknown word hate becomes 1, a long sentence is cut at the end.",
)
examples.passed()

# %% hidden="encode_and_pad" points=4
# 채점 · Grading [encode_and_pad]
### BEGIN HIDDEN TESTS
WORDS = ["나는", "영화를", "NLP", "봤다", "어제", "free", "Free", "ㅋㅋ", "😀", "a", "밥"]


def index_of(rng, size=8, *, top=40):
    """Words to numbers from 2 on, in any order, with gaps."""
    chosen = rng.permutation(WORDS)[:size].tolist()
    return dict(zip(chosen, (2 + rng.permutation(top)[:size]).tolist(), strict=True))


def sentence(rng, known, length):
    return rng.choice(list(known), size=length).tolist()


@case(
    "단어를 번호로 바꿉니다. 순서는 문장과 같습니다.",
    "Words become numbers, in the order of the sentence.",
)
def numbers(rng, answer):
    known = index_of(rng)
    answer.encode_and_pad([sentence(rng, known, 5) for _ in range(5)], known, 5)
    known = index_of(rng, top=100_000)
    answer.encode_and_pad([sentence(rng, known, 8) for _ in range(3)], known, 9)


@case("짧은 문장은 뒤를 0으로 채웁니다.", "A short sentence gets zeros at the end.")
def short(rng, answer):
    known = index_of(rng)
    answer.encode_and_pad([sentence(rng, known, n) for n in (3, 1, 2)], known, 6)
    answer.encode_and_pad([sentence(rng, known, n) for n in (1, 2)], known, 30)


@case("긴 문장은 뒤를 잘라 냅니다.", "A long sentence is cut at the end.")
def long(rng, answer):
    known = index_of(rng)
    answer.encode_and_pad([sentence(rng, known, n) for n in (7, 3, 12)], known, 3)
    answer.encode_and_pad([sentence(rng, known, n) for n in (4, 2)], known, 1)


@case(
    "모르는 단어는 몇 개든 모두 1입니다. 대문자와 소문자는 다른 글자입니다.",
    "Every unknown word is 1. Capital and small letters are different letters.",
)
def unknown(rng, answer):
    known = {"free": 2, "Wi-Fi": 7, "ㅋㅋ": 3, "밥": 5, "now": 11}
    tokens = rng.permutation(
        ["free", "Free", "FREE", "now", "NOW", "wi-fi", "없는말", "밥", "ㅋ", "ㅋㅋ"]
    )
    answer.encode_and_pad([tokens[:5].tolist(), tokens[5:].tolist(), ["x", "y", "x"]], known, 6)


@case(
    "단어를 적힌 그대로 찾습니다. 조사, 문장 부호, 빈칸도 단어의 일부입니다.",
    "Words are looked up as they are written, with their endings, signs and spaces.",
)
def written(rng, answer):
    known = {"밥": 5, "free": 2, "a": 9, "3": 7, "-": 11}
    near = ["밥을", "밥.", "free!", " free", "free\u00a0", "３", "as", "--"]
    tokens = rng.permutation([*known, *near]).tolist()
    answer.encode_and_pad([tokens[:8], tokens[8:]], known, 8)


@case("빈 문장도 한 행이고 모두 0입니다.", "An empty sentence is a row, too, all zeros.")
def empty(rng, answer):
    known = index_of(rng)
    answer.encode_and_pad([[], sentence(rng, known, 2), []], known, 4)
    answer.encode_and_pad([[]], known, 3)


@case(
    "같은 단어가 되풀이되거나 문장이 하나뿐이어도 됩니다.",
    "Words may come again, and there may be one sentence only.",
)
def again(rng, answer):
    known = {"ha": 4, "하": 9, "b": 2}
    answer.encode_and_pad([["ha"] * int(rng.integers(2, 6))], known, 4)
    answer.encode_and_pad([["하", "b", "하", "하", "b", "c", "c"], ["ha", "c"]], known, 7)
    answer.encode_and_pad([["b"], ["b"], ["b", "ha"]], known, 2)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 4. 라이브러리로 메모리 재기 (4점)
#
# 강의에서는 같은 토큰을 세 가지 방법으로 저장했습니다. 이번에는 함수로 만듭니다.
#
# `memory_table(lines, embedding_dim)`은 영어 문장 여러 개를 받습니다. 할 일은 이렇습니다.
#
# 1. `text.english_tokens(line)`으로 문장을 토큰으로 나눕니다.
# 2. `Vocabulary.build(...)`로 단어 집합을 만듭니다. 단어 집합의 크기는 `len(vocabulary)`입니다. 여기에는 채움과 모르는 단어의 자리도 들어 있습니다.
# 3. **모든** 토큰을 차례로 번호로 바꿉니다. 두 번 나온 토큰은 두 번 들어갑니다.
# 4. 세 가지로 저장하고 `onehot.memory(...)`로 잽니다.
#
# 결과는 딕셔너리입니다.
#
# | 키 | 값 |
# |---|---|
# | `"words"` | 단어 집합의 크기 |
# | `"one_hot"` | `onehot.one_hot(indices, size)`의 바이트 수 |
# | `"sparse"` | 같은 벡터를 `sparse=True`로 저장한 바이트 수 |
# | `"dense"` | `onehot.lookup(indices, table)`의 바이트 수 |
#
# `table`은 `(단어 집합의 크기, embedding_dim)` 모양의 **float32** 배열입니다. 값은 모두 0이어도 됩니다.

# %% [markdown] lang="en"
# ## Question 4. Measure memory with the library (4 points)
#
# In the chapter we stored the same tokens in three ways. Now we make that a function.
#
# `memory_table(lines, embedding_dim)` is given several English sentences. It has this to do:
#
# 1. Split each sentence into tokens with `text.english_tokens(line)`.
# 2. Make the vocabulary with `Vocabulary.build(...)`. Its size is `len(vocabulary)`. The places of padding and unknown words are in it.
# 3. Turn **all** tokens into numbers, in their order. A token that comes twice is there twice.
# 4. Store them in three ways and measure with `onehot.memory(...)`.
#
# The result is a dictionary.
#
# | key | value |
# |---|---|
# | `"words"` | size of the vocabulary |
# | `"one_hot"` | bytes of `onehot.one_hot(indices, size)` |
# | `"sparse"` | bytes of the same vectors stored with `sparse=True` |
# | `"dense"` | bytes of `onehot.lookup(indices, table)` |
#
# `table` is a **float32** array of the shape `(size of the vocabulary, embedding_dim)`. Its values may all be 0.


# %% answer="memory_table"
# 문제 4 · Question 4 [memory_table]
def memory_table(lines, embedding_dim):
    """토큰을 세 가지로 저장할 때의 바이트 수: 키는 words, one_hot, sparse, dense
    Bytes for the tokens stored in three ways: the keys are words, one_hot, sparse, dense
    """
    ### BEGIN SOLUTION
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }
    ### END SOLUTION


# %% check="memory_table"
# 확인 · Check [memory_table]
_made = examples.made("memory_table", ["free prize now", "call me now"], 4)
examples.hold(
    isinstance(_made, dict) and set(_made) == {"words", "one_hot", "sparse", "dense"},
    "결과는 키가 words, one_hot, sparse, dense인 딕셔너리여야 합니다. return을 썼는지도 보세요.",
    "The result must be a dictionary with the keys words, one_hot, sparse and dense. Is there a return?",
)
examples.hold(
    _made["words"] == 7,
    f"단어 다섯 개와 채움, 모르는 단어를 더하면 7입니다. 지금은 {_made['words']}입니다.",
    f"Five words, padding and the unknown word make 7. Yours: {_made['words']}",
)
examples.hold(
    _made["one_hot"] == 6 * 7 * 4,
    f"토큰 6개 × 숫자 7개 × 4바이트는 168입니다. 지금은 {_made['one_hot']}입니다. now는 두 번 셉니다.",
    f"6 tokens × 7 numbers × 4 bytes make 168. Yours: {_made['one_hot']}. The token now counts twice.",
)
examples.hold(
    _made["dense"] == 6 * 4 * 4,
    f"토큰 6개 × 숫자 4개 × 4바이트는 96입니다. 지금은 {_made['dense']}입니다. table이 float32인지 보세요.",
    f"6 tokens × 4 numbers × 4 bytes make 96. Yours: {_made['dense']}. Is the table float32?",
)
examples.hold(
    0 < _made["sparse"] < _made["one_hot"],
    "희소 저장은 0을 저장하지 않으므로 one_hot보다 작아야 합니다.",
    "Sparse storage leaves out the zeros, so it must be smaller than one_hot.",
)
examples.passed()

# %% hidden="memory_table" points=4
# 채점 · Grading [memory_table]
### BEGIN HIDDEN TESTS
WORDS = [
    "the",
    "dog",
    "saw",
    "two",
    "cats",
    "free",
    "prize",
    "call",
    "me",
    "now",
    "it",
    "s",
    "good",
    "isn",
    "t",
    "ran",
    "home",
    "later",
]


def line(rng, length):
    """Words with capitals and punctuation; some come again."""
    words = [
        str(rng.choice([word, word.upper(), word.capitalize()]))
        for word in rng.choice(WORDS, size=length)
    ]
    return " ".join(words) + str(rng.choice(["", ".", "!", "?!"]))


@given
def part(key):
    return lambda made: int(made[key])


KEYS = ("words", "one_hot", "sparse", "dense")


def ask(answer, lines, dim, keys=KEYS):
    for key in keys:
        answer.memory_table(list(lines), dim, then=part(key))


@case("문장 하나의 모든 값입니다.", "All values of a single sentence.")
def plain_words(rng, answer):
    words = rng.permutation(WORDS)[: int(rng.integers(4, 9))].tolist()
    ask(answer, [" ".join(words)], int(rng.integers(2, 9)))


@case(
    "words: 단어 집합의 크기를 문장 전체에서 셉니다.",
    "words: the size of the vocabulary of all sentences.",
)
def words(rng, answer):
    ask(answer, [line(rng, int(n)) for n in rng.integers(3, 9, size=4)], 3, ["words"])


@case("one_hot: 모든 문장의 모든 토큰을 셉니다.", "one_hot: count every token of every sentence.")
def one_hot(rng, answer):
    ask(answer, [line(rng, int(n)) for n in rng.integers(3, 9, size=5)], 5, ["one_hot"])


@case(
    "sparse: 모든 토큰을 한 번에 sparse=True로 저장합니다.",
    "sparse: store all tokens at once with sparse=True.",
)
def sparse(rng, answer):
    ask(answer, [line(rng, int(n)) for n in rng.integers(3, 9, size=3)], 2, ["sparse"])


@case(
    "dense: 토큰마다 float32 숫자가 embedding_dim개입니다.",
    "dense: each token takes embedding_dim numbers of float32.",
)
def dense(rng, answer):
    for dim in (1, 50, int(rng.integers(60, 400))):
        ask(answer, [line(rng, 6), line(rng, 3)], dim, ["dense"])


@case(
    "문장 부호, 대문자, (Laughter)처럼 괄호로 묶은 말은 english_tokens가 처리합니다.",
    "english_tokens takes care of punctuation, capitals and sounds in parentheses.",
)
def signs(rng, answer):
    lines = ["It's a dog! It's a good dog, isn't it?", "(Laughter) The dog saw 2 cats."]
    ask(answer, [*lines, line(rng, 5)], 3)


@case("두 번 나온 토큰은 두 번 들어갑니다.", "A token that comes twice is there twice.")
def twice(rng, answer):
    ask(answer, ["ha " * int(rng.integers(2, 9)), "ha ha no", "no no no no"], 4)
    same = line(rng, 4)
    ask(answer, [same, line(rng, 3), same], 5)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 5. 결과 읽기 (2점)
#
# 어떤 `Embedding` 층이 스팸 문자를 가려내도록 배웠습니다. 벡터의 길이는 2입니다.
# 아래 칸을 실행하면 표가 나옵니다.
#
# - '학습 전'과 '학습 후'는 그 단어의 벡터입니다.
# - '코사인'은 그 단어와 **free**가 얼마나 비슷한지를 나타냅니다. 1에 가까울수록 비슷합니다.

# %% [markdown] lang="en"
# ## Question 5. Read a result (2 points)
#
# An `Embedding` layer has learned to tell spam messages from normal ones. Its vectors have two numbers.
# Run the next cell to see a table.
#
# - Before and after are the vectors of the word, before and after training.
# - The cosine says how similar the word is to **free**. The nearer to 1, the more similar.

# %%
learned = {
    "free": ([0.03, 0.01], [1.2, -0.9]),
    "prize": ([-0.04, 0.02], [1.4, -1.0]),
    "claim": ([0.01, -0.05], [0.8, -0.9]),
    "home": ([0.04, 0.02], [-1.1, 0.7]),
    "later": ([-0.02, -0.03], [-0.8, 0.9]),
    "sorry": ([0.01, 0.04], [-1.0, 1.1]),
    "cat": ([0.01, 0.03], [0.01, 0.03]),
}


def cosine(a, b):
    return np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))


pd.DataFrame(
    {
        word: {
            "학습 전 · before": old,
            "학습 후 · after": new,
            "코사인 전 · cosine before": round(cosine(learned["free"][0], old), 2),
            "코사인 후 · cosine after": round(cosine(learned["free"][1], new), 2),
        }
        for word, (old, new) in learned.items()
    }
).T

# %% [markdown] lang="ko"
# 표를 읽고 답하세요. free 자신은 답이 아닙니다.
#
# - `nearest_before`: 학습 **전**에 free와 가장 비슷한 단어.
# - `nearest_after`: 학습 **후**에 free와 가장 비슷한 단어.
# - `same_group`: 학습 후에 free와 같은 무리가 된 단어를 모두 담은 리스트.
# - `never_seen`: 학습할 때 한 번도 나오지 않은 단어. 벡터가 움직였는지 보세요.
# - `one_hot_can_tell`: 원-핫 벡터로도 어느 단어가 free와 가장 비슷한지 알 수 있나요? `True` 또는 `False`.

# %% [markdown] lang="en"
# Read the table and answer. The word free itself is no answer.
#
# - `nearest_before`: the word most similar to free **before** training.
# - `nearest_after`: the word most similar to free **after** training.
# - `same_group`: a list of all words that are in one group with free after training.
# - `never_seen`: the word that never came up in training. Look whether its vector moved.
# - `one_hot_can_tell`: could one-hot vectors tell, too, which word is most similar to free? `True` or `False`.

# %% answer="read_result"
# 문제 5 · Question 5 [read_result]
# None 자리에 답을 적으세요 · write your answers in place of None
nearest_before = None
nearest_after = None
same_group = None
never_seen = None
one_hot_can_tell = None
### BEGIN SOLUTION
nearest_before = "home"
nearest_after = "prize"
same_group = ["prize", "claim"]
never_seen = "cat"
one_hot_can_tell = False
### END SOLUTION

# %% check="read_result"
# 확인 · Check [read_result]
examples.value("nearest_before", "nearest_after", "never_seen", like="")
examples.value("same_group", like=["word"])
examples.value("one_hot_can_tell", like=True)
_choices = {"prize", "claim", "home", "later", "sorry", "cat"}
for _word in [nearest_before, nearest_after, never_seen, *same_group]:
    examples.hold(
        _word.strip().lower() in _choices,
        f"{_word}: 표에 있는 단어만 따옴표 안에 적으세요. free는 뺍니다.",
        f"{_word}: write words of the table only, in quotes, and not free.",
    )
examples.passed()

# %% hidden="read_result" points=2
# 채점 · Grading [read_result]
### BEGIN HIDDEN TESTS
typed(
    "nearest_before",
    "학습 전 코사인이 가장 큰 단어를 찾으세요.",
    "Find the largest cosine before training.",
)
typed(
    "nearest_after",
    "학습 후 코사인이 가장 큰 단어를 찾으세요.",
    "Find the largest cosine after training.",
)
typed(
    "same_group",
    "학습 후 코사인이 1에 가까운 단어입니다.",
    "The words with a cosine near 1 after training.",
    order=False,
)
typed("never_seen", "나오지 않은 단어의 벡터는 움직이지 않습니다.", "Its vector does not move.")
typed(
    "one_hot_can_tell",
    "서로 다른 원-핫 벡터의 내적은 모두 0입니다.",
    "The dot products of different one-hot vectors are all 0.",
)
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 글로 설명하기 (3점)
#
# 문제 4에서 보았듯이, 메모리만 따지면 원-핫 벡터를 희소하게 저장하는 것도 좋은 방법입니다.
#
# 1. 그런데도 왜 임베딩 벡터를 쓸까요?
# 2. 스팸을 가려내며 배운 임베딩은 'cat'과 'dog'이 비슷하다는 것을 알까요? 왜 그럴까요?
#
# 네 문장 안팎으로 쓰세요. 이 문제는 선생님이 직접 읽고 채점합니다.

# %% [markdown] lang="en"
# ## Question 6. Explain in words (3 points)
#
# As question 4 shows, sparsely stored one-hot vectors do very well on memory.
#
# 1. Why do we use embedding vectors all the same?
# 2. Does an embedding that learned to tell spam from normal messages know that cat and dog are similar? Why, or why not?
#
# Write about four sentences. Your teacher reads and grades this question.

# %% [markdown] written="why_embedding" points=3 lang="ko"
# **문제 6 · Question 6 [why_embedding]**
#
# 서로 다른 원-핫 벡터의 내적은 언제나 0입니다. 그래서 모든 단어가 똑같이 멀고, 뜻이 가까운지 알 수 없습니다.
# 임베딩 벡터는 학습으로 값을 정하므로, 뜻이 가까운 단어의 벡터가 서로 가까워질 수 있습니다.
#
# 스팸으로 배운 임베딩은 'cat'과 'dog'이 비슷하다는 것을 알지 못합니다.
# `Embedding` 층은 무작위 값에서 시작해 그 문제에 필요한 것만 배웁니다. 스팸을 가려내는 데는 동물의 뜻이 필요 없습니다.
# 학습할 때 나오지 않은 단어의 벡터는 처음의 무작위 값 그대로 남습니다.

# %% [markdown] written="why_embedding" points=3 lang="en"
# **문제 6 · Question 6 [why_embedding]**
#
# The dot product of two different one-hot vectors is always 0. All words are equally far apart, and nothing tells which meanings are close.
# The numbers of embedding vectors are learned, so the vectors of words with close meanings can come close together.
#
# An embedding that learned to tell spam from normal messages does not know that cat and dog are similar.
# The `Embedding` layer starts from random numbers and learns only what its task needs. Telling spam does not need the meanings of animals.
# The vector of a word that never came up in training keeps its first random numbers.
