"Everything comes from settings.ini; this file only hands it to setuptools."
import re
from configparser import ConfigParser
from pathlib import Path
from setuptools import setup, find_packages

parser = ConfigParser(delimiters=['='])
parser.read('settings.ini', encoding='utf-8')
cfg = parser['DEFAULT']
lib, code, site = cfg['lib_name'], cfg['git_url'], cfg['doc_host'] + cfg['doc_baseurl']


def absolute(match):
    "A relative link of README as PyPI needs it: pictures as they are, files as GitHub shows them."
    start, link = match.groups()
    if re.match(r'[a-z]+:|#', link): return match[0]
    kind = 'raw' if link.endswith(('.png', '.svg', '.jpg')) else 'blob'
    return f"{start}{code}/{kind}/{cfg['branch']}/{link}"


readme = Path('README.md').read_text(encoding='utf-8')

setup(
    name=lib,
    version=cfg['version'],
    description=cfg['description'],
    long_description=re.sub(r'(\]\(|\b(?:src|href)=")([^)"\s]+)', absolute, readme),
    long_description_content_type='text/markdown',
    author=cfg['author'],
    author_email=cfg['author_email'],
    url=code,
    project_urls={'Documentation': site, 'Source': code, 'Issues': f'{code}/issues'},
    keywords=cfg['keywords'].split(),
    classifiers=[
        'Development Status :: 3 - Alpha',
        f"Intended Audience :: {cfg['audience']}",
        'Intended Audience :: Science/Research',
        f"Natural Language :: {cfg['language']}",
        'Operating System :: OS Independent',
        'Programming Language :: Python :: 3',
        *(f'Programming Language :: Python :: 3.{minor}' for minor in range(10, 15)),
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
        'Topic :: Scientific/Engineering :: Image Recognition',
        'Typing :: Typed',
    ],
    license='Apache-2.0',
    python_requires=f">={cfg['min_python']}",
    packages=find_packages(include=[lib, f'{lib}.*'], exclude=[f'{lib}.lab*']),  # the laboratory stays here
    package_data={lib: ['panel.js', 'recipes/*.toml', 'weights/*', 'py.typed']},
    install_requires=cfg['requirements'].split(),
    extras_require={k.removesuffix('_requirements'): v.split() for k, v in cfg.items() if k.endswith('_requirements')},
    entry_points={'console_scripts': cfg['console_scripts'].split(), 'nbdev': [f'{lib}={lib}._modidx:d']},
    zip_safe=False,
)
