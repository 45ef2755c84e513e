"The npm packages of package-lock.json, installed once in a folder that git and nbdev don't look into."
import os, shutil, subprocess

from project import SITE, WORK

FOLDER = WORK/'node'
MODULES = FOLDER/'node_modules'
FONTS = {'Source Serif 4': 'source-serif-4', 'Source Sans 3': 'source-sans-3', 'Source Code Pro': 'source-code-pro'}


def install():
    "npm ci, unless what is there is of the same lock file."
    lock, mark = (SITE/'package-lock.json').read_bytes(), FOLDER/'installed-lock.json'
    if mark.exists() and mark.read_bytes() == lock: return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ('package.json', 'package-lock.json'): shutil.copy(SITE/name, FOLDER)
    subprocess.run(['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], cwd=FOLDER, check=True)
    mark.write_bytes(lock)


def run(*command):
    "A program of the packages, which find one another from any folder."
    subprocess.run([MODULES/'.bin'/command[0], *command[1:]], env=os.environ | {'NODE_PATH': str(MODULES)}, check=True)


def fonts(dest):
    "Latin letters of the three families, and the style sheet that names them; an empty one where npm was not asked."
    dest.mkdir(parents=True, exist_ok=True)
    rules = []
    for family, package in FONTS.items() if MODULES.exists() else ():
        for style in ('normal', 'italic'):
            file = MODULES/f'@fontsource-variable/{package}/files/{package}-latin-wght-{style}.woff2'
            shutil.copy(file, dest)
            rules.append(f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: 200 900; font-display: swap; '
                         f'src: url("{file.name}") format("woff2"); }}')
    (dest/'fonts.css').write_text('\n'.join(rules) + '\n', encoding='utf-8')
