"""Legs are chosen in pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import Maps, decode
from mocap_app.inference.legs_apart import legs_apart

CELLS, STRIDE = 48, 4
SIZE = CELLS * STRIDE
LEFT, RIGHT = (body27().joints.index(f"{side}_ankle") for side in ("left", "right"))
LEFT_TOE, RIGHT_TOE = (body27().joints.index(f"{side}_toe") for side in ("left", "right"))
WRIST = body27().joints.index("left_wrist")
FRONT, BACK = (30, 40), (12, 38)  # x, y of two feet, cells


def _maps(**chances: dict[tuple[int, int], float]) -> Maps:
    """Return maps with bumps of the given heights; ankles left and right, everything else flat."""
    y, x = np.mgrid[:CELLS, :CELLS]
    heatmaps = np.full((1, 27, CELLS, CELLS), -20.0, np.float32)
    for joint, bumps in zip((LEFT, RIGHT), (chances["left"], chances["right"]), strict=True):
        total = sum(
            share * np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / 3.0)
            for place, share in bumps.items()
        )
        heatmaps[0, joint] = np.log(np.asarray(total) + 1e-9)
    return Maps(heatmaps, np.zeros((1, 81, CELLS, CELLS), np.float32))


def _ankles(maps: Maps, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    points = decode(maps, SIZE, legs_apart(maps.heatmaps, prior, STRIDE)).keypoints_2d[0]
    return (points[LEFT] - 1.5) / STRIDE, (points[RIGHT] - 1.5) / STRIDE


def _everywhere() -> np.ndarray:
    return np.ones((1, 27, CELLS, CELLS), np.float32)


def test_two_feet_seen_are_shared_out() -> None:
    maps = _maps(left={FRONT: 0.6, BACK: 0.4}, right={FRONT: 0.55, BACK: 0.45})
    alone = decode(maps, SIZE, _everywhere()).keypoints_2d[0]
    assert np.allclose(alone[LEFT], alone[RIGHT], atol=STRIDE)
    left, right = _ankles(maps, _everywhere())
    assert left == pytest.approx(FRONT, abs=0.5)
    assert right == pytest.approx(BACK, abs=0.5)


def test_one_foot_hidden_behind_the_other_stays_there() -> None:
    maps = _maps(left={FRONT: 0.98, BACK: 0.02}, right={FRONT: 0.95, BACK: 0.05})
    left, right = _ankles(maps, _everywhere())
    assert left == pytest.approx(FRONT, abs=0.5)
    assert right == pytest.approx(FRONT, abs=0.5)


def test_no_foot_is_hidden_behind_the_other_while_knees_are_apart() -> None:
    maps = _maps(left={FRONT: 0.98, BACK: 0.02}, right={FRONT: 0.95, BACK: 0.05})
    for side, place in (("left", (30, 28)), ("right", (14, 26))):
        maps.heatmaps[0, body27().index(f"{side}_knee"), place[1], place[0]] = 0.0
    left, right = _ankles(maps, _everywhere())
    assert left == pytest.approx(FRONT, abs=0.5)
    assert right == pytest.approx(BACK, abs=0.5)


def test_a_shin_that_would_be_too_long_tells_a_foot_from_the_other() -> None:
    maps = _maps(left={FRONT: 0.99, BACK: 0.01}, right={FRONT: 0.99, BACK: 0.01})
    sides = [(name, side) for name in ("hip", "shoulder") for side in ("left", "right")]
    for name, side in sides:
        place = (24 if side == "left" else 22, 12 if name == "hip" else 0)
        maps.heatmaps[0, body27().index(f"{side}_{name}"), place[1], place[0]] = 0.0
    for side, place in (("left", (30, 30)), ("right", (14, 28))):
        maps.heatmaps[0, body27().index(f"{side}_knee"), place[1], place[0]] = 0.0
    left, right = _ankles(maps, _everywhere())
    assert left == pytest.approx(FRONT, abs=0.5)
    assert right == pytest.approx(BACK, abs=0.5)


def test_where_they_were_decides_which_is_which() -> None:
    maps = _maps(left={FRONT: 0.55, BACK: 0.45}, right={FRONT: 0.55, BACK: 0.45})
    y, x = np.mgrid[:CELLS, :CELLS]
    prior = _everywhere()
    for joint, place in ((LEFT, BACK), (RIGHT, FRONT)):
        prior[0, joint] = 0.1 + 0.9 * np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / 30)
    left, right = _ankles(maps, prior)
    assert left == pytest.approx(BACK, abs=0.5)
    assert right == pytest.approx(FRONT, abs=0.5)


def test_a_foot_at_the_border_is_found() -> None:
    corner = (0, CELLS - 1)
    maps = _maps(left={corner: 0.9, FRONT: 0.1}, right={corner: 0.6, FRONT: 0.4})
    left, right = _ankles(maps, _everywhere())
    assert left == pytest.approx(corner, abs=1.0)
    assert right == pytest.approx(FRONT, abs=0.5)


@given(
    arrays(np.float32, (27, 6, 6), elements=st.floats(-30, 30, width=32)),
    st.floats(0.0, 1.0),
)
def test_priors_only_lose_and_arms_keep_theirs(logits: np.ndarray, least: float) -> None:
    prior = np.full((1, 27, 6, 6), max(least, 0.01))
    before = prior.copy()
    after = legs_apart(logits[None], prior, 8.0)
    assert (prior == before).all()
    assert (after[0, WRIST] == before[0, WRIST]).all()
    assert (after <= before * (1 + 1e-6)).all()
    assert (after.max(axis=(2, 3)) > 0.0).all()


def test_a_toe_is_looked_for_near_its_own_ankle() -> None:
    maps = _maps(left={FRONT: 1.0}, right={BACK: 1.0})
    y, x = np.mgrid[:CELLS, :CELLS]
    bumps = [np.exp(-((x - px) ** 2 + (y - py) ** 2) / 3.0) for px, py in (FRONT, BACK)]
    for toe, shares in ((LEFT_TOE, (0.4, 0.6)), (RIGHT_TOE, (0.6, 0.4))):
        mixed = shares[0] * bumps[0] + shares[1] * bumps[1]
        maps.heatmaps[0, toe] = np.log(mixed + 1e-9)
    prior = legs_apart(maps.heatmaps, _everywhere(), STRIDE)
    points = (decode(maps, SIZE, prior).keypoints_2d[0] - 1.5) / STRIDE
    assert points[LEFT_TOE] == pytest.approx(FRONT, abs=0.5)
    assert points[RIGHT_TOE] == pytest.approx(BACK, abs=0.5)


def test_a_knee_goes_to_the_leg_whose_foot_is_its_own() -> None:
    """The knees' maps say that legs have changed places, those of ankles and feet do not."""
    knees = [body27().index(f"{side}_knee") for side in ("left", "right")]
    maps = _maps(left={FRONT: 0.8, BACK: 0.2}, right={FRONT: 0.2, BACK: 0.8})
    y, x = np.mgrid[:CELLS, :CELLS]

    def bump(at: tuple[int, int]) -> np.ndarray:
        return np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / 3.0)

    front, back = (30, 32), (14, 32)
    for knee, share in zip(knees, (0.4, 0.6), strict=True):
        chances = share * bump(front) + (1 - share) * bump(back)
        maps.heatmaps[0, knee] = np.log(chances + 1e-9)
    for part, row in (("hip", 24), ("shoulder", 12)):
        for side in ("left", "right"):
            joint = body27().index(f"{side}_{part}")
            maps.heatmaps[0, joint] = np.log(bump((22, row)) + 1e-9)
    prior = legs_apart(maps.heatmaps, _everywhere(), STRIDE)
    points = (decode(maps, SIZE, prior).keypoints_2d[0] - 1.5) / STRIDE
    assert points[[LEFT, RIGHT]] == pytest.approx(np.array([FRONT, BACK]), abs=0.5)
    assert points[knees] == pytest.approx(np.array([front, back]), abs=0.5)
