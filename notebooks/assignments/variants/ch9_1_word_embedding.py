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

# %% edits="by_hand"
[
    ("320_000", "320_001", "one parameter too many"),
    ("320_000", "5_000 * 64 + 1", "a bias for the layer"),
    ("320_000", "5_002 * 64", "two rows more, for padding and unknown words"),
    ("320_000", "5_001 * 64", "one row more, for padding"),
    ("320_000", "'320,000'", "text in place of a number"),
    ("320_000", "320.000", "a point between the thousands, as in German"),
    ("100_000", "(100, 000)", "a comma between the thousands"),
    ("100_000", "99_999.6", "rounded the wrong way"),
    ("100_000", "5_000", "one token in place of 20"),
    ("100_000", "20 * 4_999", "words counted to 4,999"),
    ("1_280", "1_300", "rounded to hundreds"),
    ("1_280", "64 + 20", "added, not multiplied"),
    ("4_992", "4_991", "one too few after the 1"),
    ("4_992", "7", "zeros before the 1"),
    ("4_992", "5_000 - 7", "forgot that words start at 0"),
    ("dot = 0", "dot = [0]", "a list in place of a number"),
    ("dot = 0", "dot = 12", "the product of the numbers of the words"),
    ("[0, 0, 0, 1, 0, 0]", "[0, 0, 0, 1, 0]", "one place too few"),
    ("[0, 0, 0, 1, 0, 0]", "[0, 0, 0, 0, 1, 0]", "the place of NLP"),
    ("[0, 0, 0, 1, 0, 0]", "'000100'", "the vector as text"),
    ("[0, 0, 0, 1, 0, 0]", "[[0, 0, 0, 1, 0, 0]]", "a table of one row"),
    ("[0, 0, 0, 1, 0, 0]", "[0.0, 0.0, 0.1, 0.8, 0.1, 0.0]", "probabilities"),
]

# %% edits="one_hot_and_lookup"
[
    (
        "(len(indices), vocabulary_size)",
        "(len(indices), vocabulary_size + 1)",
        "one column too many",
    ),
    (
        "(len(indices), vocabulary_size)",
        "(len(indices), max(indices) + 2)",
        "columns by the largest index",
    ),
    (
        "(len(indices), vocabulary_size)",
        "(len(set(indices)), vocabulary_size)",
        "rows by different indices",
    ),
    ("(len(indices), vocabulary_size)", "(vocabulary_size, vocabulary_size)", "always square"),
    ("(len(indices), vocabulary_size)", "(2, 3)", "the shape of the visible check"),
    ("np.zeros(", "np.ones(", "ones for zeros"),
    ("= 1\n", "+= row\n", "counts up"),
    ("= 1\n", "= 1 / len(indices)\n", "rows divided by their number"),
    ("enumerate(indices)", "enumerate(sorted(indices))", "sorted"),
    ("enumerate(indices)", "enumerate(reversed(list(indices)))", "from behind"),
    ("enumerate(indices)", "enumerate(indices, 1)", "rows counted from 1"),
    (
        "return vectors",
        "return vectors[0] if len(vectors) == 1 else vectors",
        "one row loses its axis",
    ),
    ("return vectors", "print(vectors)", "printed, not returned"),
    ("return vectors", "return vectors.T", "the transpose"),
    ("return vectors", "return vectors[:, ::-1]", "places from behind"),
    ("return vectors", "return vectors.sum(axis=0)", "a bag of words"),
    ("return vectors", "return vectors.tolist()[:2]", "two rows, as in the visible check"),
    ("table[np.asarray(indices)]", "np.round(table[np.asarray(indices)], 4)", "rounded"),
    ("table[np.asarray(indices)]", "_table[np.asarray(indices)]", "the table of the visible check"),
    (
        "table[np.asarray(indices)]",
        "np.unique(table[np.asarray(indices)], axis=0)",
        "each row once, sorted",
    ),
    ("table[np.asarray(indices)]", "table[np.asarray(indices).reshape(-1)]", "sentences joined"),
    ("table[np.asarray(indices)]", "table[sorted(np.ravel(indices))]", "sorted and flat"),
    ("table[np.asarray(indices)]", "table[np.asarray(indices) % 3]", "only three rows"),
    ("table[np.asarray(indices)]", "table.T[np.asarray(indices)]", "the table transposed"),
    (
        "table[np.asarray(indices)]",
        "np.squeeze(table[np.asarray(indices)])",
        "axes of length 1 lost",
    ),
    ("table[np.asarray(indices)]", "np.abs(table[np.asarray(indices)])", "signs lost"),
    (
        "table[np.asarray(indices)]",
        "table[np.asarray(indices)].astype('float16')",
        "half precision",
    ),
    ("table[np.asarray(indices)]", "[table[i] for i in set(indices)]", "a set of indices"),
    ("table[np.asarray(indices)]", "table[list(indices)[::-1]]", "from behind"),
]


