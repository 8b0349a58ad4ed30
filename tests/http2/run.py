#!/usr/bin/env python3
"""tests/http2/run.py PROGRAM: tarballs and manifests over HTTP/2.

nghttpd speaks nothing but HTTP/2, over TLS with a certificate made here: that a project of 120 packages is vetted proves that HTTP/2 was
spoken, and the server's own log that a few connections carried it all. Exits 77 (skipped) without nghttpd (Debian: nghttp2-server).
"""
import base64, gzip, hashlib, io, json, os, re, shutil, socket, subprocess, sys, tarfile, tempfile, time

COUNT = 120


def tarball(name):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for path, text in (("package.json", json.dumps({"name": name, "version": "1.0.0"})), ("index.js", f"exports.n = '{name}'\n" * 200)):
            entry = tarfile.TarInfo("package/" + path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return gzip.compress(plain.getvalue(), mtime=0)


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server):
    for _ in range(200):
        if server.poll() is not None:
            sys.exit("nghttpd ended early")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("nghttpd does not answer")


def make_certificate(root):
    key, certificate = os.path.join(root, "key.pem"), os.path.join(root, "certificate.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj",
                    "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return certificate, key


def make_packages(count):
    """What a registry answers by path, and the lockfile's entries."""
    files, names = {}, [f"p{n:03}" for n in range(count)]
    packages = {"": {"name": "app", "version": "1.0.0", "dependencies": {name: "1.0.0" for name in names}}}
    for name in names:
        data = tarball(name)
        files[f"/{name}/-/{name}-1.0.0.tgz"] = data
        files[f"/{name}/1.0.0"] = json.dumps({"name": name, "version": "1.0.0"}).encode()
        packages["node_modules/" + name] = {"version": "1.0.0", "integrity": "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()}
    return files, packages


def make_project(root, packages, port, certificate):
    write(f"{root}/app/package.json", json.dumps(packages[""]))
    write(f"{root}/app/package-lock.json", json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}))
    write(f"{root}/app/.npmrc", f"registry=https://127.0.0.1:{port}/\ncafile={certificate}\n")


def check(program, root, count):
    """The report of a check of the project, all of which must have come over the network."""
    environment = {"PATH": os.environ["PATH"], "HOME": f"{root}/home", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run([program, "check", "--trust", "off", "--format", "json", "--cache-dir", f"{root}/cache"], cwd=f"{root}/app", env=environment,
                          capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"status {done.returncode}\n{done.stdout[-2000:]}{done.stderr}")
    report = json.loads(done.stdout)
    sources = {package["source"] for package in report["packages"]}
    if len(report["packages"]) != count or report["notAnalysed"] or sources != {"network"}:
        sys.exit(f"{len(report['packages'])} packages from {sources}, not analysed: {report['notAnalysed'][:3]}")
    return report


def main():
    program = os.path.abspath(sys.argv[1])
    if shutil.which("nghttpd") is None:
        print("SKIPPED: nghttpd is not there (./test installs nghttp2-server)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as root:
        certificate, key = make_certificate(root)
        port = free_port()
        files, packages = make_packages(COUNT)
        for path, data in files.items():
            write(f"{root}/www{path}", data)
        make_project(root, packages, port, certificate)
        log_path = os.path.join(root, "log")
        with open(log_path, "wb") as log:
            server = subprocess.Popen(["nghttpd", "-v", "-d", f"{root}/www", str(port), key, certificate], stdout=log, stderr=log)
        try:
            wait_for(port, server)
            check(program, root, COUNT)
        finally:
            server.terminate()
            server.wait()
        log = open(log_path, errors="replace").read()
        requests = len(re.findall(r":method: GET", log))
        connections = len(set(re.findall(r"^\[id=(\d+)\].*recv HEADERS", log, re.M)))
        if requests != 2 * COUNT or not 1 <= connections <= 16:
            sys.exit(f"{requests} requests on {connections} connections")
        print(f"{requests} requests over HTTP/2 on {connections} connection(s)")


if __name__ == "__main__":
    main()
