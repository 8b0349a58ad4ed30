// RegExp.prototype and the methods of String.prototype that take regular expressions.
#include "js/evaluate_machine.h"
#include "js/evaluate_regexp.h"

namespace js::eval {
namespace {

using Captures = std::vector<std::uint32_t>;

/// GetSubstitution for what decoders use: `$$`, `$&`, `$1` to `$9`. False for other `$` forms, and
/// once `out` is longer than `longest`.
bool Substitute(std::u16string_view text, std::u16string_view by, const Captures& captures,
                std::size_t longest, std::u16string& out) {
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (out.size() > longest) return false;
    if (by[i] != '$' || i + 1 == by.size()) {
      out += by[i];
      continue;
    }
    const char16_t c = by[++i];
    if (c == '$') {
      out += u'$';
    } else if (c == '&') {
      out += text.substr(captures[0], captures[1] - captures[0]);
    } else if (c >= '1' && c <= '9' && i + 1 < by.size() && by[i + 1] >= '0' && by[i + 1] <= '9') {
      return false;
    } else if (c >= '1' && c <= '9' && captures.size() > 2U * (c - u'0')) {
      const std::size_t group = 2U * (c - u'0');
      if (captures[group] != RegExpProgram::kUnset) {
        out += text.substr(captures[group], captures[group + 1] - captures[group]);
      }
    } else if (c == '`' || c == '\'' || c == '<' || c == '0') {
      return false;
    } else {
      out += {u'$', c};
    }
  }
  return true;
}

}  // namespace

/// What to look for: a regular expression, or a text taken literally.
struct Machine::Matches {
  std::optional<RegExpProgram> program;
  std::u16string_view literal;
};

Flow Machine::MakeMatches(const Val& pattern, Matches& out) {
  if (pattern.IsObject() && pattern.object->cls == Object::Class::kRegExp) {
    const Object& object = *pattern.object;
    if (object.node == NodeId::kNone) {
      out.program = RegExpProgram::Compile(std::u16string(object.elements[0].view()),
                                           std::u16string(object.elements[1].view()));
    } else {
      const auto& literal = tree_.As<RegExpLiteral>(object.node);
      out.program = RegExpProgram::Compile(ToUtf16(RegExpPattern(tree_, literal)),
                                           ToUtf16(RegExpFlags(tree_, literal)));
    }
    return out.program && Step(out.program->size()) ? Flow::kNormal : Flow::kUnknown;
  }
  return ToText(pattern, out.literal);
}

/// `new RegExp(pattern, flags)` and `RegExp(pattern, flags)` of texts. What the matcher cannot
/// compile, be it an error or beyond it, is unknown when it is used.
Flow Machine::NewRegExp(Arguments arguments, Val& out) {
  if (arguments.empty() || !arguments[0].IsText()) return Flow::kUnknown;
  const Val flags = arguments.size() > 1 ? arguments[1] : Val::Text({});
  if (!flags.IsText() && !flags.Is(Val::Tag::kUndefined)) return Flow::kUnknown;
  Object* const object = heap_.NewObject(Object::Class::kRegExp);
  if (object == nullptr) return Flow::kUnknown;
  object->elements = {arguments[0], flags.IsText() ? flags : Val::Text({})};
  out = Val::Obj(object);
  return Flow::kNormal;
}

Flow Machine::FindMatch(const Matches& matches, std::u16string_view text, std::size_t from,
                        std::vector<std::uint32_t>& captures, bool& found) {
  if (!matches.program) {
    const std::size_t at = FindText(text, matches.literal, from);
    found = at != std::u16string_view::npos;
    if (found) {
      captures = {static_cast<std::uint32_t>(at),
                  static_cast<std::uint32_t>(at + matches.literal.size())};
    }
    return Step() ? Flow::kNormal : Flow::kUnknown;
  }
  std::uint64_t left = steps_ < limit_ ? limit_ - steps_ : 0;
  const std::uint64_t before = left;
  const auto outcome = matches.program->Find(text, from, captures, &left);
  steps_ += before - left;
  found = outcome == RegExpProgram::Outcome::kMatch;
  return outcome == RegExpProgram::Outcome::kTooLong || !Step() ? Flow::kUnknown : Flow::kNormal;
}

