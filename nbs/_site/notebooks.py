"""A notebook as nbdev processes it, and then as Sphinx wants it.

nbdev's processors hide, show and move cells; here its `show_doc` cells become foldable cards, backticks and links lead
to pages of the site, `[@key]` becomes a citation, and Quarto's `#| fig-cap:` and `#| fig-alt:` a numbered figure.
"""
import base64, copy, re, warnings
from functools import cache
from pathlib import Path

import yaml
from execnb.nbio import mk_cell, read_nb
from nbdev.process import NBProcessor
from nbdev.processors import (add_show_docs, clean_magics, filter_stream_, hide_, hide_line, mv_exports, populate_language,
                              rm_export, rm_header_dash, strip_ansi, strip_hidden_metadata)

import api
from project import GITHUB, GUIDES, LIB, NBS, find_notebook, page_name

PROCS = [populate_language, add_show_docs, strip_ansi, hide_line, filter_stream_, rm_header_dash, rm_export, clean_magics,
         hide_, mv_exports, strip_hidden_metadata]
OPTION = re.compile(r'^#\|\s*([\w-]+)\s*:\s*(.*)$', re.M)
SOLUTION = re.compile(r'#@title (.+?) \{.*\}\n')  # Colab's way to fold a cell
FENCE = re.compile(r'(^```.*?^```|^~~~.*?^~~~)', re.M | re.S)
BACKTICK = re.compile(r'(?<![\[`\\])`([^`\n]+)`(?![`\]])')
CITE = re.compile(r'(?<!\w)\[(-?@[\w:.-]+(?:[,;]\s*-?@[\w:.-]+)*)\]')
IN_TEXT = re.compile(r'(?<![\w@/`\[;])@((?!fig-|tbl-|sec-)[a-z]+\d{4}\w*)\b')
FIGURE = re.compile(r'(?<![\w@])@(fig-[\w-]+)')
MENTION = re.compile(r'\b([A-Z]\w+)(?: y otros| et al\.|(?:, [A-Z]\w+)* y [A-Z]\w+),? \(?((?:19|20)\d\d)\b(\)?)')
UNIT = re.compile(r'(?<=\d) (?=(?:s|ms|kB|MB|GB)\b|%)')
LINK = re.compile(r'(?<!!)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)')
SKIPPED = re.compile(r'\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]*`|\[[^\]\n]*\]\([^)\n]*\)', re.S)


