// What the four pages share: the words and numbers that came with the page, elements, numbers.

const root = document.documentElement;
// For whoever tests the page, and for a reader whose browser is too old for it.
addEventListener("error", (event) => { root.dataset.error = event.message; });

const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const language = root.lang;
export const data = read("data");
const phrases = read("words");

/** A phrase of this page's language, with its {holes} filled. */
export function say(key, holes = {}) {
  if (!(key in phrases)) throw new Error(`no phrase "${key}"`);
  return phrases[key].replace(/\{(\w+)\}/g, (_, name) => holes[name]);
}

export const $ = (id) => document.getElementById(id);

const SVG = new Set(["svg", "g", "path", "line", "circle", "rect", "text", "tspan", "polyline", "title"]);

/** An element: make("button", { class: "main", onclick: f }, "text", another). */
export function make(tag, attributes = {}, ...children) {
  const element = SVG.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

/** Put children where others were; a button that had the focus gives it to its successor. */
export function fill(element, ...children) {
  const focused = document.activeElement;
  const key = element.contains(focused) && focused.dataset ? focused.dataset.key : undefined;
  element.replaceChildren(...children);
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** A number with so many decimals and a true minus sign. */
export function decimal(x, digits = 3) {
  const text = Math.abs(x).toFixed(digits);
  return x < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Share of a whole, in per cent. */
export const percent = (share) => `${Math.round(100 * share)}${language === "ko" ? "%" : " %"}`;

/** A list of words with bars; a click on a word asks about it. */
export function nearList(element, found, ask) {
  fill(element, ...found.map(([word, cosine]) => make("li", {},
    make("button", { type: "button", "data-key": word, onclick: () => ask(word) }, word),
    make("span", { class: "bar moves", style: `width:${Math.max(0, cosine) * 100}%` }),
    make("span", { class: "number" }, decimal(cosine)))));
}

/** Run when an element's value changes, and once now. */
export function onInput(ids, run) {
  for (const id of ids) $(id).addEventListener("input", run);
  run();
}

/** Everything is drawn. */
export const ready = () => { root.dataset.ready = "yes"; };

/** A colour of the style sheet, for canvas. */
export const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

/** Call when light turns to dark or the width changes. */
export function onChange(run) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", run);
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; run(); } });
}
