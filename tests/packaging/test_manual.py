"""The manual shows every picture of its folder, and no other."""

import re
from pathlib import Path

MANUAL = Path(__file__).parents[2] / "resources" / "manual"


def test_every_picture_is_there_and_shown():
    shown = re.findall(r"!\[[^]]+\]\(pictures/([^)]+)\)", (MANUAL / "manual.md").read_text("utf-8"))
    assert sorted(shown) == sorted(path.name for path in (MANUAL / "pictures").iterdir())
