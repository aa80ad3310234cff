import io
import tarfile

import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.archives import unpacked


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("MOCAP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def pack(path, **files: bytes) -> None:
    with tarfile.open(path, "w:xz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_unpacks_once(tmp_path, cache) -> None:
    pack(tmp_path / "a.tar.xz", one=b"1")
    folder = unpacked("a.tar.xz", tmp_path)
    assert folder.parent == cache
    assert (folder / "one").read_bytes() == b"1"
    (folder / "mark").touch()
    assert unpacked("a.tar.xz", tmp_path) == folder
    assert (folder / "mark").exists()
    assert [p.name for p in cache.iterdir()] == [folder.name]


def test_another_version_goes_elsewhere(tmp_path, cache) -> None:
    pack(tmp_path / "a.tar.xz", one=b"1")
    first = unpacked("a.tar.xz", tmp_path)
    pack(tmp_path / "a.tar.xz", one=b"2")
    second = unpacked("a.tar.xz", tmp_path)
    assert first != second
    assert (second / "one").read_bytes() == b"2"


def test_damaged_archives_leave_nothing_behind(tmp_path, cache) -> None:
    pack(tmp_path / "a.tar.xz", one=bytes(range(256)) * 40)
    whole = (tmp_path / "a.tar.xz").read_bytes()
    for content in (b"no archive", whole[: len(whole) // 2]):
        (tmp_path / "a.tar.xz").write_bytes(content)
        with pytest.raises(DataError, match="damaged"):
            unpacked("a.tar.xz", tmp_path)
    assert not list(cache.iterdir())


def test_missing_archive_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match=r"b\.tar\.xz is missing"):
        unpacked("b.tar.xz", tmp_path)


def test_unwritable_cache_is_named(tmp_path, monkeypatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MOCAP_CACHE", str(tmp_path / "file" / "cache"))
    pack(tmp_path / "a.tar.xz", one=b"1")
    with pytest.raises(DataError, match="MOCAP_CACHE"):
        unpacked("a.tar.xz", tmp_path)
