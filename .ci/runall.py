"""Run all: the notebooks as a reader runs them, in a fresh copy of the project without data.

    python .ci/runall.py              the notebooks with cells that the tests leave out (`#| eval: false`)
    python .ci/runall.py NOTEBOOK…    these, by name

Two at a time. A cell that fails, or one notebook over its ten minutes, is a line; nothing is stored.
"""
import os, re, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 600
LONGEST = {'03_train.ipynb': 0, '08_benchmarks.ipynb': 1}  # first, so that no one waits for them alone
LEFT_OUT = re.compile(r'^#\|\s*eval:\s*false', re.M)


def copy_of_project(folder):
    "What a clone of this checkout holds: the tracked files, as they are now."
    names = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, capture_output=True, check=True).stdout
    files = b'\0'.join(o for o in names.split(b'\0') if o and (ROOT/os.fsdecode(o)).is_file())
    tar = subprocess.run(['tar', '-c', '--null', '-T', '-'], cwd=ROOT, input=files, capture_output=True, check=True).stdout
    subprocess.run(['tar', '-x'], cwd=folder, input=tar, check=True)


def has_left_out(path):
    "Are there cells, beside the one for Colab, that the tests do not run?"
    sources = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == 'code']
    return any(LEFT_OUT.search(s) and 'google.colab' not in s for s in sources)


def run(path):
    "Run all of a notebook: None, or what went wrong."
    start, nb = time.time(), nbformat.read(path, 4)
    client = NotebookClient(nb, timeout=SECONDS, resources={'metadata': {'path': path.parent}})
    try: client.execute()
    except (CellExecutionError, CellTimeoutError) as e: wrong = f'{e}'[-1500:]
    else: wrong = None
    print(f"{'FAILED' if wrong else 'ok'} {path.name} ({time.time() - start:.0f} s)", flush=True)
    return wrong


def main():
    with tempfile.TemporaryDirectory() as folder:
        copy_of_project(folder)
        # the copy's own library, quiet, and as if there were no home with data in it
        os.environ.update(PYTHONPATH=folder, HOME=folder, XDG_CACHE_HOME=f'{folder}/cache', IPYTHONDIR=f'{folder}/ipython')
        found = sorted(Path(folder).glob('nbs/[!_.]*.ipynb')) + sorted(Path(folder).glob('nbs/lab/[!_.]*.ipynb'))
        found = [o for o in found if (o.name in sys.argv[1:] if sys.argv[1:] else has_left_out(o))]
        found.sort(key=lambda o: LONGEST.get(o.name, len(LONGEST)))
        with ThreadPoolExecutor(2) as pool: wrong = dict(zip(found, pool.map(run, found)))
    for path, text in wrong.items():
        if text: print(f'\n{path.name}: {text}')
    return any(wrong.values())


if __name__ == '__main__': sys.exit(main())
