import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.synthetic import textures
from mocap_app.training.synthetic.textures import SIDE, load_textures, pattern


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(textures, "N_PATTERNS", 2)
    monkeypatch.setattr(textures, "N_PRINTS", 2)
    skin = tmp_path / "textures" / "skins" / "young_asian_female" / "textures"
    hair = tmp_path / "textures" / "proxies" / "hair" / "bob01" / "textures"
    skin.mkdir(parents=True)
    hair.mkdir(parents=True)
    cv2.imwrite(str(skin / "skin_diffuse.png"), np.full((8, 8, 3), (10, 100, 200), np.uint8))
    strands = np.zeros((8, 8, 4), np.uint8)
    strands[:4] = (1, 2, 3, 255)  # the upper half is hair
    cv2.imwrite(str(hair / "bob01_diffuse.png"), strands)
    return tmp_path


def test_pictures_are_found_by_name_and_turned_for_opengl(folder):
    rooms = [np.full((60, 80, 3), 50, np.uint8)]
    stack = load_textures(folder, rooms)
    skin = stack.layers[stack.skins["young_asian_female"][0]]
    assert skin[0, 0].tolist() == [200, 100, 10, 255]
    hair = stack.layers[stack.by_name["bob01_diffuse"]]
    assert hair[0, 0, 3] == 0  # the first row is the lowest
    assert hair[-1, 0].tolist() == [3, 2, 1, 255]
    assert (stack.layers[stack.white] == 255).all()
    assert stack.irises.stop == len(stack.layers)
    assert len(load_textures(folder, []).prints) == 0


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(DataError, match="no textures"):
        load_textures(tmp_path, [])


def test_a_damaged_picture_is_named(folder):
    (folder / "textures" / "broken.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"broken\.png"):
        load_textures(folder, [])


def test_patterns_are_pictures_of_many_kinds():
    made = [pattern(np.random.default_rng(seed)) for seed in range(12)]
    assert all(picture.shape == (SIDE, SIDE, 3) for picture in made)
    assert len({picture.tobytes() for picture in made}) == 12
