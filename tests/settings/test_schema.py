import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.calibration import Calibration
from mocap_app.settings.schema import (
    BODY_MODES,
    COUNTDOWNS,
    CUSTOM,
    FEET_MODES,
    FLOOR_MODES,
    HEIGHTS_CM,
    LIFTERS,
    NETWORKS,
    PRESETS,
    ROTATIONS,
    STREAM_PORTS,
    STREAM_RATES,
    TARGETS,
    FilterConfig,
    Settings,
    settings_from_dict,
    settings_to_dict,
)

hertz = st.floats(0.01, 100.0)
settings = st.builds(
    Settings,
    source=st.text(max_size=30),
    mirror=st.booleans(),
    rotate=st.sampled_from(ROTATIONS),
    filter_preset=st.sampled_from([*PRESETS, CUSTOM]),
    custom_filter=st.builds(
        FilterConfig, min_cutoff_2d_hz=hertz, beta_2d=hertz, min_cutoff_3d_hz=hertz, beta_3d=hertz
    ),
    lifter=st.sampled_from(LIFTERS),
    network=st.sampled_from(NETWORKS),
    feet=st.sampled_from(FEET_MODES),
    floor=st.sampled_from(FLOOR_MODES),
    body=st.sampled_from(BODY_MODES),
    in_place=st.booleans(),
    height_cm=st.just(0) | st.integers(*HEIGHTS_CM),
    calibration=st.none()
    | st.builds(
        Calibration,
        lengths=st.dictionaries(st.text(max_size=5), st.floats(0.01, 3.0)),
        height_m=st.floats(0.5, 2.5),
        camera_height_m=st.none() | st.floats(0.0, 3.0),
    ),
    calibrated_source=st.text(max_size=20),
    curve_joint=st.text(max_size=10),
    countdown_s=st.sampled_from(COUNTDOWNS),
    export_target=st.sampled_from(TARGETS),
    export_fps=st.integers(1, 240),
    export_folder=st.text(max_size=20),
    stream_format=st.sampled_from([*STREAM_PORTS]),
    stream_host=st.text(max_size=20),
    stream_port=st.integers(1, 65535),
    stream_rate=st.sampled_from(STREAM_RATES),
    window_geometry=st.text(max_size=20),
    window_splits=st.text(max_size=20),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(settings)
def test_survives_json(chosen):
    text = json.dumps(settings_to_dict(chosen))
    assert settings_from_dict(json.loads(text)) == chosen


@given(st.dictionaries(st.sampled_from([f.name for f in fields(Settings)]), json_values))
def test_whatever_a_file_says_gives_usable_settings(data):
    read = settings_from_dict(data)
    assert read.rotate in ROTATIONS
    assert read.countdown_s in COUNTDOWNS
    assert 1 <= read.export_fps <= 240
    assert isinstance(read.filter_config, FilterConfig)
    assert settings_from_dict(settings_to_dict(read)) == read


def test_unknown_names_are_ignored():
    assert settings_from_dict({"from_the_future": 1, "mirror": True}) == Settings(mirror=True)


@pytest.mark.parametrize(
    "data",
    [
        {"rotate": 45},
        {"rotate": True},
        {"countdown_s": 4},
        {"mirror": "yes"},
        {"filter_preset": "heavy"},
        {"custom_filter": {"min_cutoff_2d_hz": -1.0}},
        {"custom_filter": {"min_cutoff_2d_hz": True}},
        {"custom_filter": 3},
        {"export_fps": 0},
        {"stream_format": "osc"},
        {"stream_port": 65536},
        {"stream_rate": 7},
    ],
)
def test_impossible_values_become_the_default(data):
    assert settings_from_dict(data) == Settings()


def test_one_bad_value_spares_the_others():
    read = settings_from_dict({"rotate": 45, "source": "demo"})
    assert read == Settings(source="demo")


def test_the_filter_in_force():
    custom = FilterConfig(min_cutoff_2d_hz=3.3)
    assert Settings(filter_preset="smooth", custom_filter=custom).filter_config == PRESETS["smooth"]
    assert replace(Settings(), filter_preset=CUSTOM, custom_filter=custom).filter_config == custom


def test_a_calibration_is_used_for_its_own_source_only():
    made = Calibration(lengths={"thigh": 0.4}, height_m=1.7)
    chosen = Settings(calibration=made, calibrated_source="camera:A", height_cm=172)
    assert chosen.solver_config("camera:A").calibration == made
    assert chosen.solver_config("camera:B").calibration is None
    assert chosen.solver_config("camera:B").height_m == pytest.approx(1.72)
