# %% [markdown] lang="ko"
# # 과제 9-2. 글로브 (GloVe)
#
# 문제는 여섯 개이고, 모두 합해 20점입니다. 세는 것에서 시작해 손실 함수까지 갑니다.
# 한 문제를 못 풀어도 다음 문제를 풀 수 있습니다.
#
# 1. 답을 쓰는 칸은 `# 문제`로 시작합니다. `raise NotImplementedError()`를 지우고 답을 쓰세요.
# 2. 그다음 바로 아래의 `# 확인` 칸을 실행하세요. 무엇이 틀렸는지 말로 알려 줍니다.
# 3. `# 확인`은 쉬운 예만 보고 점수를 주지 않습니다. 채점할 때는 여러 가지 다른 예로 시험하고, 맞은 만큼 점수를 줍니다.
# 4. 함수는 결과를 `return`으로 돌려줍니다. 받은 인자를 바꾸지 말고, 결과를 반올림하지 마세요.
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
# 3. `# 확인` looks at easy examples only and gives no points. Grading tries many other examples; what comes out right gives its part of the points.
# 4. A function gives its result back with `return`. Do not change what it is given, and do not round results.
#
# Do not delete the line that starts with `# 문제`. Grading needs it.

# %%
# 준비: 먼저 이 칸을 실행하세요 · Setup: run this cell first
import numpy as np
import pandas as pd

from wordemb_keras import Cooccurrence
from wordemb_keras.course.assignments.examples import Examples

examples = Examples("LANGUAGE")  # "ko" 또는 · or "en"

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

# %% check="by_hand"
# 확인 · Check [by_hand]
examples.value(
    "x_drink_i", "x_green", "p_tea_green", "ratio_drink", "x_drink_window_2", "f_1", "f_20", like=0
)
examples.hold(
    0 < p_tea_green <= 1,
    "p_tea_green은 확률이므로 0과 1 사이입니다.",
    "p_tea_green is a probability, between 0 and 1.",
)
examples.hold(
    0 < f_1 <= 1 and 0 < f_20 <= 1,
    "f(x)는 1을 넘지 않습니다. min을 잊지 않았는지 보세요.",
    "f(x) is never greater than 1. Did you forget the min?",
)
examples.passed()

# %% hidden="by_hand" points=3
# 채점 · Grading [by_hand]
### BEGIN HIDDEN TESTS
typed("x_drink_i", "두 문장에 나옵니다.", "It is in two sentences.")
typed("x_green", "왼쪽과 오른쪽을 모두 셉니다.", "Count both left and right.")
typed("p_tea_green", "green 행의 합으로 나눕니다.", "Divide by the sum of the row of green.")
typed(
    "ratio_drink",
    "횟수가 아니라 확률의 비율입니다.",
    "It is a ratio of probabilities, not of counts.",
)
typed("x_drink_window_2", "둘째 문장에서 tea까지 봅니다.", "In the second sentence it reaches tea.")
typed("f_1", "1/16의 3/4제곱입니다.", "It is 1/16 to the power 3/4.")
typed("f_20", "x_max부터는 1입니다.", "From x_max on it is 1.")
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


# %% check="count_pairs"
# 확인 · Check [count_pairs]
examples.call(
    "count_pairs",
    [["very", "very", "good"]],
    ["very", "good"],
    1,
    gives=[[2, 1], [1, 0]],
    ko="왼쪽과 오른쪽을 모두 세고, 자기 자리는 세지 않습니다.",
    en="Count both left and right, but not the word's own place.",
)
_sentences = [["I", "like", "deep", "learning"], ["I", "like", "NLP"]]
examples.call(
    "count_pairs",
    _sentences,
    ["I", "like", "deep", "learning", "NLP"],
    1,
    gives=[
        [0, 2, 0, 0, 0],
        [2, 0, 1, 0, 1],
        [0, 1, 0, 1, 0],
        [0, 0, 1, 0, 0],
        [0, 1, 0, 0, 0],
    ],
    ko="learning은 첫 문장의 끝, I는 다음 문장의 처음입니다. 문장을 넘어가면 안 됩니다.",
    en="The word learning ends a sentence and I starts the next. Do not count across sentences.",
)
examples.passed()

