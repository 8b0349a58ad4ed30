#!/usr/bin/env python3
"""Copies the full packuments that npm's own cache holds into a folder, one JSON file each; nothing is asked of the network.

Those of 2 to 60 versions: a few hundred packages have thousands and would be most of the pairs.
usage: cached_packuments.py NPM_CACHE FOLDER"""

import base64
import json
import os
import sys

cache, folder = os.path.join(sys.argv[1], "_cacache"), sys.argv[2]
os.makedirs(folder, exist_ok=True)
newest = {}
for where, _, files in os.walk(os.path.join(cache, "index-v5")):
    for name in files:
        with open(os.path.join(where, name), errors="replace") as bucket:
            for line in bucket:
                if "\t" not in line:
                    continue
                try:
                    entry = json.loads(line.split("\t", 1)[1])
                except ValueError:
                    continue
                accept = ((entry.get("metadata") or {}).get("reqHeaders") or {}).get("accept")
                if accept == "application/json" and entry.get("integrity"):
                    newest[entry["key"]] = entry["integrity"].split()[0]
count = 0
for integrity in newest.values():
    algorithm, digest = integrity.split("-", 1)
    digest = base64.b64decode(digest).hex()
    path = os.path.join(cache, "content-v2", algorithm, digest[:2], digest[2:4], digest[4:])
    try:
        with open(path) as content:
            text = content.read()
        document = json.loads(text)
    except (OSError, ValueError):
        continue
    if not isinstance(document, dict) or "time" not in document or "versions" not in document:
        continue
    if not 2 <= len(document["versions"]) <= 60:
        continue
    with open(os.path.join(folder, document["name"].replace("/", "__") + ".json"), "w") as out:
        out.write(text)
    count += 1
print(f"{count} packuments", file=sys.stderr)
