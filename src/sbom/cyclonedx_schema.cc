#include "sbom/cyclonedx_schema.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Kind;
using formats::json::Value;

constexpr Specs kNever = 0;
constexpr Specs kAll = 15;
constexpr Specs kSince5 = 14;
constexpr Specs kSince6 = 12;
constexpr Specs kSince7 = 8;
constexpr Specs kOnly4 = 1;
constexpr Specs kOnly5 = 2;
constexpr Specs kOnly6 = 4;
[[maybe_unused]] constexpr Specs k5And6 = 6;
constexpr Specs kUntil5 = 3;
[[maybe_unused]] constexpr Specs kUntil6 = 7;

using enum Shape;
using enum XmlForm;
using enum XmlOrder;
using enum RuleKind;

constexpr Field kFields[] = {
#define OBJECT(type, order, open)
#define FIELD(owner, name, type, shape, specs, required, form, xml, item, xml_specs, xml_required, \
              number, wire)                                                                        \
  {Type::k##owner, name,      Type::k##type, shape,  specs,     required, XmlForm::form, xml,      \
   item,           xml_specs, xml_required,  number, Wire::wire},
#include "sbom/cyclonedx_assets.def"
#include "sbom/cyclonedx_core.def"
#include "sbom/cyclonedx_practice.def"
#undef OBJECT
#undef FIELD
};

constexpr Word kWords[] = {
#define ENUMERATION(type)
#define VALUE(type, text, specs, number) {Type::k##type, text, specs, number},
#include "sbom/cyclonedx_crypto_words.def"
#include "sbom/cyclonedx_words.def"
#undef ENUMERATION
#undef VALUE
};

constexpr Alternative kAlternatives[] = {
#define CHOICE(type)
#define ALTERNATIVE(choice, type, xml, number) {Type::k##choice, Type::k##type, xml, number},
#include "sbom/cyclonedx_choices.def"
#undef CHOICE
#undef ALTERNATIVE
};

constexpr Rule kRules[] = {
#define RULE(type, kind, fields, specs) {Type::k##type, kind, fields, specs},
#include "sbom/cyclonedx_rules.def"
#undef RULE
};

struct ObjectInfo {
  Type type;
  XmlOrder order;
  Specs open;
};
constexpr ObjectInfo kObjects[] = {
#define OBJECT(type, order, open) {Type::k##type, order, open},
#define FIELD(...)
#include "sbom/cyclonedx_assets.def"
#include "sbom/cyclonedx_core.def"
#include "sbom/cyclonedx_practice.def"
#undef OBJECT
#undef FIELD
};

constexpr Type kFirstWords = kWords[0].owner;
constexpr Type kFirstObject = kObjects[0].type;
constexpr Type kFirstChoice = kAlternatives[0].owner;
constexpr std::size_t kTypes = static_cast<std::size_t>(Type::kAsserter) + 1;

struct Range {
  std::uint16_t begin = 0;
  std::uint16_t size = 0;
};

/// Where each type's rows begin; rows of one type stand together.
template <typename Row, std::size_t kSize>
constexpr std::array<Range, kTypes> RangesOf(const Row (&rows)[kSize]) {
  std::array<Range, kTypes> ranges{};
  for (std::size_t i = 0; i < kSize; ++i) {
    Range& range = ranges[static_cast<std::size_t>(rows[i].owner)];
    if (range.size == 0) range.begin = static_cast<std::uint16_t>(i);
    ++range.size;
  }
  return ranges;
}
constexpr auto kFieldRanges = RangesOf(kFields);
constexpr auto kWordRanges = RangesOf(kWords);
constexpr auto kAlternativeRanges = RangesOf(kAlternatives);
constexpr auto kRuleRanges = RangesOf(kRules);

template <typename Row, std::size_t kSize>
constexpr bool StandTogether(const Row (&rows)[kSize], const std::array<Range, kTypes>& ranges) {
  for (std::size_t i = 0; i < kSize; ++i) {
    const Range& range = ranges[static_cast<std::size_t>(rows[i].owner)];
    if (i < range.begin || i >= std::size_t{range.begin} + range.size) return false;
  }
  return true;
}
static_assert(StandTogether(kFields, kFieldRanges) && StandTogether(kWords, kWordRanges) &&
              StandTogether(kAlternatives, kAlternativeRanges) &&
              StandTogether(kRules, kRuleRanges));

