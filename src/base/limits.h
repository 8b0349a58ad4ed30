#pragma once

#include <cstddef>
#include <cstdint>

/// Every loop, buffer, depth and wait that foreign bytes can drive has its bound here, by name,
/// with a test that hits it. Sizes in bytes, times in milliseconds.
namespace limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;
inline constexpr std::size_t kGiB = 1024 * kMiB;

// Documents (formats)
inline constexpr std::size_t kJsonBytes = 256 * kMiB;
inline constexpr std::size_t kJsonDepth = 512;
inline constexpr std::size_t kJsonValues = 40'000'000;
inline constexpr std::size_t kYamlBytes = 128 * kMiB;
inline constexpr std::size_t kYamlDepth = 128;
inline constexpr std::size_t kYamlValues = 20'000'000;  ///< each use of an alias counts in full
inline constexpr std::size_t kTomlBytes = 4 * kMiB;
inline constexpr std::size_t kTomlDepth = 64;
inline constexpr std::size_t kShownLineBytes =
    4 * kKiB;  ///< a longer source line is not shown with an error

// Archives (formats)
inline constexpr std::size_t kArchiveBytes = 512 * kMiB;        ///< compressed, as received
inline constexpr std::size_t kArchiveUnpackedBytes = 1 * kGiB;  ///< one package, unpacked
inline constexpr std::size_t kArchivePrefixBytes =
    64 * kMiB;  ///< what is kept of an archive that is larger than that
inline constexpr std::size_t kUnzipperKeptBytes =
    16 * kMiB;  ///< what a worker keeps of the memory that it unpacked a giant into
inline constexpr std::size_t kArchiveRatio =
    200;  ///< unpacked : compressed, judged past kArchiveRatioFloor
inline constexpr std::size_t kArchiveRatioFloor = 64 * kMiB;
inline constexpr std::size_t kArchiveEntries = 150'000;
inline constexpr std::size_t kArchivePathBytes = 4096;
inline constexpr std::size_t kArchivePathDepth = 128;
inline constexpr std::size_t kArchiveRemarksPerKind = 100;
inline constexpr std::size_t kPaxBytes = 1 * kMiB;
inline constexpr std::size_t kGzipMembers = 64;

// Folders read from disk
inline constexpr std::size_t kFileBytes = 512 * kMiB;  ///< one file read whole
inline constexpr std::size_t kFolderDepth = 128;
inline constexpr std::size_t kFolderEntries = 2'000'000;

// Inventory
inline constexpr std::size_t kPackages = 500'000;
inline constexpr std::size_t kDependencies = 2'000'000;
inline constexpr std::size_t kPackagePathDepth = 256;  ///< nested node_modules
inline constexpr std::size_t kPackagePathBytes = 4096;
inline constexpr std::size_t kOverrideDepth = 64;  ///< nested `overrides`
inline constexpr std::size_t kOverrideComparisons = 200'000;
inline constexpr std::size_t kWorkspacePatterns = 256;
inline constexpr std::size_t kPlatformNames = 64;          ///< in one of `os`, `cpu`, `libc`
inline constexpr std::size_t kDiagnosticsPerCode = 100;    ///< of one reader; the rest is counted
inline constexpr std::size_t kDiagnosticLineBytes = 2048;  ///< a longer line is not shown
inline constexpr std::size_t kNpmrcBytes = 1 * kMiB;
inline constexpr std::size_t kVersionRangeBytes = 16 * kKiB;   ///< one dependency range
inline constexpr std::size_t kVersionRangeComparators = 1024;  ///< after `^`, `~` and `x`

// Identifiers (model)
inline constexpr std::size_t kPurlBytes = 8 * kKiB;
inline constexpr std::size_t kVersBytes = 64 * kKiB;  ///< one version range specifier
inline constexpr std::size_t kLicenseExpressionBytes = 16 * kKiB;
inline constexpr std::size_t kLicenseExpressionDepth = 64;  ///< nested parentheses

