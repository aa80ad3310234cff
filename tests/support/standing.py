"""Somebody who stands before the camera and holds up the arms."""

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.core.types import PoseEstimate


def at(points, name):
    return points[body27().index(name)]


def standing(arm_deg=90.0, turned_deg=0.0, wobble=0.0, index=0):
    """Somebody 1.7 m tall in front of a level camera; camera axes: x right, y down, z away."""
    points = np.zeros((27, 3))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        lift = np.radians(arm_deg)
        shoulder = np.array([0.18 * sign, -0.5, 0.0])
        arm = np.array([sign * np.sin(lift), np.cos(lift), 0.0])
        at(points, f"{side}_hip")[:] = [0.1 * sign, 0.0, 0.0]
        at(points, f"{side}_knee")[:] = [0.1 * sign, 0.42, 0.0]
        at(points, f"{side}_ankle")[:] = [0.1 * sign, 0.82, 0.0]
        for foot in ("heel", "toe"):
            at(points, f"{side}_{foot}")[:] = [0.1 * sign, 0.88, 0.0]
        at(points, f"{side}_shoulder")[:] = shoulder
        at(points, f"{side}_elbow")[:] = shoulder + 0.28 * arm
        at(points, f"{side}_wrist")[:] = shoulder + 0.53 * arm
    turn = np.radians(turned_deg)
    across = np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
    )
    points = points @ across.T
    at(points, "left_wrist")[0] += wobble
    return PoseEstimate(
        timestamp=index / 30,
        frame_index=index,
        image_size=(640, 480),
        keypoints_2d=np.zeros((27, 2)),
        confidence=np.full(27, 0.9),
        keypoints_3d=points,
        tracked=True,
    )
