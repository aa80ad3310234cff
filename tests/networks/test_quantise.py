"""An eight-bit network answers nearly as the one it was made from, in a quarter of the space."""

import dataclasses
import shutil

import numpy as np
import onnxruntime
import pytest
import torch

from mocap_app.core.errors import OutputError
from mocap_app.networks.config import FINE
from mocap_app.networks.movnect import MoVNect
from mocap_app.networks.onnx_export import export_onnx
from mocap_app.networks.quantise import quantise


def answers(path, image):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(["heatmaps", "locations"], {"image": image})


@pytest.fixture(params=[0, 1], ids=["convolutions", "attention"])
def network_file(tmp_path, request):
    torch.manual_seed(0)
    network = MoVNect(dataclasses.replace(FINE, attention=request.param)).train()
    if network.context is not None:
        torch.nn.init.normal_(network.context.blocks[0].attention.project.weight, std=0.1)
        torch.nn.init.normal_(network.context.blocks[0].mlp[-1].weight, std=0.1)
    for _ in range(3):  # batch norm statistics away from their start
        network(torch.rand(4, 3, 64, 64))
    torch.nn.init.normal_(network.head[-1].weight, std=0.1)
    path = tmp_path / "network.onnx"
    export_onnx(network.eval(), path, 64)
    return path


def test_small_and_nearly_the_same(network_file):
    pictures = np.random.default_rng(0).random((8, 1, 3, 64, 64), dtype=np.float32)
    before, size = answers(network_file, pictures[0]), network_file.stat().st_size
    quantise(network_file, list(pictures))
    assert network_file.stat().st_size < 0.4 * size
    for exact, rough in zip(before, answers(network_file, pictures[0]), strict=True):
        assert np.abs(exact - rough).mean() < 0.1 * exact.std()
        assert not np.array_equal(exact, rough)


def test_batches_of_any_size(network_file):
    pictures = np.random.default_rng(0).random((4, 1, 3, 64, 64), dtype=np.float32)
    quantise(network_file, list(pictures))
    together = answers(network_file, pictures[:, 0])
    alone = answers(network_file, pictures[2])
    assert np.allclose(together[0][2], alone[0][0], atol=1e-4)


def test_a_picture_that_stands_out_does_not_make_all_steps_coarse(network_file, tmp_path):
    pictures = np.random.default_rng(0).random((16, 1, 3, 64, 64), dtype=np.float32)
    glaring = pictures.copy()
    glaring[-1] *= 20
    exact = answers(network_file, pictures[0])[0]
    misses = []
    for shown in (pictures, glaring):
        path = shutil.copyfile(network_file, tmp_path / "copy.onnx")
        quantise(path, list(shown))
        misses.append(np.abs(answers(path, pictures[0])[0] - exact).mean())
    # By the extremes of all pictures steps would be some twenty times as coarse.
    assert misses[1] < 4 * misses[0]


def test_a_folder_that_is_gone(network_file, tmp_path, monkeypatch):
    from mocap_app.networks import quantise as module

    def refuse(_path):
        raise OutputError("The disk is full.")

    monkeypatch.setattr(module, "atomic_write", refuse)
    before = network_file.read_bytes()
    with pytest.raises(OutputError):
        quantise(network_file, [np.zeros((1, 3, 64, 64), np.float32)])
    assert network_file.read_bytes() == before
