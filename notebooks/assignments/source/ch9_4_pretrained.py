# %% [markdown] lang="ko"
# # 과제 9-4. 사전 훈련된 워드 임베딩
#
# 큰 글로 미리 배워 둔 벡터를 파일에서 읽어 케라스의 `Embedding` 층에 넣습니다.
# 이 과제에서는 파일의 한 줄에서 시작해 층까지, 한 단계씩 직접 만듭니다.
#
# - `raise NotImplementedError()`를 지우고 그 자리에 답을 쓰세요.
# - 답을 쓴 다음, 바로 아래의 **확인** 칸을 실행하세요. 틀린 곳이 있으면 말로 알려 줍니다.
# - 확인은 쉬운 예만 보고 점수를 주지 않습니다. **채점** 칸은 비어 있습니다. 채점할 때 여러 가지 다른 예로 시험하고, 맞은 만큼 점수를 줍니다. 지우지 마세요.
# - 함수는 결과를 `return`으로 돌려줍니다. 받은 인자를 바꾸지 말고, 결과를 반올림하지 마세요.

# %% [markdown] lang="en"
# # Assignment 9-4. Pretrained word embeddings
#
# Vectors that were trained on large text are read from a file and put into a Keras `Embedding` layer.
# In this assignment you go from one line of the file to the layer, one step at a time.
#
# - Delete `raise NotImplementedError()` and write your answer in its place.
# - Then run the **Check** cell right below. If something is wrong, it tells you in words.
# - The check looks at easy examples only and gives no points. The **Grading** cells are empty. Grading tries many other examples there; what comes out right gives its part of the points. Do not delete them.
# - A function gives its result back with `return`. Do not change what it is given, and do not round results.

# %%
# 준비: 먼저 이 칸을 실행하세요 · Setup: run this cell first
import keras
import numpy as np

from wordemb_keras import Vocabulary, build_embedding_matrix
from wordemb_keras.course.assignments.examples import Examples

examples = Examples("LANGUAGE")  # "ko" 또는 · or "en"

# %% [markdown] lang="ko"
# ## 문제 1. 손으로 세어 보기
#
# 단어 집합에 단어가 9개 있습니다. 번호 0은 패딩, 번호 1은 모르는 단어이고, 단어는 2번부터 시작합니다.
# 벡터는 50차원입니다. 문장 5개를 모두 길이 6으로 맞추어 다음 모델에 한 번에 넣습니다.
#
# `Embedding` → `Flatten` → `Dense(1)`
#
# 코드를 실행하지 말고, 종이에 계산해서 답해 보세요.
#
# 1. `table_shape`: 임베딩 표의 모양. (행, 열)
# 2. `output_shape`: 문장 5개를 넣었을 때 `Embedding` 층이 내놓는 출력의 모양
# 3. `embedding_parameters`: `Embedding` 층의 매개변수 수
# 4. `dense_parameters`: `Dense(1)` 층의 매개변수 수. 편향도 셉니다.
# 5. `trainable_frozen`: `Embedding`을 **고정**했을 때 훈련되는 매개변수 수
# 6. `trainable_tuned`: `Embedding`을 **미세 조정**할 때 훈련되는 매개변수 수

# %% [markdown] lang="en"
# ## Question 1. Count by hand
#
# A vocabulary has 9 words. Index 0 is padding, index 1 is the unknown word, and the words start at 2.
# Vectors have 50 numbers. Five sentences, all of length 6, go into this model at once.
#
# `Embedding` → `Flatten` → `Dense(1)`
#
# Run no code. Take a sheet of paper.
#
# 1. `table_shape`: the shape of the embedding table, (rows, columns)
# 2. `output_shape`: the shape of what the `Embedding` layer returns for the five sentences
# 3. `embedding_parameters`: the number of parameters of the `Embedding` layer
# 4. `dense_parameters`: the number of parameters of `Dense(1)`. Count its bias, too.
# 5. `trainable_frozen`: how many parameters are trained if the `Embedding` is **frozen**
# 6. `trainable_tuned`: how many parameters are trained if the `Embedding` is **fine-tuned**

# %% answer="sizes"
# 문제 1 · Question 1 [sizes]
# None 자리에 답을 적으세요 · write your answers in place of None
table_shape = None  # 예 · for example: (3, 4)
output_shape = None
embedding_parameters = None
dense_parameters = None
trainable_frozen = None
trainable_tuned = None
### BEGIN SOLUTION
table_shape = (9 + 2, 50)
output_shape = (5, 6, 50)
embedding_parameters = 11 * 50
dense_parameters = 6 * 50 + 1
trainable_frozen = 301
trainable_tuned = 550 + 301
### END SOLUTION

