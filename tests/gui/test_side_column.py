import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mocap_app.gui.panel import FoldingPanel, Panel
from mocap_app.gui.side_column import SideColumn


def filled(panel, height=70):
    label = QLabel("words", panel)
    label.setFixedHeight(height)
    panel.body.addWidget(label)
    return panel


@pytest.fixture
def column(shown):
    upper, middle = (filled(FoldingPanel(name)) for name in ("Source", "Body"))
    column = SideColumn(
        [upper, filled(Panel("Record")), middle, filled(Panel("Takes"), 180)], 310, 8
    )
    column.upper, column.middle = upper, middle
    return shown(column, 310, 700)


def state(column):
    return column.upper.folded, column.middle.folded


def test_the_lowest_folds_first_and_all_open_when_there_is_room(column, qtbot):
    assert state(column) == (False, False)
    seen = []
    for height in [*range(700, 300, -20), 700]:
        column.resize(310, height)
        if not seen or seen[-1] != state(column):
            seen.append(state(column))
    assert seen == [(False, False), (False, True), (True, True), (False, False)]


def test_what_the_user_opened_stays_open(column, qtbot):
    column.resize(310, 320)
    assert state(column) == (True, True)
    qtbot.mouseClick(column.upper.title, Qt.MouseButton.LeftButton)
    column.resize(310, 310)
    assert state(column) == (False, True)


def test_what_the_user_folded_stays_folded_and_makes_room(column, qtbot):
    qtbot.mouseClick(column.upper.title, Qt.MouseButton.LeftButton)
    assert state(column) == (True, False)
    column.resize(310, 690)
    assert state(column) == (True, False)


def test_a_panel_that_is_shown_to_somebody_is_open_and_in_view_until_the_next(column):
    column.resize(310, 320)
    assert state(column) == (True, True)
    for panel in (column.middle, column.upper, column.middle):
        column.reveal(panel)
        assert not panel.folded
        top = panel.mapTo(column.viewport(), panel.rect().topLeft())
        bottom = panel.mapTo(column.viewport(), panel.rect().bottomRight())
        assert column.viewport().rect().contains(top)
        assert column.viewport().rect().contains(bottom)
        column.resize(310, 319 if column.height() == 320 else 320)
        assert not panel.folded, "whatever the height is now"
    column.reveal(None)
    assert state(column) == (True, True)


def test_what_the_user_folded_is_folded_again_after_it_was_shown(column, qtbot):
    qtbot.mouseClick(column.upper.title, Qt.MouseButton.LeftButton)
    column.reveal(column.upper)
    assert state(column) == (False, False)
    column.reveal(None)
    assert state(column) == (True, False)
