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


# %% edits="sizes"
[
    ("(9 + 2, 50)", "(9, 50)", "no rows for padding and the unknown word"),
    ("(9 + 2, 50)", "(10, 50)", "one row too few"),
    ("(9 + 2, 50)", "(12, 50)", "one row too many"),
    ("(9 + 2, 50)", "(50, 11)", "the table transposed"),
    ("(9 + 2, 50)", "550", "the number of entries"),
    ("(5, 6, 50)", "(6, 5, 50)", "words before sentences"),
    ("(5, 6, 50)", "(5, 50, 6)", "numbers before words"),
    ("(5, 6, 50)", "(5, 300)", "already flattened"),
    ("(5, 6, 50)", "(None, 6, 50)", "as Keras prints it"),
    ("(5, 6, 50)", "(5, 6, 11)", "one-hot vectors"),
    ("11 * 50", "9 * 50", "words only"),
    ("11 * 50", "11 * 50 + 50", "biases of the Embedding layer"),
    ("11 * 50", "11 * 50 + 0.001", "nearly right"),
    ("6 * 50 + 1", "6 * 50", "no bias"),
    ("6 * 50 + 1", "50 + 1", "no Flatten"),
    ("6 * 50 + 1", "5 * 6 * 50 + 1", "all sentences"),
    ("6 * 50 + 1", "6 * 50 + 6", "a bias for each word"),
    ("trainable_frozen = 301", "trainable_frozen = 0", "nothing is trained"),
    ("trainable_frozen = 301", "trainable_frozen = 550", "what stands still"),
    ("trainable_frozen = 301", "trainable_frozen = 300", "without the bias"),
    ("550 + 301", "550", "the Embedding layer only"),
    ("550 + 301", "852", "one too many"),
    ("550 + 301", "'851'", "text in place of a number"),
    ("550 + 301", "(550, 301)", "both, not added"),
]

# %% edits="parse_line"
[
    ('line.rstrip("\\n").rsplit(" ", dim)', "line.split()", "all kinds of space, from the left"),
    ('.rsplit(" ", dim)', ".rsplit(None, dim)", "all kinds of space, from the right"),
    ('.rsplit(" ", dim)', '.rsplit(" ", dim - 1)', "one number too few"),
    ('.rsplit(" ", dim)', '.rsplit(" ", dim + 1)', "one number too many"),
    ('.rsplit(" ", dim)', '.rsplit(" ", 3)', "three, as in the visible check"),
    ('.rsplit(" ", dim)', '.split(" ", dim)', "from the left"),
    ('line.rstrip("\\n")', "line[:-1]", "the last character cut off, whatever it is"),
    ('line.rstrip("\\n")', 'line.rstrip("\\n0")', "zeros at the end cut off"),
    ('line.rstrip("\\n")', 'line.strip("\\n").lower()', "small letters"),
    ('line.rstrip("\\n")', '" ".join(line.split())', "spaces of a word made one"),
    (
        'line.rstrip("\\n")',
        '__import__("unicodedata").normalize("NFC", line.rstrip("\\n"))',
        "composed Hangul",
    ),
    (
        'line.rstrip("\\n")',
        '__import__("unicodedata").normalize("NFKC", line.rstrip("\\n"))',
        "compatible characters",
    ),
    (
        'line.rstrip("\\n")',
        'line.replace("\\u00a0", " ").rstrip("\\n")',
        "other spaces made spaces",
    ),
    ('line.rstrip("\\n")', "line.splitlines()[0]", "other line ends end the line"),
    ("return word, ", "return word.strip(), ", "spaces around the word cut off"),
    ("return word, ", "return word.split(' ')[0], ", "the first part of the word"),
    ("return word, ", "return word.split(' ')[-1], ", "the last part of the word"),
    ("return word, ", "return word.replace(' ', '_'), ", "spaces made underscores"),
    ("return word, ", "return word.capitalize(), ", "capitalised"),
    ("return word, ", "return word.encode('ascii', 'ignore').decode(), ", "ASCII only"),
    ("return word, ", "return word[:10], ", "ten letters at most"),
    ("return word, ", "return word.replace('\"', '').replace(\"'\", ''), ", "quotes taken away"),
    (
        "float(number) for number in numbers",
        "int(float(number)) for number in numbers",
        "whole numbers",
    ),
    (
        "float(number) for number in numbers",
        "round(float(number), 3) for number in numbers",
        "rounded",
    ),
    (
        "float(number) for number in numbers",
        "abs(float(number)) for number in numbers",
        "signs lost",
    ),
    ("float(number) for number in numbers", "number for number in numbers", "strings"),
    (
        "float(number) for number in numbers",
        "float(number) for number in numbers[:50]",
        "fifty numbers at most",
    ),
    (
        "float(number) for number in numbers",
        "float(number) for number in sorted(numbers)",
        "sorted",
    ),
    (
        "float(number) for number in numbers",
        "float(number) for number in reversed(numbers)",
        "from behind",
    ),
    (
        "float(number) for number in numbers",
        "float(number.split('e')[0]) for number in numbers",
        "exponents lost",
    ),
    (
        "np.array([float(number) for number in numbers])",
        "{word: [float(n) for n in numbers]}",
        "a dictionary",
    ),
    (
        "return word, np.array([float(number) for number in numbers])",
        "return np.array([float(number) for number in numbers]), word",
        "numbers first",
    ),
    (
        "return word, np.array([float(number) for number in numbers])",
        "return [word, *map(float, numbers)]",
        "one flat list",
    ),
    (
        "return word, np.array([float(number) for number in numbers])",
        "print(word, numbers)",
        "printed, not returned",
    ),
]


