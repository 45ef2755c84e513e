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
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name in ('app', 'worker'): bundle(HERE/f'src/{name}.js', out/f'{name}.js')
    wasm = node.MODULES/'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'
    (out/'ort.wasm.gz').write_bytes(gzip.compress(wasm.read_bytes(), 9, mtime=0))
    for file in models(): shutil.copy(file, out)
    shutil.copy(HERE/'demo.css', out)
    picture, drawn = sample()
    Image.fromarray(picture).save(out/'muestra.png')
    known = facts(drawn)
    (out/'facts.json').write_text(json.dumps(known, ensure_ascii=False), encoding='utf-8')
    return dict(bytes=weight(out, known['wasm'], known['detector'], known['model']), face=face(out, known))


def weight(folder, *names): return sum((folder/name).stat().st_size for name in names)


def face(out, facts):
    "The drawn face of the home, which shares the network and its runtime with the demo."
    import hero
    from emotion_cnn.inference import OnnxModel
    for source, name in (('app', 'face'), ('worker', 'face-worker')): bundle(SITE/f'face/{source}.js', out/f'{name}.js')
    return hero.build(out, OnnxModel(out/facts['model'])) | dict(bytes=weight(out, facts['wasm'], facts['model']))


def default(function, name):
    return inspect.signature(function).parameters[name].default


def facts(drawn):
    "What the page shares with Python: limits, colours, and how it learns; names and sets are in the network's file."
    from emotion_cnn.inference import MANY
    from emotion_cnn.data import COLORS, EMOTIONS, OTHER_COLORS, SPANISH
    from emotion_cnn.faces import MAX_SIDE, SCALES, SURE, TEMPLATE, WARNINGS, YuNet
    from emotion_cnn.panel import PULL
    from emotion_cnn.video import Tracker
    absent = [SPANISH[e] for e in EMOTIONS if e not in drawn]
    note = f"No hay caras de {', '.join(absent)}: dibujadas, la red no las reconoce bien." if absent else ''
    return dict(
        wasm='ort.wasm.gz', detector='yunet.onnx', model='best.onnx', many=MANY, pull=PULL,
        template=TEMPLATE, maxSide=MAX_SIDE, scales=SCALES, warnings=WARNINGS,
        minScore=default(YuNet.__init__, 'min_score'), sure=SURE, drawn=drawn, note=note, colors=COLORS, palette=OTHER_COLORS,
        tracker={k: default(Tracker.__init__, k) for k in ('halflife', 'patience', 'same')})


def sample():
    "Drawn faces in one picture, for those without a photo at hand, and which: those that are read rightly."
    import numpy as np
    from emotion_cnn.data import EMOTIONS
    from emotion_cnn.inference import EmotionClassifier
    clf, tiles = EmotionClassifier(), {}
    for emotion in EMOTIONS:
        for seed in range(1, 13):
            tile = framed(emotion, seed)
            verdicts = clf(tile)
            if len(verdicts) == 1 and verdicts[0].emotion == emotion and verdicts[0].probability > .6:
                tiles[emotion] = tile
                break
    blank = [np.full((260, 260, 3), 236, np.uint8)]*(len(tiles) % 2)
    return np.vstack(list(map(np.hstack, zip(*[iter([*tiles.values(), *blank])]*2)))), list(tiles)


def framed(emotion, seed):
    "A drawn face on a light ground."
    import numpy as np
    from emotion_cnn.synthetic import draw_face
    tile = np.full((260, 260, 3), 236, np.uint8)
    tile[20:240, 20:240] = draw_face(emotion, seed=seed, size=220, gray=False)
    return tile
