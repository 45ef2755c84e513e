"""The reference: every public name of the library, by nbdev's index and fastcore's docments.

`card` is what a chapter shows of a function, folded; `write_pages` makes a page for each module with Sphinx's own
Python directives, so that search, links and the index know them.
"""
import importlib, inspect, re
from functools import cache

from fastcore.docments import DocmentText, empty
from sphinx.util.inspect import stringify_signature

import emotion_cnn
import emotion_cnn._modidx as modidx
from project import GITHUB, LIB, SITE

MODULES = modidx.d['syms']


def module(name): return importlib.import_module(f'{LIB}.{name}')


def is_public(name): return all(not part.startswith('_') or part == '__call__' for part in name.split('.'))


@cache
def reference():
    "Full names of all that has an entry: what a module exports, and the methods of its classes."
    names = []
    for full in MODULES:
        mod = importlib.import_module(full)
        for n in filter(is_public, getattr(mod, '__all__', ())):
            names += [f'{full}.{n}', *(f'{full}.{n}.{o}' for o, _ in methods(getattr(mod, n)))]
    return frozenset(names)


@cache
def find(name, prefer=None):
    "The full name of what `name` says in backticks, or None: `parse_label`, `Model.forward`, `emotion_cnn.data.counts`."
    name = re.sub(r'\(.*\)$', '', name)
    found = [full for full in reference() if full == name or full.removesuffix(f'.{name}') in MODULES]
    return min(found, key=lambda full: (not full.startswith(f'{LIB}.{prefer}.'), full), default=None)


def source(mod, name):
    "Where the code is, on GitHub: its file and, where Python knows it, its line."
    try: line = f'#L{inspect.getsourcelines(inspect.unwrap(obj_of(mod, name)))[1]}'
    except (TypeError, OSError, AttributeError):  # a constant
        before = re.split(rf'^{re.escape(name)}\b' if name else r'\Z', inspect.getsource(module(mod)), maxsplit=1, flags=re.M)
        line = f"#L{before[0].count(chr(10)) + 1}" if len(before) == 2 and name else ''
    return f"{GITHUB}/{LIB}/{mod.replace('.', '/')}.py{line}"


def bare(obj):
    "The function within a class method or a property."
    return getattr(obj, '__func__', None) or (obj.fget if isinstance(obj, property) else obj)


def methods(cls):
    "Public methods and properties that the class itself or a private base defines, with a docstring: names and functions."
    if not inspect.isclass(cls): return []
    out, own = [], [cls, *(o for o in cls.__mro__[1:] if o.__name__.startswith('_'))]
    for name, obj in (item for o in own for item in vars(o).items()):
        f = bare(obj)
        if is_public(name) and inspect.isfunction(f) and f.__doc__ and f.__module__.startswith(LIB): out.append((name, f))
    return out


@cache
def examples():
    "Of each class that has one, its example: see examples.py."
    parts = re.findall(r'^# %% (.+)\n([\s\S]+?)(?=^# %%|\Z)', (SITE/'examples.py').read_text(encoding='utf-8'), re.M)
    return {name: code.strip().replace('NAME', name) for names, code in parts for name in names.split()}


def code(text): return f'``{text}``' if '`' in text else f'`{text}`'


def escape(text): return re.sub(r'(?<!\\)\|', r'\\|', ' '.join(str(text).split()))


def shown(value):
    "A default value as one reads it."
    text = getattr(value, '__name__', None) or re.sub(r'<function (\S+) at 0x\w+>', r'\1', repr(value))
    return text if len(text) < 60 else text[:57] + '…'


def type_name(anno):
    if anno in (None, empty, type(None)): return ''
    text = anno if isinstance(anno, str) else inspect.formatannotation(anno)
    return re.sub(r'(\w+\.)+(?=\w)', '', text.strip("'"))


def parameters(f):
    "Table of parameters and result, from the docments."
    try: dm = DocmentText(f, docstring=False).dm
    except Exception: return ''
    rows = []
    for name, o in dm.items():
        if name in ('self', 'cls'): continue
        doc = o.get('docment')
        doc = '' if doc in (None, empty) else escape(doc)
        kind, default = type_name(o.get('anno')), o.get('default', empty)
        if name == 'return':
            if not (doc or kind) or kind == 'None' and not doc: continue
            rows.append(('**devuelve**', kind, '', doc))
        elif doc or kind or default is not empty: rows.append((code(name), kind, '' if default is empty else shown(default), doc))
    if not rows: return ''
    default = any(r[2] for r in rows)
    head = ['nombre', 'tipo', *(['por defecto'] if default else []), 'qué es']
    lines = ['| ' + ' | '.join(head) + ' |', '|' + ' --- |'*len(head)]
    for name, kind, value, doc in rows:
        cols = [name, code(escape(kind)) if kind else '', *([code(escape(value)) if value else ''] if default else []), docs(doc)]
        lines.append('| ' + ' | '.join(cols) + ' |')
    return '\n'.join(lines)


def docs(text):
    "A docstring or comment as Markdown: names in backticks linked, signs of Markdown and of HTML harmless."
    parts = re.split(r'(`[^`]+`)', text or '')
    for i, part in enumerate(parts):
        if i % 2:
            full = find(part.strip('`').removesuffix('()'))
            if full: parts[i] = f'{{py:obj}}`{part.strip("`")} <{full}>`'
        else: parts[i] = re.sub(r'(?<!\\)([*_<\[\]$])', r'\\\1', part)
    return ''.join(parts)


