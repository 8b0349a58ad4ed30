#include "formats/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace formats {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kLargestNumber = (std::uint64_t{1} << 53U) - 1;  ///< node-tar's bound

/// The fields of a header block (POSIX.1-2001, ustar).
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kSize{124, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kTypeAt = 156;
constexpr Field kLink{157, 100};
constexpr Field kMagic{257, 8};
constexpr Field kPrefix{345, 155};
constexpr Field kShortPrefix{345, 130};  ///< when access times follow it
constexpr std::size_t kPrefixLastAt = 475;

/// node-tar reads past the field, into the type: it matters when nothing ends the number.
constexpr Field kChecksumAsRead{148, 12};

std::string_view Raw(Bytes block, Field field) {
  return AsText(block.subspan(field.at, field.size));
}

bool IsZero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

/// Octal as node-tar reads it: up to a NUL, blanks around it, up to the first character that is no
/// digit; nothing when there is no digit.
std::optional<std::uint64_t> ReadOctal(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  std::size_t at = text.find_first_not_of(" \t\n\r\v\f");
  if (at != std::string_view::npos && text[at] == '+')
    at = at + 1 < text.size() ? at + 1 : std::string_view::npos;
  if (at == std::string_view::npos || text[at] < '0' || text[at] > '7') return std::nullopt;
  std::uint64_t number = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '7'; ++at) {
    number = number * 8 + static_cast<std::uint64_t>(text[at] - '0');
  }
  return number;
}

/// Octal, or GNU's base-256 with the first bit set. Nothing for a number that is absent, negative
/// or beyond what node-tar can count; `good` is false only for malformed base-256.
std::optional<std::uint64_t> ReadNumber(Bytes block, Field field, bool& good) {
  const std::string_view text = Raw(block, field);
  const auto first = static_cast<std::uint8_t>(text[0]);
  if ((first & 0x80U) == 0) return ReadOctal(text);
  if (first != 0x80 && first != 0xFF) good = false;
  // A negative number is the complement of what its inverted bytes say, plus one.
  const std::uint8_t inversion = first == 0xFF ? 0xFF : 0;
  std::uint64_t number = 0;
  for (const char c : text.substr(1)) {
    number = number << 8U | (static_cast<std::uint8_t>(c) ^ inversion);
    if (number > kLargestNumber) good = false;
    if (!good) return std::nullopt;
  }
  if (first == 0x80) return number;
  if (number == kLargestNumber) good = false;
  return std::nullopt;
}

/// Numbers that nobody here needs, but whose malformed base-256 makes node-tar pass the header
/// over; it does not look where a pax record of that name gives the number.
struct IdleNumber {
  Field field;
  std::string_view record;
  enum class Where : std::uint8_t { kAlways, kUstar, kUstarWithShortPrefix } where;
};
constexpr IdleNumber kIdleNumbers[] = {
    {{108, 8}, "uid", IdleNumber::Where::kAlways},
    {{116, 8}, "gid", IdleNumber::Where::kAlways},
    {{136, 12}, "mtime", IdleNumber::Where::kAlways},
    {{329, 8}, "devmaj", IdleNumber::Where::kUstar},
    {{337, 8}, "devmin", IdleNumber::Where::kUstar},
    {{476, 12}, "atime", IdleNumber::Where::kUstarWithShortPrefix},
    {{488, 12}, "ctime", IdleNumber::Where::kUstarWithShortPrefix},
};

bool IsUstar(Bytes block) {
  return Raw(block, kMagic) == std::string_view("ustar\00000", 8);
}

bool IsRead(const IdleNumber& number, Bytes block) {
  switch (number.where) {
    case IdleNumber::Where::kAlways:
      return true;
    case IdleNumber::Where::kUstar:
      return IsUstar(block);
    case IdleNumber::Where::kUstarWithShortPrefix:
      return IsUstar(block) && block[kPrefixLastAt] == 0;
  }
  return true;
}

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string_view LastSegment(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.find_last_of('/') + 1);
}

std::string OnlyPlainAscii(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c >= 0x20 && c < 0x7F && c != '?') kept += c;
  }
  return kept;
}

/// Whether `header` is what honest writers put into a header whose path did not fit: the path cut
/// short, or with letters beyond ASCII left out or replaced, or with folders in the middle left
/// out.
bool StandsFor(std::string_view header, std::string_view path) {
  if (header == path) return true;
  if (path.size() <= kName.size && IsPlainAscii(path)) return false;
  const std::string plain_header = OnlyPlainAscii(header);
  const std::string plain_path = OnlyPlainAscii(path);
  if (plain_path.starts_with(plain_header)) return true;
  return LastSegment(plain_path).starts_with(LastSegment(plain_header));
}