// Bills of materials (sbom)
inline constexpr std::size_t kXmlBytes = 256 * kMiB;
inline constexpr std::size_t kXmlDepth = 256;
inline constexpr std::size_t kXmlAttributes = 256;  ///< of one element, compared with one another
inline constexpr std::size_t kProtobufBytes = 256 * kMiB;
inline constexpr std::size_t kProtobufDepth = 100;
inline constexpr std::size_t kTagValueBytes = 256 * kMiB;
inline constexpr std::size_t kBomBytes = 2 * kGiB;  ///< one document, read in streaming
inline constexpr std::size_t kBomComponents = 4'000'000;
inline constexpr std::size_t kBomEdges = 40'000'000;
inline constexpr std::size_t kBomDepth = 128;      ///< components within components
inline constexpr std::size_t kBomProblems = 1000;  ///< listed by `validate`; the rest is counted
inline constexpr std::size_t kBomLosses = 10'000;  ///< listed by `convert`; the rest is counted

// Store
inline constexpr std::size_t kStoreBytes = 8 * kGiB;      ///< the whole database
inline constexpr std::size_t kStoreKeptBytes = 1 * kGiB;  ///< what is left of it after a run
inline constexpr std::size_t kStoreBlobBytes = 64 * kMiB;
inline constexpr std::size_t kStoreDecodedBytes = 512 * kMiB;  ///< one blob, once it is read
inline constexpr int kStoreBusyMilliseconds = 10'000;          ///< waiting for another process
inline constexpr int kStoreDamagedKept = 20;                   ///< damaged databases set aside

// Facts and findings
inline constexpr std::size_t kSnippetCodePoints = 240;
inline constexpr std::size_t kFactsPerPackage = 20'000;
inline constexpr std::size_t kFactsPerKindAndFile = 200;
inline constexpr std::size_t kEvidencePerFinding = 50;
inline constexpr std::size_t kShellTextBytes = 1 * kMiB;
inline constexpr std::size_t kShellDepth = 32;
inline constexpr std::size_t kShellCommands = 20'000;   ///< simple commands in one script text
inline constexpr std::size_t kShellHereDocuments = 64;  ///< that begin on one line
inline constexpr std::size_t kShellFollowed = 64;       ///< files and scripts one script leads to
inline constexpr std::size_t kExcerpts = 400;           ///< places of source that a report shows
inline constexpr std::size_t kLayerTexts = 5000;        ///< of one package that may hold others
inline constexpr std::size_t kLayerQueueBytes = 64 * kMiB;
inline constexpr std::size_t kLayerBytes = 4 * kMiB;       ///< one text, decoded
inline constexpr std::size_t kLayerDepth = 6;              ///< encodings within encodings
inline constexpr std::size_t kLayerWork = 128 * kMiB;      ///< bytes decoded for one package
inline constexpr std::size_t kLayerParseBytes = 1 * kMiB;  ///< parsed to see whether it is code
inline constexpr std::size_t kLayerFileBytes = 4 * kMiB;   ///< of a data file that is searched
inline constexpr std::size_t kMediaTailBytes =
    256 * kKiB;  ///< of a picture, font or sound that are looked at for a text behind it
inline constexpr std::size_t kAgentCommands = 200;       ///< of one file that steers agents
inline constexpr std::size_t kYaraRuleBytes = 8 * kMiB;  ///< of a user's rules
inline constexpr int kYaraSeconds = 10;                  ///< for one file
inline constexpr std::size_t kYaraMatches = 1000;        ///< of one package
inline constexpr std::size_t kBinaryImports = 20'000;    ///< names of one program that are read
inline constexpr std::size_t kBinarySections = 4096;     ///< sections, libraries, load commands
inline constexpr std::size_t kBinaryTextBytes =
    32 * kMiB;                                         ///< data of one program that is searched
inline constexpr std::size_t kBinaryStrings = 100;     ///< texts of note of one part of a program
inline constexpr std::size_t kBinaryAddresses = 5000;  ///< URLs of one part that are looked at
inline constexpr std::size_t kLooseScripts = 200;  ///< script files that nothing was seen to run
inline constexpr std::size_t kScriptTokens = 400'000;  ///< of one Python, PowerShell, ... text
inline constexpr std::size_t kScriptSteps = 300'000;   ///< expressions read in one such text
inline constexpr std::size_t kScriptDepth = 100;       ///< expressions within expressions
inline constexpr std::size_t kScriptItems = 20'000;    ///< of one list of a script
inline constexpr std::size_t kScriptValueBytes = 1 * kMiB;
inline constexpr std::size_t kFactValueCodePoints = 1000;
inline constexpr std::size_t kDecodedCodePoints = 4000;
inline constexpr std::size_t kGypBytes = 4 * kMiB;
inline constexpr std::size_t kGypDepth = 64;
inline constexpr std::size_t kManifestBytes = 16 * kMiB;
inline constexpr std::size_t kSettingLines = 10'000;  ///< of one .npmrc, .env or the like
inline constexpr std::size_t kInvisibleDecodedBytes = 64 * kKiB;
inline constexpr std::size_t kCardBytes = 256 * kKiB;
inline constexpr std::size_t kCardDepth = 16;
inline constexpr std::size_t kCardRegexBytes = 1 * kKiB;  ///< one expression of a card
inline constexpr std::size_t kCardRegexMemory = 4 * kMiB;

