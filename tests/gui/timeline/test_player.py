import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.gui.timeline.player import Player

# Uneven, as a camera's.
TIMES = np.array([0.0, 0.1, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0])


class Clock:
    now = 5.0

    def __call__(self):
        return self.now


@pytest.fixture
def player(qtbot):
    clock = Clock()
    player = Player(clock=clock)
    player.clock = clock
    player.heard = []
    player.moved.connect(player.heard.append)
    player.load(TIMES, (0.0, 1.0))
    yield player
    player.pause()


def pass_time(player, seconds):
    player.clock.now += seconds
    player.tick()


def test_it_moves_by_the_time_that_passes(player):
    player.play()
    pass_time(player, 0.25)
    assert player.position == pytest.approx(0.25)
    assert player.row == 2, "the newest frame by then"
    pass_time(player, 0.05)
    assert player.row == 3
    assert player.heard[-1] == player.position


@pytest.mark.parametrize("speed", [0.25, 0.5, 2.0])
def test_speed(player, speed):
    player.speed = speed
    player.play()
    pass_time(player, 0.4)
    assert player.position == pytest.approx(0.4 * speed)


def test_a_slow_window_skips_frames_and_keeps_time(player):
    player.play()
    pass_time(player, 0.8)
    assert player.position == pytest.approx(0.8)


def test_it_starts_over_or_stays(player):
    player.play()
    pass_time(player, 1.3)
    assert player.position == pytest.approx(0.3)
    player.loop = False
    pass_time(player, 0.9)
    assert player.position == 1.0
    assert not player.playing
    player.play()
    assert player.position == 0.0, "from the begin again"


def test_only_the_trimmed_part_is_played_and_all_can_be_scrubbed(player):
    player.load(TIMES, (0.3, 0.6))
    assert player.position == 0.3
    player.play()
    pass_time(player, 0.4)
    assert player.position == pytest.approx(0.4)
    player.seek(0.9)
    assert player.position == 0.9
    player.pause()
    player.play()
    assert player.position == 0.3


def test_frame_by_frame(player):
    player.play()
    player.step(1)
    assert not player.playing
    assert (player.position, player.row) == (0.1, 1)
    player.step(-5)
    assert player.row == 0
    player.step(99)
    assert player.row == len(TIMES) - 1


def test_one_frame_is_no_reason_to_hang(player):
    player.load(np.zeros(1), (0.0, 0.0))
    player.play()
    assert not player.playing
    player.step(1)
    assert (player.row, player.position) == (0, 0.0)


def test_playing_is_told(player, qtbot):
    told = []
    player.playing_changed.connect(told.append)
    player.toggle()
    player.toggle()
    player.pause()
    assert told == [True, False]


@given(st.floats(-1e3, 1e3), st.integers(-20, 20), st.floats(0.0, 100.0))
def test_it_never_leaves_the_take(where, frames, passed):
    clock = Clock()
    player = Player(clock=clock)
    player.load(TIMES, (0.15, 0.7))
    player.seek(where)
    player.step(frames)
    player.play()
    pass_time_of(player, clock, passed)
    assert 0.0 <= player.position <= 1.0
    assert 0 <= player.row < len(TIMES)
    player.pause()


def pass_time_of(player, clock, seconds):
    clock.now += seconds
    player.tick()
