# %% [markdown] lang="ko"
# # 9-5. 엘모 (ELMo)
#
# **질문**: 같은 단어라도 문장에 따라 다른 벡터를 줄 수 있을까요?
#
# ELMo는 Embeddings from Language Model의 줄임말입니다. '언어 모델로 하는 임베딩'이라는 뜻으로, 2018년에 제안되었습니다. **사전 훈련된 언어 모델**(pre-trained language model)을 쓰는 것이 가장 큰 특징입니다.
# 지금까지의 벡터는 단어마다 하나였습니다. ELMo는 문장이 바뀌면 같은 단어에도 다른 벡터를 줍니다.
#
# 이 노트북은 이 패키지에 들어 있는 작은 교실용 모델로 실행됩니다. 인터넷은 필요 없습니다.
#
# 아래 그림의 점은 모두 같은 단어 **bank**입니다. 점 하나가 문장 하나에 나온 bank의 ELMo 벡터이고, 번호는 문장의 번호입니다. 강둑을 뜻하는 bank와 은행을 뜻하는 bank가 저절로 갈라집니다.

# %% [markdown] lang="en"
# # 9-5. ELMo
#
# **Question**: can a word have a different vector in each sentence?
#
# ELMo is short for Embeddings from Language Model (2018). Its mark is a **pre-trained language model**.
# So far every word had one vector. With ELMo the same word gets a different vector in each sentence.
#
# This notebook runs on a small classroom model that comes with the package. It needs no network.
#
# Every point in the picture is the same word, **bank**: its ELMo vector in one sentence, with the number of the sentence. The *bank* of a river and the *bank* for money part by themselves.

# %% tags=["opening"]
import numpy as np

from wordemb_keras import BiLM, plots
from wordemb_keras.course import meanings

bilm = BiLM.from_pretrained("classroom")
of_bank, found = meanings.vectors("bank", bilm)  # (sentences, layers, numbers)
first_layer = of_bank[:, 1] / np.linalg.norm(of_bank[:, 1], axis=1, keepdims=True)
plots.word_map(
    first_layer,
    [str(number) for number in range(1, len(first_layer) + 1)],
    groups=[found.names[kind] for kind in found.meaning],
    title=f"bank, 문장 {len(first_layer)}개 · {len(first_layer)} sentences",
)

# %%
import inspect
import itertools
import tempfile
import time
from collections import Counter

import keras
import pandas as pd
import tensorflow as tf
from gensim.models import Word2Vec

from wordemb_keras import ELMoEmbedding, ScalarMix, Vocabulary, build_embedding_matrix, datasets
from wordemb_keras.course import notebooks, quiz, spam
from wordemb_keras.course.restart import restart
from wordemb_keras.elmo import HubELMo, HubModule, character_ids, plain, text_batch, training

pd.set_option("display.max_colwidth", None)  # 표의 글을 자르지 않음 · no text cut in tables
print(f"{bilm.count_params():,} parameters, {bilm.n_layers} LSTM layers in each direction")

# %% [markdown] lang="ko"
# ## 1. 한 단어, 두 가지 뜻
#
# bank는 은행이기도 하고 강둑이기도 합니다. bank account의 bank와 river bank의 bank는 뜻이 다릅니다.
# GloVe나 Word2Vec은 둘에 같은 벡터를 줍니다. 뜻이 둘인데 벡터는 하나입니다. 이런 벡터를 **정적 임베딩**(static embedding)이라 하고, 문장에 따라 달라지는 벡터를 **문맥을 반영한 임베딩**(contextual embedding)이라고 합니다.
#
# 정말 그런지 bank account의 bank와 river bank의 bank를 비교해 봅시다. 0번 층은 문맥을 반영하지 않는 문자 층(문자 단위 합성곱)입니다. 1번과 2번 층은 LSTM입니다.
#
# 숫자 하나만 보아서는 크다 작다 말할 수 없습니다. 비교할 기준이 필요합니다. 그래서 뜻이 같은 bank account와 bank loan도 재고, 학습하지 않은 biLM으로도 재 봅니다.
#
# **먼저 예상해 보세요.** 0번 층에서 두 bank의 코사인은 얼마일까요?
#
# <details><summary>답 보기</summary>
#
# 1입니다. 0번 층은 철자만 봅니다. 철자가 같으면 벡터도 같습니다.
#
# </details>

# %% [markdown] lang="en"
# ## 1. One word, two meanings
#
# A bank keeps money, and a bank is the side of a river. The bank of bank account and the bank of river bank mean different things.
# GloVe and Word2Vec give both the same vector: two meanings, one vector. Such a vector is a **static embedding**; one that changes with the sentence is a **contextual embedding**.
#
# Let us compare the *bank* of *bank account* with the *bank* of *river bank*. Layer 0 is the **character embedding** (a CNN over characters), which knows no context. Layers 1 and 2 are LSTMs.
#
# One number alone says neither much nor little. We need something to compare with: *bank account* and *bank loan*, which mean the same, and a biLM that was not trained.
#
# **Predict first.** What is the cosine of the two *bank*s in layer 0?
#
# <details><summary>Answer</summary>
#
# It is 1. Layer 0 sees the spelling only.
#
# </details>

# %%
keras.utils.set_random_seed(9)
untrained = BiLM.from_config(bilm.get_config())


