#!/usr/bin/env python3
"""tests/http2/streams.py PROGRAM: how many requests one host gets at once over HTTP/2.

A server that answers until the client knows that it speaks HTTP/2, and then withholds every answer for as long as new requests come in: what
is open by then is what the client lets itself ask at once, which must be what src/base/limits.h promises (kStreams) and no more. The server
itself allows a thousand. Then all are answered, and the project of 300 packages must be vetted. Exits 77 (skipped) without Debian's python3-h2.
"""
import asyncio, importlib.util, json, os, ssl, subprocess, sys, tempfile, threading

try:
    import h2.config, h2.connection, h2.events, h2.settings
except ImportError:
    print("SKIPPED: h2 is not there (./test installs python3-h2)")
    sys.exit(77)

PROMISED = 64  # limits::kStreams; by name there, by number here, so that nobody changes it in passing
COUNT = 300
ANSWERED_FIRST = 40  # by then a finished answer has told the client that this is HTTP/2
QUIET = 1.0  # seconds without a new request: the client asks no more

helper = importlib.util.spec_from_file_location("run", os.path.join(os.path.dirname(os.path.abspath(__file__)), "run.py"))
run = importlib.util.module_from_spec(helper)
helper.loader.exec_module(run)


class Host:
    """What all connections share: the open requests, and what becomes of them."""

    def __init__(self, files):
        self.files, self.open, self.most, self.seen, self.connections = files, [], 0, 0, 0
        self.withholding, self.timer = False, None

    def take(self, connection, stream, path):
        self.seen += 1
        self.open.append((connection, stream, path))
        self.most = max(self.most, len(self.open))
        if self.seen == ANSWERED_FIRST:
            self.withholding = True
        if not self.withholding:
            return self.release()
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(QUIET, self.stop_withholding)

    def stop_withholding(self):
        self.withholding, self.timer = False, None
        self.release()

    def release(self):
        for connection, stream, path in self.open:
            connection.answer(stream, self.files.get(path))
        self.open = []


class Connection(asyncio.Protocol):
    def __init__(self, host):
        self.host, self.paths = host, {}
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))

    def connection_made(self, transport):
        self.transport = transport
        self.host.connections += 1
        self.h2.local_settings = h2.settings.Settings(client=False, initial_values={h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: 1000})
        self.h2.initiate_connection()
        self.send()

    def data_received(self, data):
        for event in self.h2.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                self.paths[event.stream_id] = dict(event.headers)[":path"]
            elif isinstance(event, h2.events.StreamEnded):
                self.host.take(self, event.stream_id, self.paths.pop(event.stream_id))
        self.send()

    def answer(self, stream, body):
        self.h2.send_headers(stream, [(":status", "200" if body is not None else "404"), ("content-length", str(len(body or b"")))])
        self.h2.send_data(stream, body or b"", end_stream=True)  # small: every body fits the first window
        self.send()

    def send(self):
        self.transport.write(self.h2.data_to_send())


def serve(host, certificate, key, ready):
    async def main():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.set_alpn_protocols(["h2"])
        server = await asyncio.get_running_loop().create_server(lambda: Connection(host), "127.0.0.1", 0, ssl=context)
        ready.put_nowait(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def main():
    import queue
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as root:
        certificate, key = run.make_certificate(root)
        files, packages = run.make_packages(COUNT)
        host, ready = Host(files), queue.Queue()
        threading.Thread(target=serve, args=(host, certificate, key, ready), daemon=True).start()
        run.make_project(root, packages, ready.get(timeout=20), certificate)
        report = run.check(program, root, COUNT)
    if host.seen != 2 * COUNT or host.most != PROMISED:
        sys.exit(f"{host.seen} requests, {host.most} at once at most: promised are {PROMISED}")
    print(f"{host.seen} requests, {host.most} at once at most on {host.connections} connection(s); {len(report['packages'])} packages")


main()
