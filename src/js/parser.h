#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/limits.h"
#include "js/lexer.h"
#include "js/parse.h"
#include "js/scope_builder.h"
#include "js/tree_builder.h"

namespace js {

/// What the parser needs between files, to save its allocation.
struct ParserBuffers {
  std::vector<NodeId> nodes;  ///< lists under construction, innermost last
};

/// The grammar, one function per production, in one pass. Patterns and arrow parameters are read as
/// expressions and turned into patterns in place when `=` or `=>` shows what they are (cover
/// grammar).
///
/// Errors: a broken rule that leaves the shape of the text clear is noted and reading goes on
/// (Note). Otherwise (Fail) the lexer gives nothing but kEnd, so that every function returns at
/// once, up to the innermost list of statements, which skips to where a statement may begin. So
/// every loop here ends at kEnd.
class Parser {
 public:
  struct Results {
    Tree& tree;
    Scopes& scopes;
    SymbolPool& pool;
    std::vector<Comment>& comments;
    std::vector<SyntaxError>& errors;
    ScopeBuilder& scope_builder;
    ParserBuffers& buffers;
  };
  Parser(std::string_view text, const ParseOptions& options, const Results& results);

  /// Gives up where the first rule is broken; the tree is then of no use.
  void StopAtFirstError() { stop_at_first_error_ = true; }

  NodeId ParseProgram();

 private:
  // Where the code stands: bits of context_.
  static constexpr std::uint32_t kStrict = 1U << 0U;
  static constexpr std::uint32_t kFunction = 1U << 1U;  ///< in any function, arrow or not
  static constexpr std::uint32_t kAsync = 1U << 2U;
  static constexpr std::uint32_t kGenerator = 1U << 3U;
  static constexpr std::uint32_t kAwaitAllowed = 1U << 4U;  ///< `await x` is an expression
  static constexpr std::uint32_t kSuperProperty = 1U << 5U;
  static constexpr std::uint32_t kSuperCall = 1U << 6U;
  static constexpr std::uint32_t kNewTarget = 1U << 7U;
  static constexpr std::uint32_t kReturn = 1U << 8U;
  static constexpr std::uint32_t kNoArguments =
      1U << 9U;  ///< class field or static block, but for functions inside
  static constexpr std::uint32_t kStaticBlock = 1U << 10U;  ///< directly in one
  static constexpr std::uint32_t kNoIn = 1U << 11U;         ///< head of a for loop
  static constexpr std::uint32_t kModuleTop = 1U << 12U;
  static constexpr std::uint32_t kCaseClause = 1U << 13U;  ///< directly in a switch
  static constexpr std::uint32_t kAmbient = 1U << 14U;     ///< TypeScript: declare, .d.ts
  static constexpr std::uint32_t kNoConditionalTypes = 1U << 15U;
  static constexpr std::uint32_t kInClassWithSuper = 1U << 16U;
  static constexpr std::uint32_t kNoArrowReturnType = 1U << 17U;
  static constexpr std::uint32_t kDecoratorCallee = 1U << 18U;
  static constexpr std::uint32_t kInsideType = 1U << 19U;
  static constexpr std::uint32_t kDeclareModifier =
      1U << 20U;  ///< TypeScript: the declaration at hand has it
  static constexpr std::uint32_t kAbstractModifier = 1U << 21U;
  /// Which single statements (if bodies, labelled and so on) allow what.
  enum class Place : std::uint8_t { kList, kIf, kLabel, kLoop, kLabelInBody };
  struct Label {
    Symbol name = Symbol::kEmpty;
    enum class Target : std::uint8_t { kPlain, kLoop, kSwitch } target = Target::kPlain;
    std::uint32_t statement = 0;
  };
  /// Puts context_ back.
  class ContextGuard;
  class DepthGuard;
  struct FunctionState;
  /// A pending list: what is pushed on nodes_ since.
  class ListBuilder;

  struct FunctionTypes {
    NodeId parameters = NodeId::kNone;
    NodeId result = NodeId::kNone;
  };
  struct ClassHeritage {
    NodeId super_class = NodeId::kNone;
    NodeId super_type_arguments = NodeId::kNone;
    NodeId type_parameters = NodeId::kNone;
    NodeList implements = NodeList::kEmpty;
    NodeList decorators = NodeList::kEmpty;
  };
  /// TypeScript's words before a class member.
  struct TypeModifiers {
    std::uint16_t flags = 0;  ///< as in PropertyDefinition, with accessibility
    bool is_static = false;
    bool abstract = false;
    bool static_block = false;
  };

