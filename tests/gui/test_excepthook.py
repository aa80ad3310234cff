import sys
import threading

import pytest

from mocap_app.gui.excepthook import ExceptHook


@pytest.fixture
def hook(qapp):
    hook = ExceptHook()
    hook.heard = []
    hook.caught.connect(hook.heard.append)
    hook.install()
    yield hook
    hook.remove()


def raise_unseen(error):
    try:
        raise error
    except type(error):
        sys.excepthook(*sys.exc_info())


def test_an_uncaught_exception_is_logged_and_told(hook, caplog):
    error = ValueError("a bug")
    raise_unseen(error)
    assert hook.heard == [error]
    assert "a bug" in caplog.text
    caplog.clear()  # the logged error was expected


def test_an_exception_of_a_plain_thread_is_told_on_the_main_thread(hook, caplog, qtbot):
    error = ValueError("in a thread")

    def work():
        raise error

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: hook.heard == [error])
    caplog.clear()


def test_an_error_while_telling_an_error_does_not_go_round(hook, caplog):
    again = []

    def worse(_error):
        again.append(1)
        raise_unseen(RuntimeError("while showing"))

    hook.caught.connect(worse)
    raise_unseen(ValueError("first"))
    assert again == [1]
    caplog.clear()


def test_removing_gives_the_hooks_back(qapp):
    before = (sys.excepthook, threading.excepthook)
    hook = ExceptHook()
    hook.install()
    assert sys.excepthook is not before[0]
    hook.remove()
    assert (sys.excepthook, threading.excepthook) == before