/// What `x`, `L` and `K` headers said of the next entry, or `g` of all that follow.
struct Records {
  std::optional<std::string_view> path;
  std::optional<std::string_view> link;
  std::optional<std::uint64_t> size;
  std::optional<std::string_view> type;  ///< in node-tar's words
  bool mode = false;                     ///< there is one; what it says changes nothing here
  std::uint32_t idle = 0;                ///< which of kIdleNumbers there are
  bool sparse = false;
};

/// node-tar lets a pax record `type`, which no standard knows, replace the header's.
TarType TypeNamed(std::string_view name) {
  if (name.ends_with("File") && name != "SparseFile") return TarType::kFile;
  if (name == "Link") return TarType::kHardLink;
  if (name == "SymbolicLink") return TarType::kSymlink;
  return name == "Directory" ? TarType::kFolder : TarType::kSpecial;
}

std::string WithReplacements(std::string_view text) {
  std::string replaced;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    AppendUtf8(replaced, point.value);
    at += point.length;
  }
  return replaced;
}

class Reader {
 public:
  Reader(Bytes archive, std::size_t entry_limit) : archive_(archive), entry_limit_(entry_limit) {}

  TarArchive Run();

 private:
  /// A header block that npm would act on.
  struct Header {
    char type = '0';
    std::string_view path;
    std::string_view link;
    std::uint64_t size = 0;
    std::uint64_t mode = 0;
  };

  void ReadHeader(Bytes block);
  std::optional<Header> Decode(Bytes block);
  std::string_view UpToNul(std::string_view raw);
  std::string_view HeaderPath(Bytes block);
  void ReadMeta(const Header& header);
  void ReadPax(std::string_view body, Records& records);
  void ApplyRecord(std::string_view key, std::string_view value, Records& records);
  void AddEntry(const Header& header, Bytes body);
  Bytes TakeBody(const Header& header);
  void Finish();
  void Remark(TarOddity oddity, std::string_view path, std::string detail);

  Bytes archive_;
  std::size_t entry_limit_;
  std::size_t at_ = 0;
  bool saw_zero_block_ = false;
  bool ended_ = false;
  std::string_view header_path_;  ///< of the current entry, before records were applied
  Records next_;
  Records global_;
  std::array<std::size_t, static_cast<std::size_t>(TarOddity::kTooLarge) + 1> remark_counts_{};
  TarArchive result_;
};

void Reader::Remark(TarOddity oddity, std::string_view path, std::string detail) {
  if (remark_counts_[static_cast<std::size_t>(oddity)]++ < limits::kArchiveRemarksPerKind) {
    result_.remarks.push_back({oddity, std::string(path), std::move(detail)});
  }
}

/// Text up to its NUL. As in node-tar, only the rest of that *line* is cut off: what a newline
/// after the NUL begins is part of the name again.
std::string_view Reader::UpToNul(std::string_view raw) {
  const std::size_t nul = raw.find('\0');
  if (nul == std::string_view::npos) return raw;
  // Not by find_first_of, which calls a function for every byte: a header has three such fields.
  const auto* const line_end =
      std::find_if(raw.begin() + nul, raw.end(), [](char c) { return c == '\n' || c == '\r'; });
  if (line_end == raw.end()) return raw.substr(0, nul);
  return result_.arena.Copy(std::string(raw.substr(0, nul)).append(line_end, raw.end()));
}

std::string_view Reader::HeaderPath(Bytes block) {
  const std::string_view name = UpToNul(Raw(block, kName));
  if (!IsUstar(block)) return name;
  const bool long_prefix = block[kPrefixLastAt] != 0;
  const std::string_view prefix = UpToNul(Raw(block, long_prefix ? kPrefix : kShortPrefix));
  if (prefix.empty() && !long_prefix) return name;
  return result_.arena.Copy(fmt::format("{}/{}", prefix, name));
}

