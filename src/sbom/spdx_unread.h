#pragma once

#include "formats/json.h"
#include "sbom/loss.h"

/// What an SPDX document says and the inner model has no place for: files and snippets, kinds of
/// relationships other than what CycloneDX knows, fields of its own. Each becomes a loss with its
/// place in the source, so that nothing is gone unseen once the document is written as something
/// else.
namespace sbom::spdx {

/// Of a tree of SPDX 2.
void TellUnread2(const formats::json::Value& root, Losses& losses);
/// Of a graph of SPDX 3.
void TellUnread3(const formats::json::Value& root, Losses& losses);

}  // namespace sbom::spdx
