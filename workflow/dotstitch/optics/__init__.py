"""From excitations to molar absorptivity: shapes and calibration of bands, lamps."""
