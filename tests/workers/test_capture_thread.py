import pytest

from mocap_app.core.errors import SourceError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.workers.capture_thread import CaptureThread
from tests.support.live import SteeredSource, frame, gate
from tests.support.patience import PATIENCE_S


@pytest.fixture
def outlets():
    return LatestSlot(), LatestSlot()


@pytest.fixture
def run(outlets, qtbot):
    started = []

    def start(source, **kwargs):
        thread = CaptureThread(lambda: source, outlets, **kwargs)
        thread.sent = []
        for name in ("opened", "waiting", "failed"):
            getattr(thread, name).connect(
                lambda value, name=name: thread.sent.append((name, value))
            )
        thread.resumed.connect(lambda: thread.sent.append(("resumed", None)))
        started.append(thread)
        thread.start()
        return thread

    yield start
    for thread in started:
        assert thread.stop(PATIENCE_S)


def names(thread):
    return [name for name, _ in thread.sent]


def test_frames_reach_every_outlet_with_their_arrival_time(run, outlets):
    source = SteeredSource()
    run(source, clock=lambda: 12.5)
    source.feed(frame(7))
    for outlet in outlets:
        captured = outlet.take(PATIENCE_S)
        assert captured.frame.index == 7
        assert captured.captured_at == 12.5


def test_newest_frame_wins(run, outlets):
    source = SteeredSource()
    source.feed(*[frame(i) for i in range(5)])
    run(source)
    gate(lambda: outlets[0].dropped == 4)
    assert outlets[0].take(0.0).frame.index == 4


def test_capture_rate_comes_from_arrivals(run, outlets):
    times = iter([0.0, 0.05, 0.1, 0.15])
    source = SteeredSource()
    source.feed(*[frame(i) for i in range(4)])
    run(source, clock=lambda: next(times))
    gate(lambda: outlets[1].dropped == 3)
    assert outlets[1].take(0.0).capture_fps == pytest.approx(20.0)


def test_says_what_it_opened_and_closes_it(run, qtbot):
    source = SteeredSource(name="My camera")
    thread = run(source)
    qtbot.waitUntil(lambda: "opened" in names(thread))
    info = thread.sent[0][1]
    assert (info.name, info.fps, info.live) == ("My camera", 30.0, True)
    thread.stop(PATIENCE_S)
    assert source.closed == 1


def test_a_source_that_cannot_be_opened_is_closed_and_reported(run, qtbot):
    error = SourceError("The camera is used by another program.")
    source = SteeredSource(open_error=error)
    thread = run(source)
    qtbot.waitUntil(lambda: bool(thread.sent))
    assert thread.sent == [("failed", error)]
    assert source.closed == 1


def test_a_source_that_cannot_be_made_is_reported(qtbot, outlets):
    error = SourceError("There is no such file.")

    def make():
        raise error

    thread = CaptureThread(make, outlets)
    with qtbot.waitSignal(thread.failed) as sent:
        thread.start()
    assert sent.args == [error]
    assert thread.stop(PATIENCE_S)


def test_silence_is_waiting_and_pictures_end_it(run, qtbot, outlets):
    source = SteeredSource()
    thread = run(source)
    qtbot.waitUntil(lambda: names(thread).count("waiting") >= 2)
    assert "resumed" not in names(thread)
    source.feed(frame(0), frame(1))
    qtbot.waitUntil(lambda: "resumed" in names(thread))
    assert outlets[0].take(PATIENCE_S).frame.index in {0, 1}
    thread.stop(PATIENCE_S)
    assert source.opened == 1, "reconnecting is the source's own business"


def test_it_ends_with_its_source(run):
    source = SteeredSource(live=False)
    source.feed(frame(0), frame(1), None)
    thread = run(source)
    gate(thread.isFinished)
    assert source.opened == source.closed == 1
    assert "failed" not in names(thread)


def test_an_error_while_reading_ends_the_thread(run, qtbot):
    error = SourceError("The cable is gone.")
    source = SteeredSource()
    source.feed(frame(0), error)
    thread = run(source)
    qtbot.waitUntil(lambda: ("failed", error) in thread.sent)
    gate(thread.isFinished)
    assert source.closed == 1
