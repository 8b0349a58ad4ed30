// Expressions, patterns, classes and JSX.
#include "js/printer.h"

namespace js {

template <typename T>
void Printer::SplitFunction(const T& node, std::string_view name) {
  AddIf(node.declare(), "declare");
  AddIf(node.async(), "async");
  Add(name);
  AddIf(node.generator(), "*");
  Add(node.id);
  SplitSignature(node, ":");
  Add(node.body);
  AddIf(node.body == NodeId::kNone, ";");
}

void Printer::AddFunctionTail(NodeId function) {
  // A method's value: what stands behind its name.
  const Node& node = tree_[function];
  if (node.kind == Kind::kFunctionExpression) {
    SplitSignature(As<FunctionExpression>(node), ":");
    Add(As<FunctionExpression>(node).body);
    return;
  }
  SplitSignature(As<TSEmptyBodyFunctionExpression>(node), ":");
  Add(";");
}

void Printer::AddTemplate(NodeList quasis, NodeList expressions) {
  const auto elements = tree_.List(quasis);
  const auto values = tree_.List(expressions);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Span span = tree_[elements[i]].span();
    const bool last = i + 1 == elements.size();
    // The text with its delimiters, as they are around it in the source.
    const std::string_view text =
        tree_.Source({.begin = span.begin - 1, .end = span.end + (last ? 1 : 2)});
    Add(text);
    if (!last) Add(values[i]);
  }
}

bool Printer::SplitExpression(const Node& node) {
  switch (node.kind) {
    case Kind::kIdentifier: {
      const auto& n = As<Identifier>(node);
      if (n.Has(Node::kHasTail) || n.optional()) {
        AddList(n.decorators(), "");
        Add(tree_.Text(n.name));
        AddIf(n.optional(), "?");
        Add(n.type_annotation());
      } else {
        AddSource(node);
      }
      return true;
    }
    case Kind::kIdentifierName:
    case Kind::kPrivateIdentifier:
    case Kind::kStringLiteral:
    case Kind::kNumericLiteral:
    case Kind::kBigIntLiteral:
    case Kind::kBooleanLiteral:
    case Kind::kNullLiteral:
    case Kind::kRegExpLiteral:
      AddSource(node);
      return true;
    case Kind::kThisExpression:
      Add("this");
      return true;
    case Kind::kSuper:
      Add("super");
      return true;
    case Kind::kArrayExpression: {
      Add("[");
      for (const NodeId item : tree_.List(As<ArrayExpression>(node).elements)) Add(item, ",");
      Add("]");
      return true;
    }
    case Kind::kObjectExpression:
      Add("{");
      AddList(As<ObjectExpression>(node).properties, ",");
      Add("}");
      return true;
    case Kind::kProperty:
      AddProperty(As<Property>(node));
      return true;
    case Kind::kFunctionExpression:
      SplitFunction(As<FunctionExpression>(node), "function");
      return true;
    case Kind::kFunctionDeclaration:
      SplitFunction(As<FunctionDeclaration>(node), "function");
      return true;
    case Kind::kArrowFunctionExpression: {
      const auto& n = As<ArrowFunctionExpression>(node);
      AddIf(n.async(), "async");
      SplitSignature(n, ":");
      Add("=>", n.body);
      return true;
    }
    case Kind::kUnaryExpression:
      Add(Text(As<UnaryExpression>(node).operator_word()));
      Add(As<UnaryExpression>(node).argument);
      return true;
    case Kind::kUpdateExpression: {
      const auto& n = As<UpdateExpression>(node);
      AddIf(n.prefix(), Text(n.operator_word()));
      Add(n.argument);
      AddIf(!n.prefix(), Text(n.operator_word()));
      return true;
    }
    case Kind::kBinaryExpression: {
      const auto& n = As<BinaryExpression>(node);
      Add(n.left, Text(n.operator_word()), n.right);
      return true;
    }
    case Kind::kLogicalExpression: {
      const auto& n = As<LogicalExpression>(node);
      Add(n.left, Text(n.operator_word()), n.right);
      return true;
    }
    case Kind::kAssignmentExpression: {
      const auto& n = As<AssignmentExpression>(node);
      Add(n.left, Text(n.operator_word()), n.right);
      return true;
    }
    case Kind::kConditionalExpression: {
      const auto& n = As<ConditionalExpression>(node);
      Add(n.test, "?", n.consequent, ":", n.alternate);
      return true;
    }
    case Kind::kCallExpression: {
      const auto& n = As<CallExpression>(node);
      Add(n.callee);
      AddIf(n.optional(), "?.");
      Add(n.type_arguments(), "(");
      AddList(n.arguments, ",");
      Add(")");
      return true;
    }
    case Kind::kNewExpression: {
      const auto& n = As<NewExpression>(node);
      Add("new", n.callee, n.type_arguments(), "(");
      AddList(n.arguments, ",");
      Add(")");
      return true;
    }
    case Kind::kMemberExpression: {
      const auto& n = As<MemberExpression>(node);
      Add(n.object);
      AddIf(n.optional(), "?.");
      AddIf(!n.optional() && !n.computed(), ".");
      AddIf(n.computed(), "[");
      Add(n.property);
      AddIf(n.computed(), "]");
      return true;
    }
    case Kind::kChainExpression:
      Add(As<ChainExpression>(node).expression);
      return true;
    case Kind::kSequenceExpression:
      AddList(As<SequenceExpression>(node).expressions, ",");
      return true;
    case Kind::kYieldExpression:
      Add("yield");
      AddIf(As<YieldExpression>(node).delegate(), "*");
      Add(As<YieldExpression>(node).argument);
      return true;
    case Kind::kAwaitExpression:
      Add("await", As<AwaitExpression>(node).argument);
      return true;
    case Kind::kTemplateLiteral:
      AddTemplate(As<TemplateLiteral>(node).quasis, As<TemplateLiteral>(node).expressions);
      return true;
    case Kind::kTaggedTemplateExpression: {
      const auto& n = As<TaggedTemplateExpression>(node);
      Add(n.tag, n.type_arguments(), n.quasi);
      return true;
    }
    case Kind::kSpreadElement:
      Add("...", As<SpreadElement>(node).argument);
      return true;
    case Kind::kMetaProperty:
      Add(As<MetaProperty>(node).meta, ".", As<MetaProperty>(node).property);
      return true;
    case Kind::kImportExpression: {
      const auto& n = As<ImportExpression>(node);
      Add("import");
      if (n.Has(kDeferPhase)) Add(".", "defer");
      if (n.Has(kSourcePhase)) Add(".", "source");
      Add("(", n.source);
      AddOptional(",", n.options);
      Add(")");
      return true;
    }
    default:
      return false;
  }
}

