#include "facts/lang/language.h"

#include "facts/file_class.h"

namespace facts {
namespace {

std::optional<Language> ByInterpreter(std::string_view name) {
  if (name.starts_with("python") || name == "py" || name == "pypy" || name == "pypy3")
    return Language::kPython;
  if (name == "powershell" || name == "pwsh") return Language::kPowerShell;
  if (name == "cscript" || name == "wscript" || name == "mshta") return Language::kVbScript;
  if (name == "osascript") return Language::kAppleScript;
  return std::nullopt;
}

std::optional<Language> ByExtension(std::string_view extension) {
  if (extension == ".py" || extension == ".pyw" || extension == ".pth") return Language::kPython;
  if (extension == ".ps1" || extension == ".psm1") return Language::kPowerShell;
  if (extension == ".vbs" || extension == ".vba" || extension == ".hta" || extension == ".wsf")
    return Language::kVbScript;
  if (extension == ".applescript" || extension == ".scpt") return Language::kAppleScript;
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(Language language) {
  switch (language) {
    case Language::kPython:
      return "python";
    case Language::kPowerShell:
      return "powershell";
    case Language::kVbScript:
      return "vbscript";
    case Language::kAppleScript:
      return "applescript";
  }
  return {};
}

std::optional<Language> LanguageOf(std::string_view interpreter, std::string_view path,
                                   std::string_view text) {
  const LowerExtension extension(path);
  // wscript runs JScript too: the file's own name says more than its host.
  if (const auto language = ByExtension(extension.View())) return language;
  const bool script_host = interpreter == "cscript" || interpreter == "wscript";
  if (script_host && !path.empty()) return std::nullopt;
  if (const auto language = ByInterpreter(interpreter)) return language;
  if (!text.starts_with("#!")) return std::nullopt;
  const std::string_view line = text.substr(2, text.find('\n') - 2);
  for (const std::string_view name : {"python", "pwsh", "powershell", "osascript"}) {
    if (line.find(name) != std::string_view::npos) return ByInterpreter(name);
  }
  return std::nullopt;
}

}  // namespace facts
