#version 330 core
// Skins a vertex for the shadow map.

layout(std140) uniform Bones { vec4 bone_rows[198]; };
uniform mat4 world_to_shadow;

in vec3 position;
in float inside;
in vec4 weights;
in uvec4 bones;

out float v_inside;

void main() {
    vec4 rest = vec4(position, 1.0);
    vec3 world;
    for (int row = 0; row < 3; ++row) {
        vec4 mixed_row = weights.x * bone_rows[3u * bones.x + uint(row)]
            + weights.y * bone_rows[3u * bones.y + uint(row)]
            + weights.z * bone_rows[3u * bones.z + uint(row)]
            + weights.w * bone_rows[3u * bones.w + uint(row)];
        world[row] = dot(mixed_row, rest);
    }
    v_inside = inside;
    gl_Position = world_to_shadow * vec4(world, 1.0);
}
