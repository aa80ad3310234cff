"""Clothes cut out of the base mesh's helper geometry: tights and skirt that follow every shape.

The helper tights are a second skin. A cut says how far inside a piece of clothing each vertex
lies; the renderer drops what is outside per pixel, so hems run straight across the mesh, and skin
well inside is dropped as a whole, so that it cannot poke through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mocap_app.training.body.obj import ObjMesh

FloatArray = NDArray[np.float64]
EVERYWHERE = 99.0
_HAND_ACROSS = 0.36  # metres: beyond any leg, within reach of no trunk
_TIGHTS_TOP = 1.437  # metres: the helper tights end below the chin
_SKIN_MARGIN = 0.018  # metres inside the hem from where on skin is hidden


@dataclass(frozen=True, eq=False)
class BodyPlaces:
    """Where the base mesh's vertices lie on a body, in coordinates that clothes are cut by."""

    across: FloatArray
    """(V,) metres from the middle plane, unsigned."""
    height: FloatArray
    """(V,) metres above the ground, on the base mesh."""
    front: FloatArray
    """(V,) metres in front of the middle."""
    arm: FloatArray
    """(V,) 0 on the trunk, then 1 at the elbow and 2 at the wrist."""


@dataclass(frozen=True)
class Cut:
    """The outline of a piece of clothing on the base mesh; metres and arm coordinates."""

    top: float
    """Height of the upper edge, at the sides of the neck for tops."""
    bottom: float
    """Height of the lower edge."""
    sleeve: float
    """Arm coordinate where the sleeve ends; negative: none, the arm stays free."""
    neckline: float = 0.0
    """How much lower the upper edge is in front, metres."""
    neck_width: float = 0.08
    """Half width of the neckline, metres."""
    open_front: float = 0.0
    """Half width of the strip left open in front, metres: an unbuttoned jacket."""


LANDMARK_HEIGHTS = {
    "neck": 1.407,
    "armpit": 1.27,
    "waist": 0.98,
    "hip": 0.867,
    "knee": 0.449,
    "ankle": 0.073,
}
"""Heights on the base mesh, metres: what cuts are told by."""


def body_places(base: ObjMesh) -> BodyPlaces:
    """Locate the vertices of the base mesh (decimetres, arms hanging out to the sides)."""
    points = np.asarray(base.vertices, np.float64) / 10.0
    ground = _centre(base, points, "joint-ground")[1]
    mirrored = points * np.where(points[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    shoulder, elbow, wrist = (
        _centre(base, points, f"joint-l-{name}") for name in ("shoulder", "elbow", "hand")
    )
    upper, upper_distance = _along(mirrored, shoulder, elbow)
    lower, lower_distance = _along(mirrored, elbow, wrist)
    distance = np.minimum(upper_distance, lower_distance)
    on_arm = (distance < 0.1) & (upper > 0.0) & (mirrored[:, 0] > 0.14)
    # The bisecting plane of the elbow divides forearm from upper arm.
    hand = mirrored[:, 0] > _HAND_ACROSS
    arm = np.where(lower > 0.0, 1.0 + lower, np.minimum(upper, 1.0))
    return BodyPlaces(
        across=mirrored[:, 0],
        height=points[:, 1] - ground,
        front=points[:, 2],
        arm=np.where(hand & ~on_arm, 2.1, np.where(on_arm, np.maximum(arm, 0.0), 0.0)),
    )


def margin(places: BodyPlaces, cut: Cut) -> FloatArray:
    """Return how far inside the cut each vertex lies (V,), metres; negative outside."""
    on_arm = places.arm > 0.0
    in_front = np.clip((places.front + 0.01) / 0.06, 0.0, 1.0)
    dip = np.clip(1.0 - (places.across / cut.neck_width) ** 2, 0.0, 1.0)
    # The upper edge runs around the neck; shoulders are as high and stay covered.
    shoulder = 3.0 * np.maximum(places.across - 0.075, 0.0) if cut.sleeve >= 0 else 0.0
    edge = np.minimum(cut.top + shoulder, _TIGHTS_TOP)
    top = edge - cut.neckline * in_front * dip - places.height
    bottom = places.height - cut.bottom
    sleeve = (cut.sleeve - places.arm) * 0.24
    inside = np.where(on_arm, np.minimum(top, sleeve), np.minimum(top, bottom))
    if cut.sleeve < 0:
        inside = np.where(on_arm, -0.1, inside)
    if cut.open_front:
        opening = np.where(places.front > 0.0, places.across - cut.open_front, EVERYWHERE)
        inside = np.minimum(inside, opening)
    return np.asarray(inside)


def hidden_skin(inside: FloatArray, cut: Cut) -> NDArray[np.bool_]:
    """Return which vertices of the skin (V,) a piece of clothing with these margins hides."""
    return np.asarray(inside > _SKIN_MARGIN + (0.02 if cut.open_front else 0.0))


def puff(
    vertices: FloatArray, normals: NDArray[np.floating], looseness: float, phase: FloatArray
) -> FloatArray:
    """Return tights (N, 3) blown up to looser clothes, with slow folds.

    Args:
        vertices: Of the tights on the body, metres.
        normals: (N, 3).
        looseness: How far they stand off, metres.
        phase: (3,) where the folds are.
    """
    waves = np.sin(vertices @ np.array([[31.0, 9.0, 17.0], [13.0, 37.0, 5.0], [7.0, 19.0, 41.0]])
                   + phase)  # fmt: skip
    swell = 1.0 + 0.22 * waves.sum(axis=1, keepdims=True) / 1.5
    return np.asarray(vertices + normals * (0.002 + looseness * swell))


def _centre(base: ObjMesh, points: FloatArray, group: str) -> FloatArray:
    corners = np.unique(base.triangles[base.of_group(group)])
    centre: FloatArray = points[corners].mean(axis=0)
    return centre


def _along(points: FloatArray, start: FloatArray, end: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where points (V, 3) lie along a segment (0 to 1, beyond outside) and how far off."""
    axis = end - start
    share = (points - start) @ axis / (axis @ axis)
    nearest = start + np.clip(share, 0.0, 1.0)[:, None] * axis
    return share, np.linalg.norm(points - nearest, axis=1)
