#pragma once

#include "js/parser.h"
#include "js/parser_nodes.h"

namespace js {

/// Puts the context back when a production ends.
class Parser::ContextGuard {
 public:
  explicit ContextGuard(Parser& parser) : parser_(parser), context_(parser.context_) {}
  ContextGuard(Parser& parser, std::uint32_t set, std::uint32_t clear) : ContextGuard(parser) {
    parser.context_ = (parser.context_ & ~clear) | set;
  }
  ContextGuard(const ContextGuard&) = delete;
  ContextGuard& operator=(const ContextGuard&) = delete;
  ~ContextGuard() { parser_.context_ = context_; }

 private:
  Parser& parser_;
  const std::uint32_t context_;
};

/// Counts nesting; `too_deep()` has already failed the parse.
class Parser::DepthGuard {
 public:
  explicit DepthGuard(Parser& parser) : parser_(parser) {
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    if (++parser.depth_ > limits::kSyntaxDepth || here < parser.stack_end_) [[unlikely]] {
      parser.Fail(SyntaxErrorCode::kTooDeep, parser.TokenSpan());
      too_deep_ = true;
    }
  }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;
  ~DepthGuard() { --parser_.depth_; }
  [[nodiscard]] bool too_deep() const { return too_deep_; }

 private:
  Parser& parser_;
  bool too_deep_ = false;
};

/// A list under construction on the shared stack.
class Parser::ListBuilder {
 public:
  explicit ListBuilder(Parser& parser) : parser_(parser), first_(parser.nodes_.size()) {}
  ListBuilder(const ListBuilder&) = delete;
  ListBuilder& operator=(const ListBuilder&) = delete;
  ~ListBuilder() { parser_.nodes_.resize(first_); }
  void Add(NodeId node) { parser_.nodes_.push_back(node); }
  [[nodiscard]] std::span<const NodeId> items() const {
    return std::span<const NodeId>(parser_.nodes_).subspan(first_);
  }
  [[nodiscard]] NodeList Finish() { return parser_.tree_.NewList(items()); }

 private:
  Parser& parser_;
  const std::size_t first_;
};

/// What belongs to one function and is set aside while another is read inside it.
struct Parser::FunctionState {
  explicit FunctionState(Parser& parser)
      : parser_(parser),
        context(parser),
        yield_at(parser.yield_at_),
        await_at(parser.await_at_),
        await_name_at(parser.await_name_at_),
        first_label(parser.first_label_) {
    parser.yield_at_ = parser.await_at_ = parser.await_name_at_ = kNowhere;
    parser.first_label_ = parser.labels_.size();
  }
  FunctionState(const FunctionState&) = delete;
  FunctionState& operator=(const FunctionState&) = delete;
  ~FunctionState() {
    parser_.yield_at_ = yield_at;
    parser_.await_at_ = await_at;
    parser_.await_name_at_ = await_name_at;
    parser_.first_label_ = first_label;
  }

 private:
  Parser& parser_;
  ContextGuard context;
  const std::uint32_t yield_at;
  const std::uint32_t await_at;
  const std::uint32_t await_name_at;
  const std::size_t first_label;
};

}  // namespace js
