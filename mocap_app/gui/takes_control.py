"""Lets the list of takes speak with the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from mocap_app.gui.takes_panel import TakesPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take_store import TakeInfo


class TakesControl(QObject):
    """Deletes, renames and refines as the panel asks; the window's child."""

    def __init__(self, panel: TakesPanel, parts: WindowParts, parent: QObject) -> None:
        super().__init__(parent)
        self._notifier = parts.notifier
        library = parts.library
        panel.delete_requested.connect(library.delete)
        panel.refine_requested.connect(library.refine)
        panel.refine_stop_requested.connect(library.cancel_refine)
        panel.rename_requested.connect(library.rename)
        library.failed.connect(parts.notifier.error)
        library.refine_ended.connect(panel.show_refine_ended)
        library.refine_finished.connect(self._on_refine_finished)
        library.refine_progressed.connect(panel.show_refining)
        library.take_scored.connect(panel.show_score)
        library.takes_listed.connect(panel.show_takes)
        library.takes_recovered.connect(self._on_takes_recovered)

    @Slot(object)
    def _on_takes_recovered(self, takes: list[TakeInfo]) -> None:
        names = ", ".join(info.name for info in takes)
        self._notifier.warning(
            f"A recording was interrupted when the program ended unexpectedly; "
            f"what was captured until then is in the list again: {names}."
        )

    @Slot(object)
    def _on_refine_finished(self, info: TakeInfo) -> None:
        self._notifier.info(f"Refined: {info.name} is in the list of takes.")
