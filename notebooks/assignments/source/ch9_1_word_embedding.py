# %% [markdown] lang="ko"
# # 과제 9-1. 워드 임베딩
#
# 문제는 여섯 개이고, 모두 합해 20점입니다. 앞 문제에서 배운 것을 뒤 문제에서 씁니다.
# 하지만 한 문제를 못 풀어도 다음 문제를 풀 수 있습니다.
#
# 1. 답을 쓰는 칸은 `# 문제`로 시작합니다. `raise NotImplementedError()`를 지우고 답을 쓰세요.
# 2. 그다음 바로 아래의 `# 확인` 칸을 실행하세요. 무엇이 틀렸는지 말로 알려 줍니다.
# 3. `# 확인`은 쉬운 예만 봅니다. 채점할 때는 다른 예로도 시험합니다.
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
# 3. `# 확인` looks at easy examples only. Grading tries other examples, too.
#
# Do not delete the line that starts with `# 문제`. Grading needs it.

# %%
# 준비: 먼저 이 칸을 실행하세요 · Setup: run this cell first
from numbers import Real

import numpy as np
import pandas as pd

from wordemb_keras import Vocabulary, onehot, text

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

# %% check="by_hand" points=1
# 확인 · Check [by_hand]
assert vector is not None and np.shape(vector) == (6,), (
    "vector는 숫자 6개짜리 리스트여야 합니다. 단어가 여섯 개이기 때문입니다. · "
    "vector must be a list of 6 numbers, because there are six words."
)
assert sorted(np.asarray(vector).tolist()) == [0, 0, 0, 0, 0, 1], (
    "vector에는 1이 하나, 0이 다섯 있어야 합니다. · vector must hold a single 1 and five zeros."
)
for _name, _value in {
    "dot": dot,
    "zeros_after": zeros_after,
    "one_hot_numbers": one_hot_numbers,
    "dense_numbers": dense_numbers,
    "parameters": parameters,
}.items():
    assert _value is not None, f"{_name}에 아직 답이 없습니다. · {_name} has no answer yet."
    assert isinstance(_value, Real), (
        f"{_name}에는 숫자 하나를 적으세요. · {_name} must be one number."
    )
assert dense_numbers < one_hot_numbers, (
    "밀집 벡터가 원-핫 벡터보다 숫자를 적게 씁니다. 두 답을 다시 보세요. · "
    "Dense vectors take fewer numbers than one-hot vectors. Look at both answers again."
)
print("확인을 통과했습니다 · check passed")

# %% hidden="by_hand" points=2
# 채점 · Grading [by_hand]
### BEGIN HIDDEN TESTS
assert np.array_equal(np.asarray(vector, dtype=float), [0, 0, 0, 1, 0, 0]), (
    "vector: 1은 3번 자리, 곧 넷째 자리에 옵니다. · The 1 belongs at number 3, the fourth place."
)
assert np.isclose(float(dot), 0), (
    "dot: 서로 다른 원-핫 벡터의 내적은 0입니다. · "
    "The dot product of different one-hot vectors is 0."
)
assert np.isclose(float(zeros_after), 4_992), (
    "zeros_after: 8번부터 4,999번까지 셉니다. · Count from number 8 to number 4,999."
)
assert np.isclose(float(one_hot_numbers), 100_000), (
    "one_hot_numbers: 토큰마다 숫자 5,000개입니다. · Each token takes 5,000 numbers."
)
assert np.isclose(float(dense_numbers), 1_280), (
    "dense_numbers: 토큰마다 숫자 64개입니다. · Each token takes 64 numbers."
)
assert np.isclose(float(parameters), 320_000), (
    "parameters: 5,000행 64열의 표입니다. · It is a table of 5,000 rows and 64 columns."
)
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


# %% check="one_hot_and_lookup" points=1
# 확인 · Check [one_hot_and_lookup]
_made = np.asarray(one_hot([2, 0], 3))
assert _made.shape == (2, 3), (
    f"one_hot([2, 0], 3)은 2행 3열이어야 합니다. 지금은 {_made.shape}입니다. · "
    f"one_hot([2, 0], 3) must have 2 rows and 3 columns. Yours has the shape {_made.shape}."
)
assert np.array_equal(_made.astype(float), [[0, 0, 1], [1, 0, 0]]), (
    "one_hot: 행마다 자기 번호 자리만 1입니다. 번호는 0부터 셉니다. · "
    "one_hot: each row is 1 at its own index only. Indices start at 0."
)
_table = np.array([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])
_rows = np.asarray(lookup([2, 0], _table))
assert _rows.shape == (2, 2), (
    f"lookup: 번호 두 개이면 행도 두 개입니다. 지금은 모양이 {_rows.shape}입니다. · "
    f"lookup: two indices give two rows. Yours has the shape {_rows.shape}."
)
assert np.allclose(_rows, [[2.0, 2.5], [0.0, 0.5]]), (
    "lookup([2, 0], table)은 2번 행과 0번 행을 이 순서로 돌려주어야 합니다. · "
    "lookup([2, 0], table) must give row 2 and row 0, in this order."
)
print("확인을 통과했습니다 · check passed")