void Printer::AddProperty(const Property& node) {
  if (node.shorthand()) return Add(node.value);
  const bool accessor =
      node.kind_word() == MemberKind::kGet || node.kind_word() == MemberKind::kSet;
  const bool function = node.method() || accessor;
  if (accessor) Add(Text(node.kind_word()));
  if (node.method()) {
    const auto& value = tree_.As<FunctionExpression>(node.value);
    AddIf(value.async(), "async");
    AddIf(value.generator(), "*");
  }
  AddIf(node.computed(), "[");
  Add(node.key);
  AddIf(node.computed(), "]");
  if (function) return AddFunctionTail(node.value);
  Add(":", node.value);
}

bool Printer::SplitPattern(const Node& node) {
  switch (node.kind) {
    case Kind::kRestElement: {
      const auto& n = As<RestElement>(node);
      AddList(n.decorators(), "");
      Add("...", n.argument);
      AddTypeOf(n.type_annotation(), n.optional());
      return true;
    }
    case Kind::kAssignmentPattern: {
      const auto& n = As<AssignmentPattern>(node);
      AddList(n.decorators(), "");
      Add(n.left, "=", n.right);
      return true;
    }
    case Kind::kArrayPattern: {
      const auto& n = As<ArrayPattern>(node);
      AddList(n.decorators(), "");
      Add("[");
      const auto items = tree_.List(n.elements);
      for (std::size_t i = 0; i < items.size(); ++i) {
        Add(items[i]);
        // A hole needs its comma; a rest element may have none behind it.
        AddIf(i + 1 < items.size() || items[i] == NodeId::kNone, ",");
      }
      Add("]");
      AddTypeOf(n.type_annotation(), n.optional());
      return true;
    }
    case Kind::kObjectPattern: {
      const auto& n = As<ObjectPattern>(node);
      AddList(n.decorators(), "");
      Add("{");
      AddList(n.properties, ",");
      Add("}");
      AddTypeOf(n.type_annotation(), n.optional());
      return true;
    }
    default:
      return false;
  }
}

void Printer::AddAccessibility(const Node& node) {
  switch (node.accessibility()) {
    case Accessibility::kNone:
      return;
    case Accessibility::kPublic:
      return Add("public");
    case Accessibility::kProtected:
      return Add("protected");
    case Accessibility::kPrivate:
      return Add("private");
  }
}

template <typename T>
void Printer::SplitMember(const T& node, bool abstract) {
  AddList(node.decorators(), "");
  AddAccessibility(node);
  AddIf(node.is_static(), "static");
  AddIf(abstract, "abstract");
  AddIf(node.override(), "override");
  const Node& value = tree_[node.value];
  AddIf(value.Has(FunctionExpression::kFlag_async), "async");
  AddIf(value.Has(FunctionExpression::kFlag_generator), "*");
  if (node.kind_word() == MemberKind::kGet || node.kind_word() == MemberKind::kSet)
    Add(Text(node.kind_word()));
  AddIf(node.computed(), "[");
  Add(node.key);
  AddIf(node.computed(), "]");
  AddIf(node.optional(), "?");
  AddFunctionTail(node.value);
}

