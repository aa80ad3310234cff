"""Poses of known people in front of a known camera."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.core.camera_model import Pinhole
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import PoseEstimate
from mocap_app.solving.landmarks import body27_points

IMAGE_SIZE = (1280, 720)
CAMERA_AXES = np.array([1.0, -1.0, -1.0])


def euler(x, y, z):
    return rot.from_euler(np.array([x, y, z]), "XYZ")


class Studio:
    """Makes estimates as a perfect network would, and random poses that a person can take."""

    skeleton = solved_skeleton()
    camera = Pinhole.for_image(*IMAGE_SIZE)

    def rest(self):
        return np.tile(rot.IDENTITY, (22, 1))

    def joint(self, name):
        return self.skeleton.index(name)

    def see(self, rotations, root=(0.0, 0.0, 3.0), time=0.0, skeleton=None):
        """The estimate of a pose whose pelvis is at `root` in the camera frame."""
        points = body27_points(skeleton or self.skeleton, rotations, np.zeros(3)) * CAMERA_AXES
        return PoseEstimate(
            timestamp=time,
            frame_index=round(30 * time),
            image_size=IMAGE_SIZE,
            keypoints_2d=self.camera.project(points + np.asarray(root)),
            confidence=np.full(27, 0.9),
            keypoints_3d=points,
            tracked=True,
        )

    def random_pose(self, rng, amount=1.0):
        """Local rotations within the limits of joints; the spine bends in an even arc."""

        def angle(low, high):
            return amount * rng.uniform(low, high)

        q = self.rest()
        facing = rot.from_axis_angle([0.0, 1.0, 0.0], rng.uniform(-np.pi, np.pi))
        q[0] = rot.multiply(facing, euler(angle(-40, 60), 0.0, angle(-30, 30)))
        third = euler(angle(-8, 18), angle(-12, 12), angle(-9, 9))
        for name in ("Spine", "Spine1", "Spine2"):
            q[self.joint(name)] = third
        q[self.joint("Neck")] = euler(angle(-20, 20), angle(-20, 20), angle(-15, 15))
        q[self.joint("Head")] = euler(angle(-25, 25), angle(-30, 30), angle(-15, 15))
        for name, side in (("Left", 1.0), ("Right", -1.0)):
            self._random_arm(q, name, side, rng, angle)
            self._random_leg(q, name, side, rng, angle)
        return q

    def _random_arm(self, q, name, side, rng, angle):
        q[self.joint(name + "Shoulder")] = euler(0.0, angle(-8, 8), angle(-8, 8))
        reach = rot.unit(
            np.array([side * rng.uniform(-0.2, 1), rng.uniform(-1, 1), rng.uniform(-0.3, 1)])
        )
        q[self.joint(name + "Arm")] = rot.multiply(
            rot.swing(np.array([side, 0.0, 0.0]), reach), euler(angle(-60, 60), 0.0, 0.0)
        )
        q[self.joint(name + "ForeArm")] = rot.multiply(
            euler(0.0, -side * rng.uniform(0, 140), 0.0), euler(angle(-40, 40), 0.0, 0.0)
        )
        q[self.joint(name + "Hand")] = euler(angle(-40, 40), angle(-15, 15), angle(-40, 40))

    def _random_leg(self, q, name, side, rng, angle):
        step = rot.unit(np.array([side * rng.uniform(-0.3, 0.7), -1.0, rng.uniform(-0.4, 1.2)]))
        q[self.joint(name + "UpLeg")] = rot.multiply(
            rot.swing(np.array([0.0, -1.0, 0.0]), step), euler(0.0, angle(-35, 35), 0.0)
        )
        q[self.joint(name + "Leg")] = euler(rng.uniform(0, 140), 0.0, 0.0)
        q[self.joint(name + "Foot")] = euler(angle(-25, 40), angle(-15, 15), angle(-12, 12))


@pytest.fixture(scope="session")
def studio():
    return Studio()
