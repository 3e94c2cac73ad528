# %%
"""Wrong and right answers to assignment 9-1. The hidden tests must tell them apart."""

# %% wrong="by_hand" why="counts the places from 1 in the vector"
vector = [0, 0, 1, 0, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 320_000

# %% wrong="by_hand" why="dot product of a word with itself"
vector = [0, 0, 0, 1, 0, 0]
dot = 1
zeros_after = 4992
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 320_000

# %% wrong="by_hand" why="counts all zeros, not only those after the 1"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4999
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 320_000

# %% wrong="by_hand" why="off by one in the zeros after the 1"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4993
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 320_000

# %% wrong="by_hand" why="counts only the ones of the one-hot vectors"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 20
dense_numbers = 1280
parameters = 320_000

# %% wrong="by_hand" why="gives bytes (4 each) in place of numbers"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 400_000
dense_numbers = 5120
parameters = 320_000

# %% wrong="by_hand" why="one dense vector in place of 20"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 100_000
dense_numbers = 64
parameters = 320_000

# %% wrong="by_hand" why="adds biases to the Embedding layer"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 320_064

# %% wrong="by_hand" why="parameters of the 20 tokens only"
vector = [0, 0, 0, 1, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 1280

# %% wrong="by_hand" why="the index 3 as the value"
vector = [0, 0, 0, 3, 0, 0]
dot = 0
zeros_after = 4992
one_hot_numbers = 100_000
dense_numbers = 1280
parameters = 320_000

# %% wrong="by_hand" why="nothing filled in but the vector"
vector = [0, 0, 0, 1, 0, 0]
dot = None
zeros_after = None
one_hot_numbers = None
dense_numbers = None
parameters = None

# %% right="by_hand" why="calculated with NumPy"
vector = np.eye(6)[3]
dot = vector @ np.eye(6)[4]
zeros_after = len(np.zeros(5000)[8:])
one_hot_numbers = np.zeros((20, 5000)).size
dense_numbers = np.zeros((20, 64)).size
parameters = np.int64(5000) * 64

# %% right="by_hand" why="floats and a tuple"
vector = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
dot = 0.0
zeros_after = 5000.0 - 7 - 1
one_hot_numbers = 1e5
dense_numbers = 20 * 64.0
parameters = 3.2e5


# %% wrong="one_hot_and_lookup" why="one vector with several ones"
def one_hot(indices, vocabulary_size):
    vector = np.zeros(vocabulary_size)
    vector[indices] = 1
    return vector


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="indices taken to start at 1"
def one_hot(indices, vocabulary_size):
    vectors = np.zeros((len(indices), vocabulary_size))
    for row, index in enumerate(indices):
        vectors[row, index - 1] = 1
    return vectors


def lookup(indices, table):
    return table[np.asarray(indices) - 1]


# %% wrong="one_hot_and_lookup" why="length is the largest index + 1, not the vocabulary size"
def one_hot(indices, vocabulary_size):
    return np.eye(max(indices) + 1)[indices]


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="rows and columns swapped"
def one_hot(indices, vocabulary_size):
    vectors = np.zeros((vocabulary_size, len(indices)))
    for column, index in enumerate(indices):
        vectors[index, column] = 1
    return vectors


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="rows are one and the same list"
def one_hot(indices, vocabulary_size):
    vectors = [[0] * vocabulary_size] * len(indices)
    for row, index in enumerate(indices):
        vectors[row][index] = 1
    return vectors


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="writes the index in place of 1"
def one_hot(indices, vocabulary_size):
    vectors = np.zeros((len(indices), vocabulary_size))
    for row, index in enumerate(indices):
        vectors[row, index] = index
    return vectors


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="an index that comes twice is dropped"
def one_hot(indices, vocabulary_size):
    indices = list(dict.fromkeys(indices))
    vectors = np.zeros((len(indices), vocabulary_size))
    for row, index in enumerate(indices):
        vectors[row, index] = 1
    return vectors


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="row found with list.index, so repeated indices share a row"
def one_hot(indices, vocabulary_size):
    indices = list(indices)
    vectors = np.zeros((len(indices), vocabulary_size))
    for index in indices:
        vectors[indices.index(index), index] = 1
    return vectors


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="lookup works for one sentence only"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[indices]


def lookup(indices, table):
    rows = np.zeros((len(indices), table.shape[1]))
    for place, index in enumerate(indices):
        rows[place] = table[index]
    return rows


# %% wrong="one_hot_and_lookup" why="lookup flattens several sentences into one"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[indices]


def lookup(indices, table):
    return np.array([table[index] for index in np.ravel(indices)])


# %% wrong="one_hot_and_lookup" why="lookup takes columns"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[indices]


def lookup(indices, table):
    return table[:, np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="lookup gives the mean over the sentence"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[indices]


def lookup(indices, table):
    return table[np.asarray(indices)].mean(axis=-2)


# %% wrong="one_hot_and_lookup" why="row 0 taken for padding and set to zeros, in the caller's table"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[indices]


def lookup(indices, table):
    if len(table) > 3:
        table[0] = 0
    return table[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="whole numbers only: the table is cut to int"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size, dtype=int)[indices]


def lookup(indices, table):
    return table.astype(int)[np.asarray(indices)]


# %% wrong="one_hot_and_lookup" why="answers of the visible check written down"
def one_hot(indices, vocabulary_size):
    return [[0, 0, 1], [1, 0, 0]]


def lookup(indices, table):
    return [[2.0, 2.5], [0.0, 0.5]]


# %% right="one_hot_and_lookup" why="identity matrix and matrix product"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[np.asarray(indices)]


def lookup(indices, table):
    return one_hot(indices, len(table)) @ table


# %% right="one_hot_and_lookup" why="lists, and a function that calls itself"
def one_hot(indices, vocabulary_size):
    return [[int(i == index) for i in range(vocabulary_size)] for index in indices]


def lookup(indices, table):
    if np.ndim(indices) == 0:
        return table[indices].tolist()
    return [lookup(inner, table) for inner in indices]


# %% right="one_hot_and_lookup" why="comparison by broadcasting, and np.take"
def one_hot(indices, vocabulary_size):
    return np.array(indices)[:, None] == np.arange(vocabulary_size)


def lookup(indices, table):
    return np.take(table, indices, axis=0)


# %% wrong="encode_and_pad" why="zeros in front"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens[:length]]
        rows.append([0] * (length - len(indices)) + indices)
    return rows


# %% wrong="encode_and_pad" why="cuts in front and keeps the last words"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens[-length:]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="unknown words become 0"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 0) for token in tokens[:length]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="unknown words are left out"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index[token] for token in tokens if token in word_index][:length]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="fills up with 1"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens[:length]]
        rows.append(indices + [1] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="fills up to the longest sentence, not to length"
def encode_and_pad(sentences, word_index, length):
    longest = max(len(tokens) for tokens in sentences)
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens]
        rows.append((indices + [0] * (longest - len(indices)))[:length])
    return rows


# %% wrong="encode_and_pad" why="long sentences are not cut"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="off by one: cuts to length - 1"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.get(token, 1) for token in tokens[: length - 1]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="writes unknown words into the word_index that came in"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = [word_index.setdefault(token, 1) for token in tokens[:length]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="fills up the sentences that came in"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        while len(tokens) < length:
            tokens.append("")
        rows.append([0 if token == "" else word_index.get(token, 1) for token in tokens[:length]])
    return rows


# %% wrong="encode_and_pad" why="length 4 of the example written into the code"
def encode_and_pad(sentences, word_index, length):
    rows = np.zeros((len(sentences), 4), dtype=int)
    for row, tokens in enumerate(sentences):
        for column, token in enumerate(tokens[:4]):
            rows[row, column] = word_index.get(token, 1)
    return rows


# %% wrong="encode_and_pad" why="only the example's unknown word is known to be unknown"
def encode_and_pad(sentences, word_index, length):
    known = {**word_index, "hate": 1}
    rows = []
    for tokens in sentences:
        indices = [known[token] for token in tokens[:length]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="upper and lower case are mixed up"
def encode_and_pad(sentences, word_index, length):
    small = {word.lower(): index for word, index in word_index.items()}
    rows = []
    for tokens in sentences:
        indices = [small.get(token.lower(), 1) for token in tokens[:length]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="empty sentences are skipped"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        if not tokens:
            continue
        indices = [word_index.get(token, 1) for token in tokens[:length]]
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% wrong="encode_and_pad" why="numbers sorted within a sentence"
def encode_and_pad(sentences, word_index, length):
    rows = []
    for tokens in sentences:
        indices = sorted(word_index.get(token, 1) for token in tokens[:length])
        rows.append(indices + [0] * (length - len(indices)))
    return rows


# %% right="encode_and_pad" why="an array of zeros, filled in place by place"
def encode_and_pad(sentences, word_index, length):
    padded = np.zeros((len(sentences), length), dtype="int32")
    for row, tokens in enumerate(sentences):
        for column, token in enumerate(tokens):
            if column == length:
                break
            try:
                padded[row, column] = word_index[token]
            except KeyError:
                padded[row, column] = 1
    return padded


# %% right="encode_and_pad" why="too many zeros, then cut"
def encode_and_pad(sentences, word_index, length):
    return [
        ([word_index.get(token, 1) for token in tokens] + [0] * length)[:length]
        for tokens in sentences
    ]


# %% right="encode_and_pad" why="floats, with itertools"
def encode_and_pad(sentences, word_index, length):
    from itertools import chain, islice, repeat

    numbers = ((float(word_index.get(token, 1)) for token in tokens) for tokens in sentences)
    return tuple(tuple(islice(chain(row, repeat(0.0)), length)) for row in numbers)


# %% wrong="memory_table" why="size of the vocabulary without padding and the unknown word"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences, unknown=None)
    size = len(vocabulary.words)
    indices = [index - 1 for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="line.split() leaves punctuation and capitals"
def memory_table(lines, embedding_dim):
    sentences = [line.split() for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="own lower() and regular expression keep the sounds in parentheses"
def memory_table(lines, embedding_dim):
    import re

    sentences = [re.findall("[a-z0-9]+", line.lower()) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="each word stored once, not each token"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = vocabulary.encode(vocabulary.words)
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="the table has NumPy's float64"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim))
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="measures the table, not the vectors of the tokens"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(table),
    }


# %% wrong="memory_table" why="the first sentence only"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = vocabulary.encode(sentences[0])
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="forgets sparse=True"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="embedding_dim not used, 4 written into the code"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, 4), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="only the ones counted as sparse memory, not where they are"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.one_hot(indices, size, sparse=True).data.nbytes,
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="sentences stored one by one and added up"
def memory_table(lines, embedding_dim):
    sentences = [text.english_tokens(line) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    table = np.zeros((size, embedding_dim), dtype="float32")
    used = {"words": size, "one_hot": 0, "sparse": 0, "dense": 0}
    for tokens in sentences:
        indices = vocabulary.encode(tokens)
        used["one_hot"] += onehot.memory(onehot.one_hot(indices, size))
        used["sparse"] += onehot.memory(onehot.one_hot(indices, size, sparse=True))
        used["dense"] += onehot.memory(onehot.lookup(indices, table))
    return used


# %% wrong="memory_table" why="a word that comes twice in a sentence is stored once"
def memory_table(lines, embedding_dim):
    sentences = [sorted(set(text.english_tokens(line))) for line in lines]
    vocabulary = Vocabulary.build(sentences)
    size = len(vocabulary)
    indices = [index for tokens in sentences for index in vocabulary.encode(tokens)]
    table = np.zeros((size, embedding_dim), dtype="float32")
    return {
        "words": size,
        "one_hot": onehot.memory(onehot.one_hot(indices, size)),
        "sparse": onehot.memory(onehot.one_hot(indices, size, sparse=True)),
        "dense": onehot.memory(onehot.lookup(indices, table)),
    }


# %% wrong="memory_table" why="the numbers of the visible check written down"
def memory_table(lines, embedding_dim):
    return {"words": 7, "one_hot": 168, "sparse": 76, "dense": 96}


# %% right="memory_table" why="all tokens in one list, random float32 table"
def memory_table(lines, embedding_dim):
    tokens = []
    for line in lines:
        tokens += text.english_tokens(line)
    vocabulary = Vocabulary.build([tokens])
    size = len(vocabulary)
    indices = vocabulary.encode(tokens)
    table = np.random.default_rng(9).normal(size=(size, embedding_dim)).astype("float32")
    stored = {
        "one_hot": onehot.one_hot(indices, size),
        "sparse": onehot.one_hot(indices, size, sparse=True),
        "dense": onehot.lookup(indices, table),
    }
    return {"words": size} | {name: onehot.memory(vectors) for name, vectors in stored.items()}


# %% right="memory_table" why="by calculation, 4 bytes a number"
def memory_table(lines, embedding_dim):
    tokens = [token for line in lines for token in text.english_tokens(line)]
    words, n = len(set(tokens)) + 2, len(tokens)
    return dict(
        words=words,
        one_hot=n * words * 4,
        sparse=n * 4 * 2 + 4 * (n + 1),
        dense=n * embedding_dim * 4,
    )


# %% wrong="read_result" why="before and after mixed up"
nearest_before = "prize"
nearest_after = "home"
same_group = ["prize", "claim"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="takes the smallest cosine after training"
nearest_before = "home"
nearest_after = "home"
same_group = ["prize", "claim"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="takes the second largest cosine after training"
nearest_before = "home"
nearest_after = "claim"
same_group = ["prize", "claim"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="guesses from meaning what was near before training"
nearest_before = "prize"
nearest_after = "prize"
same_group = ["prize", "claim"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="group with one word missing"
nearest_before = "home"
nearest_after = "prize"
same_group = ["prize"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="group of the other kind of message"
nearest_before = "home"
nearest_after = "prize"
same_group = ["home", "later", "sorry"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="group of all cosines above 0 before training"
nearest_before = "home"
nearest_after = "prize"
same_group = ["home", "sorry", "cat", "claim"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="takes the word with the lowest cosine for unseen"
nearest_before = "home"
nearest_after = "prize"
same_group = ["prize", "claim"]
never_seen = "later"
one_hot_can_tell = False

# %% wrong="read_result" why="believes that one-hot vectors hold meaning"
nearest_before = "home"
nearest_after = "prize"
same_group = ["prize", "claim"]
never_seen = "cat"
one_hot_can_tell = True

# %% wrong="read_result" why="names the word free itself"
nearest_before = "free"
nearest_after = "free"
same_group = ["free", "prize", "claim"]
never_seen = "cat"
one_hot_can_tell = False

# %% wrong="read_result" why="the unseen word put into the group"
nearest_before = "home"
nearest_after = "prize"
same_group = ["prize", "claim", "cat"]
never_seen = "cat"
one_hot_can_tell = False

# %% right="read_result" why="other order, as a set, with a space and a capital"
nearest_before = "Home"
nearest_after = "prize "
same_group = {"claim", "prize"}
never_seen = "cat"
one_hot_can_tell = bool(0)

# %% right="read_result" why="found by calculation"
_others = [word for word in learned if word != "free"]
nearest_before, nearest_after = (
    max(_others, key=lambda word: cosine(learned["free"][when], learned[word][when]))
    for when in (0, 1)
)
same_group = tuple(w for w in _others if cosine(learned["free"][1], learned[w][1]) > 0.5)
(never_seen,) = (word for word, (old, new) in learned.items() if old == new)
one_hot_can_tell = np.bool_(False)
