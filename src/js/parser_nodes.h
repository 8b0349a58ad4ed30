#pragma once

#include "js/parser.h"

namespace js {

/// Calls `visit(NodeId)` for every Identifier a pattern binds.
template <typename Visit>
void Parser::ForEachPatternName(NodeId pattern, Visit&& visit) {
  if (pattern == NodeId::kNone || failed_) return;
  switch (KindOf(pattern)) {
    case Kind::kIdentifier:
      return visit(pattern);
    case Kind::kObjectPattern:
      for (const NodeId item : tree_.tree().List(tree_.As<ObjectPattern>(pattern).properties)) {
        ForEachPatternName(item, visit);
      }
      return;
    case Kind::kArrayPattern:
      for (const NodeId item : tree_.tree().List(tree_.As<ArrayPattern>(pattern).elements)) {
        ForEachPatternName(item, visit);
      }
      return;
    case Kind::kProperty:
      return ForEachPatternName(tree_.As<Property>(pattern).value, visit);
    case Kind::kAssignmentPattern:
      return ForEachPatternName(tree_.As<AssignmentPattern>(pattern).left, visit);
    case Kind::kRestElement:
      return ForEachPatternName(tree_.As<RestElement>(pattern).argument, visit);
    case Kind::kTSParameterProperty:
      return ForEachPatternName(tree_.As<TSParameterProperty>(pattern).parameter, visit);
    default:  // members that are assigned to bind nothing
      return;
  }
}

template <typename T>
NodeId Parser::NewFunction(std::uint32_t begin, NodeId id, NodeList params, NodeId body,
                           std::uint16_t flags, const FunctionTypes& types) {
  const bool typed = types.parameters != NodeId::kNone || types.result != NodeId::kNone;
  auto& node = typed ? NewWithTail<T>(begin) : New<T>(begin);
  node.id = id;
  node.params = params;
  node.body = body;
  node.flags |= flags;
  if (typed) {
    tree_.TailOf(node).type_parameters = types.parameters;
    tree_.TailOf(node).return_type = types.result;
  }
  return Id(node);
}

template <typename T>
NodeId Parser::NewMember(std::uint32_t begin, NodeId key, NodeId value, std::uint16_t flags,
                         MemberKind kind, NodeList decorators, NodeId type) {
  const bool more = decorators != NodeList::kEmpty || type != NodeId::kNone;
  auto& node = more ? NewWithTail<T>(begin) : New<T>(begin);
  node.key = key;
  node.value = value;
  node.flags |= flags;
  if constexpr (T::kUsesWord) node.word = static_cast<std::uint8_t>(kind);
  if (more) {
    auto& tail = tree_.TailOf(node);
    tail.decorators = decorators;
    if constexpr (requires { tail.type_annotation; }) tail.type_annotation = type;
  }
  return Id(node);
}

template <typename T>
NodeId Parser::NewClass(std::uint32_t begin, NodeId id, NodeId body, std::uint16_t flags,
                        const ClassHeritage& heritage) {
  const bool more =
      heritage.decorators != NodeList::kEmpty || heritage.implements != NodeList::kEmpty ||
      heritage.type_parameters != NodeId::kNone || heritage.super_type_arguments != NodeId::kNone;
  auto& node = more ? NewWithTail<T>(begin) : New<T>(begin);
  node.id = id;
  node.super_class = heritage.super_class;
  node.body = body;
  node.flags |= flags;
  if (more) {
    auto& tail = tree_.TailOf(node);
    tail.decorators = heritage.decorators;
    tail.implements = heritage.implements;
    tail.type_parameters = heritage.type_parameters;
    tail.super_type_arguments = heritage.super_type_arguments;
  }
  return Id(node);
}

}  // namespace js
