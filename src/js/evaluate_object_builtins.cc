// Object, Array's own functions, Buffer and Uint8Array.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "js/evaluate_base64.h"
#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

std::string FromHex(std::u16string_view text) {
  const auto digit = [](char16_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) break;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string ToHex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

/// Well-formed UTF-8 for text with lone surrogates: they become U+FFFD, as encoders do.
std::string Utf8OfText(std::u16string_view text) {
  std::u16string whole(text);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool lead = whole[i] >= 0xd800 && whole[i] <= 0xdbff;
    const bool pair =
        lead && i + 1 < whole.size() && whole[i + 1] >= 0xdc00 && whole[i + 1] <= 0xdfff;
    if (pair) {
      ++i;
    } else if (whole[i] >= 0xd800 && whole[i] <= 0xdfff) {
      whole[i] = 0xfffd;
    }
  }
  return ToUtf8(whole);
}

/// UTF-8 as the Encoding standard decodes it: one U+FFFD for each longest part that could have
/// begun a character.
std::u16string TextOfUtf8(std::string_view bytes) {
  std::string whole;
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = DecodeUtf8(bytes, at);
    AppendUtf8(whole, point.value);
    const auto lead = static_cast<unsigned char>(bytes[at++]);
    if (lead < 0x80) continue;
    if (point.length > 1) {
      at += point.length - 1;
      continue;
    }
    if (lead < 0xc2 || lead > 0xf4) continue;
    const std::size_t wanted = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    for (std::size_t i = 0; i < wanted && at < bytes.size(); ++i, ++at) {
      const auto next = static_cast<unsigned char>(bytes[at]);
      if (next < low || next > high) break;
      low = 0x80;
      high = 0xbf;
    }
  }
  return ToUtf16(whole);
}

enum class Encoding : std::uint8_t { kUnknown, kUtf8, kHex, kBase64, kLatin1, kUtf16, kAscii };

Encoding EncodingNamed(std::u16string_view name) {
  std::string lower;
  for (const char16_t c : name) {
    if (c >= 128) return Encoding::kUnknown;
    lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  if (lower == "utf8" || lower == "utf-8") return Encoding::kUtf8;
  if (lower == "hex") return Encoding::kHex;
  if (lower == "base64" || lower == "base64url") return Encoding::kBase64;
  if (lower == "latin1" || lower == "binary") return Encoding::kLatin1;
  if (lower == "ucs2" || lower == "ucs-2" || lower == "utf16le" || lower == "utf-16le") {
    return Encoding::kUtf16;
  }
  return lower == "ascii" ? Encoding::kAscii : Encoding::kUnknown;
}

std::string Encode(std::u16string_view text, Encoding encoding) {
  if (encoding == Encoding::kUtf8) return Utf8OfText(text);
  if (encoding == Encoding::kHex) return FromHex(text);
  if (encoding == Encoding::kBase64) return DecodeBase64Loosely(text);
  std::string bytes;
  for (const char16_t c : text) {
    bytes += static_cast<char>(c & 0xffU);
    if (encoding == Encoding::kUtf16) bytes += static_cast<char>(c >> 8U);
  }
  return bytes;
}

std::u16string Decode(std::string_view bytes, Encoding encoding, std::u16string_view name) {
  if (encoding == Encoding::kUtf8) return TextOfUtf8(bytes);
  if (encoding == Encoding::kHex) return ToUtf16(ToHex(bytes));
  std::u16string text;
  if (encoding == Encoding::kBase64) {
    text = ToUtf16(EncodeBase64(bytes));
    if (name.size() <= 6) return text;
    while (text.ends_with(u'=')) text.pop_back();  // base64url
    std::ranges::replace(text, u'+', u'-');
    std::ranges::replace(text, u'/', u'_');
    return text;
  }
  const auto unit = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (encoding == Encoding::kUtf16) {
      if (i + 1 < bytes.size()) text += static_cast<char16_t>(unit(i) | unit(i + 1) << 8U);
      ++i;
    } else {
      text += encoding == Encoding::kAscii ? static_cast<char16_t>(unit(i) & 0x7fU)
                                           : static_cast<char16_t>(unit(i));
    }
  }
  return text;
}

}  // namespace

