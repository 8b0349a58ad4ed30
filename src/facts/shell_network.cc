#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/text.h"
#include "facts/shell_facts.h"
#include "model/url_parts.h"

namespace facts {
namespace {

// Options of curl and wget that take a value which could be mistaken for the URL.
constexpr auto kValueFlags = std::to_array<std::string_view>({"--cacert",
                                                              "--connect-timeout",
                                                              "--cookie",
                                                              "--data",
                                                              "--data-ascii",
                                                              "--data-binary",
                                                              "--data-raw",
                                                              "--data-urlencode",
                                                              "--form",
                                                              "--header",
                                                              "--max-time",
                                                              "--method",
                                                              "--output",
                                                              "--output-document",
                                                              "--post-data",
                                                              "--post-file",
                                                              "--proxy",
                                                              "--referer",
                                                              "--request",
                                                              "--retry",
                                                              "--retry-delay",
                                                              "--timeout",
                                                              "--tries",
                                                              "--upload-file",
                                                              "--user",
                                                              "--user-agent",
                                                              "--write-out",
                                                              "-A",
                                                              "-F",
                                                              "-H",
                                                              "-O",
                                                              "-P",
                                                              "-T",
                                                              "-U",
                                                              "-X",
                                                              "-b",
                                                              "-body",
                                                              "-c",
                                                              "-d",
                                                              "-e",
                                                              "-headers",
                                                              "-m",
                                                              "-method",
                                                              "-o",
                                                              "-outfile",
                                                              "-u",
                                                              "-w",
                                                              "-x"});

bool TakesValue(const ShellInvocation& invocation, std::string_view flag) {
  // `-O` names a file for wget only.
  if (flag == "-O" && invocation.program == "curl") return false;
  return std::any_of(kValueFlags.begin(), kValueFlags.end(), [&](std::string_view known) {
    return known == flag || (known.size() > 2 && EqualsIgnoringCase(known, flag));
  });
}

/// The first argument that is an address: with a scheme anywhere, without one only as a plain
/// argument of a downloader, as curl allows.
const ShellArgument* FindUrl(const ShellInvocation& invocation) {
  for (const ShellArgument& argument : invocation.arguments) {
    if (UrlParts::Parse(argument.text)) return &argument;
  }
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const ShellArgument& argument = invocation.arguments[i];
    if (argument.text.starts_with('-')) {
      if (TakesValue(invocation, argument.text)) ++i;
      continue;
    }
    const bool address = argument.text.find('.') != std::string::npos || argument.computed ||
                         argument.text.starts_with("localhost");
    if (address) return &argument;
  }
  return nullptr;
}

std::string HostOf(std::string_view url) {
  if (const auto parts = UrlParts::Parse(url)) return parts->host;
  const std::string_view host = url.substr(0, url.find_first_of("/:?#"));
  return ToLower(host);
}

std::string TransportOf(std::string_view url) {
  if (const auto parts = UrlParts::Parse(url)) return parts->scheme;
  return "http";  // what curl and wget assume
}

bool ChecksOff(const ShellInvocation& invocation) {
  if (invocation.insecure ||
      invocation.Has({"--insecure", "--no-check-certificate", "-SkipCertificateCheck"}))
    return true;
  if (invocation.program != "curl") return false;
  return std::any_of(invocation.arguments.begin(), invocation.arguments.end(),
                     [](const ShellArgument& argument) {
                       const std::string& text = argument.text;
                       return text.size() > 1 && text[0] == '-' && text[1] != '-' &&
                              text.size() < 8 && text.find('k') != std::string::npos;
                     });
}

/// curl's short flags run together: `-fsSLo file`, `-sO`.
bool IsCluster(std::string_view flag) {
  return flag.size() > 1 && flag.size() < 10 && flag[0] == '-' && flag[1] != '-';
}

std::string CurlOutput(const ShellInvocation& invocation, std::string_view url) {
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const std::string_view flag = invocation.Argument(i);
    if (flag.starts_with("--output=")) return std::string(flag.substr(9));
    if (flag == "--output" || (IsCluster(flag) && flag.ends_with('o')))
      return std::string(invocation.Argument(i + 1));
    if (flag == "--remote-name" || (IsCluster(flag) && flag.find('O') != std::string_view::npos))
      return std::string(BaseName(url));
  }
  return {};
}

