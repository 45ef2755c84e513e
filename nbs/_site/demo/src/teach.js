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
export function fitLastLayer(features, y, { weight, bias }, pull) {
  if (!y.length) return { weight, bias };
  const x = features.map((row) => [...row, 1]), start = weight.map((row, k) => [...row, bias[k]]), exact = 1e-6 * pull;
  const loss = (w) => times(x, w).reduce((sum, row, i) => sum + logSum(row) - row[y[i]], 0)
    + pull / 2 * inner(plus(w, -1, start), plus(w, -1, start));
  let w = start;
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

/** What a person has said of some faces, and the layer that has learnt it. */
export class Teacher {
  constructor(layer, pull) { Object.assign(this, { first: layer, layer, pull, said: new Map(), before: [] }); }

  /** Probabilities of one face: the mean over its views. */
  probabilities(views) {
    const each = views.map((row) => softmax(this.layer.weight.map((w, k) => dot(w, row) + this.layer.bias[k])));
    return each[0].map((_, k) => each.reduce((sum, p) => sum + p[k], 0) / each.length);
  }

  /** The right emotion of a face, by its number; undefined takes it back. */
  say(face, emotion) {
    this.before.push([face, this.said.get(face)]);
    this.#set(face, emotion);
  }

  undo() { if (this.before.length) this.#set(...this.before.pop()); }

  forget() { this.said.clear(); this.before = []; this.layer = this.first; }

  #set(face, emotion) {
    emotion === undefined ? this.said.delete(face) : this.said.set(face, emotion);
    this.learn();
  }

  /** The last layer anew, from all that was said. */
  learn() {
    const said = [...this.said];
    this.layer = fitLastLayer(said.flatMap(([o]) => o.features), said.flatMap(([o, k]) => o.features.map(() => k)), this.first, this.pull);
  }

  /** Of some faces, that of which it doubts most: of the least margin. */
  nextQuestion(faces) {
    const margin = (face) => { const [a, b] = this.probabilities(face.features).sort((p, q) => q - p); return a - b; };
    return faces.filter((o) => !this.said.has(o)).map((o) => [margin(o), o]).sort(([a], [b]) => a - b)[0]?.[1];
  }
}
