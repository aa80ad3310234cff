"""Walking through a window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from mocap_app.gui.tour import Tour, TourStep


class Desk:
    def __init__(self, shown):
        self.window = QWidget()
        self.parts = [QPushButton("A", self.window), QPushButton("B", self.window)]
        self.parts[0].setGeometry(10, 10, 100, 40)
        self.parts[1].setGeometry(600, 400, 150, 80)
        shown(self.window, 800, 500)
        steps = [TourStep(part, f"Part {part.text()}", "Words.") for part in self.parts]
        self.tour = Tour(steps, self.window)
        self.ended = []
        self.tour.ended.connect(lambda: self.ended.append(True))


@pytest.fixture
def desk(shown):
    return Desk(shown)


def test_it_shows_one_part_after_the_other(desk, qtbot):
    assert desk.tour.text.startswith("Part A")
    assert desk.tour.lit.contains(desk.parts[0].geometry())
    assert not desk.tour.back.isEnabled()
    qtbot.mouseClick(desk.tour.next, Qt.MouseButton.LeftButton)
    assert desk.tour.text.startswith("Part B")
    assert desk.tour.lit.contains(desk.parts[1].geometry())
    assert desk.tour.next.text() == "Done"
    assert not desk.tour.skip.isEnabled(), "nothing is left to skip"
    qtbot.mouseClick(desk.tour.back, Qt.MouseButton.LeftButton)
    assert desk.tour.text.startswith("Part A")
    qtbot.mouseClick(desk.tour.next, Qt.MouseButton.LeftButton)
    assert not desk.ended
    qtbot.mouseClick(desk.tour.next, Qt.MouseButton.LeftButton)
    assert desk.ended == [True]
    assert not desk.tour.isVisible()


def test_it_can_be_skipped_by_button_and_key(desk, qtbot):
    qtbot.mouseClick(desk.tour.skip, Qt.MouseButton.LeftButton)
    assert desk.ended == [True]


def test_the_keyboard_is_enough(desk, qtbot):
    qtbot.keyClick(desk.tour, Qt.Key.Key_Right)
    assert desk.tour.index == 1
    qtbot.keyClick(desk.tour, Qt.Key.Key_Left)
    assert desk.tour.index == 0
    desk.tour.focusNextPrevChild(True)
    assert desk.tour.focusWidget() in (desk.tour.skip, desk.tour.back, desk.tour.next)
    qtbot.keyClick(desk.tour, Qt.Key.Key_Escape)
    assert desk.ended == [True]


@pytest.mark.parametrize("step", [0, 1])
def test_the_words_are_inside_the_window_and_beside_what_they_explain(desk, step):
    if step:
        desk.tour._on_next()
    for size in ((800, 500), (1000, 700)):
        desk.window.resize(*size)
        bubble = desk.tour.bubble.geometry()
        assert desk.window.rect().contains(bubble)
        assert not bubble.intersects(desk.parts[step].geometry())


def test_the_parts_behind_it_cannot_be_clicked(desk, qtbot):
    clicked = []
    desk.parts[0].clicked.connect(lambda: clicked.append(True))
    point = desk.parts[0].geometry().center()
    assert desk.window.childAt(point) is desk.tour
    qtbot.mouseClick(desk.tour, Qt.MouseButton.LeftButton, pos=point)
    assert not clicked
