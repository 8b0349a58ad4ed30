#include "js/parse.h"

#include <array>
#include <cstdlib>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "js/lexer.h"
#include "js/parser.h"

namespace js {

struct Scratch::State {
  Tree tree;
  Scopes scopes;
  SymbolPool pool;
  std::vector<Comment> comments;
  std::vector<SyntaxError> errors;
  ScopeBuilder scope_builder{scopes};
  ParserBuffers buffers;
  std::unique_ptr<char[]> text;
  std::size_t text_capacity = 0;
  std::size_t text_size = 0;

  State() {
    InternNames(pool);
    pool.Keep();
  }

  /// The source with kPadding zero bytes behind it.
  std::string_view Hold(std::string_view source) {
    const std::size_t needed = source.size() + kPadding;
    if (needed > text_capacity) {
      text_capacity = needed + needed / 2;
      text.reset(new char[text_capacity]);  // not make_unique: no need to zero it
    }
    if (!source.empty()) std::memcpy(text.get(), source.data(), source.size());
    std::memset(text.get() + source.size(), 0, kPadding);
    text_size = source.size();
    return {text.get(), source.size()};
  }
};

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

std::size_t Scratch::bytes_used() const {
  const State& state = *state_;
  return state.text_size + state.tree.bytes() + state.pool.bytes() + state.scope_builder.bytes() +
         state.comments.size() * sizeof(Comment);
}

Tree Scratch::TakeTree() {
  Tree tree = std::exchange(state_->tree, Tree());
  // realloc: the end of a big block goes back to the system, nothing is copied.
  void* const cut = std::realloc(tree.words_.release(), tree.bytes());  // NOLINT
  CHECK(cut != nullptr, "there is memory for a tree that was already there");
  tree.words_.reset(static_cast<std::uint32_t*>(cut));
  tree.capacity_ = tree.size_;
  return tree;
}

namespace {

/// How much of a text with errors is read.
enum class Depth : std::uint8_t { kWhole, kUntilError };

Module ParseAs(std::string_view text, const ParseOptions& options, Scratch::State& state,
               Depth depth = Depth::kWhole) {
  state.pool.Reset();
  Parser parser(text, options,
                {.tree = state.tree,
                 .scopes = state.scopes,
                 .pool = state.pool,
                 .comments = state.comments,
                 .errors = state.errors,
                 .scope_builder = state.scope_builder,
                 .buffers = state.buffers});
  if (depth == Depth::kUntilError) parser.StopAtFirstError();
  const NodeId program = parser.ParseProgram();
  if (options.scopes && (depth == Depth::kWhole || state.errors.empty())) {
    TreeBuilder builder(state.tree);
    state.scope_builder.Resolve(builder);
  }
  return {.tree = &state.tree,
          .scopes = options.scopes ? &state.scopes : nullptr,
          .program = program,
          .goal = options.goal,
          .comments = state.comments,
          .errors = state.errors};
}

}  // namespace

Module Parse(std::string_view source, const ParseOptions& options, Scratch& scratch) {
  Scratch::State& state = scratch.state();
  const bool too_large = source.size() > limits::kSourceBytes;
  const std::string_view text = state.Hold(too_large ? std::string_view() : source);
  ParseOptions chosen = options;
  if (options.goal == Goal::kDetect) {
    // CommonJS until something shows that it is none; then nothing is read to the end in vain.
    chosen.goal = Goal::kCommonJs;
    const Module module = ParseAs(text, chosen, state, Depth::kUntilError);
    if (module.ok()) return module;
    const std::uint32_t reached = module.errors.front().span.begin;
    chosen.goal = Goal::kModule;
    const Module again = ParseAs(text, chosen, state);
    if (again.ok() || again.errors.front().span.begin >= reached) return again;
    chosen.goal = Goal::kCommonJs;
  }
  Module module = ParseAs(text, chosen, state);
  if (too_large) {
    state.errors.push_back({.code = SyntaxErrorCode::kTooLarge, .span = {}});
    module.errors = state.errors;
  }
  return module;
}

Diagnostic ToDiagnostic(const SyntaxError& error, std::string_view file, std::string_view source) {
  struct Entry {
    std::string_view code;
    std::string_view message;
    std::string_view help;
  };
  static constexpr auto kEntries = std::to_array<Entry>({
#define SYNTAX_ERROR(name, code, message, help) {code, message, help},
#include "js/syntax_errors.def"
  });
  static_assert(std::ranges::none_of(kEntries, &std::string_view::empty, &Entry::help));
  const Entry& entry = kEntries[static_cast<std::size_t>(error.code)];
  const LineTable lines(source);
  Diagnostic diagnostic;
  diagnostic.code = entry.code;
  diagnostic.message = entry.message;
  const std::string_view seen =
      source.substr(std::min<std::size_t>(error.span.begin, source.size()), error.span.size());
  if (!seen.empty()) diagnostic.message.append(": ").append(Quote(seen, 40));
  diagnostic.file = file;
  diagnostic.position = lines.Find(source, error.span.begin);
  diagnostic.line_text = LineTable::Strip(lines.Line(source, diagnostic.position.line));
  diagnostic.width = std::max(1U, error.span.size());
  diagnostic.help = entry.help;
  return diagnostic;
}

}  // namespace js
