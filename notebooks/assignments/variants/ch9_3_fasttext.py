# %%
"""Wrong and right answers to the questions of assignment 9-3, to test its tests.

Never part of a student version.
"""

# %% wrong="cut_by_hand" why="no marks around the word"
units = ["riv", "ive", "ver", "river"]
count = 14
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="the whole word without its marks"
units = ["<ri", "riv", "ive", "ver", "er>", "river"]
count = 14
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="forgot the whole word"
units = ["<ri", "riv", "ive", "ver", "er>"]
count = 14
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="one piece skipped, another written twice"
units = ["<ri", "riv", "ver", "ver", "er>", "<river>"]
count = 14
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="counts the whole word as well"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 15
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="counts n = 3, 4, 5 only"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 12
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="counts the pieces of river without its marks"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 3 + 2 + 1
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="thinks that every n gives five pieces"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 4 * 5
korean = ["<무지", "무지개", "지개>"]

# %% wrong="cut_by_hand" why="Korean without the marks"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 14
korean = ["무지개"]

# %% wrong="cut_by_hand" why="Korean in pieces of two"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 14
korean = ["<무", "무지", "지개", "개>"]

# %% wrong="cut_by_hand" why="Korean in jamo"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 14
korean = ["<ㅁㅜ", "ㅁㅜ_", "ㅜ_ㅈ", "_ㅈㅣ", "ㅈㅣ_", "ㅣ_ㄱ", "_ㄱㅐ", "ㄱㅐ_", "ㅐ_>"]

# %% wrong="cut_by_hand" why="the whole Korean word added"
units = ["<ri", "riv", "ive", "ver", "er>", "<river>"]
count = 14
korean = ["<무지", "무지개", "지개>", "<무지개>"]

# %% right="cut_by_hand" why="tuples, the pieces in another order"
units = ("<river>", "er>", "ver", "ive", "riv", "<ri")[::-1]
count = 14
korean = ("지개>", "무지개", "<무지")

# %% right="cut_by_hand" why="cut by slices"
units = ["<river>"[k : k + 3] for k in range(5)] + ["<river>"]
count = sum(7 - n + 1 for n in (3, 4, 5, 6))
korean = ["<무지개>"[k : k + 3] for k in range(3)]


# %% wrong="ngrams" why="no marks"
def ngrams(word, min_n=3, max_n=6):
    return [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n + 1)]


# %% wrong="ngrams" why="the mark in front only"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word
    return [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n + 1)]


# %% wrong="ngrams" why="range without max_n"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    return [word[i : i + n] for n in range(min_n, max_n) for i in range(len(word) - n + 1)]


# %% wrong="ngrams" why="off by one, the last piece is lost"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    return [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n)]


# %% wrong="ngrams" why="short tails at the end of the word"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    return [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word))]


# %% wrong="ngrams" why="ignores min_n and max_n"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    return [word[i : i + n] for n in (3, 4, 5, 6) for i in range(len(word) - n + 1)]


# %% wrong="ngrams" why="a set loses repeated pieces"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    pieces = {word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n + 1)}
    return list(pieces)


# %% wrong="ngrams" why="adds the whole word"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    pieces = [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n + 1)]
    return [*pieces, word]


# %% wrong="ngrams" why="puts the marks around every piece"
def ngrams(word, min_n=3, max_n=6):
    pieces = []
    for n in range(min_n, max_n + 1):
        for i in range(len(word) - n + 1):
            pieces.append("<" + word[i : i + n] + ">")
    return pieces


# %% wrong="ngrams" why="makes all letters small"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word.lower() + ">"
    return [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n + 1)]


# %% wrong="ngrams" why="cuts bytes, not characters"
def ngrams(word, min_n=3, max_n=6):
    raw = ("<" + word + ">").encode("utf-8")
    pieces = [raw[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(raw) - n + 1)]
    return [piece.decode("utf-8", "replace") for piece in pieces]


# %% wrong="ngrams" why="drops signs such as the hyphen"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + "".join(c for c in word if c.isalpha()) + ">"
    return [word[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(word) - n + 1)]


# %% wrong="ngrams" why="only one length, max_n"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    return [word[i : i + max_n] for i in range(len(word) - max_n + 1)]


# %% wrong="ngrams" why="returns inside the loop"
def ngrams(word, min_n=3, max_n=6):
    word = "<" + word + ">"
    pieces = []
    for n in range(min_n, max_n + 1):
        for i in range(len(word) - n + 1):
            pieces.append(word[i : i + n])
        return pieces


