"Drawings (SVG) as part of their page: in its typeface, in the colours of its mode, their text found by a search."
import html, re

IMAGE = re.compile(r'<img (?:loading="lazy" )?alt="([^"]*)" src="([^"]*_images/[^"]+\.svg)" ?/>')
USELESS = re.compile(r'<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<style.*?</style>|font-family: [^;"]*;? ?|\s*xmlns:xlink="[^"]*"', re.S)
PAGE = {'#000000': 'currentColor', '#ffffff': 'var(--paper)',  # matplotlib's ink and paper; letters say themselves what they need
        '#3f4a5a': 'var(--slate, #3f4a5a)'}  # a curve that is no emotion: lighter where the page is dark
NARROWEST, COLUMN = .72, 700  # of its own size: below, letters can't be read and the figure scrolls; but not on a desk (px)


def inline(text, folder):
    "The page `text` of `folder` with its drawings in it."
    return IMAGE.sub(lambda m: drawing((folder/m[2]).read_text(encoding='utf-8'), m[1], m[2].rpartition('/')[2][:8]), text)


def drawing(svg, alt, key):
    "One drawing: no name twice in a page, and no wider than it was drawn."
    svg = USELESS.sub('', svg).strip()
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{key}{m[1]}"' if m[1] in used else '', svg)
    svg = re.sub(r'(href="#|url\(#)', rf'\g<1>{key}', svg)
    svg = re.sub(r'<(?!text)[^>]+>', lambda m: re.sub('(?<=: )(?:' + '|'.join(PAGE) + ')', lambda c: PAGE[c[0]], m[0]), svg)
    svg = re.sub(r'(\d\.\d\d)\d+', r'\1', re.sub(r'\s*\n\s*', ' ', svg)).replace('xlink:href', 'href')
    svg = re.sub(r'(<text[^>]*>[-−+]?\d+)\.(\d+</text>)', r'\1,\2', svg)  # numbers of an axis, as one writes them in Spanish
    width = float(re.search(r'width="([\d.]+)pt"', svg)[1])*4/3
    size = f'style="max-width: {width:.0f}px; min-width: {min(NARROWEST*width, COLUMN):.0f}px" role="img" aria-label="{html.escape(html.unescape(alt))}"'
    return f'<span class="drawing">{re.sub(r"width=.[0-9.]+pt. height=.[0-9.]+pt.", size, svg, count=1)}</span>'
