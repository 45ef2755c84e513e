"""Bring every address, README.md and the library in step with settings.ini and the notebooks.

    python .ci/sync.py           rewrite what is out of step
    python .ci/sync.py --check   change nothing; say what is out of step and exit 1

Old names of owner, repository and branch are read from the notebooks' Colab buttons: any name can follow any other.
"""
import argparse, base64, os, re, subprocess, sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
parser = ConfigParser(delimiters=['='])
parser.read(ROOT/'settings.ini', encoding='utf-8')
cfg = parser['DEFAULT']
USER, REPO, BRANCH, NBS = cfg['user'], cfg['repo'], cfg['branch'], cfg['nbs_path']
PLACEHOLDER = 'OWNER', 'emotion_cnn', 'main'  # as new notebooks are written
COLAB = 'https://colab.research.google.com'
END = r'(?![\w-]|\.(?!git\b)\w)'  # of a repository's name
BUTTON = re.compile(r'\[!\[Abrir en Colab\]\([^)]*\)\]'
                    r'\([^)]*/github/([^/)]+)/([^/)]+)/blob/([^)]+?)/[^/)]+/[^/)]+\.ipynb\)')


def relink(text, name, olds):
    "The notebook `name`, as raw JSON `text`, with its links to the repositories `olds` leading to that of settings.ini."
    for owner, repo, branch in (map(re.escape, old) for old in olds):
        text = re.sub(rf'(github\.com|githubusercontent\.com|google\.com/github)/{owner}/{repo}{END}',
                      rf'\1/{USER}/{REPO}', text)
        text = re.sub(rf'(/{USER}/{REPO}/(?:blob|tree|raw|edit)|githubusercontent\.com/{USER}/{REPO})/{branch}(?=/)',
                      rf'\1/{BRANCH}', text)
        text = re.sub(rf'https://{owner}\.github\.io/{repo}{END}', cfg['doc_host'] + cfg['doc_baseurl'], text)
    text = BUTTON.sub(f'[![Abrir en Colab]({COLAB}/assets/colab-badge.svg)]'
                      f'({COLAB}/github/{USER}/{REPO}/blob/{BRANCH}/{NBS}/{name})', text)
    # The set-up cell for Colab: the folder that `git clone` makes, with nbdev, which the notebooks use.
    text = re.sub(r"""(pip install -q )'?\./[\w.-]+(\[dev\])?'?""", rf"\1'./{REPO}[dev]'", text)
    return re.sub(rf'(%cd )[\w.-]+(/{NBS})', rf'\g<1>{REPO}\2', text)


def from_top(link):
    "A link of the index, relative to its folder, as seen from the top level."
    if re.match(r'[a-z]+:|#', link): return link
    path, *anchor = link.split('#')
    return '#'.join([Path(os.path.normpath(f'{NBS}/{path}')).as_posix(), *anchor])


def make_readme(index):
    "README.md and its pictures from the raw JSON of the index: a dict of path → bytes."
    import nbformat
    from nbconvert import MarkdownExporter
    nb, files = nbformat.reads(index, as_version=4), {}
    nb.metadata['language_info'] = {'name': 'python'}
    nb.cells = [c for c in nb.cells if not re.search(r'^#\|\s*hide\s*$', c.source, re.M)]
    for cell in nb.cells:
        if cell.cell_type == 'markdown':
            cell.source = re.sub(r'(\]\(|\b(?:src|href)=")([^)"\s]+)', lambda m: m[1] + from_top(m[2]), cell.source)
        else:
            if re.search(r'^#\|\s*echo:\s*false\s*$', cell.source, re.M): cell.metadata['transient'] = {'remove_source': True}
            alt = re.search(r'^#\|\s*fig-alt:\s*"?(.*?)"?\s*$', cell.source, re.M)
            cell.source = re.sub(r'^#\|.*\n?', '', cell.source, flags=re.M).strip()
        for data in (o.data for o in cell.get('outputs', []) if 'data' in o):
            data.pop('text/html', None)  # of a table, GitHub would show the style sheet as text
            if 'image/png' in data:
                path = f'{NBS}/images/readme_{len(files)}.png'
                files[path] = base64.b64decode(data['image/png'])
                data['text/markdown'] = f'![{alt[1] if alt else "Figura"}]({path})'
    text = re.sub(r'[ \t]+$', '', MarkdownExporter().from_notebook_node(nb)[0], flags=re.M)
    text = re.sub(r'\n{3,}', '\n\n', text).strip()
    note = f'<!-- Sale de {NBS}/{cfg["readme_nb"]} con `python .ci/sync.py`: no se edita a mano. -->\n\n'
    return {'README.md': (note + text + '\n').encode()} | files


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--check', action='store_true', help='change nothing; exit 1 if something is out of step')
    check = args.parse_args().check

    texts = {p.name: p.read_bytes().decode() for p in sorted((ROOT/NBS).glob('*.ipynb'))}
    olds = {PLACEHOLDER} | {button.groups() for text in texts.values() for button in BUTTON.finditer(text)}
    texts = {name: relink(text, name, olds) for name, text in texts.items()}
    files = {f'{NBS}/{name}': text.encode() for name, text in texts.items()} | make_readme(texts[cfg['readme_nb']])

    stale = [f for f, data in files.items() if not (ROOT/f).exists() or (ROOT/f).read_bytes() != data]
    links = re.findall(r'\]\((?!\w+:|#)([^)#\s]+)', files['README.md'].decode())
    wrong = [f'{NBS}/{name}: no Colab button in its first cell' for name, text in texts.items() if not BUTTON.search(text)]
    wrong += [f'README.md: no such file: {link}' for link in links if link not in files and not (ROOT/link).exists()]

    for f in stale:
        print(f, 'is out of step' if check else 'rewritten')
        if check: continue
        (ROOT/f).parent.mkdir(exist_ok=True)
        (ROOT/f).write_bytes(files[f])
    for line in wrong: print(line)
    if check and stale: print('Mended by: python .ci/sync.py')
    if not check:  # the library's index holds the addresses too
        subprocess.run([sys.executable, '-c', 'from nbdev.doclinks import nbdev_export; nbdev_export()'], cwd=ROOT, check=True)
    return bool(wrong or check and stale)


if __name__ == '__main__': sys.exit(main())
