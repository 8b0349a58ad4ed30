#!/usr/bin/env python3
"""tests/packuments/replay.py PACKUMENT_FUZZ ARCHIVE.tar.xz: real documents of a registry, each through the reader and what its fuzz
target checks. Exits 77 (skipped) without the archive."""
import os, subprocess, sys, tarfile, tempfile

program, archive = os.path.abspath(sys.argv[1]), sys.argv[2]
if not os.path.exists(archive):
    print(f"SKIPPED: {archive} is not there")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    count = 0
    with tarfile.open(archive) as documents:
        for entry in documents:
            if not entry.isfile():
                continue
            with open(os.path.join(folder, f"{count:04}.json"), "wb") as file:
                file.write(documents.extractfile(entry).read())
            count += 1
    done = subprocess.run([program, folder], capture_output=True, text=True)
    if done.returncode != 0 or count < 100:
        sys.exit(f"{count} documents, status {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"{count} documents read")