# %% check="sizes"
# 확인 · Check [sizes]
examples.value("table_shape", like=[0, 0], ko="(행, 열)입니다.", en="It is (rows, columns).")
examples.value(
    "output_shape",
    like=[0, 0, 0],
    ko="문장마다, 단어마다 벡터가 하나씩 나옵니다.",
    en="Each word of each sentence becomes a vector.",
)
examples.value(
    "embedding_parameters", "dense_parameters", "trainable_frozen", "trainable_tuned", like=0
)
examples.hold(
    embedding_parameters == table_shape[0] * table_shape[1],
    "Embedding 층의 매개변수는 표에 있는 숫자 전부입니다. 행의 수와 열의 수를 곱하세요.",
    "The parameters of the Embedding layer are all numbers of the table: rows times columns.",
)
examples.hold(
    trainable_tuned == embedding_parameters + dense_parameters,
    "미세 조정하면 두 층의 매개변수를 모두 훈련합니다.",
    "With fine-tuning the parameters of both layers are trained.",
)
examples.hold(
    0 < trainable_frozen < trainable_tuned,
    "고정하면 훈련되는 매개변수가 줄어들지만 0개는 아닙니다.",
    "A frozen layer leaves fewer parameters to train, but not none.",
)
examples.passed()

# %% hidden="sizes" points=3
# 채점 · Grading [sizes]
### BEGIN HIDDEN TESTS
typed(
    "table_shape",
    "단어 9개와 패딩, 모르는 단어의 행입니다.",
    "Rows for 9 words, padding and the unknown word.",
)
typed("output_shape", "(문장, 단어, 차원)입니다.", "It is (sentences, words, numbers of a vector).")
typed("embedding_parameters", "표에 있는 숫자 전부입니다.", "All numbers of the table.")
typed(
    "dense_parameters",
    "문장 하나를 편 길이에 편향을 더합니다.",
    "A flattened sentence, and the bias.",
)
typed("trainable_frozen", "Dense 층만 훈련합니다.", "Only the Dense layer is trained.")
typed("trainable_tuned", "두 층을 모두 훈련합니다.", "Both layers are trained.")
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 2. GloVe 파일의 한 줄 읽기
#
# GloVe 파일의 한 줄은 단어 하나와 숫자 `dim`개입니다. 사이에는 빈칸(스페이스)이 하나씩 있습니다.
#
# `great 0.5 -1.0 2.25`
#
# 왼쪽부터 읽으면 쉬워 보입니다. 하지만 실제 파일에는 빈칸이 든 단어가 있습니다. `. . .`이 그렇습니다.
# 숫자처럼 생긴 단어도 있습니다. `2008`이 그렇습니다. 그래서 **오른쪽부터** 숫자를 `dim`개 떼어 냅니다. 나머지가 단어입니다.
#
# - 단어는 한 글자도 바꾸지 않습니다. 대문자도 그대로 둡니다.
# - 숫자는 문자열이 아니라 수(`float`)여야 합니다. 목록이나 배열에 담으세요.
# - 줄 끝에 줄바꿈 문자가 있을 수도 있고 없을 수도 있습니다.
# - 나누는 글자는 스페이스뿐입니다. 괄호 안을 비워 두면 `split()`과 `strip()`은 U+00A0이나 U+0085 같은 글자도 빈칸으로 여기고 지웁니다. 이런 글자는 단어의 일부입니다.

# %% [markdown] lang="en"
# ## Question 2. Read one line of a GloVe file
#
# A line of a GloVe file is a word and `dim` numbers, with one space between them.
#
# `great 0.5 -1.0 2.25`
#
# Reading from the left looks easy. But real files have words with spaces in them, such as `. . .`
# They also have words that look like numbers, such as `2008`. So take `dim` numbers **from the right**. The rest is the word.
#
# - Do not change a letter of the word. Capitals stay, too.
# - The numbers must be numbers (`float`), not strings. Put them into a list or an array.
# - The line may end with a line break or without one.
# - Only a space separates. With nothing in the brackets, `split()` and `strip()` also take characters such as U+00A0 and U+0085 for spaces and remove them. But these are part of the word.


# %% answer="parse_line"
# 문제 2 · Question 2 [parse_line]
def parse_line(line, dim):
    """(단어, 숫자 dim개) · (word, its dim numbers)."""
    ### BEGIN SOLUTION
    word, *numbers = line.rstrip("\n").rsplit(" ", dim)
    return word, np.array([float(number) for number in numbers])
    ### END SOLUTION


