"""The published command line tool, csdx, on a folder of its own, against a server whose certificate is for a name."""

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from servers import OWNER_EMAIL, OWNER_PASSWORD

HERE = Path(__file__).parent
COMMAND = HERE / "cli" / "node_modules" / "@contentstack" / "cli" / "bin" / "run.js"
# csdx takes neither an address nor localhost for a host.
HOST = "cms.test"
PATIENCE_SECONDS = 600.0

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_COMPLAINTS = re.compile(r"^\[[^]]+\] ((?:ERROR|WARN): .*(?:\nAPI Error: .*)?)$", re.MULTILINE)
# Not that there is no registry to ask for a newer csdx; not what a stack here does not have: workflows, apps of the
# marketplace, Studio; and not that global fields come before the content types they refer to, and are completed later.
_EXPECTED = re.compile(
    r"Failed to check the latest version|Workflow '|Cannot GET /installations|Installation error occurred"
    r"|Cannot GET /v1/projects|No Studio project found|does not exist. Removing the field from schema"
)
# csdx spends most of its time asleep: a second after every two to five requests, ten between two looks at experiences.
_AT_ONCE = 20
_IMPORT_CONFIG = {
    **dict.fromkeys(("concurrency", "importConcurrency", "fetchConcurrency", "writeConcurrency"), _AT_ONCE),
    "modules": {
        "apiConcurrency": _AT_ONCE,
        "assets": {"uploadAssetsConcurrency": _AT_ONCE, "importFoldersConcurrency": _AT_ONCE},
        "variantEntry": {"apiConcurrency": _AT_ONCE},
        "personalize": {"experiences": {"checkIntervalDuration": 500}},
    },
}
_EXPORT_CONFIG = {
    "fetchConcurrency": _AT_ONCE,
    "modules": {"assets": {"downloadLimit": _AT_ONCE, "fetchConcurrency": _AT_ONCE}},
}


@dataclass(frozen=True, slots=True)
class Csdx:
    """A person at a terminal: their home folder, and the server that they made their region."""

    home: Path
    url: str
    authority: Path

    @property
    def origin(self) -> str:
        """The server by the name that its certificate is for."""
        return f"https://{HOST}:{urlsplit(self.url).port}"

    def run(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> str:
        """Run a command; return what it printed, without colours. Its exit code says nothing: csdx ends with 0."""
        finished = subprocess.run(
            ["node", COMMAND, *arguments],
            cwd=self.home,
            env=self._environment() | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        printed = _COLOURS.sub("", finished.stdout)
        print(f"$ csdx {' '.join(map(str, arguments))}\n{printed}")
        return printed

    @staticmethod
    def complaints(printed: str) -> list[str]:
        """Return the errors and warnings of a command, but for those that are to be expected of every one."""
        return [complaint for complaint in _COMPLAINTS.findall(printed) if not _EXPECTED.search(complaint)]

    def choose_region(self) -> str:
        """Make the server this person's region: its content API, and Personalize at a path of the same host."""
        hosts = [f"--{option}={self.origin}" for option in ("cma", "cda", "ui-host")]
        return self.run("config:set:region", *hosts, "--name=TEST", f"--personalize={self.origin}/personalize-api")

    def log_in(self, email: str = OWNER_EMAIL, password: str = OWNER_PASSWORD) -> str:
        """Sign in with an email address and a password."""
        return self.run("auth:login", "-u", email, "-p", password)

    def add_token(self, alias: str, api_key: str, token: str) -> str:
        """Remember a stack's management token under an alias."""
        return self.run(
            "auth:tokens:add", "-a", alias, "--stack-api-key", api_key, "--management", "--token", token, "-y"
        )

    def export(self, api_key: str, folder: Path, *options: str) -> str:
        """Write a stack's content into a folder."""
        return self.run(
            "cm:stacks:export", *self._told("export", _EXPORT_CONFIG), "-k", api_key, "-d", folder, *options
        )

    def import_(self, api_key: str, folder: Path, *options: str) -> str:
        """Read an export's folder into a stack."""
        told = (*self._told("import", _IMPORT_CONFIG), "--skip-audit")
        return self.run("cm:stacks:import", *told, "-k", api_key, "-d", folder, *options)

    def _told(self, command: str, config: Mapping[str, object]) -> Sequence[str]:
        """Return the options that keep a command from asking and from sleeping."""
        file = self.home / f"{command}.json"
        file.write_text(json.dumps(config))
        return "-y", "-c", str(file)

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CS_")}
        return inherited | {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_DATA_HOME": str(self.home / ".local"),
            "CS_CLI_CONFIG_PATH": str(self.home / ".config"),
            "CS_CLI_LOG_PATH": str(self.home / "logs"),
            "NODE_EXTRA_CA_CERTS": str(self.authority),
            "NODE_OPTIONS": f"--require {HERE / 'named_hosts.cjs'}",
            "TEST_HOST": HOST,
        }
