# %% [markdown] lang="ko"
# # 9-1. 워드 임베딩
#
# **질문**: 컴퓨터에게 '강아지'라는 단어를 어떤 숫자로 건네주면 좋을까요?
#
# 단어를 밀집 벡터로 표현하는 방법을 **워드 임베딩**(word embedding)이라 하고, 그렇게 얻은 벡터를 **임베딩 벡터**(embedding vector)라고 합니다.
# 이 노트북에서는 두 가지 표현을 비교합니다.
#
# 1. **희소 표현**(sparse representation): 원-핫 벡터. 한 자리만 1이고 나머지는 모두 0입니다.
# 2. **밀집 표현**(dense representation): 임베딩 벡터. 길이가 짧고, 값이 모두 실수입니다.
#
# 실제 텍스트로 **메모리 사용량**을 재 보고, 케라스의 `Embedding` 층이 무엇을 학습하는지 눈으로 확인합니다.

# %% [markdown] lang="en"
# # 9-1. Word embedding
#
# **Question**: which numbers should a computer get for the word *puppy*?
#
# Giving words dense vectors is called **word embedding**; the vectors are **embedding vectors**.
# This notebook compares two representations.
#
# 1. **Sparse representation**: one-hot vectors. One place is 1, all others are 0.
# 2. **Dense representation**: embedding vectors. They are short, and every place is a real number.
#
# We measure the **memory** on real text, and we watch what a Keras `Embedding` layer learns.

# %% tags=["opening"]
import numpy as np

from wordemb_keras import plots

some_rows = np.random.default_rng(9).uniform(-0.05, 0.05, size=(5, 4)).round(2)
plots.diagrams.lookup(
    "강아지 · puppy",
    4,
    10_000,
    some_rows,
    title="인덱스로 찾기, 원-핫으로 곱하기 · look up, or multiply",
)

# %% [markdown] lang="ko"
# 위 그림은 두 표현을 한 번에 보여 줍니다. 위쪽은 인덱스로 표에서 한 행을 바로 꺼내는 길이고, 아래쪽은 원-핫 벡터와 표를 곱하는 길입니다.
# 두 길의 결과는 같습니다. 케라스의 `Embedding`은 위쪽 길로 갑니다.

# %% [markdown] lang="en"
# The picture shows both at once. In its upper half, the index leads straight to a row of a table. In the lower half, a one-hot vector is multiplied by that table.
# Both ways give the same numbers. A Keras `Embedding` goes the upper way.

# %%
import keras
import numpy as np
import pandas as pd

from wordemb_keras import Vocabulary, datasets, onehot, plots, text
from wordemb_keras.course import notebooks, quiz

# %% [markdown] lang="ko"
# ## 1. 희소 표현: 원-핫 벡터
#
# 단어가 10,000개 있다고 합시다. 단어마다 번호(**인덱스**, index)를 하나씩 붙입니다. '강아지'의 인덱스는 4입니다.
# 원-핫 벡터는 **그 단어의 인덱스 자리만 1**이고, 나머지는 모두 0인 벡터입니다. 값이 대부분 0이므로 **희소 벡터**(sparse vector)입니다.

# %% [markdown] lang="en"
# ## 1. Sparse: the one-hot vector
#
# Say there are 10,000 words. Every word gets a number, its **index**. The index of 강아지 (puppy) is 4.
# A one-hot vector is 1 **at the word's own index** and 0 everywhere else. Nearly all of it is 0: it is a **sparse vector**.

# %%
puppy = onehot.one_hot(4, 10_000)

print(puppy[:12], "...")
print("length:", len(puppy), " ones:", int(puppy.sum()), " zeros after the 1:", len(puppy[5:]))

# %% tags=["check"] facts="F1.01"
# 자기 자리만 1, 길이는 단어 수, 1 뒤에 0이 9,995개 · 1 at its own index, as long as the vocabulary, 9,995 zeros after it
assert puppy[4] == 1 and puppy.sum() == 1
assert len(puppy) == 10_000
assert len(puppy[5:]) == 9_995 and not puppy[5:].any()

