# %% [markdown] lang="ko"
# # 9-2. 글로브 (GloVe)
#
# 단어의 뜻을 벡터에 담는 길은 크게 두 가지였습니다. **세는** 방법과 **맞히는** 방법입니다.
# GloVe는 두 가지를 함께 씁니다. 먼저 두 방법이 각각 무엇을 놓치는지 숫자로 봅니다.
# 그다음 동시 등장 행렬을 만들고, 손실 함수를 한 걸음씩 세우고, 진짜 글로 훈련합니다.

# %% [markdown] lang="en"
# # 9-2. GloVe
#
# There were two ways to put the meaning of words into vectors: **counting** and **predicting**.
# GloVe uses both. First we see, in numbers, what each of the two misses.
# Then we build the co-occurrence matrix, set up the loss step by step, and train on real text.

# %%
import tempfile
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from wordemb_keras import Cooccurrence, GloVe, datasets, notebooks, plots, text
from wordemb_keras.glove import weighting

# %% [markdown] lang="ko"
# ## 1. 세는 방법과 맞히는 방법
#
# - **LSA**는 문서마다 단어를 세고, 그 표의 차원을 줄입니다. 글 전체의 통계를 봅니다.
# - **Word2Vec**은 가까이 있는 단어를 맞히며 배웁니다. 윈도우 안쪽만 봅니다.
#
# 같은 글로 둘을 만들어 두 가지 시험을 봅니다.
#
# - **유추**: 왕 : 여왕 = 남자 : ? (맞힌 비율)
# - **유사도**: 사람이 매긴 단어 유사도와 얼마나 같은 순서인가(순위 상관)

# %% [markdown] lang="en"
# ## 1. Counting and predicting
#
# - **LSA** counts the words of each document and shrinks that table. It sees the statistics of the whole text.
# - **Word2Vec** learns by predicting nearby words. It sees only what is inside its window.
#
# We make both from the same text and give them two tests.
#
# - **Analogies**: king : queen = man : ? (share of right answers)
# - **Similarity**: do they rank word pairs as people do? (rank correlation)

# %%
corpus = datasets.locate("english")
sentences = [text.english_tokens(sentence) for sentence in datasets.read_sentences("english")]
print(f"{corpus}: {len(sentences):,} sentences, {sum(map(len, sentences)):,} tokens")

word2vec = Word2Vec(sentences, vector_size=100, window=5, min_count=5, sg=1, workers=1, seed=9).wv

# 문서 하나 = 이어진 문장 20개 · a document = 20 sentences in a row
documents = [list(chain(*sentences[i : i + 20])) for i in range(0, len(sentences), 20)]
tfidf = TfidfVectorizer(analyzer=lambda tokens: tokens, vocabulary=word2vec.index_to_key)
svd = TruncatedSVD(100, random_state=9)
lsa = KeyedVectors(100)
lsa.add_vectors(word2vec.index_to_key, svd.fit_transform(tfidf.fit_transform(documents).T.tocsr()))


kinds = {
    "유추: 가족 · family (%)": "family",
    "유추: 비교급 · comparative (%)": "gram3-comparative",
}
questions = Path(datapath("questions-words.txt")).read_text(encoding="utf-8").split(": ")
chosen = Path(tempfile.mkdtemp()) / "questions.txt"
chosen.write_text("".join(f": {q}" for q in questions if q.split("\n")[0] in kinds.values()))


def percent_right(vectors, section):
    """유추 문제 한 갈래의 정답률 · share of right answers in one kind of analogies"""
    _, sections = vectors.evaluate_word_analogies(str(chosen))
    (found,) = [part for part in sections if part["section"] == section]
    return 100 * len(found["correct"]) / max(1, len(found["correct"]) + len(found["incorrect"]))


def human_agreement(vectors):
    """WordSim-353의 순위 상관 · rank correlation with WordSim-353"""
    return vectors.evaluate_word_pairs(datapath("wordsim353.tsv"))[1].statistic


exam = pd.DataFrame(
    {
        model: {
            **{label: percent_right(vectors, kind) for label, kind in kinds.items()},
            "유사도 · similarity (WordSim-353)": human_agreement(vectors),
        }
        for model, vectors in {"LSA": lsa, "Word2Vec": word2vec}.items()
    }
)
exam.round(2)

