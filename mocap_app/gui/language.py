"""The language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from mocap_app.core.paths import resources_dir

SOURCE = "en"
"""The language that the program is written in."""


def language_of(setting: str) -> str:
    """Return the two letters of the language in force; "auto" is the desktop's."""
    if setting != "auto":
        return setting
    first = next(iter(QLocale.system().uiLanguages()), SOURCE)
    return first.split("-")[0].lower()


def use_language(app: QCoreApplication, setting: str) -> list[QTranslator]:
    """Translate everything that is made from now on; return what `forget_language` takes.

    Args:
        app: Of this process.
        setting: One of `settings.schema.LANGUAGES`; a language we have not stays English.
    """
    language = language_of(setting)
    places = (
        # Qt's own words first: Cancel, Undo, the file dialog.
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"mocap_app_{language}", str(resources_dir() / "translations")),
    )
    used = []
    for name, folder in places:
        translator = QTranslator(app)
        if language != SOURCE and translator.load(name, folder):
            app.installTranslator(translator)
            used.append(translator)
    return used


def forget_language(app: QCoreApplication, translators: list[QTranslator]) -> None:
    """Go back to English for everything that is made from now on."""
    for translator in translators:
        app.removeTranslator(translator)
