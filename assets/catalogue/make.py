#!/usr/bin/env python3
"""Makes aws-events.jsonl.gz: what events AWS services send, with their fields and types.

The facts come from AWS's own schema registry (`aws.events`, us-east-1), as published in the npm package
@aws-cdk/aws-service-spec (Apache-2.0). `npm pack` fetches it by version; its SHA-512 is checked. Only Python 3's
standard library is used beside it.

    python3 make.py            fetches the package and writes the file
    python3 make.py FILE.tgz   takes a package that is there already

One kind of event a line: {"source", "detail-type", "fields": {PATH: TYPE}}. PATH is joined by full stops. TYPE is
string, number, integer, boolean, object (fields not known), map (any names inside), json (anything), or several
joined by "/"; "[]" behind it: inside an array somewhere on the way; "?": the schema does not require it.
"""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "@aws-cdk/aws-service-spec"
VERSION = "0.1.216"
SHA512 = "O3Lu6v6J6RnI+Eenklbw8237kV64cTpM94QEXmlcmsIAzhcKrdd+qApZhlTL+H3IDt1JP6Vphbd+OOmq6r8pqw=="
DEEPEST = 12


def package():
    """The package's bytes, checked."""
    if len(sys.argv) > 1:
        data = pathlib.Path(sys.argv[1]).read_bytes()
    else:
        with tempfile.TemporaryDirectory() as folder:
            name = f"{PACKAGE}@{VERSION}"
            subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, name], check=True)
            data = next(pathlib.Path(folder).glob("*.tgz")).read_bytes()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != SHA512:
        sys.exit(f"{PACKAGE} {VERSION}: the SHA-512 is not the one expected")
    return data


def database(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return json.loads(gzip.decompress(archive.extractfile("package/db.json.gz").read()))["schema"]


class Fields:
    """The fields of one kind of event: path to (types, in an array, optional)."""

    def __init__(self, types):
        self.types = types
        self.found = {}

    def add(self, path, kind, array, optional):
        names, arrays, optionals = self.found.get(path, (set(), False, False))
        self.found[path] = (names | {kind}, arrays or array, optionals or optional)

    def definition(self, number, path, array, optional, above):
        properties = self.types[number]["properties"]
        if number in above or len(above) > DEEPEST or not properties:
            self.add(path, "object", array, optional)
            return
        for name, member in properties.items():
            inner = f"{path}.{name}" if path else name
            self.type(member["type"], inner, array, optional or not member.get("required", False), above | {number})

    def type(self, kind, path, array, optional, above):
        name = kind["type"]
        if name == "ref":
            self.definition(kind["reference"]["$ref"], path, array, optional, above)
        elif name == "array":
            self.type(kind["element"], path, True, optional, above)
        elif name == "union":
            for one in kind["types"]:
                self.type(one, path, array, optional, above)
        elif name == "date-time":
            self.add(path, "string", array, optional)
        elif name in ("string", "number", "integer", "boolean", "json", "map"):
            self.add(path, name, array, optional)
        else:
            self.add(path, "json", array, optional)

    def shown(self):
        return {
            path: "/".join(sorted(names)) + ("[]" if array else "") + ("?" if optional else "")
            for path, (names, array, optional) in sorted(self.found.items())
        }


def main():
    schema = database(package())
    types = {one["$id"]: one for one in schema["eventTypeDefinition"]["entities"]}
    kinds = {}
    for event in schema["event"]["entities"]:
        fields = kinds.setdefault((event["source"], event["detailType"]), Fields(types))
        fields.definition(event["rootProperty"]["$ref"], "detail", False, False, frozenset())
    lines = []
    for (source, detail_type), fields in sorted(kinds.items()):
        shown = {path: kind for path, kind in fields.shown().items() if path != "detail"}
        line = {"source": source, "detail-type": detail_type, "fields": shown}
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    out = pathlib.Path(__file__).with_name("aws-events.jsonl.gz")
    with open(out, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    print(f"{out.name}: {len(lines)} kinds of event, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
