#!/usr/bin/env python3
"""tests/npmrc/compare.py PROGRAM: npm's configuration as npm itself reads it.

Writes .npmrc files of a user and a project with what people put there, asks `npm config ls -l --json` and `sallyport config show`, and
compares every setting that the files and variables name. Exits 77 (skipped) without npm.
"""
import json, os, re, shutil, subprocess, sys, tempfile

CASES = {
    "layers": ("registry=https://user.example/npm/\n@s:registry=https://s.example/\n", "registry=https://project.example/\n", {}),
    "variables": ("registry=https://${HOST}.example/\n@a:registry=https://${MISSING}.example/\n", "", {"HOST": "private"}),
    "environment": ("registry=https://user.example/\n", "fetch-retries=5\n", {"npm_config_registry": "https://variable.example/", "NPM_CONFIG_FETCH_RETRIES": "7"}),
    "quotes and comments": ('; a comment\n# another\nregistry = "https://quoted.example/"\nnoproxy = \'a.example\'\n', "", {}),
    "spaces, equals, no value": ("  registry   =   https://spaces.example/?a=b  \nstrict-ssl\n", "", {}),
    "repeated": ("registry=https://first.example/\nregistry=https://last.example/\n", "", {}),
    "windows lines": ("registry=https://crlf.example/\r\nfetch-retries=4\r\n", "", {}),
    "escapes": ("registry=https://h.example/a\\;b\n", "", {}),
    "proxies": ("proxy=http://proxy.example:8080/\nhttps-proxy=http://secure.example:8080/\nstrict-ssl=false\n", "", {}),
    "scopes of a project": ("@s:registry=https://user.example/\n", "@s:registry=https://project.example/\n@t:registry=https://t.example/\n", {}),
}
LINE = re.compile(r"^(\S+)\s+`(.*)`  \(")


def text_of(value):
    if isinstance(value, list):
        value = value[-1] if value else ""
    return {True: "true", False: "false", None: "null"}.get(value, str(value)) if not isinstance(value, (int, float)) or isinstance(value, bool) else str(value)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def compare(program, name, user, project, variables):
    with tempfile.TemporaryDirectory() as root:
        write(f"{root}/home/.npmrc", user)
        write(f"{root}/app/.npmrc", project)
        write(f"{root}/app/package.json", "{}")
        environment = {"PATH": os.environ["PATH"], "HOME": f"{root}/home", **variables}
        run = lambda *command: subprocess.run(command, cwd=f"{root}/app", env=environment, capture_output=True, text=True, timeout=60)
        theirs = json.loads(run("npm", "config", "ls", "-l", "--json").stdout)
        shown = run(program, "config", "show", "--origin")
        ours = dict(match.groups() for line in shown.stdout.partition("# npm's configuration")[2].splitlines() if (match := LINE.match(line)))
        wanted = [key for key in ours if key in theirs]
        wrong = [f"{key}: npm has {text_of(theirs[key])!r}, we have {ours[key]!r}" for key in wanted if text_of(theirs[key]) != ours[key]]
        named = set(re.findall(r"^\s*(@?[\w:/-]+)\s*=", user + "\n" + project, re.M))
        wrong += [f"{key}: not shown" for key in sorted(named) if key in theirs and key not in ours]
        return len(wanted), [f"{name}: {line}" for line in wrong]


def main():
    if shutil.which("npm") is None:
        print("SKIPPED: npm is not there")
        sys.exit(77)
    program, settings, failures = os.path.abspath(sys.argv[1]), 0, []
    for name, case in CASES.items():
        count, wrong = compare(program, name, *case)
        settings += count
        failures += wrong
    print("\n".join(failures) or f"{settings} settings in {len(CASES)} configurations, all as npm reads them")
    sys.exit(1 if failures or settings < len(CASES) else 0)


main()