std::optional<Reader::Header> Reader::Decode(Bytes block) {
  std::uint64_t sum = kChecksum.size * ' ';
  for (const std::uint8_t byte : block) sum += byte;
  for (const char c : Raw(block, kChecksum)) sum -= static_cast<std::uint8_t>(c);
  header_path_ = HeaderPath(block);
  const auto refuse = [&](std::string_view why) {
    Remark(TarOddity::kBadHeader, header_path_, std::string(why));
    return std::nullopt;
  };
  bool good = true;
  if (ReadNumber(block, kChecksumAsRead, good) != sum) return refuse("checksum");

  Header header;
  header.type = static_cast<char>(block[kTypeAt]);
  const bool is_entry =
      header.type == '\0' || header.type == 'D' || (header.type >= '0' && header.type <= '7');
  const bool size_given = is_entry && (next_.size || global_.size);
  if (!is_entry || !(next_.mode || global_.mode)) {
    header.mode = ReadNumber(block, kMode, good).value_or(0);
  }
  if (!size_given) header.size = ReadNumber(block, kSize, good).value_or(0);
  const std::uint32_t idle_given = is_entry ? next_.idle | global_.idle : 0;
  for (std::size_t i = 0; i < std::size(kIdleNumbers); ++i) {
    const bool given = (idle_given >> i & 1U) != 0;
    if (given || !IsRead(kIdleNumbers[i], block)) continue;
    static_cast<void>(ReadNumber(block, kIdleNumbers[i].field, good));
  }
  if (!good) return refuse("number");
  header.path = header_path_;
  const std::string_view own_link = UpToNul(Raw(block, kLink));
  header.link = own_link;
  if (is_entry) {
    if (next_.path) header.path = *next_.path;
    if (next_.link) header.link = *next_.link;
    if (size_given) header.size = next_.size ? *next_.size : *global_.size;
  }
  if (header.path.empty()) return refuse("no path");
  const bool is_link = header.type == '1' || header.type == '2';
  if (is_link && own_link.empty()) return refuse("link without target");
  if (!is_link && header.type != 'x' && header.type != 'g' && !own_link.empty()) {
    return refuse("target without link");
  }
  if ((header.type == '0' || header.type == '\0') && header.path.ends_with('/')) header.type = '5';
  if (header.type == '5') header.size = 0;
  return header;
}

Bytes Reader::TakeBody(const Header& header) {
  const std::size_t have = archive_.size() - at_;
  const std::size_t size = std::min<std::uint64_t>(header.size, have);
  const Bytes body = archive_.subspan(at_, size);
  if (header.size > have) {
    Remark(TarOddity::kTruncated, header.path,
           fmt::format("{} of {} bytes are there", have, header.size));
    result_.incomplete = true;
    ended_ = true;
    at_ = archive_.size();
    return body;
  }
  const std::size_t padded = (size + kBlock - 1) / kBlock * kBlock;
  if (padded > have) {
    Remark(TarOddity::kTruncated, header.path, "the padding is not all there");
    ended_ = true;
  }
  at_ += std::min(have, padded);
  return body;
}

void Reader::ReadHeader(Bytes block) {
  const auto header = Decode(block);
  if (!header) return;
  switch (header->type) {
    case 'x':
    case 'X':
    case 'g':
    case 'L':
    case 'N':
    case 'K':
      ReadMeta(*header);
      return;
    default:
      AddEntry(*header, TakeBody(*header));
      next_ = {};
  }
}

void Reader::ReadMeta(const Header& header) {
  // A `size` record is meant for the next entry, yet node-tar looks at it here too, and leaves the
  // body of this header to be read as headers when it is 0.
  const std::uint64_t size = global_.size.value_or(next_.size.value_or(header.size));
  if (size == 0) return;
  const Bytes body = TakeBody(header);
  if (size > limits::kPaxBytes || body.size() > limits::kPaxBytes) {
    Remark(TarOddity::kTooLarge, header.path, "header record");
    result_.incomplete = true;
    return;
  }
  const std::string_view text = AsText(body);
  switch (header.type) {
    case 'L':
    case 'N':
      next_.path = UpToNul(text);
      return;
    case 'K':
      next_.link = UpToNul(text);
      return;
    default:
      ReadPax(text, header.type == 'g' ? global_ : next_);
  }
}

/// "LENGTH KEY=VALUE\n", read line by line as node-tar does: a line whose length is wrong does not
/// count.
void Reader::ReadPax(std::string_view body, Records& records) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    // node-tar counts the bytes of what it decoded.
    if (!IsUtf8(line)) line = result_.arena.Copy(WithReplacements(line));
    std::size_t digits = 0;
    std::size_t length = 0;
    while (digits < line.size() && digits < 8 && line[digits] >= '0' && line[digits] <= '9') {
      length = length * 10 + static_cast<std::size_t>(line[digits++] - '0');
    }
    const std::size_t equals = line.find('=', digits);
    if (digits == 0 || line[0] == '0' || length != line.size() + 1 ||
        equals == std::string_view::npos || equals <= digits + 1) {
      if (line.find_first_not_of('\0') != std::string_view::npos) {
        Remark(TarOddity::kBadRecord, header_path_, std::string(line.substr(0, 100)));
      }
      continue;
    }
    std::string_view value = line.substr(equals + 1);
    ApplyRecord(line.substr(digits + 1, equals - digits - 1), value.substr(0, value.find('\0')),
                records);
  }
}