# %% check="parse_line"
# 확인 · Check [parse_line]
examples.call(
    "parse_line",
    "great 0.5 -1.0 2.25\n",
    3,
    gives=("great", [0.5, -1.0, 2.25]),
    ko="두 가지를 돌려줍니다: 단어, 그리고 float로 바꾼 숫자들.",
    en="It returns two things: the word, and the numbers as float.",
)
examples.call(
    "parse_line",
    ". . . 1.5 2.5 3.5",
    3,
    gives=(". . .", [1.5, 2.5, 3.5]),
    ko="단어 '. . .'에는 빈칸이 들어 있습니다. 오른쪽부터 세 개만 떼어 내세요.",
    en="The word '. . .' has spaces in it. Take just three numbers from the right.",
)
examples.passed()

# %% hidden="parse_line" points=3
# 채점 · Grading [parse_line]
### BEGIN HIDDEN TESTS
WORDS = ["great", "Great", "제품", "ㅋㅋ", "co-op", "don't", "😀", "漢字", "café", ","]


def numbers(rng, dim):
    return [f"{x:.{int(rng.integers(1, 7))}f}" for x in rng.normal(size=dim)]


def ask(rng, answer, word, dim, end="\n"):
    answer.parse_line(" ".join([word, *numbers(rng, dim)]) + end, dim)


@case("단어 하나와 숫자들입니다.", "A word and its numbers.")
def one_word(rng, answer):
    for dim in (2, 3, int(rng.integers(4, 9))):
        ask(rng, answer, str(rng.choice(WORDS)), dim)


@case("빈칸이 든 단어입니다.", "Words with spaces in them.")
def spaces(rng, answer):
    for word in (". . .", "at name@domain.com", "New York City", "a  b"):
        ask(rng, answer, word, int(rng.integers(2, 6)))


@case("숫자처럼 생긴 단어입니다.", "Words that look like numbers.")
def digits(rng, answer):
    for word in ("2008", "-1.5", ". 5", "3 . 14", "1e5", "nan", "inf"):
        ask(rng, answer, word, int(rng.integers(2, 6)))


@case("줄 끝에 줄바꿈이 없을 수도 있습니다.", "The line may end without a line break.")
def no_break(rng, answer):
    ask(rng, answer, str(rng.choice(WORDS)), 3, "")
    answer.parse_line("a 1 2", 2)
    answer.parse_line("a b 12 -37", 2)


@case(
    "스페이스가 아닌 빈칸은 단어의 일부입니다.",
    "Other kinds of space are part of the word.",
)
def other_spaces(rng, answer):
    for word in (
        "\u00a0",
        "\u0085",
        "New\u00a0York",
        "\u3000제품",
        "제품\u00a0",
        "a\u2028b",
        "x\ty",
    ):
        ask(rng, answer, word, int(rng.integers(1, 5)), str(rng.choice(["\n", ""])))


@case(
    "단어는 한 글자도 바꾸지 않습니다. 풀어 쓴 한글(NFD)과 대문자도 그대로 둡니다.",
    "Not a letter of the word changes: capitals and decomposed Hangul (NFD) stay.",
)
def letters(rng, answer):
    for word in ("\u1100\u1161\u11a8", "cafe\u0301", "NASA", "İstanbul", "ﬁn", "<unk>", "'", '"'):
        ask(rng, answer, word, 2)


@case(
    "숫자는 정수, 음수, 지수로 적혀 있을 수도 있고 반올림하지 않습니다.",
    "Numbers may be whole, negative or have an exponent; none is rounded.",
)
def kinds(rng, answer):
    exponent = int(rng.integers(2, 9))
    answer.parse_line(f"제품 -1.5e-{exponent} 2E+{exponent} 7\n", 3)
    answer.parse_line("w 5 10\n", 2)
    answer.parse_line("w 0.0000012345 -123456.789 0 -0.5 .25\n", 5)


@case("dim은 1일 수도 300일 수도 있습니다.", "dim may be 1 or 300.")
def dims(rng, answer):
    ask(rng, answer, "한 글", 1)
    ask(rng, answer, str(rng.choice(WORDS)), 300)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 단어를 얼마나 찾았는지 세기
#
# 파일에 없는 단어는 벡터를 얻지 못합니다. 그래서 층을 만들기 전에 얼마나 찾았는지부터 봅니다.
# 세는 방법은 두 가지이고, 답이 많이 다를 수 있습니다.
#
# 예를 들어 글이 `["the", "cat", "the", "zzz"]`이고 the와 cat에 벡터가 있으면,
# 서로 다른 단어 세 개 중 두 개, 토큰 네 개 중 세 개를 찾은 것입니다. 결과는 (2/3, 3/4)입니다.
#
# 이 두 비율을 구하는 함수를 만드세요.
#
# - `sentences`는 토큰 목록의 목록, `vectors`는 단어에서 벡터로 가는 사전입니다.
# - 첫째 결과: **서로 다른 단어** 가운데 벡터가 있는 것의 비율
# - 둘째 결과: **모든 토큰** 가운데 벡터가 있는 것의 비율. 두 번 나온 단어는 두 번 셉니다.
# - 단어를 있는 그대로 찾습니다. Nice와 nice는 다른 단어입니다.
# - 토큰이 하나도 없으면 두 비율은 모두 0입니다.

