"""Recorded motion on the body's rig: readers, retargeting, library, variation and sequences.

* `library.clips() -> list[ClipInfo]`, `library.load_clip(info) -> MotionClip`; `info.split` says
  what it is for.
* `clip.MotionClip`: `rotations` (T, B, 4) and `root` (T, 3) at 30 frames a second;
  `person.pose(clip.rotations, clip.root_for(person))` puts it on any `body.ShapedBody`.
* `variation`: mirror, time warp, one clip's legs under another's trunk, grips of the fingers.
* `gestures.webcam_clip(rng, posture)`: sitting or standing at a webcam, typing, talking, waving.
* `plausibility.examine(clip, person)`: measures that find broken clips.
* `sequences`: Body27 positions of whole clips, packed for the lifters.

No torch here.
"""