def cosines_of_bank(model, one, other):
    """층마다 코사인 · the cosine at each layer"""
    texts = [one.split(), other.split()]
    layers = model.embed(texts, verbose=0)
    a, b = (each[:, text.index("bank")] for each, text in zip(layers, texts, strict=True))
    return np.sum(a * b, axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


pd.DataFrame(
    {
        "account / river": cosines_of_bank(bilm, "bank account", "river bank"),
        "account / loan": cosines_of_bank(bilm, "bank account", "bank loan"),
        "account / river, untrained": cosines_of_bank(untrained, "bank account", "river bank"),
    },
    index=[f"layer {k}" for k in range(3)],
).round(3)

# %%
words_of_both = Vocabulary(["bank", "account", "river"])
static_layer = build_embedding_matrix("glove.6B.50d", words_of_both).layer()
static = np.asarray(static_layer(words_of_both.pad([["bank", "account"], ["river", "bank"]])))
print("GloVe:", static[0, 0, :4].round(2), static[1, 1, :4].round(2))

# %% tags=["check"] facts="F5.01"
# 정적 벡터는 같고, 문맥을 반영한 벡터는 다릅니다 · the static vector is the same, the contextual one is not
assert np.array_equal(static[0, 0], static[1, 1]) and not np.array_equal(static[0, 0], static[0, 1])
cosines = cosines_of_bank(bilm, "bank account", "river bank")
same = cosines_of_bank(bilm, "bank account", "bank loan")
assert np.isclose(cosines[0], 1, atol=1e-4) and (cosines[1:] < same[1:] - 0.03).all()

# %% [markdown] lang="ko"
# 벡터가 달라졌습니다. 그런데 **뜻에 따라** 달라졌을까요? 문장을 더 써서 확인해 봅시다.
#
# 단어는 두 개입니다. '강둑'과 '은행'을 뜻하는 bank, '연극'과 '놀다'를 뜻하는 play입니다. 뜻마다 문장을 여러 개 준비했습니다.
# bank의 문장은 두 뜻의 모양이 비슷합니다. 한쪽 뜻에서만 그 단어가 문장 첫머리에 나오면, 뜻이 아니라 **위치**를 맞히는 시험이 되고 맙니다.
# play의 문장은 다릅니다. 명사 앞에는 the나 a가, 동사 앞에는 to나 they가 옵니다. 바로 앞 단어만 보아도 알 수 있는 **쉬운** 시험입니다.

# %% [markdown] lang="en"
# The vectors differ. But do they differ **by meaning**? Let us test more sentences.
#
# We test two words: *bank* (river or money) and *play* (the noun, on stage, or the verb). Each meaning has a number of sentences.
# For *bank*, the sentences of both meanings have similar forms. If only one of them began with the word, the test would be about places, not meanings.
# For *play* this is not so: *the* or *a* comes before the noun, *to* or *they* before the verb. The word before it gives the answer away: an **easy** test.

# %%
for word in ("bank", "play"):
    found = meanings.read(word)
    for kind, name in enumerate(found.names):
        first = next(i for i in range(len(found.tokens)) if found.meaning[i] == kind)
        print(
            f"{word} | {name} | {(found.meaning == kind).sum()} | {' '.join(found.tokens[first])}"
        )


# %% [markdown] lang="ko"
# 먼저 코사인 유사도를 봅니다. 같은 뜻끼리(inside), 다른 뜻끼리(across) 얼마나 닮았을까요?
# 모든 벡터에 공통으로 들어 있는 부분(전체 평균)은 미리 뺍니다.
#
# 다음은 시험입니다. 한 문장을 빼놓고, 남은 문장들로 뜻마다 평균 벡터를 구합니다.
# 빼놓은 문장의 벡터가 제 뜻의 평균에 더 가까우면 맞은 것입니다(right).
# 우연히 맞은 것은 아닐까요? 뜻 레이블을 무작위로 섞어 200번 다시 해 보고, 그때도 이만큼 맞힌 비율을 마지막 **열**(by chance)에 적었습니다.

# %% [markdown] lang="en"
# First, cosines. How alike are vectors of the same meaning (inside), and of different ones (across)?
# The part that all share is taken away first: their mean.
#
# Then a test. One sentence is put aside, and the others give a mean vector for each meaning.
# If the vector put aside is nearer to the mean of its own meaning, that is right.
# Could it be luck? We shuffle the meanings and try again, 200 times. The last column (by chance) says how often that was as good.

# %%
table = {}
for word in ("bank", "play"):
    for name, model in (("classroom", bilm), ("untrained", untrained)):
        vectors, found = meanings.vectors(word, model)
        for layer in range(3):
            if name == "classroom" or layer == 2:
                table[word, name, layer] = meanings.compare(vectors[:, layer], found.meaning)
meanings_table = pd.DataFrame(table).T
meanings_table.index.names = ["word", "biLM", "layer"]
meanings_table

# %%
vectors, found = meanings.vectors("play", bilm)
scores = meanings.sides(vectors[:, 2], found.meaning)
order = sorted(range(len(scores)), key=lambda i: (found.meaning[i], scores[i]))
plots.bars(
    {" ".join(found.tokens[i]): scores[i] for i in order},
    groups=[found.names[found.meaning[i]] for i in order],
    ylabel="두 뜻의 가운데에서 거리 · from the middle",
    title="play는 어느 쪽? · which side is play on? (layer 2)",
    number_format="{:.1f}",
    horizontal=True,
)

# %% tags=["check"]
# 0번 층은 모두 같고, LSTM 층은 play의 두 뜻을 가립니다 · layer 0 cannot, the LSTMs can
by_layer = meanings_table.xs("classroom", level="biLM")
assert (by_layer.xs(0, level="layer")["inside"] == "same").all()
for layer in (1, 2):
    for word in ("bank", "play"):
        row = by_layer.loc[(word, layer)]
        right, total = (int(part) for part in row["right"].split(" of "))
        assert row["inside"] > row["across"] + 0.15 and row["by chance"] < 0.01
        assert right >= total - 2
for word in ("bank", "play"):
    row = meanings_table.loc[(word, "untrained", 2)]
    assert row["inside"] < row["across"] + 0.15

# %% [markdown] lang="ko"
# play는 뚜렷이 갈립니다. 0번 층에서는 모두 같은 벡터인데, LSTM 층에서는 '연극'의 play와 '놀다'의 play가 서로 반대쪽에 놓입니다.
#
# bank도 갈립니다. 학습하지 않은 biLM과 비교해 보세요. 문장에 나온 다른 단어(강, 돈)를 읽은 결과입니다.
# play의 두 뜻은 명사와 동사라서 문법만 알아도 가릴 수 있습니다. bank의 두 뜻은 둘 다 명사라서 무엇에 대한 문장인지(세상 지식)를 알아야 합니다.
#
# 교실용 모델은 작습니다. 다음 단어만 예측하게 한 첫 모델은 bank의 두 뜻을 거의 가리지 못했습니다. 그래서 지금의 모델은 그 단어와 주변 단어들의 GloVe 벡터도 함께 예측하도록 훈련시켰습니다. 두 모델을 비교한 표는 `data/README.md`에 있습니다. 논문의 모델은 8억 단어쯤을 읽었고, 다음 단어를 예측하는 것만으로 뜻을 가립니다.

# %% [markdown] lang="en"
# *play* separates clearly. In layer 0 all its vectors are the same; in the LSTM layers the *play* on a stage and the verb lie on opposite sides.
#
# *bank* separates, too. Compare with the untrained biLM. It comes from reading the other words of the sentence (river, money).
# The meanings of *play* are a noun and a verb, so grammar is enough to tell them apart. Both meanings of *bank* are nouns: telling them apart needs knowledge of the topic.
#
# The classroom model is small. A first one, trained only to predict the next word, hardly told the meanings of *bank* apart. So this one was trained to predict the GloVe vectors of the word and of the words around it as well; the table in `data/README.md` compares the two. The model of the paper read about 800 million words, and learned this from predicting words alone.

# %% [markdown] lang="ko"
# ## 2. biLM과 양방향 RNN의 차이
#
# 언어 모델은 다음 단어를 **예측하는** 모델입니다. RNN 언어 모델은 시점마다 단어 하나를 읽고 **은닉 상태**(hidden state) $h_t$를 다음 시점으로 넘깁니다. 시점이 지날수록 $h_t$는 앞의 문맥을 점점 더 반영합니다.

# %% [markdown] lang="en"
# ## 2. A biLM is not a bidirectional RNN
#
# A language model **predicts** the next word. An RNN language model reads one word per step and hands its **hidden state** $h_t$ on to the next. With every step $h_t$ holds more of the context.

# %%
sentence = ["I", "went", "to", "the", "bank"]
forward_states = bilm.embed([sentence[:-1]], verbose=0)[0][2][:, :8]  # 실제 값 · real numbers
plots.diagrams.language_model(sentence, forward_states, title="RNN 언어 모델 · RNN language model")

# %% [markdown] lang="ko"
# ELMo는 언어 모델 두 개를 씁니다. 은닉층이 2개 이상인 **다층**(multi-layer) 구조입니다.
#
# - **순방향**은 앞의 단어들을 읽고 다음 단어를 예측합니다.
# - **역방향**은 뒤의 단어들을 읽고 앞 단어를 예측합니다.
#
# 둘을 묶어 **양방향 언어 모델**(bidirectional language model, biLM)이라고 합니다. 둘은 **따로** 학습하는 별개의 모델입니다. 층마다 출력만 **연결**(concatenate)합니다.
# 양방향 RNN은 다릅니다. 첫 층의 두 방향을 붙여서 다음 층에 넣습니다. 그러면 둘째 층은 예측해야 할 단어를 이미 봅니다.
#
# 직접 측정해 봅시다. 출력을 입력으로 미분하면 어느 입력이 출력에 영향을 주는지 알 수 있습니다.

# %% [markdown] lang="en"
# ELMo uses two language models with two or more hidden layers each (**multi-layer**).
#
# - The **forward** one reads the words before and predicts the next one.
# - The **backward** one reads the words after and predicts the one before.
#
# Together they are a **bidirectional language model** (biLM). They are two **separate** models. Only their outputs are concatenated, layer by layer.
# A bidirectional RNN is different. It joins both directions of the first layer and feeds them to the next. Then the second layer has already seen the word it should predict.
#
# Let us measure it. The gradient of an output by the inputs shows which inputs influence it.

# %%
plots.diagrams.two_directions(
    ["I", "sat", "down"],
    titles=["biLM: 별개의 두 모델 · two models", "양방향 RNN · bidirectional RNN"],
)

# %%
words = ["I", "sat", "by", "the", "bank"]
keras.utils.set_random_seed(5)
small = BiLM(units=24, projection_dim=8, filters=[(1, 8), (2, 8)])
rnn = [keras.layers.Bidirectional(keras.layers.LSTM(8, return_sequences=True)) for _ in range(2)]
vectors = tf.constant(np.random.default_rng(0).normal(size=(1, 5, 8)), tf.float32)


def influence(second_layer):
    """출력 하나를 입력 하나로 미분한 크기 · how much each output depends on each input"""
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(vectors)
        output = second_layer(vectors)[0]  # (words, numbers)
        strengths = tf.unstack(tf.reduce_sum(output**2, axis=1))
    reached = [tape.gradient(strength, vectors)[0] for strength in strengths]
    return np.linalg.norm(reached, axis=-1)  # (output word, input word)


lengths = tf.constant([5])
reach = {
    "forward": influence(lambda x: small.contextualize(x, lengths)[0][1]),
    "backward": influence(lambda x: small.contextualize(x, lengths)[1][1]),
    "bidirectional": influence(lambda x: rnn[1](rnn[0](x))[..., :8]),
}


# %%
def reach_picture(kind, title):
    share = reach[kind] / reach[kind].max(axis=1, keepdims=True)
    axes = {"xlabel": "입력 · input", "ylabel": "출력 · output"}
    return plots.heatmap(
        share, rows=words, columns=words, **axes, title=title, number_format="{:.2f}"
    )


reach_picture("forward", "순방향 언어 모델, 둘째 층 · forward, layer 2")

# %%
reach_picture("backward", "역방향 언어 모델, 둘째 층 · backward, layer 2")

# %%
reach_picture("bidirectional", "양방향 RNN, 둘째 층의 순방향 · bidirectional RNN, layer 2")

# %% [markdown] lang="ko"
# 행 하나가 출력 하나입니다. 값이 0이면 그 입력은 그 출력에 아무 영향도 주지 못합니다.
# 순방향은 대각선과 그 왼쪽만, 역방향은 대각선과 그 오른쪽만 봅니다. 양방향 RNN은 순방향 쪽 출력도 모든 칸을 봅니다.

# %% [markdown] lang="en"
# Each row is one output. An input whose cell is 0 has no influence on it.
# Forward sees only the diagonal and what is left of it, backward only the diagonal and what is right of it. In the bidirectional RNN even the forward half sees every cell.

# %% tags=["check"] facts="F5.02"
# 별개의 두 모델. 양방향 RNN은 둘째 층에서 두 방향이 섞입니다 · two separate models; a bidirectional RNN mixes them
assert bilm.n_layers >= 2
assert not np.triu(reach["forward"], 1).any() and reach["forward"][np.tril_indices(5)].all()
assert not np.tril(reach["backward"], -1).any()
assert (reach["bidirectional"] > 0).all()

# %% [markdown] lang="ko"
# ## 3. 입력은 문자 임베딩(character embedding)
#
# biLM의 입력은 임베딩 테이블이 아니라 **문자 임베딩**(character embedding)입니다. 글자를 읽는 합성곱 신경망이 단어의 벡터를 만듭니다.
# 그래서 철자가 닮은 단어는 벡터도 닮고, 처음 보는 단어도 벡터를 얻습니다.
#
# 위키백과의 문장 10,000개에 자주 나오는 단어들 가운데 가장 가까운 것을 찾아봅시다. doggy와 unbankable은 그 문장들에 한 번도 나오지 않습니다.

# %% [markdown] lang="en"
# ## 3. The input is a character embedding
#
# The input of a biLM is not an embedding table but a **character embedding**. A convolutional network reads the letters and makes the vector of a word.
# So words of similar spelling have similar vectors, and a word never seen gets a vector too.
#
# Let us look for the nearest among the frequent words of 10,000 sentences of Wikipedia. *doggy* and *unbankable* never occur in them.

# %%
word = "unbankable"
ids = character_ids([[word]], max_characters=len(word) + 2)[0, 0]
letters = np.asarray(bilm.encoder.char_embed)[ids - 1]  # (letters, char_dim)
which = [width for width, _ in bilm.encoder.filters].index(3)
kernel = np.asarray(bilm.encoder.kernels[which])  # (3, char_dim, filters)
windows = np.stack([letters[i : i + 3] for i in range(len(letters) - 2)])
response = np.einsum("pwc,wcf->pf", windows, kernel)  # 자리마다 필터의 값 · at each place
maxima = [(int(response[:, f].argmax()), float(response[:, f].max())) for f in range(3)]
plots.diagrams.character_cnn(word, 3, maxima, title="문자 합성곱 · character CNN")

# %%
text_lines = list(itertools.islice(datasets.read_sentences(), 10_000))
counts = Counter(token.lower() for line in text_lines for token in spam.tokens(line))
common = [word for word, _ in counts.most_common(6000) if word.isalpha()]
asked = ["running", "happiest", "dog", "doggy", "unbankable", "electrofishing"]
characters = np.asarray(bilm.token_vectors(character_ids([common + asked])))[0]  # layer 0
characters = characters - characters[: len(common)].mean(axis=0)
characters /= np.linalg.norm(characters, axis=1, keepdims=True)
cosine = pd.DataFrame(characters[len(common) :] @ characters[: len(common)].T, asked, common)
nearest = {word: [w for w in cosine.loc[word].nlargest(7).index if w != word][:6] for word in asked}
pd.DataFrame(
    {word: [counts[word], ", ".join(found)] for word, found in nearest.items()},
    index=["seen", "nearest"],
).T

# %% facts="F5.03"
# 문자 합성곱: 처음 보는 단어도 벡터를 얻습니다 · characters: unseen words get vectors too
assert counts["doggy"] == counts["unbankable"] == counts["electrofishing"] == 0
assert np.isfinite(characters).all()
for word in ("running", "electrofishing"):
    assert sum(found.endswith("ing") for found in nearest[word]) >= 4
assert "animal" in nearest["dog"] and "dog" in nearest["doggy"]

# %% [markdown] lang="ko"
# running과 처음 보는 electrofishing의 이웃은 대부분 **철자**가 -ing로 끝납니다. 영어에서는 단어의 끝이 문법을 말해 줍니다.
# dog의 이웃에는 animal과 bird처럼 **뜻**이 가까운 단어도 있습니다. 교실용 모델은 문자 층에서 GloVe 벡터도 예측하도록 학습했기 때문입니다.
# 처음 보는 doggy도 벡터를 얻고, 그 이웃에 dog이 들어 있습니다. 하지만 sangamon처럼 엉뚱한 단어도 있습니다. 철자만 보고 짐작한 벡터이기 때문입니다. 문장에서의 뜻은 그 위의 LSTM이 문맥을 보고 더합니다.

# %% [markdown] lang="en"
# Most neighbours of *running*, and of *electrofishing*, which was never seen, are alike in **spelling**: they end in -ing. In English the end of a word tells the grammar.
# Among the neighbours of *dog* are words of like **meaning**, such as *animal* and *bird*: the character layer of the classroom model also learned to predict GloVe vectors.
# *doggy*, never seen, gets a vector, too, and *dog* is among its neighbours. But so are words such as *sangamon* that have nothing to do with it: the vector is a guess from the spelling. The meaning in a sentence is added by the LSTMs above, from the context.

# %% [markdown] lang="ko"
# **biLM을 NumPy로.** 이 패키지에는 빠른 구현 옆에, 식을 그대로 옮긴 느린 구현(`wordemb_keras/elmo/plain.py`)이 있습니다. 아래는 그 가운데 LSTM입니다. 두 구현의 결과가 같은지 봅시다.

# %% [markdown] lang="en"
# **The biLM in NumPy.** Beside the fast code stands a slow one that reads like the formulas (`wordemb_keras/elmo/plain.py`). Here is its LSTM. Do both give the same numbers?

# %%
print(inspect.getsource(plain.lstm))

slow = plain.layers(bilm, ["river", "bank"])  # (layers, words, numbers)
fast = bilm.embed([["river", "bank"]], verbose=0)[0]
print("plain and fast differ by at most", f"{np.abs(slow - fast).max():.0e}")

# %% tags=["check"]
assert slow.shape == (3, 2, 2 * bilm.projection_dim) and np.allclose(slow, fast, atol=1e-4)

# %% [markdown] lang="ko"
# ## 4. ELMo 벡터를 만드는 네 단계
#
# 훈련이 끝난 biLM에서 한 단어의 벡터를 이렇게 만듭니다.
#
# 1. 층마다 순방향과 역방향의 출력을 **연결**합니다.
# 2. 층마다 **가중치** $s_j$를 곱합니다. 가중치의 합은 1입니다.
# 3. 모두 **더합니다**.
# 4. 벡터의 크기를 정하는 **스칼라 매개변수** $\gamma$를 **곱합니다**.
#
# 2와 3을 묶어 **가중합**(weighted sum)이라 하고, 완성된 벡터를 **ELMo 표현**(representation)이라고 합니다.
#
# $$\mathrm{ELMo} = \gamma \sum_{j=0}^{2} s_j h_j$$
#
# 0번 층은 토큰 층입니다. 순방향과 역방향에 같은 벡터가 들어갑니다.
# 그림은 문장 'I like to play'의 **play**를 교실용 모델로 계산한 것입니다(방향마다 숫자 8개만 그렸습니다). 그다음에는 손으로 확인할 수 있게 2차원 벡터로 해 봅시다.

# %% [markdown] lang="en"
# ## 4. Four steps to an ELMo vector
#
# From a trained biLM the vector of a word is made like this.
#
# 1. **Concatenate** the outputs of both directions, at each layer.
# 2. **Weight** each layer by $s_j$. The weights add up to 1.
# 3. **Add** them all.
# 4. **Multiply** by the scalar parameter $\gamma$, which sets the size.
#
# Steps 2 and 3 are a **weighted sum**; the result is the **ELMo representation**.
#
# $$\mathrm{ELMo} = \gamma \sum_{j=0}^{2} s_j h_j$$
#
# Layer 0 is the token layer. Both directions have the same vector there.
# The picture is **play** in 'I like to play', computed by the classroom model (8 numbers per direction are drawn). Below we check the steps by hand with two-dimensional vectors.

# %%
of_play = bilm.embed([["I", "like", "to", "play"]], verbose=0)[0][:, -1]  # (layers, 2 * dim)
halves = of_play.reshape(3, 2, -1)[:, :, :8]
plots.diagrams.four_steps("play", halves, [0.2, 0.3, 0.5], 1.0, title="ELMo의 네 단계 · four steps")

# %%
forward = np.array([[1.0, 2.0], [0.0, 4.0], [2.0, 0.0]])  # (layers, numbers)
backward = np.array([[1.0, 2.0], [4.0, 0.0], [0.0, 2.0]])
s = np.array([0.5, 0.25, 0.25])
gamma = 2.0

joined = np.concatenate([forward, backward], axis=1)  # 1
weighted = s[:, None] * joined  # 2
added = weighted.sum(axis=0)  # 3
elmo_vector = gamma * added  # 4
print("1 join    ", joined.tolist())
print("2 weight  ", weighted.tolist())
print("3 add     ", added.tolist())
print("4 multiply", elmo_vector.tolist())

# %% facts="F5.04"
# 연결 -> 가중치 -> 더하기 -> 감마. ScalarMix 층도 같습니다 · the four steps; ScalarMix does the same
mix = ScalarMix()
mix.build((None, 3, None, 4))
mix.set_weights([np.log(s) if weight.shape == (3,) else np.array(gamma) for weight in mix.weights])
by_layer = np.asarray(mix(joined[None, :, None, :].astype("float32")))[0, 0]
assert np.allclose(elmo_vector, [2, 4, 3, 3]) and np.allclose(by_layer, elmo_vector, atol=1e-5)

# %% [markdown] lang="ko"
# ## 5. ELMo와 GloVe를 함께 쓰기
#
# 꼭 ELMo 벡터만 써야 하는 것은 아닙니다. GloVe 벡터와 **이어 붙여서** 모델에 넣을 수 있습니다.
# 입력이 둘인 케라스 모델 하나로 만들어 봅시다.

# %% [markdown] lang="en"
# ## 5. Side by side with GloVe
#
# ELMo need not stand alone. Its vectors can be **joined** with those of GloVe and go into the model together.
# Here is one Keras model with two inputs.

# %%
plots.diagrams.task_input([("ELMo", 2 * bilm.projection_dim), ("GloVe", 50)], "태그 · tag")

# %%
vocabulary = Vocabulary(["i", "sat", "by", "the", "bank"])
glove = build_embedding_matrix("glove.6B.50d", vocabulary)
strings, numbers = keras.Input((None,), dtype="string"), keras.Input((None,), dtype="int32")
contextual = ELMoEmbedding(bilm, output="elmo", tokens=True)(strings)
joined = keras.layers.Concatenate()([contextual, glove.layer()(numbers)])
tagger = keras.Model([strings, numbers], keras.layers.Dense(2)(joined))

tokens = [["I", "sat", "by", "the", "bank"]]
ids = tf.constant(vocabulary.pad([[word.lower() for word in tokens[0]]]))
print("ELMo", contextual.shape, "+ GloVe", glove.shape[1], "=", joined.shape)
tagger([tf.constant(tokens), ids]).shape

# %% tags=["check"] facts="F5.05"
# ELMo와 GloVe를 이어 붙인 벡터가 입력 · ELMo and GloVe joined are the input
assert joined.shape[-1] == 2 * bilm.projection_dim + 50
assert tagger([tf.constant(tokens), ids]).shape == (1, 5, 2)

# %% [markdown] lang="ko"
# ## 6. 작은 biLM 훈련시키기
#
# 아주 작은 biLM을 처음부터 훈련시켜 봅시다. 텍스트는 위키백과의 문장 400개입니다.
# 퍼플렉서티(perplexity)는 모델이 평균적으로 몇 개의 단어 사이에서 헷갈리는지를 나타냅니다. 작을수록 좋습니다.

# %% [markdown] lang="en"
# ## 6. Train a small biLM yourself
#
# We train a very small biLM from scratch, on 400 sentences of Wikipedia.
# Perplexity is the number of equally likely words the model hesitates between, on average. Smaller is better.

# %%
small_text = [spam.tokens(line.lower()) for line in text_lines[:460]]
learn, check = small_text[:400], small_text[400:]
keras.utils.set_random_seed(0)
model = training.LanguageModel(
    BiLM(units=64, projection_dim=32, filters=[(1, 16), (2, 16), (3, 32)]),
    Vocabulary.build(learn, min_count=3),
    n_negatives=256,
)
model.compile(optimizer=keras.optimizers.Adam(1e-2, global_clipnorm=1.0))
before = model.evaluate(training.batches(check), return_dict=True, verbose=0)["perplexity"]
history = model.fit(
    training.batches(learn, shuffle=400, seed=0),
    validation_data=training.batches(check),
    epochs=2,
    shuffle=False,
    verbose=0,
)
perplexity = [before, *history.history["val_perplexity"]]
print("perplexity:", [round(float(value)) for value in perplexity])
assert perplexity[-1] < perplexity[0] / 4

# %% [markdown] lang="ko"
# ## 7. 스팸 메일 분류하기
#
# 강의의 문자 메시지로 스팸을 분류해 봅시다. 앞의 80%로 학습하고 나머지로 테스트합니다.
# 설정은 훈련 데이터만 보고 고릅니다. 테스트 메시지는 설정을 고르는 데 쓰지 않습니다.
#
# 먼저 원래의 CSV 파일을 봅시다. 열 이름은 v1과 v2이고, 비어 있는 열이 세 개 있고, 인코딩은 latin-1입니다.

# %% [markdown] lang="en"
# ## 7. Spam or ham
#
# Now the text messages of the chapter. The first 80 % are for training, the rest is the test.
# Settings are chosen on the training part alone, never on the test messages.
#
# First the raw CSV file: columns v1 and v2, three empty columns, encoded in latin-1.

# %%
place = datasets.locate("sms_spam")
raw = pd.read_csv(place.path, encoding="latin-1")
raw.head()

# %%
is_real = place.origin != "sample"
parts = spam.read_parts()
known = pd.concat([parts.training, parts.validation])
test = parts.test
print(place, {name: len(part) for name, part in parts._asdict().items()})
known.head()

# %% facts="F5.06"
# 앞의 80 % = 4,457개로 훈련, 1,115개로 테스트 · the first 80 % to train, the rest to test
if is_real:
    assert (len(known) + len(test), len(known), len(test)) == (5572, 4457, 1115)
    assert known["label"].head().tolist() == [0, 0, 1, 0, 0]
    assert raw.columns[:2].tolist() == ["v1", "v2"] and raw.shape == (5572, 5)
    assert ((raw["v1"] == "spam") == pd.concat([known, test])["label"].eq(1).to_numpy()).all()
else:
    print("작은 예시로 실행합니다 · running on the small sample")

# %% [markdown] lang="ko"
# **강의의 모델 그대로.** 메시지 → ELMo 문장 벡터(`default`) → `Dense(256, relu)` → `Dense(1, sigmoid)`. 에포크는 한 번, 묶음은 60개씩입니다.
# 달라진 것은 ELMo뿐입니다. 허브 모듈(1,024차원) 대신 교실용 biLM(304차원)을 쓰고, biLM은 바뀌지 않으므로 문장 벡터를 **한 번만** 계산합니다. 문자열을 그대로 넣는 모델은 9절에 있습니다.

# %% [markdown] lang="en"
# **The chapter's own model.** Message → ELMo sentence vector (`default`) → `Dense(256, relu)` → `Dense(1, sigmoid)`; one epoch, batches of 60.
# Only ELMo differs: the classroom biLM (304 numbers) in place of the hub module (1,024); it is frozen, so each sentence vector is computed **once**. Section 9 has the model that takes strings.

# %%
start = time.perf_counter()
token_lists = [spam.tokens(message) for message in [*known["text"], *test["text"]]]
distinct = list(dict.fromkeys(map(tuple, token_lists)))  # 같은 메시지는 한 번만 · each once
layers = dict(zip(distinct, bilm.embed(distinct, verbose=0), strict=True))
layers_of = [layers[tuple(tokens)] for tokens in token_lists]  # (3, tokens, 304)
default = np.stack([each.mean(axis=(0, 1)) for each in layers_of])  # 층과 단어의 평균 · the mean
embedding_seconds = time.perf_counter() - start

keras.utils.set_random_seed(0)
recipe = keras.Sequential(
    [
        keras.Input((default.shape[1],)),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
recipe.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
recipe.fit(default[: len(known)], known["label"].to_numpy(), epochs=1, batch_size=60, verbose=0)
recipe_seconds = time.perf_counter() - start
recipe_accuracy = recipe.evaluate(default[len(known) :], test["label"].to_numpy(), verbose=0)[1]
print(f"chapter: .9803 in 1,508 s   here: {recipe_accuracy:.4f} in {recipe_seconds:.0f} s")

# %% tags=["check"] facts="F5.07 F5.08"
dense = [layer for layer in recipe.layers if isinstance(layer, keras.layers.Dense)]
assert [(d.units, d.activation.__name__) for d in dense] == [(256, "relu"), (1, "sigmoid")]
if is_real:
    always_ham = 1 - test["label"].mean()  # 항상 정상이라고 답할 때 · always answering ham
    assert recipe_accuracy > max(0.97, always_ham) and default.shape[1] == 304

# %% [markdown] lang="ko"
# 이제 다듬어 봅시다. biLM은 고정한 그대로입니다. 다른 점은 세 가지입니다.
#
# - 단어들의 평균 대신 **최댓값**을 층마다 씁니다. 스팸은 단어 몇 개만 보아도 드러나기 때문입니다.
# - ELMo 옆에 메시지에서 학습한 word2vec의 평균을 붙여 봅니다. 5절처럼 이어 붙이되 GloVe 대신 word2vec을 씁니다.
# - 특징을 표준화하고 **로지스틱 회귀**로 분류합니다. 가중치가 커지면 벌점을 주면서 `Dense(1, sigmoid)`를 끝까지 학습한 것과 같습니다. 답이 하나로 정해지므로 시드가 필요 없고, 비교하면 **특징**의 차이만 남습니다.
#
# 이 설정은 훈련 부분 4,457개를 다섯으로 나누어 골랐습니다(`benchmarks/spam.py --choose`). 테스트 메시지는 쓰지 않았습니다. `Dense` 두 개를 시드 다섯 개로 훈련시킨 표는 `benchmarks/spam.py`가 보여 줍니다.

# %% [markdown] lang="en"
# Now we refine it. The biLM stays frozen. Three things differ.
#
# - Instead of the mean over the words we take the **largest** value, at each layer. A few words give spam away.
# - Next to ELMo we put the mean of word2vec vectors learned from the messages, joined as in part 5.
# - Features are standardised and judged by **logistic regression**: a `Dense(1, sigmoid)` trained to the end, with a penalty on large weights. There is one answer and no seed, so what differs between two rows is the **features**.
#
# These settings were chosen with five folds of the 4,457 training messages (`benchmarks/spam.py --choose`), never with the test messages. The table of two `Dense` layers with five seeds is printed by `benchmarks/spam.py`.

# %%
labels = known["label"].to_numpy()
rows, seconds = {}, {"ELMo": embedding_seconds}


def standardised(columns):
    """훈련 부분의 평균과 표준편차로 · with mean and deviation of the training part"""
    learned_from = columns[: len(known)]
    scaled = (columns - learned_from.mean(axis=0)) / (learned_from.std(axis=0) + 1e-3)
    return np.clip(scaled, -10, 10).astype("float32")


rows["ELMo"] = standardised(np.stack([each.max(axis=1).ravel() for each in layers_of]))

# word2vec: 훈련 메시지에서 학습한 벡터의 평균 · the mean of vectors learned from the training messages
start = time.perf_counter()
lowered = [[token.lower() for token in tokens] for tokens in token_lists]
word2vec = Word2Vec(lowered[: len(known)], **spam.WORD2VEC, seed=0, workers=1).wv
rows["word2vec"] = standardised(np.stack([word2vec.get_mean_vector(words) for words in lowered]))
seconds["word2vec"] = time.perf_counter() - start

rows["ELMo + word2vec"] = np.concatenate([rows["ELMo"], rows["word2vec"]], axis=1)
seconds["ELMo + word2vec"] = seconds["ELMo"] + seconds["word2vec"]

# %%
# GloVe: 메시지에 나온 단어의 평균 · the mean of the words in a message
start = time.perf_counter()
message_words = Vocabulary.build(lowered)
matrix = np.asarray(build_embedding_matrix("glove.6B.50d", message_words))
means = np.stack([matrix[message_words.encode(words)].mean(axis=0) for words in lowered])
rows["GloVe"] = standardised(means)
seconds["GloVe"] = time.perf_counter() - start
print({name: row.shape for name, row in rows.items()})

# %% [markdown] lang="ko"
# 비교할 기준(baseline)도 필요합니다. 가장 간단한 것은 TF-IDF와 로지스틱 회귀입니다. 단어로 한 번, 글자 조각으로 한 번 합니다.

# %% [markdown] lang="en"
# We need something to compare with. The simplest is TF-IDF with logistic regression: once with words, once with pieces of letters.

# %%
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

said = {}  # 방법마다 스팸일 확률 · the probability of spam, per method
for name, options in {
    "TF-IDF words": {"token_pattern": r"\w+", "lowercase": False},
    "TF-IDF characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}.items():
    start = time.perf_counter()
    vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
    pipeline = make_pipeline(vectorizer, LogisticRegression(C=100, solver="liblinear"))
    said[name] = pipeline.fit(known["text"], labels).predict_proba(test["text"])[:, 1]
    seconds[name] = time.perf_counter() - start

for name, features in rows.items():
    start = time.perf_counter()
    judge = LogisticRegression(C=0.01, max_iter=1000).fit(features[: len(known)], labels)
    said[name] = judge.predict_proba(features[len(known) :])[:, 1]
    seconds[name] += time.perf_counter() - start

# %%
# 훈련 데이터에도 똑같은 글이 있는 테스트 메시지는 쉽습니다 · a test message that also occurs in the training part is easy
own = ~test["text"].isin(set(known["text"])).to_numpy()


def row_of(name):
    """한 방법 · one method"""
    score = spam.score(test["label"], said[name])
    return {
        "accuracy": score.accuracy,
        "wrong": round((1 - score.accuracy) * len(test)),
        "spam found": score.recall,
        "false alarms": score.false_alarms,
        "without twins": spam.score(test["label"][own], said[name][own]).accuracy,
        "seconds": round(seconds[name]),
    }


spam_table = pd.DataFrame({name: row_of(name) for name in said}).T.sort_values("accuracy")
print(f"{place}; {own.sum()} of {len(test)} test messages have no twin in the training part")
spam_table.round(3).astype({"wrong": int, "seconds": int})

# %%
plots.bars(
    (100 * (1 - spam_table["accuracy"])).to_dict(),
    ylabel="틀린 비율(%) · errors (%)",
    title="스팸 분류의 오류 · errors of spam classification",
    number_format="{:.1f}",
    horizontal=True,
)

# %% [markdown] lang="ko"
# 강의의 메시지 5,572개로 실행했을 때의 결과를 읽어 봅시다.
#
# - **ELMo와 word2vec을 붙인 것, ELMo만 쓴 것, 글자 조각의 TF-IDF가 나란히 앞섭니다.** 틀린 개수(wrong)를 보세요. 셋의 차이는 테스트 메시지 1,115개 가운데 여섯 개도 되지 않습니다. 어느 쪽이 낫다고 잘라 말할 수 없습니다.
# - **ELMo만 써도** 메시지에서 학습한 word2vec의 평균보다 적게 틀립니다.
# - **GloVe의 평균이 가장 낮습니다.** 50차원뿐이고, 대문자와 숫자의 모양을 보지 못합니다.
#
# 왜 간단한 방법이 이렇게 강할까요? 스팸은 단어만 보아도 티가 납니다. `FREE`, `prize`, 긴 전화번호가 그렇습니다. 단어의 순서는 별로 중요하지 않습니다.
# 글자 조각은 숫자와 오타까지 봅니다. 게다가 몇 초면 끝납니다. 이런 문제라면 먼저 TF-IDF를 써 보세요.
#
# 그렇다면 **단어의 순서**가 답을 정하는 문제는 어떨까요? 메시지에서 이웃한 두 단어의 자리를 바꾸고, 바뀐 문장인지 아닌지 맞혀 봅시다. 단어 집합이 똑같으므로 단어만 세는 방법은 아무것도 알 수 없습니다.
# 글을 미리 읽은 것이 도움이 되는지도 봅시다. 크기는 같고 학습하지 않은 biLM을 옆에 놓습니다.
#
# **먼저 예상해 보세요.** 단어로 센 TF-IDF의 정확도는 얼마일까요?
#
# <details><summary>답 보기</summary>
#
# 0.5입니다. 두 문장의 단어가 같으므로 벡터도 똑같습니다.
#
# </details>

# %% [markdown] lang="en"
# This is how to read the result on the 5,572 messages of the chapter.
#
# - **ELMo with word2vec, ELMo alone and TF-IDF with pieces of letters lead, side by side.** Look at the number of errors (wrong): they differ by fewer than six of the 1,115 test messages. Nobody can say for sure which is better.
# - **ELMo alone** is wrong less often than the mean of word2vec vectors learned from the messages.
# - **The mean of GloVe comes last.** It has only 50 dimensions and sees neither capital letters nor the form of numbers.
#
# Why are simple methods so strong here? Spam gives itself away by its words: `FREE`, `prize`, long phone numbers. Their order hardly matters.
# Pieces of letters see digits and misspellings too, and they need a few seconds. For such a task try TF-IDF first.
#
# And a task in which **word order** decides? We swap two neighbouring words of a message and ask whether a message was changed. Both versions have the same words, so counting words can tell nothing.
# Does it help to have read text beforehand? A biLM of the same size that was not trained stands beside it.
#
# **Predict first.** What is the accuracy of TF-IDF over words?
#
# <details><summary>Answer</summary>
#
# It is 0.5: both versions have the same words, hence the same vector.
#
# </details>

# %%
# biLM이 읽은 적 없는 메시지만 씁니다 · only messages that the biLM has never read
rng = np.random.default_rng(0)
places, swapped = [], []
for at in range(len(parts.training), len(token_lists)):
    words = token_lists[at]
    inside = [i for i in range(len(words) - 1) if words[i].isalpha() and words[i + 1].isalpha()]
    if len(words) <= 30 and len(inside) >= 4:
        i = rng.choice(inside)
        other = [*words[:i], words[i + 1], words[i], *words[i + 2 :]]
        if other != words:
            places.append(at)
            swapped.append(other)
places, swapped = places[:600], swapped[:600]
originals = [token_lists[at] for at in places]
both = [tokens for pair in zip(originals, swapped, strict=True) for tokens in pair]
is_swapped = np.tile([0, 1], len(places))
cut = 2 * int(len(places) * 0.7)
print(f"{cut // 2} pairs to train, {len(places) - cut // 2} to test:", " ".join(swapped[0]))


# %%
def pooled(layers):
    rows = [spam.pool(each, ("max", "mean", "min")) for each in layers]
    columns = np.stack(rows)
    return (columns - columns[:cut].mean(axis=0)) / (columns[:cut].std(axis=0) + 1e-3)


# 원래 메시지는 이미 계산했습니다 · the original messages have been computed above
of_swapped = bilm.embed(swapped, verbose=0)
of_pairs = zip([layers_of[at] for at in places], of_swapped, strict=True)
trained = [each for pair in of_pairs for each in pair]
order_accuracy = {}
for name, (x_order, C) in {
    "TF-IDF words": (TfidfVectorizer(analyzer=lambda tokens: tokens).fit_transform(both), 1),
    "untrained biLM": (pooled(untrained.embed(both, verbose=0)), 0.01),
    "ELMo": (pooled(trained), 0.01),
}.items():
    judge = LogisticRegression(C=C, max_iter=2000).fit(x_order[:cut], is_swapped[:cut])
    order_accuracy[name] = judge.score(x_order[cut:], is_swapped[cut:])
uncertain = 0.5 / np.sqrt(len(both) - cut)
print(f"uncertain by ± {uncertain:.3f}")
pd.Series(order_accuracy, name="accuracy").round(3)

# %% tags=["check"]
assert order_accuracy["TF-IDF words"] == 0.5
if is_real:
    assert order_accuracy["ELMo"] > order_accuracy["untrained biLM"] + 2 * uncertain
    assert order_accuracy["ELMo"] > 0.5 + 3 * uncertain

# %% [markdown] lang="ko"
# 강의의 메시지에서는 ELMo만 무언가를 압니다(0.6쯤). 문장을 순서대로 읽은 언어 모델이기 때문입니다. 학습하지 않은 biLM은 단어를 센 것과 다를 바 없습니다. 어떤 방법이 좋은지는 **문제에 달려 있습니다.**
# (작은 예시는 시험 문장이 적어서 차이가 오차 안에 있습니다.)

# %% [markdown] lang="en"
# On the messages of the chapter only ELMo knows something (about 0.6), since a language model has read the words in their order. The untrained biLM is no better than counting. Which method is good **depends on the task.**
# (The small sample has few sentences to test: there the differences lie within the error.)

# %% tags=["check"]
# 강의의 테스트 정확도 .9803 · the chapter's test accuracy
chapter = 0.9803
best = spam_table.loc["ELMo + word2vec", "accuracy"]
print(f"chapter {chapter} in 1,508 s; here {best:.4f}")
if is_real:
    assert best > chapter
    wrong = spam_table["wrong"]
    leading = wrong[["ELMo + word2vec", "ELMo", "TF-IDF characters"]]
    assert leading.max() - leading.min() < 6 and leading.max() < wrong.drop(leading.index).min()
    assert wrong["ELMo"] < wrong["word2vec"]
    assert wrong.idxmax() == "GloVe"

# %% [markdown] lang="ko"
# ## 8. 학습된 층 가중치
#
# 층의 가중치 $s_j$는 문제를 풀면서 함께 학습됩니다. 스팸 문제는 어느 층을 골랐을까요?
# 앞에서 구한 층별 최댓값에 `ScalarMix`를 붙였습니다. 처음에는 세 층이 똑같이 3분의 1입니다. 시드를 바꿔 세 번 훈련시켰습니다.

# %% [markdown] lang="en"
# ## 8. Learned layer weights
#
# The layer weights $s_j$ are learned together with the task. Which layer did spam choose?
# We put a `ScalarMix` on the maxima of each layer from above. At first all three have one third. We trained three times with other seeds.

# %%
n_layers = bilm.n_layers + 1
stack = rows["ELMo"][: len(known)].reshape(
    len(known), n_layers, 1, -1
)  # (messages, layers, 1, dim)


def mixing_head(seed):
    keras.utils.set_random_seed(seed)
    layers = [
        keras.Input(stack.shape[1:]),
        ScalarMix(),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    chooser = keras.Sequential(layers)
    chooser.compile(keras.optimizers.Adam(0.01), loss="binary_crossentropy", steps_per_execution=18)
    return chooser


compiled, preferred = mixing_head(0), []
for seed in range(3):
    chooser = restart(compiled, mixing_head(seed))
    chooser.fit(stack, labels, batch_size=256, epochs=10, verbose=0)
    preferred.append(np.asarray(chooser.layers[0].layer_weights))
preferred = pd.DataFrame(preferred, columns=[f"layer {j}" for j in range(n_layers)])
preferred.index.name = "seed"
preferred.round(3)

# %%
plots.bars(
    preferred.mean().to_dict(),
    ylabel="가중치 · weight $s_j$",
    title="학습된 층 가중치 · learned layer weights",
    number_format="{:.2f}",
)

# %% [markdown] lang="ko"
# 가중치의 합은 늘 1입니다. 강의의 메시지에서는 세 번 모두 맨 위층의 가중치가 가장 크고, 문맥을 반영하지 않는 0번 층의 가중치가 가장 작습니다.
# 다른 문제에서는 다를 수 있습니다. 논문에서 품사 태깅은 첫째 층이, 의미 구별은 둘째 층이 더 잘했습니다(층마다 따로 시험한 결과이고, 학습된 가중치는 아닙니다).

# %% [markdown] lang="en"
# The weights always add up to 1. On the messages of the chapter all three runs give the top layer the largest weight and layer 0, which knows no context, the smallest.
# Another task may differ. In the paper, part-of-speech tagging was better from the first layer and sense disambiguation from the second (each layer tested on its own; these are not learned weights).

# %% tags=["check"]
assert np.allclose(preferred.sum(axis=1), 1, atol=1e-5)
if is_real:
    assert (preferred.idxmax(axis=1) == "layer 2").all()
    assert (preferred.idxmin(axis=1) == "layer 0").all()

# %% [markdown] lang="ko"
# ## 9. 강의의 코드를 오늘 쓰는 방법
#
# 강의의 코드는 텐서플로우 1의 것이라 더는 실행되지 않습니다. 한 줄씩 옮기면 이렇습니다.
#
# | 강의의 코드 | 오늘 |
# |---|---|
# | `hub.Module(url, trainable=True)` | `HubModule(url)` |
# | `tf.Session()`, 초기화 두 줄, `K.set_session(sess)` | 필요 없습니다. 바로 실행됩니다 |
# | `data["v1"].replace(["ham", "spam"], [0, 1])` | `data["v1"].map({"ham": 0, "spam": 1})` |
# | `np.asarray(X_data[:n_of_train])` | `text_batch(X_data[:n_of_train])` |
# | `elmo(tf.squeeze(tf.cast(x, tf.string)), as_dict=True, signature="default")["default"]` | `elmo(tf.reshape(tf.cast(x, tf.string), (-1,)))` |
# | `Input(shape=(1,), dtype=tf.string)` | `Input(shape=(1,), dtype="string")` |
# | `Lambda(ELMoEmbedding, output_shape=(1024,))` | `Lambda(ELMoEmbedding, output_shape=(elmo.dim,))` |
# | `Dense`, `compile`, `fit`, `evaluate` | 그대로입니다 |
#
# `tf.squeeze`는 메시지가 하나일 때 차원을 모두 없애서 오류가 납니다. `tf.reshape`는 하나여도 됩니다.
#
# 실제로 실행해 봅시다. 허브 모듈을 내려받았으면 `folder` 대신 주소 `"https://tfhub.dev/google/elmo/3"`을 씁니다.
# 여기서는 교실용 biLM을 허브 모듈과 **같은 모양으로 저장한 폴더**가 그 자리를 대신합니다.

# %% [markdown] lang="en"
# ## 9. The chapter's listing today
#
# The listing of the chapter is TensorFlow 1 and does not run any more. Line by line it becomes:
#
# | listing of the chapter | today |
# |---|---|
# | `hub.Module(url, trainable=True)` | `HubModule(url)` |
# | `tf.Session()`, two lines of initialisation, `K.set_session(sess)` | not needed, everything runs at once |
# | `data["v1"].replace(["ham", "spam"], [0, 1])` | `data["v1"].map({"ham": 0, "spam": 1})` |
# | `np.asarray(X_data[:n_of_train])` | `text_batch(X_data[:n_of_train])` |
# | `elmo(tf.squeeze(tf.cast(x, tf.string)), as_dict=True, signature="default")["default"]` | `elmo(tf.reshape(tf.cast(x, tf.string), (-1,)))` |
# | `Input(shape=(1,), dtype=tf.string)` | `Input(shape=(1,), dtype="string")` |
# | `Lambda(ELMoEmbedding, output_shape=(1024,))` | `Lambda(ELMoEmbedding, output_shape=(elmo.dim,))` |
# | `Dense`, `compile`, `fit`, `evaluate` | as they were |
#
# `tf.squeeze` takes away every dimension of a single message, which then fails. `tf.reshape` keeps one.
#
# Let us run it. If you have downloaded the hub module, write its address, `"https://tfhub.dev/google/elmo/3"`, in place of `folder`.
# Here a folder stands in for it: the classroom biLM, saved **in the shape of** the hub module.

# %%
folder = tempfile.mkdtemp()
native = ELMoEmbedding(bilm, output="default")
native.export_saved_model(folder)

# %%
elmo = HubModule(folder)

data = pd.read_csv(place.path, encoding="latin-1")[:200]  # 앞의 200개만 · only the first 200
y_data = list(data["v1"].map({"ham": 0, "spam": 1}))
X_data = list(data["v2"])
n_of_train = int(len(X_data) * 0.8)

X_train, y_train = text_batch(X_data[:n_of_train]), np.asarray(y_data[:n_of_train])
X_test, y_test = text_batch(X_data[n_of_train:]), np.asarray(y_data[n_of_train:])

# %%
keras.utils.set_random_seed(0)


def elmo_default(x):
    return elmo(tf.reshape(tf.cast(x, tf.string), (-1,)))


input_text = keras.Input(shape=(1,), dtype="string")
embedding_layer = keras.layers.Lambda(elmo_default, output_shape=(elmo.dim,))(input_text)
hidden_layer = keras.layers.Dense(256, activation="relu")(embedding_layer)
output_layer = keras.layers.Dense(1, activation="sigmoid")(hidden_layer)

model = keras.Model(inputs=[input_text], outputs=output_layer)
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
history = model.fit(X_train, y_train, epochs=1, batch_size=60, verbose=0)
accuracy = model.evaluate(X_test, y_test, verbose=0)[1]
print(f"테스트 정확도 · test accuracy: {accuracy:.4f}")

# %% [markdown] lang="ko"
# 메시지 160개를 한 번 본 결과이므로 위의 수와 비교하지 마세요. 여기서는 코드가 그대로 돌아가는지 확인했습니다.
#
# `Lambda`가 들어간 모델은 저장은 되지만 다시 읽을 수 없습니다. 그리고 층의 가중치 $s_j$와 $\gamma$를 학습하지 못합니다. 저장하고 학습하려면 `HubELMo(folder)` 층을 쓰세요.
# 허브 모듈이 있는지 모를 때는 `elmo_layer(address)`를 씁니다. 모듈이 있으면 그것을, 없으면 이 패키지의 biLM을 쓰고 어느 쪽인지 경고로 알려 줍니다.
# 셋의 결과가 같은지 봅시다.

# %% [markdown] lang="en"
# This has seen 160 messages once: do not compare it with the numbers above. It shows that the listing runs.
#
# A model with a `Lambda` can be saved but not loaded again. And it does not learn the weights $s_j$ and $\gamma$ of the layers. The layer `HubELMo(folder)` does both.
# If you do not know whether the hub module is there, use `elmo_layer(address)`: the module if it is there, else the biLM of this package, with a warning that says which.
# Are the results of all three the same?

# %%
greetings = text_batch(["are you free tonight", "WINNER! Claim your prize"])
of_layer = {
    "Lambda": elmo_default(greetings),
    "HubELMo": HubELMo(folder, output="default")(greetings),
    "ELMoEmbedding": native(greetings),
}
pd.DataFrame({name: np.asarray(each)[1, :5] for name, each in of_layer.items()}).T.round(3)

# %% tags=["check"] facts="F5.07"
for each in of_layer.values():
    assert np.allclose(each, of_layer["ELMoEmbedding"], atol=1e-5) and each.shape == (2, elmo.dim)
assert [type(layer).__name__ for layer in model.layers[1:]] == ["Lambda", "Dense", "Dense"]
assert model.predict(text_batch(["WINNER!"]), verbose=0).shape == (1, 1)  # 하나여도 · one is enough

# %% [markdown] lang="ko"
# 메시지 하나를 분류해 보려면 터미널에서 `wordemb elmo spam "메시지"`를 실행하세요.

# %% [markdown] lang="en"
# To classify one message, run `wordemb elmo spam "message"` in a terminal.

# %% [markdown] lang="ko"
# ## 정리
#
# | | Word2Vec, GloVe | ELMo |
# |---|---|---|
# | 벡터 | 단어마다 하나 | 문장마다 다름 |
# | 입력 | 단어의 인덱스 | 문자 |
# | 처음 보는 단어 | 벡터 없음 | 벡터 있음 |
# | 모델 | 표 | 사전 훈련된 순방향·역방향 언어 모델 |
#
# > **자주 하는 실수**
# >
# > - 파이썬 문자열 리스트를 그대로 `fit`에 넣습니다. `text_batch`로 텐서를 만들어 넣으세요.
# > - 테스트 정확도의 작은 차이를 실력 차이로 읽습니다. 메시지 몇 개의 차이인지 세어 보세요.
# > - biLM을 고정하지 않고 작은 데이터로 훈련시킵니다. 먼저 고정하고, 나아지지 않을 때만 미세 조정하세요.
# > - 벡터가 **다르다**는 것을 **뜻에 따라** 다르다는 것으로 읽습니다. 비교할 기준이 필요합니다.

# %% [markdown] lang="en"
# ## In short
#
# | | Word2Vec, GloVe | ELMo |
# |---|---|---|
# | vectors | one per word | different in each sentence |
# | input | the word's index | characters |
# | unseen words | no vector | a vector |
# | model | a table | a pre-trained forward and a backward language model |
#
# > **Common mistakes**
# >
# > - Giving a Python list of strings to `fit`. Make a tensor of it with `text_batch`.
# > - Reading a small difference in test accuracy as a better model. Count how many messages it is.
# > - Training the biLM itself on little data. Freeze it first; fine-tune only if that does not do.
# > - Reading *different* vectors as different *by meaning*. You need something to compare with.

# %% [markdown] lang="ko"
# ## 확인 문제

# %% [markdown] lang="en"
# ## Quiz

# %% tags=["quiz"]
quiz.show("9-5", "LANG")

# %% [markdown] lang="ko"
# ## 연습 문제
#
# **1.** 두 층의 벡터 [1, 2]와 [3, 4]를 가중치 0.25, 0.75와 γ = 2로 섞으면 무엇이 됩니까?
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# mixed = 2 * (0.25 * np.array([1, 2]) + 0.75 * np.array([3, 4]))
# assert mixed.tolist() == [5, 7]
# ```
#
# </details>
#
# **2.** 교실용 biLM이 문장마다 bank에 다른 벡터를 주는지 확인하세요.
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras import BiLM
#
# bilm = BiLM.from_pretrained("classroom")
# one, other = bilm.embed(["bank account", "river bank"], verbose=0)
# assert np.allclose(one[0, 0], other[0, 1], atol=1e-4)  # 0번 층: 철자만 봄
# assert not np.allclose(one[2, 0], other[2, 1], atol=1e-2)  # 2번 층: 문맥을 봄
# ```
#
# </details>
#
# **3.** 정확도 .9803과 .9821은 테스트 메시지 1,115개 가운데 몇 개의 차이입니까?
#
# <details><summary>풀이</summary>
#
# ```python
# assert round((0.9821 - 0.9803) * 1115) == 2
# ```
#
# </details>
#
# **실험실**: 터미널에서 `wordemb lab elmo`를 실행하면 [ELMo 실험실](../../docs/LANG/labs.md)이 브라우저에 열립니다.
#
# **다음**: [과제 9-5](../assignments/LANG/ch9_5_elmo.ipynb), [API](../../docs/LANG/api.md)

# %% [markdown] lang="en"
# ## Exercises
#
# **1.** Mix the layers [1, 2] and [3, 4] with weights 0.25 and 0.75 and γ = 2.
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# mixed = 2 * (0.25 * np.array([1, 2]) + 0.75 * np.array([3, 4]))
# assert mixed.tolist() == [5, 7]
# ```
#
# </details>
#
# **2.** Check that the classroom biLM gives *bank* different vectors in different sentences.
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# from wordemb_keras import BiLM
#
# bilm = BiLM.from_pretrained("classroom")
# one, other = bilm.embed(["bank account", "river bank"], verbose=0)
# assert np.allclose(one[0, 0], other[0, 1], atol=1e-4)  # layer 0: spelling only
# assert not np.allclose(one[2, 0], other[2, 1], atol=1e-2)  # layer 2: the context
# ```
#
# </details>
#
# **3.** How many of 1,115 test messages lie between the accuracies .9803 and .9821?
#
# <details><summary>Solution</summary>
#
# ```python
# assert round((0.9821 - 0.9803) * 1115) == 2
# ```
#
# </details>
#
# **Laboratory**: `wordemb lab elmo --lang en` in a terminal opens [the ELMo laboratory](../../docs/LANG/labs.md) in the browser.
#
# **Next**: [assignment 9-5](../assignments/LANG/ch9_5_elmo.ipynb), [API](../../docs/LANG/api.md)

# %%
notebooks.summary(
    [place],
    parameters=bilm.count_params(),
    play_right=meanings_table.loc[("play", "classroom", 2), "right"],
    bank_right=meanings_table.loc[("bank", "classroom", 2), "right"],
    elmo_word2vec=f"{spam_table.loc['ELMo + word2vec', 'accuracy']:.4f}",
    tf_idf_characters=f"{spam_table.loc['TF-IDF characters', 'accuracy']:.4f}",
)
