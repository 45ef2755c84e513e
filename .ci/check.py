"""What must be true of the code as it is written; nothing is run.

    python .ci/check.py cells    every code cell of every notebook parses, as IPython reads it, and has a name of its own
    python .ci/check.py arrows   a module imports only modules of earlier chapters, and none of the laboratory
    python .ci/check.py links    relative links of the notebooks lead to files
    python .ci/check.py declared what the library imports is in settings.ini
    python .ci/check.py wheel    what pip installs: the library, its recipes and weights, no laboratory
    python .ci/check.py numbers  no measured number is typed by hand in the prose
    python .ci/check.py actions  workflows name actions by commit, and each job says what it may do
"""
import ast, json, re, shutil, subprocess, sys, tempfile, warnings, zipfile
from collections import Counter
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIB = 'emotion_cnn'


def notebooks():
    "All notebooks, chapters first."
    return [*sorted(ROOT.glob('nbs/[!_.]*.ipynb')), *sorted(ROOT.glob('nbs/lab/[!_.]*.ipynb'))]


def code_cells(notebook):
    "Pairs of number and source."
    cells = json.loads(notebook.read_text(encoding='utf-8'))['cells']
    return [(i, ''.join(c['source'])) for i, c in enumerate(cells) if c['cell_type'] == 'code']


def cells():
    "Cells that Python could not read; those that nbdev does not run count as much."
    from IPython.core.inputtransformer2 import TransformerManager
    wrong = []
    for notebook in notebooks():
        ids = Counter(c.get('id') for c in json.loads(notebook.read_text(encoding='utf-8'))['cells'])
        wrong += [f'{notebook.relative_to(ROOT)}: {n} cells are called {id}' for id, n in ids.items() if n > 1]
        for i, source in code_cells(notebook):
            if source.startswith('%%'): continue  # another language, or a magic of the whole cell
            try: ast.parse(TransformerManager().transform_cell(source))
            except SyntaxError as e: wrong.append(f'{notebook.relative_to(ROOT)}, cell {i}, line {e.lineno}: {e.msg}')
    return wrong


def links():
    "Links of the prose that lead to no file."
    wrong = []
    for notebook in notebooks():
        for cell in json.loads(notebook.read_text(encoding='utf-8'))['cells']:
            if cell['cell_type'] != 'markdown': continue
            text = re.sub(r'```.*?```|`[^`\n]*`', '', ''.join(cell['source']), flags=re.S)
            for link in re.findall(r'\]\((?![a-z]+:|#)([^)\s#]+)', text):
                if not (notebook.parent/link).exists(): wrong.append(f'{notebook.relative_to(ROOT)}: {link}')
    return wrong


def rooms():
    "Modules in the order of their chapters: name → place."
    names = []
    for notebook in notebooks():
        first = next((m for _, s in code_cells(notebook) if (m := re.search(r'^#\|\s*default_exp\s+(\S+)', s, re.M))), None)
        if first: names.append(first[1])
    return {name: i for i, name in enumerate(names)}


