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


# %% wrong="sentence_vectors" why="padding taken to be at the end: the first words, by their number"
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


# %% edits="mix_by_hand"
[
    ("[[4, 4], [6, 2], [0, 12]]", "[[4, 4], [2, 6], [12, 0]]", "backward first"),
    ("[[4, 4], [6, 2], [0, 12]]", "[[4, 6, 0], [4, 2, 12]]", "directions in place of layers"),
    ("[[4, 4], [6, 2], [0, 12]]", "[4, 4, 6, 2, 0, 12]", "one flat list"),
    ("[[4, 4], [6, 2], [0, 12]]", "[[4, 4], [6, 2], [0, 12.01]]", "nearly right"),
    ("[[4, 4], [6, 2], [0, 12]]", "[[0, 12], [6, 2], [4, 4]]", "layers from behind"),
    ("[[4, 4], [6, 2], [0, 12]]", "[8, 8, 12]", "both directions added"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[1 / 3, 1 / 3, 1 / 3]", "all the same"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[0.25, 0.5, 0.249]", "nearly right"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[0, 1, 0]", "the largest only"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[1, 2, 1]", "not divided"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[0, 0.693, 0]", "s itself"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[25, 50, 25]", "percent"),
    ("[1 / 4, 2 / 4, 1 / 4]", "[0.5, 0.25, 0.25]", "the wrong layer counts twice"),
    ("[4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]", "[4, 6]", "one sum wrong"),
    ("[4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]", "[5, 4]", "directions swapped"),
    ("[4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]", "[10 / 3, 6]", "the plain mean"),
    ("[4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]", "[16, 20]", "not divided by 4"),
    ("[4 / 4 + 12 / 4 + 0, 4 / 4 + 4 / 4 + 12 / 4]", "9", "all added up"),
    ("elmo_vector = [12, 15]", "elmo_vector = [4, 5]", "gamma forgotten"),
    ("elmo_vector = [12, 15]", "elmo_vector = [7, 8]", "gamma added"),
    ("elmo_vector = [12, 15]", "elmo_vector = [12, 15.1]", "nearly right"),
    ("elmo_vector = [12, 15]", "elmo_vector = [15, 12]", "numbers swapped"),
    ("elmo_vector = [12, 15]", "elmo_vector = [64, 125]", "to the power gamma"),
    ("elmo_vector = [12, 15]", "elmo_vector = '[12, 15]'", "text"),
]