  // parser.cc: tokens, errors, recovery
  [[nodiscard]] Token Tok() const { return lexer_.token().kind; }
  [[nodiscard]] bool At(Token kind) const { return lexer_.token().kind == kind; }
  [[nodiscard]] std::uint32_t Begin() const { return lexer_.token().begin; }
  [[nodiscard]] std::uint32_t LastEnd() const { return lexer_.last_end(); }
  [[nodiscard]] std::uint32_t LastBegin() const { return lexer_.last_begin(); }
  [[nodiscard]] bool NewlineBefore() const { return lexer_.token().newline_before; }
  [[nodiscard]] Symbol Value() const { return lexer_.token().value; }
  [[nodiscard]] Span TokenSpan() const {
    return {.begin = lexer_.token().begin, .end = lexer_.token().end};
  }
  void Next() { lexer_.Next(); }
  bool Eat(Token kind) {
    if (!At(kind)) return false;
    Next();
    return true;
  }
  bool Expect(Token kind) {
    if (At(kind)) [[likely]] {
      Next();
      return true;
    }
    Unexpected();
    return false;
  }
  /// An identifier with this name, written without escapes.
  [[nodiscard]] bool AtWord(Symbol name) const {
    const Lexeme& token = lexer_.token();
    return token.kind == Token::kIdentifier && token.value == name && !token.escaped;
  }
  bool EatWord(Symbol name) {
    if (!AtWord(name)) return false;
    Next();
    return true;
  }
  /// A statement may end here without `;`.
  [[nodiscard]] bool CanEndStatement() const {
    return At(Token::kRightBrace) || At(Token::kEnd) || NewlineBefore();
  }
  void Semicolon();
  [[nodiscard]] Lexeme Peek();
  [[nodiscard]] bool Is(std::uint32_t context) const { return (context_ & context) != 0; }
  [[nodiscard]] bool strict() const { return Is(kStrict); }
  void Unexpected();
  void UnexpectedAt(std::uint32_t begin);
  void Fail(SyntaxErrorCode code, Span span);
  void Note(SyntaxErrorCode code, Span span);
  [[nodiscard]] bool failed() const { return failed_; }
  /// After a failure in the statement that began at `begin`: skips to the next, and gives the node
  /// for it.
  NodeId Recover(std::uint32_t begin);
  [[nodiscard]] static bool StartsStatement(Token token);
  void EnterStrict();

  // Making nodes
  template <typename T>
  T& New(std::uint32_t begin) {
    return tree_.New<T>(begin, lexer_.last_end());
  }
  template <typename T>
  T& NewWithTail(std::uint32_t begin) {
    return tree_.NewWithTail<T>(begin, lexer_.last_end());
  }
  [[nodiscard]] NodeId Id(const Node& node) const { return tree_.Id(node); }
  [[nodiscard]] Kind KindOf(NodeId id) { return tree_[id].kind; }
  NodeId NewName(Symbol name, Span span);
  NodeId NewIdentifier(Symbol name, Span span);

  // parser_statement.cc
  NodeId ParseStatement(Place place);
  NodeId ParseStatementInner(Place place);
  NodeList ParseStatementList(Token end);
  /// Directives, then statements. `parameters` are declared in between, when it is known whether
  /// the body is strict.
  NodeId ParseBlock();
  NodeId ParseBlockWithoutScope();
  NodeId ParseExpressionOrLabel(Place place);
  NodeId ParseStatementOfName(Place place);
  NodeId ParseLabeled(NodeId label, std::uint32_t begin, Place place);
  NodeId ParseIf();
  NodeId ParseDo();
  NodeId ParseWhile();
  NodeId ParseSwitch();
  NodeId ParseReturn();
  NodeId ParseThrow();
  NodeId ParseTry();
  NodeId ParseCatch();
  NodeId ParseWith();
  NodeId ParseJump();
  NodeId ParseParenthesized();

  // parser_for.cc
  NodeId ParseFor();
  NodeId ParseForHead(std::uint32_t begin, std::uint32_t await_at);
  NodeId ParseForAfterInit(std::uint32_t begin, NodeId init, std::uint32_t await_at);
  NodeId ParseForRest(std::uint32_t begin, NodeId init);
  NodeId ParseForIn(std::uint32_t begin, NodeId left, bool is_await);
  NodeId ParseLoopBody();

