#include "formats/xml.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace {

using formats::xml::Parse;

std::string Message(std::string_view text) {
  const auto parsed = Parse(text);
  return parsed ? "" : parsed.error().message;
}

TEST(Xml, ReadsElementsAttributesTextAndNamespaces) {
  const auto document = Parse(
      "<?xml version='1.0'?><!-- c --><a xmlns='urn:a' xmlns:x='urn:x' k='&lt;1&#x41;'>"
      "<x:b x:k='2'>one<![CDATA[ <two> ]]></x:b><c/></a>");
  ASSERT_TRUE(document.has_value());
  const auto& root = document->root();
  EXPECT_EQ(root.name.local, "a");
  EXPECT_EQ(root.name.space, "urn:a");
  ASSERT_NE(root.Find("k"), nullptr);
  EXPECT_EQ(root.Find("k")->value, "<1A");
  ASSERT_EQ(root.children.size(), 2U);
  EXPECT_EQ(root.children[0]->name.space, "urn:x");
  EXPECT_EQ(root.children[0]->text, "one <two> ");
  EXPECT_EQ(root.children[0]->attributes[0].name.space, "urn:x");
  EXPECT_EQ(root.children[1]->offset, document->text().find("c/>"));
}

TEST(Xml, SaysWhereItStopped) {
  const auto failed = Parse("<a>\n  <b></c>\n</a>");
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().position.line, 2U);
  EXPECT_EQ(Message(""), "no document element found");
  EXPECT_EQ(Message("<a/><b/>"), "a second root element");
  EXPECT_EQ(Message("<x:a/>"), "the namespace prefix `x` is not declared");
  EXPECT_EQ(Message("<a k='1' k='2'/>"), "the attribute `k` stands twice");
  EXPECT_EQ(Message("<a>\xff</a>"), "the document is not UTF-8");
}

TEST(Xml, RefusesADocumentTypeAndItsEntities) {
  EXPECT_EQ(Message("<?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE a [<!ENTITY l 'lol'>"
                    "<!ENTITY m '&l;&l;&l;&l;&l;&l;&l;&l;'>]><a>&m;</a>"),
            "a document type declaration");
  EXPECT_EQ(Parse("<a>&m;</a>")->root().text, "&m;") << "an unknown reference is text";
}

TEST(Xml, BoundsDepthSizeAndAttributes) {
  std::string deep;
  for (std::size_t i = 0; i <= limits::kXmlDepth; ++i) deep += "<a>";
  for (std::size_t i = 0; i <= limits::kXmlDepth; ++i) deep += "</a>";
  EXPECT_EQ(Message(deep), "nested deeper than 256 levels");
  EXPECT_EQ(Parse("<abc/>", {.bytes = 5}).error().message, "the document is too large");
  std::string wide = "<a";
  for (std::size_t i = 0; i <= limits::kXmlAttributes; ++i)
    wide.append(" k").append(std::to_string(i)).append("=''");
  EXPECT_EQ(Message(wide + "/>"), "more attributes than any honest element has");
}

TEST(Xml, WritesWhatItReads) {
  std::string out;
  formats::xml::Writer writer(out);
  writer.Begin("a").AddAttribute("k", "<\"&\n>");
  writer.Begin("b").Text("x < y & \x01 z").End();
  writer.Begin("c").End().End();
  EXPECT_EQ(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a k=\"&lt;&quot;&amp;&#10;&gt;\">\n"
            "  <b>x &lt; y &amp; \xEF\xBF\xBD z</b>\n  <c/>\n</a>\n");
  const auto again = Parse(out);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->root().Find("k")->value, "<\"&\n>");
  EXPECT_EQ(again->root().children[0]->text, "x < y & \xEF\xBF\xBD z");
}

TEST(Xml, WritesAForeignElementWithItsNamespaces) {
  const auto document =
      Parse("<r xmlns:d='urn:d'><d:s a='1' xml:lang='de'><i xmlns='urn:i'>t</i></d:s></r>");
  const std::string text = formats::xml::Write(*document->root().children[0]);
  const auto again = Parse(text);
  ASSERT_TRUE(again.has_value()) << text;
  EXPECT_EQ(again->root().name.space, "urn:d");
  EXPECT_EQ(again->root().children[0]->name.space, "urn:i");
  EXPECT_EQ(again->root().children[0]->text, "t");
}

}  // namespace
