"""Scoring from the list, in the whole window."""

import numpy as np

from tests.support.takes import take

TIMES = np.arange(30) / 30.0


def choose(panel, words):
    next(a for a in panel.menu().actions() if a.text().startswith(words)).trigger()


def test_score_from_the_list_says_what_came_of_it(desk):
    desk.takes.save(take(TIMES))
    window = desk.open()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.list.selectAll()
    choose(window.takes, "Score")
    desk.qtbot.waitUntil(lambda: "of 100" in window.banner.text)
    assert "jitter" in window.banner.text
    assert not window.score_control.progress.isVisible()


def test_progress_is_shown_while_many_are_scored_and_can_be_stopped(desk):
    for _ in range(6):
        desk.takes.save(take(TIMES))
    window = desk.open()
    progress = window.score_control.progress
    seen = []

    def note(done, total):
        seen.append((progress.isVisible(), progress.name.text()))
        if len(seen) == 3:
            progress.stop.click()

    window._parts.library.scoring_progressed.connect(note)
    looks = []
    window._parts.library.take_looked_at.connect(looks.append)
    desk.qtbot.waitUntil(lambda: len(looks) == 3)
    desk.qtbot.waitUntil(lambda: not progress.isVisible())
    assert seen[0] == (True, "Scoring take 1 of 6")
    assert len(seen) == 3
    window.takes.list.selectAll()
    choose(window.takes, "Score")
    desk.qtbot.waitUntil(lambda: "6 takes are scored" in window.banner.text)


def test_nobody_in_it_is_said(desk):
    desk.takes.save(take(TIMES, lost=tuple(range(30))))
    window = desk.open()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.list.selectAll()
    choose(window.takes, "Score")
    desk.qtbot.waitUntil(lambda: "nobody is in it" in window.banner.text)
