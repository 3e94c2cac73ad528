// GloVe step by step (9-2): windows fill a table, the table gives probabilities, steps fit it.

import { count, probabilities, ratio, vocabulary, windows } from "./numbers/counts.js";
import { difference, loss, start, step, weight } from "./numbers/adagrad.js";
import { $, decimal, fill, make, onInput, ready, say } from "./page.js";

const SENTENCES = ["I like deep learning", "I like NLP", "I enjoy flying"].map((s) => s.split(" "));
const WORDS = vocabulary(SENTENCES);
const DIM = 2;

// --- 1. windows and the table ------------------------------------------------------------------

let stops = [];
let done = 2; // stops that are counted

const short = (x) => (Number.isInteger(x) ? String(x) : decimal(x, 2));
const table = () => count(SENTENCES, stops, WORDS);

function recount() {
  stops = windows(SENTENCES, Number($("window").value), $("weighting").value);
  $("window-value").textContent = $("window").value;
  drawCounts();
  drawProbabilities();
  restart();
}

function go(to) {
  done = Math.max(0, Math.min(stops.length, to));
  drawCounts();
}

function drawCounts() {
  const now = done ? stops[done - 1] : null;
  const near = now ? now.others.map((other) => other.place) : [];
  $("sentences").replaceChildren(...SENTENCES.map((words, s) => make("p", {}, ...words.map((word, place) => {
    const here = now && now.sentence === s;
    const kind = here && now.place === place ? "center" : here && near.includes(place) ? "context" : "";
    return make("span", { class: `word ${kind}` }, word);
  }))));
  $("back").disabled = $("first").disabled = done === 0;
  $("forward").disabled = $("last").disabled = done === stops.length;
  $("stop").textContent = now ? explain(now) : say("none_yet");
  const counts = count(SENTENCES, stops.slice(0, done), WORDS);
  const fresh = (i, k) => now && WORDS[i] === SENTENCES[now.sentence][now.place]
    && near.some((place) => SENTENCES[now.sentence][place] === WORDS[k]);
  const total = (row) => row.reduce((sum, x) => sum + x, 0);
  fill($("counts"), ...grid(say("counts"), counts.map((row, i) => [
    ...row.map((x, k) => make("td", { class: fresh(i, k) ? "fresh" : x ? "" : "zero" }, short(x))),
    make("td", { class: "total" }, short(total(row))),
  ]), [say("sum")]));
}

function explain({ sentence, place, others }) {
  const words = SENTENCES[sentence];
  const names = others.map((other) => words[other.place]).join(", ");
  const text = say(names ? "stop" : "stop_alone", { word: words[place], others: names });
  return `${say("step_of", { n: done, all: stops.length })} · ${text}`;
}

/** A table with the words along both sides, and perhaps more columns. */
function grid(caption, cells, more = []) {
  return [
    ...(caption ? [make("caption", {}, caption)] : []),
    make("thead", {}, make("tr", {}, make("td"), ...[...WORDS, ...more].map((word) => make("th", { scope: "col" }, word)))),
    make("tbody", {}, ...cells.map((row, i) => (
      make("tr", {}, make("th", { scope: "row" }, WORDS[i]), ...row)))),
  ];
}

// --- 2. probabilities --------------------------------------------------------------------------

function drawProbabilities() {
  const [i, j] = [Number($("i").value), Number($("j").value)];
  const [first, second] = [i, j].map((row) => probabilities(table()[row]));
  const shown = (x) => (Number.isNaN(x) ? "–" : x === Infinity ? "∞" : decimal(x, 3));
  const cell = (x) => make("td", { class: x ? "" : "zero" }, shown(x));
  const heads = ["k", `P(k|${WORDS[i]})`, `P(k|${WORDS[j]})`, say("ratio")];
  fill(
    $("probabilities"),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...WORDS.map((word, k) => make("tr", {}, make("th", { scope: "row" }, word),
      cell(first[k]), cell(second[k]), cell(ratio(first[k], second[k]))))),
  );
}

// --- 3. steps ----------------------------------------------------------------------------------