# %% [markdown] lang="en"
# ## Question 3. How many words have a vector
#
# A word that is not in the file gets no vector. So before we make a layer, we look how much was found.
# There are two ways to count, and they can differ a lot.
#
# For example, let the text be `["the", "cat", "the", "zzz"]`, and let the and cat have a vector.
# Then two of three different words are found, but three of four tokens. The result is (2/3, 3/4).
#
# Write a function for these two shares.
#
# - `sentences` is a list of token lists, `vectors` is a dictionary from a word to its vector.
# - First result: the share of the **different words** that have a vector.
# - Second result: the share of **all tokens** that have a vector. A word that comes twice counts twice.
# - Look words up as they are written. Nice and nice are different words.
# - If there is no token at all, both shares are 0.


# %% answer="coverage"
# 문제 3 · Question 3 [coverage]
def coverage(sentences, vectors):
    """(단어의 비율, 토큰의 비율) · (share of words, share of tokens)."""
    ### BEGIN SOLUTION
    tokens = [token for sentence in sentences for token in sentence]
    words = set(tokens)
    if not tokens:
        return 0.0, 0.0
    found = [word in vectors for word in words]
    return sum(found) / len(words), sum(token in vectors for token in tokens) / len(tokens)
    ### END SOLUTION


# %% check="coverage"
# 확인 · Check [coverage]
_vectors = {"the": [0.1, 0.2], "cat": [0.3, 0.4], "dog": [0.5, 0.6]}
examples.call(
    "coverage",
    [["the", "cat", "the", "zzz"]],
    _vectors,
    gives=(2 / 3, 3 / 4),
    ko="서로 다른 단어는 세 개, 토큰은 네 개입니다. 두 비율을 이 순서로 돌려주세요.",
    en="There are three different words and four tokens. Return both shares, in this order.",
)
examples.call(
    "coverage",
    [["zzz"], ["the"]],
    _vectors,
    gives=(1 / 2, 1 / 2),
    ko="문장이 여러 개이면 모두 합해서 셉니다.",
    en="Several sentences are counted together.",
)
examples.passed()

# %% hidden="coverage" points=3
# 채점 · Grading [coverage]
### BEGIN HIDDEN TESTS
KNOWN = ["the", "cat", "nice", "Good", "배송", "제품", "ㅋㅋ", "😀"]
UNKNOWN = ["zzz", "Nice", "good", "THE", "포도", "ㅋ", "catt", "b"]


def vectors_of(rng, dim=3):
    return {word: rng.normal(size=dim) for word in rng.permutation(KNOWN).tolist()}


def sentence(rng, known, unknown):
    tokens = [*rng.choice(KNOWN, size=known), *rng.choice(UNKNOWN, size=unknown)]
    return [str(token) for token in rng.permutation(tokens)] if tokens else []


@case("두 비율을 문장 전체에서 셉니다.", "Both shares, counted over all sentences.")
def shares(rng, answer):
    sentences = [sentence(rng, *rng.integers(1, 6, size=2)) for _ in range(4)]
    answer.coverage(sentences, vectors_of(rng))


@case(
    "두 번 나온 단어는 첫째 비율에 한 번, 둘째 비율에 두 번 셉니다.",
    "A word that comes again counts once in the first share, each time in the second.",
)
def repeats(rng, answer):
    times = int(rng.integers(2, 6))
    answer.coverage([["the"] * times + ["zzz", "b"]], vectors_of(rng))
    answer.coverage([["cat", "포도"], ["포도"] * times, ["cat", "포도"]], vectors_of(rng))


@case("단어를 있는 그대로 찾습니다.", "Words are looked up as they are written.")
def letters(rng, answer):
    words = ["Nice", "nice", "NICE", "Good", "good", "배송", "배송들", "ㅋ"]
    answer.coverage([rng.permutation(words)[:7].tolist(), ["nice"]], vectors_of(rng))
    near = ["the.", " cat", "2008", "!", " ", "\u3131", "nice"]
    answer.coverage([rng.permutation(near).tolist(), ["the"]], vectors_of(rng))


@case("모두 찾으면 1, 하나도 못 찾으면 0입니다.", "1 where all are found, 0 where none is.")
def ends(rng, answer):
    answer.coverage([sentence(rng, 4, 0), sentence(rng, 1, 0)], vectors_of(rng))
    answer.coverage([sentence(rng, 0, 3)], vectors_of(rng))
    answer.coverage([sentence(rng, 3, 2)], {})
    answer.coverage([["the", "cat"]], {"the": np.zeros(2), "cat": np.zeros(2)})


