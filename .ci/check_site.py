"""Is the site in `_docs` whole? Links, anchors and images; then as a visitor sees it, in a headless Chromium.

    python .ci/check_site.py            all of it; one line a check, `N passed, M failed` at the end
    python .ci/check_site.py --no-browser   only what can be read from the files

The browser is CHROMIUM, or the first of chromium, chromium-browser and google-chrome that is installed.
"""
import argparse, contextlib, functools, gzip, http.server, io, json, os, re, shutil, sys, tempfile, threading, time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT/'nbs/_site'))
from node import MODULES  # noqa: E402
from project import OUT, REPORT, laboratory, notebooks, page_name  # noqa: E402

results = []


def check(name, problems):
    "Tell a check: `problems` is a list of lines, empty where all is well."
    problems = list(dict.fromkeys(problems))
    results.append(not problems)
    print(f"{'FAILED' if problems else 'ok'} {name}" + ''.join(f'\n    {p}' for p in problems[:20])
          + (f'\n    … and {len(problems) - 20} more' if len(problems) > 20 else ''), flush=True)


# What can be read from the files

class Page(HTMLParser):
    "Addresses, anchors and images of a page."
    LOADS = dict(script='src', img='src', link='href', source='src', video='src', iframe='src', object='data')

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.images, self.twice, self.lang, self.title = set(), [], [], [], [], None, ''
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'html': self.lang = a.get('lang')
        if (i := a.get('id')):
            if i in self.ids: self.twice.append(i)
            self.ids.add(i)
        if tag == 'a' and a.get('name'): self.ids.add(a['name'])
        if tag == 'a' and a.get('href'): self.links.append(a['href'])
        if tag in self.LOADS and a.get(self.LOADS[tag]) and a.get('rel') not in ('next', 'prev', 'canonical', 'search', 'index'):
            self.loads.append(a[self.LOADS[tag]])
        if tag == 'img': self.images.append((a.get('src', ''), a.get('alt')))


def read_pages():
    return {p.relative_to(OUT).as_posix(): Page(p.read_text(encoding='utf-8')) for p in OUT.rglob('*.html')
            if '_static' not in p.relative_to(OUT).parts}


def files_are_whole(pages):
    dead, anchors, foreign, images, languages, twice = [], [], [], [], [], []
    for name, page in pages.items():
        for url in page.links + page.loads:
            if urlsplit(url).scheme or url.startswith('//'): continue
            path, anchor = urldefrag(urljoin(f'/{name}', url))
            path = unquote(urlsplit(path).path).lstrip('/') or 'index.html'
            if not (OUT/path).is_file(): dead.append(f'{name}: {url}')
            elif anchor and path in pages and unquote(anchor) not in pages[path].ids: anchors.append(f'{name}: {url}')
        foreign += [f'{name}: {url}' for url in page.loads if urlsplit(url).netloc]
        images += [f'{name}: {src}' for src, alt in page.images if not (alt or '').strip()]
        twice += [f'{name}: {i}' for i in page.twice]
        if page.lang != 'es': languages.append(name)
    check(f'links of {len(pages)} pages', dead)
    check('anchors', anchors)
    check('nothing is loaded from another host', foreign)
    check('images have a text', images)
    check('no anchor twice in a page', twice)
    check('pages say that they are in Spanish', languages)
    missing = [f'{page_name(p)}.html' for p in [*notebooks(), *laboratory()] if f'{page_name(p)}.html' not in pages]
    check('every notebook has its page', missing)
    css = [f'{p.relative_to(OUT)}: {url}' for p in OUT.rglob('*.css') for url in re.findall(r'url\(["\']?(https?:[^)"\']+)', p.read_text(encoding='utf-8'))]
    check('style sheets load nothing from another host', css)


# As a visitor sees it

FLAGS = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split()


