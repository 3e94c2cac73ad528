// Syllables to jamo and back (9-3): the twin of text/hangul.py.
//
//   syllable = U+AC00 + (initial * 21 + medial) * 28 + final

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
const NO_FINAL = "_";
const FIRST = 0xac00; // 가
// Two keys of the 2-set keyboard, one jamo.
const ONE_JAMO = {
  ㅗㅏ: "ㅘ", ㅗㅐ: "ㅙ", ㅗㅣ: "ㅚ", ㅜㅓ: "ㅝ", ㅜㅔ: "ㅞ", ㅜㅣ: "ㅟ", ㅡㅣ: "ㅢ",
  ㄱㅅ: "ㄳ", ㄴㅈ: "ㄵ", ㄴㅎ: "ㄶ", ㄹㄱ: "ㄺ", ㄹㅁ: "ㄻ", ㄹㅂ: "ㄼ", ㄹㅅ: "ㄽ", ㄹㅌ: "ㄾ",
  ㄹㅍ: "ㄿ", ㄹㅎ: "ㅀ", ㅂㅅ: "ㅄ",
};
const pairsOf = (letters) => Object.keys(ONE_JAMO).filter((keys) => letters.includes(keys[0]));
const VOWEL = [...pairsOf(MEDIALS), `[${MEDIALS}]`].join("|");
const FINAL = [...pairsOf(INITIALS), `[${FINALS}]`].join("|");
const BEFORE_VOWEL = new RegExp(`\\\\|[${INITIALS}](?=[${MEDIALS}])`, "g");
const SYLLABLE = /[가-힣]/g;
// A consonant in front of a vowel starts the next syllable; it is no final.
const TYPED = new RegExp(`([${INITIALS}])(${VOWEL})(?:(${FINAL})(?![${MEDIALS}]))?|(${VOWEL})`, "g");
const COULD_BE_TYPED = new RegExp(`(?<!\\\\)[${INITIALS}][${MEDIALS}]`);
// Conjoining and half-width jamo, and the same as keyboards type them.
const SAME = new Map([
  ...Array.from(INITIALS, (jamo, k) => [0x1100 + k, jamo]),
  ...Array.from(MEDIALS, (jamo, k) => [0x1161 + k, jamo]),
  ...Array.from(FINALS, (jamo, k) => [0x11a8 + k, jamo]),
  ...Array.from({ length: 30 }, (_, k) => [0xffa1 + k, String.fromCharCode(0x3131 + k)]),
  ...Array.from(MEDIALS, (jamo, k) => [0xffc2 + 8 * Math.floor(k / 6) + (k % 6), jamo]), // six a row
]);
const JAMO_RUN = /([\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]+[\u11a8-\u11ff\ud7cb-\ud7fb]*)|[\u1100-\u11ff\uffa1-\uffdc]/g;

/** Every syllable as initial, medial, final ("_" for none); the rest stays. */
export function decompose(text) {
  return text.normalize("NFC").replace(BEFORE_VOWEL, "\\$&").replace(SYLLABLE, (syllable) => {
    const number = syllable.charCodeAt(0) - FIRST;
    const [initial, medial, final] = [Math.floor(number / 588), Math.floor(number / 28) % 21, number % 28];
    return INITIALS[initial] + MEDIALS[medial] + (final ? FINALS[final - 1] : NO_FINAL);
  });
}

/** Jamo in no syllable as those of a keyboard: conjoining and half-width ones; old Hangul stays. */
function compatible(text) {
  return text.normalize("NFC").replace(JAMO_RUN, (run, old) => old ?? SAME.get(run.charCodeAt(0)) ?? run);
}

/** What an input method makes of these keys: ㅆㅡㄹㅐㄱㅣ becomes 쓰래기. */
export function joinTyped(text) {
  const parts = compatible(text).split(new RegExp(`(?<=[${INITIALS}${MEDIALS}${FINALS}])${NO_FINAL}`));
  return parts.map((part) => part.replace(TYPED, (_, initial, medial, final, lone) => {
    if (lone) return ONE_JAMO[lone] ?? lone;
    const third = final ? FINALS.indexOf(ONE_JAMO[final] ?? final) + 1 : 0;
    const second = MEDIALS.indexOf(ONE_JAMO[medial] ?? medial);
    return String.fromCharCode(FIRST + (INITIALS.indexOf(initial) * 21 + second) * 28 + third);
  })).join("");
}

/** The word in NFC; jamo as they are typed as their syllables. */
export function asTyped(word) {
  const nfc = word.normalize("NFC");
  return COULD_BE_TYPED.test(compatible(nfc)) ? joinTyped(nfc) : nfc;
}
