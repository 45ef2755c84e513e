// Who is who from frame to frame, and what is said of each smoothed in time: the Tracker of emotion_cnn.video.
import { overlap } from "./yunet.js";

export class Tracker {
  constructor({ halflife, patience, same }) { Object.assign(this, { halflife, patience, same, tracks: [], now: undefined }); }

  /** Put the smoothed probabilities into the faces of one frame; `seconds` is its time. */
  follow(faces, seconds) {
    const patience = Math.max(this.patience, 2 * (seconds - (this.now ?? seconds)));
    this.now = seconds;
    this.tracks = this.tracks.filter((o) => seconds - o.seen <= patience);
    const pairs = this.tracks.flatMap((track) => faces.map((face) => [overlap(track.box, face.box), track, face])), known = new Map(), taken = new Set();
    for (const [share, track, face] of pairs.sort(([a], [b]) => b - a)) {
      if (share < this.same || known.has(face) || taken.has(track)) continue;
      known.set(face, track); taken.add(track);
    }
    for (const face of faces) {
      const track = known.get(face), keep = track ? .5 ** ((seconds - track.seen) / this.halflife) : 0;
      if (track) face.probabilities = face.probabilities.map((p, k) => keep * track.probabilities[k] + (1 - keep) * p);
      const { box, probabilities } = face;
      track ? Object.assign(track, { box, probabilities, seen: seconds }) : this.tracks.push({ box, probabilities, seen: seconds });
    }
    return faces;
  }
}
