#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/byte_scan.h"
#include "facts/file_class.h"
#include "facts/inline_code.h"
#include "facts/lang/batch.h"
#include "facts/lang/script_reader.h"
#include "facts/shell_facts.h"
#include "formats/base64.h"
#include "model/url_parts.h"

namespace facts {
namespace {

constexpr std::uint32_t kLongLineOfNote = 10'000;

bool IsShellFile(std::string_view extension, std::string_view text, std::string_view interpreter) {
  const ProgramClass by = ClassOfProgram(interpreter);
  if (by == ProgramClass::kShell || interpreter == "sh") return true;
  if (extension == ".sh" || extension == ".bash" || extension == ".bat" || extension == ".cmd")
    return true;
  if (!text.starts_with("#!")) return false;
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.find("sh") != std::string_view::npos && line.find("fish") == std::string_view::npos;
}

/// What is odd about where a run file stands, one word each.
std::vector<std::string_view> OdditiesOf(std::string_view path, const ContentFile* file) {
  constexpr auto kOddFolders = std::to_array<std::string_view>(
      {"__tests__", "asset", "assets", "doc", "docs", "example", "examples", "fixture", "fixtures",
       "font", "fonts", "images", "img", "locale", "locales", "media", "static", "test", "tests"});
  std::vector<std::string_view> oddities;
  const auto segments = Split(path, '/');
  const bool hidden = std::any_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return segment.size() > 1 && segment[0] == '.' && segment != "..";
  });
  if (hidden) oddities.push_back("hidden");
  if (segments.size() > 1 &&
      std::find(kOddFolders.begin(), kOddFolders.end(), segments[0]) != kOddFolders.end())
    oddities.push_back("odd-folder");
  const LowerExtension extension(file == nullptr ? path : std::string_view(file->path));
  const bool code =
      ClassOf(file == nullptr ? path : std::string_view(file->path)) == FileClass::kCode;
  // `node bin/run` is the everyday name of a program; a picture or a text is not.
  if (!extension.View().empty() && !code && extension.View() != ".node" &&
      extension.View() != ".wasm" && extension.View() != ".exe" &&
      extension.View().find_first_of("0123456789") == std::string_view::npos)
    oddities.push_back("data-extension");
  if (extension.View().empty()) oddities.push_back("no-extension");
  return oddities;
}

/// -e, --eval and the like, by interpreter.
bool IsInlineFlag(std::string_view interpreter, std::string_view flag) {
  if (flag.starts_with("--eval") || flag.starts_with("--print")) return true;
  if (interpreter.starts_with("python") || interpreter == "sh") return flag == "-c";
  if (interpreter == "php" || interpreter == "lua" || interpreter == "luajit")
    return flag == "-r" || flag == "-e";
  if (ClassOfProgram(interpreter) == ProgramClass::kJavaScript || interpreter == "bun")
    return flag == "-e" || flag == "-p" || flag == "-pe" || flag == "-ep" || flag == "eval";
  return flag == "-e" || flag == "-E" || flag == "-ne" || flag == "-pe" || flag == "-le";
}

void ReportInline(std::string_view flag, const ShellArgument& code,
                  const ShellInvocation& invocation, ShellScene& scene) {
  if (!code.flow.downloads.empty()) ReportDownloadRun(code.flow, "inline", invocation, scene);
  const InlineCode seen = ReadInlineCode(code.text);
  ShellInvocation shown = invocation;
  if (!seen.decoded.empty()) shown.evidence.decoded = Untrusted(seen.decoded);
  std::vector<KeyText> values = {
      {"interpreter", invocation.program}, {"flag", flag}, {"code", code.text}};
  for (const std::string_view does : seen.does) values.push_back({"does", does});
  scene.Add(FactKind::kScriptInlineCode, shown, values);
  if (!seen.decoded.empty())
    scene.Add(
        FactKind::kScriptDecode, shown,
        {{"program", invocation.program},
         {"encoding", "base64"},
         {"runs",
          YesNo(std::find(seen.does.begin(), seen.does.end(), "eval") != seen.does.end() ||
                std::find(seen.does.begin(), seen.does.end(), "process") != seen.does.end())}});
  for (const std::string& path : seen.required)
    ReportTarget(path, invocation.program, invocation, scene);
  if (const auto language = LanguageOf(invocation.program, {}, {}))
    ReadScript(*language, code.text, shown, scene);
}

