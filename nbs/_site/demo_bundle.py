"The page `demo`: JavaScript bundled by esbuild, the networks, and the facts that both languages share."
import gzip, hashlib, inspect, json, shutil

import node
from project import LIB, ROOT, SITE

HERE = SITE/'demo'
DETECTOR_SHA256 = '04d7dba8a514e0fda92e7670f07e71f30a001f9f944b91a02c6e5d08ea873584'


def models():
    "The two networks, whole: ours says so by its own seal, the detector by its digest."
    from emotion_cnn.inference import OnnxModel
    network, detector = ROOT/LIB/'weights/best.onnx', HERE/'models/yunet.onnx'
    OnnxModel(network)
    found = hashlib.sha256(detector.read_bytes()).hexdigest()
    if found != DETECTOR_SHA256: raise SystemExit(f'{detector}: not the detector that is published: {found}')
    return network, detector


def bundle(source, target):
    node.run('esbuild', source, '--bundle', '--minify', '--format=esm', '--target=es2022', '--log-level=warning',
             '--external:node:*', '--external:module', f'--outfile={target}', '--legal-comments=none')


def build(out):
    "Bundle into the folder `out`; what the pages say of it is returned, the bytes that a visitor fetches among it."
    from PIL import Image
    from emotion_cnn.data import COLORS, EMOTIONS, SPANISH
    from emotion_cnn.faces import MAX_SIDE, TEMPLATE, YuNet
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name in ('app', 'worker'): bundle(HERE/f'src/{name}.js', out/f'{name}.js')
    wasm = node.MODULES/'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'
    (out/'ort.wasm.gz').write_bytes(gzip.compress(wasm.read_bytes(), 9, mtime=0))
    for file in models(): shutil.copy(file, out)
    shutil.copy(HERE/'demo.css', out)
    Image.fromarray(sample()).save(out/'muestra.png')
    score = inspect.signature(YuNet.__init__).parameters['min_score'].default
    size = json.loads((ROOT/LIB/'weights/best.json').read_text(encoding='utf-8'))['size']
    facts = dict(wasm='ort.wasm.gz', detector='yunet.onnx', model='best.onnx', size=size, template=TEMPLATE, minScore=score, maxSide=MAX_SIDE,
                 emotions=[dict(name=e, spanish=SPANISH[e], color=COLORS[e]) for e in EMOTIONS])
    (out/'facts.json').write_text(json.dumps(facts, ensure_ascii=False), encoding='utf-8')
    return dict(bytes=weight(out, facts['wasm'], facts['detector'], facts['model']), face=face(out, facts))


def weight(folder, *names): return sum((folder/name).stat().st_size for name in names)


def face(out, facts):
    "The drawn face of the home, which shares the network and its runtime with the demo."
    import hero
    from emotion_cnn.inference import OnnxModel
    for source, name in (('app', 'face'), ('worker', 'face-worker')): bundle(SITE/f'face/{source}.js', out/f'{name}.js')
    return hero.build(out, OnnxModel(out/facts['model'])) | dict(bytes=weight(out, facts['wasm'], facts['model']))


def sample():
    "Four drawn faces in one picture, for those without a photo at hand."
    import numpy as np
    from emotion_cnn.synthetic import draw_face
    faces = [draw_face(e, seed=s, size=220, gray=False) for e, s in (('happy', 4), ('surprise', 7), ('angry', 1), ('sad', 6))]
    tile = np.full((2*260, 2*260, 3), 236, np.uint8)
    for i, face in enumerate(faces):
        y, x = 20 + 260*(i//2), 20 + 260*(i % 2)
        tile[y:y + 220, x:x + 220] = face
    return tile
