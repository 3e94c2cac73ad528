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
