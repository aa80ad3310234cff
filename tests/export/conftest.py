"""What real Blender makes of our files, asked once for all tests: starting it takes seconds."""

import dataclasses

import numpy as np
import pytest

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.exporter import export_take
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import TARGETS
from tests.support.blender import ADDON, BVH, FBX, GLTF, NEW_FBX, TAKE, bvh_job, import_all, job
from tests.support.takes import take

RATES = (24, 25, 30, 50, 60, 120)
TALL = solved_skeleton().with_offsets(1.08 * solved_skeleton().offsets)


@dataclasses.dataclass
class Case:
    """One file, the options it was written with and what Blender made of it."""

    made: object
    clip: object
    importer: str
    imported: object


def _plan():
    """Every target through every importer, every rate and rest pose through each importer."""
    targets = list(TARGETS)
    for shift, (importer, suffix) in enumerate([(BVH, ".bvh"), (FBX, ".fbx"), (NEW_FBX, ".fbx")]):
        for number, target in enumerate(targets):
            fps = RATES[(number + 2 * shift) % len(RATES)]
            rest = "ta"[(number + shift) % 2]
            yield importer, suffix, ExportOptions(target=target, fps=fps, rest=rest)
    yield BVH, ".bvh", ExportOptions(unit="cm", order="ZYX", on_floor=True, rest_frame=True)
    yield NEW_FBX, ".fbx", ExportOptions(unit="cm", rest_frame=True)
    yield FBX, ".fbx", ExportOptions(target="daz", unit="m")
    for target, rest in (("blender", "t"), ("ue5", "a")):
        yield GLTF, ".glb", ExportOptions(target=target, rest=rest, fps=25)
    for suffix, fps in ((".bvh", 60), (".fbx", 50), (".glb", 60)):
        yield TAKE, suffix, ExportOptions(target="mixamo", fps=fps)


def plan_and_ask(folder, plan, program=None):
    # A bit uneven, as a camera is, but each time is that of the file to half a millisecond.
    noise = np.random.default_rng(1).uniform(-4e-4, 4e-4, 16)
    made = take(np.sort(np.arange(16) / 30.0 + noise), skeleton=TALL, lost={0, 7, 8})
    jobs, cases = [], []
    for number, (importer, suffix, options) in enumerate(plan):
        path = folder / f"{number}{suffix}"
        clip = export_take(made, path, options)
        if importer == BVH:
            jobs.append(bvh_job(path, 1.0 / clip.scale))
        elif importer == TAKE:
            jobs.append(job(path, importer, addon=str(ADDON)))
        else:
            # glTF has no frame rate of its own; FBX has joints at the ends of leaf bones.
            more = {"fps": clip.fps} if importer == GLTF else {}
            if importer in (FBX, NEW_FBX):
                more["options"] = {"ignore_leaf_bones": True}
            jobs.append(job(path, importer, **more))
        cases.append(Case(made, clip, importer, None))
    (folder / "notes.txt").write_text("no motion")
    (folder / "broken.glb").write_bytes(b"not a GLB file at all")
    bad = [folder / "notes.txt", folder / "broken.glb", folder / "gone.bvh"]
    jobs += [job(path, TAKE, addon=str(ADDON)) for path in bad]
    cases += [Case(None, None, "", None) for _ in bad]
    answers, log = import_all(folder, jobs, program)
    for case, answer in zip(cases, answers, strict=True):
        case.imported = answer
    return cases, log


@pytest.fixture(scope="session")
def blender(tmp_path_factory):
    """All cases through the Blender of today, and what it printed."""
    return plan_and_ask(tmp_path_factory.mktemp("blender"), _plan())
