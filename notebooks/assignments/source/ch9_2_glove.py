# %% [markdown] lang="ko"
# # 과제 9-2. 글로브 (GloVe)
#
# 문제는 여섯 개이고, 모두 합해 20점입니다. 세는 것에서 시작해 손실 함수까지 갑니다.
# 한 문제를 못 풀어도 다음 문제를 풀 수 있습니다.
#
# 1. 답을 쓰는 칸은 `# 문제`로 시작합니다. `raise NotImplementedError()`를 지우고 답을 쓰세요.
# 2. 그다음 바로 아래의 `# 확인` 칸을 실행하세요. 무엇이 틀렸는지 말로 알려 줍니다.
# 3. `# 확인`은 쉬운 예만 봅니다. 채점할 때는 다른 예로도 시험합니다.
#
# `# 문제`로 시작하는 줄은 지우지 마세요. 채점할 때 필요합니다.

# %% [markdown] lang="en"
# # Assignment 9-2. GloVe
#
# There are six questions with 20 points in all. They go from counting to the loss function.
# If you cannot solve one, you can still solve the next.
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

from wordemb_keras import Cooccurrence

# %% [markdown] lang="ko"
# ## 문제 1. 손으로 세고 계산하기 (3점)
#
# 문장이 세 개 있습니다.
#
# - I drink coffee
# - I drink green tea
# - we grow green tea
#
# 윈도우 크기는 1입니다. 바로 왼쪽과 바로 오른쪽 단어만 봅니다. 종이에 세어 보고 답만 적으세요.
#
# - `x_drink_i`: 'drink'의 윈도우 안에 'I'가 나온 횟수.
# - `x_green`: 'green' 행의 합 $X_i$.
# - `p_tea_green`: $P(\mathrm{tea} | \mathrm{green})$.
# - `ratio_drink`: 비율 $P(\mathrm{drink} | \mathrm{I}) \, / \, P(\mathrm{drink} | \mathrm{green})$.
#
# 이번에는 윈도우 크기가 2입니다.
#
# - `x_drink_window_2`: 'drink' 행의 합.
#
# 끝으로 무게 함수입니다. $x_{max}$는 16입니다.
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$
#
# - `f_1`: $f(1)$의 값.
# - `f_20`: $f(20)$의 값.

# %% [markdown] lang="en"
# ## Question 1. Count and calculate by hand (3 points)
#
# Here are three sentences.
#
# - I drink coffee
# - I drink green tea
# - we grow green tea
#
# The window is 1: we look at the next word to the left and to the right. Count on paper and write down the answers only.
#
# - `x_drink_i`: how often I was in the window of drink.
# - `x_green`: the sum $X_i$ of the row of green.
# - `p_tea_green`: $P(\mathrm{tea} | \mathrm{green})$.
# - `ratio_drink`: the ratio $P(\mathrm{drink} | \mathrm{I}) \, / \, P(\mathrm{drink} | \mathrm{green})$.
#
# Now the window is 2.
#
# - `x_drink_window_2`: the sum of the row of drink.
#
# Last, the weighting function. $x_{max}$ is 16.
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$
#
# - `f_1`: the value of $f(1)$.
# - `f_20`: the value of $f(20)$.

# %% answer="by_hand"
# 문제 1 · Question 1 [by_hand]
# None 자리에 답을 적으세요 · write your answers in place of None
x_drink_i = None
x_green = None
p_tea_green = None
ratio_drink = None
x_drink_window_2 = None
f_1 = None
f_20 = None
### BEGIN SOLUTION
x_drink_i = 2
x_green = 4
p_tea_green = 0.5
ratio_drink = 4
x_drink_window_2 = 5
f_1 = 0.125
f_20 = 1
### END SOLUTION

# %% check="by_hand" points=1
# 확인 · Check [by_hand]
for _name, _value in {
    "x_drink_i": x_drink_i,
    "x_green": x_green,
    "p_tea_green": p_tea_green,
    "ratio_drink": ratio_drink,
    "x_drink_window_2": x_drink_window_2,
    "f_1": f_1,
    "f_20": f_20,
}.items():
    assert _value is not None, f"{_name}에 아직 답이 없습니다. · {_name} has no answer yet."
    assert isinstance(_value, Real), (
        f"{_name}에는 숫자 하나를 적으세요. · {_name} must be one number."
    )
    assert _value > 0, f"{_name}의 값은 0보다 큽니다. · {_name} is greater than 0."
