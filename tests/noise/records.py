#!/usr/bin/env python3
"""tests/noise/records.py SALLYPORT CORPUS FOLDER...: what the built-in records say of honest versions, as a section of docs/noise.md.

Asks `intel query` about every name@version of CORPUS and of every packument (one JSON file each) in the folders. A version that a record names
is no error of the record; what is measured is how many others are called malware. Nothing is asked of the network."""
import json, os, subprocess, sys, tempfile

program, corpus, folders = sys.argv[1], sys.argv[2], sys.argv[3:]


def corpus_versions():
    with open(corpus) as file:
        for line in file:
            if not line.startswith("#"):
                name, version, *_ = line.split("\t")
                yield f"{name}@{version}"


def packument_versions(folder):
    for file in sorted(os.listdir(folder)):
        try:
            document = json.load(open(os.path.join(folder, file)))
        except (ValueError, OSError):
            continue
        if isinstance(document, dict) and isinstance(document.get("name"), str):
            for version in document.get("versions") or {}:
                yield f"{document['name']}@{version}"


def ask(things):
    said = []
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "SALLYPORT_CACHE_DIR": home}
        for at in range(0, len(things), 500):
            done = subprocess.run([program, "intel", "query", "--json", *things[at : at + 500]], env=environment, capture_output=True, text=True)
            assert done.returncode in (0, 1), done.stderr
            said += json.loads(done.stdout)
    return said


print("\n## Records\n")
print("What the built-in incident records say of packages that nobody calls hostile, and of every version in the packuments at hand: `known-malware`")
print("and `malware-doubtful` speak of exactly the versions that a record lists. Which versions are vulnerable is the records' own word, so")
print("`vulnerability-known`, `vulnerability-exploited` and `record-not-matched` have no rate of errors of ours but that of the range evaluation:")
print("0 differences from node-semver in 10,000 pairs (tests/intel/ranges.mjs).\n")
print("| versions of | asked | records that name the package | called malware |\n|---|---:|---:|---:|")
for label, things in [("the corpus above", list(corpus_versions()))] + [(label, list(packument_versions(path))) for label, path in
                                                                       zip(("captures of the registry", "packuments in npm's cache"), folders)]:
    answers = ask(sorted(set(things)))
    hit = sum(1 for answer in answers if answer["applies"] and answer["sort"] == "malware")
    print(f"| {label} | {len(set(things)):,} | {len(answers):,} | {hit} |")
