from PySide6.QtGui import QGuiApplication

from mocap_app import __version__
from mocap_app.gui.error_dialog import ErrorDialog, describe


def crash():
    try:
        int("three")
    except ValueError as error:
        return error
    return None


def test_the_report_has_versions_and_traceback():
    report = describe(crash())
    assert __version__ in report
    assert "PySide6" in report
    assert 'int("three")' in report
    assert "ValueError" in report


def test_the_report_can_be_copied(shown):
    dialog = shown(ErrorDialog(crash()), 700, 400)
    dialog._on_copy_clicked()
    assert "ValueError" in QGuiApplication.clipboard().text()
