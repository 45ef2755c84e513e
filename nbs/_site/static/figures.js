// Figures that one can touch. Each takes the place of a picture, which stays for print and for browsers without this.
const SVG = "http://www.w3.org/2000/svg", base = new URL("../figuras/", import.meta.url);
const comma = (x, digits = 1) => x.toFixed(digits).replace(".", ",");
const percent = (x, digits = 1) => `${comma(100 * x, digits)} %`;

function make(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "rect", "circle", "text", "image"].includes(name);
  const node = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) k.startsWith("on") ? node.addEventListener(k.slice(2), v) : v !== false && node.setAttribute(k, v === true ? "" : v);
  node.append(...children);
  return node;
}
const button = (text, onclick) => make("button", { type: "button", onclick }, text);
const slider = (label, max, value, oninput) => make("label", { class: "touch-slider" }, label, make("input", { type: "range", min: 0, max, step: 1, value, oninput: (e) => oninput(+e.target.value) }));
const chooser = (label, names, onchange) => make("label", {}, `${label} `, make("select", { onchange: (e) => onchange(e.target.value) }, ...Object.entries(names).map(([v, t]) => make("option", { value: v }, t))));
const told = () => make("p", { class: "touch-told", role: "status" });

/** Axes from (x0, y0) to (x1, y1) in an SVG of 600 × 300; x and y turn values into places. */
function plot(label, [x0, x1], [y0, y1], xTicks, yTicks, xName, yName) {
  const x = (v) => 60 + 520 * (v - x0) / (x1 - x0), y = (v) => 250 - 230 * (v - y0) / (y1 - y0);
  const svg = make("svg", { viewBox: "0 0 600 300", role: "img", "aria-label": label });
  for (const [v, t] of yTicks) svg.append(make("line", { x1: 60, x2: 580, y1: y(v), y2: y(v), class: "grid" }), make("text", { x: 52, y: y(v) + 5, class: "end" }, t));
  for (const [v, t] of xTicks) svg.append(make("text", { x: x(v), y: 270, class: "middle" }, t));
  svg.append(make("line", { x1: 60, x2: 580, y1: 250, y2: 250, class: "axis" }), make("text", { x: 320, y: 294, class: "middle" }, xName), make("text", { x: 60, y: 13 }, yName));
  return { svg, x, y };
}
const every = (from, to, step) => Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
const ticks = (from, to, step) => every(from, to, step).map((v) => [v, `${Math.round(100 * v)} %`]);

/** A picture of a strip of square ones. */
function face(file, count, label) {
  const node = make("div", { class: "touch-face", role: "img", "aria-label": label });
  node.style.backgroundImage = `url(${new URL(file, base)})`;
  node.style.backgroundSize = `100% ${100 * count}%`;
  return { node, show: (i) => { node.style.backgroundPosition = `0 ${count > 1 ? 100 * i / (count - 1) : 0}%`; } };
}

function balance({ balance: { points, used } }) {
  const { svg, x, y } = plot("Exactitud y exactitud balanceada según cuánto se equilibra", [0, 1], [.7, .9], every(0, 1, .2).map((v) => [v, comma(v)]), ticks(.7, .9, .05), "cuánto se equilibra", "");
  const kinds = { accuracy: ["exactitud", "var(--sad)"], balanced_accuracy: ["exactitud balanceada", "var(--disgust)"] }, dots = {};
  for (const [k, [name, color]] of Object.entries(kinds)) {
    svg.append(make("path", { d: points.map((o, i) => `${i ? "L" : "M"}${x(o.balance)} ${y(o[k])}`).join(""), class: "curve", style: `stroke: ${color}` }));
    svg.append(dots[k] = make("circle", { r: 7, style: `fill: ${color}` }), make("text", { x: x(.02), y: y(points[0][k]) + (k === "accuracy" ? -9 : 22), style: `fill: ${color}` }, name));
  }
  const line = told();
  const move = (i) => {
    const o = points[i];
    for (const k in dots) { dots[k].setAttribute("cx", x(o.balance)); dots[k].setAttribute("cy", y(o[k])); }
    const d = (k) => `${comma(100 * Math.abs(o[k] - points[0][k]))} puntos ${o[k] < points[0][k] ? "menos" : "más"}`;
    line.textContent = `Con ${comma(o.balance, 2)}: exactitud ${percent(o.accuracy)} y balanceada ${percent(o.balanced_accuracy)}` + (i ? `: ${d("accuracy")} y ${d("balanced_accuracy")} que sin equilibrar.` : ", sin equilibrar.");
  };
  const start = points.findIndex((o) => o.balance === used);
  move(start);
  return [svg, slider("Emociones frecuentes ↔ emociones raras", points.length - 1, start, move), line];
}

