// The word map (9-2): neighbours, analogies and an axis of one's own among 5,000 words of GloVe.

import { int8Rows } from "./numbers/bytes.js";
import { analogy, combine, cosine, nearest, unit } from "./numbers/vectors.js";
import { plane } from "./numbers/plane.js";
import {
  $, colour, data, decimal, fill, make, nearList, onChange, percent, ready, say,
} from "./page.js";

const NEAR = 10;
const WORDS = data.words.split(" ");
const ROWS = int8Rows(data.rows).map(unit);
const PLACES = WORDS.map((_, k) => [data.places[2 * k], data.places[2 * k + 1]]);
const index = new Map(WORDS.map((word, k) => [word, k]));

const typed = (id) => $(id).value.trim().toLowerCase();
const named = (found) => found.map(([k, x]) => [WORDS[k], x]);

/** The rows of the words in these fields, or undefined; an unknown one is said in `status`. */
function known(words, status) {
  const missing = words.filter((word) => !index.has(word));
  $(status).textContent = missing.length ? say("unknown", { words: missing.join(", ") || "–" }) : "";
  return missing.length ? undefined : words.map((word) => index.get(word));
}

// --- 1. the map --------------------------------------------------------------------------------

const canvas = $("map");
let view = { x: 0, y: 0, scale: 1 }; // the middle, and how many times closer than the whole map
let chosen = -1;
let near = [];
let under = -1; // the word under the pointer

function ask(word) {
  $("word").value = word;
  const rows = known([word], "found");
  const alike = rows ? [] : WORDS.filter((each) => word && each.startsWith(word.slice(0, 3))).slice(0, 6);
  fill($("suggested"), ...alike.map((each) => make("button", { type: "button", onclick: () => ask(each) }, each)));
  if (!rows) return;
  [chosen] = rows;
  near = nearest(ROWS, ROWS[chosen], NEAR, [chosen]);
  nearList($("near"), named(near), ask);
  const byPlace = PLACES.map(([x, y], k) => [k, (x - PLACES[chosen][0]) ** 2 + (y - PLACES[chosen][1]) ** 2])
    .filter(([k]) => k !== chosen).sort((p, q) => p[1] - q[1]).slice(0, NEAR).map(([k]) => k);
  const kept = near.filter(([k]) => byPlace.includes(k)).length;
  $("kept").textContent = say("kept", { word, kept, near: NEAR, all: percent(data.kept) });
  look();
}

/** Turn to the chosen word, as close as its neighbours allow. */
function look() {
  const [x, y] = PLACES[chosen];
  const far = near.map(([k]) => Math.hypot(PLACES[k][0] - x, PLACES[k][1] - y)).sort((p, q) => p - q);
  view = { x, y, scale: Math.max(1.5, Math.min(14, 9_000 / (far[Math.floor(far.length * 0.7)] + 500))) };
  draw();
}

const onScreen = ([x, y], { width, height }) => {
  const zoom = (Math.min(width, height) / 21_000) * view.scale;
  return [width / 2 + (x - view.x) * zoom, height / 2 - (y - view.y) * zoom];
};

function draw() {
  const width = canvas.parentElement.clientWidth;
  const size = { width, height: Math.round(Math.min(460, Math.max(300, width * 0.8))) };
  const fine = devicePixelRatio || 1;
  canvas.width = size.width * fine;
  canvas.height = size.height * fine;
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(fine, fine);
  const spots = PLACES.map((place) => onScreen(place, size));
  const inside = ([x, y]) => x > -20 && y > -10 && x < size.width + 20 && y < size.height + 10;
  pen.fillStyle = colour("soft");
  pen.globalAlpha = 0.35;
  const radius = Math.min(3, 1 + view.scale / 6);
  for (const [x, y] of spots) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fill();
  }
  pen.globalAlpha = 1;
  const first = chosen < 0 ? [] : [chosen, ...near.map(([k]) => k)];
  const taken = [];
  if (chosen >= 0) {
    pen.strokeStyle = colour("this");
    pen.lineWidth = 1.3;
    for (const [k] of near) {
      pen.beginPath();
      pen.moveTo(...spots[chosen]);
      pen.lineTo(...spots[k]);
      pen.stroke();
    }
    for (const k of first) label(pen, WORDS[k], spots[k], taken, k === chosen ? "chosen" : "near");
  }
  if (under >= 0) label(pen, WORDS[under], spots[under], taken, "chosen");
  // Frequent words first: they get the room that there is.
  for (let k = 0, drawn = 0; k < WORDS.length && drawn < 120; k++) {
    if (inside(spots[k]) && !first.includes(k) && k !== under) drawn += label(pen, WORDS[k], spots[k], taken, "");
  }
}