assert p_tea_green <= 1, (
    "p_tea_green은 확률이므로 1보다 클 수 없습니다. · "
    "p_tea_green is a probability and cannot be greater than 1."
)
assert f_1 <= 1 and f_20 <= 1, (
    "f(x)는 1을 넘지 않습니다. min을 잊지 않았는지 보세요. · "
    "f(x) is never greater than 1. Did you forget the min?"
)
print("확인을 통과했습니다 · check passed")

# %% hidden="by_hand" points=2
# 채점 · Grading [by_hand]
### BEGIN HIDDEN TESTS
for _name, _value, _right, _hint in [
    ("x_drink_i", x_drink_i, 2, "두 문장에 나옵니다 · it is in two sentences"),
    ("x_green", x_green, 4, "왼쪽 두 번, 오른쪽 두 번입니다 · twice left, twice right"),
    (
        "p_tea_green",
        p_tea_green,
        2 / 4,
        "green 행의 합으로 나눕니다 · divide by the sum of row green",
    ),
    (
        "ratio_drink",
        ratio_drink,
        (2 / 2) / (1 / 4),
        "횟수가 아니라 확률의 비율입니다 · a ratio of probabilities, not of counts",
    ),
    (
        "x_drink_window_2",
        x_drink_window_2,
        5,
        "둘째 문장에서 tea까지 봅니다 · in sentence two it reaches tea",
    ),
    ("f_1", f_1, 1 / 8, "1/16의 3/4제곱입니다 · it is 1/16 to the power 3/4"),
    ("f_20", f_20, 1, "x_max부터는 1입니다 · from x_max on it is 1"),
]:
    assert np.isclose(float(_value), _right, rtol=1e-3), f"{_name}: {_hint}."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 2. 동시 등장 행렬 만들기 (4점)
#
# `count_pairs(sentences, words, window)`를 만드세요. `Cooccurrence`는 쓰지 않습니다.
#
# - `sentences`는 토큰 리스트의 리스트입니다.
# - `words`는 단어 리스트입니다. 행과 열은 이 순서를 따릅니다. 모든 토큰이 이 안에 있습니다.
# - 왼쪽으로 `window`개, 오른쪽으로 `window`개까지 봅니다.
# - 윈도우는 문장 밖으로 나가지 않습니다.
# - 같은 단어가 윈도우 안에 또 있으면 그것도 셉니다. 다만 자기 자리는 세지 않습니다.
#
# 예를 들어 문장이 `["very", "very", "good"]`이고 윈도우가 1이면 결과는 이렇습니다.
#
# | | very | good |
# |---|---|---|
# | very | 2 | 1 |
# | good | 1 | 0 |
#
# 첫째 very 옆에 둘째 very가 있고, 둘째 very 옆에 첫째 very가 있습니다. 그래서 2입니다.

# %% [markdown] lang="en"
# ## Question 2. Build the co-occurrence matrix (4 points)
#
# Write `count_pairs(sentences, words, window)`. Do not use `Cooccurrence`.
#
# - `sentences` is a list of token lists.
# - `words` is a list of words. Rows and columns follow its order. Every token is in it.
# - Look at up to `window` words to the left and up to `window` words to the right.
# - No window reaches outside its sentence.
# - If the same word is in the window again, count it, too. But a word does not count its own place.
#
# For example, the sentence `["very", "very", "good"]` with a window of 1 gives this:
#
# | | very | good |
# |---|---|---|
# | very | 2 | 1 |
# | good | 1 | 0 |
#
# The second very stands next to the first, and the first stands next to the second. That makes 2.


# %% answer="count_pairs"
# 문제 2 · Question 2 [count_pairs]
def count_pairs(sentences, words, window):
    """동시 등장 행렬. 결과의 모양은 (단어 수, 단어 수)
    The co-occurrence matrix. Shape of the result: (number of words, number of words)
    """
    ### BEGIN SOLUTION
    place = {word: row for row, word in enumerate(words)}
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if j != i:
                    X[place[centre], place[tokens[j]]] += 1
    return X
    ### END SOLUTION


