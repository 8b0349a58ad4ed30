#include <map>

#include "base/check.h"
#include "base/text.h"
#include "formats/xml.h"

namespace formats::xml {
namespace {

/// What XML 1.0 can hold (its production 2).
bool IsCharacter(char32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

void AppendAttributeValue(std::string& out, std::string_view text) {
  std::string escaped;
  AppendEscaped(escaped, text);
  for (const char c : escaped) {
    switch (c) {
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

void AppendEscaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80 || byte < 0x20) {
      const CodePoint point = DecodeUtf8(text, at);
      if (point.value == 0xD) {
        out += "&#13;";
      } else {
        AppendUtf8(out, IsCharacter(point.value) ? point.value : U'\uFFFD');
      }
      at += point.length;
      continue;
    }
    switch (text[at]) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      default:
        out += text[at];
    }
    ++at;
  }
}

void Writer::Indent() {
  if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  out_.append(open_.size() * 2, ' ');
}

void Writer::CloseTag() {
  if (in_tag_) out_ += '>';
  in_tag_ = false;
}

Writer& Writer::Begin(std::string_view name) {
  CloseTag();
  Indent();
  out_ += '<';
  out_ += name;
  open_.emplace_back(name);
  in_tag_ = true;
  has_text_ = false;
  return *this;
}

Writer& Writer::AddAttribute(std::string_view name, std::string_view value) {
  CHECK(in_tag_, "an attribute is written before the content of its element");
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  AppendAttributeValue(out_, value);
  out_ += '"';
  return *this;
}

Writer& Writer::Text(std::string_view text) {
  if (text.empty()) return *this;
  CloseTag();
  AppendEscaped(out_, text);
  has_text_ = true;
  return *this;
}

Writer& Writer::Raw(std::string_view xml) {
  CloseTag();
  Indent();
  out_ += xml;
  has_text_ = false;
  return *this;
}

Writer& Writer::End() {
  CHECK(!open_.empty(), "an element ends that was begun");
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (in_tag_) {
    out_ += "/>";
    in_tag_ = false;
  } else {
    if (!has_text_) Indent();
    out_ += "</" + name + ">";
  }
  has_text_ = false;
  if (open_.empty()) out_ += '\n';
  return *this;
}

namespace {

std::string Qualified(const Name& name, const std::map<std::string_view, std::string>& prefixes) {
  if (name.space.empty()) return std::string(name.local);
  const auto at = prefixes.find(name.space);
  return at == prefixes.end() ? std::string(name.local)
                              : at->second + ":" + std::string(name.local);
}

/// Gives every namespace of the element and what is in it a prefix of its own, its own one if free.
void CollectPrefixes(const Element& element, std::map<std::string_view, std::string>& prefixes) {
  const auto add = [&prefixes](const Name& name) {
    if (name.space.empty() || name.prefix == "xml" || prefixes.contains(name.space)) return;
    std::string prefix(name.prefix.empty() ? "n" : name.prefix);
    const auto taken = [&prefixes](const std::string& wanted) {
      for (const auto& [uri, used] : prefixes) {
        if (used == wanted) return true;
      }
      return false;
    };
    for (int number = 1; taken(prefix); ++number) {
      prefix = std::string(name.prefix.empty() ? "n" : name.prefix) + std::to_string(number);
    }
    prefixes.emplace(name.space, prefix);
  };
  add(element.name);
  for (const Attribute& attribute : element.attributes) add(attribute.name);
  for (const Element* const child : element.children) CollectPrefixes(*child, prefixes);
}

void WriteElement(Writer& writer, const Element& element,
                  const std::map<std::string_view, std::string>& prefixes, std::size_t depth) {
  writer.Begin(Qualified(element.name, prefixes));
  if (depth == 0) {
    for (const auto& [uri, prefix] : prefixes) writer.AddAttribute("xmlns:" + prefix, uri);
  }
  for (const Attribute& attribute : element.attributes) {
    const bool of_xml = attribute.name.prefix == "xml";
    writer.AddAttribute(
        of_xml ? "xml:" + std::string(attribute.name.local) : Qualified(attribute.name, prefixes),
        attribute.value);
  }
  if (element.children.empty()) writer.Text(element.text);
  for (const Element* const child : element.children) {
    WriteElement(writer, *child, prefixes, depth + 1);
  }
  writer.End();
}

}  // namespace

std::string Write(const Element& element) {
  std::map<std::string_view, std::string> prefixes;
  CollectPrefixes(element, prefixes);
  std::string out;
  Writer writer(out, Writer::Fragment{});
  WriteElement(writer, element, prefixes, 0);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace formats::xml
