import gc

import pytest

from mocap_app.gui import garbage
from mocap_app.gui.garbage import MainThreadGarbage


@pytest.fixture
def collected(monkeypatch):
    monkeypatch.setattr(garbage.gc, "get_threshold", lambda: (700, 10, 10))
    seen = []
    return MainThreadGarbage(collect=seen.append), seen


@pytest.mark.parametrize(
    ("count", "generation"),
    [((701, 0, 0), [0]), ((9, 11, 3), [1]), ((701, 11, 11), [2]), ((700, 10, 10), [])],
)
def test_the_oldest_generation_that_is_due_is_collected(collected, monkeypatch, count, generation):
    collector, seen = collected
    monkeypatch.setattr(garbage.gc, "get_count", lambda: count)
    collector.tick()
    assert seen == generation


@pytest.mark.parametrize("before", [True, False])
def test_automatic_collection_is_off_meanwhile_and_as_before_afterwards(qapp, before):
    collector, was = MainThreadGarbage(), gc.isenabled()
    try:
        (gc.enable if before else gc.disable)()
        collector.begin()
        assert not gc.isenabled()
        collector.end()
        assert gc.isenabled() is before
        collector.end()
        assert gc.isenabled() is before
    finally:
        (gc.enable if was else gc.disable)()
