#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json_tree.h"
#include "sbom/spdx2.h"

namespace sbom::spdx2 {
namespace {

using formats::json::Document;
using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Tree;
using formats::json::Value;

enum class Section : std::uint8_t { kDocument, kCreation, kPackage, kFile, kExtracted };
enum class Form : std::uint8_t {
  kText,
  kWord,
  kPurpose,  ///< "OPERATING-SYSTEM", which JSON writes with an underscore
  kList,
  kChecksum,
  kReference,
  kVerification,
  kDocumentReference
};

struct Tag {
  std::string_view name;
  Section section;
  std::string_view key;
  Form form;
};
constexpr Tag kTags[] = {
#define TAG(name, section, key, form) {name, Section::section, key, Form::form},
#include "sbom/spdx2_tags.def"
#undef TAG
};

const Tag* FindTag(Section section, std::string_view name) {
  for (const Tag& tag : kTags) {
    if (tag.section == section && tag.name == name) return &tag;
  }
  return nullptr;
}

std::string_view ListOf(Section section) {
  switch (section) {
    case Section::kDocument:
    case Section::kCreation:
      return "";
    case Section::kPackage:
      return "packages";
    case Section::kFile:
      return "files";
    case Section::kExtracted:
      return "hasExtractedLicensingInfos";
  }
  return "";
}

class TagWriter {
 public:
  std::string Run(const Object& root) {
    WriteSection(Section::kDocument, root);
    if (const auto info = root.FindObject("creationInfo")) WriteSection(Section::kCreation, *info);
    WriteAnnotations(root);
    for (const Section section : {Section::kPackage, Section::kFile, Section::kExtracted}) {
      for (const Value& item : root.ElementsOf(ListOf(section))) {
        out_ += '\n';
        WriteSection(section, item.Members());
        WriteAnnotations(item.Members());
      }
    }
    out_ += '\n';
    for (const Value& item : root.ElementsOf("relationships")) WriteRelationship(item.Members());
    return std::move(out_);
  }

 private:
  void Line(std::string_view tag, std::string_view value) {
    const bool wrapped = value.find_first_of("\n\r") != std::string_view::npos;
    out_.append(tag).append(": ");
    if (wrapped) out_ += "<text>";
    out_ += value;
    if (wrapped) out_ += "</text>";
    out_ += '\n';
  }

  static std::string TextIn(const Object& object, std::string_view key) {
    return std::string(object.FindString(key).value_or(""));
  }

  void WriteSection(Section section, const Object& object) {
    for (const Tag& tag : kTags) {
      if (tag.section != section) continue;
      if (const Value* const value = object.Find(tag.key)) WriteTag(tag, *value);
    }
  }

  void WriteTag(const Tag& tag, const Value& value) {
    switch (tag.form) {
      case Form::kText:
        if (const auto text = value.AsString()) Line(tag.name, *text);
        return;
      case Form::kPurpose:
        if (const auto text = value.AsString())
          Line(tag.name, ReplaceAll(std::string(*text), "_", "-"));
        return;
      case Form::kWord:
        if (const auto word = value.AsBool()) Line(tag.name, *word ? "true" : "false");
        return;
      case Form::kVerification: {
        const Object code = value.Members();
        std::string text = TextIn(code, "packageVerificationCodeValue");
        std::string excluded;
        for (const Value& file : code.ElementsOf("packageVerificationCodeExcludedFiles")) {
          if (!excluded.empty()) excluded += ", ";
          excluded += file.AsString().value_or("");
        }
        if (!excluded.empty()) text += " (excludes: " + excluded + ")";
        Line(tag.name, text);
        return;
      }
      case Form::kList:
      case Form::kChecksum:
      case Form::kReference:
      case Form::kDocumentReference:
        for (const Value& item : value.Elements()) WriteItem(tag, item);
        return;
    }
  }

