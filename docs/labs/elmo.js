// ELMo's four steps (9-5): join the directions, weigh the layers, add up, scale.

import { float32 } from "./numbers/bytes.js";
import { alike, mix, softmax } from "./numbers/mix.js";
import { cosine, norm } from "./numbers/vectors.js";
import {
  $, data, decimal, fill, language, make, onChange, onInput, percent, ready, say,
} from "./page.js";

const SLIDERS = ["s1", "s2", "s3"];
const MARKS = ["●", "▲"]; // of the two meanings

/** The layers of each sentence, (sentences, layers, dim). */
function layersOf({ sentences, dim, first, others }) {
  const [characters, lstms] = [float32(first), float32(others)];
  return sentences.map((_, k) => [
    characters,
    lstms.subarray(2 * k * dim, (2 * k + 1) * dim),
    lstms.subarray((2 * k + 1) * dim, (2 * k + 2) * dim),
  ]);
}

const words = Object.fromEntries(Object.entries(data).map(([word, table]) => (
  [word, { ...table, layers: layersOf(table) }])));
let word = "bank";

const chosen = (id) => Number($(id).value);
const s = () => SLIDERS.map(chosen);

function chooseWord(name) {
  word = name;
  for (const each of Object.keys(words)) $(`word-${each}`).setAttribute("aria-pressed", String(each === word));
  const { sentences, meaning, names } = words[word];
  for (const id of ["a", "b"]) {
    const first = id === "a" ? 0 : meaning.indexOf(1); // one sentence of each meaning
    fill($(id), ...names.map((each, kind) => make("optgroup", { label: `${MARKS[kind]} ${each[language]}` },
      ...sentences.flatMap((sentence, k) => (meaning[k] === kind
        ? [make("option", { value: k, selected: k === first }, sentence)]
        : [])))));
  }
  drawSentences();
}

function drawSentences() {
  const { layers } = words[word];
  const [a, b] = [layers[chosen("a")], layers[chosen("b")]];
  fill($("layers"), ...[2, 1, 0].map((k) => make("div", { class: "pair" },
    make("span", { class: "label" }, say("layer", { k })),
    strip(a[k], "a"), strip(b[k], "b"))), ends());
  drawMix();
}

const ends = () => make("div", { class: "ends note" }, make("span", {}, say("forward")), make("span", {}, say("backward")));

/** Numbers as thin bars up and down from a middle line. */
function strip(numbers, which, reach = 2) {
  const name = say(which === "a" ? "sentence_a" : "sentence_b");
  const [width, height] = [numbers.length, 40];
  const bars = Array.from(numbers, (x, d) => {
    const tall = Math.max(-1, Math.min(1, x / reach)) * (height / 2);
    return `M${d + 0.5} ${height / 2}V${(height / 2 - tall).toFixed(1)}`;
  });
  const svg = make("svg", {
    viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", class: "strip", role: "img",
    "aria-label": say("strip", { name, n: width }),
  }, make("path", { d: bars.join(""), class: "bars" }),
  make("line", { x1: width / 2, x2: width / 2, y1: 0, y2: height, class: "half" }));
  return make("div", { class: `named ${which}` }, make("span", { class: "name" }, name), svg);
}

function drawMix() {
  const { layers, meaning } = words[word];
  const weights = softmax(s());
  const gamma = chosen("gamma");
  for (const id of SLIDERS) $(`${id}-value`).textContent = decimal(chosen(id), 1);
  $("gamma-value").textContent = decimal(gamma, 1);
  fill($("shares"), ...weights.map((share, k) => make("div", {
    class: "share moves", style: `flex-grow:${share}`, title: say("share", { k, share: percent(share) }),
  }, make("span", {}, share > 0.06 ? `${say("layer", { k })} ${percent(share)}` : ""))));

  const vectors = layers.map((each) => mix(each, s(), gamma));
  const [a, b] = [chosen("a"), chosen("b")];
  const named = (which, k) => make("div", { class: "pair" },
    make("span", { class: "label" }, say("lengths", { a: decimal(norm(vectors[k]), 2) })),
    strip(vectors[k], which));
  fill($("mixed"), named("a", a), named("b", b));
  $("cosine").textContent = say("cosine", { cosine: decimal(cosine(vectors[a], vectors[b])) });
  const alone = [0, 1, 2].map((k) => decimal(cosine(layers[a][k], layers[b][k])));
  const heads = [0, 1, 2].map((k) => make("th", { scope: "col" }, say("layer", { k })));
  fill($("by-layer"), make("tbody", {},
    make("tr", {}, make("td"), ...heads),
    make("tr", {}, make("th", { scope: "row" }, say("only_layer")), ...alone.map((x) => make("td", {}, x)))));

  const { same, other } = alike(vectors, meaning);
  $("alike").textContent = say("alike", {
    same: decimal(same, 2), other: decimal(other, 2), gap: decimal(same - other, 2),
  });
  drawAll(vectors, a);
}

