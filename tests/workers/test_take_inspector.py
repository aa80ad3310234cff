import numpy as np
import pytest

from mocap_app.recording.take_store import TakeStore
from mocap_app.workers import take_inspector
from mocap_app.workers.jobs import JobQueue
from mocap_app.workers.take_inspector import TakeInspector
from mocap_app.workers.take_look import look_at_take
from tests.support.patience import PATIENCE_S
from tests.support.takes import take

TIMES = np.arange(30) / 30.0


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path)


@pytest.fixture
def jobs(qapp):
    jobs = JobQueue()
    yield jobs
    assert jobs.shut_down(PATIENCE_S)


@pytest.fixture
def work(monkeypatch):
    """Ids of the takes that were really looked at."""
    done = []

    def look(store, take_id, progress):
        done.append(take_id)
        return look_at_take(store, take_id, progress)

    monkeypatch.setattr(take_inspector, "look_at_take", look)
    return done


class Watched:
    def __init__(self, store, jobs):
        self.inspector = TakeInspector(store, jobs, jobs)
        self.looks, self.progress, self.ends = [], [], 0
        self.inspector.looked.connect(lambda look: self.looks.append(look.take_id))
        self.inspector.progressed.connect(lambda n, total: self.progress.append((n, total)))
        self.inspector.ended.connect(self._on_ended)

    def _on_ended(self):
        self.ends += 1


def test_the_second_run_of_the_program_works_out_nothing(store, jobs, work, qtbot):
    infos = [store.save(take(TIMES)) for _ in range(3)]
    first = Watched(store, jobs)
    first.inspector.look_at(infos)
    qtbot.waitUntil(lambda: first.ends == 1)
    assert sorted(first.looks) == sorted(work) == sorted(i.id for i in infos)
    assert first.progress == [(0, 3), (1, 3), (2, 3)]
    work.clear()
    second = Watched(store, jobs)
    second.inspector.look_at(infos)
    qtbot.waitUntil(lambda: len(second.looks) == 3)
    assert work == []
    assert (second.progress, second.ends) == ([], 0), "nothing to wait for"


def test_asked_for_it_is_done_again(store, jobs, work, qtbot):
    infos = [store.save(take(TIMES)) for _ in range(2)]
    watched = Watched(store, jobs)
    watched.inspector.look_at(infos)
    qtbot.waitUntil(lambda: watched.ends == 1)
    work.clear()
    watched.inspector.look_again([infos[1].id, "gone"])
    qtbot.waitUntil(lambda: watched.ends == 2)
    assert work == [infos[1].id]


def test_stopping_leaves_the_rest_until_it_is_asked_for(store, jobs, work, qtbot):
    infos = [store.save(take(TIMES)) for _ in range(5)]
    watched = Watched(store, jobs)
    watched.inspector.looked.connect(lambda _look: watched.inspector.cancel())
    watched.inspector.look_at(infos)
    qtbot.waitUntil(lambda: watched.ends == 1)
    assert work == [infos[0].id]
    watched.inspector.look_at(infos)
    assert work == [infos[0].id], "listing again starts nothing"
    watched.inspector.look_again([infos[3].id])
    qtbot.waitUntil(lambda: watched.ends == 2)
    assert work == [infos[0].id, infos[3].id]


def test_a_take_that_vanishes_keeps_no_other_from_it(store, jobs, work, qtbot):
    infos = [store.save(take(TIMES)) for _ in range(2)]
    infos[0].path.unlink()
    watched = Watched(store, jobs)
    watched.inspector.look_at(infos)
    qtbot.waitUntil(lambda: watched.ends == 1)
    assert watched.looks == [infos[1].id]


def test_a_restored_take_is_shown_again_without_working_it_out(store, jobs, work, qtbot):
    infos = [store.save(take(TIMES)) for _ in range(2)]
    watched = Watched(store, jobs)
    watched.inspector.look_at(infos)
    qtbot.waitUntil(lambda: watched.ends == 1)
    work.clear()
    store.delete(infos[0].id)
    watched.inspector.look_at(infos[1:])
    store.restore(infos[0].id)
    watched.inspector.look_at(infos)
    qtbot.waitUntil(lambda: len(watched.looks) == 3)
    assert watched.looks[-1] == infos[0].id
    assert work == [], "what was found out lay in the trash beside it"


def test_a_take_deleted_while_it_is_read_is_read_again_when_restored(store, jobs, work, qtbot):
    infos = [store.save(take(TIMES)) for _ in range(2)]
    first = Watched(store, jobs)
    first.inspector.look_at(infos)
    qtbot.waitUntil(lambda: first.ends == 1)
    second = Watched(store, jobs)
    second.inspector.look_at(infos)
    second.inspector.look_at(infos[1:])  # before anything was read
    qtbot.waitUntil(lambda: second.looks == [infos[1].id])
    second.inspector.look_at(infos)
    qtbot.waitUntil(lambda: len(second.looks) == 2)
    assert second.looks[1] == infos[0].id
