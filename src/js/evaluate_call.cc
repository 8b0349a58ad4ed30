#include "base/limits.h"
#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

bool IsVar(BindingKind kind) {
  return kind == BindingKind::kVar || kind == BindingKind::kAnnexB;
}

}  // namespace

Flow Machine::Throw() {
  Object* const error = heap_.NewObject(Object::Class::kPlain);
  if (error == nullptr) return Flow::kUnknown;
  thrown_ = Val::Unknown();  // an Error, of which nobody needs the text
  return Flow::kThrow;
}

Flow Machine::MakeFunction(NodeId node, Frame* frame, Val& out) {
  Object* const function = heap_.NewObject(Object::Class::kFunction);
  if (function == nullptr) return Flow::kUnknown;
  function->node = node;
  function->info = &index_.Function(node);
  function->scope = nullptr;
  if (frame != nullptr) {
    // A closure keeps the cells there are now: a later turn of a loop makes new ones.
    Frame* const kept = heap_.NewFrame(frame->function, frame->parent, frame->cells.size());
    if (kept == nullptr) return Flow::kUnknown;
    std::ranges::copy(frame->cells, kept->cells.begin());
    kept->self = frame->self;
    kept->arguments = frame->arguments;
    kept->called = frame->called;
    function->scope = kept;
  }
  out = Val::Obj(function);
  return Flow::kNormal;
}

Flow Machine::Call(const Val& function, const Val& self, Arguments arguments, Val& out) {
  const std::uint64_t work = 1 + arguments.size();
  if (depth_ >= limits::kEvaluateDepth || !Step(work)) return Flow::kUnknown;
  const Depth depth(*this);
  if (function.Is(Val::Tag::kBuiltin)) {
    return CallBuiltin(function.builtin, self, arguments, out);
  }
  if (!function.IsObject()) return function.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Throw();
  Object& object = *function.object;
  if (object.cls == Object::Class::kBound) {
    std::vector<Val> all = object.elements;
    all.insert(all.end(), arguments.begin(), arguments.end());
    return Call(object.target, object.self, all, out);
  }
  if (object.cls != Object::Class::kFunction) return Throw();
  return CallFunction(object, self, arguments, out);
}

Flow Machine::CallFunction(Object& function, const Val& self, Arguments arguments, Val& out) {
  const FunctionInfo& info = *function.info;
  const FunctionParts& parts = info.parts;
  if (!parts.plain || !parts.is_function) return Flow::kUnknown;
  Frame* const frame = heap_.NewFrame(function.node, function.scope, info.locals.size());
  if (frame == nullptr) return Flow::kUnknown;
  if (parts.arrow) {
    if (function.scope != nullptr) {
      frame->self = function.scope->self;
      frame->arguments = function.scope->arguments;
      frame->called = function.scope->called;
    }
  } else {
    frame->self = self.Is(Val::Tag::kUndefined) ? Val::Unknown() : self;
    const auto kept = heap_.Copy(arguments);
    if (!kept) return Flow::kUnknown;
    frame->arguments = *kept;
    frame->called = true;
  }
  if (const Flow flow = EnterFrame(function, frame, arguments); flow != Flow::kNormal) return flow;
  if (parts.expression) return Eval(parts.body, frame, out);
  const Flow flow = Exec(parts.body, frame);
  if (flow == Flow::kReturn) {
    out = returned_;
    return Flow::kNormal;
  }
  out = Val();
  return flow;
}

