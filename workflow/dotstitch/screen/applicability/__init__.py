"""Which numbers of a molecule lie outside what their methods were tested on, and why."""
