"""Everything the window says has a Korean translation, and the translations are sound.

New texts: bash packaging/translations.sh, translate what is unfinished, run it again.
"""

import ast
import itertools
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QTranslator

import mocap_app
from mocap_app.capture.video_file import check_readable
from mocap_app.core.errors import CalibrationError, FrameTimeoutError, OutputError, SourceError
from mocap_app.core.paths import resources_dir
from mocap_app.export.exporter import FORMATS, export_takes
from mocap_app.export.presets import TARGETS
from mocap_app.gui.calibration_wizard import CalibrationWizard
from mocap_app.gui.export_dialog import ExportDialog
from mocap_app.gui.language import forget_language, language_of, use_language
from mocap_app.gui.record_options import RecordOptions
from mocap_app.gui.settings_dialog import SettingsDialog
from mocap_app.gui.translation import sentence_of
from mocap_app.recording.take_store import TakeInfo
from mocap_app.settings.schema import LANGUAGES, Settings
from mocap_app.solving.calibration import PoseHold
from tests.support.cut_off import cut_off
from tests.support.takes import take

GUI = Path(mocap_app.__file__).parent / "gui"
FOLDER = resources_dir() / "translations"
MARKS = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}
"""Functions whose argument of that number is a text for translators."""
SHOWN = {
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QLabel",
    "QPushButton",
    "addItem",
    "addMenu",
    "addRow",
    "add_action",
    "setAccessibleDescription",
    "setAccessibleName",
    "setInformativeText",
    "setLabelText",
    "setPlaceholderText",
    "setText",
    "setToolTip",
    "setWindowTitle",
    "info",
    "warning",
}
"""Calls whose words the user sees."""
READABLE = re.compile(r"[A-Za-z]{2,} |^&?(?!Ctrl\+)[A-Z][a-z]{2,}")
HANGUL = re.compile("[가-힣]")
TAKE = TakeInfo(
    id="a",
    name="Take 1",
    created=datetime(2024, 6, 1, tzinfo=UTC),
    duration=2.0,
    frame_count=60,
    tracked_count=60,
    path=Path("a.npz"),
)
MESSAGES = [
    pytest.param(context.findtext("name"), message, id=message.findtext("source")[:40])
    for context in ElementTree.parse(FOLDER / "mocap_app_ko.ts").getroot().iter("context")
    for message in context.iter("message")
]


def calls(folder):
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield path, node, name


def test_every_marked_text_is_among_the_translations():
    known = {message.values[1].findtext("source") for message in MESSAGES}
    marked = {
        node.args[MARKS[name]].value: path.name
        for path, node, name in calls(GUI.parent)
        if name in MARKS and len(node.args) > MARKS[name]
        if isinstance(node.args[MARKS[name]], ast.Constant)
    }
    assert len(marked) > 250
    missing = {text: place for text, place in marked.items() if text not in known}
    assert not missing, "run packaging/translations.sh and translate what is unfinished"


