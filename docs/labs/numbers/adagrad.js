// GloVe's loss, and one AdaGrad step for one pair of words (9-2): the twin of glove/plain.py.
//
//   J = sum of f(X_ij) (w_i . w~_j + b_i + b~_j - log X_ij)^2
//   f(x) = min(1, (x / x_max)^alpha)
//   G <- G + g^2      w <- w - rate * g / sqrt(G + epsilon)

export const weight = (x, { xMax, alpha }) => Math.min(1, (x / xMax) ** alpha);

/** What a table holds for a word: vector w, bias b, and AdaGrad's sums, which Keras starts at 0.1. */
export const entry = (vector) => ({
  vector, bias: 0, vectorSquares: vector.map(() => 0.1), biasSquares: 0.1,
});

/** Words and contexts with small numbers to begin with; the same seed gives the same ones. */
export function start(words, dim, seed) {
  const random = generator(seed);
  const table = () => Array.from({ length: words }, () => (
    entry(Array.from({ length: dim }, () => (random() - 0.5) / dim))
  ));
  return { words: table(), contexts: table() };
}

/** w_i . w~_j + b_i + b~_j - log X_ij: how far a pair is from where it should be. */
export function difference(word, context, x) {
  const product = word.vector.reduce((sum, w, d) => sum + w * context.vector[d], 0);
  return product + word.bias + context.bias - Math.log(x);
}

/** J over all pairs { i, j, x }. */
export const loss = (model, pairs, how) => pairs.reduce((sum, { i, j, x }) => (
  sum + weight(x, how) * difference(model.words[i], model.contexts[j], x) ** 2
), 0);

/** One step for one pair; changes both entries. Gives the numbers it went through. */
export function step(word, context, x, how) {
  const { rate, epsilon = 1e-7, maxError = 100 } = how;
  const f = weight(x, how);
  const diff = difference(word, context, x);
  const error = Math.max(-maxError, Math.min(maxError, 2 * f * diff));
  const toWord = context.vector.map((c) => error * c); // both from the vectors before the step
  const toContext = word.vector.map((w) => error * w);
  move(word, toWord, error, rate, epsilon);
  move(context, toContext, error, rate, epsilon);
  return { f, diff, error, loss: f * diff ** 2 };
}

function move(one, gradient, error, rate, epsilon) {
  one.vectorSquares = one.vectorSquares.map((g, d) => g + gradient[d] ** 2);
  one.biasSquares += error ** 2;
  one.vector = one.vector.map((w, d) => (
    w - (rate * gradient[d]) / Math.sqrt(one.vectorSquares[d] + epsilon)
  ));
  one.bias -= (rate * error) / Math.sqrt(one.biasSquares + epsilon);
}

/** Random numbers in [0, 1): mulberry32, so that a seed gives the same ones in every browser. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
