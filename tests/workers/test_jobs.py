import logging

import pytest
from PySide6.QtCore import QThread

from mocap_app.core.errors import OutputError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.workers.jobs import JobQueue, Listeners
from tests.support.patience import PATIENCE_S


@pytest.fixture
def jobs(qapp):
    queue = JobQueue()
    yield queue
    assert queue.shut_down(PATIENCE_S)


def listening(heard):
    return Listeners(
        progressed=heard.append,
        done=lambda result: heard.append(("done", result)),
        failed=lambda error: heard.append(("failed", error)),
        cancelled=lambda: heard.append("cancelled"),
    )


def submit(jobs, work):
    heard = []
    jobs.run(work, listening(heard))
    return heard


def test_work_runs_on_another_thread_and_its_result_arrives(jobs, qtbot):
    heard = submit(jobs, lambda _job: QThread.currentThread())
    qtbot.waitUntil(lambda: bool(heard))
    kind, thread = heard[0]
    assert kind == "done"
    assert thread != QThread.currentThread()


def test_progress_arrives_in_order(jobs, qtbot):
    def work(job):
        for share in (0.0, 0.5, 1.0):
            job.report(share)
        return "ready"

    heard = submit(jobs, work)
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert heard == [0.0, 0.5, 1.0, ("done", "ready")]


def test_an_expected_failure_arrives_as_it_is(jobs, qtbot):
    error = OutputError("The disk is full.")

    def work(_job):
        raise error

    heard = submit(jobs, work)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("failed", error)]


def test_an_unexpected_failure_is_logged_too(jobs, qtbot, caplog):
    heard = submit(jobs, lambda _job: 1 / 0)
    with caplog.at_level(logging.WARNING):
        qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0][1], ZeroDivisionError)
    assert "ZeroDivisionError" in caplog.text


def test_cancel_stops_at_the_next_report(jobs, qtbot):
    go_on = LatestSlot()

    def work(job):
        go_on.take(PATIENCE_S)
        job.report(0.5)
        raise AssertionError("never reached")

    heard = []
    job = jobs.run(work, listening(heard))
    job.cancel()
    go_on.put(True)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["cancelled"]


def test_a_failed_job_does_not_block_the_next(jobs, qtbot):
    first = submit(jobs, lambda _job: 1 / 0)
    second = submit(jobs, lambda _job: 2)
    qtbot.waitUntil(lambda: bool(first and second))
    assert second == [("done", 2)]


def test_nothing_starts_after_shut_down(qapp):
    queue = JobQueue()
    assert queue.shut_down(PATIENCE_S)
    ran = []
    queue.run(lambda _job: ran.append(1))
    assert queue.shut_down(PATIENCE_S)
    assert ran == []


def test_nobody_is_told_after_shut_down(qapp):
    """Whoever listens may have been deleted by then."""
    queue = JobQueue()
    heard, started = [], LatestSlot()
    queue.run(lambda _job: started.put(True), Listeners(done=heard.append))
    assert started.take(PATIENCE_S)
    assert queue.shut_down(PATIENCE_S)
    qapp.processEvents()
    assert heard == []


def test_listeners_are_called_on_the_owning_thread(jobs, qtbot):
    threads = []

    def work(job):
        job.report(0.5)

    jobs.run(
        work,
        Listeners(
            progressed=lambda _share: threads.append(QThread.currentThread()),
            done=lambda _result: threads.append(QThread.currentThread()),
        ),
    )
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads == [QThread.currentThread()] * 2


def test_a_job_may_have_no_listeners(jobs):
    jobs.run(lambda job: job.report(0.5))
    jobs.run(lambda _job: 1 / 0)
    assert jobs.shut_down(PATIENCE_S)


def test_urgent_work_goes_before_all_that_waits(qapp, qtbot):
    queue = JobQueue(workers=1)
    gate, order = LatestSlot(), []
    queue.run(lambda _job: gate.take(PATIENCE_S))
    queue.run(lambda _job: order.append("a look"))
    queue.run(lambda _job: order.append("a take"), urgent=True)
    gate.put(True)
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["a take", "a look"]
    assert queue.shut_down(PATIENCE_S)
