#include "facts/layers/payload.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/hosts.h"
#include "facts/lang/language.h"
#include "facts/layers/decoders.h"
#include "facts/magic.h"
#include "facts/shell_tables.h"
#include "js/parse.h"
#include "model/url_parts.h"

namespace facts {
namespace {

bool Has(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

template <typename Words>
std::size_t Count(std::string_view text, const Words& words) {
  return static_cast<std::size_t>(std::count_if(
      words.begin(), words.end(), [&](std::string_view word) { return Has(text, word); }));
}

constexpr auto kModules = std::to_array<std::string_view>(
    {"child_process", "cluster", "constructor", "dgram", "eval", "http", "https", "inspector",
     "net", "node:child_process", "node:fs", "node:http", "node:https", "node:net", "node:os",
     "tls", "undici", "worker_threads"});
static_assert(std::is_sorted(kModules.begin(), kModules.end()));

constexpr auto kJavaScriptWords = std::to_array<std::string_view>(
    {"require(",   "function",    "=>",     "eval(",     "process.",  "module.exports",
     "import(",    "const ",      "var ",   "let ",      "document.", "window.",
     "globalThis", "Buffer.",     "fetch(", "Function(", "return ",   "console.",
     "await ",     "setTimeout(", "JSON.",  "atob("});

constexpr auto kPythonWords = std::to_array<std::string_view>(
    {"import os", "import sys", "import subprocess", "import base64", "import socket",
     "import requests", "from urllib", "import urllib", "exec(", "def ", "print(", "__import__("});

constexpr auto kAppleScriptWords = std::to_array<std::string_view>(
    {"do shell script", "tell application ", "run script ", "display dialog ", "end tell",
     "osascript", "system events", "set volume", "with administrator privileges"});

constexpr auto kPowerShellWords = std::to_array<std::string_view>(
    {"new-object", "invoke-expression", "iex ", "iex(", "$env:", "downloadstring", "start-process",
     "invoke-webrequest", "iwr ", "-encodedcommand", "[convert]::", "get-", "set-itemproperty"});

bool IsAddress(std::string_view text) {
  text = Trim(text);
  constexpr std::size_t kLongestUrl = 2000;
  if (text.size() > kLongestUrl || text.find_first_of(" \n\t<>\"") != std::string_view::npos)
    return false;
  if (const auto url = UrlParts::Parse(text)) {
    const bool web = url->scheme == "http" || url->scheme == "https" || url->scheme == "ws" ||
                     url->scheme == "wss" || url->scheme == "tcp";
    return web && url->host.find('.') != std::string::npos;
  }
  return IsPublicAddress(text.substr(0, text.find(':')));
}

/// The first word is a program by which scripts fetch, decode or run things, and has arguments.
bool IsShell(std::string_view text) {
  if (text.starts_with("#!/bin/") || text.starts_with("#!/usr/bin/env sh") ||
      text.starts_with("#!/usr/bin/env bash"))
    return true;
  const std::string_view line = Trim(text.substr(0, text.find('\n')));
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space > 64) return false;
  const std::string_view rest = line.substr(space + 1);
  const bool argument = Has(rest, "://") || Has(rest, " -") || rest.starts_with('-') ||
                        rest.starts_with('/') || Has(rest, "|");
  switch (ClassOfProgram(ProgramName(line.substr(0, space)))) {
    case ProgramClass::kDownload:
    case ProgramClass::kShell:
    case ProgramClass::kCmd:
    case ProgramClass::kCertutil:
    case ProgramClass::kPersistence:
    case ProgramClass::kNetwork:
      return argument;
    case ProgramClass::kPrint:
    case ProgramClass::kDecode:
    case ProgramClass::kWrite:
    case ProgramClass::kDelete:
    case ProgramClass::kJavaScript:
    case ProgramClass::kInterpreter:
    case ProgramClass::kBackground:
      return Has(rest, "|") || Has(rest, "&&") || Has(rest, " -e ") || Has(rest, " -c ") ||
             Has(rest, ">/dev/null");
    case ProgramClass::kOther:
    case ProgramClass::kChangeFolder:
    case ProgramClass::kEnvironment:
    case ProgramClass::kEval:
    case ProgramClass::kFind:
    case ProgramClass::kManyCommands:
    case ProgramClass::kPackageManager:
    case ProgramClass::kPermission:
    case ProgramClass::kPowerShell:
    case ProgramClass::kPrivilege:
    case ProgramClass::kRead:
    case ProgramClass::kRemoteRunner:
    case ProgramClass::kRepository:
    case ProgramClass::kRunScripts:
    case ProgramClass::kSource:
    case ProgramClass::kWrapper:
      return false;
  }
  return false;
}

bool IsPowerShell(std::string_view text) {
  const std::string lower = ToLower(text.substr(0, 4096));
  const std::string_view first = std::string_view(lower).substr(0, lower.find(' '));
  if (ClassOfProgram(ProgramName(first)) == ProgramClass::kPowerShell && Has(lower, " -"))
    return true;
  return Count(std::string_view(lower), kPowerShellWords) >= 2 &&
         (lower.find('$') != std::string::npos || Has(lower, "iex"));
}

bool IsAppleScript(std::string_view text) {
  const std::string lower = ToLower(text.substr(0, 4096));
  return lower.starts_with("do shell script ") || lower.starts_with("tell application ") ||
         (Has(lower, "do shell script ") && Count(std::string_view(lower), kAppleScriptWords) >= 2);
}

bool IsBatch(std::string_view text) {
  return ToLower(Trim(text.substr(0, 64))).starts_with("@echo off");
}

bool IsPython(std::string_view text) {
  const std::string_view head = text.substr(0, 4096);
  if (Has(head, "{") && Has(head, "};")) return false;
  const bool imports = head.starts_with("import ") || Has(head, "\nimport ") ||
                       Has(head, ";import ") || head.starts_with("from ") ||
                       Has(head, "__import__(");
  return imports && Count(head, kPythonWords) >= 2 && !Has(head, " from '") &&
         !Has(head, " from \"");
}

bool IsJavaScript(std::string_view text) {
  const std::string_view head = text.substr(0, 16384);
  const std::string_view start = Trim(head.substr(0, 64));
  if (start.starts_with('<') || start.starts_with('#') || start.starts_with('@') || start.empty())
    return false;
  const bool calls = Has(head, "(");
  const bool strong = Has(head, "require(") || Has(head, "child_process") ||
                      Has(head, "process.env") || Has(head, "eval(") ||
                      Has(head, "new Function(") || Has(head, "global[") || Has(head, "fetch(");
  const std::size_t words = Count(head, kJavaScriptWords);
  if (!calls || (words < 2 && !strong)) return false;
  js::Scratch scratch;
  return js::Parse(text.substr(0, limits::kLayerParseBytes), {.scopes = false}, scratch).ok() ||
         text.size() > limits::kLayerParseBytes;
}

}  // namespace

std::string_view NameOf(Payload payload) {
  switch (payload) {
    case Payload::kNothing:
      return "nothing";
    case Payload::kJavaScript:
      return "javascript";
    case Payload::kShell:
      return "shell";
    case Payload::kPowerShell:
      return "powershell";
    case Payload::kPython:
      return "python";
    case Payload::kVbScript:
      return "vbscript";
    case Payload::kAppleScript:
      return "applescript";
    case Payload::kBatch:
      return "batch";
    case Payload::kAddress:
      return "address";
    case Payload::kModuleName:
      return "module-name";
    case Payload::kNative:
      return "native";
  }
  return {};
}

Payload Classify(std::string_view bytes) {
  const Format format = IdentifyFormat(AsBytes(bytes));
  const bool native = format == Format::kElf || format == Format::kPe || format == Format::kMachO;
  // Two letters are no proof of a program: PE has its mark further down as well.
  if (native && bytes.size() > 128) return Payload::kNative;
  if (std::binary_search(kModules.begin(), kModules.end(), bytes)) return Payload::kModuleName;
  if (bytes.size() < 8 || !ReadsAsText(bytes)) return Payload::kNothing;
  if (IsAddress(bytes)) return Payload::kAddress;
  if (IsBatch(bytes)) return Payload::kBatch;
  if (IsAppleScript(bytes)) return Payload::kAppleScript;
  if (IsPowerShell(bytes)) return Payload::kPowerShell;
  if (IsShell(bytes)) return Payload::kShell;
  if (IsPython(bytes)) return Payload::kPython;
  const std::string lower = ToLower(bytes.substr(0, 2048));
  if (Has(lower, "createobject(") && (Has(lower, "wscript") || Has(lower, "xmlhttp")))
    return Payload::kVbScript;
  if (IsJavaScript(bytes)) return Payload::kJavaScript;
  return Payload::kNothing;
}

Payload PayloadFor(std::string_view interpreter) {
  if (const auto language = LanguageOf(interpreter, {}, {})) {
    switch (*language) {
      case Language::kPython:
        return Payload::kPython;
      case Language::kPowerShell:
        return Payload::kPowerShell;
      case Language::kVbScript:
        return Payload::kVbScript;
      case Language::kAppleScript:
        return Payload::kAppleScript;
    }
  }
  const ProgramClass by = ClassOfProgram(interpreter);
  if (by == ProgramClass::kShell) return Payload::kShell;
  if (by == ProgramClass::kCmd) return Payload::kBatch;
  if (by == ProgramClass::kJavaScript) return Payload::kJavaScript;
  return Payload::kNothing;
}

}  // namespace facts