void Reader::ApplyRecord(std::string_view key, std::string_view value, Records& records) {
  const bool global = &records == &global_;
  if (key == "path") {
    if (global) return Remark(TarOddity::kPathOverride, value, "for all entries");
    records.path = value;
  } else if (key == "linkpath") {
    if (!global) records.link = value;
  } else if (key == "size") {
    std::uint64_t size = 0;
    for (const char c : value) {
      if (c < '0' || c > '9' || size > kLargestNumber / 10) {
        return Remark(TarOddity::kBadRecord, header_path_, fmt::format("size={}", value));
      }
      size = size * 10 + static_cast<std::uint64_t>(c - '0');
    }
    records.size = size;
  } else if (key == "type") {
    records.type = value;
    Remark(TarOddity::kBadRecord, header_path_, fmt::format("type={}", value));
  } else if (key == "mode") {
    records.mode = true;
  } else if (key.starts_with("GNU.sparse.")) {
    records.sparse = true;
  } else {
    for (std::size_t i = 0; i < std::size(kIdleNumbers); ++i) {
      if (kIdleNumbers[i].record == key) records.idle |= 1U << i;
    }
  }
}

void Reader::AddEntry(const Header& header, Bytes body) {
  if (result_.entries.size() >= entry_limit_) {
    Remark(TarOddity::kTooLarge, "", fmt::format("more than {} entries", entry_limit_));
    result_.incomplete = true;
    ended_ = true;
    at_ = archive_.size();
    return;
  }
  if (header.path.size() > limits::kArchivePathBytes) {
    Remark(TarOddity::kTooLarge, header.path.substr(0, limits::kArchivePathBytes), "path");
    result_.incomplete = true;
    return;
  }
  constexpr std::uint64_t kExecuteBits = 0111;
  TarEntry entry{.executable = (header.mode & kExecuteBits) != 0, .path = header.path};
  switch (header.type) {
    case '\0':
    case '0':
    case '7':
      entry.type = TarType::kFile;
      entry.bytes = body;
      break;
    case '1':
      entry.type = TarType::kHardLink;
      entry.link = header.link;
      break;
    case '2':
      entry.type = TarType::kSymlink;
      entry.link = header.link;
      break;
    case '3':
    case '4':
    case '6':
      entry.type = TarType::kSpecial;
      Remark(TarOddity::kSpecialFile, header.path, std::string(1, header.type));
      break;
    case '5':
    case 'D':
      entry.type = TarType::kFolder;
      break;
    case 'S':
      entry.type = TarType::kSparse;
      break;
    default:
      return Remark(TarOddity::kUnknownType, header.path, std::string(1, header.type));
  }
  if (const auto type = global_.type ? global_.type : next_.type) {
    entry.type = TypeNamed(*type);
    entry.bytes = entry.type == TarType::kFile ? body : Bytes();
    entry.link = header.link;
  }
  if (next_.sparse || entry.type == TarType::kSparse) {
    Remark(TarOddity::kSparse, header.path, "");
  }
  if (next_.path && !StandsFor(header_path_, header.path)) {
    Remark(TarOddity::kPathOverride, header.path, std::string(header_path_));
  }
  result_.entries.push_back(entry);
}

void Reader::Finish() {
  const Bytes rest = archive_.subspan(at_);
  if (ended_) {
    if (!IsZero(rest)) {
      Remark(TarOddity::kTrailingData, "", fmt::format("{} bytes", rest.size()));
    }
    return;
  }
  if (!IsZero(rest)) {
    Remark(TarOddity::kTruncated, "", fmt::format("{} bytes of a header are there", rest.size()));
    result_.incomplete = true;
  }
  Remark(TarOddity::kNoEndMarker, "", "");
}

TarArchive Reader::Run() {
  while (!ended_ && at_ + kBlock <= archive_.size()) {
    const Bytes block = archive_.subspan(at_, kBlock);
    at_ += kBlock;
    if (block[0] == 0 && IsZero(block)) {
      ended_ = saw_zero_block_;
      saw_zero_block_ = true;
      continue;
    }
    saw_zero_block_ = false;
    ReadHeader(block);
  }
  Finish();
  return std::move(result_);
}

}  // namespace

TarArchive ReadTar(Bytes archive, std::size_t entry_limit) {
  return Reader(archive, entry_limit).Run();
}

}  // namespace formats
