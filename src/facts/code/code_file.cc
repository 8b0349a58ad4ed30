#include "facts/code/code_file.h"

#include <algorithm>

#include "base/limits.h"
#include "facts/layers/decoders.h"

namespace facts::code {

using js::Kind;
using js::NodeId;
using js::Tree;

bool IsFunction(Kind kind) {
  return kind == Kind::kFunctionDeclaration || kind == Kind::kFunctionExpression ||
         kind == Kind::kArrowFunctionExpression;
}

FunctionParts PartsOf(const Tree& tree, NodeId function) {
  if (const auto* f = tree.If<js::FunctionDeclaration>(function))
    return {.params = f->params, .body = f->body, .id = f->id};
  if (const auto* f = tree.If<js::FunctionExpression>(function))
    return {.params = f->params, .body = f->body, .id = f->id};
  if (const auto* f = tree.If<js::ArrowFunctionExpression>(function))
    return {.params = f->params, .body = f->body, .expression = f->expression()};
  return {};
}

std::optional<CallParts> CallOf(const Tree& tree, NodeId node) {
  if (const auto* call = tree.If<js::CallExpression>(node))
    return CallParts{.callee = call->callee, .arguments = tree.List(call->arguments)};
  if (const auto* made = tree.If<js::NewExpression>(node)) {
    return CallParts{
        .callee = made->callee, .arguments = tree.List(made->arguments), .construct = true};
  }
  if (const auto* tagged = tree.If<js::TaggedTemplateExpression>(node))
    return CallParts{.callee = tagged->tag, .arguments = std::span(&tagged->quasi, 1)};
  return std::nullopt;
}

NodeId Bare(const Tree& tree, NodeId expression) {
  for (;;) {
    NodeId next = NodeId::kNone;
    switch (tree.KindOf(expression)) {
      case Kind::kAwaitExpression:
        next = tree.As<js::AwaitExpression>(expression).argument;
        break;
      case Kind::kChainExpression:
        next = tree.As<js::ChainExpression>(expression).expression;
        break;
      case Kind::kTSAsExpression:
        next = tree.As<js::TSAsExpression>(expression).expression;
        break;
      case Kind::kTSSatisfiesExpression:
        next = tree.As<js::TSSatisfiesExpression>(expression).expression;
        break;
      case Kind::kTSNonNullExpression:
        next = tree.As<js::TSNonNullExpression>(expression).expression;
        break;
      case Kind::kSequenceExpression: {
        const auto list = tree.List(tree.As<js::SequenceExpression>(expression).expressions);
        next = list.empty() ? NodeId::kNone : list.back();
        break;
      }
      default:  // every other expression stands for itself
        return expression;
    }
    if (next == NodeId::kNone) return expression;
    expression = next;
  }
}

void CodeFile::Parse(js::Goal goal, js::Scratch& scratch) {
  module_ = js::Parse(source_.text(), {.goal = goal}, scratch);
  FindWords();
}

void CodeFile::Keep(js::Scratch& scratch) {
  kept_ = std::make_unique<js::KeptModule>(module_, source_.text(), scratch);
  module_ = kept_->module();
}

/// One look at every name of the file, so that the rest compares numbers.
void CodeFile::FindWords() {
  const SymbolPool& symbols = tree().symbols();
  words_.resize(symbols.size());
  interesting_ = false;
  for (std::size_t i = 1; i < symbols.size(); ++i) {
    const std::string_view text = symbols.Text(static_cast<Symbol>(i));
    const WordId word = FindWord(text);
    words_[i] = word;
    if (word == WordId::kNone || interesting_) continue;
    interesting_ =
        MemberOf(GlobalObject(), word) != ApiId::kNone || FindModule(text) != ApiId::kNone;
  }
}

namespace {

/// True for a loop's test that names nothing of the program: none, `true`, `i < Infinity`.
bool MayHoldAlways(const Tree& tree, NodeId test) {
  if (const auto* compare = tree.If<js::BinaryExpression>(test)) {
    if (compare->operator_word() != js::Operator::kLess &&
        compare->operator_word() != js::Operator::kLessEqual)
      return false;
    test = compare->right;
    const auto* const name = tree.If<js::Identifier>(test);
    if (name != nullptr) return name->binding == js::BindingId::kNone;
    const auto* const division = tree.If<js::BinaryExpression>(test);  // 1 / 0
    return division != nullptr && tree.KindOf(division->right) == Kind::kNumericLiteral;
  }
  while (const auto* negated = tree.If<js::UnaryExpression>(test)) test = negated->argument;
  const Kind kind = tree.KindOf(test);
  return test == NodeId::kNone || kind == Kind::kBooleanLiteral || kind == Kind::kNumericLiteral ||
         kind == Kind::kArrayExpression;
}

/// True for names and the like: nothing below them, and nothing to collect of them.
bool IsQuiet(const js::Node& node) {
  return js::IsLeaf(node) && node.kind != Kind::kStringLiteral &&
         node.kind != Kind::kTemplateElement;
}

/// A child waiting for its turn in the walk.
struct Waiting {
  NodeId node;
  NodeId parent;
  FunctionId owner;
};

}  // namespace

bool CodeFile::MayHide(Symbol literal) const {
  return Word(literal) == WordId::kNone && MayCarry(Text(literal));
}

/// What the walk collects of a node, by its kind. `owner` is the function that the node stands in;
/// of a function, whose children stand in itself, it becomes that.
class CodeFile::Collector {
 public:
  explicit Collector(CodeFile& file) : file_(file), nodes_(file.tree()), spots_(file.spots_) {}

