// Jamo (9-3): the pieces of a word beside those of another, and what a jamo model finds near it.

import { int8Rows } from "./numbers/bytes.js";
import { cosine } from "./numbers/vectors.js";
import { JamoModel, ngrams } from "./numbers/fasttext.js";
import { $, data, decimal, fill, make, nearList, onInput, percent, ready, say } from "./page.js";

const EXAMPLES = ["쓰레귀", "스토뤼", "지루햇다", "연츌력", "애니매이션", "재밌다", "ㅇㅕㅇㅎㅘ"];
const LENGTHS = { syllables: [1, 2], jamo: [data.min_n, data.max_n] }; // what the models use
const model = new JamoModel({
  words: data.words.split(" "),
  own: int8Rows(data.own),
  ngramRows: int8Rows(data.ngrams),
  least: data.min_n,
  most: data.max_n,
});

const typed = (id) => $(id).value.trim();

function ask(word) {
  $("word").value = word;
  chosen = false;
  pickOther();
  draw();
}

let chosen = false; // whether the reader has typed the word to compare with

/** The word found for what was typed stands beside it, until the reader types another. */
function pickOther() {
  if (!chosen && typed("word")) [[$("other").value]] = model.mostSimilar(typed("word"), 1);
}

function draw() {
  const [word, other] = [typed("word"), typed("other")];
  for (const [id, read] of [["syllables", (w) => w.normalize("NFC")], ["jamo", (w) => model.spell(w)]]) {
    const lengths = $("length").value === "3" ? [3, 3] : LENGTHS[id];
    const spelled = [word, other].filter(Boolean).map(read);
    $(`${id}-spelled`).textContent = spelled.map((text) => `<${text}>`).join("   ");
    drawPieces($(id), spelled.map((text) => ngrams(text, ...lengths)), [word, other]);
  }
  drawNear(word, other);
}

/** The pieces of both words; those that both have are filled, the others dashed. */
function drawPieces(element, pieces, names) {
  const sets = pieces.map((each) => new Set(each));
  const shared = sets.length === 2 ? [...sets[0]].filter((piece) => sets[1].has(piece)) : [];
  const all = new Set(pieces.flat()).size;
  const share = all ? shared.length / all : 0;
  fill(
    element,
    ...pieces.map((each, k) => make("div", { class: "pieces" }, make("span", { class: "name", lang: "ko" }, names[k]),
      make("div", { class: "run" }, ...[...new Set(each)].map((piece) => (
        make(shared.includes(piece) ? "strong" : "span", {
          class: shared.includes(piece) ? "piece shared" : "piece", lang: "ko",
        }, piece)))))),
    make("p", { class: "share-line" }, say("shared", { n: shared.length, all, share: percent(share) })),
    make("div", { class: "meter" }, make("div", { class: "moves", style: `width:${100 * share}%` })),
  );
}

function drawNear(word, other) {
  if (!word) {
    fill($("near"));
    for (const id of ["known", "made", "similar"]) $(id).textContent = "";
    return;
  }
  const known = model.row(word) !== undefined;
  const count = model.rows(word).length;
  const similar = model.mostSimilar(word);
  nearList($("near"), similar, ask);
  $("known").textContent = say("nearest", { word, near: similar[0][0] });
  $("made").textContent = say(known ? "known" : "unknown", { word, count });
  $("similar").textContent = other
    ? say("similar", { word, other, cosine: decimal(cosine(model.vector(word), model.vector(other))) })
    : "";
}

for (const example of EXAMPLES) {
  $("examples").append(make("button", { type: "button", lang: "ko", onclick: () => ask(example) }, example));
}
$("recovered").textContent = say("recovered", {
  first: percent(data.first), first_5: percent(data.first_5),
});
$("word").addEventListener("input", pickOther);
$("other").addEventListener("input", () => { chosen = typed("other") !== ""; });
$("other").addEventListener("change", () => { pickOther(); draw(); });
onInput(["word", "other", "length"], draw);
ready();
