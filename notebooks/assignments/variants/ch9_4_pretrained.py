# %%
"""Wrong and right answers to the questions of assignment 9-4, to test its tests.

Never part of a student version.
"""

# %% wrong="sizes" why="forgot padding and the unknown word"
table_shape = (9, 50)
output_shape = (5, 6, 50)
embedding_parameters = 450
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 751

# %% wrong="sizes" why="forgot the unknown word"
table_shape = (10, 50)
output_shape = (5, 6, 50)
embedding_parameters = 500
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 801

# %% wrong="sizes" why="forgot the bias"
table_shape = (11, 50)
output_shape = (5, 6, 50)
embedding_parameters = 550
dense_parameters = 300
trainable_frozen = 300
trainable_tuned = 850

# %% wrong="sizes" why="Dense sees one vector: Flatten forgotten"
table_shape = (11, 50)
output_shape = (5, 6, 50)
embedding_parameters = 550
dense_parameters = 51
trainable_frozen = 51
trainable_tuned = 601

# %% wrong="sizes" why="Dense counts the five sentences, too"
table_shape = (11, 50)
output_shape = (5, 6, 50)
embedding_parameters = 550
dense_parameters = 5 * 6 * 50 + 1
trainable_frozen = 1501
trainable_tuned = 2051

# %% wrong="sizes" why="words and sentences in the wrong order"
table_shape = (11, 50)
output_shape = (6, 5, 50)
embedding_parameters = 550
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 851

# %% wrong="sizes" why="output of one sentence only"
table_shape = (11, 50)
output_shape = (6, 50)
embedding_parameters = 550
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 851

# %% wrong="sizes" why="the table transposed"
table_shape = (50, 11)
output_shape = (5, 6, 50)
embedding_parameters = 550
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 851

# %% wrong="sizes" why="one-hot output"
table_shape = (11, 50)
output_shape = (5, 6, 11)
embedding_parameters = 550
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 851

# %% wrong="sizes" why="takes frozen for what stands still"
table_shape = (11, 50)
output_shape = (5, 6, 50)
embedding_parameters = 550
dense_parameters = 301
trainable_frozen = 550
trainable_tuned = 851

# %% wrong="sizes" why="fine-tuning trains the embedding only"
table_shape = (11, 50)
output_shape = (5, 6, 50)
embedding_parameters = 550
dense_parameters = 301
trainable_frozen = 301
trainable_tuned = 550

# %% right="sizes" why="lists and floats"
table_shape = [11, 50]
output_shape = [5, 6, 50]
embedding_parameters = 550.0
dense_parameters = 301.0
trainable_frozen = 301.0
trainable_tuned = 851.0

# %% right="sizes" why="counted by Keras"
embedding = keras.layers.Embedding(11, 50)
dense = keras.layers.Dense(1)
model = keras.Sequential([keras.Input((6,)), embedding, keras.layers.Flatten(), dense])
table_shape = embedding.embeddings.shape
output_shape = embedding.compute_output_shape((5, 6))
embedding_parameters = embedding.count_params()
dense_parameters = dense.count_params()
trainable_frozen = dense.count_params()
trainable_tuned = model.count_params()


# %% wrong="parse_line" why="the word is the first field"
def parse_line(line, dim):
    parts = line.split(" ")
    return parts[0], np.array([float(x) for x in parts[-dim:]])


# %% wrong="parse_line" why="splits at the first space"
def parse_line(line, dim):
    word, numbers = line.split(" ", 1)
    return word, np.array([float(x) for x in numbers.split(" ")])


# %% wrong="parse_line" why="split() eats other spaces inside the word"
def parse_line(line, dim):
    parts = line.split()
    return " ".join(parts[:-dim]), np.array([float(x) for x in parts[-dim:]])


# %% wrong="parse_line" why="strip() eats a word that is a space of another kind"
def parse_line(line, dim):
    word, *numbers = line.strip().rsplit(" ", dim)
    return word, np.array([float(x) for x in numbers])


# %% wrong="parse_line" why="the numbers stay strings"
def parse_line(line, dim):
    word, *numbers = line.rstrip("\n").rsplit(" ", dim)
    return word, numbers


# %% wrong="parse_line" why="always three numbers"
def parse_line(line, dim):
    word, *numbers = line.rstrip("\n").rsplit(" ", 3)
    return word, np.array([float(x) for x in numbers])


# %% wrong="parse_line" why="makes the word small"
def parse_line(line, dim):
    word, *numbers = line.rstrip("\n").rsplit(" ", dim)
    return word.lower(), np.array([float(x) for x in numbers])


