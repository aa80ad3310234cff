"""What is right about a pose so far, as a list of ticks."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mocap_app.pipeline.pose_check import A_POSE, T_POSE, PoseCheck


class PoseChecklist(QWidget):
    """One line for every condition of `PoseCheck`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = {
            "whole": self.tr("All of you is seen"),
            "facing": self.tr("You face the camera"),
            "upright": self.tr("You stand straight"),
        }
        self._arms = {
            T_POSE: self.tr("Arms straight, out to the sides"),
            A_POSE: self.tr("Arms straight, half lowered"),
        }
        self._check = PoseCheck()
        self._lines: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        for field in fields(PoseCheck):
            line = QLabel(self)
            self._lines[field.name] = line
            column.addWidget(line)
        column.addStretch(1)
        self.show_pose(T_POSE)

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text() for line in self._lines.values())

    def show_pose(self, pose: str) -> None:
        """Name the conditions of a T-pose or of an A-pose."""
        self._texts["arms"] = self._arms[pose]
        self.show_check(self._check)

    def show_check(self, check: PoseCheck) -> None:
        """Tick what is right."""
        self._check = check
        for name, line in self._lines.items():
            right = bool(getattr(check, name))
            # A sign as well as a colour: not everybody tells red from green.
            text = f"{'✓' if right else '○'}  {self._texts[name]}"
            if line.text() != text:
                line.setText(text)
                line.setStyleSheet(f"color: {'#7fd18a' if right else '#e6b35c'};")
