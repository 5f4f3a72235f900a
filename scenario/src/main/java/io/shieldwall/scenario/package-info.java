/// The exercise folder: immutable records of what planners wrote, the reader that checks it and
/// explains every mistake by file, line and column, and the published JSON Schema.
@NullMarked
package io.shieldwall.scenario;

import org.jspecify.annotations.NullMarked;
