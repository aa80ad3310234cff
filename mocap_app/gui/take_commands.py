"""What a user does to takes and can take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QUndoCommand

from mocap_app.gui.translation import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_library import TakeLibrary


class AnnotateTake(QUndoCommand):
    """Changes notes, star or trim of a take."""

    def __init__(self, library: TakeLibrary, info: TakeInfo, text: str, **changes: Any) -> None:
        super().__init__(text)
        self._library = library
        self._id = info.id
        self._after = changes
        self._before = {name: getattr(info.annotations, name) for name in changes}

    def redo(self) -> None:
        """Make the change."""
        self._library.annotate(self._id, **self._after)

    def undo(self) -> None:
        """Take it back."""
        self._library.annotate(self._id, **self._before)


class RenameTake(QUndoCommand):
    """Gives a take another name."""

    def __init__(self, library: TakeLibrary, info: TakeInfo, name: str) -> None:
        super().__init__(translate("TakeCommands", "Rename {name}").format(name=info.name))
        self._library = library
        self._id = info.id
        self._names = (info.name, name)

    def redo(self) -> None:
        """Give the new name."""
        self._library.rename(self._id, self._names[1])

    def undo(self) -> None:
        """Give the old name back."""
        self._library.rename(self._id, self._names[0])


class DeleteTakes(QUndoCommand):
    """Puts takes into the trash folder."""

    def __init__(self, library: TakeLibrary, infos: Sequence[TakeInfo]) -> None:
        names = (
            infos[0].name
            if len(infos) == 1
            else translate("TakeCommands", "{n} takes").format(n=len(infos))
        )
        super().__init__(translate("TakeCommands", "Delete {names}").format(names=names))
        self._library = library
        self._ids = [info.id for info in infos]
        self.done = False
        """Whether they are deleted; the banner may have brought them back before the undo stack."""

    def redo(self) -> None:
        """Delete them."""
        self._library.delete(self._ids)
        self.done = True

    def undo(self) -> None:
        """Bring them back, unless they are."""
        if self.done:
            self._library.restore(self._ids)
            self.done = False
