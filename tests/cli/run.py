#!/usr/bin/env python3
"""tests/cli/run.py PROGRAM FILE.test...: command-line transcripts.

A .test file holds a small tree and the commands to run in it:

    -- file NAME          the lines below are the file's content
    -- run ARGUMENTS      runs the program in the tree, with a home and a cache of its own and no network
    -- stdin              the lines below are its standard input (default: none)
    -- status N           the exit status that is expected (default 0)
    -- stdout             the lines below are the whole standard output; `...` stands for any number of lines,
    -- stderr             and `{...}` for any text within a line
    -- env NAME=VALUE     for all following runs

Every `run` compares what follows it up to the next `run` or `file`.
"""
import os, re, shlex, subprocess, sys, tempfile


def matches(expected, actual):
    pattern = ""
    for line in expected.splitlines():
        if line == "...":
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(re.escape(part) for part in line.split("{...}")) + r"\n"
    return re.fullmatch(pattern, actual if actual.endswith("\n") or not actual else actual + "\n") is not None


def parse(path):
    steps, block = [], None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.startswith("-- "):
            word, _, rest = line[3:].rstrip("\n").partition(" ")
            block = {"word": word, "rest": rest, "text": "", "line": number}
            steps.append(block)
        elif block and not (line.startswith("# ") and block["word"] not in ("file", "stdout", "stderr")):
            block["text"] += line
    return steps


def run_file(program, path):
    failures = 0
    with tempfile.TemporaryDirectory() as tree:
        for folder in ("project", "home", "cache"):
            os.mkdir(os.path.join(tree, folder))
        project = os.path.join(tree, "project")
        environment = {"PATH": os.environ["PATH"], "HOME": os.path.join(tree, "home"), "SALLYPORT_CACHE_DIR": os.path.join(tree, "cache"),
                       "npm_config_registry": "http://127.0.0.1:9/", "LANG": "C.UTF-8"}
        runs = []
        steps = parse(path)
        for at, step in enumerate(steps):
            if step["word"] == "file":
                target = os.path.join(project, step["rest"])
                os.makedirs(os.path.dirname(target), exist_ok=True)
                open(target, "w", encoding="utf-8").write(step["text"].rstrip("\n") + "\n")
            elif step["word"] == "env":
                name, _, value = step["rest"].partition("=")
                environment[name] = value
            elif step["word"] == "run":
                given = steps[at + 1] if at + 1 < len(steps) and steps[at + 1]["word"] == "stdin" else None
                done = subprocess.run([program, *shlex.split(step["rest"])], cwd=project, env=environment, capture_output=True, text=True,
                                      timeout=60, input=given["text"].rstrip("\n") + "\n" if given else "")
                runs.append({"step": step, "done": done, "expected": {"status": "0"}})
            elif step["word"] != "stdin":
                runs[-1]["expected"][step["word"]] = step["rest"] if step["word"] == "status" else (step["text"].rstrip("\n") + "\n").lstrip("\n")
        for run in runs:
            done, expected = run["done"], run["expected"]
            wrong = []
            if str(done.returncode) != expected["status"]:
                wrong.append(f"exit status {done.returncode} instead of {expected['status']}")
            for stream in ("stdout", "stderr"):
                if stream in expected and not matches(expected[stream], getattr(done, stream)):
                    wrong.append(f"{stream} is not\n{expected[stream]}but\n{getattr(done, stream)}")
            if wrong:
                failures += 1
                print(f"{path}:{run['step']['line']}: sallyport {run['step']['rest']}")
                print("\n".join(wrong))
                if "stderr" not in expected and done.stderr:
                    print("stderr:\n" + done.stderr)
    return len(runs), failures


def main():
    program = os.path.abspath(sys.argv[1])
    total = failed = 0
    for path in sys.argv[2:]:
        runs, failures = run_file(program, path)
        total += runs
        failed += failures
    print(f"{total} commands, {failed} failed")
    sys.exit(1 if failed or total == 0 else 0)


main()
