#version 330 core
// Skins a vertex and hands on what the surface looks like there.

layout(std140) uniform Bones { vec4 bone_rows[198]; };  // three rows of each of 66 bones
layout(std140) uniform Materials { mat4 materials[64]; };
uniform mat4 world_to_clip;
uniform vec3 irradiance[9];  // spherical harmonics of the light from all around

in vec3 position;
in vec3 normal;
in vec2 uv;
in float inside;
in float material;
in vec4 weights;
in uvec4 bones;

out vec3 v_world;
out vec3 v_normal;
out vec2 v_uv;
out float v_inside;
out float v_depth;
out vec3 v_ambient;
flat out int v_material;

vec3 ambient(vec3 n) {
    return irradiance[0] + irradiance[1] * n.y + irradiance[2] * n.z + irradiance[3] * n.x
        + irradiance[4] * (n.x * n.y) + irradiance[5] * (n.y * n.z)
        + irradiance[6] * (3.0 * n.z * n.z - 1.0) + irradiance[7] * (n.x * n.z)
        + irradiance[8] * (n.x * n.x - n.y * n.y);
}

void main() {
    vec4 rows[3];
    for (int row = 0; row < 3; ++row) {
        rows[row] = weights.x * bone_rows[3u * bones.x + uint(row)]
            + weights.y * bone_rows[3u * bones.y + uint(row)]
            + weights.z * bone_rows[3u * bones.z + uint(row)]
            + weights.w * bone_rows[3u * bones.w + uint(row)];
    }
    vec4 rest = vec4(position, 1.0);
    v_world = vec3(dot(rows[0], rest), dot(rows[1], rest), dot(rows[2], rest));
    v_normal = normalize(vec3(dot(rows[0].xyz, normal), dot(rows[1].xyz, normal),
                              dot(rows[2].xyz, normal)));
    // Folds are too wide to need more than the mesh's own vertices.
    vec3 p = position * vec3(23.0, 17.0, 23.0);
    vec3 q = p + 1.7 * sin(p.yzx * 1.3 + 0.7);
    vec3 folds = sin(vec3(q.x + q.y, q.y * 1.9 + q.z, q.z + q.x * 1.6));
    v_normal = normalize(v_normal + materials[int(material + 0.5)][3][3] * 0.6 * folds);
    v_uv = uv;
    v_inside = inside;
    v_material = int(material + 0.5);
    v_ambient = max(ambient(v_normal), vec3(0.0));
    gl_Position = world_to_clip * vec4(v_world, 1.0);
    v_depth = gl_Position.w;
}
