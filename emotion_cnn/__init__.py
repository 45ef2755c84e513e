"""Seven emotions of a face: find the faces of a photo, name what each one shows, and train the network that does it.

    from emotion_cnn import EmotionClassifier

    classifier = EmotionClassifier()           # the packaged model; or EmotionClassifier('models/trained/mine')
    for face in classifier('photo.jpg'):       # path, address, bytes, PIL image, array or tensor
        print(face.label, face.probability, face.box, face.warning)
    classifier.draw('photo.jpg').save('drawn.png')

What can't be done raises EmotionError, whose message is one clear line.

    EmotionClassifier    faces of a photo → FaceEmotion: box, likely emotions, seven probabilities, quality
    folder_table         a folder → a DataFrame; of photos, with use_face_detection=True (emotion_cnn.folders)
    video_table          a video or camera → a DataFrame        (emotion_cnn.video)

Modules, in the order of the chapters of the report: data, download, synthetic, transforms, model, recipe, train,
evaluate, faces, affectnet, inference, folders, video, panel, release, cli.
"""
__version__ = "0.1.0"

_HOMES = dict(EmotionClassifier='inference', FaceEmotion='inference', EmotionError='data', EMOTIONS='data',
              folder_table='folders', video_table='video')
__all__ = [*_HOMES]

TYPE_CHECKING = False  # editors take it for true, and so know what __getattr__ brings
if TYPE_CHECKING:
    from .data import EMOTIONS, EmotionError
    from .folders import folder_table
    from .inference import EmotionClassifier, FaceEmotion
    from .video import video_table

def __getattr__(name):
    "Names of modules are looked up when they are first asked for, so that importing the package stays light."
    if name not in _HOMES: raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    from importlib import import_module
    return getattr(import_module(f'.{_HOMES[name]}', __name__), name)

def __dir__(): return sorted([*globals(), *_HOMES])