/// Makes the variables of a call, and the functions that are declared in its body.
Flow Machine::EnterFrame(Object& function, Frame* frame, Arguments arguments) {
  const FunctionInfo& info = *function.info;
  for (std::size_t i = 0; i < info.locals.size(); ++i) {
    Cell* const cell = heap_.NewCell();
    if (cell == nullptr) return Flow::kUnknown;
    const BindingKind kind = scopes_[info.locals[i]].kind;
    if (IsVar(kind)) cell->value = Val();
    if (kind == BindingKind::kFunctionName) cell->value = Val::Obj(&function);
    frame->cells[i] = cell;
  }
  const auto params = tree_.List(info.parts.params);
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (const auto* rest = tree_.If<RestElement>(params[i])) {
      const Arguments tail = arguments.subspan(std::min(i, arguments.size()));
      Val array;
      if (const Flow flow = NewArray({tail.begin(), tail.end()}, array); flow != Flow::kNormal) {
        return flow;
      }
      if (const Flow flow = Bind(rest->argument, array, frame); flow != Flow::kNormal) return flow;
      break;
    }
    const Val value = i < arguments.size() ? arguments[i] : Val();
    if (const Flow flow = Bind(params[i], value, frame); flow != Flow::kNormal) return flow;
  }
  if (const Flow flow = CopyParameters(info, frame); flow != Flow::kNormal) return flow;
  for (const auto& [binding, node] : info.declarations) {
    Val made;
    if (const Flow flow = MakeFunction(node, frame, made); flow != Flow::kNormal) return flow;
    if (Cell* const cell = FindCell(binding, frame)) cell->value = made;
  }
  return Flow::kNormal;
}

/// A variable of a body that has a scope of its own begins as the parameter of its name.
Flow Machine::CopyParameters(const FunctionInfo& info, Frame* frame) {
  for (std::size_t i = 0; i < info.locals.size(); ++i) {
    const Binding& variable = scopes_[info.locals[i]];
    if (!IsVar(variable.kind) || scopes_[variable.scope].kind != ScopeKind::kFunctionBody) continue;
    if (!Step(info.locals.size())) return Flow::kUnknown;
    for (std::size_t k = 0; k < info.locals.size(); ++k) {
      const Binding& other = scopes_[info.locals[k]];
      if (other.name == variable.name && other.kind == BindingKind::kParameter &&
          other.scope == scopes_[variable.scope].parent)
        frame->cells[i]->value = frame->cells[k]->value;
    }
  }
  return Flow::kNormal;
}

/// What `new` gives its objects to inherit from: made when it is first asked for. Functions without
/// one have undefined here; generators have another kind.
Flow Machine::PrototypeOf(Object& function, Val& out) {
  const FunctionParts& parts = function.info->parts;
  const bool method =
      tree_.Source(tree_[function.node].span()).starts_with('(') && !parts.arrow;  // no `function`
  if (!parts.plain || method) return Flow::kUnknown;
  out = Val();
  if (parts.arrow) return Flow::kNormal;
  Object* const made = heap_.NewObject(Object::Class::kPlain);
  if (made == nullptr || !heap_.Set(function, u"prototype", Val::Obj(made))) return Flow::kUnknown;
  out = Val::Obj(made);
  return Flow::kNormal;
}

/// `owner` and `name` are texts that last; `.` stands before what the owner has itself, `#` before
/// what its instances inherit.
Builtin Machine::FindMethod(std::string_view owner, char separator, std::u16string_view name) {
  const auto place = reinterpret_cast<std::uintptr_t>(name.data()) / sizeof(std::uint64_t) +
                     reinterpret_cast<std::uintptr_t>(owner.data());
  Method& kept = methods_[place % methods_.size()];
  const bool same = kept.owner == owner.data() && kept.separator == separator &&
                    kept.name.data() == name.data() && kept.name.size() == name.size();
  if (same) return kept.builtin;
  std::string path(owner);
  if (!owner.empty()) path += separator;
  for (const char16_t c : name) path += c < 0x80 ? static_cast<char>(c) : '?';
  kept = {.owner = owner.data(), .separator = separator, .name = name};
  kept.builtin = FindBuiltin(path);
  return kept.builtin;
}

Flow Machine::GetBuiltin(std::string_view owner, char separator, std::u16string_view name,
                         Val& out) {
  // No prototype has a property of such a name.
  const bool nameless = name.empty() || name[0] < u'A' || name[0] > u'z';
  if (nameless) {
    out = Val();
    return Flow::kNormal;
  }
  const Builtin found = FindMethod(owner, separator, name);
  if (found == Builtin::kNone) return Flow::kUnknown;
  out = Val::Native(found);
  return Flow::kNormal;
}

