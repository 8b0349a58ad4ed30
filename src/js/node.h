#pragma once

#include <cstdint>

#include "base/span.h"
#include "base/symbol.h"
#include "js/words.h"

/// The nodes of the tree, generated from nodes.def. A node is an 8-byte header and then 4 bytes for
/// each field, in one buffer per file; links are offsets into that buffer:
///
///   word   -1        0                 1       2        3             tail, if kHasTail
///        + - - - +------+------+-------+-------+--------+-----------+----------------+
///        |  end  | kind | word | flags | begin | callee | arguments | type_arguments |
///        CallExpression
///        + - - - +------+------+-------+-------+--------+-----------+----------------+
///                    8      8      16      32      |        |
///        unless kShort,                            |        +--> list: node, node, ...
///        see Node::end                             +--> header of the callee
namespace js {

/// Where a node is in its tree's buffer, in 4-byte words; kNone where the grammar allows nothing.
enum class NodeId : std::uint32_t { kNone = 0 };
/// A list of nodes in the tree's buffer; kEmpty takes no room. How many there are is in the upper
/// three bits, or in the word before the first node when it is seven or more.
enum class NodeList : std::uint32_t { kEmpty = 0 };
inline constexpr unsigned kListCountShift = 29;
inline constexpr std::uint32_t kLongList = 7;
/// A binding of the file, see scopes.h. kNone: not resolved (yet), a global or dynamic.
enum class BindingId : std::uint32_t { kNone = 0 };

enum class Kind : std::uint8_t {
  kNone,
#define NODE(K, estree) k##K,
#include "js/nodes.def"
};

/// TypeScript's `public`, `protected` and `private`.
enum class Accessibility : std::uint8_t { kNone, kPublic, kProtected, kPrivate };

/// The header that every node begins with.
struct Node {
  static constexpr std::uint16_t kHasTail = 1U << 15U;
  /// The expression stood in parentheses, which are outside its span.
  static constexpr std::uint16_t kParenthesized = 1U << 14U;
  /// Identifier: it declares its binding. RestElement and SpreadElement: a comma follows.
  static constexpr std::uint16_t kDeclares = 1U << 13U;
  static constexpr std::uint16_t kTrailingComma = 1U << 13U;
  /// Identifier: the name is written to here.
  static constexpr std::uint16_t kWrites = 1U << 12U;
  /// Identifier: the name is only written to here, not read.
  static constexpr std::uint16_t kWritesOnly = 1U << 11U;
  /// Identifier: `with` or a direct `eval` around it may give it another meaning.
  static constexpr std::uint16_t kDynamic = 1U << 10U;
  static constexpr unsigned kAccessibilityShift = 8;  // two bits
  /// `word` is the length of the node's text: most nodes are short and of a kind without a word.
  static constexpr std::uint16_t kShort = 1U << 7U;
  static constexpr std::uint32_t kShortLength = 255;
  /// Whether nodes of the kind say something with `word`.
  static constexpr bool kUsesWord = false;

  Kind kind = Kind::kNone;
  std::uint8_t word = 0;
  std::uint16_t flags = 0;
  std::uint32_t begin = 0;

  [[nodiscard]] std::uint32_t end() const {
    return Has(kShort) ? begin + word : reinterpret_cast<const std::uint32_t*>(this)[-1];
  }
  [[nodiscard]] Span span() const { return {.begin = begin, .end = end()}; }
  [[nodiscard]] bool Has(std::uint16_t flag) const { return (flags & flag) != 0; }
  [[nodiscard]] Accessibility accessibility() const {
    return static_cast<Accessibility>((flags >> kAccessibilityShift) & 3U);
  }
};
static_assert(sizeof(Node) == 8);

// First the tails: what most nodes of a kind lack.
namespace tail {
#define NODE(K, estree) struct K {
#define END(K) \
  }            \
  ;
#define TS_CHILD(member, key) NodeId member = NodeId::kNone;
#define TS_LIST(member, key) NodeList member = NodeList::kEmpty;
#include "js/nodes.def"
}  // namespace tail

// Then the nodes. Fields are members; what is in the header or the tail is a function.
#define NODE(K, estree)                                                           \
  struct K : Node {                                                               \
    static constexpr Kind kKind = Kind::k##K;                                     \
    using Tail = tail::K;                                                         \
    [[nodiscard]] const Tail& tail() const {                                      \
      static constexpr Tail kNothing{};                                           \
      return Has(kHasTail) ? *reinterpret_cast<const Tail*>(this + 1) : kNothing; \
    }
#define END(K) \
  }            \
  ;
#define CHILD(member, key) NodeId member = NodeId::kNone;
#define OPTIONAL_CHILD(member, key) NodeId member = NodeId::kNone;
#define LIST(member, key) NodeList member = NodeList::kEmpty;
#define TEXT(member, key) Symbol member = Symbol::kEmpty;
#define COOKED(member) Symbol member = Symbol::kEmpty;
#define BINDING(member) BindingId member = BindingId::kNone;
#define FLAG(member, key, bit)                                 \
  static constexpr std::uint16_t kFlag_##member = 1U << (bit); \
  [[nodiscard]] bool member() const {                          \
    return (flags & kFlag_##member) != 0;                      \
  }
#define WORD_FIELD(member, key, Enum)     \
  static constexpr bool kUsesWord = true; \
  [[nodiscard]] Enum member() const {     \
    return static_cast<Enum>(word);       \
  }
#define TS_FLAG(member, key, bit) FLAG(member, key, bit)
#define TS_WORD(member, key, Enum) WORD_FIELD(member, key, Enum)
#define TS_CHILD(member, key)           \
  [[nodiscard]] NodeId member() const { \
    return tail().member;               \
  }
#define TS_LIST(member, key)              \
  [[nodiscard]] NodeList member() const { \
    return tail().member;                 \
  }
#include "js/nodes.def"

static_assert(sizeof(JSXIdentifier) == sizeof(Identifier), "both may be mentions of a binding");

/// TemplateElement: the text has an escape that only a tagged template may have, so `cooked` is
/// null.
inline constexpr std::uint16_t kNotCooked = 1U << 1U;
/// TSEnumMember: the name stands in brackets, which only a string may.
inline constexpr std::uint16_t kComputedEnumMember = 1U << 0U;
/// TSMappedType: `readonly` and `?` with their signs, two bits each at these shifts: 0 absent, 1
/// bare, 2 `+`, 3 `-`.
inline constexpr unsigned kMappedReadonlyShift = 0;
inline constexpr unsigned kMappedOptionalShift = 2;
/// ImportDeclaration and ImportExpression: `import defer` and `import source`.
inline constexpr std::uint16_t kDeferPhase = 1U << 1U;
inline constexpr std::uint16_t kSourcePhase = 1U << 2U;
/// MethodDefinition and so on never use this: CallExpression whose callee is the plain name `eval`.
inline constexpr std::uint16_t kDirectEval = 1U << 1U;

}  // namespace js