@case(
    "빈 문장은 세지 않고, 토큰이 하나도 없으면 둘 다 0입니다.",
    "Empty sentences add nothing; both are 0 where there is no token.",
)
def empty(rng, answer):
    answer.coverage([[], sentence(rng, 2, 1), []], vectors_of(rng))
    answer.coverage([[], []], vectors_of(rng))
    answer.coverage([], vectors_of(rng))


@case("글이 길어도 비율은 반올림하지 않습니다.", "A long text; shares are not rounded.")
def long(rng, answer):
    answer.coverage([sentence(rng, 60, 1) for _ in range(11)], vectors_of(rng))
    answer.coverage([[f"w{n}" for n in range(997)], ["the"]], vectors_of(rng))


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 4. 임베딩 행렬
#
# 이제 파일에서 읽은 벡터를 행렬에 옮깁니다. `word_index`는 단어에서 번호로, `vectors`는 단어에서 벡터로 가는 사전입니다.
#
# $$W_{\text{index(word)}} = v_{\text{word}}$$
#
# - 행의 수는 **가장 큰 번호 + 1**, 열의 수는 `dim`입니다.
# - 0번 행은 패딩입니다. 모두 0으로 둡니다.
# - `vectors`에 없는 단어의 행도 모두 0으로 둡니다.
# - 단어를 있는 그대로 찾습니다. Nice와 nice는 다른 단어입니다.

# %% [markdown] lang="en"
# ## Question 4. The embedding matrix
#
# Now the vectors of the file go into a matrix. `word_index` leads from a word to its index, `vectors` from a word to its vector.
#
# $$W_{\text{index(word)}} = v_{\text{word}}$$
#
# - There are **largest index + 1** rows and `dim` columns.
# - Row 0 is padding. It stays all 0.
# - The row of a word that is not in `vectors` stays all 0, too.
# - Look words up as they are written. Nice and nice are different words.


# %% answer="embedding_matrix"
# 문제 4 · Question 4 [embedding_matrix]
def embedding_matrix(word_index, vectors, dim):
    """행렬 (가장 큰 번호 + 1, dim) · Matrix (largest index + 1, dim)."""
    ### BEGIN SOLUTION
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        vector = vectors.get(word)
        if vector is not None:
            matrix[index] = vector
    return matrix
    ### END SOLUTION


# %% check="embedding_matrix"
# 확인 · Check [embedding_matrix]
examples.call(
    "embedding_matrix",
    {"nice": 1, "great": 2, "lies": 3},
    {"nice": [1.0, 2.0], "great": [3.0, 4.0], "the": [5.0, 6.0]},
    2,
    gives=[[0, 0], [1.0, 2.0], [3.0, 4.0], [0, 0]],
    ko="번호가 3까지 있으므로 행은 네 개입니다. 0번 행과 없는 단어 lies의 행은 모두 0입니다.",
    en="Indices go up to 3, so there are 4 rows. Row 0 and the row of the missing word lies are all 0.",
)
examples.passed()

# %% hidden="embedding_matrix" points=3
# 채점 · Grading [embedding_matrix]
### BEGIN HIDDEN TESTS
WORDS = ["빠른", "배송", "nice", "Nice", "the", "포도", "zzz", "😀", "ㅋㅋ"]


def places(rng, words, largest):
    """Words to numbers from 1 on, in any order, with gaps."""
    chosen = 1 + rng.permutation(largest)[: len(words)]
    return dict(zip(words, chosen.tolist(), strict=True))


def vectors_of(rng, words, dim, *, scale=1.0):
    return {word: scale * rng.normal(size=dim) for word in words}


@case("단어마다 자기 번호의 행에 벡터가 옵니다.", "Each vector goes into the row of its word.")
def rows(rng, answer):
    words = rng.permutation(WORDS)[:5].tolist()
    answer.embedding_matrix(places(rng, words, 5), vectors_of(rng, words, 3), 3)


@case(
    "없는 단어의 행은 0이고, 단어 집합에 없는 벡터는 쓰지 않습니다.",
    "Rows of missing words are 0; vectors of other words are not used.",
)
def missing(rng, answer):
    words = rng.permutation(WORDS).tolist()
    answer.embedding_matrix(places(rng, words[:6], 6), vectors_of(rng, words[3:], 4), 4)
    answer.embedding_matrix(places(rng, words[:3], 3), vectors_of(rng, words[5:], 2), 2)


@case(
    "행의 수는 가장 큰 번호 + 1입니다. 번호 사이가 비어 있을 수 있습니다.",
    "There are largest index + 1 rows; numbers may have gaps.",
)
def gaps(rng, answer):
    words = rng.permutation(WORDS)[:4].tolist()
    answer.embedding_matrix(places(rng, words, 12), vectors_of(rng, words[:3], 3), 3)
    answer.embedding_matrix({words[0]: int(rng.integers(5, 30))}, vectors_of(rng, words, 2), 2)
    answer.embedding_matrix({words[0]: 700, words[1]: 3}, vectors_of(rng, words, 2), 2)