  // parser_declaration.cc
  [[nodiscard]] bool AtLet(Place place);
  [[nodiscard]] bool AtUsing(bool in_for);
  [[nodiscard]] bool AtAwaitUsing();
  [[nodiscard]] bool AtAsyncFunction();
  NodeId ParseVariableStatement(DeclarationKind kind);
  NodeId ParseVariables(std::uint32_t begin, DeclarationKind kind, bool in_for);
  NodeId ParseDeclarator(DeclarationKind kind, bool in_for);
  NodeId ParseUsingStatement(Place place, DeclarationKind kind);
  void MarkWritten(NodeId pattern);
  template <typename Visit>
  void ForEachPatternName(NodeId pattern, Visit&& visit);
  void DeclarePattern(NodeId pattern, BindingKind kind, ScopeBuilder::Rule rule,
                      bool unique_parameters);
  void DeclareName(NodeId identifier, BindingKind kind, ScopeBuilder::Rule rule,
                   bool unique_parameters);

  // parser_function.cc
  enum class FunctionForm : std::uint8_t { kDeclaration, kHanging, kDefaultExport, kExpression };
  NodeId ParseFunction(std::uint32_t begin, FunctionForm form, bool is_async);
  NodeId ParseMethod(bool generator, bool is_async, bool super_call, MemberKind kind);
  NodeId ParseArrow(std::uint32_t begin, bool is_async, std::uint32_t hole, NodeList params);
  void CheckStrictName(NodeId identifier);
  NodeList ParseParameters();
  NodeId ParseParameter();
  struct BodyOptions {
    bool arrow = false;
    bool method = false;
    NodeId id = NodeId::kNone;
  };
  NodeId ParseFunctionBody(NodeList params, const BodyOptions& options);
  /// Directives, which are added to the pending list. True when one of them is "use strict".
  bool ParsePrologue(bool simple_parameters);
  void DeclareParameters(NodeList params, bool allow_duplicates);
  [[nodiscard]] bool AreSimple(NodeList params);
  [[nodiscard]] bool HasExpressions(NodeId pattern);
  void CheckYieldAwaitInParameters();
  void SetFunctionContext(bool is_async, bool generator);

  // parser_class.cc
  enum class ClassForm : std::uint8_t { kDeclaration, kDefaultExport, kExpression };
  NodeId ParseClass(std::uint32_t begin, ClassForm form, NodeList decorators);
  void ParseHeritage(ClassHeritage& heritage);
  [[nodiscard]] static bool StartsMemberName(Token token);
  NodeId ParseClassBody(bool has_super);
  struct ClassMember;
  NodeId ParseClassMember(bool has_super, bool& has_constructor);
  void ParseMemberModifiers(ClassMember& member);
  NodeId ParseMethodMember(ClassMember& member, bool has_super, bool& has_constructor);
  NodeId ParseFieldMember(ClassMember& member);
  NodeId ParseStaticBlock(std::uint32_t begin);
  [[nodiscard]] bool AtMemberName() const;
  [[nodiscard]] bool KeyIs(NodeId key, bool computed, Symbol name);
  NodeId ParseDecorator();
  void CheckDecorator(NodeId expression);
  NodeList ParseDecorators();
  void LeavePrivateNames();
  void UsePrivateName(Symbol name, Span span);
  void DeclarePrivateName(NodeId key, MemberKind kind, bool is_static);

  // parser_expression.cc
  NodeId ParseExpression();
  NodeId ParseExpressionWithIn();
  NodeId ParseSequence(NodeId first, std::uint32_t begin);
  NodeId ParseAssign();
  /// As ParseAssign, and what is only right in a pattern is an error.
  NodeId ParseAssignStrictly();
  NodeId ParseAssignWithIn();
  NodeId ParseConditional();
  NodeId ParseBinary(NodeId left, std::uint32_t left_begin, int min_precedence);
  NodeId ParseUnary();
  NodeId ParseUpdateOperand(std::uint32_t begin);
  [[nodiscard]] bool LastWasPower(NodeId operand);
  void CheckDelete(NodeId operand);
  [[nodiscard]] bool StartsExpression() const;
  [[nodiscard]] bool IsBinaryOperator() const;
  NodeId ParsePrefix();
  NodeId ParseAwait();
  NodeId ParseYield();
  NodeId ParsePostfix(NodeId expression, std::uint32_t begin);
  NodeId ParsePower(NodeId left, std::uint32_t begin);

