# %% [markdown] lang="ko"
# # 9-3. 패스트 텍스트 (FastText)
#
# **질문**: 처음 보는 단어와 오타에도 벡터를 줄 수 있을까요?
#
# Word2Vec과 GloVe는 단어를 더 쪼갤 수 없는 단위로 봅니다.
# FastText는 단어 안을 들여다봅니다. 단어를 글자 조각(**내부 단어**, subword)으로 자르고, 조각마다 벡터를 둡니다(논문에서는 이 조각을 n-gram이라고 합니다).
# 그래서 처음 보는 단어와 오타의 벡터도 만들 수 있습니다.
#
# 한국어에서는 더 나아가 글자(음절)를 **자모**로 분해합니다. 그렇게 하면 오타에 얼마나 강해지는지 직접 재 봅니다.
# 아래 그림에서 초록색은 단어와 오타가 함께 가진 조각입니다.

# %% [markdown] lang="en"
# # 9-3. FastText
#
# **Question**: can words never seen, and typos, have vectors?
#
# For Word2Vec and GloVe a word is a block that cannot be split.
# FastText looks inside. It cuts a word into pieces (**subwords**) and gives every piece a vector.
# So it has an answer for words it never saw, and for typos.
#
# In Korean we go one step further and split syllables into **jamo** (the letters). We measure how much this helps with typos.
# In the picture, green pieces are shared by a word and its typo.

# %% tags=["opening"]
from wordemb_keras import plots
from wordemb_keras.fasttext.subwords import character_ngrams

plots.diagrams.shared_pieces(
    ["남동생", "남동쉥"],
    [character_ngrams(word, 3, 3, unit="jamo") for word in ("남동생", "남동쉥")],
    title="자모 3-gram · 3-grams of jamo",
)

# %%
import inspect
import unicodedata
from collections import Counter
from itertools import chain

import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from gensim.models.fasttext_inner import ft_hash_bytes
from gensim.test.utils import datapath
from scipy.stats import spearmanr

from wordemb_keras import FastText, datasets, hangul, plots, text
from wordemb_keras.course import notebooks, quiz
from wordemb_keras.evaluation import corrections, sample_typos, typo_recovery
from wordemb_keras.fasttext import plain
from wordemb_keras.fasttext.subwords import character_ngrams, shared_ngrams, subwords

# %% [markdown] lang="ko"
# ## 1. 내부 단어
#
# 단어의 앞뒤에 `<`와 `>`를 붙여 단어의 시작과 끝을 표시합니다.
# 그다음 한 글자씩 옮겨 가며 n글자씩 잘라 냅니다. 이 조각을 글자 단위 **n-gram**이라 하고, n이 3이면 **트라이그램**(tri-gram)입니다. apple에서는 조각 다섯 개가 나옵니다. 여기에 단어 전체를 하나 더합니다.

# %% [markdown] lang="en"
# ## 1. Subwords
#
# We put `<` in front of the word and `>` behind it. They mark where it begins and ends.
# Then we slide over it one letter at a time and cut out runs of n letters, its character **n-grams**; with n = 3, **trigrams**. *apple* gives five. The whole word is added as one more.

# %% facts="F3.01"
units = subwords("apple", 3, 3)
print(units)

# n=3: 내부 단어 다섯 개와 단어 전체 · five pieces and the whole word
assert units == ["<ap", "app", "ppl", "ple", "le>", "<apple>"]

# %% [markdown] lang="ko"
# 조각을 만드는 코드는 이만큼입니다(`wordemb_keras/fasttext/plain.py`). 실제 훈련은 gensim의 컴파일된 코드로 합니다.
# 조각마다 벡터를 하나씩 두면 표가 너무 커집니다. 그래서 조각을 **해시**(hash)로 정해진 수의 행에 나누어 담습니다. 한글은 UTF-8로 세 바이트이고, 해시는 그 바이트로 계산합니다.

# %% [markdown] lang="en"
# This is all it takes to cut a word (`wordemb_keras/fasttext/plain.py`). Training uses gensim's compiled code.
# A vector for every possible piece would need too large a table. So a **hash** sends each piece to one of a fixed number of rows. It is computed from the bytes in UTF-8, three for a Korean syllable.

# %%
print(inspect.getsource(plain.ngrams).split('"""')[-1])
print(inspect.getsource(plain.fnv1a).split('"""')[-1])

two_million = 2_000_000  # fastText의 기본값 · the default of fastText
rows = {piece: plain.fnv1a(piece) % two_million for piece in [*plain.ngrams("apple", 3, 3), "안녕"]}
print(rows)

# %% tags=["check"]
assert plain.ngrams("apple", 3, 6) == subwords("apple", 3, 6)[:-1]
assert all(ft_hash_bytes(piece.encode()) % two_million == row for piece, row in rows.items())

# %% [markdown] lang="ko"
# 보통은 3부터 6까지의 n을 모두 씁니다.

# %% [markdown] lang="en"
# Usually all n from 3 to 6 are used.

# %%
pieces = subwords("apple", 3, 6)
for n in range(3, 7):
    print(n, character_ngrams("apple", n, n))

