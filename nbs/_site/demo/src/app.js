// The page: where pictures come from, and what is done with the answers. No picture is sent anywhere.
import { analyse, classify, lacking, load, open as openNetwork } from "./brain.js";
import { bars, boxes, label, noted, sentence, timeline, tray } from "./draw.js";
import * as lessons from "./lessons.js";
import { fitLastLayer, Teacher } from "./teach.js";
import { Tracker } from "./track.js";

const $ = (name) => document.getElementById(`demo-${name}`);
const canvas = $("canvas"), video = document.createElement("video"), scratch = document.createElement("canvas");
const MOST = 1600;  // pixels of a photo's longer side: larger ones are reduced first
const MOMENTS = 120;  // of a video, evenly spread
let facts, stream, paused = false, faces = [], chosen = 0, last, asked, moments = [], turn = 0, words = "";

function say(text, trouble = false) {
  if (text === words) return;
  $("status").textContent = words = text;
  $("status").classList.toggle("trouble", trouble);
}

function show(name, visible) { $(name).hidden = !visible; }

const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** The networks, with their progress told. */
async function ready() {
  if (facts) return true;
  const missing = lacking();
  if (missing) { say(missing, true); return false; }
  const total = Number($("progress").max), mega = (n) => (n / 1e6).toFixed(1).replace(".", ",");
  show("progress", true);
  say(`Descargando la red: ${mega(total)} MB…`);
  try {
    const answer = await load((bytes) => { $("progress").value = bytes; $("progress").textContent = `${mega(bytes)} de ${mega(total)} MB`; });
    begin(answer);
    return true;
  } catch (e) { say(`No se pudo cargar la red (${e.message}). Comprueba la conexión y vuelve a intentarlo.`, true); return false; }
  finally { show("progress", false); }
}

/** A network is there: its names on the bars, its last layer to be taught. */
function begin(answer) {
  facts = answer.facts;
  lessons.start(facts, answer.layer);
  $("bars").replaceChildren();
  $("remember").checked = lessons.remembers();
}

/** The visitor's own network, adapted, or taught here before. */
async function own(file) {
  if (!await ready()) return;
  let answer;
  try { answer = await openNetwork(await file.arrayBuffer()); }
  catch (e) { say(`No se puede abrir ${file.name}: ${e.message}.`, true); return; }
  clear();
  begin(answer);
  say(`Ahora contesta ${file.name}, que distingue: ${facts.emotions.map((o) => o.spanish).join(", ")}.`);
}

/** Pixels of a video or bitmap, no side longer than `most`; they are also what is then shown. */
function pixelsOf(source, width, height, most, mirrored = false) {
  const scale = Math.min(1, most / Math.max(width, height));
  scratch.width = Math.max(1, Math.round(width * scale)); scratch.height = Math.max(1, Math.round(height * scale));
  const g = scratch.getContext("2d", { willReadFrequently: true });
  g.fillStyle = "#fff"; g.fillRect(0, 0, scratch.width, scratch.height);
  g.imageSmoothingQuality = "high";
  if (mirrored) g.setTransform(-1, 0, 0, 1, scratch.width, 0);
  g.drawImage(source, 0, 0, scratch.width, scratch.height);
  return g.getImageData(0, 0, scratch.width, scratch.height);
}

/** What has been found, on the page. */
function paint(pixels = last) {
  last = pixels;
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  boxes(canvas, faces, facts, chosen);
  canvas.setAttribute("aria-label", sentence(faces, facts));
  const face = faces[chosen], first = $("result").hidden;
  $("verdict").textContent = face ? label(face, facts) + noted(face, facts) : "ningún rostro";
  bars($("bars"), face, facts.emotions, lessons.said().get(face), press);
  show("hint", Boolean(face)); show("result", true); show("start", false);
  show("next", faces.length > 1);
  $("which").textContent = faces.length > 1 ? `Rostro ${chosen + 1} de ${faces.length}` : "";
  paintLessons();
  if (first) { $("app").scrollIntoView({ block: "start" }); $("result").focus({ preventScroll: true }); }
}

function paintLessons() {
  const all = lessons.seen(), n = lessons.said().size;
  show("lessons", all.length > 0 || n > 0);
  tray($("tray"), all, faces[chosen], asked, lessons.said(), facts, choose);
  $("learnt").textContent = n ? `Ha aprendido de ${plural(n, "rostro", "rostros")}.` : "Todavía no le has enseñado nada.";
  for (const name of ["model", "forget"]) $(name).disabled = !n;
  $("undo").disabled = !lessons.canUndo();
  $("ask").disabled = !lessons.ask();
}