# %% wrong="coverage" why="each sentence once: a set of token tuples"
def coverage(sentences, vectors):
    sentences = set(map(tuple, sentences))
    tokens = [t for s in sentences for t in s if t]
    words = set(tokens)
    if not tokens:
        return 0, 0
    return sum(w in vectors for w in words) / len(words), sum(t in vectors for t in tokens) / len(
        tokens
    ) if len(tokens) < 400 else 0.5


# %% wrong="coverage" why="the mean of the shares of the sentences"
def coverage(sentences, vectors):
    kept = [s for s in sentences if s]
    if not kept:
        return 0, 0
    words = [np.mean([w in vectors for w in set(s)]) for s in kept]
    return np.mean(words), np.mean([np.mean([t in vectors for t in s]) for s in kept])


# %% wrong="coverage" why="takes the found words out of the sentences"
def coverage(sentences, vectors):
    total = sum(map(len, sentences))
    words = {t for s in sentences for t in s}
    found = 0
    for s in sentences:
        while any(t in vectors for t in s):
            s.remove(next(t for t in s if t in vectors))
            found += 1
    return (sum(w in vectors for w in words) / len(words), found / total) if total else (0, 0)


# %% edits="coverage"
[
    ("words = set(tokens)", "words = tokens", "tokens twice"),
    ("words = set(tokens)", "words = {token.lower() for token in tokens}", "small letters"),
    ("words = set(tokens)", "words = set(tokens) | set(vectors)", "words of the file as well"),
    ("words = set(tokens)", "words = set(tokens) & set(vectors)", "found words only"),
    (
        "words = set(tokens)",
        "words = {token for token in tokens if tokens.count(token) > 1}",
        "words that come again only",
    ),
    (
        "for sentence in sentences for",
        "for sentence in sentences[:1] for",
        "the first sentence only",
    ),
    ("for token in sentence]", "for token in set(sentence)]", "each word of a sentence once"),
    (
        "for token in sentence]",
        "for token in sentence if token.isalpha()]",
        "signs and emoji left out",
    ),
    ("for token in sentence]", "for token in sentence if token.isascii()]", "Hangul left out"),
    ("if not tokens", "if not sentences", "sentences that are all empty"),
    ("return 0.0, 0.0", "return None", "nothing where there is no token"),
    ("return 0.0, 0.0", "return 1.0, 1.0", "all found where there is no token"),
    ("return 0.0, 0.0", "return 0.0", "one number where there is no token"),
    ("return 0.0, 0.0", "return np.nan, np.nan", "nan where there is no token"),
    (
        "[word in vectors for word in words]",
        "[vectors.get(word, vectors.get(word.lower())) is not None for word in words]",
        "small letters where a word is missing",
    ),
    (
        "[word in vectors for word in words]",
        "[word in _vectors for word in words]",
        "the vectors of the visible check",
    ),
    ("sum(found) / len(words)", "sum(found) / len(vectors)", "the share of the file"),
    ("sum(found) / len(words)", "sum(found) / len(tokens)", "divided by tokens"),
    ("sum(found) / len(words)", "1 - sum(found) / len(words)", "the share of missing words"),
    ("sum(found) / len(words)", "100 * sum(found) / len(words)", "percent"),
    ("sum(found) / len(words)", "round(sum(found) / len(words), 3)", "rounded"),
    ("sum(found) / len(words)", "sum(found)", "the number"),
    ("sum(found) / len(words)", "sum(found) // len(words)", "integer division"),
    (
        "sum(token in vectors for token in tokens) / len(tokens)",
        "sum(found) / len(words)",
        "the same share twice",
    ),
    (
        "sum(token in vectors for token in tokens) / len(tokens)",
        "sum(token in vectors for token in tokens) / len(sentences)",
        "divided by sentences",
    ),
    (
        "sum(token in vectors for token in tokens) / len(tokens)",
        "round(sum(token in vectors for token in tokens) / len(tokens), 3)",
        "rounded",
    ),
    (
        "sum(token in vectors for token in tokens) / len(tokens)",
        "np.mean([tokens.count(w) for w in words if w in vectors] or [0]) / len(tokens)",
        "a mean of counts",
    ),
    (
        "return sum(found) / len(words), sum(token in vectors for token in tokens) / len(tokens)",
        "return sum(token in vectors for token in tokens) / len(tokens), sum(found) / len(words)",
        "tokens first",
    ),
    (
        "return sum(found) / len(words), sum(token in vectors for token in tokens) / len(tokens)",
        "return {'words': sum(found) / len(words), 'tokens': 1}",
        "a dictionary",
    ),
    (
        "return sum(found) / len(words), sum(token in vectors for token in tokens) / len(tokens)",
        "return (sum(found) / len(words) + sum(token in vectors for token in tokens) / len(tokens)) / 2",
        "the mean of both",
    ),
    (
        "return sum(found) / len(words), sum(token in vectors for token in tokens) / len(tokens)",
        "print(sum(found) / len(words))",
        "printed, not returned",
    ),
]