  void WriteItem(const Tag& tag, const Value& item) {
    const Object object = item.Members();
    if (tag.form == Form::kList) {
      Line(tag.name, item.AsString().value_or(""));
    } else if (tag.form == Form::kChecksum) {
      Line(tag.name, TextIn(object, "algorithm") + ": " + TextIn(object, "checksumValue"));
    } else if (tag.form == Form::kReference) {
      Line(tag.name,
           fmt::format("{} {} {}", TextIn(object, "referenceCategory"),
                       TextIn(object, "referenceType"), TextIn(object, "referenceLocator")));
      if (const std::string comment = TextIn(object, "comment"); !comment.empty()) {
        Line("ExternalRefComment", comment);
      }
    } else {
      const auto checksum = object.FindObject("checksum").value_or(Object());
      Line(tag.name, fmt::format("{} {} {}: {}", TextIn(object, "externalDocumentId"),
                                 TextIn(object, "spdxDocument"), TextIn(checksum, "algorithm"),
                                 TextIn(checksum, "checksumValue")));
    }
  }

  void WriteAnnotations(const Object& owner) {
    for (const Value& item : owner.ElementsOf("annotations")) {
      const Object note = item.Members();
      Line("Annotator", TextIn(note, "annotator"));
      Line("AnnotationDate", TextIn(note, "annotationDate"));
      Line("AnnotationType", TextIn(note, "annotationType"));
      Line("SPDXREF", TextIn(owner, "SPDXID"));
      Line("AnnotationComment", TextIn(note, "comment"));
    }
  }

  void WriteRelationship(const Object& relationship) {
    Line("Relationship", fmt::format("{} {} {}", TextIn(relationship, "spdxElementId"),
                                     TextIn(relationship, "relationshipType"),
                                     TextIn(relationship, "relatedSpdxElement")));
    if (const std::string comment = TextIn(relationship, "comment"); !comment.empty()) {
      Line("RelationshipComment", comment);
    }
  }

  std::string out_;
};

/// One object under construction: texts in place, lists gathered.
struct Draft {
  Section section = Section::kDocument;
  std::vector<Member> members;
  std::map<std::string_view, std::vector<Value>> lists;
  std::vector<Value> annotations;
  std::uint32_t offset = 0;
};

class TagReader {
 public:
  TagReader(std::string_view text, Problems& problems) : tree_(text), problems_(problems) {
    creation_.section = Section::kCreation;
  }

  Document Run() {
    const std::string_view text = tree_.text();
    std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    while (at < text.size()) ReadLine(text, at);
    if (!text.empty() && !text.ends_with('\n')) {
      problems_.Add({.level = Diagnostic::Level::kWarning,
                     .code = "B041",
                     .message = "the document does not end with a line break",
                     .help = "it may have been cut off: write it anew",
                     .offset = static_cast<std::uint32_t>(text.size())});
    }
    const Value root = Assemble();
    return std::move(tree_).Finish(root);
  }

 private:
  void Report(std::string_view code, std::size_t offset, std::string message, std::string help) {
    problems_.Add({.code = std::string(code),
                   .message = std::move(message),
                   .help = std::move(help),
                   .offset = static_cast<std::uint32_t>(offset)});
  }

  void ReadLine(std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(begin, end - begin);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (Trim(line).empty() || Trim(line).starts_with('#')) return;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      Report("B030", begin, fmt::format("{} is no line of the form `Tag: value`", Quote(line, 60)),
             "");
      return;
    }
    const std::string_view tag = Trim(line.substr(0, colon));
    std::string_view value = Trim(line.substr(colon + 1));
    constexpr std::string_view kOpen = "<text>";
    constexpr std::string_view kClose = "</text>";
    if (value.starts_with(kOpen)) {
      const auto start = static_cast<std::size_t>(value.data() - text.data()) + kOpen.size();
      const std::size_t close = text.find(kClose, start);
      if (close == std::string_view::npos) {
        Report("B031", begin, "a `<text>` is never closed",
               "the file may have been cut off: write it anew");
        at = text.size();
        value = text.substr(start);
      } else {
        value = text.substr(start, close - start);
        at = std::min(text.find('\n', close), text.size()) + 1;
      }
    }
    Take(tag, value, static_cast<std::uint32_t>(begin));
  }