Flow Machine::CapturesOf(std::u16string_view text, const std::vector<std::uint32_t>& captures,
                         std::vector<Val>& out) {
  for (std::size_t i = 0; i + 1 < captures.size(); i += 2) {
    const bool set = captures[i] != RegExpProgram::kUnset;
    out.push_back(set ? Val::Text(text.substr(captures[i], captures[i + 1] - captures[i])) : Val());
  }
  return Flow::kNormal;
}

Flow Machine::ReplaceText(std::u16string_view text, Arguments arguments, std::uint32_t all,
                          Val& out) {
  Matches matches;
  const Val pattern = arguments.empty() ? Val() : arguments[0];
  const Val by = arguments.size() > 1 ? arguments[1] : Val();
  if (const Flow flow = MakeMatches(pattern, matches); flow != Flow::kNormal) return flow;
  const bool call = by.Is(Val::Tag::kBuiltin) || by.IsObject();
  std::u16string_view replacement;
  if (!call) {
    if (const Flow flow = ToText(by, replacement); flow != Flow::kNormal) return flow;
  }
  const bool every = all != 0 || (matches.program && matches.program->global());
  std::u16string result;
  Captures captures;
  std::size_t copied = 0;
  for (std::size_t from = 0; from <= text.size();) {
    bool found = false;
    if (const Flow flow = FindMatch(matches, text, from, captures, found); flow != Flow::kNormal) {
      return flow;
    }
    if (!found) break;
    result += text.substr(copied, captures[0] - copied);
    copied = captures[1];
    from = captures[1] > captures[0] ? captures[1] : captures[1] + 1;
    if (call) {
      std::vector<Val> given;
      std::u16string_view piece;
      Val answer;
      if (const Flow flow = CapturesOf(text, captures, given); flow != Flow::kNormal) return flow;
      given.push_back(Val::Num(captures[0]));
      given.push_back(Val::Text(text));
      if (const Flow flow = Call(by, Val(), given, answer); flow != Flow::kNormal) return flow;
      if (const Flow flow = ToText(answer, piece); flow != Flow::kNormal) return flow;
      result += piece;
    } else if (!Substitute(text, replacement, captures, heap_.left() / 4, result)) {
      return Flow::kUnknown;
    }
    if (!Step(Linear(replacement.size())) || result.size() > heap_.left() / 4)
      return Flow::kUnknown;
    if (!every) break;
  }
  result += text.substr(std::min(copied, text.size()));
  return NewText(result, out);
}

Flow Machine::SplitText(std::u16string_view text, Arguments arguments, Val& out) {
  const Val separator = arguments.empty() ? Val() : arguments[0];
  double limit = 4294967295.0;
  if (const Flow flow = ArgumentInteger(arguments, 1, limit, limit); flow != Flow::kNormal) {
    return flow;
  }
  std::vector<Val> pieces;
  if (separator.Is(Val::Tag::kUndefined)) return NewArray({Val::Text(text)}, out);
  Matches matches;
  if (const Flow flow = MakeMatches(separator, matches); flow != Flow::kNormal) return flow;
  if (!matches.program && matches.literal.empty()) {
    for (std::size_t i = 0; i < text.size(); ++i) pieces.push_back(Val::Text(text.substr(i, 1)));
    if (!Step(text.size())) return Flow::kUnknown;
  } else if (text.empty()) {
    Captures captures;
    bool found = false;
    const Flow flow = FindMatch(matches, text, 0, captures, found);
    if (flow != Flow::kNormal) return flow;
    if (!found) pieces.push_back(Val::Text(text));
  } else {
    Captures captures;
    std::size_t begin = 0;
    for (std::size_t from = 0; from < text.size();) {
      bool found = false;
      const Flow flow = FindMatch(matches, text, from, captures, found);
      if (flow != Flow::kNormal) return flow;
      if (!found || captures[0] >= text.size()) break;
      if (captures[1] == begin || captures[1] == captures[0]) {
        // An empty match splits between characters, never at the start.
        if (captures[0] == begin) {
          from = begin + 1;
          bool again = false;
          const Flow next = FindMatch(matches, text, from, captures, again);
          if (next != Flow::kNormal) return next;
          if (!again || captures[0] >= text.size()) break;
        }
      }
      pieces.push_back(Val::Text(text.substr(begin, captures[0] - begin)));
      std::vector<Val> groups;
      if (const Flow got = CapturesOf(text, captures, groups); got != Flow::kNormal) return got;
      pieces.insert(pieces.end(), groups.begin() + 1, groups.end());
      begin = captures[1];
      from = begin;
    }
    pieces.push_back(Val::Text(text.substr(begin)));
  }
  if (static_cast<double>(pieces.size()) > limit && limit >= 0) {
    pieces.resize(static_cast<std::size_t>(limit));
  }
  return NewArray(std::move(pieces), out);
}

