"""`nen7510 portfolio`: what one sees only across laboratories."""

import typer

from nen7510_tracker.cli import ageing, failing, heat_map, upcoming
from nen7510_tracker.cli.speech import say as _

app = typer.Typer(
    help=_("Across laboratories: areas, what fails most, how old findings are, what comes up."),
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.command("heat-map")(heat_map.heat_map)
app.command("failing")(failing.failing)
app.command("ageing")(ageing.ageing)
app.command("upcoming")(upcoming.upcoming)
