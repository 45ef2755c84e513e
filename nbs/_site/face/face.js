// The drawn face of emotion_cnn.synthetic, in a browser: the same points, curves, shades and colours, seen from the front.
// What never moves (the wall, the hair, the clothes) and every measure come from Python, in face.json.
const EDGE = 1.5, LINE = 1;  // how much wider OpenCV draws, pixels
let K;  // constants of Python's module
export const know = (constants) => { K = constants; };

const mix = (a, b, share) => a.map((x, i) => x + (b[i] - x) * share);
const rgb = (c) => `rgb(${c.map((x) => Math.round(Math.min(255, Math.max(0, x)))).join(" ")})`;
const mirror = (points, s) => points.map(([x, y]) => [s * x, y]);
const shift = (points, dx, dy) => points.map(([x, y]) => [x + dx, y + dy]);
const oval = (x, y, rx, ry) => Array.from({ length: 24 }, (_, i) => [x + rx * Math.cos(i * Math.PI / 12), y + ry * Math.sin(i * Math.PI / 12)]);

/** A smooth (Catmull-Rom) curve through points, six of its own between two of them. */
function curve(points, closed = false) {
  const n = points.length, out = [], at = (i) => points[closed ? (i + n) % n : Math.min(Math.max(i, 0), n - 1)];
  for (let span = 0; span < (closed ? n : n - 1); span++) for (let k = 0; k < 6; k++) {
    const t = k / 6, w = [-t + 2 * t ** 2 - t ** 3, 2 - 5 * t ** 2 + 3 * t ** 3, t + 4 * t ** 2 - 3 * t ** 3, t ** 3 - t ** 2];
    out.push([0, 1].map((c) => w.reduce((sum, v, j) => sum + v * at(span + j - 1)[c], 0) / 2));
  }
  if (!closed) out.push(points[n - 1]);
  return out;
}

/** Where the action units move the points: landmarks() of Python. */
export function landmarks(p, given) {
  const au = { ...Object.fromEntries(K.units.map((u) => [u, 0])), ...given };
  au.frown = au[4] * (1 - .5 * Math.min(au[1], 1)); au.jaw = .34 * au[26];
  const moved = (start, name) => Object.entries(K.moves[name]).reduce((v, [unit, by]) => v + by * au[unit], start);
  const brow = [[moved(K.BROW_INNER[0], "inner brow x"), moved(K.BROW_INNER[1], "inner brow y")],
    [p.gap, moved(K.BROW_MIDDLE - p.arch, "middle brow y")], [K.BROW_OUTER[0], moved(K.BROW_OUTER[1], "outer brow y")]];
  const w = K.EYE_WIDTH * p.eye, x = p.gap, line = K.EYE_LINE;
  const up = moved(K.UPPER_LID, "upper lid") * p.eye, low = moved(K.LOWER_LID, "lower lid") * p.eye;
  const sag = .035 * Math.min(au[1], 1) * Math.max(0, 1 - 1.2 * au[2] - au[5]);
  const eye = [[x - w, -.06], [x - .55 * w, line - .78 * up - .6 * sag], [x, line - up + .2 * sag], [x + .55 * w, line - .72 * up + sag],
    [x + w, line + .5 * sag], [x + .5 * w, -.075 + .8 * low], [x, -.07 + low], [x - .55 * w, -.065 + .7 * low]];
  const lift = .07 * au[9];
  const nose = [[K.NOSE_TIP[0], K.NOSE_TIP[1] - .4 * lift], [moved(p.nose, "nose wing x"), K.NOSE_WING - lift], [K.NOSTRIL[0], K.NOSTRIL[1] - .7 * lift]];
  const seam = moved(K.LIPS, "lips y"), drop = au.jaw;
  const upper = seam - .02 - .06 * au[9] - .025 * au[25] - .04 * Math.min(drop, .1);
  const lower = Math.max(upper, seam + drop + .09 * au[25] * (1 + .6 * au[12]) + .06 * au[16]);
  const full = p.lips * (1 - .55 * Math.min(au[23], 1)) * (1 - .32 * au[12] - .2 * au[20]) * (1 - .2 * au[9]);
  const mouth = [[moved(p.mouth, "mouth corner x"), moved(K.MOUTH_CORNER, "mouth corner y")],
    [0, upper - K.UPPER_LIP * full], [0, upper], [0, lower], [0, lower + K.LOWER_LIP * full]];
  return { au, brow, eye, nose, mouth, chin: moved(p.chin, "chin y") };
}