// Code facts
inline constexpr std::size_t kCodeFileBytes = 32 * kMiB;     ///< a larger file of code is not read
inline constexpr std::size_t kCodePackageBytes = 24 * kMiB;  ///< of code followed across its files
inline constexpr std::size_t kCodeScratchBytes =
    8 * kMiB;  ///< what a worker keeps of the memory that it parsed a giant in
inline constexpr std::uint64_t kCodeStepsAtLeast = 1'000'000;
inline constexpr std::uint64_t kCodeStepsPerByte = 8;
inline constexpr std::size_t kCodeDefinitions = 200;          ///< of one variable, or writes to it
inline constexpr std::size_t kCodeCallers = 200;              ///< of one function
inline constexpr unsigned kCodeCallersTried = 8;              ///< to tell what a parameter is
inline constexpr std::size_t kCodeTextBytes = 64 * kKiB;      ///< one text put together
inline constexpr std::uint32_t kCodeInteropBytes = 2 * kKiB;  ///< a compiler's helper function
inline constexpr std::size_t kCodeElements = 100;      ///< of a list that a variable goes through
inline constexpr std::size_t kCodeFoldNodes = 20'000;  ///< of an expression that is evaluated
inline constexpr std::size_t kCodeEvaluatedFileBytes = 4 * kMiB;
inline constexpr std::uint64_t kCodeEvaluateSteps = 3'000'000;
inline constexpr std::uint64_t kCodeEvaluateShuffledSteps =
    60'000'000;  ///< in a file of shuffled texts
inline constexpr std::uint64_t kCodeEvaluateBytes = 32 * kMiB;
inline constexpr std::size_t kCodeFlowStates = 3'000;  ///< expressions looked at for one question
inline constexpr std::size_t kCodeFlowSources = 16;
inline constexpr std::size_t kCodeFlowSteps = 12;
inline constexpr std::size_t kCodeEvidenceSteps = 48;
inline constexpr unsigned kCodeExportsDepth = 32;  ///< nested conditions of `exports`
inline constexpr std::size_t kCodeNestedManifests = 1'000;
inline constexpr std::size_t kCodeInlineLayers = 32;
inline constexpr std::size_t kCodeJsonModules = 64;  ///< JSON files that code loads, kept parsed
inline constexpr std::size_t kCodeJsonModuleBytes = 1 * kMiB;  ///< of one of them
inline constexpr std::size_t kCodeWrittenTexts = 100;  ///< constant texts that code writes to files

// JavaScript
inline constexpr std::size_t kSourceBytes = 256 * kMiB;
inline constexpr std::uint32_t kSyntaxDepth =
    4000;  ///< nested syntax; deeper is a syntax error, never a crash
inline constexpr std::uint32_t kEvaluateDepth = 1200;  ///< nested work of the interpreter
inline constexpr std::uint32_t kEvaluateSlices =
    8;  ///< variables that depend on variables that change
inline constexpr std::size_t kEvaluateValues = 100'000;     ///< parts of one value handed out
inline constexpr std::size_t kRegExpDepth = 1000;           ///< groups within groups
inline constexpr std::uint32_t kRegExpClassDepth = 200;     ///< classes within classes, flag `v`
inline constexpr std::size_t kSyntaxStackBytes = 5 * kMiB;  ///< machine stack the parser may use
inline constexpr std::uint64_t kTreeWords = 1U << 29U;      ///< 4-byte words of one syntax tree
inline constexpr std::size_t kBigIntDigits = 20'000;        ///< of a BigInt turned to radix ten
inline constexpr std::size_t kSyntaxErrors = 200;           ///< errors kept for one file
inline constexpr std::size_t kImportAttributes = 64;  ///< of one import, compared with one another

