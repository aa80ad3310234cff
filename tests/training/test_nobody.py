"""A looker that takes every bright spot for somebody, the surer the nearer it looks."""

import cv2
import numpy as np
import pytest

from mocap_app.core.types import Frame, PoseEstimate
from mocap_app.inference.look import Look
from mocap_app.training import nobody
from mocap_app.training.augment import room_crop
from mocap_app.training.config import TrainConfig
from mocap_app.training.datasets.mixture import Mixture
from mocap_app.training.datasets.rooms import load_mistaken
from mocap_app.training.nobody import mistaken_in, taken_for_somebody

LAMP = (60, 40)


class Gullible:
    def glance(self, frame, regions):
        return [self._look(frame, region) for region in regions]

    def study(self, frame, region, _before=None):
        return self._look(frame, region)

    def _look(self, frame, region):
        y, x = np.unravel_index(frame.image[..., 0].argmax(), frame.image.shape[:2])
        inside = max(abs(x - region.x), abs(y - region.y)) < region.side / 2
        bright = frame.image.max() > 200
        sure = 0.9 if region.side < 64 else 0.6
        spread = np.stack(np.meshgrid(np.linspace(-8, 8, 9), [-8, 0, 8]), axis=-1).reshape(27, 2)
        confidence = np.full(27, sure if inside and bright else 0.05)
        points = np.array([x, y]) + spread
        size = frame.image.shape[1::-1]
        pose = PoseEstimate(0.0, 0, size, points, confidence, np.zeros((27, 3)), True)
        return Look(region, pose)


def room(lamp):
    image = np.full((120, 160, 3), 90, np.uint8)
    if lamp:
        cv2.circle(image, LAMP, 3, (255, 255, 255), -1)
    return image


def test_what_resembles_somebody_is_found_once_and_from_near():
    (found,) = mistaken_in(Gullible(), Frame(room(lamp=True), 0.0, 0), 0.3)
    assert (found.x, found.y) == pytest.approx(LAMP, abs=20)
    assert found.side < 64
    assert mistaken_in(Gullible(), Frame(room(lamp=False), 0.0, 0), 0.3) == []


def test_the_share_of_rooms_is_told():
    rooms = [room(lamp=True), room(lamp=False), room(lamp=False), room(lamp=False)]
    assert taken_for_somebody(Gullible(), rooms) == 0.25


def test_the_verb_writes_what_training_reads(data, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        nobody, "load_rooms", lambda _root, count: [room(True), room(False)][:count]
    )
    monkeypatch.setattr(nobody, "Looker", lambda *_: Gullible())
    path = tmp_path / "nobody.npz"
    assert nobody.main([f"out={path}", f"data={data}"]) == 0
    assert "In 1 of 2 rooms" in capsys.readouterr().out
    (found,) = load_mistaken(path, 2)
    assert found.room == 0
    config = TrainConfig(sets="room:1", data=str(data), size=64, batch=2, nobody=str(path))
    mixture = Mixture(data, config)
    assert mixture.mistaken == [found]
    assert (next(iter(mixture)).tensors["keypoints_2d"] < 0).all()


def test_half_of_the_rooms_show_what_was_mistaken():
    (found,) = mistaken_in(Gullible(), Frame(room(lamp=True), 0.0, 0), 0.3)
    lamp = nobody.Mistaken(0, found.x, found.y, found.side)
    rng = np.random.default_rng(0)
    seen = [
        room_crop([room(lamp=True)], 64, rng, [lamp] if mined else [])
        for mined in (False, True)
        for _ in range(100)
    ]
    lamps = [np.ptp(crop.image) > 100 for crop in seen]
    assert sum(lamps[100:]) > 1.2 * sum(lamps[:100])
    assert all((crop.weight_2d > 1).all() for crop in seen)
