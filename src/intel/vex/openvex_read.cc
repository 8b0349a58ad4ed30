#include <fmt/format.h>

#include "base/text.h"
#include "intel/vex/vex_gather.h"

namespace intel::vex {
namespace {

using formats::json::Object;
using formats::json::Value;

std::optional<Stance> StanceOf(std::string_view status) {
  for (const Stance stance :
       {Stance::kNotAffected, Stance::kFixed, Stance::kUnderInvestigation, Stance::kAffected}) {
    if (NameOf(stance) == status) return stance;
  }
  return std::nullopt;
}

/// A product or subcomponent: a text (version 0.0.1), or an object with `@id`, `identifiers`,
/// `hashes`.
Name NameIn(const Value& value) {
  Name name;
  if (const auto text = value.AsString()) {
    SetPurl(*text, name);
    return name;
  }
  const Object component = value.Members();
  // A purl in the identifiers says more than one that is an id; both are the same thing.
  SetPurl(component.MembersOf("identifiers").FindString("purl").value_or(""), name);
  if (name.purl.empty()) SetPurl(component.FindString("@id").value_or(""), name);
  for (const auto& hash : component.MembersOf("hashes"))
    AddHash(hash.key, hash.value.AsString().value_or(""), name);
  return name;
}

std::vector<std::string> IdsIn(const Object& statement) {
  std::vector<std::string> ids;
  AddId(statement.FindString("vulnerability").value_or(""), ids);
  const Object vulnerability = statement.MembersOf("vulnerability");
  AddId(vulnerability.FindString("name").value_or(""), ids);
  for (const Value& alias : vulnerability.ElementsOf("aliases"))
    AddId(alias.AsString().value_or(""), ids);
  return ids;
}

std::string ReasonIn(const Object& statement) {
  for (const char* const key : {"impact_statement", "action_statement", "status_notes"}) {
    const auto text = statement.FindString(key);
    if (text && !Trim(*text).empty()) return Short(Trim(*text));
  }
  return {};
}

void ReadStatement(const Object& statement, std::string place, Gatherer& out) {
  const auto status = StanceOf(statement.FindString("status").value_or(""));
  if (!status) {
    return out.Remark(fmt::format("{}: its status is {}", Quote(place),
                                  Quote(statement.FindString("status").value_or("missing"))));
  }
  Suppression said{.vulnerabilities = IdsIn(statement), .stance = *status};
  said.justification = statement.FindString("justification").value_or("");
  if (!said.justification.empty() && !IsOpenVexJustification(said.justification)) {
    out.Remark(fmt::format("{}: {} is no justification of OpenVEX", Quote(place),
                           Quote(said.justification)));
    said.justification.clear();
  }
  said.reason = ReasonIn(statement);
  said.said =
      TimeOr(statement.FindString("last_updated"), TimeOr(statement.FindString("timestamp"), 0));
  said.statement = std::move(place);
  const auto products = statement.ElementsOf("products");
  if (products.empty()) return out.Add(std::move(said), {}, {});
  for (const Value& item : products) {
    if (!out.room()) return;
    const Name product = NameIn(item);
    const auto parts = item.Members().ElementsOf("subcomponents");
    if (parts.empty()) out.Add(said, product, {});
    for (const Value& part : parts) out.Add(said, product, NameIn(part));
  }
  // Version 0.0.1 lists subcomponents beside the products.
  for (const Value& part : statement.ElementsOf("subcomponents")) {
    for (const Value& item : products) {
      if (!out.room()) return;
      out.Add(said, NameIn(item), NameIn(part));
    }
  }
}

}  // namespace

void ReadOpenVex(const Object& document, Gatherer& out, VexReading& reading) {
  reading.id = Short(document.FindString("@id").value_or(""));
  out.author = Short(document.FindString("author").value_or(""));
  out.time =
      TimeOr(document.FindString("last_updated"), TimeOr(document.FindString("timestamp"), 0));
  std::size_t number = 0;
  for (const Value& item : document.ElementsOf("statements")) {
    if (!out.room()) return;
    const Object statement = item.Members();
    const std::string_view id = statement.FindString("@id").value_or("");
    ReadStatement(statement, id.empty() ? fmt::format("/statements/{}", number) : Short(id), out);
    ++number;
  }
}

}  // namespace intel::vex
