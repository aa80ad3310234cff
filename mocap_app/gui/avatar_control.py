"""Lets the 3D view speak with avatar files, the settings and the banner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from mocap_app.avatar.humanoid import missing_bones
from mocap_app.avatar.loading import SUFFIXES
from mocap_app.gui.bones_dialog import BonesDialog
from mocap_app.workers.avatar_loader import AvatarLoader, LoadedAvatar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QWidget

    from mocap_app.core.errors import MocapError
    from mocap_app.gui.viewport.viewport_widget import ViewportWidget
    from mocap_app.gui.window_parts import WindowParts

_NAMES = " ".join(f"*{suffix}" for suffix in SUFFIXES)


class AvatarControl(QObject):
    """Loads the avatar of the last time and what the user chooses; the window's child.

    `use_avatar` is for a file that is dropped on the window.
    """

    def __init__(
        self, viewport: ViewportWidget, view_menu: QMenu, parts: WindowParts, window: QWidget
    ) -> None:
        super().__init__(window)
        self.loader = AvatarLoader(parts.session.jobs, parent=self)
        self.dialog: BonesDialog | None = None
        """The dialog about bones while it is open."""
        self._viewport = viewport
        self._parts = parts
        self._window = window
        self._shown: LoadedAvatar | None = None
        self._announced = False
        self._make_actions(view_menu)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)
        viewport.avatar_lost.connect(self._offer_nothing)
        self._restore()

    def use_avatar(self, path: Path) -> None:
        """Load a GLB or VRM file and show it; what is shown stays if that fails."""
        if self._viewport.why_no_avatar:
            self._parts.notifier.warning(
                self.tr("No avatar can be shown here: {reason}.").format(
                    reason=self._viewport.why_no_avatar
                )
            )
            return
        self._announced = True
        self.loader.load(path)

    @Slot()
    def use_mannequin(self) -> None:
        """Show the built-in avatar."""
        self._announced = False
        self._parts.keeper.change(avatar="")
        self.loader.load_mannequin()

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file."""
        folder = str(Path(self._parts.keeper.settings.avatar).parent)
        dialog = QFileDialog(
            self._window,
            self.tr("Choose an avatar"),
            folder,
            self.tr("Avatars ({names})").format(names=_NAMES),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot()
    def correct_bones(self) -> None:
        """Show which bone moves with which joint."""
        shown = self._shown
        if shown is None or self.dialog is not None:
            return
        self.dialog = BonesDialog(shown.avatar, shown.bones, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.bones_changed.connect(self._on_bones_changed)
        self.dialog.accepted.connect(self._on_bones_accepted)
        self.dialog.rejected.connect(self._on_bones_rejected)
        self._before = shown
        self.dialog.open()

    def _make_actions(self, view_menu: QMenu) -> None:
        actions = self._viewport.actions_of_view
        self.choose_action = QAction(self.tr("&Choose avatar…"), self)
        self.choose_action.triggered.connect(self.choose_file)
        self.plain_action = QAction(self.tr("Use the &mannequin"), self)
        self.plain_action.triggered.connect(self.use_mannequin)
        self.bones_action = QAction(self.tr("Bo&nes of the avatar…"), self)
        self.bones_action.setToolTip(self.tr("Correct which of its bones moves with which joint"))
        self.bones_action.triggered.connect(self.correct_bones)
        self.bones_action.setEnabled(False)
        actions.fill_shows(view_menu)
        for menu in (view_menu, self._viewport.show_menu):
            menu.addSeparator()
            menu.addActions([self.choose_action, self.plain_action, self.bones_action])
        view_menu.addSeparator()
        actions.fill_views(view_menu)
        if self._viewport.why_no_avatar:
            self._offer_nothing()

    def _restore(self) -> None:
        settings = self._parts.keeper.settings
        actions = self._viewport.actions_of_view
        self._viewport.choose_shows(settings.view_shows)
        actions.mirror.setChecked(settings.view_mirror)
        actions.shows_chosen.connect(self._on_shows_chosen)
        actions.mirror_chosen.connect(self._on_mirror_chosen)
        if self._viewport.why_no_avatar:
            return
        if settings.avatar:
            self.loader.load(Path(settings.avatar))
        else:
            self.loader.load_mannequin()

    @Slot()
    def _offer_nothing(self) -> None:
        for action in (self.choose_action, self.plain_action, self.bones_action):
            action.setEnabled(False)

    @Slot(object)
    def _on_loaded(self, loaded: LoadedAvatar) -> None:
        self._shown = loaded
        self.bones_action.setEnabled(loaded.path is not None and not self._viewport.why_no_avatar)
        if loaded.rig is not None:
            self._viewport.set_rig(loaded.rig)
        if self.dialog is not None:
            return
        if loaded.path is not None:
            self._parts.keeper.change(avatar=str(loaded.path))
        if loaded.rig is None:
            self._parts.notifier.warning(
                self.tr(
                    "Which bone of {name} is which could not be told by their names; "
                    "choose them, then it moves."
                ).format(name=loaded.avatar.name)
            )
            self.correct_bones()
        elif self._announced:
            self._announce(loaded)

    def _announce(self, loaded: LoadedAvatar) -> None:
        self._announced = False
        if self._viewport.scene.shows == "skeleton":
            self._viewport.actions_of_view.shows["avatar"].trigger()
        notes = list(loaded.avatar.notes)
        if missing_bones(loaded.bones):
            notes.append(
                self.tr("Some of its bones were not found: Show, Bones of the avatar, names them.")
            )
        text = " ".join(
            [self.tr("{name} is the avatar now.").format(name=loaded.avatar.name), *notes]
        )
        (self._parts.notifier.warning if notes else self._parts.notifier.info)(text)

    @Slot(object)
    def _on_failed(self, error: MocapError) -> None:
        self._announced = False
        self._parts.notifier.error(error)
        if self._shown is None:
            # The avatar of the last time cannot be had.
            self.loader.load_mannequin()

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        self.use_avatar(Path(path))

    @Slot(object)
    def _on_bones_changed(self, bones: dict[str, int]) -> None:
        self.loader.try_bones(self._before, bones)

    @Slot()
    def _on_bones_accepted(self) -> None:
        assert self.dialog is not None, "it has just been accepted"
        bones, self.dialog = self.dialog.bones, None
        self.loader.keep_bones(self._before.avatar, bones)
        self.loader.try_bones(self._before, bones)

    @Slot()
    def _on_bones_rejected(self) -> None:
        self.dialog = None
        if self._before.rig is None:
            self.use_mannequin()
        else:
            self.loader.try_bones(self._before, self._before.bones)

    @Slot(str)
    def _on_shows_chosen(self, shows: str) -> None:
        self._parts.keeper.change(view_shows=shows)

    @Slot(bool)
    def _on_mirror_chosen(self, on: bool) -> None:
        self._parts.keeper.change(view_mirror=on)
