import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from mocap_app.gui.panel import FoldingPanel


@pytest.fixture
def panel(shown):
    panel = FoldingPanel("Source")
    panel.inner = QPushButton("Look again", panel)
    panel.body.addWidget(panel.inner)
    return shown(panel, 300, 200)


def test_a_click_on_the_title_leaves_nothing_but_that(panel, qtbot):
    tall = panel.sizeHint().height()
    qtbot.mouseClick(panel.title, Qt.MouseButton.LeftButton)
    assert panel.folded
    assert not panel.inner.isVisible()
    assert panel.sizeHint().height() == tall - panel.foldable_height()
    assert panel.touched
    qtbot.mouseClick(panel.title, Qt.MouseButton.LeftButton)
    assert not panel.folded
    assert panel.inner.isVisible()


def test_folding_by_the_program_is_no_choice_of_the_user(panel):
    panel.fold(on=True)
    assert panel.folded
    assert not panel.inner.isVisible()
    assert not panel.touched
