#include "same_verdict.h"

#include <algorithm>

#include "base/text.h"
#include "facts/contents_from_tarball.h"
#include "formats/tar_builder.h"
#include "rewritten.h"

namespace recall {
namespace {

/// Texts whose readers take a carriage return for the end of a line. A shell does not.
bool HasLineEnds(std::string_view path) {
  return IsJavaScript(path) || path.ends_with(".json") || path.ends_with(".md");
}

}  // namespace

std::vector<Variant> VariantsOf(const std::vector<CardSample::File>& files) {
  std::vector<Variant> variants;
  variants.push_back({.name = "as a tarball", .files = files, .packed = true});
  variants.push_back({.name = "as a tarball in another order",
                      .files = {files.rbegin(), files.rend()},
                      .packed = true});
  Variant ends{.name = "with carriage returns", .files = files};
  Variant comments{.name = "with comments", .files = files};
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::string& text = ends.files[i].content;
    if (HasLineEnds(files[i].path)) text = ReplaceAll(ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n");
    if (IsJavaScript(files[i].path))
      comments.files[i].content =
          CommentedCode(files[i].content, " /* see the notes */ // and the guide\n");
  }
  variants.push_back(std::move(ends));
  variants.push_back(std::move(comments));
  return variants;
}

bool CommentsMatter(std::string_view id) {
  return id == "payload-in-comment";
}

Contents ContentsOf(const Variant& variant, PackedMemory& memory) {
  if (variant.packed) {
    formats::TarBuilder builder;
    for (const CardSample::File& file : variant.files)
      builder.Add({.path = "package/" + file.path, .content = file.content});
    memory.tarball = builder.End().Gzipped();
    return facts::ReadTarball(memory.tarball, memory.unzipper);
  }
  Contents contents;
  for (const CardSample::File& file : variant.files) {
    contents.files.push_back({.path = file.path, .bytes = AsBytes(file.content)});
    contents.unpacked_bytes += file.content.size();
  }
  std::sort(contents.files.begin(), contents.files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
  return contents;
}

}  // namespace recall
