"""What there is to see in the viewport, whoever draws it. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.gui.viewport.geometry import Mesh, floor_grid, skeleton_mesh
from mocap_app.gui.viewport.orbit_camera import OrbitCamera

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray

# Share of the way to the person that the camera goes at each pose: calm, yet never far behind.
_FOLLOW_SHARE = 0.06


class Scene:
    """The figure, the floor and the camera; the viewport widget owns it."""

    def __init__(self) -> None:
        self.camera = OrbitCamera()
        self.grid = floor_grid()
        self.figure: Mesh | None = None
        self.revision = 0
        """Grows with every change of the figure."""
        self.follows = True
        """Whether the camera keeps the person in the middle."""

    def show(self, positions: FloatArray | None, skeleton: Skeleton) -> None:
        """Show another pose: (22, 3) joints in the world frame, metres; None shows nobody."""
        self.revision += 1
        if positions is None:
            self.figure = None
            return
        self.figure = skeleton_mesh(positions, skeleton)
        if self.follows and np.isfinite(positions[0]).all():
            self.camera.follow(positions[0], _FOLLOW_SHARE)