class Text(str):
    "A default that is shown as it is."
    __repr__ = str.__str__


def signature(f, name):
    "Names and defaults only: types and meanings are in the table."
    try: found = inspect.signature(f)
    except (ValueError, TypeError): return name
    def short(p): return p if p.default is p.empty else p.replace(default=Text(o if len(o := shown(p.default)) < 40 and '<' not in o else '…'))
    found = found.replace(parameters=[short(p) for p in found.parameters.values() if p.name not in ('self', 'cls')])
    return name + stringify_signature(found, show_annotation=False, show_return_annotation=False)


def obj_of(mod, name):
    obj = module(mod)
    for part in name.split('.'): obj = inspect.getattr_static(obj, part) if inspect.isclass(obj) else getattr(obj, part)
    return bare(obj)


def card(mod, name):
    "What a chapter shows of one function or class: a line that opens to the table of its parameters."
    try: obj = obj_of(mod, name)
    except AttributeError: return ''
    line, *more = (inspect.getdoc(obj) or '').split('\n', 1)
    html = re.sub(r'`([^`]+)`', r'<code>\1</code>', line.replace('&', '&amp;').replace('<', '&lt;'))
    keyword = 'class' if inspect.isclass(obj) else 'def'
    body = [parameters(obj), docs(more[0].strip()) if more else '']
    full = f'{LIB}.{mod}.{name}'
    alike = [n for n in vars(module(mod)) if n.lower() == name.lower()]  # `Lesson` and `lesson`
    anchor = name.lower() if len(alike) < 2 else name
    if full in reference(): body.append(f'{{py:obj}}`Referencia de {name} <{full}>` · [código fuente]({source(mod, name)})')
    else: body.append(f'[código fuente]({source(mod, name)})')
    return '\n\n'.join([f'<details class="api-card" id="{anchor}">\n<summary><span class="api-kind">{keyword}</span> '
                        f'<code>{name}</code> <span class="api-doc">{html}</span></summary>', *filter(None, body), '</details>'])


def entry(mod, name, obj, kind, level=0):
    "One entry of the reference."
    fence = '`'*(6 - level)
    lines = [f'{fence}{{py:{kind}}} {signature(obj, name) if kind != "property" else name}', '', docs(inspect.getdoc(obj) or ''), '', parameters(obj), '']
    if inspect.isclass(obj):
        if name in examples(): lines += ['```python', examples()[name], '```', '']
        for n, f in methods(obj):
            static = inspect.getattr_static(obj, n)
            what = 'property' if isinstance(static, property) else 'method'
            lines.append(entry(mod, n, f, what, level + 1))
    return '\n'.join([*lines, fence, ''])


def constant(name, value):
    text = repr(value)
    if ' object at 0x' in text or re.search(r"Path\('/", text): text = ''
    if len(text) > 300: text = text[:297] + '…'
    value = [f':value: {text}'] if 0 < len(text) < 60 else []
    lines = [f'``````{{py:data}} {name}', *value, '']
    return '\n'.join([*lines, *(['```text', text, '```'] if text and not value else []), '``````', ''])


def page(chapter):
    "The reference page of a chapter's module."
    mod = module(chapter.module)
    names = [n for n in dict.fromkeys(getattr(mod, '__all__', ())) if is_public(n)]
    names.sort(key=lambda n: [*emotion_cnn.__all__, n].index(n))  # what most people came for
    here = lambda o: getattr(o, '__module__', mod.__name__) == mod.__name__
    groups = dict(Clases=[], Funciones=[], Constantes=[])
    for n in names:
        o = getattr(mod, n)
        if inspect.isclass(o): groups['Clases'].append(entry(chapter.module, n, o, 'class'))
        elif callable(o) and hasattr(o, '__doc__') and here(o): groups['Funciones'].append(entry(chapter.module, n, o, 'function'))
        else: groups['Constantes'].append(constant(n, o))
    lines = [f'# `{LIB}.{chapter.module}`', '', chapter.summary, '',
             f'Se cuenta en el capítulo [{chapter.title}](../{chapter.name}.ipynb); el código está en '
             f'[`{LIB}.{chapter.module}`]({source(chapter.module, "")}).', '',
             f'```{{py:module}} {LIB}.{chapter.module}', '```', '']
    for title, entries in groups.items():
        if entries: lines += [f'## {title}', '', *entries]
    return '\n'.join(lines)


def write_pages(chapters, dest):
    "A page for each module, and their index."
    dest.mkdir(parents=True, exist_ok=True)
    chapters = [c for c in chapters if c.module]
    for c in chapters: (dest/f'{c.module}.md').write_text(page(c), encoding='utf-8')
    rows = [f'| [`{LIB}.{c.module}`]({c.module}.md) | {c.summary} | [{c.title}](../{c.name}.ipynb) |' for c in chapters]
    toc = ['```{toctree}', ':hidden:', '', *(c.module for c in chapters), '```']
    intro = ('Un módulo por cuaderno. Los nombres y las descripciones están en inglés, como el código; cada entrada '
             'lleva al suyo con `[fuente]`, y cada módulo al capítulo donde se explica. En los ejemplos, `photo` es una foto '
             '(archivo, dirección, bytes o matriz) y `faces`, siete recortes grises de 48 × 48, (7, 1, 48, 48).')
    (dest/'index.md').write_text('\n'.join(['# Referencia', '', intro, '', '| módulo | qué hace | capítulo |', '| --- | --- | --- |',
                                            *rows, '', *toc, '']), encoding='utf-8')