/// What an object does not have itself it may inherit: known for the methods of builtins.def, else
/// unknown; a name that no prototype has is undefined.
Flow Machine::GetProperty(const Val& object, std::u16string_view name, Val& out) {
  out = Val();
  Spend(Linear(name.size()));
  switch (object.tag) {
    case Val::Tag::kUndefined:
    case Val::Tag::kNull:
    case Val::Tag::kHole:
      return Throw();
    case Val::Tag::kUnknown:
      return Flow::kUnknown;
    case Val::Tag::kBoolean:
      return GetBuiltin("Boolean", '#', name, out);
    case Val::Tag::kNumber:
      return GetBuiltin("Number", '#', name, out);
    case Val::Tag::kText: {
      const std::int64_t index = ArrayIndex(name);
      if (name == u"length") {
        out = Val::Num(object.size);
      } else if (index >= 0) {
        const auto at = static_cast<std::size_t>(index);
        if (at < object.size) out = Val::Text(object.view().substr(at, 1));
      } else {
        return GetBuiltin("String", '#', name, out);
      }
      return Flow::kNormal;
    }
    case Val::Tag::kBuiltin: {
      if (object.builtin == Builtin::kGlobalThis) return GetBuiltin("", '.', name, out);
      if (GetBuiltin(PathOf(object.builtin), '.', name, out) == Flow::kNormal) return Flow::kNormal;
      return GetBuiltin("Function", '#', name, out);
    }
    case Val::Tag::kObject:
      break;
  }
  Object& there = *object.object;
  if (const Val* const own = there.Find(name)) {
    out = *own;
    return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
  }
  const std::int64_t index = ArrayIndex(name);
  switch (there.cls) {
    case Object::Class::kArray: {
      if (name == u"length") {
        out = Val::Num(static_cast<double>(there.elements.size()));
        return Flow::kNormal;
      }
      if (index < 0) return GetBuiltin("Array", '#', name, out);
      const auto at = static_cast<std::size_t>(index);
      if (at < there.elements.size() && !there.elements[at].Is(Val::Tag::kHole)) {
        out = there.elements[at];
      }
      return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
    }
    case Object::Class::kBytes: {
      if (name == u"length" || name == u"byteLength") {
        out = Val::Num(static_cast<double>(there.bytes.size()));
        return Flow::kNormal;
      }
      if (index < 0) return GetBuiltin("Bytes", '#', name, out);
      const auto at = static_cast<std::size_t>(index);
      if (at < there.bytes.size()) out = Val::Num(static_cast<unsigned char>(there.bytes[at]));
      return Flow::kNormal;
    }
    case Object::Class::kFunction:
      if (name == u"prototype") return PrototypeOf(there, out);
      [[fallthrough]];
    case Object::Class::kBound:
      if (name == u"prototype" || name == u"constructor" || name == u"name" || name == u"length" ||
          name == u"caller" || name == u"arguments") {
        return Flow::kUnknown;
      }
      if (GetBuiltin("Function", '#', name, out) == Flow::kNormal) return Flow::kNormal;
      break;
    case Object::Class::kRegExp:
      return GetBuiltin("RegExp", '#', name, out);
    case Object::Class::kPlain:
      for (Object* at = there.prototype; at != nullptr; at = at->prototype) {
        if (!Step()) return Flow::kUnknown;
        if (const Val* const found = at->Find(name)) {
          out = *found;
          return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
        }
      }
      // Statements that nobody carried out may have given the prototype more.
      if (there.prototype != nullptr) return Flow::kUnknown;
      if (GetBuiltin("Object", '#', name, out) == Flow::kNormal) return Flow::kNormal;
      break;
  }
  constexpr std::u16string_view kInherited[] = {
      u"constructor",      u"__proto__",           u"valueOf",          u"isPrototypeOf",
      u"toLocaleString",   u"__defineGetter__",    u"__defineSetter__", u"__lookupGetter__",
      u"__lookupSetter__", u"propertyIsEnumerable"};
  for (const std::u16string_view inherited : kInherited) {
    if (name == inherited) return Flow::kUnknown;
  }
  out = Val();
  return Flow::kNormal;
}

Flow Machine::SetElement(Object& object, std::size_t index, const Val& value) {
  NoteWrite(object);
  constexpr std::size_t kFarthest = 1'000'000;
  if (index >= object.elements.size()) {
    if (index > object.elements.size() + kFarthest) return Flow::kUnknown;
    const std::size_t more = index + 1 - object.elements.size();
    if (!heap_.Charge(more * sizeof(Val)) || !Step(more)) return Flow::kUnknown;
    object.elements.resize(index + 1, Val::Hole());
  }
  object.elements[index] = value;
  return Flow::kNormal;
}