# %% [markdown] lang="ko"
# 유추는 Word2Vec이 낫고, 유사도는 LSA가 낫습니다.
# LSA는 멀리 떨어진 단어도 같은 문서에 있으면 함께 셉니다. Word2Vec은 윈도우 밖을 전혀 보지 못합니다.
#
# 다만 이 글은 작습니다. 유추 문제는 둘 다 많이 틀립니다. 큰 글이라면 둘 다 점수가 오릅니다.

# %% [markdown] lang="en"
# Word2Vec is better at these analogies, LSA is better at similarity.
# LSA counts words of one document together even when they stand far apart. Word2Vec never sees past its window.
#
# But this text is small. Both get most analogies wrong. With more text both score higher.

# %%
# F2.01: LSA는 전체 통계, 유추에 약함 / Word2Vec은 유추에 강함, 윈도우 안만 봄 / GloVe는 둘 다
assert exam.loc["유추: 가족 · family (%)", "Word2Vec"] > exam.loc["유추: 가족 · family (%)", "LSA"]
assert exam.iloc[1]["Word2Vec"] > exam.iloc[1]["LSA"]
assert exam.iloc[2]["LSA"] > exam.iloc[2]["Word2Vec"]

# %% [markdown] lang="ko"
# ## 2. 윈도우 기반 동시 등장 행렬
#
# 세 문장이 있습니다. 윈도우 크기는 1입니다. 곧, 바로 왼쪽과 바로 오른쪽 단어만 봅니다.
# $i$번 단어의 윈도우 안에 $k$번 단어가 몇 번 나오는지 세어 $i$행 $k$열에 적습니다.

# %% [markdown] lang="en"
# ## 2. The window-based co-occurrence matrix
#
# Here are three sentences. The window is 1: we look at the next word to the left and to the right.
# We count how often word $k$ is in the window of word $i$, and write it into row $i$, column $k$.

# %%
three = ["I like deep learning", "I like NLP", "I enjoy flying"]
words = ["I", "like", "enjoy", "deep", "learning", "NLP", "flying"]

small = Cooccurrence.build((sentence.split() for sentence in three), window=1, verbose=0)
table = small.table(words)
table

# %%
plots.heatmap(table, rows=words, columns=words)

# %% [markdown] lang="ko"
# 이 행렬은 뒤집어도(전치해도) 똑같습니다. 'like'가 'I'의 옆에 있으면 'I'도 'like'의 옆에 있기 때문입니다.
# 서로 옆에 있는 일은 늘 양쪽에서 한 번씩 세어집니다.

# %% [markdown] lang="en"
# The matrix equals its transpose. If like is next to I, then I is next to like.
# Being neighbours is always counted once from each side.

# %%
expected = [
    [0, 2, 1, 0, 0, 0, 0],
    [2, 0, 0, 1, 0, 1, 0],
    [1, 0, 0, 0, 0, 0, 1],
    [0, 1, 0, 0, 1, 0, 0],
    [0, 0, 0, 1, 0, 0, 0],
    [0, 1, 0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0, 0, 0],
]
# F2.02: 강의의 7x7 행렬
assert table.to_numpy().tolist() == expected
# F2.03: 전치해도 같은 행렬. 한쪽만 세면(왼쪽 단어만) 그렇지 않습니다.
assert table.equals(table.T)
one_sided = Cooccurrence.build(
    (s.split() for s in three), window=1, symmetric=False, verbose=0
).table(words)
assert not one_sided.equals(one_sided.T) and (one_sided + one_sided.T).equals(table)

# %% [markdown] lang="ko"
# ## 3. 동시 등장 확률
#
# 단어 $i$가 나왔을 때 그 옆에 단어 $k$가 나올 확률입니다. $i$행을 그 행의 합으로 나누면 됩니다.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$

# %% [markdown] lang="en"
# ## 3. Co-occurrence probability
#
# How likely is word $k$ next to word $i$? Divide row $i$ by its sum.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$

# %%
small.table(words, probabilities=True).round(2)

# %%
# F2.04: P(k|i) = X_ik / X_i, 각 행의 합은 1
assert small.probability("like", given="I") == 2 / 3
assert np.allclose(small.table(words, probabilities=True).sum(axis=1), 1)

# %% [markdown] lang="ko"
# GloVe 논문에는 아주 큰 글에서 센 표가 있습니다. 단어 ice(얼음)와 steam(증기)을 비교합니다.