# %% wrong="ngrams" why="hard-codes the word of the visible check"
def ngrams(word, min_n=3, max_n=6):
    marked = "<apple>"
    return [marked[i : i + n] for n in range(min_n, max_n + 1) for i in range(7 - n + 1)]


# %% right="ngrams" why="shifted copies zipped together"
def ngrams(word, min_n=3, max_n=6):
    marked = "<" + word + ">"
    pieces = []
    for n in range(min_n, max_n + 1):
        pieces += ["".join(letters) for letters in zip(*[marked[k:] for k in range(n)])]
    return pieces


# %% right="ngrams" why="by start, with a while loop"
def ngrams(word, min_n=3, max_n=6):
    marked = f"<{word}>"
    pieces = []
    start = 0
    while start < len(marked):
        for end in range(start + min_n, start + max_n + 1):
            if end <= len(marked):
                pieces.append(marked[start:end])
        start += 1
    return tuple(pieces)


# %% right="ngrams" why="the library"
def ngrams(word, min_n=3, max_n=6):
    from wordemb_keras.fasttext.subwords import character_ngrams

    return character_ngrams(word, min_n, max_n)


# %% wrong="to_jamo" why="nothing in place of a missing final"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            f = finals[code % 28]
            result += initials[code // 588] + medials[code // 28 % 21] + (f if f != "_" else "")
        else:
            result += c
    return result


# %% wrong="to_jamo" why="the table of finals without its entry 0"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            f = code % 28
            final = "_" if f == 0 else finals[f - 1]
            result += initials[code // 588] + medials[code // 28 % 21] + final
        else:
            result += c
    return result


# %% wrong="to_jamo" why="27 finals, forgot the empty one"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            result += (
                initials[code // (21 * 27) % 19] + medials[code // 27 % 21] + finals[code % 27]
            )
        else:
            result += c
    return result


# %% wrong="to_jamo" why="counts from 1: the codes start at 0xAC01"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC01
        if 0 <= code < 11172:
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
        else:
            result += c
    return result


# %% wrong="to_jamo" why="medial from the remainder of 21 before the finals are taken off"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            result += initials[code // 588] + medials[code % 21] + finals[code % 28]
        else:
            result += c
    return result


# %% wrong="to_jamo" why="drops what is no syllable"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
    return result


# %% wrong="to_jamo" why="takes every character for a syllable"
def to_jamo(word):
    result = ""
    for c in word:
        rest, f = divmod(ord(c) - 0xAC00, 28)
        i, m = divmod(rest, 21)
        result += initials[i] + medials[m] + finals[f]
    return result


# %% wrong="to_jamo" why="the last syllable, U+D7A3, left out"
def to_jamo(word):
    result = ""
    for c in word:
        if 0xAC00 <= ord(c) < 0xD7A3:
            code = ord(c) - 0xAC00
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
        else:
            result += c
    return result


# %% wrong="to_jamo" why="the first syllable left out"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 < code < 11172:
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
        else:
            result += c
    return result


# %% wrong="to_jamo" why="NFD: conjoining jamo that only look the same"
def to_jamo(word):
    import unicodedata

    return unicodedata.normalize("NFD", word)


# %% wrong="to_jamo" why="every letter is taken for Hangul"
def to_jamo(word):
    result = ""
    for c in word:
        if c.isalpha():
            code = ord(c) - 0xAC00
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
        else:
            result += c
    return result


# %% wrong="to_jamo" why="no upper limit: letters behind the syllables"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if code >= 0:
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
        else:
            result += c
    return result


# %% wrong="to_jamo" why="puts _ for jamo that stand alone, too"
def to_jamo(word):
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            result += initials[code // 588] + medials[code // 28 % 21] + finals[code % 28]
        elif c in initials:
            result += c + "__"
        else:
            result += c
    return result


# %% wrong="to_jamo" why="a double final falls apart into two jamo"
def to_jamo(word):
    doubles = {
        "ㄳ": "ㄱㅅ",
        "ㄵ": "ㄴㅈ",
        "ㄶ": "ㄴㅎ",
        "ㄺ": "ㄹㄱ",
        "ㄻ": "ㄹㅁ",
        "ㄼ": "ㄹㅂ",
        "ㅄ": "ㅂㅅ",
    }
    result = ""
    for c in word:
        code = ord(c) - 0xAC00
        if 0 <= code < 11172:
            final = finals[code % 28]
            result += initials[code // 588] + medials[code // 28 % 21] + doubles.get(final, final)
        else:
            result += c
    return result


# %% wrong="to_jamo" why="hard-codes the words of the visible check"
def to_jamo(word):
    return {"연": "ㅇㅕㄴ", "자연어처리": "ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_"}.get(word, word)


# %% right="to_jamo" why="with divmod"
def to_jamo(word):
    pieces = []
    for character in word:
        if not "가" <= character <= "힣":
            pieces.append(character)
            continue
        rest, f = divmod(ord(character) - ord("가"), 28)
        i, m = divmod(rest, 21)
        pieces.extend([initials[i], medials[m], finals[f]])
    return "".join(pieces)


# %% right="to_jamo" why="a table of all syllables"
def to_jamo(word):
    from itertools import product

    trios = map("".join, product(initials, medials, finals))
    table = {0xAC00 + code: trio for code, trio in enumerate(trios)}
    return word.translate(table)


# %% right="to_jamo" why="the library, syllable by syllable"
def to_jamo(word):
    def one(character):
        if not hangul.is_syllable(character):
            return character
        initial, medial, final = hangul.split_syllable(character)
        return initial + medial + (final or "_")

    return "".join(map(one, word))


# %% wrong="word_vector" why="the sum, not the mean"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(pieces)
    return np.sum(known, axis=0)


# %% wrong="word_vector" why="divides by all pieces"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(pieces)
    return np.sum(known, axis=0) / len(pieces)


# %% wrong="word_vector" why="zeros when nothing is known"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        return np.zeros(len(next(iter(table.values()))))
    return np.mean(known, axis=0)


# %% wrong="word_vector" why="nan when nothing is known"
def word_vector(pieces, table):
    total, n = 0, 0
    for piece in pieces:
        if piece in table:
            total = total + table[piece]
            n += 1
    return np.divide(total, n)


# %% wrong="word_vector" why="returns None when nothing is known"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if known:
        return np.mean(known, axis=0)


# %% wrong="word_vector" why="counts a repeated piece once"
def word_vector(pieces, table):
    known = [table[piece] for piece in set(pieces) if piece in table]
    if not known:
        raise KeyError(pieces)
    return np.mean(known, axis=0)


# %% wrong="word_vector" why="mean over all numbers, no axis"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(pieces)
    return np.mean(known)


# %% wrong="word_vector" why="mean over the numbers of each piece"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(pieces)
    return np.mean(known, axis=1)


# %% wrong="word_vector" why="adds into a vector of the table"
def word_vector(pieces, table):
    total, n = None, 0
    for piece in pieces:
        if piece in table:
            if total is None:
                total = table[piece].copy() if n else table[piece]
            else:
                total += table[piece]
            n += 1
    if not n:
        raise KeyError(pieces)
    return total / n


# %% wrong="word_vector" why="an unknown piece is an error"
def word_vector(pieces, table):
    return np.mean([table[piece] for piece in pieces], axis=0)


# %% wrong="word_vector" why="the length of the vectors is written down as 2"
def word_vector(pieces, table):
    total, n = np.zeros(2), 0
    for piece in pieces:
        if piece in table:
            total += table[piece]
            n += 1
    if n == 0:
        raise KeyError(pieces)
    return total / n


# %% wrong="word_vector" why="integer division"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(pieces)
    return sum(known) // len(known)


# %% wrong="word_vector" why="scaled to length 1"
def word_vector(pieces, table):
    known = [table[piece] for piece in pieces if piece in table]
    if not known:
        raise KeyError(pieces)
    vector = np.mean(known, axis=0)
    return vector / np.linalg.norm(vector)


# %% wrong="word_vector" why="halves at every step: a running mean of two"
def word_vector(pieces, table):
    vector = None
    for piece in pieces:
        if piece in table:
            vector = table[piece] if vector is None else (vector + table[piece]) / 2
    if vector is None:
        raise KeyError(pieces)
    return vector


# %% right="word_vector" why="a running sum"
def word_vector(pieces, table):
    total, n = 0.0, 0
    for piece in pieces:
        if piece in table:
            total = total + table[piece]
            n += 1
    if n == 0:
        raise KeyError(pieces)
    return total / n


# %% right="word_vector" why="lists of numbers, no NumPy"
def word_vector(pieces, table):
    known = list(filter(None, (list(table.get(piece, [])) for piece in pieces)))
    if len(known) == 0:
        raise KeyError("no known piece")
    return [sum(column) / len(known) for column in zip(*known)]


# %% right="word_vector" why="stacked, with the KeyError of the dictionary"
def word_vector(pieces, table):
    kept = [piece for piece in pieces if piece in table] or [pieces[0]]
    return np.stack([table[piece] for piece in kept]).mean(axis=0)


# %% wrong="found_share" why="looks for a word among (word, cosine) pairs"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in model.most_similar(typo, topn=topn)
        except KeyError:
            pass
    return found / len(pairs)


# %% wrong="found_share" why="ignores topn"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo)]
        except KeyError:
            pass
    return found / len(pairs)


# %% wrong="found_share" why="always five neighbours"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=5)]
        except KeyError:
            pass
    return found / len(pairs)


# %% wrong="found_share" why="one neighbour too many"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn + 1)]
        except KeyError:
            pass
    return found / len(pairs)


# %% wrong="found_share" why="one neighbour too few: the first is taken for the word itself"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn)[1:]]
        except KeyError:
            pass
    return found / len(pairs)


# %% wrong="found_share" why="the number, not the share"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            pass
    return found


# %% wrong="found_share" why="percent"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            pass
    return 100 * found / len(pairs)


# %% wrong="found_share" why="no answer for a KeyError"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        found += right in [word for word, _ in model.most_similar(typo, topn=topn)]
    return found / len(pairs)


# %% wrong="found_share" why="a KeyError is left out of the share"
def found_share(model, pairs, topn=5):
    found = asked = 0
    for typo, right in pairs:
        try:
            neighbours = [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            continue
        asked += 1
        found += right in neighbours
    return found / asked if asked else 0.0


# %% wrong="found_share" why="asks for the neighbours of the right word"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += typo in [word for word, _ in model.most_similar(right, topn=topn)]
        except KeyError:
            pass
    return found / len(pairs)


# %% wrong="found_share" why="a word that begins alike counts"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            near = [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            near = []
        found += any(word.startswith(right) for word in near)
    return found / len(pairs)


# %% wrong="found_share" why="divides by topn"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            pass
    return found / topn


# %% wrong="found_share" why="integer division"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            pass
    return found // len(pairs)


# %% wrong="found_share" why="gives up at the first KeyError"
def found_share(model, pairs, topn=5):
    found = 0
    try:
        for typo, right in pairs:
            found += right in [word for word, _ in model.most_similar(typo, topn=topn)]
    except KeyError:
        pass
    return found / len(pairs)


# %% wrong="found_share" why="nearer neighbours count more"
def found_share(model, pairs, topn=5):
    total = 0
    for typo, right in pairs:
        try:
            near = [word for word, _ in model.most_similar(typo, topn=topn)]
        except KeyError:
            near = []
        if right in near:
            total += 1 / (1 + near.index(right))
    return total / len(pairs)


# %% right="found_share" why="a list of truth values and its mean"
def found_share(model, pairs, topn=5):
    def is_found(typo, right):
        try:
            return right in dict(model.most_similar(typo, topn=topn))
        except KeyError:
            return False

    return np.mean([is_found(typo, right) for typo, right in pairs])


# %% right="found_share" why="takes the first topn of ten"
def found_share(model, pairs, topn=5):
    hits = 0
    for pair in pairs:
        near = []
        try:
            near = model.most_similar(pair[0], topn=10)[:topn]
        except KeyError:
            pass
        for item in near:
            if item[0] == pair[1]:
                hits = hits + 1
    return hits / len(pairs)


# %% edits="cut_by_hand"
[
    ('"<river>"]', '"river"]', "the whole word without marks"),
    ('"<river>"]', '"<river>", "<river>"]', "the whole word twice"),
    ('"<ri"', '"ri"', "a piece without its mark"),
    ('"er>"', '"er"', "the last piece without its mark"),
    ('"ive"', '"iver"', "four letters"),
    ('"ive"', '"vie"', "letters swapped"),
    ('"ive", ', "", "one piece forgotten"),
    ('["<ri", "riv", "ive", "ver", "er>", "<river>"]', '"<ri riv ive ver er> <river>"', "one text"),
    (
        '["<ri", "riv", "ive", "ver", "er>", "<river>"]',
        '[["<ri", "riv", "ive", "ver", "er>"], ["<river>"]]',
        "lists in a list",
    ),
    (
        '["<ri", "riv", "ive", "ver", "er>", "<river>"]',
        '["riv", "ive", "ver", "<ri", "<er", "<river>"]',
        "both marks in front",
    ),
    ("5 + 4 + 3 + 2", "15", "the whole word counted"),
    ("5 + 4 + 3 + 2", "5 + 4 + 3 + 2 + 1", "n = 7 counted, too"),
    ("5 + 4 + 3 + 2", "4 + 3 + 2 + 1", "one too few of each"),
    ("5 + 4 + 3 + 2", "5 * 4", "five of each"),
    ("5 + 4 + 3 + 2", "[5, 4, 3, 2]", "a list in place of the sum"),
    ("5 + 4 + 3 + 2", "'14'", "text in place of a number"),
    ("5 + 4 + 3 + 2", "13.6", "nearly right"),
    (
        '["<무지", "무지개", "지개>"]',
        '["<무지", "무지개", "지개>", "<무지개>"]',
        "the whole word added",
    ),
    ('["<무지", "무지개", "지개>"]', '["무지개"]', "without marks"),
    ('["<무지", "무지개", "지개>"]', '["<무지", "지개>"]', "the middle piece forgotten"),
    ('["<무지", "무지개", "지개>"]', '["<무", "무지", "지개", "개>"]', "pieces of two"),
    ('["<무지", "무지개", "지개>"]', '["<무지", "무지게", "지게>"]', "misspelled"),
]

# %% edits="ngrams"
[
    ('f"<{word}>"', 'f"<{word}"', "no mark behind"),
    ('f"<{word}>"', 'f">{word}<"', "marks swapped"),
    ('f"<{word}>"', 'f"<{word.lower()}>"', "small letters"),
    ('f"<{word}>"', 'f"<{word.strip()}>".replace(" ", "")', "spaces dropped"),
    ('f"<{word}>"', 'f"<{word[:10]}>"', "long words cut"),
    (
        'f"<{word}>"',
        '"<" + "".join(c for c in word if c.isalnum()) + ">"',
        "signs and emoji dropped",
    ),
    ('f"<{word}>"', 'f" <{word}> "', "spaces around the marks"),
    ("min_n=3, max_n=6", "min_n=2, max_n=6", "another default for min_n"),
    ("min_n=3, max_n=6", "min_n=3, max_n=5", "another default for max_n"),
    ("range(min_n, max_n + 1)", "range(min_n, max_n)", "max_n left out"),
    ("range(min_n, max_n + 1)", "range(min_n + 1, max_n + 1)", "min_n left out"),
    (
        "range(min_n, max_n + 1)",
        "range(min_n, min(max_n + 1, len(word)))",
        "stops at the length of the word",
    ),
    ("range(min_n, max_n + 1)", "range(3, 7)", "3 to 6, always"),
    ("range(min_n, max_n + 1)", "(min_n, max_n)", "the two lengths only"),
    ("len(marked) - n + 1", "len(marked) - n", "the last piece lost"),
    ("len(marked) - n + 1", "len(word) - n + 1", "length of the word without marks"),
    ("len(marked) - n + 1", "len(marked)", "short tails"),
    ("len(marked) - n + 1", "max(1, len(marked) - n + 1)", "one piece where the word is too short"),
    (
        "range(len(marked) - n + 1)",
        "range(0, len(marked) - n + 1, n)",
        "pieces that do not overlap",
    ),
    ("range(len(marked) - n + 1)", "range(1, len(marked) - n + 1)", "the first piece lost"),
    ("marked[start : start + n]", "marked[start : start + n - 1]", "one letter too few"),
    ("marked[start : start + n]", "list(marked[start : start + n])", "lists of letters"),
    ("marked[start : start + n]", "marked[start : start + n].encode()", "bytes"),
    ("return pieces", "return list(dict.fromkeys(pieces))", "each piece once"),
    ("return pieces", "return set(pieces)", "a set"),
    ("return pieces", "return pieces + [marked]", "the whole word added"),
    ("return pieces", "return [p for p in pieces if p != marked]", "the whole word taken out"),
    ("return pieces", "return len(pieces)", "their number"),
    ("return pieces", "return ' '.join(pieces)", "one text"),
    ("return pieces", "return pieces or [marked]", "the word itself where there is no piece"),
    ("return pieces", "return pieces or None", "None where there is no piece"),
    ("return pieces", "return pieces[:14]", "14 pieces, as in the visible check"),
    ("return pieces", "print(pieces)", "printed, not returned"),
    ("    return pieces", "        return pieces", "returns after the first length"),
]


# %% wrong="ngrams" why="a default argument keeps the pieces of earlier words"
def ngrams(word, min_n=3, max_n=6, pieces=[]):
    marked = f"<{word}>"
    for n in range(min_n, max_n + 1):
        pieces += [marked[i : i + n] for i in range(len(marked) - n + 1)]
    return pieces


# %% edits="to_jamo"
[
    ("0xAC00", "0xAC01", "counts from the second syllable"),
    ("0xAC00", "44000", "another first code"),
    ("0 <= code < 19", "0 < code < 19", "the first syllable left out"),
    ("19 * 21 * 28", "19 * 21 * 28 - 1", "the last syllable left out"),
    ("19 * 21 * 28", "19 * 21 * 28 + 1", "one code too many"),
    ("19 * 21 * 28", "11_000", "a rounded number of syllables"),
    ("19 * 21 * 28", "19 * 21 * 27", "27 finals"),
    ("0 <= code < 19 * 21 * 28", "character.isalpha()", "every letter"),
    ("0 <= code < 19 * 21 * 28", "0 <= code", "no upper limit"),
    ("0 <= code < 19 * 21 * 28", "code < 19 * 21 * 28", "no lower limit"),
    ("code // (21 * 28)", "code // (21 * 27)", "27 finals below"),
    ("code // (21 * 28)", "code // 28", "medials not divided out"),
    ("code // 28 % 21", "code % 21", "remainder before the quotient"),
    ("code // 28 % 21", "code // 21 % 28", "21 and 28 swapped"),
    ("code // 28 % 21", "code // 28 % 19", "19 medials"),
    ("code % 28", "code % 27", "27 finals"),
    ("code % 28", "(code - 1) % 28", "finals shifted by one"),
    ("finals[f]", "finals[f].replace('_', '')", "nothing where there is no final"),
    ("finals[f]", "finals[f].replace('_', ' ')", "a space where there is no final"),
    ("finals[f]", "finals[max(f, 1)]", "always a final"),
    ("finals[f]", "finals[f] + '_'", "a mark behind every syllable"),
    (
        "initials[i] + medials[m] + finals[f]",
        "medials[m] + initials[i] + finals[f]",
        "medial first",
    ),
    (
        "initials[i] + medials[m] + finals[f]",
        "chr(0x1100 + i) + chr(0x1161 + m) + (chr(0x11A7 + f) if f else '_')",
        "conjoining jamo",
    ),
    ("initials[i] + medials[m] + finals[f]", "initials[i] + medials[m]", "no final at all"),
    ("result += character", "result += ''", "other characters dropped"),
    ("result += character", "result += character + '__'", "other characters made three"),
    ("result += character", "result += '?'", "other characters replaced"),
    ("result += character", "return result", "stops at the first other character"),
    ("return result", "return result or '_'", "a mark for the empty string"),
    ("return result", "return result.replace(' ', '')", "spaces dropped"),
    ("return result", "return list(result)", "a list of jamo"),
    ("return result", "return result[:15]", "cut at 15, as in the visible check"),
    ("return result", "return result.upper()", "capital letters"),
]

# %% edits="word_vector"
[
    ("if piece in table]", "if piece in table][:3]", "three pieces, as in the visible check"),
    ("for piece in pieces if", "for piece in set(pieces) if", "a set of pieces"),
    ("for piece in pieces if", "for piece in dict.fromkeys(pieces) if", "each piece once"),
    ("for piece in pieces if", "for piece in table if", "all pieces of the table"),
    (
        "table[piece] for piece in pieces if piece in table",
        "table.get(piece, 0 * next(iter(table.values()))) for piece in pieces",
        "unknown pieces count as 0",
    ),
    (
        "table[piece] for piece in pieces if piece in table",
        "table[p] for piece in pieces for p in table if piece.lower() == p.lower()",
        "capital letters do not matter",
    ),
    (
        "table[piece] for piece in pieces if piece in table",
        "_table[piece] for piece in pieces if piece in _table",
        "the table of the visible check",
    ),
    ("raise KeyError", "raise ValueError", "another error"),
    ("raise KeyError", "return KeyError", "the error returned, not raised"),
    ("raise KeyError", "print", "prints, goes on with nothing"),
    ('raise KeyError(f"no piece is known: {pieces}")', "return np.zeros(3)", "zeros"),
    ('raise KeyError(f"no piece is known: {pieces}")', "return None", "None"),
    ('raise KeyError(f"no piece is known: {pieces}")', "return []", "an empty list"),
    ("if not known", "if len(known) < 2", "one piece is not enough"),
    ("if not known", "if len(known) < len(pieces)", "any unknown piece is an error"),
    ("np.mean(known, axis=0)", "np.sum(known, axis=0)", "the sum"),
    ("np.mean(known, axis=0)", "np.sum(known, axis=0) / len(pieces)", "divided by all pieces"),
    (
        "np.mean(known, axis=0)",
        "np.sum(known, axis=0) / len(set(pieces))",
        "divided by different pieces",
    ),
    ("np.mean(known, axis=0)", "np.sum(known, axis=0) / len(table)", "divided by the table"),
    ("np.mean(known, axis=0)", "np.sum(known, axis=0) / (len(known) + 1)", "the word counted, too"),
    ("np.mean(known, axis=0)", "np.sum(known, axis=0) // len(known)", "integer division"),
    ("np.mean(known, axis=0)", "np.mean(known, axis=1)", "the other axis"),
    ("np.mean(known, axis=0)", "np.mean(known)", "no axis"),
    ("np.mean(known, axis=0)", "np.median(known, axis=0)", "the median"),
    ("np.mean(known, axis=0)", "np.max(known, axis=0)", "the largest"),
    ("np.mean(known, axis=0)", "np.round(np.mean(known, axis=0), 3)", "rounded"),
    (
        "np.mean(known, axis=0)",
        "np.mean(known, axis=0).astype(known[0].dtype)",
        "the dtype of the table",
    ),
    ("np.mean(known, axis=0)", "np.mean(known, axis=0)[:2]", "two numbers"),
    (
        "np.mean(known, axis=0)",
        "np.mean(known, axis=0) / np.linalg.norm(np.mean(known, axis=0))",
        "scaled to length 1",
    ),
    ("np.mean(known, axis=0)", "np.mean(known, axis=0)[None]", "a table of one row"),
    ("np.mean(known, axis=0)", "np.abs(np.mean(known, axis=0))", "signs lost"),
    (
        "return np.mean(known, axis=0)",
        "known[0] *= 1\n    for other in known[1:]:\n        known[0] += other\n    return known[0] / len(known)",
        "adds into a vector of the table",
    ),
    (
        "return np.mean(known, axis=0)",
        "pieces.sort()\n    return np.mean(known, axis=0)",
        "sorts what came in",
    ),
    (
        "return np.mean(known, axis=0)",
        "table.setdefault('', known[0])\n    return np.mean(known, axis=0)",
        "adds to the table",
    ),
]

# %% edits="found_share"
[
    ("topn=5", "topn=10", "another default"),
    ("topn=5", "topn=1", "one neighbour by default"),
    ("topn=topn", "topn=topn + 1", "one neighbour too many"),
    ("topn=topn", "topn=topn - 1", "one neighbour too few"),
    ("topn=topn", "topn=10", "ten neighbours, always"),
    ("topn=topn", "topn=2", "two, as in the visible check"),
    ("most_similar(typo", "most_similar(right", "asks for the right word"),
    ("word for word, _ in", "pair for pair in", "pairs in place of words"),
    ("neighbours = []", "return 0.0", "gives up"),
    ("neighbours = []", "neighbours = [right]", "an unknown typo counts as found"),
    ("neighbours = []", "pass", "keeps the neighbours of the pair before"),
    ("neighbours = []", "found -= 0.5; neighbours = []", "punished"),
    ("except KeyError:", "except IndexError:", "waits for another error"),
    (
        "found += right in neighbours",
        "found += any(right in name for name in neighbours)",
        "a part of a word will do",
    ),
    (
        "found += right in neighbours",
        "found += any(name in right for name in neighbours)",
        "a shorter word will do",
    ),
    (
        "found += right in neighbours",
        "found += right.lower() in [n.lower() for n in neighbours]",
        "capital letters do not matter",
    ),
    (
        "found += right in neighbours",
        "found += neighbours[:1] == [right]",
        "the first neighbour only",
    ),
    (
        "found += right in neighbours",
        "found += neighbours[-1:] == [right]",
        "the last neighbour only",
    ),
    ("found += right in neighbours", "found = right in neighbours", "the last pair only"),
    (
        "found += right in neighbours",
        "found += 1 / (neighbours.index(right) + 1) if right in neighbours else 0",
        "reciprocal ranks",
    ),
    (
        "found += right in neighbours",
        "found += typo not in neighbours and right in neighbours and found < 2",
        "two at most",
    ),
    ("/ len(pairs)", "/ len(dict(pairs))", "different typos only"),
    ("/ len(pairs)", "/ len({r for _, r in pairs})", "different words only"),
    ("/ len(pairs)", "/ (len(pairs) * topn)", "divided by topn as well"),
    ("/ len(pairs)", "// len(pairs)", "integer division"),
    ("/ len(pairs)", "/ 4", "four pairs, as in the visible check"),
    ("/ len(pairs)", "", "the number"),
    ("return found / len(pairs)", "return round(found / len(pairs), 2)", "rounded"),
    ("return found / len(pairs)", "return 100 * found / len(pairs)", "percent"),
    ("return found / len(pairs)", "return f'{found / len(pairs):.0%}'", "text"),
    ("return found / len(pairs)", "return 1 - found / len(pairs)", "the share not found"),
    ("return found / len(pairs)", "return [found / len(pairs)]", "a list"),
    ("return found / len(pairs)", "print(found / len(pairs))", "printed, not returned"),
    (
        "return found / len(pairs)",
        "pairs.pop(); return found / (len(pairs) + 1)",
        "takes a pair away",
    ),
]

# %% right="cut_by_hand" why="NFD, a set, a float"
import unicodedata

units, count, korean = (
    {"<river>", "<ri", "riv", "ive", "ver", "er>"},
    14.0,
    tuple(unicodedata.normalize("NFD", s) for s in ["<무지", "무지개", "지개>"]),
)


# %% wrong="ngrams" why="six letters at most"
def ngrams(word, min_n=3, max_n=6):
    m = f"<{word}>"
    return [m[i : i + n] for n in range(min_n, min(max_n, 6) + 1) for i in range(len(m) - n + 1)]


# %% wrong="ngrams" why="spaces stripped"
def ngrams(word, min_n=3, max_n=6):
    m = f"<{word.strip()}>"
    return [m[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(m) - n + 1)]


# %% wrong="ngrams" why="marks put on once only"
def ngrams(word, min_n=3, max_n=6):
    m = word if word.startswith("<") else "<" + word
    m = m if m.endswith(">") else m + ">"
    return [m[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(m) - n + 1)]


# %% right="ngrams" why="a generator"
def ngrams(word, min_n=3, max_n=6):
    m = f"<{word}>"
    for i in range(len(m)):
        for j in range(i + min_n, min(i + max_n, len(m)) + 1):
            yield m[i:j]


# %% wrong="to_jamo" why="stripped"
def to_jamo(word):
    r = ""
    for ch in word.strip():
        c = ord(ch) - 0xAC00
        r += initials[c // 588] + medials[c // 28 % 21] + finals[c % 28] if 0 <= c < 11172 else ch
    return r


# %% wrong="to_jamo" why="spaces single"
def to_jamo(word):
    r = ""
    for ch in " ".join(word.split(" ")).replace("  ", " "):
        c = ord(ch) - 0xAC00
        r += initials[c // 588] + medials[c // 28 % 21] + finals[c % 28] if 0 <= c < 11172 else ch
    return r


# %% right="to_jamo" why="str.translate"
_T = {
    44032 + (i * 21 + m) * 28 + f: initials[i] + medials[m] + finals[f]
    for i in range(19)
    for m in range(21)
    for f in range(28)
}


def to_jamo(word):
    return word.translate(_T)


# %% wrong="word_vector" why="empty table"
def word_vector(pieces, table):
    total = np.zeros(len(next(iter(table.values()))))
    n = 0
    for p in pieces:
        if p in table:
            total = total + table[p]
            n += 1
    if not n:
        raise KeyError("none")
    return total / n


# %% wrong="word_vector" why="zero vectors not counted"
def word_vector(pieces, table):
    k = [table[p] for p in pieces if p in table and np.any(table[p])]
    if not k:
        raise KeyError("none")
    return np.mean(k, axis=0)


# %% wrong="word_vector" why="KeyError at a zero mean"
def word_vector(pieces, table):
    k = [table[p] for p in pieces if p in table]
    if not k or not np.any(np.mean(k, axis=0)):
        raise KeyError("none")
    return np.mean(k, axis=0)


# %% right="word_vector" why="Counter weights"
from collections import Counter


def word_vector(pieces, table):
    c = Counter(p for p in pieces if p in table)
    if not c:
        raise KeyError
    return np.average([table[p] for p in c], axis=0, weights=list(c.values()))


# %% wrong="found_share" why="answer kept for a typo"
def found_share(model, pairs, topn=5):
    known = {}
    for t, r in pairs:
        if t not in known:
            try:
                known[t] = r in [w for w, _ in model.most_similar(t, topn=topn)]
            except KeyError:
                known[t] = False
    return sum(known[t] for t, _ in pairs) / len(pairs)


# %% wrong="found_share" why="the typo itself counts as right"
def found_share(model, pairs, topn=5):
    n = 0
    for t, r in pairs:
        try:
            n += t == r or r in [w for w, _ in model.most_similar(t, topn=topn)]
        except KeyError:
            pass
    return n / len(pairs)


# %% wrong="found_share" why="only neighbours with a positive cosine"
def found_share(model, pairs, topn=5):
    found = 0
    for typo, right in pairs:
        try:
            found += right in [w for w, c in model.most_similar(typo, topn=topn) if c > 0]
        except KeyError:
            continue
    return found / len(pairs)