# %% hidden="count_pairs" points=4
# 채점 · Grading [count_pairs]
### BEGIN HIDDEN TESTS
WORDS = ["나", "비", "꽃", "good", "very", "Very", "ㅋㅋ", "😀", "the", "goodness"]


def text_of(rng, words, lengths):
    return [rng.choice(words, size=n).tolist() for n in lengths]


@case(
    "윈도우 1: 서로 다른 단어의 옆자리를 셉니다.", "A window of 1: neighbours of different words."
)
def neighbours(rng, answer):
    words = rng.permutation(WORDS).tolist()
    answer.count_pairs([words[:5], words[3:8]], rng.permutation(words).tolist(), 1)


@case("윈도우가 넓어도 문장 밖으로 나가지 않습니다.", "A wider window stays inside its sentence.")
def windows(rng, answer):
    words = rng.permutation(WORDS).tolist()
    text = [words[:6], words[4:], words[1:3]]
    for window in (2, 3, int(rng.integers(4, 20))):
        answer.count_pairs([list(s) for s in text], sorted(words), window)


@case("같은 단어가 되풀이되는 문장입니다.", "Sentences in which words come again.")
def repeats(rng, answer):
    words = ["ha", "b", "c"]
    window = int(rng.integers(1, 4))
    answer.count_pairs([["ha", "ha", "ha"]], ["ha"], 1)
    answer.count_pairs([["ha"] * int(rng.integers(3, 7)), ["b", "ha", "ha"]], ["b", "ha"], 2)
    answer.count_pairs(text_of(rng, words, [7, 4, 9]), words, window)


@case(
    "빈 문장과 단어가 하나인 문장에는 쌍이 없습니다.",
    "An empty sentence and a single word have no pairs.",
)
def tiny(rng, answer):
    words = rng.permutation(WORDS)[:4].tolist()
    answer.count_pairs([[], words[:1], words[1:3], []], words, int(rng.integers(1, 4)))
    answer.count_pairs([[words[0]]], words, 2)


@case(
    "행과 열은 words의 순서를 따르고, 나오지 않은 단어도 행이 있습니다.",
    "Rows and columns follow words; a word that does not occur has a row, too.",
)
def order(rng, answer):
    words = rng.permutation(WORDS).tolist()
    answer.count_pairs(text_of(rng, words[:4], [5, 3]), words, 2)
    answer.count_pairs(text_of(rng, words[5:], [4]), words, 1)


@case("긴 글입니다.", "A long text.", repeat=1)
def long(rng, answer):
    text = text_of(rng, WORDS, [30, 1, 25, 40])
    answer.count_pairs(text, WORDS, 5)
    answer.count_pairs(text, WORDS, 27)
    answer.count_pairs([*text, text[2], text[0], text[2]], WORDS, 2)
    answer.count_pairs([["ha"] * 300, ["ha"]], ["ha"], 3)  # more than a byte can count


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 동시 등장 확률과 비율 (4점)
#
# 함수 두 개를 만드세요. `X`는 동시 등장 행렬(NumPy 배열)이고, `i`, `j`, `k`는 단어의 번호입니다.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$
#
# - `probability(X, k, i)`는 $P(k|i)$를 돌려줍니다. $i$가 주어진 단어입니다.
# - `ratio(X, k, i, j)`는 $P(k|i) / P(k|j)$를 돌려줍니다. $P(k|j)$가 0이면 `np.inf`를 돌려줍니다. $P(k|i)$도 0일 때도 그렇습니다.
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
# - `ratio(X, k, i, j)` gives $P(k|i) / P(k|j)$. Where $P(k|j)$ is 0, it gives `np.inf`, also if $P(k|i)$ is 0, too.
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


# %% check="probability_and_ratio"
# 확인 · Check [probability_and_ratio]
# 단어의 순서는 · the order of the words is: I, like, NLP, enjoy
_X = np.array([[0, 2, 0, 1], [2, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]])
examples.call(
    "probability",
    _X,
    1,
    0,
    gives=2 / 3,
    ko="P(like|I)는 2/3입니다. I 행의 합은 3입니다.",
    en="P(like|I) is 2/3. The row of I sums to 3.",
)
examples.call(
    "ratio",
    _X,
    1,
    0,
    2,
    gives=2 / 3,
    ko="P(like|I) / P(like|NLP)는 2/3을 1로 나눈 값입니다.",
    en="P(like|I) / P(like|NLP) is 2/3 divided by 1.",
)
examples.passed()


