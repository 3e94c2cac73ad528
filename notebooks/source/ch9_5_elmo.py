# %% [markdown] lang="ko"
# # 9-5. 엘모 (ELMo)
#
# ELMo는 Embeddings from Language Model의 줄임말입니다. 언어 모델에서 꺼낸 임베딩이라는 뜻입니다.
# 지금까지의 벡터는 단어마다 하나였습니다. ELMo는 문장이 바뀌면 같은 단어에도 다른 벡터를 줍니다.
#
# 이 노트북은 이 패키지에 들어 있는 작은 교실용 모델로 실행됩니다. 인터넷은 필요 없습니다.

# %% [markdown] lang="en"
# # 9-5. ELMo
#
# ELMo is short for Embeddings from Language Model: vectors that come out of a language model.
# So far every word had one vector. With ELMo the same word gets another vector in another sentence.
#
# This notebook runs on a small classroom model that comes with the package. It needs no network.

# %%
import itertools
import tempfile
import time
import warnings
from collections import Counter

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from wordemb_keras import (
    BiLM,
    ELMoEmbedding,
    ScalarMix,
    Vocabulary,
    build_embedding_matrix,
    datasets,
    elmo,
    notebooks,
    plots,
)
from wordemb_keras.course import spam
from wordemb_keras.elmo import training

bilm = BiLM.from_pretrained("classroom")
print(f"{bilm.count_params():,} parameters, {bilm.n_layers} LSTM layers in each direction")

# %% [markdown] lang="ko"
# ## 1. 한 단어, 두 가지 뜻
#
# bank는 은행이기도 하고 강둑이기도 합니다. bank account의 bank와 river bank의 bank는 뜻이 다릅니다.
# GloVe나 Word2Vec은 둘에 같은 벡터를 줍니다. 뜻이 둘인데 벡터는 하나입니다.
#
# 정말 그런지 bank account의 bank와 river bank의 bank를 견주어 봅시다. 0번 층은 문맥을 모르는 문자 합성곱 층입니다. 1번과 2번 층은 LSTM입니다.

# %% [markdown] lang="en"
# ## 1. One word, two meanings
#
# A bank keeps money, and a bank is the side of a river. The bank of bank account and the bank of river bank mean different things.
# GloVe and Word2Vec give both the same vector: two meanings, one vector.
#
# Let us compare the bank of bank account with the bank of river bank. Layer 0 is the character network, which knows no context. Layers 1 and 2 are LSTMs.

# %%
account, river_bank = bilm.embed(["bank account", "river bank"], verbose=0)
pair = account[:, 0], river_bank[:, 1]  # bank in both: (layers, numbers)
cosines = [a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in zip(*pair, strict=True)]
glove_bank = build_embedding_matrix("glove.6B.50d", {"bank": 1})[1]  # whatever the sentence
static = glove_bank @ glove_bank / np.linalg.norm(glove_bank) ** 2
pd.Series(
    [static, *cosines], index=["GloVe", *(f"layer {k}" for k in range(3))], name="cosine"
).round(3)

# %% tags=["check"] facts="F5.01"
# 정적 벡터는 같고, 문맥을 반영한 벡터는 다릅니다 · the static vector is the same, the contextual one is not
assert np.isclose(static, 1) and np.allclose(pair[0][0], pair[1][0], atol=1e-4)
assert all(cosine < 0.97 for cosine in cosines[1:])

# %% [markdown] lang="ko"
# 벡터가 달라졌습니다. 그런데 **뜻에 따라** 달라졌을까요? 문장을 더 써서 시험해 봅시다.
#
# 단어는 둘입니다. 강둑과 은행의 bank, 그리고 연극과 놀다의 play입니다. 뜻마다 문장을 여럿 준비했습니다.
# 두 뜻의 문장은 모양이 비슷해야 합니다. 한쪽 단어만 문장 첫머리에 나오면, 뜻이 아니라 자리를 알아맞히게 됩니다.

# %% [markdown] lang="en"
# The vectors differ. But do they differ **by meaning**? More sentences will tell.
#
# There are two words: bank, of a river or with money, and play, on a stage or as in to play. Each meaning has a number of sentences.
# The sentences of both meanings must have similar forms. If only one of them began with the word, the test would be about places, not meanings.

# %%
texts = {
    ("bank", "river · 강둑"): """
We sat on the bank of the river .
The boat drifted slowly to the muddy bank .
Tall trees grow along the bank of the lake .
He swam across the stream to the far bank .
The water rose over the bank and flooded the fields .
They pulled the canoe up on the bank .
Birds build their nests in the sandy bank .
A narrow path follows the left bank of the river .
The village lies on the east bank of the Nile .
She fished from the bank all morning .
The cattle came down to the bank to drink .
Reeds cover the bank on both sides of the water .
The army camped on the north bank of the river .
He slipped on the wet bank and fell into the water .
The bridge connects one bank with the other .
""",
    ("bank", "money · 은행"): """
She borrowed money from the bank .
He opened an account at the bank .
The government saved the bank from ruin .
He works for a large bank in New York .
I have to go to the bank to pay the bill .
She is the president of an investment bank .
Two men robbed the bank and stole the cash .
Customers can check their bank account online .
They owe the bank a million dollars .
The company got a loan from the bank .
He paid his debt to the bank in full .
A new law forces every bank to keep more capital .
The president of the national bank resigned .
My father is the manager of a small bank .
The minister sold all shares of the state bank .
""",
    ("play", "theatre · 연극"): """
The play was written by Shakespeare .
He saw the play in London .
It is a play in three acts .
She wrote a new play last year .
The first play was a success .
This is the best play of the year .
The film is based on a play .
The play opened on Broadway .
They went to see a play at the theatre .
The play tells the story of a king .
The author of the play died .
Critics praised the play and its actors .
""",
    ("play", "to play · 놀다"): """
They play football in the park .
We want to play a game .
He can play the guitar .
The children play with the dog .
You must play by the rules .
I used to play the piano .
She will play the part of the mother .
Both actors play brothers .
He did not play well .
They play their roles with energy .
Let us play cards tonight .
Two teams play every week .
""",
}
texts = {key: [line.split() for line in text.strip().splitlines()] for key, text in texts.items()}


