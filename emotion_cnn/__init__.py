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

# What it may be used for: the same in --help, in the card of a model and on the page of the demonstration.
USE = dict(
    en="It names the expression that a face shows, not what a person feels, and must decide nothing about anyone. "
       "In the European Union, inferring emotions at work or in education is forbidden (Regulation 2024/1689, "
       "article 5(1)(f), since 2 February 2025).",
    es="Nombra la expresión que muestra un rostro, no lo que siente una persona, y no debe decidir nada sobre nadie. "
       "En la Unión Europea está prohibido inferir emociones en el trabajo y en la educación (Reglamento 2024/1689, "
       "artículo 5.1.f, desde el 2 de febrero de 2025).")

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