# %% [markdown] lang="ko"
# 이 조각들의 벡터를 모아 단어의 벡터를 만듭니다. 논문은 **더하고**, 실제 구현(fastText, gensim)은 **평균**을 냅니다.
# 평균은 합을 조각 수로 나눈 것이므로 방향이 같습니다. 그래서 코사인 유사도도 같습니다. 아래에서 확인합니다.
#
# 이제 FastText를 실제 텍스트로 훈련시킵니다. 같은 말뭉치와 같은 설정으로 Word2Vec도 훈련시켜서 비교합니다.
# gensim 4부터는 벡터의 차원을 정하는 인자의 이름이 `size`에서 `vector_size`로 바뀌었습니다.

# %% [markdown] lang="en"
# The vector of the word is made from the vectors of these pieces. The paper **adds** them; implementations (fastText, gensim) take the **mean**.
# The mean is the sum divided by the number of pieces, so both point the same way and all cosines are equal. We check this below.
#
# Now we train on real text. We also train Word2Vec on the same text with the same settings, to compare.
# Since gensim 4 the argument for the length of the vectors is called `vector_size`. It used to be `size`.

# %%
english = datasets.locate("english")
unseen = {"birthplace", "electrofishing", "appple"}
sentences = [text.english_tokens(sentence) for sentence in datasets.read_sentences("english")]
sentences = [sentence for sentence in sentences if not unseen & set(sentence)]

settings = {
    "vector_size": 100,
    "window": 5,
    "min_count": 5,
    "sg": 1,  # skip-gram
    "alpha": 0.05,
    "negative": 2,  # 기본값은 5, 2는 빠름 · the default is 5; 2 is faster
    "workers": 1,  # 강의는 4 · the chapter has 4; with 1 the numbers are always the same
    "seed": 1,
}
word2vec = Word2Vec(sentences, epochs=5, **settings).wv
fasttext = FastText(**settings).fit(sentences, epochs=5, verbose=0)
print(english, f"{len(fasttext.words):,} words")
print("FastText loss:", [round(loss, 3) for loss in fasttext.history["loss"]])

# %% facts="F3.02"
mean = {word: fasttext.vector(word, combine="mean") for word in ("water", "river")}
total = {word: fasttext.vector(word, combine="sum") for word in ("water", "river")}


def cosine(a, b):
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


print(f"mean: {cosine(*mean.values()):.3f}, sum: {cosine(*total.values()):.3f}")

# n은 3~6, 거기에 단어 전체. 합이든 평균이든 코사인은 같음 · sum or mean, the cosine is the same
assert {len(piece) for piece in pieces[:-1]} == {3, 4, 5, 6} and pieces[-1] == "<apple>"
assert np.isclose(cosine(*mean.values()), cosine(*total.values()), atol=1e-6)
assert not np.allclose(mean["water"], total["water"])
parts = [
    fasttext.model.wv.vectors_ngrams[piece.bucket]
    for piece in fasttext.explain("water").pieces[:-1]
]
own = fasttext.model.wv.vectors_vocab[fasttext.model.wv.key_to_index["water"]]
assert np.allclose(np.mean([*parts, own], axis=0), mean["water"], atol=1e-6)

# %% [markdown] lang="ko"
# ## 2. 모르는 단어(Out Of Vocabulary, OOV)에 대한 대응
#
# 학습에 없던 단어를 **OOV**(Out Of Vocabulary)라고 합니다.
# birthplace(출생지)는 훈련에 쓴 말뭉치에 한 번도 나오지 않습니다(일부러 뺐습니다).
# 하지만 birth와 place는 나옵니다. FastText는 조각의 벡터로 birthplace의 벡터를 만듭니다.

# %% [markdown] lang="en"
# ## 2. Out-of-vocabulary (OOV) words
#
# A word that was not in the training text is **out of vocabulary**. The word *birthplace* never appears in the training text (we took it out on purpose).
# But *birth* and *place* do. FastText makes a vector for birthplace from the pieces.

# %% facts="F3.03"
rng = np.random.default_rng(9)
random_words = rng.choice(fasttext.words, 500)
usual = np.mean([fasttext.similarity("birthplace", word) for word in random_words])
print("학습에 있었나 · known?", fasttext.is_known("birthplace"))
print("birth:", round(fasttext.similarity("birthplace", "birth"), 3))
print("place:", round(fasttext.similarity("birthplace", "place"), 3))
print("임의의 단어 평균 · a random word, on average:", round(usual, 3))

# 처음 보는 단어도 벡터를 얻고, birth와 place에 가까움 · an unseen word is near its parts
assert not fasttext.is_known("birthplace") and "birthplace" not in word2vec
assert fasttext.similarity("birthplace", "birth") > usual + 0.1
assert fasttext.similarity("birthplace", "place") > usual + 0.1

# %% [markdown] lang="ko"
# 오타도 모르는 단어입니다. p를 하나 더 친 appple은 apple과 같은 조각이 많습니다.

# %% [markdown] lang="en"
# A typo is an unknown word, too. With one p too many, *appple* still shares many pieces with *apple*.

# %% facts="F3.04"
shared = shared_ngrams("appple", "apple")
print(len(shared), "of", len(character_ngrams("apple")), "pieces of apple:", shared)
print("FastText:", [(word, round(c, 3)) for word, c in fasttext.most_similar("appple", topn=3)])
print("Word2Vec knows appple:", "appple" in word2vec)

