"""Bring addresses, shared cells, README.md and the library in step with settings.ini and the notebooks.

    python .ci/sync.py               rewrite what is out of step
    python .ci/sync.py --owner NAME  the same, for the GitHub user NAME: a fork's own address everywhere
    python .ci/sync.py --check       change nothing; say what is out of step and exit 1

Old names of owner, repository and branch are read from the notebooks' Colab buttons: any name can follow any other.
"""
import argparse, base64, json, os, re, subprocess, sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = 'OWNER', 'emotion_cnn', 'main'  # as new notebooks are written
COLAB = 'https://colab.research.google.com'
END = r'(?![\w-]|\.(?!git\b)\w)'  # of a repository's name
BUTTON = re.compile(r'\[!\[Abrir en Colab\]\([^)]*\)\]'
                    r'\([^)]*/github/([^/)]+)/([^/)]+)/blob/([^)]+?)/nbs/[^)]+\.ipynb\)')

# The two cells that all notebooks share. EXTRAS: what a notebook needs beyond the base package.
EXTRAS = {'colab.ipynb': '[export]', 'lab/07b_attention.ipynb': '[explain]'}
INSTALL = '''\
#| hide
#| eval: false
# En Colab: copia el proyecto, lo instala editable y entra en la carpeta de los cuadernos. Se puede repetir.
import sys
if 'google.colab' in sys.modules:
    project = 'https://github.com/{user}/{repo}'
    if '/OWNER/' in project: print('Falta la dirección del proyecto: la escribe python .ci/sync.py --owner USUARIO.')
    else:
        !test -d /content/{repo} || git clone -q --depth 1 {{project}} /content/{repo}
        %pip install -q -e /content/{repo}{extras}
        %cd /content/{repo}/{folder}
        sys.path.insert(0, '/content/{repo}')  # una instalación editable se ve solo al reiniciar'''
EXPORT = '''\
#| hide
# Lleva este cuaderno a la biblioteca, donde estén las herramientas para cambiarla: pip install -e '.[dev]'
from importlib.util import find_spec
from pathlib import Path
if find_spec('nbdev') and any((o/'settings.ini').exists() for o in Path.cwd().parents):
    from nbdev.doclinks import nbdev_export
    nbdev_export()'''


def settings():
    parser = ConfigParser(delimiters=['='])
    parser.read(ROOT/'settings.ini', encoding='utf-8')
    return parser['DEFAULT']


def set_owner(name):
    "Write the GitHub user into settings.ini."
    if not re.fullmatch(r'[A-Za-z0-9](-?[A-Za-z0-9]){0,38}', name): sys.exit(f'{name!r} cannot be a GitHub user')
    file = ROOT/'settings.ini'
    text = re.sub(r'(?m)^user = .*$', f'user = {name}', file.read_text(encoding='utf-8'))
    file.write_text(text, encoding='utf-8', newline='\n')


def relink(text, name, olds, cfg):
    "The notebook `name`, as raw JSON `text`, with its links to the repositories `olds` leading to settings.ini's."
    user, repo, branch, nbs = (cfg[o] for o in ('user', 'repo', 'branch', 'nbs_path'))
    for old_owner, old_repo, old_branch in (map(re.escape, old) for old in olds):
        text = re.sub(rf'(github\.com|githubusercontent\.com|google\.com/github)/{old_owner}/{old_repo}{END}',
                      rf'\1/{user}/{repo}', text)
        text = re.sub(rf'(/{user}/{repo}/(?:blob|tree|raw|edit)|githubusercontent\.com/{user}/{repo})/{old_branch}(?=/)',
                      rf'\1/{branch}', text)
        text = re.sub(rf'https://{old_owner}\.github\.io/{old_repo}{END}', cfg['doc_host'] + cfg['doc_baseurl'], text)
    return BUTTON.sub(f'[![Abrir en Colab]({COLAB}/assets/colab-badge.svg)]'
                      f'({COLAB}/github/{user}/{repo}/blob/{branch}/{nbs}/{name})', text)


def code_cell(source, id):
    return dict(cell_type='code', execution_count=None, id=id, metadata={}, outputs=[], source=source.splitlines(True))


def shared_cells(text, name, cfg):
    "The notebook with its first and last set-up cells as they are in all."
    nb = json.loads(text)
    cells = nb['cells']
    folder = Path(f"{cfg['nbs_path']}/{name}").parent.as_posix()
    install = INSTALL.format(user=cfg['user'], repo=cfg['repo'], folder=folder, extras=EXTRAS.get(name, ''))
    sources = [''.join(c['source']) if c['cell_type'] == 'code' else '' for c in cells]
    first = next((i for i, s in enumerate(sources) if 'google.colab' in s), None)
    last = next((i for i, s in enumerate(sources) if 'nbdev_export' in s and i > 1), None)
    if (first, last) != (None, None) and [sources[i] for i in (first, last) if i is not None] == [install, EXPORT]: return text
    if last is None: cells.append(code_cell(EXPORT, 'exportar'))
    else: cells[last]['source'] = EXPORT.splitlines(True)
    if first is None: cells.insert(1 + sources[1].startswith('#| default_exp'), code_cell(install, 'instalar'))
    else: cells[first]['source'] = install.splitlines(True)
    return json.dumps(nb, sort_keys=True, indent=1, ensure_ascii=False) + '\n'


