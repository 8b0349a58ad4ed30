// Code that an obfuscation tool wrote, and the program in it where that can be worked out.
#include <algorithm>
#include <cctype>

#include "facts/code/scene.h"
#include "facts/layers/jsfuck.h"
#include "facts/obfuscator.h"
#include "js/tokenize.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// The code without blanks and comments, as the tools write it: what stands between their signs is
/// nobody's but of whoever wants them not to be known.
std::string Bones(std::string_view code) {
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
  };
  std::string bones;
  for (const js::TokenAt& token : js::Tokenize(code)) {
    const std::string_view sign = code.substr(token.span.begin, token.span.size());
    if (!bones.empty() && !sign.empty() && in_word(bones.back()) && in_word(sign.front()))
      bones += ' ';
    bones += sign;
  }
  return bones;
}

bool IsEmptyArray(const js::Tree& tree, NodeId node) {
  const auto* const array = tree.If<js::ArrayExpression>(Bare(tree, node));
  return array != nullptr && tree.List(array->elements).empty();
}

/// `~[]`, which jjencode's output begins with giving to a variable.
bool StartsTable(const js::Tree& tree, NodeId value) {
  const auto* const negation = tree.If<js::UnaryExpression>(Bare(tree, value));
  return negation != nullptr && IsEmptyArray(tree, negation->argument);
}

/// `[][..][..](..)()`, as all of JSFuck's output is.
bool CallsOffAnArray(const js::Tree& tree, NodeId expression) {
  if (tree.KindOf(expression) != Kind::kCallExpression) return false;
  for (;;) {
    expression = Bare(tree, expression);
    if (const auto* const call = tree.If<js::CallExpression>(expression)) {
      expression = call->callee;
    } else if (const auto* const member = tree.If<js::MemberExpression>(expression)) {
      expression = member->object;
    } else {
      return IsEmptyArray(tree, expression);
    }
  }
}

/// True when a statement may be an obfuscator's with something put in between.
bool MayBeWritten(const js::Tree& tree, NodeId statement) {
  if (const auto* const variables = tree.If<js::VariableDeclaration>(statement)) {
    const auto declarators = tree.List(variables->declarations);
    return std::any_of(declarators.begin(), declarators.end(), [&](NodeId declarator) {
      return StartsTable(tree, tree.As<js::VariableDeclarator>(declarator).init);
    });
  }
  const auto* const expression = tree.If<js::ExpressionStatement>(statement);
  if (expression == nullptr) return false;
  const auto* const assignment = tree.If<js::AssignmentExpression>(expression->expression);
  if (assignment != nullptr) return StartsTable(tree, assignment->right);
  return CallsOffAnArray(tree, expression->expression);
}

bool AnyMayBeWritten(const js::Tree& tree, NodeId root) {
  const auto* const program = tree.If<js::Program>(root);
  if (program == nullptr) return false;
  const auto body = tree.List(program->body);
  return std::any_of(body.begin(), body.end(),
                     [&](NodeId statement) { return MayBeWritten(tree, statement); });
}

/// `f(function(..){..}(..))`: what is run is what a function written there gives, as with packer.
bool RunsFunctionResult(const js::Tree& tree, const Call& call) {
  if (call.arguments.size() != 1) return false;
  const auto* const inner = tree.If<js::CallExpression>(Bare(tree, call.arguments[0]));
  return inner != nullptr && tree.KindOf(Bare(tree, inner->callee)) == Kind::kFunctionExpression;
}

/// The longest stretch of JSFuck's characters that no `;` divides.
std::string_view LongestRun(std::string_view text) {
  constexpr std::string_view kOwn = "[]()!+ \t\r\n";
  std::string_view longest;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.size(), text.find_first_not_of(kOwn, begin));
    std::string_view run = text.substr(begin, end - begin);
    run.remove_prefix(std::min(run.size(), run.find_first_not_of(")] \t\r\n")));
    if (run.size() > longest.size()) longest = run;
    begin = end + 1;
  }
  return longest;
}

std::optional<std::string> ProgramIn(std::string_view code, std::string_view tool) {
  if (tool == "jsfuck") return DecodeJsFuck(LongestRun(code));
  if (tool == "jjencode") return DecodeJjencode(code);
  return std::nullopt;
}

void Report(Scene& scene, std::string_view tool, std::string_view code, Evidence place,
            FunctionId owner) {
  const Phase phase = scene.PhaseAt(owner);
  auto program = ProgramIn(code, tool);
  if (program) place.decoded = Untrusted(*program);
  scene.sink.Add(FactKind::kCodeObfuscator, phase, place,
                 {{"tool", tool}, {"bytes", std::to_string(code.size())}});
  if (!program) return;
  place.decoded = {};
  scene.sink.layers().Add({.text = *std::move(program),
                           .place = std::move(place),
                           .phase = phase,
                           .folder = std::string(FolderOf(scene.File().path())),
                           .how = "evaluated",
                           .interpreter = {},
                           .runs = true,
                           .depth = scene.sink.layer()});
}

}  // namespace

void ReportObfuscator(Scene& scene) {
  std::string_view code = scene.File().source().text();
  scene.obfuscator = ObfuscatorOf(code);
  std::string bones;
  if (scene.obfuscator != "obfuscator" &&
      AnyMayBeWritten(scene.Tree(), scene.File().module().program)) {
    bones = Bones(code);
    if (const auto tool = ObfuscatorOf(bones); !tool.empty()) {
      scene.obfuscator = tool;
      code = bones;
    }
  }
  if (scene.obfuscator.empty()) return;
  Evidence place = scene.File().PlaceOfSpan({.begin = 0, .end = 1});
  Report(scene, scene.obfuscator, code, std::move(place), FunctionId::kTop);
}

void ReportObfuscated(Scene& scene, const Call& call) {
  if (!scene.obfuscator.empty()) return;
  const js::Tree& tree = scene.Tree();
  std::string_view code = tree.Source(tree[call.node].span());
  std::string_view tool = ObfuscatorOf(code);
  std::string bones;
  if (tool.empty() && RunsFunctionResult(tree, call)) {
    bones = Bones(code);
    code = bones;
    tool = ObfuscatorOf(code);
  }
  if (tool == "jsfuck" || tool == "packer")
    Report(scene, tool, code, scene.File().Place(call.node), call.owner);
}

}  // namespace facts::code