@case(
    "가장 큰 번호의 단어에 벡터가 없어도 행은 있습니다.",
    "The last row is there, too, where its word has no vector.",
)
def last(rng, answer):
    words = rng.permutation(WORDS)[:4].tolist()
    index = places(rng, words, 4)
    index["없는말"] = 5 + int(rng.integers(5))
    answer.embedding_matrix(index, vectors_of(rng, words, 3), 3)


@case("단어를 있는 그대로 찾습니다.", "Words are looked up as they are written.")
def letters(rng, answer):
    index = {"Nice": 1, "nice": 2, "NICE": 4, "배송": 3, "배송들": 5, "the": 6, "the.": 7}
    known = [word for word in [*index, "The", "배", "nIce"] if rng.random() < 0.5]
    answer.embedding_matrix(index, vectors_of(rng, known, 3), 3)
    near = {"배송": 1, "배송비": 2, "the.": 3, " the": 4, "😀": 5}
    answer.embedding_matrix(near, vectors_of(rng, ["배송", "the"], 3), 3)


@case(
    "dim은 1일 수도 50일 수도 있고, 값은 그대로 옮깁니다.",
    "dim may be 1 or 50, and values come as they are.",
)
def values(rng, answer):
    words = rng.permutation(WORDS)[:3].tolist()
    answer.embedding_matrix(places(rng, words, 3), vectors_of(rng, words, 1), 1)
    answer.embedding_matrix(places(rng, words, 4), vectors_of(rng, words, 50), 50)
    answer.embedding_matrix(places(rng, words, 3), vectors_of(rng, words, 2, scale=1e-6), 2)
    small = {word: rng.integers(-9, 9, size=3) for word in words}
    answer.embedding_matrix(places(rng, words, 3), small, 3)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 5. 라이브러리로 층 만들기
#
# 같은 일을 이 패키지의 `build_embedding_matrix(vectors, vocabulary)`가 합니다. 아래 예를 실행해 보세요.
#
# - `fallbacks=["lower"]`를 주면, 없는 단어를 소문자로 한 번 더 찾습니다. Great가 없으면 great의 벡터를 씁니다.
# - 결과의 `coverage`는 단어를 얼마나 찾았는지 알려 줍니다. `coverage.fraction`은 벡터를 찾은 단어의 비율입니다.
# - 결과의 `layer(trainable=...)`는 그 행렬이 든 케라스 `Embedding` 층입니다. 번호 0은 마스크로 가립니다.

# %% [markdown] lang="en"
# ## Question 5. Make the layer with the library
#
# `build_embedding_matrix(vectors, vocabulary)` of this package does the same. Run the example below.
#
# - With `fallbacks=["lower"]` a missing word is looked up once more in small letters. Without Great, the vector of great is taken.
# - The `coverage` of the result says how many words were found. `coverage.fraction` is the share of words that have a vector.
# - The method `layer(trainable=...)` of the result gives a Keras `Embedding` layer with this matrix. It masks index 0.

# %%
example_vocabulary = Vocabulary(["nice", "Great", "lies", "work"])
example_vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0], "work": [5.0, 6.0]}
example = build_embedding_matrix(example_vectors, example_vocabulary)
print(example.coverage)
print(np.asarray(example))

# %% [markdown] lang="ko"
# Great를 찾지 못했습니다. 이제 다음 함수를 만드세요. 없는 단어는 소문자로도 찾아보고, 그래도 없으면 그 행은 0입니다.
#
# - 첫째 결과: 그 벡터가 든 `Embedding` 층. `trainable`이 `False`이면 고정, `True`이면 미세 조정입니다. 번호 0은 마스크로 가립니다.
# - 둘째 결과: 단어 집합에서 벡터를 찾은 단어의 비율(0과 1 사이). 소문자로 찾은 단어도 찾은 것입니다.

# %% [markdown] lang="en"
# Great was not found. Now write the function below. Look a missing word up in small letters, too. If it is still not there, its row is 0.
#
# - First result: an `Embedding` layer with these vectors. It is frozen if `trainable` is `False` and fine-tuned if it is `True`. Index 0 is masked.
# - Second result: the share of words in the vocabulary that have a vector (between 0 and 1). Words found in small letters count as found.


# %% answer="pretrained_layer"
# 문제 5 · Question 5 [pretrained_layer]
def pretrained_layer(vectors, vocabulary, trainable):
    """(Embedding 층, 찾은 단어의 비율) · (Embedding layer, share of words found)."""
    ### BEGIN SOLUTION
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), matrix.coverage.fraction
    ### END SOLUTION


