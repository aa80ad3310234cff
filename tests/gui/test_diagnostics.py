import logging
from pathlib import Path

from mocap_app import __version__
from mocap_app.gui.diagnostics import diagnostics, shorten_paths
from mocap_app.gui.log_memory import LogMemory
from mocap_app.settings.schema import Settings


def report(settings=None, source="demo", log=()):
    return diagnostics(settings or Settings(), ["Built-in", "USB"], source, list(log))


def test_it_tells_versions_graphics_cameras_and_log(qapp):
    text = report(log=["first line", "second line"])
    assert f"mocap-app {__version__}" in text
    assert "onnxruntime " in text
    assert "OpenGL: " in text
    assert "Cameras: Built-in, USB" in text
    assert text.endswith("Last 2 lines of the log:\nfirst line\nsecond line")


def test_it_tells_which_settings_were_changed_but_no_places(qapp):
    settings = Settings(feet="never", export_folder="/secret", stream_host="studio.local")
    text = report(settings)
    assert "Changed settings: feet='never'" in text
    assert "secret" not in text
    assert "studio" not in text
    assert "Changed settings: none" in report()


def test_nothing_personal_beyond_the_home_folder(qapp, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/jane"))
    text = report(log=["Cannot write /home/jane/takes/x.take", "opening rtsp://jane:pw@cam/1"])
    assert "jane" not in text
    assert "Cannot write ~/takes/x.take" in text
    assert "rtsp://…@cam/1" in text


def test_a_source_is_named_without_folder_or_password(qapp):
    assert "Source: walk.mp4" in report(source="/private/walk.mp4")
    assert "Source: an address, rtsp" in report(source="rtsp://jane:pw@cam")
    assert "Source: none" in report(source="")


def test_a_home_that_is_the_disk_changes_nothing(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert shorten_paths("/usr/lib") == "/usr/lib"


def test_the_log_is_remembered_up_to_a_number_of_lines():
    memory = LogMemory(lines=2)
    memory.install()
    try:
        logger = logging.getLogger("mocap_app.somewhere")
        for word in ("one", "two", "three"):
            logger.info("line %s", word)
    finally:
        memory.remove()
    logger.info("not any more")
    assert [line.split(": ")[-1] for line in memory.lines] == ["line two", "line three"]