/** Something to draw on, in half-widths of the face. */
class Sheet {
  constructor(canvas, view) {
    this.g = canvas.getContext("2d", { willReadFrequently: true });
    this.side = canvas.width; this.unit = K.HALF_WIDTH * this.side;
    this.mid = K.CENTRE.map((c) => c * this.side + .5);  // OpenCV counts from the middle of a pixel
    this.view = view; this.n = K.SHADES;
    this.shades = Object.assign(document.createElement("canvas"), { width: this.n, height: this.n }).getContext("2d", { willReadFrequently: true });
    this.shades.fillStyle = "rgb(128 128 128)"; this.shades.fillRect(0, 0, this.n, this.n);
  }
  path(g, points, scale, closed) {
    g.beginPath();
    points.forEach(([x, y], i) => g[i ? "lineTo" : "moveTo"]((x * this.unit + this.mid[0]) * scale, (y * this.unit + this.mid[1]) * scale));
    if (closed) g.closePath();
  }
  fill(points, color) {  // OpenCV's shapes hold the pixels that their outline touches
    this.path(this.g, points, 1, true);
    Object.assign(this.g, { fillStyle: rgb(color), strokeStyle: rgb(color), lineWidth: EDGE, lineJoin: "round" }).fill();
    this.g.stroke();
  }
  line(points, color, width, closed = false, g = this.g, scale = 1) {
    this.path(g, points, scale, closed);
    Object.assign(g, { strokeStyle: rgb(color), lineWidth: Math.max(1, Math.round(width * this.unit * scale)) + (scale === 1 ? LINE : 0), lineJoin: "round", lineCap: "round" }).stroke();
  }
  dot([x, y], r, color) {
    this.g.beginPath(); this.g.arc(x * this.unit + this.mid[0], y * this.unit + this.mid[1], r * this.unit, 0, 7); this.g.fillStyle = rgb(color); this.g.fill();
  }
  soft(points, level, width = 0) {
    const tone = Array(3).fill(Math.trunc(128 + level)), scale = this.n / this.side, g = this.shades;
    if (width) return this.line(points, tone, width, false, g, scale);
    this.path(g, points, scale, true); g.fillStyle = rgb(tone); g.fill();
  }
  /** Inside a shape only. */
  within(shapes, draw) {
    this.g.save(); this.g.beginPath();
    for (const points of shapes) points.forEach(([x, y], i) => this.g[i ? "lineTo" : "moveTo"](x * this.unit + this.mid[0], y * this.unit + this.mid[1]));
    this.g.clip(); draw(); this.g.restore();
  }
  /** Lights and shades drawn so far, blurred, over the picture; shades are warm, as on skin. */
  shine() {
    const n = this.n, raw = this.shades.getImageData(0, 0, n, n).data, side = this.side, factor = side / n;
    const weights = [...Array(13)].map((_, i) => Math.exp(-((i - 6) ** 2) / (2 * 1.9 ** 2))), sum = weights.reduce((a, b) => a + b);
    const blur = (get) => Float32Array.from({ length: n * n }, (_, i) => {
      const y = Math.floor(i / n), x = i % n;
      return weights.reduce((v, w, k) => v + w * get(y, x, k - 6), 0) / sum;
    });
    const inside = (v) => v < 0 ? -v : v >= n ? 2 * n - 2 - v : v;
    const across = blur((y, x, d) => raw[4 * (y * n + inside(x + d))]), shade = blur((y, x, d) => across[inside(y + d) * n + x]);
    const image = this.g.getImageData(0, 0, side, side), px = image.data;
    for (let y = 0; y < side; y++) {
      const fy = Math.min(n - 1, Math.max(0, (y + .5) / factor - .5)), y0 = Math.floor(fy), y1 = Math.min(n - 1, y0 + 1), dy = fy - y0;
      for (let x = 0; x < side; x++) {
        const fx = Math.min(n - 1, Math.max(0, (x + .5) / factor - .5)), x0 = Math.floor(fx), x1 = Math.min(n - 1, x0 + 1), dx = fx - x0;
        const s = (shade[y0 * n + x0] * (1 - dx) + shade[y0 * n + x1] * dx) * (1 - dy) + (shade[y1 * n + x0] * (1 - dx) + shade[y1 * n + x1] * dx) * dy;
        const i = 4 * (y * side + x);
        px[i] *= (.75 * s + 32) / 128; px[i + 1] *= s / 128; px[i + 2] *= s / 128;
      }
    }
    this.g.putImageData(image, 0, 0);
  }
  /** What a camera adds: exposure, and light from one side. */
  expose() {
    const { light, side: dark, gain } = this.view, n = this.side, image = this.g.getImageData(0, 0, n, n), px = image.data;
    const cos = Math.cos(light) / (n - 1), sin = Math.sin(light) / (n - 1);
    for (let y = 0, i = 0; y < n; y++) for (let x = 0; x < n; x++, i += 4) {
      const f = gain * (1 + dark * ((x - (n - 1) / 2) * cos + (y - (n - 1) / 2) * sin));
      px[i] *= f; px[i + 1] *= f; px[i + 2] *= f;
    }
    this.g.putImageData(image, 0, 0);
  }
  play(steps) { for (const [what, ...rest] of steps) this[what](...rest); }
}

