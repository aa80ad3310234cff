from PySide6.QtWidgets import QWidget

from mocap_app.gui.countdown_overlay import CountdownOverlay


def test_it_covers_what_it_counts_over_and_follows_its_size(shown):
    view = QWidget()
    overlay = CountdownOverlay(view)
    shown(view, 300, 200)
    overlay.show_left(3)
    assert overlay.isVisible()
    assert overlay.text() == "3"
    assert overlay.size() == view.size()
    view.resize(500, 400)
    assert overlay.size() == view.size()
    overlay.show_left(0)
    assert not overlay.isVisible()
