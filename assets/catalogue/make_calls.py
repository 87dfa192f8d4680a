#!/usr/bin/env python3
"""Makes aws-calls.txt.gz: the calls that the APIs of AWS's services have.

The facts come from AWS's own models of its APIs as published in the Python package botocore (Apache-2.0), which has to be
installed in the version of make_enums.py.

One service a line: the name that requests to it are signed with, a tab, and its calls, parted by blanks. Models that
share a name (two versions of one API) are one line.
"""

import collections
import gzip
import pathlib
import sys

import botocore
import botocore.session

from make_enums import VERSION


def main():
    if botocore.__version__ != VERSION:
        sys.exit(f"botocore {VERSION} is wanted, and {botocore.__version__} is here")
    session = botocore.session.get_session()
    calls = collections.defaultdict(set)
    for service in session.get_available_services():
        model = session.get_service_model(service)
        name = model.metadata.get("signingName") or model.metadata["endpointPrefix"]
        calls[name].update(model.operation_names)
    text = "".join(f"{name}\t{' '.join(sorted(own))}\n" for name, own in sorted(calls.items()))
    packed = gzip.compress(text.encode(), 9, mtime=0)
    (pathlib.Path(__file__).parent / "aws-calls.txt.gz").write_bytes(packed)
    print(f"{len(calls)} services, {sum(map(len, calls.values()))} calls, {len(packed)} bytes")


main()
