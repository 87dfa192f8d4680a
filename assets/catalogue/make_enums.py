#!/usr/bin/env python3
"""Makes enums.txt: the enumerations of AWS's APIs that values.txt names.

The facts come from AWS's own models of its APIs as published in the Python package botocore (Apache-2.0). `pip download`
fetches it by version; its SHA-256 is checked. Only Python 3's standard library is used beside it.

    python3 make_enums.py            fetches the package and writes the file
    python3 make_enums.py FILE.whl   takes a package that is there already

One enumeration a line: the service and the shape as values.txt has them, a tab, and its values, parted by tabs.
"""

import gzip
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "botocore"
VERSION = "1.43.11"
SHA256 = "0108b5604df5a26918936c845e1e761866ee9ea8d1c1f9358ed3c69afdc37436"
HERE = pathlib.Path(__file__).parent


def package():
    """The package's bytes, checked."""
    if len(sys.argv) > 1:
        data = pathlib.Path(sys.argv[1]).read_bytes()
    else:
        with tempfile.TemporaryDirectory() as folder:
            name = f"{PACKAGE}=={VERSION}"
            subprocess.run(["pip", "download", "--quiet", "--no-deps", "--dest", folder, name], check=True)
            data = next(pathlib.Path(folder).glob("*.whl")).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        sys.exit(f"{PACKAGE} {VERSION}: the SHA-256 is not the one expected")
    return data


def main():
    wheel = zipfile.ZipFile(io.BytesIO(package()))
    table = (HERE / "values.txt").read_text()
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    wanted = sorted(set(re.findall(r"\$([a-z0-9-]+)\.(\w+)", "\n".join(lines))))
    out = []
    for service, shape in wanted:
        path = re.compile(rf"botocore/data/{re.escape(service)}/[^/]+/service-2\.json\.gz")
        models = sorted(name for name in wheel.namelist() if path.fullmatch(name))
        if not models:
            sys.exit(f"{PACKAGE} {VERSION} has no service {service}")
        shapes = json.loads(gzip.decompress(wheel.read(models[-1])))["shapes"]
        if "enum" not in shapes.get(shape, {}):
            sys.exit(f"{service} has no enumeration {shape}")
        out.append("\t".join([f"{service}.{shape}", *shapes[shape]["enum"]]))
    (HERE / "enums.txt").write_text("\n".join(out) + "\n")
    print(f"enums.txt: {len(out)} enumerations")


if __name__ == "__main__":
    main()