  // parser_subscript.cc
  NodeId ParseSubscripted();
  NodeId ParseSubscripts(NodeId base, std::uint32_t begin, bool no_calls);
  [[nodiscard]] bool IsPlainAsync(NodeId base, std::uint32_t begin);
  NodeId ParseMemberName(NodeId object, std::uint32_t begin, bool optional);
  NodeId ParseCall(NodeId callee, std::uint32_t begin, bool optional, NodeId type_arguments);
  NodeId ParseAsyncCallOrArrow(NodeId callee, std::uint32_t begin);
  NodeId ParseMember(NodeId object, std::uint32_t begin, bool optional);
  NodeId ParseComputedMember(NodeId object, std::uint32_t begin, bool optional);
  NodeId ParseTagged(NodeId tag, std::uint32_t begin, bool in_chain, NodeId type_arguments);
  NodeList ParseArguments();
  NodeId ParseNew();
  NodeId ParseImportExpression(bool callee_of_new);
  NodeId ParseTemplate(bool tagged);
  NodeId ParseTemplateElement(bool tagged);

  // parser_primary.cc
  NodeId ParsePrimary();
  NodeId ParseSuper();
  NodeId ParseNameOrArrow();
  NodeId ParseParenOrArrow();
  NodeId ParseArray();
  NodeId ParseObject();
  NodeId ParseObjectMember(bool& has_proto);
  NodeId ParsePropertyKey(bool& computed);
  NodeId ParseShorthand(const Lexeme& name);
  void CheckRegExp(NodeId literal);
  NodeId ParsePrivateName();
  NodeId ParseString();
  NodeId ParseNumber();
  NodeId ParseRegExp();
  NodeId ParseSpread();

  // parser_pattern.cc
  NodeId ParseBindingTarget();
  NodeId ParseBindingElement();
  NodeId ParseDefault(NodeId target, std::uint32_t begin);
  NodeId ParseBindingRest();
  NodeId ParseArrayPattern();
  NodeId ParseObjectPattern();
  NodeId ParsePatternProperty();
  NodeId ParseIdentifier();
  /// Whether a type or decorator belongs to the binding target just read.
  [[nodiscard]] bool NeedsTail();
  NodeId ParseAnyName();
  void CheckName(const Lexeme& token);
  /// Turns an expression into the pattern it covers.
  void ToPattern(NodeId node, bool binding);
  void ToPatternProperties(NodeId object, bool binding);
  void CheckSimpleTarget(NodeId node, bool update);

  // parser_module.cc
  /// What may stand between `import` and the names.
  struct ImportStart {
    ImportKind kind = ImportKind::kValue;
    std::uint16_t phase = 0;
    NodeId whole = NodeId::kNone;  ///< `import a = ...`, which is done
  };
  NodeId ParseImportDeclaration();
  ImportStart ParseImportStart(std::uint32_t begin);
  NodeId ParseImportLocal();
  void ParseImportSpecifiers(ListBuilder& list);
  NodeId ParseImportSpecifier();
  NodeId ParseExportDeclaration();
  NodeId ParseExportDefault(std::uint32_t begin, NodeList decorators);
  NodeId ParseExportAll(std::uint32_t begin, ImportKind kind);
  NodeId ParseExportSpecifiers(std::uint32_t begin, ImportKind kind);
  NodeId ParseExportOf(std::uint32_t begin, NodeList decorators);
  NodeId FinishExport(std::uint32_t begin, NodeId declaration, ImportKind kind);
  NodeId ParseModuleName();
  NodeList ParseAttributes();
  NodeId ParseSource();
  void CheckExports();
  void Export(NodeId name);
  void ExportDeclared(NodeId declaration);

  // parser_try.cc: reading on trial
  struct Trial;
  /// What is tried at a place; once in vain is enough.
  enum class Attempt : std::uint8_t { kArrow, kArrowInCondition, kTypeArguments, kInferConstraint };
  [[nodiscard]] bool TriedInVain(Attempt what, std::uint32_t at) const {
    return vain_.contains(std::uint64_t{at} << 2U | static_cast<std::uint64_t>(what));
  }
  [[nodiscard]] bool FailedForGood() const;
  void RememberVain(Attempt what, std::uint32_t at) {
    vain_.insert(std::uint64_t{at} << 2U | static_cast<std::uint64_t>(what));
  }
  [[nodiscard]] bool AwaitIsOperator();

