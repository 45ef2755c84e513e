// The worker as two functions that wait for their answers.
let worker, ready, told = () => {}, next = 0;
const waiting = new Map();

function ask(what, rest = {}, transfer = []) {
  return new Promise((resolve, reject) => {
    waiting.set(++next, { resolve, reject });
    worker.postMessage({ id: next, ask: what, ...rest }, transfer);
  });
}

/** What this browser lacks for it, or nothing. */
export function lacking() {
  if (typeof WebAssembly !== "object") return "Este navegador no tiene WebAssembly, que hace falta para ejecutar la red.";
  if (typeof Worker !== "function" || typeof DecompressionStream !== "function")
    return "Este navegador es demasiado antiguo para la demostración: hace falta uno de 2023 o posterior.";
}

/** Fetch the networks once; `progress` hears how many bytes have come. */
export function load(progress) {
  told = progress;
  ready ??= new Promise((resolve, reject) => {
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onerror = (e) => reject(new Error(e.message || "no se pudo iniciar"));
    worker.onmessage = ({ data: { id, progress: bytes, error, ...answer } }) => {
      if (bytes) return told(bytes);
      const { resolve: yes, reject: no } = waiting.get(id);
      waiting.delete(id);
      error ? no(new Error(error)) : yes(answer);
    };
    ask("load").then(resolve, reject);
  }).catch((e) => { ready = undefined; worker?.terminate(); throw e; });
  return ready;
}

export const analyse = (pixels, live = false) => ask("analyse", { pixels, live });
export const classify = async (crops) => (await ask("classify", { crops })).probabilities;

/** Put a network of the visitor, a file of emotion_export, in the place of ours: what it says of itself, and its last layer. */
export const open = (bytes) => ask("open", { bytes });

/** The network with another last layer, as a file. */
export const taught = async (before, after, meta) => (await ask("taught", { before, after, meta })).blob;