# %% [markdown] lang="en"
# The GloVe paper has a table counted on very large text. It compares ice and steam.

# %%
published = pd.DataFrame(
    {
        "solid": [0.00019, 0.000022, 8.9],
        "gas": [0.000066, 0.00078, 0.085],
        "water": [0.003, 0.0022, 1.36],
        "fashion": [0.000017, 0.000018, 0.96],
    },
    index=["P(k|ice)", "P(k|steam)", "ratio"],
)
published.loc["ratio of the rounded numbers"] = published.iloc[0] / published.iloc[1]
published

# %% [markdown] lang="ko"
# 나눗셈을 직접 해 보면 0.00019 / 0.000022는 8.6입니다. 표에는 8.9라고 적혀 있습니다.
# 틀린 것이 아닙니다. 논문은 반올림하기 **전에** 나누었고, 우리는 반올림한 수를 나누었습니다.
#
# 표를 읽는 법은 이렇습니다.
#
# - solid: 비율이 1보다 훨씬 큽니다. 얼음과 어울리는 단어입니다.
# - gas: 1보다 훨씬 작습니다. 증기와 어울립니다.
# - water: 1에 가깝습니다. 둘 다와 어울립니다.
# - fashion: 1에 가깝습니다. 둘 다와 상관이 없습니다.

# %% [markdown] lang="en"
# Do the division yourself: 0.00019 / 0.000022 is 8.6. The table says 8.9.
# It is not a mistake. The paper divided **before** rounding; we divide rounded numbers.
#
# How to read the table:
#
# - solid: far above 1. It goes with ice.
# - gas: far below 1. It goes with steam.
# - water: near 1. It goes with both.
# - fashion: near 1. It goes with neither.

# %%
# F2.05: 논문의 표. 반올림한 수로 나누면 8.9가 아니라 8.6
assert published.loc["ratio"].tolist() == [8.9, 0.085, 1.36, 0.96]
again = published.loc["ratio of the rounded numbers"]
assert round(again["solid"], 1) == 8.6 and np.allclose(again, published.loc["ratio"], rtol=0.04)
# F2.06: 1보다 크면 얼음, 작으면 증기, 1에 가까우면 둘 다이거나 둘 다 아님
assert again["solid"] > 5 and again["gas"] < 0.2
assert all(0.7 < again[word] < 1.5 for word in ("water", "fashion"))

# %% [markdown] lang="ko"
# 같은 표를 우리 글에서도 만들어 봅시다.

# %% [markdown] lang="en"
# Let us make the same table from our own text.

# %%
counts = Cooccurrence.build(sentences, window=10, verbose=0)


def compare(i, j, ks):
    rows = {
        f"X({i}, k)": [counts.count(i, k) for k in ks],
        f"X({j}, k)": [counts.count(j, k) for k in ks],
        f"P(k|{i}) / P(k|{j})": [counts.ratio(k, i, j) for k in ks],
    }
    return pd.DataFrame(rows, index=ks).T


ours = compare("ice", "steam", ["solid", "gas", "water", "fashion"])
ours.round(2)

# %%
print({word: counts.vocabulary.counts[word] for word in ("ice", "steam", "solid", "gas")})

# %% [markdown] lang="ko"
# 거의 모두 0입니다. 논문은 60억 토큰을 세었고 우리는 그 만 분의 일쯤을 세었습니다.
# steam 같은 단어는 몇 번 나오지도 않습니다. **작은 글로는 드문 단어의 비율을 알 수 없습니다.**
#
# 우리 글에 자주 나오는 단어로 바꿔 봅시다. language(언어)와 war(전쟁)입니다.

# %% [markdown] lang="en"
# Nearly all zero. The paper counted 6 billion tokens; we count about one ten-thousandth of that.
# A word like steam hardly appears. **Small text cannot tell the ratios of rare words.**
#
# Let us take words that are frequent in our text: language and war.

# %%
frequent = compare("language", "war", ["spoken", "english", "army", "the"])
frequent.round(2)

# %% [markdown] lang="ko"
# 이번에는 표가 말을 합니다. spoken과 english는 언어 쪽, army는 전쟁 쪽입니다.
# the는 어디에나 나오므로 1에 가깝습니다. `inf`는 0으로 나눈 것입니다. war 옆에서는 spoken을 한 번도 보지 못했습니다.