# appple은 apple의 조각 대부분을 가짐. Word2Vec에는 없음 · most pieces are shared; Word2Vec has nothing
assert len(shared) >= len(character_ngrams("apple")) / 2
assert "appple" not in word2vec
assert fasttext.similarity("appple", "apple") > 0.5

# %% [markdown] lang="ko"
# 강의에 나온 electrofishing(전기 어로)을 두 모델에 물어봅시다.
#
# **먼저 예상해 보세요.** FastText가 고른 이웃은 electro-로 시작하는 단어일까요, -fishing으로 끝나는 단어일까요?
#
# <details><summary>답 보기</summary>
#
# 거의 모두 electro- 쪽입니다. 이 말뭉치에 electr-로 시작하는 단어가 훨씬 많기 때문입니다.
#
# </details>
#
# gensim 4에서는 Word2Vec의 오류 메시지가 강의와 조금 다릅니다: `Key 'electrofishing' not present in vocabulary`.

# %% [markdown] lang="en"
# Let us ask both models about *electrofishing*, the word of the chapter.
#
# **Predict first.** Will FastText's neighbours begin with electro- or end with -fishing?
#
# <details><summary>Answer</summary>
#
# Nearly all have electro-: this corpus has many more words that begin with electr-.
#
# </details>
#
# In gensim 4 the error of Word2Vec reads a little differently from the chapter: `Key 'electrofishing' not present in vocabulary`.

# %%
try:
    word2vec.most_similar("electrofishing")
except KeyError as error:
    message = error.args[0]
print("Word2Vec, KeyError:", message)

near = fasttext.most_similar("electrofishing", topn=100)
of_fishing = set(character_ngrams("fishing")[1:]) - set(character_ngrams("electro"))
from_fishing = [(word, cosine) for word, cosine in near if of_fishing & set(character_ngrams(word))]


def row(word, cosine):
    pieces_in_common = shared_ngrams("electrofishing", word)
    longest = ", ".join(sorted(pieces_in_common, key=len)[-2:])
    return {
        "FastText": word,
        "cosine": round(cosine, 3),
        "shared pieces": len(pieces_in_common),
        "longest": longest,
    }


neighbours = pd.DataFrame([row(*found) for found in near[:10]])
neighbours  # 겹치는 조각이 0개인 이웃도 있음 · some share no piece

# %% facts="F3.05"
rank = 1 + near.index(from_fishing[0])
fishing = fasttext.similarity("electrofishing", "fishing")
usual = np.mean([fasttext.similarity("electrofishing", word) for word in random_words])
print("-fishing 조각을 가진 첫 이웃 · first with a piece of -fishing:", rank, row(*from_fishing[0]))
print("fishing:", row("fishing", fishing))
print("임의의 단어 평균 · a random word, on average:", round(usual, 3))

# Word2Vec은 KeyError, FastText는 조각이 겹치는 단어로 답함 · KeyError against words that share pieces
assert message == "Key 'electrofishing' not present in vocabulary"
assert neighbours.set_index("FastText")["shared pieces"]["fuel"] == 0
electro = set(character_ngrams("electrofishing")) & set(character_ngrams("electro"))
has_electro = [len(electro & set(character_ngrams(word))) >= 5 for word, _ in near[:10]]
assert (
    sum(has_electro) >= 8
    and rank > 10
    and "ing>" in shared_ngrams("electrofishing", from_fishing[0][0])
)
assert sum(word.startswith("electr") for word in fasttext.words) >= 10
assert [word for word in fasttext.words if word.endswith("fishing")] == ["fishing"]
assert len(shared_ngrams("electrofishing", "fishing")) >= 10 and fishing > usual + 0.1

# %% [markdown] lang="ko"
# 가까운 이웃은 대부분 electro- 조각을 가진 단어입니다. 이 말뭉치에는 electr-로 시작하는 단어가 많고, -fishing으로 끝나는 단어는 fishing 하나뿐입니다.
# 그래서 -fishing의 조각을 가진 단어는 열 번째 뒤에야 나옵니다. 그나마 겹치는 조각도 `ing>` 같은 어미뿐입니다. 한편 겹치는 조각이 하나도 없는 단어(fuel)도 이웃에 있습니다. 조각 벡터를 더한 결과가 비슷한 방향을 가리키면 철자가 달라도 가까워집니다. 그래도 fishing은 임의의 단어보다 훨씬 가깝습니다.

# %% [markdown] lang="en"
# Most of the nearest words have pieces of electro-. In this corpus many words begin with electr-, and only one ends with -fishing: fishing itself.
# So words with a piece of -fishing come after the first ten, and the piece is only an ending such as `ing>`. A word that shares no piece at all (*fuel*) can be a neighbour, too: what counts is where the sum of the pieces points. Still, fishing is much nearer than a random word.

# %% [markdown] lang="ko"
# ## 3. 희귀 단어(rare word)
#
# 몇 번 나오지 않은 **희귀 단어**(rare word)는 학습할 기회가 적습니다. FastText는 다른 단어와 조각을 공유하므로 유리할 수 있습니다.
# 사람이 매긴 유사도(WordSim-353과 SimLex-999)와 순서가 얼마나 같은지, 단어가 나온 횟수로 구간을 나누어 봅시다.

