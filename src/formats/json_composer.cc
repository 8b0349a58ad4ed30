#include "formats/json_composer.h"

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace formats::json {

Composer::Composer(std::string_view text) {
  CHECK(text.size() <= limits::kJsonBytes, "the caller bounds the text");
  document_.text_ = document_.arena_.Copy(text);
}

void Composer::Open(std::uint32_t offset, Kind kind) {
  frames_.push_back({.kind = kind,
                     .offset = offset,
                     .first = kind == Kind::kObject ? members_.size() : elements_.size()});
}

void Composer::Key(std::string_view key, std::uint32_t offset) {
  members_.push_back({.key = key, .key_offset = offset});
}

void Composer::String(std::string_view text, std::uint32_t offset) {
  Put({Kind::kString, offset, text.data(), static_cast<std::uint32_t>(text.size())});
}

void Composer::Number(std::string_view text, std::uint32_t offset) {
  Put({Kind::kNumber, offset, text.data(), static_cast<std::uint32_t>(text.size())});
}

void Composer::Bool(bool value, std::uint32_t offset) {
  Put({value ? Kind::kTrue : Kind::kFalse, offset, nullptr, 0});
}

void Composer::Null(std::uint32_t offset) {
  Put({Kind::kNull, offset, nullptr, 0});
}

void Composer::Put(const Value& value) {
  last_ = value;
  if (frames_.empty()) {
    document_.root_ = value;
  } else if (frames_.back().kind == Kind::kObject) {
    members_.back().value = value;
  } else {
    elements_.push_back(value);
  }
}

Value Composer::End() {
  CHECK(!frames_.empty(), "only what was opened can be closed");
  const Frame frame = frames_.back();
  frames_.pop_back();
  Value closed;
  if (frame.kind == Kind::kObject) {
    closed = MakeObject(document_.arena_, frame.offset,
                        std::span<const Member>(members_).subspan(frame.first));
    members_.resize(frame.first);
  } else {
    const auto kept = document_.arena_.Copy(std::span<const Value>(elements_).subspan(frame.first));
    elements_.resize(frame.first);
    closed = {Kind::kArray, frame.offset, kept.data(), static_cast<std::uint32_t>(kept.size())};
  }
  Put(closed);
  return closed;
}

Document Composer::Finish() && {
  CHECK(frames_.empty(), "every container was closed");
  return std::move(document_);
}

Value Composer::MakeObject(Arena& arena, std::uint32_t offset, std::span<const Member> members) {
  const auto size = static_cast<std::uint32_t>(members.size());
  if (size < Object::kIndexedSize) {
    const auto kept = arena.Copy(members);
    return {Kind::kObject, offset, kept.data(), size};
  }
  auto* const place = static_cast<std::byte*>(
      arena.Allocate(members.size_bytes() + size * sizeof(std::uint32_t), alignof(Member)));
  std::uninitialized_copy(members.begin(), members.end(), reinterpret_cast<Member*>(place));
  auto* const index = reinterpret_cast<std::uint32_t*>(place + members.size_bytes());
  for (std::uint32_t i = 0; i < size; ++i) index[i] = i;
  std::sort(index, index + size, [members](std::uint32_t a, std::uint32_t b) {
    const int order = members[a].key.compare(members[b].key);
    return order != 0 ? order < 0 : a < b;
  });
  return {Kind::kObject, offset, place, size};
}

}  // namespace formats::json