  // parser_ts_type.cc
  NodeId ParseType();
  NodeId ParseTypeInner();
  NodeId ParseTypeAllowingConditional();
  NodeId ParseUnionOrIntersection(Token op);
  NodeId ParseTypeWithOperator();
  NodeId ParseInfer();
  NodeId ParseInferConstraint();
  NodeId ParsePostfixType();
  NodeId ParseKeywordOrReference();
  NodeId ParseTypeAtom();
  NodeId ParseTypeReference();
  NodeId ParseEntityName();
  NodeId ParseTypeQuery();
  NodeId ParseQueriedName();
  NodeId ParseImportType();
  NodeId ParseLiteralType();
  NodeId ParseTemplateType();
  NodeId ParseTupleType();
  NodeId ParseTupleElement();
  NodeId ParseFunctionType();
  [[nodiscard]] bool AtFunctionType();
  [[nodiscard]] bool ParenBeginsFunctionType();
  void SkipBalanced();
  NodeId ParseTypeAnnotation();
  NodeId ParseReturnType();
  NodeId ParseReturnTypeAfter(Token sign);
  NodeId ParseTypeOrPredicate();
  NodeId ParsePredicate(std::uint32_t begin, NodeId name, bool asserts);
  NodeId ParseTypeParameters();
  NodeId ParseTypeParameter();
  NodeId ParseTypeArguments();
  bool ExpectGreater();

  // parser_ts_member.cc
  NodeId ParseTypeLiteral();
  NodeList ParseTypeMembers();
  NodeId ParseTypeMember();
  /// What call, construct and method signatures have in common, up to the end of the member.
  struct SignatureParts {
    NodeId type_parameters = NodeId::kNone;
    NodeList params = NodeList::kEmpty;
    NodeId return_type = NodeId::kNone;
  };
  SignatureParts ParseSignatureParts();
  template <class T>
  T& NewSignature(std::uint32_t begin);
  /// `: type`, if there is one, and the end of the member.
  NodeId ParseMemberType();
  NodeId ParseIndexSignature(std::uint32_t begin, std::uint16_t flags);
  [[nodiscard]] bool AtIndexSignature();
  [[nodiscard]] bool AtMappedType();
  NodeId ParseMappedType();
  void TypeMemberSemicolon();
  NodeId ParseTypedMemberStart(TypeModifiers& modifiers, std::uint32_t begin);
  void ParseMemberMarks(TypeModifiers& modifiers);
  [[nodiscard]] bool ModifierFollows(Symbol name);
  NodeId ParseTypedParameter();
  NodeId ParseTypedTarget();
  void ParseTargetTypes(NodeId target);
  void SetAnnotation(NodeId target, NodeId annotation);
  void SetDecorators(NodeId parameter, NodeList decorators);

  // parser_ts_statement.cc
  NodeId ParseTypeScriptStatement(std::uint32_t begin, NodeList decorators);
  [[nodiscard]] bool AtTypeScriptStatement();
  [[nodiscard]] bool AtDefaultTypeDeclaration();
  NodeId ParseInterface(std::uint32_t begin);
  NodeId ParseTypeAlias(std::uint32_t begin);
  NodeId ParseEnum(std::uint32_t begin, bool is_const);
  NodeId ParseEnumMember();
  NodeId ParseModule(std::uint32_t begin);
  NodeId ParseDeclare(std::uint32_t begin, NodeList decorators);
  NodeId ParseTypeName(BindingKind kind);
  template <typename T>
  NodeId ParseHeritageItem();
  NodeList ParseImplements();
  std::uint16_t ParseDeclaratorTypes(NodeId id);
  NodeId ParseImportEquals(std::uint32_t begin, ImportKind kind);
  bool EatSpecifierType();
  NodeId ParseTypedExport(std::uint32_t begin, NodeList decorators);

  // parser_ts_expression.cc
  enum class ArrowGuess : std::uint8_t { kNo, kYes, kMaybe };
  [[nodiscard]] ArrowGuess GuessArrow(bool is_async);
  [[nodiscard]] ArrowGuess GuessGenericArrow();
  NodeId TryGenericArrow();
  NodeId TryTypedArrow(std::uint32_t begin, bool is_async);
  NodeId ParseTypedArrow(std::uint32_t begin, bool is_async, Trial* trial);
  NodeId ParseParenthesizedExpression();
  [[nodiscard]] bool AtTypeOperator();
  NodeId ParseTypeOperator(NodeId left, std::uint32_t left_begin);
  NodeId ParseTypeAssertion();
  NodeId ParseTypedCall(NodeId callee, std::uint32_t begin, bool optional);
  NodeId ParseNonNull(NodeId expression, std::uint32_t begin);
  NodeId TryTypeArguments(NodeId base, std::uint32_t begin, bool no_calls);
  NodeId TakeTypeArguments(NodeId& expression);
  [[nodiscard]] bool MayFollowTypeArguments();

