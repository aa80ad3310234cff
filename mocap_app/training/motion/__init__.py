"""Recorded motion on the body's rig: readers, retargeting, library, variation and sequences.

* `library.clips() -> list[ClipInfo]`, `library.load_clip(info) -> MotionClip`; `info.split` says
  what it is for.
* `clip.MotionClip`: `rotations` (T, B, 4) and `root` (T, 3) at 30 frames a second;
  `person.pose(clip.rotations, clip.root_for(person))` puts it on any `body.ShapedBody`.
* `variation`: mirror, time warp, recombination, desk and sitting poses, fingers.
* `sequences`: Body27 positions of whole clips, packed for the lifters.

No torch here.
"""
