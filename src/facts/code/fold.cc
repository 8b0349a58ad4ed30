#include "facts/code/fold.h"

#include <algorithm>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/code/code_limits.h"
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

Folded Whole(std::string text) {
  return {.text = std::move(text), .whole = true};
}

void Append(const Folded& piece, Folded& text) {
  text.text += piece.text;
  text.whole = text.whole && piece.whole;
  text.guess = text.guess || piece.guess;
}

}  // namespace

Folded Folder::Fold(Site site) {
  constexpr unsigned kDeepest = 60;
  // Functions that hand on what they are handed lead to a text on many ways: everyday programs
  // take some hundred steps for one, and those that can be told no more than that.
  if (depth_ == 0) left_ = limits::kCodeFoldSteps;
  if (site.node == NodeId::kNone || depth_ >= kDeepest || left_ == 0 || !resolver_.budget().Step())
    return {.text = std::string(kUnknown)};
  --left_;
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
        Append(Fold({site.file, expressions[i]}), folded);
      }
      break;
    }
    case Kind::kBinaryExpression: {
      const auto& binary = tree.As<js::BinaryExpression>(node);
      if (binary.operator_word() != js::Operator::kAdd) break;
      folded = Fold({site.file, binary.left});
      Folded right = Fold({site.file, binary.right});
      // __dirname + '/x' at the package's root
      const bool root = folded.whole && folded.text.empty() &&
                        tree.KindOf(Bare(tree, binary.left)) == Kind::kIdentifier;
      if (root && right.text.starts_with('/')) right.text.erase(0, 1);
      if (folded.text.size() > limits::kCodeTextBytes) break;
      Append(right, folded);
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
    if (auto text = Text({site.file, node})) return Whole(std::move(*text));
  }
  return folded;
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
    if (definition.kind == Definition::Kind::kParameter) {
      if (Folded handed = FoldParameter(site.file, definition); handed.any()) return handed;
    }
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

/// What a function of the platform that makes paths gives; nothing for any other.
std::optional<Folded> Folder::FoldApi(Does does, FileId id, std::span<const NodeId> arguments) {
  switch (does) {
    case Does::kJoin:
      return Join(id, arguments, "/");
    case Does::kHome:
      return Whole("~");
    case Does::kTemp:
      return Whole("/tmp");
    case Does::kCurrentFolder:
      return Whole("$INIT_CWD");
    case Does::kFolderOf: {
      if (arguments.empty()) return std::nullopt;
      Folded folded = Fold({id, arguments[0]});
      folded.text = FolderOf(folded.text);
      return folded;
    }
    case Does::kEnvironmentGet:
      if (arguments.empty()) return std::nullopt;
      return Folded{.text = FolderVariable(Fold({id, arguments[0]}).text)};
    default:  // no path
      return std::nullopt;
  }
}

Folded Folder::FoldCall(FileId id, NodeId node) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const CallParts call = *CallOf(tree, node);
  const Meaning callee = resolver_.Resolve({id, call.callee});
  if (callee.kind == Meaning::Kind::kApi) {
    if (ApiOf(callee.api).does == Does::kReflectApply && call.arguments.size() == 3) {
      const auto* const list = tree.If<js::ArrayExpression>(Bare(tree, call.arguments[2]));
      const Meaning function = resolver_.Resolve({id, call.arguments[0]});
      if (list != nullptr && function.kind == Meaning::Kind::kApi) {
        if (auto folded = FoldApi(ApiOf(function.api).does, id, tree.List(list->elements)))
          return *folded;
      }
    }
    if (auto folded = FoldApi(ApiOf(callee.api).does, id, call.arguments)) return *folded;
    if (ApiOf(callee.api).path == "global.require.resolve" && !call.arguments.empty()) {
      const Folded path = Fold({id, call.arguments[0]});
      if (path.text.starts_with('.'))
        return {.text = NormalisePath(JoinPath(FolderOf(file.path()), path.text)),
                .whole = path.whole};
    }
  }
  if (call.construct && !call.arguments.empty()) {
    const auto* const name = tree.If<js::Identifier>(call.callee);
    if (name != nullptr && file.Text(name->name) == "URL" && name->binding == js::BindingId::kNone)
      return Fold({id, call.arguments[0]});
    return {.text = std::string(kUnknown)};
  }
  if (const auto* member = tree.If<js::MemberExpression>(Bare(tree, call.callee))) {
    const std::string_view method = resolver_.MethodName(id, call.callee);
    if (method == "toString" || method == "trim" || method == "toLowerCase") {
      if (auto text = resolver_.ConstantText({id, node})) return Whole(std::move(*text));
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
        for (const NodeId argument : call.arguments) Append(Fold({id, argument}), folded);
        return folded;
      }
    }
  }
  if (auto text = Constant({id, node})) return Whole(std::move(*text));
  if (callee.kind == Meaning::Kind::kFunction) {
    const bool forwards = !call.arguments.empty() && resolver_.Forwards(callee.site);
    if (forwards) return FoldForwarded(id, call.arguments);
    entered_.push_back({.function = callee.site, .file = id, .arguments = call.arguments});
    const std::size_t entered = entered_.size();
    const ReturnedNodes results = resolver_.Returns(callee.site);
    for (const NodeId result : results) {
      Folded folded = Fold({callee.site.file, result});
      entered_.resize(entered);
      if (!folded.any()) continue;
      entered_.pop_back();
      folded.guess = folded.guess || results.size() > 1;
      return folded;
    }
    entered_.pop_back();
  }
  return {.text = std::string(kUnknown)};
}

/// `forward(f, a, b)`: what a path function `f` makes of the others.
Folded Folder::FoldForwarded(FileId id, std::span<const NodeId> arguments) {
  const Meaning function = resolver_.Resolve({id, arguments[0]});
  if (function.kind != Meaning::Kind::kApi) return {.text = std::string(kUnknown)};
  return FoldApi(ApiOf(function.api).does, id, arguments.subspan(1))
      .value_or(Folded{.text = std::string(kUnknown)});
}

/// A parameter of a function that is being folded for one of its calls: what that call hands it.
Folded Folder::FoldParameter(FileId file, const Definition& definition) {
  const Site function{file, definition.value};
  for (std::size_t i = entered_.size(); i-- > 0;) {
    const Entered& call = entered_[i];
    if (call.function != function) continue;
    if (definition.index >= call.arguments.size() || !definition.path.empty() || definition.rest)
      break;
    // The argument stands outside the call: its own parameters are those of the calls before.
    const std::vector<Entered> inner(entered_.begin() + static_cast<std::ptrdiff_t>(i),
                                     entered_.end());
    const Site argument{call.file, call.arguments[definition.index]};
    entered_.resize(i);
    Folded folded = Fold(argument);
    entered_.insert(entered_.end(), inner.begin(), inner.end());
    return folded;
  }
  return {.text = std::string(kUnknown)};
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
  return TextOf(resolver_.constants().Evaluate({site.file, node}));
}

}  // namespace facts::code
