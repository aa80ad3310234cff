from PySide6.QtWidgets import QMainWindow

from mocap_app.gui.menus import Menus, add_action


def test_an_action_is_in_its_menu_and_does_what_it_says(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    menus = Menus(window)
    window.setMenuBar(menus)
    done = []
    action = add_action(menus.take, "&Star", lambda: done.append(True), "Ctrl+D")
    assert action in menus.take.actions()
    assert action.shortcut().toString() == "Ctrl+D"
    action.trigger()
    assert done == [True]
