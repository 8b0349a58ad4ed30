#pragma once

#include <string>
#include <string_view>

namespace detect {

/// For tests: a whole card named `test` whose front matter ends in `rule` ("when: ..." and so on).
inline std::string TestCard(std::string_view rule,
                            std::string_view samples = "### s\n```js a.js\n1\n```\n") {
  return "---\nid: test\ntitle: a test\nseverity: medium  confidence: low  status: preview\n" +
         std::string(rule) +
         "\n---\n\n## What it finds\n\nf\n\n## Why it matters\n\nm\n\n## What to do\n\nd\n\n"
         "## References\n\nr\n\n## Flagged\n\n" +
         std::string(samples) + "\n## Not flagged\n\n### n\n```js a.js\n2\n```\n";
}

}  // namespace detect
