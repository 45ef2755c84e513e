// The blocks of the report's first network, on one face. Its weights are bytes: a filter's scale and bias come before them.
export async function network(url, widths) {
  const bytes = await (await fetch(url)).arrayBuffer(), blocks = [];
  let at = 0;
  widths.forEach((n, i) => {
    const c = i ? widths[i - 1] : 1, scale = new Float32Array(bytes, at, n), bias = new Float32Array(bytes, at + 4 * n, n);
    blocks.push({ n, scale, bias, weight: new Int8Array(bytes, at + 8 * n, 9 * n * c) });
    at += 8 * n + 9 * n * c;
  });
  /** 48 × 48 grey values → of each block, its side and its maps one after another. */
  return (face) => {
    let x = Float32Array.from(face, (v) => v / 127.5 - 1), side = Math.sqrt(face.length);
    return blocks.map((block) => { x = run(x, side, block); side >>= 1; return { side, maps: x }; });
  };
}

/** 3 × 3 convolution with a border of zeros, ReLU, the largest of each 2 × 2. */
function run(x, side, { n, scale, bias, weight }) {
  const c = x.length / side ** 2, half = side >> 1, out = new Float32Array(n * half * half), sum = new Float32Array(side * side);
  for (let k = 0; k < n; k++) {
    sum.fill(0);
    for (let i = 0; i < c; i++) for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) {
      const w = weight[9 * (k * c + i) + 3 * (dy + 1) + dx + 1], from = i * side * side + dy * side + dx;
      if (!w) continue;
      for (let r = Math.max(0, -dy); r < side - Math.max(0, dy); r++)
        for (let q = Math.max(0, -dx), at = r * side + q; q < side - Math.max(0, dx); q++, at++) sum[at] += w * x[from + at];
    }
    for (let r = 0; r < half; r++) for (let q = 0; q < half; q++) {
      const at = 2 * r * side + 2 * q, top = Math.max(sum[at], sum[at + 1], sum[at + side], sum[at + side + 1]);
      out[(k * half + r) * half + q] = Math.max(0, top * scale[k] + bias[k]);
    }
  }
  return out;
}
