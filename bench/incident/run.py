#!/usr/bin/env python3
"""`sallyport incident` over a git history of 10,000 commits with a lockfile of 2,500 packages.

usage: run.py SALLYPORT [EVERY]: the lockfile changes in every EVERY-th commit (default 10). Prints seconds and peak memory."""

import os
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/incident"))
from repository import Repository, lockfile

COMMITS, PACKAGES = 10_000, 2_500
sallyport = os.path.abspath(sys.argv[1])
every = int(sys.argv[2]) if len(sys.argv) > 2 else 10
chance = random.Random(1)
packages = {f"package-{i:04}": "1.0.0" for i in range(PACKAGES)}
# Honest packages of which a version was poisoned once: their names are in every state.
packages.update({"axios": "1.13.0", "chalk": "5.6.0", "debug": "4.4.1"})
with tempfile.TemporaryDirectory() as work:
    folder = os.path.join(work, "project")
    home = os.path.join(work, "home")
    os.makedirs(home)
    repository = Repository(folder)
    for i in range(COMMITS):
        files = {f"src/{i % 50}/file.js": f"{i}\n"}
        if i % every == 0:
            name = f"package-{chance.randrange(PACKAGES):04}"
            major, minor, patch = packages[name].split(".")
            packages[name] = f"{major}.{minor}.{int(patch) + 1}"
            if i == COMMITS // 2:
                packages["axios"] = "1.14.1"
            if i == COMMITS // 2 + every:
                packages["axios"] = "1.14.2"
            files["package-lock.json"] = lockfile(packages)
        repository.commit(1_760_000_000 + i * 1800, files)
    repository.finish()
    subprocess.run(["git", "-C", folder, "repack", "-adq"], check=True)
    size = len(lockfile(packages).encode())
    before = time.monotonic()
    run = subprocess.Popen([sallyport, "incident", folder, "--format", "json", "-o", os.path.join(work, "answer")],
                           env={"PATH": os.environ["PATH"], "HOME": home})
    _, status, usage = os.wait4(run.pid, 0)
    seconds = time.monotonic() - before
    print(f"{COMMITS} commits, the lockfile ({size // 1024} KiB, {PACKAGES} packages) changed in {COMMITS // every}: "
          f"{seconds:.2f} s, {usage.ru_maxrss // 1024} MB, status {os.waitstatus_to_exitcode(status)}")
