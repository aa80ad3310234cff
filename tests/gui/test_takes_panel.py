from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox

from mocap_app.gui.takes_panel import TakesPanel
from mocap_app.pipeline.score import QualityScore
from mocap_app.recording.take_store import TakeInfo


def info(take_id, name="Walk", problem=""):
    return TakeInfo(
        id=take_id,
        name=name,
        created=datetime(2024, 6, 1, 12, 30, tzinfo=UTC),
        duration=75.2,
        frame_count=200,
        tracked_count=150,
        path=Path("/takes") / f"{take_id}.npz",
        problem=problem,
    )


@pytest.fixture
def panel(shown):
    panel = shown(TakesPanel(), 300, 400)
    panel.heard = []
    panel.export_requested.connect(
        lambda takes: panel.heard.append(("export", *[i.id for i in takes]))
    )
    panel.rename_requested.connect(lambda *args: panel.heard.append(("rename", *args)))
    panel.delete_requested.connect(lambda take_id: panel.heard.append(("delete", take_id)))
    panel.refine_requested.connect(lambda take_id: panel.heard.append(("refine", take_id)))
    panel.refine_stop_requested.connect(lambda: panel.heard.append(("stop refining",)))
    return panel


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_list_says_so(panel):
    panel.show_takes([])
    assert panel.empty.isVisible()
    assert not any(b.isEnabled() for b in (panel.export, panel.rename, panel.delete))


def test_scores_come_later_and_stay(panel):
    panel.show_takes([info("a"), info("b")])
    score = QualityScore(20.0, 1.0, 0.8, 0.1, 0.0, 2, 0.05, 75.2, 200)
    panel.show_score("b", score)
    for _ in range(2):
        assert f"score {score.overall:.0f}" in panel.list.item(1).text()
        assert "2 jumps" in panel.list.item(1).toolTip()
        assert "score" not in panel.list.item(0).text()
        panel.show_takes([info("a"), info("b")])


def test_takes_are_shown_with_length_and_quality(panel):
    panel.show_takes([info("a", "Jump"), info("b")])
    assert not panel.empty.isVisible()
    assert panel.list.item(0).text() == "Jump\n1:15.2  ·  tracked 75%"


def test_the_newest_is_selected_when_it_is_new(panel):
    panel.show_takes([info("a")])
    assert panel.selected.id == "a"
    panel.show_takes([info("b"), info("a")])
    assert panel.selected.id == "b"


def test_the_selection_survives_a_refresh(panel):
    panel.show_takes([info("c"), info("b"), info("a")])
    panel.list.setCurrentRow(2)
    panel.show_takes([info("c"), info("b", "Renamed"), info("a")])
    assert panel.selected.id == "a"


def test_export_asks_for_the_selected_take(panel, qtbot):
    panel.show_takes([info("b"), info("a")])
    click(qtbot, panel.export)
    assert panel.heard == [("export", "b")]


def test_several_takes_can_be_exported_together(panel, qtbot):
    panel.show_takes([info("d"), info("c", problem="damaged"), info("b"), info("a")])
    panel.list.selectAll()
    panel.list.item(3).setSelected(False)
    assert panel.selected is None
    assert not panel.rename.isEnabled()
    assert not panel.delete.isEnabled()
    click(qtbot, panel.export)
    assert panel.heard == [("export", "d", "b")], "what cannot be read is left out"
    panel.show_takes([info("d"), info("b"), info("a")])
    assert [chosen.id for chosen in panel.selection] == ["d", "b"]


def test_renaming(panel, qtbot):
    panel.show_takes([info("a")])
    click(qtbot, panel.rename)
    dialog = panel.findChild(QInputDialog)
    assert dialog.textValue() == "Walk"
    dialog.setTextValue("Run")
    dialog.accept()
    assert panel.heard == [("rename", "a", "Run")]


def test_deleting_needs_a_yes(panel, qtbot):
    panel.show_takes([info("a")])
    click(qtbot, panel.delete)
    box = panel.confirmation
    assert "Walk" in box.text()
    assert panel.heard == []
    yes = next(b for b in box.buttons() if b.text() == "Delete")
    click(qtbot, yes)
    assert panel.heard == [("delete", "a")]
    assert panel.confirmation is None


def test_a_no_deletes_nothing(panel, qtbot):
    panel.show_takes([info("a")])
    click(qtbot, panel.delete)
    click(qtbot, panel.confirmation.button(QMessageBox.StandardButton.Cancel))
    assert panel.heard == []


def test_a_damaged_take_can_only_be_deleted(panel):
    panel.show_takes([info("a", problem="Its file is cut off.")])
    assert "damaged" in panel.list.item(0).text()
    assert panel.list.item(0).toolTip() == "Its file is cut off."
    assert panel.delete.isEnabled()
    assert not panel.export.isEnabled()
    assert not panel.rename.isEnabled()


def test_a_take_can_be_refined_and_the_work_stopped(panel, qtbot):
    panel.show_takes([info("b"), info("a", problem="broken")])
    click(qtbot, panel.refine)
    panel.show_refining(0.35)
    assert "35%" in panel.refine.text()
    click(qtbot, panel.refine)
    panel.show_refine_ended()
    assert panel.refine.text() == "Refine"
    panel.list.clearSelection()
    assert not panel.refine.isEnabled()
    assert panel.heard == [("refine", "b"), ("stop refining",)]


def test_refining_can_be_stopped_whatever_is_selected(panel):
    panel.show_takes([])
    panel.show_refining(0.1)
    assert panel.refine.isEnabled()
    panel.show_refine_ended()
    assert not panel.refine.isEnabled()