def serve():
    "A web server of `_docs`, on a port of this machine; its address."
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args): pass
    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *args): pass  # a page that was left before its files had come
    server = Server(('127.0.0.1', 0), functools.partial(Quiet, directory=OUT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f'http://127.0.0.1:{server.server_port}/'


def chromium():
    found = os.environ.get('CHROMIUM') or next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    if not found: sys.exit('no Chromium: set CHROMIUM, or apt-get install chromium')
    return found


def is_ours(text):
    "Does the page's policy only refuse what we evaluate in the page ourselves?"
    return 'Evaluating a string' in text


class Visitor:
    "A browser that remembers what it asked for and what went wrong."
    def __init__(self, playwright, base, *flags):
        self.base = base
        self.browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])
        self.requests, self.errors = [], []

    def open(self, page, width=1280, theme='light', **options):
        context = self.browser.new_context(viewport=dict(width=width, height=900), color_scheme=theme, locale='es-ES', **options)
        context.set_default_timeout(120_000)  # a busy machine is no fault of the site
        tab = context.new_page()
        tab.on('request', lambda r: self.requests.append((r.method, r.url)))
        tab.on('console', lambda m: 'Content Security Policy' in m.text and not is_ours(m.text) and self.errors.append(f'{page}: {m.text}'))
        tab.on('pageerror', lambda e: is_ours(str(e)) or self.errors.append(f'{page}: {e}'))
        tab.on('response', lambda r: r.status >= 400 and self.errors.append(f'{page}: {r.status} {r.url}'))
        tab.goto(self.base + page, wait_until='load')
        return tab

    def outside(self): return [f'{m} {u}' for m, u in self.requests if not u.startswith((self.base, 'data:', 'blob:'))]


def examples_run():
    "Each class has its example in the reference, and each example runs."
    import api
    head, wrong, here, names = re.split(r'^# %%', (ROOT/'nbs/_site/examples.py').read_text(encoding='utf-8'), flags=re.M)[1], [], os.getcwd(), {}
    with tempfile.TemporaryDirectory() as d, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(d)
        exec(head, names)
        for name, code in api.examples().items():
            try: exec(code, names)
            except Exception as e: wrong.append(f'{name}: {type(e).__name__}: {e}')
        os.chdir(here)
    lost = [name for name in api.examples() if not api.find(name)]
    check(f'reference: {len(api.examples())} examples run', wrong + [f'{name}: no such class' for name in lost])


def reading(visitor, pages):
    tab = visitor.open('index.html')
    check('home: title, figures and ways on', [] if 'emotion' in tab.title() and tab.locator('.headlines > div').count() >= 3
          and tab.locator('.chapters a').count() == len(notebooks()) + len(laboratory()) else ['home is not as it should be'])
    tab.click('.chapters a >> nth=0')
    tab.wait_for_load_state()
    links = {o: tab.locator(f'.article-header-buttons a:has-text("{o}")').get_attribute('href') for o in ('Colab', 'Cuaderno', 'Fuente')}
    first = notebooks()[0].name
    check('chapter: Colab, notebook and source', [f'{k}: {v}' for k, v in links.items() if not v.endswith(first)])
    card = tab.locator('details.api-card').first
    card.locator('summary').click()
    check('chapter: a function unfolds to its table', [] if card.locator('table').is_visible() else ['no table'])
    tab.click('.theme-switch-button'); tab.click('.theme-change-button[data-mode="dark"]')
    shade = tab.evaluate('getComputedStyle(document.body).backgroundColor')
    check('dark mode', [] if max(map(int, re.findall(r'\d+', shade)[:3])) < 60 else [f'background is {shade}'])
    tab.goto(visitor.base + 'ficha.html')
    check('dark mode stays on the next page', [] if tab.evaluate('document.documentElement.dataset.theme') == 'dark' else ['it does not'])
    tab.context.close()
    lost = []
    for word in ('desbalance', 'imbalance', 'exactitud', 'cámara', 'camara', 'desequilibrio', 'parse_label'):
        tab = visitor.open(f'search.html?q={word}')
        try: tab.wait_for_selector('ul.search li a', timeout=10_000)
        except Exception: lost.append(word)
        tab.context.close()
    check('search finds Spanish words, with and without accents', lost)
    tab = visitor.open('index.html')
    tab.keyboard.press('Tab')
    check('keyboard: the first stop leads to the text', [] if tab.evaluate('document.activeElement.getAttribute("href")') == '#main-content' else ['it does not'])
    tab.keyboard.press('Control+k')
    check('keyboard: Ctrl+K opens the search', [] if tab.locator('#pst-search-dialog input').is_visible() else ['it does not'])
    tab.context.close()


def narrow(visitor, pages):
    tab, wide = visitor.open('index.html', 390), []
    for name in sorted(pages):
        tab.goto(visitor.base + name, wait_until='load')
        if (w := tab.evaluate('document.documentElement.scrollWidth')) > 390: wide.append(f'{name}: {w} px')
    check(f'{len(pages)} pages at 390 px: nothing wider than the screen', wide)
    tab.context.close()


