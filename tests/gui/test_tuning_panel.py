import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from mocap_app.gui.tuning_panel import TuningPanel
from mocap_app.settings.schema import CUSTOM, PRESETS, FilterConfig
from tests.support.live import frame, processed


@pytest.fixture
def panel(qtbot):
    panel = TuningPanel()
    qtbot.addWidget(panel)
    panel.heard = []
    panel.filter_chosen.connect(lambda name, config: panel.heard.append((name, config)))
    return panel


def choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_told_with_what_it_stands_for(panel, name):
    choose(panel.preset, name)
    assert panel.heard == [(name, PRESETS[name])]


def test_moving_a_slider_makes_it_custom(panel):
    panel.set_filter("smooth", FilterConfig())
    panel.sliders.sliders["beta_3d"].setValue(10)
    name, config = panel.heard[-1]
    assert name == panel.preset.currentData() == CUSTOM
    assert config.beta_3d < PRESETS["smooth"].beta_3d


def test_custom_values_come_back_after_a_preset(panel):
    panel.sliders.sliders["beta_3d"].setValue(10)
    custom = panel.heard[-1][1]
    choose(panel.preset, "smooth")
    choose(panel.preset, CUSTOM)
    assert panel.heard[-1] == (CUSTOM, custom)


def test_remembered_settings_are_shown_silently(panel):
    custom = FilterConfig(min_cutoff_3d_hz=5.0)
    panel.set_filter(CUSTOM, custom)
    assert panel.heard == []
    assert panel.preset.currentData() == CUSTOM
    assert "5 Hz" in panel.sliders._values["min_cutoff_3d_hz"].text()


def test_the_curve_shows_the_chosen_joint(panel, qtbot):
    panel.set_joint("right_wrist")
    assert panel.joint.currentData() == "right_wrist"
    for index in range(10):
        panel.add(processed(frame(index)))
    panel.redraw()
    times, values = panel._raw.getData()
    wrist = body27().index("right_wrist")
    assert len(times) == 10
    assert values == pytest.approx([processed(frame(0)).raw.keypoints_2d[wrist, 0]] * 10)
    with qtbot.waitSignal(panel.joint_chosen) as chosen:
        choose(panel.joint, "nose")
    assert chosen.args == ["nose"]
    assert panel._raw.getData()[1][0] != values[0]


def test_an_unknown_joint_falls_back_to_the_first(panel):
    panel.set_joint("tail")
    assert panel.joint.currentIndex() == 0


def shown_range(panel):
    return panel.plot.getPlotItem().viewRange()[1]


def test_the_axis_covers_the_curve_and_moves_only_when_it_must(panel):
    for index in range(30):
        panel._keep_in_range(np.array([np.nan, 100.0, 150.0 + index % 3]))
        low, high = shown_range(panel)
        assert low < 100.0
        assert high > 152.0 or index < 2
    before = shown_range(panel)
    panel._keep_in_range(np.array([110.0, 140.0]))
    assert shown_range(panel) == before
    panel._keep_in_range(np.array([1000.0, 1001.0]))
    assert shown_range(panel)[0] == pytest.approx(999.75)
    panel._keep_in_range(np.array([np.nan]))
    assert shown_range(panel)[0] == pytest.approx(999.75)
