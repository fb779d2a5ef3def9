"""Screen photocrosslinkers for the direct optical patterning of colloidal quantum dots."""

__version__ = "0.1.0"
