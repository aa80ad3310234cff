"""Light stand-ins for the stages around the pipeline."""

from __future__ import annotations

import numpy as np

from mocap_app.capture.source import FrameSource
from mocap_app.core.types import Frame, PoseEstimate, SolvedPose


class ScriptedSource(FrameSource):
    """Plays a list of frames and exceptions."""

    def __init__(self, script, *, live=False, frame_count=None):
        self.script = list(script)
        self.live = live
        self.frame_count = frame_count
        self.name = "script"
        self.opened = 0
        self.is_open = False

    def open(self):
        self.opened += 1
        self.is_open = True
        self._rest = list(self.script)

    def read(self):
        assert self.is_open
        if not self._rest:
            return None
        item = self._rest.pop(0)
        if isinstance(item, Exception):
            raise item
        return item

    def close(self):
        self.is_open = False


def frame(index, *, size=(32, 24), fps=10.0, name=""):
    width, height = size
    return Frame(np.zeros((height, width, 3), np.uint8), index / fps, index, name)


def estimate(shown: Frame, *, tracked=True) -> PoseEstimate:
    height, width = shown.image.shape[:2]
    if not tracked:
        return PoseEstimate.lost(shown.timestamp, shown.index, (width, height))
    return PoseEstimate(
        timestamp=shown.timestamp,
        frame_index=shown.index,
        image_size=(width, height),
        keypoints_2d=np.full((27, 2), float(shown.index)),
        confidence=np.ones(27),
        keypoints_3d=np.full((27, 3), 0.1 * shown.index),
        tracked=True,
    )


class FakeEstimator:
    """Finds somebody in every frame whose index is not in `lost`."""

    def __init__(self, lost=()):
        self.lost = set(lost)
        self.resets = 0
        self.last_stage_ms = {}
        self.people = 1

    def estimate(self, shown):
        self.last_stage_ms = {"acquire": 4.0 if shown.index == 0 else 0.0, "infer": 2.0}
        return estimate(shown, tracked=shown.index not in self.lost)

    def reset(self):
        self.resets += 1


class FakeFilter:
    """Marks what it touched by halving the confidence."""

    def __init__(self):
        self.resets = 0

    def apply(self, raw):
        if not raw.tracked:
            return raw
        from dataclasses import replace

        return replace(raw, confidence=raw.confidence / 2)

    def reset(self):
        self.resets += 1


class FakeSolver:
    """Writes down what it is asked, in order."""

    skeleton = "skeleton"

    def __init__(self):
        self.calls = []

    def solve_take(self, poses):
        return [self.solve(pose) for pose in poses]

    def solve(self, shown):
        self.calls.append(("solve", shown.frame_index))
        if not shown.tracked:
            return None
        return SolvedPose(
            timestamp=shown.timestamp,
            frame_index=shown.frame_index,
            rotations=np.tile([1.0, 0.0, 0.0, 0.0], (22, 1)),
            root_position=np.zeros(3),
            root_camera=np.array([0.0, 0.0, 3.0]),
            positions=np.zeros((22, 3)),
        )

    def learn(self, poses):
        self.calls.append(("learn", len(poses)))

    def freeze(self):
        self.calls.append(("freeze",))

    def unfreeze(self):
        self.calls.append(("unfreeze",))

    def reset(self):
        self.calls.append(("reset",))


class TickingClock:
    """Advances by one millisecond each time it is read."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 0.001
        return self.now
