import pytest
from PySide6.QtWidgets import QDialogButtonBox

from mocap_app.avatar.loading import avatar_from_bytes
from mocap_app.gui.bones_dialog import BonesDialog, joint_title
from tests.support.avatars import MIXAMO, avatar_file


@pytest.fixture
def avatar():
    return avatar_from_bytes(avatar_file(MIXAMO)[0].bytes(), "Me")


@pytest.fixture
def dialog(shown, avatar):
    made = shown(BonesDialog(avatar, avatar.bones), 430, 600)
    made.heard = []
    made.bones_changed.connect(made.heard.append)
    return made


def choose(dialog, joint, node):
    choice = dialog.choices[joint]
    choice.setCurrentIndex(choice.findData(node))


def ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_it_shows_the_map_it_was_given(dialog, avatar):
    assert dialog.bones == avatar.bones
    assert dialog.choices["LeftArm"].currentText().strip() == "mixamorig:LeftArm"
    assert ok(dialog).isEnabled()
    assert "needed" in dialog.note.text()


def test_a_change_is_told_at_once(dialog, avatar):
    choose(dialog, "Neck", -1)
    assert "Neck" not in dialog.heard[-1]
    assert "Neck" not in dialog.bones


def test_what_is_missing_is_named(dialog):
    choose(dialog, "LeftArm", -1)
    assert "left upper arm" in dialog.note.text()
    assert ok(dialog).isEnabled(), "the rest can move all the same"
    choose(dialog, "Hips", -1)
    assert not ok(dialog).isEnabled()


def test_one_bone_is_not_two(dialog, avatar):
    heard = len(dialog.heard)
    choose(dialog, "LeftHand", avatar.bones["RightHand"])
    assert not ok(dialog).isEnabled()
    assert "left hand, right hand" in dialog.note.text()
    assert len(dialog.heard) == heard


def test_find_again_goes_back(dialog, avatar, qtbot):
    choose(dialog, "LeftArm", -1)
    dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert dialog.bones == avatar.bones
    assert dialog.heard[-1] == avatar.bones


def test_every_choice_has_a_name(dialog):
    assert joint_title("RightUpLeg") == "Right thigh"
    assert all(choice.accessibleName() for choice in dialog.choices.values())