# %% hidden="probability_and_ratio" points=4
# 채점 · Grading [probability_and_ratio]
### BEGIN HIDDEN TESTS
def counted(rng, size, *, top=30):
    """Counts in which no row is empty; not symmetric."""
    X = rng.integers(0, top, size=(size, size))
    X[np.arange(size), rng.integers(0, size, size=size)] += 1
    return X


def ask(rng, answer, X, times=4):
    for i, k in rng.integers(0, len(X), size=(times, 2)).tolist():
        answer.probability(X.copy(), k, i)


@case(
    "probability: X의 i행 k열을 i행의 합으로 나눕니다.",
    "probability: row i, column k, by the sum of row i.",
)
def shares(rng, answer):
    ask(rng, answer, counted(rng, int(rng.integers(3, 7))), 8)


@case(
    "probability: 대칭이 아닌 실수 행렬입니다.",
    "probability: a matrix of floats that is not symmetric.",
)
def floats(rng, answer):
    ask(rng, answer, rng.gamma(0.5, size=(5, 5)))
    X = counted(rng, 4).astype(float)
    X[1] *= 1e-6
    answer.probability(X, 2, 1)


@case(
    "probability: 단어 하나, 그리고 자기 자신 옆에 나온 단어입니다.",
    "probability: one word only, and a word next to itself.",
)
def itself(rng, answer):
    X = counted(rng, 4)
    X[2, 2] = int(rng.integers(5, 20))
    answer.probability(np.array([[int(rng.integers(1, 9))]]), 0, 0)
    answer.probability(X, 2, 2)


@case(
    "probability: 드물거나 아주 흔한 단어도 반올림하지 않습니다.",
    "probability: rare and very frequent words, not rounded.",
)
def extremes(rng, answer):
    X = counted(rng, 4)
    X[0] = [1, 10**9, 0, int(rng.integers(1, 9))]
    for k in (0, 1, 2, 3):
        answer.probability(X, k, 0)


@case(
    "ratio: 확률을 나눕니다. i가 위, j가 아래입니다.",
    "ratio: it divides probabilities; i is above, j below.",
)
def ratios(rng, answer):
    X = counted(rng, 5) + 1
    for k, i, j in rng.permuted(np.tile(np.arange(5), (5, 1)), axis=1)[:, :3].tolist():
        answer.ratio(X.copy(), k, i, j)


@case(
    "ratio: P(k|j)가 0이면 np.inf입니다. 둘 다 0이어도 그렇습니다.",
    "ratio: where P(k|j) is 0, it is np.inf, also where both are 0.",
)
def below(rng, answer):
    X = counted(rng, 4) + 1
    X[2, 1] = 0
    answer.ratio(X, 1, 0, 2)
    answer.ratio(X.astype(float), 1, 3, 2)
    X[0, 1] = 0
    answer.ratio(X.copy(), 1, 0, 2)
    answer.ratio(X.astype(float), 1, 2, 2)


@case("ratio: P(k|i)가 0이면 0입니다.", "ratio: where P(k|i) is 0, it is 0.")
def above(rng, answer):
    X = counted(rng, 4) + 1
    X[0, 3] = 0
    answer.ratio(X, 3, 0, int(rng.integers(1, 4)))
    answer.ratio(X.astype(float), 3, 0, 2)


@case(
    "ratio: 같은 단어 둘, 그리고 아주 크거나 작은 비율입니다.",
    "ratio: twice the same word, and very large or small ratios.",
)
def large(rng, answer):
    X = counted(rng, 3) + 1
    answer.ratio(X.copy(), 1, 2, 2)
    X[0], X[1] = [1, 10**7, 3], [10**6, 1, int(rng.integers(2, 9))]
    for k in (0, 1, 2):
        answer.ratio(X.astype(float), k, 0, 1)
        answer.ratio(X.astype(float), k, 1, 0)


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


# %% check="glove_loss"
# 확인 · Check [glove_loss]
for _x, _right in {0: 0.0, 1: 0.125, 16: 1.0, 40: 1.0}.items():
    examples.call("weighting", _x, 16, gives=_right)
