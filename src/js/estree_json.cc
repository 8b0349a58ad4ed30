#include "js/estree_json.h"

#include "js/json_text.h"
#include "js/utf16.h"

namespace js {

namespace {

/// Writes node after node with a stack of its own: trees may be deeper than the machine stack
/// allows.
class Writer {
 public:
  Writer(const Module& module, EstreeDialect dialect)
      : tree_(*module.tree),
        types_(dialect == EstreeDialect::kTypeScript),
        offsets_(tree_.source()) {}

  std::string Write(NodeId root) {
    Open(root);
    while (!frames_.empty()) {
      const NodeId child = Continue(frames_.back());
      if (child == NodeId::kNone) {
        out_ += '}';
        frames_.pop_back();
      } else {
        Open(child);
      }
    }
    return std::move(out_);
  }

 private:
  /// A node half written: its next field, and its next item if that field is a list.
  struct Frame {
    NodeId node = NodeId::kNone;
    std::uint32_t step = 0;
    std::uint32_t item = 0;
  };

  void Open(NodeId id) {
    const Node& node = tree_[id];
    frames_.push_back({.node = id});
    std::uint32_t begin = node.begin;
    std::uint32_t end = node.end();
    if (types_ && node.kind == Kind::kTemplateElement) {
      // typescript-estree counts the delimiters in.
      begin -= 1;
      end += static_cast<const TemplateElement&>(node).is_tail() ? 1 : 2;
    }
    out_.append("{\"type\":\"").append(EstreeType(node.kind));
    out_.append(types_ ? "\",\"range\":[" : "\",\"start\":")
        .append(std::to_string(offsets_.Find(begin)));
    out_.append(types_ ? "," : ",\"end\":").append(std::to_string(offsets_.Find(end)));
    if (types_) out_ += ']';
  }

  void Key(std::string_view key) { out_.append(",\"").append(key).append("\":"); }
  void Bool(std::string_view key, bool value) {
    Key(key);
    out_ += value ? "true" : "false";
  }
  void String(std::string_view key, std::string_view text, TextForm form) {
    Key(key);
    AppendJsonString(out_, text, form);
  }
  void Null(std::string_view key) {
    Key(key);
    out_ += "null";
  }
  /// The next item to write, after writing the holes before it; none at the end of the list.
  NodeId Item(std::string_view key, NodeList list, Frame& frame) {
    const auto items = tree_.List(list);
    if (frame.item == 0) {
      Key(key);
      out_ += '[';
    }
    while (frame.item < items.size()) {
      if (frame.item > 0) out_ += ',';
      const NodeId item = items[frame.item++];
      if (item != NodeId::kNone) return item;
      out_ += "null";
    }
    out_ += ']';
    frame.item = 0;
    return NodeId::kNone;
  }

  /// Writes fields up to the next child, which is returned; none when the node is complete.
  NodeId Continue(Frame& frame);

  void WriteAccessibility(const Node& node) {
    switch (node.accessibility()) {
      case Accessibility::kNone:
        return;
      case Accessibility::kPublic:
        return String("accessibility", "public", TextForm::kUtf8);
      case Accessibility::kProtected:
        return String("accessibility", "protected", TextForm::kUtf8);
      case Accessibility::kPrivate:
        return String("accessibility", "private", TextForm::kUtf8);
    }
  }

  void Raw(const Node& node) { String("raw", tree_.Source(node.span()), TextForm::kUtf8); }
  void Extra(const Directive& node) {
    const std::string_view raw = tree_.Source(tree_[node.expression].span());
    String("directive", raw.substr(1, raw.size() - 2), TextForm::kUtf8);
  }
  void Extra(const StringLiteral& node) { Raw(node); }
  void Extra(const NumericLiteral& node) {
    Key("value");
    AppendJsonNumber(out_, NumberValue(tree_, node));
    Raw(node);
  }
  void Extra(const BigIntLiteral& node);
  void Extra(const BooleanLiteral& node) { Raw(node); }
  void Extra(const NullLiteral& node) {
    Null("value");
    Raw(node);
  }
  void Extra(const RegExpLiteral& node) {
    Key("value");
    out_ += "{}";
    Raw(node);
    Key("regex");
    out_ += "{\"pattern\":";
    AppendJsonString(out_, RegExpPattern(tree_, node), TextForm::kUtf8);
    out_ += ",\"flags\":";
    AppendJsonString(out_, RegExpFlags(tree_, node), TextForm::kUtf8);
    out_ += '}';
  }
  void Extra(const TemplateElement& node);
  void Extra(const JSXText& node) { Raw(node); }
  void Extra(const ImportExpression& node) { Phase(node); }
  void Extra(const ImportDeclaration& node) { Phase(node); }
  void Phase(const Node& node) {
    if (node.Has(kDeferPhase)) return String("phase", "defer", TextForm::kUtf8);
    if (node.Has(kSourcePhase)) return String("phase", "source", TextForm::kUtf8);
    if (types_) Null("phase");
  }
  void Extra(const TSEnumMember& node) {
    if (node.Has(kComputedEnumMember)) Bool("computed", true);
  }
  void Extra(const TSMappedType& node) {
    const unsigned optional = node.flags >> kMappedOptionalShift & 3U;
    if (optional == 0) {
      Bool("optional", false);
    } else {
      MappedModifier("optional", optional);
    }
    MappedModifier("readonly", node.flags >> kMappedReadonlyShift & 3U);
  }
  void MappedModifier(std::string_view key, unsigned how) {
    if (how == 0) return;
    Key(key);
    out_ += how == 1 ? "true" : how == 2 ? "\"+\"" : "\"-\"";
  }

