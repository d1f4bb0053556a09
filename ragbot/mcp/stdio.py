"""The Model Context Protocol over standard input and output, for assistants that start ragbot themselves."""

from __future__ import annotations

from contextlib import closing
from importlib.util import find_spec

from ragbot.client import PublicClient
from ragbot.errors import SettingsError
from ragbot.extras import install_command
from ragbot.logs import log_to_stderr, write_out
from ragbot.mcp.on_demand import OnDemandNews
from ragbot.settings import Settings


def serve_stdio(settings: Settings, url: str | None = None) -> int:
    """Serve until standard input ends; the exit status. Nothing but the protocol goes to standard output.

    With `url`, the server there is asked in place of the archive. Raises SettingsError when the address is none, or
    the package of the protocol is missing.
    """
    if find_spec("mcp") is None:
        raise SettingsError(f"The package of the Model Context Protocol is missing: {install_command('mcp')}")
    from ragbot.mcp.tools import news_server

    key = settings.key.get_secret_value() if settings.key else None
    elsewhere = PublicClient(url, key) if url else None
    log_to_stderr(settings.log_level, settings.log_format)
    with closing(OnDemandNews(settings)) as own:
        news_server(elsewhere or own).run("stdio")
    write_out()
    return 0
