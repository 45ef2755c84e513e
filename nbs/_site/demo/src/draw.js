// What is seen of the verdicts: boxes on the picture, bars beside it, small faces below, and the line of a video.
const percent = (p) => `${Math.round(100 * p)} %`;
export const best = (face) => face.probabilities.indexOf(Math.max(...face.probabilities));

/** Boxes with a name, on a canvas that shows the picture; the chosen face has the thicker one. */
export function boxes(canvas, faces, facts, chosen) {
  const g = canvas.getContext("2d"), unit = Math.max(canvas.width, canvas.height) / 640;
  g.textBaseline = "bottom";
  faces.forEach((face, i) => {
    const [x, y, w, h] = face.box, { color } = facts.emotions[best(face)], text = drawnText(face, facts);
    g.lineWidth = (i === chosen ? 5 : 3) * unit; g.strokeStyle = color;
    g.strokeRect(x, y, w, h);
    g.font = `600 ${Math.round(17 * unit)}px system-ui, sans-serif`;
    const wide = g.measureText(text).width + 12 * unit, tall = 24 * unit;
    const left = Math.max(0, Math.min(x, canvas.width - wide)), top = Math.max(0, y - tall);
    g.fillStyle = "#fff"; g.fillRect(left, top, wide, tall);
    g.strokeRect(left, top, wide, tall);
    g.fillStyle = "#111"; g.fillText(text, left + 6 * unit, top + tall - 3 * unit);
  });
}

/** The bars of one face, each a button that says "it is this"; made once, then only moved. */
export function bars(list, face, emotions, said, press) {
  if (!list.children.length) emotions.forEach(({ spanish, color }, i) => {
    const row = document.createElement("li");
    row.innerHTML = '<button type="button"><span class="name"></span><span class="track"><span class="fill"></span></span><span class="value"></span></button>';
    row.querySelector(".name").textContent = spanish;  // of a file: it is no markup
    row.querySelector(".fill").style.background = color;
    row.firstChild.onclick = () => press(i);
    list.append(row);
  });
  [...list.children].forEach((row, i) => {
    const p = face ? face.probabilities[i] : 0, button = row.firstChild;
    row.querySelector(".fill").style.width = `${100 * p}%`;
    row.querySelector(".value").textContent = face ? percent(p) : "–";
    row.classList.toggle("best", Boolean(face) && i === best(face));
    button.disabled = !face;
    button.setAttribute("aria-pressed", String(said === i));
    button.setAttribute("aria-label", `${emotions[i].spanish}, ${percent(p)}`);
  });
}

/** The emotions that hold the right one nine times in ten, the most probable first: FaceEmotion.likely of Python. */
export function likely({ probabilities: p }, sets) {
  const ranked = p.map((_, i) => i).sort((a, b) => p[b] - p[a]);
  if (!sets) return ranked.slice(0, 1);
  const reached = ranked.filter((i) => p[i] >= sets[i]);
  return reached.length ? ranked.filter((i) => i === ranked[0] || reached.includes(i)) : ranked.slice(0, 2);
}

/** A verdict as a person reads it: one name, «a o b», or that it is not clear. */
export function label(face, { emotions, sets, many }) {
  const names = likely(face, sets).map((i) => emotions[i].spanish);
  const text = [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" o ");
  return names.length < many ? text : `no está claro: ${text}`;
}

/** Why a face can't be seen well, in brackets; nothing where it can. */
export const noted = ({ warning }, { warnings }) => (warning ? ` (${warnings[warning]})` : "");

function drawnText(face, facts) {
  const unsure = likely(face, facts.sets).length >= facts.many;
  return (unsure ? "no está claro" : `${label(face, facts)} ${percent(face.probabilities[best(face)])}`) + noted(face, facts);
}

/** In words, for those who don't see the picture. */
export function sentence(faces, facts) {
  if (!faces.length) return "No se ve ningún rostro de frente. Prueba con más luz, más cerca o con otra foto.";
  const each = faces.map((f) => `${label(f, facts)} (${percent(f.probabilities[best(f)])}${f.warning ? `, ${facts.warnings[f.warning]}` : ""})`);
  return faces.length === 1 ? `Un rostro: ${each[0]}.` : `${faces.length} rostros: ${each.join(", ")}.`;
}

/** A face as the network sees it, on a canvas of its own. */
export function thumbnail(crop, side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const pixels = new ImageData(side, side);
  crop.forEach((v, i) => pixels.data.set([v, v, v, 255], 4 * i));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

/** The faces seen so far; each is a button, its border the colour of what is read in it. */
export function tray(list, faces, chosen, asked, said, facts, choose) {
  while (list.children.length > faces.length) list.lastChild.remove();
  faces.forEach((face, i) => {
    let item = list.children[i];
    if (item?.face !== face) {
      const fresh = Object.assign(document.createElement("li"), { face, innerHTML: '<button type="button"><span></span></button>' });
      fresh.firstChild.prepend(thumbnail(face.crop, facts.size));
      fresh.firstChild.onclick = () => choose(face);
      item ? item.replaceWith(fresh) : list.append(fresh);
      item = fresh;
    }
    const button = item.firstChild, name = label(face, facts);
    button.style.borderColor = facts.emotions[best(face)].color;
    button.lastChild.textContent = name;
    button.classList.toggle("asked", face === asked);
    button.classList.toggle("said", said.has(face));
    button.setAttribute("aria-current", String(face === chosen));
    button.setAttribute("aria-label", `Rostro ${i + 1}: ${name}${said.has(face) ? ", señalado" : ""}${face === asked ? ", el que más enseñaría" : ""}`);
  });
}

const svg = (name, attributes) => {
  const o = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [k, v] of Object.entries(attributes)) o.setAttribute(k, v);
  return o;
};

/** A video in time: each emotion's share piled on the others, empty where nobody is seen. */
export function timeline(figure, moments, { emotions }) {
  const width = 600, height = 120, step = width / moments.length;
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  moments.forEach(({ face }, i) => {
    let top = 0;
    face?.probabilities.forEach((p, k) => {
      chart.append(svg("rect", { x: i * step, y: top, width: step + .5, height: p * height, fill: emotions[k].color }));
      top += p * height;
    });
  });
  figure.replaceChildren(chart);
}
