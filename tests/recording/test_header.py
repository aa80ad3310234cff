import json
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.calibration import Calibration
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording.header import TakeHeader, skeleton_to_dict
from tests.support.takes import CREATED

HEADER = TakeHeader("walk", "camera", CREATED, solved_skeleton(), mirrored=True)


@given(name=st.text(), source=st.text(), scale=st.floats(0.5, 2.0))
def test_round_trip_keeps_everything(name, source, scale):
    skeleton = solved_skeleton().with_offsets(scale * solved_skeleton().offsets)
    header = TakeHeader(name, source, CREATED, skeleton)
    again = TakeHeader.from_json(header.to_json())
    assert (again.name, again.source, again.created) == (name, source, CREATED)
    assert (again.mirrored, again.app_version) == (False, header.app_version)
    assert skeleton_to_dict(again.skeleton) == skeleton_to_dict(skeleton)
    np.testing.assert_array_equal(again.skeleton.offsets, skeleton.offsets)


def test_a_newer_format_is_named():
    data = json.loads(HEADER.to_json()) | {"format": 99, "app_version": "9.9"}
    with pytest.raises(ValueError, match=r"newer version of this program \(9\.9\)"):
        TakeHeader.from_json(json.dumps(data))


@pytest.mark.parametrize("missing", sorted(json.loads(HEADER.to_json()).keys() - {"calibration"}))
def test_missing_parts_are_named(missing):
    data = json.loads(HEADER.to_json())
    del data[missing]
    with pytest.raises(ValueError, match=missing):
        TakeHeader.from_json(json.dumps(data))


CALIBRATION = Calibration(
    lengths={"thigh": 0.4, "shank": 0.41}, height_m=1.7, pitch_deg=8.0, camera_height_m=1.2
)


def test_a_calibration_comes_back():
    header = replace(HEADER, calibration=CALIBRATION)
    assert TakeHeader.from_json(header.to_json()).calibration == CALIBRATION


def test_headers_of_older_versions_have_no_calibration():
    data = json.loads(HEADER.to_json())
    del data["calibration"]
    assert TakeHeader.from_json(json.dumps(data)).calibration is None


@pytest.mark.parametrize(
    "damage",
    [{"height_m": None}, {"lengths": 3}, {"pitch_deg": float("nan")}, {"lengths": {"a": "x"}}],
)
def test_a_damaged_calibration_is_said(damage):
    data = json.loads(replace(HEADER, calibration=CALIBRATION).to_json())
    data["calibration"] |= damage
    with pytest.raises(ValueError, match=r"calibration|convert"):
        TakeHeader.from_json(json.dumps(data))


def _damaged_skeletons():
    whole = json.loads(HEADER.to_json())["skeleton"]
    yield whole | {"parents": whole["parents"][:-1]}
    yield whole | {"offsets": whole["offsets"][:-1]}
    yield whole | {"offsets": [[float("nan")] * 3] * 22}
    yield whole | {"parents": [-1, 5, *whole["parents"][2:]]}
    yield whole | {"parents": "none"}
    yield whole | {"end_sites": {"Head": [1.0]}}
    yield whole | {"end_sites": []}
    yield []


@pytest.mark.parametrize("skeleton", list(_damaged_skeletons()))
def test_inconsistent_skeletons_are_refused(skeleton):
    data = json.loads(HEADER.to_json()) | {"skeleton": skeleton}
    with pytest.raises(ValueError, match=r"skeleton|incomplete"):
        TakeHeader.from_json(json.dumps(data))


def test_a_date_without_zone_gets_one():
    data = json.loads(HEADER.to_json()) | {"created": datetime(2024, 1, 1).isoformat()}
    assert TakeHeader.from_json(json.dumps(data)).created.tzinfo is not None
