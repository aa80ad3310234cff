from datetime import UTC, datetime

from mocap_app.recording.take_names import TakeNaming
from mocap_app.workers.take_namer import TakeNamer


def namer():
    return TakeNamer(lambda: datetime(2026, 3, 4, tzinfo=UTC))


def test_numbers_count_before_anything_is_listed():
    it = namer()
    assert [it.next_name() for _ in range(3)] == ["Take 1", "Take 2", "Take 3"]
    assert it.preview() == it.preview() == "Take 4"


def test_takes_and_deleted_takes_count():
    it = namer()
    it.know("takes", ["Take 4"])
    it.know("trash", ["Take 6"])
    assert it.preview() == "Take 7"
    it.know("trash", [])
    assert it.preview() == "Take 5"


def test_another_scene_begins_anew():
    it = namer()
    it.know("takes", ["Take 4"])
    it.naming = TakeNaming(scene="Park", shot="2")
    assert it.next_name() == "Park 2 Take 1"
    assert it.next_name() == "Park 2 Take 2"


def test_a_name_that_was_asked_for_holds_once():
    it = namer()
    it.want(" Stunt ")
    assert it.preview() == "Stunt"
    assert [it.next_name(), it.next_name()] == ["Stunt", "Take 1"]
