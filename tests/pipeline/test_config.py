import pytest

from mocap_app.capture.opening import SourceOptions
from mocap_app.filtering.chain import PRESETS
from mocap_app.inference.factory import InferenceConfig
from mocap_app.pipeline.config import config_for, create_processor


@pytest.mark.parametrize(
    ("spec", "options", "replays"),
    [
        ("figure", {}, True),
        ("figure", {"options": SourceOptions(mirror=True)}, True),
        (
            "figure",
            {"options": SourceOptions(rotate=90)},
            False,
        ),  # turned pictures are not what the demo's poses say
        ("figure", {"inference": InferenceConfig(model="movnect")}, False),
        ("clip.mp4", {}, False),
    ],
)
def test_only_the_demo_as_it_is_replays_its_poses(spec, options, replays):
    assert config_for(spec, **options).inference.replay_demo is replays


def test_the_mirror_reaches_the_replay():
    assert config_for("figure", SourceOptions(mirror=True)).inference.replay_mirror
    assert not config_for("figure").inference.replay_mirror


def test_presets_go_to_the_filter():
    assert config_for("figure", preset="smooth").filter == PRESETS["smooth"]
    processor = create_processor(config_for("figure"))
    assert processor.pose_filter.config == PRESETS["balanced"]
    processor.set_filter(PRESETS["responsive"])
    assert processor.pose_filter.config == PRESETS["responsive"]


def test_the_lifter_is_for_tracked_people_only():
    assert config_for("clip.mp4").lifter == "auto"
    assert config_for("clip.mp4", lifter="off").lifter == "off"
    assert config_for("photos", inference=InferenceConfig(independent=True)).lifter == "off"
    assert config_for("figure").lifter == "off"
    assert create_processor(config_for("figure")).lifter is None
