"""The one owner of threads: opens sources and runs them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mocap_app.core.errors import CalibrationError, MocapError, SourceError, TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.workers.jobs import JobQueue
from mocap_app.workers.live import (
    CapturedFrame,
    LivePose,
    SessionState,
    SourceInfo,
    SourceRequest,
    why_not_recording,
)
from mocap_app.workers.live_choices import LiveChoices
from mocap_app.workers.live_pair import LivePair
from mocap_app.workers.take_recording import RecordingPlan, TakeRecording

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.filtering.chain import FilterConfig
    from mocap_app.solving.config import SolverConfig
    from mocap_app.streaming.pose_stream import StreamPlan
    from mocap_app.workers.session_parts import SessionParts

logger = logging.getLogger(__name__)

SILENT_SECONDS = 3
"""A recording is closed and kept after this many one-second waits without a picture."""

_PATIENCE_MS = 5000


class Session(QObject):
    """Runs at most one source at a time; lives on the main thread and never blocks it.

    Signals:
        state_changed: The new `SessionState`.
        source_opened: The source gives pictures (`SourceInfo`).
        network_ready: The pose network is loaded; recording is possible from here on.
        source_waiting: A live source gives no pictures (`FrameTimeoutError`).
        source_resumed: It gives pictures again.
        calibrated: The pose that was held gave this `Calibration`, which is in force.
        calibration_failed: It gave none (`CalibrationError`); what was in force stays.
        recording_started: Name of the take.
        take_saved: The finished `Take`.
        take_save_ended: Saving is over, well or not; the next recording may start.
        recording_ended: Why a recording ended without the user asking (a sentence).
        limit_reached: A recording ended as it is as long as it was to be; `take_saved` follows.
        stream_failed: Poses do not reach a receiver (`StreamError`); sending goes on.
        failed: An exception; a `MocapError` has a text for the user.
    """

    state_changed = Signal(object)
    source_opened = Signal(object)
    network_ready = Signal()
    source_waiting = Signal(object)
    source_resumed = Signal()
    calibrated = Signal(object)
    calibration_failed = Signal(object)
    recording_started = Signal(str)
    take_saved = Signal(object)
    take_save_ended = Signal()
    recording_ended = Signal(str)
    limit_reached = Signal()
    stream_failed = Signal(object)
    failed = Signal(object)

    def __init__(self, parts: SessionParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = JobQueue(self)
        self.state = SessionState.IDLE
        self.request: SourceRequest | None = None
        self._parts = parts
        self._pair: LivePair | None = None
        self._retiring: list[LivePair] = []
        self._pending: SourceRequest | None = None
        self._choices = LiveChoices()
        self._ready = False
        self._info: SourceInfo | None = None
        self._recording = TakeRecording(parts, self.jobs, self)
        self._recording.ended.connect(self._on_take_ended)
        self._recording.take_saved.connect(self.take_saved)
        self._recording.save_ended.connect(self.take_save_ended)
        self._recording.failed.connect(self.failed)
        self._recording.video_failed.connect(self.failed)
        self._recording.limit_reached.connect(self.limit_reached)
        self._closed = False
        self._silences = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_lost)

    # What the window reads, by timer

    def take_pose(self) -> LivePose | None:
        """Return the newest pose if there is one that was not taken yet."""
        return None if self._pair is None else self._pair.poses.take(0.0)

    def take_preview(self) -> CapturedFrame | None:
        """Return the newest frame, processed or not, if it was not taken yet."""
        return None if self._pair is None else self._pair.previews.take(0.0)

    def recorded_seconds(self) -> float:
        """Return the length of the running recording, or of the last one."""
        return self._recording.seconds

    @property
    def can_record(self) -> bool:
        """Whether `start_recording` would succeed now."""
        return self.state is SessionState.RUNNING and self._ready and not self._recording.saving

    # What the window asks for

    @Slot(object)
    def start_source(self, request: SourceRequest) -> None:
        """Open another source; a running one is closed first, and its recording kept."""
        if self._closed:
            # A camera search may answer when the program is already ending.
            return
        self._pending = request
        self._retire()
        if self._retiring:
            self._set_state(SessionState.OPENING)
            self._patience.start()
        else:
            self._launch()

    @Slot()
    def stop_source(self) -> None:
        """Close the source; a recording is kept."""
        self._pending = None
        self._retire()
        self.request = None
        self._set_state(SessionState.IDLE)

    @Slot(object)
    def use_filter(self, config: FilterConfig) -> None:
        """Use other filter settings at once, and for every later source."""
        self._choices.filter = config
        if self._pair is not None:
            self._pair.inference.use_filter(config)

    @Slot(object)
    def use_solver(self, config: SolverConfig) -> None:
        """Use other settings of the solver at once, and for every later source."""
        self._choices.solver = config
        if self._pair is not None:
            self._pair.inference.use_solver(config)

    @Slot(object)
    def use_stream(self, plan: StreamPlan | None) -> None:
        """Send the poses of this and every later source, or (None) send no more."""
        self._choices.stream = plan
        if self._pair is not None:
            self._pair.inference.use_stream(plan)

    def use_recording(self, plan: RecordingPlan) -> None:
        """Record with or without a reference video, and with or without a limit."""
        self._recording.use(plan)

    @Slot()
    def calibrate(self) -> None:
        """Watch the pose that is held; `calibrated` or `calibration_failed` follows."""
        if self._pair is not None and self.can_record:
            self._pair.inference.calibrate()
            return
        text = QT_TRANSLATE_NOOP(
            "Errors", "Nothing can be calibrated while no source gives pictures."
        )
        self.calibration_failed.emit(CalibrationError(text))

    @Slot()
    def start_recording(self) -> None:
        """Append every processed pose to a new take from now on."""
        if not self.can_record or self._pair is None:
            saving = self._recording.saving
            self.failed.emit(TakeError(why_not_recording(self.state, saving=saving)))
            return
        source = self._info.name if self._info is not None else ""
        mirrored = self.request is not None and self.request.mirror
        known = self._choices.calibration
        try:
            name = self._recording.start(self._pair, source, mirrored=mirrored, calibration=known)
        except MocapError as error:
            self.failed.emit(error)
            return
        self._silences = 0
        self._set_state(SessionState.RECORDING)
        self.recording_started.emit(name)

    @Slot()
    def stop_recording(self) -> None:
        """Close the take; `take_saved` follows."""
        self._recording.stop()

    def shut_down(self, timeout_s: float = 5.0) -> bool:
        """End everything and wait; a recording is kept. False if a device does not let go."""
        self._closed = True
        self._pending = None
        pairs = [*self._retiring, *([self._pair] if self._pair is not None else [])]
        waits = [pair.wait(timeout_s) for pair in pairs]
        ended = all(waits)
        ended = self.jobs.shut_down(timeout_s) and ended
        self._recording.close()
        self._pair = None
        self._retiring.clear()
        self._set_state(SessionState.IDLE)
        return ended

    # Starting and retiring pairs

    def _launch(self) -> None:
        request, self._pending = self._pending, None
        self._patience.stop()
        if request is None:
            return
        parts = self._parts
        pair = LivePair(
            make_source=lambda: parts.make_source(request),
            build=lambda: parts.build_processor(request),
            parent=self,
            clock=parts.clock,
        )
        self._choices.tell(pair)
        self._connect_pair(pair)
        self._pair = pair
        self.request = request
        self._ready = False
        self._info = None
        self._set_state(SessionState.OPENING)
        pair.start()

    def _connect_pair(self, pair: LivePair) -> None:
        pair.opened.connect(self._on_opened)
        pair.waiting.connect(self._on_waiting)
        pair.resumed.connect(self._on_resumed)
        pair.capture_failed.connect(self._on_capture_failed)
        pair.capture_ended.connect(self._on_capture_ended)
        pair.ready.connect(self._on_ready)
        pair.inference_failed.connect(self._on_inference_failed)
        pair.calibrated.connect(self._on_calibrated)
        pair.calibration_failed.connect(self.calibration_failed)
        pair.recording_failed.connect(self._on_recording_failed)
        pair.stream_failed.connect(self.stream_failed)
        pair.stopped.connect(self._on_pair_stopped)

    def _retire(self) -> None:
        self.stop_recording()
        pair, self._pair = self._pair, None
        self._ready = False
        if pair is None:
            return
        if pair.running:
            self._retiring.append(pair)
            pair.retire()
        else:
            pair.deleteLater()

    @Slot()
    def _on_pair_stopped(self) -> None:
        pair = self.sender()
        if isinstance(pair, LivePair) and pair in self._retiring:
            self._retiring.remove(pair)
            pair.deleteLater()
        if not self._retiring:
            self._launch()

    @Slot()
    def _on_patience_lost(self) -> None:
        # A device that hangs in its driver must not keep the user from using another one.
        logger.warning("The previous source does not let go; going on without waiting for it.")
        self._launch()

    # What the threads tell

    @Slot(object)
    def _on_opened(self, info: SourceInfo) -> None:
        self._info = info
        self._set_state(SessionState.RUNNING)
        self.source_opened.emit(info)

    @Slot()
    def _on_ready(self) -> None:
        self._ready = True
        self.network_ready.emit()

    @Slot(object)
    def _on_calibrated(self, calibration: Calibration) -> None:
        self._choices.calibrate(calibration)
        self.calibrated.emit(calibration)

    @Slot(object)
    def _on_waiting(self, error: MocapError) -> None:
        if self.state is SessionState.RECORDING:
            self._silences += 1
            if self._silences >= SILENT_SECONDS:
                self._end_recording("The source stopped giving pictures.")
        if self.state is not SessionState.RECORDING:
            self._set_state(SessionState.WAITING)
        self.source_waiting.emit(error)

    @Slot()
    def _on_resumed(self) -> None:
        self._silences = 0
        if self.state is SessionState.WAITING:
            self._set_state(SessionState.RUNNING)
        self.source_resumed.emit()

    @Slot(object)
    def _on_capture_failed(self, error: Exception) -> None:
        self._end_recording("The source failed.")
        self.stop_source()
        self.failed.emit(error)

    @Slot()
    def _on_capture_ended(self) -> None:
        # Films are played without end (see `app.make_source`), so there is nothing to play.
        name = self._info.name if self._info is not None else "The source"
        self._end_recording("The source has ended.")
        self.stop_source()
        self.failed.emit(
            SourceError(
                QT_TRANSLATE_NOOP("Errors", "{name} gives no pictures any more."), name=name
            )
        )

    @Slot(object)
    def _on_inference_failed(self, error: Exception) -> None:
        self._ready = False
        self._end_recording("The pose network failed.")
        self.failed.emit(error)

    # The end of takes

    def _end_recording(self, reason: str) -> None:
        if self.state is SessionState.RECORDING:
            self.stop_recording()
            self.recording_ended.emit(f"{reason} The recording so far is kept.")

    @Slot(object)
    def _on_recording_failed(self, error: MocapError) -> None:
        self._end_recording("A pose could not be written.")
        self.failed.emit(error)

    @Slot()
    def _on_take_ended(self) -> None:
        if self.state is SessionState.RECORDING:
            self._set_state(SessionState.RUNNING)

    # Small things

    def _set_state(self, state: SessionState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
