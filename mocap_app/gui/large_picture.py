"""The live picture over the whole left side of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mocap_app.gui.menus import add_action

if TYPE_CHECKING:
    from mocap_app.gui.main_window import MainWindow
    from mocap_app.gui.settings_keeper import SettingsKeeper


class LargePicture(QObject):
    """Puts away what is beside and below the picture, and brings it back; the window's child.

    For whoever stands five metres away, and for small screens; remembered, as both stay the same.
    """

    def __init__(self, window: MainWindow, keeper: SettingsKeeper) -> None:
        super().__init__(window)
        self._window = window
        self._keeper = keeper
        self.action = add_action(
            window.menus.view, self.tr("Lar&ge picture"), self._on_toggled, "Ctrl+L"
        )
        self.action.setCheckable(True)
        self.action.setChecked(keeper.settings.large_picture)
        self.action.toggled.connect(self._on_chosen)
        window.video.double_clicked.connect(self.action.trigger)
        window.timeline_control.shown_changed.connect(self._on_toggled)
        self._on_toggled()

    def end(self) -> None:
        """Bring everything back."""
        if self.action.isChecked():
            self.action.trigger()

    @Slot(bool)
    def _on_chosen(self, large: bool) -> None:
        self._keeper.change(large_picture=large)

    @Slot()
    def _on_toggled(self) -> None:
        large, window = self.action.isChecked(), self._window
        window.viewport.setVisible(not large)
        window.stream.setVisible(not large)
        # What moves a take stays: without it there is no way back to live.
        window.below_views.setVisible(not large or window.timeline_control.opened is not None)