function confusion({ emotions, confusion: sources }) {
  const box = make("div", { class: "touch-scroll" }), line = told();
  line.textContent = "Pulsa una casilla.";
  const fill = (name) => {
    const { matrix } = sources[name], table = make("table", { class: "touch-matrix" }, make("caption", {}, "Filas: lo que era. Columnas: lo que respondió la red."));
    table.append(make("tr", {}, make("td"), ...emotions.map((e) => make("th", { scope: "col" }, e.spanish))));
    matrix.forEach((row, i) => {
      const n = row.reduce((a, b) => a + b, 0);
      table.append(make("tr", {}, make("th", { scope: "row" }, emotions[i].spanish), ...row.map((v, j) => {
        const share = n ? v / n : 0, cell = button(`${Math.round(100 * share)}`, () => {
          line.textContent = `De ${n} rostros de ${emotions[i].spanish}, la red dijo ${emotions[j].spanish} en ${v}: ${percent(share)}.`
            + Object.entries(sources).filter(([o]) => o !== name).map(([, o]) => { const m = o.matrix[i].reduce((a, b) => a + b, 0); return ` ${o.short}: ${o.matrix[i][j]} de ${m}.`; }).join("");
        });
        cell.style.setProperty("--share", share);
        cell.setAttribute("aria-label", `era ${emotions[i].spanish}, dijo ${emotions[j].spanish}: ${Math.round(100 * share)} %`);
        return make("td", {}, cell);
      })));
    });
    box.replaceChildren(table);
  };
  fill(Object.keys(sources)[0]);
  return [chooser("Rostros:", Object.fromEntries(Object.entries(sources).map(([k, o]) => [k, o.name])), fill), box, line];
}

function draws({ draws: { classes, drawn } }) {
  const total = classes.reduce((s, o) => s + o.take, 0), counts = {}, line = told();
  const { svg, x, y } = plot("Aciertos en cada sorteo de cien casos", [.35, .75], [0, 1], ticks(.35, .75, .1), [], "exactitud en los cien casos", "sorteos");
  const bars = make("g"), mark = x(drawn);
  svg.append(bars, make("line", { x1: mark, x2: mark, y1: 20, y2: 250, class: "mark" }), make("text", { x: mark + 5, y: 32 }, "los de este informe"));
  let done = 0, low = Infinity, high = -Infinity;
  const once = () => {
    let hits = 0;
    for (const { n, right, take } of classes) {  // without putting back: `take` of n cases, `right` of which are hits
      let good = right, left = n;
      for (let k = 0; k < take; k++, left--) if (Math.random() * left < good) { good--; hits++; }
    }
    counts[hits] = (counts[hits] ?? 0) + 1; done++;
    low = Math.min(low, hits); high = Math.max(high, hits);
    return hits;
  };
  const press = (times) => {
    let hits;
    for (let i = 0; i < times; i++) hits = once();
    const most = Math.max(...Object.values(counts), 4), wide = x(1 / total) - x(0);
    bars.replaceChildren(...Object.entries(counts).map(([h, c]) => make("rect", { x: x(h / total) - wide / 2, width: wide - 1, y: y(.9 * c / most), height: 250 - y(.9 * c / most), class: "bar" })));
    line.textContent = `${times > 1 ? "El último" : "Este"}: ${hits} de ${total}, ${percent(hits / total)}. En ${done} ${done > 1 ? "sorteos" : "sorteo"}, de ${percent(low / total)} a ${percent(high / total)}.`;
  };
  press(100);
  return [svg, make("div", { class: "touch-row" }, button("Sacar otros cien", () => press(1)), button("Cien veces más", () => press(100))), line];
}

