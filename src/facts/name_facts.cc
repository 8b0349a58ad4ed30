#include "facts/name_facts.h"

#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/text.h"
#include "facts/file_class.h"
#include "facts/invisible.h"

namespace facts {
namespace {

/// Letters of other scripts that look like Latin ones in most fonts (Unicode confusables, the plain
/// ones).
struct LookAlike {
  char32_t value;
  char latin;
};
constexpr auto kLookAlikes = std::to_array<LookAlike>({
    {0x0131, 'i'}, {0x0261, 'g'}, {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0397, 'H'},
    {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'},
    {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03B1, 'a'}, {0x03BD, 'v'}, {0x03BF, 'o'},
    {0x03C1, 'p'}, {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'},
    {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'},
    {0x0421, 'C'}, {0x0422, 'T'}, {0x0425, 'X'}, {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'},
    {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'},
    {0x0458, 'j'}, {0x04BB, 'h'}, {0x0501, 'd'}, {0x051B, 'q'}, {0x051D, 'w'},
});

/// What the characters of one name come to.
struct NameReading {
  std::string looks_like;  ///< with look-alikes replaced
  bool latin = false;
  bool look_alike = false;
  bool other = false;  ///< letters of another script that look like nothing else
  bool invisible = false;
  bool bidi = false;
  bool control = false;
};

NameReading ReadName(std::string_view name) {
  NameReading reading;
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint point = DecodeUtf8(name, at);
    const char32_t c = point.value;
    const std::string_view written = name.substr(at, point.length);
    at += point.length;
    if (c < 0x80) {
      reading.latin |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      reading.control |= c < 0x20 || c == 0x7F;
      reading.looks_like += written;
      continue;
    }
    reading.bidi |= (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const auto invisible = InvisibleClassOf(c);
    // One selector behind an emoji is how emoji are written.
    if (invisible && invisible != InvisibleClass::kVariationSelector) reading.invisible = true;
    const auto row = std::find_if(kLookAlikes.begin(), kLookAlikes.end(),
                                  [&](const LookAlike& known) { return known.value == c; });
    const bool full_width = c >= 0xFF01 && c <= 0xFF5E;
    if (row != kLookAlikes.end()) {
      reading.look_alike = true;
      reading.looks_like += row->latin;
    } else if (full_width) {
      reading.look_alike = true;
      reading.looks_like += static_cast<char>(c - 0xFF01 + '!');
    } else {
      reading.other = true;
      reading.looks_like += written;
    }
  }
  return reading;
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// `report.pdf.exe`
bool HasDoubleExtension(std::string_view name) {
  const LowerExtension last(name);
  if (!IsOneOf(last.View(),
               {".bat", ".cmd", ".com", ".exe", ".hta", ".lnk", ".ps1", ".scr", ".vbs"}))
    return false;
  const LowerExtension inner(name.substr(0, name.size() - last.View().size()));
  return IsOneOf(inner.View(), {".doc", ".docx", ".gif", ".jpeg", ".jpg", ".json", ".md", ".pdf",
                                ".png", ".svg", ".txt", ".xls", ".xlsx", ".zip"});
}

/// Names that Windows takes for devices, whatever their extension.
bool IsDeviceName(std::string_view name) {
  const std::string stem = ToLower(name.substr(0, name.find('.')));
  if (IsOneOf(stem, {"aux", "con", "nul", "prn"})) return true;
  const bool port = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
  return port && stem[3] >= '1' && stem[3] <= '9';
}

void ReportOddName(const ContentFile& file, Sink& sink) {
  const std::string_view name = BaseName(file.path);
  const NameReading reading = ReadName(name);
  std::string_view reason;
  if (reading.control) reason = "control";
  if (reading.bidi) reason = "bidi";
  if (reason.empty() && reading.invisible) reason = "invisible";
  // A whole name in Greek or Cyrillic is a name; a Latin one with a foreign letter in it is not.
  const bool mixed = reading.latin && reading.look_alike && !reading.other;
  if (reason.empty() && mixed) reason = "homoglyph";
  if (reason.empty() && (name.ends_with(' ') || name.ends_with('.'))) reason = "trailing-space";
  if (reason.empty() && HasDoubleExtension(name)) reason = "double-extension";
  if (reason.empty() && IsDeviceName(name)) reason = "reserved";
  if (reason.empty()) return;
  Evidence evidence;
  evidence.file = Untrusted(file.path);
  sink.Add(FactKind::kFileOddName, Phase::kUnknown, std::move(evidence),
           {{"reason", reason},
            {"looks-like", mixed ? std::string_view(reading.looks_like) : std::string_view()}});
}

bool IsHookName(std::string_view name) {
  return IsOneOf(name,
                 {"applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch",
                  "post-checkout", "post-commit", "post-merge", "post-receive", "post-rewrite",
                  "post-update", "pre-applypatch", "pre-commit", "pre-merge-commit", "pre-push",
                  "pre-rebase", "pre-receive", "prepare-commit-msg", "push-to-checkout", "update"});
}

void ReportHook(const ContentFile& file, Sink& sink) {
  const std::string_view name = BaseName(file.path);
  if (!IsHookName(name)) return;
  const std::string_view folder = ParentPath(file.path);
  const bool active = folder == ".git/hooks" || folder.ends_with("/.git/hooks");
  const std::string_view last = BaseName(folder);
  if (!active && last != ".husky" && last != ".githooks") return;
  Evidence evidence;
  evidence.file = Untrusted(file.path);
  sink.Add(FactKind::kFileGitHook, Phase::kUnknown, std::move(evidence),
           {{"hook", name}, {"active", YesNo(active)}});
}

std::string_view CiProvider(std::string_view path) {
  const LowerExtension extension(path);
  const bool yaml = extension.View() == ".yml" || extension.View() == ".yaml";
  const std::string_view name = BaseName(path);
  if (name == "Jenkinsfile") return "jenkins";
  if (!yaml) return {};
  if (path.starts_with(".github/workflows/") ||
      path.find("/.github/workflows/") != std::string_view::npos)
    return "github";
  if (name == ".gitlab-ci.yml") return "gitlab";
  if (path.find(".circleci/") != std::string_view::npos) return "circleci";
  if (name.starts_with("azure-pipelines")) return "azure";
  if (name == ".travis.yml") return "travis";
  return {};
}

void ReportCi(const ContentFile& file, Sink& sink) {
  const std::string_view provider = CiProvider(file.path);
  if (provider.empty()) return;
  Evidence evidence;
  evidence.file = Untrusted(file.path);
  sink.Add(FactKind::kFileWorkflow, Phase::kUnknown, std::move(evidence), {{"provider", provider}});
}

}  // namespace

void ExtractName(const ContentFile& file, Sink& sink) {
  ReportOddName(file, sink);
  ReportHook(file, sink);
  ReportCi(file, sink);
}

}  // namespace facts
