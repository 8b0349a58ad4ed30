#include "facts/content_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/text.h"
#include "facts/binary/binary_facts.h"
#include "facts/magic.h"
#include "facts/trailing.h"

namespace facts {
namespace {

/// Formats that a media or font extension promises. Pictures that are another picture format are an
/// everyday slip and left alone.
constexpr auto kMediaExtensions =
    std::to_array<std::string_view>({".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".otf", ".pdf",
                                     ".png", ".ttf", ".webp", ".woff", ".woff2"});
constexpr auto kArchiveExtensions = std::to_array<std::string_view>({".gz", ".tgz", ".zip"});
/// Data extensions that people take for harmless without looking.
constexpr auto kHarmlessExtensions = std::to_array<std::string_view>(
    {".avi", ".cfg", ".conf", ".css", ".csv", ".dat", ".db", ".eot", ".ico", ".log", ".map", ".mp3",
     ".mp4", ".ogg", ".svg", ".tmp", ".wav"});

template <typename List>
bool IsIn(const List& list, std::string_view extension) {
  return std::find(list.begin(), list.end(), extension) != list.end();
}

Evidence WholeFile(const ContentFile& file) {
  Evidence evidence;
  evidence.file = Untrusted(file.path);
  return evidence;
}

/// The name promises something a reader would not expect native code in.
bool ClaimsToBeElse(std::string_view extension, FileClass file_class) {
  return file_class != FileClass::kData || IsIn(kMediaExtensions, extension) ||
         IsIn(kHarmlessExtensions, extension) || IsIn(kArchiveExtensions, extension);
}

void ReportBinary(const ContentFile& file, Format format, std::string_view extension,
                  FileClass file_class, Sink& sink) {
  const BinaryShape shape = ShapeOf(format, file.bytes);
  const bool addon = extension == ".node" && shape.sort != "executable";
  // A name without extension is how Unix names its programs: `README` is a name of prose, `esbuild`
  // not.
  const bool disguised = !extension.empty() && ClaimsToBeElse(extension, file_class);
  sink.Add(FactKind::kFileBinary, Phase::kUnknown, WholeFile(file),
           {{"format", NameOf(format)},
            {"sort", addon ? "addon" : shape.sort},
            {"architecture", shape.architecture},
            {"extension", extension},
            {"disguised", YesNo(disguised)},
            {"bytes", std::to_string(file.bytes.size())}});
}

/// What stands where a picture, font or archive was promised; empty when the promise is kept.
std::string_view BrokenPromise(Bytes bytes, Format format, std::string_view extension) {
  const FormatGroup group = GroupOf(format);
  if (IsIn(kMediaExtensions, extension)) {
    if (group == FormatGroup::kMedia) return {};
    if (group != FormatGroup::kUnknown) return NameOf(format);
    const std::string_view text = AsText(bytes);
    // Placeholders of large-file storage, SVG and HTML under another name are slips, not disguise.
    if (text.starts_with("version https://git-lfs") || text.starts_with('<')) return {};
    return LooksLikeText(bytes) ? "text" : "data";
  }
  if (IsIn(kArchiveExtensions, extension))
    return group == FormatGroup::kNative || group == FormatGroup::kBytecode ? NameOf(format)
                                                                            : std::string_view();
  return {};
}

/// An MPEG transport stream shares its extension with TypeScript.
bool IsTransportStream(Bytes bytes, std::string_view extension) {
  return extension == ".ts" && bytes.size() > 188 && bytes[0] == 0x47 && bytes[188] == 0x47;
}

bool StartsWithUtf16Mark(Bytes bytes) {
  return bytes.size() >= 2 &&
         ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF));
}

/// Binary content where source text was promised.
std::string_view BrokenSource(Bytes bytes, Format format, std::string_view extension,
                              FileClass file_class) {
  if (file_class == FileClass::kData || extension.empty()) return {};
  const FormatGroup group = GroupOf(format);
  const bool binary = group == FormatGroup::kArchive || group == FormatGroup::kMedia ||
                      group == FormatGroup::kBytecode;
  if (IsTransportStream(bytes, extension)) return {};
  if (binary) return NameOf(format);
  const bool source = file_class == FileClass::kCode || file_class == FileClass::kConfig;
  if (source && format == Format::kUnknown && !LooksLikeText(bytes) && !StartsWithUtf16Mark(bytes))
    return "data";
  return {};
}

