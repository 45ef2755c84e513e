// The network, apart from the page: asked {id, face}, it answers {id, probabilities} or {id, error}.
import * as ort from "onnxruntime-web/wasm";
let network;

async function fetchBytes(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const blob = await answer.blob(), [a, b] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return a === 0x1f && b === 0x8b ? new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() : blob.arrayBuffer();
}

async function load() {
  const [wasm, model] = await Promise.all(["ort.wasm.gz", "best.onnx"].map((name) => fetchBytes(new URL(name, import.meta.url))));
  Object.assign(ort.env.wasm, { numThreads: 1, wasmBinary: wasm });
  ort.env.logLevel = "error";
  return ort.InferenceSession.create(model);
}

onmessage = async ({ data: { id, face } }) => {
  try {
    const side = Math.sqrt(face.length), session = await (network ??= load());
    const { probabilities: { data } } = await session.run({ faces: new ort.Tensor("uint8", face, [1, side, side]) }, ["probabilities"]);
    postMessage({ id, probabilities: [...data] });
  } catch (e) { network = undefined; postMessage({ id, error: String(e?.message ?? e) }); }
};
