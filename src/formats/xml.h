#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/limits.h"
#include "formats/syntax_error.h"

namespace formats::xml {

/// A name with its namespace already looked up. Views into the Document.
struct Name {
  std::string_view prefix;  ///< as written; empty when there is none
  std::string_view local;
  std::string_view space;  ///< the namespace's URI; empty for none
};

struct Attribute {
  Name name;
  std::string_view value;  ///< references replaced, white space normalised
};

/// One element: attributes (declarations of namespaces left out), child elements in order, and the
/// text directly in it, all pieces joined; comments and processing instructions are passed over.
struct Element {
  Name name;
  std::span<const Attribute> attributes;
  std::span<const Element* const> children;
  std::string_view text;
  std::uint32_t offset = 0;  ///< of its name in Document::text()

  /// The value of the attribute without namespace; nullptr when there is none.
  [[nodiscard]] const Attribute* Find(std::string_view local) const;
};

/// An XML document; owns all its elements show. Move-only.
class Document {
 public:
  [[nodiscard]] const Element& root() const { return *root_; }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  friend class Reader;
  Arena arena_;
  std::string_view text_;
  const Element* root_ = nullptr;
};

/// What a reader may lower (never raise past limits.h).
struct Limits {
  std::size_t bytes = limits::kXmlBytes;
  std::size_t depth = limits::kXmlDepth;
};

/// Reads XML 1.0 with namespaces, UTF-8 only. A document type declaration is refused: nothing here
/// needs one, and entities are how XML readers are attacked. Namespace prefixes must be declared,
/// attributes must not repeat.
[[nodiscard]] tl::expected<Document, SyntaxError> Parse(std::string_view text,
                                                        const Limits& limits = {});

/// Writes one XML document, piece by piece, to the end of `out`, which must outlive it. Names are
/// written as given: the caller declares namespaces as attributes. Two spaces of indentation; an
/// element with text has no children.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {
    out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  }
  /// For a piece of a document, without declaration.
  struct Fragment {};
  Writer(std::string& out, Fragment /*tag*/) : out_(out) {}

  Writer& Begin(std::string_view name);
  Writer& AddAttribute(std::string_view name, std::string_view value);
  Writer& Text(std::string_view text);
  Writer& End();
  /// An element that is already XML, as `Write` made it.
  Writer& Raw(std::string_view xml);

 private:
  void CloseTag();
  void Indent();

  std::string& out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
  bool has_text_ = false;
};

/// The element and what is in it as XML of its own: every namespace it uses is declared on it.
[[nodiscard]] std::string Write(const Element& element);

/// Appends `text` as character data; characters XML cannot hold become U+FFFD.
void AppendEscaped(std::string& out, std::string_view text);

}  // namespace formats::xml