# %% check="count_pairs" points=1
# 확인 · Check [count_pairs]
_sentences = [["I", "like", "deep", "learning"], ["I", "like", "NLP"], ["I", "enjoy", "flying"]]
_words = ["I", "like", "enjoy", "deep", "learning", "NLP", "flying"]
_made = np.asarray(count_pairs(_sentences, _words, 1))
assert _made.shape == (7, 7), (
    f"단어가 7개이면 7행 7열이어야 합니다. 지금은 모양이 {_made.shape}입니다. · "
    f"7 words give 7 rows and 7 columns. Yours has the shape {_made.shape}."
)
assert np.array_equal(_made, _made.T), (
    "행과 열을 서로 바꾸어도 같은 행렬이어야 합니다. 왼쪽과 오른쪽을 모두 세었나요? · "
    "The matrix must equal its transpose. Did you count both left and right?"
)
assert _made[0, 1] == 2, (
    f"'I' 옆에 'like'는 두 번 나옵니다. 지금은 {_made[0, 1]}입니다. · "
    f"The word like is next to I twice. Yours: {_made[0, 1]}"
)
assert _made[4, 0] == 0, (
    "'learning'은 첫 문장의 끝, 'I'는 다음 문장의 처음입니다. 문장을 넘어가면 안 됩니다. · "
    "The word learning ends a sentence and I starts the next. Do not count across sentences."
)
assert _made[1].tolist() == [2, 0, 0, 1, 0, 1, 0], (
    f"'like' 행은 [2, 0, 0, 1, 0, 1, 0]이어야 하는데 {_made[1].tolist()}입니다. · "
    f"The row of like must be [2, 0, 0, 1, 0, 1, 0]. Yours: {_made[1].tolist()}"
)
print("확인을 통과했습니다 · check passed")

# %% hidden="count_pairs" points=3
# 채점 · Grading [count_pairs]
### BEGIN HIDDEN TESTS
_sentences = [
    ["가", "나", "다", "가", "라"],
    ["마"],
    [],
    ["라", "라", "나"],
    ["다", "마", "나", "가", "다", "나"],
]
_words = ["라", "가", "나", "다", "마"]


