import pytest

from mocap_app.core.errors import OutputError
from mocap_app.gui.settings_keeper import SettingsKeeper
from mocap_app.settings.schema import Settings
from mocap_app.settings.store import SettingsStore
from mocap_app.workers.jobs import JobQueue
from tests.support.patience import PATIENCE_S


@pytest.fixture
def store(tmp_path):
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def keeper(store, qapp):
    jobs = JobQueue()
    keeper = SettingsKeeper(Settings(), store, jobs)
    keeper._timer.setInterval(5)
    yield keeper
    assert jobs.shut_down(PATIENCE_S)


def test_changes_reach_the_disk_by_themselves(keeper, store, qtbot):
    keeper.change(mirror=True)
    keeper.change(rotate=90)
    assert keeper.settings == Settings(mirror=True, rotate=90)
    qtbot.waitUntil(store.path.exists)
    qtbot.waitUntil(lambda: store.load().settings == keeper.settings)


def test_what_has_not_changed_is_not_written(keeper, store, qtbot):
    keeper.change(mirror=False)
    qtbot.wait(30)
    assert not store.path.exists()


def test_the_last_change_is_written_at_the_end(keeper, store):
    keeper.change(countdown_s=10)
    keeper.save_now()
    assert store.load().settings.countdown_s == 10


@pytest.mark.parametrize("now", [True, False])
def test_a_full_disk_is_told(keeper, store, qtbot, monkeypatch, now):
    def fail(_settings):
        raise OutputError("The disk is full.")

    monkeypatch.setattr(store, "save", fail)
    heard = []
    keeper.failed.connect(heard.append)
    keeper.change(mirror=True)
    if now:
        keeper.save_now()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert str(heard[0]) == "The disk is full."
