import cv2
import numpy as np
import pytest

from mocap_app.app import make_source
from mocap_app.core.errors import ModelError, SourceError, TakeError
from mocap_app.recording import reference_video
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.reference_video import ReferenceVideo
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.live import SessionState, SourceRequest
from mocap_app.workers.session import SILENT_SECONDS, Session
from mocap_app.workers.session_parts import SessionParts
from mocap_app.workers.take_recording import RecordingPlan
from tests.support.live import FakeProcessor, SteeredSource, frame, gate
from tests.support.patience import PATIENCE_S

EVENTS = (
    ("state_changed", "state"),
    ("source_opened", "opened"),
    ("source_waiting", "waiting"),
    ("recording_started", "recording"),
    ("recording_ended", "ended"),
    ("limit_reached", "limit"),
    ("take_saved", "saved"),
    ("failed", "failed"),
)


class Studio:
    """A session on steered sources and a real recorder, and all it ever said."""

    def __init__(self, folder, qtbot):
        self.qtbot = qtbot
        self.sources = {}
        self.processor = FakeProcessor()
        self.model_error = None
        self.store = TakeStore(folder)
        self.recorder = Recorder(self.store)
        names = iter(f"Take {n}" for n in range(1, 100))
        self.session = Session(
            SessionParts(
                make_source=lambda request: self.sources[request.spec],
                build_processor=self.build,
                recorder=self.recorder,
                name_take=lambda: next(names),
            )
        )
        self.heard = []
        for signal, short in EVENTS:
            getattr(self.session, signal).connect(
                lambda value=None, short=short: self.heard.append((short, value))
            )
        self.session.source_resumed.connect(lambda: self.heard.append(("resumed", None)))

    def build(self, _request):
        if self.model_error is not None:
            raise self.model_error
        return self.processor

    def source(self, spec="cam", **kwargs):
        self.sources[spec] = SteeredSource(name=spec, **kwargs)
        return self.sources[spec]

    def play(self, spec="cam", **kwargs):
        """Start a source and wait until recording is possible."""
        source = self.source(spec, **kwargs)
        self.session.start_source(SourceRequest(spec))
        self.qtbot.waitUntil(lambda: self.session.can_record)
        return source

    def record(self, frames=5):
        self.session.start_recording()
        assert self.session.state is SessionState.RECORDING
        self.qtbot.waitUntil(lambda: self.recorder.frame_count >= frames)

    def wait_for(self, what):
        self.qtbot.waitUntil(lambda: any(name == what for name, _ in self.heard))
        return self.all(what)[-1]

    def all(self, what):
        return [value for name, value in self.heard if name == what]


@pytest.fixture
def studio(tmp_path, qtbot):
    studio = Studio(tmp_path / "takes", qtbot)
    yield studio
    assert studio.session.shut_down(PATIENCE_S)


def test_from_idle_over_opening_to_running(studio):
    assert studio.session.state is SessionState.IDLE
    studio.play(endless=True)
    assert studio.all("state") == [SessionState.OPENING, SessionState.RUNNING]
    assert studio.wait_for("opened").name == "cam"


def test_poses_and_previews_can_be_taken(studio, qtbot):
    studio.play(endless=True)
    poses = []
    qtbot.waitUntil(lambda: poses.append(studio.session.take_pose()) or poses[-1] is not None)
    assert poses[-1].pose.raw.frame_index == poses[-1].captured.frame.index
    qtbot.waitUntil(lambda: studio.session.take_preview() is not None)


def test_a_source_that_fails_leaves_the_session_idle(studio):
    error = SourceError("The camera is used by another program.")
    studio.source(open_error=error)
    studio.session.start_source(SourceRequest("cam"))
    assert studio.wait_for("failed") is error
    assert studio.session.state is SessionState.IDLE


def test_a_video_without_a_picture_is_a_sentence(studio):
    studio.source("clip.mp4", live=False).feed(None)
    studio.session.start_source(SourceRequest("clip.mp4"))
    assert "clip.mp4" in str(studio.wait_for("failed"))
    assert studio.session.state is SessionState.IDLE


def test_another_source_replaces_the_first(studio, qtbot):
    first = studio.play("first", endless=True)
    studio.play("second", endless=True)
    assert studio.session.request.spec == "second"
    assert first.closed == 1, "closed before the next one is opened"
    assert [info.name for info in studio.all("opened")] == ["first", "second"]


def test_the_last_of_several_wishes_wins(studio, qtbot):
    for spec in ("a", "b", "c"):
        studio.source(spec, endless=True)
        studio.session.start_source(SourceRequest(spec))
    qtbot.waitUntil(lambda: studio.session.can_record)
    assert studio.session.request.spec == "c"
    assert studio.sources["b"].opened == 0


