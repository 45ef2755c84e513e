"""The pages that are no notebook: home, model card, the course's questions, glossary, bibliography.

Each is a Jinja template of Markdown in `pages/`; its numbers come from `results/` and from the cards of the weights.
"""
import base64, json, re
from functools import partial
from pathlib import Path

import jinja2
from execnb.nbio import read_nb
from mdit_py_plugins.anchors.index import slugify

from emotion_cnn.data import COLORS, EMOTIONS, SPANISH, spanish_number
from project import GITHUB, LIB, NBS, ROOT, SITE, cfg


def load(file):
    "JSON, or an empty dict where there is no such file yet."
    file = ROOT/file
    return json.loads(file.read_text(encoding='utf-8')) if file.exists() else {}


percent = partial(spanish_number, percent=True)

def span(o, digits=1):
    "An interval: «86,4 a 88,7 %»."
    return f"{spanish_number(100*o['low'], digits)} a {percent(o['high'], digits)}"


class Links:
    "Links to sections by the beginning of their heading; where there is none such, to the chapter, and it is reported."
    def __init__(self, chapters):
        self.chapters, self.missing = {c.name.removeprefix('lab/'): c for c in chapters}, []

    def __call__(self, page, heading=None, text=None):
        chapter = self.chapters.get(page)
        if not chapter: return text or heading or page
        plain = lambda s: re.sub(r'[*`_]', '', s).lower()
        found = heading and next((s for _, s in chapter.sections if plain(s).startswith(plain(heading))), None)
        if heading and not found: self.missing.append(f'{page}: no section begins «{heading}»')
        label = text or (re.sub(r'[*`]', '', found) if found else chapter.title)
        anchor = '#' + slugify(re.sub(r'[*`]', '', found)) if found else ''
        return f'[{label}]({chapter.name}.ipynb{anchor})'


def image_of(notebook, starts, dest):
    "The first stored image of the cell that contains `starts`: the name of its file, or None."
    if not (NBS/notebook).exists(): return
    for cell in read_nb(NBS/notebook).cells:
        if starts not in ''.join(cell.source): continue
        for kind, text in ((k, ''.join(v)) for o in cell.get('outputs', []) for k, v in o.get('data', {}).items()):
            if kind not in ('image/jpeg', 'image/svg+xml'): continue
            file = dest/f"{Path(notebook).stem}-{cell.id}.{kind[6:].removesuffix('+xml')}"
            file.write_bytes(base64.b64decode(text) if kind == 'image/jpeg' else text.encode())
            return file.name


def index_sections(chapter):
    "The text of the index by its headings: «Instalación» → Markdown below it. The first part has the name ''."
    parts, name = {'': []}, ''
    for cell in chapter.nb.cells:
        if cell.cell_type == 'markdown':
            for line in re.split(r'(?m)^(?=## )', chapter.markdown(cell.source)):
                if m := re.match(r'## +(.+)\n', line):
                    name = m[1].strip()
                    parts[name], line = [], line[m.end():]
                parts[name].append(line)
        elif not cell.source.startswith('show_doc'):
            code = re.sub(r'^#\|.*\n?', '', cell.source, flags=re.M).strip()
            parts[name].append(f'```python\n{code}\n```\n')
    return {k: '\n'.join(v).strip() for k, v in parts.items()}


def cards():
    "The cards of the packaged models, best first."
    found = {p.stem: load(p) for p in sorted((ROOT/LIB/'weights').glob('*.json'))}
    found = {k: v for k, v in found.items() if 'network' in v}
    return dict(sorted(found.items(), key=lambda kv: (kv[0] != 'best', kv[0])))


def render(chapters, lab, index, dest, demo):
    "Write all pages into `dest`; what could not be linked is returned."
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(SITE/'pages'), undefined=jinja2.StrictUndefined,
                             trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    env.filters.update(percent=percent, number=spanish_number, span=span, translate=lambda key, words: words[key])
    links = Links([*chapters, *lab])
    results = {p.parent.name: load(p) for p in (ROOT/'results').glob('*/metrics.json')}
    size = lambda name: (ROOT/LIB/f'weights/{name}.safetensors').stat().st_size/1e6
    env.filters.update(capitalize_first=lambda s: s[0].upper() + s[1:])
    from emotion_cnn.lab.claims import effects, lesson, read_runs
    found = effects(read_runs()).finding.value_counts()
    tally = {k: int(found.get(k, 0)) for k in ('yes', 'no', 'open')}
    tally['decided'] = tally['yes'] + tally['no']
    tally['mark'] = round(10*tally['yes']/max(1, tally['decided']))
    def rarity(name):
        counts = cards()[name]['data']['counts'].values()
        return max(counts)/min(counts)
    from emotion_cnn import USE
    context = dict(use=USE['es'], lesson=lesson, tally=tally, rarity=rarity, chapters=chapters, lab=lab, sec=links, results=results, audit=load('results/audit/audit.json'), cards=cards(),
                   cfg=cfg, github=GITHUB, text=index_sections(index), emotions=EMOTIONS, spanish=SPANISH, colors=COLORS,
                   demo=demo, size=size, load=load,
                   faces=image_of('index.ipynb', 'plot_faces', dest), verdict=image_of('06_inference.ipynb', 'draw_faces(hopper', dest),
                   per_class=image_of('informe.ipynb', 'label: fig-f1', dest),
                   main=next((p for p in ('best', 'baseline') if p in results), None))
    for template in sorted((SITE/'pages').glob('*.md')):
        (dest/template.name).write_text(env.get_template(template.name).render(context), encoding='utf-8')
    return links.missing