let model;
let pairs;
let next; // the pair that comes next
let seed = 1;
let losses;
let arrows = []; // what has just moved: { kind, word, from }

const settings = () => ({
  xMax: Number($("x-max").value), alpha: Number($("alpha").value), rate: Number($("rate").value),
});

function restart() {
  model = start(WORDS.length, DIM, seed);
  pairs = table().flatMap((row, i) => row.flatMap((x, j) => (x ? [{ i, j, x }] : [])));
  next = 0;
  losses = [loss(model, pairs, settings())];
  arrows = [];
  $("moved").textContent = say("start");
  drawModel();
}

function take({ i, j, x }) {
  const [word, context] = [model.words[i], model.contexts[j]];
  const from = [word.vector, context.vector];
  const { f, diff } = step(word, context, x, settings());
  arrows = [{ kind: "words", row: i, from: from[0] }, { kind: "contexts", row: j, from: from[1] }];
  losses.push(loss(model, pairs, settings()));
  const after = difference(word, context, x);
  $("moved").textContent = say("moved", {
    i: WORDS[i], j: WORDS[j], x: short(x), f: decimal(f), before: decimal(diff), after: decimal(after),
  });
  drawModel();
}

function takeAll(epochs) {
  const before = losses.at(-1);
  arrows = ["words", "contexts"].flatMap((kind) => (
    model[kind].map((each, row) => ({ kind, row, from: each.vector }))));
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { i, j, x } of pairs) step(model.words[i], model.contexts[j], x, settings());
    losses.push(loss(model, pairs, settings()));
  }
  const after = losses.at(-1);
  $("moved").textContent = say("moved_all", { n: epochs, before: decimal(before, 4), after: decimal(after, 4) });
  drawModel();
}

function drawModel() {
  for (const id of ["x-max", "alpha", "rate"]) $(`${id}-value`).textContent = $(id).value;
  drawPlane();
  drawWeight();
  drawLoss();
  const last = arrows.length === 2 ? `${arrows[0].row} ${arrows[1].row}` : "";
  const cells = WORDS.map(() => WORDS.map(() => make("td")));
  for (const pair of pairs) {
    const { i, j, x } = pair;
    const d = decimal(difference(model.words[i], model.contexts[j], x), 2);
    cells[i][j].append(make("button", {
      type: "button",
      "data-key": `${i} ${j}`,
      "aria-pressed": String(last === `${i} ${j}`),
      "aria-label": say("take", { i: WORDS[i], j: WORDS[j], d }),
      onclick: () => take(pair),
    }, d));
  }
  fill($("differences"), ...grid("", cells));
}

function drawPlane() {
  const size = 340;
  const all = [...model.words, ...model.contexts].flatMap((each) => each.vector.map(Math.abs));
  const reach = Math.max(0.5, Math.ceil(Math.max(...all) * 4.4) / 4);
  const at = ([x, y]) => [size / 2 + (x / reach) * (size / 2 - 30), size / 2 - (y / reach) * (size / 2 - 24)];
  const svg = make("svg", { viewBox: `0 0 ${size} ${size}`, class: "picture", role: "img", "aria-label": say("plane") });
  svg.append(
    make("line", { x1: 0, x2: size, y1: size / 2, y2: size / 2, class: "axis" }),
    make("line", { y1: 0, y2: size, x1: size / 2, x2: size / 2, class: "axis" }),
    make("text", { x: size - 6, y: size / 2 - 5, class: "tick", "text-anchor": "end" }, decimal(reach, 2)),
  );
  const moved = (kind, row) => arrows.find((arrow) => arrow.kind === kind && arrow.row === row);
  for (const kind of ["contexts", "words"]) {
    model[kind].forEach(({ vector }, row) => {
      const [x, y] = at(vector);
      const arrow = moved(kind, row);
      const dim = arrows.length === 2 && !arrow ? " dim" : "";
      const group = make("g", { class: `${kind}${dim}` });
      if (arrow) {
        const [fromX, fromY] = at(arrow.from);
        group.append(make("path", { d: arrowPath(fromX, fromY, x, y), class: "arrow" }));
      }
      group.append(
        kind === "words"
          ? make("circle", { cx: x, cy: y, r: 5 })
          : make("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9 }),
        make("text", { x: x + 8, y: y + (kind === "words" ? -5 : 13) }, WORDS[row]),
      );
      svg.append(group);
    });
  }
  $("plane").replaceChildren(svg);
}

function arrowPath(x1, y1, x2, y2) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 0.5) return "";
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = Math.min(7, length);
  const side = (s) => `${x2 - head * ux - s * 0.5 * head * uy} ${y2 - head * uy + s * 0.5 * head * ux}`;
  return `M${x1} ${y1}L${x2} ${y2}M${side(1)}L${x2} ${y2}L${side(-1)}`;
}

