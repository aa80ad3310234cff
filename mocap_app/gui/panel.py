"""The frame that every panel sits in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Panel(QFrame):
    """A titled box; subclasses add to `body`."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 10)
        self._column.setSpacing(6)
        self._column.addWidget(self._heading(title))
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        self._column.addLayout(self.body, 1)

    def _heading(self, title: str) -> QWidget:
        heading = QLabel(title, self)
        heading.setObjectName("panelTitle")
        return heading


class FoldingPanel(Panel):
    """A panel of which a click on its title leaves nothing but that, or brings back the rest."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.touched = False
        """Whether the user has folded or opened it, so that nobody else should."""
        self._inside = QWidget(self)
        self._column.removeItem(self.body)
        self._inside.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._inside)

    @property
    def folded(self) -> bool:
        """Whether only the title is there."""
        return not self.title.isChecked()

    def fold(self, *, on: bool) -> None:
        """Leave only the title, or show everything."""
        self.title.setChecked(not on)
        self.title.setArrowType(Qt.ArrowType.RightArrow if on else Qt.ArrowType.DownArrow)
        self._inside.setVisible(not on)

    def foldable_height(self) -> int:
        """Return how many pixels folding saves, or would."""
        return self._inside.sizeHint().height() + self._column.spacing()

    def _heading(self, title: str) -> QWidget:
        self.title = QToolButton(self)
        self.title.setObjectName("panelTitle")
        self.title.setText(title)
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setArrowType(Qt.ArrowType.DownArrow)
        self.title.setCheckable(True)
        self.title.setChecked(True)
        self.title.setToolTip(self.tr("Show or hide this part"))
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.title.clicked.connect(self._on_clicked)
        return self.title

    @Slot(bool)
    def _on_clicked(self, opened: bool) -> None:
        self.touched = True
        self.fold(on=not opened)
