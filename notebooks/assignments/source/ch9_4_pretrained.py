# %% [markdown] lang="ko"
# # 과제 9-4. 사전 훈련된 워드 임베딩
#
# 큰 글로 미리 배워 둔 벡터를 파일에서 읽어 케라스의 `Embedding` 층에 넣습니다.
# 이 과제에서는 파일의 한 줄에서 시작해 층까지, 한 단계씩 직접 만듭니다.
#
# - `raise NotImplementedError()`를 지우고 그 자리에 답을 쓰세요.
# - 답을 쓴 다음, 바로 아래의 **확인** 셀을 실행하세요. 틀린 곳이 있으면 말로 알려 줍니다.
# - **채점** 셀은 비어 있습니다. 채점할 때 다른 데이터로 시험하는 코드가 들어갑니다. 지우지 마세요.

# %% [markdown] lang="en"
# # Assignment 9-4. Pretrained word embeddings
#
# Vectors that were trained on large text are read from a file and put into a Keras `Embedding` layer.
# In this assignment you go from one line of the file to the layer, one step at a time.
#
# - Delete `raise NotImplementedError()` and write your answer in its place.
# - Then run the **Check** cell right below. If something is wrong, it tells you in words.
# - The **Grading** cells are empty. They are filled with other data when your work is graded. Do not delete them.

# %%
import keras
import numpy as np

from wordemb_keras import Vocabulary, build_embedding_matrix

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
table_shape = ()  # 예 · for example: (3, 4)
output_shape = ()
embedding_parameters = 0
dense_parameters = 0
trainable_frozen = 0
trainable_tuned = 0
### BEGIN SOLUTION
table_shape = (9 + 2, 50)
output_shape = (5, 6, 50)
embedding_parameters = 11 * 50
dense_parameters = 6 * 50 + 1
trainable_frozen = 301
trainable_tuned = 550 + 301
### END SOLUTION

# %% check="sizes" points=1
# 확인 · Check [sizes]
assert len(table_shape) == 2, (
    "표의 모양은 (행, 열), 숫자 두 개입니다. · The shape of the table is two numbers: (rows, columns)."
)
assert len(output_shape) == 3, (
    "출력의 모양은 숫자 세 개입니다. 문장마다, 단어마다 벡터가 하나씩 나옵니다. · "
    "The shape of the output is three numbers. Each word of each sentence becomes a vector."
)
assert embedding_parameters == table_shape[0] * table_shape[1], (
    "Embedding 층의 매개변수는 표에 있는 숫자 전부입니다. 행의 수와 열의 수를 곱하세요. · "
    "The parameters of the Embedding layer are all numbers of the table: rows times columns."
)
assert trainable_tuned == embedding_parameters + dense_parameters, (
    "미세 조정하면 두 층의 매개변수를 모두 훈련합니다. · "
    "With fine-tuning the parameters of both layers are trained."
)
assert 0 < trainable_frozen < trainable_tuned, (
    "고정하면 훈련되는 매개변수가 줄어들지만 0개는 아닙니다. · "
    "A frozen layer leaves fewer parameters to train, but not none."
)

# %% hidden="sizes" points=2
# 채점 · Grading [sizes]
### BEGIN HIDDEN TESTS
assert [int(n) for n in table_shape] == [11, 50], "단어 9개 + 2, 50차원 · 9 words + 2, 50 numbers"
assert [int(n) for n in output_shape] == [5, 6, 50], "(문장, 단어, 차원) · (sentences, words, dim)"
assert embedding_parameters == 550, "11 x 50 = 550"
assert dense_parameters == 301, "6 x 50 + 1 = 301"
assert trainable_frozen == 301, "Dense만 · Dense only: 301"
assert trainable_tuned == 851, "550 + 301 = 851"
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


