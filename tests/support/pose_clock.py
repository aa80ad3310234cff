"""Time that a slow machine has as much of as a fast one."""


class PoseClock:
    """A quarter of a second goes by with every new pose that is shown, once it is also drawn."""

    def __init__(self, display, canvas=None):
        self.display, self.seen, self.now = display, None, 0.0
        self.drawn = canvas is None
        self.draws = canvas is not None
        if canvas is not None:
            canvas.frameSwapped.connect(self._on_drawn)

    def _on_drawn(self):
        self.drawn = True

    def __call__(self):
        if self.drawn and self.display.latest is not self.seen:
            self.seen, self.drawn = self.display.latest, not self.draws
            self.now += 0.25
        return self.now
