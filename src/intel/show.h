#pragma once

#include <string>
#include <vector>

#include "formats/json_writer.h"
#include "intel/pack.h"

namespace intel {

/// What `intel query` was asked about.
struct Question {
  enum class Kind : std::uint8_t { kId, kPackage, kHash };
  Kind kind = Kind::kId;
  std::string text;     ///< an id, or a name as the ecosystem compares it
  std::string version;  ///< of a package; may be empty
  std::string ecosystem;
  std::vector<Hash> hashes;
};

/// "MAL-2026-1", "name", "@scope/name@1.0.0", "pypi:name@1.0" or a hash: an SRI text, or 40, 64, 96
/// or 128 hexadecimal digits. What reads as an id of some record there is one; other words are
/// names.
[[nodiscard]] Question ReadQuestion(std::string_view text, const std::vector<const Pack*>& packs);

/// A record that answers a question: `applies` is no for one that was withdrawn, or that is about
/// other versions than the one asked for.
struct QueryAnswer {
  Record record;
  std::vector<Affected> affected;  ///< what of it is about the question
  bool applies = false;
  std::string why;  ///< ours: "the version is named", "withdrawn"
};
/// Those that apply first, then by id; a record that several packs have comes once.
[[nodiscard]] std::vector<QueryAnswer> Ask(const Question& question,
                                           const std::vector<const Pack*>& packs);

/// For people: every foreign text escaped, indicators as they stand in the record, defanged.
[[nodiscard]] std::string AnswerText(const QueryAnswer& answer);
/// One object; docs/intel.md lists its members.
void WriteAnswer(formats::JsonWriter& writer, const QueryAnswer& answer);
[[nodiscard]] std::string InfoText(const PackInfo& info);

}  // namespace intel