# %% [markdown] lang="en"
# Now the table speaks. Spoken and english go with language, army goes with war.
# The word the is everywhere, so it is near 1. `inf` means a division by zero: spoken was never seen near war.

# %%
ratios = frequent.iloc[2]
assert ratios["spoken"] > 2 and ratios["english"] > 2 and ratios["army"] < 0.5
assert 0.6 < ratios["the"] < 1.6

# %% [markdown] lang="ko"
# ## 4. 손실 함수를 세 걸음에 세우기
#
# 기호부터 정리합니다.
#
# | 기호 | 뜻 |
# |---|---|
# | $X$, $X_{ij}$ | 동시 등장 행렬, $i$ 옆에 $j$가 나온 횟수 |
# | $X_i$ | $i$행의 합 |
# | $P_{ik}$ | $X_{ik} / X_i$ |
# | $w_i$, $\tilde{w}_k$ | 중심 단어의 벡터, 주변 단어의 벡터 |
# | $b_i$, $\tilde{b}_k$ | 각각의 편향 |
# | $V$ | 단어 집합의 크기 |
#
# **첫째 걸음.** 두 벡터의 내적이 $\log X_{ij}$가 되게 합니다.
#
# $$\sum_{i,j=1}^{V} \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$

# %% [markdown] lang="en"
# ## 4. The loss in three steps
#
# First the symbols.
#
# | symbol | meaning |
# |---|---|
# | $X$, $X_{ij}$ | the co-occurrence matrix; how often $j$ was near $i$ |
# | $X_i$ | the sum of row $i$ |
# | $P_{ik}$ | $X_{ik} / X_i$ |
# | $w_i$, $\tilde{w}_k$ | vector of the centre word, vector of the context word |
# | $b_i$, $\tilde{b}_k$ | the bias of each |
# | $V$ | size of the vocabulary |
#
# **Step one.** The dot product of the two vectors shall be $\log X_{ij}$.
#
# $$\sum_{i,j=1}^{V} \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$

# %%
X = table.to_numpy().astype(float)
V = len(X)
rng = np.random.default_rng(9)
w, w_tilde = rng.normal(scale=0.1, size=(2, V, 3))  # 3차원 벡터 · vectors of 3 numbers
b, b_tilde = rng.normal(scale=0.1, size=(2, V))
estimate = w @ w_tilde.T + b[:, None] + b_tilde[None, :]

# F2.07: X_i는 i행의 합, P_ik = X_ik / X_i, 벡터와 편향은 단어마다 하나씩
assert X.sum(axis=1)[0] == 3 and (X[0] / X[0].sum())[1] == small.probability("like", given="I")
assert w.shape == w_tilde.shape == (V, 3) and b.shape == b_tilde.shape == (V,)

with np.errstate(divide="ignore"):
    first_loss = ((estimate - np.log(X)) ** 2).sum()
print("step one:", first_loss)

# %% [markdown] lang="ko"
# 무한대입니다. $X_{ij}$가 0이면 $\log 0 = -\infty$이기 때문입니다. 49칸 가운데 대부분이 0입니다.
#
# **둘째 걸음.** 1을 더해 $\log(1 + X_{ij})$로 바꿉니다.

# %% [markdown] lang="en"
# Infinite. Where $X_{ij}$ is 0, $\log 0 = -\infty$. Most of the 49 cells are 0.
#
# **Step two.** Add 1: $\log(1 + X_{ij})$.

# %%
second = (estimate - np.log1p(X)) ** 2
share_of_zeros = second[X == 0].sum() / second.sum()
print("step two:", second.sum(), " cells that are 0:", int((X == 0).sum()), "of", X.size)

# F2.08: log 0 때문에 첫 손실은 무한대, log(1+X)는 유한합니다.
assert np.isinf(first_loss) and np.isfinite(second.sum())

# %% [markdown] lang="ko"
# 이제 숫자가 나옵니다. 하지만 새 문제가 있습니다. 모든 칸이 **똑같이** 중요해졌습니다.
# 진짜 글에서는 0인 칸이 거의 전부입니다. 모델은 0을 맞히는 데 힘을 다 씁니다.
# 한 번 나온 우연한 쌍도 천 번 나온 쌍만큼 중요해집니다. 우리 글에서 세어 봅시다.

# %% [markdown] lang="en"
# Now there is a number. But there is a new problem: all cells are **equally** important.
# In real text nearly all cells are 0. The model would spend its effort on zeros.
# A pair seen once by chance counts as much as one seen a thousand times. Let us count in our text.

