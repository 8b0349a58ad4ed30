#include <algorithm>

#include "base/limits.h"
#include "facts/binary/byte_reader.h"
#include "facts/binary/imports.h"

namespace facts {
namespace {

class Wasm {
 public:
  explicit Wasm(Bytes bytes) : bytes_(bytes) {}

  BinaryTables Read() {
    at_ = 8;
    for (std::size_t i = 0; i < limits::kBinarySections && at_ < bytes_.size(); ++i) {
      const std::uint8_t id = bytes_[at_++];
      const std::uint64_t size = Leb();
      const std::size_t next =
          at_ + static_cast<std::size_t>(std::min<std::uint64_t>(size, bytes_.size() - at_));
      tables_.damaged |= size > bytes_.size() - at_;
      if (id == 2) ReadImports(next);
      if (id == 11) tables_.data.push_back(bytes_.subspan(at_, next - at_));
      at_ = next;
    }
    return std::move(tables_);
  }

 private:
  std::uint64_t Leb() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 35 && at_ < bytes_.size(); shift += 7) {
      const std::uint8_t byte = bytes_[at_++];
      number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return number;
    }
    tables_.damaged = true;
    return 0;
  }

  std::string_view Name(std::size_t end) {
    const std::uint64_t length = Leb();
    if (at_ > end || length > end - at_) {
      tables_.damaged = true;
      at_ = end;
      return {};
    }
    const std::string_view name = AsText(bytes_.subspan(at_, static_cast<std::size_t>(length)));
    at_ += static_cast<std::size_t>(length);
    return name;
  }

  void ReadImports(std::size_t end) {
    const std::uint64_t count = Leb();
    for (std::uint64_t i = 0;
         i < count && at_ < end && tables_.imports.size() < limits::kBinaryImports; ++i) {
      const std::string_view module = Name(end);
      const std::string_view name = Name(end);
      if (at_ >= end) return;
      tables_.imports.push_back({.name = name, .library = module});
      const std::uint8_t kind = bytes_[at_++];
      switch (kind) {
        case 0:  // function: a type
        case 4:  // tag
          if (kind == 4) static_cast<void>(Leb());
          static_cast<void>(Leb());
          break;
        case 1:  // table: a type and limits
          ++at_;
          Limits();
          break;
        case 2:  // memory
          Limits();
          break;
        case 3:  // global: a type and whether it changes
          at_ += 2;
          break;
        default:
          tables_.damaged = true;
          return;
      }
    }
  }

  void Limits() {
    const std::uint64_t flags = Leb();
    static_cast<void>(Leb());
    if ((flags & 1U) != 0) static_cast<void>(Leb());
  }

  Bytes bytes_;
  std::size_t at_ = 0;
  BinaryTables tables_;
};

}  // namespace

BinaryTables ReadWasm(Bytes bytes) {
  return bytes.size() < 8 ? BinaryTables{} : Wasm(bytes).Read();
}

}  // namespace facts
