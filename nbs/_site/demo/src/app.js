// The page: where pictures come from, and what is done with the answers. No picture is sent anywhere.
import { analyse, classify, lacking, load } from "./brain.js";
import { bars, boxes, sentence } from "./draw.js";

const $ = (name) => document.getElementById(`demo-${name}`);
const canvas = $("canvas"), video = document.createElement("video"), scratch = document.createElement("canvas");
const MOST = 1600;  // pixels of a photo's longer side: larger ones are reduced first
let facts, stream, paused = false, faces = [], chosen = 0, turn = 0, said = "";

function say(text, trouble = false) {
  if (text === said) return;
  $("status").textContent = said = text;
  $("status").classList.toggle("trouble", trouble);
}

function show(name, visible) { $(name).hidden = !visible; }

/** The networks, with their progress told. */
async function ready() {
  if (facts) return true;
  const missing = lacking();
  if (missing) { say(missing, true); return false; }
  const total = Number($("progress").max), mega = (n) => (n / 1e6).toFixed(1).replace(".", ",");
  show("progress", true);
  say(`Descargando la red: ${mega(total)} MB…`);
  try {
    ({ facts } = await load((bytes) => { $("progress").value = bytes; $("progress").textContent = `${mega(bytes)} de ${mega(total)} MB`; }));
    return true;
  } catch (e) { say(`No se pudo cargar la red (${e.message}). Comprueba la conexión y vuelve a intentarlo.`, true); return false; }
  finally { show("progress", false); }
}

/** Pixels of a video or bitmap, no side longer than `most`; they are also what is then shown. */
function pixelsOf(source, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  scratch.width = Math.max(1, Math.round(width * scale)); scratch.height = Math.max(1, Math.round(height * scale));
  const g = scratch.getContext("2d", { willReadFrequently: true });
  g.fillStyle = "#fff"; g.fillRect(0, 0, scratch.width, scratch.height);
  g.imageSmoothingQuality = "high";
  g.drawImage(source, 0, 0, scratch.width, scratch.height);
  return g.getImageData(0, 0, scratch.width, scratch.height);
}

function paint(pixels) {
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  boxes(canvas, faces, facts.emotions, chosen);
  bars($("bars"), faces[chosen], facts.emotions);
  canvas.setAttribute("aria-label", sentence(faces, facts.emotions));
  show("result", true); show("start", false);
  show("next", faces.length > 1);
  $("which").textContent = faces.length > 1 ? `Rostro ${chosen + 1} de ${faces.length}` : "";
}

async function photo(blob) {
  stop();
  const mine = ++turn;
  let bitmap;
  try { bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" }); }
  catch { say("Este archivo no es una imagen que el navegador sepa abrir. Sirven JPEG, PNG, WebP y GIF.", true); return; }
  if (!await ready() || mine !== turn) return;
  say("Mirando la foto…");
  const pixels = pixelsOf(bitmap, bitmap.width, bitmap.height, MOST);
  bitmap.close();
  const answer = await analyse(pixels).catch((e) => say(`Algo falló: ${e.message}`, true));
  if (!answer || mine !== turn) return;
  [faces, chosen] = [answer.faces, 0];
  paint(last = pixels);
  show("pause", false);
  say(sentence(faces, facts.emotions));
}
let last;

const WHY = {
  NotAllowedError: "No hay permiso para usar la cámara. Se concede junto a la dirección de la página; también puedes elegir una foto.",
  NotFoundError: "No se encuentra ninguna cámara. Puedes elegir una foto.",
  NotReadableError: "Otro programa está usando la cámara. Ciérralo y vuelve a intentarlo.",
};

async function camera() {
  stop();
  const mine = ++turn;
  if (!navigator.mediaDevices?.getUserMedia) { say("Este navegador no da acceso a la cámara (hace falta una página https). Puedes elegir una foto.", true); return; }
  if (!await ready()) return;
  try { stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" } }); }
  catch (e) { say(WHY[e.name] ?? `La cámara no se pudo abrir (${e.name}).`, true); return; }
  if (mine !== turn) return stop();
  stream.getVideoTracks()[0].onended = () => { stop(); say("La cámara se ha desconectado.", true); };
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  await video.play();
  paused = false; $("pause").textContent = "Pausar";
  show("pause", true);
  live(mine);
}

/** Frame after frame, each shown with its own answer. */
async function live(mine) {
  let rate = 0, before = performance.now(), told = 0;
  while (stream && mine === turn) {
    if (paused || document.hidden || !video.videoWidth) { await new Promise((r) => setTimeout(r, 100)); before = performance.now(); continue; }
    const pixels = pixelsOf(video, video.videoWidth, video.videoHeight, 640);
    const answer = await analyse(pixels, true).catch((e) => { say(`Algo falló: ${e.message}`, true); stop(); });
    if (!answer || !stream || mine !== turn) return;
    [faces, chosen] = [answer.faces, Math.min(chosen, Math.max(0, answer.faces.length - 1))];
    paint(last = pixels);
    const now = performance.now();
    rate = rate ? .9 * rate + 100 / (now - before) : 1000 / (now - before);
    before = now;
    if (now - told > 1000) { told = now; $("rate").textContent = `${Math.round(rate)} imágenes por segundo`; say(faces.length ? "La cámara está encendida." : sentence(faces, facts.emotions)); }
    await new Promise(requestAnimationFrame);
  }
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined; video.srcObject = null;
  $("rate").textContent = "";
}

function clear() {
  stop(); turn++;
  faces = []; last = undefined;
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  show("result", false); show("start", true);
  $("file").value = "";
  say("");
  $("camera").focus();
}

function save() {
  canvas.toBlob((blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "emociones.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

$("camera").onclick = camera;
$("file").onchange = ({ target }) => target.files[0] && photo(target.files[0]);
$("sample").onclick = async () => photo(await (await fetch(new URL("muestra.png", import.meta.url))).blob());
$("pause").onclick = () => { paused = !paused; $("pause").textContent = paused ? "Seguir" : "Pausar"; };
$("next").onclick = () => { chosen = (chosen + 1) % faces.length; if (last) paint(last); };
canvas.onclick = ({ offsetX, offsetY }) => {  // a click on a face chooses it
  const scale = canvas.width / canvas.clientWidth, [x, y] = [offsetX * scale, offsetY * scale];
  const i = faces.findIndex(({ box: [l, t, w, h] }) => x >= l && y >= t && x <= l + w && y <= t + h);
  if (i >= 0 && last) { chosen = i; paint(last); }
};
$("save").onclick = save;
$("clear").onclick = clear;
addEventListener("pagehide", stop);
const drop = $("drop");
for (const name of ["dragover", "dragleave", "drop"]) drop.addEventListener(name, (e) => {
  e.preventDefault();
  drop.classList.toggle("over", name === "dragover");
  if (name === "drop" && e.dataTransfer.files[0]) photo(e.dataTransfer.files[0]);
});
addEventListener("paste", (e) => { const file = [...e.clipboardData.files].find((f) => f.type.startsWith("image/")); if (file) photo(file); });

/** For the console and for the tests: pixels or crops in, numbers out. */
globalThis.emotionDemo = { ready, analyse, classify, get faces() { return faces; } };
const missing = lacking();
if (missing) say(missing, true);
$("app").dataset.ready = "yes";
