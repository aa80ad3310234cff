"""Joint sets: the 27 keypoints of the networks and the 22 joints of the solved skeleton.

Names, parents and mirror pairs are read from `resources/skeletons/*.json` and stand nowhere else.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from mocap_app.core.errors import SkeletonError
from mocap_app.core.paths import resources_dir

if TYPE_CHECKING:
    from numpy.typing import NDArray

Real = TypeVar("Real", bound=np.floating)

N_KEYPOINTS = 27
N_JOINTS = 22


@dataclass(frozen=True)
class Skeleton:
    """A tree of named joints; parents come before their children."""

    name: str
    joints: tuple[str, ...]
    parents: tuple[int, ...]
    """Index of each joint's parent; -1 for the root."""
    mirror: tuple[int, ...]
    """Index of each joint's partner on the other side; its own index on the midline."""
    offsets: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))
    """(J, 3) metres from the parent in the T-pose, world axes; (0, 3) for keypoint sets."""
    end_sites: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """(3,) metres from the named leaf joint to the tip of its bone."""

    def index(self, joint: str) -> int:
        """Return the index of a joint by name.

        Raises:
            SkeletonError: There is no such joint.
        """
        try:
            return self.joints.index(joint)
        except ValueError:
            raise SkeletonError(f"The joint set {self.name} has no joint {joint!r}.") from None

    def with_offsets(self, offsets: NDArray[np.float64]) -> Skeleton:
        """Return the same tree with other (J, 3) rest offsets in metres."""
        return replace(self, offsets=np.asarray(offsets, dtype=np.float64))

    def mirrored(self, points: NDArray[Real]) -> NDArray[Real]:
        """Return (..., J, 3) points as in a mirror: the sides change names, x its sign."""
        turned: NDArray[Real] = points[..., list(self.mirror), :]
        turned[..., 0] *= -1
        return turned


@functools.cache
def load_skeleton(name: str) -> Skeleton:
    """Read a joint set from the resources.

    Raises:
        SkeletonError: The name is unknown or the file is inconsistent.
    """
    path = resources_dir() / "skeletons" / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.json")))
        raise SkeletonError(f"Unknown joint set {name!r}; there are: {known or 'none'}.")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        skeleton = Skeleton(
            name=data["name"],
            joints=tuple(data["joints"]),
            parents=tuple(data["parents"]),
            mirror=tuple(data["mirror"]),
            offsets=np.asarray(data.get("offsets", np.zeros((0, 3))), dtype=np.float64),
            end_sites={k: np.asarray(v, float) for k, v in data.get("end_sites", {}).items()},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SkeletonError(f"The joint set file {path} is damaged: {error}.") from error
    n = len(skeleton.joints)
    if len(skeleton.parents) != n or len(skeleton.mirror) != n:
        raise SkeletonError(f"The joint set file {path} is damaged: its lists differ in length.")
    if any(parent >= joint for joint, parent in enumerate(skeleton.parents)):
        raise SkeletonError(f"The joint set file {path} is damaged: a parent follows its child.")
    return skeleton


def body27() -> Skeleton:
    """Return the keypoint set of the networks."""
    return load_skeleton("body27")


def solved_skeleton() -> Skeleton:
    """Return the 22-joint skeleton with the proportions of a 1.70 m adult."""
    return load_skeleton("solved22")