def vectors_of(word):
    """(sentences, layers, numbers) at the place of the word, meanings 0 or 1, sentences."""
    groups = [found for (key, _), found in texts.items() if key == word]
    sentences = [tokens for group in groups for tokens in group]
    layers = bilm.embed(sentences, verbose=0)
    there = [each[:, tokens.index(word)] for each, tokens in zip(layers, sentences, strict=True)]
    return np.stack(there), np.repeat([0, 1], [len(group) for group in groups]), sentences


# %% [markdown] lang="ko"
# 먼저 코사인 유사도를 봅니다. 같은 뜻끼리(inside), 다른 뜻끼리(across) 얼마나 닮았을까요?
# 모두 똑같이 가진 부분은 미리 뺍니다. 전체의 평균을 빼면 됩니다.
#
# 다음은 시험입니다. 한 문장을 빼놓고, 남은 문장들로 뜻마다 평균 벡터를 구합니다.
# 빼놓은 문장의 벡터가 제 뜻의 평균에 더 가까우면 맞은 것입니다(right).
# 우연히 맞은 것은 아닐까요? 뜻을 마구 섞어서 200번 다시 해 봅니다. 그만큼 맞은 비율이 마지막 칸(by chance)입니다.

# %% [markdown] lang="en"
# First, cosines. How alike are vectors of the same meaning (inside), and of different ones (across)?
# The part that all share is taken away first: their mean.
#
# Then a test. One sentence is put aside, and the others give a mean vector for each meaning.
# If the vector put aside is nearer to the mean of its own meaning, that is right.
# Could it be luck? We shuffle the meanings and try again, 200 times. The last column (by chance) says how often that was as good.


# %%
def sides(vectors, meaning):
    """하나씩 빼고: 양수면 둘째 뜻 쪽 · leave one out: positive is the side of the second meaning."""
    result = []
    for i, vector in enumerate(vectors):
        others = np.arange(len(vectors)) != i
        means = [vectors[others & (meaning == kind)].mean(axis=0) for kind in (0, 1)]
        axis = means[1] - means[0]
        result.append((vector - sum(means) / 2) @ axis / np.linalg.norm(axis))
    return np.array(result)


def right_ones(vectors, meaning):
    return int(((sides(vectors, meaning) > 0) == meaning).sum())


def compare(vectors, meaning):
    if np.allclose(vectors, vectors[0], atol=1e-4):
        return {"inside": "same", "across": "same", "right": "-", "by chance": "-"}
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    cosine = centred @ centred.T
    same = meaning[:, None] == meaning
    right = right_ones(vectors, meaning)
    shuffled = np.random.default_rng(0).permuted(np.tile(meaning, (200, 1)), axis=1)
    return {
        "inside": round(float(cosine[same & ~np.eye(len(vectors), dtype=bool)].mean()), 3),
        "across": round(float(cosine[~same].mean()), 3),
        "right": f"{right} of {len(vectors)}",
        "by chance": float(np.mean([right_ones(vectors, m) >= right for m in shuffled])),
    }


meanings_table = pd.DataFrame(
    {
        (word, layer): compare(vectors[:, layer], meaning)
        for word, (vectors, meaning, _) in {w: vectors_of(w) for w in ("bank", "play")}.items()
        for layer in range(3)
    }
).T
meanings_table.index.names = ["word", "layer"]
meanings_table

# %%
vectors, meaning, sentences = vectors_of("play")
scores = sides(vectors[:, 2], meaning)
order = sorted(range(len(scores)), key=lambda i: (meaning[i], scores[i]))
names = [name for word, name in texts if word == "play"]
plots.bars(
    {" ".join(sentences[i]): scores[i] for i in order},
    groups=[names[meaning[i]] for i in order],
    ylabel="두 뜻의 가운데에서 거리 · from the middle",
    title="play는 어느 쪽? · which side is play on? (layer 2)",
    number_format="{:.1f}",
    horizontal=True,
)

# %%
# 0번 층은 모두 같고, LSTM 층은 play의 두 뜻을 가립니다 · layer 0 cannot, the LSTMs can
n = len(meaning)
assert (meanings_table.xs(0, level="layer")["inside"] == "same").all()
for layer in (1, 2):
    row = meanings_table.loc[("play", layer)]
    assert row["inside"] > row["across"] + 0.3 and row["by chance"] < 0.01
    assert right_ones(vectors[:, layer], meaning) >= n - 2

