#include "sbom/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "formats/json_tree.h"
#include "sbom/cyclonedx_schema.h"

namespace sbom {
namespace {

using formats::json::Member;
using formats::json::Tree;
using formats::json::Value;

/// Adds what is not there yet. A few are looked for one after the other; a document may have any
/// number.
template <typename T>
void AddMissing(std::vector<T>& to, std::vector<T>&& from) {
  constexpr std::size_t kFew = 16;
  if (from.size() <= kFew) {
    for (T& item : from) {
      if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(std::move(item));
    }
    return;
  }
  to.reserve(to.size() + from.size());  // what `known` points at stays where it is
  const auto before = [](const T* a, const T* b) { return *a < *b; };
  std::set<const T*, decltype(before)> known(before);
  for (const T& item : to) known.insert(&item);
  for (T& item : from) {
    if (known.contains(&item)) continue;
    to.push_back(std::move(item));
    known.insert(&to.back());
  }
}

void FillIn(std::string& to, std::string&& from) {
  if (to.empty()) to = std::move(from);
}

/// References inside `rest` values follow the renaming; the tables say which texts are references.
class Renamer {
 public:
  Renamer(Tree& tree, const std::unordered_map<std::string_view, std::string_view>& names)
      : tree_(tree), names_(names) {}

  // Recursion follows the tree, whose depth the readers bound.
  Value Apply(cyclonedx::Type type, const Value& value) {
    using cyclonedx::Category;
    using cyclonedx::Type;
    if (type == Type::kRef || type == Type::kRefLink) {
      const auto at = names_.find(value.AsString().value_or(""));
      return at == names_.end() ? tree_.Copy(value) : tree_.String(at->second, value.offset());
    }
    switch (cyclonedx::CategoryOf(type)) {
      case Category::kScalar:
      case Category::kWords:
        return tree_.Copy(value);
      case Category::kChoice:
        return Apply(cyclonedx::Choose(type, value).type, value);
      case Category::kObject:
        break;
    }
    if (!value.AsObject()) return tree_.Copy(value);
    std::vector<Member> members;
    for (const Member& member : value.Members()) {
      const auto* const field = cyclonedx::FindFieldOfAnyVersion(type, member.key, member.value);
      members.push_back({tree_.Keep(member.key), field == nullptr
                                                     ? tree_.Copy(member.value)
                                                     : ApplyField(*field, member.value)});
    }
    return tree_.Object(members, value.offset());
  }

 private:
  Value ApplyField(const cyclonedx::Field& field, const Value& value) {
    if (!field.IsList()) return Apply(field.type, value);
    std::vector<Value> elements;
    for (const Value& element : value.Elements()) elements.push_back(Apply(field.type, element));
    return tree_.Array(elements, value.offset());
  }
  Tree& tree_;
  const std::unordered_map<std::string_view, std::string_view>& names_;
};

class Merger {
 public:
  explicit Merger(const MergeOptions& options) : options_(options), refs_(out_) {}

  Bom Run(std::vector<Bom> inputs) {
    out_.timestamp = options_.timestamp;
    out_.tools.push_back(
        {.type = "application", .name = "sallyport", .version = options_.tool_version});
    Component root{.type = "application"};
    root.name = options_.name.empty() ? "merged" : options_.name;
    root.version = options_.version;
    root.ref = refs_.Intern(root.name + "@" + root.version);
    out_.name = root.name;
    out_.components.push_back(std::move(root));
    out_.root = 0;
    KeyHasher hasher;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      hasher.Add(inputs[i].serial).Add(std::uint64_t{inputs[i].components.size()});
      Add(inputs[i], i);
    }
    FinishRest();
    out_.SortEdges();
    const std::string hex = Hex(hasher.Finish());
    out_.serial = fmt::format("urn:uuid:{}-{}-8{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4),
                              hex.substr(13, 3), hex.substr(17, 3), hex.substr(20, 12));
    return std::move(out_);
  }

 private:
  /// What makes two components one: who they are and what bytes they have.
  static std::string KeyOf(const Component& component) {
    std::string key = IdentityOf(component);
    std::vector<HashValue> hashes = component.hashes;
    std::sort(hashes.begin(), hashes.end());
    for (const HashValue& hash : hashes) key += "\n" + hash.algorithm + hash.content;
    return key;
  }

  void Add(Bom& input, std::size_t number) {
    map_.assign(input.refs.size(), kNoRef);
    names_.clear();
    std::vector<std::uint32_t> places;
    for (std::uint32_t i = 0; i < input.components.size(); ++i)
      places.push_back(Place(input, i, number, places));
    for (std::size_t i = 0; i < input.refs.size(); ++i) {
      if (map_[i] == kNoRef) map_[i] = Free(input.refs[i], number);
      const std::string& now = out_.TextOf(map_[i]);
      if (now != input.refs[i]) renamed_.emplace_back(input.refs[i], now);
    }
    for (const auto& [from, to] : renamed_) names_.emplace(from, to);
    for (const Edge& edge : input.edges)
      out_.edges.push_back({Mapped(edge.from), Mapped(edge.to), edge.kind});
    for (const RefId leaf : input.leaves) out_.leaves.push_back(Mapped(leaf));
    if (input.root) {
      out_.edges.push_back(
          {out_.components[0].ref, out_.components[places[*input.root]].ref, EdgeKind::kDependsOn});
    }
    for (Composition& composition : input.compositions) {
      for (RefId& ref : composition.assemblies) ref = Mapped(ref);
      for (RefId& ref : composition.dependencies) ref = Mapped(ref);
      out_.compositions.push_back(std::move(composition));
    }
    AddMissing(out_.properties, std::move(input.properties));
    AddMissing(out_.references, std::move(input.references));
    AddMissing(out_.authors, std::move(input.authors));
    CollectRest(input);
    for (auto& document : input.kept) out_.kept.push_back(std::move(document));
    renamed_.clear();
  }

