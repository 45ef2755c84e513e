// What the theme leaves out: what a search found, in good Spanish; whatever scrolls sideways is reached by the keyboard, and a link to a folded card opens it.
const frames = ".drawing, .table-frame, .cell_output .output, div.math, dl.py > dt, pre";

Object.assign(Documentation.TRANSLATIONS, {
  "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
    "Nada contiene esas palabras. Prueba con menos, o con otra forma de decirlo.",
  "Search finished, found one page matching the search query.": ["Una página.", "${resultCount} páginas.", "${resultCount} páginas."],
});

// The edge of what goes on fades.
function edge(box) { box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 8); }

function tabStops() {
  for (const box of document.querySelectorAll(frames)) {
    edge(box);
    if (box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      if (!box.matches("dt, pre")) { box.setAttribute("role", "region"); box.setAttribute("aria-label", "Se desplaza hacia los lados"); }
    } else if (box.tabIndex === 0) box.removeAttribute("tabindex");
  }
}

function openTarget() {
  const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (card?.matches("details")) card.open = true;
}

// Imports, tests and drawing are folded; one button opens them all.
const asides = [...document.querySelectorAll("details.hide")], row = document.querySelector(".article-header-buttons");
if (asides.length && row) {
  const all = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm chapter-link show-code", textContent: "Ver todo el código" });
  all.onclick = () => {
    const open = asides.some((o) => !o.open);
    for (const o of asides) o.open = open;
    all.textContent = open ? "Plegar el código" : "Ver todo el código";
  };
  row.prepend(all);
}

if (document.querySelector("[id^='fig-']")) import(new URL("figures.js", document.currentScript?.src ?? document.querySelector("script[src*='site.js']").src));

addEventListener("resize", tabStops);
addEventListener("scroll", ({ target }) => { if (target.matches?.(frames)) edge(target); }, true);
addEventListener("hashchange", openTarget);
document.addEventListener("toggle", tabStops, true);
openTarget();
tabStops();
