"""Legs between the joints that are solved and the body that is placed: feet out, legs back in.

`StillLegs` is for people of whom only the upper part counts: their legs stand or sit still.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3
from mocap_app.core.rotation import frames_of, from_axis_angle, matrices_of, to_matrix
from mocap_app.solving.contacts import FEET
from mocap_app.solving.foot_lock import Feet
from mocap_app.solving.landmarks import joints, keypoints
from mocap_app.solving.leg_ik import bent_leg
from mocap_app.solving.limb_view import ramp

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray
    from mocap_app.core.vec3 import Vec
    from mocap_app.solving.contact_detector import Pixel
    from mocap_app.solving.foot_lock import Placed

LEAST_CONFIDENCE = 0.3
"""From which the pixels of a heel or toe tell how fast it moves."""
FACING_S = 1.5
"""Time constant with which still legs turn to where the hips face."""
SWAY_S = 0.8
"""Time constant with which a body on still legs moves."""

THIGHS, SHANKS = joints("LeftUpLeg", "RightUpLeg"), joints("LeftLeg", "RightLeg")
ANKLES, TOES = joints("LeftFoot", "RightFoot"), joints("LeftToeBase", "RightToeBase")
_LEGS = np.stack([THIGHS, SHANKS, ANKLES], axis=-1)
_LEG_POINTS = keypoints(
    *(f"{side}_{part}" for side in ("left", "right") for part in ("knee", "ankle", "heel", "toe"))
)
UNSEEN = (math.nan, math.nan)
"""The pixel of what is not seen."""
STIFF, BENT = math.cos(math.radians(15.0)), math.cos(math.radians(45.0))
"""Cosines of the bend of a knee up to which a leg is stiff, and from which it is soft."""
SOFT = 0.003
"""As how much of a stiff leg a soft one counts. Chosen with the bends on the jumping jack and the
lunge and on rendered films of the training split."""
_BONES = np.concatenate([THIGHS, SHANKS])
_BELOW = np.concatenate([SHANKS, ANKLES, TOES])
_BELOW_HIPS = np.concatenate([THIGHS, SHANKS, ANKLES, TOES])
_HIPS = int(joints("Hips")[0])
_SIT = to_matrix(from_axis_angle([1.0, 0.0, 0.0], -0.5 * math.pi))


def leg_evidence(confidence: FloatArray, body: str) -> FloatArray:
    """Return (..., 27) confidences without those of legs that shall be still."""
    if body == "full":
        return confidence
    without = confidence.copy()
    without[..., _LEG_POINTS] = 0.0
    return without


def seen_feet(
    frames: FloatArray,
    around: FloatArray,
    soles: FloatArray,
    pixels: list[Pixel],
    metres_per_pixel: float,
    misses: list[float],
) -> Feet:
    """Return the feet of a solved frame.

    Args:
        frames: (22, 3, 3) orientations.
        around: (22, 3) joints, seen from the hips.
        soles: (4, 3) heels and toes of the solved skeleton, seen from the hips.
        pixels: Four of `foot_pixels`.
        metres_per_pixel: At the person's distance.
        misses: Four of `missed_by`.
    """
    return Feet(
        ankles=[vec3.vec(ankle) for ankle in around.take(ANKLES, axis=0).tolist()],
        points=[vec3.vec(point) for point in soles.tolist()],
        frames=frames_of(frames.take(ANKLES, axis=0)),
        pixels=pixels,
        metres_per_pixel=metres_per_pixel,
        misses=misses,
        stiffness=leg_stiffness(around),
    )


def foot_pixels(keypoints_2d: FloatArray, confidence: FloatArray) -> list[Pixel]:
    """Return four pixels of heels and toes, as in `contacts.FEET`; NaN if badly seen.

    Args:
        keypoints_2d: (27, 2)
        confidence: (27,)
    """
    seen = zip(
        keypoints_2d.take(FEET, axis=0).tolist(), confidence.take(FEET).tolist(), strict=True
    )
    return [
        (u, v) if sure >= LEAST_CONFIDENCE and math.isfinite(u + v) else UNSEEN
        for (u, v), sure in seen
    ]


def missed_by(soles: list[list[float]], rays: list[Pixel]) -> list[float]:
    """Return four metres across the view from where soles are solved to where they are seen.

    Args:
        soles: (4, 3) as they are solved, camera axes, metres.
        rays: (4, 2) where they are seen, in units of the depth; NaN if not, which misses nothing.
    """
    away = [math.hypot(x - u * z, y - v * z) for (x, y, z), (u, v) in zip(soles, rays, strict=True)]
    return [0.0 if math.isnan(miss) else miss for miss in away]


def lowest_sole(soles: list[list[float]], rays: list[Pixel], up: Vec) -> float:
    """Return metres above the camera: the lowest heel or toe.

    None is lower than the picture shows it: a bent leg that is solved too straight ends below.

    Args:
        soles: (4, 3) as they are solved, camera axes, metres.
        rays: (4, 2) where they are seen, in units of the depth; NaN if not.
        up: The world's, camera axes.
    """
    a, b, c = up
    # What is not a number is not higher.
    return min(
        max(a * x + b * y + c * z, z * (a * u + b * v + c))
        for (x, y, z), (u, v) in zip(soles, rays, strict=True)
    )


def leg_stiffness(around: FloatArray) -> list[float]:
    """Return for both legs from 1 for a straight one to `SOFT` for one that is bent much.

    A foot that comes nearer to its hip by a centimetre bends a knee by two degrees if that is bent
    by 90 already, and by eight if it is nearly straight: a straight leg lifts the body, a bent one
    gives way. What a bent leg tells of the floor is doubtful besides, as depth is.

    Args:
        around: (22, 3) joints, metres.
    """
    stiffness = []
    for leg in around.take(_LEGS, axis=0).tolist():
        hip, knee, ankle = map(vec3.vec, leg)
        cosine = vec3.dot(vec3.unit(vec3.sub(knee, hip)), vec3.unit(vec3.sub(ankle, knee)))
        stiffness.append(SOFT ** ramp(-cosine, -STIFF, -BENT))
    return stiffness


def plant_legs(frames: FloatArray, around: FloatArray, placed: Placed, bones: FloatArray) -> None:
    """Move the legs of a body so that the ankles are where they are placed.

    Args:
        frames: (22, 3, 3) orientations; changed in place.
        around: (22, 3) joints, seen from the hips.
        placed: Where the feet go.
        bones: (2, 2) from `landmarks.leg_lengths`.
    """
    hips = around.take(THIGHS, axis=0).tolist()
    bent = frames_of(frames.take(_BONES, axis=0))
    for side, lengths in enumerate(bones.tolist()):
        wanted = vec3.sub(vec3.sub(placed.ankles[side], placed.root), vec3.vec(hips[side]))
        bent[side::2] = bent_leg(wanted, bent[side], bent[side + 2], lengths)
    # The toes turn with their feet.
    frames[_BELOW_HIPS] = matrices_of([*bent, *placed.frames, *placed.frames])


def set_still_legs(frames: FloatArray, upright: FloatArray, body: str) -> None:
    """Set the pelvis and the legs of `frames` (..., 22, 3, 3), in place.

    The pelvis, too, because the hip joints would shake with it; the spine does the leaning.

    Args:
        frames: Orientations in the world frame.
        upright: (..., 3, 3) axes of a standing person who faces where the hips face.
        body: "upper" or "seated".
    """
    frames[..., _HIPS, :, :] = upright
    upright = upright[..., None, :, :]
    thigh = upright @ _SIT if body == "seated" else upright
    frames[..., THIGHS, :, :] = thigh
    frames[..., _BELOW, :, :] = upright


class StillLegs:
    """Legs that stand or sit, whatever is seen of them."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton
        self._facing: float | None = None
        self._place: FloatArray | None = None

    def apply(self, frames: FloatArray, body: str, dt: float) -> None:
        """Set the legs of `frames` (22, 3, 3), in place.

        Args:
            frames: Orientations in the world frame.
            body: "upper" or "seated".
            dt: Seconds since the frame before.
        """
        forward = frames[_HIPS][:, 2]
        facing = math.atan2(forward[0], forward[2])
        if self._facing is None:
            self._facing = facing
        difference = (facing - self._facing + math.pi) % (2.0 * math.pi) - math.pi
        self._facing += (1.0 - math.exp(-dt / FACING_S)) * difference
        set_still_legs(frames, to_matrix(from_axis_angle([0.0, 1.0, 0.0], self._facing)), body)

    def place(self, root: FloatArray, lowest: float, dt: float) -> FloatArray:
        """Return (3,) metres: the hips, calm and as high as the legs hold them.

        Args:
            root: (3,) hips as they are seen, world frame.
            lowest: Metres from the hips up to the soles; negative.
            dt: Seconds since the frame before.
        """
        wanted = np.array([root[0], -lowest, root[2]])
        if self._place is None:
            self._place = wanted
        self._place = self._place + (1.0 - math.exp(-dt / SWAY_S)) * (wanted - self._place)
        return self._place
