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


# %% wrong="probability_and_ratio" why="NumPy's own division: nan where both are 0"
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

# %% edits="by_hand"
[
    ("x_drink_i = 2", "x_drink_i = 3", "counts the sentence without I, too"),
    ("x_drink_i = 2", "x_drink_i = 4", "both directions added"),
    ("x_drink_i = 2", "x_drink_i = True", "whether, not how often"),
    ("x_green = 4", "x_green = 3", "different neighbours, not counts"),
    ("x_green = 4", "x_green = 6", "both directions of every pair"),
    ("x_green = 4", "x_green = 2", "how often green itself occurs"),
    ("p_tea_green = 0.5", "p_tea_green = 2 / 3", "divided by the different words"),
    ("p_tea_green = 0.5", "p_tea_green = 50", "percent"),
    ("p_tea_green = 0.5", "p_tea_green = 1", "tea always follows green"),
    ("p_tea_green = 0.5", "p_tea_green = 0.5001", "nearly right"),
    ("ratio_drink = 4", "ratio_drink = 2", "the ratio of the counts"),
    ("ratio_drink = 4", "ratio_drink = 0.25", "upside down"),
    ("ratio_drink = 4", "ratio_drink = 1", "the upper probability only"),
    ("ratio_drink = 4", "ratio_drink = 4.0004", "calculated with rounded numbers"),
    ("x_drink_window_2 = 5", "x_drink_window_2 = 6", "one word too far"),
    ("x_drink_window_2 = 5", "x_drink_window_2 = 4", "window 1"),
    ("x_drink_window_2 = 5", "x_drink_window_2 = (5,)", "a comma behind the number"),
    ("f_1 = 0.125", "f_1 = 0.12", "rounded"),
    ("f_1 = 0.125", "f_1 = 1 / 16", "the power forgotten"),
    ("f_1 = 0.125", "f_1 = 0.1251", "nearly right"),
    ("f_20 = 1", "f_20 = 1.18", "no min"),
    ("f_20 = 1", "f_20 = 1.0001", "nearly right"),
    ("f_20 = 1", "f_20 = 16", "x_max in place of 1"),
]

# %% edits="count_pairs"
[
    ("np.zeros((len(words), len(words)))", "np.ones((len(words), len(words)))", "counts from 1"),
    (
        "np.zeros((len(words), len(words)))",
        "np.zeros((len(words), len(words) + 1))",
        "one column too many",
    ),
    ("enumerate(words)", "enumerate(sorted(words))", "words in the order of the alphabet"),
    (
        "enumerate(words)",
        "enumerate(dict.fromkeys(t for s in sentences for t in s))",
        "words in the order of the text",
    ),
    ("enumerate(words)", "enumerate(reversed(words))", "words from behind"),
    ("max(0, i - window)", "i - window", "negative places"),
    ("max(0, i - window)", "max(1, i - window)", "the first word is nobody's neighbour"),
    ("max(0, i - window)", "max(0, i - window + 1)", "the left side one too short"),
    (
        "min(len(tokens), i + window + 1)",
        "min(len(tokens), i + window)",
        "the right side one too short",
    ),
    (
        "min(len(tokens), i + window + 1)",
        "min(len(tokens) - 1, i + window + 1)",
        "the last word is nobody's neighbour",
    ),
    ("if j != i", "if tokens[j] != centre", "equal words do not count"),
    ("if j != i", "if j > i or tokens[j] != centre", "equal words count once"),
    ("+= 1", "= X[place[centre], place[tokens[j]]] or 1", "1 at most"),
    ("+= 1", "+= 1 / abs(i - j)", "weighted by distance"),
    ("+= 1", "+= window + 1 - abs(i - j)", "weighted by nearness"),
    ("+= 1", "+= 2", "all doubled"),
    ("+= 1\n    return X", "+= 1\n    return X / X.sum()", "shares in place of counts"),
    ("    return X", "    return np.triu(X)", "upper triangle only"),
    ("    return X", "    return np.tril(X)", "lower triangle only"),
    ("    return X", "    np.fill_diagonal(X, 0)\n    return X", "diagonal set to 0"),
    ("    return X", "    return np.minimum(X, 9)", "one digit"),
    ("    return X", "    return X[X.sum(axis=1) > 0]", "rows of words that do not occur left out"),
    ("    return X", "    return X.ravel()", "flat"),
    ("    return X", "    print(X)", "printed, not returned"),
    ("    return X", "    return dict(enumerate(X))", "a dictionary of rows"),
    ("in sentences:", "in sentences[:2]:", "two sentences"),
    ("in sentences:", "in [sum(sentences, [])]:", "sentences joined"),
    (
        "in sentences:",
        "in map(list, map(dict.fromkeys, sentences)):",
        "each word of a sentence once",
    ),
    ("in sentences:", "in [[t.lower() for t in s] for s in sentences]:", "small letters"),
    ("i - window)", "i - 2)", "left window always 2"),
]


