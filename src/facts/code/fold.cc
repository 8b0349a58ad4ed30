#include "facts/code/fold.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

constexpr std::string_view kUnknown = "${}";

/// Environment variables that name a folder everybody knows.
std::string FolderVariable(std::string_view name) {
  if (name == "HOME" || name == "USERPROFILE" || name == "HOMEPATH") return "~";
  if (name == "TMPDIR" || name == "TEMP" || name == "TMP") return "/tmp";
  if (name == "APPDATA" || name == "LOCALAPPDATA" || name == "PROGRAMDATA" || name == "WINDIR")
    return "%" + std::string(name) + "%";
  return "$" + std::string(name);
}

/// Names whose use needs nothing but the program text.
bool IsPureGlobal(std::string_view name) {
  static constexpr auto kPure = std::to_array<std::string_view>(
      {"Array", "Buffer", "JSON", "Math", "Number", "Object", "RegExp", "String", "Uint8Array",
       "atob", "decodeURIComponent", "parseInt", "undefined", "unescape"});
  return std::find(kPure.begin(), kPure.end(), name) != kPure.end();
}

Folded Whole(std::string text) {
  return {.text = std::move(text), .whole = true};
}

}  // namespace

Folded Folder::Fold(Site site) {
  constexpr unsigned kDeepest = 60;
  if (site.node == NodeId::kNone || depth_ >= kDeepest || !resolver_.budget().Step())
    return {.text = std::string(kUnknown)};
  const CodeFile& file = resolver_.package()[site.file];
  const js::Tree& tree = file.tree();
  const NodeId node = Bare(tree, site.node);
  ++depth_;
  Folded folded{.text = std::string(kUnknown)};
  switch (tree.KindOf(node)) {
    case Kind::kStringLiteral:
      folded = Whole(std::string(file.Text(tree.As<js::StringLiteral>(node).value)));
      break;
    case Kind::kNumericLiteral:
      folded = Whole(std::string(tree.Source(tree[node].span())));
      break;
    case Kind::kTemplateLiteral: {
      const auto& literal = tree.As<js::TemplateLiteral>(node);
      const auto quasis = tree.List(literal.quasis);
      const auto expressions = tree.List(literal.expressions);
      folded = Whole("");
      for (std::size_t i = 0; i < quasis.size(); ++i) {
        folded.text += file.Text(tree.As<js::TemplateElement>(quasis[i]).cooked);
        if (i >= expressions.size() || folded.text.size() > limits::kCodeTextBytes) break;
        const Folded piece = Fold({site.file, expressions[i]});
        folded.text += piece.text;
        folded.whole = folded.whole && piece.whole;
        folded.guess = folded.guess || piece.guess;
      }
      break;
    }
    case Kind::kBinaryExpression: {
      const auto& binary = tree.As<js::BinaryExpression>(node);
      if (binary.operator_word() != js::Operator::kAdd) break;
      folded = Fold({site.file, binary.left});
      const Folded right = Fold({site.file, binary.right});
      if (folded.text.size() > limits::kCodeTextBytes) break;
      folded.text += right.text;
      folded.whole = folded.whole && right.whole;
      folded.guess = folded.guess || right.guess;
      break;
    }
    case Kind::kLogicalExpression: {
      const auto& logical = tree.As<js::LogicalExpression>(node);
      const bool both = logical.operator_word() == js::Operator::kAnd;
      const Folded left = Fold({site.file, logical.left});
      folded = !both && left.any() ? left : Fold({site.file, logical.right});
      break;
    }
    case Kind::kConditionalExpression: {
      const auto& choice = tree.As<js::ConditionalExpression>(node);
      folded = Fold({site.file, choice.consequent});
      if (!folded.any()) folded = Fold({site.file, choice.alternate});
      folded.whole = false;
      break;
    }
    case Kind::kIdentifier:
      folded = FoldIdentifier({site.file, node}, tree.As<js::Identifier>(node));
      break;
    case Kind::kMemberExpression:
      folded = FoldMember({site.file, node}, tree.As<js::MemberExpression>(node));
      break;
    case Kind::kCallExpression:
    case Kind::kNewExpression:
      folded = FoldCall(site.file, node);
      break;
    case Kind::kAssignmentExpression:
      folded = Fold({site.file, tree.As<js::AssignmentExpression>(node).right});
      break;
    default:  // no text
      break;
  }
  --depth_;
  if (!folded.any() && depth_ == 0) {
    if (auto text = Constant({site.file, node})) return Whole(std::move(*text));
  }
  return folded;
}