Flow Machine::CallObject(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  const Val first = arguments.empty() ? Val() : arguments[0];
  switch (builtin) {  // the functions of this group
    case Builtin::kObjectToString:
      if (!self.IsObject() || self.object->cls != Object::Class::kPlain) return Flow::kUnknown;
      out = Val::Text(u"[object Object]");
      return Flow::kNormal;
    case Builtin::kObjectHasOwnProperty: {
      std::u16string_view name;
      if (!self.IsObject() || self.object->cls != Object::Class::kPlain) return Flow::kUnknown;
      if (const Flow flow = ToText(first, name); flow != Flow::kNormal) return flow;
      out = Val::Bool(self.object->Find(name) != nullptr);
      return Flow::kNormal;
    }
    case Builtin::kObjectFreeze:
      out = first;
      return Flow::kNormal;
    case Builtin::kObjectAssign: {
      if (!first.IsObject() || first.object->cls != Object::Class::kPlain) return Flow::kUnknown;
      NoteWrite(*first.object);
      for (const Val& source : arguments.subspan(1)) {
        if (!source.IsObject() || source.object->cls != Object::Class::kPlain)
          return Flow::kUnknown;
        const std::vector<Property> copied = source.object->properties;
        for (const Property& property : copied) {
          if (!Step() || !heap_.Set(*first.object, property.name, property.value)) {
            return Flow::kUnknown;
          }
        }
      }
      out = first;
      return Flow::kNormal;
    }
    case Builtin::kObjectKeys:
    case Builtin::kObjectValues:
    case Builtin::kObjectEntries: {
      if (!first.IsObject()) return Flow::kUnknown;
      const Object& object = *first.object;
      std::vector<Val> items;
      const auto add = [&](std::u16string_view name, const Val& value) {
        if (builtin == Builtin::kObjectEntries) {
          Val pair;
          if (const Flow flow = NewArray({Val::Text(name), value}, pair); flow != Flow::kNormal) {
            return flow;
          }
          items.push_back(pair);
        } else {
          items.push_back(builtin == Builtin::kObjectKeys ? Val::Text(name) : value);
        }
        return Step() ? Flow::kNormal : Flow::kUnknown;
      };
      for (std::size_t i = 0; i < object.elements.size(); ++i) {
        Val name;
        if (object.elements[i].Is(Val::Tag::kHole)) continue;
        const Flow made = NewText(NumberText(static_cast<double>(i)), name);
        if (made != Flow::kNormal) return made;
        if (const Flow flow = add(name.view(), object.elements[i]); flow != Flow::kNormal) {
          return flow;
        }
      }
      for (const Property& property : object.properties) {
        if (ArrayIndex(property.name) >= 0) return Flow::kUnknown;  // these come first, in order
        if (const Flow flow = add(property.name, property.value); flow != Flow::kNormal) {
          return flow;
        }
      }
      return NewArray(std::move(items), out);
    }
    case Builtin::kArrayIsArray:
      out = Val::Bool(first.IsObject() && first.object->cls == Object::Class::kArray);
      return Flow::kNormal;
    case Builtin::kArrayOf:
      return NewArray({arguments.begin(), arguments.end()}, out);
    case Builtin::kArrayFrom: {
      std::vector<Val> items;
      if (first.IsObject() && first.object->cls == Object::Class::kPlain) {
        const Val* const length = first.object->Find(u"length");
        if (length == nullptr || !length->IsNumber() || first.object->properties.size() > 1 ||
            !(length->number >= 0 && length->number < 1e6)) {
          return Flow::kUnknown;
        }
        items.resize(static_cast<std::size_t>(length->number));
      } else if (const Flow flow = SpreadInto(first, items); flow != Flow::kNormal) {
        return flow;
      }
      if (const Flow flow = NewArray(std::move(items), out); flow != Flow::kNormal) return flow;
      if (arguments.size() < 2) return Flow::kNormal;
      return CallArrayEach(Builtin::kArrayMap, Val(out), arguments.subspan(1, 1), out);
    }
    case Builtin::kJsonParse: {
      std::u16string_view text;
      if (const Flow flow = ToText(first, text); flow != Flow::kNormal) return flow;
      return ParseJson(text, out);
    }
#define IN_Object(name)
#include "js/other_builtins.def"
    break;
  }
  return Flow::kUnknown;
}

