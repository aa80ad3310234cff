from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QPlainTextEdit

from mocap_app.gui.take_list import star_rect
from mocap_app.gui.takes_panel import TakesPanel
from mocap_app.pipeline.score import QualityScore
from mocap_app.recording.annotations import Annotations
from mocap_app.recording.take_store import TakeInfo
from mocap_app.workers.take_look import TakeLook
from tests.support.live import frame, standing_positions

SCORE = QualityScore(40.0, 20.0, 1.0, 0.8, 0.1, 0.0, 2, 0.05, 75.2, 200)


def info(take_id, name="Walk", problem="", **annotations):
    return TakeInfo(
        id=take_id,
        name=name,
        created=datetime(2024, 6, 1, 12, 30, tzinfo=UTC),
        duration=75.2,
        frame_count=200,
        tracked_count=150,
        path=Path("/takes") / f"{take_id}.npz",
        problem=problem,
        source="Built-in camera",
        annotations=Annotations(**annotations),
    )


@pytest.fixture
def panel(shown):
    panel = shown(TakesPanel(), 300, 400)
    panel.heard = []
    panel.export_requested.connect(
        lambda takes: panel.heard.append(("export", *[i.id for i in takes]))
    )
    panel.open_requested.connect(lambda take_id: panel.heard.append(("open", take_id)))
    panel.rename_requested.connect(lambda i, name: panel.heard.append(("rename", i.id, name)))
    panel.notes_requested.connect(lambda i, notes: panel.heard.append(("notes", i.id, notes)))
    panel.star_requested.connect(lambda i: panel.heard.append(("star", i.id)))
    panel.delete_requested.connect(
        lambda takes: panel.heard.append(("delete", *[i.id for i in takes]))
    )
    panel.refine_requested.connect(lambda take_id: panel.heard.append(("refine", take_id)))
    panel.refine_stop_requested.connect(lambda: panel.heard.append(("stop refining",)))
    return panel


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_list_says_so(panel):
    panel.show_takes([])
    assert panel.empty.isVisible()
    assert not any(b.isEnabled() for b in (panel.export, panel.more, panel.delete))


def test_scores_come_later_and_stay(panel):
    panel.show_takes([info("a"), info("b")])
    score = SCORE
    panel.show_look(TakeLook("b", score, frame(3).image, None))
    panel.show_look(TakeLook("a", None, None, standing_positions()))
    for _ in range(2):
        assert f"score {score.overall:.0f}" in panel.list.item(1).text()
        assert "2 jumps" in panel.list.item(1).toolTip()
        assert "score" not in panel.list.item(0).text()
        panel.show_takes([info("a"), info("b")])


def test_nothing_is_kept_of_a_take_that_is_gone(panel):
    panel.show_takes([info("a"), info("b")])
    look = TakeLook("b", SCORE, frame(3).image, None)
    panel.show_look(look)
    panel.show_takes([info("a")])
    panel.show_look(look)  # found out while it was deleted
    panel.show_takes([info("a"), info("b")])
    assert "score" not in panel.list.item(1).text(), "shown before it was looked at again"
    panel.show_look(look)
    assert "score" in panel.list.item(1).text()


def test_takes_are_shown_with_length_and_quality(panel):
    panel.show_takes([info("a", "Jump"), info("b")])
    assert not panel.empty.isVisible()
    assert panel.list.item(0).text().startswith("Jump\n1:15.2  ·  tracked 75%\n")


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
    click(qtbot, panel.export)
    assert panel.heard == [("export", "d", "b")], "what cannot be read is left out"
    panel.show_takes([info("d"), info("b"), info("a")])
    assert [chosen.id for chosen in panel.selection] == ["d", "b"]


def choose(panel, words):
    next(a for a in panel.menu().actions() if a.text().startswith(words)).trigger()


def answer(panel, title, text):
    dialogs = panel.findChildren(QInputDialog)
    dialog = next(dialog for dialog in dialogs if dialog.windowTitle() == title)
    before = dialog.textValue()
    dialog.setTextValue(text)
    dialog.accept()
    return before


def test_renaming_and_notes(panel):
    panel.show_takes([info("a", notes="old")])
    choose(panel, "Rename")
    assert answer(panel, "Rename take", "Run") == "Walk"
    choose(panel, "Notes")
    assert panel.findChild(QPlainTextEdit).tabChangesFocus(), "or OK is out of reach"
    assert answer(panel, "Notes", " limps\nat the end ") == "old"
    assert panel.heard == [("rename", "a", "Run"), ("notes", "a", "limps\nat the end")]


def test_deleting_several_at_once_by_key(panel, qtbot):
    panel.show_takes([info("c"), info("b"), info("a")])
    panel.list.selectAll()
    panel.list.setFocus()
    qtbot.activate(panel)
    assert panel.list.hasFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert panel.heard == [("delete", "c", "b", "a")]


def row_rect(panel, row):
    return panel.list.visualItemRect(panel.list.item(row))


def test_a_click_opens_and_a_click_on_the_star_does_not(panel, qtbot):
    panel.show_takes([info("b"), info("a")])
    viewport = panel.list.viewport()
    place = row_rect(panel, 1).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    star = star_rect(row_rect(panel, 0)).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=star)
    assert panel.heard == [("open", "a"), ("star", "b")]
    assert panel.selected.id == "a", "what is shown stays selected"
    qtbot.mouseClick(viewport, Qt.MouseButton.RightButton, pos=star)
    assert len(panel.heard) == 2


def test_gathering_takes_opens_none(panel, qtbot):
    panel.show_takes([info("b"), info("a")])
    control = Qt.KeyboardModifier.ControlModifier
    place = row_rect(panel, 1).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, control, place)
    assert panel.heard == []
    assert len(panel.selection) == 2


def test_search_and_stars(panel, qtbot):
    takes = [info("c", "Jump", starred=True), info("b", notes="two LEFT feet"), info("a")]
    panel.show_takes(takes)

    def shown():
        return [
            panel.list.item(row).data(Qt.ItemDataRole.UserRole).id
            for row in range(panel.list.count())
        ]

    qtbot.keyClicks(panel.search, "left walk")
    assert shown() == ["b"], "words of name and notes, in any order and case"
    panel.search.setText("2024-06")
    assert shown() == ["c", "b", "a"]
    panel.search.setText("walk 2")
    assert shown() == [], "every date has a 2"
    panel.search.setText("no such")
    assert shown() == []
    assert "No take" in panel.empty.text()
    panel.search.clear()
    click(qtbot, panel.only_starred)
    assert shown() == ["c"]
    panel.show_takes(takes)
    assert shown() == ["c"], "the search stays when the list changes"


def test_trimmed_and_noted_takes_say_so(panel):
    panel.show_takes([info("a", trim=(5.0, 15.0), notes="good\nand long", starred=True)])
    text = panel.list.item(0).text()
    assert "0:10.0/1:15.2" in text
    assert "good" in text
    assert "star" in text
    assert "and long" in panel.list.item(0).toolTip()


def test_a_damaged_take_can_only_be_deleted(panel):
    panel.show_takes([info("a", problem="Its file is cut off.")])
    assert "damaged" in panel.list.item(0).text()
    assert panel.list.item(0).toolTip() == "Its file is cut off."
    assert panel.delete.isEnabled()
    assert not panel.export.isEnabled()
    possible = {a.text().split("\t")[0] for a in panel.menu().actions() if a.isEnabled()}
    assert possible == {"Add star", "Delete"}


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
