"""All settings in one place, on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mocap_app.gui.filter_sliders import FilterSliders
from mocap_app.gui.setting_field import SettingField, words
from mocap_app.gui.settings_table import GROUPS, SITUATIONS, SMOOTHING
from mocap_app.gui.window_place import resize_on_screen
from mocap_app.settings.schema import CUSTOM, FilterConfig, Settings

if TYPE_CHECKING:
    from mocap_app.gui.settings_table import Group, Situation


class SettingsDialog(QDialog):
    """Shows the settings and says what the user changes; every change counts at once.

    Signals:
        chosen: Words for what was done, and the fields of `Settings` it changes (dict).
        undo_requested: The user wants the last change back.
    """

    chosen = Signal(str, object)
    undo_requested = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.fields: dict[str, SettingField] = {}
        self.pages = QStackedWidget(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Pages of settings"))
        self.sliders = FilterSliders(settings.custom_filter, self)
        self.situation = QComboBox(self)
        self.situation.setToolTip(self.tr("Set what suits one way of working, all at once"))
        self.situation.setAccessibleName(self.tr("Presets"))
        self.situation.addItem(self.tr("Choose a preset…"))
        for situation in SITUATIONS:
            self.situation.addItem(words(situation.title))
            index = self.situation.count() - 1
            self.situation.setItemData(index, words(situation.tip), Qt.ItemDataRole.ToolTipRole)
        self.reset_page = QPushButton(self.tr("Reset &page"), self)
        self.reset_all = QPushButton(self.tr("Reset &all"), self)
        self.undo = QPushButton(self.tr("&Undo"), self)
        self.undo.setEnabled(False)
        for group in GROUPS:
            self.list.addItem(words(group.title))
            self.pages.addWidget(_scrolled(self._page(group)))
        self._lay_out()
        self._connect_signals()
        self.show_settings(settings)
        self.list.setCurrentRow(0)

    def show_settings(self, settings: Settings) -> None:
        """Show these values."""
        for name, field in self.fields.items():
            field.show(getattr(settings, name))
        self.sliders.set_config(settings.filter_config)
        chosen = self.situation.currentIndex() - 1
        if chosen < 0 or not _in_force(SITUATIONS[chosen], settings):
            # After a reset or an undo another one, or none, is in force.
            fit = (i for i, each in enumerate(SITUATIONS, 1) if _in_force(each, settings))
            self.situation.setCurrentIndex(next(fit, 0))

    def _page(self, group: Group) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(14)
        title = QLabel(words(group.title), page)
        title.setObjectName("pageTitle")
        form.addRow(title)
        for entry in group.entries:
            field = SettingField(entry, page)
            field.changed.connect(self._on_field_changed)
            self.fields[entry.name] = field
            label = QLabel(words(entry.title), page)
            label.setBuddy(field.widget)
            label.setToolTip(words(entry.tip))
            form.addRow(label, field.widget)
            hint = _Hint(words(entry.tip) + ".", page)
            form.addRow("", hint)
        if group is SMOOTHING:
            form.addRow(self.sliders)
        return page

    def _lay_out(self) -> None:
        self.list.setFixedWidth(170)
        frame = QFrame(self)
        frame.setObjectName("panel")
        inside = QVBoxLayout(frame)
        inside.addWidget(self.pages)
        middle = QHBoxLayout()
        middle.addWidget(self.list)
        middle.addWidget(frame, 1)
        top = QHBoxLayout()
        label = QLabel(self.tr("P&reset"), self)
        label.setBuddy(self.situation)
        top.addWidget(label)
        top.addWidget(self.situation)
        top.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        for button in (self.reset_page, self.reset_all):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(self.undo, QDialogButtonBox.ButtonRole.ActionRole)
        for button in (self.reset_page, self.reset_all, self.undo):
            # Enter in a field of text must not reset anything.
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        resize_on_screen(self, 720, 560)

    def _connect_signals(self) -> None:
        self.list.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.situation.activated.connect(self._on_situation_chosen)
        self.sliders.config_changed.connect(self._on_sliders_moved)
        self.reset_page.clicked.connect(self._on_reset_page)
        self.reset_all.clicked.connect(self._on_reset_all)
        self.undo.clicked.connect(self.undo_requested)

    @Slot(str, object)
    def _on_field_changed(self, name: str, value: object) -> None:
        title = words(self.fields[name].entry.title)
        self.chosen.emit(self.tr("Change “{setting}”").format(setting=title), {name: value})

    @Slot(object)
    def _on_sliders_moved(self, config: FilterConfig) -> None:
        changes = {"filter_preset": CUSTOM, "custom_filter": config}
        self.chosen.emit(self.tr("Change the smoothing"), changes)

    @Slot(int)
    def _on_situation_chosen(self, index: int) -> None:
        if index > 0:
            situation = SITUATIONS[index - 1]
            title = words(situation.title)
            self.chosen.emit(self.tr("Preset “{name}”").format(name=title), dict(situation.values))

    @Slot()
    def _on_reset_page(self) -> None:
        names = [entry.name for entry in GROUPS[self.pages.currentIndex()].entries]
        self.chosen.emit(self.tr("Reset a page of settings"), _defaults(names))

    @Slot()
    def _on_reset_all(self) -> None:
        self.chosen.emit(self.tr("Reset all settings"), _defaults(list(self.fields)))


class _Hint(QLabel):
    """A sentence below a field, as high as its lines."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setObjectName("hint")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)  # close to what it is about

    def sizeHint(self) -> QSize:
        """Return the size of one line; the layout asks how high it is at the width it gets."""
        # Qt's own is for half the width: a form leaves room for a second line that is not there.
        return QSize(super().sizeHint().width(), self.fontMetrics().height())


def _scrolled(page: QWidget) -> QScrollArea:
    """Return a page as high as its wrapped texts need it: where there is no room, it scrolls."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    for widget in (area.viewport(), page):
        widget.setAutoFillBackground(False)  # the panel below is seen
    return area


def _in_force(situation: Situation, settings: Settings) -> bool:
    return all(getattr(settings, name) == value for name, value in situation.values.items())


def _defaults(names: list[str]) -> dict[str, object]:
    default = Settings()
    return {name: getattr(default, name) for name in names}
