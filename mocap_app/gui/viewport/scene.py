"""What there is to see in the viewport, whoever draws it. No Qt here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.gui.viewport.geometry import Mesh, floor_grid, skeleton_mesh
from mocap_app.gui.viewport.orbit_camera import OrbitCamera
from mocap_app.settings.schema import VIEW_SHOWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.rig import Rig
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray, SolvedPose

# In this time the camera goes two thirds of the way to the person: calm, yet never far behind.
_FOLLOW_S = 0.5
_ADULT_M = 1.7

SKELETON, AVATAR, BOTH = SHOWS = VIEW_SHOWS
"""What can be shown of a pose."""


class Scene:
    """The figure, the floor and the camera; the viewport widget owns it."""

    def __init__(self) -> None:
        self.camera = OrbitCamera()
        self.grid = floor_grid()
        self.figure: Mesh | None = None
        """The skeleton, if it is shown."""
        self.rig: Rig | None = None
        self.matrices: NDArray[np.float32] | None = None
        """(S, 3, 4) of the avatar's slots, if it is shown."""
        self.middle: FloatArray = np.zeros(3)
        """(3,) hips of what is shown, metres."""
        self.revision = 0
        """Grows with every change of the figure."""
        self.follows = True
        """Whether the camera keeps the person in the middle."""
        self.shows = SKELETON
        """One of `SHOWS`; without a rig it is always the skeleton."""
        self._last: tuple[SolvedPose | None, Skeleton] | None = None
        self._followed_at = -math.inf

    def show(self, solved: SolvedPose | None, skeleton: Skeleton) -> None:
        """Show another pose; None shows nobody."""
        self._last = solved, skeleton
        self.revision += 1
        self.figure = self.matrices = None
        if solved is None:
            return
        positions, shows = solved.positions, self.shows if self.rig is not None else SKELETON
        if self.rig is not None and shows != SKELETON and np.isfinite(solved.rotations).all():
            # Both are of one size then, so that the skeleton lies inside the body.
            positions = self.rig.scale_for(positions) * positions
            self.matrices = self.rig.matrices(solved)
        if shows != AVATAR or self.matrices is None:
            self.figure = skeleton_mesh(positions, skeleton)
        if np.isfinite(positions[0]).all():
            self.middle = positions[0]
            if self.follows:
                self.camera.follow(positions[0], self._follow_share(solved.timestamp))

    def reset_view(self) -> None:
        """Go back to the first view, of whoever is shown now, and follow again."""
        self.camera.reset()
        self.follows = True
        if self.figure is not None or self.matrices is not None:
            self.camera.follow(self.middle, 1.0)

    def _follow_share(self, timestamp: float) -> float:
        """Return the share of the way to go now; all of it after a jump in time, as in a take."""
        passed = abs(timestamp - self._followed_at)
        self._followed_at = timestamp
        return 1.0 - math.exp(-passed / _FOLLOW_S)

    def choose(self, shows: str, rig: Rig | None) -> None:
        """Show the pose of the moment in another way, or by another avatar."""
        if (shows, rig) == (self.shows, self.rig):
            return
        self.shows, self.rig = shows, rig
        visible = rig is not None and shows != SKELETON
        self.camera.set_subject(rig.height if rig is not None and visible else _ADULT_M)
        if self._last is not None:
            self.show(*self._last)