# %% check="parse_line" points=1
# 확인 · Check [parse_line]
parsed = parse_line("great 0.5 -1.0 2.25\n", 3)
assert parsed is not None and len(parsed) == 2, (
    "함수는 두 가지를 돌려주어야 합니다: 단어, 숫자들. · "
    "The function must return two things: the word and its numbers."
)
assert parsed[0] == "great", (
    f"단어는 great인데 {parsed[0]!r}가 나왔습니다. · The word is great, you have {parsed[0]!r}."
)
assert not any(isinstance(number, str) for number in parsed[1]), (
    "숫자가 아직 문자열입니다. float로 바꾸세요. · The numbers are still strings. Use float."
)
assert np.shape(parsed[1]) == (3,) and np.allclose(parsed[1], [0.5, -1.0, 2.25]), (
    f"숫자는 0.5, -1.0, 2.25인데 {parsed[1]}가 나왔습니다. · "
    f"The numbers are 0.5, -1.0 and 2.25, you have {parsed[1]}."
)
assert parse_line(". . . 1.5 2.5 3.5", 3)[0] == ". . .", (
    "단어 '. . .'에는 빈칸이 들어 있습니다. 오른쪽부터 세 개만 떼어 내세요. · "
    "The word '. . .' has spaces in it. Take just three numbers from the right."
)

# %% hidden="parse_line" points=2
# 채점 · Grading [parse_line]
### BEGIN HIDDEN TESTS
for line, dim, expected_word, expected_numbers in [
    ("at name@domain.com 0.1 -0.2\n", 2, "at name@domain.com", [0.1, -0.2]),
    ("2008 0.5 0.25\n", 2, "2008", [0.5, 0.25]),
    (". 5 0.5 0.25", 2, ". 5", [0.5, 0.25]),
    ("New\u00a0York 1 2 3 4\n", 4, "New\u00a0York", [1, 2, 3, 4]),
    ("\u0085 0.5 -0.5\n", 2, "\u0085", [0.5, -0.5]),
    ("\u00a0 7 8 9", 3, "\u00a0", [7, 8, 9]),
    ("제품 -1.5e-3\n", 1, "제품", [-0.0015]),
]:
    found_word, found_numbers = parse_line(line, dim)
    assert found_word == expected_word, f"{line!r}: {found_word!r}"
    assert not any(isinstance(number, str) for number in found_numbers), "float"
    assert np.shape(found_numbers) == (dim,), f"{line!r}: {found_numbers}"
    assert np.allclose(found_numbers, expected_numbers), f"{line!r}: {found_numbers}"
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3. 문장을 번호로, 길이를 같게
#
# 단어의 목록을 번호의 행렬로 바꾸는 함수를 만드세요. 행 하나가 문장 하나입니다.
#
# - 단어 집합에 없는 단어는 번호 1이 됩니다.
# - `length`보다 짧은 문장은 **뒤에** 0을 채웁니다.
# - `length`보다 긴 문장은 앞의 `length`개만 남기고 **뒤를** 자릅니다.
# - 단어가 없는 문장도 행 하나가 됩니다. 모두 0입니다.
# - 받은 `sentences`를 바꾸지 마세요.
#
# 결과의 모양은 언제나 (문장 수, `length`)입니다. 목록의 목록이어도 되고 배열이어도 됩니다.

# %% [markdown] lang="en"
# ## Question 3. Sentences to numbers, all of one length
#
# Write a function that turns lists of words into a matrix of indices. Each row is a sentence.
#
# - A word that is not in the vocabulary becomes index 1.
# - A sentence shorter than `length` is filled up with 0 **at the end**.
# - Of a sentence longer than `length` keep the first `length` words and cut **the end**.
# - A sentence without words is a row, too. It is all 0.
# - Do not change the `sentences` that you are given.
#
# The result always has the shape (number of sentences, `length`). It may be a list of lists or an array.


# %% answer="encode"
# 문제 3 · Question 3 [encode]
def encode(sentences, word_index, length):
    """번호의 행렬 (문장 수, length) · Matrix of indices (number of sentences, length)."""
    ### BEGIN SOLUTION
    rows = np.zeros((len(sentences), length), dtype=int)
    for row, tokens in zip(rows, sentences, strict=True):
        for place, token in enumerate(tokens[:length]):
            row[place] = word_index.get(token, 1)
    return rows
    ### END SOLUTION


