# %% [markdown] lang="ko"
# # 9-2. 글로브 (GloVe)
#
# **질문**: 단어를 세는 것만으로 단어의 의미를 벡터에 담을 수 있을까요?
#
# 단어의 의미를 벡터에 담는 방법은 크게 두 가지가 있습니다. 횟수를 세는 **카운트 기반**(count based) 방법과 단어를 예측하는 **예측 기반**(prediction based) 방법입니다.
# GloVe는 두 가지를 함께 씁니다. 먼저 두 방법이 각각 무엇을 놓치는지 숫자로 확인합니다.
# 그다음 동시 등장 행렬을 만들고, 손실 함수를 한 단계씩 만들고, 실제 텍스트로 모델을 훈련시킵니다.
#
# (강의 자료의 한 제목에는 '글로벌'이라고 적혀 있지만, '글로브'가 맞습니다.)

# %% [markdown] lang="en"
# # 9-2. GloVe
#
# **Question**: can we put the meaning of words into vectors just by counting words?
#
# There are two main ways to put meaning into vectors: **count based** and **prediction based**.
# GloVe uses both. First we see, in numbers, what each of the two misses.
# Then we build the co-occurrence matrix, set up the loss step by step, and train on real text.
#
# (One heading of the Korean notes writes 글로벌, "global". It should be 글로브, GloVe.)

# %% tags=["opening"]
from wordemb_keras import plots

plots.diagrams.three_ideas(
    [
        ("LSA", "카운트 기반 · counts\n말뭉치 전체\nwhole corpus"),
        ("GloVe", "둘 다 · both"),
        ("Word2Vec", "예측 기반 · predicts\n윈도우 안\nin the window"),
    ]
)

# %%
import inspect
import tempfile
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from wordemb_keras import Cooccurrence, GloVe, datasets, open_vectors, plots, text
from wordemb_keras.cooccurrence import plain as plain_counting
from wordemb_keras.course import notebooks, quiz
from wordemb_keras.evaluation import analogies, word_similarity
from wordemb_keras.glove import plain as plain_training
from wordemb_keras.glove import weighting

pd.set_option("display.max_colwidth", None)  # 표의 글을 자르지 않음 · no text cut in tables

# %% [markdown] lang="ko"
# ## 1. 카운트 기반과 예측 기반
#
# - **LSA**는 문서마다 각 단어의 빈도를 센 행렬(TF-IDF)의 차원을 Truncated SVD로 줄여 잠재된 의미를 끌어냅니다. 말뭉치 전체의 통계 정보를 반영합니다.
# - **Word2Vec**은 윈도우 안에 함께 나올 단어를 예측하며 학습합니다. 윈도우 안쪽만 봅니다. 여기서는 주변 단어로 중심 단어를 예측하는 CBOW를 씁니다.
# - **GloVe**는 말뭉치 전체에서 센 횟수를 예측하며 학습합니다.
#
# 같은 말뭉치로 세 모델을 훈련시켜 두 가지로 평가합니다.
#
# - **유추**: 왕 : 여왕 = 남자 : ? (정답률)
# - **유사도**: 사람이 매긴 단어 유사도와 순서가 얼마나 같은가(순위 상관)
#
# 모르는 단어가 들어 있는 문제는 건너뜁니다. 쓴 문제 수(used)와 건너뛴 문제 수(skipped)도 표에 적었습니다.
#
# **먼저 예상해 보세요.** 단어 50만 개짜리 작은 말뭉치입니다. Word2Vec을 5에포크만 훈련시킨 것과 20에포크 훈련시킨 것은 얼마나 다를까요?
#
# <details><summary>답 보기</summary>
#
# 크게 다릅니다. 작은 말뭉치를 다섯 번 읽는 것으로는 예측 기반 모델이 충분히 학습되지 않습니다. 아래 표의 유사도가 두 배 넘게 오릅니다.
#
# </details>

# %% [markdown] lang="en"
# ## 1. Count based and prediction based
#
# - **LSA** counts the words of each document (TF-IDF) and reduces that matrix by truncated SVD. It uses statistics of the whole corpus.
# - **Word2Vec** learns by predicting which words go together in a window. It sees only what is inside. We use CBOW, which predicts the center word from its context.
# - **GloVe** learns to predict counts from the whole corpus.
#
# We train all three on the same corpus and evaluate them in two ways.
#
# - **Analogies**: king : queen = man : ? (share of right answers)
# - **Similarity**: do they rank word pairs as people do? (rank correlation)
#
# Questions with an unknown word are skipped. The table says how many were used and skipped.
#
# **Predict first.** The corpus is small. How different is Word2Vec after 5 epochs and after 20?
#
# <details><summary>Answer</summary>
#
# Very different. Five passes over a small corpus leave a prediction based model undertrained. Its similarity more than doubles below.
#
# </details>

# %%
corpus = datasets.locate("english")
sentences = [text.english_tokens(sentence) for sentence in datasets.read_sentences("english")]
print(f"{corpus}: {len(sentences):,} sentences, {sum(map(len, sentences)):,} tokens")

# 작은 말뭉치에 맞춘 설정 · settings for a small corpus
options = {"vector_size": 100, "window": 5, "min_count": 5, "workers": 1, "seed": 9}
model = Word2Vec(sentences, epochs=5, sg=0, alpha=0.06, negative=2, sample=1e-4, **options)
undertrained = KeyedVectors(100)  # 5에포크의 벡터를 따로 둡니다 · keep the vectors after 5 epochs
undertrained.add_vectors(model.wv.index_to_key, model.wv.vectors.copy())
model.train(sentences, total_examples=len(sentences), epochs=15)  # 15에포크 더 · 15 more
word2vec = model.wv

# 문서 하나 = 이어진 문장 20개 · a document = 20 sentences in a row
documents = [list(chain(*sentences[i : i + 20])) for i in range(0, len(sentences), 20)]
tfidf = TfidfVectorizer(analyzer=lambda tokens: tokens, vocabulary=word2vec.index_to_key)
svd = TruncatedSVD(100, random_state=9)
lsa = KeyedVectors(100)
lsa.add_vectors(word2vec.index_to_key, svd.fit_transform(tfidf.fit_transform(documents).T.tocsr()))

near = Cooccurrence.build(sentences, window=5, weighting="inverse_distance", min_count=5, verbose=0)
glove_here = GloVe(len(near), 100, seed=9)
losses = glove_here.fit(near, epochs=20, threads=1, verbose=0).history["loss"]

# %%
# 유추 문제 가운데 두 갈래 · two kinds of the analogies
folder = Path(tempfile.mkdtemp())
sections = Path(datapath("questions-words.txt")).read_text(encoding="utf-8").split(": ")
kinds = {
    "유추: 가족 · family (%)": "family",
    "유추: 비교급 · comparative (%)": "gram3-comparative",
}
for kind in kinds.values():
    (chosen,) = [section for section in sections if section.startswith(f"{kind}\n")]
    (folder / f"{kind}.txt").write_text(f": {chosen}", encoding="utf-8")

models = {
    "LSA": lsa,
    "Word2Vec (5)": undertrained,
    "Word2Vec (20)": word2vec,
    "GloVe (20)": glove_here,
}
rows = {}
for label, kind in kinds.items():
    result = [analogies(vectors, folder / f"{kind}.txt") for vectors in models.values()]
    rows[label] = [100 * r.score for r in result] + [result[0].used, result[0].skipped]
result = [word_similarity(vectors, "wordsim353") for vectors in models.values()]
similarity = "유사도 · similarity (WordSim-353)"
rows[similarity] = [r.score for r in result] + [result[0].used, result[0].skipped]
exam = pd.DataFrame(rows, index=[*models, "used", "skipped"]).T
exam.round(2).astype({"used": int, "skipped": int})