def accessible(visitor, pages):
    axe, found = (MODULES/'axe-core/axe.min.js').read_text(encoding='utf-8'), []
    for theme in ('light', 'dark'):
        for name in ('index.html', 'informe.html', 'guias.html', 'ficha.html', 'demo.html', 'data.html', 'evaluate.html', 'lab/trials.html', 'api/data.html', 'search.html'):
            if name not in pages: continue
            tab = visitor.open(name, theme=theme, bypass_csp=True)  # axe is a guest
            tab.add_script_tag(content=axe)
            tab.evaluate('Promise.allSettled(document.getAnimations().filter((o) => o instanceof CSSTransition).map((o) => o.finished))')  # colours on their way to dark
            for v in tab.evaluate('axe.run().then(r => r.violations)'):
                if v['impact'] in ('serious', 'critical'):
                    found.append(f"{name} ({theme}): {v['id']}, {len(v['nodes'])} times, such as {v['nodes'][0]['html'][:140]}")
            tab.context.close()
    check('accessibility: axe-core has no serious finding', found)


def weight(visitor, page):
    "Bytes that a first visit to a page fetches, compressed as a server sends them."
    start = len(visitor.requests)
    tab = visitor.open(page)
    tab.wait_for_timeout(1500)
    tab.context.close()
    files = {OUT/unquote(urlsplit(u).path.lstrip('/')) for _, u in visitor.requests[start:] if u.startswith(visitor.base)}
    packed = ('.png', '.woff2', '.gz', '.onnx')
    return sum(o.stat().st_size if o.suffix in packed else len(gzip.compress(o.read_bytes())) for o in files if o.is_file())


def light(visitor, pages):
    limits = {'glosario.html': 300, 'bibliografia.html': 300, 'api/evaluate.html': 300, 'index.html': 500}
    found = {page: weight(visitor, page)/1000 for page in limits}
    check('weights: ' + ', '.join(f'{page} {kb:.0f} kB' for page, kb in found.items()),
          [f'{page}: {kb:.0f} kB, more than {limits[page]}' for page, kb in found.items() if kb > limits[page]])


def drawn_face(visitor):
    "The home's face: drawn as Python draws it, moved by sliders and keys, read by the network."
    import numpy as np
    import hero
    tab = visitor.open('index.html', reduced_motion='reduce')
    tab.wait_for_selector('#face[data-ready]')
    seed = tab.evaluate("fetch('demo/face.json').then(o => o.json()).then(o => o.seed)")
    far = {}
    for emotion, units in hero.prototypes().items():
        got = tab.evaluate('units => Array.from(emotionFace.draw(units))', {str(k): v for k, v in units.items()})
        far[emotion] = np.abs(np.reshape(got, (96, 96)) - hero.portrait(seed, units, 96).astype(float)).mean()
    check(f'home: seven faces as Python draws them (grey levels apart: {max(far.values()):.1f})', [f'{e}: {v:.1f}' for e, v in far.items() if v > 4])
    tab.click('[data-emotion="surprise"]')
    check('home: an emotion is pressed', [] if tab.get_attribute('[data-emotion="surprise"]', 'aria-pressed') == 'true' else ['it is not'])
    tab.click('.face-live')
    tab.wait_for_selector('.face-live', state='hidden', timeout=60_000)
    bars = 'Array.from(document.querySelectorAll(".face-bars .fill"), (o) => o.style.width).join()'
    before = tab.evaluate(bars)
    tab.focus('input[data-unit="26"]')
    for _ in range(60): tab.keyboard.press('ArrowLeft')
    try: tab.wait_for_function(f'{bars} !== {before!r}', timeout=20_000)
    except Exception: pass
    check('home: the keyboard moves a muscle, and the verdict with it', [] if tab.evaluate(bars) != before else [f'it stays {before}'])
    tab.context.close()


TOUCHED = {'lab/trials.html': 'fig-balance', 'evaluate.html': 'fig-confusion', 'lab/dataset_shift.html': 'fig-sorteos', 'informe.html': 'fig-cien',
           'model.html': 'fig-campo', 'transforms.html': 'fig-aumento', 'robustness.html': 'fig-robustez'}