/// Code on standard input: fetched, decoded or given in a here-document.
void ReportPiped(const ShellInvocation& invocation, ShellScene& scene) {
  if (!invocation.input.downloads.empty())
    ReportDownloadRun(invocation.input, "pipe", invocation, scene);
  if (!invocation.input.text || invocation.input.text->empty()) return;
  ShellArgument code;
  code.text = *invocation.input.text;
  ShellInvocation shown = invocation;
  if (!invocation.input.decoded_by.empty())
    shown.evidence.decoded = Untrusted(CutCodePoints(code.text, limits::kDecodedCodePoints));
  ReportInline("-", code, shown, scene);
}

/// The text that PowerShell's -EncodedCommand stands for: base64 of UTF-16LE.
std::string DecodeUtf16Command(std::string_view encoded) {
  const ByteVector bytes = formats::DecodeBase64Leniently(encoded);
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const char32_t unit = bytes[i] | (static_cast<char32_t>(bytes[i + 1]) << 8U);
    const bool pair = unit >= 0xD800 && unit < 0xDC00 && i + 3 < bytes.size();
    if (pair) {
      const char32_t low = bytes[i + 2] | (static_cast<char32_t>(bytes[i + 3]) << 8U);
      AppendUtf8(text, 0x10000 + ((unit - 0xD800) << 10U) + ((low - 0xDC00) & 0x3FFU));
      i += 2;
    } else {
      AppendUtf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
    }
  }
  return text;
}

/// PowerShell takes any prefix of a parameter's name.
bool IsParameter(std::string_view word, std::string_view parameter, std::size_t shortest) {
  if (word.size() < shortest + 1 || (word[0] != '-' && word[0] != '/')) return false;
  return ToLower(parameter).starts_with(ToLower(word.substr(1)));
}

/// What Python runs of a .pth file each time it starts: the lines that begin with `import`.
std::string StartUpLines(std::string_view text) {
  std::string code;
  for (const std::string_view line : Split(text.substr(0, limits::kShellTextBytes), '\n')) {
    if (line.starts_with("import ") || line.starts_with("import\t")) code += line;
    code += '\n';
  }
  return code;
}

std::string JoinFrom(const ShellInvocation& invocation, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < invocation.arguments.size(); ++i) {
    if (!text.empty()) text += ' ';
    text += invocation.Argument(i);
  }
  return text;
}

/// `--import data:text/javascript,...`
void ReportDataImport(std::string_view url, const ShellInvocation& invocation, ShellScene& scene) {
  const std::size_t comma = url.find(',');
  const std::string_view body =
      comma == std::string_view::npos ? std::string_view() : url.substr(comma + 1);
  const bool base64 = url.substr(0, comma).find(";base64") != std::string_view::npos;
  ShellInvocation shown = invocation;
  const std::string code =
      base64 ? std::string(AsText(formats::DecodeBase64Leniently(body))) : DecodePercent(body);
  shown.evidence.decoded = Untrusted(CutCodePoints(code, limits::kDecodedCodePoints));
  scene.Add(
      FactKind::kScriptEncodedCommand, shown,
      {{"program", invocation.program}, {"encoding", base64 ? "data-url-base64" : "data-url"}});
  ShellArgument argument;
  argument.text = code;
  ReportInline("--import", argument, shown, scene);
}

}  // namespace

