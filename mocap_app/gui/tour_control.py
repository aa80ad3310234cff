"""The first tour: when it comes, what it shows, and the film it runs over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mocap_app.gui.menus import add_action
from mocap_app.gui.source_panel import DEMO
from mocap_app.gui.tour import Tour, TourStep

if TYPE_CHECKING:
    from mocap_app.gui.main_window import MainWindow
    from mocap_app.gui.settings_keeper import SettingsKeeper


class TourControl(QObject):
    """Starts the tour the first time and from the Help menu; the window's child."""

    def __init__(self, window: MainWindow, keeper: SettingsKeeper) -> None:
        super().__init__(window)
        self.tour: Tour | None = None
        """The tour while it runs."""
        self._window = window
        self._keeper = keeper
        self._source_before = ""
        add_action(window.menus.help, self.tr("&Tour of the window"), self.start)

    @Slot()
    def start_if_new(self) -> None:
        """Start the tour for somebody who never saw it."""
        if not self._keeper.settings.tour_seen:
            self.start()

    @Slot()
    def start(self) -> None:
        """Show the bundled film and walk through the window."""
        window = self._window
        # A recording is not interrupted for a tour.
        if self.tour is not None or window.record.recording:
            return
        window.large_picture.end()
        self._source_before = window.source_control.spec
        if self._source_before != DEMO:
            window.source_control.visit(DEMO)
        self.tour = Tour(self._steps(), window, window.side.reveal)
        self.tour.ended.connect(self._on_ended)

    def _steps(self) -> list[TourStep]:
        window = self._window
        return [
            TourStep(
                window.video,
                self.tr("What the camera sees"),
                self.tr(
                    "This is a short film that comes with the program. The lines are what was "
                    "found in it: green is sure, yellow is doubtful, red is a guess."
                ),
            ),
            TourStep(
                window.viewport,
                self.tr("The same motion in 3D"),
                self.tr(
                    "Drag to look from another side, turn the wheel to come closer, "
                    "double-click to go back."
                ),
            ),
            TourStep(
                window.source,
                self.tr("Your camera"),
                self.tr(
                    "Choose a camera, a video file or a network address here. Files can also be "
                    "dropped onto the window."
                ),
            ),
            TourStep(
                window.solver,
                self.tr("Calibrate once"),
                self.tr(
                    "Hold a T- or A-pose for two seconds: your size and the camera's tilt are "
                    "measured, and feet stand still on the floor."
                ),
            ),
            TourStep(
                window.record,
                self.tr("Record"),
                self.tr(
                    "Press the button or the space bar. Nothing is lost: every second is on the "
                    "disk at once, even if the program is ended by force."
                ),
            ),
            TourStep(
                window.takes,
                self.tr("Your takes"),
                self.tr(
                    "Recordings appear here. Refine makes a steadier one, Export writes BVH, FBX "
                    "or GLB for Blender, Unreal, Unity and others."
                ),
            ),
            TourStep(
                window.stream,
                self.tr("Stream"),
                self.tr("Send the motion to avatar programs live, while you move."),
            ),
            TourStep(
                window.menus,
                self.tr("That is all"),
                self.tr(
                    "Settings are in the File menu; manual, shortcuts and this tour are under Help."
                ),
            ),
        ]

    @Slot()
    def _on_ended(self) -> None:
        self.tour = None
        self._keeper.change(tour_seen=True)
        window = self._window
        window.side.reveal(None)
        if self._source_before and self._source_before != window.source_control.spec == DEMO:
            window.source_control.visit(self._source_before)
