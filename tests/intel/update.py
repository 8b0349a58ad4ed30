#!/usr/bin/env python3
"""tests/intel/update.py PROGRAM: `intel update` against a real server on the loopback, plain and with TLS.

What is asked for and answered is checked as well as what is in force afterwards: tags and 304, the list of what was modified and single
records, an archive that is cut off, a server that fails, a pack and the delta between two packs, a certificate that is not known.
"""
import http.server, io, json, os, ssl, subprocess, sys, tempfile, threading, zipfile


class Server:
    """Files by path, each with a tag; what was asked is written down."""

    def __init__(self, root, tls=None):
        self.files, self.asked, self.cut, self.fail = {}, [], set(), set()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                data = outer.files.get(self.path)
                tag = f'"{hash(data)}"'
                known = self.headers.get("If-None-Match")
                status = 503 if self.path in outer.fail else 404 if data is None else 304 if known == tag else 200
                outer.asked.append((self.path, status))
                self.send_response(status)
                if status == 200:
                    self.send_header("ETag", tag)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data[: len(data) // 2] if self.path in outer.cut else data)
                    self.close_connection = self.path in outer.cut
                else:
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.base = f"{'https' if tls else 'http'}://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def took(self):
        asked, self.asked = self.asked, []
        return asked


def record(number, version):
    return json.dumps({"id": f"MAL-0000-{number}", "modified": f"2026-01-{number:02}T00:00:00Z", "summary": "Malicious code in sample (npm)",
                       "affected": [{"package": {"ecosystem": "npm", "name": "sample"}, "versions": [version]}]})


def archive(numbers):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as out:
        for number in numbers:
            out.writestr(f"MAL-0000-{number}.json", record(number, f"6.6.{number}"))
    return data.getvalue()


class Machine:
    def __init__(self, program, root, name):
        self.program, self.root = program, os.path.join(root, name)
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.root, "SALLYPORT_CACHE_DIR": os.path.join(self.root, "cache"),
                            "npm_config_registry": "http://127.0.0.1:9/", "LANG": "C.UTF-8"}
        os.makedirs(self.root)

    def run(self, *arguments, status=0, **environment):
        done = subprocess.run([self.program, *arguments], cwd=self.root, env={**self.environment, **environment}, capture_output=True,
                              text=True, timeout=120)
        assert done.returncode == status, f"{arguments}: status {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def pack(self):
        with open(os.path.join(self.root, "cache/intel/pack.sly"), "rb") as file:
            return file.read()

    def files(self):
        return sorted(os.listdir(os.path.join(self.root, "cache/intel")))

    def knows(self, version):
        return subprocess.run([self.program, "intel", "query", f"sample@{version}", "-q"], cwd=self.root, env=self.environment,
                              capture_output=True, timeout=60).returncode == 1


def archives(program, root):
    server, machine = Server(root), Machine(program, root, "archives")
    url = server.base + "/npm/all.zip"
    server.files["/npm/all.zip"] = archive([1, 2])
    update = lambda **more: machine.run("intel", "update", SALLYPORT_INTEL_URLS=url, **more)
    update()
    assert server.took() == [("/npm/all.zip", 200)]
    assert machine.knows("6.6.2") and not machine.knows("6.6.3")
    before = machine.pack()

    # No list beside it: asked by its tag, and nothing is fetched twice.
    assert "nothing new" in update()
    assert server.took() == [("/npm/modified_id.csv", 404), ("/npm/all.zip", 304)]
    assert machine.pack() == before

    # A list: what changed is fetched by itself.
    server.files["/npm/modified_id.csv"] = b"2026-01-03T00:00:00Z,MAL-0000-3\n2026-01-02T00:00:00Z,MAL-0000-2\n"
    server.files["/npm/MAL-0000-3.json"] = record(3, "6.6.3").encode()
    update()
    assert server.took() == [("/npm/modified_id.csv", 200), ("/npm/MAL-0000-3.json", 200)]
    assert machine.knows("6.6.3") and machine.knows("6.6.1")
    update()
    assert server.took() == [("/npm/modified_id.csv", 200)]

    # Whatever goes wrong, what is in force stays, and there is one message.
    before, files = machine.pack(), machine.files()

    def fails(word):
        said = machine.run("intel", "update", status=2, SALLYPORT_INTEL_URLS=url)
        assert said.count("error:") == 1 and word in said, said
        assert machine.pack() == before and machine.files() == files, "no partial state"
        assert machine.knows("6.6.3")

    server.files["/npm/modified_id.csv"] = b"2026-01-04T00:00:00Z,MAL-0000-4\n"
    fails("404")
    server.files["/npm/MAL-0000-4.json"] = record(4, "6.6.4").encode()
    server.cut = {"/npm/MAL-0000-4.json"}
    fails("127.0.0.1")
    server.cut = set()
    server.fail = {"/npm/MAL-0000-4.json"}
    fails("503")
    del server.files["/npm/modified_id.csv"]
    server.files["/npm/all.zip"] = archive(range(1, 30))
    server.fail = set()
    server.cut = {"/npm/all.zip"}
    fails("127.0.0.1")
    server.cut = set()
    server.files["/npm/all.zip"] = archive(range(1, 30))[:-40]
    fails("")
    server.files["/npm/all.zip"] = archive(range(1, 30))
    update()
    assert machine.knows("6.6.29")