# %% [markdown] lang="ko"
# 괄호 안은 에포크 수입니다. 5에포크만 학습한 Word2Vec은 유사도에서 LSA에 크게 뒤집니다. 20에포크를 학습하면 LSA를 거의 따라잡습니다.
# 유추는 Word2Vec이 LSA보다 낫습니다. 강의에서 말한 대로 LSA는 유추에 약합니다.
# GloVe는 이 작은 말뭉치에서 유사도가 낮습니다. 이유는 6절에서 알아봅니다.
#
# 순위는 말뭉치와 학습 횟수에 따라 바뀝니다. 이 표에서도 GloVe는 유추에서 5에포크 학습한 Word2Vec보다 낫고, 20에포크 학습한 Word2Vec보다 못합니다. 그래서 **Word2Vec과 GloVe 가운데 어느 쪽이 언제나 더 낫다고 말할 수 없습니다.** 두 방법을 모두 써 보고 좋은 쪽을 고릅니다.
# 그리고 이 말뭉치는 작습니다. 어느 모델도 유추 문제를 절반도 맞히지 못합니다.

# %% [markdown] lang="en"
# Epochs are in brackets. After only 5, Word2Vec is far behind LSA in similarity. After 20 it nearly catches up.
# At analogies Word2Vec is better than LSA. As the chapter says, LSA is weak at them.
# GloVe has a low similarity on this small corpus. Section 6 finds out why.
#
# The order depends on the corpus and on the training. In this table, too: at analogies GloVe is better than Word2Vec after 5 epochs and worse than after 20. So **neither Word2Vec nor GloVe is always better.** Try both and keep the better one.
# And this corpus is small: no model gets half of the analogies right.

# %% tags=["check"] facts="F2.01"
# LSA는 유추에 약하고 Word2Vec은 강함 · LSA is weak on analogies, Word2Vec strong
assert (exam.iloc[:2]["Word2Vec (20)"] > exam.iloc[:2]["LSA"]).all()
assert exam.loc[similarity, "LSA"] > exam.loc[similarity, "Word2Vec (5)"] + 0.1
assert exam.loc[similarity, "Word2Vec (20)"] > 2 * exam.loc[similarity, "Word2Vec (5)"]
assert abs(exam.loc[similarity, "Word2Vec (20)"] - exam.loc[similarity, "LSA"]) < 0.1
assert exam.loc[similarity, "GloVe (20)"] < exam.loc[similarity, "LSA"]
assert (exam.iloc[:2]["Word2Vec (5)"] < exam.iloc[:2]["GloVe (20)"]).all()
assert (exam.iloc[:2]["GloVe (20)"] < exam.iloc[:2]["Word2Vec (20)"]).all()
assert (exam.iloc[:2][[*models]] < 50).all().all() and (exam["used"] >= 100).all()

# %% [markdown] lang="ko"
# ## 2. 윈도우 기반 동시 등장 행렬
#
# 세 문장이 있습니다. 윈도우 크기는 1입니다. 즉, 바로 왼쪽 단어와 바로 오른쪽 단어만 봅니다.
# 단어 $i$의 윈도우 안에 단어 $k$가 몇 번 등장하는지 세어 $i$행 $k$열에 적습니다.

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
plots.heatmap(
    table,
    rows=words,
    columns=words,
    xlabel="주변 단어 k · word k in the window",
    ylabel="단어 i · word i",
    title="함께 나온 횟수 · times seen together",
)

# %% [markdown] lang="ko"
# 이 행렬은 전치해도 똑같습니다. 'like'가 'I' 옆에 있으면 'I'도 'like' 옆에 있기 때문입니다.
# 이웃한 두 단어를 양쪽에서 한 번씩 세므로 행렬이 **대칭**입니다.

# %% [markdown] lang="en"
# The matrix equals its transpose. If *like* is next to *I*, then *I* is next to *like*.
# A pair of neighbours is counted once from each of the two words, so the matrix is symmetric.

# %% tags=["check"] facts="F2.02 F2.03"
expected = [
    [0, 2, 1, 0, 0, 0, 0],
    [2, 0, 0, 1, 0, 1, 0],
    [1, 0, 0, 0, 0, 0, 1],
    [0, 1, 0, 0, 1, 0, 0],
    [0, 0, 0, 1, 0, 0, 0],
    [0, 1, 0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0, 0, 0],
]
# 강의의 7x7 행렬 · the chapter's matrix
assert table.to_numpy().tolist() == expected
# 전치해도 같은 행렬. 한쪽만 세면 그렇지 않습니다 · equal to its transpose; not if one side is counted
assert table.equals(table.T)
one_sided = Cooccurrence.build(
    (s.split() for s in three), window=1, symmetric=False, verbose=0
).table(words)
assert not one_sided.equals(one_sided.T) and (one_sided + one_sided.T).equals(table)

# %% [markdown] lang="ko"
# 세는 방법은 이것이 전부입니다. 반복문 두 개와 사전 하나입니다(`wordemb_keras/cooccurrence/plain.py`). `Cooccurrence.build`는 같은 일을 컴파일된 코드로 합니다.

# %% [markdown] lang="en"
# This is all there is to counting: two loops and a dictionary (`wordemb_keras/cooccurrence/plain.py`). `Cooccurrence.build` does the same in compiled code.

# %%
print(inspect.getsource(plain_counting.count_pairs).split('"""')[-1])

by_loops = plain_counting.count_pairs([s.split() for s in three], window=1, weighting="count")
{pair: by_loops[pair] for pair in [("I", "like"), ("like", "I"), ("deep", "learning")]}

# %% tags=["check"]
assert len(by_loops) == small.matrix.nnz
assert all(small.count(i, k) == count for (i, k), count in by_loops.items())

# %% [markdown] lang="ko"
# ## 3. 동시 등장 확률
#
# 단어 $i$가 등장했을 때 그 주변에 단어 $k$가 등장할 확률입니다. 즉 **조건부 확률**(conditional probability)이며, $i$를 **중심 단어**(center word), $k$를 **주변 단어**(context word)라고 합니다. $i$행을 그 행의 합으로 나누면 됩니다.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$

# %% [markdown] lang="en"
# ## 3. Co-occurrence probability
#
# Given word $i$, how likely is word $k$ in its window? This is a **conditional probability**; $i$ is the **center word**, $k$ the **context word**. Divide row $i$ by its sum.
#
# $$P(k|i) = \frac{X_{ik}}{X_i}, \qquad X_i = \sum_j X_{ij}$$

# %%
small.table(words, probabilities=True).round(2)

# %% tags=["check"] facts="F2.04"
# P(k|i) = X_ik / X_i, 각 행의 합은 1 · each row sums to 1
assert small.probability("like", given="I") == 2 / 3
assert np.allclose(small.table(words, probabilities=True).sum(axis=1), 1)

# %% [markdown] lang="ko"
# GloVe 논문에는 아주 큰 말뭉치에서 구한 표가 있습니다. 단어 ice(얼음)와 steam(증기)을 비교합니다.
# (강의 자료에는 fashion이 `fasion`으로 잘못 적혀 있습니다.)

# %% [markdown] lang="en"
# The GloVe paper has a table counted on a very large corpus. It compares ice and steam.
# (The notes misspell fashion as `fasion`.)

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
published.map(lambda x: np.format_float_positional(x, precision=3, fractional=False))

# %% [markdown] lang="ko"
# 나눗셈을 직접 해 보면 0.00019 / 0.000022는 8.6입니다. 표에는 8.9라고 적혀 있습니다.
# 틀린 것이 아닙니다. 논문은 반올림하기 **전에** 나누었고, 우리는 반올림한 수를 나누었습니다.
#
# 표는 이렇게 해석합니다.
#
# - solid: 비율이 1보다 훨씬 큽니다. 얼음과 관련이 깊은 단어입니다.
# - gas: 1보다 훨씬 작습니다. 증기와 관련이 깊은 단어입니다.
# - water: 1에 가깝습니다. 얼음과 증기 모두와 관련이 있습니다.
# - fashion: 1에 가깝습니다. 얼음과도 증기와도 관련이 없습니다. 이런 단어는 두 단어를 구별하는 데 **노이즈**(noise)일 뿐입니다.
#
# 숫자 대신 크고 작음만 적으면 이렇게 됩니다.
#
# | | solid | gas | water | fashion |
# |---|---|---|---|---|
# | $P(k \mid ice)$ | 큰 값 | 작은 값 | 큰 값 | 작은 값 |
# | $P(k \mid steam)$ | 작은 값 | 큰 값 | 큰 값 | 작은 값 |
# | $P(k \mid ice) / P(k \mid steam)$ | 큰 값 | 작은 값 | 1에 가까움 | 1에 가까움 |