template <typename T>
void Printer::SplitField(const T& node, bool abstract, bool accessor) {
  AddList(node.decorators(), "");
  AddIf(node.declare(), "declare");
  AddAccessibility(node);
  AddIf(node.is_static(), "static");
  AddIf(abstract, "abstract");
  AddIf(node.override(), "override");
  AddIf(node.readonly(), "readonly");
  AddIf(accessor, "accessor");
  AddIf(node.computed(), "[");
  Add(node.key);
  AddIf(node.computed(), "]");
  AddIf(node.optional(), "?");
  AddIf(node.definite(), "!");
  Add(node.type_annotation());
  AddOptional("=", node.value);
  Add(";");
}

template <typename T>
void Printer::SplitClassOf(const T& node) {
  AddList(node.decorators(), "");
  AddIf(node.declare(), "declare");
  AddIf(node.abstract(), "abstract");
  Add("class", node.id, node.type_parameters());
  AddOptional("extends", node.super_class);
  Add(node.super_type_arguments());
  if (node.implements() != NodeList::kEmpty) {
    Add("implements");
    AddList(node.implements(), ",");
  }
  Add(node.body);
}

bool Printer::SplitClass(const Node& node) {
  switch (node.kind) {
    case Kind::kClassDeclaration:
      SplitClassOf(As<ClassDeclaration>(node));
      return true;
    case Kind::kClassExpression:
      SplitClassOf(As<ClassExpression>(node));
      return true;
    case Kind::kClassBody:
      Add("{");
      AddList(As<ClassBody>(node).body, "");
      Add("}");
      return true;
    case Kind::kMethodDefinition:
      SplitMember(As<MethodDefinition>(node), false);
      return true;
    case Kind::kTSAbstractMethodDefinition:
      SplitMember(As<TSAbstractMethodDefinition>(node), true);
      return true;
    case Kind::kPropertyDefinition:
      SplitField(As<PropertyDefinition>(node), false, false);
      return true;
    case Kind::kAccessorProperty:
      SplitField(As<AccessorProperty>(node), false, true);
      return true;
    case Kind::kTSAbstractPropertyDefinition:
      SplitField(As<TSAbstractPropertyDefinition>(node), true, false);
      return true;
    case Kind::kTSAbstractAccessorProperty:
      SplitField(As<TSAbstractAccessorProperty>(node), true, true);
      return true;
    case Kind::kDecorator:
      Add("@", As<Decorator>(node).expression);
      return true;
    case Kind::kTSDeclareFunction:
      SplitFunction(As<TSDeclareFunction>(node), "function");
      return true;
    default:
      return false;
  }
}

bool Printer::SplitJsx(const Node& node) {
  switch (node.kind) {
    case Kind::kJSXElement: {
      const auto& n = As<JSXElement>(node);
      Add(n.opening_element);
      for (const NodeId child : tree_.List(n.children)) AddTight(child);
      if (n.closing_element != NodeId::kNone) AddTight(n.closing_element);
      return true;
    }
    case Kind::kJSXFragment: {
      const auto& n = As<JSXFragment>(node);
      Add("<", ">");
      for (const NodeId child : tree_.List(n.children)) AddTight(child);
      AddTight("</");
      Add(">");
      return true;
    }
    case Kind::kJSXOpeningElement: {
      const auto& n = As<JSXOpeningElement>(node);
      Add("<", n.name, n.type_arguments());
      AddList(n.attributes, "");
      AddIf(n.self_closing(), "/");
      Add(">");
      return true;
    }
    case Kind::kJSXClosingElement:
      Add("</", As<JSXClosingElement>(node).name, ">");
      return true;
    case Kind::kJSXOpeningFragment:
    case Kind::kJSXClosingFragment:
    case Kind::kJSXEmptyExpression:
      return true;
    case Kind::kJSXAttribute:
      Add(As<JSXAttribute>(node).name);
      AddOptional("=", As<JSXAttribute>(node).value);
      return true;
    case Kind::kJSXSpreadAttribute:
      Add("{", "...", As<JSXSpreadAttribute>(node).argument, "}");
      return true;
    case Kind::kJSXIdentifier:
    case Kind::kJSXText:
      AddSource(node);
      return true;
    case Kind::kJSXNamespacedName:
      Add(As<JSXNamespacedName>(node).name_space, ":", As<JSXNamespacedName>(node).name);
      return true;
    case Kind::kJSXMemberExpression:
      Add(As<JSXMemberExpression>(node).object, ".", As<JSXMemberExpression>(node).property);
      return true;
    case Kind::kJSXExpressionContainer:
      Add("{", As<JSXExpressionContainer>(node).expression, "}");
      return true;
    case Kind::kJSXSpreadChild:
      Add("{", "...", As<JSXSpreadChild>(node).expression, "}");
      return true;
    default:
      return false;
  }
}

}  // namespace js
