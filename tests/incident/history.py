#!/usr/bin/env python3
"""`sallyport incident` against a git history: which commit, when, on which branches, and whether an install was possible.

usage: history.py SALLYPORT"""

import calendar
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from repository import Repository, lockfile

SALLYPORT = os.path.abspath(sys.argv[1])
if shutil.which("git") is None:
    print("skipped: git is not there")
    sys.exit(77)

RECORD = """id: SLY-2026-sample
title: "Poisoned releases of carrier, and bait"
summary: "For this test only."
published: 2026-06-17
modified: 2026-06-17
ecosystem: npm
packages: ["carrier@1.2.12"]
names: ["bait"]
window: { from: 2026-06-17T01:01:33Z, to: 2026-06-17T06:57:00Z, note: "by the registry's dates" }
indicators: { files: ["~/.pkg_history"] }
remediation: ["Search.", "Rotate."]
sources: [{ ref: "a test" }]
"""


def at(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def ask(folder, home, *more):
    run = subprocess.run([SALLYPORT, "incident", "record.yaml", folder, "--format", "json", *more], cwd=os.path.dirname(folder),
                         env={"PATH": os.environ["PATH"], "HOME": home, "NPM_TOKEN": "do-not-print-me"}, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"status {run.returncode}: {run.stderr}")
    assert "do-not-print-me" not in run.stdout
    return run.returncode, json.loads(run.stdout)


def expect(what, actual, expected):
    if actual != expected:
        raise SystemExit(f"{what}\n  expected {expected}\n  actual   {actual}")


def seen(answer):
    return sorted((s["package"] + "@" + s["version"], s["place"], s["install"], s.get("since"), s.get("until"), s.get("branches"))
            for s in answer["sightings"] if s["kind"] == "history")


with tempfile.TemporaryDirectory() as work:
    home = os.path.join(work, "home")
    os.makedirs(home)
    folder = os.path.join(work, "project")
    with open(os.path.join(work, "record.yaml"), "w") as record:
        record.write(RECORD)
    others = {f"p{i}": "1.0.0" for i in range(40)}
    repository = Repository(folder)
    clean = {**others, "carrier": "1.2.11"}
    poisoned = {**others, "carrier": "1.2.12", "bait": "1.11.22"}
    repository.commit(at("2026-06-01T00:00:00Z"), {"package-lock.json": lockfile(clean)})
    first = repository.commit(at("2026-06-17T02:00:00Z"), {"package-lock.json": lockfile(poisoned)})
    repository.commit(at("2026-06-17T03:00:00Z"), {"package-lock.json": lockfile({**poisoned, "p3": "1.0.1"}), "readme": "x"})
    repository.commit(at("2026-06-17T09:00:00Z"), {"package-lock.json": lockfile({**clean, "p3": "1.0.1"})})
    repository.commit(at("2026-06-17T02:30:00Z"), {"src": "y"}, branch="feature", parent=first)
    # In a folder of the repository, and only after everything was gone.
    repository.commit(at("2026-07-01T00:00:00Z"), {"tools/package-lock.json": lockfile({"carrier": "1.2.12"})})
    repository.finish()

    status, answer = ask(folder, home)
    expect("status", status, 1)
    expect("what the history says", seen(answer), [
        ("bait@1.11.22", "package-lock.json", "possible", "2026-06-17T02:00:00Z", "2026-06-17T09:00:00Z", ["feature", "main"]),
        ("carrier@1.2.12", "package-lock.json", "possible", "2026-06-17T02:00:00Z", "2026-06-17T09:00:00Z", ["feature", "main"]),
        ("carrier@1.2.12", "tools/package-lock.json", "too-late", "2026-07-01T00:00:00Z", None, ["main"]),
    ])
    expect("commits", answer["examined"]["commits"], 6)
    expect("what could have been read", [e for e in answer["exposed"]], [{"kind": "environment variable", "place": "NPM_TOKEN"}])

    # What is installed, what was downloaded, what an attack leaves, and what could be read.
    for path, text in {
        "home/.pkg_history": "",
        "home/.npmrc": "//registry.example/:_authToken=do-not-print-me",
        "home/.npm/_cacache/index-v5/aa/bb/cc": "\n0123\t" + json.dumps({
            "key": "make-fetch-happen:request-cache:https://registry.example/carrier/-/carrier-1.2.12.tgz", "integrity": "sha512-x", "time": 1781662000000}),
        "home/.cache/yarn/v6/npm-carrier-1.2.12-0123-integrity/x": "",
        "home/.bun/install/cache/carrier@1.2.12@@@1/x": "",
        "home/.local/share/pnpm/store/v10/index/ab/cd-carrier@1.2.12.json": "{}",
        "home/.nvm/versions/node/v22.0.0/lib/node_modules/bait/package.json": '{"name": "bait", "version": "9.9.9"}',
        "project/node_modules/a/node_modules/carrier/package.json": '{"name": "carrier", "version": "1.2.12"}',
        "project/node_modules/carrier/package.json": '{"name": "carrier", "version": "1.2.11"}',
    }.items():
        full = os.path.join(work, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w") as out:
            out.write(text)
    status, answer = ask(folder, home)
    places = sorted((s["kind"], os.path.relpath(s["place"], work)) for s in answer["sightings"] if s["kind"] != "history")
    expect("places", places, [
        ("cache", "home/.bun/install/cache/carrier@1.2.12@@@1"),
        ("cache", "home/.cache/yarn/v6/npm-carrier-1.2.12-0123-integrity"),
        ("cache", "home/.local/share/pnpm/store/v10/index/ab/cd-carrier@1.2.12.json"),
        ("cache", "home/.npm/_cacache/index-v5/aa/bb/cc"),
        ("host", "home/.pkg_history"),
        ("installed", "home/.nvm/versions/node/v22.0.0/lib/node_modules/bait"),
        ("installed", "project/node_modules/a/node_modules/carrier"),
    ])
    expect("kinds", sorted({e["kind"] for e in answer["exposed"]}), ["environment variable", "npm token"])

    # The order in which remediation is safe is the record's, in every form; caches that the environment or a path names count.
    expect("remediation", answer["incidents"][0]["remediation"], ["Search.", "Rotate."])
    run = subprocess.run([SALLYPORT, "incident", "record.yaml", "project"], cwd=work, env={"PATH": os.environ["PATH"], "HOME": home}, capture_output=True, text=True)
    expect("status of the text", run.returncode, 1)
    places = [run.stdout.find(text) for text in ("Which versions exactly?", "Since what minute?", "Are older versions safe?", "Is installing again enough?",
                                                 "How is one machine checked?", "Was a CI run hit?", "Which release is clean?", "What to do, in this order:",
                                                 "1. Search.", "2. Rotate.", "could have read:", "Examined:")]
    if -1 in places or places != sorted(places) or "do-not-print-me" in run.stdout:
        raise SystemExit(f"the text lacks something, or its order is another\n{run.stdout}")
    bare = os.path.join(work, "bare")
    os.makedirs(bare)
    cache = os.path.join(work, "ci", "npm-carrier-1.2.12-0123-integrity")
    os.makedirs(cache)
    run = subprocess.run([SALLYPORT, "incident", "record.yaml", "bare", "--format", "json"], cwd=work, capture_output=True, text=True,
                         env={"PATH": os.environ["PATH"], "HOME": bare, "YARN_CACHE_FOLDER": os.path.dirname(cache)})
    expect("a cache that the environment names", [s["place"] for s in json.loads(run.stdout)["sightings"]], [cache])
    status, answer = ask(os.path.join(work, "ci"), bare)
    expect("a cache that is named by path", (status, [os.path.basename(s["place"]) for s in answer["sightings"]]), (1, [os.path.basename(cache)]))
    for question in (["no-such-record"], ["record.yaml", "no-such-folder"]):
        run = subprocess.run([SALLYPORT, "incident", *question], cwd=work, env={"PATH": os.environ["PATH"], "HOME": bare}, capture_output=True, text=True)
        expect(f"status of {question}", run.returncode, 2)

    # Nobody was hit elsewhere, and no history is no clean answer.
    empty = os.path.join(work, "empty")
    os.makedirs(empty)
    status, answer = ask(empty, os.path.join(work, "empty"))
    expect("status of nothing", status, 0)
    expect("what was not examined", len(answer["unexamined"]), 1)
print("all as expected")