# %% [markdown] lang="ko"
# ## 2. 희소 표현의 첫 번째 문제: 길이
#
# 원-핫 벡터의 길이는 단어 집합의 크기와 같습니다.
# 텍스트가 늘어나면 새 단어가 나오고, 벡터도 그만큼 길어집니다.
# 실제 말뭉치에서 단어 집합이 얼마나 빨리 커지는지 세어 봅시다.
# 위키백과와 뉴스에서 모은 영어 문장을 씁니다. gensim을 설치하면 함께 설치되는 말뭉치입니다.
#
# **먼저 예상해 보세요.** 텍스트를 절반만 읽었을 때 단어 수는 전체의 몇 %쯤일까요?
#
# <details><summary>답 보기</summary>
#
# 50%보다 훨씬 많습니다(아래 출력과 곡선). 자주 나오는 단어는 앞부분에 이미 나왔고, 뒤로 갈수록 새 단어가 드물어지기 때문입니다. 그래도 새 단어는 끝까지 나옵니다.
#
# </details>

# %% [markdown] lang="en"
# ## 2. First problem of sparse vectors: their length
#
# A one-hot vector is as long as the vocabulary is large.
# Reading more text brings new words, and every vector grows with them.
# Let us count how fast the vocabulary of real text grows.
# We use English sentences from Wikipedia and the news. They come with gensim.
#
# **Predict first.** After half of the text, what share of all words has been seen?
#
# <details><summary>Answer</summary>
#
# Much more than 50 % (printed below, and see the curve). Frequent words come early, and new ones become rarer. But they never stop coming.
#
# </details>

# %%
corpus = datasets.locate("english")
sentences = [text.english_tokens(sentence) for sentence in datasets.read_sentences("english")]
vocabulary = Vocabulary.build(sentences)

tokens = [token for sentence in sentences for token in sentence]
checkpoints = np.linspace(0, len(tokens), 13, dtype=int)[1:]
seen, growth, start = set(), [], 0
for end in checkpoints:
    seen.update(tokens[start:end])
    growth.append(len(seen))
    start = end

print(f"{len(sentences):,} sentences, {len(tokens):,} tokens, {len(vocabulary.words):,} words")
print(f"half of the text has {growth[5] / growth[-1]:.0%} of the words")
plots.lines(
    {"": growth},
    x=checkpoints,
    xlabel="읽은 토큰 수 · tokens read",
    ylabel="단어 수 · words",
    title="원-핫 벡터의 길이 · length of a one-hot vector",
)

# %% [markdown] lang="ko"
# 말뭉치를 절반만 읽었을 때보다 끝까지 읽었을 때 단어가 훨씬 많습니다. 곡선은 끝에서도 계속 올라갑니다.
#
# 이제 메모리를 재 봅시다. 맨 앞의 토큰 1,000개를 세 가지 방법으로 저장합니다.
#
# - **원-핫**: 0까지 모두 저장합니다.
# - **희소 저장**: 1이 있는 자리만 저장합니다(SciPy의 CSR 형식).
# - **밀집**: 토큰마다 실수 128개를 저장합니다.

# %% [markdown] lang="en"
# The whole text holds far more words than its first half. The curve is still rising.
#
# Now we measure memory. We store the first 1,000 tokens in three ways.
#
# - **One-hot**: with all the zeros.
# - **Stored sparsely**: only the places of the ones (SciPy's CSR format).
# - **Dense**: 128 real numbers per token.

# %%
indices = vocabulary.encode(tokens[:1000])
size, dim = len(vocabulary), 128
table = np.random.default_rng(9).normal(size=(size, dim)).astype("float32")

stored = {
    "원-핫\none-hot": onehot.one_hot(indices, size),
    "희소 저장\nstored sparsely": onehot.one_hot(indices, size, sparse=True),
    "밀집 128\ndense 128": onehot.lookup(indices, table),
}
memory = {name: onehot.memory(vectors) for name, vectors in stored.items()}
plots.bars(
    {name: used / 1e6 for name, used in memory.items()},
    ylabel="메모리(MB) · memory (MB)",
    log=True,
    title="토큰 1,000개를 저장하는 메모리 · memory for 1,000 tokens",
)

