#include "scan/update_intel.h"

#include <gtest/gtest.h>

#include "intel/pack_delta.h"
#include "net/fake_http_client.h"

namespace scan {
namespace {

const intel::Shelf kShelf{.folder = "/data"};
constexpr const char* kRecord = R"({"id": "MAL-1", "modified": "2026-06-17T00:00:00Z",
  "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "versions": ["1.0.0"]}]})";
constexpr const char* kUrl = "https://feeds.example/npm/one.json";

class UpdateIntelTest : public testing::Test {
 protected:
  Result<UpdateOutcome> Update(const std::string& url = kUrl) {
    return UpdateIntel(files_, clock_, http_, kShelf, {.urls = {url}, .popular = "a\nb\n"});
  }
  std::size_t RecordsInForce() {
    const auto pack = intel::OpenShelf(files_, kShelf);
    EXPECT_TRUE(pack.has_value()) << (pack ? "" : pack.error().message);
    return pack && *pack ? (*pack)->info().records : 0;
  }

  FakeFileSystem files_;
  FakeClock clock_{1'790'000'000'000};
  net::FakeHttpClient http_{&clock_};
};

TEST_F(UpdateIntelTest, AsksByTagTheSecondTime) {
  http_.Add(kUrl, 200, kRecord, {{.name = "etag", .value = "\"one\""}});
  http_.Add(kUrl, 304, "");
  ASSERT_TRUE(Update().has_value());
  const auto second = Update();
  ASSERT_TRUE(second.has_value());
  EXPECT_FALSE(second->changed);
  EXPECT_EQ(second->pack.records, 1U);
  const auto requests = http_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].headers, (std::vector<net::Header>{{"If-None-Match", "\"one\""}}));
}

TEST_F(UpdateIntelTest, KeepsThePreviousPackWhateverTheServerDoes) {
  http_.Add(kUrl, 200, kRecord);
  ASSERT_TRUE(Update().has_value());
  int number = 0;
  for (const auto& [status, body] : std::vector<std::pair<int, const char*>>{
           {404, ""}, {200, "{\"id\": \"MA"}, {200, "PK\x03\x04 cut off"}, {200, ""}}) {
    const std::string url = "https://feeds.example/" + std::to_string(++number) + ".json";
    http_.Add(url, status, body);
    EXPECT_FALSE(Update(url).has_value()) << body;
    EXPECT_EQ(RecordsInForce(), 1U);
  }
  http_.AddFailure("https://feeds.example/cut.zip", net::FailureKind::kTooLarge);
  EXPECT_FALSE(Update("https://feeds.example/cut.zip").has_value());
  EXPECT_EQ(RecordsInForce(), 1U);
}

TEST_F(UpdateIntelTest, LeavesNoPartialStateWhereverTheDiskFillsUp) {
  http_.Add(kUrl, 200, kRecord);
  ASSERT_TRUE(Update().has_value());
  const std::string other = "https://feeds.example/npm/two.json";
  http_.Add(other, 200, R"({"id": "MAL-2", "modified": "2026-06-18T00:00:00Z"})");
  bool done = false;
  for (std::size_t writes = 0; writes < 8 && !done; ++writes) {
    files_.FailWritesAfter(writes, "no space left on device");
    const std::size_t before = RecordsInForce();
    const auto outcome = Update(other);
    done = outcome.has_value();
    const std::size_t after = RecordsInForce();
    EXPECT_TRUE(after == before || after == 2U) << "write " << writes;
    if (!done) {
      EXPECT_NE(outcome.error().message.find("no space left"), std::string::npos);
    }
  }
  EXPECT_TRUE(done);
  EXPECT_EQ(RecordsInForce(), 2U);
}

TEST_F(UpdateIntelTest, FetchesSingleRecordsWhenFewChanged) {
  // The first time there is nothing to compare with, so the archive is fetched. It is no zip here:
  // what is in it decides how it is read.
  http_.Add("https://feeds.example/npm/all.zip", 404, "");
  EXPECT_FALSE(Update("https://feeds.example/npm/all.zip").has_value());
  files_.Add(
      "/data/feeds.json",
      R"({"https://feeds.example/npm/all.zip": {"etag": "x", "modified": "2026-06-16T00:00:00Z"}})");
  http_.Add("https://feeds.example/npm/modified_id.csv", 200,
            "2026-06-17T00:00:00Z,MAL-1\n2026-06-15T00:00:00Z,MAL-0\n");
  http_.Add("https://feeds.example/npm/MAL-1.json", 200, kRecord);
  const auto outcome = Update("https://feeds.example/npm/all.zip");
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->downloads, 1U);
  EXPECT_EQ(RecordsInForce(), 1U);
}

TEST_F(UpdateIntelTest, KeepsThePreviousPackWhenTheClockIsWrong) {
  http_.Add(kUrl, 200, kRecord);
  ASSERT_TRUE(Update().has_value());
  clock_.Advance(-100'000);
  http_.Add("https://feeds.example/npm/two.json", 200,
            R"({"id": "MAL-2", "modified": "2026-06-18T00:00:00Z"})");
  const auto outcome = Update("https://feeds.example/npm/two.json");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().message.substr(0, 14), "the clock says");
  EXPECT_EQ(outcome.error().help, "set the clock right; the previous pack stays in force");
  EXPECT_EQ(RecordsInForce(), 1U);
}

/// A pack of one record, made and signed by a team whose key is trusted.
ByteVector TeamPack(const ed25519::PrivateKey& key, UnixMillis created) {
  intel::PackInput input{.created = created};
  input.advisories = {{.id = "MAL-" + std::to_string(created), .malware = true}};
  return *intel::MakePack(std::move(input), key);
}

TEST_F(UpdateIntelTest, TakesTheDeltaOrThePackAsItWasSigned) {
  const auto key = *ed25519::Generate();
  files_.Add("/data/team.pem", *ed25519::ToPem(*ed25519::PublicOf(key)));
  const std::string url = "https://feeds.example/team.sly";
  const ByteVector first = TeamPack(key, 1000);
  const ByteVector second = TeamPack(key, 2000);
  const intel::Trust trust{.keys = {*ed25519::PublicOf(key)}};
  const auto base = intel::Pack::Open(MappedFile(first), trust);
  const auto target = intel::Pack::Open(MappedFile(second), trust);
  const auto delta = intel::MakePackDelta(*base, *target, key);
  ASSERT_TRUE(delta.has_value());
  http_.Add(url, 200, AsText(first));
  ASSERT_TRUE(Update(url).has_value());
  const auto in_force = [&] { return *files_.Read("/data/pack.sly", 1'000'000); };
  EXPECT_EQ(in_force(), first);

  const std::string delta_url = url + ".delta-" + intel::DeltaNameOf(*base);
  bool done = false;
  for (std::size_t writes = 0; writes < 8 && !done; ++writes) {
    http_.Add(delta_url, 200, AsText(*delta));
    files_.FailWritesAfter(writes, "no space left on device");
    done = Update(url).has_value();
    EXPECT_TRUE(in_force() == first || in_force() == second) << "write " << writes;
    if (in_force() == second) break;
  }
  EXPECT_EQ(in_force(), second);
}

TEST_F(UpdateIntelTest, DoesNothingWithoutANetwork) {
  net::OfflineHttpClient offline;
  const auto outcome = UpdateIntel(files_, clock_, offline, kShelf, {.urls = {kUrl}});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_FALSE(outcome.error().message.empty());
}

}  // namespace
}  // namespace scan
