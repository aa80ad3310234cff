"""The table of networks: every name builds, answers one kind of maps, loads no torch."""

import pytest
import torch

from mocap_app.core.errors import ModelError
from mocap_app.networks.registry import NETWORKS, build_network, network_config
from tests.support.cli import run_python

LIGHT = ["vnect", "simple_baseline18", "vit_pose_tiny_hybrid"]


@pytest.mark.parametrize("name", LIGHT)
def test_networks_of_the_product_answer_27_keypoints(name):
    with torch.device("meta"):
        maps = build_network(name).eval()(torch.zeros(1, 3, 64, 64))
    assert maps.heatmaps.shape[1] == 27
    assert maps.locations.shape[1] == 81


def test_every_entry_names_a_class_and_a_tree():
    for name, entry in NETWORKS.items():
        config = network_config(name)
        assert config is entry.config
        assert len(config.parents) == config.n_keypoints
        assert config.parents.count(-1) == 1
        assert all(-1 <= parent < config.n_keypoints for parent in config.parents)


def test_unknown_names_are_refused():
    with pytest.raises(ModelError, match=r"Unknown network 'resnet'; there are: .*vnect"):
        build_network("resnet")


def test_reading_the_table_does_not_load_torch():
    code = "import sys, mocap_app.networks.registry; print('torch' in sys.modules)"
    done = run_python(code)
    assert done.stdout.strip() == "False"
