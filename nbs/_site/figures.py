"What the figures that one can touch know: numbers of `results/`, and small drawn faces that are altered by the library itself."
import json

import numpy as np
import torch
from PIL import Image

from emotion_cnn.data import EMOTIONS, SPANISH, spanish_number
from emotion_cnn.lab.claims import all_claims, current_runs, read_runs
from emotion_cnn.lab.results import read_result
from emotion_cnn.model import create_model, load_model, receptive_field
from emotion_cnn.robustness import FAMILIES, SPANISH_FAMILIES, altered
from emotion_cnn.synthetic import draw_face
from emotion_cnn.transforms import train_transforms

FACE = draw_face('happy', seed=3)


def balance():
    seeds = read_result('best/seeds.json')
    return dict(points=seeds['tradeoff'], used=seeds['balance'])


def confusion():
    "Three sources of faces: at home, elsewhere, and the hundred of the report."
    sample = read_result('affectnet/sample.json')['metrics']
    sources = dict(val=('de validación', 'En casa', read_result('best/metrics.json')), out=('de otro origen', 'Fuera', read_result('affectnet/metrics.json')),
                   hundred=('los cien casos', 'En los cien', sample))
    return {k: dict(name=name, short=short, matrix=m['confusion']) for k, (name, short, m) in sources.items()}


def draws():
    "How many cases of each emotion there are, how many are right, and how many a draw takes."
    everything, sample = read_result('affectnet/metrics.json')['confusion'], read_result('affectnet/sample.json')
    take = [sum(row) for row in sample['metrics']['confusion']]
    classes = [dict(n=sum(row), right=row[i], take=take[i]) for i, row in enumerate(everything)]
    return dict(classes=classes, drawn=sample['hits']/sum(take))


def field():
    names = dict(Conv2d='convolución', MaxPool2d='max pooling')
    table = receptive_field(create_model('emotion_cnn'))
    layers = [dict(name=f'{names[o.kind].capitalize()} {i//2 + 1}', field=int(o.field), jump=int(o.jump), start=int(o.start)) for i, o in enumerate(table.itertuples())]
    return dict(layers=layers, side=48)


def augmentation(images):
    "The faces and the accuracies of claim 1, by what is altered and how strongly."
    table, families = current_runs(read_runs(), all_claims()[0]), {}
    for name, key in (('geometría', 'geometry'), ('luz', 'photometric'), ('desenfoque', 'blur'), ('ruido', 'noise')):
        mean = table[table.group.isin((name, 'todas'))].groupby('x').accuracy.mean()
        steps = []
        for x, accuracy in mean.items():
            images.append(augmented({key: float(x)}))
            label = 'nada' if not x else 'la fuerza de partida' if x == 1 else f'{spanish_number(x)} veces la fuerza de partida'
            steps.append(dict(image=len(images) - 1, label=label, accuracy=round(float(accuracy), 4)))
        families[key] = dict(name=name, steps=steps)
    return dict(families=families, title='al entrenar se altera')


def augmented(strength):
    "The face as training would see it once."
    nothing = dict.fromkeys(('flip', 'geometry', 'photometric', 'blur', 'noise'), 0.)
    torch.manual_seed(3)
    seen = train_transforms(**nothing | strength)(torch.from_numpy(FACE)[None, None])
    return (127.5*(seen.reshape(48, 48) + 1)).round().clip(0, 255)


def robustness(images):
    "The faces and the accuracies of the robustness suite."
    found = {o: read_result(f'{o}/robustness.json') for o in ('best', 'baseline')}
    families = {}
    for name, kind in found['best']['families'].items():
        exact = {str(o): o for o in FAMILIES[name].strengths}
        steps = [dict(image=0, label='sin alterar', **{o: found[o]['clean']['accuracy'] for o in found})]
        for strength in kind['strengths']:
            images.append(altered(FACE[None], name, exact[strength])[0])
            steps.append(dict(image=len(images) - 1, label='', **{o: found[o]['families'][name]['strengths'][strength]['accuracy'] for o in found}))
        for i, o in enumerate(steps[1:], 1): o['label'] = f'{i} de {len(steps) - 1}'
        families[name] = dict(name=SPANISH_FAMILIES[name], steps=steps)
    return dict(families=families, title='la cara', models=[dict(key='best', name='best'), dict(key='baseline', name='red de partida')])


def inside(out):
    "The first network's blocks as bytes, each filter with its scale, and seven drawn faces to send through."
    model, parts = load_model('baseline'), []
    for block in model.features:
        weight, bias = (o.detach().numpy() for o in (block[0].weight, block[0].bias))
        scale = abs(weight).reshape(len(weight), -1).max(1)/127
        small = np.round(weight/np.where(scale > 0, scale, 1)[:, None, None, None]).astype(np.int8)
        parts += [scale.astype('<f4').tobytes(), bias.astype('<f4').tobytes(), small.tobytes()]
    (out/'red.bin').write_bytes(b''.join(parts))
    strip([draw_face(e, seed=3) for e in EMOTIONS], out/'caras.png')
    fields = receptive_field(model).query('kind == "MaxPool2d"')
    blocks = [dict(n=n, field=int(o.field), jump=int(o.jump), start=int(o.start)) for n, o in zip(model.options['widths'], fields.itertuples())]
    return dict(file='red.bin', faces='caras.png', side=48, widths=model.options['widths'], blocks=blocks, bytes=(out/'red.bin').stat().st_size)


def strip(images, file): Image.fromarray(np.vstack([np.asarray(o) for o in images]).astype(np.uint8)).save(file, optimize=True)


def build(out):
    "Write `figures.json` and its pictures into the folder `out`."
    out.mkdir(parents=True, exist_ok=True)
    found = dict(emotions=[dict(name=e, spanish=SPANISH[e]) for e in EMOTIONS], balance=balance(), confusion=confusion(), draws=draws(), field=field())
    strip([FACE], out/'cara.png')
    found['inside'] = inside(out)
    for name, make in (('augmentation', augmentation), ('robustness', robustness)):
        images = [FACE] if name == 'robustness' else []
        found[name] = make(images) | dict(file=f'{name}.png')
        found[name]['count'] = len(images)
        strip(images, out/f'{name}.png')
    (out/'figures.json').write_text(json.dumps(found, ensure_ascii=False), encoding='utf-8')
