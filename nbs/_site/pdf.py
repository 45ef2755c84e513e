"""The report as one PDF, printed by Chromium from Sphinx's single page.

Twice: the first time tells on which page each heading falls, the second has those numbers in the contents.
"""
import os, shutil, sys
from pathlib import Path

from project import cfg

FLAGS = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split()

# The title page and the contents, made from the headings; a chapter's number and name come from Sphinx.
CONTENTS = '''([title, subtitle, about]) => {
  const root = document.querySelector("div.body section"), old = root.querySelector("h1");
  document.querySelectorAll("div.toctree-wrapper > ul, div.toctree-wrapper > p.caption").forEach((o) => o.remove());
  const cover = document.createElement("header");
  cover.className = "cover";
  cover.append(old);
  old.textContent = title;
  for (const [name, text] of [["subtitle", subtitle], ["about", about]]) cover.append(Object.assign(document.createElement("p"), { className: name, textContent: text }));
  const nav = document.createElement("nav");
  nav.className = "contents";
  nav.append(Object.assign(document.createElement("p"), { className: "contents-title", textContent: "Contenido" }));
  const headings = [...root.querySelectorAll("h2, h3")].filter((h) => !h.closest(".cover"));
  headings.forEach((h, i) => {
    h.id ||= h.closest("section").id || `apartado-${i}`;
    const front = h.localName === "h3" && h.closest("#el-informe") ? " front" : "";
    const a = Object.assign(document.createElement("a"), { className: h.localName + front, href: "#" + h.closest("section").id });
    a.append(Object.assign(document.createElement("span"), { textContent: h.textContent.trim() }), document.createElement("b"));
    nav.append(a);
  });
  root.prepend(cover, nav);
  document.querySelectorAll("details").forEach((d) => d.remove());
  document.querySelectorAll("div.cell").forEach((o) => o.textContent.trim() || o.querySelector("img, svg") || o.remove());  // they would make a page of their own
  return headings.map((h) => h.textContent.trim());
}'''
FILL = '(pages) => document.querySelectorAll("nav.contents a b").forEach((b, i) => { b.textContent = pages[i] ?? ""; })'


def chromium():
    found = os.environ.get('CHROMIUM') or next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    if not found: sys.exit('no Chromium to print the PDF: set CHROMIUM, or apt-get install chromium (or build with --no-pdf)')
    return found


def squeeze(text): return ''.join(text.split())  # Chromium loses some of the spaces in an outline


def pages_of(file, headings):
    "The page of each heading, from the outline that Chromium wrote."
    import pikepdf
    flat = []
    with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
        number = {page.objgen: i for i, page in enumerate(pdf.pages, 1)}
        def walk(items):
            for o in items:
                flat.append((squeeze(o.title), number[o.destination[0].objgen]))
                walk(o.children)
        walk(outline.root)
    pages, at = [], 0
    for text in headings:
        found = next((i for i in range(at, len(flat)) if flat[i][0] == squeeze(text)), None)
        pages.append('' if found is None else str(flat[found][1]))
        if found is not None: at = found + 1
    return pages


def pack(file, headings):
    "The same PDF, its outline with all spaces and its many small parts packed: a third of the size."
    import pikepdf
    names = {squeeze(o): ' '.join(o.split()) for o in headings}
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            def walk(items):
                for o in items:
                    o.title = names.get(squeeze(o.title), o.title)
                    walk(o.children)
            walk(outline.root)
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def print_report(html, out):
    "Print the page `html`, contents with page numbers included."
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(0)  # a long page, on a machine that may be busy
        page.goto(Path(html).resolve().as_uri(), wait_until='load')
        about = f"{cfg['author']} · curso: {cfg['course']} · {cfg['report_date']} · versión {cfg['version']} · {cfg['doc_host']}{cfg['doc_baseurl']}"
        headings = page.evaluate(CONTENTS, [cfg['title'], cfg['description'], about])
        options = dict(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
        page.pdf(path=out, **options)
        page.evaluate(FILL, pages_of(out, headings))
        page.pdf(path=out, **options)
        browser.close()
    pack(out, headings)
    missing = [h for h, p in zip(headings, pages_of(out, headings)) if not p]
    if missing: print(f'note: no page number for {missing[:5]}')
