// Numbers that came as base64 text, as make_data.py writes them.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a base64 text; four digits hold three bytes. */
export function bytes(text) {
  const value = new Uint8Array(128);
  for (let k = 0; k < 64; k++) value[DIGITS.charCodeAt(k)] = k;
  const digits = text.replace(/=+$/, "");
  const found = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let k = 0, at = 0; k < digits.length; k += 4) {
    const four = [0, 1, 2, 3].map((n) => value[digits.charCodeAt(k + n)] || 0);
    const three = (four[0] << 18) | (four[1] << 12) | (four[2] << 6) | four[3];
    for (let shift = 16; shift >= 0 && at < found.length; shift -= 8) found[at++] = (three >> shift) & 255;
  }
  return found;
}

/** float32, little-endian. */
export const float32 = (text) => new Float32Array(bytes(text).buffer);

/** A matrix whose rows are int8 with a scale each: an array of rows. */
export function int8Rows({ shape: [count, dim], scales, numbers }) {
  const scale = float32(scales);
  const whole = new Int8Array(bytes(numbers).buffer);
  return Array.from({ length: count }, (_, row) => (
    Float32Array.from({ length: dim }, (__, d) => scale[row] * whole[row * dim + d])));
}
