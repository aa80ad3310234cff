"""A motion ready to be written: names, bones, unit, axes and rate are decided here, once.

Axes are the program's own: right-handed, Y up, the character faces +Z, all rotations zero is the
T-pose. Every writer gets its clip from `make_clip`, so that all formats agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.errors import OutputError
from mocap_app.recording.resample import resample_take, standard_rate

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray
    from mocap_app.export.presets import Target
    from mocap_app.recording.take import Take

MAX_FPS = 240
_MIN_BONE = 1e-6


@dataclass(frozen=True, eq=False)
class ExportClip:
    """One character's motion at a constant rate; J joints in depth-first order, F frames."""

    name: str
    joints: tuple[str, ...]
    """ASCII, without spaces, no name twice."""
    parents: tuple[int, ...]
    """-1 for the root, which comes first."""
    offsets: FloatArray
    """(J, 3) from the parent in the T-pose, in the target's unit; the root's is 0."""
    end_sites: dict[str, FloatArray]
    """(3,) from each leaf joint to the tip of its bone, never of length 0."""
    rotations: FloatArray
    """(F, J, 4) local rotations wxyz."""
    root_position: FloatArray
    """(F, 3) absolute position of the hips, in the target's unit."""
    fps: int

    @property
    def frame_count(self) -> int:
        """Number of frames, F."""
        return len(self.root_position)


def make_clip(take: Take, target: Target, fps: int | None = None) -> ExportClip:
    """Resample a take and bring it into a target's unit.

    Args:
        take: What to export.
        target: Where to.
        fps: Frames per second of the file; None for the one of 24, 25, 30, 50 and 60 that is
            nearest to the take's real rate.

    Raises:
        OutputError: The take has no pose to export, or the rate is not between 1 and 240.
    """
    rate = standard_rate(take.rate) if fps is None else fps
    if not 1 <= rate <= MAX_FPS:
        raise OutputError(f"Cannot export at {rate} frames per second: choose 1 to {MAX_FPS}.")
    if not take.solved.any():
        raise OutputError(
            f"There is no pose to export: nobody was found in any of the {take.frame_count} "
            f"frames of {take.name!r}."
        )
    motion = resample_take(take, rate)
    skeleton = take.skeleton
    order = _depth_first(skeleton)
    scale = target.units_per_metre
    offsets = scale * skeleton.offsets[order]
    offsets[0] = 0.0
    return ExportClip(
        name=take.name,
        joints=_checked_names([skeleton.joints[joint] for joint in order]),
        parents=tuple(_new_parent(skeleton, order, joint) for joint in order),
        offsets=offsets,
        end_sites={name: scale * tip for name, tip in _end_sites(skeleton).items()},
        rotations=motion.rotations[:, order],
        root_position=scale * motion.root_position,
        fps=rate,
    )


def _depth_first(skeleton: Skeleton) -> list[int]:
    order: list[int] = []
    waiting = [joint for joint, parent in enumerate(skeleton.parents) if parent < 0]
    if len(waiting) != 1:
        raise OutputError(f"Cannot export the joint set {skeleton.name}: it needs one root.")
    while waiting:
        joint = waiting.pop()
        order.append(joint)
        children = [child for child, parent in enumerate(skeleton.parents) if parent == joint]
        waiting += reversed(children)
    return order


def _new_parent(skeleton: Skeleton, order: list[int], joint: int) -> int:
    parent = skeleton.parents[joint]
    return -1 if parent < 0 else order.index(parent)


def _checked_names(names: list[str]) -> tuple[str, ...]:
    # Blender opens the file in the locale's encoding, turns spaces into "_" and renames doubles.
    for name in names:
        if not name or not name.isascii() or not name.isprintable() or " " in name:
            raise OutputError(f"Cannot export the joint name {name!r}: use ASCII without spaces.")
    if len(set(names)) != len(names):
        raise OutputError("Cannot export a skeleton in which two joints have the same name.")
    return tuple(names)


def _end_sites(skeleton: Skeleton) -> dict[str, FloatArray]:
    """Return the (3,) tip in metres of every leaf joint.

    A leaf without one goes on a third of its bone: importers invent a length for a bone of none.
    """
    leaves = set(range(len(skeleton.joints))) - set(skeleton.parents)
    sites = {}
    for joint in sorted(leaves):
        name = skeleton.joints[joint]
        tip = skeleton.end_sites.get(name)
        if tip is None or abs(tip).max() < _MIN_BONE:
            tip = skeleton.offsets[joint] / 3.0
        sites[name] = tip
    return sites
