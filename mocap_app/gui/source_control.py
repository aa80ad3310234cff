"""Lets the source panel speak with cameras, session and settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.gui.source_panel import DEMO
from mocap_app.gui.translation import sentence_of
from mocap_app.workers.live import SourceRequest

if TYPE_CHECKING:
    from mocap_app.core.errors import MocapError
    from mocap_app.gui.source_panel import SourcePanel
    from mocap_app.gui.window_parts import WindowParts


class SourceControl(QObject):
    """Opens the first source, then what the user asks for; the window's child.

    Signals:
        starting: A source is about to be opened (its spec).
        notice_outdated: A text in the banner is no longer true.
    """

    starting = Signal(str)
    notice_outdated = Signal(str)

    def __init__(
        self, panel: SourcePanel, parts: WindowParts, first: str | None, parent: QObject
    ) -> None:
        """Wire the panel; `first` is opened at the start, None lets the cameras found decide."""
        super().__init__(parent)
        self._panel = panel
        self._parts = parts
        self._first = first
        self._asked: SourceRequest | None = None
        self._waiting_text = ""
        settings = parts.keeper.settings
        panel.set_request(SourceRequest("", settings.mirror, settings.rotate))
        panel.refresh_requested.connect(parts.cameras.find)
        panel.source_requested.connect(self._on_requested)
        parts.keeper.changed.connect(self._on_settings_changed)
        parts.cameras.cameras_found.connect(panel.show_cameras)
        parts.cameras.cameras_found.connect(self._on_cameras_found)
        parts.session.source_resumed.connect(self._on_resumed)
        parts.session.source_waiting.connect(self._on_waiting)

    @property
    def spec(self) -> str:
        """What is being watched; empty before the first source."""
        request = self._parts.session.request
        return "" if request is None else request.spec

    def begin(self) -> None:
        """Look for cameras and open the first source, when it is known."""
        self._parts.cameras.find()
        if self._first is not None:
            self.visit(self._first)

    def open(self, spec: str) -> None:
        """Open a source as if it was chosen in the panel."""
        self._panel.request(spec)

    def visit(self, spec: str) -> None:
        """Open a source without remembering it for the next start."""
        settings = self._parts.keeper.settings
        request = SourceRequest(spec, settings.mirror, settings.rotate)
        self._panel.set_request(request)
        self._start(request)

    @Slot(object)
    def _on_cameras_found(self, names: list[str]) -> None:
        if self._asked is not None:
            return
        remembered = self._parts.keeper.settings.source
        specs = [f"camera:{name}" for name in names]
        if remembered.startswith("camera:") and remembered not in specs:
            self._parts.notifier.warning(
                self.tr("The camera {name} is not connected.").format(
                    name=remembered.removeprefix("camera:")
                )
            )
            remembered = ""
        self.visit(remembered or (specs[0] if specs else DEMO))

    @Slot(object)
    def _on_requested(self, request: SourceRequest) -> None:
        # Started first: what is changed now is then in force already, see below.
        self._start(request)
        self._parts.keeper.change(source=request.spec, mirror=request.mirror, rotate=request.rotate)

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        """Open the source again if its pictures are to be treated in another way."""
        asked, settings = self._asked, self._parts.keeper.settings
        if asked is None or not names & {"mirror", "rotate", "lifter", "network"}:
            return
        wanted = self._as_set(replace(asked, mirror=settings.mirror, rotate=settings.rotate))
        if wanted != asked:
            self._panel.set_request(wanted)
            self._start(wanted)

    def _as_set(self, request: SourceRequest) -> SourceRequest:
        """Return a request that is seen as the settings say."""
        settings = self._parts.keeper.settings
        return replace(request, lifter=settings.lifter, network=settings.network)

    def _start(self, request: SourceRequest) -> None:
        self._asked = self._as_set(request)
        self.starting.emit(request.spec)
        self._parts.session.start_source(self._asked)

    @Slot(object)
    def _on_waiting(self, error: MocapError) -> None:
        self._waiting_text = sentence_of(error)
        self._parts.notifier.warning(self._waiting_text)

    @Slot()
    def _on_resumed(self) -> None:
        self.notice_outdated.emit(self._waiting_text)