_X = np.array([[0.0, 4.0], [4.0, 0.0]])
examples.call(
    "glove_loss",
    _X,
    np.zeros((2, 3)),
    np.zeros((2, 3)),
    np.zeros(2),
    np.zeros(2),
    16,
    gives=2 * (4 / 16) ** 0.75 * np.log(4) ** 2,
    ko="벡터와 편향이 모두 0이면 f(4) (log 4)^2을 두 번 더합니다. X가 0인 칸의 log는 계산하지 않습니다.",
    en="With all vectors and biases 0 it is f(4) (log 4)^2 added twice. Take no log of cells where X is 0.",
)
examples.passed()


# %% hidden="glove_loss" points=4
# 채점 · Grading [glove_loss]
### BEGIN HIDDEN TESTS
def model(rng, size, dim, *, filled=0.6):
    """X, w, w_tilde, b, b_tilde; X is not symmetric and has zeros."""
    X = np.where(rng.random((size, size)) < filled, rng.gamma(1, 9, size=(size, size)) + 1, 0)
    return X, *rng.normal(size=(2, size, dim)), *rng.normal(size=(2, size))


@case("weighting: 수 하나의 무게입니다.", "weighting: the weight of one number.")
def one_weight(rng, answer):
    for x in (0, 1, *rng.integers(2, 60, size=4).tolist(), 0.5, 10, 10.001):
        answer.weighting(x, 10)


@case("weighting: x는 배열일 수도 있습니다.", "weighting: x may be an array.")
def weights(rng, answer):
    answer.weighting(rng.integers(0, 30, size=(2, 3)), 12)
    answer.weighting(rng.gamma(1, 9, size=5), 8.5)
    answer.weighting(np.array([0.0]), 3)
    answer.weighting(np.array([70, 3, 0, 12]), 12)
    answer.weighting(np.array([[1e-9, 1e9], [100, 99.99]]), 100)


@case("weighting: x_max는 받은 값을 씁니다.", "weighting: use the x_max that comes in.")
def any_max(rng, answer):
    for x_max in (1, 100, float(rng.uniform(2, 50))):
        answer.weighting(float(rng.uniform(0.1, 1)) * x_max, x_max)


@case(
    "glove_loss: X가 0이 아닌 칸을 모두 더합니다.",
    "glove_loss: the sum over all cells where X is not 0.",
)
def losses(rng, answer):
    answer.glove_loss(*model(rng, 4, 3), 10)


@case(
    "glove_loss: w와 b는 행에, w_tilde와 b_tilde는 열에 속합니다.",
    "glove_loss: w and b belong to rows, w_tilde and b_tilde to columns.",
)
def sides(rng, answer):
    X, w, w_tilde, b, b_tilde = model(rng, 5, 2)
    zeros, none = np.zeros_like(w), np.zeros_like(b)
    answer.glove_loss(X.copy(), zeros, zeros.copy(), b * 3, none, 20)
    answer.glove_loss(X.copy(), zeros.copy(), zeros.copy(), none.copy(), b_tilde * 3, 20)
    answer.glove_loss(X, w * 2, w_tilde, none.copy(), none.copy(), 20)


@case(
    "glove_loss: 정수 X, 단어 하나, 0이 없는 X도 됩니다.",
    "glove_loss: whole numbers, a single word, and an X without 0.",
)
def sizes(rng, answer):
    X, *rest = model(rng, 3, 4)
    answer.glove_loss(X.astype(int), *rest, 7)
    answer.glove_loss(X + 1, *(2 * part for part in rest), 7)
    answer.glove_loss(np.array([[6.0]]), *model(rng, 1, 2)[1:], 100)
    answer.glove_loss(np.full((3, 3), 5.0), *(0 * part for part in rest), 10)  # nine times the same
    answer.glove_loss(np.array([[2.0, 1.0], [3.0, 60.0]]), *model(rng, 2, 1)[1:], 10)


@case(
    "glove_loss: 0과 1 사이의 값, x_max보다 큰 값도 셉니다.",
    "glove_loss: values between 0 and 1, and above x_max, count as well.",
)
def ranges(rng, answer):
    X, *rest = model(rng, 4, 3)
    X[0], X[1] = rng.uniform(0.01, 0.9, size=4), rng.uniform(50, 5000, size=4)
    answer.glove_loss(X.copy(), *rest, 16)
    answer.glove_loss(X, *rest, 0.5)


