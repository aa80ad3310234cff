"""Take the pictures of the manual and three of the README: the real window, over the bundled film.

    python packaging/make_manual_pictures.py [FOLDER] [--readme FOLDER] [--language ko]

Needs a display (or xvfb-run) and no window of the program open; about half a minute.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

WIDTH = 760
"""Pixels of the pictures: what fits into the manual's window."""
QUALITY = 85
"""Of the pictures with a film in them; as PNG they are three times as large."""
AVATAR_SIZE = (450, 500)
"""Width and height of each of the three pictures of the 3D view."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=ROOT / "resources" / "manual" / "pictures"
    )
    parser.add_argument("--readme", type=Path, default=ROOT / "resources" / "screenshots")
    parser.add_argument("--language", default="en")
    args = parser.parse_args()
    for folder in (args.folder, args.readme):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        # The user's own takes and settings are neither shown nor touched.
        os.environ["MOCAP_HOME"] = home
        return take_pictures(args.folder, args.readme, args.language)


def take_pictures(folder: Path, readme: Path, language: str) -> int:
    from mocap_app import app as program_module
    from mocap_app.settings.schema import Settings
    from mocap_app.settings.store import SettingsStore

    SettingsStore().save(Settings(language=language, tour_seen=True, countdown_s=0))
    app = program_module.make_application()
    program = program_module.Program(program_module.AppOptions(), "demo")
    program.start()
    program.window.resize(1280, 800)
    timer = follow(script(program, folder, readme))
    app.exec()
    timer.stop()
    return 0 if program.end() else 1


def script(program, folder: Path, readme: Path):
    """Do one thing after the other; what is yielded is waited for: a state, or seconds."""
    from mocap_app.gui.take_list import SCORE

    window = program.window

    def shoot_and_close(dialog, name):
        save(dialog, folder / name)
        dialog.reject()

    yield lambda: window.record.button.isEnabled() and window.viewport.rig is not None
    yield 2.0
    window.record.toggle()
    yield lambda: program.session.recorded_seconds() > 5.0
    window.record.toggle()
    yield lambda: window.takes.list.count() and window.takes.list.item(0).data(SCORE)
    window.banner.close_all()
    yield 2.0
    save(window, folder / "window.jpg")
    window.grab().save(str(readme / "window.jpg"), quality=QUALITY)
    window.calibration.open()
    yield 2.0
    shoot_and_close(window.calibration.wizard, "calibration.jpg")
    window.exports.open(window.takes.selection)
    # Whose folder it is concerns nobody.
    window.exports.dialog.path.setText("~/Documents/Walk 3.bvh")
    yield 1.0
    shoot_and_close(window.exports.dialog, "export.png")
    window.settings_control.open()
    yield 1.0
    shoot_and_close(window.settings_control.dialog, "settings.png")
    window.tour_control.start()
    yield 3.0
    save(window, folder / "tour.jpg")
    window.tour_control.tour.end()
    yield from pictures_of_a_take(window, readme)
    window.close()


def pictures_of_a_take(window, readme: Path):
    """Refine the take that is selected, and show the result on the timeline and as an avatar."""
    from mocap_app.gui.take_list import INFO

    window.takes.refine.click()
    yield lambda: window.takes.list.count() == 2
    window.takes.open_requested.emit(window.takes.list.item(0).data(INFO).id)
    yield window.timeline.isVisible
    window.banner.close_all()
    window.timeline.trimmed.emit(1.0, 4.0)
    window.timeline.player.seek(2.8)
    yield 2.0
    window.grab().save(str(readme / "timeline.jpg"), quality=QUALITY)
    window.resize(1900, 1000)
    pictures = []
    for shows in ("skeleton", "both", "avatar"):
        window.viewport.choose_shows(shows)
        yield 1.0
        pictures.append(window.viewport.canvas.grab().toImage())
    side_by_side(pictures).save(str(readme / "avatar.jpg"), quality=QUALITY)


def follow(steps):
    """Return the timer that runs a script."""
    from PySide6.QtCore import QTimer

    timer = QTimer(interval=50)
    waits = [0.0, time.monotonic()]

    def go_on():
        wait, since = waits
        ready = time.monotonic() - since >= wait if isinstance(wait, float) else wait()
        if not ready:
            return
        try:
            waits[:] = next(steps), time.monotonic()
        except StopIteration:
            timer.stop()

    timer.timeout.connect(go_on)
    timer.start()
    return timer


def side_by_side(pictures):
    """Return one picture of several, each cut to `AVATAR_SIZE` around its middle."""
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QImage, QPainter

    size = QSize(*AVATAR_SIZE)
    whole = QImage(len(pictures) * size.width(), size.height(), QImage.Format.Format_RGB32)
    painter = QPainter(whole)
    for number, picture in enumerate(pictures):
        wide = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        fit = picture.scaled(size, wide, Qt.TransformationMode.SmoothTransformation)
        fit.setDevicePixelRatio(1.0)
        beside = (fit.size() - size) / 2
        cut = fit.copy(beside.width(), beside.height(), size.width(), size.height())
        painter.drawImage(number * size.width(), 0, cut)
    painter.end()
    return whole


def save(widget, path: Path) -> None:
    from PySide6.QtCore import Qt

    picture = widget.grab().toImage()
    # Of PNG files, quality is how hard they are squeezed.
    quality = QUALITY if path.suffix == ".jpg" else -1
    smooth = Qt.TransformationMode.SmoothTransformation
    picture.scaledToWidth(min(WIDTH, picture.width()), smooth).save(str(path), quality=quality)


if __name__ == "__main__":
    sys.exit(main())
