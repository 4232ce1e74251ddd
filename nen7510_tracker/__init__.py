"""NEN 7510 tracker: what was found at a laboratory, what is verified, and whether it may resume."""

VERSION = "0.1.0"
