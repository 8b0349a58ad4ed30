#include "formats/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <optional>
#include <pugixml.hpp>

#include "base/text.h"

namespace formats::xml {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

struct Binding {
  std::string_view prefix;
  std::string_view uri;
};

std::string HelpFor(pugi::xml_parse_status status) {
  if (status == pugi::status_end_element_mismatch)
    return "close every element in the order it was opened";
  return "correct the file, or write it anew with the program that made it";
}

/// A document type declaration, outside of comments; nothing when there is none before the root.
std::optional<std::size_t> FindDoctype(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos;) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("<!DOCTYPE")) return at;
    if (rest.starts_with("<!--")) {
      const std::size_t end = text.find("-->", at + 4);
      if (end == std::string_view::npos) return std::nullopt;
      at = end;
    } else if (rest.starts_with("<?")) {
      at += 2;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

class Reader {
 public:
  Reader(std::string_view text, const Limits& limits) : limits_(limits) {
    document_.text_ = document_.arena_.Copy(text);
  }

  tl::expected<Document, SyntaxError> Run() {
    const std::string_view text = document_.text_;
    if (text.size() > limits_.bytes) return At(0, "the document is too large", "");
    if (!IsUtf8(text)) return At(0, "the document is not UTF-8", "write it in UTF-8");
    if (const auto doctype = FindDoctype(text)) {
      return At(static_cast<std::uint32_t>(*doctype), "a document type declaration",
                "remove it: nothing here needs one");
    }
    pugi::xml_document tree;
    const auto outcome =
        tree.load_buffer(text.data(), text.size(),
                         pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
    if (!outcome) {
      return At(static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(outcome.offset, 0)),
                ToLower(std::string_view(outcome.description()).substr(0, 1)) +
                    std::string(outcome.description()).substr(1),
                HelpFor(outcome.status));
    }
    const pugi::xml_node root = tree.document_element();
    for (pugi::xml_node node = root.next_sibling(); node; node = node.next_sibling()) {
      if (node.type() == pugi::node_element) {
        return At(Offset(node), "a second root element", "an XML document has one");
      }
    }
    bindings_.push_back({"xml", kXmlNamespace});
    document_.root_ = Convert(root, 1);
    if (failure_) return tl::unexpected(*failure_);
    return std::move(document_);
  }

 private:
  [[nodiscard]] tl::unexpected<SyntaxError> At(std::uint32_t offset, std::string message,
                                               std::string help) const {
    return tl::unexpected(
        SyntaxErrorAt(document_.text_, offset, std::move(message), std::move(help)));
  }

  void Refuse(const pugi::xml_node& node, std::string message, std::string help) {
    if (failure_) return;
    failure_ = SyntaxErrorAt(document_.text_, Offset(node), std::move(message), std::move(help));
  }

  static std::uint32_t Offset(const pugi::xml_node& node) {
    return static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  }

  /// The name with its namespace; an attribute without prefix is in none.
  Name Resolve(const pugi::xml_node& node, std::string_view written, std::string_view plain) {
    Name name;
    const std::size_t colon = written.find(':');
    if (colon == std::string_view::npos) {
      name.local = document_.arena_.Copy(written);
      name.space = plain;
      return name;
    }
    name.prefix = document_.arena_.Copy(written.substr(0, colon));
    name.local = document_.arena_.Copy(written.substr(colon + 1));
    const auto bound = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                    [&name](const Binding& b) { return b.prefix == name.prefix; });
    if (bound == bindings_.rend()) {
      Refuse(node, "the namespace prefix " + Quote(name.prefix) + " is not declared",
             "add `xmlns:PREFIX=\"URI\"` to the element or one around it");
    } else {
      name.space = bound->uri;
    }
    return name;
  }

  void Declare(const pugi::xml_node& node) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name == "xmlns") {
        bindings_.push_back({"", document_.arena_.Copy(std::string_view(attribute.value()))});
      } else if (name.starts_with("xmlns:")) {
        bindings_.push_back({document_.arena_.Copy(name.substr(6)),
                             document_.arena_.Copy(std::string_view(attribute.value()))});
      }
    }
  }

  [[nodiscard]] std::string_view DefaultSpace() const {
    const auto bound = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                    [](const Binding& b) { return b.prefix.empty(); });
    return bound == bindings_.rend() ? std::string_view() : bound->uri;
  }

  std::span<const Attribute> Attributes(const pugi::xml_node& node) {
    std::vector<Attribute> kept;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name == "xmlns" || name.starts_with("xmlns:")) continue;
      kept.push_back(
          {Resolve(node, name, ""), document_.arena_.Copy(std::string_view(attribute.value()))});
      const Name& own = kept.back().name;
      for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
        if (kept[i].name.local == own.local && kept[i].name.space == own.space) {
          Refuse(node, "the attribute " + Quote(name) + " stands twice", "keep one of them");
        }
      }
      if (kept.size() > limits::kXmlAttributes) {
        Refuse(node, "more attributes than any honest element has", "");
        break;
      }
    }
    return document_.arena_.Copy(std::span<const Attribute>(kept));
  }

  // Recursion is bounded by limits_.depth.
  const Element* Convert(const pugi::xml_node& node, std::size_t depth) {
    auto* const element = document_.arena_.New<Element>();
    if (depth > limits_.depth) {
      Refuse(node, fmt::format("nested deeper than {} levels", limits_.depth),
             "no honest document is so deep");
      return element;
    }
    const std::size_t outer = bindings_.size();
    Declare(node);
    element->offset = Offset(node);
    element->name = Resolve(node, node.name(), DefaultSpace());
    element->attributes = Attributes(node);
    std::vector<const Element*> children;
    std::string text;
    for (const pugi::xml_node& child : node.children()) {
      if (failure_) break;
      if (child.type() == pugi::node_element) {
        children.push_back(Convert(child, depth + 1));
      } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        text += child.value();
      }
    }
    element->children = document_.arena_.Copy(std::span<const Element* const>(children));
    if (!children.empty() && Trim(text).empty()) text.clear();
    element->text = document_.arena_.Copy(text);
    bindings_.resize(outer);
    return element;
  }

  const Limits& limits_;
  Document document_;
  std::vector<Binding> bindings_;
  std::optional<SyntaxError> failure_;
};

const Attribute* Element::Find(std::string_view local) const {
  const auto at = std::find_if(attributes.begin(), attributes.end(), [local](const Attribute& a) {
    return a.name.space.empty() && a.name.local == local;
  });
  return at == attributes.end() ? nullptr : &*at;
}

tl::expected<Document, SyntaxError> Parse(std::string_view text, const Limits& limits) {
  return Reader(text, limits).Run();
}

}  // namespace formats::xml
