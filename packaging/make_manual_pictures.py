"""Take the pictures of the manual: the real window, over the bundled film.

    python packaging/make_manual_pictures.py [FOLDER] [--language ko]

Needs a display (or xvfb-run) and no window of the program open; about half a minute.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

WIDTH = 760
"""Pixels of the pictures: what fits into the manual's window."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=ROOT / "resources" / "manual" / "pictures"
    )
    parser.add_argument("--language", default="en")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        # The user's own takes and settings are neither shown nor touched.
        os.environ["MOCAP_HOME"] = home
        return take_pictures(args.folder, args.language)


def take_pictures(folder: Path, language: str) -> int:
    from PySide6.QtCore import QTimer

    from mocap_app import app as program_module
    from mocap_app.settings.schema import Settings
    from mocap_app.settings.store import SettingsStore

    SettingsStore().save(Settings(language=language, tour_seen=True, countdown_s=0))
    app = program_module.make_application()
    program = program_module.Program(program_module.AppOptions(), "demo")
    window = program.window
    program.start()
    window.resize(1280, 800)

    def save(widget, name):
        picture = widget.grab().toImage()
        from PySide6.QtCore import Qt

        small = picture.scaledToWidth(
            min(WIDTH, picture.width()), Qt.TransformationMode.SmoothTransformation
        )
        small.save(str(folder / f"{name}.png"))

    def end_tour():
        window.tour_control.tour.end()

    def shoot_and_close(get_dialog, name):
        dialog = get_dialog()
        save(dialog, name)
        dialog.reject()

    steps = [
        (6.0, window.record.toggle),
        (10.0, window.record.toggle),
        (13.0, lambda: save(window, "window")),
        (13.5, window.calibration.open),
        (15.5, lambda: shoot_and_close(lambda: window.calibration.wizard, "calibration")),
        (16.0, lambda: window.exports.open(window.takes.selection)),
        # Whose folder it is concerns nobody.
        (16.2, lambda: window.exports.dialog.path.setText("~/Documents/Walk 3.bvh")),
        (17.0, lambda: shoot_and_close(lambda: window.exports.dialog, "export")),
        (17.5, window.settings_control.open),
        (18.5, lambda: shoot_and_close(lambda: window.settings_control.dialog, "settings")),
        (19.0, window.tour_control.start),
        (22.0, lambda: save(window, "tour")),
        (22.5, end_tour),
        (23.0, window.close),
    ]
    for seconds, do in steps:
        QTimer.singleShot(int(1000 * seconds), do)
    app.exec()
    return 0 if program.end() else 1


if __name__ == "__main__":
    sys.exit(main())
