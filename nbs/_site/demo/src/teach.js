// The last layer learns what it is told: the arithmetic of emotion_cnn.adapt.fit_last_layer and of emotion_cnn.panel.Teacher.
// A matrix is a list of rows; a face is its features: a row a view (the face, and its mirror image where that counts).

const dot = (a, b) => { let sum = 0; for (let i = 0; i < a.length; i++) sum += a[i] * b[i]; return sum; };
const inner = (a, b) => a.reduce((sum, row, i) => sum + dot(row, b[i]), 0);
const plus = (a, scale, b) => a.map((row, i) => row.map((v, j) => v + scale * b[i][j]));
const times = (x, w) => x.map((row) => w.map((o) => dot(row, o)));  // x wᵀ
const gathered = (z, x) => z[0].map((_, k) => x[0].map((_, j) => z.reduce((sum, row, i) => sum + row[k] * x[i][j], 0)));  // zᵀ x

export function softmax(logits) {
  const highest = Math.max(...logits), e = logits.map((v) => Math.exp(v - highest)), sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

const logSum = (logits) => { const highest = Math.max(...logits); return highest + Math.log(logits.reduce((sum, v) => sum + Math.exp(v - highest), 0)); };

/** The step of Newton's method, by conjugate gradients, without the matrix of second derivatives. */
function newtonStep(slope, proba, x, pull, exact) {
  let step = slope.map((row) => row.map(() => 0)), rest = slope.map((row) => row.map((v) => -v)), direction = rest, size = inner(rest, rest);
  for (let i = 0; i < slope.length * slope[0].length; i++) {
    const z = times(x, direction).map((row, n) => { const mean = dot(proba[n], row); return row.map((v, k) => proba[n][k] * (v - mean)); });
    const bent = plus(gathered(z, x), pull, direction), length = size / inner(direction, bent);
    step = plus(step, length, direction); rest = plus(rest, -length, bent);
    const before = size;
    size = inner(rest, rest);
    if (size <= exact * exact) break;
    direction = plus(rest, size / before, direction);
  }
  return step;
}

/** The weight and bias that minimise cross-entropies + pull/2 · squared distance to those given. There is one optimum only. */
export function fitLastLayer(features, y, { weight, bias }, pull, from = { weight, bias }) {
  if (!y.length) return { weight, bias };
  const joined = (o) => o.weight.map((row, k) => [...row, o.bias[k]]);
  const x = features.map((row) => [...row, 1]), start = joined({ weight, bias }), exact = 1e-6 * pull;
  const loss = (w) => times(x, w).reduce((sum, row, i) => sum + logSum(row) - row[y[i]], 0)
    + pull / 2 * inner(plus(w, -1, start), plus(w, -1, start));
  let w = joined(from);  // the nearer, the sooner: the answer is the same
  for (let i = 0; i < 100; i++) {
    const proba = times(x, w).map(softmax), gap = proba.map((row, n) => row.map((p, k) => p - (k === y[n])));
    const slope = plus(gathered(gap, x), pull, plus(w, -1, start)), size = Math.sqrt(inner(slope, slope));
    if (size <= exact) break;
    const step = newtonStep(slope, proba, x, pull, Math.max(size * Math.min(.1, size), exact / 10)), before = loss(w);
    let share = 1;
    while (loss(plus(w, share, step)) > before * (1 + 1e-12)) share /= 2;
    w = plus(w, share, step);
  }
  return { weight: w.map((row) => row.slice(0, -1)), bias: w.map((row) => row.at(-1)) };
}

const logitsOf = ({ weight, bias }, views) => views.map((row) => weight.map((w, k) => dot(w, row) + bias[k]));

/** Probabilities of one face: the mean over its views. */
function probabilitiesOf(logits, temperature) {
  const each = logits.map((row) => softmax(row.map((v) => v / temperature)));
  return each[0].map((_, k) => each.reduce((sum, p) => sum + p[k], 0) / each.length);
}

/** The temperature that makes the truth most likely, from 0.2 to 5, by golden sections. */
export function fitTemperature(logits, y) {
  const loss = (log) => logits.reduce((sum, o, i) => sum - Math.log(Math.max(1e-12, probabilitiesOf(o, Math.exp(log))[y[i]])), 0);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [Math.log(.2), Math.log(5)];
  for (let i = 0; i < 40; i++) {
    const c = b - golden * (b - a), d = a + golden * (b - a);
    if (loss(c) < loss(d)) b = d; else a = c;
  }
  return Math.exp((a + b) / 2);
}

/** Thresholds of prediction sets: own_sets of emotion_cnn.panel. */
export function ownSets(proba, y, before, miss = .1) {
  if (!before) return before;
  return before.map((least, k) => {
    const own = proba.filter((_, i) => y[i] === k).map((p) => p[k]).sort((a, b) => a - b), place = miss * (own.length + 1);
    const low = Math.min(Math.floor(place), own.length) - 1;
    const fitted = place < 1 ? 0 : own[low] + (place - Math.floor(place)) * ((own[low + 1] ?? own[low]) - own[low]);
    return Math.round(1e4 * (Math.floor(1e4 * fitted) / 1e4 || Math.min(least, ...own))) / 1e4;
  });
}

const PARTS = 5, ENOUGH = 20;  // parts of the faces; answers from which a temperature is fitted

/** What a person has said of some faces, and the layer that has learnt it. */
export class Teacher {
  constructor(layer, pull, sets) { Object.assign(this, { first: layer, layer, pull, firstSets: sets, sets, temperature: 1, said: new Map(), before: [] }); }

  probabilities(views) { return probabilitiesOf(logitsOf(this.layer, views), this.temperature); }

  /** The right emotion of a face, by its number; undefined takes it back. */
  say(face, emotion) {
    this.before.push([face, this.said.get(face)]);
    this.#set(face, emotion);
  }

  undo() { if (this.before.length) this.#set(...this.before.pop()); }

  forget() { this.said.clear(); this.before = []; this.learn(); }

  #set(face, emotion) {
    emotion === undefined ? this.said.delete(face) : this.said.set(face, emotion);
    this.learn();
  }

  /** The last layer anew, from all that was said; and, by layers that did not see the face, its temperature and sets. */
  learn() {
    const said = [...this.said], y = said.map(([, k]) => k);
    [this.layer, this.temperature, this.sets] = [this.#fit(said, this.layer), 1, this.firstSets];
    if (said.length < 2) return;
    const layers = [...Array(Math.min(PARTS, said.length)).keys()].map((part) => this.#fit(said.filter((_, i) => i % PARTS !== part), this.layer));
    const logits = said.map(([{ features }], i) => logitsOf(layers[i % PARTS], features));
    if (said.length >= ENOUGH) this.temperature = fitTemperature(logits, y);
    this.sets = ownSets(logits.map((o) => probabilitiesOf(o, this.temperature)), y, this.firstSets);
  }

  #fit(said, from) {
    return fitLastLayer(said.flatMap(([o]) => o.features), said.flatMap(([o, k]) => o.features.map(() => k)), this.first, this.pull, from);
  }

  /** The layer as a file keeps it, its temperature in it. */
  get saved() {
    const cooled = (v) => v / this.temperature;
    return { weight: this.layer.weight.map((row) => row.map(cooled)), bias: this.layer.bias.map(cooled) };
  }

  /** Of some faces, that of which it doubts most: of the least margin. */
  nextQuestion(faces) {
    const margin = (face) => { const [a, b] = this.probabilities(face.features).sort((p, q) => q - p); return a - b; };
    return faces.filter((o) => !this.said.has(o)).map((o) => [margin(o), o]).sort(([a], [b]) => a - b)[0]?.[1];
  }
}
