# %% [markdown] lang="ko"
# # 9-1. 워드 임베딩
#
# 컴퓨터는 단어를 그대로 계산에 쓸 수 없습니다. 그래서 단어를 숫자로 바꿉니다.
# 이 노트북에서는 두 가지 방법을 비교합니다.
#
# 1. **희소 표현**: 원-핫 벡터. 한 자리만 1이고 나머지는 모두 0입니다.
# 2. **밀집 표현**: 임베딩 벡터. 길이가 짧고, 값이 모두 실수입니다.
#
# 실제 텍스트로 메모리를 재 보고, 케라스의 `Embedding` 층이 무엇을 학습하는지 눈으로 확인합니다.

# %% [markdown] lang="en"
# # 9-1. Word embedding
#
# A computer cannot calculate with words. So we turn words into numbers.
# This notebook compares two ways.
#
# 1. **Sparse**: one-hot vectors. One place is 1, all others are 0.
# 2. **Dense**: embedding vectors. They are short, and every place is a real number.
#
# We measure the memory on real text, and we watch what a Keras `Embedding` layer learns.

# %%
import keras
import numpy as np
import pandas as pd

from wordemb_keras import Vocabulary, datasets, onehot, plots, text
from wordemb_keras.course import notebooks

# %% [markdown] lang="ko"
# ## 1. 희소 표현: 원-핫 벡터
#
# 단어가 10,000개 있다고 합시다. 단어마다 번호를 하나씩 붙입니다. '강아지'의 번호는 4입니다.
# 원-핫 벡터는 **그 단어의 번호 자리만 1**이고, 나머지는 모두 0인 벡터입니다.

# %% [markdown] lang="en"
# ## 1. Sparse: the one-hot vector
#
# Say there are 10,000 words. Every word gets a number. The number of 강아지 (puppy) is 4.
# A one-hot vector is 1 **at the word's own number** and 0 everywhere else.

# %%
puppy = onehot.one_hot(4, 10_000)

print(puppy[:12], "...")
print("length:", len(puppy), " ones:", int(puppy.sum()), " zeros after the 1:", len(puppy[5:]))

# %%
# F1.01: 자기 자리만 1, 길이는 단어 수, 1 뒤에 0이 9,995개
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

# %% [markdown] lang="en"
# ## 2. First problem of sparse vectors: their length
#
# A one-hot vector is as long as the vocabulary is large.
# Reading more text brings new words, and every vector grows with them.
# Let us count how fast the vocabulary of real text grows.
# We use English sentences from Wikipedia and the news. They come with gensim.

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
# - **Dense**: 128 real numbers a token.

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

# %%
one_hot_bytes, sparse_bytes, dense_bytes = memory.values()
print(f"one-hot / dense = {one_hot_bytes / dense_bytes:.0f}")

# F1.02: 길이는 단어 수와 함께 커지고, 0을 저장하느라 메모리를 낭비합니다.
assert growth == sorted(growth) and growth[-1] == len(vocabulary.words)
assert growth[-1] > 1.2 * growth[5] and growth[-1] > growth[-2]  # 절반에서, 끝에서 · half, end
assert one_hot_bytes == 1000 * size * 4  # float32: 4 bytes a number, nearly all of them 0
assert sparse_bytes < dense_bytes < one_hot_bytes / 100
# F1.03: 밀집 벡터의 길이는 우리가 정하고(여기서는 128), 값은 실수입니다.
dense = stored["밀집 128\ndense 128"]
assert dense.shape == (1000, 128) and np.issubdtype(dense.dtype, np.floating)

# %% [markdown] lang="ko"
# 희소 저장이 메모리를 가장 적게 씁니다. 그렇다면 원-핫 벡터를 희소하게 저장하기만 하면 될까요?
# 아닙니다. 더 큰 문제가 남아 있습니다.

# %% [markdown] lang="en"
# Sparse storage is the smallest. So are sparsely stored one-hot vectors good enough?
# No. A bigger problem remains.

# %% [markdown] lang="ko"
# ## 3. 희소 표현의 두 번째 문제: 모든 단어가 똑같이 멀다
#
# 서로 다른 원-핫 벡터 두 개를 내적하면 언제나 0입니다.
# 'cat'과 'dog'도 0, 'cat'과 'tax'도 0입니다. 어느 단어의 뜻이 서로 가까운지 알 수 없습니다.

# %% [markdown] lang="en"
# ## 3. Second problem: all words are equally far apart
#
# The dot product of two different one-hot vectors is always 0.
# It is 0 for cat and dog, and 0 for cat and tax. Nothing tells us which meanings are close.

# %%
words = ["cat", "dog", "tax"]
vectors = onehot.one_hot(vocabulary.encode(words), size)
pd.DataFrame(vectors @ vectors.T, index=words, columns=words).astype(int)

# %%
# F1.02: 서로 다른 두 원-핫 벡터의 내적은 0
assert np.array_equal(vectors @ vectors.T, np.eye(3))

# %% [markdown] lang="ko"
# ## 4. 밀집 표현과 케라스 `Embedding`
#
# 단어마다 밀집 벡터를 하나씩 두고, 그 값을 **학습**으로 정하는 것이 워드 임베딩입니다.
# LSA, Word2Vec, FastText, GloVe는 그 값을 정하는 여러 방법입니다.
#
# 케라스의 `Embedding` 층은 이 가운데 어느 것도 아닙니다. 무작위 값에서 시작해,
# 신경망의 다른 가중치처럼 역전파로 학습합니다. 먼저 초깃값을 봅시다.

