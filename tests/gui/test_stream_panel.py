import pytest
from PySide6.QtCore import Qt

from mocap_app.gui.stream_panel import StreamPanel
from mocap_app.settings.schema import STREAM_PORTS, Settings


@pytest.fixture
def panel(qtbot):
    made = StreamPanel()
    qtbot.addWidget(made)
    made.set_choices(Settings(stream_host="studio", stream_port=4000, stream_rate=30))
    made.heard = []
    made.start_requested.connect(lambda *values: made.heard.append(("start", *values)))
    made.stop_requested.connect(lambda: made.heard.append(("stop",)))
    made.chosen.connect(made.heard.append)
    return made


def choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_the_button_asks_for_what_is_shown(panel, qtbot):
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.heard == [("start", "vmc", "studio", 4000, 30.0)]
    assert not panel.button.isChecked()  # until it is true


def test_while_it_streams_it_can_only_be_stopped(panel, qtbot):
    panel.show_streaming(on=True)
    assert panel.button.text() == "Stop"
    assert not any(w.isEnabled() for w in (panel.form, panel.host, panel.port, panel.rate))
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.heard == [("stop",)]
    panel.show_streaming(on=False)
    assert panel.host.isEnabled()


def test_choices_are_sent_to_be_remembered(panel):
    choose(panel.rate, 24)
    assert panel.heard == [
        {
            "stream_format": "vmc",
            "stream_host": "studio",
            "stream_port": 4000,
            "stream_rate": 24,
        }
    ]


def test_another_format_brings_its_usual_port(panel):
    choose(panel.form, "json")
    assert panel.port.value() == 4000  # chosen by the user
    panel.port.setValue(STREAM_PORTS["json"])
    choose(panel.form, "vmc")
    assert panel.port.value() == STREAM_PORTS["vmc"]
    assert panel.heard[-1]["stream_port"] == STREAM_PORTS["vmc"]


def test_shown_choices_are_not_sent_back(panel):
    panel.set_choices(Settings(stream_format="json", stream_port=5000))
    assert panel.form.currentData() == "json"
    assert panel.heard == []