Flow Machine::CallRegExp(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  std::u16string_view text;
  const bool on_regexp = builtin == Builtin::kRegExpTest || builtin == Builtin::kRegExpExec;
  if (self.IsNullish()) return Throw();
  if (on_regexp) {
    if (!self.IsObject() || self.object->cls != Object::Class::kRegExp) return Flow::kUnknown;
    if (const Flow flow = ArgumentText(arguments, 0, text); flow != Flow::kNormal) return flow;
  } else {
    if (const Flow flow = ToText(self, text); flow != Flow::kNormal) return flow;
  }
  if (builtin == Builtin::kStringReplace) return ReplaceText(text, arguments, 0, out);
  if (builtin == Builtin::kStringReplaceAll) return ReplaceText(text, arguments, 1, out);
  if (builtin == Builtin::kStringSplit) return SplitText(text, arguments, out);
  Matches matches;
  const Val pattern = on_regexp ? self : arguments.empty() ? Val() : arguments[0];
  if (!pattern.IsObject()) return Flow::kUnknown;  // a text would become an expression
  if (const Flow flow = MakeMatches(pattern, matches); flow != Flow::kNormal) return flow;
  Captures captures;
  bool found = false;
  std::size_t from = 0;
  const bool global = matches.program && matches.program->global();
  if (on_regexp && global) from = static_cast<std::size_t>(self.object->last_index);
  if (from <= text.size()) {
    const Flow flow = FindMatch(matches, text, from, captures, found);
    if (flow != Flow::kNormal) return flow;
  }
  if (on_regexp && global) self.object->last_index = found ? captures[1] : 0;
  if (builtin == Builtin::kRegExpTest) {
    out = Val::Bool(found);
    return Flow::kNormal;
  }
  if (builtin == Builtin::kStringSearch) {
    out = Val::Num(found ? captures[0] : -1.0);
    return Flow::kNormal;
  }
  std::vector<Val> results;
  out = Val::Null();
  if (!found) return Flow::kNormal;
  if (builtin == Builtin::kRegExpExec || !global) {
    if (const Flow flow = CapturesOf(text, captures, results); flow != Flow::kNormal) return flow;
    const double at = captures[0];
    if (const Flow flow = NewArray(std::move(results), out); flow != Flow::kNormal) return flow;
    return heap_.Set(*out.object, u"index", Val::Num(at)) ? Flow::kNormal : Flow::kUnknown;
  }
  while (found) {
    results.push_back(Val::Text(text.substr(captures[0], captures[1] - captures[0])));
    from = captures[1] > captures[0] ? captures[1] : captures[1] + 1;
    if (from > text.size()) break;
    const Flow flow = FindMatch(matches, text, from, captures, found);
    if (flow != Flow::kNormal) return flow;
  }
  return NewArray(std::move(results), out);
}

}  // namespace js::eval