# %% wrong="count_pairs" why="goes on with the counts of the last call"
TOTAL = {}


def count_pairs(sentences, words, window):
    for tokens in sentences:
        for i, a in enumerate(tokens):
            for j, b in enumerate(tokens):
                if i != j and abs(i - j) <= window:
                    TOTAL[a, b] = TOTAL.get((a, b), 0) + 1
    return [[TOTAL.get((a, b), 0) for b in words] for a in words]


# %% wrong="count_pairs" why="a default argument keeps the places of the first call"
def count_pairs(sentences, words, window, place={}):
    for word in words:
        place.setdefault(word, len(place))
    X = np.zeros((len(place), len(place)))
    for tokens in sentences:
        for i, a in enumerate(tokens):
            for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
                if i != j:
                    X[place[a], place[tokens[j]]] += 1
    return X


# %% edits="probability_and_ratio"
[
    ("X[i, k] / X[i].sum()", "round(X[i, k] / X[i].sum(), 4)", "rounded"),
    ("X[i, k] / X[i].sum()", "X[i, k] / max(X[i].sum(), 10)", "small sums replaced"),
    ("X[i, k] / X[i].sum()", "X[i, k] / (X[i].sum() + 1e-3)", "a little added below"),
    ("X[i, k] / X[i].sum()", "X[k, i] / X[i].sum()", "row and column of the count swapped"),
    ("X[i, k] / X[i].sum()", "X[i, k] / X[k].sum()", "the sum of the other row"),
    ("X[i, k] / X[i].sum()", "X[i, k] / len(X)", "divided by the number of words"),
    ("X[i, k] / X[i].sum()", "X[i, k] / X[i].max()", "divided by the largest"),
    ("X[i, k] / X[i].sum()", "X[i, k] / (X[i].sum() - X[i, i])", "without the word itself"),
    ("X[i, k] / X[i].sum()", "np.exp(X[i, k]) / np.exp(X[i]).sum()", "softmax"),
    ("X[i, k] / X[i].sum()", "(X[i] > 0)[k] / (X[i] > 0).sum()", "different words, not counts"),
    ("X[i, k] / X[i].sum()", "100 * X[i, k] / X[i].sum()", "percent"),
    ("X[i, k] / X[i].sum()", "_X[i, k] / _X[i].sum()", "the matrix of the visible check"),
    ("X[i, k] / X[i].sum()", "np.float16(X[i, k] / X[i].sum())", "half precision"),
    ("X[i, k] / X[i].sum()", "X[i] / X[i].sum()", "the whole row"),
    ("X[i, k] / X[i].sum()", "X[i, k] / np.linalg.norm(X[i])", "divided by the length"),
    ("np.inf if below == 0", "0 if below == 0", "0 in place of inf"),
    ("np.inf if below == 0", "None if below == 0", "None in place of inf"),
    ("np.inf if below == 0", "-np.inf if below == 0", "the sign of inf"),
    ("np.inf if below == 0", "'inf' if below == 0", "text in place of inf"),
    ("np.inf if below == 0", "1e9 if below == 0", "a large number in place of inf"),
    ("np.inf if below == 0", "np.nan if below == 0", "nan in place of inf"),
    ("np.inf if below == 0", "np.inf if below < 1e-3", "inf for what is small"),
    ("probability(X, k, i) / below", "below / probability(X, k, i)", "upside down"),
    ("probability(X, k, i) / below", "probability(X, k, i) - below", "a difference"),
    (
        "probability(X, k, i) / below",
        "np.log(probability(X, k, i) / below)",
        "the logarithm of the ratio",
    ),
    ("probability(X, k, i) / below", "min(probability(X, k, i) / below, 1000)", "never above 1000"),
    ("probability(X, k, i) / below", "round(probability(X, k, i) / below, 3)", "the ratio rounded"),
    ("probability(X, k, i) / below", "X[i, k] / X[j, k]", "a ratio of counts"),
    ("probability(X, k, j)", "probability(X, j, k)", "P(j|k) below"),
    ("probability(X, k, i) / below", "probability(X, i, k) / below", "P(i|k) above"),
]

