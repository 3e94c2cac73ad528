# %%
"""Wrong and right answers to assignment 9-2. The hidden tests must tell them apart."""

# %% wrong="by_hand" why="counts in one sentence only"
x_drink_i, x_green, p_tea_green, ratio_drink = 1, 4, 0.5, 4
x_drink_window_2, f_1, f_20 = 5, 0.125, 1

# %% wrong="by_hand" why="row sum counts different words, not how often"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 3, 2 / 3, 4
x_drink_window_2, f_1, f_20 = 5, 0.125, 1

# %% wrong="by_hand" why="only words to the right"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 2, 1, 4
x_drink_window_2, f_1, f_20 = 3, 0.125, 1

# %% wrong="by_hand" why="P(green|tea) in place of P(tea|green)"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 1.0, 4
x_drink_window_2, f_1, f_20 = 5, 0.125, 1

# %% wrong="by_hand" why="ratio upside down"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 0.5, 0.25
x_drink_window_2, f_1, f_20 = 5, 0.125, 1

# %% wrong="by_hand" why="ratio of counts"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 0.5, 2
x_drink_window_2, f_1, f_20 = 5, 0.125, 1

# %% wrong="by_hand" why="window 2 counted like window 1"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 0.5, 4
x_drink_window_2, f_1, f_20 = 4, 0.125, 1

# %% wrong="by_hand" why="power 3/4 forgotten"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 0.5, 4
x_drink_window_2, f_1, f_20 = 5, 1 / 16, 1

# %% wrong="by_hand" why="square root in place of the power 3/4"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 0.5, 4
x_drink_window_2, f_1, f_20 = 5, 0.25, 1

# %% wrong="by_hand" why="min forgotten"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 0.5, 4
x_drink_window_2, f_1, f_20 = 5, 0.125, 1.182

# %% wrong="by_hand" why="a count in place of a probability"
x_drink_i, x_green, p_tea_green, ratio_drink = 2, 4, 2, 4
x_drink_window_2, f_1, f_20 = 5, 0.125, 1

# %% right="by_hand" why="written as calculations"
x_drink_i = 1 + 1
x_green = 2 + 2
p_tea_green = 2 / x_green
ratio_drink = (2 / 2) / (1 / 4)
x_drink_window_2 = 2 + 3
f_1 = (1 / 16) ** (3 / 4)
f_20 = min(1, (20 / 16) ** (3 / 4))

# %% right="by_hand" why="NumPy numbers and a fraction"
from fractions import Fraction

x_drink_i, x_green, ratio_drink, x_drink_window_2 = np.array([2, 4, 4, 5])
p_tea_green = Fraction(1, 2)
f_1, f_20 = np.minimum(1, (np.array([1, 20]) / 16) ** 0.75)


# %% wrong="count_pairs" why="only words to the right"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for other in tokens[i + 1 : i + 1 + window]:
                X[words.index(centre), words.index(other)] += 1
    return X


# %% wrong="count_pairs" why="only words to the left"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for other in tokens[max(0, i - window) : i]:
                X[words.index(centre), words.index(other)] += 1
    return X


# %% wrong="count_pairs" why="off by one: range stops one word early on the right"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window)):
                if j != i:
                    X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="off by one: the window is one word too wide"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window - 1), min(len(tokens), i + window + 2)):
                if j != i:
                    X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="a slice from a negative start is empty, so the left side is lost"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for other in tokens[i - window : i] + tokens[i + 1 : i + 1 + window]:
                X[words.index(centre), words.index(other)] += 1
    return X


# %% wrong="count_pairs" why="negative positions wrap round to the end of the sentence"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(i - window, i + window + 1):
                if j != i and j < len(tokens) and abs(j) <= len(tokens):
                    X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="window runs on into the next sentence"
def count_pairs(sentences, words, window):
    tokens = [token for sentence in sentences for token in sentence]
    X = np.zeros((len(words), len(words)))
    for i, centre in enumerate(tokens):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="whole sentence in place of the window"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j, other in enumerate(tokens):
                if j != i:
                    X[words.index(centre), words.index(other)] += 1
    return X