def from_top(link, nbs):
    "A link of the index, relative to its folder, as seen from the top level."
    if re.match(r'[a-z]+:|#', link): return link
    path, *anchor = link.split('#')
    return '#'.join([Path(os.path.normpath(f'{nbs}/{path}')).as_posix(), *anchor])


def make_readme(index, cfg):
    "README.md and its pictures from the raw JSON of the index: a dict of path → bytes."
    import nbformat
    from nbconvert import MarkdownExporter
    nb, files, nbs = nbformat.reads(index, as_version=4), {}, cfg['nbs_path']
    nb.metadata['language_info'] = {'name': 'python'}
    nb.cells = [c for c in nb.cells if not re.search(r'^#\|\s*hide\s*$', c.source, re.M)]
    for cell in nb.cells:
        if cell.cell_type == 'markdown':
            cell.source = re.sub(r'(\]\(|\b(?:src|href)=")([^)"\s]+)', lambda m: m[1] + from_top(m[2], nbs), cell.source)
            continue
        if re.search(r'^#\|\s*echo:\s*false\s*$', cell.source, re.M): cell.metadata['transient'] = {'remove_source': True}
        alt = re.search(r'^#\|\s*fig-alt:\s*"?(.*?)"?\s*$', cell.source, re.M)
        cell.source = re.sub(r'^#\|.*\n?', '', cell.source, flags=re.M).strip()
        for data in (o.data for o in cell.outputs if 'data' in o):
            data.pop('text/html', None)  # of a table, GitHub would show the style sheet as text
            if 'image/jpeg' in data:
                path = f'{nbs}/images/readme_{len(files)}.jpg'
                files[path] = base64.b64decode(data['image/jpeg'])
                data['text/markdown'] = f'![{alt[1] if alt else "Figura"}]({path})'
    text = re.sub(r'[ \t]+$', '', MarkdownExporter().from_notebook_node(nb)[0], flags=re.M)
    text = re.sub(r'\n{3,}', '\n\n', text).strip()
    note = f'<!-- Sale de {nbs}/{cfg["front_nb"]} con `python .ci/sync.py`: no se edita a mano. -->\n\n'
    return {'README.md': (note + text + '\n').encode()} | files


def wanted():
    "What the files should be, and what can't be mended here: a dict of path → bytes, a list of lines."
    cfg = settings()
    nbs = ROOT/cfg['nbs_path']
    texts = {p.relative_to(nbs).as_posix(): p.read_bytes().decode() for p in
             sorted([*nbs.glob('[!_.]*.ipynb'), *nbs.glob('lab/[!_.]*.ipynb')])}
    olds = {PLACEHOLDER} | {button.groups() for text in texts.values() for button in BUTTON.finditer(text)}
    texts = {name: shared_cells(relink(text, name, olds, cfg), name, cfg) for name, text in texts.items()}
    files = {f"{cfg['nbs_path']}/{name}": text.encode() for name, text in texts.items()}
    files |= make_readme(texts[cfg['front_nb']], cfg)
    links = re.findall(r'\]\((?!\w+:|#)([^)#\s]+)', files['README.md'].decode())
    wrong = [f'{name}: no Colab button in its first cell' for name, text in texts.items() if not BUTTON.search(text)]
    return files, wrong + [f'README.md: no such file: {o}' for o in links if o not in files and not (ROOT/o).exists()]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--check', action='store_true', help='change nothing; exit 1 if something is out of step')
    args.add_argument('--owner', metavar='NAME', help='the GitHub user that stands in all addresses from now on')
    args = args.parse_args()
    if args.owner and not args.check: set_owner(args.owner)
    files, wrong = wanted()
    stale = [f for f, data in files.items() if not (ROOT/f).exists() or (ROOT/f).read_bytes() != data]
    for f in stale: print(f, 'is out of step' if args.check else 'rewritten')
    for line in wrong: print(line)
    if args.check:
        if stale: print('Mended by: python .ci/sync.py')
        return bool(wrong or stale)
    for f in stale:
        (ROOT/f).parent.mkdir(exist_ok=True)
        (ROOT/f).write_bytes(files[f])
    # the library's index holds the addresses too
    subprocess.run([sys.executable, '-c', 'from nbdev.doclinks import nbdev_export; nbdev_export()'], cwd=ROOT, check=True)
    return bool(wrong)


if __name__ == '__main__': sys.exit(main())