# %% [markdown] lang="en"
# ## 4. Dense vectors and the Keras `Embedding`
#
# Word embedding gives every word a dense vector and lets **training** set its numbers.
# LSA, Word2Vec, FastText and GloVe are ways to set them.
#
# The Keras `Embedding` layer is none of these. It starts from random numbers
# and learns by backpropagation, like any other weight of a network. First, the start.

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
model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy", metrics=["acc"])
model(x_train[:1])
before = model.layers[0].get_weights()[0].copy()

print(spam)
print("embedding table:", before.shape, " smallest and largest:", before.min(), before.max())

# %% [markdown] lang="ko"
# 벡터를 2차원으로 정했습니다. 그대로 그림으로 그릴 수 있기 때문입니다.
# 값은 모두 -0.05와 0.05 사이의 난수입니다. 아직 아무 뜻도 없습니다.
#
# 이제 문자 메시지가 스팸인지 아닌지(ham) 분류하도록 학습시킵니다.
# 스팸에 자주 나오는 단어와 그렇지 않은 단어의 벡터가 어디로 움직이는지 봅시다.

# %% [markdown] lang="en"
# We chose vectors with two numbers because we can draw them as they are.
# All are random numbers between -0.05 and 0.05. They mean nothing yet.
#
# Now we teach the network to tell spam messages from normal ones (ham).
# Watch where the vectors of typical spam words and ham words move.

# %%
history = model.fit(x_train, train["label"].to_numpy(), epochs=8, batch_size=32, verbose=0)
after = model.layers[0].get_weights()[0]

flat = train[["tokens", "label"]].explode("tokens")
rates = flat.groupby("tokens")["label"].agg(["mean", "size"]).query("size >= 8")
rates = rates[rates.index.str.len() > 2]
spam_words = rates.sort_values(["mean", "size"], ascending=False).index[:9].tolist()
ham_words = rates.query("mean < 0.05").sort_values("size", ascending=False).index[:9].tolist()
drawn = spam_words + ham_words
groups = ["spam"] * len(spam_words) + ["ham"] * len(ham_words)

plots.word_map(before[words_seen.encode(drawn)], drawn, groups=groups, title="학습 전 · before")

# %%
plots.word_map(after[words_seen.encode(drawn)], drawn, groups=groups, title="학습 후 · after")

# %% [markdown] lang="ko"
# 학습 전에는 뒤섞여 있던 단어들이 학습 후에는 두 무리로 갈라집니다.
# 스팸을 분류하는 데 도움이 되는 쪽으로 벡터가 움직였습니다.
#
# 여기서 학습한 것은 **이 문제에 필요한 뜻**뿐입니다.
# 'cat'과 'dog'가 비슷하다는 것은 학습하지 못합니다. 스팸을 분류하는 데 필요가 없기 때문입니다.
# 큰 말뭉치에서 그런 뜻까지 학습하는 방법이 다음 절의 GloVe입니다.

# %% [markdown] lang="en"
# Before training the words are mixed. After training they form two groups.
# The vectors moved to where they help to tell spam from ham.
#
# The layer learned only **the meaning that this task needs**.
# It does not learn that cat and dog are alike. Telling spam needs no such thing.
# GloVe, in the next section, learns such meanings from a large corpus.

# %%
loss, accuracy = model.evaluate(x_test, test["label"].to_numpy(), verbose=0)
always_ham = 1 - test["label"].mean()
print(f"test accuracy {accuracy:.3f} (always answering ham: {always_ham:.3f})")

# F1.04: 무작위 밀집 벡터에서 시작해 가중치처럼 학습합니다.
assert before.shape == (len(words_seen), 2) and np.abs(before).max() <= 0.05
assert (
    model.layers[0].trainable_weights and history.history["loss"][-1] < history.history["loss"][0]
)
used = np.unique(x_train[x_train > 0])
assert (np.abs(after - before)[used].max(axis=1) > 0).all()  # 나온 단어의 벡터는 모두 움직였습니다
separation = after[words_seen.encode(spam_words)].mean(0) - after[
    words_seen.encode(ham_words)
].mean(0)
assert np.linalg.norm(separation) > 10 * 0.05
assert accuracy > always_ham

# %% [markdown] lang="ko"
# ## 정리
#
# | | 원-핫 벡터 | 임베딩 벡터 |
# |---|---|---|
# | 길이 | 단어 집합의 크기 | 직접 정함(128 등) |
# | 값 | 0과 1 | 실수 |
# | 단어의 뜻이 가까운지 | 알 수 없음(내적이 모두 0) | 학습하면 알 수 있음 |
# | 값을 정하는 방법 | 단어의 번호로 정해짐 | 학습 |
#
# **직접 해 보기**: 벡터를 2차원에서 1차원으로 줄이면 그림이 어떻게 될까요? 정확도는 어떻게 달라질까요?

# %% [markdown] lang="en"
# ## In short
#
# | | one-hot vector | embedding vector |
# |---|---|---|
# | length | the number of words | our choice (128, say) |
# | values | 0 and 1 | real numbers |
# | close in meaning? | cannot tell (all dot products are 0) | can tell after training |
# | where the values come from | numbering the words | training |
#
# **Try it**: make the vectors one number long instead of two. What happens to the picture? And to the accuracy?

# %%
notebooks.summary(
    [corpus, spam],
    words=len(vocabulary.words),
    one_hot_to_dense_memory=round(one_hot_bytes / dense_bytes),
    spam_accuracy=round(accuracy, 4),
)
