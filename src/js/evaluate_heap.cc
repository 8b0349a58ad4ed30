#include "js/evaluate_heap.h"

#include <algorithm>
#include <functional>

namespace js::eval {
namespace {

struct BuiltinEntry {
  std::string_view path;
  BuiltinGroup group;
};
constexpr BuiltinEntry kBuiltins[] = {
    {"", BuiltinGroup::kNone},
#define BUILTIN(name, path, group) {path, BuiltinGroup::k##group},
#include "js/builtins.def"
};
static_assert(std::ranges::adjacent_find(kBuiltins, std::greater_equal<>(), &BuiltinEntry::path) ==
              std::end(kBuiltins));

constexpr std::size_t kIndexedProperties = 8;

}  // namespace

Builtin FindBuiltin(std::string_view path) {
  const auto* const found = std::ranges::lower_bound(kBuiltins, path, {}, &BuiltinEntry::path);
  if (found == std::end(kBuiltins) || found->path != path) return Builtin::kNone;
  return static_cast<Builtin>(found - std::begin(kBuiltins));
}

std::string_view PathOf(Builtin builtin) {
  return kBuiltins[static_cast<std::size_t>(builtin)].path;
}

BuiltinGroup GroupOf(Builtin builtin) {
  return kBuiltins[static_cast<std::size_t>(builtin)].group;
}

Val* Object::Find(std::u16string_view name) {
  if (properties.size() > kIndexedProperties) {
    const auto found = index.find(name);
    return found == index.end() ? nullptr : &properties[found->second].value;
  }
  for (Property& property : properties) {
    if (property.name == name) return &property.value;
  }
  return nullptr;
}

Object* Heap::NewObject(Object::Class cls) {
  if (!Charge(sizeof(Object))) return nullptr;
  Object& object = objects_.emplace_back();
  object.cls = cls;
  object.serial = objects();
  return &object;
}

Frame* Heap::NewFrame(NodeId function, Frame* parent, std::size_t slots) {
  if (!Charge(sizeof(Frame) + slots * sizeof(Cell*))) return nullptr;
  auto* const frame = arena_.New<Frame>();
  frame->function = function;
  frame->parent = parent;
  frame->self = Val::Unknown();
  if (slots > 0) {
    auto* const cells = static_cast<Cell**>(arena_.Allocate(slots * sizeof(Cell*), alignof(Cell*)));
    std::fill_n(cells, slots, nullptr);
    frame->cells = {cells, slots};
  }
  return frame;
}

Cell* Heap::NewCell() {
  return Charge(sizeof(Cell)) ? arena_.New<Cell>() : nullptr;
}

std::optional<std::span<const Val>> Heap::Copy(std::span<const Val> values) {
  if (!Charge(values.size_bytes())) return std::nullopt;
  return arena_.Copy(values);
}

char16_t* Heap::NewText(std::size_t length) {
  if (length > UINT32_MAX / 4 || !Charge(length * sizeof(char16_t) + 1)) return nullptr;
  return static_cast<char16_t*>(
      arena_.Allocate(std::max<std::size_t>(length, 1) * sizeof(char16_t), alignof(char16_t)));
}

std::optional<Val> Heap::Copy(std::u16string_view text) {
  char16_t* const to = NewText(text.size());
  if (to == nullptr) return std::nullopt;
  std::ranges::copy(text, to);
  return Val::Text({to, text.size()});
}

std::optional<Val> Heap::Concat(std::u16string_view a, std::u16string_view b) {
  if (b.empty()) return Val::Text(a);
  if (a.empty()) return Val::Text(b);
  const std::size_t size = a.size() + b.size();
  for (Growing& growing : growing_) {
    if (growing.begin == a.data() && growing.size == a.size() && size <= growing.capacity) {
      std::ranges::copy(b, growing.begin + growing.size);
      growing.size = size;
      return Val::Text({growing.begin, size});
    }
  }
  constexpr std::size_t kWorthRoom = 32;
  const std::size_t capacity = size < kWorthRoom ? size : size * 2;
  char16_t* const to = NewText(capacity);
  if (to == nullptr) return std::nullopt;
  std::ranges::copy(b, std::ranges::copy(a, to).out);
  if (capacity > size) {
    growing_[next_growing_] = {.begin = to, .size = size, .capacity = capacity};
    next_growing_ = (next_growing_ + 1) % growing_.size();
  }
  return Val::Text({to, size});
}

bool Heap::Set(Object& object, std::u16string_view name, Val value) {
  if (Val* const there = object.Find(name)) {
    *there = value;
    return true;
  }
  if (!Charge(sizeof(Property) * 2)) return false;
  const auto kept = Copy(name);
  if (!kept) return false;
  object.properties.push_back({.name = kept->view(), .value = value});
  const auto count = static_cast<std::uint32_t>(object.properties.size());
  if (count == kIndexedProperties + 1) {
    for (std::uint32_t i = 0; i < count; ++i) object.index[object.properties[i].name] = i;
  } else if (count > kIndexedProperties + 1) {
    object.index[object.properties.back().name] = count - 1;
  }
  return true;
}

std::int64_t ArrayIndex(std::u16string_view name) {
  if (name.empty() || name.size() > 9 || (name.size() > 1 && name[0] == '0')) return -1;
  std::int64_t index = 0;
  for (const char16_t c : name) {
    if (c < '0' || c > '9') return -1;
    index = index * 10 + (c - '0');
  }
  return index;
}

}  // namespace js::eval
