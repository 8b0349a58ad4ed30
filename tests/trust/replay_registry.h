#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "support/loopback_server.h"
#include "support/test_sigstore.h"

namespace replay {

using Texts = std::vector<std::pair<std::string, std::string>>;

/// How a release of the past was published. `kTrusted`: by the project's workflow, known to the
/// registry; it has an attestation too.
enum class Proof { kSignature, kAttestation, kTrusted };

/// What is wrong with the attestations of a release that has some.
enum class ProofFault { kNone, kOtherTarball, kOtherRepository, kOtherSigner, kGone };

/// One version as it came out. Times are RFC 3339. Nothing in `files` does anything.
struct Release {
  std::string name;
  std::string version;
  std::string time;
  std::string publisher;
  std::string email;
  Proof proof = Proof::kSignature;
  ProofFault fault = ProofFault::kNone;
  Texts dependencies;
  Texts optional_dependencies;
  Texts scripts;
  std::string repository;
  std::string readme;
  Texts files;  ///< besides package.json, which is made of the fields above
};

/// The account of a project's workflow.
inline constexpr std::string_view kWorkflow = "GitHub Actions";

/// A registry on loopback that shows what was there at one minute of the past: documents hold only
/// the versions that had been published by then, in npm's form; tarballs have their real hashes.
class Registry {
 public:
  Registry();

  void Publish(Release release);
  /// What time it is for whoever asks.
  void SetNow(std::string_view time);
  /// Tarballs are no longer given out: only documents are.
  void HideTarballs() { tarballs_hidden_ = true; }
  /// How long every answer takes, besides the work.
  void SetDelay(std::chrono::milliseconds delay) { delay_ = delay; }
  /// "GET /path" of every request so far, in order of arrival.
  [[nodiscard]] std::vector<std::string> Requests() const { return server_->log(); }

  [[nodiscard]] UnixMillis now() const { return now_; }
  [[nodiscard]] std::string Url() const { return server_->Url("/"); }
  [[nodiscard]] const ByteVector& Tarball(std::string_view name, std::string_view version) const;
  [[nodiscard]] const std::vector<Release>& releases() const { return releases_; }
  /// Whom the attestations here are by.
  [[nodiscard]] const TestSigstore& sigstore() const { return sigstore_; }

 private:
  [[nodiscard]] const std::string& AttestationsOf(std::size_t release) const;
  void Answer(const std::string& target, loopback::Connection& connection) const;
  [[nodiscard]] std::string Document(std::string_view name) const;

  std::vector<Release> releases_;
  std::vector<ByteVector> tarballs_;
  UnixMillis now_ = 0;
  bool tarballs_hidden_ = false;
  std::chrono::milliseconds delay_{0};
  TestSigstore sigstore_;
  TestSigstore stranger_;     ///< signs what has ProofFault::kOtherSigner
  mutable std::mutex mutex_;  ///< guards what is below: answers come from many threads
  mutable std::map<std::size_t, std::string> signed_;  ///< attestations, made when first asked for
  std::unique_ptr<loopback::Server> server_;
};

}  // namespace replay
