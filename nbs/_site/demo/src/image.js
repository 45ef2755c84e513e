// Pixels: what Pillow and OpenCV do in the library, so that the answers are the same. An image here is
// {data, width, height, channels} with bytes row by row; functions return a new one.

export const image = (width, height, channels, data) =>
  ({ width, height, channels, data: data ?? new Uint8ClampedArray(width * height * channels) });

/** The bytes of a canvas without their opacity. */
export function fromCanvas({ data, width, height }) {
  const out = image(width, height, 3);
  for (let i = 0, j = 0; i < data.length; i += 4) {
    out.data[j++] = data[i]; out.data[j++] = data[i + 1]; out.data[j++] = data[i + 2];
  }
  return out;
}

/** Grey as Pillow's mode L has it: ITU-R 601-2 in 16 bits. */
export function gray({ data, width, height }) {
  const out = image(width, height, 1);
  for (let i = 0, j = 0; i < out.data.length; i++, j += 3)
    out.data[i] = (data[j] * 19595 + data[j + 1] * 38470 + data[j + 2] * 7471 + 0x8000) >> 16;
  return out;
}

/** For each of `size` new pixels, the first old one that counts, and the weights from there on. */
function weights(old, size, kernel) {
  const scale = old / size;
  return Array.from({ length: size }, (_, i) => {
    let [first, w] = kernel(i, scale, old);
    const sum = w.reduce((a, b) => a + b, 0);
    return [first, w.map((v) => v / sum)];
  });
}

const triangle = (i, scale, old) => {  // Pillow's BILINEAR: wider where it reduces
  const support = Math.max(1, scale), centre = (i + .5) * scale;
  const first = Math.max(0, Math.floor(centre - support + .5)), last = Math.min(old, Math.floor(centre + support + .5));
  return [first, Array.from({ length: last - first }, (_, k) => Math.max(0, 1 - Math.abs((first + k - centre + .5) / support)))];
};

const area = (i, scale, old) => {  // OpenCV's INTER_AREA: what of each old pixel lies under the new one
  const from = i * scale, to = Math.min(old, from + scale), first = Math.floor(from), last = Math.min(old, Math.ceil(to - 1e-9));
  return [first, Array.from({ length: last - first }, (_, k) => Math.min(to, first + k + 1) - Math.max(from, first + k))];
};

function resample(src, width, height, kernel) {
  const { channels: c } = src;
  const across = weights(src.width, width, kernel), down = weights(src.height, height, kernel);
  const half = image(width, src.height, c), out = image(width, height, c);
  for (let y = 0; y < src.height; y++) for (let x = 0; x < width; x++) for (let k = 0; k < c; k++) {
    const [first, w] = across[x];
    let sum = 0, at = (y * src.width + first) * c + k;
    for (const v of w) { sum += v * src.data[at]; at += c; }
    half.data[(y * width + x) * c + k] = Math.round(sum);
  }
  for (let y = 0; y < height; y++) for (let x = 0; x < width * c; x++) {
    const [first, w] = down[y];
    let sum = 0, at = first * width * c + x;
    for (const v of w) { sum += v * half.data[at]; at += width * c; }
    out.data[y * width * c + x] = Math.round(sum);
  }
  return out;
}

export const resize = (src, width, height) => src.width === width && src.height === height ? src : resample(src, width, height, triangle);

/** Python's rounding, halves to even. */
export const round = (v) => { const r = Math.round(v); return Math.abs(v % 1) === .5 && r % 2 ? r - 1 : r; };

/** The copy in which a detector looks: no side over `maxSide`, its border repeated around. */
export function shrink(src, maxSide, border = 0) {
  const scale = Math.min(1, maxSide / Math.max(src.width, src.height));
  const small = scale < 1 ? resample(src, Math.max(1, round(src.width * scale)), Math.max(1, round(src.height * scale)), area) : src;
  const pad = round(border * Math.max(small.width, small.height));
  return { small: pad ? padded(small, pad) : small, scale, pad };
}

function padded(src, pad) {
  const { channels: c } = src, out = image(src.width + 2 * pad, src.height + 2 * pad, c);
  for (let y = 0; y < out.height; y++) for (let x = 0; x < out.width; x++) {
    const sx = Math.min(src.width - 1, Math.max(0, x - pad)), sy = Math.min(src.height - 1, Math.max(0, y - pad));
    for (let k = 0; k < c; k++) out.data[(y * out.width + x) * c + k] = src.data[(sy * src.width + sx) * c + k];
  }
  return out;
}

/** Rotation, scale and shift, as complex numbers a·z + b, that bring `points` nearest to `target`. */
export function similarity(points, target) {
  const mean = (ps) => ps.reduce(([x, y], p) => [x + p[0] / ps.length, y + p[1] / ps.length], [0, 0]);
  const z0 = mean(points), w0 = mean(target);
  let re = 0, im = 0, norm = 0;
  points.forEach(([px, py], i) => {
    const x = px - z0[0], y = py - z0[1], u = target[i][0] - w0[0], v = target[i][1] - w0[1];
    re += x * u + y * v; im += x * v - y * u; norm += x * x + y * y;
  });
  const a = [re / norm, im / norm];
  return { a, b: [w0[0] - a[0] * z0[0] + a[1] * z0[1], w0[1] - a[0] * z0[1] - a[1] * z0[0]] };
}

/** The face upright, its landmarks where those of the training faces are: a grey square of `size` pixels. */
export function align(src, landmarks, size, target) {
  const { a: [re, im], b } = similarity(landmarks, target);
  const side = Math.min(Math.max(size, round(1 / Math.hypot(re, im))), 20 * size);
  const A = side * re, B = -side * im;  // | A B |, | -B A |: from the photo to the crop
  const tx = side * b[0] + (A + B) / 2 - .5, ty = side * b[1] + (A - B) / 2 - .5;
  const n = A * A + B * B, out = image(side, side, 1);
  const pixel = (x, y) => src.data[Math.min(src.height - 1, Math.max(0, y)) * src.width + Math.min(src.width - 1, Math.max(0, x))];
  for (let v = 0; v < side; v++) for (let u = 0; u < side; u++) {
    const du = u - tx, dv = v - ty, x = (A * du - B * dv) / n, y = (B * du + A * dv) / n;
    const x0 = Math.floor(x), y0 = Math.floor(y), fx = x - x0, fy = y - y0;
    out.data[v * side + u] = Math.round((1 - fy) * ((1 - fx) * pixel(x0, y0) + fx * pixel(x0 + 1, y0))
      + fy * ((1 - fx) * pixel(x0, y0 + 1) + fx * pixel(x0 + 1, y0 + 1)));
  }
  return resize(out, size, size);
}