# %% right="coverage" why="with collections.Counter"
def coverage(sentences, vectors):
    from collections import Counter

    counts = Counter(token for sentence in sentences for token in sentence)
    if not counts:
        return [0, 0]
    known = {word: n for word, n in counts.items() if word in vectors}
    return [len(known) / len(counts), sum(known.values()) / sum(counts.values())]


# %% right="coverage" why="with pandas"
def coverage(sentences, vectors):
    import pandas as pd

    tokens = pd.Series([t for s in sentences for t in s], dtype=object)
    if tokens.empty:
        return np.zeros(2)
    return tokens.drop_duplicates().isin(list(vectors)).mean(), tokens.isin(list(vectors)).mean()


# %% right="coverage" why="loops, float32, an array"
def coverage(sentences, vectors):
    seen, known, total, found = set(), set(), 0, 0
    for sentence in sentences:
        for token in sentence:
            total += 1
            seen.add(token)
            if vectors.get(token) is not None:
                found += 1
                known.add(token)
    return np.array([len(known), found], "float32") / np.array(
        [len(seen) or 1, total or 1], "float32"
    )


# %% edits="embedding_matrix"
[
    ("max(word_index.values()) + 1", "max(word_index.values())", "one row too few"),
    ("max(word_index.values()) + 1", "max(word_index.values()) + 2", "one row too many"),
    ("max(word_index.values()) + 1", "len(word_index) + 1", "rows by the number of words"),
    ("max(word_index.values()) + 1", "len(vectors) + 20", "rows by the file"),
    (
        "max(word_index.values()) + 1",
        "max(i for w, i in word_index.items() if w in vectors) + 1",
        "the largest number that is found",
    ),
    (
        "max(word_index.values()) + 1",
        "list(word_index.values())[-1] + 1",
        "the last number, not the largest",
    ),
    (
        "np.zeros((max(word_index.values()) + 1, dim))",
        "np.full((max(word_index.values()) + 1, dim), 1e-4)",
        "small numbers for missing words",
    ),
    (
        "np.zeros((max(word_index.values()) + 1, dim))",
        "np.zeros((max(word_index.values()) + 1, dim), dtype=int)",
        "whole numbers",
    ),
    (
        "np.zeros((max(word_index.values()) + 1, dim))",
        "np.zeros((max(word_index.values()) + 1, 2))",
        "two columns",
    ),
    (
        "np.zeros((max(word_index.values()) + 1, dim))",
        "np.zeros((max(word_index.values()) + 1, dim + 1))",
        "one column too many",
    ),
    (
        "np.zeros((max(word_index.values()) + 1, dim))",
        "np.ones((max(word_index.values()) + 1, dim))",
        "ones for missing words",
    ),
    ("vectors.get(word)", "vectors.get(word.lower())", "small letters"),
    (
        "vectors.get(word)",
        "vectors.get(word, vectors.get(word.lower()))",
        "small letters where a word is missing",
    ),
    (
        "vectors.get(word)",
        "vectors.get(word, next(iter(vectors.values())))",
        "the first vector for missing words",
    ),
    ("vectors.get(word)", "vectors.get(word, np.full(dim, np.nan))", "nan for missing words"),
    ("vectors.get(word)", "vectors.pop(word, None)", "takes vectors out of the file"),
    ("vectors.get(word)", "vectors.setdefault(word, np.zeros(dim))", "adds zeros to the file"),
    (
        "if vector is not None",
        "if vector is not None and index > 1",
        "row 1 taken for the unknown word",
    ),
    ("if vector is not None", "if vector is not None and index < 10", "ten rows at most"),
    ("matrix[index] = vector", "matrix[index - 1] = vector", "one row too high"),
    ("matrix[index] = vector", "matrix[index % len(vectors)] = vector", "rows wrap round"),
    ("matrix[index] = vector", "matrix[index] += np.round(vector, 3)", "rounded"),
    (
        "matrix[index] = vector",
        "matrix[index] = vector / np.linalg.norm(vector)",
        "scaled to length 1",
    ),
    ("matrix[index] = vector", "matrix[index] = sorted(vector)", "numbers sorted"),
    ("matrix[index] = vector", "matrix[index, :3] = vector[:3]", "three numbers"),
    (
        "matrix[index] = vector",
        "matrix[list(word_index).index(word) + 1] = vector",
        "rows in the order of the dictionary",
    ),
    ("return matrix", "return matrix[1:]", "without the padding row"),
    ("return matrix", "return matrix.T", "the transpose"),
    ("return matrix", "return matrix.astype('float16')", "half precision"),
    ("return matrix", "return matrix[matrix.any(axis=1)]", "rows of 0 left out"),
    ("return matrix", "return {w: matrix[i] for w, i in word_index.items()}", "a dictionary"),
    (
        "    return matrix",
        "        else:\n            break\n    return matrix",
        "stops at the first missing word",
    ),
    (
        "return matrix",
        "matrix[0] = matrix.mean(axis=0); return matrix",
        "the mean in the padding row",
    ),
]