# %% [markdown] lang="en"
# Do the division yourself: 0.00019 / 0.000022 is 8.6. The table says 8.9.
# It is not a mistake. The paper divided **before** rounding; we divide rounded numbers.
#
# How to read the table:
#
# - solid: far above 1. It goes with ice.
# - gas: far below 1. It goes with steam.
# - water: near 1. It goes with both.
# - fashion: near 1. It goes with neither. Such a word is only **noise** when telling the two apart.
#
# With *large* and *small* in place of numbers:
#
# | | solid | gas | water | fashion |
# |---|---|---|---|---|
# | $P(k \mid ice)$ | large | small | large | small |
# | $P(k \mid steam)$ | small | large | large | small |
# | $P(k \mid ice) / P(k \mid steam)$ | large | small | near 1 | near 1 |

# %% tags=["check"] facts="F2.05 F2.06"
# 논문의 표. 반올림한 수로 나누면 8.6 · the paper's table; rounded numbers give 8.6
again = published.loc["ratio of the rounded numbers"]
assert round(again["solid"], 1) == 8.6 and np.allclose(again, published.loc["ratio"], rtol=0.04)
# 반올림하기 전의 수에서 8.9가 나올 수 있음 · numbers that round to these can give 8.9
assert 0.000185 / 0.0000225 < 8.9 < 0.000195 / 0.0000215
# 1보다 크면 얼음, 작으면 증기, 1에 가까우면 둘 다이거나 둘 다 아님 · above 1 ice, below 1 steam, near 1 both or neither
assert again["solid"] > 5 and again["gas"] < 0.2
assert all(0.7 < again[word] < 1.5 for word in ("water", "fashion"))

# %% [markdown] lang="ko"
# 같은 표를 우리 말뭉치에서도 만들어 봅시다.

# %% [markdown] lang="en"
# Let us make the same table from our own corpus.

# %%
counts = Cooccurrence.build(sentences, window=10, weighting="count", verbose=0)


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
# 거의 모두 0입니다. 논문은 60억 토큰을 세었고 우리는 그 만분의 일쯤을 세었습니다.
# steam 같은 단어는 몇 번 나오지도 않습니다. **작은 말뭉치에서는 드문 단어의 비율을 알 수 없습니다.**
#
# 우리 말뭉치에 자주 나오는 단어로 바꿔 봅시다. language(언어)와 war(전쟁)입니다.

# %% [markdown] lang="en"
# Nearly all zero. The paper counted 6 billion tokens; we count about one ten-thousandth of that.
# A word like steam hardly appears. **A small corpus cannot tell the ratios of rare words.**
#
# Let us take words that are frequent in our corpus: language and war.

# %%
frequent = compare("language", "war", ["spoken", "english", "army", "the"])
frequent.round(2)

# %% [markdown] lang="ko"
# 이번에는 표에서 차이가 뚜렷합니다. spoken과 english는 언어 쪽, army는 전쟁 쪽입니다.
# the는 어디에나 나오므로 0.71로, 1에서 크게 벗어나지 않습니다. `inf`는 0으로 나누었다는 뜻입니다. war 주변에는 spoken이 한 번도 나오지 않았습니다.

# %% [markdown] lang="en"
# Now the differences are clear. *spoken* and *english* go with *language*, *army* goes with *war*.
# The word *the* is everywhere, so its ratio, 0.71, is not far from 1. `inf` means a division by zero: spoken was never seen near war.

# %% tags=["check"]
ratios = frequent.iloc[2]
assert ratios["spoken"] > 2 and ratios["english"] > 2 and ratios["army"] < 0.5
assert round(ratios["the"], 2) == 0.71 and counts.count("war", "spoken") == 0
# 앞의 표: 거의 모두 0, 논문의 만분의 일쯤 · the table before: nearly all zero
assert (ours.iloc[:2] == 0).sum().sum() >= 6 and counts.vocabulary.counts["steam"] < 10
assert 8_000 < 6e9 / sum(map(len, sentences)) < 15_000

# %% [markdown] lang="ko"
# ## 4. 손실 함수를 만드는 세 단계
#
# GloVe의 아이디어는 한 줄입니다. **중심 단어와 주변 단어의 임베딩 벡터를 내적하면, 말뭉치 전체에서의 동시 등장 확률(의 로그)이 되게 하자.**
#
# 3절의 비율에서 출발해 봅시다. 얼음($i$)과 증기($j$)의 차이를 주변 단어 $k$로 알아내려면, 벡터의 차이 $w_i - w_j$와 $\tilde{w}_k$로 비율을 낼 수 있어야 합니다.
#
# $$F\left((w_i - w_j)^\top \tilde{w}_k\right) = \frac{P_{ik}}{P_{jk}}$$
#
# 왼쪽은 빼기이고 오른쪽은 나누기입니다. 빼기를 나누기로 바꾸는 함수는 지수 함수입니다. $F = \exp$로 놓고 로그를 취하면
#
# $$w_i^\top \tilde{w}_k = \log P_{ik} = \log X_{ik} - \log X_i$$
#
# 입니다. $\log X_i$는 $k$와 상관없으므로 편향 $b_i$에 넣습니다. 대칭이 되도록 $\tilde{b}_k$도 더합니다. 그러면 $w_i^\top \tilde{w}_k + b_i + \tilde{b}_k = \log X_{ik}$가 됩니다.
#
# 기호를 정리합니다.
#
# | 기호 | 뜻 |
# |---|---|
# | $X$, $X_{ij}$ | 동시 등장 행렬, 단어 $i$의 윈도우에 단어 $j$가 등장한 횟수 |
# | $X_i$ | $i$행의 합 |
# | $P_{ik}$ | $X_{ik} / X_i$ |
# | $P_{ik} / P_{jk}$ | 단어 $k$가 $i$와 $j$ 가운데 어느 쪽과 관련이 깊은지 나타내는 비율 |
# | $w_i$, $\tilde{w}_k$ | 중심 단어의 벡터, 주변 단어의 벡터 |
# | $b_i$, $\tilde{b}_k$ | 각각의 편향 |
# | $V$ | 단어 집합의 크기 |
#
# **1단계.** 두 벡터의 내적에 편향을 더한 값이 $\log X_{ij}$와 같아지도록 합니다.
#
# $$\sum_{i,j=1}^{V} \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$

# %% [markdown] lang="en"
# ## 4. The loss in three steps
#
# The idea of GloVe is one line. **The dot product of a center word's and a context word's vectors should be (the logarithm of) their co-occurrence probability in the whole corpus.**
#
# Start from the ratios of section 3. To tell ice ($i$) from steam ($j$) by a context word $k$, the difference $w_i - w_j$ and $\tilde{w}_k$ must give the ratio.
#
# $$F\left((w_i - w_j)^\top \tilde{w}_k\right) = \frac{P_{ik}}{P_{jk}}$$
#
# On the left is a difference, on the right a quotient. The exponential turns one into the other. With $F = \exp$ and a logarithm on both sides
#
# $$w_i^\top \tilde{w}_k = \log P_{ik} = \log X_{ik} - \log X_i$$
#
# Here $\log X_i$ does not depend on $k$, so it goes into a bias $b_i$; for symmetry we add $\tilde{b}_k$. Then $w_i^\top \tilde{w}_k + b_i + \tilde{b}_k = \log X_{ik}$.
#
# The symbols:
#
# | symbol | meaning |
# |---|---|
# | $X$, $X_{ij}$ | the co-occurrence matrix; how often $j$ was near $i$ |
# | $X_i$ | the sum of row $i$ |
# | $P_{ik}$ | $X_{ik} / X_i$ |
# | $P_{ik} / P_{jk}$ | whether word $k$ goes with $i$ or with $j$ |
# | $w_i$, $\tilde{w}_k$ | vector of the centre word, vector of the context word |
# | $b_i$, $\tilde{b}_k$ | the bias of each |
# | $V$ | size of the vocabulary |
#
# **Step one.** The dot product of the two vectors, plus the biases, should equal $\log X_{ij}$.
#
# $$\sum_{i,j=1}^{V} \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$