# %% check="encode" points=1
# 확인 · Check [encode]
index_of = {"nice": 2, "great": 3, "best": 4}
matrix = encode([["nice", "best", "great"], ["great"], ["nice", "lies"]], index_of, 3)
assert np.shape(matrix) == (3, 3), (
    f"문장 3개를 길이 3으로 맞추면 모양은 (3, 3)입니다. 나온 모양: {np.shape(matrix)} · "
    f"Three sentences of length 3 have the shape (3, 3). You have {np.shape(matrix)}."
)
matrix = np.array(matrix)
assert matrix[0].tolist() == [2, 4, 3], (
    f"nice best great는 [2, 4, 3]인데 {matrix[0]}가 나왔습니다. · "
    f"nice best great is [2, 4, 3], you have {matrix[0]}."
)
assert matrix[1].tolist() == [3, 0, 0], (
    f"짧은 문장은 뒤에 0을 채워 [3, 0, 0]이 됩니다. 나온 값: {matrix[1]} · "
    f"A short sentence is filled with 0 at the end: [3, 0, 0]. You have: {matrix[1]}"
)
assert matrix[2].tolist() == [2, 1, 0], (
    f"lies는 모르는 단어이므로 번호 1입니다. [2, 1, 0]이어야 하는데 {matrix[2]}가 나왔습니다. · "
    f"lies is unknown and becomes 1. The row must be [2, 1, 0], you have {matrix[2]}."
)

# %% hidden="encode" points=2
# 채점 · Grading [encode]
### BEGIN HIDDEN TESTS
numbers_of = {"빠른": 5, "배송": 2, "좋은": 3, "제품": 4, "Good": 6}
given = [["좋은", "제품", "빠른", "배송", "최고"], [], ["good", "배송"], ["제품"], ["포도", "Good"]]
for length, expected in {
    2: [[3, 4], [0, 0], [1, 2], [4, 0], [1, 6]],
    4: [[3, 4, 5, 2], [0, 0, 0, 0], [1, 2, 0, 0], [4, 0, 0, 0], [1, 6, 0, 0]],
    7: [
        [3, 4, 5, 2, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 0],
        [1, 2, 0, 0, 0, 0, 0],
        [4, 0, 0, 0, 0, 0, 0],
        [1, 6, 0, 0, 0, 0, 0],
    ],
}.items():
    found = np.array(encode(given, numbers_of, length))
    assert found.shape == (5, length), f"length={length}: {found.shape}"
    assert np.array_equal(found, expected), f"length={length}: {found.tolist()}"
assert given == [
    ["좋은", "제품", "빠른", "배송", "최고"],
    [],
    ["good", "배송"],
    ["제품"],
    ["포도", "Good"],
], "sentences가 바뀌었습니다 · sentences was changed"
assert len(numbers_of) == 5, "word_index가 바뀌었습니다 · word_index was changed"
assert np.array_equal(encode([["Good"]], numbers_of, 1), [[6]]), "문장 하나 · one sentence"
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


# %% check="embedding_matrix" points=1
# 확인 · Check [embedding_matrix]
known_vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0], "the": [5.0, 6.0]}
matrix = embedding_matrix({"nice": 1, "great": 2, "lies": 3}, known_vectors, 2)
assert np.shape(matrix) == (4, 2), (
    f"번호가 3까지 있으므로 0번부터 행 4개, 열 2개입니다. 나온 모양: {np.shape(matrix)} · "
    f"Indices go from 0 to 3, so there are 4 rows and 2 columns. You have {np.shape(matrix)}."
)
matrix = np.array(matrix)
assert not matrix[0].any(), (
    f"0번 행은 패딩이므로 모두 0이어야 합니다. 나온 값: {matrix[0]} · "
    f"Row 0 is padding and must be all 0. You have: {matrix[0]}"
)
assert np.allclose(matrix[1:3], [[1, 2], [3, 4]]), (
    f"1번 행은 nice의 벡터, 2번 행은 great의 벡터입니다. 나온 값: {matrix[1:3].tolist()} · "
    f"Row 1 is the vector of nice, row 2 that of great. You have: {matrix[1:3].tolist()}"
)


# %% hidden="embedding_matrix" points=2
# 채점 · Grading [embedding_matrix]
### BEGIN HIDDEN TESTS
def new_vectors():
    return {
        "빠른": np.array([0.5, -1.5, 2.0]),
        "배송": np.array([1.25, 0.0, -0.75]),
        "nice": np.array([0.1, 0.2, 0.3]),
        "the": np.array([9.0, 9.0, 9.0]),
    }


