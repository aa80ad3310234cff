#version 330 core
// A square of the floor around the person.

uniform mat4 world_to_clip;
uniform vec2 middle;
uniform float reach;

out vec2 v_place;

void main() {
    v_place = vec2((gl_VertexID & 1) * 2 - 1, (gl_VertexID & 2) - 1);
    vec2 at = middle + reach * v_place;
    gl_Position = world_to_clip * vec4(at.x, 0.0, at.y, 1.0);
}