# %% [markdown] lang="ko"
# play는 뚜렷이 갈립니다. 0번 층에서는 모두 같은 벡터인데, LSTM 층에서는 연극의 play와 놀다의 play가 서로 반대쪽에 놓입니다.
#
# bank는 잘 갈리지 않습니다. 표의 마지막 칸을 보세요. 그 정도는 우연히도 맞힐 수 있습니다.
# play의 두 뜻은 명사와 동사라서 문법만 알아도 가릴 수 있습니다. bank의 두 뜻은 둘 다 명사라서 세상 이야기를 알아야 합니다.
# 교실용 모델은 글을 290만 단어만 읽었습니다. 논문의 모델은 8억 단어쯤을 읽었습니다.

# %% [markdown] lang="en"
# play falls apart clearly. In layer 0 all its vectors are the same; in the LSTM layers the play on a stage and the verb lie on opposite sides.
#
# bank does not. See the last column: luck would often do as well.
# The meanings of play are a noun and a verb, so grammar is enough to tell them apart. Both meanings of bank are nouns: that takes knowledge of what is talked about.
# The classroom model has read 2.9 million words. The model of the paper read about 800 million.

# %% [markdown] lang="ko"
# ## 2. biLM은 양방향 RNN이 아니다
#
# 언어 모델은 다음 단어를 맞히는 모델입니다. ELMo는 언어 모델 두 개를 씁니다.
#
# - **순방향**은 앞의 단어들을 읽고 다음 단어를 맞힙니다.
# - **역방향**은 뒤의 단어들을 읽고 앞 단어를 맞힙니다.
#
# 둘은 **따로** 훈련하는 별개의 모델입니다. 층마다 출력만 나란히 붙입니다.
# 양방향 RNN은 다릅니다. 첫 층의 두 방향을 붙여서 다음 층에 넣습니다. 그러면 둘째 층은 맞혀야 할 단어를 이미 봅니다.
#
# 직접 측정해 봅시다. 출력을 입력으로 미분하면 어느 입력이 출력에 닿는지 알 수 있습니다.

# %% [markdown] lang="en"
# ## 2. A biLM is no bidirectional RNN
#
# A language model predicts the next word. ELMo uses two of them.
#
# - The **forward** one reads the words before and predicts the next one.
# - The **backward** one reads the words after and predicts the one before.
#
# They are two **separate** models. Only their outputs are put side by side, layer by layer.
# A bidirectional RNN is different. It joins both directions of the first layer and feeds them to the next. Then the second layer has already seen the word it should predict.
#
# Let us measure it. The gradient of an output by the inputs shows which inputs reach it.

# %%
words = ["I", "sat", "by", "the", "bank"]
keras.utils.set_random_seed(5)
small = BiLM(units=24, projection_dim=8, filters=[(1, 8), (2, 8)])
rnn = [keras.layers.Bidirectional(keras.layers.LSTM(8, return_sequences=True)) for _ in range(2)]
vectors = tf.constant(np.random.default_rng(0).normal(size=(1, 5, 8)), tf.float32)


def influence(second_layer):
    with tf.GradientTape() as tape:
        tape.watch(vectors)
        output = second_layer(vectors)[0]  # (words, numbers)
        strength = tf.reduce_sum(output**2, axis=1)
    reached = tape.jacobian(strength, vectors)[:, 0]  # (output word, input word, numbers)
    return np.asarray(tf.norm(reached, axis=-1))


lengths = tf.constant([5])
reach = {
    "forward": influence(lambda x: small.contextualize(x, lengths)[0][1]),
    "backward": influence(lambda x: small.contextualize(x, lengths)[1][1]),
    "bidirectional": influence(lambda x: rnn[1](rnn[0](x))[..., :8]),
}


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
# 한 줄이 출력 하나입니다. 0인 칸의 입력은 그 출력에 닿지 않습니다.
# 순방향은 대각선과 그 왼쪽만, 역방향은 대각선과 그 오른쪽만 봅니다. 양방향 RNN은 순방향 쪽 출력도 모든 칸을 봅니다.

# %% [markdown] lang="en"
# Each row is one output. An input whose cell is 0 does not reach it.
# Forward sees only the diagonal and what is left of it, backward only the diagonal and what is right of it. In the bidirectional RNN even the forward half sees every cell.

# %% tags=["check"] facts="F5.02"
# 별개의 두 모델. 양방향 RNN은 둘째 층에서 두 방향이 섞입니다 · two separate models; a bidirectional RNN mixes them
assert bilm.n_layers >= 2
assert not np.triu(reach["forward"], 1).any() and reach["forward"][np.tril_indices(5)].all()
assert not np.tril(reach["backward"], -1).any()
assert (reach["bidirectional"] > 0).all()

# %% [markdown] lang="ko"
# ## 3. 입력은 문자에서 온다
#
# biLM의 입력은 임베딩 표가 아닙니다. 글자를 읽는 합성곱 신경망이 단어의 벡터를 만듭니다.
# 그래서 철자가 닮은 단어는 벡터도 닮고, 처음 보는 단어도 벡터를 얻습니다.
#
# 위키백과와 뉴스에 자주 나오는 단어들 가운데 가장 가까운 것을 찾아봅시다. doggy와 unbankable은 그 글에 한 번도 나오지 않습니다.

