#include "formats/json_pieces.h"

#include <gtest/gtest.h>

#include <string>

namespace {

std::string Pieces(std::string_view text, std::size_t run_bytes) {
  std::string seen;
  const auto done = formats::json::ForEachPiece(
      text, run_bytes, [](std::string_view key) { return key == "list"; },
      [&seen](const formats::json::Piece& piece) -> Result<void> {
        seen +=
            std::string(piece.key) + (piece.elements ? "+" : "=") + std::string(piece.text) + ";";
        return {};
      });
  return done ? seen : seen + done.error().message;
}

TEST(JsonPieces, GivesMembersWholeAndListsInRuns) {
  EXPECT_EQ(Pieces(R"( {"a": [1, {"b": "]}"}] , "list":[ {"x":1} , "y\"," ,3], "c":null } )", 1),
            R"(a=[1, {"b": "]}"}];list+{"x":1};list+"y\",";list+3;c=null ;)");
  EXPECT_EQ(Pieces(R"({"list":[{"x":1},2,3]})", 100), R"(list+{"x":1},2,3;)");
  EXPECT_EQ(Pieces(R"({"list":[]})", 1), "");
  EXPECT_EQ(Pieces("{}", 1), "");
}

TEST(JsonPieces, SaysWhereItBreaksOff) {
  EXPECT_EQ(Pieces("", 1), "the JSON is broken at byte 0");
  EXPECT_EQ(Pieces(R"({"a":1)", 1), "the JSON is broken at byte 6");
  EXPECT_EQ(Pieces(R"({"a":1} x)", 1), "a=1;the JSON is broken at byte 8");
  EXPECT_EQ(Pieces(R"({"list":[1,)", 1), "list+1;the JSON is broken at byte 11");
}

TEST(JsonPieces, StopsWhenTheVisitorFails) {
  const auto done = formats::json::ForEachPiece(
      R"({"a":1,"b":2})", 1, [](std::string_view) { return false; },
      [](const formats::json::Piece&) -> Result<void> { return Fail("enough"); });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message, "enough");
}

}  // namespace
