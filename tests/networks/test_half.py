"""Weights stored in half precision answer almost the same from half the bytes."""

import numpy as np
import onnxruntime
import torch

from mocap_app.networks.config import PLAIN
from mocap_app.networks.half import halve_weights
from mocap_app.networks.movnect import MoVNect
from mocap_app.networks.onnx_export import export_onnx


def test_half_the_bytes_and_nearly_the_same_answer(tmp_path):
    torch.manual_seed(2)
    network = MoVNect(PLAIN).eval()
    torch.nn.init.normal_(network.head[-1].weight, std=0.1)
    path = tmp_path / "network.onnx"
    export_onnx(network, path, 64)
    full_size = path.stat().st_size
    image = {"image": np.random.default_rng(0).random((1, 3, 64, 64), dtype=np.float32)}

    def answer() -> np.ndarray:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return session.run(None, image)[0]

    full = answer()
    halve_weights(path)
    assert path.stat().st_size < 0.55 * full_size
    assert np.abs(answer() - full).max() < 0.02 * np.ptp(full)
