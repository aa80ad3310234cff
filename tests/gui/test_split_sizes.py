import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from mocap_app.gui.split_sizes import describe_splits, restore_splits


def splitter_of(window, name, count=2):
    splitter = QSplitter(Qt.Orientation.Horizontal, window)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(4)
    for _ in range(count):
        part = QLabel(splitter)
        part.setMinimumWidth(40)
        splitter.addWidget(part)
    splitter.setStretchFactor(0, 1)
    splitter.resize(404, 50)
    return splitter


@pytest.fixture
def window(shown):
    window = QWidget()
    window.views = splitter_of(window, "views")
    window.nameless = splitter_of(window, "")
    return shown(window, 500, 100)


def test_the_handle_is_where_it_was_left(window):
    window.views.setSizes([100, 300])
    text = describe_splits(window)
    assert text == "views=100,300"
    window.views.setSizes([350, 50])
    restore_splits(window, text)
    assert window.views.sizes() == [100, 300]


def test_before_the_window_is_shown_and_on_a_wider_screen_the_fixed_part_keeps_its_size(shown):
    window = QWidget()
    window.views = splitter_of(window, "views")
    restore_splits(window, "views=100,300")
    shown(window)
    assert window.views.sizes() == [100, 300]
    window.views.resize(604, 50)
    assert window.views.sizes() == [300, 300]


def test_a_narrower_screen_leaves_every_part_its_least_width(window):
    restore_splits(window, "views=5000,9000")
    assert sum(window.views.sizes()) == 400
    restore_splits(window, "views=1,9000")
    assert min(window.views.sizes()) >= 40


@pytest.mark.parametrize(
    "text",
    [
        *("", "views", "views=", "views=1", "views=1,2,3", "views=a,b", "=1,2", "views=-5,9"),
        *("views=0,400", "views=99999999999,1", "other=1,2", "views=1.5,2", "views=\u0661,\u0662"),
    ],
)
def test_what_cannot_be_read_changes_nothing(window, text):
    window.views.setSizes([100, 300])
    restore_splits(window, text)
    assert window.views.sizes() == [100, 300]


def test_a_part_that_is_put_away_leaves_what_was_remembered(window):
    window.views.widget(0).hide()
    assert describe_splits(window, "views=100,300") == "views=100,300"
    assert describe_splits(window) == ""
