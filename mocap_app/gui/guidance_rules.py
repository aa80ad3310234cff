"""What helps a capture, as one table of rules on measured facts; no widget and no clock here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.skeleton import body27

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import FloatArray, PoseEstimate

SURE = 0.35
"""Confidence from which a keypoint counts as seen; the calibration wants the same."""
_SPARSE = 16  # every so many pixels are enough to know how bright a picture is


def _indices(*names: str) -> list[int]:
    return [body27().index(name) for name in names]


_HEAD = _indices("nose", "head_top")
_SHOULDERS = _indices("left_shoulder", "right_shoulder")
_HIPS = _indices("left_hip", "right_hip")
_KNEES = _indices("left_knee", "right_knee")
_ANKLES = _indices("left_ankle", "right_ankle")
_FEET = _indices("left_heel", "left_toe", "right_heel", "right_toe")
_WRISTS = _indices("left_wrist", "right_wrist")
_TRUNK = _SHOULDERS + _HIPS
# Lengths of a body: shoulder to hip in widths of the shoulders, thigh and shank in trunks.
_TRUNK_WIDTHS, _THIGH_TRUNKS = 1.4, 0.8


@dataclass(frozen=True)
class Facts:
    """What is known about one moment of a live capture."""

    brightness: float
    """Mean of the picture, 0 black to 255 white."""
    washed_out: float
    """Share of the picture that is nearly white, in [0, 1]."""
    capture_fps: float
    """Pictures a second that the camera gives; 0 while unknown."""
    inference_ms: float
    """Time the program needs for one picture."""
    exact: bool
    """Whether the slower, more exact network was chosen."""
    people: int
    """People seen in the picture, as far as it was looked at."""
    tracked: bool
    """Whether somebody is followed."""
    legs_wanted: bool
    """Whether the legs are captured at all."""
    points: FloatArray
    """(27, 2) keypoints in shares of the picture's size: inside from 0 to 1; NaN if lost."""
    aspect: float
    """Width of the picture divided by its height."""
    confidence: FloatArray
    """(27,) in [0, 1]."""


def look_at_picture(image: np.ndarray) -> tuple[float, float]:
    """Return brightness and washed out share of a (H, W, 3) uint8 picture; see `Facts`."""
    sample = image[::_SPARSE, ::_SPARSE].mean(axis=2)
    return float(sample.mean()), float((sample > 245.0).mean())


def points_of(pose: PoseEstimate) -> FloatArray:
    """Return a pose's (27, 2) keypoints in shares of its picture's size."""
    shares: FloatArray = pose.keypoints_2d / np.array(pose.image_size, dtype=np.float64)
    return shares


@dataclass(frozen=True)
class Rule:
    """One piece of advice: shown while a number of the facts is too bad."""

    name: str
    text: str
    """One sentence, in English; `GUIDANCE` is its context for translators."""
    badness: Callable[[Facts], float]
    """What is judged; larger is worse."""
    shown_from: float
    """Badness from which the advice is given."""
    gone_below: float
    """Badness under which it is taken back; less than `shown_from`, so that it cannot flicker."""


GUIDANCE = "Guidance"


def _dark(facts: Facts) -> float:
    return 255.0 - facts.brightness


def _nobody(facts: Facts) -> float:
    return float(not facts.tracked)


def _others(facts: Facts) -> float:
    return float(facts.people - 1)


def _outside(facts: Facts, keypoints: list[int]) -> float:
    """Return how far the furthest of some keypoints is outside, in shares of the picture."""
    if not facts.tracked:
        return -1.0
    points = facts.points[keypoints]
    beyond = np.maximum(points - 1.0, -points).max(axis=1)
    beyond = beyond[np.isfinite(beyond)]
    return float(beyond.max()) if len(beyond) else -1.0


def _below(facts: Facts) -> float:
    """Return how far the legs reach under the picture, seen or by what is seen of the body."""
    outside = _outside(facts, _HIPS + _KNEES + _ANKLES + _FEET)
    seen = facts.confidence >= SURE
    if not facts.tracked or not seen[_SHOULDERS].all():
        return outside
    shoulders = facts.points[_SHOULDERS]
    wide = float(np.hypot(*((shoulders[0] - shoulders[1]) * [facts.aspect, 1.0])))
    trunk = _TRUNK_WIDTHS * wide
    if seen[_HIPS].all():
        trunk = max(trunk, float((facts.points[_HIPS] - shoulders)[:, 1].mean()))
    for joints, reach in ((_ANKLES, 0.0), (_KNEES, _THIGH_TRUNKS), (_HIPS, _THIGH_TRUNKS)):
        if seen[joints].all():
            return max(outside, float(facts.points[joints, 1].max()) + reach * trunk - 1.0)
    return max(outside, float(shoulders[:, 1].max()) + trunk - 1.0)


def _cut_off(facts: Facts) -> float:
    head = _outside(facts, _HEAD)
    return max(head, _below(facts)) if facts.legs_wanted else head


def _feet_hidden(facts: Facts) -> float:
    """Return 1 minus the confidence of the worse foot, though it must be within the picture."""
    if not facts.tracked or not facts.legs_wanted or _below(facts) > 0.0:
        return 0.0
    return 1.0 - float(facts.confidence[_ANKLES].min())


def _hands_out(facts: Facts) -> float:
    return _outside(facts, _WRISTS)


