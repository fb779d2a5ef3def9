"""Which rows of a table are screened: salts, ions, radicals, twins, and what holds no warhead."""
