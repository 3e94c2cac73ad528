# %%
"""Wrong and right answers to the questions of assignment 9-5, to test its tests.

Never part of a student version.
"""

# %% wrong="mix_by_hand" why="softmax forgotten: all layers count the same"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [1 / 3, 1 / 3, 1 / 3]
mixed = [10 / 3, 6]
elmo_vector = [10, 18]

# %% wrong="mix_by_hand" why="takes s itself, scaled to add up to 1"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0, 1, 0]
mixed = [6, 2]
elmo_vector = [18, 6]

# %% wrong="mix_by_hand" why="exponentials not divided by their sum"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [1, 2, 1]
mixed = [16, 20]
elmo_vector = [48, 60]

# %% wrong="mix_by_hand" why="takes ln 2 for the power of e"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [1 / 2.693, 0.693 / 2.693, 1 / 2.693]
mixed = [8.158 / 2.693, 17.386 / 2.693]
elmo_vector = [3 * 8.158 / 2.693, 3 * 17.386 / 2.693]

# %% wrong="mix_by_hand" why="weights in the wrong order"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0.5, 0.25, 0.25]
mixed = [3.5, 5.5]
elmo_vector = [10.5, 16.5]

# %% wrong="mix_by_hand" why="gamma forgotten"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0.25, 0.5, 0.25]
mixed = [4, 5]
elmo_vector = [4, 5]

# %% wrong="mix_by_hand" why="gamma added, not multiplied"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0.25, 0.5, 0.25]
mixed = [4, 5]
elmo_vector = [7, 8]

# %% wrong="mix_by_hand" why="backward in front of forward"
joined = [[4, 4], [2, 6], [12, 0]]
weights = [0.25, 0.5, 0.25]
mixed = [5, 4]
elmo_vector = [15, 12]

# %% wrong="mix_by_hand" why="both directions added, not joined"
joined = [8, 8, 12]
weights = [0.25, 0.5, 0.25]
mixed = [9]
elmo_vector = [27]

# %% wrong="mix_by_hand" why="the sum is not weighted"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0.25, 0.5, 0.25]
mixed = [10, 18]
elmo_vector = [30, 54]

# %% wrong="mix_by_hand" why="weighted, and then divided by three"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0.25, 0.5, 0.25]
mixed = [4 / 3, 5 / 3]
elmo_vector = [4, 5]

# %% wrong="mix_by_hand" why="the token layer left out of the sum"
joined = [[4, 4], [6, 2], [0, 12]]
weights = [0.25, 0.5, 0.25]
mixed = [3, 4]
elmo_vector = [9, 12]

# %% right="mix_by_hand" why="tuples, rounded"
joined = ((4.0, 4.0), (6.0, 2.0), (0.0, 12.0))
weights = (0.25, 0.5, 0.25)
mixed = (4, 5)
elmo_vector = (12.0, 15.0)

# %% right="mix_by_hand" why="calculated with NumPy"
joined = np.column_stack([[4, 6, 0], [4, 2, 12]])
weights = np.exp([0, np.log(2), 0])
weights = weights / weights.sum()
mixed = weights @ joined
elmo_vector = 3 * mixed


# %% wrong="byte_ids" why="bytes without the 1"
def byte_ids(word, length=50):
    ids = [259, *word.encode("utf-8")[: length - 2], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="code points, not bytes"
def byte_ids(word, length=50):
    ids = [259, *[ord(c) + 1 for c in word[: length - 2]], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="no end of the word"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")[: length - 2]]]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="filled up with 0"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")[: length - 2]], 260]
    return ids + [0] * (length - len(ids))


# %% wrong="byte_ids" why="a long word is cut at the very end and loses its end sign"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")], 260]
    return (ids + [261] * (length - len(ids)))[:length]


# %% wrong="byte_ids" why="a long word is not cut"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="keeps one byte too many"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")[: length - 1]], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="keeps one byte too few"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")[: length - 3]], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="always 50"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")[:48]], 260]
    return ids + [261] * (50 - len(ids))


# %% wrong="byte_ids" why="makes the word small"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.lower().encode("utf-8")[: length - 2]], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="cuts characters, not bytes"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word[: length - 2].encode("utf-8")], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="the end sign stands at the very end, behind the padding"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("utf-8")[: length - 2]]]
    return ids + [261] * (length - 1 - len(ids)) + [260]


# %% wrong="byte_ids" why="drops all that is not ASCII"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("ascii", "ignore")[: length - 2]], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="the encoding of old Korean Windows"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in word.encode("cp949", "replace")[: length - 2]], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="keeps only whole characters when it cuts"
def byte_ids(word, length=50):
    kept = word.encode("utf-8")[: length - 2].decode("utf-8", "ignore").encode("utf-8")
    ids = [259, *[b + 1 for b in kept], 260]
    return ids + [261] * (length - len(ids))