def _count(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i in range(len(tokens)):
            for j in range(len(tokens)):
                if 1 <= abs(i - j) <= window:
                    X[words.index(tokens[i]), words.index(tokens[j])] += 1
    return X


for _window in (1, 2, 3, 10):
    _made = np.asarray(
        count_pairs([list(s) for s in _sentences], list(_words), _window), dtype=float
    )
    assert _made.shape == (5, 5), "모양은 (단어 수, 단어 수)입니다. · The shape is (words, words)."
    assert np.array_equal(_made, _count(_sentences, _words, _window)), (
        f"window가 {_window}일 때 횟수가 다릅니다. 문장의 처음과 끝, 두 번 나온 단어를 보세요. · "
        f"Counts differ for a window of {_window}. "
        "Look at the ends of a sentence and at words that come twice."
    )
_made = np.asarray(count_pairs([["very", "very", "good"]], ["very", "good"], 1), dtype=float)
assert _made.tolist() == [[2, 1], [1, 0]], (
    "very very good의 결과는 문제에 있습니다. · The result for very very good is in the question."
)
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 동시 등장 확률과 비율 (4점)
#
# 함수 두 개를 만드세요. `X`는 동시 등장 행렬(NumPy 배열)이고, `i`, `j`, `k`는 단어의 번호입니다.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$
#
# - `probability(X, k, i)`는 $P(k|i)$를 돌려줍니다. $i$가 주어진 단어입니다.
# - `ratio(X, k, i, j)`는 $P(k|i) / P(k|j)$를 돌려줍니다. $P(k|j)$가 0이면 `np.inf`를 돌려줍니다.
#
# 행렬이 대칭이 아닐 수도 있습니다. 한쪽만 센 행렬도 있기 때문입니다.
# `X`는 바꾸지 마세요.

# %% [markdown] lang="en"
# ## Question 3. Co-occurrence probability and ratio (4 points)
#
# Write two functions. `X` is a co-occurrence matrix (a NumPy array), and `i`, `j`, `k` are numbers of words.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$
#
# - `probability(X, k, i)` gives $P(k|i)$. The given word is $i$.
# - `ratio(X, k, i, j)` gives $P(k|i) / P(k|j)$. Where $P(k|j)$ is 0, it gives `np.inf`.
#
# The matrix need not be symmetric. Some matrices are counted on one side only.
# Do not change `X`.


# %% answer="probability_and_ratio"
# 문제 3 · Question 3 [probability_and_ratio]
def probability(X, k, i):
    """P(k|i): i번 단어 옆에 k번 단어가 나올 확률
    P(k|i): the probability of word k next to word i
    """
    ### BEGIN SOLUTION
    return X[i, k] / X[i].sum()
    ### END SOLUTION


def ratio(X, k, i, j):
    """P(k|i) / P(k|j). P(k|j)가 0이면 np.inf
    P(k|i) / P(k|j), or np.inf where P(k|j) is 0
    """
    ### BEGIN SOLUTION
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below
    ### END SOLUTION


# %% check="probability_and_ratio" points=1
# 확인 · Check [probability_and_ratio]
# 단어의 순서는 · the order of the words is: I, like, NLP, enjoy
_X = np.array([[0, 2, 0, 1], [2, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]])
_made = probability(_X, 1, 0)
assert _made is not None, (
    "probability가 아무것도 돌려주지 않습니다. return을 썼는지 보세요. · "
    "probability gives nothing back. Did you write return?"
)
assert np.isclose(_made, 2 / 3), (
    f"P(like|I)는 2/3입니다. 'I' 행의 합은 3입니다. 지금은 {_made}입니다. · "
    f"P(like|I) is 2/3. The row of I sums to 3. Yours: {_made}"
)
assert np.isclose(sum(probability(_X, k, 1) for k in range(4)), 1), (
    "P(k|like)를 모든 k에 대해 더하면 1이어야 합니다. · P(k|like) over all k must sum to 1."
)
_made = ratio(_X, 1, 0, 2)
assert _made is not None, (
    "ratio가 아무것도 돌려주지 않습니다. return을 썼는지 보세요. · "
    "ratio gives nothing back. Did you write return?"
)
assert np.isclose(_made, 2 / 3), (
    f"P(like|I) / P(like|NLP)는 2/3을 1로 나눈 값입니다. 지금은 {_made}입니다. · "
    f"P(like|I) / P(like|NLP) is 2/3 divided by 1. Yours: {_made}"
)
print("확인을 통과했습니다 · check passed")

# %% hidden="probability_and_ratio" points=3
# 채점 · Grading [probability_and_ratio]
### BEGIN HIDDEN TESTS
_X = np.array(
    [[3.0, 1.0, 0.5, 0.0], [2.0, 0.0, 4.0, 2.0], [0.0, 7.0, 1.0, 992.0], [1.0, 2.0, 3.0, 6.0]]
)
_sums, _copy = [4.5, 8.0, 1000.0, 12.0], _X.copy()
for _i in range(4):
    for _k in range(4):
        assert np.isclose(probability(_X, _k, _i), _copy[_i, _k] / _sums[_i], rtol=1e-6, atol=0), (
            "probability: X의 i행 k열을 i행의 합으로 나눕니다. 열의 합이 아닙니다. · "
            "probability: row i, column k of X, divided by the sum of row i, not of a column."
        )
assert np.isclose(ratio(_X, 1, 0, 2), (1 / 4.5) / (7 / 1000)), (
    "ratio: 횟수가 아니라 확률을 나눕니다. · ratio: divide probabilities, not counts."
)
assert np.isclose(ratio(_X, 0, 3, 1), (1 / 12) / (2 / 8)), (
    "ratio: i가 위, j가 아래입니다. · ratio: i is above, j is below."
)
assert ratio(_X, 3, 0, 2) == 0, (
    "ratio: P(k|i)가 0이면 비율은 0입니다. · ratio: where P(k|i) is 0, the ratio is 0."
)
assert np.isposinf(ratio(_X, 3, 1, 0)) and np.isposinf(ratio(_X.astype(int), 0, 1, 2)), (
    "ratio: P(k|j)가 0이면 np.inf입니다. · ratio: where P(k|j) is 0, it is np.inf."
)
assert np.array_equal(_X, _copy), "X가 바뀌었습니다. · X was changed."
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 4. 무게 함수와 손실 함수 (4점)
#
# 이제 GloVe의 손실 함수를 NumPy로 만듭니다.
#
# $$J = \sum_{i,j=1}^{V} f(X_{ij}) \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$
#
# - `weighting(x, x_max)`의 `x`는 수일 수도 있고 NumPy 배열일 수도 있습니다.
# - `glove_loss(X, w, w_tilde, b, b_tilde, x_max)`는 $J$를 수 하나로 돌려줍니다.
#
# 배열의 모양은 `X`가 `(V, V)`, `w`와 `w_tilde`가 `(V, 벡터 길이)`, `b`와 `b_tilde`가 `(V,)`입니다.
# $X_{ij}$가 0인 칸은 더하지 않습니다. 로그는 자연로그 `np.log`입니다. 받은 배열은 바꾸지 마세요.

# %% [markdown] lang="en"
# ## Question 4. The weighting function and the loss (4 points)
#
# Now you write the loss of GloVe with NumPy.
#
# $$J = \sum_{i,j=1}^{V} f(X_{ij}) \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$
#
# - In `weighting(x, x_max)`, `x` is a number or a NumPy array.
# - `glove_loss(X, w, w_tilde, b, b_tilde, x_max)` gives $J$ as one number.
#
# The shapes: `X` is `(V, V)`, `w` and `w_tilde` are `(V, vector length)`, `b` and `b_tilde` are `(V,)`.
# Cells where $X_{ij}$ is 0 are left out of the sum. The logarithm is the natural one, `np.log`. Do not change the arrays that come in.


# %% answer="glove_loss"
# 문제 4 · Question 4 [glove_loss]
def weighting(x, x_max):
    """무게 f(x). x는 수 또는 배열
    The weight f(x). x is a number or an array
    """
    ### BEGIN SOLUTION
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)
    ### END SOLUTION


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    """손실 J: X가 0이 아닌 칸에 대한 합
    The loss J: a sum over the cells where X is not 0
    """
    ### BEGIN SOLUTION
    estimate = w @ w_tilde.T + b[:, None] + b_tilde[None, :]
    seen = X > 0
    error = estimate[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()
    ### END SOLUTION


# %% check="glove_loss" points=1
# 확인 · Check [glove_loss]
for _x, _right in {0: 0, 1: 0.125, 16: 1, 40: 1}.items():
    _made = weighting(_x, 16)
    assert _made is not None, (
        "weighting이 아무것도 돌려주지 않습니다. return을 썼는지 보세요. · "
        "weighting gives nothing back. Did you write return?"
    )
    assert np.isclose(_made, _right), (
        f"x_max가 16이면 f({_x})은 {_right}입니다. 지금은 {_made}입니다. · "
        f"With an x_max of 16, f({_x}) is {_right}. Yours: {_made}"
    )
_X = np.array([[0.0, 4.0], [4.0, 0.0]])
_made = glove_loss(_X, np.zeros((2, 3)), np.zeros((2, 3)), np.zeros(2), np.zeros(2), 16)
assert _made is not None, (
    "glove_loss가 아무것도 돌려주지 않습니다. return을 썼는지 보세요. · "
    "glove_loss gives nothing back. Did you write return?"
)
assert np.isfinite(_made), (
    f"손실이 {_made}입니다. X가 0인 칸에서 log를 계산하고 있지 않은지 보세요. · "
    f"The loss is {_made}. Do you take the log of cells where X is 0?"
)
_right = 2 * (4 / 16) ** 0.75 * np.log(4) ** 2
assert np.isclose(_made, _right), (
    f"벡터와 편향이 모두 0이면 손실은 f(4) (log 4)^2을 두 번 더한 {_right:.4f}입니다. "
    f"지금은 {_made}입니다. · "
    f"With all vectors and biases 0, the loss is f(4) (log 4)^2 added twice: {_right:.4f}. "
    f"Yours: {_made}"
)
print("확인을 통과했습니다 · check passed")

# %% hidden="glove_loss" points=3
# 채점 · Grading [glove_loss]
### BEGIN HIDDEN TESTS
assert np.allclose(weighting(np.array([[0, 1], [5, 160]]), 10), [[0, 0.1**0.75], [0.5**0.75, 1]]), (
    "weighting: x는 배열일 수도 있습니다. · weighting: x may be an array, too."
)
assert np.isclose(weighting(3, 100), 0.03**0.75), (
    "weighting: x_max는 받은 값을 씁니다. · weighting: use the x_max that comes in."
)
_rng = np.random.default_rng(92)
_X = np.array([[0, 3, 0, 25], [1, 0, 7, 0], [0, 2, 4, 1], [12, 0, 0.5, 0]], dtype=float)
_w, _w_tilde = _rng.normal(size=(2, 4, 3))
_b, _b_tilde = _rng.normal(size=(2, 4))
_given = (_X, _w, _w_tilde, _b, _b_tilde)
_copies = [array.copy() for array in _given]
for _x_max in (10, 100):
    _right = 0.0
    for _i in range(4):
        for _j in range(4):
            if _copies[0][_i, _j] > 0:
                _dot = sum(_copies[1][_i, n] * _copies[2][_j, n] for n in range(3))
                _error = _dot + _copies[3][_i] + _copies[4][_j] - np.log(_copies[0][_i, _j])
                _right += min(1, (_copies[0][_i, _j] / _x_max) ** 0.75) * _error**2
    _made = glove_loss(*_given, _x_max)
    assert np.shape(_made) == (), "glove_loss: 결과는 수 하나입니다. · The result is one number."
    assert np.isclose(_made, _right), (
        "glove_loss: 대칭이 아닌 X로 시험했습니다. w와 b는 행에, w_tilde와 b_tilde는 열에 속합니다. · "
        "glove_loss: this X is not symmetric. w and b belong to rows, w_tilde and b_tilde to columns."
    )
assert all(map(np.array_equal, _given, _copies)), (
    "glove_loss: 받은 배열이 바뀌었습니다. · glove_loss: an array that came in was changed."
)
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 5. 라이브러리로 세고 결과 읽기 (2점)
#
# ice(얼음)와 steam(증기)이 나오는 작은 글입니다. 아래 칸은 윈도우 4로 센 결과를 보여 줍니다.

# %% [markdown] lang="en"
# ## Question 5. Count with the library and read the result (2 points)
#
# Here is a small text with ice and steam. The next cell shows the counts for a window of 4.

# %%
story = """ice is solid and cold
cold ice is solid water
solid ice floats on water
polar ice is cold and solid
ice is not gas
hot water melts ice
steam is gas and hot
hot steam is gas
hot gas and steam
steam is water and gas
steam is not solid
water becomes hot steam
cold air turns steam into water"""
tokens = [line.split() for line in story.splitlines()]
around = ["solid", "cold", "gas", "hot", "water", "is", "polar"]

counts = Cooccurrence.build(tokens, window=4, weighting="count", verbose=0)
pd.DataFrame({word: [counts.count(word, k) for k in around] for word in ("ice", "steam")}, around).T

# %% [markdown] lang="ko"
# **첫째**, `ratios(sentences, i, j, ks, window)`를 만드세요.
# `Cooccurrence`로 세고, `ks`의 단어 $k$마다 $P(k|i) / P(k|j)$를 딕셔너리에 담습니다.
# 단어의 왼쪽과 오른쪽을 모두 보고, 거리와 상관없이 하나에 1씩 셉니다(위의 칸처럼). `Cooccurrence`의 `ratio`를 써도 됩니다.
#
# **둘째**, `ratios(tokens, "ice", "steam", around, 4)`의 결과를 읽고 단어를 나누세요.
#
# - `with_ice`: 비율이 2보다 큰 단어의 리스트.
# - `with_steam`: 비율이 0.5보다 작은 단어의 리스트.
# - `near_one`: 비율이 0.5와 2 사이인 단어의 리스트.
# - `unsure`: 비율은 가장 크지만 믿기 어려운 단어 하나. 딱 한 번만 세었기 때문입니다. 이 단어는 위의 리스트에 넣지 마세요.

# %% [markdown] lang="en"
# **First**, write `ratios(sentences, i, j, ks, window)`.
# Count with `Cooccurrence`, and put $P(k|i) / P(k|j)$ into a dictionary for each word $k$ of `ks`.
# Count both sides of a word, and count 1 whatever the distance (as in the cell above). You may use `ratio` of `Cooccurrence`.
#
# **Second**, read the result of `ratios(tokens, "ice", "steam", around, 4)` and sort the words.
#
# - `with_ice`: a list of the words with a ratio above 2.
# - `with_steam`: a list of the words with a ratio below 0.5.
# - `near_one`: a list of the words with a ratio between 0.5 and 2.
# - `unsure`: the one word whose ratio is the largest but hard to believe, because it was counted only once. Leave it out of the lists above.


# %% answer="read_ratios"
# 문제 5 · Question 5 [read_ratios]
def ratios(sentences, i, j, ks, window):
    """단어 k마다 P(k|i) / P(k|j): {"solid": 4.3, ...}
    P(k|i) / P(k|j) for each word k: {"solid": 4.3, ...}
    """
    ### BEGIN SOLUTION
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}
    ### END SOLUTION


