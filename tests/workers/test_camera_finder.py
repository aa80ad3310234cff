import pytest

from mocap_app.workers.camera_finder import CameraFinder
from mocap_app.workers.jobs import JobQueue
from tests.support.patience import PATIENCE_S


class Camera:
    def __init__(self, name):
        self.name = name


@pytest.fixture
def jobs(qapp):
    queue = JobQueue()
    yield queue
    assert queue.shut_down(PATIENCE_S)


def test_names_arrive_in_order(jobs, qtbot):
    finder = CameraFinder(lambda: [Camera("Built-in"), Camera("USB")], jobs)
    with qtbot.waitSignal(finder.cameras_found) as found:
        finder.find()
    assert found.args == [["Built-in", "USB"]]


def test_a_machine_that_cannot_tell_has_no_cameras(jobs, qtbot):
    def broken():
        raise RuntimeError("no camera service")

    finder = CameraFinder(broken, jobs)
    with qtbot.waitSignal(finder.cameras_found) as found:
        finder.find()
    assert found.args == [[]]