/// One of a list that is gone through: the one that names a secret, if any, else the first.
Folded Folder::FoldElement(FileId id, const Definition& definition) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  NodeId list = NodeId::kNone;
  if (definition.kind == Definition::Kind::kElement) list = definition.value;
  if (definition.kind == Definition::Kind::kParameter && definition.index == 0) {
    // list.forEach((element) => ...)
    const auto call = CallOf(tree, file.ParentOf(definition.value));
    const auto* const member =
        call ? tree.If<js::MemberExpression>(Bare(tree, call->callee)) : nullptr;
    const auto name = member == nullptr ? std::nullopt : resolver_.MemberName(id, *member);
    if (name && (*name == "forEach" || *name == "map" || *name == "flatMap" || *name == "filter"))
      list = member->object;
  }
  if (list == NodeId::kNone || !definition.path.empty()) return {};
  const Meaning meaning = resolver_.Resolve({id, list});
  if (meaning.kind != Meaning::Kind::kObject) return {};
  const js::Tree& other = resolver_.package()[meaning.site.file].tree();
  const auto* const array = other.If<js::ArrayExpression>(meaning.site.node);
  if (array == nullptr) return {};
  Folded first;
  for (const NodeId element : other.List(array->elements)) {
    Folded folded = Fold({meaning.site.file, element});
    folded.whole = false;
    if (!SecretFileSort(folded.text).empty()) return folded;
    if (!first.any()) first = std::move(folded);
  }
  return first;
}

Folded Folder::FoldIdentifier(Site site, const js::Identifier& name) {
  const CodeFile& file = resolver_.package()[site.file];
  if (name.binding == js::BindingId::kNone) {
    const std::string_view text = file.Text(name.name);
    if (text == "__dirname") return Whole(std::string(FolderOf(file.path())));
    if (text == "__filename") return Whole(file.path());
    return {.text = std::string(kUnknown)};
  }
  const std::span<const Definition> definitions = resolver_.Definitions(site.file, name.binding);
  for (const Definition& definition : definitions) {
    if (Folded element = FoldElement(site.file, definition); element.any()) return element;
    if (definition.kind != Definition::Kind::kValue || definition.rest) continue;
    Folded folded;
    if (definition.path.empty()) {
      folded = Fold({site.file, definition.value});
    } else {
      Meaning object = resolver_.Resolve({site.file, definition.value});
      for (std::size_t i = 0; i + 1 < definition.path.size(); ++i)
        object = resolver_.Member(object, definition.path[i]);
      if (object.kind == Meaning::Kind::kApi && ApiOf(object.api).does == Does::kEnvironment) {
        folded = {.text = FolderVariable(definition.path.back())};
      } else if (object.kind == Meaning::Kind::kObject) {
        folded = Fold({object.site.file, resolver_.PropertyOf(object.site.file, object.site.node,
                                                              definition.path.back())});
      }
    }
    folded.whole = folded.whole && definitions.size() == 1;
    if (folded.any()) return folded;
  }
  // An import: the constant that the other file exports.
  if (!definitions.empty() && definitions[0].kind == Definition::Kind::kImport) {
    const auto& declaration = file.tree().As<js::ImportDeclaration>(definitions[0].value);
    const auto* const source = file.tree().If<js::StringLiteral>(declaration.source);
    const FileId from = source == nullptr
                            ? FileId::kNone
                            : resolver_.package().Resolve(site.file, file.Text(source->value));
    if (from != FileId::kNone && resolver_.package()[from].walked()) {
      const Site exported = resolver_.ExportSite(from, definitions[0].path.front());
      if (exported.node != NodeId::kNone) return Fold(exported);
    }
  }
  return {.text = std::string(kUnknown)};
}

