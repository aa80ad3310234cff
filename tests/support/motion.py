"""Motion made for tests."""

import numpy as np

from mocap_app.core.rotation import from_rotvec
from mocap_app.training.body.rig import BONES
from mocap_app.training.motion.clip import MotionClip, Stature

ACCLAIM_SKELETON = """# made by hand
:version 1.10
:units
  length 0.45
:root
  order TX TY TZ RX RY RZ
:bonedata
  begin
    id 1
    name thigh
    direction 0 -1 0
    length 2
    axis 0 0 0 XYZ
    dof rx ry rz
  end
  begin
    id 2
    name shin
    direction 0 -1 0
    length 1.5
    axis 0 0 90 XYZ
    dof ry
  end
:hierarchy
  begin
    root thigh
    thigh shin
  end
"""
ACCLAIM_MOTION = """#!OML
:FULLY-SPECIFIED
:DEGREES
1
root 1 2 3 0 0 0
thigh 0 0 0
shin 0
5
root 0 0 0 0 90 0
thigh 90 0 0
shin -90
"""


def random_clip(person, rng: np.random.Generator, count: int) -> MotionClip:
    """Smooth random motion of everything but the fingers, on the way somewhere."""
    phase = np.linspace(0, 6, count)[:, None, None]
    wobble = rng.uniform(-0.4, 0.4, (1, len(BONES), 3)) * np.sin(phase + rng.uniform(0, 6, 3))
    wobble[:, [i for i, bone in enumerate(BONES) if bone.startswith("finger")]] = 0
    root = person.joints[0] + np.linspace(0, 1, count)[:, None] * rng.normal(size=3) * (1, 0, 1)
    return MotionClip(
        "random",
        from_rotvec(wobble).astype(np.float32),
        root.astype(np.float32),
        Stature.of(person),
    )
