import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from mocap_app.core.errors import MocapError, OutputError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.export.options import ExportOptions
from mocap_app.recording.take_store import TakeStore
from mocap_app.solving.config import SolverConfig
from mocap_app.workers import take_library
from mocap_app.workers.jobs import JobQueue
from mocap_app.workers.take_library import ExportRequest, TakeLibrary
from tests.support.patience import PATIENCE_MS, PATIENCE_S
from tests.support.takes import take

OPTIONS = ExportOptions(fps=30)


def short_take():
    return take(np.arange(30) / 30.0)


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path / "takes")


@pytest.fixture
def library(store, qapp):
    jobs = JobQueue()
    library = TakeLibrary(store, jobs)
    library.heard = []
    for name in ("takes_listed", "takes_recovered", "export_finished", "export_failed", "failed"):
        getattr(library, name).connect(lambda value, name=name: library.heard.append((name, value)))
    library.refine_finished.connect(lambda info: library.heard.append(("refine_finished", info)))
    library.refine_ended.connect(lambda: library.heard.append(("refine_ended", None)))
    library.export_cancelled.connect(lambda: library.heard.append(("export_cancelled", None)))
    yield library
    assert jobs.shut_down(PATIENCE_S)


def wait_for(library, qtbot, name):
    qtbot.waitUntil(lambda: any(heard == name for heard, _ in library.heard))
    return next(value for heard, value in library.heard if heard == name)


def test_lists_what_is_there(library, store, qtbot):
    info = store.save(short_take())
    library.refresh()
    assert wait_for(library, qtbot, "takes_listed") == [info]


def test_every_take_is_scored_once_and_nobody_is_no_failure(library, store, qtbot):
    scored = []
    library.take_looked_at.connect(
        lambda look: look.score and scored.append((look.take_id, look.score.frames))
    )
    empty = store.save(take(np.arange(3) / 30.0, lost=(0, 1, 2)))
    infos = [store.save(short_take()) for _ in range(2)]
    library.refresh()
    qtbot.waitUntil(lambda: len(scored) == 2)
    library.refresh()
    qtbot.waitUntil(lambda: sum(heard == "takes_listed" for heard, _ in library.heard) == 2)
    assert sorted(scored) == sorted((info.id, 30) for info in infos)
    assert empty.id not in dict(scored)
    assert not any(heard == "failed" for heard, _ in library.heard)


def test_renaming_and_deleting_list_again(library, store, qtbot):
    info = store.save(short_take())
    library.rename(info.id, "Walk")
    assert [i.name for i in wait_for(library, qtbot, "takes_listed")] == ["Walk"]
    library.heard.clear()
    library.delete([info.id])
    assert wait_for(library, qtbot, "takes_listed") == []


def test_a_failure_is_reported_and_the_list_refreshed(library, qtbot):
    library.delete(["nothing"])
    assert isinstance(wait_for(library, qtbot, "failed"), MocapError)
    assert wait_for(library, qtbot, "takes_listed") == []


@pytest.mark.parametrize("change", ["delete", "restore"])
def test_one_id_that_is_not_in_a_list_is_refused(library, store, change):
    info = store.save(short_take())
    leaving = []
    library.takes_leaving.connect(leaving.append)
    with pytest.raises(TypeError, match=f"sequence.*{info.id}"):
        getattr(library, change)(info.id)
    assert leaving == []
    assert [i.id for i in store.list()] == [info.id]


def test_several_are_deleted_and_brought_back(library, store, qtbot):
    infos = [store.save(short_take()) for _ in range(3)]
    trash = []
    library.trash_listed.connect(lambda takes: trash.append([i.id for i in takes]))
    library.delete([infos[0].id, "no such take", infos[1].id])
    assert isinstance(wait_for(library, qtbot, "failed"), MocapError)
    qtbot.waitUntil(lambda: trash[-1:] != [] and len(trash[-1]) == 2)
    assert [i.id for i in store.list()] == [infos[2].id], "one that fails keeps no other from it"
    library.restore([infos[0].id])
    qtbot.waitUntil(lambda: trash[-1] == [infos[1].id])
    library.empty_trash()
    qtbot.waitUntil(lambda: trash[-1] == [])
    assert {i.id for i in store.list()} == {infos[0].id, infos[2].id}


def test_changes_are_made_in_the_order_of_the_wishes(library, store, qtbot):
    info = store.save(short_take())
    for star in (True, False) * 5:
        library.annotate(info.id, starred=star)
    library.annotate(info.id, notes="last")
    qtbot.waitUntil(lambda: bool(library.takes) and library.takes[0].annotations.notes == "last")
    assert not library.takes[0].annotations.starred


