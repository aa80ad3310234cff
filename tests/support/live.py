"""Twins of source and pipeline that tests of threads and window can steer."""

from __future__ import annotations

import queue
import time

import numpy as np

from mocap_app.capture.source import FrameSource
from mocap_app.core.errors import FrameTimeoutError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import Frame, PoseEstimate, ProcessedPose, SolvedPose
from tests.support.patience import PATIENCE_S

QUIET_S = 0.05
PACE_S = 0.005


class SteeredSource(FrameSource):
    """Gives what it is fed (frames, None, exceptions); else frames of its own, if `endless`."""

    def __init__(self, *, endless=False, live=True, open_error=None, name="steered"):
        self.name = name
        self.fps = 30.0
        self.live, self.stored = live, not live
        self.endless = endless
        self.open_error = open_error
        self.opened = 0
        self.closed = 0
        self.next_index = 0
        self._fed = queue.Queue()

    def feed(self, *items):
        for item in items:
            self._fed.put(item)

    def open(self):
        self.opened += 1
        self.next_index = 0
        if self.open_error is not None:
            raise self.open_error

    def read(self):
        try:
            item = self._fed.get(timeout=PACE_S if self.endless else QUIET_S)
        except queue.Empty:
            if not self.endless:
                raise FrameTimeoutError("The source is quiet.") from None
            self.next_index += 1
            return frame(self.next_index)
        if isinstance(item, Exception):
            raise item
        return item

    def close(self):
        self.closed += 1


class FakeSolver:
    def __init__(self):
        self.calls = []

    def freeze(self):
        self.calls.append("freeze")

    def unfreeze(self):
        self.calls.append("unfreeze")


class FakeProcessor:
    """Finds a standing person in the middle of every picture, or what `error` says."""

    def __init__(self, error=None):
        self.solver = FakeSolver()
        self.skeleton = solved_skeleton()
        self.filters = []
        self.solvers = []
        self.calibration = None
        self.asked_to_calibrate = False
        self.error = error

    def process(self, shown):
        if self.error is not None:
            raise self.error
        return processed(shown)

    def set_solver(self, config):
        self.solvers.append(config)

    def calibrate(self):
        self.asked_to_calibrate = True

    def take_calibration(self):
        outcome = self.calibration if self.asked_to_calibrate else None
        self.asked_to_calibrate = False
        return outcome

    def set_filter(self, config):
        self.filters.append(config)


def frame(index, *, size=(64, 48), fps=30.0):
    width, height = size
    image = np.full((height, width, 3), 40 + index % 100, np.uint8)
    return Frame(image, index / fps, index)


def standing_positions():
    skeleton = solved_skeleton()
    positions = np.zeros((22, 3))
    for joint, parent in enumerate(skeleton.parents):
        start = np.array([0.0, 0.94, 0.0]) if parent < 0 else positions[parent]
        positions[joint] = start + skeleton.offsets[joint]
    return positions


def solved(shown):
    positions = standing_positions()
    return SolvedPose(
        timestamp=shown.timestamp,
        frame_index=shown.index,
        rotations=np.tile([1.0, 0.0, 0.0, 0.0], (22, 1)),
        root_position=positions[0],
        root_camera=np.array([0.0, 0.0, 3.0]),
        positions=positions,
    )


def processed(shown, *, tracked=True):
    height, width = shown.image.shape[:2]
    size = (width, height)
    if not tracked:
        lost = PoseEstimate.lost(shown.timestamp, shown.index, size)
        return ProcessedPose(lost, lost, None, {"total": 1.0})
    spread = np.linspace(0.2, 0.8, 27)
    raw = PoseEstimate(
        timestamp=shown.timestamp,
        frame_index=shown.index,
        image_size=size,
        keypoints_2d=np.stack([spread * width, spread * height], axis=1),
        confidence=np.full(27, 0.9),
        keypoints_3d=np.full((27, 3), 0.1 * np.sin(shown.timestamp)),
        tracked=True,
    )
    return ProcessedPose(raw, raw, solved(shown), {"acquire": 0.5, "infer": 2.0, "total": 3.0})


def gate(condition, timeout_s=PATIENCE_S):
    """Wait, without an event loop, until a condition that another thread makes true holds."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.002)
