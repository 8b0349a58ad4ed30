#!/usr/bin/env python3
"""bench/sbom/lockfile.py FOLDER [PACKAGES]: a project with a package-lock.json of PACKAGES (2,500) packages, generated: names, hashes and
addresses of ordinary length, four dependencies each, and installed folders that hold only a package.json, so that every tool has what it asks for."""
import base64, hashlib, json, os, sys

folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2500
names = [f"package-{i}" for i in range(count)]
wanted = {n: {names[(i * k + o) % count]: "^1.0.0" for k, o in ((1, 1), (7, 3), (13, 5), (31, 11))} for i, n in enumerate(names)}
for name in names:
    wanted[name].pop(name, None)
root = {"name": "app", "version": "1.0.0", "dependencies": {names[i]: "^1.0.0" for i in range(0, count, 50)}}
packages = {"": root}
for name in names:
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(name.encode()).digest()).decode()
    packages[f"node_modules/{name}"] = {"version": "1.0.0", "resolved": f"https://registry.example/{name}/-/{name}-1.0.0.tgz",
                                        "integrity": integrity, "license": "MIT", "dependencies": wanted[name]}
os.makedirs(folder, exist_ok=True)
write = lambda path, value: (os.makedirs(os.path.dirname(path), exist_ok=True), open(path, "w").write(json.dumps(value, indent=2) + "\n"))
write(f"{folder}/package.json", root)
write(f"{folder}/package-lock.json", {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages})
for name in names:
    write(f"{folder}/node_modules/{name}/package.json", {"name": name, "version": "1.0.0", "license": "MIT", "dependencies": wanted[name]})
