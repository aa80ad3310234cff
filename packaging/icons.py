"""Draw the program's icon in the sizes that desktops ask for.

    python packaging/icons.py FOLDER

The picture is `resources/icons/mocap_app.svg`. Besides the PNG files it writes `mocap-app.ico` for
Windows and `mocap-app.icns` for macOS, which Qt can write as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parents[1] / "resources" / "icons" / "mocap_app.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Write all sizes into the folder that the first argument names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        _save(draw(size), folder / f"{size}x{size}.png")
    _save(draw(256), folder / "mocap-app.ico")
    _save(draw(512), folder / "mocap-app.icns")


def draw(size: int) -> QImage:
    """Return the icon, `size` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    return image


def _save(image: QImage, path: Path) -> None:
    if not image.save(str(path)):
        raise SystemExit(f"{path} cannot be written.")


if __name__ == "__main__":
    main()