/** A word beside its dot, if nothing is there yet; gives 1 if it was drawn. */
function label(pen, word, [x, y], taken, kind) {
  pen.font = `${kind === "chosen" ? "650 16px" : kind ? "600 14px" : "12px"} ${colour("font")}`;
  const [wide, high] = [pen.measureText(word).width, kind ? 17 : 13];
  const box = [x + 5, y - high / 2, x + 9 + wide, y + high / 2];
  const free = taken.every((other) => (
    box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]));
  if (!free && kind !== "chosen") return 0;
  taken.push(box);
  if (kind) {
    pen.fillStyle = colour("sheet");
    pen.globalAlpha = 0.8;
    pen.fillRect(box[0] - 1, box[1] - 1, wide + 6, high + 2);
    pen.globalAlpha = 1;
  }
  pen.fillStyle = colour(kind === "chosen" ? "that" : kind ? "this" : "soft");
  pen.beginPath();
  pen.arc(x, y, kind === "chosen" ? 5 : kind ? 3.5 : 1.5, 0, 7);
  pen.fill();
  pen.textBaseline = "middle";
  pen.fillText(word, x + 7, y);
  return 1;
}

function zoom(by) {
  view.scale = Math.max(1, Math.min(60, view.scale * by));
  draw();
}

function move(dx, dy) { // in pixels
  const step = 21_000 / (Math.min(canvas.clientWidth, canvas.clientHeight) * view.scale);
  view = { ...view, x: view.x - dx * step, y: view.y + dy * step };
  draw();
}

/** The word whose dot is nearest to a place on the screen, within 24 pixels. */
function wordAt(event) {
  const size = { width: canvas.clientWidth, height: canvas.clientHeight };
  let [best, distance] = [-1, 24];
  PLACES.forEach((place, k) => {
    const [x, y] = onScreen(place, size);
    const far = Math.hypot(x - event.offsetX, y - event.offsetY);
    if (far < distance) [best, distance] = [k, far];
  });
  return best;
}

let held; // where the pointer went down, and whether it has moved since
canvas.addEventListener("pointerdown", (event) => {
  held = { x: event.clientX, y: event.clientY, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (held) {
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(dx, dy) < 5) return;
    move(dx, dy);
    held = { x: event.clientX, y: event.clientY, moved: true };
  } else {
    const now = wordAt(event);
    if (now !== under) { under = now; draw(); }
  }
});
canvas.addEventListener("pointerup", (event) => {
  const clicked = held && !held.moved ? wordAt(event) : -1;
  held = undefined;
  if (clicked >= 0) ask(WORDS[clicked]);
});
canvas.addEventListener("pointercancel", () => { held = undefined; });
canvas.addEventListener("pointerleave", () => { if (under >= 0) { under = -1; draw(); } });
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && document.activeElement !== canvas) return; // a page scrolls as it should
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
}, { passive: false });
canvas.addEventListener("keydown", (event) => {
  const pan = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
  const by = { "+": 1.3, "=": 1.3, "-": 1 / 1.3 }[event.key];
  if (!pan && !by) return;
  event.preventDefault();
  if (pan) move(...pan);
  else zoom(by);
});
$("closer").addEventListener("click", () => zoom(1.5));
$("further").addEventListener("click", () => zoom(1 / 1.5));
$("whole").addEventListener("click", () => { view = { x: 0, y: 0, scale: 1 }; draw(); });

