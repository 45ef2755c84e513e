// The two networks, apart from the page, which stays quick. Asked {id, ask, …}, it answers {id, …} or {id, error}.
import * as ort from "onnxruntime-web/wasm";
import { align, fromCanvas, gray } from "./image.js";
import { detector } from "./yunet.js";
import { cardOf, checkSeal, withLastLayer } from "./file.js";
import { judged } from "./quality.js";

let facts, detect, emotions, file;

/** All bytes of a file, told as they come; unpacked where the server left them packed. */
async function fetchBytes(name, told) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const parts = [], reader = answer.body.getReader();
  for (let r; !(r = await reader.read()).done;) { parts.push(r.value); told(r.value.length); }
  const blob = new Blob(parts), [a, b] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const packed = a === 0x1f && b === 0x8b;
  return packed ? new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() : blob.arrayBuffer();
}

async function load() {
  facts = await (await fetch(new URL("facts.json", import.meta.url))).json();
  let done = 0;
  const told = (n) => postMessage({ progress: done += n });
  const [wasm, faces, model] = await Promise.all([facts.wasm, facts.detector, facts.model].map((name) => fetchBytes(name, told)));
  ort.env.wasm.numThreads = 1;  // several need headers that a plain web server does not send
  ort.env.wasm.wasmBinary = wasm;
  ort.env.logLevel = "error";
  const finder = await ort.InferenceSession.create(faces);
  detect = detector((data, dims) => finder.run({ input: new ort.Tensor("float32", data, dims) }), facts);
  return use(model);
}

/** From now on this network answers; its names, colours and sets are those that its file tells. */
async function use(model) {
  const { card } = cardOf(model), network = await ort.InferenceSession.create(model);
  if (!network.outputNames.includes("features")) throw new Error("no da sus rasgos: hay que exportarlo de nuevo con emotion_export");
  const told = { weights: card.weights, size: card.options.size, sets: JSON.parse(card.meta.sets ?? "null") };
  told.emotions = card.emotions.map((name, i) => ({ name, spanish: card.spanish?.[name] ?? name,
    color: card.colors?.[name] ?? facts.colors[name] ?? facts.palette[i % facts.palette.length] }));
  [file, facts] = [model, { ...facts, ...told }];
  emotions = async (crops) => {  // grey bytes (n, side, side) → n of {probabilities, features: a row a view}
    const n = crops.length, side = facts.size, data = new Uint8Array(n * side * side);
    crops.forEach((crop, i) => data.set(crop, i * side * side));
    const answer = await network.run({ faces: new ort.Tensor("uint8", data, [n, side, side]) });
    const probabilities = rows(answer.probabilities), views = rows(answer.features);
    return crops.map((_, i) => ({ probabilities: probabilities[i], features: views.map((view) => view[i]), weight: answer.weight, bias: answer.bias }));
  };
  const [{ weight, bias }] = await emotions([new Uint8Array(facts.size ** 2)]);
  return { facts, layer: { weight: rows(weight), bias: rows(bias) } };
}

/** A tensor as nested lists. */
function rows({ data, dims }, at = 0, depth = 0) {
  if (depth === dims.length) return data[at];
  const step = dims.slice(depth + 1).reduce((a, b) => a * b, 1);
  return Array.from({ length: dims[depth] }, (_, i) => rows({ data, dims }, at + i * step, depth + 1));
}

async function analyse({ pixels, live, most = 12 }) {
  const start = performance.now(), img = fromCanvas(pixels), faces = (await detect(img, live)).slice(0, most);
  if (faces.length) {
    const grey = gray(img), crops = faces.map((f) => align(grey, f.landmarks, facts.size, facts.template).data);
    (await emotions(crops)).forEach(({ probabilities, features }, i) => Object.assign(faces[i], { probabilities, features, crop: crops[i] }, judged(faces[i], crops[i], facts)));
  }
  return { faces, ms: performance.now() - start };
}

async function open({ bytes }) {
  await checkSeal(bytes);
  return use(bytes);
}

const answers = {
  load, open, analyse,
  classify: async ({ crops }) => ({ probabilities: (await emotions(crops)).map((o) => o.probabilities) }),
  taught: async ({ before, after, meta }) => ({ blob: await withLastLayer(file, before, after, meta) }),
};

onmessage = async ({ data: { id, ask, ...rest } }) => {
  try { postMessage({ id, ...await answers[ask](rest) }); } catch (e) { postMessage({ id, error: String(e?.message ?? e) }); }
};