def touched(visitor, pages):
    "Each figure that one can touch answers to a press or a key."
    wrong = []
    for page, name in TOUCHED.items():
        tab = visitor.open(page)
        try:
            tab.wait_for_selector('.touch .touch-told', state='attached', timeout=10_000)
            before = tab.text_content('.touch .touch-told')
            if tab.locator('.touch input').count():
                tab.focus('.touch input')
                tab.keyboard.press('ArrowRight')
                if tab.text_content('.touch .touch-told') == before: tab.keyboard.press('ArrowLeft')
            else: tab.locator('.touch button').first.click()
            if tab.text_content('.touch .touch-told') == before: wrong.append(f'{page}: {name} does not answer')
        except Exception as e: wrong.append(f'{page}: {name}: {str(e).splitlines()[0]}')
        tab.context.close()
    check(f'{len(TOUCHED)} figures answer to touch', wrong)


def inside_network(visitor):
    "The maps that the page makes of a drawn face are those of Python; the keyboard goes from block to block."
    import numpy as np, torch
    from emotion_cnn.model import load_model
    from emotion_cnn.transforms import eval_transforms
    tab = visitor.open('model.html', 390)
    tab.click('button:has-text("Mirar dentro")')
    tab.wait_for_selector('.touch-maps')
    tab.wait_for_function('globalThis.emotionInside')
    found = tab.evaluate('({ face: emotionInside.face, maps: emotionInside.maps.map((o) => Array.from(o.maps)) })')
    face = torch.tensor(found['face'], dtype=torch.uint8).reshape(1, 1, 48, 48)
    model, far = load_model('baseline'), 0
    with torch.inference_mode():
        h = eval_transforms(48)(face)
        for block, maps in zip(model.features, found['maps']):
            h = block(h)
            far = max(far, abs(np.reshape(maps, h.shape) - h.numpy()).max()/h.max().item())
    check(f'inside the network: the maps of Python (difference {far:.1%} of the largest)', [] if far < .03 else [f'{far}'])
    before = tab.locator('.touch-told').last.text_content()
    tab.focus('.touch label:has-text("del primero al cuarto") input')
    tab.keyboard.press('ArrowRight')
    check('inside the network: the keyboard changes the block', [] if tab.locator('.touch-told').last.text_content() != before else [before])
    tab.context.close()


def answers_in_front(report):
    "The five answers lie within the first twelve pages of the PDF."
    from pdf import pages_of
    heads = [h for h in re.findall(r'^## (\d\. .+)$', '\n'.join(''.join(c['source']) + '\n' for c in json.loads(REPORT.read_text(encoding='utf-8'))['cells']), re.M)]
    found = dict(zip(heads, pages_of(report, heads)))
    check(f'PDF: the five answers, on pages {", ".join(found.values())}', [f'{h}: page {p}' for h, p in found.items() if not p or int(p) > 12])


def until(tab, expression, seconds):
    "Wait until `expression` is true; Playwright's own waiting evaluates text, which the page's policy forbids."
    end = time.monotonic() + seconds
    while not tab.evaluate(expression):
        if time.monotonic() > end: raise TimeoutError(f'{expression}: not within {seconds} s')
        tab.wait_for_timeout(100)


def synthetic():
    "Twenty drawn faces, grey, 48 × 48."
    import numpy as np
    from emotion_cnn.data import EMOTIONS
    from emotion_cnn.synthetic import draw_face
    return np.stack([draw_face(EMOTIONS[i % 7], seed=i, size=48) for i in range(20)])


FACES = 'emotionDemo.faces.map(({ box, probabilities }) => ({ box, probabilities }))'