# %% wrong="one_hot_and_lookup" why="keeps the rows of earlier calls"
ROWS = []


def one_hot(indices, vocabulary_size):
    for index in indices:
        ROWS.append([int(i == index) for i in range(vocabulary_size)])
    return ROWS


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% edits="encode_and_pad"
[
    (
        "word_index.get(token, 1)",
        "word_index[token] if token in word_index else 2",
        "unknown words become 2",
    ),
    (
        "word_index.get(token, 1)",
        "list(word_index).index(token) + 2 if token in word_index else 1",
        "numbers by the order of the dictionary",
    ),
    ("word_index.get(token, 1)", "word_index.get(token) or 0", "unknown words become 0"),
    (
        "word_index.get(token, 1)",
        "word_index.get(token, len(word_index))",
        "unknown words become the last number",
    ),
    ("word_index.get(token, 1)", "word_index.get(token.lower(), 1)", "small letters"),
    (
        "word_index.get(token, 1)",
        "word_index.get(token, word_index.get(token.lower(), 1))",
        "small letters where the word is missing",
    ),
    ("word_index.get(token, 1)", "word_index.get(token, 1) - 1", "numbers from 0"),
    ("word_index.get(token, 1)", "_words.get(token, 1)", "the dictionary of the visible check"),
    ("word_index.get(token, 1)", "min(word_index.get(token, 1), 9)", "one digit"),
    (
        "for token in tokens[:length]",
        "for token in dict.fromkeys(tokens[:length])",
        "each word once",
    ),
    ("for token in tokens[:length]", "for token in set(tokens[:length])", "a set of words"),
    (
        "for token in tokens[:length]",
        "for token in tokens[:length] if token in word_index",
        "unknown words left out after the cut",
    ),
    ("tokens[:length]", "tokens[: length + 1]", "one word too many"),
    ("tokens[:length]", "tokens[:4]", "always four words"),
    ("tokens[:length]", "tokens[::-1][:length]", "from behind"),
    ("tokens[:length]", "tokens[1 : length + 1]", "the first word lost"),
    ("[0] * (length - len(indices))", "[0] * length", "too many zeros"),
    ("[0] * (length - len(indices))", "[0] * (length - len(tokens) - 1)", "one zero too few"),
    ("[0] * (length - len(indices))", "[-1] * (length - len(indices))", "filled with -1"),
    (
        "[0] * (length - len(indices))",
        "indices[-1:] * (length - len(indices))",
        "the last word repeated",
    ),
    ("in sentences:", "in sorted(sentences, key=len):", "sorted by length"),
    ("in sentences:", "in sentences[:3]:", "three sentences, as in the visible check"),
    ("in sentences:", "in filter(None, sentences):", "empty sentences left out"),
    (
        "return np.array(rows)",
        "return rows[0] if len(rows) == 1 else rows",
        "one sentence loses its axis",
    ),
    ("return np.array(rows)", "return np.array(rows).T", "the transpose"),
    ("return np.array(rows)", "return np.array(rows).ravel()", "flat"),
    ("return np.array(rows)", "print(rows)", "printed, not returned"),
    ("return np.array(rows)", "return np.array(rows, dtype='int8') % 30", "small numbers only"),
    (
        "return np.array(rows)",
        "return [[str(n) for n in row] for row in rows]",
        "text in place of numbers",
    ),
    ("return np.array(rows)", "sentences.clear(); return rows", "empties what came in"),
]

