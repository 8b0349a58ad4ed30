#include <fmt/format.h>

#include <array>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "intel/vex/vex_gather.h"
#include "model/vers.h"

namespace intel::vex {
namespace {

using formats::json::Object;
using formats::json::Value;

/// A product of the tree: a thing by itself, or one that is part of another.
struct Product {
  Name name;
  std::string whole;  ///< id of the product that it is part of; empty when it stands alone
  std::string part;   ///< id of the component, then
};

/// `product_tree` of CSAF 2.0 (section 3.2.2): ids and what they stand for.
class ProductTree {
 public:
  explicit ProductTree(const Object& tree) {
    for (const Value& product : tree.ElementsOf("full_product_names")) Take(product.Members(), {});
    Branches(tree);
    for (const Value& item : tree.ElementsOf("relationships")) Relation(item.Members());
    for (const Value& item : tree.ElementsOf("product_groups")) {
      const Object group = item.Members();
      auto& members = groups_[std::string(group.FindString("group_id").value_or(""))];
      for (const Value& id : group.ElementsOf("product_ids"))
        members.emplace_back(id.AsString().value_or(""));
    }
  }

  const Product* Find(const std::string& id) const {
    const auto at = products_.find(id);
    return at == products_.end() ? nullptr : &at->second;
  }
  /// The ids in `product_ids` and, by their groups, in `group_ids`.
  std::vector<std::string> Named(const Object& item) const {
    std::vector<std::string> ids;
    for (const Value& id : item.ElementsOf("product_ids"))
      ids.emplace_back(id.AsString().value_or(""));
    for (const Value& id : item.ElementsOf("group_ids")) {
      const auto group = groups_.find(std::string(id.AsString().value_or("")));
      if (group == groups_.end()) continue;
      // A group may be named again and again: what that gives is bounded as statements are.
      expanded_ += group->second.size();
      if (expanded_ > limits::kVexStatements) break;
      ids.insert(ids.end(), group->second.begin(), group->second.end());
    }
    return ids;
  }

 private:
  void Take(const Object& product, std::string_view range) {
    const auto id = product.FindString("product_id");
    if (!id) return;
    Name name;
    const Object helper = product.MembersOf("product_identification_helper");
    SetPurl(helper.FindString("purl").value_or(""), name);
    for (const Value& purl : helper.ElementsOf("purls")) {  // CSAF 2.1
      if (name.purl.empty()) SetPurl(purl.AsString().value_or(""), name);
    }
    for (const Value& item : helper.ElementsOf("hashes")) {
      for (const Value& hash : item.Members().ElementsOf("file_hashes")) {
        const Object file = hash.Members();
        AddHash(file.FindString("algorithm").value_or(""), file.FindString("value").value_or(""),
                name);
      }
    }
    if (name.id.empty()) name.id = Short(product.FindString("name").value_or(*id));
    if (LooksLikeVers(range)) name.versions = Short(range);
    products_.insert_or_assign(std::string(*id), Product{.name = std::move(name)});
  }

  /// Depth is bounded by the JSON reader; the stack is ours all the same.
  void Branches(const Object& tree) {
    std::vector<Value> waiting;
    const auto add = [&waiting](const Object& node) {
      for (const Value& branch : node.ElementsOf("branches")) waiting.push_back(branch);
    };
    add(tree);
    while (!waiting.empty()) {
      const Object branch = waiting.back().Members();
      waiting.pop_back();
      const bool is_range = branch.FindString("category") == "product_version_range";
      if (const auto product = branch.FindObject("product"))
        Take(*product, is_range ? branch.FindString("name").value_or("") : "");
      add(branch);
    }
  }

  void Relation(const Object& relation) {
    const Object full = relation.MembersOf("full_product_name");
    const auto id = full.FindString("product_id");
    if (!id) return;
    Product product;
    product.name.id = Short(full.FindString("name").value_or(*id));
    product.part = relation.FindString("product_reference").value_or("");
    product.whole = relation.FindString("relates_to_product_reference").value_or("");
    products_.insert_or_assign(std::string(*id), std::move(product));
  }