def demo(visitor):
    import numpy as np
    from matplotlib.cbook import get_sample_data
    from emotion_cnn.data import EMOTIONS, read_image
    from emotion_cnn.inference import EmotionClassifier, OnnxModel
    from emotion_cnn.faces import WARNINGS, YuNet, face_crop
    model, faces = OnnxModel(ROOT/'emotion_cnn/weights/best.onnx'), synthetic()
    tab = visitor.open('demo.html')
    policy = tab.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute('content') or ''
    check('demo: a policy lets nothing out', [] if "connect-src 'self'" in policy and "'unsafe-inline'" not in policy.split('style-src')[0] else [policy])
    start = len(visitor.requests)
    tab.evaluate('emotionDemo.ready()')
    got = np.array(tab.evaluate('crops => emotionDemo.classify(crops.map(c => new Uint8Array(c)))', [f.ravel().tolist() for f in faces]))
    far = abs(got - model.predict_proba(faces)).max()
    check(f'demo: 20 drawn faces as from Python (difference {far:.1e})', [] if far < .01 else [f'they differ by {far:.3f}'])
    photo = get_sample_data('grace_hopper.jpg', asfileobj=False)
    tab.set_input_files('#demo-file', photo)
    tab.wait_for_selector('#demo-bars .best', timeout=60_000)
    found, yunet = tab.evaluate(FACES), YuNet()
    if len(found) == 1:
        rgb = read_image(photo, gray=False)
        want = model.predict_proba(read_image(face_crop(rgb, yunet(rgb)[0], model.options['size']))[None])[0]
        far = abs(np.array(found[0]['probabilities']) - want).max()
        check(f'demo: a photo as from Python (difference {far:.1e})', [] if far < .01 else [f'they differ by {far:.3f}'])
        verdict, said = EmotionClassifier()(photo)[0], tab.text_content('#demo-verdict')
        words = verdict.spanish_label + (f' ({WARNINGS[verdict.warning]})' if verdict.warning else '')
        check(f'demo: the verdict in the words of Python ({words})', [] if said == words else [said])
    else: check('demo: a photo', [f'{len(found)} faces found'])
    any_way_up(tab, photo)
    tab.click('#demo-clear')
    tab.click('#demo-sample')
    until(tab, 'emotionDemo.faces.length > 1', 60)
    words, drawn = tab.text_content('#demo-status'), json.loads((OUT/'demo/facts.json').read_text(encoding='utf-8'))['drawn']
    read = sorted(EMOTIONS[np.argmax(o['probabilities'])] for o in tab.evaluate(FACES))
    check(f'demo: {len(drawn)} drawn faces are read as they were drawn', [] if read == sorted(drawn) and 'rostros:' in words else [words])
    teaching(tab, model)
    other_classes(tab)
    film_file(tab)
    tab.click('#demo-clear')
    tab.click('#demo-sample')
    until(tab, 'emotionDemo.faces.length > 1', 60)
    with tab.expect_download() as download: tab.click('#demo-save')
    check('demo: the picture is saved', [] if download.value.suggested_filename.endswith('.png') else ['it is not'])
    tab.set_input_files('#demo-file', str(ROOT/'settings.ini'))
    tab.wait_for_selector('#demo-status.trouble')
    check('demo: a file that is no image is told', [] if 'no es una imagen' in tab.text_content('#demo-status') else ['it is not'])
    sent = visitor.requests[start:]
    check('demo: nothing is sent', [f'{m} {u}' for m, u in sent if m != 'GET' or not u.startswith((visitor.base, 'blob:'))])
    size = sum((OUT/'demo'/name).stat().st_size for name in ('best.onnx', 'yunet.onnx', 'ort.wasm.gz'))
    check(f'demo: {size/1e6:.1f} MB to download', [] if size < 15e6 else ['more than 15 MB'])
    tab.context.close()


def any_way_up(tab, photo):
    "A photo that lies on its side, and one upside down."
    from PIL import Image
    from emotion_cnn.inference import EmotionClassifier
    for angle in (90, 180):
        with tempfile.TemporaryDirectory() as d:
            Image.open(photo).rotate(angle, expand=True).save(f'{d}/turned.png')
            want = EmotionClassifier()(f'{d}/turned.png')[0]
            tab.click('#demo-clear')
            tab.set_input_files('#demo-file', f'{d}/turned.png')
            until(tab, 'emotionDemo.faces.length > 0', 60)
            found = tab.evaluate(FACES)[0]
            far = max(abs(a - b) for a, b in zip(found['probabilities'], want.probabilities.values()))
            box = abs(sum(found['box']) - sum(want.box))
        check(f'demo: a photo turned by {angle}° as from Python (difference {far:.1e})', [] if far < .02 and box < 8 else [f'{found} and {want}'])


def same_weights(tab, model):
    "Ten corrections by the page's arithmetic and by Python's."
    import numpy as np
    from emotion_cnn.adapt import fit_last_layer
    from emotion_cnn.panel import PULL
    views, (weight, bias) = model.features(synthetic()[:10]), model.last_layer()  # views: (V, 10, D)
    x, y = views.reshape(-1, views.shape[-1]), np.tile(np.arange(10)*3 % 7, len(views))
    ask = '([x, y, weight, bias, pull]) => emotionDemo.fitLastLayer(x, y, { weight, bias }, pull)'
    found = tab.evaluate(ask, [x.tolist(), y.tolist(), weight.tolist(), bias.tolist(), PULL])
    due = fit_last_layer(x, y, weight, bias, PULL)
    far = max(abs(np.array(found['weight']) - due[0]).max(), abs(np.array(found['bias']) - due[1]).max())
    check(f'demo: ten corrections give the weights of Python (difference {far:.0e})', [] if far < 1e-4 else [f'they differ by {far}'])