void ReportTarget(std::string_view path, std::string_view interpreter,
                  const ShellInvocation& invocation, ShellScene& scene) {
  const std::string from_root = scene.FromRoot(path);
  const ContentFile* const file = ResolveFile(*scene.view.contents, from_root);
  const bool dependency = from_root.starts_with("node_modules/");
  const bool outside = from_root.starts_with("..") || from_root.starts_with('/') ||
                       from_root.find(":/") != std::string::npos || from_root.starts_with('~');
  const std::string_view state = file != nullptr ? "present"
                                 : outside       ? "outside"
                                 : dependency    ? "dependency"
                                                 : "missing";
  const std::string size = file == nullptr ? std::string() : std::to_string(file->bytes.size());
  const std::string shown_path = file == nullptr ? from_root : file->path;
  std::vector<KeyText> values = {
      {"path", shown_path}, {"interpreter", interpreter}, {"state", state}, {"bytes", size}};
  if (state == "present" || state == "missing") {
    for (const std::string_view oddity : OdditiesOf(from_root, file))
      values.push_back({"oddity", oddity});
  }
  LineLengths lines;
  if (file != nullptr && LooksLikeText(file->bytes)) lines = MeasureLines(AsText(file->bytes));
  if (lines.longest >= kLongLineOfNote) values.push_back({"oddity", "long-line"});
  scene.Add(FactKind::kScriptTarget, invocation, values);
  ReportFetchedRun(from_root, invocation, scene);
  if (file == nullptr) return;
  const std::string_view text = AsText(file->bytes);
  const SourceFile source_file(file->path, text);
  if (lines.longest >= kLongLineOfNote) {
    Evidence evidence = source_file.Whole();
    evidence.position = {.line = lines.longest_line, .column = 1};
    scene.sink.Add(FactKind::kFileLongLine, scene.source.phase, std::move(evidence),
                   {{"bytes", std::to_string(lines.longest)},
                    {"lines", std::to_string(lines.lines)},
                    {"in", NameOf(ClassOf(file->path))}});
  }
  FollowFile(*file, interpreter, scene.source.phase, scene.view, scene.trail, scene.sink);
}

void FollowFile(const ContentFile& file, std::string_view interpreter, Phase phase,
                const PackageView& view, ShellTrail& trail, Sink& sink) {
  if (!LooksLikeText(file.bytes)) return;
  const std::string_view text = AsText(file.bytes);
  const LowerExtension extension(file.path);
  const bool batch = extension.View() == ".bat" || extension.View() == ".cmd";
  const auto language = LanguageOf(interpreter, file.path, text);
  if (!language && !batch && !IsShellFile(extension.View(), text, interpreter)) return;
  auto& followed = trail.followed;
  if (followed.size() >= limits::kShellFollowed || !followed.insert(file.path).second) return;
  const bool start_up = extension.View() == ".pth";
  const std::string translated = batch      ? BatchToShell(text)
                                 : start_up ? StartUpLines(text)
                                            : std::string();
  const bool lines_only = batch || start_up;
  const SourceFile source_file(file.path, lines_only ? std::string_view(translated) : text);
  const EmbeddedText place(source_file, 0, lines_only ? Quoting::kLines : Quoting::kPlain);
  const ShellSource source{.script = file.path,
                           .text = source_file.text(),
                           .dialect = language == Language::kPowerShell ? ShellDialect::kPowerShell
                                                                        : ShellDialect::kPosix,
                           .phase = phase,
                           .place = &place};
  if (language) {
    ExtractScript(*language, source, view, trail, sink);
  } else {
    ExtractShell(source, view, trail, sink);
  }
}

