// JSX. Elements end with their last `>` still at hand, as what follows is text for a child and code
// for the outermost.
#include "js/parser_guards.h"

namespace js {

NodeId Parser::ParseJsx() {
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  const NodeId element = ParseJsxElement();
  if (!failed_) Next();
  return element;
}

bool Parser::AtTagEnd() {
  // `>` at once: in text, `>>` is two.
  if (At(Token::kShiftRight) || At(Token::kShiftRightUnsigned) || At(Token::kGreaterEqual) ||
      At(Token::kShiftRightAssign) || At(Token::kShiftRightUnsignedAssign)) {
    lexer_.SplitGreater();
  }
  return At(Token::kGreater);
}

NodeId Parser::ParseJsxElement() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  Next();  // <
  if (AtTagEnd()) return ParseJsxFragment(begin);
  const NodeId name = ParseJsxName();
  MentionTag(name);
  NodeId type_arguments = NodeId::kNone;
  if (types_ && (At(Token::kLess) || At(Token::kShiftLeft))) type_arguments = ParseTypeArguments();
  NodeList attributes = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!failed_ && (IsName(Tok()) || At(Token::kLeftBrace))) list.Add(ParseJsxAttribute());
    attributes = list.Finish();
  }
  const bool self_closing = Eat(Token::kSlash);
  if (!AtTagEnd()) {
    Unexpected();
    return NodeId::kNone;
  }
  const auto new_opening = [&]() -> JSXOpeningElement& {
    const std::uint32_t end = lexer_.token().end;
    if (type_arguments == NodeId::kNone) return tree_.New<JSXOpeningElement>(begin, end);
    auto& opening = tree_.NewWithTail<JSXOpeningElement>(begin, end);
    TreeBuilder::TailOf(opening).type_arguments = type_arguments;
    return opening;
  };
  auto& opening = new_opening();
  opening.name = name;
  opening.attributes = attributes;
  if (self_closing) opening.flags |= JSXOpeningElement::kFlag_self_closing;
  const NodeId opening_id = Id(opening);
  NodeList children = NodeList::kEmpty;
  NodeId closing_id = NodeId::kNone;
  if (!self_closing) {
    children = ParseJsxChildren();
    // At the name behind `</`.
    const std::uint32_t closing_begin = closing_tag_;
    const NodeId closing_name = ParseJsxName();
    if (!failed_ && !SameJsxName(name, closing_name))
      Note(SyntaxErrorCode::kJsxMismatch, tree_[closing_name].span());
    if (!AtTagEnd()) {
      Unexpected();
      return NodeId::kNone;
    }
    auto& closing = tree_.New<JSXClosingElement>(closing_begin, lexer_.token().end);
    closing.name = closing_name;
    closing_id = Id(closing);
  }
  auto& element = tree_.New<JSXElement>(begin, lexer_.token().end);
  element.opening_element = opening_id;
  element.children = children;
  element.closing_element = closing_id;
  return Id(element);
}

NodeId Parser::ParseJsxFragment(std::uint32_t begin) {
  const NodeId opening = Id(tree_.New<JSXOpeningFragment>(begin, lexer_.token().end));
  const NodeList children = ParseJsxChildren();
  const std::uint32_t closing_begin = closing_tag_;
  if (!AtTagEnd()) {
    Unexpected();
    return NodeId::kNone;
  }
  const NodeId closing = Id(tree_.New<JSXClosingFragment>(closing_begin, lexer_.token().end));
  auto& fragment = tree_.New<JSXFragment>(begin, lexer_.token().end);
  fragment.opening_fragment = opening;
  fragment.children = children;
  fragment.closing_fragment = closing;
  return Id(fragment);
}

NodeList Parser::ParseJsxChildren() {
  // From the `>` of the opening tag to behind the `</` of the closing one.
  ListBuilder list(*this);
  for (;;) {
    lexer_.ScanJsxText();
    switch (Tok()) {
      case Token::kJsxText: {
        auto& text = tree_.New<JSXText>(Begin(), lexer_.token().end);
        text.value = Value();
        list.Add(Id(text));
        break;
      }
      case Token::kLeftBrace:
        list.Add(ParseJsxContainer());
        break;
      case Token::kLess: {
        const std::uint32_t begin = Begin();
        if (Peek().kind == Token::kSlash) {
          Next();
          Next();
          closing_tag_ = begin;
          return list.Finish();
        }
        list.Add(ParseJsxElement());
        break;
      }
      default:
        Unexpected();
        return NodeList::kEmpty;
    }
    if (failed_) return NodeList::kEmpty;
  }
}

