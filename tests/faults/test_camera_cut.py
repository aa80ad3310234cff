"""A network camera stalls, is cut off, changes its size and comes back, over and over.

MOCAP_CUTS=100 does it a hundred times (`pytest -o faulthandler_timeout=0`).
"""

import os
import random
import time
from dataclasses import replace

import pytest

from mocap_app.capture.stream import Stream, StreamConfig
from mocap_app.pipeline.config import config_for, create_processor
from mocap_app.pipeline.memory import open_handles, running_threads
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.live import SessionState, SourceRequest
from mocap_app.workers.session import Session
from mocap_app.workers.session_parts import SessionParts
from tests.support.live import FakeProcessor
from tests.support.network_camera import FAULTS, NetworkCamera
from tests.support.patience import PATIENCE_S

CUTS = int(os.environ.get("MOCAP_CUTS", "12"))
CONFIG = StreamConfig(open_timeout_s=5.0, read_timeout_s=0.3, frame_timeout_s=0.15, retry_s=0.02)
SIZES = ((64, 48), (96, 64), (320, 240), (48, 64), (1280, 720))


@pytest.fixture
def camera():
    with NetworkCamera() as camera:
        yield camera


@pytest.fixture
def session(qapp, no_thread_left, camera, tmp_path):
    parts = SessionParts(
        make_source=lambda request: Stream(request.spec, CONFIG),
        build_processor=lambda _request: FakeProcessor(),
        recorder=Recorder(TakeStore(tmp_path / "takes")),
    )
    session = Session(parts)
    yield session
    assert session.shut_down(PATIENCE_S)


def fresh_picture(session, camera):
    """Whether a picture of the camera's present brightness and size has arrived."""
    live = session.take_pose()
    if live is None:
        return False
    image = live.captured.frame.image
    fits = image.shape[:2] == (camera.size[1], camera.size[0])
    return fits and abs(float(image.mean()) - camera.value) < 5


@pytest.mark.timeout(60 + 30 * CUTS)
def test_it_comes_back_every_time_and_no_take_is_lost(session, camera, qtbot, tmp_path):
    rng = random.Random(7)
    said, takes, lost = [], [], []
    session.source_waiting.connect(lambda error: said.append(str(error)))
    session.recording_ended.connect(said.append)
    session.take_saved.connect(lambda take: takes.append(take.frame_count))
    session.failed.connect(lambda error: lost.append(str(error)))
    session.start_source(SourceRequest(camera.address))
    qtbot.waitUntil(lambda: fresh_picture(session, camera))
    before = open_handles(), running_threads()
    started = 0
    for number in range(CUTS):
        qtbot.waitUntil(lambda: session.can_record)
        session.start_recording()
        started += 1
        qtbot.waitUntil(lambda: session._parts.recorder.frame_count > 2)
        camera.fault = FAULTS[number % len(FAULTS)]
        if camera.fault == "resize":
            camera.size = rng.choice([size for size in SIZES if size != camera.size])
        else:
            qtbot.wait(rng.randint(20, 600))
        camera.fault = ""
        camera.value = 40 + 10 * (number % 18)
        qtbot.waitUntil(lambda: fresh_picture(session, camera))
        session.stop_recording()
    qtbot.waitUntil(lambda: len(takes) == started)
    assert lost == []
    assert min(takes) >= 3
    assert len(TakeStore(tmp_path / "takes").list()) == started
    assert all(sentence.endswith(".") for sentence in said)
    assert any("Trying again" in sentence for sentence in said)
    if before[0] is not None:
        deadline = time.monotonic() + PATIENCE_S
        while open_handles() > before[0] + 3 and time.monotonic() < deadline:
            qtbot.wait(50)
        assert open_handles() <= before[0] + 3
        assert running_threads() <= before[1] + 6


@pytest.mark.timeout(120)
def test_a_long_silence_ends_the_recording_and_keeps_it(session, camera, qtbot):
    ended, takes = [], []
    session.recording_ended.connect(ended.append)
    session.take_saved.connect(takes.append)
    session.start_source(SourceRequest(camera.address))
    qtbot.waitUntil(lambda: session.can_record)
    session.start_recording()
    qtbot.waitUntil(lambda: session._parts.recorder.frame_count > 2)
    camera.fault = "stall"
    qtbot.waitUntil(lambda: bool(takes))
    assert ended == ["The source stopped giving pictures. The recording so far is kept."]
    assert session.state is SessionState.WAITING
    camera.fault = ""
    qtbot.waitUntil(lambda: session.can_record)


def test_the_network_takes_pictures_of_any_size(camera):
    """The whole pipeline, while the pictures grow and shrink in the middle of tracking."""
    processor = create_processor(config_for("demo"))
    with Stream(camera.address, replace(CONFIG, frame_timeout_s=PATIENCE_S)) as source:
        for size in SIZES:
            camera.size = size
            for _ in range(200):
                frame = source.read()
                assert frame is not None
                pose = processor.process(frame)
                assert pose.raw.image_size == frame.image.shape[1::-1]
                if pose.raw.image_size == size:
                    break
            else:
                raise AssertionError(f"pictures of {size} never came")
