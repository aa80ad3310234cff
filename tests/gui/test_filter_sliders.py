from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.gui.filter_sliders import SLIDERS, FilterSliders, to_step, to_value
from mocap_app.settings.schema import PRESETS, FilterConfig


@given(st.sampled_from(SLIDERS), st.integers(0, 200))
def test_every_position_survives_its_value(spec, step):
    assert to_step(to_value(step, spec), spec) == step


@given(st.sampled_from(SLIDERS), st.floats(0.0, 1e6))
def test_every_value_has_a_position(spec, value):
    assert 0 <= to_step(value, spec) <= 200


@pytest.mark.parametrize("name", PRESETS)
def test_presets_lie_within_the_sliders(name):
    for spec in SLIDERS:
        assert spec.low <= getattr(PRESETS[name], spec.field) <= spec.high


def test_moving_one_slider_changes_one_parameter(qtbot):
    config = FilterConfig(min_cutoff_2d_hz=1.234, beta_3d=3.21)
    sliders = FilterSliders(config)
    qtbot.addWidget(sliders)
    with qtbot.waitSignal(sliders.config_changed) as changed:
        sliders.sliders["beta_2d"].setValue(150)
    moved = changed.args[0]
    assert moved == replace(config, beta_2d=moved.beta_2d)
    assert moved.beta_2d > config.beta_2d


def test_showing_settings_is_silent(qtbot):
    sliders = FilterSliders(FilterConfig())
    qtbot.addWidget(sliders)
    with qtbot.assertNotEmitted(sliders.config_changed):
        sliders.set_config(FilterConfig(min_cutoff_2d_hz=9.0))
    assert "9 Hz" in sliders._values["min_cutoff_2d_hz"].text()