# %% tags=["check"] facts="F1.02 F1.03"
one_hot_bytes, sparse_bytes, dense_bytes = memory.values()
print(f"one-hot / dense = {one_hot_bytes / dense_bytes:.0f}")

# 길이는 단어 수와 함께 커지고, 메모리는 거의 0을 저장하는 데 쓰입니다 · it grows with the vocabulary; memory goes to zeros
assert growth == sorted(growth) and growth[-1] == len(vocabulary.words)
assert growth[-1] > 1.2 * growth[5] and growth[-1] > growth[-2]  # 절반에서, 끝에서 · half, end
assert growth[5] > 0.6 * growth[-1]
assert one_hot_bytes == 1000 * size * 4  # float32: 숫자마다 4바이트 · 4 bytes per number
assert sparse_bytes < dense_bytes < one_hot_bytes / 100
# 첫 그림의 두 길은 같은 벡터에 이릅니다 · both ways of the first picture give the same vectors
assert np.allclose(stored["원-핫\none-hot"][:5] @ table, stored["밀집 128\ndense 128"][:5])
# 길이는 우리가 정하고(128), 값은 실수입니다 · we choose the length (128), values are real numbers
layer = keras.layers.Embedding(size, dim)
dense = np.asarray(layer(np.array(indices)))
assert dense.shape == (1000, dim) != (1000, size)  # 단어 수와 상관없음 · whatever the vocabulary
assert len(np.unique(dense)) > 2 and (np.abs(dense) < 1).all()  # 0과 1만이 아님 · not just 0 and 1

# %% [markdown] lang="ko"
# 밀집 벡터 하나를 출력해 봅시다. 길이는 128이고, 값이 모두 실수입니다.

# %% [markdown] lang="en"
# Let us print one dense vector: 128 numbers, all of them real.

# %%
with np.printoptions(precision=2, suppress=True, linewidth=110):
    print(tokens[0], table[indices[0]])

# %% [markdown] lang="ko"
# 희소 저장이 메모리를 가장 적게 씁니다. 그렇다면 원-핫 벡터를 희소하게 저장하기만 하면 될까요?
# 아닙니다. 더 큰 문제가 남아 있습니다.

# %% [markdown] lang="en"
# Sparse storage is the smallest. So are sparsely stored one-hot vectors good enough?
# No. A bigger problem remains.

# %% [markdown] lang="ko"
# ## 3. 희소 표현의 두 번째 문제: 똑같은 거리
#
# 서로 다른 원-핫 벡터 두 개를 내적하면 언제나 0입니다.
# 'cat'과 'dog'도 0, 'cat'과 'tax'도 0입니다. 어떤 단어끼리 뜻이 가까운지 알 수 없습니다.

# %% [markdown] lang="en"
# ## 3. Second problem: all words are equally far apart
#
# The dot product of two different one-hot vectors is always 0.
# It is 0 for *cat* and *dog*, and 0 for *cat* and *tax*. Nothing tells us which meanings are close.

# %%
words = ["cat", "dog", "tax"]
vectors = onehot.one_hot(vocabulary.encode(words), size)
pd.DataFrame(vectors @ vectors.T, index=words, columns=words).astype(int)

# %% tags=["check"] facts="F1.02"
# 서로 다른 두 원-핫 벡터의 내적은 0 · two different one-hot vectors have dot product 0
assert np.array_equal(vectors @ vectors.T, np.eye(3))

# %% [markdown] lang="ko"
# ## 4. 밀집 표현과 케라스 `Embedding`
#
# 단어마다 밀집 벡터를 하나씩 두고, 그 값을 **학습**으로 정하는 것이 워드 임베딩입니다.
# 대표적인 워드 임베딩 방법론으로는 LSA, Word2Vec, FastText, GloVe가 있습니다.
#
# 케라스의 `Embedding` 층은 이 가운데 어느 것도 아닙니다. 이 층의 벡터는 무작위 값에서 시작해,
# 신경망의 다른 가중치처럼 역전파로 학습됩니다. 먼저 초깃값을 봅시다.

