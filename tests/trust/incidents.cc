#include "trust/incidents.h"

#include <fmt/format.h>

#include <algorithm>

#include "trust/shapes.h"

namespace replay {
namespace {

/// `count` releases of one line, a week apart, ending before `last` (a date), all by one hand.
std::vector<Release> History(const Release& like, std::string_view line, int count,
                             std::string_view last) {
  std::vector<Release> releases;
  const UnixMillis end = ParseTime(last).value();
  for (int i = 0; i < count; ++i) {
    Release release = like;
    release.version = fmt::format("{}.{}", line, i);
    release.time = FormatTime(end - (count - i) * UnixMillis{7} * 24 * 3'600'000);
    releases.push_back(std::move(release));
  }
  return releases;
}

void Append(std::vector<Release> more, std::vector<Release>& releases) {
  std::move(more.begin(), more.end(), std::back_inserter(releases));
}

Release Next(const Release& before, std::string version, std::string time) {
  Release release = before;
  release.version = std::move(version);
  release.time = std::move(time);
  return release;
}

Release Workflow(std::string name, std::string repository) {
  return {.name = std::move(name),
          .publisher = std::string(kWorkflow),
          .email = "workflow@forge.example",
          .proof = Proof::kTrusted,
          .repository = std::move(repository),
          .files = {{"index.js", std::string(kCode)}}};
}

Release Person(std::string name, const std::string& account, std::string repository) {
  return {.name = std::move(name),
          .publisher = account,
          .email = account + "@people.example",
          .repository = std::move(repository),
          .files = {{"index.js", std::string(kCode)}}};
}

}  // namespace

Incident Mastra() {
  Incident incident{.name = "mastra", .title = "the Mastra packages, 17 June 2026"};
  Release dayjs = Person("dayjs", "iamkun", "git+https://forge.example/iamkun/dayjs.git");
  dayjs.readme = ReadmeOf("dayjs");
  Append(History(dayjs, "1.11", 20, "2026-05-01"), incident.releases);

  Release bait = dayjs;
  bait.name = "easy-day-js";
  bait.publisher = "sergey2016";
  bait.email = "sergey2016@tutamail.com";
  bait = Next(bait, "1.11.21", "2026-06-16T07:05:42Z");
  Release armed = Next(bait, "1.11.22", "2026-06-17T01:01:33Z");
  armed.scripts = {{"postinstall", "node --no-warnings setup.cjs"}};
  armed.files.emplace_back("setup.cjs", Dropper());

  struct Carrier {
    const char* name;
    const char* line;
    int patch;
    const char* time;
  };
  const Carrier carriers[] = {{"@mastra/schema-compat", "1.2", 12, "2026-06-17T01:12:00Z"},
                              {"@mastra/core", "1.42", 1, "2026-06-17T01:15:13Z"},
                              {"@mastra/memory", "1.20", 4, "2026-06-17T01:16:15Z"}};
  for (const Carrier& carrier : carriers) {
    const Release like = Workflow(carrier.name, "git+https://forge.example/mastra-ai/mastra.git");
    // Long ago a person published by hand: the account that the attackers would use.
    Release old = like;
    old.publisher = "ehindero";
    old.email = "ehindero@people.example";
    old.proof = Proof::kSignature;
    Append(History(old, "0.1", 3, "2025-02-01"), incident.releases);
    Append(History(like, carrier.line, carrier.patch, "2026-06-14"), incident.releases);
    Release poisoned = Next(like, fmt::format("{}.{}", carrier.line, carrier.patch), carrier.time);
    poisoned.publisher = "ehindero";
    poisoned.email = "ehindero2016@tutamail.com";
    poisoned.proof = Proof::kSignature;
    poisoned.dependencies = {{"easy-day-js", "^1.11.21"}};
    incident.releases.push_back(std::move(poisoned));
  }
  incident.releases.push_back(std::move(bait));
  incident.releases.push_back(std::move(armed));
  incident.moments = {
      {"2026-06-16T07:06:00Z", "easy-day-js@1.11.21", "warn", "identity-clone",
       "a copy of dayjs appears under another name: the bait, without any script"},
      {"2026-06-17T01:01:33Z", "easy-day-js@1.11.22", "block", "armed-young-package",
       "eighteen hours later its second version runs an obfuscated file when it is installed",
       "easy-day-js@1.11.21"},
      {"2026-06-17T01:12:00Z",
       "@mastra/schema-compat@1.2.12",
       "block",
       "phantom-young-dependency",
       "the first Mastra package is republished by hand with one new dependency; the maintainers "
       "will know in two and a half hours",
       "@mastra/schema-compat@1.2.11",
       {"easy-day-js@1.11.22"}},
      {"2026-06-17T01:15:13Z",
       "@mastra/core@1.42.1",
       "block",
       "phantom-young-dependency",
       "three minutes later the core package follows",
       "@mastra/core@1.42.0",
       {"easy-day-js@1.11.22"}},
      {"2026-06-17T01:15:13Z", "@mastra/core@1.42.0", "allow", "",
       "the release before it stays what it was"}};
  return incident;
}

Incident Axios() {
  Incident incident{.name = "axios", .title = "axios, 31 March 2026"};
  const Release like = Workflow("axios", "git+https://forge.example/axios/axios.git");
  Release old = like;
  old.publisher = "jasonsaayman";
  old.email = "jason@people.example";
  old.proof = Proof::kSignature;
  Append(History(old, "0.30", 4, "2026-02-01"), incident.releases);
  Append(History(like, "1.14", 1, "2026-03-20"), incident.releases);
  Append(History(like, "1.13", 8, "2026-03-01"), incident.releases);
  Release original =
      Person("crypto-js", "evanvosberg", "git+https://forge.example/brix/crypto-js.git");
  original.readme = ReadmeOf("crypto-js");
  Append(History(original, "4.1", 3, "2024-01-01"), incident.releases);
  Release bait = original;
  bait.name = "plain-crypto-js";
  bait.publisher = "nrwise";
  bait.email = "nrwise@proton.me";
  bait = Next(bait, "4.2.0", "2026-03-30T05:57:00Z");
  Release armed = Next(bait, "4.2.1", "2026-03-30T23:59:00Z");
  armed.scripts = {{"postinstall", "node setup.js"}};
  armed.files.emplace_back("setup.js", Dropper());
  for (const auto& [version, time] :
       {std::pair{"1.14.1", "2026-03-31T00:21:00Z"}, std::pair{"0.30.4", "2026-03-31T01:00:00Z"}}) {
    Release poisoned = Next(like, version, time);
    poisoned.publisher = "jasonsaayman";
    poisoned.email = "ifstap@proton.me";
    poisoned.proof = Proof::kSignature;
    poisoned.dependencies = {{"plain-crypto-js", "^4.2.0"}};
    incident.releases.push_back(std::move(poisoned));
  }
  incident.releases.push_back(std::move(bait));
  incident.releases.push_back(std::move(armed));
  incident.moments = {
      {"2026-03-30T23:59:00Z", "plain-crypto-js@4.2.1", "block", "armed-young-package",
       "the copy of crypto-js is armed eighteen hours after its bait", "plain-crypto-js@4.2.0"},
      {"2026-03-31T00:21:00Z",
       "axios@1.14.1",
       "block",
       "phantom-young-dependency",
       "axios is published by hand, without its proof of origin, with one new dependency",
       "axios@1.14.0",
       {"plain-crypto-js@4.2.1"}},
      {"2026-03-31T01:00:00Z",
       "axios@0.30.4",
       "block",
       "phantom-young-dependency",
       "the old line follows thirty-nine minutes later",
       "axios@0.30.3",
       {"plain-crypto-js@4.2.1"}}};
  return incident;
}

Incident Keyv() {
  Incident incident{.name = "keyv", .title = "keyv and its family, 4 August 2026"};
  const Release like = Workflow("keyv", "git+https://forge.example/jaredwray/keyv.git");
  Append(History(like, "5.5", 4, "2026-08-01"), incident.releases);
  Release poisoned = Next(like, "5.5.4", "2026-08-04T10:00:00Z");
  poisoned.scripts = {{"preinstall", "node setup.mjs"}};
  poisoned.files.emplace_back("setup.mjs", Obfuscated());
  incident.releases.push_back(std::move(poisoned));
  incident.moments = {{"2026-08-04T10:00:00Z", "keyv@5.5.4", "block", "hook-with-hidden-target",
                       "the project's own workflow builds the poisoned release: its provenance is "
                       "valid",
                       "keyv@5.5.3"}};
  return incident;
}

Incident TanStack() {
  Incident incident{.name = "tanstack", .title = "TanStack, 11 May 2026"};
  const Release like =
      Workflow("@tanstack/react-router", "git+https://forge.example/TanStack/router.git");
  Append(History(like, "1.132", 6, "2026-05-10"), incident.releases);
  Release poisoned = Next(like, "1.132.6", "2026-05-11T19:20:00Z");
  poisoned.optional_dependencies = {
      {"@tanstack/setup", "github:tanstack/router#79ac49eedf774dd4b0cfa308722bc463cfe5885c"}};
  incident.releases.push_back(std::move(poisoned));
  incident.moments = {{"2026-05-11T19:20:00Z", "@tanstack/react-router@1.132.6", "block",
                       "off-registry-addition",
                       "an optional dependency on a commit nobody reviewed; provenance is valid",
                       "@tanstack/react-router@1.132.5"}};
  return incident;
}

Incident PhantomGyp() {
  Incident incident{.name = "phantom-gyp", .title = "Phantom Gyp, 3 June 2026"};
  const Release like =
      Person("tiny-tool", "owner", "git+https://forge.example/owner/tiny-tool.git");
  Append(History(like, "2.0", 5, "2026-05-20"), incident.releases);
  Release poisoned = Next(like, "2.0.5", "2026-06-03T08:00:00Z");
  poisoned.files.emplace_back(
      "binding.gyp",
      R"gyp({"targets": [{"target_name": "<!(node index.js > /dev/null 2>&1)", "type": "none"}]}
)gyp");
  incident.releases.push_back(std::move(poisoned));
  incident.moments = {{"2026-06-03T08:00:00Z", "tiny-tool@2.0.5", "block", "hook-through-gyp",
                       "a small file makes npm run a command although no script says so",
                       "tiny-tool@2.0.4"}};
  return incident;
}

Incident ChalkDebug() {
  Incident incident{.name = "chalk-debug", .title = "chalk and debug, 8 September 2025"};
  Release like = Person("debug", "qix", "git+https://forge.example/debug-js/debug.git");
  like.files = {{"package.txt", "debug"}, {"index.js", std::string(kCode)}};
  Append(History(like, "4.4", 2, "2025-05-13"), incident.releases);
  Release poisoned = Next(like, "4.4.2", "2025-09-08T13:16:00Z");
  poisoned.files.back().second = Obfuscated() + std::string(kCode);
  incident.releases.push_back(std::move(poisoned));
  incident.moments = {{"2025-09-08T13:16:00Z", "debug@4.4.2", "block", "obfuscation-gained",
                       "same account, no script, no dependency: only the code shows it",
                       "debug@4.4.1"}};
  return incident;
}

Incident UaParser() {
  Incident incident{.name = "ua-parser-js", .title = "ua-parser-js, 22 October 2021"};
  const Release like =
      Person("ua-parser-js", "faisalman", "git+https://forge.example/faisalman/ua-parser-js.git");
  Append(History(like, "0.7", 29, "2021-10-01"), incident.releases);
  struct Poisoned {
    const char* version;
    const char* time;
  };
  for (const Poisoned& each :
       {Poisoned{"0.7.29", "2021-10-22T12:15:21Z"}, Poisoned{"0.8.0", "2021-10-22T12:16:03Z"},
        Poisoned{"1.0.0", "2021-10-22T12:16:16Z"}}) {
    Release poisoned = Next(like, each.version, each.time);
    poisoned.scripts = {{"preinstall", "start /B node preinstall.js & node preinstall.js"}};
    poisoned.files.emplace_back("preinstall.js", MinerStarter());
    poisoned.files.emplace_back("preinstall.sh", MinerScript());
    incident.releases.push_back(std::move(poisoned));
  }
  incident.moments = {
      {"2021-10-22T12:15:21Z", "ua-parser-js@0.7.29", "block", "install-download-run",
       "after twenty-nine releases of the line one runs a script that fetches a program and starts "
       "it in the background",
       "ua-parser-js@0.7.28"},
      {"2021-10-22T12:16:03Z", "ua-parser-js@0.8.0", "block", "hook-in-several-lines",
       "forty-two seconds later a second line gains the same script", "ua-parser-js@0.7.28"},
      {"2021-10-22T12:16:16Z", "ua-parser-js@0.7.29", "block", "hook-in-several-lines",
       "and with that the first one is settled too", "ua-parser-js@0.7.28"}};
  return incident;
}

Incident EventStream() {
  Incident incident{.name = "event-stream", .title = "event-stream, 9 September 2018"};
  Release like = Person("event-stream", "dominictarr",
                        "git+https://forge.example/dominictarr/event-stream.git");
  like.files.front().second = "exports.map = require('map-stream');\n";
  like.dependencies = {{"map-stream", "0.1.0"}};
  Append(History(Person("map-stream", "dominictarr", ""), "0.1", 1, "2014-01-01"),
         incident.releases);
  Append(History(like, "3.3", 5, "2018-01-01"), incident.releases);
  Release handed_over = Next(like, "3.3.5", "2018-09-05T02:42:00Z");
  handed_over.publisher = "right9ctrl";
  handed_over.email = "right9ctrl@people.example";
  Release poisoned = Next(handed_over, "3.3.6", "2018-09-09T08:00:00Z");
  poisoned.dependencies.emplace_back("flatmap-stream", "^0.1.0");
  poisoned.files.front().second += "exports.flatmap = require('flatmap-stream');\n";
  Release bait = Person("flatmap-stream", "hugeglass", "");
  incident.releases.push_back(Next(bait, "0.1.0", "2018-09-05T06:00:00Z"));
  incident.releases.push_back(std::move(handed_over));
  incident.releases.push_back(std::move(poisoned));
  incident.moments = {{"2018-09-05T02:42:00Z",
                       "event-stream@3.3.5",
                       "allow",
                       "publisher-changed",
                       "a new maintainer publishes a first, harmless release",
                       "event-stream@3.3.4",
                       {"map-stream@0.1.0"}},
                      {"2018-09-09T08:00:00Z",
                       "event-stream@3.3.6",
                       "block",
                       "phantom-young-dependency",
                       "four days later the new hand adds a package of four days",
                       "event-stream@3.3.5",
                       {"map-stream@0.1.0", "flatmap-stream@0.1.0"}}};
  return incident;
}

Incident CleanTwin() {
  Incident incident{.name = "clean-twin", .title = "a real new dependency, provenance kept"};
  const Release like =
      Workflow("@mastra/schema-compat", "git+https://forge.example/mastra-ai/mastra.git");
  Append(History(like, "1.2", 12, "2026-06-14"), incident.releases);
  Append(History(Person("fast-equal", "epoberezkin", "git+https://forge.example/e/fast-equal.git"),
                 "3.1", 4, "2022-01-01"),
         incident.releases);
  Release release = Next(like, "1.2.12", "2026-06-17T01:12:00Z");
  release.dependencies = {{"fast-equal", "^3.1.0"}};
  release.files.front().second =
      "'use strict';\nconst equal = require('fast-equal');\nmodule.exports = (a, b) => equal(a, "
      "b);\n";
  incident.releases.push_back(std::move(release));
  incident.moments = {{"2026-06-17T01:12:00Z",
                       "@mastra/schema-compat@1.2.12",
                       "allow",
                       "",
                       "the same package, the same minute, a dependency of four years that it uses",
                       "@mastra/schema-compat@1.2.11",
                       {"fast-equal@3.1.3"}},
                      {"2026-06-19T01:12:00Z",
                       "@mastra/schema-compat@1.2.12",
                       "allow",
                       "",
                       "and two days later",
                       "@mastra/schema-compat@1.2.11",
                       {"fast-equal@3.1.3"}}};
  return incident;
}

std::vector<Incident> AllIncidents() {
  return {Mastra(),     Axios(),    Keyv(),        TanStack(), PhantomGyp(),
          ChalkDebug(), UaParser(), EventStream(), CleanTwin()};
}

}  // namespace replay