def packs(program, root):
    server, maker, machine = Server(root), Machine(program, root, "maker"), Machine(program, root, "reader")
    maker.run("intel", "keygen", "team.key")
    keys = {"SALLYPORT_INTEL_KEYS": maker.root}
    os.mkdir(os.path.join(maker.root, "feed"))

    def make(number):
        with open(os.path.join(maker.root, f"feed/{number}.json"), "w") as file:
            file.write(record(number, f"6.6.{number}"))
        maker.run("intel", "pack", "feed", "--key", "team.key", "--output", f"{number}.sly")
        with open(os.path.join(maker.root, f"{number}.sly"), "rb") as file:
            return file.read()

    first = make(1)
    second = make(2)
    said = maker.run("intel", "pack", "2.sly", "--delta-from", "1.sly", "--key", "team.key", "--output", "delta", **keys)
    name = said.split("NAME.delta-")[1].split()[0]
    delta = open(os.path.join(maker.root, "delta"), "rb").read()
    url = server.base + "/team.sly"
    machine.environment |= {"SALLYPORT_INTEL_URLS": url}

    # Nobody is trusted yet.
    server.files["/team.sly"] = first
    machine.run("intel", "update", status=2)
    machine.environment |= keys
    machine.run("intel", "update")
    assert machine.pack() == first, "a signed pack stays as it is"
    assert "nothing new" in machine.run("intel", "update")
    server.took()

    # The delta is asked for first, and gives the very pack.
    server.files["/team.sly"] = second
    server.files[f"/team.sly.delta-{name}"] = delta
    machine.run("intel", "update")
    assert server.took() == [(f"/team.sly.delta-{name}", 200)]
    assert machine.pack() == second, "octet for octet"

    # One that is damaged, cut off or failing is told, and the whole pack fetched.
    for number, spoil in enumerate([lambda: {"body": delta[:-1] + bytes([delta[-1] ^ 1])}, lambda: {"cut": True}, lambda: {"fail": True}]):
        reader = Machine(program, root, f"reader-{number}")
        reader.environment |= keys | {"SALLYPORT_INTEL_URLS": url}
        reader.run("intel", "import", os.path.join(maker.root, "1.sly"))
        how, path = spoil(), f"/team.sly.delta-{name}"
        server.files[path] = how.get("body", delta)
        server.cut, server.fail = {path} if "cut" in how else set(), {path} if "fail" in how else set()
        said = reader.run("intel", "update")
        assert said.count("warning: the whole pack is fetched: ") == 1 and "error" not in said, said
        assert reader.pack() == second and server.took()[-1] == ("/team.sly", 200)
    server.cut, server.fail = set(), set()
    print(f"a pack of {len(second)} octets by a delta of {len(delta)}")

    # By files alone, too; and an older pack does not come back.
    other = Machine(program, root, "offline")
    other.environment |= keys
    other.run("intel", "import", os.path.join(maker.root, "1.sly"))
    other.run("intel", "import", os.path.join(maker.root, "delta"))
    assert other.pack() == second
    said = other.run("intel", "import", os.path.join(maker.root, "delta"), status=2)
    assert "another pack" in said
    assert "older than the one in force" in other.run("intel", "import", os.path.join(maker.root, "1.sly"), status=2)


def tls(program, root):
    key, certificate = os.path.join(root, "tls.key"), os.path.join(root, "tls.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj",
                    "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    server, machine = Server(root, (certificate, key)), Machine(program, root, "tls")
    server.files["/one.json"] = record(1, "6.6.1").encode()
    url = server.base + "/one.json"
    machine.run("intel", "update", status=2, SALLYPORT_INTEL_URLS=url)
    assert not os.path.exists(os.path.join(machine.root, "cache/intel/pack.sly")), "an unknown certificate is not believed"
    machine.run("intel", "update", SALLYPORT_INTEL_URLS=url, npm_config_cafile=certificate)
    assert machine.knows("6.6.1")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as root:
        archives(program, root)
        packs(program, root)
        tls(program, root)
    print("3 passed, 0 failed")


main()