# %% [markdown] lang="en"
# ## 3. Rare words
#
# A word seen only a few times has little chance to be learned. FastText shares pieces between words, which may help.
# We compare with similarities that people gave (WordSim-353 and SimLex-999), grouped by how often the words were seen.

# %%
pairs = pd.concat(
    pd.read_csv(datapath(file), sep="\t", comment="#", header=None, names=["a", "b", "people"])
    for file in ("wordsim353.tsv", "simlex999.txt")
)
pairs = pairs[pairs["a"].isin(fasttext.words) & pairs["b"].isin(fasttext.words)]
counts = {word: word2vec.get_vecattr(word, "count") for word in word2vec.index_to_key}
pairs["seen"] = pairs[["a", "b"]].map(counts.get).min(axis=1)
pairs["Word2Vec"] = [word2vec.similarity(a, b) for a, b in zip(pairs["a"], pairs["b"], strict=True)]
pairs["FastText"] = [fasttext.similarity(a, b) for a, b in zip(pairs["a"], pairs["b"], strict=True)]
pairs["band"] = pd.cut(pairs["seen"], [0, 15, 50, np.inf], labels=["5-15", "16-50", "51+"])
pairs["band"] = pairs["band"].astype(str)


def agreement(part):
    return pd.Series(
        {
            "pairs": len(part),
            "Word2Vec": spearmanr(part["people"], part["Word2Vec"]).statistic,
            "FastText": spearmanr(part["people"], part["FastText"]).statistic,
            "uncertain ±": 1 / np.sqrt(len(part) - 1),
        }
    )


bands = pd.DataFrame(
    {band: agreement(pairs[pairs["band"] == band]) for band in ("5-15", "16-50", "51+")}
).T
bands.loc["5-50 합계 · together"] = agreement(pairs[pairs["seen"] <= 50])
bands.round(2).astype({"pairs": int})

# %% [markdown] lang="ko"
# 표의 숫자는 순위 상관입니다. 1이면 사람과 똑같은 순서, 0이면 아무 관계가 없습니다.
# 구간에 단어 쌍이 적으면 값이 우연에 따라 크게 달라집니다. 마지막 열은 우연에 따른 흔들림의 크기입니다. 마지막 행은 처음 두 구간을 합친 것입니다.
#
# 50번 이하로 나온 단어에서는 FastText가 조금 높습니다. 하지만 차이가 크지 않아서, 이 작은 말뭉치로는 희귀 단어에 확실히 강하다고 말하기 어렵습니다.
# 가장 자주 나오는 구간(51+)의 값이 오히려 가장 낮습니다. 이 말뭉치는 자주 나오는 단어의 의미를 담기에도 작습니다.
# 어느 구간에서도 Word2Vec보다 눈에 띄게 나쁘지는 않습니다.

# %% [markdown] lang="en"
# The numbers are rank correlations. 1 means the same order as people, 0 means no relation.
# With few pairs in a band, chance changes the value a lot. The last column says how much. The last row puts the first two bands together.
#
# For words seen up to 50 times FastText is a little higher. But the difference is not large: this small corpus does not show that it is stronger on **rare words**.
# The most frequent band (51+) has the lowest values: the corpus is too small for frequent words as well.
# In no band is it clearly worse than Word2Vec.

# %% tags=["check"]
assert len(bands) == 4 and bands["pairs"].min() > 50
assert (
    0
    < bands.loc["5-50 합계 · together", "FastText"] - bands.loc["5-50 합계 · together", "Word2Vec"]
    < 0.15
)
assert (bands["FastText"] > bands["Word2Vec"] - bands["uncertain ±"]).all()
assert bands[["Word2Vec", "FastText"]].max(axis=1).idxmin() == "51+"

# %% [markdown] lang="ko"
# ## 4. 한국어: 음절과 자모
#
# 한국어는 글자 하나가 음절 하나입니다. 자연어처리를 음절 3개씩 자르면 이렇게 됩니다.

# %% [markdown] lang="en"
# ## 4. Korean: syllables and jamo
#
# In Korean one character is one syllable. Cut into runs of three syllables, 자연어처리 (natural language processing) becomes:

# %% facts="F3.06"
syllables = character_ngrams("자연어처리", 3, 3)
print(syllables)

# 음절 3-gram · 3-grams of syllables
assert syllables == ["<자연", "자연어", "연어처", "어처리", "처리>"]

# %% [markdown] lang="ko"
# 음절을 초성, 중성, 종성으로 분해하면 더 잘게 자를 수 있습니다. 종성이 없으면 그 자리에 `_`를 넣습니다.
# 그러면 음절 하나가 언제나 세 자리가 되므로, 다시 음절로 합칠 수 있습니다.

# %% [markdown] lang="en"
# A syllable splits into initial, medial and final. Where there is no final, we write `_`.
# Every syllable then takes exactly three places, and the word can be put together again.

# %% facts="F3.07"
jamo = hangul.decompose("자연어처리")
grams = character_ngrams("자연어처리", 3, 3, unit="jamo")
print(jamo)
print(grams)
print(hangul.compose(jamo), hangul.compose(hangul.decompose("재밌다ㅋㅋ_ㅠㅠ")))

