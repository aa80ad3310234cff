import json

import numpy as np
import pytest

from tests.support.cli import assert_one_sentence, run_cli
from tests.support.osc import Receiver, bones, messages


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def at(receiver):
    return f"{receiver.host}:{receiver.port}"


def test_the_demo_reaches_both_kinds_of_receivers(capsys, receiver, replayed):
    plain = Receiver()
    ran = run_cli(
        capsys,
        *("stream", "figure", "--seconds", "0.5", "--vmc", at(receiver), "--json", at(plain)),
    )
    assert ran.code == 0
    assert ran.out == f"Sent 15 poses to {at(receiver)} and {at(plain)}.\n"
    bundles = receiver.waiting()
    contents = [json.loads(datagram) for datagram in plain.waiting()]
    plain.close()
    assert [content["frame"] for content in contents] == list(range(15))
    heard = messages(bundles)
    assert [a for a, _ in heard].count("/VMC/Ext/T") == 15
    # The last frame in both forms is one pose, seen in Unity's mirror.
    joints, sent = contents[-1]["joints"], bones(heard)
    x, y, z = joints["Hips"]["position"]
    assert sent["Hips"][0] == pytest.approx((-x, y, z), abs=1e-5)
    w, x, y, z = joints["LeftForeArm"]["rotation"]
    assert sent["LeftLowerArm"][1] == pytest.approx((x, -y, -z, w), abs=1e-5)
    assert np.linalg.norm(sent["LeftLowerArm"][0]) > 0.1


def test_the_rate_thins_the_stream(capsys, receiver, replayed):
    words = ("stream", "figure", "--seconds", "0.3", "--json", at(receiver), "--rate", "10")
    assert run_cli(capsys, *words).out == f"Sent 3 poses to {at(receiver)}.\n"


def test_a_video_is_played_to_its_end(capsys, receiver, replayed, clip):
    ran = run_cli(capsys, "stream", clip, "--json", at(receiver))
    assert ran.code == 0
    assert len(receiver.waiting()) == 10
    assert "until Ctrl-C is pressed or the source ends" in ran.err


def test_a_receiver_that_is_not_there_is_told_once(capsys, replayed):
    gone = Receiver()
    gone.close()
    ran = run_cli(capsys, "stream", "figure", "--seconds", "0.3", "--json", at(gone))
    assert ran.code == 0
    assert ran.err.count("Nobody listens at") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("figure", "--vmc", "127.0.0.1"),
        ("figure", "--vmc", "127.0.0.1:99999"),
        ("figure", "--json", "127.0.0.1:http"),
        ("figure", "--vmc", "no-such-host.invalid:39539"),
        ("no-such-file.mp4", "--vmc", "127.0.0.1:39539"),
    ],
)
def test_bad_input_is_one_sentence(capsys, words):
    assert_one_sentence(run_cli(capsys, "stream", *words))
