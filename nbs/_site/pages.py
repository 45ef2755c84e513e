"""The pages that are no notebook: home, model card, the course's questions, glossary, bibliography.

Each is a Jinja template of Markdown in `pages/`; its numbers come from `results/` and from the cards of the weights.
"""
import base64, json, re
from functools import partial
from pathlib import Path

import jinja2
from execnb.nbio import read_nb

from emotion_cnn import USE
from emotion_cnn.data import COLORS, EMOTIONS, SPANISH, spanish_number
from project import LIB, NBS, ROOT, SITE, cfg


def load(file):
    "JSON, or an empty dict where there is no such file yet."
    file = ROOT/file
    return json.loads(file.read_text(encoding='utf-8')) if file.exists() else {}


percent = partial(spanish_number, percent=True)

def span(o, digits=1):
    "An interval: «86,4 a 88,7 %»."
    return f"{spanish_number(100*o['low'], digits)} a {percent(o['high'], digits)}"


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
    "The text of the index by its headings: «Instalación» → Markdown below it."
    text = [c.source if c.cell_type == 'markdown' else f'```python\n{c.source}\n```' for c in chapter.cells()]
    _, *parts = re.split(r'(?m)^## +(.+)\n', '\n\n'.join(text))
    return dict(zip(parts[::2], map(str.strip, parts[1::2])))


def cards():
    "The cards of the packaged models, best first."
    found = {p.stem: load(p) for p in sorted((ROOT/LIB/'weights').glob('*.json'))}
    found = {k: v for k, v in found.items() if 'network' in v}
    return dict(sorted(found.items(), key=lambda kv: (kv[0] != 'best', kv[0])))


def render(chapters, lab, index, dest, demo):
    "Write all pages into `dest`."
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(SITE/'pages'), undefined=jinja2.StrictUndefined,
                             trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    env.filters.update(percent=percent, number=spanish_number, span=span, spanish=SPANISH.get)
    results = {p.parent.name: load(p) for p in (ROOT/'results').glob('*/metrics.json')}
    def size(name): return (ROOT/LIB/f'weights/{name}.safetensors').stat().st_size/1e6
    def rarity(card): return max(card['data']['counts'].values())/min(card['data']['counts'].values())
    context = dict(use=USE['es'], cfg=cfg, chapters=chapters, lab=lab, text=index_sections(index), demo=demo,
                   results=results, cards=cards(), size=size, rarity=rarity, emotions=EMOTIONS, spanish=SPANISH, colors=COLORS,
                   faces=image_of('index.ipynb', 'plot_faces', dest), verdict=image_of('06_inference.ipynb', 'draw_faces(hopper', dest),
                   per_class=image_of('informe.ipynb', 'label: fig-f1', dest),
                   main=next((p for p in ('best', 'baseline') if p in results), None))
    for template in sorted((SITE/'pages').glob('*.md')):
        (dest/template.name).write_text(env.get_template(template.name).render(context), encoding='utf-8')