# 자모 3-gram · 3-grams of jamo
assert jamo == "ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_"
assert grams[:3] == ["<ㅈㅏ", "ㅈㅏ_", "ㅏ_ㅇ"]
assert hangul.compose(jamo) == "자연어처리"
assert hangul.compose(hangul.decompose("재밌다ㅋㅋ_ㅠㅠ")) == "재밌다ㅋㅋ_ㅠㅠ"
macos = unicodedata.normalize(
    "NFD", "자연어처리"
)  # macOS 파일 이름처럼 분해된 글자도 · decomposed, as in macOS file names
assert hangul.decompose(macos) == jamo

# %% [markdown] lang="ko"
# 자모로 자른 첫 그림에서는 남동생의 조각 아홉 개 가운데 여섯 개가 오타에도 남았습니다. 음절로 자르면 일곱 개 가운데 세 개만 남습니다.

# %% [markdown] lang="en"
# In the first picture, cut into jamo, six of the nine pieces of 남동생 (younger brother) survived the typo. Cut into syllables, only three of seven do.

# %%
plots.diagrams.shared_pieces(
    ["남동생", "남동쉥"],
    [character_ngrams(word, 2, 3) for word in ("남동생", "남동쉥")],
    title="음절 n-gram · n-grams of syllables",
)

# %% tags=["check"]
pair = ("남동생", "남동쉥")
assert len(shared_ngrams(*pair, 3, 3, unit="jamo")) == 6
assert len(character_ngrams("남동생", 3, 3, unit="jamo")) == 9
assert len(shared_ngrams(*pair, 2, 3)) == 3 and len(character_ngrams("남동생", 2, 3)) == 7

# %% [markdown] lang="ko"
# ## 5. 자모 단위 FastText 훈련시키기
#
# 한국어 리뷰로 세 모델을 훈련시킵니다. 말뭉치와 벡터의 차원은 모두 같습니다. 음절 모델과 자모 모델은 에포크 수도 같습니다.
# Word2Vec에는 오타의 벡터가 있는지만 물어볼 것이므로 한 에포크만 훈련시킵니다.
# 음절 모델과 자모 모델은 **크기도 같게** 합니다. 조각의 벡터를 담는 표의 행 수(`bucket`)를 둘 다 50,000으로 정합니다.

# %% [markdown] lang="en"
# ## 5. Training FastText on jamo
#
# We train three models on Korean reviews. Text and vector size are the same for all, and the syllable and jamo models have as many epochs.
# Word2Vec will only be asked whether it has a vector for a typo, so one epoch is enough.
# The syllable model and the jamo model also have **the same size**: the table for the vectors of the pieces has 50,000 rows (`bucket`) in both.

# %%
reviews = datasets.locate("nsmc_train")
written = datasets.sample_folder() / "ko_reviews_sample.tsv"
texts = pd.read_csv(written, sep="\t", quoting=3)["document"].tolist()
if reviews.path != written:
    texts += datasets.read_labelled("nsmc_train")["text"][:40_000].tolist()
korean = [text.korean_tokens(review) for review in texts]
min_count = 5 if len(korean) > 10_000 else 2
epochs = 5 if len(korean) > 10_000 else 40

same = {**settings, "min_count": min_count}
size = {"bucket": 50_000}
models = {
    "Word2Vec": Word2Vec(korean, epochs=1, **same).wv,
    "음절 · syllable": FastText("syllable", **same, **size).fit(korean, epochs=epochs, verbose=0),
    "자모 · jamo": FastText("jamo", **same, **size).fit(korean, epochs=epochs, verbose=0),
}
by_syllable, by_jamo = models["음절 · syllable"], models["자모 · jamo"]
assert by_syllable.model.wv.bucket == by_jamo.model.wv.bucket == 50_000
print(reviews, f"{len(korean):,} reviews, {len(by_jamo.words):,} words")

# %%
asked = ["남동생", "남동쉥", "난동생", "제품", "제품ㅋ", "제푼ㅋ"]
nearest = pd.DataFrame(
    {
        name: {
            word: ", ".join(near for near, _ in model.most_similar(word, topn=4)) for word in asked
        }
        for name, model in (("음절 · syllable", by_syllable), ("자모 · jamo", by_jamo))
    }
)
nearest

# %% [markdown] lang="ko"
# 남동쉥, 난동생, 제푼ㅋ은 말뭉치에 없는 단어입니다. 자모 모델은 이런 오타의 이웃에서도 원래 단어를 찾아냅니다.
# 결과는 자모가 아니라 음절로 다시 합쳐 보여 줍니다.
#
# 음절 모델도 조각이 남아 있는 오타는 찾습니다(제품ㅋ에서 제품). 그리고 자모 모델이라도 이웃이 모두 뜻이 비슷한 단어는 아닙니다. 제품의 이웃에는 철자만 비슷한 단어도 섞여 있습니다.

# %% [markdown] lang="en"
# The text has no 남동쉥, 난동생 or 제푼ㅋ (typos of 남동생, younger brother, and 제품, product). The jamo model still finds the word that was meant nearby.
# The answers come back in syllables, as people read them.
#
# The syllable model, too, finds typos that leave a piece whole (제품 from 제품ㅋ). And not all neighbours of the jamo model are close in meaning: some of 제품 are only spelled alike.