void ReportShell(const ShellInvocation& invocation, ShellScene& scene) {
  const bool cmd = invocation.program_class == ProgramClass::kCmd;
  std::size_t at = 0;
  for (; at < invocation.arguments.size(); ++at) {
    const std::string& flag = invocation.arguments[at].text;
    if (cmd && (EqualsIgnoringCase(flag, "/c") || EqualsIgnoringCase(flag, "/k"))) {
      ReadNested(JoinFrom(invocation, at + 1), ShellDialect::kPosix, invocation, scene);
      return;
    }
    const bool inline_flag = !cmd && flag.size() > 1 && flag[0] == '-' && flag[1] != '-' &&
                             flag.find('c') != std::string::npos;
    if (inline_flag && at + 1 < invocation.arguments.size()) {
      const ShellArgument& text = invocation.arguments[at + 1];
      if (!text.flow.downloads.empty())
        ReportDownloadRun(text.flow, "substitution", invocation, scene);
      if (text.flow.decoded_by.empty())
        ReadNested(text.text, ShellDialect::kPosix, invocation, scene);
      if (!text.flow.decoded_by.empty())
        ReadDecoded(text.text, ShellDialect::kPosix, invocation, scene);
      return;
    }
    // `sh -s x`: x is an argument of what comes in.
    const bool reads_input = !cmd && flag.size() > 1 && flag[0] == '-' && flag[1] != '-' &&
                             flag.find('s') != std::string::npos;
    if (reads_input) {
      at = invocation.arguments.size();
      break;
    }
    if (!flag.starts_with('-') && !(cmd && flag.starts_with('/'))) break;
  }
  if (at < invocation.arguments.size() && !cmd) {
    const ShellArgument& file = invocation.arguments[at];
    if (!file.flow.downloads.empty()) {
      ReportDownloadRun(file.flow, "substitution", invocation, scene);
    } else if (!file.computed) {
      ReportTarget(file.text, invocation.program, invocation, scene);
    }
    return;
  }
  if (!invocation.input.downloads.empty())
    ReportDownloadRun(invocation.input, "pipe", invocation, scene);
  if (!invocation.input.text) return;
  if (invocation.input.decoded_by.empty()) {
    ReadNested(*invocation.input.text, ShellDialect::kPosix, invocation, scene);
    return;
  }
  ShellInvocation shown = invocation;
  shown.evidence.decoded =
      Untrusted(CutCodePoints(*invocation.input.text, limits::kDecodedCodePoints));
  scene.Add(FactKind::kScriptEncodedCommand, shown,
            {{"program", invocation.program}, {"encoding", invocation.input.decoded_by}});
  ReadDecoded(*invocation.input.text, ShellDialect::kPosix, invocation, scene);
}

void ReportPowerShell(const ShellInvocation& invocation, ShellScene& scene) {
  for (std::size_t at = 0; at < invocation.arguments.size(); ++at) {
    const std::string& word = invocation.arguments[at].text;
    const std::string_view next = invocation.Argument(at + 1);
    if (IsParameter(word, "EncodedCommand", 1) || EqualsIgnoringCase(word, "-ec")) {
      const std::string text = DecodeUtf16Command(next);
      ShellInvocation shown = invocation;
      shown.evidence.decoded = Untrusted(CutCodePoints(text, limits::kDecodedCodePoints));
      scene.Add(FactKind::kScriptEncodedCommand, shown,
                {{"program", invocation.program}, {"encoding", "base64-utf16"}});
      ReadNested(text, ShellDialect::kPowerShell, shown, scene);
      return;
    }
    if (IsParameter(word, "ExecutionPolicy", 2) || EqualsIgnoringCase(word, "-ep")) {
      scene.Add(FactKind::kScriptPermission, invocation,
                {{"mode", "execution-policy"}, {"path", next}});
      ++at;
    } else if (IsParameter(word, "WindowStyle", 1)) {
      if (EqualsIgnoringCase(next, "hidden") || next == "1")
        scene.Add(FactKind::kScriptSilenced, invocation, {{"how", "quiet-flag"}});
      ++at;
    } else if (IsParameter(word, "File", 1)) {
      ReportTarget(next, invocation.program, invocation, scene);
      return;
    } else if (IsParameter(word, "Command", 1)) {
      const ShellFlow flow = invocation.ArgumentFlow();
      if (!flow.downloads.empty()) ReportDownloadRun(flow, "substitution", invocation, scene);
      ReadNested(JoinFrom(invocation, at + 1), ShellDialect::kPowerShell, invocation, scene);
      return;
    } else if (!word.starts_with('-') && !word.starts_with('/')) {
      const bool file = ToLower(word).ends_with(".ps1");
      if (file) ReportTarget(word, invocation.program, invocation, scene);
      if (!file) ReadNested(JoinFrom(invocation, at), ShellDialect::kPowerShell, invocation, scene);
      return;
    }
  }
  if (!invocation.input.downloads.empty())
    ReportDownloadRun(invocation.input, "pipe", invocation, scene);
  if (invocation.input.text)
    ReadNested(*invocation.input.text, ShellDialect::kPowerShell, invocation, scene);
}