# None 자리에 답을 적으세요 · write your answers in place of None
with_ice = None
with_steam = None
near_one = None
unsure = None
### BEGIN SOLUTION
with_ice = ["solid", "cold"]
with_steam = ["gas", "hot"]
near_one = ["water", "is"]
unsure = "polar"
### END SOLUTION

# %% check="read_ratios" points=1
# 확인 · Check [read_ratios]
_made = ratios(
    [["I", "like", "NLP"], ["I", "enjoy", "NLP"], ["I", "like", "tea"]], "I", "NLP", ["like"], 1
)
assert isinstance(_made, dict) and list(_made) == ["like"], (
    f"결과는 단어가 키인 딕셔너리여야 합니다. 지금은 {_made}입니다. · "
    f"The result must be a dictionary with the words as keys. Yours: {_made}"
)
assert np.isclose(_made["like"], (2 / 3) / (1 / 2)), (
    f"P(like|I)는 2/3, P(like|NLP)는 1/2이므로 비율은 4/3입니다. 지금은 {_made['like']}입니다. · "
    f"P(like|I) is 2/3 and P(like|NLP) is 1/2, so the ratio is 4/3. Yours: {_made['like']}"
)
_choices = {"solid", "cold", "gas", "hot", "water", "is", "polar"}
for _name, _value in {"with_ice": with_ice, "with_steam": with_steam, "near_one": near_one}.items():
    assert isinstance(_value, list | tuple | set) and _choices.issuperset(_value), (
        f"{_name}에는 표에 있는 단어의 리스트를 적으세요. · "
        f"{_name} must be a list of words of the table."
    )