std::string WgetOutput(const ShellInvocation& invocation, std::string_view url) {
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const std::string_view flag = invocation.Argument(i);
    std::string_view file;
    if (flag == "--output-document" || (IsCluster(flag) && flag.ends_with('O'))) {
      file = invocation.Argument(i + 1);
    } else if (flag.starts_with("--output-document=")) {
      file = flag.substr(18);
    } else if (IsCluster(flag) && flag.ends_with("O-")) {
      file = "-";
    } else {
      continue;
    }
    return file == "-" ? std::string() : std::string(file);
  }
  return std::string(BaseName(url));
}

/// The file a downloader writes; empty when it prints.
std::string OutputFile(const ShellInvocation& invocation, std::string_view url) {
  if (invocation.program == "curl") return CurlOutput(invocation, url);
  if (invocation.program == "wget" || invocation.program == "wget2")
    return WgetOutput(invocation, url);
  if (invocation.program == "certutil" || invocation.program == "bitsadmin")
    return std::string(invocation.arguments.back().text);
  const ShellArgument* const file =
      invocation.After({"-o", "-OutFile", "-Destination", "--output", "--out"});
  return file == nullptr ? std::string() : file->text;
}

/// What sort of data an upload carries.
std::string_view DataSort(const ShellInvocation& invocation, const ShellArgument* data) {
  if (data != nullptr) {
    if (data->flow.environment) return "environment";
    for (const std::string& variable : data->variables) {
      if (!SecretVariableSort(variable).empty()) return "environment";
    }
    if (data->flow.secret_file) return "file";
    if (data->flow.command_output) return "command-output";
    const bool from_input = data->text == "@-" || data->text == "-";
    if (!from_input && data->text.find('@') != std::string::npos) return "file";
    if (!from_input && data->variables.empty()) return "literal";
    if (!from_input) return "environment";
  }
  if (invocation.input.environment) return "environment";
  if (invocation.input.secret_file) return "file";
  return "command-output";
}

}  // namespace

ShellFlow ReportDownload(const ShellInvocation& invocation, ShellScene& scene) {
  ShellFlow flow;
  const ShellArgument* const url = FindUrl(invocation);
  if (url == nullptr) {
    flow.command_output = true;
    return flow;
  }
  const std::string host = HostOf(url->text);
  const std::string file =
      invocation.output_file.empty() ? OutputFile(invocation, url->text) : invocation.output_file;
  const bool to_file = !file.empty() && file != "-";
  const bool to_null = file == "/dev/null" || EqualsIgnoringCase(file, "nul");
  const std::string transport = TransportOf(url->text);
  scene.Add(
      FactKind::kScriptDownload, invocation,
      {{"program", invocation.program},
       {"url", url->text},
       {"host", host},
       {"transport", transport},
       {"to", to_null   ? "none"
              : to_file ? "file"
                        : invocation.output},
       {"insecure", YesNo(ChecksOff(invocation) || transport == "http" || transport == "ftp")}});
  const ShellDownload download{.program = invocation.program, .url = url->text, .host = host};
  if (to_file && !to_null) {
    scene.downloaded[scene.FromRoot(file)] = download;
    scene.Add(FactKind::kScriptWrite, invocation,
              {{"path", file}, {"where", PlaceOf(file)}, {"how", "download"}});
  } else {
    flow.downloads.push_back(download);
  }
  flow.command_output = true;
  return flow;
}