  FunctionId owner = FunctionId::kTop;

  void operator()(const js::Node& /*of no interest by itself*/) {}
  void operator()(const js::CallExpression& node) { Add(spots_.invocations, node); }
  void operator()(const js::NewExpression& node) { Add(spots_.invocations, node); }
  void operator()(const js::ImportExpression& node) { Add(spots_.invocations, node); }
  void operator()(const js::TaggedTemplateExpression& node) { Add(spots_.invocations, node); }
  void operator()(const js::MemberExpression& node) {
    const auto* const name = nodes_.If<js::IdentifierName>(node.property);
    if (name == nullptr || file_.Word(name->name) != WordId::kNone) Add(spots_.members, node);
  }
  void operator()(const js::AssignmentExpression& node) {
    if (nodes_.KindOf(node.left) == Kind::kMemberExpression) Add(spots_.assignments, node);
  }
  void operator()(const js::StringLiteral& node) {
    if (file_.MayHide(node.value)) Add(spots_.carriers, node);
  }
  void operator()(const js::TemplateElement& node) {
    if (file_.MayHide(node.cooked)) Add(spots_.carriers, node);
  }
  void operator()(const js::ArrayExpression& node) {
    constexpr std::size_t kEnoughNumbers = 16;
    const auto elements = nodes_.List(node.elements);
    if (elements.size() >= kEnoughNumbers && nodes_.KindOf(elements[0]) == Kind::kNumericLiteral &&
        nodes_.KindOf(elements.back()) == Kind::kNumericLiteral)
      Add(spots_.carriers, node);
  }
  void operator()(const js::ForStatement& node) {
    if (MayHoldAlways(nodes_, node.test)) Add(spots_.loops, node);
  }
  void operator()(const js::WhileStatement& node) {
    if (MayHoldAlways(nodes_, node.test)) Add(spots_.loops, node);
  }
  void operator()(const js::ReturnStatement& node) { Add(spots_.returns, node); }
  void operator()(const js::ImportDeclaration& node) { AddModule(node); }
  void operator()(const js::ExportNamedDeclaration& node) { AddModule(node); }
  void operator()(const js::ExportDefaultDeclaration& node) { AddModule(node); }
  void operator()(const js::ExportAllDeclaration& node) { AddModule(node); }
  void operator()(const js::FunctionDeclaration& node) { Open(node); }
  void operator()(const js::FunctionExpression& node) { Open(node); }
  void operator()(const js::ArrowFunctionExpression& node) { Open(node); }