# %% tags=["check"] facts="F3.08"
# 오타의 이웃에서 원래 단어를 찾고, 음절로 답함 · the word is found from its typo, in syllables
assert not any(by_jamo.is_known(word) for word in ("남동쉥", "난동생", "제푼ㅋ"))
found = {typo: [word for word, _ in by_jamo.most_similar(typo)] for typo in asked}
assert "남동생" in found["남동쉥"] and "남동생" in found["난동생"]
assert any(word.startswith("제품") for word in found["제푼ㅋ"])
assert "제품" in dict(by_syllable.most_similar("제품ㅋ"))
in_syllables = [word for word in found["남동생"] if any(map(hangul.is_syllable, word))]
assert all(word in in_syllables or word.isascii() for word in found["남동생"])
assert len(in_syllables) >= 7

# %% [markdown] lang="ko"
# ### 함께 들어 있는 자모 모델
#
# 이 패키지에는 영화 리뷰 15만 건으로 훈련시킨 자모 모델이 들어 있습니다. 인터넷이 없어도 불러올 수 있습니다.
# `corrections`는 가까운 단어 100개를 잘못 누른 키의 수와 빈도까지 따져 다시 줄 세웁니다.

# %% [markdown] lang="en"
# ### The jamo model that comes along
#
# The package carries a jamo model trained on 150,000 film reviews. It needs no network.
# `corrections` puts the 100 nearest words in order again: by the keys that went wrong, and by frequency.

# %%
shipped = FastText.from_pretrained("korean")
words = ["영화", "남동생", "재밌다", "음악", "엄마"]
pd.DataFrame({w: [near for near, _ in shipped.most_similar(w, topn=5)] for w in words})

# %%
typed = ["남동쉥", "난동생", "제푼", "영홰", "연끼"]
by_cosine = [", ".join(near for near, _ in shipped.most_similar(w, topn=3)) for w in typed]
corrected = [", ".join(found.word for found in corrections(shipped, w, topn=3)) for w in typed]
pd.DataFrame({"코사인 · cosine": by_cosine, "corrections": corrected}, index=typed)

# %% tags=["check"] facts="F3.08"
assert all(not shipped.is_known(word) for word in ("남동쉥", "난동생"))
assert corrections(shipped, "남동쉥")[0].word == "남동생"
assert "여동생" in dict(shipped.most_similar("남동생"))

# %% [markdown] lang="ko"
# ## 6. 오타에 강한 정도
#
# 예시 몇 개만으로는 알 수 없습니다. 자주 나오는 단어마다 있을 법한 오타를 하나씩 만듭니다.
# 두벌식 자판에서 옆 키를 누르거나, 키를 빠뜨리거나, 두 번 누르거나, 소리가 비슷한 자모를 잘못 쓴 오타입니다.
# 오타의 이웃 1개, 5개, 10개 안에 원래 단어가 있는 비율을 잽니다.
#
# 조각의 길이는 자주 나오는 단어 2,000개 가운데 **절반**만 써서 골랐습니다(`benchmarks/typo_recovery.py`).
# 길이를 고를 때 쓴 단어로 평가하면 점수가 부풀려질 수 있습니다. 그래서 여기서는 **나머지 절반**만 씁니다.
#
# **먼저 예상해 보세요.** 음절 모델은 오타의 몇 %에서 원래 단어를 찾을까요? 자모 모델은요?
#
# <details><summary>답 보기</summary>
#
# 아래 표에 있습니다. 자모 모델이 크게 앞섭니다. 오타에도 그대로 남는 조각의 비율이 다르기 때문입니다.
#
# </details>

# %% [markdown] lang="en"
# ## 6. How strong against typos?
#
# A few examples prove nothing. For every frequent word we make one realistic typo:
# a neighbouring key on the Korean keyboard, a key left out, a key hit twice, or a jamo that sounds alike.
# We count how often the right word is among the first 1, 5 and 10 neighbours of its typo.
#
# The lengths of the pieces were chosen on **one half** of the 2,000 most frequent words (`benchmarks/typo_recovery.py`).
# Scoring on the words used to choose the lengths would inflate the result. So here we use only **the other half**.
#
# **Predict first.** For what share of typos will the syllable model find the word? And the jamo model?
#
# <details><summary>Answer</summary>
#
# See the table. Jamo are far ahead: more of their pieces survive a typo.
#
# </details>

# %%
if reviews.path == written:
    everything = korean
else:  # 길이를 고를 때처럼 리뷰 전체에서 · in all reviews, as when the lengths were chosen
    everything = [
        text.korean_tokens(review) for review in datasets.read_labelled("nsmc_train")["text"]
    ]
seen = Counter(chain.from_iterable(everything))
seen_first = Counter(chain.from_iterable(everything[:50_000]))
frequent = [
    word
    for word, _ in seen.most_common()
    if len(word) > 1 and all(map(hangul.is_syllable, word)) and seen_first[word] >= min_count
][:2000]
held_out = [word for word in frequent[1::2] if by_jamo.is_known(word)]
typos = sample_typos(held_out, known=seen, seed=9)
print(f"{len(frequent):,} frequent words; {len(held_out):,} were not used to choose the lengths")
recovered = {name: typo_recovery(model, typos) for name, model in models.items()}
score = pd.DataFrame(
    {
        name: {f"first {n}": result.within(n) for n in (1, 5, 10)}
        for name, result in recovered.items()
    }
)
print([f"{typo.original}→{typo.typo}" for typo in typos[:8]])
(100 * score.T).round(1)

