# %% [markdown] lang="ko"
# # 9-4. 사전 훈련된 워드 임베딩
#
# **질문**: 남이 큰 말뭉치로 학습한 벡터를 내 모델에 넣으면 도움이 될까요?
#
# 임베딩 벡터를 얻는 방법은 두 가지입니다.
#
# 1. 풀려는 문제의 데이터로 **처음부터** 학습합니다. 케라스의 `Embedding` 층이 하는 일입니다.
# 2. 아주 큰 말뭉치로 **미리 학습한** 벡터를 가져옵니다. GloVe나 Word2Vec 파일에 이런 벡터가 들어 있습니다.
#
# 아래 그림은 둘째 방법으로 얻은 벡터입니다. 이 노트북에서 학습한 것이 아니라 GloVe 파일에서 읽은 것입니다.
# 우리 데이터를 한 줄도 보지 않았는데 뜻이 가까운 단어끼리 이미 모여 있습니다.

# %% [markdown] lang="en"
# # 9-4. Pretrained word embeddings
#
# **Question**: do vectors that others trained on large text help my model?
#
# There are two ways to get embedding vectors.
#
# 1. Learn them **from scratch** on the data of your task. The Keras `Embedding` layer does this.
# 2. Take **pretrained** vectors, learned on very large text. GloVe and Word2Vec files hold such vectors.
#
# The picture shows vectors of the second kind. We did not train them: they come from a GloVe file.
# They have not seen one line of our data, and words of like meaning already lie together.

# %% tags=["opening"]
import numpy as np

from wordemb_keras import Vocabulary, build_embedding_matrix, plots

topics = {
    "과일 · fruit": ["apple", "banana", "grape", "lemon", "cherry"],
    "동물 · animals": ["dog", "cat", "horse", "rabbit", "monkey"],
    "도시 · cities": ["seoul", "london", "paris", "tokyo", "berlin"],
    "기분 · feelings": ["happy", "sad", "angry", "glad", "worried"],
}
of_topic = {word: topic for topic, members in topics.items() for word in members}
read_in = np.asarray(build_embedding_matrix("glove.6B.50d", Vocabulary(list(of_topic))))[2:]
plots.word_map(read_in, list(of_topic), groups=list(of_topic.values()), title="GloVe")

# %%
import gzip
import math
import tempfile
import warnings
from pathlib import Path

import keras
import pandas as pd
from gensim.models import Word2Vec

from wordemb_keras import datasets, onehot, open_vectors, text
from wordemb_keras.course import averaging, notebooks, quiz
from wordemb_keras.course.restart import restart

# %% [markdown] lang="ko"
# ## 1. 임베딩 층은 룩업 테이블
#
# **룩업 테이블**(lookup table)은 번호로 값을 찾아보는 표입니다. 임베딩 층은 이렇게 동작합니다.
#
# 단어 → 정수 → 표에서 그 번호의 행 → 임베딩 벡터
#
# 직접 확인해 봅시다. 예를 들어 단어 great의 인덱스가 1,918이고 벡터의 차원이 4라면,
# 표의 1,918번 행에 있는 숫자 4개가 great의 벡터입니다.

# %% [markdown] lang="en"
# ## 1. An embedding layer is a lookup table
#
# A **lookup table** is a table in which a number leads straight to a row. The layer works like this.
#
# word → integer → the row of that number → embedding vector
#
# Let us check it by hand. Let the word *great* have the index 1,918 and let vectors be four-dimensional.
# Then the four numbers in row 1,918 of the table are the vector of *great*.

# %%
keras.utils.set_random_seed(9)
great = 1918
layer = keras.layers.Embedding(20_000, 4)
vector = np.asarray(layer(np.array([great])))[0]
(lookup_table,) = layer.get_weights()

print("row 1918 :", lookup_table[great].round(3))
print("layer    :", vector.round(3))
plots.diagrams.lookup(
    "great", great, 20_000, lookup_table[great - 2 : great + 3], title="룩업 테이블 · lookup table"
)

# %% [markdown] lang="ko"
# 원-핫 벡터에 표를 곱해도 같은 행이 나옵니다.
#
# $$x_{1918}^\top W = W_{1918}$$
#
# 하지만 케라스는 원-핫 벡터를 만들지 않습니다. 길이 20,000인 벡터를 만들어 곱하는 것보다
# 행 하나를 바로 가져오는 것이 훨씬 빠르기 때문입니다.

# %% [markdown] lang="en"
# Multiplying the one-hot vector with the table gives the same row.
#
# $$x_{1918}^\top W = W_{1918}$$
#
# But Keras never makes the one-hot vector. Picking one row is much quicker
# than making a vector of length 20,000 and multiplying.

# %% tags=["check"] facts="F4.01 F4.02"
product = onehot.one_hot(great, 20_000) @ lookup_table
directions = read_in / np.linalg.norm(read_in, axis=1, keepdims=True)
nearest = np.argsort(-(directions @ directions.T), axis=1)[:, 1]
kinds_of_word = np.array(list(of_topic.values()))

# 원-핫 벡터와 표의 곱 == 표의 행 == 임베딩 층의 출력 · one_hot @ table == row == layer
assert np.array_equal(product, lookup_table[great])
assert np.array_equal(product, vector)
# great의 인덱스 1918, 차원 4 · great has index 1918, dimension 4
assert vector.shape == (4,) and lookup_table.shape == (20_000, 4)
# 첫 그림: 단어마다 가장 가까운 단어는 같은 종류 · the first picture: the nearest word is of the same kind
assert (kinds_of_word[nearest] == kinds_of_word).all()

