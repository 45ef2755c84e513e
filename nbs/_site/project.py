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
    "`01a_more.ipynb` → `more`: pages have the names that nbdev gives them, so that its links lead here."
    return re.sub(r'^\d+[a-z]*_', '', Path(notebook).stem)


def notebooks():
    "The chapters, in order."
    return sorted(p for p in NBS.glob('[0-9]*.ipynb'))
