// TypeScript's types and declarations.
#include "js/printer.h"

namespace js {

namespace {
/// The word of a type that is one word; empty for other kinds.
std::string_view KeywordType(Kind kind) {
  switch (kind) {
    case Kind::kTSAnyKeyword:
      return "any";
    case Kind::kTSBigIntKeyword:
      return "bigint";
    case Kind::kTSBooleanKeyword:
      return "boolean";
    case Kind::kTSIntrinsicKeyword:
      return "intrinsic";
    case Kind::kTSNeverKeyword:
      return "never";
    case Kind::kTSNullKeyword:
      return "null";
    case Kind::kTSNumberKeyword:
      return "number";
    case Kind::kTSObjectKeyword:
      return "object";
    case Kind::kTSStringKeyword:
      return "string";
    case Kind::kTSSymbolKeyword:
      return "symbol";
    case Kind::kTSUndefinedKeyword:
      return "undefined";
    case Kind::kTSUnknownKeyword:
      return "unknown";
    case Kind::kTSVoidKeyword:
      return "void";
    case Kind::kTSThisType:
      return "this";
    default:
      return {};
  }
}

std::string_view Sign(unsigned how) {
  return how == 2 ? "+" : how == 3 ? "-" : "";
}
}  // namespace

bool Printer::SplitType(const Node& node) {
  if (const std::string_view word = KeywordType(node.kind); !word.empty()) {
    Add(word);
    return true;
  }
  switch (node.kind) {
    case Kind::kTSArrayType:
      Add(As<TSArrayType>(node).element_type, "[", "]");
      return true;
    case Kind::kTSConditionalType: {
      const auto& n = As<TSConditionalType>(node);
      Add(n.check_type, "extends", n.extends_type, "?", n.true_type, ":", n.false_type);
      return true;
    }
    case Kind::kTSConstructorType:
      AddIf(As<TSConstructorType>(node).abstract(), "abstract");
      Add("new");
      SplitSignature(As<TSConstructorType>(node), "=>");
      return true;
    case Kind::kTSFunctionType:
      SplitSignature(As<TSFunctionType>(node), "=>");
      return true;
    case Kind::kTSImportType: {
      const auto& n = As<TSImportType>(node);
      Add("import", "(", n.source);
      AddOptional(",", n.options);
      Add(")");
      AddOptional(".", n.qualifier);
      Add(n.type_arguments);
      return true;
    }
    case Kind::kTSIndexedAccessType:
      Add(As<TSIndexedAccessType>(node).object_type, "[", As<TSIndexedAccessType>(node).index_type,
          "]");
      return true;
    case Kind::kTSInferType:
      Add("infer", As<TSInferType>(node).type_parameter);
      return true;
    case Kind::kTSIntersectionType: {
      const auto& types = As<TSIntersectionType>(node).types;
      AddIf(tree_.List(types).size() == 1, "&");
      AddList(types, "&");
      return true;
    }
    case Kind::kTSUnionType: {
      const auto& types = As<TSUnionType>(node).types;
      AddIf(tree_.List(types).size() == 1, "|");
      AddList(types, "|");
      return true;
    }
    case Kind::kTSLiteralType:
      Add(As<TSLiteralType>(node).literal);
      return true;
    case Kind::kTSMappedType: {
      const auto& n = As<TSMappedType>(node);
      const unsigned readonly = node.flags >> kMappedReadonlyShift & 3U;
      const unsigned optional = node.flags >> kMappedOptionalShift & 3U;
      Add("{");
      if (readonly != 0) Add(Sign(readonly), "readonly");
      Add("[", n.key, "in", n.constraint);
      AddOptional("as", n.name_type);
      Add("]");
      if (optional != 0) Add(Sign(optional), "?");
      AddOptional(":", n.type_annotation);
      Add("}");
      return true;
    }
    case Kind::kTSNamedTupleMember: {
      const auto& n = As<TSNamedTupleMember>(node);
      Add(n.label);
      AddIf(n.optional(), "?");
      Add(":", n.element_type);
      return true;
    }
    case Kind::kTSOptionalType:
      Add(As<TSOptionalType>(node).type_annotation, "?");
      return true;
    case Kind::kTSRestType:
      Add("...", As<TSRestType>(node).type_annotation);
      return true;
    case Kind::kTSTemplateLiteralType:
      AddTemplate(As<TSTemplateLiteralType>(node).quasis, As<TSTemplateLiteralType>(node).types);
      return true;
    case Kind::kTSTupleType:
      Add("[");
      AddList(As<TSTupleType>(node).element_types, ",");
      Add("]");
      return true;
    case Kind::kTSTypeLiteral:
      Add("{");
      AddList(As<TSTypeLiteral>(node).members, "");
      Add("}");
      return true;
    case Kind::kTSTypeOperator:
      Add(Text(As<TSTypeOperator>(node).operator_word()));
      Add(As<TSTypeOperator>(node).type_annotation);
      return true;
    case Kind::kTSTypePredicate: {
      const auto& n = As<TSTypePredicate>(node);
      AddIf(n.asserts(), "asserts");
      Add(n.parameter_name);
      if (n.type_annotation != NodeId::kNone)
        Add("is", tree_.As<TSTypeAnnotation>(n.type_annotation).type_annotation);
      return true;
    }
    case Kind::kTSTypeQuery:
      Add("typeof", As<TSTypeQuery>(node).expr_name, As<TSTypeQuery>(node).type_arguments);
      return true;
    case Kind::kTSTypeReference:
      Add(As<TSTypeReference>(node).type_name, As<TSTypeReference>(node).type_arguments);
      return true;
    case Kind::kTSQualifiedName:
      Add(As<TSQualifiedName>(node).left, ".", As<TSQualifiedName>(node).right);
      return true;
    case Kind::kTSTypeAnnotation:
      Add(":", As<TSTypeAnnotation>(node).type_annotation);
      return true;
    case Kind::kTSTypeParameter: {
      const auto& n = As<TSTypeParameter>(node);
      AddIf(n.is_const(), "const");
      AddIf(n.is_in(), "in");
      AddIf(n.is_out(), "out");
      Add(n.name);
      AddOptional("extends", n.constraint);
      AddOptional("=", n.default_type);
      return true;
    }
    case Kind::kTSTypeParameterDeclaration: {
      // `<T,>` is right in .tsx too, where `<T>` begins an element.
      Add("<");
      for (const NodeId parameter : tree_.List(As<TSTypeParameterDeclaration>(node).params))
        Add(parameter, ",");
      Add(">");
      return true;
    }
    case Kind::kTSTypeParameterInstantiation:
      Add("<");
      AddList(As<TSTypeParameterInstantiation>(node).params, ",");
      Add(">");
      return true;
    case Kind::kTSAsExpression:
      Add(As<TSAsExpression>(node).expression, "as", As<TSAsExpression>(node).type_annotation);
      return true;
    case Kind::kTSSatisfiesExpression:
      Add(As<TSSatisfiesExpression>(node).expression, "satisfies",
          As<TSSatisfiesExpression>(node).type_annotation);
      return true;
    case Kind::kTSTypeAssertion:
      Add("<", As<TSTypeAssertion>(node).type_annotation, ">",
          As<TSTypeAssertion>(node).expression);
      return true;
    case Kind::kTSNonNullExpression:
      Add(As<TSNonNullExpression>(node).expression, "!");
      return true;
    case Kind::kTSInstantiationExpression:
      Add(As<TSInstantiationExpression>(node).expression,
          As<TSInstantiationExpression>(node).type_arguments);
      return true;
    default:
      return false;
  }
}

bool Printer::SplitTypeDeclaration(const Node& node) {
  switch (node.kind) {
    case Kind::kTSCallSignatureDeclaration:
      SplitSignature(As<TSCallSignatureDeclaration>(node), ":");
      Add(";");
      return true;
    case Kind::kTSConstructSignatureDeclaration:
      Add("new");
      SplitSignature(As<TSConstructSignatureDeclaration>(node), ":");
      Add(";");
      return true;
    case Kind::kTSIndexSignature: {
      const auto& n = As<TSIndexSignature>(node);
      AddAccessibility(n);
      AddIf(n.is_static(), "static");
      AddIf(n.readonly(), "readonly");
      Add("[");
      AddList(n.parameters, ",");
      Add("]", n.type_annotation, ";");
      return true;
    }
    case Kind::kTSMethodSignature: {
      const auto& n = As<TSMethodSignature>(node);
      if (n.kind_word() != MemberKind::kMethod) Add(Text(n.kind_word()));
      AddIf(n.computed(), "[");
      Add(n.key);
      AddIf(n.computed(), "]");
      AddIf(n.optional(), "?");
      SplitSignature(n, ":");
      Add(";");
      return true;
    }
    case Kind::kTSPropertySignature: {
      const auto& n = As<TSPropertySignature>(node);
      AddIf(n.readonly(), "readonly");
      AddIf(n.computed(), "[");
      Add(n.key);
      AddIf(n.computed(), "]");
      AddIf(n.optional(), "?");
      Add(n.type_annotation, ";");
      return true;
    }
    case Kind::kTSParameterProperty: {
      const auto& n = As<TSParameterProperty>(node);
      AddList(n.decorators(), "");
      AddAccessibility(n);
      AddIf(n.override(), "override");
      AddIf(n.readonly(), "readonly");
      Add(n.parameter);
      return true;
    }
    case Kind::kTSClassImplements:
      Add(As<TSClassImplements>(node).expression, As<TSClassImplements>(node).type_arguments);
      return true;
    case Kind::kTSInterfaceHeritage:
      Add(As<TSInterfaceHeritage>(node).expression, As<TSInterfaceHeritage>(node).type_arguments);
      return true;
    case Kind::kTSInterfaceDeclaration: {
      const auto& n = As<TSInterfaceDeclaration>(node);
      AddIf(n.declare(), "declare");
      Add("interface", n.id, n.type_parameters);
      if (n.extends != NodeList::kEmpty) {
        Add("extends");
        AddList(n.extends, ",");
      }
      Add(n.body);
      return true;
    }
    case Kind::kTSInterfaceBody:
      Add("{");
      AddList(As<TSInterfaceBody>(node).body, "");
      Add("}");
      return true;
    case Kind::kTSTypeAliasDeclaration: {
      const auto& n = As<TSTypeAliasDeclaration>(node);
      AddIf(n.declare(), "declare");
      Add("type", n.id, n.type_parameters, "=", n.type_annotation, ";");
      return true;
    }
    case Kind::kTSEnumDeclaration: {
      const auto& n = As<TSEnumDeclaration>(node);
      AddIf(n.declare(), "declare");
      AddIf(n.is_const(), "const");
      Add("enum", n.id, n.body);
      return true;
    }
    case Kind::kTSEnumBody:
      Add("{");
      AddList(As<TSEnumBody>(node).members, ",");
      Add("}");
      return true;
    case Kind::kTSEnumMember: {
      const auto& n = As<TSEnumMember>(node);
      AddIf(n.Has(kComputedEnumMember), "[");
      Add(n.id);
      AddIf(n.Has(kComputedEnumMember), "]");
      AddOptional("=", n.initializer);
      return true;
    }
    case Kind::kTSModuleDeclaration: {
      const auto& n = As<TSModuleDeclaration>(node);
      AddIf(n.declare(), "declare");
      if (n.kind_word() != ModuleKind::kGlobal) Add(Text(n.kind_word()));
      Add(n.id, n.body);
      AddIf(n.body == NodeId::kNone, ";");
      return true;
    }
    case Kind::kTSModuleBlock:
      Add("{");
      AddList(As<TSModuleBlock>(node).body, "");
      Add("}");
      return true;
    case Kind::kTSImportEqualsDeclaration: {
      const auto& n = As<TSImportEqualsDeclaration>(node);
      Add("import");
      AddIf(n.import_kind() == ImportKind::kType, "type");
      Add(n.id, "=", n.module_reference, ";");
      return true;
    }
    case Kind::kTSExternalModuleReference:
      Add("require", "(", As<TSExternalModuleReference>(node).expression, ")");
      return true;
    case Kind::kTSExportAssignment:
      Add("export", "=", As<TSExportAssignment>(node).expression, ";");
      return true;
    case Kind::kTSNamespaceExportDeclaration:
      Add("export", "as", "namespace", As<TSNamespaceExportDeclaration>(node).id, ";");
      return true;
    default:
      return false;
  }
}

}  // namespace js