def test_stopping_closes_the_source(studio, qtbot):
    source = studio.play(endless=True)
    studio.session.stop_source()
    assert studio.session.state is SessionState.IDLE
    qtbot.waitUntil(lambda: source.closed == 1)
    assert studio.session.take_pose() is None


def test_a_missing_model_still_shows_pictures(studio, qtbot):
    studio.model_error = ModelError("There is no network file.")
    studio.source(endless=True)
    studio.session.start_source(SourceRequest("cam"))
    assert studio.wait_for("failed") is studio.model_error
    qtbot.waitUntil(lambda: studio.session.take_preview() is not None)
    assert studio.session.state is SessionState.RUNNING
    assert not studio.session.can_record


def test_silence_is_waiting_until_pictures_come(studio, qtbot):
    source = studio.source()
    studio.session.start_source(SourceRequest("cam"))
    studio.wait_for("waiting")
    assert studio.session.state is SessionState.WAITING
    source.endless = True
    studio.wait_for("resumed")
    assert studio.session.state is SessionState.RUNNING


def test_filters_reach_the_running_and_every_later_pipeline(studio, qtbot):
    studio.play("first", endless=True)
    studio.session.use_filter("calm")
    qtbot.waitUntil(lambda: studio.processor.filters == ["calm"])
    studio.play("second", endless=True)
    qtbot.waitUntil(lambda: studio.processor.filters == ["calm", "calm"])


def test_a_recording_becomes_a_saved_take(studio):
    studio.play(endless=True)
    studio.record(frames=5)
    assert studio.wait_for("recording") == "Take 1"
    studio.session.stop_recording()
    take = studio.wait_for("saved")
    assert len(take.timestamps) >= 5
    assert (take.name, take.source) == ("Take 1", "cam")
    assert [info.name for info in studio.store.list()] == ["Take 1"]
    assert studio.session.state is SessionState.RUNNING
    assert studio.all("failed") == studio.all("ended") == []


def test_every_processed_pose_is_in_the_take(studio):
    studio.play(endless=True)
    studio.record(frames=20)
    studio.session.stop_recording()
    take = studio.wait_for("saved")
    assert len(take.timestamps) == studio.recorder.frame_count


def test_one_recording_after_the_other(studio, qtbot):
    studio.play(endless=True)
    for count in (1, 2):
        qtbot.waitUntil(lambda: studio.session.can_record)
        studio.record()
        studio.session.stop_recording()
        qtbot.waitUntil(lambda count=count: len(studio.all("saved")) == count)
    assert {info.name for info in studio.store.list()} == {"Take 1", "Take 2"}


@pytest.mark.parametrize("state", ["idle", "recording"])
def test_recording_where_it_cannot_be_says_why(studio, state):
    if state == "recording":
        studio.play(endless=True)
        studio.record()
    studio.session.start_recording()
    assert isinstance(studio.wait_for("failed"), TakeError)


def test_an_unplugged_camera_keeps_the_take(studio):
    source = studio.play(endless=True)
    studio.record(frames=8)
    source.endless = False  # from now on nothing but silence
    assert "kept" in studio.wait_for("ended")
    assert len(studio.wait_for("saved").timestamps) >= 8
    assert len(studio.all("waiting")) >= SILENT_SECONDS
    assert studio.session.state is SessionState.WAITING


def test_a_camera_that_fails_for_good_keeps_the_take(studio):
    source = studio.play(endless=True)
    studio.record(frames=8)
    error = SourceError("The camera is gone.")
    source.feed(error)
    assert studio.wait_for("failed") is error
    assert len(studio.wait_for("saved").timestamps) >= 8
    assert studio.session.state is SessionState.IDLE


def test_the_end_of_a_source_ends_and_keeps_the_recording(studio):
    source = studio.play(endless=True, live=False)
    studio.record(frames=8)
    source.feed(None)
    take = studio.wait_for("saved")
    assert len(take.timestamps) >= 8
    assert "ended" in studio.wait_for("ended")
    assert studio.session.state is SessionState.IDLE


def test_a_recording_goes_on_when_a_film_starts_over(studio, tmp_path):
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.zeros((48, 64, 3), np.uint8))
    studio.sources["film"] = make_source(SourceRequest(str(tmp_path)))
    studio.session.start_source(SourceRequest("film"))
    studio.qtbot.waitUntil(lambda: studio.session.can_record)
    studio.record(frames=10)
    studio.session.stop_recording()
    take = studio.wait_for("saved")
    steps = np.diff(take.timestamps) * 30.0
    assert np.allclose(steps, np.round(steps), atol=1e-3)
    assert steps.min() > 0.5, "time never goes back"
    assert not studio.all("ended")


