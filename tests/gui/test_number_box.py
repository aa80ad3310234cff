import pytest
from PySide6.QtCore import QLocale, Qt

from mocap_app.gui.number_box import NumberBox


@pytest.fixture
def box(qtbot):
    made = NumberBox(1, 65535, unit=" cm")
    qtbot.addWidget(made)
    made.setLocale(QLocale(QLocale.Language.English))
    made.selectAll()
    return made


@pytest.mark.parametrize("typed", [",39539", "39,539", "39539,"])
def test_marks_between_thousands_are_not_taken(box, qtbot, typed):
    qtbot.keyClicks(box, typed)
    assert box.text() == "39539 cm"
    assert box.value() == 39539


def test_a_mark_is_not_put_before_what_stands_there(box, qtbot):
    box.setValue(39539)
    qtbot.keyClick(box, Qt.Key.Key_Home)
    qtbot.keyClicks(box, ",")
    assert box.text() == "39539 cm"


def test_words_may_stand_for_a_number(box):
    box.setSpecialValueText("unknown")
    box.setValue(1)
    assert box.text() == "unknown"
    assert box.hasAcceptableInput()


def test_a_unit_may_have_marks(box):
    box.setSuffix(" a,b")
    box.setValue(7)
    assert box.hasAcceptableInput()