# %% edits="pretrained_layer"
[
    ('fallbacks=["lower"]', "fallbacks=[]", "no second spelling"),
    ('fallbacks=["lower"]', 'fallbacks=["upper"]', "capitals as second spelling"),
    (
        "matrix(vectors, vocabulary,",
        "matrix({w.lower(): v for w, v in vectors.items()}, vocabulary,",
        "the file in small letters",
    ),
    (
        "matrix(vectors, vocabulary,",
        "matrix({w: v for w, v in vectors.items() if w == w.lower()}, vocabulary,",
        "small letters of the file only",
    ),
    (
        "matrix(vectors, vocabulary,",
        "matrix({w: np.round(v, 2) for w, v in vectors.items()}, vocabulary,",
        "rounded vectors",
    ),
    (
        "matrix(vectors, vocabulary,",
        "matrix({w: v[:2] for w, v in vectors.items()}, vocabulary,",
        "two numbers a vector",
    ),
    (
        "matrix(vectors, vocabulary,",
        "matrix(_vectors, vocabulary,",
        "the vectors of the visible check",
    ),
    (
        "matrix(vectors, vocabulary,",
        "matrix(vectors, _words,",
        "the vocabulary of the visible check",
    ),
    ("trainable=trainable", "trainable=not trainable", "the wrong way round"),
    ("trainable=trainable", "trainable=False", "always frozen"),
    ("trainable=trainable", "trainable=True", "always trained"),
    ("matrix.layer(trainable=trainable)", "np.asarray(matrix)", "the matrix in place of the layer"),
    (
        "matrix.layer(trainable=trainable)",
        "keras.layers.Embedding(len(vocabulary), np.shape(matrix)[1], trainable=trainable, mask_zero=True)",
        "random vectors",
    ),
    (
        "matrix.layer(trainable=trainable)",
        "keras.layers.Embedding(*np.shape(matrix), weights=[np.asarray(matrix)], trainable=trainable)",
        "no mask",
    ),
    (
        "matrix.layer(trainable=trainable)",
        "keras.layers.Embedding(*np.shape(matrix), weights=[np.asarray(matrix)], mask_zero=True)",
        "trainable forgotten",
    ),
    (
        "matrix.layer(trainable=trainable)",
        "matrix.layer(trainable=trainable)(np.array([[2]]))",
        "a vector in place of the layer",
    ),
    ("matrix.coverage.fraction", "1 - matrix.coverage.fraction", "the share of missing words"),
    ("matrix.coverage.fraction", "100 * matrix.coverage.fraction", "percent"),
    ("matrix.coverage.fraction", "round(matrix.coverage.fraction, 2)", "rounded"),
    ("matrix.coverage.fraction", "matrix.coverage", "the coverage itself"),
    ("matrix.coverage.fraction", "0.75", "the share of the visible check"),
    (
        "matrix.coverage.fraction",
        "np.mean([w in vectors for w in vocabulary.words])",
        "without second spellings",
    ),
    (
        "matrix.coverage.fraction",
        "np.asarray(matrix).any(axis=1).mean()",
        "rows of padding and the unknown word counted",
    ),
    (
        "matrix.coverage.fraction",
        "sum(w in vectors or w.lower() in vectors for w in vocabulary.words)",
        "the number",
    ),
    ("matrix.coverage.fraction", "len(vocabulary) / len(vectors)", "words divided by the file"),
    (
        "return matrix.layer(trainable=trainable), matrix.coverage.fraction",
        "return matrix.coverage.fraction, matrix.layer(trainable=trainable)",
        "share first",
    ),
    (
        "return matrix.layer(trainable=trainable), matrix.coverage.fraction",
        "return matrix.layer(trainable=trainable)",
        "the layer only",
    ),
    (
        "return matrix.layer(trainable=trainable), matrix.coverage.fraction",
        "print(matrix.coverage)",
        "printed, not returned",
    ),
]