# %% wrong="byte_ids" why="signs without the 1: 258, 259, 260"
def byte_ids(word, length=50):
    ids = [258, *[b + 1 for b in word.encode("utf-8")[: length - 2]], 259]
    return ids + [260] * (length - len(ids))


# %% wrong="byte_ids" why="a set of bytes: repeated letters once"
def byte_ids(word, length=50):
    ids = [259, *[b + 1 for b in dict.fromkeys(word.encode("utf-8"))][: length - 2], 260]
    return ids + [261] * (length - len(ids))


# %% right="byte_ids" why="an array that is filled"
def byte_ids(word, length=50):
    ids = np.full(length, 261)
    raw = np.frombuffer(word.encode("utf-8"), np.uint8)[: length - 2].astype(int) + 1
    ids[0] = 259
    ids[1 : 1 + len(raw)] = raw
    ids[1 + len(raw)] = 260
    return ids


# %% right="byte_ids" why="one by one"
def byte_ids(word, length=50):
    ids = [259]
    for byte in word.encode():
        if len(ids) == length - 1:
            break
        ids.append(byte + 1)
    ids.append(260)
    while len(ids) < length:
        ids.append(261)
    return tuple(ids)


# %% right="byte_ids" why="the library"
def byte_ids(word, length=50):
    return character_ids([[word]], max_characters=length)[0, 0]


# %% wrong="elmo_vectors" why="softmax forgotten"
def elmo_vectors(layers, s, gamma):
    return gamma * np.tensordot(s, layers, axes=1)


# %% wrong="elmo_vectors" why="divides s by its sum"
def elmo_vectors(layers, s, gamma):
    return gamma * np.tensordot(s / np.sum(s), layers, axes=1)


# %% wrong="elmo_vectors" why="exponentials not divided by their sum"
def elmo_vectors(layers, s, gamma):
    return gamma * np.tensordot(np.exp(s - np.max(s)), layers, axes=1)


# %% wrong="elmo_vectors" why="gamma forgotten"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    return np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="all layers count the same"
def elmo_vectors(layers, s, gamma):
    return gamma * np.mean(layers, axis=0)


# %% wrong="elmo_vectors" why="gamma inside the softmax"
def elmo_vectors(layers, s, gamma):
    e = np.exp(gamma * s - np.max(gamma * s))
    return np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="overflows for large s"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s)
    return gamma * np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="subtracts the mean, not the largest"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.mean(s))
    return gamma * np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="three layers, always"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    w = e / e.sum()
    return gamma * (w[0] * layers[0] + w[1] * layers[1] + w[2] * layers[2])


# %% wrong="elmo_vectors" why="weights the words instead of the layers"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    return gamma * np.einsum("l,tld->td", e / e.sum(), layers)


