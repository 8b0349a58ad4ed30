#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/file_system.h"
#include "base/span.h"
#include "formats/json.h"

namespace inventory {

/// A file that was read into values, with what is needed to point into it.
struct Source {
  std::string file;  ///< as the user would name it
  formats::json::Document document;
  LineTable lines{std::string_view()};

  [[nodiscard]] std::uint32_t LineAt(std::uint32_t offset) const { return lines.LineAt(offset); }
  [[nodiscard]] std::optional<formats::json::Object> Root() const {
    return document.root().AsObject();
  }
};

/// Collects diagnostics; of one code at most limits::kDiagnosticsPerCode are kept.
class Complaints {
 public:
  /// What is wrong at a place: the caret stands below `width` columns from `offset` on.
  struct Place {
    const Source* source = nullptr;
    std::uint32_t offset = 0;
    std::uint32_t width = 1;
  };
  void Add(Diagnostic::Level level, std::string_view code, const Place& place, std::string message,
           std::string help);
  /// For a file as a whole.
  void AddForFile(Diagnostic::Level level, std::string_view code, std::string file,
                  std::string message, std::string help);
  /// At the place, or for `file` as a whole when the place is in no text.
  void AddAt(Diagnostic::Level level, std::string_view code, const std::string& file,
             const Place& place, std::string message, std::string help) {
    if (place.source != nullptr) {
      Add(level, code, place, std::move(message), std::move(help));
    } else {
      AddForFile(level, code, file, std::move(message), std::move(help));
    }
  }
  void AddReady(Diagnostic diagnostic);
  /// For a place whose line holds a secret: says where it is, and shows nothing of it.
  void WarnUnshown(std::string_view code, const Place& place, std::string message,
                   std::string help);

  void Warn(std::string_view code, const Place& place, std::string message, std::string help) {
    Add(Diagnostic::Level::kWarning, code, place, std::move(message), std::move(help));
  }

  /// The diagnostics by (file, position, code), a note for each code that had more.
  [[nodiscard]] Diagnostics Take() &&;

 private:
  [[nodiscard]] bool IsRoomFor(std::string_view code);

  Diagnostics diagnostics_;
  std::map<std::string, std::size_t, std::less<>> counts_;
};

/// The key of a member, and the member's value: where a complaint about either points.
[[nodiscard]] Complaints::Place KeyOf(const Source& source, const formats::json::Member& member);
[[nodiscard]] Complaints::Place ValueOf(const Source& source, const formats::json::Value& value);

/// Complains of every member of `object` that a later one of the same key hides.
void WarnOfHiddenMembers(const Source& source, const formats::json::Object& object,
                         Complaints& complaints);

/// The text as it is in the file, for when JSON was read from somewhere else than a disk.
[[nodiscard]] std::optional<Source> ParseSource(std::string_view text, std::string file,
                                                std::string_view code, Complaints& complaints);

/// Reads and parses `path`, called `file` in messages. A missing file gives nothing, silently; one
/// that cannot be read or parsed gives nothing and an error diagnostic of `code`.
[[nodiscard]] std::optional<Source> ReadSource(const FileSystem& files, const std::string& path,
                                               std::string file, std::size_t limit,
                                               std::string_view code, Complaints& complaints);

/// How a lockfile is written down.
enum class Syntax : std::uint8_t { kJson, kJsonWithComments, kYaml, kYarnClassic };

/// As ReadLockText, of text that was taken out of a file of another kind.
[[nodiscard]] std::optional<Source> ParseLockText(std::string_view lock, std::string file,
                                                  Syntax syntax, Complaints& complaints);

/// As ReadSource, for any syntax; of broken YAML, what stands before the fault is given too. The
/// root of YAML is the list of its documents. A missing file is an error as well.
[[nodiscard]] std::optional<Source> ReadLockText(const FileSystem& files, const std::string& path,
                                                 std::string file, Syntax syntax,
                                                 Complaints& complaints);

}  // namespace inventory
