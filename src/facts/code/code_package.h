#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/code/code_file.h"
#include "facts/package_view.h"

namespace facts::code {

/// Steps for so many bytes of code that are followed together.
[[nodiscard]] std::uint64_t StepsFor(std::size_t bytes);

/// Work that the analysis of one package may do, counted in small steps and not in time, so that
/// the same bytes always end at the same place.
class Budget {
 public:
  explicit Budget(std::uint64_t steps) : left_(steps) {}
  /// False once the steps are used up.
  [[nodiscard]] bool Step(std::uint64_t steps = 1) {
    if (left_ < steps) {
      left_ = 0;
      return false;
    }
    left_ -= steps;
    return true;
  }
  [[nodiscard]] bool exhausted() const { return left_ == 0; }

 private:
  std::uint64_t left_;
};

/// An expression of a file.
struct Site {
  FileId file = FileId::kNone;
  js::NodeId node = js::NodeId::kNone;
  bool operator==(const Site&) const = default;
  auto operator<=>(const Site&) const = default;
};

/// A number for node or variable `index` of a file.
[[nodiscard]] inline std::uint64_t KeyOf(FileId file, std::uint32_t index) {
  return static_cast<std::uint64_t>(file) << 32U | index;
}

/// The files of one package whose trees are at hand, and what a specifier in one of them names.
class CodePackage {
 public:
  explicit CodePackage(const PackageView& view) : view_(view) {}

  FileId Add(std::unique_ptr<CodeFile> file);
  [[nodiscard]] CodeFile& operator[](FileId id) { return *files_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const CodeFile& operator[](FileId id) const {
    return *files_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] std::size_t size() const { return files_.size(); }
  [[nodiscard]] const PackageView& view() const { return view_; }
  /// kNone when the package has no such file of code.
  [[nodiscard]] FileId Find(std::string_view path) const;

  /// The file that `specifier` in `from` names: relative, or by the package's own name or imports
  /// map; kNone for anything else.
  [[nodiscard]] FileId Resolve(FileId from, std::string_view specifier) const;
  /// The package's file for a path that may lack extension or index.
  [[nodiscard]] FileId ResolvePath(std::string_view path) const;

 private:
  const PackageView& view_;
  std::vector<std::unique_ptr<CodeFile>> files_;
  std::map<std::string, FileId, std::less<>> by_path_;
};

/// The folder of a path: everything before the last slash, "" for none.
[[nodiscard]] std::string_view FolderOf(std::string_view path);

}  // namespace facts::code