# %% [markdown] lang="en"
# ## 3. The input is made from characters
#
# The input of a biLM is no embedding table. A convolutional network reads the letters and makes the vector of a word.
# So words of similar spelling have similar vectors, and a word never seen gets a vector too.
#
# Let us look for the nearest among the frequent words of Wikipedia and news. doggy and unbankable never come in that text.

# %%
counts = Counter(token.lower() for line in datasets.read_sentences() for token in spam.tokens(line))
common = [word for word, _ in counts.most_common(10_000) if word.isalpha()]
asked = ["running", "happiest", "dog", "doggy", "unbankable", "electrofishing"]
spelled = common + [word for word in asked if word not in common]
characters = np.asarray(bilm.token_vectors(elmo.character_ids([spelled])))[0]  # layer 0
characters = characters - characters[: len(common)].mean(axis=0)
characters /= np.linalg.norm(characters, axis=1, keepdims=True)
cosine = pd.DataFrame(characters @ characters[: len(common)].T, index=spelled, columns=common)
nearest = {word: [w for w in cosine.loc[word].nlargest(7).index if w != word][:6] for word in asked}
pd.DataFrame(
    {word: [counts[word], ", ".join(found)] for word, found in nearest.items()},
    index=["seen", "nearest"],
).T

# %% facts="F5.03"
# 문자 합성곱: 처음 보는 단어도 벡터를 얻습니다 · characters: unseen words get vectors too
assert counts["doggy"] == counts["unbankable"] == counts["electrofishing"] == 0
assert np.isfinite(characters).all()
for word, ending in (("running", "ing"), ("electrofishing", "ing"), ("happiest", "st")):
    assert sum(found.endswith(ending) for found in nearest[word]) >= 4
doggy = characters[spelled.index("doggy")] @ characters[spelled.index("dog")]
farther = (cosine.loc["dog"] < doggy).mean()
print(f"dog, doggy: cosine {doggy:.2f}; {farther:.0%} of the words are farther from dog")
assert farther > 0.75

# %% [markdown] lang="ko"
# 이웃은 뜻이 아니라 **철자**가 닮았습니다. 특히 단어의 끝이 중요합니다. 영어에서는 단어의 끝이 문법을 말해 주기 때문입니다.
# doggy는 처음 보는 단어지만 dog에 꽤 가깝습니다. 뜻은 그 위의 LSTM이 문맥을 보고 더합니다.

# %% [markdown] lang="en"
# The neighbours are alike in **spelling**, not in meaning. The end of a word counts most, since in English it tells the grammar.
# doggy was never seen and is still rather close to dog. Meaning is added by the LSTMs above, from the context.

# %% [markdown] lang="ko"
# ## 4. ELMo 벡터를 만드는 네 단계
#
# 훈련이 끝난 biLM에서 한 단어의 벡터를 이렇게 만듭니다.
#
# 1. 층마다 순방향과 역방향의 출력을 **이어 붙입니다**.
# 2. 층마다 **가중치** $s_j$를 곱합니다. 가중치의 합은 1입니다.
# 3. 모두 **더합니다**.
# 4. 크기를 정하는 숫자 $\gamma$를 **곱합니다**.
#
# $$ELMo = \gamma \sum_{j=0}^{2} s_j h_j$$
#
# 0번 층은 토큰 층입니다. 순방향과 역방향에 같은 벡터가 들어갑니다.
# 손으로 확인할 수 있게 숫자 두 개짜리 벡터로 해 봅시다.

# %% [markdown] lang="en"
# ## 4. Four steps to an ELMo vector
#
# From a trained biLM the vector of a word is made like this.
#
# 1. **Join** the outputs of both directions, at each layer.
# 2. **Weight** each layer by $s_j$. The weights add up to 1.
# 3. **Add** them all.
# 4. **Multiply** by a number $\gamma$ that sets the size.
#
# $$ELMo = \gamma \sum_{j=0}^{2} s_j h_j$$
#
# Layer 0 is the token layer. Both directions have the same vector there.
# With vectors of two numbers we can check it by hand.

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
# ## 5. GloVe와 나란히
#
# ELMo 벡터만 쓰지 않아도 됩니다. GloVe 벡터와 **이어 붙여서** 모델에 넣을 수 있습니다.
# 입력이 둘인 케라스 모델 하나로 만들어 봅시다.

# %% [markdown] lang="en"
# ## 5. Side by side with GloVe
#
# ELMo need not stand alone. Its vectors can be **joined** with those of GloVe and go into the model together.
# Here is one Keras model with two inputs.

# %%
vocabulary = Vocabulary(["i", "sat", "by", "the", "bank"])
glove = build_embedding_matrix("glove.6B.50d", vocabulary)
strings, numbers = keras.Input((None,), dtype="string"), keras.Input((None,), dtype="int32")
contextual = ELMoEmbedding(bilm, output="elmo")(strings)
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
# ## 6. 눈앞에서 훈련하기
#
# 아주 작은 biLM을 처음부터 훈련해 봅시다. 텍스트는 위키백과의 문장 3,000개입니다.
# 혼란도(perplexity)는 몇 개의 단어 가운데 고르는 것만큼 어려운지를 말합니다. 작을수록 좋습니다.