function skin(cv, p, lm) {
  const { au } = lm, lip = lm.mouth[4][1];
  const half = [...K.SKULL, [p.jaw, .58 * lm.chin + .08], [.58 * p.jaw + .02, .86 * lm.chin], [.24, .985 * lm.chin]];
  const outline = curve([K.CROWN, ...half, [0, lm.chin], ...mirror(half, -1).reverse()], true);
  cv.fill(outline, p.skin);
  cv.soft([...outline, outline[0]], -20, .16);
  cv.soft(oval(0, -.85, .55, .28), 7);
  for (const s of [-1, 1]) {
    cv.soft(oval(s * (p.gap + .01), -.14, .27, .17), -24 - 6 * au[4]);
    cv.soft(mirror(K.NOSE_SIDE, s), -13, .09);
    cheek(cv, p, lm, s);
  }
  cv.soft([[0, -.2], [0, .34]], 12, .10);
  cv.soft(oval(0, .5, .17, .05), -26);
  cv.soft(oval(0, lip + .07, .19, .045), -20 - 6 * au[17]);
  cv.soft(oval(0, lip + .24, .15, .09), 7 + 3 * au[17]);
  cv.shine();
}

function cheek(cv, p, { au, mouth: [[x, y]] }, s) {
  cv.soft(oval(s * (.58 + .02 * au[12]), .42 - .08 * au[6] - .04 * au[12], .22, .17), 9 + 9 * au[6]);
  const fold = Math.max(au[12], .8 * au[9], .3 * au[15], .35 * au[6]);
  const groove = [[p.nose + .05, .34 - .06 * au[9]], [p.nose + .16 + .05 * fold, .54], [x + .10, y - .03], [x + .10, y + .08]];
  cv.soft(mirror(curve(groove), s), -7 - 26 * fold * (.6 + .4 * p.age) - 8 * p.age, .06);
  if (au[6] > .15) cv.soft(mirror(curve([[p.gap - .2, .10], [p.gap, .15], [p.gap + .22, .09]]), s), -20 * au[6], .05);
  if (au[15] > .15 || p.age > .6) cv.soft(mirror([[x + .05, y + .05], [x + .09, y + .2]], s), -16 * au[15] - 8 * p.age, .06);
}