# %% edits="glove_loss"
[
    ("** 0.75", "** (3 // 4)", "3 // 4 is 0"),
    ("** 0.75", "** 0.5", "the square root"),
    ("** 0.75", "** 0.7", "another power"),
    ("** 0.75", "* 0.75", "times in place of power"),
    ("np.minimum(1, ", "np.maximum(0, ", "not capped"),
    ("np.minimum(1, ", "np.minimum(x_max, ", "capped at x_max"),
    ("np.asarray(x) / x_max", "np.asarray(x) / 16", "x_max of the visible check"),
    ("np.asarray(x) / x_max", "np.asarray(x) // x_max", "whole-number division"),
    ("np.asarray(x) / x_max", "np.asarray(x, dtype=int) / x_max", "counts cut to whole numbers"),
    (
        "return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)",
        "return np.round(np.minimum(1, (np.asarray(x) / x_max) ** 0.75), 4)",
        "weights rounded",
    ),
    (
        "return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)",
        "return float(np.mean(np.minimum(1, (np.asarray(x) / x_max) ** 0.75)))",
        "always one number",
    ),
    ("b[:, None] + b_tilde[None, :]", "b[None, :] + b_tilde[:, None]", "biases on the wrong sides"),
    ("b[:, None] + b_tilde[None, :]", "b[:, None] + b[None, :]", "b twice"),
    ("b[:, None] + b_tilde[None, :]", "b[:, None] - b_tilde[None, :]", "a bias subtracted"),
    ("b[:, None] + b_tilde[None, :]", "b[:, None]", "one bias forgotten"),
    ("b[:, None] + b_tilde[None, :]", "b.sum() + b_tilde.sum()", "sums of biases"),
    ("w @ w_tilde.T", "(w * w_tilde).sum()", "all dot products together"),
    (
        "w @ w_tilde.T",
        "(w * w_tilde).sum(axis=1, keepdims=True)",
        "dot products of equal words only",
    ),
    ("w @ w_tilde.T", "w @ w_tilde.T / w.shape[1]", "scaled by the length of the vectors"),
    ("w @ w_tilde.T", "w_tilde @ w.T", "words and context swapped"),
    ("X > 0", "X >= 1", "counts below 1 left out"),
    ("X > 0", "(X > 0) & (X < x_max)", "frequent pairs left out"),
    ("X > 0", "np.triu(X) > 0", "upper half only"),
    ("X > 0", "(X > 0) & ~np.eye(len(X), dtype=bool)", "diagonal left out"),
    ("np.log(X[seen])", "np.log2(X[seen])", "logarithm to base 2"),
    ("np.log(X[seen])", "np.log1p(X[seen])", "log(1 + x)"),
    ("np.log(X[seen])", "np.log(np.maximum(X[seen], 1))", "counts below 1 cut off"),
    ("error**2", "np.abs(error)", "absolute values"),
    ("error**2", "error", "not squared"),
    ("error**2).sum()", "error**2).mean()", "the mean"),
    ("error**2).sum()", "error**2).sum() / 2", "halved"),
    ("error**2).sum()", "error**2).sum().round(4)", "rounded"),
    ("error**2).sum()", "error**2)", "not added up"),
    ("error**2).sum()", "error**2).sum() + 1e-4", "a little added"),
    ("    seen = X > 0", "    w *= 1.0; w += 1e-9\n    seen = X > 0", "changes w a little"),
]

