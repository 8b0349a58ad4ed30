#!/usr/bin/env python3
"""tests/inventory/check.py PROGRAM: `check` on every kind of lockfile and bill of materials: a finding names the file and the line of the package.

The projects in tests/inventory/locks are one application as each package manager locks it; a record calls its `debug` 4.4.3 malware. Bills of materials
are made of npm's lockfile of the same, in every form that has lines, and a folder that holds two of the projects is read with --recursive.
"""
import json, os, re, shutil, subprocess, sys, tempfile

program = os.path.abspath(sys.argv[1])
locks = os.path.join(os.path.dirname(os.path.abspath(__file__)), "locks")
work = tempfile.mkdtemp()
environment = {"PATH": os.environ["PATH"], "HOME": work, "SALLYPORT_CACHE_DIR": os.path.join(work, "cache"), "npm_config_registry": "http://127.0.0.1:9/"}


def run(*words, statuses=(0,)):
    done = subprocess.run([program, *words], cwd=work, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode in statuses, f"{words}: status {done.returncode}\n{done.stdout[-2000:]}{done.stderr}"
    return done.stdout


def put(path, text):
    os.makedirs(os.path.dirname(os.path.join(work, path)) or work, exist_ok=True)
    with open(os.path.join(work, path), "w") as file:
        file.write(text)


def findings(*words):
    """Where `check` says that the malware is: (file, line), sorted."""
    report = json.loads(run("check", *words, "--offline", "--format", "json", statuses=(1,)))
    places = set()
    for finding in report["findings"]:
        if finding["rule"] != "known-malware":
            continue
        assert finding["package"] == "debug@4.4.3", finding["package"]
        places |= {(one["file"], one.get("line", 0)) for one in finding["evidence"]}
    return sorted(places)


def line_of(path, wanted):
    """The line of `path` that holds `wanted`; there is one."""
    with open(os.path.join(work, path), errors="replace") as file:
        lines = [number for number, text in enumerate(file, 1) if wanted in text]
    assert len(lines) == 1, f"{path}: {wanted} in lines {lines}"
    return lines[0]


# Against a package that everybody uses it takes two.
sources = {"malicious-packages-origins": [{"source": "one"}, {"source": "other"}]}
put("feed/MAL-0000-1.json", json.dumps({"id": "MAL-0000-1", "modified": "2026-01-02T00:00:00Z", "database_specific": sources,
                                        "affected": [{"package": {"ecosystem": "npm", "name": "debug"}, "versions": ["4.4.3"]}]}))
run("intel", "import", "feed", "--quiet")

checked = 0
for name in sorted(os.listdir(locks)):
    shutil.copytree(os.path.join(locks, name), os.path.join(work, name), dirs_exist_ok=True)
    with open(os.path.join(locks, name, "expected.txt")) as file:
        expected = file.read()
    place = re.search(r"^\S+  debug@4\.4\.3 registry.* line (\d+)", expected, re.M)
    # Plug'n'Play data is called in several ways.
    lockfile = next(file for file in (expected.split()[0], ".pnp.data.json", ".pnp.js") if os.path.exists(os.path.join(work, name, file)))
    assert place, f"{name}: the application has debug 4.4.3"
    found = findings(name)
    assert found == [(f"{name}/{lockfile}", int(place[1]))], f"{name}: {found}, not {lockfile}:{place[1]}"
    checked += 1

# npm's lockfile, and bills of materials made of it.
put("npm/package.json", '{"name": "app", "version": "1.0.0", "dependencies": {"debug": "^4.3.0"}}')
put("npm/package-lock.json", json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
    "": {"name": "app", "version": "1.0.0", "dependencies": {"debug": "^4.3.0"}},
    "node_modules/debug": {"version": "4.4.3", "resolved": "https://registry.example/debug/-/debug-4.4.3.tgz", "dependencies": {"ms": "^2.1.3"},
                           "integrity": "sha512-" + "A" * 86 + "=="},
    "node_modules/ms": {"version": "2.1.3", "resolved": "https://registry.example/ms/-/ms-2.1.3.tgz", "integrity": "sha512-" + "B" * 86 + "=="}}}, indent=1))
assert findings("npm") == [("npm/package-lock.json", line_of("npm/package-lock.json", '"node_modules/debug"'))]
# The line of the component, whichever of its own lines that is.
for form, first, last in (("cyclonedx-json", "pkg:npm/debug@4.4.3", None), ("cyclonedx-xml", "pkg:npm/debug@4.4.3", None),
                          ("spdx-json", "pkg:npm/debug@4.4.3", None), ("spdx-tv", "PackageName: debug", None), ("spdx3-json", "pkg:npm/debug@4.4.3", None)):
    document = f"bom.{form}"
    run("sbom", "generate", "npm", "--format", form, "--output", document, "--quiet")
    found = findings(document)
    assert len(found) == 1 and found[0][0] == document, f"{form}: {found}"
    with open(os.path.join(work, document)) as file:
        text = file.read().split("\n")
    near = "\n".join(text[found[0][1] - 1:found[0][1] + 40])
    assert found[0][1] > 1 and near.index("debug") < (near.index("2.1.3") if "2.1.3" in near else len(near)), f"{form}: line {found[0][1]}\n{near}"
    checked += 1
run("sbom", "generate", "npm", "--format", "cyclonedx-protobuf", "--output", "bom.pb", "--quiet")
assert findings("bom.pb") == [("bom.pb", 0)], "protobuf has no lines"

# A folder of two projects, the second below one that has a lockfile itself.
shutil.copytree(os.path.join(work, "npm"), os.path.join(work, "many/app"))
shutil.copytree(os.path.join(work, "pnpm-9"), os.path.join(work, "many/app/tool"))
expected = [("many/app/package-lock.json", line_of("npm/package-lock.json", '"node_modules/debug"'))]
assert findings("many/app") == expected
with_tool = findings("many/app", "--recursive")
assert with_tool == sorted(expected + [("many/app/tool/pnpm-lock.yaml", findings("pnpm-9")[0][1])]), with_tool
shutil.rmtree(work)
print(f"{checked + 3} inputs, 0 failed")
