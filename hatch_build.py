"""What an installation has beside the sources: the engine's compiled kernel and, in archives, the built console."""

import os
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNEL = "lenticular.domain.engine.kernel"


class Built(BuildHookInterface):
    """Compiles and builds what is not there yet."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare a wheel, an editable installation or a source archive."""
        root = Path(self.root)
        if self.target_name == "wheel":
            build_data["infer_tag"] = compile_kernel(root)
            build_data["pure_python"] = not build_data["infer_tag"]
        if version != "editable":
            build_console(root)


def compile_kernel(root: Path) -> bool:
    """Compile the kernel into the sources; False if it could not be done: then Python does its work, and slower."""
    from setuptools import Distribution, Extension

    folder = root / "src/lenticular/domain/engine"
    compiled = folder / f"kernel{sysconfig.get_config_var('EXT_SUFFIX')}"
    compiled.unlink(missing_ok=True)
    extension = Extension(
        KERNEL,
        [str(one.relative_to(root)) for one in sorted(folder.glob("*.c"))],
        extra_compile_args=["-O3"] if os.name == "posix" else [],
        optional=True,
    )
    distribution = Distribution({"name": "lenticular", "package_dir": {"": "src"}, "ext_modules": [extension]})
    command = distribution.get_command_obj("build_ext")
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as built:
        os.chdir(root)
        try:
            command.inplace, command.build_lib, command.build_temp = True, built, built
            distribution.run_command("build_ext")
        finally:
            os.chdir(before)
    return compiled.is_file()


def build_console(root: Path) -> None:
    """Run scripts/build-console unless it was run; RuntimeError with what is missing where it cannot."""
    if (root / "src/lenticular/console/built/index.html").is_file():
        return
    try:
        subprocess.run([root / "scripts" / "build-console"], check=True)  # noqa: S603 - our own
    except (OSError, subprocess.CalledProcessError) as error:
        message = "The console could not be built: that needs bash and Node 20 or newer, with npm. See above."
        raise RuntimeError(message) from error
