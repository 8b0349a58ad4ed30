#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "facts/lang/batch.h"
#include "facts/lang/script_reader.h"
#include "model/url_parts.h"

namespace facts {
namespace {

std::string HostOf(std::string_view url) {
  if (const auto parts = UrlParts::Parse(url)) return parts->host;
  return ToLower(url.substr(0, url.find_first_of("/:?#")));
}

std::string_view LastName(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

/// A word for a POSIX shell.
std::string Quoted(const ScriptValue& value) {
  if (!value.known) return value.text;
  return "'" + ReplaceAll(value.text, "'", "'\\''") + "'";
}

std::string CommandLine(const ScriptSite& site) {
  const ScriptValue first = site.Argument(0, "args");
  std::string line;
  if (first.list) {
    for (const ScriptValue& item : first.items) line += (line.empty() ? "" : " ") + Quoted(item);
    return line;
  }
  line = first.text;
  const bool spread = site.path.starts_with("os.exec") || site.path.starts_with("os.spawn") ||
                      site.path == "diagnostics.process.start" ||
                      site.path == "asyncio.create_subprocess_exec" ||
                      site.path.ends_with(".shellexecute");
  for (std::size_t i = 1; spread && i < site.arguments.size(); ++i) {
    if (!site.arguments[i].list) line += " " + site.arguments[i].text;
  }
  return line;
}

bool Leaves(const ScriptValue& value) {
  return value.flow.environment || value.flow.secret_file || value.flow.command_output;
}

std::string_view DataSort(const ScriptValue& data) {
  if (data.flow.environment) return "environment";
  if (data.flow.secret_file) return "file";
  return data.flow.command_output ? "command-output" : "literal";
}

/// Characters of the encodings of text, not a carrier of anything.
bool IsTextCodec(std::string_view codec) {
  const std::string lower = ToLower(codec);
  return lower.empty() || lower.starts_with("utf") || lower.starts_with("ascii") ||
         lower.starts_with("latin") || lower.starts_with("iso") || lower.starts_with("cp") ||
         lower == "$computed";
}

}  // namespace

ShellInvocation ScriptReader::Invocation(const ScriptSite& site, std::string_view program) const {
  ShellInvocation invocation;
  invocation.program = program.empty() ? NameOf(language_) : program;
  invocation.program_class = ClassOfProgram(invocation.program);
  const std::string_view text = scene_.source.text;
  const std::size_t begin = std::min<std::size_t>(site.span.begin, text.size());
  const std::string_view written =
      text.substr(begin, std::min<std::size_t>(site.span.end, text.size()) - begin);
  invocation.text = std::string(CutCodePoints(written, limits::kSnippetCodePoints));
  invocation.evidence = scene_.source.At(site.span, invocation.text);
  invocation.fed_evidence = invocation.evidence;
  return invocation;
}

void ScriptReader::Simple(FactKind kind, const ScriptSite& site, std::string_view what) {
  const std::string_view key = kind == FactKind::kScriptMemory ? "function" : "what";
  scene_.Add(kind, Invocation(site, {}), {{"program", NameOf(language_)}, {key, what}});
}

ScriptValue ScriptReader::Act(const ScriptCall& call, ScriptSite& site) {
  const ScriptValue first = site.Argument(0);
  ScriptValue subject =
      site.receiver != nullptr && call.name.starts_with('.') ? *site.receiver : first;
  switch (call.act) {
    case ScriptAct::kAttribute: {
      ScriptValue member = UnknownValue(site.Argument(1).text);
      const bool builtin = first.path == "builtins" || first.path.starts_with("__builtin");
      member.path = builtin ? site.Argument(1).text : first.path + "." + site.Argument(1).text;
      return member;
    }
    case ScriptAct::kChr: {
      if (!first.number || *first.number < 0 || *first.number > 0x10FFFF)
        return UnknownValue("character");
      std::string text;
      AppendUtf8(text, static_cast<char32_t>(*first.number));
      return ConstantText(std::move(text));
    }
    case ScriptAct::kDecode: {
      std::string encoding(call.detail);
      if (encoding.empty())
        encoding = ToLower(site.Argument(call.name.starts_with('.') ? 0 : 1, "encoding").text);
      if (encoding == "rot_13") encoding = "rot13";
      if (IsTextCodec(encoding))
        return encoding == "utf-16" && call.detail == "utf-16" ? Decode(site, encoding) : subject;
      return Decode(site, encoding);
    }
    case ScriptAct::kFormat:
      if (call.name.starts_with('.')) return FormatValue(subject, site.arguments);
      return FormatValue(
          first, {site.arguments.begin() + (site.arguments.empty() ? 0 : 1), site.arguments.end()});
    case ScriptAct::kJoin: {
      if (call.name == ".join") return JoinValues(first, subject);
      const ScriptValue second = site.Argument(1);
      return first.list ? JoinValues(first, second) : JoinValues(second, first);
    }
    case ScriptAct::kJoinPath: {
      ScriptValue list;
      list.list = true;
      list.items = site.arguments;
      return JoinValues(list, ConstantText("/"));
    }
    case ScriptAct::kMap:
      return MapItems(first, site.Argument(1), site.span);
    case ScriptAct::kOrd:
      if (first.known && first.text.size() == 1)
        return ConstantNumber(static_cast<unsigned char>(first.text[0]));
      return UnknownValue("code");
    case ScriptAct::kPass: {
      ScriptValue passed = subject;
      if (passed.list &&
          std::all_of(passed.items.begin(), passed.items.end(),
                      [](const ScriptValue& item) {
                        return item.number && *item.number >= 0 && *item.number < 256;
                      }) &&
          !passed.items.empty() && call.name != "list" && call.name != "tuple") {
        std::string bytes;
        for (const ScriptValue& item : passed.items)
          bytes += static_cast<char>(static_cast<unsigned char>(*item.number));
        ScriptValue text = ConstantText(std::move(bytes));
        text.Taint(passed);
        text.flow.decoded_by = "char-codes";
        return text;
      }
      for (const ScriptValue& argument : site.arguments) {
        passed.Taint(argument);
        if (site.receiver != nullptr) site.receiver->Taint(argument);
      }
      return passed;
    }
    case ScriptAct::kReplace:
      if (call.name.starts_with('.')) return ReplaceIn(subject, first, site.Argument(1));
      return ReplaceIn(first, site.Argument(1), site.Argument(2));
    case ScriptAct::kReverse:
      return ReverseValue(first);
    case ScriptAct::kSplit:
      if (call.name.starts_with('.')) return SplitValue(subject, first);
      return SplitValue(first, site.arguments.size() > 1 ? site.arguments[1] : ConstantText(" "));
    case ScriptAct::kConnect:
      return Connect(site, call.detail);
    case ScriptAct::kDelete:
      for (const ScriptValue& argument : site.arguments) {
        if (argument.text.empty()) continue;
        const bool self = argument.text.find("__file__") != std::string::npos ||
                          argument.text.find("scriptfullname") != std::string::npos ||
                          scene_.trail.followed.contains(scene_.FromRoot(argument.text));
        scene_.Add(FactKind::kScriptDelete, Invocation(site, {}),
                   {{"path", argument.text},
                    {"where", PlaceOf(argument.text)},
                    {"recursive", YesNo(call.detail == "tree")},
                    {"self", YesNo(self)}});
        break;
      }
      return {};
    case ScriptAct::kDownload:
    case ScriptAct::kDownloadFile:
      return Download(site, call);
    case ScriptAct::kEnvironment:
      return Environment(site);
    case ScriptAct::kEval:
      return Eval(site);
    case ScriptAct::kImport: {
      ScriptValue module = UnknownValue(first.text);
      module.path = first.known ? first.text : std::string();
      return module;
    }
    case ScriptAct::kMemory:
      Simple(FactKind::kScriptMemory, site, LastName(site.path));
      return {};
    case ScriptAct::kNew: {
      ScriptValue object = UnknownValue("object");
      std::string type = ToLower(first.text);
      if (type.starts_with("system.")) type = type.substr(7);
      object.object = first.text.empty() ? std::string(call.name) : type;
      for (const ScriptValue& argument : site.arguments) object.Taint(argument);
      if (type == "net.sockets.tcpclient") {
        if (!site.arguments.empty()) site.arguments.erase(site.arguments.begin());
        return Connect(site, "tcp");
      }
      return object;
    }
    case ScriptAct::kOpen:
      return Open(site);
    case ScriptAct::kPermission:
      scene_.Add(FactKind::kScriptPermission, Invocation(site, {}),
                 {{"mode", "+x"}, {"path", first.text}});
      return {};
    case ScriptAct::kPersist:
      Persist(site, call.detail);
      return {};
    case ScriptAct::kRead:
      return ReadFile(site);
    case ScriptAct::kRequest:
      if (site.arguments.size() < 2 || site.receiver == nullptr) return {};
      site.arguments.erase(site.arguments.begin());
      site.receiver->Taint(Download(site, call));
      return {};
    case ScriptAct::kRun:
      if (call.name == ".create" && subject.object.find("winmgmts") == std::string::npos)
        return subject;
      return Run(site);
    case ScriptAct::kSave:
      Write(site, first.text, subject);
      return {};
    case ScriptAct::kSecret:
      scene_.Add(FactKind::kScriptSecretRead, Invocation(site, {}),
                 {{"source", "file"}, {"name", site.path}, {"sort", call.detail}});
      {
        ScriptValue secret = UnknownValue("secret");
        secret.flow.secret_file = true;
        return secret;
      }
    case ScriptAct::kSend: {
      const bool to_host = subject.object.starts_with("host:");
      for (const ScriptValue& argument : site.arguments) {
        if (argument.text.find("://") == std::string::npos) continue;
        return Download(site, call);
      }
      if (to_host) Send(site, {}, subject.object.substr(5));
      if (!to_host && !subject.flow.downloads.empty())
        Send(site, subject.flow.downloads[0].url, subject.flow.downloads[0].host);
      return subject;
    }
    case ScriptAct::kWatch: {
      Simple(FactKind::kScriptWatch, site, call.detail);
      ScriptValue seen = UnknownValue(call.detail);
      seen.flow.command_output = true;
      return seen;
    }
    case ScriptAct::kWeaken:
      Simple(FactKind::kScriptWeaken, site, call.detail);
      return {};
    case ScriptAct::kWhole:
      return WholeEnvironment(site.span);
    case ScriptAct::kWrite: {
      if (call.name == ".write" || call.name == ".writelines") {
        if (!subject.file.empty()) Write(site, subject.file, first);
        return {};
      }
      if (call.name.starts_with('.')) {
        Write(site, subject.text, first);
        return {};
      }
      const bool file_class = call.name.starts_with("io.file");
      ScriptValue path;
      for (const std::string_view name : {"path", "filepath", "literalpath"}) {
        if (path.text.empty()) path = site.Argument(99, name);
      }
      if (path.text.empty())
        path = file_class || site.arguments.size() == 1 ? first : site.Argument(1);
      ScriptValue content;
      for (const ScriptValue& argument : site.arguments) content.Taint(argument);
      Write(site, path.text, content);
      return {};
    }
  }
  return {};
}

ScriptValue ScriptReader::Download(ScriptSite& site, const ScriptCall& call) {
  ScriptValue url = site.Argument(0, "url");
  for (const ScriptValue& argument : site.arguments) {
    if (argument.text.find("://") == std::string::npos) continue;
    url = argument;
    break;
  }
  const std::string host = HostOf(url.text);
  const auto parts = UrlParts::Parse(url.text);
  const ScriptValue verify = site.Argument(99, "verify");
  const bool insecure = (parts && parts->scheme == "http") || verify.text == "$False";
  const bool to_file = call.act == ScriptAct::kDownloadFile;
  const ScriptValue target = to_file ? site.Argument(1, "filename") : ScriptValue();
  const ShellInvocation invocation = Invocation(site, {});
  scene_.Add(FactKind::kScriptDownload, invocation,
             {{"program", NameOf(language_)},
              {"url", url.text},
              {"host", host},
              {"transport", parts ? std::string_view(parts->scheme) : std::string_view()},
              {"to", to_file ? "file" : "variable"},
              {"insecure", YesNo(insecure)}});
  for (const ScriptValue& argument : site.arguments) {
    if (Leaves(argument)) {
      Send(site, url.text, host);
      break;
    }
  }
  if (std::any_of(site.named.begin(), site.named.end(),
                  [](const auto& pair) { return Leaves(pair.second); }))
    Send(site, url.text, host);
  ScriptValue answer = UnknownValue("answer");
  answer.flow.downloads.push_back(
      {.program = std::string(NameOf(language_)), .url = url.text, .host = host});
  if (to_file) Write(site, target.text, answer);
  return answer;
}

void ScriptReader::Send(const ScriptSite& site, std::string_view url, std::string_view host) {
  ScriptValue data;
  for (const ScriptValue& argument : site.arguments) data.Taint(argument);
  for (const auto& [name, argument] : site.named) data.Taint(argument);
  if (!Leaves(data)) return;
  scene_.Add(
      FactKind::kScriptSend, Invocation(site, {}),
      {{"program", NameOf(language_)}, {"url", url}, {"host", host}, {"data", DataSort(data)}});
}

ScriptValue ScriptReader::Connect(const ScriptSite& site, std::string_view protocol) {
  const ScriptValue target = site.Argument(0);
  const ScriptValue host = target.list ? ElementOf(target, ConstantNumber(0)) : target;
  const ScriptValue port = target.list ? ElementOf(target, ConstantNumber(1)) : site.Argument(1);
  scene_.Add(FactKind::kScriptNetwork, Invocation(site, {}),
             {{"program", NameOf(language_)},
              {"host", host.text},
              {"port", port.number ? std::string_view(port.text) : std::string_view()}});
  if (protocol == "dns" && Leaves(host)) Send(site, {}, host.text);
  ScriptValue connection = UnknownValue("connection");
  connection.object = "host:" + host.text;
  connection.flow.downloads.push_back(
      {.program = std::string(NameOf(language_)), .url = {}, .host = host.text});
  if (site.receiver != nullptr) site.receiver->object = connection.object;
  return connection;
}

ScriptValue ScriptReader::Run(const ScriptSite& site) {
  const ScriptValue first = site.Argument(0, "args");
  ScriptValue all = first;
  if (first.list) {
    all = {};
    for (const ScriptValue& item : first.items) all.Taint(item);
  }
  const std::string line = CommandLine(site);
  ShellInvocation invocation = Invocation(site, {});
  if (!all.flow.downloads.empty()) ReportDownloadRun(all.flow, "inline", invocation, scene_);
  const std::string program = line.substr(0, line.find(' '));
  ReportFetchedRun(
      scene_.FromRoot(first.list && !first.items.empty() ? first.items[0].text : program),
      invocation, scene_);
  const bool windows = language_ == Language::kVbScript || line.find(":\\") != std::string::npos;
  const std::string text = windows ? BatchToShell(line) : line;
  if (!all.flow.decoded_by.empty()) {
    ShellInvocation shown = invocation;
    if (all.known) shown.evidence.decoded = Untrusted(line);
    scene_.Add(FactKind::kScriptEncodedCommand, shown,
               {{"program", NameOf(language_)}, {"encoding", all.flow.decoded_by}});
    if (all.known) ReadDecoded(text, ShellDialect::kPosix, invocation, scene_);
  } else if (!line.empty() && line != first.text.substr(0, first.text.find(' '))) {
    const bool opaque = line.starts_with('$') && line.find(' ') == std::string::npos;
    if (!opaque) ReadNested(text, ShellDialect::kPosix, invocation, scene_);
  }
  ScriptValue output = UnknownValue("output");
  output.flow.command_output = true;
  return output;
}

ScriptValue ScriptReader::Eval(const ScriptSite& site) {
  ScriptValue code = site.Argument(0);
  if (code.list) code = JoinValues(code, ConstantText(""));
  const ShellInvocation invocation = Invocation(site, {});
  const std::string_view program = NameOf(language_);
  if (!code.flow.downloads.empty()) {
    ReportDownloadRun(code.flow, "inline", invocation, scene_);
    scene_.Add(FactKind::kScriptEval, invocation, {{"program", program}, {"how", "fetched"}});
    return {};
  }
  if (!code.flow.decoded_by.empty()) {
    ShellInvocation shown = invocation;
    if (code.known)
      shown.evidence.decoded = Untrusted(CutCodePoints(code.text, limits::kDecodedCodePoints));
    scene_.Add(FactKind::kScriptDecode, shown,
               {{"program", program}, {"encoding", code.flow.decoded_by}, {"runs", "yes"}});
    scene_.Add(FactKind::kScriptEval, shown, {{"program", program}, {"how", "decoded"}});
    if (code.known) ReadScript(language_, code.text, shown, scene_);
    return {};
  }
  if (code.known) {
    ReadScript(language_, code.text, invocation, scene_);
    return {};
  }
  scene_.Add(FactKind::kScriptEval, invocation,
             {{"program", program}, {"how", code.file.empty() ? "computed" : "file"}});
  return {};
}

ScriptValue ScriptReader::Decode(const ScriptSite& site, std::string_view encoding) {
  ScriptValue subject =
      site.path.starts_with('.') && site.receiver != nullptr ? *site.receiver : site.Argument(0);
  ScriptValue decoded = DecodeValue(subject, encoding);
  if (decoded.known && IsUtf8(decoded.text)) {
    ShellInvocation shown = Invocation(site, {});
    shown.evidence.decoded = Untrusted(CutCodePoints(decoded.text, limits::kDecodedCodePoints));
    scene_.Add(FactKind::kScriptDecode, shown,
               {{"program", NameOf(language_)}, {"encoding", encoding}, {"runs", "no"}});
  }
  return decoded;
}

ScriptValue ScriptReader::Environment(const ScriptSite& site) {
  std::string name = site.Argument(0).text;
  std::erase(name, '%');
  const bool power_shell = language_ == Language::kPowerShell;
  ScriptValue value = UnknownValue(power_shell ? "env:" + name : name);
  if (language_ == Language::kVbScript) value.text = "%" + name + "%";
  value.variables.push_back(name);
  const std::string_view sort = SecretVariableSort(name);
  value.flow.environment = !sort.empty();
  if (!sort.empty())
    scene_.Add(FactKind::kScriptSecretRead, Invocation(site, {}),
               {{"source", "environment"}, {"name", name}, {"sort", sort}});
  return value;
}

ScriptValue ScriptReader::WholeEnvironment(Span span) {
  const ScriptSite site{.path = "environment", .span = span};
  scene_.Add(FactKind::kScriptSecretRead, Invocation(site, {}),
             {{"source", "environment"}, {"name", "environment"}, {"sort", "whole-environment"}});
  ScriptValue value = UnknownValue("environment");
  value.flow.environment = true;
  return value;
}

ScriptValue ScriptReader::ReadFile(const ScriptSite& site) {
  const bool method =
      site.path.starts_with('.') && site.arguments.empty() && site.receiver != nullptr;
  const ScriptValue path = method ? *site.receiver : site.Argument(0, "path");
  ScriptValue content = UnknownValue("content");
  content.file = path.text;
  if (const auto fetched = scene_.downloaded.find(scene_.FromRoot(path.text));
      fetched != scene_.downloaded.end())
    content.flow.downloads.push_back(fetched->second);
  const std::string_view sort = SecretFileSort(path.text);
  if (sort.empty()) return content;
  content.flow.secret_file = true;
  scene_.Add(FactKind::kScriptSecretRead, Invocation(site, {}),
             {{"source", "file"}, {"name", path.text}, {"sort", sort}});
  return content;
}

ScriptValue ScriptReader::Open(const ScriptSite& site) {
  const std::string mode = site.Argument(1, "mode").text;
  const bool writes =
      mode.find_first_of("wax+") != std::string::npos || site.path == ".createtextfile";
  if (!writes) return ReadFile(site);
  ScriptValue file = UnknownValue("file");
  file.file = site.Argument(0, "file").text;
  return file;
}

void ScriptReader::Write(const ScriptSite& site, std::string_view path,
                         const ScriptValue& content) {
  if (path.empty()) return;
  const bool fetched = !content.flow.downloads.empty();
  const ShellInvocation invocation = Invocation(site, {});
  if (fetched) scene_.downloaded[scene_.FromRoot(path)] = content.flow.downloads[0];
  scene_.Add(
      FactKind::kScriptWrite, invocation,
      {{"path", path}, {"where", PlaceOf(path)}, {"how", fetched ? "download" : "redirect"}});
  if (const auto how = StartupKind(path); !how.empty())
    scene_.Add(FactKind::kScriptPersistence, invocation, {{"how", how}, {"path", path}});
}

void ScriptReader::Persist(const ScriptSite& site, std::string_view how) {
  std::string places;
  for (const ScriptValue& argument : site.arguments) places += argument.text + "\\";
  if (how.empty()) how = StartupKind(places);
  if (how.empty()) return;
  scene_.Add(FactKind::kScriptPersistence, Invocation(site, {}), {{"how", how}, {"path", places}});
}

}  // namespace facts