class Chapter:
    "One notebook on its way to a page."
    def __init__(self, path):
        self.path, self.name = Path(path), page_name(path)
        self.depth = self.name.count('/')  # folders below the top
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            self.nb = NBProcessor(path, procs=PROCS, process=True).nb
        raw = read_nb(path)
        first = next(c.source for c in raw.cells if c.cell_type == 'markdown')
        self.title = re.search(r'^# +(.+)$', first, re.M)[1].strip()
        summary = re.search(r'^> *(.+?)(?:\n\n|\Z)', first, re.M | re.S)
        self.summary = re.sub(r'\n> *', ' ', summary[1]).strip() if summary else ''
        module = re.search(r'^#\|\s*default_exp\s+(\S+)', '\n'.join(c.source for c in raw.cells), re.M)
        self.module = module and module[1]
        self.figures, self.without_alt = 0, []

    def links(self, text):
        "The same Markdown with its links and backticks leading to pages."
        up = '../'*self.depth
        def link(m):
            target, anchor = m[1], m[2] or ''
            file = (self.path.parent/target).resolve()
            if target.endswith('.ipynb'): return f']({up}{page_name(file)}.ipynb{anchor})'
            return f']({GITHUB}/{file.relative_to(NBS.parent).as_posix()}{anchor})' if file.exists() else m[0]
        def tick(m):
            if re.fullmatch(r'\d+[a-z]*_\w+', m[1]) and (notebook := find_notebook(m[1])):
                return f'[{m[0]}]({up}{page_name(notebook)}.ipynb)'
            full = api.find(m[1].removesuffix('()'), self.module)
            is_word = re.fullmatch('[a-z]+', m[1]) and full and not full.startswith(f'{LIB}.{self.module}.')  # the folder `train`
            return f'{{py:obj}}`{m[1]} <{full}>`' if full and not is_word else m[0]
        lines = [line if line.startswith('#') else BACKTICK.sub(tick, line) for line in LINK.sub(link, text).split('\n')]
        return '\n'.join(lines)

    def citations(self, text):
        "Pandoc's `[@a; @b]`, `@a` and `@fig-x` as roles; code and formulas are left alone."
        group = lambda m: '{cite:p}`' + ','.join(re.findall(r'@([\w:.-]+)', m[1])) + '`'
        def plain(part):
            part = CITE.sub(group, UNIT.sub('\u00a0', part))
            part = FIGURE.sub(r'{numref}`\1`', part)
            part = MENTION.sub(mention, part)
            return IN_TEXT.sub(r'{cite:t}`\1`', part)
        out, end = [], 0
        for m in SKIPPED.finditer(text):
            out += [plain(text[end:m.start()]), m[0]]
            end = m.end()
        return ''.join([*out, plain(text[end:])])

    def markdown(self, text):
        "Markdown of a cell as MyST takes it."
        text = re.sub(r'^\[!\[.*\n?', '', text, flags=re.M)  # badges are for GitHub and Colab
        parts = FENCE.split(text)
        parts[::2] = [self.links(self.citations(part)) for part in parts[::2]]
        return ''.join(parts)

    def figure(self, cell, options, heading):
        "The outputs of a cell, each image with its text for those who can't see it, and its caption where it has one."
        cells = [cell]
        images = [o for o in cell.outputs if 'image/png' in o.get('data', {}) or 'image/svg+xml' in o.get('data', {})]
        if not images: return cells
        alts, caps = ([v] if isinstance(v := options.get(k), str) else v or [] for k in ('fig-alt', 'fig-cap'))
        if options.get('fig-subcap'): caps = [*caps, *options['fig-subcap']]
        if len(alts) < len(images): self.without_alt.append(cell.source.split('\n')[0][:60])
        if len(cell.outputs) > 1:  # one output a cell: a caption belongs to the image alone
            cells = [copy.deepcopy(cell) for _ in cell.outputs]
            for i, (one, output) in enumerate(zip(cells, cell.outputs)):
                one.outputs = [output]
                if i: one.metadata['tags'] = ['remove-input']
        n = 0
        for one in cells:
            if not any(k.startswith('image/') for k in one.outputs[0].get('data', {})): continue
            alt = alts[n] if n < len(alts) else caps[n] if n < len(caps) else f'Figura del apartado «{heading}»'
            one.metadata.setdefault('mystnb', {})['image'] = dict(alt=str(alt).replace('\n', ' ')) | half_width(one.outputs[0].data)
            if n < len(caps):
                self.figures += 1
                label = options.get('label') if n == 0 else None
                one.metadata['mystnb']['figure'] = dict(caption=self.markdown(str(caps[n])),
                                                        name=label or f"fig-{self.name.replace('/', '-')}-{self.figures}")
            n += 1
        return cells

    def code(self, cell, heading):
        "A code cell and its stored outputs, after Quarto's options: a list of cells, empty where it isn't to be seen."
        options = {}
        for key, value in OPTION.findall(cell.source):
            try: options[key] = yaml.safe_load(value) if value else None
            except yaml.YAMLError: options[key] = value
        cell.source = re.sub(r'^#\|.*\n?', '', cell.source, flags=re.M).strip()
        if options.get('include') is False: return []
        tags = [tag for key, tag in (('echo', 'remove-input'), ('output', 'remove-output')) if options.get(key) is False]
        if self.path not in GUIDES and is_aside(cell, options) and 'remove-input' not in tags: tags.append('hide-input')
        cell.metadata = dict(tags=tags) if tags else {}
        if title := SOLUTION.match(cell.source):
            cell.source = cell.source[title.end():]
            cell.metadata = dict(tags=['hide-cell'], mystnb=dict(code_prompt_show=title[1]))
        cell.outputs = [o for o in cell.get('outputs', []) if o.get('name') != 'stderr']
        if not cell.source and not cell.outputs: return []
        for o in cell.outputs:
            data = o.get('data', {})
            if data: o.setdefault('metadata', {})
            if o['output_type'] == 'execute_result': o.setdefault('execution_count', None)
            if 'text/markdown' in data: data['text/markdown'] = self.markdown(''.join(data['text/markdown']))
            if 'text/html' in data: data['text/html'] = table(''.join(data['text/html']))
        if options.get('fig-cap') or any('image/png' in o.get('data', {}) for o in cell.outputs):
            return self.figure(cell, options, heading)
        return [cell]

    def cells(self):
        "All cells of the page."
        heading, out = self.title, []
        for cell in self.nb.cells:
            if cell.cell_type == 'markdown':
                heading = [heading, *re.findall(r'^##+ +(.+)$', FENCE.sub('', cell.source), re.M)][-1]
                out.append(mk_cell(self.markdown(cell.source), 'markdown'))
            elif (m := re.match(r'show_doc\(([\w.]+)', re.sub(r'^#\|.*\n', '', cell.source, flags=re.M))):
                card = api.card(self.module, m[1])
                if card: out.append(mk_cell(card, 'markdown'))
            else: out += self.code(cell, heading)
        return joined(out)

    def write(self, dest):
        "The processed notebook as a source of Sphinx."
        import nbformat
        nb = nbformat.v4.new_notebook(metadata=dict(kernelspec=dict(name='python3', display_name='Python 3', language='python'),
                                                    language_info=dict(name='python', pygments_lexer='ipython3')))
        for c in self.cells():
            if c.cell_type == 'markdown': nb.cells.append(nbformat.v4.new_markdown_cell(''.join(c.source)))
            else:
                outputs = [nbformat.from_dict(o) for o in c.get('outputs', [])]
                nb.cells.append(nbformat.v4.new_code_cell(c.source, outputs=outputs, metadata=dict(c.metadata)))
        file = Path(dest)/f'{self.name}.ipynb'
        file.parent.mkdir(exist_ok=True)
        nbformat.write(nb, file)