def same_teacher(tab, model):
    "Twenty answers to the page's teacher and to Python's: layer, temperature, sets."
    import numpy as np
    from emotion_cnn.panel import Teacher
    teacher, said = Teacher(model), [i*3 % len(model.classes) for i in range(20)]
    teacher.add(synthetic()[:20])
    for i, k in enumerate(said): teacher.say(i, model.classes[k])
    ask = """([faces, said, weight, bias, pull, sets]) => {
      const t = new emotionDemo.Teacher({ weight, bias }, pull, sets), all = faces.map((features) => ({ features }));
      all.forEach((o, i) => t.say(o, said[i]));
      return { weight: t.layer.weight, temperature: t.temperature, sets: t.sets }; }"""
    faces = teacher.seen.transpose(1, 0, 2).astype(float).tolist()
    weight, bias = (o.astype(float).tolist() for o in teacher.first)
    found = tab.evaluate(ask, [faces, said, weight, bias, teacher.pull, teacher.first_sets])
    pairs = (found['weight'], teacher.layer[0]), (found['temperature'], teacher.temperature), (found['sets'], teacher.sets)
    far = max(np.abs(np.subtract(a, b)).max() for a, b in pairs)
    check(f'demo: it learns, doubts and hedges as Python does (difference {far:.0e})', [] if far < 1e-3 else [f'they differ by {far}'])


def other_classes(tab):
    "A network of three classes of the visitor's, put in the place of ours."
    from emotion_cnn.model import create_model, save_model
    from emotion_cnn.release import export_onnx
    net = create_model('emotion_cnn', widths=(4, 8), hidden=6, n_classes=3).eval()
    net.classes = ('happy', 'aburrido', 'habla <b>')
    with tempfile.TemporaryDirectory() as d:
        file = export_onnx(save_model(net, f'{d}/mine.safetensors'), f'{d}/mine.onnx')
        tab.set_input_files('#demo-own', str(file))
        until(tab, 'emotionDemo.facts.emotions.length === 3', 60)
    tab.click('#demo-sample')
    until(tab, 'emotionDemo.faces.length > 1', 60)
    names = tab.evaluate('[...document.querySelectorAll("#demo-bars .name")].map((o) => o.textContent)')
    tab.click('#demo-bars li:nth-child(2) button')
    told = tab.text_content('#demo-status')
    check('demo: a network of other classes shows and learns its own', [] if names == ['alegría', 'aburrido', 'habla <b>']
          and 'Aprendido: aburrido' in told else [f'{names}, {told}'])
    tab.set_input_files('#demo-own', str(ROOT/'emotion_cnn/weights/best.onnx'))
    until(tab, 'emotionDemo.facts.emotions.length === 7', 60)