// --- 2. analogies ------------------------------------------------------------------------------

const SUMS = ["king − man + woman", "paris − france + japan", "seoul − korea + france", "walking − walk + swim", "doctor − man + woman"];

function sum() {
  const words = ["sum-a", "sum-b", "sum-c"].map(typed);
  const rows = known(words, "sum-found");
  if (!rows) return;
  const [a, b, c] = rows.map((k) => ROWS[k]);
  const target = analogy([a, c], [b]);
  const found = nearest(ROWS, target, 8, $("leave-out").checked ? rows : []);
  $("sum-found").textContent = say("sum", { a: words[0], b: words[1], c: words[2], d: WORDS[found[0][0]] });
  nearList($("sum-near"), named(found), (word) => { ask(word); canvas.scrollIntoView({ block: "center" }); });
  drawPlane(words, rows, target, found[0][0]);
}

/** The four words and the sum, on the plane through them that keeps most. */
function drawPlane(words, rows, target, answer) {
  const [a, b, c] = rows.map((k) => ROWS[k]);
  const { places, share } = plane([a, b, c, target, ROWS[answer]].map((vector) => Array.from(vector)));
  const [width, height] = [420, 320];
  const reach = Math.max(...places.flat().map(Math.abs), 0.1) * 1.15;
  const at = ([x, y]) => [width / 2 + (x / reach) * (width / 2 - 45), height / 2 - (y / reach) * (height / 2 - 20)];
  const [A, B, C, T, D] = places.map(at);
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, class: "picture", role: "img", "aria-label": $("sum-found").textContent });
  const arrow = ([x1, y1], [x2, y2], kind) => {
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [x, y] = [x2 - 7 * ux, y2 - 7 * uy];
    svg.append(
      make("path", { d: `M${x1} ${y1}L${x} ${y}`, class: `arrow ${kind}` }),
      make("path", { d: `M${x} ${y}L${x - 9 * ux - 5 * uy} ${y - 9 * uy + 5 * ux}L${x - 9 * ux + 5 * uy} ${y - 9 * uy - 5 * ux}Z`, class: `head ${kind}` }),
    );
  };
  svg.append(make("line", { x1: T[0], y1: T[1], x2: D[0], y2: D[1], class: "gap" }));
  arrow(B, A, "this");
  arrow(C, T, "that");
  for (const [place, word, kind] of [[A, words[0], ""], [B, words[1], ""], [C, words[2], ""], [D, WORDS[answer], "result"]]) {
    const left = place[0] > width * 0.72;
    svg.append(
      make("circle", { cx: place[0], cy: place[1], r: 5, class: `point ${kind}` }),
      make("text", { x: place[0] + (left ? -9 : 9), y: place[1] - 8, class: `word-label ${kind}`, "text-anchor": left ? "end" : "start" }, word),
    );
  }
  svg.append(make("path", { d: `M${T[0] - 6} ${T[1] - 6}l12 12m0 -12l-12 12`, class: "target" }));
  $("plane").replaceChildren(svg);
  $("plane-kept").textContent = say("plane", { share: percent(share) });
}

// --- 3. an axis of one's own -------------------------------------------------------------------

const AXES = [
  ["cold", "hot", "ice, snow, winter, summer, fire, desert, coffee, soup, lemon, war, love"],
  ["woman", "man", "nurse, librarian, nanny, programmer, pilot, chef, doctor, engineer, king, queen"],
  ["bad", "good", "war, peace, happy, sad, disease, holiday, crime, music, failure, success"],
];

