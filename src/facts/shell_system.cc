#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/inline_code.h"
#include "facts/shell_facts.h"
#include "formats/base64.h"
#include "formats/hex.h"

namespace facts {
namespace {

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// What is being taken off; empty when the invocation decodes nothing (`base64 file`, `gzip file`).
std::string_view EncodingOf(const ShellInvocation& invocation) {
  const std::string& program = invocation.program;
  if (program == "base64" || program == "base32")
    return invocation.Has({"-d", "-D", "--decode", "-di", "-id"}) ? std::string_view("base64")
                                                                  : std::string_view();
  if (program == "xxd") {
    const bool reverses = std::any_of(invocation.arguments.begin(), invocation.arguments.end(),
                                      [](const ShellArgument& argument) {
                                        return argument.text.starts_with("-") &&
                                               argument.text.find('r') != std::string::npos;
                                      });
    return reverses ? "hex" : "";
  }
  if (program == "openssl") {
    const bool decodes = invocation.Has({"-d"});
    if (invocation.Argument(0) == "base64") return decodes ? "base64" : "";
    return invocation.Argument(0) == "enc" && decodes ? "openssl" : "";
  }
  if (program == "tr") {
    // tr 'A-Za-z' 'N-ZA-Mn-za-m'
    const bool rotates = invocation.arguments.size() > 1 &&
                         invocation.Argument(1).find("N-ZA-M") != std::string_view::npos;
    return rotates ? "rot13" : "";
  }
  if (program == "certutil") return "base64";
  if (program == "uudecode") return "uuencode";
  if (program == "rev") return "reversed";
  if (IsOneOf(program, {"gzip", "xz"}))
    return invocation.Has({"-d", "-dc", "-cd", "--decompress"}) ? "gzip" : "";
  if (IsOneOf(program, {"gunzip", "zcat", "bunzip2", "bzcat"})) return "gzip";
  return {};
}

std::string Rotate13(std::string_view text) {
  std::string rotated(text);
  for (char& c : rotated) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return rotated;
}

/// The plain text of `text`, when the encoding needs no secret and no file.
std::optional<std::string> Decode(std::string_view encoding, std::string_view text) {
  if (encoding == "base64") return std::string(AsText(formats::DecodeBase64Leniently(text)));
  if (encoding == "rot13") return Rotate13(text);
  if (encoding == "reversed") return std::string(text.rbegin(), text.rend());
  if (encoding == "hex") {
    std::string digits;
    for (const char c : text) {
      if (c != ' ' && c != '\n') digits += c;
    }
    if (const auto bytes = formats::DecodeHex(digits)) return std::string(AsText(*bytes));
  }
  return std::nullopt;
}

bool IsRecursive(const ShellInvocation& invocation) {
  if (IsOneOf(invocation.program, {"rimraf", "rd"})) return true;
  return std::any_of(invocation.arguments.begin(), invocation.arguments.end(),
                     [](const ShellArgument& argument) {
                       const std::string& text = argument.text;
                       return (text.size() > 1 && text[0] == '-' && text[1] != '-' &&
                               text.find_first_of("rR") != std::string::npos) ||
                              text == "--recursive" || EqualsIgnoringCase(text, "/s") ||
                              EqualsIgnoringCase(text, "-Recurse");
                     });
}

/// The script or manifest that is running removes itself.
bool IsSelf(std::string_view path, const ShellScene& scene) {
  const std::string from_root = scene.FromRoot(path);
  return from_root == "package.json" || scene.trail.followed.count(from_root) > 0 || path == "$0" ||
         path.find("$npm_package_json") != std::string_view::npos;
}

bool IsWindowsSwitch(const ShellInvocation& invocation, std::string_view word) {
  return word.starts_with('/') && word.size() == 2 &&
         IsOneOf(invocation.program, {"del", "erase", "rd", "rmdir", "attrib", "copy", "move"});
}

void ReportStartupPath(std::string_view path, const ShellInvocation& invocation,
                       ShellScene& scene) {
  if (const auto how = StartupKind(path); !how.empty())
    scene.Add(FactKind::kScriptPersistence, invocation, {{"how", how}, {"path", path}});
}

}  // namespace

ShellFlow ReportDecode(const ShellInvocation& invocation, ShellScene& scene) {
  ShellFlow flow = invocation.input;
  const std::string_view encoding = EncodingOf(invocation);
  if (encoding.empty()) {
    flow.text.reset();
    flow.command_output = true;
    return flow;
  }
  ShellInvocation shown = invocation;
  const auto plain = flow.text ? Decode(encoding, *flow.text) : std::nullopt;
  if (plain && IsUtf8(*plain))
    shown.evidence.decoded = Untrusted(CutCodePoints(*plain, limits::kDecodedCodePoints));
  const bool runs = IsOneOf(invocation.output, {"pipe", "variable"});
  scene.Add(FactKind::kScriptDecode, shown,
            {{"program", invocation.program}, {"encoding", encoding}, {"runs", YesNo(runs)}});
  flow.text = plain;
  flow.decoded_by = encoding;
  flow.command_output = true;
  return flow;
}

void ReportDelete(const ShellInvocation& invocation, ShellScene& scene) {
  const bool recursive = IsRecursive(invocation) || invocation.program == "find";
  for (const ShellArgument& argument : invocation.arguments) {
    const std::string& path = argument.text;
    if (path.starts_with('-') || path.empty() || IsWindowsSwitch(invocation, path)) continue;
    scene.Add(FactKind::kScriptDelete, invocation,
              {{"path", path},
               {"where", PlaceOf(path)},
               {"recursive", YesNo(recursive)},
               {"self", YesNo(IsSelf(path, scene))}});
    if (invocation.program == "find") return;  // the rest are its tests
  }
}

void ReportPermission(const ShellInvocation& invocation, ShellScene& scene) {
  const std::string& program = invocation.program;
  const std::size_t plain = invocation.FirstPlain();
  std::string_view mode = invocation.Argument(plain);
  if (program == "chmod") {
    const bool numeric = ParseNumber(mode).has_value();
    const bool setuid = (numeric && mode.size() == 4 && mode[0] >= '4') ||
                        mode.find("+s") != std::string_view::npos;
    const bool everyone = numeric && mode.ends_with("777");
    const bool executable =
        mode.find('x') != std::string_view::npos ||
        (numeric && !mode.empty() && mode.size() >= 3 && ((mode[mode.size() - 3] - '0') & 1) != 0);
    const std::string_view widened = setuid ? "setuid" : everyone ? "777" : executable ? "+x" : "";
    if (widened.empty()) return;
    for (std::size_t i = plain + 1; i < invocation.arguments.size(); ++i)
      scene.Add(FactKind::kScriptPermission, invocation,
                {{"mode", widened}, {"path", invocation.Argument(i)}});
    return;
  }
  if (program == "xattr" && !invocation.Has({"-d", "-c", "-cr", "-rd", "-dr"})) return;
  mode = program == "xattr" ? "xattr-clear" : std::string_view(program);
  scene.Add(FactKind::kScriptPermission, invocation,
            {{"mode", mode},
             {"path", invocation.arguments.empty() ? "" : invocation.arguments.back().text}});
}

void ReportPersistence(const ShellInvocation& invocation, ShellScene& scene) {
  const std::string& program = invocation.program;
  const std::string lower = ToLower(invocation.text);
  std::string_view how;
  if (program == "crontab" && !invocation.Has({"-l"})) how = "cron";
  if (program == "at") how = "scheduled-task";
  if (program == "systemctl" && (invocation.Has({"enable", "start", "link"}))) how = "systemd";
  if (program == "launchctl" && invocation.Has({"load", "bootstrap", "enable", "submit"}))
    how = "launch-agent";
  if (program == "schtasks" && invocation.Has({"/create"})) how = "scheduled-task";
  if (program == "reg" && invocation.Has({"add"}) &&
      lower.find("\\currentversion\\run") != std::string::npos)
    how = "run-key";
  if (how.empty()) return;
  scene.Add(FactKind::kScriptPersistence, invocation,
            {{"how", how},
             {"path", invocation.arguments.empty()
                          ? std::string_view()
                          : std::string_view(invocation.arguments.back().text)}});
}

void ReportWrite(const ShellInvocation& invocation, ShellScene& scene) {
  const std::string& program = invocation.program;
  const std::string_view how = program == "tee"                   ? "tee"
                               : program == "ln"                  ? "link"
                               : IsOneOf(program, {"mv", "move"}) ? "move"
                                                                  : "copy";
  std::vector<std::string_view> paths;
  for (const ShellArgument& argument : invocation.arguments) {
    if (!argument.text.starts_with('-') && !IsWindowsSwitch(invocation, argument.text))
      paths.push_back(argument.text);
  }
  if (paths.empty()) return;
  // All but tee name their target last.
  const std::size_t first = program == "tee" ? 0 : paths.size() - 1;
  if (program != "tee" && paths.size() < 2) return;
  for (std::size_t i = first; i < paths.size(); ++i) {
    scene.Add(FactKind::kScriptWrite, invocation,
              {{"path", paths[i]}, {"where", PlaceOf(paths[i])}, {"how", how}});
    ReportStartupPath(paths[i], invocation, scene);
  }
}

void ReportSecrets(const ShellInvocation& invocation, ShellScene& scene) {
  // Deleting or making a file reads nothing.
  const bool reads = !IsOneOf(invocation.program,
                              {"rm", "del", "rimraf", "mkdir", "touch", "echo", "test", "[", "[["});
  for (const ShellArgument& argument : invocation.arguments) {
    const std::string_view sort = SecretFileSort(argument.text);
    if (reads && !sort.empty())
      scene.Add(FactKind::kScriptSecretRead, invocation,
                {{"source", "file"}, {"name", argument.text}, {"sort", sort}});
    for (const std::string& variable : argument.variables) {
      const std::string_view secret = SecretVariableSort(variable);
      if (secret.empty()) continue;
      scene.Add(FactKind::kScriptSecretRead, invocation,
                {{"source", "environment"}, {"name", variable}, {"sort", secret}});
    }
  }
}

}  // namespace facts
