// What is seen of the verdicts: boxes on the picture, bars beside it.
const percent = (p) => `${Math.round(100 * p)} %`;
export const best = (face) => face.probabilities.indexOf(Math.max(...face.probabilities));

/** Boxes with a name, on a canvas that shows the picture; the chosen face has the thicker one. */
export function boxes(canvas, faces, emotions, chosen) {
  const g = canvas.getContext("2d"), unit = Math.max(canvas.width, canvas.height) / 640;
  g.textBaseline = "bottom";
  faces.forEach((face, i) => {
    const [x, y, w, h] = face.box, { spanish, color } = emotions[best(face)], text = `${spanish} ${percent(face.probabilities[best(face)])}`;
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

/** The seven bars of one face; made once, then only moved. */
export function bars(list, face, emotions) {
  if (!list.children.length) for (const { spanish, color } of emotions) {
    const row = document.createElement("li");
    row.innerHTML = `<span class="name">${spanish}</span><span class="track"><span class="fill" style="background:${color}"></span></span><span class="value"></span>`;
    list.append(row);
  }
  [...list.children].forEach((row, i) => {
    const p = face ? face.probabilities[i] : 0;
    row.querySelector(".fill").style.width = `${100 * p}%`;
    row.querySelector(".value").textContent = face ? percent(p) : "–";
    row.classList.toggle("best", Boolean(face) && i === best(face));
  });
}

/** In words, for those who don't see the picture. */
export function sentence(faces, emotions) {
  if (!faces.length) return "No se ve ningún rostro de frente. Prueba con más luz, más cerca o con otra foto.";
  const each = faces.map((f) => `${emotions[best(f)].spanish} (${percent(f.probabilities[best(f)])})`);
  return faces.length === 1 ? `Un rostro: ${each[0]}.` : `${faces.length} rostros: ${each.join(", ")}.`;
}