def teaching(tab, model):
    "With the drawn faces on the page: press, look at the others, undo, save, remember, forget."
    import numpy as np
    from emotion_cnn import EmotionClassifier
    same_weights(tab, model)
    same_teacher(tab, model)
    seen = 'emotionDemo.seen.map((o) => o.probabilities)'
    button = '#demo-bars li:nth-child({}) button'.format
    before = np.array(tab.evaluate(seen))
    chosen = tab.evaluate('emotionDemo.seen.indexOf(emotionDemo.faces[0])')
    second = int(np.argsort(before[chosen])[-2])
    tab.click(button(second + 1))  # what the network held for the second most probable
    after = np.array(tab.evaluate(seen))
    gain = after[:, second]/before[:, second]  # how many times as probable
    check(f'demo: what is pressed is learnt (×{gain[chosen]:.2f}), and other verdicts move (×{np.delete(gain, chosen).max():.2f})',
          [] if gain[chosen] > 1.3 and np.delete(gain, chosen).max() > 1.05 and 'Aprendido' in tab.text_content('#demo-status') else [f'{gain}'])
    with tab.expect_download() as download: tab.click('#demo-model')
    with tempfile.TemporaryDirectory() as d:
        download.value.save_as(f'{d}/mi-modelo.onnx')
        crops = np.array(tab.evaluate('emotionDemo.seen.map((o) => Array.from(o.crop))'), np.uint8).reshape(-1, 48, 48)
        far = abs(EmotionClassifier(f'{d}/mi-modelo.onnx').predict_proba(crops) - after).max()
    check(f'demo: the model that is saved opens in Python and says the same (difference {far:.0e})', [] if far < 1e-3 else [f'{far}'])
    tab.click('#demo-undo')
    far = abs(np.array(tab.evaluate(seen)) - before).max()
    check('demo: undone, all is as before', [] if far < 1e-4 else [f'it differs by {far}'])
    tab.click('#demo-ask')
    tab.keyboard.press('Tab')
    tab.keyboard.press('Enter')
    pressed = tab.evaluate('[...document.querySelectorAll("#demo-bars button")].findIndex((o) => o.ariaPressed === "true")')
    check('demo: it asks, and the keyboard answers', [] if pressed == 1 else [f'button {pressed} is pressed'])
    kept = 'localStorage.getItem("emotion-cnn-lessons")'
    silent = tab.evaluate(kept)
    tab.check('#demo-remember')
    told = tab.evaluate(kept)
    tab.click('#demo-forget')
    check('demo: kept in the browser only if wanted, and forgotten', [] if silent is None and told and 'data:' not in told
          and tab.evaluate(kept) is None and abs(np.array(tab.evaluate(seen)) - before).max() < 1e-4 else ['it is not so'])


def film_file(tab):
    "A video file: a drawn face that changes."
    import av, numpy as np
    from emotion_cnn.synthetic import draw_face
    with tempfile.TemporaryDirectory() as d:
        with av.open(f'{d}/video.webm', 'w') as out:
            stream = out.add_stream('libvpx', rate=10, width=320, height=320, pix_fmt='yuv420p')
            for i in range(20):
                frame = np.full((320, 320, 3), 230, np.uint8)
                frame[40:280, 40:280] = draw_face('happy' if i < 10 else 'surprise', seed=4, size=240, gray=False)
                out.mux(stream.encode(av.VideoFrame.from_ndarray(frame, 'rgb24')))
            out.mux(stream.encode())
        tab.set_input_files('#demo-another', f'{d}/video.webm')
        try: until(tab, 'document.querySelector("#demo-timeline svg") && !document.getElementById("demo-film").hidden', 120)
        except TimeoutError: pass
    found = tab.evaluate('emotionDemo.moments.map((o) => o.face ? o.face.probabilities : null)')
    first, last = ({int(np.argmax(p)) for p in part if p} for part in (found[:8], found[-6:]))
    check(f'demo: a video file gives a timeline ({len(found)} moments)', [] if first == {3} and last == {6} else [f'{first}, {last}: {tab.text_content("#demo-status")}'])


def phone(visitor):
    "Face and verdict on one screen, and a session that is remembered."
    from matplotlib.cbook import get_sample_data
    tab = visitor.open('demo.html', 390)
    tab.set_viewport_size(dict(width=390, height=844))
    tab.set_input_files('#demo-file', get_sample_data('grace_hopper.jpg', asfileobj=False))
    until(tab, 'emotionDemo.faces.length == 1', 60)
    tab.wait_for_timeout(300)
    ends = tab.evaluate('["demo-canvas", "demo-verdict", "demo-bars"].map((o) => document.getElementById(o).getBoundingClientRect()).map((o) => [o.top, o.bottom])')
    wide = tab.evaluate('document.documentElement.scrollWidth')
    check('demo at 390 px: face, verdict and bars on one screen', [f'{o}' for o in ends if o[0] < 0 or o[1] > 844] + ([f'{wide} px wide'] if wide > 390 else []))
    tab.click('#demo-bars li:nth-child(4) button')
    tab.check('#demo-remember')
    tab.reload()
    tab.evaluate('emotionDemo.ready()')
    tab.set_input_files('#demo-file', get_sample_data('grace_hopper.jpg', asfileobj=False))
    until(tab, 'emotionDemo.faces.length == 1', 60)
    check('demo: remembered after a reload', [] if 'aprendido de 1 rostro' in tab.text_content('#demo-learnt') else [tab.text_content('#demo-learnt')])
    tab.context.close()