# %%
plots.bars(
    {name: 100 * score.loc["first 5", name] for name in models},
    ylabel="찾은 비율(%) · found (%)",
    title=f"오타 {len(typos):,}개: 이웃 5개 안에 원래 단어 · right word among 5 neighbours",
    number_format="{:.1f}",
)

# %% [markdown] lang="ko"
# Word2Vec에는 모르는 단어의 벡터가 없으므로 항상 0입니다.
# 음절 단위에서는 자모 하나만 틀려도 그 음절이 든 조각이 모두 달라집니다. 자모로 분해하면 더 많은 조각이 그대로 남습니다.
#
# 조각의 길이도 중요합니다. 자모 조각을 더 짧게 하면 오타의 원래 단어를 더 많이 찾지만, 벡터에 의미보다 철자가 더 많이 담깁니다.
# 그래서 이 패키지는 의미를 크게 잃지 않는 길이(자모 2~4개)를 골랐습니다(`benchmarks/typo_recovery.py`).
#
# 단어 네 개와 그 오타를 그림으로 봅시다.

# %% [markdown] lang="en"
# Word2Vec has no vector for an unknown word, so it is always 0.
# One wrong jamo changes every piece with that syllable. Taken apart into jamo, more pieces stay as they are.
#
# The length of the pieces matters, too. Shorter pieces of jamo find still more typos, but the vectors then hold more spelling and less meaning.
# So this package uses a length that keeps the meaning (2 to 4 jamo), chosen in `benchmarks/typo_recovery.py`.
#
# Let us look at four words with their typos.

# %%
assert score["Word2Vec"].eq(0).all()
assert score.loc["first 5", "자모 · jamo"] > score.loc["first 5", "음절 · syllable"] + 0.1
# 오타에도 그대로 남는 조각의 비율 · share of the pieces that a typo leaves as they are
left = {
    unit: np.mean(
        [
            len(shared_ngrams(t.original, t.typo, *lengths, unit=unit))
            / len(set(character_ngrams(t.original, *lengths, unit=unit)))
            for t in typos
        ]
    )
    for unit, lengths in (
        ("syllable", (by_syllable.model.wv.min_n, by_syllable.model.wv.max_n)),
        ("jamo", (by_jamo.model.wv.min_n, by_jamo.model.wv.max_n)),
    )
}
print({unit: f"{share:.0%} of the pieces stay" for unit, share in left.items()})
assert left["jamo"] > left["syllable"] + 0.05

# %%
families = {
    "남동생": ["남동생", "남동쉥", "난동생", "남동섕", "남동생ㅋ"],
    "제품": ["제품", "제품ㅋ", "제푼ㅋ", "재품", "제춤"],
    "재미": ["재미", "제미", "재미ㅋㅋ", "잼미", "재마"],
    "배송": ["배송", "베송", "배숑", "배송ㅠ", "백송"],
}
members = [(family, word) for family, words in families.items() for word in words]
unit = [by_jamo[word] / np.linalg.norm(by_jamo[word]) for _, word in members]
plots.word_map(
    unit,
    [word for _, word in members],
    groups=[family for family, _ in members],
    title="단어와 그 오타 · words and their typos",
)

# %%
nearest_word = {
    typo: max(families, key=lambda word: by_jamo.similarity(typo, word))
    for family in families
    for typo in families[family][1:]
}
own = [typo for typo, word in nearest_word.items() if typo in families[word]]
print(f"{len(own)} of {len(nearest_word)} typos are nearest to their own word")
print("not:", {typo: word for typo, word in nearest_word.items() if typo not in own})
assert len(own) >= 13

# %% [markdown] lang="ko"
# 벡터 전체(100차원)로 재면 오타 대부분이 네 단어 가운데 자기 단어와 가장 가깝습니다.
# 그림은 100차원을 2차원으로 줄인 것이라 무리의 경계가 그만큼 또렷하지 않습니다.

# %% [markdown] lang="en"
# Measured with the whole 100-dimensional vectors, most typos are nearest to their own word among the four.
# The picture squeezes 100 dimensions into two, so its groups are less sharply parted.

# %% [markdown] lang="ko"
# ## 정리
#
# | | Word2Vec | FastText 음절 | FastText 자모 |
# |---|---|---|---|
# | 단위 | 단어 | 음절 n-gram | 자모 n-gram |
# | 처음 보는 단어 | KeyError | 조각으로 답함 | 조각으로 답함 |
# | 오타 | 찾지 못함 | 일부 찾음 | 더 많이 찾음 |
#
# > **자주 하는 실수**
# >
# > - gensim 3의 인자 이름을 씁니다. `size`는 `vector_size`, `iter`는 `epochs`입니다.
# > - 자모 모델의 `wv`에 음절을 그대로 묻습니다. `FastText`의 메서드는 알아서 자모로 풉니다.
# > - macOS에서 온 글(NFD)을 그대로 씁니다. 눈에는 같아도 다른 글자입니다. NFC로 바꿉니다.
# > - 가까운 이웃을 모두 뜻이 비슷한 단어로 읽습니다. 철자만 비슷할 수 있습니다.