# %% wrong="count_pairs" why="the word itself is counted in its window"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="equal words skipped, not only the same place"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if tokens[j] != centre:
                    X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="place found with tokens.index, so a repeated word keeps its first place"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for centre in tokens:
            i = tokens.index(centre)
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if j != i:
                    X[words.index(centre), words.index(tokens[j])] += 1
    return X


# %% wrong="count_pairs" why="writes 1 in place of adding 1"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if j != i:
                    X[words.index(centre), words.index(tokens[j])] = 1
    return X


# %% wrong="count_pairs" why="both sides counted and each pair mirrored: all doubled"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if j != i:
                    X[words.index(centre), words.index(tokens[j])] += 1
                    X[words.index(tokens[j]), words.index(centre)] += 1
    return X


# %% wrong="count_pairs" why="window not used, always 1"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i in range(1, len(tokens)):
            left, right = words.index(tokens[i - 1]), words.index(tokens[i])
            X[left, right] += 1
            X[right, left] += 1
    return X


# %% wrong="count_pairs" why="weights 1/distance"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if j != i:
                    X[words.index(centre), words.index(tokens[j])] += 1 / abs(i - j)
    return X


# %% wrong="count_pairs" why="only the word exactly window places away"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)))
    for tokens in sentences:
        for left, right in zip(tokens, tokens[window:], strict=False):
            X[words.index(left), words.index(right)] += 1
            X[words.index(right), words.index(left)] += 1
    return X


# %% wrong="count_pairs" why="the chapter's matrix written down"
def count_pairs(sentences, words, window):
    return [
        [0, 2, 1, 0, 0, 0, 0],
        [2, 0, 0, 1, 0, 1, 0],
        [1, 0, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
    ]


# %% right="count_pairs" why="with collections.Counter, as lists"
def count_pairs(sentences, words, window):
    from collections import Counter

    pairs = Counter()
    for tokens in sentences:
        for i, centre in enumerate(tokens):
            near = tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]
            pairs.update((centre, other) for other in near)
    return [[pairs[row, column] for column in words] for row in words]


# %% right="count_pairs" why="one side counted at each distance, then the transpose added"
def count_pairs(sentences, words, window):
    X = np.zeros((len(words), len(words)), dtype=int)
    for tokens in sentences:
        rows = [words.index(token) for token in tokens]
        for distance in range(1, window + 1):
            for left, right in zip(rows, rows[distance:], strict=False):
                X[left, right] += 1
    return X + X.T


# %% wrong="probability_and_ratio" why="divides by the sum of the column"
def probability(X, k, i):
    return X[i, k] / X[:, i].sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="divides by the sum of the whole matrix"
def probability(X, k, i):
    return X[i, k] / X.sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="P(i|k) in place of P(k|i)"
def probability(X, k, i):
    return X[k, i] / X[k].sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="row and column of the count swapped, row sum right"
def probability(X, k, i):
    return X[k, i] / X[i].sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="ratio upside down"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    below = probability(X, k, i)
    return np.inf if below == 0 else probability(X, k, j) / below


# %% wrong="probability_and_ratio" why="ratio of counts"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    return np.inf if X[j, k] == 0 else X[i, k] / X[j, k]


# %% wrong="probability_and_ratio" why="0 in place of inf"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return 0 if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="a small number added to avoid division by 0"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    return probability(X, k, i) / (probability(X, k, j) + 1e-12)


# %% wrong="probability_and_ratio" why="Python numbers: division by 0 raises an error"
def probability(X, k, i):
    return float(X[i, k]) / float(X[i].sum())


def ratio(X, k, i, j):
    return probability(X, k, i) / probability(X, k, j)


# %% wrong="probability_and_ratio" why="whole-number division"
def probability(X, k, i):
    return X[i, k] // X[i].sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="the word itself left out of the row sum"
def probability(X, k, i):
    return X[i, k] / (X[i].sum() - X[i, i])


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="turns the rows of the X that came in into probabilities"
def probability(X, k, i):
    if X.dtype == float:
        X[i] /= X[i].sum()
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    below = probability(X, k, j)
    return np.inf if below == 0 else probability(X, k, i) / below


