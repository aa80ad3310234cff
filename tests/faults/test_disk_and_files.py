"""A full disk, a damaged network, damaged settings: one sentence, and what was made is kept."""

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mocap_app import app
from mocap_app.core.errors import OutputError
from mocap_app.core.paths import models_dir
from mocap_app.export.exporter import export_take
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore
from mocap_app.settings.schema import Settings
from mocap_app.settings.store import SettingsStore
from mocap_app.workers.live import SessionState, SourceRequest
from mocap_app.workers.session import Session
from mocap_app.workers.session_parts import SessionParts
from tests.support.cli import assert_one_sentence, run_cli
from tests.support.live import FakeProcessor, SteeredSource
from tests.support.patience import PATIENCE_S, PROCESS_S
from tests.support.takes import long_take

DISK_BYTES = 256 * 1024


def mount(*words):
    """Mount a file system, or change one; False if that is not allowed."""
    command = ["mount", *map(str, words)]
    return subprocess.run(command, check=False, timeout=PROCESS_S).returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a quarter of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    options = ("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs")
    if shutil.which("mount") is None or not mount(*options, place):
        pytest.skip("only root can mount a small disk; RLIMIT_FSIZE stands for it elsewhere")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True, timeout=PROCESS_S)


def fill(folder, leave=0):
    """Fill a disk, but for some bytes; return the file that does it."""
    path = folder / "filler"
    # Unbuffered, for closing a file must not try again.
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    os.truncate(path, max(0, path.stat().st_size - leave))
    return path


@pytest.fixture
def session(qapp, no_thread_left, tmp_path):
    made = []

    def make(folder):
        parts = SessionParts(
            make_source=lambda _request: SteeredSource(endless=True),
            build_processor=lambda _request: FakeProcessor(),
            recorder=Recorder(TakeStore(folder)),
        )
        made.append(Session(parts))
        return made[-1]

    yield make
    for session in made:
        assert session.shut_down(PATIENCE_S)


def test_a_disk_that_fills_up_while_recording(session, small_disk, qtbot):
    store = TakeStore(small_disk / "takes")
    recording = session(store.folder)
    said, ended = [], []
    recording.failed.connect(lambda error: said.append(str(error)))
    recording.recording_ended.connect(ended.append)
    recording.start_source(SourceRequest("steered"))
    qtbot.waitUntil(lambda: recording.can_record)
    recording.start_recording()
    qtbot.waitUntil(lambda: len(said) == 2)
    frames = recording._parts.recorder.frame_count
    assert frames > 5
    assert said[0] == (
        f"The recording has stopped: No space left on device. Its first {frames} frames are kept."
    )
    assert "It is recovered at the next start." in said[1]
    assert ended == ["A pose could not be written. The recording so far is kept."]
    assert recording.state is SessionState.RUNNING
    # The next start finds the disk full still, says so, and keeps the journal.
    with pytest.raises(OutputError, match="is not recovered yet"):
        store.recover()
    # And the one after that finds room.
    assert mount("-o", "remount,size=8m", small_disk)
    (info,) = store.recover()
    assert info.frame_count == frames
    assert list(store.journal_folder.iterdir()) == []


def test_no_room_for_a_new_recording(session, small_disk, qtbot):
    recording = session(small_disk / "takes")
    (small_disk / "takes" / "unfinished").mkdir(parents=True)
    fill(small_disk)
    said = []
    recording.failed.connect(lambda error: said.append(str(error)))
    recording.start_source(SourceRequest("steered"))
    qtbot.waitUntil(lambda: recording.can_record)
    recording.start_recording()
    assert recording.state is SessionState.RUNNING
    assert len(said) == 1
    assert said[0].startswith("Cannot record to ")
    assert list((small_disk / "takes" / "unfinished").iterdir()) == []


@pytest.mark.parametrize("suffix", [".bvh", ".fbx", ".glb", ".csv", ".npz"])
def test_no_room_for_an_export(small_disk, suffix):
    path = small_disk / f"take{suffix}"
    path.write_text("what was there before")
    fill(small_disk, leave=16_384)
    with pytest.raises(OutputError, match=r"Cannot write .*No space left"):
        export_take(long_take(200), path)
    assert path.read_text() == "what was there before"
    assert sorted(p.name for p in small_disk.iterdir()) == ["filler", path.name]


def test_no_room_for_the_settings(small_disk):
    store = SettingsStore(small_disk / "settings.json")
    store.save(Settings(source="demo"))
    fill(small_disk)
    with pytest.raises(OutputError, match="No space left"):
        store.save(Settings(source="another"))
    assert store.load().settings.source == "demo"


# Damaged networks


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def garble(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def replace_knowingly(path):
    """Nonsense whose checksum the list of networks confirms."""
    import hashlib

    path.write_bytes(b"no network at all")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    listed = path.parent / "manifest.json"
    manifest = json.loads(listed.read_text(encoding="utf-8"))
    for entry in manifest["models"] + manifest["lifters"]:
        if entry["file"] == path.name:
            entry["sha256"] = digest
    listed.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture
def models(tmp_path, monkeypatch):
    folder = tmp_path / "models"
    shutil.copytree(models_dir(), folder, ignore=shutil.ignore_patterns("*.pt"))
    monkeypatch.setenv("MOCAP_MODELS", str(folder))
    return folder


def used_networks():
    manifest = json.loads((models_dir() / "manifest.json").read_text(encoding="utf-8"))
    files = {entry["name"]: entry["file"] for entry in manifest["models"] + manifest["lifters"]}
    return [files[manifest["default"]], files["lifter_live"]]


@pytest.mark.parametrize("damage", [cut, garble, replace_knowingly, Path.unlink])
@pytest.mark.parametrize("which", [0, 1], ids=["image network", "lifter"])
def test_a_damaged_network_is_a_sentence(models, tmp_path, capsys, damage, which):
    damage(models / used_networks()[which])
    ran = run_cli(capsys, "capture", "demo", "-o", tmp_path / "a.bvh", "--seconds", 0.2)
    assert_one_sentence(ran)
    assert used_networks()[which] in ran.err
    assert not (tmp_path / "a.bvh").exists()
    assert run_cli(capsys, "doctor").code == 1


def test_the_window_plays_on_without_its_network(
    models, tmp_path, qtbot, monkeypatch, no_thread_left
):
    monkeypatch.setattr(app, "list_cameras", list)
    garble(models / used_networks()[0])
    options = app.AppOptions(
        settings_path=tmp_path / "s.json", takes_folder=tmp_path / "takes", give_up_s=PATIENCE_S
    )
    program = app.Program(options, "demo")
    program.start()
    try:
        qtbot.waitUntil(lambda: "is damaged" in program.window.banner.text)
        qtbot.waitUntil(lambda: program.session.state is SessionState.RUNNING)
        assert not program.session.can_record
    finally:
        program.window.close()
        assert program.end()


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b"[" * 100_000])
def test_damaged_settings_are_kept_aside(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    loaded = SettingsStore(path).load()
    assert loaded.settings == Settings()
    assert loaded.message.startswith("The settings could not be read, so the defaults are used.")
    assert path.with_name("settings.json.bad").read_bytes() == content


def test_a_folder_where_the_settings_should_be(tmp_path):
    (tmp_path / "settings.json").mkdir()
    loaded = SettingsStore(tmp_path / "settings.json").load()
    assert loaded.message.endswith("settings.json.bad.")