# %% edits="byte_ids"
[
    ("length=50", "length=48", "another default"),
    ("byte + 1", "byte", "1 not added"),
    ("byte + 1", "byte + 2", "2 added"),
    ("byte + 1", "min(byte, 127) + 1", "ASCII only"),
    ('word.encode("utf-8")', 'word.encode("utf-16-le")', "another encoding"),
    ('word.encode("utf-8")', 'word.encode("cp949", "ignore")', "old Korean Windows"),
    ('word.encode("utf-8")', 'word.encode("latin-1", "replace")', "an encoding of one byte"),
    ('word.encode("utf-8")', 'word.encode("ascii", "ignore")', "only ASCII stays"),
    ('word.encode("utf-8")', 'word.lower().encode("utf-8")', "small letters"),
    ('word.encode("utf-8")', "list(map(ord, word))", "code points"),
    (
        'word.encode("utf-8")',
        '__import__("unicodedata").normalize("NFD", word).encode("utf-8")',
        "decomposed",
    ),
    ('word.encode("utf-8")', 'bytes(sorted(word.encode("utf-8")))', "bytes sorted"),
    ('word.encode("utf-8")', 'bytes(dict.fromkeys(word.encode("utf-8")))', "each byte once"),
    ('word.encode("utf-8")', 'word.strip("-!09").encode("utf-8")', "signs at the ends cut off"),
    ("[: length - 2]", "[: length - 1]", "one byte too many"),
    ("[: length - 2]", "[: length - 3]", "one byte too few"),
    ("[: length - 2]", "[-(length - 2) :]", "the last bytes"),
    ("[: length - 2]", "[:48]", "always 48"),
    ("[: length - 2]", "", "not cut"),
    ("[: length - 2]", "[: length - 2 if length < 50 else 47]", "the default one too short"),
    ("[259, *inside, 260]", "[259, *inside]", "no end"),
    ("[259, *inside, 260]", "[*inside, 260]", "no begin"),
    ("[259, *inside, 260]", "[260, *inside, 259]", "begin and end swapped"),
    ("[259, *inside, 260]", "[258, *inside, 259]", "signs one too low"),
    ("[259, *inside, 260]", "[259, *inside[::-1], 260]", "bytes from behind"),
    (
        "[259, *inside, 260]",
        "[259, *inside, 260] if len(inside) < length - 2 else [259, *inside, 261]",
        "no end where it just fits",
    ),
    ("[261] * (length - len(ids))", "[0] * (length - len(ids))", "zeros"),
    ("[261] * (length - len(ids))", "[260] * (length - len(ids))", "ends in place of padding"),
    ("[261] * (length - len(ids))", "[261] * length", "too many"),
    ("[261] * (length - len(ids))", "[]", "no padding"),
    (
        "return ids + [261] * (length - len(ids))",
        "return [261] * (length - len(ids)) + ids",
        "padding in front",
    ),
    (
        "return ids + [261] * (length - len(ids))",
        "return ids[:-1] + [261] * (length - len(ids)) + [260]",
        "the end at the very end",
    ),
    (
        "return ids + [261] * (length - len(ids))",
        "return [ids + [261] * (length - len(ids))]",
        "a table of one row",
    ),
    (
        "return ids + [261] * (length - len(ids))",
        "return np.array(ids + [261] * (length - len(ids)), 'uint8')",
        "numbers above 255 wrap round",
    ),
    (
        "return ids + [261] * (length - len(ids))",
        "return list(map(str, ids + [261] * (length - len(ids))))",
        "text",
    ),
    ("return ids + [261] * (length - len(ids))", "print(ids)", "printed, not returned"),
]