# %% [markdown] lang="en"
# ## In short
#
# | | Word2Vec | FastText, syllables | FastText, jamo |
# |---|---|---|---|
# | unit | word | n-grams of syllables | n-grams of jamo |
# | unseen word | KeyError | a vector from pieces | a vector from pieces |
# | typos | not found | some found | more found |
#
# > **Common mistakes**
# >
# > - Using names of gensim 3. `size` is `vector_size`, `iter` is `epochs`.
# > - Asking the `wv` of a jamo model for syllables. The methods of `FastText` spell for you.
# > - Using text from macOS (NFD) as it is. It looks the same and is not. Bring it to NFC.
# > - Reading every neighbour as close in meaning. It may only be spelled alike.

# %% [markdown] lang="ko"
# ## 확인 문제

# %% [markdown] lang="en"
# ## Quiz

# %% tags=["quiz"]
quiz.show("9-3", "LANG")

# %% [markdown] lang="ko"
# ## 연습 문제
#
# **1.** where의 트라이그램을 모두 적고, her와 겹치는 것이 있는지 확인하세요(단어 전체 표시 `<her>`에 주의).
#
# <details><summary>풀이</summary>
#
# ```python
# from wordemb_keras.fasttext.subwords import character_ngrams
#
# where = character_ngrams("where", 3, 3)
# assert where == ["<wh", "whe", "her", "ere", "re>"]
# assert character_ngrams("her", 3, 3) == ["<he", "her", "er>"]
# ```
#
# 조각 her는 겹치지만, 단어 her의 전체 조각은 `<her>`라서 서로 다릅니다.
#
# </details>
#
# **2.** 값을 자모로 풀었다가 다시 합쳐 보세요.
#
# <details><summary>풀이</summary>
#
# ```python
# from wordemb_keras import hangul
#
# assert hangul.decompose("값") == "ㄱㅏㅄ"
# assert hangul.compose("ㄱㅏㅄ") == "값"
# ```
#
# 겹받침 ㅄ은 종성 한 자리입니다.
#
# </details>
#
# **3.** 조각의 벡터를 더하든 평균을 내든 코사인이 같음을 NumPy로 보이세요.
#
# <details><summary>풀이</summary>
#
# ```python
# import numpy as np
#
# pieces, other = np.random.default_rng(0).normal(size=(5, 8)), np.ones(8)
#
#
# def cosine(a, b):
#     return a @ b / np.linalg.norm(a) / np.linalg.norm(b)
#
#
# assert np.isclose(cosine(pieces.sum(0), other), cosine(pieces.mean(0), other))
# ```
#
# </details>
#
# **실험실**: 터미널에서 `wordemb lab jamo`를 실행하면 [자모 실험실](../../docs/LANG/labs.md)이 브라우저에 열립니다.
#
# **다음**: [과제 9-3](../assignments/LANG/ch9_3_fasttext.ipynb), [API](../../docs/LANG/api.md), [9-4. 사전 훈련된 임베딩](ch9_4_pretrained.ipynb)

# %% [markdown] lang="en"
# ## Exercises
#
# **1.** List the trigrams of *where*. Does one of them equal a piece of *her*? (Mind the whole word, `<her>`.)
#
# <details><summary>Solution</summary>
#
# ```python
# from wordemb_keras.fasttext.subwords import character_ngrams
#
# where = character_ngrams("where", 3, 3)
# assert where == ["<wh", "whe", "her", "ere", "re>"]
# assert character_ngrams("her", 3, 3) == ["<he", "her", "er>"]
# ```
#
# The piece her is shared, but the whole word her is `<her>`, another piece.
#
# </details>
#
# **2.** Split 값 (price) into jamo and put it together again.
#
# <details><summary>Solution</summary>
#
# ```python
# from wordemb_keras import hangul
#
# assert hangul.decompose("값") == "ㄱㅏㅄ"
# assert hangul.compose("ㄱㅏㅄ") == "값"
# ```
#
# The double final ㅄ takes one place.
#
# </details>
#
# **3.** Show in NumPy that the cosine is the same for the sum and for the mean of the pieces.
#
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
#
# pieces, other = np.random.default_rng(0).normal(size=(5, 8)), np.ones(8)
#
#
# def cosine(a, b):
#     return a @ b / np.linalg.norm(a) / np.linalg.norm(b)
#
#
# assert np.isclose(cosine(pieces.sum(0), other), cosine(pieces.mean(0), other))
# ```
#
# </details>
#
# **Laboratory**: `wordemb lab jamo --lang en` in a terminal opens [the jamo laboratory](../../docs/LANG/labs.md) in the browser.
#
# **Next**: [assignment 9-3](../assignments/LANG/ch9_3_fasttext.ipynb), [API](../../docs/LANG/api.md), [9-4. Pretrained embeddings](ch9_4_pretrained.ipynb)

# %%
notebooks.summary(
    [english, reviews],
    typos=len(typos),
    syllable_first_5=f"{score.loc['first 5', '음절 · syllable']:.1%}",
    jamo_first_5=f"{score.loc['first 5', '자모 · jamo']:.1%}",
)
