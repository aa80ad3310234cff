import numpy as np

from mocap_app.settings.schema import Settings
from tests.support.takes import take


def test_refining_gets_the_choices_of_the_solver(desk, monkeypatch):
    settings = Settings(countdown_s=0, height_cm=140, feet="always", body="upper", in_place=True)
    window = desk.open(settings=settings)
    asked = []
    monkeypatch.setattr(
        desk.parts.library, "refine", lambda take_id, solver: asked.append((take_id, solver))
    )
    window.takes.refine_requested.emit("a")
    ((take_id, solver),) = asked
    assert take_id == "a"
    assert (solver.height_m, solver.feet, solver.body, solver.in_place) == (
        1.4,
        "always",
        "upper",
        True,
    )
    # A choice made since then holds for the next one.
    desk.keeper.change(feet="never")
    window.takes.refine_requested.emit("b")
    assert asked[1][1].feet == "never"


def test_what_is_undone_by_the_menu_is_no_longer_offered(desk):
    info = desk.takes.save(take(np.arange(30) / 30.0, name="walk"))
    window = desk.open()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.delete_requested.emit([info])
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 0)
    assert window.banner.offer.isVisible()
    window.undo.undo()
    assert "walk" not in window.banner.text
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.undo.redo()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 0)


def test_the_banner_takes_back_a_deletion_that_is_not_the_last_command(desk):
    infos = [desk.takes.save(take(np.arange(30) / 30.0, name=name)) for name in ("walk", "run")]
    window = desk.open()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 2)
    window.takes.delete_requested.emit(infos[:1])
    window.takes.star_requested.emit(infos[1])
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    desk.click(window.banner.offer)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 2)
    window.undo.undo()
    window.undo.undo()
    desk.qtbot.waitUntil(lambda: not desk.parts.library._changing)
    assert not window.undo.canUndo()
    assert not window.banner.text, "nothing is brought back twice"
