// Cosines and neighbours (9-2 to 9-5): the twin of evaluation/neighbors.py.

export function dot(a, b) {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

export const norm = (a) => Math.sqrt(dot(a, a));

/** The cosine of two vectors; 0 where one of them is zero. */
export function cosine(a, b) {
  const lengths = norm(a) * norm(b);
  return lengths > 0 ? dot(a, b) / lengths : 0;
}

/** A vector of length 1 in the same direction. */
export function unit(a) {
  const length = norm(a);
  return Array.from(a, (x) => (length > 0 ? x / length : 0));
}

/** Added up, each vector times its sign: combine([a, b], [1, -1]) is a - b. */
export const combine = (vectors, signs) => Array.from(vectors[0], (_, d) => (
  vectors.reduce((sum, vector, k) => sum + signs[k] * vector[d], 0)));

/** Rows nearest to a vector by cosine: [[row, cosine], ...], without the rows left out. */
export function nearest(rows, vector, topn, leftOut = []) {
  const found = rows.map((row, index) => [index, cosine(row, vector)]);
  const out = new Set(leftOut);
  return found.filter(([index]) => !out.has(index)).sort((a, b) => b[1] - a[1]).slice(0, topn);
}

/** a + b - c ...: each vector is made 1 long first, so that none outweighs another (3CosAdd). */
export const analogy = (positive, negative) => combine(
  [...positive, ...negative].map(unit),
  [...positive.map(() => 1), ...negative.map(() => -1)],
);
