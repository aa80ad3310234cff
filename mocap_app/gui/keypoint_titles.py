"""What the keypoints are called in the window."""

from __future__ import annotations

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.gui.translation import translate

_CONTEXT = "Keypoints"
_TITLES = {
    "pelvis": QT_TRANSLATE_NOOP("Keypoints", "pelvis"),
    "right_hip": QT_TRANSLATE_NOOP("Keypoints", "right hip"),
    "right_knee": QT_TRANSLATE_NOOP("Keypoints", "right knee"),
    "right_ankle": QT_TRANSLATE_NOOP("Keypoints", "right ankle"),
    "left_hip": QT_TRANSLATE_NOOP("Keypoints", "left hip"),
    "left_knee": QT_TRANSLATE_NOOP("Keypoints", "left knee"),
    "left_ankle": QT_TRANSLATE_NOOP("Keypoints", "left ankle"),
    "spine": QT_TRANSLATE_NOOP("Keypoints", "spine"),
    "thorax": QT_TRANSLATE_NOOP("Keypoints", "thorax"),
    "nose": QT_TRANSLATE_NOOP("Keypoints", "nose"),
    "head_top": QT_TRANSLATE_NOOP("Keypoints", "head top"),
    "left_shoulder": QT_TRANSLATE_NOOP("Keypoints", "left shoulder"),
    "left_elbow": QT_TRANSLATE_NOOP("Keypoints", "left elbow"),
    "left_wrist": QT_TRANSLATE_NOOP("Keypoints", "left wrist"),
    "right_shoulder": QT_TRANSLATE_NOOP("Keypoints", "right shoulder"),
    "right_elbow": QT_TRANSLATE_NOOP("Keypoints", "right elbow"),
    "right_wrist": QT_TRANSLATE_NOOP("Keypoints", "right wrist"),
    "left_ear": QT_TRANSLATE_NOOP("Keypoints", "left ear"),
    "right_ear": QT_TRANSLATE_NOOP("Keypoints", "right ear"),
    "left_index": QT_TRANSLATE_NOOP("Keypoints", "left index"),
    "left_pinky": QT_TRANSLATE_NOOP("Keypoints", "left pinky"),
    "right_index": QT_TRANSLATE_NOOP("Keypoints", "right index"),
    "right_pinky": QT_TRANSLATE_NOOP("Keypoints", "right pinky"),
    "left_heel": QT_TRANSLATE_NOOP("Keypoints", "left heel"),
    "left_toe": QT_TRANSLATE_NOOP("Keypoints", "left toe"),
    "right_heel": QT_TRANSLATE_NOOP("Keypoints", "right heel"),
    "right_toe": QT_TRANSLATE_NOOP("Keypoints", "right toe"),
}


def keypoint_title(name: str) -> str:
    """Return what a keypoint is called in the language of the window."""
    return translate(_CONTEXT, _TITLES[name])