def test_what_is_trimmed_is_exported_and_scored_so(library, store, tmp_path, qtbot):
    frames = []
    library.take_looked_at.connect(lambda look: frames.append(look.score.frames))
    info = store.save(short_take())
    library.refresh()
    qtbot.waitUntil(lambda: frames == [30])
    library.annotate(info.id, trim=(10 / 30, 19 / 30))
    qtbot.waitUntil(lambda: frames == [30, 10])
    path = tmp_path / "part.bvh"
    library.export(ExportRequest((info.id,), (path,), OPTIONS))
    wait_for(library, qtbot, "export_finished")
    assert "Frames: 10" in path.read_text()
    library.annotate(info.id, trim=None)
    qtbot.waitUntil(lambda: frames == [30, 10, 30])


def test_of_several_takes_the_last_wish_is_opened(library, store, qtbot):
    infos = [store.save(short_take()) for _ in range(3)]
    opened = []
    library.take_opened.connect(opened.append)
    for info in infos:
        library.open(info.id)
    qtbot.waitUntil(lambda: bool(opened))
    qtbot.wait(50)
    assert [o.info.id for o in opened] == [infos[-1].id]


@pytest.fixture
def slow(monkeypatch):
    """Opening a take goes on until it is told to stop; `slow.ended` gets the id."""
    real = take_library.open_take

    class Slow:
        started, ended, ids = LatestSlot(), LatestSlot(), set()

        def open(self, store, take_id, infos, progress):
            if take_id not in self.ids:
                return real(store, take_id, infos, progress)
            try:
                self.started.put(take_id)
                while True:
                    progress(0.5)
            finally:
                self.ended.put(take_id)

    made = Slow()
    monkeypatch.setattr(take_library, "open_take", made.open)
    return made


def test_another_take_does_not_wait_for_the_one_that_is_being_read(library, store, qtbot, slow):
    long, short = store.save(short_take()), store.save(short_take())
    slow.ids = {long.id}
    opened, told = [], []
    library.take_opened.connect(opened.append)
    library.opening_progressed.connect(lambda *args: told.append(args))
    library.open(long.id)
    assert told == [(long.id, 0.0)], "who clicked is told at once"
    assert slow.started.take(PATIENCE_S)
    library.open(short.id)
    qtbot.waitUntil(lambda: bool(opened))
    assert slow.ended.take(PATIENCE_S) == long.id, "stopped, not only forgotten"
    assert [take.info.id for take in opened] == [short.id]
    assert told[-1][0] == short.id


@pytest.mark.parametrize("how", ["stopped", "deleted"])
def test_a_take_that_is_not_wanted_any_more_is_not_opened(library, store, qtbot, slow, how):
    info = store.save(short_take())
    slow.ids = {info.id}
    ended = []
    library.opening_ended.connect(lambda: ended.append(True))
    library.open(info.id)
    library.open(info.id)
    assert slow.started.take(PATIENCE_S)
    if how == "stopped":
        library.cancel_opening()
    else:
        library.delete([info.id])
    assert ended == [True]
    assert slow.ended.take(PATIENCE_S)
    library.cancel_opening()
    assert ended == [True]


def test_recovery_without_a_crash_only_lists(library, qtbot):
    library.recover()
    assert wait_for(library, qtbot, "takes_listed") == []
    assert [name for name, _ in library.heard] == ["takes_listed"]


def test_recovered_takes_are_announced(library, store, qtbot, monkeypatch):
    info = store.save(short_take())
    monkeypatch.setattr(store, "recover", lambda: [info])
    library.recover()
    assert wait_for(library, qtbot, "takes_recovered") == [info]
    assert wait_for(library, qtbot, "takes_listed") == [info]


def test_export_writes_the_file(library, store, qtbot, tmp_path):
    info = store.save(short_take())
    shares = []
    library.export_progressed.connect(shares.append)
    path = tmp_path / "out.bvh"
    library.export(ExportRequest((info.id,), (path,), OPTIONS))
    assert wait_for(library, qtbot, "export_finished") == path
    assert path.read_text().startswith("HIERARCHY")
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0


def test_several_takes_go_into_a_folder(library, store, qtbot, tmp_path):
    ids = tuple(store.save(short_take()).id for _ in range(2))
    folder = tmp_path / "made for them"
    paths = (folder / "a.fbx", folder / "b.fbx")
    library.export(ExportRequest(ids, paths, OPTIONS))
    assert wait_for(library, qtbot, "export_finished") == folder
    assert all(path.read_bytes().startswith(b"Kaydara") for path in paths)


def test_a_failed_export_keeps_the_old_file(library, store, qtbot, tmp_path):
    info = store.save(short_take())
    path = tmp_path / "out.xyz"
    path.write_text("old")
    library.export(ExportRequest((info.id,), (path,), OPTIONS))
    assert isinstance(wait_for(library, qtbot, "export_failed"), OutputError)
    assert path.read_text() == "old"