# %% edits="elmo_vectors"
[
    ("np.array(s) - np.max(s)", "np.array(s)", "overflows"),
    ("np.array(s) - np.max(s)", "np.array(s) - np.min(s)", "the smallest subtracted"),
    ("np.array(s) - np.max(s)", "np.array(s) - np.mean(s)", "the mean subtracted"),
    ("np.array(s) - np.max(s)", "np.clip(s, -700, 700)", "cut off at 700"),
    (
        "np.array(s) - np.max(s)",
        "(np.array(s) - np.max(s)) / len(s)",
        "divided by the number of layers",
    ),
    ("np.array(s) - np.max(s)", "gamma * (np.array(s) - np.max(s))", "gamma in the softmax"),
    ("np.array(s) - np.max(s)", "-(np.array(s) - np.max(s))", "the sign"),
    ("np.exp(np.array(s) - np.max(s))", "2.0 ** (np.array(s) - np.max(s))", "powers of 2"),
    ("np.exp(np.array(s) - np.max(s))", "np.array(s)", "no exponentials"),
    ("np.exp(np.array(s) - np.max(s))", "np.abs(s) + 1e-9", "absolute values"),
    ("np.exp(np.array(s) - np.max(s))", "(np.array(s) == np.max(s)) * 1.0", "the largest only"),
    ("exponentials / exponentials.sum()", "exponentials", "not divided"),
    (
        "exponentials / exponentials.sum()",
        "exponentials / np.linalg.norm(exponentials)",
        "divided by the length",
    ),
    (
        "exponentials / exponentials.sum()",
        "exponentials / len(exponentials)",
        "divided by their number",
    ),
    (
        "exponentials / exponentials.sum()",
        "np.round(exponentials / exponentials.sum(), 4)",
        "weights rounded",
    ),
    (
        "exponentials / exponentials.sum()",
        "(exponentials / exponentials.sum())[::-1]",
        "from behind",
    ),
    (
        "exponentials / exponentials.sum()",
        "np.sort(exponentials / exponentials.sum())",
        "weights sorted",
    ),
    (
        "exponentials / exponentials.sum()",
        "(exponentials + 1e-3) / (exponentials + 1e-3).sum()",
        "a little added",
    ),
    ("gamma * np.tensordot", "np.tensordot", "no gamma"),
    ("gamma * np.tensordot", "gamma + np.tensordot", "gamma added"),
    ("gamma * np.tensordot", "abs(gamma) * np.tensordot", "the sign of gamma lost"),
    ("gamma * np.tensordot", "int(gamma) * np.tensordot", "gamma made whole"),
    ("gamma * np.tensordot", "(gamma or 1) * np.tensordot", "gamma 0 taken for no gamma"),
    ("np.tensordot(weights, layers, axes=1)", "np.mean(layers, axis=0)", "the plain mean"),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.tensordot(weights[:3], layers[:3], axes=1)",
        "three layers",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.tensordot(weights, layers, axes=1).T",
        "the transpose",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.squeeze(np.tensordot(weights, layers, axes=1))",
        "axes of length 1 lost",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.tensordot(weights, layers, axes=1).sum(axis=0)",
        "words added up",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.round(np.tensordot(weights, layers, axes=1), 4)",
        "rounded",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.tensordot(weights, layers, axes=1).astype('float16')",
        "half precision",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "(weights[:, None, None] * layers).mean(axis=0)",
        "a mean of weighted layers",
    ),
    (
        "np.tensordot(weights, layers, axes=1)",
        "np.tensordot(weights[1:], layers[1:], axes=1)",
        "the token layer left out",
    ),
    (
        "    weights =",
        "    layers[:] = layers * 1.0000001\n    weights =",
        "changes the layers a little",
    ),
    ("    exponentials =", "    s -= np.max(s)\n    exponentials =", "changes s"),
    ("return gamma", "print(gamma)\n    gamma", "printed, not returned"),
]


# %% right="sentence_vectors" why="picked by the mask, as lists"
def sentence_vectors(vectors, mask):
    rows = []
    for words, real in zip(vectors, mask):
        chosen = [word for word, here in zip(words.tolist(), real) if here]
        rows.append([sum(c) / len(c) for c in zip(*chosen)] if chosen else [0] * words.shape[1])
    return rows


# %% right="elmo_vectors" why="Keras, in single precision"
def elmo_vectors(layers, s, gamma):
    import keras

    weights = keras.ops.softmax(keras.ops.convert_to_tensor(s, "float32"))
    mixed = keras.ops.tensordot(weights, keras.ops.cast(layers, "float32"), axes=1)
    return keras.ops.cast(gamma, "float32") * mixed


# %% right="sentence_vectors" why="masked arrays"
def sentence_vectors(vectors, mask):
    hidden = np.repeat(~np.asarray(mask)[:, :, None], vectors.shape[2], axis=2)
    return np.ma.masked_array(vectors, hidden).mean(axis=1).filled(0)


