"""Points in the space of standard normals, led from one density to another."""
