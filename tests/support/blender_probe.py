"""Imports files with real Blender and writes down what it made of them.

Run inside Blender, for many files in one process: `blender_probe.py -- JOBS.json ANSWERS.json`.
Each job names a file, an importer and its options; the scene is made empty between them. Works in
a Python that has `bpy` and in `blender --background --python`; needs nothing else, because Debian's
Blender comes without NumPy. Positions are in the world of Blender, Z up.
"""

import builtins
import json
import sys

import bpy

_open = builtins.open


def open_without_u(file, mode="r", *args, **kwargs):
    """Blender 3.4's BVH importer opens files with "rU", which Python 3.11 no longer knows."""
    return _open(file, mode.replace("U", ""), *args, **kwargs)


builtins.open = open_without_u


def importer(name):
    module, function = name.split(".")
    return getattr(getattr(bpy.ops, module), function)


def add_on(folder):
    """Enable the add-on, which the empty scene has disabled, as a user would."""
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import mocap_app_import

    if not hasattr(bpy.types, "IMPORT_SCENE_OT_mocap_app_take"):
        mocap_app_import.register()


def probe(job):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    # Importers only extend the range, so give them nothing to keep.
    scene.frame_start, scene.frame_end = 1, 1
    if job.get("addon"):
        add_on(job["addon"])
    if job.get("fps"):
        scene.render.fps = job["fps"]
    try:
        importer(job["importer"])(filepath=job["path"], **job.get("options", {}))
    except RuntimeError as error:
        return {"facts": {"error": str(error), "bones": []}, "arrays": {}}
    armature = next(thing for thing in bpy.data.objects if thing.type == "ARMATURE")
    bones = armature.data.bones
    action = armature.animation_data.action
    # The keys, not the scene: Update Scene Duration adds the count to the first frame, which is
    # one frame too many (in 5.0.1).
    first, last = (round(float(frame), 4) for frame in action.frame_range)
    # Not the shape that the glTF importer gives to bones.
    meshes = [thing for thing in bpy.data.objects if thing.type == "MESH" and thing.modifiers]
    heads, tails, boxes = [], [], []
    for frame in range(round(first), round(last) + 1):
        scene.frame_set(frame)
        to_world = armature.matrix_world
        heads.append([list(to_world @ armature.pose.bones[bone.name].head) for bone in bones])
        tails.append([list(to_world @ armature.pose.bones[bone.name].tail) for bone in bones])
        if meshes:
            boxes.append(bounds(meshes[0]))
    arrays = {
        "heads": heads,
        "tails": tails,
        "rest_heads": [list(armature.matrix_world @ bone.head_local) for bone in bones],
        "rest_tails": [list(armature.matrix_world @ bone.tail_local) for bone in bones],
        "rest_axes": [
            [list(row) for row in (armature.matrix_world @ bone.matrix_local).to_3x3()]
            for bone in bones
        ],
        "boxes": boxes,
    }
    facts = {
        "blender": bpy.app.version_string,
        "bones": [bone.name for bone in bones],
        "parents": [bone.parent.name if bone.parent else None for bone in bones],
        "fps": scene.render.fps,
        "fps_base": scene.render.fps_base,
        "frame_range": [first, last],
        "scene_range": [scene.frame_start, scene.frame_end],
        "object_scale": list(armature.scale),
        "object_rotation": list(armature.rotation_euler),
        "meshes": [mesh.name for mesh in meshes],
        "actions": [action.name for action in bpy.data.actions],
    }
    return {"facts": facts, "arrays": arrays}


def bounds(mesh):
    """The lowest and highest corner of a mesh as it is drawn."""
    drawn = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = [drawn.matrix_world @ vertex.co for vertex in drawn.data.vertices]
    return [[pick(axis) for axis in zip(*points, strict=True)] for pick in (min, max)]


def main(jobs_path, answers_path):
    with _open(jobs_path, encoding="utf-8") as file:
        jobs = json.load(file)
    answers = [probe(job) for job in jobs]
    with _open(answers_path, "w", encoding="utf-8") as file:
        json.dump(answers, file)


main(*sys.argv[sys.argv.index("--") + 1 :])
