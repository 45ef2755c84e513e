"How Sphinx renders the sources that build.py prepares. The tag `pdf` makes one long page, to be printed."
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from project import NBS, SITE, WORK, cfg  # noqa: E402

project, author, copyright = cfg['title'], cfg['author'], cfg['copyright']
version = release = cfg['version']
language = html_search_language = 'es'
smartquotes = False  # quotes and dashes of code stay as typed
pdf = tags.has('pdf')  # noqa: F821
root_doc = 'pdf' if pdf else 'index'
exclude_patterns = ['index.md', 'api/*', 'demo.md', 'colab.ipynb'] if pdf else ['pdf.md']

extensions = ['myst_nb', 'sphinxcontrib.bibtex', 'sphinx.ext.linkcode', 'extension']
nb_execution_mode = 'off'
nb_merge_streams = True
nb_code_prompt_show, nb_code_prompt_hide = 'Ver código', 'Ocultar código'
nb_render_markdown_format = 'myst'
nb_mime_priority_overrides = [('html', 'text/html', 15)]
myst_enable_extensions = ['dollarmath', 'deflist', 'attrs_inline', 'attrs_block']
myst_heading_anchors = 4
myst_links_external_new_tab = False
bibtex_bibfiles = [str(NBS/'references.bib')]
bibtex_default_style = 'spanish'
bibtex_reference_style = 'spanish'
bibtex_cite_id = 'cite-{key}'
numfig = True
numfig_secnum_depth = 1
numfig_format = dict(figure='Figura %s', table='Tabla %s', **{'code-block': 'Código %s'})
html_math_renderer = 'mathml'
python_use_unqualified_type_names = True
toc_object_entries_show_parents = 'hide'
add_module_names = False
pygments_style, pygments_dark_style = 'tango', 'monokai'

html_context = dict(default_mode='auto')
html_title = html_short_title = project
html_static_path = [str(SITE/'static'), str(WORK/'fonts')]
templates_path = [str(SITE/'templates')]
html_css_files = ['fonts.css', 'site.css']
html_js_files = [('site.js', dict(defer='defer'))]
html_favicon = str(SITE/'static/favicon.svg')
html_show_sphinx = False
html_last_updated_fmt = None
html_copy_source = html_show_sourcelink = False
html_permalinks_icon = '#'

if pdf:
    html_theme = 'basic'
    html_css_files = ['fonts.css', 'print.css']
    html_js_files = []
    html_sidebars = {'**': []}
    html_use_index = html_domain_indices = False
    html_permalinks = False
else:
    html_theme = 'sphinx_book_theme'
    html_theme_options = dict(
        repository_url=cfg['git_url'], repository_branch=cfg['branch'], path_to_docs=cfg['nbs_path'],
        use_download_button=False, use_fullscreen_button=False, home_page_in_toc=False, show_navbar_depth=1, max_navbar_depth=2,
        logo=dict(text=project), toc_title='En esta página', search_bar_text='Buscar en el informe…',
        back_to_top_button=False, pygments_light_style='a11y-high-contrast-light', pygments_dark_style='a11y-high-contrast-dark',
        navigation_with_keys=False)
    html_sidebars = {'**': ['navbar-logo.html', 'search-button-field.html', 'sbt-sidebar-nav.html']}
    html_use_index = False
    html_domain_indices = False


def linkcode_resolve(domain, info):
    "The code of an entry of the reference, on GitHub."
    import api
    from project import LIB
    if domain != 'py' or not info['module'] or info['module'] == LIB: return
    return api.source(info['module'].removeprefix(f'{LIB}.'), info['fullname'])
