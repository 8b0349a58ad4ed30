// Variables that go through a list, and what they may be.
#include "base/limits.h"
#include "facts/code/fold.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::NodeId;

namespace {

/// Methods that hand each element to a function.
bool GoesThrough(std::string_view method) {
  return method == "every" || method == "filter" || method == "find" || method == "flatMap" ||
         method == "forEach" || method == "map" || method == "some";
}

/// Methods that give a list of the same elements, or some of them.
bool KeepsElements(std::string_view method) {
  return method == "concat" || method == "filter" || method == "reverse" || method == "slice" ||
         method == "sort" || method == "values";
}

}  // namespace

/// The elements of the list that a variable goes through, when it is a literal.
std::vector<Site> Folder::ElementsOf(FileId id, const Definition& definition) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  NodeId list = NodeId::kNone;
  if (definition.kind == Definition::Kind::kElement) list = definition.value;
  if (definition.kind == Definition::Kind::kParameter && definition.index == 0) {
    // list.forEach((element) => ...)
    const auto call = CallOf(tree, file.ParentOf(definition.value));
    const auto* const member =
        call ? tree.If<js::MemberExpression>(Bare(tree, call->callee)) : nullptr;
    if (member != nullptr && GoesThrough(resolver_.MethodName(id, call->callee)))
      list = member->object;
  }
  if (list == NodeId::kNone || !definition.path.empty()) return {};
  constexpr int kChained = 8;  // .filter(..).sort()
  for (int i = 0; i < kChained; ++i) {
    const auto call = CallOf(tree, Bare(tree, list));
    const auto* const member =
        call ? tree.If<js::MemberExpression>(Bare(tree, call->callee)) : nullptr;
    if (member == nullptr || !KeepsElements(resolver_.MethodName(id, call->callee))) break;
    list = member->object;
  }
  const Meaning meaning = resolver_.Resolve({id, list});
  if (meaning.kind != Meaning::Kind::kObject) return {};
  const js::Tree& other = resolver_.package()[meaning.site.file].tree();
  const auto* const array = other.If<js::ArrayExpression>(meaning.site.node);
  if (array == nullptr) return {};
  std::vector<Site> elements;
  for (const NodeId element : other.List(array->elements)) {
    if (elements.size() >= limits::kCodeElements) break;
    elements.push_back({meaning.site.file, element});
  }
  return elements;
}

/// One of a list that is gone through: the one that names a secret, if any, else the first.
Folded Folder::FoldElement(FileId id, const Definition& definition) {
  Folded first;
  for (const Site element : ElementsOf(id, definition)) {
    Folded folded = Fold(element);
    folded.whole = false;
    if (!SecretFileSort(folded.text).empty()) return folded;
    if (!first.any()) first = std::move(folded);
  }
  return first;
}

std::vector<std::string> Folder::Alternatives(Site site) {
  const js::Tree& tree = resolver_.package()[site.file].tree();
  const auto* const name = tree.If<js::Identifier>(Bare(tree, site.node));
  if (name == nullptr || name->binding == js::BindingId::kNone) return {};
  std::vector<std::string> texts;
  const std::span<const Definition> definitions = resolver_.Definitions(site.file, name->binding);
  for (const Definition& definition : definitions) {
    for (const Site element : ElementsOf(site.file, definition)) {
      if (auto text = Constant(element)) texts.push_back(*std::move(text));
    }
  }
  return texts;
}

}  // namespace facts::code
