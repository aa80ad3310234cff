#version 330 core
// A square of floor around the persons, on which only shadows are seen.

uniform mat4 world_to_clip;
uniform vec3 middle;
uniform float reach;

in vec2 corner;

out vec3 v_world;

void main() {
    v_world = middle + reach * vec3(corner.x, 0.0, corner.y);
    gl_Position = world_to_clip * vec4(v_world, 1.0);
}