# %% edits="sentence_vectors"
[
    ("np.asarray(mask, dtype=float)", "1 - np.asarray(mask, dtype=float)", "the wrong way round"),
    ("np.asarray(mask, dtype=float)", "np.ones(np.shape(mask))", "no mask"),
    (
        "np.asarray(mask, dtype=float)",
        "np.sort(np.asarray(mask, dtype=float), axis=1)[:, ::-1]",
        "padding taken to be at the end",
    ),
    (
        "np.asarray(mask, dtype=float)",
        "np.cumprod(np.asarray(mask, dtype=float), axis=1)",
        "up to the first padding",
    ),
    (
        "np.asarray(mask, dtype=float)",
        "(np.asarray(vectors) != 0).any(axis=2).astype(float)",
        "the mask guessed from zeros",
    ),
    ("np.asarray(mask, dtype=float)", "np.asarray(mask, dtype=float).T", "the mask transposed"),
    ("real.sum(axis=1)", "real.sum(axis=0)", "counted over sentences"),
    ("real.sum(axis=1)", "real.sum()", "all words of the batch"),
    ("real.sum(axis=1)", "real.sum(axis=1) + 1", "one too many"),
    ("real.sum(axis=1)", "real.shape[1]", "all places"),
    ("real.sum(axis=1)", "real.sum(axis=1).max()", "the longest sentence"),
    ("real.sum(axis=1)", "np.sqrt(real.sum(axis=1))", "the square root"),
    ("real.sum(axis=1)", "real.sum(axis=1) + 1e-3", "a little added"),
    ("np.maximum(counts, 1)", "counts", "0 / 0"),
    ("np.maximum(counts, 1)", "np.maximum(counts, 2)", "at least 2"),
    ("np.maximum(counts, 1)", "np.minimum(counts, 3).clip(1)", "3 at most"),
    ("(vectors * real).sum(axis=1)", "vectors.sum(axis=1)", "padding is added"),
    ("(vectors * real).sum(axis=1)", "(vectors * real).sum(axis=2)", "the other axis"),
    ("(vectors * real).sum(axis=1)", "(vectors * real).mean(axis=1)", "a mean, divided again"),
    ("(vectors * real).sum(axis=1)", "(vectors * real).max(axis=1)", "the largest"),
    ("(vectors * real).sum(axis=1)", "(np.round(vectors, 3) * real).sum(axis=1)", "rounded"),
    ("(vectors * real).sum(axis=1)", "(np.abs(vectors) * real).sum(axis=1)", "signs lost"),
    ("(vectors * real).sum(axis=1)", "(vectors * real)[:, 0]", "the first word"),
    (
        "(vectors * real).sum(axis=1)",
        "(np.where(np.abs(vectors) < 100, vectors, 0) * real).sum(axis=1) + (vectors * (1 - real) * 1e-9).sum(axis=1)",
        "padding leaks in",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "return ((vectors * real).sum(axis=1) / np.maximum(counts, 1))[counts[:, 0] > 0]",
        "empty sentences left out",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "return np.where(counts > 0, (vectors * real).sum(axis=1) / np.maximum(counts, 1), np.nan)",
        "nan for empty sentences",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "return np.where(counts > 0, (vectors * real).sum(axis=1) / np.maximum(counts, 1), vectors.mean(axis=1))",
        "the mean of the padding for empty sentences",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "return np.squeeze((vectors * real).sum(axis=1) / np.maximum(counts, 1))",
        "axes of length 1 lost",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "return ((vectors * real).sum(axis=1) / np.maximum(counts, 1))[:, :2]",
        "two numbers",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "return ((vectors * real).sum(axis=1) / np.maximum(counts, 1)).mean(axis=0)",
        "one vector for all",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "vectors *= real\n    return vectors.sum(axis=1) / np.maximum(counts, 1)",
        "sets the padding that came in to 0",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "mask[:, 0] = True\n    return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "changes the mask",
    ),
    (
        "return (vectors * real).sum(axis=1) / np.maximum(counts, 1)",
        "print((vectors * real).sum(axis=1))",
        "printed, not returned",
    ),
]