const ink = (p, strength) => mix(p.skin, mix(p.skin, K.BROWN, .5), Math.min(.85, strength));

function folds(cv, p, { au, brow: [[, brow]], eye }) {
  if (au[1] > .2 || p.age > .7) {
    const half = .25 + .35 * au[2], color = ink(p, Math.max(.65 * au[1] * (.5 + .5 * p.age), .35 * p.age));
    for (let k = 0; k < (au[1] < .6 ? 2 : 3); k++) {
      const y = brow - .20 - .13 * k, end = y + .03 - .03 * au[2];
      if (y > -1) cv.line(curve([[-half, end], [0, y], [half, end]]), color, .018);
    }
  }
  if (au[9] > .2) for (const y of [-.11, -.025, .06]) cv.line(curve([[-.11, y + .04], [0, y], [.11, y + .04]]), ink(p, .65 * au[9]), .02);
  for (const s of [-1, 1]) {
    const frown = au[4] + .5 * au[9], corner = eye[4][0];
    if (frown > .2) cv.line(curve([[s * .075, brow - .10], [s * .06, brow + .02], [s * .085, brow + .12]]), ink(p, .75 * frown), .022);
    if (au[9] > .2) cv.line([[s * .13, -.02], [s * .20, .10]], ink(p, .6 * au[9]), .02);
    if (au[6] > .3 || p.age > .75) for (const d of [-.06, .01, .08])
      cv.line([[s * (corner + .05), -.08 + .5 * d], [s * (corner + .17), -.08 + 1.5 * d]], ink(p, .5 * Math.max(au[6], .5 * p.age) * (.5 + .5 * p.age)), .016);
  }
}

function nose(cv, p, { nose: [, wing, [x, y]] }) {
  const dark = mix(p.skin, K.BROWN, .5);
  for (const s of [-1, 1]) {
    cv.line(curve(mirror([[-.03, -.12], [.01, -.02], [-.04, .06]].map(([a, b]) => [wing[0] + a, wing[1] + b]), s)), mix(p.skin, dark, .75), .022);
    cv.fill(oval(s * x, y, .042, .02), mix(p.skin, [30, 8, 4], .62));
  }
  cv.line(curve([[-.05, y + .01], [0, y + .035], [.05, y + .01]]), mix(p.skin, dark, .6), .02);
}

/** The curve of a lip: a parabola where closed, an ellipse where wide open. */
function arc([[x, y], , [, upper], [, lower]], middle, bow = 0) {
  const at = [1, .85, .5, 0], round = Math.min(1, Math.max(0, lower - upper - .08) / .2), cupid = [0, 0, -1, 1, -1, 0, 0];
  const rise = at.map((t) => (1 - round) * (1 - t * t) + round * Math.sqrt(1 - t * t));
  const xs = [...at.map((t) => -t), .5, .85, 1], rises = [...rise, rise[2], rise[1], rise[0]];
  return curve(xs.map((t, i) => [x * t, middle + (1 - rises[i]) * (y - middle) + bow * cupid[i]]));
}

function mouth(cv, p, { mouth: points }) {
  const [[x, y], [, top], [, upper], [, lower], [, bottom]] = points, open = lower - upper > .03;
  const lip = mix(mix(p.skin, K.LIP, .50), K.LIP_DARK, .12), above = arc(points, upper), below = arc(points, lower);
  if (open) inside(cv, above, below, x, lower - upper);
  cv.fill([...arc(points, top, .014), ...[...above].reverse()], mix(lip, K.LIP_DARK, .18));
  cv.fill([...below, ...arc(points, bottom).reverse()], lip);
  cv.line(arc(points, (lower + bottom) / 2 - .01).slice(12, 25), mix(lip, K.LIP_LIGHT, .30), .03);
  cv.line(above, mix(lip, K.LIP_LINE, open ? .45 : .75), .026);
  for (const s of [-1, 1]) cv.dot([s * x, y], .022, mix(lip, K.LIP_LINE, .6));
}

