"""A git repository with a lockfile in it, made by `git fast-import`: no hooks, no checkout."""

import json
import os
import subprocess


def lockfile(packages):
    """package-lock.json version 3 for {name: version}, one entry after the other."""
    entries = {"": {"name": "app", "version": "1.0.0", "dependencies": {name: version for name, version in packages.items()}}}
    for name, version in packages.items():
        base = name.rsplit("/", 1)[-1]
        entries["node_modules/" + name] = {
            "version": version,
            "resolved": f"https://registry.example/{name}/-/{base}-{version}.tgz",
            "integrity": "sha512-" + "A" * 86 + "==",
            "license": "MIT",
        }
    return json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": entries}, indent=2) + "\n"


class Repository:
    """Commits go to a branch, each with a time in seconds and the files that change."""

    def __init__(self, folder):
        self.folder = folder
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True, env=environment)
        self.importer = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE, env=environment)
        self.mark = 0

    def commit(self, time, files, branch="main", parent=None):
        self.mark += 1
        out = self.importer.stdin
        out.write(f"commit refs/heads/{branch}\nmark :{self.mark}\ncommitter A <a@people.example> {time} +0000\ndata 1\nc\n".encode())
        if parent:
            out.write(f"from :{parent}\n".encode())
        for path, content in files.items():
            if content is None:
                out.write(f"D {path}\n".encode())
                continue
            data = content.encode()
            out.write(f"M 644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        return self.mark

    def finish(self):
        self.importer.stdin.close()
        if self.importer.wait() != 0:
            raise SystemExit("git fast-import failed")
