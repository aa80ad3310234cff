"""Nothing a user can choose is missing from the dialog, and nothing in it is impossible."""

from dataclasses import fields

import pytest

from mocap_app.gui.settings_table import GROUPS, REMEMBERED, SITUATIONS
from mocap_app.settings.schema import CHOICES, RANGES, Settings, settings_from_dict

ENTRIES = {entry.name: entry for group in GROUPS for entry in group.entries}
FIELDS = {f.name for f in fields(Settings)}


def test_every_setting_is_in_the_dialog_or_remembered_without_it():
    missing = FIELDS - set(ENTRIES) - REMEMBERED
    assert not missing, "give them an Entry in gui/settings_table.py"
    assert not (set(ENTRIES) | REMEMBERED) - FIELDS
    assert not set(ENTRIES) & REMEMBERED


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_every_setting_has_words(entry):
    assert entry.title
    assert len(entry.tip) > 8
    assert not entry.tip.endswith("."), "the dialog adds it where it stands as a sentence"


@pytest.mark.parametrize(
    "name", [name for name in ENTRIES if name in CHOICES and name != "height_cm"]
)
def test_every_choice_has_a_word(name):
    assert list(ENTRIES[name].words) == list(CHOICES[name])


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_every_number_has_a_range(entry):
    default = getattr(Settings(), entry.name)
    is_number = isinstance(default, int) and not isinstance(default, bool)
    if is_number and not entry.words:
        assert entry.name in RANGES or entry.name == "height_cm"


@pytest.mark.parametrize("situation", SITUATIONS, ids=[s.title for s in SITUATIONS])
def test_presets_hold_possible_values(situation):
    read = settings_from_dict(situation.values)
    for name, value in situation.values.items():
        assert getattr(read, name) == value
        assert name in ENTRIES
