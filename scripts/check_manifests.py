"""Checks both package.xml: ROS package format 3, no warnings, one version. Used by scripts/check."""

import sys
from pathlib import Path

from catkin_pkg.package import InvalidPackage, Package, parse_package

ROOT = Path(__file__).resolve().parent.parent
MANIFESTS = (ROOT / "package.xml", ROOT / "comuros_msgs" / "package.xml")


def problems_of(manifest: Path) -> tuple[list[str], Package | None]:
    """What is wrong with one manifest, and the package where it could be read."""
    warnings: list[str] = []
    try:
        package = parse_package(str(manifest), warnings=warnings)
    except InvalidPackage as error:
        return [str(error)], None
    if package.package_format != 3:
        warnings.append(f"package format is {package.package_format}; expected 3")
    return [f"{manifest.relative_to(ROOT)}: {warning}" for warning in warnings], package


def main() -> int:
    """Print every problem; 1 where there is one."""
    problems: list[str] = []
    versions: dict[str, str] = {}
    for manifest in MANIFESTS:
        found, package = problems_of(manifest)
        problems.extend(found)
        if package is not None:
            versions[package.name] = package.version
    if len(set(versions.values())) > 1:
        problems.append(f"the packages have different versions: {versions}")
    print("\n".join(problems) if problems else f"manifests are valid: {versions}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