void ReportSend(const ShellInvocation& invocation, ShellScene& scene) {
  const ShellArgument* const url = FindUrl(invocation);
  if (url == nullptr) return;
  const ShellArgument* data = invocation.After(
      {"-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form",
       "--upload-file", "--post-data", "--post-file", "-Body", "-InFile"});
  if (data == nullptr && invocation.program == "curl") data = invocation.After({"-F", "-T"});
  const bool in_url =
      url->flow.command_output || url->flow.environment ||
      std::any_of(url->variables.begin(), url->variables.end(), [](const std::string& variable) {
        return !SecretVariableSort(variable).empty();
      });
  if (data == nullptr && in_url) data = url;
  // wget spells it `--post-file=x`.
  const auto joined = std::find_if(
      invocation.arguments.begin(), invocation.arguments.end(), [](const ShellArgument& argument) {
        return argument.text.starts_with("--post-data=") || argument.text.starts_with("--data=") ||
               argument.text.starts_with("--post-file=") ||
               argument.text.starts_with("--body-file=");
      });
  const bool has_joined = joined != invocation.arguments.end();
  if (data == nullptr && !has_joined) return;
  const bool joined_file = has_joined && joined->text.find("-file=") != std::string::npos;
  const std::string_view sort = data == nullptr && joined_file
                                    ? std::string_view("file")
                                    : DataSort(invocation, data != nullptr ? data : &*joined);
  const std::string host = HostOf(url->text);
  scene.Add(FactKind::kScriptSend, invocation,
            {{"program", invocation.program}, {"url", url->text}, {"host", host}, {"data", sort}});
}

void ReportNetwork(const ShellInvocation& invocation, ShellScene& scene) {
  const std::size_t plain = invocation.FirstPlain();
  std::string_view host = invocation.Argument(plain);
  // Flags with values come first in `nc -e /bin/sh host port`: the host is what looks like one.
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const ShellArgument& argument = invocation.arguments[i];
    const bool looks = !argument.text.starts_with('-') && !argument.text.starts_with('/') &&
                       (argument.text.find('.') != std::string::npos || argument.computed);
    if (looks) {
      host = argument.text;
      break;
    }
  }
  std::string_view port;
  for (const ShellArgument& argument : invocation.arguments) {
    if (ParseNumber(argument.text)) port = argument.text;
  }
  scene.Add(FactKind::kScriptNetwork, invocation,
            {{"program", invocation.program}, {"host", host}, {"port", port}});
  const ShellFlow arguments = invocation.ArgumentFlow();
  const bool piped = invocation.input.command_output || invocation.input.environment ||
                     invocation.input.secret_file;
  const bool secret = std::any_of(
      invocation.arguments.begin(), invocation.arguments.end(), [](const ShellArgument& argument) {
        return std::any_of(
            argument.variables.begin(), argument.variables.end(),
            [](const std::string& name) { return !SecretVariableSort(name).empty(); });
      });
  const bool sends = arguments.command_output || arguments.environment || secret || piped;
  if (!sends) return;
  const bool environment = arguments.environment || invocation.input.environment || secret;
  const bool file = arguments.secret_file || invocation.input.secret_file;
  scene.Add(FactKind::kScriptSend, invocation,
            {{"program", invocation.program},
             {"host", host},
             {"data", environment ? "environment"
                      : file      ? "file"
                                  : "command-output"}});
}

void ReportDownloadRun(const ShellFlow& flow, std::string_view how,
                       const ShellInvocation& invocation, ShellScene& scene) {
  // `sh` alone tells a reader nothing: what is piped into it does.
  const Evidence& evidence = how == "pipe" ? invocation.fed_evidence : invocation.evidence;
  for (const ShellDownload& download : flow.downloads) {
    scene.AddAt(FactKind::kScriptDownloadRun, evidence,
                {{"program", download.program},
                 {"interpreter", invocation.program},
                 {"url", download.url},
                 {"host", download.host},
                 {"how", how}});
  }
}

void ReportFetchedRun(std::string_view from_root, const ShellInvocation& invocation,
                      ShellScene& scene) {
  const auto fetched = scene.downloaded.find(from_root);
  if (fetched == scene.downloaded.end()) return;
  ShellFlow flow;
  flow.downloads.push_back(fetched->second);
  ReportDownloadRun(flow, "file", invocation, scene);
}

}  // namespace facts