 private:
  void Add(std::vector<Spot>& spots, const js::Node& node) {
    spots.push_back({nodes_.IdOf(node), owner});
  }
  void AddModule(const js::Node& node) { spots_.modules.push_back(nodes_.IdOf(node)); }
  void Open(const js::Node& function) {
    const NodeId id = nodes_.IdOf(function);
    const auto own = static_cast<FunctionId>(file_.functions_.size());
    file_.functions_.push_back({.node = id, .owner = owner});
    file_.function_ids_.emplace_back(id, own);
    owner = own;
  }

  CodeFile& file_;
  const Tree& nodes_;
  Spots& spots_;
};

/// About as many as most code has: grown from nothing, each list would be moved a dozen times.
void CodeFile::ReserveSpots() {
  const std::size_t bytes = source_.text().size();
  spots_.invocations.reserve(bytes / 64);
  spots_.members.reserve(bytes / 256);
  spots_.returns.reserve(bytes / 256);
  functions_.reserve(bytes / 128);
  function_ids_.reserve(bytes / 128);
}

void CodeFile::Walk() {
  const Tree& nodes = tree();
  parents_.assign(nodes.bytes() / sizeof(std::uint32_t) / kWordsPerNode + 1, NodeId::kNone);
  functions_.assign(1, {.node = module_.program});
  function_ids_.clear();
  spots_ = {};
  ReserveSpots();
  Collector collector(*this);
  std::vector<Waiting> stack{{module_.program, NodeId::kNone, FunctionId::kTop}};
  while (!stack.empty()) {
    const auto [node, parent, around] = stack.back();
    stack.pop_back();
    parents_[static_cast<std::uint32_t>(node) / kWordsPerNode] = parent;
    collector.owner = around;
    const std::size_t first = stack.size();
    js::EnterThenChildren(nodes, nodes[node], collector, [&, above = node](NodeId child) {
      if (IsQuiet(nodes[child])) {
        parents_[static_cast<std::uint32_t>(child) / kWordsPerNode] = above;
      } else {
        stack.push_back({child, above, collector.owner});
      }
    });
    std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(first), stack.end());
  }
  std::sort(function_ids_.begin(), function_ids_.end());
  // Few kinds of node have children out of source order (`case`, decorators); look-ups want it.
  const auto earlier = [&](const Spot& a, const Spot& b) {
    return nodes[a.node].begin < nodes[b.node].begin;
  };
  for (auto* list : {&spots_.invocations, &spots_.returns}) {
    if (!std::is_sorted(list->begin(), list->end(), earlier))
      std::stable_sort(list->begin(), list->end(), earlier);
  }
}

void CodeFile::Drop() {
  module_ = {};
  kept_.reset();
  spots_ = Spots();
  functions_ = std::vector<FunctionNode>();  // `= {}` would keep their memory
  function_ids_ = std::vector<std::pair<NodeId, FunctionId>>();
  words_ = std::vector<WordId>();
  parents_ = std::vector<NodeId>();
}

FunctionId CodeFile::FunctionOf(NodeId node) const {
  const auto at = std::lower_bound(function_ids_.begin(), function_ids_.end(), node,
                                   [](const std::pair<NodeId, FunctionId>& entry, NodeId wanted) {
                                     return entry.first < wanted;
                                   });
  return at != function_ids_.end() && at->first == node ? at->second : FunctionId::kTop;
}

FunctionId CodeFile::OwnerOf(NodeId node) const {
  for (NodeId at = ParentOf(node); at != NodeId::kNone; at = ParentOf(at)) {
    if (IsFunction(tree().KindOf(at))) return FunctionOf(at);
  }
  return FunctionId::kTop;
}

Evidence CodeFile::PlaceOfSpan(Span span) const {
  if (!layer) return source_.Place(span);
  Evidence evidence = layer->place;
  evidence.decoded = source_.Place(span).snippet;
  return evidence;
}

Evidence CodeFile::Place(NodeId node) const {
  return PlaceOfSpan(tree()[node].span());
}

}  // namespace facts::code
