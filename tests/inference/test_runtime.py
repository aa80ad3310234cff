"""Runtimes answer alike; bad files and names give a sentence."""

import hashlib
import json

import numpy as np
import pytest
import torch

from mocap_app.core.errors import ModelError
from mocap_app.inference import runtime
from mocap_app.inference.codec import Maps
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.inference.model_store import find_model
from mocap_app.inference.pose_estimator import NetworkEstimator
from mocap_app.inference.replay_estimator import ReplayEstimator
from mocap_app.inference.runtime import load_network
from mocap_app.networks.checkpoint import Checkpoint, save_checkpoint
from mocap_app.networks.config import FINE
from mocap_app.networks.movnect import MoVNect
from mocap_app.networks.onnx_export import export_onnx


@pytest.fixture
def real_network(manifest):
    """The manifest's file replaced by an untrained network in both forms."""
    torch.manual_seed(0)
    network = MoVNect(FINE).eval()
    torch.nn.init.normal_(network.head[-1].weight, std=0.1)
    path = manifest.parent / "net.onnx"
    export_onnx(network, path, 160)
    weights = network.state_dict()
    save_checkpoint(
        path.with_suffix(".pt"), Checkpoint("movnect_fine", weights, weights, {}, 1, 1.0)
    )
    data = json.loads(manifest.read_text())
    data["models"][0]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(data))
    return find_model()


def difference(a: Maps, b: Maps) -> float:
    return max(float(np.abs(x - y).max()) for x, y in zip(a, b, strict=True))


def test_onnx_and_torch_agree(real_network):
    picture = np.random.default_rng(0).random((2, 3, 160, 160), dtype=np.float32)
    onnx = load_network(real_network)(picture)
    assert onnx.heatmaps.shape == (2, 27, 40, 40)
    assert onnx.locations.shape == (2, 81, 20, 20)
    assert difference(load_network(real_network, "torch")(picture), onnx) < 1e-3


def test_a_network_of_any_size_takes_narrow_pictures(manifest):
    torch.manual_seed(0)
    network = MoVNect(FINE).eval()
    path = manifest.parent / "free.onnx"
    export_onnx(network, path, 160, any_size=True)
    free = runtime.onnx_network(path.read_bytes(), 160)
    assert isinstance(free, runtime.AnySize)
    picture = np.random.default_rng(0).random((1, 3, 160, 96), dtype=np.float32)
    with torch.no_grad():
        expected = network(torch.from_numpy(picture))
    answer = free(picture)
    assert answer.heatmaps.shape == (1, 27, 40, 24)
    np.testing.assert_allclose(answer.heatmaps, expected.heatmaps.numpy(), atol=1e-3)
    np.testing.assert_allclose(answer.locations, expected.locations.numpy(), atol=1e-3)
    export_onnx(network, path, 160)
    assert not isinstance(runtime.onnx_network(path.read_bytes(), 160), runtime.AnySize)


def test_openvino_agrees(real_network):
    pytest.importorskip("openvino", reason="the openvino extra is not installed")
    pictures = np.random.default_rng(0).random((3, 3, 160, 160), dtype=np.float32)
    onnx, openvino = load_network(real_network), load_network(real_network, "openvino")
    assert difference(openvino(pictures), onnx(pictures)) < 0.05
    assert difference(openvino(pictures[:1]), onnx(pictures[:1])) < 0.05


def test_an_accelerator_that_answers_wrongly_is_not_used(real_network, monkeypatch):
    import onnxruntime

    real = runtime._session

    def session(content, providers):
        network = real(content, ["CPUExecutionProvider"])
        if providers[0] == "CUDAExecutionProvider":
            return lambda images: Maps(*(m + 1e6 * images.max() for m in network(images)))
        if providers[0] == "DmlExecutionProvider":
            raise RuntimeError("no such device")
        return network

    monkeypatch.setattr(runtime, "_session", session)
    monkeypatch.setattr(
        onnxruntime,
        "get_available_providers",
        lambda: ["CUDAExecutionProvider", "DmlExecutionProvider", "CPUExecutionProvider"],
    )
    picture = np.random.default_rng(0).random((1, 3, 160, 160), dtype=np.float32)
    assert np.abs(load_network(real_network)(picture).heatmaps).max() < 1e5


def test_unknown_runtime(real_network):
    with pytest.raises(ModelError, match="Unknown runtime 'abacus'"):
        load_network(real_network, "abacus")


def test_a_file_that_is_no_network(manifest):
    with pytest.raises(ModelError, match=r"net\.onnx cannot be loaded"):
        load_network(find_model())


def test_factory(real_network):
    assert isinstance(create_estimator(InferenceConfig()), NetworkEstimator)
    assert isinstance(create_estimator(InferenceConfig(replay_demo=True)), ReplayEstimator)
