"""Errors whose text is ready for the user.

Everything expected that can go wrong is a `MocapError`: the command line prints its text
and exits with code 2, the window shows it in a banner.
"""


class MocapError(Exception):
    """Something the user can understand and act on; `str(error)` is a full sentence.

    What many users meet is marked for translators and keeps its values apart, so that the window
    can say it in its language:
    `SourceError(QT_TRANSLATE_NOOP("Errors", "{path} is empty."), path=path)`.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self.text = text
        """With names in braces where the values go, if there are any."""
        self.values = values


class SourceError(MocapError):
    """A camera, file, address or folder cannot be read."""


class FrameTimeoutError(SourceError):
    """A live source gave no picture for a while and is being reopened; read again."""


class DamagedFrameError(SourceError):
    """One picture of a source cannot be read; the ones after it may, so read on."""

    def __init__(self, text: str, timestamp: float, index: int, name: str) -> None:
        super().__init__(text)
        self.timestamp = timestamp
        """Seconds, of the picture that is missing."""
        self.index = index
        self.name = name


class ModelError(MocapError):
    """A network file is missing, damaged or does not fit this version."""


class SkeletonError(MocapError):
    """A joint set is unknown or its file is inconsistent."""


class TakeError(MocapError):
    """A take cannot be recorded, found or read."""


class OutputError(MocapError):
    """A file cannot be written; whatever was there before is untouched."""


class DataError(MocapError):
    """A training data set is missing, incomplete or damaged."""


class CalibrationError(MocapError):
    """The pose that was held tells too little; the text says what to do better."""


class StreamError(MocapError):
    """Poses cannot be sent to this address."""


class AvatarError(MocapError):
    """A file cannot be used as an avatar; the text says why."""