/** The visitor says which expression it is. */
function press(emotion) {
  const face = faces[chosen];
  if (stream && !paused) pause();
  keep([face]);
  const moved = lessons.say(face, emotion), name = facts.emotions[emotion].spanish;
  asked = undefined;
  say(!lessons.said().has(face) ? "Retirado." : `Aprendido: ${name}. ${moved ? `Ha cambiado ${plural(moved, "veredicto más", "veredictos más")}.` : ""}`.trim());
  paint();
}

function keep(some) {
  for (const face of some) face.photo ??= { pixels: last, faces };
  lessons.keep(some);
}

/** Go back to a face of the tray. */
function choose(face) {
  stop(); turn++;
  show("pause", false); show("film", false);
  faces = face.photo.faces;
  chosen = faces.indexOf(face);
  paint(face.photo.pixels);
}

async function photo(blob) {
  stop();
  const mine = ++turn;
  let bitmap;
  try { bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" }); }
  catch { say("Este archivo no es una imagen ni un video que el navegador sepa abrir. Sirven JPEG, PNG, WebP y GIF.", true); return; }
  if (!await ready() || mine !== turn) return;
  say("Mirando la foto…");
  last = pixelsOf(bitmap, bitmap.width, bitmap.height, MOST);
  bitmap.close();
  const answer = await analyse(last).catch((e) => say(`Algo falló: ${e.message}`, true));
  if (!answer || mine !== turn) return;
  [faces, chosen] = [answer.faces.map(lessons.read), 0];
  keep(faces);
  show("pause", false); show("film", false);
  paint();
  say(sentence(faces, facts));
}

/** Files that were chosen or dropped: photos one after another, or one video. */
async function open(files) {
  const clip = files.find((f) => f.type.startsWith("video/")), network = files.find((f) => f.name.endsWith(".onnx"));
  if (network) return own(network);
  if (clip) return film(clip);
  for (const file of files) await photo(file);
}

const WHY = {
  NotAllowedError: "No hay permiso para usar la cámara. Se concede junto a la dirección de la página; también puedes elegir una foto.",
  NotFoundError: "No se encuentra ninguna cámara. Puedes elegir una foto.",
  NotReadableError: "Otro programa está usando la cámara. Ciérralo y vuelve a intentarlo.",
};

async function camera() {
  stop();
  const mine = ++turn;
  if (!navigator.mediaDevices?.getUserMedia) { say("Este navegador no da acceso a la cámara (hace falta una página https). Puedes elegir una foto.", true); return; }
  try { stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" } }); }
  catch (e) { say(WHY[e.name] ?? `La cámara no se pudo abrir (${e.name}).`, true); return; }
  if (!await ready() || mine !== turn) return stop();
  stream.getVideoTracks()[0].onended = () => { stop(); say("La cámara se ha desconectado.", true); };
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  await video.play();
  paused = false; $("pause").textContent = "Pausar";
  show("pause", true); show("film", false);
  live(mine);
}

function pause() { paused = !paused; $("pause").textContent = paused ? "Seguir" : "Pausar"; }

/** Frame after frame, as in a mirror, each shown with its own answer. */
async function live(mine) {
  const tracker = new Tracker(facts.tracker);
  let rate = 0, before = performance.now(), told = 0;
  while (stream && mine === turn) {
    if (paused || document.hidden || !video.videoWidth) { await new Promise((r) => setTimeout(r, 100)); before = performance.now(); continue; }
    const pixels = pixelsOf(video, video.videoWidth, video.videoHeight, 640, true);
    const answer = await analyse(pixels, true).catch((e) => { say(`Algo falló: ${e.message}`, true); stop(); });
    if (!answer || !stream || mine !== turn) return;
    if (paused) continue;
    const now = performance.now();
    faces = tracker.follow(answer.faces.map(lessons.read), now / 1000);
    chosen = Math.min(chosen, Math.max(0, faces.length - 1));
    paint(pixels);
    rate = rate ? .9 * rate + 100 / (now - before) : 1000 / (now - before);
    before = now;
    if (now - told > 1000) { told = now; $("rate").textContent = `${Math.round(rate)} imágenes por segundo`; say(faces.length ? "La cámara está encendida." : sentence(faces, facts)); }
    await new Promise(requestAnimationFrame);
  }
}

const event = (name) => new Promise((yes, no) => { video.addEventListener(name, yes, { once: true }); video.addEventListener("error", no, { once: true }); });

async function seek(seconds) {
  const there = event("seeked");
  video.currentTime = seconds;
  await there;
  return pixelsOf(video, video.videoWidth, video.videoHeight, 640);
}

/** A video file: what is read at each of its moments, as a line in time. */
async function film(file) {
  stop();
  const mine = ++turn;
  Object.assign(video, { src: URL.createObjectURL(file), muted: true, playsInline: true });
  try {
    await event("loadeddata");
    if (!Number.isFinite(video.duration)) await seek(1e6);  // a recording that does not say how long it is
  } catch { stop(); say("El navegador no sabe abrir este video. Sirven MP4 y WebM.", true); return; }
  if (!await ready() || mine !== turn) return;
  const tracker = new Tracker(facts.tracker), step = Math.max(.1, video.duration / MOMENTS);
  moments = []; chosen = 0;
  for (let time = 0; time < video.duration; time += step) {
    const pixels = await seek(time), answer = await analyse(pixels, true);
    if (mine !== turn) return;
    faces = tracker.follow(answer.faces.map(lessons.read), time);
    moments.push({ time, faces, face: faces[0] });
    paint(pixels);
    say(`Mirando el video: ${Math.round(100 * time / video.duration)} %`);
  }
  show("pause", false); show("film", true);
  timeline($("timeline"), moments, facts);
  $("moment").max = moments.length - 1;
  $("moment").value = moments.length - 1;
  const seen = moments.filter((o) => o.face).length;
  say(`Video de ${plural(Math.round(video.duration), "segundo", "segundos")}; se ve un rostro en ${Math.round(100 * seen / moments.length)} de cada 100 momentos. Muévete por la línea para verlos.`);
}

async function moment() {
  const { time, faces: then } = moments[$("moment").value];
  const pixels = await seek(time);
  [faces, chosen] = [then, 0];
  $("moment").setAttribute("aria-valuetext", `${time.toFixed(1).replace(".", ",")} segundos: ${then.length ? label(then[0], facts) : "nadie"}`);
  paint(pixels);
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined; video.srcObject = null;
  if (video.src) { URL.revokeObjectURL(video.src); video.removeAttribute("src"); }
  show("film", false);
  $("rate").textContent = "";
}

function clear() {
  stop(); turn++;
  faces = []; moments = []; last = asked = undefined;
  lessons.clearPictures();
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  show("result", false); show("start", true);
  if (facts) paintLessons();
  $("file").value = $("another").value = "";
  say("");
  $("camera").focus();
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

$("camera").onclick = camera;
for (const name of ["file", "another"]) $(name).onchange = async ({ target }) => { await open([...target.files]); target.value = ""; };
$("own").onchange = async ({ target }) => { if (target.files.length) await own(target.files[0]); target.value = ""; };
$("sample").onclick = async () => { await photo(await (await fetch(new URL("muestra.png", import.meta.url))).blob()); if (facts?.note) say(`${words} ${facts.note}`); };
$("pause").onclick = pause;
$("next").onclick = () => { chosen = (chosen + 1) % faces.length; if (last) paint(); };
canvas.onclick = ({ offsetX, offsetY }) => {  // a click on a face chooses it
  const { width, height, clientWidth, clientHeight } = canvas, scale = Math.max(width / clientWidth, height / clientHeight);
  const x = (offsetX - clientWidth / 2) * scale + width / 2, y = (offsetY - clientHeight / 2) * scale + height / 2;
  const i = faces.findIndex(({ box: [l, t, w, h] }) => x >= l && y >= t && x <= l + w && y <= t + h);
  if (i >= 0 && last) { chosen = i; paint(); }
};
$("save").onclick = () => canvas.toBlob((blob) => download(blob, "emociones.png"));
$("clear").onclick = clear;
$("moment").oninput = moment;
$("ask").onclick = () => { asked = lessons.ask(); choose(asked); say("¿Qué expresión es esta? Es la que más le enseñaría: pulsa la correcta."); $("bars").querySelector("button").focus(); };
$("undo").onclick = () => { lessons.undo(); if (last) paint(); paintLessons(); say("Deshecho."); };
$("forget").onclick = () => { lessons.forget(); $("remember").checked = false; if (last) paint(); paintLessons(); say("Olvidado: la red vuelve a ser la del paquete."); };
$("model").onclick = async () => download(await lessons.model(), "mi-modelo.onnx");
$("remember").onchange = ({ target }) => { if (!lessons.remember(target.checked)) { target.checked = false; say("Este navegador no deja guardar nada.", true); } };
addEventListener("pagehide", stop);
const drop = $("drop");
for (const name of ["dragover", "dragleave", "drop"]) drop.addEventListener(name, (e) => {
  e.preventDefault();
  drop.classList.toggle("over", name === "dragover");
  if (name === "drop") open([...e.dataTransfer.files]);
});
addEventListener("paste", (e) => { const file = [...e.clipboardData.files].find((f) => f.type.startsWith("image/")); if (file) photo(file); });

/** For the console and for the tests: pixels or crops in, numbers out. */
globalThis.emotionDemo = { ready, analyse, classify, fitLastLayer, Teacher, get facts() { return facts; }, get faces() { return faces; }, get seen() { return lessons.seen(); }, get moments() { return moments; } };
const missing = lacking();
if (missing) say(missing, true);
$("app").dataset.ready = "yes";
