"""Settings on disk: one JSON file, replaced as a whole."""

from __future__ import annotations

import contextlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import atomic_write, user_dir
from mocap_app.settings.schema import Settings, settings_from_dict, settings_to_dict

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadedSettings:
    """Settings and what the user should know about reading them."""

    settings: Settings
    message: str = ""
    """A sentence for the user; empty if all went well."""


class SettingsStore:
    """Reads and writes the settings file; the main thread owns it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path if path is not None else user_dir() / "settings.json"

    def load(self) -> LoadedSettings:
        """Return the settings; a damaged file is kept aside as `.bad` and replaced by defaults."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return LoadedSettings(Settings())
        except (OSError, UnicodeDecodeError) as error:
            return self._set_aside(str(error))
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            return self._set_aside(str(error))
        if not isinstance(data, dict):
            return self._set_aside("it holds no settings")
        return LoadedSettings(settings_from_dict(data))

    def save(self, settings: Settings) -> None:
        """Write the settings.

        Raises:
            OutputError: The folder or file is not writable, or the disk is full.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "Cannot write the settings to {path}: {reason}."),
                path=self.path,
                reason=reason,
            ) from error
        with atomic_write(self.path) as temporary:
            temporary.write_text(
                json.dumps(settings_to_dict(settings), indent=2) + "\n", encoding="utf-8"
            )

    def _set_aside(self, reason: str) -> LoadedSettings:
        bad = self.path.with_name(self.path.name + ".bad")
        logger.warning("The settings file %s cannot be read: %s", self.path, reason)
        kept = ""
        with contextlib.suppress(OSError):
            self.path.replace(bad)
            kept = f" The old file is kept as {bad}."
        return LoadedSettings(
            Settings(),
            f"The settings could not be read, so the defaults are used.{kept}",
        )
