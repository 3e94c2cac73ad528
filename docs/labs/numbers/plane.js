// The plane that shows a few points best (9-2): principal components, as in plots/maps.py.

import { dot } from "./vectors.js";

/** Points on their two principal axes: { places: [[x, y], ...], share } of all variance kept. */
export function plane(points) {
  const middle = points[0].map((_, d) => points.reduce((sum, p) => sum + p[d], 0) / points.length);
  const centred = points.map((p) => p.map((x, d) => x - middle[d]));
  const { values, vectors } = eigen(centred.map((p) => centred.map((q) => dot(p, q))));
  const total = values.reduce((sum, x) => sum + Math.max(x, 0), 0);
  const axes = [0, 1].map((k) => {
    const axis = (vectors[k] ?? [0]).map((x) => x * Math.sqrt(Math.max(values[k] ?? 0, 0)));
    const largest = axis.reduce((most, x) => (Math.abs(x) > Math.abs(most) + 1e-9 ? x : most), 0);
    return largest < 0 ? axis.map((x) => -x) : axis; // an axis may point either way: choose one
  });
  const share = total > 0 ? (Math.max(values[0], 0) + Math.max(values[1] ?? 0, 0)) / total : 1;
  return { places: points.map((_, k) => [axes[0][k], axes[1][k]]), share };
}

/** Eigenvalues, largest first, and unit eigenvectors of a small symmetric matrix: Jacobi's turns. */
export function eigen(matrix) {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0))); // rows become eigenvectors
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p][q]) < 1e-15) continue;
        const angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) {
          [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
          [v[p][k], v[q][k]] = [c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k]];
        }
      }
    }
  }
  const order = a.map((_, k) => k).sort((i, j) => a[j][j] - a[i][i]);
  return { values: order.map((k) => a[k][k]), vectors: order.map((k) => v[k]) };
}