# %% [markdown] lang="en"
# ## 6. Training before your eyes
#
# We train a very small biLM from nothing, on 3,000 sentences of Wikipedia.
# Perplexity says among how many words the choice is as hard. Smaller is better.

# %%
lines_read = itertools.islice(datasets.read_sentences(), 3300)
text_lines = [spam.tokens(line.lower()) for line in lines_read]
learn, check = text_lines[:3000], text_lines[3000:]
keras.utils.set_random_seed(0)
model = training.LanguageModel(
    BiLM(units=64, projection_dim=32, filters=[(1, 16), (2, 16), (3, 32)]),
    Vocabulary.build(learn, min_count=3, max_size=3000),
    n_negatives=256,
)
model.compile(optimizer=keras.optimizers.Adam(5e-3, global_clipnorm=1.0))
before = model.evaluate(training.batches(check), return_dict=True, verbose=0)["perplexity"]
history = model.fit(
    training.batches(learn, shuffle=3000, seed=0),
    validation_data=training.batches(check),
    epochs=3,
    shuffle=False,
    verbose=0,
)
perplexity = [before, *history.history["val_perplexity"]]
print("perplexity:", [round(float(value)) for value in perplexity])
assert perplexity[-1] < perplexity[0] / 4

# %% [markdown] lang="ko"
# ## 7. 스팸 메일 분류하기
#
# 강의의 문자 메시지로 스팸을 가려 봅시다. 앞의 80%로 훈련하고 나머지로 시험합니다.
# 설정은 훈련 부분만 보고 고릅니다. 시험 메시지는 마지막에 한 번만 씁니다.

# %% [markdown] lang="en"
# ## 7. Spam or ham
#
# Now the text messages of the chapter. The first 80 % are for training, the rest is the test.
# Settings are chosen on the training part alone. The test messages are used once, at the end.

# %%
place = datasets.locate("sms_spam")
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
else:
    print("작은 예시로 실행합니다 · running on the small sample")

# %% [markdown] lang="ko"
# 강의의 모델은 이렇습니다. 메시지 → ELMo 벡터 → `Dense(256, relu)` → `Dense(1, sigmoid)`.
# 우리도 같은 분류층(`Dense` 두 개)을 씁니다. 다른 점은 다섯 가지입니다.
#
# - biLM은 고정합니다. 그러면 특징을 **한 번만** 계산하면 됩니다. 강의에서는 한 에포크에 1,508초가 걸렸습니다.
# - 단어들의 평균 대신 **최댓값**을 씁니다. 스팸은 몇 개의 단어가 말해 줍니다.
# - ELMo 옆에 메시지에서 배운 word2vec의 평균을 붙여 봅니다(5절).
# - 특징을 표준화하고, 분류층 앞뒤에 드롭아웃을 넣습니다.
# - 한 에포크가 아니라 열 에포크를 훈련합니다. 특징이 준비되어 있어서 몇 초면 됩니다.
#
# 이 설정은 훈련 부분 4,457개를 다섯으로 나누어 골랐습니다(`benchmarks/spam.py --choose`). 시험 메시지는 쓰지 않았습니다.

# %% [markdown] lang="en"
# The model of the chapter: message → ELMo vector → `Dense(256, relu)` → `Dense(1, sigmoid)`.
# We use the same head, two `Dense` layers. Five things differ.
#
# - The biLM is frozen, so its features are computed **once**. In the chapter one epoch took 1,508 seconds.
# - Instead of the mean over the words we take the **largest** value. A few words give spam away.
# - Next to ELMo we put the mean of word2vec vectors learned from the messages (part 5).
# - Features are standardised, and there is dropout before both layers.
# - We train ten epochs, not one. With the features at hand that takes seconds.
#
# These settings were chosen with five folds of the 4,457 training messages (`benchmarks/spam.py --choose`), never with the test messages.

# %%
rows, seconds = {}, {}


def features(name, maker):
    start = time.perf_counter()
    rows[name] = (maker.fit_transform(known["text"]), maker(test["text"]))
    seconds[name] = time.perf_counter() - start


keras.utils.set_random_seed(0)
features("untrained biLM", spam.MessageFeatures(BiLM.from_config(bilm.get_config()), static=False))
features("word2vec", spam.MessageFeatures(None))
features("ELMo", spam.MessageFeatures(bilm, static=False))
rows["ELMo + word2vec"] = tuple(
    np.concatenate(pair, axis=1) for pair in zip(rows["ELMo"], rows["word2vec"], strict=True)
)
seconds["ELMo + word2vec"] = seconds["ELMo"] + seconds["word2vec"]
print({name: train.shape for name, (train, _) in rows.items()})

# %%
# GloVe: 메시지에 나온 단어의 평균 · the mean of the words in a message
start = time.perf_counter()
token_lists = [
    [token.lower() for token in spam.tokens(text)] for text in [*known["text"], *test["text"]]
]
message_words = Vocabulary.build(token_lists)
matrix = np.asarray(build_embedding_matrix("glove.6B.50d", message_words))
means = np.stack([matrix[message_words.encode(tokens)].mean(axis=0) for tokens in token_lists])
means = (means - means[: len(known)].mean(axis=0)) / means[: len(known)].std(axis=0)
rows["GloVe"] = (means[: len(known)], means[len(known) :])
seconds["GloVe"] = time.perf_counter() - start