# %% check="pretrained_layer"
# 확인 · Check [pretrained_layer]
_words = Vocabulary(["nice", "Great", "lies", "work"])
_vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0], "work": [5.0, 6.0]}
examples.call(
    "pretrained_layer",
    _vectors,
    _words,
    False,
    gives=[True, 0.75],
    then=lambda made: [isinstance(made[0], keras.layers.Embedding), made[1]],
    ko="두 가지를 돌려줍니다: 케라스의 Embedding 층, 그리고 단어 4개 중 벡터가 있는 3개의 비율 0.75.",
    en="It returns two things: a Keras Embedding layer, and the share of words with a vector, 3 of 4.",
)
examples.call(
    "pretrained_layer",
    _vectors,
    _words,
    False,
    gives=[[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]],
    then=lambda made: np.asarray(made[0](np.array([[2, 3, 4]])))[0],
    ko="nice, Great, lies의 벡터입니다. Great가 없으니 great의 벡터를 씁니다.",
    en="These are nice, Great and lies. Great is missing: take the vector of great.",
)
examples.call(
    "pretrained_layer",
    _vectors,
    _words,
    False,
    gives=0,
    then=lambda made: len(made[0].trainable_weights),
    ko="trainable=False이면 훈련할 가중치가 없어야 합니다.",
    en="With trainable=False no weight is trained.",
)
examples.passed()

# %% hidden="pretrained_layer" points=3
# 채점 · Grading [pretrained_layer]
### BEGIN HIDDEN TESTS
WORDS = ["Movie", "plot", "Plot", "빠른", "포도", "zzz", "NICE", "qqq", "ㅋㅋ"]
FOUND = ["movie", "plot", "Plot", "빠른", "nice", "MOVIE", "other", "Zzzz", "Paris"]


@given
def vocabulary_of(words, counts=None):
    from wordemb_keras import Vocabulary

    return Vocabulary(words, counts=counts)


def material(rng, *, words=6, dim=3):
    """Vectors and a vocabulary in which some words are found, some in small letters only."""
    vectors = {word: rng.normal(size=dim).tolist() for word in rng.permutation(FOUND).tolist()}
    chosen = [str(word) for word in rng.permutation(WORDS)[: words - 1] if word != "Movie"]
    return vectors, vocabulary_of(["Movie", *chosen, "paris"])  # a capital is not tried


@given
def rows(vocabulary):
    import keras

    indices = np.arange(len(vocabulary))[None]
    return lambda made: [
        isinstance(made[0], keras.layers.Embedding),
        np.asarray(made[0](indices))[0],
    ]


@given
def trained(made):
    made[0](np.array([[2]]))
    return len(made[0].trainable_weights)


@given
def mask(made):
    return np.asarray(made[0].compute_mask(np.array([[2, 0, 1, 3, 0]])))


@given
def fraction(made):
    return float(made[1])


@case(
    "층에 든 벡터입니다. 없는 단어는 소문자로 찾고, 그래도 없으면 0입니다.",
    "The vectors in the layer: small letters where a word is missing, else 0.",
)
def vectors(rng, answer):
    found, vocabulary = material(rng)
    answer.pretrained_layer(found, vocabulary, False, then=rows(vocabulary))


@case(
    "있는 단어는 소문자로 바꾸지 않습니다.",
    "A word that is there is not looked up in small letters.",
    repeat=2,
)
def exact(rng, answer):
    found, _ = material(rng, dim=int(rng.integers(1, 9)))
    vocabulary = vocabulary_of(["plot", "Plot", "MOVIE", "Zzz", "OTHER"])
    answer.pretrained_layer(found, vocabulary, True, then=rows(vocabulary))


@case(
    "trainable이 True이면 훈련하고 False이면 고정합니다.",
    "It is trained where trainable is True, frozen where it is False.",
    repeat=1,
)
def trainable(rng, answer):
    for flag in (True, False):
        answer.pretrained_layer(*material(rng), flag, then=trained)


@case("번호 0은 마스크로 가립니다.", "Index 0 is masked.", repeat=1)
def masked(rng, answer):
    for flag in (True, False):
        answer.pretrained_layer(*material(rng), flag, then=mask)


@case(
    "비율은 단어 집합에서 벡터를 찾은 단어를 셉니다.",
    "The share counts words of the vocabulary that have a vector.",
)
def share(rng, answer):
    found, vocabulary = material(rng, words=int(rng.integers(3, 10)))
    answer.pretrained_layer(found, vocabulary, False, then=fraction)
    found["plot"] = [0.0] * len(found["plot"])  # a vector, too
    seven = vocabulary_of(["Movie", "zzz", "plot", "qqq", "Plot", "ㅋㅋ", "빠른"])
    answer.pretrained_layer(found, seven, False, then=fraction)