# %% edits="word_cosines"
[
    ('sentence.split(" ").index(word)', "sentence.find(word)", "counted in letters"),
    (
        'sentence.split(" ").index(word)',
        '[word in token for token in sentence.split(" ")].index(True)',
        "a part of a word will do",
    ),
    (
        'sentence.split(" ").index(word)',
        '[token.startswith(word) for token in sentence.split(" ")].index(True)',
        "the beginning of a word will do",
    ),
    (
        'sentence.split(" ").index(word)',
        '(sentence.split(" ").index(word) + 1) % len(sentence.split(" "))',
        "one place too far",
    ),
    (
        'sentence.split(" ").index(word)',
        'sentence.split(" ").index(word) - 1',
        "one place too early",
    ),
    ('sentence.split(" ").index(word)', 'len(sentence.split(" ")) - 1', "the last word"),
    ('sentence.split(" ").index(word)', "0", "the first word"),
    (
        'sentence.split(" ").index(word)',
        'min(4, len(sentence.split(" ")) - 1)',
        "the place of the visible check",
    ),
    (
        "for sentence in (first, second)]",
        "for sentence in (first, first)]",
        "the place of the first sentence for both",
    ),
    (
        "bilm.embed([first, second], verbose=0)",
        "bilm.embed([first, first], verbose=0)",
        "the first sentence twice",
    ),
    (
        "bilm.embed([first, second], verbose=0)",
        "bilm.embed([second, first], verbose=0)",
        "sentences swapped",
    ),
    (
        "bilm.embed([first, second], verbose=0)",
        "bilm.embed([word, word], verbose=0)",
        "the word alone",
    ),
    (
        "bilm.embed([first, second], verbose=0)",
        "bilm.embed([first.lower(), second.lower()], verbose=0)",
        "small letters",
    ),
    (
        "bilm.embed([first, second], verbose=0)",
        "BiLM.from_pretrained('classroom').embed([first, second], verbose=0)",
        "always the classroom model",
    ),
    ("found[:, place]", "found[:, :place + 1].mean(axis=1)", "the mean up to the word"),
    ("found[:, place]", "found.mean(axis=1)", "the mean of the sentence"),
    ("found[:, place]", "found[1:, place]", "layer 0 left out"),
    ("found[:, place]", "found[:3, place]", "three layers at most"),
    ("found[:, place]", "found[::-1, place]", "layers from behind"),
    ("found[:, place]", "found[:, place, :bilm.projection_dim]", "the forward half"),
    (
        "found[:, place]",
        "found[:, place] - found[:, place].mean(axis=1, keepdims=True)",
        "centred: a correlation",
    ),
    ("found[:, place]", "np.abs(found[:, place])", "signs lost"),
    (
        "np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)",
        "np.linalg.norm(a) * np.linalg.norm(b)",
        "no axis",
    ),
    (
        "np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)",
        "np.linalg.norm(a, axis=1) ** 2",
        "one length squared",
    ),
    (
        "np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)",
        "np.linalg.norm(a, axis=1) + np.linalg.norm(b, axis=1)",
        "lengths added",
    ),
    (
        "np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)",
        "np.abs(a).sum(axis=1) * np.abs(b).sum(axis=1)",
        "another length",
    ),
    ("np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)", "1", "dot products"),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return 1 - (a * b).sum(axis=1) / lengths",
        "distance",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return np.abs((a * b).sum(axis=1) / lengths)",
        "never negative",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return np.round((a * b).sum(axis=1) / lengths, 3)",
        "rounded",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return ((a * b).sum(axis=1) / lengths).mean()",
        "one number",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return np.arccos(np.clip((a * b).sum(axis=1) / lengths, -1, 1))",
        "the angle",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return dict(enumerate((a * b).sum(axis=1) / lengths))",
        "a dictionary",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "return sorted((a * b).sum(axis=1) / lengths, reverse=True)",
        "sorted",
    ),
    (
        "return (a * b).sum(axis=1) / lengths",
        "print((a * b).sum(axis=1) / lengths)",
        "printed, not returned",
    ),
]


# %% wrong="byte_ids" why="length 2 keeps a byte"
def byte_ids(word, length=50):
    b = [x + 1 for x in word.encode()][: max(length - 2, 1)]
    return [259, *b, 260] + [261] * (length - 2 - len(b))


# %% wrong="byte_ids" why="50 at most"
def byte_ids(word, length=50):
    length = min(length, 50)
    b = [x + 1 for x in word.encode()][: length - 2]
    return [259, *b, 260] + [261] * (length - 2 - len(b))