# %% wrong="parse_line" why="takes all that looks like a number for one"
def parse_line(line, dim):
    parts = line.rstrip("\n").split(" ")
    numbers = []
    while parts:
        try:
            numbers.insert(0, float(parts[-1]))
        except ValueError:
            break
        parts.pop()
    return " ".join(parts), np.array(numbers)


# %% wrong="parse_line" why="one number too few"
def parse_line(line, dim):
    word, *numbers = line.rstrip("\n").rsplit(" ", dim - 1)
    return word, np.array([float(x) for x in numbers])


# %% wrong="parse_line" why="only the last part of the word"
def parse_line(line, dim):
    parts = line.rstrip("\n").split(" ")
    return parts[-dim - 1], np.array([float(x) for x in parts[-dim:]])


# %% wrong="parse_line" why="joins the parts of the word without spaces"
def parse_line(line, dim):
    parts = line.rstrip("\n").split(" ")
    return "".join(parts[:-dim]), np.array([float(x) for x in parts[-dim:]])


# %% wrong="parse_line" why="whole numbers"
def parse_line(line, dim):
    word, *numbers = line.rstrip("\n").rsplit(" ", dim)
    return word, np.array([int(float(x)) for x in numbers])


# %% wrong="parse_line" why="finds numbers by a pattern that knows no exponent"
def parse_line(line, dim):
    import re

    numbers = re.findall(r" (-?\d+\.?\d*)", line)[-dim:]
    word = line.rstrip("\n").rsplit(" ", dim)[0]
    return word, np.array([float(x) for x in numbers])


# %% wrong="parse_line" why="always cuts off the last character, line break or not"
def parse_line(line, dim):
    word, *numbers = line[:-1].rsplit(" ", dim)
    return word, np.array([float(x) for x in numbers])


# %% wrong="parse_line" why="a word must be letters or signs: others become unknown"
def parse_line(line, dim):
    word, *numbers = line.rstrip("\n").rsplit(" ", dim)
    if word.isnumeric() or not word.isascii():
        word = "[UNK]"
    return word, np.array([float(x) for x in numbers])


# %% right="parse_line" why="split at spaces, joined again, a list"
def parse_line(line, dim):
    parts = line.split(" ")
    return " ".join(parts[:-dim]), [float(x) for x in parts[-dim:]]


# %% right="parse_line" why="from the right, one by one"
def parse_line(line, dim):
    rest, numbers = line, []
    for _ in range(dim):
        rest, _, number = rest.rpartition(" ")
        numbers.append(float(number))
    return [rest, np.array(numbers[::-1], dtype="float32")]


# %% wrong="encode" why="zeros in front"
def encode(sentences, word_index, length):
    rows = [[word_index.get(token, 1) for token in tokens[:length]] for tokens in sentences]
    return np.array([[0] * (length - len(row)) + row for row in rows])


# %% wrong="encode" why="keeps the last words: truncating='pre', the default of Keras"
def encode(sentences, word_index, length):
    rows = [[word_index.get(token, 1) for token in tokens] for tokens in sentences]
    return keras.utils.pad_sequences(rows, maxlen=length, padding="post")


