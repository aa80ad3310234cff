import re

import pytest
from PySide6.QtGui import QColor, QPalette

from mocap_app.core.paths import resources_dir
from mocap_app.gui import theme

SHEET = (resources_dir() / "theme" / "dark.qss").read_text(encoding="utf-8")


def luminance(color):
    def linear(c):
        return c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue, _ = QColor(color).getRgbF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(a, b):
    """WCAG contrast ratio; 4.5 is what normal text needs."""
    light, dark = sorted([luminance(a), luminance(b)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def themed(qapp):
    palette, sheet, style = qapp.palette(), qapp.styleSheet(), qapp.style().objectName()
    theme.apply_theme(qapp)
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setStyle(style)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
    ],
)
def test_text_is_readable_on_its_ground(themed, text, ground):
    palette = themed.palette()
    assert contrast(palette.color(text), palette.color(ground)) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#aeb7c6", "#222730"),  # panel titles
        ("#9aa4b5", "#222730"),  # hints
        ("#c6cedb", "#171a20"),  # status bar
        ("#e6e9ef", "#571f25"),  # error banner
        ("#e6e9ef", "#4d3c17"),  # warning banner
        ("#e6e9ef", "#1d3a54"),  # info banner
        ("#ffffff", "#1f6fb2"),  # selection
        ("#ff7078", "#222730"),  # time while recording
        (theme.RAW_COLOR, theme.PLOT_BACKGROUND),
        (theme.FILTERED_COLOR, theme.PLOT_BACKGROUND),
        (theme.PLOT_TEXT, theme.PLOT_BACKGROUND),
    ],
)
def test_colours_of_the_sheet_are_readable(text, ground):
    assert contrast(text, ground) >= 4.5


def test_every_picture_of_the_sheet_exists():
    names = re.findall(r"url\(icons:([^)]+)\)", SHEET)
    assert names
    for name in names:
        assert (resources_dir() / "icons" / name).is_file()


@pytest.mark.parametrize("path", sorted((resources_dir() / "icons").glob("*.svg")), ids=str)
def test_every_icon_can_be_drawn(qapp, path):
    image = theme.icon(path.stem).pixmap(32, 32).toImage()
    alphas = [image.pixelColor(x, y).alpha() for x in range(32) for y in range(32)]
    assert max(alphas) > 200
