import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog

from mocap_app.gui.source_panel import SourcePanel
from mocap_app.workers.live import SourceRequest


@pytest.fixture
def panel(qtbot):
    panel = SourcePanel()
    qtbot.addWidget(panel)
    panel.heard = []
    panel.source_requested.connect(panel.heard.append)
    panel.show_cameras(["Built-in", "USB cam"])
    return panel


def labels(panel):
    return [panel.choice.itemText(i) for i in range(panel.choice.count())]


def choose(panel, label):
    index = labels(panel).index(label)
    panel.choice.setCurrentIndex(index)
    panel.choice.activated.emit(index)


def test_cameras_come_first_by_name(panel):
    assert labels(panel)[:3] == ["Built-in", "USB cam", "Demo (no camera needed)"]


def test_choosing_a_camera_asks_for_it(panel):
    choose(panel, "USB cam")
    assert panel.heard == [SourceRequest("camera:USB cam")]


def test_showing_what_is_watched_asks_for_nothing(panel):
    panel.set_request(SourceRequest("camera:USB cam", mirror=True, rotate=270))
    assert panel.heard == []
    assert panel.choice.currentText() == "USB cam"
    assert panel.mirror.isChecked()
    assert panel.rotation.currentData() == 270


def test_mirror_and_rotate_ask_again_for_the_same_source(panel, qtbot):
    panel.set_request(SourceRequest("demo"))
    panel.mirror.click()
    panel.rotation.setCurrentIndex(1)
    assert panel.heard == [SourceRequest("demo", True, 0), SourceRequest("demo", True, 90)]


def test_before_a_source_is_chosen_orientation_asks_for_nothing(panel):
    panel.mirror.click()
    assert panel.heard == []


def test_an_unplugged_camera_is_still_named(panel):
    panel.set_request(SourceRequest("camera:USB cam"))
    panel.show_cameras(["Built-in"])
    assert panel.choice.currentText() == "USB cam (not connected)"
    panel.show_cameras(["Built-in", "USB cam"])
    assert panel.choice.currentText() == "USB cam"
    assert panel.heard == []


def test_a_file_is_asked_for_without_blocking(panel, qtbot, tmp_path):
    panel.set_request(SourceRequest("demo"))
    choose(panel, "Video file…")
    assert panel.choice.currentData() == "demo", "nothing has changed until a file is chosen"
    dialog = panel.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "dance.mp4"))
    assert panel.heard == [SourceRequest(str(tmp_path / "dance.mp4"))]
    assert panel.choice.currentText() == "dance.mp4"
    dialog.reject()


def test_an_address_is_asked_for_without_blocking(panel, qtbot):
    choose(panel, "Network address…")
    dialog = panel.findChild(QInputDialog)
    dialog.setTextValue(" rtsp://host/stream ")
    dialog.accept()
    assert panel.heard == [SourceRequest("rtsp://host/stream")]
    assert panel.choice.currentText() == "rtsp://host/stream"


def test_the_last_file_stays_in_the_list(panel):
    panel.set_request(SourceRequest("/videos/walk.mp4"))
    choose(panel, "Built-in")
    assert "walk.mp4" in labels(panel)


def test_refresh_is_a_wish(panel, qtbot):
    with qtbot.waitSignal(panel.refresh_requested):
        qtbot.mouseClick(panel.refresh, Qt.MouseButton.LeftButton)