# %% wrong="probability_and_ratio" why="1 added to each count"
def probability(X, k, i):
    return (X[i, k] + 1) / (X[i] + 1).sum()


def ratio(X, k, i, j):
    return probability(X, k, i) / probability(X, k, j)


# %% wrong="probability_and_ratio" why="inf also where the upper probability is 0"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    above, below = probability(X, k, i), probability(X, k, j)
    return np.inf if above == 0 or below == 0 else above / below


# %% right="probability_and_ratio" why="a whole table of probabilities, NumPy's own inf"
def probability(X, k, i):
    P = X / X.sum(axis=1, keepdims=True)
    return P[i][k]


def ratio(X, k, i, j):
    with np.errstate(divide="ignore"):
        return np.float64(probability(X, k, i)) / probability(X, k, j)


# %% right="probability_and_ratio" why="loops and Python numbers, inf from the error"
def probability(X, k, i):
    total = 0.0
    for column in range(len(X)):
        total += float(X[i][column])
    return float(X[i][k]) / total


def ratio(X, k, i, j):
    try:
        return probability(X, k, i) / probability(X, k, j)
    except ZeroDivisionError:
        return float("inf")


# %% wrong="glove_loss" why="log(1+x)"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    error = w @ w_tilde.T + b[:, None] + b_tilde[None, :] - np.log1p(X)
    return (weighting(X, x_max) * error**2).sum()


# %% wrong="glove_loss" why="log of the cells that are 0"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    with np.errstate(all="ignore"):
        error = w @ w_tilde.T + b[:, None] + b_tilde[None, :] - np.log(X)
        return (weighting(X, x_max) * error**2).sum()


# %% wrong="glove_loss" why="sum not weighted"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (error**2).sum()


# %% wrong="glove_loss" why="mean for sum"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).mean()


# %% wrong="glove_loss" why="weight inside the square"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return ((weighting(X[seen], x_max) * error) ** 2).sum()