  // parser_jsx.cc
  NodeId ParseJsx();
  NodeId ParseJsxElement();
  NodeId ParseJsxFragment(std::uint32_t begin);
  NodeList ParseJsxChildren();
  NodeId ParseJsxName();
  void MentionTag(NodeId name);
  NodeId ParseJsxIdentifier();
  NodeId ParseJsxAttribute();
  NodeId ParseJsxContainer();
  NodeId ParseJsxText();
  [[nodiscard]] bool AtTagEnd();
  [[nodiscard]] bool SameJsxName(NodeId a, NodeId b);

  // parser_nodes.h
  template <typename T>
  NodeId NewFunction(std::uint32_t begin, NodeId id, NodeList params, NodeId body,
                     std::uint16_t flags, const FunctionTypes& types);
  template <typename T>
  NodeId NewMember(std::uint32_t begin, NodeId key, NodeId value, std::uint16_t flags,
                   MemberKind kind, NodeList decorators, NodeId type);
  template <typename T>
  NodeId NewClass(std::uint32_t begin, NodeId id, NodeId body, std::uint16_t flags,
                  const ClassHeritage& heritage);

  /// What is wrong if the object just read is no pattern: the first of each, kNowhere for none.
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;
  struct Pending {
    std::uint32_t shorthand = kNowhere;
    std::uint32_t proto = kNowhere;
    [[nodiscard]] bool any() const { return (shorthand & proto) != kNowhere; }
  };
  void RaisePending() {
    if (pending_.any()) [[unlikely]]
      RaiseAnyPending();
  }
  void RaiseAnyPending();
  void MergePending(const Pending& outer) {
    pending_.shorthand = std::min(pending_.shorthand, outer.shorthand);
    pending_.proto = std::min(pending_.proto, outer.proto);
  }

  struct PrivateName {
    Symbol name = Symbol::kEmpty;
    Span span;
    MemberKind kind = MemberKind::kMethod;
    bool is_static = false;
  };

  Lexer lexer_;
  TreeBuilder tree_;
  ScopeBuilder& scopes_;
  std::vector<NodeId>& nodes_;
  std::vector<SyntaxError>& errors_;
  const ParseOptions options_;
  std::uint32_t context_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t scope_depth_ = 0;  ///< open braces of blocks, bodies and classes
  std::uintptr_t stack_end_ = 0;
  std::uint32_t potential_arrow_ = kNowhere;
  bool arrow_in_for_await_ = false;
  bool failed_ = false;
  bool stop_at_first_error_ = false;
  std::uint32_t failed_at_ = 0;
  bool types_ = false;
  bool jsx_ = false;
  bool module_ = false;
  Pending pending_;
  std::uint32_t yield_at_ =
      kNowhere;  ///< a yield expression where an arrow's parameters may turn out to be
  std::uint32_t await_at_ = kNowhere;       ///< an await expression there
  std::uint32_t await_name_at_ = kNowhere;  ///< `await` as a name there
  std::uint32_t octal_at_ = kNowhere;       ///< in the directives read so far
  std::vector<Label> labels_;
  std::size_t first_label_ = 0;  ///< of this function
  std::vector<PrivateName> private_declared_;
  std::vector<PrivateName> private_used_;
  std::size_t first_private_ = 0;   ///< of this class in private_used_
  std::size_t first_declared_ = 0;  ///< and in private_declared_
  std::uint32_t class_depth_ = 0;
  std::unordered_set<std::uint64_t> vain_;  ///< trials that failed: place and Attempt
  std::uint32_t trials_ = 0;                ///< under way
  bool saw_module_syntax_ = false;
  bool force_tail_ = false;        ///< the next binding target is decorated
  bool export_default_ = false;    ///< its declaration may lack a name
  std::uint32_t closing_tag_ = 0;  ///< where the `</` just read began
  std::unordered_set<Symbol> exported_;
  std::vector<NodeId> exported_locals_;
};

}  // namespace js
