"""An example for each class that people use: the reference shows it, and this file runs, so that no example is wrong.

`# %%` and the names of classes begin one; where there are several, NAME is each of them in turn.
"""
# %%
import numpy as np, torch
from emotion_cnn.data import EMOTIONS, EmotionError
from emotion_cnn.synthetic import draw_face
photo = draw_face('happy', seed=2, size=300, gray=False)                # any photo: path, address, bytes, array
faces = torch.from_numpy(np.stack([draw_face(e, seed=3) for e in EMOTIONS]))[:, None]  # (7, 1, 48, 48) uint8

# %% EmotionError
from emotion_cnn import EmotionClassifier, EmotionError
try: EmotionClassifier('models/none')
except EmotionError as e: print(e)                                      # one clear line

# %% EmotionClassifier
from emotion_cnn import EmotionClassifier
from emotion_cnn.synthetic import draw_face
classifier = EmotionClassifier()                                        # the packaged model
photo = draw_face('happy', seed=2, size=300, gray=False)                # or a path, an address, bytes
for face in classifier(photo): print(face.label, face.probability, face.box)
classifier.draw(photo).save('drawn.png')
classifier.predict_proba([faces[0, 0].numpy()])                         # (1, 7), in the order of EMOTIONS

# %% FaceEmotion
face = classifier(photo)[0]
face.emotion, face.spanish, face.probability                            # ('happy', 'alegría', …)
face.likely, face.quality, face.warning
face.to_dict()                                                          # plain values, for JSON

# %% FaceEmotions
found = classifier(photo)                                               # a list; in a notebook, a table of bars
len(found), found[0].label

# %% OnnxModel
from emotion_cnn.inference import OnnxModel
from emotion_cnn.model import WEIGHTS
OnnxModel(WEIGHTS/'best.onnx').predict_proba(faces[:, 0].numpy())       # (7, 7), without PyTorch

# %% TorchModel
from emotion_cnn.inference import TorchModel
TorchModel(WEIGHTS/'best.safetensors').predict_proba(faces[:, 0].numpy())  # (7, 7)

# %% Face YuNet
from emotion_cnn.faces import YuNet, face_crop
for face in YuNet()(photo): print(face.box, face.score, face_crop(photo, face, 48).shape)

# %% EmotionCNN EmotionResNet
from emotion_cnn.model import NAME
network = NAME(size=48)
network.eval()(torch.zeros(1, 1, 48, 48)).shape                         # (1, 7) logits

# %% ResidualBlock
from emotion_cnn.model import ResidualBlock
ResidualBlock(32, 64)(torch.zeros(1, 32, 24, 24)).shape                 # (1, 64, …)

# %% SqueezeExcite
from emotion_cnn.model import SqueezeExcite
SqueezeExcite(64)(torch.zeros(1, 64, 12, 12)).shape                     # as it came

# %% BatchFlip BatchAffine BatchPhotometric BatchBlur BatchNoise BatchErasing BatchCover BatchGamma BatchMotion BatchResolution BatchJPEG BatchCamera BatchFraming
from emotion_cnn.transforms import NAME
NAME()(faces.float()/255).shape                                         # each face altered by chance

# %% Recipe
from emotion_cnn.recipe import load_recipe
recipe = load_recipe('baseline')
recipe.epochs, recipe.lr
recipe.save('mine.toml')

# %% Tracker
from emotion_cnn.video import Tracker
tracker = Tracker()
for second in (0, .1, .2):
    for person in tracker.update(second, [(10, 20, 50, 60)], np.full((1, 7), 1/7)): print(person.number)

# %% ModelCard
from emotion_cnn.release import model_card
card = model_card('best')                                               # a dictionary; in a notebook, a page
card['val']['accuracy'], card['limits']

# %% Panel
from emotion_cnn.panel import Panel
Panel(classifier)                                                       # as the last line of a notebook's cell

# %% Callback
from emotion_cnn.train import Callback                                  # `fit` takes a list of them
class Epochs(Callback):
    def after_epoch(self, t): print(t.state['history'][-1])

# %% VideoFile
from emotion_cnn.video import VideoFile
with VideoFile('film.mp4', fps=10) as film:
    for i in range(20): film.add(photo, seconds=i/10)

# %% Family
from emotion_cnn.robustness import FAMILIES, altered
strengths = FAMILIES['blur'].strengths                                  # from mild to severe
altered(faces[:, 0].numpy(), 'blur', strengths[-1]).shape               # (7, 48, 48)