@case(
    "자주 나오는 단어도 한 번만 세고, 모두 찾으면 1입니다.",
    "Frequent words count once; 1 where all are found.",
)
def counts(rng, answer):
    found, _ = material(rng)
    counted = {"Movie": 90, "zzz": 50, "plot": 7, "qqq": int(rng.integers(1, 6))}
    answer.pretrained_layer(
        found, vocabulary_of(list(counted), counts=counted), False, then=fraction
    )
    answer.pretrained_layer(found, vocabulary_of(["PLOT", "movie", "Nice"]), True, then=fraction)


### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 6. 결과를 읽고 설명하기
#
# 강의 노트북에서 스팸 분류를 세 가지 임베딩으로 했습니다. 아래는 한 번 실행한 시험 정확도입니다.
# `±`는 난수를 바꾸어 세 번 했을 때 달라지는 폭입니다.
#
# | 훈련 메시지 | 무작위 | 고정 | 미세 조정 |
# |---|---|---|---|
# | 40 | 0.878 ± 0.011 | 0.895 ± 0.022 | 0.896 ± 0.028 |
# | 200 | 0.945 ± 0.009 | 0.938 ± 0.003 | 0.951 ± 0.010 |
# | 3900 | 0.979 ± 0.002 | 0.952 ± 0.003 | 0.979 ± 0.002 |
#
# 표를 읽고 다음 물음에 답하세요. 여섯 문장 안팎이면 충분합니다.
#
# 1. 메시지가 40개일 때 GloVe에서 시작한 쪽이 앞서는 까닭은 무엇인가요?
# 2. 40개일 때 고정과 미세 조정 가운데 어느 쪽이 낫다고 말할 수 있나요? 숫자를 들어 답하세요.
# 3. 메시지가 3900개가 되면 고정이 가장 뒤처집니다. 왜 그런가요?
# 4. GloVe 파일에 없는 단어의 행은 0입니다. 이 행은 고정할 때와 미세 조정할 때 각각 어떻게 되나요?

# %% [markdown] lang="en"
# ## Question 6. Read the result and explain it
#
# The chapter notebook classifies spam with three kinds of embedding. Here is the test accuracy of one run.
# `±` is how much it changed over three runs with other random numbers.
#
# | training messages | random | frozen | fine-tuned |
# |---|---|---|---|
# | 40 | 0.878 ± 0.011 | 0.895 ± 0.022 | 0.896 ± 0.028 |
# | 200 | 0.945 ± 0.009 | 0.938 ± 0.003 | 0.951 ± 0.010 |
# | 3900 | 0.979 ± 0.002 | 0.952 ± 0.003 | 0.979 ± 0.002 |
#
# Read the table and answer these questions. About six sentences are enough.
#
# 1. Why are the two that start from GloVe ahead with 40 messages?
# 2. With 40 messages, can you say which of frozen and fine-tuned is better? Answer with numbers.
# 3. With 3900 messages, frozen falls behind both others. Why?
# 4. The row of a word that is not in the GloVe file is 0. What happens to this row when the layer is frozen, and when it is fine-tuned?

# %% [markdown] written="when_it_helps" points=3 lang="ko"
# **문제 6 · Question 6 [when_it_helps]**
#
# 1. 메시지 40개로는 단어의 뜻을 배우기에 부족합니다. GloVe는 큰 글에서 이미 배운 뜻을 가져오므로 도움이 됩니다.
# 2. 말할 수 없습니다. 차이는 0.896 - 0.895 = 0.001인데, 난수에 따라 달라지는 폭이 0.022와 0.028로 더 큽니다.
# 3. 고정한 벡터는 이 문제에 맞게 바뀌지 못합니다. 문자 메시지에만 나오는 말은 GloVe에 없거나 드뭅니다. 메시지가 많아지면 무작위로 시작해도 필요한 것을 배울 수 있습니다.
# 4. 고정하면 0인 채로 남아서 없는 단어끼리 구별할 수 없습니다. 미세 조정하면 0에서 시작해 훈련 데이터에 나온 단어의 행이 바뀝니다.

# %% [markdown] written="when_it_helps" points=3 lang="en"
# **문제 6 · Question 6 [when_it_helps]**
#
# 1. Forty messages are too few to learn what words mean. GloVe brings meanings that were learned on large text, and this helps.
# 2. No. The gap is 0.896 - 0.895 = 0.001, and the random numbers alone change the results by more, 0.022 and 0.028.
# 3. Frozen vectors cannot adapt to the task. Words that occur in text messages only are rare or missing in GloVe. With many messages even a random start learns what it needs.
# 4. Frozen, it stays 0, so missing words cannot be told apart. Fine-tuned, it starts at 0 and changes for the words that occur in the training data.