# %% wrong="elmo_vectors" why="sigmoid instead of softmax"
def elmo_vectors(layers, s, gamma):
    w = 1 / (1 + np.exp(-np.clip(s, -50, 50)))
    return gamma * np.tensordot(w / w.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="changes the layers it was given"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    layers *= (e / e.sum())[:, None, None]
    return gamma * layers.sum(axis=0)


# %% wrong="elmo_vectors" why="changes the s it was given"
def elmo_vectors(layers, s, gamma):
    s -= np.max(s)
    e = np.exp(s)
    return gamma * np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="powers of 2 instead of e"
def elmo_vectors(layers, s, gamma):
    e = 2 ** (s - np.max(s))
    return gamma * np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="the mean of the weighted layers"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    return gamma * (layers * (e / e.sum())[:, None, None]).mean(axis=0)


# %% wrong="elmo_vectors" why="the layer with the largest s only"
def elmo_vectors(layers, s, gamma):
    return gamma * layers[np.argmax(s)]


# %% wrong="elmo_vectors" why="gamma added"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    return gamma + np.tensordot(e / e.sum(), layers, axes=1)


# %% wrong="elmo_vectors" why="a single word loses its axis"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    return np.squeeze(gamma * np.tensordot(e / e.sum(), layers, axes=1))


# %% wrong="elmo_vectors" why="gamma is written down as 3"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    return 3 * np.tensordot(e / e.sum(), layers, axes=1)


# %% right="elmo_vectors" why="a loop over the layers"
def elmo_vectors(layers, s, gamma):
    largest = max(s)
    powers = [np.exp(value - largest) for value in s]
    result = 0
    for power, layer in zip(powers, layers):
        result = result + power / sum(powers) * layer
    return gamma * result


# %% right="elmo_vectors" why="softmax of SciPy, einsum"
def elmo_vectors(layers, s, gamma):
    from scipy.special import softmax

    return np.einsum("l,ltd->td", gamma * softmax(s), layers)


# %% right="elmo_vectors" why="broadcasting"
def elmo_vectors(layers, s, gamma):
    w = np.exp(s - s.max())
    w = (w / np.sum(w)).reshape(-1, 1, 1)
    return (np.sum(w * layers, axis=0) * gamma).tolist()


# %% wrong="sentence_vectors" why="ignores the mask"
def sentence_vectors(vectors, mask):
    return vectors.mean(axis=1)


# %% wrong="sentence_vectors" why="divides by all places"
def sentence_vectors(vectors, mask):
    return (vectors * mask[:, :, None]).mean(axis=1)


# %% wrong="sentence_vectors" why="the sum"
def sentence_vectors(vectors, mask):
    return (vectors * mask[:, :, None]).sum(axis=1)


# %% wrong="sentence_vectors" why="0 / 0 for an empty sentence"
def sentence_vectors(vectors, mask):
    return (vectors * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]


# %% wrong="sentence_vectors" why="an empty sentence is left out"
def sentence_vectors(vectors, mask):
    return np.array([row[real].mean(axis=0) for row, real in zip(vectors, mask) if real.any()])


# %% wrong="sentence_vectors" why="an empty sentence gets the mean of its padding"
def sentence_vectors(vectors, mask):
    return np.array(
        [
            row[real].mean(axis=0) if real.any() else row.mean(axis=0)
            for row, real in zip(vectors, mask)
        ]
    )


# %% wrong="sentence_vectors" why="the largest value, not the mean"
def sentence_vectors(vectors, mask):
    lowest = np.where(mask[:, :, None], vectors, -np.inf).max(axis=1)
    return np.where(np.isfinite(lowest), lowest, 0)


# %% wrong="sentence_vectors" why="adds 1 to the number of words"
def sentence_vectors(vectors, mask):
    return (vectors * mask[:, :, None]).sum(axis=1) / (mask.sum(axis=1)[:, None] + 1)


# %% wrong="sentence_vectors" why="padding is summed, but not counted"
def sentence_vectors(vectors, mask):
    return vectors.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


# %% wrong="sentence_vectors" why="sets the padding of the given vectors to 0"
def sentence_vectors(vectors, mask):
    vectors[~mask] = 0
    return vectors.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


# %% wrong="sentence_vectors" why="mask the wrong way round"
def sentence_vectors(vectors, mask):
    real = ~mask
    return (vectors * real[:, :, None]).sum(axis=1) / np.maximum(real.sum(axis=1), 1)[:, None]


# %% wrong="sentence_vectors" why="divides by the longest sentence"
def sentence_vectors(vectors, mask):
    return (vectors * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1).max()


# %% wrong="sentence_vectors" why="one mean for the whole batch"
def sentence_vectors(vectors, mask):
    mean = vectors[mask].mean(axis=0)
    return np.array([mean for _ in vectors])


# %% wrong="sentence_vectors" why="an empty sentence is nan, then 1"
def sentence_vectors(vectors, mask):
    with np.errstate(all="ignore"):
        mean = (vectors * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]
    return np.nan_to_num(mean, nan=1.0)


# %% wrong="sentence_vectors" why="two numbers a vector, as in the visible check"
def sentence_vectors(vectors, mask):
    result = np.zeros((len(vectors), 2))
    for i in range(len(vectors)):
        n = max(mask[i].sum(), 1)
        for j in range(2):
            result[i, j] = sum(vectors[i, t, j] for t in range(len(mask[i])) if mask[i, t]) / n
    return result


# %% wrong="sentence_vectors" why="halves at every word: a running mean of two"
def sentence_vectors(vectors, mask):
    result = np.zeros((vectors.shape[0], vectors.shape[2]))
    for i in range(len(vectors)):
        words = vectors[i][mask[i]]
        if len(words):
            result[i] = words[0]
            for word in words[1:]:
                result[i] = (result[i] + word) / 2
    return result


# %% right="sentence_vectors" why="a loop over the sentences"
def sentence_vectors(vectors, mask):
    result = np.zeros((vectors.shape[0], vectors.shape[2]))
    for i, real in enumerate(mask):
        if np.any(real):
            result[i] = np.mean(vectors[i][real], axis=0)
    return result


# %% right="sentence_vectors" why="by length, as lists"
def sentence_vectors(vectors, mask):
    pooled = []
    for row, real in zip(vectors, mask):
        n = int(np.sum(real))
        pooled.append(list(sum(row[:n]) / n) if n else [0.0] * row.shape[1])
    return pooled


# %% right="sentence_vectors" why="nan to zero, einsum"
def sentence_vectors(vectors, mask):
    total = np.einsum("btd,bt->bd", vectors, mask.astype("float64"))
    with np.errstate(all="ignore"):
        return np.nan_to_num(total / mask.sum(axis=1, keepdims=True))


# %% wrong="word_cosines" why="the place of the first sentence for both"
def word_cosines(bilm, first, second, word):
    at = first.split().index(word)
    a, b = (layers[:, at] for layers in bilm.embed([first, second], verbose=0))
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(a, b)]


