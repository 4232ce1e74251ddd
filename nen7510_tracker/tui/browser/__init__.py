"""The interface in a browser: who may come in, a program for each visitor, the page (design section 6)."""
