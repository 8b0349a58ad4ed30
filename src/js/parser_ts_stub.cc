#include "js/parser_guards.h"
namespace js {
NodeId Parser::ParseTypeScriptStatement(std::uint32_t, NodeList) {
  Unexpected();
  return NodeId::kNone;
}
bool Parser::AtTypeScriptStatement() {
  return false;
}
bool Parser::AtDefaultTypeDeclaration() {
  return false;
}
std::uint16_t Parser::ParseDeclaratorTypes(NodeId) {
  return 0;
}
NodeId Parser::ParseTypeParameters() {
  return NodeId::kNone;
}
NodeId Parser::ParseReturnType() {
  return NodeId::kNone;
}
NodeId Parser::ParseTypeAnnotation() {
  return NodeId::kNone;
}
NodeId Parser::TakeTypeArguments(NodeId&) {
  return NodeId::kNone;
}
NodeList Parser::ParseImplements() {
  return NodeList::kEmpty;
}
NodeId Parser::ParseTypedMemberStart(TypeModifiers&, std::uint32_t) {
  return NodeId::kNone;
}
void Parser::ParseMemberMarks(TypeModifiers&) {}
NodeId Parser::ParseTypedParameter() {
  Unexpected();
  return NodeId::kNone;
}
NodeId Parser::TryGenericArrow() {
  return NodeId::kNone;
}
NodeId Parser::TryTypedArrow(std::uint32_t, bool) {
  return NodeId::kNone;
}
NodeId Parser::ParseParenthesizedExpression() {
  Unexpected();
  return NodeId::kNone;
}
bool Parser::AtTypeOperator() {
  return false;
}
NodeId Parser::ParseTypeOperator(NodeId left, std::uint32_t) {
  return left;
}
NodeId Parser::ParseTypeAssertion() {
  Unexpected();
  return NodeId::kNone;
}
NodeId Parser::ParseTypedCall(NodeId, std::uint32_t, bool) {
  Unexpected();
  return NodeId::kNone;
}
NodeId Parser::ParseNonNull(NodeId, std::uint32_t, bool) {
  Unexpected();
  return NodeId::kNone;
}
NodeId Parser::TryTypeArguments(NodeId, std::uint32_t, bool, bool) {
  return NodeId::kNone;
}
NodeId Parser::WrapNonNullChain(NodeId e, std::uint32_t) {
  return e;
}
NodeId Parser::ParseImportEquals(std::uint32_t, ImportKind) {
  return NodeId::kNone;
}
bool Parser::EatSpecifierType() {
  return false;
}
NodeId Parser::ParseTypedExport(std::uint32_t, NodeList) {
  return NodeId::kNone;
}
NodeId Parser::ParseJsx() {
  Unexpected();
  return NodeId::kNone;
}
bool Parser::AwaitIsOperator() {
  return Is(kAwaitAllowed);
}
}  // namespace js