function lineUp() {
  const [low, high] = [typed("axis-left"), typed("axis-right")];
  const words = [...new Set(typed("axis-words").split(/[\s,]+/).filter(Boolean))];
  const ends = known([low, high], "axis-found");
  if (!ends) return;
  if (low === high) {
    $("axis-found").textContent = say("same_ends");
    return;
  }
  const axis = combine(ends.map((k) => ROWS[k]), [-1, 1]);
  const unknown = words.filter((word) => !index.has(word));
  if (unknown.length) $("axis-found").textContent = say("unknown", { words: unknown.join(", ") });
  const here = words.filter((word) => index.has(word)).map((word) => [word, cosine(ROWS[index.get(word)], axis)]);
  drawLine([low, high], here);
  const all = nearest(ROWS, axis, WORDS.length, ends);
  const show = (word) => { ask(word); canvas.scrollIntoView({ block: "center" }); };
  $("h-low").textContent = say("end", { word: low });
  $("h-high").textContent = say("end", { word: high });
  nearList($("low"), named(all.slice(-6).reverse()).map(([word, x]) => [word, -x]), show);
  nearList($("high"), named(all.slice(0, 6)), show);
}

function drawLine([low, high], here) {
  const width = Math.min(900, Math.max(330, $("line").clientWidth));
  const reach = Math.max(0.1, ...here.map(([, x]) => Math.abs(x))) * 1.12;
  const at = (x) => width / 2 + (x / reach) * (width / 2 - 30);
  const ends = []; // where the last label of each line of text ends
  const placed = [...here].sort((p, q) => p[1] - q[1]).map(([word, x]) => {
    const wide = 9 + 8.2 * word.length;
    const start = Math.max(2, Math.min(width - wide, at(x) - wide / 2));
    let line = ends.findIndex((end) => end < start);
    if (line < 0) line = ends.length;
    ends[line] = start + wide;
    return { word, x, line, middle: start + wide / 2 };
  });
  const height = 62 + 24 * ends.length;
  const base = height - 34;
  const svg = make("svg", {
    viewBox: `0 0 ${width} ${height}`, class: "picture", role: "img",
    "aria-label": say("line", { low, high, words: placed.map(({ word, x }) => `${word} ${decimal(x, 2)}`).join(", ") }),
  });
  svg.append(
    make("path", { d: `M10 ${base}H${width - 10}M16 ${base - 6}L10 ${base}L16 ${base + 6}M${width - 16} ${base - 6}L${width - 10} ${base}L${width - 16} ${base + 6}`, class: "ruler" }),
    make("path", { d: `M${width / 2} ${base - 6}v12`, class: "ruler" }),
    make("text", { x: 12, y: height - 8, class: "pole" }, low),
    make("text", { x: width / 2, y: height - 8, class: "tick", "text-anchor": "middle" }, "0"),
    make("text", { x: width - 12, y: height - 8, class: "pole", "text-anchor": "end" }, high),
  );
  for (const { word, x, line, middle } of placed) {
    const y = base - 22 - 24 * line;
    svg.append(
      make("path", { d: `M${at(x)} ${base}L${middle} ${y + 5}`, class: "stem" }),
      make("circle", { cx: at(x), cy: base, r: 4.5, class: "point" }, make("title", {}, `${word} ${decimal(x)}`)),
      make("text", { x: middle, y, class: "word-label", "text-anchor": "middle" }, word),
    );
  }
  $("line").replaceChildren(svg);
}

// --- what one touches --------------------------------------------------------------------------

const onSubmit = (id, run) => $(id).addEventListener("submit", (event) => { event.preventDefault(); run(); });
onSubmit("search", () => ask(typed("word")));
onSubmit("sum", sum);
onSubmit("axis", lineUp);
$("leave-out").addEventListener("change", sum);
for (const example of SUMS) {
  $("sums").append(make("button", {
    type: "button",
    onclick: () => {
      ["sum-a", "sum-b", "sum-c"].forEach((id, k) => { $(id).value = example.split(/ [−+] /)[k]; });
      sum();
    },
  }, example));
}
for (const [low, high, words] of AXES) {
  $("axes").append(make("button", {
    type: "button",
    onclick: () => {
      [$("axis-left").value, $("axis-right").value, $("axis-words").value] = [low, high, words];
      lineUp();
    },
  }, `${low} – ${high}`));
}
ask("king");
sum();
lineUp();
onChange(() => { draw(); lineUp(); });
ready();