def _small(facts: Facts) -> float:
    """Return how many times the seen person would fit into the picture."""
    seen = facts.points[facts.confidence >= SURE]
    if not facts.tracked or len(seen) < 5:
        return 0.0
    return 1.0 / max(float(np.ptp(seen, axis=0).max()), 0.01)


def _unsure(facts: Facts) -> float:
    return 1.0 - float(facts.confidence[_TRUNK].mean()) if facts.tracked else 0.0


def _slow_camera(facts: Facts) -> float:
    return 1000.0 / facts.capture_fps if facts.capture_fps > 0 else 0.0


# Most urgent first: what stands further up is said first, for it is often the cause of the rest.
RULES = (
    Rule(
        "dark",
        QT_TRANSLATE_NOOP("Guidance", "It is too dark: switch on a light in front of you."),
        _dark,
        shown_from=255.0 - 45.0,
        gone_below=255.0 - 60.0,
    ),
    Rule(
        "washed_out",
        QT_TRANSLATE_NOOP(
            "Guidance", "The picture is washed out: turn away from the window or dim the light."
        ),
        lambda facts: facts.washed_out,
        shown_from=0.45,
        gone_below=0.35,
    ),
    Rule(
        "nobody",
        QT_TRANSLATE_NOOP("Guidance", "Nobody is in view: step in front of the camera."),
        _nobody,
        shown_from=1.0,
        gone_below=0.5,
    ),
    Rule(
        "two_people",
        QT_TRANSLATE_NOOP(
            "Guidance", "Two people are in view: one person at a time can be captured."
        ),
        _others,
        shown_from=1.0,
        gone_below=0.5,
    ),
    Rule(
        "step_back",
        QT_TRANSLATE_NOOP("Guidance", "Step back until you are in the picture from head to feet."),
        _cut_off,
        shown_from=0.01,
        gone_below=-0.01,
    ),
    Rule(
        "feet_hidden",
        QT_TRANSLATE_NOOP(
            "Guidance", "Your feet are hidden: clear the view to the floor, or tilt the camera."
        ),
        _feet_hidden,
        shown_from=1.0 - 0.3,
        gone_below=1.0 - 0.4,
    ),
    Rule(
        "hands_out",
        QT_TRANSLATE_NOOP("Guidance", "A hand leaves the picture: step back a little."),
        _hands_out,
        shown_from=0.03,
        gone_below=0.0,
    ),
    Rule(
        "come_closer",
        QT_TRANSLATE_NOOP("Guidance", "You are far away: come closer to the camera."),
        _small,
        shown_from=4.0,
        gone_below=3.3,
    ),
    Rule(
        "unsure",
        QT_TRANSLATE_NOOP(
            "Guidance",
            "You are hard to make out: more light, or clothes unlike the background, would help.",
        ),
        _unsure,
        shown_from=0.5,
        gone_below=0.4,
    ),
    Rule(
        "slow_camera",
        QT_TRANSLATE_NOOP(
            "Guidance",
            "The camera is slow: more light lets it take more pictures a second.",
        ),
        _slow_camera,
        shown_from=1000.0 / 16.0,
        gone_below=1000.0 / 19.0,
    ),
    Rule(
        "too_exact",
        QT_TRANSLATE_NOOP(
            "Guidance",
            "Exact is too slow for this computer: choose Quick in the settings, Capture.",
        ),
        lambda facts: facts.inference_ms if facts.exact else 0.0,
        shown_from=50.0,
        gone_below=42.0,
    ),
    Rule(
        "slow_computer",
        QT_TRANSLATE_NOOP(
            "Guidance", "This computer cannot keep up: close other programs for smoother motion."
        ),
        lambda facts: facts.inference_ms,
        shown_from=100.0,
        gone_below=80.0,
    ),
)


class Adviser:
    """Says one thing at a time, and only what has been true for a while.

    A rule must hold for `patience_s` seconds before it is given, and what is given stays until its
    reason was gone for `calm_s`: hands and people come and go.
    """

    def __init__(
        self, patience_s: float = 1.5, calm_s: float = 0.7, rules: tuple[Rule, ...] = RULES
    ) -> None:
        self.given: Rule | None = None
        """What is being said; None if all is well."""
        self._rules = rules
        self._patience_s = patience_s
        self._calm_s = calm_s
        self._bad_since: dict[str, float] = {}
        self._good_since: dict[str, float] = {}
        self._holding: set[str] = set()

    def reset(self) -> None:
        """Forget everything: another source has other troubles."""
        self.given = None
        self._bad_since.clear()
        self._good_since.clear()
        self._holding.clear()

    def update(self, facts: Facts, now: float) -> Rule | None:
        """Take in what is known at `now` (seconds, growing) and return what to say."""
        for rule in self._rules:
            self._judge(rule, rule.badness(facts), now)
        self.given = next((rule for rule in self._rules if rule.name in self._holding), None)
        return self.given

    def _judge(self, rule: Rule, badness: float, now: float) -> None:
        name = rule.name
        if name in self._holding:
            if badness >= rule.gone_below:
                self._good_since.pop(name, None)
            elif now - self._good_since.setdefault(name, now) >= self._calm_s:
                self._holding.discard(name)
                self._good_since.pop(name)
            return
        if badness < rule.shown_from:
            self._bad_since.pop(name, None)
        elif now - self._bad_since.setdefault(name, now) >= self._patience_s:
            self._holding.add(name)
            self._bad_since.pop(name)