# %%
cells = counts.matrix.data
share_filled = counts.matrix.nnz / len(counts) ** 2
share_once = float((cells == 1).mean())
print(f"cells that are not 0: {share_filled:.2%}")
print(f"of those, counted only once: {share_once:.0%}")
print(
    "X(it, is) =",
    counts.count("it", "is"),
    "  X(language, spoken) =",
    counts.count("language", "spoken"),
)

# %% [markdown] lang="ko"
# 반대쪽도 문제입니다. 'it is'처럼 뜻이 별로 없는 쌍이 아주 많이 나옵니다. 횟수만큼 무게를 주면 이런 쌍이 모두를 이깁니다.
#
# **셋째 걸음.** 칸마다 무게 $f(X_{ij})$를 곱합니다. 드문 쌍은 가볍게, 자주 나오는 쌍은 무겁게, 하지만 1을 넘지 않게 합니다.
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$

# %% [markdown] lang="en"
# The other end is a problem, too. Pairs like it is mean little and come up all the time. Weighted by their count, they would beat all others.
#
# **Step three.** Multiply each cell by a weight $f(X_{ij})$: light for rare pairs, heavy for frequent ones, but never more than 1.
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$

# %%
x = np.linspace(0, 30, 121)
plots.lines(
    {"x_max = 10": weighting(x, x_max=10), "x_max = 25": weighting(x, x_max=25)},
    x=x,
    xlabel="x: 함께 나온 횟수 · times seen together",
    ylabel="f(x)",
    title="무게 함수 · the weighting function",
)

# %%
# F2.09: f는 드문 쌍에 작고, 자주 나오는 쌍에서 1로 멈춥니다.
f = weighting([0, 1, 5, 10, 1000], x_max=10)
assert f[0] == 0 and np.all(np.diff(f[:4]) > 0) and f[3] == f[4] == 1
assert np.isclose(f[1], (1 / 10) ** 0.75)
assert counts.count("it", "is") > 10 and weighting(counts.count("it", "is"), x_max=10) == 1

# %% [markdown] lang="ko"
# 이렇게 해서 마지막 손실 함수가 됩니다.
#
# $$J = \sum_{i,j=1}^{V} f(X_{ij}) \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$
#
# $f(0) = 0$이므로 0인 칸은 아예 계산하지 않습니다. $\log 0$ 문제도 함께 사라집니다.
# 우리 `GloVe` 모델이 같은 값을 내는지, 손으로 쓴 식과 비교해 봅시다.

# %% [markdown] lang="en"
# This gives the final loss.
#
# $$J = \sum_{i,j=1}^{V} f(X_{ij}) \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$
#
# Since $f(0) = 0$, the cells with 0 are never computed. The problem with $\log 0$ is gone as well.
# Does our `GloVe` model give the same value? We compare it with the formula written by hand.

# %%
toy = GloVe(V, 3, x_max=10, seed=9)
named = Cooccurrence(X, words)
for layer, values in zip(
    (toy.words, toy.contexts, toy.word_biases, toy.context_biases),
    (w, w_tilde, b[:, None], b_tilde[:, None]),
    strict=True,
):
    layer.set_weights([values])

seen = X > 0
by_hand = (weighting(X[seen], x_max=10) * (estimate[seen] - np.log(X[seen])) ** 2).sum()
by_keras = (
    toy.evaluate(named, verbose=0) * seen.sum()
)  # evaluate는 칸마다의 평균 · the mean over cells
print(by_hand, by_keras)

# F2.10: 마지막 손실 함수
assert np.isclose(by_hand, by_keras, rtol=1e-5)

# %% [markdown] lang="ko"
# ## 5. 훈련
#
# 강의의 코드를 그대로 씁니다. 바뀐 것은 첫 줄의 `import`뿐입니다.
# 옛 패키지는 더 이상 설치되지 않으므로, 같은 이름의 `Corpus`와 `Glove`를 우리가 만들었습니다.
# 강의에서 쓴 TED 글이 있으면 그것으로, 없으면 위키백과와 뉴스로 훈련합니다.

# %% [markdown] lang="en"
# ## 5. Training
#
# This is the code of the chapter. Only the `import` in the first line has changed.
# The old package no longer installs, so we made `Corpus` and `Glove` with the same calls.
# If the TED talks of the chapter are here we train on them, otherwise on Wikipedia and news.

