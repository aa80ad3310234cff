#version 330 core
// Skins a vertex of an avatar: each of its four slots is a 3 x 4 matrix in the texture of bones.

uniform sampler2D bones;  // 256 slots in a row, three texels each
uniform mat4 world_to_clip;

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
layout(location = 3) in vec4 color;
layout(location = 4) in uvec4 slots;
layout(location = 5) in vec4 weights;

out vec3 v_world;
out vec3 v_normal;
out vec2 v_uv;
out vec4 v_color;

void main() {
    vec4 rest = vec4(position, 1.0);
    vec3 place = vec3(0.0), turned = vec3(0.0);
    for (int k = 0; k < 4; ++k) {
        if (weights[k] <= 0.0) continue;
        ivec2 at = ivec2(3u * (slots[k] & 255u), slots[k] >> 8);
        vec4 x = texelFetch(bones, at, 0);
        vec4 y = texelFetch(bones, at + ivec2(1, 0), 0);
        vec4 z = texelFetch(bones, at + ivec2(2, 0), 0);
        place += weights[k] * vec3(dot(x, rest), dot(y, rest), dot(z, rest));
        turned += weights[k] * vec3(dot(x.xyz, normal), dot(y.xyz, normal), dot(z.xyz, normal));
    }
    v_world = place;
    v_normal = turned;
    v_uv = uv;
    v_color = color;
    gl_Position = world_to_clip * vec4(place, 1.0);
}
