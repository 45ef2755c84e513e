// YuNet (Wu, Peng and Yu 2023): what OpenCV's FaceDetectorYN does around the network, and what the library does around that.
import { image, round, shrink } from "./image.js";

const STRIDES = [8, 16, 32], SAME = .3, REPEATED = .4;

/** Blue, green and red planes, sides filled up to multiples of 32. */
function planes({ data, width, height }) {
  const w = Math.ceil(width / 32) * 32, h = Math.ceil(height / 32) * 32, out = new Float32Array(3 * w * h);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let k = 0; k < 3; k++)
    out[(2 - k) * w * h + y * w + x] = data[(y * width + x) * 3 + k];
  return { out, w, h };
}

function decode(outputs, width, minScore) {
  const faces = [];
  for (const stride of STRIDES) {
    const get = (name) => outputs[`${name}_${stride}`].data;
    const [cls, obj, box, points] = ["cls", "obj", "bbox", "kps"].map(get), columns = width / stride;
    for (let i = 0; i < cls.length; i++) {
      const clamp = (v) => Math.min(1, Math.max(0, v)), score = Math.sqrt(clamp(cls[i]) * clamp(obj[i]));
      if (score < minScore) continue;
      const column = i % columns, row = Math.floor(i / columns);
      const w = Math.exp(box[4 * i + 2]) * stride, h = Math.exp(box[4 * i + 3]) * stride;
      const x = (column + box[4 * i]) * stride - w / 2, y = (row + box[4 * i + 1]) * stride - h / 2;
      const landmarks = [0, 1, 2, 3, 4].map((k) => [(column + points[10 * i + 2 * k]) * stride, (row + points[10 * i + 2 * k + 1]) * stride]);
      faces.push({ box: [x, y, w, h], score, landmarks });
    }
  }
  return faces;
}

export function overlap(a, b) {
  const w = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]), h = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return w > 0 && h > 0 ? w * h / (a[2] * a[3] + b[2] * b[3] - w * h) : 0;
}

/** The surest of those that are the same face. */
export function unique(faces, same, box = (f) => f.box) {
  const kept = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score))
    if (kept.every((o) => !(overlap(box(face), box(o)) > same))) kept.push(face);
  return kept;
}

/** A detector: image → faces with box, score and landmarks, the largest first. `run` takes a float array and its dims. */
export function detector(run, { minScore, maxSide, sure }) {
  async function look(img, side, border = 0) {
    const { small, scale, pad } = shrink(img, side, border), { out, w, h } = planes(small);
    const found = unique(decode(await run(out, [1, 3, h, w]), w, minScore), SAME, (f) => f.box.map(Math.trunc));
    return found.map(({ box: [x, y, bw, bh], score, landmarks }) => ({
      box: [round((x - pad) / scale), round((y - pad) / scale), Math.max(1, round(bw / scale)), Math.max(1, round(bh / scale))],
      score, landmarks: landmarks.map((p) => p.map((v) => round(10 * (v - pad) / scale) / 10)),
    }));
  }
  async function nearAndFar(img) {
    const { width: w, height: h } = img;
    let faces = await look(img, maxSide);
    if (!faces.length || Math.min(maxSide, Math.max(w, h)) > 640) faces = [...faces, ...await look(img, 320, .25)];
    const inside = ({ box: [x, y, bw, bh] }) => x < w && y < h && x + bw > 0 && y + bh > 0;
    return largestFirst(unique(faces, REPEATED).filter(inside));
  }
  return async (img, live = false) => {
    if (live) return largestFirst(await look(img, 320));
    const ways = [await nearAndFar(img)];
    if (surest(ways[0]) >= sure) return ways[0];
    for (let turns = 1, turned = img; turns < 4; turns++) {  // no face stands surely upright: the photo may not
      turned = quarter(turned);
      ways.push((await nearAndFar(turned)).map((face) => turnedBack(face, turns, img)));
    }
    return largestFirst(ways.reduce((best, way) => (surest(way) > surest(best) ? way : best)));
  };
}

const surest = (faces) => Math.max(0, ...faces.map((face) => face.score));

/** The image a quarter turned, counter-clockwise. */
function quarter({ data, width, height, channels: c }) {
  const out = image(height, width, c);
  for (let y = 0; y < width; y++) for (let x = 0; x < height; x++) for (let k = 0; k < c; k++)
    out.data[(y * height + x) * c + k] = data[(x * width + width - 1 - y) * c + k];
  return out;
}

/** A face of an image turned by some quarters, where it is in the image as it stands. */
function turnedBack(face, turns, { width, height }) {
  let { box: [x, y, w, h], landmarks } = face;
  for (let k = turns - 1; k >= 0; k--) {
    const wide = k % 2 ? height : width;
    [x, y, w, h] = [wide - y - h, x, h, w];
    landmarks = landmarks.map(([u, v]) => [round(10 * (wide - v)) / 10, u]);
  }
  return { ...face, box: [x, y, w, h], landmarks };
}

const largestFirst = (faces) => faces.sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
