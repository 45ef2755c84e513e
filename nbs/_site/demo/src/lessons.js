// What the visitor has taught: kept in the page, and in this browser only if that is wanted.
import { taught } from "./brain.js";
import { Teacher } from "./teach.js";

const KEY = "emotion-cnn-lessons", MOST = 24;  // faces in the tray; those of which something was said stay
let facts, teacher, faces = [];

export const seen = () => faces.filter((o) => o.crop);
export const said = () => teacher.said;
export const isTaught = () => teacher?.said.size > 0;

/** Begin with the last layer of the network, and with what this browser remembers of it. */
export function start(given, layer) {
  facts = given;
  faces = [];
  teacher = new Teacher(layer, facts.pull, facts.sets);
  const kept = recall();
  for (const { features, emotion } of kept) {
    const face = { features };
    faces.push(face);
    teacher.said.set(face, emotion);
  }
  if (kept.length) teacher.learn();
  facts.sets = teacher.sets;
}

function recall() {
  try {
    const { weights, lessons } = JSON.parse(localStorage.getItem(KEY));
    return weights === facts.weights ? lessons : [];
  } catch { return []; }  // nothing, or of another time
}

export const remembers = () => { try { return localStorage.getItem(KEY) !== null; } catch { return false; } };

/** Keep or erase: numbers that the network makes of a face, never the picture. Says whether the browser lets us. */
export function remember(wanted) {
  try {
    const lessons = [...teacher.said].map(([{ features }, emotion]) => ({ features, emotion }));
    wanted ? localStorage.setItem(KEY, JSON.stringify({ weights: facts.weights, lessons })) : localStorage.removeItem(KEY);
    return true;
  } catch { return false; }
}

export function read(face) {
  if (isTaught()) face.probabilities = teacher.probabilities(face.features);
  return face;
}

/** Put faces into the tray; the oldest leave it. */
export function keep(some) {
  faces.push(...some.filter((o) => !faces.includes(o)));
  const loose = seen().filter((o) => !teacher.said.has(o));
  const leave = new Set(loose.slice(0, Math.max(0, loose.length - MOST)));
  faces = faces.filter((o) => !leave.has(o));
}

/** How many verdicts of the others change when `change` is done. */
function moved(change) {
  const best = (o) => o.probabilities.indexOf(Math.max(...o.probabilities)), before = seen().map(best);
  change();
  facts.sets = teacher.sets;
  for (const o of seen()) o.probabilities = teacher.probabilities(o.features);
  if (remembers()) remember(true);
  return seen().filter((o, i) => best(o) !== before[i] && !teacher.said.has(o)).length;
}

/** The right emotion of a face; the one that was said already takes it back. */
export const say = (face, emotion) => moved(() => teacher.say(face, teacher.said.get(face) === emotion ? undefined : emotion));
export const undo = () => moved(() => teacher.undo());
export const canUndo = () => teacher.before.length > 0;
export const ask = () => teacher.nextQuestion(seen());

export function forget() {
  moved(() => teacher.forget());
  remember(false);
  faces = seen();
}

/** Pictures leave; what was learnt of them stays, as numbers. */
export function clearPictures() {
  for (const o of faces) { delete o.crop; delete o.photo; }
  faces = faces.filter((o) => teacher?.said.has(o));
}

export const model = () => taught(teacher.first, teacher.saved, teacher.sets ? { sets: JSON.stringify(teacher.sets) } : {});