function field({ field: { layers, side } }) {
  const svg = make("svg", { viewBox: `-6 -6 ${side + 12} ${side + 12}`, class: "square", role: "img", "aria-label": "Una cara dibujada y la ventana que ve una unidad" });
  const pixels = make("image", { href: new URL("cara.png", base), width: side, height: side, style: "image-rendering: pixelated" }), box = make("rect", { class: "window" });
  svg.append(pixels, box);
  let layer = layers.length - 2, at = [.5, .62];
  const line = told(), clip = (v) => Math.min(side, Math.max(0, v));
  const show = () => {
    const { name, field: r, jump, start } = layers[layer], units = Math.floor(side / jump);
    const [x, y] = at.map((v) => start + jump * Math.min(units - 1, Math.max(0, Math.round((v * side - r / 2 - start) / jump))));
    Object.entries({ x: clip(x), y: clip(y), width: clip(x + r) - clip(x), height: clip(y + r) - clip(y) }).forEach(([k, v]) => box.setAttribute(k, v));
    line.textContent = `${name}: cada unidad ve ${r} × ${r} píxeles, y hay una cada ${jump}.`;
  };
  svg.addEventListener("pointerdown", (e) => { const r = svg.getBoundingClientRect(); at = [e.clientX - r.left, e.clientY - r.top].map((v, i) => ((v / (i ? r.height : r.width)) * (side + 12) - 6) / side); show(); });
  show();
  return [svg, slider("Capa, de la primera a la última", layers.length - 1, layer, (v) => { layer = v; show(); }), line];
}

function strengths({ families, count, file, title }, models) {
  const picture = face(file, count, "La misma cara dibujada, alterada"), names = Object.keys(families), line = told(), holder = make("div");
  let family = names[0];
  const show = (i) => {
    const o = families[family].steps[i];
    picture.show(o.image);
    line.textContent = `${title[0].toUpperCase()}${title.slice(1)}: ${families[family].name}${o.label ? `, ${o.label}` : ""}. ` + models.map((m) => `${m.name}: ${percent(o[m.key])}`).join("; ") + ".";
  };
  const choose = (name) => {
    family = name;
    const n = families[name].steps.length - 1;
    holder.replaceChildren(slider("Fuerza", n, Math.min(1, n), show)); show(Math.min(1, n));
  };
  choose(family);
  return [chooser("Qué:", Object.fromEntries(names.map((k) => [k, families[k].name])), choose), make("div", { class: "touch-row" }, picture.node), holder, line];
}
const augmentation = ({ augmentation: o }) => strengths(o, [{ key: "accuracy", name: "Exactitud tras entrenar así" }]);
const robustness = ({ robustness: o }) => strengths(o, o.models);

/** The maps of each block, on a drawn face or one's own. The picture stays until the network is wanted. */
function inside(data, figure) {
  const line = told(), mega = comma(data.inside.bytes / 1e6);
  line.textContent = "Con otra cara, con la tuya, mapa por mapa.";
  const start = button(`Mirar dentro (${mega} MB)`, async () => {
    start.disabled = true;
    line.textContent = "Descargando la red…";
    try {
      const { network } = await import("./network.js"), run = await network(new URL(data.inside.file, base), data.inside.widths);
      start.parentElement.replaceWith(...opened(data, run, line));
      figure.classList.add("touched");
    } catch (e) { line.textContent = `No se pudo cargar la red (${e.message}).`; start.disabled = false; }
  });
  figure.dataset.later = "";
  return [make("div", { class: "touch-row" }, start), line];
}

