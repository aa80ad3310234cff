from PySide6.QtWidgets import QLabel, QWidget

from mocap_app.gui.fitting_row import FittingRow


def test_what_does_not_fit_is_left_out_from_the_last_and_comes_back(shown, qapp):
    parent = QWidget()
    labels = [QLabel(word, parent) for word in ("first", "second", "third")]
    for label in labels:
        label.setFixedWidth(100)
    row = FittingRow(labels, 8, parent)
    shown(parent, 400, 60)
    gap = row.layout().spacing()
    for count in (3, 2, 1, 0, 3):
        row.resize(16 + 100 * count + gap * max(count - 1, 0), 40)
        qapp.processEvents()
        assert [label.isVisible() for label in labels] == [n < count for n in range(3)]