def words_in(node):
    """Return the words of a bare literal, also one with values in it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_no_text_is_shown_without_being_marked():
    bare = [
        f"{path.name}:{node.lineno}: {words_in(argument)!r}"
        for path, node, name in calls(GUI)
        if name in SHOWN and not _is_log(node)
        for argument in node.args
        # Names of keys and one-word ids of data are not for reading.
        if READABLE.search(re.sub("<[^>]*>", "", words_in(argument)))
    ]
    assert not bare, "put them into self.tr(), see gui/translation.py"


def _is_log(node):
    owner = getattr(node.func, "value", None)
    return isinstance(owner, ast.Name) and owner.id == "logger"


@pytest.mark.parametrize(("context", "message"), MESSAGES)
def test_a_translation_is_there_and_keeps_values_and_letters(context, message):
    source, translation = message.findtext("source"), message.find("translation")
    text = translation.text or ""
    assert translation.get("type") != "unfinished"
    assert text.strip()
    assert sorted(re.findall(r"\{\w*\}", source)) == sorted(re.findall(r"\{\w*\}", text))
    assert ("&" in source) == ("&" in text)
    assert source.endswith("…") == text.endswith("…")
    assert source.count("|") == text.count("|")
    reads_the_same = not re.search("[a-z]{3,}", re.sub(r"\{\w*\}", "", source))
    assert reads_the_same or source == " fps" or HANGUL.search(text)


@pytest.mark.parametrize(("context", "message"), MESSAGES)
def test_the_compiled_file_is_up_to_date(context, message):
    compiled = _compiled()
    assert compiled.translate(context, message.findtext("source")) == message.findtext(
        "translation"
    )


def _compiled(cache=[]):  # noqa: B006 - one file for all cases
    if not cache:
        translator = QTranslator()
        assert translator.load(str(FOLDER / "mocap_app_ko.qm"))
        cache.append(translator)
    return cache[0]


@pytest.fixture
def korean(qapp):
    used = use_language(qapp, "ko")
    yield
    forget_language(qapp, used)


def test_the_window_speaks_korean_and_nothing_is_cut_off(korean, desk):
    window = desk.open("demo")
    desk.live()
    assert window.menus.file.title() == "파일(&F)"
    assert window.solver.calibrate.text() == "보정…"
    assert window.solver.feet.itemText(0) == "서 있을 때 고정"
    assert HANGUL.search(window.status.capture.text())
    desk.qtbot.waitUntil(lambda: not cut_off(window))


def test_the_dialogs_speak_korean(korean, qtbot):
    settings, wizard = SettingsDialog(Settings()), CalibrationWizard(0)
    for dialog in (settings, wizard):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        assert HANGUL.search(dialog.windowTitle())
        assert not cut_off(dialog)
    assert settings.fields["feet"].widget.toolTip() == "디디고 있는 발을 어떻게 할지"


def test_the_export_dialog_says_in_korean_what_to_do_with_the_file(korean, qtbot):
    dialog = ExportDialog([TAKE], Settings())
    qtbot.addWidget(dialog)
    for suffix, target in itertools.product(FORMATS, TARGETS):
        dialog.format.setCurrentIndex(dialog.format.findData(suffix))
        dialog.target.setCurrentIndex(dialog.target.findData(target))
        dialog.target.activated.emit(dialog.target.currentIndex())
        sentences = dialog.hint.text().split(". ")
        assert all(HANGUL.search(sentence) for sentence in sentences), (suffix, target)


def test_errors_are_said_in_korean_with_their_values(korean, desk, tmp_path):
    gone, there = tmp_path / "없음 {x}.mp4", tmp_path / "folder"
    there.mkdir()
    desk.open("demo")
    for fail in (lambda: check_readable(gone), lambda: check_readable(there)):
        with pytest.raises(SourceError) as caught:
            fail()
        assert not HANGUL.search(str(caught.value).replace("없음", "")), "English in the log"
        assert HANGUL.search(sentence_of(caught.value).replace("없음", ""))
        desk.notifier.error(caught.value)
        assert desk.window.banner.text.splitlines()[-1] == sentence_of(caught.value)
    assert str(gone) in desk.window.banner.text
    assert str(there) in desk.window.banner.text
    quiet = SourceError("{camera} gives no picture.", camera="Cam {0}")
    again = FrameTimeoutError("{problem} Trying again until it is back.", problem=quiet)
    assert str(again) == "Cam {0} gives no picture. Trying again until it is back."
    assert sentence_of(again).startswith(f"{sentence_of(quiet)} ")
    assert "Cam {0}" in sentence_of(again)
    assert not re.search("[a-z]{4,}", sentence_of(again))
    assert sentence_of(SourceError("A {strange} text.")) == "A {strange} text."


def test_sentences_of_the_stages_are_said_in_korean(korean, qtbot, tmp_path):
    wizard, options = CalibrationWizard(0), RecordOptions(Settings(take_pattern="{who}"))
    for dialog in (wizard, options):
        qtbot.addWidget(dialog)
    with pytest.raises(CalibrationError) as caught:
        PoseHold().result()
    wizard.show_failure(caught.value)
    nobody = take(np.arange(10) / 30.0, lost=set(range(10)), name="걷기")
    jobs = [(lambda: nobody, tmp_path / "가.bvh"), (lambda: nobody, tmp_path / "나.bvh")]
    with pytest.raises(OutputError) as caught:
        export_takes(jobs)
    for text in (wizard.details.text(), options.problem.text(), sentence_of(caught.value)):
        assert HANGUL.search(text)
        assert not re.search("[a-z]{4,}", re.sub(r"\{\w+\}", "", text)), text
    assert sentence_of(caught.value).count("걷기") == 2, "why, for each of them"


def test_english_needs_no_file_and_an_unknown_language_is_english(qapp):
    assert use_language(qapp, "en") == []
    assert use_language(qapp, "xx") == []


def test_the_languages_to_choose_from():
    assert language_of("ko") == "ko"
    assert language_of("auto").isalpha()
    there = {path.stem.removeprefix("mocap_app_") for path in FOLDER.glob("*.qm")}
    assert there | {"auto", "en"} == set(LANGUAGES)
