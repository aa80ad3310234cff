from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mocap_app.core import paths
from mocap_app.core.errors import OutputError
from mocap_app.core.paths import atomic_write


def left_behind(folder):
    return [p.name for p in folder.iterdir() if p.name.endswith(".tmp")]


def test_a_file_appears_when_it_is_complete(tmp_path):
    target = tmp_path / "take.bvh"
    with atomic_write(target) as temporary:
        temporary.write_text("half")
        assert not target.exists()
    assert target.read_text() == "half"
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    ("raised", "reported"),
    [
        (KeyError("bug"), KeyError),
        (OSError(28, "No space left on device"), OutputError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_an_old_file_survives_every_failure(tmp_path, raised, reported):
    target = tmp_path / "take.bvh"
    target.write_text("old")

    def write_and_fail():
        with atomic_write(target) as temporary:
            temporary.write_text("new but incomp")
            raise raised

    with pytest.raises(reported):
        write_and_fail()
    assert target.read_text() == "old"
    assert left_behind(tmp_path) == []


def test_impossible_places_are_told(tmp_path):
    for target in (tmp_path / "nowhere" / "a.bvh", tmp_path):
        with pytest.raises(OutputError, match="Cannot write"), atomic_write(target):
            pytest.fail("must not get here")


@pytest.mark.skipif(os.name == "nt", reason="file modes are a Unix thing")
def test_files_get_the_usual_mode(tmp_path):
    old = os.umask(0o027)
    try:
        with atomic_write(tmp_path / "a") as temporary:
            temporary.write_text("x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("variable", "function"),
    [("MOCAP_MODELS", "models_dir"), ("MOCAP_DATA", "data_dir"), ("MOCAP_HOME", "user_dir")],
)
def test_environment_variables_override_folders(variable, function, monkeypatch, tmp_path):
    monkeypatch.delenv(variable, raising=False)
    usual = getattr(paths, function)()
    monkeypatch.setenv(variable, str(tmp_path))
    assert getattr(paths, function)() == tmp_path != usual
    assert isinstance(usual, Path)


def test_resources_are_there():
    assert (paths.resources_dir() / "skeletons" / "body27.json").is_file()


def test_the_cache_folder_can_be_moved(tmp_path, monkeypatch):
    monkeypatch.delenv("MOCAP_CACHE", raising=False)
    assert paths.cache_dir().is_absolute()
    monkeypatch.setenv("MOCAP_CACHE", str(tmp_path))
    assert paths.cache_dir() == tmp_path