NodeId Parser::ParseJsxContainer() {
  // Ends at its `}`, which is not consumed.
  const std::uint32_t begin = Begin();
  Next();
  if (At(Token::kRightBrace)) {
    const NodeId empty = Id(tree_.New<JSXEmptyExpression>(begin + 1, Begin()));
    auto& container = tree_.New<JSXExpressionContainer>(begin, lexer_.token().end);
    container.expression = empty;
    return Id(container);
  }
  const bool spread = Eat(Token::kEllipsis);
  const NodeId expression = ParseExpressionWithIn();
  if (!At(Token::kRightBrace)) {
    Unexpected();
    return NodeId::kNone;
  }
  if (spread) {
    auto& child = tree_.New<JSXSpreadChild>(begin, lexer_.token().end);
    child.expression = expression;
    return Id(child);
  }
  auto& container = tree_.New<JSXExpressionContainer>(begin, lexer_.token().end);
  container.expression = expression;
  return Id(container);
}

NodeId Parser::ParseJsxIdentifier() {
  if (!IsName(Tok())) {
    Unexpected();
    return NodeId::kNone;
  }
  lexer_.ExtendJsxName();
  auto& name = tree_.New<JSXIdentifier>(Begin(), lexer_.token().end);
  name.name = Value();
  const NodeId id = Id(name);
  Next();
  return id;
}

NodeId Parser::ParseJsxName() {
  const std::uint32_t begin = Begin();
  NodeId name = ParseJsxIdentifier();
  if (Eat(Token::kColon)) {
    const NodeId local = ParseJsxIdentifier();
    auto& node = New<JSXNamespacedName>(begin);
    node.name_space = name;
    node.name = local;
    return Id(node);
  }
  while (Eat(Token::kDot) && !failed_) {
    const NodeId property = ParseJsxIdentifier();
    auto& node = New<JSXMemberExpression>(begin);
    node.object = name;
    node.property = property;
    name = Id(node);
  }
  return name;
}

/// `<Foo>` and `<foo.bar>` refer to a variable, `<foo>`, `<foo-bar>` and `<a:b>` do not.
void Parser::MentionTag(NodeId name) {
  bool member = false;
  while (KindOf(name) == Kind::kJSXMemberExpression) {
    name = tree_.As<JSXMemberExpression>(name).object;
    member = true;
  }
  if (failed_ || KindOf(name) != Kind::kJSXIdentifier) return;
  const Symbol symbol = tree_.As<JSXIdentifier>(name).name;
  const std::string_view text = tree_.tree().Text(symbol);
  const bool intrinsic =
      !member && ((text[0] >= 'a' && text[0] <= 'z') || text.find('-') != std::string_view::npos);
  if (!intrinsic && symbol != Symbol{names::kThisKeyword}) scopes_.Mention(name);
}

NodeId Parser::ParseJsxAttribute() {
  const std::uint32_t begin = Begin();
  if (At(Token::kLeftBrace)) {
    Next();
    Expect(Token::kEllipsis);
    const NodeId argument = ParseExpressionWithIn();
    Expect(Token::kRightBrace);
    auto& spread = New<JSXSpreadAttribute>(begin);
    spread.argument = argument;
    return Id(spread);
  }
  NodeId name = ParseJsxIdentifier();
  if (Eat(Token::kColon)) {
    const NodeId local = ParseJsxIdentifier();
    auto& node = New<JSXNamespacedName>(begin);
    node.name_space = name;
    node.name = local;
    name = Id(node);
  }
  NodeId value = NodeId::kNone;
  if (At(Token::kAssign)) {
    lexer_.NextJsxValue();
    if (At(Token::kString)) {
      auto& literal = tree_.New<StringLiteral>(Begin(), lexer_.token().end);
      literal.value = Value();
      value = Id(literal);
      Next();
    } else if (At(Token::kLeftBrace)) {
      value = ParseJsxContainer();
      if (!failed_) Next();
    } else if (At(Token::kLess)) {
      value = ParseJsxElement();
      if (!failed_) Next();
    } else {
      Unexpected();
      return NodeId::kNone;
    }
  }
  auto& attribute = New<JSXAttribute>(begin);
  attribute.name = name;
  attribute.value = value;
  return Id(attribute);
}

bool Parser::SameJsxName(NodeId a, NodeId b) {
  if (KindOf(a) != KindOf(b)) return false;
  switch (KindOf(a)) {
    case Kind::kJSXIdentifier:
      return tree_.As<JSXIdentifier>(a).name == tree_.As<JSXIdentifier>(b).name;
    case Kind::kJSXNamespacedName: {
      const auto& x = tree_.As<JSXNamespacedName>(a);
      const auto& y = tree_.As<JSXNamespacedName>(b);
      return SameJsxName(x.name_space, y.name_space) && SameJsxName(x.name, y.name);
    }
    default:
      break;
  }
  // Dotted names may be long: from the last part to the first without recursion.
  while (KindOf(a) == Kind::kJSXMemberExpression && KindOf(b) == Kind::kJSXMemberExpression) {
    const auto& x = tree_.As<JSXMemberExpression>(a);
    const auto& y = tree_.As<JSXMemberExpression>(b);
    if (!SameJsxName(x.property, y.property)) return false;
    a = x.object;
    b = y.object;
  }
  return KindOf(a) == Kind::kJSXIdentifier && SameJsxName(a, b);
}

}  // namespace js
