"""Does an exported network answer what the network answers?"""

from __future__ import annotations

import io
import warnings

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn


class _Tuple(nn.Module):
    """The outputs that there are, as a plain tuple, which the exporter understands."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        answer = self.network(image)
        return (
            (answer,) if isinstance(answer, Tensor) else tuple(a for a in answer if a is not None)
        )


def largest_difference(network: nn.Module, image: Tensor) -> float:
    """Export to ONNX for a free batch, run ONNX Runtime, return max |difference| over outputs.

    Flat last layers are roughened first, or every network would answer the same.
    """
    for parameter in network.parameters():
        if parameter.std(correction=0) < 2e-3 and parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.05)
    plain = _Tuple(network).eval()
    with torch.no_grad():
        expected = [tensor.numpy() for tensor in plain(image)]
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter built on TorchScript is deprecated
        torch.onnx.export(
            plain, (image[:1],), file, input_names=["image"], opset_version=17, dynamo=False,
            dynamic_axes={"image": {0: "batch"}},
        )  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        file.getvalue(), options, providers=["CPUExecutionProvider"]
    )
    got = session.run(None, {"image": image.numpy()})
    assert [g.shape for g in got] == [e.shape for e in expected]
    assert all(np.ptp(e) > 0 for e in expected)
    return max(float(np.abs(g - e).max()) for g, e in zip(got, expected, strict=True))
