"What Sphinx lacks for this site: a search that folds accents, formulas as MathML, Spanish references, a chapter's links."
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import latex2mathml.converter
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.richtext import String
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.template import names, sentence
from sphinx import search
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.search.es import SearchSpanish
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from project import COLAB, GITHUB, GUIDES, NBS, REPORT, cfg, laboratory, notebooks, page_name

class SearchFolded(SearchSpanish):
    "Spanish stems without accents: whoever types «camara» finds «cámara». The same in Python and in the reader's browser."
    js_stemmer_rawcode = ''

    def __init__(self, options):
        super().__init__(options)
        folder = Path(search.__file__).parent/'minified-js'
        code = '\n'.join((folder/f'{o}-stemmer.js').read_text(encoding='utf-8') for o in ('base', 'spanish'))
        self.js_stemmer_code = code + '''
window.Stemmer = function () {
  const spanish = new SpanishStemmer();
  this.stemWord = (word) => spanish.stemWord(word.toLowerCase().normalize("NFD").replace(/[\\u0300\\u0301\\u0302\\u0308]/g, "").normalize("NFC"));
};'''

    def stem(self, word): return super().stem(fold(word))


def fold(word):
    "Lower case, without accents; ñ stays."
    plain = ''.join(c for c in unicodedata.normalize('NFD', word.lower()) if c not in '\u0300\u0301\u0302\u0308')
    return unicodedata.normalize('NFC', plain)


# Formulas: MathML, which browsers draw themselves and screen readers read.
def mathml(node, display):
    return latex2mathml.converter.convert(node.astext(), display='block' if display else 'inline')

def visit_math(self, node):
    self.body.append(f'<span class="math">{mathml(node, False)}</span>')
    raise nodes.SkipNode

def visit_displaymath(self, node):
    self.body.append(f'<div class="math">{mathml(node, True)}</div>')
    raise nodes.SkipNode


# References in Spanish: «y» before the last author, «y otros» for many.
def brackets(): return field(default_factory=lambda: BracketStyle(left='(', right=')', sep='; '))

@dataclass
class SpanishReferences(AuthorYearReferenceStyle):
    bracket_parenthetical: BracketStyle = brackets()
    bracket_textual: BracketStyle = brackets()
    bracket_author: BracketStyle = brackets()
    bracket_label: BracketStyle = brackets()
    bracket_year: BracketStyle = brackets()
    person: PersonStyle = field(default_factory=lambda: PersonStyle(sep2=' y ', last_sep=' y ', other=' y otros'))


class SpanishStyle(PlainStyle):
    "Pybtex's plain style by author and year, its English words translated."
    default_sorting_style = 'author_year_title'
    default_label_style = 'alpha'

    def format_names(self, role, as_sentence=True):
        people = names(role, sep=', ', sep2=' y ', last_sep=' y ')
        return sentence[people] if as_sentence else people

    def format_entry(self, *args, **kwargs):
        entry = super().format_entry(*args, **kwargs)
        for old, new in (('In ', 'En '), ('pages ', 'páginas '), ('volume ', 'volumen '), ('others', 'otros'), ('URL: ', '')):
            entry.text = _replaced(entry.text, old, new)
        return entry


def _replaced(text, old, new):
    "`text`, a tree of pybtex, with words replaced in its leaves."
    if isinstance(text, String): return String(text.value.replace(old, new))
    return text._create_similar([_replaced(part, old, new) for part in text.parts]) if hasattr(text, '_create_similar') else text


BY_PAGE = {page_name(p): p.relative_to(NBS).as_posix() for p in [REPORT, *GUIDES, *notebooks(), *laboratory()]} | {'index': 'index.ipynb'}

def chapter_links(app, pagename, templatename, context, doctree):
    "Colab, the notebook and its source, for a page that is one; the theme's own buttons know only one name for all."
    context['header_buttons'] = []
    context['git_url'] = cfg['git_url']
    name = BY_PAGE.get(pagename)
    if name: context['notebook'] = dict(name=name, colab=f'{COLAB}/{name}', source=f"{GITHUB}/{cfg['nbs_path']}/{name}")


def number_as_notebooks():
    "Chapters are numbered as their notebooks are: «04a», not «8»."
    numbers = {page_name(p): p.stem.split('_')[0] for p in [*notebooks(), *laboratory()]}
    assign = TocTreeCollector.assign_section_numbers
    def own(self, env):
        updated = assign(self, env)
        for page, number in numbers.items():
            for anchor, found in env.toc_secnumbers.get(page, {}).items():
                if found: env.toc_secnumbers[page][anchor] = (number, *found[1:])
            for node in (env.titles[page], *env.tocs[page].findall(nodes.reference)) if page in env.tocs else ():
                if node.get('secnumber'): node['secnumber'] = (number, *node['secnumber'][1:])
        return updated
    TocTreeCollector.assign_section_numbers = own


def mention(name, rawtext, text, lineno, inliner, options=None, content=None):
    "Names and a year in the prose, such as «Guo y otros, 2017», as a link to the bibliography."
    words, _, key = text.rstrip('>').rpartition(' <')
    return [nodes.reference(rawtext, words, refuri='#', mention=key, classes=['mention'])], []


def resolve(app, doctree, docname):
    "Mentions lead to the bibliography; wide tables scroll inside their own frame, with room for cells of many words."
    for cell in doctree.findall(nodes.entry):
        if len(cell.astext()) > 60: cell['classes'].append('long')
    for node in doctree.findall(nodes.reference):
        if 'mention' in node: node['refuri'] = f"{app.builder.get_relative_uri(docname, 'bibliografia')}#cite-{node['mention']}"
    for node in list(doctree.findall(nodes.table)):
        if isinstance(node.parent, nodes.container) and 'table-frame' in node.parent['classes']: continue
        frame = nodes.container(classes=['table-frame'])
        node.replace_self(frame)
        frame += node


def setup(app):
    register_plugin('pybtex.style.formatting', 'spanish', SpanishStyle)
    sphinxcontrib.bibtex.plugin.register_plugin('sphinxcontrib.bibtex.style.referencing', 'spanish', SpanishReferences)
    search.languages['es'] = SearchFolded
    app.add_html_math_renderer('mathml', (visit_math, None), (visit_displaymath, None))
    app.connect('html-page-context', chapter_links, priority=502)
    number_as_notebooks()
    app.add_role('mention', mention)
    app.connect('doctree-resolved', resolve)
    return dict(parallel_read_safe=True, parallel_write_safe=True)
