"""`python -m nen7510_tracker` is `nen7510`."""

from nen7510_tracker.cli.main import main

if __name__ == "__main__":
    main()
