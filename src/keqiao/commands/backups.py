"""``keqiao backup | restore | verify``: an installation in one file, brought back, and whether all of it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from keqiao.commands.options import argument, command, option
from keqiao.commands.site import require_web
from keqiao.commands.terminal import INVALID, OK, CommandError, Terminal
from keqiao.language import Message, message

MOST_TOLD = 50
"""Places that do not hold which are told one by one for each part."""


@command("backup", message("write the installation into one file, while people work"))
@argument("file", message("the back-up to write (.zip)"), metavar="FILE")
@option(
    "--without-keys",
    is_flag=True,
    help_text=message("leave secret.key and audit.key out: keep them in other hands"),
)
def backup(terminal: Terminal, file: str, without_keys: bool) -> int:
    """Write database, uploads, archives and keys with a manifest of hashes."""
    require_web()
    from keqiao.web.backups.archive import back_up

    with _refusals(), _names(terminal) as progress:
        manifest = back_up(Path(file).absolute(), keys=not without_keys, progress=progress)
    terminal.print(
        message(
            "{count} files with the database, {size} MB before compression. Written: {path}",
            count=len(manifest.entries),
            size=f"{sum(int(entry['size']) for entry in manifest.entries.values()) / 1e6:.1f}",
            path=file,
        )
    )
    return OK


@command("restore", message("bring a back-up back into an empty place"))
@argument("file", message("the back-up (.zip)"), metavar="FILE")
def restore(terminal: Terminal, file: str) -> int:
    """Check every entry by its hash, then put it where KEQIAO_DATA and DATABASE_URL say."""
    require_web()
    from keqiao.web.backups.restoration import restore as bring_back

    with _refusals(), _names(terminal) as progress:
        manifest = bring_back(Path(file), progress=progress)
    terminal.print(
        message(
            "{count} files brought back, as of {day}. Now try them: keqiao verify",
            count=len(manifest.entries),
            day=manifest.made_at,
        )
    )
    return OK


@command("verify", message("tell whether all that the installation vouches for holds"))
def verify(terminal: Terminal) -> int:
    """Audit log, files of evidence, snapshots, runs and kept figures; exit code 1 where something does not hold."""
    require_web()
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keqiao.web.site.settings")
    import django

    django.setup()
    from keqiao.web.backups.integrity import verify_installation

    whole = True
    for part in verify_installation():
        if not part.broken:
            terminal.print(message("{part}: {count} hold", part=part.name, count=part.checked))
            continue
        whole = False
        terminal.print(message("{part}: {count} do not hold", part=part.name, count=len(part.broken)))
        for line in part.broken[:MOST_TOLD]:
            terminal.print(f"  {line}")
    return OK if whole else INVALID


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal of a back-up, or of the environment, as one of the command."""
    from keqiao.web.backups.manifest import BackupError
    from keqiao.web.site.environment import ConfigurationError

    try:
        yield
    except BackupError as error:
        raise CommandError(error.sentence) from error
    except ConfigurationError as error:
        raise CommandError(message("{error}", error=str(error))) from error


@contextmanager
def _names(terminal: Terminal) -> Iterator[Callable[[str], None]]:
    """A function that shows the file at work."""
    with terminal.progress() as progress:
        yield lambda name: progress(0.0, Message("{name}", {"name": name}))
