#version 330 core
// Half of a Gaussian blur: along one axis.

uniform sampler2D picture;
uniform vec2 offset;  // one texel along the axis

in vec2 v_uv;

layout(location = 0) out vec4 blurred;

void main() {
    // Pairs of texels by one linear look-up each.
    float sum = 0.227027 * texture(picture, v_uv).r;
    sum += 0.316216 * (texture(picture, v_uv + 1.384615 * offset).r + texture(picture, v_uv - 1.384615 * offset).r);
    sum += 0.070270 * (texture(picture, v_uv + 3.230769 * offset).r + texture(picture, v_uv - 3.230769 * offset).r);
    blurred = vec4(sum);
}