  std::map<std::string, Product> products_;
  std::map<std::string, std::vector<std::string>> groups_;
  mutable std::size_t expanded_ = 0;
};

struct StatusWord {
  std::string_view key;
  Stance stance;
};
/// Section 3.2.3.9. `recommended` says what to take, and nothing of what is affected.
constexpr std::array<StatusWord, 7> kStatuses = {
    {{"first_affected", Stance::kAffected},
     {"first_fixed", Stance::kFixed},
     {"fixed", Stance::kFixed},
     {"known_affected", Stance::kAffected},
     {"known_not_affected", Stance::kNotAffected},
     {"last_affected", Stance::kAffected},
     {"under_investigation", Stance::kUnderInvestigation}}};

/// Why products are not affected: flags are words, threats of category impact are sentences; of
/// what is affected, remediations.
struct Reasons {
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> sentences;
  std::map<std::string, UnixMillis> times;
};

Reasons ReasonsIn(const Object& vulnerability, const ProductTree& tree) {
  Reasons reasons;
  for (const Value& item : vulnerability.ElementsOf("flags")) {
    const Object flag = item.Members();
    const std::string label(flag.FindString("label").value_or(""));
    if (!IsOpenVexJustification(label)) continue;  // the five words are the same in both standards
    const UnixMillis time = TimeOr(flag.FindString("date"), 0);
    for (const std::string& id : tree.Named(flag)) {
      reasons.labels.insert_or_assign(id, label);
      if (time != 0) reasons.times.insert_or_assign(id, time);
    }
  }
  const auto sentences = [&](const char* list, const char* category) {
    for (const Value& item : vulnerability.ElementsOf(list)) {
      const Object said = item.Members();
      if (category != nullptr && said.FindString("category") != category) continue;
      const std::string text = Short(Trim(said.FindString("details").value_or("")));
      for (const std::string& id : tree.Named(said)) reasons.sentences.emplace(id, text);
    }
  };
  sentences("threats", "impact");
  sentences("remediations", nullptr);
  return reasons;
}

std::vector<std::string> IdsIn(const Object& vulnerability) {
  std::vector<std::string> ids;
  AddId(vulnerability.FindString("cve").value_or(""), ids);
  for (const Value& id : vulnerability.ElementsOf("ids"))
    AddId(id.Members().FindString("text").value_or(""), ids);
  return ids;
}

void ReadVulnerability(const Object& vulnerability, const ProductTree& tree,
                       const std::string& place, Gatherer& out) {
  const Reasons reasons = ReasonsIn(vulnerability, tree);
  const std::vector<std::string> ids = IdsIn(vulnerability);
  const Object status = vulnerability.MembersOf("product_status");
  const auto text_of = [](const std::map<std::string, std::string>& map, const std::string& id) {
    const auto at = map.find(id);
    return at == map.end() ? std::string() : at->second;
  };
  for (const StatusWord& word : kStatuses) {
    for (const Value& item : status.ElementsOf(word.key)) {
      if (!out.room()) return;
      const std::string id(item.AsString().value_or(""));
      const Product* const product = tree.Find(id);
      if (product == nullptr) {
        out.Remark(fmt::format("{}: there is no product {} in the tree", Quote(place), Quote(id)));
        continue;
      }
      Suppression said{.vulnerabilities = ids, .stance = word.stance};
      if (word.stance == Stance::kNotAffected) {
        said.justification = text_of(reasons.labels, id);
        const auto time = reasons.times.find(id);
        if (time != reasons.times.end()) said.said = time->second;
      }
      said.reason = text_of(reasons.sentences, id);
      said.statement = fmt::format("{}/product_status/{}", place, word.key);
      if (product->whole.empty()) {
        out.Add(std::move(said), product->name, {});
        continue;
      }
      const Product* const whole = tree.Find(product->whole);
      const Product* const part = tree.Find(product->part);
      if (whole == nullptr || part == nullptr || !whole->whole.empty() || !part->whole.empty()) {
        out.Remark(fmt::format("{}: what {} is part of cannot be told", Quote(place), Quote(id)));
        continue;
      }
      out.Add(std::move(said), whole->name, part->name);
    }
  }
}

}  // namespace

void ReadCsaf(const Object& document, Gatherer& out, VexReading& reading) {
  const Object about = document.MembersOf("document");
  const Object tracking = about.MembersOf("tracking");
  reading.id = Short(tracking.FindString("id").value_or(""));
  out.author = Short(about.MembersOf("publisher").FindString("name").value_or(""));
  out.time = TimeOr(tracking.FindString("current_release_date"), 0);
  const ProductTree tree(document.MembersOf("product_tree"));
  std::size_t number = 0;
  for (const Value& item : document.ElementsOf("vulnerabilities")) {
    if (!out.room()) return;
    ReadVulnerability(item.Members(), tree, fmt::format("/vulnerabilities/{}", number++), out);
  }
}

}  // namespace intel::vex