  void Take(std::string_view tag, std::string_view value, std::uint32_t offset) {
    if (tag == "Relationship" || tag == "RelationshipComment")
      return TakeRelationship(tag, value, offset);
    if (tag == "Annotator" || tag.starts_with("Annotation") || tag == "SPDXREF") {
      return TakeAnnotation(tag, value, offset);
    }
    if (tag == "ExternalRefComment") return TakeReferenceComment(value);
    for (const Section section : {Section::kPackage, Section::kFile, Section::kExtracted}) {
      const Tag* const first =
          std::find_if(std::begin(kTags), std::end(kTags),
                       [section](const Tag& t) { return t.section == section; });
      if (first->name == tag) drafts_.push_back({.section = section, .offset = offset});
    }
    if (const Tag* const known = FindTag(Section::kCreation, tag))
      return TakeTag(*known, creation_, value, offset);
    Draft& draft = drafts_.empty() ? document_ : drafts_.back();
    const Tag* known = FindTag(draft.section, tag);
    Draft* owner = &draft;
    if (known == nullptr) {
      known = FindTag(Section::kDocument, tag);
      owner = &document_;
    }
    if (known == nullptr) {
      Report("B032", offset, fmt::format("the tag {} is unknown", Quote(tag, 60)), "");
      return;
    }
    TakeTag(*known, *owner, value, offset);
  }

  Value Text(std::string_view text, std::uint32_t offset) { return tree_.String(text, offset); }

  void TakeTag(const Tag& tag, Draft& draft, std::string_view value, std::uint32_t offset) {
    switch (tag.form) {
      case Form::kText:
        draft.members.push_back({tag.key, Text(value, offset), offset});
        return;
      case Form::kPurpose:
        draft.members.push_back(
            {tag.key, Text(ReplaceAll(std::string(value), "-", "_"), offset), offset});
        return;
      case Form::kWord:
        draft.members.push_back(
            {tag.key,
             Tree::Word(EqualsIgnoringCase(value, "true") ? Kind::kTrue : Kind::kFalse, offset),
             offset});
        return;
      case Form::kList:
        draft.lists[tag.key].push_back(Text(value, offset));
        return;
      case Form::kChecksum:
        draft.lists[tag.key].push_back(Checksum(value, offset));
        return;
      case Form::kReference:
        draft.lists[tag.key].push_back(ExternalReference(value, offset));
        return;
      case Form::kVerification:
        draft.members.push_back({tag.key, Verification(value, offset), offset});
        return;
      case Form::kDocumentReference:
        draft.lists[tag.key].push_back(DocumentReference(value, offset));
        return;
    }
  }

  Value Checksum(std::string_view value, std::uint32_t offset) {
    const std::size_t colon = std::min(value.find(':'), value.size());
    if (colon == value.size()) {
      Report("B033", offset, fmt::format("{} is no checksum", Quote(value, 60)),
             "write `SHA1: hex`");
    }
    const Member members[] = {
        {"algorithm", Text(Trim(value.substr(0, colon)), offset), offset},
        {"checksumValue", Text(Trim(value.substr(std::min(colon + 1, value.size()))), offset),
         offset}};
    return tree_.Object(members, offset);
  }

  /// The words of a line; the last takes what is left.
  static std::vector<std::string_view> Words(std::string_view text, std::size_t most) {
    std::vector<std::string_view> words;
    while (words.size() + 1 < most) {
      const std::size_t blank = text.find_first_of(" \t");
      if (blank == std::string_view::npos) break;
      words.push_back(text.substr(0, blank));
      text = Trim(text.substr(blank));
    }
    words.push_back(text);
    words.resize(most);
    return words;
  }

  Value ExternalReference(std::string_view value, std::uint32_t offset) {
    const auto words = Words(value, 3);
    const Member members[] = {{"referenceCategory", Text(words[0], offset), offset},
                              {"referenceType", Text(words[1], offset), offset},
                              {"referenceLocator", Text(words[2], offset), offset}};
    return tree_.Object(members, offset);
  }

  void TakeReferenceComment(std::string_view value) {
    if (drafts_.empty() || drafts_.back().lists["externalRefs"].empty()) return;
    Value& last = drafts_.back().lists["externalRefs"].back();
    std::vector<Member> members(last.Members().begin(), last.Members().end());
    members.push_back({"comment", Text(value, last.offset()), last.offset()});
    last = tree_.Object(members, last.offset());
  }

