"""Names of takes: a pattern with scene and shot, whose number counts by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.errors import TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FIELDS = ("scene", "shot", "take", "date", "time")
DEFAULT_PATTERN = "{scene} {shot} Take {take}"
_FIELD = re.compile(r"\{([a-z]*)(?::0(\d))?\}")
_FORMATS = {"date": "%Y-%m-%d", "time": "%H.%M.%S"}


@dataclass(frozen=True, slots=True)
class TakeNaming:
    """How the next take is called.

    `{scene}` and `{shot}` are what the user typed and may be empty, `{take}` is the number
    (`{take:03}` with zeros in front), `{date}` and `{time}` are those of the recording.
    """

    pattern: str = DEFAULT_PATTERN
    scene: str = ""
    shot: str = ""

    def name(self, number: int, now: datetime) -> str:
        """Return the name of one take; spaces left over by empty fields go."""
        values = {"scene": self.scene, "shot": self.shot}
        values |= {field: now.strftime(form) for field, form in _FORMATS.items()}

        def fill(found: re.Match[str]) -> str:
            if found[1] == "take":
                return f"{number:0{int(found[2] or 1)}d}"
            return values.get(found[1], found[0])

        return _tidy(_FIELD.sub(fill, self.pattern)) or f"Take {number}"

    def next_name(self, names: Iterable[str], now: datetime) -> str:
        """Return the name with the number after the highest that names of this kind have.

        Dates and times count as equal whatever they say, so that numbers go on over midnight.
        A pattern without a number gets one behind it where the name is taken.
        """
        names = set(names)
        numbers = [found for name in names if (found := self._number_in(name)) is not None]
        number = max(numbers, default=0) + 1
        return unused_name(self.name(number, now), names, max(number, 2))

    def _number_in(self, name: str) -> int | None:
        found = self._matcher().fullmatch(name)
        if found is None or "take" not in found.groupdict():
            return None
        return int(found["take"])

    def _matcher(self) -> re.Pattern[str]:
        # Rare signs stand for the parts that vary while the pattern is filled in and tidied.
        marks = {"take": "\ue000", "date": "\ue001", "time": "\ue002"}
        values = {"scene": self.scene, "shot": self.shot, **marks}
        filled = _tidy(_FIELD.sub(lambda f: values.get(f[1], f[0]), self.pattern)) or "Take \ue000"
        text = re.escape(filled)
        text = text.replace("\ue000", r"(?P<take>[0-9]{1,9})", 1).replace("\ue000", r"[0-9]{1,9}")
        return re.compile(text.replace("\ue001", r"[0-9-]+").replace("\ue002", r"[0-9.]+"))


def unused_name(name: str, names: Iterable[str], number: int = 2) -> str:
    """Return a name that is not among `names`: with a number behind it, from `number` on, if it is.

    Args:
        name: As it shall be.
        names: Of all other takes.
        number: First to try.
    """
    names = set(names)
    if name not in names:
        return name
    while (numbered := f"{name} {number}") in names:
        number += 1
    return numbered


def check_pattern(pattern: str) -> None:
    """Tell what is wrong with a pattern that the user typed.

    Raises:
        TakeError: It is empty or has a field that does not exist.
    """
    if not pattern.strip():
        raise TakeError(QT_TRANSLATE_NOOP("Errors", "The pattern for names is empty."))
    rest = _FIELD.sub(lambda f: "" if f[1] in FIELDS else f[0], pattern)
    if "{" in rest or "}" in rest:
        known = ", ".join(f"{{{field}}}" for field in FIELDS)
        raise TakeError(
            QT_TRANSLATE_NOOP(
                "Errors", "The pattern for names may contain {fields} and no other braces."
            ),
            fields=known,
        )


def _tidy(name: str) -> str:
    """Return a name with single spaces, and none, nor dashes or underscores, at its ends."""
    return re.sub(r"\s+", " ", name).strip(" _-")