assert isinstance(unsure, str) and unsure in _choices, (
    "unsure에는 표에 있는 단어 하나를 따옴표 안에 적으세요. · "
    "unsure must be one word of the table, in quotes."
)
_sorted = [*with_ice, *with_steam, *near_one, unsure]
assert len(_sorted) == len(set(_sorted)) == 7, (
    "일곱 단어를 모두 한 번씩만 나누어 담으세요. · Each of the seven words must come exactly once."
)
print("확인을 통과했습니다 · check passed")

# %% hidden="read_ratios" points=1
# 채점 · Grading [read_ratios]
### BEGIN HIDDEN TESTS
_sentences = [list("abcdeac"), list("bad"), list("ecba"), list("ddae"), list("aebcfg")]


def _probability(k, i, window):
    near = [
        other
        for tokens in _sentences
        for here, word in enumerate(tokens)
        for there, other in enumerate(tokens)
        if word == i and 1 <= abs(here - there) <= window
    ]
    return near.count(k) / len(near)


for _i, _j, _window in [("a", "d", 1), ("b", "e", 2), ("c", "a", 3), ("b", "d", 6)]:
    _made = ratios([list(tokens) for tokens in _sentences], _i, _j, ["a", "c", "e"], _window)
    assert set(_made) == {"a", "c", "e"}, "키는 ks의 단어입니다. · The keys are the words of ks."
    for _k in _made:
        _above, _below = _probability(_k, _i, _window), _probability(_k, _j, _window)
        _right = _above / _below if _below else np.inf
        assert np.isclose(_made[_k], _right), (
            "ratios: 받은 window를 쓰고, i의 확률을 j의 확률로 나눕니다. · "
            "ratios: use the window that comes in, and divide the probability of i by that of j."
        )
