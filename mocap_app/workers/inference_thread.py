"""Turns the newest frame into a pose, over and over, on its own thread."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from mocap_app.core.errors import MocapError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.streaming.pose_stream import PoseStream
from mocap_app.workers.live import CapturedFrame, LivePose
from mocap_app.workers.loop_thread import LoopThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import ProcessedPose
    from mocap_app.filtering.chain import FilterConfig
    from mocap_app.pipeline.processor import PoseProcessor
    from mocap_app.recording.recorder import Recorder
    from mocap_app.solving.config import SolverConfig
    from mocap_app.streaming.pose_stream import StreamPlan

logger = logging.getLogger(__name__)

_WAIT_S = 0.1


class InferenceThread(LoopThread):
    """Runs a `PoseProcessor` on the frames of one source; owned by `Session`.

    The processor is built and used on this thread alone. Orders from the main thread (another
    filter, start or stop appending to a take) arrive through mailboxes and are obeyed before
    the next frame, so neither thread ever waits for the other.

    Signals:
        ready: The processor is built.
        recorder_released: Nothing will be appended any more; also sent when the loop ends
            while a recorder is attached.
        calibrated: The pose that was held gave this `Calibration`.
        calibration_failed: It did not (`CalibrationError`).
        recording_failed: A pose could not be written (`MocapError`); `recorder_released` follows.
        stream_failed: Poses do not reach a receiver (`StreamError`); told once a stream.
    """

    ready = Signal()
    recorder_released = Signal()
    calibrated = Signal(object)
    calibration_failed = Signal(object)
    recording_failed = Signal(object)
    stream_failed = Signal(object)

    def __init__(
        self,
        build: Callable[[], PoseProcessor],
        frames: LatestSlot[CapturedFrame],
        poses: LatestSlot[LivePose],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__()
        self._build = build
        self._frames = frames
        self._poses = poses
        self._clock = clock
        self._filters: LatestSlot[FilterConfig] = LatestSlot()
        self._solvers: LatestSlot[SolverConfig] = LatestSlot()
        self._calibrations: LatestSlot[bool] = LatestSlot()
        self._attachments: LatestSlot[tuple[Recorder | None]] = LatestSlot()
        self._streams: LatestSlot[tuple[StreamPlan | None]] = LatestSlot()
        self._stream: PoseStream | None = None
        self._processor: PoseProcessor | None = None
        self._recorder: Recorder | None = None
        self._dropped_before = 0

    def use_filter(self, config: FilterConfig) -> None:
        """Use other filter settings from the next frame on; any thread may call this."""
        self._filters.put(config)

    def use_solver(self, config: SolverConfig) -> None:
        """Use other settings of the solver from the next frame on; any thread may call this."""
        self._solvers.put(config)

    def calibrate(self) -> None:
        """Watch the pose that is held from the next frame on; any thread may call this."""
        self._calibrations.put(True)

    def use_stream(self, plan: StreamPlan | None) -> None:
        """Send every pose from the next frame on, or none; any thread may call this."""
        self._streams.put((plan,))

    def attach(self, recorder: Recorder) -> None:
        """Append every pose from the next frame on; any thread may call this."""
        self._attachments.put((recorder,))

    def detach(self) -> None:
        """Append nothing more; `recorder_released` tells when that is true."""
        self._attachments.put((None,))

    def set_up(self) -> None:
        """Build the processor, which may take a second or two.

        Raises:
            ModelError: The network is missing or damaged.
        """
        self._processor = self._build()
        # Frames that went by while the network was loading are nobody's fault.
        self._dropped_before = self._frames.dropped
        self.ready.emit()

    def step(self) -> bool:
        """Obey orders, then process the newest frame if there is one."""
        assert self._processor is not None, "step runs after set_up"
        captured = self._frames.take(_WAIT_S)
        self._obey(self._processor)
        if captured is None:
            return True
        start = self._clock()
        pose = self._processor.process(captured.frame)
        spent = self._clock() - start
        self._tell_calibration(self._processor)
        # First to where somebody waits for it: a disk may take a second to write.
        self._poses.put(
            LivePose(
                captured=captured,
                pose=pose,
                inference_ms=1000.0 * spent,
                dropped=self._frames.dropped - self._dropped_before,
            )
        )
        if self._stream is not None:
            self._stream.send(pose)
        self._append(pose)
        return True

    def tear_down(self) -> None:
        """Let go of the recorder, so that its take can be closed, and of the network."""
        self._switch_stream(None)
        order = self._attachments.take(0.0)
        if order is not None and order[0] is not None:
            self._recorder = order[0]
        self._release_recorder(even_if_none=order is not None)

    def _obey(self, processor: PoseProcessor) -> None:
        if (config := self._filters.take(0.0)) is not None:
            processor.set_filter(config)
        if (choices := self._solvers.take(0.0)) is not None:
            processor.set_solver(choices)
        if self._calibrations.take(0.0) is not None:
            processor.calibrate()
        if (stream := self._streams.take(0.0)) is not None:
            self._switch_stream(stream[0])
        order = self._attachments.take(0.0)
        if order is None:
            return
        if order[0] is None:
            self._release_recorder(even_if_none=True)
            return
        self._recorder = order[0]
        # Bones must not change their lengths in the middle of a take, and a take recovered after a
        # crash must have them too.
        processor.solver.freeze()
        self._note_skeleton(order[0], processor)

    def _switch_stream(self, plan: StreamPlan | None) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream = None if plan is None else PoseStream(plan, self.stream_failed.emit)

    def _tell_calibration(self, processor: PoseProcessor) -> None:
        outcome = processor.take_calibration()
        if isinstance(outcome, MocapError):
            self.calibration_failed.emit(outcome)
        elif outcome is not None:
            self.calibrated.emit(outcome)

    def _note_skeleton(self, recorder: Recorder, processor: PoseProcessor) -> None:
        try:
            recorder.set_skeleton(processor.skeleton)
        except MocapError as error:
            self.recording_failed.emit(error)

    def _append(self, pose: ProcessedPose) -> None:
        if self._recorder is None:
            return
        try:
            self._recorder.append(pose)
        except MocapError as error:
            logger.warning("The recording stopped: %s", error)
            self.recording_failed.emit(error)
            self._release_recorder()
            return
        if self._recorder.full:
            self._release_recorder()

    def _release_recorder(self, *, even_if_none: bool = False) -> None:
        recorder, self._recorder = self._recorder, None
        if recorder is None and not even_if_none:
            return
        if self._processor is not None and recorder is not None:
            self._note_skeleton(recorder, self._processor)
            self._processor.solver.unfreeze()
        self.recorder_released.emit()
