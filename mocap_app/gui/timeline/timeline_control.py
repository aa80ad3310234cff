"""Puts a take on the timeline and shows it in the views that are live otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.gui.take_commands import AnnotateTake
from mocap_app.gui.timeline.take_reading import TakeReading

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from mocap_app.core.types import Image, PoseEstimate
    from mocap_app.gui.live_display import LiveDisplay, LiveViews
    from mocap_app.gui.timeline.timeline_panel import TimelinePanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_opener import OpenedTake

_BLANK = 24  # Grey of the picture where no video was kept.
_LEAST_S = 1e-3


def _fitted(pose: PoseEstimate, image: Image) -> PoseEstimate:
    """Return a pose in pixels of a picture that is smaller than the recorded frame."""
    scale = np.array([image.shape[1], image.shape[0]]) / np.array(pose.image_size)
    return replace(pose, keypoints_2d=pose.keypoints_2d * scale)


class TimelineControl(QObject):
    """Lets the timeline speak with the library and the views; the window's child.

    Capture, inference and a recording go on while a take is shown; only the views are taken from
    them, and given back when the take is closed or a recording begins.

    Signals:
        shown_changed: Whether a take is shown instead of the live picture.
    """

    shown_changed = Signal(bool)

    def __init__(
        self,
        panel: TimelinePanel,
        parts: WindowParts,
        display: LiveDisplay,
        undo: QUndoStack,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.opened: OpenedTake | None = None
        """The take that is shown, None while the views are live."""
        self._panel = panel
        self._parts = parts
        self._display = display
        self._views: LiveViews = display.views
        self._undo = undo
        self._title = ""
        self._blank: Image | None = None
        self._shown: tuple[int, bool] | None = None
        self._reopens = False
        """Whether the take that is shown is read again when the refined one is listed."""
        self.reading = TakeReading(parts.library, self._views.status, self)
        panel.closed.connect(self.close_take)
        panel.compared.connect(self._on_compared)
        panel.trimmed.connect(self._on_trimmed)
        panel.player.moved.connect(self._on_moved)
        parts.library.take_opened.connect(self.show_take)
        parts.library.refine_finished.connect(self._on_refine_finished)
        parts.library.takes_leaving.connect(self._on_takes_leaving)
        parts.library.takes_listed.connect(self._on_takes_listed)
        parts.session.recording_started.connect(self.close_take)

    @Slot(object)
    def show_take(self, opened: OpenedTake) -> None:
        """Show a take instead of the live picture."""
        if not opened.take.frame_count:
            opened.close()
            self._parts.notifier.warning(
                self.tr("There is no frame in {name}.").format(name=opened.info.name)
            )
            return
        before, self.opened = self.opened, opened
        if before is not None:
            before.close()
        again = before is not None and before.info.id == opened.info.id
        self._reopens = self._reopens and again
        position, playing = self._panel.player.position, self._panel.player.playing
        self._blank, self._title = None, opened.info.name
        self._shown = None
        self._display.hold(on=True)
        self._panel.show_take(opened)
        if again:
            # It is read once more for what was refined from it: who looks at it looks on.
            self._panel.player.seek(position)
            if playing:
                self._panel.player.play()
        if before is None:
            self.shown_changed.emit(True)

    @Slot()
    def close_take(self) -> None:
        """Show the live picture again, and go on showing it if a take is just being read."""
        self._parts.library.cancel_opening()
        opened, self.opened = self.opened, None
        self._reopens = False
        if opened is None:
            return
        self._panel.player.pause()
        opened.close()
        self._views.video.badge = ""
        self._display.hold(on=False)
        self.shown_changed.emit(False)

    @Slot(float)
    def _on_moved(self, _seconds: float) -> None:
        shown = (self._panel.player.row, self._panel.compare.isChecked())
        if shown != self._shown:
            self._show()

    @Slot(bool)
    def _on_compared(self, _on: bool) -> None:
        self._show()

    def _show(self) -> None:
        """Show one frame: its picture, what was seen in it, and the solved pose."""
        opened = self.opened
        if opened is None:
            return
        row = self._panel.player.row
        self._shown = (row, self._panel.compare.isChecked())
        time = float(opened.take.timestamps[row])
        take = opened.take
        if self._shown[1] and opened.other is not None:
            take = opened.other
            row = max(int(np.searchsorted(take.timestamps, time + 5e-7, side="right")) - 1, 0)
        self._views.video.badge = self._title if take is opened.take else take.name
        pose = take.pose(row)
        image = self._picture(opened, time)
        self._views.video.show_frame(image, _fitted(pose.filtered, image))
        self._views.viewport.show_pose(pose.solved, take.skeleton)

    def _picture(self, opened: OpenedTake, time: float) -> Image:
        if opened.video is not None:
            image = opened.video.image(opened.video.row_at(time))
            if image is not None:
                return image
        if self._blank is None:
            width, height = opened.take.image_sizes[0]
            self._blank = np.full((int(height), int(width), 3), _BLANK, dtype=np.uint8)
        return self._blank

    @Slot(float, float)
    def _on_trimmed(self, begin: float, end: float) -> None:
        opened = self.opened
        if opened is None:
            return
        info = self._info(opened) or opened.info
        whole = begin <= _LEAST_S and end >= opened.info.duration - _LEAST_S
        trim = None if whole else (begin, end)
        if trim != info.annotations.trim:
            words = self.tr("Trim") if trim is not None else self.tr("Untrim")
            command = AnnotateTake(self._parts.library, info, f"{words} {info.name}", trim=trim)
            self._panel.show_span((begin, end))
            self._undo.push(command)

    @Slot(object)
    def _on_takes_leaving(self, take_ids: frozenset[str]) -> None:
        if self.opened is None:
            return
        info = self.opened.info
        # What was refined shows its recording's video.
        if not take_ids.isdisjoint({info.id, info.annotations.refined_from}):
            self.close_take()

    @Slot(object)
    def _on_refine_finished(self, info: TakeInfo) -> None:
        """Let the take that is shown be compared with what was just refined from it."""
        if self.opened is not None and self.opened.info.id == info.annotations.refined_from:
            self._reopens = True

    @Slot(object)
    def _on_takes_listed(self, takes: list[TakeInfo]) -> None:
        """Follow what happened to the take that is shown: trimmed, undone, deleted."""
        if self.opened is None:
            return
        info = self._info(self.opened)
        if info is None:
            self.close_take()
            return
        self._panel.show_span(info.span)
        if info.name != self._title:
            self._title = info.name
            self._show()
        if self._reopens and any(t.annotations.refined_from == info.id for t in takes):
            self._reopens = False
            self._parts.library.open(info.id)

    def _info(self, opened: OpenedTake) -> TakeInfo | None:
        listed: list[TakeInfo] = self._parts.library.takes
        return next((info for info in listed if info.id == opened.info.id), None)
