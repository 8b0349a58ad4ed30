#!/usr/bin/env python3
"""tests/interrupt/run.py PROGRAM: what Ctrl-C does.

The first one ends a check that waits for a registry which never answers: with exit status 2, and a word on what to do. The second ends a
program that the first could not: one that writes its report to a pipe which nobody reads.
"""
import array, contextlib, fcntl, json, os, signal, socket, subprocess, sys, tempfile, termios, time

PATIENCE = 60  # seconds; a sanitizer's program takes its time


def write_project(folder, count):
    packages = {"": {"name": "app", "version": "1.0.0", "dependencies": {f"p{n}": "1.0.0" for n in range(count)}}}
    for n in range(count):
        packages[f"node_modules/p{n}"] = {"version": "1.0.0", "integrity": "sha512-" + "A" * 86 + "=="}
    with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as file:
        json.dump({"name": "app", "version": "1.0.0", "dependencies": packages[""]["dependencies"]}, file)
    with open(os.path.join(folder, "package-lock.json"), "w", encoding="utf-8") as file:
        json.dump({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}, file)


@contextlib.contextmanager
def started(program, folder, arguments, registry):
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "SALLYPORT_CACHE_DIR": os.path.join(folder, "cache"),
                   "npm_config_registry": registry, "LANG": "C.UTF-8"}
    with subprocess.Popen([program, "check", folder, *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as running:
        try:
            yield running
        finally:
            running.kill()


def wait_until(what, holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited {PATIENCE} s in vain until {what}"
        time.sleep(0.02)


def waiting_bytes(pipe):
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def the_first_ends_what_waits(program):
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as silent:
        write_project(folder, 3)
        with started(program, folder, [], f"http://127.0.0.1:{silent.getsockname()[1]}/") as running:
            silent.settimeout(PATIENCE)
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)  # it asked, and waits for an answer
                running.send_signal(signal.SIGINT)
                said = running.communicate(timeout=PATIENCE)[1].decode()
        assert running.returncode == 2, f"exit status {running.returncode} instead of 2; it said\n{said}"
        for words in ("stopping: what was read so far is kept", "error: stopped before everything was vetted", "help: run it again"):
            assert words in said, f"no `{words}` in\n{said}"


def the_second_ends_what_the_first_could_not(program):
    with tempfile.TemporaryDirectory() as folder:
        write_project(folder, 3000)
        os.makedirs(os.path.join(folder, "node_modules/p0"))  # what could not read anything would write no report
        with open(os.path.join(folder, "node_modules/p0/package.json"), "w", encoding="utf-8") as file:
            file.write('{"name": "p0", "version": "1.0.0"}')
        with started(program, folder, ["--offline", "--format", "json"], "http://127.0.0.1:9/") as running:
            room = fcntl.fcntl(running.stdout, fcntl.F_GETPIPE_SZ)
            # All but what is less than a page: the rest of the report has no room.
            wait_until("the pipe is full", lambda: waiting_bytes(running.stdout) > room - 4096)
            running.send_signal(signal.SIGINT)
            said = b""
            while b"again to stop at once" not in said:
                part = os.read(running.stderr.fileno(), 4096)
                assert part, f"it ended at the first; it said {said}"
                said += part
            assert running.poll() is None, "it ended at the first"
            running.send_signal(signal.SIGINT)
            wait_until("it ends", lambda: running.poll() is not None)
            assert running.returncode == -signal.SIGINT, f"it ended with {running.returncode}, not by the signal"


def main():
    program = os.path.abspath(sys.argv[1])
    the_first_ends_what_waits(program)
    the_second_ends_what_the_first_could_not(program)
    print("both ended as they should")


if __name__ == "__main__":
    main()