def half_width(data):
    "A bitmap is shown at half of its pixels, sharp on dense screens; a drawing at its own width."
    if 'image/png' not in data: return {}
    return dict(width=f"{int.from_bytes(base64.b64decode(data['image/png'])[16:20], 'big')//2}px")


def joined(cells):
    "Folded cells that show nothing go into the folded one that follows."
    out = []
    for cell in cells:
        folded = cell.cell_type == 'code' and cell.metadata.get('tags') == ['hide-input']
        if folded and out and out[-1].silent: cell.source = f'{out.pop().source}\n\n{cell.source}'
        cell.silent = folded and not cell.outputs
        out.append(cell)
    return out


IMPORTS = re.compile(r'(\s*(import|from) [^\n]*(\([^)]*\))?|\s*#[^\n]*|\s*)+')
TESTS = re.compile(r'^\s*(assert |test_\w+\()', re.M)

def is_aside(cell, options):
    "Is the code no part of the argument? Imports, tests that print nothing, and what draws a figure: folded until asked for."
    source, shown = cell.source, [o for o in cell.outputs if 'data' in o or 'text' in o]
    if IMPORTS.fullmatch(source): return True
    if 'fig-cap' in options: return True
    if re.match(r'(?:@\w+[^\n]*\n)*def plot_', source): return True
    return bool(TESTS.search(source)) and not shown and 'def ' not in TESTS.split(source)[0]


@cache
def works():
    "First author's name, year and key of every work of the bibliography."
    entries = re.findall(r'@\w+\{(\w+),\s*author = \{([^,}]+).*?year = \{(\d+)\}', (NBS/'references.bib').read_text(encoding='utf-8'), re.S)
    return [(author, int(year), key) for key, author, year in entries]


def mention(m):
    "Names and a year in the prose, as a link to the work; a preprint may be older than what came of it."
    near = [(abs(year - int(m[2])), key) for author, year, key in works() if author == m[1]]
    if not near or min(near)[0] > 3: return m[0]
    text, end = (m[0], '') if '(' in m[0] else (m[0].removesuffix(')'), m[3])
    return f'{{mention}}`{text} <{min(near)[1]}>`{end}'


def readable(m):
    "A background with the ink, black or white, that is read best on it (WCAG's contrast)."
    parts = [int(m[1][i:i + 2], 16)/255 for i in (1, 3, 5)]
    light = sum(w*(v/12.92 if v <= .04045 else ((v + .055)/1.055)**2.4) for w, v in zip((.2126, .7152, .0722), parts))
    return f"{m[0]}; color: {'#000' if (light + .05)/.05 > 1.05/(light + .05) else '#fff'}"


def table(html):
    "pandas' table without its own style sheet, decimals after a comma; an empty corner is no heading, and words are no column of numbers."
    html = re.sub(r'(<t[dh][^>]*>)([-−+]?)(\d+)\.(\d+)(?=\s?%?</t)', lambda m: m[1] + m[2].replace('-', '−') + f'{m[3]},{m[4]}', html)
    cells = re.findall(r'<td>([^<]*)', html)
    if 2*sum(bool(re.search(r'[^\W\d_]{3}', o)) for o in cells) > len(cells): html = html.replace('class="dataframe"', 'class="dataframe words"')
    html = re.sub(r'<style scoped>.*?</style>', '', html, flags=re.S)
    html = re.sub(r'<th([^>]*)>(\s|&nbsp;)*</th>', r'<td\1></td>', html)
    html = re.sub(r'background-color:\s*(#[0-9a-fA-F]{6})(?=[;\s}])(?![^}]*[;\s]color:)', readable, html)
    return html.replace(' border="1"', '').replace('style="text-align: right;"', '')