assert set(with_ice) == {"solid", "cold"}, (
    "with_ice: 비율이 2보다 큰 단어입니다. · with_ice: the words with a ratio above 2."
)
assert set(with_steam) == {"gas", "hot"}, (
    "with_steam: 비율이 0.5보다 작은 단어입니다. · with_steam: the words with a ratio below 0.5."
)
assert set(near_one) == {"water", "is"}, (
    "near_one: 비율이 1에 가까운 단어입니다. · near_one: the words with a ratio near 1."
)
assert unsure == "polar", (
    "unsure: 한 번만 센 단어의 비율은 inf입니다. · "
    "unsure: the ratio of the word counted only once is inf."
)
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 글로 설명하기 (3점)
#
# 강의에서는 손실 함수를 세 걸음에 세웠습니다. 둘째 걸음에서는 $\log(1 + X_{ij})$를 쓰고 모든 칸을 똑같이 더했습니다.
#
# 1. 둘째 걸음의 손실에는 어떤 문제가 있나요?
# 2. $f(x)$는 드문 쌍과 아주 자주 나오는 쌍을 각각 어떻게 다루나요?
# 3. 셋째 걸음에서는 왜 $\log 0$을 걱정하지 않아도 되나요?
#
# 네 문장 안팎으로 쓰세요. 이 문제는 선생님이 직접 읽고 채점합니다.