# %% wrong="glove_loss" why="no cap at 1"
def weighting(x, x_max):
    return (np.asarray(x) / x_max) ** 0.75


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="max in place of min"
def weighting(x, x_max):
    return np.maximum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="biases swapped: b along the columns"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[None, :] + b_tilde[:, None])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="both biases added along the columns by broadcasting"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b + b_tilde)[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="word vectors and context vectors swapped"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w_tilde @ w.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="dot products of the word vectors among themselves"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="upper half of the matrix, doubled"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    total = 0.0
    for i in range(len(X)):
        for j in range(i + 1, len(X)):
            if X[i, j] > 0:
                error = w[i] @ w_tilde[j] + b[i] + b_tilde[j] - np.log(X[i, j])
                total += 2 * weighting(X[i, j], x_max) * error**2
    return total


# %% wrong="glove_loss" why="sign of the logarithm"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] + np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="log10"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log10(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="f works for one number only"
def weighting(x, x_max):
    return min(1, (x / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    total = 0.0
    for i in range(len(X)):
        for j in range(len(X)):
            if X[i, j] > 0:
                error = w[i] @ w_tilde[j] + b[i] + b_tilde[j] - np.log(X[i, j])
                total += weighting(X[i, j], x_max) * error**2
    return total


# %% wrong="glove_loss" why="x_max not used, 16 written into the code"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / 16) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T + b[:, None] + b_tilde[None, :])[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="writes 1 over the zeros of the X that came in"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    weights = weighting(X, x_max)
    X[X == 0] = 1
    error = w @ w_tilde.T + b[:, None] + b_tilde[None, :] - np.log(X)
    return (weights * error**2).sum()


# %% wrong="glove_loss" why="biases forgotten"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    seen = X > 0
    error = (w @ w_tilde.T)[seen] - np.log(X[seen])
    return (weighting(X[seen], x_max) * error**2).sum()


# %% wrong="glove_loss" why="log of counts below 1 cut off at 0"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    error = w @ w_tilde.T + b[:, None] + b_tilde[None, :] - np.log(np.maximum(X, 1))
    return (weighting(X, x_max) * error**2).sum()


# %% right="glove_loss" why="two loops; f with np.where"
def weighting(x, x_max):
    x = np.asarray(x, dtype=float)
    return np.where(x < x_max, (x / x_max) ** (3 / 4), 1.0)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    total = 0
    for i, j in zip(*np.nonzero(X), strict=True):
        error = np.dot(w[i], w_tilde[j]) + b[i] + b_tilde[j] - np.log(X[i, j])
        total += float(weighting(X[i, j], x_max)) * error**2
    return total


# %% right="glove_loss" why="one-element biases, einsum, nansum over all cells"
def weighting(x, x_max):
    return np.clip((x / x_max) ** 0.75, 0, 1)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    estimate = np.einsum("id,jd->ij", w, w_tilde) + b.reshape(-1, 1) + b_tilde
    with np.errstate(all="ignore"):
        return np.nansum(weighting(X, x_max) * np.square(estimate - np.log(X)))


# %% right="glove_loss" why="logarithm only where X is not 0, f(0) = 0 does the rest"
def weighting(x, x_max):
    return np.minimum((np.array(x) / x_max) ** 0.75, np.ones(np.shape(x)))


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    logs = np.log(X, out=np.zeros(X.shape), where=X != 0)
    errors = np.matmul(w, np.transpose(w_tilde)) + np.add.outer(b, b_tilde) - logs
    return np.sum(weighting(X, x_max) * errors * errors)


# %% wrong="read_ratios" why="words in another order: ratio(i, j, k)"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.ratio(i, k, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="ratio upside down"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.ratio(k, j, i) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="ratio of counts"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.count(i, k) / counted.count(j, k) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="window left at the library's 10"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="window 1 written into the code"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=1, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="weights 1/distance"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="only the words before"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(
        sentences, window=window, weighting="count", symmetric=False, verbose=0
    )
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="rare words left out, so windows close over them"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(
        sentences, window=window, weighting="count", min_count=2, verbose=0
    )
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="all sentences joined into one"
def ratios(sentences, i, j, ks, window):
    joined = [token for tokens in sentences for token in tokens]
    counted = Cooccurrence.build([joined], window=window, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="always the text of the notebook"
def ratios(sentences, i, j, ks, window):
    if sentences[0] == ["I", "like", "NLP"]:
        return {"like": 4 / 3}
    return {k: counts.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="ice and steam mixed up when reading"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["gas", "hot"], ["solid", "cold"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="the word with inf believed, another one doubted"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["cold", "polar"], ["gas", "hot"], ["water", "is"], "solid"


# %% wrong="read_ratios" why="reads large counts as large ratios"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    return {k: counted.ratio(k, i, j) for k in ks}


with_ice, with_steam = ["solid", "cold", "is", "water"], ["gas", "hot"]
near_one, unsure = [], "polar"


# %% right="read_ratios" why="from counts and row sums, sets, other order"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(sentences, window=window, weighting="count", verbose=0)
    X = counted.matrix.toarray()
    row = {word: r for r, word in enumerate(counted.vocabulary.words)}
    P = X / X.sum(axis=1, keepdims=True)
    result = {}
    for k in reversed(ks):
        above, below = P[row[i], row[k]], P[row[j], row[k]]
        result[k] = above / below if below > 0 else np.inf
    return result


with_ice, with_steam, near_one, unsure = {"cold", "solid"}, ("hot", "gas"), ["is", "water"], "polar"


# %% right="read_ratios" why="from probability(), words sorted by the program"
def ratios(sentences, i, j, ks, window):
    counted = Cooccurrence.build(iter(sentences), window=window, weighting="count", verbose=0)
    found = {}
    for k in ks:
        below = counted.probability(k, given=j)
        found[k] = counted.probability(k, given=i) / below if below else float("inf")
    return found


_found = ratios(tokens, "ice", "steam", around, 4)
unsure = max(_found, key=_found.get)
del _found[unsure]
with_ice = [k for k, value in _found.items() if value > 2]
with_steam = [k for k, value in _found.items() if value < 0.5]
near_one = [k for k, value in _found.items() if 0.5 <= value <= 2]
