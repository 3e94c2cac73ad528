// FastText on jamo (9-3): the twin of fasttext/plain.py and of FastText.most_similar.
//
//   the vector of a word = mean of the rows of its n-grams, and of its own row if it has one

import { nearest } from "./vectors.js";
import { asTyped, decompose } from "./hangul.js";

/** All runs of least to most characters of <word>, in fastText's order. */
export function ngrams(word, least, most) {
  const marked = Array.from(`<${word}>`);
  return marked.flatMap((_, start) => {
    const runs = [];
    for (let n = least; n <= most && start + n <= marked.length; n++) {
      // < and > alone are in every word, so they would say nothing.
      if (n > 1 || (start > 0 && start < marked.length - 1)) runs.push(marked.slice(start, start + n).join(""));
    }
    return runs;
  });
}

/** The bytes of a text in UTF-8; half a character (a lone surrogate) becomes ?. */
export function utf8(text) {
  return Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0);
    if (code < 0x80) return [code];
    if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
    if (code >= 0xd800 && code < 0xe000) return [63];
    if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
    return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  });
}

/** 32-bit FNV-1a as fastText has it: bytes from 128 on count as negative numbers. */
export function fnv1a(text) {
  let value = 2166136261;
  for (const byte of utf8(text)) value = Math.imul(value ^ (byte >= 128 ? byte | 0xffffff00 : byte), 16777619);
  return value >>> 0;
}

/** A trained model from its tables: words, rows of their own, rows of n-grams. */
export class JamoModel {
  constructor({ words, own, ngramRows, least, most }) {
    Object.assign(this, { words, own, ngramRows, least, most });
    this.index = new Map(words.map((word, row) => [word, row]));
    this.vectors = words.map((word) => this.vector(word));
  }

  /** The word as the model reads it: in jamo. */
  spell(word) {
    const nfc = word.normalize("NFC");
    return decompose(this.index.has(nfc) ? nfc : asTyped(nfc));
  }

  /** The row of a word of the vocabulary; undefined for others. */
  row(word) {
    const nfc = word.normalize("NFC");
    return this.index.get(nfc) ?? this.index.get(asTyped(nfc));
  }

  /** The rows that a word is made of, its own last. */
  rows(word) {
    const runs = ngrams(this.spell(word), this.least, this.most);
    const rows = runs.map((run) => this.ngramRows[fnv1a(run) % this.ngramRows.length]);
    const own = this.row(word);
    return own === undefined ? rows : [...rows, this.own[own]];
  }

  vector(word) {
    const rows = this.rows(word);
    return Array.from(rows[0], (_, d) => rows.reduce((sum, row) => sum + row[d], 0) / rows.length);
  }

  /** [[word, cosine], ...], nearest first, without the word itself. */
  mostSimilar(word, topn = 10) {
    const found = nearest(this.vectors, this.vector(word), topn, [this.row(word)]);
    return found.map(([row, x]) => [this.words[row], x]);
  }
}
