#include "js/evaluate_index.h"

#include <algorithm>
#include <array>

namespace js::eval {
FunctionParts PartsOf(const Tree& tree, NodeId function) {
  if (const auto* f = tree.If<FunctionDeclaration>(function)) {
    return {.params = f->params,
            .body = f->body,
            .is_function = true,
            .plain = !f->generator() && !f->async()};
  }
  if (const auto* f = tree.If<FunctionExpression>(function)) {
    return {.params = f->params,
            .body = f->body,
            .is_function = true,
            .plain = !f->generator() && !f->async()};
  }
  if (const auto* f = tree.If<ArrowFunctionExpression>(function)) {
    return {.params = f->params,
            .body = f->body,
            .is_function = true,
            .arrow = true,
            .expression = f->expression(),
            .plain = !f->async()};
  }
  return {};
}

NodeId Bare(const Tree& tree, NodeId id) {
  for (;;) {
    if (const auto* as = tree.If<TSAsExpression>(id)) {
      id = as->expression;
    } else if (const auto* not_null = tree.If<TSNonNullExpression>(id)) {
      id = not_null->expression;
    } else if (const auto* satisfies = tree.If<TSSatisfiesExpression>(id)) {
      id = satisfies->expression;
    } else {
      return id;
    }
  }
}

BindingId RootOf(const Tree& tree, NodeId expression) {
  for (;;) {
    expression = Bare(tree, expression);
    if (const auto* chain = tree.If<ChainExpression>(expression)) {
      expression = chain->expression;
    } else if (const auto* member = tree.If<MemberExpression>(expression)) {
      expression = member->object;
    } else if (const auto* name = tree.If<Identifier>(expression)) {
      return name->binding;
    } else {
      return BindingId::kNone;
    }
  }
}

bool IsMutator(std::string_view method) {
  // Every call of a method asks, and most have another first letter.
  constexpr std::uint32_t kFirstLetters = [] {
    std::uint32_t bits = 0;
    for (const char c : std::string_view("acfprsuw")) bits |= 1U << (c - 'a');
    return bits;
  }();
  const unsigned letter =
      method.empty() ? 26U : static_cast<unsigned char>(method[0]) - unsigned{'a'};
  if (letter >= 26 || (kFirstLetters >> letter & 1U) == 0) return false;
  constexpr std::array<std::string_view, 10> kMutators = {
      "add", "copyWithin", "fill", "pop", "push", "reverse", "set", "shift", "sort", "splice"};
  return std::ranges::binary_search(kMutators, method) || method == "unshift" || method == "write";
}

Symbol WrittenName(const Tree& tree, const MemberExpression& member) {
  if (!member.computed()) {
    const auto* name = tree.If<IdentifierName>(member.property);
    return name != nullptr ? name->name : Symbol::kEmpty;
  }
  const auto* text = tree.If<StringLiteral>(member.property);
  return text != nullptr ? text->value : Symbol::kEmpty;
}

Index::Index(const Module& module)
    : tree_(*module.tree),
      scopes_(*module.scopes),
      constants_(module.tree->bytes() / sizeof(std::uint32_t)),
      bindings_(module.scopes->bindings().size()) {
  Open(module.program, {});
  open_lists_.push_back(module.program);
  Gather(module.program);
  Seal();
  for (std::uint32_t i = 1; i < bindings_.size(); ++i) {
    BindingInfo& info = bindings_[i];
    info.foreign_writes |= info.writer != NodeId::kNone && info.writer != info.owner;
    const Binding& binding = scopes_[static_cast<BindingId>(i)];
    if (binding.kind != BindingKind::kAnnexB) continue;
    const auto function = std::ranges::lower_bound(function_of_name_, binding.declaration, {},
                                                   &std::pair<NodeId, NodeId>::first);
    if (function == function_of_name_.end() || function->first != binding.declaration) continue;
    info.definition = {.kind = Definition::Kind::kFunction, .node = function->second};
  }
}

/// What was gathered in the order of the walk can be asked for from here on.
void Index::Seal() {
  constants_.Seal();
  locals_.Seal(functions_.size());
  declarations_.Seal(functions_.size());
  preludes_.Seal(bindings_.size());
  for (std::uint32_t i = 0; i < functions_.size(); ++i) {
    functions_[i].locals = locals_.Of(i);
    functions_[i].declarations = declarations_.Of(i);
  }
  std::ranges::sort(function_numbers_);
  std::ranges::sort(function_of_name_);
}

void Index::Open(NodeId function, const FunctionParts& parts) {
  open_functions_.emplace_back(function, static_cast<std::uint32_t>(functions_.size()));
  function_numbers_.push_back(open_functions_.back());
  functions_.push_back({.parts = parts});
  slots_.push_back(0);
}

void Index::Declare(BindingId binding, const Numbered& owner) {
  BindingInfo& info = bindings_[static_cast<std::uint32_t>(binding)];
  if (binding == BindingId::kNone || info.owner != NodeId::kNone) return;
  info.owner = owner.first;
  info.list = open_lists_.back();
  info.slot = slots_[owner.second]++;
  locals_.Add(owner.second, binding);
}

void Index::Define(NodeId identifier, Definition definition) {
  const auto* const name = tree_.If<Identifier>(identifier);
  if (name == nullptr || name->binding == BindingId::kNone) return;
  BindingInfo& info = bindings_[static_cast<std::uint32_t>(name->binding)];
  if (info.definition.kind == Definition::Kind::kNone ||
      info.definition.kind == Definition::Kind::kAbsent) {
    info.definition = definition;
  }
}

void Index::NoteMutation(NodeId target) {
  const BindingId root = RootOf(tree_, target);
  if (root != BindingId::kNone) bindings_[static_cast<std::uint32_t>(root)].mutated = true;
}

void Index::EnterFunction(NodeId id, const FunctionParts& parts) {
  if (const auto* f = tree_.If<FunctionDeclaration>(id)) {
    if (const auto* name = tree_.If<Identifier>(f->id)) {
      Declare(name->binding, open_functions_.back());
      Define(f->id, {.kind = Definition::Kind::kFunction, .node = id});
      function_of_name_.emplace_back(f->id, id);
      declarations_.Add(open_functions_.back().second, {name->binding, id});
    }
  }
  Open(id, parts);
  if (const auto* f = tree_.If<FunctionExpression>(id)) {
    if (const auto* name = tree_.If<Identifier>(f->id)) {
      Declare(name->binding, open_functions_.back());
      Define(f->id, {.kind = Definition::Kind::kFunction, .node = id});
    }
  }
}

void Index::EnterCall(const CallExpression& call, NodeId id) {
  const NodeId callee = Bare(tree_, call.callee);
  const FunctionParts parts = PartsOf(tree_, callee);
  const auto arguments = tree_.List(call.arguments);
  const auto* const named = tree_.If<FunctionExpression>(callee);
  const auto* const own_name = named != nullptr ? tree_.If<Identifier>(named->id) : nullptr;
  const bool once = own_name == nullptr || scopes_.Mentions(own_name->binding).size() == 1;
  if (parts.is_function && once) {
    const auto params = tree_.List(parts.params);
    for (std::size_t i = 0; i < params.size(); ++i) {
      if (tree_.KindOf(params[i]) != Kind::kIdentifier) break;
      if (i >= arguments.size()) {
        Define(params[i], {.kind = Definition::Kind::kAbsent});
        continue;
      }
      if (tree_.KindOf(arguments[i]) == Kind::kSpreadElement) break;
      Define(params[i], {.kind = Definition::Kind::kExpression, .node = arguments[i]});
    }
    for (const NodeId argument : arguments) {
      const auto* const name = tree_.If<Identifier>(argument);
      if (name != nullptr && name->binding != BindingId::kNone) {
        preludes_.Add(static_cast<std::uint32_t>(name->binding), id);
      }
    }
  }
  const auto* const member = tree_.If<MemberExpression>(callee);
  if (member != nullptr && IsMutator(tree_.Text(WrittenName(tree_, *member)))) {
    NoteMutation(member->object);
  }
}

void Index::EnterName(const Identifier& name) {
  if (name.Has(Node::kDeclares)) return Declare(name.binding, open_functions_.back());
  if (!name.Has(Node::kWrites)) return;
  BindingInfo& info = bindings_[static_cast<std::uint32_t>(name.binding)];
  const NodeId function = open_functions_.back().first;
  info.foreign_writes |= info.writer != NodeId::kNone && info.writer != function;
  info.writer = function;
}

void Index::EnterDeclarator(const VariableDeclarator& declarator, NodeId id) {
  if (tree_.KindOf(declarator.id) == Kind::kIdentifier) {
    if (id == loop_declarator_) return;
    const bool absent = declarator.init == NodeId::kNone;
    Define(declarator.id,
           {.kind = absent ? Definition::Kind::kAbsent : Definition::Kind::kExpression,
            .node = declarator.init});
    return;
  }
  Walk(tree_, declarator.id, [&](NodeId inner) {
    if (tree_[inner].Has(Node::kDeclares)) {
      Define(inner, {.kind = Definition::Kind::kPattern, .node = id});
    }
    return true;
  });
}

void Index::EnterTarget(NodeId target) {
  if (tree_.KindOf(target) == Kind::kMemberExpression) NoteMutation(target);
}

/// A variable that goes through a list has no value of its own, not even undefined.
void Index::EnterLoopHead(NodeId left) {
  const auto* const declaration = tree_.If<VariableDeclaration>(left);
  const auto declarators =
      declaration == nullptr ? std::span<const NodeId>() : tree_.List(declaration->declarations);
  if (!declarators.empty()) loop_declarator_ = declarators.front();
}

/// One walk over everything. Names, of which there are most, are looked at on the way past; only
/// what Leave has something to do for comes up a second time.
void Index::Gather(NodeId program) {
  constexpr std::uint64_t kLeave = 1ULL << 32U;
  std::vector<std::uint64_t> stack{static_cast<std::uint32_t>(program)};
  while (!stack.empty()) {
    const std::uint64_t top = stack.back();
    const auto id = static_cast<NodeId>(static_cast<std::uint32_t>(top));
    stack.pop_back();
    if ((top & kLeave) != 0) {
      Leave(id);
      continue;
    }
    if (Enter(id)) stack.push_back(static_cast<std::uint32_t>(id) | kLeave);
    const std::size_t first = stack.size();
    ForEachChild(tree_, tree_[id], [&](NodeId child) {
      if (!IsLeaf(tree_[child])) return stack.push_back(static_cast<std::uint32_t>(child));
      if (const auto* name = tree_.If<Identifier>(child)) EnterName(*name);
    });
    std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(first), stack.end());
  }
}

