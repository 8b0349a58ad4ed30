#pragma once

#include <string>
#include <string_view>

namespace replay {

// Files with the shape of what attacks shipped. Every one throws in its first statement; addresses
// are of the networks set aside for documentation.

inline constexpr std::string_view kCode = "'use strict';\nmodule.exports = (value) => value;\n";
inline constexpr std::string_view kInert = "throw new Error('inert sample');\n";

/// What an obfuscator leaves: machine-made names on one long line, and nothing that could run.
[[nodiscard]] std::string Obfuscated();

/// An obfuscated file that switches certificate checks off, fetches a second stage from a bare
/// address, starts it unseen and deletes itself: the shape of easy-day-js and plain-crypto-js. Its
/// texts stand in a shuffled table, encoded.
[[nodiscard]] std::string Dropper();

/// The two files of ua-parser-js 0.7.29: one starts a shell script, which fetches a program.
[[nodiscard]] std::string MinerStarter();
[[nodiscard]] std::string MinerScript();

/// A README that only names the package it is of.
[[nodiscard]] std::string ReadmeOf(std::string_view name);

}  // namespace replay