template <typename Row, std::size_t kSize>
std::span<const Row> RowsOf(Type type, const Row (&rows)[kSize],
                            const std::array<Range, kTypes>& ranges) {
  const Range range = ranges[static_cast<std::size_t>(type)];
  return {rows + range.begin, range.size};
}

/// How well a value fits a row's shape: the best row wins, the earliest of equals.
int Fit(const Field& field, const Value& value) {
  if (field.IsList() != (value.kind() == Kind::kArray)) return 0;
  const Value* sample = &value;
  if (field.IsList()) {
    const auto elements = value.Elements();
    if (elements.empty()) return 1;
    sample = elements.begin();
  }
  switch (CategoryOf(field.type)) {
    case Category::kScalar:
    case Category::kWords:
      return sample->kind() == Kind::kObject || sample->kind() == Kind::kArray ? 1 : 2;
    case Category::kObject:
      return sample->kind() == Kind::kObject ? 2 : 1;
    case Category::kChoice:
      return 2;
  }
  return 0;
}

/// Length and last character of a name, by which nearly all names of one object differ: the rows
/// themselves lie too far apart to be looked at one after the other.
constexpr std::uint16_t MarkOf(std::string_view name) {
  const unsigned last = name.empty() ? 0U : static_cast<unsigned char>(name.back());
  return static_cast<std::uint16_t>(name.size() << 8U | last);
}
constexpr auto kMarks = [] {
  std::array<std::uint16_t, std::size(kFields)> marks{};
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = MarkOf(kFields[i].name);
  return marks;
}();

constexpr bool HaveOneName(std::size_t a, std::size_t b) {
  return kFields[a].owner == kFields[b].owner && kMarks[a] == kMarks[b] &&
         kFields[a].name == kFields[b].name;
}

/// How many rows of the same name stand from each on.
constexpr auto kRowsOfName = [] {
  std::array<std::uint8_t, std::size(kFields)> rows{};
  for (std::size_t i = rows.size(); i-- > 0;) {
    const bool goes_on = i + 1 < rows.size() && HaveOneName(i, i + 1);
    rows[i] = static_cast<std::uint8_t>(goes_on ? rows[i + 1] + 1 : 1);
  }
  return rows;
}();

/// The rows of one name of an object stand one after the other.
constexpr bool NamesStandTogether() {
  for (std::size_t i = 0; i < std::size(kFields); ++i) {
    for (std::size_t k = i + kRowsOfName[i];
         k < std::size(kFields) && kFields[k].owner == kFields[i].owner; ++k) {
      if (HaveOneName(i, k)) return false;
    }
  }
  return true;
}
static_assert(NamesStandTogether());

std::span<const Field> RowsFrom(const Field& first) {
  return {&first, kRowsOfName[static_cast<std::size_t>(&first - kFields)]};
}

}  // namespace

std::string_view NameOf(Spec spec) {
  switch (spec) {
    case Spec::k1_4:
      return "1.4";
    case Spec::k1_5:
      return "1.5";
    case Spec::k1_6:
      return "1.6";
    case Spec::k1_7:
      return "1.7";
  }
  return "";
}

std::optional<Spec> ParseSpec(std::string_view text) {
  for (const Spec spec : {Spec::k1_4, Spec::k1_5, Spec::k1_6, Spec::k1_7}) {
    if (NameOf(spec) == text) return spec;
  }
  return std::nullopt;
}

std::string_view NamespaceOf(Spec spec) {
  switch (spec) {
    case Spec::k1_4:
      return "http://cyclonedx.org/schema/bom/1.4";
    case Spec::k1_5:
      return "http://cyclonedx.org/schema/bom/1.5";
    case Spec::k1_6:
      return "http://cyclonedx.org/schema/bom/1.6";
    case Spec::k1_7:
      return "http://cyclonedx.org/schema/bom/1.7";
  }
  return "";
}

