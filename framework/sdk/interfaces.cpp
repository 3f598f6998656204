// SPDX-License-Identifier: MIT
// Virtual destructors live here, so that each interface has one vtable, in liblucarne, and
// exceptions thrown in a plugin are caught by type in the host.
#include <lucarne/analysis.hpp>
#include <lucarne/error.hpp>
#include <lucarne/reverse_rule.hpp>

namespace lucarne {

Error::~Error() = default;
ParameterError::~ParameterError() = default;
Cancelled::~Cancelled() = default;
Pass::~Pass() = default;
Model::~Model() = default;
LinearMap::~LinearMap() = default;
NodeView::~NodeView() = default;
ReverseRule::~ReverseRule() = default;
FoldState::~FoldState() = default;
Context::~Context() = default;
Analysis::~Analysis() = default;

void Analysis::declare(Parameters&) {}
std::vector<Sweep> Analysis::prepare(const Context&) { return {}; }

}  // namespace lucarne
