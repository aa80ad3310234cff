"""Blender add-on: imports a take exported by mocap_app with the options that fit the file.

Install it with Edit > Preferences > Add-ons > Install from Disk; then File > Import > mocap_app
take. Blender's own importers leave the scene at its old frame rate or range, or take centimetres
for metres; this one calls them with the right options and sets frame rate and range afterwards.
Tested with Blender 5.0 and 3.4.
"""

import json
import struct
from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

bl_info = {
    "name": "Import mocap_app take",
    "author": "mocap_app",
    "version": (1, 0, 0),
    "blender": (3, 4, 0),
    "location": "File > Import > mocap_app take",
    "description": "Import BVH, FBX and GLB takes at the right speed and size",
    "category": "Import-Export",
}

LONGEST_BONE_M = 3.0
"""No bone is longer, so a file with a longer one is in centimetres."""


class ImportTake(bpy.types.Operator, ImportHelper):
    """Import a take exported by mocap_app at the right speed and size"""

    bl_idname = "import_scene.mocap_app_take"
    bl_label = "Import mocap_app take"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012 - Blender's own way

    filename_ext = ".bvh"
    filter_glob: StringProperty(default="*.bvh;*.fbx;*.glb", options={"HIDDEN"})
    set_scene: BoolProperty(
        name="Set frame rate and range",
        description="Give the scene the frame rate of the take and play exactly its frames",
        default=True,
    )

    def execute(self, context):
        path = Path(self.filepath)
        importers = {".bvh": import_bvh, ".fbx": import_fbx, ".glb": import_glb}
        importer = importers.get(path.suffix.lower())
        if importer is None:
            self.report({"ERROR"}, f"{path.name} is no BVH, FBX or GLB file")
            return {"CANCELLED"}
        scene = context.scene
        before = (scene.render.fps, scene.render.fps_base, scene.frame_start, scene.frame_end)
        known = set(bpy.data.objects)
        try:
            importer(scene, path)
        except (OSError, RuntimeError, ValueError, KeyError, struct.error) as error:
            self.report({"ERROR"}, f"{path.name} cannot be imported: {error}")
            return {"CANCELLED"}
        armatures = [o for o in bpy.data.objects if o.type == "ARMATURE" and o not in known]
        if not armatures or armatures[0].animation_data is None:
            self.report({"ERROR"}, f"there is no animated skeleton in {path.name}")
            return {"CANCELLED"}
        if self.set_scene:
            first, last = armatures[0].animation_data.action.frame_range
            scene.frame_start, scene.frame_end = round(first), round(last)
            scene.frame_set(scene.frame_start)
        else:
            scene.render.fps, scene.render.fps_base = before[:2]
            scene.frame_start, scene.frame_end = before[2:]
        return {"FINISHED"}


def import_bvh(_scene, path):
    bpy.ops.import_anim.bvh(
        filepath=str(path),
        global_scale=0.01 if is_in_centimetres(path) else 1.0,
        frame_start=1,
        update_scene_fps=True,
        update_scene_duration=True,
    )


def import_fbx(_scene, path):
    # The newer importer, where there is one, is faster and places keys exactly. The joints at the
    # ends of head, hands and toes only say how long these bones are.
    if "fbx_import" in dir(bpy.ops.wm):
        bpy.ops.wm.fbx_import(filepath=str(path), ignore_leaf_bones=True)
    else:
        bpy.ops.import_scene.fbx(filepath=str(path), ignore_leaf_bones=True)


def import_glb(scene, path):
    # glTF has times and no frames; Blender makes frames with the scene's rate.
    fps = glb_rate(path)
    if fps is not None:
        scene.render.fps, scene.render.fps_base = fps, 1.0
    bpy.ops.import_scene.gltf(filepath=str(path))


def is_in_centimetres(path):
    """Whether any offset in a BVH's hierarchy is too long for metres."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words[:1] == ["MOTION"]:
                break
            if words[:1] == ["OFFSET"] and any(abs(float(w)) > LONGEST_BONE_M for w in words[1:]):
                return True
    return False


def glb_rate(path):
    """Frames per second of a GLB that mocap_app wrote, None of others."""
    with path.open("rb") as file:
        magic, _, _, size, kind = struct.unpack("<4sIII4s", file.read(20))
        if magic != b"glTF" or kind != b"JSON":
            raise ValueError("it is no GLB file")
        asset = json.loads(file.read(size))["asset"]
        return asset.get("extras", {}).get("fps")


def menu_entry(self, _context):
    self.layout.operator(ImportTake.bl_idname, text="mocap_app take (.bvh, .fbx, .glb)")


def register():
    bpy.utils.register_class(ImportTake)
    bpy.types.TOPBAR_MT_file_import.append(menu_entry)


def unregister():
    bpy.types.TOPBAR_MT_file_import.remove(menu_entry)
    bpy.utils.unregister_class(ImportTake)


if __name__ == "__main__":
    register()