# %% facts="F2.07"
X = table.to_numpy().astype(float)
V = len(X)
rng = np.random.default_rng(9)
w, w_tilde = rng.normal(scale=0.1, size=(2, V, 3))  # 3차원 벡터 · three-dimensional vectors
b, b_tilde = rng.normal(scale=0.1, size=(2, V))
estimate = w @ w_tilde.T + b[:, None] + b_tilde[None, :]

# X_i는 i행의 합, P_ik = X_ik / X_i, 벡터와 편향은 단어마다 하나씩 · row sums; a vector and a bias per word and role
assert X.sum(axis=1)[0] == 3 and (X[0] / X[0].sum())[1] == small.probability("like", given="I")
model_of_symbols = GloVe(V, 3, seed=9)
assert [tuple(v.shape) for v in model_of_symbols.trainable_variables] == [
    *(array.shape for array in (w, w_tilde)),
    *((*array.shape, 1) for array in (b, b_tilde)),
]

with np.errstate(divide="ignore"):
    first_loss = ((estimate - np.log(X)) ** 2).sum()
print("step one:", first_loss)

# %% [markdown] lang="ko"
# 무한대입니다. $X_{ij}$가 0이면 $\log 0 = -\infty$이기 때문입니다. 49칸 가운데 37칸이 0입니다.
#
# **2단계.** 1을 더해 $\log(1 + X_{ij})$로 바꿉니다.

# %% [markdown] lang="en"
# Infinite. Where $X_{ij}$ is 0, $\log 0 = -\infty$. Of the 49 cells, 37 are 0.
#
# **Step two.** Add 1: $\log(1 + X_{ij})$.

# %% facts="F2.08"
second = (estimate - np.log1p(X)) ** 2
print(f"step two: {second.sum():.3f}", " cells that are 0:", int((X == 0).sum()), "of", X.size)

# log 0 때문에 첫 손실은 무한대, log(1+X)는 유한 · infinite because of log 0; finite with log(1+X)
assert np.isinf(first_loss) and np.isfinite(second.sum()) and (X == 0).sum() == 37

# %% [markdown] lang="ko"
# 이제 숫자가 나옵니다. 하지만 문제가 두 가지 있습니다.
#
# - **횟수가 적을 때 값이 왜곡됩니다.** 1을 더해도 큰 수는 거의 그대로지만 작은 수는 크게 달라집니다.
# - **모든 칸을 똑같이 중요하게 다룹니다.** 실제 텍스트에서는 0인 칸이 거의 전부입니다. 그러면 모델은 0인 칸을 맞히는 데 힘을 거의 다 쓰게 됩니다.

# %% [markdown] lang="en"
# Now there is a number. But there are two problems.
#
# - **Small counts are distorted.** Adding 1 is nothing to a large number but much to a small one.
# - **All cells are equally important.** In real text nearly all cells are 0. The model would spend its effort on zeros.

# %%
size = np.array([1, 2, 5, 10, 100, 1000])
distortion = pd.DataFrame({"log X": np.log(size), "log(1+X)": np.log1p(size)}, index=size)
distortion["difference"] = distortion["log(1+X)"] - distortion["log X"]
distortion.index.name = "X"
distortion.round(3)

# %%
cells = counts.matrix.data
share_of_zeros = 1 - counts.matrix.nnz / len(counts) ** 2
print(f"cells that are 0: {share_of_zeros:.2%}")
print(f"of the others, counted only once: {(cells == 1).mean():.0%}")
print("X(it, is) =", counts.count("it", "is"), "  X(language, spoken) =", end=" ")
print(counts.count("language", "spoken"))

# X = 1과 X = 2의 차이가 0.69에서 0.41로 줄어듭니다 · from X = 1 to 2: 0.41 instead of 0.69
assert distortion["difference"][1] > 0.69 and distortion["difference"][100] < 0.01
assert np.log1p(2) - np.log1p(1) < 0.6 * (np.log(2) - np.log(1))
assert share_of_zeros > 0.99 and (cells == 1).mean() > 0.5
assert counts.count("it", "is") > 20 * counts.count("language", "spoken") > 0

# %% [markdown] lang="ko"
# 0인 칸을 빼더라도 문제가 남습니다. 남은 칸의 절반 이상이 **딱 한 번** 나온 쌍입니다. 우연일 때가 많습니다.
# 반대로 'it is' 같은 **불용어**(stopword) 쌍은 의미가 별로 없는데도 아주 많이 나옵니다. 횟수만큼 가중치를 주면 이런 쌍이 손실을 좌우합니다.
#
# **3단계.** 칸마다 가중치 $f(X_{ij})$를 곱합니다. 드문 쌍은 작게, 자주 나오는 쌍은 크게, 하지만 1을 넘지 않게 합니다.
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$

# %% [markdown] lang="en"
# Leaving the zeros out is not enough. More than half of the other cells were counted **just once**, often by chance.
# And pairs of **stop words** such as *it is* carry little meaning but come up all the time. Weighted by their count, they would rule the loss.
#
# **Step three.** Multiply each cell by a weight $f(X_{ij})$: small for rare pairs, large for frequent ones, but never more than 1.
#
# $$f(x) = \min\left(1, \left(x / x_{max}\right)^{3/4}\right)$$

# %%
x = np.linspace(0, 30, 121)
plots.lines(
    {"x_max = 10": weighting(x, x_max=10), "x_max = 25": weighting(x, x_max=25)},
    x=x,
    xlabel="함께 나온 횟수 · times seen together (x)",
    ylabel="가중치 · weight f(x)",
    title="가중치 함수 · the weighting function",
)

# %% tags=["check"] facts="F2.09"
# 드문 쌍에서 작고, 자주 나오는 쌍에서도 1까지만 · small for rare pairs, at most 1
f = weighting([0, 1, 5, 10, 1000], x_max=10)
assert f[0] == 0 and np.all(np.diff(f[:4]) > 0) and f[3] == f[4] == 1
assert np.isclose(f[1], (1 / 10) ** 0.75)
assert counts.count("it", "is") > 10 and weighting(counts.count("it", "is"), x_max=10) == 1

# %% [markdown] lang="ko"
# 가중치가 정말 필요할까요? 말뭉치의 앞부분 4분의 1로 작은 모델 세 개를 훈련시킵니다. 다른 것은 같고 가중치만 다릅니다.
#
# - **1**: 모든 쌍을 똑같이
# - **x**: 횟수만큼, 상한 없이
# - **f**: 위의 가중치 함수($x_{max} = 10$)
#
# 표의 처음 네 줄은 가중치와 손실이 어디에 몰려 있는지, 나머지 세 줄은 학습을 마친 뒤 $\log X$와의 오차(RMSE, 제곱근 평균 제곱 오차)입니다.

# %% [markdown] lang="en"
# Is the weight really needed? We train three small models on the first quarter of the corpus. Only the weight differs.
#
# - **1**: all pairs the same
# - **x**: by their count, with no upper limit
# - **f**: the weighting above ($x_{max} = 10$)
#
# The first four rows say where weight and loss are, the other three the trained model's error against $\log X$ (RMSE).