# %% [markdown] lang="ko"
# 예전에는 임베딩 층에 인자를 세 개 주었습니다.
#
# - `input_dim`(강의의 `vocab_size`): 단어 집합의 크기. 예: 20000
# - `output_dim`: 벡터의 차원. 예: 128
# - `input_length`: 문장의 길이. 예: 500
#
# 케라스 3에서는 `input_length`가 필요 없습니다. 문장의 길이는 입력을 보면 알 수 있습니다.
# 예전 코드처럼 쓰면 어떻게 되는지 봅시다.

# %% [markdown] lang="en"
# The layer used to take three arguments.
#
# - `input_dim` (`vocab_size` in the chapter): the size of the vocabulary, 20000 for example
# - `output_dim`: the dimension of the vectors, 128 for example
# - `input_length`: the length of the sentences, 500 for example
#
# Keras 3 no longer needs `input_length`. It sees the length when a sentence comes in.
# Let us see what happens if we write it the old way.

# %% facts="F4.02"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.layers.Embedding(20_000, 128, input_length=500)
print("Keras 3:", caught[0].message)

v = keras.layers.Embedding(20_000, 128)
output = v(np.zeros((2, 500), dtype="int32"))
print("two sentences of 500 words:", output.shape)

# 20000, 128, 500
assert "input_length" in str(caught[0].message)
assert output.shape == (2, 500, 128)

# %% [markdown] lang="ko"
# ## 2. 문장의 긍정, 부정 분류
#
# 짧은 문장 일곱 개가 있습니다. 긍정은 1, 부정은 0입니다.
#
# 임베딩 층에 넣을 것은 정수입니다.
#
# - ❌ 원-핫 벡터로 바꾸어 넣는다
# - ⦿ 정수 인코딩까지만 하고 넣는다

# %% [markdown] lang="en"
# ## 2. Positive or negative?
#
# Here are seven short sentences. Positive is 1, negative is 0.
#
# What goes into an embedding layer are integers.
#
# - ❌ turn the words into one-hot vectors
# - ⦿ encode them as integers, and stop there

# %%
sentences = [
    "nice great best amazing",
    "stop lies",
    "pitiful nerd",
    "excellent work",
    "supreme quality",
    "bad",
    "highly respectable",
]
y_train = np.array([1, 0, 0, 1, 1, 0, 1])

# %% [markdown] lang="ko"
# 단어마다 번호를 붙입니다. 먼저 책에 자주 나오는 케라스의 `Tokenizer`를 써 봅니다.
# `tensorflow.keras`에 아직 남아 있지만, 더는 개발되지 않는 예전 도구입니다.

# %% [markdown] lang="en"
# We number the words. First with the Keras `Tokenizer` that many books use.
# It is still in `tensorflow.keras`, but it is no longer developed.

# %%
from tensorflow.keras.preprocessing.text import Tokenizer

tokenizer = Tokenizer()
tokenizer.fit_on_texts(sentences)
vocab_size = len(tokenizer.word_index) + 1  # 0번은 패딩 · index 0 is padding
encoded_then = tokenizer.texts_to_sequences(sentences)

print("vocab_size:", vocab_size)
print(encoded_then)

# %% [markdown] lang="ko"
# 요즘은 `StringLookup` 층을 씁니다. 단어를 번호로 바꾸는 일도 모델의 한 층이 되므로,
# 모델을 저장하면 단어 집합도 함께 저장됩니다. 번호는 위와 똑같습니다.

# %% [markdown] lang="en"
# Today we use the `StringLookup` layer. Turning words into numbers becomes a layer too,
# so a saved model keeps its vocabulary. The numbers are the same as above.

# %%
tokens = [sentence.split() for sentence in sentences]
vocabulary = Vocabulary.build(tokens, unknown=None)  # 1부터 시작 · starts at 1
lookup = keras.layers.StringLookup(vocabulary=vocabulary.words, num_oov_indices=0, mask_token="")
encoded_now = [np.asarray(lookup(np.array(words))).tolist() for words in tokens]

max_len = max(len(words) for words in tokens)
x_train = vocabulary.pad(tokens, length=max_len)

print(encoded_now)
print("longest sentence:", max_len)
print(x_train)

# %% tags=["check"] facts="F4.03 F4.04"
# 문장 7개, 레이블, 단어 집합의 크기 16 · seven sentences, labels, vocabulary size 16
assert len(sentences) == len(y_train) == 7
assert vocab_size == len(vocabulary) == 16
assert vocabulary.word_index == tokenizer.word_index
# 정수 인코딩, 7x4 행렬 · integers, padded to 7x4
expected = [[1, 2, 3, 4], [5, 6], [7, 8], [9, 10], [11, 12], [13], [14, 15]]
assert encoded_then == encoded_now == expected
assert max_len == 4 and x_train.shape == (7, 4)
assert np.array_equal(x_train, keras.utils.pad_sequences(expected, maxlen=4, padding="post"))
assert x_train[5].tolist() == [13, 0, 0, 0]

