"""Choosing what to watch."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from mocap_app.gui.panel import FoldingPanel
from mocap_app.gui.theme import icon
from mocap_app.gui.translation import translate
from mocap_app.settings.schema import ROTATIONS
from mocap_app.workers.live import SourceRequest

DEMO, FIGURE = "demo", "figure"
BUNDLED = (DEMO, FIGURE)
"""Sources that come with the program; they play without end, like a camera."""
_FILE = "file..."
_ADDRESS = "address..."
VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg")
"""Files that are taken for videos."""
_VIDEOS = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)


class SourcePanel(FoldingPanel):
    """Cameras by name, the demo, a video file or an address; mirror and rotate.

    Signals:
        source_requested: The user wants this source (`SourceRequest`).
        refresh_requested: The user wants the cameras listed again.
    """

    source_requested = Signal(object)
    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("SourcePanel", "Source"), parent)
        self._spec = ""
        self._cameras: list[str] = []
        # A file or an address that was chosen, so that it stays in the list.
        self._extra = ""
        self.choice = QComboBox(self)
        self.choice.setToolTip(self.tr("Camera, demo, video file or network address"))
        self.choice.setMinimumContentsLength(12)
        self.refresh = QPushButton(icon("refresh"), "", self)
        self.refresh.setToolTip(self.tr("Look for cameras again"))
        self.mirror = QCheckBox(self.tr("Mirror"), self)
        self.mirror.setToolTip(self.tr("Flip the picture: the figure moves like your reflection"))
        self.rotation = QComboBox(self)
        self.rotation.setToolTip(self.tr("Turn the picture clockwise"))
        for degrees in ROTATIONS:
            self.rotation.addItem(f"{degrees}°", degrees)
        self._lay_out()
        self._fill()
        self.choice.activated.connect(self._on_activated)
        self.refresh.clicked.connect(self.refresh_requested)
        self.mirror.toggled.connect(self._on_orientation_changed)
        self.rotation.currentIndexChanged.connect(self._on_orientation_changed)

    def set_request(self, request: SourceRequest) -> None:
        """Show what is being watched, without asking for it."""
        blockers = [QSignalBlocker(w) for w in (self.mirror, self.rotation)]
        self._spec = request.spec
        self.mirror.setChecked(request.mirror)
        self.rotation.setCurrentIndex(max(0, self.rotation.findData(request.rotate)))
        del blockers
        self._fill()

    @Slot(object)
    def show_cameras(self, names: list[str]) -> None:
        """Put other camera names into the list."""
        self._cameras = list(names)
        self._fill()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.choice, 1)
        row.addWidget(self.refresh)
        self.body.addLayout(row)
        turn = QHBoxLayout()
        turn.addWidget(self.mirror)
        turn.addStretch(1)
        turn.addWidget(QLabel(self.tr("Rotate"), self))
        turn.addWidget(self.rotation)
        self.body.addLayout(turn)

    def _fill(self) -> None:
        entries = [(f"camera:{name}", name) for name in self._cameras]
        entries.append((DEMO, self.tr("Demo (no camera needed)")))
        known = {spec for spec, _ in entries}
        if self._spec and self._spec not in known:
            self._extra = self._spec
        if self._extra and self._extra not in known:
            entries.append((self._extra, _label(self._extra)))
        entries += [(_FILE, self.tr("Video file…")), (_ADDRESS, self.tr("Network address…"))]
        blocker = QSignalBlocker(self.choice)
        self.choice.clear()
        for spec, label in entries:
            self.choice.addItem(label, spec)
            self.choice.setItemData(self.choice.count() - 1, spec, Qt.ItemDataRole.ToolTipRole)
        self._select_current()
        del blocker

    def _select_current(self) -> None:
        self.choice.setCurrentIndex(self.choice.findData(self._spec))

    def request(self, spec: str) -> None:
        """Choose a source, by its spec, and ask for it."""
        self._spec = spec
        self._fill()
        self.source_requested.emit(
            SourceRequest(spec, self.mirror.isChecked(), int(self.rotation.currentData()))
        )

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        spec = str(self.choice.itemData(index))
        if spec == _FILE:
            self._ask_file()
        elif spec == _ADDRESS:
            self._ask_address()
        else:
            self.request(spec)

    @Slot()
    def _on_orientation_changed(self) -> None:
        if self._spec:
            self.request(self._spec)

    def _ask_file(self) -> None:
        self._select_current()
        kinds = self.tr("Videos ({names});;All files (*)").format(names=_VIDEOS)
        dialog = QFileDialog(self, self.tr("Open a video"), _folder_of(self._extra), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_spec_chosen)
        dialog.open()

    def _ask_address(self) -> None:
        self._select_current()
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Open an address"))
        dialog.setLabelText(self.tr("Address of an MJPEG or RTSP stream:"))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setTextValue(self._extra if "://" in self._extra else "rtsp://")
        dialog.resize(460, 120)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._on_spec_chosen)
        dialog.open()

    @Slot(str)
    def _on_spec_chosen(self, spec: str) -> None:
        if spec.strip():
            self.request(spec.strip())


def _label(spec: str) -> str:
    if spec.startswith("camera:"):
        name = spec.removeprefix("camera:")
        return translate("SourcePanel", "{name} (not connected)").format(name=name)
    return spec if "://" in spec else Path(spec).name or spec


def _folder_of(spec: str) -> str:
    path = Path(spec)
    return str(path.parent) if spec and "://" not in spec and path.parent.is_dir() else ""
