// How well a face can be seen: what `judged` of emotion_cnn.faces says, by its worst measure.

/** The share of a face's contrast that is fine detail: what a Gaussian (OpenCV's, borders mirrored) takes away. */
export function sharpness(crop, side) {
  const sigma = side / 48, radius = (Math.round(8 * sigma + 1) | 1) >> 1, mirror = (i) => (i < 0 ? -i : i >= side ? 2 * side - 2 - i : i);
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const blur = (src, stride) => Float64Array.from(src, (_, at) => {
    const x = Math.floor(at / stride) % side, start = at - x * stride;
    return kernel.reduce((total, w, k) => total + w / sum * src[start + mirror(x + k - radius) * stride], 0);
  });
  const soft = blur(blur(Float64Array.from(crop), 1), side);
  return deviation(soft.map((v, i) => crop[i] - v)) / (deviation(Float64Array.from(crop)) + 1);
}

function deviation(values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / values.length);
}

/** Quality, 0 to 1, and a word where it is under a half or the face does not stand upright. */
export function judged({ score, landmarks: [left, right, nose] }, crop, { size, scales }) {
  const [dx, dy] = [right[0] - left[0], right[1] - left[1]], apart = Math.hypot(dx, dy);
  const along = ((nose[0] - (left[0] + right[0]) / 2) * dx + (nose[1] - (left[1] + right[1]) / 2) * dy) / apart ** 2;
  const seen = { blurred: sharpness(crop, size), unclear: score, small: apart, "turned away": apart ? Math.abs(along) : Infinity };
  const parts = Object.entries(seen).map(([word, value]) => {
    const [bad, good] = scales[word];
    return [Math.min(Math.max((value - bad) / (good - bad), 0), 1), word];
  });
  const [quality, word] = parts.reduce((a, b) => (b[0] < a[0] ? b : a)), turn = Math.abs(Math.atan2(dy, dx)) * 180 / Math.PI;
  const lies = turn > 135 ? "upside down" : turn > 45 ? "sideways" : "";
  return { quality: Math.round(100 * quality) / 100, warning: quality < .5 ? word : lies };
}