# %% [markdown] lang="en"
# ## 4. Dense vectors and the Keras `Embedding`
#
# Word embedding gives every word a dense vector and lets **training** set its numbers.
# LSA, Word2Vec, FastText and GloVe are ways to set them.
#
# The Keras `Embedding` layer is none of these. It starts from random numbers
# and learns by backpropagation, like any other weight of a network. First, the initial values.

# %%
spam = datasets.locate("sms_spam")
messages = datasets.read_labelled("sms_spam")
messages["tokens"] = messages["text"].map(text.english_tokens)
messages = messages[messages["tokens"].map(len) > 0]  # 빈 문장은 뺍니다 · leave out empty ones
train = messages[: int(len(messages) * 0.8)]
test = messages[len(train) :]

words_seen = Vocabulary.build(train["tokens"], min_count=3)
x_train, x_test = (words_seen.pad(part["tokens"], length=50) for part in (train, test))

keras.utils.set_random_seed(9)
model = keras.Sequential(
    [
        keras.layers.Embedding(len(words_seen), 2, mask_zero=True),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["acc"])
model(x_train[:1])
before = model.layers[0].get_weights()[0].copy()

print(spam)
print("embedding table:", before.shape, f"from {before.min():.3f} to {before.max():.3f}")

# %% [markdown] lang="ko"
# 벡터를 2차원으로 정했습니다. 그대로 그림으로 그릴 수 있기 때문입니다.
# 값은 모두 -0.05와 0.05 사이의 난수입니다. 아직 아무 의미도 담겨 있지 않습니다.
#
# 이제 문자 메시지가 스팸(spam)인지 정상(ham)인지 분류하도록 모델을 훈련시킵니다.
#
# **먼저 예상해 보세요.** 스팸에 자주 나오는 단어와 정상 메시지에 자주 나오는 단어의 벡터는 학습이 끝나면 어디에 있을까요?
#
# <details><summary>답 보기</summary>
#
# 두 무리로 갈라집니다. 마지막 층은 벡터의 평균에 가중치를 곱해 스팸일 확률을 내므로, 스팸 단어와 정상 단어가 서로 반대쪽에 있어야 손실이 줄어듭니다.
#
# </details>

# %% [markdown] lang="en"
# We chose two-dimensional vectors because we can draw them as they are.
# All are random numbers between -0.05 and 0.05. They mean nothing yet.
#
# Now we train the network to tell spam messages from normal ones (ham).
#
# **Predict first.** Where will the vectors of typical spam words and of typical ham words be after training?
#
# <details><summary>Answer</summary>
#
# In two groups. The last layer weighs the mean of the vectors, so the loss falls when spam words and ham words lie on opposite sides.
#
# </details>

# %%
history = model.fit(x_train, train["label"].to_numpy(), epochs=6, batch_size=128, verbose=0)
after = model.layers[0].get_weights()[0]

flat = train[["tokens", "label"]].explode("tokens")
rates = flat.groupby("tokens")["label"].agg(["mean", "size"]).query("size >= 8")
rates = rates[rates.index.str.len() > 2]
spam_words = rates.sort_values(["mean", "size"], ascending=False).index[:6].tolist()
ham_words = rates.query("mean < 0.05").sort_values("size", ascending=False).index[:6].tolist()
drawn = spam_words + ham_words
groups = ["spam"] * len(spam_words) + ["ham"] * len(ham_words)

plots.before_and_after(
    before[words_seen.encode(drawn)], after[words_seen.encode(drawn)], drawn, groups=groups
)

# %% [markdown] lang="ko"
# 학습 전에는 모두 0 가까이에 모여 있던 단어들이 학습 후에는 두 무리로 갈라집니다.
# 스팸을 분류하는 데 도움이 되는 쪽으로 벡터가 움직였습니다.
#
# 여기서 학습한 것은 **이 문제에 필요한 의미**뿐입니다. 수를 나타내는 *one*과 *two*를 봅시다. 둘은 뜻이 비슷한데, 이 모델에서도 서로 가까울까요?

# %% [markdown] lang="en"
# Before training all words lie close to 0. After training they form two groups.
# The vectors moved to where they help to tell spam from ham.
#
# The layer learned only **the meaning that this task needs**. Take the numbers *one* and *two*. Their meanings are close. Are they close in this model?

# %%
one, two = after[words_seen.encode(["one", "two"])]
apart = np.linalg.norm(one - two)
distances = np.linalg.norm(after[2:, None] - after[None, 2:], axis=-1)
pairs_closer = (distances[np.triu_indices(len(distances), 1)] < apart).mean()
print(f"one and two: {apart:.2f} apart; {pairs_closer:.0%} of all word pairs are closer")

# %% [markdown] lang="ko"
# 단어 쌍의 절반 이상이 이 둘보다 가깝습니다. 스팸을 분류하는 데 수사끼리 비슷하다는 지식은 필요 없기 때문입니다.
# 큰 말뭉치에서 그런 의미까지 학습하는 방법이 다음 절의 GloVe입니다.

# %% [markdown] lang="en"
# More than half of all word pairs are closer. Telling spam does not need to know that numbers are alike.
# GloVe, in the next section, learns such meanings from a large corpus.

# %% tags=["check"] facts="F1.04"
loss, accuracy = model.evaluate(x_test, test["label"].to_numpy(), verbose=0)
always_ham = 1 - test["label"].mean()
print(f"test accuracy {accuracy:.3f} (always answering ham: {always_ham:.3f})")

# 무작위 밀집 벡터에서 시작해 가중치로 학습됩니다 · random at first, trained like any weight
assert before.shape == (len(words_seen), 2) and np.abs(before).max() <= 0.05
assert (
    model.layers[0].trainable_weights and history.history["loss"][-1] < history.history["loss"][0]
)
used = np.unique(x_train[x_train > 0])
assert (
    np.abs(after - before)[used].max(axis=1) > 0
).all()  # 나온 단어의 벡터는 모두 움직였습니다 · every word that occurred has moved
separation = after[words_seen.encode(spam_words)].mean(0) - after[
    words_seen.encode(ham_words)
].mean(0)
assert np.linalg.norm(separation) > 10 * 0.05
assert accuracy > always_ham
assert {"one", "two"} <= set(words_seen.words) and pairs_closer > 0.5

# %% [markdown] lang="ko"
# ## 정리
#
# | | 원-핫 벡터 | 임베딩 벡터 |
# |---|---|---|
# | 길이 | 단어 집합의 크기 | 직접 정함(128 등) |
# | 값 | 0과 1 | 실수 |
# | 메모리(토큰 1,000개) | 145.5 MB | 0.512 MB |
# | 단어의 뜻이 가까운지 | 알 수 없음(내적이 모두 0) | 학습하면 알 수 있음 |
# | 값을 정하는 방법 | 단어의 인덱스 | 학습 |
#
# > **자주 하는 실수**
# >
# > - 인덱스 0은 패딩의 자리입니다. 단어의 인덱스는 1이나 2부터 시작합니다. `Embedding`의 `input_dim`은 단어 수가 아니라 **가장 큰 인덱스 + 1**입니다.
# > - 모르는 단어를 0으로 바꾸면 패딩과 구별되지 않습니다. 인덱스 1을 모르는 단어에 씁니다.
# > - 원-핫 벡터를 만들어 `Embedding`에 넣지 않습니다. `Embedding`은 정수를 받습니다.

# %% [markdown] lang="en"
# ## In short
#
# | | one-hot vector | embedding vector |
# |---|---|---|
# | length | the number of words | our choice (128, say) |
# | values | 0 and 1 | real numbers |
# | memory (1,000 tokens) | 145.5 MB | 0.512 MB |
# | close in meaning? | cannot tell (all dot products are 0) | can tell after training |
# | where the values come from | the word's index | training |
#
# > **Common mistakes**
# >
# > - Index 0 belongs to padding. Words start at 1 or 2. The `input_dim` of an `Embedding` is not the number of words but the **largest index + 1**.
# > - Encoding unknown words as 0 makes them look like padding. Use index 1 for them.
# > - Do not feed one-hot vectors to an `Embedding`. It takes integers.

# %% tags=["check"]
assert (
    round(one_hot_bytes / 1e6, 1) == 145.5 and dense_bytes == 512_000
)  # 위의 표 · the table above

# %% [markdown] lang="ko"
# ## 확인 문제
#
# 답을 누르면 이유가 나옵니다.

# %% [markdown] lang="en"
# ## Quiz
#
# Click an answer to see why it is right or wrong.

# %% tags=["quiz"]
quiz.show("9-1", "LANG")

# %% [markdown] lang="ko"
# ## 연습 문제
#
# **1.** 단어 집합이 `["cat", "dog", "tax"]`일 때, 세 단어의 원-핫 벡터를 NumPy 한 줄로 만들어 보세요. 서로 다른 두 벡터의 내적이 0인지 확인하세요.
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# vectors = np.eye(3)
# assert vectors[0] @ vectors[1] == 0 and vectors[0] @ vectors[0] == 1
# ```
#
# 단위행렬의 행이 곧 원-핫 벡터입니다.
#
# </details>
#
# **2.** 원-핫 벡터에 표를 곱한 결과와 표에서 행을 꺼낸 결과가 같은지 확인하세요.
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras import onehot
#
# table = np.random.default_rng(0).normal(size=(10, 4))
# assert np.allclose(onehot.one_hot(7, 10) @ table, table[7])
# ```
#
# </details>
#
# **3.** 단어 100,000개, 300차원인 `Embedding`의 매개변수는 몇 개이고, float32로 몇 MB입니까?
#
# <details><summary>풀이</summary>
#
# ```python
# parameters = 100_000 * 300
# assert parameters == 30_000_000 and parameters * 4 / 1e6 == 120
# ```
#
# 3천만 개, 120 MB입니다.
#
# </details>
#
# **다음**: [과제 9-1](../assignments/LANG/ch9_1_word_embedding.ipynb), [API](../../docs/LANG/api.md), [9-2. 글로브](ch9_2_glove.ipynb)

# %% [markdown] lang="en"
# ## Exercises
#
# **1.** The vocabulary is `["cat", "dog", "tax"]`. Make the one-hot vectors in one line of NumPy. Check that two different ones have dot product 0.
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# vectors = np.eye(3)
# assert vectors[0] @ vectors[1] == 0 and vectors[0] @ vectors[0] == 1
# ```
#
# The rows of the identity matrix are the one-hot vectors.
#
# </details>
#
# **2.** Check that a one-hot vector times a table equals a row of the table.
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras import onehot
#
# table = np.random.default_rng(0).normal(size=(10, 4))
# assert np.allclose(onehot.one_hot(7, 10) @ table, table[7])
# ```
#
# </details>
#
# **3.** How many parameters has an `Embedding` of 100,000 words and 300 dimensions, and how many MB in float32?
#
# <details><summary>Solution</summary>
#
# ```python
# parameters = 100_000 * 300
# assert parameters == 30_000_000 and parameters * 4 / 1e6 == 120
# ```
#
# 30 million, 120 MB.
#
# </details>
#
# **Next**: [assignment 9-1](../assignments/LANG/ch9_1_word_embedding.ipynb), [API](../../docs/LANG/api.md), [9-2. GloVe](ch9_2_glove.ipynb)

# %%
notebooks.summary(
    [corpus, spam],
    words=len(vocabulary.words),
    one_hot_to_dense_memory=round(one_hot_bytes / dense_bytes),
    spam_accuracy=round(accuracy, 4),
)
