"""Build the site: notebooks and pages → Markdown for Sphinx → HTML in `_docs`, with the report as one PDF.

    python nbs/_site/build.py              all of it
    python nbs/_site/build.py --quick      without PDF and demo, for a look while writing
    python nbs/_site/build.py --strict     figures without a text for those who can't see them are an error
"""
import argparse, base64, hashlib, os, re, shutil, subprocess, sys, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import drawings, node  # noqa: E402
from project import GUIDES, NBS, OUT, REPORT, ROOT, SITE, WORK, laboratory, notebooks  # noqa: E402

SOURCES = WORK/'source'


def step(text): print(f'{time.strftime("%H:%M:%S")} {text}', flush=True)


def prepare(demo):
    "Everything that Sphinx reads, made anew; the figures that nobody who can't see them is told about are returned."
    import api, pages
    from notebooks import Chapter
    shutil.rmtree(SOURCES, ignore_errors=True)
    SOURCES.mkdir(parents=True)
    front = [Chapter(p) for p in (REPORT, *GUIDES)]
    chapters, lab = ([Chapter(p) for p in some] for some in (notebooks(), laboratory()))
    for c in [*front, *chapters, *lab]: c.write(SOURCES)
    pages.render(chapters, lab, Chapter(NBS/'index.ipynb'), SOURCES, demo)
    api.write_pages([*chapters, *lab], SOURCES/'api')
    if not demo: (SOURCES/'demo.md').unlink(missing_ok=True)
    return {c.path.name: c.without_alt for c in [*front, *chapters, *lab] if c.without_alt}


def sphinx(builder, out, *options):
    "Run Sphinx, where any warning is an error."
    args = [sys.executable, '-m', 'sphinx', '-q', '-W', '--keep-going', '-b', builder, '-c', SITE, '-d', WORK/f'doctrees-{builder}',
            *options, SOURCES, out]
    if subprocess.run(list(map(str, args)), env=os.environ | {'PYTHONWARNINGS': 'ignore'}).returncode:
        sys.exit(f'Sphinx found something wrong (builder {builder})')


# What the page with the camera may do: its own files and nobody else's; nothing can be sent anywhere.
POLICY = ("default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
          "img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' blob:; "
          "object-src 'none'; base-uri 'none'; form-action 'self'")

def protect(page):
    "Write a Content-Security-Policy into a page; its own inline scripts are allowed by their digests."
    text = page.read_text(encoding='utf-8')
    inline = re.findall(r'<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>', text, re.S)
    digests = {base64.b64encode(hashlib.sha256(o.encode()).digest()).decode() for o in inline}
    policy = POLICY.format(scripts=' '.join(f"'sha256-{o}'" for o in sorted(digests)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.write_text(text.replace('<head>', f'<head>\n    {meta}', 1), encoding='utf-8')


# What the theme loads and this site has no use for: icons as a program (ours are in site.css); the search, where one reads.
USELESS = re.compile(r'\s*<script[^>]*scripts/fontawesome\.js[^>]*></script>')
SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>')

def polish(html):
    "Pages lighter than the theme makes them, with a name for what those who can't see it would miss."
    for page in html.rglob('*.html'):
        text = page.read_text(encoding='utf-8')
        mended = text.replace('<summary><span class="toctree-toggle"', '<summary aria-label="Abrir o cerrar"><span class="toctree-toggle"')
        mended = mended.replace('<summary aria-label="Toggle hidden content">', '<summary>')  # its text says it
        mended = USELESS.sub('', mended)
        if page.name != 'search.html': mended = SEARCH.sub('', mended)
        mended = drawings.inline(mended, page.parent).replace('<img alt=', '<img loading="lazy" alt=')
        if mended != text: page.write_text(mended, encoding='utf-8')
    theme = html/'_static/styles/pydata-sphinx-theme.css'
    text = re.sub(r'@font-face\{[^}]*fontawesome[^}]*\}', '', theme.read_text(encoding='utf-8'), flags=re.I)
    theme.write_text(re.sub(r'\.fa-[\w-]+(?:,\.fa-[\w-]+)*\{--fa:[^}]*\}', '', text), encoding='utf-8')
    for junk in (*html.rglob('*.map'), *html.glob('_images/*.svg'), *html.glob('_static/*-macros.html'), html/'_static/scripts/fontawesome.js'): junk.unlink(missing_ok=True)
    shutil.rmtree(html/'_static/vendor', ignore_errors=True)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--quick', action='store_true', help='no PDF, no demo')
    args.add_argument('--no-pdf', action='store_true', help='no PDF')
    args.add_argument('--strict', action='store_true', help='every figure needs its alternative text')
    args = args.parse_args()
    os.chdir(ROOT)

    step('notebooks and pages')
    demo = None
    if not args.quick:
        step('npm packages and demo')
        import demo_bundle
        node.install()
        demo = demo_bundle.build(WORK/'demo')
        step(f"demo: {demo['bytes']/1e6:.1f} MB to download")
    node.fonts(WORK/'fonts')
    without = prepare(demo)
    html = WORK/'html'
    shutil.rmtree(html, ignore_errors=True)
    import figures
    step('site')
    sphinx('html', html)
    polish(html)
    figures.build(html/'figuras')
    if demo: protect(html/'demo.html')
    (html/'cuadernos/lab').mkdir(parents=True)
    for p in [REPORT, *GUIDES, *notebooks(), *laboratory(), NBS/'index.ipynb']: shutil.copy(p, html/'cuadernos'/p.relative_to(NBS))
    (html/'.nojekyll').touch()
    shutil.rmtree(html/'_sources', ignore_errors=True)
    if demo: shutil.copytree(WORK/'demo', html/'demo')
    if not (args.quick or args.no_pdf):
        step('PDF')
        import pdf
        sphinx('singlehtml', WORK/'singlehtml', '-t', 'pdf')
        page = WORK/'singlehtml/pdf.html'
        page.write_text(drawings.inline(page.read_text(encoding='utf-8'), page.parent), encoding='utf-8')
        pdf.print_report(page, html/'informe.pdf')
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.move(html, OUT)
    for name, cells in without.items():
        for cell in cells: step(f'{"error" if args.strict else "note"}: {name}: no fig-alt: {cell}')
    if args.strict and without: sys.exit('figures without alternative text')
    step(f'built in {OUT.relative_to(ROOT)}')


if __name__ == '__main__': main()