file_vectors = new_vectors()
places = {"배송": 6, "포도": 2, "Nice": 3, "빠른": 4, "nice": 7, "zzz": 8}
found = np.array(embedding_matrix(places, file_vectors, 3), dtype=float)
expected = np.zeros((9, 3))
expected[6], expected[4], expected[7] = [1.25, 0.0, -0.75], [0.5, -1.5, 2.0], [0.1, 0.2, 0.3]
assert found.shape == (9, 3), f"모양 · shape: {found.shape}"
assert np.allclose(found, expected), found.tolist()
assert all(np.array_equal(file_vectors[w], v) for w, v in new_vectors().items()), "vectors"
assert list(places.values()) == [6, 2, 3, 4, 7, 8], "word_index가 바뀌었습니다 · was changed"
assert np.allclose(embedding_matrix({"x": 2, "y": 3}, {"z": [1.0]}, 1), np.zeros((4, 1))), "0"
long_vector = np.linspace(-1, 1, 50)
found = embedding_matrix({"a": 2, "b": 1}, {"b": long_vector}, 50)
assert np.allclose(found, [np.zeros(50), long_vector, np.zeros(50)]), "dim=50"
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


# %% check="pretrained_layer" points=1
# 확인 · Check [pretrained_layer]
few_words = Vocabulary(["nice", "Great", "lies", "work"])
few_vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0], "work": [5.0, 6.0]}
answer = pretrained_layer(few_vectors, few_words, False)
assert answer is not None and len(answer) == 2, (
    "함수는 두 가지를 돌려주어야 합니다: 층, 비율. · The function must return two things: layer, share."
)
layer, share = answer
assert isinstance(layer, keras.layers.Embedding), (
    f"첫째는 케라스의 Embedding 층이어야 합니다. 나온 것: {type(layer).__name__} · "
    f"The first must be a Keras Embedding layer, you have: {type(layer).__name__}"
)
rows = np.asarray(layer(np.array([[2, 3, 5, 0]])))[0]
assert np.allclose(rows[0], [1, 2]) and np.allclose(rows[2], [5, 6]), (
    f"nice는 [1, 2], work는 [5, 6]이어야 합니다. 행렬을 층에 넣었나요? 나온 값: {rows.tolist()} · "
    f"nice must be [1, 2] and work [5, 6]. Is the matrix in the layer? You have: {rows.tolist()}"
)
assert np.allclose(rows[1], [3, 4]), (
    f"Great가 없으니 great의 벡터 [3, 4]를 써야 합니다. fallbacks를 주었나요? 나온 값: {rows[1]} · "
    f"Great is missing: take [3, 4], the vector of great. Did you give fallbacks? You have: {rows[1]}"
)
assert layer.trainable_weights == [], (
    "trainable=False이면 훈련할 가중치가 없어야 합니다. · With trainable=False no weight is trained."
)
assert np.isclose(share, 0.75), (
    f"단어 4개 중 3개에 벡터가 있으니 0.75입니다. 나온 값: {share} · "
    f"Three of four words have a vector: 0.75. You have: {share}"
)

# %% hidden="pretrained_layer" points=2
# 채점 · Grading [pretrained_layer]
### BEGIN HIDDEN TESTS
more_words = Vocabulary(
    ["Movie", "plot", "Plot", "빠른", "포도", "zzz", "NICE", "qqq"],
    counts={"Movie": 9, "plot": 7, "Plot": 5, "빠른": 4, "포도": 3, "zzz": 2, "NICE": 1, "qqq": 1},
)
more_vectors = {
    "movie": [0.5, 1.5, -2.0],
    "Plot": [4.0, 4.5, 5.0],
    "plot": [-1.0, 0.25, 0.0],
    "빠른": [2.0, 2.5, 3.0],
    "MOVIE": [7.0, 7.0, 7.0],
    "nice": [1.0, 1.25, 1.5],
}
table = np.zeros((10, 3))
table[2:6] = [[0.5, 1.5, -2.0], [-1.0, 0.25, 0.0], [4.0, 4.5, 5.0], [2.0, 2.5, 3.0]]
table[8] = [1.0, 1.25, 1.5]
for trainable in (True, False):
    layer, share = pretrained_layer(more_vectors, more_words, trainable)
    indices = np.arange(10)[None]
    assert np.allclose(np.asarray(layer(indices))[0], table), "벡터 · vectors"
    assert len(layer.trainable_weights) == trainable, f"trainable={trainable}"
    mask = layer.compute_mask(indices)
    assert mask is not None and np.asarray(mask)[0].tolist() == [False] + [True] * 9, (
        "마스크 · mask"
    )
    assert np.isclose(share, 5 / 8), f"5/8, {share}"
_, share = pretrained_layer({"b": [1.0]}, Vocabulary(["a", "c", "B"]), False)
assert np.isclose(share, 1 / 3), f"1/3, {share}"
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
