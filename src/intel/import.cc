#include "intel/import.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "formats/gzip.h"
#include "formats/zip.h"
#include "intel/incident.h"
#include "intel/read_osv.h"
#include "intel/signals.h"

namespace intel {
namespace {

constexpr std::size_t kProblemsTold = 20;

class Importer {
 public:
  Importer(const Trust& trust, PackInput& input) : trust_(trust), input_(input) {}

  Result<ImportReport> Path(const FileSystem& files, const std::string& path) {
    const auto status = files.StatusOfTarget(path);
    if (!status) return Fail(status.error());
    if (status->type == FileType::kMissing)
      return Fail(fmt::format("there is nothing at {}", Quote(path)));
    if (status->type == FileType::kFolder) {
      if (auto walked = Folder(files, path); !walked) return Fail(std::move(walked).error());
    } else {
      const auto mapped = files.Map(path, limits::kZipBytes);
      if (!mapped) return Fail(mapped.error());
      if (auto taken = Take(path, mapped->bytes()); !taken)
        return Fail(taken.error().Within(Quote(path)));
    }
    return Finish(path);
  }

  Result<ImportReport> Octets(std::string_view name, Bytes bytes) {
    if (auto taken = Take(name, bytes); !taken) return Fail(taken.error().Within(Quote(name)));
    return Finish(name);
  }

 private:
  Result<ImportReport> Finish(std::string_view name) {
    if (report_.records + report_.exploited + report_.scores == 0) {
      return Fail(fmt::format("there is no record in {}", Quote(name)),
                  report_.problems.empty() ? "it takes OSV records, incident records, KEV, EPSS"
                                           : report_.problems.front());
    }
    return std::move(report_);
  }

  Result<void> Folder(const FileSystem& files, const std::string& root) {
    std::vector<std::string> waiting = {root};
    std::size_t seen = 0;
    while (!waiting.empty()) {
      const std::string folder = std::move(waiting.back());
      waiting.pop_back();
      const auto entries = files.List(folder);
      if (!entries) return Fail(entries.error());
      for (const FolderEntry& entry : *entries) {
        if (++seen > limits::kFolderEntries)
          return Fail(fmt::format("{} has more entries than the limit", Quote(root)));
        const std::string path = JoinPath(folder, entry.name);
        if (entry.type == FileType::kFolder && entry.name != ".git") waiting.push_back(path);
        if (entry.type != FileType::kFile) continue;
        const auto bytes = files.Read(path, limits::kVexBytes);
        const auto taken = bytes ? Take(path, *bytes) : Result<void>(Fail(bytes.error()));
        if (!taken) Problem(path, taken.error());
      }
    }
    return {};
  }

  void Problem(std::string_view path, const Error& error) {
    ++report_.skipped;
    if (report_.problems.size() < kProblemsTold)
      report_.problems.push_back(fmt::format("{}: {}", Quote(path), error.message));
  }

  Result<void> Take(std::string_view name, Bytes bytes) {
    const std::string_view text = AsText(bytes);
    if (formats::IsZip(bytes)) return Zip(bytes);
    if (formats::Unzipper::Recognises(bytes)) {
      formats::Unzipper unzipper;
      const formats::Unzipped unzipped = unzipper.Unzip(bytes);
      if (unzipped.end != formats::GzipEnd::kWhole) return Fail("its gzip data is damaged");
      const ByteVector content(unzipped.bytes.begin(), unzipped.bytes.end());
      if (formats::Unzipper::Recognises(content)) return Fail("it is packed twice");
      return Take(name, content);
    }
    if (text.starts_with(layout::kMagic)) return TakePack(bytes);
    if (LooksLikeEpss(text)) return Counted(ReadEpss(text, input_.signals), report_.scores);
    if (LooksLikeKev(text)) return Counted(ReadKev(text, input_.signals), report_.exploited);
    if (name.ends_with(".json")) return TakeOsv(name, text);
    if (name.ends_with(".yaml") || name.ends_with(".yml")) return TakeIncident(text);
    return {};  // README and the like lie beside records
  }

  static Result<void> Counted(Result<std::size_t> count, std::size_t& sum) {
    if (!count) return Fail(std::move(count).error());
    sum += *count;
    return {};
  }

  Result<void> Zip(Bytes archive) {
    return formats::ReadZip(archive, [&](const formats::ZipEntry& entry, Bytes bytes) {
      // An archive within an archive is not looked into: nobody publishes records so.
      const auto taken = formats::IsZip(bytes) || formats::Unzipper::Recognises(bytes)
                             ? Result<void>()
                             : Take(entry.path, bytes);
      if (!taken) Problem(entry.path, taken.error());
      return input_.advisories.size() < limits::kAdvisories;
    });
  }

  Result<void> TakePack(Bytes bytes) {
    auto pack = Pack::Open(MappedFile(bytes), trust_);
    if (!pack) return Fail(std::move(pack).error());
    if (auto whole = pack->VerifyAll(); !whole) return whole;
    PackInput content = Unmake(*pack);
    report_.records += content.advisories.size();
    for (Advisory& advisory : content.advisories) {
      report_.malware += advisory.malware ? 1 : 0;
      input_.advisories.push_back(std::move(advisory));
    }
    for (auto& [id, signals] : content.signals) input_.signals.insert_or_assign(id, signals);
    return {};
  }

  Result<void> TakeOsv(std::string_view name, std::string_view text) {
    auto reading = ReadOsv(text, {});
    if (!reading) return Fail(std::move(reading).error());
    // OSSF moves what it takes back into a folder of its own.
    if (name.find("/withdrawn/") != std::string_view::npos && reading->advisory.withdrawn == 0)
      reading->advisory.withdrawn = std::max<UnixMillis>(reading->advisory.modified, 1);
    report_.remarks += reading->remarks.empty() ? 0 : 1;
    Add(std::move(reading->advisory));
    return {};
  }

  Result<void> TakeIncident(std::string_view text) {
    auto advisory = ReadIncident(text);
    if (!advisory) return Fail(std::move(advisory).error());
    Add(*std::move(advisory));
    return {};
  }

  void Add(Advisory advisory) {
    ++report_.records;
    report_.malware += advisory.malware ? 1 : 0;
    input_.advisories.push_back(std::move(advisory));
  }

  const Trust& trust_;
  PackInput& input_;
  ImportReport report_;
};

}  // namespace

Result<ImportReport> Import(const FileSystem& files, const std::string& path, const Trust& trust,
                            PackInput& input) {
  return Importer(trust, input).Path(files, path);
}

Result<ImportReport> ImportBytes(std::string_view name, Bytes bytes, const Trust& trust,
                                 PackInput& input) {
  return Importer(trust, input).Octets(name, bytes);
}

}  // namespace intel
