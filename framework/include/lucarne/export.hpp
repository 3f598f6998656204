// SPDX-License-Identifier: MIT
#pragma once

/// Marks what liblucarne exports; everything else in it is hidden.
#define LUCARNE_API __attribute__((visibility("default")))