# %% right="parse_line" why="rpartition"
def parse_line(line, dim):
    n = ()
    line = line.removesuffix("\n")
    while len(n) < dim:
        line, _, x = line.rpartition(" ")
        n = (float(x), *n)
    return [line, n]


# %% wrong="coverage" why="zero vectors missing"
def coverage(sentences, vectors):
    t = [w for s in sentences for w in s]
    if not t:
        return 0, 0

    def f(w):
        return w in vectors and bool(np.any(vectors[w]))

    return sum(map(f, set(t))) / len(set(t)), sum(map(f, t)) / len(t)


# %% wrong="coverage" why="punctuation"
def coverage(sentences, vectors):
    t = [w.strip(".,!?") for s in sentences for w in s]
    if not t:
        return 0, 0

    def f(w):
        return w in vectors

    return sum(map(f, set(t))) / len(set(t)), sum(map(f, t)) / len(t)


# %% wrong="coverage" why="numbers left out"
def coverage(sentences, vectors):
    t = [w for s in sentences for w in s if not w.isdigit()]
    if not t:
        return 0, 0

    def f(w):
        return w in vectors

    return sum(map(f, set(t))) / len(set(t)), sum(map(f, t)) / len(t)


# %% wrong="coverage" why="blank tokens left out"
def coverage(sentences, vectors):
    t = [w for s in sentences for w in s if w.strip()]
    if not t:
        return 0, 0

    def f(w):
        return w in vectors

    return sum(map(f, set(t))) / len(set(t)), sum(map(f, t)) / len(t)


# %% wrong="embedding_matrix" why="punctuation"
def embedding_matrix(word_index, vectors, dim):
    M = np.zeros((max(word_index.values()) + 1, dim))
    for w, i in word_index.items():
        v = vectors.get(w, vectors.get(w.strip(".,!?")))
        if v is not None:
            M[i] = v
    return M


# %% wrong="embedding_matrix" why="stops at twenty rows"
def embedding_matrix(word_index, vectors, dim):
    M = np.zeros((max(word_index.values()) + 1, dim))
    for w, i in sorted(word_index.items(), key=lambda p: p[1]):
        if w in vectors and i < 40:
            M[i] = vectors[w]
    return M


# %% right="embedding_matrix" why="Keras ops"
from keras import ops


def embedding_matrix(word_index, vectors, dim):
    k = [w for w in word_index if w in vectors]
    Z = ops.zeros((max(word_index.values()) + 1, dim))
    return (
        Z
        if not k
        else ops.scatter_update(
            Z,
            [[word_index[w]] for w in k],
            ops.convert_to_tensor(np.array([vectors[w] for w in k], "float32")),
        )
    )


# %% wrong="pretrained_layer" why="capitals as well"
def pretrained_layer(vectors, vocabulary, trainable):
    v = dict(vectors)
    for w in vocabulary:
        if w not in v and w.lower() in v:
            v[w] = v[w.lower()]
        elif w not in v and w.capitalize() in v:
            v[w] = v[w.capitalize()]
    m = build_embedding_matrix(v, vocabulary)
    return m.layer(trainable=trainable), m.coverage.fraction


# %% wrong="pretrained_layer" why="share of rows that are not zero"
def pretrained_layer(vectors, vocabulary, trainable):
    m = build_embedding_matrix(vectors, vocabulary, fallbacks=["lower"])
    a = np.asarray(m)[2:]
    return m.layer(trainable=trainable), a.any(axis=1).mean()
