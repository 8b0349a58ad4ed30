// node tests/intel/ranges.mjs PROGRAM: what OSV ranges hold, by our evaluation and by node-semver, on generated pairs. The seed is fixed.
import { spawnSync } from "node:child_process";
import semver from "../npm/node_modules/semver/index.js";

const PAIRS = 20_000;
let state = 20260617;
const random = (n) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return (state >> 8) % n;
};
const tags = ["", "", "", "", "-0", "-1", "-alpha", "-alpha.1", "-alpha.2", "-alpha.10", "-beta", "-rc.1", "-rc.1.x", "-9a", "-a.9", "--"];
const version = () => `${random(3)}.${random(4)}.${random(4)}${tags[random(tags.length)]}${random(12) === 0 ? "+b" + random(3) : ""}`;

const cases = [];
while (cases.length < PAIRS) {
  // Disjoint pieces in ascending order, as advisories have them: each begins, and ends or stays open.
  const bounds = [...new Set(Array.from({ length: 2 + random(5) }, version))].sort(semver.compare);
  const distinct = bounds.filter((v, i) => i === 0 || semver.compare(bounds[i - 1], v) !== 0);
  const events = [];
  const ranges = [];
  for (let i = 0; i < distinct.length; i += 2) {
    const zero = i === 0 && random(3) === 0;
    events.push(`introduced=${zero ? "0" : distinct[i]}`);
    const from = zero ? "" : `>=${distinct[i]}`;
    if (i + 1 >= distinct.length) {
      ranges.push(from || "*");
      break;
    }
    const last = random(2) === 0;
    events.push(`${last ? "last_affected" : "fixed"}=${distinct[i + 1]}`);
    ranges.push(`${from} ${last ? "<=" : "<"}${distinct[i + 1]}`.trim());
  }
  const asked = random(2) === 0 ? version() : distinct[random(distinct.length)];
  // The order of events in a record means nothing.
  if (random(2) === 0) events.reverse();
  cases.push({ asked, events, expected: ranges.some((r) => semver.satisfies(asked, r, { includePrerelease: true })) });
}

const run = spawnSync(process.argv[2], { input: cases.map((c) => `${c.asked} ${c.events.join(" ")}\n`).join(""), maxBuffer: 1 << 26 });
if (run.status !== 0) throw new Error(`the program ended with ${run.status}: ${run.stderr}`);
const answers = run.stdout.toString().trim().split("\n");
let wrong = 0;
cases.forEach((c, i) => {
  if ((answers[i] === "1") === c.expected) return;
  if (++wrong <= 10) console.log(`${c.asked} in ${c.events.join(" ")}: node-semver says ${c.expected}`);
});
const held = cases.filter((c) => c.expected).length;
console.log(`${cases.length} pairs, ${held} of them held, ${wrong} differences`);
process.exit(wrong === 0 && answers.length === cases.length && held > PAIRS / 10 && held < PAIRS * 0.9 ? 0 : 1);
