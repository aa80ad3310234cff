import json

import numpy as np
import pytest

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.streaming.json_udp import json_datagram
from tests.support.takes import poses


def test_a_frame_holds_the_solved_pose():
    shown = poses(np.array([0.0, 0.4]))[1].solved
    content = json.loads(json_datagram(shown, 37, 0.4))
    joints = content.pop("joints")
    assert content.pop("format") == "mocap-app pose"
    assert content == {"version": 1, "time": 0.4, "frame": 37, "tracked": True}
    assert list(joints) == list(solved_skeleton().joints)
    for i, joint in enumerate(joints.values()):
        assert joint["position"] == pytest.approx(shown.positions[i], abs=6e-6)
        assert joint["rotation"] == pytest.approx(shown.rotations[i], abs=6e-6)


def test_without_a_person_there_are_no_joints():
    content = json.loads(json_datagram(None, 3, 1.0))
    assert content["tracked"] is False
    assert content["joints"] == {}


def test_a_frame_is_one_line_that_every_system_sends_whole():
    shown = poses(np.array([0.4]))[0].solved
    datagram = json_datagram(shown, 10**9, 1e6)
    assert b"\n" not in datagram
    assert len(datagram) < 4096
