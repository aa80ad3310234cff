"""Imports a BVH file with real Blender and prints what it made of it, as one line of JSON.

Run by a Python that has `bpy`, in a process of its own for each file:
`python blender_import_bvh.py FILE SCALE`. Positions are in the world of Blender, Z up.
"""

import json
import sys

import bpy


def main(path, scale):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    # The importer only extends the range, so give it nothing to keep.
    scene.frame_start, scene.frame_end = 1, 1
    bpy.ops.import_anim.bvh(
        filepath=path, global_scale=scale, update_scene_fps=True, update_scene_duration=True
    )
    armature = next(thing for thing in bpy.data.objects if thing.type == "ARMATURE")
    names = [bone.name for bone in armature.data.bones]
    # The keys, not the scene: Update Scene Duration adds the count to the first frame, which is
    # one frame too many (in 5.0.1).
    first, last = (round(frame) for frame in armature.animation_data.action.frame_range)
    frames = []
    for frame in range(first, last + 1):
        scene.frame_set(frame)
        frames.append(
            [list(armature.matrix_world @ armature.pose.bones[name].head) for name in names]
        )
    made = {
        "blender": bpy.app.version_string,
        "bones": names,
        "parents": [bone.parent.name if bone.parent else None for bone in armature.data.bones],
        "bone_lengths": [bone.length for bone in armature.data.bones],
        "rest_heads": [
            list(armature.matrix_world @ bone.head_local) for bone in armature.data.bones
        ],
        "heads": frames,
        "fps": scene.render.fps,
        "fps_base": scene.render.fps_base,
        "frame_range": [first, last],
        "scene_range": [scene.frame_start, scene.frame_end],
        "object_scale": list(armature.scale),
        "object_rotation": list(armature.rotation_euler),
    }
    print("RESULT " + json.dumps(made))


main(sys.argv[1], float(sys.argv[2]))
