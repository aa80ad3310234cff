import pytest

from mocap_app.workers.loop_thread import LoopThread
from tests.support.patience import PATIENCE_MS, PATIENCE_S


class Counting(LoopThread):
    def __init__(self, *, rounds=3, fail_at="", error=None):
        super().__init__()
        self.log = []
        self.rounds = rounds
        self.fail_at = fail_at
        self.error = error

    def _do(self, what):
        self.log.append(what)
        if what == self.fail_at:
            raise self.error

    def set_up(self):
        self._do("set_up")

    def step(self):
        self._do("step")
        return self.log.count("step") < self.rounds

    def tear_down(self):
        self.log.append("tear_down")


def test_runs_until_step_says_no(qtbot):
    thread = Counting(rounds=3)
    with qtbot.waitSignal(thread.finished):
        thread.start()
    assert thread.log == ["set_up", "step", "step", "step", "tear_down"]
    assert thread.wait(PATIENCE_MS)


@pytest.mark.parametrize("fail_at", ["set_up", "step"])
def test_an_error_tears_down_and_is_sent_once(qtbot, fail_at):
    error = ValueError("broken")
    thread = Counting(fail_at=fail_at, error=error)
    sent = []
    thread.failed.connect(sent.append)
    with qtbot.waitSignal(thread.finished):
        thread.start()
    qtbot.waitUntil(lambda: bool(sent))
    assert sent == [error]
    assert thread.log[-1] == "tear_down"
    assert thread.wait(PATIENCE_MS)


def test_stop_ends_an_endless_loop():
    thread = Counting(rounds=10**12)
    thread.start()
    assert thread.stop(PATIENCE_S)
    assert thread.log[-1] == "tear_down"
