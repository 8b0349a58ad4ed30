// Compares the reader with npm itself: tests/inventory/README.md tells how expected.json came to
// be.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "formats/json.h"
#include "inventory/read.h"

namespace {

using formats::json::Document;
using formats::json::Object;
using formats::json::Value;

constexpr std::string_view kTests = SALLYPORT_SOURCE_DIR "/tests/inventory/";

std::string Lines(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

std::string TextAt(const Object& object, std::string_view key) {
  return std::string(object.FindString(key).value_or(""));
}

Document ReadExpected(const std::string& file) {
  const DiskFileSystem files;
  const auto bytes = files.Read(file, limits::kJsonBytes);
  EXPECT_TRUE(bytes.has_value()) << bytes.error().message;
  auto document = formats::ParseJson(Bytes(*bytes));
  EXPECT_TRUE(document.has_value()) << document.error().message;
  return std::move(*document);
}

std::string NodesOf(const Document& expected) {
  std::vector<std::string> lines;
  for (const Value& value : expected.root().AsObject()->ElementsOf("nodes")) {
    const Object node = value.Members();
    std::string flags;
    for (const Value& flag : node.ElementsOf("flags"))
      flags += fmt::format(" {}", *flag.AsString());
    const auto link = node.FindString("link");
    lines.push_back(fmt::format("\"{}\" {}@{}{}{}", TextAt(node, "path"), TextAt(node, "name"),
                                TextAt(node, "version"),
                                link ? fmt::format(" -> \"{}\"", *link) : "", flags));
  }
  return Lines(std::move(lines));
}

std::string NodesOf(const Inventory& inventory) {
  std::vector<std::string> lines;
  for (const Package& p : inventory.packages) {
    std::string flags;
    const auto add = [&](bool is_set, std::string_view name) {
      if (is_set) flags += fmt::format(" {}", name);
    };
    add(p.dev && !p.extraneous, "dev");
    add(p.optional && !p.extraneous, "optional");
    add(p.dev_optional && !p.extraneous, "devOptional");
    add(p.peer && !p.extraneous, "peer");
    add(p.extraneous, "extraneous");
    add(p.in_bundle, "inBundle");
    add(p.has_install_script, "hasInstallScript");
    lines.push_back(fmt::format(
        "\"{}\" {}@{}{}{}", p.path, p.name ? p.name->text() : "", p.version,
        p.link_target ? fmt::format(" -> \"{}\"", inventory.at(*p.link_target).path) : "", flags));
  }
  return Lines(std::move(lines));
}

std::string EdgesOf(const Document& expected) {
  std::vector<std::string> lines;
  for (const Value& value : expected.root().AsObject()->ElementsOf("edges")) {
    const Object edge = value.Members();
    const auto to = edge.FindString("to");
    lines.push_back(fmt::format("\"{}\" -{}-> {} {}@{} {}{}", TextAt(edge, "from"),
                                TextAt(edge, "type"), to ? fmt::format("\"{}\"", *to) : "nobody",
                                TextAt(edge, "name"), TextAt(edge, "range"), TextAt(edge, "state"),
                                edge.FindBool("overridden").value_or(false) ? " overridden" : ""));
  }
  return Lines(std::move(lines));
}

std::string_view NameOfState(Dependency::State state) {
  switch (state) {
    case Dependency::State::kResolved:
      return "resolved";
    case Dependency::State::kMissing:
      return "missing";
    case Dependency::State::kInvalid:
      return "invalid";
    case Dependency::State::kOptionalMissing:
      return "optional-missing";
  }
  return {};
}

std::string EdgesOf(const Inventory& inventory) {
  std::vector<std::string> lines;
  for (const Dependency& d : inventory.dependencies) {
    lines.push_back(
        fmt::format("\"{}\" -{}-> {} {}@{} {}{}", inventory.at(d.from).path, NameOf(d.scope),
                    d.to ? fmt::format("\"{}\"", inventory.at(*d.to).path) : "nobody", d.name,
                    d.range.View(), NameOfState(d.state), d.overridden ? " overridden" : ""));
  }
  return Lines(std::move(lines));
}

void Check(const std::string& project, const std::string& expected_file) {
  const Document expected = ReadExpected(expected_file);
  const DiskFileSystem files;
  const auto inventory = inventory::Read(files, project);
  ASSERT_TRUE(inventory.has_value()) << inventory.error().message;
  EXPECT_EQ(NodesOf(*inventory), NodesOf(expected));
  EXPECT_EQ(EdgesOf(*inventory), EdgesOf(expected));
}

std::vector<std::string> Projects() {
  const DiskFileSystem files;
  std::vector<std::string> names;
  if (const auto entries = files.List(std::string(kTests) + "projects")) {
    for (const FolderEntry& entry : *entries) names.push_back(entry.name);
  }
  return names;
}

class NpmGraph : public testing::TestWithParam<std::string> {};

TEST_P(NpmGraph, IsOurs) {
  const std::string folder = fmt::format("{}projects/{}", kTests, GetParam());
  const Document about = ReadExpected(folder + "/case.json");
  const auto inside = about.root().AsObject()->FindString("project");
  const std::string project =
      inside && *inside != "." ? fmt::format("{}/{}", folder, *inside) : folder;
  Check(project, folder + "/expected.json");
}

INSTANTIATE_TEST_SUITE_P(Projects, NpmGraph, testing::ValuesIn(Projects()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace

TEST(NpmGraphOfExample, IsOurs) {
  Check(SALLYPORT_SOURCE_DIR "/examples/support-agent",
        std::string(kTests) + "example.expected.json");
}

TEST(NpmGraphProjects, AreAll) {
  EXPECT_GE(Projects().size(), 28U);
}
