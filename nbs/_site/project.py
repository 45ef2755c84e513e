"Names, addresses and folders, all from settings.ini; what every other file here asks for."
import re
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
parser = ConfigParser(delimiters=['='])
parser.read(ROOT/'settings.ini', encoding='utf-8')
cfg = parser['DEFAULT']

SITE = Path(__file__).resolve().parent
NBS, LIB, OUT = ROOT/cfg['nbs_path'], cfg['lib_path'], ROOT/cfg['doc_path']
WORK = ROOT/'_proc/site'  # what the build makes on its way
GITHUB = f"{cfg['git_url']}/blob/{cfg['branch']}"
COLAB = f"https://colab.research.google.com/github/{cfg['user']}/{cfg['repo']}/blob/{cfg['branch']}/{cfg['nbs_path']}"


def page_name(notebook):
    "`01a_more.ipynb` → `more`, `lab/07a_claims.ipynb` → `lab/claims`: as nbdev names pages, so that its links lead here."
    notebook = Path(notebook)
    name = re.sub(r'^\d+[a-z]*_', '', notebook.stem)
    return f'lab/{name}' if notebook.parent.name == 'lab' else name


REPORT = NBS/'informe.ipynb'  # the pages in front: what was asked, what was found
GUIDES = [NBS/f'{o}.ipynb' for o in ('guias', 'colab')]


def notebooks():
    "The chapters, in order."
    return sorted(NBS.glob('[0-9]*.ipynb'))


def laboratory():
    "The notebooks of the laboratory, in order."
    return sorted(NBS.glob('lab/[0-9]*.ipynb'))


def find_notebook(name):
    "The notebook called `07a_claims` or `07a_claims.ipynb`, wherever it is; None if there is none."
    stem = name.removesuffix('.ipynb')
    return next((p for p in (NBS/f'{stem}.ipynb', NBS/'lab'/f'{Path(stem).name}.ipynb') if p.exists()), None)
