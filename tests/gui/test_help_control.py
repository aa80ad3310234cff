import re

from PySide6.QtGui import QGuiApplication, QShortcut

from mocap_app.gui.help_control import plain_title
from mocap_app.gui.text_dialog import TextDialog

NAMED_OTHERWISE = {"Del", "Enter"}
"""Keys that the list of shortcuts calls by another name."""


def test_the_help_menu(desk):
    window = desk.open("demo")
    desk.live()
    control = window.help_control
    keys = control.shortcuts()
    assert "| Space | Record or stop |" in keys
    assert "| F1 | Manual |" in keys
    known = set(re.findall(r"[^ |,]+", keys)) | {","}
    own = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    # Those with Shift stand beside those without; Enter is the other Return.
    assert {"K", "B", "S", "F2"} <= own
    assert {key.removeprefix("Shift+") for key in own} - known == NAMED_OTHERWISE
    assert "MIT licence" in control.about()
    control.copy_diagnostics()
    assert "OpenGL: " in QGuiApplication.clipboard().text()
    for show in (control.show_manual, control.show_shortcuts, control.show_about):
        show()
        dialog = window.findChildren(TextDialog)[-1]
        assert len(dialog.text.toPlainText()) > 200
        dialog.close()


def test_letters_of_menus_are_not_part_of_the_title():
    titles = ("&Calibrate…", "Lar&ge picture", "자유(&E)", "설정(&S)…")
    assert [plain_title(title) for title in titles] == [
        "Calibrate",
        "Large picture",
        "자유",
        "설정",
    ]
