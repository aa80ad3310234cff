import logging

import pytest

from mocap_app.core.errors import SourceError
from mocap_app.gui.notifications import Banner, Notice, Notifier, Severity

INFO = Notice("Saved.", Severity.INFO)
WARNING = Notice("The camera is quiet.", Severity.WARNING)
ERROR = Notice("The disk is full.", Severity.ERROR)


@pytest.fixture
def notifier():
    notifier = Notifier()
    notifier.heard = []
    notifier.posted.connect(notifier.heard.append)
    return notifier


@pytest.fixture
def banner(qtbot):
    banner = Banner()
    qtbot.addWidget(banner)
    return banner


def test_early_messages_are_kept_until_somebody_listens(notifier):
    notifier.warning("The settings were damaged.")
    assert notifier.heard == []
    notifier.flush()
    notifier.info("Ready.")
    assert [n.text for n in notifier.heard] == ["The settings were damaged.", "Ready."]


def test_expected_failures_go_to_the_banner_and_the_log(notifier, caplog):
    notifier.flush()
    with caplog.at_level(logging.WARNING):
        notifier.error(SourceError("There is no camera."))
    assert notifier.heard == [Notice("There is no camera.", Severity.ERROR)]
    assert "There is no camera." in caplog.text


def test_unexpected_failures_go_to_the_error_dialog(notifier, caplog):
    crashed = []
    notifier.crashed.connect(crashed.append)
    error = ValueError("a bug")
    notifier.error(error)
    assert crashed == [error]
    assert notifier.heard == []
    assert "a bug" in caplog.text
    caplog.clear()  # the logged error was expected


def test_the_banner_appears_and_goes(banner):
    assert banner.isHidden()
    banner.show_notice(ERROR)
    assert not banner.isHidden()
    assert (banner.text, banner.property("severity")) == (ERROR.text, "error")
    banner.close_all()
    assert banner.isHidden()


def test_infos_go_by_themselves_and_warnings_stay(banner):
    banner.show_notice(WARNING)
    banner.show_notice(INFO)
    assert banner.text == f"{WARNING.text}\n{INFO.text}"
    assert banner._timer.isActive()
    banner._on_timeout()
    assert banner.text == WARNING.text
    assert not banner.isHidden()


def test_a_consequence_does_not_cover_its_reason(banner):
    banner.show_notice(ERROR)
    banner.show_notice(WARNING)
    assert banner.text.splitlines() == [ERROR.text, WARNING.text]
    assert banner.severity is Severity.ERROR


def test_the_same_message_again_is_shown_once(banner):
    for _ in range(5):
        banner.show_notice(WARNING)
    assert banner.text == WARNING.text


def test_old_messages_make_room(banner):
    for n in range(10):
        banner.show_notice(Notice(f"Error {n}.", Severity.ERROR))
    assert banner.text.splitlines() == ["Error 7.", "Error 8.", "Error 9."]


def test_a_warning_is_withdrawn_when_its_reason_is_gone(banner):
    banner.show_notice(WARNING)
    banner.show_notice(ERROR)
    banner.withdraw(WARNING.text)
    assert banner.text == ERROR.text
    banner.withdraw(ERROR.text)
    assert banner.isHidden()