# %% [markdown] lang="en"
# ## Question 6. Explain in words (3 points)
#
# The chapter set up the loss in three steps. Step two took $\log(1 + X_{ij})$ and added up all cells equally.
#
# 1. What is the problem with the loss of step two?
# 2. How does $f(x)$ treat rare pairs, and how does it treat very frequent ones?
# 3. Why is $\log 0$ no worry in step three?
#
# Write about four sentences. Your teacher reads and grades this question.

# %% [markdown] written="why_weighting" points=3 lang="ko"
# **문제 6 · Question 6 [why_weighting]**
#
# 둘째 걸음에서는 모든 칸이 똑같이 중요합니다. 그런데 진짜 글에서는 거의 모든 칸이 0이므로, 모델은 0을 맞히는 데 힘을 다 씁니다.
# 한 번 우연히 나온 쌍도 천 번 나온 쌍만큼 중요해집니다.
#
# $f(x)$는 드문 쌍에 작은 무게를 줍니다. 자주 나올수록 무게가 커지지만 $x_{max}$부터는 1에서 멈춥니다.
# 그래서 'it is'처럼 아주 자주 나오지만 뜻이 별로 없는 쌍이 손실을 혼자 차지하지 못합니다.
#
# $f(0) = 0$이므로 0인 칸은 합에서 빠집니다. 그래서 $\log 0$을 계산할 일이 없습니다.

# %% [markdown] written="why_weighting" points=3 lang="en"
# **문제 6 · Question 6 [why_weighting]**
#
# In step two all cells are equally important. But in real text nearly all cells are 0, so the model spends its effort on zeros.
# A pair seen once by chance counts as much as one seen a thousand times.
#
# $f(x)$ gives rare pairs a small weight. The weight grows with the count, but from $x_{max}$ on it stays at 1.
# So pairs like it is, which come up all the time and mean little, cannot take over the loss.
#
# Since $f(0) = 0$, cells with 0 drop out of the sum. So $\log 0$ never has to be computed.
