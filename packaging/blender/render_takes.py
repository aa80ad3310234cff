"""Renders takes as Blender shows them: BVH and FBX as bones, the GLB with its mannequin.

Run it with a Python that has `bpy` (or in `blender --background --python`), on what mocap_app
exported; each STEM stands for STEM.bvh, STEM.fbx and STEM.glb, one row of the picture:

    python packaging/blender/render_takes.py -o picture.jpg STEM [STEM ...]
"""

import argparse
import sys
import tempfile
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).parent))
import mocap_app_import

SUFFIXES = (".bvh", ".fbx", ".glb")
COLOURS = ((0.9, 0.32, 0.05, 1.0), (0.05, 0.32, 0.8, 1.0), (0.75, 0.77, 0.8, 1.0))
APART_M = 1.5
TILE = (540, 340)
SAMPLES = 10


def main(words):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stems", nargs="+", metavar="STEM", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    parser.add_argument("--frames", type=int, default=3, help="pictures of each take")
    parser.add_argument("--at", help="which frames instead, for example 20,60,100")
    args = parser.parse_args(words)
    mocap_app_import.register()
    rows = [np.concatenate(pictures_of(stem, args), axis=1) for stem in args.stems]
    save(np.concatenate(rows[::-1], axis=0), args.output)


def pictures_of(stem, args):
    """Return (H, W, 4) pictures of one take, lowest line first, as Blender has them."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    armatures = [import_one(stem.with_name(stem.name + suffix)) for suffix in SUFFIXES]
    first, last = armatures[0].animation_data.action.frame_range
    steps = (np.arange(args.frames) + 0.5) / args.frames
    frames = [first + step * (last - first) for step in steps]
    if args.at:
        frames = [float(word) for word in args.at.split(",")]
    furnish(scene)
    materials = [material(suffix, colour) for suffix, colour in zip(SUFFIXES, COLOURS, strict=True)]
    paint_mannequin(armatures[2], materials[2])
    return [picture(scene, armatures, materials, round(frame)) for frame in frames]


def import_one(path):
    known = set(bpy.data.objects)
    done = bpy.ops.import_scene.mocap_app_take(filepath=str(path))
    if "FINISHED" not in done:
        raise SystemExit(f"{path} was not imported.")
    new = [thing for thing in bpy.data.objects if thing not in known]
    # The glTF importer makes a shape for bones.
    for thing in new:
        if thing.type == "MESH" and not thing.modifiers:
            thing.hide_render = True
    return next(thing for thing in new if thing.type == "ARMATURE")


def picture(scene, armatures, materials, frame):
    """Return one (H, W, 4) picture of all figures in a frame."""
    scene.frame_set(frame)
    for armature in armatures:
        armature.location = (0.0, 0.0, armature.location.z)
    bpy.context.view_layer.update()
    sticks = []
    for place, armature in enumerate(armatures):
        hips = armature.matrix_world @ hips_of(armature).head
        armature.location.x += (place - 1) * APART_M - hips.x
        armature.location.y -= hips.y
        bpy.context.view_layer.update()
        if place < 2:
            sticks.append(bones(armature, materials[place]))
    with tempfile.TemporaryDirectory() as folder:
        scene.render.filepath = str(Path(folder) / "tile.png")
        bpy.ops.render.render(write_still=True)
        tile = bpy.data.images.load(scene.render.filepath)
        pixels = np.array(tile.pixels[:], dtype=np.float32).reshape(tile.size[1], tile.size[0], 4)
    for stick in sticks:
        bpy.data.objects.remove(stick)
    return pixels


def hips_of(armature):
    return next(bone for bone in armature.pose.bones if "hips" in bone.name.lower())


def bones(armature, colour):
    """Return an object that shows each bone of a pose as Blender draws it: an octahedron."""
    points, faces = [], []
    for bone in armature.pose.bones:
        head, tail = (armature.matrix_world @ end for end in (bone.head, bone.tail))
        turned = armature.matrix_world.to_3x3() @ bone.matrix.to_3x3()
        along = tail - head
        side, front = (turned.col[i].normalized() * 0.1 * along.length for i in (0, 2))
        waist = head + 0.1 * along
        start = len(points)
        points += [head, waist + side, waist + front, waist - side, waist - front, tail]
        for a, b in ((1, 2), (2, 3), (3, 4), (4, 1)):
            faces += [(start, start + b, start + a), (start + 5, start + a, start + b)]
    mesh = bpy.data.meshes.new("bones")
    mesh.from_pydata(points, [], faces)
    mesh.materials.append(colour)
    thing = bpy.data.objects.new("bones", mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def material(name, colour):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    surface = made.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = colour
    surface.inputs["Roughness"].default_value = 0.6
    return made


def paint_mannequin(armature, colour):
    for thing in bpy.data.objects:
        if thing.type == "MESH" and thing.find_armature() == armature and not thing.data.materials:
            thing.data.materials.append(colour)


def furnish(scene):
    """Add floor, sun, sky and camera, and choose a renderer that needs no graphics card."""
    bpy.ops.mesh.primitive_plane_add(size=40.0)
    bpy.context.object.data.materials.append(material("floor", (0.32, 0.34, 0.36, 1.0)))
    bpy.ops.object.light_add(type="SUN", rotation=(0.7, 0.25, 0.5))
    bpy.context.object.data.energy = 3.0
    scene.world = bpy.data.worlds.new("sky")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs[0].default_value = (0.5, 0.55, 0.6, 1.0)
    eye, target = Vector((1.2, -6.4, 1.7)), Vector((0.0, 0.0, 0.85))
    bpy.ops.object.camera_add(location=eye)
    camera = bpy.context.object
    camera.rotation_euler = (target - eye).to_track_quat("-Z", "Y").to_euler()
    camera.data.lens = 56.0
    scene.camera = camera
    scene.render.engine = "CYCLES"
    scene.cycles.samples = SAMPLES
    scene.cycles.use_denoising = True
    scene.view_settings.view_transform = "Standard"
    scene.render.resolution_x, scene.render.resolution_y = TILE


def save(pixels, path):
    height, width, _ = pixels.shape
    image = bpy.data.images.new("takes", width, height)
    image.pixels = pixels.ravel()
    image.filepath_raw = str(path.resolve())
    image.file_format = "JPEG" if path.suffix.lower() in {".jpg", ".jpeg"} else "PNG"
    image.save(quality=85)


if __name__ == "__main__":
    main(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:])
