"""The language that the command line speaks: `--lang`, else `NEN7510_LANG`, else the locale's, else English."""

import os
import sys

from nen7510_tracker.cli.arguments import language_asked
from nen7510_tracker.words.catalogue import preferred_language, words_of

language = preferred_language(language_asked(sys.argv[1:]) or os.environ.get("NEN7510_LANG"))
say = words_of(language)
