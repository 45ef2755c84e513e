// The home's face: emotions and muscles move it at once; the network reads it where the visitor asks for it.
import { asSeen, drawFace, know } from "./face.js";

const root = document.getElementById("face"), $ = (name) => root.querySelector(`.face-${name}`);
const still = matchMedia("(prefers-reduced-motion: reduce)");
let facts, canvas, units, worker, live = false, busy = false, stale = false, moving = 0, asked = 0;

const emotions = () => [...root.querySelectorAll("[data-emotion]")];
const sliders = () => [...root.querySelectorAll("input[data-unit]")];
const percent = (p) => `${Math.round(100 * p)} %`;

function say(text) { if ($("status").textContent !== text) $("status").textContent = text; }

/** The seven bars, and the verdict in words. */
function tell(probabilities) {
  const best = probabilities.indexOf(Math.max(...probabilities));
  $("bars").querySelectorAll("li").forEach((row, i) => {
    row.classList.toggle("best", i === best);
    row.querySelector(".fill").style.width = `${100 * probabilities[i]}%`;
    row.querySelector(".value").textContent = percent(probabilities[i]);
  });
  root.dataset.verdict = facts.emotions[best].name;
  canvas.setAttribute("aria-label", `Una cara dibujada; la red lee ${facts.emotions[best].spanish}, ${percent(probabilities[best])}`);
}

function read() {
  if (!live) return;
  if (busy) { stale = true; return; }
  busy = true; stale = false;
  worker.postMessage({ id: ++asked, face: asSeen(canvas, facts.size) });
}

function draw() { drawFace(canvas, facts, units); read(); }

function set(next) {
  units = next;
  for (const s of sliders()) s.value = Math.round(100 * (units[s.dataset.unit] ?? 0));
  draw();
}

/** From the face as it is to an emotion, in half a second. */
function go(name) {
  const from = { ...units }, to = facts.prototypes[name], start = performance.now(), mine = ++moving;
  for (const b of emotions()) b.setAttribute("aria-pressed", b.dataset.emotion === name);
  if (!live) tell(facts.verdicts[name]);
  if (still.matches) return set({ ...to });
  const step = (now) => {
    if (mine !== moving) return;
    const t = Math.min(1, (now - start) / 500), ease = t * t * (3 - 2 * t);
    set(Object.fromEntries(facts.units.map((u) => [u, (from[u] ?? 0) * (1 - ease) + (to[u] ?? 0) * ease])));
    if (t < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function switchOn() {
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") return say("Este navegador no puede ejecutar la red.");
  $("live").disabled = true;
  say("Descargando la red…");
  worker = new Worker(new URL("face-worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data: { probabilities, error } }) => {
    busy = false;
    if (error) { live = false; $("live").disabled = false; worker.terminate(); return say("No se pudo cargar la red. Comprueba la conexión."); }
    $("live").hidden = true; say("La red lee la cara a cada movimiento.");
    tell(probabilities);
    if (stale) read();
  };
  live = true; read();
}

async function start() {
  facts = await (await fetch(new URL("face.json", import.meta.url))).json();
  know(facts.constants);
  const side = devicePixelRatio > 1 ? 576 : 288;
  canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  canvas.setAttribute("role", "img");
  units = { ...facts.prototypes[facts.first] };
  tell(facts.verdicts[facts.first]); set(units);
  $("still").replaceWith(canvas);
  for (const b of emotions()) b.onclick = () => go(b.dataset.emotion);
  for (const s of sliders()) s.oninput = () => {
    ++moving;
    units = { ...units, [s.dataset.unit]: s.value / 100 };
    for (const b of emotions()) b.setAttribute("aria-pressed", false);
    draw();
    if (!live) say("Enciende la red para que lea esta cara.");
  };
  $("live").onclick = switchOn;
  $("controls").hidden = false;
  root.dataset.ready = "";
  Object.assign(globalThis, { emotionFace: { draw: (given) => { set(given); return asSeen(canvas, 96); } } });
}

start().catch(() => say(""));  // the still picture stays
