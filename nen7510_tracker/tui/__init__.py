"""The terminal interface: shows, asks, nothing else."""

import os

# What follows from a key is drawn in one frame or two; a second one waits for up to two ticks of Textual's clock.
# Has to be said before Textual is imported; whoever chose a rate keeps it.
os.environ.setdefault("TEXTUAL_FPS", "120")