bool Index::Enter(NodeId id) {
  const Node& node = tree_[id];
  switch (node.kind) {
    case Kind::kProgram:
    case Kind::kBlockStatement:
    case Kind::kStaticBlock:
    case Kind::kSwitchCase:
      open_lists_.push_back(id);
      return true;
    case Kind::kFunctionDeclaration:
    case Kind::kFunctionExpression:
    case Kind::kArrowFunctionExpression:
      EnterFunction(id, PartsOf(tree_, id));
      return true;
    case Kind::kBinaryExpression:
      return true;
    case Kind::kUnaryExpression: {
      const auto& unary = tree_.As<UnaryExpression>(id);
      if (unary.operator_word() == Operator::kDelete) NoteMutation(unary.argument);
      return true;
    }
    case Kind::kIdentifier:
      EnterName(tree_.As<Identifier>(id));
      return false;
    case Kind::kVariableDeclarator:
      EnterDeclarator(tree_.As<VariableDeclarator>(id), id);
      return false;
    case Kind::kCallExpression:
      EnterCall(tree_.As<CallExpression>(id), id);
      return false;
    case Kind::kForOfStatement:
      EnterLoopHead(tree_.As<ForOfStatement>(id).left);
      return false;
    case Kind::kForInStatement:
      EnterLoopHead(tree_.As<ForInStatement>(id).left);
      return false;
    case Kind::kAssignmentExpression:
      EnterTarget(tree_.As<AssignmentExpression>(id).left);
      return false;
    case Kind::kUpdateExpression:
      EnterTarget(tree_.As<UpdateExpression>(id).argument);
      return false;
    default:  // says nothing of variables
      return false;
  }
}

/// Whether the operands, which were left before, are worth the same at every time.
bool Index::IsConstant(NodeId operand) const {
  const Kind kind = tree_.KindOf(operand);
  return kind == Kind::kNumericLiteral || kind == Kind::kStringLiteral ||
         kind == Kind::kBooleanLiteral || kind == Kind::kNullLiteral || constants_.Has(operand);
}

void Index::Leave(NodeId id) {
  if (const auto* binary = tree_.If<BinaryExpression>(id)) {
    if (IsConstant(binary->left) && IsConstant(binary->right)) constants_.Add(id);
  } else if (const auto* unary = tree_.If<UnaryExpression>(id)) {
    if (IsConstant(unary->argument)) constants_.Add(id);
  }
  if (id == open_functions_.back().first) open_functions_.pop_back();
  if (id == open_lists_.back() && open_lists_.size() > 1) open_lists_.pop_back();
}

}  // namespace js::eval