Folded Folder::FoldMember(Site site, const js::MemberExpression& member) {
  const Meaning object = resolver_.Resolve({site.file, member.object});
  const auto name = resolver_.MemberName(site.file, member);
  if (!name) return {.text = std::string(kUnknown)};
  if (object.kind == Meaning::Kind::kApi) {
    if (ApiOf(object.api).does == Does::kEnvironment) return {.text = FolderVariable(*name)};
    const Meaning whole = resolver_.Resolve(site);
    if (whole.kind == Meaning::Kind::kApi && ApiOf(whole.api).does == Does::kSelfProgram)
      return Whole("node");
    return {.text = std::string(kUnknown)};
  }
  if (object.kind == Meaning::Kind::kObject) {
    const NodeId value = resolver_.PropertyOf(object.site.file, object.site.node, *name);
    if (value != NodeId::kNone) return Fold({object.site.file, value});
  }
  if (object.kind == Meaning::Kind::kExports) {
    const Site exported = resolver_.ExportSite(object.site.file, *name);
    if (exported.node != NodeId::kNone) return Fold(exported);
  }
  if (object.kind == Meaning::Kind::kInstance) {
    for (const NodeId value : resolver_.FieldWrites(object.site.file, *name)) {
      Folded folded = Fold({object.site.file, value});
      if (folded.any()) return folded;
    }
  }
  return {.text = std::string(kUnknown)};
}

Folded Folder::Join(FileId file, std::span<const NodeId> pieces, std::string_view separator) {
  Folded joined = Whole("");
  for (const NodeId piece : pieces) {
    const Folded folded = Fold({file, piece});
    const bool rooted = folded.text.starts_with('~') || folded.text.starts_with("/tmp");
    if (rooted) joined.text.clear();
    if (!joined.text.empty() && !joined.text.ends_with('/')) joined.text += separator;
    joined.text += folded.text;
    joined.whole = joined.whole && folded.whole;
    joined.guess = joined.guess || folded.guess;
    if (joined.text.size() > limits::kCodeTextBytes) break;
  }
  return joined;
}

Folded Folder::FoldCall(FileId id, NodeId node) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const CallParts call = *CallOf(tree, node);
  const Meaning callee = resolver_.Resolve({id, call.callee});
  if (callee.kind == Meaning::Kind::kApi) {
    switch (ApiOf(callee.api).does) {
      case Does::kJoin:
        return Join(id, call.arguments, "/");
      case Does::kHome:
        return Whole("~");
      case Does::kTemp:
        return Whole("/tmp");
      case Does::kCurrentFolder:
        return Whole("$INIT_CWD");
      case Does::kFolderOf: {
        if (call.arguments.empty()) break;
        Folded folded = Fold({id, call.arguments[0]});
        folded.text = FolderOf(folded.text);
        return folded;
      }
      case Does::kEnvironmentGet: {
        if (call.arguments.empty()) break;
        return {.text = FolderVariable(Fold({id, call.arguments[0]}).text)};
      }
      default:  // no path
        break;
    }
  }
  if (call.construct && !call.arguments.empty()) {
    const auto* const name = tree.If<js::Identifier>(call.callee);
    if (name != nullptr && file.Text(name->name) == "URL" && name->binding == js::BindingId::kNone)
      return Fold({id, call.arguments[0]});
    return {.text = std::string(kUnknown)};
  }
  if (const auto* member = tree.If<js::MemberExpression>(Bare(tree, call.callee))) {
    const auto* const name = tree.If<js::IdentifierName>(member->property);
    const std::string_view method = name == nullptr ? std::string_view() : file.Text(name->name);
    if (method == "toString" || method == "trim" || method == "toLowerCase") {
      Folded object = Fold({id, member->object});
      if (object.any()) return object;
    }
    if (method == "concat" || method == "join") {
      if (auto text = Constant({id, node})) return Whole(std::move(*text));
      const auto* const list = tree.If<js::ArrayExpression>(Bare(tree, member->object));
      if (method == "join" && list != nullptr) {
        const std::string separator =
            call.arguments.empty() ? "," : Fold({id, call.arguments[0]}).text;
        return Join(id, tree.List(list->elements), separator);
      }
      if (method == "concat") {
        Folded folded = Fold({id, member->object});
        for (const NodeId argument : call.arguments) {
          const Folded piece = Fold({id, argument});
          folded.text += piece.text;
          folded.whole = folded.whole && piece.whole;
        }
        return folded;
      }
    }
  }
  if (auto text = Constant({id, node})) return Whole(std::move(*text));
  if (callee.kind == Meaning::Kind::kFunction) {
    const std::vector<NodeId> results = resolver_.Returns(callee.site);
    for (const NodeId result : results) {
      Folded folded = Fold({callee.site.file, result});
      if (!folded.any()) continue;
      folded.guess = folded.guess || results.size() > 1;
      return folded;
    }
  }
  return {.text = std::string(kUnknown)};
}