# %% [markdown] lang="ko"
# 이제 모델을 만듭니다. 임베딩 층의 가중치는 $16 \times 4 = 64$개입니다.
# 출력층의 **가중치는** 벡터 4개를 이어 붙인 숫자 $4 \times 4 = 16$개에 편향 1개를 더해 17개입니다.

# %% [markdown] lang="en"
# Now the model. The embedding layer has $16 \times 4 = 64$ weights.
# The output layer sees four vectors in a row, $4 \times 4 = 16$ numbers. With one bias that makes 17.

# %%
keras.utils.set_random_seed(9)
model = keras.Sequential(
    [
        keras.layers.Input((max_len,), dtype="int32"),
        keras.layers.Embedding(vocab_size, 4),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["acc"])
start = model.layers[0].get_weights()[0].copy()
history = model.fit(x_train, y_train, epochs=100, verbose=0)

parameters = {layer.name: layer.count_params() for layer in model.layers}
print(parameters, "sum:", model.count_params())
print(f"loss {history.history['loss'][0]:.3f} -> {history.history['loss'][-1]:.3f}")
plots.lines(
    {"loss": history.history["loss"], "accuracy": history.history["acc"]},
    xlabel="에포크 · epoch",
    ylabel="손실과 정확도 · loss and accuracy",
    title="일곱 문장의 학습 곡선 · seven sentences",
)

# %% tags=["check"] facts="F4.05"
# 매개변수 64 + 17개, 에포크 100번 · 64 + 17 parameters, 100 epochs
assert list(parameters.values()) == [64, 0, 17] and model.count_params() == 81
assert len(history.epoch) == 100
assert history.history["loss"][-1] < 0.9 * history.history["loss"][0]
assert history.history["acc"][-1] == 1.0

# %% [markdown] lang="ko"
# 학습한 벡터를 그려 봅시다. 4차원이라 그대로는 그릴 수 없습니다.
# 벡터들이 가장 크게 달라지는 두 방향만 골라 그립니다(주성분 분석).

# %% [markdown] lang="en"
# Let us draw what was learned. The vectors are four-dimensional, too many to draw.
# We keep the two directions in which the vectors differ most (principal components).

# %%
(learned,) = model.layers[0].get_weights()
label_of = {word: y for words, y in zip(tokens, y_train, strict=True) for word in words}
groups = ["긍정 · positive" if label_of[word] else "부정 · negative" for word in vocabulary]
is_positive = np.array([bool(label_of[word]) for word in vocabulary])
centre_distance = np.linalg.norm(
    learned[1:][is_positive].mean(axis=0) - learned[1:][~is_positive].mean(axis=0)
)
before_training = np.linalg.norm(
    start[1:][is_positive].mean(axis=0) - start[1:][~is_positive].mean(axis=0)
)
print(f"distance between the two groups: {before_training:.3f} -> {centre_distance:.3f}")
assert centre_distance > 2 * before_training
plots.word_map(learned[1:], vocabulary.words, groups=groups, title="학습한 벡터 · learned vectors")

# %% [markdown] lang="ko"
# 긍정 문장의 단어와 부정 문장의 단어가 갈라지기 시작했습니다.
#
# 하지만 조심해야 합니다. 이 모델은 일곱 문장을 **외웠을** 뿐입니다. 이런 일을 **과적합**(overfitting)이라고 합니다.
# 처음 보는 단어에는 벡터가 없으므로, 그런 단어로 된 문장은 판단하지 못합니다.
# 제대로 학습했는지 보려면, 학습에 쓰지 않은 문장으로 확인해야 합니다.

# %% [markdown] lang="en"
# The words of positive and of negative sentences have begun to separate.
#
# But be careful. This model has only **memorised** seven sentences. This is called **overfitting**.
# It has no vectors for new words, so it cannot judge a sentence made of them.
# To see whether a model has learned, test it on text that it was not trained on.

# %% [markdown] lang="ko"
# ## 3. 같은 구조의 모델, 실제 데이터
#
# 문자 메시지가 스팸인지 분류해 봅시다. 메시지를 세 부분으로 나눕니다.
#
# - **훈련**: 가중치를 학습합니다.
# - **검증**: 몇 에포크를 학습할지 고릅니다.
# - **테스트**: 모델을 고르는 데 쓰지 않습니다.
#
# 가중치의 초깃값에 따라 결과가 달라지므로 시드를 바꿔 세 번 훈련시킵니다. 모델은 한 번만 컴파일하고, 시드마다 처음 상태로 되돌립니다(`restart`).

# %% [markdown] lang="en"
# ## 3. A model of the same form on real data
#
# Is a text message spam? We split the messages into three parts.
#
# - **Training**: the weights learn from it.
# - **Validation**: it chooses the number of epochs.
# - **Test**: nothing is chosen on it.
#
# The result depends on the random start, so we train three times with other seeds. The model is compiled once; `restart` takes it back to a new start.

# %%
spam = datasets.locate("sms_spam")
messages = datasets.read_labelled("sms_spam")
messages["tokens"] = messages["text"].map(text.english_tokens)
n_train, n_test = int(len(messages) * 0.7), int(len(messages) * 0.8)
parts = [messages[:n_train], messages[n_train:n_test], messages[n_test:]]

words = Vocabulary.build(parts[0]["tokens"], max_size=5000)
x = [words.pad(part["tokens"], length=50) for part in parts]
y = [part["label"].to_numpy() for part in parts]
print(spam, [len(part) for part in parts], f"vocabulary {len(words)}")


# %%
def build_flat(seed):
    keras.utils.set_random_seed(seed)
    layers = [
        keras.Input((50,), dtype="int32"),
        keras.layers.Embedding(len(words), 16),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    classifier = keras.Sequential(layers)
    how = {"loss": "binary_crossentropy", "metrics": ["acc"], "steps_per_execution": 8}
    classifier.compile(keras.optimizers.Adam(0.01), **how)
    return classifier


def train_once(seed):
    classifier = restart(flat, build_flat(seed))
    stop = keras.callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True)
    how = {"epochs": 20, "batch_size": 128, "callbacks": [stop], "verbose": 0}
    validation = {"validation_data": (x[1], y[1]), "validation_batch_size": 2048}
    classifier.fit(x[0], y[0], **how, **validation)
    found = [classifier.predict_on_batch(x[part])[:, 0] > 0.5 for part in (1, 2)]
    right = [np.mean(said == y[part]) for part, said in zip((1, 2), found, strict=True)]
    return {"seed": seed, "validation": right[0], "test": right[1]}


flat = build_flat(0)
runs = pd.DataFrame([train_once(seed) for seed in range(3)]).set_index("seed")
always_ham = 1 - y[2].mean()
print(f"always answering ham: {always_ham:.3f}")
runs.round(3)

# %% [markdown] lang="ko"
# 항상 '스팸 아님'이라고만 답해도 정확도가 높게 나옵니다. 스팸이 적기 때문입니다.
# 그래서 그 정확도보다 얼마나 높은지를 봐야 합니다.

# %% [markdown] lang="en"
# Always answering "not spam" already scores high, because spam is rare.
# So look at how much better than that number a model is.

# %%
mean, spread = runs["test"].mean(), runs["test"].std()
print(f"test accuracy {mean:.3f} ± {spread:.3f} over three seeds")
assert mean > always_ham

# %% [markdown] lang="ko"
# ## 4. 사전 훈련된 GloVe 가져오기
#
# GloVe 파일의 한 줄에는 단어 하나와 그 벡터의 숫자들이 차례로 적혀 있습니다.
# `glove.6B.100d.txt`에는 단어 400,000개의 100차원 벡터가 들어 있습니다.
# 그 파일이 있으면 그것을 쓰고, 없으면 패키지로 설치되는 50차원 GloVe를 씁니다. 같은 말뭉치로 학습한 실제 벡터입니다.

# %% [markdown] lang="en"
# ## 4. Taking pretrained GloVe vectors
#
# A line of a GloVe file is a word and then many numbers.
# The file `glove.6B.100d.txt` holds 100-dimensional vectors of 400,000 words.
# If that file is here we use it. If not, we use the 50-dimensional GloVe that comes with a package. It is real, trained on the same corpus.

# %%
dim = 100
try:
    glove_file = datasets.locate("glove.6B.100d")
except FileNotFoundError:
    dim = 50
    glove_file = datasets.locate("glove.6B.50d")

with open_vectors(glove_file.path) as glove:
    glove_words = sum(len(found) for found, _ in glove.batches())
    rows = glove.find(["great", "respectable"])

print(glove_file)
print(f"{glove_words:,} words, {glove.dim} numbers each")
print("respectable:", rows["respectable"][:5].round(3), "...")

# %% [markdown] lang="ko"
# 흔히 쓰는 벡터 파일의 크기입니다. 우리 단어 집합의 단어가 16개이면 행렬의 모양은 이렇게 됩니다.
#
# | 파일 | 단어 수 | 차원 | 우리 행렬 |
# |---|---|---|---|
# | `glove.6B.50d` | 400,000 | 50 | (16, 50) |
# | `glove.6B.100d` | 400,000 | 100 | (16, 100) |
# | `glove.6B.300d` | 400,000 | 300 | (16, 300) |
# | GoogleNews Word2Vec | 3,000,000 | 300 | (16, 300) |
#
# 강의에서는 파일의 모든 줄을 파이썬 사전에 담은 다음, 필요한 단어만 행렬로 옮겼습니다.
# 우리에게 필요한 것은 단어 15개뿐입니다. `build_embedding_matrix`는 파일을 앞에서부터 읽으면서
# **필요한 줄만** 숫자로 바꾸고, 다 찾으면 멈춥니다. 결과는 같습니다.
#
# 결과가 맞는지는 이 패키지의 함수를 쓰지 않고, 파일을 직접 읽어서 확인합니다.

# %% [markdown] lang="en"
# The sizes of common vector files, and of our matrix for a vocabulary of 16:
#
# | file | words | dimension | our matrix |
# |---|---|---|---|
# | `glove.6B.50d` | 400,000 | 50 | (16, 50) |
# | `glove.6B.100d` | 400,000 | 100 | (16, 100) |
# | `glove.6B.300d` | 400,000 | 300 | (16, 300) |
# | GoogleNews Word2Vec | 3,000,000 | 300 | (16, 300) |
#
# The chapter reads every line of the file into a dictionary and then copies the words it needs.
# We need only 15 words. `build_embedding_matrix` streams through the file,
# turns **only the wanted lines** into numbers, and stops when it has them all. The result is the same.
#
# To see whether it is right, we read the file ourselves, without any function of this package.

# %%
source = glove_file.name
matrix = build_embedding_matrix(source, tokenizer.word_index)


def read_directly(location):
    """파일을 직접 읽습니다: 단어에서 벡터로 · the file itself: word to vector"""
    if location.origin.startswith("package"):  # 단어 목록과 숫자 · a list of words, and numbers
        numbers = next(path for path in location.paths if path.suffix == ".npy")
        index = next(path for path in location.paths if path.suffix == ".parquet")
        return dict(zip(pd.read_parquet(index)["index"], np.load(numbers), strict=True))
    opened = gzip.open if location.path.suffix == ".gz" else open
    with opened(location.path, "rt", encoding="utf-8", newline="\n") as lines:
        parts = (line.rstrip("\n").split(" ") for line in lines)
        return {word: np.array(values, dtype="float32") for word, *values in parts}


in_file = read_directly(glove_file)
by_hand = np.zeros((vocab_size, dim))
for word, index in tokenizer.word_index.items():
    if word in in_file:
        by_hand[index] = in_file[word]

print("shape:", matrix.shape)
print("row of great:", matrix[tokenizer.word_index["great"]][:5].round(3), "...")
print(matrix.coverage)

# %% tags=["check"] facts="F4.06 F4.07"
# GloVe 6B에는 단어 400,000개의 벡터 · 400,000 vectors
assert glove_words == len(in_file) == 400_000 and glove.dim == dim == len(in_file["great"])
# (16, d) 행렬. 2번 행은 great, 0번 행은 패딩 · row 2 is great, row 0 padding
assert matrix.shape == (16, dim) and np.allclose(matrix, by_hand)
assert np.array_equal(matrix[2], in_file["great"])
assert np.array_equal(matrix[15], in_file["respectable"])
assert np.array_equal(rows["great"], in_file["great"])
assert not matrix[0].any()
if dim == 100:  # 강의에 적힌 숫자 · the numbers printed in the chapter
    assert np.allclose(rows["respectable"][:3], [-0.049773, 0.19903, 0.10585])
    assert np.allclose(rows["great"][:3], [-0.013786, 0.38216, 0.53236])
del in_file

# %% [markdown] lang="ko"
# ## 5. 사전 훈련된 Word2Vec 가져오기
#
# 구글이 뉴스로 학습한 Word2Vec은 단어와 구 3,000,000개의 300차원 벡터이고, 파일 크기가 1.6GB입니다(`.bin` 형식).
# 그 파일이 없으면 여기서 작은 모델을 하나 훈련시켜 같은 형식으로 저장합니다. 읽는 방법은 똑같습니다.

# %% [markdown] lang="en"
# ## 5. Taking pretrained Word2Vec vectors
#
# Google trained Word2Vec on news: 300-dimensional vectors of 3,000,000 words and phrases, a `.bin` file of 1.6 GB.
# If that file is not here, we train a small one now and save it in the same format. Reading it works the same way.

# %%
try:
    word2vec_file = datasets.locate("google_news")
    word2vec_path = word2vec_file.path
except FileNotFoundError:
    word2vec_file = datasets.locate("english")
    some = list(datasets.read_sentences("english"))[-12_000:]
    news = [text.english_tokens(sentence) for sentence in some]
    model_300 = Word2Vec(news, vector_size=300, min_count=5, epochs=1, workers=1, seed=9)
    word2vec_path = Path(tempfile.mkdtemp()) / "word2vec.bin"
    model_300.wv.save_word2vec_format(word2vec_path, binary=True)

matrix_300 = build_embedding_matrix(word2vec_path, tokenizer.word_index)
print(word2vec_file, matrix_300.shape)
print(matrix_300.coverage)

# %% [markdown] lang="ko"
# 파일에 없는 단어의 행은 0으로 남습니다. 어떤 단어가 없는지는 위 출력에 나와 있습니다.

# %% [markdown] lang="en"
# A word that is not in the file keeps its row of zeros. The output above says which words these are.

# %% tags=["check"] facts="F4.08"
with open_vectors(word2vec_path) as word2vec:
    nice = word2vec.find(["nice"])["nice"]

# (16, 300) 행렬. 1번 행은 nice, 없는 단어의 행은 0 · row 1 is nice, missing words stay 0
assert matrix_300.shape == (16, 300)
assert np.array_equal(matrix_300[tokenizer.word_index["nice"]], nice) and nice.any()
missing = matrix_300.coverage.missing
assert all(not matrix_300[tokenizer.word_index[word]].any() for word in missing)

# %% [markdown] lang="ko"
# ## 6. 사전 훈련이 도움이 되는 때
#
# 행렬을 `Embedding` 층에 그대로 넣을 수 있습니다. 세 가지를 비교합니다.
#
# - **무작위**(random): 사전 훈련 없이, 난수에서 시작해 학습합니다.
# - **고정**(frozen): GloVe를 넣고 바꾸지 않습니다(`trainable=False`).
# - **미세 조정**(fine-tuned): GloVe에서 시작해 함께 학습합니다(`trainable=True`).
#
# 훈련 데이터의 양을 바꿔 가며 스팸을 분류해 봅니다. 메시지가 적으면 시드에 따라 결과가 크게 달라지므로 40개와 200개일 때는 스무 번, 모두 쓸 때는 열 번씩 훈련시킵니다.
# 에포크 수는 검증 데이터로 고르고, 테스트 데이터는 정확도를 잴 때만 씁니다.
#
# **먼저 예상해 보세요.** 메시지가 40개뿐일 때와 3,900개일 때, 어느 쪽에서 사전 훈련이 더 도움이 될까요?
#
# <details><summary>답 보기</summary>
#
# 40개일 때입니다. 데이터가 많으면 필요한 뜻을 데이터에서 직접 학습할 수 있습니다.
#
# </details>

# %% [markdown] lang="en"
# ## 6. When does it help?
#
# The matrix goes straight into an `Embedding` layer. We use it in three ways.
#
# - **Random**: start from random numbers and learn, with no pretraining.
# - **Frozen**: put GloVe in and do not change it (`trainable=False`).
# - **Fine-tuned**: start from GloVe and keep learning (`trainable=True`).
#
# We classify spam with more and more training messages. With few of them the seeds differ a lot, so we train twenty times with 40 and with 200, and ten times with all of them.
# The number of epochs is chosen on validation data. Test data only gives the score.
#
# **Predict first.** Where will pretraining help more: with 40 messages, or with 3,900?
#
# <details><summary>Answer</summary>
#
# With 40. With much data the model can learn the meanings it needs from the data itself.
#
# </details>

# %%
pretrained = build_embedding_matrix(source, words, fallbacks=["lower"])
print(pretrained.coverage)


def embedding(kind):
    if kind == "random":
        return keras.layers.Embedding(len(words), dim, mask_zero=True)
    return pretrained.layer(trainable=kind == "fine-tuned")


def build(kind):
    layers = [
        keras.Input((50,), dtype="int32"),
        embedding(kind),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    classifier = keras.Sequential(layers)
    classifier.compile(keras.optimizers.Adam(0.05), loss="binary_crossentropy")
    return classifier


# %%
def numbers_in(weights):
    return sum(math.prod(weight.shape) for weight in weights)


kinds = ["random", "frozen", "fine-tuned"]
models = {kind: build(kind) for kind in kinds}
pd.DataFrame(
    {
        kind: [numbers_in(model.trainable_weights), numbers_in(model.non_trainable_weights)]
        for kind, model in models.items()
    },
    index=["trainable", "not trainable"],
).T

# %% [markdown] lang="ko"
# 이 모델을 백 번 넘게 훈련시켜야 합니다. 케라스로 하면 메시지 40개를 배우는 시간보다 준비하는 시간이 훨씬 깁니다.
# 그래서 **같은 모델을 NumPy로** 옮긴 `wordemb_keras/course/averaging.py`를 씁니다. 1절에서 원-핫 벡터에 표를 곱하면 그 단어의 행이 나왔습니다.
# 마찬가지로 '메시지에서 단어마다 차지하는 비율'에 표를 곱하면 벡터들의 **평균**이 나옵니다.
#
# 정말 같은 모델일까요? 고정한 GloVe로 메시지 40개를 마흔 번씩 학습하고 케라스와 비교합니다.

# %% [markdown] lang="en"
# We have to train this model more than a hundred times. In Keras, setting up takes much longer than learning from 40 messages.
# So we use **the same model in NumPy**, `wordemb_keras/course/averaging.py`. In part 1 a one-hot vector times the table gave the row of the word.
# In the same way the shares of the words in a message, times the table, give the **mean** of their vectors.
#
# Is it really the same model? We train both forty times on 40 messages, with frozen GloVe, and compare.

# %%
# 빈 메시지는 모르는 단어 하나로 채웁니다 · an empty message gets one unknown word
for part in x:
    part[part.sum(axis=1) == 0, 0] = 1
shares = [averaging.shares(part, len(words)) for part in x]


def start(kind, seed):
    """단어 벡터의 초깃값 · the vectors before training"""
    random = np.random.default_rng(seed).uniform(-0.05, 0.05, (len(words), dim))
    return random if kind == "random" else np.asarray(pretrained)


def classifier(kind, size, seed):
    chosen = np.random.default_rng(seed).permutation(len(y[0]))[:size]
    table = start(kind, seed)
    model = averaging.Classifier(table, trainable=kind != "frozen", rate=0.05, seed=seed)
    # 이 가운데 검증 손실이 가장 작은 때를 고릅니다 · the best of these by validation loss is kept
    epochs = 40 if size <= 200 else 8
    few = (shares[0][chosen], y[0][chosen])
    return model.fit(*few, validation=(shares[1], y[1]), epochs=epochs)


# %%
ours = averaging.Classifier(start("frozen", 0), trainable=False, rate=0.05, seed=0)
models["frozen"].layers[-1].set_weights([ours.weights[:, None], ours.bias])
ours.fit(shares[0][:40], y[0][:40], validation=(shares[0][:40], y[0][:40]), epochs=40)
for _ in range(40):
    models["frozen"].train_on_batch(x[0][:40], y[0][:40])
gap = np.abs(ours(shares[2]) - models["frozen"].predict_on_batch(x[2])[:, 0]).max()
print(f"test messages: the probabilities differ by at most {gap:.0e}")
assert gap < 1e-3

# %%
sizes = [40, 200, len(x[0])]
repeats = [20, 20, 10]
scores = {
    kind: [
        np.array(
            [
                np.mean((classifier(kind, size, seed)(shares[2]) > 0.5) == y[2])
                for seed in range(repeat)
            ]
        )
        for size, repeat in zip(sizes, repeats, strict=True)
    ]
    for kind in kinds
}
labels = {
    "random": "무작위 · random",
    "frozen": "고정 · frozen",
    "fine-tuned": "미세 조정 · fine-tuned",
}
curve = pd.DataFrame(
    {labels[k]: [f"{row.mean():.3f} ± {row.std():.3f}" for row in scores[k]] for k in kinds},
    index=pd.Index(sizes, name="training messages"),
)
curve

# %%
plots.lines(
    {labels[kind]: [row.mean() for row in scores[kind]] for kind in kinds},
    spread={labels[kind]: [row.std() for row in scores[kind]] for kind in kinds},
    x=sizes,
    xlabel="훈련 메시지 수(로그 눈금) · training messages (log scale)",
    ylabel="테스트 정확도 · test accuracy",
    title="사전 훈련이 도움이 되는 때 · when pretraining helps",
    log="x",
)

# %% [markdown] lang="ko"
# 강의의 문자 메시지 5,572개로 실행한 결과는 이렇습니다. `±`와 오차 막대는 시드에 따라 달라지는 정도(표준편차)입니다.
#
# - 훈련 메시지가 **40개**일 때는 **고정**한 GloVe가 가장 낫습니다. 스무 시드 가운데 거의 모두에서 무작위를 앞섭니다. **미세 조정**도 평균은 높지만, 시드마다 보면 절반 남짓에서만 앞섭니다. 메시지 40개로는 벡터까지 고치는 것이 오히려 흔들림을 키웁니다.
# - **200개**에서는 **미세 조정**이 가장 낫습니다. 스무 시드 가운데 거의 모두에서 고정을 앞섭니다.
# - 메시지를 **모두** 쓰면 **무작위**로 시작해도 미세 조정과 정확도가 거의 같습니다. 차이가 사라집니다. **고정**한 벡터는 끝까지 바뀌지 않으므로 뒤처집니다. 150p나 msgs처럼 문자 메시지에 쓰는 말은 GloVe 파일에 없는 것이 많습니다.
#
# 시드 몇 개만으로는 이런 결론을 내릴 수 없습니다. 아래 표의 표준오차를 보세요. 평균 차이가 표준오차의 두 배를 넘어야 우연이 아니라고 말할 수 있습니다.

# %% [markdown] lang="en"
# On the 5,572 messages of the chapter the result is this. `±` and the error bars are the standard deviation over the seeds.
#
# - With **40** training messages, **frozen** GloVe is best: it beats the random start with nearly all of twenty seeds. **Fine-tuning** is higher on average, too, but seed by seed it wins only a little more than half. Changing the vectors on 40 messages adds noise.
# - With **200**, **fine-tuning** is best: it beats frozen vectors with nearly all of twenty seeds.
# - With **all** messages a **random** start is about as accurate as fine-tuning. The gap is gone. **Frozen** vectors never change, so they fall behind. Many words of text messages, such as 150p or msgs, are not in the GloVe file.
#
# A few seeds could not have shown this. See the standard errors below: a mean gap should be more than two of them before we call it more than chance.

# %%
average = {k: dict(zip(sizes, [row.mean() for row in scores[k]], strict=True)) for k in kinds}
most = sizes[-1]
rows_of_wins = {}
for column, size in enumerate(sizes):
    for better, other in (("frozen", "random"), ("fine-tuned", "random"), ("fine-tuned", "frozen")):
        gaps = scores[better][column] - scores[other][column]  # 같은 시드끼리 · seed by seed
        rows_of_wins[size, f"{better} - {other}"] = {
            "wins": f"{(gaps > 0).sum()} of {len(gaps)}",
            "mean gap": f"{gaps.mean():.3f}",
            "standard error": f"{gaps.std(ddof=1) / np.sqrt(len(gaps)):.3f}",
        }
pd.DataFrame(rows_of_wins).T

# %% tags=["check"] facts="F4.09"
gaps = {k: scores[k][0] - scores["random"][0] for k in ("frozen", "fine-tuned")}
if spam.origin == "sample":
    print("작은 예시라서 설명과 다를 수 있습니다 · a small sample: it may differ from the text")
else:
    assert average["frozen"][40] > average["fine-tuned"][40]
    for gap in gaps.values():
        assert gap.mean() > 2 * gap.std(ddof=1) / np.sqrt(len(gap))
    assert (gaps["frozen"] > 0).sum() >= 15 and 8 <= (gaps["fine-tuned"] > 0).sum() <= 15
    by_200 = {kind: average[kind][200] for kind in kinds}
    assert max(by_200, key=by_200.get) == "fine-tuned"
    assert (scores["fine-tuned"][1] > scores["frozen"][1]).sum() >= 17
    assert abs(average["fine-tuned"][most] - average["random"][most]) < 0.01
    assert (
        average["frozen"][most] < min(average["fine-tuned"][most], average["random"][most]) - 0.01
    )
    assert {"150p", "msgs"} <= set(pretrained.coverage.missing)
assert models["frozen"].layers[0].trainable_weights == []
assert len(models["fine-tuned"].layers[0].trainable_weights) == 1

# %% [markdown] lang="ko"
# ## 정리
#
# | | 무작위 | 고정 | 미세 조정 |
# |---|---|---|---|
# | 처음 값 | 난수 | 사전 훈련된 벡터 | 사전 훈련된 벡터 |
# | 학습하는 동안 | 바뀜 | 바뀌지 않음 | 바뀜 |
# | `Embedding`에서 | 기본값 | `trainable=False` | `trainable=True` |
#
# > **자주 하는 실수**
# >
# > - 인덱스가 하나씩 밀린 행렬을 넣습니다. 오류 없이 모든 단어가 남의 벡터를 얻습니다. `build_embedding_matrix`에 **같은** 단어 집합을 주세요.
# > - 파일에 없는 단어가 몇 개인지 보지 않습니다. 대소문자나 공백 때문에 거의 다 0일 수 있습니다. `coverage`를 출력하세요.
# > - 단어 수로 `input_dim`을 정합니다. 가장 큰 인덱스 + 1이어야 합니다.
# > - 테스트 데이터로 에포크 수를 고릅니다. 검증 데이터로 고르세요.

# %% [markdown] lang="en"
# ## In short
#
# | | random | frozen | fine-tuned |
# |---|---|---|---|
# | starts from | random numbers | pretrained vectors | pretrained vectors |
# | in training | changes | does not change | changes |
# | in `Embedding` | the default | `trainable=False` | `trainable=True` |
#
# > **Common mistakes**
# >
# > - A matrix that is shifted by one. No error: every word gets another word's vector. Give `build_embedding_matrix` **the same** vocabulary.
# > - Not looking how many words the file lacks. Because of capitals or spaces nearly all may be zero. Print `coverage`.
# > - Setting `input_dim` to the number of words. It must be the largest index + 1.
# > - Choosing the number of epochs on test data. Choose on validation data.

# %% [markdown] lang="ko"
# ## 확인 문제

# %% [markdown] lang="en"
# ## Quiz

# %% tags=["quiz"]
quiz.show("9-4", "LANG")

# %% [markdown] lang="ko"
# ## 연습 문제
#
# **1.** 단어 두 개짜리 벡터 사전으로 임베딩 행렬을 만들고, 없는 단어의 행이 0인지 확인하세요.
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras import build_embedding_matrix
#
# vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0]}
# matrix = np.asarray(build_embedding_matrix(vectors, {"nice": 1, "lies": 2, "great": 3}))
# assert matrix.tolist() == [[0, 0], [1, 2], [0, 0], [3, 4]]
# ```
#
# </details>
#
# **2.** 길이가 2인 문장과 3인 문장을 뒤쪽을 0으로 채워 한 배열로 만드세요.
#
# <details><summary>풀이</summary>
#
# ```python
# import keras
#
# padded = keras.utils.pad_sequences([[5, 6], [1, 2, 3]], padding="post")
# assert padded.tolist() == [[5, 6, 0], [1, 2, 3]]
# ```
#
# </details>
#
# **3.** `mask_zero=True`인 층은 패딩 자리를 어떻게 표시합니까?
#
# <details><summary>풀이</summary>
#
# ```python
# import keras
# import numpy as np
#
# layer = keras.layers.Embedding(4, 2, mask_zero=True)
# mask = np.asarray(layer.compute_mask(np.array([[1, 0]])))
# assert mask.tolist() == [[True, False]]
# ```
#
# 거짓인 자리는 뒤의 층(평균, LSTM 등)이 건너뜁니다.
#
# </details>
#
# **다음**: [과제 9-4](../assignments/LANG/ch9_4_pretrained.ipynb), [API](../../docs/LANG/api.md), [9-5. 엘모](ch9_5_elmo.ipynb)

# %% [markdown] lang="en"
# ## Exercises
#
# **1.** Build an embedding matrix from a dictionary with two vectors. Is the row of a missing word zero?
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras import build_embedding_matrix
#
# vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0]}
# matrix = np.asarray(build_embedding_matrix(vectors, {"nice": 1, "lies": 2, "great": 3}))
# assert matrix.tolist() == [[0, 0], [1, 2], [0, 0], [3, 4]]
# ```
#
# </details>
#
# **2.** Put a sentence of length 2 and one of length 3 into one array, with zeros at the end.
#
# <details><summary>Solution</summary>
#
# ```python
# import keras
#
# padded = keras.utils.pad_sequences([[5, 6], [1, 2, 3]], padding="post")
# assert padded.tolist() == [[5, 6, 0], [1, 2, 3]]
# ```
#
# </details>
#
# **3.** How does a layer with `mask_zero=True` mark padding?
#
# <details><summary>Solution</summary>
#
# ```python
# import keras
# import numpy as np
#
# layer = keras.layers.Embedding(4, 2, mask_zero=True)
# mask = np.asarray(layer.compute_mask(np.array([[1, 0]])))
# assert mask.tolist() == [[True, False]]
# ```
#
# Layers behind it (a mean, an LSTM) skip what is False.
#
# </details>
#
# **Next**: [assignment 9-4](../assignments/LANG/ch9_4_pretrained.ipynb), [API](../../docs/LANG/api.md), [9-5. ELMo](ch9_5_elmo.ipynb)

# %%
notebooks.summary(
    [spam, glove_file],
    parameters=model.count_params(),
    glove_words=glove_words,
    best_with_40=f"{max(s[0].mean() for s in scores.values()):.3f}",
    best_with_most=f"{max(s[-1].mean() for s in scores.values()):.3f}",
)
