#version 330 core
// Skins a vertex and lays it flat on the floor, away from the lamp.

uniform sampler2D bones;
uniform vec3 to_light;
uniform vec2 middle;  // x, z of the square on the floor that the shadow is drawn into
uniform float reach;  // half its side

layout(location = 0) in vec3 position;
layout(location = 4) in uvec4 slots;
layout(location = 5) in vec4 weights;

out float v_height;

void main() {
    vec4 rest = vec4(position, 1.0);
    vec3 place = vec3(0.0);
    for (int k = 0; k < 4; ++k) {
        if (weights[k] <= 0.0) continue;
        ivec2 at = ivec2(3u * (slots[k] & 255u), slots[k] >> 8);
        place += weights[k] * vec3(dot(texelFetch(bones, at, 0), rest),
                                   dot(texelFetch(bones, at + ivec2(1, 0), 0), rest),
                                   dot(texelFetch(bones, at + ivec2(2, 0), 0), rest));
    }
    v_height = max(place.y, 0.0) / reach;
    vec2 fallen = place.xz - to_light.xz * max(place.y, 0.0) / to_light.y;
    gl_Position = vec4((fallen - middle) / reach, 0.0, 1.0);
}