function inside(cv, above, below, x, gap) {
  const shape = [...above, ...[...below].reverse()], deepest = Math.max(...below.map(([, y]) => y));
  const height = Math.min(.10, .8 * gap) * (1 - .55 * Math.min(1, gap / .35));
  cv.within([shape], () => {
    cv.fill(shape, K.THROAT);
    if (gap > .2) cv.fill(oval(0, deepest + .02, .6 * x, .12), K.TONGUE);
    cv.fill([...shift(above, 0, -.02), ...above.map(([a, b]) => [.9 * a, b + height]).reverse()], K.TEETH);
  });
}

function eyes(cv, p, { eye }, gaze) {
  const lids = curve(eye, true), r = K.IRIS * p.eye ** .5, lid = curve(eye.slice(0, 5));
  for (const s of [-1, 1]) cv.within([mirror(lids, s)], () => {
    const at = [s * (p.gap + .005) + gaze[0], K.EYE_LINE + gaze[1]];
    cv.fill(mirror(lids, s), K.EYEBALL);
    for (const [share, color] of [[1, mix(p.iris, K.BLACK, .45)], [.82, p.iris], [.48, K.PUPIL]]) cv.dot(at, share * r, color);
    cv.line(shift(mirror(lid, s), 0, .02), K.LID_SHADE, .03);
    cv.dot([at[0] - .035, at[1] - .04], r * .24, K.GLINT);
  });
  const dark = mix(p.skin, K.LID, .62), lash = mix(p.hair, K.LASH, .75), crease = curve(eye.slice(0, 5).map(([a, b]) => [a, .9 * b - .075])).slice(4);
  for (const s of [-1, 1]) {
    const upper = mirror(lid, s), end = upper.at(-1);
    cv.line(mirror(lids, s), mix(p.skin, dark, .6), .012, true);
    cv.line(upper, lash, p.lashes + .012);
    cv.line([end, [end[0] + s * .04, end[1] - .025]], lash, p.lashes * .8);
    cv.line(mirror(crease, s), mix(p.skin, dark, .65), .018);
  }
}

function brows(cv, p, lm) {
  const middle = curve(lm.brow), n = middle.length - 1, knots = [[0, .75], [.15, 1], [.6, .85], [1, .2]];
  const half = middle.map((_, i) => {
    const t = i / n, k = Math.max(1, knots.findIndex(([x]) => x >= t)), [[a, u], [b, v]] = [knots[k - 1], knots[k]];
    return .6 * p.brow * (u + (v - u) * (t - a) / (b - a));
  });
  const shape = [...middle.map(([x, y], i) => [x, y - half[i]]), ...middle.map(([x, y], i) => [x, y + half[i]]).reverse()];
  for (const s of [-1, 1]) cv.fill(mirror(shape, s), mix(p.hair, [30, 20, 15], .35));
}

/** Draw a person with these action units on a square canvas. */
export function drawFace(canvas, { person: p, view, wall, before, after, gaze }, units) {
  const cv = new Sheet(canvas, view), lm = landmarks(p, units), down = cv.g.createLinearGradient(0, 0, 0, cv.side);
  wall.forEach((color, i) => down.addColorStop(i, rgb(color)));
  cv.g.fillStyle = down; cv.g.fillRect(0, 0, cv.side, cv.side);
  cv.play(before);
  skin(cv, p, lm); folds(cv, p, lm); nose(cv, p, lm); mouth(cv, p, lm); eyes(cv, p, lm, gaze); brows(cv, p, lm);
  cv.play(after);
  cv.expose();
}

/** The face in grey, side × side, as the network takes it. */
export function asSeen(canvas, side) {
  const n = canvas.width, px = canvas.getContext("2d").getImageData(0, 0, n, n).data, k = n / side, out = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    let sum = 0;
    for (let v = y * k; v < (y + 1) * k; v++) for (let u = x * k; u < (x + 1) * k; u++) {
      const i = 4 * (v * n + u);
      sum += .299 * px[i] + .587 * px[i + 1] + .114 * px[i + 2];
    }
    out[y * side + x] = Math.round(sum / k ** 2);
  }
  return out;
}
