from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.capture.image_folder import ImageFolder, list_images, natural_key
from mocap_app.core.errors import SourceError


def save(path, width=16, height=12, value=100):
    assert cv2.imwrite(str(path), np.full((height, width, 3), value, np.uint8))
    return path


def test_images_come_in_natural_order_with_their_names(tmp_path):
    for name in ("img10.png", "img2.PNG", "img1.jpg"):
        save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("no image")
    (tmp_path / "._img1.jpg").write_bytes(b"left by macOS")
    (tmp_path / "sub.png").mkdir()
    with ImageFolder(tmp_path) as source:
        assert source.frame_count == 3
        frames = [source.read() for _ in range(3)]
        assert source.read() is None
    assert [f.name for f in frames] == ["img1.jpg", "img2.PNG", "img10.png"]
    assert [f.index for f in frames] == [0, 1, 2]
    assert [f.timestamp for f in frames] == [0 / 30, 1 / 30, 2 / 30]


def test_sizes_and_depths_may_differ(tmp_path):
    save(tmp_path / "a.png", 16, 12)
    save(tmp_path / "b.png", 30, 40)
    cv2.imwrite(str(tmp_path / "c.png"), np.full((5, 7), 200, np.uint8))
    cv2.imwrite(str(tmp_path / "d.png"), np.full((5, 7, 4), 128, np.uint8))
    cv2.imwrite(str(tmp_path / "e.png"), np.full((5, 7, 3), 256 * 99, np.uint16))
    with ImageFolder(tmp_path, fps=10.0) as source:
        images = [source.read().image for _ in range(5)]
    shapes = [(12, 16, 3), (40, 30, 3), (5, 7, 3), (5, 7, 3), (5, 7, 3)]
    assert [i.shape for i in images] == shapes
    assert {i.dtype for i in images} == {np.dtype(np.uint8)}
    assert images[4][0, 0].tolist() == [99, 99, 99]


def test_one_image_is_a_source_too(tmp_path):
    with ImageFolder(save(tmp_path / "grüße 1.png", value=77)) as source:
        frame = source.read()
        assert source.read() is None
    assert (frame.name, frame.image[0, 0].tolist()) == ("grüße 1.png", [77, 77, 77])


@pytest.mark.parametrize("content", [b"", b"not an image", b"\x89PNG\r\n\x1a\n broken"])
def test_an_unreadable_image_is_named_and_the_rest_goes_on(tmp_path, content, capfd):
    save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(content)
    save(tmp_path / "c.png")
    with ImageFolder(tmp_path) as source:
        assert source.read().name == "a.png"
        with pytest.raises(SourceError, match=r"b\.png is not a readable image"):
            source.read()
        assert source.read().name == "c.png"
    assert capfd.readouterr() == ("", "")


def test_a_file_that_vanished_is_named(tmp_path):
    gone = save(tmp_path / "a.png")
    with ImageFolder(tmp_path) as source:
        gone.unlink()
        with pytest.raises(SourceError, match=r"a\.png cannot be read"):
            source.read()


def test_nothing_to_read(tmp_path):
    with pytest.raises(SourceError, match="contains no images"):
        ImageFolder(tmp_path).open()
    with pytest.raises(SourceError, match="There is no folder"):
        list_images(tmp_path / "nowhere")


def test_permission_denied(tmp_path, monkeypatch):
    def deny(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", deny)
    with pytest.raises(SourceError, match="Permission denied"):
        list_images(tmp_path)


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_numbers_sort_as_numbers(numbers):
    names = sorted((f"frame_{n}.png" for n in numbers), key=natural_key)
    assert names == [f"frame_{n}.png" for n in sorted(numbers)]


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_two_names_have_one_order(a, b):
    before, after = natural_key(a), natural_key(b)
    assert (before < after) + (after < before) + (before == after) == 1