# %% hidden="one_hot_and_lookup" points=3
# 채점 · Grading [one_hot_and_lookup]
### BEGIN HIDDEN TESTS
_made = np.asarray(one_hot([3, 1, 3, 0], 6), dtype=float)
assert _made.shape == (4, 6), (
    "one_hot: 모양은 (번호 수, 단어 수)입니다. 마지막 번호 뒤의 단어도 자리가 있습니다. · "
    "one_hot: the shape is (indices, words). Words after the largest index have a place, too."
)
assert np.array_equal(_made, np.eye(6)[[3, 1, 3, 0]]), (
    "one_hot: 같은 번호가 두 번 나오면 행도 두 번 나옵니다. 순서도 그대로입니다. · "
    "one_hot: an index that comes twice gives two rows. The order stays."
)
assert np.array_equal(np.asarray(one_hot([4], 5), dtype=float), [[0, 0, 0, 0, 1]]), (
    "one_hot: 번호가 하나여도 결과는 1행짜리 표입니다. · One index gives a table with one row."
)
_table = np.array([[9.0, -1.0, 0.5], [1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [-7.0, 8.0, 0.25]])
_copy = _table.copy()
_sentences = [[3, 1, 0], [2, 2, 0]]
_rows = np.asarray(lookup(_sentences, _table), dtype=float)
assert _rows.shape == (2, 3, 3), (
    "lookup: 두 문장, 길이 3, 벡터 길이 3이면 결과의 모양은 (2, 3, 3)입니다. · "
    "lookup: two sentences of length 3 and vectors of length 3 give the shape (2, 3, 3)."
)
for _s, _sentence in enumerate(_sentences):
    for _t, _index in enumerate(_sentence):
        assert np.allclose(_rows[_s, _t], _copy[_index]), (
            "lookup: 토큰마다 자기 번호의 행이 와야 합니다. 0번도 마찬가지입니다. · "
            "lookup: each token gets the row of its own index, index 0 as well."
        )
_indices = np.array([1, 3, 3, 2, 0])
assert np.allclose(
    np.eye(4)[_indices] @ _copy, np.asarray(lookup(_indices, _table), dtype=float)
), (
    "lookup의 결과는 원-핫 벡터와 표의 곱과 같아야 합니다. · "
    "lookup must equal the one-hot vectors times the table."
)
assert np.array_equal(_table, _copy), "lookup이 table을 바꾸었습니다. · lookup changed the table."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 문장을 번호로 바꾸고 길이를 맞추기 (4점)
#
# 신경망에 넣으려면 모든 문장의 길이가 같아야 합니다. 규칙은 네 가지입니다.
#
# 1. `word_index`에 있는 단어는 그 번호로 바꿉니다.
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
# 1. A word in `word_index` becomes its number.
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


# %% check="encode_and_pad" points=1
# 확인 · Check [encode_and_pad]
_words = {"I": 2, "like": 3, "NLP": 4}
_sentences = [["I", "like", "NLP"], ["I", "hate"], ["NLP", "I", "like", "like", "I"]]
_made = encode_and_pad(_sentences, _words, 4)
assert _made is not None, (
    "encode_and_pad가 아무것도 돌려주지 않습니다. return을 썼는지 보세요. · "
    "encode_and_pad gives nothing back. Did you write return?"
)
_made = [np.asarray(row).tolist() for row in _made]
assert len(_made) == 3 and all(len(row) == 4 for row in _made), (
    f"문장이 3개이고 length가 4이면 결과는 3행 4열입니다. 지금은 {_made}입니다. · "
    f"Three sentences and a length of 4 give 3 rows and 4 columns. Yours: {_made}"
)
assert _made[0] == [2, 3, 4, 0], (
    f"짧은 문장은 뒤를 0으로 채웁니다. [2, 3, 4, 0]이어야 하는데 {_made[0]}입니다. · "
    f"A short sentence gets zeros at the end: [2, 3, 4, 0]. Yours: {_made[0]}"
)
assert _made[1] == [2, 1, 0, 0], (
    f"모르는 단어 'hate'는 1이 됩니다. [2, 1, 0, 0]이어야 하는데 {_made[1]}입니다. · "
    f"The unknown word hate becomes 1: [2, 1, 0, 0]. Yours: {_made[1]}"
)
assert _made[2] == [4, 2, 3, 3], (
    f"긴 문장은 뒤를 잘라 냅니다. [4, 2, 3, 3]이어야 하는데 {_made[2]}입니다. · "
    f"A long sentence is cut at the end: [4, 2, 3, 3]. Yours: {_made[2]}"
)
print("확인을 통과했습니다 · check passed")

# %% hidden="encode_and_pad" points=3
# 채점 · Grading [encode_and_pad]
### BEGIN HIDDEN TESTS
_words = {"나는": 2, "영화를": 3, "NLP": 4, "봤다": 5, "어제": 6}
_sentences = [["나는", "어제", "영화를", "봤다"], [], ["nlp", "나는", "모르는말", "NLP"], ["봤다"]]
_made = [np.asarray(row).tolist() for row in encode_and_pad(_sentences, _words, 6)]
assert [len(row) for row in _made] == [6, 6, 6, 6], (
    "모든 문장이 length보다 짧아도, 문장이 비어 있어도 길이는 length입니다. · "
    "The length is `length` even if all sentences are shorter, or one is empty."
)
assert _made[0] == [2, 6, 3, 5, 0, 0] and _made[3] == [5, 0, 0, 0, 0, 0], (
    "번호의 순서는 문장의 순서와 같고, 0은 뒤에 옵니다. · "
    "The numbers keep the order of the sentence, and zeros come at the end."
)
assert _made[1] == [0] * 6, "빈 문장은 모두 0입니다. · An empty sentence is all zeros."
assert _made[2] == [1, 2, 1, 4, 0, 0], (
    "모르는 단어는 모두 1입니다. 'nlp'와 'NLP'는 다른 단어입니다. · "
    "Every unknown word is 1. nlp and NLP are different words."
)
assert _words == {"나는": 2, "영화를": 3, "NLP": 4, "봤다": 5, "어제": 6}, (
    "word_index가 바뀌었습니다. 읽기만 하세요. · word_index was changed. Only read it."
)
assert _sentences[0] == ["나는", "어제", "영화를", "봤다"] and _sentences[1] == [], (
    "sentences가 바뀌었습니다. 새 리스트를 만드세요. · sentences were changed. Make new lists."
)
_made = [np.asarray(row).tolist() for row in encode_and_pad(_sentences, _words, 2)]
assert _made == [[2, 6], [0, 0], [1, 2], [5, 0]], (
    "length가 2이면 문장마다 앞의 두 단어만 남습니다. · "
    "With a length of 2, only the first two words of each sentence stay."
)
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


# %% check="memory_table" points=1
# 확인 · Check [memory_table]
_made = memory_table(["free prize now", "call me now"], 4)
assert isinstance(_made, dict) and set(_made) == {"words", "one_hot", "sparse", "dense"}, (
    "결과는 키가 words, one_hot, sparse, dense인 딕셔너리여야 합니다. · "
    "The result must be a dictionary with the keys words, one_hot, sparse and dense."
)
assert _made["words"] == 7, (
    f"단어 다섯 개와 채움, 모르는 단어를 더하면 7입니다. 지금은 {_made['words']}입니다. · "
    f"Five words, padding and the unknown word make 7. Yours: {_made['words']}"
)
assert _made["one_hot"] == 6 * 7 * 4, (
    f"토큰 6개 × 숫자 7개 × 4바이트는 168입니다. 지금은 {_made['one_hot']}입니다. "
    "'now'는 두 번 셉니다. · "
    f"6 tokens × 7 numbers × 4 bytes make 168. Yours: {_made['one_hot']}. "
    "The token now counts twice."
)
assert _made["dense"] == 6 * 4 * 4, (
    f"토큰 6개 × 숫자 4개 × 4바이트는 96입니다. 지금은 {_made['dense']}입니다. "
    "table이 float32인지 보세요. · "
    f"6 tokens × 4 numbers × 4 bytes make 96. Yours: {_made['dense']}. Is the table float32?"
)
assert 0 < _made["sparse"] < _made["one_hot"], (
    "희소 저장은 0을 저장하지 않으므로 one_hot보다 작아야 합니다. · "
    "Sparse storage leaves out the zeros, so it must be smaller than one_hot."
)
print("확인을 통과했습니다 · check passed")

# %% hidden="memory_table" points=3
# 채점 · Grading [memory_table]
### BEGIN HIDDEN TESTS
_lines = [
    "It's a dog! It's a good dog, isn't it?",
    "(Laughter) The dog saw 2 cats.",
    "The CATS saw the dog; the dog ran.",
]
# it s a dog it s a good dog isn t it / the dog saw 2 cats / the cats saw the dog the dog ran
_tokens = 12 + 5 + 8
_size = 2 + len({"it", "s", "a", "dog", "good", "isn", "t", "the", "saw", "2", "cats", "ran"})
for _dim in (3, 50):
    _made = memory_table(list(_lines), _dim)
    assert int(_made["words"]) == _size, (
        "words: 문장 부호와 대문자는 english_tokens가 처리합니다. (Laughter)처럼 괄호로 묶은 말은 뺍니다. · "
        "words: english_tokens takes care of punctuation, capitals and sounds in parentheses."
    )
    assert int(_made["one_hot"]) == _tokens * _size * 4, (
        "one_hot: 모든 문장의 모든 토큰을 셉니다. · one_hot: count every token of every sentence."
    )
    assert int(_made["sparse"]) == _tokens * 8 + (_tokens + 1) * 4, (
        "sparse: 모든 토큰을 한 번에 sparse=True로 저장하세요. · "
        "sparse: store all tokens at once with sparse=True."
    )
    assert int(_made["dense"]) == _tokens * _dim * 4, (
        "dense: 토큰마다 float32 숫자가 embedding_dim개입니다. · "
        "dense: each token takes embedding_dim numbers of float32."
    )
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

# %% check="read_result" points=1
# 확인 · Check [read_result]
_choices = {"prize", "claim", "home", "later", "sorry", "cat"}
for _name, _value in {
    "nearest_before": nearest_before,
    "nearest_after": nearest_after,
    "never_seen": never_seen,
}.items():
    assert _value is not None, f"{_name}에 아직 답이 없습니다. · {_name} has no answer yet."
    assert isinstance(_value, str) and _value.strip().lower() in _choices, (
        f"{_name}에는 표에 있는 단어 하나를 따옴표 안에 적으세요. free는 뺍니다. · "
        f"{_name} must be one word of the table, in quotes, and not free."
    )
assert isinstance(same_group, list | tuple | set) and same_group, (
    "same_group에는 단어의 리스트를 적으세요. · same_group must be a list of words."
)
assert all(isinstance(word, str) and word.strip().lower() in _choices for word in same_group), (
    "same_group에는 표에 있는 단어만 적으세요. free는 뺍니다. · "
    "same_group must hold words of the table only, and not free."
)
assert isinstance(one_hot_can_tell, bool | np.bool_), (
    "one_hot_can_tell에는 True 또는 False를 따옴표 없이 적으세요. · "
    "one_hot_can_tell must be True or False, without quotes."
)
print("확인을 통과했습니다 · check passed")

# %% hidden="read_result" points=1
# 채점 · Grading [read_result]
### BEGIN HIDDEN TESTS
assert nearest_before.strip().lower() == "home", (
    "nearest_before: 학습 전 코사인이 가장 큰 단어를 찾으세요. · "
    "nearest_before: find the largest cosine before training."
)
assert nearest_after.strip().lower() == "prize", (
    "nearest_after: 학습 후 코사인이 가장 큰 단어를 찾으세요. · "
    "nearest_after: find the largest cosine after training."
)
assert {word.strip().lower() for word in same_group} == {"prize", "claim"}, (
    "same_group: 학습 후 코사인이 1에 가까운 단어는 둘입니다. · "
    "same_group: two words have a cosine near 1 after training."
)
assert never_seen.strip().lower() == "cat", (
    "never_seen: 나오지 않은 단어의 벡터는 움직이지 않습니다. · "
    "never_seen: the vector of a word that never came up does not move."
)
assert not one_hot_can_tell, (
    "one_hot_can_tell: 서로 다른 원-핫 벡터의 내적은 모두 0입니다. · "
    "one_hot_can_tell: the dot products of different one-hot vectors are all 0."
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
