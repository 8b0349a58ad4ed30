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

class UpdatePackTest : public UpdateIntelTest {
 protected:
  UpdatePackTest() {
    files_.Add("/data/team.pem", *ed25519::ToPem(*ed25519::PublicOf(key_)));
    const intel::Trust trust{.keys = {*ed25519::PublicOf(key_)}};
    const auto base = intel::Pack::Open(MappedFile(first_), trust);
    const auto target = intel::Pack::Open(MappedFile(second_), trust);
    delta_ = *intel::MakePackDelta(*base, *target, key_);
    delta_url_ = kPackUrl + ".delta-" + intel::DeltaNameOf(*base);
    http_.Add(kPackUrl, 200, AsText(first_));
    EXPECT_TRUE(Update(kPackUrl).has_value());
    EXPECT_EQ(InForce(), first_);
  }
  ByteVector InForce() { return *files_.Read("/data/pack.sly", 1'000'000); }

  const std::string kPackUrl = "https://feeds.example/team.sly";
  const ed25519::PrivateKey key_ = *ed25519::Generate();
  const ByteVector first_ = TeamPack(key_, 1000);
  const ByteVector second_ = TeamPack(key_, 2000);
  ByteVector delta_;
  std::string delta_url_;
};

TEST_F(UpdatePackTest, TakesTheDeltaAndNothingElse) {
  http_.Add(delta_url_, 200, AsText(delta_));
  const auto outcome = Update(kPackUrl);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(InForce(), second_) << "as it was signed";
  EXPECT_EQ(outcome->remarks, std::vector<std::string>{});
  EXPECT_EQ(http_.urls(), (std::vector<std::string>{kPackUrl, delta_url_}));
}

TEST_F(UpdatePackTest, KeepsThePreviousPackWhereverTheDiskFillsUp) {
  http_.Add(delta_url_, 200, AsText(delta_));
  for (std::size_t writes = 0; writes < 8; ++writes) {
    files_.FailWritesAfter(writes, "no space left on device");
    const bool done = Update(kPackUrl).has_value();
    EXPECT_TRUE(InForce() == first_ || InForce() == second_) << "write " << writes;
    EXPECT_TRUE(!done || InForce() == second_);
    if (InForce() == second_) break;
  }
  EXPECT_EQ(InForce(), second_);
}

TEST_F(UpdatePackTest, FetchesTheWholePackWhenTheDeltaIsOfNoUse) {
  ByteVector damaged = delta_;
  damaged.back() ^= 1;
  ByteVector resigned = delta_;
  resigned[100] ^= 1;  // under the signature
  const struct {
    int status;
    ByteVector body;
    std::string why;
  } kCases[] = {
      {200, damaged, "the delta cannot be used: it is cut off or damaged"},
      {200, ByteVector(delta_.begin(), delta_.begin() + 300),
       "the delta cannot be used: it is cut off or damaged"},
      {200, ByteVector(delta_.begin(), delta_.begin() + 3),
       "the delta cannot be used: it is cut off"},
      {200, {}, "the delta cannot be used: it is cut off"},
      {200, resigned, "the signature of the delta is wrong: it was changed after it was signed"},
      {501, {}, "`" + delta_url_ + "` answered with status 501"},
      {404, {}, ""},
  };
  for (const auto& [status, body, why] : kCases) {
    files_.Add("/data/pack.sly", AsText(first_));
    net::FakeHttpClient http(&clock_);
    http.Add(delta_url_, status, AsText(body));
    http.Add(kPackUrl, 200, AsText(second_));
    const auto outcome = UpdateIntel(files_, clock_, http, kShelf, {.urls = {kPackUrl}});
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
    std::vector<std::string> remarks;
    if (!why.empty()) remarks.push_back("the whole pack is fetched: " + why);
    EXPECT_EQ(outcome->remarks, remarks);
    EXPECT_EQ(InForce(), second_);
    EXPECT_EQ(http.urls(), (std::vector<std::string>{delta_url_, kPackUrl}));
  }
}

TEST_F(UpdatePackTest, KeepsThePreviousPackWhenDeltaAndPackAreBothDamaged) {
  ByteVector damaged = delta_;
  damaged.back() ^= 1;
  ByteVector pack = second_;
  pack.back() ^= 1;
  net::FakeHttpClient http(&clock_);
  http.Add(delta_url_, 200, AsText(damaged));
  http.Add(kPackUrl, 200, AsText(pack));
  EXPECT_FALSE(UpdateIntel(files_, clock_, http, kShelf, {.urls = {kPackUrl}}).has_value());
  EXPECT_EQ(InForce(), first_);
}

TEST_F(UpdateIntelTest, DoesNothingWithoutANetwork) {
  net::OfflineHttpClient offline;
  const auto outcome = UpdateIntel(files_, clock_, offline, kShelf, {.urls = {kUrl}});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_FALSE(outcome.error().message.empty());
}

}  // namespace
}  // namespace scan