/** Every other sentence as a mark at its cosine with sentence A, a line for each meaning. */
function drawAll(vectors, a) {
  const { sentences, meaning, names } = words[word];
  const [width, height] = [Math.min(900, Math.max(320, $("all").clientWidth)), 150];
  const found = vectors.map((vector, k) => [k, cosine(vectors[a], vector)]).filter(([k]) => k !== a);
  const least = Math.min(0, ...found.map(([, x]) => x));
  const at = (x) => 30 + ((x - least) / (1 - least)) * (width - 60);
  const mean = (kind) => {
    const of = found.filter(([k]) => meaning[k] === kind).map(([, x]) => x);
    return of.reduce((sum, x) => sum + x, 0) / of.length;
  };
  const own = meaning[a];
  const svg = make("svg", {
    viewBox: `0 0 ${width} ${height}`, class: "picture", role: "img",
    "aria-label": say("chart", { same: decimal(mean(own), 2), other: decimal(mean(1 - own), 2) }),
  });
  for (const x of [0, 0.25, 0.5, 0.75, 1]) {
    svg.append(
      make("line", { x1: at(x), x2: at(x), y1: 8, y2: height - 24, class: "axis" }),
      make("text", { x: at(x), y: height - 8, class: "tick", "text-anchor": "middle" }, decimal(x, 2)),
    );
  }
  for (const kind of [0, 1]) {
    const y = kind === 0 ? 44 : 100;
    svg.append(make("text", { x: 12, y: y - 16, class: `kind-${kind} kind` }, `${MARKS[kind]} ${names[kind][language]}`));
    for (const [k, x] of found.filter(([each]) => meaning[each] === kind)) {
      const title = make("title", {}, `${sentences[k]} (${decimal(x)})`);
      svg.append(kind === 0
        ? make("circle", { cx: at(x), cy: y, r: 5, class: "mark kind-0 moves" }, title)
        : make("path", { d: "M0 -6L6 5H-6Z", transform: `translate(${at(x)} ${y})`, class: "mark kind-1 moves" }, title));
    }
    const x = at(mean(kind));
    svg.append(make("line", { x1: x, x2: x, y1: y - 12, y2: y + 12, class: `mean kind-${kind} moves` }, make("title", {}, say("mean"))));
  }
  $("all").replaceChildren(svg);
  fill($("near"), ...found.sort((p, q) => q[1] - p[1]).slice(0, 5).map(([k, x]) => make("li", {},
    make("button", { type: "button", "data-key": k, onclick: () => { $("b").value = k; drawSentences(); } },
      `${MARKS[meaning[k]]} ${sentences[k]}`),
    make("span", { class: "number" }, decimal(x)))));
}

// --- what one touches --------------------------------------------------------------------------

function setSliders(values) {
  SLIDERS.forEach((id, k) => { $(id).value = values[k]; });
  drawMix();
}

for (const name of Object.keys(words)) $(`word-${name}`).addEventListener("click", () => chooseWord(name));
for (const k of [0, 1, 2]) {
  $(`only-${k + 1}`).addEventListener("click", () => setSliders([0, 1, 2].map((j) => (j === k ? 5 : -5))));
}
$("even").addEventListener("click", () => setSliders([0, 0, 0]));
chooseWord(word);
onInput([...SLIDERS, "gamma"], drawMix);
onInput(["a", "b"], drawSentences);
onChange(drawMix);
ready();
