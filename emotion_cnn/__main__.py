"`python -m emotion_cnn`: what commands there are; `python -m emotion_cnn predict photo.jpg` runs one."
from emotion_cnn.cli import main

if __name__ == '__main__': main()
