// Counting neighbours and what follows from the counts (9-2): the twin of cooccurrence/plain.py.
//
//   X[i][k] = how often word k stands within the window of word i
//   P(k|i)  = X[i][k] / sum of row i

/** The different words of some sentences, in the order in which they first come up. */
export const vocabulary = (sentences) => [...new Set(sentences.flat())];

/** The places a window stops at: { sentence, place, others: [{ place, share }] }. */
export function windows(sentences, window, weighting = "count") {
  const stops = [];
  sentences.forEach((words, sentence) => {
    words.forEach((_, place) => {
      const others = [];
      for (let other = place - window; other <= place + window; other++) {
        const distance = Math.abs(other - place);
        if (distance === 0 || other < 0 || other >= words.length) continue;
        others.push({ place: other, share: weighting === "count" ? 1 : 1 / distance });
      }
      stops.push({ sentence, place, others });
    });
  });
  return stops;
}

/** The table X after these stops, (words, words). */
export function count(sentences, stops, words = vocabulary(sentences)) {
  const row = new Map(words.map((word, index) => [word, index]));
  const table = words.map(() => new Array(words.length).fill(0));
  for (const { sentence, place, others } of stops) {
    const counts = table[row.get(sentences[sentence][place])];
    for (const { place: other, share } of others) counts[row.get(sentences[sentence][other])] += share;
  }
  return table;
}

/** P(k|i) for every k; NaN where the row is empty. */
export function probabilities(row) {
  const total = row.reduce((sum, x) => sum + x, 0);
  return row.map((x) => x / total);
}

/** P(k|i) / P(k|j); Infinity where only the second is 0, NaN where both are. */
export const ratio = (first, second) => first / second;