Category CategoryOf(Type type) {
  if (type < kFirstWords) return Category::kScalar;
  if (type < kFirstObject) return Category::kWords;
  return type < kFirstChoice ? Category::kObject : Category::kChoice;
}

std::span<const Field> FieldsOf(Type object) {
  return RowsOf(object, kFields, kFieldRanges);
}
std::span<const Word> WordsOf(Type enumeration) {
  return RowsOf(enumeration, kWords, kWordRanges);
}
std::span<const Alternative> AlternativesOf(Type choice) {
  return RowsOf(choice, kAlternatives, kAlternativeRanges);
}
std::span<const Rule> RulesOf(Type object) {
  return RowsOf(object, kRules, kRuleRanges);
}

XmlOrder OrderOf(Type object) {
  return kObjects[static_cast<std::size_t>(object) - static_cast<std::size_t>(kFirstObject)].order;
}

bool IsOpen(Type object, Spec spec) {
  return Has(
      kObjects[static_cast<std::size_t>(object) - static_cast<std::size_t>(kFirstObject)].open,
      spec);
}

const Word* FindWord(Type enumeration, std::string_view text) {
  for (const Word& word : WordsOf(enumeration)) {
    if (word.text == text) return &word;
  }
  return nullptr;
}

const Field* FindRow(Type object, std::string_view name) {
  const Range range = kFieldRanges[static_cast<std::size_t>(object)];
  const std::uint16_t mark = MarkOf(name);
  for (std::size_t i = range.begin; i < std::size_t{range.begin} + range.size; ++i) {
    if (kMarks[i] != mark || kFields[i].name.size() != name.size()) continue;
    // What the program itself wrote down has the very text of the table.
    if (kFields[i].name.data() == name.data() || kFields[i].name == name) return &kFields[i];
  }
  return nullptr;
}

const Field* BestRow(const Field& first, Spec spec, Encoding encoding, const Value& value) {
  const Field* best = nullptr;
  int best_fit = -1;
  for (const Field& row : RowsFrom(first)) {
    if (!Has(row.In(encoding), spec)) continue;
    const int fit = Fit(row, value);
    if (fit > best_fit) {
      best = &row;
      best_fit = fit;
    }
  }
  return best;
}

const Field* FindField(Type object, std::string_view name, Spec spec, Encoding encoding,
                       const Value& value) {
  const Field* const first = FindRow(object, name);
  return first == nullptr ? nullptr : BestRow(*first, spec, encoding, value);
}

const Field* FindFieldOfAnyVersion(Type object, std::string_view name, const Value& value) {
  const Field* const first = FindRow(object, name);
  if (first == nullptr) return nullptr;
  const auto rows = RowsFrom(*first);
  return &*std::max_element(rows.begin(), rows.end(), [&value](const Field& a, const Field& b) {
    return Fit(a, value) < Fit(b, value);
  });
}

const Alternative& Choose(Type choice, const Value& value) {
  const auto alternatives = AlternativesOf(choice);
  CHECK(!alternatives.empty(), "a choice has alternatives");
  const auto fits = [&value](const Alternative& alternative) {
    if (CategoryOf(alternative.type) == Category::kScalar) return value.kind() == Kind::kString;
    if (value.kind() != Kind::kObject) return false;
    const auto members = value.Members();
    for (const Field& field : FieldsOf(alternative.type)) {
      if (field.required != 0 && members.Find(field.name) == nullptr) return false;
    }
    return std::all_of(members.begin(), members.end(), [&](const formats::json::Member& member) {
      return IsXmlOnly(member.key) ||
             FindFieldOfAnyVersion(alternative.type, member.key, member.value) != nullptr;
    });
  };
  const auto chosen = std::find_if(alternatives.begin(), alternatives.end(), fits);
  if (chosen != alternatives.end()) return *chosen;
  const auto kind =
      std::find_if(alternatives.begin(), alternatives.end(), [&](const Alternative& a) {
        return (CategoryOf(a.type) == Category::kScalar) == (value.kind() == Kind::kString);
      });
  return kind != alternatives.end() ? *kind : alternatives.front();
}

}  // namespace sbom::cyclonedx