# %% [markdown] lang="ko"
# 견줄 상대도 필요합니다. 가장 간단한 상대는 TF-IDF와 로지스틱 회귀입니다. 단어로 한 번, 글자 조각으로 한 번 합니다.
# 그리고 처음부터 배우는 케라스 `Embedding`도 있습니다.

# %% [markdown] lang="en"
# We need something to compare with. The simplest is TF-IDF with logistic regression: once with words, once with pieces of letters.
# And there is a Keras `Embedding` that learns from nothing.

# %%
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

said = {}  # method -> predictions on the test, one array a seed
for name, options in {
    "TF-IDF words": {"token_pattern": r"\w+", "lowercase": False},
    "TF-IDF characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}.items():
    start = time.perf_counter()
    vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
    pipeline = make_pipeline(vectorizer, LogisticRegression(C=100, max_iter=1000))
    pipeline.fit(known["text"], known["label"])
    said[name] = [pipeline.predict_proba(test["text"])[:, 1]]
    seconds[name] = time.perf_counter() - start

start = time.perf_counter()
x = message_words.pad(token_lists, length=40)
said["trained Embedding"] = []
for seed in range(3):
    keras.utils.set_random_seed(seed)
    classifier = keras.Sequential(
        [
            keras.layers.Embedding(len(message_words), 32, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    classifier.compile(optimizer="adam", loss="binary_crossentropy")
    classifier.fit(x[: len(known)], known["label"].to_numpy(), batch_size=60, epochs=5, verbose=0)
    said["trained Embedding"].append(spam.probabilities(classifier, x[len(known) :]))
seconds["trained Embedding"] = (time.perf_counter() - start) / 3

# %%
for name, (training_rows, test_rows) in rows.items():
    start = time.perf_counter()
    seeds = range(5) if name.startswith("ELMo") else range(3)
    said[name] = [
        spam.probabilities(spam.train_head(training_rows, known["label"], seed=seed), test_rows)
        for seed in seeds
    ]
    seconds[name] += (time.perf_counter() - start) / len(seeds)

# 훈련 부분에도 똑같은 글이 있는 시험 메시지는 쉬운 문제입니다 · a test message that stands in training, too, is easy
own = ~test["text"].isin(set(known["text"])).to_numpy()
lines = []
for name, predictions in said.items():
    scores = [spam.score(test["label"], chances) for chances in predictions]
    accuracy = [score.accuracy for score in scores]
    without = [spam.score(test["label"][own], chances[own]).accuracy for chances in predictions]
    lines.append(
        {
            "method": name,
            "accuracy": np.mean(accuracy),
            "worst": min(accuracy),
            "best": max(accuracy),
            "spam found": np.mean([score.recall for score in scores]),
            "false alarms": np.mean([score.false_alarms for score in scores]),
            "without twins": np.mean(without),
            "seconds": seconds[name],
        }
    )
spam_table = pd.DataFrame(lines).set_index("method").sort_values("accuracy")
print(f"{place}; {own.sum()} of {len(test)} test messages have no twin in the training part")
spam_table.round(4)

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
# - **ELMo와 word2vec을 붙인 것, 그리고 글자 조각의 TF-IDF가 나란히 앞섭니다.** 둘의 차이는 시험 메시지 1,115개 가운데 몇 개도 되지 않습니다. 누가 낫다고 잘라 말할 수 없습니다.
# - **훈련한 biLM은 훈련하지 않은 biLM보다 훨씬 낫습니다.** 글을 미리 읽은 것이 도움이 됩니다.
# - **ELMo만 쓰면** 메시지에서 배운 word2vec의 평균과 비슷합니다. 둘은 서로 다른 것을 봅니다. 그래서 붙이면 더 좋아집니다.
# - **GloVe의 평균은 꼴찌**입니다. 신문과 위키백과에서 배운 벡터라 `u`나 `txt` 같은 문자 말투를 잘 모르고, 대문자도 보지 못합니다.
#
# 왜 간단한 방법이 이렇게 강할까요? 스팸은 단어만 보아도 티가 납니다. `FREE`, `prize`, 긴 전화번호가 그렇습니다. 단어의 순서는 별로 중요하지 않습니다.
# 글자 조각은 숫자와 오타까지 봅니다. 게다가 몇 초면 끝납니다. 이런 문제라면 먼저 TF-IDF를 써 보세요. ELMo는 순서와 문맥이 중요한 문제에서 힘을 냅니다.

# %% [markdown] lang="en"
# This is how to read the result on the 5,572 messages of the chapter.
#
# - **ELMo with word2vec and TF-IDF with pieces of letters lead, side by side.** No more than a few of 1,115 test messages lie between them. Nobody can say for sure which is better.
# - **The trained biLM is far better than an untrained one.** Having read text beforehand helps.
# - **ELMo alone** is about as good as the mean of word2vec vectors learned from the messages. The two see different things, so together they are better.
# - **The mean of GloVe comes last.** Those vectors learned from news and Wikipedia. They know little of `u` and `txt`, and they see no capital letters.
#
# Why are simple methods so strong here? Spam gives itself away by its words: `FREE`, `prize`, long phone numbers. Their order hardly matters.
# Pieces of letters see digits and misspellings too, and they need a few seconds. For such a task try TF-IDF first. ELMo is strong where order and context matter.

# %% tags=["check"] facts="F5.07"
# 메시지 -> ELMo 벡터 -> Dense(256, relu) -> Dense(1, sigmoid) · message -> ELMo -> Dense -> Dense
head = spam.build_head(rows["ELMo"][0].shape[1])
assert [type(layer).__name__ for layer in head.layers] == ["Dropout", "Dense"] * 2
dense = head.layers[1::2]
assert [(d.units, d.activation.__name__) for d in dense] == [(256, "relu"), (1, "sigmoid")]

# %% facts="F5.08"
# 강의의 테스트 정확도 .9803 · the chapter's test accuracy
chapter = 0.9803
worst = spam_table.loc["ELMo + word2vec", "worst"]
print(f"chapter {chapter} in 1,508 s; worst of five seeds {worst:.4f}")
if is_real:
    assert worst > chapter
    mean = spam_table["accuracy"]
    assert set(mean.nlargest(2).index) == {"ELMo + word2vec", "TF-IDF characters"}
    assert abs(mean["ELMo + word2vec"] - mean["TF-IDF characters"]) * len(test) < 6  # messages
    assert abs(mean["ELMo"] - mean["word2vec"]) * len(test) < 6
    assert mean["ELMo"] > mean["untrained biLM"] + 0.01 and mean.idxmin() == "GloVe"

# %% [markdown] lang="ko"
# ## 8. 어느 층을 좋아할까
#
# 층의 가중치 $s_j$는 문제를 풀면서 함께 배웁니다. 스팸 문제는 어느 층을 골랐을까요?
# 앞에서 구한 층마다의 최댓값에 `ScalarMix`를 붙였습니다. 처음에는 세 층이 똑같이 3분의 1입니다. 시드를 바꿔 세 번 훈련했습니다.

# %% [markdown] lang="en"
# ## 8. Which layer does it like?
#
# The layer weights $s_j$ are learned together with the task. Which layer did spam choose?
# We put a `ScalarMix` on the maxima of each layer from above. At first all three have one third. We trained three times with other seeds.

# %%
n_layers = bilm.n_layers + 1
stack = rows["ELMo"][0].reshape(len(known), n_layers, 1, -1)  # (messages, layers, 1, dim)
preferred = []
for seed in range(3):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(stack.shape[1:])
    mixer = ScalarMix()
    mixed = keras.layers.Flatten()(mixer(inputs))
    output = keras.layers.Dense(1, activation="sigmoid")(keras.layers.Dropout(0.3)(mixed))
    chooser = keras.Model(inputs, output)
    chooser.compile(keras.optimizers.Adam(0.01), loss="binary_crossentropy")
    chooser.fit(stack, known["label"].to_numpy(), batch_size=256, epochs=15, verbose=0)
    preferred.append(np.asarray(mixer.layer_weights))
preferred = pd.DataFrame(preferred, columns=[f"layer {j}" for j in range(n_layers)])
preferred.index.name = "seed"
preferred.round(3)

# %%
plots.bars(
    preferred.mean().to_dict(),
    ylabel="가중치 · weight $s_j$",
    title="배운 층 가중치 · learned layer weights",
    number_format="{:.2f}",
)

# %% [markdown] lang="ko"
# 가중치의 합은 늘 1입니다. 강의의 메시지에서는 세 번 모두 가장 위의 층을 가장 좋아하고, 문맥을 모르는 0번 층을 가장 덜 씁니다.
# 다른 문제는 다른 층을 고를 수 있습니다. 논문에서는 문법 문제가 아래층을, 뜻 문제가 위층을 더 썼습니다.

# %% [markdown] lang="en"
# The weights always add up to 1. On the messages of the chapter all three runs like the top layer best and use layer 0, which knows no context, least.
# Another task may choose another layer. In the paper, grammar used lower layers more and meaning upper ones.

# %% tags=["check"]
assert np.allclose(preferred.sum(axis=1), 1, atol=1e-5)
if is_real:
    assert (preferred.idxmax(axis=1) == "layer 2").all()
    assert (preferred.idxmin(axis=1) == "layer 0").all()

# %% [markdown] lang="ko"
# ## 9. 강의의 코드는 오늘 어떻게 쓰나
#
# 강의의 코드는 텐서플로 1의 것이라 더는 돌지 않습니다. 한 줄씩 옮기면 이렇습니다.
#
# | 강의의 코드 | 오늘 |
# |---|---|
# | `hub.Module(...)` | `elmo_layer(handle)`, 또는 `HubELMo(handle)` |
# | `tf.Session()`, 초기화 두 줄 | 필요 없습니다. 바로 실행됩니다 |
# | `K.set_session(sess)` | 필요 없습니다 |
# | `trainable=True` | 층 가중치와 $\gamma$를 케라스가 배웁니다 |
# | `tf.squeeze(tf.cast(x, tf.string))` | 층이 합니다. 메시지가 하나여도 됩니다 |
# | `signature="default"`의 `["default"]` | `output="default"` |
# | `Lambda(함수, output_shape=(1024,))` | 저장하고 다시 읽을 수 있는 층 |
# | `Input(shape=(1,), dtype=tf.string)` | `Input((), dtype="string")` |
# | `tensorflow_hub`와 `keras`의 `import` | `import keras`와 `from wordemb_keras import elmo` |
# | `urlretrieve(...)`, `pd.read_csv(..., encoding="latin-1")` | `spam.read_parts()`가 찾아서 읽고 나눕니다 |
# | `data["v1"].replace(["ham", "spam"], [0, 1])` | 이미 0과 1입니다 |
# | `model.compile(loss="binary_crossentropy", ...)` | 그대로입니다 |
# | `model.fit(X_train, y_train)` | 문자열은 `text_batch`로 넣습니다 |
# | `model.evaluate(X_test, y_test)[1]` | `model.evaluate(text_batch(x), y)[1]` |

# %% [markdown] lang="en"
# ## 9. The chapter's listing today
#
# The listing of the chapter is TensorFlow 1 and does not run any more. Line by line it becomes:
#
# | listing of the chapter | today |
# |---|---|
# | `hub.Module(...)` | `elmo_layer(handle)`, or `HubELMo(handle)` |
# | `tf.Session()` and two lines of initialisation | not needed, everything runs at once |
# | `K.set_session(sess)` | not needed |
# | `trainable=True` | Keras learns the layer weights and $\gamma$ |
# | `tf.squeeze(tf.cast(x, tf.string))` | done by the layer, also for a single message |
# | `signature="default"` and `["default"]` | `output="default"` |
# | `Lambda(function, output_shape=(1024,))` | a layer that can be saved and loaded |
# | `Input(shape=(1,), dtype=tf.string)` | `Input((), dtype="string")` |
# | `import` of `tensorflow_hub` and `keras` | `import keras` and `from wordemb_keras import elmo` |
# | `urlretrieve(...)`, `pd.read_csv(..., encoding="latin-1")` | `spam.read_parts()` finds, reads and splits |
# | `data["v1"].replace(["ham", "spam"], [0, 1])` | they are 0 and 1 already |
# | `model.compile(loss="binary_crossentropy", ...)` | as it was |
# | `model.fit(X_train, y_train)` | give strings through `text_batch` |
# | `model.evaluate(X_test, y_test)[1]` | `model.evaluate(text_batch(x), y)[1]` |

# %%
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    layer = elmo.elmo_layer("https://tfhub.dev/google/elmo/3", bilm=bilm, output="default")
print(
    type(layer).__name__,
    *{str(warning.message) for warning in told if "biLM" in str(warning.message)},
)

few = known[:600]
message = keras.Input((), dtype="string")
hidden = keras.layers.Dense(256, activation="relu")(layer(message))
classifier = keras.Model(message, keras.layers.Dense(1, activation="sigmoid")(hidden))
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
texts, labels = elmo.text_batch(few["text"]), few["label"].to_numpy()
classifier.fit(texts, labels, batch_size=60, epochs=1, verbose=0)
print(
    "accuracy after one epoch of 600 messages:",
    round(classifier.evaluate(texts, labels, verbose=0)[1], 3),
)
assert classifier.predict(elmo.text_batch(["WINNER!"]), verbose=0).shape == (1, 1)

# %% [markdown] lang="ko"
# 강의의 `Lambda` 층도 그대로 만들 수 있습니다. 허브 모듈은 폴더여도 됩니다.
# 교실용 biLM을 허브 모듈과 같은 모양으로 저장하고, 그 폴더를 `Lambda`로 불러 봅시다. 결과는 같아야 합니다.

# %% [markdown] lang="en"
# The chapter's `Lambda` layer can be made as well. A hub module may be a folder.
# We save the classroom biLM in the shape of a hub module and call that folder through a `Lambda`. The result must be the same.

# %%
with tempfile.TemporaryDirectory() as folder:
    native = ELMoEmbedding(bilm, output="default")
    native.export_saved_model(folder)
    from_folder = elmo.elmo_hub_lambda(folder)
    greeting = elmo.text_batch(["are you free tonight", "WINNER! Claim your prize"])
    difference = np.abs(np.asarray(from_folder(greeting)) - np.asarray(native(greeting))).max()
print("largest difference:", f"{difference:.0e}")
assert difference < 1e-5

# %% [markdown] lang="ko"
# 허브 모듈을 구할 수 있으면 그것을 쓰고, 없으면 이 패키지의 biLM이 대신합니다. 위에 어느 쪽인지 나옵니다.
# 메시지 하나를 가려 보려면 터미널에서 `wordemb elmo spam "메시지"`를 실행하세요.

# %% [markdown] lang="en"
# If the hub module can be had, it is used. Otherwise the biLM of this package stands in. The line above says which.
# To classify one message, run `wordemb elmo spam "message"` in a terminal.

# %%
notebooks.summary(
    [place],
    parameters=bilm.count_params(),
    play_right=meanings_table.loc[("play", 2), "right"],
    bank_right=meanings_table.loc[("bank", 2), "right"],
    elmo_word2vec=f"{spam_table.loc['ELMo + word2vec', 'accuracy']:.4f}",
    tf_idf_characters=f"{spam_table.loc['TF-IDF characters', 'accuracy']:.4f}",
)