/// True when all names in the expression are the program's own or those of pure functions.
bool Folder::WorthEvaluating(Site site) {
  const CodeFile& file = resolver_.package()[site.file];
  const js::Tree& tree = file.tree();
  bool worth = true;
  std::size_t nodes = 0;
  js::Walk(
      tree, site.node,
      [&](NodeId id) {
        if (!worth || IsFunction(tree.KindOf(id))) return false;
        if (++nodes > limits::kCodeFoldNodes || !resolver_.budget().Step()) worth = false;
        const auto* const name = tree.If<js::Identifier>(id);
        if (name == nullptr) {
          if (tree.KindOf(id) == Kind::kThisExpression) worth = false;
          return worth;
        }
        if (name->binding == js::BindingId::kNone) {
          worth = IsPureGlobal(file.Text(name->name));
        } else {
          const js::BindingKind kind = file.scopes()[name->binding].kind;
          worth = kind != js::BindingKind::kImport && kind != js::BindingKind::kCatch &&
                  kind != js::BindingKind::kArguments;
        }
        return worth;
      },
      [](NodeId) {});
  return worth;
}

std::optional<js::Value> Folder::Evaluate(Site site) {
  const CodeFile& file = resolver_.package()[site.file];
  if (file.source().text().size() > limits::kCodeEvaluatedFileBytes || !WorthEvaluating(site))
    return std::nullopt;
  auto& evaluator = evaluators_[site.file];
  if (evaluator == nullptr) {
    const std::uint64_t size = file.source().text().size();
    if (!resolver_.budget().Step(size / 8)) return std::nullopt;
    evaluator = std::make_unique<js::Evaluator>(
        file.module(), js::EvaluateBudget{.steps = limits::kCodeEvaluateSteps,
                                          .bytes = limits::kCodeEvaluateBytes});
  }
  return evaluator->Evaluate(site.node);
}

std::optional<std::string> Folder::Constant(Site site) {
  if (auto text = resolver_.ConstantText(site)) return text;
  const CodeFile& file = resolver_.package()[site.file];
  const NodeId node = Bare(file.tree(), site.node);
  switch (file.tree().KindOf(node)) {
    case Kind::kCallExpression:
    case Kind::kMemberExpression:
    case Kind::kBinaryExpression:
    case Kind::kTemplateLiteral:
    case Kind::kIdentifier:
      break;
    default:  // no text comes of it
      return std::nullopt;
  }
  const auto value = Evaluate({site.file, node});
  if (!value) return std::nullopt;
  if (value->kind == js::Value::Kind::kString) return value->Utf8();
  if (value->kind == js::Value::Kind::kBytes) return value->bytes;
  return std::nullopt;
}

}  // namespace facts::code