def test_a_cancelled_export_leaves_nothing_and_frees_the_road(
    library, store, qtbot, tmp_path, monkeypatch
):
    inside, go_on = LatestSlot(), LatestSlot()

    def slow(jobs, options, progress):
        inside.put(True)
        go_on.take(PATIENCE_S)
        progress(0.5)
        raise AssertionError("never reached")

    monkeypatch.setattr(take_library, "export_takes", slow)
    info = store.save(short_take())
    path = tmp_path / "out.bvh"
    library.export(ExportRequest((info.id,), (path,), OPTIONS))
    assert inside.take(PATIENCE_S)
    library.export(ExportRequest((info.id,), (path,), OPTIONS))
    assert "still running" in str(wait_for(library, qtbot, "export_failed"))
    library.cancel_export()
    assert wait_for(library, qtbot, "export_cancelled") is None, "while the job still reads"
    monkeypatch.undo()
    other = tmp_path / "other.bvh"
    library.export(ExportRequest((info.id,), (other,), OPTIONS))
    assert wait_for(library, qtbot, "export_finished") == other
    go_on.put(True)
    assert library._jobs._pool.waitForDone(PATIENCE_MS)
    QCoreApplication.processEvents()
    assert [p.name for p in tmp_path.glob("*.bvh*")] == ["other.bvh"]
    assert [name for name, _ in library.heard].count("export_finished") == 1


@pytest.fixture
def refiner(monkeypatch):
    """A lifter that answers at once."""
    from mocap_app.networks.lifter_config import LifterConfig
    from mocap_app.pipeline import kept_take, refine

    def flat(windows):
        table = windows[:, 4, :-1].reshape(-1, 27, 3)
        return np.concatenate([0.3 * table[..., :2], np.zeros_like(table[..., :1])], axis=-1)

    lifter = refine.Lifter(flat, LifterConfig(levels=2))
    monkeypatch.setattr(kept_take, "load_refiner", lambda: lifter)
    return kept_take


def test_refining_adds_a_take_and_changes_none(library, store, refiner, qtbot):
    info = store.save(short_take())
    before = info.path.read_bytes()
    library.refine(info.id)
    made = wait_for(library, qtbot, "refine_finished")
    assert made.name == "walk (refined)"
    assert made.id != info.id
    assert made.annotations.refined_from == info.id
    assert info.path.read_bytes() == before
    assert {i.id for i in wait_for(library, qtbot, "takes_listed")} == {made.id, info.id}


def test_refining_solves_with_the_choices(library, store, refiner, qtbot):
    info = store.save(short_take())
    library.refine(info.id, SolverConfig(in_place=True, height_m=1.4))
    refined = store.load(wait_for(library, qtbot, "refine_finished").id)
    np.testing.assert_allclose(refined.root_position[:, (0, 2)], 0.0)
    assert refined.calibration.height_m == pytest.approx(1.4)


def test_a_refinement_that_fails_ends_with_the_reason(library, refiner, qtbot):
    library.refine("nothing")
    assert isinstance(wait_for(library, qtbot, "failed"), MocapError)
    wait_for(library, qtbot, "refine_ended")


def test_a_folder_that_refuses_takes_is_told_before_refining(
    library, store, refiner, monkeypatch, qtbot
):
    def refuse(**_kwargs):
        raise OSError(13, "Permission denied")

    info = store.save(short_take())
    worked = []
    monkeypatch.setattr(refiner, "refine_take", lambda *_args, **_kwargs: worked.append(1))
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    library.refine(info.id)
    assert "Permission denied" in str(wait_for(library, qtbot, "failed"))
    wait_for(library, qtbot, "refine_ended")
    assert not worked


def test_a_stopped_refinement_leaves_no_take(library, store, refiner, monkeypatch, qtbot):
    info = store.save(short_take())
    monkeypatch.setattr(
        refiner,
        "refine_take",
        lambda _take, _lifter, report, **_: stopped_half_way(library, report),
    )
    library.refine(info.id)
    wait_for(library, qtbot, "refine_ended")
    assert [i.id for i in store.list()] == [info.id]


def stopped_half_way(library, report):
    report(0.5)
    library.cancel_refine()
    report(0.6)
    raise AssertionError("it was cancelled")


def test_one_refinement_at_a_time(library, store, refiner, qtbot):
    info = store.save(short_take())
    library.refine(info.id)
    library.refine(info.id)
    assert "still being refined" in str(wait_for(library, qtbot, "failed"))
    wait_for(library, qtbot, "refine_finished")
