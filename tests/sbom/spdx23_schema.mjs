// What the official JSON schema of SPDX 2.3 asks for (spdx/spdx-spec, schemas/spdx-schema-2-3.json at b536507): every field, its type, which
// must be there, every word of a list, and that nothing else may be. No package holds that schema.
const text = { type: 'string' };
const whole = { type: 'integer' };
const flag = { type: 'boolean' };
const words = (list) => ({ type: 'string', enum: list.split(' ') });
const list = (items, least) => ({ type: 'array', items, ...(least && { minItems: least }) });

/** `fields` by name; a name that ends in `!` must be there. */
const object = (fields) => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace('!', ''), schema])),
  required: Object.keys(fields).filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1)),
  additionalProperties: false,
});
const texts = (names) => Object.fromEntries(names.split(' ').map((name) => [name, text]));

const annotations = list(
  object({ 'annotationDate!': text, 'annotationType!': words('OTHER REVIEW'), 'annotator!': text, 'comment!': text }),
);
const checksum = object({
  'algorithm!': words(
    'SHA1 SHA224 SHA256 SHA384 SHA512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3 MD2 MD4 MD5 MD6 ADLER32',
  ),
  'checksumValue!': text,
});
const pointer = object({ 'reference!': text, offset: whole, lineNumber: whole });

const packages = object({
  ...texts('SPDXID! downloadLocation! name! builtDate comment copyrightText description homepage licenseComments licenseConcluded'),
  ...texts('licenseDeclared originator packageFileName releaseDate sourceInfo summary supplier validUntilDate versionInfo'),
  annotations,
  attributionTexts: list(text),
  checksums: list(checksum),
  externalRefs: list(
    object({
      comment: text,
      'referenceCategory!': words('OTHER PERSISTENT-ID SECURITY PACKAGE-MANAGER'),
      'referenceLocator!': text,
      'referenceType!': text,
    }),
  ),
  filesAnalyzed: flag,
  hasFiles: list(text),
  licenseInfoFromFiles: list(text),
  packageVerificationCode: object({ packageVerificationCodeExcludedFiles: list(text), 'packageVerificationCodeValue!': text }),
  primaryPackagePurpose: words(
    'APPLICATION FRAMEWORK LIBRARY CONTAINER OPERATING_SYSTEM DEVICE FIRMWARE SOURCE ARCHIVE FILE INSTALL OTHER',
  ),
});

const files = object({
  ...texts('SPDXID! fileName! comment copyrightText licenseComments licenseConcluded noticeText'),
  annotations,
  artifactOfs: list({ type: 'object' }),
  attributionTexts: list(text),
  'checksums!': list(checksum, 1),
  fileContributors: list(text),
  fileDependencies: list(text),
  fileTypes: list(words('SOURCE BINARY ARCHIVE APPLICATION AUDIO IMAGE TEXT VIDEO DOCUMENTATION SPDX OTHER')),
  licenseInfoInFiles: list(text),
});

const snippets = object({
  ...texts('SPDXID! snippetFromFile! comment copyrightText licenseComments licenseConcluded name'),
  annotations,
  attributionTexts: list(text),
  licenseInfoInSnippets: list(text),
  'ranges!': list(object({ 'endPointer!': pointer, 'startPointer!': pointer }), 1),
});

const relationships = object({
  'spdxElementId!': text,
  'relatedSpdxElement!': text,
  comment: text,
  'relationshipType!': words(
    'DESCRIBES DESCRIBED_BY CONTAINS CONTAINED_BY DEPENDS_ON DEPENDENCY_OF DEPENDENCY_MANIFEST_OF BUILD_DEPENDENCY_OF DEV_DEPENDENCY_OF ' +
      'OPTIONAL_DEPENDENCY_OF PROVIDED_DEPENDENCY_OF TEST_DEPENDENCY_OF RUNTIME_DEPENDENCY_OF EXAMPLE_OF GENERATES GENERATED_FROM ' +
      'ANCESTOR_OF DESCENDANT_OF VARIANT_OF DISTRIBUTION_ARTIFACT PATCH_FOR PATCH_APPLIED COPY_OF FILE_ADDED FILE_DELETED FILE_MODIFIED ' +
      'EXPANDED_FROM_ARCHIVE DYNAMIC_LINK STATIC_LINK DATA_FILE_OF TEST_CASE_OF BUILD_TOOL_OF DEV_TOOL_OF TEST_OF TEST_TOOL_OF ' +
      'DOCUMENTATION_OF OPTIONAL_COMPONENT_OF METAFILE_OF PACKAGE_OF AMENDS PREREQUISITE_FOR HAS_PREREQUISITE ' +
      'REQUIREMENT_DESCRIPTION_FOR SPECIFICATION_FOR OTHER',
  ),
});

export const spdx23 = object({
  ...texts('SPDXID! dataLicense! name! spdxVersion! comment documentNamespace'),
  annotations,
  'creationInfo!': object({ comment: text, 'created!': text, 'creators!': list(text, 1), licenseListVersion: text }),
  documentDescribes: list(text),
  externalDocumentRefs: list(object({ 'checksum!': checksum, 'externalDocumentId!': text, 'spdxDocument!': text })),
  files: list(files),
  hasExtractedLicensingInfos: list(
    object({
      ...texts('extractedText! licenseId! comment name'),
      crossRefs: list(object({ ...texts('url! match timestamp'), isLive: flag, isValid: flag, isWayBackLink: flag, order: whole })),
      seeAlsos: list(text),
    }),
  ),
  packages: list(packages),
  relationships: list(relationships),
  revieweds: list(object({ 'reviewDate!': text, comment: text, reviewer: text })),
  snippets: list(snippets),
});