def test_changing_the_source_keeps_the_recording(studio):
    studio.play("first", endless=True)
    studio.record(frames=5)
    studio.play("second", endless=True)
    assert studio.wait_for("saved").source == "first"


def test_a_crashing_network_keeps_the_recording(studio):
    studio.play(endless=True)
    studio.record(frames=5)
    studio.processor.error = ValueError("a bug")
    assert isinstance(studio.wait_for("failed"), ValueError)
    assert len(studio.wait_for("saved").timestamps) >= 5


def test_closing_the_program_keeps_the_recording(studio):
    studio.play(endless=True)
    studio.record(frames=5)
    assert studio.session.shut_down(PATIENCE_S)
    assert [info.name for info in studio.store.list()] == ["Take 1"]


def test_a_reference_video_goes_with_the_take(studio):
    studio.session.use_recording(RecordingPlan(video_side=640))
    studio.play(endless=True)
    studio.record(frames=8)
    studio.session.stop_recording()
    take = studio.wait_for("saved")
    (info,) = studio.store.list()
    with ReferenceVideo(studio.store.video(info.id)) as video:
        assert video.times[0] <= take.timestamps[0]
        assert take.timestamps[-1] - 0.5 <= video.times[-1] <= take.timestamps[-1]
        assert set(take.timestamps[:4]) <= set(video.times)
    assert list(studio.store.journal_folder.iterdir()) == []


def test_without_a_wish_there_is_no_video(studio):
    studio.play(endless=True)
    studio.record(frames=5)
    studio.session.stop_recording()
    studio.wait_for("saved")
    assert not studio.store.list()[0].has_video


def test_closing_the_program_keeps_the_video_too(studio):
    studio.session.use_recording(RecordingPlan(video_side=640))
    studio.play(endless=True)
    studio.record(frames=5)
    assert studio.session.shut_down(PATIENCE_S)
    assert studio.store.list()[0].has_video


def test_a_video_that_fails_does_not_touch_the_recording(studio, monkeypatch):
    def full(shown, size):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reference_video, "encode", full)
    studio.session.use_recording(RecordingPlan(video_side=640))
    studio.play(endless=True)
    studio.record(frames=5)
    assert "reference video has ended" in str(studio.wait_for("failed"))
    assert studio.session.state is SessionState.RECORDING
    studio.session.stop_recording()
    assert len(studio.wait_for("saved").timestamps) >= 5


def test_a_recording_ends_by_itself_after_the_set_time(studio, qtbot):
    studio.session.use_recording(RecordingPlan(limit_s=0.5))
    studio.play(endless=True)
    studio.session.start_recording()
    take = studio.wait_for("saved")
    assert 0.4 < take.duration <= 0.5 + 1e-6
    assert len(studio.all("limit")) == 1
    assert studio.all("ended") == [], "that is no trouble"
    assert studio.session.state is SessionState.RUNNING
    qtbot.waitUntil(lambda: studio.session.can_record)


def test_nothing_starts_any_more_after_the_end(studio):
    source = studio.source(endless=True)
    assert studio.session.shut_down(PATIENCE_S)
    studio.session.start_source(SourceRequest("cam"))
    assert studio.session.state is SessionState.IDLE
    assert source.opened == 0


def test_an_empty_recording_is_reported_and_the_next_one_works(studio, qtbot):
    source = studio.play(endless=True)
    source.endless = False

    def all_seen():
        live = studio.session.take_pose()
        return live is not None and live.pose.raw.frame_index == source.next_index

    # Without an event loop: the session does not hear yet that the source is quiet.
    gate(all_seen)
    studio.session.start_recording()
    studio.session.stop_recording()
    assert isinstance(studio.wait_for("failed"), TakeError)
    source.endless = True
    qtbot.waitUntil(lambda: studio.session.can_record)
    studio.record()
    studio.session.stop_recording()
    assert len(studio.wait_for("saved").timestamps) > 0


def test_a_source_that_does_not_let_go_does_not_block_the_next(studio, qtbot):
    from mocap_app.core.mailbox import LatestSlot

    hang = LatestSlot()
    stuck = studio.play("stuck", endless=True)
    stuck.read = lambda: hang.take(PATIENCE_S)
    qtbot.wait(30)  # until the capture thread is inside the hanging read
    studio.session._patience.setInterval(20)
    studio.play("next", endless=True)
    assert studio.session.request.spec == "next"
    hang.put(frame(1))