Flow Machine::SetProperty(const Val& object, std::u16string_view name, const Val& value) {
  Spend(Linear(name.size()));
  if (object.IsNullish()) return Throw();
  if (!object.IsObject() || name == u"__proto__") return Flow::kUnknown;
  Object& there = *object.object;
  const std::int64_t index = ArrayIndex(name);
  if (there.cls == Object::Class::kArray) {
    if (index >= 0) return SetElement(there, static_cast<std::size_t>(index), value);
    if (name == u"length") {
      if (!value.IsNumber() || value.number < 0 ||
          value.number > static_cast<double>(there.elements.size())) {
        return Flow::kUnknown;
      }
      NoteWrite(there);
      there.elements.resize(static_cast<std::size_t>(value.number));
      return Flow::kNormal;
    }
  }
  if (there.cls == Object::Class::kBytes) {
    double number = 0;
    if (index < 0) return Flow::kUnknown;
    if (const Flow flow = ToNumber(value, number); flow != Flow::kNormal) return flow;
    NoteWrite(there);
    const auto at = static_cast<std::size_t>(index);
    if (at < there.bytes.size()) there.bytes[at] = static_cast<char>(ToInt32(number) & 0xff);
    return Flow::kNormal;
  }
  // Functions keep caches in their own properties; that is no change anybody else sees.
  if (there.cls != Object::Class::kFunction) NoteWrite(there);
  return heap_.Set(there, name, value) ? Flow::kNormal : Flow::kUnknown;
}

Flow Machine::CallBuiltin(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  for (const Val& argument : arguments) {
    if (argument.Is(Val::Tag::kUnknown)) return Flow::kUnknown;
  }
  switch (GroupOf(builtin)) {
    case BuiltinGroup::kNone:
    case BuiltinGroup::kNamespace:
      return Throw();
    case BuiltinGroup::kArray:
      return CallArray(builtin, self, arguments, out);
    case BuiltinGroup::kArrayEach:
      return CallArrayEach(builtin, self, arguments, out);
    case BuiltinGroup::kBuffer:
      return CallBuffer(builtin, self, arguments, out);
    case BuiltinGroup::kFunction:
      return CallFunctionMethod(builtin, self, arguments, out);
    case BuiltinGroup::kGlobal:
      return CallGlobal(builtin, arguments, out);
    case BuiltinGroup::kMath:
      return CallMath(builtin, arguments, out);
    case BuiltinGroup::kNumber:
      return CallNumber(builtin, self, arguments, out);
    case BuiltinGroup::kObject:
      return CallObject(builtin, self, arguments, out);
    case BuiltinGroup::kRegExp:
      return CallRegExp(builtin, self, arguments, out);
    case BuiltinGroup::kString:
      return CallString(builtin, self, arguments, out);
    case BuiltinGroup::kText:
      return CallText(builtin, arguments, out);
  }
  return Flow::kUnknown;
}

Flow Machine::CallFunctionMethod(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  const Val new_self = arguments.empty() ? Val() : arguments[0];
  const Arguments rest = arguments.subspan(std::min<std::size_t>(1, arguments.size()));
  if (builtin == Builtin::kFunctionCall) return Call(self, new_self, rest, out);
  if (builtin == Builtin::kFunctionApply) {
    std::vector<Val> list;
    if (!rest.empty() && !rest[0].IsNullish()) {
      if (rest[0].IsText()) return Throw();
      if (const Flow flow = SpreadInto(rest[0], list); flow != Flow::kNormal) return flow;
    }
    return Call(self, new_self, list, out);
  }
  if (builtin == Builtin::kFunctionBind) {
    Object* const bound = heap_.NewObject(Object::Class::kBound);
    if (bound == nullptr) return Flow::kUnknown;
    bound->target = self;
    bound->self = new_self;
    bound->elements.assign(rest.begin(), rest.end());
    out = Val::Obj(bound);
    return Flow::kNormal;
  }
  return ToPrimitive(self, out);  // toString
}

}  // namespace js::eval
