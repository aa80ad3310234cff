"""Which bone of the avatar moves with which joint, to look at and to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mocap_app.avatar.humanoid import REQUIRED
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.translation import translate
from mocap_app.gui.window_place import resize_on_screen

if TYPE_CHECKING:
    from mocap_app.avatar.model import Avatar, BoneMap

_TITLES = {
    "Hips": QT_TRANSLATE_NOOP("Bones", "Hips"),
    "Spine": QT_TRANSLATE_NOOP("Bones", "Spine, lowest"),
    "Spine1": QT_TRANSLATE_NOOP("Bones", "Spine, middle"),
    "Spine2": QT_TRANSLATE_NOOP("Bones", "Spine, uppermost"),
    "Neck": QT_TRANSLATE_NOOP("Bones", "Neck"),
    "Head": QT_TRANSLATE_NOOP("Bones", "Head"),
    "Shoulder": QT_TRANSLATE_NOOP("Bones", "shoulder"),
    "Arm": QT_TRANSLATE_NOOP("Bones", "upper arm"),
    "ForeArm": QT_TRANSLATE_NOOP("Bones", "forearm"),
    "Hand": QT_TRANSLATE_NOOP("Bones", "hand"),
    "UpLeg": QT_TRANSLATE_NOOP("Bones", "thigh"),
    "Leg": QT_TRANSLATE_NOOP("Bones", "shin"),
    "Foot": QT_TRANSLATE_NOOP("Bones", "foot"),
    "ToeBase": QT_TRANSLATE_NOOP("Bones", "toes"),
}
_NONE = -1
_CONTEXT = "Bones"


def joint_title(joint: str) -> str:
    """Return what a joint of the solved skeleton is called in the window."""
    for side in ("Left", "Right"):
        if joint.startswith(side):
            part = translate(_CONTEXT, _TITLES[joint.removeprefix(side)])
            whole = (
                translate("Bones", "Left {part}")
                if side == "Left"
                else translate("Bones", "Right {part}")
            )
            return whole.format(part=part)
    return translate(_CONTEXT, _TITLES[joint])


class BonesDialog(QDialog):
    """A choice for every joint; each change can be seen at once in the 3D view.

    Signals:
        bones_changed: The map as it is now (dict of joint to node); it has hips.
    """

    bones_changed = Signal(object)

    def __init__(self, avatar: Avatar, bones: BoneMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Bones of {name}").format(name=avatar.name))
        self._avatar = avatar
        self._nodes = _node_model(avatar, self)
        self.choices = {joint: self._choice(joint) for joint in solved_skeleton().joints}
        self.note = QLabel(self)
        self.note.setObjectName("hint")
        self.note.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults,
            self,
        )
        restore = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.setText(self.tr("Find again"))
        restore.setToolTip(self.tr("Back to what the file itself tells"))
        self._lay_out()
        resize_on_screen(self, 430, 640)
        self._show(bones)
        for choice in self.choices.values():
            choice.currentIndexChanged.connect(self._on_changed)
        restore.clicked.connect(self._on_restore)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @property
    def bones(self) -> BoneMap:
        """The map as it is now."""
        chosen = {joint: choice.currentData() for joint, choice in self.choices.items()}
        return {joint: node for joint, node in chosen.items() if node != _NONE}

    def _choice(self, joint: str) -> QComboBox:
        choice = QComboBox(self)
        choice.setModel(self._nodes)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(18)
        choice.setMaxVisibleItems(24)
        choice.setAccessibleName(
            self.tr("Bone of the avatar for: {part}").format(part=joint_title(joint))
        )
        return choice

    def _lay_out(self) -> None:
        form = QFormLayout()
        for joint, choice in self.choices.items():
            star = " *" if joint in REQUIRED else ""
            form.addRow(joint_title(joint) + star, choice)
        rows = QWidget(self)
        rows.setLayout(form)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(rows)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def _show(self, bones: BoneMap) -> None:
        for joint, choice in self.choices.items():
            choice.blockSignals(True)
            choice.setCurrentIndex(max(0, choice.findData(bones.get(joint, _NONE))))
            choice.blockSignals(False)
        self._check()

    def _check(self) -> None:
        bones = self.bones
        self.note.setText(_note(bones))
        possible = "Hips" in bones and not _twice(bones)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(possible)

    @Slot()
    def _on_changed(self) -> None:
        self._check()
        bones = self.bones
        if "Hips" in bones and not _twice(bones):
            self.bones_changed.emit(bones)

    @Slot()
    def _on_restore(self) -> None:
        self._show(self._avatar.bones)
        self._on_changed()


def _note(bones: BoneMap) -> str:
    """Return what is still wrong, in a sentence."""
    twice = _twice(bones)
    if twice:
        names = ", ".join(joint_title(j).lower() for j in twice)
        return translate("Bones", "One bone cannot be all of these: {names}.").format(names=names)
    missing = [joint_title(joint).lower() for joint in REQUIRED if joint not in bones]
    if missing:
        shown = ", ".join(missing[:4]) + ("…" if len(missing) > 4 else "")
        return translate(
            "Bones", "Not chosen yet (marked *): {parts}. Without them these parts stay stiff."
        ).format(parts=shown)
    return translate("Bones", "All that is needed (*) is chosen; the rest makes the motion better.")


def _twice(bones: BoneMap) -> list[str]:
    """Return the joints that share one bone."""
    used: dict[int, list[str]] = {}
    for joint, node in bones.items():
        used.setdefault(node, []).append(joint)
    return next((joints for joints in used.values() if len(joints) > 1), [])


def _node_model(avatar: Avatar, parent: QDialog) -> QStandardItemModel:
    """Return all nodes as they hang together; one list that all choices share."""
    model = QStandardItemModel(parent)
    none = QStandardItem(translate("Bones", "(none)"))
    none.setData(_NONE, Qt.ItemDataRole.UserRole)
    model.appendRow(none)
    tree = avatar.nodes
    depth = [0] * len(tree.names)
    for node in tree.order:
        above = tree.parents[node]
        depth[node] = depth[above] + 1 if above >= 0 else 0
    for node in tree.depth_first:
        item = QStandardItem("\u2002" * min(depth[node], 20) + tree.names[node])
        item.setData(node, Qt.ItemDataRole.UserRole)
        model.appendRow(item)
    return model