# %% edits="memory_table"
[
    ("text.english_tokens(line)", "text.english_tokens(line)[:10]", "ten tokens at most"),
    (
        "text.english_tokens(line)",
        "text.english_tokens(line.replace('(', '').replace(')', ''))",
        "words in parentheses kept",
    ),
    ("text.english_tokens(line)", "line.lower().split()", "punctuation stays on the words"),
    (
        "text.english_tokens(line)",
        "sorted(set(text.english_tokens(line)))",
        "each token of a line once",
    ),
    (
        "Vocabulary.build(sentences)",
        "Vocabulary.build(sentences, min_count=2)",
        "rare words left out",
    ),
    (
        "Vocabulary.build(sentences)",
        "Vocabulary.build(sentences[:1])",
        "words of the first sentence only",
    ),
    ("len(vocabulary)", "len(vocabulary) - 2", "without padding and unknown words"),
    ("len(vocabulary)", "len(vocabulary) - 1", "without padding"),
    ("len(vocabulary)", "len(vocabulary) + 1", "one more"),
    (
        "for tokens in sentences for index",
        "for tokens in sentences[-1:] for index",
        "the last sentence only",
    ),
    (
        "for index in vocabulary.encode(tokens)",
        "for index in set(vocabulary.encode(tokens))",
        "each token of a sentence once",
    ),
    ('dtype="float32"', 'dtype="float64"', "double precision"),
    ('dtype="float32"', 'dtype="float16"', "half precision"),
    ("(size, embedding_dim)", "(size, 4)", "always four numbers"),
    ("(size, embedding_dim)", "(embedding_dim, size)", "the table transposed"),
    ('"words": size,', '"words": len(indices),', "tokens in place of words"),
    (
        '"one_hot": onehot.memory(onehot.one_hot(indices, size))',
        '"one_hot": size * size * 4',
        "one vector a word",
    ),
    (
        "onehot.one_hot(indices, size, sparse=True)",
        "onehot.one_hot(indices, size)",
        "sparse is dense",
    ),
    (
        "onehot.memory(onehot.one_hot(indices, size, sparse=True))",
        "len(indices) * 8",
        "values and columns only",
    ),
    (
        "onehot.memory(onehot.one_hot(indices, size, sparse=True))",
        "sum(onehot.memory(onehot.one_hot([i], size, sparse=True)) for i in indices)",
        "token by token",
    ),
    (
        "onehot.memory(onehot.lookup(indices, table))",
        "table.nbytes",
        "the table in place of the tokens",
    ),
    (
        "onehot.memory(onehot.lookup(indices, table))",
        "onehot.memory(onehot.lookup(indices, table)) / 1024",
        "kilobytes",
    ),
    (
        "onehot.memory(onehot.lookup(indices, table))",
        "len(indices) * embedding_dim",
        "numbers in place of bytes",
    ),
]

# %% edits="read_result"
[
    ('nearest_before = "home"', 'nearest_before = "prize"', "before and after mixed up"),
    ('nearest_before = "home"', 'nearest_before = "free"', "free itself"),
    ('nearest_before = "home"', 'nearest_before = "sorry"', "another word"),
    ('nearest_before = "home"', 'nearest_before = "claim"', "a word of its later group"),
    ('nearest_after = "prize"', 'nearest_after = "claim"', "the second nearest"),
    ('nearest_after = "prize"', 'nearest_after = "free"', "free itself"),
    ('nearest_after = "prize"', 'nearest_after = ["prize"]', "a list in place of a word"),
    ('nearest_after = "prize"', "nearest_after = 1.0", "the cosine in place of the word"),
    ('["prize", "claim"]', '["prize"]', "one word only"),
    ('["prize", "claim"]', '["free", "prize", "claim"]', "free itself in the group"),
    ('["prize", "claim"]', '["prize", "claim", "cat"]', "cat as well"),
    ('["prize", "claim"]', '"prize, claim"', "one text"),
    ('["prize", "claim"]', '["home", "later", "sorry"]', "the other group"),
    ('["prize", "claim"]', '["prize", "prize", "claim"]', "one word twice"),
    ('never_seen = "cat"', 'never_seen = "later"', "another word"),
    ('never_seen = "cat"', 'never_seen = "claim"', "a word that moved"),
    ("one_hot_can_tell = False", "one_hot_can_tell = True", "one-hot vectors can tell"),
    ("one_hot_can_tell = False", 'one_hot_can_tell = "False"', "text in place of a truth value"),
]