Flow Machine::CallBuffer(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  const Val first = arguments.empty() ? Val() : arguments[0];
  std::string bytes;
  if (builtin == Builtin::kBytesToString || builtin == Builtin::kBytesSlice ||
      builtin == Builtin::kBytesSubarray) {
    if (!self.IsObject() || self.object->cls != Object::Class::kBytes) return Flow::kUnknown;
    const std::string& own = self.object->bytes;
    if (!Step(Linear(own.size()))) return Flow::kUnknown;
    if (builtin == Builtin::kBytesToString) {
      std::u16string_view name = u"utf8";
      if (arguments.size() > 1) return Flow::kUnknown;
      if (!first.Is(Val::Tag::kUndefined)) {
        if (const Flow flow = ToText(first, name); flow != Flow::kNormal) return flow;
      }
      const Encoding encoding = EncodingNamed(name);
      if (encoding == Encoding::kUnknown) return Throw();
      return NewText(Decode(own, encoding, name), out);
    }
    double begin = 0;
    double end = 0;
    const auto size = static_cast<double>(own.size());
    if (const Flow flow = ArgumentInteger(arguments, 0, 0, begin); flow != Flow::kNormal)
      return flow;
    if (const Flow flow = ArgumentInteger(arguments, 1, size, end); flow != Flow::kNormal)
      return flow;
    if (begin < 0) begin += size;
    if (end < 0) end += size;
    begin = std::clamp(begin, 0.0, size);
    end = std::clamp(end, begin, size);
    bytes = own.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  } else if (builtin == Builtin::kBufferConcat) {
    if (!first.IsObject() || arguments.size() != 1) return Flow::kUnknown;
    for (const Val& part : first.object->elements) {
      if (!part.IsObject() || part.object->cls != Object::Class::kBytes) return Flow::kUnknown;
      bytes += part.object->bytes;
      if (!heap_.Charge(part.object->bytes.size())) return Flow::kUnknown;
    }
  } else if (first.IsText()) {
    if (builtin != Builtin::kBufferFrom) return Flow::kUnknown;
    std::u16string_view name = u"utf8";
    if (arguments.size() > 1) {
      if (const Flow flow = ToText(arguments[1], name); flow != Flow::kNormal) return flow;
    }
    const Encoding encoding = EncodingNamed(name);
    if (encoding == Encoding::kUnknown) return Throw();
    // What node makes of other characters than ASCII in base64 differs between its versions.
    const bool ascii = std::ranges::all_of(first.view(), [](char16_t c) { return c < 128; });
    if (!Step(Linear(first.size)) || (encoding == Encoding::kBase64 && !ascii))
      return Flow::kUnknown;
    bytes = Encode(first.view(), encoding);
  } else if (first.IsNumber()) {
    const bool by_length = builtin == Builtin::kBufferAlloc || self.Is(Val::Tag::kBuiltin);
    if (!by_length || arguments.size() != 1) return Flow::kUnknown;
    if (!(first.number >= 0 && first.number <= 1e7)) return Flow::kUnknown;
    bytes.resize(static_cast<std::size_t>(first.number));
  } else {
    std::vector<Val> items;
    if (arguments.size() != 1) return Flow::kUnknown;
    if (const Flow flow = SpreadInto(first, items); flow != Flow::kNormal) return flow;
    for (const Val& item : items) {
      double number = 0;
      if (const Flow flow = ToNumber(item, number); flow != Flow::kNormal) return flow;
      bytes += static_cast<char>(ToInt32(number) & 0xff);
    }
  }
  Object* const object = heap_.NewObject(Object::Class::kBytes);
  if (object == nullptr || !heap_.Charge(bytes.size())) return Flow::kUnknown;
  object->bytes = std::move(bytes);
  out = Val::Obj(object);
  return Flow::kNormal;
}

}  // namespace js::eval