# %% wrong="byte_ids" why="latin-1 where it can"
def byte_ids(word, length=50):
    try:
        b = word.encode("latin-1")
    except UnicodeEncodeError:
        b = word.encode("utf-8")
    ids = [259, *(x + 1 for x in b[: length - 2]), 260]
    return ids + [261] * (length - len(ids))


# %% wrong="elmo_vectors" why="a smallest s gets no weight"
def elmo_vectors(layers, s, gamma):
    e = np.exp(s - np.max(s))
    w = e / e.sum()
    w = np.where(w < 1e-3, 0, w)
    return gamma * np.tensordot(w, layers, 1)


# %% wrong="sentence_vectors" why="zero vectors taken for padding"
def sentence_vectors(vectors, mask):
    m = (np.asarray(mask, bool) & vectors.any(axis=2)).astype(float)[..., None]
    return (vectors * m).sum(1) / np.maximum(m.sum(1), 1)


# %% wrong="sentence_vectors" why="large values taken for padding"
def sentence_vectors(vectors, mask):
    m = (np.asarray(mask, bool) & (np.abs(vectors).max(axis=2) < 100)).astype(float)[..., None]
    return (vectors * m).sum(1) / np.maximum(m.sum(1), 1)


# %% wrong="sentence_vectors" why="equal words once"
def sentence_vectors(vectors, mask):
    return np.array(
        [
            np.unique(v[np.asarray(m, bool)], axis=0).mean(0) if np.any(m) else np.zeros(v.shape[1])
            for v, m in zip(vectors, mask)
        ]
    )


# %% wrong="sentence_vectors" why="dtype of vectors kept"
def sentence_vectors(vectors, mask):
    m = np.asarray(mask, float)[..., None]
    return ((vectors * m).sum(1) / np.maximum(m.sum(1), 1)).astype(vectors.dtype)


# %% right="sentence_vectors" why="Keras pooling"
def sentence_vectors(vectors, mask):
    m = keras.ops.cast(mask, "float32")[..., None]
    n = keras.ops.sum(m, 1)
    return keras.ops.divide_no_nan(keras.ops.sum(keras.ops.cast(vectors, "float32") * m, 1), n)


# %% right="sentence_vectors" why="pandas groupby"
import pandas as pd


def sentence_vectors(vectors, mask):
    i, t = np.nonzero(mask)
    return (
        pd.DataFrame(vectors[i, t]).groupby(i).mean().reindex(range(len(vectors)), fill_value=0.0)
    )


# %% wrong="word_cosines" why="letters only as tokens"
import re


def word_cosines(bilm, first, second, word):
    (a, b), (p, q) = (
        bilm.embed([first, second], verbose=0),
        [re.findall(r"\w+", s).index(word) for s in (first, second)],
    )
    a, b = a[:, p], b[:, q]
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


# %% right="word_cosines" why="Keras normalize, generator"
def word_cosines(bilm, first, second, word):
    a, b = (
        keras.utils.normalize(bilm.embed([s], verbose=0)[0][:, [*s.split(" ")].index(word)], axis=1)
        for s in (first, second)
    )
    yield from np.einsum("ld,ld->l", a, b)


# %% wrong="word_cosines" why="signs at a word are stripped"
def word_cosines(bilm, first, second, word):
    a, b = bilm.embed([first, second], verbose=0)
    at = [[w.strip(".,!?") for w in s.split(" ")].index(word) for s in (first, second)]
    a, b = a[:, at[0]], b[:, at[1]]
    return [float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)) for x, y in zip(a, b)]


# %% wrong="word_cosines" why="the place of the first sentence in both, where it fits"
def word_cosines(bilm, first, second, word):
    a, b = bilm.embed([first, second], verbose=0)
    i = first.split(" ").index(word)
    t = second.split(" ")
    j = i if i < len(t) and t[i].startswith(word) else t.index(word)
    return [float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)) for x, y in zip(a[:, i], b[:, j])]
