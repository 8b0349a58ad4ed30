#include "detect/yara_rules.h"

#include <fmt/format.h>
#include <yara.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"
#include "model/rule_card.h"

namespace detect {
namespace {

/// libyara counts its users itself.
class Library {
 public:
  Library() : ready_(yr_initialize() == ERROR_SUCCESS) {}
  ~Library() {
    if (ready_) yr_finalize();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  bool ready_;
};

struct FreeCompiler {
  void operator()(YR_COMPILER* compiler) const { yr_compiler_destroy(compiler); }
};
struct FreeRules {
  void operator()(YR_RULES* rules) const { yr_rules_destroy(rules); }
};

struct FirstFault {
  int line = 0;
  std::string message;
};

void OnFault(int level, const char*, int line, const YR_RULE*, const char* message, void* user) {
  auto& fault = *static_cast<FirstFault*>(user);
  if (level == YARA_ERROR_LEVEL_ERROR && fault.message.empty()) fault = {line, message};
}

std::string MetaOf(const YR_RULE& rule, std::string_view name) {
  const YR_META* meta = nullptr;
  yr_rule_metas_foreach((&rule), meta) {
    const bool text = meta->type == META_TYPE_STRING && meta->string != nullptr;
    if (text && EqualsIgnoringCase(meta->identifier, name)) return meta->string;
  }
  return {};
}

std::string IdOf(const YR_RULE& rule) {
  return "yara-" + ReplaceAll(ToLower(rule.identifier), "_", "-");
}

/// On one line, without what would mean something to the reader of cards.
std::string OneLine(std::string_view text) {
  std::string line = Escape(text, 160);
  std::erase_if(line, [](char c) { return c == '"' || c == '`'; });
  return line;
}

std::string CardOf(const YR_RULE& rule) {
  const std::string severity = ToLower(MetaOf(rule, "severity"));
  const std::string confidence = ToLower(MetaOf(rule, "confidence"));
  std::string description = OneLine(MetaOf(rule, "description"));
  if (description.empty()) description = fmt::format("the YARA rule {} matches", rule.identifier);
  const std::string reference = OneLine(MetaOf(rule, "reference"));
  return fmt::format(
      "---\nid: {0}\ntitle: {1}\nseverity: {2}\nconfidence: {3}\nstatus: stable\n"
      "when: yara.match{{rule: \"{4}\", namespace: \"{5}\"}}\n---\n\n"
      "## What it finds\n\n{1}\n\n## Why it matters\n\nThe author of the rule says so: see its "
      "`meta`.\n\n## What to do\n\nRead the rule and the place that it matched.\n\n"
      "## References\n\n- {6}\n\n"
      "## Flagged\n\n### a match\n\n```facts\nyara.match{{rule: \"{4}\"}}\n```\n\n"
      "## Not flagged\n\n### a match of another rule\n\n```facts\nyara.match{{rule: \"\"}}\n```\n",
      IdOf(rule), description, FindSeverity(severity) ? severity : "medium",
      FindConfidence(confidence) ? confidence : "medium", rule.identifier, rule.ns->name,
      reference.empty() ? "none given" : reference);
}

/// What the callback of one scan works on.
struct Scan {
  const ContentFile& file;
  Facts& facts;
};

void AddValue(Fact& fact, std::string_view key, std::string_view text) {
  if (!text.empty()) fact.values.push_back({.key = std::string(key), .text = Untrusted(text)});
}

void PlaceAt(std::uint64_t offset, std::uint64_t length, const ContentFile& file,
             Evidence& evidence) {
  if (offset + length > file.bytes.size() || !evidence.bytes.empty()) return;
  const auto begin = static_cast<std::uint32_t>(offset);
  evidence.bytes = {.begin = begin, .end = begin + static_cast<std::uint32_t>(length)};
  const std::string_view text = AsText(file.bytes);
  constexpr std::size_t kTextProbe = 8000;
  if (text.substr(0, kTextProbe).find('\0') != std::string_view::npos) return;
  evidence.position = LineTable(text).Find(text, begin);
  evidence.snippet = Untrusted(text.substr(begin, std::min<std::size_t>(length, 200)));
}

Fact FactOf(YR_SCAN_CONTEXT* context, const YR_RULE& rule, const ContentFile& file) {
  Fact fact{.kind = FactKind::kYaraMatch};
  fact.evidence.file = Untrusted(file.path);
  AddValue(fact, "rule", rule.identifier);
  AddValue(fact, "namespace", rule.ns->name);
  AddValue(fact, "description", MetaOf(rule, "description"));
  AddValue(fact, "severity", ToLower(MetaOf(rule, "severity")));
  const char* tag = nullptr;
  yr_rule_tags_foreach((&rule), tag) AddValue(fact, "tag", tag);
  YR_STRING* string = nullptr;
  yr_rule_strings_foreach((&rule), string) {
    const YR_MATCH* match = nullptr;
    bool matched = false;
    yr_string_matches_foreach(context, string, match) {
      PlaceAt(static_cast<std::uint64_t>(match->base + match->offset),
              static_cast<std::uint64_t>(match->match_length), file, fact.evidence);
      matched = true;
    }
    if (matched) AddValue(fact, "string", string->identifier);
  }
  return fact;
}

int OnMatch(YR_SCAN_CONTEXT* context, int message, void* data, void* user) {
  auto& scan = *static_cast<Scan*>(user);
  if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
  if (scan.facts.size() >= limits::kYaraMatches) return CALLBACK_ABORT;
  scan.facts.push_back(FactOf(context, *static_cast<const YR_RULE*>(data), scan.file));
  return CALLBACK_CONTINUE;
}

Fact Unread(const ContentFile& file, std::string_view reason) {
  Fact fact{.kind = FactKind::kYaraUnread};
  fact.evidence.file = Untrusted(file.path);
  AddValue(fact, "reason", reason);
  return fact;
}

}  // namespace

struct YaraRules::Machine {
  Library library;
  std::unique_ptr<YR_RULES, FreeRules> rules;
};

YaraRules::YaraRules() : machine_(std::make_unique<Machine>()) {}
YaraRules::YaraRules(YaraRules&&) noexcept = default;
YaraRules& YaraRules::operator=(YaraRules&&) noexcept = default;
YaraRules::~YaraRules() = default;

Result<YaraRules> YaraRules::Compile(std::string_view file, std::string_view text) {
  YaraRules compiled;
  if (!compiled.machine_->library.ready()) return Fail("libyara could not be started");
  if (text.size() > limits::kYaraRuleBytes)
    return Fail(fmt::format("YARA rules of {}, more than {}", HumanBytes(text.size()),
                            HumanBytes(limits::kYaraRuleBytes)));
  YR_COMPILER* made = nullptr;
  if (yr_compiler_create(&made) != ERROR_SUCCESS) return Fail("libyara has no memory");
  const std::unique_ptr<YR_COMPILER, FreeCompiler> compiler(made);
  FirstFault fault;
  yr_compiler_set_callback(made, OnFault, &fault);
  yr_compiler_set_include_callback(made, nullptr, nullptr, nullptr);
  const std::string whole(text);
  if (yr_compiler_add_string(made, whole.c_str(), nullptr) > 0) {
    return Fail(fmt::format("{}:{}: {}", file, fault.line, Escape(fault.message, 200)),
                "these are YARA's own words; its documentation has the grammar");
  }
  YR_RULES* rules = nullptr;
  if (yr_compiler_get_rules(made, &rules) != ERROR_SUCCESS) return Fail("libyara has no memory");
  compiled.machine_->rules.reset(rules);
  std::set<std::string> ids;
  const YR_RULE* rule = nullptr;
  yr_rules_foreach(rules, rule) {
    if (RULE_IS_PRIVATE(rule)) continue;
    if (!ids.insert(IdOf(*rule)).second)
      return Fail(fmt::format("{}: two rules would be called {}", file, Quote(IdOf(*rule))),
                  "names that differ only in case or underscores are one card: rename one");
    compiled.cards_.emplace_back(fmt::format("{}/{}.md", file, IdOf(*rule)), CardOf(*rule));
  }
  compiled.hash_ = Hex(Sha256(AsBytes(text)));
  return compiled;
}

Facts YaraRules::Match(const Contents& contents) const {
  Facts facts;
  for (const ContentFile& file : contents.files) {
    if (file.bytes.empty()) continue;
    Scan scan{.file = file, .facts = facts};
    const int outcome =
        yr_rules_scan_mem(machine_->rules.get(), file.bytes.data(), file.bytes.size(),
                          SCAN_FLAGS_REPORT_RULES_MATCHING | SCAN_FLAGS_NO_TRYCATCH, OnMatch, &scan,
                          limits::kYaraSeconds);
    if (outcome == ERROR_SCAN_TIMEOUT) facts.push_back(Unread(file, "timeout"));
    if (outcome != ERROR_SUCCESS && outcome != ERROR_SCAN_TIMEOUT)
      facts.push_back(Unread(file, "error"));
    if (facts.size() >= limits::kYaraMatches) {
      facts.push_back(Unread(file, "too-many"));
      break;
    }
  }
  Sort(facts);
  return facts;
}

}  // namespace detect
