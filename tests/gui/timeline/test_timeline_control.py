"""A window with takes in it: opened, played, trimmed, compared, and back to live."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mocap_app.gui.take_list import INFO
from mocap_app.gui.theme import apply_theme
from mocap_app.gui.timeline.transport import timecode
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from mocap_app.recording.annotations import Annotations
from mocap_app.recording.reference_video import VideoWriter
from mocap_app.workers.live import SessionState
from tests.support.cut_off import cut_off
from tests.support.live import frame
from tests.support.takes import take

TIMES = 50.0 + np.arange(31) / 30.0


@pytest.fixture(autouse=True)
def _solved(desk, monkeypatch):
    """Let the desk know what the viewport shows, however it draws it."""
    real = ViewportWidget.show_pose

    def show_pose(self, solved, skeleton=None):
        desk.solved = solved
        real(self, solved, skeleton)

    monkeypatch.setattr(ViewportWidget, "show_pose", show_pose)


@pytest.fixture
def opened(desk):
    """A window on a recording with a video and what was refined from it; the recording is open."""
    info = desk.takes.save(take(TIMES, name="walk", size=(64, 48)))
    writer = VideoWriter(info.path.with_suffix(".avi"))
    for index in range(31):
        shown = frame(index)
        writer.write(type(shown)(shown.image, float(TIMES[index]), index))
    writer.close()
    refined = take(TIMES[5:], name="walk (refined)", seed=3, size=(64, 48))
    desk.refined = desk.takes.save(refined, annotations=Annotations(refined_from=info.id))
    window = desk.open()
    desk.live()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 2)
    show(desk, info.id)
    desk.info = info
    return desk


def show(desk, take_id):
    control = desk.window.timeline_control
    desk.window.takes.open_requested.emit(take_id)
    desk.qtbot.waitUntil(lambda: control.opened is not None and control.opened.info.id == take_id)


def grey(desk):
    return desk.window.video._image.pixelColor(30, 20).red()


def test_a_take_takes_the_place_of_the_live_picture(opened):
    window = opened.window
    assert window.timeline.isVisible()
    assert not window.tuning.isVisible()
    assert window.video.badge == "walk"
    window.timeline.player.seek(10 / 30)
    assert grey(opened) == pytest.approx(50, abs=1), "the eleventh picture of its video"
    assert window.video._pose.frame_index == 10
    positions = opened.takes.load(opened.info.id).positions()[10]
    np.testing.assert_allclose(opened.solved.positions, positions, atol=1e-5)


def test_scrubbing_shows_what_is_there(opened, qtbot):
    window = opened.window
    for row in (30, 3, 17, 0):
        window.timeline.plot.scrubbed.emit(row / 30)
        assert window.video._pose.frame_index == row
        assert grey(opened) == pytest.approx(40 + row, abs=1)
    assert f"frame 1 of {len(TIMES)}" in window.timeline.transport.frame.text()


def test_capture_and_recording_go_on_behind_it(opened):
    window = opened.window
    before = window.display.latest.captured.frame.index
    opened.qtbot.waitUntil(lambda: window.display.latest.captured.frame.index > before + 3)
    assert window.video.badge == "walk"
    opened.record(frames=3)
    assert window.timeline_control.opened is None, "one must see what is recorded"
    show(opened, opened.info.id)
    window.timeline.player.play()
    frames = opened.session._parts.recorder.frame_count
    opened.qtbot.waitUntil(lambda: opened.session._parts.recorder.frame_count > frames + 5)
    assert opened.session.state is SessionState.RECORDING
    opened.click(window.timeline.live)
    assert opened.session.state is SessionState.RECORDING
    opened.click(window.record.button)
    opened.qtbot.waitUntil(lambda: window.takes.list.count() == 3)


def test_a_new_take_leaves_the_one_that_is_shown_selected(opened):
    window = opened.window
    opened.record(frames=3)
    ids = [window.takes.list.item(row).data(INFO).id for row in range(2)]
    window.takes.list.setCurrentRow(ids.index(opened.info.id))
    show(opened, opened.info.id)
    opened.click(window.record.button)
    opened.qtbot.waitUntil(lambda: window.takes.list.count() == 3)
    assert window.timeline_control.opened.info.id == opened.info.id
    assert window.takes.selected.id == opened.info.id, "what is seen is what Delete deletes"
    opened.click(window.timeline.live)
    opened.record(frames=3)
    opened.click(window.record.button)
    opened.qtbot.waitUntil(lambda: window.takes.list.count() == 4)
    assert window.takes.selected.id == window.takes.list.item(0).data(INFO).id


def test_back_to_live(opened):
    window = opened.window
    opened.click(window.timeline.live)
    assert window.tuning.isVisible()
    assert window.video.badge == ""
    opened.qtbot.waitUntil(lambda: window.video._pose is not None)
    index = window.video._pose.frame_index
    opened.qtbot.waitUntil(lambda: window.video._pose.frame_index > index)


def test_a_take_that_is_opened_again_is_shown_again(opened):
    window = opened.window
    first = grey(opened)
    opened.click(window.timeline.live)
    opened.qtbot.waitUntil(lambda: grey(opened) != first)
    show(opened, opened.info.id)
    assert (window.video.badge, grey(opened)) == ("walk", first)


def test_another_take_is_shown_at_once(opened):
    show(opened, opened.refined.id)
    assert opened.window.video.badge == "walk (refined)"
    positions = opened.takes.load(opened.refined.id).positions()[0]
    np.testing.assert_allclose(opened.solved.positions, positions, atol=1e-5)


@pytest.mark.parametrize("playing", [False, True])
def test_what_is_refined_from_the_take_that_is_shown_can_be_compared_at_once(opened, playing):
    window, library = opened.window, opened.parts.library
    show(opened, opened.refined.id)
    library.delete([opened.info.id])
    opened.qtbot.waitUntil(lambda: window.timeline_control.opened is None)
    alone = opened.takes.save(take(TIMES, name="run", size=(64, 48)))
    show(opened, alone.id)
    assert not window.timeline.compare.isVisible()
    window.timeline.player.seek(0.5)
    if playing:
        window.timeline.player.play()
    made = opened.takes.add(take(TIMES, name="run"), Annotations(refined_from=alone.id))
    assert made.name == "run 2"
    library.refine_finished.emit(made)
    library.refresh()
    opened.qtbot.waitUntil(window.timeline.compare.isVisible)
    assert window.timeline.compare.text() == "After"
    assert window.timeline.player.playing is playing
    if not playing:
        assert window.timeline.player.position == pytest.approx(0.5)


def test_a_source_that_opens_does_not_wipe_the_take(opened):
    window = opened.window
    window.source._on_spec_chosen("/videos/walk.mp4")
    opened.qtbot.waitUntil(lambda: opened.session.request.spec == "/videos/walk.mp4")
    opened.live()
    assert opened.solved is not None
    assert not window.video.picture_rect().isEmpty()


def test_trimming_is_kept_and_can_be_undone(opened):
    window = opened.window
    library = opened.parts.library

    def trim():
        return next(i for i in library.takes if i.id == opened.info.id).annotations.trim

    window.timeline.trimmed.emit(0.2, 0.7)
    opened.qtbot.waitUntil(lambda: trim() == (0.2, 0.7))
    assert window.timeline.player.span == (0.2, 0.7)
    assert opened.takes.load(opened.info.id).frame_count == 31, "nothing is cut off"
    # Both takes are of the same minute: either may be the upper one.
    texts = [window.takes.list.item(row).text() for row in range(2)]
    assert any("0:00.5/0:01.0" in text for text in texts)
    window.timeline.trimmed.emit(0.2, 0.5)
    opened.qtbot.waitUntil(lambda: trim() == (0.2, 0.5))
    window.undo.undo()
    opened.qtbot.waitUntil(lambda: trim() == (0.2, 0.7))
    opened.qtbot.waitUntil(lambda: window.timeline.player.span == (0.2, 0.7))
    window.undo.undo()
    opened.qtbot.waitUntil(lambda: trim() is None)
    window.undo.redo()
    opened.qtbot.waitUntil(lambda: trim() == (0.2, 0.7))
    opened.click(window.timeline.trim_off)
    opened.qtbot.waitUntil(lambda: trim() is None)


def test_keys_trim_at_the_position(opened):
    window = opened.window
    opened.qtbot.activate(window)
    window.timeline.player.seek(0.5)
    opened.qtbot.keyClick(window, Qt.Key.Key_I)
    opened.qtbot.waitUntil(lambda: window.timeline.player.span[0] == 0.5)
    opened.qtbot.keyClick(window, Qt.Key.Key_K)
    assert window.timeline.player.playing
    opened.qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.timeline_control.opened is None
    assert not window.timeline.player.playing


def test_before_and_after(opened):
    window = opened.window
    window.timeline.player.seek(10 / 30)
    recorded = opened.solved.positions.copy()
    assert window.timeline.compare.text() == "After"
    opened.click(window.timeline.compare)
    assert window.video.badge == "walk (refined)"
    refined = opened.takes.load(opened.refined.id).positions()[5]
    np.testing.assert_allclose(opened.solved.positions, refined, atol=1e-5)
    assert not np.allclose(refined, recorded, atol=0.01)
    show(opened, opened.refined.id)
    assert window.timeline.compare.text() == "Before"
    window.timeline.player.seek(5 / 30)
    opened.click(window.timeline.compare)
    np.testing.assert_allclose(opened.solved.positions, recorded, atol=1e-5)
    assert grey(opened) == pytest.approx(50, abs=1), "the recording's video, in step"


def test_a_take_that_is_deleted_leaves_the_timeline(opened):
    opened.window.takes.delete_requested.emit([opened.info])
    assert opened.window.timeline_control.opened is None, "before its files are moved"
    assert opened.window.tuning.isVisible()


def test_a_recording_that_is_deleted_takes_its_video_from_what_was_refined(opened):
    show(opened, opened.refined.id)
    opened.window.takes.delete_requested.emit([opened.info])
    assert opened.window.timeline_control.opened is None
    opened.qtbot.waitUntil(lambda: opened.window.takes.list.count() == 1)
    show(opened, opened.refined.id)
    assert opened.window.timeline_control.opened.video is None
    assert not opened.window.timeline.compare.isVisible()


def test_an_old_take_without_company_opens(desk):
    info = desk.takes.save(take(TIMES, lost=set(range(10)), size=(64, 48)))
    window = desk.open()
    desk.live()
    show(desk, info.id)
    assert not window.timeline.compare.isVisible()
    assert desk.solved is None, "nobody is in its first frame"
    window.timeline.player.to_end()
    assert desk.solved is not None
    assert not window.video.picture_rect().isEmpty()


def test_nothing_is_cut_off_in_a_small_window(opened, qapp, look_restored):
    apply_theme(qapp)
    window = opened.window
    show(opened, opened.refined.id)
    assert window.timeline.compare.isVisible()
    window.timeline.transport.frame_count = 40000
    window.timeline.player.to_end()
    window.resize(960, 600)
    opened.qtbot.waitUntil(lambda: window.width() == 960 and not cut_off(window))


def test_the_time_stands_still_while_it_grows(opened):
    player, time = opened.window.timeline.player, opened.window.timeline.transport.time
    player.load(np.arange(0.0, 700.0, 100.0), (0.0, 600.0))
    assert time.text() == " 0:00.00 / 10:00.00"
    player.to_end()
    assert time.text() == "10:00.00 / 10:00.00"


def test_timecode():
    assert timecode(75.196) == "1:15.19"
    assert timecode(0.0) == "0:00.00"