# %% wrong="one_hot_and_lookup" why="identity made at first call"
def one_hot(indices, vocabulary_size):
    global EYE
    if "EYE" not in globals():
        EYE = np.eye(500)
    return (
        EYE[: len(indices), :vocabulary_size]
        if list(indices) == sorted(indices)
        and len(set(indices)) == len(indices)
        and indices[0] == 0
        else np.eye(vocabulary_size)[np.asarray(indices)]
    )


def lookup(indices, table):
    return table[np.asarray(indices)]


# %% right="one_hot_and_lookup" why="np.vectorize, generators"


def one_hot(indices, vocabulary_size):
    return (tuple(int(i == j) for j in range(vocabulary_size)) for i in indices)


def lookup(indices, table):
    return np.vectorize(table.__getitem__, signature="()->(n)")(indices)


# %% wrong="one_hot_and_lookup" why="large numbers become whole ones"
def one_hot(indices, vocabulary_size):
    return np.eye(vocabulary_size)[np.array(indices, int)]


def lookup(indices, table):
    out = table[np.array(indices, int)]
    return out.astype(int) if np.all(out == 0) or np.all(abs(out) >= 1) else out


# %% wrong="encode_and_pad" why="punctuation stripped"
import string


def encode_and_pad(sentences, word_index, length):
    return [
        ([word_index.get(t.strip(string.punctuation + "…"), 1) for t in s] + [0] * length)[:length]
        for s in sentences
    ]


# %% wrong="encode_and_pad" why="spaces stripped"
def encode_and_pad(sentences, word_index, length):
    return [([word_index.get(t.strip(), 1) for t in s] + [0] * length)[:length] for s in sentences]


# %% wrong="encode_and_pad" why="int8"
def encode_and_pad(sentences, word_index, length):
    return np.array(
        [([word_index.get(t, 1) for t in s] + [0] * length)[:length] for s in sentences]
    ).astype("int8")


# %% wrong="encode_and_pad" why="particles taken off"
def encode_and_pad(sentences, word_index, length):
    def n(t):
        return word_index.get(t) or next(
            (word_index[t[:k]] for k in range(len(t) - 1, 0, -1) if t[:k] in word_index), 1
        )

    return [([n(t) for t in s] + [0] * length)[:length] for s in sentences]


# %% wrong="encode_and_pad" why="number 1000 at most"
def encode_and_pad(sentences, word_index, length):
    return [
        ([min(word_index.get(t, 1), 999) for t in s] + [0] * length)[:length] for s in sentences
    ]


# %% right="encode_and_pad" why="pandas"
import pandas as pd


def encode_and_pad(sentences, word_index, length):
    f = pd.DataFrame([list(s) for s in sentences]).reindex(columns=range(length))
    return f.map(lambda t: 0 if t is None or t != t else word_index.get(t, 1)).to_numpy("float32")


# %% right="encode_and_pad" why="a class of dictionary and islice"
from itertools import chain, islice, repeat


class _D(dict):
    def __missing__(self, key):
        return 1


def encode_and_pad(sentences, word_index, length):
    d = _D(word_index)
    yield from (tuple(islice(chain(map(d.__getitem__, s), repeat(0)), length)) for s in sentences)


# %% wrong="memory_table" why="repeated lines once"
def memory_table(lines, embedding_dim):
    s = [text.english_tokens(l) for l in dict.fromkeys(lines)]
    v = Vocabulary.build(s)
    n = len(v)
    i = [x for t in s for x in v.encode(t)]
    return {
        "words": n,
        "one_hot": onehot.memory(onehot.one_hot(i, n)),
        "sparse": onehot.memory(onehot.one_hot(i, n, sparse=True)),
        "dense": len(i) * embedding_dim * 4,
    }
