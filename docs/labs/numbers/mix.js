// ELMo's last three steps (9-5): the twin of elmo/mix.py.
//
//   ELMo = gamma * sum_j softmax(s)_j h_j

import { cosine } from "./vectors.js";

export function softmax(s) {
  const most = Math.max(...s); // taken away first: exp of a large number is Infinity
  const powers = s.map((x) => Math.exp(x - most));
  const total = powers.reduce((sum, x) => sum + x, 0);
  return powers.map((x) => x / total);
}

/** The ELMo vector of one word from its layers, (layers, dim). */
export function mix(layers, s, gamma) {
  const weights = softmax(s);
  return Array.from(layers[0], (_, d) => (
    gamma * layers.reduce((sum, layer, j) => sum + weights[j] * layer[d], 0)));
}

/** How alike are vectors of the same meaning, and of different ones? Mean cosines over all pairs. */
export function alike(vectors, meaning) {
  const sums = { same: [0, 0], other: [0, 0] };
  vectors.forEach((a, i) => {
    vectors.slice(0, i).forEach((b, j) => {
      const sum = sums[meaning[i] === meaning[j] ? "same" : "other"];
      sum[0] += cosine(a, b);
      sum[1] += 1;
    });
  });
  return { same: sums.same[0] / sums.same[1], other: sums.other[0] / sums.other[1] };
}
