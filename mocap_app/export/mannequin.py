"""A mannequin with the bone lengths of a skeleton: a body to look at where there is no avatar.

Made in code, so that it is ours, fits everybody and needs no file. Radii are those of an adult of
1.69 m and grow with the skeleton; lengths are the skeleton's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.export.loft import ACCENT, BODY, Section, Surface, join, loft

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray

COLORS = {BODY: (0.62, 0.67, 0.74), ACCENT: (0.10, 0.13, 0.18)}
"""Linear RGB of each kind of surface."""
MAX_INFLUENCES = 4
_ADULT_M = 1.69
_X, _Y, _Z = np.eye(3)
# Of the trunk, from the crotch to the top of the neck, metres: above the hips, half-width,
# half-depth, forward.
_TRUNK = (
    (-0.075, 0.050, 0.045, 0.000),
    (-0.045, 0.120, 0.092, -0.006),
    (0.010, 0.164, 0.116, -0.010),
    (0.070, 0.152, 0.104, -0.002),
    (0.120, 0.134, 0.088, 0.004),
    (0.200, 0.140, 0.092, 0.008),
    (0.290, 0.160, 0.108, 0.010),
    (0.380, 0.172, 0.112, 0.008),
    (0.450, 0.164, 0.098, 0.000),
    (0.495, 0.128, 0.080, -0.006),
    (0.520, 0.082, 0.062, -0.006),
    (0.545, 0.058, 0.057, -0.002),
    (0.600, 0.054, 0.056, 0.008),
    (0.640, 0.050, 0.052, 0.012),
)
_TRUNK_M = 0.53
"""Height of the neck joint above the hips in the adult of the table."""


@dataclass(frozen=True, eq=False)
class Mannequin:
    """A skinned mesh in the T-pose, hips at the origin; V vertices, T triangles."""

    vertices: NDArray[np.float32]
    """(V, 3) metres, Y up, facing +Z."""
    normals: NDArray[np.float32]
    """(V, 3) unit vectors."""
    joints: NDArray[np.uint8]
    """(V, 4) joints of the skeleton that move a vertex."""
    weights: NDArray[np.float32]
    """(V, 4) their shares; rows add up to 1."""
    triangles: NDArray[np.uint16]
    """(T, 3) counter-clockwise seen from outside."""
    kinds: NDArray[np.int64]
    """(T,) key of `COLORS`."""


def build_mannequin(skeleton: Skeleton) -> Mannequin:
    """Return the mannequin of a skeleton with the joints of the solved one.

    Raises:
        SkeletonError: A joint is missing.
    """
    body = _Body(skeleton)
    parts = [body.trunk(), body.head(), body.visor()]
    for side in ("Left", "Right"):
        parts += [
            body.arm(side),
            body.hand(side),
            body.thumb(side),
            body.leg(side),
            body.foot(side),
        ]
    return _packed(join(parts))


class _Body:
    """Places the sections of the parts along one skeleton."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.count = len(skeleton.joints)
        self.places = np.zeros((self.count, 3))
        for joint, parent in enumerate(skeleton.parents):
            if parent >= 0:
                self.places[joint] = self.places[parent] + skeleton.offsets[joint]
        tip = skeleton.end_sites.get("Head", 0.19 * _Y)
        height = self.at("Head")[1] + float(tip[1]) - self.sole()
        self.scale = height / _ADULT_M

    def at(self, joint: str) -> FloatArray:
        """Return (3,) metres."""
        place: FloatArray = self.places[self.skeleton.index(joint)]
        return place

    def sole(self) -> float:
        """Return the height of the floor."""
        return float(min(self.at("LeftToeBase")[1], self.at("RightToeBase")[1]))

    def blend(self, **shares: float) -> dict[int, float]:
        return {self.skeleton.index(joint): share for joint, share in shares.items()}

    def trunk(self) -> Surface:
        """Pelvis, waist, chest and neck in one piece, bending like a spine."""
        chain = ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")
        heights = np.array([self.at(joint)[1] for joint in chain])
        # Each joint moves the middle of its bone alone; halfway between two middles, half each.
        middles = np.append((heights[:-1] + heights[1:]) / 2.0, heights[-1] + 0.05)
        stretch = self.at("Neck")[1] / _TRUNK_M
        hip_extra = abs(self.at("LeftUpLeg")[0]) - 0.09 * self.scale
        arm_extra = abs(self.at("LeftArm")[0]) - 0.17 * self.scale
        sections = []
        for y, wide, deep, forward in _TRUNK:
            up = np.clip(y / 0.45, 0.0, 1.0)
            extra = ((1.0 - up) * hip_extra + up * arm_extra) if 0.0 < y < 0.5 else 0.0
            height = y * stretch
            shares = np.array([np.interp(height, middles, row) for row in np.eye(len(chain))])
            sections.append(
                Section(
                    np.array([0.0, height, forward * self.scale + self._lean(height)]),
                    (wide * self.scale + extra, deep * self.scale),
                    {self.skeleton.index(j): float(s) for j, s in zip(chain, shares, strict=True)},
                )
            )
        return loft(sections, (_X, _Z), self.count, steps=2, sides=24, squareness=2.4)

    def _lean(self, height: float) -> float:
        """Return how far the spine itself is forward at a height."""
        chain = [self.at(joint) for joint in ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")]
        return float(np.interp(height, [p[1] for p in chain], [p[2] for p in chain]))

    def head(self) -> Surface:
        base, s = self.at("Head"), self.scale
        up = float(self.skeleton.end_sites.get("Head", 0.19 * _Y)[1])
        profile = (
            (-0.030, 0.024, 0.026, 0.040),
            (-0.012, 0.044, 0.058, 0.030),
            (0.025, 0.060, 0.082, 0.020),
            (0.070, 0.071, 0.094, 0.010),
            (0.110, 0.075, 0.098, 0.004),
            (0.150, 0.067, 0.086, 0.000),
            (0.178, 0.045, 0.058, -0.002),
            (0.190, 0.016, 0.020, -0.002),
        )
        moves = self.blend(Head=1.0)
        sections = [
            Section(base + np.array([0.0, y * up / 0.19, z * s]), (x * s, d * s), moves)
            for y, x, d, z in profile
        ]
        return loft(sections, (_X, _Z), self.count, steps=3, sides=20, squareness=2.1)

    def visor(self) -> Surface:
        """A dark band across the eyes, which shows where the face is."""
        base, s = self.at("Head"), self.scale
        profile = (
            (0.066, 0.050, 0.030),
            (0.080, 0.060, 0.040),
            (0.104, 0.060, 0.040),
            (0.118, 0.048, 0.030),
        )
        up = float(self.skeleton.end_sites.get("Head", 0.19 * _Y)[1]) / 0.19
        sections = [
            Section(
                base + np.array([0.0, y * up, 0.070 * s]),
                (x * s, z * s),
                self.blend(Head=1.0),
                ACCENT,
            )
            for y, x, z in profile
        ]
        return loft(sections, (_X, _Z), self.count, steps=2, sides=20, squareness=2.6)

    def arm(self, side: str) -> Surface:
        """From inside the chest to the wrist."""
        collar, shoulder = self.at(f"{side}Shoulder"), self.at(f"{side}Arm")
        elbow, wrist = self.at(f"{side}ForeArm"), self.at(f"{side}Hand")
        s, out = self.scale, np.sign(shoulder[0]) * _X
        names = (f"{side}Shoulder", f"{side}Arm", f"{side}ForeArm", f"{side}Hand")
        only = [self.blend(**{name: 1.0}) for name in names]
        upper, fore = elbow - shoulder, wrist - elbow
        rows = (
            (collar + 0.45 * (shoulder - collar), 0.050, 0.062, only[0], BODY),
            (
                shoulder - 0.035 * s * out,
                0.060,
                0.066,
                self.blend(**{names[0]: 0.7, names[1]: 0.3}),
                BODY,
            ),
            (
                shoulder + 0.01 * s * out,
                0.060,
                0.062,
                self.blend(**{names[0]: 0.2, names[1]: 0.8}),
                BODY,
            ),
            (shoulder + 0.25 * upper, 0.051, 0.054, only[1], BODY),
            (shoulder + 0.60 * upper, 0.046, 0.048, only[1], BODY),
            (elbow - 0.13 * upper, 0.040, 0.041, only[1], ACCENT),
            (elbow, 0.038, 0.039, self.blend(**{names[1]: 0.5, names[2]: 0.5}), ACCENT),
            (elbow + 0.13 * fore, 0.041, 0.041, only[2], BODY),
            (elbow + 0.33 * fore, 0.042, 0.043, only[2], BODY),
            (elbow + 0.75 * fore, 0.030, 0.033, only[2], BODY),
            (wrist - 0.06 * fore, 0.023, 0.028, only[2], ACCENT),
            (wrist + 0.02 * s * out, 0.020, 0.029, only[3], ACCENT),
        )
        sections = [Section(c, (y * s, z * s), w, kind) for c, y, z, w, kind in rows]
        return loft(sections, (_Y, _Z), self.count, steps=3, sides=14)

    def hand(self, side: str) -> Surface:
        """A mitten, palm down."""
        wrist, s = self.at(f"{side}Hand"), self.scale
        knuckles = self._tip(f"{side}Hand")
        profile = (
            (0.05, 0.018, 0.026),
            (0.35, 0.017, 0.036),
            (0.75, 0.016, 0.042),
            (1.05, 0.014, 0.042),
            (1.55, 0.012, 0.037),
            (1.85, 0.009, 0.026),
            (1.95, 0.004, 0.012),
        )
        moves = self.blend(**{f"{side}Hand": 1.0})
        sections = [Section(wrist + t * knuckles, (y * s, z * s), moves) for t, y, z in profile]
        return loft(sections, (_Y, _Z), self.count, steps=3, sides=12, squareness=2.6)

    def thumb(self, side: str) -> Surface:
        wrist, s = self.at(f"{side}Hand"), self.scale
        along = self._tip(f"{side}Hand")
        start = wrist + 0.25 * along + np.array([0.0, -0.004 * s, 0.020 * s])
        end = wrist + 1.05 * along + np.array([0.0, -0.012 * s, 0.066 * s])
        moves = self.blend(**{f"{side}Hand": 1.0})
        profile = ((0.0, 0.013), (0.3, 0.015), (0.7, 0.012), (0.93, 0.010), (1.0, 0.004))
        sections = [Section(start + t * (end - start), (r * s, r * s), moves) for t, r in profile]
        return loft(
            sections, (_Y, (_Z - np.sign(along[0]) * _X) / np.sqrt(2.0)), self.count, sides=8
        )

    def leg(self, side: str) -> Surface:
        """From inside the pelvis to the ankle."""
        hip, knee, ankle = (self.at(f"{side}{joint}") for joint in ("UpLeg", "Leg", "Foot"))
        s, thigh, shin = self.scale, knee - hip, ankle - knee
        names = (f"{side}UpLeg", f"{side}Leg", f"{side}Foot")
        only = [self.blend(**{name: 1.0}) for name in names]
        pelvis = self.blend(Hips=0.75, **{names[0]: 0.25})
        upper = self.blend(Hips=0.3, **{names[0]: 0.7})
        rows: tuple[tuple[FloatArray, float, float, float, dict[int, float], int], ...] = (
            (hip - 0.16 * thigh, 0.030, 0.045, -0.008, pelvis, BODY),
            (hip - 0.04 * thigh, 0.064, 0.082, -0.008, pelvis, BODY),
            (hip + 0.10 * thigh, 0.080, 0.094, -0.006, upper, BODY),
            (hip + 0.24 * thigh, 0.080, 0.089, 0.000, only[0], BODY),
            (hip + 0.55 * thigh, 0.068, 0.076, 0.004, only[0], BODY),
            (hip + 0.86 * thigh, 0.053, 0.058, 0.004, only[0], ACCENT),
            (knee, 0.050, 0.054, 0.002, self.blend(**{names[0]: 0.5, names[1]: 0.5}), ACCENT),
            (knee + 0.14 * shin, 0.049, 0.053, -0.002, only[1], BODY),
            (knee + 0.32 * shin, 0.053, 0.058, -0.012, only[1], BODY),
            (knee + 0.65 * shin, 0.041, 0.045, -0.008, only[1], BODY),
            (knee + 0.90 * shin, 0.032, 0.036, -0.004, only[1], ACCENT),
            (ankle, 0.032, 0.038, -0.004, self.blend(**{names[1]: 0.4, names[2]: 0.6}), ACCENT),
            (ankle + 0.05 * shin, 0.032, 0.042, 0.000, only[2], BODY),
        )
        sections = [
            Section(c + z * s * _Z, (x * s, d * s), w, kind) for c, x, d, z, w, kind in rows
        ]
        return loft(sections, (_X, _Z), self.count, steps=3, sides=16)

    def foot(self, side: str) -> Surface:
        """A shoe with a flat sole; the toes bend."""
        ankle, ball = self.at(f"{side}Foot"), self.at(f"{side}ToeBase")
        toes = self._tip(f"{side}ToeBase")
        s, sole, high = self.scale, self.sole(), ankle[1] - self.sole()
        step = ball - ankle
        names = (f"{side}Foot", f"{side}ToeBase")
        heel, toe = self.blend(**{names[0]: 1.0}), self.blend(**{names[1]: 1.0})
        both = self.blend(**{names[0]: 0.5, names[1]: 0.5})
        # Share of the way (of foot, then of toes), half-width, height of the upper.
        rows = (
            (ankle - 0.44 * step, 0.016, 0.40 * high, heel),
            (ankle - 0.38 * step, 0.029, 0.72 * high, heel),
            (ankle - 0.15 * step, 0.037, 0.98 * high, heel),
            (ankle + 0.20 * step, 0.040, 1.00 * high, heel),
            (ankle + 0.60 * step, 0.044, 0.78 * high, heel),
            (ball, 0.048, 0.56 * high, both),
            (ball + 0.45 * toes, 0.046, 0.46 * high, toe),
            (ball + 0.90 * toes, 0.034, 0.38 * high, toe),
            (ball + 1.05 * toes, 0.014, 0.24 * high, toe),
        )
        sections = [
            Section(np.array([c[0], sole + h / 2.0, c[2]]), (x * s, h / 2.0), w)
            for c, x, h, w in rows
        ]
        return loft(sections, (_X, _Y), self.count, steps=3, sides=14, squareness=2.8)

    def _tip(self, joint: str) -> FloatArray:
        """Return (3,) metres from a leaf joint to the end of its bone."""
        default = self.skeleton.offsets[self.skeleton.index(joint)] / 3.0
        tip: FloatArray = self.skeleton.end_sites.get(joint, default)
        return tip


def _packed(surface: Surface) -> Mannequin:
    order = np.argsort(-surface.weights, axis=1, kind="stable")[:, :MAX_INFLUENCES]
    weights = np.take_along_axis(surface.weights, order, axis=1)
    weights /= weights.sum(axis=1, keepdims=True)
    # A joint of no weight is named 0, as glTF wants it.
    joints = np.where(weights > 0.0, order, 0)
    return Mannequin(
        vertices=surface.vertices.astype(np.float32),
        normals=surface.normals.astype(np.float32),
        joints=joints.astype(np.uint8),
        weights=weights.astype(np.float32),
        triangles=surface.triangles.astype(np.uint16),
        kinds=surface.kinds,
    )