# %%
quarter_counts = Cooccurrence.build(
    sentences[: len(sentences) // 4], window=5, weighting="count", min_count=5, verbose=0
)
pairs = quarter_counts.matrix.tocoo()
once, often, top = pairs.data == 1, pairs.data > 100, pairs.data == pairs.data.max()
names = [quarter_counts.vocabulary.words[index] for index in (pairs.row[top][0], pairs.col[top][0])]
print(
    f"{len(pairs.data):,} pairs: {once.mean():.0%} seen once, {often.mean():.2%} more than 100 times"
)
print("most frequent:", *names, f"({pairs.data.max():.0f} times)")

# %%
weightings = {
    "1": {"x_max": 1},  # min(1, x) = 1
    "x": {"x_max": pairs.data.max(), "alpha": 1},  # x / 가장 큰 x · x over the largest x
    "f": {"x_max": 10},
}
columns, trials = {}, {}
for name, options in weightings.items():
    trials[name] = trial = GloVe(len(quarter_counts), 100, seed=9, **options)
    weight = weighting(pairs.data, **options)
    before = weight * (np.asarray(trial((pairs.row, pairs.col))) - np.log(pairs.data)) ** 2
    trial.fit(quarter_counts, epochs=20, threads=1, verbose=0)
    error = np.asarray(trial((pairs.row, pairs.col))) - np.log(pairs.data)
    loss = weight * error**2
    columns[name] = {
        "X = 1: 가중치의 몫 · share of weight": weight[once].sum() / weight.sum(),
        "X = 1: 훈련 뒤 손실의 몫 · share of loss after training": loss[once].sum() / loss.sum(),
        "가장 잦은 쌍: 가중치 / 평균 · weight / mean weight": weight[top].mean() / weight.mean(),
        "가장 잦은 쌍: 훈련 전 손실의 몫 · share of loss before": before[top].sum() / before.sum(),
        "X = 1: 오차 · error": np.sqrt((error[once] ** 2).mean()),
        "X > 100: 오차 · error": np.sqrt((error[often] ** 2).mean()),
        "가장 잦은 쌍: 오차 · error": np.sqrt((error[top] ** 2).mean()),
    }
three_weights = pd.DataFrame(columns)
three_weights.round(3)

# %% [markdown] lang="ko"
# - **1**: 가중치의 3분의 2 이상을 한 번 나온 쌍이 차지합니다. 모델은 우연히 나온 쌍을 가장 잘 맞히고, 100번 넘게 나온 쌍에서 더 크게 빗나갑니다.
# - **x**: 가장 잦은 쌍 하나의 가중치가 평균의 천 배가 넘고, 처음 손실의 9%를 혼자 차지합니다. 한 번 나온 쌍은 잘 학습하지 못합니다.
# - **f**: 자주 나온 쌍을 셋 가운데 가장 잘 맞히면서, 한 번 나온 쌍의 오차도 x의 절반보다 작습니다.

# %% [markdown] lang="en"
# - **1**: over two thirds of the weight lies on pairs seen once. The model fits chance pairs best and is further off for pairs seen more than 100 times.
# - **x**: the most frequent pair weighs over a thousand times the mean, and alone makes up 9 % of the initial loss. Pairs seen once are poorly learned.
# - **f**: of the three, it fits frequent pairs best, and its error for pairs seen once is less than half that of x.

# %% tags=["check"]
weight_once, loss_once, top_weight, top_before, error_once, error_often, _ = (
    row for _, row in three_weights.iterrows()
)
assert weight_once["1"] > 2 / 3 and weight_once["x"] < 0.35 and weight_once["f"] < 0.5
assert loss_once["1"] > 1 / 3 and error_once["1"] < 0.7 * error_often["1"]
assert top_weight["x"] > 1000 and top_weight["f"] < 10
assert round(top_before["x"], 2) == 0.09 > 10 * top_before["f"]
assert error_once["x"] > 2 * error_once["f"]
assert error_often["f"] < 0.85 * min(error_often["1"], error_often["x"])

# %% [markdown] lang="ko"
# 이렇게 해서 최종 손실 함수를 얻습니다.
#
# $$J = \sum_{i,j=1}^{V} f(X_{ij}) \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$
#
# $f(0) = 0$이므로 0인 칸은 아예 계산하지 않습니다. $\log 0$ 문제도 함께 사라집니다.
# 우리 `GloVe` 모델이 같은 값을 내는지, 식을 그대로 계산한 값과 비교해 봅시다.

# %% [markdown] lang="en"
# This gives the final loss.
#
# $$J = \sum_{i,j=1}^{V} f(X_{ij}) \left( w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij} \right)^2$$
#
# Since $f(0) = 0$, the cells with 0 are never computed. The problem with $\log 0$ is gone as well.
# Does our `GloVe` model give the same value? We compare it with the formula computed by hand.

# %% facts="F2.10"
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
by_keras = toy.evaluate(named, verbose=0) * seen.sum()  # evaluate는 칸의 평균 · the mean over cells
print(f"by hand {by_hand:.4f}, by Keras {by_keras:.4f}")

# 최종 손실 함수 · the final loss
assert np.isclose(by_hand, by_keras, rtol=1e-5)

# %% [markdown] lang="ko"
# ## 5. 훈련
#
# 강의의 코드를 씁니다. `Corpus`와 `Glove`를 쓰는 줄은 강의와 같습니다.
# 예전 패키지는 더 이상 설치되지 않으므로, 이름과 사용법이 같은 `Corpus`와 `Glove`를 새로 만들었습니다.
# 강의에서 쓴 TED 강연이 있으면 그것으로, 없으면 위키백과와 뉴스로 모델을 훈련시킵니다.

# %% [markdown] lang="en"
# ## 5. Training
#
# The lines with `Corpus` and `Glove` are those of the chapter.
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

print(f"{training}: {sum(map(len, result)):,} tokens")
chapter_corpus = Corpus()
chapter_corpus.fit(result, window=5)
glove = Glove(no_components=100, learning_rate=0.05)
glove.fit(chapter_corpus.matrix, epochs=20, no_threads=4, verbose=True)
glove.add_dictionary(chapter_corpus.dictionary)

for word in ("man", "boy", "water"):
    print(word, [(near, round(cosine, 3)) for near, cosine in glove.most_similar(word)])

# %% tags=["check"] facts="F2.11"
# (단어, 코사인) 네 쌍, 질문한 단어는 빼고 · four (word, cosine) pairs without the word itself
neighbours = glove.most_similar("man")
assert len(neighbours) == 4 and "man" not in dict(neighbours)
assert all(isinstance(word, str) and -1 <= cosine <= 1 for word, cosine in neighbours)
assert [c for _, c in neighbours] == sorted((c for _, c in neighbours), reverse=True)
assert glove.word_vectors.shape == (len(chapter_corpus.dictionary), 100)
# 한 번만 나온 단어도 버리지 않습니다 · words seen only once are kept
assert set(chain.from_iterable(result)) == set(chapter_corpus.dictionary)
assert all(counts.vocabulary.counts[word] <= 2 for word in ("darlingthomas", "darlingdavid"))

# %%
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
# TED 강연이 없으면 이웃이 강의와 다릅니다. 다른 말뭉치로, 그것도 훨씬 적은 텍스트로 학습했기 때문입니다.
# 강의의 코드는 한 번만 나온 단어도 버리지 않습니다. 그래서 이웃에 이상한 단어가 섞이곤 합니다(스레드가 여럿이라 실행할 때마다 조금 다릅니다). darlingthomas나 darlingdavid 같은 단어가 보이면, 그것은 원문에서 띄어쓰기 없이 붙어 버린 영화 제작진의 이름('DarlingThomas Little…')이고, 한두 번밖에 나오지 않습니다.
# (TED 강연은 이렇게 내려받습니다: `wordemb data fetch ted_en`)
#
# 이제 우리 `GloVe` 모델을 봅시다. 1절의 `glove_here`가 그것입니다. 보통의 케라스 모델이지만, CPU에서 `Cooccurrence`로 훈련시키면 컴파일된 빠른 훈련기를 씁니다.
# 논문처럼 거리가 $d$인 단어는 $1/d$로 세었고, 다섯 번 이상 나온 단어만 썼습니다.

# %% [markdown] lang="en"
# Without the TED talks the neighbours differ from the chapter's. The corpus is another one, and much smaller.
# The chapter's code keeps words that were seen only once, so odd words can turn up as neighbours (with several threads every run differs a little). Words such as *darlingthomas* or *darlingdavid* are names in film credits that the source runs together ('DarlingThomas Little…'), seen once or twice.
# (Get the talks with: `wordemb data fetch ted_en`)
#
# Now to our own `GloVe` model, `glove_here` of section 1. It is an ordinary Keras model, but given a `Cooccurrence` on a CPU it uses a fast compiled trainer.
# As in the paper, a word at distance $d$ counted $1/d$; and we kept only words seen at least five times.

# %%
vectors = glove_here.keyed_vectors()
print(f"{near.matrix.nnz:,} pairs of {len(near):,} words")
plots.lines(
    {"": losses},
    xlabel="에포크 · epoch",
    ylabel="평균 손실 · mean loss",
    title="학습 곡선 · learning curve",
)

# %% tags=["check"]
assert losses[-1] < losses[0] / 2 and np.isfinite(losses).all()

# %% [markdown] lang="ko"
# 훈련의 한 걸음은 이렇습니다(`wordemb_keras/glove/plain.py`). 쌍 하나의 손실을 미분해서 두 벡터와 두 편향을 조금 옮깁니다. 기울기의 제곱을 모아 두고 그 제곱근으로 나누는 것이 **AdaGrad**입니다. 자주 나오는 단어는 걸음이 점점 짧아집니다.
# 빠른 훈련기도 같은 걸음을 걷는지, 쌍이 하나뿐인 행렬로 확인합니다.

# %% [markdown] lang="en"
# One step of the training reads like this (`wordemb_keras/glove/plain.py`): the gradient of one pair's loss moves two vectors and two biases a little. **AdaGrad** sums the squares of the gradients and divides by the root, so frequent words take ever shorter steps.
# Does the fast trainer take the same step? We try a matrix with a single pair.

# %%
print(inspect.getsource(plain_training.step).split('"""')[-1])

settings = {"symmetric": False}  # X[ice, solid]만 · X[ice, solid] only
one_pair = Cooccurrence(np.array([[0.0, 5.0], [0.0, 0.0]]), ["ice", "solid"], settings=settings)
fast = GloVe(2, 3, x_max=10, seed=9)
ice, solid = (
    plain_training.Word(
        vector=np.asarray(table.embeddings)[row].astype(float),
        bias=float(np.asarray(biases.embeddings)[row, 0]),
        vector_squares=np.full(3, 0.1),  # 케라스의 AdaGrad는 0.1에서 시작 · Keras starts at 0.1
        bias_squares=0.1,
    )
    for table, biases, row in (
        (fast.words, fast.word_biases, 0),
        (fast.contexts, fast.context_biases, 1),
    )
)
plain_training.step(ice, solid, 5, learning_rate=0.05, x_max=10)
fast.fit(one_pair, epochs=1, threads=1, verbose=0)
print("plain:", ice.vector.round(3), " fast:", np.asarray(fast.words.embeddings)[0].round(3))

# %% tags=["check"]
assert np.allclose(np.asarray(fast.words.embeddings)[0], ice.vector, atol=1e-4)
assert np.allclose(np.asarray(fast.contexts.embeddings)[1], solid.vector, atol=1e-4)
assert np.isclose(np.asarray(fast.word_biases.embeddings)[0, 0], ice.bias, atol=1e-4)

# %% [markdown] lang="ko"
# ## 6. 작은 말뭉치와 0인 칸
#
# GloVe의 WordSim-353 점수는 1절의 LSA나 Word2Vec보다 낮습니다. 왜 그럴까요?
#
# GloVe의 손실은 **0인 칸을 보지 않습니다.** 한 번도 함께 나오지 않은 두 단어의 벡터를 서로 멀어지게 하는 항이 손실에 없습니다.
# 그런데 작은 말뭉치에서는 0인 칸이 거의 전부입니다.
# 게다가 단어 하나에 학습할 값은 202개($2 \times 101$: 100차원 벡터 두 개와 편향 두 개)인데, 단어의 절반은 0이 아닌 칸이 100개도 되지 않습니다(아래 출력).
#
# 두 가지로 확인합니다. 하나는 같은 동시 등장 행렬에서 **0인 칸까지 반영하는** 모델(PPMI와 SVD)을 만드는 것입니다. PPMI는 우연보다 자주 함께 나온 정도이고, 0인 칸은 그대로 0입니다.
# 다른 하나는 GloVe에 0인 칸을 조금 알려 주는 것입니다. 0인 칸을 무작위로 골라(자주 나오는 단어일수록 더 많이) 0.1번 나온 것으로 칩니다.

# %% [markdown] lang="en"
# ## 6. A small corpus and its zeros
#
# GloVe's score in WordSim-353 is below that of LSA and the well-trained Word2Vec in section 1. Why?
#
# The loss of GloVe **never looks at cells that are 0.** Nothing pushes apart the vectors of words that were never seen together.
# But in a small corpus nearly all cells are 0.
# Also, each word has 202 numbers to learn ($2 \times 101$: two 100-dimensional vectors and two biases), and half of the words have fewer than 100 cells that are not 0 (printed below).
#
# We check this in two ways. First, we build a model from **the same counts** that also uses the zeros (PPMI and SVD). PPMI says how much more often than by chance two words meet; a cell of 0 stays 0.
# Second, we tell GloVe about some of the zeros: cells of 0, picked at random (more of frequent words), count as seen 0.1 times.

# %%
totals = np.asarray(near.matrix.sum(axis=1)).ravel()
ppmi_svd = KeyedVectors(100)
ppmi_svd.add_vectors(near.vocabulary.words, svd.fit_transform(near.ppmi()))

chance = totals**0.75 / (totals**0.75).sum()
picked = np.random.default_rng(9).choice(len(near), (2, near.matrix.nnz // 2), p=chance)
zeros = (csr_matrix((np.ones(len(picked[0])), picked), near.matrix.shape) > 0).astype(float)
zeros -= zeros.multiply(near.matrix > 0)
with_zeros = Cooccurrence(near.matrix + 0.1 * zeros, near.vocabulary)
told = GloVe(len(near), 100, seed=9)
told.fit(with_zeros, epochs=20, threads=1, verbose=0)

filled = int(np.median(np.diff(near.matrix.indptr)))
print("cells that are not 0, of the median word:", filled)
compared = {
    "LSA": lsa,
    "Word2Vec": word2vec,
    "GloVe": glove_here,
    "GloVe + 0인 칸 · with zeros": told,
    "PPMI + SVD": ppmi_svd,
}
results = {name: word_similarity(vectors_of) for name, vectors_of in compared.items()}
pd.DataFrame(
    {name: [r.score, r.used, r.skipped] for name, r in results.items()},
    index=["WordSim-353", "used", "skipped"],
).T.round(2).astype({"used": int, "skipped": int})

# %% tags=["check"]
agreement = {name: result.score for name, result in results.items()}
assert len({(result.used, result.skipped) for result in results.values()}) == 1
assert agreement["GloVe"] < agreement["Word2Vec"] and agreement["GloVe"] < agreement["LSA"] - 0.2
assert agreement["GloVe + 0인 칸 · with zeros"] > agreement["GloVe"] + 0.1
assert agreement["PPMI + SVD"] > agreement["GloVe"] + 0.2 and filled < 100

# %% [markdown] lang="ko"
# 같은 횟수에서 나온 PPMI의 점수가 훨씬 높으니, 정보는 횟수 안에 이미 있습니다. 0인 칸을 알려 주기만 해도 GloVe의 점수가 크게 오릅니다.
#
# ## 7. 단어 벡터 살펴보기
#
# 이제 `glove_here`의 이웃을 봅시다.

# %% [markdown] lang="en"
# PPMI scores much higher on the same counts, so the information is in the counts. And GloVe gains much just by being told about zeros.
#
# ## 7. A look at the word vectors
#
# Now the neighbours in the model we trained before.

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
unit = vectors.get_normed_vectors()[[vectors.key_to_index[word] for word, _ in shown]]
plots.word_map(
    unit,
    [word for word, _ in shown],
    groups=[theme for _, theme in shown],
    title="주제별 단어 · words by theme",
)

# %% [markdown] lang="ko"
# 벡터는 100차원인데, 이 그림은 벡터들이 가장 크게 달라지는 두 방향만 보여 줍니다(주성분 분석). 축의 %는 전체 분산 가운데 그 방향이 설명하는 비율입니다.
# t-SNE는 다르게 줄입니다. 가까운 이웃을 가깝게 놓으려고 합니다. 대신 떨어진 무리 사이의 거리에는 의미가 없습니다.

# %% [markdown] lang="en"
# The vectors are 100-dimensional, and this picture shows only the two directions in which the vectors differ most (principal components). The % on an axis is the share of the differences that it holds.
# t-SNE tries to keep near neighbours near. The price: the distance between groups that lie apart says nothing.

# %%
plots.word_map(
    unit,
    [word for word, _ in shown],
    groups=[theme for _, theme in shown],
    title="같은 단어를 t-SNE로 · the same words by t-SNE",
    method="tsne",
    seed=9,
)

# %%
theme_of = np.array([theme for _, theme in shown])
cosines = unit @ unit.T
same = theme_of[:, None] == theme_of
pair = ~np.eye(len(shown), dtype=bool)
within, across = cosines[same & pair].mean(), cosines[~same].mean()
print(f"mean cosine: within a theme {within:.2f}, between themes {across:.2f}")
assert within > across + 0.1

# %%
# 60억 토큰으로 학습한 GloVe에서 우리 단어만 · our words in the GloVe trained on 6 billion tokens
with open_vectors(datasets.locate("glove.6B.50d").path) as large:
    of_known = large.find(near.vocabulary.words)
big = KeyedVectors(50)
big.add_vectors([*of_known], np.stack([*of_known.values()]))


def nearest(vectors, count=10):
    """가장 가까운 단어 10개의 번호 · numbers of the ten nearest words"""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -2)
    return np.argpartition(-cosines, count, axis=1)[:, :count]


def found_again(vectors, words):
    """단어마다, 큰 GloVe의 이웃 10개와 겹치는 수 · of the large GloVe's ten neighbours, how many"""
    here, there = (nearest(each[words]) for each in (vectors, big))
    return np.array([len(np.intersect1d(a, b)) for a, b in zip(here, there, strict=True)])


frequent_words = [word for word in near.vocabulary.words[:2000] if word in big]
again = found_again(vectors, frequent_words)  # 자주 나오는 단어부터 · frequent words first
most, least = again[:500].mean(), again[-500:].mean()
print(f"neighbours found again, of 10: frequent words {most:.2f}, rarer words {least:.2f}")
assert most > 1.5 * least

# %% [markdown] lang="ko"
# 같은 주제의 단어는 서로 더 비슷합니다. 하지만 그림에서 보듯 경계가 또렷하지는 않습니다.
#
# **한계.** 이 말뭉치로는 자주 나오는 단어의 이웃도 일부만 그럴듯합니다. 드문 단어는 더 맞지 않아서, 큰 GloVe의 이웃을 다시 찾은 수가 훨씬 적습니다.
# 60억 토큰으로 학습한 GloVe와 나란히 놓고 봅시다.

# %% [markdown] lang="en"
# Words of one theme are more alike. But as the picture shows, the borders are not sharp.
#
# **Limits.** On this corpus even frequent words have only some neighbours that make sense. Rarer words fit less: far fewer neighbours of the large GloVe are found again.
# Let us put the GloVe that was trained on 6 billion tokens beside it.

# %%
asked = ("man", "boy", "king", "music")
beside = {
    word: [
        ", ".join(near for near, _ in each.most_similar(word, topn=5)) for each in (vectors, big)
    ]
    for word in asked
}
columns = [f"{sum(map(len, sentences)):,} tokens", "6,000,000,000 tokens"]
pd.DataFrame(beside, index=columns).T

# %%
for pair in (("man", "woman"), ("boy", "girl")):
    print(*pair, f"here {vectors.similarity(*pair):.3f}  6B {big.similarity(*pair):.3f}")
((found, cosine),) = big.most_similar(positive=["king", "woman"], negative=["man"], topn=1)
print(f"6B: king - man + woman = {found} {cosine:.3f}")

# %% tags=["check"]
assert found == "queen" and round(cosine, 3) == 0.852
assert round(float(big.similarity("man", "woman")), 3) == 0.886
assert round(float(big.similarity("boy", "girl")), 3) == 0.933
assert vectors.similarity("boy", "girl") < big.similarity("boy", "girl") - 0.1

# %% [markdown] lang="ko"
# 같은 방법이라도 말뭉치가 만 배 크면 이웃이 이렇게 달라집니다. 유추(왕 - 남자 + 여자 = 여왕)도 됩니다. 9-4에서는 이렇게 사전 훈련된 벡터를 가져다 씁니다.
#
# ## 정리
#
# | | LSA | Word2Vec | GloVe |
# |---|---|---|---|
# | 방법 | 카운트 기반 | 예측 기반 | 둘 다 |
# | 보는 것 | 말뭉치 전체의 통계 | 윈도우 안의 단어 | 말뭉치 전체의 동시 등장 행렬 |
# | 유추 | 약함 | 강함 | 강함(말뭉치가 크면) |
# | 손실에서 0인 칸 | 씀 | 네거티브 샘플로 씀 | 쓰지 않음 |
#
# > **자주 하는 실수**
# >
# > - 작은 말뭉치에 논문의 $x_{max} = 100$을 그대로 씁니다. 거의 모든 쌍의 가중치가 0에 가까워집니다.
# > - 가중치가 다른 두 손실을 비교합니다. 비교할 수 없습니다.
# > - $w$만 벡터로 씁니다. 논문은 $w + \tilde{w}$를 씁니다. `vectors`가 그 합입니다.
# > - 빈도가 낮은 단어의 이웃을 믿습니다. 몇 번 나왔는지부터 확인하세요.

# %% [markdown] lang="en"
# The method is the same, but a corpus ten thousand times as large gives these neighbours. Analogies work, too (king - man + woman = queen). In section 9-4 we use such pretrained vectors.
#
# ## In short
#
# | | LSA | Word2Vec | GloVe |
# |---|---|---|---|
# | kind | count based | prediction based | both |
# | looks at | statistics of the whole corpus | words in the window | the co-occurrence matrix of the whole corpus |
# | analogies | weak | strong | strong (on a large corpus) |
# | cells that are 0 | used | used as negative samples | not used |
#
# > **Common mistakes**
# >
# > - Taking the paper's $x_{max} = 100$ for a small corpus. Nearly every pair then has a weight near 0.
# > - Comparing losses under different weightings. They are not comparable.
# > - Using $w$ alone. The paper uses $w + \tilde{w}$; that sum is `vectors`.
# > - Trusting neighbours of rare words. First look how often they were seen.

# %% [markdown] lang="ko"
# ## 확인 문제

# %% [markdown] lang="en"
# ## Quiz

# %% tags=["quiz"]
quiz.show("9-2", "LANG")

# %% [markdown] lang="ko"
# ## 연습 문제
#
# **1.** 문장 "a b a c"의 동시 등장 행렬을 윈도우 1로 만들어 `X(a, b)`와 `P(b|a)`를 구하세요.
#
# <details><summary>풀이</summary>
#
# ```python
# from wordemb_keras import Cooccurrence
#
# X = Cooccurrence.build(["a b a c".split()], window=1, verbose=0)
# assert X.count("a", "b") == 2 and X.probability("b", given="a") == 2 / 3
# ```
#
# a의 이웃은 b, b, c로 모두 셋이고, 그중 b가 둘입니다.
#
# </details>
#
# **2.** $x_{max} = 10$일 때 한 번 나온 쌍의 가중치는 열 번 나온 쌍의 몇 분의 1입니까?
#
# <details><summary>풀이</summary>
#
# ```python
# from wordemb_keras.glove import weighting
#
# one, ten = weighting([1, 10], x_max=10)
# assert ten == 1 and round(one, 3) == 0.178
# ```
#
# 횟수는 10분의 1이지만 가중치는 약 5.6분의 1입니다. 지수가 3/4이기 때문입니다.
#
# </details>
#
# **3.** $X_{ij} = 0$인 칸에서 $\log(1 + X)$ 손실과 GloVe의 최종 손실은 무엇이 다릅니까?
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras.glove import weighting
#
# assert np.log1p(0) == 0  # 목표가 0: 모델은 이 칸도 맞혀야 합니다
# assert weighting(0, x_max=10) == 0  # 가중치가 0: 칸을 아예 보지 않습니다
# ```
#
# </details>
#
# **실험실**: 터미널에서 `wordemb lab map`과 `wordemb lab glove`를 실행하면 [단어 지도와 GloVe 실험실](../../docs/LANG/labs.md)이 브라우저에 열립니다.
#
# **다음**: [과제 9-2](../assignments/LANG/ch9_2_glove.ipynb), [API](../../docs/LANG/api.md), [9-3. 패스트 텍스트](ch9_3_fasttext.ipynb)

# %% [markdown] lang="en"
# ## Exercises
#
# **1.** Build the co-occurrence matrix of "a b a c" with window 1. What are `X(a, b)` and `P(b|a)`?
#
# <details><summary>Solution</summary>
#
# ```python
# from wordemb_keras import Cooccurrence
#
# X = Cooccurrence.build(["a b a c".split()], window=1, verbose=0)
# assert X.count("a", "b") == 2 and X.probability("b", given="a") == 2 / 3
# ```
#
# The neighbours of a are b, b and c: three, two of them b.
#
# </details>
#
# **2.** With $x_{max} = 10$, how much smaller is the weight of a pair seen once than that of a pair seen ten times?
#
# <details><summary>Solution</summary>
#
# ```python
# from wordemb_keras.glove import weighting
#
# one, ten = weighting([1, 10], x_max=10)
# assert ten == 1 and round(one, 3) == 0.178
# ```
#
# A tenth of the count, but about 1/5.6 of the weight: the exponent is 3/4.
#
# </details>
#
# **3.** For a cell with $X_{ij} = 0$, how does the $\log(1 + X)$ loss differ from the final loss of GloVe?
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras.glove import weighting
#
# assert np.log1p(0) == 0  # the target is 0: the model must fit this cell as well
# assert weighting(0, x_max=10) == 0  # the weight is 0: the cell is never looked at
# ```
#
# </details>
#
# **Laboratory**: `wordemb lab map --lang en` and `wordemb lab glove --lang en` in a terminal open [the word map and the GloVe laboratory](../../docs/LANG/labs.md) in the browser.
#
# **Next**: [assignment 9-2](../assignments/LANG/ch9_2_glove.ipynb), [API](../../docs/LANG/api.md), [9-3. FastText](ch9_3_fasttext.ipynb)

# %% [markdown] lang="ko"
# ## 부록: $x_{max}$ 고르기
#
# $x_{max}$는 얼마로 정하면 좋을까요? 논문은 100을 썼습니다. 말뭉치의 4분의 1에서 1, 10, 100을 비교합니다(1과 10은 4절에서 훈련시킨 모델입니다).
# 손실끼리는 비교할 수 없습니다. 가중치가 다르면 손실의 의미도 달라지기 때문입니다. 그래서 두 가지로 평가합니다.
#
# - **WordSim-353**: 사람이 매긴 유사도와의 순위 상관
# - **이웃**: 7절처럼, 큰 GloVe의 이웃 10개를 몇 개나 다시 찾는가

# %% [markdown] lang="en"
# ## Appendix: choosing $x_{max}$
#
# Which $x_{max}$ is good? The paper used 100. We compare 1, 10 and 100 on a quarter of the corpus (1 and 10 are the models of section 4).
# Losses under different weightings are not comparable. So we evaluate in two ways.
#
# - **WordSim-353**: rank correlation with similarities given by people
# - **Neighbours**: as in section 7, how many of the large GloVe's ten neighbours are found again

# %%
hundred = GloVe(len(quarter_counts), 100, x_max=100, seed=9)
hundred.fit(quarter_counts, epochs=20, threads=1, verbose=0)
quarter_words = [word for word in quarter_counts.vocabulary.words[:2000] if word in big]


def judge(trial):
    similar = word_similarity(trial)
    return {
        "WordSim-353": similar.score,
        "pairs": similar.used,
        "이웃 · neighbours (of 10)": found_again(trial.keyed_vectors(), quarter_words).mean(),
    }


by_x_max = {1: trials["1"], 10: trials["f"], 100: hundred}
x_max_table = pd.DataFrame({x_max: judge(trial) for x_max, trial in by_x_max.items()}).T
x_max_table.index.name = "x_max"
uncertain = 1 / np.sqrt(x_max_table["pairs"].iloc[0] - 1)
print(f"standard error of WordSim-353: {uncertain:.2f}")
x_max_table.round(2).astype({"pairs": int})

# %% [markdown] lang="ko"
# - **WordSim-353**으로는 고를 수 없습니다. 단어 쌍이 $n$개일 때 순위 상관의 표준오차는 약 $1/\sqrt{n-1}$입니다. 값의 차이가 그 두 배를 넘지 않으므로 우연과 구별되지 않습니다.
# - **이웃**은 x_max가 10일 때 가장 많이 겹칩니다.
#
# 그래서 이 패키지의 기본값은 **10**입니다. 말뭉치의 크기와 시드를 바꾸고 3과 30을 함께 비교한 표는 `benchmarks/glove_defaults.py`가 만듭니다.
# 논문의 100은 수십억 단어를 위한 값입니다. 작은 말뭉치에서는 거의 모든 쌍의 가중치가 0에 가까워집니다.
# 1은 반대로 너무 작습니다. 한 번 나온 우연한 쌍까지 가중치가 1이 됩니다.

# %% [markdown] lang="en"
# - **WordSim-353** cannot decide. With $n$ pairs the standard error of a rank correlation is about $1/\sqrt{n-1}$; no difference exceeds two standard errors.
# - **Neighbours**: most overlap at 10.
#
# So the default of this package is **10**. `benchmarks/glove_defaults.py` makes the table over sizes of the corpus and seeds, with 3 and 30 as well.
# The paper's 100 is meant for billions of words. In a small corpus it gives nearly every pair a weight near 0.
# The value 1 is too small: a pair seen once by chance already gets the weight 1.

# %% tags=["check"]
similar = x_max_table["WordSim-353"]
assert similar.max() - similar.min() < 2 * uncertain
assert x_max_table["이웃 · neighbours (of 10)"].idxmax() == 10
f_at_100, f_at_1 = (weighting(quarter_counts.matrix.data, x_max=x) for x in (100, 1))
assert np.median(f_at_100) < 0.05 and weighting(1, x_max=1) == 1

# %%
notebooks.summary(
    [corpus, training] if training != corpus else corpus,
    pairs=near.matrix.nnz,
    final_loss=round(losses[-1], 3),
    wordsim=round(agreement["GloVe"], 3),
    neighbours_found_again=f"{again.mean():.2f} of 10",
)
