"""Reads FBX files with ufbx and prints what it found as JSON: `ufbx_probe.py FILE...`."""

import json
import os
import sys

import ufbx

KEPT = []
"""Everything: the binding crashes when a scene is freed before what came out of it."""


def probe(path):
    scene = ufbx.load_file(path)
    nodes = list(scene.nodes)
    (stack,) = scene.anim_stacks
    anim, settings = stack.anim, scene.settings
    KEPT.extend([scene, nodes, stack, anim, settings])
    fps = settings.frames_per_second
    bones = [node for node in nodes if node.bone is not None]
    count = round((stack.time_end - stack.time_begin) * fps) + 1
    local = []
    for frame in range(count):
        moments = [ufbx.evaluate_transform(anim, bone, frame / fps) for bone in bones]
        local.append([flat(moment) for moment in moments])
    names = [bone.name for bone in bones]
    parents = [bone.parent.name for bone in bones]
    return {
        "warnings": [str(warning) for warning in scene.metadata.warnings],
        "unit_metres": settings.unit_meters,
        "fps": fps,
        "bones": names,
        "parents": [names.index(name) if name in names else -1 for name in parents],
        "stacks": [stack.name],
        "local": local,
    }


def flat(moment):
    move, turn = moment.translation, moment.rotation
    return [move.x, move.y, move.z, turn.x, turn.y, turn.z, turn.w]


print(json.dumps([probe(path) for path in sys.argv[1:]]), flush=True)
os._exit(0)