# %%
from wordemb_keras.glove_python import Corpus, Glove

try:
    training = datasets.locate("ted_en")
    result = [text.english_tokens(s) for s in datasets.read_sentences("ted_en")]
except FileNotFoundError:
    training = corpus
    result = sentences

chapter_corpus = Corpus()
chapter_corpus.fit(result, window=5)
glove = Glove(no_components=100, learning_rate=0.05)
glove.fit(chapter_corpus.matrix, epochs=20, no_threads=4, verbose=True)
glove.add_dictionary(chapter_corpus.dictionary)

for word in ("man", "boy", "water"):
    print(word, [(near, round(cosine, 3)) for near, cosine in glove.most_similar(word)])

# %%
# F2.11: window 5, 100차원, 학습률 0.05, 에포크 20, 스레드 4. 이웃은 (단어, 코사인) 네 쌍, 자기 자신은 뺍니다.
neighbours = glove.most_similar("man")
assert len(neighbours) == 4 and "man" not in dict(neighbours)
assert all(isinstance(word, str) and -1 <= cosine <= 1 for word, cosine in neighbours)
assert [c for _, c in neighbours] == sorted((c for _, c in neighbours), reverse=True)
assert glove.word_vectors.shape == (len(chapter_corpus.dictionary), 100)

# %%
pd.set_option("display.max_colwidth", None)
pd.DataFrame(
    {
        "강의 (TED) · chapter": {
            "man": "woman .962, guy .886, girl .861, kid .838",
            "boy": "girl .944, kid .840, woman .840, man .830",
            "water": "air .838, clean .833, fresh .823, electricity .810",
        },
        f"여기 · here ({training.name})": {
            word: ", ".join(f"{near} {cosine:.3f}" for near, cosine in glove.most_similar(word))
            for word in ("man", "boy", "water")
        },
    }
)

# %% [markdown] lang="ko"
# TED 강연이 없으면 이웃이 강의와 다릅니다. 다른 글로, 그것도 훨씬 적은 글로 훈련했기 때문입니다.
# 강의의 코드는 한 번만 나온 단어도 버리지 않으므로, 드문 단어가 이웃으로 나오기도 합니다.
# (TED 글은 이렇게 받습니다: `wordemb data fetch ted_en`)
#
# 이제 우리 `GloVe` 모델로 훈련합니다. 보통의 케라스 모델이지만, `Cooccurrence`를 주면 CPU에서는 빠르게 컴파일된 훈련기를 씁니다.
# 다섯 번 넘게 나온 단어만 쓰고, 거리가 $d$인 단어는 $1/d$만큼만 셉니다. 논문이 한 대로입니다.

# %% [markdown] lang="en"
# Without the TED talks the neighbours differ from the chapter's. The text is another one, and there is much less of it.
# The chapter's code keeps words that were seen only once, so rare words turn up as neighbours, too.
# (Get the talks with: `wordemb data fetch ted_en`)
#
# Now we train our own `GloVe` model. It is an ordinary Keras model, but given a `Cooccurrence` it uses a fast compiled trainer on a CPU.
# We keep words seen at least five times, and a word at distance $d$ counts only $1/d$, as in the paper.

# %%
weighted = Cooccurrence.build(
    result, window=5, weighting="inverse_distance", min_count=5, verbose=0
)


model = GloVe(len(weighted), 100, x_max=10, seed=9)
losses = model.fit(weighted, epochs=20, threads=1, verbose=0).history["loss"]
vectors = model.keyed_vectors()

print(
    f"{weighted.matrix.nnz:,} pairs of {len(weighted):,} words, WordSim-353 {human_agreement(vectors):.3f}"
)
plots.lines(
    {"": losses},
    xlabel="에포크 · epoch",
    ylabel="평균 손실 · mean loss",
    title="학습 곡선 · learning curve",
)

# %%
assert losses[-1] < losses[0] / 2 and np.isfinite(losses).all()

# %% [markdown] lang="ko"
# $x_{max}$는 얼마가 좋을까요? 논문은 100을 썼습니다. 글의 앞부분 4분의 1로 세 가지 값을 비교합니다.
# 손실끼리는 비교할 수 없습니다. 무게가 다르면 서로 다른 것을 재기 때문입니다. 그래서 사람이 매긴 유사도와 비교합니다.
# 난수를 바꾸어 두 번씩 훈련합니다.

