"""The tour in the window: over the film, and back to the source."""

from mocap_app.gui.panel import FoldingPanel


def test_the_tour_shows_the_film_and_goes_back_to_the_source(desk):
    window = desk.open("walk.mp4")
    desk.live()
    window.tour_control.start_if_new()
    tour = window.tour_control.tour
    desk.qtbot.waitUntil(lambda: desk.session.request.spec == "demo")
    # So low that parts of the column on the right are folded.
    window.resize(960, 600)
    desk.qtbot.waitUntil(lambda: window.solver.folded)
    for index in range(8):
        assert window.rect().contains(tour.bubble.geometry())
        target = tour._steps[index].target
        assert not target.visibleRegion().isEmpty()
        assert not (isinstance(target, FoldingPanel) and target.folded)
        desk.click(tour.next)
    assert window.tour_control.tour is None
    assert window.solver.folded, "as before the tour"
    desk.qtbot.waitUntil(lambda: desk.session.request.spec == "walk.mp4")
    assert desk.keeper.settings.tour_seen
    assert desk.keeper.settings.source == "", "a tour chooses nothing"
    window.tour_control.start_if_new()
    assert window.tour_control.tour is None
    window.tour_control.start()
    assert window.tour_control.tour is not None, "it comes back from the menu"


def test_a_recording_is_not_interrupted_for_a_tour(desk):
    window = desk.open("walk.mp4")
    desk.live()
    desk.record()
    window.tour_control.start()
    assert window.tour_control.tour is None
