#!/usr/bin/env python3
"""`sallyport incident` over a git history of 10,000 commits with a lockfile of 2,500 packages.

usage: run.py SALLYPORT [--every N] [--times N] [--cold] [--keep FOLDER]
The lockfile changes in every Nth commit (default 10). Prints seconds and peak memory of each run. With --cold the system forgets every file it
holds in memory before each run (Linux, as root). With --keep the repository stays in FOLDER and is used again."""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/incident"))
from repository import Repository, lockfile

COMMITS, PACKAGES, HALF_AN_HOUR = 10_000, 2_500, 1800
AXIOS_FROM = 1_774_916_460  # 2026-03-31T00:21Z: the poisoned release comes in an hour later
START = AXIOS_FROM + 3600 - COMMITS // 2 * HALF_AN_HOUR


def make(folder, every):
    chance = random.Random(1)
    packages = {f"package-{i:04}": "1.0.0" for i in range(PACKAGES)}
    # Honest packages of which a version was poisoned once: their names are in every state.
    packages.update({"axios": "1.13.0", "chalk": "5.6.0", "debug": "4.4.1"})
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
        repository.commit(START + i * HALF_AN_HOUR, files)
    repository.finish()
    subprocess.run(["git", "-C", folder, "repack", "-adq"], check=True)


def forget_files():
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w") as switch:
        switch.write("3")


def measure(sallyport, folder, work):
    home = os.path.join(work, "home")
    os.makedirs(home, exist_ok=True)
    answer = os.path.join(work, "answer")
    before = time.monotonic()
    run = subprocess.Popen([sallyport, "incident", folder, "--format", "json", "-o", answer], env={"PATH": os.environ["PATH"], "HOME": home})
    _, status, usage = os.wait4(run.pid, 0)
    seconds = time.monotonic() - before
    with open(answer) as text:
        seen = json.load(text)["sightings"]
    found = [s for s in seen if s["package"] == "axios" and s["version"] == "1.14.1" and s["install"] == "possible"]
    if os.waitstatus_to_exitcode(status) != 1 or len(seen) != 1 or len(found) != 1:
        raise SystemExit(f"wrong answer: status {os.waitstatus_to_exitcode(status)}, {seen}")
    print(f"{seconds:.2f} s, of which processor {usage.ru_utime + usage.ru_stime:.2f} s, {usage.ru_maxrss // 1024} MB")


parser = argparse.ArgumentParser()
parser.add_argument("sallyport")
parser.add_argument("--every", type=int, default=10)
parser.add_argument("--times", type=int, default=3)
parser.add_argument("--cold", action="store_true")
parser.add_argument("--keep")
options = parser.parse_args()
with tempfile.TemporaryDirectory() as work:
    folder = options.keep or os.path.join(work, "project")
    if not os.path.exists(os.path.join(folder, ".git")):
        make(folder, options.every)
    print(f"{COMMITS} commits, {PACKAGES} packages, the lockfile changed in {COMMITS // options.every} of them")
    for _ in range(options.times):
        if options.cold:
            forget_files()
        measure(os.path.abspath(options.sallyport), folder, work)