  const Tree& tree_;
  const bool types_;
  const Utf16Offsets offsets_;
  std::vector<Frame> frames_;
  std::string out_;
};

/// typescript-estree leaves the radix alone, which ESTree does not.
std::string DigitsAsWritten(std::string_view literal) {
  std::string digits;
  for (const char c : literal) {
    if (c != '_' && c != 'n') digits += c;
  }
  return digits;
}

void Writer::Extra(const BigIntLiteral& node) {
  Null("value");
  Raw(node);
  String("bigint", types_ ? DigitsAsWritten(tree_.Source(node.span())) : BigIntText(tree_, node),
         TextForm::kUtf8);
}

void Writer::Extra(const TemplateElement& node) {
  std::string raw;
  const std::string_view text = tree_.Source(node.span());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r') {
      if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
      raw += '\n';
    } else {
      raw += text[at];
    }
  }
  Key("value");
  out_ += "{\"raw\":";
  AppendJsonString(out_, raw, TextForm::kUtf8);
  out_ += ",\"cooked\":";
  if (node.Has(kNotCooked)) {
    out_ += "null";
  } else {
    AppendJsonString(out_, tree_.Text(node.cooked), TextForm::kWtf8);
  }
  out_ += '}';
}

NodeId Writer::Continue(Frame& frame) {
  const Node& node = tree_[frame.node];
  // Every macro is one step; a step that meets a child comes back here for the next.
  std::uint32_t at = 0;
  std::uint32_t& step = frame.step;
  switch (node.kind) {
    case Kind::kNone:
      return NodeId::kNone;
#define NODE(K, estree) \
  case Kind::k##K: {    \
    [[maybe_unused]] const auto& n = static_cast<const K&>(node);
#define END(K)          \
  return NodeId::kNone; \
  }
#define STEP(condition, action) \
  if (step == at++) {           \
    ++step;                     \
    if (condition) action;      \
  }
#define CHILD_STEP(value, key, absent) \
  if (step == at++) {                  \
    ++step;                            \
    if ((value) != NodeId::kNone) {    \
      Key(key);                        \
      return value;                    \
    }                                  \
    absent;                            \
  }
#define LIST_STEP(value, key)                    \
  if (step == at++) {                            \
    const NodeId item = Item(key, value, frame); \
    if (item != NodeId::kNone) return item;      \
    ++step;                                      \
  }
#define CHILD(member, key) CHILD_STEP(n.member, key, Null(key))
#define OPTIONAL_CHILD(member, key) CHILD_STEP(n.member, key, (void)0)
#define LIST(member, key) LIST_STEP(n.member, key)
#define TEXT(member, key) STEP(true, String(key, tree_.Text(n.member), TextForm::kWtf8))
#define FLAG(member, key, bit) STEP(true, Bool(key, n.member()))
#define WORD_FIELD(member, key, Enum) STEP(true, String(key, Text(n.member()), TextForm::kUtf8))
#define FIXED(json) STEP(true, out_.append(",").append(json))
#define TS_FIXED(json) STEP(types_, out_.append(",").append(json))
#define TS_FLAG(member, key, bit) STEP(types_, Bool(key, n.member()))
#define TS_WORD(member, key, Enum) STEP(types_, String(key, Text(n.member()), TextForm::kUtf8))
#define TS_CHILD(member, key) CHILD_STEP(types_ ? n.member() : NodeId::kNone, key, (void)0)
#define TS_LIST(member, key)   \
  if (types_) {                \
    LIST_STEP(n.member(), key) \
  }
#define TS_ACCESSIBILITY() STEP(types_, WriteAccessibility(n))
#define EXTRA(K) STEP(true, Extra(n))
#include "js/nodes.def"
#undef STEP
#undef CHILD_STEP
#undef LIST_STEP
  }
  return NodeId::kNone;
}

}  // namespace

std::string EstreeJson(const Module& module, EstreeDialect dialect) {
  return Writer(module, dialect).Write(module.program);
}

}  // namespace js