# %% [markdown] lang="en"
# Which $x_{max}$ is good? The paper used 100. We compare three values on the first quarter of the text.
# Losses cannot be compared: with other weights they measure other things. So we compare with similarities given by people.
# Each is trained twice, with other random numbers.

# %%
quarter = Cooccurrence.build(
    sentences[: len(sentences) // 4],
    window=5,
    weighting="inverse_distance",
    min_count=5,
    verbose=0,
)


def agreement(x_max, seed):
    trial = GloVe(len(quarter), 100, x_max=x_max, seed=seed)
    trial.fit(quarter, epochs=20, threads=1, verbose=0)
    return human_agreement(trial.keyed_vectors())


similarity = {x_max: [agreement(x_max, seed) for seed in (0, 1)] for x_max in (1, 10, 100)}
print({x_max: np.round(values, 3).tolist() for x_max, values in similarity.items()})
plots.bars(
    {f"x_max = {x_max}": np.mean(values) for x_max, values in similarity.items()},
    ylabel="WordSim-353",
    title="사람의 유사도와의 순위 상관 · rank correlation with people",
)

# %%
assert min(similarity[10]) > max(similarity[100])

# %% [markdown] lang="ko"
# 논문의 100은 수십억 단어를 위한 값입니다. 작은 글에서는 거의 모든 쌍의 무게가 0에 가까워져 배우는 것이 적습니다.
# 1은 반대쪽으로 지나칩니다. 한 번 나온 우연한 쌍까지 가장 무겁게 봅니다. 그래서 이 패키지의 기본값은 10입니다.
#
# 다만 시험 하나로 다 말할 수는 없습니다. 글 전체로 훈련하면 이 시험으로는 세 값의 차이가 거의 보이지 않습니다(`benchmarks/glove_x_max.py`).
#
# 이제 글 전체로 훈련한 모델의 이웃을 봅시다.

# %% [markdown] lang="en"
# The paper's 100 is meant for billions of words. In small text it gives nearly every pair a weight near 0, and little is learned.
# The value 1 goes too far the other way: a pair seen once by chance gets the full weight. So the default of this package is 10.
#
# But one test does not tell everything. Trained on the whole text, the three values hardly differ in this test (`benchmarks/glove_x_max.py`).
#
# Now the neighbours in the model trained on the whole text.

# %%
pd.DataFrame(
    {
        word: [f"{near} {cosine:.2f}" for near, cosine in vectors.most_similar(word, topn=6)]
        for word in ("man", "boy", "water", "king", "music", "war")
    }
)

# %%
themes = {
    "people": ["man", "woman", "king", "queen", "son", "father", "president"],
    "war": ["war", "army", "military", "attack", "troops", "soldiers"],
    "science": ["energy", "physics", "theory", "atomic", "chemical"],
    "place": ["city", "river", "island", "sea", "north", "south"],
}
shown = [(word, theme) for theme, members in themes.items() for word in members if word in vectors]
unit = vectors.get_normed_vectors()
points = plots.plane([unit[vectors.key_to_index[word]] for word, _ in shown])
plots.word_map(points, [word for word, _ in shown], groups=[theme for _, theme in shown])

# %% [markdown] lang="ko"
# 같은 주제의 단어가 모입니다. 하지만 경계가 또렷하지는 않습니다.
#
# **솔직한 이야기.** 이 글은 50만 단어 남짓입니다. 자주 나오는 단어의 이웃은 그럴듯하지만, boy처럼 몇십 번 나온 단어의 이웃은 우연에 가깝습니다.
# 논문의 GloVe는 60억 단어로 훈련했습니다. 다음 절과 9-4에서는 그렇게 훈련한 벡터를 가져다 씁니다.

# %% [markdown] lang="en"
# Words of one theme gather. But the borders are not sharp.
#
# **To be honest:** this text has about half a million words. Neighbours of frequent words make sense. Those of a word like boy, seen some dozen times, are close to chance.
# The GloVe of the paper was trained on 6 billion words. In section 9-4 we use such vectors.

# %%
notebooks.summary(
    [corpus, training] if training != corpus else corpus,
    pairs=weighted.matrix.nnz,
    final_loss=round(losses[-1], 4),
    wordsim=round(human_agreement(vectors), 3),
)