void ReportMismatch(const ContentFile& file, Format format, std::string_view extension,
                    FileClass file_class, Sink& sink) {
  std::string_view content = BrokenPromise(file.bytes, format, extension);
  if (content.empty()) content = BrokenSource(file.bytes, format, extension, file_class);
  const FormatGroup group = GroupOf(format);
  const bool native = group == FormatGroup::kNative;
  if (content.empty() && native && ClaimsToBeElse(extension, file_class) && !extension.empty())
    content = NameOf(format);
  if (content.empty() || file.bytes.empty()) return;
  const bool executable =
      native || group == FormatGroup::kBytecode || group == FormatGroup::kScript;
  sink.Add(FactKind::kFileMagicMismatch, Phase::kUnknown, WholeFile(file),
           {{"extension", extension}, {"format", content}, {"executable", YesNo(executable)}});
}

std::string_view TailName(Bytes tail) {
  const Format format = IdentifyFormat(tail);
  if (format != Format::kUnknown) return NameOf(format);
  return LooksLikeText(tail) && IsUtf8(AsText(tail)) ? "text" : "data";
}

void ReportTail(const ContentFile& file, Format format, Sink& sink) {
  const auto end = FindEnd(format, file.bytes);
  if (!end || *end >= file.bytes.size()) return;
  const Bytes tail = file.bytes.subspan(*end);
  // Padding, a line end, a repeated end marker: editors and cameras leave them.
  constexpr std::size_t kTailOfNote = 16;
  const bool filler = std::all_of(tail.begin(), tail.end(), [&](std::uint8_t byte) {
    return byte == tail[0] || byte == 0 || byte == '\n' || byte == '\r' || byte == ' ';
  });
  if (tail.size() < kTailOfNote || filler) return;
  Evidence evidence = WholeFile(file);
  evidence.bytes = {.begin = static_cast<std::uint32_t>(*end),
                    .end = static_cast<std::uint32_t>(file.bytes.size())};
  const std::string_view name = TailName(tail);
  if (name == "text" || name == "script")
    evidence.snippet = Untrusted(CutCodePoints(AsText(tail), 240));
  sink.Add(FactKind::kFileAppendedPayload, Phase::kUnknown, std::move(evidence),
           {{"format", NameOf(format)},
            {"bytes", std::to_string(tail.size())},
            {"tail", name},
            {"entropy", fmt::format("{:.1f}", Entropy(tail))}});
}

void ReportArchive(const ContentFile& file, Format format, std::string_view extension, Sink& sink) {
  // `ar` is the format of static libraries; only as a Debian package does it hold files to install.
  if (format == Format::kAr && extension != ".deb") return;
  sink.Add(FactKind::kFileArchive, Phase::kUnknown, WholeFile(file),
           {{"format", format == Format::kAr ? "deb" : NameOf(format)},
            {"extension", extension},
            {"bytes", std::to_string(file.bytes.size())}});
}

}  // namespace

void ExtractContent(const ContentFile& file, FileClass file_class, Sink& sink) {
  const Format format = IdentifyFormat(file.bytes);
  const FormatGroup group = GroupOf(format);
  const LowerExtension lower(file.path);
  const std::string_view extension = lower.View();
  if (group == FormatGroup::kNative) {
    ReportBinary(file, format, extension, file_class, sink);
    ExtractBinary(file, format, sink);
  }
  if (group == FormatGroup::kArchive) ReportArchive(file, format, extension, sink);
  if (group == FormatGroup::kBytecode)
    sink.Add(FactKind::kFileBytecode, Phase::kUnknown, WholeFile(file),
             {{"format", NameOf(format)}, {"extension", extension}});
  ReportMismatch(file, format, extension, file_class, sink);
  ReportTail(file, format, sink);
}

}  // namespace facts
