"""Scoring takes from the list, with progress and stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mocap_app.gui.take_list import sentence_of
from mocap_app.gui.translation import translate
from mocap_app.gui.work_progress import WorkProgress

if TYPE_CHECKING:
    from mocap_app.gui.status_bar import StatusBar
    from mocap_app.gui.takes_panel import TakesPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_look import TakeLook

_MANY = 3  # as many takes are scored before anybody could read what is going on


class ScoreControl(QObject):
    """Says how far scoring is, and what came of it where it was asked for; the window's child."""

    def __init__(
        self, panel: TakesPanel, parts: WindowParts, status: StatusBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.progress = WorkProgress(
            self.tr("Progress of the scoring"),
            self.tr("Stop scoring"),
            self.tr("Stop scoring; Score in the menu of a take goes on with it"),
            status,
        )
        status.insertWidget(2, self.progress)
        self._library = library = parts.library
        self._notifier = parts.notifier
        self._asked: dict[str, str] = {}
        """Names of the takes that the user asked about."""
        self._found: list[TakeLook] = []
        panel.score_requested.connect(self._on_requested)
        self.progress.stop.clicked.connect(library.cancel_scoring)
        library.scoring_progressed.connect(self._on_progressed)
        library.scoring_ended.connect(self._on_ended)
        library.take_looked_at.connect(self._on_looked_at)

    @Slot(object)
    def _on_requested(self, takes: list[TakeInfo]) -> None:
        self._asked |= {info.id: info.name for info in takes}
        self._library.score([info.id for info in takes])

    @Slot(int, int)
    def _on_progressed(self, done: int, total: int) -> None:
        if self._asked or total > _MANY:
            text = self.tr("Scoring take {n} of {total}").format(n=done + 1, total=total)
            self.progress.show_progress(text, done / total)

    @Slot(object)
    def _on_looked_at(self, look: TakeLook) -> None:
        if look.take_id in self._asked:
            self._found.append(look)

    @Slot()
    def _on_ended(self) -> None:
        self.progress.hide()
        asked, found = self._asked, self._found
        self._asked, self._found = {}, []
        if len(found) == 1:
            self._notifier.info(f"{asked[found[0].take_id]}: {_said(found[0])}")
        elif found:
            scores = [look.score.overall for look in found if look.score is not None]
            worst = min(found, key=lambda look: -1.0 if look.score is None else look.score.overall)
            self._notifier.info(
                self.tr(
                    "{n} takes are scored, {mean} on average; the lowest is {name}: {words}."
                ).format(
                    n=len(found),
                    mean=f"{sum(scores) / max(len(scores), 1):.0f}",
                    name=asked[worst.take_id],
                    words=_said(worst),
                )
            )


def _said(look: TakeLook) -> str:
    if look.score is None:
        return translate("ScoreControl", "nobody is in it")
    return sentence_of(look.score)