def imports_of(file, module):
    "Pairs of line and module of the library that a file imports, at the top or inside a function."
    package = f'{LIB}.{module}'.split('.')[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import): names = [o.name for o in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else []
            start = '.'.join([*base, *filter(None, [node.module])])
            names = [start, *(f'{start}.{o.name}' for o in node.names)]
        else: continue
        for name in names:
            if name.startswith(f'{LIB}.'): yield node.lineno, name.removeprefix(f'{LIB}.')


def arrows():
    "Imports that run back."
    order, wrong = rooms(), []
    for module, place in order.items():
        file = ROOT/LIB/f"{module.replace('.', '/')}.py"
        for line, name in imports_of(file, module):
            here = f'{file.relative_to(ROOT)}:{line}'
            if name.startswith('lab') and not module.startswith('lab.'): wrong.append(f'{here}: imports the laboratory: {name}')
            elif order.get(name, -1) >= place and name != module: wrong.append(f'{here}: {name} comes after {module}')
    return list(dict.fromkeys(wrong))


DISTRIBUTIONS = dict(PIL='pillow', cv2='opencv-python', sklearn='scikit-learn', yaml='pyyaml', pillow_heif='pillow-heif',
                     IPython='ipython')

def declared():
    "Imports of the library that no requirement, of the base or of an extra, brings."
    parser = ConfigParser(delimiters=['='])
    parser.read(ROOT/'settings.ini', encoding='utf-8')
    texts = [v for k, v in parser['DEFAULT'].items() if k.endswith('requirements') and not k.startswith(('dev', 'docs'))]
    known = {re.split(r'[<>=!\[;]', o)[0].lower() for text in texts for o in text.split()}
    wrong = []
    for file in sorted((ROOT/LIB).glob('*.py')):
        for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Import): names = [o.name for o in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level: names = [node.module]
            else: continue
            for name in {o.split('.')[0] for o in names} - set(sys.stdlib_module_names) - {LIB, 'google'}:  # Colab's own
                if DISTRIBUTIONS.get(name, name).lower().replace('_', '-') not in {o.replace('_', '-') for o in known}:
                    wrong.append(f'{file.relative_to(ROOT)}:{node.lineno}: {name} is not declared in settings.ini')
    return wrong


def wheel():
    "What is in the wheel and should not be, or is not and should."
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)/'source'  # a copy: setuptools leaves its work beside what it builds
        source.mkdir()
        for name in ('settings.ini', 'setup.py', 'pyproject.toml', 'MANIFEST.in', 'README.md', 'LICENSE'): shutil.copy(ROOT/name, source)
        shutil.copytree(ROOT/LIB, source/LIB, ignore=shutil.ignore_patterns('__pycache__'))
        subprocess.run([sys.executable, '-m', 'pip', 'wheel', '-q', '--no-deps', '-w', folder, str(source)], check=True)
        with zipfile.ZipFile(next(Path(folder).glob('*.whl'))) as file:
            names = set(file.namelist())
            text = next(file.read(o).decode() for o in names if o.endswith('METADATA'))
    want = {f'{LIB}/{name}.py' for name in rooms() if not name.startswith('lab.')} | {f'{LIB}/__init__.py', f'{LIB}/__main__.py'}
    want |= {o.relative_to(ROOT).as_posix() for kind in ('*.js', 'recipes/*.toml', 'weights/*.onnx', 'weights/*.json') for o in (ROOT/LIB).glob(kind)}
    wrong = [f'not in the wheel: {o}' for o in sorted(want - names)]
    wrong += [f'the laboratory is in the wheel: {o}' for o in sorted(names) if '/lab' in o]
    links = re.findall(r'\]\((?!https?://|#|mailto:)([^)\s]*)\)|src="(?!https?://)([^"]*)"', text)
    return wrong + [f"a link of PyPI's page leads nowhere: {a or b}" for a, b in links]


def measured():
    "The headline numbers of results/, as Spanish prose writes them: «87,6 %», «0,876»."
    for file in ROOT.glob('results/*/metrics.json'):
        found = json.loads(file.read_text(encoding='utf-8'))
        for key in ('accuracy', 'balanced_accuracy', 'macro_f1', 'ece'):
            value = (found.get(key) or {}).get('value') if isinstance(found.get(key), dict) else None
            if value: yield from (f'{100*value:.1f} %'.replace('.', ','), f'{value:.3f}'.replace('.', ','))


def numbers():
    "Measured numbers that somebody typed, and that another training would make false."
    known, wrong = set(measured()), []
    texts = {o.relative_to(ROOT): o.read_text(encoding='utf-8') for o in ROOT.glob('nbs/_site/pages/*.md')}
    for notebook in notebooks():
        cells = json.loads(notebook.read_text(encoding='utf-8'))['cells']
        texts[notebook.relative_to(ROOT)] = '\n'.join(''.join(c['source']) for c in cells if c['cell_type'] == 'markdown')
    for name, text in texts.items():
        for number in re.findall(r'(?<![\d,])\d+,\d+(?:\s%)?', text):
            if re.sub(r'\s', ' ', number) in known: wrong.append(f'{name}: {number} is a measured number: it comes from results/')
    return wrong


def actions():
    "Actions that another could change under us, and jobs that may do more than they say."
    import yaml
    wrong = []
    for file in sorted(ROOT.glob('.github/workflows/*.yml')):
        text = file.read_text(encoding='utf-8')
        for line in re.findall(r'uses: *(.*)', text):
            if not re.fullmatch(r'[\w-]+/[\w-]+@[0-9a-f]{40} +# v[\d.]+', line): wrong.append(f'{file.name}: not by commit and release: {line}')
        flow = yaml.safe_load(text)
        if flow.get('permissions') != {}: wrong.append(f'{file.name}: it may do more than its jobs say')
        wrong += [f'{file.name}: {name} says no permissions' for name, job in flow['jobs'].items() if 'permissions' not in job]
    return wrong


def main():
    warnings.simplefilter('ignore')  # of the code that is read
    checks = dict(cells=cells, links=links, arrows=arrows, declared=declared, wheel=wheel, numbers=numbers, actions=actions)
    names = sys.argv[1:] or list(checks)
    if not set(names) <= set(checks): sys.exit(__doc__)
    wrong = [line for name in names for line in checks[name]()]
    for line in wrong: print(line)
    return bool(wrong)


if __name__ == '__main__': sys.exit(main())