# %% edits="read_ratios"
[
    ("window=window", "window=window + 1", "one word too far"),
    ("window=window", "window=4", "the window of the notebook"),
    ("window=window", "window=min(window, 2)", "two at most"),
    (
        "Cooccurrence.build(sentences",
        "Cooccurrence.build(sentences[:-1]",
        "the last sentence left out",
    ),
    ("Cooccurrence.build(sentences", "Cooccurrence.build([sum(sentences, [])]", "sentences joined"),
    ("Cooccurrence.build(sentences", "Cooccurrence.build(tokens", "the text of the notebook"),
    ("counted.ratio(k, i, j)", "counted.ratio(k, j, i)", "upside down"),
    ("counted.ratio(k, i, j)", "round(counted.ratio(k, i, j), 2)", "rounded"),
    ("counted.ratio(k, i, j)", "min(counted.ratio(k, i, j), 100)", "no inf"),
    ("counted.ratio(k, i, j)", "counted.ratio(i, k, j)", "words in another order"),
    ("counted.ratio(k, i, j)", "counted.count(i, k) / max(counted.count(j, k), 1)", "counts"),
    ("for k in ks}", "for k in ks if k != j}", "j itself left out"),
    ("for k in ks}", "for k in sorted(ks)[:1]}", "one word only"),
    (
        "return {k: counted.ratio(k, i, j) for k in ks}",
        "return [counted.ratio(k, i, j) for k in ks]",
        "a list",
    ),
    (
        "return {k: counted.ratio(k, i, j) for k in ks}",
        "return next(counted.ratio(k, i, j) for k in ks)",
        "a number",
    ),
    ('["solid", "cold"]', '["solid", "cold", "polar"]', "polar believed"),
    ('["solid", "cold"]', '["solid"]', "cold forgotten"),
    ('["gas", "hot"]', '["gas", "hot", "water"]', "water with steam"),
    ('["water", "is"]', '["water"]', "is forgotten"),
    ('["water", "is"]', '["water", "is", "polar"]', "polar near one"),
    ('unsure = "polar"', 'unsure = "solid"', "the largest finite ratio"),
    ('unsure = "polar"', 'unsure = ["polar"]', "a list in place of a word"),
    ('unsure = "polar"', 'unsure = "is"', "another word"),
]


# %% wrong="count_pairs" why="repeated sentences once"
def count_pairs(sentences, words, window):
    p = {w: i for i, w in enumerate(words)}
    X = np.zeros((len(words),) * 2)
    for s in set(map(tuple, sentences)):
        for i, a in enumerate(s):
            for j, b in enumerate(s):
                if 0 < abs(i - j) <= window:
                    X[p[a], p[b]] += 1
    return X


# %% wrong="count_pairs" why="uint8"
def count_pairs(sentences, words, window):
    p = {w: i for i, w in enumerate(words)}
    X = np.zeros((len(words),) * 2, "uint8")
    for s in sentences:
        for i, a in enumerate(s):
            for j, b in enumerate(s):
                if 0 < abs(i - j) <= window:
                    X[p[a], p[b]] += 1
    return X


# %% wrong="count_pairs" why="window of ten at most"
def count_pairs(sentences, words, window):
    p = {w: i for i, w in enumerate(words)}
    X = np.zeros((len(words),) * 2)
    for s in sentences:
        for i, a in enumerate(s):
            for j, b in enumerate(s):
                if 0 < abs(i - j) <= min(window, 10):
                    X[p[a], p[b]] += 1
    return X


