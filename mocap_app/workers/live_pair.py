"""The two threads and the mailboxes that serve one source."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.core.mailbox import LatestSlot
from mocap_app.workers.capture_thread import CaptureThread
from mocap_app.workers.inference_thread import InferenceThread
from mocap_app.workers.video_thread import FrameTap

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.capture.source import FrameSource
    from mocap_app.pipeline.processor import PoseProcessor
    from mocap_app.workers.live import CapturedFrame, LivePose


class LivePair(QObject):
    """A capture and an inference thread; `Session` makes one for each source it opens.

    Its slots run on the main thread. After `retire` it stays silent except for `stopped`, so that
    a source the user has left cannot speak for the one that followed.

    Signals: those of the two threads under their names, `capture_failed` and `inference_failed`
    for the exceptions that ended them, and:
        capture_ended: The capture thread ended by itself without an error.
        stopped: Both threads have ended.
    """

    opened = Signal(object)
    waiting = Signal(object)
    resumed = Signal()
    capture_failed = Signal(object)
    capture_ended = Signal()
    ready = Signal()
    inference_failed = Signal(object)
    recorder_released = Signal()
    calibrated = Signal(object)
    calibration_failed = Signal(object)
    recording_failed = Signal(object)
    stream_failed = Signal(object)
    stopped = Signal()

    def __init__(
        self,
        make_source: Callable[[], FrameSource],
        build: Callable[[], PoseProcessor],
        parent: QObject,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self.previews: LatestSlot[CapturedFrame] = LatestSlot()
        self.poses: LatestSlot[LivePose] = LatestSlot()
        self.tap = FrameTap()
        frames: LatestSlot[CapturedFrame] = LatestSlot()
        self.capture = CaptureThread(make_source, (frames, self.previews, self.tap), clock)
        self.inference = InferenceThread(build, frames, self.poses, clock)
        self.retired = False
        self._capture_error = False
        self._connect_signals()

    def start(self) -> None:
        """Start both threads; opening the source and loading the network go side by side."""
        self.inference.start()
        self.capture.start()

    def retire(self) -> None:
        """Ask both threads to end without waiting for them; `stopped` follows."""
        self.retired = True
        self.capture.stop(0.0)
        self.inference.stop(0.0)

    def wait(self, timeout_s: float) -> bool:
        """Stop both threads and wait for each; False if one is still running."""
        self.retired = True
        # Both are asked first, so that they end side by side.
        self.capture.stop(0.0)
        ended = self.inference.stop(timeout_s)
        return self.capture.stop(timeout_s) and ended

    @property
    def running(self) -> bool:
        """Whether a thread is still alive."""
        return self.capture.isRunning() or self.inference.isRunning()

    def _connect_signals(self) -> None:
        self.capture.opened.connect(self._on_opened)
        self.capture.waiting.connect(self._on_waiting)
        self.capture.resumed.connect(self._on_resumed)
        self.capture.failed.connect(self._on_capture_failed)
        self.capture.finished.connect(self._on_capture_finished)
        self.inference.ready.connect(self._on_ready)
        self.inference.failed.connect(self._on_inference_failed)
        self.inference.recorder_released.connect(self._on_recorder_released)
        self.inference.calibrated.connect(self._on_calibrated)
        self.inference.calibration_failed.connect(self._on_calibration_failed)
        self.inference.recording_failed.connect(self._on_recording_failed)
        self.inference.stream_failed.connect(self._on_stream_failed)
        self.inference.finished.connect(self._on_inference_finished)

    @Slot(object)
    def _on_opened(self, info: object) -> None:
        if not self.retired:
            self.opened.emit(info)

    @Slot(object)
    def _on_waiting(self, error: object) -> None:
        if not self.retired:
            self.waiting.emit(error)

    @Slot()
    def _on_resumed(self) -> None:
        if not self.retired:
            self.resumed.emit()

    @Slot(object)
    def _on_capture_failed(self, error: object) -> None:
        self._capture_error = True
        if not self.retired:
            self.capture_failed.emit(error)

    @Slot()
    def _on_capture_finished(self) -> None:
        if not self.retired and not self._capture_error:
            self.capture_ended.emit()
        self._tell_if_stopped()

    @Slot()
    def _on_ready(self) -> None:
        if not self.retired:
            self.ready.emit()

    @Slot(object)
    def _on_inference_failed(self, error: object) -> None:
        if not self.retired:
            self.inference_failed.emit(error)

    @Slot()
    def _on_recorder_released(self) -> None:
        # Never silenced: the take is waiting for it, whatever the user does meanwhile.
        self.recorder_released.emit()

    @Slot(object)
    def _on_calibrated(self, calibration: object) -> None:
        if not self.retired:
            self.calibrated.emit(calibration)

    @Slot(object)
    def _on_calibration_failed(self, error: object) -> None:
        if not self.retired:
            self.calibration_failed.emit(error)

    @Slot(object)
    def _on_recording_failed(self, error: object) -> None:
        self.recording_failed.emit(error)

    @Slot(object)
    def _on_stream_failed(self, error: object) -> None:
        if not self.retired:
            self.stream_failed.emit(error)

    @Slot()
    def _on_inference_finished(self) -> None:
        self._tell_if_stopped()

    def _tell_if_stopped(self) -> None:
        # `finished` is sent from within the ending thread; wait lets it really end.
        if self.capture.isFinished() and self.inference.isFinished():
            self.capture.wait()
            self.inference.wait()
            self.stopped.emit()