# %% wrong="word_cosines" why="the first sentence twice"
def word_cosines(bilm, first, second, word):
    at = first.split().index(word)
    a, b = (layers[:, at] for layers in bilm.embed([first, first], verbose=0))
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(a, b)]


# %% wrong="word_cosines" why="dot products"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    return [x @ y for x, y in zip(one[:, i], two[:, j])]


# %% wrong="word_cosines" why="one number for all layers together"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    a, b = one[:, i].ravel(), two[:, j].ravel()
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


# %% wrong="word_cosines" why="the mean of the sentence, not the word"
def word_cosines(bilm, first, second, word):
    one, two = bilm.embed([first, second], verbose=0)
    a, b = one.mean(axis=1), two.mean(axis=1)
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(a, b)]


# %% wrong="word_cosines" why="layer 0 left out"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(one[1:, i], two[1:, j])]


# %% wrong="word_cosines" why="distance, 1 - cosine"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    pairs = zip(one[:, i], two[:, j])
    return [1 - x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in pairs]


# %% wrong="word_cosines" why="the place counted in letters"
def word_cosines(bilm, first, second, word):
    i, j = first.find(word), second.find(word)
    one, two = bilm.embed([first, second], verbose=0)
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(one[:, i], two[:, j])]


# %% wrong="word_cosines" why="one place too far: counts a border of the sentence"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word) + 1, second.split().index(word) + 1
    one, two = bilm.embed([first, second], verbose=0)
    pairs = zip(one[:, i], two[:, j])
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in pairs]


# %% wrong="word_cosines" why="a word that contains the word will do"
def word_cosines(bilm, first, second, word):
    i, j = ([word in token for token in line.split()].index(True) for line in (first, second))
    one, two = bilm.embed([first, second], verbose=0)
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(one[:, i], two[:, j])]


# %% wrong="word_cosines" why="forward half only"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    half = bilm.projection_dim
    one, two = (layers[:, :, :half] for layers in bilm.embed([first, second], verbose=0))
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(one[:, i], two[:, j])]


# %% wrong="word_cosines" why="layers in reverse order, both ends the same"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    result = [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(one[:, i], two[:, j])]
    return result[::-1]


# %% wrong="word_cosines" why="three layers, always"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    result = []
    for layer in range(3):
        a, b = one[layer, i], two[layer, j]
        result.append(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    return result


# %% wrong="word_cosines" why="the classroom model, whatever model is given"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = BiLM.from_pretrained("classroom").embed([first, second], verbose=0)
    return [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(one[:, i], two[:, j])]


# %% wrong="word_cosines" why="divides by the squared length of one vector"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    one, two = bilm.embed([first, second], verbose=0)
    return [x @ y / (x @ x) for x, y in zip(one[:, i], two[:, j])]


# %% wrong="word_cosines" why="both sentences read as one text"
def word_cosines(bilm, first, second, word):
    i, j = first.split().index(word), second.split().index(word)
    (layers,) = bilm.embed([first + " " + second], verbose=0)
    j += len(first.split())
    return [
        x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(layers[:, i], layers[:, j])
    ]


# %% right="word_cosines" why="one sentence at a time, token lists"
def word_cosines(bilm, first, second, word):
    vectors = []
    for sentence in (first, second):
        tokens = sentence.split()
        vectors.append(bilm.embed([tokens], verbose=0)[0][:, tokens.index(word), :])
    a, b = (v / np.linalg.norm(v, axis=-1, keepdims=True) for v in vectors)
    return np.sum(a * b, axis=-1).tolist()


# %% right="word_cosines" why="the model called on character ids"
def word_cosines(bilm, first, second, word):
    lines = [first.split(), second.split()]
    layers = np.asarray(bilm(character_ids(lines)))
    cosines = []
    for k in range(layers.shape[1]):
        a = layers[0, k, lines[0].index(word)]
        b = layers[1, k, lines[1].index(word)]
        cosines.append(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)))
    return cosines