@case(
    "glove_loss: X가 모두 0이면 0이고, 작은 손실도 반올림하지 않습니다.",
    "glove_loss: 0 where X is all 0; small losses are not rounded.",
)
def small(rng, answer):
    _, w, w_tilde, b, b_tilde = model(rng, 3, 2)
    answer.glove_loss(np.zeros((3, 3)), w, w_tilde, b, b_tilde, 10)
    answer.glove_loss(np.ones((3, 3)), w * 1e-3, w_tilde * 1e-3, b * 1e-3, b_tilde * 1e-3, 100)


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

# %% check="read_ratios"
# 확인 · Check [read_ratios]
examples.call(
    "ratios",
    [["I", "like", "NLP"], ["I", "enjoy", "NLP"], ["I", "like", "tea"]],
    "I",
    "NLP",
    ["like"],
    1,
    gives={"like": (2 / 3) / (1 / 2)},
    ko="P(like|I)는 2/3, P(like|NLP)는 1/2이므로 비율은 4/3입니다.",
    en="P(like|I) is 2/3 and P(like|NLP) is 1/2, so the ratio is 4/3.",
)
examples.value("with_ice", "with_steam", "near_one", like=["word"])
examples.value("unsure", like="word")
_sorted = [word.strip().lower() for word in [*with_ice, *with_steam, *near_one, unsure]]
examples.hold(
    sorted(_sorted) == sorted(around),
    "표의 일곱 단어를 모두 한 번씩만 나누어 담으세요.",
    "Each of the seven words of the table must come exactly once.",
)
examples.passed()


# %% hidden="read_ratios" points=2
# 채점 · Grading [read_ratios]
### BEGIN HIDDEN TESTS
def text_of(rng, letters, lengths):
    return [rng.choice(list(letters), size=n).tolist() for n in lengths]


@case("ratios: P(k|i)를 P(k|j)로 나눕니다.", "ratios: it divides P(k|i) by P(k|j).")
def divides(rng, answer):
    text = [list("abcdeac"), list("bad"), list("ecba"), list("ddae"), list("aebcd")]
    text += text_of(rng, "abcde", [5, 4])
    answer.ratios(text, "a", "d", ["b", "c", "e"], 4)


@case(
    "ratios: 받은 window를 쓰고, 한쪽만 세거나 거리로 나누지 않습니다.",
    "ratios: use the window that comes in; both sides count, each pair 1.",
)
def windows(rng, answer):
    text = text_of(rng, "abcdeABE", [6, 3, 8, 5]) + [list("abcde"), list("edcba")]
    text += [list("AbcBEd"), list("bAce"), list("bAce")]
    for window in (1, 2, 9):
        answer.ratios([list(s) for s in text], "b", "e", ["a", "c", "d"], window)


@case(
    "ratios: P(k|j)가 0이면 np.inf입니다. 문장을 넘어 세지 않습니다.",
    "ratios: np.inf where P(k|j) is 0; no window reaches into the next sentence.",
)
def borders(rng, answer):
    text = [["가", "나", "다"], ["라", "나"], ["ㅋㅋ", "가", "다"], ["다", "라"]]
    order = rng.permutation(len(text))
    answer.ratios([text[n] for n in order], "가", "라", ["나", "다", "ㅋㅋ"], 3)


@case(
    "ratios: ks의 단어마다 하나씩, 하나여도 딕셔너리입니다.",
    "ratios: one entry for each word of ks, a dictionary even for one.",
)
def keys(rng, answer):
    text = text_of(rng, "abc", [7, 9]) + [list("abcabc")]
    answer.ratios(text, "a", "c", ["b"], 2)
    answer.ratios([list(s) for s in text], "c", "b", ["a", "b", "c"], 1)


typed("with_ice", "비율이 2보다 큰 단어입니다.", "The words with a ratio above 2.", order=False)
typed(
    "with_steam",
    "비율이 0.5보다 작은 단어입니다.",
    "The words with a ratio below 0.5.",
    order=False,
)
typed("near_one", "비율이 1에 가까운 단어입니다.", "The words with a ratio near 1.", order=False)
typed(
    "unsure",
    "한 번만 센 단어의 비율은 inf입니다.",
    "The ratio of the word counted only once is inf.",
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
