// Statements, declarations and modules; the machine that all of printing runs on.
#include "js/print.h"

#include "js/printer.h"

namespace js {

std::string Print(const Module& module) {
  return Printer(*module.tree).Run(module.program);
}

std::string Printer::Run(NodeId root) {
  stack_.push_back({.node = root});
  while (!stack_.empty()) {
    const Piece piece = stack_.back();
    stack_.pop_back();
    if (piece.node == NodeId::kNone) {
      if (piece.join == Join::kSpace && !out_.empty()) out_ += ' ';
      out_ += piece.text;
      continue;
    }
    pieces_.clear();
    Split(piece.node, piece.without_semicolon);
    if (!pieces_.empty() && piece.join == Join::kTight) pieces_.front().join = Join::kTight;
    stack_.insert(stack_.end(), pieces_.rbegin(), pieces_.rend());
  }
  return std::move(out_);
}

void Printer::Split(NodeId id, bool without_semicolon) {
  const Node& node = tree_[id];
  const bool parentheses = node.Has(Node::kParenthesized);
  AddIf(parentheses, "(");
  const bool known = SplitStatement(node, without_semicolon) || SplitExpression(node) ||
                     SplitPattern(node) || SplitModule(node) || SplitClass(node) ||
                     SplitJsx(node) || SplitType(node) || SplitTypeDeclaration(node);
  CHECK(known, "every kind of node can be printed");
  AddIf(parentheses, ")");
}

void Printer::AddList(NodeList list, std::string_view separator) {
  bool first = true;
  for (const NodeId item : tree_.List(list)) {
    if (!first) Add(separator);
    first = false;
    Add(item);
  }
}

bool Printer::SplitStatement(const Node& node, bool without_semicolon) {
  switch (node.kind) {
    case Kind::kProgram:
      AddList(As<Program>(node).body, "");
      return true;
    case Kind::kExpressionStatement:
      Add(As<ExpressionStatement>(node).expression, ";");
      return true;
    case Kind::kDirective:
      Add(As<Directive>(node).expression, ";");
      return true;
    case Kind::kBlockStatement:
      Add("{");
      AddList(As<BlockStatement>(node).body, "");
      Add("}");
      return true;
    case Kind::kStaticBlock:
      Add("static", "{");
      AddList(As<StaticBlock>(node).body, "");
      Add("}");
      return true;
    case Kind::kEmptyStatement:
    case Kind::kInvalidStatement:
      Add(";");
      return true;
    case Kind::kDebuggerStatement:
      Add("debugger", ";");
      return true;
    case Kind::kWithStatement:
      Add("with", "(", As<WithStatement>(node).object, ")", As<WithStatement>(node).body);
      return true;
    case Kind::kReturnStatement:
      Add("return", As<ReturnStatement>(node).argument, ";");
      return true;
    case Kind::kLabeledStatement:
      Add(As<LabeledStatement>(node).label, ":", As<LabeledStatement>(node).body);
      return true;
    case Kind::kBreakStatement:
      Add("break", As<BreakStatement>(node).label, ";");
      return true;
    case Kind::kContinueStatement:
      Add("continue", As<ContinueStatement>(node).label, ";");
      return true;
    case Kind::kIfStatement: {
      const auto& n = As<IfStatement>(node);
      Add("if", "(", n.test, ")", n.consequent);
      AddOptional("else", n.alternate);
      return true;
    }
    case Kind::kSwitchStatement: {
      const auto& n = As<SwitchStatement>(node);
      Add("switch", "(", n.discriminant, ")", "{");
      AddList(n.cases, "");
      Add("}");
      return true;
    }
    case Kind::kSwitchCase: {
      const auto& n = As<SwitchCase>(node);
      AddIf(n.test == NodeId::kNone, "default");
      AddOptional("case", n.test);
      Add(":");
      AddList(n.consequent, "");
      return true;
    }
    case Kind::kThrowStatement:
      Add("throw", As<ThrowStatement>(node).argument, ";");
      return true;
    case Kind::kTryStatement: {
      const auto& n = As<TryStatement>(node);
      Add("try", n.block, n.handler);
      AddOptional("finally", n.finalizer);
      return true;
    }
    case Kind::kCatchClause: {
      const auto& n = As<CatchClause>(node);
      Add("catch");
      AddOptional("(", n.param, ")");
      Add(n.body);
      return true;
    }
    case Kind::kWhileStatement:
      Add("while", "(", As<WhileStatement>(node).test, ")", As<WhileStatement>(node).body);
      return true;
    case Kind::kDoWhileStatement:
      Add("do", As<DoWhileStatement>(node).body, "while", "(", As<DoWhileStatement>(node).test, ")",
          ";");
      return true;
    case Kind::kForStatement: {
      const auto& n = As<ForStatement>(node);
      Add("for", "(");
      if (n.init != NodeId::kNone) pieces_.push_back({.node = n.init, .without_semicolon = true});
      Add(";", n.test, ";", n.update, ")", n.body);
      return true;
    }
    case Kind::kForInStatement: {
      const auto& n = As<ForInStatement>(node);
      Add("for", "(");
      pieces_.push_back({.node = n.left, .without_semicolon = true});
      Add("in", n.right, ")", n.body);
      return true;
    }
    case Kind::kForOfStatement: {
      const auto& n = As<ForOfStatement>(node);
      Add("for");
      AddIf(n.is_await(), "await");
      Add("(");
      pieces_.push_back({.node = n.left, .without_semicolon = true});
      Add("of", n.right, ")", n.body);
      return true;
    }
    case Kind::kVariableDeclaration: {
      const auto& n = As<VariableDeclaration>(node);
      AddIf(n.declare(), "declare");
      Add(Text(n.kind_word()));
      AddList(n.declarations, ",");
      AddIf(!without_semicolon, ";");
      return true;
    }
    case Kind::kVariableDeclarator: {
      const auto& n = As<VariableDeclarator>(node);
      if (n.definite()) {
        // The mark stands between the name and its type, which are one node.
        const auto& name = tree_.As<Identifier>(n.id);
        Add(tree_.Text(name.name), "!", name.type_annotation());
      } else {
        Add(n.id);
      }
      AddOptional("=", n.init);
      return true;
    }
    default:
      return false;
  }
}

bool Printer::SplitModule(const Node& node) {
  switch (node.kind) {
    case Kind::kImportDeclaration: {
      const auto& n = As<ImportDeclaration>(node);
      Add("import");
      AddIf(n.import_kind() == ImportKind::kType, "type");
      AddIf(n.Has(kDeferPhase), "defer");
      AddIf(n.Has(kSourcePhase), "source");
      const auto specifiers = tree_.List(n.specifiers);
      bool braces = false;
      for (std::size_t i = 0; i < specifiers.size(); ++i) {
        AddIf(i > 0, ",");
        if (!braces && IsFlag(specifiers[i], Kind::kImportSpecifier)) {
          braces = true;
          Add("{");
        }
        Add(specifiers[i]);
      }
      AddIf(braces, "}");
      if (specifiers.empty() && n.import_kind() == ImportKind::kType) Add("{", "}");
      AddIf(!specifiers.empty() || n.import_kind() == ImportKind::kType, "from");
      Add(n.source);
      AddAttributes(n.attributes);
      Add(";");
      return true;
    }
    case Kind::kImportSpecifier: {
      const auto& n = As<ImportSpecifier>(node);
      AddIf(n.import_kind() == ImportKind::kType, "type");
      Add(n.imported, "as", n.local);
      return true;
    }
    case Kind::kImportDefaultSpecifier:
      Add(As<ImportDefaultSpecifier>(node).local);
      return true;
    case Kind::kImportNamespaceSpecifier:
      Add("*", "as", As<ImportNamespaceSpecifier>(node).local);
      return true;
    case Kind::kImportAttribute:
      Add(As<ImportAttribute>(node).key, ":", As<ImportAttribute>(node).value);
      return true;
    case Kind::kExportNamedDeclaration: {
      const auto& n = As<ExportNamedDeclaration>(node);
      Add("export");
      if (n.declaration != NodeId::kNone) {
        Add(n.declaration);
        return true;
      }
      AddIf(n.export_kind() == ImportKind::kType, "type");
      Add("{");
      AddList(n.specifiers, ",");
      Add("}");
      AddOptional("from", n.source);
      AddAttributes(n.attributes);
      Add(";");
      return true;
    }
    case Kind::kExportSpecifier: {
      const auto& n = As<ExportSpecifier>(node);
      AddIf(n.export_kind() == ImportKind::kType, "type");
      Add(n.local, "as", n.exported);
      return true;
    }
    case Kind::kExportDefaultDeclaration: {
      const NodeId declaration = As<ExportDefaultDeclaration>(node).declaration;
      Add("export", "default", declaration);
      const Kind kind = tree_.KindOf(declaration);
      AddIf(kind != Kind::kFunctionDeclaration && kind != Kind::kClassDeclaration &&
                kind != Kind::kTSDeclareFunction && kind != Kind::kTSInterfaceDeclaration,
            ";");
      return true;
    }
    case Kind::kExportAllDeclaration: {
      const auto& n = As<ExportAllDeclaration>(node);
      Add("export");
      AddIf(n.export_kind() == ImportKind::kType, "type");
      Add("*");
      AddOptional("as", n.exported);
      Add("from", n.source);
      AddAttributes(n.attributes);
      Add(";");
      return true;
    }
    default:
      return false;
  }
}

void Printer::AddAttributes(NodeList attributes) {
  if (attributes == NodeList::kEmpty) return;
  Add("with", "{");
  AddList(attributes, ",");
  Add("}");
}

}  // namespace js