  Value Verification(std::string_view value, std::uint32_t offset) {
    constexpr std::string_view kExcludes = "(excludes:";
    const std::size_t open = value.find(kExcludes);
    std::vector<Member> members = {
        {"packageVerificationCodeValue", Text(Trim(value.substr(0, open)), offset), offset}};
    if (open != std::string_view::npos) {
      std::string_view files = value.substr(open + kExcludes.size());
      if (files.ends_with(')')) files.remove_suffix(1);
      std::vector<Value> list;
      for (const std::string_view file : Split(files, ','))
        list.push_back(Text(Trim(file), offset));
      members.push_back(
          {"packageVerificationCodeExcludedFiles", tree_.Array(list, offset), offset});
    }
    return tree_.Object(members, offset);
  }

  Value DocumentReference(std::string_view value, std::uint32_t offset) {
    const auto words = Words(value, 3);
    const Member members[] = {{"externalDocumentId", Text(words[0], offset), offset},
                              {"spdxDocument", Text(words[1], offset), offset},
                              {"checksum", Checksum(words[2], offset), offset}};
    return tree_.Object(members, offset);
  }

  void TakeRelationship(std::string_view tag, std::string_view value, std::uint32_t offset) {
    if (tag == "RelationshipComment") {
      if (relationships_.empty()) return;
      Value& last = relationships_.back();
      std::vector<Member> members(last.Members().begin(), last.Members().end());
      members.push_back({"comment", Text(value, offset), offset});
      last = tree_.Object(members, last.offset());
      return;
    }
    const auto words = Words(value, 3);
    const Member members[] = {{"spdxElementId", Text(words[0], offset), offset},
                              {"relationshipType", Text(words[1], offset), offset},
                              {"relatedSpdxElement", Text(words[2], offset), offset}};
    relationships_.push_back(tree_.Object(members, offset));
  }

  /// Five lines make one annotation; the comment is the last of them.
  void TakeAnnotation(std::string_view tag, std::string_view value, std::uint32_t offset) {
    if (tag == "Annotator") annotation_.clear();
    if (tag == "SPDXREF") {
      annotated_ = value;
      return;
    }
    const std::string_view key = tag == "Annotator"        ? "annotator"
                                 : tag == "AnnotationDate" ? "annotationDate"
                                 : tag == "AnnotationType" ? "annotationType"
                                                           : "comment";
    annotation_.push_back({key, Text(value, offset), offset});
    if (key != "comment") return;
    annotations_.emplace_back(std::string(annotated_), tree_.Object(annotation_, offset));
    annotation_.clear();
  }

  Value Close(Draft& draft) {
    for (const auto& [key, list] : draft.lists) {
      draft.members.push_back({key, tree_.Array(list, draft.offset), draft.offset});
    }
    if (!draft.annotations.empty()) {
      draft.members.push_back(
          {"annotations", tree_.Array(draft.annotations, draft.offset), draft.offset});
    }
    return tree_.Object(draft.members, draft.offset);
  }

  static std::string_view IdOf(const Draft& draft) {
    for (const Member& member : draft.members) {
      if (member.key == "SPDXID") return member.value.AsString().value_or("");
    }
    return "";
  }

  Value Assemble() {
    std::map<std::string, Draft*, std::less<>> by_id;
    for (Draft& draft : drafts_) by_id.emplace(std::string(IdOf(draft)), &draft);
    for (auto& [id, note] : annotations_) {
      const auto at = by_id.find(id);
      (at == by_id.end() ? document_ : *at->second).annotations.push_back(note);
    }
    std::map<std::string_view, std::vector<Value>> lists;
    for (Draft& draft : drafts_) lists[ListOf(draft.section)].push_back(Close(draft));
    if (!creation_.members.empty() || !creation_.lists.empty()) {
      document_.members.push_back({"creationInfo", Close(creation_)});
    }
    for (const auto& [key, list] : lists) document_.members.push_back({key, tree_.Array(list)});
    if (!relationships_.empty()) {
      document_.members.push_back({"relationships", tree_.Array(relationships_)});
    }
    return Close(document_);
  }

  Tree tree_;
  Problems& problems_;
  Draft document_;
  Draft creation_;
  std::vector<Draft> drafts_;
  std::vector<Value> relationships_;
  std::vector<Member> annotation_;
  std::string_view annotated_;
  std::vector<std::pair<std::string, Value>> annotations_;
};

}  // namespace

std::string ToTagValue(const Value& root) {
  return TagWriter().Run(root.Members());
}

Document FromTagValue(std::string_view text, Problems& problems) {
  return TagReader(text, problems).Run();
}

}  // namespace sbom::spdx2