void ReportJavaScript(const ShellInvocation& invocation, ShellScene& scene) {
  for (std::size_t at = 0; at < invocation.arguments.size(); ++at) {
    const ShellArgument& argument = invocation.arguments[at];
    const std::string& word = argument.text;
    if (IsInlineFlag(invocation.program, word)) {
      const std::size_t equals = word.find('=');
      if (equals != std::string::npos) {
        ShellArgument code = argument;
        code.text = word.substr(equals + 1);
        ReportInline(word.substr(0, equals), code, invocation, scene);
      } else if (at + 1 < invocation.arguments.size()) {
        ReportInline(word, invocation.arguments[at + 1], invocation, scene);
      }
      return;
    }
    const bool loads = word == "-r" || word == "--require" || word == "--import" ||
                       word == "--loader" || word == "--experimental-loader";
    const bool loads_joined = word.starts_with("--import=") || word.starts_with("--require=") ||
                              word.starts_with("--loader=");
    if (loads || loads_joined) {
      const std::string loaded =
          loads ? std::string(invocation.Argument(at + 1)) : word.substr(word.find('=') + 1);
      if (loads) ++at;
      if (loaded.starts_with("data:")) ReportDataImport(loaded, invocation, scene);
      if (loaded.starts_with("./") || loaded.starts_with("../"))
        ReportTarget(loaded, invocation.program, invocation, scene);
      continue;
    }
    if (word == "--no-warnings")
      scene.Add(FactKind::kScriptSilenced, invocation, {{"how", "no-warnings"}});
    const bool command =
        word == "run" && (invocation.program == "deno" || invocation.program == "bun");
    if (command || (word.starts_with('-') && word != "-")) continue;
    if (word == "-") break;
    if (UrlParts::Parse(word)) {
      ShellFlow flow;
      flow.downloads.push_back(
          {.program = invocation.program, .url = word, .host = UrlParts::Parse(word)->host});
      ReportDownloadRun(flow, "inline", invocation, scene);
    } else if (!argument.computed) {
      ReportTarget(word, invocation.program, invocation, scene);
    }
    return;
  }
  ReportPiped(invocation, scene);
}

void ReportInterpreter(const ShellInvocation& invocation, ShellScene& scene) {
  for (std::size_t at = 0; at < invocation.arguments.size(); ++at) {
    const ShellArgument& argument = invocation.arguments[at];
    const std::string& word = argument.text;
    if (IsInlineFlag(invocation.program, word) && at + 1 < invocation.arguments.size()) {
      ReportInline(word, invocation.arguments[at + 1], invocation, scene);
      return;
    }
    if (word == "-m" && invocation.program.starts_with("python")) {
      RunRest(invocation, at + 1, scene);
      return;
    }
    // mshta and regsvr32 run what an address gives them.
    const std::size_t scheme = word.find("http");
    if (scheme != std::string::npos && UrlParts::Parse(std::string_view(word).substr(scheme))) {
      const std::string url = word.substr(scheme);
      ShellFlow flow;
      flow.downloads.push_back(
          {.program = invocation.program, .url = url, .host = UrlParts::Parse(url)->host});
      ReportDownloadRun(flow, "inline", invocation, scene);
      return;
    }
    const bool script_url = word.starts_with("javascript:") || word.starts_with("vbscript:");
    if (script_url) {
      ReportInline("url", argument, invocation, scene);
      return;
    }
    if (word.starts_with('-') || (word.starts_with("//") && invocation.program.ends_with("script")))
      continue;
    // rundll32 names the function behind a comma.
    const std::string_view target = invocation.program == "rundll32"
                                        ? std::string_view(word).substr(0, word.find(','))
                                        : std::string_view(word);
    if (!argument.computed) ReportTarget(target, invocation.program, invocation, scene);
    return;
  }
  ReportPiped(invocation, scene);
}

}  // namespace facts