def no_camera(visitor):
    tab = visitor.open('demo.html')
    start = len(visitor.requests)
    tab.evaluate('() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError")); }')
    tab.click('#demo-camera')
    tab.wait_for_selector('#demo-status.trouble', timeout=60_000)
    check('demo: without permission it explains itself', [] if 'permiso' in tab.text_content('#demo-status') else ['it does not'])
    check('demo: the camera is asked for before the network is loaded', [u for _, u in visitor.requests[start:] if u.endswith(('.onnx', '.gz'))])
    tab.context.close()
    context = visitor.browser.new_context(locale='es-ES')
    context.add_init_script('delete globalThis.WebAssembly')
    tab = context.new_page()
    tab.goto(visitor.base + 'demo.html')
    check('demo: without WebAssembly it explains itself', [] if 'WebAssembly' in (tab.text_content('#demo-status') or '') else ['it does not'])
    context.close()


def film(file):
    "A camera that sees a drawn face move a little: raw video (Y4M), 40 frames."
    import cv2, numpy as np
    from emotion_cnn.synthetic import draw_face
    face = draw_face('happy', seed=4, size=300, gray=False)
    with open(file, 'wb') as f:
        f.write(b'YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420\n')
        for i in range(40):
            frame = np.full((480, 640, 3), 200, np.uint8)
            x = 40 + int(20*np.sin(i/40*6.28))
            frame[90:390, x:x + 300] = face
            f.write(b'FRAME\n' + cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420).tobytes())


def camera(playwright, base):
    with tempfile.TemporaryDirectory() as d:
        film(f'{d}/face.y4m')
        visitor = Visitor(playwright, base, '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
                          f'--use-file-for-fake-video-capture={d}/face.y4m')
        tab = visitor.open('demo.html', permissions=['camera'])
        tab.click('#demo-camera')
        try:
            until(tab, 'emotionDemo.faces.length == 1', 60)
            until(tab, 'parseInt(document.getElementById("demo-rate").textContent) > 0', 30)
            time.sleep(3)
            rate, best = tab.text_content('#demo-rate'), tab.text_content('#demo-bars .best .name')
        except Exception as e: rate, best = f'{e}'.split('\n')[0], None
        box = (tab.evaluate(FACES) or [dict(box=[0, 0, 0, 0])])[0]['box']
        check('demo: the camera is a mirror', [] if box[0] + box[2]/2 > 320 else [f'face at {box}'])
        check(f'demo: camera ({rate})', [] if best == 'alegría' else [f'{best} ({rate}; {tab.text_content("#demo-status")})'])
        tab.click('#demo-pause')
        tab.wait_for_timeout(400)
        shown = 'document.getElementById("demo-canvas").toDataURL().length'
        check('demo: pause', [] if tab.text_content('#demo-pause') == 'Seguir' and tab.evaluate(shown) == (tab.wait_for_timeout(500) or tab.evaluate(shown)) else ['it goes on'])
        tab.click('#demo-clear')
        check('demo: clear', [] if tab.locator('#demo-result').is_hidden() and tab.locator('#demo-start').is_visible() else ['something stays'])
        check('demo: the camera sends nothing', visitor.outside() + [u for m, u in visitor.requests if m != 'GET'])
        visitor.browser.close()


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--no-browser', action='store_true', help='only the files')
    args = args.parse_args()
    if not (OUT/'index.html').exists(): sys.exit('no site in _docs: bash .ci/site')
    pages = read_pages()
    files_are_whole(pages)
    examples_run()
    report = OUT/'informe.pdf'
    check('the report as PDF', [] if report.exists() and report.read_bytes()[:5] == b'%PDF-' else ['informe.pdf is not there'])
    if report.exists(): answers_in_front(report)
    if not args.no_browser:
        from playwright.sync_api import sync_playwright
        base = serve()
        with sync_playwright() as playwright:
            visitor = Visitor(playwright, base)
            for part in (reading, narrow, accessible, light, touched): part(visitor, pages)
            drawn_face(visitor)
            inside_network(visitor)
            check('pages ask no other host', visitor.outside())
            demo(visitor)
            phone(visitor)
            check('no error in any page', visitor.errors)
            visitor.errors.clear()
            no_camera(visitor)
            visitor.browser.close()
            camera(playwright, base)
    print(f'{sum(results)} passed, {len(results) - sum(results)} failed')
    sys.exit(not all(results))


if __name__ == '__main__': main()
