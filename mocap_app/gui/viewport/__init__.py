"""The 3D view: camera and geometry without Qt, and two canvases that draw them."""