  [[nodiscard]] RefId Mapped(RefId ref) const { return map_[static_cast<std::size_t>(ref)]; }

  /// A reference that no other input uses for something else.
  RefId Free(const std::string& text, std::size_t number) {
    if (refs_.Find(text) == kNoRef) return refs_.Intern(text);
    std::string unique = fmt::format("{}#{}", text, number + 1);
    for (int more = 2; refs_.Find(unique) != kNoRef; ++more)
      unique = fmt::format("{}#{}-{}", text, number + 1, more);
    return refs_.Intern(unique);
  }

  std::uint32_t Place(Bom& input, std::uint32_t index, std::size_t number,
                      const std::vector<std::uint32_t>& places) {
    Component& component = input.components[index];
    const bool nested = component.parent.has_value();
    const auto known = nested ? by_key_.end() : by_key_.find(KeyOf(component));
    // Two places of one input with one identity stay two: their edges differ.
    if (known != by_key_.end() && last_input_[known->second] != number) {
      last_input_[known->second] = number;
      if (component.ref != kNoRef)
        map_[static_cast<std::size_t>(component.ref)] = out_.components[known->second].ref;
      Unite(out_.components[known->second], component);
      return known->second;
    }
    const auto place = static_cast<std::uint32_t>(out_.components.size());
    if (!nested) by_key_.try_emplace(KeyOf(component), place);
    last_input_.emplace(place, number);
    if (component.parent) component.parent = places[*component.parent];
    const std::string text =
        component.ref == kNoRef ? IdentityOf(component) : input.TextOf(component.ref);
    const RefId ref = Free(text, number);
    if (component.ref != kNoRef) map_[static_cast<std::size_t>(component.ref)] = ref;
    component.ref = ref;
    out_.components.push_back(std::move(component));
    return place;
  }

  static void Unite(Component& to, Component& from) {
    FillIn(to.description, std::move(from.description));
    FillIn(to.copyright, std::move(from.copyright));
    FillIn(to.cpe, std::move(from.cpe));
    FillIn(to.publisher, std::move(from.publisher));
    FillIn(to.author, std::move(from.author));
    if (to.supplier.name.empty()) to.supplier = std::move(from.supplier);
    // Needed by one of them is needed.
    if (from.scope == "required" || to.scope.empty()) to.scope = std::move(from.scope);
    AddMissing(to.authors, std::move(from.authors));
    AddMissing(to.licenses, std::move(from.licenses));
    AddMissing(to.references, std::move(from.references));
    AddMissing(to.properties, std::move(from.properties));
    AddMissing(to.occurrences, std::move(from.occurrences));
    if (to.rest.Members().empty()) to.rest = from.rest;
  }

  /// Services, vulnerabilities and whatever else: lists are joined, single values kept from the
  /// first.
  void CollectRest(const Bom& input) {
    for (const Member& member : input.rest.Members()) {
      const auto* const field =
          cyclonedx::FindFieldOfAnyVersion(cyclonedx::Type::kBom, member.key, member.value);
      const auto type = field == nullptr ? cyclonedx::Type::kText : field->type;
      Renamer renamer(tree_, names_);
      auto at = std::find_if(rest_.begin(), rest_.end(),
                             [&member](const auto& r) { return r.first == member.key; });
      if (at == rest_.end()) at = rest_.insert(rest_.end(), {std::string(member.key), {}});
      if (!member.value.AsArray()) {
        if (at->second.empty()) at->second.push_back(renamer.Apply(type, member.value));
        continue;
      }
      lists_.insert(std::string(member.key));
      for (const Value& element : member.value.Elements())
        at->second.push_back(renamer.Apply(type, element));
    }
  }

  void FinishRest() {
    std::vector<Member> members;
    for (const auto& [key, values] : rest_) {
      if (values.empty()) continue;
      members.push_back(
          {tree_.Keep(key), lists_.contains(key) ? tree_.Array(values) : values.front()});
    }
    if (!members.empty()) out_.rest = tree_.Object(members);
    out_.kept.push_back(std::move(tree_).Finish({}));
  }

  const MergeOptions& options_;
  Bom out_;
  RefTable refs_;
  Tree tree_;
  std::unordered_map<std::string, std::uint32_t> by_key_;
  std::unordered_map<std::uint32_t, std::size_t> last_input_;
  std::vector<RefId> map_;
  std::vector<std::pair<std::string, std::string>> renamed_;
  std::unordered_map<std::string_view, std::string_view> names_;
  std::vector<std::pair<std::string, std::vector<Value>>> rest_;
  std::set<std::string> lists_;
};

}  // namespace

Bom Merge(std::vector<Bom> inputs, const MergeOptions& options) {
  return Merger(options).Run(std::move(inputs));
}

}  // namespace sbom
