#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "base/untrusted.h"

enum class FactKind : std::uint16_t {
#define FACT(enumerator, name, keys, meaning) enumerator,
#include "model/fact_kinds.def"
#undef FACT
};

struct FactKindInfo {
  std::string_view name;     ///< "script.download"
  std::string_view keys;     ///< of its values, space separated
  std::string_view meaning;  ///< one line
};
[[nodiscard]] const FactKindInfo& InfoOf(FactKind kind);
[[nodiscard]] std::optional<FactKind> FindFactKind(std::string_view name);
[[nodiscard]] std::size_t FactKindCount();

/// When the code in question would run.
enum class Phase : std::uint8_t { kUnknown, kInstall, kImport, kCall, kNever };
[[nodiscard]] std::string_view NameOf(Phase phase);
[[nodiscard]] std::optional<Phase> FindPhase(std::string_view name);

/// One step of a flow: what happened where. `what` is ours, the rest is the package's.
struct EvidenceStep {
  Untrusted file;
  Position position;
  std::string what;
  Untrusted snippet;
  bool operator==(const EvidenceStep&) const = default;
};

/// Where something can be seen. A file without a line is the file as a whole.
struct Evidence {
  Untrusted file;  ///< below the package root, or the lockfile's path for lock facts
  Position position;
  Span bytes;         ///< in that file
  Untrusted snippet;  ///< the text there, cut to limits::kSnippetCodePoints
  Untrusted decoded;  ///< what the text turns into once decoded; empty when nothing was
  std::vector<EvidenceStep> steps;
  bool operator==(const Evidence&) const = default;
};

struct FactValue {
  std::string key;  ///< one of FactKindInfo::keys
  Untrusted text;
  bool operator==(const FactValue&) const = default;
  auto operator<=>(const FactValue&) const = default;
};

/// One observation about a package or a project, without opinion. Values are sorted by key; a key
/// may come several times (several hosts, several programs).
struct Fact {
  FactKind kind{};
  Phase phase = Phase::kUnknown;
  Evidence evidence;
  std::vector<FactValue> values;

  /// The first value of `key`, or nullptr.
  [[nodiscard]] const Untrusted* Find(std::string_view key) const;
  bool operator==(const Fact&) const = default;
};

using Facts = std::vector<Fact>;

/// By kind, file, position, values: the one order in which facts are kept, compared and stored.
void Sort(Facts& facts);
