"""What the joints of the solved skeleton are called in the window, as places of the body."""

from __future__ import annotations

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.gui.keypoint_titles import keypoint_title
from mocap_app.gui.translation import translate

_CONTEXT = "Joints"
# A bone is named after its flesh and begins at its joint: the thigh at the hip.
_KEYPOINTS = {"Hips": "pelvis"} | {
    side + bone: f"{side.lower()}_{keypoint}"
    for side in ("Left", "Right")
    for bone, keypoint in {
        "Arm": "shoulder",
        "ForeArm": "elbow",
        "Hand": "wrist",
        "UpLeg": "hip",
        "Leg": "knee",
        "Foot": "ankle",
    }.items()
}
_TITLES = {
    "Spine": QT_TRANSLATE_NOOP("Joints", "lower spine"),
    "Spine1": QT_TRANSLATE_NOOP("Joints", "middle spine"),
    "Spine2": QT_TRANSLATE_NOOP("Joints", "upper spine"),
    "Neck": QT_TRANSLATE_NOOP("Joints", "neck"),
    "Head": QT_TRANSLATE_NOOP("Joints", "head"),
    "LeftShoulder": QT_TRANSLATE_NOOP("Joints", "left collarbone"),
    "RightShoulder": QT_TRANSLATE_NOOP("Joints", "right collarbone"),
    "LeftToeBase": QT_TRANSLATE_NOOP("Joints", "left ball of the foot"),
    "RightToeBase": QT_TRANSLATE_NOOP("Joints", "right ball of the foot"),
}


def joint_place(joint: str) -> str:
    """Return what the place of a joint is called in the language of the window."""
    if joint in _KEYPOINTS:
        return keypoint_title(_KEYPOINTS[joint])
    return translate(_CONTEXT, _TITLES[joint])
