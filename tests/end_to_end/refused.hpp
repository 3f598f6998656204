// SPDX-License-Identifier: MIT
#pragma once

#include "small_case.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;

/// Checks that `lucarne run pipeline.yaml more...` ends with `exit_code`, says every one of `words`
/// on standard error and nothing on standard output, and leaves nothing in runs/.
inline void require_refused(const SmallCase& small, const std::vector<std::string>& words,
                            const std::vector<std::string>& more = {}, int exit_code = 3) {
  const ProgramOutcome outcome = small.run(more);
  INFO(outcome.err);
  CHECK(outcome.exit_code == exit_code);
  CHECK(outcome.out.empty());
  for (const std::string& text : words) CHECK_THAT(outcome.err, Contains(text));
  CHECK(small.runs().empty());
}
