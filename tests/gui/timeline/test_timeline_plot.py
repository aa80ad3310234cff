import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from mocap_app.gui.timeline.joint_curve import COORDINATES, at_times, joint_curve
from mocap_app.gui.timeline.timeline_plot import TimelinePlot

TIMES = np.arange(101) / 10.0


@pytest.fixture
def plot(shown):
    plot = shown(TimelinePlot(), 600, 160)
    standing = np.zeros((101, 2), bool)
    standing[10:31, 0] = True
    standing[60:, 1] = True
    standing[20, 1] = True
    plot.show_take(TIMES, standing)
    plot.show_curve(TIMES, np.sin(TIMES), None)
    plot.show_span(0.0, 10.0)
    plot.heard = []
    plot.scrubbed.connect(lambda t: plot.heard.append(("scrub", t)))
    plot.trimmed.connect(lambda *span: plot.heard.append(("trim", *span)))
    return plot


def place_of(plot, seconds):
    """Where a time is, in the middle of the curve's height."""
    box = plot.curve_plot.getPlotItem().getViewBox()
    _, (low, high) = box.viewRange()
    scene = box.mapViewToScene(pg_point(seconds, (low + high) / 2))
    return plot.curve_plot.mapFromScene(scene)


def pg_point(x, y):
    from PySide6.QtCore import QPointF

    return QPointF(x, y)


def drag(qtbot, widget, start, end):
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(widget, left, pos=start)
    for share in np.linspace(0.1, 1.0, 8):
        between = start + QPoint(round(share * (end.x() - start.x())), 0)
        qtbot.mouseMove(widget, between)
        qtbot.wait(5)
    qtbot.mouseRelease(widget, left, pos=end)


def test_bars_stand_where_the_feet_stand(plot):
    left, right = plot._bars
    np.testing.assert_allclose(left.opts["x0"], [1.0])
    np.testing.assert_allclose(left.opts["x1"], [3.1])
    np.testing.assert_allclose(right.opts["x0"], [2.0, 6.0])
    np.testing.assert_allclose(right.opts["x1"], [2.1, 10.0])


def test_a_click_goes_to_its_time(plot, qtbot):
    viewport = plot.curve_plot.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place_of(plot, 4.0))
    qtbot.waitUntil(lambda: bool(plot.heard))
    ((what, seconds),) = plot.heard
    assert what == "scrub"
    assert seconds == pytest.approx(4.0, abs=0.1)


def test_dragging_scrubs(plot, qtbot):
    viewport = plot.curve_plot.viewport()
    drag(qtbot, viewport, place_of(plot, 3.0), place_of(plot, 7.0))
    times = [seconds for what, seconds in plot.heard if what == "scrub"]
    assert times[-1] == pytest.approx(7.0, abs=0.2)
    assert times == sorted(times)
    assert not any(what == "trim" for what, *_ in plot.heard)


def test_dragging_a_handle_trims(plot, qtbot):
    plot.show_span(2.0, 8.0)
    viewport = plot.curve_plot.viewport()
    drag(qtbot, viewport, place_of(plot, 2.0), place_of(plot, 5.0))
    (_, begin, end) = [heard for heard in plot.heard if heard[0] == "trim"][-1]
    assert begin == pytest.approx(5.0, abs=0.2)
    assert end == pytest.approx(8.0)


def test_what_the_program_shows_is_no_wish_of_the_user(plot):
    plot.show_span(1.0, 2.0)
    plot.show_position(1.5)
    assert plot.heard == []


def test_a_trim_has_a_least_length(plot):
    plot.region.setRegion((4.0, 4.0))
    (_, begin, end) = plot.heard[-1]
    assert end - begin == pytest.approx(0.05)


def test_a_view_that_is_zoomed_in_follows(plot):
    box = plot.curve_plot.getPlotItem().getViewBox()
    box.setXRange(2.0, 3.0, padding=0.0)
    plot.show_position(8.0)
    (begin, end), _ = box.viewRange()
    assert begin <= 8.0 <= end
    assert end - begin == pytest.approx(1.0)


def test_gaps_and_another_take_are_drawn(plot):
    values = np.sin(TIMES)
    values[30:40] = np.nan
    plot.show_curve(TIMES, values, 2 * values)
    _, (low, high) = plot.curve_plot.getPlotItem().getViewBox().viewRange()
    assert low < -1.9
    assert high > 1.9
    plot.show_curve(TIMES, np.full(101, np.nan), None)


def test_joint_curves():
    places = np.stack([2.0 * TIMES, np.full(101, 0.5), -TIMES], axis=1)
    height, sideways, forwards, speed = (joint_curve(TIMES, places, c) for c in COORDINATES)
    np.testing.assert_allclose(height, 0.5)
    np.testing.assert_allclose(sideways, 2.0 * TIMES)
    np.testing.assert_allclose(forwards, -TIMES)
    np.testing.assert_allclose(speed, np.sqrt(5.0))
    assert np.isnan(joint_curve(TIMES[:1], places[:1], COORDINATES[3])).all()
    np.testing.assert_allclose(at_times(TIMES, height, np.array([-1.0, 0.05])), [np.nan, 0.5])
