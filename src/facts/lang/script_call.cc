#include <algorithm>

#include "base/limits.h"
#include "facts/lang/script_reader.h"

namespace facts {
namespace {

std::string_view LastName(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

bool IsBuiltins(std::string_view path) {
  return path == "builtins" || path.starts_with("__builtin") || path == "globals";
}

}  // namespace

ScriptValue ScriptReader::Postfix(ScriptValue value, std::string variable) {
  const std::size_t first = at_ == 0 ? 0 : at_ - 1;
  while (!Spent()) {
    const bool vb_chain = language_ == Language::kVbScript || language_ == Language::kPython;
    const bool dot = AtSign(".") && Now(1).kind == Kind::kName &&
                     (vb_chain || (!Now().spaced && !Now(1).spaced));
    const bool member = dot || (AtSign("::") && Now(1).kind == Kind::kName);
    if (member && language_ != Language::kAppleScript) {
      const std::string name = Now(1).text;
      Step();
      Step();
      const std::string path = value.path.empty() ? "." + name : value.path + "." + name;
      if (AtSign("(") && (language_ != Language::kPowerShell || !Now().spaced)) {
        ScriptSite site{.path = path};
        const auto own = variables_.find(variable);
        ScriptValue local = value;
        site.receiver =
            own != variables_.end() && value.path == own->second.path ? &own->second : &local;
        Arguments(site);
        site.span = SpanFrom(first);
        const bool makes = name == "new" && language_ == Language::kPowerShell;
        if (makes) {
          ScriptValue object = UnknownValue(value.path);
          object.object = value.path;
          for (const ScriptValue& argument : site.arguments) object.Taint(argument);
          value = std::move(object);
        } else {
          value = Call(site, {});
        }
        variable.clear();
      } else {
        ScriptValue property = UnknownValue(value.text + "." + name);
        property.path = path;
        property.object = value.object;
        property.owner = variable;
        property.Taint(value);
        if (name == "length" && value.known)
          property = ConstantNumber(static_cast<std::int64_t>(value.text.size()));
        value = std::move(property);
      }
      continue;
    }
    const bool call =
        AtSign("(") && (language_ == Language::kPython || language_ == Language::kVbScript);
    if (call) {
      ScriptSite site{.path = value.path};
      const ScriptValue callee = value;
      const auto owner = variables_.find(value.owner);
      if (owner != variables_.end()) site.receiver = &owner->second;
      Arguments(site);
      site.span = SpanFrom(first);
      value = callee.list && !site.arguments.empty() ? ElementOf(callee, site.arguments[0])
                                                     : Call(site, callee);
      variable.clear();
      continue;
    }
    const bool subscript = AtSign("[") && !Now().spaced && language_ != Language::kVbScript &&
                           language_ != Language::kAppleScript;
    if (!subscript) break;
    value = Subscript(value);
    variable.clear();
  }
  return value;
}

ScriptValue ScriptReader::Subscript(const ScriptValue& value) {
  const std::size_t end = Past(at_);
  Step();
  ScriptValue result;
  if (AtSign("::")) {  // [::-1]
    result = value;
    if (AtSign("-", 1) && Now(2).text == "1") result = ReverseValue(value);
  } else {
    ScriptValue index = AtSign(":") ? ConstantNumber(0) : Expression();
    const bool slice = AtSign(":") && language_ == Language::kPython;
    const bool range = AtSign(".") && AtSign(".", 1);
    if (range) {  // [-1..-99] turns a text round
      result = index.number && *index.number == -1 ? ReverseValue(value) : value;
      if (!result.list && result.known) {
        result.items = ItemsOf(result);
        result.list = true;
      }
    } else if (slice) {
      Step();
      const ScriptValue stop = AtSign("]") ? ScriptValue() : Expression();
      result = value;
      const auto size = static_cast<std::int64_t>(value.text.size());
      const auto clamp = [&](std::int64_t n) {
        return std::clamp<std::int64_t>(n < 0 ? n + size : n, 0, size);
      };
      if (value.known && index.number && (stop.number || AtSign("]"))) {
        const std::int64_t from = clamp(*index.number);
        const std::int64_t to = stop.number ? clamp(*stop.number) : size;
        result.text = to > from ? value.text.substr(static_cast<std::size_t>(from),
                                                    static_cast<std::size_t>(to - from))
                                : std::string();
      } else {
        result.known = false;
      }
    } else if (value.path == "os.environ" && index.known) {
      ScriptSite site{.path = value.path, .span = SpanFrom(at_ == 0 ? 0 : at_ - 1)};
      site.arguments.push_back(index);
      result = Environment(site);
    } else if (IsBuiltins(value.path.substr(0, value.path.find('.'))) && index.known) {
      result = UnknownValue(index.text);
      result.path = index.text;
    } else {
      result = ElementOf(value, index);
    }
  }
  at_ = end;
  return result;
}

void ScriptReader::Arguments(ScriptSite& site) {
  const std::size_t end = Past(at_);
  Step();
  while (at_ + 1 < end && !Spent()) {
    const std::size_t before = at_;
    SkipLines();
    const bool named = Now().kind == Kind::kName && AtSign("=", 1) && !AtSign("=", 2) &&
                       language_ == Language::kPython;
    if (named) {
      const std::string name = Now().text;
      Step();
      Step();
      site.named[name] = Expression();
    } else if (!AtSign(",") && at_ + 1 < end) {
      const std::size_t element = at_;
      ScriptValue value = Expression();
      if (AtName("for") && language_ == Language::kPython) value = Comprehension(element, value);
      site.arguments.push_back(std::move(value));
    }
    if (!TakeSign(",") && at_ == before) Step();
  }
  at_ = end;
}

/// `element for name in list`: read again for every item of a list that is known.
ScriptValue ScriptReader::Comprehension(std::size_t element, const ScriptValue& once) {
  ScriptValue list;
  list.Taint(once);
  Step();  // for
  std::vector<std::string> names;
  while (!AtName("in") && !At(Kind::kLine) && !At(Kind::kEnd)) {
    if (At(Kind::kName)) names.push_back(Now().text);
    Step();
  }
  static_cast<void>(TakeName("in"));
  const bool outer = in_comprehension_;
  in_comprehension_ = true;
  const ScriptValue source = Expression();
  while (AtName("if") || AtName("for")) {
    Step();
    static_cast<void>(Expression());
  }
  const std::size_t end = at_;
  list.Taint(source);
  const std::vector<ScriptValue> items = ItemsOf(source);
  if (names.size() == 1 && !items.empty()) {
    list.list = true;
    for (const ScriptValue& item : items) {
      if (Spent()) break;
      variables_[names[0]] = item;
      at_ = element;
      list.items.push_back(Expression());
    }
  }
  in_comprehension_ = outer;
  at_ = end;
  return list;
}

ScriptValue ScriptReader::MapItems(const ScriptValue& function, const ScriptValue& list,
                                   Span span) {
  ScriptValue mapped;
  mapped.list = true;
  mapped.Taint(list);
  for (const ScriptValue& item : ItemsOf(list)) {
    if (Spent()) break;
    ScriptSite site{.path = function.path, .span = span};
    site.arguments.push_back(item);
    mapped.items.push_back(Call(site, function));
  }
  return mapped;
}

ScriptValue ScriptReader::Call(ScriptSite& site, const ScriptValue& callee) {
  for (ScriptValue& argument : site.arguments) {
    if (argument.path != "os.environ") continue;
    argument.Taint(WholeEnvironment(site.span));
    argument.path.clear();
  }
  const ScriptCall* call = FindScriptCall(language_, site.path);
  const bool method = call == nullptr && site.path.find('.') != std::string::npos;
  if (method) call = FindScriptCall(language_, "." + std::string(LastName(site.path)));
  if (callee.body != 0) return CallFunction(callee, site);
  if (call != nullptr) return Act(*call, site);
  ScriptValue result = UnknownValue(LastName(site.path));
  if (site.receiver != nullptr) {
    result.Taint(*site.receiver);
    result.object = site.receiver->object;
    result.file = site.receiver->file;
  }
  for (const ScriptValue& argument : site.arguments) result.Taint(argument);
  for (const auto& [name, argument] : site.named) result.Taint(argument);
  if (IsBuiltins(site.path)) result.path = site.path;
  return result;
}

/// A function of the script, read again with what it is called with.
ScriptValue ScriptReader::CallFunction(const ScriptValue& function, const ScriptSite& site) {
  ScriptValue result = UnknownValue("result");
  for (const ScriptValue& argument : site.arguments) result.Taint(argument);
  if (active_.contains(function.body) || Spent() || depth_ + 2 > limits::kScriptDepth)
    return result;
  active_.insert(function.body);
  const std::size_t back = at_;
  ++depth_;
  at_ = function.body;
  std::vector<std::pair<std::string, ScriptValue>> outer;
  const bool lambda = tokens_[function.body - 1].text == "lambda";
  const std::size_t stop = lambda ? tokens_.size() : Past(function.body - 1) - 1;
  for (std::size_t next = 0; at_ < stop && !AtSign(":") && !At(Kind::kEnd); ++next) {
    const std::string name = Now().text;
    outer.emplace_back(name, variables_[name]);
    variables_[name] = site.Argument(next, name);
    while (at_ < stop && !AtSign(",") && !(lambda && AtSign(":")) && !At(Kind::kEnd)) Step();
    static_cast<void>(TakeSign(","));
  }
  if (lambda) {
    static_cast<void>(TakeSign(":"));
    result = Expression();
  } else {
    at_ = stop;
    while (!AtSign(":") && !At(Kind::kLine) && !At(Kind::kEnd)) Step();
    const ScriptValue before = std::move(returned_);
    returned_ = {};
    ReadBlock(at_ + 1, BlockEnd(function.body, at_));
    if (!returned_.text.empty() || returned_.list || !returned_.path.empty()) result = returned_;
    returned_ = before;
  }
  for (auto& [name, value] : outer) variables_[name] = std::move(value);
  --depth_;
  at_ = back;
  active_.erase(function.body);
  return result;
}

}  // namespace facts