function drawWeight() {
  const [width, height, most] = [340, 120, 20];
  const at = (x, y) => [30 + (x / most) * (width - 45), height - 22 - y * (height - 38)];
  const curve = Array.from({ length: 101 }, (_, k) => (k / 100) * most).map((x) => at(x, weight(x, settings())).join(","));
  const counts = [...new Set(pairs.map(({ x }) => x))];
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, class: "picture", role: "img", "aria-label": say("weight") },
    make("polyline", { points: [at(0, 0), at(most, 0)].join(" "), class: "axis" }),
    make("polyline", { points: curve.join(" "), class: "curve" }));
  for (const x of counts) {
    const [cx, cy] = at(x, weight(x, settings()));
    svg.append(make("circle", { cx, cy, r: 4.5, class: "dot" }, make("title", {}, `f(${short(x)}) = ${decimal(weight(x, settings()))}`)));
  }
  for (const x of [0, 5, 10, 15, 20]) {
    svg.append(make("text", { x: at(x, 0)[0], y: height - 6, class: "tick", "text-anchor": "middle" }, String(x)));
  }
  for (const y of [0, 1]) svg.append(make("text", { x: 22, y: at(0, y)[1] + 4, class: "tick", "text-anchor": "end" }, String(y)));
  $("weight").replaceChildren(svg);
}

function drawLoss() {
  const [width, height] = [340, 120];
  const most = Math.max(...losses, 1e-9);
  const shown = losses.length > 400 ? losses.slice(-400) : losses;
  const at = (y, k) => [12 + (k / Math.max(shown.length - 1, 1)) * (width - 24), height - 12 - (y / most) * (height - 44)];
  const now = decimal(losses.at(-1), 4);
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, class: "picture", role: "img", "aria-label": say("loss", { now }) },
    make("polyline", { points: shown.map((y, k) => at(y, k).join(",")).join(" "), class: "curve" }),
    make("text", { x: width - 12, y: 22, "text-anchor": "end", class: "value" }, `J = ${now}`));
  const [cx, cy] = at(shown.at(-1), shown.length - 1);
  svg.append(make("circle", { cx, cy, r: 4, class: "dot" }));
  $("loss").replaceChildren(svg);
}

// --- what one touches --------------------------------------------------------------------------

for (const [id, chosen] of [["i", "like"], ["j", "enjoy"]]) {
  $(id).append(...WORDS.map((word, k) => make("option", { value: k, selected: word === chosen }, word)));
}
$("back").addEventListener("click", () => go(done - 1));
$("forward").addEventListener("click", () => go(done + 1));
$("first").addEventListener("click", () => go(0));
$("last").addEventListener("click", () => go(stops.length));
$("sentences").addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1, Home: -stops.length, End: stops.length }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  go(done + by);
});
$("step").addEventListener("click", () => {
  take(pairs[next]);
  next = (next + 1) % pairs.length;
});
$("epoch").addEventListener("click", () => takeAll(1));
$("epochs").addEventListener("click", () => takeAll(100));
$("restart").addEventListener("click", () => { seed += 1; restart(); });
onInput(["i", "j"], drawProbabilities);
onInput(["window", "weighting"], recount);
onInput(["x-max", "alpha", "rate"], () => {
  losses[losses.length - 1] = loss(model, pairs, settings());
  drawModel();
});
ready();