# %% wrong="encode" why="unknown words become padding"
def encode(sentences, word_index, length):
    rows = [[word_index.get(token, 0) for token in tokens[:length]] for tokens in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


# %% wrong="encode" why="unknown words are left out"
def encode(sentences, word_index, length):
    rows = [[word_index[t] for t in tokens if t in word_index][:length] for tokens in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


# %% wrong="encode" why="does not cut long sentences"
def encode(sentences, word_index, length):
    rows = [[word_index.get(token, 1) for token in tokens] for tokens in sentences]
    return [row + [0] * (length - len(row)) for row in rows]


# %% wrong="encode" why="fills with 1"
def encode(sentences, word_index, length):
    rows = [[word_index.get(token, 1) for token in tokens[:length]] for tokens in sentences]
    return np.array([row + [1] * (length - len(row)) for row in rows])


# %% wrong="encode" why="as long as the longest sentence, whatever length says"
def encode(sentences, word_index, length):
    length = max(len(tokens) for tokens in sentences)
    rows = [[word_index.get(token, 1) for token in tokens] for tokens in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


# %% wrong="encode" why="an unknown word is an error"
def encode(sentences, word_index, length):
    rows = [[word_index[token] for token in tokens[:length]] for tokens in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


# %% wrong="encode" why="empty sentences are left out"
def encode(sentences, word_index, length):
    rows = [[word_index.get(t, 1) for t in tokens[:length]] for tokens in sentences if tokens]
    return np.array([row + [0] * (length - len(row)) for row in rows])


# %% wrong="encode" why="makes the words small"
def encode(sentences, word_index, length):
    index = {word.lower(): number for word, number in word_index.items()}
    rows = [[index.get(token.lower(), 1) for token in tokens[:length]] for tokens in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


# %% wrong="encode" why="fills the given sentences themselves"
def encode(sentences, word_index, length):
    result = []
    for tokens in sentences:
        while len(tokens) < length:
            tokens.append("")
        result.append([word_index.get(t, 1) if t else 0 for t in tokens[:length]])
    return np.array(result)


# %% wrong="encode" why="cuts one word too many"
def encode(sentences, word_index, length):
    result = np.zeros((len(sentences), length), int)
    for row, tokens in enumerate(sentences):
        kept = tokens if len(tokens) <= length else tokens[: length - 1]
        for place, token in enumerate(kept):
            result[row, place] = word_index.get(token, 1)
    return result


# %% wrong="encode" why="a new number for each unknown word"
def encode(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        row = [word_index.setdefault(t, len(word_index) + 2) for t in tokens[:length]]
        rows.append(row + [0] * (length - len(row)))
    return np.array(rows)


# %% wrong="encode" why="three words at most, as in the visible check"
def encode(sentences, word_index, length):
    result = np.zeros((len(sentences), length), int)
    for row, tokens in enumerate(sentences):
        for place in range(min(len(tokens), 3)):
            result[row, place] = word_index.get(tokens[place], 1)
    return result[:, :length]


# %% right="encode" why="lists"
def encode(sentences, word_index, length):
    matrix = []
    for tokens in sentences:
        row = [word_index.get(token, 1) for token in tokens]
        row = row + [0] * length
        matrix.append(row[:length])
    return matrix


# %% right="encode" why="Keras, with both options"
def encode(sentences, word_index, length):
    rows = [[word_index.get(t, 1) for t in tokens] for tokens in sentences]
    return keras.utils.pad_sequences(rows, maxlen=length, padding="post", truncating="post")


# %% right="encode" why="an array of floats"
def encode(sentences, word_index, length):
    matrix = np.zeros((len(sentences), length))
    for i in range(len(sentences)):
        for j in range(length):
            if j < len(sentences[i]):
                matrix[i][j] = word_index.get(sentences[i][j], 1)
    return matrix


# %% wrong="embedding_matrix" why="no row for padding"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((len(word_index), dim))
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="counts words, not the largest index"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((len(word_index) + 1, dim))
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="one row too high"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        if word in vectors:
            matrix[index - 1] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="random rows for missing words"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.random.default_rng(0).normal(size=(max(word_index.values()) + 1, dim))
    matrix[0] = 0
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="stops at the first missing word"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        if word not in vectors:
            break
        matrix[index] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="a missing word gets the vector of the word before"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    vector = np.zeros(dim)
    for word, index in word_index.items():
        vector = vectors.get(word, vector)
        matrix[index] = vector
    return matrix


# %% wrong="embedding_matrix" why="numbers the rows itself, in the order of the dictionary"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for row, word in enumerate(word_index, start=1):
        if word in vectors:
            matrix[row] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="the mean for missing words"
def embedding_matrix(word_index, vectors, dim):
    mean = np.mean(list(vectors.values()), axis=0)
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        matrix[index] = vectors.get(word, mean)
    return matrix


# %% wrong="embedding_matrix" why="a matrix of whole numbers"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim), dtype=int)
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="two columns, whatever dim says"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, 2))
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word]
    return matrix


# %% wrong="embedding_matrix" why="rows of found words only"
def embedding_matrix(word_index, vectors, dim):
    rows = [np.zeros(dim)]
    for word in word_index:
        if word in vectors:
            rows.append(vectors[word])
    return np.array(rows)


# %% wrong="embedding_matrix" why="looks up small letters"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        if word.lower() in vectors:
            matrix[index] = vectors[word.lower()]
    return matrix


# %% wrong="embedding_matrix" why="every word of the file, not of the vocabulary"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for index, vector in enumerate(vectors.values(), start=1):
        if index < len(matrix):
            matrix[index] = vector
    return matrix


# %% wrong="embedding_matrix" why="the padding row is filled"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word]
    matrix[0] = matrix[1:].mean(axis=0)
    return matrix


# %% wrong="embedding_matrix" why="vectors scaled to length 1"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in word_index.items():
        if word in vectors:
            matrix[index] = vectors[word] / np.linalg.norm(vectors[word])
    return matrix


# %% wrong="embedding_matrix" why="a missing word is given the row of the last one found, by order of index"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim))
    for word, index in sorted(word_index.items(), key=lambda pair: pair[1]):
        matrix[index] = vectors[word] if word in vectors else matrix[index - 1]
    return matrix


# %% right="embedding_matrix" why="row by row, a list of lists"
def embedding_matrix(word_index, vectors, dim):
    word_at = {index: word for word, index in word_index.items()}
    rows = []
    for index in range(max(word_at) + 1):
        word = word_at.get(index)
        rows.append(list(vectors[word]) if word in vectors else [0.0] * dim)
    return rows


# %% right="embedding_matrix" why="with try and KeyError, float32"
def embedding_matrix(word_index, vectors, dim):
    matrix = np.zeros((max(word_index.values()) + 1, dim), dtype="float32")
    for word in word_index:
        try:
            matrix[word_index[word], :] = vectors[word]
        except KeyError:
            continue
    return matrix


# %% right="embedding_matrix" why="the library"
def embedding_matrix(word_index, vectors, dim):
    return build_embedding_matrix(vectors, word_index)


# %% wrong="pretrained_layer" why="always frozen"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="always trained"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=True), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="the wrong way round"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=not trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="no second spelling"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary)
    return matrix.layer(trainable=trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="capitals as second spelling"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["upper", "lower"])
    return matrix.layer(trainable=trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="all of the file in small letters first"
def pretrained_layer(vectors, vocabulary, trainable):
    small = {word.lower(): vector for word, vector in vectors.items()}
    matrix = build_embedding_matrix(small, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="small letters even if the word itself is there"
def pretrained_layer(vectors, vocabulary, trainable):
    chosen = {w: vectors[w.lower()] for w in vocabulary if w.lower() in vectors}
    matrix = build_embedding_matrix(chosen, vocabulary)
    return matrix.layer(trainable=trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="words found in small letters do not count"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), len(matrix.coverage.found) / len(vocabulary.words)


# %% wrong="pretrained_layer" why="padding and the unknown sign count as words"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), np.any(matrix != 0, axis=1).mean()


# %% wrong="pretrained_layer" why="share of the file, not of the vocabulary"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    found = len(matrix.coverage.found) + len(matrix.coverage.respelled)
    return matrix.layer(trainable=trainable), found / (len(vectors) + 1)


# %% wrong="pretrained_layer" why="share of the text, where counts are known"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    coverage = matrix.coverage
    return matrix.layer(trainable=trainable), coverage.token_fraction or coverage.fraction


# %% wrong="pretrained_layer" why="share of missing words"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), 1 - matrix.coverage.fraction


# %% wrong="pretrained_layer" why="percent"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), 100 * matrix.coverage.fraction


# %% wrong="pretrained_layer" why="no mask"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable, mask_zero=False), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="an empty layer of the right size"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    layer = keras.layers.Embedding(*matrix.shape, mask_zero=True, trainable=trainable)
    return layer, matrix.coverage.fraction


# %% wrong="pretrained_layer" why="missing words get the mean"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"], oov="mean")
    return matrix.layer(trainable=trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="missing words get random numbers"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"], oov="random", seed=1)
    return matrix.layer(trainable=trainable), matrix.coverage.fraction


# %% wrong="pretrained_layer" why="hard-coded share"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    return matrix.layer(trainable=trainable), 0.75


# %% right="pretrained_layer" why="a Keras layer with the matrix as first weights"
def pretrained_layer(vectors, vocabulary, trainable):
    matrix = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    layer = keras.layers.Embedding(
        matrix.shape[0],
        matrix.shape[1],
        embeddings_initializer=keras.initializers.Constant(np.asarray(matrix)),
        mask_zero=True,
        trainable=trainable,
    )
    return [layer, 1 - len(matrix.coverage.missing) / len(vocabulary.words)]


# %% right="pretrained_layer" why="all by hand"
def pretrained_layer(vectors, vocabulary, trainable):
    dim = len(next(iter(vectors.values())))
    table, found = np.zeros((len(vocabulary), dim)), 0
    for word, index in vocabulary.word_index.items():
        for spelling in (word, word.lower()):
            if spelling in vectors:
                table[index] = vectors[spelling]
                found += 1
                break
    layer = keras.layers.Embedding(len(vocabulary), dim, mask_zero=True)
    layer.build()
    layer.set_weights([table])
    layer.trainable = trainable
    return layer, found / len(vocabulary.words)
