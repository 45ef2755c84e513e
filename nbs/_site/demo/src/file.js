// Our ONNX files: what one says of itself, whether it is whole, and the same with another last layer,
// as OnnxModel of emotion_cnn.inference does it.
const TAIL = 76;  // bytes of the last entry: the SHA-256 of all that is before it
const SEAL = "\x72\x4a\x0a\x06sha256\x12\x40";
const ascii = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder().decode(bytes);
const floats = (rows) => new Uint8Array(Float32Array.from(rows.flat()).buffer);

async function sha256(...parts) {
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return [...new Uint8Array(digest)].map((v) => v.toString(16).padStart(2, "0")).join("");
}

/** A whole number as protobuf writes it, seven bits a byte, and where it ends. */
function varint(data, at) {
  let number = 0, scale = 1;
  for (;; scale *= 128) {
    const byte = data[at++];
    number += (byte & 127) * scale;
    if (!(byte & 128)) return [number, at];
  }
}

/** The fields of a protobuf message that have a length: number, content, and where they start and end. */
function* fields(data) {
  for (let at = 0; at < data.length;) {
    const start = at;
    let key, size;
    [key, at] = varint(data, at);
    if ((key & 7) === 0) { [, at] = varint(data, at); continue; }
    if ((key & 7) === 2) [size, at] = varint(data, at); else size = (key & 7) === 1 ? 8 : 4;
    yield { number: key >> 3, content: data.subarray(at, at + size), start, end: at + size };
    at += size;
  }
}

function sized(tag, content) {
  const size = [];
  let rest = content.length;
  for (; rest > 127; rest >>= 7) size.push(rest & 127 | 128);
  return new Uint8Array([tag, ...size, rest, ...content]);
}

/** The card of a file of emotion_export, and where it stands in it. */
export function cardOf(file) {
  const data = new Uint8Array(file);
  for (const { number, content, start, end } of fields(data)) {
    if (number !== 14) continue;
    const [key, value] = [...fields(content)].map((o) => text(o.content));
    if (key === "emotion_cnn") return { card: JSON.parse(value), start, end };
  }
  throw new Error("no lo escribió emotion_export");
}

/** Refuse what is damaged, or was not written by emotion_export. */
export async function checkSeal(file) {
  const data = new Uint8Array(file), body = data.subarray(0, -TAIL), seal = text(data.subarray(-TAIL));
  if (data.length <= TAIL || seal !== SEAL + await sha256(body)) throw new Error("está dañado, o no lo escribió emotion_export");
}

function put(data, old, now) {
  const same = (at) => old.every((v, i) => data[at + i] === v), found = [];
  for (let at = data.indexOf(old[0]); at >= 0; at = data.indexOf(old[0], at + 1)) if (same(at)) found.push(at);
  if (found.length !== 1) throw new Error("la red no es como se esperaba");
  data.set(now, found[0]);
}

/** Bytes of a sealed file: the weight and bias give way to new ones of the same length, the card to one that says so. */
export async function withLastLayer(file, before, after, meta) {
  const body = new Uint8Array(file).slice(0, -TAIL), [weight, bias] = [floats(after.weight), floats(after.bias)];
  put(body, floats(before.weight), weight);
  put(body, floats(before.bias), bias);
  const { card, start, end } = cardOf(body);
  card.weights = await sha256(ascii(card.weights), weight, bias);
  Object.assign(card.meta, meta);
  const entry = sized(0x72, [...sized(0x0a, ascii("emotion_cnn")), ...sized(0x12, ascii(JSON.stringify(card)))]);
  const parts = [body.subarray(0, start), entry, body.subarray(end)];
  return new Blob([...parts, ascii(SEAL), ascii(await sha256(...parts))], { type: "application/octet-stream" });
}
