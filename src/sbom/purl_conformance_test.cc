// The test vectors of the package-url specification.

#include "model/purl.h"

#include <gtest/gtest.h>

#include "formats/json.h"
#include "sbom/conformance_data.h"

namespace {

using formats::json::Object;

std::string TextOf(const Object& object, std::string_view key) {
  return std::string(object.FindString(key).value_or(""));
}

Purl PartsOf(const Object& object) {
  Purl parts{.type = TextOf(object, "type"),
             .name_space = TextOf(object, "namespace"),
             .name = TextOf(object, "name"),
             .version = TextOf(object, "version"),
             .subpath = TextOf(object, "subpath")};
  for (const auto& member : object.MembersOf("qualifiers")) {
    parts.qualifiers.emplace_back(member.key, member.value.AsString().value_or(""));
  }
  std::sort(parts.qualifiers.begin(), parts.qualifiers.end());
  return parts;
}

void RunVector(const Object& test) {
  const std::string kind = TextOf(test, "test_type");
  const bool fails = test.FindBool("expected_failure").value_or(false);
  const auto result = kind == "build"
                          ? Purl::Build(PartsOf(*test.FindObject("input")))
                          : Purl::Parse(TextOf(test, "input"),
                                        kind == "parse" ? PurlMode::kStrict : PurlMode::kLenient);
  const std::string input =
      kind == "build" ? PartsOf(*test.FindObject("input")).name : TextOf(test, "input");
  ASSERT_EQ(result.has_value(), !fails)
      << kind << " " << input << ": " << TextOf(test, "description") << " "
      << (result ? result->ToString() : result.error().message);
  if (fails) return;
  if (kind == "parse") {
    EXPECT_EQ(*result, PartsOf(*test.FindObject("expected_output")))
        << input << " " << result->ToString();
  } else {
    EXPECT_EQ(result->ToString(), TextOf(test, "expected_output")) << input;
  }
}

TEST(PurlConformance, AgreesWithEveryVectorOfTheSpecification) {
  const std::string folder = ConformanceFolder("purl");
  if (folder.empty()) GTEST_SKIP();
  int vectors = 0;
  for (const std::string& path : FilesBelow(folder + "/tests")) {
    const auto bytes = DiskFileSystem().Read(path, 1U << 24U);
    ASSERT_TRUE(bytes.has_value());
    const auto document = formats::ParseJson(*bytes);
    ASSERT_TRUE(document.has_value()) << path;
    for (const auto& test : document->root().AsObject()->ElementsOf("tests")) {
      SCOPED_TRACE(path);
      RunVector(*test.AsObject());
      ++vectors;
    }
  }
  EXPECT_EQ(vectors, 586);
}

}  // namespace