// Network (net, registry)
inline constexpr std::size_t kResponseHeaderBytes = 256 * kKiB;
inline constexpr std::size_t kErrorBodyBytes = 1 * kMiB;  ///< of a reply whose status is no success
inline constexpr std::size_t kBufferedBytes = 64 * kMiB;  ///< of all bodies under way
inline constexpr std::size_t kPackumentBytes = 256 * kMiB;
inline constexpr std::size_t kPackumentVersions = 100'000;
inline constexpr std::size_t kPackumentItems = 20'000;  ///< in one list or object of a document
inline constexpr int kPackumentFreshSeconds = 300;      ///< used unasked for so long at most
inline constexpr int kConnectMilliseconds = 15'000;
inline constexpr int kRequestMilliseconds = 300'000;
inline constexpr int kStallMilliseconds = 30'000;  ///< no byte for so long: give up
inline constexpr int kRedirects = 5;
inline constexpr int kAttempts = 4;
inline constexpr int kConnections = 16;          ///< at once to one host, when it speaks HTTP/1.1
inline constexpr int kStreams = 64;              ///< at once to one host, when it speaks HTTP/2
inline constexpr int kStallBytesPerSecond = 64;  ///< slower for kStallMilliseconds is a stall
inline constexpr int kRetryAfterMilliseconds = 60'000;  ///< the longest wait a server may ask for
inline constexpr std::size_t kUrlBytes = 8192;

// npm's configuration and caches (registry)
inline constexpr std::uint32_t kNpmrcLines = 20'000;
inline constexpr std::size_t kTarballsInFlight = 64;         ///< under way or waiting for a worker
inline constexpr std::size_t kTarballBytesHeld = 24 * kMiB;  ///< of these, in memory
inline constexpr std::size_t kCacacheBucketBytes = 16 * kMiB;
inline constexpr std::size_t kNpmAnswerBytes = 64 * kKiB;      ///< of `npm config get`
inline constexpr std::size_t kNpmDefinitionsBytes = 1 * kMiB;  ///< npm's own table of settings
inline constexpr int kNpmMilliseconds = 30'000;                ///< for `npm config get`

// Intelligence (intel), and the zip archives it comes in (formats)
inline constexpr std::size_t kZipEntries = 4'000'000;
inline constexpr std::size_t kZipEntryBytes = 64 * kMiB;
inline constexpr std::size_t kZipUnpackedBytes = 16 * kGiB;  ///< of all entries, one at a time
inline constexpr std::size_t kZipBytes = 4 * kGiB;           ///< an archive, mapped
inline constexpr std::size_t kAdvisoryBytes = 16 * kMiB;     ///< one OSV record
inline constexpr std::size_t kAdvisories = 4'000'000;        ///< of one pack
inline constexpr std::size_t kAdvisoryItems = 100'000;       ///< in one list of a record
inline constexpr std::size_t kAdvisoryIdBytes = 128;
inline constexpr std::size_t kAdvisoryTextCodePoints = 300;  ///< of a summary that is kept
inline constexpr std::size_t kAdvisoryReferences = 12;       ///< of a record, that are kept
inline constexpr std::size_t kAdvisoryVersionBytes = 256;
inline constexpr std::size_t kAdvisoryUrlBytes = 2048;
inline constexpr std::size_t kPackBytes = 2 * kGiB;
inline constexpr std::size_t kPackPages = kPackBytes / 4096;
inline constexpr std::size_t kIncidentBytes = 4 * kMiB;
inline constexpr std::size_t kVexBytes = 64 * kMiB;
inline constexpr std::size_t kVexStatements = 200'000;
inline constexpr std::size_t kScoreLines = 2'000'000;  ///< of an EPSS file
inline constexpr std::size_t kIntelFindings = 200;     ///< records told of one package
inline constexpr std::size_t kPathSteps = 64;          ///< of a way from the root to a package
inline constexpr std::size_t kIntelDeltas = 2000;      ///< records fetched one by one in an update
inline constexpr std::size_t kKeyFileBytes = 16 * kKiB;

// Threads (scan)
inline constexpr unsigned kJobs = 256;
inline constexpr std::size_t kWorkBytes =
    192 * kMiB;  ///< guessed, of all packages that are read at the same time
inline constexpr std::size_t kSetAsideBytes =
    32 * kMiB;  ///< of tarballs that wait until others are read

}  // namespace limits