function opened({ emotions, inside: { side, blocks, faces } }, run, line) {
  const seen = make("canvas", { width: side, height: side }), pen = seen.getContext("2d", { willReadFrequently: true });
  const svg = make("svg", { viewBox: `0 0 ${side} ${side}`, class: "touch-face", tabindex: 0, role: "img" }), picture = make("image", { width: side, height: side, style: "image-rendering: pixelated" }), box = make("rect", { class: "window" });
  const grid = make("canvas", { class: "touch-maps", role: "img" }), which = make("div"), framing = make("div"), drawn = new Image();
  svg.append(picture, box);
  let maps, block = 0, map = 0, photo, place = { x: .5, y: .5, zoom: 0 };
  const value = (k, i) => maps[block].maps[k * maps[block].side ** 2 + i];
  const brightest = (k) => { let best = 0; for (let i = 1; i < maps[block].side ** 2; i++) if (value(k, i) > value(k, best)) best = i; return best; };
  const show = () => {
    const { side: s } = maps[block], { field, jump, start, n } = blocks[block], columns = Math.ceil(Math.sqrt(2 * n)), at = brightest(map), gap = 1;
    grid.width = columns * (s + gap); grid.height = Math.ceil(n / columns) * (s + gap);
    const paint = grid.getContext("2d"), image = paint.createImageData(grid.width, grid.height), most = maps[block].maps.reduce((a, b) => Math.max(a, b), 0) || 1;
    for (let k = 0; k < n; k++) for (let i = 0; i < s * s; i++) {
      const v = Math.sqrt(value(k, i) / most), x = (k % columns) * (s + gap) + i % s, y = Math.floor(k / columns) * (s + gap) + Math.floor(i / s);
      image.data.set([v * 255, 30 + v * 190, 80 - v * 10, 255], 4 * (y * grid.width + x));
    }
    paint.putImageData(image, 0, 0);
    paint.strokeStyle = "#fff"; paint.strokeRect((map % columns) * (s + gap) - .5, Math.floor(map / columns) * (s + gap) - .5, s + 1, s + 1);
    const silent = Array.from({ length: n }, (_, k) => value(k, brightest(k))).filter((v) => !v).length, on = value(map, at) > 0;
    const clip = (v) => Math.min(side, Math.max(0, v)), [x, y] = [at % s, Math.floor(at / s)].map((v) => start + jump * v);
    const spot = { x: clip(x), y: clip(y), width: clip(x + field) - clip(x), height: clip(y + field) - clip(y) };
    for (const [k, v] of Object.entries(spot)) box.setAttribute(k, on ? v : 0);
    grid.setAttribute("aria-label", `Los ${n} mapas del bloque ${block + 1}`);
    line.textContent = `Bloque ${block + 1}, mapa ${map + 1} de ${n}: ` + (on ? `donde más se enciende ve el cuadro marcado, de ${field} × ${field} píxeles.` : "no se enciende con esta cara.") + ` Apagados del todo: ${silent} de ${n}.`;
    globalThis.emotionInside = { face: grey(), maps };
  };
  const grey = () => { const { data } = pen.getImageData(0, 0, side, side); return Array.from({ length: side * side }, (_, i) => Math.round(.299 * data[4 * i] + .587 * data[4 * i + 1] + .114 * data[4 * i + 2])); };
  const look = () => {
    const values = grey(), image = pen.createImageData(side, side);
    values.forEach((v, i) => image.data.set([v, v, v, 255], 4 * i));
    pen.putImageData(image, 0, 0);
    picture.setAttribute("href", seen.toDataURL());
    const first = !maps;
    maps = run(values);
    if (first) enter(0); else show();
  };
  const draw = (name) => {
    photo = undefined; framing.replaceChildren();
    const i = emotions.findIndex((o) => o.name === name);
    pen.drawImage(drawn, 0, i * side, side, side, 0, 0, side, side);
    svg.setAttribute("aria-label", `Una cara dibujada: ${emotions[i].spanish}`);
    look();
  };
  const frame = () => {
    const whole = Math.min(photo.width, photo.height), size = whole * .1 ** (place.zoom / 100), inner = (v, all) => Math.min(all - size / 2, Math.max(size / 2, v * all));
    const [x, y] = [inner(place.x, photo.width), inner(place.y, photo.height)];
    [place.x, place.y, place.step] = [x / photo.width, y / photo.height, size];
    pen.imageSmoothingQuality = "high";
    pen.drawImage(photo, x - size / 2, y - size / 2, size, size, 0, 0, side, side);
    look();
  };
  const move = (dx, dy) => { if (photo) { place.x += dx * place.step / photo.width; place.y += dy * place.step / photo.height; frame(); } };
  const open = async (e) => {
    try { photo = await createImageBitmap(e.target.files[0]); } catch { line.textContent = "Este archivo no es una imagen que el navegador sepa abrir."; return; }
    place = { x: .5, y: .5, zoom: 0 };
    svg.style.touchAction = "none";
    svg.setAttribute("aria-label", "Tu foto: las flechas la mueven");
    framing.replaceChildren(slider("Acercar, hasta que el rostro llene el cuadro; arrastra la foto o usa las flechas", 100, 0, (v) => { place.zoom = v; frame(); }));
    frame();
  };
  svg.addEventListener("keydown", (e) => { const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key]; if (photo && way) { e.preventDefault(); move(way[0] / 20, way[1] / 20); } });
  svg.addEventListener("pointermove", (e) => { if (photo && e.buttons) move(-e.movementX / svg.clientWidth, -e.movementY / svg.clientHeight); });
  const choose = (k) => { map = k; show(); };
  const liveliest = () => { let best = 0; for (let k = 1; k < blocks[block].n; k++) if (value(k, brightest(k)) > value(best, brightest(best))) best = k; return best; };
  const enter = (b) => { block = b; map = liveliest(); which.replaceChildren(slider("Mapa", blocks[b].n - 1, map, choose)); show(); };
  grid.addEventListener("click", (e) => {
    const r = grid.getBoundingClientRect(), cell = maps[block].side + 1, columns = grid.width / cell;
    const k = Math.floor((e.clientX - r.left) / r.width * columns) + columns * Math.floor((e.clientY - r.top) / r.height * grid.height / cell);
    if (k < blocks[block].n) { which.querySelector("input").value = k; choose(k); }
  });
  drawn.onload = () => draw(emotions.at(-1).name);
  drawn.src = new URL(faces, base);
  const pick = make("label", { class: "touch-file" }, "Una foto tuya, que no sale de aquí", make("input", { type: "file", accept: "image/*", onchange: open }));
  const names = Object.fromEntries(emotions.map((o) => [o.name, o.spanish])), cara = chooser("Cara:", names, draw);
  cara.querySelector("select").value = emotions.at(-1).name;
  return [make("div", { class: "touch-row" }, cara, pick), make("div", { class: "touch-row touch-pair" }, svg, grid), framing, slider("Bloque, del primero al cuarto", blocks.length - 1, 0, enter), which];
}

const FIGURES = { "fig-balance": balance, "fig-confusion": confusion, "fig-sorteos": draws, "fig-cien": draws, "fig-campo": field, "fig-aumento": augmentation, "fig-robustez": robustness, "fig-dentro": inside };

const found = Object.entries(FIGURES).map(([id, build]) => [document.getElementById(id)?.closest("figure") ?? document.querySelector(`#${id} figure`), build]).filter(([figure]) => figure);
const data = found.length && await (await fetch(new URL("figures.json", base))).json();
for (const [figure, build] of found) {
  figure.prepend(make("div", { class: "touch", role: "group", "aria-label": "Figura que se puede tocar" }, ...build(data, figure)));
  if (!("later" in figure.dataset)) figure.classList.add("touched");
}