# %% right="count_pairs" why="pandas"
import pandas as pd


def count_pairs(sentences, words, window):
    rows = [(a, b) for s in sentences for d in range(1, window + 1) for a, b in zip(s, s[d:])]
    if not rows:
        return np.zeros((len(words),) * 2)
    f = pd.DataFrame(rows, columns=["a", "b"])
    t = pd.crosstab(f.a, f.b).reindex(index=words, columns=words, fill_value=0)
    return t + t.T


# %% wrong="probability_and_ratio" why="0/0 is 0"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    a, b = probability(X, k, i), probability(X, k, j)
    return 0.0 if a == 0 else np.inf if b == 0 else a / b


# %% wrong="probability_and_ratio" why="0/0 is 1"
def probability(X, k, i):
    return X[i, k] / X[i].sum()


def ratio(X, k, i, j):
    a, b = probability(X, k, i), probability(X, k, j)
    return 1.0 if a == b else np.inf if b == 0 else a / b


# %% right="probability_and_ratio" why="fractions"
from fractions import Fraction


def probability(X, k, i):
    r = [Fraction(float(x)) for x in X[i]]
    return r[k] / sum(r)


def ratio(X, k, i, j):
    try:
        return probability(X, k, i) / probability(X, k, j)
    except ZeroDivisionError:
        return np.inf


# %% wrong="glove_loss" why="np.vectorize takes the type of the first"
def weighting(x, x_max):
    return np.vectorize(lambda v: 1 if v >= x_max else (v / x_max) ** 0.75)(x)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    J = 0
    for i in range(len(X)):
        for j in range(len(X)):
            if X[i, j]:
                J += (
                    weighting(X[i, j], x_max)
                    * (w[i] @ w_tilde[j] + b[i] + b_tilde[j] - np.log(X[i, j])) ** 2
                )
    return J


# %% wrong="glove_loss" why="distinct errors once"
def weighting(x, x_max):
    return np.minimum(1, (np.asarray(x) / x_max) ** 0.75)


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    m = X > 0
    e = (w @ w_tilde.T + b[:, None] + b_tilde)[m] - np.log(X[m])
    return sum(set((weighting(X[m], x_max) * e**2).tolist()))


# %% right="glove_loss" why="Keras ops float32"
from keras import ops


def weighting(x, x_max):
    return ops.minimum(1.0, ops.power(ops.convert_to_tensor(x, "float32") / x_max, 0.75))


def glove_loss(X, w, w_tilde, b, b_tilde, x_max):
    X, w, w_tilde, b, b_tilde = (
        ops.convert_to_tensor(a, "float32") for a in (X, w, w_tilde, b, b_tilde)
    )
    e = (
        ops.matmul(w, ops.transpose(w_tilde))
        + b[:, None]
        + b_tilde[None]
        - ops.log(ops.where(X > 0, X, 1.0))
    )
    return ops.sum(ops.where(X > 0, weighting(X, x_max) * e**2, 0.0))


# %% wrong="read_ratios" why="repeated sentences once"
def ratios(sentences, i, j, ks, window):
    c = Cooccurrence.build(
        [list(s) for s in dict.fromkeys(map(tuple, sentences))],
        window=window,
        weighting="count",
        verbose=0,
    )
    return {k: c.ratio(k, i, j) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"


# %% wrong="read_ratios" why="small letters"
def ratios(sentences, i, j, ks, window):
    c = Cooccurrence.build(
        [[w.lower() for w in s] for s in sentences], window=window, weighting="count", verbose=0
    )
    return {k: c.ratio(k.lower(), i.lower(), j.lower()) for k in ks}


with_ice, with_steam, near_one, unsure = ["solid", "cold"], ["gas", "hot"], ["water", "is"], "polar"
