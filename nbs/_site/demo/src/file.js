// The network with another last layer, as a file for EmotionClassifier: what OnnxModel.with_last_layer of emotion_cnn.inference does.
const TAIL = 76;  // bytes of the last entry: the SHA-256 of all that is before it
const ascii = (text) => new TextEncoder().encode(text);
const floats = (rows) => new Uint8Array(Float32Array.from(rows.flat()).buffer);

async function sha256(...parts) {
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return [...new Uint8Array(digest)].map((v) => v.toString(16).padStart(2, "0")).join("");
}

function find(data, wanted) {
  const same = (at) => wanted.every((v, i) => data[at + i] === v), found = [];
  for (let at = data.indexOf(wanted[0]); at >= 0; at = data.indexOf(wanted[0], at + 1)) if (same(at)) found.push(at);
  if (found.length !== 1) throw new Error("la red no es como se esperaba");
  return found[0];
}

/** Bytes of a sealed ONNX file: old weight, bias and digest give way to new ones of the same length. */
export async function withLastLayer(file, before, after, weights) {
  const body = new Uint8Array(file).slice(0, -TAIL), [weight, bias] = [floats(after.weight), floats(after.bias)];
  const mine = await sha256(ascii(weights), weight, bias);
  const changes = [[floats(before.weight), weight], [floats(before.bias), bias], [ascii(weights), ascii(mine)]];
  for (const [old, now] of changes) body.set(now, find(body, old));
  const seal = [ascii("\x72\x4a\x0a\x06sha256\x12\x40"), ascii(await sha256(body))];
  return new Blob([body, ...seal], { type: "application/octet-stream" });
}
